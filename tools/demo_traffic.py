"""demo_traffic - junctions, violations, appeals, courses, a publication, decisions on the spot and bikes in the yard of the demo city, made through the API as engineers,
traffic officers and riders would, on the days of demo_money. Repeatable; of people and bikes that cannot be anybody's (154 is given to no operator)."""
import csv
import functools
import http.client
import os
import re
import struct
import time
import urllib.parse
import uuid
import zlib

from demo_money import GIVEN, SURNAMES, Person, date, id_no

FIRST, WEEKS = 50, 12          # days ago: what is unclaimed or overdue by now; violations, and the publication whose days to answer are over
CLASS = (11, 10, 9)            # days ago: of the class that is over
BIKES = 65
SILENT = 17                    # has no phone
COME, STAY = (18, 19, 20), (21, 22)      # of the class that is over: passes, fails and has not sat the exam; two who did not come, one of them before an officer
LESS, HERE = 23, 24            # one of three revoked, so no course; in the class that is on now
SPREAD = range(25, BIKES)      # one violation or two of the last forty days
TOLD, OWING = SPREAD[0], 4     # for the reader's phone: notices that were not opened, a course to book
BUSY, QUIET = (3, 4, 6), (37, 39, 40)   # junctions with a geometry in force; the quiet ones of a city with many bikes, so that the queue of a day can still be read
MANY = 100_000
REGISTER = "traffic.csv"
PLACES = ("解放西路蒸湘南路口", "解放西路归雁路口", "船山大道红湘路口", "蒸阳路常胜路口", "东风路湖北路口")
KINDS = (("red", "2007"), ("wrongway", "2004"), ("motorlane", "2009"), ("passenger", "7101"), ("load", "2013"))
QUESTIONS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "db", "course", "questions.csv")
MINUTE, DAY = 60_000, 86_400_000
SESSION = 110                  # minutes


def plate(k):
    return f"衡（电动）交{k:04}"


def phone(k):
    return f"154{2 * 10**7 + k:08}"


def person_id(k):
    return id_no(120 + k)


def register(path, rng):
    """The bikes of these stories as an import file; they ride nowhere, and no station hears them."""
    rows = ["plate,tag,brand,colour,bought_on,price,owner_name,id_kind,id_no,owner_phone,site,registered_on"]
    for k in range(BIKES):
        rows.append(f"{plate(k)},2C0E{k:04X},雁牌,{rng.choice(('红', '白', '黑', '银'))},{date(400)},2800,{rng.choice(SURNAMES)}{rng.choice(GIVEN)},身份证,{person_id(k)},"
                    f"{phone(k) if k != SILENT else ''},site-01,{date(FIRST + 2)}")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(rows) + "\n")


def names(path):
    with open(path, encoding="utf-8") as f:
        return [r["owner_name"] for r in csv.DictReader(f)]


@functools.cache
def drawn(k):
    """A camera's picture: road, stop line, a bike beyond it. Drawn, of no street."""
    wide, high = 320, 180
    rows = []
    for y in range(high):
        row = bytearray()
        for x in range(wide):
            road = y > 60
            line = 118 <= y < 124 and 40 < x < 280
            bike = abs(x - 150 - 9 * k) < 7 and 70 < y < 108
            wheel = (x - 150 - 9 * k) ** 2 + (y - 106) ** 2 < 60
            row += bytes((20, 20, 24) if wheel else (190, 40, 40) if bike else (235, 235, 230) if line else (92, 94, 98) if road else (150, 178 + y // 3, 205))
        rows.append(b"\0" + bytes(row))
    part = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)) + part(b"IDAT", zlib.compress(b"".join(rows))) + part(b"IEND", b"")


def picture(k):
    return drawn(k % 5)


class Rider(Person):
    """A session of an owner's phone, with the code of the message."""

    def __init__(self, base, k, ago, messages):
        self.ago, self.c, self.head = ago, http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=60), {"X-Yanzhen": "1"}
        before = self.codes(messages, phone(k))
        self.post("/owner/code", {"phone": phone(k)})
        end = time.monotonic() + 20
        while not (fresh := self.codes(messages, phone(k)) - before) and time.monotonic() < end:
            time.sleep(0.05)
        r = self.call("POST", "/owner/login", {"phone": phone(k), "code": fresh.pop()[1]})[1]
        self.head["Cookie"] = r.getheader("Set-Cookie").split(";")[0]

    @staticmethod
    def codes(folder, number):
        found = set()
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            try:
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    text = f.read()
            except FileNotFoundError:      # being written: it gets its name when it is whole
                continue
            if number in text:
                found |= {(name, x) for x in re.findall(r"验证码 (\d{6})", text)}
        return found


class Traffic:
    """rng decides the same every time. accounts: name -> (name, password, secret); messages: the folder of the embedded gateway; city: of the simulator, with so many bikes."""

    def __init__(self, accounts, messages, city, owners, rng, bikes):
        self.accounts, self.messages, self.city, self.owners, self.rng, self.n = accounts, messages, city, owners, rng, 0
        self.places = QUIET if bikes >= MANY else BUSY

    def days(self):
        return [(FIRST, self.before), (WEEKS, self.weeks), *((ago, self.lesson) for ago in CLASS), (0, self.now)]

    def person(self, base, name, ago):
        return Person(base, self.accounts[name], ago)

    # --- junctions ---

    def rows(self, name):
        """Of a file of the simulator, what is of these junctions."""
        with open(os.path.join(self.city, name), encoding="utf-8") as f:
            head, *lines = f.read().splitlines()
        at = head.split(",").index("intersection")
        return [head] + [line for line in lines if line.split(",")[at] in [f"J{n:02}" for n in self.places]]

    def programmes(self):
        """The fixed-time plans by which the simulated riders ride: junction -> (seconds of the whole, arm -> seconds of its green and yellow)."""
        plans = {}
        for r in csv.DictReader(self.rows("plans.csv")):
            whole, arms = plans.setdefault(int(r["intersection"][1:]), ({"cycleS": int(r["cycle_s"]), "offsetS": int(r["offset_s"])}, {}))
            arms[r["arm"]] = {"greenFromS": int(r["green_from_s"]), "greenToS": int(r["green_to_s"]), "yellowS": int(r["yellow_s"])}
        return plans

    def junctions(self, engineer):
        engineer.post("/junctions/import", {"intersections": "\n".join(self.rows("intersections.csv")) + "\n", "stations": "\n".join(self.rows("stations.csv")) + "\n"})
        plans = self.programmes()
        with open(os.path.join(self.city, "stations_registry.csv"), encoding="utf-8") as f:
            shown = {r["junction"]: r["place"].rsplit(" ", 1)[0] + "口" for r in csv.DictReader(f) if r["role"] == "centre"}
        for j in engineer.get("/junctions?limit=100")["items"]:
            j = engineer.get(f"/junctions/{j['id']}")
            g = j["draft"]["geometry"] if isinstance(j.get("draft"), dict) else j["geometry"]
            g["groups"] = [{"group": f"{a['arm']}:*", "light": i + 1} for i, a in enumerate(g["arms"])]
            j = engineer.call("PUT", f"/junctions/{j['id']}", {"ver": j["ver"], "name": shown[str(j["id"])], "lat": j["lat"], "lon": j["lon"]})[0]
            j = engineer.call("PUT", f"/junctions/{j['id']}/draft", {"ver": j["ver"], "note": "按现场测绘录入", "geometry": g})[0]
            j = engineer.post(f"/junctions/{j['id']}/do/publish", {"ver": j["ver"]})
            whole, arms = plans[j["id"]]
            lit = [{"group": f"{a['arm']}:*", **arms[a["arm"]]} for a in g["arms"]]
            engineer.call("PUT", f"/junctions/{j['id']}/source", {"kind": "plan", "plan": [{**whole, "fromMin": 0, "toMin": 1440, "groups": lit}]})

    # --- violations ---

    def caught(self, officer, k, back, kind=0, camera=True, junction=0, at=0):
        self.n += 1
        where = {"junctionId": junction} if junction else {"place": PLACES[self.n % len(PLACES)]}
        return officer.post("/violations", {"kind": KINDS[kind][0], "plate": plate(k), "at": at or officer.now() - back * MINUTE, "camera": camera, "key": f"demo-{self.n:05}", **where})

    def confirmed(self, officer, k, back, kind=0, camera=True, junction=0, at=0):
        v = self.caught(officer, k, back, kind, camera, junction, at)
        if camera:
            v = officer.post(f"/violations/{v['id']}/picture", picture(self.n), "image/png")
        return officer.post(f"/violations/{v['id']}/do/confirm", {"code": KINDS[kind][1], "ver": v["ver"]})

    def appeal(self, base, ago, k, v, text):
        """The notice has to have arrived before."""
        rider = Rider(base, k, ago, self.messages)
        rider.post(f"/owner/violations/{v['id']}/seen")
        return rider.post(f"/owner/violations/{v['id']}/appeal", {"text": text})

    # --- on the spot ---

    def decide(self, officer, k, outcome, kind=0, back=1, **more):
        self.n += 1
        return officer.post("/spot/decisions", {"clientId": f"demo-{uuid.UUID(int=self.rng.getrandbits(128))}", "outcome": outcome, "plate": plate(k), "code": KINDS[kind][1],
                                                "place": PLACES[self.n % len(PLACES)], "at": officer.now() - back * MINUTE, "name": self.owners[k], "idNo": person_id(k),
                                                "phone": phone(k), "told": True, "signed": True, **more})

    # --- the days ---

    def before(self, base, ago):
        """A bike that nobody fetched, and a fine that nobody paid."""
        officer = self.person(base, "traffic", ago)
        self.decide(officer, 0, "fine", fineFen=3000, refused=True, impound=True, yard="城东扣车场", slot="A03", marks="后视镜缺一只，车篓内有雨衣")
        self.decide(officer, 1, "fine", 1, fineFen=2000)

    def weeks(self, base, ago):
        engineer, officer, other = (self.person(base, n, ago) for n in ("demo", "traffic", "traffic2"))
        self.junctions(engineer)
        for i in range(5):                          # five in a month: a course, and a publication is proposed
            self.confirmed(officer, 2, 0, i % 3, junction=self.places[i % 3], at=self.month(officer, 2, i))
        for k in (3, 4, *COME, *STAY, LESS, HERE):  # three: a course
            for i in range(3):
                v = self.confirmed(officer, k, 0, i, junction=self.places[(i + k) % 3], at=self.month(officer, k, i))
            if k == LESS:
                v = other.get(f"/violations/{v['id']}")
                other.post(f"/violations/{v['id']}/do/revoke", {"ver": v["ver"], "ground": "signal", "note": "当天信号灯故障"})
        self.spread(officer, WEEKS, 38)
        for k in SPREAD[1:3]:                       # nobody looked at these in time
            self.caught(officer, k, 30 + k, junction=self.places[k % 3])
        x = other.get("/exposures")["items"][0]
        other.post(f"/exposures/{x['id']}/do/notify", {"ver": x["ver"]})
        for k, revoke in ((5, True), (6, False)):
            v = self.confirmed(officer, k, 90 + k, junction=self.places[k % 3])
            self.appeal(base, ago, k, v, "当时由交警指挥通过，请调取现场视频。" if revoke else "绿灯还没有结束我就过线了。")
            a = next(a for a in other.get("/appeals")["items"] if a["violationId"] == v["id"])
            other.post(f"/appeals/{a['id']}/decision", {"revoke": revoke, "ver": a["ver"], **({"ground": "signal"} if revoke else {}),
                                                        "reason": "现场有交警指挥，撤销。" if revoke else "视频显示红灯已亮三秒，维持。"})
        with open(QUESTIONS, "rb") as f:
            officer.post("/course-questions/import", f.read(), "text/csv")
        self.room = officer.post("/course-rooms", {"name": "支队一楼教室", "address": "解放大道 1 号", "seats": 40})["id"]
        self.past = self.plan(officer, 1)
        for k in (*COME, *STAY):
            self.book(officer, k, self.past)
        end = time.monotonic() + 60                 # a message that waits for days is not sent any more
        while officer.get("/violations?state=confirmed&limit=1")["items"] and time.monotonic() < end:
            time.sleep(0.2)

    @staticmethod
    def month(officer, k, i):
        """When the i-th of several in one month was seen, days apart: in this month, or at the end of the last one where this has not enough days yet."""
        city = time.gmtime(officer.now() / 1000 + 8 * 3600)
        base = officer.now() - ((city.tm_mday * 24 - 20) * 60 * MINUTE if city.tm_mday <= 6 else 0)
        return base - i * DAY - (100 + 17 * k % 400) * MINUTE

    def spread(self, officer, newest, oldest):
        """One violation a day or two, in the hours in which people ride; at the first junction fewer since something was done there."""
        for ago in range(newest, oldest):
            early = ago >= WEEKS + 2
            for i in range(2 - ago % 2 if early else 1):
                k = SPREAD[self.n % len(SPREAD)]
                hour = self.rng.choice((7, 7, 8, 8, 9, 11, 12, 14, 17, 17, 18, 18, 19, 21))
                midnight = (officer.now() // 1000 + 8 * 3600) // 86400 * DAY - 8 * 3600 * 1000
                at = midnight - (ago - officer.ago) * DAY + (hour * 60 + self.rng.randrange(60)) * MINUTE
                if at < officer.now():
                    self.confirmed(officer, k, 0, self.rng.randrange(5), junction=self.places[i if early else ago % 3], at=at)

    # --- the education ---

    def plan(self, officer, ahead):
        """A class whose sessions are on at this time of the day."""
        city = time.gmtime(officer.now() / 1000 + 8 * 3600)
        minute = min(max(city.tm_hour * 60 + city.tm_min - 30, 0), 24 * 60 - SESSION)
        today = (officer.now() // 1000 + 8 * 3600) // 86400
        return officer.post("/courses/plan", {"roomId": self.room, "fromDay": today + ahead, "fromMin": minute, "minutes": SESSION, "count": 1, "weekdays": 127})["items"][0]

    def duty(self, officer, k):
        return officer.post("/course-duties/find", {"by": "phone", "value": phone(k)})["items"][0]

    def book(self, officer, k, course):
        d = self.duty(officer, k)
        officer.post(f"/course-duties/{d['id']}/do/book", {"ver": d["ver"], "courseId": course["id"]})

    def came(self, officer, course, who):
        """To the session of today; there is none where a holiday moved the class."""
        today = (officer.now() // 1000 + 8 * 3600) // 86400
        for no in (i + 1 for i, s in enumerate(course["sessions"]) if s["day"] == today):
            for k in who:
                officer.post(f"/courses/{course['id']}/tick", {"dutyId": self.duty(officer, k)["id"], "session": no, "came": True})

    def lesson(self, base, ago):
        officer = self.person(base, "traffic", ago)
        self.came(officer, self.past, COME)
        if ago == CLASS[-1]:
            self.present = self.plan(officer, ago)
            self.book(officer, HERE, self.present)

    def exams(self, base, officer, ago):
        """One passes, one hands in an empty paper; the third waits."""
        with open(QUESTIONS, encoding="utf-8", newline="") as f:
            keys = {r["text"]: [r["abcd"["ABCD".index(x)]] for x in r["answer"]] for r in csv.DictReader(f)}
        for k in COME[:2]:
            d = self.duty(officer, k)
            if d["state"] != "exam":
                continue
            rider, way = Rider(base, k, ago, self.messages), f"/owner/courses/{d['id']}/exam"
            for q in rider.post(way)["items"] if k == COME[0] else rider.post(way)["items"][:0]:
                rider.post(way + "/answer", {"no": q["no"], "given": "".join(sorted("ABCD"[q["options"].index(o)] for o in keys[q["text"]]))})
            rider.post(way + "/end")
        d = self.duty(officer, STAY[1])
        if "escalate" in d["actions"]:
            officer.post(f"/course-duties/{d['id']}/do/escalate", {"ver": d["ver"], "note": "电话通知两次仍未参加"})

    def now(self, base, ago):
        officer, other = self.person(base, "traffic", ago), self.person(base, "traffic2", ago)
        self.reviews(base, officer, ago)
        self.spread(officer, 0, WEEKS)
        for i in range(2):
            self.confirmed(officer, TOLD, 45 + 600 * i, i)
        self.published(officer, other)
        self.classes(base, officer, ago)
        self.roadside(officer)

    def reviews(self, base, officer, ago):
        """The queue; and one of each end."""
        for i in range(9):
            v = self.caught(officer, 7 + i % 4, 15 + 4 * i, i % 5, camera=i % 3 != 2, junction=self.places[i % 3])
            if i % 3 != 2:
                officer.post(f"/violations/{v['id']}/picture", picture(i), "image/png")
        v = self.caught(officer, 11, 60)
        officer.post(f"/violations/{v['id']}/do/dismiss", {"ground": "unclear"})
        v = self.caught(officer, 11, 65)
        v = officer.post(f"/violations/{v['id']}/do/dismiss", {"ground": "unclear"})
        officer.post(f"/violations/{v['id']}/do/reopen", {"ver": v["ver"], "note": "补到了清楚的照片"})      # screened: looked at once
        v = self.confirmed(officer, 12, 70)
        rider = Rider(base, 12, ago, self.messages)
        rider.post(f"/owner/violations/{v['id']}/seen")
        rider.post(f"/owner/violations/{v['id']}/acknowledge")
        self.appeal(base, ago, 13, self.confirmed(officer, 13, 80, 1), "我推着车走，没有骑。")
        v = self.confirmed(officer, 14, 95, 2)
        Rider(base, 14, ago, self.messages).post(f"/owner/violations/{v['id']}/rider", {"name": self.owners[15], "phone": phone(15)})
        self.confirmed(officer, SILENT, 100)      # nobody to send a message to: it is served on paper

    def published(self, officer, other):
        x = officer.get("/exposures")["items"][0]
        for who, event in ((officer, "approve"), (other, "approve"), (officer, "publish")):
            x = who.post(f"/exposures/{x['id']}/do/{event}", {"ver": x["ver"]})

    def classes(self, base, officer, ago):
        today = (officer.now() // 1000 + 8 * 3600) // 86400
        officer.post("/courses/plan", {"roomId": self.room, "fromDay": today + 1, "fromMin": 9 * 60 + 30, "count": 3, "weekdays": 127})
        self.came(officer, self.present, (HERE,))
        self.exams(base, officer, ago)
        for k in (2, 3):                            # the third rider who owes one has not booked
            rider = Rider(base, k, ago, self.messages)
            mine = rider.get("/owner/courses")["items"][0]
            rider.post(f"/owner/courses/{mine['id']}/book", {"courseId": rider.get(f"/owner/courses/{mine['id']}/classes")["items"][0]["id"]})

    def roadside(self, officer):
        self.decide(officer, 15, "warn", back=40)
        self.decide(officer, 16, "fine", 1, 35, fineFen=2000, way="wechat", siteId=officer.get("/sites?limit=1")["items"][0]["id"], wayRef="4200000000001")
        self.decide(officer, 11, "fine", 3, 30, fineFen=2000)
        self.decide(officer, 13, "let_go", back=25, note="避让急救车，不予处罚")
        self.decide(officer, 10, "fine", 2, 20, fineFen=3000, refused=True, impound=True, yard="城东扣车场", slot="B11", marks="锁完好")
        end = time.monotonic() + 60                   # the job finds what nobody fetched
        while time.monotonic() < end:
            left = [c for c in officer.get("/custody")["items"] if c["state"] == "unclaimed"]
            if left:
                return officer.post(f"/custody/{left[0]['id']}/do/notice", {"ver": left[0]["ver"]})
            time.sleep(0.5)
        raise RuntimeError("the bike of fifty days ago does not count as unclaimed")
