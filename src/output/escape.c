/*
 * escape.c - hostile text made safe.
 *
 * In: any bytes. Out: a JSON string, or characters fit for a terminal. The bytes
 *     re<right-to-left override>port\n"x"
 * become "re\u202eport\n\"x\"" as JSON, and re<U+202E>port<U+000A>"x" on a terminal. Runs of plain
 * bytes are copied whole. It does not normalise, cut or judge text.
 */
#include "output/escape.h"

#include "base/bytes.h"
#include "text/utf8.h"

#include <stdio.h>
#include <string.h>

/* Characters that act on the line they stand in and are not seen: controls, line and paragraph
 * separators, bidirectional embeddings, overrides and isolates. */
static int is_acting(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* ------------------------------------------------------------------ JSON */

static gv_status add_json_escape(gv_buf *buf, uint32_t c)
{
    switch (c) {
    case '"':
        return gv_buf_add(buf, "\\\"", 2);
    case '\\':
        return gv_buf_add(buf, "\\\\", 2);
    case '\b':
        return gv_buf_add(buf, "\\b", 2);
    case '\f':
        return gv_buf_add(buf, "\\f", 2);
    case '\n':
        return gv_buf_add(buf, "\\n", 2);
    case '\r':
        return gv_buf_add(buf, "\\r", 2);
    case '\t':
        return gv_buf_add(buf, "\\t", 2);
    default:
        break;
    }
    char escape[8];
    const int n = snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c);
    return gv_buf_add(buf, escape, (size_t)n);
}

/* How many bytes from the first on stand in a JSON string as they are; or, near the end, how many of
 * these can be told eight at a time. What does not: a control byte, a quotation mark, a backslash,
 * and all above '~'. Each test sets the top bit of such a byte, and by a carry maybe of one above
 * it, never of one below. */
static size_t plain_length(const char *text, size_t length)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t at = 0;
    for (; length - at >= 8; at += 8) {
        const uint64_t eight = gv_bytes_eight(text + at);
        const uint64_t quote = eight ^ ones * '"';
        const uint64_t backslash = eight ^ ones * '\\';
        const uint64_t found = (eight | (eight + ones) | (eight - ones * ' ') | (quote - ones) |
                                (backslash - ones)) &
                               ones << 7;
        if (found != 0) {
            return at + (size_t)__builtin_ctzll(found) / 8;
        }
    }
    return at;
}

gv_status gv_output_json_string(gv_buf *buf, const char *text, size_t length)
{
    size_t run = 0; /* start of what is still to be copied as it is */
    size_t at = 0;
    GV_TRY(gv_buf_reserve(buf, length + 2));
    GV_TRY(gv_buf_add_byte(buf, '"'));
    while (at < length) {
        at += plain_length(text + at, length - at);
        if (at == length) {
            break;
        }
        const unsigned char byte = (unsigned char)text[at];
        if (byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\') {
            at++;
            continue;
        }
        size_t size = 1;
        const uint32_t c = byte < 0x80 ? byte : gv_utf8_read(text + at, length - at, &size);
        if (c != GV_UTF8_INVALID && byte >= 0x80 && !is_acting(c)) {
            at += size;
            continue;
        }
        GV_TRY(gv_buf_add(buf, text + run, at - run));
        if (c == GV_UTF8_INVALID) {
            GV_TRY(gv_buf_add(buf, "\xef\xbf\xbd", 3));
        } else {
            GV_TRY(add_json_escape(buf, c));
        }
        at += size;
        run = at;
    }
    GV_TRY(gv_buf_add(buf, text + run, length - run));
    return gv_buf_add_byte(buf, '"');
}

gv_status gv_output_json_member(gv_buf *buf, const char *name, const char *text)
{
    if (text == NULL) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add(buf, ",\"", 2));
    GV_TRY(gv_buf_add_text(buf, name));
    GV_TRY(gv_buf_add(buf, "\":", 2));
    return gv_output_json_string(buf, text, strlen(text));
}

/* ------------------------------------------------------------------ terminals */

/* Marks that a plain terminal has a kin of. */
static const struct {
    uint32_t code_point;
    const char *ascii;
} KIN[] = {{0x00a0, " "},  {0x00ab, "<<"}, {0x00ad, ""},   {0x00b7, "*"},  {0x00bb, ">>"},
           {0x2010, "-"},  {0x2011, "-"},  {0x2012, "-"},  {0x2013, "-"},  {0x2014, "--"},
           {0x2015, "--"}, {0x2018, "'"},  {0x2019, "'"},  {0x201a, "'"},  {0x201b, "'"},
           {0x201c, "\""}, {0x201d, "\""}, {0x201e, "\""}, {0x201f, "\""}, {0x2022, "*"},
           {0x2026, "..."}, {0x202f, " "}, {0x2039, "<"},  {0x203a, ">"},  {0x2212, "-"}};

/* Characters of two columns, by block; good enough to wrap a line by. */
static const struct {
    uint32_t first, last;
} WIDE[] = {{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},   {0xac00, 0xd7a3},
            {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60},   {0xffe0, 0xffe6},
            {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};

static int columns_of(uint32_t c)
{
    for (size_t i = 0; i < sizeof WIDE / sizeof *WIDE && c >= WIDE[i].first; i++) {
        if (c <= WIDE[i].last) {
            return 2;
        }
    }
    return 1;
}

static void set_bytes(gv_shown *shown, const char *bytes, size_t length)
{
    memcpy(shown->bytes, bytes, length);
    shown->bytes[length] = '\0';
    shown->columns = (int)length;
}

static void set_code(gv_shown *shown, uint32_t c)
{
    shown->columns = snprintf(shown->bytes, sizeof shown->bytes, "<U+%04X>", (unsigned)c);
}

/* Writes a non-ASCII character in ASCII. */
static void set_ascii(gv_shown *shown, uint32_t c, const char *text)
{
    for (size_t i = 0; i < sizeof KIN / sizeof *KIN; i++) {
        if (KIN[i].code_point == c) {
            set_bytes(shown, KIN[i].ascii, strlen(KIN[i].ascii));
            shown->blank = shown->bytes[0] == ' ';
            return;
        }
    }
    char folded[sizeof shown->bytes];
    const gv_letter_kind kind = gv_utf8_kind(c);
    const size_t length =
        kind == GV_LETTER_MARK ? 0 : gv_utf8_fold(text, shown->size, folded, sizeof folded - 1);
    for (size_t i = 0; i < length; i++) {
        if (folded[i] < 0x20 || folded[i] > 0x7e) {
            set_code(shown, c);
            return;
        }
    }
    if (length == 0 && kind != GV_LETTER_MARK) {
        set_code(shown, c);
        return;
    }
    set_bytes(shown, folded, length);
    if (kind == GV_LETTER_UPPER && folded[0] >= 'a' && folded[0] <= 'z') {
        shown->bytes[0] = (char)(folded[0] - 'a' + 'A');
    }
}

gv_shown gv_output_show_one(const char *text, size_t length, int ascii)
{
    gv_shown shown = {.size = 1, .columns = 1};
    const unsigned char byte = (unsigned char)text[0];
    if (byte >= 0x20 && byte < 0x7f) {
        shown.bytes[0] = (char)byte;
        shown.blank = byte == ' ';
        return shown;
    }
    const uint32_t c = byte < 0x80 ? byte : gv_utf8_read(text, length, &shown.size);
    if (c == GV_UTF8_INVALID) {
        shown.columns = snprintf(shown.bytes, sizeof shown.bytes, "<%02X>", (unsigned)byte);
    } else if (is_acting(c) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f)) {
        set_code(&shown, c);
    } else if (ascii) {
        set_ascii(&shown, c, text);
    } else {
        memcpy(shown.bytes, text, shown.size);
        shown.columns = gv_utf8_kind(c) == GV_LETTER_MARK ? 0 : columns_of(c);
    }
    return shown;
}

gv_status gv_output_show(gv_buf *buf, const char *text, size_t length, int ascii)
{
    size_t at = 0;
    while (at < length) {
        const gv_shown shown = gv_output_show_one(text + at, length - at, ascii);
        GV_TRY(gv_buf_add_text(buf, shown.bytes));
        at += shown.size;
    }
    return GV_OK;
}
