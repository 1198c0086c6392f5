#!/usr/bin/env python3
"""Compares the readers of tables and lists with Python's csv and json modules on random ones.

    tests/csv_compare.py [BUILD] [TABLES] [SEED]

Tables with cells of quotes, separators and line ends, written by Python in its dialects and by hand
in odder ways; lists of objects in many layouts. Every cell must come out as Python reads it, and the
same however the bytes come in; a row that has another number of cells than the header row must be
named. And the sample's twins as tables, lists and office files give the tags of their plain files.
Prints "ok" lines as every suite does.
"""
import csv
import io
import json
import random
import subprocess
import sys

BUILD = sys.argv[1] if len(sys.argv) > 1 else "build"
TABLES = int(sys.argv[2]) if len(sys.argv) > 2 else 1500
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
NAMES = ["a", "b", "text"]


def random_cell(r, separator):
    # A tab in a cell of several lines is what tells a TSV that knows no quotes from one that does.
    alphabet = ["a", "b", " ", "\"", ",", ";", "\n", "\r\n", "'", "\u00e9", "Oru", "\"\""]
    alphabet += ["\t"] if separator != "\t" else []
    return "".join(r.choice(alphabet) for _ in range(r.randrange(7)))


def by_hand(r, rows, separator, end):
    """Rows as RFC 4180 has them, each cell quoted or not as it pleases, where it may."""
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            must = any(c in cell for c in (separator, "\n", "\r")) or cell.startswith("\"")
            cells.append("\"" + cell.replace("\"", "\"\"") + "\"" if must or r.randrange(3) == 0
                         else cell)
        lines.append(separator.join(cells))
    text = end.join(lines)
    return text if r.randrange(3) == 0 else text + end


def random_table(r, separator):
    names = NAMES[:]
    r.shuffle(names)
    rows = [names]
    for _ in range(r.randrange(8)):
        row = [random_cell(r, separator) for _ in names]
        if row[0] == "" and r.randrange(4):
            row[0] = "x"
        rows.append(row)
    if r.randrange(3) == 0:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=separator, lineterminator=r.choice(["\n", "\r\n", "\r"]),
                   quoting=r.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])).writerows(rows)
        return out.getvalue()
    return by_hand(r, rows, separator, r.choice(["\n", "\r\n", "\r"]))


def expected_table(text, separator):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = [row for row in reader if row]
    return [dict(zip(rows[0], row)) if "text" in dict(zip(rows[0], row)) and
            not "".join(row[3:]).strip() else None for row in rows[1:]]


def random_value(r, depth=0):
    kind = r.randrange(8 if depth < 3 else 5)
    if kind < 3:
        return "".join(r.choice("ab\"\\{}[],:\n\u00e9 ") for _ in range(r.randrange(8)))
    if kind < 5:
        return r.choice([1, -2.5, 1e30, True, False, None])
    if kind == 5:
        return [random_value(r, depth + 1) for _ in range(r.randrange(4))]
    return {random_value(r, 9) if r.randrange(2) else "k": random_value(r, depth + 1)
            for _ in range(r.randrange(4))}


def random_list(r):
    records = []
    for _ in range(r.randrange(7)):
        record = {name: random_value(r) for name in ("id", "a", "b", "meta")}
        record["text"] = "Tarsk " * r.randrange(3)
        items = list(record.items())
        r.shuffle(items)
        records.append(json.loads(json.dumps(dict(items))))
    layout = r.randrange(4)
    if layout == 0:
        return json.dumps(records), records
    if layout == 1:
        return json.dumps(records, indent=r.choice([1, 2, "\t"])), records
    if layout == 2:
        return "\n".join(json.dumps(x, indent=1) for x in records), records
    return "\n[\r\n" + " ,\n".join(json.dumps(x, ensure_ascii=False) for x in records) + "\n]", \
        records


def ask(mode, texts, steps):
    data = b"".join(b"%d %d\n%s" % (len(t), s, t) for t, s in zip(texts, steps))
    run = subprocess.run([BUILD + "/tests/tools/rows_driver", mode, "a,b,text"], input=data,
                         stdout=subprocess.PIPE, check=True)
    return run.stdout.decode("utf-8")


def split_answers(text):
    answers, lines = [], []
    for line in text.split("\n"):
        if line == ".":
            answers.append(lines)
            lines = []
        else:
            lines.append(line)
    return answers


def fields_of(line):
    """The kept fields of a document's line, or None for an error."""
    rest = line.split(" ", 3)[3]
    rest = rest[json.JSONDecoder().raw_decode(rest)[1] + 1:]
    if rest.startswith("!"):
        return None
    return json.JSONDecoder().raw_decode(rest)[0] if rest.startswith("{") else {}


def check_tables(r, mode, separator):
    texts = [random_table(r, separator) for _ in range(TABLES)]
    wrong = 0
    raw = [t.encode("utf-8") for t in texts]
    wants = [expected_table(t, separator) for t in texts]
    for step in (1, 7, 1 << 20):
        answers = split_answers(ask(mode, raw, [step] * len(raw)))
        if len(answers) != len(texts):
            print("not ok %s_compare: %d answers to %d tables" % (mode, len(answers), len(texts)))
            return 1
        for text, want, lines in zip(texts, wants, answers):
            got = [fields_of(line) for line in lines]
            if got != want:
                wrong += 1
                if wrong < 4:
                    print("table %r\nwant %r\ngot  %r\nlines %r" % (text, want, got, lines))
    if wrong:
        print("not ok %s_compare: %d of %d readings differ" % (mode, wrong, 3 * len(texts)))
        return 1
    print("ok %s_compare (%d tables, %d rows)" % (mode, len(texts), sum(map(len, wants))))
    return 0


def check_lists(r):
    wrong = 0
    pairs = [random_list(r) for _ in range(TABLES)]
    raw = [t.encode("utf-8") for t, _ in pairs]
    for step in (1, 7, 1 << 20):
        answers = split_answers(ask("json", raw, [step] * len(raw)))
        for (text, records), lines in zip(pairs, answers):
            want = [{k: x[k] for k in ("a", "b", "text") if k in x} for x in records]
            got = [fields_of(line) for line in lines]
            if got != want:
                wrong += 1
                if wrong < 4:
                    print("list %s\nwant %r\ngot  %r\nlines %r" % (text, want, got, lines))
        wrong += len(answers) != len(pairs)
    if wrong:
        print("not ok list_compare: %d of %d readings differ" % (wrong, 3 * len(pairs)))
        return 1
    print("ok list_compare (%d lists, %d objects)" % (len(pairs), sum(len(x) for _, x in pairs)))
    return 0


def tags(path, by_id):
    run = subprocess.run([BUILD + "/gravamen", "tag", "-f", "jsonl", "--status", "all", "-q", path],
                         stdout=subprocess.PIPE, check=True)
    found = []
    for line in run.stdout.decode("utf-8").splitlines():
        record = json.loads(line)
        for label in record["labels"]:
            for evidence in label["evidence"]:
                evidence.pop("at", None)
        what = [record["text"], record["labels"], record.get("context")]
        found.append([record["id"], record.get("date"), record.get("title"), record["passage"]] +
                     what if by_id else what)
    return found


def check_twins():
    features = subprocess.run([BUILD + "/gravamen", "--version"], stdout=subprocess.PIPE,
                              check=True).stdout.decode("utf-8")
    bad = 0
    for twin, plain in (("news.csv", "news.jsonl"), ("news.json", "news.jsonl"),
                        ("news.xml", "news.jsonl"), ("digest.docx", "digest.txt"),
                        ("digest.odt", "digest.txt")):
        office = plain == "digest.txt"
        if (twin[-4:] != ".csv" and twin[-5:] != ".json" and "expat: not built in" in features or
                office and "libarchive: not built in" in features):
            print("skip twins/%s: built without expat or libarchive" % twin)
            continue
        want = tags("corpora/sample/" + plain, not office)
        same = tags("corpora/sample/twins/" + twin, not office) == want and len(want) > 0
        print("%s twins/%s (%d tagged)" % ("ok" if same else "not ok", twin, len(want)))
        bad += not same
    return bad


def main():
    r = random.Random(SEED)
    bad = check_tables(r, "csv", ",")
    bad += check_tables(r, "tsv", "\t")
    bad += check_lists(r)
    bad += check_twins()
    return bad > 0


sys.exit(main())
