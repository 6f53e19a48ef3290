#!/usr/bin/env python3
"""junctions YANZHEN [OUT] - junctions in a browser. Figures of violations: their group, the map of junctions, a junction before and after a day. Then a crossing that
is entered: imported, drawn, contradicted, published, and its signals live, by plan, out of reach and stale. Junctions, two months of violations, the stations
that told of them, a few accidents and the stations of the crossing are put into the file before the server starts, with known answers; junctions.mjs plays a
traffic officer, a leader and two engineers in Chromium. It asks for the server to stop, and to start again on a later clock, by lines of its own."""
import datetime
import glob
import math
import os
import random
import sqlite3
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)

DAY = 86_400_000
DAYS = 56
NAMES = ("解放路与蒸湘路口", "船山大道与红湘路口", "蒸阳路与常胜路口", "华新大道与长丰大道口", "先锋路与雁城路口", "衡祁路口", "东风路与湖北路口", "立新大道口")
KINDS = ("red", "red", "red", "wrongway", "motorlane", "passenger", "load", "not_yielding")
STATES = ("notified", "notified", "confirmed", "acknowledged", "upheld", "appealed", "revoked", "dismissed", "screened", "lapsed")


# The crossing that is entered: arms and the directions in which one arrives; metres before the middle and to the right of the way in.
CROSSING, MIDDLE = 41, (26.9050, 112.6200)
ARMS = {"N": 180, "E": 270, "S": 0, "W": 90}
ROLES = {"A": ("approach", 60, 9), "S": ("stop", 18, 9), "X": ("exit", 25, -9)}


def place(heading, before, right):
    h = math.radians(heading)
    x, y = -before * math.sin(h) + right * math.cos(h), -before * math.cos(h) - right * math.sin(h)
    return MIDDLE[0] + y / 111_319.5, MIDDLE[1] + x / 111_319.5 / math.cos(math.radians(MIDDLE[0]))


def crossing():
    """Its stations (name, place), and the two files of an import. One station, J41-NB, is in no file."""
    stations = [(f"J{CROSSING}-{a}{r}", place(h, before, right)) for a, h in ARMS.items() for r, (_, before, right) in ROLES.items()]
    stations += [(f"J{CROSSING}-MC", MIDDLE), (f"J{CROSSING}-NB", place(180, 45, 9))]
    lines = ["intersection,lat,lon,arm,inbound_heading,stop_lat,stop_lon,motor_lanes,bike_lane_width_m,road_class"]
    for a, h in ARMS.items():
        stop = place(h, 18, 8)
        lines.append(f"J{CROSSING},{MIDDLE[0]},{MIDDLE[1]},{a},{h},{stop[0]:.7f},{stop[1]:.7f},2,2.5,main")
    rows = ["id,intersection,role,heading,arm,lane"]
    for a, h in ARMS.items():
        rows += [f"J{CROSSING}-{a}{r},J{CROSSING},{role},{(h + 180) % 360 if r == 'X' else h},{a},{'nonmotor' if r == 'S' else ''}" for r, (role, _, _) in ROLES.items()]
    rows.append(f"J{CROSSING}-MC,J{CROSSING},centre,,,")
    return stations, "\n".join(lines) + "\n", "\n".join(rows) + "\n"


def day_of(ms):
    return (ms + 8 * 3_600_000) // DAY


def month_of(ms):
    d = datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone(datetime.timedelta(hours=8)))
    return d.year * 100 + d.month


def put(db, now):
    """The first junction has half as many after the change, 28 days ago; one of its stations was silent for three days."""
    rng = random.Random(5)
    today = day_of(now)
    begin = today * DAY - 8 * 3_600_000
    con = sqlite3.connect(db)
    for i, name in enumerate(NAMES):
        con.execute("INSERT INTO junction (id, name, unit_id, path, lat_e7, lon_e7, created_by, created_at) VALUES (?, ?, 1, '/1/', ?, ?, 1, 1)",
                    (i + 1, name, 268_900_000 + (i % 3) * 90_000 + i * 7_000, 1_125_950_000 + (i // 3) * 110_000 + i * 9_000))
    for i in range(2 * len(NAMES)):
        con.execute("UPDATE station SET kind = 'junction', junction = ?, created_at = ? WHERE id = ?", (1 + i // 2, begin - 90 * DAY, i + 1))
    for i, (name, at) in enumerate(crossing()[0]):
        con.execute("UPDATE station SET kind = 'junction', junction = ?, name = ?, lat_e7 = ?, lon_e7 = ? WHERE id = ?",
                    (CROSSING, name, round(at[0] * 1e7), round(at[1] * 1e7), 2 * len(NAMES) + 1 + i))
    con.execute("INSERT INTO station_alarm (station, kind, since, until) VALUES (1, 'offline', ?, ?)", (begin - 20 * DAY, begin - 17 * DAY))
    stands = 0
    n = 0
    for back in range(DAYS, 0, -1):
        for j in range(1, len(NAMES) + 1):
            for _ in range(rng.choice((2, 3)) if j == 1 and back > 28 else 1 if j == 1 else rng.choice((0, 0, 1, 1, 2)) if j < 8 else 0):
                n += 1
                at = begin - back * DAY + rng.choice((7, 7, 8, 8, 12, 17, 18, 18, 22)) * 3_600_000 + rng.randrange(3_600_000)
                state = STATES[rng.randrange(len(STATES))]
                stands += j == 1 and state in ("notified", "confirmed", "acknowledged", "upheld")
                con.execute("INSERT INTO violation (number, kind, source, source_key, state, unit_id, path, junction, at, day, month, rider, confidence, ground, review_due, captured_at, "
                            "reviewed_by, reviewed_at, appealed_at, decided_by) VALUES (?, ?, 'radio', ?, ?, 1, '/1/', ?, ?, ?, ?, ?, 900, 'x', 1, ?, 5, 1, ?, 6)",
                            (f"WF{n:08}", KINDS[rng.randrange(len(KINDS))], f"k{n}", state, j, at, day_of(at), month_of(at), rng.choice((None, 1, 2, 3)), at, 1 if state in ("appealed", "upheld") else None))
    for i, back in enumerate((50, 44, 33, 9)):
        con.execute("INSERT INTO accident (ref, number, key, bike, owner, state, happened_at, place, injured, police_called, reporter, created_by, created_at) "
                    "VALUES (?, ?, ?, 1, 1, 'reported', ?, ?, 0, 0, 'owner', 1, 1)", (os.urandom(16), f"A{i}", f"accident-key-{i}", begin - back * DAY, NAMES[0] + "东侧"))
    con.commit()
    con.close()
    return stands


class Play:
    """The server of the story, at one port, and the story that may stop and start it."""

    def __init__(self, w):
        self.w, self.s = w, kit.Server(w)
        self.port = self.s.http

    def told(self, line):
        what = line.split()
        if what[:2] == ["#!", "stop"]:
            self.s.stop()
        elif what[:2] == ["#!", "start"]:
            self.s = kit.Server(self.w, http=self.port, env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": what[2]})
        else:
            return
        self.story.stdin.write("done\n")
        self.story.stdin.flush()

    def run(self, env):
        self.story = subprocess.Popen(["node", os.path.join(HERE, "junctions.mjs"), *sys.argv[2:3]], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for line in self.story.stdout:
            print(line, end="", flush=True)
            self.told(line)
        return self.story.wait()


def main():
    with kit.World(kit.QUICK) as w:
        w.init(stations=2 * len(NAMES) + len(crossing()[0]))
        names = ("traffic", "chief", "engineer", "second")
        for name, role in zip(names, ("traffic", "leader", "engineer", "engineer")):
            w.account(name, role)
        with open(w.path("three.csv"), "w", encoding="utf-8") as f:
            f.write("plate,tag,owner_name,owner_phone,brand,bought_on,price\n" + "".join(f"衡P0711{i},5EC0711{i},赵{c},1540000111{i},雅迪,2026-01-02,3000\n" for i, c in enumerate("甲乙丙")))
        w.run("import", w.path("three.csv"))
        now = int(time.time() * 1000)
        stands = put(glob.glob(os.path.join(w.data, "*.db"))[0], now)
        p = Play(w)
        with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            for name in names:
                password, codes = w.accounts[name]
                f.write(f"{name}:{password}:{codes.secret}\n")
        for name, text in zip(("intersections.csv", "junction_stations.csv"), crossing()[1:]):
            with open(w.path(name), "w", encoding="utf-8") as f:
                f.write(text)
        change = datetime.datetime.fromtimestamp(now / 1000 - 28 * 86400, datetime.timezone(datetime.timedelta(hours=8))).strftime("%Y-%m-%d")
        first = datetime.datetime.fromtimestamp(now / 1000 - DAYS * 86400, datetime.timezone(datetime.timedelta(hours=8))).strftime("%Y-%m-%d")
        return p.run({**os.environ, "BASE_URL": f"http://127.0.0.1:{p.port}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_STANDS": str(stands), "YZ_CHANGE": change, "YZ_FROM": first,
                      "YZ_JUNCTION": NAMES[0], "YZ_INTERSECTIONS": w.path("intersections.csv"), "YZ_STATIONS": w.path("junction_stations.csv"), "YZ_CROSSING": str(CROSSING)})


if __name__ == "__main__":
    sys.exit(main())
