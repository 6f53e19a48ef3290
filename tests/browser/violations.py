#!/usr/bin/env python3
"""violations YANZHEN [OUT] - the review of violations: first what a server by day tells of a review whose days end, then over the API (what is reported waits, is confirmed or dismissed, has its picture, its file and its history),
then violations.mjs, which works the queue with the keyboard in Chromium. --api: without the browser."""
import datetime
import hashlib
import http.server
import os
import sqlite3
import struct
import subprocess
import sys
import threading
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402

PLATE, TAG, NAME, PHONE = "衡P07777", "5EC07777", "沈还", "15411110099"
ROLES = {"traffic1": "traffic", "traffic2": "traffic", "officer": "officer", "chief": "leader", "eng": "engineer"}


JUNCTION, VERSION = 7, 3
PLACES = {"approach": (26.8940, 112.5700), "stop": (26.8940, 112.5717), "centre": (26.8940, 112.5720), "exit": (26.8940, 112.5724)}


def moment(at, names):
    """A crossing of the arm W at red, as the detector writes it down (flow_junction_found.c): the stations' own times, no place; by the controller's clock all but them."""
    off = {"approach": 0, "stop": 40, "centre": -15, "exit": 300}
    readings = [{"station": names[r], "stationAt": at + t - off[r] - 120, "clockMs": off[r], "rssi": v}
                for r, t, v in (("approach", -6000, -71), ("approach", -4000, -63), ("stop", -900, -58), ("stop", -100, -51), ("stop", 900, -60), ("centre", 1800, -62), ("exit", 3500, -59))]
    return {"kind": "red", "junction": JUNCTION, "geometry": VERSION, "move": "through", "at": at, "errMs": 180, "firstAt": at - 6000, "lastAt": at + 3500, "controllerMs": 120, "confidence": 930,
            "against": "near-phase-edge", "readings": readings, "phases": [{"at": at - 30000, "state": "green"}, {"at": at - 5200, "state": "yellow"}, {"at": at - 2200, "state": "red"}],
            "stations": [{"station": names[r], "clockKnown": True, "clockMs": off[r], "clockErrMs": 25, "swapped": False, "deaf": r == "exit", "heard": 40, "expected": 43} for r in PLACES]}


def geometry(db):
    """The junction of the moment, with its antennas at the first stations; their names by role."""
    names = dict(zip(PLACES, (n for (n,) in db.execute("SELECT name FROM station ORDER BY id LIMIT 4").fetchall())))
    db.execute("INSERT OR IGNORE INTO junction (id, name, unit_id, path, lat_e7, lon_e7, created_by, created_at) VALUES (?, '解放路口', 1, '/1/', 268940000, 1125720000, 1, 1)", (JUNCTION,))
    for r, (lat, lon) in PLACES.items():
        db.execute("UPDATE station SET kind = 'junction', junction = ?, lat_e7 = ?, lon_e7 = ? WHERE name = ?", (JUNCTION, round(lat * 1e7), round(lon * 1e7), names[r]))
    arms = [{"arm": a, "heading": h, "stopLat": 26.8940 + y, "stopLon": 112.5720 + x, "motorLanes": 1, "bikeLaneCm": 200, "road": "main"}
            for a, y, x, h in (("W", 0, -.0003, 90), ("E", 0, .0003, 270), ("N", .0003, 0, 180), ("S", -.0003, 0, 0))]
    antennas = [{"station": names[r], "role": r, "lane": "bike", "arm": "" if r == "centre" else "E" if r == "exit" else "W", "heading": -1 if r == "centre" else 90, "group": "", "camera": ""} for r in PLACES]
    db.execute("INSERT OR IGNORE INTO junction_version (junction, version, state, geometry, created_by, created_at, published_by, published_at) VALUES (?, ?, 'published', ?, 1, 1, 1, 1)",
               (JUNCTION, VERSION, kit.json.dumps({"arms": arms, "groups": [], "antennas": antennas})))
    return names


def as_radio(w, rows):
    """What no officer can send: readings of the detector, written where the detector writes them."""
    db = sqlite3.connect(os.path.join(w.data, "yanzhen.db"), timeout=20)
    names = geometry(db)
    for v in rows:
        text = kit.json.dumps(moment(v["at"], names))
        db.execute("UPDATE violation SET source = 'radio', arm = 'W', err_ms = 180, confidence = 930, evidence = ?, evidence_sha = ?, against = 'near-phase-edge' WHERE id = ?",
                   (text, hashlib.sha256(text.encode()).hexdigest(), v["id"]))
    db.commit()
    db.close()


def login(s, w, name):
    _, head, _ = people.Client(s.http, name).raw("POST", "/api/v1/login", kit.json.dumps(w.login(name)).encode())
    return people.Client(s.http, name, head["Set-Cookie"].split(";")[0])


def check(what, yes):
    print(("ok" if yes else "not ok"), "-", what, flush=True)
    if not yes:
        raise SystemExit(1)


def told_by_day(w):
    """A server at ten in the morning: what has to be reviewed today is told of, by the job; afterwards it is not there any more for the rest of the story."""
    city = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
    shift = int((city.replace(hour=10, minute=0, second=0) - city).total_seconds())
    at = int((time.time() + shift) * 1000) - 3600_000
    day = (at + 8 * 3600_000) // 86_400_000
    with sqlite3.connect(os.path.join(w.data, "yanzhen.db"), timeout=20) as db:
        one = db.execute("INSERT INTO violation (number, kind, source, source_key, state, unit_id, path, place, at, day, month, confidence, review_due, captured_at) "
                         "VALUES ('WFDUE-1', 'load', 'officer', 'due-1', 'screened', 1, '/1/', '解放路口', ?, ?, 202611, 900, ?, ?)", (at, day, day, at)).lastrowid
    s = kit.Server(w, [], env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str(shift)})

    def rows(sql, *more):
        with sqlite3.connect(os.path.join(w.data, "yanzhen.db"), timeout=20) as db:
            return db.execute(sql, more).fetchall()
    check("the job tells the unit on the last day of a review", bool(kit.until("the warning", lambda: rows("SELECT 1 FROM violation_event WHERE violation = ? AND event = 'warn_last'", one), 30)))
    bodies = [b for (b,) in rows("SELECT body FROM outbox WHERE topic = 'system'")]
    check("the stream says which unit and day, and nothing of what waits", any('"violations_due"' in b and '"unitId":1' in b and "plate" not in b for b in bodies))
    s.stop()
    rows("UPDATE violation SET state = 'lapsed' WHERE id = ?", one)


def pressing(w):
    """One of those that wait has to be reviewed today."""
    today = int(time.time() * 1000 + 8 * 3600_000) // 86_400_000
    with sqlite3.connect(os.path.join(w.data, "yanzhen.db"), timeout=20) as db:
        db.execute("UPDATE violation SET review_due = ? WHERE id = (SELECT max(id) FROM violation WHERE state = 'screened')", (today,))


class Camera(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        body = picture() if self.path.startswith("/good") else b"<html>log in</html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def old_records(w):
    """A file with two good rows and four that are not."""
    month = datetime.date.today().strftime("%Y-%m")
    with open(w.path("old.csv"), "w", encoding="gb18030") as f:
        f.write("number,at,kind,plate,place,code,result,reviewer,note\n"
                f"O1,2026-05-03 08:10,red,{PLATE},解放路口,2007,confirmed,王,\nO2,2026-05-04 08:10,load,{PLATE},解放路口,,dismissed,王,\"带\n两行\"\n"
                f"O3,昨天,red,{PLATE},解放路口,2007,confirmed,,\nO4,{month}-01 00:00,red,{PLATE},解放路口,2007,confirmed,,\n"
                f"O5,2026-05-03 08:10,red,{PLATE},解放路口,9999,confirmed,,\nO6,2026-05-03 08:10,speed,{PLATE},解放路口,2007,confirmed,,\n")
    return w.path("old.csv")


def api(w, s):
    t = login(s, w, "traffic1")
    now = int(time.time() * 1000)
    new = [t.post("/violations", {"kind": k, "plate": PLATE, "at": now - 3600_000 - i * 1000, "place": "解放路口"}) for i, k in enumerate(("red", "passenger", "load", "red", "red", "wrongway"))]
    check("what is reported waits for its review and finds its owner", all(v["state"] == "screened" and v["owner"] for v in new))
    again = t.post("/violations", {"kind": "red", "plate": PLATE, "at": new[0]["at"], "place": "解放路口"})
    check("the same again is the same row", again["id"] == new[0]["id"])
    as_radio(w, [new[0], new[3]])
    queue = t.get("/violations?queue=1")["items"]
    check("the queue has what can be played back first, then what somebody has to be asked of", [v["source"] for v in queue] == ["radio"] * 2 + ["officer"] * 4)
    check("and place by place when asked so", [v["id"] for v in t.get("/violations?queue=1&byPlace=1")["items"]] == [v["id"] for v in queue])
    check("due days are counted", sum(d["n"] for d in t.get("/violations/due")["items"]) == 6)
    v = t.post(f"/violations/{new[1]['id']}/do/confirm", {"code": "7101"})
    check("confirmed: it is told and counts", v["state"] in ("confirmed", "notified") and v["monthCount"] == 1 and v["excluded"] == "")
    r = t.post(f"/violations/{new[0]['id']}/do/confirm", {"code": "2007"})
    check("radio without a picture is for education", r["excluded"] == "education_only")
    d = t.post(f"/violations/{new[2]['id']}/do/dismiss", {"ground": "unclear"})
    check("dismissed on a ground", d["state"] == "dismissed" and d["ground"] == "unclear")
    d = t.post(f"/violations/{new[2]['id']}/do/reopen", {"note": "再看一次"})
    check("opened again", d["state"] == "screened")
    code, _, body = t.raw("POST", f"/api/v1/violations/{new[3]['id']}/picture", picture(), "image/png")
    got = kit.json.loads(body)
    check("a picture is kept with its hash", code == 201 and len(got["pictureSha256"]) == 64)
    _, _, jpeg = t.raw("GET", f"/api/v1/violations/{new[3]['id']}/picture")
    check("the hash is that of what comes back", hashlib.sha256(jpeg).hexdigest() == got["pictureSha256"])
    _, _, pdf = t.raw("GET", f"/api/v1/violations/{new[0]['id']}/file")
    check("the case file is a PDF", pdf[:5] == b"%PDF-")
    _, _, pdf = t.raw("GET", f"/api/v1/violations/{new[3]['id']}/file")
    check("the picture is in the case file, byte for byte as it is kept", jpeg in pdf)
    check("its history is told", [e["event"] for e in t.get(f"/violations/{new[2]['id']}/events")["items"]] == ["capture", "screen", "dismiss", "reopen"])
    for other in (2, 4, 5):
        t.raw("POST", f"/api/v1/violations/{new[other]['id']}/picture", picture(), "image/png")
    o = login(s, w, "officer")
    check("another role sees nothing of it", o.raw("GET", "/api/v1/violations")[0] == 403)


def picture():
    wide, high = 160, 120
    row = b"".join(b"\0" + b"".join(bytes((x, y, 120)) for x in range(wide)) for y in range(high))
    part = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)) + part(b"IDAT", zlib.compress(row)) + part(b"IEND", b"")


def main():
    with kit.World(kit.QUICK) as w:
        w.init(stations=4)
        with open(w.path("one.csv"), "w", encoding="utf-8") as f:
            f.write(f"plate,tag,owner_name,id_no,owner_phone,brand,colour,frame_no\n{PLATE},{TAG},{NAME},{people.id_no(1988)},{PHONE},雅迪,白,LYB7777X0001\n")
        w.run("import", w.path("one.csv"), env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str(-2 * 86400)})
        told_by_day(w)
        s = kit.Server(w, [], env={"LD_PRELOAD": kit.ELSEWHERE})
        for name, roles in ROLES.items():
            w.account(name, roles)
        api(w, s)
        if "--api" in sys.argv:
            return 0
        with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            for name in ROLES:
                password, codes = w.accounts[name]
                f.write(f"{name}:{password}:{codes.secret}\n")
        camera = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Camera)
        threading.Thread(target=camera.serve_forever, daemon=True).start()
        pressing(w)
        env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_PLATE": PLATE, "YZ_OLD": old_records(w), "YZ_CAMERA": f"http://198.51.100.7:{camera.server_address[1]}"}
        return subprocess.run(["node", os.path.join(HERE, "violations.mjs"), *sys.argv[2:3]], env=env, timeout=1200).returncode


if __name__ == "__main__":
    sys.exit(main())
