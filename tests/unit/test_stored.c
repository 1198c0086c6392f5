/*
 * test_stored.c - a plain file whose sections are read by whoever cuts them (read_stored.c), beside
 * the same file read from its start to its end, as it is where its hash is wanted: the same
 * sections, on text made of what the ends of sections are told by.
 */
#include "ingest_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

enum { MIB = 1 << 20 };

static char scratch_path[64];

static int setup(void **state)
{
    (void)state;
    strcpy(scratch_path, "/tmp/gravamen-stored-XXXXXX");
    const int descriptor = mkstemp(scratch_path);
    return descriptor < 0 || close(descriptor) != 0;
}

static int teardown(void **state)
{
    (void)state;
    return unlink(scratch_path);
}

static void write_file(const gv_buf *text)
{
    FILE *const file = fopen(scratch_path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text->bytes, 1, text->length, file), text->length);
    assert_int_equal(fclose(file), 0);
}

static uint32_t random_below(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(*seed >> 8) * n >> 24);
}

static gv_reader *open_reader(const gv_ingest_options *options)
{
    gv_reader *reader = NULL;
    gv_message message;
    assert_int_equal(gv_reader_open(options, scratch_path, &message, &reader), GV_OK);
    return reader;
}

static void check_same(const gv_section *one, const gv_section *other)
{
    assert_int_equal(one->number, other->number);
    assert_int_equal(one->raw_offset, other->raw_offset);
    assert_int_equal(one->raw.length, other->raw.length);
    assert_memory_equal(one->raw.bytes, other->raw.bytes, one->raw.length);
    assert_int_equal(one->first_line, other->first_line);
    assert_int_equal(one->format, other->format);
    assert_int_equal(one->cut, other->cut);
    assert_int_equal(one->base.continued, other->base.continued);
    assert_string_equal(one->base.id, other->base.id);
    assert_int_equal(one->stored.missing, 0);
}

/* Reads the file both ways; returns how many of its sections were left to be read. */
static size_t compare(const gv_buf *text)
{
    gv_ingest_options options = fixture_options();
    gv_ingest_options whole = options;
    gv_section section = {0};
    gv_section plain = {0};
    gv_reader_report report;
    gv_reader_report plain_report;
    uint64_t length = 0;
    size_t n_left = 0;
    int more = 1;
    whole.want_sha256 = 1;
    write_file(text);
    gv_reader *const reader = open_reader(&options);
    gv_reader *const plain_reader = open_reader(&whole);
    while (more) {
        int plain_more = 0;
        assert_int_equal(gv_reader_next(reader, &section, &more), GV_OK);
        assert_int_equal(gv_reader_next(plain_reader, &plain, &plain_more), GV_OK);
        assert_int_equal(more, plain_more);
        assert_int_equal(plain.stored.length, 0);
        if (more) {
            n_left += section.stored.length > 0;
            length += gv_section_bytes(&section);
            gv_reader_get_report(reader, &report);
            assert_true(report.bytes_text >= length && report.bytes_read >= length);
            assert_int_equal(gv_section_cut(&options, scratch_path, &section), GV_OK);
            check_same(&section, &plain);
        }
    }
    gv_reader_get_report(reader, &report);
    gv_reader_get_report(plain_reader, &plain_report);
    assert_int_equal(report.bytes_read, text->length);
    assert_int_equal(report.bytes_text, plain_report.bytes_text);
    assert_int_equal(report.n_damage, 0);
    assert_string_equal(report.encoding, plain_report.encoding);
    gv_reader_free(reader);
    gv_reader_free(plain_reader);
    gv_section_free(&section);
    gv_section_free(&plain);
    return n_left;
}

/* Adds `parts`, drawn at random, up to `length` bytes. */
static void add_parts(const char *const *parts, uint32_t n, size_t length, uint32_t *seed,
                      gv_buf *text)
{
    while (text->length < length) {
        assert_int_equal(gv_buf_add_text(text, parts[random_below(seed, n)]), GV_OK);
    }
}

static void test_random_text(void **state)
{
    static const char *const PARTS[] = {
        "The army left the hills. ", "and burned\n", "\n", "\n\n", ".\n\n", "\r\n\r\n", " \t",
        ".)\n \n", "?\xe2\x80\x9d", "[12]", "3.1", "12\n\n", "\xe3\x80\x82\n\n", "Vel\xc3\xb6ra ",
        "; the elders said so to the council, ", "\xd0\xb8\xd1\x85 ", "\x0c", "\xff"};
    const uint32_t n = sizeof PARTS / sizeof *PARTS;
    size_t n_left = 0;
    (void)state;
    for (uint32_t seed = 1, round = 0; round < 12; round++) {
        gv_buf text = {0};
        if (round % 3 == 1) {
            assert_int_equal(gv_buf_add_text(&text, "\xef\xbb\xbf"), GV_OK);
        }
        const size_t length = MIB + random_below(&seed, 2 * MIB);
        add_parts(PARTS, round % 2 == 0 ? n : 5, length, &seed, &text);
        n_left += compare(&text);
        gv_buf_free(&text);
    }
    assert_true(n_left > 12 * 15);
}

/* A stretch that says nothing stands where sections end, or nothing does. */
static void test_stretches(void **state)
{
    static const char *const PARTS[] = {"They fled.\n\n", "Then the mill was closed. "};
    static const char *const STRETCHES[] = {")",  " ",    "\n",     ".",    "7",
                                            ")7", "x\n\n", "\xe6\x9c\x88", "]\n ", "\xe2\x80\x9d"};
    (void)state;
    for (size_t i = 0; i < sizeof STRETCHES / sizeof *STRETCHES; i++) {
        for (size_t length = 500; length <= 2 * MIB; length *= 16) {
            gv_buf text = {0};
            uint32_t seed = (uint32_t)(i + length);
            add_parts(PARTS, 2, MIB + (1 << 16), &seed, &text);
            const size_t end = text.length + length;
            while (text.length < end) {
                assert_int_equal(gv_buf_add_text(&text, STRETCHES[i]), GV_OK);
            }
            add_parts(PARTS, 2, end + MIB / 4, &seed, &text);
            assert_true(compare(&text) > 0);
            gv_buf_free(&text);
        }
    }
}

/* Every length about that of the last section. */
static void test_ends(void **state)
{
    static const char *const PARTS[] = {"They fled from the mill.\n\n"};
    (void)state;
    gv_buf text = {0};
    uint32_t seed = 1;
    add_parts(PARTS, 1, 17 * (1 << 16) + 2000, &seed, &text);
    for (size_t length = 17 * (1 << 16) - 100; length < 17 * (1 << 16) + 1500; length += 37) {
        text.length = length;
        assert_true(compare(&text) > 0);
    }
    gv_buf_free(&text);
}

/* What is no longer there when its turn comes is said to be missing. */
static void test_a_file_that_becomes_shorter(void **state)
{
    static const char *const PARTS[] = {"They fled from the mill.\n\n"};
    const gv_ingest_options options = fixture_options();
    gv_section section = {0};
    gv_buf text = {0};
    uint32_t seed = 1;
    int more = 0;
    (void)state;
    add_parts(PARTS, 1, 2 * MIB, &seed, &text);
    write_file(&text);
    gv_reader *const reader = open_reader(&options);
    do {
        assert_int_equal(gv_reader_next(reader, &section, &more), GV_OK);
        assert_true(more);
    } while (section.stored.length == 0);
    const size_t length = section.stored.length;
    assert_true(length > 1 << 16);
    assert_int_equal(truncate(scratch_path, (off_t)section.stored.offset + 2600), 0);
    assert_int_equal(gv_section_cut(&options, scratch_path, &section), GV_OK);
    assert_int_equal(section.raw.length, 2600);
    assert_int_equal(section.n_passages, 100);
    assert_int_equal(section.stored.missing, length - 2600);
    assert_int_equal(section.stored.error, 0);
    assert_int_equal(gv_reader_next(reader, &section, &more), GV_OK);
    assert_false(more);
    gv_reader_free(reader);
    gv_section_free(&section);
    gv_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_text),
        cmocka_unit_test(test_stretches),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_a_file_that_becomes_shorter),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
