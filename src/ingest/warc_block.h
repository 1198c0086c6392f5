/*
 * warc_block.h - the block of one WARC record: so many bytes of the layer below, if they are there.
 */
#ifndef GV_INGEST_WARC_BLOCK_H
#define GV_INGEST_WARC_BLOCK_H

#include "ingest/recent.h"
#include "ingest/warc_digest.h"
#include "ingest/warc_head.h"

/* Zeroed with input and is_arc set is valid, and empty. */
typedef struct gv_warc_block {
    gv_recent input;
    int is_arc;
    uint64_t left;        /* bytes of the block from input's position on */
    int is_nested;        /* its body begins as a WARC file does */
    int is_trusted;       /* where it ends was looked at, and is right */
    uint64_t none_before; /* offset before which no header begins */
    int ends_elsewhere;   /* it is not known where its record ends */
    const char *trouble;  /* what was wrong with the record: a clause; borrowed for ever */
    gv_warc_digest digest;
} gv_warc_block;

/* A new block of `length` bytes from the input's position on. */
void gv_warc_block_begin(gv_warc_block *block, uint64_t length, const gv_warc_slice *digest,
                         const char *trouble);
/* The next bytes of the block, at most capacity, borrowed until the next call; *n 0: it ended, or
 * (only with wait 0) waits. Ends early, with trouble, where the input ends, lost bytes, or plainly
 * begins another record. */
gv_status gv_warc_block_next(gv_warc_block *block, int wait, size_t capacity,
                             const unsigned char **bytes, size_t *n);
/* Passes over `length` bytes, or to the block's end. */
gv_status gv_warc_block_skip(gv_warc_block *block, uint64_t length);
/* As gv_stream says; layer is a gv_warc_block. */
gv_status gv_warc_block_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill);
/* Behind its last byte: sees whether a record may end here and whether the digest is right. */
gv_status gv_warc_block_end(gv_warc_block *block);
/* Reads the header at the input's position; as gv_warc_head_read. What head borrows holds until the
 * input moves. */
gv_status gv_warc_block_head(gv_warc_block *block, int strict, gv_warc_head *head,
                             gv_warc_answer *answer, size_t *seen);

#endif
