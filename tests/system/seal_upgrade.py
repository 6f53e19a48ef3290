#!/usr/bin/env python3
"""A data directory from before personal data was sealed (migrations 0001 to 0003, plain names, phones and station keys) is upgraded: killed at
many moments and upgraded again it always comes to the same end, and no byte of the plain rows is left in the folder."""
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import kit

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
BIKES, STATIONS, KILLS = int(os.environ.get("YZ_SEALS", "2000")), 60, 14        # more bikes: more of the kills fall among rows


def old_directory(dir, bikes):
    os.makedirs(dir, mode=0o700)
    con = sqlite3.connect(os.path.join(dir, "yanzhen.db"))
    con.execute("PRAGMA journal_mode = WAL")
    con.execute("CREATE TABLE schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, at_ms BIGINT NOT NULL)")
    folder = os.path.join(ROOT, "db", "migrations")
    for v, f in enumerate(sorted(os.listdir(folder))[:3], 1):
        data = open(os.path.join(folder, f), "rb").read()
        con.executescript(data.decode())
        con.execute("INSERT INTO schema_migration VALUES (?, ?, ?, 1)", (v, f[5:-4], hashlib.sha256(data).hexdigest()))
    for i in range(bikes):
        con.execute("INSERT INTO bike (tag, plate, p_owner_name, p_owner_phone, created_at) VALUES (?, ?, ?, ?, ?)",
                    (f"{i + 1:X}", f"衡A{i:06}", name(i), phone(i), 1795000000000 + i))
    con.execute("INSERT INTO bike (tag, plate, p_owner_name, p_owner_phone, created_at) VALUES ('FFFF', '衡B1', '', '', 1)")
    for i in range(STATIONS):
        con.execute("INSERT INTO station (ix, name, kind, state, district, lat_e7, lon_e7, range_m, key, key_at, created_at) VALUES "
                    "(?, ?, 'roadside', 'active', 430405, 268940000, 1125720000, 100, ?, 1, 1)", (i, f"st-{i:03}", key(i)))
    for i in range(500):
        con.execute("INSERT INTO audit (at, actor, roles, request, verb, kind, subject, theft, detail) VALUES (?, 1, 2, ?, 'bike.add', ?, ?, NULL, 'old')",
                    (i, i, ("bike", "station")[i % 2], i + 1))
    con.execute("UPDATE bike SET p_owner_phone = '13999990000' WHERE id = 1")        # leaves an old copy of the row in a page
    con.execute("UPDATE bike SET p_owner_phone = ? WHERE id = 1", (phone(0),))
    con.execute("DELETE FROM bike WHERE id % 50 = 7")
    con.commit()
    con.close()


name = lambda i: f"欧阳测{chr(0x4e00 + i % 5000)}{i:05}"
phone = lambda i: f"1390{i:07}"
key = lambda i: hashlib.sha256(b"station %d" % i).digest()


def left(dir):
    """Plain words found in any file of the folder."""
    found = []
    for at, _, files in os.walk(dir):
        for f in files:
            data = open(os.path.join(at, f), "rb").read()
            for what in ("欧阳测".encode(), b"1390000", b"13999990000", key(3)):
                if what in data:
                    found.append((f, what))
    return found


def run(w, data, *args):
    return w.run(*args, data=data, ok=False)


def check(w, data):
    """What is wrong with an upgraded folder."""
    bad = [f"left: {x}" for x in left(data)[:5]]
    r = run(w, data, "key", "list")
    rows = {l.split("\t")[0]: int(l.split("\t")[2].split()[0]) for l in r.stdout.splitlines() if "rows" in l}
    people = BIKES - len(range(6, BIKES, 50))
    rows = {c: n for c, n in rows.items() if n}
    want = {"owner.p_name": people + 1, "owner_phone.p_phone": people, "owner_login.p_phone": people, "station.p_key": STATIONS}
    if r.returncode or rows != want:
        bad.append(f"key list: {r.returncode} {rows} {r.stderr}")
    r = run(w, data, "audit", "verify")
    if r.returncode or "500 rows" not in r.stdout:
        bad.append(r.stdout + r.stderr)
    return bad


def main():
    tap, rng = kit.Tap(), kit.seed()
    with kit.World(kit.QUICK) as w:
        old = w.path("old")
        old_directory(old, BIKES)
        tap.ok(len(left(old)) >= 3, "the old folder holds plain names, phones and keys", left(old))
        r = run(w, old, "bike", "import", "/dev/null")
        tap.ok(r.returncode == 78 and "db upgrade" in r.stderr, "an old folder is refused with what to do", r.stderr)
        one = w.path("one")
        shutil.copytree(old, one)
        begun = time.monotonic()
        r = run(w, one, "db", "upgrade")
        took = time.monotonic() - begun
        tap.ok(r.returncode == 0 and "KEEP A COPY" in r.stdout, f"the upgrade makes a key file and says to keep it ({took:.2f} s)", r.stdout + r.stderr)
        bad = check(w, one)
        tap.ok(not bad, "every value is sealed, the audit chained, nothing plain is left", bad)
        s = kit.Server(w, data=one)
        found = read_back(w, s)
        tap.ok(found == "", "names and phones open to what they were", found)
        s.stop()
        r = run(w, one, "key", "rotate", "--index")
        tap.ok(r.returncode == 0, "a new index key is made and every index written under it", r.stdout + r.stderr)
        s = kit.Server(w, data=one)
        found = owner_in(s, one)
        tap.ok(found == "", "an owner of old logs in with the phone, under the new index key", found)
        s.stop()
        worst = []
        for k in range(KILLS):
            two = w.path(f"two{k}")
            shutil.copytree(old, two)
            p = subprocess.Popen([kit.YANZHEN, "--data", two, "db", "upgrade"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(took * (k + rng.random()) / KILLS)     # the moment is the test's subject
            p.send_signal(signal.SIGKILL)
            p.wait()
            r = run(w, two, "db", "upgrade")
            worst += [f"kill {k}: {x}" for x in ([r.stderr] if r.returncode else []) + check(w, two)]
            shutil.rmtree(two)
        tap.ok(not worst, f"killed at {KILLS} moments and upgraded again: the same end", worst)
        os.unlink(one + ".keyring")
        r = run(w, one, "db", "upgrade")
        tap.ok(r.returncode == 78 and "missing" in r.stderr, "a sealed folder without its key file never gets a new one", r.stdout + r.stderr)
    return tap.done()


def read_back(w, s):
    """The old accounts have no password here: one is made on the machine."""
    w.data = w.path("one")
    w.account("tester", "officer,clerk")
    api = kit.Api(s.http, w)
    for i in (0, 1, BIKES * 2 // 3, BIKES - 1):
        rows = [b for b in api.get(f"/api/v1/bikes?q=A{i:06}")["items"]]
        want = (name(i)[0] + "**", phone(i)[:3] + "****" + phone(i)[-4:])
        if len(rows) != 1 or (rows[0]["ownerName"], rows[0]["ownerPhone"]) != want:
            return f"bike {i}: {rows}, expected {want}"
    return ""


def owner_in(s, data):
    """The owner of a bike asks for a code and enters it; the messages' folder is the gateway."""
    api = kit.Api(s.http)
    folder = os.path.join(data, "messages")
    code, _, _ = api.call("POST", "/api/v1/owner/code", {"phone": phone(BIKES * 2 // 3)})
    if code >= 300:
        return f"no code: {code}"
    kit.until("the message is written", lambda: os.path.isdir(folder) and os.listdir(folder))
    text = open(os.path.join(folder, sorted(os.listdir(folder))[-1]), encoding="utf-8").read()
    found = re.search(r"(?<!\d)\d{6}(?!\d)", text)
    code, answer, _ = api.call("POST", "/api/v1/owner/login", {"phone": phone(BIKES * 2 // 3), "code": found.group(0) if found else ""})
    return "" if code < 300 else f"{code} {answer} after {text!r}"


sys.exit(main())
