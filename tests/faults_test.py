"""What the command does when the machine fails it: memory, disk, files, signals.

    python3 tests/faults_test.py BUILD

Every request for memory is made to fail once, in a run over one sample of each format; disks are
full, files vanish, the reader of a pipe goes away, signals come. In each case the command must end
with the right status and words, never by a crash, and leave nothing half-done under the name of the
output. Prints "ok", "not ok" or "skip" lines.
"""
import concurrent.futures
import glob
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(TOP, sys.argv[1] if len(sys.argv) > 1 else "build")
GRAVAMEN = os.path.join(BUILD, "gravamen")
SAMPLE = os.path.join(TOP, "corpora", "sample")
# Of a run with more requests than this, so many are made to fail, evenly; FAULTS=all: every one.
MOST_REQUESTS = 10 ** 9 if os.environ.get("FAULTS") == "all" else 250
bad = 0


def say(good, name, why=""):
    global bad
    bad += not good
    print(("ok " if good else "not ok ") + name + ("" if good or not why else ": " + why))


def skip(name, why):
    print(f"skip {name}: {why}")


def run(arguments, **more):
    environment = dict(os.environ, LC_ALL="C", **more.pop("environment", {}))
    return subprocess.run([GRAVAMEN] + arguments, capture_output=True, env=environment,
                          timeout=60, **more)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def leftovers(folder, name):
    return [each for each in os.listdir(folder) if each.startswith(name)]


# ---------------------------------------------------------------------- memory

def samples():
    """One input of each format, the smallest."""
    by_format = {}
    for path in glob.glob(os.path.join(SAMPLE, "**", "*.*"), recursive=True):
        name = os.path.basename(path)
        if name.endswith((".sh", ".md")) or os.sep + "damaged" + os.sep in path:
            continue
        kind = name.split(".", 1)[1]
        if kind not in by_format or os.path.getsize(path) < os.path.getsize(by_format[kind]):
            by_format[kind] = path
    return sorted(by_format.values())


def tag_with_failure(library, model, path, folder, at, on):
    """The run in which request `at` fails (and all that follow, with `on`): what is wrong, or "".
    Where libarchive itself ends the process, with words and status 1, what was begun aside stays."""
    output = os.path.join(folder, f"{at}-{on}.jsonl")
    environment = {"LD_PRELOAD": library, "FAIL_ALLOC_AT": str(at)}
    if on:
        environment["FAIL_ALLOC_ON"] = "1"
    done = run(["tag", "-q", "-j1", "-m", model, "-o", output, path], environment=environment)
    words = done.stderr.decode(errors="replace").strip()
    if done.returncode < 0:
        return f"request {at}{' and all after' if on else ''}: killed by signal {-done.returncode}"
    if done.returncode == 1:
        left = leftovers(folder, os.path.basename(output))
        if left and "internal error in libarchive" not in words.lower():
            return f"request {at}, on={on}: left {left}"
        return "" if words else f"request {at}: failed without a word"
    if done.returncode == 3:
        return "" if words else f"request {at}: damage without a word"
    if done.returncode != 0:
        return f"request {at}: exit status {done.returncode}"
    got = read(output)
    good = read(os.path.join(folder, "good.jsonl"))
    return "" if got == good else f"request {at}, on={on}: success, with another output"


def memory_of(library, model, path):
    name = os.path.basename(path)
    with tempfile.TemporaryDirectory() as folder:
        count = os.path.join(folder, "count")
        good = os.path.join(folder, "good.jsonl")
        done = run(["tag", "-q", "-j1", "-m", model, "-o", good, path],
                   environment={"LD_PRELOAD": library, "FAIL_ALLOC_COUNT": count})
        if done.returncode != 0:
            say(False, f"memory {name}", f"exit status {done.returncode} though nothing failed: "
                + done.stderr.decode(errors="replace"))
            return
        n = int(read(count))
        step = -(-n // MOST_REQUESTS)
        wanted = [(at, 0) for at in range(1, n + 1, step)]
        wanted += [(at, 1) for at in range(1, n + 1, max(1, n // 40))]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            wrong = [each for each in pool.map(
                lambda w: tag_with_failure(library, model, path, folder, *w), wanted) if each]
        say(not wrong, f"memory {name}: {len(wanted)} failures in {n} requests",
            "; ".join(wrong[:5]))


def verify_with_failure(library, model, result, good, at):
    """The verification in which request `at` fails: what is wrong, or ""."""
    done = run(["verify", "--json", "-j1", "-m", model, result],
               environment={"LD_PRELOAD": library, "FAIL_ALLOC_AT": str(at)})
    if done.returncode < 0:
        return f"request {at}: killed by signal {-done.returncode}"
    if done.returncode == 2 or b"libgomp" in done.stderr:
        return "" if done.stderr.strip() else f"request {at}: failed without a word"
    same = done.returncode == good.returncode and done.stdout == good.stdout
    return "" if same else f"request {at}: exit status {done.returncode}, another answer"


def memory_of_verify(library, model):
    """A result with an edited, a moved and a missing line, so that all of verify is run through."""
    with tempfile.TemporaryDirectory() as folder:
        result = os.path.join(folder, "out.jsonl")
        count = os.path.join(folder, "count")
        path = os.path.join(SAMPLE, "news.jsonl")
        run(["tag", "-q", "--status", "any", "-m", model, "-o", result, path])
        lines = read(result).splitlines(True)
        lines[2] = lines[2].replace(b'"passage":', b'"passage":7')
        lines[5:7] = [lines[6], lines[5]]
        del lines[9]
        with open(result, "wb") as file:
            file.writelines(lines)
        good = run(["verify", "--json", "-j1", "-m", model, result],
                   environment={"LD_PRELOAD": library, "FAIL_ALLOC_COUNT": count})
        n = int(read(count))
        wanted = range(1, n + 1, max(1, n // MOST_REQUESTS))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            wrong = [each for each in pool.map(
                lambda at: verify_with_failure(library, model, result, good, at), wanted) if each]
        say(good.returncode == 1 and not wrong,
            f"memory verify: {len(wanted)} failures in {n} requests", "; ".join(wrong[:5]))


def test_memory(scratch):
    if "asan" in BUILD:
        skip("memory", "the sanitizer has its own malloc")
        return
    library = os.path.join(scratch, "fail_alloc.so")
    made = subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-o", library,
                           os.path.join(TOP, "tests", "preload", "fail_alloc.c")],
                          capture_output=True)
    if made.returncode != 0:
        skip("memory", "the C library here has no __libc_malloc to stand behind ours")
        return
    model = os.path.join(scratch, "small.gvm")
    assert run(["compile", "-o", model, os.path.join(TOP, "tests", "cli", "rules")]).returncode == 0
    for path in samples():
        memory_of(library, model, path)
    memory_of_verify(library, model)


def test_address_space():
    """ulimit -v from too little to enough: success, or a clear failure. Where the program itself does
    not fit (12 MB), the system ends it before it runs."""
    path = os.path.join(SAMPLE, "twins", "valley-report.txt.gz")
    good = run(["tag", "-q", "-j2", path]).stdout
    wrong = []
    outcomes = set()
    for megabytes in list(range(14, 200, 6)) + [400, 800]:
        limit = megabytes << 20
        done = run(["tag", "-q", "-j2", path], preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_AS, (limit, limit)))
        outcomes.add(done.returncode)
        if done.returncode == 0 and done.stdout != good:
            wrong.append(f"{megabytes} MB: success with another output")
        elif done.returncode not in (0, 1, 127) or (done.returncode and not done.stderr):
            wrong.append(f"{megabytes} MB: status {done.returncode}, {done.stderr[:100]!r}")
    if 0 not in outcomes:
        wrong.append("never enough")
    say(not wrong, "address space (ulimit -v), 14 MB to 800 MB", "; ".join(wrong[:4]))


# ---------------------------------------------------------------------- disks

def test_full_device():
    if not os.path.exists("/dev/full"):
        skip("/dev/full", "not there")
        return
    with open("/dev/full", "wb") as full:
        done = subprocess.run([GRAVAMEN, "tag", "-q", SAMPLE + "/valley-report.txt"], stdout=full,
                              stderr=subprocess.PIPE, timeout=60)
    say(done.returncode == 1 and b"space" in done.stderr, "standard output on a full device",
        f"{done.returncode} {done.stderr!r}")


def test_full_disk(scratch):
    mount = os.path.join(scratch, "small")
    os.mkdir(mount)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "gravamen-test", mount],
                      capture_output=True).returncode != 0:
        skip("full disk", "no right to mount a small one")
        return
    try:
        output = os.path.join(mount, "out.jsonl")
        done = run(["tag", "-q", "--status", "any", "-o", output,
                    os.path.join(SAMPLE, "valley-report.txt"),
                    os.path.join(SAMPLE, "testimony.txt"), os.path.join(SAMPLE, "digest.txt")])
        say(done.returncode == 1 and b"space" in done.stderr and not os.listdir(mount),
            "full disk: says so, leaves nothing",
            f"{done.returncode} {done.stderr!r} {os.listdir(mount)}")
    finally:
        subprocess.run(["umount", mount], check=True)


# ---------------------------------------------------------------------- files

def test_read_error():
    if not os.path.exists("/proc/self/mem"):
        skip("read error", "no /proc/self/mem")
        return
    report = os.path.join(SAMPLE, "valley-report.txt")
    alone = run(["tag", "-q", report]).stdout
    done = run(["tag", "-q", "/proc/self/mem", report])
    say(done.returncode == 3 and b"/proc/self/mem: " in done.stderr and done.stdout == alone,
        "read error: named, and the other inputs go on", f"{done.returncode} {done.stderr!r}")


def test_vanishing(scratch):
    """A file that goes away between the walk and its turn."""
    folder = os.path.join(scratch, "vanish")
    os.mkdir(folder)
    for name in ("a.txt", "b.txt"):
        shutil.copy(os.path.join(SAMPLE, "valley-report.txt"), os.path.join(folder, name))
    child = subprocess.Popen([GRAVAMEN, "tag", "-q", "-j1", "-", folder], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdin.write(b'{"text":"Nothing."}\n')
    child.stdin.flush()
    time.sleep(0.5)
    os.remove(os.path.join(folder, "a.txt"))
    out, err = child.communicate(timeout=60)
    lines = out.decode().splitlines()
    say(child.returncode == 3 and b"a.txt" in err and lines and
        all('b.txt"' in line for line in lines), "a vanished file is named; the others go on",
        f"{child.returncode} {err!r}")


def test_too_many_open(scratch):
    folder = os.path.join(scratch, "many")
    os.mkdir(folder)
    for i in range(40):
        shutil.copy(os.path.join(SAMPLE, "twins", "valley-report.txt.gz"),
                    os.path.join(folder, f"{i:02}.gz"))
    good = run(["tag", "-q", folder]).stdout
    wrong = []
    for limit in range(3, 14):
        done = run(["tag", "-q", "-j4", folder], preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_NOFILE, (limit, limit)))
        fine = done.returncode == 0 and done.stdout == good
        told = done.returncode in (1, 3) and b"open files" in done.stderr
        if not fine and not told and done.returncode != 127:
            wrong.append(f"{limit}: {done.returncode} {done.stderr[:80]!r}")
    say(not wrong, "too many open files: enough, or said", "; ".join(wrong))


# ---------------------------------------------------------------------- signals and pipes

def start_waiting(scratch, name):
    """A run that waits for more on standard input, with its output aside."""
    output = os.path.join(scratch, name)
    child = subprocess.Popen([GRAVAMEN, "tag", "-q", "-o", output, "-"], stdin=subprocess.PIPE,
                             stderr=subprocess.PIPE)
    child.stdin.write(b'{"text":"At least 17 villagers were shot dead in Oru."}\n' * 200)
    child.stdin.flush()
    time.sleep(0.3)
    return child, output


def test_signals(scratch):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
        child, output = start_waiting(scratch, f"signal-{int(number)}.jsonl")
        child.send_signal(number)
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()
        child.stdin.close()
        err = child.stderr.read()
        child.stderr.close()
        left = leftovers(scratch, os.path.basename(output))
        killed = number == signal.SIGKILL
        fine = not os.path.exists(output) and (killed or not left) and child.returncode != 0
        say(fine, f"{number.name}: nothing under the output's name"
            + ("" if killed else ", nothing left over"), f"{child.returncode} {left} {err!r}")


def test_closed_pipe():
    text = b'{"text":"At least 17 villagers were shot dead in Oru."}\n' * 20000
    child = subprocess.Popen([GRAVAMEN, "tag", "-q", "-"], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdout.close()
    try:
        child.stdin.write(text)
        child.stdin.close()
    except BrokenPipeError:
        pass
    child.wait(timeout=60)
    err = child.stderr.read()
    say(child.returncode in (1, -signal.SIGPIPE), "the reader of the output goes away",
        f"{child.returncode} {err!r}")


def main():
    if not os.access(GRAVAMEN, os.X_OK):
        say(False, "faults", f"{GRAVAMEN} was not built")
        return 1
    with tempfile.TemporaryDirectory(prefix="gravamen-faults-") as scratch:
        test_memory(scratch)
        test_address_space()
        test_full_device()
        test_full_disk(scratch)
        test_read_error()
        test_vanishing(scratch)
        test_too_many_open(scratch)
        test_signals(scratch)
        test_closed_pipe()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
