/*
 * ast.h - the rules as read: what parse.c makes, check.c judges and lower.c turns into numbers.
 *
 * Everything lives in the compile job's arena. Things stand in singly linked lists in the order in
 * which they were read (files by path, then line by line); nothing here is sorted, and words are
 * still as they were written. For
 *
 *     set killing = kill, shot dead, @butchery
 *
 * there is one gv_ast_set with a list of three patterns: [WORD kill], [WORD shot, WORD dead],
 * [SET butchery -> the set].
 */
#ifndef GV_COMPILE_AST_H
#define GV_COMPILE_AST_H

#include "base/map.h"
#include "model/format.h"

#include <stddef.h>
#include <stdint.h>

/* A place in the rules: a byte of a source. */
typedef struct gv_at {
    uint32_t source;
    uint32_t offset;
} gv_at;

/* A stretch of text, NUL-terminated in the arena, and where it stands. */
typedef struct gv_ast_text {
    const char *text; /* NULL: none */
    uint32_t length;
    gv_at at;
} gv_ast_text;

typedef struct gv_ast_set gv_ast_set;
typedef struct gv_ast_pattern gv_ast_pattern;

/* Patterns with commas between, or the branches of a bracket. */
typedef struct gv_ast_list {
    gv_ast_pattern *first; /* NULL: the list was wrong or is missing */
    gv_at at;
    uint32_t number;       /* set by plan.c; GV_IMAGE_NONE: missing */
} gv_ast_list;

enum gv_ast_op {
    GV_AST_WORD,  /* text: as written, without "=" and "*" */
    GV_AST_SET,   /* text: the name */
    GV_AST_CLASS, /* element: the gv_element_op; value: least count */
    GV_AST_MARK,  /* element: MARK or NO_MARK; marks */
    GV_AST_GAP,   /* value: most words; branches: what to avoid, or empty; marks: likewise, or 0 */
    GV_AST_GROUP  /* branches */
};

typedef struct gv_ast_node {
    struct gv_ast_node *next; /* in the sequence */
    gv_at at;
    uint8_t op;
    uint8_t optional; /* followed by "?" */
    uint8_t exact;    /* WORD: begins with "=" */
    uint8_t affix;    /* WORD: 'p' ends in "*", 's' begins with "*", 0 neither */
    uint8_t element;
    uint16_t marks;   /* GV_MARK_* bits */
    uint32_t value;
    const char *text;
    uint32_t length;
    gv_ast_set *set; /* SET: set by check.c; NULL: unknown, or would close a circle */
    gv_ast_list branches;
} gv_ast_node;

/* A sequence of nodes. */
struct gv_ast_pattern {
    gv_ast_pattern *next; /* in the list */
    gv_ast_node *first;
    gv_at at;
};

struct gv_ast_set {
    gv_ast_set *next;
    gv_ast_text name;
    gv_ast_list list;
    uint32_t index;   /* among the sets of its language, by name; set by check.c */
    uint32_t depth;   /* 0: holds no set; set by check.c */
    uint8_t uses_count, uses_year; /* holds #count, #year at any depth; set by check.c */
    uint8_t used;     /* something names it; set by check.c */
};

typedef struct gv_ast_place {
    uint8_t place; /* gv_place */
    uint8_t scope; /* gv_scope */
    uint16_t reach;
} gv_ast_place;

typedef struct gv_ast_guard {
    struct gv_ast_guard *next;
    uint8_t after;
    uint16_t reach;
    gv_ast_list list;
} gv_ast_guard;

typedef struct gv_ast_slot {
    struct gv_ast_slot *next;
    gv_at at;
    uint8_t role; /* gv_slot_role */
    uint32_t required;
    gv_ast_text name;
    gv_ast_place place;
    gv_ast_list list;
    gv_ast_list stop;
    gv_ast_guard *guards, *last_guard;
} gv_ast_slot;

typedef struct gv_ast_reach {
    struct gv_ast_reach *next;
    gv_ast_place place;
} gv_ast_reach;

typedef struct gv_ast_target {
    struct gv_ast_target *next;
    gv_ast_text name;
    uint8_t joined; /* the next target belongs to the same item */
    uint32_t kind;  /* gv_target_kind; set by check.c */
    uint32_t index; /* of tag, label or rule; set by check.c; NONE: unknown */
} gv_ast_target;

typedef struct gv_ast_example {
    struct gv_ast_example *next;
    gv_ast_text text;
    uint8_t expected;
} gv_ast_example;

typedef struct gv_ast_frame {
    struct gv_ast_frame *next;
    uint8_t kind;     /* gv_frame_kind */
    gv_at at;         /* the statement */
    gv_ast_text name; /* whole: "mass_killing/killed_number" */
    gv_ast_text of;   /* rule: label; cue: test */
    uint32_t of_index; /* set by check.c; NONE: unknown */
    gv_ast_text tag;  /* rule; NULL text: "noun" */
    uint32_t tag_index;
    uint32_t weight;
    gv_ast_text why, cite;
    gv_ast_list on;
    uint8_t has_on;   /* an on: line stands, be it right or wrong; likewise below */
    uint8_t has_reach, has_for;
    gv_ast_slot *slots, *last_slot;
    gv_ast_reach *reaches, *last_reach;
    gv_ast_list stop;
    gv_ast_target *targets, *last_target;
    gv_ast_example *examples, *last_example;
    uint32_t index;   /* in the image; set by check.c; NONE: no name, or not the first of it */
} gv_ast_frame;

/* A word, or an ending, with what it stands for: form, contraction, numbers, multiply. */
typedef struct gv_ast_pair {
    struct gv_ast_pair *next;
    gv_ast_text from, to;
    uint64_t value;
    uint8_t kind; /* gv_number_kind */
} gv_ast_pair;

typedef struct gv_ast_item {
    struct gv_ast_item *next;
    gv_ast_text text;
} gv_ast_item;

/* number 10 = ...; weigh FACET VALUE N: ...; and the lists that may stand in several statements:
 * breaks:, not a count before:, not a count after: */
typedef struct gv_ast_entry {
    struct gv_ast_entry *next;
    gv_at at;
    uint64_t value;          /* number, or weight */
    gv_ast_text facet, facet_value;
    uint32_t facet_index, value_index; /* set by check.c */
    gv_ast_list list;
} gv_ast_entry;

/* A singly linked list with its end, for any of the structs above. */
typedef struct gv_ast_pairs {
    gv_ast_pair *first, *last;
} gv_ast_pairs;
typedef struct gv_ast_items {
    gv_ast_item *first, *last;
} gv_ast_items;
typedef struct gv_ast_entries {
    gv_ast_entry *first, *last;
} gv_ast_entries;

/* All that the files of one language say. */
typedef struct gv_ast_language {
    struct gv_ast_language *next;
    const char *code;
    gv_at at; /* the first `language` line */
    gv_ast_set *sets, *last_set;
    gv_ast_frame *frames, *last_frame;
    gv_ast_pairs forms, contractions, numbers;
    gv_ast_pairs common; /* from: word; value: how often it stands in a million words */
    gv_ast_items abbreviations, not_heading, hyphens;
    gv_ast_items rejoin, not_pieces;
    gv_ast_entries breaks, not_count_before, not_count_after, number_patterns, weighs;
    uint8_t has_years;
    gv_at years_at;
    uint32_t year_from, year_to;
    gv_ast_list years_unless;
    /* set by check.c */
    gv_map set_names;    /* name -> index into set_table */
    gv_ast_set **set_table; /* by name */
    uint32_t n_sets;
    gv_map rule_names;   /* "label/name" -> index into frame_table */
    gv_ast_frame **frame_table; /* as in the image: rules, masks, cues, each by name */
    uint32_t n_rules, n_masks, n_cues;
    const char **tags;   /* by name */
    uint32_t n_tags;
    gv_map tag_names;
} gv_ast_language;

typedef struct gv_ast_label {
    struct gv_ast_label *next;
    gv_ast_text name;
    uint32_t threshold;
} gv_ast_label;

typedef struct gv_ast_test {
    struct gv_ast_test *next;
    gv_ast_text name;
    gv_ast_text status;   /* NULL text: a skip test */
    gv_ast_items skips;
    uint8_t nearer;       /* strikes only what is farther than its own cue */
    gv_ast_text note;     /* NULL text: none */
    uint32_t status_index; /* set by check.c */
    uint64_t skip_bits;
} gv_ast_test;

typedef struct gv_ast_facet {
    struct gv_ast_facet *next;
    gv_ast_text name;
    gv_ast_items values;
    gv_ast_text otherwise; /* NULL text: none */
} gv_ast_facet;

typedef struct gv_ast_step {
    struct gv_ast_step *next;
    gv_ast_text name;
    uint64_t from;
} gv_ast_step;

typedef struct gv_ast_grade {
    struct gv_ast_grade *next;
    gv_ast_text label, name;
    gv_ast_step *steps, *last_step;
    gv_ast_text otherwise;
    uint32_t label_index; /* set by check.c */
} gv_ast_grade;

/* What `language any` files declare, and every language. */
typedef struct gv_ast_model {
    gv_at statuses_at;
    uint8_t has_statuses;
    gv_ast_items statuses;
    gv_ast_label *labels, *last_label;
    gv_ast_test *tests, *last_test;
    gv_ast_facet *facets, *last_facet;
    gv_ast_grade *grades, *last_grade;
    gv_ast_language *languages, *last_language;
    /* set by check.c */
    gv_map status_names, label_names, test_names, facet_names;
    uint32_t n_statuses, n_labels, n_tests, n_facets;
} gv_ast_model;

#endif
