#!/usr/bin/env python3
"""R11, the drill: a backup while the server runs under load, restored into a new folder; the server starts there; the case and its
trail are the same, every frame acknowledged before the backup is in the journal. A flipped byte anywhere in it is found."""
import os
import shutil
import sqlite3
import sys

import kit

TAG, PLATE = "A1B2C3", "衡T0001"
SETS = ["snapshot_s=5", "expect_tags=10000"]


def report(w, api):
    """A bike, its theft, and its way past three stations."""
    bike = api.post("/api/v1/bikes", {"plate": PLATE, "tag": TAG, "ownerName": "测试", "ownerPhone": "13000000000"})
    now = int(kit.time.time() * 1000)
    return api.post("/api/v1/thefts", {"bikeId": bike["id"], "lastSeenAt": now - 3600000, "missingAt": now - 600000, "watch": True, "severity": 2})


def trail(api, case):
    t = api.get(f"/api/v1/thefts/{case}/trail")
    return [(v["name"], v["firstAt"], v["hits"]) for v in t["visits"]]


def state(api, case):
    c = api.get(f"/api/v1/thefts/{case}")
    return c["number"], c["bike"]["plate"], c["state"]


def flips(tap, w, dest, rng):
    files = [os.path.join(d, f) for d, _, fs in os.walk(dest) for f in fs if f != "files.sha256" and os.path.getsize(os.path.join(d, f))]
    missed = []
    # one file of each kind, the journal's always
    picks = {os.path.splitext(f)[1] + os.path.basename(os.path.dirname(f)): f for f in sorted(files)}
    for path in picks.values():
        at = rng.randrange(os.path.getsize(path))
        with open(path, "r+b") as f:
            f.seek(at)
            b = f.read(1)
            f.seek(at)
            f.write(bytes([b[0] ^ 1 << rng.randrange(8)]))
            f.flush()
        r = w.run("verify", dest, ok=False)
        if r.returncode in (0, 70) or os.path.basename(path) not in r.stderr:
            missed.append((path, at, r.returncode, r.stderr))
        with open(path, "r+b") as f:
            f.seek(at)
            f.write(b)
    tap.ok(len(picks) >= 3 and not missed, f"a flipped bit is found and its file named ({len(picks)} kinds of files)", missed)
    first = sorted(files)[0]
    shutil.move(first, first + ".away")
    r = w.run("verify", dest, ok=False)
    tap.ok(r.returncode != 0, "a missing file is found", r.stdout)
    shutil.move(first + ".away", first)
    tap.ok(w.run("verify", dest, ok=False).returncode == 0, "and put back it is a sound backup again")
    cut_list(tap, w, dest)


def cut_list(tap, w, dest):
    """A list of sums that was cut off vouches for nothing: neither verify nor restore takes it."""
    path = os.path.join(dest, "files.sha256")
    whole = open(path, encoding="utf-8").read()
    for name, text in (("empty", ""), ("short of one line", "".join(whole.splitlines(True)[:-1]))):
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        v = w.run("verify", dest, ok=False)
        r = w.run("restore", dest, ok=False, data=w.path("from-cut"))
        tap.ok(v.returncode == 65 and r.returncode == 65 and not os.path.exists(w.path("from-cut")), f"a list that is {name} is refused", v.stdout + v.stderr + r.stdout + r.stderr)
    with open(path, "w", encoding="utf-8") as f:
        f.write(whole)


def never_served(tap):
    """A register that was filled and not started yet has no journal; its backup is one all the same."""
    with kit.World() as w:
        w.init(stations=2)
        r = w.run("backup", w.path("first"), ok=False)
        tap.ok(r.returncode == 0, "a backup before the first start", r.stdout + r.stderr)
        r = w.run("restore", w.path("first"), ok=False, data=w.path("again"))
        tap.ok(r.returncode == 0, "and it is restored", r.stdout + r.stderr)


CASE_TAG, OTHER_TAG = 0x5A5AC3C3F00D0001, 0x5A5AC3C3F00D7707      # eight bytes that stand nowhere by chance


def named(root):
    """Files of a tree in which one of the two tags stands, in either order of its bytes. The snapshot names the stolen one for as long as it is watched."""
    seen = []
    for d, _, files in os.walk(root):
        for f in files:
            try:
                with open(os.path.join(d, f), "rb") as h:
                    text = h.read()
            except FileNotFoundError:      # of a running server
                continue
            if any(t.to_bytes(8, order) in text for t in (OTHER_TAG, *([CASE_TAG] if f != "engine.snap" else [])) for order in ("big", "little")):
                seen.append(os.path.relpath(os.path.join(d, f), root))
    return seen


def today():
    return int(kit.time.time() + 8 * 3600) // 86400      # days are those of +08:00


def day_of_snapshot(backup):
    with open(backup + "/engine.snap.sealed", "rb") as f:
        return int.from_bytes(f.read(12)[8:], "big")


def holds(data):
    with sqlite3.connect(f"file:{data}/yanzhen.db?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*), count(DISTINCT theft) FROM trail_hold").fetchone()


def no_longer_there(data):
    """True when the day keys and the live files of the first day are gone."""
    with open(data + ".trackkeys", encoding="utf-8") as f:
        limit = [int(x.split()[1]) for x in f if x.startswith("limit ")][0]
    return limit > today() and not named(data)


def heard_once(w, rng):
    """Day 0: both tags pass, one of them is a stolen bike's. The day after the visits close, and a backup is made."""
    s = kit.Server(w, SETS)
    api = kit.Api(s.http, w)
    bike = api.post("/api/v1/bikes", {"plate": PLATE, "tag": f"{CASE_TAG:X}", "ownerName": "测试", "ownerPhone": "13000000000"})
    now = int(kit.time.time() * 1000)
    case = api.post("/api/v1/thefts", {"bikeId": bike["id"], "lastSeenAt": now - 3600000, "missingAt": now - 600000, "watch": True, "severity": 2})
    fleet = kit.Fleet(2, rng, rows=2)
    for st in fleet.st:
        st.tag_of = lambda seq, i: (CASE_TAG, OTHER_TAG)[i]
    fleet.to(s.plain)
    fleet.start()
    kit.until("the case's bike was heard", lambda: trail(api, case["id"]))
    fleet.stop()
    s.stop()
    day = today()
    kit.a_day_later(w, SETS)
    w.run("backup", w.path("old"), env=kit.later(1))
    shutil.copy(w.data + ".trackkeys", w.path("keys-of-then"))
    return day


def back_again(tap, w, name, keys, *more):
    """The backup restored with these keys, started 100 days later: what lies there."""
    new = w.path(name)
    if keys:
        shutil.copy(keys, new + ".trackkeys")
    r = w.run("restore", w.path("old"), *more, data=new, ok=False, env=kit.later(100))
    if r.returncode:
        return r.returncode, r.stderr, None
    before = named(new)
    s = kit.Server(w, [*SETS, f"key_file={w.data}.keyring"], data=new, env=kit.later(100))
    if keys != w.path("keys-of-then"):       # there the journal's beginning tells it, for as long as that is kept
        kit.until("the engines are told of the watched bike", lambda: any(row[0] == "W" for row in kit.jdump(new)))
    tap.ok(s.stop()[0] == 0, f"{name}: it starts", s.tail())
    return 0, r.stdout, before


def ages(tap, rng):
    """P6: what was heard in no case is unreadable at the limit, on the live disk and in a backup of before; a case keeps its window."""
    with kit.World(kit.QUICK) as w:
        w.init(stations=2)
        heard = heard_once(w, rng)
        live, kept = named(w.data), named(w.path("old"))
        tap.ok(any(f.startswith("journal/") for f in live) and "engine.snap" in live, "the search finds what is there: journal and snapshot of the live server", live)
        tap.ok(day_of_snapshot(w.path("old")) <= heard, "the snapshot in a backup goes with the day of its oldest hearing, not with the day it was made", heard)
        tap.ok(not kept, "in a backup neither journal nor snapshot nor tracks name a tag", kept)
        s = kit.Server(w, SETS, env=kit.later(100))
        kit.until("the first day's key and files are gone", lambda: no_longer_there(w.data))
        tap.ok(s.stop()[0] == 0 and not named(w.data), "100 days later no live file names them", named(w.data))
        tap.ok(holds(w.data)[1] == 1, "but the case holds its window, sealed", holds(w.data))
        code, text, seen = back_again(tap, w, "then", w.path("keys-of-then"))
        tap.ok(code == 0 and seen, "with the keys of that day the backup would still be read: it is they that count", (code, text, seen))
        code, text, seen = back_again(tap, w, "now", w.data + ".trackkeys")
        tap.ok(code == 0 and not seen and "left out" in text and not kit.journal(w.path("now"))[0], "with the keys as they are now nothing comes back", (code, text, seen))
        code, text, _ = back_again(tap, w, "none", None)
        tap.ok(code == 78 and "track_key_file" in text and not os.path.exists(w.path("none")), "without day keys it is refused, and says what to do", (code, text))
        code, text, seen = back_again(tap, w, "without", None, "--without-tracks")
        tap.ok(code == 0 and not seen and not os.path.exists(w.path("without") + "/backup.tmp"), "but the register alone is restored", (code, text, seen))


def unsynced(root, log):
    """Folders of a tree, and the one above, whose entries a power cut may take although the command said that it is done."""
    with open(log, encoding="utf-8") as f:
        synced = {os.path.realpath(x) for x in f.read().split("\n") if x}
    return [d for d in [os.path.dirname(root), *(d for d, _, _ in os.walk(root))] if os.path.realpath(d) not in synced]


def main():
    tap, rng = kit.Tap(), kit.seed()
    never_served(tap)
    ages(tap, rng)
    with kit.World() as w:
        w.init(stations=16)
        s = kit.Server(w, SETS)
        api = kit.Api(s.http, w)
        case = report(w, api)["id"]
        fleet = kit.Fleet(16, rng, rows=40)
        for st in fleet.st[:3]:
            st.tag_of = lambda seq, i: int(TAG, 16) if i == 0 else 1 + (seq * 7 + i * 131) % 5000
        fleet.to(s.plain)
        fleet.start()
        kit.until("the bike was heard by three stations", lambda: len(trail(api, case)) >= 3)
        kit.until("the case is located", lambda: state(api, case)[2] == "located")
        rounds = 3
        for i in range(rounds):        # under load each copy meets another moment of the journal
            before = {st.name: st.acked for st in fleet.st}
            dest = w.path(f"backup{i}")
            log = w.path(f"synced{i}")
            r = w.run("backup", dest, ok=False, env={"LD_PRELOAD": kit.KILLPOINT, "YZ_SYNCLOG": log})
            if not tap.ok(r.returncode == 0 and "read back" in r.stdout, f"backup {i + 1} of the running server", r.stdout + r.stderr + s.tail()):
                continue
            tap.ok(not unsynced(dest, log), f"backup {i + 1}: all of its folders and the one above were synced", unsynced(dest, log))
            new = w.path(f"restored{i}")
            shutil.copy(w.data + ".trackkeys", new + ".trackkeys")      # a server of its own writes to its own
            r = w.run("restore", dest, data=new, ok=False, env={"LD_PRELOAD": kit.KILLPOINT, "YZ_SYNCLOG": log})
            tap.ok(not unsynced(new, log), f"restore {i + 1}: the same", unsynced(new, log))
            tap.ok(r.returncode == 0, f"restore {i + 1} into a new folder", r.stderr)
            r = w.run("verify", data=new, ok=False)
            tap.ok(r.returncode == 0 and "trail     opens" in r.stdout, f"restored {i + 1}: database, journal and trail are sound", r.stdout + r.stderr)
            found, _ = kit.journal(new)
            lost = [(st.name, q) for st in fleet.st for q in range(1, before[st.name] + 1) if found.get((st.name, st.epoch), {}).get(q, 0) != 1]
            tap.ok(not lost, f"restored {i + 1}: every frame acknowledged before is there once ({sum(before.values())})", lost[:5])
        fleet.stop()
        here, number = trail(api, case), state(api, case)
        tap.ok(not fleet.faults() and s.p.poll() is None, "the stations and the server did not mind", fleet.faults()[:5] or s.tail())
        s2 = kit.Server(w, [*SETS, f"key_file={w.data}.keyring"], data=new)      # the keys are in no backup
        api2 = kit.Api(s2.http, w)
        kit.until("the restored engines have read the journal", lambda: len(trail(api2, case)) >= 3)
        there = trail(api2, case)
        same = {(n, f) for n, f, _ in there} == {(n, f) for n, f, _ in here}
        tap.ok(state(api2, case) == number, "the case is the same", (state(api2, case), number))
        tap.ok(same and len(there) == 3, "the trail is the same: stations and first hearings", f"{there}\n{here}")
        r = w.run("backup", dest, ok=False)
        tap.ok(r.returncode not in (0, 70), "a backup never goes into an existing folder", r.stdout)
        s2.stop()
        s.stop()
        fresh, log = w.path("fresh"), w.path("synced-init")
        r = w.run("init", data=fresh, ok=False, env={"LD_PRELOAD": kit.KILLPOINT, "YZ_SYNCLOG": log})
        tap.ok(r.returncode == 0 and not unsynced(fresh, log), "a new data directory: the same", r.stderr or unsynced(fresh, log))
        flips(tap, w, dest, rng)
        r = w.run("restore", dest, ok=False)
        tap.ok(r.returncode not in (0, 70), "a restore never goes over existing data", r.stdout)
    return tap.done()


sys.exit(main())
