/*
 * pdf_columns.h - which lines of a page stand in which column. Stateless, thread-safe.
 */
#ifndef GV_INGEST_PDF_COLUMNS_H
#define GV_INGEST_PDF_COLUMNS_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* A line's box, in units of which there are GV_PDF_POINT in a point; y grows downwards. */
typedef struct gv_pdf_place {
    int32_t left, top, right, bottom;
    uint32_t characters;
    uint32_t region; /* set by gv_pdf_columns_find: stretches of columns, as they are read */
} gv_pdf_place;

enum { GV_PDF_POINT = 100 };

/* Tells the columns of a page. Where there are none, or none that are sure, all lines are of one
 * region. n log n. */
gv_status gv_pdf_columns_find(gv_pdf_place *places, size_t n);

#endif
