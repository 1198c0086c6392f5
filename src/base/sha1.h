/*
 * sha1.h - SHA-1 (FIPS 180-4), for the digests that WARC files carry. Not for anything that
 * somebody could gain by forging.
 */
#ifndef GV_BASE_SHA1_H
#define GV_BASE_SHA1_H

#include <stddef.h>
#include <stdint.h>

typedef struct gv_sha1 {
    uint32_t state[5];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
} gv_sha1;

void gv_sha1_start(gv_sha1 *sha);
void gv_sha1_add(gv_sha1 *sha, const void *bytes, size_t length);
/* 20 bytes. */
void gv_sha1_finish(gv_sha1 *sha, unsigned char sum[20]);

#endif
