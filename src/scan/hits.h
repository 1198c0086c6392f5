/*
 * hits.h - masks and cues: which may touch which rules, where they can begin, and which stand in
 * the passage. Shared by fits.c, beginnings.c, hits.c, hits_plain.c, strike.c, reach.c and cues.c.
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

/* Three kinds of masks and cues, in the order in which a row has them: those that reach out of
 * their sentence, those that do not, and of the latter the exceptions, which matter only beside
 * what they strike. */
enum { GV_PART_FAR = 0, GV_PART_NEAR, GV_PART_SKIP, GV_PARTS };

/* How far a mask or cue looks, and whom it is for. */
typedef struct gv_frame_trait {
    uint32_t left;  /* it can begin before the mention's end + left ... */
    uint32_t right; /* ... and no earlier than right - 1 words before the mention */
    uint8_t part;
    uint8_t passage; /* 1: it reaches any sentence; else, if far, its own and the one before */
    uint8_t test;    /* cue: its test; mask: GV_LIMIT_TESTS */
    uint8_t strikes; /* 1: an exception */
} gv_frame_trait;

/* Where in a sentence a word stands. What asks for no more than that of its first word stands in
 * rows of its own. */
enum { GV_WORD_ANY = 0, GV_WORD_FIRST, GV_WORD_LAST, GV_WORD_PLACES };

/* One way for a mask or cue to begin at a word. */
typedef struct gv_beginning {
    uint32_t frame;               /* counted from the first mask */
    uint32_t pattern;             /* or GV_IMAGE_WORD */
    uint16_t bits[GV_NEEDS_EACH]; /* that the sentence must hold; of the far, see gv_begin_hold */
    uint16_t place;               /* GV_WORD_* */
} gv_beginning;

/* What a word's rows have, besides a bit for each part. */
enum {
    GV_BEGINS_WEIGH = 1 << GV_PARTS,
    GV_BEGINS_NEED = 2 << GV_PARTS,
    GV_ANCHOR_PASSAGE = 4 << GV_PARTS, /* some cue that reaches any sentence may stand beside it */
    GV_ANCHOR_PREVIOUS = 8 << GV_PARTS /* the same of those that reach the one before */
};

/* What can begin at a word of a key. */
typedef struct gv_begin_row {
    uint32_t first[GV_PARTS + 1];    /* into `beginnings` */
    uint32_t first_weigh, end_weigh; /* into the language's entries: the weigh lines */
    uint32_t first_member, end_member; /* into `members` */
    uint32_t anchors;                  /* GV_ANCHOR_* */
} gv_begin_row;


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
    gv_map kinds;          /* (tag, label) -> the first rule of the kind that was asked for */
    gv_frame_trait *traits; /* by mask or cue, counted from the first mask */
    uint32_t *row_of;      /* by key, then by gv_begin_key: into rows; 0: an empty one */
    gv_begin_row *rows;
    gv_beginning *beginnings;
    uint32_t always;       /* a bit that no need has: every sentence is given it */
    uint16_t *members;     /* which needs of what looks far a row's words meet: numbers from 1 on */
    uint64_t *held;        /* those that the sentence at hand meets; n_held words */
    uint32_t n_held;
    uint8_t of_any;        /* what the row of any word has: as gv_word_keys says of a word */
    uint8_t anchors_always; /* GV_ANCHOR_* that every sentence has */

    uint64_t *fits;        /* those that may touch some mention of the passage */
    const uint64_t *picked; /* the fits that `hits` are of; NULL: none yet */
    gv_near_mention *mentions;
    uint64_t far_tests;    /* of the far cues that stand: a bit a test */
    gv_frame_hit *found;   /* all masks and cues that stand, sorted by frame, then first */
    gv_frame_hit *hits;    /* those of `found` that stand for the rule at hand, in the same order */
    uint32_t *groups;      /* where each frame's hits begin; groups[n_groups] is n_hits */
    size_t n_found, n_hits, n_groups;
    size_t mentions_capacity, found_capacity, hits_capacity, groups_capacity;
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

/* What stands for a key where any word will do that has the place: GV_WORD_FIRST or _LAST. */
static inline uint32_t gv_begin_key(const gv_model_language *language, int place)
{
    return language->n_keys + (uint32_t)place;
}

/* The row of a key. */
static inline const gv_begin_row *gv_begin_row_of(const gv_hits_state *hits, uint32_t key)
{
    return &hits->rows[hits->row_of[key]];
}

/* The sentence at hand meets the needs of what looks far that words of the key meet. */
static inline void gv_begin_hold(gv_hits_state *hits, uint32_t key)
{
    const gv_begin_row *row = gv_begin_row_of(hits, key);
    for (uint32_t i = row->first_member; i < row->end_member; i++) {
        hits->held[hits->members[i] / 64] |= UINT64_C(1) << hits->members[i] % 64;
    }
}

/* fits.c: what may touch what; once. */
gv_status gv_fits_new(struct gv_scanner *scanner);
/* The masks and cues (counted from the first mask) that may touch the rule's mentions. */
gv_status gv_fits_of_rule(struct gv_scanner *scanner, uint32_t rule, const uint64_t **fits);

/* beginnings.c: what can begin at the words of each key; once, after gv_fits_new. */
gv_status gv_beginnings_new(struct gv_scanner *scanner);
/* What the rows of a word with these keys have: a bit for each part, and GV_BEGINS_*. */
uint8_t gv_beginnings_of(const struct gv_scanner *scanner, const uint32_t *keys, uint32_t n);

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
