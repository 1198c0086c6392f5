#!/usr/bin/env python3
"""measure.py - gravamen beside other tools, on the same text and the same words, in one run.

usage: CORPUS=FILE[:FILE...] ROUNDS=7 MEGABYTES=64 FILES=10000 STREAM=256 measure.py RESULT.txt

Comes in: a build (BUILD) with the programs of bench/peers, and corpora; `synth`, or none, stands for
synthetic news. Goes out: a report on standard output and in RESULT.txt, and a plot RESULT-NAME.svg a
corpus. First what each tool finds, then how fast each is, then the goals: ratios of medians of this
run. A tool that is not installed leaves its rows out, and is named.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

import found
import goals
import material
import plot
import rounds

BUILD = os.environ.get('BUILD') or 'build'
GRAVAMEN = os.path.join(BUILD, 'gravamen')


def number(name, otherwise):
    return int(os.environ.get(name) or otherwise)


def peer(name):
    path = os.path.join(BUILD, 'bench', 'peers', name)
    return path if os.access(path, os.X_OK) else None


def absent():
    """What is not here, with the rows that it takes away."""
    lines = []
    for path, what in ((peer('hyperscan_job'), 'Hyperscan (libhyperscan-dev)'),
                       (peer('inflate_isal'), 'ISA-L (libisal-dev)'),
                       (shutil.which('rg'), 'ripgrep'), (shutil.which('grep'), 'GNU grep'),
                       (shutil.which('igzip'), 'igzip (isal)'), (shutil.which('gzip'), 'gzip')):
        if not path:
            lines.append(f'not here: {what}; its rows are left out')
    return lines


def version():
    return subprocess.run([GRAVAMEN, '--version'], stdout=subprocess.PIPE, check=True).stdout.decode()


def has_isal():
    return 'libisal: not built in' not in version()


def tasks_of(m):
    """Every task on one corpus by its key; the order is that of a round."""
    tasks = {}

    def add(key, name, command, size=m.bytes, threads=1, inner=True, inflate=None):
        if command[0]:
            tasks[key] = rounds.Task(name, command, size, threads, inner, inflate)

    job = os.path.join(BUILD, 'bench', 'run_job')
    hyperscan, isal, zlib = peer('hyperscan_job'), peer('inflate_isal'), peer('inflate_zlib')
    add('plain', 'gravamen, whole job', [job, 1, m.plain])
    for vocabulary in ('all', 'rare', 'on'):
        add('call-' + vocabulary, f'Hyperscan, a call a paragraph, words {vocabulary}',
            [hyperscan, 'call', m.words[vocabulary], m.plain])
    add('chunk-all', 'Hyperscan, 1 MB chunks, words all', [hyperscan, 'chunk', m.words['all'], m.plain])
    add('chunk-rare', 'Hyperscan, 1 MB chunks, words rare',
        [hyperscan, 'chunk', m.words['rare'], m.plain])
    add('words-rare', r'Hyperscan, \b...\b, a call a paragraph, words rare',
        [hyperscan, 'words', m.words['rare'], m.plain])
    add('naive', 'a day\'s work: stem every word, words rare', [peer('naive'), m.words['rare'], m.plain])
    for threads in (1, 2):
        add(f'gz-{threads}', f'gravamen, 8 .gz, {threads}T', [job, threads] + m.packed_shards,
            threads=threads)
        add(f'isal-{threads}', f'ISA-L inflates 8 .gz, {threads}T', [isal, threads] + m.packed_shards,
            threads=threads)
        add(f'zlib-{threads}', f'zlib inflates 8 .gz, {threads}T', [zlib, threads] + m.packed_shards,
            threads=threads)
        add(f'files-{threads}', f'gravamen, 8 plain files, {threads}T', [job, threads] + m.shards,
            threads=threads)
    if has_isal():
        for threads in (1, 2):
            add(f'gz-{threads}-zlib', f'gravamen with zlib, 8 .gz, {threads}T',
                [job, threads] + m.packed_shards, threads=threads, inflate='zlib')
        add('one-gz-zlib', 'gravamen with zlib, one .gz of one member, 2T', [job, 2, m.packed],
            threads=2, inflate='zlib')
    add('one-gz', 'gravamen, one .gz of one member, 2T', [job, 2, m.packed], threads=2)
    add('one-gz-1', 'gravamen, one .gz of one member, 1T', [job, 1, m.packed])
    add('one-isal', 'ISA-L inflates one .gz', [isal, 1, m.packed])
    add('one-zlib', 'zlib inflates one .gz', [zlib, 1, m.packed])
    if m.lines:
        add('lines', 'gravamen, JSONL .gz, 1T', [job, 1, m.lines])
    small = os.path.getsize(m.joined)
    add('small', f'gravamen, {m.n_small} files of 4 KB', [job, 1, m.small], small)
    add('joined', 'gravamen, the same bytes in one file', [job, 1, m.joined], small)
    tag = [GRAVAMEN, 'tag', '-f', 'jsonl', '--quiet']
    add('tag-gz', 'gravamen tag FILE.gz, 2T', tag + ['-j2', m.packed], threads=2, inner=False)
    add('tag-plain', 'gravamen tag FILE, 1T', tag + ['-j1', m.plain], inner=False)
    search = ['-c', '-i', '-F', '-f', m.words['on'], m.plain]
    add('gzip', 'gzip -dc', [shutil.which('gzip'), '-dc', m.packed], inner=False)
    add('igzip', 'igzip -dc', [shutil.which('igzip'), '-dc', m.packed], inner=False)
    add('wc', 'wc -w', [shutil.which('wc'), '-w', m.plain], inner=False)
    add('rg', 'rg -c -i -F -f words on', [shutil.which('rg'), '-j1'] + search, inner=False)
    add('grep', 'grep -c -i -F -f words on', [shutil.which('grep')] + search, inner=False)
    return tasks


def stages(m):
    """The output of bench/stages, and the reader's share of the time on plain text, per cent."""
    text = subprocess.run([os.path.join(BUILD, 'bench', 'stages'), m.plain, '3'], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    cost = {line.split()[0]: float(line.split()[1]) for line in text.splitlines() if 'ns/byte' in line}
    whole = sum(ns for stage, ns in cost.items() if stage != 'words')
    return text, 100 * cost['read'] / whole


def table(tasks, say):
    say(f'{"what":58} {"seconds":>8} {"MB/s":>8} {"spread":>7} {"hits a KB":>10}')
    for kind, inner in (('the work alone', True), ('whole processes', False)):
        say(kind)
        for task in tasks.values():
            if task.inner == inner:
                hits = task.answer[3] * 1000 / task.size if inner and task.counts else 0
                say(f'  {task.name:56} {task.seconds():8.3f} {task.speed():8.1f} {task.spread():5.1f} %'
                    + (f' {hits:10.2f}' if hits else ''))


def ratios(tasks, say):
    """Whole processes as a user sees them: above 1, gravamen is faster."""
    say('whole processes: so many times as fast is gravamen')
    for mine, others in (('tag-gz', ('gzip', 'igzip')), ('tag-plain', ('wc', 'rg', 'grep'))):
        for other in others:
            if other in tasks:
                ratio = tasks[other].seconds() / tasks[mine].seconds()
                say(f'  {tasks[mine].name:28} against {tasks[other].name:28} {ratio:6.2f}')


def measure(m, result, say):
    n = number('ROUNDS', 7)
    say('')
    say(f'== {m.source}; load of the machine {os.getloadavg()[0]:.1f} before')
    say(f'{m.bytes} bytes plain, {m.packed_bytes} packed, {m.total_words} words')
    say(f'literals: {m.n_words["all"]} (all: every form here of a word of label rules), '
        f'{m.n_words["rare"]} (rare: without those commoner than 1 in {material.COMMON} words or shorter than '
        f'{material.SHORTEST} bytes), '
        f'{m.n_words["on"]} (on: of these, only those with which what a rule fires on can begin)')
    say('')
    found.compare(m, GRAVAMEN, peer('hyperscan_job'), peer('naive'), say)
    say('')
    tasks = tasks_of(m)
    rounds.run_all(tasks, n, lambda line: print(line, file=sys.stderr))
    starts = rounds.first_results(GRAVAMEN, m.tiny, 3 * n)
    stream = number('STREAM', 256)
    peak = rounds.peak_memory(GRAVAMEN, os.path.join(BUILD, 'synth'), stream, 2)
    text, share = stages(m)
    say('stages, one thread, plain text')
    for line in text.splitlines():
        say('  ' + line)
    say('')
    say(f'{n} interleaved rounds, medians; spread: distance of the quartiles')
    table(tasks, say)
    ratios(tasks, say)
    say(f'load of the machine {os.getloadavg()[0]:.1f} after (1: nothing but this ran)')
    say('')
    goals.table(m.name, tasks, {'start': statistics.median(starts) / 1e6, 'peak': peak / 1024,
                                'stream': stream, 'share': share,
                                'with_zlib': '-zlib' if has_isal() else ''}, say)
    picture = result.removesuffix('.txt') + f'-{m.name}.svg'
    plot.bars(tasks, f'{m.source}: MB/s of text', picture)
    say(f'plot: {os.path.basename(picture)}')


def main(argv):
    lines = []

    def say(line):
        print(line, flush=True)
        lines.append(line)

    for line in absent():
        say(line)
    paths = [path for path in (os.environ.get('CORPUS') or 'synth').split(':') if path]
    with tempfile.TemporaryDirectory(prefix='gravamen-bench.') as folder:
        for path in paths:
            measure(material.prepare(None if path == 'synth' else path, folder, BUILD, number('MEGABYTES', 64),
                                     number('FILES', 10000)), argv[1], say)
    with open(argv[1], 'a', encoding='utf-8') as f:
        f.write('\n'.join(lines) + '\n')


if __name__ == '__main__':
    sys.exit(main(sys.argv))
