"""tasks.py - everything that is timed on one corpus: gravamen and its peers, by key.

A key is how goals.py and plot.py ask for a time: `plain` (plain text, one thread, the whole job),
`call-all` (Hyperscan, a call a paragraph, words all), `gz-2` (eight .gz, two threads). The order is
that of a round. A tool that is not installed has no task.
"""
import os
import shutil

import material
import rounds

BUILD = os.environ.get('BUILD') or 'build'
GRAVAMEN = os.path.join(BUILD, 'gravamen')
JOB = os.path.join(BUILD, 'bench', 'run_job')


def peer(name):
    path = os.path.join(BUILD, 'bench', 'peers', name)
    return path if os.access(path, os.X_OK) else None


def absent():
    """What is not here, with the rows that it takes away."""
    found = ((peer('hyperscan_job'), 'Hyperscan (libhyperscan-dev)'),
             (peer('inflate_isal'), 'ISA-L (libisal-dev)'),
             (shutil.which('fasttext'), 'fastText (fasttext)'), (shutil.which('rg'), 'ripgrep'),
             (shutil.which('grep'), 'GNU grep (grep)'), (shutil.which('igzip'), 'igzip (isal)'),
             (shutil.which('gzip'), 'gzip'))
    return [f'skipped: {what} is not installed; its rows are left out' for path, what in found if not path]


def thread_counts():
    """1, 2, 4 ... up to the cores of this machine, those included; 2 in any case."""
    cores = len(os.sched_getaffinity(0))
    return sorted({1, 2, max(cores, 2)} | {2 ** i for i in range(8) if 2 ** i <= cores})


class Tasks(dict):
    def add(self, m, key, name, command, threads=1, size=None, inner=True):
        if command[0]:
            self[key] = rounds.Task(name, command, size or m.bytes, threads, inner)


def add_literals(tasks, m, chosen):
    hyperscan = peer('hyperscan_job')
    for words in chosen:
        tasks.add(m, 'call-' + words, f'Hyperscan, a call a paragraph, words {words}',
                  [hyperscan, 'call', m.words[words], m.plain])
    for words in ('all', 'rare') if len(chosen) > 2 else ():
        tasks.add(m, 'chunk-' + words, f'Hyperscan, 1 MB chunks, words {words}',
                  [hyperscan, 'chunk', m.words[words], m.plain])
        tasks.add(m, 'words-' + words, rf'Hyperscan, \b...\b, a call a paragraph, words {words}',
                  [hyperscan, 'words', m.words[words], m.plain])
    tasks.add(m, 'naive', 'a day\'s work: stem every word, words rare',
              [peer('naive'), m.words['rare'], m.plain])


def add_packed(tasks, m, counts):
    """Eight .gz: gravamen, and the libraries alone."""
    for n in counts:
        shards = m.packed_shards
        tasks.add(m, f'gz-{n}', f'gravamen, 8 .gz, {n}T', [JOB, n] + shards, n)
        tasks.add(m, f'isal-{n}', f'ISA-L inflates 8 .gz, {n}T', [peer('inflate_isal'), n] + shards, n)
        tasks.add(m, f'zlib-{n}', f'zlib inflates 8 .gz, {n}T', [peer('inflate_zlib'), n] + shards, n)


def add_one_packed(tasks, m, counts):
    """One .gz of one member."""
    for n in counts:
        tasks.add(m, f'one-gz-{n}', f'gravamen, one .gz of one member, {n}T', [JOB, n, m.packed], n)
    tasks.add(m, 'one-isal', 'ISA-L inflates one .gz', [peer('inflate_isal'), 1, m.packed])
    tasks.add(m, 'one-zlib', 'zlib inflates one .gz', [peer('inflate_zlib'), 1, m.packed])


def add_processes(tasks, m, fasttext):
    """What a user types, start included."""
    def whole(key, name, command, threads=1):
        tasks.add(m, key, name, command, threads, inner=False)

    tag = [GRAVAMEN, 'tag', '-f', 'jsonl', '--quiet']
    whole('tag-gz', 'gravamen tag FILE.gz, 2T', tag + ['-j2', m.packed], 2)
    whole('tag-plain', 'gravamen tag FILE, 1T', tag + ['-j1', m.plain])
    whole('gzip', 'gzip -dc', [shutil.which('gzip'), '-dc', m.packed])
    whole('igzip', 'igzip -dc', [shutil.which('igzip'), '-dc', m.packed])
    whole('wc', 'wc -w', [shutil.which('wc'), '-w', m.plain])
    for words in ('all', 'on'):
        search = ['-c', '-i', '-F', '-f', m.words[words], m.plain]
        whole('rg-' + words, f'rg -c -i -F -f words {words}', [shutil.which('rg'), '-j1'] + search)
        whole('grep-' + words, f'grep -c -i -F -f words {words}', [shutil.which('grep')] + search)
    if fasttext:
        whole('fasttext', 'fastText predict (another job: a learned label)',
              [shutil.which('fasttext'), 'predict', fasttext, m.paragraphs])


def of_corpus(m, fasttext):
    """fasttext: a model, or None."""
    tasks, counts = Tasks(), thread_counts()
    tasks.add(m, 'plain', 'gravamen, whole job', [JOB, 1, m.plain])
    add_literals(tasks, m, material.LISTS)
    for n in counts[1:]:
        tasks.add(m, f'plain-{n}', f'gravamen, whole job, {n}T', [JOB, n, m.plain], n)
    for n in counts:
        tasks.add(m, f'files-{n}', f'gravamen, 8 plain files, {n}T', [JOB, n] + m.shards, n)
    add_packed(tasks, m, counts)
    add_one_packed(tasks, m, counts)
    if m.lines:
        tasks.add(m, 'lines', 'gravamen, JSONL .gz, 1T', [JOB, 1, m.lines])
    small = os.path.getsize(m.joined)
    tasks.add(m, 'small', f'gravamen, {m.n_small} files of 4 KB', [JOB, 1, m.small], size=small)
    tasks.add(m, 'joined', 'gravamen, the same bytes in one file', [JOB, 1, m.joined], size=small)
    add_processes(tasks, m, fasttext)
    return tasks


def of_density(m):
    """The fewest of them that show what the density of hits does."""
    tasks = Tasks()
    tasks.add(m, 'plain', 'gravamen, whole job', [JOB, 1, m.plain])
    add_literals(tasks, m, ('all', 'rare'))
    add_packed(tasks, m, (2,))
    for n in (1, 2):
        tasks.add(m, f'files-{n}', f'gravamen, 8 plain files, {n}T', [JOB, n] + m.shards, n)
    return tasks
