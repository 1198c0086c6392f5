#!/usr/bin/env python3
"""`gravamen diff` against two runs of `gravamen tag`.

    diff_test.py BUILD

The small model of the command tests, edited, beside itself and the English model, over the sample
corpus and the gold texts: exactly the passages whose labels differ between `tag --status any` with
the one and with the other, in that order, with these transitions. Left out are the few passages
whose text itself hangs on a model's list of hyphens: diff cuts by the new one's alone. Prints "ok" or
"not ok" lines.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOL = os.path.join(TOP, sys.argv[1] if len(sys.argv) > 1 else "build", "gravamen")
INPUTS = [os.path.join(TOP, "corpora", name) for name in ("sample", "gold/gold.jsonl")]
EDITS = [("#count>=5", "#count>=1"), ("on: massacre", "on: massacre*, killing"),
         ("on: could be", "on: could be, may, might"), ("rule forced_labour/term",
                                                        "rule forced_labour/term weight 50")]


def run(arguments, wanted):
    done = subprocess.run([TOOL] + arguments, capture_output=True, check=False)
    if done.returncode not in wanted:
        raise SystemExit("not ok diff: exit status %d of %s: %s" % (
            done.returncode, arguments[0], done.stderr.decode(errors="replace")))
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()], done.returncode


def tagged(model, options):
    lines, _ = run(["tag", "-q", "-m", model, "-f", "jsonl", "--status", "any"] + options + INPUTS,
                   (0, 3))
    return [(json.dumps([line["id"], line["passage"], line["source"], line["spans"]]),
             {label["label"]: label["status"] for label in line.get("labels", [])}, line["text"])
            for line in lines if "passage" in line]


def compare(old, new, options):
    """Says what is wrong, or nothing."""
    said, status = run(["diff", "-q", "-f", "jsonl", old, new] + options + INPUTS, (0, 1, 3))
    before, after = tagged(old, options), tagged(new, options)
    if [row[0] for row in before] != [row[0] for row in after]:
        return "the models do not cut alike"
    expected = []
    sums = collections.Counter()
    cut_otherwise = {}
    for (key, one, old_text), (_, other, text) in zip(before, after):
        if old_text != text:
            cut_otherwise[key] = text
            continue
        changes = {(label, one.get(label, "nothing"), other.get(label, "nothing"))
                   for label in set(one) | set(other) if one.get(label) != other.get(label)}
        sums.update(changes)
        if changes:
            expected.append((key, changes))
    found = [(json.dumps([line["id"], line["passage"], line["source"], line["spans"]]),
              {(change["label"], change["old"], change["new"]) for change in line["changes"]},
             line["text"]) for line in said[:-1]]
    for key, changes, text in found:
        if key in cut_otherwise:
            sums.update(changes)
            if text != cut_otherwise[key]:
                return "not cut by the new model's lists"
    n_found = len(found)
    found = [(key, changes) for key, changes, _ in found if key not in cut_otherwise]
    if len(cut_otherwise) > len(before) // 20:
        return "too many passages are cut otherwise"
    summary = said[-1]["summary"]
    counted = collections.Counter({(label["label"], t["old"], t["new"]): t["passages"]
                                   for label in summary["labels"] for t in label["transitions"]})
    if found != expected:
        return "%d passages found, %d expected" % (len(found), len(expected))
    if counted != sums or summary["passages"] != len(before) or summary["differ"] != n_found:
        return "the summary is not the sum"
    if status != 3:
        return "the damaged sample gave exit status %d" % status
    return "" if expected or old == new else "nothing differs, so nothing was tested"


def main():
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        images = {}
        small = os.path.join(TOP, "tests", "cli", "rules")
        edited = os.path.join(folder, "edited")
        os.mkdir(edited)
        for name in os.listdir(small):
            with open(os.path.join(small, name), encoding="utf-8") as file:
                text = file.read()
            for old, new in EDITS:
                text = text.replace(old, new)
            with open(os.path.join(edited, name), "w", encoding="utf-8") as file:
                file.write(text)
        for name, rules in (("small", small), ("edited", edited),
                            ("english", os.path.join(TOP, "models"))):
            images[name] = os.path.join(folder, name + ".gvm")
            subprocess.run([TOOL, "compile", "-q", rules, "-o", images[name]], check=True)
        for old, new, options in (("small", "edited", []), ("edited", "small", ["-j", "3"]),
                                  ("small", "small", []), ("small", "edited", ["-u", "document"]),
                                  ("small", "english", ["--batch", "100"]),
                                  ("english", "edited", ["-j", "2", "--batch", "1"])):
            wrong = compare(images[old], images[new], options)
            print("%s diff/%s %s %s%s" % ("not ok" if wrong else "ok", old, new,
                                          " ".join(options), ": " + wrong if wrong else ""))
            bad |= bool(wrong)
    return bad


if __name__ == "__main__":
    sys.exit(main())
