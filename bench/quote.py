#!/usr/bin/env python3
"""quote.py - the figures of a report of `make bench` that README.md shows.

usage: quote.py bench/results/REPORT.txt     writes them into README.md, in the place of the last
       quote.py --check                      fails if README.md shows others than the report it names

Quoted are the rows of the goals that were measured, and of those without a bound what a reader will ask
for first; a row that is unsteady is left out, and so is a report of a quick look. In README.md they stand
as a block behind the line that names the report.
"""
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
README = os.path.join(TOP, 'README.md')
FREE = ('plain 1T / Hyperscan, words rare', 'plain 1T / Hyperscan, words on', "plain 1T / a day's work", 'tag FILE')
LINE = 'Measured with `{command}` on {machine} ([{name}](bench/results/{name})):'
BLOCK = re.compile(r'^Measured with `[^\n]*\(bench/results/([^)]*)\)[^\n]*\n\n```\n.*?^```\n', re.M | re.S)


def rows_of(report):
    """Lines of the table to quote."""
    lines = iter(report.splitlines())
    kept, free = [], False
    for line in lines:
        if line.startswith('goals;'):
            kept.append(next(lines)[2:])
            break
    for line in lines:
        if 'a quick look' in line:
            raise ValueError('the report is a quick look, which is not quoted')
        if line.startswith('the same without a bound'):
            free = True
        elif not line.startswith('  '):
            break
        elif re.search(r'\d (x|%|s|ms|MB|bytes|paths|x time) ', line + ' ') and 'unsteady' not in line:
            if not free or line[2:].startswith(FREE):
                kept.append(line[2:])
    if len(kept) < 2:
        raise ValueError('no goals in the report')
    return kept


def block_of(path):
    with open(path, encoding='utf-8') as f:
        report = f.read()

    def field(name):
        return re.search(rf'^{name} +(.*)$', report, re.M)[1].strip()

    head = LINE.format(command=field('command'), machine=field('machine'), name=os.path.basename(path))
    return head + '\n\n```\n' + '\n'.join(rows_of(report)) + '\n```\n'


def main(argv):
    if len(argv) != 2:
        sys.exit(__doc__.split('\n\n')[1])
    with open(README, encoding='utf-8') as f:
        text = f.read()
    shown = BLOCK.search(text)
    if argv[1] == '--check':
        if not shown:
            print('skip bench/quoted: README.md quotes no report')
            return 0
        same = block_of(os.path.join(TOP, 'bench', 'results', shown[1])) == shown[0]
        print(f'{"ok" if same else "not ok"} bench/quoted')
        return 0 if same else 1
    block = block_of(argv[1])
    if shown:
        text = text[:shown.start()] + block + text[shown.end():]
    else:
        at = text.index('\n## ', text.index('\n## Speed\n') + 1)
        text = text[:at].rstrip('\n') + '\n\n' + block + text[at:]
    with open(README, 'w', encoding='utf-8') as f:
        f.write(text)
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv))
