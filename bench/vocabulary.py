#!/usr/bin/env python3
"""vocabulary.py - the words that can set off a label rule, as plain literals for other tools.

usage: gravamen dump | vocabulary.py [SNOWBALL-VOCABULARY] > bench/vocabulary.txt

What comes in: the model as `gravamen dump` prints it. What goes out: one word a line: every word of
the `on:` lists of rules and of the sets they name; a word that a rule matches by its stem stands in
all its forms that the vocabulary of Debian's snowball-data holds, found by their common beginning
(the stem that dump prints). Function words are left out: no tool is asked to look for "of".
Words of slots, cues, masks and numbers are not in it.
"""
import re
import sys

FUNCTION = set('''a about across after against all an and any are as at away be been before being but by can cannot
could did do does down during each for from had has have he her him his how if in into is it its la le me most my no
not now of off on one onto or our out over own people person same she so some such than that the their them then
there these they this those through to too under until up upon us very was we were what when where which while who
whom whose will with without would you your'''.split())


def words(text, sets, seen):
    """The words of a list, those of the sets it names included."""
    found = set()
    for name in re.findall(r'@(\w+)', text):
        if name not in seen:
            found |= words(sets.get(name, ''), sets, seen | {name})
    text = re.sub(r'!\([^)]*\)|[@#%!]\w+(?:>=\d+)?|\.\.\d+', ' ', text)
    return found | set(re.findall(r"=?\*?[^\W\d_][\w'-]*\*?", text))


def main(argv):
    path = argv[1] if len(argv) > 1 else '/usr/share/snowball/data/english/voc.txt'
    with open(path, encoding='utf-8') as f:
        vocabulary = f.read().split()
    sets, triggers, rule = {}, [], False
    for line in sys.stdin:
        name = re.match(r'set (\w+) = (.*)', line)
        if name:
            sets[name.group(1)] = name.group(2)
        if not line.startswith(' '):
            rule = line.startswith('rule ')
        if rule and line.startswith('  on: '):
            triggers.append(line[6:])
    literals = set()
    for word in words(', '.join(triggers), sets, set()):
        plain = word.strip('=*').lower()
        if plain in FUNCTION or len(plain) < 4:
            continue
        literals.add(plain)
        if not word.startswith(('=', '*')):
            limit = len(plain) + (99 if word.endswith('*') else 4)
            literals |= {w for w in vocabulary if w.startswith(plain) and len(w) <= limit}
    print('\n'.join(sorted(literals)))


if __name__ == '__main__':
    sys.exit(main(sys.argv))
