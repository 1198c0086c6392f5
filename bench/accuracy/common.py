"""What the accuracy scripts share: labelled passages, gravamen's answer to them, F1, intervals.

A labelled passage is a line `{"id", "source", "text", "labels": {label: status}, "context"}`; a label
that is absent means no mention. Passages of one document (the id up to "#") are not independent, so
every interval is a percentile bootstrap over documents, not passages (Efron & Tibshirani 1993, ch. 13),
with a fixed seed.
"""
import json
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
LABELS = ("ethnic_cleansing", "forced_labour", "sexual_violence", "mass_killing")
STATUSES = ("asserted", "negated", "hypothetical_or_risk", "legal_or_policy", "figurative_or_name")
TOOL = os.environ.get("GRAVAMEN", os.path.join(ROOT, "build", "gravamen"))


def read_jsonl(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def document_of(passage):
    """The document a passage comes from; passages of one document stay in one fold."""
    return passage["id"].split("#")[0]


def source_of(passage):
    return passage.get("source", "all")


def tag(path, model=None, status="any", text=False):
    """Each record `gravamen tag` writes for an archive."""
    command = [TOOL, "tag", "-q", "-f", "jsonl", "-s", status] + ([] if text else ["--no-text"])
    command += (["--model", model] if model else []) + [path]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    for line in process.stdout:
        yield json.loads(line)
    if process.wait() not in (0, 3):
        sys.exit("gravamen ended with status %d on %s" % (process.returncode, path))


def strongest(old, new):
    return min((old, new), key=STATUSES.index) if old else new


def gravamen_labels(path, model=None):
    """id -> {label: status}; where a labelled passage was cut in two, the stronger status holds."""
    found = {}
    for record in tag(path, model):
        labels = found.setdefault(record["id"], {})
        for entry in record["labels"]:
            labels[entry["label"]] = strongest(labels.get(entry["label"]), entry["status"])
    return found


def counts(gold, found, label):
    """(right, wrong, missed) of `asserted`."""
    right = wrong = missed = 0
    for passage in gold:
        is_so = passage["labels"].get(label) == "asserted"
        says = found.get(passage["id"], {}).get(label) == "asserted"
        right += is_so and says
        wrong += says and not is_so
        missed += is_so and not says
    return right, wrong, missed


def f1(right, wrong, missed):
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


def macro_f1(gold, found, labels=LABELS):
    return sum(f1(*counts(gold, found, label)) for label in labels) / len(labels)


def status_f1(gold, found):
    """Macro-F1 over the five statuses, pooled over labels."""
    total = 0.0
    for status in STATUSES:
        right = wrong = missed = 0
        for passage in gold:
            for label in LABELS:
                is_so = passage["labels"].get(label) == status
                says = found.get(passage["id"], {}).get(label) == status
                right += is_so and says
                wrong += says and not is_so
                missed += is_so and not says
        total += f1(right, wrong, missed)
    return total / len(STATUSES)


def interval(gold, measure, rounds=1000, seed=1):
    """(low, high) of measure(passages): 95 %, percentile bootstrap over documents."""
    documents = {}
    for passage in gold:
        documents.setdefault(document_of(passage), []).append(passage)
    groups = [documents[name] for name in sorted(documents)]
    chance = random.Random(seed)
    values = sorted(measure([p for group in chance.choices(groups, k=len(groups)) for p in group])
                    for _ in range(rounds))
    return values[int(0.025 * rounds)], values[int(0.975 * rounds) - 1]


def wilson(right, total, z=1.96):
    """95 % interval of a share (Wilson 1927)."""
    if not total:
        return 0.0, 1.0
    share = right / total
    middle = share + z * z / (2 * total)
    half = z * ((share * (1 - share) + z * z / (4 * total)) / total) ** 0.5
    return (middle - half) / (1 + z * z / total), (middle + half) / (1 + z * z / total)
