#!/usr/bin/env python3
"""`gravamen tag --shard` and `gravamen merge` beside the run without shards.

    merge_test.py BUILD

Over the sample corpus and random trees (text, JSONL, gzip, damage, hostile names, links), in 1, 2, 3
and 7 shards, jsonl and csv: the merged bytes, exit status and manifest's "result" are those of the
unsharded run; every shard's inputs are its own. Then what merge must refuse, and with which words.
Prints "ok" or "not ok" lines.
"""
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOL = os.path.join(TOP, sys.argv[1] if len(sys.argv) > 1 else "build", "gravamen")
RULES = os.path.join(TOP, "tests", "cli", "rules")
SENTENCES = ["Gunmen shot dead 17 villagers in Oru.", "The market of Tarsk opened at nine.",
             "Prisoners were forced to work in the mines of Velmora without pay.",
             "The ministry denied that soldiers had raped women in Lower Brannock.",
             "Families of the minority were driven out and their houses burned."]
failures = 0


def check(name, right, detail=""):
    global failures
    failures += not right
    print("%s merge: %s%s" % ("ok" if right else "not ok", name, "" if right else ": " + detail))


def run(*arguments):
    done = subprocess.run([TOOL] + list(arguments), capture_output=True, check=False)
    return done.returncode, done.stderr.decode(errors="replace")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def result_of(path):
    text = read(path + ".manifest.json").decode()
    return text[:text.index('"run":')]


def make_tree(folder, seed):
    draw = random.Random(seed)
    names = ["a.txt", "b c.jsonl", "sub/d.txt.gz", "sub/e", "sub/deep/f.txt", "\u017eluna.txt",
             "odd\n\"name\".txt", "sub/empty", "cut.txt.gz", "bad.jsonl"]
    names += ["n%d/%d.txt" % (draw.randrange(4), i) for i in range(draw.randrange(30))]
    for name in names:
        path = os.fsencode(os.path.join(folder, name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        text = "\n\n".join(draw.choice(SENTENCES) for _ in range(draw.randrange(1, 40)))
        data = text.encode()
        if name.endswith(".jsonl"):
            data = b"".join(json.dumps({"id": str(i), "text": part}).encode() + b"\n"
                            for i, part in enumerate(text.split("\n\n")))
        if name == "bad.jsonl":
            data += b"{not json\n"
        if name.endswith(".gz"):
            data = gzip.compress(data, mtime=0)
        if name == "cut.txt.gz":
            data = data[:-9]
        with open(path, "wb") as file:
            file.write(b"" if name == "sub/empty" else data)
    with open(os.path.join(os.fsencode(folder), b"bytes\xff.txt"), "wb") as file:
        file.write(SENTENCES[0].encode())
    os.symlink("a.txt", os.path.join(folder, "link"))


def compare(name, inputs, n, options):
    """The shards' results stay for whoever wants to spoil them."""
    whole = run("tag", "-q", "-o", "whole", *options, *inputs)[0]
    parts = ["part%d" % i for i in range(1, n + 1)]
    statuses = [run("tag", "-q", "-o", part, "--shard", "%d/%d" % (i, n), *options, *inputs)[0]
                for i, part in enumerate(parts, 1)]
    seen = [entry["n"] for part in parts
            for entry in json.loads(read(part + ".manifest.json"))["result"]["inputs"]]
    total = json.loads(read("whole.manifest.json"))["result"]["totals"]["inputs"]
    shuffled = random.Random(n).sample(parts, n)
    merged, words = run("merge", "-q", "-o", "merged", *shuffled)
    wrong = []
    if sorted(seen) != list(range(1, total + 1)):
        wrong.append("inputs of the shards are %s" % sorted(seen))
    if merged != whole or max(statuses) != whole:
        wrong.append("exit status %d, merged %d, shards %s: %s" % (whole, merged, statuses, words))
    elif read("whole") != read("merged"):
        wrong.append("other bytes")
    elif result_of("whole") != result_of("merged"):
        wrong.append("another manifest")
    check("%s, %d shards, %s" % (name, n, " ".join(options)), not wrong, "; ".join(wrong))
    return parts


def refused(name, words, results):
    if os.path.exists("refused"):
        os.remove("refused")
    status, said = run("merge", "-q", "-o", "refused", *results)
    check("refuses " + name, status == 1 and words in said and not os.path.exists("refused"),
          "exit status %d: %s" % (status, said))


def spoil(path, change):
    """A copy of a result and its manifest in a folder of its own, changed."""
    os.makedirs("spoilt", exist_ok=True)
    copy = os.path.join("spoilt", path)
    shutil.copy(path, copy)
    shutil.copy(path + ".manifest.json", copy + ".manifest.json")
    change(copy)
    return copy


def rewrite(old, new, suffix=""):
    def change(path):
        data = read(path + suffix)
        if old not in data:
            raise SystemExit("not ok merge: nothing to spoil in %s" % path)
        with open(path + suffix, "wb") as file:
            file.write(data.replace(old, new, 1))
    return change


def append(path):
    with open(path, "ab") as file:
        file.write(b"{}\n")


def drop_last_line(path):
    data = read(path)
    with open(path, "wb") as file:
        file.write(data[:data.rindex(b"\n", 0, -1) + 1])


def drop_an_input(path):
    lines = read(path + ".manifest.json").split(b"\n")
    at = [i for i, line in enumerate(lines) if line.startswith(b'{"n":')][0]
    with open(path + ".manifest.json", "wb") as file:
        file.write(b"\n".join(lines[:at] + lines[at + 1:]))


def refusals(tree):
    options = ["--status", "any"]
    one, two, three = compare("to be spoilt", [tree], 3, options)
    refused("a missing shard", "shard 2 of 3 is missing", [one, three])
    refused("a shard given twice", "shard 1 of 3 is there twice", [one, two, one, three])
    refused("a result without shards", "not the result of a shard", ["whole"])
    refused("a result without its manifest", "absent", ["absent", one])
    refused("an edited record", "not those that its manifest speaks of",
            [one, spoil(two, rewrite(b"Oru", b"Ora")), three])
    refused("a result cut short", "not those that its manifest speaks of",
            [one, spoil(two, drop_last_line), three])
    refused("a result with more in it", "there is more in it", [one, spoil(two, append), three])
    refused("a manifest that lacks an input", "stands in no manifest",
            [one, spoil(two, drop_an_input), three])
    refused("an edited chain", "not those that its manifest speaks of",
            [one, spoil(two, rewrite(b'"chain":"', b'"chain":"0000', ".manifest.json")), three])
    refused("edited totals", "totals", [one, spoil(two, rewrite(
        b'"totals":{', b'"totals":{"more":1,', ".manifest.json")), three])
    refused("a flood of labels", "labels and statuses", [spoil(one, rewrite(
        b'"labels":[', b'"labels":[' + b'"x",' * 5000, ".manifest.json")), two, three])
    refused("another version", "by another version", [one, spoil(two, rewrite(
        b'"gravamen":"', b'"gravamen":"9.', ".manifest.json")), three])
    refused("other libraries", "other versions of the libraries", [one, spoil(two, rewrite(
        b'"utf8proc":"', b'"utf8proc":"9.', ".manifest.json")), three])
    refused("what is no manifest", "not a manifest",
            [one, spoil(two, rewrite(b"{", b"", ".manifest.json")), three])
    run("tag", "-q", "-o", "other", "--shard", "2/3", "-m", RULES, *options, tree)
    refused("mixed models", "with another model", [one, "other", three])
    run("tag", "-q", "-o", "other", "--shard", "2/3", tree)
    refused("mixed options", "with other options", [one, "other", three])
    run("tag", "-q", "-o", "other", "--shard", "2/4", *options, tree)
    refused("another number of shards", "another number of shards", [one, "other", three])
    one, two, three = compare("to be spoilt", [tree], 3, options + ["-f", "csv"])
    refused("an edited cell of csv", "not the bytes that its manifest speaks of",
            [one, spoil(two, rewrite(b"Oru", b"Ora")), three])
    refused("an edited head of csv", "the row that names the columns",
            [one, spoil(two, rewrite(b"id,", b"ID,")), three])
    with open(os.path.join(tree, "new.txt"), "w", encoding="utf-8") as file:
        file.write(SENTENCES[0])
    run("tag", "-q", "-o", "other", "--shard", "2/3", "-f", "csv", *options, tree)
    refused("another list of inputs", "another list of inputs", [one, "other", three])


def misuse():
    for shard in ("0/3", "4/3", "1", "1/", "/3", "1/x", "1/3x", "-1/3", "1/99999"):
        status, words = run("tag", "--shard=" + shard, "absent")
        check("--shard %s is told to be wrong" % shard, status == 2 and "--shard" in words, words)
    status, words = run("tag", "--shard", "1/2", "-f", "jsonl", "-")
    check("standard input is not cut in shards", status == 2 and "standard input" in words, words)
    status, words = run("tag", "--shard", "1/2", "-f", "pretty", "absent")
    check("pretty is not cut in shards", status == 2 and "jsonl or csv" in words, words)


def main():
    with tempfile.TemporaryDirectory() as room:
        os.chdir(room)
        sample = os.path.join(TOP, "corpora", "sample")
        for n in (1, 2, 3, 7):
            compare("sample", [sample], n, ["--status", "any"])
            compare("sample", [sample], n, ["-f", "csv", "--excel"])
        for seed in range(4):
            tree = "tree%d" % seed
            make_tree(tree, seed)
            for n in (1, 2, 3, 7):
                compare(tree, [tree], n, ["--status", "all"] if seed % 2 else
                        ["-f", "csv", "--status", "all", "--unit", "sentence"])
        compare("no input at all", [os.path.join("tree0", "sub", "empty")], 7, [])
        compare("inputs named twice", ["tree0", "tree1", "tree0"], 3, [])
        refusals("tree2")
        misuse()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
