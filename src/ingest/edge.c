/*
 * edge.c - what the edges of a block say.
 *
 * In: the first or last line of a block. Out: flags: "... moved in the" is GV_BLOCK_BROKEN at its
 * end, "... he said.\"" GV_BLOCK_STOP, "\xe2\x80\x98the hills" GV_BLOCK_LOWER at its start, for
 * opening quotes do not count. It looks at marks, case and the length of words, never at which
 * words they are.
 */
#include "ingest/edge.h"

#include "base/bytes.h"
#include "ingest/boundary.h"
#include "text/utf8.h"

#include <string.h>

enum { STRIDE = 61 }; /* words that begin in so many of 64 bytes: a long one has three more */

/* What stands at the start of text, after opening quotes and brackets. */
static uint32_t first_character(const char *p, const char *end)
{
    while (p < end) {
        size_t size = 1;
        uint32_t c = (unsigned char)*p;
        if (c >= 0x80) {
            c = gv_utf8_read(p, (size_t)(end - p), &size);
        }
        const int opening = c == '"' || c == '\'' || c == '(' || c == '[' || c == 0x2018 ||
                            c == 0x201C || c == 0x201E || c == 0xAB || c == 0x2039;
        if (!opening) {
            return c;
        }
        p += size;
    }
    return GV_UTF8_INVALID;
}

unsigned gv_edge_start(const char *p, const char *end)
{
    if (p < end && *p >= 'A' && *p <= 'Z') {
        return GV_BLOCK_UPPER; /* the usual cases, quickly */
    }
    if (p < end && *p >= 'a' && *p <= 'z') {
        return GV_BLOCK_LOWER;
    }
    const uint32_t c = first_character(p, end);
    if (c >= 'a' && c <= 'z') {
        return GV_BLOCK_LOWER;
    }
    if (c >= 'A' && c <= 'Z') {
        return GV_BLOCK_UPPER;
    }
    if (c >= '0' && c <= '9') {
        return GV_BLOCK_DIGIT;
    }
    if (c < 0x80 || c == GV_UTF8_INVALID) {
        return 0;
    }
    switch (gv_utf8_kind(c)) {
    case GV_LETTER_UPPER:
        return GV_BLOCK_UPPER;
    case GV_LETTER_LOWER:
        return gv_utf8_has_case(c) ? GV_BLOCK_LOWER : 0;
    case GV_LETTER_DIGIT:
        return GV_BLOCK_DIGIT;
    default:
        return 0;
    }
}

static int is_ascii_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* 1 if text ends in a lower-case word of one to three letters, or in one that begins a sentence
 * ("... camps. The"). */
static int ends_in_short_word(const char *start, const char *end)
{
    int letters = 0;
    int capital = 0;
    while (letters < 4 && end - start > letters && is_ascii_lower(end[-1 - letters])) {
        letters++;
    }
    if (letters == 4) {
        return 0; /* the usual cases, quickly */
    }
    if (letters > 0 && (end - start == letters || end[-1 - letters] == ' ')) {
        return 1;
    }
    letters = 0;
    while (end > start && letters < 4) {
        const char *p = end - 1;
        while (p > start && ((unsigned char)*p & 0xC0) == 0x80) {
            p--;
        }
        size_t size = 0;
        const uint32_t c = gv_utf8_read(p, (size_t)(end - p), &size);
        if (c == ' ') {
            break;
        }
        const gv_letter_kind kind = c == GV_UTF8_INVALID ? GV_LETTER_NONE : gv_utf8_kind(c);
        if (capital || !gv_utf8_has_case(c) ||
            (kind != GV_LETTER_LOWER && kind != GV_LETTER_UPPER)) {
            return 0;
        }
        capital = kind == GV_LETTER_UPPER;
        letters++;
        end = p;
    }
    if (capital) {
        return letters >= 2 && letters <= 3 && end - start >= 2 && end[-1] == ' ' &&
               gv_boundary_stop(start, (size_t)(end - 1 - start)) != 0;
    }
    return letters >= 1 && letters <= 3;
}

unsigned gv_edge_end(const char *start, const char *end)
{
    const char last = end[-1];
    if (last >= 'a' && last <= 'z') {
        return ends_in_short_word(start, end) ? GV_BLOCK_BROKEN : 0;
    }
    if (last == ',') {
        return GV_BLOCK_COMMA;
    }
    if (last == '.') {
        return GV_BLOCK_STOP | GV_BLOCK_DOT;
    }
    const size_t length = (size_t)(end - start);
    const int dash = last == '-' && length > 1 && end[-2] != ' ' && end[-2] != '-';
    const int soft = length > 2 && (memcmp(end - 2, "\xc2\xad", 2) == 0 ||
                                    memcmp(end - 3, "\xe2\x80\x90", 3) == 0);
    if (dash || soft) {
        return GV_BLOCK_BROKEN;
    }
    const char stop = gv_boundary_stop(start, length);
    if (stop != 0) {
        return stop == '.' ? GV_BLOCK_STOP | GV_BLOCK_DOT : GV_BLOCK_STOP;
    }
    return (unsigned char)last >= 0x80 && ends_in_short_word(start, end) ? GV_BLOCK_BROKEN : 0;
}

/* Of a word without blanks. */
static unsigned start_of_word(const char *word, const char *end)
{
    const char *p = word;
    while (p < end && (unsigned char)*p > ' ') {
        p++;
    }
    return gv_edge_start(word, p);
}

void gv_edge_words(const char *p, const char *end, unsigned most, int portable, gv_block *block)
{
    unsigned n_words = 0;
    unsigned n_long = 0;
    unsigned n_capital = 0;
    unsigned inside = 0; /* 1: the byte before is of a word */
    for (; p < end && n_words <= most; p += STRIDE) {
        char bytes[GV_BYTES_AT_ONCE] = {0};
        memcpy(bytes, p, end - p < GV_BYTES_AT_ONCE ? (size_t)(end - p) : sizeof bytes);
        const uint64_t words = ~gv_bytes_between(bytes, '\0', ' ', portable);
        const uint64_t upper = gv_bytes_between(bytes, 'A', 'Z', portable);
        const uint64_t lower = gv_bytes_between(bytes, 'a', 'z', portable);
        const uint64_t starts = words & ~(words << 1 | inside) & ((UINT64_C(1) << STRIDE) - 1);
        const uint64_t longs = starts & words >> 1 & words >> 2 & words >> 3;
        n_words += gv_bytes_population(starts);
        n_long += gv_bytes_population(longs & (upper | lower));
        n_capital += gv_bytes_population(longs & upper);
        for (uint64_t others = longs & ~(upper | lower); others != 0; others &= others - 1) {
            const unsigned flags = start_of_word(p + __builtin_ctzll(others), end);
            n_long += (flags & (GV_BLOCK_LOWER | GV_BLOCK_UPPER)) != 0;
            n_capital += (flags & GV_BLOCK_UPPER) != 0;
        }
        inside = words >> (STRIDE - 1) & 1;
    }
    block->n_words = (uint8_t)(n_words < UINT8_MAX ? n_words : UINT8_MAX);
    block->flags |= n_words <= most && n_capital * 2 > n_long ? GV_BLOCK_TITLE : 0;
}
