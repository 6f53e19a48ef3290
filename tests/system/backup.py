#!/usr/bin/env python3
"""R11, the drill: a backup while the server runs under load, restored into a new folder; the server starts there; the case and its
trail are the same, every frame acknowledged before the backup is in the journal. A flipped byte anywhere in it is found."""
import os
import shutil
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


def unsynced(root, log):
    """Folders of a tree, and the one above, whose entries a power cut may take although the command said that it is done."""
    with open(log, encoding="utf-8") as f:
        synced = {os.path.realpath(x) for x in f.read().split("\n") if x}
    return [d for d in [os.path.dirname(root), *(d for d, _, _ in os.walk(root))] if os.path.realpath(d) not in synced]


def main():
    tap, rng = kit.Tap(), kit.seed()
    never_served(tap)
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
            r = w.run("restore", dest, data=new, ok=False, env={"LD_PRELOAD": kit.KILLPOINT, "YZ_SYNCLOG": log})
            tap.ok(not unsynced(new, log), f"restore {i + 1}: the same", unsynced(new, log))
            tap.ok(r.returncode == 0, f"restore {i + 1} into a new folder", r.stderr)
            shutil.copy(w.data + ".trackkeys", new + ".trackkeys")      # a server of its own writes to its own
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
