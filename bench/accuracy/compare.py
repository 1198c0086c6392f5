#!/usr/bin/env python3
"""gravamen beside other ways to find the same passages, on the same labelled set.

    compare.py [--by-source] [--test FILE] [--prototype CLASSIFY.py] [GOLD.jsonl]

See systems.py for what each system is. Those that learn are trained by 5-fold cross-validation over
documents; with --by-source one source is left out at a time; with --test they are trained on all of
GOLD and every system is read on FILE, which none has seen. Figures are F1 of `asserted`, macro-F1 with
its 95 % interval (bootstrap over documents), and the status macro-F1 of systems that give statuses.
A system that is not installed is named as left out.
"""
import argparse
import os
import shutil
import sys
import time

import systems
from common import LABELS, ROOT, counts, f1, interval, macro_f1, read_jsonl, source_of, status_f1


def answers(system, gold, options):
    """The system's labels for every passage that is scored."""
    if options.test:
        return system(gold, read_jsonl(options.test), options)
    if system not in (systems.fasttext, systems.logistic):
        return system([], gold, options)
    if options.by_source:
        names = sorted({source_of(p) for p in gold})
        folds = [[p for p in gold if source_of(p) == name] for name in names]
    else:
        folds = systems.folds_of(gold, 5)
    found = {}
    for part in folds:
        found.update(system([p for other in folds if other is not part for p in other], part, options))
    return found


def line_of(name, scored, found, seconds):
    low, high = interval(scored, lambda some: macro_f1(some, found))
    statuses = {s for labels in found.values() for s in labels.values()}
    return "%-22s %s   %.3f (%.3f-%.3f)   %-7s %8.1f" % (
        name, "  ".join("%-16.3f" % f1(*counts(scored, found, label)) for label in LABELS),
        macro_f1(scored, found), low, high,
        "%.3f" % status_f1(scored, found) if len(statuses) > 1 else "-", seconds)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("gold", nargs="?", default=os.path.join(ROOT, "corpora/gold/gold.jsonl"))
    parser.add_argument("--by-source", action="store_true")
    parser.add_argument("--test")
    parser.add_argument("--model")
    parser.add_argument("--prototype")
    options = parser.parse_args()
    gold = read_jsonl(options.gold)
    scored = read_jsonl(options.test) if options.test else gold

    rows = [("keyword list", systems.keywords, None), ("CAMEO-style patterns", systems.cameo, None),
            ("fastText", systems.fasttext, "fasttext"),
            ("logistic regression", systems.logistic, "liblinear-train")]
    if options.prototype:
        rows.append(("prototype", systems.prototype, None))
    rows.append(("gravamen", systems.gravamen, None))
    how = ("trained on GOLD, read on %s" % os.path.basename(options.test) if options.test else
           "one source left out at a time" if options.by_source else "5 folds over documents")
    print("%d passages; systems that learn: %s" % (len(scored), how))
    print("%-22s %s   %-21s   %-7s %8s" % ("F1 of `asserted`", "  ".join(
        "%-16s" % label for label in LABELS), "macro (95 %)", "status", "seconds"))
    for name, system, needs in rows:
        if needs and not shutil.which(needs):
            print("%-22s left out: the command %s is not installed" % (name, needs))
            continue
        start = time.monotonic()
        found = answers(system, gold, options)
        print(line_of(name, scored, found, time.monotonic() - start), flush=True)
    sys.exit(0)


if __name__ == "__main__":
    main()
