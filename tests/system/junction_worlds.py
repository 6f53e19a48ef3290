#!/usr/bin/env python3
"""junction_worlds - `yanzhen replay` finds red lights, wrong ways and motor lanes in made-up junctions of many kinds.

    junction_worlds.py YANZHEN            21 worlds: other layouts, radio, clocks, faults and riders in each; and the junctions of the live city
    junction_worlds.py YANZHEN --table    a line a world, nothing asserted
    junction_worlds.py YANZHEN --city     only the live city: what a demo shows is what its riders did

The floors are below what was measured (docs/junction.md) and above what a broken part leaves. Precision counts for more than recall:
whom nothing is said of has lost nothing. Precision of small worlds is judged together; one world may not be all wrong.
"""
import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from kit import QUICK, Tap, find_sim  # noqa: E402

WORLDS = range(21)
SIZE = ["--junctions", "6", "--minutes", "20", "--bikes", "900"]
KINDS = ("red", "wrongway", "motorlane")
# kind: (precision over all worlds, recall over all, precision in the reference world, recall there)
FLOOR = {"red": (0.80, 0.65, 0.85, 0.75), "wrongway": (0.70, 0.65, 0.90, 0.75), "motorlane": (0.60, 0.28, 0.80, 0.50)}
CITY = ["--minutes", "20", "--bikes", "8000", "--thefts", "0", "--truth-s", "3600", "--faults", "none", "--signals"]
CITY_FLOOR = {"red": (0.90, 0.80), "wrongway": (0.75, 0.80), "motorlane": (0.60, 0.25)}      # precision, recall


def run(*cmd):
    p = subprocess.run([str(c) for c in cmd], capture_output=True, text=True, timeout=280)
    if p.returncode:
        raise SystemExit(f"{cmd[0]} {cmd[1]}: {p.returncode}\n{p.stdout[-2000:]}{p.stderr[-2000:]}")
    return p.stdout


def score(d, out):
    return json.loads(run(sys.executable, os.path.join(HERE, "..", "..", "sim", "score_violations.py"), d, out, "--json"))


def only_junctions(path):
    """The city's other stations hear nothing of this."""
    with open(path, encoding="utf-8") as f:
        head, *lines = f.readlines()
    at = head.rstrip("\n").split(",").index("station" if "station" in head.split(",") else "id")
    with open(path, "w", encoding="utf-8") as f:
        f.writelines([head, *(line for line in lines if line.split(",")[at].startswith("J"))])


def city(t, yanzhen, sim, top):
    """The riders of `yanzhen-sim run` and of the demo, as a capture: what is found is what they did, and what they did is found."""
    d, out = os.path.join(top, "city"), os.path.join(top, "city-r")
    run(sim, "capture", "--out", d, *CITY)
    for name in ("stations.csv", "sightings_arrival.csv"):
        only_junctions(os.path.join(d, name))
    os.remove(os.path.join(d, "sightings.csv"))
    run(yanzhen, "replay", d, "--out", out)
    r = score(d, out)
    for k in KINDS:
        right, said, true = (r[k][x] for x in ("right", "said", "true"))
        p, recall = CITY_FLOOR[k]
        t.note(f"the live city: {k} {right / max(said, 1):.3f}/{right / max(true, 1):.3f} ({right} of {said}, {true} true)")
        t.ok(said >= 10 and right >= p * said, f"the live city, {k}: precision is at least {p}", f"{right} of {said}")
        t.ok(right >= recall * true, f"the live city, {k}: recall is at least {recall}", f"{right} of {true}")
    t.ok(r["red"]["said"] > r["wrongway"]["said"] > r["motorlane"]["said"], "the live city: mostly red lights, some wrong way, some motor lane")


def main():
    a = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    a.add_argument("yanzhen")
    a.add_argument("--table", action="store_true")
    a.add_argument("--city", action="store_true")
    o = a.parse_args()
    sim, t = find_sim(), Tap()
    if not o.table:
        with tempfile.TemporaryDirectory(prefix="yz-junctions-", dir=QUICK) as top:
            city(t, o.yanzhen, sim, top)
    if o.city:
        return t.done()
    sums = {k: [0, 0, 0] for k in KINDS}
    first = {}
    with tempfile.TemporaryDirectory(prefix="yz-junctions-", dir=QUICK) as top:
        for world in WORLDS:
            d, out = os.path.join(top, f"w{world}"), os.path.join(top, f"r{world}")
            run(sim, "junctions", "--out", d, "--world", world, *SIZE)
            run(o.yanzhen, "replay", d, "--out", out)
            r = score(d, out)
            line = []
            for k in KINDS:
                v = [r[k][x] for x in ("right", "said", "true")]
                sums[k] = [x + y for x, y in zip(sums[k], v)]
                line.append(f"{k} {v[0] / max(v[1], 1):.3f}/{v[0] / max(v[2], 1):.3f} ({v[0]} of {v[1]}, {v[2]} true)")
                if world == 0:
                    first[k] = v
            t.note(f"world {world}: " + "  ".join(line))
            if o.table:
                continue
            if r["red"]["said"] >= 10:
                t.ok(r["red"]["precision"] >= 0.5, f"world {world}: most that is said of red lights is right", line[0])
            if world == 0:
                again = os.path.join(top, "again")
                run(o.yanzhen, "replay", d, "--out", again)
                digest = [hashlib.sha256(open(os.path.join(x, "violations.csv"), "rb").read()).hexdigest() for x in (out, again)]
                t.ok(digest[0] == digest[1], "world 0: the same, byte for byte, when it is replayed again")
    for k in KINDS:
        p, r, p0, r0 = FLOOR[k]
        right, said, true = sums[k]
        t.note(f"all worlds: {k} {right / max(said, 1):.3f}/{right / max(true, 1):.3f} ({right} of {said}, {true} true)")
        if o.table:
            continue
        t.ok(right >= p * said and said > 0, f"{k}: precision over all worlds is at least {p}", f"{right} of {said}")
        t.ok(right >= r * true, f"{k}: recall over all worlds is at least {r}", f"{right} of {true}")
        right, said, true = first[k]
        t.ok(right >= p0 * said and said > 0, f"{k}: precision in the reference world is at least {p0}", f"{right} of {said}")
        t.ok(right >= r0 * true, f"{k}: recall in the reference world is at least {r0}", f"{right} of {true}")
    return 0 if o.table else t.done()


if __name__ == "__main__":
    sys.exit(main())
