/*
 * stem_set.h - may the stem of a word be one of these? Told without stemming it.
 */
#ifndef GV_TEXT_STEM_SET_H
#define GV_TEXT_STEM_SET_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* Made once, then read only, by any number of threads. */
typedef struct gv_stem_set {
    uint64_t *bits;
    uint64_t mask;   /* of the number of a bit */
    uint8_t ways;    /* how the language's words differ from their stems */
} gv_stem_set;

/* An empty set for some n stems of a language: 32 bits each. On failure nothing is kept. */
gv_status gv_stem_set_make(const char *code, uint64_t n, gv_stem_set *set);
void gv_stem_set_add(gv_stem_set *set, const char *code, const char *stem, size_t length);
void gv_stem_set_free(gv_stem_set *set);

/* 0 if the stem of a word of small ASCII letters is surely not in the set, but for the words of
 * gv_stem_exceptions. */
int gv_stem_set_may_have(const gv_stem_set *set, const char *word, size_t length);

#endif
