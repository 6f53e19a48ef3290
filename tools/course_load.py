"""course_load - the education of a whole city for the benchmark: 5,929 riders who owe a course, a hundred classes of sixty seats, half of them over; and how long
the pages of it take over HTTP. Persons and numbers are made up."""
import datetime
import glob
import http.client
import json
import os
import re
import sqlite3
import statistics
import time

RIDERS, CLASSES, SEATS, ROOMS = 5929, 100, 60, 4
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FAMILY, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂"
# of twenty riders: seven passed, one to retake, one with the exam before it, one in a class, three booked, five to book, one that did not come, one before an officer
STATES = ["passed"] * 7 + ["retake", "exam", "in_class"] + ["booked"] * 3 + ["required"] * 5 + ["no_show", "escalated"]


def name(n):
    return FAMILY[n % len(FAMILY)] + GIVEN[n // len(FAMILY) % len(GIVEN)] + GIVEN[n * 7 % len(GIVEN)]


def phone(n):
    return f"154{n:08}"


def plate(n):
    return f"衡C{n:05}"


def registry(path):
    """The riders, as a file to be imported."""
    with open(path, "w", encoding="utf-8") as f:
        f.write("plate,tag,owner_name,owner_phone,brand\n" + "".join(f"{plate(n)},{0x5E000000 + n:X},{name(n)},{phone(n)},雅迪\n" for n in range(RIDERS)))


class Client:
    """One connection with a session."""

    def __init__(self, port, cookie=""):
        self.con, self.head = http.client.HTTPConnection("127.0.0.1", port, timeout=120), {"X-Yanzhen": "1", **({"Cookie": cookie} if cookie else {})}

    def ask(self, method, path, body=None, kind="application/json"):
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        self.con.request(method, "/api/v1" + path, data, {**self.head, **({"Content-Type": kind} if data is not None else {})})
        r = self.con.getresponse()
        raw = r.read()
        if r.status >= 300:
            raise RuntimeError(f"{method} {path}: {r.status} {raw[:200]}")
        if r.headers["Set-Cookie"]:
            self.head["Cookie"] = r.headers["Set-Cookie"].split(";")[0]
        return json.loads(raw) if raw[:1] in (b"{", b"[") else raw

    def staff(self, who, password, code):
        self.ask("POST", "/login", {"name": who, "password": password, "code": code})
        return self

    def log_in_owner(self, number, folder):
        """With the code of the message."""
        self.ask("POST", "/owner/code", {"phone": number})
        for _ in range(600):
            for f in glob.glob(os.path.join(folder, "*")):
                with open(f, encoding="utf-8") as h:
                    text = h.read()
                m = re.search(r"验证码 (\d{6})", text)
                if m and number in text:
                    self.ask("POST", "/owner/login", {"phone": number, "code": m.group(1)})
                    return
            time.sleep(0.05)
        raise RuntimeError("no code came")


def classes(c):
    """The bank, the rooms and the classes, as an officer plans them."""
    with open(os.path.join(ROOT, "db", "course", "questions.csv"), "rb") as f:
        c.ask("POST", "/course-questions/import", f.read(), "text/csv")
    today = int(time.time() + 8 * 3600) // 86400
    for n in range(ROOMS):
        room = c.ask("POST", "/course-rooms", {"name": f"{'一二三四'[n]}号教室", "address": f"解放路 {n + 1} 号", "seats": SEATS})["id"]
        c.ask("POST", "/courses/plan", {"roomId": room, "fromDay": today + 1, "fromMin": 540, "count": CLASSES // ROOMS, "weekdays": 31})


def riders(db, now):
    """What nobody can do by hand in a minute: who owes, who sat where, what came of it. Half of the classes are brought into the past."""
    con = sqlite3.connect(db, timeout=30)
    today = int(now / 1000 + 8 * 3600) // 86400
    ids = [r[0] for r in con.execute("SELECT id FROM course ORDER BY first_day, id")]
    back = con.execute("SELECT last_day FROM course ORDER BY first_day, id LIMIT 1 OFFSET ?", (CLASSES // 2 - 1,)).fetchone()[0] - today + 3
    con.execute("UPDATE course_session SET day = day - ?", (back,))
    con.execute("UPDATE course SET first_day = first_day - ?, last_day = last_day - ?", (back, back))
    over = [r[0] for r in con.execute("SELECT id FROM course WHERE last_day < ? ORDER BY first_day, id", (today,))]
    con.execute("UPDATE course SET state = 'closed', ended_at = ? WHERE last_day < ?", (now, today))
    to_come = [i for i in ids if con.execute("SELECT first_day FROM course WHERE id = ?", (i,)).fetchone()[0] > today]
    seat = {"done": 0, "held": 0}
    day = datetime.date.today().replace(day=1)
    months = [int((day - datetime.timedelta(days=k)).strftime("%Y%m")) for k in (0, 1, 32)]
    for n, owner in enumerate(r[0] for r in con.execute("SELECT id FROM owner ORDER BY id").fetchall()):
        state = STATES[n % 20]
        done = state in ("passed", "retake", "exam")
        held = state in ("booked", "in_class")
        at = over[seat["done"] // SEATS % len(over)] if done else to_come[seat["held"] // SEATS % len(to_come)] if held else None
        seat["done"] += done
        seat["held"] += held
        invited = n % 3 == 0 or held or done
        d = con.execute("INSERT INTO course_duty (unit_id, path, rider, month, count, state, course, book_due, misses, fails, attempts, retake_day, invited_at, invites, passed_at, score, "
                        "created_at, changed_at) VALUES (1, '/1/', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        (owner, months[n % 3], 3 + n % 4, state, at if held else None, today + 5 + n % 20, state in ("no_show", "escalated"), state == "retake", state in ("passed", "retake"),
                         today if state == "retake" else None, now - 20 * 86400000 if invited else None, int(invited), now if state == "passed" else None,
                         18 if state == "passed" else 12 if state == "retake" else None, now - 30 * 86400000, now)).lastrowid
        con.executemany("INSERT INTO course_duty_event (duty, at, event, actor, from_state, to_state) VALUES (?, ?, ?, 0, '', ?)",
                        [(d, now - 30 * 86400000 + k, e, state) for k, e in enumerate(("owe", "invite", "book", "attend", "attend", "attend", "complete", "exam")[:8 if done else 3 if held else 1])])
        if at:
            con.execute("INSERT INTO course_seat (course, duty, state, at) VALUES (?, ?, ?, ?)", (at, d, "done" if done else "held", now))
        if done:
            con.executemany("INSERT INTO course_attendance (duty, course, no, how, at, actor) VALUES (?, ?, ?, 'code', ?, 0)", [(d, at, k, now) for k in (1, 2, 3)])
    con.execute("UPDATE course SET taken = min(seats, (SELECT count(*) FROM course_seat s WHERE s.course = course.id AND s.state <> 'given'))")
    con.commit()
    full = con.execute("SELECT s.course FROM course_seat s GROUP BY s.course ORDER BY count(*) DESC, s.course LIMIT 1").fetchone()[0]
    last = con.execute("SELECT min(id) FROM course_duty").fetchone()[0] + 100
    booked = con.execute("SELECT d.rider, d.id FROM course_duty d WHERE d.state = 'booked' ORDER BY d.id LIMIT 1").fetchone()
    order = con.execute("SELECT count(*) FROM owner WHERE id < ?", (booked[0],)).fetchone()[0]
    con.close()
    return {"full": full, "last": last, "rider": order, "duty": booked[1]}


def measure(c, own, at, times=20):
    """(name, median ms, slowest ms, bytes or rows) of each page."""
    todo = "required,booked,in_class,exam,retake,no_show,escalated"
    asks = [("riders_first", "GET", f"/course-duties?limit=100&state={todo}", None), ("riders_deep", "GET", f"/course-duties?limit=100&state={todo}&after={at['last']}", None),
            ("riders_overdue", "GET", "/course-duties?limit=100&overdue=1", None), ("riders_not_told", "GET", "/course-duties?limit=100&never=1", None),
            ("riders_passed", "GET", "/course-duties?limit=100&state=passed", None), ("rider_by_phone", "POST", "/course-duties/find", {"by": "phone", "value": phone(RIDERS // 2)}),
            ("rider_by_name", "POST", "/course-duties/find", {"by": "name", "value": name(RIDERS // 2)}), ("rider_by_plate", "POST", "/course-duties/find", {"plate": plate(RIDERS // 2)}),
            ("figures", "GET", "/course-figures", None), ("classes_all", "GET", "/courses?limit=200", None), ("class_roll", "GET", f"/courses/{at['full']}/roll", None),
            ("class_list_pdf", "GET", f"/courses/{at['full']}/list", None)]
    for label, method, path, body in asks:
        yield (label, *timed(c, method, path, body, times))
    if own:
        yield ("phone_courses", *timed(own, "GET", "/owner/courses", None, times))
        yield ("phone_classes", *timed(own, "GET", f"/owner/courses/{at['duty']}/classes", None, times))


def timed(c, method, path, body, times):
    took = []
    for _ in range(times):
        begun = time.monotonic()
        got = c.ask(method, path, body)
        took.append(1000 * (time.monotonic() - begun))
    return statistics.median(took), max(took), len(got.get("items", [got])) if isinstance(got, dict) else len(got)


def invite(c):
    """Everybody who has not booked, hundreds at a time: (riders told, seconds, slowest part in ms)."""
    told, slowest, begun = 0, 0, time.monotonic()
    while True:
        part = time.monotonic()
        r = c.ask("POST", "/course-duties/invite", {"all": True})
        slowest = max(slowest, 1000 * (time.monotonic() - part))
        told += r["told"] + r["noPhone"]
        if not r["left"]:
            return told, time.monotonic() - begun, slowest
