"""The same bytes by every path: with and without the prefilter, in plain C and with each instruction
set, with ISA-L and zlib.

    python3 bench/paths.py [-b BUILD] [-m MEGABYTES] [ARCHIVE...]

Tags each archive, and MEGABYTES (200) of random text built from the words of the English rules, by
every path (`--no-prefilter`, GRAVAMEN_CPU=portable, sse2 and avx2, GRAVAMEN_INFLATE=isal and zlib,
one thread), all mentions, and compares the SHA-256 of the output with that of the usual one (the best
instruction set that the machine has). Prints "ok" or "not ok" lines with size and records.
"""
import argparse
import glob
import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PATHS = [("usual", [], {}), ("no prefilter", ["--no-prefilter"], {}),
         ("portable", [], {"GRAVAMEN_CPU": "portable"}), ("SSE2", [], {"GRAVAMEN_CPU": "sse2"}),
         ("AVX2", [], {"GRAVAMEN_CPU": "avx2"}),
         ("ISA-L", [], {"GRAVAMEN_INFLATE": "isal"}),
         ("zlib", [], {"GRAVAMEN_INFLATE": "zlib"}), ("one thread", ["-j1"], {})]


def vocabulary():
    words = set()
    for path in glob.glob(os.path.join(TOP, "models", "en", "**", "*.gvr"), recursive=True):
        with open(path, encoding="utf-8") as file:
            words.update(re.findall(r"[A-Za-z][a-z'-]+", file.read()))
    return sorted(words)


def write_random(path, megabytes, seed=1):
    """Sentences of random words, with numbers, capitals, commas, line ends and odd letters."""
    rng = random.Random(seed)
    words = vocabulary()
    size = 0
    with open(path, "w", encoding="utf-8") as file:
        while size < megabytes * 1000000:
            parts = []
            for _ in range(2000):
                n = rng.randint(3, 30)
                sentence = rng.choices(words, k=n)
                if rng.random() < 0.3:
                    sentence.insert(rng.randrange(n), str(rng.choice([2, 5, 17, 40, 300, 1994])))
                if rng.random() < 0.1:
                    at = rng.randrange(n)
                    sentence[at] = rng.choice([sentence[at].upper(), sentence[at] + "\u2019s",
                                               "\u00c9" + sentence[at], sentence[at] + ","])
                parts.append(" ".join(sentence).capitalize() + rng.choice([".", ".", "?", "!", ""]))
                parts.append(rng.choice([" ", " ", " ", "\n", "\n\n"]))
            text = "".join(parts)
            file.write(text)
            size += len(text)


def digest(gravamen, path, arguments, environment):
    folder, name = os.path.split(os.path.abspath(path))  # records name the input as it was given
    process = subprocess.Popen([gravamen, "tag", "-q", "-f", "jsonl", "-s", "all"] + arguments + [name], cwd=folder,
                               stdout=subprocess.PIPE, env=dict(os.environ, **environment))
    sha, lines = hashlib.sha256(), 0
    for chunk in iter(lambda: process.stdout.read(1 << 20), b""):
        sha.update(chunk)
        lines += chunk.count(b"\n")
    return process.wait(), sha.hexdigest(), lines


def compare(gravamen, archives, megabytes, say):
    """One line an archive and path; how many differ from the usual path."""
    bad, gravamen = 0, os.path.abspath(gravamen)
    with tempfile.TemporaryDirectory() as folder:
        random_text = os.path.join(folder, "random.txt")
        if megabytes > 0:
            write_random(random_text, megabytes)
        for path in archives + [random_text] * (megabytes > 0):
            good = digest(gravamen, path, [], {})
            for name, arguments, environment in PATHS[1:]:
                same = good[0] in (0, 3) and digest(gravamen, path, arguments, environment) == good
                bad += not same
                say(f"{'ok' if same else 'not ok'} {os.path.basename(path)}, {name}: "
                    f"{os.path.getsize(path)} bytes, {good[2]} records, {good[1][:16]}")
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-b", default="build")
    parser.add_argument("-m", type=int, default=200)
    parser.add_argument("archives", nargs="*")
    options = parser.parse_args()
    gravamen = os.path.join(options.b, "gravamen")
    return 1 if compare(gravamen, options.archives, options.m, lambda line: print(line, flush=True)) else 0


if __name__ == "__main__":
    sys.exit(main())
