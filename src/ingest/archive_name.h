/*
 * archive_name.h - a member's name as valid UTF-8, and what its header says. Stateless,
 * thread-safe.
 */
#ifndef GV_INGEST_ARCHIVE_NAME_H
#define GV_INGEST_ARCHIVE_NAME_H

#include "base/buf.h"
#include "ingest/container.h"
#include "ingest/libarchive.h"

enum { GV_ARCHIVE_NAME_SHOWN = 440 }; /* bytes of a name in a reason, with the words before it */

/* Puts name (any bytes, `length` of them) into out as UTF-8 of at most `limit` bytes: as it is
 * where it is UTF-8; else, if from_zip, read as code page 437, which zip names without a mark are
 * in; else with U+FFFD for each bad byte. *cut: 1 if more than limit bytes were wanted. */
gv_status gv_archive_name(const char *name, size_t length, int from_zip, size_t limit, gv_buf *out,
                          int *cut);
/* "member x/a.txt", shortened, or "a member" where name is empty, for reasons. */
void gv_archive_show_name(const gv_buf *name, char text[GV_ARCHIVE_NAME_SHOWN]);
/* Fills name, length and left_out of a member whose header stands at `offset`, and notes what is
 * wrong with that. kind: the layer's. *member borrows *name. */
gv_status gv_archive_describe(const gv_libarchive_entry *entry, const gv_opening *opening,
                              const char *kind, uint64_t offset, gv_buf *name, gv_member *member);

#endif
