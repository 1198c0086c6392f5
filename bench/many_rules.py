#!/usr/bin/env python3
"""many_rules.py - rules by the thousand, of invented words, for measuring what their number costs.

usage: many_rules.py N [--seed S] [--gap WORDS] [--open FILE] [--shape SHAPE] -o FOLDER

Writes FOLDER/codebook.gvr, FOLDER/rules.gvr and FOLDER/words.txt (the invented words, one a line) and
prints what it wrote: rules, words in patterns (each as often as it is written, a set's name too), distinct words. Rule
n is the same for every N above n: a larger model holds the smaller one. As many words are
invented as there are rules, 1,000 at least; a rule takes half of its words from all of them and half
from the earlier ones, the earlier the oftener. One rule in forty is a cue. Shapes, all by default:

    words     on: belato, =sinuro, karem*            phrase   on: belato (sinuro|karem) the pilu
    gap       on: belato ..5 sinuro                  set      on: @set17     (4 to 64 words, shared)
    need      on: belato   need after 10: sinuro, karem   bar in sentence: pilu
    count     on: belato   need count after 8: #count>=5  stop: sinuro

--gap sets the width of every gap. --open FILE: the first word of each pattern is one that stands in
that text (of five letters or more), so that every rule is begun again and again.
"""
import argparse
import os
import random
import re

CODEBOOK = '''language any
statuses: asserted > negated
test G1 = negated
label one
label two
label three
'''
SHAPES = ('words', 'phrase', 'gap', 'set', 'need', 'count')
ONSETS = 'b d f g k l m n p r s t v z br dr gr kl pr st tr'.split()
ODD = 'zd vl dv zv tv sv mr ml hl tl'.split()  # one a word: no invented word is a real one
VOWELS = 'a e i o u ai ou'.split()
ENDS = ['', '', 'n', 'r', 'l', 'm', 'k', 't']


def invent(rng, n):
    """n distinct words of two to four syllables; word i does not depend on n."""
    words, seen = [], set()
    while len(words) < n:
        syllables = rng.randint(2, 4)
        odd = rng.randrange(syllables)
        word = ''.join(rng.choice(ODD if i == odd else ONSETS) + rng.choice(VOWELS) for i in range(syllables)) + rng.choice(ENDS)
        if word not in seen:
            seen.add(word)
            words.append(word)
    return words


class Writer:
    def __init__(self, words, openers, gap):
        self.words, self.openers, self.gap, self.n_words = words, openers, gap, 0

    def word(self, rng, limit):
        """One of the first `limit` words."""
        self.n_words += 1
        at = rng.randrange(limit) if rng.random() < 0.5 else int(limit ** rng.random())
        return self.words[min(at, limit - 1)]

    def first(self, rng, limit):
        if not self.openers:
            return self.word(rng, limit)
        self.n_words += 1
        return rng.choice(self.openers)

    @staticmethod
    def some_set(rng, n_sets):
        return rng.randrange(n_sets) if rng.random() < 0.5 else min(int(n_sets ** rng.random()), n_sets - 1)

    def some(self, rng, limit):
        """A short list: words, exact words, prefixes."""
        return ', '.join(rng.choice(('', '', '=')) + self.word(rng, limit) if rng.random() < 0.95
                         else self.word(rng, limit)[:6] + '*' for _ in range(rng.randint(1, 4)))

    def on(self, rng, shape, limit):
        word = lambda: self.word(rng, limit)
        if shape == 'words':
            return self.first(rng, limit) + ', ' + self.some(rng, limit)
        if shape == 'phrase':
            return rng.choice((f'{self.first(rng, limit)} {word()}', f'{self.first(rng, limit)} ({word()}|{word()}) the {word()}',
                               f'{self.first(rng, limit)} of? {word()}, {self.first(rng, limit)} {word()} {word()}'))
        if shape == 'gap':
            avoid = rng.choice(('', '!%comma', f'!({word()}|{word()})'))
            return f'{self.first(rng, limit)} ..{self.gap or rng.choice((1, 2, 3, 5, 8))}{avoid} {word()}'
        return self.first(rng, limit)

    def rule(self, rng, n, shape, limit, n_sets):
        label = rng.choice(('one', 'two', 'three'))
        lines = [f'rule {label}/r{n}']
        if shape == 'set' and n_sets:
            self.n_words += 1
            lines.append(rng.choice(('  on: @set{0}', '  on: {1} ..{2} @set{0}')).format(
                self.some_set(rng, n_sets), self.first(rng, limit), self.gap or 3))
        else:
            lines.append('  on: ' + self.on(rng, shape, limit))
        if shape == 'need':
            lines += [f'  need after {self.gap or 10}: {self.some(rng, limit)}', f'  bar in sentence: {self.some(rng, limit)}']
        elif shape == 'count':
            lines += [f'  need count after {self.gap or 8}: #count>=5', f'    stop: {self.some(rng, limit)}']
        return lines

    def cue(self, rng, n, limit):
        return [f'cue G1/c{n}', '  on: ' + self.on(rng, 'words', limit), '  reach after 8', '  for noun']


def write(n, seed, gap, openers, shapes, folder):
    words = invent(random.Random(f'{seed} words'), max(n, 1000))
    writer = Writer(words, openers, gap)
    lines = ['language en', 'numbers two=2, three=3, five=5, ten=10, forty=40']
    for i in range(n):
        rng = random.Random(f'{seed} {i}')
        limit = max(i, 1000)
        if i % 50 == 0:
            lines.append(f'set set{i // 50} = ' + ', '.join(writer.word(rng, limit) for _ in range(rng.choice((4, 8, 16, 64)))))
        if i % 40 == 39:
            lines += writer.cue(rng, i, limit)
        else:
            lines += writer.rule(rng, i, rng.choice(shapes), limit, i // 50 + 1)
    os.makedirs(folder, exist_ok=True)
    for name, text in (('codebook.gvr', CODEBOOK), ('rules.gvr', '\n'.join(lines) + '\n'),
                       ('words.txt', '\n'.join(words) + '\n')):
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
            f.write(text)
    return writer.n_words, len(words)


def openers_of(path):
    """Words of five letters or more of a text, each once, the most frequent first."""
    count = {}
    with open(path, encoding='utf-8', errors='replace') as f:
        for word in re.findall(r'\b[a-z]{5,}\b', f.read()):
            count[word] = count.get(word, 0) + 1
    return sorted(count, key=lambda w: (-count[w], w))[:2000]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('n', type=int)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--gap', type=int, default=0)
    parser.add_argument('--open')
    parser.add_argument('--shape', choices=SHAPES, action='append')
    parser.add_argument('-o', '--output', required=True)
    options = parser.parse_args()
    openers = openers_of(options.open) if options.open else []
    n_words, distinct = write(options.n, options.seed, options.gap, openers, options.shape or SHAPES, options.output)
    print(f'{options.n} rules\t{n_words} words in patterns\t{distinct} distinct words')


if __name__ == '__main__':
    main()
