"""wider.py - what belongs to no one corpus: density of hits, rules by the thousand, text made to be
slow, the same bytes by every path, memory and start.

Each prints its own table through `say` and returns figures for goals.py. The scripts that do the work
(bench/rules.py, bench/adversarial.py, bench/paths.py) run by themselves as well.
"""
import argparse
import os
import statistics
import subprocess
import sys

import goals
import material
import rounds
import tasks

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import adversarial  # noqa: E402
import paths        # noqa: E402
import rules        # noqa: E402

HITS = (0, 2, 10, 30)  # paragraphs in a hundred
REPORTS = os.path.join('..', 'shared', 'corpus', 'statedept_hr.jsonl.gz')
TINY = b'Soldiers massacred dozens of civilians in the village of Oru on Monday.\n'


class Out:
    """A file to print to, whose lines go to `say`."""

    def __init__(self, say):
        self.say, self.rest = say, ''

    def write(self, text):
        *lines, self.rest = (self.rest + text).split('\n')
        for line in lines:
            self.say(line)

    def flush(self):
        pass


def density(corpora, folder, megabytes, n, say):
    """Synthetic news with ever more hits, then the corpora: what that does to each ratio."""
    measured = {}
    for hits in HITS:
        m = material.prepare(None, os.path.join(folder, 'density'), tasks.BUILD, min(megabytes, 8), 0, hits)
        those = tasks.of_density(m)
        rounds.run_all(those, n, lambda line: None)
        measured[f'synth, {hits} % hits'] = goals.Corpus(m.name, those, {})
    columns = (('plain', 'call-all', 'HS all'), ('plain', 'call-rare', 'HS rare'),
               ('plain', 'naive', 'stems'), ('gz-2', 'isal-2', 'ISA-L 2T'), ('gz-2', 'zlib-2', 'zlib 2T'),
               ('files-2', 'files-1', '2T / 1T'))
    say('density of hits against each ratio (gravamen over peer, medians; HS: Hyperscan, a call a '
        'paragraph; hits: its, words rare)')
    say(f'  {"text":20} {"records":>8} {"a MB":>7} {"hits/KB":>8} {"MB/s":>7}'
        + ''.join(f'{head:>10}' for _, _, head in columns))
    for name, c in {**measured, **corpora}.items():
        plain = c.tasks['plain']
        literals = c.tasks.get('call-rare')
        hits = f'{literals.answer[3] * 1000 / literals.size:8.1f}' if literals else f'{"-":>8}'
        line = (f'  {name:20} {plain.answer[2]:8} {plain.answer[2] * 1e6 / plain.size:7.1f} {hits} '
                f'{plain.speed():7.1f}')
        for mine, other, _ in columns:
            ratio = c.ratio(other, mine)
            line += f'{"-":>10}' if ratio is None else f'{ratio:10.2f}'
        say(line)
    return {}


def count_rules(n, megabytes, picture, say):
    say('rules by the thousand, one thread (bench/rules.py)')
    options = argparse.Namespace(build=tasks.BUILD, rounds=n, size=max(megabytes, 48), corpus=None)
    figures = rules.run(options, Out(say))
    rules.plot(figures['cost'], picture)
    say(f'plot: {os.path.basename(picture)}')
    return {key: figures[key] for key in ('plain', 'sown', 'gap', 'need', 'compile', 'bytes')}


def made_slow(n, megabytes, given, say):
    """given: the corpora that are measured; the reports are looked for among them first."""
    reports = [path for path in [*given, REPORTS] if 'statedept_hr' in path and os.path.exists(path)]
    say('text made to be slow, one thread (bench/adversarial.py)')
    if not reports:
        say('skipped: no statedept_hr here; synthetic reports stand for it')
    options = argparse.Namespace(build=tasks.BUILD, rounds=min(n, 3), size=min(megabytes / 8, 1),
                                 corpus=reports[0] if reports else None)
    figures = adversarial.run(options, list(adversarial.KINDS), Out(say))
    return {key: figures[key] for key in ('slowest', 'steepest')}


def same_bytes(archives, megabytes, say):
    say(f'the same bytes by every path: what was measured, and {megabytes} MB of random text '
        '(bench/paths.py)')
    return {'paths': paths.compare(tasks.GRAVAMEN, archives, megabytes, say)}


def long_files(folder, n, megabytes, say):
    """Two threads against one on eight files of more text: what a thread learns of words when it first
    meets them weighs less there."""
    files = [os.path.join(folder, f'long{i}') for i in range(material.SHARDS)]
    for i, path in enumerate(files):
        with open(path, 'wb') as f:
            subprocess.run([os.path.join(tasks.BUILD, 'synth'), '--megabytes', str(megabytes), '--seed',
                            str(i + 1)], stdout=f, check=True)
    size = sum(os.path.getsize(path) for path in files)
    those = {threads: rounds.Task(f'{threads}T', [tasks.JOB, threads] + files, size, threads)
             for threads in (1, 2)}
    rounds.run_all(those, n, lambda line: None)
    for path in files:
        os.remove(path)
    say(f'{len(files)} files of {megabytes} MB of synthetic news: ' + ', '.join(
        f'{task.name} {task.seconds():.3f} s (spread {task.spread():.1f} %)' for task in those.values()))
    return {'long': goals.Ratio(those[1], those[2]), 'long megabytes': megabytes}


def start_and_memory(folder, n, megabytes):
    tiny = os.path.join(folder, 'tiny')
    material.write(tiny, TINY)
    starts = rounds.first_results(tasks.GRAVAMEN, tiny, 3 * n)
    synth = os.path.join(tasks.BUILD, 'synth')
    return {'start': rules.Figure(statistics.median(starts) / 1e6, rules.spread(starts)), 'stream': megabytes,
            'peak': rounds.peak_memory(tasks.GRAVAMEN, synth, megabytes, 2) / 1024}
