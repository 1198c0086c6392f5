/*
 * stream.h - one layer of input, seen from the layer above it.
 *
 * Every layer (file, gzip, character set) gives bytes through one call, into memory of the layer
 * above. A layer above may hold several streams; a stream belongs to one thread at a time.
 */
#ifndef GV_INGEST_STREAM_H
#define GV_INGEST_STREAM_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* What one call of a stream came to. length 0 means: waiting, or end, or a gap with nothing behind
 * it yet; never "try again" without one of these flags. */
typedef struct gv_fill {
    size_t length;   /* bytes put into out */
    uint8_t gap;     /* 1: something was lost before these bytes: join nothing across */
    uint8_t end;     /* 1: nothing follows these bytes */
    uint8_t waiting; /* 1: nothing was there, and wait was 0 */
} gv_fill;

/* Puts 1 to `capacity` (> 0) bytes into out. With wait 0 it does not block on a pipe. After `end`
 * it is not called again. Fails only for want of memory: damage and read errors are noted, and end
 * the stream. */
typedef struct gv_stream {
    gv_status (*fill)(void *layer, int wait, char *out, size_t capacity, gv_fill *fill);
    void *layer;
} gv_stream;

#endif
