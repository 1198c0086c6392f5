/*
 * pdf_rescue.h - a PDF file that has lost its end. Stateless, thread-safe.
 */
#ifndef GV_INGEST_PDF_RESCUE_H
#define GV_INGEST_PDF_RESCUE_H

#include "base/buf.h"

/* Puts into *whole the bytes with a new end that lists the pages found in them; *pages: how many.
 * With none, nothing is put. Linear. */
gv_status gv_pdf_rescue(const char *bytes, size_t length, gv_buf *whole, size_t *pages);

#endif
