/*
 * jsonl.h - finds named fields in one line that holds one JSON object (RFC 8259).
 *
 * Stateless, thread-safe, no memory of its own. The line must be valid UTF-8 (see decode.h).
 */
#ifndef GV_INGEST_JSONL_H
#define GV_INGEST_JSONL_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

enum { GV_JSON_DEPTH_MAX = 256 };

typedef enum gv_json_kind {
    GV_JSON_NONE = 0, /* no such field */
    GV_JSON_STRING,
    GV_JSON_NUMBER,
    GV_JSON_BOOLEAN,
    GV_JSON_NULL,
    GV_JSON_OBJECT,
    GV_JSON_ARRAY
} gv_json_kind;

/* A value where it stands in the line; a string without its quotes, escapes still in. */
typedef struct gv_json_value {
    const char *bytes;
    size_t length;
    gv_json_kind kind;
} gv_json_value;

/* A field to find; of several of the same name the last wins. */
typedef struct gv_json_field {
    const char *name;
    size_t name_length;
    gv_json_value value; /* set by gv_json_scan */
} gv_json_field;

typedef struct gv_json_error {
    size_t column;        /* in bytes, from 1 */
    const char *expected; /* "\",\" or \"}\"", for people; borrowed for ever */
} gv_json_error;

/* Checks the whole line and fills the values of n fields. GV_ERROR_FORMAT if it is not one JSON
 * object, GV_ERROR_LIMIT if it nests deeper than GV_JSON_DEPTH_MAX; *error then says where. More
 * lenient than the RFC in one thing: control characters may stand in strings. Linear. */
gv_status gv_json_scan(const char *line, size_t length, gv_json_field *fields, size_t n_fields,
                       gv_json_error *error);
/* Checks that the bytes are one JSON string, and gives it; *error as above. */
gv_status gv_json_scan_string(const char *bytes, size_t length, gv_json_value *value,
                              gv_json_error *error);
/* Four hexadecimal digits at p as a number, or -1. */
int gv_json_hex(const char *p, const char *end);
/* 1 if a checked string value, decoded, is text. */
int gv_json_equals(const gv_json_value *value, const char *text, size_t length);
/* Decodes a string value that gv_json_scan gave; out has room for value->length bytes. A lone
 * surrogate becomes U+FFFD and counts in *replaced. Returns the decoded length. */
size_t gv_json_decode(const gv_json_value *value, char *out, uint64_t *replaced);
/* A whole number from 0 to UINT64_MAX written without sign, point and exponent; GV_ERROR_FORMAT if
 * the value is anything else. */
gv_status gv_json_number(const gv_json_value *value, uint64_t *number);
/* Adds a value as valid JSON on one line: as it stands, but control characters in strings escaped,
 * those between values left out. */
gv_status gv_json_add_raw(const gv_json_value *value, gv_buf *out);
/* Adds text (valid UTF-8) as a JSON string with its quotes. */
gv_status gv_json_add_string(const char *text, size_t length, gv_buf *out);

/* Steps through a checked array or object value: *at is NULL before its first item, and is moved
 * on. Returns 0 behind the last item, else 1 with *value and, of an object, *name (else left
 * alone). The value must come from gv_json_scan, or from this function. */
int gv_json_next(const gv_json_value *container, const char **at, gv_json_value *name,
                 gv_json_value *value);

/* 1 if bytes begin, after blanks, with an object whose first name and colon (or closing brace)
 * stand on the same line; 0 if not; -1 if more bytes are needed to know. */
int gv_json_begins_object(const char *bytes, size_t length);

#endif
