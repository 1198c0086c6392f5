/*
 * row_index.h - where in a key's row a list stands, told by one look.
 *
 * Of each row a small table of its own is made when the model is opened: the lists of the row, hashed.
 * Most lists that are asked for are not in the row, and a look at one slot says so; tables of a row's
 * own stay in the nearest cache while its words are being read, which one table of all pairs (key, list)
 * would not. Equal rows, which half of all keys have (the words of one set), share a table.
 *
 *     row of STEM "shot", entries: list 0, 0, 7, 9      slots: [7 at 2] [] [0 at 0] [9 at 3]
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
    uint32_t first_slot;
    uint32_t mask; /* slots less one */
} gv_row_place;

/* Of one language; made when the model is opened, read only afterwards. */
typedef struct gv_row_index {
    gv_row_place *rows; /* by key */
    uint32_t *slots;    /* 0: empty; else some bits of the list above its place in the row, plus 1 */
    uint8_t *lists;     /* by list: GV_LIST_* */
    uint32_t n_slots;
    uint32_t place_bits; /* of a slot, as many as the longest row needs */
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
    return hash << index->place_bits;
}

#endif
