/*
 * sieve_make.h - what is shared while a language's sieve is made: sieve_tell.c says which words a list
 * or element cannot do without, model_sieve.c makes needs of them, sieve_steps.c says in what order
 * they stand, sieve_clues.c by which two words a sentence is told, sieve_deal.c numbers and indexes.
 */
#ifndef GV_MODEL_SIEVE_MAKE_H
#define GV_MODEL_SIEVE_MAKE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "model/model.h"

/* Keys one of which some word must satisfy. */
typedef struct gv_key_set {
    const uint32_t *keys; /* sorted; in the arena */
    uint32_t n;           /* 0: nothing can be told */
    double cost;          /* how many of a million words are expected to be of it */
} gv_key_set;

typedef struct gv_key_union {
    gv_buf keys; /* with repeats */
    int open;    /* something was joined of which nothing can be told */
} gv_key_union;

typedef struct gv_list_entry {
    uint32_t key, pattern;
} gv_list_entry;

enum { GV_SIEVE_BEGINS = 0, GV_SIEVE_ENDS };

/* The words that spans of a list can begin and end with, once `told`. */
typedef struct gv_sieve_edge {
    gv_key_set sets[2];
    uint8_t told[2];
} gv_sieve_edge;

/* How many words an element may have: 1 to `most`, or none too. */
typedef struct gv_sieve_extent {
    uint32_t most;
    int empty;
} gv_sieve_extent;

typedef struct gv_sieve_maker {
    const gv_model_language *language;
    const char *strings;
    gv_sieve *sieve;
    gv_anchors *anchors;
    gv_arena arena;
    uint32_t *first_entry; /* by list, into list_entries */
    gv_list_entry *list_entries; /* by list, then pattern */
    gv_key_set *lists; /* by list, once `told` */
    uint8_t *told;
    gv_sieve_edge *edges; /* by list */
    gv_key_set numbers[GV_SIEVE_NUMBERS];
    gv_map set_map;   /* the keys of a set, as bytes -> its number */
    gv_key_set *sets; /* by number */
    uint32_t longest_number; /* words of a quantity */
    size_t sets_capacity, needs_capacity, steps_capacity;
} gv_sieve_maker;

/* The union so far; a zeroed one is empty. take makes a set of it, and frees it. */
gv_status gv_key_union_join(gv_key_union *to, const gv_key_set *set);
gv_status gv_key_union_take(gv_sieve_maker *make, gv_key_union *from, gv_key_set *set);
/* 1 if the set is likely to be rarer than the other, or nothing is known of that. */
int gv_key_set_is_better(const gv_key_set *set, const gv_key_set *than);

/* Turns the rows round: of each list its keys and patterns. */
gv_status gv_sieve_turn_rows(gv_sieve_maker *make);
/* The stretch of a list's entries from `at` on that are of one pattern; WORD entries are one stretch. */
uint32_t gv_sieve_stretch_end(const gv_sieve_maker *make, uint32_t at, uint32_t end);
/* The set of a stretch, of a list, of an element; of numbers, into make->numbers, before
 * the others. */
gv_status gv_sieve_tell_stretch(gv_sieve_maker *make, uint32_t at, uint32_t end, gv_key_set *set);
gv_status gv_sieve_tell_list(gv_sieve_maker *make, uint32_t list, gv_key_set *set);
/* The union of what `tell` says of each stretch of a list's entries; edge is for it. */
typedef gv_status gv_sieve_teller(gv_sieve_maker *make, uint32_t at, uint32_t end, int edge,
                                  gv_key_set *set);
gv_status gv_sieve_union_of_list(gv_sieve_maker *make, uint32_t list, gv_sieve_teller *tell,
                                 int edge, gv_key_set *set);
gv_status gv_sieve_tell_element(gv_sieve_maker *make, const gv_image_element *element,
                                gv_key_set *set);
/* The same of an element that may be absent, if it is there. */
gv_status gv_sieve_tell_present(gv_sieve_maker *make, const gv_image_element *element,
                                gv_key_set *set);
gv_status gv_sieve_tell_numbers(gv_sieve_maker *make);

/* sieve_edges.c: the words that a span of the element, or list, can begin with (GV_SIEVE_BEGINS), or
 * end. The element is there. */
gv_status gv_sieve_edge_of_element(gv_sieve_maker *make, const gv_image_element *element, int edge,
                                   gv_key_set *set);
gv_status gv_sieve_edge_of_list(gv_sieve_maker *make, uint32_t list, int edge, gv_key_set *set);
/* sieve_steps.c */
gv_sieve_extent gv_sieve_extent_of(const gv_sieve_maker *make, const gv_image_element *element);

/* The number of a set that is not empty. */
gv_status gv_sieve_number_set(gv_sieve_maker *make, const gv_key_set *set, uint32_t *number);

/* sieve_ways.c: calls `tell` for each of the ways in which a pattern can match; for the pattern itself
 * if they are many. */
typedef gv_status gv_sieve_way(gv_sieve_maker *make, void *context,
                               const gv_image_element *elements, uint32_t n);
gv_status gv_sieve_each_way(gv_sieve_maker *make, const gv_image_pattern *pattern,
                            gv_sieve_way *tell, void *context);

/* sieve_steps.c: adds the steps of a rule's slots; of a pattern's elements, or of a single word of the
 * set; *first and *n say which of sieve->steps they are. */
gv_status gv_sieve_add_slots(gv_sieve_maker *make, uint32_t rule, uint32_t *first, uint32_t *n);
gv_status gv_sieve_add_trigger(gv_sieve_maker *make, const gv_image_element *elements,
                               uint32_t n_elements, uint32_t *first, uint32_t *n);
gv_status gv_sieve_add_word(gv_sieve_maker *make, const gv_key_set *set, uint32_t *first,
                            uint32_t *n);
/* 1 if a slot or an alternative of it may be filled in another sentence than the trigger's. */
int gv_sieve_is_wide(const gv_image_slot *slot);

/* sieve_clues.c: the clue of a need whose sets and steps are known; its sets are put in order. Once all
 * needs have their last numbers: the clues'. */
void gv_sieve_choose_clue(const gv_sieve_maker *make, gv_sieve_need *need);
gv_status gv_sieve_deal_clues(gv_sieve_maker *make);

/* Once all needs are there: numbers their sets anew, those that lead first, and fills the rest. */
gv_status gv_sieve_deal(gv_sieve_maker *make);

#endif
