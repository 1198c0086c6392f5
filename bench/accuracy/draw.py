#!/usr/bin/env python3
"""Draws passages of an archive at random, for a reader to judge against the codebook.

    draw.py asserted LABEL N SEED ARCHIVE    passages that came out as asserted: for precision
    draw.py missed   LABEL N SEED ARCHIVE    passages that a loose net (loose_net.json) catches for
                                             the label and that did not come out so: for recall

The whole archive is tagged, every candidate is listed by its id, and `N` of them are drawn by the
seed; so a draw can be made again by anyone who has the archive and the model. Passages are printed
with [[evidence]] and {{cues}} of the label marked. With --sheet FILE an empty verdict sheet is written beside:
one line a passage, `archive <tab> label <tab> kind <tab> seed <tab> id <tab> rules <tab> verdict <tab>
reason`, to be filled by the reader (right, wrong, border; for `missed`: right means rightly not asserted).
verdicts.py adds the sheets up. Sheets hold no text of the archive.

    --tool PATH     the gravamen command (build/gravamen)
    --model FILE    model image, rule file or folder
    --skip FILE     verdict sheet whose ids are not drawn again (may be repeated)
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def tagged(tool, model, archive, status):
    """Each record that `gravamen tag` writes for the archive."""
    command = [tool, "tag", "-q", "-f", "jsonl", "-s", status]
    if model:
        command += ["--model", model]
    process = subprocess.Popen(command + [archive], stdout=subprocess.PIPE)
    for line in process.stdout:
        yield json.loads(line)
    if process.wait() not in (0, 3):
        sys.exit("draw.py: gravamen ended with status %d" % process.returncode)


def key_of(record):
    """One passage of one document."""
    return "%s#%d" % (record.get("id", record["source"]["path"]), record["passage"])


def candidates(options):
    """(id, record) of every passage the draw may take."""
    if options.kind == "asserted":
        for record in tagged(options.tool, options.model, options.archive, "asserted"):
            if any(l["label"] == options.label and l["status"] == "asserted"
                   for l in record["labels"]):
                yield key_of(record), record
        return
    with open(os.path.join(HERE, "loose_net.json"), encoding="utf-8") as file:
        net = re.compile("|".join(json.load(file)[options.label]), re.I)
    for record in tagged(options.tool, options.model, options.archive, "any"):
        if any(l["label"] == options.label and l["status"] == "asserted"
               for l in record["labels"]):
            continue
        if net.search(record.get("text", "")):
            yield key_of(record), record


def marked(record, label):
    """The text with the label's evidence in [[ ]] and its cues in {{ }}."""
    data = record["text"].encode()
    cuts = []
    for entry in record["labels"]:
        if entry["label"] != label:
            continue
        for evidence in entry["evidence"]:
            cuts += [(evidence["start"], 1, b"[["), (evidence["end"], 0, b"]]")]
            cue = evidence.get("cue")
            if cue:
                cuts += [(cue["start"], 1, b"{{"), (cue["end"], 0, b"}}")]
    for at, _, mark in sorted(set(cuts), reverse=True):
        data = data[:at] + mark + data[at:]
    return data.decode(errors="replace")


def rules_of(record, label):
    names = {e["rule"].split("/")[1] for l in record["labels"] if l["label"] == label
             for e in l["evidence"] if e["status"] == "asserted"}
    return " ".join(sorted(names)) or "-"


def status_of(record, label):
    return next((l["status"] for l in record["labels"] if l["label"] == label), "nothing")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("kind", choices=("asserted", "missed"))
    parser.add_argument("label")
    parser.add_argument("n", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("archive")
    parser.add_argument("--tool", default=os.path.join(ROOT, "build", "gravamen"))
    parser.add_argument("--model")
    parser.add_argument("--sheet")
    parser.add_argument("--skip", action="append", default=[])
    options = parser.parse_args()

    seen = set()
    for path in options.skip:
        with open(path, encoding="utf-8") as file:
            seen |= {line.split("\t")[4] for line in file if line.count("\t") >= 4}
    found = dict(candidates(options))
    names = sorted(name for name in found if name not in seen)
    drawn = random.Random(options.seed).sample(names, min(options.n, len(names)))
    print("# %s %s: %d of %d candidates, seed %d" % (options.kind, options.label, len(drawn),
                                                    len(names), options.seed))
    archive = os.path.basename(options.archive).split(".")[0]
    sheet = []
    for number, name in enumerate(drawn, 1):
        record = found[name]
        print("\n## %d %s  %s  %s  (context: %s)\n%s" % (
            number, name, status_of(record, options.label), rules_of(record, options.label),
            record.get("context", {}).get("value", "-"), marked(record, options.label)))
        sheet.append("\t".join((archive, options.label, options.kind, str(options.seed), name,
                                rules_of(record, options.label), "", "")))
    if options.sheet:
        with open(options.sheet, "w", encoding="utf-8") as file:
            file.write("\n".join(sheet) + "\n")


if __name__ == "__main__":
    main()
