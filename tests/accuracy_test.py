#!/usr/bin/env python3
"""The scripts of bench/accuracy on made-up data: figures worked out by hand, draws that repeat.

    accuracy_test.py [BUILD]
"""
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
BENCH = os.path.join(ROOT, "bench", "accuracy")
FAILED = []


def say(good, name):
    print("%s accuracy/%s" % ("ok" if good else "not ok", name))
    if not good:
        FAILED.append(name)


def run(script, *arguments):
    environment = dict(os.environ, GRAVAMEN=os.path.join(BUILD, "gravamen"))
    return subprocess.run([sys.executable, os.path.join(BENCH, script), *arguments], env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)


def passage(number, source, text, **labels):
    return {"id": "%s/%d#0" % (source, number), "source": source, "text": text, "labels": labels}


def write(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row) + "\n")


RULES = """language en
rule mass_killing/common
  why a test
  on: massacre
  yes: The massacre.
  no: The meeting.
rule mass_killing/narrow
  why a test
  on: slaughter
  yes: The slaughter.
  no: The meeting.
"""
CODEBOOK = """language any
statuses: asserted > negated
test G1 = negated
label ethnic_cleansing
label forced_labour
label sexual_violence
label mass_killing
"""


def check_sources(scratch):
    """`narrow` is right in one source only, on one passage: dropping it there halves what is found."""
    models = os.path.join(scratch, "models")
    os.mkdir(models)
    for name, text in (("codebook.gvr", CODEBOOK), ("rules.gvr", RULES)):
        with open(os.path.join(models, name), "w", encoding="utf-8") as out:
            out.write(text)
    gold = os.path.join(scratch, "gold.jsonl")
    rows = [passage(n, source, "The massacre in Oru.", mass_killing="asserted")
            for source in ("here", "there") for n in range(6)]
    rows.append(passage(9, "here", "The slaughter in Oru.", mass_killing="asserted"))
    write(gold, rows)
    corpus = os.path.join(scratch, "corpus.txt")
    with open(corpus, "w", encoding="utf-8") as out:
        out.write("A massacre was reported.\n")
    answer = run("sources.py", "--models", models, "--corpus", corpus, gold)
    text = answer.stdout.decode()
    rows = {line.split()[0]: line.split() for line in text.splitlines() if line.strip()}
    say(answer.returncode == 1 and "nowhere in the corpus: mass_killing/narrow" in text,
        "sources: a rule for one passage is named and fails")
    # here: 7 found of 7, F1 1; without the rule 6 of 7, F1 12/13.
    left = text[text.index("Left out"):]
    here = next(line.split() for line in left.splitlines() if line.startswith("here"))
    say(here[1:] == ["1", "1.000", "0.923"] and rows["mass_killing/narrow"][1:] == ["here", "1", "0"],
        "sources: left out, one source at a time")
    with open(corpus, "a", encoding="utf-8") as out:
        out.write("\nA slaughter was reported.\n")
    say(run("sources.py", "--models", models, "--corpus", corpus, gold).returncode == 0,
        "sources: a rule that the corpus knows passes")


def check_compare(scratch):
    """Keyword list and patterns on three passages, by hand: F1 2/3 and 1 for mass killing."""
    gold = os.path.join(scratch, "three.jsonl")
    write(gold, [passage(1, "a", "Soldiers massacred villagers.", mass_killing="asserted"),
                 passage(2, "a", "A massacre at the box office.", mass_killing="figurative_or_name"),
                 passage(3, "a", "Nothing of the kind.")])
    code = ("import sys; sys.path.insert(0, %r); import systems; from common import *; "
            "gold = read_jsonl(%r); print(*['%%.3f' %% f1(*counts(gold, system([], gold, None), "
            "'mass_killing')) for system in (systems.keywords, systems.cameo)])" % (BENCH, gold))
    answer = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=False)
    say(answer.stdout.decode().split() == ["0.667", "1.000"], "compare: keywords and patterns by hand")


def check_draw(scratch):
    """The same seed draws the same passages; the sheet holds ids and no text."""
    sheet = [os.path.join(scratch, "sheet%d" % n) for n in (1, 2)]
    gold = os.path.join(ROOT, "corpora", "gold", "gold.jsonl")
    tool = os.path.join(BUILD, "gravamen")
    answers = [run("draw.py", "asserted", "mass_killing", "5", "7", gold, "--tool", tool, "--sheet", s)
               for s in sheet]
    rows = [open(s, encoding="utf-8").read() for s in sheet]
    say(answers[0].returncode == 0 and rows[0] == rows[1] and rows[0].count("\n") == 5,
        "draw: the same seed draws the same passages")
    drawn = {line.split("\t")[4] for line in rows[0].splitlines()}
    more = run("draw.py", "asserted", "mass_killing", "5", "7", gold, "--tool", tool, "--skip", sheet[0],
               "--sheet", sheet[1])
    again = {line.split("\t")[4] for line in open(sheet[1], encoding="utf-8")}
    say(more.returncode == 0 and not drawn & again, "draw: what a sheet holds is not drawn again")
    texts = [json.loads(line)["text"] for line in open(gold, encoding="utf-8")]
    say(not any(text[:40] in rows[0] for text in texts), "draw: a sheet holds no text")


def check_verdicts(scratch):
    """Three right of four: 0.75 with Wilson's 0.301 to 0.954; an unread row is refused."""
    sheet = os.path.join(scratch, "verdicts")
    rows = [("a", "mass_killing", "asserted", "1", "d#%d" % n, "killed", verdict, reason)
            for n, (verdict, reason) in enumerate([("right", "")] * 3 + [("wrong", "fighters")])]
    with open(sheet, "w", encoding="utf-8") as out:
        out.writelines("\t".join(row) + "\n" for row in rows)
    text = run("verdicts.py", sheet).stdout.decode()
    say("3 of    4  0.750 (0.301-0.954)" in text and "fighters" in text, "verdicts: share and interval")
    with open(sheet, "a", encoding="utf-8") as out:
        out.write("a\tmass_killing\tasserted\t1\td#9\tkilled\t\t\n")
    answer = run("verdicts.py", sheet)
    say(answer.returncode != 0 and b":5:" in answer.stderr, "verdicts: an unread row is refused")


def main():
    for check in (check_sources, check_compare, check_draw, check_verdicts):
        with tempfile.TemporaryDirectory() as scratch:
            check(scratch)
    sys.exit(1 if FAILED else 0)


if __name__ == "__main__":
    main()
