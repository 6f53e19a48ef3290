#!/usr/bin/env python3
"""analysis_oracle - what `yanzhen replay` finds in a capture that hides companions, cloned tags and misplaced stations.

    analysis_oracle.py YANZHEN              the checks of the test run
    analysis_oracle.py YANZHEN --table      precision and recall over several cities, nothing asserted

The simulator hides them and writes down where (docs/simulator.md); here it is counted how many are found and how many of the found are
there. The floors are below what was measured, so that only a loss of method falls through them."""
import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kit  # noqa: E402

CITY = ["--minutes", "45", "--bikes", "1200", "--awake", "--moving-ms", "4000", "--parked-ms", "30000", "--truth-s", "3600", "--thefts", "5",
        "--companions", "25", "--clones", "20", "--misplaced", "40"]
HEADERS = {"companions.csv": "tag_a,tag_b,t0_ms,t1_ms,score", "clones.csv": "tag,t_ms,station_a,station_b,score", "misplaced.csv": "station,score"}
LONG_MS = 10 * 60 * 1000        # a common way of that length is to be found


def rows(folder, name):
    with open(os.path.join(folder, name), newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def make(tmp, seed, faults):
    cap = os.path.join(tmp, f"cap{seed}")
    subprocess.run([kit.find_sim(), "capture", "--out", cap, *CITY, "--seed", str(seed), "--faults", faults], check=True, capture_output=True)
    return cap


def replay(yanzhen, cap, out, *more):
    subprocess.run([yanzhen, "replay", cap, "--out", out, *more], check=True, capture_output=True)
    return out


def measure(found, truth):
    hit = len(found & truth)
    return hit / max(len(truth), 1), hit / max(len(found), 1)


def pair(r):
    return frozenset((r["tag_a"].lower(), r["tag_b"].lower()))


def figures(cap, one, every):
    """name -> (recall, precision), each measured on what could be heard at all."""
    truth = rows(cap, "truth_companions.csv")
    long = {pair(r) for r in truth if int(r["t1_ms"]) - int(r["t0_ms"]) >= LONG_MS}
    out = {}
    for name, folder in (("companions of reported tags", one), ("companions of all", every)):
        found = {pair(r) for r in rows(folder, "companions.csv")}
        out[name] = (measure(found, long)[0], measure(found, {pair(r) for r in truth})[1])
    out["clones"] = measure({r["tag"].lower() for r in rows(one, "clones.csv")}, {r["tag"].lower() for r in rows(cap, "truth_clones.csv")})
    heard = {}
    for r in rows(one, "visits.csv"):
        heard.setdefault(r["station"], set()).add(r["tag"])
    spots = {r["station"] for r in rows(cap, "truth_misplaced.csv")}
    found = {r["station"] for r in rows(one, "misplaced.csv")}
    out["misplaced stations"] = (measure(found, {s for s in spots if len(heard.get(s, ())) >= 10})[0], measure(found, spots)[1])
    return out


FLOORS = {"companions of reported tags": (0.7, 0.85), "companions of all": (0.6, 0.6), "clones": (0.95, 0.9), "misplaced stations": (0.8, 0.9)}


def table(yanzhen, tmp):
    for seed in range(1, 6):
        for faults in ("none", "many"):
            cap = make(tmp, seed, faults)
            f = figures(cap, replay(yanzhen, cap, os.path.join(tmp, "one")), replay(yanzhen, cap, os.path.join(tmp, "all"), "--all-companions"))
            print(seed, f"{faults:5}", "  ".join(f"{n}: {r:.2f} {p:.2f}" for n, (r, p) in f.items()), flush=True)
            shutil.rmtree(cap)


def check(yanzhen, tmp, tap):
    cap = make(tmp, 5, "some")
    one, every = replay(yanzhen, cap, os.path.join(tmp, "one")), replay(yanzhen, cap, os.path.join(tmp, "all"), "--all-companions")
    for name, head in HEADERS.items():
        with open(os.path.join(one, name), encoding="utf-8") as f:
            tap.ok(f.readline() == head + "\n", f"{name} has its columns")
    for name, (recall, precision) in figures(cap, one, every).items():
        least = FLOORS[name]
        tap.ok(recall >= least[0] and precision >= least[1], f"{name}: recall {recall:.2f} (>= {least[0]}), precision {precision:.2f} (>= {least[1]})")
    for name in ("clones.csv", "misplaced.csv", "visits.csv"):
        with open(os.path.join(one, name), "rb") as a, open(os.path.join(every, name), "rb") as b:
            tap.ok(a.read() == b.read(), f"{name} is the same byte for byte in a second run")
    reported = {r["tag"].lower() for r in rows(cap, "reports.csv")}
    pairs = [(r["tag_a"], r["tag_b"]) for r in rows(one, "companions.csv")]
    tap.ok(pairs == sorted(pairs) and len(set(pairs)) == len(pairs) and all(a.lower() in reported for a, _ in pairs), "pairs are sorted, once each, the reported tag first")
    # one that is found for a reported tag and is rare enough for the whole city is found for the whole city
    least = min(float(r["score"]) for r in rows(every, "companions.csv"))
    scores = {pair(r): float(r["score"]) for r in rows(every, "companions.csv")}
    strong = [r for r in rows(one, "companions.csv") if float(r["score"]) >= least]
    tap.ok(len(strong) > 5 and all(scores.get(pair(r), 0) >= float(r["score"]) - 0.011 for r in strong), "all pairs hold the strong ones of the reported tags")


def main():
    a = argparse.ArgumentParser()
    a.add_argument("yanzhen")
    a.add_argument("--table", action="store_true")
    o = a.parse_args()
    tmp = tempfile.mkdtemp(dir=kit.QUICK)
    tap = kit.Tap()
    try:
        if o.table:
            table(o.yanzhen, tmp)
        else:
            check(o.yanzhen, tmp, tap)
    finally:
        shutil.rmtree(tmp)
    return 0 if o.table else tap.done()


if __name__ == "__main__":
    sys.exit(main())
