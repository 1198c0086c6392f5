#!/usr/bin/env python3
"""gravamen as a filter: one JSONL line in, its answer out, before the next line goes in.

Drives `gravamen tag -` through pipes, plain and with several threads, and gives every answer ten
seconds. Also: Ctrl-C while it waits ends it at once and leaves nothing under the output's name; a
closed output ends it. Prints "ok NAME" or "not ok NAME" a case.
"""
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMAND = os.environ.get("GRAVAMEN") or os.path.join(
    TOP, os.environ.get("BUILD", "build"), "gravamen")
SECONDS = 10
HIT = "Gunmen killed at least 40 farmers in Oru, relatives said."
MISS = "It rained in Velmora."
bad = 0


def say(name, ok, why=""):
    global bad
    bad += not ok
    print(("ok " if ok else "not ok ") + name + (": " + why if why and not ok else ""))


class Filter:
    """A running command with a line reader that gives up after SECONDS."""

    def __init__(self, *options, stdout=subprocess.PIPE):
        self.process = subprocess.Popen(
            [COMMAND, "tag", "-q", *options, "-"], stdin=subprocess.PIPE, stdout=stdout,
            stderr=subprocess.PIPE)
        self.held = b""

    def send(self, value):
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.process.stdin.write(data + b"\n")
        self.process.stdin.flush()

    def answer(self, stream=None):
        stream = stream or self.process.stdout
        until = time.monotonic() + SECONDS
        while b"\n" not in self.held:
            left = until - time.monotonic()
            if left <= 0 or not select.select([stream], [], [], left)[0]:
                raise TimeoutError("no answer in %d s" % SECONDS)
            data = os.read(stream.fileno(), 65536)
            if not data:
                raise EOFError("ended without an answer")
            self.held += data
        line, self.held = self.held.split(b"\n", 1)
        return line.decode()

    def end(self):
        self.process.stdin.close()
        return self.process.wait(SECONDS)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def case(name, function):
    running = []

    def start(*options, **more):
        running.append(Filter(*options, **more))
        return running[-1]

    try:
        function(start)
        say(name, True)
    except Exception as error:  # every failure is one line of the report
        say(name, False, "%s: %s" % (type(error).__name__, error))
    finally:
        for each in running:
            each.kill()


def expect(got, wanted):
    if got != wanted:
        raise AssertionError("got %r, not %r" % (got, wanted))


def every_line_is_answered(*options):
    def run(start):
        command = start("-s", "any", *options)
        for i in range(40):
            text = HIT if i % 2 == 0 else MISS
            command.send({"id": "n%d" % i, "text": text})
            record = json.loads(command.answer())
            expect((record["id"], record["text"]), ("n%d" % i, text))
            expect([label["label"] for label in record["labels"]],
                   ["mass_killing"] if i % 2 == 0 else [])
        expect(command.end(), 0)
    return run


def hits_are_answered_at_once(start):
    command = start()
    for i in range(10):
        command.send({"id": "miss", "text": MISS})
        command.send({"id": "hit%d" % i, "text": HIT})
        expect(json.loads(command.answer())["id"], "hit%d" % i)
    expect(command.end(), 0)


def bad_line_yields_a_record(start):
    command = start("-s", "any")
    command.send({"id": "a", "text": MISS})
    expect(json.loads(command.answer())["id"], "a")
    command.send(b'{"id":"b","text":')
    record = json.loads(command.answer())
    expect("error" in record and "labels" not in record, True)
    command.send({"id": "c", "text": MISS})
    expect(json.loads(command.answer())["id"], "c")
    expect(command.end(), 3)


def bad_line_is_named_on_stderr(start):
    command = start()
    command.send({"id": "a", "text": HIT})
    expect(json.loads(command.answer())["id"], "a")
    command.send(b'{"id":"b","text":')
    expect("line 2" in command.answer(command.process.stderr), True)
    expect(command.end(), 3)


def line_in_pieces_is_one_line(start):
    command = start("-s", "any")
    line = json.dumps({"id": "p", "text": HIT}).encode()
    for i in range(0, len(line), 7):
        command.process.stdin.write(line[i:i + 7])
        command.process.stdin.flush()
        time.sleep(0.005)
    command.send(b"")
    expect(json.loads(command.answer())["id"], "p")
    expect(command.end(), 0)


def interrupt_ends_a_waiting_run(start):
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "out.jsonl")
        command = start("-o", output)
        command.send({"id": "a", "text": HIT})
        until = time.monotonic() + SECONDS
        while not any(name.endswith(".part") for name in os.listdir(folder)):
            if time.monotonic() > until:
                raise TimeoutError("no output was begun")
            time.sleep(0.01)
        time.sleep(0.2)
        command.process.send_signal(signal.SIGINT)
        expect(command.process.wait(SECONDS), 1)
        expect(os.listdir(folder), [])


def closed_output_ends_a_waiting_run(start):
    reading, writing = os.pipe()
    command = start(stdout=writing)
    os.close(writing)
    command.send({"id": "a", "text": HIT})
    select.select([reading], [], [], SECONDS)
    os.close(reading)
    command.send({"id": "b", "text": HIT})
    expect(command.process.wait(SECONDS), 1)
    expect(b"standard output" in command.process.stderr.read(), True)


if not os.access(COMMAND, os.X_OK):
    print("not ok pipe: %s was not built" % COMMAND)
    sys.exit(1)
case("pipe/one line, one answer", every_line_is_answered())
case("pipe/one line, one answer, one thread", every_line_is_answered("-j", "1"))
case("pipe/one line, one answer, eight threads", every_line_is_answered("-j", "8"))
case("pipe/hits are answered at once", hits_are_answered_at_once)
case("pipe/a bad line yields a record with error", bad_line_yields_a_record)
case("pipe/a bad line is named on standard error", bad_line_is_named_on_stderr)
case("pipe/a line in pieces is one line", line_in_pieces_is_one_line)
case("pipe/Ctrl-C ends a waiting run", interrupt_ends_a_waiting_run)
case("pipe/a closed output ends a waiting run", closed_output_ends_a_waiting_run)
sys.exit(bad > 0)
