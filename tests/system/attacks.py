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
          "cat": ("15400000063", "沈猫", "衡P06163", "5EC06163", people.id_no(1063)), "dan": ("15400000064", "沈丹", "衡P06164", "5EC06164", people.id_no(1064)),
          "eve": ("15400000065", "沈伊", "衡P06165", "5EC06165", people.id_no(1065))}
ROLES = {"tom": "traffic", "tina": "traffic", "ted": "traffic", "lea": "leader", "leo": "leader", "cleo": "clerk", "olga": "officer"}
PNG = people.png()


class Client(people.Client):
    """What goes through was tried before it by a version that is not there."""

    versions = people.Versions()

    def call(self, method, path, body=None):
        stale = Client.versions.before(self, method, path, body)
        got = super().call(method, path, body)
        Client.versions.after(stale, got[0])
        return got


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
            self.staff[name] = Client(At.port, name, head["Set-Cookie"].split(";")[0])
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
        return Client(At.port, name, head["Set-Cookie"].split(";")[0])


def twin(c):
    """The same session on a connection of its own."""
    return people.Client(c.port, c.name, c.head["Cookie"])


def at_once(*asks):
    """(client, method, path, body) each, all at the same moment; the answers."""
    gate, out = threading.Barrier(len(asks)), [None] * len(asks)
    stale = [Client.versions.before(c, method, "/api/v1" + path, body) for c, method, path, body in asks]

    def one(i, c, method, path, body):
        c = twin(c)
        gate.wait()
        out[i] = c.call(method, "/api/v1" + path, body)
    threads = [threading.Thread(target=one, args=(i, *a)) for i, a in enumerate(asks)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for was, (status, _) in zip(stale, out):
        Client.versions.after(was, status)
    return out


class Tries:
    def __init__(self, tap):
        self.tap = tap

    def no(self, words, want, c, method, path, body=None):
        """It is refused with one of these: (status, field), or a status."""
        status, got = people.Client.call(c, method, "/api/v1" + path, body)
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
    say, said = f"/named-riders/{row['id']}/decision", lambda **x: {"confirm": True, "note": "口头说明", **x}
    a.no("an officer confirms it without saying who it was", (400, "riderName"), tina, "POST", say, {"confirm": True, "note": "口头说明"})
    a.no("or by a bare number of the register", 400, tina, "POST", say, said(riderId=1))
    a.no("or by a name alone", (400, "riderIdNo"), tina, "POST", say, said(riderName=name))
    a.no("or by a document alone", (400, "riderName"), tina, "POST", say, said(riderIdNo=RIDERS["cat"][4]))
    a.no("or with another's document", (409, "rider_unknown"), tina, "POST", say, said(riderName=name, riderIdNo=RIDERS["bob"][4]))
    a.no("or another's phone", (409, "rider_unknown"), tina, "POST", say, said(riderName=name, riderPhone=RIDERS["bob"][0]))
    a.no("or a document that nobody has", (409, "rider_unknown"), tina, "POST", say, said(riderName=name, riderIdNo=people.id_no(1999)))
    a.no("or with the owner under another name", (409, "rider_self"), tina, "POST", say, said(riderName=RIDERS["ann"][1], riderIdNo=RIDERS["ann"][4]))
    a.tap.ok(tina.call("POST", "/api/v1" + say, said(riderName=name, riderIdNo=RIDERS["cat"][4]))[0] == 204 and cat.get(mine)["id"] == v["id"], "by the name and the document it is that person's")
    v = confirmed(d, "ann")[0]
    mine, who = f"/owner/violations/{v['id']}", {"name": name, "phone": phone}
    ann.post(mine + "/rider", {"name": "沈假名", "phone": RIDERS["ann"][0]})
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


# ---- the published list (P3b) ----

def leaks(text, but=()):
    """What of any rider's is in it whole: a name, a plate, a tag, a phone, a document; or the middle of a plate. An instant has digits of its own."""
    text = re.sub(r"(?<!\d)\d{13}(?!\d)", "", text)
    return [x for r in RIDERS.values() for x in (*r, r[2][2:-2]) if x in text and x not in but]


class Exposure:
    def __init__(self, a):
        self.a, self.id, self.violations = a, 0, []

    def public(self, d):
        """(its rows, its text); asked by who has no session."""
        status, head, raw = people.Client(At.port, "anonymous").raw("GET", "/api/v1/public/exposures")
        self.a.tap.ok(status == 200 and head["Cache-Control"] == "no-store" and not head["ETag"] and not head["Last-Modified"], "the public list is kept by nobody on the way", str(head))
        return json.loads(raw)["items"], raw.decode()

    def do(self, c, event, **body):
        return c.call("POST", f"/api/v1/exposures/{self.id}/do/{event}", body)

    def told(self, d):
        a, tom, tina, lea = self.a, d.officer("tom"), d.officer("tina"), d.officer("lea")
        self.violations = [v["id"] for v in confirmed(d, "bob", 5)]
        row = tina.get("/exposures?state=proposed")["items"][0]
        self.id = row["id"]
        a.tap.ok(row["count"] == 5 and not leaks(json.dumps(row, ensure_ascii=False)), "the fifth makes a proposal, masked for staff as well", row)
        bob = d.rider("bob")
        a.tap.ok(bob.get("/owner/exposures")["items"] == [], "a proposal that nobody was told of is not told")
        for event in ("approve", "second", "publish", "expire", "rise", "fall"):
            a.no(f"a proposal: {event} before the rider was told", [400, 403, 409], tom, "POST", f"/exposures/{self.id}/do/{event}", {})
        a.no("a leader tells of it", 403, lea, "POST", f"/exposures/{self.id}/do/notify", {})
        a.one_of("told by two at once", at_once(*[(c, "POST", f"/exposures/{self.id}/do/notify", {}) for c in (tom, tina)]))
        a.no("approved before he could answer", (409, "early"), tina, "POST", f"/exposures/{self.id}/do/approve", {})
        a.no("published before anybody approved", 409, tom, "POST", f"/exposures/{self.id}/do/publish", {})
        a.no("a rider approves", 403, bob, "POST", f"/exposures/{self.id}/do/approve", {})
        a.no("nobody approves", 401, people.Client(At.port, "anonymous"), "POST", f"/exposures/{self.id}/do/approve", {})
        a.tap.ok(self.public(d)[0] == [], "nothing is public yet")

    def approved(self, d):
        a, tina, lea = self.a, d.officer("tina"), d.officer("lea")
        got = at_once(*[(tina, "POST", f"/exposures/{self.id}/do/approve", {})] * 2)
        a.tap.ok(sorted(s for s, _ in got)[0] == 200 and sorted(s for s, _ in got)[1] in (403, 409), f"approved by one person twice at once: {[s for s, _ in got]}", got)
        for event in ("approve", "second"):
            a.no(f"the first approves the second time, as {event}", (403, "own_hand"), tina, "POST", f"/exposures/{self.id}/do/{event}", {})
        a.no("on another connection as well", (403, "own_hand"), twin(tina), "POST", f"/exposures/{self.id}/do/approve", {})
        a.no("published with one approval", 409, d.officer("tom"), "POST", f"/exposures/{self.id}/do/publish", {})
        a.no("approved as it was read before", 409, lea, "POST", f"/exposures/{self.id}/do/approve", {"ver": 1})
        self.must(lea, "approve")
        a.no("approved a third time", 409, d.officer("leo"), "POST", f"/exposures/{self.id}/do/approve", {})
        a.no("a leader publishes", 403, lea, "POST", f"/exposures/{self.id}/do/publish", {})
        self.must(d.officer("tom"), "publish")
        a.no("published twice", 409, d.officer("tom"), "POST", f"/exposures/{self.id}/do/publish", {})
        rows, text = self.public(d)
        a.tap.ok(len(rows) == 1 and set(rows[0]) == {"name", "plate", "count", "period", "fromDay", "untilDay"}, "what everybody sees has these fields and no number to count up", rows)
        a.tap.ok(rows[0]["name"] == "欧*" and rows[0]["plate"] == "衡··62" and not leaks(text), "the surname's first character and both ends of the plate", text)
        for q in ("?after=0", "?limit=1000", "?name=%E6%AC%A7", "?q=1", "?state=withdrawn", "?fields=all"):
            a.no(f"asked with {q}", 400, people.Client(At.port, "anonymous"), "GET", "/public/exposures" + q)
        a.no("one of them by its number", [401, 404], people.Client(At.port, "anonymous"), "GET", f"/public/exposures/{self.id}")
        mine = d.rider("bob").get("/owner/exposures")["items"][0]
        a.tap.ok(not leaks(json.dumps(mine, ensure_ascii=False)), "his own page has no more", mine)
        told = [x for x in d.messages(RIDERS["bob"][0]).values() if "公示曝光" in x] or kit.until("he is told", lambda: [x for x in d.messages(RIDERS["bob"][0]).values() if "公示曝光" in x])
        a.tap.ok(not any(leaks(x) for x in told), "nor have the messages", told)
        others = [x for n, r in RIDERS.items() if n != "bob" for x in d.messages(r[0]).values() if "公示曝光" in x]
        a.tap.ok(not others, "and nobody else has one", others)

    def must(self, c, event, **body):
        status, got = self.do(c, event, **body)
        if status != 200:
            raise RuntimeError(f"{event}: {status} {got}")

    def over(self, d, after):
        """Its last day, and the next."""
        rows = [x for x in self.public(d)[0] if x["plate"] == "衡··62"]
        self.a.tap.ok(len(rows) == (0 if after else 1), f"{'past' if after else 'on'} its last day: {len(rows)}", rows)

    def withdrawn(self, d):
        """A second one, which falls with what it rests on."""
        a, tina = self.a, d.officer("tina")
        again = confirmed(d, "eve", 5)
        self.id = max(x["id"] for x in tina.get("/exposures?state=proposed")["items"])
        self.must(d.officer("tom"), "notify")
        return [v["id"] for v in again]

    def revoked(self, d, ids):
        a = self.a
        self.must(d.officer("tina"), "approve")
        self.must(d.officer("lea"), "approve")
        self.must(d.officer("tom"), "publish")
        a.tap.ok([x["plate"] for x in self.public(d)[0]].count("衡··65") == 1, "published")
        eve = d.rider("eve")
        eve.post(f"/owner/violations/{ids[0]}/seen")
        eve.post(f"/owner/violations/{ids[0]}/appeal", {"text": "当时是绿灯，请看录像"})
        a.tap.ok("衡··65" not in self.public(d)[1], "an appeal takes it down at once")
        a.tap.ok(eve.get("/owner/exposures")["items"] == [], "and off his page")
        row = d.officer("tina").get(f"/exposures/{self.id}")
        a.tap.ok(row["state"] == "withdrawn" and not row["byHand"] and not leaks(json.dumps(row, ensure_ascii=False)), "the program withdrew it", row)
        for event in ("publish", "approve", "second", "withdraw"):
            a.no(f"withdrawn: {event}", 409, d.officer("tom"), "POST", f"/exposures/{self.id}/do/{event}", {"note": "再来一次"})
        p = next(x for x in d.officer("tina").get("/appeals")["items"] if x["violationId"] == ids[0])
        d.officer("tina").post(f"/appeals/{p['id']}/decision", {"revoke": False, "reason": "照片清晰，予以维持"})
        row = d.officer("tina").get(f"/exposures/{self.id}")
        a.tap.ok(row["state"] == "proposed" and not row["firstAt"] and not row["secondAt"], "upheld: proposed anew, and the approvals of before do not count", row)
        a.tap.ok("衡··65" not in self.public(d)[1], "not published by itself")


# ---- on the spot: money and the yard ----

def decision(d, name, by="tom", **more):
    decision.n = getattr(decision, "n", 0) + 1
    _, who, plate, _, card = RIDERS[name]
    return d.officer(by).post("/spot/decisions", {"clientId": f"phone-attack-{decision.n:06}", "outcome": "fine", "plate": plate, "code": "2007", "name": who, "idNo": card, "age": 0, "fineFen": 2000,
                                                  "place": f"桥东{decision.n}", "at": d.now() - 60000, "told": True, "signed": True, **more})


BANK = {"way": "bank", "wayRef": "B1", "fen": 2000}


def money(a, d):
    tom, tina, cleo, olga = (d.officer(x) for x in ("tom", "tina", "cleo", "olga"))
    s = decision(d, "ann")
    way = f"/spot/decisions/{s['id']}"
    a.no("a fine of one fen less", (409, "owed"), cleo, "POST", way + "/pay", {**BANK, "fen": 1999})
    a.no("of more", (409, "owed"), cleo, "POST", way + "/pay", {**BANK, "fen": 2001})
    a.no("by who takes no money", 403, olga, "POST", way + "/pay", BANK)
    a.no("by cash into no till", (400, "siteId"), cleo, "POST", way + "/pay", {"way": "cash", "receipt": "P1", "fen": 2000})
    a.no("by what was read before", 409, cleo, "POST", way + "/pay", {**BANK, "ver": 99})
    a.one_of("paid twice at once", at_once((cleo, "POST", way + "/pay", BANK), (tom, "POST", way + "/pay", {**BANK, "wayRef": "B2"})))
    a.no("paid again", 409, cleo, "POST", way + "/pay", BANK)
    a.no("taken back by who decided", (403, "own_hand"), tom, "POST", way + "/cancel", {"note": "填错了"})
    a.no("or through its violation", (403, "own_hand"), tom, "POST", f"/violations/{s['violationId']}/do/revoke", {"ground": "unclear"})
    a.one_of("cancelled twice at once", at_once(*[(tina, "POST", way + "/cancel", {"note": "填错了"})] * 2))
    a.no("what was cancelled is paid", 409, cleo, "POST", way + "/pay", BANK)
    again = d.officer("tom").call("POST", "/api/v1/spot/decisions", {"clientId": s["clientId"], "outcome": "fine", "plate": RIDERS["ann"][2], "code": "2007", "name": RIDERS["ann"][1],
                                                                   "idNo": RIDERS["ann"][4], "age": 0, "fineFen": 5000, "place": "桥东1", "at": d.now(), "told": True, "signed": True})
    a.tap.ok(again[0] == 409, f"the same number with another fine is none: {again[0]}", again)
    for field, body in (("at", {"at": d.now() + 3 * 86400000}), ("at", {"at": d.now() - 61 * 86400000}), ("fineFen", {"fineFen": 1}), ("fineFen", {"fineFen": 20000}), ("fineFen", {"fineFen": 0}),
                        ("code", {"code": "0000"}), ("told", {"told": False}), ("idNo", {"idNo": ""})):
        decision.n += 1
        _, who, plate, _, card = RIDERS["ann"]
        a.no(f"a decision with {body}", 400, tom, "POST", "/spot/decisions", {"clientId": f"phone-attack-{decision.n:06}", "outcome": "fine", "plate": plate, "code": "2007", "name": who, "idNo": card,
                                                                            "age": 0, "fineFen": 2000, "place": "桥东", "at": d.now() - 60000, "told": True, "signed": True, **body})
    s = decision(d, "ann")
    ann = d.rider("ann")
    ann.post(f"/owner/violations/{s['violationId']}/seen")
    a.no("who was stopped and identified names a friend", (409, "met"), ann, "POST", f"/owner/violations/{s['violationId']}/rider", {"name": RIDERS["cat"][1], "phone": RIDERS["cat"][0]})
    ann.post(f"/owner/violations/{s['violationId']}/appeal", {"text": "当时推车过路口"})
    p = next(x for x in tina.get("/appeals")["items"] if x["violationId"] == s["violationId"])
    a.no("who fined decides the appeal", (403, "own_hand"), tom, "POST", f"/appeals/{p['id']}/decision", {"revoke": False, "reason": "事实清楚，予以维持"})
    tina.post(f"/appeals/{p['id']}/decision", {"revoke": True, "ground": "unclear", "reason": "照片不清，予以撤销"})
    s = tina.get(f"/spot/decisions/{s['id']}")
    a.tap.ok(s["state"] == "cancelled" and s["owedFen"] == 0, "what an appeal revoked is not owed", s)
    a.no("nor paid", 409, cleo, "POST", f"/spot/decisions/{s['id']}/pay", BANK)


class Yard:
    def __init__(self, a):
        self.a, self.s = a, None

    def hand(self, c, **more):
        photo = json.loads(c.raw("POST", "/api/v1/photos", PNG, "image/png")[2])["photo"]
        return {"receiver": "rider", "name": RIDERS["dan"][1], "idNo": RIDERS["dan"][4], "photo": photo, "signed": True, **more}

    def taken(self, d):
        a, tom, tina = self.a, d.officer("tom"), d.officer("tina")
        self.s = decision(d, "dan", refused=True, impound=True, yard="一号场")
        way = f"/custody/{self.s['custodyId']}"
        a.no("released unpaid", (409, "unpaid"), tom, "POST", way + "/release", self.hand(tom))
        a.no("moved by what was read before", 409, tom, "POST", way + "/move", {"yard": "二号场", "ver": 99})
        for event in ("due", "unclaim", "release", "notice", "propose", "dispose"):
            a.no(f"made {event} by the address", [400, 403, 409], tom, "POST", f"{way}/do/{event}", {"note": "无人认领", "disposal": "scrap"})
        self.free = decision(d, "dan", noPlate=True, plate="", impound=True, yard="一号场")
        a.no("no plate: before its day without a reason", 400, tina, "POST", f"/custody/{self.free['custodyId']}/release", self.hand(tina))

    def due(self, d):
        a, tom, tina, cleo = self.a, d.officer("tom"), d.officer("tina"), d.officer("cleo")
        way = f"/custody/{self.s['custodyId']}"
        a.no("its day has come and nobody paid", (409, "unpaid"), tom, "POST", way + "/release", self.hand(tom))
        cleo.post(f"/spot/decisions/{self.s['id']}/pay", BANK)
        a.no("another's document", (400, "idOther"), tom, "POST", way + "/release", self.hand(tom, idNo=RIDERS["ann"][4]))
        a.no("another's document as the owner", (400, "idOther"), tom, "POST", way + "/release", self.hand(tom, receiver="owner", idNo=RIDERS["ann"][4], name=RIDERS["ann"][1]))
        a.no("an agent without a letter", (400, "letter"), tom, "POST", way + "/release", self.hand(tom, receiver="agent"))
        a.no("nobody", 400, tom, "POST", way + "/release", self.hand(tom, receiver=""))
        a.no("unsigned", (400, "signed"), tom, "POST", way + "/release", self.hand(tom, signed=False))
        a.no("with a photo that was never taken", [400, 404, 409], tom, "POST", way + "/release", self.hand(tom, photo="0" * 32))
        a.no("with another officer's photo", [400, 403, 404, 409], tom, "POST", way + "/release", self.hand(tom, photo=self.hand(tina)["photo"]))
        a.no("by who has no yard", 403, cleo, "POST", way + "/release", {**self.hand(tom)})
        a.one_of("released twice at once", at_once(*[(c, "POST", way + "/release", self.hand(c)) for c in (tom, tina)]))
        a.no("released again", 409, tom, "POST", way + "/release", self.hand(tom))
        a.no("moved after it left", 409, tom, "POST", way + "/move", {"yard": "二号场", "slot": "B2"})


# ---- old records ----

HEAD = "number,at,kind,plate,place,code,result,reviewer,note"


def old_records(a, d):
    tom, plate = d.officer("tom"), RIDERS["ann"][2]
    good = f"2026-03-09 17:20,red,{plate},解放路,2007,confirmed,,"

    def take(text, dry=False):
        try:
            return tom.call("POST", "/api/v1/violations/import", {"text": text, "dry": dry})
        except (BrokenPipeError, ConnectionError):      # refused from its head, while it is sent
            return 413, {}
    rows = {"at": ["3026-03-09 17:20", "2026-12-31 00:00", "2026-02-30 10:00", "0000-00-00 00:00", "1969-12-31 23:59", "2026-03-09 24:00", "2026-3-9 7:20", "昨天", "", "2026-03-09 17:20:00", "=NOW()"]}
    for at in rows["at"]:
        status, got = take(f"{HEAD}\nH1,{at},red,{plate},解放路,2007,confirmed,,\n")
        a.tap.ok(status == 200 and got["taken"] == 0 and got["faults"][0]["why"] in ("at", "recent"), f"an instant like {at!r} is refused", got)
    for why, row in (("kind", f"H2,2026-03-09 17:20,speed,{plate},路,2007,confirmed,,"), ("plate", "H2,2026-03-09 17:20,red,,路,2007,confirmed,,"), ("place", f"H2,2026-03-09 17:20,red,{plate},,2007,confirmed,,"),
                     ("code", f"H2,2026-03-09 17:20,red,{plate},路,' OR 1=1,confirmed,,"), ("result", f"H2,2026-03-09 17:20,red,{plate},路,2007,maybe,,"), ("number", f",{good}"),
                     ("number", f"{'9' * 200},{good}"), ("place", f"H2,2026-03-09 17:20,red,{plate},{'路' * 100},2007,confirmed,,"), ("note", f"H2,2026-03-09 17:20,red,{plate},路,2007,confirmed,,{'注' * 400}"),
                     ("recent", f"H2,2026-11-01 00:00,red,{plate},路,2007,confirmed,,")):
        status, got = take(f"{HEAD}\n{row}\n")
        a.tap.ok(status == 200 and got["taken"] == 0 and got["faults"][0]["why"] == why, f"a row without its {why}: {got.get('faults')}", got)
    for words, text in (("nothing", ""), ("no columns", "a,b,c\n1,2,3\n"), ("a quote without an end", f'{HEAD}\n"H3,{good}\n'), ("a row of too many cells", f"{HEAD}\nH3,{good}" + ",x" * 500 + "\n"),
                        ("half a file", f"{HEAD}\nH3,2026-03-0")):
        status, got = take(text)
        a.tap.ok(status == 400 or (status == 200 and got["taken"] == 0), f"{words}: {status}", got)
    for words, raw in (("another encoding", f"{HEAD}\nH4,{good}\n".encode("gb18030")), ("half a character", b"\xe8\xa7"), ("UTF-16", HEAD.encode("utf-16"))):
        status, _, got = tom.raw("POST", "/api/v1/violations/import", b'{"dry":false,"text":"' + raw.replace(b"\n", b"\\n") + b'"}')
        a.tap.ok(status == 400, f"{words}: {status}", got)
    status, got = take(f"\ufeff{HEAD}\nH5,{good}\nH5,{good}\n")
    a.tap.ok(status == 200 and got["taken"] == 1 and got["known"] == 1, "a mark before the first line, and a row that is there twice", got)
    status, got = take(f"{HEAD}\nH5,{good}\n")
    a.tap.ok(status == 200 and got["taken"] == 0 and got["known"] == 1, "and once more on another day", got)
    got = at_once(*[(tom, "POST", "/violations/import", {"text": f"{HEAD}\nH6,{good}\n", "dry": False})] * 2)
    a.tap.ok(sum(g["taken"] for _, g in got) == 1, "one file sent twice at once is one", got)
    status, got = take(HEAD + "\n" + "".join(f"HX{i},{good}\n" for i in range(60000)))
    a.tap.ok(status in (200, 400, 413), f"a file of 4 MB: {status}", str(got)[:300])
    status, got = take(HEAD + "\n" + "x" * (9 << 20), True)
    a.tap.ok(status in (400, 413), f"one of 9 MB: {status}", str(got)[:300])
    ann = d.rider("ann")
    formula = f"{HEAD}\n=cmd|' /C calc'!A0,2026-03-10 17:20,red,{plate},\"=HYPERLINK(\"\"x\"\")\",2007,confirmed,,@SUM(1)\n"
    status, got = take(formula)
    a.tap.ok(status == 200 and got["taken"] == 1, "a formula is a text like any other", got)
    a.tap.ok(not ann.get("/owner/courses")["items"] or all(x["month"] != 202603 for x in ann.get("/owner/courses")["items"]), "old records owe no course")


# ---- days ----

def calendar():
    """An independent reading of the announcements: is a day worked?"""
    off, work = set(), set()
    with open(HOLIDAYS, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    newest = {}
    for r in rows:
        newest[r["year"]] = max(int(r["version"]), newest.get(r["year"], 0))
    for r in rows:
        if int(r["version"]) == newest[r["year"]]:
            first, last = (int(time.mktime(time.strptime(r[k] + " UTC", "%Y-%m-%d %Z")) - time.timezone) // DAY for k in ("from", "to"))
            (off if r["kind"] == "off" else work).update(range(first, last + 1))
    return lambda day: day in work or (day not in off and (day + 3) % 7 < 5)


def day_no(text):
    y, m, d = map(int, text.split("-"))
    import datetime
    return (datetime.date(y, m, d) - datetime.date(1970, 1, 1)).days


def five_days(a, w, days):
    """Days of the year at whose edges five working days are counted: the review and the appeal."""
    works = calendar()

    def after(day, n):
        while n:
            day += 1
            n -= works(day)
        return day
    for text in days:
        with At(w, day_no(text), 10 * 60) as d:
            v = caught(d, "ann")[0]
            if text == "2026-02-01":
                at_midnight(a, d)
            a.tap.ok(day_no(v["reviewDue"]) == after(day_no(text), 5), f"caught on {text}: reviewed by {v['reviewDue']}", after(day_no(text), 5))
            v = d.officer("tom").post(f"/violations/{v['id']}/do/confirm", {"code": "2007"})
            ann = d.rider("ann")
            ann.post(f"/owner/violations/{v['id']}/seen")
            ann.post(f"/owner/violations/{v['id']}/appeal", {"text": "当时是绿灯，请看录像"})
            p = max(d.officer("tina").get("/appeals")["items"], key=lambda x: x["id"])
            a.tap.ok(day_no(p["dueDay"]) == after(day_no(text), 5), f"appealed on {text}: decided by {p['dueDay']}", after(day_no(text), 5))
            d.officer("tina").post(f"/appeals/{p['id']}/decision", {"revoke": True, "ground": "unclear", "reason": "照片不清，予以撤销"})


def at_midnight(a, d):
    """Minutes after the month's end: each belongs to the month it happened in, whenever it is reviewed."""
    tom, ann = d.officer("tom"), d.rider("ann")
    first = (d.now() + 8 * 3600000) // 86400000 * 86400000 - 8 * 3600000
    made = [tom.post("/violations", {"kind": "red", "at": first + ms, "plate": RIDERS["ann"][2], "place": "解放西路口", "key": f"mid{ms}"}) for ms in (-1, 0)]
    for v in made:
        tom.post(f"/violations/{v['id']}/do/confirm", {"code": "2007"})
    got = [ann.get(f"/owner/violations/{v['id']}")["at"] for v in made]
    a.tap.ok(got == [first - 1, first], "one ms before and after midnight", got)
    month = ann.get("/owner/violation-count")
    a.tap.ok(month["count"] == 1, "of the new month counts the one after it", month)


# ---- stolen and sold in between ----

def in_between(a, d):
    tom, olga, cleo, cat = d.officer("tom"), d.officer("olga"), d.officer("cleo"), d.rider("cat")
    v, w = caught(d, "cat", 2)
    bike = cleo.get("/bikes?q=" + RIDERS["cat"][3])["items"][0]
    case = olga.post("/thefts", {"bikeId": bike["id"], "lastSeenAt": d.now() - 3600000, "missingAt": d.now() - 60000, "severity": 2, "watch": True, "place": "财富广场北门车棚", "locked": "yes", "lockKind": "u_lock"})
    a.no("caught, then reported stolen since before: not confirmed", [(409, "stolen"), 409], tom, "POST", f"/violations/{v['id']}/do/confirm", {"code": "2007"})
    a.tap.ok(tom.get(f"/violations/{v['id']}")["excluded"] == "stolen", "it is left out")
    a.no("and the rider is not told", 404, cat, "GET", f"/owner/violations/{v['id']}")
    third = tom.post("/violations", {"kind": "red", "at": d.now() - 1000, "plate": RIDERS["cat"][2], "place": "解放西路口", "key": "while-stolen"})
    a.tap.ok(third["excluded"] == "stolen", "nor is one caught while it is stolen counted", third)
    return case, w, v


def found_again(a, d, case, w, v):
    """The report was unfounded: what was dismissed is opened again and counts for its month."""
    tom, olga, cat = d.officer("tom"), d.officer("olga"), d.rider("cat")
    status, got = olga.call("POST", f"/api/v1/thefts/{case['id']}/do/unfound", {"note": "车主自己挪了位置"})
    a.tap.ok(status == 200, f"the report was unfounded: {status}", got)
    a.tap.ok(tom.get(f"/violations/{v['id']}")["excluded"] != "stolen", "it is left out no more", tom.get(f"/violations/{v['id']}"))
    a.no("what was dismissed after its days is not confirmed", [400, 409], tom, "POST", f"/violations/{w['id']}/do/confirm", {"code": "2007"})
    a.no("nor seen by the rider", 404, cat, "GET", f"/owner/violations/{w['id']}")


def main():
    tap = kit.Tap()
    a = Tries(tap)
    with kit.World(kit.QUICK) as w:
        w.init(stations=1)
        for name, roles in ROLES.items():
            w.account(name, roles)
        with open(w.path("all.csv"), "w", encoding="utf-8") as f:
            f.write("plate,tag,owner_name,owner_phone,id_no,brand,bought_on,price\n" + "".join(f"{plate},{tag},{name},{phone},{card},雅迪,2026-01-02,3000\n" for phone, name, plate, tag, card in RIDERS.values()))
        w.run("import", w.path("all.csv"), env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str((day_no("2025-12-28")) * DAY - int(time.time()))})
        w.run("site", "notices", HOLIDAYS)
        five_days(a, w, ("2025-12-31", "2026-02-01", "2026-02-13", "2026-02-14", "2026-09-30"))
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
            money(a, d)
            yard = Yard(a)
            yard.taken(d)
            old_records(a, d)
            exposure = Exposure(a)
            exposure.told(d)
        told = days[2] + 1
        with At(w, told + 3, 10 * 60) as d:
            yard.due(d)
        with At(w, told + 8, 10 * 60) as d:
            exposure.approved(d)
            stolen = in_between(a, d)
            more = Exposure(a)
            ids = more.withdrawn(d)
        with At(w, told + 16, 10 * 60) as d:
            more.revoked(d, ids)
            found_again(a, d, *stolen)
        with At(w, D0 + 31, 10 * 60) as d:
            too_late(a, d, late)
        for after in (False, True):
            with At(w, told + 8 + 30 + after, 0) as d:
                exposure.over(d, after)
    Client.versions.verdict(tap, 7)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
