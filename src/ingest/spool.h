/*
 * spool.h - all bytes of a layer, kept so that they can be read in any order.
 */
#ifndef GV_INGEST_SPOOL_H
#define GV_INGEST_SPOOL_H

#include "base/buf.h"
#include "ingest/stream.h"

/* Zeroed is a valid empty spool; belongs to one thread at a time. */
typedef struct gv_spool {
    gv_buf memory;        /* all of it, while it is small */
    int in_file;          /* 1: all of it stands in the file instead */
    int descriptor;
    uint64_t length;
    int gap;              /* the layer below lost something */
    const char *problem;  /* why it could not be kept, for people; NULL: it was */
} gv_spool;

/* Reads `below` to its end into the spool. What cannot be kept (a full disk, more than `limit`
 * bytes) is read all the same, and `problem` says why; `length` is then that of all bytes read.
 * Fails only for want of memory. */
gv_status gv_spool_fill(gv_stream below, uint64_t limit, gv_spool *spool);
/* Copies up to `length` bytes from `offset` on; the answer is how many there were. */
size_t gv_spool_read(const gv_spool *spool, uint64_t offset, void *bytes, size_t length);
void gv_spool_close(gv_spool *spool);

#endif
