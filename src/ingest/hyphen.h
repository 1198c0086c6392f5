/*
 * hyphen.h - is the hyphen at a line's end part of the word?
 */
#ifndef GV_INGEST_HYPHEN_H
#define GV_INGEST_HYPHEN_H

#include "base/arena.h"
#include "ingest/layout.h"
#include "text/language.h"

#include <stddef.h>
#include <stdint.h>

typedef enum gv_hyphen {
    GV_HYPHEN_NONE = 0, /* no hyphen at the end, or no word around it: lines join with a blank */
    GV_HYPHEN_DROP,     /* "govern-" + "ment" */
    GV_HYPHEN_KEEP,     /* "self-" + "defence" */
    GV_HYPHEN_SUSPENDED /* "inter-" + "and intra-ethnic": keep it, and a blank */
} gv_hyphen;

/* Whether a text was set with hyphenation. */
typedef enum gv_hyphen_habit {
    GV_HABIT_UNKNOWN = 0, /* not yet looked at */
    GV_HABIT_NONE,
    GV_HABIT_HYPHENATES /* or too short to tell */
} gv_hyphen_habit;

/* Words of a text by their hashes. */
typedef struct gv_word_set {
    uint64_t *slots;
    size_t n_slots; /* 0: not yet made */
} gv_word_set;

/* What decisions on one text need; zeroed with layout, patterns and arena set is valid. The sets are
 * made from the text, in the arena, when first needed. One thread at a time. */
typedef struct gv_hyphens {
    const gv_layout *layout;
    const gv_slice *patterns; /* folded: "self-*", "*-based", "re-e*" */
    uint32_t n_patterns;
    gv_arena *arena;
    gv_word_set compounds; /* "cross-border", as written in the text inside lines */
    gv_word_set words;     /* words written in one */
    gv_hyphen_habit habit; /* of the text */
} gv_hyphens;

/* Decides on the hyphen that ends `before`, where `after` begins the next line; neither has blanks
 * at its edges. *size gets the hyphen's bytes. */
gv_status gv_hyphen_decide(gv_hyphens *hyphens, const char *before, size_t before_length,
                           const char *after, size_t after_length, size_t *size,
                           gv_hyphen *decision);

#endif
