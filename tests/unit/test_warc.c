/*
 * test_warc.c - WARC and ARC files: what is a member, odd headers, bodies of HTTP, damage.
 */
#include "warc_fixture.h"

#include "base/sha1.h"
#include "ingest/brotli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <zlib.h>

static const char BURNED[] = "Militia entered Oru at dawn and burned 31 houses.";
static const char FLED[] = "Survivors fled across the river to Velmora.";
static const char TARSK[] = "The Tarsk council met twice and said nothing.";

/* ------------------------------------------------------------------ making files */

static void add_text(gv_buf *out, const char *text)
{
    assert_int_equal(gv_buf_add_text(out, text), GV_OK);
}

/* A record with `more` header lines (each with its CRLF). */
static void add_record(gv_buf *out, const char *type, const char *url, const char *more,
                       const void *block, size_t length)
{
    assert_int_equal(
        gv_buf_add_format(out,
                          "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\n"
                          "WARC-Date: 2021-04-01T09:30:00Z\r\nWARC-Record-ID: <urn:uuid:%s>\r\n%s"
                          "Content-Length: %zu\r\n\r\n",
                          type, url, url, more, length),
        GV_OK);
    assert_int_equal(gv_buf_add(out, block, length), GV_OK);
    add_text(out, "\r\n\r\n");
}

static void add_response(gv_buf *out, const char *url, const char *head, const void *body,
                         size_t length)
{
    gv_buf block = {0};
    add_text(&block, head);
    assert_int_equal(gv_buf_add(&block, body, length), GV_OK);
    add_record(out, "response", url, "Content-Type: application/http; msgtype=response\r\n",
               block.bytes, block.length);
    gv_buf_free(&block);
}

static void add_page(gv_buf *out, const char *url, const char *text)
{
    add_response(out, url, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n",
                 text, strlen(text));
}

static fixture_warc read_warc(const gv_buf *file)
{
    return fixture_read_warc(
        (fixture_memory){.bytes = file->bytes, .length = file->length, .step = SIZE_MAX}, "warc",
        SIZE_MAX, 0);
}

static const char *text_of(const gv_buf *buf)
{
    return buf->length > 0 ? buf->bytes : "";
}

/* 1 if text stands in buf, which may hold NUL bytes. */
static int holds(const gv_buf *buf, const char *text)
{
    const size_t length = strlen(text);
    for (size_t i = 0; i + length <= buf->length; i++) {
        if (memcmp(buf->bytes + i, text, length) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Reads, compares and frees; counts NULL: not compared. */
static void assert_reads(gv_buf *file, const char *text, const char *rows, const char *counts)
{
    fixture_warc w = read_warc(file);
    assert_string_equal(text_of(&w.text), text);
    assert_string_equal(text_of(&w.rows), rows);
    if (counts != NULL) {
        assert_string_equal(text_of(&w.counts), counts);
    }
    fixture_warc_free(&w);
    gv_buf_free(file);
}

/* ------------------------------------------------------------------ what is a member */

static void test_members(void **state)
{
    gv_buf file = {0};
    (void)state;
    static const char info[] = "software: Wget/1.21\r\n";
    add_record(&file, "warcinfo", "i", "Content-Type: application/warc-fields\r\n", info, 21);
    add_record(&file, "request", "q", "Content-Type: application/http; msgtype=request\r\n",
               "GET / HTTP/1.1\r\n\r\n", 18);
    add_page(&file, "http://oru.example/a", BURNED);
    add_response(&file, "http://oru.example/no", "HTTP/1.1 404 Not Found\r\n\r\n", "Gone", 4);
    add_response(&file, "http://oru.example/gone", "HTTP/1.1 404\r\n\r\n", "Gone", 4);
    add_response(&file, "http://oru.example/nil", "HTTP/1.1 204 No Content\r\n\r\n", "", 0);
    add_response(&file, "ws://oru.example/", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "", 0);
    add_response(&file, "http://oru.example/d",
                 "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "Sarn", 4);
    add_record(&file, "revisit", "v", "", "HTTP/1.1 200 OK\r\n\r\n", 19);
    add_record(&file, "metadata", "m", "", "fetchTimeMs: 7\r\n", 16);
    add_record(&file, "resource", "ftp://oru.example/b", "Content-Type: text/plain\r\n", FLED,
               strlen(FLED));
    add_record(&file, "conversion", "http://oru.example/c", "", TARSK, strlen(TARSK));
    fixture_warc w = read_warc(&file);
    assert_string_equal(w.text.bytes,
                        "[http://oru.example/a] Militia entered Oru at dawn and burned 31 houses.\n"
                        "[http://oru.example/d] Sarn\n"
                        "[ftp://oru.example/b] Survivors fled across the river to Velmora.\n"
                        "[http://oru.example/c] The Tarsk council met twice and said nothing.\n");
    assert_int_equal(w.n_rows, 0);
    assert_string_equal(w.counts.bytes, "1 warcinfo record\n1 request record\n2 HTTP status 404\n"
                                        "1 record without a body\n1 HTTP status 101\n"
                                        "1 revisit record\n"
                                        "1 metadata record\n");
    assert_int_equal(w.ledger.data, strlen(BURNED) + strlen(FLED) + strlen(TARSK) + 4);
    assert_int_equal(w.ledger.skipped, 0);
    fixture_warc_free(&w);
    gv_buf_free(&file);
}

static void test_what_a_member_says(void **state)
{
    gv_buf file = {0};
    (void)state;
    add_text(&file, "\r\n");
    add_response(&file, "http://oru.example/a",
                 "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; Charset=\"Windows-1252\"\r\n\r\n",
                 BURNED, strlen(BURNED));
    fixture_warc w = read_warc(&file);
    assert_int_equal(w.n_members, 1);
    assert_int_equal(w.last.offset, 2);
    assert_int_equal(w.last.length, strlen(BURNED));
    assert_string_equal(w.id, "urn:uuid:http://oru.example/a");
    assert_string_equal(w.date, "2021-04-01T09:30:00Z");
    assert_string_equal(w.media_type, "text/html");
    assert_string_equal(w.charset, "windows-1252");
    fixture_warc_free(&w);
    gv_buf_free(&file);
}

static void test_odd_headers(void **state)
{
    gv_buf file = {0};
    (void)state;
    add_text(&file, "WARC/1.1\nwarc-type:RESPONSE\nwarc-target-uri : \n <http://oru.example/\xff>\n"
                    "content-length: 84\nWARC-Record-ID: <urn:uuid:1>\nX-Odd:\ncontent-type: "
                    "application/http;\n\tmsgtype=response\n\n"
                    "HTTP/1.0 200\ncontent-type: text/html;\n charset='utf-8'\nno header\n\n");
    add_text(&file, "Guards beat 4 men.\n\n");
    fixture_warc w = read_warc(&file);
    assert_string_equal(text_of(&w.rows), "");
    assert_string_equal(text_of(&w.text), "[http://oru.example/\xef\xbf\xbd] Guards beat 4 men.\n");
    assert_string_equal(w.media_type, "text/html");
    assert_string_equal(w.charset, "utf-8");
    fixture_warc_free(&w);
    gv_buf_free(&file);
}

static void test_old_versions_and_wet(void **state)
{
    static const char wet[] =
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://oru.example/a\r\n"
        "WARC-Date: 2021-04-01T09:30:00Z\r\nWARC-Record-ID: <urn:uuid:2>\r\n"
        "WARC-Identified-Content-Language: eng\r\nContent-Type: text/plain\r\n"
        "Content-Length: 5\r\n\r\nOru.\n\r\n\r\n";
    gv_buf file = {0};
    (void)state;
    add_text(&file, "WARC/0.18\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
                    "Content-Length: 4\r\n\r\nSarn\r\n\r\n");
    add_text(&file, wet);
    assert_reads(&file, "[urn:uuid:1] Sarn\n[http://oru.example/a] Oru.\n\n", "", "");
}

static void test_sniff(void **state)
{
    static const char warc[] = "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n";
    char damaged[sizeof warc];
    (void)state;
    assert_string_equal(gv_warc_sniff(warc, sizeof warc - 1), "warc");
    for (size_t i = 0; i < 8; i++) {
        memcpy(damaged, warc, sizeof warc);
        damaged[i] ^= 0x20;
        assert_string_equal(gv_warc_sniff(damaged, sizeof damaged - 1), "warc");
    }
    assert_string_equal(gv_warc_sniff("filedesc://a.arc 0.0.0.0 2021", 29), "arc");
    assert_null(gv_warc_sniff("", 0));
    assert_null(gv_warc_sniff("WARC/peace\nA report on files.\n", 30));
    assert_null(gv_warc_sniff("Soldiers entered Oru.\n", 22));
}

/* ------------------------------------------------------------------ bodies */

static const char CHUNKED[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

static void assert_chunked(const char *body, const char *text, const char *reason)
{
    gv_buf file = {0};
    char rows[200] = "";
    char all[200];
    add_response(&file, "a", CHUNKED, body, strlen(body));
    if (reason != NULL) {
        /* its line ends are passed over before reading goes on */
        snprintf(rows, sizeof rows, "0+%zu a record %s\n", file.length, reason);
    }
    snprintf(all, sizeof all, "[a] %s\n", text);
    assert_reads(&file, all, rows, "");
}

static void test_chunks(void **state)
{
    (void)state;
    assert_chunked("5\r\nMilit\r\n3;why=not\r\nia \r\nA  \r\nenters Oru\r\n0\r\n\r\n",
                   "Militia enters Oru", NULL);
    assert_chunked("5\nMilit\n00002\nia\n0\nTrailer: yes\n\n", "Militia", NULL);
    assert_chunked("0\r\n\r\n", "", NULL);
    /* kept without the chunks it is said to have */
    assert_chunked("Militia enters Oru", "Militia enters Oru", NULL);
    assert_chunked("5\r\nMilit\r\n", "Milit", "has a body in chunks that is cut off");
    assert_chunked("5\r\nMil", "Mil", "has a body in chunks that is cut off");
    assert_chunked("5\r\nMilit\r\nZ\r\nia\r\n0\r\n\r\n", "Milit",
                   "has a body in chunks with a damaged size");
    assert_chunked("4\r\nMilit\r\n0\r\n\r\n", "Mili",
                   "has a chunk in its body that is longer than stated");
    assert_chunked("2\r\nMi\r\n0\r\n\r\nlitia", "Mi",
                   "has bytes behind the last chunk of its body");
    assert_chunked("2\r\nMi\r\nFFFFFFFFFFFFFFFFF\r\nlitia", "Mi",
                   "has a body in chunks with a damaged size");
}

static void test_truncated_by_the_crawler(void **state)
{
    static const char block[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nMilitia";
    gv_buf file = {0};
    (void)state;
    add_record(&file, "response", "a", "WARC-Truncated: length\r\n", block, sizeof block - 1);
    assert_reads(&file, "[a] Militia\n", "", "");
}

/* bits: 31 gzip, 15 zlib's wrapping, -15 none. */
static gv_buf pack_bytes(const char *text, size_t length, int bits)
{
    z_stream z = {0};
    gv_buf out = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(gv_buf_reserve(&out, 4096), GV_OK);
    z.next_in = (Bytef *)(uintptr_t)text;
    z.avail_in = (uInt)length;
    z.next_out = (Bytef *)out.bytes;
    z.avail_out = 4096;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.length = 4096 - z.avail_out;
    assert_int_equal(deflateEnd(&z), Z_OK);
    return out;
}

static gv_buf pack(const char *text, int bits)
{
    return pack_bytes(text, strlen(text), bits);
}

static void test_deflated_bodies(void **state)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n";
    gv_buf file = {0};
    gv_buf wrapped = pack(BURNED, 15);
    gv_buf raw = pack(FLED, -15);
    char row[100];
    (void)state;
    add_response(&file, "zlib", head, wrapped.bytes, wrapped.length);
    add_response(&file, "raw", head, raw.bytes, raw.length);
    add_response(&file, "kept decoded", head, TARSK, strlen(TARSK));
    const size_t damaged = file.length;
    wrapped.bytes[wrapped.length - 1] ^= 1;
    add_response(&file, "damaged", head, wrapped.bytes, wrapped.length);
    snprintf(row, sizeof row,
             "%zu+%zu a record has a packed body that does not match its checksum\n", damaged,
             file.length - damaged);
    assert_reads(&file,
                 "[zlib] Militia entered Oru at dawn and burned 31 houses.\n"
                 "[raw] Survivors fled across the river to Velmora.\n"
                 "[kept decoded] The Tarsk council met twice and said nothing.\n"
                 "[damaged] Militia entered Oru at dawn and burned 31 houses.\n",
                 row, "");
    gv_buf_free(&wrapped);
    gv_buf_free(&raw);
}

static void test_deflated_and_cut(void **state)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n";
    (void)state;
    for (int bits = -15; bits <= 15; bits += 30) {
        gv_buf whole = pack(BURNED, bits);
        for (size_t cut = 2; cut < whole.length; cut++) {
            gv_buf file = {0};
            add_response(&file, "a", head, whole.bytes, cut);
            add_page(&file, "b", FLED);
            fixture_warc w = read_warc(&file);
            assert_int_equal(w.n_members, 2);
            assert_int_equal(w.n_rows, 1);
            assert_non_null(strstr(w.rows.bytes, "packed body that is cut off"));
            assert_non_null(strstr(w.text.bytes, FLED));
            fixture_warc_free(&w);
            gv_buf_free(&file);
        }
        gv_buf_free(&whole);
    }
}

static void test_gzip_bodies_are_layers(void **state)
{
    static const char head[] =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n";
    gv_buf file = {0};
    gv_buf body = {0};
    gv_buf gz = pack(BURNED, 31);
    (void)state;
    assert_int_equal(gv_buf_add_format(&body, "%zx\r\n", gz.length), GV_OK);
    assert_int_equal(gv_buf_add(&body, gz.bytes, gz.length), GV_OK);
    add_text(&body, "\r\n0\r\n\r\n");
    add_response(&file, "a", head, body.bytes, body.length);
    fixture_warc w = fixture_read_warc(
        (fixture_memory){.bytes = file.bytes, .length = file.length, .step = 3}, "warc", SIZE_MAX,
        FIXTURE_BODIES);
    assert_string_equal(w.text.bytes, "[a] Militia entered Oru at dawn and burned 31 houses.\n");
    assert_int_equal(w.n_rows, 0);
    fixture_warc_free(&w);
    gv_buf_free(&file);
    gv_buf_free(&body);
    gv_buf_free(&gz);
}

static void test_encodings_nobody_reads(void **state)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Encoding: compress\r\n\r\n";
    gv_buf file = {0};
    (void)state;
    add_response(&file, "decoded", head, BURNED, strlen(BURNED));
    add_response(&file, "compressed", head, "\x8b\x02\x80Oru\x03\x01", 8);
    add_response(&file, "style",
                 "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Encoding: compress\r\n\r\n",
                 "\x8b\x02\x80Oru\x03\x01", 8);
    fixture_warc w = read_warc(&file);
    assert_string_equal(text_of(&w.counts), "1 text/css\n");
    assert_string_equal(w.text.bytes,
                        "[decoded] Militia entered Oru at dawn and burned 31 houses.\n"
                        "[compressed] \n");
    assert_string_equal(w.left_out, "encoded as compress, which is not read");
    fixture_warc_free(&w);
    gv_buf_free(&file);
}

static void test_brotli(void **state)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n";
    static const char packed[] =
        "\x1b\x30\x00\x00\x44\x37\x97\xea\x42\x12\xce\x4b\x3e\x0f\x79\x47\x83\x70\x0c\x5e\x79\x4b"
        "\xb2\xcb\x40\x48\x49\x6c\x5b\xb5\xfc\x7a\x39\x91\x38\x4d\xb1\xb3\xc1\x82\xf2\xc7\x34\x61"
        "\x9c\xce\x30\xc5\x1c\x20\x78\x02";
    gv_buf file = {0};
    (void)state;
    if (gv_brotli_version() == NULL) {
        skip();
    }
    add_response(&file, "br", head, packed, sizeof packed - 1);
    add_response(&file, "decoded", head, BURNED, strlen(BURNED));
    const size_t cut = file.length;
    add_response(&file, "cut", head, packed, sizeof packed - 4);
    char rows[200];
    snprintf(rows, sizeof rows, "%zu+%zu a record has a packed body that is cut off\n", cut,
             file.length - cut);
    fixture_warc w = read_warc(&file);
    assert_string_equal(w.rows.bytes, rows);
    assert_non_null(strstr(w.text.bytes,
                           "[br] Militia entered Oru at dawn and burned 31 houses.\n"
                           "[decoded] Militia entered Oru at dawn and burned 31 houses.\n[cut] "));
    fixture_warc_free(&w);
    gv_buf_free(&file);
}

/* ------------------------------------------------------------------ lengths and digests */

/* Three pages; the middle one's header says `length`, its body is `body`. */
static void assert_middle(const char *length, const char *body, const char *expected,
                          const char *reason)
{
    gv_buf file = {0};
    add_page(&file, "a", BURNED);
    const size_t middle = file.length;
    assert_int_equal(gv_buf_add_format(&file,
                                       "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <b>\r\n"
                                       "%s\r\n%s\r\n\r\n",
                                       length, body),
                     GV_OK);
    const size_t end = file.length;
    add_page(&file, "c", TARSK);
    char text[400];
    char row[200] = "";
    snprintf(text, sizeof text, "[a] %s\n%s[c] %s\n", BURNED, expected, TARSK);
    if (reason != NULL) {
        snprintf(row, sizeof row, "%zu+%zu %s\n", middle, end - middle, reason);
    }
    assert_reads(&file, text, row, "");
}

static void test_lengths(void **state)
{
    (void)state;
    assert_middle("Content-Length: 4\r\n", "Sarn", "[b] Sarn\n", NULL);
    assert_middle("Content-Length: 9000\r\n", "Sarn", "[b] Sarn\r\n\r\n\n",
                  "a record is shorter than stated: another one begins in its block");
    assert_middle("Content-Length: 900000000000\r\n", "Sarn", "[b] Sarn\r\n\r\n\n",
                  "a record is shorter than stated: another one begins in its block");
    assert_middle("Content-Length: 2\r\n", "Sarn", "[b] Sa\n", "a record is longer than stated");
    assert_middle("Content-Length: four\r\n", "Sarn", "",
                  "a record does not state its length, or not as a number");
    assert_middle("Content-Length: -4\r\n", "Sarn", "",
                  "a record does not state its length, or not as a number");
    assert_middle("X-Length: 4\r\n", "Sarn", "",
                  "a record does not state its length, or not as a number");
    assert_middle("Content-Length: 99999999999999999999\r\n", "Sarn", "",
                  "a record does not state its length, or not as a number");
    assert_middle("Content-Length: 4\r\nno header\r\n", "Sarn", "[b] Sarn\n",
                  "a record has a damaged line in its header");
}

static void test_a_page_about_warc_is_one_record(void **state)
{
    gv_buf about = {0};
    gv_buf file = {0};
    char *expected = NULL;
    (void)state;
    add_text(&about, "An example:\r\n\r\n");
    add_page(&about, "example", FLED);
    add_text(&about, "That was it.");
    add_record(&file, "resource", "a", "", about.bytes, about.length);
    add_page(&file, "b", TARSK);
    assert_int_equal(gv_memory_get(about.length + 200, (void **)&expected), GV_OK);
    snprintf(expected, about.length + 200, "[a] %s\n[b] %s\n", about.bytes, TARSK);
    assert_reads(&file, expected, "", "");
    gv_memory_free(expected);
    gv_buf_free(&about);
}

/* A WARC file kept as a record of another is one member, however long. */
static void test_a_warc_file_within_one(void **state)
{
    gv_buf inner = {0};
    gv_buf file = {0};
    (void)state;
    for (int i = 0; i < 3000; i++) {
        add_page(&inner, "inner", FLED);
    }
    assert_true(inner.length > 1 << 19);
    add_record(&file, "resource", "whole.warc", "", inner.bytes, inner.length);
    add_page(&file, "b", TARSK);
    fixture_warc w = read_warc(&file);
    assert_int_equal(w.n_rows, 0);
    assert_int_equal(w.n_members, 2);
    assert_int_equal(w.ledger.data, inner.length + strlen(TARSK));
    fixture_warc_free(&w);
    gv_buf_free(&inner);
    gv_buf_free(&file);
}

static void test_long_names(void **state)
{
    gv_buf url = {0};
    gv_buf file = {0};
    (void)state;
    add_text(&url, "http://oru.example/");
    for (int i = 0; i < 3000; i++) {
        add_text(&url, "\xc3\xa9");
    }
    add_page(&file, url.bytes, BURNED);
    fixture_warc w = read_warc(&file);
    assert_int_equal(w.n_members, 1);
    assert_int_equal(w.n_rows, 1);
    assert_non_null(strstr(w.rows.bytes, "0+0 a name longer than 4096 bytes is cut off: http:"));
    fixture_warc_free(&w);
    gv_buf_free(&url);
    gv_buf_free(&file);
}

static void test_records_between_and_behind_rubbish(void **state)
{
    gv_buf file = {0};
    char rows[300];
    (void)state;
    add_text(&file, "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n");
    const size_t first = file.length;
    add_text(&file, "rubbish\r\n\r\nWARC/1.0\r\nmore\r\nWARC/1.0 WARC/\r\n"
                    "WARC-Type: response\r\n\r\n");
    const size_t a = file.length;
    add_page(&file, "a", BURNED);
    const size_t cut = file.length;
    add_page(&file, "cut", "lost");
    file.length -= 40; /* inside the header of HTTP, no line end */
    const size_t b = file.length;
    add_page(&file, "b", FLED);
    const size_t last = file.length;
    add_text(&file, "WARC/1.0\r\nWARC-Type: resp");
    snprintf(rows, sizeof rows,
             "%zu+%zu bytes that belong to no record\n"
             "%zu+%zu a record is shorter than stated: another one begins in its block\n"
             "%zu+%zu a record is cut off in its header\n",
             first, a - first, cut, b - cut, last, file.length - last);
    assert_reads(&file,
                 "[a] Militia entered Oru at dawn and burned 31 houses.\n"
                 "[b] Survivors fled across the river to Velmora.\n",
                 rows, "1 warcinfo record\n");
}

static void test_types_and_versions_unknown(void **state)
{
    gv_buf file = {0};
    char rows[200];
    (void)state;
    add_record(&file, "responce", "a", "", BURNED, strlen(BURNED));
    const size_t b = file.length;
    add_page(&file, "b", FLED);
    file.bytes[b + 5] = 'I'; /* WARC/I.0 */
    snprintf(rows, sizeof rows,
             "0+%zu a record is of no type that is known\n"
             "%zu+%zu a record has a damaged version line\n",
             b, b, file.length - b);
    assert_reads(&file, "[b] Survivors fled across the river to Velmora.\n", rows, "");
}

static void base32(const unsigned char sum[20], char out[33])
{
    for (size_t i = 0; i < 32; i++) {
        const size_t bit = i * 5;
        const unsigned two = (unsigned)sum[bit / 8] << 8 | (bit / 8 < 19 ? sum[bit / 8 + 1] : 0u);
        out[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[two >> (11 - bit % 8) & 31];
    }
    out[32] = '\0';
}

static void test_sha1(void **state)
{
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    unsigned char sum[20];
    char text[33];
    gv_sha1 sha;
    (void)state;
    gv_sha1_start(&sha);
    gv_sha1_finish(&sha, sum);
    base32(sum, text);
    assert_string_equal(text, "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
    gv_sha1_start(&sha);
    for (size_t i = 0; i < sizeof two_blocks - 1; i++) {
        gv_sha1_add(&sha, two_blocks + i, 1);
    }
    gv_sha1_finish(&sha, sum);
    static const unsigned char expected[20] = {0x84, 0x98, 0x3e, 0x44, 0x1c, 0x3b, 0xd2,
                                               0x6e, 0xba, 0xae, 0x4a, 0xa1, 0xf9, 0x51,
                                               0x29, 0xe5, 0xe5, 0x46, 0x70, 0xf1};
    assert_memory_equal(sum, expected, 20);
}

static void test_digests(void **state)
{
    static const char hex[] = "WARC-Block-Digest: sha256:"
                              "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824\r\n";
    gv_buf file = {0};
    char header[80];
    char row[200];
    char digits[33];
    unsigned char sum[20];
    gv_sha1 sha;
    (void)state;
    gv_sha1_start(&sha);
    gv_sha1_add(&sha, BURNED, strlen(BURNED));
    gv_sha1_finish(&sha, sum);
    base32(sum, digits);
    snprintf(header, sizeof header, "WARC-Block-Digest: sha1:%s\r\n", digits);
    add_record(&file, "resource", "good", header, BURNED, strlen(BURNED));
    add_record(&file, "resource", "hello", hex, "hello", 5);
    add_record(&file, "resource", "unknown", "WARC-Block-Digest: md5:00\r\n", "hello", 5);
    const size_t bad = file.length;
    add_record(&file, "resource", "bad", header, FLED, strlen(FLED));
    snprintf(row, sizeof row, "%zu+%zu a record does not match its digest\n", bad,
             file.length - bad);
    assert_reads(&file,
                 "[good] Militia entered Oru at dawn and burned 31 houses.\n[hello] hello\n"
                 "[unknown] hello\n[bad] Survivors fled across the river to Velmora.\n",
                 row, "");
}

/* ------------------------------------------------------------------ ARC */

static void add_arc(gv_buf *out, const char *head, const char *block)
{
    assert_int_equal(gv_buf_add_format(out, "%s %zu\n%s\n", head, strlen(block), block), GV_OK);
}

static void test_arc(void **state)
{
    static const char text[] =
        "[http://oru.example/a page] Oru burns.\n[http://oru.example/c] Sarn.\n\n";
    gv_buf arc = {0};
    (void)state;
    add_arc(&arc, "filedesc://oru.arc 0.0.0.0 20010401093000 text/plain",
            "1 0 Archive\nURL IP-address Archive-date Content-type Archive-length\n\n");
    add_arc(&arc, "http://oru.example/a page 10.0.0.7 20010401093001 text/html",
            "HTTP/1.0 200 OK\nContent-Type: text/html\n\nOru burns.");
    add_arc(&arc, "http://oru.example/b 10.0.0.7 20010401093002 text/html",
            "HTTP/1.0 404 Not Found\n\nGone");
    add_arc(&arc, "http://oru.example/c 10.0.0.7 20010401093003 text/plain 200 - - 77 oru.arc",
            "Sarn.\n");
    add_arc(&arc, "dns:oru.example 10.0.0.1 20010401093003 text/dns", "20010401");
    for (size_t step = 1; step < 100; step += 7) {
        fixture_warc w = fixture_read_warc(
            (fixture_memory){.bytes = arc.bytes, .length = arc.length, .step = step}, "arc",
            SIZE_MAX, 0);
        assert_string_equal(text_of(&w.rows), "");
        assert_string_equal(text_of(&w.text), text);
        assert_string_equal(w.date, "20010401093003");
        assert_string_equal(w.counts.bytes,
                            "1 warcinfo record\n1 HTTP status 404\n1 text/dns\n");
        fixture_warc_free(&w);
    }
    gv_buf_free(&arc);
}

/* ------------------------------------------------------------------ damage anywhere */

enum { N_RECORDS = 5 };

/* A small file of each kind of record, and where each ends. */
static gv_buf sample(size_t ends[N_RECORDS])
{
    static const char chunked[] =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nMilit\r\n2\r\nia\r\n0\r\n\r\n";
    gv_buf file = {0};
    add_page(&file, "http://oru.example/1", BURNED);
    ends[0] = file.length;
    add_record(&file, "response", "http://oru.example/2",
               "Content-Type: application/http; msgtype=response\r\n", chunked, sizeof chunked - 1);
    ends[1] = file.length;
    add_record(&file, "resource", "http://oru.example/3", "Content-Type: text/plain\r\n", FLED,
               strlen(FLED));
    ends[2] = file.length;
    gv_buf packed = pack(TARSK, 15);
    add_response(&file, "http://oru.example/4",
                 "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n", packed.bytes,
                 packed.length);
    gv_buf_free(&packed);
    ends[3] = file.length;
    add_record(&file, "conversion", "http://oru.example/5", "", TARSK, strlen(TARSK));
    ends[4] = file.length;
    return file;
}

static const char *const RECORD_TEXTS[N_RECORDS] = {
    "[http://oru.example/1] Militia entered Oru at dawn and burned 31 houses.\n",
    "[http://oru.example/2] Militia\n",
    "[http://oru.example/3] Survivors fled across the river to Velmora.\n",
    "[http://oru.example/4] The Tarsk council met twice and said nothing.\n",
    "[http://oru.example/5] The Tarsk council met twice and said nothing.\n"};

static void test_every_cut(void **state)
{
    size_t ends[N_RECORDS];
    gv_buf file = sample(ends);
    (void)state;
    for (size_t cut = 0; cut <= file.length; cut++) {
        fixture_warc w = fixture_read_warc(
            (fixture_memory){.bytes = file.bytes, .length = cut, .step = SIZE_MAX}, "warc",
            SIZE_MAX, 0);
        int whole = cut == 0;
        for (size_t i = 0; i < N_RECORDS; i++) {
            /* the line ends behind it are not missed */
            whole |= cut + 4 >= ends[i] && cut <= ends[i];
            assert_true(cut + 4 < ends[i] || holds(&w.text, RECORD_TEXTS[i]));
        }
        assert_int_equal(w.n_rows, whole ? 0 : 1);
        fixture_warc_free(&w);
    }
    gv_buf_free(&file);
}

/* A byte changed in one record loses no other record. */
static void test_every_flip(void **state)
{
    static const char flips[] = {0x01, 0x04, 0x20, (char)0x80};
    size_t ends[N_RECORDS];
    gv_buf file = sample(ends);
    (void)state;
    for (size_t at = 0; at < file.length; at++) {
        for (size_t f = 0; f < sizeof flips; f++) {
            file.bytes[at] = (char)(file.bytes[at] ^ flips[f]);
            fixture_warc w = read_warc(&file);
            for (size_t i = 0; i < N_RECORDS; i++) {
                const int is_hit = at < ends[i] && at >= (i > 0 ? ends[i - 1] : 0);
                if (!is_hit && !holds(&w.text, RECORD_TEXTS[i])) {
                    print_message("byte %zu, flip %d: record %zu is lost\n%s%s", at, flips[f],
                                  i + 1, text_of(&w.text), text_of(&w.rows));
                    fail();
                }
            }
            fixture_warc_free(&w);
            file.bytes[at] = (char)(file.bytes[at] ^ flips[f]);
        }
    }
    gv_buf_free(&file);
}

/* The same for ARC, whose records have no mark to be found by but their one line. */
static void test_every_flip_of_arc(void **state)
{
    static const char flips[] = {0x01, 0x04, 0x20, (char)0x80};
    static const char *const texts[] = {"[http://oru.example/a] Oru burns.\n",
                                        "[http://oru.example/b] Velmora burns.\n",
                                        "[http://oru.example/c] Sarn burns.\n"};
    gv_buf arc = {0};
    size_t ends[3];
    (void)state;
    add_arc(&arc, "http://oru.example/a 10.0.0.7 20010401093001 text/html",
            "HTTP/1.0 200 OK\nContent-Type: text/html\n\nOru burns.");
    ends[0] = arc.length;
    add_arc(&arc, "http://oru.example/b 10.0.0.7 20010401093001 text/html",
            "HTTP/1.0 200 OK\nContent-Type: text/html\n\nVelmora burns.");
    ends[1] = arc.length;
    add_arc(&arc, "http://oru.example/c 10.0.0.7 20010401093001 text/plain", "Sarn burns.");
    ends[2] = arc.length;
    for (size_t at = 0; at < arc.length; at++) {
        for (size_t f = 0; f < sizeof flips; f++) {
            arc.bytes[at] = (char)(arc.bytes[at] ^ flips[f]);
            fixture_warc w = fixture_read_warc(
                (fixture_memory){.bytes = arc.bytes, .length = arc.length, .step = SIZE_MAX},
                "arc", SIZE_MAX, 0);
            for (size_t i = 0; i < 3; i++) {
                const int is_hit = at < ends[i] && at >= (i > 0 ? ends[i - 1] : 0);
                /* the line end behind a record is where the next one is looked for */
                if (!is_hit && at + 1 != (i > 0 ? ends[i - 1] : 0) && !holds(&w.text, texts[i])) {
                    print_message("byte %zu, flip %d: record %zu is lost\n", at, flips[f], i + 1);
                    fail();
                }
            }
            fixture_warc_free(&w);
            arc.bytes[at] = (char)(arc.bytes[at] ^ flips[f]);
        }
    }
    gv_buf_free(&arc);
}

/* A .warc.gz with a member a record, cut at each byte and changed at each: no record of another
 * member is lost. */
static void test_every_damage_of_gzip(void **state)
{
    size_t plain_ends[N_RECORDS];
    size_t ends[N_RECORDS];
    gv_buf plain = sample(plain_ends);
    gv_buf file = {0};
    (void)state;
    for (size_t i = 0; i < N_RECORDS; i++) {
        const size_t start = i > 0 ? plain_ends[i - 1] : 0;
        gv_buf member = pack_bytes(plain.bytes + start, plain_ends[i] - start, 31);
        assert_int_equal(gv_buf_add(&file, member.bytes, member.length), GV_OK);
        gv_buf_free(&member);
        ends[i] = file.length;
    }
    for (size_t at = 0; at < file.length; at++) {
        for (int cut = 0; cut < 2; cut++) {
            file.bytes[at] = (char)(file.bytes[at] ^ (cut ? 0 : 0x11));
            fixture_warc w = fixture_read_warc(
                (fixture_memory){
                    .bytes = file.bytes, .length = cut ? at : file.length, .step = SIZE_MAX},
                "warc", SIZE_MAX, FIXTURE_FILE);
            for (size_t i = 0; i < N_RECORDS; i++) {
                const int is_hit = at < ends[i] && (cut || at >= (i > 0 ? ends[i - 1] : 0));
                assert_true(is_hit || holds(&w.text, RECORD_TEXTS[i]));
            }
            fixture_warc_free(&w);
            file.bytes[at] = (char)(file.bytes[at] ^ (cut ? 0 : 0x11));
        }
    }
    gv_buf_free(&plain);
    gv_buf_free(&file);
}

/* What a gap takes away is one row, and the record behind it is found. */
static void test_every_gap(void **state)
{
    size_t ends[N_RECORDS];
    gv_buf file = sample(ends);
    (void)state;
    for (size_t at = 1; at < file.length; at++) {
        fixture_warc w = fixture_read_warc(
            (fixture_memory){
                .bytes = file.bytes, .length = file.length, .step = SIZE_MAX, .gap_at = at},
            "warc", SIZE_MAX, 0);
        int between = 0;
        for (size_t i = 0; i < N_RECORDS; i++) {
            between |= at + 4 >= ends[i] && at <= ends[i];
            if (at >= ends[i] || at <= (i > 0 ? ends[i - 1] : 0)) {
                assert_true(holds(&w.text, RECORD_TEXTS[i]));
            }
        }
        assert_int_equal(w.n_rows, between ? 0 : 1);
        fixture_warc_free(&w);
    }
    gv_buf_free(&file);
}

/* How bytes come, and how many of each member are asked for, changes nothing but the text of
 * members that were left early. */
static void test_steps(void **state)
{
    size_t ends[N_RECORDS];
    gv_buf file = sample(ends);
    (void)state;
    file.bytes[ends[1] + 60] ^= 0x20;
    file.bytes[ends[2] + 3] ^= 0x20;
    fixture_warc whole = read_warc(&file);
    for (size_t step = 1; step < 70; step++) {
        fixture_warc w = fixture_read_warc(
            (fixture_memory){.bytes = file.bytes, .length = file.length, .step = step}, "warc",
            SIZE_MAX, 0);
        assert_string_equal(w.text.bytes, whole.text.bytes);
        assert_string_equal(w.rows.bytes, whole.rows.bytes);
        fixture_warc_free(&w);
        w = fixture_read_warc(
            (fixture_memory){.bytes = file.bytes, .length = file.length, .step = step}, "warc", 3,
            0);
        assert_string_equal(w.rows.bytes, whole.rows.bytes);
        assert_int_equal(w.n_members, whole.n_members);
        fixture_warc_free(&w);
    }
    fixture_warc_free(&whole);
    gv_buf_free(&file);
}

static void test_bounds(void **state)
{
    gv_buf file = {0};
    gv_buf long_header = {0};
    (void)state;
    /* a header of HTTP without an end, and a header of WARC that is longer than any is */
    for (int i = 0; i < 3000; i++) {
        add_text(&long_header, "X-Filler: of some forty bytes, and no more\r\n");
    }
    gv_buf block = {0};
    add_text(&block, "HTTP/1.1 200 OK\r\n");
    assert_int_equal(gv_buf_add(&block, long_header.bytes, long_header.length), GV_OK);
    add_record(&file, "response", "a", "", block.bytes, block.length);
    add_text(&file, "WARC/1.0\r\nWARC-Type: resource\r\n");
    assert_int_equal(gv_buf_add(&file, long_header.bytes, long_header.length), GV_OK);
    const size_t third = file.length;
    add_page(&file, "b", BURNED);
    char rows[200];
    snprintf(rows, sizeof rows,
             "0+%zu a record has an HTTP header that is longer than 64 KiB, or a thousand lines\n",
             third);
    assert_reads(&file, "[b] Militia entered Oru at dawn and burned 31 houses.\n", rows, "");
    gv_buf_free(&block);
    gv_buf_free(&long_header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_what_a_member_says),
        cmocka_unit_test(test_odd_headers),
        cmocka_unit_test(test_old_versions_and_wet),
        cmocka_unit_test(test_sniff),
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_truncated_by_the_crawler),
        cmocka_unit_test(test_deflated_bodies),
        cmocka_unit_test(test_deflated_and_cut),
        cmocka_unit_test(test_gzip_bodies_are_layers),
        cmocka_unit_test(test_encodings_nobody_reads),
        cmocka_unit_test(test_brotli),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_a_page_about_warc_is_one_record),
        cmocka_unit_test(test_a_warc_file_within_one),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_records_between_and_behind_rubbish),
        cmocka_unit_test(test_types_and_versions_unknown),
        cmocka_unit_test(test_sha1),
        cmocka_unit_test(test_digests),
        cmocka_unit_test(test_arc),
        cmocka_unit_test(test_every_cut),
        cmocka_unit_test(test_every_flip),
        cmocka_unit_test(test_every_flip_of_arc),
        cmocka_unit_test(test_every_damage_of_gzip),
        cmocka_unit_test(test_every_gap),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
