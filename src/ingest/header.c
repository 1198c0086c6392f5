/*
 * header.c - reads lines "Name: value".
 *
 * In: bytes at the start of a line. Out: one line after the other, up to the empty one:
 *
 *     Content-Type: text/html;\r\n     name "Content-Type", value "text/html;\r\n charset=utf-8"
 *      charset=utf-8\r\n
 *     \r\n                             end
 *
 * It copies nothing and judges no value; a line without a colon is called bad and passed over.
 */
#include "ingest/header.h"

#include "ingest/decode.h"

#include <string.h>

static int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* What a name, and a part of a media type, is made of (RFC 9110: token). */
static int is_token(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

size_t gv_header_first_line(const char *bytes, size_t length, size_t *next)
{
    const char *const newline = length > 0 ? memchr(bytes, '\n', length) : NULL;
    if (newline == NULL) {
        return SIZE_MAX;
    }
    const size_t end = (size_t)(newline - bytes);
    *next = end + 1;
    return end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
}

static void trim(const char **bytes, size_t *length)
{
    while (*length > 0 && strchr(" \t\r\n", (*bytes)[0]) != NULL && (*bytes)[0] != '\0') {
        ++*bytes;
        --*length;
    }
    while (*length > 0 && strchr(" \t\r\n", (*bytes)[*length - 1]) != NULL &&
           (*bytes)[*length - 1] != '\0') {
        --*length;
    }
}

gv_header_step gv_header_next(const char *bytes, size_t length, size_t *at, gv_header_line *line)
{
    const char *const start = bytes + *at;
    const size_t left = length - *at;
    size_t next = 0;
    size_t end = gv_header_first_line(start, left, &next);
    if (end == SIZE_MAX) {
        return GV_HEADER_CUT;
    }
    if (end == 0) {
        *at += next;
        return GV_HEADER_END;
    }
    size_t name = 0;
    while (name < end && is_token(start[name])) {
        name++;
    }
    size_t colon = name;
    while (colon < end && is_blank(start[colon])) {
        colon++;
    }
    if (name == 0 || colon == end || start[colon] != ':') {
        *at += next;
        return GV_HEADER_BAD;
    }
    while (next == left || is_blank(start[next])) {
        size_t more = 0;
        const size_t folded =
            next < left ? gv_header_first_line(start + next, left - next, &more) : SIZE_MAX;
        if (folded == SIZE_MAX) {
            return GV_HEADER_CUT;
        }
        end = next + folded;
        next += more;
    }
    line->name = start;
    line->name_length = name;
    line->value = start + colon + 1;
    line->value_length = end - colon - 1;
    trim(&line->value, &line->value_length);
    *at += next;
    return GV_HEADER_LINE;
}

int gv_header_is(const gv_header_line *line, const char *name)
{
    size_t i = 0;
    while (i < line->name_length && name[i] != '\0' && lower(line->name[i]) == name[i]) {
        i++;
    }
    return i == line->name_length && name[i] == '\0';
}

/* Line ends with the blanks around them, and control bytes, become one blank each. */
static gv_status add_on_one_line(const char *value, size_t length, gv_buf *out)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)value[i];
        if (c == '\r' || c == '\n') {
            while (i + 1 < length && strchr(" \t\r\n", value[i + 1]) != NULL &&
                   value[i + 1] != '\0') {
                i++;
            }
        }
        GV_TRY(gv_buf_add_byte(out, c < 0x20 || c == 0x7f ? ' ' : value[i]));
    }
    return GV_OK;
}

gv_status gv_header_copy(gv_arena *arena, const char *value, size_t length, const char **copy)
{
    gv_buf line = {0};
    gv_buf repaired = {0};
    uint64_t replaced = 0;
    char *text = NULL;
    gv_status status = GV_OK;
    if (length >= 2 && value[0] == '<' && value[length - 1] == '>') {
        value++;
        length -= 2;
    }
    GV_TRY_DONE(add_on_one_line(value, length, &line));
    GV_TRY_DONE(gv_decode_add_repaired(line.length > 0 ? line.bytes : "", line.length, &repaired,
                                       &replaced));
    GV_TRY_DONE(gv_arena_copy(arena, repaired.length > 0 ? repaired.bytes : "", repaired.length,
                              &text));
    *copy = text;
done:
    gv_buf_free(&line);
    gv_buf_free(&repaired);
    return status;
}

int gv_header_number(const char *value, size_t length, uint64_t *number)
{
    uint64_t sum = 0;
    if (length == 0 || length > 18) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        if (value[i] < '0' || value[i] > '9') {
            return 0;
        }
        sum = sum * 10 + (uint64_t)(value[i] - '0');
    }
    *number = sum;
    return 1;
}

/* Copies what stands in [value, value + length) in lower case; "" if it is no token. `slash`: one
 * slash is part of it. */
static void copy_token(const char *value, size_t length, int slash, char *out, size_t capacity)
{
    int slashes = 0;
    out[0] = '\0';
    if (length == 0 || length >= capacity) {
        return;
    }
    for (size_t i = 0; i < length; i++) {
        slashes += value[i] == '/';
        if (!is_token(value[i]) && !(slash && value[i] == '/' && i > 0 && i + 1 < length)) {
            out[0] = '\0';
            return;
        }
        out[i] = lower(value[i]);
    }
    out[slashes == slash ? length : 0] = '\0';
}

void gv_header_media_type(const char *value, size_t length, char *type, size_t type_capacity,
                          char *charset, size_t charset_capacity)
{
    static const char word[] = "charset";
    size_t start = 0;
    type[0] = charset[0] = '\0';
    for (int n = 0; start <= length; n++) {
        const char *const semicolon =
            start < length ? memchr(value + start, ';', length - start) : NULL;
        const size_t end = semicolon != NULL ? (size_t)(semicolon - value) : length;
        gv_header_line parameter = {.name = value + start};
        const char *piece = value + start;
        size_t piece_length = end - start;
        trim(&piece, &piece_length);
        const char *const sign = piece_length > 0 ? memchr(piece, '=', piece_length) : NULL;
        if (n == 0) {
            copy_token(piece, piece_length, 1, type, type_capacity);
        } else if (sign != NULL && charset[0] == '\0') {
            parameter.name = piece;
            parameter.name_length = (size_t)(sign - piece);
            while (parameter.name_length > 0 && is_blank(piece[parameter.name_length - 1])) {
                parameter.name_length--;
            }
            const char *text = sign + 1;
            size_t text_length = piece_length - (size_t)(sign - piece) - 1;
            trim(&text, &text_length);
            if (text_length >= 2 && (text[0] == '"' || text[0] == '\'') &&
                text[text_length - 1] == text[0]) {
                text++;
                text_length -= 2;
            }
            if (gv_header_is(&parameter, word)) {
                copy_token(text, text_length, 0, charset, charset_capacity);
            }
        }
        start = end + 1;
    }
}
