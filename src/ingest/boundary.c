/*
 * boundary.c - where text may be cut.
 *
 * In: text. Out: a place. In "... the hills.\n\nThe army ..." the strong boundary is before "The";
 * in "... fled,\n\nthe army ..." there is none, for the blank line is a column break. A text
 * without end and without any boundary ("....", a line of 10 GB) is cut at a sentence end near the
 * limit, so that memory stays bounded whatever comes. It looks at bytes near the place only.
 */
#include "ingest/boundary.h"

#include "text/sentence.h"
#include "text/utf8.h"

#include <string.h>

enum { WINDOW = 1 << 16 };

static int is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

/* The code point that ends at text + length, and its size. */
static uint32_t last_character(const char *text, size_t length, size_t *size)
{
    size_t n = 1;
    while (n < 4 && n < length && ((unsigned char)text[length - n] & 0xC0) == 0x80) {
        n++;
    }
    const uint32_t c = gv_utf8_read(text + length - n, n, size);
    *size = c == GV_UTF8_INVALID ? 1 : n;
    return c;
}

static int is_closer(uint32_t c)
{
    switch (c) {
    case '"':
    case '\'':
    case ')':
    case ']':
    case '}':
    case 0x00BB:
    case 0x2019:
    case 0x201D:
    case 0x203A:
    case 0x300D:
    case 0x300F:
        return 1;
    default:
        return 0;
    }
}

static char stop_of(uint32_t c)
{
    switch (c) {
    case '.':
    case 0x2026: /* ellipsis */
    case 0x0589: /* Armenian */
    case 0x06D4: /* Arabic */
    case 0x0964: /* danda */
    case 0x0965:
    case 0x1362: /* Ethiopic */
    case 0x3002: /* ideographic */
    case 0xFF0E:
        return '.';
    case '!':
    case 0xFF01:
        return '!';
    case '?':
    case 0x037E: /* Greek */
    case 0x061F: /* Arabic */
    case 0xFF1F:
        return '?';
    case ':':
    case 0xFF1A:
        return ':';
    default:
        return 0;
    }
}

char gv_boundary_stop(const char *text, size_t length)
{
    size_t digits = 0;
    while (length > 0) {
        size_t size = 1;
        uint32_t c = (unsigned char)text[length - 1];
        if (c >= 0x80) {
            c = last_character(text, length, &size);
        }
        const char stop = stop_of(c);
        if (stop != 0) {
            /* "hills.12" is a footnote; "at 3.12" is a number. */
            const int number = digits > 0 && length > 1 && text[length - 2] >= '0' &&
                               text[length - 2] <= '9';
            return number ? 0 : stop;
        }
        if (c >= '0' && c <= '9' && digits < 3) {
            digits++;
        } else if (c == '[' && digits > 0) {
            digits = 0; /* "hills.[12]" */
        } else if (!is_closer(c) || (digits > 0 && c != ']')) {
            return 0;
        }
        length -= size;
    }
    return 0;
}

/* 1 if the text up to `length` ends a sentence with . ! or ?. */
static int ends_sentence(const char *text, size_t length)
{
    while (length > 0 && is_blank(text[length - 1])) {
        if (text[length - 1] == '\n') {
            return 0;
        }
        length--;
    }
    const char stop = gv_boundary_stop(text, length);
    return stop != 0 && stop != ':';
}

size_t gv_boundary_find(const char *text, size_t length, size_t from, size_t *resume)
{
    *resume = from;
    while (from < length) {
        const char *const newline = memchr(text + from, '\n', length - from);
        if (newline == NULL) {
            *resume = length;
            return 0;
        }
        const size_t at = (size_t)(newline - text);
        size_t next = at + 1;
        while (next < length && text[next] != '\n' && is_blank(text[next])) {
            next++;
        }
        *resume = at;
        if (next == length) {
            return 0;
        }
        if (text[next] == '\n' && ends_sentence(text, at)) {
            return next + 1;
        }
        from = text[next] == '\n' ? next : at + 1;
    }
    *resume = length;
    return 0;
}

/* The last place in (low, high] that follows a blank line, or, with `any` 0, a line that ends a
 * sentence; 0 if none. */
static size_t last_line_end(const char *text, size_t low, size_t high, int want_blank_line)
{
    size_t end = high;
    while (end > low) {
        if (text[end - 1] == '\n' || text[end - 1] == '\r') {
            size_t before = end - 1;
            int newlines = 1;
            while (before > low && is_blank(text[before - 1])) {
                newlines += text[before - 1] == text[end - 1];
                before--;
            }
            if (want_blank_line ? newlines > 1 : ends_sentence(text, before)) {
                return end;
            }
            end = before;
        } else {
            end--;
        }
    }
    return 0;
}

gv_status gv_boundary_cut(const gv_text_language *language, const char *text, size_t length,
                          size_t limit, gv_words *words, size_t *position)
{
    const size_t high = limit < length ? limit : length;
    size_t low = high > WINDOW ? high - WINDOW : 0;
    while (low < high && ((unsigned char)text[low] & 0xC0) == 0x80) {
        low++;
    }
    size_t end = last_line_end(text, low, high, 1);
    if (end == 0) {
        end = last_line_end(text, low, high, 0);
    }
    if (end == 0) {
        GV_TRY(gv_token_cut(language, text + low, high - low, words));
        GV_TRY(gv_sentence_cut(language, text + low, high - low, words));
        size_t last = words->n_sentences;
        while (last > 1 && words->sentences[last - 2].cut) {
            last--; /* no end of a sentence: the cutter's own limit */
        }
        if (last > 1) {
            end = low + words->sentences[last - 1].start_byte;
        }
    }
    for (size_t i = high; end == 0 && i > high - (high - low) / 2; i--) {
        end = is_blank(text[i - 1]) ? i : 0;
    }
    if (end == 0 || end > high) {
        end = high;
        while (end > 1 && end < length && ((unsigned char)text[end] & 0xC0) == 0x80) {
            end--;
        }
        if (end == 1 && high > 4) {
            end = high; /* continuation bytes only: not text */
        }
    }
    *position = end;
    return GV_OK;
}
