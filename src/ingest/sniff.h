/*
 * sniff.h - what first bytes say: gzip, or no text at all. Stateless, thread-safe.
 */
#ifndef GV_INGEST_SNIFF_H
#define GV_INGEST_SNIFF_H

#include <stddef.h>

/* 1 if bytes begin a gzip member, or did before one byte of its magic number was damaged. */
int gv_sniff_is_gzip(const char *bytes, size_t length);

/* 1 if bytes begin a PDF file; a few blanks and NULs before it are forgiven, as readers do. */
int gv_sniff_is_pdf(const char *bytes, size_t length);
/* 1 if bytes, after blanks and a byte-order mark, begin as JSON does: no layer begins so. */
int gv_sniff_may_be_json(const char *bytes, size_t length);

/* NULL if bytes, the first of a member, can be text; else why not, for people ("a zip archive, a
 * format that is not read"); borrowed for ever. Looks at 4096 bytes at most. */
const char *gv_sniff_not_text(const char *bytes, size_t length);

#endif
