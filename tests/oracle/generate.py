"""generate.py - random rule files and passages for compare.py.

Every case is a small model of its own: declarations, sets, rules, cues, masks, and a few passages
made mostly of the words that the rules name, so that many of them hit. Same seed, same cases.
"""
import random

WORDS = ('kill killed killing burn burned burning village villages villager rebel rebels army armies '
         'people person persons family families shot forced work worker workers labour house houses '
         'guard guards law laws report reports deny denied denies plan plans fear feared never not no '
         'if may and but of the in to by women woman drive drove driven out camp camps stone').split()
TORN = ('vil lage', 'vil lages', 'village s', 'villa ge', 'kil led', 'k illed', 'for ced', 'forc ed', 'peo ple',
        'work ers', 'wor kers', 're ported', 'RE PORTED', 'Re Ported', 'RE P', 'kil Led', 'vil  lages', 'vil lage s',
        'vil, lage', 'kil-led', "vil lage's")
NAMES = ['Oru', 'Masri', 'Tarsk', 'Lendari', 'Karen', 'Velmora']
NUMBERS = ['3', '5', '12', '40', '1,200', '1994', '2010', 'four', 'six', 'forty', 'dozens', 'forty-seven',
           'two hundred', '3 thousand', '12%', '$40', '5th', '40 percent', 'May 12', 'article 14']
MARKS = [', ', ', ', '; ', ': ', ' -- ', ' (', ') ', ' "', '" ', '. ', '. ', '? ', '! ', '-']

HEAD = '''language any
statuses: asserted > negated > possible > legal
test N = legal
test G = skip D note contested
test P = asserted
test D = negated
test S = skip H%s
test H = possible
test L = legal
label alpha
label beta threshold %d
facet setting = war, peace, both else unclear
grade alpha scale = 5+ from 5, 25+ from 25, 1000+ from 1000 else unstated
'''
LANGUAGE = '''language en
contraction n't = not
contraction 's =
form women = woman
form drove, driven = drive
abbreviations: gen, dr
rejoin: village, villages, killed, forced, people, workers, reported
not a piece: for, ced, work, ers, village
numbers four=4, six=6, forty=40, seven=7, two=2, dozens=24
multiply hundred=100, thousand=1000
joint and
number 10 = (all|entire) the? (village|=families)
years 1500 to 2049 unless: =villagers, people
not a count before: percent, house
not a count after: article, =May
breaks: but, %%semicolon and, %s
'''
TESTS = ['N', 'G', 'P', 'D', 'S', 'H', 'L']


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.used = set()          # constructs in the case being made

    def chance(self, p):
        return self.random.random() < p

    def choose(self, items):
        return self.random.choice(items)

    def note(self, construct):
        self.used.add(construct)

    # ---- patterns
    def word(self):
        kind = self.random.random()
        if kind < .5:
            self.note('stem')
            return self.choose(WORDS)
        if kind < .7:
            self.note('exact')
            return '=' + self.choose(WORDS)
        if kind < .78:
            self.note('prefix')
            return self.choose(WORDS)[:self.random.randint(2, 5)] + '*'
        if kind < .84:
            self.note('suffix')
            return '*' + self.choose(WORDS)[-self.random.randint(2, 4):]
        if kind < .94:
            self.note('capital')
            return self.choose(NAMES)
        self.note('exact capital')
        return '=' + self.choose(NAMES)

    def number_class(self):
        kind = self.choose(['#count', '#count>=5', '#count>=30', '#number', '#year'])
        self.note(kind)
        return kind

    def single(self, depth):
        kind = self.random.random()
        if kind < .62:
            return self.word()
        if kind < .72 and self.sets:
            self.note('set in pattern')
            return '@' + self.choose(self.sets)
        if kind < .80:
            return self.number_class()
        if kind < .85:
            name = self.choose(['#name', '#any'])
            self.note(name)
            return name
        if depth < 2:
            self.note('alternatives')
            return '(%s)' % '|'.join(self.sequence(depth + 1) for _ in range(self.random.randint(1, 3)))
        return self.word()

    def sequence(self, depth):
        first = self.word() if depth == 0 or self.chance(.7) else self.single(depth)
        out = [first]
        while self.chance(.35) and len(out) < 6:
            kind = self.random.random()
            if kind < .35:
                gap = '..%d' % self.random.randint(1, 5)
                self.note('gap')
                if self.chance(.3):
                    self.note('gap avoiding')
                    gap += '!(%s|%s)' % (self.choose(WORDS), self.choose(WORDS))
                elif self.chance(.3):
                    self.note('gap avoiding marks')
                    gap += '!' + self.choose(['%comma', '%any', '(%comma|%dash)',
                                              '(%%any|%s)' % self.choose(WORDS)])
                out += [gap, self.single(depth)]
            elif kind < .5:
                self.note('optional')
                out += [self.single(depth) + '?', self.word()]
            elif kind < .6:
                mark = self.choose(['%comma', '%dash', '%quote', '%open', '%colon', '%semicolon', '%any',
                                    '%none', '%none'])
                self.note(mark)
                out += [mark, self.word()]
            else:
                out.append(self.single(depth))
        return ' '.join(out)

    def pattern(self):
        kind = self.random.random()
        if kind < .05:
            self.note('#start')
            return '#start ' + self.word()
        if kind < .09:
            name = self.choose(['#end', '#question', '#heading', '#caps'])
            self.note(name)
            return name
        if kind < .13:
            return self.number_class() + ' ' + self.word()
        if kind < .2 and self.sets:
            self.note('set')
            return '@' + self.choose(self.sets)
        return self.sequence(0)

    def plist(self, most=3):
        return ', '.join(self.pattern() for _ in range(self.random.randint(1, most)))

    # ---- places and slots
    def place(self, cue=False):
        kind = self.choose(['before', 'after', 'near', 'in', 'over'])
        if kind == 'in':
            scope = self.choose(['clause', 'sentence', 'previous', 'passage'])
            self.note(('reach in ' if cue else 'in ') + scope)
            return 'in ' + scope
        self.note(('reach ' if cue else '') + kind)
        if kind == 'over':
            return kind
        out = kind
        if self.chance(.85):
            out += ' %d' % self.random.randint(1, 8)
        else:
            self.note('to the edge')
        if self.chance(.3):
            self.note('held by sentence')
            out += ' in sentence'
        return out

    def slot(self, word, lines, count=''):
        place = self.place()
        filler = self.plist()
        if word in ('need', 'or') and self.chance(.2):
            filler = '%s, #count' % filler
        lines.append('  %s %s%s: %s' % (word, count, place, filler))
        if not place.startswith(('in', 'over')) and self.chance(.25):
            self.note('stop')
            lines.append('    stop: ' + self.plist(2))
        if self.chance(.2):
            side = self.choose(['before', 'after'])
            self.note('not ' + side)
            lines.append('    not %s %d: %s' % (side, self.random.randint(1, 3), self.plist(2)))

    def slots(self, lines, most):
        for _ in range(self.random.randint(0, most)):
            if self.chance(.65):
                n_or = self.choose([0, 0, 1, 2])
                count = ''
                if n_or and self.chance(.35):
                    self.note('N of')
                    count = '2 of '
                self.note('need')
                self.slot('need', lines, count)
                for _ in range(n_or):
                    self.note('or')
                    self.slot('or', lines)
            else:
                self.note('bar')
                self.slot('bar', lines)
                if self.chance(.4):
                    self.note('unless')
                    self.slot('unless', lines)

    # ---- frames
    def rule(self, i):
        label = self.choose(['alpha', 'beta'])
        name = '%s/r%d' % (label, i)
        tag = self.choose(['noun', 'act'])
        weight = self.choose([100, 100, 60, 40])
        if weight < 100:
            self.note('weight')
        lines = ['rule %s as %s weight %d' % (name, tag, weight), '  on: ' + self.plist()]
        self.slots(lines, 2)
        self.rules.append(name)
        self.both += ['%s %s' % (tag, label), '%s %s' % (label, tag), '%s %s' % (name, tag)]
        return lines

    def exception(self, i):
        """A cue and another, of a test that skips the first's, that overlaps it: "not" and "not only"."""
        skip, test = self.choose([('G', 'D'), ('S', 'H')])
        word, other = self.choose(WORDS), self.choose(WORDS)
        self.note('exception')
        lines = ['cue %s/e%d' % (test, i), '  on: ' + word, '  reach near 8',
                 'cue %s/e%d' % (skip, i), '  on: %s ..%d %s' % (word, self.random.randint(1, 4), other),
                 '  reach %s 2' % self.choose(['before', 'after'])]
        if self.chance(.5):
            self.note('exception for')
            lines.append('  for ' + self.choose(self.tags + ['alpha', 'beta'] + self.rules))
        return lines

    def targets(self, lines):
        if self.chance(.4):
            target = self.choose([self.choose(self.tags), 'alpha', 'beta', self.choose(self.rules)])
            self.note('for')
            if self.chance(.4):
                self.note('for both')
                target = self.choose(self.both)
                if self.chance(.4):
                    self.note('for items')
                    target += ', ' + self.choose(self.rules)
            lines.append('  for ' + target)

    def cue(self, i):
        test = self.choose(TESTS)
        lines = ['cue %s/c%d' % (test, i), '  on: ' + self.plist()]
        places = [self.place(True) for _ in range(self.choose([1, 1, 2]))]
        lines.append('  reach ' + ' and '.join(places))
        if self.chance(.3) and any(p.startswith(('before', 'after', 'near')) for p in places):
            self.note('cue stop')
            lines.append('  stop: ' + self.plist(2))
        self.targets(lines)
        if self.chance(.3):
            self.slots(lines, 1)
        self.note('test ' + test)
        return lines

    def mask(self, i):
        self.note('mask')
        lines = ['mask m%d' % i, '  on: ' + self.plist()]
        self.targets(lines)
        return lines

    # ---- cases
    def rules_text(self):
        self.sets, self.rules, self.both = [], [], []
        nearer = self.choose(['', ' nearer'])
        if nearer:
            self.note('nearer')
        out = [HEAD % (nearer, self.choose([100, 100, 60]))]
        body = [LANGUAGE % self.choose(['and', 'if', '%dash #any', '%comma but'])]
        for i in range(self.random.randint(0, 3)):
            body.append('set s%d = %s' % (i, self.plist(4)))
            self.sets.append('s%d' % i)
        frames = []
        for i in range(self.random.randint(1, 4)):
            frames += self.rule(i)
        self.tags = sorted({line.split(' as ')[1].split()[0] for line in frames if ' as ' in line})
        for i in range(self.random.randint(0, 4)):
            frames += self.cue(i)
        if self.chance(.4):
            frames += self.exception(0)
        for i in range(self.choose([0, 0, 1])):
            frames += self.mask(i)
        for value in ('war', 'peace'):
            self.note('weigh')
            frames.append('weigh setting %s %d: %s' % (value, self.random.randint(1, 2), self.plist()))
        return '\n'.join(out), '\n'.join(body + frames) + '\n'

    def passage(self):
        words, capital, after_number = [], True, False
        for _ in range(self.random.randint(2, 45)):
            kind = self.random.random()
            if after_number and .84 <= kind < .95:
                kind = 0        # how figures run together is the number reader's affair, not the matcher's
            if kind < .06:
                word = self.choose(TORN)
            elif kind < .72:
                word = self.choose(WORDS)
            elif kind < .84:
                word = self.choose(NAMES)
            elif kind < .95:
                word = self.choose(NUMBERS)
            else:
                word = self.choose(["don't", "guard's", 'woman', "villages'"])
            if capital and word[0].isalpha():
                word = word[0].upper() + word[1:]
            capital = False
            if (.84 <= kind < .95) and words[-1:] == ['-']:
                words[-1] = ' '
            after_number = word in NUMBERS or word.lower() in NUMBERS
            mark = ' '
            if self.chance(.18):
                mark = self.choose(MARKS)
                if mark == '-' and after_number:
                    mark = ' '
                capital = mark.strip() in ('.', '?', '!')
            words += [word, mark]
        text = ''.join(words).strip().rstrip(' ,;:("-')
        if self.chance(.6):
            text += self.choose(['.', '.', '?'])
        if self.chance(.05):
            text = text.upper()
        return text

    def case(self, n_passages=4):
        """(declarations, language file, passages, constructs used)"""
        self.used = set()
        head, body = self.rules_text()
        passages = [self.passage() for _ in range(n_passages)]
        return head, body, passages, set(self.used)
