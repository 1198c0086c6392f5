/*
 * block_tables.c - tables to read a deflate block by.
 *
 * In: how long the code of each letter, length and distance is. Out: for every run of 11 bits (8
 * of a distance) what it begins with, as block_tables.h says. Codes follow from their lengths (RFC
 * 1951, 3.2.2): the shortest first, then in order. Of a code longer than that, the first bits lead
 * to a table of their own for the rest. Where behind a letter's code the other bits hold a whole
 * code, it joins the letter:
 *
 *     bits (lowest first)   0 1 1 | 1 0 0 1 0 | ...   'e', 3 bits, then a copy of 4 bytes, 5 bits:
 *                                                     an entry of a letter and a copy, 8 bits
 */
#include "ingest/block_tables.h"

#include "base/arena.h"

gv_status gv_block_new(gv_block_tables **tables)
{
    return gv_memory_get(sizeof **tables, (void **)tables);
}

void gv_block_free(gv_block_tables *tables)
{
    gv_memory_free(tables);
}

/* What a code for text stands for, without its bits. */
static uint32_t text_entry(unsigned symbol)
{
    static const uint8_t lengths[] = {0,  1,  2,  3,  4,  5,  6,  7,   8,   10,
                                      12, 14, 16, 20, 24, 28, 32, 40,  48,  56,
                                      64, 80, 96, 112, 128, 160, 192, 224, 255};
    if (symbol < GV_BLOCK_END) {
        return UINT32_C(1) << GV_ENTRY_LETTERS | symbol << GV_ENTRY_VALUE |
               symbol << GV_ENTRY_LENGTH;
    }
    if (symbol == GV_BLOCK_END) {
        return GV_ENTRY_ODD | GV_ENTRY_END;
    }
    const unsigned n = symbol - GV_BLOCK_END - 1;
    const unsigned extra = n < 8 || n == 28 ? 0 : n / 4 - 1;
    return extra | GV_ENTRY_COPY | (uint32_t)lengths[n] << GV_ENTRY_LENGTH;
}

static uint32_t distance_entry(unsigned symbol)
{
    const unsigned extra = symbol < 4 ? 0 : symbol / 2 - 1;
    const uint32_t base = symbol < 4 ? symbol + 1 : 1 + ((2 + symbol % 2) << extra);
    return extra | base << GV_ENTRY_VALUE;
}

/* Its code has so many bits. */
static uint32_t add_bits(uint32_t entry, unsigned n)
{
    return entry + n + ((uint32_t)n << GV_ENTRY_BEFORE);
}

/* Sets every entry of a table of 2^n_bits whose index ends in these bits. */
static void set_entries(uint32_t *table, unsigned n_bits, unsigned bits, unsigned length,
                        uint32_t entry)
{
    for (unsigned i = bits; i < 1u << n_bits; i += 1u << length) {
        table[i] = entry;
    }
}

/* The code behind this one, of the same length. Bits are stored highest first: one is added at the
 * top of the number, and carried downwards. */
static unsigned next_code(unsigned code, unsigned length)
{
    unsigned top = 1u << (length - 1);
    while ((code & top) != 0) {
        code &= ~top;
        top >>= 1;
    }
    return code | top;
}

/* The n symbols that have a code, the shortest code first. */
static unsigned sort_symbols(const uint8_t *lengths, unsigned n, uint16_t symbols[GV_BLOCK_TEXT])
{
    uint16_t starts[GV_CODE_LONGEST + 2] = {0};
    for (unsigned i = 0; i < n; i++) {
        starts[lengths[i] + 1]++;
    }
    const unsigned n_none = starts[1];
    starts[1] = 0;
    for (unsigned i = 2; i <= GV_CODE_LONGEST + 1; i++) {
        starts[i] = (uint16_t)(starts[i] + starts[i - 1]);
    }
    for (unsigned i = 0; i < n; i++) {
        if (lengths[i] > 0) {
            symbols[starts[lengths[i]]++] = (uint16_t)i;
        }
    }
    return n - n_none;
}

/* Makes the table of a complete code of n lengths. */
static void make_table(const uint8_t *lengths, unsigned n, unsigned first_bits,
                       uint32_t (*entry_of)(unsigned symbol), uint32_t *table)
{
    uint16_t symbols[GV_BLOCK_TEXT];
    const unsigned n_codes = sort_symbols(lengths, n, symbols);
    const unsigned longest = lengths[symbols[n_codes - 1]];
    const unsigned more = longest > first_bits ? longest - first_bits : 0;
    const unsigned mask = (1u << first_bits) - 1;
    unsigned next = mask + 1;   /* where the next table for longer codes begins */
    unsigned prefix = mask + 1; /* of the table for longer codes at hand: none yet */
    unsigned bits = 0;          /* a longer code has the bits of a shorter, and zeros */
    uint32_t *longer = NULL;
    for (unsigned i = 0; i < n_codes; i++) {
        const unsigned length = lengths[symbols[i]];
        const uint32_t entry = entry_of(symbols[i]);
        if (length <= first_bits) {
            set_entries(table, first_bits, bits, length, add_bits(entry, length));
        } else {
            const unsigned rest = length - first_bits;
            if ((bits & mask) != prefix) {
                prefix = bits & mask;
                longer = table + next;
                table[prefix] = first_bits | GV_ENTRY_ODD | (uint32_t)next << GV_ENTRY_VALUE |
                                more << GV_ENTRY_BEFORE;
                next += 1u << more;
            }
            set_entries(longer, more, bits >> first_bits, rest, add_bits(entry, rest));
        }
        bits = next_code(bits, length);
    }
}

/* Joins to a letter what follows it. From the last entry on: those that follow, at smaller indexes,
 * are then still as they were made. */
static void join_letters(uint32_t *table)
{
    const uint32_t letter = UINT32_C(255) << GV_ENTRY_VALUE;
    const uint32_t added = letter | 3u << GV_ENTRY_LETTERS | 15u << GV_ENTRY_BEFORE | 63u;
    for (uint32_t i = (1u << GV_TEXT_BITS) - 1; i > 0; i--) {
        const uint32_t first = table[i];
        const uint32_t n = first >> GV_ENTRY_BEFORE & 15;
        const uint32_t second = table[i >> n];
        const uint32_t both = (first & added) + (second & ~letter);
        const int join = (n + (second >> GV_ENTRY_BEFORE & 15) <= GV_TEXT_BITS) &
                         ((first & (GV_ENTRY_ODD | GV_ENTRY_COPY)) == 0) &
                         ((second & GV_ENTRY_ODD) == 0);
        table[i] = join ? both : first;
    }
}

/* A code of n bits is as short as what is meant by it is frequent: 1 of 2^n. */
static int has_mostly_letters(const uint8_t *lengths)
{
    uint32_t sum = 0;
    for (unsigned i = 0; i < GV_BLOCK_END; i++) {
        sum += lengths[i] > 0 ? 1u << (GV_CODE_LONGEST - lengths[i]) : 0;
    }
    return sum > 3u << (GV_CODE_LONGEST - 2);
}

void gv_block_tables_make(gv_block_tables *tables, const gv_block_head *head)
{
    tables->mostly_letters = has_mostly_letters(head->lengths);
    make_table(head->lengths, head->n_text, GV_TEXT_BITS, text_entry, tables->text);
    make_table(head->lengths + head->n_text, head->n_distance, GV_DISTANCE_BITS, distance_entry,
               tables->distance);
    join_letters(tables->text);
}
