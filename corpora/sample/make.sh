#!/bin/sh
# Builds the twins of the sample: the same texts in other encodings, compressed, and damaged.
#
# In:   the plain files in this folder (*.txt, news.jsonl), which are written by hand.
# Out:  twins/* and damaged/*, which are kept in the tree.
# Idea: every twin is a function of one plain file, so its expected tags are those of that file
#       (all of them for twins/, those outside the damage for damaged/).
#
#   sh corpora/sample/make.sh           build all twins again, in place
#   sh corpora/sample/make.sh --check   build them elsewhere and compare; exit 1 on a difference
#
# Needs gzip and python3. Files ending in .gz were made by GNU gzip 1.12 with -n -9 (no name, no
# time). Another gzip may choose other, equally good bytes; --check then compares what the whole
# .gz twins contain, and skips the damaged ones that were cut out of such bytes, saying so.
set -eu
LC_ALL=C
export LC_ALL

here=$(cd "$(dirname "$0")" && pwd)
mode=build
case "${1-}" in
'') out=$here ;;
--check)
    mode=check
    out=
    ;;
*)
    echo "usage: make.sh [--check]" >&2
    exit 2
    ;;
esac

parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
trap 'exit 1' INT TERM
out=${out:-$parts/made}
mkdir -p "$out/twins" "$out/damaged"

squeeze() { # squeeze FILE: one gzip member, the same bytes whatever the file's name and time
    gzip -n -9 -c <"$1"
}

# Compressed whole.
squeeze "$here/valley-report.txt" >"$out/twins/valley-report.txt.gz"
squeeze "$here/newswire.txt" >"$out/twins/newswire.txt.gz"
squeeze "$here/news.jsonl" >"$out/twins/news.jsonl.gz"

# As a PDF, with a running head and page numbers.
python3 "$here/make_pdf.py" "$here/valley-report.txt" "$out/twins/valley-report.pdf" \
    'Monitoring Mission for the Oru Valley'

# Several gzip members one after the other, cut where no line ends, the third of them empty.
cut_bytes() { # cut_bytes FILE FROM TO: bytes FROM (counted from 0) up to, not including, TO
    python3 -c 'import sys; sys.stdout.buffer.write(
open(sys.argv[1], "rb").read()[int(sys.argv[2]):int(sys.argv[3])])' "$1" "$2" "$3"
}
: >"$out/twins/two-column.members.txt.gz"
for span in 0:1000 1000:2501 2501:2501 2501:999999; do
    cut_bytes "$here/two-column.txt" "${span%:*}" "${span#*:}" >"$parts/part"
    squeeze "$parts/part" >>"$out/twins/two-column.members.txt.gz"
done
: >"$parts/report.members.gz"
for span in 0:2500 2500:5000 5000:999999; do
    cut_bytes "$here/valley-report.txt" "${span%:*}" "${span#*:}" >"$parts/part"
    squeeze "$parts/part" >>"$parts/report.members.gz"
    wc -c <"$parts/report.members.gz" >>"$parts/member-ends"
done

python3 - "$here" "$out" "$parts" <<'PY'
import struct, sys, zlib

here, out, parts = sys.argv[1:]

def read(path):
    with open(path, "rb") as f:
        return f.read()

def write(name, data):
    with open(out + "/" + name, "wb") as f:
        f.write(data)

def flip(data, at):
    return data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1:]

# Other encodings of digest.txt.
digest = read(here + "/digest.txt").decode("utf-8")
write("twins/digest.windows-1252.txt", digest.encode("cp1252"))
write("twins/digest.utf-16le.txt", b"\xff\xfe" + digest.encode("utf-16-le"))

# As a page: a paragraph a block, every other one with its letters as entities; around it what pages
# have: a menu, a notice, buttons, links to more.
def paragraph(n, block):
    text = block.replace("&", "&amp;")
    if n % 2:
        return "<p>" + "".join(c if ord(c) < 128 else "&#%d;" % ord(c) for c in text) + "</p>\n"
    for name, c in (("rsquo", "\u2019"), ("ldquo", "\u201c"), ("rdquo", "\u201d"), ("eacute", "\xe9")):
        text = text.replace(c, "&" + name + ";")
    return "<p class=\"text\">" + text + "\n"

head, *blocks = digest.rstrip("\n").split("\n\n")
write("twins/digest.html", ("""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>Digest of Decisions, No. 14 &ndash; Bellmere Law Library</title>
<meta property="article:published_time" content="2013-03-11">
<style>p.text { margin: 1em }</style>
<script>if (1 < 2) { document.write("<p>Eleven men were shot dead.</p>"); }</script>
</head>
<body class="has-sidebar">
<!-- <p>Nine villagers were massacred at Oru.</p> -->
<div id="cookie-notice" role="dialog"><p>We use cookies to count readers. <a href="/cookies">How</a></p>
<button>Accept</button><button>Refuse</button></div>
<nav class="main-menu"><ul><li><a href="/">Home</a><li><a href="/digest">Digests</a>
<li><a href="/war-crimes">War crimes</a></ul></nav>
<header><p>Bellmere Law Library, open to all since 1911</p></header>
<main>
<article>
<h1>""" + head + """</h1>
<div class="share-buttons"><a href="/s/1">Send</a> <a href="/s/2">Print</a></div>
""" + "".join(paragraph(n, b) for n, b in enumerate(blocks)) + """</article>
</main>
<aside class="related"><h2>Related</h2><ul>
<li><a href="/13">Digest No. 13: twelve villagers killed at Tarsk</a>
<li><a href="/12">Digest No. 12: rape in custody</a></ul></aside>
<footer><p>Bellmere Law Library. <a href="/imprint">Imprint</a></p></footer>
</body>
</html>
""").encode("utf-8"))

# Damaged gzip.
report = read(here + "/valley-report.txt")
packed = read(out + "/twins/valley-report.txt.gz")
write("damaged/truncated.txt.gz", packed[:len(packed) * 6 // 10])
write("damaged/trailing.txt.gz", packed + b"-- end of tape 7 --\n")
write("damaged/length.txt.gz", packed[:-4] + struct.pack("<I", len(report) + 1))

def unpacks(data):
    try:
        zlib.decompress(data, 31)
    except zlib.error as e:
        return "incorrect data check" in str(e)
    return True

# The first flipped byte after the middle that makes the packed data themselves impossible.
at = next(i for i in range(len(packed) // 2, len(packed)) if not unpacks(flip(packed, i)))
write("damaged/deflate.txt.gz", flip(packed, at))

# A flipped byte that only the checksum can tell: the text lies in one stored block, so that
# it still unpacks to its full length.
assert len(report) < 65536
stored = (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" +
          b"\x01" + struct.pack("<HH", len(report), len(report) ^ 0xFFFF) + report +
          struct.pack("<II", zlib.crc32(report), len(report)))
write("damaged/checksum.txt.gz", flip(stored, 15 + report.index(b"killed. There was no military")))

# Three members, the second with a flipped byte: the first and the third are whole.
members = read(parts + "/report.members.gz")
first_end, second_end, _ = (int(n) for n in read(parts + "/member-ends").split())
write("damaged/middle-member.txt.gz", flip(members, (first_end + second_end) // 2))

# Damaged JSONL. Lines 1 and last are good in each file but unterminated.jsonl.
good1 = (b'{"id":"d-1","date":"2021-05-02","lang":"en","text":"Soldiers shot dead nine villagers '
         b'in the market of Sarn during the offensive."}\n')
good2 = (b'{"id":"d-9","date":"2021-05-03","lang":"en","text":"Inspectors found no forced labour '
         b'at the mill."}\n')
write("damaged/broken-line.jsonl", good1 +
      b'{"id":"d-2","text":"This line lacks its closing brace."\n' +
      b'{"id":"d-3","text":"A comma too many",}\n' +
      b'["d-4","an array, not an object"]\n' +
      b'{"id":"d-5","text":17}\n' +
      b'\n' +
      b'-- page 2 of the export --\n' + good2)
write("damaged/unterminated.jsonl", good1 + good2 +
      b'{"id":"d-10","lang":"en","text":"Three women said that they were raped at the check')
write("damaged/huge-number.jsonl", good1 +
      b'{"id":"d-2","victims":' + b"9" * 400 + b',"text":"The count of the clerk has four '
      b'hundred digits."}\n' +
      b'{"id":"d-3","score":1e999999,"text":"The score does not fit."}\n' +
      b'{"id":' + b"1" * 40 + b',"text":"The id is a long number."}\n' + good2)
write("damaged/invalid-utf8.jsonl", good1 +
      b'{"id":"d-2","text":"Caf\xe9 owners in Latin-1 among UTF-8."}\n' +
      b'{"id":"d-3","text":"An overlong slash \xc0\xaf and a cut sequence \xe2\x82"}\n' +
      b'{"id":"d-4","text":"Half a pair \\ud83d and the other half \\udd4a alone."}\n' + good2)

# NUL bytes in text: one alone, and a run as left by a disk block that was never written.
text = (b"Monitors said on Monday that soldiers had burned the village and expelled\n"
        b"all of its Lendari\x00 inhabitants.\n\n" + b"\x00" * 512 +
        b"\nOn Tuesday the same unit shot dead seven villagers in the school of Nerith.\n")
write("damaged/nul.txt", text)
PY

# Archives: folders, a gzip file inside, a name that would lead out of a folder; one with a damaged
# header, one with a byte changed in a member. Zip members are stored, as above.
python3 - "$here" "$out" "$parts" <<'PY'
import io, sys, tarfile, zipfile

here, out, parts = sys.argv[1:]

def read(path):
    with open(path, "rb") as f:
        return f.read()

def tar(members):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return bytearray(data.getvalue())

bulletin, newswire = read(here + "/bulletin.txt"), read(here + "/newswire.txt")
packed = read(out + "/twins/newswire.txt.gz")
with open(parts + "/reports.tar", "wb") as f:
    f.write(tar([("2021/bulletin.txt", bulletin), ("2021/packed/newswire.txt.gz", packed)]))

damaged = tar([("a.txt", bulletin), ("b.txt", bulletin), ("../c.txt", newswire)])
damaged[512 + (len(bulletin) + 511) // 512 * 512 + 3] ^= 1  # in the second header
with open(parts + "/damaged.tar", "wb") as f:
    f.write(damaged)

def pack(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, (2021, 5, 3, 0, 0, 0)), content)
    return bytearray(data.getvalue())

with open(out + "/twins/reports.zip", "wb") as f:
    f.write(pack([("2021/bulletin.txt", bulletin), ("2021/packed/newswire.txt.gz", packed)]))
changed = pack([("a.txt.gz", packed), ("b.txt", bulletin)])
changed[changed.index(bulletin) + len(bulletin) // 2] ^= 1
with open(out + "/damaged/changed.zip", "wb") as f:
    f.write(changed)
PY
squeeze "$parts/reports.tar" >"$out/twins/reports.tar.gz"
squeeze "$parts/damaged.tar" >"$out/damaged/header.tar.gz"

# Tables, lists and office files: a record a document, a paragraph a block. The zip archives are
# stored, so that their bytes are the same everywhere.
python3 - "$here" "$out" <<'PY'
import csv, io, json, sys, zipfile
from xml.sax.saxutils import escape

here, out = sys.argv[1:]

def read(name):
    with open(here + "/" + name, encoding="utf-8", newline="") as f:
        return f.read()

def write(name, text):
    with open(out + "/" + name, "w", encoding="utf-8", newline="") as f:
        f.write(text)

rows = [json.loads(line) for line in read("news.jsonl").splitlines() if line.strip()]
names = ["id", "date", "lang", "title", "text"]

table = io.StringIO(newline="")
writer = csv.writer(table)  # RFC 4180: CRLF, quotes where they must be
writer.writerow(names)
writer.writerows([row.get(name, "") for name in names] for row in rows)
write("twins/news.csv", table.getvalue())
lines = table.getvalue().split("\r\n")
broken = [i for i, line in enumerate(lines) if line.endswith('"') and not line.startswith('"')][0]
lines[broken] = lines[broken][:-1]  # a closing quote is lost
write("damaged/lost-quote.csv", "\r\n".join(lines))

text = json.dumps(rows, ensure_ascii=False, indent=1)
write("twins/news.json", text)
at = text.index('"', text.index('"title"') + 9)
at = text.index('"', at + 1)
write("damaged/lost-quote.json", text[:at] + text[at + 1:])

def element(name, value):
    return "<%s>%s</%s>" % (name, escape(value).replace("\r", "&#13;"), name)

write("twins/news.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<feed>\n<title>News</title>\n' +
      "".join("<item>" + "".join(element(n, str(r[n])) for n in names if n in r) + "</item>\n"
              for r in rows) + "</feed>\n")

head, *blocks = read("digest.txt").rstrip("\n").split("\n\n")

def pack(name, members):
    with zipfile.ZipFile(out + "/" + name, "w", zipfile.ZIP_STORED) as z:
        for member, text in members:
            z.writestr(zipfile.ZipInfo(member, (2021, 5, 3, 0, 0, 0)), text)

def docx(style, text):
    return ('<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr><w:r><w:t xml:space="preserve">%s</w:t></w:r>'
            '</w:p>' % (style, escape(text)))

pack("twins/digest.docx", [
    ("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
     'content-types"/>'),
    ("word/styles.xml", '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
     'main"><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>'),
    ("word/document.xml", '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/'
     '2006/main"><w:body>' + docx("H", head) + "".join(docx("Normal", b) for b in blocks) +
     '</w:body></w:document>')])

pack("twins/digest.odt", [
    ("mimetype", "application/vnd.oasis.opendocument.text"),
    ("content.xml", '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:'
     'office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
     '<office:text><text:h>' + escape(head) + '</text:h>' +
     "".join("<text:p>%s</text:p>" % escape(b) for b in blocks) +
     '</office:text></office:body></office:document-content>')])
PY

# Web archives: the text as a crawler keeps it, among records that hold none. digest.warc has it in
# chunks; newswire.warc.gz is one gzip member a record.
python3 - "$here" "$out" "$parts" <<'PY'
import base64, hashlib, sys

here, out, parts = sys.argv[1:]

def record(kind, number, block, *fields):
    digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
    lines = ["WARC/1.1", "WARC-Type: " + kind, "WARC-Date: 2021-05-03T09:30:00Z",
             f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>", *fields,
             "WARC-Block-Digest: sha1:" + digest, f"Content-Length: {len(block)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"

def exchange(number, name, status, fields, body):
    address = "WARC-Target-URI: http://archive.example/" + name
    sent = f"GET /{name} HTTP/1.1\r\nHost: archive.example\r\n\r\n".encode()
    head = "\r\n".join(["HTTP/1.1 " + status, *fields]).encode() + b"\r\n\r\n"
    return [record("request", number, sent, address,
                   "Content-Type: application/http; msgtype=request"),
            record("response", number + 1, head + body, address,
                   "Content-Type: application/http; msgtype=response")]

def chunks(body):
    pieces = [body[i:i + 700] for i in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"

def read(name):
    with open(here + "/" + name, "rb") as f:
        return f.read()

def archive(name, fields, change):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(48))
    return [record("warcinfo", 0, b"software: make.sh\r\n", "Content-Type: application/warc-fields"),
            *exchange(1, "missing.txt", "404 Not Found", ["Content-Type: text/html"],
                      b"<p>Not found.</p>"),
            *exchange(3, name, "200 OK", ["Content-Type: text/plain; charset=utf-8", *fields],
                      change(read(name))),
            *exchange(5, "map.png", "200 OK", ["Content-Type: image/png"], picture)]

with open(out + "/twins/digest.warc", "wb") as f:
    f.write(b"".join(archive("digest.txt", ["Transfer-Encoding: chunked"], chunks)))
for n, each in enumerate(archive("newswire.txt", [], lambda body: body)):
    with open(f"{parts}/record-{n}", "wb") as f:
        f.write(each)
PY
: >"$out/twins/newswire.warc.gz"
for n in 0 1 2 3 4 5 6; do
    squeeze "$parts/record-$n" >>"$out/twins/newswire.warc.gz"
done

[ "$mode" = check ] || exit 0

bad=0
for f in "$out"/twins/* "$out"/damaged/*; do
    name=${f#"$out"/}
    if cmp -s "$f" "$here/$name"; then
        continue
    fi
    case $name in
    twins/*.gz)
        if gzip -t "$here/$name" &&
            [ "$(gzip -dc "$f" | cksum)" = "$(gzip -dc "$here/$name" | cksum)" ]; then
            echo "$name: other gzip, same contents"
            continue
        fi
        ;;
    damaged/truncated.txt.gz | damaged/trailing.txt.gz | damaged/length.txt.gz | \
        damaged/deflate.txt.gz | damaged/middle-member.txt.gz)
        if ! cmp -s "$out/twins/valley-report.txt.gz" "$here/twins/valley-report.txt.gz"; then
            echo "$name: other gzip, not compared"
            continue
        fi
        ;;
    esac
    echo "$name: differs" >&2
    bad=1
done
for f in "$here"/twins/* "$here"/damaged/*; do
    name=${f#"$here"/}
    case $name in
    twins/*.tar.gz | twins/*.zip | twins/*.html) continue ;;
    esac
    if [ ! -e "$out/$name" ]; then
        echo "$name: not made by make.sh" >&2
        bad=1
    fi
done
exit $bad
