"""learned.py - fastText as a peer that does another job: one learned label a paragraph.

Comes in: corpora/gold, the project's own labelled passages. Goes out: a small supervised model, and
a text as fastText reads it: a paragraph a line, small letters, no marks. It is no measure of what is
found (bench/accuracy is): trained on some hundred passages it says how fast the tool is.
"""
import json
import os
import shutil
import subprocess

import found

GOLD = os.path.join('corpora', 'gold', 'gold.jsonl')
NOTHING = 'none'
KEPT = bytes(c if chr(c).isalnum() or c > 127 else 32 for c in range(256))


def plain(text):
    return text.translate(KEPT).lower()


def train(folder):
    """Path of a model, or None where fastText is not installed."""
    if not shutil.which('fasttext'):
        return None
    examples, model = os.path.join(folder, 'gold'), os.path.join(folder, 'fasttext')
    with open(GOLD, encoding='utf-8') as gold, open(examples, 'wb') as out:
        for line in gold:
            passage = json.loads(line)
            labels = [name for name, status in passage['labels'].items() if status == 'asserted']
            out.write(b''.join(b'__label__%s ' % name.encode() for name in labels or [NOTHING])
                      + plain(passage['text'].encode()) + b'\n')
    subprocess.run(['fasttext', 'supervised', '-input', examples, '-output', model, '-epoch', '25',
                    '-lr', '0.5', '-dim', '20', '-thread', '1'], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return model + '.bin'


def write_lines(text, path):
    """The paragraphs of found.paragraph_starts, a line each."""
    starts = found.paragraph_starts(text)
    with open(path, 'wb') as out:
        for start, stop in zip(starts, starts[1:] + [len(text)]):
            out.write(plain(text[start:stop]).strip() + b'\n')


def hits(model, path, starts):
    """Paragraphs to which it gives a label."""
    done = subprocess.run(['fasttext', 'predict', model, path], stdout=subprocess.PIPE, check=True)
    answers = done.stdout.decode().split('\n')
    return {start for start, answer in zip(starts, answers) if answer not in ('', '__label__' + NOTHING)}
