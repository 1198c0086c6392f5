/*
 * unpack_block.c - one deflate block by code of our own.
 *
 * In: a block whose head was found good, and the text before it. Out: its text, if it ends within
 * what is there. What the bits stand for is looked up (block_tables.h). The time goes into waiting:
 * each look must end before one knows where the next begins, and a branch that goes the other way
 * than was foreseen costs as much as four looks. So every turn of the loop does the same, without a
 * branch that text decides:
 *
 *     look up text       'h', 'e'    |  ' ' and a copy of 5   |  a copy of 7
 *     look up distance   (no bits)   |  214                   |  1,031
 *     write 2 letters    2 count     |  1 counts              |  none counts
 *     copy 32 bytes      none counts |  5 count               |  7 count
 *
 * and only what is rare goes another way: long codes, copies of more than 32 bytes or from nearer
 * than 16. The looks come first in a turn, that of the next turn with them; what they found is put
 * to use while the next ones are waited for. In a block of mostly letters (base64, say) a turn
 * would do little: there, those that follow a letter are read in a row.
 *
 * Sixty-four bits are held. A turn takes 48 at most (20 for text, 28 for a distance); they are
 * filled up while the distance is looked up. Then all 64 are bits of the input, though some of
 * those above the 56 or more that count will be read again: 36 are left for the next look at text,
 * and 16 for that at a distance, which wants 8. Near the end of the input the rest is moved to
 * where zeros stand behind it, so that the same loop reads on; what has used more bits than there
 * were is no block. All codes are complete (block_head.c), so every run of bits stands for
 * something; what can be wrong is a copy from before the text's start, too much text, and no end.
 * zlib decides about all of these: this only says that it does not know.
 */
#include "ingest/block_tables.h"

#include "base/bytes.h"

#include <string.h>

enum {
    AT_ONCE = 32,  /* bytes: few copies are longer */
    NEAR = 16,     /* bytes: copies from less far back repeat what they write */
    AHEAD = 16,    /* bytes of input that a turn may look at */
    NO_LENGTH = (1 << 8) - GV_COPY_LEAST /* from GV_ENTRY_LENGTH on, of a copy of no bytes */
};

#if defined(__GNUC__)
#define RARE(condition) __builtin_expect((condition), 0)
#else
#define RARE(condition) (condition)
#endif

/* What is read from. */
typedef struct bits {
    const unsigned char *next, *end;
    const unsigned char *base; /* of next: byte number base_at of the input */
    size_t base_at;
    uint64_t held; /* from the lowest; above those that count, what follows in the input, or 0 */
    unsigned n_held; /* how many count: its lowest 6 bits, the others are of no meaning */
} bits;

/* At least 56 bits count then, and all 64 are those of the input. Reads eight bytes, goes on by
 * seven at most. */
static inline void fill(bits *b)
{
    b->held |= gv_bytes_eight(b->next) << (b->n_held & 63);
    b->next += 7 - (b->n_held >> 3 & 7);
    b->n_held |= 56;
}

/* Takes what the entry takes, or the first bits of a longer code. */
static inline void skip(bits *b, uint32_t entry)
{
    b->held >>= entry & 63;
    b->n_held -= entry;
}

/* What the extra bits of a length or distance say. */
static inline uint32_t extra(uint64_t held, uint32_t entry)
{
    const uint32_t all = (uint32_t)held & ((UINT32_C(1) << (entry & 31)) - 1);
    return all >> (entry >> GV_ENTRY_BEFORE & 15);
}

/* The entry of a longer code, its first bits taken. */
static inline uint32_t look_further(bits *b, const uint32_t *table, uint32_t entry)
{
    skip(b, entry);
    const unsigned n = entry >> GV_ENTRY_BEFORE & 15;
    return table[(entry >> GV_ENTRY_VALUE) + (b->held & ((1u << n) - 1))];
}

/* The letters of an entry, or of no meaning. */
static inline void put_letters(unsigned char *out, uint32_t entry)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint16_t letters = (uint16_t)(entry >> GV_ENTRY_VALUE);
    memcpy(out, &letters, 2);
#else
    out[0] = (unsigned char)(entry >> GV_ENTRY_VALUE);
    out[1] = (unsigned char)(entry >> GV_ENTRY_LENGTH);
#endif
}

/* The letters of this entry and of up to two behind it, if they are nothing but letters; the answer
 * is the entry after these. At least 56 bits count before, and 23 then. */
static inline uint32_t put_letters_only(bits *b, const uint32_t *table, uint32_t entry,
                                        unsigned char **out)
{
    for (unsigned i = 0; i < 3 && (entry & (GV_ENTRY_COPY | GV_ENTRY_ODD)) == 0; i++) {
        put_letters(*out, entry);
        *out += entry >> GV_ENTRY_LETTERS & 3;
        skip(b, entry);
        entry = table[b->held & ((1u << GV_TEXT_BITS) - 1)];
    }
    return entry;
}

/* Copies from `distance` bytes before; may write 15 bytes more. */
static void copy_back(unsigned char *out, size_t distance, size_t length)
{
    const unsigned char *from = out - distance;
    const unsigned char *const end = out + length;
    if (distance >= 16) {
        do {
            memcpy(out, from, 16);
            out += 16;
            from += 16;
        } while (out < end);
    } else if (distance >= 8) {
        do {
            memcpy(out, from, 8);
            out += 8;
            from += 8;
        } while (out < end);
    } else if (distance == 1) {
        memset(out, *from, length);
    } else {
        do {
            *out++ = *from++;
        } while (out < end);
    }
}

/* A copy, or none: then length and distance are 0, and what is there is written onto itself. */
static inline void copy(unsigned char *out, uint32_t distance, uint32_t length, uint32_t is_copy)
{
    const uint32_t is_near = ((distance - NEAR) & is_copy) >> 31;
    if (RARE(length > AT_ONCE) || RARE(is_near)) {
        copy_back(out, distance, length);
        return;
    }
    memmove(out, out - distance, 16);
    memmove(out + 16, out - distance + 16, 16);
}

/* The last bytes of the input go where zeros follow; 0: they are there and used up. */
static int move_rest(bits *b, unsigned char *rest)
{
    const size_t left = (size_t)(b->end - b->next);
    if (b->base == rest) {
        return 0;
    }
    memset(rest, 0, 2 * GV_BLOCK_REST);
    memcpy(rest, b->next, left);
    b->base_at = (size_t)(b->next - b->base);
    b->base = b->next = rest;
    b->end = rest + 2 * GV_BLOCK_REST;
    return 1;
}

/* Reads codes up to the end of the block. Returns where the text ends, or NULL. */
static unsigned char *read_codes(gv_block_tables *t, bits *given, size_t n_history,
                                 unsigned char *out, size_t capacity)
{
    bits b = *given;
    const unsigned char *const first = out - n_history;
    unsigned char *const limit = out + capacity;
    const unsigned char *enough = b.end - AHEAD;
    const int mostly_letters = t->mostly_letters;
    fill(&b);
    uint32_t entry = t->text[b.held & ((1u << GV_TEXT_BITS) - 1)];
    for (;;) {
        if (RARE(b.next > enough)) {
            if (!move_rest(&b, t->rest)) {
                return NULL;
            }
            enough = b.end - AHEAD;
        }
        if (RARE(out > limit)) {
            return NULL;
        }
        if (RARE((entry & GV_ENTRY_ODD) != 0)) {
            if ((entry & GV_ENTRY_END) == 0) {
                entry = look_further(&b, t->text, entry);
            }
            if ((entry & GV_ENTRY_END) != 0) {
                skip(&b, entry);
                *given = b;
                return out <= limit ? out : NULL;
            }
        }
        if (mostly_letters && (entry & GV_ENTRY_COPY) == 0) {
            fill(&b);
            entry = put_letters_only(&b, t->text, entry, &out);
            continue;
        }
        const uint64_t at_entry = b.held;
        skip(&b, entry);
        uint32_t back = t->distance[(uint8_t)b.held];
        fill(&b);
        const uint32_t is_copy = 0u - (entry >> 31); /* every bit */
        back &= is_copy;
        if (RARE((back & GV_ENTRY_ODD) != 0)) {
            back = look_further(&b, t->distance, back);
        }
        const uint64_t at_back = b.held;
        skip(&b, back);
        const uint32_t next = t->text[b.held & ((1u << GV_TEXT_BITS) - 1)];
        put_letters(out, entry);
        out += entry >> GV_ENTRY_LETTERS & 3;
        const uint32_t length =
            ((entry >> GV_ENTRY_LENGTH) - NO_LENGTH + extra(at_entry, entry)) & is_copy;
        const size_t distance = (back >> GV_ENTRY_VALUE) + extra(at_back, back);
        if (RARE(distance > (size_t)(out - first))) {
            return NULL;
        }
        copy(out, (uint32_t)distance, length, is_copy);
        out += length;
        entry = next;
    }
}

int gv_block_read(gv_block_tables *t, const gv_block_head *head, const unsigned char *in,
                  size_t length, size_t n_history, unsigned char *out, size_t capacity,
                  size_t *n_bits, size_t *given)
{
    bits b = {.next = in + head->n_bits / 8, .end = in + length, .base = in};
    if (b.end - b.next < AHEAD) {
        (void)move_rest(&b, t->rest);
    }
    gv_block_tables_make(t, head);
    fill(&b);
    skip(&b, head->n_bits % 8);
    const unsigned char *const end = read_codes(t, &b, n_history, out, capacity);
    if (end == NULL) {
        return 0;
    }
    *n_bits = (b.base_at + (size_t)(b.next - b.base)) * 8 - (b.n_held & 63);
    *given = (size_t)(end - out);
    return *n_bits <= length * 8;
}
