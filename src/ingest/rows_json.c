/*
 * rows_json.c - where the objects of a JSON array end.
 *
 * In: bytes as they come. Out: the ends of objects; what stands between them (brackets, commas,
 * blanks) belongs to none, so that a stream of objects without brackets is read as well:
 *
 *     [ {"id":1, "tags":["a","}"]},\n  {"id":2} ]        two records, from "{" to "}"
 *
 * Brackets, names, colons and commas are checked as they pass, so that a quote that is lost is
 * noticed at the next one and not 30 MB later; numbers and escapes are left to gv_json_scan. Behind
 * damage a record begins where an object does whose first name is that of all records before; if
 * they have none in common, where any object does. A list of strings, ["a", "b"], has a record a
 * string; behind damage one begins behind a comma.
 */
#include "ingest/rows_scan.h"

#include "ingest/jsonl.h"

#include <string.h>

enum {
    BETWEEN = 0,   /* records */
    VALUE,         /* wanted */
    VALUE_OR_END,  /* behind "[" */
    NAME,
    NAME_OR_END,   /* behind "{" */
    COLON,
    NEXT,          /* "," or the end of the container */
    SCALAR,        /* in a number, true, false, null */
    BEHIND_TEXT,   /* a record that is a string; "," or "]" */
    STRING, STRING_NAME, ESCAPE, ESCAPE_NAME
};

enum { BLANKS_MAX = 4096 };

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int is_scalar(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' || c == '.' ||
           c == 'E';
}

/* The record's own object is level 0 and needs no bit. */
static int in_object(const gv_rows_scan *scan)
{
    const uint32_t level = scan->depth - 2;
    return scan->depth == 1 || ((scan->objects[level / 64] >> (level % 64)) & 1) != 0;
}

/* Opens a bracket inside the record; returns 0 if that is too deep. */
static int open_bracket(gv_rows_scan *scan, char c)
{
    const uint32_t level = scan->depth - 1;
    if (level >= GV_JSON_DEPTH_MAX) {
        return 0;
    }
    const uint64_t bit = (uint64_t)1 << (level % 64);
    scan->objects[level / 64] &= ~bit;
    scan->objects[level / 64] |= c == '{' ? bit : 0;
    scan->depth++;
    scan->state = c == '{' ? NAME_OR_END : VALUE_OR_END;
    return 1;
}

static int close_bracket(gv_rows_scan *scan, char c)
{
    if (in_object(scan) != (c == '}')) {
        return 0;
    }
    scan->depth--;
    scan->state = NEXT;
    return 1;
}

/* A byte of a record that is neither blank nor in a string; returns 0 if it cannot stand there. */
static int take(gv_rows_scan *scan, char c)
{
    switch (scan->state) {
    case VALUE:
    case VALUE_OR_END:
        if (c == '"') {
            scan->state = STRING;
            return 1;
        }
        if (c == '{' || c == '[') {
            return open_bracket(scan, c);
        }
        if (c == ']' && scan->state == VALUE_OR_END) {
            return close_bracket(scan, c);
        }
        scan->state = SCALAR;
        return is_scalar(c);
    case NAME:
    case NAME_OR_END:
        if (c == '}' && scan->state == NAME_OR_END) {
            return close_bracket(scan, c);
        }
        scan->state = STRING_NAME;
        return c == '"';
    case COLON:
        scan->state = VALUE;
        return c == ':';
    case SCALAR:
        if (is_scalar(c)) {
            return 1;
        }
        scan->state = NEXT;
        return take(scan, c); /* once: NEXT does not come back */
    default:
        if (c == ',') {
            scan->state = in_object(scan) ? NAME : VALUE;
            return 1;
        }
        return (c == '}' || c == ']') && close_bracket(scan, c);
    }
}

/* 1 if a record can begin so: a list is one of objects or one of strings. */
static int begins_record(const gv_rows *rows, char c)
{
    return (c == '{' && rows->of_strings <= 0) || (c == '"' && rows->of_strings >= 0);
}

/* Between records, from i: where one begins, or length; sets *fine to 0 at what cannot stand
 * there. */
static size_t run_between(gv_rows *rows, const char *bytes, size_t length, size_t i, int *fine)
{
    for (; i < length && !begins_record(rows, bytes[i]); i++) {
        if (bytes[i] == '[') {
            rows->open++;
        } else if (bytes[i] == ']') {
            rows->open -= rows->open > 0;
        } else if (bytes[i] != ',' && !is_blank(bytes[i])) {
            *fine = 0;
            break;
        }
    }
    return i;
}

/* In a string, from i: behind what can be skipped. */
static size_t run_string(gv_rows_scan *scan, const char *bytes, size_t length, size_t i)
{
    const int name = scan->state == STRING_NAME || scan->state == ESCAPE_NAME;
    if (scan->state == ESCAPE || scan->state == ESCAPE_NAME) {
        scan->state = name ? STRING_NAME : STRING;
        return i + 1;
    }
    while (i < length && bytes[i] != '"' && bytes[i] != '\\') {
        i++;
    }
    if (i < length && bytes[i] == '"') {
        scan->state = name ? COLON : scan->depth == 0 ? BEHIND_TEXT : NEXT;
    } else if (i < length) {
        scan->state = name ? ESCAPE_NAME : ESCAPE;
    }
    return i + (i < length);
}

/* Behind a record that is a string: [scan->at, scan->stop). A name and its colon are none. */
static gv_rows_look look_behind_text(gv_rows *rows, const char *bytes, size_t length,
                                     gv_rows_rest rest, size_t i, size_t *end)
{
    gv_rows_scan *const scan = &rows->scan;
    scan->stop = scan->stop > 0 ? scan->stop : i;
    while (i < length && is_blank(bytes[i])) {
        i++;
    }
    rows->looked = i;
    if (i == length && rest < GV_ROWS_GAP) {
        return GV_LOOK_MORE;
    }
    if (i < length && bytes[i] != ',' && bytes[i] != ']') {
        return GV_LOOK_BROKEN;
    }
    rows->of_strings = 1;
    rows->looked = *end = i + (i < length && bytes[i] == ',');
    return GV_LOOK_RECORD;
}

gv_rows_look gv_rows_look_json(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                               size_t *end)
{
    gv_rows_scan *const scan = &rows->scan;
    int fine = 1;
    size_t i = rows->looked;
    if (scan->state == BETWEEN) {
        i = run_between(rows, bytes, length, i, &fine);
        rows->looked = i;
        if (i > rows->start) {
            *end = i;
            return GV_LOOK_NOTHING;
        }
        if (!fine || i == length) {
            return fine ? GV_LOOK_MORE : GV_LOOK_BROKEN;
        }
        scan->at = i++;
        scan->depth = bytes[scan->at] == '{';
        scan->state = scan->depth > 0 ? NAME_OR_END : STRING;
    }
    while (i < length || scan->state == BEHIND_TEXT) {
        if (scan->state == BEHIND_TEXT) {
            return look_behind_text(rows, bytes, length, rest, i, end);
        }
        if (scan->state >= STRING) {
            i = run_string(scan, bytes, length, i);
            continue;
        }
        const char c = bytes[i];
        if (is_blank(c)) {
            scan->state = scan->state == SCALAR ? NEXT : scan->state;
        } else if (!take(scan, c)) {
            rows->looked = i;
            return GV_LOOK_BROKEN;
        }
        i++;
        if (scan->depth == 0) {
            rows->of_strings = -1;
            rows->looked = scan->stop = *end = i;
            return GV_LOOK_RECORD;
        }
    }
    rows->looked = length;
    return rest >= GV_ROWS_GAP ? GV_LOOK_BROKEN : GV_LOOK_MORE;
}

/* ------------------------------------------------------------------ behind damage */

/* The first name of the object at p, a "{", with its quotes; returns 1 if there is one, 0 if not,
 * -1 if bytes are wanting. */
static int first_name(const char *p, const char *end, const char **name, size_t *length)
{
    const char *start = p + 1;
    while (start < end && is_blank(*start)) {
        start++;
    }
    if (start == end) {
        return -1;
    }
    if (*start != '"') {
        return 0;
    }
    const char *q = start + 1;
    while (q < end && *q != '"') {
        q += *q == '\\' && q + 1 < end ? 2 : 1;
    }
    if (q >= end) {
        return -1;
    }
    *name = start;
    *length = (size_t)(q + 1 - start);
    return 1;
}

void gv_rows_note_name(gv_rows *rows, const char *bytes)
{
    const char *name = NULL;
    size_t length = 0;
    if (rows->names_differ || bytes[rows->scan.at] == '"') {
        return;
    }
    const int found = first_name(bytes + rows->scan.at, bytes + rows->scan.stop, &name, &length);
    if (found != 1 || length >= sizeof rows->name ||
        (rows->name[0] != '\0' &&
         (strlen(rows->name) != length || memcmp(rows->name, name, length) != 0)) ||
        memchr(name, '\0', length) != NULL) {
        rows->names_differ = 1;
    } else {
        memcpy(rows->name, name, length);
        rows->name[length] = '\0';
    }
}

/* Behind damage a string begins behind a comma. */
static int seek_text(const char *bytes, size_t length, size_t from, gv_rows_rest rest, size_t *at)
{
    for (size_t i = from; i < length; i++) {
        if (bytes[i] == ',') {
            size_t next = i + 1;
            while (next < length && next - i < BLANKS_MAX && is_blank(bytes[next])) {
                next++;
            }
            if (next < length && bytes[next] == '"') {
                *at = next;
                return 1;
            }
            if (next == length && rest < GV_ROWS_GAP) {
                *at = i;
                return 0;
            }
        }
    }
    *at = length;
    return 0;
}

int gv_rows_seek_json(const gv_rows *rows, const char *bytes, size_t length, size_t from,
                      gv_rows_rest rest, size_t *at)
{
    const int any = rows->names_differ || rows->name[0] == '\0';
    const size_t wanted = strlen(rows->name);
    if (rows->of_strings > 0) {
        return seek_text(bytes, length, from, rest, at);
    }
    for (size_t i = from; i < length; i++) {
        const char *const p = memchr(bytes + i, '{', length - i);
        const char *name = NULL;
        size_t n = 0;
        if (p == NULL) {
            break;
        }
        i = (size_t)(p - bytes);
        size_t horizon = length - i;
        horizon = horizon > 4096 ? 4096 : horizon; /* blanks and a name, or it is none */
        const int found = first_name(p, p + horizon, &name, &n);
        if (found == 1 && (any || (n == wanted && memcmp(name, rows->name, n) == 0))) {
            *at = i;
            return 1;
        }
        if (found < 0 && horizon < 4096 && rest < GV_ROWS_GAP) {
            *at = i;
            return 0;
        }
    }
    *at = length;
    return 0;
}
