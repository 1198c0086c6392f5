"""Writes an archive of any size to standard output, its members copies of one text.

    python3 tests/stream_maker.py tar|zip|warc MEGABYTES TEXT
"""
import sys
import tarfile
import zipfile


def main():
    kind, megabytes, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    out = sys.stdout.buffer
    with open(path, "rb") as file:
        text = file.read()
    n = max(1, megabytes * 1000000 // len(text))
    if kind == "tar":
        with tarfile.open(fileobj=out, mode="w|") as archive:
            for i in range(n):
                head = tarfile.TarInfo(f"{i}.txt")
                head.size = len(text)
                with open(path, "rb") as file:
                    archive.addfile(head, file)
    elif kind == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for i in range(n):
                archive.writestr(f"{i}.txt", text)
    else:
        for i in range(n):
            body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + text
            out.write(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://oru.example/%d\r\n"
                      b"WARC-Date: 2021-04-01T00:00:00Z\r\nWARC-Record-ID: <urn:oru:%d>\r\n"
                      b"Content-Type: application/http; msgtype=response\r\n"
                      b"Content-Length: %d\r\n\r\n" % (i, i, len(body)))
            out.write(body)
            out.write(b"\r\n\r\n")


if __name__ == "__main__":
    main()
