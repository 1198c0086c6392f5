/*
 * line.c - what stands at the edges of a line: blanks, and what it begins with.
 *
 * In: a line. Out: the same without the blanks around it: of "  (a) forced" the line "(a) forced"
 * with indent 2, marked as a list item. Blanks are ASCII's, the other control characters and
 * Unicode's, of which NUL is one here. It judges no line by its neighbours; where lines end is told
 * by line_find.c.
 */
#include "ingest/layout.h"

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

void gv_layout_trim(const char *text, const char *p, const char *end, gv_line *line)
{
    uint32_t indent = 0;
    size_t n = 0;
    while (p < end && !gv_layout_is_mark(*p) && (n = blank_size(p, end)) > 0) {
        indent = *p == '\t' ? (indent / TAB + 1) * TAB : indent + 1;
        p += n;
    }
    const char *const start = p;
    while (end > start && !gv_layout_is_mark(end[-1]) && (n = blank_size_before(start, end)) > 0) {
        end -= n;
    }
    line->start = (uint32_t)(start - text);
    line->end = (uint32_t)(end - text);
    line->indent = indent;
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
    if (p[1] >= 'a' && p[1] <= 'z' &&
        ((p[0] >= 'A' && p[0] <= 'Z') ||
         (p[0] >= 'a' && p[0] <= 'z' && p[0] != 'i' && p[0] != 'v' && p[0] != 'x'))) {
        return 0; /* the usual cases, quickly */
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
