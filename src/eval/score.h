/*
 * score.h - what a model said of labelled passages, counted; and the figures made of the counts.
 *
 * One thread at a time. A label counts as given where its strongest status is the first that the
 * model declares (for the English model: asserted).
 */
#ifndef GV_EVAL_SCORE_H
#define GV_EVAL_SCORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "eval/gold.h"
#include "eval/metrics.h"
#include "scan/result.h"

typedef struct gv_label_score {
    uint64_t true_positive, false_positive, false_negative;
    gv_rate precision, recall, f1;
} gv_label_score;

typedef struct gv_status_score {
    uint64_t gold, predicted, right; /* pairs of passage and label, pooled over labels */
    uint32_t f1;                     /* millionths */
} gv_status_score;

/* A facet counts where the gold line gives it and the model gives some label its first status. */
typedef struct gv_facet_score {
    uint64_t total, right;
} gv_facet_score;

/* Passages in which the rule had a mention of the first status, and those of them whose gold gives
 * its label that status. */
typedef struct gv_rule_score {
    uint32_t language, rule; /* frame */
    uint64_t fired, right;
    uint64_t counted;   /* number of the passage that was counted last, from 1 */
    uint64_t *sources;  /* passages by the number of their source; owned */
    size_t n_sources;   /* counts that are there; past them: 0 */
} gv_rule_score;

typedef struct gv_score {
    const gv_model *model;
    uint64_t n_passages;
    gv_label_score *labels;    /* one a label of the model */
    gv_rate macro_f1;          /* mean over labels */
    gv_status_score *statuses; /* one a status of the model */
    uint32_t status_macro_f1;  /* mean over the statuses that stand in gold or prediction */
    uint64_t *confusion;       /* [gold * (n_statuses + 1) + predicted]; n_statuses: nothing */
    gv_facet_score *facets;
    gv_rule_score *rules;      /* language by language, by name */
    size_t n_rules;
    gv_map sources;            /* where passages come from, as gold says, numbered from 0 */
    gv_buf errors;             /* written passage by passage, ready to print */
    uint64_t n_errors;         /* pairs of passage and label that differ */
    uint8_t *outcomes;         /* as gv_bootstrap_f1 wants them */
    size_t outcomes_capacity;
    gv_arena arena;            /* owns the arrays of fixed size */
} gv_score;

/* Zeroed counts for a model (borrowed). gv_score_free may be called on a zeroed score too. */
gv_status gv_score_start(const gv_model *model, gv_score *score);
/* Counts one passage: gold's statuses (NONE: nothing), facets and source as from gv_gold_read, and
 * what came out (NULL: nothing was read, so nothing came out). predicted (one a label) gets the
 * status numbers that came out. */
gv_status gv_score_add(gv_score *score, const gv_gold *gold, const struct gv_result *result,
                       uint32_t *predicted);
/* Turns counts into figures. */
gv_status gv_score_finish(gv_score *score);
void gv_score_free(gv_score *score);

/* The name of a status, "nothing" for NONE and n_statuses; borrowed from the model. */
const char *gv_score_status_name(const gv_model *model, uint32_t status);

typedef struct gv_eval_passage {
    const char *id, *text;
    size_t length;
    const uint32_t *gold, *predicted;
    const struct gv_result *result; /* NULL: nothing came out */
} gv_eval_passage;

/* Adds what differs in one passage to score->errors: as lines for people (tables.c), or as JSON
 * objects, each after a comma but the first (figures.c). */
gv_status gv_tables_add_errors(gv_score *score, const gv_eval_passage *passage);
gv_status gv_figures_add_errors(gv_score *score, const gv_eval_passage *passage);
/* Writes the whole report to out. rules and errors as in gv_eval_options. */
gv_status gv_tables_write(const gv_score *score, int rules, int errors, gv_buf *out);
gv_status gv_figures_write(const gv_score *score, int rules, int errors, gv_buf *out);

#endif
