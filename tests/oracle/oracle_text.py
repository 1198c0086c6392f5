"""oracle_text.py - a passage as words, sentences, clauses and numbers; where patterns have spans.

What comes in: a language's data (oracle_rules.Language) and a text. What goes out: arrays over its
words, and the spans of any list of patterns. Stems come from libstemmer through ctypes; the cutting is
a simple cousin of src/text and shares no code with it.
"""
import ctypes
import ctypes.util
import re
import unicodedata

MAX_SPAN = 63           # words in a span of a pattern
HEADING_WORDS = 12      # a passage without a known kind is a heading up to this many words
RUN_IN_WORDS = 9        # "Some words:" at the start of a passage


# ---------------------------------------------------------------------------------- stems and folding
STEMMERS = {'en': b'english', 'fr': b'french', 'es': b'spanish', 'ru': b'russian', 'ar': b'arabic',
            'de': b'german', 'pt': b'portuguese', 'it': b'italian'}


class Stemmer:
    """libstemmer for one language code."""
    shared = None

    def __init__(self, code):
        if Stemmer.shared is None:
            name = ctypes.util.find_library('stemmer') or 'libstemmer.so'
            lib = ctypes.CDLL(name)
            lib.sb_stemmer_new.restype = ctypes.c_void_p
            lib.sb_stemmer_new.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
            lib.sb_stemmer_stem.restype = ctypes.POINTER(ctypes.c_ubyte)
            lib.sb_stemmer_stem.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
            lib.sb_stemmer_length.restype = ctypes.c_int
            lib.sb_stemmer_length.argtypes = [ctypes.c_void_p]
            Stemmer.shared = lib
        self.handle = Stemmer.shared.sb_stemmer_new(STEMMERS.get(code, code.encode()), b'UTF_8')
        self.cache = {}

    def stem(self, word):
        if word not in self.cache:
            if not self.handle:
                self.cache[word] = word
            else:
                raw = word.encode()
                out = Stemmer.shared.sb_stemmer_stem(self.handle, raw, len(raw))
                n = Stemmer.shared.sb_stemmer_length(self.handle)
                self.cache[word] = bytes(out[:n]).decode()
        return self.cache[word]


def fold(word):
    """Lower case, accents removed, typographic apostrophes made plain."""
    word = word.replace('\u2019', "'").replace('\u2018', "'").replace('\u02bc', "'")
    word = unicodedata.normalize('NFKD', word.casefold())
    return ''.join(c for c in word if not unicodedata.combining(c) and c != '\u00ad')


# ---------------------------------------------------------------------------------- words
APOSTROPHE = "'\u2019\u2018\u02bc"
LETTER = r"[^\W\d_](?:[\u0300-\u036f\u00ad])*"
TOKEN = re.compile(
    r"(?<![^\W_])(?:[A-Z\u00c0-\u00d6\u00d8-\u00de]\.){2,}"             # U.N.
    r"|\d{1,3}(?:,\d{3})+(?!\d|,\d)(?:\.\d+)?(?![^\W_])"               # 1,200
    r"|\d{1,3}(?:\.\d{3})+(?![\d.]\d|\d)(?![^\W_])"                   # 1.200
    r"|\d+\.\d+(?![^\W_])"                                            # 1.5
    r"|\d+(?:" + LETTER + r")*"                                       # 40, 3rd, 1950s
    r"|" + LETTER + r"(?:" + LETTER + r"|\d|[" + APOSTROPHE + r"](?=[^\W\d_]))*")
DIGITS = re.compile(r"\d[\d,.]*$")
CLOSERS = "\"'\u2019\u201d\u00bb)]}"


def cut_words(text, contractions):
    """[(surface, start, end)] of a text; contractions are split off or dropped."""
    out = []
    for m in TOKEN.finditer(text):
        word, start, end = m.group(0), m.start(), m.end()
        if re.fullmatch(r"(?:[^\W\d_]\.){2,}", word):
            out.append((word, start, end))
            continue
        low = word.lower()
        for a in APOSTROPHE:
            low = low.replace(a, "'")
        for suffix, replacement in contractions:
            if low.endswith(suffix) and len(low) > len(suffix):
                cut = end - len(suffix)
                out.append((text[start:cut], start, cut))
                if replacement:
                    out.append((replacement, cut, end))
                break
        else:
            out.append((word, start, end))
    return out


def word_form(surface):
    """The folded form: what exact patterns compare. The full stops inside U.N. are kept."""
    return fold(surface).rstrip('.')


class Text:
    """One passage as parallel arrays over its words."""

    def __init__(self, lang, text, kind=None):
        text = re.sub(r'\s', ' ', text)
        self.lang, self.text = lang, text
        self.labels = set()                 # words after "Q." or "1." at the start of a sentence
        words = self.rejoin(cut_words(text, lang.contractions))
        self.n = n = len(words)
        self.surface = [w for w, a, b in words]
        self.offset = [(a, b) for w, a, b in words]
        self.form = [word_form(w) for w in self.surface]
        self.capital = [w[:1].isupper() for w in self.surface]
        edges = [0] + [b for a, b in self.offset]
        starts = [a for a, b in self.offset] + [len(text)]
        self.gap = [text[edges[i]:max(edges[i], starts[i])] for i in range(n + 1)]  # before word i
        upper = sum(c.isupper() for c in text)
        lower = sum(c.islower() for c in text)
        self.all_caps = upper > 3 * lower
        self.cut_sentences(kind)
        self.span_cache = {}
        self.set_cache = {}
        self.class_end = {}                 # '#name' -> {start: end}; zero width: end == start
        self.classes(kind)
        self.keys = [lang.keys_of(self.form[i], self.capital[i]) for i in range(n)]
        self.where = {}
        for i, keys in enumerate(self.keys):
            for k in keys:
                self.where.setdefault(k, []).append(i)
        self.read_numbers()
        self.cut_clauses()

    def rejoin(self, words):
        """The words, where two that together make a word of `rejoin:` are one."""
        out = []
        for surface, a, b in words:
            if out:
                first, x, y = out[-1]
                whole, torn = first + surface, self.text[y:a]
                if (fold(whole) in self.lang.rejoin and torn and not torn.strip()
                        and not {fold(first), fold(surface)} <= self.lang.not_pieces
                        and self.text[x:y].replace(' ', '') == first and self.text[a:b] == surface
                        and (whole.isupper() or not surface[0].isupper())):
                    out[-1] = whole, x, b
                    continue
            out.append((surface, a, b))
        return out

    # ---- sentences: a full stop, "!" or "?" before a gap; not after abbreviations and initials
    def cut_sentences(self, kind):
        n = self.n
        own = [self.text[a:b].replace(' ', '') == w for w, (a, b) in zip(self.surface, self.offset)]
        self.common = set(                                 # "don't" has no "not" that stands there
            f for f, c, o in zip(self.form, self.capital, own) if not c and o)
        self.sentences = []
        start = 0
        for i in range(1, n + 1):
            if i == n or self.sentence_ends(start, i):
                self.sentences.append((start, i))
                start = i
        self.sentence_of = [0] * n
        for s, (a, b) in enumerate(self.sentences):
            for i in range(a, b):
                self.sentence_of[i] = s
        tail = self.gap[n]
        if kind is None:
            one = len(self.sentences) == 1 and n <= HEADING_WORDS
            kind = 'heading' if one and not re.search(r'[.!?;,:]', tail) else 'paragraph'
        self.kind = kind

    def sentence_ends(self, start, i):
        gap, last = self.gap[i], i - 1
        if re.search(r'[!?;\u2026]', gap):
            return True
        if last == start and ' ' in gap and (
                re.match(r'[.)]', gap) and re.fullmatch(r'[\d.,]{1,6}|[IVXLC]{2,6}', self.surface[last])
                or gap[0] == '.' and len(self.surface[last]) == 1 and self.is_common(i)):
            self.labels.add(i)                             # "1. The army", "Q. Did": only a label
            return False
        if self.surface[last].endswith('.') or '.' in gap:
            if not self.capital[i] and not self.surface[i][0].isdigit() and not re.search(
                    r'\s["\u201c(\[]', gap):
                return False
            dotted = self.surface[last].endswith('.') and '.' not in gap
            if dotted or gap[:1] == '.' and len(self.surface[last]) == 1 and self.surface[last].isalpha():
                return self.is_common(i)
            if gap[:1] == '.' and self.form[last] in self.lang.abbreviations:
                return not self.capital[last] and self.is_common(i)
            return ' ' in gap or self.capital[i]
        if ':' in gap and start == 0 and i - start <= RUN_IN_WORDS:
            return not any(f in self.lang.not_a_heading for f in self.form[start:i])
        return False

    def is_common(self, i):
        """The capitalised word also stands in lower case in the passage: a common word, no name."""
        return self.capital[i] and self.form[i] in self.common

    # ---- classes that need no rules
    def classes(self, kind):
        n, put = self.n, self.put_class
        for i in self.labels:                              # the word after "1." opens the sentence too
            put('#start', i, i)
        for s, (a, b) in enumerate(self.sentences):
            put('#start', a, a)
            put('#end', b - 1, b)
            if '?' in self.gap[b]:
                put('#question', b - 1, b)
            run_in = s == 0 and b < n and ':' in self.gap[b] and not re.search(r'[.!?]', self.gap[b])
            if run_in or (self.kind == 'heading' and b == n):
                put('#heading', b - 1, b)
        if n:
            for name, on in (('#list', self.kind == 'list'), ('#quote', self.kind == 'quote'),
                             ('#caps', self.all_caps)):
                if on:
                    put(name, 0, 1)
        for i in range(n):
            put('#any', i, i + 1)
            first = self.sentences[self.sentence_of[i]][0]
            if self.capital[i] and not self.all_caps and i != first and i not in self.labels:
                put('#name', i, i + 1)
            gap = self.gap[i]
            parted = bool(re.search(r'[)\]}]', gap))
            for mark, pattern in (('%comma', r'[,\u060c]'), ('%colon', ':'), ('%semicolon', '[;\u061b]'),
                                  ('%dash', r'--|[\u2013\u2014]|\s-\s'), ('%open', r'[(\[]'),
                                  ('%quote', '["\u201c\u201d\u201e\u00ab\u00bb]')):
                if re.search(pattern, gap):
                    put(mark, i, i)
                    parted = True
            put('%any' if parted else '%none', i, i)

    def put_class(self, name, start, end):
        self.class_end.setdefault(name, {})[start] = end

    def cut_clauses(self):
        cuts = set(a for a, b in self.spans(self.lang.breaks))
        self.clause = [None] * self.n
        for a, b in self.sentences:
            edges = [a] + sorted(c for c in cuts if a < c < b) + [b]
            for x, y in zip(edges, edges[1:]):
                for i in range(x, y):
                    self.clause[i] = (x, y)

    # ---- numbers
    def read_numbers(self):
        """#number, #year and #count; self.value[start] is the value of a count."""
        lang = self.lang
        self.value = {}
        numbers, i = [], 0
        while i < self.n:
            found = self.number_at(i)
            if found is None:
                i += 1
                continue
            value, end, low, plain_year = found
            if end in self.labels:                         # "20. On the night": only a label
                i = end
                continue
            self.put_class('#number', i, end)
            numbers.append((i, end, value, low, plain_year))
            i = end
        self.span_cache.clear()
        self.set_cache.clear()
        good = []
        for i, end, value, counts, plain_year in numbers:
            if plain_year and lang.years and lang.years[0] <= value <= lang.years[1]:
                if not self.starts_any(lang.years_unless, end):
                    self.put_class('#year', i, end)
                    continue
            if counts:
                good.append((i, end, value))
        for value, patterns in lang.number_patterns:
            good += [(a, b, value) for a, b in self.spans(patterns)]
        self.count_spans = {}
        for i, end, value in good:
            if self.starts_any(lang.not_count_before, end):
                continue
            if (i > 0 and self.sentence_of[i] == self.sentence_of[i - 1] and ',' not in self.gap[i]
                    and any(b == i for a, b in self.spans(lang.not_count_after))):
                continue
            if i not in self.value or value > self.value[i]:
                self.value[i] = value
                self.count_spans[i] = end
        for i, end in self.count_spans.items():
            self.put_class('#count', i, end)
        self.span_cache.clear()
        self.set_cache.clear()

    def joined(self, i):
        """Word i stands in the sentence of word i-1 with only a blank or hyphen between."""
        return (0 < i < self.n and self.sentence_of[i] == self.sentence_of[i - 1]
                and self.gap[i].strip(' -\u2010\u2011') == '')

    def number_at(self, i):
        """(value, end, can it count people, is it four bare digits) or None."""
        first = self.simple_number(i)
        if first is None:
            return None
        value, end, counts, bare = first
        start_gap = self.gap[i]
        before = start_gap[-1:]
        if before and (unicodedata.category(before) == 'Sc' or before == '/'):
            counts = False
        if re.search(r'\d[:/]$', self.text[max(0, self.offset[i][0] - 2):self.offset[i][0]]):
            counts = False
        if i and self.gap[i] == '-' and DIGITS.match(self.surface[i]):      # AK-47, 555-123
            counts = False
        # a range: 30-40, 30 to 40, between 30 and 40; its value is the lower end
        j, second = end, None
        if j < self.n and self.sentence_of[j] == self.sentence_of[i] and re.fullmatch(
                '[-\u2010-\u2013]', self.gap[j]) and DIGITS.match(self.surface[j]) and DIGITS.match(
                self.surface[end - 1]):
            second = self.simple_number(j)
            if second is None or second[0] <= value:
                if not bare:
                    counts = False                          # 6-0, 2020-01-15
                second = None
        elif self.joined(j) and self.joined(j + 1) and (
                self.form[j] in self.lang.ranges
                or self.form[j] in self.lang.joints and i and self.form[i - 1] in self.lang.ranges):
            second = self.simple_number(j + 1)
        if second is not None and second[0] > value and second[2] and counts:
            end, bare = second[1], bare and second[3]
        after = self.gap[end] if end <= self.n else ''
        if re.match(r'\s?%|/\w?|:\d?$', after) and not after.startswith(': '):
            counts = False
        return value, end, counts, bare

    def simple_number(self, i):
        lang = self.lang
        if i >= self.n:
            return None
        word = self.surface[i]
        multiply, words = lang.multiply, lang.numbers
        if DIGITS.match(word):
            bare = len(word) == 4 and word.isdigit()
            if re.fullmatch(r'\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+', word):
                value, whole = int(re.sub('[,.]', '', word)), True
            else:
                value, whole = float(word.replace(',', '')), False
            j = i + 1
            while self.joined(j) and self.form[j] in multiply:
                value *= multiply[self.form[j]]
                whole, bare, j = True, False, j + 1
            return int(value), j, whole, bare
        if word[:1].isdigit():                             # 5th, 1990s: a number that counts nothing
            return 0, i + 1, False, False
        if self.form[i] not in words:
            return None
        total, group, j = 0, words[self.form[i]], i + 1
        after_multiply = self.form[i] in multiply
        while self.joined(j):
            f, k = self.form[j], j
            if f in lang.joints and after_multiply and self.joined(j + 1):
                k = j + 1
                f = self.form[k]
                if f not in words or f in multiply:
                    break
            if f in multiply and group:
                if multiply[f] >= 1000:
                    total, group = total + group * multiply[f], 0
                else:
                    group *= multiply[f]
                after_multiply = True
            elif f in words and f not in multiply:
                x = words[f]
                tens = 20 <= group % 100 <= 90 and group % 10 == 0 and x < 10
                free = x < 100 and group % 100 == 0 and (group or total) and after_multiply
                if not (tens or free):
                    break
                group, after_multiply = group + x, False
            else:
                break
            j = k + 1
        return total + group, j, True, False

    # ---------------------------------------------------------------- patterns
    def spans(self, plist):
        """Spans of a list: at each word the longest of its patterns' (shortest) spans."""
        if plist is None or not plist.patterns:
            return []
        done = self.span_cache.get(id(plist))
        if done is None:
            found = {}
            index = plist.index(self.lang)
            for key in index:
                starts = self.class_end.get(key) if key[0] in '#%' else self.where.get(key)
                for i in starts or ():
                    for pattern in index[key]:
                        end = self.entry_end(pattern, i)
                        if end is not None and end > found.get(i, 0):
                            found[i] = end
            done = self.span_cache[id(plist)] = sorted(found.items())
        return done

    def entry_end(self, pattern, i):
        """As pattern_end; a lone @set stands for its own patterns, so that the longest counts."""
        if len(pattern) == 1 and pattern[0][0] == 'set':
            index = self.lang.sets[pattern[0][1]].index(self.lang)
            keys = list(self.keys[i]) + [c for c in self.class_end if i in self.class_end[c]]
            ends = [self.entry_end(p, i) for key in keys for p in index.get(key, ())]
            return max((e for e in ends if e is not None), default=None)
        return self.pattern_end(pattern, i)

    def pattern_end(self, pattern, i):
        """The shortest end of a pattern at word i, or None."""
        ends = [j for j in self.walk(pattern, {i}, self.sentences[self.sentence_of[i]][1])
                if i < j <= i + MAX_SPAN]
        return min(ends) if ends else None

    def walk(self, elements, positions, edge):
        """Positions that can be reached from `positions` through the elements, inside the sentence."""
        for element in elements:
            after = set()
            for i in positions:
                after.update(self.step(element, i, edge))
            positions = after
            if not positions:
                break
        return positions

    def step(self, element, i, edge):
        kind = element[0]
        if kind == 'opt':
            return {i} | set(self.walk([element[1]], {i}, edge))
        if kind == 'alt':
            out = set()
            for branch in element[1]:
                out |= self.walk(branch, {i}, edge)
            return out
        if kind == 'gap':
            last = min(i + element[1], edge)
            if element[2] is not None:
                for a, b in self.spans(element[2]):
                    if a >= i and b <= last:
                        last = b - 1
            for j in range(i, min(last + 1, edge)):        # no such mark before its words nor after it
                if any(j in self.class_end.get(mark, ()) for mark in element[3]):
                    last = j - 1
                    break
            return range(i, last + 1)
        if i >= edge:
            return ()
        if kind == 'word':
            return (i + 1,) if element[1] in self.keys[i] else ()
        if kind == 'class':
            end = self.class_end.get(element[1], {}).get(i)
            if end is None or end > edge:
                return ()
            if element[2] is not None and self.value.get(i, 0) < element[2]:
                return ()
            return (end,)
        if kind == 'set':
            return [j for j in self.set_ends(element[1], i) if j <= edge]
        raise AssertionError(kind)

    def set_ends(self, name, i):
        """Every end of every entry of a set at word i."""
        if (name, i) not in self.set_cache:
            plist = self.lang.sets[name]
            index = plist.index(self.lang)
            edge = self.sentences[self.sentence_of[i]][1]
            keys = list(self.keys[i]) + [c for c in self.class_end if i in self.class_end[c]]
            ends = set()
            for key in keys:
                for pattern in index.get(key, ()):
                    ends |= {j for j in self.walk(pattern, {i}, edge) if i < j <= i + MAX_SPAN}
            self.set_cache[name, i] = ends
        return self.set_cache[name, i]

    def starts_any(self, plist, i):
        """A span of the list starts at word i, which still stands in the sentence of the word before."""
        return (i < self.n and self.sentence_of[i] == self.sentence_of[i - 1]
                and any(a == i for a, b in self.spans(plist)))


