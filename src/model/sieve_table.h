/*
 * sieve_table.h - which words a passage must hold before any rule can find a mention in it.
 */
#ifndef GV_MODEL_SIEVE_TABLE_H
#define GV_MODEL_SIEVE_TABLE_H

#include "base/status.h"
#include "model/anchors.h"
#include "model/word_filter.h"

#include <stdint.h>

struct gv_model_language;

#define GV_SIEVE_EACH 4 /* sets of one need; more seldom tell more */

/* Clues (sieve_clues.c), each of a first and a second set. Of the lower half, words of both must
 * stand in one sentence; of the upper half, a word of the first at most GV_SIEVE_CLOSE words before
 * one of the second. */
#define GV_SIEVE_CLUES 512
#define GV_SIEVE_CLOSE 4
#define GV_SIEVE_BIT_ALONE 0 /* of needs that have but one set: it is the first and the second */
#define GV_SIEVE_USE(clue, is_second) ((uint32_t)(clue) << 1 | (is_second))

/* Numbers are keys of the sieve's own, behind those of the language: that of any number, and those of
 * numbers that can count so many and more. Of a number of several words ("two hundred") one has
 * them: what is joined of words below 20 that multiply nothing is not more than each of them. */
#define GV_SIEVE_NUMBERS 3
static const uint32_t gv_sieve_least[GV_SIEVE_NUMBERS] = {0, 2, 5};

/* How the first two sets of a need are its clue's. */
enum gv_sieve_relation {
    GV_SIEVE_ALONE = 1,
    GV_SIEVE_TOGETHER,
    GV_SIEVE_FORWARD, /* first and second, close */
    GV_SIEVE_TURNED   /* second and first, close */
};

/* Where the words of a trigger stand, one step after the other, and then those of its slots. */
enum gv_sieve_op {
    GV_SIEVE_WORDS = 1, /* up to n words, one of them of the set; set NONE: whatever words */
    GV_SIEVE_GAP,       /* up to n words, or none */
    GV_SIEVE_BEFORE,    /* up to n such words, the last of them among the `reach` before the trigger */
    GV_SIEVE_AFTER,     /* ... the first of them among the `reach` after it */
    GV_SIEVE_NEAR,      /* ... either */
    GV_SIEVE_IN         /* ... anywhere in the sentence */
};

typedef struct gv_sieve_step {
    uint32_t set;
    uint32_t begins, ends; /* sets of the first and last word of those of the list; NONE: any */
    uint16_t n;            /* words of the list, or of the gap */
    uint16_t reach;        /* BEFORE to NEAR: words */
    uint8_t op;
    uint8_t or; /* WORDS: 1: or nothing; BEFORE to IN: 1: or what the next step says */
    uint16_t reserved;
} gv_sieve_step;

/* One way in which a rule's trigger can match: words of all these sets must stand in one sentence,
 * as the steps say, but of `wide`, if it is not NONE, anywhere in the passage. The first two sets are
 * those of the clue; the first of them is expected to be the rarer. */
typedef struct gv_sieve_need {
    uint32_t rule; /* frame */
    uint32_t n;
    uint32_t sets[GV_SIEVE_EACH];
    uint32_t wide;
    uint32_t first_step, n_steps; /* of the trigger */
    uint32_t first_slot, n_slots; /* steps too */
    uint16_t clue;
    uint8_t relation;
    uint8_t reserved;
} gv_sieve_need;

/* Of one language; made when the model is opened, read only afterwards. Sets 0 to n_first - 1 are
 * those that stand first in some need. */
typedef struct gv_sieve {
    gv_sieve_need *needs; /* by their first set */
    uint32_t *first_need; /* of set s: needs[first_need[s]] to needs[first_need[s + 1]] */
    uint32_t *key_sets;   /* of key k, or number: key_sets[first_set[k]] to key_sets[first_set[k + 1]] */
    uint32_t *first_set;
    gv_sieve_step *steps;
    uint16_t *clues; /* uses of set s: clues[first_clue[s]] to clues[first_clue[s + 1]] */
    uint32_t *first_clue;
    uint32_t n_needs, n_sets, n_first, n_steps;
    gv_word_filter words; /* those that can be in a set */
    uint8_t lets_all; /* 1: of some rule nothing can be told, so that every passage must be read */
} gv_sieve;

/* Makes the anchors too, which are told by the same means. Cost: a few looks at every entry, element
 * and slot of the language. On failure nothing is kept. */
gv_status gv_sieve_make(const char *strings, const struct gv_model_language *language,
                        gv_sieve *sieve, gv_anchors *anchors);
void gv_sieve_free(gv_sieve *sieve);

#endif
