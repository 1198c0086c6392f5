/*
 * sha256.c - SHA-256 as FIPS 180-4 sets it out.
 *
 * In: bytes in any pieces. Out: 64 hexadecimal digits; "abc" gives ba7816bf...f20015ad. Whole
 * blocks of 64 bytes are hashed where they lie; only the pieces at the edges are copied. It is for
 * identity, not for secrets: no attempt is made at constant time or at wiping memory.
 * Where the processor has instructions for it, sha256_native.c does the blocks. It is our own
 * because every output and model is named by it: identities must not hang on a library that a build
 * may lack. Where libcrypto is there, a test compares the two.
 */
#include "base/sha256.h"

#include "base/sha256_blocks.h"

#include <string.h>

const uint32_t gv_sha256_rounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate_right(uint32_t word, unsigned bits)
{
    return word >> bits | word << (32 - bits);
}

static void hash_block(uint32_t state[8], const unsigned char *block)
{
    uint32_t w[64];
    for (size_t i = 0; i < 16; i++) {
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | (uint32_t)block[4 * i + 3];
    }
    for (size_t i = 16; i < 64; i++) {
        const uint32_t s0 =
            rotate_right(w[i - 15], 7) ^ rotate_right(w[i - 15], 18) ^ w[i - 15] >> 3;
        const uint32_t s1 =
            rotate_right(w[i - 2], 17) ^ rotate_right(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (size_t i = 0; i < 64; i++) {
        const uint32_t s1 = rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25);
        const uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + gv_sha256_rounds[i] + w[i];
        const uint32_t s0 = rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22);
        const uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

void gv_sha256_blocks_portable(uint32_t state[8], const unsigned char *bytes, size_t n)
{
    for (; n > 0; n--, bytes += 64) {
        hash_block(state, bytes);
    }
}

static void add_blocks(uint32_t state[8], const unsigned char *bytes, size_t n)
{
    if (gv_sha256_is_native()) {
        gv_sha256_blocks_native(state, bytes, n);
    } else {
        gv_sha256_blocks_portable(state, bytes, n);
    }
}

void gv_sha256_start(gv_sha256 *sha)
{
    *sha = (gv_sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void gv_sha256_add(gv_sha256 *sha, const void *bytes, size_t length)
{
    const unsigned char *p = bytes;
    const size_t held = (size_t)(sha->length % 64);
    sha->length += length;
    if (held > 0 && length > 0) {
        const size_t piece = length < 64 - held ? length : 64 - held;
        memcpy(sha->block + held, p, piece);
        p += piece;
        length -= piece;
        if (held + piece < 64) {
            return;
        }
        add_blocks(sha->state, sha->block, 1);
    }
    if (length >= 64) {
        add_blocks(sha->state, p, length / 64);
    }
    if (length % 64 > 0) {
        memcpy(sha->block, p + length / 64 * 64, length % 64);
    }
}

void gv_sha256_finish(gv_sha256 *sha, char hex[65])
{
    static const char DIGITS[] = "0123456789abcdef";
    static const unsigned char PADDING[64] = {0x80};
    const uint64_t bits = sha->length * 8;
    const size_t held = (size_t)(sha->length % 64);
    unsigned char tail[8];
    for (size_t i = 0; i < 8; i++) {
        tail[i] = (unsigned char)(bits >> (56 - 8 * i));
    }
    gv_sha256_add(sha, PADDING, held < 56 ? 56 - held : 120 - held);
    gv_sha256_add(sha, tail, sizeof tail);
    for (size_t i = 0; i < 32; i++) {
        const unsigned byte = sha->state[i / 4] >> (24 - 8 * (i % 4)) & 0xff;
        hex[2 * i] = DIGITS[byte >> 4];
        hex[2 * i + 1] = DIGITS[byte & 15];
    }
    hex[64] = '\0';
}
