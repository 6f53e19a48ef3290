#!/usr/bin/env python3
"""Scores violations against the truth of a world of junctions: score_violations.py CAPTURE RESULTS [--json] [--false N]

RESULTS is a folder with violations.csv (kind,tag,intersection,arm,t_ms,confidence) or that file. A finding is right when the truth
has a violation of the same kind, tag, intersection and arm within 15 s (red) or 60 s (the others) that no better finding took; each
true one is matched once, the surest finding first. Prints precision and recall a kind, the same without regard to the arm, by least
confidence, and what the false findings and the missed ones really were (truth_crossings.csv). Exit 1 when a file is missing or malformed."""
import argparse
import bisect
import csv
import json
import os
import sys
from collections import Counter, defaultdict

KINDS = ('red', 'wrongway', 'motorlane')
NEAR_MS = {'red': 15000, 'wrongway': 60000, 'motorlane': 60000}
STEPS = (0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)


def rows(path, columns):
    with open(path, encoding='utf-8-sig', newline='') as f:
        reader = csv.DictReader(f)
        missing = [c for c in columns if c not in (reader.fieldnames or [])]
        if missing:
            sys.exit(f'{path}: no column {", ".join(missing)}')
        yield from reader


def load(path, columns, with_confidence=False):
    out = {k: [] for k in KINDS}
    for r in rows(path, columns):
        if r['kind'] not in out:
            sys.exit(f'{path}: unknown kind {r["kind"]!r}')
        r['tag'] = int(r['tag'], 16)
        r['t'] = int(r['t_ms'])
        r['c'] = float(r['confidence']) if with_confidence else 1.0
        out[r['kind']].append(r)
    return out


def match(found, truth, near, by_arm=True):
    """Marks the rows found: r['of'] is the index of its true one or None. One to one, the surest first, each to the nearest free."""
    index = defaultdict(list)
    for i, t in enumerate(truth):
        index[(t['tag'], t['intersection'], t['arm'] if by_arm else '')].append(i)
    taken = set()
    for r in sorted(found, key=lambda r: (-r['c'], r['t'], r['tag'])):
        free = [(abs(truth[i]['t'] - r['t']), i) for i in index[(r['tag'], r['intersection'], r['arm'] if by_arm else '')] if i not in taken]
        best = min(free, default=None)
        r['of'] = best[1] if best and best[0] <= near else None
        if r['of'] is not None:
            taken.add(r['of'])
    return taken


def figures(found, truth, least=0.0):
    said = [r for r in found if r['c'] >= least]
    right = sum(r['of'] is not None for r in said)
    return {'said': len(said), 'right': right, 'true': len(truth), 'precision': right / len(said) if said else 1.0,
            'recall': right / len(truth) if truth else 1.0}


class Crossings:
    def __init__(self, capture):
        self.of = defaultdict(list)
        for r in rows(os.path.join(capture, 'truth_crossings.csv'), ['tag', 'intersection', 't_line_ms', 'how']):
            r['t'] = int(r['t_line_ms'])
            self.of[(int(r['tag'], 16), r['intersection'])].append(r)
        for v in self.of.values():
            v.sort(key=lambda r: r['t'])

    def near(self, tag, junction, t, most=90000):
        v = self.of.get((tag, junction), [])
        k = bisect.bisect([r['t'] for r in v], t)
        best = min(v[max(0, k - 1):k + 1], key=lambda r: abs(r['t'] - t), default=None)
        return best if best and abs(best['t'] - t) <= most else None


def really(r, crossings):
    """In words: what the tag did there."""
    c = crossings.near(r['tag'], r['intersection'], r['t'])
    if c is None:
        return 'not there'
    words = [c['how']]
    if c['side'] == 'left':
        words.append('wrong-in')
    if c.get('side_out') == 'left':
        words.append('wrong-out')
    if c['lane'] in ('motor', 'borrow'):
        words.append(c['lane'])
    if r['kind'] == 'red' and c.get('state'):
        words.append('at ' + c['state'])
    if r['arm'] not in (c['arm_in'], c['arm_out']):
        words.append('other arm')
    elif r['kind'] != 'wrongway' and r['arm'] != c['arm_in']:
        words.append('exit arm')
    if r['kind'] == 'red' and abs(c['t'] - r['t']) > NEAR_MS['red']:
        words.append('wrong time')
    return ' '.join(words)


def score(capture, results, least=0.0):
    path = os.path.join(results, 'violations.csv') if os.path.isdir(results) else results
    truth = load(os.path.join(capture, 'truth_violations.csv'), ['kind', 'tag', 'intersection', 'arm', 't_ms'])
    found = load(path, ['kind', 'tag', 'intersection', 'arm', 't_ms', 'confidence'], True)
    crossings = Crossings(capture)
    out = {}
    for k in KINDS:
        f = [r for r in found[k] if r['c'] >= least]
        match(f, truth[k], NEAR_MS[k], by_arm=False)
        o = {'any_arm': figures(f, truth[k])}
        taken = match(f, truth[k], NEAR_MS[k])
        o.update(figures(f, truth[k]))
        o['by_confidence'] = {str(s): figures(f, truth[k], s) for s in STEPS if s >= least}
        o['false'] = Counter(really(r, crossings) for r in f if r['of'] is None)
        o['missed'] = Counter(t.get('how', '') for i, t in enumerate(truth[k]) if i not in taken)
        o['found'] = Counter(truth[k][i].get('how', '') for i in taken)
        out[k] = o
    return out


def tell(out, most):
    for k, o in out.items():
        print(f'{k:9} precision {o["precision"]:.4f} recall {o["recall"]:.4f}  ({o["right"]} right of {o["said"]} said, {o["true"]} true;'
              f' any arm {o["any_arm"]["precision"]:.4f} {o["any_arm"]["recall"]:.4f})')
        print('  by least confidence: ' + '  '.join(f'{s}: {v["precision"]:.3f}/{v["recall"]:.3f}' for s, v in o['by_confidence'].items() if v['said']))
        for name in ('false', 'missed', 'found'):
            if o[name]:
                print(f'  {name}: ' + ', '.join(f'{w} {n}' for w, n in o[name].most_common(most)))


def main():
    a = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    a.add_argument('capture')
    a.add_argument('results')
    a.add_argument('--json', action='store_true')
    a.add_argument('--least', type=float, default=0.0, help='only findings of this confidence or more')
    a.add_argument('--false', type=int, default=12, help='how many kinds of false ones to tell')
    o = a.parse_args()
    out = score(o.capture, o.results, o.least)
    if o.json:
        json.dump(out, sys.stdout)
        print()
    else:
        tell(out, getattr(o, 'false'))


if __name__ == '__main__':
    try:
        main()
    except (OSError, ValueError) as e:
        sys.exit(str(e))
