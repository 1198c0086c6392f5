/*
 * archive_7z.h - a 7z archive as a container.
 */
#ifndef GV_INGEST_ARCHIVE_7Z_H
#define GV_INGEST_ARCHIVE_7Z_H

#include "ingest/container.h"

/* As gv_archive_open. Members have no offset but an index, as the archive lists them. */
gv_status gv_archive_7z_open(const gv_opening *opening, gv_container *container);

#endif
