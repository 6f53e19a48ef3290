#!/usr/bin/env python3
"""A naive detector of violations, to know how hard a world of junctions is: baseline_violations.py CAPTURE... [--out FILE]

What a careful beginner would write: per tag and junction, visits by a silence of 30 s; the arm heard best in its first quarter is the entry, in
its last quarter the exit; the crossing so many seconds before the entry ceases to be the strongest; the signal of that instant;
the wrong side by the order of the
antennas' strongest moments (and, told beside it, by their levels); the motor lane by the levels of the arm's antennas against the others; thresholds tuned by a grid on the
truth itself for the greatest F1. Clocks are corrected within each junction by the commonest difference of two stations' times of one
tag, unless --raw. It knows nothing of swapped or deaf stations and clones. Prints precision/recall a kind and world."""
import argparse
import bisect
import csv
import os
import statistics
import sys
from collections import defaultdict

import score_violations as scorer


class Junction:
    def __init__(self):
        self.stations = {}                 # name -> (role, arm, lane)
        self.bike_lane = {}                # arm -> width
        self.heading = {}


def load_geometry(capture):
    js = defaultdict(Junction)
    at = {}
    for r in scorer.rows(os.path.join(capture, 'stations.csv'), ['id', 'intersection', 'role', 'arm', 'lane']):
        if r['intersection']:
            js[r['intersection']].stations[r['id']] = (r['role'], r['arm'], r['lane'])
            at[r['id']] = r['intersection']
    for r in scorer.rows(os.path.join(capture, 'intersections.csv'), ['intersection', 'arm', 'inbound_heading', 'bike_lane_width_m']):
        js[r['intersection']].bike_lane[r['arm']] = float(r['bike_lane_width_m'])
        js[r['intersection']].heading[r['arm']] = float(r['inbound_heading'])
    return js, at


def load_signals(capture):
    s = defaultdict(lambda: ([], []))
    for r in scorer.rows(os.path.join(capture, 'signals.csv'), ['t_ms', 'intersection', 'group', 'state']):
        t, st = s[(r['intersection'], r['group'])]
        t.append(int(r['t_ms']))
        st.append(r['state'])
    return s


def load_visits(capture, at):
    """(tag, junction) -> visits: [ {station: [(t, rssi)...]} ]"""
    seen = set()
    by = defaultdict(list)
    with open(os.path.join(capture, 'sightings_arrival.csv'), newline='') as f:
        reader = csv.reader(f)
        next(reader)
        for t, station, tag, rssi, flags in reader:
            j = at.get(station)
            if j is None:
                continue
            key = (t, station, tag, rssi)
            if key in seen:
                continue
            seen.add(key)
            by[(tag, j)].append((int(t), station, int(rssi)))
    return by


def split(v, gap=30000):
    v.sort()
    out, cur = [], []
    for r in v:
        if cur and r[0] - cur[-1][0] > gap:
            out.append(cur)
            cur = []
        cur.append(r)
    if cur:
        out.append(cur)
    return out


MOVE = {90: 'R', 180: 'T', 270: 'L'}
TURN = {'N': 0, 'E': 1, 'S': 2, 'W': 3}


def move_of(a, b):
    return {1: 'L', 2: 'T', 3: 'R'}.get((TURN[b] - TURN[a]) & 3)


def top(v, n=3):
    """Mean of the n strongest."""
    v = sorted(v)[-n:]
    return sum(v) / len(v)


def beacons(visit, gap=400):
    """Readings that are of one beacon: [(t, {station: rssi})]."""
    out = []
    for t, s, rssi in visit:
        if out and t - out[-1][0] <= gap and s not in out[-1][1]:
            out[-1][1][s] = rssi
        else:
            out.append((t, {s: rssi}))
    return out


def strongest_arm(heard, j):
    best = max(((r, j.stations[s][1]) for s, r in heard.items() if j.stations[s][1]), default=None)
    return best[1] if best else None


def features(visit, j):
    """The arm heard best in the first quarter is the entry, in the last quarter the exit; they part where the entry was best for the last time."""
    seq = [(t, strongest_arm(h, j)) for t, h in beacons(visit)]
    seq = [x for x in seq if x[1]]
    if len(seq) < 4:
        return None
    q = max(2, len(seq) // 4)
    one, two = statistics.mode(a for _, a in seq[:q]), statistics.mode(a for _, a in seq[-q:])
    if one == two:
        return None
    k = max(i for i, (_, a) in enumerate(seq) if a == one)
    mid = (seq[k][0] + seq[k + 1][0]) // 2 if k + 1 < len(seq) else seq[k][0]
    at = defaultdict(list)                 # (role, arm) -> levels, its own side of the moment
    for t, s, rssi in visit:
        role, arm, lane = j.stations[s]
        if not arm or (t <= mid) == (arm == one):
            at['motor' if lane == 'motor' and role == 'stop' else role, arm].append(rssi)
    in_, out = ({r: top(at[r, a]) if at.get((r, a)) else -100 for r in ('approach', 'stop', 'exit', 'motor')} for a in (one, two))
    loud = {}                              # station -> (level, when it was)
    for t, s, rssi in visit:
        if s not in loud or rssi > loud[s][0]:
            loud[s] = (rssi, t)
    order = sorted((t, r, j.stations[s][:2]) for s, (r, t) in loud.items() if j.stations[s][1])
    centre = top(at['centre', '']) if at.get(('centre', '')) else -100
    l1, l2 = (max(v['approach'], v['stop'], v['exit']) for v in (in_, out))
    return {'in': one, 'out': two, 'move': move_of(one, two), 't': mid, 'peak': min(in_['stop'], l2),
            'left_in': in_['exit'] - max(in_['stop'], in_['approach']), 'left_out': max(out['stop'], out['approach']) - out['exit'],
            'order': order, 'stood': len(at.get(('stop', one), ())) > 7, 'near_in': l1, 'near_out': l2, 'bike': j.bike_lane[one] > 0, 'st': in_['stop'],
            'level': {('approach', one): in_['approach'], ('stop', one): in_['stop'], ('exit', two): out['exit'], ('centre', ''): centre,
                      ('motor', one): in_['motor']}}


def signal_at(s, junction, arm, move, t):
    g = s.get((junction, f'{arm}:{move}')) or s.get((junction, f'{arm}:T'))
    if not g:
        return None
    k = bisect.bisect_right(g[0], t) - 1
    if k < 0:
        return None
    since = t - g[0][k]
    to = g[0][k + 1] - t if k + 1 < len(g[0]) else 1 << 40
    return g[1][k], since, to


def f1(p, r):
    return 2 * p * r / (p + r) if p + r else 0


def evaluate(kind, rows, truth):
    """rows: (tag, junction, arm, t) already chosen."""
    found = [{'tag': a, 'intersection': b, 'arm': c, 't': d, 'c': 1.0} for a, b, c, d in rows]
    scorer.match(found, truth, scorer.NEAR_MS[kind])
    f = scorer.figures(found, truth)
    return f['precision'], f['recall'], found


def run(capture, raw, out=None):
    js, at = load_geometry(capture)
    sig = load_signals(capture)
    by = load_visits(capture, at)
    truth = scorer.load(os.path.join(capture, 'truth_violations.csv'), ['kind', 'tag', 'intersection', 'arm', 't_ms'])
    if not raw:
        correct(by, js)
    feats = []
    for (tag, j), v in by.items():
        for visit in split(v):
            if len(visit) < 4:
                continue
            f = features(visit, js[j])
            if f and f['move']:
                f['tag'], f['j'] = int(tag, 16), j
                feats.append(f)
    res = {}
    best = None
    for lag in range(0, 7000, 1000):     # from the line to where the arms part
        cand = []
        for f in feats:
            s = signal_at(sig, f['j'], f['in'], f['move'], f['t'] - lag) if f['move'] != 'R' else None
            if s and s[0] == 'R':
                cand.append((f, s[1], s[2]))
        for lo in (0, 2000, 4000, 6000):
            for hi in (0, 2000, 4000, 6000):
                for pk in (-100, -75, -70):
                    p, r, found = evaluate('red', [(f['tag'], f['j'], f['in'], f['t'] - lag) for f, a, b in cand
                                                   if a >= lo and b >= hi and f['peak'] >= pk], truth['red'])
                    if best is None or f1(p, r) > best[0]:
                        best = (f1(p, r), p, r, found, (lag, lo, hi, pk))
    res['red'] = best
    # wrong way: the first of the loud antennas is an exit, or the last one is none
    best = None
    for x in range(4, 32, 3):
        for pk in (-100, -75, -70, -65):
            rows = []
            for f in feats:
                most = max(r for _, r, _ in f['order'])
                loud = [k for _, r, k in f['order'] if r >= most - x]
                if most < pk or len(loud) < 2:
                    continue
                if loud[0][0] == 'exit':
                    rows.append((f['tag'], f['j'], loud[0][1], f['t']))
                if loud[-1][0] != 'exit':
                    rows.append((f['tag'], f['j'], loud[-1][1], f['t']))
            p, r, found = evaluate('wrongway', rows, truth['wrongway'])
            if best is None or f1(p, r) > best[0]:
                best = (f1(p, r), p, r, found, (x, pk))
    res['wrongway'] = best
    # the same by levels: an exit antenna hears more than the others of its arm
    best = None
    for x in range(-4, 16, 2):
        for pk in (-100, -75, -70, -65):
            rows = [(f['tag'], f['j'], f['in'], f['t']) for f in feats if f['left_in'] > x and f['near_in'] >= pk] + \
                   [(f['tag'], f['j'], f['out'], f['t']) for f in feats if f['left_out'] > x and f['near_out'] >= pk]
            p, r, found = evaluate('wrongway', rows, truth['wrongway'])
            if best is None or f1(p, r) > best[0]:
                best = (f1(p, r), p, r, found, (x, pk))
    res['by levels'] = best
    # motor lane
    ref = defaultdict(list)
    for f in feats:
        for k, v in f['level'].items():
            if v > -99:
                ref[(f['j'], f['stood']) + k].append(v)
    med = {k: statistics.median(v) for k, v in ref.items()}
    for f in feats:
        d = {k[0]: v - med[(f['j'], f['stood']) + k] for k, v in f['level'].items() if v > -99}
        own = [d[k] for k in ('approach', 'stop') if k in d]
        other = [d[k] for k in ('exit', 'centre') if k in d]
        lane = {s[2] for s in js[f['j']].stations.values() if s[0] == 'approach'}
        if 'motor' in d and 'stop' in d:
            f['d'] = d['motor'] - d['stop']
        elif 'motor' in lane and 'approach' in d and 'stop' in d:
            f['d'] = d['approach'] - d['stop']
        else:
            f['d'] = sum(other) / len(other) - sum(own) / len(own) if own and other else -99
    best = None
    for x in [k / 2 for k in range(0, 30)]:
        for pk in (-100, -80, -75, -70):
            rows = [(f['tag'], f['j'], f['in'], f['t']) for f in feats if f['bike'] and f['left_in'] < 2 and f['near_in'] >= pk and f['d'] > x]
            p, r, found = evaluate('motorlane', rows, truth['motorlane'])
            if best is None or f1(p, r) > best[0]:
                best = (f1(p, r), p, r, found, (x, pk))
    res['motorlane'] = best
    if out:
        with open(out, 'w', encoding='utf-8') as w:
            w.write('kind,tag,intersection,arm,t_ms,confidence\n')
            for k, b in res.items():
                if k not in truth:
                    continue
                for r in b[3]:
                    w.write(f'{k},{r["tag"]:08X},{r["intersection"]},{r["arm"]},{r["t"]},1\n')
    return res, len(feats)


def correct(by, js):
    """Moves each station's times: pair by pair within a junction, the mode of differences of receptions of one tag is their clocks' difference."""
    hist = defaultdict(lambda: defaultdict(int))
    seen = defaultdict(int)
    for (tag, j), v in by.items():
        v.sort()
        seen[j] += len(v)
        if seen[j] > 12000:
            continue
        n = len(v)
        for i in range(n):
            for k in range(i + 1, min(n, i + 30)):
                d = v[k][0] - v[i][0]
                if d > 11000:
                    break
                a, b = v[i][1], v[k][1]
                if a < b:
                    hist[(a, b)][round(d / 100)] += 1
                elif b < a:
                    hist[(b, a)][round(-d / 100)] += 1
    edges = []
    for (a, b), h in hist.items():
        k, n = max(h.items(), key=lambda x: (x[1], -abs(x[0])))
        edges.append((n, a, b, k * 100))
    off = {}
    parent = {}

    def find(x):
        shift = 0
        while parent.get(x, (x, 0))[0] != x:
            shift += parent[x][1]
            x = parent[x][0]
        return x, shift
    for n, a, b, d in sorted(edges, reverse=True):
        ra, sa = find(a)
        rb, sb = find(b)
        if ra != rb and n >= 20:
            parent[rb] = (ra, d + sa - sb)
    for s in [s for j in js.values() for s in j.stations]:
        off[s] = find(s)
    groups = defaultdict(list)
    for s, (root, o) in off.items():
        groups[root].append(o)
    mean = {r: statistics.median(v) for r, v in groups.items()}
    for k, v in by.items():
        by[k] = [(t - int(off[s][1] - mean[off[s][0]]), s, r) for t, s, r in v]


def main():
    a = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    a.add_argument('capture', nargs='+')
    a.add_argument('--raw', action='store_true', help='the stations\' clocks as they are')
    a.add_argument('--out', help='violations.csv of the (last) capture')
    o = a.parse_args()
    for c in o.capture:
        res, n = run(c, o.raw, o.out)
        print(f'{c}: {n} visits  ' + '  '.join(f'{k} {b[1]:.2f}/{b[2]:.2f} {b[4]}' for k, b in res.items()), flush=True)


if __name__ == '__main__':
    sys.exit(main())
