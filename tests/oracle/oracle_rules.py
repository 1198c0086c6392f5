"""oracle_rules.py - the rule files, read into a Model.

What comes in: paths of .gvr files. What goes out: labels, statuses and tests, and for each language its
sets, rules, cues, masks and tables. A pattern is a list of elements: ("word", key), ("class", name,
floor), ("set", name), ("gap", n, avoided list, avoided marks), ("alt", [patterns]), ("opt", element). Every error of
every file is collected and raised together as one RuleError.
"""
import difflib
import re

from oracle_text import Stemmer, cut_words, fold, word_form

FAR = 10 ** 6           # "without N: to the edge"
MAX_DEPTH = 3           # nesting of brackets


# ---------------------------------------------------------------------------------- what a model is made of
class RuleError(Exception):
    pass


def fail(at, message):
    raise RuleError('%s:%d:%d: %s' % (at[0], at[1], at[2], message))


class PatternList:
    def __init__(self, patterns):
        self.patterns = patterns
        self.first = None

    def index(self, lang):
        """key of a possible first element -> patterns"""
        if self.first is None:
            self.first = {}
            for p in self.patterns:
                for key in lang.first_keys(p):
                    self.first.setdefault(key, []).append(p)
        return self.first


class Slot:
    """need, or, bar, unless: a place and a list, with stop and not lines."""

    def __init__(self, kind, name, at_least, where, plist, at):
        self.kind, self.name, self.at_least = kind, name, at_least
        self.where, self.list, self.at = where, plist, at
        self.stop, self.guards, self.others = None, [], []


class Item:
    """A rule, cue or mask."""

    def __init__(self, kind, name, at):
        self.kind, self.name, self.at = kind, name, at
        self.on = self.stop = self.only = self.why = None
        self.slots, self.reach, self.cites, self.yes, self.no = [], [], [], [], []
        self.tag, self.weight = 'noun', 100
        self.label = self.test = None


class Language:
    """Everything under one `language CODE`."""

    def __init__(self, code):
        self.code = code
        self.stemmer = Stemmer(code)
        self.sets, self.set_at, self.references = {}, {}, []
        self.rules, self.cues, self.masks = [], [], []
        self.forms, self.contractions, self.abbreviations = {}, [], set()
        self.not_a_heading, self.hyphen_keep = set(), []
        self.rejoin, self.not_pieces = set(), set()
        self.breaks = PatternList([])
        self.numbers, self.multiply, self.joints, self.ranges = {}, {}, set(), set()
        self.number_patterns = []
        self.years, self.years_unless = None, PatternList([])
        self.not_count_before, self.not_count_after = PatternList([]), PatternList([])
        self.weigh = []
        self.prefixes, self.suffixes = set(), set()
        self.key_cache = {}

    def stem(self, form):
        return self.forms.get(form) or self.stemmer.stem(form)

    def keys_of(self, form, capital):
        """Every key by which a pattern can name this word."""
        k = (form, capital)
        if k not in self.key_cache:
            keys = ['s:' + self.stem(form), 'f:' + form]
            keys += ['p:' + form[:n] for n in range(1, len(form) + 1) if form[:n] in self.prefixes]
            keys += ['e:' + form[n:] for n in range(len(form)) if form[n:] in self.suffixes]
            if capital:
                keys += [x.upper()[0] + x[1:] for x in keys]
            self.key_cache[k] = frozenset(keys)
        return self.key_cache[k]

    def first_keys(self, elements):
        out = set()
        for e in elements:
            keys, may_be_absent = self.first_of(e)
            out |= keys
            if not may_be_absent:
                return out
        return out

    def first_of(self, e):
        if e[0] in ('word', 'class'):
            return {e[1]}, False
        if e[0] == 'set':
            out = set()
            for p in self.sets[e[1]].patterns:
                out |= self.first_keys(p)
            return out, False
        if e[0] == 'opt':
            return self.first_of(e[1])[0], True
        if e[0] == 'alt':
            out = set()
            for branch in e[1]:
                out |= self.first_keys(branch)
            return out, any(least(branch) == 0 for branch in e[1])
        return set(), True                                  # gap: refused by the checker


def least(elements):
    """The fewest words that elements can match."""
    total = 0
    for e in elements:
        if e[0] == 'word' or e[0] == 'set':
            total += 1
        elif e[0] == 'class':
            total += 0 if e[1] in ZERO_WIDTH else 1
        elif e[0] == 'alt':
            total += min(least(b) for b in e[1])
    return total


ZERO_WIDTH = {'#start', '%comma', '%dash', '%colon', '%semicolon', '%quote', '%open', '%any',
              '%none'}
CLASSES = ZERO_WIDTH | {'#count', '#number', '#year', '#name', '#any', '#end', '#question', '#heading',
                        '#list', '#quote', '#caps'}
PATTERN_TOKEN = re.compile(
    r"\.\.(\d+)(!?)|([()|?])|@(\w+)|([#%]\w+)(?:>=(\d+))?|(=?)(\*?)"
    r"((?:[^\W\d_]\.){2,}|[^\W_][^\s()|?,*@#%=]*)(\*?)|(-)")
PLACE = re.compile(r"(?:(before|after|near)(?: (\d+))?(?: (in sentence))?|over|in (clause|sentence|"
                   r"previous|passage))$")


class Model:
    def __init__(self):
        self.languages = {}
        self.labels, self.statuses, self.tests = {}, [], []      # tests: (name, status, skips, note)
        self.nearer = set()                                      # skip tests that strike only what is farther
        self.facets, self.grades = {}, []
        self.lines, self.warnings = 0, []

    def language(self, code=None):
        if code in self.languages:
            return self.languages[code]
        return next(iter(self.languages.values()))


# ---------------------------------------------------------------------------------- reading
class Parser:
    """Reads .gvr files into a Model; collects every error."""

    def __init__(self):
        self.model, self.errors = Model(), []
        self.warnings = self.model.warnings

    def load(self, paths):
        statements = []
        for path in paths:
            statements += self.statements(path)
        # Files, rules and sets come in any order: what others need to be read goes first.
        for wanted in ('statuses:', 'any', 'early', 'rest'):
            self.item = self.slot = None
            self.names = getattr(self, 'names', {})
            for code, at, indent, text in statements:
                early = re.match(r'form |contraction ', text) and indent == 0
                if wanted == 'statuses:':
                    ok = text.startswith('statuses:') and indent == 0
                elif text.startswith('statuses:') and indent == 0:
                    ok = False
                elif wanted == 'any':
                    ok = code == 'any'
                elif wanted == 'early':
                    ok = code != 'any' and early
                else:
                    ok = code != 'any' and not early
                if ok:
                    try:
                        self.statement(code, at, indent, text)
                    except RuleError as e:
                        self.errors.append(str(e))
        self.finish()
        return self.model

    def statements(self, path):
        """[(language, (path, line, col), indent, text)] with comments gone and continuations joined."""
        out, code = [], None
        with open(path, encoding='utf-8') as f:
            lines = f.read().split('\n')
        self.model.lines += len(lines)
        going_on = False
        for number, line in enumerate(lines, 1):
            prose = re.match(r'\s+(yes:|no:|why\b|cite\b)', line) and not going_on
            if not prose:
                line = re.sub(r'(^|\s)//.*$', '', line)
            line = line.rstrip()
            if not line.strip():
                continue
            indent = len(line) - len(line.lstrip())
            text = line.strip()
            if going_on:
                c, at, ind, before, columns = out[-1]
                columns = columns + [(len(before) + 1, number, indent + 1)]
                out[-1] = (c, at, ind, before + ' ' + text, columns)
            else:
                if code is None:
                    m = re.match(r'language (\w+)$', text)
                    if not m:
                        self.errors.append('%s:%d:1: expected "language CODE"' % (path, number))
                        return []
                    code = m.group(1)
                    if code != 'any' and code not in self.model.languages:
                        self.model.languages[code] = Language(code)
                    continue
                out.append((code, (path, number, indent + 1), indent, text,
                            [(0, number, indent + 1)]))
            going_on = text.endswith(',') and not prose
        self.columns = getattr(self, 'columns', {})
        for c, at, ind, text, columns in out:
            self.columns[at] = columns
        return [(c, at, ind, text) for c, at, ind, text, columns in out]

    def place_of(self, at, offset):
        """The file position of a character of a joined statement."""
        best = self.columns[at][0]
        for piece in self.columns[at]:
            if piece[0] <= offset:
                best = piece
        return at[0], best[1], best[2] + offset - best[0]

    # ---- one statement
    def statement(self, code, at, indent, text):
        self.at, self.text = at, text
        if indent == 0:
            self.item = self.slot = None
            if code == 'any':
                self.declaration(text)
            else:
                self.lang = self.model.languages[code]
                self.top(text)
        else:
            if self.item is None:
                fail(at, 'an indented line belongs to a rule, cue or mask above it')
            self.part(text)

    def declaration(self, text):
        model, at = self.model, self.at
        m = re.match(r'statuses: (.+)$', text)
        if m:
            model.statuses = [s.strip() for s in m.group(1).split('>')]
            return
        m = re.match(r'label (\w+)(?: threshold (\d+))?$', text)
        if m:
            model.labels[m.group(1)] = int(m.group(2) or 100)
            return
        m = re.match(r'test (\w+) = (?:skip ([\w ]+?)( nearer)?|(\w+))(?: note (\w+))?$', text)
        if m:
            if m.group(4) and m.group(4) not in model.statuses:
                fail(at, 'unknown status %s%s' % (m.group(4), near(m.group(4), model.statuses)))
            model.tests.append((m.group(1), m.group(4), (m.group(2) or '').split(), m.group(5)))
            if m.group(3):
                model.nearer.add(m.group(1))
            return
        m = re.match(r'facet (\w+) = ([\w, ]+?) else (\w+)$', text)
        if m:
            model.facets[m.group(1)] = ([v.strip() for v in m.group(2).split(',')], m.group(3))
            return
        m = re.match(r'grade (\w+) (\w+) = (.+?) else (\S+)$', text)
        if m:
            steps = []
            for s in m.group(3).split(','):
                k = re.match(r'\s*(\S+) from (\d+)\s*$', s)
                if not k:
                    fail(at, 'expected "VALUE from N"; got %r' % s.strip())
                steps.append((int(k.group(2)), k.group(1)))
            model.grades.append((m.group(1), m.group(2), steps, m.group(4)))
            return
        fail(at, 'expected statuses:, test, label, facet or grade; got %r' % text[:30])

    def top(self, text):
        lang, at = self.lang, self.at
        m = re.match(r'set (\w+) = (.+)$', text)
        if m:
            if m.group(1) in lang.sets:
                fail(at, 'set %s is defined twice, first at %s:%d' % ((m.group(1),) +
                                                                     lang.set_at[m.group(1)][:2]))
            lang.set_at[m.group(1)] = at
            lang.sets[m.group(1)] = self.plist(m, 2)
            return
        m = re.match(r'(rule|cue|mask) (\S+)(?: as (\w+))?(?: weight (\d+))?$', text)
        if m:
            self.new_item(m)
            return
        m = re.match(r'form (.+) = (\S+)$', text)
        if m:
            for w in m.group(1).split(','):
                lang.forms[word_form(w.strip())] = lang.stemmer.stem(word_form(m.group(2)))
            return
        m = re.match(r"contraction (\S+) =(?: (\w+))?$", text)
        if m:
            lang.contractions.append((fold(m.group(1)), m.group(2)))
            lang.contractions.sort(key=lambda c: -len(c[0]))
            return
        m = re.match(r'abbreviations: (.+)$', text)
        if m:
            for w in m.group(1).split(','):
                lang.abbreviations.add(word_form(w.strip()))
            return
        m = re.match(r'not a heading: (.+)$', text)
        if m:
            lang.not_a_heading.update(fold(w.strip()) for w in m.group(1).split(','))
            return
        m = re.match(r'(rejoin|not a piece): (.+)$', text)
        if m:
            table = lang.rejoin if m.group(1) == 'rejoin' else lang.not_pieces
            table.update(fold(w.strip()) for w in m.group(2).split(','))
            return
        m = re.match(r'hyphen keep: (.+)$', text)
        if m:
            lang.hyphen_keep += [w.strip() for w in m.group(1).split(',')]
            return
        m = re.match(r'breaks: (.+)$', text)
        if m:
            lang.breaks.patterns += self.plist(m, 1).patterns
            return
        m = re.match(r'(numbers|multiply) (.+)$', text)
        if m:
            for pair in m.group(2).split(','):
                k = re.match(r'\s*(\S+?)=(\d+)\s*$', pair)
                if not k:
                    fail(at, 'expected WORD=VALUE; got %r' % pair.strip())
                table = lang.numbers if m.group(1) == 'numbers' else lang.multiply
                table[fold(k.group(1))] = int(k.group(2))
            return
        m = re.match(r'(joint|range) (.+)$', text)
        if m:
            table = lang.joints if m.group(1) == 'joint' else lang.ranges
            table.update(fold(w.strip()) for w in m.group(2).split(','))
            return
        m = re.match(r'number (\d+) = (.+)$', text)
        if m:
            lang.number_patterns.append((int(m.group(1)), self.plist(m, 2)))
            return
        m = re.match(r'years (\d+) to (\d+)(?: unless: (.+))?$', text)
        if m:
            lang.years = int(m.group(1)), int(m.group(2))
            if m.group(3):
                lang.years_unless.patterns += self.plist(m, 3).patterns
            return
        m = re.match(r'not a count (before|after): (.+)$', text)
        if m:
            which = lang.not_count_before if m.group(1) == 'before' else lang.not_count_after
            which.patterns += self.plist(m, 2).patterns
            return
        m = re.match(r'weigh (\w+) (\w+) (\d+): (.+)$', text)
        if m:
            if m.group(1) not in self.model.facets:
                fail(at, 'unknown facet %s%s' % (m.group(1), near(m.group(1), self.model.facets)))
            values = self.model.facets[m.group(1)][0]
            if m.group(2) not in values:
                fail(at, 'unknown value %s%s' % (m.group(2), near(m.group(2), values)))
            lang.weigh.append((m.group(1), m.group(2), int(m.group(3)), self.plist(m, 4)))
            return
        fail(at, 'expected rule, cue, mask, set, form, numbers, breaks: ...; got %r' % text[:30])

    def new_item(self, m):
        lang, at, model = self.lang, self.at, self.model
        item = Item(m.group(1), m.group(2), at)
        if item.kind != 'rule' and (m.group(3) or m.group(4)):
            fail(at, '"as" and "weight" belong to rules')
        if item.kind == 'rule':
            item.label = item.name.split('/')[0]
            if '/' not in item.name or item.label not in model.labels:
                fail(at, 'expected LABEL/NAME; unknown label %s%s' % (item.label,
                                                                    near(item.label, model.labels)))
            item.tag, item.weight = m.group(3) or 'noun', int(m.group(4) or 100)
            if not 1 <= item.weight <= 1000:
                fail(at, 'a weight is 1 to 1000')
        if item.kind == 'cue':
            item.test = item.name.split('/')[0]
            tests = [t[0] for t in model.tests]
            if '/' not in item.name or item.test not in tests:
                fail(at, 'expected TEST/NAME; unknown test %s%s' % (item.test, near(item.test, tests)))
        key = lang.code, item.kind, item.name
        if key in self.names:
            fail(at, '%s %s is defined twice, first at %s:%d' % ((item.kind, item.name) +
                                                               self.names[key][:2]))
        self.names[key] = at
        {'rule': lang.rules, 'cue': lang.cues, 'mask': lang.masks}[item.kind].append(item)
        self.item = item

    def part(self, text):
        item, at = self.item, self.at
        m = re.match(r'(yes|no): (.+)$', text)
        if m:
            getattr(item, m.group(1)).append((m.group(2), at))
            return
        m = re.match(r'why (.+)$', text)
        if m:
            item.why = m.group(1)
            return
        m = re.match(r'cite (.+)$', text)
        if m:
            item.cites.append(m.group(1))
            return
        m = re.match(r'on: (.+)$', text)
        if m:
            if item.on:
                fail(at, '%s has two on: lines' % item.name)
            item.on = self.plist(m, 1)
            return
        m = re.match(r'reach (.+)$', text)
        if m and item.kind == 'cue':
            self.slot = None
            item.reach += [self.place(p, m.start(1)) for p in m.group(1).split(' and ')]
            return
        m = re.match(r'for (.+)$', text)
        if m and item.kind != 'rule':
            item.only = [set(words.split()) for words in m.group(1).split(',')]
            return
        m = re.match(r'stop: (.+)$', text)
        if m:
            if self.slot:
                if self.slot.where[0] in ('in', 'over'):
                    fail(at, '"stop" needs a slot with before, after or near')
                self.slot.stop = self.plist(m, 1)
            elif item.kind == 'cue':
                item.stop = self.plist(m, 1)
            else:
                fail(at, '"stop" belongs under a slot')
            return
        m = re.match(r'not (before|after) (\d+): (.+)$', text)
        if m:
            if not self.slot:
                fail(at, '"not" belongs under a need, or, bar or unless line')
            self.slot.guards.append((m.group(1), int(m.group(2)), self.plist(m, 3)))
            return
        m = re.match(r'(need|or|bar|unless) ([^:]*): (.+)$', text)
        if m:
            self.new_slot(m)
            return
        fail(at, 'expected on:, need, or, bar, unless, stop:, not, reach, for, why, cite, yes:, no:; '
                 'got %r' % text[:30])

    def new_slot(self, m):
        item, at = self.item, self.at
        kind, head = m.group(1), m.group(2).strip()
        at_least = 1
        k = re.match(r'(\d+) of ', head)
        if k:
            at_least, head = int(k.group(1)), head[k.end():]
            if kind != 'need':
                fail(at, '"N of" belongs to need')
        name = None
        k = re.match(r'(?!before\b|after\b|near\b|in\b|over\b)(\w+) ', head)
        if k:
            name, head = k.group(1), head[k.end():]
        slot = Slot(kind, name, at_least, self.place(head, m.start(2)), self.plist(m, 3), at)
        if kind in ('or', 'unless'):
            owner = 'need' if kind == 'or' else 'bar'
            if not item.slots or item.slots[-1].kind != owner:
                fail(at, '"%s" must follow a %s line' % (kind, owner))
            item.slots[-1].others.append(slot)
        else:
            item.slots.append(slot)
        self.slot = slot

    def place(self, text, offset):
        m = PLACE.match(text.strip())
        if not m:
            fail(self.place_of(self.at, offset), 'expected a place: "before N", "after N", "near N", '
                 '"over", "in clause|sentence|previous|passage"; got %r' % text.strip())
        if text.strip() == 'over':
            return 'over', 0, None
        if m.group(4):
            return 'in', 0, m.group(4)
        return m.group(1), int(m.group(2) or FAR), 'sentence' if m.group(3) else 'clause'

    # ---- patterns
    def plist(self, m, group):
        """Parse the group of a match on the current statement as a list of patterns."""
        text, base = m.group(group), m.start(group)
        out, depth, start = [], 0, 0
        for i, c in enumerate(text + ','):
            depth += (c == '(') - (c == ')')
            if c == ',' and depth <= 0:
                piece = text[start:i]
                if piece.strip():
                    skip = len(piece) - len(piece.lstrip())
                    try:
                        out.append(self.pattern(piece.strip(), base + start + skip))
                    except RuleError as e:
                        self.errors.append(str(e))
                start = i + 1
        if depth > 0:
            fail(self.place_of(self.at, base), 'a "(" is never closed')
        return PatternList(out)

    def pattern(self, text, base):
        tokens, i = [], 0
        where = lambda offset: self.place_of(self.at, base + offset)
        while i < len(text):
            if text[i].isspace():
                i += 1
                continue
            k = PATTERN_TOKEN.match(text, i)
            if not k:
                fail(where(i), 'cannot read the pattern at %r' % text[i:i + 12])
            tokens.append((k, i))
            i = k.end()
        at = [0]

        def sequence(depth):
            if depth > MAX_DEPTH:
                fail(where(0), 'brackets nest more than three deep')
            out = []
            while at[0] < len(tokens):
                k, col = tokens[at[0]]
                gap, avoid, mark, name, klass, floor, exact, star, word, tail, dash = k.groups()
                if mark in (')', '|'):
                    break
                at[0] += 1
                if gap:
                    limit, marks = None, set()
                    if avoid:
                        limit, marks = self.avoided(atom(depth, col), where(col))
                    out.append(('gap', int(gap), limit, marks))
                elif mark == '?':
                    if not out or out[-1][0] in ('gap', 'opt'):
                        fail(where(col), '"?" needs a word or bracket before it')
                    out[-1] = ('opt', out[-1])
                elif mark == '(':
                    at[0] -= 1
                    out.append(atom(depth, col))
                elif not dash:
                    at[0] -= 1
                    out += atoms(depth, col)
            return out

        def atom(depth, col):
            found = atoms(depth, col)
            if len(found) != 1:
                fail(where(col), 'expected one word, @set or bracket')
            return found[0]

        def atoms(depth, col):
            if at[0] >= len(tokens):
                fail(where(col), 'expected one word, @set or bracket')
            k, col = tokens[at[0]]
            gap, avoid, mark, name, klass, floor, exact, star, word, tail, dash = k.groups()
            at[0] += 1
            if mark == '(':
                branches = [sequence(depth + 1)]
                while at[0] < len(tokens) and tokens[at[0]][0].group(0) == '|':
                    at[0] += 1
                    branches.append(sequence(depth + 1))
                if at[0] >= len(tokens) or tokens[at[0]][0].group(0) != ')':
                    fail(where(col), 'this "(" is never closed')
                at[0] += 1
                if any(not b for b in branches):
                    fail(where(col), 'an empty choice; use "?" for what may be absent')
                return [('alt', branches)]
            if name:
                self.lang.references.append((name, where(col)))
                return [('set', name)]
            if klass:
                if klass not in CLASSES:
                    fail(where(col), 'unknown class %s%s' % (klass, near(klass, CLASSES)))
                if floor and klass != '#count':
                    fail(where(col), '">=" belongs to #count')
                return [('class', klass, int(floor) if floor else None)]
            if word is None:
                fail(where(col), 'expected one word, @set or bracket')
            if star or tail:
                f, big = fold(word), any(c.isupper() for c in word)
                if star and tail or exact:
                    fail(where(col), 'expected word*, *word or =word')
                (self.lang.prefixes if tail else self.lang.suffixes).add(f)
                kind = 'p:' if tail else 'e:'
                return [('word', (kind.upper() if big else kind) + f)]
            out = []
            for surface, a, b in cut_words(word, self.lang.contractions):
                f, big = word_form(surface), any(c.isupper() for c in surface)
                key = 'f:' + f if exact else 's:' + self.lang.stem(f)
                out.append(('word', key[0].upper() + key[1:] if big else key))
            if not out:
                fail(where(col), 'no word in %r' % word)
            return out

        elements = sequence(0)
        if at[0] < len(tokens):
            fail(where(tokens[at[0]][1]), 'unexpected %r' % tokens[at[0]][0].group(0))
        if not elements or least(elements) == 0:
            fail(where(0), 'a pattern needs at least one word')
        if elements[0][0] == 'gap' or elements[-1][0] == 'gap':
            fail(where(0), 'a pattern neither begins nor ends with a gap')
        if elements[-1][0] == 'opt':
            self.warnings.append('%s:%d:%d: what may be absent at the end of a pattern is never needed'
                                 % where(0))
        return elements

    def avoided(self, element, at):
        """(list of the patterns, or None; marks) that a gap must not cross"""
        branches = element[1] if element[0] == 'alt' else [[element]]
        marks = {b[0][1] for b in branches if len(b) == 1 and b[0][0] == 'class' and b[0][1][0] == '%'}
        if '%none' in marks:
            fail(at, 'a gap avoids marks: %none is no mark')
        rest = [b for b in branches if not (len(b) == 1 and b[0][0] == 'class' and b[0][1][0] == '%')]
        return PatternList(rest) if rest else None, marks

    # ---- when all is read
    def finish(self):
        model = self.model
        for lang in model.languages.values():
            for name, at in lang.references:
                if name not in lang.sets:
                    self.errors.append('%s:%d:%d: no set named %s%s' % (at + (name,
                                                                             near(name, lang.sets))))
            known = set(model.labels) | {r.tag for r in lang.rules} | {r.name for r in lang.rules}
            for item in lang.rules + lang.cues + lang.masks:
                if item.on is None:
                    self.errors.append('%s:%d:%d: %s has no on: line' % (item.at + (item.name,)))
                if item.stop is not None and all(w[0] in ('in', 'over') for w in item.reach):
                    self.errors.append('%s:%d:%d: %s: "stop:" needs a reach of before, after or near' %
                                       (item.at + (item.name,)))
                if item.kind == 'cue' and not item.reach:
                    self.errors.append('%s:%d:%d: %s has no reach line' % (item.at + (item.name,)))
                for words in item.only or []:
                    if len(words) > 1 and not any(words <= {r.tag, r.label, r.name} for r in lang.rules):
                        self.errors.append('%s:%d:%d: "for %s": no rule is all of these' %
                                           (item.at + (' '.join(sorted(words)),)))
                for word in sorted(set().union(*item.only or []) - known):
                    self.errors.append('%s:%d:%d: "for %s": no such tag, label or rule%s' %
                                       (item.at + (word, near(word, known))))
            self.cycles(lang)
        names = [t[0] for t in model.tests]
        for i, (name, status, skips, note) in enumerate(model.tests):
            for s in skips:
                if s not in names[i + 1:]:
                    self.errors.append('test %s: skips %s, which does not stand below it' % (name, s))
        if self.errors:
            raise RuleError('\n'.join(self.errors))

    def cycles(self, lang):
        state = {}

        def visit(name):
            if state.get(name) == 'open':
                self.errors.append('%s:%d:%d: set %s contains itself' % (lang.set_at[name] + (name,)))
            if name in state or name not in lang.sets:
                return
            state[name] = 'open'
            for p in lang.sets[name].patterns:
                walk(p)
            state[name] = 'done'

        def walk(elements):
            for e in elements:
                if e[0] == 'set':
                    visit(e[1])
                elif e[0] == 'alt':
                    for b in e[1]:
                        walk(b)
                elif e[0] == 'opt':
                    walk([e[1]])
                elif e[0] == 'gap' and e[2]:
                    for b in e[2].patterns:
                        walk(b)

        for name in lang.sets:
            visit(name)


def near(word, names):
    close = difflib.get_close_matches(word, list(names), 1)
    return '; did you mean %s?' % close[0] if close else ''
