/*
 * block_tables.h - what the bits of a deflate block stand for: the tables between block_tables.c,
 * which makes them, and unpack_block.c, which reads by them.
 *
 * Codes are looked up, 11 bits of text at a time and 8 of a distance. An entry says what these bits
 * begin with:
 *
 *     bits   0-5    6    7    8-11    12-13    15-22   23-30                       31
 *            takes  odd  end  before  letters  letter  letter, or length less 3    copy
 *
 * `takes` bits are used by all of it, `before` by all but the extra bits of a length or distance.
 * One look gives one letter, two, a copy, or a letter and a copy: in text three looks in four are
 * for a copy, and most others for a letter with a copy behind it. A letter alone stands in both
 * places. Of a distance, 15-30 are its base. Odd is the end of the block, and the first bits of a
 * longer code: then 15-30 say where the table for what follows begins, and `before` how many bits
 * that are.
 */
#ifndef GV_INGEST_BLOCK_TABLES_H
#define GV_INGEST_BLOCK_TABLES_H

#include "ingest/unpack.h"

enum {
    GV_ENTRY_ODD = 1 << 6,
    GV_ENTRY_END = 1 << 7,
    GV_ENTRY_BEFORE = 8,
    GV_ENTRY_LETTERS = 12,
    GV_ENTRY_VALUE = 15,
    GV_ENTRY_LENGTH = 23
};
#define GV_ENTRY_COPY (UINT32_C(1) << 31)

enum {
    GV_CODE_LONGEST = 15, /* bits */
    GV_TEXT_BITS = 11,    /* of the first look */
    GV_DISTANCE_BITS = 8,
    GV_COPY_LEAST = 3,    /* bytes */
    /* A table for longer codes holds two of them at least. */
    GV_TEXT_ENTRIES =
        (1 << GV_TEXT_BITS) + GV_BLOCK_TEXT / 2 * (1 << (GV_CODE_LONGEST - GV_TEXT_BITS)),
    GV_DISTANCE_ENTRIES = (1 << GV_DISTANCE_BITS) +
                          GV_BLOCK_DISTANCE / 2 * (1 << (GV_CODE_LONGEST - GV_DISTANCE_BITS)),
    GV_BLOCK_REST = 32 /* bytes: less than half of it is moved to where zeros follow */
};

struct gv_block_tables {
    uint32_t text[GV_TEXT_ENTRIES];
    uint32_t distance[GV_DISTANCE_ENTRIES];
    int mostly_letters; /* by the lengths of codes, three of four are letters */
    unsigned char rest[2 * GV_BLOCK_REST];
};

/* Makes the tables for a block with this head. */
void gv_block_tables_make(gv_block_tables *tables, const gv_block_head *head);

#endif
