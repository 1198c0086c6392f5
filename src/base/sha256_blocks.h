/*
 * sha256_blocks.h - the inside of SHA-256: one state, whole blocks of 64 bytes.
 */
#ifndef GV_BASE_SHA256_BLOCKS_H
#define GV_BASE_SHA256_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

extern const uint32_t gv_sha256_rounds[64];

/* n blocks at `bytes`, in turn. Any thread. */
void gv_sha256_blocks_portable(uint32_t state[8], const unsigned char *bytes, size_t n);

/* The same by the processor's own instructions, where gv_sha256_is_native() is 1: they are compiled
 * in, the processor has them, and GRAVAMEN_CPU in the environment is not "portable". Looked up once
 * a process. Any thread. */
void gv_sha256_blocks_native(uint32_t state[8], const unsigned char *bytes, size_t n);
int gv_sha256_is_native(void);

#endif
