"""The systems gravamen is compared with. Each is a function (train, test, options) -> {id: {label: status}}.

keywords   a list of words and plain terms per label (keywords.json): found means asserted
cameo      verb patterns with an actor and a target in one sentence (cameo.json), found means asserted
fasttext   fastText supervised (Joulin et al. 2016; Debian package fasttext): one model, a yes/no output
           a label; passes, rate and size were tried on the development set and the best kept
logistic   L2 logistic regression on counts of stems and pairs of stems (liblinear, Fan et al. 2008;
           Debian package liblinear-tools; stems by libstemmer), one model a label; the cost and the
           weight of the rarer class are chosen by 3 folds inside the training part
gravamen   the tool, with its own model
prototype  any command that reads and writes JSONL (--prototype)
Those that learn only ever see `train`.
"""
import collections
import ctypes
import ctypes.util
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

from common import HERE, LABELS, document_of, f1, gravamen_labels, read_jsonl

SENTENCE = re.compile(r"(?<=[.!?])\s+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")


def load(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return json.load(file)


def keywords(_, test, __):
    nets = {label: re.compile(r"\b(?:%s)\b" % "|".join(re.escape(t) for t in terms), re.I)
            for label, terms in load("keywords.json").items()}
    return {p["id"]: {l: "asserted" for l in LABELS if nets[l].search(p["text"])} for p in test}


def cameo(_, test, __):
    data = load("cameo.json")
    actors, targets = r"\b(?:%s)\b" % data["actors"], r"\b(?:%s)\b" % data["targets"]
    found = {}
    for passage in test:
        labels = found.setdefault(passage["id"], {})
        for sentence in SENTENCE.split(passage["text"]):
            for code in data["codes"].values():
                for verb in re.finditer(r"\b(?:%s)\b" % code["verbs"], sentence, re.I):
                    before, after = sentence[:verb.start()], sentence[verb.end():]
                    active = re.search(actors, before) and re.search(targets, after)
                    passive = re.search(targets, before) and re.search(
                        r"\b(?:was|were|been|being|are|is)\W+(?:\w+\W+){0,2}$", before)
                    if active or passive:
                        labels[code["label"]] = "asserted"
    return found


def words_of(text):
    return [w.lower() for w in WORD.findall(text)]


def fasttext_shares(train, test):
    """id -> {label: share}: one model, a yes/no output a label."""
    with tempfile.TemporaryDirectory() as scratch:
        path, model = os.path.join(scratch, "train"), os.path.join(scratch, "model")
        with open(path, "w", encoding="utf-8") as out:
            for p in train:
                answer = [l for l in LABELS if p["labels"].get(l) == "asserted"] or ["none"]
                out.write("%s %s\n" % (" ".join("__label__" + l for l in answer),
                                       " ".join(words_of(p["text"]))))
        subprocess.run(["fasttext", "supervised", "-input", path, "-output", model, "-loss", "ova",
                        "-epoch", "100", "-lr", "0.5", "-dim", "20", "-thread", "1", "-seed", "1"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        lines = "".join(" ".join(words_of(p["text"])) + "\n" for p in test)
        answer = subprocess.run(["fasttext", "predict-prob", model + ".bin", "-", "5"], check=True,
                                input=lines.encode(), stdout=subprocess.PIPE).stdout.decode()
    shares = {}
    for p, line in zip(test, answer.splitlines()):
        parts = line.split()
        shares[p["id"]] = {a[len("__label__"):]: float(b) for a, b in zip(parts[::2], parts[1::2])}
    return shares


def fasttext(train, test, _):
    """Each label's threshold is chosen by 3 folds inside the training part."""
    inner = {}
    for part in folds_of(train, 3):
        names = {p["id"] for p in part}
        inner.update(fasttext_shares([p for p in train if p["id"] not in names], part))
    shares = fasttext_shares(train, test)
    found = {p["id"]: {} for p in test}
    for label in LABELS:
        best = max((score_of(train, {i for i in inner if inner[i].get(label, 0) >= t}, label), -t)
                   for t in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5))
        for name in found:
            if shares.get(name, {}).get(label, 0) >= -best[1]:
                found[name][label] = "asserted"
    return found


class Stemmer:
    """English Snowball stems from libstemmer."""

    def __init__(self):
        name = ctypes.util.find_library("stemmer")
        if not name:
            sys.exit("compare.py: libstemmer not found")
        self.snowball = ctypes.CDLL(name)
        self.snowball.sb_stemmer_new.restype = ctypes.c_void_p
        self.snowball.sb_stemmer_stem.restype = ctypes.c_void_p
        self.handle = ctypes.c_void_p(self.snowball.sb_stemmer_new(b"english", None))
        self.known = {}

    def stem(self, word):
        if word not in self.known:
            data = word.encode()
            at = self.snowball.sb_stemmer_stem(self.handle, data, len(data))
            size = self.snowball.sb_stemmer_length(self.handle)
            self.known[word] = ctypes.string_at(at, size).decode()
        return self.known[word]


STEMMER = None
FEATURES = {}


def features_of(passage):
    """Stems and neighbouring pairs of a passage, each once."""
    global STEMMER
    if passage["id"] not in FEATURES:
        STEMMER = STEMMER or Stemmer()
        stems = [STEMMER.stem(word) for word in words_of(passage["text"])]
        FEATURES[passage["id"]] = set(stems) | {a + " " + b for a, b in zip(stems, stems[1:])}
    return FEATURES[passage["id"]]


def liblinear(train, test, label, cost, weight):
    """Ids of the test passages that come out yes. L2-normalised binary features, -s 0."""
    support = collections.Counter(f for p in train for f in features_of(p))
    index = {f: n for n, f in enumerate(sorted(f for f in support if support[f] >= 2), 1)}

    def row(passage):
        at = sorted(index[f] for f in features_of(passage) if f in index)
        value = 1 / max(1, len(at)) ** 0.5
        answer = "1" if passage["labels"].get(label) == "asserted" else "-1"
        return answer + "".join(" %d:%.5f" % (i, value) for i in at) + "\n"

    with tempfile.TemporaryDirectory() as scratch:
        names = [os.path.join(scratch, n) for n in ("train", "test", "model", "out")]
        for name, part in zip(names, (train, test)):
            with open(name, "w", encoding="ascii") as out:
                out.writelines(row(p) for p in part)
        subprocess.run(["liblinear-train", "-q", "-s", "0", "-c", str(cost), "-w1", str(weight),
                        "-B", "1", names[0], names[2]], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["liblinear-predict", "-q", names[1], names[2], names[3]], check=True,
                       stdout=subprocess.DEVNULL)
        with open(names[3], encoding="ascii") as out:
            return {p["id"] for p, line in zip(test, out) if line.strip() == "1"}


def folds_of(passages, count, key=document_of):
    """Folds that keep a document whole: dealt out in the order of their names' hash."""
    names = sorted({key(p) for p in passages}, key=lambda n: hashlib.sha1(n.encode()).hexdigest())
    fold = {name: n % count for n, name in enumerate(names)}
    return [[p for p in passages if fold[key(p)] == n] for n in range(count)]


def score_of(test, yes, label):
    right = sum(p["labels"].get(label) == "asserted" for p in test if p["id"] in yes)
    truth = sum(p["labels"].get(label) == "asserted" for p in test)
    return f1(right, len(yes) - right, truth - right)


def logistic(train, test, _):
    found = {p["id"]: {} for p in test}
    inner = folds_of(train, 3)
    for label in LABELS:
        best = (-1.0, 0, 0)
        for cost in (4, 32, 256):
            for weight in (1, 3, 8):
                score = sum(score_of(part, liblinear([p for o in inner if o is not part for p in o],
                                                     part, label, cost, weight), label)
                            for part in inner) / len(inner)
                best = max(best, (score, cost, weight))
        for name in liblinear(train, test, label, best[1], best[2]):
            found[name][label] = "asserted"
    return found


def write_jsonl(passages, path):
    with open(path, "w", encoding="utf-8") as out:
        for p in passages:
            out.write(json.dumps(p, ensure_ascii=False) + "\n")


def gravamen(_, test, options):
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "test.jsonl")
        write_jsonl(test, path)
        return gravamen_labels(path, options.model)


def prototype(_, test, options):
    with tempfile.TemporaryDirectory() as scratch:
        path, out = os.path.join(scratch, "in"), os.path.join(scratch, "out")
        write_jsonl([{k: v for k, v in p.items() if k != "labels"} for p in test], path)
        with open(path, "rb") as given, open(out, "wb") as taken:
            subprocess.run([sys.executable, options.prototype], stdin=given, stdout=taken, check=True)
        return {r["id"]: r["labels"] if isinstance(r["labels"], dict) else
                {e["label"]: e["status"] for e in r["labels"]} for r in read_jsonl(out)}
