#!/usr/bin/env python3
"""R1, ST2, R13: the real server under load from 64 stations, kill -9 and started again: half of the times at a random moment, half right before
or behind a call of its own to the system chosen by seed (the journal's, SQLite's or RocksDB's; killpoint.c), recovery included.

The oracle is this process: it writes down the acknowledgements it received. At the end a scan of the journal must hold every
acknowledged frame exactly once. Each start must serve stations within 3 s. YZ_KILLS and YZ_SECONDS make it longer."""
import os
import signal
import sys
import time

import kit

KILLS = int(os.environ.get("YZ_KILLS", "80"))
SECONDS = float(os.environ.get("YZ_SECONDS", "45"))
SETS = ["snapshot_s=5", "expect_tags=10000"]


# the call and how far into the server's life it may be
POINTS = {"pwrite64": 150, "write": 30, "fdatasync": 100, "fsync": 20, "ftruncate64": 4, "fallocate64": 6, "rename": 8, "unlink": 6, "send": 300}


def main():
    tap, rng = kit.Tap(), kit.seed()
    with kit.World() as w:
        w.init(stations=64)
        fleet = kit.Fleet(64, rng)
        fleet.start()
        begun, kills, to_ack, aimed, odd, port = time.monotonic(), 0, [], {}, [], 0
        while kills < KILLS and time.monotonic() - begun < SECONDS:
            call = rng.choice(list(POINTS)) if kills % 2 else None
            fleet.to(port)              # stations dial while the server starts
            s = kit.Server(w, SETS, plain=port, killpoint=f"{call}:{rng.randint(1, POINTS[call])}:{rng.choice(('before', 'behind'))}" if call else None)
            if not s.dead:
                if not port:
                    port = s.plain
                    fleet.to(port)
                kit.until("a station is served", lambda: fleet.first_ack_at or fleet.error or s.p.poll() is not None, 20, 0.002)
                if fleet.first_ack_at > s.begun:
                    to_ack.append(fleet.first_ack_at - s.begun)
                until = time.monotonic() + (0.4 if call else rng.choice((0.0, 0.02, 0.1, 0.3, 0.6)) * rng.random() * 2)   # any moment
                while time.monotonic() < until and s.p.poll() is None:
                    time.sleep(0.005)
            if s.dead or s.p.poll() is not None:
                if not s.dead and s.p.poll() != -signal.SIGKILL:
                    odd.append((call, s.p.poll(), s.tail()))
                aimed[call] = aimed.get(call, 0) + 1
            if not s.dead:
                s.kill()
            fleet.to(0)
            kills += 1
        to_ack.sort()
        tap.ok(not odd, "the server never ended by itself", odd[:2])
        tap.ok(sum(aimed.values()) >= kills // 5, f"{sum(aimed.values())} of {kills} deaths were at a chosen call: {aimed}")
        tap.note(f"{kills} kills in {time.monotonic() - begun:.0f} s; start to first HELLO_ACK: median {to_ack[len(to_ack) // 2]:.2f} s, "
                 f"worst {to_ack[-1]:.2f} s; {sum(x.resent for x in fleet.st)} frames sent again")
        s = kit.Server(w, SETS, plain=port)
        fleet.sending = False
        fleet.to(port)
        try:
            kit.until("every frame acknowledged", lambda: fleet.live() == 64 and fleet.idle() or fleet.faults(), 30)
        except RuntimeError as e:
            tap.note(str(e))                # the checks below say what is wrong
        tap.ok(fleet.idle(), "after the last start everything that waited is acknowledged", fleet.faults()[:5] or f"{fleet.live()} stations on")
        fleet.stop()
        code, took = s.stop()
        tap.ok(code == 0 and took <= 5, f"a graceful stop takes {took:.1f} s (R13: 5 s)", f"exit {code}")
        kit.check_acked(tap, w.data, fleet, "R1")
        tap.ok(kills >= min(KILLS, 20), f"{kills} kills is enough to mean something")
        tap.ok(to_ack[max(0, int(len(to_ack) * 0.99) - 1)] <= 3, "R13: stations are served 3 s after the start (p99)", f"{to_ack[-3:]}")
        r = w.run("verify", ok=False)
        tap.ok(r.returncode == 0, "yanzhen verify finds everything sound", r.stdout + r.stderr)
    return tap.done()


sys.exit(main())
