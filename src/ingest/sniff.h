/*
 * sniff.h - tells bytes that are no text. Stateless, thread-safe.
 */
#ifndef GV_INGEST_SNIFF_H
#define GV_INGEST_SNIFF_H

#include <stddef.h>

/* NULL if bytes, the first of a member, can be text; else why not, for people ("a zip archive, a
 * format that is not read"); borrowed for ever. Looks at 4096 bytes at most. */
const char *gv_sniff_not_text(const char *bytes, size_t length);

#endif
