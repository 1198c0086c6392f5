/*
 * peek.h - looks ahead into a stream and gives the same bytes again.
 */
#ifndef GV_INGEST_PEEK_H
#define GV_INGEST_PEEK_H

#include "base/buf.h"
#include "ingest/stream.h"

/* Zeroed with `below` set is valid. Owner frees `head`. */
typedef struct gv_peek {
    gv_stream below;
    gv_buf head;   /* bytes read ahead */
    size_t taken;  /* of head */
    size_t gap_at; /* with `gap`: where in head it stands */
    int gap;
    int end;       /* nothing follows head */
} gv_peek;

/* Reads on, waiting, until `length` bytes are at hand, or the data end or a gap comes. */
gv_status gv_peek_want(gv_peek *peek, size_t length);
/* The bytes at hand; *length gets their number. Borrowed until the next call. */
const char *gv_peek_bytes(const gv_peek *peek, size_t *length);
/* Bytes that were looked at and not given yet. */
size_t gv_peek_left(const gv_peek *peek);
/* Leaves out the first `length` of the bytes at hand. */
void gv_peek_drop(gv_peek *peek, size_t length);
/* As gv_stream says; layer is a gv_peek. */
gv_status gv_peek_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill);
void gv_peek_free(gv_peek *peek);

#endif
