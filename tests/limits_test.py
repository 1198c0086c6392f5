"""Archives made to harm their reader: each must be stopped with clear words, and nothing else with it.

    python3 tests/limits_test.py BUILD

Makes the archives itself. Prints "ok", "not ok" or "skip" lines.
"""
import gzip
import io
import json
import os
import resource
import subprocess
import sys
import tarfile
import tempfile
import zipfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(TOP, sys.argv[1] if len(sys.argv) > 1 else "build")
GRAVAMEN = os.path.join(BUILD, "gravamen")
REPORT = b"At least 17 villagers were shot dead in Oru on 3 April.\n"
MEMORY = 400 << 20  # bytes of address space above what the program and two threads take
bad = 0


def say(good, name, why=""):
    global bad
    bad += not good
    print(("ok " if good else "not ok ") + name + ("" if good or not why else ": " + why))


def tag(arguments, folder):
    """Status, records, words on standard error, the manifest's only input."""
    output = os.path.join(folder, "out.jsonl")
    done = subprocess.run([GRAVAMEN, "tag", "-q", "-j2", "-o", output] + arguments,
                          capture_output=True, timeout=120,
                          preexec_fn=None if "asan" in BUILD else lambda: resource.setrlimit(
                              resource.RLIMIT_AS, (1 << 30, 1 << 30)))
    records, manifest = [], None
    if os.path.exists(output):
        with open(output, encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        with open(output + ".manifest.json", encoding="utf-8") as file:
            manifest = json.load(file)["result"]["inputs"][0]
        os.remove(output)
    return done.returncode, records, done.stderr.decode(errors="replace"), manifest


def has(feature):
    version = subprocess.run([GRAVAMEN, "--version"], capture_output=True, text=True).stdout
    return any(line.startswith(feature) and "not built in" not in line
               for line in version.splitlines())


def tar_of(members, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members:
            head = tarfile.TarInfo(name)
            head.size = len(data)
            archive.addfile(head, io.BytesIO(data))
    return out.getvalue()


def zip_of(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def balances(manifest):
    return all(row["bytes"] == row["data"] + row["structure"] + row.get("skipped", 0)
               for row in manifest.get("ledger", []))


def blanks(megabytes):
    """So many megabytes of text that is nearly nothing, packed about 1000 to 1."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as packed:
        packed.write(REPORT + b"\n")
        for _ in range(megabytes):
            packed.write((b" " * 4095 + b"\n") * 256)
    return out.getvalue()


def test_gzip_bomb(folder):
    path = write(folder, "bomb.gz", blanks(300))
    status, records, words, manifest = tag([path], folder)
    say(status == 3 and len(records) == 1 and "bomb" in words and "expansion limit" in words,
        "gzip bomb: stopped, what stood before is kept", f"{status} {len(records)} {words!r}")
    ledger = manifest.get("ledger", [])
    say(len(ledger) == 1 and balances(manifest)
        and ledger[0]["skipped"] == sum(row.get("length", 0) for row in manifest["damage"]),
        "gzip bomb: what was read of it is in the ledger", f"{ledger} {manifest['damage']}")
    status, records, words, manifest = tag(["--expansion-limit", "2000", path], folder)
    say(status == 0 and len(records) == 1 and balances(manifest),
        "the same with a higher limit: read whole", f"{status} {words!r}")


def test_bomb_in_tar(folder):
    inner = blanks(300)
    path = write(folder, "bomb.tar", tar_of([("a.txt", REPORT), ("b.gz", inner),
                                             ("c.txt", REPORT)]))
    status, records, words, manifest = tag([path], folder)
    members = [record["source"].get("member") for record in records]
    say(status == 3 and members == ["a.txt", "b.gz", "c.txt"] and "b.gz" in words,
        "a bomb in a tar archive: the members behind it are read",
        f"{status} {members} {words!r}")


def test_depth(folder):
    data = REPORT
    for i in range(12):
        data = zip_of([(f"level-{i}.zip", data)])
    path = write(folder, "deep.zip", data)
    status, records, words, manifest = tag([path], folder)
    say(status == 3 and not records and "deep" in words and balances(manifest),
        "zip in zip, 12 deep: not read, and said", f"{status} {words!r}")
    status, records, words, manifest = tag(["--depth-limit", "16", path], folder)
    say(status == 0 and len(records) == 1 and balances(manifest),
        "the same with a higher limit: read", f"{status} {words!r}")
    layers = [each["layer"] for each in records[0]["source"]["at"]] if records else []
    say(layers == ["zip"] * 12, "each layer stands in the record", str(layers))


def test_many_nested(folder):
    """16 zips in each of 16 in each of 16 ..., as in 42.zip, 6 deep: 16 million."""
    data = zip_of([("end.txt", (b" " * 4095 + b"\n") * 16)])
    for _ in range(6):
        data = zip_of([(f"{i:02}.zip", data) for i in range(16)])
    path = write(folder, "42.zip", data)
    status, _, words, _ = tag(["--member-limit", "5000", path], folder)
    say(status == 3 and ("member limit" in words or "bomb" in words),
        "16 zips in each of 16, 6 deep: stopped", f"{status} {words[:300]!r}")


def test_members(folder):
    path = write(folder, "many.tar", tar_of([(f"{i}.txt", REPORT) for i in range(50)]))
    status, records, words, _ = tag(["--member-limit", "20", path], folder)
    say(status == 3 and len(records) == 20 and "member limit" in words,
        "more members than the limit: said", f"{status} {len(records)} {words!r}")


def test_names(folder):
    names = ["../../../../tmp/gravamen-escaped.txt", "/tmp/gravamen-escaped.txt",
             "a\nb.txt", "\x1b[31mred.txt", "n" * 90 + "/" + "m" * 90 + ".txt"]
    path = write(folder, "names.tar", tar_of([(name, REPORT) for name in names]))
    status, records, words, _ = tag([path], folder)
    members = [record["source"]["member"] for record in records]
    say(status == 0 and members == names and not os.path.exists("/tmp/gravamen-escaped.txt"),
        "hostile names are data, never paths", f"{status} {members} {words!r}")
    long_name = "x" * 9000 + ".txt"
    path = write(folder, "long.tar", tar_of([(long_name, REPORT)], "w"))
    status, records, words, _ = tag([path], folder)
    say(len(records) == 1 and len(records[0]["source"]["member"]) <= 4200 and status == 3
        and "name" in words, "a name of 9,000 bytes is cut off, and said",
        f"{status} {words[:200]!r}")


def test_links(folder):
    tree = os.path.join(folder, "tree")
    os.makedirs(os.path.join(tree, "a"))
    write(os.path.join(tree, "a"), "r.txt", REPORT)
    os.symlink("..", os.path.join(tree, "a", "loop"))
    os.symlink("r.txt", os.path.join(tree, "a", "link.txt"))
    os.mkfifo(os.path.join(tree, "pipe"))
    status, records, words, _ = tag([tree], folder)
    say(status == 3 and len(records) == 1 and words.count("not followed") == 2
        and "not a regular file" in words, "links and special files are left alone, and named",
        f"{status} {words!r}")
    status, records, words, _ = tag(["--follow-links", tree], folder)
    say(status == 3 and len(records) == 2 and "by another name" in words,
        "links are followed where asked; a loop is not", f"{status} {len(records)} {words!r}")


def test_outputs(folder):
    report = write(folder, "r.txt", REPORT)
    done = subprocess.run([GRAVAMEN, "tag", "-q", "-o", report, report], capture_output=True)
    with open(report, "rb") as file:
        kept = file.read() == REPORT
    say(done.returncode == 2 and kept and b"also what would be written" in done.stderr,
        "an input is never written over", f"{done.returncode} {done.stderr!r}")
    first = os.path.join(folder, "first.jsonl")
    for name in ("first.jsonl", "second.jsonl"):
        done = subprocess.run([GRAVAMEN, "tag", "-q", "-o", os.path.join(folder, name), folder],
                              capture_output=True)
    with open(first, "rb") as one, open(os.path.join(folder, "second.jsonl"), "rb") as two:
        same = one.read() == two.read()
    say(same and done.returncode == 0 and b"first.jsonl: not read: a result" in done.stderr,
        "results of earlier runs in a folder are not read, and named",
        f"{done.returncode} {done.stderr!r}")


def main():
    if not os.access(GRAVAMEN, os.X_OK):
        say(False, "limits", f"{GRAVAMEN} was not built")
        return 1
    tests = [test_gzip_bomb, test_links, test_outputs]
    if has("libarchive"):
        tests += [test_bomb_in_tar, test_depth, test_many_nested, test_members, test_names]
    else:
        print("skip limits of archives: built without libarchive")
    for test in tests:
        with tempfile.TemporaryDirectory(prefix="gravamen-limits-") as folder:
            test(folder)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
