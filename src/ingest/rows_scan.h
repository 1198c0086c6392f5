/*
 * rows_scan.h - one record's end, one format each: what rows.c and the cutters ask.
 *
 * A look goes on at rows->looked and says what the bytes from rows->start on come to. The cutters,
 * whose sections hold whole records only, look with the same eyes (gv_rows_each).
 */
#ifndef GV_INGEST_ROWS_SCAN_H
#define GV_INGEST_ROWS_SCAN_H

#include "ingest/rows.h"

typedef enum gv_rows_look {
    GV_LOOK_MORE = 0, /* the end is not among these bytes */
    GV_LOOK_NOTHING,  /* [start, *end) is no record: a blank line, a comma, a comment */
    GV_LOOK_RECORD,   /* [start, *end) is one: scan.at to scan.stop, and what stands around it */
    GV_LOOK_LINE,     /* TSV: [start, *end) is a line whose quotes mean nothing */
    GV_LOOK_BROKEN    /* the record is damaged; all up to rows->looked was seen */
} gv_rows_look;

/* rest: never WAITING. */
gv_rows_look gv_rows_look_csv(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                              size_t *end);
gv_rows_look gv_rows_look_json(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                               size_t *end);
gv_rows_look gv_rows_look_xml(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                              size_t *end);

/* Where a record can begin at or behind `from`: 1 and its place, or 0 and how far nothing can. */
int gv_rows_seek_csv(const gv_rows *rows, const char *bytes, size_t length, size_t from,
                     gv_rows_rest rest, size_t *at);
int gv_rows_seek_json(const gv_rows *rows, const char *bytes, size_t length, size_t from,
                      gv_rows_rest rest, size_t *at);
int gv_rows_seek_xml(const gv_rows *rows, const char *bytes, size_t length, size_t from,
                     gv_rows_rest rest, size_t *at);

/* Those of rows->format. */
gv_rows_look gv_rows_look_on(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                             size_t *end);
int gv_rows_seek(const gv_rows *rows, const char *bytes, size_t length, size_t from,
                 gv_rows_rest rest, size_t *at);
/* 1 for CSV and TSV. */
int gv_rows_is_table(const gv_rows *rows);
/* "row" or "element". */
const char *gv_rows_word(const gv_rows *rows);
/* Puts into rows->reason why the record at `start`, seen up to `looked`, is left out. */
gv_status gv_rows_say_broken(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                             int is_long);
/* The record at hand begins at `at`; nothing of it was looked at. */
void gv_rows_begin_at(gv_rows *rows, size_t at);

/* What stands before the first record; *fault is set to why it will not do (in rows->reason), or
 * left alone. CSV, TSV: [0, length) is the header row: fills head, columns, separator. XML: fills
 * name and head, once the bytes are enough (*known). */
gv_status gv_rows_begin_csv(gv_rows *rows, const char *bytes, size_t length, const char **fault);
gv_status gv_rows_begin_xml(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                            int *known, const char **fault);
/* Notes the first name of the JSON record at scan.at. */
void gv_rows_note_name(gv_rows *rows, const char *bytes);

/* The next record of a section's bytes: 1, and [scan.at, scan.stop) is it; 0 after the last. rows
 * is zeroed with format, options, separator and name set. */
int gv_rows_each(gv_rows *rows, const char *bytes, size_t length);

#endif
