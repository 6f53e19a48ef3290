#!/usr/bin/env python3
"""violations YANZHEN [OUT] - the review of violations: first over the API (what is reported waits, is confirmed or dismissed, has its picture, its file and its history),
then violations.mjs, which works the queue with the keyboard in Chromium. --api: without the browser."""
import hashlib
import os
import sqlite3
import struct
import subprocess
import sys
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402

PLATE, TAG, NAME, PHONE = "衡P07777", "5EC07777", "沈还", "15411110099"
ROLES = {"traffic1": "traffic", "traffic2": "traffic", "officer": "officer"}


def moment(at):
    """A crossing of the arm W at red, as the detector writes it down."""
    place = {"approach": (26.8940, 112.5700), "stop": (26.8940, 112.5717), "centre": (26.8940, 112.5720), "exit": (26.8940, 112.5724)}
    readings = [{"station": f"J7-W{r[0].upper()}", "lat": place[r][0], "lon": place[r][1], "role": r, "arm": "W", "t": at + t, "rssi": v}
                for r, t, v in (("approach", -6000, -71), ("approach", -4000, -63), ("stop", -900, -58), ("stop", -100, -51), ("stop", 900, -60), ("centre", 1800, -62), ("exit", 3500, -59))]
    return {"readings": readings, "phases": [{"group": "W:T", "t": at - 30000, "state": "G"}, {"group": "W:T", "t": at - 5200, "state": "Y"}, {"group": "W:T", "t": at - 2200, "state": "R"},
                                             {"group": "N:T", "t": at - 60000, "state": "R"}, {"group": "N:T", "t": at - 200, "state": "G"}],
            "geometry": {"version": 3, "arms": [{"arm": a, "stop": [26.8940 + y, 112.5720 + x], "heading": h} for a, y, x, h in
                                                (("W", 0, -.0003, 90), ("E", 0, .0003, 270), ("N", .0003, 0, 180), ("S", -.0003, 0, 0))]},
            "clocks": [{"station": "J7-WS", "offsetMs": 40, "errMs": 25}], "offsetMs": 120}


def as_radio(w, ids, at):
    """What no officer can send: readings of the detector, written where the detector writes them."""
    db = sqlite3.connect(os.path.join(w.data, "yanzhen.db"), timeout=20)
    text = kit.json.dumps(moment(at))
    for i in ids:
        db.execute("UPDATE violation SET source = 'radio', arm = 'W', err_ms = 180, confidence = 930, evidence = ?, evidence_sha = ?, against = 'near-phase-edge' WHERE id = ?",
                   (text, hashlib.sha256(text.encode()).hexdigest(), i))
    db.commit()
    db.close()


def login(s, w, name):
    _, head, _ = people.Client(s.http, name).raw("POST", "/api/v1/login", kit.json.dumps(w.login(name)).encode())
    return people.Client(s.http, name, head["Set-Cookie"].split(";")[0])


def check(what, yes):
    print(("ok" if yes else "not ok"), "-", what, flush=True)
    if not yes:
        raise SystemExit(1)


def api(w, s):
    t = login(s, w, "traffic1")
    now = int(time.time() * 1000)
    new = [t.post("/violations", {"kind": k, "plate": PLATE, "at": now - 3600_000 - i * 1000, "place": "解放路口"}) for i, k in enumerate(("red", "passenger", "load", "red", "red", "wrongway"))]
    check("what is reported waits for its review and finds its owner", all(v["state"] == "screened" and v["owner"] for v in new))
    again = t.post("/violations", {"kind": "red", "plate": PLATE, "at": new[0]["at"], "place": "解放路口"})
    check("the same again is the same row", again["id"] == new[0]["id"])
    as_radio(w, [new[0]["id"], new[3]["id"]], new[0]["at"])
    queue = t.get("/violations?queue=1")["items"]
    check("the queue has them all, the surest first", len(queue) == 6 and [v["confidence"] for v in queue] == sorted((v["confidence"] for v in queue), reverse=True))
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
    check("its history is told", [e["event"] for e in t.get(f"/violations/{new[2]['id']}/events")["items"]] == ["capture", "screen", "dismiss", "reopen"])
    o = login(s, w, "officer")
    check("another role sees nothing of it", o.raw("GET", "/api/v1/violations")[0] == 403)


def picture():
    wide, high = 160, 120
    row = b"".join(b"\0" + b"".join(bytes((x, y, 120)) for x in range(wide)) for y in range(high))
    part = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)) + part(b"IDAT", zlib.compress(row)) + part(b"IEND", b"")


def main():
    with kit.World(kit.QUICK) as w:
        w.init(stations=2)
        with open(w.path("one.csv"), "w", encoding="utf-8") as f:
            f.write(f"plate,tag,owner_name,id_no,owner_phone,brand,colour,frame_no\n{PLATE},{TAG},{NAME},{people.id_no(1988)},{PHONE},雅迪,白,LYB7777X0001\n")
        w.run("import", w.path("one.csv"), env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str(-2 * 86400)})
        s = kit.Server(w, [])
        for name, roles in ROLES.items():
            w.account(name, roles)
        api(w, s)
        if "--api" in sys.argv:
            return 0
        with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            for name in ROLES:
                password, codes = w.accounts[name]
                f.write(f"{name}:{password}:{codes.secret}\n")
        env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_PLATE": PLATE}
        return subprocess.run(["node", os.path.join(HERE, "violations.mjs"), *sys.argv[2:3]], env=env, timeout=1200).returncode


if __name__ == "__main__":
    sys.exit(main())
