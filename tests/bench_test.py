#!/usr/bin/env python3
"""The bench's own arithmetic on made-up times: which way a ratio points, what is met, what is left out."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'bench', 'peers'))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'bench'))
import found  # noqa: E402
import goals  # noqa: E402
import learned  # noqa: E402
import quote  # noqa: E402
import tasks  # noqa: E402

bad = 0


def check(name, good):
    global bad
    bad += not good
    print(f'{"ok" if good else "not ok"} bench/{name}')


class Timed:
    def __init__(self, name, seconds, spread=0):
        self.name, self.took, self.spread_is = name, seconds, spread

    def seconds(self):
        return self.took

    def spread(self):
        return self.spread_is


def corpus(name, **seconds):
    return goals.Corpus(name, {key.replace('_', '-'): value if isinstance(value, Timed) else Timed(key, value)
                               for key, value in seconds.items()}, {'one plain file': 1.0})


def row(rows, figure, text):
    return next(r for r in rows if r.figure.startswith(figure) and r.text == text)


reports = corpus('statedept_hr', plain=2.0, call_all=3.0, call_rare=1.0, small=1.3, joined=1.0, gz_2=4.0,
                 isal_2=1.0, zlib_2=2.0, files_1=Timed('files', 3.9, 12), files_2=2.0)
those = {'statedept_hr': reports}
rows = list(goals.rows(those, {'plain': 1.5, 'peak': 30.0, 'stream': 5}))
fast = row(rows, 'plain 1T / Hyperscan, words all', 'statedept_hr')
check('goals-speed', fast.value == 1.5 and goals.verdict(fast) == 'goal')
slow = row(rows, '.gz 2T / ISA-L', 'statedept_hr')
check('goals-not-met', slow.value == 0.25 and goals.verdict(slow) == 'NOT MET')
check('goals-zlib', row(rows, '.gz 2T / zlib', 'statedept_hr').value == 0.5)
files = row(rows, 'files of 4 KB', 'statedept_hr')
check('goals-time', files.value == 1.3 and goals.verdict(files) == 'must')
told = goals.line_of(row(rows, '2 threads / 1, 8 equal files', 'statedept_hr'))
check('goals-long', goals.verdict(row(goals.rows(those, {'long': 1.92, 'long megabytes': 16}),
                                      '2 threads / 1, 8 files of 16 MB', 'synth')) == 'must')
check('goals-unsteady', '12.0 %' in told and told.endswith('unsteady'))
check('goals-absent', 'skipped: ungdc is not among the corpora' in goals.line_of(
    row(rows, 'plain 1T / Hyperscan, words all', 'ungdc')))
check('goals-part-left-out', 'skipped' in goals.line_of(row(rows, 'a gap of 50 words', '')))
check('goals-fact', goals.verdict(row(rows, '100,000 rules / 1,000, same', '')) == 'must')

said = []
goals.losses(those, said.append)
at = said.index('where gravamen is faster, so many times')
check('losses', any('call_rare: 2.00' in line for line in said[:at]) and any('call_all: 1.50' in line for line in said[at:]))

# One row a goal and text that it is stated for.
stated = [(r.figure, r.text) for r in rows if r.must is not None]
check('goals-once', len(stated) == len(set(stated)))

text = b'First, one.\nStill one\n\n\nA second\n\nThird'
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'lines')
    learned.write_lines(text, path)
    with open(path, 'rb') as f:
        lines = f.read().splitlines()
check('paragraph-a-line', lines == [b'first  one  still one', b'a second', b'third']
      and found.paragraph_starts(text) == [0, 24, 34])
check('threads', tasks.thread_counts()[:2] == [1, 2])

# What README.md may quote.
report = """goals; what they are
  figure text must
  fast one            1.4 2  1.50 x      1.0 %  must
  unsteady one        1.4 2  1.50 x      12.0 %  must    unsteady
  left out            1.4 2     -        skipped: not there
  2 of the 3 measured hold at least
the same without a bound
  tag FILE 1T / wc -w         0.50 x
  plain 1T / Hyperscan, words most 0.50 x
where a peer is faster
"""
check('quote', quote.rows_of(report) == ['figure text must', 'fast one            1.4 2  1.50 x      1.0 %  must',
                                         'tag FILE 1T / wc -w         0.50 x'])
try:
    quote.rows_of(report.replace('  2 of', '  fewer than 5 rounds: a quick look\n  2 of'))
    check('quote-quick-look', False)
except ValueError:
    check('quote-quick-look', True)
sys.exit(bad > 0)
