#!/usr/bin/env python3
"""attacks YANZHEN - what riders, officers and strangers try against the traffic part: appeals, namings, seats, codes on the wall, papers of the exam, fines, the yard, the
published list, old records. Each is tried over the API of a real server that lives through fixed days (tests/system/clockshift.c), often by two at once; what it must not
bring, it does not."""
import base64
import csv
import json
import os
import re
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kit  # noqa: E402
import people  # noqa: E402

DAY = 86400
D0 = 20760                      # Tuesday 2026-11-03
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
QUESTIONS = os.path.join(ROOT, "db", "course", "questions.csv")
HOLIDAYS = os.path.join(ROOT, "db", "calendar", "holidays.csv")
# name -> phone, name, plate, tag, document
RIDERS = {"ann": ("15400000061", "沈安", "衡P06161", "5EC06161", people.id_no(1061)), "bob": ("15400000062", "欧阳波", "衡P06162", "5EC06162", people.id_no(1062)),
          "cat": ("15400000063", "沈猫", "衡P06163", "5EC06163", people.id_no(1063)), "dan": ("15400000064", "沈丹", "衡P06164", "5EC06164", people.id_no(1064))}
ROLES = {"tom": "traffic", "tina": "traffic", "ted": "traffic", "lea": "leader", "leo": "leader", "cleo": "clerk", "olga": "officer"}
PNG = people.png()


class At:
    """The server at a minute of a day of the city, always at the same address."""
    port = 0

    def __init__(self, w, day, minute):
        self.w, self.shift = w, day * DAY - 8 * 3600 + minute * 60 - int(time.time())
        self.server = kit.Server(w, ["expect_tags=10000"], http=At.port, env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str(self.shift)})
        At.port, self.staff = self.server.http, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()

    def now(self):
        return int((time.time() + self.shift) * 1000)

    def officer(self, name):
        if name not in self.staff:
            real = kit.totp.time
            kit.totp.time = type("shifted", (), {"time": lambda _=None: time.time() + self.shift, "sleep": time.sleep})
            self.w.accounts[name][1].last = 0
            try:
                status, head, raw = people.Client(At.port, name).raw("POST", "/api/v1/login", json.dumps(self.w.login(name)).encode())
            finally:
                kit.totp.time = real
            if status != 200:
                raise RuntimeError(f"{name}: {status} {raw}")
            self.staff[name] = people.Client(At.port, name, head["Set-Cookie"].split(";")[0])
        return self.staff[name]

    def messages(self, phone):
        """The texts that went to a phone, so far."""
        folder, out = os.path.join(self.w.data, "messages"), {}
        for f in os.listdir(folder) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, f), encoding="utf-8") as h:
                to, _, text = h.read().partition("\n\n")
            if phone in to:
                out[f] = text
        return out

    def rider(self, name):
        """A new session, with the code of the message."""
        phone = RIDERS[name][0]
        before = {f for f, text in self.messages(phone).items() if "验证码" in text}
        people.Client(At.port, "anonymous").post("/owner/code", {"phone": phone})

        def find():
            fresh = [text for f, text in self.messages(phone).items() if "验证码" in text and f not in before]
            return re.search(r"验证码 (\d{6})", fresh[0]).group(1) if fresh else None
        status, head, raw = people.Client(At.port, name).raw("POST", "/api/v1/owner/login", json.dumps({"phone": phone, "code": kit.until("the code", find)}).encode())
        if status not in (200, 204):
            raise RuntimeError(f"owner login: {status} {raw}")
        return people.Client(At.port, name, head["Set-Cookie"].split(";")[0])


def twin(c):
    """The same session on a connection of its own."""
    return people.Client(c.port, c.name, c.head["Cookie"])


def at_once(*asks):
    """(client, method, path, body) each, all at the same moment; the answers."""
    gate, out = threading.Barrier(len(asks)), [None] * len(asks)

    def one(i, c, method, path, body):
        c = twin(c)
        gate.wait()
        out[i] = c.call(method, "/api/v1" + path, body)
    threads = [threading.Thread(target=one, args=(i, *a)) for i, a in enumerate(asks)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return out


class Tries:
    def __init__(self, tap):
        self.tap = tap

    def no(self, words, want, c, method, path, body=None):
        """It is refused with one of these: (status, field), or a status."""
        status, got = c.call(method, "/api/v1" + path, body)
        field = got["error"]["field"] if isinstance(got, dict) and "error" in got else ""
        want = want if isinstance(want, list) else [want]
        self.tap.ok(any(w in (status, (status, field)) for w in want), f"{words}: {status} {field}", f"{method} {path} {body}: {got}")

    def one_of(self, words, answers, also=lambda: True):
        good = [s for s, _ in answers if s // 100 == 2]
        bad = [s for s, _ in answers if s // 100 != 2]
        self.tap.ok(len(good) == 1 and all(s == 409 for s in bad) and also(), f"{words}: {[s for s, _ in answers]}", answers)


def caught(d, plate_of, n=1, kind="red", by="tom"):
    t = d.officer(by)
    caught.n = getattr(caught, "n", 0)
    out = []
    for _ in range(n):
        caught.n += 1
        out.append(t.post("/violations", {"kind": kind, "at": d.now() - caught.n * 1000, "plate": RIDERS[plate_of][2], "place": "解放西路口", "key": f"k{caught.n}"}))
    return out


def confirmed(d, plate_of, n=1, by="tom"):
    return [d.officer(by).post(f"/violations/{v['id']}/do/confirm", {"ver": v["ver"], "code": "2007"}) for v in caught(d, plate_of, n)]


# ---- the appeal ----

def appeals(a, d):
    tom, tina, ann, bob = d.officer("tom"), d.officer("tina"), d.rider("ann"), d.rider("bob")
    v, other = confirmed(d, "ann")[0], confirmed(d, "bob")[0]
    mine, way = f"/owner/violations/{v['id']}", {"text": "当时是绿灯，请看录像"}
    for method, path, body in (("GET", mine, None), ("GET", mine + "/picture", None), ("POST", mine + "/seen", None), ("POST", mine + "/acknowledge", None), ("POST", mine + "/appeal", way),
                               ("POST", mine + "/rider", {"name": "沈猫", "phone": RIDERS["cat"][0]}), ("POST", mine + "/rider/withdraw", None)):
        a.no(f"another rider: {method} {path.rsplit('/', 1)[-1]}", 404, bob, method, path, body)
    waiting = caught(d, "ann")[0]
    a.no("what nobody confirmed is not shown to its owner", 404, ann, "GET", f"/owner/violations/{waiting['id']}")
    a.no("nor appealed against", 404, ann, "POST", f"/owner/violations/{waiting['id']}/appeal", way)
    tom.post(f"/violations/{waiting['id']}/do/dismiss", {"ground": "unclear"})
    a.one_of("an appeal sent twice at once is one", at_once(*[(ann, "POST", mine + "/appeal", way)] * 2))
    a.no("a second appeal while one is open", 409, ann, "POST", mine + "/appeal", way)
    a.no("to name somebody while it is appealed", 409, ann, "POST", mine + "/rider", {"name": "沈猫", "phone": RIDERS["cat"][0]})
    a.tap.ok(ann.raw("POST", "/api/v1" + mine + "/photos", PNG, "image/png")[0] == 201, "a photo goes with the own appeal")
    a.tap.ok(bob.raw("POST", "/api/v1" + mine + "/photos", PNG, "image/png")[0] == 404, "not with another's")
    a.tap.ok(bob.raw("POST", f"/api/v1/owner/violations/{other['id']}/photos", PNG, "image/png")[0] == 409, "nor where nothing is appealed")
    bob.post(f"/owner/violations/{other['id']}/appeal", way)
    rows = {x["violationId"]: x for x in tina.get("/appeals")["items"]}
    p, q = rows[v["id"]], rows[other["id"]]
    photo = tina.get(f"/appeals/{p['id']}")["photos"][0]["photo"]
    a.tap.ok(tina.raw("GET", f"/api/v1/appeals/{p['id']}/photos/{photo}")[0] == 200, "who decides sees the photo")
    a.no("under the number of another appeal it is not", 404, tina, "GET", f"/appeals/{q['id']}/photos/{photo}")
    a.no("an officer has no rider's page", 403, tina, "GET", mine)
    no = {"revoke": False, "reason": "照片清晰，予以维持"}
    a.no("who confirmed it decides the appeal", (403, "own_hand"), tom, "POST", f"/appeals/{p['id']}/decision", no)
    a.no("who confirmed it revokes it past the appeal", 409, tom, "POST", f"/violations/{v['id']}/do/revoke", {"ground": "unclear"})
    a.no("or opens it again to confirm anew", 409, tom, "POST", f"/violations/{v['id']}/do/reopen", {"note": "再看一次"})
    for ev in ("uphold", "appeal", "notify", "acknowledge", "screen", "lapse"):
        a.no(f"the step {ev} by its address", [400, 403, 409], tom, "POST", f"/violations/{v['id']}/do/{ev}", {"note": "绕过去", "ground": "unclear"})
    a.no("a decision on what was read before", (409, "ver"), tina, "POST", f"/appeals/{p['id']}/decision", {**no, "ver": 99})
    a.no("without a ground", (400, "ground"), tina, "POST", f"/appeals/{p['id']}/decision", {**no, "revoke": True})
    a.one_of("decided by two at once", at_once((tina, "POST", f"/appeals/{p['id']}/decision", no), (d.officer("ted"), "POST", f"/appeals/{p['id']}/decision", {**no, "revoke": True, "ground": "unclear"})))
    a.no("decided twice", 409, tina, "POST", f"/appeals/{p['id']}/decision", no)
    a.no("appealed a second time", 409, ann, "POST", mine + "/appeal", way)
    a.tap.ok(ann.raw("POST", "/api/v1" + mine + "/photos", PNG, "image/png")[0] == 409, "a photo after the decision")
    tina.post(f"/appeals/{q['id']}/decision", {**no, "revoke": True, "ground": "unclear"})
    late = confirmed(d, "ann")[0]
    ann.post(f"/owner/violations/{late['id']}/seen")
    return late["id"]


def too_late(a, d, id):
    ann = d.rider("ann")
    a.no("an appeal after its days", (409, "late"), ann, "POST", f"/owner/violations/{id}/appeal", {"text": "当时是绿灯，请看录像"})
    a.no("nor is anybody named any more", (409, "late"), ann, "POST", f"/owner/violations/{id}/rider", {"name": "沈猫", "phone": RIDERS["cat"][0]})


# ---- who rode instead ----

def namings(a, d):
    ann, cat, tina = d.rider("ann"), d.rider("cat"), d.officer("tina")
    phone, name = RIDERS["cat"][:2]
    v = confirmed(d, "ann")[0]
    mine, who = f"/owner/violations/{v['id']}", {"name": name, "phone": phone}
    a.no("to name oneself", (400, "self"), ann, "POST", mine + "/rider", {"name": RIDERS["ann"][1], "phone": RIDERS["ann"][0]})
    ann.post(mine + "/rider", {"name": "沈假名", "phone": RIDERS["ann"][0]})
    row = next(x for x in tina.get("/named-riders")["items"] if x["violationId"] == v["id"])
    me = d.officer("cleo").get("/bikes?q=" + RIDERS["ann"][3])["items"][0]["ownerId"]
    a.no("an officer confirms it without saying who it was", (400, "riderId"), tina, "POST", f"/named-riders/{row['id']}/decision", {"confirm": True, "note": "口头说明"})
    a.no("or with somebody who is not there", 404, tina, "POST", f"/named-riders/{row['id']}/decision", {"confirm": True, "riderId": people.NONE, "note": "口头说明"})
    a.no("or with the owner under another name", (400, "riderId"), tina, "POST", f"/named-riders/{row['id']}/decision", {"confirm": True, "riderId": me, "note": "口头说明"})
    ann.post(mine + "/rider/withdraw")
    ann.post(mine + "/rider", who)
    a.no("to name two", (409, "named"), ann, "POST", mine + "/rider", who)
    a.no("to appeal while somebody is asked", (409, "named"), ann, "POST", mine + "/appeal", {"text": "当时是绿灯，请看录像"})
    a.no("who was named sees it before he answers", 404, cat, "GET", mine)
    asked = cat.get("/owner/asked-riders")["items"][-1]
    a.tap.ok(RIDERS["ann"][1] not in str(asked) and RIDERS["ann"][2] not in str(asked), "and of the owner only a mask", asked)
    a.no("somebody else answers", 404, d.rider("bob"), "POST", f"/owner/asked-riders/{asked['id']}", {"accept": True})
    a.one_of("accepted and withdrawn at once is one of both", at_once((cat, "POST", f"/owner/asked-riders/{asked['id']}", {"accept": True}), (cat, "POST", f"/owner/asked-riders/{asked['id']}", {"accept": True})))
    a.no("accepted twice", 409, cat, "POST", f"/owner/asked-riders/{asked['id']}", {"accept": True})
    a.tap.ok(cat.get(mine)["id"] == v["id"], "it is the rider's now")
    a.no("and the owner's no more", 404, ann, "GET", mine)
    a.no("in a ring: the rider names the owner", 409, cat, "POST", mine + "/rider", {"name": RIDERS["ann"][1], "phone": RIDERS["ann"][0]})
    a.no("or a third", 409, cat, "POST", mine + "/rider", {"name": RIDERS["bob"][1], "phone": RIDERS["bob"][0]})
    v = confirmed(d, "ann")[0]
    mine, n = f"/owner/violations/{v['id']}", 0
    before = len([x for x in d.messages(phone).values() if v["number"] in x])
    while ann.call("POST", "/api/v1" + mine + "/rider", who)[0] // 100 == 2 and n < 12:
        n += 1
        ann.post(mine + "/rider/withdraw")
    a.no("and then an appeal is the way", (409, "named_enough"), ann, "POST", mine + "/rider", who)
    a.tap.ok(not ann.get(mine)["mayName"] and ann.get(mine)["mayAppeal"], "as the phone says")
    time.sleep(3)
    told = len([x for x in d.messages(phone).values() if v["number"] in x]) - before
    a.tap.ok(n <= 3 and told <= 3, f"nobody is told again and again by naming and taking back: after {n} it is over, {told} messages")


# ---- seats, the code on the wall, the exam ----

def keys():
    """The right options of each question, by its text."""
    with open(QUESTIONS, encoding="utf-8", newline="") as f:
        return {r["text"]: [r["abcd"["ABCD".index(x)]] for x in r["answer"]] for r in csv.DictReader(f)}


class Course:
    """Two riders who owe a course, and a class with one seat."""

    def __init__(self, a):
        self.a, self.duty, self.code, self.paper = a, {}, "", None

    def way(self, name, what=""):
        return f"/owner/courses/{self.duty[name]}{what}"

    def seats(self, d):
        a, tina = self.a, d.officer("tina")
        with open(QUESTIONS, "rb") as f:
            tina.raw("POST", "/api/v1/course-questions/import", f.read(), kind="text/csv")
        room = tina.post("/course-rooms", {"name": "一号教室", "address": "解放路 1 号", "seats": 60})
        plan = {"roomId": room["id"], "fromDay": D0 + 1, "fromMin": 600, "minutes": 110, "count": 1, "weekdays": 31, "seats": 1}
        self.small = tina.post("/courses/plan", plan)["items"][0]
        self.large = tina.post("/courses/plan", {**plan, "fromMin": 840, "seats": 20})["items"][0]
        riders = {}
        for name in ("cat", "dan"):
            confirmed(d, name, 3)
            riders[name] = d.rider(name)
            self.duty[name] = next(x for x in riders[name].get("/owner/courses")["items"])["id"]
        cat, dan = riders["cat"], riders["dan"]
        got = at_once(*[(riders[n], "POST", self.way(n, "/book"), {"courseId": self.small["id"]}) for n in riders])
        a.one_of("the last seat booked by two at once", got, lambda: len(tina.get(f"/courses/{self.small['id']}/roll")["items"]) == 1)
        for n, (status, _) in zip(riders, got):
            if n == "dan" and status == 200:                      # cat sits in the small class from here on
                dan.post(self.way("dan", "/cancel"))
                cat.post(self.way("cat", "/book"), {"courseId": self.small["id"]})
        a.no("a class that is full", 409, dan, "POST", self.way("dan", "/book"), {"courseId": self.small["id"]})
        a.no("an officer books over its seats", 409, tina, "POST", f"/course-duties/{self.duty['dan']}/do/book", {"courseId": self.small["id"]})
        a.no("booked for another's course", 404, cat, "POST", self.way("dan", "/book"), {"courseId": self.large["id"]})
        dan.post(self.way("dan", "/book"), {"courseId": self.large["id"]})
        for name, c in riders.items():
            a.no(f"{name}: the exam before the course", (409, "not_complete"), c, "POST", self.way(name, "/exam"))
            a.no(f"{name}: its questions", (409, "no_paper"), c, "GET", self.way(name, "/exam"))
            a.no(f"{name}: an answer", (409, "no_paper"), c, "POST", self.way(name, "/exam/answer"), {"no": 1, "given": "A"})
            a.no(f"{name}: handed in", (409, "no_paper"), c, "POST", self.way(name, "/exam/end"))
            a.no(f"{name}: a certificate", [404, 409], c, "GET", self.way(name, "/certificate"))
        for event in ("pass", "attend", "complete", "fail", "again", "certificate"):
            a.no(f"an officer makes it {event} by the address", [400, 403, 404, 409], tina, "POST", f"/course-duties/{self.duty['cat']}/do/{event}", {"note": "已经学过了"})
        a.no("a printed paper before the course", 409, tina, "POST", f"/course-duties/{self.duty['cat']}/exam")
        a.no("an officer notes who came before it began", (409, "session_to_come"), tina, "POST", f"/courses/{self.small['id']}/tick", {"dutyId": self.duty["cat"], "session": 1, "came": True, "reason": "手机没电"})
        a.no("a rider reads the bank", 403, cat, "GET", "/course-questions")
        a.no("a rider looks at the wall", 403, cat, "GET", f"/courses/{self.small['id']}/code")
        a.no("the wall's code before the session", 409, tina, "GET", f"/courses/{self.small['id']}/code")

    def attend(self, c, name, code):
        return c.post(self.way(name, "/attend"), {"code": code})["result"]

    def wall(self, d):
        """The first day: by code, by guess, by another class's code."""
        a, tina, cat, dan = self.a, d.officer("tina"), d.rider("cat"), d.rider("dan")
        self.code = tina.get(f"/courses/{self.small['id']}/code")["code"]
        a.tap.ok(self.attend(dan, "dan", self.code) == "not_now", "who holds no seat in this class does not come by its code")
        a.no("for another", 404, dan, "POST", self.way("cat", "/attend"), {"code": self.code})
        wrong = [self.attend(cat, "cat", f"{(int(self.code) + 500000 + i) % 1000000:06}") for i in range(9)]
        a.tap.ok(wrong == ["wrong"] * 8 + ["too_many"], "eight guesses, no more", wrong)
        code = tina.get(f"/courses/{self.small['id']}/code")["code"]
        a.tap.ok(self.attend(cat, "cat", code) == "too_many", "then the right one does not help either")
        for bad in ("", "0", "000000000000", "一二三四五六", "' OR 1=1 --", "%d"):
            status, got = cat.call("POST", "/api/v1" + self.way("cat", "/attend"), {"code": bad})
            a.tap.ok(status == 400 or got["result"] == "too_many", f"{bad!r} is no code: {status}")
        tina.post(f"/courses/{self.small['id']}/tick", {"dutyId": self.duty["cat"], "session": 1, "came": True, "reason": "手机没电"})
        a.tap.ok(sum(cat.get(self.way("cat"))["came"]) == 1, "the officer notes it by name")
        a.no("a session of tomorrow is not noted today", (409, "session_to_come"), tina, "POST", f"/courses/{self.small['id']}/tick", {"dutyId": self.duty["cat"], "session": 2, "came": True, "reason": "手机没电"})
        a.no("nor one that there is not", 400, tina, "POST", f"/courses/{self.small['id']}/tick", {"dutyId": self.duty["cat"], "session": 9, "came": True, "reason": "手机没电"})
        a.no("nor for who holds no seat", (409, "no_seat"), tina, "POST", f"/courses/{self.small['id']}/tick", {"dutyId": self.duty["dan"], "session": 1, "came": True, "reason": "手机没电"})
        a.no("moved to another class after it began", 409, cat, "POST", self.way("cat", "/book"), {"courseId": self.large["id"]})

    def old_code(self, cat, when):
        self.a.tap.ok(self.attend(cat, "cat", self.code) in ("wrong", "too_many"), f"the code that was shared does not do {when}")

    def second(self, d):
        tina, cat = d.officer("tina"), d.rider("cat")
        self.old_code(cat, "on the next day")
        self.code = tina.get(f"/courses/{self.small['id']}/code")["code"]
        got = at_once(*[(cat, "POST", self.way("cat", "/attend"), {"code": self.code})] * 3)
        self.a.tap.ok(sorted(g["result"] for _, g in got) == ["already", "already", "came"], "three times at once is once", got)
        self.a.tap.ok(self.attend(cat, "cat", self.code) == "already", "again is again")

    def third(self, d):
        tina, cat, a = d.officer("tina"), d.rider("cat"), self.a
        self.old_code(cat, "two days later")
        a.tap.ok(self.attend(cat, "cat", tina.get(f"/courses/{self.small['id']}/code")["code"]) == "came", "the last session")
        a.no("the exam while it lasts", (409, "not_complete"), cat, "POST", self.way("cat", "/exam"))

    def exam(self, d):
        a, tina, first, dan = self.a, d.officer("tina"), d.rider("cat"), d.rider("dan")
        cat = d.rider("cat")
        again = twin(cat)
        a.no("a second log-in of a rider's ends the first", 401, first, "POST", self.way("cat", "/exam"))
        a.no("its questions before the start", (409, "no_paper"), cat, "GET", self.way("cat", "/exam"))
        got = at_once((cat, "POST", self.way("cat", "/exam"), None), (again, "POST", self.way("cat", "/exam"), None), (tina, "POST", f"/course-duties/{self.duty['cat']}/exam", None))
        a.one_of("begun in two sessions and on paper at once", got)
        exams = tina.get(f"/course-duties/{self.duty['cat']}/exams")["items"]
        a.tap.ok(len(exams) == 1, "there is one paper", exams)
        if got[2][0] // 100 == 2:                                 # the printed one was first
            a.no("the phone reads the printed one", (409, "no_paper"), cat, "GET", self.way("cat", "/exam"))
            tina.post(f"/course-duties/{self.duty['cat']}/exam/enter", {"answers": "," * 19})
            return
        paper = cat.get(self.way("cat", "/exam"))
        text = json.dumps(paper, ensure_ascii=False)
        a.tap.ok(set(paper["items"][0]) == {"no", "kind", "text", "options", "given"} and "answer" not in text and "correct" not in text, "no key in it")
        a.no("another reads it", 404, dan, "GET", self.way("cat", "/exam"))
        a.no("another answers", 404, dan, "POST", self.way("cat", "/exam/answer"), {"no": 1, "given": "A"})
        a.no("an officer prints it meanwhile", (409, "paper_open"), tina, "POST", f"/course-duties/{self.duty['cat']}/exam")
        a.no("or its key", 409, tina, "GET", f"/course-duties/{self.duty['cat']}/exam/key")
        a.no("or enters answers", (409, "no_paper"), tina, "POST", f"/course-duties/{self.duty['cat']}/exam/enter", {"answers": "," * 19})
        for body in ({"no": 0, "given": "A"}, {"no": 21, "given": "A"}, {"no": 1, "given": "Z"}, {"no": 1, "given": "AA"}, {"no": 1, "given": "ABCDE"}, {"no": 2 ** 62, "given": "A"}):
            a.no(f"an answer like {body}", [400, 404, 409], cat, "POST", self.way("cat", "/exam/answer"), body)
        right = keys()
        for q in paper["items"][:10]:
            cat.post(self.way("cat", "/exam/answer"), {"no": q["no"], "given": "".join(sorted("ABCD"[q["options"].index(o)] for o in right[q["text"]]))})
        a.one_of("handed in twice at once", at_once(*[(c, "POST", self.way("cat", "/exam/end"), None) for c in (cat, again)]))
        for method, what, body in (("POST", "/exam/answer", {"no": 11, "given": "A"}), ("GET", "/exam", None), ("POST", "/exam/end", None), ("POST", "/exam", None)):
            a.no(f"after it was handed in: {method} {what}", 409, again, method, self.way("cat", what), body)
        a.no("a certificate for who failed", [404, 409], cat, "GET", self.way("cat", "/certificate"))

    def late(self, d):
        """A paper of the next day, whose time runs out."""
        cat = d.rider("cat")
        self.paper = cat.post(self.way("cat", "/exam"))
        self.a.tap.ok(bool(self.paper["items"]), "the retake is open")

    def over(self, d):
        a, cat, q = self.a, d.rider("cat"), self.paper["items"][0]
        for method, what, body in (("POST", "/exam/answer", {"no": q["no"], "given": "A"}), ("GET", "/exam", None), ("POST", "/exam", None)):
            a.no(f"after its time: {method} {what}", 409, cat, method, self.way("cat", what), body)
        a.no("a certificate for who ran out of time", [404, 409], cat, "GET", self.way("cat", "/certificate"))


def main():
    tap = kit.Tap()
    a = Tries(tap)
    with kit.World(kit.QUICK) as w:
        w.init(stations=1)
        for name, roles in ROLES.items():
            w.account(name, roles)
        with open(w.path("all.csv"), "w", encoding="utf-8") as f:
            f.write("plate,tag,owner_name,owner_phone,id_no,brand,bought_on,price\n" + "".join(f"{plate},{tag},{name},{phone},{card},雅迪,2026-01-02,3000\n" for phone, name, plate, tag, card in RIDERS.values()))
        w.run("import", w.path("all.csv"), env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str((D0 - 4) * DAY - int(time.time()))})
        w.run("site", "notices", HOLIDAYS)
        with At(w, D0, 10 * 60) as d:
            late = appeals(a, d)
            namings(a, d)
            course = Course(a)
            course.seats(d)
        days = [s["day"] for s in course.small["sessions"]]
        with At(w, days[0], 9 * 60 + 50) as d:
            course.wall(d)
        with At(w, days[1], 9 * 60 + 50) as d:
            course.second(d)
        with At(w, days[2], 9 * 60 + 50) as d:
            course.third(d)
        with At(w, days[2], 12 * 60) as d:
            course.exam(d)
        with At(w, days[2] + 1, 9 * 60) as d:
            course.late(d)
        with At(w, days[2] + 1, 9 * 60 + 31) as d:
            course.over(d)
        with At(w, D0 + 31, 10 * 60) as d:
            too_late(a, d, late)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
