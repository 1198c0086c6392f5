/*
 * filter.h - unwraps one xz, zstd, bzip2 or lz4 layer: any number of streams, each checked.
 *
 *     filter.c          streams one after the other, through damage
 *     filter_mark.c     what streams begin with
 *     filter_piece.c    input in the pieces that two of the libraries want
 *     filter_xz.c       one stream, by liblzma
 *     filter_zstd.c     by libzstd
 *     filter_bzip2.c    by libbz2
 *     filter_lz4.c      by liblz4
 */
#ifndef GV_INGEST_FILTER_H
#define GV_INGEST_FILTER_H

#include "base/buf.h"
#include "ingest/container.h"
#include "ingest/unpack.h"

typedef struct gv_filter gv_filter;

/* "xz", "zstd", "bzip2", "lz4", or NULL: what bytes, the first of a layer, begin; in the marks of
 * xz and bzip2 one byte may be damaged. Wants 32 bytes, if there are so many. Borrowed for ever. */
const char *gv_filter_sniff(const char *bytes, size_t length);
/* NULL if that kind can be read, or is none of these; else "xz data; this gravamen was built
 * without liblzma"; borrowed for ever. */
const char *gv_filter_missing(const char *kind);
/* "liblzma 5.4.1, libzstd 1.5.4", those that are built in, into text. */
void gv_filter_describe(char *text, size_t capacity);
/* A layer as opening says; kind as gv_filter_sniff named it, and not missing. Owned by the caller.
 * At the end of its bytes it adds its row to the ledger. */
gv_status gv_filter_open(const gv_opening *opening, const char *kind, gv_filter **filter);
/* As gv_stream says; layer is a gv_filter. A gap is given where reading went on after damage. */
gv_status gv_filter_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill);
/* Reads no further: as gv_inflate_give_up. */
gv_status gv_filter_give_up(gv_filter *filter, const char *why);
void gv_filter_free(gv_filter *filter);

/* ------------------------------------------------------------------ between its files */

/* What one library does. A state is one stream at a time, and belongs to one thread at a time. */
typedef struct gv_filter_library {
    const char *kind, *name;    /* "xz", "liblzma" */
    const char *(*version)(void); /* NULL: not built in, and then the rest is not called */
    /* *state NULL: a new one; else begins a new stream with it. Fails for want of memory. */
    gv_status (*start)(void **state);
    /* As gv_unpack_next. *reason: of GV_UNPACK_DAMAGED, a word more than "is damaged", or NULL. */
    gv_status (*next)(void *state, const unsigned char *in, size_t length, char *out,
                      size_t capacity, gv_unpacked *unpacked, const char **reason);
    void (*close)(void *state);
} gv_filter_library;

extern const gv_filter_library gv_filter_xz, gv_filter_zstd, gv_filter_bzip2, gv_filter_lz4;

/* first of a layer; right behind a stream; anywhere, in a search */
typedef enum gv_filter_place {
    GV_FILTER_FIRST = 0,
    GV_FILTER_IN_SEQUENCE,
    GV_FILTER_SEARCHED
} gv_filter_place;

/* 1 if bytes begin a stream of that kind. Stateless. */
int gv_filter_begins(const char *kind, const unsigned char *bytes, size_t length,
                     gv_filter_place place);

/* For a library that takes back what a call gave if it fails: input is put before it in pieces that
 * it names, a block at most, however the bytes come. Zeroed but for `wanted` is valid. */
typedef struct gv_filter_piece {
    gv_buf bytes;
    size_t wanted; /* of them, before the library is called */
} gv_filter_piece;

/* Takes from in what the piece wants; the answer is how much that was. */
gv_status gv_filter_piece_take(gv_filter_piece *piece, const unsigned char *in, size_t length,
                               size_t *taken);
/* The library used `used` bytes of the piece and gave as much as there was room for (is_full) or
 * less; it names `next` bytes, of which the last `head` are for what comes then. */
void gv_filter_piece_done(gv_filter_piece *piece, size_t used, int is_full, size_t next,
                          size_t head);

/* A window of more than this is not unpacked. */
enum { GV_FILTER_WINDOW_BITS = 30 };

#endif
