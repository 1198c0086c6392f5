/*
 * row_index.h - where in a key's row a list stands, told by one look.
 *
 * Of each row a small table of its own is made when the model is opened: the lists of the row,
 * hashed. Most lists that are asked for are not in the row. Of short rows a few bits mostly say so,
 * of others a look at one slot; tables of a row's own stay in the nearest cache while its words are
 * being read, which one table of all pairs (key, list) would not. Equal rows, which half of all keys
 * have (the words of one set), share a table and the entries. Of most lists the word alone is the
 * whole pattern: the slot says so, and no entry need be read.
 *
 *     row of STEM "shot", entries: list 0, 0, 7, 9      slots: [7 at 2, word] [] [0 at 0] [9 at 3]
 *     list 3 hashes to the second slot, which is empty: not in the row.
 */
#ifndef GV_MODEL_ROW_INDEX_H
#define GV_MODEL_ROW_INDEX_H

#include "base/status.h"
#include "model/format.h"

#include <stdint.h>

struct gv_model_language;

/* What is known of a list, whatever the word. */
enum {
    GV_LIST_ANY = 1,  /* stands in the row of all words */
    GV_LIST_NAME = 2, /* in that of names */
    GV_LIST_DEEP = 4  /* its patterns name lists */
};

typedef struct gv_row_place {
    uint32_t first_slot, n_slots; /* in which searches begin: they end at an empty one */
    uint32_t first_entry; /* of the first of all equal rows */
    uint32_t lists;       /* a bit of each list: most lists that a short row lacks lack theirs */
} gv_row_place;

/* Of one language; made when the model is opened, read only afterwards. */
typedef struct gv_row_index {
    gv_row_place *rows; /* by key */
    uint32_t *slots;    /* see gv_row_find_slot */
    uint8_t *lists;     /* by list: GV_LIST_* */
    uint32_t n_slots;
    uint32_t low_bits; /* of a slot: all but its tag */
    uint32_t is_exact; /* 1: no two lists have the same tag */
} gv_row_index;

/* Cost: two looks at every entry. On failure nothing is kept. */
gv_status gv_row_index_make(const struct gv_model_language *language, gv_row_index *index);
void gv_row_index_free(gv_row_index *index);

static inline uint32_t gv_row_hash(uint32_t list)
{
    return (uint32_t)(list * 2654435769u);
}

/* The part of a slot that tells lists apart: the low bits of an odd multiple are one to one with those
 * of the list, while high ones choose the slot. */
static inline uint32_t gv_row_tag(const gv_row_index *index, uint32_t hash)
{
    return hash << index->low_bits;
}

static inline uint32_t gv_row_bit(uint32_t hash)
{
    return UINT32_C(1) << (hash >> 8 & 31);
}

/* The slot in which the search for a list begins. */
static inline uint32_t gv_row_begin(const gv_row_place *row, uint32_t hash)
{
    return (uint32_t)((uint64_t)hash * row->n_slots >> 32);
}

/* What is found of a list in a row; 0: it is not there. Its lowest bit: 1, if the word alone is all
 * that the row has for the list. */
#define GV_ROW_IS_WORD(found) ((found) & 1)

/* Its first entry. */
static inline uint32_t gv_row_entry(const gv_row_place *row, uint32_t found)
{
    return row->first_entry + (found >> 1) - 1;
}

/* A slot holds a tag, and below it what is found. */
static inline uint32_t gv_row_find_slot(const gv_row_index *index, const gv_row_place *row,
                                        const gv_image_entry *entries, uint32_t list)
{
    const uint32_t *const slots = index->slots + row->first_slot;
    const uint32_t hash = gv_row_hash(list);
    if (!(row->lists & gv_row_bit(hash))) {
        return 0;
    }
    for (uint32_t i = gv_row_begin(row, hash); slots[i] != 0; i++) {
        const uint32_t found = slots[i] ^ gv_row_tag(index, hash);
        if (found >> index->low_bits == 0 &&
            (index->is_exact || entries[gv_row_entry(row, found)].list == list)) {
            return found;
        }
    }
    return 0;
}

#endif
