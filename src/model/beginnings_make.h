/*
 * beginnings_make.h - what the making of gv_beginnings shares between its two files.
 */
#ifndef GV_MODEL_BEGINNINGS_MAKE_H
#define GV_MODEL_BEGINNINGS_MAKE_H

#include "base/arena.h"
#include "model/beginnings.h"
#include "model/model.h"

/* What the making needs to know, and how far it has come. */
typedef struct gv_beginnings_maker {
    const gv_model_language *language;
    gv_beginnings *out;
    gv_arena arena; /* of what follows */
    uint16_t *key_bits, *list_bits; /* of what looks far: the number of such a need; 0: none */
    uint64_t *uses;                 /* by that number: how often words have it, in a million */
    uint16_t *anchors;              /* by that number: GV_ANCHOR_*, CHOSEN */
    gv_far_beginning *far;          /* as they come */
    uint16_t *anchor_of;            /* of each of these */
    uint32_t n_bits;
    size_t rows_capacity, all_capacity, far_capacity, members_capacity;
} gv_beginnings_maker;

#define GV_NOT_TOLD UINT16_MAX /* in list_bits: it can begin at any word */

/* beginnings.c: one way to begin, of an entry. */
gv_beginning gv_beginning_make(const gv_beginnings_maker *make, const gv_image_entry *entry);
/* The row of a key, new if it had none. */
gv_status gv_beginnings_row(gv_beginnings_maker *make, uint32_t key, gv_begin_row **row);

/* beginnings_far.c: adds an entry that looks far and begins at words of the key. */
gv_status gv_beginnings_add_far(gv_beginnings_maker *make, const gv_image_entry *entry,
                                uint32_t key);
/* The rest of what looks far, once all of it is added. */
gv_status gv_beginnings_finish_far(gv_beginnings_maker *make);

#endif
