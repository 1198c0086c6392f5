/*
 * anchored.h - at which words of a sentence a span of a list can begin, as far as the words tell that
 * it cannot do without (model/anchors.h).
 *
 * Belongs to one thread, as a part of the scanner.
 */
#ifndef GV_SCAN_ANCHORED_H
#define GV_SCAN_ANCHORED_H

#include "base/status.h"
#include "scan/letters.h"

#include <stddef.h>
#include <stdint.h>

struct gv_scanner;
struct gv_word_keys;

#define GV_STRETCH 64            /* words of a sentence that are looked at together */
#define GV_ANCHORED_GROUP 4      /* sentences of which it is asked together what they lack */
#define GV_ANCHORED_VAIN_BITS 10 /* of so many lists and stretches it is noted */

/* Which words of a stretch have a bit. */
typedef struct gv_anchored_seen {
    uint64_t stamp; /* of passage and stretch */
    uint64_t words;
} gv_anchored_seen;

/* Words of a stretch of a long sentence at which a list was matched in vain. */
typedef struct gv_anchored_vain {
    uint64_t stamp; /* of passage and stretch */
    uint64_t words;
    uint32_t list;
} gv_anchored_vain;

typedef struct gv_anchored {
    uint64_t *masks[2]; /* by token: those of gv_word_keys, of sentences that were asked about */
    size_t masks_capacity[2];
    gv_anchored_seen *seen; /* by bit, of two stretches each */
    gv_anchored_vain *vain; /* by hash of list and stretch: the last of them */
    uint64_t *sets;         /* by stretch of a long sentence: the bits that some of its words have */
    size_t sets_capacity;
    uint64_t *group_sets;   /* the same by group of sentences that was asked for often */
    uint8_t *group_asked;   /* how often, so far */
    size_t group_sets_capacity, group_asked_capacity;
    uint64_t *counting;     /* the bits of the patterns that count like a number */
    uint32_t any_bit;       /* the bit that is all of theirs; the last */
    uint8_t any_number;     /* 1: one of these patterns may begin at any word */
} gv_anchored;

gv_status gv_anchored_new(struct gv_scanner *scanner);
void gv_anchored_drop(gv_anchored *anchored);
/* To be called when the words and sentences of a passage are known. */
gv_status gv_anchored_next_passage(struct gv_scanner *scanner);
/* In which of a word's masks a bit is. */
static inline uint32_t gv_anchored_mask(uint32_t bit)
{
    return bit / 64 % 2;
}

/* 1 if a bit is that of a pattern that counts like a number. */
static inline int gv_anchored_counts(const gv_anchored *anchored, uint32_t bit)
{
    return (int)(anchored->counting[bit / 64] >> bit % 64 & 1);
}

/* A set of bits, sixteen each. */
static inline uint32_t gv_anchored_set_length(const gv_anchored *anchored)
{
    return anchored->any_bit / 16 + 1;
}

/* anchored_find.c: which of n masks, GV_STRETCH at most, have the bit; the same on every path. */
uint64_t gv_anchored_find(gv_bytes_way path, const uint64_t *masks, uint32_t n, uint32_t bit);

/* To be called when the numbers of passages begin anew. */
void gv_anchored_forget(struct gv_scanner *scanner);

/* Words [low, high) of sentences whose keys are known at which a span of a list may begin; those of one
 * stretch at a time. */
typedef struct gv_candidates {
    uint64_t words;     /* of the stretch at hand, that are still to come: bit n is word first + n */
    uint32_t first;     /* of the stretch */
    uint32_t low, high; /* of the others that are still to come */
} gv_candidates;

/* The next stretch, from the left or the right; 0 if there is none. The list is that of some slot,
 * trigger or number. */
int gv_candidates_go_on(struct gv_scanner *scanner, uint32_t list, gv_candidates *rest);
int gv_candidates_go_back(struct gv_scanner *scanner, uint32_t list, gv_candidates *rest);

static inline gv_candidates gv_candidates_of(uint32_t low, uint32_t high)
{
    return (gv_candidates){.low = low, .high = high};
}

/* No span of the list begins at the word, which was a candidate: in a long sentence it is none any
 * more, so that what many triggers ask for again is not matched again for each of them. */
void gv_candidates_drop(struct gv_scanner *scanner, uint32_t list, uint32_t token);

/* 1 if a span of such a list may begin at the word. */
int gv_is_anchored(struct gv_scanner *scanner, uint32_t list, uint32_t token);

/* 1 if one of the patterns that count like a number may begin in the sentence. */
int gv_anchored_has_number(struct gv_scanner *scanner, uint32_t sentence);

#endif
