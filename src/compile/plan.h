/*
 * plan.h - one language as numbers: what lower.c makes, automaton.c completes and emit.c writes.
 *
 * Numbers are given in the order in which things are first met, and things are met in an order that
 * does not depend on files: frames by name, weighs by what they say, then whatever these name. So
 * the same rules give the same numbers.
 *
 *     set killing = kill, shot dead        lists: 0 on: of a/x, 1 on: of b/y, 2 set killing
 *     rule a/x  on: @killing               contents: 0 [kill], 1 [shot dead]
 *     rule b/y  on: shot dead              patterns: 0 content 0 of list 2, 1 content 1 of list 2,
 *                                                    2 content 1 of list 1
 *                                          members: list 0: 0 1; list 1: 2; list 2: 0 1
 */
#ifndef GV_COMPILE_PLAN_H
#define GV_COMPILE_PLAN_H

#include "compile/job.h"
#include "model/format.h"
#include "text/stem.h"
#include "text/token.h"

/* The first three are the classes, as in the image. */
typedef struct gv_plan_key {
    const char *text; /* NULL for a class */
    uint32_t length;
    uint8_t kind;
    gv_at at;         /* where it was first met */
    uint32_t stamp;
    uint64_t uses; /* in a million words, as far as the language's common words tell */
} gv_plan_key;

/* A sequence of elements; each distinct one once, so that lists can share them. */
typedef struct gv_plan_content {
    uint32_t first_element;
    uint16_t n_elements;
    uint16_t longest;
    uint32_t word;        /* the key that is all of it, or NONE */
    uint32_t depth;       /* of a list that holds it */
    uint32_t first_start, n_starts; /* keys it can begin with */
    uint32_t stamp;
} gv_plan_content;

/* A content in the list that it was written in. */
typedef struct gv_plan_pattern {
    uint32_t list, content;
    uint32_t number; /* in the image, or GV_IMAGE_WORD */
} gv_plan_pattern;

typedef struct gv_plan_list {
    const char *name; /* set, or NULL */
    uint32_t first_member, n_members; /* patterns, those of sets it takes in included */
    uint32_t first_start, n_starts;   /* keys its members can begin with */
    uint32_t longest, depth;
    uint8_t has_rows; /* something asks for its spans */
} gv_plan_list;

/* What a written word was cut into: keys, one a word. */
typedef struct gv_plan_word {
    uint32_t first_key, n_keys; /* into word_keys */
} gv_plan_word;

/* One word of a word: "mass-grave" has two, "don't" is do + not. */
typedef struct gv_plan_token {
    const char *folded; /* borrowed until the next cut */
    uint32_t length;
    uint8_t capital;
} gv_plan_token;

typedef struct gv_plan_form {
    gv_slice from, to;
    gv_at at;
} gv_plan_form;

typedef struct gv_plan_number {
    const char *word;
    uint32_t length;
    uint8_t kind;
    uint64_t value;
} gv_plan_number;

typedef struct gv_plan_row {
    uint32_t key, list, pattern;
} gv_plan_row;

/* A word torn in two. */
typedef struct gv_plan_split {
    gv_slice first, second;
} gv_plan_split;

/* Growable arrays are owned: gv_plan_free. */
typedef struct gv_plan {
    gv_job *job;
    gv_ast_language *language;
    gv_stemmer *stemmer;
    /* words.c: folded and sorted */
    gv_text_language text; /* contractions only */
    gv_contraction *contractions;
    gv_map form_map;       /* folded word -> index into forms */
    gv_plan_form *forms;   /* by word */
    size_t n_forms, forms_capacity;
    gv_plan_number *numbers; /* by word */
    size_t n_numbers, numbers_capacity;
    gv_slice *abbreviations, *not_heading, *hyphens;
    size_t n_abbreviations, n_not_heading, n_hyphens;
    gv_slice *rejoin, *not_pieces;
    size_t n_rejoin, n_not_pieces;
    gv_plan_split *splits; /* of the words to rejoin; by first piece, then second */
    size_t n_splits;
    gv_words cut;
    gv_buf folded;
    gv_plan_token *tokens;
    size_t n_tokens, tokens_capacity;
    /* keys */
    gv_map key_map; /* kind, text -> key */
    gv_plan_key *keys;
    size_t n_keys, keys_capacity;
    gv_map word_map; /* as written, with "=" and "*" -> word */
    gv_plan_word *words;
    size_t n_words, words_capacity;
    uint32_t *word_keys;
    size_t n_word_keys, word_keys_capacity;
    /* lower.c */
    gv_image_element *elements;
    size_t n_elements, elements_capacity;
    gv_map content_map; /* the elements' bytes -> content */
    gv_plan_content *contents;
    size_t n_contents, contents_capacity;
    gv_plan_pattern *patterns;
    size_t n_patterns, patterns_capacity;
    gv_plan_list *lists;
    size_t n_lists, lists_capacity;
    gv_map list_map; /* the contents of a list without a name -> list */
    uint32_t *members;
    size_t n_members, members_capacity;
    uint32_t *starts;
    size_t n_starts, starts_capacity;
    uint32_t *set_lists; /* by set index, or NONE */
    uint32_t stamp;
    gv_image_element *scratch; /* a stack: elements being built */
    size_t n_scratch, scratch_capacity;
    uint32_t *pending;         /* a stack: what a list being built holds */
    size_t n_pending, pending_capacity;
    uint32_t longest_number;   /* words of the longest quantity or number pattern */
    /* lists by use, or NONE */
    uint32_t breaks, years_unless, not_count_before, not_count_after;
    gv_image_number_pattern *number_patterns; /* by value */
    size_t n_number_patterns, number_patterns_capacity;
    gv_ast_entry **weighs; /* in the order of the image */
    uint32_t n_weighs;
    /* automaton.c */
    gv_plan_row *rows; /* by key, list, pattern */
    size_t n_rows, rows_capacity;
    uint32_t n_image_patterns;
} gv_plan;

void gv_plan_free(gv_plan *plan);

/* words.c */

/* Folds the language's own data: contractions, forms, numbers, abbreviations ... Needs job and
 * language set. Wrong words are findings. */
gv_status gv_plan_prepare_words(gv_plan *plan);
/* The keys of a WORD node. GV_ERROR_RULES with a finding if it cannot stand in a pattern. */
gv_status gv_plan_word_keys(gv_plan *plan, const gv_ast_node *node, gv_plan_word *word);
/* Cuts and folds a written word into plan->tokens; they hold until the next cut. GV_ERROR_RULES
 * with a finding if it is no word or holds marks. */
gv_status gv_plan_cut(gv_plan *plan, const gv_ast_text *text);
/* After all keys are known: no more than GV_LIMIT_AFFIX_NESTING affixes hold one another. */
gv_status gv_plan_check_affixes(gv_plan *plan);
/* common.c: fills `uses` of the keys. */
gv_status gv_plan_count_uses(gv_plan *plan);

/* plan.c: the whole language of plan->language, from words to rows; every gv_ast_list gets its
 * number. Wrong patterns are findings; only lack of memory fails. The plan is whole only if the job
 * has no errors. */
gv_status gv_plan_make(gv_plan *plan);

/* lower.c */

/* A list without a fixed number: *number gets it, NONE if the list is empty. */
gv_status gv_plan_list_of(gv_plan *plan, const gv_ast_list *list, uint32_t *number);
/* A new, empty list. */
gv_status gv_plan_new_list(gv_plan *plan, const char *name, uint32_t *number);
/* Fills a list whose number is fixed. */
gv_status gv_plan_list_into(gv_plan *plan, const gv_ast_list *list, uint32_t number);
/* The list of a set; has_rows: its spans are asked for, not just its patterns. */
gv_status gv_plan_set_list(gv_plan *plan, const gv_ast_set *set, int has_rows, uint32_t *number);

/* lower_pattern.c: the content of one pattern. GV_ERROR_RULES with a finding. */
gv_status gv_plan_content_of(gv_plan *plan, const gv_ast_pattern *pattern, uint32_t *content);

/* canon.c: patterns as bytes that do not depend on where they stand, to put what several files say
 * into one order. */
gv_status gv_canon_pattern(gv_buf *buf, const gv_ast_pattern *pattern);
/* The patterns of several statements as one list, in the order of their bytes. */
gv_status gv_canon_merge(gv_job *job, const gv_ast_entry *const *entries, size_t n,
                         gv_ast_list *list);
/* Sorts statements by facet, value, number, then their patterns' bytes. */
gv_status gv_canon_sort(gv_job *job, gv_ast_entry **entries, size_t n);

/* automaton.c */

/* The keys that a content can begin with, as its starts. Lists it names are complete. */
gv_status gv_plan_find_starts(gv_plan *plan, uint32_t content);
/* The keys that a list's members can begin with. */
gv_status gv_plan_find_list_starts(gv_plan *plan, uint32_t list);
/* Numbers the patterns, and fills and sorts the rows. */
gv_status gv_plan_make_rows(gv_plan *plan);

#endif
