#!/usr/bin/env python3
"""README.md says what the commands print.

usage: readme_test.py [BUILD] [--update]

A fenced block whose first line is "$ COMMAND" must show what COMMAND prints, where a line "..." stands
for any lines (`make check` itself is left out); a block that begins with "rule " must stand so in a
rule file; a Python block must run. --update writes the shown outputs anew, as far as no "..." is in
them. Commands name build/; another BUILD takes its place.
"""
import glob
import os
import re
import subprocess
import sys

ARGUMENTS = [a for a in sys.argv[1:] if a != '--update']
BUILD = ARGUMENTS[0] if ARGUMENTS else 'build'
UPDATE = '--update' in sys.argv
BLOCK = re.compile(r'^```(\w*)\n(.*?)^```$', re.M | re.S)


def run(command):
    command = re.sub(r'\bbuild/', BUILD.rstrip('/') + '/', command)
    out = subprocess.run(command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    return out.stdout.decode('utf-8').replace(BUILD.rstrip('/') + '/', 'build/')


def fits(shown, printed):
    pattern = ''.join('(?:.*\n)*?' if line == '...' else re.escape(line) + '\n' for line in shown)
    return re.fullmatch(pattern, printed) is not None


def check(kind, body):
    """(name, the block's new body or None, whether it is good), or None for a block that shows nothing."""
    lines = body.rstrip('\n').split('\n')
    if lines[0].startswith('$ make check'):
        return None
    if lines[0].startswith('$ '):
        printed = run(lines[0][2:])
        good = fits(lines[1:], printed)
        new = None if good or '...' in lines else '%s\n%s' % (lines[0], printed)
        return lines[0][2:], new, good
    if lines[0].startswith('rule '):
        sources = [open(p, encoding='utf-8').read() for p in glob.glob('models/*/rules/*.gvr')]
        return lines[0], None, any(body in source for source in sources)
    if kind == 'python':
        environment = dict(os.environ, LD_LIBRARY_PATH=BUILD)
        out = subprocess.run([sys.executable, '-c', body], env=environment, stdout=subprocess.PIPE)
        return 'python', None, out.returncode == 0 and b'mass_killing' in out.stdout
    return None


def main():
    with open('README.md', encoding='utf-8') as f:
        text = f.read()
    bad = 0
    for kind, body in BLOCK.findall(text):
        result = check(kind, body)
        if result is None:
            continue
        name, new, good = result
        if UPDATE and new is not None:
            text = text.replace(body, new)
            good = True
        bad += not good
        print('%s readme/%s' % ('ok' if good else 'not ok', name))
    if UPDATE:
        with open('README.md', 'w', encoding='utf-8') as f:
            f.write(text)
    return bad > 0


if __name__ == '__main__':
    sys.exit(main())
