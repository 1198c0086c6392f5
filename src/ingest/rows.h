/*
 * rows.h - where the records of a member end that is a list of them: CSV, a JSON array, XML.
 *
 * In: the member's bytes, as they come. Out: ends of records, so that the reader can cut sections of
 * whole ones; cut_*.c makes documents of them, on any thread. Serial, so it does no more than look
 * for quotes, brackets or tags. A record is bounded by gv_section_line_limit.
 */
#ifndef GV_INGEST_ROWS_H
#define GV_INGEST_ROWS_H

#include "ingest/reader.h"

/* State between calls. Zeroed, with format and options set, stands at the member's first byte. */
typedef struct gv_rows {
    gv_section_format format; /* JSON, CSV, TSV or XML */
    const gv_ingest_options *options;
    int begun;                /* the head (header row, "[", what stands before the first element) is past */
    int in_quotes;            /* CSV; JSON: in a string */
    int escaped;              /* JSON: behind a backslash */
    uint32_t depth;           /* JSON: brackets open; XML: elements of the name open */
    unsigned state;           /* each format's own */
    gv_buf head;              /* CSV: the header row, without its line end; given to every section */
} gv_rows;

/* Looks at bytes [0, length), of which it has seen those before *looked; sets *looked. *end: behind
 * the last record that ends at or after `aim` bytes, or behind the last that ends at all if `at_end`
 * (nothing follows); 0: none does. *n: records before *end. Bytes before the first record (the head)
 * count as part of it. */
gv_status gv_rows_find(gv_rows *rows, const char *bytes, size_t length, size_t aim, int at_end,
                       size_t *looked, size_t *end, uint64_t *n);
void gv_rows_free(gv_rows *rows);
/* NULL if first bytes are no list of records; else JSON, CSV, TSV or XML... see sniff.h. */

#endif
