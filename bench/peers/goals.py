"""goals.py - the table of goals: figure, text, least that must hold, what we are after, measured.

Goals are stated for UN speeches (ungdc), human-rights reports (statedept_hr) and synthetic news
(synth); a row without a bound is only told. Throughput ratios are gravamen over peer: higher is
better; ratios of time, and sizes: lower is better. A row is unsteady where a time in it spread by more
than a tenth: other work ran on the machine, and it is not to be quoted.
"""
import collections
import textwrap

FEWEST = 5     # rounds
UNSTEADY = 10  # per cent of spread above which a figure decides nothing
NEWS, REPORTS, SPEECHES = 'synth', 'statedept_hr', 'ungdc'
NONE = (None, None)

# must, goal: least and wished for (higher: 1 where more is better); value None: why is `missing`
Row = collections.namedtuple('Row', 'figure text must goal value unit higher missing')


class Ratio(float):
    """One time over another; `spread`, distance of the quartiles in per cent, is the larger of theirs."""

    def __new__(cls, over, under):
        made = super().__new__(cls, over.seconds() / under.seconds())
        made.spread = max(over.spread(), under.spread())
        return made


class Corpus:
    """What was measured on one text: tasks by key, and the serial shares in per cent by form."""

    def __init__(self, name, tasks, shares):
        self.name, self.tasks, self.shares = name, tasks, shares

    def ratio(self, over, under):
        both = over in self.tasks and under in self.tasks
        return Ratio(self.tasks[over], self.tasks[under]) if both else None


def not_measured(name, corpora):
    """Why a goal stated for a text has no figure."""
    return f'skipped: {name} is not among the corpora' if name not in corpora else 'peer not installed'


def speed(corpora, figure, bounds, mine, other):
    """gravamen over a peer, on every text, and on those with a bound whether measured or not."""
    for name in dict.fromkeys([*corpora, *bounds]):
        c = corpora.get(name)
        value = c and c.ratio(other, mine)
        yield Row(figure, name, *bounds.get(name, NONE), value, 'x', 1, not_measured(name, corpora))


def time(corpora, figure, bounds, mine, other, missing=''):
    """Time over time: of every text if bounds is a pair, else of those it names."""
    each = bounds if isinstance(bounds, dict) else dict.fromkeys(corpora, bounds)
    for name in dict.fromkeys([*corpora, *each]):
        c = corpora.get(name)
        value = c and c.ratio(mine, other)
        yield Row(figure, name, *each.get(name, NONE), value, 'x time', 0,
                  missing or not_measured(name, corpora))


def beside_literals(corpora):
    plain = {SPEECHES: (1.4, 2.0), NEWS: (1.4, 2.0), REPORTS: (1.0, 1.4)}
    yield from speed(corpora, 'plain 1T / Hyperscan, words all', plain, 'plain', 'call-all')
    for words in ('most', 'rare', 'on'):
        yield from speed(corpora, f'plain 1T / Hyperscan, words {words}', {}, 'plain', 'call-' + words)
    for words in ('all', 'rare'):
        yield from speed(corpora, f'plain 1T / Hyperscan 1 MB chunks, words {words}', {}, 'plain',
                         'chunk-' + words)
        yield from speed(corpora, f'plain 1T / Hyperscan \\b...\\b, words {words}', {}, 'plain',
                         'words-' + words)
    yield from speed(corpora, "plain 1T / a day's work", {}, 'plain', 'naive')


def beside_inflating(corpora):
    yield from speed(corpora, '.gz 2T / ISA-L doing nothing',
                     {SPEECHES: (0.55, 0.75), REPORTS: (0.35, 0.55)}, 'gz-2', 'isal-2')
    yield from speed(corpora, '.gz 2T / zlib doing nothing',
                     {SPEECHES: (0.75, 0.85), REPORTS: (0.60, 0.75)}, 'gz-2', 'zlib-2')
    yield from time(corpora, 'one .gz, 2T / zlib doing nothing', {SPEECHES: (1.10, 1.05)},
                    'one-gz-2', 'one-zlib')
    yield from time(corpora, 'one .gz, 2T / ISA-L doing nothing', {SPEECHES: (1.15, 1.05)},
                    'one-gz-2', 'one-isal')


def by_threads(corpora, facts):
    for name, c in corpora.items():
        yield Row('2 threads / 1, 8 equal files', name, 1.9, 1.95, c.ratio('files-1', 'files-2'), 'x', 1, '')
    yield Row(f"2 threads / 1, 8 files of {facts.get('long megabytes', 0)} MB", NEWS, 1.9, 1.95,
              facts.get('long'), 'x', 1, 'skipped: not among PARTS')
    for name, c in corpora.items():
        yield Row('2 threads / 1, 8 equal .gz', name, *NONE, c.ratio('gz-1', 'gz-2'), 'x', 1, '')
    for form, bounds in (('one plain file', (1.5, 0.5)), ('8 .gz side by side', (1.5, 0.5)),
                         ('one .gz', NONE)):
        for name, c in corpora.items():
            yield Row(f'serial share, {form}', name, *bounds, c.shares.get(form), '%', 0, '')


def by_form(corpora):
    for name, c in corpora.items():
        yield Row('JSONL .gz / the same text as .gz, 1T', name, 0.8, 0.9, c.ratio('one-gz-1', 'lines'),
                  'x', 1, 'skipped: this text has no JSONL form')


def as_processes(corpora):
    """As a user sees them."""
    for figure, mine, other in (('tag FILE.gz 2T / gzip -dc', 'tag-gz', 'gzip'),
                                ('tag FILE 1T / wc -w', 'tag-plain', 'wc'),
                                ('tag FILE 1T / rg -c -i -F -f words all', 'tag-plain', 'rg-all'),
                                ('tag FILE 1T / rg -c -i -F -f words on', 'tag-plain', 'rg-on'),
                                ('tag FILE 1T / grep -c -i -F -f words all', 'tag-plain', 'grep-all'),
                                ('tag FILE 1T / grep -c -i -F -f words on', 'tag-plain', 'grep-on'),
                                ('tag FILE 1T / fastText predict (another job)', 'tag-plain', 'fasttext')):
        yield from speed(corpora, figure, {}, mine, other)


def rows(corpora, facts):
    """Every row of the table, in order. facts: figures that belong to no text, by key."""
    def fact(figure, key, bounds, unit):
        return Row(figure, '', *bounds, facts.get(key), unit, 0, 'skipped: not among PARTS')

    yield from beside_literals(corpora)
    yield from beside_inflating(corpora)
    yield from by_threads(corpora, facts)
    yield from by_form(corpora)
    yield fact('100,000 rules / 1,000, same text', 'plain', (2, 1.3), 'x time')
    yield fact('a gap of 50 words / 5, same rules', 'gap', (1.1, 1.0), 'x time')
    yield from time(corpora, 'files of 4 KB / the same bytes in one file', (1.5, 1.2), 'small', 'joined')
    stream = facts.get('stream', 0)
    yield fact(f'peak memory, stream of {stream} MB, 2T', 'peak', (96, 48), 'MB')
    yield fact('start to first result', 'start', (20, 5), 'ms')
    yield fact('a need or count within 50 words / 5', 'need', (1.1, 1.0), 'x time')
    yield fact('100,000 rules: compiling', 'compile', (10, 10), 's')
    yield fact('100,000 rules: image, of a word in a pattern', 'bytes', (64, 64), 'bytes')
    yield fact('text made to be slow / reports, slowest kind', 'slowest', (4, 4), 'x time')
    yield fact('the same at 4 times the length, steepest kind', 'steepest', (5, 5), 'x time')
    yield fact('paths that give other bytes', 'paths', (0, 0), 'paths')
    yield fact('100,000 rules / 1,000, where more of them fire', 'sown', NONE, 'x time')
    yield from as_processes(corpora)


def verdict(row):
    if row.must is None:
        return ''
    sign = 1 if row.higher else -1
    return ('goal' if sign * row.value >= sign * row.goal else
            'must' if sign * row.value >= sign * row.must else 'NOT MET')


def line_of(row):
    bounds = ' '.join(f'{"" if bound is None else f"{bound:g}":>6}' for bound in (row.must, row.goal))
    start = f'  {row.figure:48} {row.text:13} {bounds} '
    if row.value is None:
        return f'{start}{"-":>10} {"":15} {row.missing}'
    spread = getattr(row.value, 'spread', None)
    told = '' if spread is None else f'{spread:.1f} %'
    unsteady = 'unsteady' if spread is not None and spread > UNSTEADY else ''
    return f'{start}{row.value:10.2f} {row.unit:6} {told:>7}  {verdict(row):8}{unsteady}'.rstrip()


def table(corpora, facts, say):
    bound = [row for row in rows(corpora, facts) if row.must is not None]
    free = [row for row in rows(corpora, facts) if row.must is None and row.value is not None]
    say('goals; "x": throughput of gravamen over that of the peer, "x time": time over time; '
        'met: "goal", "must" (the least) or not')
    say(f'  {"figure":48} {"text":13} {"must":>6} {"goal":>6} {"measured":>10}         spread  met')
    for row in bound:
        say(line_of(row))
    if any(len(task.times) < FEWEST for c in corpora.values() for task in c.tasks.values()):
        say(f'  fewer than {FEWEST} rounds: a quick look, none of these figures is to be quoted')
    measured = [row for row in bound if row.value is not None]
    say(f'  {sum(verdict(row) != "NOT MET" for row in measured)} of the {len(measured)} measured hold at '
        f'least; {sum(verdict(row) == "goal" for row in measured)} reach the goal; '
        f'{len(bound) - len(measured)} not measured')
    say('the same without a bound')
    for row in free:
        say(line_of(row))


def losses(corpora, say):
    """Where a peer wins: every tool that is faster than gravamen at the same text, and by how much."""
    sides = (('plain', ('call-all', 'call-most', 'call-rare', 'call-on', 'chunk-all', 'chunk-rare',
                        'words-all', 'words-rare', 'naive')),
             ('gz-2', ('isal-2', 'zlib-2')), ('one-gz-2', ('one-isal', 'one-zlib')),
             ('tag-plain', ('wc', 'rg-all', 'rg-on', 'grep-all', 'grep-on', 'fasttext')), ('tag-gz', ('gzip', 'igzip')))
    for wins, head in ((1, 'where a peer is faster, so many times (none of them decides anything)'),
                       (0, 'where gravamen is faster, so many times')):
        if corpora:
            say(head)
        for name, c in corpora.items():
            for mine, others in sides:
                pairs = [(c.tasks[other].name, c.ratio(mine, other)) for other in others
                         if c.ratio(mine, other) is not None]
                told = [f'{peer}: {ratio if wins else 1 / ratio:.2f}' for peer, ratio in pairs
                        if (ratio > 1) == bool(wins)]
                if told:
                    say(f'  {name}, {c.tasks[mine].name}')
                    for line in textwrap.wrap('; '.join(told), 110):
                        say('      ' + line)
