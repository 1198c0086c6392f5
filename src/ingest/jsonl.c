/*
 * jsonl.c - finds named fields in one line that holds one JSON object.
 *
 * In: a line. Out: where the asked fields' values stand in it. Of
 *     {"id": 7, "meta": {"a": [1, 2]}, "text": "Velmora\u0021"}
 * with fields "id" and "text" it gives the number 7 and the string Velmora\u0021, still escaped,
 * and has checked all the rest. This is the hot path of archives: strings are run over with memchr,
 * only what is asked for is decoded, and only once, after the last of several equal names is known.
 * It builds no tree and converts no number.
 */
#include "ingest/jsonl.h"

#include <string.h>

enum { ESCAPE_MAX = 6 }; /* bytes of \u0041 */

typedef struct scanner {
    const char *start, *p, *end;
    gv_json_error *error;
} scanner;

/* Notes what should have stood at p. */
static gv_status fail(const scanner *s, const char *p, const char *expected)
{
    s->error->column = (size_t)(p - s->start) + 1;
    s->error->expected = expected;
    return GV_ERROR_FORMAT;
}

static void skip_blanks(scanner *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\r' || *s->p == '\n')) {
        s->p++;
    }
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Checks the escape at p, a backslash; *next is what follows it. */
static gv_status check_escape(const scanner *s, const char *p, const char **next)
{
    const char c = p + 1 < s->end ? p[1] : '\0';
    if (c == 'u') {
        if (gv_json_hex(p + 2, s->end) < 0) {
            return fail(s, p, "four hexadecimal digits after \\u");
        }
        *next = p + 6;
        return GV_OK;
    }
    switch (c) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        *next = p + 2;
        return GV_OK;
    default:
        return fail(s, p, "an escape that JSON knows (\\n, \\\", \\u0041 ...)");
    }
}

/* p stands at the opening quote. */
static gv_status scan_string(scanner *s, gv_json_value *value)
{
    const char *const start = s->p + 1;
    const char *p = start;
    const char *quote = NULL;
    for (;;) {
        if (quote < p || quote == NULL) {
            quote = p < s->end ? memchr(p, '"', (size_t)(s->end - p)) : NULL;
            if (quote == NULL) {
                return fail(s, s->end, "a closing quote: the line ends inside a string");
            }
        }
        /* One escape often follows another: an empty line is two. */
        const char *const escape =
            p < quote && *p == '\\' ? p : memchr(p, '\\', (size_t)(quote - p));
        if (escape == NULL) {
            break;
        }
        GV_TRY(check_escape(s, escape, &p));
    }
    value->bytes = start;
    value->length = (size_t)(quote - start);
    value->kind = GV_JSON_STRING;
    s->p = quote + 1;
    return GV_OK;
}

static gv_status scan_digits(scanner *s)
{
    const char *const start = s->p;
    while (s->p < s->end && is_digit(*s->p)) {
        s->p++;
    }
    return s->p > start ? GV_OK : fail(s, s->p, "a digit");
}

static gv_status scan_number(scanner *s)
{
    s->p += *s->p == '-';
    if (s->p < s->end && *s->p == '0') {
        s->p++;
    } else {
        GV_TRY(scan_digits(s));
    }
    if (s->p < s->end && *s->p == '.') {
        s->p++;
        GV_TRY(scan_digits(s));
    }
    if (s->p < s->end && (*s->p | 0x20) == 'e') {
        s->p++;
        s->p += s->p < s->end && (*s->p == '+' || *s->p == '-');
        GV_TRY(scan_digits(s));
    }
    return GV_OK;
}

static int scan_word(scanner *s, const char *word)
{
    const size_t length = strlen(word);
    if ((size_t)(s->end - s->p) < length || memcmp(s->p, word, length) != 0) {
        return 0;
    }
    s->p += length;
    return 1;
}

/* A string, number, true, false or null. */
static gv_status scan_scalar(scanner *s, gv_json_value *value)
{
    const char *const start = s->p;
    const char c = s->p < s->end ? *s->p : '\0';
    if (c == '"') {
        return scan_string(s, value);
    }
    if (c == '-' || is_digit(c)) {
        GV_TRY(scan_number(s));
        value->kind = GV_JSON_NUMBER;
    } else if (scan_word(s, "true") || scan_word(s, "false")) {
        value->kind = GV_JSON_BOOLEAN;
    } else if (scan_word(s, "null")) {
        value->kind = GV_JSON_NULL;
    } else {
        return fail(s, s->p, "a value");
    }
    value->bytes = start;
    value->length = (size_t)(s->p - start);
    return GV_OK;
}

/* A name and its colon. */
static gv_status scan_name(scanner *s, gv_json_value *name)
{
    skip_blanks(s);
    if (s->p == s->end || *s->p != '"') {
        return fail(s, s->p, "a name in double quotes");
    }
    GV_TRY(scan_string(s, name));
    skip_blanks(s);
    if (s->p == s->end || *s->p != ':') {
        return fail(s, s->p, "\":\" after a name");
    }
    s->p++;
    return GV_OK;
}

/* The levels of a container that is run over: 1 for an object. */
typedef struct nesting {
    uint8_t is_object[GV_JSON_DEPTH_MAX];
    size_t depth;
} nesting;

/* p stands at "{" or "[". Steps in and, unless it is empty, to its first value. *closed is 1 if it
 * was empty. */
static gv_status enter(scanner *s, nesting *levels, int *closed)
{
    gv_json_value name;
    const int is_object = *s->p == '{';
    if (levels->depth == GV_JSON_DEPTH_MAX) {
        (void)fail(s, s->p, "less deep nesting: more than 256 levels are not read");
        return GV_ERROR_LIMIT;
    }
    s->p++;
    skip_blanks(s);
    if (s->p < s->end && *s->p == (is_object ? '}' : ']')) {
        s->p++;
        *closed = 1;
        return GV_OK;
    }
    levels->is_object[levels->depth++] = (uint8_t)is_object;
    *closed = 0;
    return is_object ? scan_name(s, &name) : GV_OK;
}

/* Behind a value: leaves levels that end here, or steps to the next value of the innermost. */
static gv_status leave(scanner *s, nesting *levels)
{
    gv_json_value name;
    while (levels->depth > 0) {
        const int is_object = levels->is_object[levels->depth - 1];
        skip_blanks(s);
        const char c = s->p < s->end ? *s->p : '\0';
        if (c == ',') {
            s->p++;
            return is_object ? scan_name(s, &name) : GV_OK;
        }
        if (c != (is_object ? '}' : ']')) {
            return fail(s, s->p, is_object ? "\",\" or \"}\" after a value"
                                           : "\",\" or \"]\" after a value");
        }
        s->p++;
        levels->depth--;
    }
    return GV_OK;
}

/* Runs over any value, without calling itself. */
static gv_status scan_value(scanner *s, gv_json_value *value)
{
    nesting levels;
    gv_json_value inner;
    skip_blanks(s);
    const char *const start = s->p;
    const char first = s->p < s->end ? *s->p : '\0';
    if (first != '{' && first != '[') {
        return scan_scalar(s, value);
    }
    levels.depth = 0;
    do {
        int ended = 1;
        skip_blanks(s);
        if (s->p < s->end && (*s->p == '{' || *s->p == '[')) {
            GV_TRY(enter(s, &levels, &ended));
        } else {
            GV_TRY(scan_scalar(s, &inner));
        }
        if (ended) {
            GV_TRY(leave(s, &levels));
        }
    } while (levels.depth > 0);
    value->bytes = start;
    value->length = (size_t)(s->p - start);
    value->kind = first == '{' ? GV_JSON_OBJECT : GV_JSON_ARRAY;
    return GV_OK;
}

static gv_status scan_members(scanner *s, gv_json_field *fields, size_t n_fields)
{
    for (;;) {
        gv_json_value name;
        gv_json_value value;
        GV_TRY(scan_name(s, &name));
        GV_TRY(scan_value(s, &value));
        for (size_t i = 0; i < n_fields; i++) {
            if (gv_json_equals(&name, fields[i].name, fields[i].name_length)) {
                fields[i].value = value;
            }
        }
        skip_blanks(s);
        const char c = s->p < s->end ? *s->p : '\0';
        if (c == '}') {
            s->p++;
            return GV_OK;
        }
        if (c != ',') {
            return fail(s, s->p, "\",\" or \"}\" after a value");
        }
        s->p++;
    }
}

gv_status gv_json_scan(const char *line, size_t length, gv_json_field *fields, size_t n_fields,
                       gv_json_error *error)
{
    scanner s = {line, line, line + length, error};
    for (size_t i = 0; i < n_fields; i++) {
        fields[i].value.kind = GV_JSON_NONE;
        fields[i].value.bytes = NULL;
        fields[i].value.length = 0;
    }
    skip_blanks(&s);
    if (s.p == s.end || *s.p != '{') {
        return fail(&s, s.p, "\"{\": a line holds one JSON object");
    }
    s.p++;
    skip_blanks(&s);
    if (s.p < s.end && *s.p == '}') {
        s.p++;
    } else {
        GV_TRY(scan_members(&s, fields, n_fields));
    }
    skip_blanks(&s);
    return s.p == s.end ? GV_OK : fail(&s, s.p, "the end of the line after the object");
}

gv_status gv_json_scan_string(const char *bytes, size_t length, gv_json_value *value,
                              gv_json_error *error)
{
    scanner s = {bytes, bytes, bytes + length, error};
    if (length == 0 || *bytes != '"') {
        return fail(&s, s.p, "a string in double quotes");
    }
    GV_TRY(scan_string(&s, value));
    return s.p == s.end ? GV_OK : fail(&s, s.p, "the end of the string");
}

int gv_json_begins_object(const char *bytes, size_t length)
{
    const char *p = bytes;
    const char *const end = bytes + length;
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')) {
        p++;
    }
    if (p == end) {
        return -1;
    }
    if (*p != '{') {
        return 0;
    }
    gv_json_error error;
    gv_json_value name;
    const char *const newline = memchr(p, '\n', (size_t)(end - p));
    scanner s = {bytes, p + 1, newline != NULL ? newline : end, &error};
    const int cut = newline != NULL ? 0 : -1;
    skip_blanks(&s);
    if (s.p == s.end) {
        return cut;
    }
    if (*s.p == '}') {
        return 1;
    }
    if (scan_name(&s, &name) == GV_OK) {
        return 1;
    }
    return s.end - (bytes + error.column - 1) < ESCAPE_MAX ? cut : 0;
}
