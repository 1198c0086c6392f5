/*
 * test_ingest.c - reading inputs: gzip whole and damaged, character sets, sections, pipes.
 */
#include "ingest_fixture.h"

#include "ingest/decode.h"
#include "ingest/inflate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

static char scratch_path[64];

/* Writes bytes to the scratch file. */
static const char *file_of(const void *bytes, size_t length)
{
    FILE *const file = fopen(scratch_path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return scratch_path;
}

static int setup(void **state)
{
    (void)state;
    strcpy(scratch_path, "/tmp/gravamen-ingest-XXXXXX");
    const int descriptor = mkstemp(scratch_path);
    return descriptor < 0 || close(descriptor) != 0;
}

static int teardown(void **state)
{
    (void)state;
    return unlink(scratch_path);
}

/* All that one input gives. */
typedef struct reading {
    gv_buf raw;        /* of all sections */
    gv_buf passages;   /* texts, each with a newline */
    size_t n_sections, n_documents, n_passages, n_bad, n_flushes;
    size_t largest;    /* section */
    gv_document last;  /* its strings are gone */
    gv_reader_report report;
    size_t n_damage;
    gv_damage damage[32];
    char reasons[32][200];
    char encoding[16], format[16];
    char last_id[64], last_charset[16];
    gv_status status;
} reading;

/* The ledger balances: every byte of each layer is data, structure or skipped, and what is skipped
 * stands in the rows of damage. */
static void check_ledger(const gv_reader_report *report)
{
    for (size_t i = 0; i < report->n_ledger; i++) {
        const gv_ledger_row *const row = &report->ledger[i];
        assert_int_equal(row->bytes, row->data + row->structure + row->skipped);
        if (row->depth > 0 || report->n_damage_more > 0) {
            continue;
        }
        uint64_t skipped = 0;
        for (size_t d = 0; d < report->n_damage; d++) {
            const gv_damage *const damage = &report->damage[d];
            if (damage->within == NULL && strcmp(damage->layer, row->layer) == 0) {
                skipped += damage->length;
            }
        }
        assert_int_equal(row->bytes, report->bytes_read);
        if (report->n_ledger == 1) { /* else layers of one kind lie in one another */
            assert_int_equal(row->skipped, skipped);
        }
    }
}

static void keep_report(const gv_reader *reader, reading *r)
{
    gv_reader_get_report(reader, &r->report);
    check_ledger(&r->report);
    r->n_damage = r->report.n_damage;
    for (size_t i = 0; i < r->n_damage && i < 32; i++) {
        r->damage[i] = r->report.damage[i];
        snprintf(r->reasons[i], sizeof r->reasons[i], "%s: %s", r->report.damage[i].layer,
                 r->report.damage[i].reason);
    }
    snprintf(r->encoding, sizeof r->encoding, "%s", r->report.encoding);
    snprintf(r->format, sizeof r->format, "%s", r->report.format);
}

static void keep_section(const gv_section *section, reading *r)
{
    assert_int_equal(gv_buf_add(&r->raw, section->raw.bytes, section->raw.length), GV_OK);
    for (uint32_t i = 0; i < section->n_passages; i++) {
        assert_int_equal(gv_buf_add(&r->passages, section->passages[i].text,
                                    section->passages[i].length), GV_OK);
        assert_int_equal(gv_buf_add_byte(&r->passages, '\n'), GV_OK);
    }
    r->n_sections++;
    r->n_documents += section->n_documents;
    r->n_passages += section->n_passages;
    r->n_bad += section->n_bad_lines;
    r->n_flushes += section->flush;
    r->largest = section->raw.length > r->largest ? section->raw.length : r->largest;
    if (section->n_documents > 0) {
        r->last = section->documents[section->n_documents - 1];
        snprintf(r->last_id, sizeof r->last_id, "%s", r->last.id);
        for (uint32_t i = 0; i < r->last.n_layers; i++) {
            if (strcmp(r->last.layers[i].kind, "charset") == 0) {
                snprintf(r->last_charset, sizeof r->last_charset, "%s", r->last.layers[i].name);
            }
        }
    }
}

static reading read_path(const gv_ingest_options *options, const char *path)
{
    reading r = {0};
    gv_section section = {0};
    gv_reader *reader = NULL;
    gv_message message;
    uint64_t offset = UINT64_MAX;
    int more = 0;
    assert_int_equal(gv_reader_open(options, path, &message, &reader), GV_OK);
    for (;;) {
        r.status = gv_reader_next(reader, &section, &more);
        if (r.status != GV_OK || !more) {
            break;
        }
        assert_int_equal(section.number, r.n_sections);
        assert_true(offset == UINT64_MAX || section.raw_offset == offset ||
                    section.format == GV_SECTION_ERROR);
        offset = section.raw_offset + gv_section_bytes(&section);
        assert_int_equal(gv_section_cut(options, path, &section), GV_OK);
        fixture_check_section(options, &section);
        keep_section(&section, &r);
    }
    keep_report(reader, &r);
    gv_reader_free(reader);
    gv_section_free(&section);
    return r;
}

static reading read_bytes(const void *bytes, size_t length)
{
    const gv_ingest_options options = fixture_options();
    return read_path(&options, file_of(bytes, length));
}

static void drop(reading *r)
{
    gv_buf_free(&r->raw);
    gv_buf_free(&r->passages);
}

static void assert_raw(const reading *r, const char *expected)
{
    assert_int_equal(r->raw.length, strlen(expected));
    assert_memory_equal(r->raw.length > 0 ? r->raw.bytes : "", expected, r->raw.length);
}

/* ------------------------------------------------------------------ making gzip */

/* Appends a member to out. */
static void add_member(gv_buf *out, const char *text, size_t length, int level)
{
    z_stream z = {0};
    const size_t room = length + length / 100 + 200;
    assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(gv_buf_reserve(out, room), GV_OK);
    z.next_in = (Bytef *)(uintptr_t)text;
    z.avail_in = (uInt)length;
    z.next_out = (Bytef *)out->bytes + out->length;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->length += room - z.avail_out;
    assert_int_equal(deflateEnd(&z), Z_OK);
}

static void add_text_member(gv_buf *out, const char *text)
{
    add_member(out, text, strlen(text), 6);
}

static const char *const ONE = "Militia entered Oru at dawn and burned 31 houses of the Masri.\n";
static const char *const TWO = "Survivors fled across the river to Velmora, witnesses said.\n";
static const char *const THREE = "The Tarsk council met twice and said nothing.\n";

/* ------------------------------------------------------------------ gzip, whole */

static void test_members_are_one_text(void **state)
{
    gv_buf gz = {0};
    (void)state;
    add_text_member(&gz, ONE);
    add_text_member(&gz, "");
    add_text_member(&gz, TWO);
    reading r = read_bytes(gz.bytes, gz.length);
    char expected[256];
    snprintf(expected, sizeof expected, "%s%s", ONE, TWO);
    assert_raw(&r, expected);
    assert_int_equal(r.n_damage, 0);
    assert_int_equal(r.report.n_members, 3);
    assert_string_equal(r.report.compression, "gzip");
    assert_int_equal(r.report.bytes_read, gz.length);
    assert_int_equal(r.report.bytes_text, strlen(expected));
    assert_int_equal(r.last.n_layers, 1);
    assert_string_equal(r.last.layers[0].kind, "gzip");
    drop(&r);
    gv_buf_free(&gz);
}

static void test_many_empty_members(void **state)
{
    gv_buf gz = {0};
    (void)state;
    for (int i = 0; i < 3000; i++) {
        add_text_member(&gz, i == 1500 ? ONE : "");
    }
    reading r = read_bytes(gz.bytes, gz.length);
    assert_raw(&r, ONE);
    assert_int_equal(r.report.n_members, 3000);
    assert_int_equal(r.n_damage, 0);
    drop(&r);
    gv_buf_free(&gz);
}

static void test_layers_of_gzip(void **state)
{
    gv_buf inner = {0};
    gv_buf outer = {0};
    (void)state;
    add_text_member(&inner, ONE);
    for (int depth = 2; depth <= 9; depth++) {
        gv_buf_clear(&outer);
        add_member(&outer, inner.bytes, inner.length, depth % 2 == 0 ? 0 : 9);
        gv_buf_clear(&inner);
        assert_int_equal(gv_buf_add(&inner, outer.bytes, outer.length), GV_OK);
        reading r = read_bytes(outer.bytes, outer.length);
        if (depth <= GV_DEPTH_DEFAULT) {
            assert_raw(&r, ONE);
            assert_int_equal(r.last.n_layers, depth);
            assert_int_equal(r.n_damage, 0);
        } else {
            assert_int_equal(r.n_sections, 0);
            assert_int_equal(r.n_damage, 1);
            assert_string_equal(r.format, "unknown");
        }
        drop(&r);
    }
    gv_buf_free(&inner);
    gv_buf_free(&outer);
}

static void test_empty_inputs(void **state)
{
    gv_buf gz = {0};
    (void)state;
    reading r = read_bytes("", 0);
    assert_int_equal(r.n_sections, 0);
    assert_int_equal(r.n_damage, 0);
    assert_int_equal(r.status, GV_OK);
    assert_string_equal(r.format, "text");
    drop(&r);
    add_text_member(&gz, "");
    r = read_bytes(gz.bytes, gz.length);
    assert_int_equal(r.n_sections, 0);
    assert_int_equal(r.n_damage, 0);
    drop(&r);
    gv_buf_free(&gz);
}

/* ------------------------------------------------------------------ gzip, damaged */

/* The start of what `whole` gives. */
static int is_start_of(const reading *r, const char *whole)
{
    return r->raw.length <= strlen(whole) && memcmp(r->raw.bytes, whole, r->raw.length) == 0;
}

static void test_cut_off_at_every_byte(void **state)
{
    gv_buf gz = {0};
    gv_buf text = {0};
    size_t before = 0;
    (void)state;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(gv_buf_add_format(&text, "%d. %s", i * 7919, ONE), GV_OK);
    }
    add_member(&gz, text.bytes, text.length, 6);
    for (size_t n = 2; n < gz.length; n++) {
        reading r = read_bytes(gz.bytes, n);
        assert_int_equal(r.n_damage, 1);
        assert_non_null(strstr(r.reasons[0], n < 4 ? "header" : "is cut off"));
        assert_true(r.raw.length == 0 || is_start_of(&r, text.bytes));
        assert_true(r.raw.length >= before); /* a longer file never gives less */
        before = r.raw.length;
        drop(&r);
    }
    assert_true(before > text.length - 10);
    gv_buf_free(&gz);
    gv_buf_free(&text);
}

static void test_every_byte_flipped(void **state)
{
    gv_buf gz = {0};
    int n_unnoticed = 0;
    (void)state;
    add_text_member(&gz, ONE);
    const size_t length = gz.length;
    add_text_member(&gz, TWO);
    for (size_t i = 0; i < length; i++) {
        for (int bit = 0; bit < 8; bit++) {
            gz.bytes[i] = (char)(gz.bytes[i] ^ (1 << bit));
            reading r = read_bytes(gz.bytes, gz.length);
            if (r.n_damage == 0) {
                /* Bits that mean nothing to the text: of the header, or after the last code. */
                assert_int_equal(r.raw.length, strlen(ONE) + strlen(TWO));
                assert_memory_equal(r.raw.bytes, ONE, strlen(ONE));
                n_unnoticed++;
            }
            /* What comes after the damage is never lost. */
            assert_true(r.raw.length >= strlen(TWO));
            assert_memory_equal(r.raw.bytes + r.raw.length - strlen(TWO), TWO, strlen(TWO));
            drop(&r);
            gz.bytes[i] = (char)(gz.bytes[i] ^ (1 << bit));
        }
    }
    assert_in_range(n_unnoticed, 1, 8 * 7 + 8);
    gv_buf_free(&gz);
}

static void test_bytes_after_the_last_member(void **state)
{
    gv_buf gz = {0};
    (void)state;
    add_text_member(&gz, ONE);
    const size_t length = gz.length;
    assert_int_equal(gv_buf_add(&gz, "garbage", 7), GV_OK);
    reading r = read_bytes(gz.bytes, gz.length);
    assert_raw(&r, ONE);
    assert_int_equal(r.n_damage, 1);
    assert_int_equal(r.damage[0].offset, length);
    assert_int_equal(r.damage[0].length, 7);
    drop(&r);
    gz.length = length;
    assert_int_equal(gv_buf_add(&gz, "\0\0\0\0\0\0\0\0\0\0\0\0", 12), GV_OK);
    r = read_bytes(gz.bytes, gz.length);
    assert_int_equal(r.n_damage, 1);
    assert_non_null(strstr(r.reasons[0], "padding"));
    assert_int_equal(r.damage[0].length, 12);
    drop(&r);
    gv_buf_free(&gz);
}

static void test_garbage_between_members(void **state)
{
    gv_buf gz = {0};
    (void)state;
    add_text_member(&gz, ONE);
    const size_t length = gz.length;
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(gv_buf_add_byte(&gz, (char)(i % 3 == 0 ? 0x1f : i * 31)), GV_OK);
    }
    const size_t behind = gz.length;
    add_text_member(&gz, TWO);
    reading r = read_bytes(gz.bytes, gz.length);
    assert_int_equal(r.n_damage, 1);
    assert_int_equal(r.damage[0].offset, length);
    assert_int_equal(r.damage[0].offset + r.damage[0].length, behind);
    assert_int_equal(r.n_sections, 2); /* nothing is joined across */
    assert_int_equal(r.n_passages, 2);
    drop(&r);
    gv_buf_free(&gz);
}

static void test_a_false_header_is_not_a_member(void **state)
{
    static const char fake[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03not deflate at all, surely not";
    gv_buf gz = {0};
    (void)state;
    add_text_member(&gz, ONE);
    const size_t length = gz.length;
    assert_int_equal(gv_buf_add(&gz, "??", 2), GV_OK);
    assert_int_equal(gv_buf_add(&gz, fake, sizeof fake - 1), GV_OK);
    const size_t behind = gz.length;
    add_text_member(&gz, THREE);
    reading r = read_bytes(gz.bytes, gz.length);
    assert_int_equal(r.n_damage, 1);
    assert_int_equal(r.damage[0].offset, length);
    assert_int_equal(r.damage[0].length, behind - length);
    assert_memory_equal(r.raw.bytes + strlen(ONE), THREE, strlen(THREE));
    drop(&r);
    gv_buf_free(&gz);
}

/* A run-away member: its stored block claims to go on over the members behind it. */
static void test_members_swallowed_by_damage_are_found(void **state)
{
    gv_buf gz = {0};
    (void)state;
    add_member(&gz, ONE, strlen(ONE), 0);
    const size_t length_field = GV_GZIP_HEADER + 1;
    add_text_member(&gz, TWO);
    add_text_member(&gz, THREE);
    gz.bytes[length_field] = (char)(strlen(ONE) + 60);
    gz.bytes[length_field + 2] = (char)~(strlen(ONE) + 60);
    reading r = read_bytes(gz.bytes, gz.length);
    char expected[256];
    snprintf(expected, sizeof expected, "%s%s", TWO, THREE);
    assert_true(r.n_damage >= 1);
    assert_true(r.raw.length > strlen(expected));
    assert_memory_equal(r.raw.bytes + r.raw.length - strlen(expected), expected, strlen(expected));
    drop(&r);
    gv_buf_free(&gz);
}

static void test_damage_in_jsonl_spares_the_other_lines(void **state)
{
    gv_buf gz = {0};
    gv_buf lines = {0};
    (void)state;
    for (int m = 0; m < 3; m++) {
        gv_buf_clear(&lines);
        for (int i = 0; i < 50; i++) {
            assert_int_equal(gv_buf_add_format(&lines,
                                               "{\"id\":\"%d-%d\",\"text\":\"%d. Words.\"}\n", m,
                                               i, i * 104729),
                             GV_OK);
        }
        const size_t start = gz.length;
        add_member(&gz, lines.bytes, lines.length, 6);
        if (m == 1) {
            gz.bytes[start + (gz.length - start) / 2] ^= 0x55;
        }
    }
    reading r = read_bytes(gz.bytes, gz.length);
    assert_string_equal(r.format, "jsonl");
    assert_true(r.n_damage >= 1);
    assert_true(r.n_documents - r.n_bad >= 100);
    assert_string_equal(r.last_id, "2-49");
    drop(&r);
    gv_buf_free(&gz);
    gv_buf_free(&lines);
}

static void test_damage_is_told_and_capped(void **state)
{
    gv_buf gz = {0};
    (void)state;
    for (int i = 0; i < 1200; i++) {
        add_text_member(&gz, ONE);
        assert_int_equal(gv_buf_add_byte(&gz, '?'), GV_OK);
    }
    reading r = read_bytes(gz.bytes, gz.length);
    assert_int_equal(r.report.n_damage, 1000);
    assert_int_equal(r.report.n_damage_more, 200);
    assert_int_equal(r.raw.length, 1200 * strlen(ONE));
    drop(&r);
    gv_buf_free(&gz);
}

/* ------------------------------------------------------------------ character sets */

static void test_byte_order_marks(void **state)
{
    static const char utf8[] = "\xef\xbb\xbf" "Caf\xc3\xa9.";
    static const char little[] = "\xff\xfe" "C\0a\0f\0\xe9\0 \0\x3d\xd8\x00\xde.\0";
    static const char big[] = "\xfe\xff\0C\0a\0f\0\xe9\0 \xd8\x3d\xde\x00\0.";
    (void)state;
    reading r = read_bytes(utf8, sizeof utf8 - 1);
    assert_string_equal(r.encoding, "utf-8");
    assert_string_equal(r.passages.bytes, "Caf\xc3\xa9.\n");
    assert_int_equal(r.last.extracted, 0);
    assert_int_equal(r.report.bytes_text, sizeof utf8 - 1);
    drop(&r);
    r = read_bytes(little, sizeof little - 1);
    assert_string_equal(r.encoding, "utf-16le");
    assert_string_equal(r.passages.bytes, "Caf\xc3\xa9 \xf0\x9f\x98\x80.\n");
    assert_int_equal(r.last.extracted, 1);
    assert_string_equal(r.last_charset, "utf-16le");
    assert_int_equal(r.report.bytes_text, sizeof little - 1);
    drop(&r);
    r = read_bytes(big, sizeof big - 1);
    assert_string_equal(r.encoding, "utf-16be");
    assert_string_equal(r.passages.bytes, "Caf\xc3\xa9 \xf0\x9f\x98\x80.\n");
    drop(&r);
}

static void test_offsets_count_the_mark(void **state)
{
    static const char text[] = "\xef\xbb\xbf" "One.\n\nTwo.";
    const gv_ingest_options options = fixture_options();
    gv_section section = {0};
    gv_reader *reader = NULL;
    gv_message message;
    int more = 0;
    (void)state;
    assert_int_equal(gv_reader_open(&options, file_of(text, sizeof text - 1), &message, &reader),
                     GV_OK);
    assert_int_equal(gv_reader_next(reader, &section, &more), GV_OK);
    assert_int_equal(gv_section_cut(&options, scratch_path, &section), GV_OK);
    assert_int_equal(section.passages[0].spans[0].start, 3);
    assert_int_equal(section.passages[1].spans[0].start, 9);
    assert_int_equal(section.passages[1].pieces[0].source, 9);
    gv_reader_free(reader);
    gv_section_free(&section);
}

static void test_broken_utf16(void **state)
{
    static const char text[] = "\xff\xfe" "a\0\x00\xd8" "b\0\x00\xdc" "c\0\x3d\xd8";
    (void)state;
    reading r = read_bytes(text, sizeof text - 1);
    assert_string_equal(r.passages.bytes, "a\xef\xbf\xbd" "b\xef\xbf\xbd" "c\xef\xbf\xbd\n");
    assert_int_equal(r.report.replaced, 3);
    drop(&r);
    r = read_bytes("\xff\xfe" "a\0b", 5);
    assert_string_equal(r.passages.bytes, "a\xef\xbf\xbd\n");
    drop(&r);
}

static void test_utf16_jsonl(void **state)
{
    const char *const line = "{\"id\":\"r1\",\"text\":\"Oru.\"}\n{\"id\":\"r2\",\"text\":\"x\"}\n";
    gv_buf wide = {0};
    (void)state;
    assert_int_equal(gv_buf_add(&wide, "\xff\xfe", 2), GV_OK);
    for (const char *p = line; *p != '\0'; p++) {
        assert_int_equal(gv_buf_add(&wide, (const char[]){*p, 0}, 2), GV_OK);
    }
    reading r = read_bytes(wide.bytes, wide.length);
    assert_string_equal(r.format, "jsonl");
    assert_int_equal(r.n_documents, 2);
    assert_string_equal(r.last_id, "r2");
    assert_int_equal(r.last.n_layers, 2);
    assert_int_equal(r.last.layers[0].offset, 2);
    assert_int_equal(r.last.layers[1].offset, 26); /* in the converted text */
    drop(&r);
    gv_buf_free(&wide);
}

static void test_windows_1252(void **state)
{
    static const char text[] = "Velm\xf6ra \x96 \x93quoted\x94 \x80" "5.";
    (void)state;
    reading r = read_bytes(text, sizeof text - 1);
    assert_string_equal(r.encoding, "windows-1252");
    assert_string_equal(r.passages.bytes, "Velm\xc3\xb6ra \xe2\x80\x93 \xe2\x80\x9cquoted\xe2\x80"
                                          "\x9d \xe2\x82\xac" "5.\n");
    assert_int_equal(r.last.extracted, 1);
    assert_int_equal(r.report.n_converted, 1);
    assert_string_equal(r.last_charset, "windows-1252");
    drop(&r);
}

static void test_bad_bytes_in_utf8(void **state)
{
    static const char text[] = "Caf\xc3\xa9 na\xc3\xafve \xff end.";
    (void)state;
    reading r = read_bytes(text, sizeof text - 1);
    assert_string_equal(r.encoding, "utf-8");
    assert_string_equal(r.passages.bytes, "Caf\xc3\xa9 na\xc3\xafve \xef\xbf\xbd end.\n");
    assert_int_equal(r.last.extracted, 0);
    drop(&r);
}

/* Decided on the first 1 MiB; what is bad later is replaced. */
static void test_bad_bytes_after_the_first_mebibyte(void **state)
{
    gv_buf text = {0};
    (void)state;
    while (text.length < (1 << 20) + 100) {
        assert_int_equal(gv_buf_add_text(&text, ONE), GV_OK);
        assert_int_equal(gv_buf_add_byte(&text, '\n'), GV_OK);
    }
    assert_int_equal(gv_buf_add_text(&text, "Velm\xf6ra."), GV_OK);
    reading r = read_bytes(text.bytes, text.length);
    assert_string_equal(r.encoding, "utf-8");
    assert_non_null(strstr(r.passages.bytes, "Velm\xef\xbf\xbdra."));
    assert_memory_equal(r.raw.bytes, text.bytes, text.length);
    drop(&r);
    gv_buf_free(&text);
}

static void test_judging(void **state)
{
    (void)state;
    assert_int_equal(gv_decode_judge("plain", 5), GV_CHARSET_UTF8);
    assert_int_equal(gv_decode_judge("", 0), GV_CHARSET_UTF8);
    assert_int_equal(gv_decode_judge("caf\xe9 was", 8), GV_CHARSET_WINDOWS_1252);
    assert_int_equal(gv_decode_judge("caf\xc3\xa9 \xff\xff\xff abcd", 14), GV_CHARSET_UTF8);
    assert_int_equal(gv_decode_judge("\xc3\xa9 \xe9\xe9\xe9\xe9 abcd", 13),
                     GV_CHARSET_WINDOWS_1252);
    /* A character that the look cuts off is no bad byte. */
    assert_int_equal(gv_decode_judge("abcdefgh\xe2\x80", 10), GV_CHARSET_UTF8);
}

static void test_nul_bytes_are_blanks(void **state)
{
    static const char text[] = "Thirty families from the hills were driven out\0\0of Oru.";
    (void)state;
    reading r = read_bytes(text, sizeof text - 1);
    assert_string_equal(r.passages.bytes,
                        "Thirty families from the hills were driven out of Oru.\n");
    drop(&r);
}

static void test_no_text_is_skipped_and_named(void **state)
{
    char noise[600];
    (void)state;
    reading r = read_bytes("\xD0\xCF\x11\xE0rest of it", 14);
    assert_int_equal(r.n_sections, 0);
    assert_int_equal(r.n_damage, 1);
    assert_non_null(strstr(r.reasons[0], "old office document"));
    drop(&r);
    for (size_t i = 0; i < sizeof noise; i++) {
        noise[i] = (char)(i * 167 + i / 3);
    }
    r = read_bytes(noise, sizeof noise);
    assert_int_equal(r.n_sections, 0);
    assert_int_equal(r.n_damage, 1);
    drop(&r);
}

/* ------------------------------------------------------------------ sections */

static void test_text_is_cut_at_strong_boundaries(void **state)
{
    gv_buf text = {0};
    gv_buf gz = {0};
    (void)state;
    for (int i = 0; text.length < 300000; i++) {
        /* Every seventh block stops in mid-sentence: no boundary there. */
        const char *const end = i % 7 == 0 ? "and\n\n" : "said so.\n\n";
        assert_int_equal(gv_buf_add_format(&text, "Block %d of the record %s", i, end), GV_OK);
    }
    reading plain = read_bytes(text.bytes, text.length);
    assert_true(plain.n_sections >= 4);
    assert_true(plain.largest < 65536 + 100);
    assert_int_equal(plain.raw.length, text.length);
    assert_memory_equal(plain.raw.bytes, text.bytes, text.length);
    add_member(&gz, text.bytes, text.length / 3, 6);
    add_member(&gz, text.bytes + text.length / 3, text.length - text.length / 3, 1);
    reading packed = read_bytes(gz.bytes, gz.length);
    assert_int_equal(packed.n_sections, plain.n_sections);
    assert_string_equal(packed.passages.bytes, plain.passages.bytes);
    drop(&plain);
    drop(&packed);
    gv_buf_free(&text);
    gv_buf_free(&gz);
}

static void test_a_line_without_end_needs_bounded_memory(void **state)
{
    gv_buf text = {0};
    (void)state;
    while (text.length < 3500000) {
        assert_int_equal(gv_buf_add_text(&text, "The army came again. "), GV_OK);
    }
    reading r = read_bytes(text.bytes, text.length);
    assert_int_equal(r.n_sections, 4);
    assert_true(r.largest <= 1 << 20);
    assert_int_equal(r.raw.length, text.length);
    for (const char *p = r.passages.bytes; *p != '\0'; p = strchr(p, '\n') + 1) {
        assert_memory_equal(p, "The army came", 13); /* cut at sentence ends only */
        assert_true((size_t)(strchr(p, '\n') - p) <= 65536);
    }
    drop(&r);
    gv_buf_clear(&text);
    while (text.length < 2500000) {
        assert_int_equal(gv_buf_add_text(&text, "\xc3\xa9"), GV_OK);
    }
    r = read_bytes(text.bytes, text.length);
    assert_true(r.largest <= 1 << 20);
    assert_int_equal(r.raw.length, text.length);
    assert_null(strstr(r.passages.bytes, "\xef\xbf\xbd")); /* never in a character */
    drop(&r);
    gv_buf_free(&text);
}

static void test_unit_document(void **state)
{
    gv_ingest_options options = fixture_options();
    gv_buf text = {0};
    (void)state;
    options.unit = GV_UNIT_DOCUMENT;
    while (text.length < 200000) {
        assert_int_equal(gv_buf_add_text(&text, ONE), GV_OK);
        assert_int_equal(gv_buf_add_byte(&text, '\n'), GV_OK);
    }
    reading r = read_path(&options, file_of(text.bytes, text.length));
    assert_int_equal(r.n_sections, 1);
    assert_int_equal(r.n_passages, 1);
    assert_int_equal(r.last.part, 0);
    drop(&r);
    options.document_limit = 90000;
    r = read_path(&options, file_of(text.bytes, text.length));
    assert_int_equal(r.n_sections, 3);
    assert_int_equal(r.last.part, 3);
    assert_int_equal(r.last.continued, 1);
    assert_true(r.largest <= 90000);
    assert_int_equal(r.raw.length, text.length);
    drop(&r);
    gv_buf_free(&text);
}

static void test_jsonl_does_not_depend_on_section_size(void **state)
{
    gv_ingest_options options = fixture_options();
    gv_buf lines = {0};
    reading base;
    (void)state;
    for (int i = 0; i < 3000; i++) {
        assert_int_equal(gv_buf_add_format(&lines, "{\"id\":%d,\"text\":\"Words of %d.\"}\n%s", i,
                                           i * i, i % 100 == 0 ? "bad line\n\n" : ""),
                         GV_OK);
    }
    lines.length--; /* the last line ends with the file */
    base = read_path(&options, file_of(lines.bytes, lines.length));
    assert_int_equal(base.n_documents, 3030);
    assert_int_equal(base.n_bad, 30);
    static const size_t sizes[] = {1, 100, 5000, 1 << 22};
    for (size_t i = 0; i < 4; i++) {
        options.section_bytes = sizes[i];
        reading r = read_path(&options, scratch_path);
        assert_int_equal(r.n_documents, base.n_documents);
        assert_string_equal(r.passages.bytes, base.passages.bytes);
        assert_string_equal(r.last_id, base.last_id);
        assert_int_equal(r.last.layers[0].offset, base.last.layers[0].offset);
        assert_int_equal(r.last.layers[0].n, base.last.layers[0].n);
        assert_int_equal(r.raw.length, lines.length);
        drop(&r);
    }
    drop(&base);
    gv_buf_free(&lines);
}

static void test_a_jsonl_line_too_long_to_hold(void **state)
{
    gv_ingest_options options = fixture_options();
    gv_buf lines = {0};
    (void)state;
    options.document_limit = 1000;
    assert_int_equal(gv_buf_add_text(&lines, "{\"id\":\"a\",\"text\":\"x\"}\n{\"text\":\""), GV_OK);
    while (lines.length < 4000000) {
        assert_int_equal(gv_buf_add_text(&lines, "more and more "), GV_OK);
    }
    assert_int_equal(gv_buf_add_text(&lines, "\"}\n{\"id\":\"b\",\"text\":\"y\"}\n"), GV_OK);
    reading r = read_path(&options, file_of(lines.bytes, lines.length));
    assert_int_equal(r.n_documents, 3);
    assert_int_equal(r.n_bad, 1);
    assert_string_equal(r.passages.bytes, "x\ny\n");
    assert_string_equal(r.last_id, "b");
    assert_int_equal(r.last.layers[0].n, 3);
    assert_int_equal(r.last.layers[0].offset, lines.length - 22);
    assert_true(r.largest < 100);
    drop(&r);
    gv_buf_free(&lines);
}

static void test_first_lines_that_decide(void **state)
{
    (void)state;
    reading r = read_bytes("\n  {\"text\":\"a\"}\n", 16);
    assert_string_equal(r.format, "jsonl");
    drop(&r);
    r = read_bytes("{\"id\":\"cut off\n{\"text\":\"a\"}\n", 28);
    assert_string_equal(r.format, "jsonl");
    assert_int_equal(r.n_bad, 1);
    assert_int_equal(r.n_passages, 1);
    drop(&r);
    r = read_bytes("{\n\"text\": \"a\"\n}\n", 16);
    assert_string_equal(r.format, "json");
    assert_int_equal(r.n_passages, 1);
    drop(&r);
    r = read_bytes("{sic} he said.\n", 15);
    assert_string_equal(r.format, "text");
    drop(&r);
}

/* ------------------------------------------------------------------ inputs */

static void test_hash_and_names(void **state)
{
    gv_ingest_options options = fixture_options();
    gv_reader *reader = NULL;
    gv_message message;
    (void)state;
    options.want_sha256 = 1;
    reading r = read_path(&options, file_of("abc", 3));
    assert_string_equal(r.report.sha256,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(r.last_id, scratch_path);
    drop(&r);
    r = read_path(&options, file_of("PK\3\4 and the rest, which is hashed too", 39));
    assert_int_equal(r.report.bytes_read, 39);
    drop(&r);
    assert_int_equal(gv_reader_open(&options, "/tmp/no such file", &message, &reader),
                     GV_ERROR_OPEN);
    assert_non_null(strstr(message.text, "No such file"));
    assert_int_equal(gv_reader_open(&options, "/tmp", &message, &reader), GV_ERROR_OPEN);
}

/* Feeds a pipe from a child: a byte, or a line, at a time. */
static pid_t feed(int descriptor, const char *bytes, size_t length, size_t step)
{
    const pid_t child = fork();
    if (child == 0) {
        for (size_t i = 0; i < length; i += step) {
            const size_t n = length - i < step ? length - i : step;
            if (write(descriptor, bytes + i, n) != (ssize_t)n) {
                _exit(1);
            }
        }
        _exit(0);
    }
    return child;
}

static void test_a_pipe_gives_what_a_file_gives(void **state)
{
    const gv_ingest_options options = fixture_options();
    gv_buf text = {0};
    gv_buf gz = {0};
    (void)state;
    for (int i = 0; text.length < 200000; i++) {
        assert_int_equal(gv_buf_add_format(&text, "%d. %s\n", i * 7919, ONE), GV_OK);
    }
    add_member(&gz, text.bytes, text.length / 2, 6);
    gz.bytes[gz.length / 2] ^= 1;
    add_member(&gz, text.bytes + text.length / 2, text.length - text.length / 2, 6);
    reading file = read_path(&options, file_of(gz.bytes, gz.length));
    static const size_t steps[] = {977, 4096};
    for (size_t i = 0; i < 2; i++) {
        int ends[2];
        char path[32];
        assert_int_equal(pipe(ends), 0);
        const pid_t child = feed(ends[1], gz.bytes, gz.length, steps[i]);
        assert_int_equal(close(ends[1]), 0);
        snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
        reading r = read_path(&options, path);
        assert_int_equal(close(ends[0]), 0);
        assert_int_equal(waitpid(child, NULL, 0), child);
        assert_string_equal(r.passages.bytes, file.passages.bytes);
        assert_int_equal(r.n_sections, file.n_sections);
        assert_int_equal(r.n_damage, file.n_damage);
        for (size_t d = 0; d < r.n_damage; d++) {
            assert_string_equal(r.reasons[d], file.reasons[d]);
            assert_int_equal(r.damage[d].offset, file.damage[d].offset);
            assert_int_equal(r.damage[d].length, file.damage[d].length);
        }
        drop(&r);
    }
    drop(&file);
    gv_buf_free(&text);
    gv_buf_free(&gz);
}

/* Each line is answered before the next is sent; a flag says that the answer should go out. */
static void test_a_line_at_a_time(void **state)
{
    const gv_ingest_options options = fixture_options();
    gv_section section = {0};
    gv_reader *reader = NULL;
    gv_message message;
    char path[32];
    int ends[2];
    int more = 0;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    assert_int_equal(gv_reader_open(&options, path, &message, &reader), GV_OK);
    for (int i = 0; i < 5; i++) {
        char line[64];
        const int n = snprintf(line, sizeof line, "{\"id\":%d,\"text\":\"Line %d.\"}\n", i, i);
        assert_int_equal(write(ends[1], line, (size_t)n), n);
        assert_int_equal(gv_reader_next(reader, &section, &more), GV_OK);
        assert_int_equal(more, 1);
        assert_int_equal(section.flush, 1);
        assert_int_equal(gv_section_cut(&options, path, &section), GV_OK);
        assert_int_equal(section.n_documents, 1);
        assert_int_equal(section.documents[0].layers[0].n, i + 1);
    }
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(gv_reader_next(reader, &section, &more), GV_OK);
    assert_int_equal(more, 0);
    gv_reader_free(reader);
    gv_section_free(&section);
    assert_int_equal(close(ends[0]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_are_one_text),
        cmocka_unit_test(test_many_empty_members),
        cmocka_unit_test(test_layers_of_gzip),
        cmocka_unit_test(test_empty_inputs),
        cmocka_unit_test(test_cut_off_at_every_byte),
        cmocka_unit_test(test_every_byte_flipped),
        cmocka_unit_test(test_bytes_after_the_last_member),
        cmocka_unit_test(test_garbage_between_members),
        cmocka_unit_test(test_a_false_header_is_not_a_member),
        cmocka_unit_test(test_members_swallowed_by_damage_are_found),
        cmocka_unit_test(test_damage_in_jsonl_spares_the_other_lines),
        cmocka_unit_test(test_damage_is_told_and_capped),
        cmocka_unit_test(test_byte_order_marks),
        cmocka_unit_test(test_offsets_count_the_mark),
        cmocka_unit_test(test_broken_utf16),
        cmocka_unit_test(test_utf16_jsonl),
        cmocka_unit_test(test_windows_1252),
        cmocka_unit_test(test_bad_bytes_in_utf8),
        cmocka_unit_test(test_bad_bytes_after_the_first_mebibyte),
        cmocka_unit_test(test_judging),
        cmocka_unit_test(test_nul_bytes_are_blanks),
        cmocka_unit_test(test_no_text_is_skipped_and_named),
        cmocka_unit_test(test_text_is_cut_at_strong_boundaries),
        cmocka_unit_test(test_a_line_without_end_needs_bounded_memory),
        cmocka_unit_test(test_unit_document),
        cmocka_unit_test(test_jsonl_does_not_depend_on_section_size),
        cmocka_unit_test(test_a_jsonl_line_too_long_to_hold),
        cmocka_unit_test(test_first_lines_that_decide),
        cmocka_unit_test(test_hash_and_names),
        cmocka_unit_test(test_a_pipe_gives_what_a_file_gives),
        cmocka_unit_test(test_a_line_at_a_time),
    };
    int n_failed = 0;
    static const char *const by[] = {"own", "isal", "zlib"};
    for (int i = 0; i < 3; i++) {
        if (setenv("GRAVAMEN_INFLATE", by[i], 1) != 0) {
            return 1;
        }
        n_failed += cmocka_run_group_tests(tests, setup, teardown);
    }
    return n_failed;
}
