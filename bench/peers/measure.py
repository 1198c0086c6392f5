#!/usr/bin/env python3
"""measure.py - gravamen beside other tools, on the same text and the same words, in one run.

usage: CORPUS=FILE[:FILE...] ROUNDS=7 MEGABYTES=64 FILES=10000 STREAM=256 RANDOM_TEXT=4 PARTS=... measure.py
       RESULT.txt

Comes in: a build (BUILD) with the programs of bench/peers, and corpora; `synth` stands for synthetic
news. Goes out: a report on standard output and in RESULT.txt, a plot RESULT-NAME.svg a corpus and
RESULT-rules.svg. For each corpus first what each tool finds, then how fast each is; then what belongs to
no one corpus (wider.py); last the goals: ratios of medians of this run. A tool that is not installed
leaves its rows out, and is named. What each row means: bench/README.md.
"""
import os
import subprocess
import sys
import tempfile

import found
import goals
import learned
import material
import plot
import rounds
import tasks
import wider

LONG = 64  # megabytes of a file

PARTS = ('peers', 'threads', 'density', 'rules', 'adversarial', 'paths')


def number(name, otherwise):
    return int(os.environ.get(name) or otherwise)


def stages(path):
    """The output of bench/stages, and nanoseconds a byte by stage."""
    text = subprocess.run([os.path.join(tasks.BUILD, 'bench', 'stages'), path, '5'], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    cost = {line.split()[0]: float(line.split()[1]) for line in text.splitlines() if 'ns/byte' in line}
    del cost['words']  # which `scan` does again
    return text, cost


def serial_shares(m):
    """Per cent of the time that one thread alone must do. Of one input that is reading (unpacking it)
    and delivering in order; inputs side by side are read side by side, and only delivered in order."""
    def share(cost, *serial):
        return 100 * sum(cost[stage] for stage in serial) / sum(cost.values())

    text, plain = stages(m.plain)
    packed = stages(m.packed)[1]
    return text, {'one plain file': share(plain, 'read', 'deliver'),
                  '8 .gz side by side': share(packed, 'deliver'),
                  'one .gz': share(packed, 'read', 'deliver')}


def table(those, say):
    say(f'{"what":58} {"seconds":>8} {"MB/s":>8} {"spread":>7} {"hits a KB":>10}')
    for kind, inner in (('the work alone', True), ('whole processes', False)):
        say(kind)
        for task in those.values():
            if task.inner == inner:
                hits = task.answer[3] * 1000 / task.size if inner and task.counts else 0
                say(f'  {task.name:56} {task.seconds():8.3f} {task.speed():8.1f} {task.spread():5.1f} %'
                    + (f' {hits:10.2f}' if hits else ''))


def scaling(those, say):
    """MB/s by number of threads, and how many times that of one."""
    forms = (('one plain file', 'plain-{}'), ('8 plain files', 'files-{}'), ('8 .gz', 'gz-{}'),
             ('one .gz', 'one-gz-{}'), ('ISA-L, 8 .gz', 'isal-{}'), ('zlib, 8 .gz', 'zlib-{}'))
    say('by threads: MB/s of text (times one thread)')
    say(f'{"threads":>9}' + ''.join(f'{name:>19}' for name, _ in forms))
    for n in tasks.thread_counts():
        line = f'{n:9}'
        for _, key in forms:
            one, many = (those.get(key.format(i).replace('plain-1', 'plain')) for i in (1, n))
            line += f'{f"{many.speed():.0f} ({many.speed() / one.speed():.2f})" if many else "-":>19}'
        say(line)


def measure(m, fasttext, result, say):
    """One corpus, peers and all; returns goals.Corpus."""
    n = number('ROUNDS', 7)
    say('')
    say(f'== {m.source}; load of the machine {os.getloadavg()[0]:.1f} before')
    say(f'{m.bytes} bytes plain, {m.packed_bytes} packed, {m.total_words} words')
    say('literals, every form here of a word of label rules: ' + ', '.join(
        f'{m.n_words[words]} {words}' for words in material.LISTS) + ' (bench/README.md)')
    say('')
    classify = (lambda starts: learned.hits(fasttext, m.paragraphs, starts)) if fasttext else None
    found.compare(m, tasks.GRAVAMEN, tasks.peer('hyperscan_job'), tasks.peer('naive'), classify, say)
    say('')
    those = tasks.of_corpus(m, fasttext)
    rounds.run_all(those, n, lambda line: print(line, file=sys.stderr))
    text, shares = serial_shares(m)
    say('stages, one thread, plain text')
    for line in text.splitlines():
        say('  ' + line)
    say('')
    say(f'{n} interleaved rounds, medians; spread: distance of the quartiles')
    table(those, say)
    scaling(those, say)
    say(f'load of the machine {os.getloadavg()[0]:.1f} after (1: nothing but this ran)')
    picture = result.removesuffix('.txt') + f'-{m.name}.svg'
    plot.speeds(those, m.source, picture)
    say(f'plot: {os.path.basename(picture)}')
    return goals.Corpus(m.name, those, shares)


def run(result, folder, say):
    parts = (os.environ.get('PARTS') or ' '.join(PARTS)).replace(',', ' ').split()
    given = [corpus_at(path) for path in (os.environ.get('CORPUS') or 'synth').split(':') if path]
    n, megabytes = number('ROUNDS', 7), number('MEGABYTES', 64)
    corpora, archives, facts = {}, [], {}
    if set(parts) - set(PARTS):
        raise SystemExit(f'bench: PARTS are some of {", ".join(PARTS)}')
    fasttext = learned.train(folder) if 'peers' in parts else None
    if 'peers' in parts or 'paths' in parts:
        for path in given:
            m = material.prepare(None if path == 'synth' else path, folder, tasks.BUILD, megabytes,
                                 number('FILES', 10000))
            archives += [m.plain, m.packed] + ([m.lines] if m.lines else [])
            if 'peers' in parts:
                corpora[m.name] = measure(m, fasttext, result, say)
    if 'peers' in parts:
        facts.update(wider.start_and_memory(folder, n, number('STREAM', 256)))
    if 'threads' in parts:
        facts.update(wider.long_files(folder, n, min(megabytes, LONG), say))
    say('')
    if 'density' in parts:
        facts.update(wider.density(corpora, folder, megabytes, n, say))
        say('')
    if 'rules' in parts:
        facts.update(wider.count_rules(n, megabytes, result.removesuffix('.txt') + '-rules.svg', say))
        say('')
    if 'adversarial' in parts:
        facts.update(wider.made_slow(n, megabytes, given, say))
        say('')
    if 'paths' in parts:
        facts.update(wider.same_bytes(archives, number('RANDOM_TEXT', 4), say))
        say('')
    goals.table(corpora, facts, say)
    goals.losses(corpora, say)


def corpus_at(path):
    """A corpus as it is named, also by the bare name that a report gives it."""
    for place in (path, os.path.join('..', 'shared', 'corpus', path)):
        if path == 'synth' or os.access(place, os.R_OK):
            return place
    sys.exit(f'bench: {path}: no such file, here or in ../shared/corpus')


def main(argv):
    lines = []

    def say(line):
        print(line, flush=True)
        lines.append(line)

    for line in tasks.absent():
        say(line)
    with tempfile.TemporaryDirectory(prefix='gravamen-bench.') as folder:
        run(argv[1], folder, say)
    with open(argv[1], 'a', encoding='utf-8') as f:
        f.write('\n'.join(lines) + '\n')


if __name__ == '__main__':
    sys.exit(main(sys.argv))
