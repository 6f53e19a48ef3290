#!/usr/bin/env python3
"""replay_oracle - `yanzhen replay` against captures and an oracle written from docs/replay.md alone.

    replay_oracle.py YANZHEN              the checks of the test run
    replay_oracle.py YANZHEN --table      positions over all radio models: a line each, nothing asserted
    replay_oracle.py YANZHEN --keep DIR   leaves the captures there

A made-up town: stations of two kinds on streets, log-distance path loss with shadowing, riding and parked tags, gaps, midnight,
resends, stored rows, clocks that are off. It shares no code with the simulator or the engines.
"""
import argparse
import bisect
import csv
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile

HOUR, DAY = 3_600_000, 86_400_000
GAP, ZONE = 180_000, 8 * HOUR
LAT, LON = 31.2, 121.5
KY = 111_319.49
KX = KY * math.cos(math.radians(LAT))
SENS = -95.0
T0 = 1_760_000_000_000 // DAY * DAY + 16 * HOUR - 40 * 60_000    # 40 minutes before midnight at +08:00


def day_of(t):
    return (t + ZONE) // DAY


class Model:
    """How radio works in a town. rule: 'gain' the RSSI at the nominal range is the same everywhere; 'ear' the RSSI depends on the
    distance only and stations differ in what they still hear; 'disc' as ear, but heard up to the range and no further."""

    def __init__(self, name, exponent=2.8, sigma=5.0, spacing=200, junction_m=80, roadside_m=150, loss=0.15, rule='gain',
                 fade=2.0, wrong=1.0, known=True, beacon=2000, correlated=True):
        self.__dict__.update(locals())


MODELS = [
    Model('street'),
    Model('street, ear', rule='ear'),
    Model('disc', rule='disc', sigma=4),
    Model('disc, noise', rule='disc', sigma=6, correlated=False),
    Model('open', exponent=2.0, sigma=2, loss=0.05),
    Model('open, dense', exponent=2.2, sigma=3, spacing=100),
    Model('city', exponent=3.3, sigma=6),
    Model('deep city', exponent=4.0, sigma=8, loss=0.3),
    Model('dense', spacing=90, sigma=6),
    Model('dense, long', spacing=90, junction_m=150, roadside_m=250, sigma=6, rule='ear'),
    Model('sparse', spacing=400, sigma=4),
    Model('sparse, long', spacing=400, junction_m=250, roadside_m=400, rule='ear'),
    Model('uncorrelated', sigma=6, correlated=False),
    Model('range unknown', known=False),
    Model('range wrong', wrong=1.8),
    Model('slow beacon', beacon=5000, loss=0.0),
    Model('fast beacon', beacon=1000),
    Model('two kinds', junction_m=30, roadside_m=200, rule='ear', spacing=120),
]


class Town:
    """Stations, and what a station hears of a tag at a place."""

    def __init__(self, m, rng, side=2000):
        self.m, self.rng, self.side = m, rng, side
        self.block = 200
        self.stations = []
        self.shadow = {}
        self.grid = {}
        rows = max(2, int(side / m.spacing))
        for i in range(rows + 1):
            for k in range(rows + 1):
                x, y = i * side / rows, k * side / rows
                x, y = x + rng.uniform(-0.3, 0.3) * m.spacing, y + rng.uniform(-0.3, 0.3) * m.spacing
                if rng.random() < 0.5:     # at the kerb of the nearest street
                    x = round(x / self.block) * self.block + rng.uniform(-8, 8)
                else:
                    y = round(y / self.block) * self.block + rng.uniform(-8, 8)
                kind = 'junction' if rng.random() < 0.25 else 'roadside'
                nominal = m.junction_m if kind == 'junction' else m.roadside_m
                nominal *= rng.uniform(0.8, 1.2)
                self.add('S%03d' % len(self.stations), kind, x, y, nominal)
        self.reach = max(s['range'] for s in self.stations) * 4
        for n, s in enumerate(self.stations):
            self.grid.setdefault((int(s['x'] // self.reach), int(s['y'] // self.reach)), []).append(n)

    def add(self, name, kind, x, y, nominal):
        true = nominal * self.m.wrong * self.rng.uniform(0.9, 1.1)
        self.stations.append(dict(id=name, kind=kind, x=x, y=y, nominal=round(nominal), range=true, skew=0))

    def near(self, x, y):
        gx, gy = int(x // self.reach), int(y // self.reach)
        for i in (gx - 1, gx, gx + 1):
            for k in (gy - 1, gy, gy + 1):
                yield from self.grid.get((i, k), ())

    def hear(self, tag, tx, x, y, n, odo):
        """RSSI or None. Shadowing goes with the way: an AR(1) of 25 m."""
        m, s, rng = self.m, self.stations[n], self.rng
        d = max(math.hypot(x - s['x'], y - s['y']), 3.0)
        if d > s['range'] * (1.0 if m.rule == 'disc' else 3.5):
            return None
        if m.correlated:
            old, at = self.shadow.get((tag, n), (rng.gauss(0, m.sigma), odo))
            a = math.exp(-abs(odo - at) / 25)
            sh = old * a + rng.gauss(0, m.sigma) * math.sqrt(max(0, 1 - a * a))
            self.shadow[tag, n] = (sh, odo)
        else:
            sh = rng.gauss(0, m.sigma)
        if rng.random() < m.loss:
            return None
        ref = s['range'] if m.rule == 'gain' else m.roadside_m
        rssi = SENS + tx + sh + rng.gauss(0, m.fade) - 10 * m.exponent * math.log10(d / ref)
        floor = SENS if m.rule == 'gain' else SENS - 10 * m.exponent * math.log10(s['range'] / ref)
        if m.rule != 'disc' and rssi < floor:
            return None
        return min(rssi, -25.0)


class Rider:
    """A ride on the streets: 15 to 25 km/h, turns, stops at lights."""

    def __init__(self, town, rng):
        self.rng, self.b, self.side = rng, town.block, town.side
        self.x = rng.randrange(1, town.side // self.b) * self.b
        self.y = rng.randrange(1, town.side // self.b) * self.b
        self.dir = rng.choice([(1, 0), (-1, 0), (0, 1), (0, -1)])
        self.left, self.wait, self.odo = float(self.b), 0.0, 0.0
        self.v = rng.uniform(15, 25) / 3.6

    def step(self, dt):
        while dt > 0:
            if self.wait > 0:
                w = min(self.wait, dt)
                self.wait -= w
                dt -= w
                continue
            d = min(self.left, self.v * dt)
            self.x += self.dir[0] * d
            self.y += self.dir[1] * d
            self.odo += d
            self.left -= d
            dt -= d / self.v
            if self.left <= 1e-6:
                self.corner()

    def corner(self):
        rng = self.rng
        ways = [w for w in ((1, 0), (-1, 0), (0, 1), (0, -1)) if w != (-self.dir[0], -self.dir[1]) and
                0 < self.x + w[0] * self.b < self.side and 0 < self.y + w[1] * self.b < self.side]
        if self.dir in ways and rng.random() < 0.6:
            ways = [self.dir]
        self.dir = rng.choice(ways) if ways else (-self.dir[0], -self.dir[1])
        self.left = float(self.b)
        self.v = rng.uniform(15, 25) / 3.6
        if rng.random() < 0.35:
            self.wait = rng.uniform(5, 60)


class Capture:
    """rows: (t of the station's clock, station number, tag, rssi text, flags, arrival)."""

    def __init__(self, m, seed, riders=25, parked=20, minutes=15, skews=True, decimals=True):
        self.rng = rng = random.Random(seed)
        self.m, self.town = m, Town(m, rng)
        self.rows, self.truth, self.spelling, self.reports = [], {}, {}, []
        self.decimals = decimals
        for s in self.town.stations:
            s['skew'] = rng.randrange(-400, 400) if skews else 0
            s['out'] = None
            s['lag'] = rng.uniform(100, 1500)
        self.tags = []
        for i in range(riders):
            self.ride(self.tag(), T0 + rng.randrange(0, 5 * 60_000), minutes)
        for i in range(parked):
            self.park(self.tag())

    def tag(self):
        rng = self.rng
        while True:
            n = rng.randrange(1, 17)
            text = ''.join(rng.choice('0123456789abcdef') for _ in range(n))
            if int(text, 16) and int(text, 16) not in self.spelling:
                if rng.random() < 0.4:
                    text = text.upper()
                self.spelling[int(text, 16)] = text
                self.tags.append(int(text, 16))
                return self.tags[-1]

    def put(self, true_t, n, tag, rssi, flags):
        s = self.town.stations[n]
        text = '%.1f' % rssi if self.decimals else '%d' % round(rssi)
        arrival = true_t + s['lag'] * self.rng.uniform(0.5, 1.5)
        if s['out'] and s['out'][0] <= true_t < s['out'][1]:
            arrival = s['out'][1] + self.rng.uniform(0, 4000)
        self.rows.append((int(true_t) + s['skew'], n, tag, text, flags, arrival))

    def ride(self, tag, start, minutes):
        rng = self.rng
        r, t, tx = Rider(self.town, rng), float(start), rng.gauss(0, 1.5)
        way = self.truth.setdefault(tag, [])
        end = start + minutes * 60_000
        while t < end:
            way.append((t, r.x, r.y))
            for n in self.town.near(r.x, r.y):
                rssi = self.town.hear(tag, tx, r.x, r.y, n, r.odo)
                if rssi is not None:
                    self.put(t, n, tag, rssi, 1)
            dt = self.m.beacon * rng.uniform(0.9, 1.1)
            r.step(dt / 1000)
            t += dt

    def park(self, tag):
        """Two hours over midnight at the weak edge of several stations, with silences around the gap."""
        rng = self.rng
        x, y = rng.uniform(0, self.town.side), rng.uniform(0, self.town.side)
        t, end, tx, flags = T0 + rng.uniform(0, HOUR / 2), T0 + 2 * HOUR, rng.gauss(0, 2), rng.choice([0, 0, 2, 4, 6])
        while t < end:
            for n in self.town.near(x, y):
                rssi = self.town.hear(tag, tx, x, y, n, 0)
                if rssi is not None:
                    self.put(t, n, tag, rssi, flags)
            t += rng.choice([10_000, 30_000, 30_000, 30_000, 60_000, 179_000, 180_000, 181_000, 400_000]) + rng.randrange(-700, 700)

    def faults(self, outages=4, resends=0.02):
        """Before rides are made: stations that store; after: rows that come twice."""
        rng = self.rng
        for row in rng.sample(self.rows, int(len(self.rows) * resends)):
            self.rows.append(row[:5] + (row[5] + rng.choice([300, 3000, 40_000, HOUR]),))

    def outage(self, stations, begin, length):
        """What these stations heard meanwhile comes at the end of it, in one go, with one row of fifty twice."""
        again = []
        for i, r in enumerate(self.rows):
            true_t = r[0] - self.town.stations[r[1]]['skew']
            if r[1] in stations and begin <= true_t < begin + length:
                self.rows[i] = r[:5] + (begin + length + 1000 + len(again) % 7,)
                if self.rng.random() < 0.02:
                    again.append(self.rows[i])
        self.rows += again

    def skew(self, stations, ms):
        for i, r in enumerate(self.rows):
            if r[1] in stations:
                self.rows[i] = (r[0] + ms,) + r[1:]
        for n in stations:
            self.town.stations[n]['skew'] += ms

    # ---- files ----

    def write(self, dir, arrival=True, odd=False):
        """odd: byte order mark, CRLF, quoted cells, more columns, columns in another order, tags in either case."""
        os.makedirs(dir, exist_ok=True)
        rng = random.Random(5)
        q = (lambda s: '"%s"' % s if rng.random() < 0.3 else str(s)) if odd else str
        head, end = ('\ufeff' if odd else ''), ('\r\n' if odd else '\n')

        def put(name, cols, rows):
            order = list(range(len(cols)))
            if odd:
                cols = cols + ['note']
                order = list(range(len(cols)))
                rng.shuffle(order)
            with open(os.path.join(dir, name), 'w', encoding='utf-8', newline='') as f:
                f.write(head + ','.join(cols[i] for i in order) + end)
                for r in rows:
                    r = list(r) + (['"a, ""b"", 行"'] if odd else [])
                    f.write(','.join(q(r[i]) if not str(r[i]).startswith('"') else r[i] for i in order) + end)

        st = self.town.stations
        put('stations.csv', ['id', 'kind', 'lat', 'lon', 'intersection', 'role', 'heading', 'arm', 'lane', 'nominal_range_m'],
            [(s['id'], s['kind'], '%.7f' % (LAT + s['y'] / KY), '%.7f' % (LON + s['x'] / KX), '', '', '', '', '',
              s['nominal'] if self.m.known else '') for s in st])

        def spell(tag):
            return self.spelling[tag]
        rows = sorted(self.rows, key=(lambda r: r[5]) if arrival else (lambda r: (r[0], r[1], r[2])))
        put('sightings_arrival.csv' if arrival else 'sightings.csv', ['t_ms', 'station', 'tag', 'rssi', 'flags'],
            [(r[0], st[r[1]]['id'], spell(r[2]), r[3], r[4]) for r in rows])
        put('tags.csv', ['tag', 'plate'], [(spell(t), 'P%05d' % i) for i, t in enumerate(self.tags)])
        if self.reports:
            put('reports.csv', ['tag', 't_reported_ms', 't_last_seen_by_owner_ms', 't_found_missing_ms', 'lat', 'lon'],
                [(spell(r[0]), r[1], r[2] if r[2] else '', '', '', '') for r in self.reports])

    # ---- what must come out ----

    def visits(self):
        by = {}
        for t, n, tag, rssi, flags, _ in set(r[:5] + (0,) for r in self.rows):
            by.setdefault((tag, n), {}).setdefault(t, []).append(rssi_of(rssi))
        out = []
        for (tag, n), heard in by.items():
            run = []
            for t in sorted(heard):
                if run and (t - run[-1] > GAP or day_of(t) != day_of(run[-1])):
                    out.append(self.visit(tag, n, run, heard))
                    run = []
                run.append(t)
            out.append(self.visit(tag, n, run, heard))
        return sorted(out, key=lambda v: (v[2], int(v[0], 16), v[1]))

    def visit(self, tag, n, run, heard):
        return (self.spelling[tag], self.town.stations[n]['id'], run[0], run[-1], len(run), max(max(heard[t]) for t in run))

    def at(self, tag, t):
        way = self.truth[tag]
        i = bisect.bisect(way, (t,))
        if i == 0 or i == len(way):
            return way[max(i - 1, 0)][1:] if abs(way[max(i - 1, 0)][0] - t) < 5000 else None
        a, b = way[i - 1], way[i]
        k = (t - a[0]) / (b[0] - a[0])
        return a[1] + k * (b[1] - a[1]), a[2] + k * (b[2] - a[2])


def rssi_of(text):
    v = float(text)
    return int(math.floor(abs(v) + 0.5)) * (1 if v >= 0 else -1)


def read(path):
    with open(path, encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f))


def run(exe, dir, out, *more, code=0):
    p = subprocess.run([exe, 'replay', dir, '--out', out, *more], capture_output=True, text=True)
    if p.returncode != code:
        raise SystemExit('exit %d, not %d: %s%s' % (p.returncode, code, p.stdout, p.stderr))
    return p.stdout + p.stderr


def got_visits(out):
    return [(v['tag'], v['station'], int(v['first_ms']), int(v['last_ms']), int(v['hits']), int(v['rssi_max']))
            for v in read(os.path.join(out, 'visits.csv'))]


def pct(v, p):
    v = sorted(v)
    return v[min(len(v) - 1, int(len(v) * p))] if v else float('nan')


def score(c, out):
    """Errors of the positions against the truth, of two simple ways on the same rows, coverage, radius, cadence."""
    heard, err, strong, centroid, inside, radius = {}, [], [], [], [], []
    st = c.town.stations
    for r in sorted(set(r[:5] for r in c.rows if r[4] & 1)):
        heard.setdefault(r[2], []).append((r[0], r[1], float(r[3])))
    told = {}
    for p in read(os.path.join(out, 'positions.csv')):
        tag, t = int(p['tag'], 16), int(p['t_ms'])
        told.setdefault(tag, []).append(t)
        at = c.at(tag, t)
        if not at:
            continue
        x, y = (float(p['lon']) - LON) * KX, (float(p['lat']) - LAT) * KY
        e = math.hypot(x - at[0], y - at[1])
        err.append(e)
        radius.append(float(p['radius_m']))
        inside.append(e <= radius[-1])
        h = heard[tag]
        near = h[bisect.bisect(h, (t - 5000,)):bisect.bisect(h, (t + 1,))]
        if near:
            best = max(near, key=lambda r: r[2])
            strong.append(math.hypot(st[best[1]]['x'] - at[0], st[best[1]]['y'] - at[1]))
            w = [10 ** (r[2] / 20) for r in near]
            cx = sum(k * st[r[1]]['x'] for k, r in zip(w, near)) / sum(w)
            cy = sum(k * st[r[1]]['y'] for k, r in zip(w, near)) / sum(w)
            centroid.append(math.hypot(cx - at[0], cy - at[1]))
    good = all_ = 0
    for tag, h in heard.items():
        ts, p = sorted(set(r[0] for r in h)), sorted(told.get(tag, []))
        for t in ts:     # within 5 s before each hearing there is a position, unless it was silent before
            i = bisect.bisect(ts, t - 5000)
            if ts[0] > t - 5000 or i >= len(ts) or ts[i] == t:
                continue
            j = bisect.bisect(p, t)
            all_ += 1
            good += j > 0 and p[j - 1] >= t - 5000
    return dict(n=len(err), median=pct(err, .5), p90=pct(err, .9), s50=pct(strong, .5), s90=pct(strong, .9), c50=pct(centroid, .5),
                c90=pct(centroid, .9), cover=sum(inside) / max(1, len(inside)), radius=pct(radius, .5), r90=pct(radius, .9),
                cadence=good / max(1, all_))


def table(exe, tmp, seeds):
    print('%-15s %7s | %13s | %13s %13s | %5s %6s %5s | %s' % ('model', 'n', 'median  p90', 'strongest', 'centroid', 'cover', 'radius',
                                                     'ratio', 'cadence'))
    total = []
    for i, m in enumerate(MODELS):
        all_ = []
        for s in range(seeds):
            c = Capture(m, 1000 * s + i, riders=15, parked=0, minutes=10)
            d = os.path.join(tmp, 'm%d-%d' % (i, s))
            c.write(d, arrival=True)
            run(exe, d, d + '.out')
            all_.append(score(c, d + '.out'))
        v = {k: sum(a[k] for a in all_) / len(all_) for k in all_[0]}
        total.append(v)
        print('%-15s %7d | %6.1f %6.1f | %6.1f %6.1f %6.1f %6.1f | %5.3f %6.0f %5.2f | %.4f' % (m.name, v['n'], v['median'], v['p90'], v['s50'],
              v['s90'], v['c50'], v['c90'], v['cover'], v['radius'], v['radius'] / v['median'], v['cadence']), flush=True)
    for k in ('median', 'p90', 'cover', 'cadence'):
        print('%s: %.4f' % (k, sum(v[k] for v in total) / len(total)), end='  ')
    print('ratio: %.2f' % (sum(v['radius'] / v['median'] for v in total) / len(total)))


# ---- the checks ----

FAILS = []
CHECKS = 0


def check(good, what):
    global CHECKS
    CHECKS += 1
    print('%s %d - %s' % ('ok' if good else 'not ok', CHECKS, what), flush=True)
    if not good:
        FAILS.append(what)
    return good


def town(seed):
    """A capture with all that goes wrong at once: stations that store, clocks that are off, rows that come again."""
    c = Capture(MODELS[0], seed, riders=12, parked=10, minutes=12)
    n = len(c.town.stations)
    names = list(range(n))
    c.rng.shuffle(names)
    c.bad = {names[0]: 25_000, names[1]: -20_000, names[2]: 300_000, names[3]: -600_000, names[4]: 90_000}
    for i, ms in c.bad.items():
        c.skew({i}, ms)
    c.outage(set(names[10:16]), T0 + 2 * 60_000, 6 * 60_000)
    c.outage(set(names[16:18]), T0 + 60_000, 3 * HOUR)
    # late and live rows of one visit, a silence of exactly the gap and one more, out of order within a station
    t, tag = T0 + 20 * 60_000, c.tag()
    for k, ms in enumerate([0, GAP, 2 * GAP + 1, 2 * GAP + 500, 2 * GAP + 300]):
        c.rows.append((t + ms, names[20], tag, '-6%d.5' % k, 0, t + ms + 100 + (2 * HOUR if k == 1 else 0)))
    for ms in (-2, -1, 0, 1):     # midnight
        mid = (T0 + ZONE) // DAY * DAY + DAY - ZONE
        c.rows.append((mid + ms, names[21], tag, '-70', 2, mid + ms + 50))
    c.faults()
    return c


def check_visits(c, out, what):
    want, got = c.visits(), got_visits(out)
    if not check(want == got, '%s: %d visits' % (what, len(want))):
        missing, more = sorted(set(want) - set(got)), sorted(set(got) - set(want))
        print('# missing %d: %s\n# more %d: %s\n# order %s' % (len(missing), missing[:4], len(more), more[:4], set(want) == set(got)))


def fronts(c, rows):
    """Rows in order of arrival with the stream's time when each came; stations that are ahead do not move it."""
    front, out = 0, []
    for r in rows:
        if c.bad.get(r[1], 0) < 2000:
            front = max(front, r[0])
        out.append((r, front))
    return out


def check_alerts(c, out, arrival, what):
    rows, seen = [], set()
    for r in sorted(c.rows, key=(lambda r: r[5]) if arrival else (lambda r: (r[0], r[1], r[2]))):
        if r[:5] not in seen:
            seen.add(r[:5])
            rows.append(r)
    got = {}
    for a in read(os.path.join(out, 'alerts.csv')):
        got.setdefault(a['tag'], []).append((int(a['issued_ms']), int(a['heard_ms']), a['station'], int(a['late'])))
    st, bad, live, late = c.town.stations, [], 0, 0
    heard = {r[0]: [] for r in c.reports}
    for r, front in (fronts(c, rows) if arrival else [(r, r[0]) for r in rows]):
        if r[2] in heard:
            heard[r[2]].append((r, front))
    for tag, at, since, *_ in c.reports:
        mine, silent, must, may = got.pop(c.spelling[tag], []), None, [], set()
        for r, front in heard[tag]:
            if front < at or r[0] < (min(since or at, at)):
                continue
            age = front - r[0]
            key = (st[r[1]]['id'], day_of(r[0]))
            if age > 30_000 or r[0] < at:
                must.append((key, 1))
            if 27_000 < age < 33_000 or abs(front - at) < 2500:
                may.add(key)
            if age <= 30_000 and r[0] >= at:
                told = min(r[0], front)
                if silent is None or told - silent > 600_000:
                    must.append((front, 0))
                silent = max(silent or 0, told)
        for m, is_late in must:
            if is_late:
                late += 1
                if m not in may and not any(l and s == m[0] and day_of(h) == m[1] for _, h, s, l in mine):
                    bad.append('late evidence of %s not told: %s' % (c.spelling[tag], m))
            else:
                live += 1
                if not any(not l and abs(i - m) < 2500 for i, h, s, l in mine):
                    bad.append('%s heard at %d is not told at once: %s' % (c.spelling[tag], m, mine))
        want = sum(1 for _, l in must if not l)
        if sum(1 for m in mine if not m[3]) != want:
            bad.append('%s: %d live alerts, not %d: %s' % (c.spelling[tag], sum(1 for m in mine if not m[3]), want, mine))
        keys = [(s, day_of(h)) for _, h, s, l in mine if l]
        if len(keys) != len(set(keys)) or any(k not in may and (k, 1) not in must for k in keys):
            bad.append('%s: late alerts twice or of nothing: %s' % (c.spelling[tag], keys))
        times = set((r[0], st[r[1]]['id']) for r, _ in heard[tag])
        bad += ['%s: no such reception %s' % (c.spelling[tag], m) for m in mine if (m[1], m[2]) not in times or m[0] < m[1]]
    bad += ['%s was never reported' % t for t in got]
    check(not bad and live, '%s: alerts of %d reports, %d live, %d late receptions' % (what, len(c.reports), live, late))
    for b in bad[:6]:
        print('# ' + b)


def report_some(c):
    tags = [t for t in c.tags if any(r[2] == t for r in c.rows)]
    end = max(r[0] for r in c.rows)
    for i, tag in enumerate(tags[:14]):
        at = (T0 - HOUR, T0 + 4 * 60_000 + 137, T0 + 7 * 60_000, end + 60_000)[i % 4]
        c.reports.append((tag, at, at - 30 * 60_000 if i % 3 else None))


def check_town(exe, tmp):
    for seed in (1, 2):
        c = town(seed)
        report_some(c)
        for arrival in (False, True):
            for odd in (False, True):
                what = 'town %d, %s%s' % (seed, 'arrival' if arrival else 'sorted', ', odd files' if odd else '')
                d = os.path.join(tmp, what.replace(', ', '-').replace(' ', ''))
                c.write(d, arrival, odd)
                run(exe, d, d + '.out')
                check_visits(c, d + '.out', what)
                check_alerts(c, d + '.out', arrival, what)
        same = [open(os.path.join(tmp, 'town%d-%s.out' % (seed, k), 'positions.csv'), 'rb').read() for k in ('arrival', 'arrival-oddfiles')]
        check(same[0] == same[1] and len(same[0]) > 10_000, 'town %d: the form of the files changes no position' % seed)
        v = score(c, os.path.join(tmp, 'town%d-arrival.out' % seed))
        check(v['median'] < 0.75 * v['c50'] and v['cover'] >= 0.8, 'town %d with clocks off: median %.0f m, centroid %.0f m, covers %.2f' %
              (seed, v['median'], v['c50'], v['cover']))


def check_positions(exe, tmp):
    for i in (1, 3, 7, 9, 10, 13, 15):
        m = MODELS[i]
        c = Capture(m, 77 + i, riders=8, parked=0, minutes=8)
        d = os.path.join(tmp, 'positions%d' % i)
        c.write(d)
        run(exe, d, d + '.out')
        v = score(c, d + '.out')
        check(v['median'] < 0.8 * min(v['s50'], v['c50']) and v['p90'] < min(v['s90'], v['c90']), '%s: median %.0f m, p90 %.0f (strongest %.0f, %.0f; '
              'centroid %.0f, %.0f)' % (m.name, v['median'], v['p90'], v['s50'], v['s90'], v['c50'], v['c90']))
        check(v['cover'] >= 0.8 and v['radius'] < 6 * v['median'], '%s: covers %.2f with a radius of %.0f m' % (m.name, v['cover'], v['radius']))
        check(v['cadence'] == 1, '%s: a position every 5 s while heard (%.4f)' % (m.name, v['cadence']))


def main():
    a = argparse.ArgumentParser()
    a.add_argument('yanzhen')
    a.add_argument('--table', action='store_true')
    a.add_argument('--seeds', type=int, default=1)
    a.add_argument('--keep')
    o = a.parse_args()
    tmp = o.keep or tempfile.mkdtemp(dir='/dev/shm' if os.access('/dev/shm', os.W_OK) else None)
    try:
        if o.table:
            return table(o.yanzhen, tmp, o.seeds)
        check_town(o.yanzhen, tmp)
        check_positions(o.yanzhen, tmp)
        print('1..%d' % CHECKS)
        return 1 if FAILS else 0
    finally:
        if not o.keep:
            shutil.rmtree(tmp)


if __name__ == '__main__':
    sys.exit(main())
