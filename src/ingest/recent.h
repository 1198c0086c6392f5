/*
 * recent.h - the stored bytes that a layer works on: some before its place, some after.
 */
#ifndef GV_INGEST_RECENT_H
#define GV_INGEST_RECENT_H

#include "ingest/stream.h"

enum { GV_RECENT_KEPT = 1 << 18 }; /* bytes before position that are kept, if no gap came */

/* Belongs to one thread at a time. The layer itself moves position, within what is kept or left. */
typedef struct gv_recent {
    gv_stream below;
    unsigned char *bytes;
    size_t position, filled;
    uint64_t base;   /* offset of bytes[0] in the layer below */
    int below_end;
    int waiting;     /* the last call came to: the layer below had nothing for us */
    int interrupted; /* the layer below lost something right before position; the layer clears it */
    int gap_ahead;   /* it lost something right before bytes[gap_at], which is not reached yet */
    size_t gap_at;
} gv_recent;

/* recent: zeroed; `below` must outlive it. */
gv_status gv_recent_init(gv_stream below, gv_recent *recent);
void gv_recent_free(gv_recent *recent);
/* Reads from below until `length` bytes (at most 64 KiB) stand at position, or it ends, waits or
 * was interrupted: then what stood before, left or not, is forgotten. */
gv_status gv_recent_want(gv_recent *recent, int wait, size_t length);
/* Reads once if fewer than `length` bytes stand at position; waits for nothing, forgets nothing
 * that is left. */
gv_status gv_recent_look_ahead(gv_recent *recent, size_t length);
/* Reads, waiting, until `length` bytes (at most 512 KiB) stand at position, or it ends or lost
 * something; forgets nothing that is left. */
gv_status gv_recent_see(gv_recent *recent, size_t length);
/* As gv_recent_see; wait 0: only what comes at once, and `waiting` says whether more may. */
gv_status gv_recent_see_now(gv_recent *recent, int wait, size_t length);
/* The bytes that stand at position, up to the next gap, and how many. */
const unsigned char *gv_recent_at(const gv_recent *recent);
size_t gv_recent_left(const gv_recent *recent);
/* 1 if nothing comes behind what is left. */
int gv_recent_ends(const gv_recent *recent);
/* The offset of position in the layer below. */
uint64_t gv_recent_offset(const gv_recent *recent);

#endif
