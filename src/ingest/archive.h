/*
 * archive.h - tar, zip, 7z and cpio archives.
 *
 *     archive_head.c    what first bytes, and bytes anywhere, begin
 *     archive.c         tar, zip, cpio: member after member, through damage
 *     archive_7z.c      7z, from a temporary file (spool.c)
 *     libarchive.c      libarchive itself: the only file that includes it
 */
#ifndef GV_INGEST_ARCHIVE_H
#define GV_INGEST_ARCHIVE_H

#include "ingest/container.h"

/* "libarchive 3.6.2"; NULL if it is not built in: then the two that open must not be called. */
const char *gv_archive_version(void);

/* "tar", "zip", "7z", "cpio", or NULL: what bytes, the first of a layer, begin; one byte of the
 * first header may be damaged. Wants 512 bytes, if there are so many. Borrowed for ever. */
const char *gv_archive_sniff(const char *bytes, size_t length);

/* NULL if that kind of layer can be read; else what is missing, for people: "a tar archive; this
 * gravamen was built without libarchive"; borrowed for ever. */
const char *gv_archive_missing(const char *kind);
/* Opens a container as container.h says; kind as gv_archive_sniff named it. The caller frees it
 * by container->close. */
gv_status gv_archive_open(const gv_opening *opening, const char *kind, gv_container *container);

#endif
