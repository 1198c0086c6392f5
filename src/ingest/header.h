/*
 * header.h - lines "Name: value", as HTTP and WARC put them before their data.
 *
 * Read leniently: lines end in CRLF or LF, a line that begins with a blank goes on with the one
 * before, blanks before the colon do not matter. Stateless, thread-safe.
 */
#ifndef GV_INGEST_HEADER_H
#define GV_INGEST_HEADER_H

#include "base/arena.h"
#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

enum {
    GV_HEADER_BYTES = 1 << 16, /* of one header, at most */
    GV_HEADER_LINES = 1000
};

/* One line, with those that go on with it; borrowed from the bytes it was read from. The value has
 * no blanks at its edges, but maybe line ends inside. */
typedef struct gv_header_line {
    const char *name, *value;
    size_t name_length, value_length;
} gv_header_line;

typedef enum gv_header_step {
    GV_HEADER_LINE = 0,
    GV_HEADER_END, /* the empty line; *at stands behind it */
    GV_HEADER_CUT, /* the bytes end before it is plain where the line does; *at did not move */
    GV_HEADER_BAD  /* a line that is no such thing; *at stands behind it */
} gv_header_step;

/* Reads one line at bytes[*at]. */
gv_header_step gv_header_next(const char *bytes, size_t length, size_t *at, gv_header_line *line);
/* 1 if the line's name is `name` (lower case). */
int gv_header_is(const gv_header_line *line, const char *name);
/* The length of the first line without its end; *next stands behind the end. SIZE_MAX: it has no
 * end. */
size_t gv_header_first_line(const char *bytes, size_t length, size_t *next);
/* A value as valid UTF-8 on one line, in the arena; `<...>` around it is taken off. */
gv_status gv_header_copy(gv_arena *arena, const char *value, size_t length, const char **copy);
/* A whole number of 1 to 18 digits and nothing else: 1; else 0. */
int gv_header_number(const char *value, size_t length, uint64_t *number);
/* Of "Text/HTML; Charset="UTF-8"": "text/html" and "utf-8", lower case; each "" if it is not there,
 * does not fit or has bytes that it cannot have. */
void gv_header_media_type(const char *value, size_t length, char *type, size_t type_capacity,
                          char *charset, size_t charset_capacity);

#endif
