"""PDF files that other tools made, and the sample's twin, through the command.

    python3 tests/pdf_test.py BUILD

In: a build. Out: lines "ok pdf/NAME", "not ok pdf/NAME" or "skip pdf/NAME: why". What a tool sets in
columns and pages must come back as the paragraphs that were given to it, each with its page, without
running heads and page numbers.
"""
import json
import os
import subprocess
import sys
import tempfile

BUILD = sys.argv[1] if len(sys.argv) > 1 else "build"
GRAVAMEN = os.path.abspath(os.path.join(BUILD, "gravamen"))
SAMPLE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                      "corpora", "sample")
bad = 0

PARAGRAPHS = [
    "The Mission spoke to 83 former residents of Upper Brannock, a village of some 700 people. "
    "They agree on the following. On 19 April soldiers with white armbands came to the school and "
    "ordered the head teacher to read out a notice: every family was to be gone by noon on the "
    "next day, and whoever stayed would be taken for a fighter.",
    "In Lower Brannock eleven men who had stayed to look after the animals were shot dead in the "
    "sheepfold. The Mission visited the place, saw the marks in the wall and spoke to the widow of "
    "one of them. The regional command denies that its soldiers executed anyone.",
    "About 9,000 other people left the eastern bank in the same weeks because of the shelling. The "
    "Mission does not consider that they were forced out by any party; most went to relatives in "
    "Karsto, and many have already gone back to their houses.",
    "Nineteen former detainees told the Mission that they had been made to saw timber from six in "
    "the morning until dark, that anyone who fell below the norm was beaten on the soles of the "
    "feet, and that they were not paid. The director of the centre stated that all work was "
    "voluntary, and that the detainees had asked for something to do.",
    "The prefect of Velmora told the Mission that the road had been closed for repairs. The Mission "
    "saw no repairs. Traders from Tarsk said that they had paid for each crossing since February, "
    "to men in uniform who gave no receipt and wrote nothing down.",
]

REPORTLAB = r"""
import json, sys
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph
from reportlab.lib.enums import TA_JUSTIFY

path, columns, justified, password, texts = sys.argv[1:6]
texts, columns = json.loads(texts), int(columns)

def furniture(canvas, document):
    canvas.setFont('Helvetica', 9)
    canvas.drawString(60, 805, 'REPORT OF THE MISSION TO THE ORU VALLEY')
    canvas.drawCentredString(297, 30, '- %d -' % canvas.getPageNumber())

extra = {}
if password:
    from reportlab.lib.pdfencrypt import StandardEncryption
    extra['encrypt'] = StandardEncryption(password, ownerPassword='owner', strength=128)
document = BaseDocTemplate(path, pagesize=A4, invariant=1, **extra)
width = 475 / columns - (20 if columns > 1 else 0)
frames = [Frame(60 + i * (width + 40), 60, width, 720, id='c%d' % i) for i in range(columns)]
document.addPageTemplates([PageTemplate(frames=frames, onPage=furniture)])
style = ParagraphStyle('body', fontName='Times-Roman', fontSize=11, leading=13, spaceAfter=8,
                       alignment=TA_JUSTIFY if justified == '1' else 0)
document.build([Paragraph(t, style) for t in texts])
"""


def say(good, name, why=""):
    global bad
    if good:
        print("ok pdf/" + name)
    else:
        print(why)
        print("not ok pdf/" + name)
        bad = 1


def tag(*arguments, **environment):
    run = subprocess.run([GRAVAMEN, "tag", "-q", "-f", "jsonl", *arguments],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         env={**os.environ, **environment})
    return run.returncode, [json.loads(line) for line in run.stdout.splitlines()], \
        run.stderr.decode()


def what_is_said(records):
    return [(r["kind"], r["text"], [(x["label"], x["status"]) for x in r.get("labels", [])])
            for r in records]


def check_twin():
    _, plain, _ = tag("--status", "any", os.path.join(SAMPLE, "valley-report.txt"))
    status, pdf, words = tag("--status", "any", os.path.join(SAMPLE, "twins", "valley-report.pdf"))
    say(status == 0 and what_is_said(pdf) == what_is_said(plain),
        "the twin says what its plain text says", "%d %s %r" % (status, words, what_is_said(pdf)))
    pages = [r.get("page") for r in pdf]
    say(pages == sorted(pages) and set(pages) == {1, 2, 3, 4} and
        all(r["offsets"] == "extracted" for r in pdf), "each passage has its page", str(pages))


def python_with_reportlab():
    for python in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(python) and subprocess.run(
                [python, "-c", "import reportlab"], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


def check_reportlab(folder):
    python = python_with_reportlab()
    if python is None:
        print("skip pdf/reportlab: python3-reportlab is not here")
        return
    texts = ["%d. %s" % (i + 1, PARAGRAPHS[i % len(PARAGRAPHS)]) for i in range(40)]
    for columns, justified in ((1, 0), (1, 1), (2, 0), (2, 1)):
        path = os.path.join(folder, "r%d%d.pdf" % (columns, justified))
        subprocess.run([python, "-c", REPORTLAB, path, str(columns), str(justified), "",
                        json.dumps(texts)], check=True)
        status, records, words = tag("--status", "any", path)
        got = [r["text"] for r in records]
        name = "reportlab, %d column%s%s" % (columns, "s" if columns > 1 else "",
                                             ", justified" if justified else "")
        say(status == 0 and got == texts, name,
            "%d %s\n%s" % (status, words, "\n".join(g for g in got if g not in texts)))
    path = os.path.join(folder, "locked.pdf")
    subprocess.run([python, "-c", REPORTLAB, path, "1", "0", "secret", json.dumps(texts)],
                   check=True)
    status, records, words = tag("--status", "any", path)
    say(status == 3 and len(records) == 1 and "encrypted" in records[0]["error"],
        "reportlab, encrypted", "%d %s %r" % (status, words, records[:1]))


def check_threads(folder):
    twin = os.path.join(SAMPLE, "twins", "valley-report.pdf")
    many = os.path.join(folder, "many")
    os.mkdir(many)
    with open(twin, "rb") as f:
        data = f.read()
    for i in range(12):
        with open(os.path.join(many, "%02d.pdf" % i), "wb") as f:
            f.write(data[:-400 * i] if i % 3 == 2 else data)
    one = tag("-j1", "--status", "any", many)
    four = tag("-j4", "--status", "any", many)
    say(one == four and one[0] == 3 and len(one[1]) > 300, "one thread and four",
        "%d %d %s" % (one[0], four[0], one[2]))
    status, records, words = tag("--status", "any", twin, GRAVAMEN_PDFTOTEXT="")
    say(status == 3 and len(records) == 1 and
        records[0]["error"] == "skipped: a PDF file; pdftotext (poppler-utils) is not installed",
        "without pdftotext", "%d %s %r" % (status, words, records))


def main():
    version = subprocess.run([GRAVAMEN, "--version"], stdout=subprocess.PIPE).stdout.decode()
    if "pdftotext: not installed" in version:
        print("skip pdf: pdftotext (poppler-utils) is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        check_twin()
        check_reportlab(folder)
        check_threads(folder)


main()
sys.exit(bad)
