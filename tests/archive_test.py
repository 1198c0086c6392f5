#!/usr/bin/env python3
"""Archives made by real tools, read by the command; and what damage to them costs.

    archive_test.py BUILD

In:   GNU tar, bsdtar, Info-ZIP zip, 7z, cpio, xz, zstd, bzip2, lz4, pbzip2, pzstd, Python's tarfile and
      zipfile, as far as they are installed: what is absent skips.
Out:  one "ok", "not ok" or "skip" line a check, and a table: format, the tool that made it, the result.
Idea: every tool packs the same folder (names that are long, or not ASCII; a large text, an empty one, a
      link); every text must come out under its name, the ledger must balance, and each archive of small
      texts is cut and flipped at many places (tests/tools/probe_archive.c).
"""
import bz2, io, json, lzma, os, shutil, subprocess, sys, tarfile, tempfile, zipfile

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build")
GRAVAMEN = os.path.join(BUILD, "gravamen")
PROBE = os.path.join(BUILD, "tests/tools/probe_archive")
PLACES = 40  # of an archive, where it is cut and flipped

FOLDER = tempfile.mkdtemp(prefix="gravamen-archives-")
rows = []
bad = 0

TEXTS = {
    "r/men.txt": "Eleven men were shot dead at Tarsk on Monday.",
    "r/größe/straße.txt": "Forty families were driven out of Lower Brannock.",
    "r/" + "l" * 90 + "/" + "o" * 120 + ".txt": "Guards in Velmora beat those who would not work.",
    "r/empty.txt": "",
}
LARGE = "".join(f"Case {i}: {i * 7919 % 1000} families of Oru were driven out.\n\n" for i in range(3000))


def say(name, holds, detail=""):
    global bad
    print(("ok " if holds else "not ok ") + "archive/" + name + ("" if holds else f": {detail}"))
    bad |= not holds


def run(command, stdin=None, **more):
    return subprocess.run(command, cwd=FOLDER, input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **more)


def write_files():
    for name, text in TEXTS.items():
        path = os.path.join(FOLDER, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    with open(os.path.join(FOLDER, "large.txt"), "w") as file:
        file.write(LARGE)
    os.symlink("men.txt", os.path.join(FOLDER, "r/link.txt"))


def read(path):
    """Texts by member, ledger, damage, exit status."""
    out = path + ".jsonl"
    status = run([GRAVAMEN, "tag", "--quiet", "--status", "any", "-f", "jsonl", "-o", out,
                  path]).returncode
    texts = {}
    with open(out, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            name = record["source"].get("member", "")
            texts[name] = (texts[name] + "\n\n" if name in texts else "") + record["text"]
    with open(out + ".manifest.json", encoding="utf-8") as file:
        source = json.load(file)["result"]["inputs"][0]
    return texts, source["ledger"], source.get("damage", []), status


def balances(ledger):
    return all(r["bytes"] == r["data"] + r["structure"] + r.get("skipped", 0) for r in ledger)


def damage_to(name, path):
    if not os.access(PROBE, os.X_OK):
        return "not probed"
    every = max(1, os.path.getsize(path) // PLACES)
    done = run([PROBE, path, str(every)])
    say(name + ": cuts and flips", done.returncode == 0,
        done.stderr.decode(errors="replace")[-300:])
    return done.stdout.decode().strip().split(": ", 1)[-1]


def check(kind, tool, name, wanted, probed=True, note=""):
    """One archive in FOLDER/name; wanted: texts by member."""
    path = os.path.join(FOLDER, name)
    texts, ledger, damage, status = read(path)
    wanted = {member: text.strip() for member, text in wanted.items() if text}
    missing = [member for member, text in wanted.items() if texts.get(member) != text]
    label = f"{kind} by {tool}"
    say(label, not missing and not damage and status == 0 and balances(ledger),
        f"{len(missing)} members of {len(wanted)} missing, e.g. {missing[:1]}; status {status}; "
        f"{damage[:1]}")
    result = f"{len(wanted) - len(missing)} of {len(wanted)} texts whole" + note
    rows.append((kind, tool, result, damage_to(label, path) if probed else "-"))


def has(tool):
    if shutil.which(tool) is None:
        if ("skip", tool) not in seen:
            print(f"skip archive/{tool}: it is not installed")
            seen.add(("skip", tool))
        return False
    return True


seen = set()
SHORT = {name: text for name, text in TEXTS.items() if len(name) < 100}
ALL = dict(TEXTS, **{"large.txt": LARGE})


def tars():
    if has("tar"):
        for form in ("v7", "ustar", "gnu", "pax"):
            # v7 has no room for long names, ustar for very long ones
            members = (SHORT if form == "v7" else dict(SHORT, **{"large.txt": LARGE})
                       if form == "ustar" else ALL)
            files = sorted(members) + ["r/link.txt"]
            run(["tar", f"--format={form}", "-cf", f"gnu-{form}.tar"] + files)
            check(f"tar ({form})", "GNU tar", f"gnu-{form}.tar", members)
        with open(os.path.join(FOLDER, "sparse.txt"), "wb") as file:
            file.seek(1 << 18)
            file.write(TEXTS["r/men.txt"].encode())
        for form in ("gnu", "pax"):
            run(["tar", "-S", f"--format={form}", "-cf", f"sparse-{form}.tar", "sparse.txt",
                 "r/men.txt"])
            texts, ledger, damage, status = read(os.path.join(FOLDER, f"sparse-{form}.tar"))
            whole = texts.get("r/men.txt") == TEXTS["r/men.txt"] and balances(ledger)
            say(f"tar (sparse, {form}) by GNU tar", whole, f"{status} {damage}")
            rows.append((f"tar (sparse, {form})", "GNU tar", "2 of 2 texts whole" if whole else "?", "-"))
    if has("bsdtar"):
        for form in ("ustar", "pax", "gnutar"):
            members = ALL if form != "ustar" else dict(SHORT, **{"large.txt": LARGE})
            run(["bsdtar", f"--format={form}", "-cf", f"bsd-{form}.tar"] + sorted(members))
            check(f"tar ({form})", "bsdtar", f"bsd-{form}.tar", members)
    for form, number in (("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT),
                         ("pax", tarfile.PAX_FORMAT)):
        members = ALL if form != "ustar" else dict(SHORT, **{"large.txt": LARGE})
        with tarfile.open(os.path.join(FOLDER, f"py-{form}.tar"), "w", format=number) as tar:
            for member in members:
                tar.add(os.path.join(FOLDER, member), member)
        check(f"tar ({form})", "Python tarfile", f"py-{form}.tar", members)


class Unseekable(io.RawIOBase):
    """What zipfile writes to when it cannot go back: sizes then stand behind members."""
    def __init__(self, path):
        self.file = open(path, "wb")

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(bytes(data))


def zips():
    if has("zip"):
        for how, options in (("deflated", []), ("stored", ["-0"]), ("bzip2", ["-Z", "bzip2"])):
            run(["zip", "-q", "-y"] + options + [f"info-{how}.zip"] + sorted(ALL))
            check(f"zip ({how})", "Info-ZIP zip", f"info-{how}.zip", ALL)
        done = run(["zip", "-q", "-", "-@"], "\n".join(sorted(ALL)).encode())
        with open(os.path.join(FOLDER, "info-pipe.zip"), "wb") as file:
            file.write(done.stdout)
        check("zip (to a pipe)", "Info-ZIP zip", "info-pipe.zip", ALL)
        run(["zip", "-q", "-P", "secret", "secret.zip", "r/men.txt"])
        texts, ledger, damage, status = read(os.path.join(FOLDER, "secret.zip"))
        named = status == 3 and not texts and any("decrypt it" in d["reason"] for d in damage)
        say("zip (encrypted) by Info-ZIP zip", named and balances(ledger), f"{status} {damage}")
        rows.append(("zip (encrypted)", "Info-ZIP zip", "named, exit 3", "-"))
    if has("7z"):
        for how in ("Deflate", "LZMA", "BZip2", "PPMd"):
            run(["7z", "a", "-bd", "-tzip", f"-mm={how}", f"7z-{how}.zip"] + sorted(ALL))
            check(f"zip ({how.lower()})", "7z", f"7z-{how}.zip", ALL)
        run(["7z", "a", "-bd", "-tzip", "-mm=Deflate64", "7z-d64.zip", "large.txt", "r/men.txt"])
        texts, ledger, damage, status = read(os.path.join(FOLDER, "7z-d64.zip"))
        named = status == 3 and any("not read; unpack it" in d["reason"] for d in damage)
        say("zip (deflate64) by 7z", named and balances(ledger), f"{status} {damage}")
        rows.append(("zip (deflate64)", "7z", "named, exit 3: libarchive cannot", "-"))
    for how, method in (("deflated", zipfile.ZIP_DEFLATED), ("stored", zipfile.ZIP_STORED),
                        ("lzma", zipfile.ZIP_LZMA), ("bzip2", zipfile.ZIP_BZIP2)):
        with zipfile.ZipFile(os.path.join(FOLDER, f"py-{how}.zip"), "w", method) as archive:
            for member in ALL:
                if how != "lzma" or ALL[member]:  # of an empty one libarchive says it is damaged
                    archive.write(os.path.join(FOLDER, member), member)
        check(f"zip ({how})", "Python zipfile", f"py-{how}.zip", ALL)
    with zipfile.ZipFile(os.path.join(FOLDER, "py-64.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for member in SHORT:
            with archive.open(member, "w", force_zip64=True) as file:
                file.write(SHORT[member].encode())
    check("zip (zip64)", "Python zipfile", "py-64.zip", SHORT)
    for how, method in (("deflated", zipfile.ZIP_DEFLATED), ("stored", zipfile.ZIP_STORED)):
        with zipfile.ZipFile(Unseekable(os.path.join(FOLDER, f"py-{how}-behind.zip")), "w",
                             method) as archive:
            for member in SHORT:
                archive.writestr(member, SHORT[member])
        check(f"zip ({how}, sizes behind)", "Python zipfile", f"py-{how}-behind.zip", SHORT)


def others():
    if has("7z"):
        for how, options in (("solid", []), ("not solid", ["-ms=off"]), ("stored", ["-mx=0"]),
                             ("ppmd", ["-m0=PPMd"]), ("bzip2", ["-m0=BZip2"])):
            run(["7z", "a", "-bd"] + options + [f"7z-{how}.7z"] + sorted(ALL))
            check(f"7z ({how})", "7z", f"7z-{how}.7z", ALL)
        run(["7z", "a", "-bd", "-mhe=on", "-psecret", "secret.7z", "r/men.txt"])
        texts, ledger, damage, status = read(os.path.join(FOLDER, "secret.7z"))
        named = status == 3 and not texts and "decrypt it" in damage[0]["reason"]
        say("7z (encrypted) by 7z", named and balances(ledger), f"{status} {damage}")
        rows.append(("7z (encrypted)", "7z", "named, exit 3", "-"))
    if has("bsdtar"):
        for form in ("7zip", "cpio", "newc", "zip"):
            run(["bsdtar", f"--format={form}", "-cf", f"bsd.{form}"] + sorted(ALL))
            check(form, "bsdtar", f"bsd.{form}", ALL)
    if has("cpio"):
        for form in ("newc", "crc", "odc", "bin"):
            with open(os.path.join(FOLDER, f"gnu-{form}.cpio"), "wb") as file:
                file.write(run(["cpio", "-o", "-H", form, "--quiet"],
                               "\n".join(sorted(ALL)).encode()).stdout)
            check(f"cpio ({form})", "GNU cpio", f"gnu-{form}.cpio", ALL)


def filters():
    for tool, end, options in (("xz", "xz", []), ("xz", "blocks.xz", ["--block-size=65536"]),
                               ("zstd", "zst", []), ("bzip2", "bz2", ["-1"]), ("lz4", "lz4", []),
                               ("pbzip2", "p.bz2", ["-b1"]), ("pzstd", "p.zst", []),
                               ("pixz", "p.xz", ["-t"])):
        if not has(tool):
            continue
        with open(os.path.join(FOLDER, f"large.{end}"), "wb") as file:
            file.write(run([tool] + options + ["-c"], LARGE.encode()).stdout)
        check(end, tool, f"large.{end}", {"": LARGE})
    for name, module in (("xz", lzma), ("bz2", bz2)):
        with module.open(os.path.join(FOLDER, f"py.{name}"), "w") as file:
            file.write(LARGE.encode())
        check(name, "Python", f"py.{name}", {"": LARGE})
    if has("tar"):
        for tool, option in (("gzip", "-z"), ("xz", "-J"), ("bzip2", "-j"), ("zstd", "--zstd"),
                             ("lz4", "-Ilz4")):
            if has(tool):
                run(["tar", option, "-cf", f"t.tar.{tool}"] + sorted(ALL))
                check(f"tar in {tool}", "GNU tar", f"t.tar.{tool}", ALL, probed=False)


def damaged_members():
    """What is wrong inside a member is said with the member's name."""
    lines = b'{"text":"Eleven men were shot dead at Tarsk."}\nnot JSON\n'
    with tarfile.open(os.path.join(FOLDER, "lines.tar"), "w") as tar:
        for name in ("x/good.txt", "x/bad.jsonl"):
            member = tarfile.TarInfo(name)
            content = lines if name.endswith("jsonl") else b"Oru.\n"
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    said = run([GRAVAMEN, "tag", "-q", "-o", "lines.out", "lines.tar"]).stderr.decode()
    say("a bad line in a member, on the screen",
        "lines.tar: x/bad.jsonl: line 2: not JSON" in said, said)
    with open(os.path.join(FOLDER, "lines.out.manifest.json")) as file:
        damage = json.load(file)["result"]["inputs"][0].get("damage")
    say("a bad line in a member, in the manifest",
        [(d["layer"], d.get("within"), d["offset"], d["length"]) for d in damage] ==
        [("line", "x/bad.jsonl", lines.index(b"not"), 8)], damage)


def main():
    if b"libarchive: not built in" in run([GRAVAMEN, "--version"]).stdout:
        print("skip archive: this gravamen was built without libarchive")
        return 0
    write_files()
    tars()
    zips()
    others()
    filters()
    damaged_members()
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    print()
    for row in [("format", "made by", "result", "cuts and flips")] + rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths + [0])).rstrip())
    return bad


try:
    status = main()
finally:
    shutil.rmtree(FOLDER)
sys.exit(status)
