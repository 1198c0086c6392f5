#!/usr/bin/env python3
"""adversarial.py - text made to be slow, beside text as reports are.

usage: adversarial.py [-b BUILD] [-r ROUNDS] [-s MEGABYTES] [-c CORPUS] [-o TSV] [KIND...]
       adversarial.py --counts [-b BUILD] [KIND...]
       adversarial.py --write KIND BYTES > FILE

Each kind is text of one sort of malice, made by seed from the words of the model that is measured
(`gravamen dump`): all of them triggers, all of them cues, one word without end. A round reads every
kind at 1, 2 and 4 times MEGABYTES (default 1) and the reports once, so that noise falls on all
alike; what is taken is the processor time of a whole `gravamen tag -j1 -f jsonl`, less that of an
empty file. The table, medians over ROUNDS (default 5):

    kind             MB/s   times the reports   2x size   4x size
    numbers          21.0                0.93      1.99      4.02

`times the reports` is time a byte over that of the reports (the issue's bound: 4); 2x and 4x are
times over that of the single size: linear is 2 and 4. The reports are CORPUS (.gz or plain; the
first 12 MB of it), else ../shared/corpus/statedept_hr.jsonl.gz, else synthetic news where 40
paragraphs in a hundred have a hit. What breaks a bound (4; 2.5 and 5) is marked "!"; the exit status is
then 1.

--counts instead counts instructions (valgrind) at 70 and 140 KB, both past the longest sentence, and
checks growth alone (2.5 for twice the text): no noise, so this is what tests/run.sh runs.
"""
import argparse
import concurrent.futures
import gzip
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FACTOR, LINEAR = 4.0, 1.25
NOISE = 0.25  # times the reports: what costs less is all noise, and grows as it likes


class Words:
    """Single words of the model: those of triggers, of cues, of anything."""

    def __init__(self, tool):
        dump = subprocess.run([tool, 'dump'], stdout=subprocess.PIPE, check=True, text=True).stdout
        self.triggers, self.cues, self.all, self.firing = set(), set(), set(), set()
        kind, on, needs = '', '', False
        for line in dump.splitlines() + ['rule']:
            if not line.startswith(' '):
                (self.triggers if needs else self.firing).update(self.single(on) if kind == 'rule' else ())
                kind, on, needs = line.split(' ')[0], '', False
                if kind == 'set':
                    self.all.update(self.single(line.partition(' = ')[2]))
                continue
            if line.startswith('  on: '):
                on = line[6:]
                self.all.update(self.single(on))
                if kind == 'cue':
                    self.cues.update(self.single(on))
            needs = needs or line.startswith('  need ')
        self.triggers -= self.firing
        for name in ('triggers', 'cues', 'all', 'firing'):
            setattr(self, name, sorted(getattr(self, name)) or ['word'])

    @staticmethod
    def single(text):
        """Words that are patterns alone: between commas, no blank, no operator."""
        return {w.lower() for w in re.findall(r"(?:^|, )=?([^\W\d_]{3,})(?=,|$)", text)}


def sentences(choose, size, length=20, per_paragraph=8):
    """size bytes of sentences of `length` chosen words."""
    out, n, count = [], 0, 0
    while n < size:
        count += 1
        text = ' '.join(choose() for _ in range(length)).capitalize()
        text += '.\n\n' if count % per_paragraph == 0 else '. '
        out.append(text)
        n += len(text.encode())
    return ''.join(out).encode()[:size]


def fill(piece, size):
    piece = piece if isinstance(piece, bytes) else piece.encode()
    return (piece * (size // len(piece) + 1))[:size]


def invented(rng, letters, low=4, high=12):
    return ''.join(rng.choice(letters) for _ in range(rng.randint(low, high)))


ASCII = 'etaoinshrdlucmfwypvbgkjqxz'
BEYOND = 'àéîöüñçłžșдлинкарαβγδλμش هחשकमनर中国文字'.replace(' ', '')

# kind: what it is, and text of size bytes from a generator, the model's words and the reports.
KINDS = {
    'triggers': ('trigger words of rules that need more, and nothing that they need',
                 lambda r, w, s, t: sentences(lambda: r.choice(w.triggers), s)),
    'endless word': ('one word', lambda r, w, s, t: fill('a', s)),
    'dense news': ('synthetic news, 40 paragraphs in a hundred with a hit', lambda r, w, s, t: fill(t, s)),
    'endless line': ('dense news without a line end', lambda r, w, s, t: fill(t.replace(b'\n', b' '), s)),
    'endless sentence': ('the same without a full stop either',
                         lambda r, w, s, t: fill(re.sub(rb'[\n.?!]', b' ', t), s)),
    'cues': ('cue words alone', lambda r, w, s, t: sentences(lambda: r.choice(w.cues), s)),
    'numbers': ('numbers in digits and words', lambda r, w, s, t: sentences(
        lambda: r.choice((str(r.randint(1, 99999)), f'{r.randint(1000, 999999):,}', 'forty-seven', 'two hundred',
                          'dozens', '1994', '3.5 million', 'between 30 and 40')), s)),
    'number words': ('one number without end', lambda r, w, s, t: fill('hundred and five thousand ', s)),
    'torn words': ('first pieces of torn words', lambda r, w, s, t: fill('mas ', s)),
    'torn pieces': ('first and last pieces in any order', lambda r, w, s, t: sentences(
        lambda: r.choice(('mas', 'sacre', 'geno', 'cide', 'kil', 'led', 'mur', 'der', 'vil', 'lagers')), s)),
    'set words': ('words of any set', lambda r, w, s, t: sentences(lambda: r.choice(w.all), s)),
    'endless set words': ('the same without a full stop or line end', lambda r, w, s, t: fill(
        ' '.join(r.choice(w.all) for _ in range(9000)) + ' ', s)),
    'not ASCII': ('words of other scripts and accents',
                  lambda r, w, s, t: sentences(lambda: invented(r, BEYOND), s)),
    'distinct': ('each word another', lambda r, w, s, t: sentences(lambda: invented(r, ASCII), s)),
    'distinct, known': ('each word another form of a known one', lambda r, w, s, t: sentences(
        lambda: r.choice(w.all) + r.choice(ASCII) + r.choice(ASCII), s)),
    'mentions and cues': ('sentences of 200 words, every other one a mention, the rest cues',
                          lambda r, w, s, t: sentences(lambda: r.choice(w.firing) + ' ' + r.choice(w.cues), s, 100, 1)),
    'endless mentions': ('the same without a full stop', lambda r, w, s, t: fill(
        ' '.join(r.choice(w.firing) + ' ' + r.choice(w.cues) for _ in range(9000)) + ' ', s)),
    'killings': ('a mention with a number, and a cue for it, again and again',
                 lambda r, w, s, t: fill('not 40 villagers were killed if gunmen massacred 30 civilians or raped ', s)),
    'capitals': ('names alone', lambda r, w, s, t: sentences(lambda: invented(r, ASCII).capitalize(), s)),
    'one letter': ('words of one letter', lambda r, w, s, t: sentences(lambda: r.choice(ASCII), s)),
    'marks': ('no word at all', lambda r, w, s, t: fill('.,;:!?()-"\' ', s)),
    'blanks': ('blanks', lambda r, w, s, t: fill(' ', s)),
    'line ends': ('empty lines', lambda r, w, s, t: fill('\n', s)),
    'short lines': ('a word a line', lambda r, w, s, t: sentences(lambda: r.choice(w.all), s).replace(b' ', b'\n')),
    'hyphens': ('every line ends inside a word', lambda r, w, s, t: fill('viola-\nted massa-\ncred exe-\n', s)),
    'list items': ('list items', lambda r, w, s, t: fill('- killed\n(a) raped\n1. forced\n* 40\n', s)),
    'columns': ('columns, torn apart by runs of blanks',
                lambda r, w, s, t: fill('killed 40 people     and the others fled from\n', s)),
    'bad bytes': ('bytes that are no UTF-8', lambda r, w, s, t: fill(b'a\xff\xc3 b\xe2\x82 ', s)),
    'escapes': ('JSON lines of escapes alone', lambda r, w, s, t: fill(
        b'{"text":"' + b'\\u006b\\u0069\\u006c\\u006c\\u0065\\u0064\\n' * 200 + b'"}\n', s)),
    'apostrophes': ("contractions", lambda r, w, s, t: fill("don't can't he's 'tis o'o'o'o' rock'n'roll ", s)),
    'dotted': ('abbreviations', lambda r, w, s, t: fill('U.N. a.m. Dr. No. 5 Gen. p. ', s)),
}


class Bench:
    def __init__(self, options, work):
        self.work, self.tool = work, os.path.join(options.build, 'gravamen')
        self.synth = os.path.join(options.build, 'synth')
        self.words = Words(self.tool)
        self.reports = subprocess.run([self.synth, '--megabytes', '1', '--hits', '40'], check=True,
                                      stdout=subprocess.PIPE).stdout

    def make(self, kind, size):
        return KINDS[kind][1](random.Random(4), self.words, size, self.reports)

    def file(self, name, data):
        path = os.path.join(self.work, re.sub(r'\W', '-', name))
        with open(path, 'wb') as f:
            f.write(data)
        return path

    def command(self, path):
        return [self.tool, 'tag', '-j1', '-f', 'jsonl', '--quiet', '--no-progress', path]

    def seconds(self, path):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        status = subprocess.run(self.command(path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if status not in (0, 3):
            sys.exit(f'adversarial.py: {path}: exit status {status}')
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def instructions(self, path):
        run = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null'] + self.command(path),
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        found = re.search(r'Collected : (\d+)', run.stderr)
        if run.returncode not in (0, 3) or not found:
            sys.exit(f'adversarial.py: {path}: exit status {run.returncode}\n{run.stderr}')
        return int(found.group(1))


def corpus(bench, options):
    """Reports to compare with: name, at most 12 MB of whole lines."""
    path = options.corpus or os.path.join(TOP, '../shared/corpus/statedept_hr.jsonl.gz')
    if not os.path.exists(path):
        data = subprocess.run([bench.synth, '--megabytes', '6', '--hits', '40', '--seed', '9'], check=True,
                              stdout=subprocess.PIPE).stdout
        return 'synthetic news, 40 % hits', data
    with (gzip.open if path.endswith('.gz') else open)(path, 'rb') as f:
        data = f.read(12_000_000)
    return os.path.basename(path), data[:data.rfind(b'\n') + 1] or data


def measure(bench, options, kinds):
    name, data = corpus(bench, options)
    base = int(options.size * 1e6)
    jobs = {('empty', 0): bench.file('empty', b''), ('reports', len(data)): bench.file('reports', data)}
    for kind in kinds:
        whole = bench.make(kind, 4 * base)
        for size in (base, 2 * base, 4 * base):
            jobs[kind, size] = bench.file(f'{kind}-{size}', whole[:size])
    times = {job: [] for job in jobs}
    for _ in range(options.rounds):
        for job, path in jobs.items():
            times[job].append(bench.seconds(path))
    start = statistics.median(times['empty', 0])
    net = {job: max(statistics.median(t) - start, 1e-4) for job, t in times.items()}
    report = net['reports', len(data)] / len(data)
    rows = [('reports: ' + name, 1e-6 / report, 1.0, None, None)]
    for kind in kinds:
        one, two, four = (net[kind, n * base] for n in (1, 2, 4))
        rows.append((kind, 4 * base / four / 1e6, four / (4 * base) / report, two / one, four / one))
    return rows


def table(rows, out):
    bad = 0
    print(f'{"kind":<34} {"MB/s":>7} {"times the reports":>18} {"2x size":>8} {"4x size":>8}', file=out)
    for kind, speed, factor, two, four in rows:
        steep = two is not None and factor > NOISE and four > 4 * LINEAR
        slow = factor > FACTOR
        bad += slow or steep
        growth = '' if two is None else f'{two:>8.2f} {four:>8.2f}'
        print(f'{kind:<34} {speed:>7.1f} {factor:>18.2f} {growth}{" !" if slow or steep else ""}'.rstrip(), file=out)
    return bad


def run(options, kinds, out):
    """The table; figures by name: the slowest kind beside the reports, the steepest at four times the
    length (of those that cost anything), and how many bounds are broken."""
    with tempfile.TemporaryDirectory(prefix='gravamen-adversarial.') as work:
        rows = measure(Bench(options, work), options, kinds)
    return {'bad': table(rows, out), 'slowest': max(row[2] for row in rows[1:]),
            'steepest': max([row[4] for row in rows[1:] if row[2] > NOISE], default=0)}


def counts(bench, kinds):
    """Linear in length, by instructions: one line a kind, as tests/run.sh reads them."""
    if not shutil.which('valgrind'):
        print('skip adversarial: no valgrind here')
        return 0
    base, start = 70_000, bench.instructions(bench.file('empty', b''))

    def grown(kind):
        whole = bench.make(kind, 2 * base)
        return [bench.instructions(bench.file(f'{kind}-{n}', whole[:n * base])) - start for n in (1, 2)]

    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for kind, (one, two) in zip(kinds, pool.map(grown, kinds)):
            # What costs next to nothing may grow as it likes.
            steep = two / one > 2 * LINEAR and two / (2 * base) > 20
            bad += steep
            print(f'{"not ok" if steep else "ok"} adversarial/{kind}: {two / 2 / base:.0f} instructions a byte, '
                  f'{two / one:.2f} times the work for 2 times the text', flush=True)
    return bad


class Both:
    """Prints to standard output and to a file."""

    def __init__(self, kept):
        self.kept = kept

    def write(self, text):
        sys.stdout.write(text)
        self.kept.write(text)


def main():
    parser = argparse.ArgumentParser(add_help=True)
    parser.add_argument('-b', '--build', default=os.environ.get('BUILD', os.path.join(TOP, 'build')))
    parser.add_argument('-r', '--rounds', type=int, default=5)
    parser.add_argument('-s', '--size', type=float, default=1)
    parser.add_argument('-c', '--corpus')
    parser.add_argument('-o', '--output')
    parser.add_argument('--counts', action='store_true')
    parser.add_argument('--write', nargs=2)
    parser.add_argument('kinds', nargs='*')
    options = parser.parse_args()
    unknown = set(options.kinds) - set(KINDS)
    if unknown:
        sys.exit(f'adversarial.py: no kind {", ".join(sorted(unknown))}; there are: {", ".join(KINDS)}')
    kinds = options.kinds or list(KINDS)
    if options.write or options.counts:
        with tempfile.TemporaryDirectory(prefix='gravamen-adversarial.') as work:
            bench = Bench(options, work)
            if options.counts:
                return 1 if counts(bench, kinds) else 0
            sys.stdout.buffer.write(bench.make(options.write[0], int(options.write[1])))
            return 0
    with open(options.output or os.devnull, 'w', encoding='utf-8') as kept:
        return 1 if run(options, kinds, Both(kept))['bad'] else 0


if __name__ == '__main__':
    sys.exit(main())
