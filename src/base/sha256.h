/*
 * sha256.h - SHA-256 (FIPS 180-4), for the identity of models and inputs.
 */
#ifndef GV_BASE_SHA256_H
#define GV_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct gv_sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
} gv_sha256;

void gv_sha256_start(gv_sha256 *sha);
void gv_sha256_add(gv_sha256 *sha, const void *bytes, size_t length);
/* 64 lower-case hexadecimal digits and a NUL. */
void gv_sha256_finish(gv_sha256 *sha, char hex[65]);

#endif
