#!/usr/bin/env python3
"""The scorer of violations itself: what is matched, what is false, what is missed. TAP."""
import os
import sys
import tempfile

import score_violations as s

DONE = [0, 0]


def check(good, what):
    DONE[0] += 1
    DONE[1] += not good
    print(f'{"ok" if good else "not ok"} {DONE[0]} - {what}', flush=True)


def put(folder, name, text):
    with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
        f.write(text)


def main():
    with tempfile.TemporaryDirectory() as d:
        put(d, 'truth_violations.csv', 'kind,tag,intersection,arm,t_ms,how\n'
            'red,17010001,J01,W,100000,run\nred,17010001,J01,W,110000,creep\nred,17010002,J01,N,100000,run\n'
            'wrongway,17010003,J02,S,500000,in\nmotorlane,17010004,J02,E,700000,in\n')
        put(d, 'truth_crossings.csv', 'tag,intersection,arm_in,arm_out,side,lane,t_line_ms,waited_ms,how,side_out,state\n'
            '17010005,J01,W,E,right,bike,200000,0,go,right,G\n17010006,J01,W,S,right,motor,300000,0,right,right,R\n')
        put(d, 'violations.csv', 'kind,tag,intersection,arm,t_ms,confidence\n'
            'red,17010001,J01,W,101000,0.9\n'      # of the first
            'red,17010001,J01,W,102000,0.5\n'      # the same said twice: of the second one, 8 s off
            'red,17010001,J01,W,103000,0.4\n'      # and thrice: nothing is left for it
            'red,17010002,J01,N,115001,0.99\n'     # 15.001 s: too late
            'red,17010005,J01,W,200500,0.7\n'      # crossed at green
            'red,17010006,J01,W,300500,0.6\n'      # turned right
            'wrongway,17010003,J02,E,500000,0.8\n' # the other arm
            'motorlane,17010004,J02,E,759999,1\n')
        o = s.score(d, d)
        check((o['red']['said'], o['red']['right'], o['red']['true']) == (6, 2, 3), 'red: each true one once, within 15 s')
        check(abs(o['red']['precision'] - 2 / 6) < 1e-9 and abs(o['red']['recall'] - 2 / 3) < 1e-9, 'precision and recall')
        check(o['wrongway']['right'] == 0 and o['wrongway']['any_arm']['right'] == 1, 'another arm is false, and told')
        check(o['motorlane']['right'] == 1, 'the others within 60 s')
        check(o['red']['by_confidence']['0.6']['said'] == 4 and o['red']['by_confidence']['0.6']['right'] == 1, 'by least confidence')
        check(o['red']['false']['go at G'] == 1 and o['red']['false']['right motor at R'] == 1, 'what the false ones really were')
        check(o['red']['missed'] == {'run': 1}, 'what was missed')
        check(s.score(d, d, 0.6)['red']['recall'] == 1 / 3, 'only findings of a least confidence')
    print(f'1..{DONE[0]}')
    return 1 if DONE[1] else 0


if __name__ == '__main__':
    sys.exit(main())
