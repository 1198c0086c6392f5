#!/usr/bin/env python3
"""Adds up verdict sheets written by draw.py and filled by a reader.

    verdicts.py SHEET...

For `asserted` draws: precision by archive and label with its 95 % interval (Wilson), then by rule (a
passage counts for each rule that fired), then the reasons for the errors. `border` (the codebook can be
read both ways) counts as an error in the lower figure and as right in the upper. For `missed` draws: the
share that should have been asserted, and why it was not. Sheets hold ids and verdicts, no text.
"""
import collections
import sys

from common import wilson

VERDICTS = ("right", "border", "wrong")


def rows_of(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.startswith("#") or not line.strip():
                    continue
                cells = line.rstrip("\n").split("\t")
                if len(cells) < 7 or cells[6] not in VERDICTS:
                    sys.exit("%s:%d: expected archive, label, kind, seed, id, rules, verdict (%s), reason"
                             % (path, number, " | ".join(VERDICTS)))
                yield dict(zip(("archive", "label", "kind", "seed", "id", "rules", "verdict", "reason"),
                               cells + [""]))


def share(tally):
    right, total = tally["right"], sum(tally.values())
    low, high = wilson(right, total)
    line = "%4d of %4d  %.3f (%.3f-%.3f)" % (right, total, right / total, low, high)
    if tally["border"]:
        line += "  %.3f with %d border cases as right" % (
            (right + tally["border"]) / total, tally["border"])
    return line


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    rows = list(rows_of(sys.argv[1:]))
    for kind, heading in (("asserted", "Precision of passages drawn from those that came out asserted"),
                          ("missed", "Passages a loose net caught that rightly did not come out asserted")):
        some = [row for row in rows if row["kind"] == kind]
        if not some:
            continue
        print(heading)
        tallies = collections.defaultdict(collections.Counter)
        for row in some:
            tallies[row["archive"], row["label"], row["seed"]][row["verdict"]] += 1
        for (archive, label, seed), tally in sorted(tallies.items()):
            print("  %-14s %-17s seed %-5s %s" % (archive, label, seed, share(tally)))
        by_rule = collections.defaultdict(collections.Counter)
        for row in some:
            for rule in row["rules"].split():
                if rule != "-":
                    by_rule[row["label"] + "/" + rule][row["verdict"]] += 1
        if by_rule:
            print("  by rule")
        for rule, tally in sorted(by_rule.items(), key=lambda item: -sum(item[1].values())):
            print("    %-42s %s" % (rule, share(tally)))
        reasons = collections.Counter((row["label"], row["verdict"], row["reason"]) for row in some
                                      if row["verdict"] != "right")
        if reasons:
            print("  what was wrong")
        for (label, verdict, reason), count in sorted(reasons.items(), key=lambda i: (i[0][0], -i[1])):
            print("    %-17s %-6s %3d  %s" % (label, verdict, count, reason))
        print()


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:  # `| head`
        sys.stderr.close()
