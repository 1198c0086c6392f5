/*
 * check.h - names to things, and the laws that a tree must keep before it is lowered.
 *
 * gv_check_model is all that others call; the rest is shared by the check_*.c files.
 */
#ifndef GV_COMPILE_CHECK_H
#define GV_COMPILE_CHECK_H

#include "compile/job.h"
#include "compile/near.h"

/* Fills everything in ast.h that is "set by check.c". What is wrong is kept as findings; only lack
 * of memory fails. Afterwards every set that a node names is known, sets hold no circle and nest at
 * most GV_LIMIT_DEPTH deep; a node that broke one of these laws has no set. */
gv_status gv_check_model(gv_job *job);

/* check_codebook.c: statuses, tests, labels, facets, grades. */
gv_status gv_check_codebook(gv_job *job);

/* A set named in a set. */
typedef struct gv_set_edge {
    gv_ast_set *from, *to;
    gv_ast_node *node;
} gv_set_edge;

/* What check_pattern.c needs of the language whose lists it looks at, and what it found. */
typedef struct gv_list_check {
    gv_job *job;
    gv_ast_language *language;
    gv_ast_set *set;      /* the set whose list this is, or NULL */
    gv_set_edge *edges;   /* sets named in sets, by the naming set; owned */
    size_t n_edges, edges_capacity;
} gv_list_check;

/* check_pattern.c: resolves the sets a list names (an edge for each if check->set, else they are
 * marked as used) and checks the shape of every pattern. */
gv_status gv_check_list(gv_list_check *check, gv_ast_list *list);
/* Refuses #count, and #year too if `years`, in a list that decides what they are. After the sets
 * are checked. */
gv_status gv_check_number_list(gv_job *job, const gv_ast_list *list, int years);

/* check_sets.c: names, circles and depth of the sets; before it every language's table is made. */
gv_status gv_check_set_names(gv_job *job, gv_ast_language *language);
/* Resolves the sets' own lists and breaks circles. */
gv_status gv_check_sets(gv_list_check *check);
/* Marks every set that a used set names as used. */
void gv_check_used_sets(const gv_list_check *check);

/* check_frames.c: rules, cues and masks of one language. */
gv_status gv_check_frames(gv_list_check *check);

/* Names of one kind: each once, at most `limit`. The map gives a name's place among them. */
typedef struct gv_check_names {
    gv_map *map;
    const char *what; /* "label" */
    uint32_t limit;
    gv_at *places;    /* of the first definitions; owned */
    size_t capacity;
} gv_check_names;

/* Enters a name, or fails with a finding: it is there already, or one too many. */
gv_status gv_check_enter(gv_job *job, gv_check_names *names, const gv_ast_text *name);
void gv_check_names_free(gv_check_names *names);

/* "there is no WHAT "NAME"; did you mean ...". */
gv_status gv_check_unknown(gv_job *job, const char *what, const gv_ast_text *name,
                           const gv_map *known);

#endif
