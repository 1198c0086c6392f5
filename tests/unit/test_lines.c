/*
 * test_lines.c - what is found sixty-four bytes at a time, beside the same found byte by byte:
 * bytes of a range, lines, words of a line. On random text, both ways of the machine.
 */
#include "base/bytes.h"
#include "ingest/edge.h"
#include "ingest/hyphen.h"
#include "ingest/layout.h"
#include "ingest/section.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

enum { ROUNDS = 20000, LONGEST = 700 };

static uint32_t random_state = 2026;

static uint32_t draw(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % n;
}

/* Text of line ends, blanks of all kinds, letters; every so often of one kind mostly. */
static size_t draw_text(char *text)
{
    static const char *const PARTS[] = {
        "\n", "\r", "\r\n", "\f", "\v", " ", "  ", "\t", "\xc2\xa0", "\xe2\x80\xa9", "a", "B",
        "9", ".", "-", "\xc3\xa9", "\xd0\x96", "\xe2\x80\x9c", "(", "militia", "Oru", "of the",
        "\x80", "\xff"};
    const size_t n_parts = sizeof PARTS / sizeof PARTS[0];
    const size_t wanted = draw(LONGEST);
    const char *const usual = PARTS[draw((uint32_t)n_parts)];
    const uint32_t share = draw(12);
    size_t length = 0;
    while (length < wanted) {
        const char *const part =
            draw(12) < share ? usual : draw(40) == 0 ? "" : PARTS[draw((uint32_t)n_parts)];
        if (*part == '\0') {
            text[length++] = '\0'; /* a NUL of the text */
        }
        memcpy(text + length, part, strlen(part));
        length += strlen(part);
    }
    return length;
}

static void test_bytes_of_a_range(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char bytes[GV_BYTES_AT_ONCE];
        const char low = (char)draw(128);
        const char high = (char)(low + (char)draw(128u - (unsigned char)low));
        uint64_t inside = 0;
        uint64_t above = 0;
        for (unsigned i = 0; i < GV_BYTES_AT_ONCE; i++) {
            bytes[i] = (char)(draw(3) > 0 ? draw(256) : (unsigned)low + draw(3) - 1);
            const unsigned char c = (unsigned char)bytes[i];
            inside |= (uint64_t)(c >= (unsigned char)low && c <= (unsigned char)high) << i;
            above |= (uint64_t)(c > 0x7F) << i;
        }
        for (int portable = 0; portable < 2; portable++) {
            assert_true(gv_bytes_between(bytes, low, high, portable) == inside);
            assert_true(gv_bytes_above_ascii(bytes, portable) == above);
            assert_int_equal(gv_bytes_count(bytes, low, high, portable),
                             __builtin_popcountll(inside));
        }
    }
}

/* ------------------------------------------------------------------ lines */

/* One line byte by byte; its end, and behind what ends it. */
static size_t find_end(const char *text, size_t length, size_t at, size_t *next)
{
    while (at < length && text[at] != '\n' && text[at] != '\r' && text[at] != '\f') {
        at++;
    }
    *next = at < length ? at + 1 : at;
    if (*next < length && text[at] == '\r' && text[*next] == '\n') {
        ++*next;
    }
    return at;
}

static int is_plain(const char *text, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++) {
        if ((unsigned char)text[i] < ' ' ||
            (text[i] == ' ' && i + 1 < end && (unsigned char)text[i + 1] <= ' ')) {
            return 0;
        }
    }
    return 1;
}

static uint32_t count_characters(const char *text, size_t start, size_t end)
{
    uint32_t n = 0;
    for (size_t i = start; i < end; i++) {
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return n;
}

static void check_lines(const char *text, size_t length, const gv_layout *layout)
{
    size_t found = 0;
    size_t in_long = 0;
    int gap = 1;
    for (size_t at = 0, next = 0; at < length; at = next) {
        const size_t end = find_end(text, length, at, &next);
        const gv_line *const line = found < layout->n_lines ? &layout->lines[found] : NULL;
        const int here = line != NULL && line->start >= at && line->end <= end;
        in_long += next - at > GV_LONG_LINE ? next - at : 0;
        if (here) {
            assert_true(line->start < line->end);
            assert_int_equal(line->gap, gap);
            const size_t from = line->plain_from > line->start ? line->plain_from : line->start;
            assert_true(is_plain(text, from, line->end));
            assert_true(from == line->start || (from <= end && !is_plain(text, at, from)));
            if (line->end - line->start <= 4 * GV_LONG_LINE) {
                assert_int_equal(line->width, count_characters(text, line->start, line->end));
            }
            found++;
        }
        for (size_t i = at; i < end && (!here || i < line->start || i >= line->end); i++) {
            /* only blanks are left out */
            assert_true((unsigned char)text[i] >= 0x80 || (unsigned char)text[i] <= ' ');
        }
        gap = !here || (end < length && text[end] == '\f');
    }
    assert_int_equal(found, layout->n_lines);
    assert_int_equal(layout->by_line, in_long > length / 2);
}

static void test_lines(void **state)
{
    static char text[LONGEST + 16];
    const gv_bytes_way best = gv_bytes_choose();
    gv_section section = {0};
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const size_t length = draw_text(text);
        for (gv_bytes_way way = GV_BYTES_PORTABLE; way <= best; way++) {
            gv_layout layout = {.text = text, .length = length, .way = way};
            assert_int_equal(gv_layout_find_lines(&section.store, &layout), GV_OK);
            check_lines(text, length, &layout);
        }
    }
    gv_section_free(&section);
}

static void test_lines_with_carriage_returns_are_plain(void **state)
{
    const char *const text = "They left.\r\nThey came\r\nback.\r\n\r\nThe end \r\n a b\r\nc  d";
    gv_section section = {0};
    gv_layout layout = {.text = text, .length = strlen(text)};
    (void)state;
    assert_int_equal(gv_layout_find_lines(&section.store, &layout), GV_OK);
    assert_int_equal(layout.n_lines, 6);
    for (size_t i = 0; i < 5; i++) {
        assert_true(layout.lines[i].plain_from <= layout.lines[i].start);
        assert_int_equal(layout.lines[i].gap, i == 0 || i == 3);
    }
    assert_int_equal(layout.lines[5].plain_from, layout.lines[5].start + 3);
    gv_section_free(&section);
}

/* ------------------------------------------------------------------ what lines end in */

/* The habit of a text, of its lines as they were found or byte by byte. */
static gv_hyphen_habit find_habit(const gv_layout *layout, int usual_ends, gv_arena *arena)
{
    gv_layout copy = *layout;
    gv_hyphens hyphens = {.layout = &copy, .arena = arena};
    gv_hyphen decision = GV_HYPHEN_NONE;
    size_t size = 0;
    copy.usual_ends = usual_ends;
    assert_int_equal(gv_hyphen_decide(&hyphens, "govern-", 7, "ment", 4, &size, &decision), GV_OK);
    gv_arena_reset(arena, SIZE_MAX);
    return hyphens.habit;
}

static void test_habit(void **state)
{
    static char text[LONGEST + 16];
    gv_section section = {0};
    size_t n_usual = 0;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const size_t length = draw_text(text);
        gv_layout layout = {.text = text, .length = length};
        for (size_t i = 0; round % 2 > 0 && i < length; i++) { /* so that more of them are usual */
            const int odd = text[i] == '\f' || text[i] == '\r' || (unsigned char)text[i] > 0x7F;
            text[i] = odd ? '\n' : text[i];
        }
        assert_int_equal(gv_layout_find_lines(&section.store, &layout), GV_OK);
        if (layout.usual_ends) {
            n_usual++;
            assert_int_equal(find_habit(&layout, 1, &section.arena),
                             find_habit(&layout, 0, &section.arena));
        }
    }
    assert_true(n_usual > ROUNDS / 4);
    gv_section_free(&section);
}

/* ------------------------------------------------------------------ words of a line */

static void count_words(const char *p, const char *end, unsigned most, gv_block *block)
{
    unsigned n_words = 0;
    unsigned n_long = 0;
    unsigned n_capital = 0;
    while (p < end) {
        while (p < end && (unsigned char)*p <= ' ') {
            p++;
        }
        const char *const word = p;
        while (p < end && (unsigned char)*p > ' ') {
            p++;
        }
        if (p > word) {
            const unsigned flags = gv_edge_start(word, p);
            n_words++;
            if (p - word >= 4 && (flags & (GV_BLOCK_LOWER | GV_BLOCK_UPPER)) != 0) {
                n_long++;
                n_capital += (flags & GV_BLOCK_UPPER) != 0;
            }
        }
    }
    block->n_words = (uint8_t)(n_words < UINT8_MAX ? n_words : UINT8_MAX);
    block->flags |= n_words <= most && n_capital * 2 > n_long ? GV_BLOCK_TITLE : 0;
}

static void test_words_of_a_line(void **state)
{
    static char text[LONGEST + 16];
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const size_t length = draw_text(text);
        const size_t start = length > 0 ? draw((uint32_t)length) : 0;
        const unsigned most = draw(25);
        gv_block expected = {0};
        count_words(text + start, text + length, most, &expected);
        for (int portable = 0; portable < 2; portable++) {
            gv_block block = {0};
            gv_edge_words(text + start, text + length, most, portable, &block);
            if (expected.n_words <= most) {
                assert_int_equal(block.n_words, expected.n_words);
            } else {
                assert_true(block.n_words > most);
            }
            assert_int_equal(block.flags, expected.flags);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_of_a_range),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_lines_with_carriage_returns_are_plain),
        cmocka_unit_test(test_habit),
        cmocka_unit_test(test_words_of_a_line),
    };
    return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
