/*
 * json_value.c - what a scanned JSON value says, and JSON text from it.
 *
 * In: values as gv_json_scan found them, checked but still escaped: caf\u00e9. Out: their text:
 * caf\xc3\xa9, or the value once more as valid JSON. Text never grows by decoding, so that the
 * caller's room of the value's length is enough. It checks nothing again.
 */
#include "ingest/jsonl.h"

#include "text/utf8.h"

#include <string.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int gv_json_hex(const char *p, const char *end)
{
    int value = 0;
    if (end - p < 4) {
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        const int digit = hex_value(p[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

/* What \n and its like stand for, of checked ones. */
static char code_of(char name)
{
    switch (name) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    default:
        return name; /* " \ / */
    }
}

/* Decodes the escape at p, a backslash of a checked string; returns the bytes put into out. */
static size_t decode_escape(const char **p, const char *end, char out[4], uint64_t *replaced)
{
    if ((*p)[1] != 'u') {
        out[0] = code_of((*p)[1]);
        *p += 2;
        return 1;
    }
    uint32_t code = (uint32_t)gv_json_hex(*p + 2, end);
    *p += 6;
    if (code >= 0xD800 && code <= 0xDFFF) {
        const int low =
            end - *p >= 6 && (*p)[0] == '\\' && (*p)[1] == 'u' ? gv_json_hex(*p + 2, end) : -1;
        if (code < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF) {
            code = 0x10000 + ((code - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
            *p += 6;
        } else {
            code = 0xFFFD;
            *replaced += 1;
        }
    }
    return gv_utf8_write(code, out);
}

size_t gv_json_decode(const gv_json_value *value, char *out, uint64_t *replaced)
{
    const char *p = value->bytes;
    const char *const end = p + value->length;
    char *to = out;
    while (p < end) {
        const char *const escape = *p == '\\' ? p : memchr(p, '\\', (size_t)(end - p));
        const size_t plain = (size_t)((escape != NULL ? escape : end) - p);
        memcpy(to, p, plain);
        to += plain;
        p += plain;
        if (p < end) {
            char character[4];
            const size_t n = decode_escape(&p, end, character, replaced);
            memcpy(to, character, n);
            to += n;
        }
    }
    return (size_t)(to - out);
}

int gv_json_equals(const gv_json_value *name, const char *text, size_t length)
{
    if (name->length < length || (length > 0 && name->bytes[0] != text[0] &&
                                  name->bytes[0] != '\\')) {
        return 0; /* the usual cases, quickly: text never grows by decoding */
    }
    if (memchr(name->bytes, '\\', name->length) == NULL) {
        return name->length == length &&
               memcmp(name->bytes, text, name->length) == 0;
    }
    const char *p = name->bytes;
    const char *const end = p + name->length;
    size_t matched = 0;
    uint64_t ignored = 0;
    while (p < end) {
        char character[4] = {*p, 0, 0, 0};
        size_t n = 1;
        if (*p == '\\') {
            n = decode_escape(&p, end, character, &ignored);
        } else {
            p++;
        }
        if (length - matched < n ||
            memcmp(text + matched, character, n) != 0) {
            return 0;
        }
        matched += n;
    }
    return matched == length;
}

/* ------------------------------------------------------------------ items of a container */

/* Behind blanks, and behind the comma or colon that may stand there. */
static const char *skip_marks(const char *p, const char *end)
{
    while (p < end && strchr(" \t\r\n,:", *p) != NULL && *p != '\0') {
        p++;
    }
    return p;
}

/* p stands at the opening quote; the answer is behind the closing one. */
static const char *string_end(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++) {
        p += *p == '\\';
    }
    return p < end ? p + 1 : end;
}

/* p stands at the first byte of a checked value. */
static const char *read_value(const char *p, const char *end, gv_json_value *value)
{
    const char *const start = p;
    size_t depth = 0;
    do {
        if (*p == '"') {
            p = string_end(p, end);
        } else if (*p == '{' || *p == '[') {
            depth++;
            p++;
        } else if (*p == '}' || *p == ']') {
            depth--;
            p++;
        } else if (depth > 0) {
            p++;
        } else {
            while (p < end && strchr(" \t\r\n,}]", *p) == NULL) {
                p++;
            }
        }
    } while (depth > 0 && p < end);
    const size_t length = (size_t)(p - start);
    switch (*start) {
        case '"': *value = (gv_json_value){start + 1, length - 2, GV_JSON_STRING}; break;
        case '{': *value = (gv_json_value){start, length, GV_JSON_OBJECT}; break;
        case '[': *value = (gv_json_value){start, length, GV_JSON_ARRAY}; break;
        case 't':
        case 'f': *value = (gv_json_value){start, length, GV_JSON_BOOLEAN}; break;
        case 'n': *value = (gv_json_value){start, length, GV_JSON_NULL}; break;
        default: *value = (gv_json_value){start, length, GV_JSON_NUMBER}; break;
    }
    return p;
}

int gv_json_next(const gv_json_value *container, const char **at, gv_json_value *name,
                 gv_json_value *value)
{
    if (container->kind != GV_JSON_OBJECT && container->kind != GV_JSON_ARRAY) {
        return 0;
    }
    const char *const end = container->bytes + container->length - 1; /* the closing bracket */
    const char *p = skip_marks(*at != NULL ? *at : container->bytes + 1, end);
    if (p == end) {
        *at = end;
        return 0;
    }
    if (container->kind == GV_JSON_OBJECT) {
        p = skip_marks(read_value(p, end, name), end);
    }
    *at = read_value(p, end, value);
    return 1;
}

gv_status gv_json_add_string(const char *text, size_t length, gv_buf *out)
{
    GV_TRY(gv_buf_add_byte(out, '"'));
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\') {
            GV_TRY(gv_buf_add_byte(out, '\\'));
        }
        if (c < 0x20) {
            GV_TRY(gv_buf_add_format(out, "\\u%04x", c));
        } else {
            GV_TRY(gv_buf_add_byte(out, (char)c));
        }
    }
    return gv_buf_add_byte(out, '"');
}

gv_status gv_json_add_raw(const gv_json_value *value, gv_buf *out)
{
    int in_string = value->kind == GV_JSON_STRING;
    if (in_string) {
        GV_TRY(gv_buf_add_byte(out, '"'));
    }
    for (size_t i = 0; i < value->length; i++) {
        const unsigned char c = (unsigned char)value->bytes[i];
        if (c < 0x20) {
            GV_TRY(in_string ? gv_buf_add_format(out, "\\u%04x", c) : GV_OK);
            continue;
        }
        GV_TRY(gv_buf_add_byte(out, (char)c));
        if (in_string && c == '\\') {
            GV_TRY(gv_buf_add_byte(out, value->bytes[++i]));
        } else if (c == '"') {
            in_string = !in_string;
        }
    }
    return value->kind == GV_JSON_STRING ? gv_buf_add_byte(out, '"') : GV_OK;
}

gv_status gv_json_number(const gv_json_value *value, uint64_t *number)
{
    uint64_t n = 0;
    for (size_t i = 0; i < value->length; i++) {
        const unsigned digit = (unsigned char)value->bytes[i] - (unsigned)'0';
        if (digit > 9 || n > (UINT64_MAX - digit) / 10) {
            return GV_ERROR_FORMAT;
        }
        n = n * 10 + digit;
    }
    if (value->kind != GV_JSON_NUMBER || value->length == 0) {
        return GV_ERROR_FORMAT;
    }
    *number = n;
    return GV_OK;
}
