#!/usr/bin/env python3
"""`gravamen eval --agreement` against a second way of computing the same.

    agreement_test.py BUILD

Random label files; kappa from observed and expected agreement, alpha from all pairs of values, both
in exact fractions and by the books' definitions, none of the closed forms that the program uses. The
bootstrap is done again with the same generator. Prints one "ok" or "not ok" line a set of files.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

LABELS = ["ethnic_cleansing", "forced_labour", "sexual_violence", "mass_killing"]
STATUSES = ["asserted", "negated", "hypothetical_or_risk", "legal_or_policy", "figurative_or_name"]
ROUNDS = 1000


def kappa(pairs):
    n = len(pairs)
    seen = Fraction(sum(a == b for a, b in pairs), n)
    chance = sum(Fraction(sum(a == v for a, _ in pairs), n) *
                 Fraction(sum(b == v for _, b in pairs), n) for v in (True, False))
    return None if chance == 1 else (seen - chance) / (1 - chance)


def agreement_on(value, pairs):
    """The share, among one reader's uses of the value, of the other's, averaged over readers."""
    uses = sum((a == value) + (b == value) for a, b in pairs)
    return None if uses == 0 else Fraction(2 * sum(a == b == value for a, b in pairs), uses)


def alpha(pairs):
    """One less the disagreement within units over that among all values, whoever gave them."""
    counts = {}
    for pair in pairs:
        for value in pair:
            counts[value] = counts.get(value, 0) + 1
    total = sum(counts.values())
    within = Fraction(sum(a != b for a, b in pairs), len(pairs))
    among = Fraction(sum(n * (total - n) for n in counts.values()), total * (total - 1))
    return None if among == 0 else 1 - within / among


def measures(passages):
    """passages: [{label: (status of A, status of B)}]; every figure by name."""
    found = {}
    pooled = []
    for label in LABELS:
        pairs = [passage[label] for passage in passages]
        said = [(a == "asserted", b == "asserted") for a, b in pairs]
        found[label, "kappa"] = kappa(said)
        found[label, "positive"] = agreement_on(True, said)
        found[label, "negative"] = agreement_on(False, said)
        found[label, "alpha"] = alpha(pairs)
        pooled += pairs
    found[None, "alpha"] = alpha(pooled)
    return found


def generator(state=0x67726176616D656E):
    mask = (1 << 64) - 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        mixed = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & mask
        yield (mixed ^ mixed >> 31) >> 32


def intervals(passages):
    numbers = generator()
    draws = {}
    for _ in range(ROUNDS):
        drawn = [passages[next(numbers) * len(passages) >> 32] for _ in passages]
        for name, value in measures(drawn).items():
            if value is not None:
                draws.setdefault(name, []).append(value)
    for values in draws.values():
        values.sort()
    return {name: (values[len(values) // 40], values[len(values) - 1 - len(values) // 40],
                   len(values)) for name, values in draws.items()}


def make_files(chance, folder):
    n = chance.randint(1, 40)
    share = chance.choice([0.02, 0.3, 0.9])
    agree = chance.choice([0.0, 0.5, 0.9, 1.0])
    paths = [os.path.join(folder, name) for name in ("a.jsonl", "b.jsonl")]
    rows = [{}, {}]
    for number in range(n):
        both = [{}, {}]
        for label in LABELS:
            if chance.random() < share:
                both[0][label] = chance.choice(STATUSES)
            if chance.random() < agree:
                if label in both[0]:
                    both[1][label] = both[0][label]
            elif chance.random() < share:
                both[1][label] = chance.choice(STATUSES)
        for side in (0, 1):
            if number == 0 or chance.random() < 0.95:
                rows[side]["p%d" % number] = both[side]
    for side, path in enumerate(paths):
        ids = list(rows[side])
        chance.shuffle(ids)
        with open(path, "w", encoding="utf-8") as file:
            for name in ids:
                labels = rows[side][name]
                if side == 1 and chance.random() < 0.5:
                    labels = [{"label": label, "status": status, "evidence": []}
                              for label, status in labels.items()]
                file.write(json.dumps({"id": name, "labels": labels}) + "\n")
        rows[side]["order"] = ids
    return paths, rows


def close(said, true):
    return (said is None) == (true is None) and (true is None or abs(said - true) < 2e-6)


def differences(said, rows, with_intervals):
    ids = [name for name in rows[0]["order"] if name in rows[1]]
    passages = [{label: (rows[0][name].get(label), rows[1][name].get(label)) for label in LABELS}
                for name in ids]
    if said["passages"] != len(ids):
        yield "passages"
    for side, key in ((0, "a"), (1, "b")):
        if said[key]["only"] != [i for i in rows[side]["order"] if i not in rows[1 - side]]:
            yield key
    entries = {entry["label"]: entry for entry in said["labels"]}
    bounds = intervals(passages) if with_intervals else {}
    for (label, name), value in measures(passages).items():
        entry = said if label is None else entries[label]
        if not close(entry[name], value) or (value is None) != (name + "_undefined" in entry):
            yield "%s %s: %s is not %s" % (label, name, entry[name], value)
        low, high, draws = bounds.get((label, name), (None, None, None))
        if with_intervals and value is not None and not (
                close(entry[name + "_low"], low) and close(entry[name + "_high"], high) and
                entry[name + "_draws"] == draws):
            yield "%s %s: interval" % (label, name)


def main():
    tool = os.path.join(sys.argv[1] if len(sys.argv) > 1 else "build", "gravamen")
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(60):
            paths, rows = make_files(random.Random(seed), folder)
            done = subprocess.run([tool, "eval", "--agreement", "--json"] + paths,
                                  capture_output=True, text=True, check=False)
            wrong = ([done.stderr] if done.returncode != 0 else
                     list(differences(json.loads(done.stdout), rows, seed < 4)))
            print("%s agreement/%d%s" % ("not ok" if wrong else "ok", seed,
                                         ": " + "; ".join(wrong) if wrong else ""))
            bad |= bool(wrong)
    return bad


if __name__ == "__main__":
    sys.exit(main())
