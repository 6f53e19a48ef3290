#!/usr/bin/env python3
"""R8, R13: 4,334 stations over TLS, the server is killed and started again. All are back within 15 s, every one's row of frames has no
hole and no double, the API answers meanwhile. Then a journal of some hundred MB: stations are served 3 s after the start.
YZ_STATIONS makes it smaller (it says so)."""
import os
import subprocess
import sys
import time

import kit

STATIONS = int(os.environ.get("YZ_STATIONS", "4334"))
SETS = ["snapshot_s=3600", "journal_segment_mib=64"]


def storm(tap, w, sim):
    for turn in range(2):
        w.account(f"again{turn}", kit.BUSINESS)
    s = kit.Server(w, SETS)
    ports = dict(tls=s.tls, http=s.http, plain=s.plain)
    log = open(w.path("sim.log"), "wb")
    p = subprocess.Popen([sim, "run", "--connect", f"127.0.0.1:{s.tls}", "--keys", w.path("keys.txt"), "--bikes", "20000", "--stations", str(STATIONS), "--faults", "none",
                          "--backoff", "1", "--report", "0"], stdout=log, stderr=log, start_new_session=True)
    w.procs.append(p)
    ask = kit.Asker()
    ask.api = kit.Api(s.http, w)
    ask.start()
    begun = time.monotonic()
    kit.until("the stations are on", lambda: ask.online == STATIONS or p.poll() is not None, 60)
    if not tap.ok(ask.online == STATIONS, f"{STATIONS} stations are on with TLS after {time.monotonic() - begun:.1f} s", open(w.path("sim.log")).read()[-800:]):
        return
    for turn in range(2):
        time.sleep(1.5)                      # traffic of a full second is under way
        ask.api, ask.online = None, 0
        s.kill()
        s = kit.Server(w, SETS, **ports)
        begun = s.begun                         # of the process: reading the journal counts
        ask.ms.clear()
        ask.bad = ask.online = 0                # an answer of the killed server may have come after the first reset
        ask.api = kit.Api(s.http, w, name=f"again{turn}")       # a code counts once: no waiting for the next
        try:
            kit.until("all stations are back", lambda: ask.ms and ask.online == STATIONS, 40, 0.02)
        except RuntimeError as e:
            tap.note(f"{e}: {ask.online} are")
        took = time.monotonic() - begun
        ms = sorted(ask.ms) or [99999]
        tap.ok(ask.online == STATIONS and took <= 15, f"kill {turn + 1}: all {STATIONS} stations back {took:.1f} s after the start (R8: 15 s)", s.tail())
        tap.ok(not ask.bad and ms[int(len(ms) * 0.99)] < 500, f"kill {turn + 1}: the API answered meanwhile: {len(ms)} times, median {ms[len(ms) // 2]:.0f} ms, worst "
               f"{ms[-1]:.0f} ms (R8: p99 500 ms)", ask.bad)
    ask.stop = True
    ask.join(15)
    p.terminate()
    p.wait(30)
    log.close()
    tap.ok(s.stop()[0] == 0, "the server stops cleanly")
    found, bad = kit.holes(w.data)
    # a station sends again only what was not acknowledged: an acknowledged frame that is missing would be a hole
    tap.ok(len(found) > STATIONS * 0.9 and not bad, f"no hole and no double in the frames of {len(found)} stations ({sum(len(d) for d in found.values())} frames)", bad[:5])


def restart(tap, w, sim):
    """R13: several hundred MB that the engines have not seen in a snapshot."""
    s = kit.Server(w, SETS)
    p = subprocess.Popen([sim, "load", "--connect", f"127.0.0.1:{s.plain}", "--stations", "100", "--seconds", "60", "--warmup", "0"], stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL, start_new_session=True)
    w.procs.append(p)
    size = lambda: sum(os.path.getsize(os.path.join(w.data, "journal", f)) for f in os.listdir(os.path.join(w.data, "journal")) if f.endswith(".seg"))
    end = time.monotonic() + 15
    while size() < 400 << 20 and time.monotonic() < end:
        time.sleep(0.05)
    s.kill()
    p.kill()
    p.wait()
    mib = size() >> 20
    fleet = kit.Fleet(1, kit.random.Random(1))
    with open(os.path.join(w.path("city"), "stations_registry.csv"), encoding="utf-8") as f:
        f.readline()
        rows = f.read().splitlines()
    fleet.st[0].name = rows[-1].split(",")[0]
    fleet.to(s.plain)           # it dials while the server starts, as a station does
    fleet.start()
    begun = time.monotonic()
    s = kit.Server(w, SETS, plain=s.plain)
    kit.until("a station is served", lambda: fleet.first_ack_at or fleet.error, 60, 0.002)
    took = fleet.first_ack_at - begun
    kit.until("its frames are acknowledged", lambda: fleet.acked() > 5, 20)
    api = kit.Api(s.http, w)
    api.get("/api/v1/overview")
    answered = time.monotonic() - begun
    fleet.stop()
    tap.ok(mib >= 100, f"the journal has {mib} MiB")
    tap.ok(took <= 3, f"stations are served {took:.2f} s after the start (R13: 3 s)", s.tail())
    tap.ok(answered <= 30, f"questions are answered {answered:.1f} s after the start (R13: 30 s)")
    s.kill()


def main():
    tap = kit.Tap()
    sim = kit.find_sim()
    if STATIONS != 4334:
        tap.note(f"reduced: {STATIONS} stations instead of 4,334")
    with kit.World() as w:
        kit.city(w, sim)
        storm(tap, w, sim)
        restart(tap, w, sim)
    return tap.done()


sys.exit(main())
