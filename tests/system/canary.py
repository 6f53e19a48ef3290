#!/usr/bin/env python3
"""S13, P3: names and phones planted through the API and the import of a real server are found nowhere afterwards but in sealed values: in no
file of the data directory (database, WAL, journal, snapshot, trail), no backup, no restored copy, no log, no answer; in UTF-8, UTF-16, hex and
base64. Every column named p_... is in the register of sealed columns and holds sealed values only."""
import os
import sqlite3
import sys

import kit
from canary_forms import forms, search

PLANTED = 30
SETS = ["snapshot_s=5", "expect_tags=10000", "log_level=debug", "journal_keep_mib=64"]


class Listening(kit.Api):
    """Keeps the text of every answer."""

    def __init__(self, *args):
        self.heard = []
        super().__init__(*args)

    def call(self, method, path, body=None, headers=None):
        r = super().call(method, path, body, headers)
        self.heard.append(str(r[1]) + str(r[2]))
        return r


def live(w, api, people, rng):
    """What officers and clerks do with them in a day."""
    now = int(kit.time.time() * 1000)
    cases = []
    for i, (name, phone) in enumerate(people[:PLANTED // 2]):
        bike = api.post("/api/v1/bikes", {"plate": f"衡C{i:04}", "tag": f"C{i:04X}", "ownerName": name, "ownerPhone": phone, "brand": "雅迪"})
        if i % 3 == 0:
            case = api.post("/api/v1/thefts", {"bikeId": bike["id"], "lastSeenAt": now - 3600000, "missingAt": now - 600000, "watch": True, "severity": 2})
            cases.append((case["id"], int(f"C{i:04X}", 16)))
        # refused ones carry the data too: a plate taken, a bad tag, an unknown field
        for bad in ({"plate": f"衡C{i:04}", "tag": "1", "ownerName": name, "ownerPhone": phone}, {"plate": "衡X1", "tag": "zz", "ownerName": name, "ownerPhone": phone},
                    {"plate": "衡X1", "tag": "1", "ownerName": name, "ownerPhone": phone, "note": name + phone}):
            code, _, _ = api.call("POST", "/api/v1/bikes", bad)
            assert 400 <= code < 500, code
    with open(w.path("bikes.csv"), "w", encoding="utf-8") as f:
        f.write("tag,plate,owner_name,owner_phone\n")
        for i, (name, phone) in enumerate(people[PLANTED // 2:]):
            f.write(f"D{i:04X},衡D{i:04},{name},{phone}\n")
    out = w.run("bike", "import", w.path("bikes.csv"))
    api.heard.append(out.stdout + out.stderr)
    os.unlink(w.path("bikes.csv"))                  # the importer's own file
    for kind in ("certificate", "receipt"):         # documents keep the name, sealed
        w.run("paper", "issue", kind, "衡C0001")
    fleet = kit.Fleet(4, rng, rows=20)
    for st in fleet.st:
        st.tag_of = lambda seq, i: cases[i % len(cases)][1] if i < 8 else 1 + (seq * 7 + i * 131) % 5000
    return cases, fleet


def look(api, cases, people):
    kit.until("the bikes were heard", lambda: all(api.get(f"/api/v1/thefts/{c}/trail")["visits"] for c, _ in cases))
    for c, _ in cases:
        for path in ("", "/events", "/live", "/trail"):
            api.get(f"/api/v1/thefts/{c}{path}")
    for path in ("/bikes?q=%E8%A1%A1", "/bikes?q=C0", "/thefts", "/alerts", "/overview", "/owners/1", "/me"):
        api.get("/api/v1" + path)
    for name, phone in people[:3]:
        api.call("GET", "/api/v1/bikes?q=" + "".join(f"%{b:02X}" for b in name.encode()))
        api.call("GET", "/api/v1/bikes?q=" + phone)
    api.call("GET", "/metrics")


def columns(w):
    """p_ columns with a value that is not sealed, or that the register of sealed columns does not know."""
    con = sqlite3.connect(os.path.join(w.data, "yanzhen.db"))
    known = {l.split("\t")[0] for l in w.run("key", "list").stdout.splitlines() if "rows" in l}
    bad, n = [], 0
    for (table,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for col in [r[1] for r in con.execute(f"PRAGMA table_info({table})") if r[1].startswith("p_")]:
            rows = con.execute(f"SELECT count(*), sum({col} LIKE 'v1._.________.%') FROM {table} WHERE {col} <> ''").fetchone()
            n += rows[0]
            if rows[0] != (rows[1] or 0) or f"{table}.{col}" not in known:
                bad.append((table, col, rows, sorted(known)))
    con.close()
    return bad, n


def main():
    tap, rng = kit.Tap(), kit.seed()
    rare = [chr(c) for c in range(0x9f00, 0x9fa0)]
    people = [("".join(rng.sample(rare, 4)), "177" + "".join(rng.choice("0123456789") for _ in range(8))) for _ in range(PLANTED)]
    needles = {v: forms(v) for p in people for v in p}
    with kit.World(kit.QUICK) as w:
        w.init(stations=4)
        s = kit.Server(w, SETS)
        api = Listening(s.http, w)
        auditor = Listening(s.http, w, 10, "auditor")
        cases, fleet = live(w, api, people, rng)
        fleet.to(s.plain)
        fleet.start()
        look(api, cases, people)
        for path in ("/audit?limit=500", "/audit/chain"):
            auditor.get("/api/v1" + path)
        api.heard += auditor.heard
        kit.until("a snapshot was written", lambda: os.path.exists(os.path.join(w.data, "engine.snap")))
        backup, restored = w.path("backup"), w.path("restored")
        r = w.run("backup", backup)
        api.heard.append(r.stdout + r.stderr)
        w.run("restore", backup, data=restored, sets=[f"track_key_file={w.data}.trackkeys"])
        w.run("key", "rotate")
        w.run("key", "reseal")
        fleet.stop()
        s.kill()                                     # the WAL stays
        log = w.path("server.log")
        found, size = search(needles, w.data, backup, restored, log)
        tap.ok(not found and size > 1 << 20, f"after kill -9: none of {len(needles)} planted values in {size >> 10} KiB of files, backup and log", found[:10])
        spoken = "\n".join(api.heard)
        told = [v for v in needles if v in spoken]
        tap.ok(not told and "177****" in spoken, f"none in {len(api.heard)} answers: lists are masked (P3)", told[:10])
        s = kit.Server(w, SETS)
        s.stop()
        found, _ = search(needles, w.data, log)
        tap.ok(not found, "none after a start and a graceful stop", found[:10])
        bad, n = columns(w)
        tap.ok(not bad and n >= 2 * PLANTED, f"every p_ column is a registered sealed column ({n} values)", bad)
        # the search finds what is there, in every form
        missed = []
        for k, shape in enumerate(needles[people[0][0]] | needles[people[0][1]]):
            with open(w.path(f"proof{k}"), "wb") as f:
                f.write(b"xy" + shape + b"z")
            if not search(needles, w.path(f"proof{k}"))[0]:
                missed.append(shape)
        tap.ok(not missed, "the search finds each form where it is", missed)
    return tap.done()


sys.exit(main())
