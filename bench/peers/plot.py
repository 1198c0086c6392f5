"""plot.py - throughput by tool as bars: an SVG file, written by hand.

Bars are grouped (plain text, .gz, whole processes); gravamen's are darker. The scale is logarithmic,
since tools lie a hundredfold apart; each bar has its figure.
"""
import math
from html import escape

GROUPS = (('plain text, one thread', ('plain', 'call-all', 'call-rare', 'call-on', 'chunk-all',
                                      'chunk-rare', 'words-rare', 'naive')),
          ('.gz', ('gz-1', 'gz-2', 'isal-1', 'isal-2', 'zlib-1', 'zlib-2')),
          ('whole processes', ('tag-plain', 'wc', 'rg', 'grep', 'tag-gz', 'gzip', 'igzip')))
LEFT, WIDE, STEP = 360, 420, 22


def text(x, y, words, anchor='start', weight='normal'):
    return (f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-weight="{weight}">'
            f'{escape(words)}</text>')


def bars(tasks, title, path):
    speeds = [task.speed() for task in tasks.values()]
    low, high = math.floor(math.log10(min(speeds))), math.ceil(math.log10(max(speeds)))
    high = max(high, low + 1)
    parts, y = [text(10, 24, title, weight='bold')], 40
    top = y
    for group, keys in GROUPS:
        present = [key for key in keys if key in tasks]
        if not present:
            continue
        y += STEP
        parts.append(text(10, y, group, weight='bold'))
        for key in present:
            y += STEP
            task = tasks[key]
            length = WIDE * (math.log10(task.speed()) - low) / (high - low)
            colour = '#1b4f72' if task.name.startswith('gravamen') else '#aab7b8'
            parts.append(text(LEFT - 8, y, task.name, 'end'))
            parts.append(f'<rect x="{LEFT}" y="{y - 12}" width="{length:.1f}" height="15" '
                         f'fill="{colour}"/>')
            parts.append(text(LEFT + length + 6, y, f'{task.speed():,.0f}'))
    grid = []
    for power in range(low, high + 1):
        x = LEFT + WIDE * (power - low) / (high - low)
        grid.append(f'<line x1="{x:.0f}" y1="{top}" x2="{x:.0f}" y2="{y + 8}" stroke="#e5e8e8"/>')
        grid.append(text(x, y + 24, f'{10 ** power:,g}', 'middle'))
    with open(path, 'w', encoding='utf-8') as f:
        f.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDE + 80}" '
                f'height="{y + 40}" font-family="sans-serif" font-size="12">\n'
                '<rect width="100%" height="100%" fill="white"/>\n'
                + '\n'.join(grid + parts) + '\n</svg>\n')
