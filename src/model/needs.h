/*
 * needs.h - what a sentence must hold before a frame or a pattern is worth trying.
 */
#ifndef GV_MODEL_NEEDS_H
#define GV_MODEL_NEEDS_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct gv_model_language;

/* Kinds of sentences that some patterns ask for: held like keys, after the language's own. */
enum { GV_HELD_QUESTION = 0, GV_HELD_HEADING, GV_HELD_KINDS };

#define GV_NEEDS_EACH 3 /* of a pattern or frame; more than these seldom tell more */
#define GV_NEEDS_NEAR 2 /* of a pattern */

/* What the first word of a pattern must be, as far as its flags or numbers tell. */
enum { GV_FIRST_OTHER = 0, GV_FIRST_START, GV_FIRST_NAME, GV_FIRST_COUNT, GV_FIRST_NUMBER };

/* A key or list that some word must satisfy or begin, `from` to `to` words on from where the pattern
 * begins; where that is a number, from its end. */
typedef struct gv_nearby {
    uint32_t argument;
    uint8_t op; /* GV_ELEMENT_KEY or _LIST; 0: nothing is needed */
    uint8_t from, to;
    uint8_t reserved;
} gv_nearby;

/* Bits that must all be among the sentence's, and what must stand near by. */
typedef struct gv_needs {
    uint16_t bits[GV_NEEDS_EACH];
    uint8_t n;
    uint8_t first;        /* GV_FIRST_* */
    uint16_t marks;       /* one of these must stand before the first word; 0: no matter */
    uint32_t least_count; /* of a first COUNT */
    gv_nearby near[GV_NEEDS_NEAR];
} gv_needs;

/* The bits of a key. */
typedef struct gv_need_row {
    uint32_t first; /* of `bits` */
    uint16_t n;
    uint16_t set;   /* its place among `sets`, plus one; 0: it has none */
} gv_need_row;

/* Of one language; made when the model is opened, read only afterwards. */
typedef struct gv_need_table {
    gv_needs *patterns, *frames;
    gv_need_row *rows;   /* by key; n_keys + kind: of a kind */
    uint16_t *bits;      /* of all rows */
    uint32_t n_words;    /* 64-bit words of one sentence's set: so many fours that its
                            last bit belongs to no need */
    uint64_t *sets;      /* whole sets of the keys with many bits, n_words each */
    uint32_t n_bits, n_sets;
} gv_need_table;

/* Cost: one look at every element, entry and slot of the language. On failure nothing is kept. */
gv_status gv_need_table_make(const struct gv_model_language *language, gv_need_table *table);
void gv_need_table_free(gv_need_table *table);

/* Adds what a word that satisfies the key (or a sentence of the kind) can begin to a set of table->n_words words. */
static inline void gv_need_add(const gv_need_table *table, uint32_t key, uint64_t *restrict set)
{
    const gv_need_row row = table->rows[key];
    if (row.set != 0) {
        const uint64_t *restrict whole = table->sets + (size_t)(row.set - 1) * table->n_words;
        for (uint32_t i = 0; i < table->n_words; i += 4) {
            set[i] |= whole[i];
            set[i + 1] |= whole[i + 1];
            set[i + 2] |= whole[i + 2];
            set[i + 3] |= whole[i + 3];
        }
        return;
    }
    const uint16_t *const bits = table->bits + row.first;
    for (uint32_t i = 0; i < row.n; i++) {
        set[bits[i] >> 6] |= (uint64_t)1 << (bits[i] & 63);
    }
}

/* 1 if the set has all of the bits. */
static inline int gv_need_met(const gv_needs *needs, const uint64_t *set)
{
    for (uint32_t i = 0; i < needs->n; i++) {
        if (!(set[needs->bits[i] >> 6] >> (needs->bits[i] & 63) & 1)) {
            return 0;
        }
    }
    return 1;
}

#endif
