#!/usr/bin/env python3
"""oracle.py - the plain, slow reference interpreter of the rule language in models/README.md.

What comes in: rule files (.gvr) and passages. What goes out: for each passage its labels with their
status, evidence and quantity, and its facets. The idea: follow the README sentence by sentence, with
no cleverness; the C matcher is compared with this file on random rule sets, so where the two differ
one of them, or the README, is wrong. Example: `rule mass_killing/x` with `on: killed` and
`need count after 8: #count>=5` finds in "Gunmen killed 40 farmers" the trigger [1,2) and the filler
[2,3), so one mention, evidence "killed 40", quantity 40.

What it will not do: read archives, cut passages, make images. Its tokenizer and sentence cutter are
simple cousins of the ones in src/text. Standard library only; stems by libstemmer through ctypes.

  oracle.py check PATH...                   parse, report every error, run every yes: and no: example
  oracle.py tag PATH... -- < in.jsonl       one {"id","labels","context",...} a line
  oracle.py why PATH... -- TEXT             mentions, slots, cues and statuses found in TEXT
  oracle.py stat PATH...                    numbers of rules, cues, masks, sets and examples
"""
import json
import os
import sys

from oracle_rules import Parser, RuleError
from oracle_text import Text


# ---------------------------------------------------------------------------------- slots
def scope_of(text, scope, first, last):
    """[lo, hi) of the scope that holds words first..last."""
    if scope == 'passage':
        return 0, text.n
    s = text.sentence_of[first]
    if scope == 'previous':
        return text.sentences[max(0, s - 1)][0], text.sentences[s][1]
    if scope == 'sentence':
        return text.sentences[s]
    return text.clause[first][0], text.clause[last][1]


def candidates(text, where, spans, a, b):
    """Spans in the place seen from [a,b), in the order of the place."""
    direction, reach, scope = where
    if direction == 'over':
        return [(x, y) for x, y in spans if a <= x and y <= b]
    lo, hi = scope_of(text, scope, a, b - 1)
    if direction == 'in':
        return [(x, y) for x, y in spans if lo <= x and y <= hi and (x, y) != (a, b)]
    out = []
    if direction in ('before', 'near'):
        left = scope_of(text, scope, a, a)[0]
        out += [(x, y) for x, y in reversed(spans) if left <= x and y <= a and y > a - reach]
    if direction in ('after', 'near'):
        right = scope_of(text, scope, b - 1, b - 1)[1]
        out += [(x, y) for x, y in spans if x >= b and x < b + reach and y <= right]
    return out


def between(a, b, x, y):
    """The words between two spans that do not overlap."""
    return (y, a) if y <= a else (b, x)


def fill(text, slot, a, b):
    """The first span that fills the slot for the trigger [a,b), or None."""
    for x, y in candidates(text, slot.where, text.spans(slot.list), a, b):
        if slot.stop is not None:
            p, q = between(a, b, x, y)
            if any(p <= u and v <= q for u, v in text.spans(slot.stop)):
                continue
        if any(refused(text, guard, x, y) for guard in slot.guards):
            continue
        return x, y
    return None


def refused(text, guard, x, y):
    side, n, plist = guard
    lo, hi = text.sentences[text.sentence_of[x]]
    for u, v in text.spans(plist):
        if side == 'after' and y <= u < y + n and v <= hi:
            return True
        if side == 'before' and x - n < v <= x and u >= lo:
            return True
    return False


def fillers(text, item, a, b):
    """[(slot, span)] if every need is filled and no bar is; else None."""
    out = []
    for slot in item.slots:
        if slot.kind == 'need':
            found = []
            for line in [slot] + slot.others:
                span = fill(text, line, a, b)
                if span is not None:
                    found.append((line, span))
                    if len(found) == slot.at_least:
                        break
            if len(found) < slot.at_least:
                return None
            out += found
        elif fill(text, slot, a, b) is not None:
            if not any(fill(text, other, a, b) is not None for other in slot.others):
                return None
    return out


def is_over(a, b, x, y):
    """Is the cue or mask [a,b) over the trigger [x,y)?"""
    return a < y and x < b and (b - a >= y - x or a <= x)


def reaches(text, cue, a, b, x, y):
    """Does the cue at [a,b) reach the mention with the trigger [x,y)?"""
    for direction, reach, scope in cue.reach:
        if direction == 'over':
            if is_over(a, b, x, y):
                return True
            continue
        if direction == 'in':
            lo, hi = scope_of(text, scope, a, b - 1)
            ok = lo <= x < hi
        else:
            ok = False
            if direction in ('before', 'near'):
                ok = y <= a and y > a - reach and y > scope_of(text, scope, a, a)[0]
            if direction in ('after', 'near') and not ok:
                ok = b <= x < b + reach and x < scope_of(text, scope, b - 1, b - 1)[1]
        if ok and cue.stop is not None and direction != 'in':
            p, q = between(a, b, x, y)
            ok = not any(p <= u and v <= q for u, v in text.spans(cue.stop))
        if ok:
            return True
    return False


# ---------------------------------------------------------------------------------- a passage
class Mention:
    def __init__(self, rule, a, b, filled):
        self.rule, self.a, self.b, self.filled = rule, a, b, filled
        self.status, self.cue, self.notes, self.touched = None, None, [], set()


class Result:
    """labels: {label: status}; mentions; attributes: {label: {...}}; facets: {facet: value}."""

    def __init__(self):
        self.labels, self.mentions, self.attributes, self.facets = {}, [], {}, {}
        self.masked = set()
        self.scores = {}


def applies(item, rule):
    """All words of one of the items of `for` name the rule."""
    return item.only is None or any(words <= {rule.tag, rule.label, rule.name} for words in item.only)


def scan(model, passage, kind=None, code=None):
    """Everything the model says about one passage."""
    lang = model.language(code)
    text = Text(lang, passage, kind)
    result = Result()
    result.text = text
    for rule in lang.rules:
        for a, b in text.spans(rule.on):
            filled = fillers(text, rule, a, b)
            if filled is not None:
                result.mentions.append(Mention(rule, a, b, filled))
    if not result.mentions:
        return result
    for mask in lang.masks:
        for a, b in text.spans(mask.on):
            if fillers(text, mask, a, b) is not None:
                for m in result.mentions:
                    if applies(mask, m.rule) and is_over(a, b, m.a, m.b):
                        m.status = 'masked'
                        result.masked.add(mask.name)
    result.mentions = [m for m in result.mentions if m.status is None]
    cue_spans = {}
    for m in result.mentions:
        if m.rule.name not in cue_spans:
            cue_spans[m.rule.name] = find_cues(model, lang, text, m.rule)
        decide(model, text, m, cue_spans[m.rule.name])
    add_up(model, text, result)
    facets(model, lang, text, result)
    return result


def find_cues(model, lang, text, rule):
    """{test: [(cue, a, b)]} of the cues that may touch mentions of the rule, without the spans that one
    of them, of a test that skips theirs, overlaps."""
    out, removed = {}, {}
    for test, status, skips, note in model.tests:
        out[test] = []
        for cue in lang.cues:
            if cue.test != test or not applies(cue, rule):
                continue
            for a, b in text.spans(cue.on):
                if any(a < y and x < b for x, y in removed.get(test, ())):
                    continue
                if fillers(text, cue, a, b) is not None:
                    out[test].append((cue, a, b))
        for s in skips:
            removed.setdefault(s, []).extend((a, b) for cue, a, b in out[test])
    return out


def decide(model, text, m, cue_spans):
    """Give the mention its status; m.touched names every cue that reaches it."""
    struck = set()
    distance = lambda h: max(0, h[1] - m.b, m.a - h[2])
    reaching = {test: [(cue, a, b) for cue, a, b in cue_spans[test]
                       if reaches(text, cue, a, b, m.a, m.b)] for test in cue_spans}
    for test, status, skips, note in model.tests:
        hits = reaching[test]
        m.touched.update(cue.name for cue, a, b in hits)
        if m.status is not None or test in struck or not hits:
            continue
        if status is None:
            nearest = min(map(distance, hits))
            struck.update(s for s in skips if test not in model.nearer or not reaching[s]
                          or nearest < min(map(distance, reaching[s])))
            if note and note not in m.notes:
                m.notes.append(note)
            continue
        m.status = status
        m.cue = min(hits, key=lambda h: (distance(h), h[1], h[0].name))
    if m.status is None:
        m.status = model.statuses[0]


def add_up(model, text, result):
    weights = {}
    for m in result.mentions:
        weights.setdefault((m.rule.label, m.status), {})[m.rule.name] = m.rule.weight
    for (label, status), by_rule in weights.items():
        if sum(by_rule.values()) >= model.labels[label]:
            old = result.labels.get(label)
            if old is None or model.statuses.index(status) < model.statuses.index(old):
                result.labels[label] = status
                result.scores[label] = sum(by_rule.values())
    for label, status in result.labels.items():
        attributes = result.attributes.setdefault(label, {})
        quantity = None
        for m in result.mentions:
            if m.rule.label != label or m.status != status:
                continue
            for note in m.notes:
                attributes[note] = 'yes'
            for x, y in [(m.a, m.b)] + [span for slot, span in m.filled]:
                for i, end in text.count_spans.items():
                    if x <= i and end <= y:
                        quantity = max(quantity or 0, text.value[i])
        if quantity is not None:
            attributes['quantity'] = quantity
        for graded, name, steps, other in model.grades:
            if graded == label and status == model.statuses[0]:
                value = other
                for start, word in sorted(steps):
                    if quantity is not None and quantity >= start:
                        value = word
                attributes[name] = value


def facets(model, lang, text, result):
    if model.statuses[0] not in result.labels.values():
        return
    for facet, (values, other) in model.facets.items():
        sums = {v: 0 for v in values}
        for name, value, weight, plist in lang.weigh:
            if name == facet:
                sums[value] += weight * len(text.spans(plist))
        best = max(values, key=lambda v: (sums[v], -values.index(v)))
        result.facets[facet] = best if sums[best] else other


# ---------------------------------------------------------------------------------- commands
def find_files(paths):
    out = []
    for p in paths:
        if os.path.isdir(p):
            for folder, subs, names in os.walk(p):
                subs.sort()
                out += [os.path.join(folder, n) for n in sorted(names) if n.endswith('.gvr')]
        else:
            out.append(p)
    return out


def load(paths):
    """A Model from files and folders; RuleError with all errors, one a line."""
    return Parser().load(find_files(paths))


def example_holds(model, lang, item, wanted, sentence):
    result = scan(model, sentence, code=lang.code)
    if item.kind == 'mask':
        got = item.name in result.masked
    elif item.kind == 'cue':
        got = any(item.name in m.touched for m in result.mentions)
    else:
        top = model.statuses[0]
        got = any(m.rule is item and m.status == top for m in result.mentions)
        if item.weight >= model.labels[item.label]:
            got = got and result.labels.get(item.label) == top
    return got == (wanted == 'yes'), result


def describe(text, m):
    words = lambda a, b: text.text[text.offset[a][0]:text.offset[b - 1][1]]
    out = '%s %s  trigger "%s"' % (m.rule.name, m.status, words(m.a, m.b))
    for slot, (x, y) in m.filled:
        out += '  %s "%s"' % (slot.name or slot.where[0], words(x, y))
    if m.cue:
        out += '  cue %s "%s"' % (m.cue[0].name, words(m.cue[1], m.cue[2]))
    others = sorted(m.touched - {m.cue[0].name if m.cue else ''})
    return out + ('  [also %s]' % ', '.join(others) if others else '')


def check(model, out=sys.stdout):
    """Run every example; the number that fail."""
    ran = bad = 0
    for warning in model.warnings:
        print(warning, file=out)
    for lang in model.languages.values():
        for item in lang.rules + lang.cues + lang.masks:
            where = '%s:%d: %s' % (item.at[0], item.at[1], item.name)
            if len(item.yes) < 2 or len(item.no) < 2:
                print('%s: fewer than two yes: or two no: sentences' % where, file=out)
            if not item.why:
                print('%s: no why line' % where, file=out)
            for wanted, sentences in (('yes', item.yes), ('no', item.no)):
                for sentence, at in sentences:
                    ran += 1
                    holds, result = example_holds(model, lang, item, wanted, sentence)
                    if not holds:
                        bad += 1
                        print('%s:%d: %s: %s: %s\n    -> %s' % (at[0], at[1], item.name, wanted, sentence,
                                                              result.labels), file=out)
                        for m in result.mentions:
                            print('       ' + describe(result.text, m), file=out)
    print('%d examples, %d fail' % (ran, bad), file=out)
    return bad


def record(model, passage_id, result):
    out = {'id': passage_id, 'labels': result.labels}
    out.update(result.facets)
    if any(result.attributes.values()):
        out['attributes'] = result.attributes
    return out


def main(argv):
    if len(argv) < 3 or argv[1] not in ('check', 'tag', 'why', 'stat'):
        print(__doc__)
        return 2
    command, args, rest = argv[1], argv[2:], []
    if '--' in args:
        args, rest = args[:args.index('--')], args[args.index('--') + 1:]
    try:
        model = load(args)
    except RuleError as e:
        print(e, file=sys.stderr)
        return 1
    if command == 'check':
        return 1 if check(model) else 0
    if command == 'stat':
        for lang in model.languages.values():
            items = lang.rules + lang.cues + lang.masks
            print('%s: %d rules, %d cues, %d masks, %d sets, %d examples, %d lines' % (
                lang.code, len(lang.rules), len(lang.cues), len(lang.masks), len(lang.sets),
                sum(len(i.yes) + len(i.no) for i in items), model.lines))
        return 0
    if command == 'why':
        result = scan(model, ' '.join(rest))
        t = result.text
        print('words:', ' '.join('%s/%s' % (t.form[i], t.lang.stem(t.form[i])) for i in range(t.n)))
        for m in result.mentions:
            print(describe(t, m))
        print(result.labels, result.attributes, result.facets)
        return 0
    for line in sys.stdin:
        if line.strip():
            r = json.loads(line)
            result = scan(model, r['text'], r.get('kind'), r.get('lang'))
            print(json.dumps(record(model, r.get('id'), result), ensure_ascii=False))
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv))
