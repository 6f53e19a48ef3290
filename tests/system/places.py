#!/usr/bin/env python3
"""The first start of a city: 4,334 stations are registered and knock while the server comes up. The journal has the place of every one
before it lets in the first, so that no alert is without a place; and telling them takes well under a second."""
import re
import socket
import subprocess
import sys

import kit

STATIONS = 4334


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def order(data):
    """Places journaled before the first HELLO, and all of them."""
    r = subprocess.run([kit.JDUMP, data + "/journal"], capture_output=True, text=True, timeout=60, check=True)
    kinds = [line[0] for line in r.stdout.splitlines()]
    first = kinds.index("H") if "H" in kinds else len(kinds)
    return kinds[:first].count("S"), kinds.count("S"), "H" in kinds


def main():
    tap, rng = kit.Tap(), kit.seed()
    with kit.World() as w:
        w.init(stations=STATIONS)
        fleet = kit.Fleet(16, rng)
        port = free_port()
        fleet.to(port)
        fleet.start()                        # they dial from now on, also while nobody listens
        s = kit.Server(w, plain=port)
        kit.until("the stations are on", lambda: fleet.live() == 16 or fleet.faults(), 30)
        kit.until("their frames are acknowledged", lambda: fleet.acked() > 16 or fleet.faults(), 30)
        fleet.stop()
        log = s.tail(200)
        s.stop()
        before, all_of_them, heard = order(w.data)
        tap.ok(heard and before == STATIONS, f"{before} places are in the journal before the first station is let in", f"{all_of_them} in all")
        tap.ok(all_of_them == STATIONS, "each is told once", all_of_them)
        m = re.search(r"server\.places told=(\d+) ms=(\d+)", log)
        tap.ok(m and int(m[1]) == STATIONS and int(m[2]) < 1000, f"telling them took {m[2] if m else '?'} ms", log)
        tap.ok(not fleet.faults(), "the server kept its word to the stations", fleet.faults()[:5])
    return tap.done()


sys.exit(main())
