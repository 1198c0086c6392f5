/*
 * brotli.h - brotli (RFC 7932), which HTTP packs pages with, from input to output.
 */
#ifndef GV_INGEST_BROTLI_H
#define GV_INGEST_BROTLI_H

#include "ingest/unpack.h"

/* One stream at a time; belongs to one thread at a time. */
typedef struct gv_brotli gv_brotli;

/* NULL if libbrotlidec is not built in: then nothing below is called. */
const char *gv_brotli_version(void);
/* A new stream; owned by the caller. It holds a window of 16 MiB at most. */
gv_status gv_brotli_new(gv_brotli **brotli);
void gv_brotli_free(gv_brotli *brotli);
/* As gv_unpack_next. */
gv_status gv_brotli_next(gv_brotli *brotli, const unsigned char *in, size_t length, char *out,
                         size_t capacity, gv_unpacked *unpacked);

#endif
