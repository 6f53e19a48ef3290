#!/usr/bin/env python3
"""score_next RESULTS... - how good next.csv of a replay is, held against the visits.csv beside it.

The right answer for a row at (tag, t): the next station that hears the tag when those that heard it at t do not any more (docs/analysis-next.md, N1). Prints the
share of moments with an answer whose first, or one of the first three, was right; for comparison the same of the station most often next from there in the visits before t;
how p and eta hold. More than one folder: all together."""
import collections
import csv
import sys


def truth(visits, i):
    """The visit that comes next after the i-th, or None: later, elsewhere, and heard on when what heard the tag then is silent."""
    here = visits[i]
    last = max(v["last"] for v in visits[:i + 1] if v["last"] >= here["first"])
    beside = {v["station"] for v in visits[:i + 1] if v["last"] >= here["first"]}
    for v in visits[i + 1:]:
        if v["station"] in beside and v["first"] <= last:
            last = max(last, v["last"])
        elif v["last"] > last and v["station"] != here["station"]:
            return v
    return None


def main():
    n = top1 = top3 = unanswered = plain = 0
    gone, said, off, before = [], [], 0.0, 0
    for folder in sys.argv[1:]:
        by_tag = collections.defaultdict(list)
        for r in csv.DictReader(open(f"{folder}/visits.csv", encoding="utf-8")):
            by_tag[r["tag"]].append({"station": r["station"], "first": int(r["first_ms"]), "last": int(r["last_ms"])})
        told = collections.defaultdict(list)
        for r in csv.DictReader(open(f"{folder}/next.csv", encoding="utf-8")):
            told[r["tag"], int(r["t_ms"])].append(r)
        follow = sorted((b["first"], a["station"], b["station"]) for v in by_tag.values() for a, b in zip(v, v[1:]) if a["station"] != b["station"])
        counts, at = collections.defaultdict(collections.Counter), 0
        since = {tag: min(t for x, t in told if x == tag) for tag, _ in told}
        asked = sorted((v["first"], tag, i) for tag in since for i, v in enumerate(by_tag[tag]) if v["first"] >= since[tag])
        for t, tag, i in asked:
            while at < len(follow) and follow[at][0] < t:
                counts[follow[at][1]][follow[at][2]] += 1
                at += 1
            right = truth(by_tag[tag], i)
            if not right:
                continue
            rows = told.get((tag, t))
            best = counts[by_tag[tag][i]["station"]].most_common(1)
            n += 1
            unanswered += not rows
            plain += bool(best) and best[0][0] == right["station"]
            if not rows:
                continue
            names = [r["station"] for r in rows]
            top1 += names[0] == right["station"]
            top3 += right["station"] in names[:3]
            said.append((float(rows[0]["probability"]), names[0] == right["station"]))
            if right["station"] in names:
                eta = int(rows[names.index(right["station"])]["eta_ms"])
                before += right["first"] <= eta
                gone.append(abs(right["first"] - eta) / 1000)
    gone.sort()
    print(f"{n} moments, {unanswered} without an answer; right first {top1 / n:.3f}, among three {top3 / n:.3f}; station most often next until then {plain / n:.3f}")
    print(f"of the right ones: heard by eta {before / max(len(gone), 1):.2f}, half within {gone[len(gone) // 2]:.0f} s of eta")
    for lo in range(0, 10, 2):
        part = [x for x in said if lo / 10 <= x[0] < lo / 10 + 0.2 or (lo == 8 and x[0] >= 1)]
        if part:
            print(f"  p said {sum(p for p, _ in part) / len(part):.2f}: right {sum(ok for _, ok in part) / len(part):.2f} of {len(part)}")


main()
