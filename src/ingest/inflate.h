/*
 * inflate.h - unwraps one gzip layer: any number of members, each with its checksum and length.
 */
#ifndef GV_INGEST_INFLATE_H
#define GV_INGEST_INFLATE_H

#include "ingest/damage.h"
#include "ingest/gzip_head.h"
#include "ingest/stream.h"

typedef struct gv_inflate gv_inflate;

/* A layer over `below`, which must outlive it as must log. Owned by the caller. */
gv_status gv_inflate_new(gv_stream below, gv_damage_log *log, gv_inflate **inflate);
/* As gv_stream says; layer is a gv_inflate. A gap is given where reading went on after damage. */
gv_status gv_inflate_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill);
/* Reads no further: what was read and belongs to no whole member is noted as damage, with why, and
 * the ledger's row is added. Not to be called after the end; gv_inflate_fill then says end. */
gv_status gv_inflate_give_up(gv_inflate *inflate, const char *why);
/* Members that were begun and gave bytes, or ended well. */
uint64_t gv_inflate_members(const gv_inflate *inflate);
void gv_inflate_free(gv_inflate *inflate);

#endif
