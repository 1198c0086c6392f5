"""plot.py - throughput by tool: an SVG file, written by hand.

A row a tool, in groups (plain text, .gz, whole processes), a dot at its speed; gravamen's are dark and
larger. Tools lie a hundredfold apart, so the scale is logarithmic, and dots it has to be: the length of
a bar would say nothing on it. Each dot has its figure.
"""
import math
from html import escape

GROUPS = (('plain text, one thread', ('plain', 'call-all', 'call-most', 'call-rare', 'call-on',
                                      'chunk-all', 'chunk-rare', 'words-all', 'words-rare', 'naive')),
          ('eight .gz', ('gz-1', 'gz-2', 'isal-1', 'isal-2', 'zlib-1', 'zlib-2')),
          ('one .gz of one member', ('one-gz-1', 'one-gz-2', 'one-isal', 'one-zlib')),
          ('whole processes', ('tag-plain', 'wc', 'rg-all', 'rg-on', 'grep-all', 'grep-on', 'fasttext', 'tag-gz', 'gzip', 'igzip')))
LEFT, WIDE, STEP, RIGHT = 390, 420, 20, 70
OURS, OTHERS = '#1b4f72', '#7f8c8d'


def text(x, y, words, anchor='start', weight='normal', fill='#222'):
    return (f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-weight="{weight}" fill="{fill}">'
            f'{escape(words)}</text>')


def speeds(tasks, source, path):
    shown = [tasks[key].speed() for _, keys in GROUPS for key in keys if key in tasks]
    low, high = math.floor(math.log10(min(shown))), math.ceil(math.log10(max(shown)))
    high = max(high, low + 1)

    def x(speed):
        return LEFT + WIDE * (math.log10(speed) - low) / (high - low)

    parts, y = [text(10, 24, 'Throughput by tool: MB of text a second', weight='bold'),
                text(10, 42, f'{source}; each line of the grid is ten times the one before it')], 56
    top = y
    for group, keys in GROUPS:
        present = [key for key in keys if key in tasks]
        if not present:
            continue
        y += STEP + 4
        parts.append(text(10, y, group, weight='bold'))
        for key in present:
            y += STEP
            task = tasks[key]
            ours = task.name.startswith('gravamen')
            colour, at = OURS if ours else OTHERS, x(task.speed())
            parts.append(text(LEFT - 10, y, task.name, 'end', 'bold' if ours else 'normal', colour if ours else '#222'))
            parts.append(f'<line x1="{LEFT}" y1="{y - 4}" x2="{at:.1f}" y2="{y - 4}" stroke="#ccd1d1" '
                         'stroke-dasharray="1 3"/>')
            parts.append(f'<circle cx="{at:.1f}" cy="{y - 4}" r="{6 if ours else 4.5}" fill="{colour}"/>')
            parts.append(text(at + 11, y, f'{task.speed():,.0f}', weight='bold' if ours else 'normal'))
    grid = []
    for power in range(low, high + 1):
        at = x(10 ** power)
        grid.append(f'<line x1="{at:.0f}" y1="{top}" x2="{at:.0f}" y2="{y + 8}" stroke="#e5e8e8"/>')
        grid.append(text(at, y + 24, f'{10 ** power:,g}', 'middle'))
    with open(path, 'w', encoding='utf-8') as f:
        f.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDE + RIGHT}" '
                f'height="{y + 40}" font-family="sans-serif" font-size="12">\n'
                '<rect width="100%" height="100%" fill="white"/>\n'
                + '\n'.join(grid + parts) + '\n</svg>\n')
