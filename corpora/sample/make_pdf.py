"""Sets a plain text as a PDF file: make_pdf.py IN.txt OUT.pdf "RUNNING HEAD"

Each line stands where it stood, in pages of 44 lines with a running head, and the page's number at
the foot; so that paragraphs and hyphenated words go on over page breaks. The same bytes everywhere:
no date, no id, nothing compressed.
"""
import sys

LINES, LEFT, TOP, LEADING = 44, 72, 708, 13
FONT, SIZE = "Courier", 10
ADVANCE = SIZE * 0.6


def escape(text):
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def show(x, y, text):
    return "BT /F %d Tf %d %d Td (%s) Tj ET\n" % (SIZE, x, y, escape(text))


def page(lines, head, number):
    out = show(LEFT, 760, head)
    for i, line in enumerate(lines):
        text = line.strip()
        if text:
            indent = len(line) - len(line.lstrip())
            out += show(LEFT + indent * ADVANCE, TOP - i * LEADING, text)
    return out + show(303, 40, str(number))


def write(pages):
    objects = ["<</Type/Catalog/Pages 2 0 R>>",
               "<</Type/Pages/Count %d/Kids[%s]>>"
               % (len(pages), " ".join("%d 0 R" % (4 + 2 * i) for i in range(len(pages)))),
               "<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % FONT]
    for i, content in enumerate(pages):
        objects.append("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]"
                       "/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>" % (5 + 2 * i))
        objects.append("<</Length %d>>\nstream\n%sendstream" % (len(content), content))
    out, places = "%PDF-1.4\n", []
    for i, body in enumerate(objects):
        places.append(len(out))
        out += "%d 0 obj\n%s\nendobj\n" % (i + 1, body)
    table = len(out)
    out += "xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += "".join("%010d 00000 n \n" % place for place in places)
    out += "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return out


def main():
    source, target, head = sys.argv[1:]
    with open(source, encoding="ascii") as f:
        lines = f.read().splitlines()
    pages = [page(lines[i:i + LINES], head, i // LINES + 1) for i in range(0, len(lines), LINES)]
    with open(target, "w", encoding="ascii", newline="\n") as f:
        f.write(write(pages))


main()
