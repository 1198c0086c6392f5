"""goals.py - the table of goals: figure, least that must hold, what we are after, measured.

Goals are stated for UN speeches (ungdc), human-rights reports (statedept_hr) and synthetic news
(synth); on other text a figure is only printed. Throughput ratios are gravamen over peer: higher is
better; ratios of time and sizes: lower is better. A row is unsteady where a time in it spread by more
than a tenth: other work ran on the machine, and it is not to be quoted.
"""

UNSTEADY = 10  # per cent of spread above which a figure decides nothing
NEWS, REPORTS, SPEECHES = 'synth', 'statedept_hr', 'ungdc'


class Ratio(float):
    """One time over another; `spread` is the larger of theirs."""

    def __new__(cls, over, under):
        made = super().__new__(cls, over.seconds() / under.seconds())
        made.spread = max(over.spread(), under.spread())
        return made


def rows(name, tasks, facts):
    """(figure, must, goal, measured or None, unit, higher is better, why it is missing)."""
    def faster(mine, other):
        return Ratio(tasks[other], tasks[mine]) if {mine, other} <= set(tasks) else None

    def longer(mine, other):
        return Ratio(tasks[mine], tasks[other]) if {mine, other} <= set(tasks) else None

    plain = {NEWS: (1.4, 2.0), SPEECHES: (1.4, 2.0), REPORTS: (1.0, 1.4)}.get(name, (None, None))
    isal = {SPEECHES: (0.55, 0.75), REPORTS: (0.35, 0.55)}.get(name, (None, None))
    zlib = {SPEECHES: (0.75, 0.85), REPORTS: (0.60, 0.75)}.get(name, (None, None))
    one = (1.10, 1.05, 1.15) if name == SPEECHES else (None, None, None)
    peer = 'not installed'
    yield 'plain 1T / Hyperscan a call, words all', *plain, faster('plain', 'call-all'), 'x', 1, peer
    yield 'plain 1T / Hyperscan a call, words rare', *plain, faster('plain', 'call-rare'), 'x', 1, peer
    yield 'plain 1T / Hyperscan a call, words on', *plain, faster('plain', 'call-on'), 'x', 1, peer
    yield ('plain 1T / Hyperscan 1 MB chunks, words rare', None, None, faster('plain', 'chunk-rare'),
           'x', 1, peer)
    yield ('plain 1T / Hyperscan \\b...\\b, words rare', None, None, faster('plain', 'words-rare'),
           'x', 1, peer)
    yield 'plain 1T / a day\'s work', None, None, faster('plain', 'naive'), 'x', 1, ''
    for threads, at_least in ((1, (None, None)), (2, isal)):
        yield (f'.gz {threads}T / ISA-L doing nothing', *at_least,
               faster(f'gz-{threads}', f'isal-{threads}'), 'x', 1, peer)
    for threads, at_least in ((1, (None, None)), (2, zlib)):
        yield (f'.gz {threads}T / zlib doing nothing', *at_least,
               faster(f'gz-{threads}' + facts['with_zlib'], f'zlib-{threads}'), 'x', 1, '')
    yield ('one .gz 2T, time / zlib doing nothing', one[0], one[1],
           longer('one-gz' + facts['with_zlib'], 'one-zlib'), 'x time', 0, '')
    yield ('one .gz 2T, time / ISA-L doing nothing', one[2], one[1], longer('one-gz', 'one-isal'),
           'x time', 0, peer)
    yield '2 threads / 1, 8 equal files', 1.9, 1.95, faster('files-2', 'files-1'), 'x', 1, ''
    yield ('2 threads / 1, 8 equal .gz', None, None, faster('gz-2', 'gz-1'), 'x', 1, '')
    yield 'serial share (reader, plain text)', 1.5, 0.5, facts['share'], '%', 0, ''
    yield ('JSONL .gz / the same text as .gz, 1T', 0.8, 0.9, faster('lines', 'one-gz-1'), 'x', 1,
           'no JSONL form of this corpus')
    yield 'files of 4 KB, time / one file', 1.5, 1.2, longer('small', 'joined'), 'x time', 0, ''
    yield (f'peak memory, {facts["stream"]} MB stream, 2T', 96, 48, facts['peak'], 'MB', 0, '')
    yield 'start to first result', 20, 5, facts['start'], 'ms', 0, ''


def verdict(value, must, goal, higher):
    if must is None:
        return ''
    sign = 1 if higher else -1
    return ('goal' if sign * value >= sign * goal else 'must' if sign * value >= sign * must
            else 'not met')


def table(name, tasks, facts, say):
    say('goals; ratios: gravamen / peer')
    say(f'  {"figure":48} {"must":>7} {"goal":>7} {"measured":>10}        met')
    for figure, must, goal, value, unit, higher, missing in rows(name, tasks, facts):
        bounds = ' '.join(f'{"-" if bound is None else f"{bound:g}":>7}' for bound in (must, goal))
        if value is None:
            say(f'  {figure:48} {bounds} {"-":>10}        not measured: {missing}')
        else:
            spread = getattr(value, 'spread', 0)
            say(f'  {figure:48} {bounds} {value:10.2f} {unit:6} {verdict(value, must, goal, higher):8}'
                f'{f"unsteady: {spread:.0f} % spread" if spread > UNSTEADY else ""}'.rstrip())
    say('  not measured here: 100,000 rules against 1,000; a gap of 50 words against 5')
