#!/usr/bin/env python3
"""Real WARC files, made by tools that are not ours, read by the command.

    warc_test.py BUILD

In:   wget (--warc-file) against a server on this machine; Python's warcio (pip install warcio) and
      npm's warcio, where they are installed (WARCIO names a folder with Python's, NODE_WARCIO one with
      node_modules). What is absent skips.
Out:  one "ok", "not ok" or "skip" line a check.
Idea: the server has pages, plain, in chunks, packed by gzip and deflate, an error, a picture; the
      same records must come out of whatever wrote them down.
"""
import gzip, http.server, json, os, shutil, subprocess, sys, tempfile, threading, zlib

BUILD = sys.argv[1] if len(sys.argv) > 1 else "build"
GRAVAMEN = os.path.abspath(os.path.join(BUILD, "gravamen"))
bad = 0

KILLED = "On 3 May soldiers shot dead nine villagers in the market of Oru."
BURNED = "Militia burned the houses of Lower Brannock and expelled all of the Masri."
BEATEN = "Guards at Tarsk beat detainees who refused to work in the quarry."

CAFE = "Soldiers shot dead seven men at the Caf\u00e9 Velmora on Monday."


def html(text):
    return ("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Velmora Monitor</title>"
            f"</head><body><p>{text}</p></body></html>").encode()


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(64))
raw = zlib.compressobj(9, zlib.DEFLATED, -15)
PAGES = {  # path: status, headers, body as sent
    "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, html(KILLED)),
    "/chunks": (200, {"Content-Type": "text/plain", "Transfer-Encoding": "chunked"},
                BURNED.encode()),
    "/gzip": (200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"},
              gzip.compress(BEATEN.encode())),
    "/deflate": (200, {"Content-Type": "text/plain", "Content-Encoding": "deflate"},
                 zlib.compress(KILLED.encode())),
    "/raw-deflate": (200, {"Content-Type": "text/plain", "Content-Encoding": "deflate"},
                     raw.compress(BURNED.encode()) + raw.flush()),
    "/charset": (200, {"Content-Type": "text/html; charset=windows-1252",
                       "Content-Encoding": "gzip"},
                 gzip.compress(html(CAFE).replace(b'<meta charset="utf-8">', b"").decode()
                               .encode("windows-1252"))),
    "/not-a-picture.jpg": (200, {"Content-Type": "image/jpeg"}, html(BEATEN)),
    "/picture.png": (200, {"Content-Type": "image/png"}, PNG),
    "/style.css": (200, {"Content-Type": "text/css"}, b"p { color: red }"),
    "/nothing": (204, {}, b""),
    "/no-such-page": (404, {"Content-Type": "text/html"}, html("Not found")),
}
TWICE = "On 3 May soldiers shot dead nine villagers in the market of Oru."
PACKED_TWICE = bytes.fromhex(  # TWICE, a blank, TWICE, by brotli -9
    "1b800000046a6ea95e48144a66844c406779379d4170c88163db35c2b82db6c063f85ccab172924ee1447d80fa52"
    "6a011881969a3833c5bd92aaf9f057f620cf334c00")
if b"libbrotlidec: not" not in subprocess.run([GRAVAMEN, "--version"], capture_output=True).stdout:
    PAGES["/brotli"] = (200, {"Content-Type": "text/plain", "Content-Encoding": "br"}, PACKED_TWICE)
else:
    print("skip warc/brotli: this gravamen was built without libbrotlidec")
EXPECTED = {"/page": KILLED, "/chunks": BURNED, "/gzip": BEATEN, "/deflate": KILLED,
            "/raw-deflate": BURNED, "/charset": CAFE, "/not-a-picture.jpg": BEATEN}
if "/brotli" in PAGES:
    EXPECTED["/brotli"] = TWICE + " " + TWICE


def say(name, holds, detail=""):
    global bad
    print(("ok " if holds else "not ok ") + "warc/" + name + ("" if holds else f": {detail}"))
    bad |= not holds


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status, headers, body = PAGES[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Transfer-Encoding" in headers:
            self.end_headers()
            for at in range(0, len(body), 7):
                piece = body[at:at + 7]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
            return
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def read(path):
    """The command's records by path of their address, the manifest's row of the input, and status."""
    with tempfile.TemporaryDirectory() as folder:
        manifest = os.path.join(folder, "manifest.json")
        done = subprocess.run([GRAVAMEN, "tag", "--status", "any", "-f", "jsonl", "--quiet",
                               "--manifest", manifest, path], capture_output=True)
        records = [json.loads(line) for line in done.stdout.splitlines()]
        with open(manifest, encoding="utf-8") as f:
            row = json.load(f)["result"]["inputs"][0]
    by_path = {}
    for record in records:
        address = record["source"].get("member", "")
        if address.startswith("http://"):
            by_path.setdefault("/" + address.split("/", 3)[3], []).append(record)
    return by_path, row, done.returncode, done.stderr.decode(errors="replace")


def check(name, path, kinds):
    by_path, row, status, errors = read(path)
    texts = {where: " ".join(r.get("text", "") for r in records) for where, records in by_path.items()}
    say(f"{name}/texts", set(texts) == set(EXPECTED) and
        all(EXPECTED[where] in texts[where] for where in EXPECTED), f"{texts} {errors}")
    say(f"{name}/whole", status == 0 and not row.get("damage"), f"{status} {errors}")
    ledger = row["ledger"]
    say(f"{name}/balance", all(r["bytes"] == r["data"] + r["structure"] + r.get("skipped", 0)
                               for r in ledger) and "warc" in {r["layer"] for r in ledger}, ledger)
    left_out = row.get("left_out", {})
    say(f"{name}/left-out", all(left_out.get(kind, 0) == n for kind, n in kinds.items()), left_out)
    one = by_path.get("/page", [{}])[0]
    say(f"{name}/record", one.get("id", "").startswith("urn:uuid:") and
        "warc_date" in one.get("fields", {}), one)
    return by_path


KINDS = {"image/png": 1, "text/css": 1, "HTTP status 404": 1, "record without a body": 1}


def wget(base, folder):
    if shutil.which("wget") is None:
        print("skip warc/wget: wget is not here")
        return
    addresses = [base + path for path in PAGES]
    for kind, options in (("plain", ["--no-warc-compression"]), ("gzip", [])):
        name = os.path.join(folder, "wget-" + kind)
        subprocess.run(["wget", "-q", "--compression=none", "--no-proxy", "-O", os.devnull,
                        "--warc-file=" + name, *options, *addresses], check=False)
        path = name + (".warc" if kind == "plain" else ".warc.gz")
        if not os.path.exists(path):
            print(f"skip warc/wget-{kind}: this wget writes no WARC files")
            continue
        check("wget-" + kind, path, KINDS)
        damage(kind, path, folder)


def damage(kind, path, folder):
    """A byte changed here and there: the records elsewhere are still there. In a .warc.gz each is
    said; in a plain file those that a digest covers."""
    with open(path, "rb") as f:
        whole = f.read()
    damaged = os.path.join(folder, "damaged")
    lost, silent = [], []
    for part in range(1, 20):
        at = len(whole) * part // 20
        with open(damaged, "wb") as f:
            f.write(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1:])
        by_path, row, status, _ = read(damaged)
        found = sum(any(EXPECTED[p] in r.get("text", "") for r in by_path.get(p, [])) for p in EXPECTED)
        lost += [at] if found < len(EXPECTED) - 1 else []
        # what a gzip header says of times and systems may change unnoticed: nothing hangs on it
        silent += [at] if status != 3 and found < len(EXPECTED) else []
    say(f"damage-{kind}/others-found", not lost, lost)
    if kind == "gzip":
        say("damage-gzip/said", not silent, silent)
    else:
        at = whole.index(BURNED[:7].encode())
        with open(damaged, "wb") as f:
            f.write(whole[:at] + b"X" + whole[at + 1:])
        _, row, status, errors = read(damaged)
        say("damage-plain/digest", status == 3 and "does not match its digest" in errors, errors)


PYTHON_WRITER = """
import sys
from warcio.capture_http import capture_http
import http.client
base, path, version, names = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
with capture_http(path, warc_version=version):
    for name in names:
        connection = http.client.HTTPConnection(base)
        connection.request("GET", name)
        connection.getresponse().read()
        connection.close()
"""


def python_warcio(base, folder):
    environment = dict(os.environ)
    if "WARCIO" in environment:
        environment["PYTHONPATH"] = environment["WARCIO"]
    if subprocess.run([sys.executable, "-c", "import warcio"], env=environment,
                      capture_output=True).returncode != 0:
        print("skip warc/warcio: Python's warcio is not installed (pip install warcio)")
        return
    for version in ("1.0", "1.1"):
        for ending in (".warc", ".warc.gz"):
            path = os.path.join(folder, f"warcio-{version}{ending}")
            done = subprocess.run(
                [sys.executable, "-c", PYTHON_WRITER, base[7:], path, version, *PAGES],
                env=environment, capture_output=True)
            if not os.path.exists(path):
                say(f"warcio-{version}{ending}", False, done.stderr.decode())
                continue
            check(f"warcio-{version}{ending}", path, KINDS)


NODE_WRITER = """
import { WARCRecord, WARCSerializer } from 'warcio';
import fs from 'fs';
const [base, path, zip, ...names] = process.argv.slice(2);
const out = fs.createWriteStream(path);
const info = await WARCRecord.createWARCInfo({filename: path, warcVersion: 'WARC/1.1'}, {software: 'test'});
out.write(await WARCSerializer.serialize(info, {gzip: zip === 'gzip'}));
for (const name of names) {
  const answer = await fetch(base + name);
  const body = new Uint8Array(await answer.arrayBuffer());
  const headers = Object.fromEntries(answer.headers.entries());
  for (const gone of ['content-encoding', 'transfer-encoding', 'content-length']) {
    delete headers[gone];
  }
  const record = await WARCRecord.create({url: base + name, type: 'response', warcVersion: 'WARC/1.1',
    date: '2021-05-03T09:30:00Z', httpHeaders: headers,
    statusline: 'HTTP/1.1 ' + answer.status + ' ' + answer.statusText},
    (async function* () { yield body; })());
  out.write(await WARCSerializer.serialize(record, {gzip: zip === 'gzip'}));
}
out.end();
"""


def node_warcio(base, folder):
    modules = os.environ.get("NODE_WARCIO", "")
    if shutil.which("node") is None or not os.path.isdir(
            os.path.join(modules, "node_modules", "warcio")):
        print("skip warc/node-warcio: npm's warcio is not installed (npm install warcio; NODE_WARCIO "
              "names the folder)")
        return
    script = os.path.join(modules, "gravamen-writer.mjs")
    with open(script, "w", encoding="utf-8") as f:
        f.write(NODE_WRITER)
    for kind in ("plain", "gzip"):
        path = os.path.join(folder, "node" + (".warc" if kind == "plain" else ".warc.gz"))
        done = subprocess.run(["node", script, base, path, kind, *PAGES], cwd=modules,
                              capture_output=True)
        if done.returncode != 0:
            say("node-warcio-" + kind, False, done.stderr.decode()[-400:])
            continue
        check("node-warcio-" + kind, path, KINDS)
    os.unlink(script)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    with tempfile.TemporaryDirectory() as folder:
        wget(base, folder)
        python_warcio(base, folder)
        node_warcio(base, folder)
    server.shutdown()
    return 1 if bad else 0


sys.exit(main())
