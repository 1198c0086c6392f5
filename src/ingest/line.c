/*
 * line.c - text to lines, and what a line begins with.
 *
 * In: text. Out: one line after the other, without the blanks around it: of "  (a) forced\r\n" the
 * line "(a) forced" with indent 2, marked as a list item. Lines end at \n, \r\n, \r and form feeds;
 * blanks are ASCII's, the other control characters and Unicode's, of which NUL is one here.
 *
 * Line ends are found sixty-four bytes at a time: control bytes are the blanks of ASCII but for the
 * blank itself, and each is looked at. From the same bits it is told how much of a line weave.c can
 * copy as it stands: all that is behind its last control byte, and behind its last blank that
 * follows a blank.
 *
 *     bytes        They  left.\nAt dawn
 *     blank or so  ....11.....1..1....
 *     pairs        .....1.....1.......   plain from "left." on; the second line all of it
 *
 * It judges no line by its neighbours.
 */
#include "ingest/layout.h"

#include "base/bytes.h"

#include <string.h>

enum { TAB = 8 };

/* The bytes of the blank that stands at p, or 0. */
static size_t blank_size(const char *p, const char *end)
{
    const unsigned char c = (unsigned char)p[0];
    if (c <= ' ') {
        return 1;
    }
    if (c < 0xC2 || end - p < 2) {
        return 0;
    }
    const unsigned char d = (unsigned char)p[1];
    if (c == 0xC2) {
        return d == 0xA0 || d == 0x85 ? 2 : 0;
    }
    if (end - p < 3) {
        return 0;
    }
    const unsigned char e = (unsigned char)p[2];
    const int is_blank =
        (c == 0xE2 && d == 0x80 &&
         ((e >= 0x80 && e <= 0x8B) || e == 0xA8 || e == 0xA9 || e == 0xAF)) ||
        (c == 0xE2 && d == 0x81 && e == 0x9F) || (c == 0xE3 && d == 0x80 && e == 0x80) ||
        (c == 0xE1 && d == 0x9A && e == 0x80) || (c == 0xEF && d == 0xBB && e == 0xBF);
    return is_blank ? 3 : 0;
}

/* The bytes of the blank that ends before p, or 0. */
static size_t blank_size_before(const char *start, const char *p)
{
    if ((unsigned char)p[-1] <= ' ') {
        return 1;
    }
    if ((unsigned char)p[-1] < 0x80) {
        return 0;
    }
    for (size_t n = 2; n <= 3 && (size_t)(p - start) >= n; n++) {
        if (blank_size(p - n, p) == n) {
            return n;
        }
    }
    return 0;
}

/* 1 for ASCII that is no blank. */
static int is_ascii_mark(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x80;
}

/* Reads the line in [p, end), without what ends it. */
static void trim(const gv_layout *layout, const char *p, const char *end, gv_line *line)
{
    uint32_t indent = 0;
    size_t n = 0;
    while (p < end && !is_ascii_mark(*p) && (n = blank_size(p, end)) > 0) {
        indent = *p == '\t' ? (indent / TAB + 1) * TAB : indent + 1;
        p += n;
    }
    const char *const start = p;
    while (end > start && !is_ascii_mark(end[-1]) && (n = blank_size_before(start, end)) > 0) {
        end -= n;
    }
    line->start = (uint32_t)(start - layout->text);
    line->end = (uint32_t)(end - layout->text);
    line->indent = indent;
}

/* ------------------------------------------------------------------ where lines end */

/* Finds them, and what the line before them is made of, in sixty-four bytes at a time. */
typedef struct end_finder {
    const char *text;
    size_t length;
    size_t next;       /* bytes from here on were not looked at */
    uint64_t controls; /* of the last sixty-four: control bytes that were not given yet */
    uint64_t pairs;    /* of these, blanks and control bytes behind another: of the line at hand */
    uint64_t last_low; /* 1: the last of these is one */
    int above;         /* 1: one of these is above 0x7F */
    int line_above;    /* 1: of the line at hand, one may be */
    size_t plain_from; /* behind the last control byte, or pair of blanks, of the line at hand */
    int portable;
} end_finder;

/* Where the bytes begin that were last looked at. */
static size_t base_of(const end_finder *f)
{
    return f->next - GV_BYTES_AT_ONCE;
}

/* Notes that these pairs are of the line at hand. */
static void note_pairs(end_finder *f, uint64_t pairs)
{
    if (pairs != 0) {
        f->plain_from = base_of(f) + GV_BYTES_AT_ONCE - (size_t)__builtin_clzll(pairs);
    }
}

/* Looks at sixty-four bytes more, and on as long as there is no control byte among them. */
static void look_on(end_finder *f)
{
    uint64_t controls = 0;
    do {
        char rest[GV_BYTES_AT_ONCE];
        const char *p = f->text + f->next;
        uint64_t blanks = 0;
        if (f->length - f->next < GV_BYTES_AT_ONCE) {
            memset(rest, 'a', sizeof rest);
            memcpy(rest, p, f->length - f->next);
            p = rest;
        }
        const uint64_t low = gv_bytes_low(p, f->portable, &blanks, &f->above);
        note_pairs(f, f->pairs);
        controls = low & ~blanks;
        f->pairs = (low & (low << 1 | f->last_low)) | controls;
        f->last_low = low >> (GV_BYTES_AT_ONCE - 1);
        f->line_above |= f->above;
        f->next += GV_BYTES_AT_ONCE;
    } while (controls == 0 && f->next < f->length);
    f->controls = controls;
}

/* The first line end at or after `from`, or the end of the text. */
static size_t find_end(end_finder *f, size_t from)
{
    for (;;) {
        while (f->controls != 0) {
            const uint64_t bit = f->controls & -f->controls;
            const size_t at = base_of(f) + (size_t)__builtin_ctzll(bit);
            const char c = f->text[at];
            f->controls ^= bit;
            if (at >= from && (c == '\n' || c == '\r' || c == '\f')) {
                note_pairs(f, f->pairs & (bit - 1));
                f->pairs &= ~(bit | (bit - 1));
                return at;
            }
        }
        if (f->next >= f->length) {
            note_pairs(f, f->pairs);
            return f->length;
        }
        look_on(f);
    }
}

/* Characters of a line: what is no continuation byte (10xxxxxx), eight bytes at a time. */
static uint32_t count_characters(const char *p, const char *end)
{
    uint32_t n = 0;
    for (; end - p >= 8; p += 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        const uint64_t continuation = (word >> 7) & (~word >> 6) & UINT64_C(0x0101010101010101);
        n += 8 - (uint32_t)((continuation * UINT64_C(0x0101010101010101)) >> 56);
    }
    for (; p < end; p++) {
        n += ((unsigned char)*p & 0xC0) != 0x80;
    }
    return n;
}

gv_status gv_layout_find_lines(gv_section_store *store, gv_layout *layout)
{
    const char *const text = layout->text;
    const size_t length = layout->length;
    end_finder f = {.text = text, .length = length, .portable = layout->portable};
    size_t in_long = 0;
    uint8_t gap = 1;
    layout->n_lines = 0;
    for (size_t at = 0, next = 0; at < length; at = next) {
        const size_t end = find_end(&f, at);
        next = end + (end < length);
        next += next < length && text[end] == '\r' && text[next] == '\n';
        if (end == at) { /* as trim and what follows would find */
            gap = 1;
            f.line_above = f.above;
            continue;
        }
        in_long += next - at > GV_LONG_LINE ? next - at : 0;
        GV_TRY(gv_array_reserve((void **)&store->lines, layout->n_lines + 1, sizeof *store->lines,
                                &store->lines_capacity));
        gv_line *const line = &store->lines[layout->n_lines];
        trim(layout, text + at, text + end, line);
        line->gap = gap;
        line->plain_from = (uint32_t)f.plain_from;
        line->width = line->end - line->start;
        if (f.line_above && line->width <= 4 * GV_LONG_LINE) {
            line->width = count_characters(text + line->start, text + line->end);
        }
        gap = line->start == line->end || (end < length && text[end] == '\f');
        layout->n_lines += line->start < line->end;
        f.line_above = f.above;
    }
    layout->lines = store->lines;
    layout->by_line = in_long > length / 2;
    return GV_OK;
}

/* ------------------------------------------------------------------ what lines begin with */

static int is_blank_or_end(const char *p, const char *end)
{
    return p == end || blank_size(p, end) > 0;
}

/* The bytes of a run of digits with dots between ("1", "2.1.3"), 1 to 3 digits each; else of one
 * letter or a small Roman number; else 0. */
static size_t label_size(const char *p, const char *end)
{
    const char *q = p;
    while (q < end && q - p < 12 && *q >= '0' && *q <= '9') {
        const char *const digits = q;
        while (q < end && *q >= '0' && *q <= '9') {
            q++;
        }
        if (q - digits > 3) {
            return 0;
        }
        if (end - q < 2 || *q != '.' || q[1] < '0' || q[1] > '9') {
            return (size_t)(q - p);
        }
        q++;
    }
    while (q < end && q - p < 4 && (*q == 'i' || *q == 'v' || *q == 'x')) {
        q++;
    }
    if (q == p && q < end && ((*q >= 'a' && *q <= 'z') || (*q >= 'A' && *q <= 'Z'))) {
        q++;
    }
    return (size_t)(q - p);
}

/* "1." "2.1" "1)" "(1)" "(a)" "a)" "a." "iv."; a capital needs a bracket: "A. Deng" is a name. */
static int is_numbered(const char *p, const char *end)
{
    const int open = *p == '(';
    const size_t size = label_size(p + open, end);
    const char *const q = p + open + size;
    if (size == 0 || q == end) {
        return 0;
    }
    if (*q == ')') {
        return is_blank_or_end(q + 1, end);
    }
    if (open || *q != '.') {
        /* "2.1 Findings" */
        return !open && size >= 3 && memchr(p, '.', size) != NULL && is_blank_or_end(q, end);
    }
    return !(*p >= 'A' && *p <= 'Z') && is_blank_or_end(q + 1, end);
}

int gv_layout_is_marked(const char *p, size_t length, int *strong)
{
    static const char *const bullets[] = {
        "\xe2\x80\xa2", "\xe2\x80\xa3", "\xe2\x81\x83", "\xe2\x96\xa0", "\xe2\x96\xaa",
        "\xe2\x96\xab", "\xe2\x96\xb6", "\xe2\x97\x8b", "\xe2\x97\x8f", "\xe2\x97\xa6",
        "\xe2\x9e\xa2", "\xef\x82\xb7", "\xef\x82\xa7"};
    const char *const end = p + length;
    *strong = 0;
    if (length < 2) {
        return 0;
    }
    if (p[1] >= 'a' && p[1] <= 'z' && p[0] >= 'A' && p[0] <= 'Z') {
        return 0; /* the usual case, quickly */
    }
    if (p[0] == '-' || p[0] == '*' || p[0] == '+') {
        return blank_size(p + 1, end) > 0;
    }
    if ((unsigned char)p[0] < 0x80) {
        return is_numbered(p, end);
    }
    if (length > 3 && (memcmp(p, "\xe2\x80\x93", 3) == 0 || memcmp(p, "\xe2\x80\x94", 3) == 0)) {
        return blank_size(p + 3, end) > 0;
    }
    if (length > 2 && memcmp(p, "\xc2\xb7", 2) == 0) {
        *strong = 1;
        return 1;
    }
    for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++) {
        if (length > 3 && memcmp(p, bullets[i], 3) == 0) {
            *strong = 1;
            return 1;
        }
    }
    return 0;
}
