/*
 * pdf_lines.h - words with their places on pages, to lines of text. Thread-safe.
 */
#ifndef GV_INGEST_PDF_LINES_H
#define GV_INGEST_PDF_LINES_H

#include "base/buf.h"

typedef struct gv_pdf_tally {
    uint64_t words, leftward; /* of these, in a script that is written from right to left */
} gv_pdf_tally;

/* Adds the text of `markup` (what pdftotext -bbox-layout gives, maybe cut off anywhere) to *text,
 * and counts its words. Bytes are passed on as they are; none but line ends, form feeds and blanks
 * are put in. Linear, but for sorting. */
gv_status gv_pdf_lines_read(const char *markup, size_t length, gv_buf *text, gv_pdf_tally *tally);

#endif
