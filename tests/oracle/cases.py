#!/usr/bin/env python3
"""cases.py - the .case files of tests/cases, read by the plain matcher instead of the real one.

usage: cases.py FILE.case...

The format is that of tests/run_cases.c. A case that the two matchers read differently is a fault in
one of them or in the case. Wrong rules (`error:` lines) and files about the built-in model are left
to run_cases. Prints "ok oracle/FILE" or "not ok oracle/FILE:LINE ...".
"""
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import oracle  # noqa: E402

SMALL_CODEBOOK = '''language any
statuses: asserted > negated > hypothetical
test S1 = skip N1
test N1 = negated
test H1 = hypothetical
label harm
label loss
'''

KINDS = {None: None, ' heading': 'heading', ' list_item': 'list', ' quote': 'quote'}


def read(path):
    """[(codebook, rules, [(line, kind, passage, [expected])], n_errors)] of a file."""
    blocks, codebook, block, passages = [], None, None, None
    with open(path, encoding='utf-8') as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip('\n')
            if block is not None and (line.startswith('    ') or not line):
                block.append(line[4:])
                continue
            block = None
            m = re.match(r'(codebook|rules|passage|expect|error)( \w+)?: ?(.*)', line)
            if not m or (passages is None and m.group(1) not in ('codebook', 'rules')):
                continue  # a remark, or a passage for the built-in model
            word, kind, rest = m.groups()
            if word == 'codebook':
                codebook = block = []
            elif word == 'rules':
                block, passages = [], []
                blocks.append([codebook, block, passages, 0])
            elif word == 'passage':
                passages.append((number, KINDS.get(kind), rest, []))
            elif word == 'expect':
                passages[-1][3].append(rest)
            else:
                blocks[-1][3] += 1
    return blocks


def kind_of(line):
    first = line.split(' ')[0]
    return 'nothing' if line == 'nothing' else 'facet' if '=' in first else 'mention' if '/' in first else 'label'


def pieces(line):
    return re.findall(r'"[^"]*"|[^ ]+', line)


def matches(expected, found):
    rest = iter(pieces(found))
    return all(piece in rest for piece in pieces(expected))


def found_in(model, passage, kind):
    result = oracle.scan(model, passage, kind)
    text, lines = result.text, []
    for m in result.mentions:
        near = [span for slot, span in m.filled if slot.where[0] in ('before', 'after', 'near')]
        first, end = min([m.a] + [a for a, b in near]), max([m.b] + [b for a, b in near])
        cut = lambda a, b: passage[text.offset[a][0]:text.offset[b - 1][1]]  # noqa: E731
        line = '%s %s "%s"' % (m.rule.name, m.status, cut(first, end))
        if m.cue:
            line += ' by %s "%s"' % (m.cue[0].name, cut(m.cue[1], m.cue[2]))
        lines.append(line)
    for label, status in result.labels.items():
        attributes = dict(result.attributes.get(label, {}))
        line = '%s %s score=%d' % (label, status, result.scores[label])
        for name in ['quantity'] + sorted(set(attributes) - {'quantity'}):
            if attributes.get(name):
                line += ' %s=%s' % (name, 'true' if attributes[name] == 'yes' else attributes[name])
        lines.append(line)
    return lines + ['%s=%s' % item for item in result.facets.items()]


def fits(expected, found):
    count = lambda lines, kind: sum(kind_of(x) == kind for x in lines)  # noqa: E731
    for line in expected:
        if kind_of(line) == 'nothing':
            if count(found, 'mention'):
                return False
        elif not any(kind_of(line) == kind_of(x) and matches(line, x) for x in found):
            return False
    return all(count(expected, kind) in (0, count(found, kind)) for kind in ('mention', 'label'))


def main(paths):
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            wrong = []
            for codebook, rules, passages, n_errors in read(path):
                if n_errors:
                    continue
                names = [os.path.join(folder, name) for name in ('codebook.gvr', 'rules.gvr')]
                rule_text = '\n'.join(rules)
                if not rule_text.startswith('language '):
                    rule_text = 'language en\n' + rule_text
                for name, body in zip(names, ('\n'.join(codebook) if codebook else SMALL_CODEBOOK, rule_text)):
                    with open(name, 'w', encoding='utf-8') as f:
                        f.write(body + '\n')
                try:
                    model = oracle.load(names)
                except oracle.RuleError as error:
                    wrong.append((0, str(error), []))
                    continue
                for number, kind, passage, expected in passages:
                    found = found_in(model, passage, kind)
                    if not fits(expected, found):
                        wrong.append((number, passage, expected + ['-- came out'] + found))
            for number, what, lines in wrong:
                print('not ok oracle/%s:%d: %s' % (path, number, what))
                print(''.join('    %s\n' % line for line in lines), end='')
            if not wrong:
                print('ok oracle/%s' % path)
            bad += len(wrong)
    return bad > 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
