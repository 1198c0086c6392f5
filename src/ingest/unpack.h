/*
 * unpack.h - raw deflate (RFC 1951) from input to output; what gzip wraps around it is inflate.c's.
 *
 *     unpack.c         zlib, and when a block is left to others
 *     unpack_block.c   one whole block by code of our own
 *     block_tables.c   what the bits of that block stand for
 *     unpack_isal.c    the same by ISA-L (only where it is built in)
 *     unpack_crc.c     checksums of gzip
 *     block_head.c     whether a block's head is plainly good, and what it says
 */
#ifndef GV_INGEST_UNPACK_H
#define GV_INGEST_UNPACK_H

#include "gravamen.h"

#include <stddef.h>
#include <stdint.h>

/* One stream at a time; belongs to one thread at a time. */
typedef struct gv_unpack gv_unpack;

typedef enum gv_unpack_end {
    GV_UNPACK_MORE = 0, /* goes on; if nothing was used and nothing given: input is wanting */
    GV_UNPACK_ENDED,    /* the stream is whole; what was not used belongs to others */
    GV_UNPACK_DAMAGED   /* what was given before is right as far as one can tell */
} gv_unpack_end;

/* What one call came to, in bytes. */
typedef struct gv_unpacked {
    size_t used, given;
    gv_unpack_end end;
} gv_unpacked;

/* An unpacker, owned by the caller. Whole blocks are read by code of our own; by ISA-L or zlib where
 * the environment variable GRAVAMEN_INFLATE is isal, and it is built in, or zlib. */
gv_status gv_unpack_new(gv_unpack **unpack);
void gv_unpack_free(gv_unpack *unpack);
/* Begins a new stream. */
gv_status gv_unpack_start(gv_unpack *unpack);
/* Unpacks from in (length bytes, may be 0) to out (capacity > 0 bytes). Input that was not used is
 * to be given again, with more behind it. Gives the same bytes, in all, for any division of the
 * input, whoever reads the blocks; without more input it gives all that the input so far says. Fails
 * only for want of memory. */
gv_status gv_unpack_next(gv_unpack *unpack, const unsigned char *in, size_t length, char *out,
                         size_t capacity, gv_unpacked *unpacked);
/* CRC-32 as gzip has it, of bytes behind others whose CRC is crc; of none: 0. */
uint32_t gv_unpack_crc(uint32_t crc, const void *bytes, size_t length);
/* The checksum of RFC 1950 (Adler-32) of bytes behind others whose sum is `sum`; of none: 1. */
uint32_t gv_unpack_adler(uint32_t sum, const void *bytes, size_t length);
/* "zlib 1.2.13: ...\nlibisal 2.30.0...", two lines for `--version`, each with its newline, into
 * text. */
void gv_unpack_describe(char *text, size_t capacity);

/* ------------------------------------------------------------------ between its files */

enum { GV_DEFLATE_WINDOW = 1 << 15 }; /* bytes that a copy may reach back */

enum { GV_BLOCK_TEXT = 286, GV_BLOCK_DISTANCE = 30, GV_BLOCK_END = 256 /* the code for it */ };

/* What the head of a block says. */
typedef struct gv_block_head {
    uint8_t lengths[GV_BLOCK_TEXT + GV_BLOCK_DISTANCE]; /* of codes, in bits: n_text for text, then
                                                           n_distance for distances */
    unsigned n_text, n_distance;
    int is_last;   /* no block follows */
    size_t n_bits; /* where its codes begin, counted from bit 0 of in[0] */
} gv_block_head;

/* 1 if a block with Huffman codes of its own begins at bit `bit` (0 to 7) of in[0], its head stands
 * in in[0..length) whole, and all its codes are complete: then *head is set. 0: anything else, good
 * or bad. */
int gv_block_head_read(const unsigned char *in, size_t length, unsigned bit, gv_block_head *head);

/* Bytes behind the text of a block that may be written as well. */
enum { GV_BLOCK_ROOM = 320 };

typedef struct gv_block_tables gv_block_tables;
gv_status gv_block_new(gv_block_tables **tables);
void gv_block_free(gv_block_tables *tables);
/* Unpacks one block whose head is plain, to its end. The n_history (at most GV_DEFLATE_WINDOW)
 * bytes of text before it stand before out, and behind its capacity there is room. 1: *n_bits of
 * in[] are used, counted from bit 0 of in[0], and *given bytes given. 0: the block does not end
 * within length or capacity bytes, or is damaged: then out holds rubbish. */
int gv_block_read(gv_block_tables *tables, const gv_block_head *head, const unsigned char *in,
                  size_t length, size_t n_history, unsigned char *out, size_t capacity,
                  size_t *n_bits, size_t *given);

typedef struct gv_isal gv_isal;

/* NULL if ISA-L is not built in. */
const char *gv_isal_version(void);
gv_status gv_isal_new(gv_isal **isal);
void gv_isal_free(gv_isal *isal);
/* As gv_block_read, for a block that begins at bit `bit` of in[0]. */
int gv_isal_block(gv_isal *isal, const unsigned char *in, size_t length, unsigned bit,
                  const unsigned char *history, size_t n_history, unsigned char *out,
                  size_t capacity, size_t *bits, size_t *given);

/* Folds bytes behind others whose CRC is crc into sixteen, of which gv_unpack_crc(~0, sum, 16) is the
 * CRC of all that were taken: the answer says how many, at most length. 0: none, and sum is not set:
 * there are few, or the processor has no instructions for it. */
size_t gv_crc_fold(uint32_t crc, const unsigned char *bytes, size_t length, unsigned char sum[16]);

#endif
