/*
 * archive_name.h - a member's name as valid UTF-8. Stateless, thread-safe.
 */
#ifndef GV_INGEST_ARCHIVE_NAME_H
#define GV_INGEST_ARCHIVE_NAME_H

#include "base/buf.h"

/* Puts name (any bytes, `length` of them) into out as UTF-8 of at most `limit` bytes: as it is
 * where it is UTF-8; else, if from_zip, read as code page 437, which zip names without a mark are
 * in; else with U+FFFD for each bad byte. *cut: 1 if more than limit bytes were wanted. */
gv_status gv_archive_name(const char *name, size_t length, int from_zip, size_t limit, gv_buf *out,
                          int *cut);

#endif
