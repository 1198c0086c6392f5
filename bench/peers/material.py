"""material.py - what is measured: one corpus in every form that a row needs.

Comes in: a JSONL file (`text` fields), a text file, either of them gzipped, or nothing (synthetic
news). Goes out: a folder with the same text plain, packed, cut into eight equal files, as JSONL and
as many small files, and the words that other tools look for. A text of more than the megabytes asked
for is thinned out: whole documents, evenly.

The words are literals: every form, in this very text, of a word that stands in a label rule, in what
it fires on or in what it needs. Words of status cues, numbers, facets, bars, guards and masks are
none of them (label_words.c). Rules are full of phrases, so words as common as "the" are among them,
and tools that know no words find "a" in every other one; so there are four lists:

    all    every one: what the goals are measured against
    most   without those commoner than 1 in 200 words or shorter than 3 bytes: no "the", "of", "in"
    rare   without those commoner than 1 in 2,000 or shorter than 3 bytes: no "people", "work" either
    on     of rare, those with which something that a rule fires on can begin: the fewest literals
           that could still stand before a matcher like gravamen's as a filter, and miss what begins
           with a common word
"""
import gzip
import json
import os
import subprocess

import learned

SHARDS = 8
SHORTEST = 3   # bytes of a word in the shorter lists
FUNCTION, COMMON = 200, 2000  # commoner than one in so many: left out of `most`; of `rare` and `on`
LISTS = ('all', 'most', 'rare', 'on')


class Material:
    """Paths of one corpus in `folder`, and what it is in words."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        for form in ('plain', 'packed.gz', 'lines.jsonl.gz', 'small', 'joined', 'paragraphs'):
            setattr(self, form.split('.')[0], os.path.join(folder, form))
        self.shards = [os.path.join(folder, f'shard{i}') for i in range(SHARDS)]
        self.packed_shards = [path + '.gz' for path in self.shards]
        self.words = {v: os.path.join(folder, 'words-' + v) for v in LISTS}
        self.n_words = {}
        self.source = ''


def open_any(path):
    return gzip.open(path, 'rb') if path.endswith('.gz') else open(path, 'rb')


def documents(path, limit):
    """Lines of a JSONL file with their texts; evenly thinned out to `limit` bytes of text."""
    kept = []
    with open_any(path) as f:
        for line in f:
            text = json.loads(line).get('text')
            if isinstance(text, str):
                kept.append((line.rstrip(b'\n'), text.encode()))
    total = sum(len(text) for _, text in kept)
    if total <= limit:
        return kept, False
    step, due, thinned = total / limit, 0.0, []
    at = 0
    for line, text in kept:
        if at >= due:
            thinned.append((line, text))
            due += len(text) * step
        at += len(text)
    return thinned, True


def write(path, data):
    with open(path, 'wb') as f:
        f.write(data)


def pack(path, target):
    with open(target, 'wb') as f:
        subprocess.run(['gzip', '-6', '-n', '-c', path], stdout=f, check=True)


def synthetic(material, build, megabytes, hits):
    for form, path in (('text', material.plain), ('jsonl', material.lines[:-3])):
        with open(path, 'wb') as f:
            subprocess.run([f'{build}/synth', '--megabytes', str(megabytes), '--seed', '1', '--hits',
                            str(hits), '--format', form], stdout=f, check=True)
    subprocess.run(['gzip', '-6', '-n', material.lines.removesuffix('.gz')], check=True)
    material.source = (f'synthetic news, {megabytes} MB, seed 1, {hits} % of paragraphs with a passage')


def given(material, path, megabytes):
    limit = megabytes * 1000000
    with open_any(path) as f:
        is_lines = f.read(1) == b'{'
    material.source = os.path.basename(path)
    if is_lines:
        kept, thinned = documents(path, limit)
        write(material.plain, b'\n\n'.join(text.strip(b'\n') for _, text in kept) + b'\n')
        with gzip.open(material.lines, 'wb', 6) as f:
            f.write(b''.join(line + b'\n' for line, _ in kept))
        if thinned:
            material.source += f', {len(kept)} documents drawn evenly'
    else:
        with open_any(path) as f:
            data = f.read(limit)
        write(material.plain, data)
        material.lines = None


def cuts(text, n):
    """n pieces of about the same size, cut at empty lines."""
    ends = [0]
    for i in range(1, n):
        at = text.find(b'\n\n', len(text) * i // n)
        ends.append(len(text) if at < 0 else max(at + 2, ends[-1]))
    ends.append(len(text))
    return [text[a:b] for a, b in zip(ends, ends[1:])]


def write_small(material, text, most):
    """Files of 4 KB or a little more, a thousand a folder, and the same bytes in one file."""
    pieces, at = [], 0
    while at < len(text) and len(pieces) < most:
        end = text.find(b'\n\n', at + 4096)
        end = len(text) if end < 0 else end + 2
        pieces.append(text[at:end])
        at = end
    for i, piece in enumerate(pieces):
        folder = os.path.join(material.small, f'{i // 1000:03}')
        os.makedirs(folder, exist_ok=True)
        write(os.path.join(folder, f'{i % 1000:03}.txt'), piece)
    write(material.joined, b''.join(pieces))
    material.n_small = len(pieces)


def write_words(material, build):
    """The four lists of literals; see above."""
    lines = subprocess.run([f'{build}/bench/peers/label_words', material.plain], check=True,
                           stdout=subprocess.PIPE).stdout.splitlines()
    total = int(lines[0].split()[1])
    rows = [line.split(b' ', 2) for line in lines[1:]]

    def without(common):
        most = max(total // common, 5)  # a short text says nothing of what is common
        return [row for row in rows if int(row[0]) <= most and len(row[2]) >= SHORTEST]

    chosen = {'all': rows, 'most': without(FUNCTION), 'rare': without(COMMON)}
    chosen['on'] = [row for row in chosen['rare'] if row[1] == b'on']
    material.total_words = total
    for name, those in chosen.items():
        material.n_words[name] = len(those)
        write(material.words[name], b''.join(row[2] + b'\n' for row in those))


def prepare(path, folder, build, megabytes, files, hits=2):
    """path None: synthetic news, `hits` paragraphs in a hundred with a passage; files 0: no small
    files and no form for fastText."""
    name = os.path.basename(path).split('.')[0] if path else 'synth'
    material = Material(os.path.join(folder, name if path else f'{name}-{hits}'), name)
    os.makedirs(material.folder)
    if path:
        given(material, path, megabytes)
    else:
        synthetic(material, build, megabytes, hits)
    with open(material.plain, 'rb') as f:
        text = f.read()
    material.bytes = len(text)
    for shard, packed, piece in zip(material.shards, material.packed_shards, cuts(text, SHARDS)):
        write(shard, piece)
        pack(shard, packed)
    pack(material.plain, material.packed)
    material.packed_bytes = os.path.getsize(material.packed)
    if files:
        write_small(material, text, files)
        learned.write_lines(text, material.paragraphs)
    write_words(material, build)
    return material
