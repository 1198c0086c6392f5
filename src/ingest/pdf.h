/*
 * pdf.h - the text of a PDF file, by poppler's pdftotext. Thread-safe.
 */
#ifndef GV_INGEST_PDF_H
#define GV_INGEST_PDF_H

#include "base/buf.h"

/* The version of pdftotext ("22.12.0"; "unknown" if it states none); NULL if it is not there. Found
 * at the first call, in PATH or as GRAVAMEN_PDFTOTEXT in the environment says (a path; empty:
 * none). Text depends on it. Borrowed for ever. */
const char *gv_pdf_version(void);
/* Adds the text to *text: valid UTF-8, lines end in \n, each page in \f, columns one after the
 * other. *replaced grows by the bad bytes replaced. What was wrong is put into *reason, for people;
 * empty if nothing was; there may be text all the same. Takes at most two minutes, 1 GiB and 256
 * MiB of words and places. Fails for want of memory only. */
gv_status gv_pdf_extract(const char *bytes, size_t length, gv_buf *text, gv_buf *reason,
                         uint64_t *replaced);

#endif
