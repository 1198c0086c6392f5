"""found.py - hits first: in which paragraphs each tool finds something, and what that means."""
import bisect
import json
import os
import subprocess


def paragraph_starts(text):
    """Offsets at which paragraphs (what stands between empty lines) begin."""
    starts, at = [], 0
    while at < len(text):
        while at < len(text) and text[at] == 10:
            at += 1
        if at == len(text):
            break
        starts.append(at)
        end = text.find(b'\n\n', at)
        at = len(text) if end < 0 else end
    return starts


def of_gravamen(gravamen, path, status, starts):
    """Paragraphs that hold a piece of a passage that gravamen reports."""
    with open(path + '.out', 'w+b') as out:
        subprocess.run([gravamen, 'tag', '-j1', '-f', 'jsonl', '--quiet', '--status', status, path],
                       stdout=out, check=True)
        out.seek(0)
        hits = set()
        for line in out:
            record = json.loads(line)
            for label in record['labels']:
                for evidence in label['evidence']:
                    at = evidence.get('at') or record['spans'][0]
                    hits.add(starts[max(bisect.bisect_right(starts, at[0]) - 1, 0)])
    os.remove(path + '.out')
    return hits


def of_peer(command, path):
    subprocess.run(command + [path], stdout=subprocess.DEVNULL, check=True)
    with open(path, encoding='ascii') as f:
        hits = {int(line) for line in f}
    os.remove(path)
    return hits


def compare(m, gravamen, hyperscan, naive, classify, say):
    """classify: what gives fastText's paragraphs, or None."""
    with open(m.plain, 'rb') as f:
        text = f.read()
    starts = paragraph_starts(text)
    hits = {'gravamen, asserted': of_gravamen(gravamen, m.plain, 'asserted', starts),
            'gravamen, any mention': of_gravamen(gravamen, m.plain, 'all', starts)}
    scratch = os.path.join(m.folder, 'hits')
    if hyperscan:
        for mode, words in (('call', 'all'), ('call', 'most'), ('call', 'rare'), ('chunk', 'rare'),
                            ('words', 'rare'), ('call', 'on')):
            hits[f'Hyperscan {mode}, words {words}'] = of_peer(
                [hyperscan, mode, m.words[words], m.plain], scratch)
    hits['naive stems, words rare'] = of_peer([naive, m.words['rare'], m.plain], scratch)
    if classify:
        hits['fastText, any label (learned)'] = classify(starts)
    mentions = hits['gravamen, any mention']
    m.density = 100 * len(mentions) / max(len(starts), 1)
    say(f'what is found: paragraphs with a hit, of {len(starts)}')
    say(f'{"":32} {"paragraphs":>10} {"share":>8} {"not in gravamen":>16} {"only in gravamen":>17}')
    for name, those in hits.items():
        say(f'{name:32} {len(those):10} {100 * len(those) / max(len(starts), 1):6.2f} % '
            f'{len(those - mentions):16} {len(mentions - those):17}')
    say('not in gravamen (any mention): a word alone is no mention: its needs do not stand near it, a '
        'bar or mask forbids it, or the literal lies inside a longer word ("rape" in "drapes")')
    say('only in gravamen: words that stand together only as common ones; words torn in two or '
        'hyphenated at a line end, or written with other letters than ASCII\'s, which literals miss')
    if hyperscan:
        same = hits['Hyperscan call, words rare'] == hits['Hyperscan chunk, words rare']
        say(f'Hyperscan a call a paragraph and in chunks: {"the same" if same else "NOT THE SAME"} '
            'paragraphs')
