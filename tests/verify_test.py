#!/usr/bin/env python3
"""`gravamen verify`: each thing that can be done to a result, a manifest, an input or a model is
found and named, and nothing else is.

    verify_test.py BUILD

Every case is a small archive in a folder of its own, tagged, then changed in one way, then verified.
What is expected is the exit status and the findings that are not "holds", as (subject, code, line).
Prints "ok" or "not ok" lines; what needs openssl's command is skipped without it.
"""
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOL = os.path.join(TOP, sys.argv[1] if len(sys.argv) > 1 else "build", "gravamen")
SAMPLE = os.path.join(TOP, "corpora", "sample")
RULES = os.path.join(TOP, "tests", "cli", "rules")
INPUTS = ["bulletin.txt", "news.jsonl", "twins/valley-report.txt.gz", "twins/news.jsonl.gz",
          "two-column.txt"]
bad = 0


def say(right, name, why=""):
    global bad
    print("%s verify/%s%s" % ("ok" if right else "not ok", name, "" if right else ": " + why))
    bad |= not right


def run(arguments, **keywords):
    return subprocess.run([TOOL] + arguments, capture_output=True, check=False, **keywords)


class Case:
    """A folder with inputs, their result out.jsonl and its manifest."""

    def __init__(self, options=(), inputs=INPUTS, output="out.jsonl"):
        self.folder = tempfile.mkdtemp(prefix="gravamen-verify.")
        self.output = output
        os.makedirs(os.path.join(self.folder, "archive", "twins"))
        for name in inputs:
            shutil.copy(os.path.join(SAMPLE, name), os.path.join(self.folder, "archive", name))
        done = run(["tag", "-q", "-o", output] + list(options) + ["archive"], cwd=self.folder)
        if done.returncode not in (0, 3):
            raise SystemExit("not ok verify: tag: %s" % done.stderr.decode())

    def path(self, name=None):
        return os.path.join(self.folder, name or self.output)

    def read(self, name=None):
        with open(self.path(name), "rb") as file:
            return file.read()

    def write(self, bytes_, name=None):
        with open(self.path(name), "wb") as file:
            file.write(bytes_)

    def lines(self):
        return self.read().splitlines(True)

    def manifest(self, old, new):
        """Edits the manifest's text."""
        name = self.output + ".manifest.json"
        text = self.read(name)
        if old not in text:
            raise SystemExit("not ok verify: the manifest has no %r" % old)
        self.write(text.replace(old, new, 1), name)

    def edit(self, number, change):
        """Changes one record's object, written as gravamen writes it."""
        lines = self.lines()
        record = json.loads(lines[number - 1])
        change(record)
        lines[number - 1] = json.dumps(record, separators=(",", ":"),
                                       ensure_ascii=False).encode() + b"\n"
        self.write(b"".join(lines))

    def verify(self, options=(), cwd=None):
        done = run(["verify", "--json"] + list(options) + [self.path()], cwd=cwd or self.folder)
        found = [json.loads(line) for line in done.stdout.decode().splitlines()]
        return done.returncode, found[:-1], found[-1]["summary"] if found else None, \
            done.stderr.decode()

    def expect(self, name, status, expected, options=(), words=(), cwd=None):
        """expected: findings that do not hold, without notes, as (subject, code, line or path)."""
        got, findings, _, stderr = self.verify(options, cwd)
        odd = [(f["subject"], f["code"], f.get("line") or f.get("path"))
               for f in findings if f["verdict"] in ("fails", "unchecked")]
        said = " | ".join(f["words"] for f in findings)
        missing = [word for word in words if word not in said]
        say(got == status and odd == expected and not missing, name,
            "exit %d, %r, %s, not said: %r; %s" % (got, odd, said[:600], missing, stderr))
        shutil.rmtree(self.folder)


CHANGED = ("result", "changed", None)
BULLETIN = "archive/bulletin.txt"


def whole():
    Case().expect("a whole result holds", 0, [])
    Case(["--no-text"]).expect("without text", 0, [])
    Case(["--unit", "sentence", "--status", "any"]).expect("every sentence", 0, [])
    Case(["--unit", "document", "--keep", "id,date", "--passage-limit", "1000"]).expect(
        "documents, fields, limits", 0, [])
    Case(["-j", "1", "--batch", "100"]).expect("whatever the threads and batches were", 0, [],
                                               ["-j", "3"])
    Case(["-m", RULES]).expect("another model that is given", 0, [], ["-m", RULES])
    case = Case()
    found = case.verify()[1]
    say(sum(f["subject"] == "record" for f in found) == len(case.lines()) and
        all(f["verdict"] in ("holds", "note") for f in found), "each record is told")
    again = run(["verify", "out.jsonl"], cwd=case.folder).stdout.decode()
    say(again.endswith("HOLDS: every record follows from the inputs, byte for byte\n") and
        len(again.splitlines()) < 24, "one screen for people", again)
    shutil.rmtree(case.folder)


def edits():
    def words(record):
        record["text"] = record["text"].replace("a", "e")

    def status(record):
        record["labels"][0]["status"] = "negated"

    def evidence(record):
        record["labels"][0]["evidence"][0]["at"][0] += 1

    def offset(record):
        record["spans"][0][0] += 1

    def label(record):
        record["labels"].append(dict(record["labels"][0], label="piracy"))
    for name, change, code, said in (
            ("text", words, "text_differs", "text differs"),
            ("status", status, "labels_differ", 'is "negated" here, "asserted" in what was derived'),
            ("evidence", evidence, "labels_differ", "evidence of"),
            ("offset", offset, "differs", "spans differ"),
            ("label", label, "labels_differ", "piracy stands here, and is not derived"),
            ("id", lambda r: r.update(id="x"), "differs", "id differs"),
            ("key", lambda r: r.update(note=1), "differs", "written otherwise")):
        case = Case()
        case.edit(2, change)
        case.expect("an edited line: " + name, 1,
                    [CHANGED, ("input", "chain", BULLETIN), ("record", code, 2)],
                    words=[said, "the result was edited: the inputs give now what was written"])
    case = Case(["--no-text"])
    case.edit(2, status)
    case.expect("an edited line without text", 1,
                [CHANGED, ("input", "chain", BULLETIN), ("record", "labels_differ", 2)])


def lines():
    case = Case()
    all_ = case.lines()
    case.write(b"".join(all_[:1] + all_[2:]))
    case.expect("a removed line", 1, [CHANGED, ("input", "count", BULLETIN),
                                      ("record", "missing", BULLETIN)])
    case = Case()
    case.write(b"".join(l for l in all_ if b"bulletin" not in l))
    case.expect("every line of an input removed", 1,
                [CHANGED, ("input", "count", BULLETIN)] +
                [("record", "missing", BULLETIN)] * sum(b"bulletin" in l for l in all_))
    case = Case()
    case.write(b"".join(all_[:2] + [all_[1].replace(b"\"spans\":[[", b"\"spans\":[[1").replace(
        b"\"passage\":", b"\"passage\":9")] + all_[2:]))
    case.expect("an added line", 1, [CHANGED, ("input", "count", BULLETIN),
                                     ("record", "not_derived", 3)])
    case = Case()
    case.write(b"".join(all_[:2] + all_[1:]))
    case.expect("a line twice", 1, [CHANGED, ("input", "count", BULLETIN), ("record", "twice", 3)])
    case = Case()
    case.write(b"".join([all_[1], all_[0]] + all_[2:]))
    case.expect("two swapped lines", 1, [CHANGED, ("input", "chain", BULLETIN),
                                         ("record", "moved", 1)])
    case = Case()
    case.write(b"".join(all_)[:-20])
    got = case.verify()
    say(got[0] == 1 and got[2]["failed"] == 1 and got[2]["missing"] == 1, "a result cut short",
        repr(got[2]))
    case.write(b"")
    got = case.verify()
    say(got[0] == 1 and got[2]["missing"] == len(all_), "an emptied result", repr(got[2]))
    case.write(b"\xff\x00{\n" * 3 + b"".join(all_))
    got = case.verify()
    say(got[0] == 1 and got[2]["failed"] == 3 and got[2]["held"] == len(all_), "lines of rubbish",
        repr(got[2]))
    shutil.rmtree(case.folder)


def forged():
    """Who edits a line and makes result and manifest fit is found by the inputs."""
    import hashlib
    case = Case()
    old = [l for l in case.lines() if b"bulletin" in l]
    case.edit(2, lambda r: r["labels"][0].update(status="negated"))
    new = [l for l in case.lines() if b"bulletin" in l]

    def chain(lines_):
        sum_ = b"0" * 64
        for line in lines_:
            sum_ = hashlib.sha256(sum_ + hashlib.sha256(line).hexdigest().encode()
                                  ).hexdigest().encode()
        return sum_
    case.manifest(chain(old), chain(new))
    whole_ = hashlib.sha256(case.read()).hexdigest().encode()
    text = json.loads(case.read("out.jsonl.manifest.json"))
    case.manifest(text["result"]["output"]["sha256"].encode(), whole_)
    case.expect("result and manifest edited together", 1, [("record", "labels_differ", 2)],
                words=["result and manifest were edited together"])


    case = Case()
    rest = [l for l in case.lines() if b"bulletin" not in l]
    one = json.loads(case.read("out.jsonl.manifest.json"))["result"]["inputs"][0]
    for key in ("records", "record_bytes"):
        case.manifest(b'"%s":%d,' % (key.encode(), one[key]), b'"%s":0,' % key.encode())
    case.manifest(one["chain"].encode(), b"0" * 64)
    case.manifest(text["result"]["output"]["sha256"].encode(),
                  hashlib.sha256(b"".join(rest)).hexdigest().encode())
    case.write(b"".join(rest))
    got = case.verify()[0]
    say(got == 0, "that an input gives nothing is believed without --all", repr(got))
    case.expect("an input's records taken out of result and manifest: --all", 1,
                [("record", "missing", BULLETIN)] * (len(old)), ["--all"])


def inputs():
    case = Case()
    text = case.read("archive/bulletin.txt")
    case.write(text.replace(b"massacred", b"defeated!"), "archive/bulletin.txt")
    case.expect("a changed input", 1, [("input", "changed", BULLETIN),
                                       ("record", "not_derived", 1)],
                words=["the input changed"])
    case = Case(inputs=["twins/valley-report.txt.gz"])
    name = "archive/twins/valley-report.txt.gz"
    packed = bytearray(case.read(name))
    packed[len(packed) // 2] ^= 0x10
    case.write(bytes(packed), name)
    got, findings, summary, _ = case.verify()
    odd = {(f["subject"], f["code"]) for f in findings if f["verdict"] == "fails"}
    say(got == 1 and summary["inputs_changed"] == 1 and ("input", "changed") in odd and
        ("input", "damaged_since") in odd and summary["held"] > 0 and summary["failed"] > 0,
        "one flipped byte in an archive", repr(summary))
    shutil.rmtree(case.folder)
    case = Case()
    n = sum(b"bulletin" in l for l in case.lines())
    os.remove(case.path("archive/bulletin.txt"))
    case.expect("a missing input", 3, [("input", "not_read", BULLETIN)] +
                [("record", "not_checked", i + 1) for i in range(n)],
                words=["its records stand as they were written (hash chain)"])
    case = Case()
    os.rename(case.path("archive"), case.path("elsewhere"))
    case.expect("a moved folder", 0, [], ["--inputs", "elsewhere"])
    case = Case()
    os.rename(case.path("archive/bulletin.txt"), case.path("archive/x.dat"))
    case.expect("a renamed input is found by its content", 0, [], ["--inputs", "archive"],
                words=["found at archive/x.dat"])
    case = Case()
    case.expect("from another folder", 0, [], ["--inputs", case.folder], cwd="/")
    case = Case()
    case.manifest(b"archive/bulletin.txt", b"../../../../etc/hostname")
    case.write(b"".join(l for l in case.lines()).replace(b"archive/bulletin.txt",
                                                         b"../../../../etc/hostname"))
    got, findings, summary, _ = case.verify(["--inputs", "archive"])
    say(got == 1 and not any("/etc/hostname" in f["words"] for f in findings) and
        summary["inputs_not_read"] == 0, "a path in the manifest does not lead out of the folder",
        repr(findings[:8]))
    shutil.rmtree(case.folder)
    case = Case(inputs=["bulletin.txt"])
    done = subprocess.run([TOOL, "tag", "-q", "-o", "out.jsonl", "-"], cwd=case.folder, check=False,
                          input=case.read("archive/bulletin.txt"), capture_output=True)
    got = case.verify()
    say(done.returncode == 0 and got[0] == 3 and got[2]["unchecked"] == got[2]["records"] and
        any("standard input" in f["words"] for f in got[1]), "standard input", repr(got))
    got = case.verify(["--inputs", "archive"])
    say(got[0] == 0 and got[2]["inputs_read"] == 1 and got[2]["held"] == got[2]["records"] > 0 and
        any("found at archive/bulletin.txt" in f["words"] for f in got[1]),
        "standard input, found by its bytes", repr(got))
    case.write(case.read("archive/bulletin.txt") + b"more\n", "archive/-")
    os.remove(case.path("archive/bulletin.txt"))
    got = case.verify(["--inputs", "archive"])
    say(got[0] == 3 and got[2]["inputs_not_read"] == 1 and
        any("standard input cannot be read a second time, and no file" in f["words"]
            for f in got[1]), "standard input, and no file with its bytes", repr(got))
    shutil.rmtree(case.folder)
    case = Case(inputs=["twins/valley-report.txt.gz"])
    for options, output in (([], "out.jsonl"), (["-f", "csv"], "out.csv")):
        with open(case.path("archive/twins/valley-report.txt.gz"), "rb") as file:
            run(["tag", "-q", "-o", output] + options + ["-"], cwd=case.folder, stdin=file)
        case.output = output
        got = case.verify(["--inputs", "archive"])
        say(got[0] == 0 and got[2]["inputs_read"] == 1, "standard input, compressed: " + output,
            repr(got))
    shutil.rmtree(case.folder)
    case = Case(inputs=["bulletin.txt"])
    run(["tag", "-q", "-o", "out.jsonl", "archive/bulletin.txt", "archive/bulletin.txt"],
        cwd=case.folder)
    case.expect("an input twice", 0, [])
    case = Case(inputs=["bulletin.txt"])
    name = os.path.join(os.fsencode(case.folder), b"n\xffm\xe9.txt")
    os.rename(case.path("archive/bulletin.txt"), name)
    run(["tag", "-q", "-o", "out.jsonl", name], cwd=case.folder)
    case.expect("a name that is not UTF-8", 0, [])


def damage():
    for name in ("checksum.txt.gz", "truncated.txt.gz", "middle-member.txt.gz"):
        case = Case(inputs=[])
        shutil.copy(os.path.join(SAMPLE, "damaged", name), case.path("archive"))
        run(["tag", "-q", "-o", "out.jsonl", "archive"], cwd=case.folder)
        n = len(case.lines())
        case.expect("records of a damaged member: " + name, 3,
                    [("input", "damaged", "archive/" + name)] +
                    [("record", "in_damaged", i + 1) for i in range(n)])
    case = Case(inputs=[])
    case.write(open(os.path.join(SAMPLE, "twins/valley-report.pdf"), "rb").read()[:-400],
               "archive/cut.pdf")
    run(["tag", "-q", "--status", "all", "-o", "out.jsonl", "archive"], cwd=case.folder)
    n = len(case.lines())
    if n > 0:
        case.expect("records of a damaged PDF", 3,
                    [("input", "damaged", "archive/cut.pdf")] +
                    [("record", "in_damaged", i + 1) for i in range(n)])
    for name in ("trailing.txt.gz", "broken-line.jsonl", "invalid-utf8.jsonl"):
        case = Case(inputs=[])
        shutil.copy(os.path.join(SAMPLE, "damaged", name), case.path("archive"))
        run(["tag", "-q", "--status", "any", "-o", "out.jsonl", "archive"], cwd=case.folder)
        case.expect("records beside damage: " + name, 0, [])


def damage_in_other_formats():
    """csv and pretty do not say which member a record is from: damage leaves them unsure."""
    for options, output, format_ in ((["-f", "csv"], "out.csv", "csv"),
                                     (["-f", "pretty"], "out.txt", "pretty")):
        case = Case(inputs=["bulletin.txt"])
        shutil.copy(os.path.join(SAMPLE, "damaged", "checksum.txt.gz"), case.path("archive"))
        run(["tag", "-q", "-o", output] + options + ["archive"], cwd=case.folder)
        case.output = output
        case.expect("records of a damaged member: " + format_, 3,
                    [("result", "damaged", None),
                     ("input", "damaged", "archive/checksum.txt.gz")],
                    words=["1 of the inputs was damaged when it was read: records from damaged "
                           "members cannot be told apart in " + format_])
        for name in ("trailing.txt.gz", "broken-line.jsonl"):
            case = Case(inputs=[])
            shutil.copy(os.path.join(SAMPLE, "damaged", name), case.path("archive"))
            run(["tag", "-q", "--status", "any", "-o", output] + options + ["archive"],
                cwd=case.folder)
            case.output = output
            case.expect("records beside damage: " + name + ", " + format_, 0, [])


def damage_without_records():
    """What was skipped, and gave nothing, is counted; with --all it is not sure."""
    line = "2 inputs were damaged or skipped when they were read: see the manifest"
    for options, output in (([], "out.jsonl"), (["-f", "csv"], "out.csv")):
        case = Case(inputs=["bulletin.txt"])
        case.write(gzip.compress(b"The mill was quiet.\n" * 50)[:-9], "archive/cut.txt.gz")
        case.write(b"\x1f\x8b\x08\x00 no deflate at all, none", "archive/none.txt.gz")
        run(["tag", "-q", "-o", output] + options + ["archive"], cwd=case.folder)
        case.output = output
        got = case.verify()
        said = run(["verify", output], cwd=case.folder).stdout.decode()
        say(got[0] == 0 and got[2]["inputs_damaged"] == 2 and line in said.splitlines(),
            "inputs that were skipped are counted: " + output, repr(got) + said)
        case.expect("inputs that were skipped, --all: " + output, 3,
                    [("input", "damaged", "archive/cut.txt.gz"),
                     ("input", "damaged", "archive/none.txt.gz")], ["--all"])
    case = Case()
    said = run(["verify", "out.jsonl"], cwd=case.folder).stdout.decode()
    say("damaged" not in said, "nothing skipped, nothing said of it", said)
    shutil.rmtree(case.folder)


def archives():
    """Records of archives, pages and PDFs; one byte changed in one member."""
    features = run(["--version"]).stdout.decode()
    for name in sorted(os.listdir(os.path.join(SAMPLE, "twins"))):
        case = Case(inputs=["twins/" + name])
        if not case.lines():
            print("skip verify/%s: it gives no record here" % name)
            shutil.rmtree(case.folder)
            continue
        if name.endswith(".pdf"):
            case.manifest(b'"pdftotext":"', b'"pdftotext":"0.')
            case.expect("another pdftotext", 0, [], words=["other extractor: pdftotext 0."])
            continue
        case.expect("holds: " + name, 0, [])
    if "libarchive: not built in" in features:
        print("skip verify/archives: no libarchive")
        return
    for kind in ("zip", "tar", "tar.gz"):
        case = Case(inputs=[])
        name = "archive/all." + kind
        members = {m: open(os.path.join(SAMPLE, m), "rb").read()
                   for m in ("bulletin.txt", "valley-report.txt", "testimony.txt")}
        if kind == "zip":
            with zipfile.ZipFile(case.path(name), "w") as packed:
                for member, text in members.items():
                    packed.writestr(member, text)
        else:
            with tarfile.open(case.path(name), "w:gz" if kind == "tar.gz" else "w") as packed:
                for member, text in members.items():
                    info = tarfile.TarInfo(member)
                    info.size = len(text)
                    packed.addfile(info, io.BytesIO(text))
        run(["tag", "-q", "-o", "out.jsonl", "archive"], cwd=case.folder)
        got = case.verify()
        say(got[0] == 0 and got[2]["held"] == got[2]["records"] > 10, "holds: " + kind, repr(got[2]))
        if kind == "tar.gz":
            shutil.rmtree(case.folder)
            continue
        packed = bytearray(case.read(name))
        at = packed.find(b"eleven men")
        packed[at] ^= 0x01
        case.write(bytes(packed), name)
        got, findings, summary, _ = case.verify()
        fails = [f for f in findings if f["verdict"] == "fails" and f["subject"] == "record"]
        say(got == 1 and summary["inputs_changed"] == 1 and fails and
            all("valley-report" in f["place"] and "the input changed" in f["words"] for f in fails)
            and summary["held"] > 7, "one byte changed in a member: " + kind, repr(fails)[:500])
        run(["tag", "-q", "-o", "out.jsonl", "archive"], cwd=case.folder)
        got, findings, summary, _ = case.verify()
        unsure = [f for f in findings if f["verdict"] == "unchecked" and f["subject"] == "record"]
        if kind == "tar":  # which has no checksum over data: what is stored is what is read
            say(got == 0 and not unsure, "a changed member, tagged anew: tar", repr(unsure)[:500])
        else:
            say(got == 3 and unsure and all(f["code"] == "in_damaged" and "valley-report" in f["place"]
                                            for f in unsure) and summary["held"] > 7,
                "records of a damaged member, and of no other: zip", repr(findings[-8:])[:900])
        shutil.rmtree(case.folder)


def shards():
    case = Case()
    for i in ("1", "2"):
        run(["tag", "-q", "--shard", i + "/2", "-o", "s" + i, "archive"], cwd=case.folder)
    done = run(["merge", "-o", "merged", "s1", "s2"], cwd=case.folder)
    if shutil.which("openssl") and "libcrypto: not built in" not in run(
            ["--version"]).stdout.decode():
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", "key"],
                       cwd=case.folder, check=False, capture_output=True)
        run(["merge", "--sign", "key", "-o", "merged", "s1", "s2"], cwd=case.folder)
        say(b"whose key that is" in b" ".join(run(["verify", "merged"], cwd=case.folder)
                                              .stdout.split()), "a merged result is signed")
    for name in ("s1", "s2", "merged"):
        got = run(["verify", name], cwd=case.folder)
        say(got.returncode == 0 and done.returncode == 0, "shards and merged: " + name,
            got.stdout.decode()[-300:] + got.stderr.decode())
    shutil.rmtree(case.folder)


def nightly():
    case = Case()
    done = run(["run", "-q", "--state", "state.db", "--out", "night", "archive"], cwd=case.folder)
    if b"built without" in done.stderr or b"not built in" in done.stderr:
        print("skip verify/nightly: no sqlite")
    else:
        results = [os.path.join(folder, name)
                   for folder, _, names in os.walk(case.path("night")) for name in names
                   if name.endswith(".jsonl") and not name.endswith(".manifest.jsonl")]
        wrong = [r for r in results if run(["verify", r], cwd=case.folder).returncode != 0]
        say(len(results) >= len(INPUTS) and not wrong, "results of a nightly run",
            repr((wrong, done.stderr)))
    shutil.rmtree(case.folder)


def models():
    case = Case()
    case.expect("a swapped model", 1,
                [("model", "other_model", None)] +
                [(s, c, p) for s, c, p in other_model(case)], ["-m", RULES])
    case = Case()
    identity = json.loads(case.read("out.jsonl.manifest.json"))["result"]["models"][0]["identity"]
    case.manifest(identity.encode(), b"0" * 64)
    case.expect("a model that is not here", 1, [("model", "other_model", None)],
                words=["the manifest names the model " + "0" * 64, identity])


def other_model(case):
    findings = case.verify(["-m", RULES])[1]
    return [(f["subject"], f["code"], f.get("line") or f.get("path")) for f in findings
            if f["verdict"] == "fails" and f["subject"] == "record" and
            "another model" in f["words"]]


def extractors():
    case = Case()
    case.manifest(b'"utf8proc":"', b'"utf8proc":"0.')
    case.expect("another library", 0, [], words=["other extractor: utf8proc 0."])
    case = Case()
    case.manifest(b'"gravamen":"', b'"gravamen":"9.')
    case.edit(2, lambda r: r.update(text="other"))
    case.manifest(json.loads(case.read("out.jsonl.manifest.json"))["result"]["inputs"][0]
                  ["chain"].encode(), b"1" * 64)
    case.expect("another program that read otherwise", 1,
                [CHANGED, ("input", "chain", BULLETIN), ("record", "text_differs", 2)],
                words=["other extractor (gravamen 9."])
    case = Case()
    case.manifest(b'"options":{', b'"options":{"spelling":"old",')
    case.expect("an option that is not known", 3, [("manifest", "unknown_option", None)])


def manifests():
    case = Case()
    for name, text in (("none", None), ("cut off", case.read("out.jsonl.manifest.json")[:-9]),
                       ("no JSON", b"no"), ("another", b'{"v":1,"result":{"inputs":[]}}'),
                       ("a list", b"[]"), ("empty", b"")):
        if text is None:
            os.rename(case.path("out.jsonl.manifest.json"), case.path("kept"))
        else:
            case.write(text, "out.jsonl.manifest.json")
        got = case.verify()
        say(got[0] == 2 and got[3].count("\n") == 1, "manifest: " + name, repr(got))
    case.expect("a manifest elsewhere", 0, [], ["--manifest", "kept"])
    got = run(["verify", "nowhere.jsonl"])
    say(got.returncode == 2, "no result")
    got = run(["verify"])
    say(got.returncode == 2, "no operand")


def other_formats():
    for options, output in ((["-f", "csv"], "out.csv"), (["-f", "csv", "--excel"], "out.csv"),
                            (["-f", "pretty", "--colour", "always"], "out.txt")):
        Case(options, output=output).expect(" ".join(options), 0, [])
        case = Case(options, output=output)
        case.write(case.read().replace(b"asserted", b"negated.", 1))
        case.expect(" ".join(options) + " edited", 1, [CHANGED, ("result", "differs", None)])
    case = Case(["-f", "csv"], output="out.csv")
    os.remove(case.path("archive/bulletin.txt"))
    case.expect("csv with a missing input", 3, [("result", "not_checked", None),
                                                ("input", "not_read", BULLETIN)])


def stale_signatures():
    """A new manifest that is not signed has no old signature beside it."""
    case = Case(["--shard", "1/1"])
    for words in (["tag", "-q", "--shard", "1/1", "-o", "again.jsonl", "archive"],
                  ["merge", "-q", "-o", "again.jsonl", "out.jsonl"]):
        case.write(b"old", "again.jsonl.manifest.json.sig")
        done = run(words, cwd=case.folder)
        say(done.returncode == 0 and os.path.exists(case.path("again.jsonl.manifest.json")) and
            not os.path.exists(case.path("again.jsonl.manifest.json.sig")),
            "no old signature stays: " + words[0], done.stderr)
    shutil.rmtree(case.folder)


def signatures():
    if shutil.which("openssl") is None or "libcrypto: not built in" in run(
            ["--version"]).stdout.decode():
        print("skip verify/signatures: no openssl, or no libcrypto built in")
        return
    keys = tempfile.mkdtemp(prefix="gravamen-keys.")

    def openssl(*arguments):
        return subprocess.run(["openssl"] + list(arguments), cwd=keys, capture_output=True,
                              check=False)
    for name in ("one", "two"):
        openssl("genpkey", "-algorithm", "ed25519", "-out", name)
        openssl("pkey", "-in", name, "-pubout", "-out", name + ".pub")
    openssl("genpkey", "-algorithm", "rsa", "-out", "rsa")
    openssl("pkey", "-in", "one", "-aes128", "-passout", "pass:x", "-out", "locked")
    one, public = os.path.join(keys, "one"), ["--public-key", os.path.join(keys, "one.pub")]
    other = ["--public-key", os.path.join(keys, "two.pub")]
    Case(["--sign", one]).expect("signed", 0, [], public,
                                 words=["the manifest is signed with the key given"])
    Case(["--sign", one]).expect("signed, no key given", 0, [], words=["whose key that is"])
    Case(["--sign", one]).expect("signed with another key", 1, [("signature", "other_key", None)],
                                 other)
    Case().expect("not signed", 1, [("signature", "none", None)], public)
    case = Case(["--sign", one])
    case.manifest(b'"threads":', b'"threads":1')
    case.expect("an edited manifest", 1, [("signature", "broken", None)], public)
    case = Case(["--sign", one])
    case.write(case.read("out.jsonl.manifest.json.sig")[:100], "out.jsonl.manifest.json.sig")
    case.expect("half a signature", 1, [("signature", "unreadable", None)], public)
    case = Case(["--sign", one])
    signature = case.read("out.jsonl.manifest.json.sig").decode()
    raw = subprocess.run(["base64", "-d"], check=False, capture_output=True, input=[
        line[len("signature: "):] for line in signature.splitlines()
        if line.startswith("signature: ")][0].encode()).stdout
    case.write(raw, "raw")
    done = openssl("pkeyutl", "-verify", "-pubin", "-inkey", "one.pub", "-rawin", "-in",
                   case.path("out.jsonl.manifest.json"), "-sigfile", case.path("raw"))
    say(len(raw) == 64 and done.returncode == 0, "openssl checks our signature",
        done.stdout.decode() + done.stderr.decode())
    openssl("pkeyutl", "-sign", "-inkey", "one", "-rawin", "-in",
            case.path("out.jsonl.manifest.json"), "-out", case.path("theirs"))
    say(case.read("theirs") == raw, "openssl makes the same signature")
    for name in ("rsa", "locked", "one.pub", "nowhere"):
        done = run(["tag", "-q", "--sign", os.path.join(keys, name), "-o", "x.jsonl", "archive"],
                   cwd=case.folder)
        say(done.returncode in (1, 2) and done.stderr.count(b"\n") == 1 and
            not os.path.exists(case.path("x.jsonl")), "no key to sign with: " + name,
            repr(done))
    done = run(["tag", "-q", "--sign", one, "archive"], cwd=case.folder)
    say(done.returncode == 2 and b"manifest" in done.stderr, "signing needs a manifest",
        repr(done.stderr))
    shutil.rmtree(case.folder)
    shutil.rmtree(keys)


def flips():
    """A flip of every byte of a small archive: each is found."""
    case = Case(inputs=[])
    text = b"Gunmen killed 40 farmers in Oru.\n\nThe mill was quiet.\n"
    packed = gzip.compress(text, mtime=0)
    name = "archive/a.txt.gz"
    case.write(packed, name)
    run(["compile", "-o", "small.gvm", RULES], cwd=case.folder)
    small = ["-m", "small.gvm"]
    run(["tag", "-q", "-o", "out.jsonl"] + small + ["archive"], cwd=case.folder)
    if case.verify(small)[2]["held"] != 1:
        raise SystemExit("not ok verify: the small archive has no record")
    missed = []
    for at in range(len(packed)):
        flipped = bytearray(packed)
        flipped[at] ^= 0x04
        case.write(bytes(flipped), name)
        got, findings, _, _ = case.verify(small)
        if got != 1 or not any(f["code"] == "changed" for f in findings):
            missed.append(at)
    say(not missed, "each byte of a small archive flipped", repr(missed))
    case.write(packed, name)
    result = case.read()
    missed = []
    for at in list(range(0, len(result), 3)) + [len(result) - 1]:
        flipped = bytearray(result)
        flipped[at] ^= 0x04
        case.write(bytes(flipped))
        got = case.verify(small)[0]
        if got != 1:
            missed.append((at, got))
    say(not missed, "every third byte of a small result flipped", repr(missed))
    shutil.rmtree(case.folder)


for part in (whole, edits, lines, forged, inputs, damage, damage_in_other_formats,
             damage_without_records, archives, shards, nightly, models,
             extractors, manifests, other_formats, stale_signatures, signatures,
             flips):
    part()
sys.exit(bad)
