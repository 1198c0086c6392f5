/*
 * unpack_block.c - one deflate block by code of our own.
 *
 * In: a block whose head was found good, and the text before it. Out: its text, if it ends within
 * what is there. Codes are looked up, 11 bits at a time (8 of a distance): an entry says what the
 * bits begin with and how many of them that takes. Of a longer code the first bits lead to a table
 * of their own for the rest:
 *
 *     bits (lowest first)  0 1 1 | 1 0 0 0 0 ...   entry: letter 'e', 3 bits
 *     for a length         its base in the entry, and what its extra bits add
 *
 * Sixty-four bits are held, and filled up eight bytes at a time, so that three letters, or a length
 * and a distance, are read between two looks at what is left. Near the end of the input the rest is
 * moved to where zeros stand behind it, so that the same loop reads on; what has used more bits than
 * there were is no block. All codes are complete (block_head.c), so every run of bits stands for
 * something; what can be wrong is a copy from before the text's start, too much text, and no end.
 * zlib decides about all of these: this only says that it does not know.
 */
#include "ingest/unpack.h"

#include "base/arena.h"
#include "base/bytes.h"

#include <string.h>

enum {
    LONGEST = 15,       /* bits of a code */
    TEXT_BITS = 11,     /* of the first look */
    DISTANCE_BITS = 8,
    /* A table for longer codes holds two of them at least. */
    TEXT_ENTRIES = (1 << TEXT_BITS) + GV_BLOCK_TEXT / 2 * (1 << (LONGEST - TEXT_BITS)),
    DISTANCE_ENTRIES =
        (1 << DISTANCE_BITS) + GV_BLOCK_DISTANCE / 2 * (1 << (LONGEST - DISTANCE_BITS)),
    REST = 32           /* bytes: less than half of it is moved to where zeros follow */
};

/* An entry: from the lowest bit, 8 for how many bits are taken with the extra ones (in the first
 * table, where the code is longer: of it), 4 for how many without, 4 for what it is, 16 for the
 * letter, the base of a length or distance, or the place of a table. */
enum {
    OF_CODE = 8,
    LETTER = 1 << 12,
    END = 1 << 13,
    TABLE = 1 << 14,
    VALUE = 16
};

struct gv_block_tables {
    uint32_t text[TEXT_ENTRIES];
    uint32_t distance[DISTANCE_ENTRIES];
    unsigned char rest[2 * REST];
};

gv_status gv_block_new(gv_block_tables **tables)
{
    return gv_memory_get(sizeof **tables, (void **)tables);
}

void gv_block_free(gv_block_tables *tables)
{
    gv_memory_free(tables);
}

/* ------------------------------------------------------------------ tables */

/* What a code for text stands for, without its bits. */
static uint32_t text_entry(unsigned symbol)
{
    static const uint16_t bases[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                     31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    if (symbol < GV_BLOCK_END) {
        return LETTER | (uint32_t)symbol << VALUE;
    }
    if (symbol == GV_BLOCK_END) {
        return END;
    }
    const unsigned n = symbol - GV_BLOCK_END - 1;
    const unsigned extra = n < 8 || n == 28 ? 0 : n / 4 - 1;
    return extra | (uint32_t)bases[n] << VALUE;
}

static uint32_t distance_entry(unsigned symbol)
{
    const unsigned extra = symbol < 4 ? 0 : symbol / 2 - 1;
    const uint32_t base = symbol < 4 ? symbol + 1 : 1 + ((2 + symbol % 2) << extra);
    return extra | base << VALUE;
}

/* The bits of a code are stored highest first. */
static unsigned turned(unsigned code, unsigned n_bits)
{
    unsigned result = 0;
    for (unsigned i = 0; i < n_bits; i++) {
        result |= (code >> i & 1) << (n_bits - 1 - i);
    }
    return result;
}

/* Sets every entry of a table of 2^n_bits whose index ends in these bits. */
static void set_entries(uint32_t *table, unsigned n_bits, unsigned bits, unsigned length,
                        uint32_t entry)
{
    for (unsigned i = bits; i < 1u << n_bits; i += 1u << length) {
        table[i] = entry;
    }
}

/* Makes the table of a complete code of n lengths. */
static void make_table(const uint8_t *lengths, unsigned n, unsigned first_bits,
                       uint32_t (*entry_of)(unsigned symbol), uint32_t *table)
{
    uint16_t symbols[GV_BLOCK_TEXT];
    uint16_t starts[LONGEST + 2] = {0};
    unsigned longest = 0;
    unsigned next = 1u << first_bits; /* where the next table for longer codes begins */
    unsigned code = 0;
    uint32_t *longer = NULL;
    for (unsigned i = 0; i < n; i++) {
        starts[lengths[i] + 1]++;
        longest = lengths[i] > longest ? lengths[i] : longest;
    }
    const unsigned n_none = starts[1];
    starts[1] = 0;
    for (unsigned i = 2; i <= LONGEST + 1; i++) {
        starts[i] = (uint16_t)(starts[i] + starts[i - 1]);
    }
    for (unsigned i = 0; i < n; i++) {
        if (lengths[i] > 0) {
            symbols[starts[lengths[i]]++] = (uint16_t)i;
        }
    }
    const unsigned more = longest > first_bits ? longest - first_bits : 0;
    const unsigned mask = (1u << first_bits) - 1;
    unsigned prefix = mask + 1; /* of the table for longer codes at hand: none yet */
    unsigned before = 0;
    for (unsigned i = 0; i < n - n_none; i++) {
        const unsigned length = lengths[symbols[i]];
        code <<= before > 0 ? length - before : 0;
        before = length;
        const unsigned bits = turned(code++, length);
        const uint32_t entry = entry_of(symbols[i]);
        if (length <= first_bits) {
            set_entries(table, first_bits, bits, length,
                        (entry + length) | (uint32_t)length << OF_CODE);
            continue;
        }
        if ((bits & mask) != prefix) {
            prefix = bits & mask;
            longer = table + next;
            table[prefix] = first_bits | TABLE | (uint32_t)next << VALUE | more << OF_CODE;
            next += 1u << more;
        }
        const unsigned rest = length - first_bits;
        set_entries(longer, more, bits >> first_bits, rest,
                    (entry + rest) | (uint32_t)rest << OF_CODE);
    }
}

/* ------------------------------------------------------------------ text */

/* What is read from. */
typedef struct bits {
    const unsigned char *next, *end;
    const unsigned char *base; /* of next: byte number base_at of the input */
    size_t base_at;
    uint64_t held; /* from the lowest; above those that count, what follows in the input, or 0 */
    unsigned n_held;
} bits;

/* At least 56 bits are held then. Reads eight bytes, goes on by seven at most. */
static inline void fill(bits *b)
{
    b->held |= gv_bytes_eight(b->next) << b->n_held;
    b->next += (63 - b->n_held) >> 3;
    b->n_held |= 56;
}

static inline void skip(bits *b, uint32_t entry)
{
    b->held >>= entry & 63;
    b->n_held -= entry & 63;
}

/* Takes a length or distance: its base, and what its extra bits say. */
static inline uint32_t take(bits *b, uint32_t entry)
{
    const uint32_t code = (uint32_t)b->held & ((1u << (entry & 63)) - 1);
    skip(b, entry);
    return (entry >> VALUE) + (code >> (entry >> OF_CODE & 15));
}

/* The entry of what comes next, its first bits taken if its code is long. */
static inline uint32_t look(bits *b, const uint32_t *table, unsigned first_bits)
{
    const uint32_t entry = table[b->held & ((1u << first_bits) - 1)];
    if ((entry & TABLE) == 0) {
        return entry;
    }
    skip(b, entry);
    return table[(entry >> VALUE) + (b->held & ((1u << (entry >> OF_CODE & 15)) - 1))];
}

/* Copies from `distance` bytes before; may write 15 bytes more. */
static inline void copy_back(unsigned char *out, size_t distance, size_t length)
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

/* The last bytes of the input go where zeros follow; 0: they are there and used up. */
static int move_rest(bits *b, unsigned char *rest)
{
    const size_t left = (size_t)(b->end - b->next);
    if (b->base == rest) {
        return 0;
    }
    memset(rest, 0, 2 * REST);
    memcpy(rest, b->next, left);
    b->base_at = (size_t)(b->next - b->base);
    b->base = b->next = rest;
    b->end = rest + 2 * REST;
    return 1;
}

/* Reads codes up to the end of the block. Returns where the text ends, or NULL. It is long for
 * being the loop in which all time goes. */
static unsigned char *read_codes(gv_block_tables *t, bits *given, size_t n_history,
                                 unsigned char *out, size_t capacity)
{
    bits b = *given;
    unsigned char *const start = out;
    unsigned char *const limit = out + capacity;
    for (;;) {
        if ((b.end - b.next < 16 && !move_rest(&b, t->rest)) || out > limit) {
            return NULL;
        }
        fill(&b);
        uint32_t entry = look(&b, t->text, TEXT_BITS);
        if ((entry & LETTER) != 0) {
            *out++ = (unsigned char)(entry >> VALUE);
            skip(&b, entry);
            entry = look(&b, t->text, TEXT_BITS);
            if ((entry & LETTER) != 0) {
                *out++ = (unsigned char)(entry >> VALUE);
                skip(&b, entry);
                entry = look(&b, t->text, TEXT_BITS);
                if ((entry & LETTER) != 0) {
                    *out++ = (unsigned char)(entry >> VALUE);
                    skip(&b, entry);
                    continue;
                }
            }
        }
        if ((entry & END) != 0) {
            skip(&b, entry);
            *given = b;
            return out <= limit ? out : NULL;
        }
        const size_t length = take(&b, entry);
        fill(&b);
        const size_t distance = take(&b, look(&b, t->distance, DISTANCE_BITS));
        if (distance > (size_t)(out - start) + n_history) {
            return NULL;
        }
        copy_back(out, distance, length);
        out += length;
    }
}

int gv_block_read(gv_block_tables *t, const gv_block_head *head, const unsigned char *in,
                  size_t length, size_t n_history, unsigned char *out, size_t capacity,
                  size_t *n_bits, size_t *given)
{
    bits b = {.next = in + head->n_bits / 8, .end = in + length, .base = in};
    if (b.end - b.next < 16) {
        (void)move_rest(&b, t->rest);
    }
    make_table(head->lengths, head->n_text, TEXT_BITS, text_entry, t->text);
    make_table(head->lengths + head->n_text, head->n_distance, DISTANCE_BITS, distance_entry,
               t->distance);
    fill(&b);
    skip(&b, head->n_bits % 8);
    const unsigned char *const end = read_codes(t, &b, n_history, out, capacity);
    if (end == NULL) {
        return 0;
    }
    *n_bits = (b.base_at + (size_t)(b.next - b.base)) * 8 - b.n_held;
    *given = (size_t)(end - out);
    return *n_bits <= length * 8;
}
