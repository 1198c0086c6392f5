/*
 * pdf_page.h - the lines of one page, from where they stand to text.
 */
#ifndef GV_INGEST_PDF_PAGE_H
#define GV_INGEST_PDF_PAGE_H

#include "base/buf.h"
#include "ingest/pdf_columns.h"

typedef struct gv_pdf_line {
    gv_pdf_place box;
    size_t text, length;   /* in words of the page */
    size_t label, label_length; /* likewise, of what stands before it; 0: nothing */
    uint32_t flow;
    uint32_t index;
    uint8_t column; /* 1: begins a column */
} gv_pdf_line;

typedef struct gv_pdf_page {
    gv_buf words;
    gv_pdf_line *lines;
    size_t n_lines, capacity;
    gv_pdf_place *places; /* of the lines, to find columns in */
    size_t places_capacity;
    int32_t *gaps;
    size_t n_gaps, gaps_capacity;
    uint32_t flow;
} gv_pdf_page;

/* Adds the text of a page, with a form feed behind it, to *text, and empties the page, whose memory
 * is kept. Lines stand in the order in which pdftotext reads them. */
gv_status gv_pdf_page_write(gv_pdf_page *page, gv_buf *text);
void gv_pdf_page_free(gv_pdf_page *page);

#endif
