#!/usr/bin/env python3
"""rules.py - what the number of rules costs: to compile, in bytes, to start, to scan.

usage: rules.py [-b BUILD] [-r ROUNDS] [-s MEGABYTES] [-c CORPUS] [-o PREFIX]

Models of 100, 1,000, 10,000 and 100,000 rules are made by bench/many_rules.py (each holds the
smaller ones), compiled, and used on one text; tools take turns in ROUNDS (default 7), medians are
given. Two texts: `plain` is CORPUS (.gz or plain; the first MEGABYTES of it, 8 by default; without
CORPUS synthetic news, 40 paragraphs in a hundred with a hit), `sown` is the same with each 50th word
replaced by one of the words that the rules were made of, so that rules begin and fire.

    rules   compile s   MB image   bytes a word   start ms   plain MB/s   records   sown MB/s   records

`bytes a word`: key slots, keys, entries, lists, patterns and elements of the image over the words
written in patterns. `start`: processor time of a whole run on an empty file. MB/s: processor time of
`gravamen tag -j1 -f jsonl`, less the start. Then the width of gaps: 1,000 rules of shape gap that begin
with words of the text, all gaps 5 or 50 words wide, and those of shapes need and count likewise; with
what the last words are, invented ones, few of them are ever filled.

Bounds, marked "!" where broken (exit status 1): compile 10 s, 64 bytes a word, 100,000 rules 2 times
the time of 1,000 on the plain text (on the sown one the larger model has other work: more records, told
without a bound), a gap of 50 words 1.1 times the time of 5. PREFIX.txt gets the table, PREFIX.svg a
plot of time a byte by number of rules.
"""
import argparse
import gzip
import math
import os
import random
import resource
import statistics
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import many_rules

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COUNTS = (100, 1000, 10000, 100000)
MATCHING = range(32, 38)  # sections key slots to elements, see src/model/format.h


def read_text(options):
    size = int(options.size * 1e6)
    if options.corpus:
        with (gzip.open if options.corpus.endswith('.gz') else open)(options.corpus, 'rb') as f:
            data = f.read(size)
        return data[:data.rfind(b'\n') + 1] or data
    command = [os.path.join(options.build, 'synth'), '--megabytes', str(max(1, round(options.size))), '--hits', '40']
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def sow(text, words):
    """Each 50th word that is ASCII letters alone, and stands between blanks, becomes one of words."""
    rng = random.Random(7)
    parts = text.split(b' ')
    for i in range(25, len(parts), 50):
        if parts[i].isalpha():
            parts[i] = rng.choice(words).encode()
    return b' '.join(parts)


def matching_bytes(path):
    """Bytes of the matching sections, and of the image."""
    with open(path, 'rb') as f:
        head = f.read(40)
        n_sections = struct.unpack_from('=I', head, 32)[0]
        table = f.read(32 * n_sections)
    total = 0
    for i in range(n_sections):
        kind, _, item_size, _, _, count = struct.unpack_from('=IIIIQQ', table, 32 * i)
        total += item_size * count if kind in MATCHING else 0
    return total, os.path.getsize(path)


class Figure(float):
    """A ratio of two medians; `spread`: distance of the quartiles, per cent, the larger of theirs."""

    def __new__(cls, value, *spreads):
        made = super().__new__(cls, value)
        made.spread = max(spreads)
        return made


def spread(times):
    times = sorted(times)
    n = len(times) - 1
    return 100 * (times[(3 * n + 2) // 4] - times[n // 4]) / statistics.median(times)


class Bench:
    def __init__(self, options, work):
        self.options, self.work = options, work
        self.spreads = {}
        self.tool = os.path.join(options.build, 'gravamen')

    def path(self, name):
        return os.path.join(self.work, name)

    def file(self, name, data):
        with open(self.path(name), 'wb') as f:
            f.write(data)
        return self.path(name)

    def cpu(self, *arguments):
        """Processor seconds of one command; 3 says that the text was damaged (cut off)."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with open(self.path('out'), 'wb') as out:
            status = subprocess.run([self.tool, *arguments], stdout=out, stderr=subprocess.DEVNULL).returncode
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if status not in (0, 3):
            sys.exit(f'rules.py: gravamen {" ".join(arguments)}: exit status {status}')
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def tag(self, model, text):
        return self.cpu('tag', '-j1', '-m', self.path(model), '-f', 'jsonl', '--quiet', '--no-progress',
                        self.path(text))

    def model(self, name, n, gap=0, openers=(), shapes=many_rules.SHAPES):
        """Makes and compiles a model: words in patterns, seconds to compile."""
        folder = self.path(name + '.rules')
        n_words, _ = many_rules.write(n, 1, gap, openers, shapes, folder)
        seconds = [self.cpu('compile', '-q', folder, '-o', self.path(name)) for _ in range(3 if n > 1000 else 1)]
        return n_words, statistics.median(seconds)

    def interleaved(self, jobs):
        """Median seconds of each (model, text), all taking turns, and the records it wrote."""
        times, records = {job: [] for job in jobs}, {}
        for _ in range(self.options.rounds):
            for job in jobs:
                times[job].append(self.tag(*job))
                with open(self.path('out'), 'rb') as f:
                    records[job] = sum(1 for _ in f)
        self.spreads.update({job: spread(t) for job, t in times.items()})
        self.times = times
        return {job: statistics.median(t) for job, t in times.items()}, records

    def beyond_start(self, model, text):
        """Seconds that a text took, less those of the empty file in the same round: medians of differences
        stand a noisy machine better than differences of medians."""
        rounds = zip(self.times[model, text], self.times[model, 'empty'])
        seconds = statistics.median(a - b for a, b in rounds)
        if seconds <= 0:
            sys.exit(f'rules.py: {text} took no longer than an empty file (model {model}): more text (-s), '
                     'or a quieter machine')
        return seconds


def by_count(bench, out):
    """The table by number of rules; returns (bad, figures): `cost` is {text: {n: nanoseconds a byte}},
    the others those of the largest model."""
    sizes, bad, figures = {}, 0, {}
    for n in COUNTS:
        sizes[n] = bench.model(f'm{n}', n)
    with open(bench.path(f'm{COUNTS[-1]}.rules/words.txt'), encoding='utf-8') as f:
        sown = sow(bench.text, f.read().split())
    bench.file('empty', b'')
    bench.file('plain', bench.text)
    bench.file('sown', sown)
    median, records = bench.interleaved([(f'm{n}', text) for n in COUNTS for text in ('empty', 'plain', 'sown')])
    length = {'plain': len(bench.text), 'sown': len(sown)}
    cost = {text: {n: bench.beyond_start(f'm{n}', text) * 1e9 / length[text] for n in COUNTS} for text in length}
    print(f'{"rules":>8} {"compile s":>10} {"MB image":>9} {"bytes a word":>13} {"start ms":>9} {"plain MB/s":>11} '
          f'{"records":>8} {"sown MB/s":>10} {"records":>8}', file=out)
    for n in COUNTS:
        n_words, seconds = sizes[n]
        matching, whole = matching_bytes(bench.path(f'm{n}'))
        broken = seconds > 10 or matching / n_words > 64
        bad += broken
        figures.update(compile=seconds, bytes=matching / n_words)
        print(f'{n:>8} {seconds:>10.2f} {whole / 1e6:>9.2f} {matching / n_words:>13.1f} '
              f'{median[f"m{n}", "empty"] * 1e3:>9.1f} {1e3 / cost["plain"][n]:>11.1f} {records[f"m{n}", "plain"]:>8} '
              f'{1e3 / cost["sown"][n]:>10.1f} '
              f'{records[f"m{n}", "sown"]:>8}{" !" if broken else ""}', file=out)
    for text in length:
        ratio = cost[text][100000] / cost[text][1000]
        figures[text] = Figure(ratio, *(bench.spreads[f'm{n}', text] for n in (1000, 100000)))
        broken = text == 'plain' and ratio > 2
        bad += broken
        more = f', {records["m100000", text]} records against {records["m1000", text]}' if text == 'sown' else ''
        print(f'100,000 rules against 1,000, {text}: {ratio:.2f} times the time{more}{" !" if broken else ""}', file=out)
    return bad, dict(figures, cost=cost)


def by_gap(bench, out):
    """Wide against narrow; returns (bad, figures): the worse of both texts, of gaps and of needs."""
    openers, bad, worst = many_rules.openers_of(bench.path('plain')), 0, {}
    jobs, groups = [], {'gap': ('gap',), 'need and count': ('need', 'count')}
    for group, shapes in groups.items():
        for gap in (5, 50):
            bench.model(f'{group} {gap}', 1000, gap, openers, shapes)
            jobs += [(f'{group} {gap}', text) for text in ('empty', 'plain', 'sown')]
    median, _ = bench.interleaved(jobs)
    for group in groups:
        for text in ('plain', 'sown'):
            five, fifty = (median[f'{group} {gap}', text] - median[f'{group} {gap}', 'empty'] for gap in (5, 50))
            broken = fifty / five > 1.1
            bad += broken
            ratio = Figure(fifty / five, *(bench.spreads[f'{group} {gap}', text] for gap in (5, 50)))
            worst[group] = max(worst.get(group, ratio), ratio)
            print(f'{group}: 50 words against 5, {text}: {fifty / five:.2f} times the time '
                  f'({len(bench.text) / five / 1e6:.1f} MB/s, {len(bench.text) / fifty / 1e6:.1f} MB/s)'
                  f'{" !" if broken else ""}', file=out)
    return bad, {'gap': worst['gap'], 'need': worst['need and count']}


def plot(cost, path):
    """Time a byte by number of rules as SVG: x logarithmic, one line a text."""
    width, height, left, top, right, bottom = 640, 420, 70, 60, 110, 50
    highest = max(max(line.values()) for line in cost.values())
    step = 10 ** math.floor(math.log10(highest))
    step = step / 2 if highest / step < 3 else step
    limit = step * math.ceil(highest / step)

    def x(n):
        return left + (width - left - right) * (math.log10(n) - 2) / 3

    def y(value):
        return height - bottom - (height - top - bottom) * value / limit

    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
           'font-family="sans-serif" font-size="13">',
           f'<rect width="{width}" height="{height}" fill="white"/>',
           f'<text x="{left - 50}" y="22" font-weight="bold">Time a byte by number of rules</text>',
           f'<text x="{left - 50}" y="40">plain: no word of the rules stands in the text; sown: each 50th word is '
           'one, so that rules fire</text>']
    for i in range(round(limit / step) + 1):
        at = y(i * step)
        svg.append(f'<line x1="{left}" x2="{width - right}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>')
        svg.append(f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end">{i * step:g}</text>')
    for n in COUNTS:
        svg.append(f'<text x="{x(n):.1f}" y="{height - bottom + 18}" text-anchor="middle">{n:,}</text>')
    svg.append(f'<text x="{(left + width - right) / 2}" y="{height - 10}" text-anchor="middle">rules</text>')
    svg.append(f'<text x="18" y="{height / 2}" text-anchor="middle" '
               f'transform="rotate(-90 18 {height / 2})">ns a byte, one thread</text>')
    for (text, line), colour in zip(cost.items(), ('#1b6ca8', '#c0392b')):
        points = ' '.join(f'{x(n):.1f},{y(value):.1f}' for n, value in line.items())
        svg.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        svg += [f'<circle cx="{x(n):.1f}" cy="{y(value):.1f}" r="3.5" fill="{colour}"/>' for n, value in line.items()]
        last = COUNTS[-1]
        svg.append(f'<text x="{x(last) + 10:.1f}" y="{y(line[last]) + 4:.1f}" fill="{colour}">{text} text</text>')
    with open(path, 'w', encoding='utf-8') as f:
        f.write('\n'.join(svg + ['</svg>']) + '\n')


def header(options, out):
    def first(*command):
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=TOP)
        return (run.stdout.splitlines() or ['none'])[0]
    with open('/proc/cpuinfo', encoding='utf-8') as f:
        machine = [line.split(':', 1)[1].strip() for line in f if line.startswith('model name')] or ['unknown']
    dirty = '+' if first('git', 'status', '--porcelain', '--untracked-files=no') != 'none' else ''
    print(f'date      {time.strftime("%Y-%m-%d")}\n'
          f'commit    {first("git", "rev-parse", "--short", "HEAD")}{dirty}\n'
          f'command   bench/rules.py -s {options.size:g} -r {options.rounds}'
          f'{" -c " + os.path.basename(options.corpus) if options.corpus else ""}\n'
          f'machine   {machine[0]}, {os.cpu_count()} cores\n'
          f'compiler  {first(os.environ.get("CC", "cc"), "--version")}\n', file=out)


class Both:
    """Prints to standard output and keeps what it printed."""
    def __init__(self):
        self.kept = []

    def write(self, text):
        self.kept.append(text)
        sys.stdout.write(text)
        sys.stdout.flush()


def run(options, out):
    """Everything but the head: figures by name, and in `bad` how many bounds are broken."""
    with tempfile.TemporaryDirectory(prefix='gravamen-rules.') as work:
        bench = Bench(options, work)
        bench.text = read_text(options)
        bad, figures = by_count(bench, out)
        bad_gaps, gaps = by_gap(bench, out)
    return dict(figures, **gaps, bad=bad + bad_gaps)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-b', '--build', default=os.environ.get('BUILD', os.path.join(TOP, 'build')))
    parser.add_argument('-r', '--rounds', type=int, default=7)
    parser.add_argument('-s', '--size', type=float, default=48)
    parser.add_argument('-c', '--corpus')
    parser.add_argument('-o', '--output')
    options = parser.parse_args()
    out = Both()
    header(options, out)
    figures = run(options, out)
    if options.output:
        with open(options.output + '.txt', 'w', encoding='utf-8') as f:
            f.write(''.join(out.kept))
        plot(figures['cost'], options.output + '.svg')
    return 1 if figures['bad'] else 0


if __name__ == '__main__':
    sys.exit(main())
