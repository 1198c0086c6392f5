/*
 * escape.h - hostile text made safe: as a JSON string, as a CSV cell, on a terminal.
 *
 * Names and texts come from archives: any bytes at all. Stateless, thread-safe.
 */
#ifndef GV_OUTPUT_ESCAPE_H
#define GV_OUTPUT_ESCAPE_H

#include "base/buf.h"

/* Adds text as a JSON string with its quotes. The value it decodes to is the text, with U+FFFD for
 * each byte that is not UTF-8; control characters, line separators and bidirectional controls are
 * written as \u escapes, so that the line is also safe to look at. */
gv_status gv_output_json_string(gv_buf *buf, const char *text, size_t length);
/* Adds  ,"name":"text"  or nothing if text is NULL. `name` is written as it is. */
gv_status gv_output_json_member(gv_buf *buf, const char *name, const char *text);

/* One character as a terminal may be shown it. */
typedef struct gv_shown {
    char bytes[32]; /* what to write, NUL-terminated */
    size_t size;    /* bytes of the source it stands for, at least 1 */
    int columns;    /* that it takes on the screen */
    int blank;      /* 1: a space where a line may be broken */
} gv_shown;

/* The character at text[0 .. length), length > 0. Controls, bidirectional overrides and other
 * characters that would act and not be seen come out as "<U+202E>", bytes that are not UTF-8 as
 * "<9F>". ascii: letters without accents, marks as their plain kin, the rest as "<U+4E2D>". */
gv_shown gv_output_show_one(const char *text, size_t length, int ascii);
/* Adds all of text so. */
gv_status gv_output_show(gv_buf *buf, const char *text, size_t length, int ascii);

#endif
