#!/usr/bin/env python3
"""Scores replay results against the truth of a capture: score.py CAPTURE RESULTS

Positions: error percentiles, share of places within their own radius, pauses of a moving tag that is heard.
Alerts: reports whose tag was heard afterwards and got an alert (found), one labelled late only, or none (missed).
Visits: share of true passages (riding through a station's nominal range for 5 s or more) that have a visit.
Prints one "name value" a line; --json one object. Exit 1 when a file is missing or malformed."""
import argparse
import bisect
import csv
import json
import math
import os
import sys

M_PER_DEG = 111319.490793


def rows(folder, name, columns):
    with open(os.path.join(folder, name), encoding='utf-8-sig', newline='') as f:
        reader = csv.DictReader(f)
        missing = [c for c in columns if c not in (reader.fieldnames or [])]
        if missing:
            sys.exit(f'{name}: no column {", ".join(missing)}')
        yield from reader


def tag_of(text):
    return int(text, 16)


def distance(lat1, lon1, lat2, lon2):
    dy = (lat2 - lat1) * M_PER_DEG
    dx = (lon2 - lon1) * M_PER_DEG * math.cos(math.radians((lat1 + lat2) / 2))
    return math.hypot(dx, dy)


def percentile(sorted_values, q):
    return sorted_values[min(len(sorted_values) - 1, int(q * len(sorted_values)))] if sorted_values else float('nan')


def load_truth(capture):
    """tag -> (times, [(lat, lon, moving)])"""
    truth = {}
    for r in rows(capture, 'truth_positions.csv', ['tag', 't_ms', 'lat', 'lon', 'moving']):
        t, p = truth.setdefault(tag_of(r['tag']), ([], []))
        t.append(int(r['t_ms']))
        p.append((float(r['lat']), float(r['lon']), r['moving'] == '1'))
    return truth


def true_place(truth, tag, t):
    """The place at t, between two known ones; None outside of the recorded time."""
    if tag not in truth:
        return None
    times, places = truth[tag]
    k = bisect.bisect_right(times, t) - 1
    if k < 0 or t - times[-1] > 2000:
        return None
    if k + 1 >= len(times):
        return places[-1]
    a, b = places[k], places[k + 1]
    w = (t - times[k]) / (times[k + 1] - times[k])
    return (a[0] + (b[0] - a[0]) * w, a[1] + (b[1] - a[1]) * w, a[2])


def score_positions(results, truth, out):
    errors = {True: [], False: []}
    inside = {True: 0, False: 0}
    radii = []
    unknown = 0
    for r in rows(results, 'positions.csv', ['tag', 't_ms', 'lat', 'lon', 'radius_m']):
        p = true_place(truth, tag_of(r['tag']), int(r['t_ms']))
        if p is None:
            unknown += 1
            continue
        d = distance(p[0], p[1], float(r['lat']), float(r['lon']))
        radius = float(r['radius_m'])
        errors[p[2]].append(d)
        inside[p[2]] += d <= radius
        radii.append(radius)
    for moving, name in ((True, 'moving'), (False, 'standing')):
        e = sorted(errors[moving])
        out[f'position_{name}'] = len(e)
        for q in (50, 80, 90, 99):
            out[f'position_{name}_error_p{q}_m'] = round(percentile(e, q / 100), 1)
        out[f'position_{name}_within_radius'] = round(inside[moving] / len(e), 4) if e else float('nan')
    radii.sort()
    out['position_radius_p50_m'] = percentile(radii, 0.5)
    out['position_outside_truth'] = unknown


def score_pauses(capture, results, truth, out):
    """A moving tag gets a position at least every 5 s while it is heard."""
    given = {}
    for r in rows(results, 'positions.csv', ['tag', 't_ms']):
        given.setdefault(tag_of(r['tag']), []).append(int(r['t_ms']))
    for t in given.values():
        t.sort()
    heard = met = 0
    for r in rows(capture, 'sightings.csv', ['t_ms', 'tag', 'flags']):
        if not int(r['flags']) & 1:
            continue
        heard += 1
        t, times = int(r['t_ms']), given.get(tag_of(r['tag']), [])
        k = bisect.bisect_left(times, t - 5000)
        met += k < len(times) and times[k] <= t + 5000
    out['moving_sightings'] = heard
    out['moving_sightings_with_position_within_5s'] = round(met / heard, 4) if heard else float('nan')


def score_alerts(capture, results, out):
    reports = {tag_of(r['tag']): int(r['t_reported_ms']) for r in rows(capture, 'reports.csv', ['tag', 't_reported_ms'])}
    heard = {}
    for r in rows(capture, 'sightings.csv', ['t_ms', 'tag']):
        tag, t = tag_of(r['tag']), int(r['t_ms'])
        if tag in reports and t >= reports[tag]:
            heard[tag] = min(heard.get(tag, t), t)
    live, late, stray = {}, {}, 0
    for r in rows(results, 'alerts.csv', ['tag', 'issued_ms', 'heard_ms', 'late']):
        tag = tag_of(r['tag'])
        if tag not in reports or int(r['issued_ms']) < reports[tag]:
            stray += 1
            continue
        where = late if r['late'] == '1' else live
        where[tag] = min(where.get(tag, 1 << 62), int(r['issued_ms']))
    delays = sorted(live[t] - heard[t] for t in live if t in heard)
    out['reports'] = len(reports)
    out['reports_heard_again'] = len(heard)
    out['alerts_found'] = sum(t in live for t in heard)
    out['alerts_late_only'] = sum(t in late and t not in live for t in heard)
    out['alerts_missed'] = sum(t not in live and t not in late for t in heard)
    out['alerts_stray'] = stray
    out['alert_delay_p50_ms'] = percentile(delays, 0.5)
    out['alert_delay_max_ms'] = delays[-1] if delays else float('nan')


def score_visits(capture, results, out):
    visits = {}
    for r in rows(results, 'visits.csv', ['tag', 'station', 'first_ms', 'last_ms']):
        visits.setdefault((tag_of(r['tag']), r['station']), []).append((int(r['first_ms']), int(r['last_ms'])))
    passages = hit = 0
    for r in rows(capture, 'truth_passages.csv', ['tag', 'station', 'first_ms', 'last_ms']):
        first, last = int(r['first_ms']), int(r['last_ms'])
        if last - first < 5000:
            continue
        passages += 1
        hit += any(a <= last + 10000 and b >= first - 10000 for a, b in visits.get((tag_of(r['tag']), r['station']), ()))
    out['visits'] = sum(len(v) for v in visits.values())
    out['true_passages'] = passages
    out['true_passages_with_visit'] = round(hit / passages, 4) if passages else float('nan')


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('capture')
    ap.add_argument('results')
    ap.add_argument('--json', action='store_true')
    a = ap.parse_args()
    out = {}
    try:
        truth = load_truth(a.capture)
        score_positions(a.results, truth, out)
        score_pauses(a.capture, a.results, truth, out)
        score_alerts(a.capture, a.results, out)
        score_visits(a.capture, a.results, out)
    except (OSError, ValueError, KeyError) as e:
        sys.exit(f'score: {e}')
    if a.json:
        print(json.dumps(out))
        return
    for k, v in out.items():
        print(f'{k:44} {v}')


if __name__ == '__main__':
    main()
