#!/usr/bin/env python3
"""course YANZHEN [OUT] - the education of two riders, day by day. Three violations each, confirmed by an officer, make a course owed; they are told and book a class.
One comes on its three days and signs in by the number on the wall, fails the exam, lets the time of the retake run out, passes the third, and has a certificate; the
other does not come, books anew, does not come again, and is settled by an officer.

The server lives through these days on a clock of its own (tests/system/clockshift.c): each part has its day and minute of the city, whatever day it is told on.
course.mjs plays the officer and both phones in Chromium. What the exam's routes refuse is asked on the way. YZ_NO_BROWSER=1: the same
story through the routes alone."""
import csv
import os
import re
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402
from claims import Days, shifted  # noqa: E402

DAY = 86400
AGO = 20                        # days from the booking to today; the classes' days are read from the plan, which leaves holidays out
RIDERS = {"a": ("15400000055", "沈学", "衡P05555", "5EC05555"), "b": ("15400000056", "沈旷", "衡P05556", "5EC05556")}
QUESTIONS = os.path.join(HERE, "..", "..", "db", "course", "questions.csv")
STORY_S = 1200                  # what waits for ever is ended
BROWSER = not os.environ.get("YZ_NO_BROWSER")


class Tap:
    """Each thing that should be so, and whether it is."""
    bad = n = 0

    def ok(self, good, words):
        self.n += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {words}", flush=True)
        return good

    def refused(self, client, method, path, body, want, words):
        status = client.raw(method, "/api/v1" + path, None if body is None else kit.json.dumps(body).encode())[0]
        self.ok(status in want, f"{words} ({status})")


def rider(w, server, phone):
    """A session of an owner, with the code of the message."""
    folder = os.path.join(w.data, "messages")

    def codes():
        found = set()
        for f in os.listdir(folder) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, f), encoding="utf-8") as h:
                text = h.read()
            found |= {(f, x) for x in re.findall(r"验证码 (\d{6})", text)} if phone in text else set()
        return found
    before = codes()
    people.Client(server.http, "anonymous").post("/owner/code", {"phone": phone})

    def find():
        fresh = codes() - before
        return fresh.pop()[1] if fresh else None
    status, head, raw = people.Client(server.http, "rider").raw("POST", "/api/v1/owner/login", kit.json.dumps({"phone": phone, "code": kit.until("the code", find)}).encode())
    if status not in (200, 204):
        raise RuntimeError(f"owner login: {status} {raw}")
    return people.Client(server.http, "rider", head["Set-Cookie"].split(";")[0])


class At(Days):
    """The server at a minute of a day of the city (both since their beginning), always at the same address."""
    port = 0

    def __init__(self, w, day, minute):
        self.w, self.shift = w, day * DAY - 8 * 3600 + minute * 60 - int(time.time())
        self.server, self.staff = kit.Server(w, ["expect_tags=10000"], http=At.port, env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str(self.shift)}), {}
        At.port = self.server.http

    def log_in(self, name):
        """Once: a code counts once."""
        self.staff[name] = self.staff.get(name) or super().log_in(name)
        return self.staff[name]

    def rider(self, name):
        return rider(self.w, self.server, RIDERS[name][0])


def keys():
    """The right options of each question, by its text."""
    with open(QUESTIONS, encoding="utf-8", newline="") as f:
        return {r["text"]: [r["abcd"["ABCD".index(x)]] for x in r["answer"]] for r in csv.DictReader(f)}


def capture(t, d, name):
    """What the junctions caught of a rider: three, which wait for their review."""
    return [t.post("/violations", {"kind": "red", "at": d.now() - (i + 1) * 60000, "plate": RIDERS[name][2], "place": "解放西路口", "key": f"{name}{i}"}) for i in range(3)]


def confirm(t, list_):
    for v in list_:
        t.post(f"/violations/{v['id']}/do/confirm", {"ver": v["ver"], "code": "2007"})


def duties(t):
    return {"ab"[d["phone"].endswith("56")]: d for d in t.get("/course-duties")["items"]}


class Routes:
    """The parts of the story through the routes. duty, course: ids by rider and by class."""

    def __init__(self, w, tap):
        self.w, self.tap, self.duty, self.course = w, tap, {}, {}

    def begin(self, d, caught):
        t, own = d.log_in("tom"), d.rider("a")
        confirm(t, caught[:2])
        self.tap.ok("a" not in duties(t), "two violations owe no course")
        confirm(t, caught[2:])
        a = duties(t)["a"]
        self.tap.ok(a["state"] == "required" and a["count"] == 3, "the third makes a course owed")
        self.duty["a"] = a["id"]
        r = t.post("/course-duties/invite", {"ids": [self.duty["a"]]})
        self.tap.ok(r["told"] == 1, "the rider is told to book")
        self.tap.ok(own.post(f"/owner/courses/{self.duty['a']}/book", {"courseId": self.course["first"]})["state"] == "booked", "the rider books")

    def come(self, d, session):
        t, own, way = d.log_in("tom"), d.rider("a"), f"/owner/courses/{self.duty['a']}/attend"
        code = t.get(f"/courses/{self.course['first']}/code")
        self.tap.ok(code["session"] == session, f"session {session} is on")
        self.tap.ok(own.post(way, {"code": "%06d" % ((int(code["code"]) + 1) % 1000000)})["result"] == "wrong", "another number does not do")
        self.tap.ok(own.post(way, {"code": t.get(f"/courses/{self.course['first']}/code")["code"]})["result"] == "came", f"the wall's number notes session {session}")
        if session == 1:
            self.soon(own, "no exam before the course is complete")

    def third(self, d):
        self.come(d, 3)
        self.soon(d.rider("a"), "no exam before the last session is over")

    def rebook(self, d):
        way = f"/owner/courses/{self.duty['b']}"
        own = d.rider("b")
        self.tap.ok(own.get(way)["state"] == "no_show", "the other rider's phone says that nobody came")
        self.tap.ok(own.post(way + "/book", {"courseId": self.course["later"]})["state"] == "booked", "and books another class")

    def sit(self, d, right, end=True):
        """So many right answers; the others are left open."""
        own, way, bank = d.rider("a"), self.exam(), keys()
        self.unasked(d, own)
        paper = own.post(way)
        self.tap.ok(0 < d.now() + 30 * 60000 - paper["endsAt"] < 20000, "thirty minutes")
        self.opened(d, own)
        for q in paper["items"][:right]:
            own.post(way + "/answer", {"no": q["no"], "given": "".join(sorted("ABCD"[q["options"].index(o)] for o in bank[q["text"]]))})
        if not end:
            return
        result = own.post(way + "/end")
        self.tap.ok(result["correct"] == right and result["state"] == ("passed" if right >= 16 else "failed"), f"{right} of 20: {result['state']}")
        self.closed(own)

    # what is refused: asked of the routes in the browser's story too, with a session of its own when the phone's part is over

    def exam(self):
        return f"/owner/courses/{self.duty['a']}/exam"

    def unasked(self, d, own):
        self.tap.refused(own, "GET", self.exam(), None, (409,), "no paper is read before the start")
        self.tap.refused(d.log_in("tina"), "GET", self.exam(), None, (401, 403), "nor by an officer on the rider's routes")

    def opened(self, d, own):
        paper = own.get(self.exam())
        self.tap.ok(len(paper["items"]) == 20 and set(paper["items"][0]) == {"no", "kind", "text", "options", "given"}, "twenty questions, no key among their fields")
        self.tap.refused(own, "POST", self.exam(), {}, (409, 400), "no second paper while one is open")
        self.tap.refused(d.rider("b"), "GET", self.exam(), None, (404,), "nor for another rider")

    def closed(self, own):
        self.tap.refused(own, "POST", self.exam() + "/answer", {"no": 1, "given": "A"}, (409,), "no answer after the end")
        self.tap.refused(own, "GET", self.exam(), None, (409,), "nor a look at the paper")
        self.tap.refused(own, "POST", self.exam(), {}, (409,), "nor another paper on that day")

    def soon(self, own, words):
        self.tap.refused(own, "POST", self.exam(), {}, (409, 400), words)

    def late(self, own):
        self.tap.refused(own, "POST", self.exam() + "/answer", {"no": 3, "given": "A"}, (409,), "no answer after its time")

    def over(self, d):
        self.late(d.rider("a"))

    def end(self):
        pass

    def last(self, d):
        self.sit(d, 20)
        own, t = d.rider("a"), d.log_in("tom")
        mine = own.get(f"/owner/courses/{self.duty['a']}")
        self.tap.ok(mine["state"] == "passed" and mine["certificate"].startswith("HG"), "there is a certificate")
        status, _, raw = own.raw("GET", f"/api/v1/owner/courses/{self.duty['a']}/certificate")
        self.tap.ok(status == 200 and raw.startswith(b"%PDF"), "as PDF")
        b = duties(t)["b"]
        self.tap.ok(t.post(f"/course-duties/{b['id']}/do/settle", {"ver": b["ver"], "note": "已到大队说明情况"})["state"] == "required", "an officer settles it")


class Browser(Routes):
    """The same in Chromium: one for all the days."""
    p = None

    def start(self, d):
        with open(self.w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            for name in ("tom", "cleo"):
                password, codes = self.w.accounts[name]
                f.write(f"{name}:{password}:{codes.secret}\n")
        env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{d.server.http}", "YZ_ACCOUNTS": self.w.path("accounts"), "YZ_MESSAGES": os.path.join(self.w.data, "messages"),
               "YZ_QUESTIONS": QUESTIONS, "YZ_PHONES": kit.json.dumps({k: v[0] for k, v in RIDERS.items()})}
        self.p = subprocess.Popen(["node", os.path.join(HERE, "course.mjs"), *sys.argv[2:3]], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.w.procs.append(self.p)
        self.timer = threading.Timer(STORY_S, self.p.kill)
        self.timer.daemon = True
        self.timer.start()

    def play(self, d, part, words):
        if not self.p:
            self.start(d)
        try:
            self.p.stdin.write(kit.json.dumps({"part": part, "shift": d.shift, "duty": self.duty, "course": self.course}) + "\n")
            self.p.stdin.flush()
        except OSError:
            self.tap.ok(False, words)
            return
        line = ""
        for line in self.p.stdout:
            if line.startswith("## "):
                break
            print(line, end="", flush=True)
        self.tap.ok(line == "## ok\n", words)

    def end(self):
        self.p.stdin.close()
        print(self.p.stdout.read(), end="", flush=True)
        self.tap.ok(self.p.wait(60) == 0, "the browser's part of the story is whole")
        self.timer.cancel()

    def begin(self, d, caught):
        self.play(d, "begin", "an officer confirms three violations; the rider is told and books in the browser")
        self.duty["a"] = duties(d.log_in("tina"))["a"]["id"]

    def come(self, d, session):
        self.play(d, f"day{session}", f"day {session} in the browser")
        if session == 1:
            self.soon(d.rider("a"), "no exam before the course is complete")

    def third(self, d):
        self.play(d, "day3", "day 3 in the browser")
        own = d.rider("a")
        self.soon(own, "no exam before the last session is over")
        self.unasked(d, own)

    def rebook(self, d):
        pass                # in day 2

    def sit(self, d, right, end=True):
        self.play(d, "exam" if end else "retake", "the exam in the browser" if end else "the retake is begun in the browser")
        if end:
            self.closed(d.rider("a"))
        else:
            self.opened(d, d.rider("a"))

    def over(self, d):
        self.play(d, "over", "its time runs out in the browser")
        self.late(d.rider("a"))

    def last(self, d):
        self.play(d, "last", "the certificate and the settlement in the browser")


def now_is(tap, d, name, state, words):
    """What the console says of a rider now; what happens by itself is waited for."""
    t = d.log_in("tina")
    try:
        tap.ok(kit.until(words, lambda: duties(t).get(name, {}).get("state") == state, 90), words)
    except RuntimeError:
        tap.ok(False, f"{words}, but {duties(t)[name]['state']}")
    return t


def prepare(w, play, tap, day):
    """What was caught; a room, the bank, classes from the next day on; one rider owes a course and books, the other's part is played. The days of the first class's sessions."""
    d = At(w, day, 9 * 60 + 30)
    t = d.log_in("tina")
    mine, other = capture(t, d, "a"), capture(t, d, "b")
    with open(QUESTIONS, "rb") as f:
        status, _, raw = t.raw("POST", "/api/v1/course-questions/import", f.read(), kind="text/csv")
    tap.ok(status == 200 and kit.json.loads(raw)["fresh"] >= 60, "the bank is taken in")
    room = t.post("/course-rooms", {"name": "一号教室", "address": "解放路 1 号", "seats": 60})
    plan = {"roomId": room["id"], "fromDay": day + 1, "fromMin": 600, "minutes": 110, "count": 1, "weekdays": 127}
    first = t.post("/courses/plan", plan)["items"][0]
    later = t.post("/courses/plan", {**plan, "fromMin": 14 * 60, "count": 2, "seats": 20})["items"][1]
    confirm(t, other)
    play.duty, play.course = {"b": duties(t)["b"]["id"]}, {"first": first["id"], "later": later["id"]}
    own = d.rider("b")
    tap.ok(own.post(f"/owner/courses/{play.duty['b']}/book", {"courseId": first["id"]})["state"] == "booked", "the other rider books a class")
    play.begin(d, mine)
    owed = duties(t)
    tap.ok(all(owed[x]["state"] == "booked" and owed[x]["count"] == 3 for x in "ab"), "both have booked")
    d.server.stop()
    return [s["day"] for s in first["sessions"]], later["sessions"][0]["day"]


def main():
    tap = Tap()
    with kit.World(kit.QUICK) as w:
        w.init(stations=1)
        for name in ("tom", "tina"):
            w.account(name, "traffic")
        w.account("cleo", "clerk")
        with open(w.path("two.csv"), "w", encoding="utf-8") as f:
            f.write("plate,tag,owner_name,owner_phone,brand,bought_on,price\n" + "".join(f"{plate},{tag},{name},{phone},雅迪,2026-01-02,3000\n" for phone, name, plate, tag in RIDERS.values()))
        w.run("import", w.path("two.csv"), env=shifted(AGO + 2))
        w.run("site", "notices", os.path.join(HERE, "..", "..", "db", "calendar", "holidays.csv"))
        play = (Browser if BROWSER else Routes)(w, tap)
        days, later = prepare(w, play, tap, int(time.time() + 8 * 3600) // DAY - AGO)

        d = At(w, days[0], 9 * 60 + 50)
        play.come(d, 1)
        d.server.stop()
        d = At(w, days[1], 9 * 60 + 50)
        now_is(tap, d, "b", "no_show", "who did not come is a no-show by itself")
        play.come(d, 2)
        play.rebook(d)
        now_is(tap, d, "b", "booked", "and has booked another class")
        d.server.stop()
        d = At(w, days[2], 9 * 60 + 50)
        play.third(d)
        now_is(tap, d, "a", "exam", "three sessions make the course complete")
        d.server.stop()
        d = At(w, days[2], 12 * 60)
        play.sit(d, 12)
        t = now_is(tap, d, "a", "retake", "the failed exam is to be retaken")
        figures = t.get("/course-figures")
        tap.ok((figures["owed"], figures["sat"], figures["passed"]) == (2, 1, 0), "of two who owe a course one has sat an exam, and nobody passed")
        d.server.stop()
        d = At(w, days[2] + 1, 9 * 60)
        play.sit(d, 2, end=False)
        d.server.stop()
        d = At(w, days[2] + 1, 9 * 60 + 31)
        play.over(d)
        t = now_is(tap, d, "a", "retake", "what was saved by the end of its time counts, and is too little")
        last = t.get(f"/course-duties/{play.duty['a']}/exams")["items"][-1]
        tap.ok(last["state"] == "failed" and last["late"] and last["correct"] <= 2, "the paper was collected by the server")
        d.server.stop()
        d = At(w, later + 1, 10 * 60)
        now_is(tap, d, "b", "escalated", "the second class that was missed brings it before an officer")
        play.last(d)
        now_is(tap, d, "a", "passed", "the rider has passed")
        now_is(tap, d, "b", "required", "the other one books anew")
        play.end()
        d.server.stop()
    print(f"1..{tap.n}")
    return 1 if tap.bad else 0


if __name__ == "__main__":
    sys.exit(main())
