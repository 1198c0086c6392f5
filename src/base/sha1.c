/*
 * sha1.c - SHA-1 as FIPS 180-4 sets it out.
 *
 * In: bytes in any pieces. Out: 20 bytes; "abc" gives a9993e36...9cd0d89d. Whole blocks of 64 bytes
 * are hashed where they lie; only the pieces at the edges are copied.
 */
#include "base/sha1.h"

#include <string.h>

static uint32_t rotate_left(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32 - bits);
}

static void hash_block(uint32_t state[5], const unsigned char *block)
{
    uint32_t w[80];
    for (size_t i = 0; i < 16; i++) {
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | (uint32_t)block[4 * i + 3];
    }
    for (size_t i = 16; i < 80; i++) {
        w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (size_t i = 0; i < 80; i++) {
        uint32_t f = 0;
        uint32_t k = 0;
        if (i < 20) {
            f = (b & c) | (~b & d);
            k = 0x5a827999;
        } else if (i < 40) {
            f = b ^ c ^ d;
            k = 0x6ed9eba1;
        } else if (i < 60) {
            f = (b & c) | (b & d) | (c & d);
            k = 0x8f1bbcdc;
        } else {
            f = b ^ c ^ d;
            k = 0xca62c1d6;
        }
        const uint32_t next = rotate_left(a, 5) + f + e + k + w[i];
        e = d;
        d = c;
        c = rotate_left(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

void gv_sha1_start(gv_sha1 *sha)
{
    static const uint32_t first[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    memcpy(sha->state, first, sizeof first);
    sha->length = 0;
}

void gv_sha1_add(gv_sha1 *sha, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    const size_t used = (size_t)(sha->length % 64);
    sha->length += length;
    if (used > 0) {
        const size_t room = 64 - used;
        const size_t n = length < room ? length : room;
        memcpy(sha->block + used, at, n);
        at += n;
        length -= n;
        if (used + n < 64) {
            return;
        }
        hash_block(sha->state, sha->block);
    }
    for (; length >= 64; at += 64, length -= 64) {
        hash_block(sha->state, at);
    }
    if (length > 0) {
        memcpy(sha->block, at, length);
    }
}

void gv_sha1_finish(gv_sha1 *sha, unsigned char sum[20])
{
    static const unsigned char padding[64] = {0x80};
    const uint64_t bits = sha->length * 8;
    const size_t used = (size_t)(sha->length % 64);
    unsigned char length[8];
    for (size_t i = 0; i < 8; i++) {
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    }
    gv_sha1_add(sha, padding, used < 56 ? 56 - used : 120 - used);
    gv_sha1_add(sha, length, sizeof length);
    for (size_t i = 0; i < 20; i++) {
        sum[i] = (unsigned char)(sha->state[i / 4] >> (24 - 8 * (i % 4)));
    }
}
