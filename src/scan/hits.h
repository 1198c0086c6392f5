/*
 * hits.h - masks and cues: which may touch which rules, where they can begin, and which stand in
 * the passage. Shared by fits.c, begin.c, far.c, hits.c, hits_plain.c, strike.c, reach.c and
 * cues.c.
 *
 * Belongs to one thread, as a part of the scanner.
 */
#ifndef GV_SCAN_HITS_H
#define GV_SCAN_HITS_H

#include "base/map.h"
#include "model/model.h"

struct gv_scanner;

/* A mask or cue that stands in the passage. */
typedef struct gv_frame_hit {
    uint32_t frame;
    uint32_t first, end; /* tokens */
} gv_frame_hit;

/* A mask or cue some of whose patterns stand at a word of the sentence at hand. */
typedef struct gv_standing {
    uint32_t frame; /* counted from the first mask */
    uint32_t token;
    uint32_t span; /* words */
} gv_standing;

/* A sentence being read for masks and cues of one part. */
typedef struct gv_hits_reading {
    uint32_t sentence;
    unsigned part;
    int near;          /* 1: it holds a mention */
    int after;         /* 1: the one before it does */
    uint64_t strikers; /* 0, or the exceptions that are asked for: a bit a test */
} gv_hits_reading;

#define GV_MANY_MENTIONS 8 /* in a sentence: with more, where the single ones stand is not asked */

/* A mention as those cues see it that look no further than its sentence. */
typedef struct gv_near_mention {
    const uint64_t *fits;
    uint32_t first, end; /* tokens of the trigger */
    uint32_t next;       /* in the same sentence: number + 1, or 0 */
} gv_near_mention;

typedef struct gv_hits_state {
    gv_arena arena;        /* of what is made once */
    uint64_t **rule_fits;  /* by rule: what may touch its mentions, once asked for */
    uint64_t *named;       /* by rule: a bit where some `for` names it */
    gv_beginnings begin;   /* where they can begin: the model's, only read */
    gv_map kinds;          /* (tag, label) -> the first rule of the kind that was asked for */
    unsigned labels;       /* of the passage's mentions: gv_label_bit of each */
    uint64_t *held;        /* needs of what looks far that the sentence at hand meets */
    uint32_t *begins_far;  /* its words with which something that looks far can begin */
    uint32_t n_begins_far;

    uint64_t *fits;        /* those that may touch some mention of the passage */
    const uint64_t *picked; /* the fits that `hits` are of; NULL: none yet */
    gv_near_mention *mentions;
    gv_standing *standing;
    size_t n_standing;
    uint64_t far_tests;    /* of the far cues that stand: a bit a test */
    gv_frame_hit *found;   /* all masks and cues that stand, sorted by frame, then first */
    gv_frame_hit *hits;    /* those of `found` that stand for the rule at hand, in the same order */
    uint32_t *groups;      /* where each frame's hits begin; groups[n_groups] is n_hits */
    size_t n_found, n_hits, n_groups;
    size_t standing_capacity, mentions_capacity, found_capacity, hits_capacity, groups_capacity;
    size_t begins_far_capacity;
} gv_hits_state;

/* How many 64-bit words hold a bit for each mask and cue. */
static inline size_t gv_fits_words(const gv_model_language *language)
{
    return (language->n_frames - language->head->n_rules) / 64 + 1;
}

static inline int gv_fits_has(const uint64_t *fits, uint32_t frame)
{
    return (int)(fits[frame / 64] >> frame % 64 & 1);
}

static inline int gv_begin_holds(const uint64_t *held, uint16_t bit)
{
    return (int)(held[bit / 64] >> bit % 64 & 1);
}

/* 1 if a sentence that holds these bits has what is needed. */
static inline int gv_begin_may(const uint64_t *held, const gv_beginning *from)
{
    return gv_begin_holds(held, from->bits[0]) && gv_begin_holds(held, from->bits[1]) &&
           gv_begin_holds(held, from->bits[2]);
}

/* fits.c: what may touch what; once. */
gv_status gv_fits_new(struct gv_scanner *scanner);
/* The masks and cues (counted from the first mask) that may touch the rule's mentions. */
gv_status gv_fits_of_rule(struct gv_scanner *scanner, uint32_t rule, const uint64_t **fits);

/* begin.c: finds what stands in a sentence of the part, where it may decide something. */
gv_status gv_begin_read_near(struct gv_scanner *scanner, const gv_hits_reading *read);
/* far.c: the same of what looks far. */
gv_status gv_begin_read_far(struct gv_scanner *scanner, const gv_hits_reading *read);
/* begin.c: runs a pattern at a word at which it may begin; then, of all masks and cues that were found
 * to stand, keeps those that reach a mention. */
gv_status gv_begin_try(struct gv_scanner *scanner, const gv_hits_reading *read,
                       const gv_beginning *from, uint32_t token);
gv_status gv_begin_keep(struct gv_scanner *scanner, const gv_hits_reading *read);

/* reach.c: 1 if the mask's or cue's span reaches the mention whose trigger is [x, y). Without
 * `stops`, whether it would if no `stop` cut it off. */
int gv_reach_touches(struct gv_scanner *scanner, const gv_image_frame *frame,
                     const gv_frame_hit *hit, uint32_t x, uint32_t y, int stops);
/* Words between a cue and a mention. */
uint32_t gv_reach_distance(const gv_frame_hit *hit, uint32_t x, uint32_t y);

/* hits.c: fills `found` with what may decide over the passage's mentions. */
gv_status gv_hits_find(struct gv_scanner *scanner);
/* hits_plain.c: the same with all that stands. */
gv_status gv_hits_find_plainly(struct gv_scanner *scanner);
gv_status gv_hits_add(struct gv_scanner *scanner, const gv_frame_hit *hit);
/* 1 if the slots of the hit's frame hold around it. */
int gv_hits_slots_hold(struct gv_scanner *scanner, const gv_frame_hit *hit);
/* strike.c: of these, those that stand for one rule, in `hits` and `groups`. */
gv_status gv_hits_pick(struct gv_scanner *scanner, uint32_t rule);
void gv_hits_drop(gv_hits_state *hits);

#endif
