/*
 * result.c - a result, read through accessors.
 */
#include "scan/result.h"

#include <stdio.h>
#include <string.h>

size_t gv_result_labels(const gv_result *result)
{
    return result == NULL ? 0 : result->n_labels;
}

static const gv_label_result *label_at(const gv_result *result, size_t label)
{
    return result == NULL || label >= result->n_labels ? NULL : &result->labels[label];
}

const char *gv_result_label_name(const gv_result *result, size_t label)
{
    const gv_label_result *found = label_at(result, label);
    return found == NULL ? NULL
                         : gv_model_string(result->model, result->model->labels[found->label].name);
}

const char *gv_result_label_status(const gv_result *result, size_t label)
{
    const gv_label_result *found = label_at(result, label);
    return found == NULL
               ? NULL
               : gv_model_string(result->model, result->model->statuses[found->status].name);
}

uint32_t gv_result_label_score(const gv_result *result, size_t label)
{
    const gv_label_result *found = label_at(result, label);
    return found == NULL ? 0 : found->score;
}

uint64_t gv_result_label_quantity(const gv_result *result, size_t label)
{
    const gv_label_result *found = label_at(result, label);
    return found == NULL ? 0 : found->quantity;
}

int gv_result_grade(const struct gv_result *result, const gv_label_result *label, size_t i,
                    const char **name, const char **value)
{
    const gv_model *model = result->model;
    if (label->status != 0) {
        return 0; /* a grade says how much was asserted */
    }
    for (uint32_t g = 0; g < model->n_grades; g++) {
        const gv_image_grade *grade = &model->grades[g];
        if (grade->label != label->label) {
            continue;
        }
        uint32_t text = grade->otherwise;
        for (uint32_t s = 0; s < grade->n_steps; s++) { /* highest first */
            const gv_image_grade_step *step = &model->grade_steps[grade->first_step + s];
            if (label->quantity >= step->from) {
                text = step->name;
                break;
            }
        }
        if (text == GV_IMAGE_NONE) {
            continue;
        }
        if (i-- == 0) {
            *name = gv_model_string(model, grade->name);
            *value = gv_model_string(model, text);
            return 1;
        }
    }
    return 0;
}

int gv_result_attribute(const gv_result *result, size_t label, size_t i, const char **name,
                        const char **value)
{
    const gv_label_result *found = label_at(result, label);
    if (found == NULL) {
        return 0;
    }
    size_t n_grades = 0;
    while (gv_result_grade(result, found, n_grades, name, value)) {
        if (n_grades++ == i) {
            return 1;
        }
    }
    i -= n_grades;
    for (uint32_t test = 0; test < result->model->n_tests; test++) {
        if (found->notes >> test & 1 && i-- == 0) {
            *name = gv_model_string(result->model, result->model->tests[test].note);
            *value = "true";
            return 1;
        }
    }
    return 0;
}

/* Copies as much of `from` as the caller's struct, of an earlier version maybe, has room for. */
static void fill_evidence(const gv_result *result, const gv_mention *mention,
                          gv_evidence *evidence)
{
    const gv_model *model = result->model;
    gv_evidence full = {0};
    const size_t size = evidence->size < sizeof full ? evidence->size : sizeof full;
    full.size = evidence->size;
    full.rule = gv_model_string(model, result->language->frames[mention->rule].name);
    full.status = gv_model_string(model, model->statuses[mention->status].name);
    full.start = mention->start;
    full.end = mention->end;
    if (mention->cue != GV_IMAGE_NONE) {
        full.cue = gv_model_string(model, result->language->frames[mention->cue].name);
        full.cue_start = mention->cue_start;
        full.cue_end = mention->cue_end;
    }
    memcpy(evidence, &full, size);
}

int gv_result_evidence(const gv_result *result, size_t label, size_t i, gv_evidence *evidence)
{
    const gv_label_result *found = label_at(result, label);
    if (found == NULL || evidence == NULL || i >= found->n_evidence) {
        return 0;
    }
    fill_evidence(result, &result->mentions[result->evidence[found->first_evidence + i]],
                  evidence);
    return 1;
}

int gv_result_mention(const gv_result *result, size_t i, gv_evidence *evidence)
{
    if (result == NULL || evidence == NULL || i >= result->n_mentions) {
        return 0;
    }
    fill_evidence(result, &result->mentions[i], evidence);
    return 1;
}

int gv_result_facet(const gv_result *result, size_t i, const char **name, const char **value)
{
    if (result == NULL || i >= result->n_facets) {
        return 0;
    }
    const gv_facet_result *facet = &result->facets[i];
    *name = gv_model_string(result->model, result->model->facets[facet->facet].name);
    *value = gv_model_string(result->model, facet->value);
    return 1;
}
