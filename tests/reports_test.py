#!/usr/bin/env python3
"""The two policy reports that lie beside the project: what the codebook says of their passages.

usage: reports_test.py [BUILD]

None of their text is here: a passage is named by a byte that it holds. Skips where ../shared is not.
"""
import glob
import json
import os
import subprocess
import sys

BUILD = sys.argv[1] if len(sys.argv) > 1 else 'build'
SHARED = os.environ.get('SHARED', '../shared')
A, N, L = 'asserted', 'negated', 'legal_or_policy'
EC, FL, SV, MK = 'ethnic_cleansing', 'forced_labour', 'sexual_violence', 'mass_killing'
ROWS = [  # report, byte, labels, context
    (0, 29, {EC: L}, None),
    (0, 765, {MK: A}, None),
    (0, 2453, {EC: A, SV: A, MK: A}, 'inside_conflict'),
    (0, 3674, {MK: A}, 'both'),
    (0, 5408, {EC: A}, None),
    (0, 6533, {FL: A, SV: A}, 'outside_conflict'),
    (0, 7834, {MK: A}, None),
    (0, 8615, {MK: L}, None),
    (0, 10962, {MK: N}, None),
    (1, 241, {EC: L}, None),
    (1, 3440, {FL: L}, None),
]
JOINED = (0, 2453, 3058)  # one passage on both sides of a column break


def holds(record, byte):
    return any(start <= byte < end for start, end in record['spans'])


def main():
    paths = sorted(glob.glob(os.path.join(SHARED, 'reports', '*.txt')))
    if len(paths) != 2:
        print('skip reports: no ../shared/reports here')
        return 0
    reports, bad = [], 0
    for path in paths:
        out = subprocess.run([os.path.join(BUILD, 'gravamen'), 'tag', '--quiet', '-f', 'jsonl', '--status', 'any',
                              path], stdout=subprocess.PIPE, check=True).stdout
        reports.append([json.loads(line) for line in out.splitlines()])
    for report, byte, labels, context in ROWS:
        found = [r for r in reports[report] if holds(r, byte)]
        got = {entry['label']: entry['status'] for r in found for entry in r['labels']}
        place = found[0].get('context', {}).get('value') if found else None
        good = len(found) == 1 and got == labels and context in (None, place)
        print('%s reports/%d at %d%s' % ('ok' if good else 'not ok', report, byte, '' if good else ': %s %s' % (got, place)))
        bad += not good
    joined = [r for r in reports[JOINED[0]] if holds(r, JOINED[1]) and holds(r, JOINED[2])]
    print('%s reports/a passage goes on after a column break' % ('ok' if len(joined) == 1 else 'not ok'))
    asserted = [e for r in reports[1] for e in r['labels'] if e['status'] == A]
    print('%s reports/nothing is asserted in the second' % ('not ok' if asserted else 'ok'))
    return bad > 0 or len(joined) != 1 or bool(asserted)


if __name__ == '__main__':
    sys.exit(main())
