/*
 * beginnings.h - which masks and cues can begin at the words of a key, and how far they look.
 */
#ifndef GV_MODEL_BEGINNINGS_H
#define GV_MODEL_BEGINNINGS_H

#include "base/status.h"
#include "model/format.h"
#include "model/needs.h"

struct gv_model_language;

/* Three kinds of masks and cues: those that reach out of their sentence, those that do not, and of
 * the latter the exceptions, which matter only beside what they strike. */
enum { GV_PART_FAR = 0, GV_PART_NEAR, GV_PART_SKIP, GV_PARTS };

/* How far a mask or cue looks, and whom it is for. */
typedef struct gv_frame_trait {
    uint32_t left;  /* it can begin before the mention's end + left ... */
    uint32_t right; /* ... and no earlier than right - 1 words before the mention */
    uint8_t part;
    uint8_t passage; /* 1: it reaches any sentence; else, if far, its own and the one before */
    uint8_t test;    /* cue: its test; mask: GV_LIMIT_TESTS */
    uint8_t strikes; /* 1: an exception */
    uint8_t labels;  /* of the rules whose mentions it may touch: gv_label_bit of each */
} gv_frame_trait;

/* 1 unless it begins too far from a mention whose trigger is [first, end). */
static inline int gv_trait_is_near(const gv_frame_trait *trait, uint32_t token, uint32_t first,
                                   uint32_t end)
{
    return token < end + trait->left && token + trait->right > first;
}

/* Labels are told apart, but for the fifth and the first, and so on. */
#define GV_LABEL_BITS 4

static inline unsigned gv_label_bit(uint32_t label)
{
    return 1u << label % GV_LABEL_BITS;
}

/* Where in a sentence a word stands. What asks for no more than that of its first word stands in
 * rows of its own. */
enum { GV_WORD_ANY = 0, GV_WORD_FIRST, GV_WORD_LAST, GV_WORD_PLACES };

/* One way for a mask or cue to begin at a word. */
typedef struct gv_beginning {
    uint32_t frame;               /* counted from the first mask */
    uint32_t pattern;             /* or GV_IMAGE_WORD */
    uint16_t bits[GV_NEEDS_EACH]; /* that the sentence must hold; of the far, see `members` */
    uint16_t place;               /* GV_WORD_* */
} gv_beginning;

/* One that looks far. */
typedef struct gv_far_beginning {
    gv_beginning as;
    uint32_t key; /* of the word where it begins, or gv_begin_key */
} gv_far_beginning;

/* What a word's rows have, besides a bit for each part. Anchors: GV_LABEL_BITS of each kind. */
enum {
    GV_BEGINS_WEIGH = 1 << GV_PARTS,
    GV_BEGINS_NEED = 2 << GV_PARTS,
    GV_ANCHOR_PASSAGE = 4 << GV_PARTS, /* some cue that reaches any sentence may stand beside it */
    GV_ANCHOR_PREVIOUS = GV_ANCHOR_PASSAGE << GV_LABEL_BITS /* ... that reaches the one before */
};

/* What can begin at a word of a key. */
typedef struct gv_begin_row {
    uint32_t first[GV_PARTS + 1];    /* into `all`; none of what looks far */
    uint32_t first_weigh, end_weigh; /* into the language's entries: the weigh lines */
    uint32_t first_member, end_member; /* into `members` */
    uint32_t has;                      /* what gv_beginnings_of says of its words */
} gv_begin_row;

/* Of one language; made when the model is opened, read only afterwards. */
typedef struct gv_beginnings {
    gv_frame_trait *traits; /* by mask or cue, counted from the first mask */
    uint32_t *row_of;       /* by key, then by gv_begin_key: into rows; 0: an empty one */
    gv_begin_row *rows;
    gv_beginning *all;
    gv_far_beginning *far; /* by anchor */
    uint32_t *first_far;   /* by number of an anchor: into `far`; and its end */
    uint16_t *members; /* which needs of what looks far a row's words meet: numbers from 1 on */
    uint32_t n_row_of, n_rows, n_all, n_far, n_members;
    uint32_t n_needs;       /* those numbers, and 0 */
    uint32_t n_traits;
    uint32_t always;        /* a bit that no need has: every sentence is given it */
    uint16_t of_any;         /* what the row of any word has: see gv_beginnings_of */
    uint16_t anchors_always; /* GV_ANCHOR_* that every sentence has */
} gv_beginnings;

/* The language's needs are made. Cost: some looks at every entry. On failure nothing is kept. */
gv_status gv_beginnings_make(const gv_image_test *tests, const struct gv_model_language *language,
                             gv_beginnings *made);
void gv_beginnings_free(gv_beginnings *made);
/* traits.c: one of each mask and cue; owned by the caller. */
gv_status gv_traits_make(const gv_image_test *tests, const struct gv_model_language *language,
                         gv_frame_trait **traits);
/* What the rows of a word with these keys have: a bit for each part, GV_BEGINS_*, GV_ANCHOR_*. */
uint16_t gv_beginnings_of(const gv_beginnings *made, const uint32_t *keys, uint32_t n);

/* What stands for a key where any word will do that has the place: GV_WORD_FIRST or _LAST. */
static inline uint32_t gv_begin_key(uint32_t n_keys, int place)
{
    return n_keys + (uint32_t)place;
}

/* The row of a key. */
static inline const gv_begin_row *gv_begin_row_of(const gv_beginnings *of, uint32_t key)
{
    return &of->rows[of->row_of[key]];
}

#endif
