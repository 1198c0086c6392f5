/*
 * gzip_head.h - the header of a gzip member (RFC 1952, 2.3), as its bytes come.
 */
#ifndef GV_INGEST_GZIP_HEAD_H
#define GV_INGEST_GZIP_HEAD_H

#include "ingest/unpack.h"

enum { GV_GZIP_HEADER = 10 }; /* bytes of its fixed part */

/* Zeroed: at a header's first byte. */
typedef struct gv_gzip_head {
    unsigned part;  /* of which the next byte is */
    unsigned place; /* of that byte in its part */
    unsigned flags;
    unsigned left;  /* bytes of the extra field */
    uint32_t crc;   /* of all bytes so far */
    unsigned sum;   /* the two lowest bytes of crc, as the header has them */
} gv_gzip_head;

/* Passes over what stands in in[0..length) of the header. ENDED: it is whole; DAMAGED: its method
 * or flags are unknown, or it does not match its own checksum. *used bytes belong to it. */
gv_unpack_end gv_gzip_head_next(gv_gzip_head *head, const unsigned char *in, size_t length,
                                size_t *used);

#endif
