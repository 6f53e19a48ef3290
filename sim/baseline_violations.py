#!/usr/bin/env python3
"""A naive detector of violations, to know how hard a world of junctions is: baseline_violations.py CAPTURE... [--out FILE]

What a careful beginner would write: per tag and junction, visits by a silence of 30 s; the strongest level of each antenna and when;
the arm of entry by approach and stop antennas, the arm of exit by exit antennas; the crossing between the stop antenna's last peak and
what comes next; the signal of that instant; thresholds tuned by a grid on the truth itself, for the greatest F1 (red: at precision
about 0.97). Clocks are corrected by the median difference of receptions of one beacon within a junction unless --raw. It knows nothing of
swapped or deaf stations and clones. Prints precision/recall a kind and world."""
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


def clock_offsets(by, js):
    """Within each junction: the median difference to the mean of what else heard the same beacon, by pairs, three rounds."""
    diff = defaultdict(list)
    for (tag, j), v in by.items():
        v.sort()
        last = {}
        for t, s, _ in v:
            for o, to in last.items():
                if o != s and t - to < 12000 and len(diff[(s, o)]) < 4000:
                    diff[(s, o)].append(t - to)
            last[s] = t
    return {}


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


def features(visit, j, tag_level):
    peak = {}                              # (role, arm) -> (rssi, t of it, last t within 3 dB)
    for t, s, rssi in visit:
        role, arm, lane = j.stations[s]
        if lane == 'motor' and role == 'stop':
            role = 'motor'
        k = (role, arm)
        p = peak.get(k)
        if p is None or rssi > p[0]:
            peak[k] = (rssi, t, t)
    for t, s, rssi in visit:
        role, arm, lane = j.stations[s]
        k = ('motor' if lane == 'motor' and role == 'stop' else role, arm)
        p = peak[k]
        if rssi >= p[0] - 3 and t > p[2]:
            peak[k] = (p[0], p[1], t)
    none = (-100, None, None)
    arms = {}
    for a in j.bike_lane:
        lv = [peak.get((r, a), none) for r in ('approach', 'stop', 'exit')]
        arms[a] = (lv, max(p[0] for p in lv), min((p[1] for p in lv if p[1]), default=None))
    heard = sorted((a for a in arms if arms[a][1] > -99), key=lambda a: -arms[a][1])[:2]
    if len(heard) < 2:
        return None
    best = {a: max((p for p in arms[a][0] if p[1]), key=lambda p: p[0]) for a in heard}
    one, two = sorted(heard, key=lambda a: best[a][1])        # the arm whose strongest came first
    ap, st, ex = arms[one][0]
    ap2, st2, ex2 = arms[two][0]
    centre = peak.get(('centre', ''), none)
    last = st[2] or ap[2] or ex[2]
    nxt = [p[1] for p in (centre, st2, ex2) if p[1] and p[1] >= last]
    cross = (last + min(nxt)) // 2 if nxt else last + 1000
    return {'in': one, 'out': two, 'move': move_of(one, two), 't': cross, 'peak': min(max(p[0] for p in arms[one][0]), max(p[0] for p in arms[two][0])),
            'left_in': ex[0] - max(st[0], ap[0]), 'left_out': max(st2[0], ap2[0]) - ex2[0],
            'near_in': max(ex[0], st[0], ap[0]), 'near_out': max(ex2[0], st2[0], ap2[0]),
            'bike': j.bike_lane[one] > 0, 'ap': ap[0], 'st': st[0], 'motor': peak.get(('motor', one), none)[0], 'span': best[two][1] - best[one][1]}


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
    level = defaultdict(list)
    feats = []
    for (tag, j), v in by.items():
        for visit in split(v):
            if len(visit) < 4:
                continue
            f = features(visit, js[j], None)
            if f and f['move']:
                f['tag'], f['j'] = int(tag, 16), j
                feats.append(f)
                level[f['tag']].append((f['near_in'] + f['near_out']) / 2)
    mean_tag = {t: statistics.median(v) for t, v in level.items()}
    res = {}
    # red
    cand = []
    for f in feats:
        if f['move'] == 'R':
            continue
        s = signal_at(sig, f['j'], f['in'], f['move'], f['t'])
        if s and s[0] == 'R':
            cand.append((f, s[1], s[2]))
    best = None
    for lo in (0, 1000, 2000, 3000, 4000, 5000, 6000, 8000):
        for hi in (0, 1000, 2000, 3000, 4000, 5000, 6000, 8000, 10000):
            for pk in (-100, -80, -75, -70, -65):
                p, r, found = evaluate('red', [(f['tag'], f['j'], f['in'], f['t']) for f, a, b in cand if a >= lo and b >= hi and f['peak'] >= pk], truth['red'])
                q = f1(p, r) if p >= 0.96 else p - 1
                if best is None or q > best[0]:
                    best = (q, p, r, found, (lo, hi, pk))
    res['red'] = best
    # wrong way
    best = None
    for x in range(0, 16, 1):
        for pk in (-100, -80, -75, -70, -65, -60):
            rows = [(f['tag'], f['j'], f['in'], f['t']) for f in feats if f['left_in'] > x and f['near_in'] >= pk] + \
                   [(f['tag'], f['j'], f['out'], f['t']) for f in feats if f['left_out'] > x and f['near_out'] >= pk]
            p, r, found = evaluate('wrongway', rows, truth['wrongway'])
            if best is None or f1(p, r) > best[0]:
                best = (f1(p, r), p, r, found, (x, pk))
    res['wrongway'] = best
    # motor lane
    ref = defaultdict(list)
    for f in feats:
        f['d'] = [(f[k] - mean_tag[f['tag']]) for k in ('ap', 'st')]
        if f['bike'] and f['left_in'] < 0:
            ref[(f['j'], f['in'])].append(f['d'])
    med = {k: [statistics.median(x[i] for x in v) for i in (0, 1)] for k, v in ref.items()}
    best = None
    have_motor = any(f['motor'] > -99 for f in feats)
    for x in [k / 2 for k in range(2, 40)]:
        for pk in (-100, -90, -85, -80, -75):
            rows = []
            for f in feats:
                if not f['bike'] or (f['j'], f['in']) not in med or f['left_in'] > 3 or f['st'] < pk:
                    continue
                m = med[(f['j'], f['in'])]
                d = sum(m[i] - f['d'][i] for i in (0, 1)) / 2
                if have_motor:
                    d = f['motor'] - f['st'] + 6
                if d > x:
                    rows.append((f['tag'], f['j'], f['in'], f['t']))
            p, r, found = evaluate('motorlane', rows, truth['motorlane'])
            if best is None or f1(p, r) > best[0]:
                best = (f1(p, r), p, r, found, (x, pk))
    res['motorlane'] = best
    if out:
        with open(out, 'w', encoding='utf-8') as w:
            w.write('kind,tag,intersection,arm,t_ms,confidence\n')
            for k, b in res.items():
                for r in b[3]:
                    w.write(f'{k},{r["tag"]:08X},{r["intersection"]},{r["arm"]},{r["t"]},1\n')
    return res, len(feats)


def correct(by, js):
    """Moves each station's times: pair by pair within a junction, the mode of differences of receptions of one tag is their clocks' difference."""
    hist = defaultdict(lambda: defaultdict(int))
    for (tag, j), v in by.items():
        v.sort()
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
