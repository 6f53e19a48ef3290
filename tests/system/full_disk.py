#!/usr/bin/env python3
"""R5b: the disk of the data directory fills up under load. Acknowledgements stop, the API goes on and says so, space returns, the server
resumes by itself within 5 s, nothing acknowledged is lost. On a small tmpfs in a mount namespace; not run where that is not allowed."""
import ctypes
import os
import sys
import tempfile
import time

import kit

MS_REC, MS_PRIVATE = 0x4000, 1 << 18


def small_disk():
    libc = kit.own_namespace(kit.CLONE_NEWNS, "mount", 0)
    dir = tempfile.mkdtemp(prefix="yz-sys-")
    if libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None) != 0 or libc.mount(b"none", dir.encode(), b"tmpfs", 0, b"size=96m,mode=0700") != 0:
        why = os.strerror(ctypes.get_errno())
        os.rmdir(dir)
        kit.not_run(f"no tmpfs: {why}")
    return dir, libc


def fill(path):
    with open(path, "wb", buffering=0) as f:
        try:
            while True:
                f.write(b"x" * (1 << 20))
        except OSError:
            pass
        try:
            while True:
                f.write(b"x" * 4096)
        except OSError:
            pass


def main():
    tap, rng = kit.Tap(), kit.seed()
    disk, libc = small_disk()
    try:
        with kit.World(parent=disk) as w:
            story(tap, rng, w)
    finally:
        libc.umount2(disk.encode(), 2)
        os.rmdir(disk)
    return tap.done()


def story(tap, rng, w):
    w.init(stations=16)
    s = kit.Server(w, ["journal_ballast_mib=4", "snapshot_s=5", "expect_tags=10000", "trail_memtable_mib=8", "trail_cache_mib=8"])
    try:
        filled(tap, rng, w, s)
    except Exception:
        tap.note("the server's last words:\n# " + s.tail(30).replace("\n", "\n# "))
        raise


def filled(tap, rng, w, s):
    api = kit.Api(s.http, w)
    fleet = kit.Fleet(16, rng, rows=200)
    fleet.to(s.plain)
    fleet.start()
    kit.until("frames are acknowledged", lambda: fleet.acked() > 500)
    bike = kit.imported_bike(w, api, "衡F1", "F1F1")
    now = int(time.time() * 1000)
    case = api.post("/api/v1/thefts", {"bikeId": bike["id"], "lastSeenAt": now - 3600000, "missingAt": now - 600000, "watch": True, "severity": 2})["id"]
    tap.ok(api.get("/healthz")["status"] == "ok" and api.get("/api/v1/overview")["journal"] == "ok", "all is well before")
    filler = w.path("filler")
    fill(filler)
    seen = kit.until("the overview says full", lambda: api.get("/api/v1/overview")["journal"] == "full", 30, 0.1)
    last = -1
    while last != fleet.acked():            # what was on its way arrives
        last = fleet.acked()
        time.sleep(0.3)
    code, health, _ = api.call("GET", "/healthz")
    tap.ok(seen and isinstance(health, dict) and health.get("status") == "degraded", "health says degraded", (code, health))
    time.sleep(1.0)
    tap.ok(fleet.acked() == last, "nothing is acknowledged while the disk is full", (fleet.acked(), last))
    begun = time.monotonic()
    api.get("/api/v1/stations?limit=5")
    tap.ok(time.monotonic() - begun < 2, "the API still answers")
    ok = True
    try:
        kit.Api(s.http, w, name="auditor")
    except RuntimeError as e:
        ok = False
        tap.note(str(e))
    tap.ok(ok, "people can still log in (R5b)")
    looks = sensitive(tap, api, case, now)
    tap.ok(fleet.live() == 16, "the stations wait and stay connected", fleet.live())
    os.unlink(filler)
    begun = time.monotonic()
    try:
        kit.until("acknowledgements go on", lambda: fleet.acked() > last, 30, 0.02)
        took = time.monotonic() - begun
        kit.until("the overview says ok", lambda: api.get("/api/v1/overview")["journal"] == "ok", 10)
    except RuntimeError as e:
        tap.note(str(e))
        took = 99
    tap.ok(took <= 5, f"space returned: acknowledgements go on after {took:.2f} s, without a restart (R5b: 5 s)", s.tail())
    fleet.sending = False
    kit.until("every frame acknowledged", lambda: fleet.idle() or fleet.error, 20)
    fleet.stop()
    tap.ok(s.p.poll() is None and s.stop()[0] == 0, "the same server ran all along")
    kit.check_acked(tap, w.data, fleet, "full disk")
    w.run("audit", "export", "--out", w.path("audit.jsonl"))
    text = open(w.path("audit.jsonl"), encoding="utf-8").read()
    missing = [n for n in looks if f'\\"from\\":{n},' not in text]
    tap.ok(not missing and w.run("audit", "verify", ok=False).returncode == 0, f"each of the {len(looks)} looks that were answered has its audit row (S11)", missing[:5])


def sensitive(tap, api, case, now):
    """Looks at a trail while the disk is full: answered with their row as long as the database has room in its files, then refused."""
    answered, refused = [], []
    for k in range(20000):
        since = now - 7200000 + k
        code, body, _ = api.call("GET", f"/api/v1/thefts/{case}/trail?from={since}")
        if code == 200:
            answered.append(since)
        else:
            refused.append((code, body))
            if len(refused) >= 20:
                break
    good = len(refused) >= 20 and all(c in (503, 507) and "visits" not in str(b) for c, b in refused)
    tap.ok(good, f"the audit cannot be written: looks are refused, after {len(answered)} answered ones (S11)", refused[:2])
    if refused:
        tap.note(str(refused[0]))
    return answered


sys.exit(main())
