/*
 * needs_make.h - what is shared while a language's need table is made: model_needs.c gives elements and
 * slots their bits, needs_deal.c deals the bits to keys.
 */
#ifndef GV_MODEL_NEEDS_MAKE_H
#define GV_MODEL_NEEDS_MAKE_H

#include "model/model.h"

#define GV_NEED_BITS 4096

/* Key or list `index` gives words the bit. */
typedef struct gv_needs_member {
    uint32_t index;
    uint16_t bit;
    uint8_t is_list;
} gv_needs_member;

typedef struct gv_needs_maker {
    const gv_model_language *language;
    gv_need_table *table;
    gv_needs_member *members;
    size_t n_members, members_capacity;
    uint16_t *key_bits, *list_bits; /* the bit of a key or list of its own; NOT_NEEDED: none yet */
    uint64_t *list_uses;            /* how often words begin it, in a million */
    uint8_t *list_anywhere;         /* 1: begins at any word */
    uint32_t n_bits;
    /* the lists that are given each of their bits, by list */
    uint32_t *list_first;
    uint16_t *list_pool;
    /* the members that are keys: the place + 1 of a key's last, and of the one before each */
    uint32_t *key_chain, *chain;
    uint32_t taken[GV_NEED_BITS]; /* by bit: key + 1 that last got it */
} gv_needs_maker;

/* The kind of sentence that an element stands in, or GV_HELD_KINDS. */
static inline uint32_t gv_needs_kind(const gv_image_element *element)
{
    return element->op == GV_ELEMENT_QUESTION  ? GV_HELD_QUESTION
           : element->op == GV_ELEMENT_HEADING ? GV_HELD_HEADING
                                               : GV_HELD_KINDS;
}

/* The same of an entry in the row of all words: what its pattern begins with. */
static inline uint32_t gv_needs_entry_kind(const gv_model_language *language, const gv_image_entry *entry)
{
    if (entry->pattern == GV_IMAGE_WORD) {
        return GV_HELD_KINDS;
    }
    const gv_image_element *first =
        &language->elements[language->patterns[entry->pattern].first_element];
    return first->optional ? GV_HELD_KINDS : gv_needs_kind(first);
}

/* Fills what the pattern of n elements needs of its first word and near it. */
void gv_needs_near(const gv_needs_maker *make, const gv_image_element *elements, uint32_t n,
                   gv_needs *needs);

/* Frees what belongs to the maker, not the table. */
void gv_needs_maker_free(gv_needs_maker *make);

/* Fills all of make->table but patterns and frames from its members; there is room for rows. */
gv_status gv_needs_deal(gv_needs_maker *make);

#endif
