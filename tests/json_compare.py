#!/usr/bin/env python3
"""Compares the line scanner of ingest/ with Python's json module on random lines.

    tests/json_compare.py [BUILD] [LINES] [SEED]

Lines are random objects, written in random ways (escapes, blanks, repeated names), and the same with
a byte changed, cut off or doubled. What the two call JSON must be the same, and so must be the last
values of "id", "text" and "keep". Prints "ok" lines as every suite does.
"""
import json
import random
import subprocess
import sys

BUILD = sys.argv[1] if len(sys.argv) > 1 else "build"
LINES = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
DEPTH_MAX = 256
NAMES = ["id", "text", "keep", "i", "ids", "", "te\u0078t", "caf\u00e9", "a\"b", "n\n"]


def random_string(r):
    alphabet = "ab \"\\/\n\t\u00e9\u2019\U0001f600\u0007'{}[],:"
    return "".join(r.choice(alphabet) for _ in range(r.randrange(12)))


def random_value(r, depth=0):
    kind = r.randrange(9 if depth < 4 else 6)
    if kind < 2:
        return random_string(r)
    if kind == 2:
        return r.choice([0, -0.0, 1, -17, 3.25, 1e30, -2.5e-7, 12345678901234567890])
    if kind == 3:
        return r.choice([True, False, None])
    if kind < 6:
        return random_string(r) * 3
    if kind == 6:
        return [random_value(r, depth + 1) for _ in range(r.randrange(4))]
    return {random_string(r): random_value(r, depth + 1) for _ in range(r.randrange(4))}


def blank(r):
    return r.choice(["", "", "", " ", "\t", "  \r "])


def write_string(r, text):
    out = []
    for c in text:
        code = ord(c)
        choice = r.randrange(6)
        if c in "\"\\" or code < 32 and choice:
            out.append(json.dumps(c)[1:-1])
        elif code < 32 or choice == 0:
            out.append(json.dumps(c, ensure_ascii=True)[1:-1] if code > 126 or code < 32
                       else "\\u%04X" % code)
        elif c == "/" and choice == 1:
            out.append("\\/")
        else:
            out.append(c)
    if r.randrange(40) == 0:
        out.append(r.choice(["\\ud800", "\\udc00", "\\ud800\\ud800\\udc00"]))
    return '"' + "".join(out) + '"'


def write(r, value):
    if isinstance(value, str):
        return write_string(r, value)
    if isinstance(value, list):
        return "[" + ",".join(blank(r) + write(r, v) + blank(r) for v in value) + "]"
    if isinstance(value, dict):
        return write_pairs(r, list(value.items()))
    return json.dumps(value)


def write_pairs(r, pairs):
    return "{" + ",".join(blank(r) + write_string(r, k) + blank(r) + ":" + blank(r) + write(r, v) +
                          blank(r) for k, v in pairs) + "}"


def random_line(r):
    pairs = [(r.choice(NAMES), random_value(r)) for _ in range(r.randrange(7))]
    line = blank(r) + write_pairs(r, pairs) + blank(r)
    if r.randrange(200) == 0:
        depth = r.randrange(240, 270)
        line = '{"keep":' + "[" * depth + "]" * depth + "}"
    harm = r.randrange(8)
    at = r.randrange(len(line) + 1)
    if harm == 0:
        line = line[:at]
    elif harm == 1:
        line = line[:at] + r.choice("\"\\{}[],:0e+.tnu x") + line[at + 1:]
    elif harm == 2:
        line = line[:at] + line[at:at + 3] + line[at:]
    return line.replace("\n", " ")


def refuse(constant):
    raise ValueError(constant)


def expected(line):
    if line.strip(" \t\r\n")[:1] != "{":
        return None
    try:
        value = json.loads(line, strict=False, parse_constant=refuse)
    except ValueError:
        return None
    nested = max([containers(v) for v in value.values()], default=0)
    return value if nested <= DEPTH_MAX else None


def containers(value):
    """How many containers stand inside one another."""
    deepest = 0
    stack = [(value, 1)]
    while stack:
        v, depth = stack.pop()
        if isinstance(v, (list, dict)):
            deepest = max(deepest, depth)
            stack.extend((x, depth + 1) for x in (v.values() if isinstance(v, dict) else v))
    return deepest


def check(line, answer):
    want = expected(line)
    if want is None:
        return answer == "bad"
    words = answer.split(" ")
    if words[0] != "good" or len(words) != 4:
        return False
    for name, got in zip(("id", "text", "keep"), words[1:]):
        if name not in want:
            if got != "-":
                return False
            continue
        text = bytes.fromhex(got[1:]).decode("utf-8")
        if isinstance(want[name], str):
            surrogate = any(0xD800 <= ord(c) <= 0xDFFF for c in want[name])
            if got[0] != "s" or (not surrogate and text != want[name]):
                return False
            if surrogate and len(text) != len(want[name]):
                return False
        elif got[0] != "j" or json.dumps(json.loads(text)) != json.dumps(want[name]):
            return False
    return True


def main():
    r = random.Random(SEED)
    lines = [random_line(r) for _ in range(LINES)]
    run = subprocess.run([BUILD + "/tests/tools/json_driver"],
                         input="\n".join(lines).encode("utf-8") + b"\n", stdout=subprocess.PIPE,
                         check=True)
    answers = run.stdout.decode("ascii").splitlines()
    wrong = [(a, b) for a, b in zip(lines, answers) if not check(a, b)]
    bad = sum(a == "bad" for a in answers)
    if len(answers) != len(lines) or wrong:
        for line, answer in wrong[:5]:
            print("line   %s\nanswer %s" % (json.dumps(line), answer))
        print("not ok json_compare: %d of %d lines differ" % (len(wrong), len(lines)))
        return 1
    if not 0.05 * LINES < bad < 0.6 * LINES:
        print("not ok json_compare: %d of %d lines are bad: the sample is not fair" % (bad, LINES))
        return 1
    print("ok json_compare (%d lines, %d of them bad)" % (len(lines), bad))
    return 0


sys.exit(main())
