/*
 * sieve.h - may any rule find a mention in a passage, and where? Shared by the
 * sieve*.c files; scanner.c and rules.c read the answer.
 *
 * Belongs to one thread, as a part of the scanner.
 */
#ifndef GV_SCAN_SIEVE_H
#define GV_SCAN_SIEVE_H

#include "base/buf.h"
#include "base/map.h"
#include "model/model.h"
#include "scan/known.h"

struct gv_scanner;

#define GV_SIEVE_LISTED 19     /* classes of a set; sets of more have a row of bits */
#define GV_SIEVE_ROWS 4096     /* of so many sets at most; of more sets some share one */
#define GV_SIEVE_CLASSES 32767 /* words of more classes are not told apart */

enum { GV_SIEVE_NONE = 0, GV_SIEVE_UNSURE = 1 }; /* classes: in no set; may be in any */

/* A set of words of a stretch, one bit a token in their order. */
#if defined(__SIZEOF_INT128__)
__extension__ typedef unsigned __int128 gv_positions;
#define GV_POSITIONS 128
#else
typedef uint64_t gv_positions;
#define GV_POSITIONS 64
#endif

/* The clues of which a class is in the first set, and in the second: of those that are met
 * together, then of those that are met close. Two lines of the cache. */
typedef struct gv_sieve_clues {
    uint64_t rows[4][GV_SIEVE_CLUES / 2 / 64]; /* first, second; first, second */
} gv_sieve_clues;

/* Clues that are met, a bit each. */
typedef struct gv_sieve_clue_bits {
    uint64_t bits[GV_SIEVE_CLUES / 64];
} __attribute__((aligned(GV_SIEVE_CLUES / 16))) gv_sieve_clue_bits;

/* Words that stand in the same sets of the model's sieve. */
typedef struct gv_sieve_class {
    uint32_t stretch;             /* of which it was last listed */
    uint32_t shortened;           /* the stretch whose later words have it */
    uint32_t first_lead, n_leads; /* into `leads_of` */
} gv_sieve_class;

/* A need that a word of a class can lead. */
typedef struct gv_sieve_lead {
    uint32_t need;
    uint32_t clue;
} gv_sieve_lead;

/* Which classes a set has, and where their words stand. One line of the cache. */
typedef struct gv_sieve_set {
    gv_positions positions; /* in this stretch */
    uint32_t stretch;
    uint32_t row; /* number + 1 of the row of bits that tells; 0: none, they are listed */
    uint16_t n;
    uint16_t classes[GV_SIEVE_LISTED];
} gv_sieve_set;

/* Bytes [start, end) of the passage. */
typedef struct gv_stretch {
    uint32_t start, end;
} gv_stretch;

/* A need that was met but for the word that may stand in any sentence. */
typedef struct gv_sieve_pending {
    uint32_t need;
    uint32_t stretch; /* index */
    uint32_t number;  /* of the stretch */
} gv_sieve_pending;

/* A rule that may match in a stretch; they are listed in the order of their stretches. */
typedef struct gv_sieve_let {
    uint32_t rule, stretch; /* index */
} gv_sieve_let;

typedef struct gv_sieve_state {
    gv_known known;   /* words */
    gv_map class_map; /* sets and marks, as bytes -> class */
    gv_map key_map;   /* keys and marks, as bytes -> class */
    uint16_t *class_of_key; /* of words of this key alone, a number's too; NONE: none was met */
    gv_sieve_class *classes;
    gv_sieve_set *sets;
    uint64_t *rows;     /* of sets of many classes: a bit for each */
    uint32_t n_rows, rows_capacity;
    uint32_t n_classes;
    gv_sieve_clues *clues; /* by class */
    void *clues_memory;
    uint8_t *is_lead;          /* by class: 1: it leads some need */
    uint16_t *order;           /* the class of each token of the passage */
    size_t n_order, order_capacity;
    gv_sieve_lead *leads_of; /* class by class */
    size_t n_leads_of, leads_of_capacity;
    uint32_t *rule_let;    /* by rule: the stretch that it was last let in */
    gv_sieve_let *lets;    /* which rule may match in which stretch */
    size_t n_lets, lets_capacity;
    uint32_t *listed; /* classes of the stretch that lead, each once */
    uint32_t n_listed;
    size_t first; /* token of the stretch at hand */
    size_t n_words; /* its tokens, once it is judged */
    gv_sieve_pending *pending;
    size_t n_pending, pending_capacity;
    gv_stretch *stretches; /* that met some need, in order */
    size_t n_stretches, stretches_capacity;
    size_t start;              /* of the stretch at hand */
    uint32_t stretch;          /* number of the one at hand */
    uint8_t unsure;            /* the passage must be read closely in any case */
    uint8_t bare_endings;      /* some contraction's ending holds no apostrophe */
    gv_bytes_way path;      /* how words are found */
} gv_sieve_state;

gv_status gv_sieve_new(struct gv_scanner *scanner);
void gv_sieve_drop(gv_sieve_state *sieve);

/* sieve.c: *lets 0 if no rule can find anything in the passage. Otherwise, unless `unsure` is set,
 * all that can be found is found by the rules of `lets`, each in its stretches. */
gv_status gv_sieve_read(struct gv_scanner *scanner, const char *text, size_t length, int *lets);

/* sieve_words.c: goes through the words of the passage; calls gv_sieve_end where a sentence surely
 * ends. */
gv_status gv_sieve_words(struct gv_scanner *scanner, const char *text, size_t length);
/* sieve.c: judges the words since the last stretch, and begins a new one at byte `end`. */
gv_status gv_sieve_end(struct gv_scanner *scanner, size_t end);

#define GV_SIEVE_FOUR 4    /* words together */
#define GV_SIEVE_BEHIND 16 /* notes that can be read behind the last */
/* sieve_find.c: which clues n words hold; 0 if none. Behind them stand three more notes, of no
 * class; clues[0] is empty. */
int gv_sieve_find_clues(gv_bytes_way path, const gv_sieve_clues *clues, const uint16_t *order,
                        size_t n, gv_sieve_clue_bits *met);

/* sieve_class.c: adds those of a word's keys that are in sets; then the class of words with these keys
 * and marks (known.h), a new one if there is none. */
gv_status gv_sieve_list_keys(const struct gv_scanner *scanner, const uint32_t *keys,
                             uint32_t n_keys, gv_buf *list);
/* Adds those of a number that can count `value` at most. */
gv_status gv_sieve_list_number(const struct gv_scanner *scanner, uint64_t value, gv_buf *list);
gv_status gv_sieve_find_class(struct gv_scanner *scanner, gv_buf *keys, uint32_t marks,
                              uint32_t *number);
/* sieve_order.c: 1 if the words of a need may stand in the stretch as its steps say. */
int gv_sieve_in_order(struct gv_scanner *scanner, const gv_sieve_need *need);
/* sieve_set.c: makes room, and adds a class that is not in the set. */
gv_status gv_sieve_sets_new(struct gv_scanner *scanner);
gv_status gv_sieve_add(gv_sieve_state *sieve, uint32_t set, uint32_t class);
/* 1 if the class is in the set; sets that share a row have each other's. */
int gv_sieve_has(const gv_sieve_state *sieve, uint32_t set, uint32_t class);
/* Which of n words are of its classes; behind them GV_SIEVE_BEHIND more notes can be read. The same
 * on every path. */
gv_positions gv_sieve_find(const gv_sieve_state *sieve, gv_bytes_way path,
                           const uint16_t *order, size_t n, uint32_t set);
/* Where words of the set stand in the stretch; asked for many times, found once. */
gv_positions gv_sieve_positions(gv_sieve_state *sieve, uint32_t set);

/* Room for the notes of so many tokens. */
static inline gv_status gv_sieve_reserve(gv_sieve_state *sieve, size_t n_tokens)
{
    if (sieve->order_capacity - sieve->n_order >= n_tokens) {
        return GV_OK;
    }
    return gv_array_reserve((void **)&sieve->order, sieve->n_order + n_tokens, sizeof *sieve->order,
                            &sieve->order_capacity);
}

/* Notes the next word of the stretch at hand; there is room. */
static inline void gv_sieve_note(gv_sieve_state *sieve, uint32_t number, uint32_t n_tokens)
{
    uint16_t *const place = sieve->order + sieve->n_order;
    for (uint32_t i = 0; i < n_tokens; i++) {
        place[i] = (uint16_t)number;
    }
    sieve->n_order += n_tokens;
}

#endif
