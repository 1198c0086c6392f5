/*
 * html_charset.c - which character set a page is in, and the page as UTF-8.
 *
 * In: a page's bytes, and what its container says. Out: the page in UTF-8:
 *
 *     ff fe 3c 00                                      UTF-16, by its mark
 *     container: "koi8-r"                              by iconv
 *     <meta charset=iso-8859-1> ... caf\xe9            Windows-1252, as browsers have it
 *     <meta charset=iso-8859-1> ... caf\xc3\xa9        UTF-8: the statement is wrong
 *     <meta charset=utf-8> ... caf\xe9                 Windows-1252: so is this
 *
 * The only file that includes iconv.h. A character set that iconv does not know is as good as not
 * stated; UTF-7 is never believed.
 */
#include "ingest/html_charset.h"

#include "ingest/decode.h"
#include "ingest/html_attribute.h"
#include "text/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

enum { LOOK = 1024, NAME_MAX_BYTES = 40, PROBE = 1 << 20 };

/* ------------------------------------------------------------------ names */

/* What browsers take a name for; the rest goes to iconv as it stands. NULL: UTF-8. */
typedef struct alias {
    const char *stated, *meant;
} alias;

static const alias ALIASES[] = {
    {"utf-8", NULL}, {"utf8", NULL}, {"unicode-1-1-utf-8", NULL}, {"utf-16", NULL},
    {"utf-16le", NULL}, {"utf-16be", NULL}, {"unicode", NULL}, {"utf-7", NULL},
    {"iso-8859-1", "windows-1252"}, {"iso8859-1", "windows-1252"}, {"iso_8859-1", "windows-1252"},
    {"latin1", "windows-1252"}, {"latin-1", "windows-1252"}, {"l1", "windows-1252"},
    {"ascii", "windows-1252"}, {"us-ascii", "windows-1252"}, {"cp1252", "windows-1252"},
    {"x-cp1252", "windows-1252"}, {"x-user-defined", "windows-1252"}, {"ansi", "windows-1252"},
    {"iso-8859-9", "windows-1254"}, {"latin5", "windows-1254"}, {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"}, {"x-cp1250", "windows-1250"}, {"x-cp1251", "windows-1251"},
    {"x-cp1256", "windows-1256"}, {"windows-874", "cp874"}, {"koi8", "koi8-r"},
    {"gb2312", "gb18030"}, {"gbk", "gb18030"}, {"x-gbk", "gb18030"}, {"big5", "big5-hkscs"},
    {"x-x-big5", "big5-hkscs"}, {"shift_jis", "cp932"}, {"shift-jis", "cp932"},
    {"x-sjis", "cp932"}, {"sjis", "cp932"}, {"windows-31j", "cp932"}, {"euc-kr", "cp949"},
    {"ks_c_5601-1987", "cp949"}, {"windows-949", "cp949"}, {"x-mac-roman", "macintosh"},
    {"x-mac-cyrillic", "mac-cyrillic"}, {"iso-8859-8-i", "iso-8859-8"}, {"logical", "iso-8859-8"}};

/* Copies a name in lower case, without the blanks and quotes around it. */
static void copy_name(const char *bytes, size_t length, char *out, size_t size)
{
    size_t n = 0;
    size_t at = 0;
    while (at < length && (bytes[at] <= ' ' || bytes[at] == '"' || bytes[at] == '\'')) {
        at++;
    }
    for (; at < length && n + 1 < size; at++) {
        const char c = bytes[at];
        if (c <= ' ' || c == '"' || c == '\'' || c == ';' || c == ',') {
            break;
        }
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    out[n] = '\0';
}

/* Behind "charset=" in "text/html; charset=utf-8"; the end if it is not there. */
static size_t find_parameter(const char *bytes, gv_html_slice value)
{
    static const char WORD[] = "charset";
    for (size_t at = value.start; at + sizeof WORD - 1 <= value.end; at++) {
        size_t i = 0;
        while (i < sizeof WORD - 1 && (bytes[at + i] | 0x20) == WORD[i]) {
            i++;
        }
        if (i == sizeof WORD - 1) {
            size_t next = at + i;
            while (next < value.end && (bytes[next] == ' ' || bytes[next] == '\t')) {
                next++;
            }
            if (next < value.end && bytes[next] == '=') {
                return next + 1;
            }
        }
    }
    return value.end;
}

void gv_html_charset_find(const char *bytes, size_t length, char *out, size_t size)
{
    gv_html_reader reader = {.bytes = bytes, .length = length < LOOK ? length : LOOK};
    gv_html_token token;
    gv_html_attributes a;
    out[0] = '\0';
    while (out[0] == '\0' && gv_html_next(&reader, &token)) {
        if (token.kind != GV_HTML_OPEN || token.tag != GV_TAG_META) {
            continue;
        }
        gv_html_attributes_read(&reader, &token, &a);
        const gv_html_slice content = a.values[GV_HTML_CONTENT];
        if (gv_html_has(&a, GV_HTML_CHARSET)) {
            const gv_html_slice value = a.values[GV_HTML_CHARSET];
            copy_name(bytes + value.start, value.end - value.start, out, size);
        } else if (gv_html_is(&a, GV_HTML_HTTP_EQUIV, "content-type") &&
                   gv_html_has(&a, GV_HTML_CONTENT)) {
            const size_t at = find_parameter(bytes, content);
            copy_name(bytes + at, content.end - at, out, size);
        }
    }
}

/* ------------------------------------------------------------------ conversion */

/* What an iconv call that stopped needs: room, or a byte left out. */
static gv_status go_on(int error, gv_buf *out, const char **in, size_t *n, uint64_t *replaced)
{
    if (error == E2BIG) {
        return gv_buf_reserve(out, out->capacity / 2 + 64);
    }
    GV_TRY(gv_buf_add(out, "\xef\xbf\xbd", 3));
    ++*in;
    --*n;
    ++*replaced;
    return GV_OK;
}

/* Opens a conversion to UTF-8; *known 0: iconv does not know the name. Where memory fails it, glibc
 * says that it knows no such name, so it is asked again once there is memory to be had. */
static gv_status open_iconv(const char *name, iconv_t *way, int *known)
{
    for (int try = 0; try < 2; try++) {
        void *probe = NULL;
        *way = iconv_open("UTF-8", name);
        *known = *way != (iconv_t)-1;
        if (*known) {
            return GV_OK;
        }
        GV_TRY(gv_memory_get(PROBE, &probe));
        gv_memory_free(probe);
    }
    return GV_OK;
}

/* Adds bytes to out by iconv; *known 0: it does not know the name. */
static gv_status convert_by_iconv(const char *name, const char *bytes, size_t length, gv_buf *out,
                                  uint64_t *replaced, int *known)
{
    iconv_t way = (iconv_t)-1;
    gv_status status = GV_OK;
    GV_TRY(open_iconv(name, &way, known));
    if (!*known) {
        return GV_OK;
    }
    GV_TRY_DONE(gv_buf_reserve(out, length + length / 2 + 64));
    while (length > 0) {
        char *in = (char *)(uintptr_t)bytes; /* iconv only reads there */
        char *to = out->bytes + out->length;
        size_t room = out->capacity - out->length - 1;
        size_t left = length;
        const size_t answer = iconv(way, &in, &left, &to, &room);
        const int error = errno;
        bytes = in;
        length = left;
        out->length = (size_t)(to - out->bytes);
        if (answer == (size_t)-1) {
            GV_TRY_DONE(go_on(error, out, &bytes, &length, replaced));
        }
    }
    GV_TRY_DONE(gv_buf_add(out, "", 0));
done:
    iconv_close(way);
    return status;
}

/* A stream over bytes, for decode.c. */
typedef struct memory {
    const char *bytes;
    size_t length;
} memory;

static gv_status fill_memory(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    memory *const m = layer;
    const size_t n = m->length < capacity ? m->length : capacity;
    (void)wait;
    memcpy(out, m->bytes, n);
    m->bytes += n;
    m->length -= n;
    *fill = (gv_fill){.length = n, .end = m->length == 0};
    return GV_OK;
}

static gv_status convert_utf16(gv_charset charset, const char *bytes, size_t length, gv_buf *out,
                               uint64_t *replaced)
{
    memory m = {bytes, length};
    gv_decode decode = {.below = {fill_memory, &m}, .charset = charset};
    gv_fill fill = {0};
    while (!fill.end) {
        GV_TRY(gv_buf_reserve(out, 16384));
        GV_TRY(gv_decode_fill(&decode, 1, out->bytes + out->length, 16000, &fill));
        out->length += fill.length;
    }
    *replaced += decode.replaced;
    return GV_OK;
}

static const char *meant(const char *stated)
{
    for (size_t i = 0; i < sizeof ALIASES / sizeof *ALIASES; i++) {
        if (strcmp(ALIASES[i].stated, stated) == 0) {
            return ALIASES[i].meant;
        }
    }
    return stated;
}

static int is_plain_ascii(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)bytes[i] >= 0x80 || bytes[i] == 0x1B || bytes[i] == '~') {
            return 0; /* an escape, or "~{" of HZ */
        }
    }
    return 1;
}

/* 1 if bytes that are not said to be UTF-8, or are said to be, are rather Windows-1252. */
static int is_1252(const char *bytes, size_t length)
{
    const size_t valid = gv_utf8_valid_length(bytes, length);
    if (valid + 4 <= length) {
        return gv_decode_judge(bytes, length) == GV_CHARSET_WINDOWS_1252;
    }
    size_t good = 0; /* bytes of other characters before a last one that may be cut off */
    for (size_t i = 0; i < valid; i++) {
        good += (unsigned char)bytes[i] >= 0x80;
    }
    return valid < length && good == 0;
}

gv_status gv_html_charset_convert(const char *bytes, size_t length, const char *stated,
                                  gv_arena *arena, size_t *mark, const char **name, gv_buf *out,
                                  uint64_t *replaced)
{
    char found[NAME_MAX_BYTES] = "";
    const gv_charset marked = gv_decode_mark(bytes, length, mark);
    *name = NULL;
    if (marked != GV_CHARSET_UTF8) {
        *name = gv_decode_name(marked);
        return convert_utf16(marked, bytes + *mark, length - *mark, out, replaced);
    }
    if (*mark > 0 || is_plain_ascii(bytes, length)) {
        return GV_OK;
    }
    if (stated != NULL) {
        copy_name(stated, strlen(stated), found, sizeof found);
    }
    if (found[0] == '\0') {
        gv_html_charset_find(bytes, length, found, sizeof found);
    }
    const char *const set = found[0] != '\0' ? meant(found) : NULL;
    if (set != NULL && strcmp(set, "windows-1252") != 0) {
        int known = 0;
        char *copy = NULL;
        GV_TRY(convert_by_iconv(set, bytes, length, out, replaced, &known));
        if (known) {
            GV_TRY(gv_arena_copy(arena, set, strlen(set), &copy));
            *name = copy;
            return GV_OK;
        }
    }
    if (!is_1252(bytes, length)) {
        return GV_OK;
    }
    *name = gv_decode_name(GV_CHARSET_WINDOWS_1252);
    return gv_decode_add_1252(bytes, length, out);
}
