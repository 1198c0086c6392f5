#!/usr/bin/env python3
"""How far the figures on a labelled set carry: by source, and rule by rule.

    sources.py [--corpus ARCHIVE]... [--models FOLDER] [GOLD.jsonl]

1. F1 of `asserted` by source, with 95 % intervals (bootstrap over documents).
2. Left out, one source at a time: the model without the rules that fire on no labelled passage outside
   that source, compiled and run on the source. The loss is what rests on rules that only this source
   speaks for.
3. Rules that fire in one source only, and rules that fire on one passage only. With --corpus, how often
   those fire there; a rule that fires on one labelled passage and nowhere in the corpus is a rule for
   that passage: it is named, and the exit status is 1.
"""
import argparse
import collections
import os
import re
import sys
import tempfile

from common import (LABELS, ROOT, counts, f1, gravamen_labels, interval, macro_f1, read_jsonl,
                    source_of, tag)


def fired(path, model):
    """rule -> set of ids of the passages it fires on, with whatever status."""
    found = collections.defaultdict(set)
    for record in tag(path, model):
        name = record.get("id", record["source"]["path"])
        for entry in record.get("labels", []):  # none where the language is not covered
            for evidence in entry["evidence"]:
                found[evidence["rule"]].add("%s#%d" % (name, record["passage"]))
    return found


def rules_in(folder):
    """Every rule a folder of rule files defines."""
    names = []
    for path, _, files in os.walk(folder):
        for file in sorted(files):
            if file.endswith(".gvr"):
                with open(os.path.join(path, file), encoding="utf-8") as lines:
                    names += re.findall(r"^rule (\S+)", lines.read(), re.M)
    return sorted(names)


def items_of(text):
    """A rule file's items: each begins at the left margin and takes in what is indented below."""
    return re.findall(r"(?m)^\S.*\n?(?:(?:[ \t].*|[ \t]*)(?:\n|\Z))*", text)


def keep_item(item, dropped):
    """The item without the dropped rules, or "": a cue or mask may name rules (`for LABEL/NAME`), and
    one that names nothing else goes with them."""
    match = re.match(r"rule (\S+)", item)
    if match and match.group(1) in dropped:
        return ""
    # A line after a comma goes on with the statement above it: a "for" there is a word of a pattern.
    line = re.search(r"(?m)(?<!,)\n[ \t]+for ((?:.*,\n)*.*)$", item)
    if not line:
        return item
    targets = [target.split() for target in line.group(1).split(",")]
    kept = [" ".join(words) for words in targets if not dropped.intersection(words)]
    if not kept:
        return ""
    return item[:line.start(1)] + ", ".join(kept) + item[line.end(1):]


def without(folder, dropped, target):
    """Copies the rule files, leaving out the dropped rules."""
    for path, _, files in os.walk(folder):
        made = os.path.join(target, os.path.relpath(path, folder))
        os.makedirs(made, exist_ok=True)
        for file in files:
            if not file.endswith(".gvr"):
                continue
            with open(os.path.join(path, file), encoding="utf-8") as lines:
                text = lines.read()
            with open(os.path.join(made, file), "w", encoding="utf-8") as out:
                out.write("".join(keep_item(item, dropped) for item in items_of(text)))


def by_source(gold, found):
    print("F1 of `asserted` by source (number of asserted passages; `-`: fewer than 5)")
    print("%-16s %9s  %s   macro of those shown" % ("source", "passages", "  ".join(
        "%-16s" % label for label in LABELS)))
    for source in sorted({source_of(p) for p in gold}) + ["all"]:
        part = gold if source == "all" else [p for p in gold if source_of(p) == source]
        shown, cells = [], []
        for label in LABELS:
            right, wrong, missed = counts(part, found, label)
            if right + missed >= 5:
                shown.append(label)
                cells.append("%.3f (%d)" % (f1(right, wrong, missed), right + missed))
            else:
                cells.append("- (%d)" % (right + missed))
        line = "%-16s %9d  %s" % (source, len(part), "  ".join("%-16s" % cell for cell in cells))
        if shown:
            low, high = interval(part, lambda some: macro_f1(some, found, shown))
            line += "   %.3f (%.3f-%.3f)" % (macro_f1(part, found, shown), low, high)
        print(line)


def left_out(gold, path, folder, where):
    """The leave-one-source-out table; `where`: rule -> sources it fires in."""
    print("\nLeft out: each source read without the rules that fire in no other")
    print("%-16s %14s %14s %8s" % ("source", "rules dropped", "macro-F1 with", "without"))
    full = gravamen_labels(path, folder)
    for source in sorted({source_of(p) for p in gold}):
        part = [p for p in gold if source_of(p) == source]
        shown = [l for l in LABELS if sum(counts(part, full, l)[::2]) >= 5]
        if not shown:
            continue
        dropped = {rule for rule in where if where[rule] == {source}}
        with tempfile.TemporaryDirectory() as scratch:
            target = os.path.join(scratch, "models")
            without(folder, dropped, target)
            found = gravamen_labels(path, target)
        print("%-16s %14d %14.3f %8.3f" % (source, len(dropped), macro_f1(part, full, shown),
                                           macro_f1(part, found, shown)))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("gold", nargs="?", default=os.path.join(ROOT, "corpora/gold/gold.jsonl"))
    parser.add_argument("--corpus", action="append", default=[])
    parser.add_argument("--models", default=os.path.join(ROOT, "models"))
    options = parser.parse_args()

    gold = read_jsonl(options.gold)
    source = {p["id"]: source_of(p) for p in gold}
    by_source(gold, gravamen_labels(options.gold, options.models))

    passages = {rule: {name.rsplit("#", 1)[0] for name in names}
                for rule, names in fired(options.gold, options.models).items()}
    where = {rule: {source[name] for name in names} for rule, names in passages.items()}
    left_out(gold, options.gold, options.models, where)

    corpus = collections.Counter()
    for archive in options.corpus:
        for rule, names in fired(archive, options.models).items():
            corpus[rule] += len(names)
    everything = rules_in(options.models)
    narrow = [rule for rule in everything if len(where.get(rule, ())) == 1]
    print("\nRules that fire in one source only (%d of %d rules; %d fire on no labelled passage)" % (
        len(narrow), len(everything), sum(rule not in where for rule in everything)))
    print("%-44s %-16s %8s %8s" % ("rule", "source", "passages", "corpus"))
    for rule in narrow:
        print("%-44s %-16s %8d %8s" % (rule, *where[rule], len(passages[rule]),
                                       corpus[rule] if options.corpus else "-"))
    if not options.corpus:
        return
    silent = [rule for rule in everything if rule not in where and not corpus[rule]]
    print("\nRules that fire neither on a labelled passage nor in the corpus: %s"
          % (", ".join(silent) or "none"))
    single = [rule for rule in everything
              if len(passages.get(rule, ())) == 1 and not corpus[rule]]
    print("Rules that fire on one labelled passage and nowhere in the corpus: %s"
          % (", ".join(single) or "none"))
    sys.exit(1 if single else 0)


if __name__ == "__main__":
    main()
