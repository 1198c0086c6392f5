#!/usr/bin/env python3
"""`gravamen run`: nights over folders that change, nights that are killed.

    nightly_test.py BUILD [KILLS]

What each night reads and says; results beside those of `gravamen tag` over one input; names; locks;
what a run may not touch; 50 (KILLS) runs killed with SIGKILL at random moments, each followed by the
same command, beside a run that nobody stopped: the same bytes, the same state, nothing left over.
Prints "ok", "not ok" or "skip" lines.
"""
import concurrent.futures
import fcntl
import gzip
import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOL = os.path.join(TOP, sys.argv[1] if len(sys.argv) > 1 else "build", "gravamen")
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 50
RULES = os.path.join(TOP, "tests", "cli", "rules")
OLD = time.time() - 86400
SENTENCES = ["Gunmen shot dead 17 villagers in Oru.", "The market of Tarsk opened at nine.",
             "Prisoners were forced to work in the mines of Velmora without pay.",
             "The ministry denied that soldiers had raped women in Lower Brannock.",
             "Families of the minority were driven out and their houses burned."]
failures = 0


def check(name, right, detail=""):
    global failures
    failures += not right
    print("%s nightly: %s%s" % ("ok" if right else "not ok", name,
                                "" if right else ": " + str(detail)), flush=True)


def skip(name, why):
    print("skip nightly: %s: %s" % (name, why))


def write(path, text, when=OLD):
    data = text if isinstance(text, bytes) else text.encode()
    if os.path.dirname(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    os.utime(path, (when, when))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def run(*arguments, state="state.db", out="out", **more):
    done = subprocess.run([TOOL, "run", "--state", state, "--out", out] + list(arguments),
                          capture_output=True, check=False, **more)
    return (done.returncode, done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"))


def below(folder):
    """All files below a folder, as bytes names without it."""
    top = os.fsencode(folder)
    return sorted(os.path.relpath(os.path.join(place, name), top)
                  for place, _, names in os.walk(top) for name in names)


def content(out):
    """Every file below the results; of a manifest, what does not depend on time and machine."""
    found = {}
    for name in below(out):
        data = read(os.path.join(os.fsencode(out), name))
        found[name] = data[:data.index(b'"run":')] if name.endswith(b".manifest.json") else data
    return found


def rows(state):
    with sqlite3.connect("file:%s?mode=ro" % state, uri=True) as database:
        database.text_factory = bytes
        whole = database.execute("PRAGMA integrity_check").fetchall() == [(b"ok",)]
        known = database.execute("SELECT path, size, sha256, output, output_bytes, documents,"
                                 " passages, records, damaged FROM input").fetchall()
        counts = database.execute("SELECT * FROM passages").fetchall()
        left = database.execute("SELECT * FROM leftover").fetchall()
    return whole, known, counts, left


def snapshot(folder):
    found = {}
    for place, folders, names in os.walk(folder):
        for name in folders + names:
            about = os.lstat(os.path.join(place, name))
            found[os.path.join(place, name)] = (about.st_size, about.st_mtime_ns, about.st_ino)
    return found


def fresh_room():
    for name in os.listdir("."):
        if os.path.isdir(name) and not os.path.islink(name):
            shutil.rmtree(name)
        else:
            os.remove(name)


# ---- nights


def test_nights():
    for i, sentence in enumerate(SENTENCES):
        write("in/%d.txt" % i, sentence)
    write("in/sub/news.jsonl", "".join('{"id":"%d","text":"%s"}\n' % (i, text)
                                       for i, text in enumerate(SENTENCES)))
    status, said, _ = run("in")
    check("a first night reads all", status == 0 and "6 inputs: 6 new; 6 read" in said, said)
    check("passages are counted by label", re.search(r"mass_killing +2 +2\n", said), said)
    before = snapshot("out")
    status, said, _ = run("in")
    check("a second reads nothing", status == 0 and "6 unchanged; 0 read" in said and
          snapshot("out") == before, said)
    check("tonight and in all", re.search(r"mass_killing +0 +2\n", said), said)
    os.utime("in/0.txt")
    status, said, _ = run("in")
    check("another time, the same bytes: unchanged", "6 unchanged; 0 read" in said and
          snapshot("out") == before, said)
    write("in/0.txt", SENTENCES[1], OLD + 1)
    write("in/1.txt", SENTENCES[1].replace("nine", "five"))
    os.utime("in/1.txt", (OLD + 5, OLD + 5))
    write("in/new.txt", SENTENCES[0])
    status, said, _ = run("in")
    check("new and changed inputs", "1 new, 2 changed, 4 unchanged; 3 read" in said, said)
    os.remove("in/3.txt")
    status, said, _ = run("in")
    check("what vanished is named, and its result stays", status == 0 and "vanished 1" in said and
          "  in/3.txt\n" in said and os.path.exists("out/in/3.txt.jsonl"), said)
    write("in/sub/deep/x.txt", SENTENCES[0])
    run("in")
    shutil.rmtree("in/sub/deep")
    status, said, _ = run("--prune", "in")
    check("--prune deletes results, manifests and empty folders", "results are gone" in said and
          not os.path.exists("out/in/3.txt.jsonl.manifest.json") and
          not os.path.exists("out/in/sub/deep"), said)
    status, said, _ = run("--prune", "in")
    check("and forgets them", "vanished" not in said, said)
    os.remove("out/in/4.txt.jsonl")
    status, said, _ = run("in")
    check("a result that is gone is made again", "1 without their result" in said and
          os.path.exists("out/in/4.txt.jsonl"), said)
    check("--quiet", run("-q", "in") == (0, "", ""))


def test_beside_tag():
    fresh_room()
    shutil.copytree(os.path.join(TOP, "corpora", "sample"), "sample", symlinks=True)
    for options in ([], ["-f", "csv", "--excel", "--status", "any"],
                    ["--unit", "sentence", "--no-text", "--status", "all"]):
        status, _, words = run("-j", "3", *options, "sample")
        suffix = ".csv" if "csv" in options else ".jsonl"
        wrong = [] if status == 3 else ["exit status %d: %s" % (status, words)]
        for name in below("sample"):
            path = "sample/" + os.fsdecode(name)
            subprocess.run([TOOL, "tag", "-q", "-o", "one"] + options + [path], check=False,
                           capture_output=True)
            result = "out/" + path + suffix
            if read("one") != read(result):
                wrong.append(path)
            mine, other = (json.loads(read(each + ".manifest.json"))["result"]
                           for each in ("one", result))
            if mine != other:
                wrong.append("manifest of " + path)
        check("each result is that of tag: %s" % (" ".join(options) or "no options"), not wrong,
              wrong)
    check("results of another format are gone",
          not [n for n in below("out") if re.search(rb"\.csv(\.manifest\.json)?$", n)])


def test_damage():
    fresh_room()
    write("in/cut.txt.gz", gzip.compress(SENTENCES[0].encode() * 50)[:-9])
    write("in/good.txt", SENTENCES[0])
    status, said, words = run("in")
    check("a damaged input is told", status == 3 and "cut.txt.gz: gzip" in words and
          "damaged 1" in said, words)
    status, said, words = run("in")
    check("and not read again, but not forgotten", status == 3 and "2 unchanged; 0 read" in said and
          "damaged 1" in said and "in/cut.txt.gz" in said and words == "", said + words)
    check("--damage report", run("--damage", "report", "in")[0] == 0)
    write("in/cut.txt.gz", gzip.compress(SENTENCES[0].encode()), OLD + 9)
    status, said, _ = run("in")
    check("until it changes", status == 0 and "1 changed" in said and "damaged" not in said, said)
    status, said, words = run("in", "absent.txt")
    check("an input that is not there", status == 3 and "absent.txt: No such file" in words, words)
    os.rename("in", "away")
    status, said, words = run("--prune", "in")
    check("a folder that is not there has not vanished", status == 3 and "vanished" not in said and
          os.path.exists("out/in/good.txt.jsonl"), said + words)
    os.mkdir("in")
    status, said, words = run("--prune", "in")
    check("an empty folder is not pruned", "is it mounted" in words and
          os.path.exists("out/in/good.txt.jsonl"), said + words)
    shutil.rmtree("in")
    os.rename("away", "in")
    os.symlink("good.txt", "in/link")
    status, said, words = run("in")
    check("links are not followed, and named", status == 3 and "in/link: symbolic link" in words and
          "skipped 1" in said, words)
    if os.geteuid() != 0:
        os.chmod("in/good.txt", 0)
        write("in/locked.txt", SENTENCES[0])
        os.chmod("in/locked.txt", 0)
        status, said, words = run("in")
        check("what cannot be opened is tried again", status == 3 and "locked.txt: Perm" in words,
              words)
    else:
        skip("what cannot be opened", "root opens everything")


def test_models_and_options():
    fresh_room()
    for i, sentence in enumerate(SENTENCES):
        write("in/%d.txt" % i, sentence)
    run("in")
    status, said, _ = run("-m", RULES, "in")
    check("another model reads all once more, and says so",
          "5 once more; 5 read" in said and "with another model\n" in said, said)
    status, said, _ = run("-m", RULES, "in")
    check("once", "5 unchanged; 0 read" in said, said)
    status, said, _ = run("-m", RULES, "--status", "all", "in")
    check("other options likewise", "5 once more" in said and "other options" in said, said)
    status, said, _ = run("-m", RULES, "-j", "1", "--batch", "100", "--status", "all", "in")
    check("threads and batches are no such option", "5 unchanged; 0 read" in said, said)
    status, said, _ = run("-m", RULES, "--status", "all", "--since", "36h", "in")
    check("--since looks at young inputs", "5 unchanged" in said, said)
    os.utime("in/0.txt", (OLD - 10 * 86400, OLD - 10 * 86400))
    status, said, _ = run("--since", "7d", "in")
    check("--since leaves old ones alone", "4 once more, 1 older than --since" in said, said)
    for when in ("soon", "7", "7y", "-3d", "2026-13-01", "2026-01-01x"):
        status, said, words = run("--since", when, "in")
        check("--since %s is told to be wrong" % when, status == 2 and "--since" in words, words)
    status, said, words = run("--since", "2000-01-01T06:00", "in")
    check("--since with a date", status == 0 and "older" not in said, said + words)


def test_signatures():
    fresh_room()
    if b"libcrypto: not built in" in subprocess.run([TOOL, "--version"], capture_output=True,
                                                    check=True).stdout or \
            subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", "key.pem"],
                           capture_output=True, check=False).returncode != 0:
        skip("signatures", "no openssl here, or built without libcrypto")
        return
    for i in range(3):
        write("in/%d.txt" % i, SENTENCES[i])
    run("in")
    status, said, words = run("--sign", "key.pem", "in")
    check("--sign signs what was not", status == 0 and "3 without" in said and
          sum(name.endswith(b".sig") for name in below("out")) == 3, said + words)
    check("once", "3 unchanged" in run("--sign", "key.pem", "in")[1])
    write("in/0.txt", SENTENCES[4])
    status, said, _ = run("in")
    check("a new result has no old signature", "1 changed" in said and
          sum(name.endswith(b".sig") for name in below("out")) == 2, below("out"))
    os.remove("in/1.txt")
    run("--prune", "in")
    check("a signature goes with its result", not [n for n in below("out") if b"1.txt" in n])


def test_names():
    fresh_room()
    odd = ["a", "a.jsonl/b", "a.jsonl.manifest.json/c", "absolute/x", "50%.txt", "50%25.txt", "n\nl",
           "\u017eluna/\u00e9t\u00e9", "long-" + "x" * 230, "l\u00f6ng-" + "\u00e9" * 110, "d.csv/e",
           "a.jsonl.12-0.part", "p.jsonl.1-2.part/q", "r\u0301oot", " ", "-", "..hidden", "Root/x"]
    for name in odd:
        write("in/" + name, SENTENCES[0])
    with open(b"in/bytes\xff", "wb") as file:
        file.write(SENTENCES[0].encode())
    write("absolute/x", SENTENCES[1])
    write("x", SENTENCES[2])
    here = os.getcwd()
    os.mkdir("work")
    inputs = ["in", "absolute", here + "/in", "./in/a", "in//a", "work/../x", "../%s/x" % os.path.basename(here), "x", here + "/absolute/x"]
    status, said, words = run(*inputs)
    results = [name for name in below("out") if name.endswith(b".jsonl")]
    expected = 2 * (len(odd) + 1) + 7
    check("each path has a result of its own", status == 0 and len(results) == expected and
          "%d inputs" % expected in said, "%d of %d; %s%s" % (len(results), expected, said, words))
    for path, name in (("in/a", "in/a.jsonl"), ("in/a.jsonl/b", "in/a%2Ejsonl/b.jsonl"),
                       ("absolute/x", "%61bsolute/x.jsonl"), ("in/50%.txt", "in/50%25.txt.jsonl"),
                       ("./in/a", "%2E/in/a.jsonl"), ("in//a", "in/%2F/a.jsonl"),
                       ("work/../x", "work/%2E%2E/x.jsonl"),
                       ("../%s/x" % os.path.basename(here),
                        "%%2E%%2E/%s/x.jsonl" % os.path.basename(here)),
                       (here + "/in/a", "absolute" + here + "/in/a.jsonl")):
        found = os.path.exists("out/" + name) and \
            json.loads(read("out/" + name + ".manifest.json"))["result"]["inputs"][0]["path"] == path
        check("%s becomes %s" % (path.replace(here, ""), name.replace(here, "")), found)
    outside = {"in", "absolute", "x", "work", "out", "state.db", "state.db.lock"}
    check("nothing lies outside", set(os.listdir(".")) == outside, os.listdir("."))
    status, said, words = run(*inputs)
    check("and is known by it", "%d unchanged; 0 read" % expected in said, said + words)
    status, said, words = run("in")
    check("a file that is named otherwise has not vanished", status == 0 and "vanished" not in said,
          said + words)


def test_own_files():
    fresh_room()
    write("in/a.txt", SENTENCES[0])
    for _ in range(2):
        status, said, words = run("in", state="in/state.db", out="in/tagged")
        check("results and state below an input are no inputs", status == 0 and
              said.startswith("1 input: "), said + words)
    status, said, words = run("in/tagged", out="in/tagged")
    check("results are not read", status == 2 and "folder of results" in words, words)
    status, said, words = run("-", out="out")
    check("nor standard input", status == 2 and "standard input" in words, words)
    status, said, words = run(out="out")
    check("inputs must be named", status == 2, words)


def test_dry_run():
    fresh_room()
    for i, sentence in enumerate(SENTENCES):
        write("in/%d.txt" % i, sentence)
    before = snapshot(".")
    status, said, _ = run("--dry-run", "in")
    check("a dry run of a first night touches nothing", status == 0 and snapshot(".") == before and
          said.count("new        in/") == 5, said)
    run("in")
    write("in/0.txt", SENTENCES[1])
    os.utime("in/1.txt")
    os.remove("in/2.txt")
    before = snapshot(".")
    status, said, _ = run("-n", "--prune", "in")
    check("nor of a later one", status == 0 and snapshot(".") == before and
          "changed    in/0.txt" in said and "1.txt" not in said and "in/2.txt" in said and
          "nothing was touched" in said, said)


# ---- trouble


def test_locks():
    fresh_room()
    write("in/a.txt", SENTENCES[0])
    run("in")
    with open("state.db.lock", "r+", encoding="ascii") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        status, _, words = run("in")
        check("two runs with one state are kept apart", status == 1 and
              "another run is under way with this state" in words, words)
    folder = os.open("out", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    status, _, words = run("in", state="other.db")
    check("two runs with one folder too", status == 1 and "with this folder" in words, words)
    os.close(folder)
    check("a lock whose holder is gone is none", run("in")[0] == 0 and
          os.path.exists("state.db.lock"))
    write("no.db", "this is no database\n" * 100)
    status, _, words = run("in", state="no.db")
    check("a state that is none", status == 1 and "no.db: " in words and "move it away" in words,
          words)
    with sqlite3.connect("foreign.db") as database:
        database.execute("CREATE TABLE t (a)")
    status, _, words = run("in", state="foreign.db")
    check("somebody else's database", status == 1 and "not one of" in words, words)
    with sqlite3.connect("state.db") as database:
        database.execute("PRAGMA user_version = 99")
    status, _, words = run("in")
    check("a state of another version", status == 1 and "another version" in words, words)
    status, _, words = run("in", state="nowhere/state.db")
    check("a state nowhere", status == 1 and "nowhere" in words, words)
    write("file", "")
    status, _, words = run("in", out="file")
    check("a folder that is a file", status == 1 and "file" in words, words)


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def test_full_disk():
    fresh_room()
    write("in/a.txt", SENTENCES[0])
    write("in/b.txt", "\n\n".join(SENTENCES[0] for _ in range(2000)))
    write("in/c.txt", SENTENCES[2])
    status, _, words = run("-j", "1", "in", preexec_fn=limit_files)
    check("a result that cannot be written ends the night", status == 1 and "b.txt" in words and
          not os.path.exists("out/in/b.txt.jsonl"), words)
    check("and leaves no half", not [n for n in below("out") if n.endswith(b".part")])
    status, said, words = run("in")
    check("the next night goes on", status == 0 and "3 inputs" in said, said + words)


def make_archive(seed=1):
    draw = random.Random(seed)
    for i in range(120):
        text = "\n\n".join(draw.choice(SENTENCES) for _ in range(draw.randrange(2, 60)))
        write("in/%d/%d.txt%s" % (i % 7, i, ".gz" if i % 3 == 0 else ""),
              gzip.compress(text.encode(), mtime=0) if i % 3 == 0 else text)
    write("in/large.txt", "\n\n".join(draw.choice(SENTENCES) for _ in range(4000)))


def change_archive():
    draw = random.Random(2)
    for i in range(0, 120, 2):
        if i % 3 != 0:
            write("in/%d/%d.txt" % (i % 7, i), draw.choice(SENTENCES) * draw.randrange(1, 40),
                  OLD + 7)
    for i in range(5):
        write("in/new/%d.txt" % i, SENTENCES[i])
        os.remove("in/%d/%d.txt" % ((i * 6 + 1) % 7, i * 6 + 1))


def command(state, out):
    return [TOOL, "run", "-q", "-j", "2", "--prune", "--state", state, "--out", out, "in"]


def start_and_kill(state, out, seconds):
    """1 if it was still there to be killed."""
    with subprocess.Popen(command(state, out), stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        alive = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    return alive


def compare(state, out, wanted, wanted_rows):
    found, (whole, *found_rows) = content(out), rows(state)
    if found != wanted:
        return "files differ: %s" % sorted(set(found.items()) ^ set(wanted.items()))[:2]
    if not whole or found_rows != wanted_rows:
        return "the state differs"
    return ""


def remove(*paths):
    for path in paths:
        if os.path.isdir(path):
            shutil.rmtree(path)
        for end in ("", "-wal", "-shm", "-journal", ".lock"):
            if os.path.isfile(path + end):
                os.remove(path + end)


def test_kills():
    fresh_room()
    make_archive()
    subprocess.run(command("first.db", "first"), check=True)
    first, (_, *first_rows) = content("first"), rows("first.db")
    shutil.copytree("first", "base")
    shutil.copy("first.db", "base.db")
    shutil.copytree("in", "in.first", copy_function=shutil.copy2)
    change_archive()
    shutil.copytree("in", "in.second", copy_function=shutil.copy2)
    started = time.time()
    subprocess.run(command("first.db", "first"), check=True)
    short = time.time() - started
    second, (_, *second_rows) = content("first"), rows("first.db")
    remove("clean.db", "clean")
    subprocess.run(command("clean.db", "clean"), check=True)
    check("a night over what is new comes to the same as one over all", content("clean") == second)
    draw = random.Random(os.environ.get("SEED", "1"))
    hit, wrong = 0, []

    def put(source):
        shutil.rmtree("in")
        shutil.copytree(source, "in", copy_function=shutil.copy2)

    put("in.first")
    started = time.time()
    subprocess.run(command("clean2.db", "clean2"), check=True)
    long = time.time() - started
    began = time.time()
    reach = {0: long, 1: short, 2: short}  # how late kills may come: as long as such nights take now
    for i in range(KILLS):
        remove("k.db", "k")
        kind = i % 3
        if kind == 0:  # a first night
            put("in.first")
            wanted, wanted_rows = first, first_rows
        else:  # a second: changed, new and pruned inputs
            put("in.second")
            shutil.copytree("base", "k")
            shutil.copy("base.db", "k.db")
            wanted, wanted_rows = second, second_rows
        # the third kind is killed again and again before it may end
        for _ in range(4 if kind == 2 else 1):
            met = start_and_kill("k.db", "k", draw.uniform(0, reach[kind]))
            reach[kind] *= 1.1 if met else 0.8
            hit += met
        done = subprocess.run(command("k.db", "k"), check=False, capture_output=True)
        said = "exit status %d: %s" % (done.returncode, done.stderr) if done.returncode != 0 else \
            compare("k.db", "k", wanted, wanted_rows)
        if said:
            wrong.append("kill %d: %s" % (i, said))
    check("%d nights killed at random moments (%d kills met a running one; nights take %.2f and "
          "%.2f s; %.0f s in all) end as those that nobody stopped" % (
              KILLS, hit, long, short, time.time() - began),
          not wrong, wrong[:3])
    check("at least as many kills met running nights", hit >= KILLS, hit)
    return long


def small_night(library, at, state, out, model):
    environment = dict(os.environ, LD_PRELOAD=library, KILL_AT=str(at))
    done = subprocess.run([TOOL, "run", "-q", "-j", "1", "--prune", "-m", model, "--state", state,
                           "--out", out, "-f", "csv", "in"], env=environment, check=False,
                          capture_output=True)
    return done.returncode, done.stderr


def test_kill_at_every_call():
    """One thread, few inputs, another format than before: killed before the 1st, 2nd, 3rd ... call
    that changes the disk."""
    fresh_room()
    library = os.path.abspath("kill_at.so")
    if subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-o", library, os.path.join(
            TOP, "tests", "preload", "kill_at.c")], capture_output=True, check=False).returncode:
        skip("killed at every call", "the preloaded library does not compile here")
        return
    subprocess.run([TOOL, "compile", "-o", "small.gvm", RULES], check=True, capture_output=True)
    for i in range(3):
        write("in/%d.txt" % i, SENTENCES[i])
    run("-q", "-m", "small.gvm", "in", state="base.db", out="base")
    write("in/0.txt", SENTENCES[1] * 2)
    write("in/sub/new.txt", SENTENCES[0])
    os.remove("in/2.txt")

    def night_killed(first, at):
        """Exit status of the night killed at a call, and of the one behind it; files and rows."""
        state, out = "k%d.db" % at, "k%d" % at
        if not first:
            shutil.copytree("base", out)
            shutil.copy("base.db", state)
        killed, _ = small_night(library, at, state, out, "small.gvm")
        status, words = small_night(library, 0, state, out, "small.gvm") if at else (killed, "")
        found = (content(out), rows(state))
        remove(out, state)
        return killed, status, words, found

    for first in (True, False):
        wanted = night_killed(first, 0)[3]
        wrong, n = [], 0
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            while n < 2000:
                results = list(pool.map(lambda at: night_killed(first, at), range(n + 1, n + 21)))
                wrong += ["call %d: exit status %d %s" % (n + 1 + i, status, words)
                          for i, (_, status, words, found) in enumerate(results)
                          if status != 0 or found != wanted]
                n += 20
                if all(killed == 0 for killed, *_ in results):
                    break
        check("a %s night killed before each of its calls that change the disk (%d at most)" % (
            "first" if first else "second", n - 20), not wrong and n > 40, wrong[:3])


def test_memory():
    """A night in which one request for memory fails, or that one and all behind it: words and no
    half; and the next night comes to what a good one does."""
    fresh_room()
    library = os.path.abspath("fail_alloc.so")
    if "asan" in TOOL or subprocess.run(
            [os.environ.get("CC", "cc"), "-shared", "-fPIC", "-o", library,
             os.path.join(TOP, "tests", "preload", "fail_alloc.c")], capture_output=True,
            check=False).returncode:
        skip("want of memory", "requests cannot be made to fail here")
        return
    subprocess.run([TOOL, "compile", "-o", "small.gvm", RULES], check=True, capture_output=True)
    for i in range(2):
        write("in/%d.txt" % i, SENTENCES[i])

    def night(name, **environment):
        return run("-q", "-j", "1", "-m", "small.gvm", "in", state=name + ".db", out=name,
                   env=dict(os.environ, LD_PRELOAD=library, **environment))

    night("good", FAIL_ALLOC_COUNT="count")
    good, requests = content("good"), int(read("count"))

    def fail(what):
        name = "k%d-%d" % what
        status, _, words = night(name, FAIL_ALLOC_AT=str(what[0]),
                                 **({"FAIL_ALLOC_ON": "1"} if what[1] else {}))
        left = [each for each in below(name) if each.endswith(b".part")]
        said = "request %d: exit status %d %s%s" % (what[0], status, words, left)
        wrong = status not in (0, 1, 3) or (status != 0 and not words) or left
        status, _, words = run("-q", "-m", "small.gvm", "in", state=name + ".db", out=name)
        wrong = wrong or status != 0 or content(name) != good
        remove(name, name + ".db")
        return said + "; then %d %s" % (status, words) if wrong else ""

    wanted = [(at, 0) for at in range(1, requests + 1, max(1, requests // 100))]
    wanted += [(at, 1) for at in range(1, requests + 1, max(1, requests // 20))]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = [said for said in pool.map(fail, wanted) if said]
    check("want of memory, %d times in %d requests: the next night mends it" % (
        len(wanted), requests), not wrong and requests > 500, wrong[:3])


def test_signals(long):
    draw = random.Random(3)
    wanted = content("clean2")
    put_back = content
    shutil.rmtree("in")
    shutil.copytree("in.first", "in", copy_function=shutil.copy2)
    wrong, stopped = [], 0
    for i in range(8):
        remove("k.db", "k")
        with subprocess.Popen(command("k.db", "k"), stderr=subprocess.PIPE) as process:
            time.sleep(draw.uniform(0.02, long * 0.9))
            process.send_signal(signal.SIGTERM if i % 2 else signal.SIGINT)
            _, words = process.communicate()
        if process.returncode == 1 and b"stopped" in words:
            stopped += 1
            if os.path.isdir("k") and [n for n in below("k") if n.endswith(b".part")]:
                wrong.append("a half is left")
        elif process.returncode not in (0, -signal.SIGTERM, -signal.SIGINT):
            wrong.append("exit status %d: %s" % (process.returncode, words))
        subprocess.run(command("k.db", "k"), check=True)
        if put_back("k") != wanted:
            wrong.append("other bytes")
    check("SIGINT and SIGTERM stop cleanly, and the next night goes on (%d stopped)" % stopped,
          not wrong and stopped > 0, wrong)
    for threads in ("1", "7"):
        remove("k.db", "k")
        run("-q", "-j", threads, "in", state="k.db", out="k")
        check("%s threads: the same bytes" % threads, content("k") == wanted)


# ---- examples


def test_examples():
    fresh_room()
    write("reports/a.txt", SENTENCES[0])
    words = subprocess.run([TOOL, "help", "run"], capture_output=True, check=True).stdout.decode()
    cron = re.search(r"^  (\S+ \S+ \S+ \S+ \S+)  (gravamen run .*)$", words, re.M)
    check("the cron line has five times and a command", cron is not None and
          all(re.fullmatch(r"[0-9*,/-]+", field) for field in cron.group(1).split()), words)
    line = cron.group(2).replace("/srv/", "")
    done = subprocess.run(["sh", "-c", line.replace("gravamen run", "'%s' run" % TOOL)],
                          capture_output=True, check=False)
    check("and the command works", done.returncode == 0 and b"1 new" in done.stdout, done.stderr)
    units = {}
    for name, text in re.findall(r"/etc/systemd/system/(gravamen\.\w+)[^\n]*\n((?:  .*\n)+)", words):
        units[name] = re.sub("^  ", "", text, flags=re.M).replace("/usr/local/bin/gravamen", TOOL)
        write("units/" + name, units[name])
    check("a service and a timer are given", set(units) == {"gravamen.service", "gravamen.timer"})
    if shutil.which("systemd-analyze") is None:
        skip("the units", "no systemd-analyze here")
        return
    done = subprocess.run(["systemd-analyze", "verify", "units/gravamen.service",
                           "units/gravamen.timer"], capture_output=True, check=False)
    check("systemd accepts the units", done.returncode == 0 and b"gravamen" not in done.stderr,
          done.stderr)
    when = re.search("OnCalendar=(.*)", units["gravamen.timer"]).group(1)
    done = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, check=False)
    check("and the time", done.returncode == 0, done.stderr)


def main():
    if b"SQLite: not built in" in subprocess.run([TOOL, "--version"], capture_output=True,
                                                  check=True).stdout:
        status, _, words = run("in")
        check("without SQLite it says so", status == 1 and "SQLite" in words, words)
        skip("everything else", "built without SQLite")
        return 1 if failures else 0
    with tempfile.TemporaryDirectory() as room:
        os.chdir(room)
        for test in (test_nights, test_beside_tag, test_damage, test_models_and_options,
                     test_signatures, test_names,
                     test_own_files, test_dry_run, test_locks, test_full_disk):
            test()
        test_kill_at_every_call()
        test_memory()
        test_signals(test_kills())
        test_examples()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
