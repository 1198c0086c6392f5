/*
 * test_unpack.c - our own code, ISA-L and zlib must tell the same of every gzip input, whole or
 * damaged: bytes, gaps, members, and each row of damage; and of every checksum. Where ISA-L is not
 * built in, our own code is compared twice.
 */
#include "base/buf.h"
#include "ingest/inflate.h"
#include "ingest/unpack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <zlib.h>

/* ------------------------------------------------------------------ making gzip */

static uint32_t random_state = 1;

static uint32_t draw(uint32_t n)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % n;
}

static void add_words(gv_buf *text, size_t length)
{
    static const char *const words[] = {"militia", "entered",  "the ",  "village, ", "burned ",
                                        "31",      " houses ", "of\n",  "Oru",       " survivors",
                                        " fled",   ". ",       "across", " river ",  "7"};
    const size_t end = text->length + length;
    while (text->length < end) {
        if (draw(9) == 0) {
            assert_int_equal(gv_buf_add_number(text, draw(100000)), GV_OK);
        } else {
            assert_int_equal(gv_buf_add_text(text, words[draw(15)]), GV_OK);
        }
    }
    text->length = end;
}

static void add_noise(gv_buf *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        assert_int_equal(gv_buf_add_byte(text, (char)draw(256)), GV_OK);
    }
}

typedef struct style {
    int level, memory, strategy;
    size_t flush_every; /* 0: never */
    int full_header;
} style;

static void add_member(gv_buf *out, const gv_buf *text, const style *how)
{
    static Bytef extra[300];
    gz_header header = {.extra = extra, .extra_len = sizeof extra, .name = (Bytef *)"a name.txt",
                        .comment = (Bytef *)"of no weight", .hcrc = 1};
    z_stream z = {0};
    const size_t room = text->length * 2 + 4000;
    assert_int_equal(deflateInit2(&z, how->level, Z_DEFLATED, 31, how->memory, how->strategy), Z_OK);
    if (how->full_header) {
        assert_int_equal(deflateSetHeader(&z, &header), Z_OK);
    }
    assert_int_equal(gv_buf_reserve(out, room), GV_OK);
    z.next_out = (Bytef *)out->bytes + out->length;
    z.avail_out = (uInt)room;
    size_t done = 0;
    while (how->flush_every > 0 && text->length - done > how->flush_every) {
        z.next_in = (Bytef *)text->bytes + done;
        z.avail_in = (uInt)how->flush_every;
        assert_int_equal(deflate(&z, done % 2 ? Z_SYNC_FLUSH : Z_FULL_FLUSH), Z_OK);
        done += how->flush_every;
    }
    z.next_in = (Bytef *)(text->length > 0 ? text->bytes + done : "");
    z.avail_in = (uInt)(text->length - done);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->length += room - z.avail_out;
    assert_int_equal(deflateEnd(&z), Z_OK);
}

/* ------------------------------------------------------------------ reading it */

typedef struct memory {
    const char *bytes;
    size_t length, position, step;
    size_t gap_at; /* a gap before this byte; 0: none */
} memory;

static gv_status fill_memory(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    memory *const m = layer;
    const int before_gap = m->position < m->gap_at;
    const size_t left = (before_gap ? m->gap_at : m->length) - m->position;
    size_t n = left < capacity ? left : capacity;
    (void)wait;
    n = n < m->step ? n : m->step;
    memcpy(out, m->bytes + m->position, n);
    *fill = (gv_fill){.length = n, .gap = m->gap_at > 0 && m->position == m->gap_at};
    m->position += n;
    fill->end = m->position == m->length;
    return GV_OK;
}

/* Text, with gaps, rows of damage and members written behind it: all that can be told. */
static void read_all(const char *by, const gv_buf *gz, size_t gap_at, size_t in_step,
                     size_t out_step, gv_buf *told)
{
    memory m = {gz->bytes, gz->length, 0, in_step, gap_at};
    gv_damage_log log = {0};
    gv_inflate *gzip = NULL;
    gv_fill fill = {0};
    gv_buf gaps = {0};
    gv_buf_clear(told);
    assert_int_equal(setenv("GRAVAMEN_INFLATE", by, 1), 0);
    assert_int_equal(gv_inflate_new((gv_stream){fill_memory, &m}, &log, &gzip), GV_OK);
    while (!fill.end) {
        assert_int_equal(gv_buf_reserve(told, out_step), GV_OK);
        assert_int_equal(
            gv_inflate_fill(gzip, 1, told->bytes + told->length, out_step, &fill), GV_OK);
        if (fill.gap) {
            assert_int_equal(gv_buf_add_format(&gaps, "gap at %zu\n", told->length), GV_OK);
        }
        told->length += fill.length;
    }
    assert_int_equal(gv_buf_add(told, gaps.bytes, gaps.length), GV_OK);
    for (size_t i = 0; i < log.n_rows; i++) {
        assert_int_equal(gv_buf_add_format(told, "%zu+%zu %s\n", (size_t)log.rows[i].offset,
                                           (size_t)log.rows[i].length, log.rows[i].reason),
                         GV_OK);
    }
    assert_int_equal(gv_buf_add_format(told, "%zu members, %zu more rows\n",
                                       (size_t)gv_inflate_members(gzip), (size_t)log.n_more),
                     GV_OK);
    gv_buf_free(&gaps);
    gv_inflate_free(gzip);
    gv_damage_free(&log);
}

static void assert_same(const gv_buf *gz, size_t gap_at, size_t in_step, size_t out_step)
{
    static const char *const others[] = {"own", "isal"};
    static gv_buf told[2]; /* kept from call to call */
    read_all("zlib", gz, gap_at, SIZE_MAX, 1 << 16, &told[0]);
    for (size_t i = 0; i < 2; i++) {
        read_all(others[i], gz, gap_at, in_step, out_step, &told[1]);
        if (told[0].length != told[1].length ||
            memcmp(told[0].bytes, told[1].bytes, told[0].length) != 0) {
            const size_t n = told[0].length < 300 ? told[0].length : 300;
            print_message("%.*s", (int)n, told[0].bytes + told[0].length - n);
            const size_t k = told[1].length < 300 ? told[1].length : 300;
            fail_msg("%zu and %zu told; by zlib above; by %s: %.*s", told[0].length,
                     told[1].length, others[i], (int)k, told[1].bytes + told[1].length - k);
        }
    }
}

/* ------------------------------------------------------------------ the tests */

/* A few blocks of each kind, for damage. */
static void make_small(gv_buf *gz)
{
    static const style styles[] = {{6, 4, Z_DEFAULT_STRATEGY, 0, 0},
                                   {1, 5, Z_DEFAULT_STRATEGY, 6000, 1},
                                   {6, 8, Z_FIXED, 0, 0},
                                   {6, 8, Z_HUFFMAN_ONLY, 0, 0}};
    gv_buf text = {0};
    for (size_t i = 0; i < 4; i++) {
        gv_buf_clear(&text);
        add_words(&text, i == 0 ? 30000 : i == 1 ? 14000 : 900);
        if (i == 0) {
            add_noise(&text, 300);
            add_words(&text, 9000);
        }
        add_member(gz, &text, &styles[i]);
    }
    gv_buf_free(&text);
}

static void test_whole_members_of_every_kind(void **state)
{
    gv_buf text = {0};
    gv_buf gz = {0};
    (void)state;
    for (int level = 0; level <= 9; level++) {
        for (int strategy = Z_DEFAULT_STRATEGY; strategy <= Z_FIXED; strategy++) {
            const style how = {level, 1 + (level + strategy) % 9, strategy,
                               strategy == 2 ? 0 : (size_t)(300 + 20000 * (level % 3)), level % 2};
            gv_buf_clear(&text);
            add_words(&text, (size_t)draw(200000));
            add_noise(&text, (size_t)draw(70000)); /* copies from as far back as may be */
            add_words(&text, (size_t)draw(200000));
            add_member(&gz, &text, &how);
            gv_buf_clear(&text);
            add_member(&gz, &text, &how);
        }
    }
    gv_buf_clear(&text);
    for (int i = 0; i < 3000000; i++) {
        assert_int_equal(gv_buf_add_byte(&text, 'a'), GV_OK); /* blocks of a megabyte */
    }
    add_member(&gz, &text, &(style){9, 9, Z_DEFAULT_STRATEGY, 0, 0});
    assert_same(&gz, 0, SIZE_MAX, 1 << 18);
    assert_same(&gz, 0, 60000, 1 << 18);
    assert_same(&gz, 0, 4099, 333);
    assert_same(&gz, 0, SIZE_MAX, 1);
    gv_buf_free(&text);
    gv_buf_free(&gz);
}

/* Letters of which each is half as frequent as the one before, and copies: of few bytes and many,
 * from near and far. Their codes are as long as codes can be. */
static void add_steep(gv_buf *text, size_t length)
{
    const size_t end = text->length + length;
    while (text->length < end) {
        uint32_t letter = 0;
        while (letter < 40 && draw(2) == 0) {
            letter++;
        }
        assert_int_equal(gv_buf_add_byte(text, (char)(' ' + letter)), GV_OK);
        size_t distance = 1 + draw(1 + (1u << draw(16)));
        size_t n = draw(4) > 0 ? 0 : 3 + draw(1u << draw(9));
        distance = distance < text->length ? distance : text->length;
        while (n-- > 0) {
            const char byte = text->bytes[text->length - distance];
            assert_int_equal(gv_buf_add_byte(text, byte), GV_OK);
        }
    }
}

static void test_long_codes_and_copies_of_every_kind(void **state)
{
    gv_buf text = {0};
    gv_buf gz = {0};
    (void)state;
    for (int i = 0; i < 60; i++) {
        const style how = {1 + i % 9, 1 + (int)draw(9), i % 7 == 6 ? Z_HUFFMAN_ONLY : 0, 0, 0};
        gv_buf_clear(&text);
        add_steep(&text, 1 + draw(150000));
        add_member(&gz, &text, &how);
    }
    assert_same(&gz, 0, SIZE_MAX, 1 << 18);
    assert_same(&gz, 0, 50000, 1 << 16);
    for (int i = 0; i < 200; i++) {
        gz.bytes[draw((uint32_t)gz.length)] ^= (char)(1 << draw(8));
    }
    assert_same(&gz, 0, 70000, 1 << 16);
    gv_buf_free(&text);
    gv_buf_free(&gz);
}

/* Made with text before it that is not there: its first copies are from before the start. */
static void test_copies_from_before_the_start(void **state)
{
    gv_buf text = {0};
    gv_buf gz = {0};
    (void)state;
    for (uInt n = 1; n < 40; n++) {
        z_stream z = {0};
        gv_buf_clear(&text);
        gv_buf_clear(&gz);
        add_steep(&text, n);
        text.length = n;
        for (size_t i = 0; i < 40; i++) { /* more of the same: from as little as one byte before */
            assert_int_equal(gv_buf_add_byte(&text, text.bytes[i]), GV_OK);
        }
        add_words(&text, 20000);
        assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
        assert_int_equal(deflateSetDictionary(&z, (Bytef *)text.bytes, n), Z_OK);
        assert_int_equal(gv_buf_add(&gz, "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10), GV_OK);
        assert_int_equal(gv_buf_reserve(&gz, 40000), GV_OK);
        z.next_in = (Bytef *)text.bytes + n;
        z.avail_in = (uInt)text.length - n;
        z.next_out = (Bytef *)gz.bytes + gz.length;
        z.avail_out = 40000;
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        gz.length += 40000 - z.avail_out;
        assert_int_equal(deflateEnd(&z), Z_OK);
        assert_int_equal(gv_buf_add(&gz, "\0\0\0\0\0\0\0\0", 8), GV_OK);
        assert_same(&gz, 0, SIZE_MAX, 1 << 16);
    }
    gv_buf_free(&text);
    gv_buf_free(&gz);
}

static void test_every_byte_changed(void **state)
{
    gv_buf gz = {0};
    (void)state;
    make_small(&gz);
    for (size_t i = 0; i < gz.length; i++) {
        const char before = gz.bytes[i];
        for (int n = 0; n < 2; n++) {
            gz.bytes[i] = (char)(before ^ (n < 1 ? 1 << draw(8) : 1 + (int)draw(255)));
            assert_same(&gz, 0, n == 0 ? SIZE_MAX : 1 + draw(9000), 1 << 15);
        }
        gz.bytes[i] = before;
    }
    gv_buf_free(&gz);
}

static void test_cut_off_at_every_byte(void **state)
{
    gv_buf gz = {0};
    (void)state;
    make_small(&gz);
    const gv_buf whole = gz;
    for (size_t n = 0; n < whole.length; n++) {
        gz.length = n;
        assert_same(&gz, 0, n % 2 ? SIZE_MAX : 1 + draw(5000), 1 << 15);
    }
    gz = whole;
    gv_buf_free(&gz);
}

static void test_interrupted_at_every_byte(void **state)
{
    gv_buf gz = {0};
    (void)state;
    make_small(&gz);
    for (size_t n = 1; n < gz.length; n++) {
        assert_same(&gz, n, n % 2 ? SIZE_MAX : 1 + draw(5000), 1 << 15);
    }
    gv_buf_free(&gz);
}

static void test_pieces_put_together(void **state)
{
    gv_buf small = {0};
    gv_buf gz = {0};
    (void)state;
    make_small(&small);
    for (int i = 0; i < 700; i++) {
        gv_buf_clear(&gz);
        for (uint32_t n = draw(5); n < 6; n++) {
            const size_t start = draw(3) > 0 ? 0 : draw((uint32_t)small.length);
            const size_t left = small.length - start;
            const size_t length = draw(3) > 0 ? left : draw((uint32_t)left + 1);
            assert_int_equal(gv_buf_add(&gz, small.bytes + start, length), GV_OK);
            add_noise(&gz, draw(2) > 0 ? 0 : draw(50));
        }
        for (uint32_t n = draw(4); n > 0; n--) {
            gz.bytes[draw((uint32_t)gz.length)] ^= (char)(1 << draw(8));
        }
        assert_same(&gz, draw(3) > 0 ? 0 : 1 + draw((uint32_t)gz.length - 1),
                    draw(2) > 0 ? SIZE_MAX : 1 + draw(30000), 1 + draw(1 << 17));
    }
    gv_buf_free(&small);
    gv_buf_free(&gz);
}

/* Of every length from every place, in one piece and in two. */
static void test_checksums(void **state)
{
    static unsigned char bytes[1 << 17];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)draw(256);
    }
    for (size_t i = 0; i < 3000; i++) {
        const size_t start = draw(100);
        const size_t length = i < 1000 ? i : draw(sizeof bytes - 100);
        const size_t first = draw((uint32_t)length + 1);
        const uint32_t before = draw(2) > 0 ? 0 : draw(1u << 24) * 251;
        const uint32_t right = (uint32_t)crc32_z(before, bytes + start, length);
        assert_int_equal(gv_unpack_crc(before, bytes + start, length), right);
        const uint32_t half = gv_unpack_crc(before, bytes + start, first);
        assert_int_equal(gv_unpack_crc(half, bytes + start + first, length - first), right);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checksums),
        cmocka_unit_test(test_whole_members_of_every_kind),
        cmocka_unit_test(test_long_codes_and_copies_of_every_kind),
        cmocka_unit_test(test_copies_from_before_the_start),
        cmocka_unit_test(test_every_byte_changed),
        cmocka_unit_test(test_cut_off_at_every_byte),
        cmocka_unit_test(test_interrupted_at_every_byte),
        cmocka_unit_test(test_pieces_put_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
