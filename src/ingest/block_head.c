/*
 * block_head.c - whether the head of a deflate block is plainly good.
 *
 * In: stored bytes and a bit in the first. Out: yes, and what it says, or "I do not say". A head with codes of its
 * own (RFC 1951, 3.2.7) says in turn how many lengths it lists, a small code for lengths, and by it
 * the lengths of the codes for text and for distances:
 *
 *     last? | 2 | HLIT HDIST HCLEN | 4 to 19 lengths of 3 bits | 258 to 316 lengths, run by run
 *
 * Plainly good means that all three codes are complete: every run of bits stands for something, no
 * code stands for two. Sum over all codes of 2^-length = 1; with lengths 1 2 3 3: 4/8 + 2/8 + 1/8 +
 * 1/8. Good writers also leave codes incomplete (a block without copies needs no code for
 * distances); whether these are right is zlib's to say.
 */
#include "ingest/unpack.h"

#include <string.h>

enum { LENGTH_CODES = 19 };

/* Bits from the lowest of the first byte on. Behind the end: zeros, and `missing`. */
typedef struct bits {
    const unsigned char *next, *end;
    uint64_t held;
    unsigned n_held;
    int missing;
} bits;

static unsigned look(bits *b, unsigned n)
{
    while (b->n_held < n) {
        if (b->next < b->end) {
            b->held |= (uint64_t)*b->next++ << b->n_held;
        } else {
            b->missing = 1;
        }
        b->n_held += 8;
    }
    return (unsigned)(b->held & (((uint64_t)1 << n) - 1));
}

static void skip(bits *b, unsigned n)
{
    b->held >>= n;
    b->n_held -= n;
}

static unsigned take(bits *b, unsigned n)
{
    const unsigned value = look(b, n);
    skip(b, n);
    return value;
}

static int is_complete(const uint8_t *lengths, unsigned n)
{
    uint32_t sum = 0;
    for (unsigned i = 0; i < n; i++) {
        sum += lengths[i] > 0 ? (uint32_t)1 << (15 - lengths[i]) : 0;
    }
    return sum == (uint32_t)1 << 15;
}

/* The code for lengths: of each 7 bits the value (low 5 bits) and the bits that are its code. */
static int read_length_code(bits *b, unsigned n, uint8_t table[128])
{
    static const uint8_t order[LENGTH_CODES] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[LENGTH_CODES] = {0};
    unsigned code = 0; /* the first 7 bits of the next code, highest first */
    for (unsigned i = 0; i < n; i++) {
        lengths[order[i]] = (uint8_t)take(b, 3);
    }
    if (!is_complete(lengths, LENGTH_CODES)) {
        return 0;
    }
    for (unsigned length = 1; length <= 7; length++) {
        for (unsigned value = 0; value < LENGTH_CODES; value++) {
            for (unsigned i = 0; lengths[value] == length && i < 128u >> length; i++, code++) {
                unsigned turned = 0; /* codes are stored highest bit first */
                for (unsigned bit = 0; bit < 7; bit++) {
                    turned |= (code >> bit & 1) << (6 - bit);
                }
                table[turned] = (uint8_t)(value | length << 5);
            }
        }
    }
    return 1;
}

/* n lengths, run by run. */
static int read_lengths(bits *b, const uint8_t table[128], unsigned n, uint8_t *lengths)
{
    for (unsigned i = 0; i < n;) {
        const uint8_t entry = table[look(b, 7)];
        const unsigned value = entry & 31;
        unsigned run = 1;
        uint8_t repeated = (uint8_t)value;
        skip(b, entry >> 5);
        if (value >= 16) {
            run = value == 16 ? 3 + take(b, 2) : value == 17 ? 3 + take(b, 3) : 11 + take(b, 7);
            if (value == 16 && i == 0) {
                return 0;
            }
            repeated = value == 16 ? lengths[i - 1] : 0;
        }
        if (run > n - i) {
            return 0;
        }
        memset(lengths + i, repeated, run);
        i += run;
    }
    return 1;
}

int gv_block_head_read(const unsigned char *in, size_t length, unsigned bit, gv_block_head *head)
{
    bits b = {.next = in, .end = in + length};
    uint8_t table[128];
    uint8_t *const lengths = head->lengths;
    (void)take(&b, bit);
    head->is_last = (int)take(&b, 1);
    if (take(&b, 2) != 2) {
        return 0;
    }
    head->n_text = 257 + take(&b, 5);
    head->n_distance = 1 + take(&b, 5);
    const unsigned n_length = 4 + take(&b, 4);
    if (b.missing || head->n_text > GV_BLOCK_TEXT || head->n_distance > GV_BLOCK_DISTANCE ||
        !read_length_code(&b, n_length, table) ||
        !read_lengths(&b, table, head->n_text + head->n_distance, lengths)) {
        return 0;
    }
    head->n_bits = (size_t)(b.next - in) * 8 - b.n_held;
    /* What was looked at beyond the end counts as missing even if it was not needed: never mind. */
    return !b.missing && lengths[GV_BLOCK_END] > 0 && is_complete(lengths, head->n_text) &&
           is_complete(lengths + head->n_text, head->n_distance);
}
