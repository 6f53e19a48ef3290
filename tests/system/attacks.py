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
        with At(w, D0 + 31, 10 * 60) as d:
            too_late(a, d, late)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
