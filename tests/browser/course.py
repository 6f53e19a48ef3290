#!/usr/bin/env python3
"""course YANZHEN [OUT] - three violations in a month, a course of three days, the exam, the certificate: the server lives through the days on a clock of its own
(tests/system/clockshift.c). course.mjs plays the rider's phone and the officer in Chromium on the day of booking and on the last day of the class; the two days
between go through the routes. Without a browser (YZ_NO_BROWSER=1) all of it does, and the exam's rules are asked on the way."""
import csv
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402
from claims import Days, shifted  # noqa: E402

PHONE, NAME, PLATE, TAG = "15400000055", "沈学", "衡P05555", "5EC05555"
QUESTIONS = os.path.join(HERE, "..", "..", "db", "course", "questions.csv")
BROWSER = not os.environ.get("YZ_NO_BROWSER")


class Tap:
    """Each thing that should be so, and whether it is."""
    bad = n = 0

    def ok(self, good, words):
        self.n += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {words}", flush=True)
        return good


def keys():
    """The right options of each question, by its text."""
    with open(QUESTIONS, encoding="utf-8", newline="") as f:
        return {r["text"]: [r["abcd"["ABCD".index(x)]] for x in r["answer"]] for r in csv.DictReader(f)}


def city_minute(d):
    return (d.now() // 60000 + 8 * 60) % 1440


def rider(w, d):
    """A session of the owner, with the code of the message."""
    folder = os.path.join(w.data, "messages")

    def codes():
        found = set()
        for f in os.listdir(folder) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, f), encoding="utf-8") as h:
                text = h.read()
            found |= {(f, x) for x in re.findall(r"验证码 (\d{6})", text)} if PHONE in text else set()
        return found
    before = codes()
    people.Client(d.server.http, "anonymous").post("/owner/code", {"phone": PHONE})

    def find():
        fresh = codes() - before
        return fresh.pop()[1] if fresh else None
    status, head, raw = people.Client(d.server.http, "rider").raw("POST", "/api/v1/owner/login", kit.json.dumps({"phone": PHONE, "code": kit.until("the code", find)}).encode())
    if status not in (200, 204):
        raise RuntimeError(f"owner login: {status} {raw}")
    return people.Client(d.server.http, "rider", head["Set-Cookie"].split(";")[0])


def prepare(w, d, tap):
    """Three violations that an officer confirms; a room, a bank, classes from tomorrow on."""
    t = d.log_in("tom")
    for i in range(3):
        v = t.post("/violations", {"kind": "red", "at": d.now() - (i + 1) * 60000, "plate": PLATE, "place": "解放西路口", "key": f"s{i}"})
        t.post(f"/violations/{v['id']}/do/confirm", {"ver": v["ver"], "code": "2007"})
        if i == 1:
            tap.ok(t.get("/course-duties")["items"] == [], "two violations owe no course")
    owed = t.get("/course-duties")["items"]
    tap.ok(len(owed) == 1 and owed[0]["state"] == "required" and owed[0]["count"] == 3, "the third makes a course owed")
    with open(QUESTIONS, "rb") as f:
        status, _, raw = t.raw("POST", "/api/v1/course-questions/import", f.read(), kind="text/csv")
    tap.ok(status == 200 and kit.json.loads(raw)["fresh"] >= 60, "the bank is taken in")
    room = t.post("/course-rooms", {"name": "一号教室", "address": "解放路 1 号", "seats": 60})
    day = (d.now() // 1000 + 8 * 3600) // 86400
    at = min(city_minute(d) + 20, 22 * 60 - 1)
    plan = {"roomId": room["id"], "fromDay": day + 1, "fromMin": at, "minutes": 110, "count": 1, "weekdays": 127}
    made = t.post("/courses/plan", plan)["items"]
    t.post("/courses/plan", {**plan, "fromMin": at - 130 if at > 200 else at + 120, "count": 2, "seats": 20})
    return t, owed[0]["id"], made[0]["id"]


def attend(w, ago, course, duty, tap, session):
    d = Days(w, ago)
    t, own = d.log_in("tom"), rider(w, d)
    code = t.get(f"/courses/{course}/code")
    tap.ok(code["session"] == session, f"session {session} is on")
    tap.ok(own.post(f"/owner/courses/{duty}/attend", {"code": "%06d" % ((int(code["code"]) + 1) % 1000000)})["result"] == "wrong", "another number does not do")
    tap.ok(own.post(f"/owner/courses/{duty}/attend", {"code": t.get(f"/courses/{course}/code")["code"]})["result"] == "came", f"the wall's number notes session {session}")
    return d, t, own


def refused(tap, client, method, path, body, want, words):
    status = client.raw(method, "/api/v1" + path, None if body is None else kit.json.dumps(body).encode())[0]
    tap.ok(status in want, f"{words} ({status})")


def exam(t, own, duty, tap):
    """The exam's rules through the routes, then the exam."""
    right = keys()
    refused(tap, own, "GET", f"/owner/courses/{duty}/exam", None, (409,), "no paper is read before the start")
    refused(tap, t, "GET", f"/owner/courses/{duty}/exam", None, (401, 403), "nor by an officer on the rider's routes")
    paper = own.post(f"/owner/courses/{duty}/exam")
    tap.ok(len(paper["items"]) == 20 and set(paper["items"][0]) == {"no", "kind", "text", "options", "given"}, "twenty questions, no key among their fields")
    refused(tap, own, "POST", f"/owner/courses/{duty}/exam", {}, (409, 400), "no second paper while one is open")
    for q in paper["items"]:
        letters = "".join(sorted("ABCD"[q["options"].index(o)] for o in right[q["text"]]))
        own.post(f"/owner/courses/{duty}/exam/answer", {"no": q["no"], "given": letters})
    result = own.post(f"/owner/courses/{duty}/exam/end")
    tap.ok(result["state"] == "passed" and result["correct"] == 20, "all right: passed")
    refused(tap, own, "POST", f"/owner/courses/{duty}/exam/answer", {"no": 1, "given": "A"}, (409,), "no answer after the end")
    refused(tap, own, "GET", f"/owner/courses/{duty}/exam", None, (409,), "nor a look at the paper")
    mine = own.get(f"/owner/courses/{duty}")
    tap.ok(mine["state"] == "passed" and mine["certificate"].startswith("HG"), "there is a certificate")
    status, _, raw = own.raw("GET", f"/api/v1/owner/courses/{duty}/certificate")
    tap.ok(status == 200 and raw.startswith(b"%PDF"), "as PDF")


def story(w, s, phase, duty, course):
    with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
        password, codes = w.accounts["tom"]
        f.write(f"tom:{password}:{codes.secret}\n")
    env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_PHONE": PHONE, "YZ_MESSAGES": os.path.join(w.data, "messages"),
           "YZ_PHASE": phase, "YZ_DUTY": str(duty), "YZ_COURSE": str(course), "YZ_QUESTIONS": QUESTIONS}
    return subprocess.run(["node", os.path.join(HERE, "course.mjs"), *sys.argv[2:3]], env=env, check=False).returncode


def main():
    tap = Tap()
    with kit.World(kit.QUICK) as w:
        w.init(stations=1)
        for name, roles in (("tom", "traffic"), ("clerk", "clerk")):
            w.account(name, roles)
        w.run("policy", "set", "course.early_min", "120")
        with open(w.path("one.csv"), "w", encoding="utf-8") as f:
            f.write(f"plate,tag,owner_name,owner_phone,brand,bought_on,price\n{PLATE},{TAG},{NAME},{PHONE},雅迪,2026-01-02,3000\n")
        w.run("import", w.path("one.csv"), env=shifted(5))
        w.run("site", "notices", os.path.join(HERE, "..", "..", "db", "calendar", "holidays.csv"))
        d = Days(w, 3)
        _, duty, course = prepare(w, d, tap)
        if BROWSER:
            tap.ok(story(w, d.server, "book", duty, course) == 0, "the rider books in the browser")
        else:
            own = rider(w, d)
            tap.ok(own.post(f"/owner/courses/{duty}/book", {"courseId": course})["state"] == "booked", "the rider books")
        d.server.stop()
        for session, ago in ((1, 2), (2, 1)):
            d, _, own = attend(w, ago, course, duty, tap, session)
            if session == 1:
                refused(tap, own, "POST", f"/owner/courses/{duty}/exam", {}, (409, 400), "no exam before the course is complete")
            d.server.stop()
        if BROWSER:
            d = Days(w, 0)
            tap.ok(story(w, d.server, "last", duty, course) == 0, "the last session, the exam and the certificate in the browser")
        else:
            d, t, own = attend(w, 0, course, duty, tap, 3)
            exam(t, own, duty, tap)
        d.server.stop()
    print(f"1..{tap.n}")
    return 1 if tap.bad else 0


if __name__ == "__main__":
    sys.exit(main())
