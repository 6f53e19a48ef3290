#!/usr/bin/env python3
"""R1, ST2, R13: the real server under load from 64 stations, kill -9 at random moments, started again.

The oracle is this process: it writes down the acknowledgements it received. At the end a scan of the journal must hold every
acknowledged frame exactly once. Each start must serve stations within 3 s. YZ_KILLS and YZ_SECONDS make it longer."""
import os
import sys
import time

import kit

KILLS = int(os.environ.get("YZ_KILLS", "80"))
SECONDS = float(os.environ.get("YZ_SECONDS", "45"))
SETS = ["snapshot_s=5", "expect_tags=10000"]


def main():
    tap, rng = kit.Tap(), kit.seed()
    with kit.World() as w:
        w.init(stations=64)
        fleet = kit.Fleet(64, rng)
        fleet.start()
        begun, kills, to_ack = time.monotonic(), 0, []
        while kills < KILLS and time.monotonic() - begun < SECONDS:
            s = kit.Server(w, SETS)
            fleet.to(s.plain)
            kit.until("a station is served", lambda: fleet.first_ack_at or fleet.error, 20, 0.002)
            to_ack.append(fleet.first_ack_at - s.begun)
            time.sleep(rng.choice((0.0, 0.02, 0.1, 0.3, 0.6)) * rng.random() * 2)     # when it dies: any moment
            s.kill()
            fleet.to(0)
            kills += 1
        to_ack.sort()
        tap.note(f"{kills} kills in {time.monotonic() - begun:.0f} s; start to first HELLO_ACK: median {to_ack[len(to_ack) // 2]:.2f} s, "
                 f"worst {to_ack[-1]:.2f} s; {sum(x.resent for x in fleet.st)} frames sent again")
        s = kit.Server(w, SETS)
        fleet.sending = False
        fleet.to(s.plain)
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
