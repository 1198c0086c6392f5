/*
 * result.h - what one passage was found to say. Built by scan/, read by output/ and gravamen.h.
 *
 * Belongs to the scanner; holds until its next scan. Byte offsets are bytes of the passage.
 */
#ifndef GV_SCAN_RESULT_H
#define GV_SCAN_RESULT_H

#include "model/model.h"

typedef struct gv_mention {
    uint32_t rule;               /* frame */
    uint32_t label;
    uint32_t status;
    uint32_t cue;                /* frame, or GV_IMAGE_NONE */
    uint32_t start, end;         /* evidence: trigger and its near fillers */
    uint32_t trigger, trigger_end; /* tokens */
    uint32_t cue_start, cue_end;
    uint64_t quantity;           /* 0: none */
    uint64_t notes;              /* bit t: test t holds and has a note */
} gv_mention;

typedef struct gv_label_result {
    uint32_t label, status, score;
    uint32_t first_evidence, n_evidence; /* into evidence: mention numbers in text order */
    uint64_t quantity;                   /* largest of the mentions with this status; 0: none */
    uint64_t notes;
} gv_label_result;

typedef struct gv_facet_span {
    uint32_t start, end;
    uint32_t value; /* index into FACET_VALUES */
} gv_facet_span;

typedef struct gv_facet_result {
    uint32_t facet;
    uint32_t value;                 /* string offset */
    uint32_t first_span, n_spans;   /* spans of the winning value, at most 8 */
} gv_facet_result;

struct gv_result {
    const gv_model *model;
    const gv_model_language *language;
    gv_mention *mentions; /* in text order, then by rule name */
    uint32_t n_mentions;
    gv_label_result *labels; /* in declared order; evidence of every status, strongest first */
    uint32_t n_labels;
    uint32_t *evidence;
    gv_facet_result *facets;
    uint32_t n_facets;
    gv_facet_span *facet_spans;
    size_t mentions_capacity, evidence_capacity, facet_spans_capacity;
};

/* The grade of a label's result ("scale" = "5+"): name and value, or 0 if the label has no such
 * grade number i. Only a label of the strongest status has any. */
int gv_result_grade(const struct gv_result *result, const gv_label_result *label, size_t i,
                    const char **name, const char **value);

#endif
