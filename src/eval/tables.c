/*
 * tables.c - the figures of an evaluation for people.
 *
 * In: a finished score. Out: text: a table of labels, one of statuses, the confusion of statuses,
 * facets, and on demand rules and the passages that differ. Numbers come with three decimals and
 * their 95 % interval:
 *
 *     asserted       precision             recall                ...  passages
 *     mass_killing   0.912 (0.862-0.945)   0.903 (0.850-0.939)   ...       165
 */
#include "eval/score.h"
#include "output/escape.h"

#include <inttypes.h>
#include <string.h>

enum { LEAST_WIDTH = 12, RATE_WIDTH = 22 };

static size_t widest(size_t width, const char *name)
{
    const size_t length = strlen(name);
    return length > width ? length : width;
}

/* The width of the first column: the longest name of a label, status or facet. */
static size_t first_width(const gv_model *model)
{
    size_t width = LEAST_WIDTH;
    for (uint32_t l = 0; l < model->n_labels; l++) {
        width = widest(width, gv_model_string(model, model->labels[l].name));
    }
    for (uint32_t s = 0; s < model->n_statuses; s++) {
        width = widest(width, gv_model_string(model, model->statuses[s].name));
    }
    for (uint32_t f = 0; f < model->n_facets; f++) {
        width = widest(width, gv_model_string(model, model->facets[f].name));
    }
    return width;
}

static gv_status add_name(gv_buf *out, const char *name, size_t width)
{
    return gv_buf_add_format(out, "%-*s", (int)width, name);
}

/* Millionths as thousandths, rounded: 0.912. */
static gv_status add_decimal(gv_buf *out, uint32_t millionths)
{
    const uint32_t thousandths = (millionths + 500) / 1000;
    return gv_buf_add_format(out, "%" PRIu32 ".%03" PRIu32, thousandths / 1000, thousandths % 1000);
}

/* RATE_WIDTH bytes: "   0.912 (0.862-0.945)". */
static gv_status add_rate(gv_buf *out, const gv_rate *rate)
{
    GV_TRY(gv_buf_add_text(out, "   "));
    GV_TRY(add_decimal(out, rate->value));
    GV_TRY(gv_buf_add_text(out, " ("));
    GV_TRY(add_decimal(out, rate->low));
    GV_TRY(gv_buf_add_text(out, "-"));
    GV_TRY(add_decimal(out, rate->high));
    return gv_buf_add_text(out, ")");
}

static gv_status write_labels(const gv_score *score, size_t width, gv_buf *out)
{
    const gv_model *const model = score->model;
    GV_TRY(add_name(out, gv_score_status_name(model, 0), width));
    GV_TRY(add_name(out, "   precision", RATE_WIDTH));
    GV_TRY(add_name(out, "   recall", RATE_WIDTH));
    GV_TRY(add_name(out, "   F1", RATE_WIDTH));
    GV_TRY(gv_buf_add_text(out, "   passages\n"));
    for (uint32_t l = 0; l < model->n_labels; l++) {
        const gv_label_score *const label = &score->labels[l];
        GV_TRY(add_name(out, gv_model_string(model, model->labels[l].name), width));
        GV_TRY(add_rate(out, &label->precision));
        GV_TRY(add_rate(out, &label->recall));
        GV_TRY(add_rate(out, &label->f1));
        GV_TRY(gv_buf_add_format(out, "%11" PRIu64 "\n",
                                 label->true_positive + label->false_negative));
    }
    GV_TRY(add_name(out, "macro-F1", width + 2 * (size_t)RATE_WIDTH));
    GV_TRY(add_rate(out, &score->macro_f1));
    return gv_buf_add_text(out, "\n\n");
}

static gv_status write_statuses(const gv_score *score, size_t width, gv_buf *out)
{
    GV_TRY(add_name(out, "status", width));
    GV_TRY(gv_buf_add_text(out, "      gold  came out     right     F1\n"));
    for (uint32_t s = 0; s < score->model->n_statuses; s++) {
        const gv_status_score *const status = &score->statuses[s];
        GV_TRY(add_name(out, gv_score_status_name(score->model, s), width));
        GV_TRY(gv_buf_add_format(out, "%10" PRIu64 "%10" PRIu64 "%10" PRIu64 "  ", status->gold,
                                 status->predicted, status->right));
        if (status->gold + status->predicted > 0) {
            GV_TRY(add_decimal(out, status->f1));
        } else {
            GV_TRY(gv_buf_add_text(out, "    -"));
        }
        GV_TRY(gv_buf_add_text(out, "\n"));
    }
    GV_TRY(add_name(out, "macro-F1", width + 32));
    GV_TRY(add_decimal(out, score->status_macro_f1));
    return gv_buf_add_text(out, "\n\n");
}

static gv_status write_confusion(const gv_score *score, size_t width, gv_buf *out)
{
    const uint32_t nothing = score->model->n_statuses;
    GV_TRY(add_name(out, "gold, came out", width));
    for (uint32_t s = 0; s <= nothing; s++) {
        const char *const name = gv_score_status_name(score->model, s);
        GV_TRY(gv_buf_add_format(out, "  %8s", name));
    }
    GV_TRY(gv_buf_add_text(out, "\n"));
    for (uint32_t row = 0; row <= nothing; row++) {
        GV_TRY(add_name(out, gv_score_status_name(score->model, row), width));
        for (uint32_t s = 0; s <= nothing; s++) {
            const char *const name = gv_score_status_name(score->model, s);
            const size_t column = widest(8, name);
            GV_TRY(gv_buf_add_format(out, "  %*" PRIu64, (int)column,
                                     score->confusion[row * (nothing + 1) + s]));
        }
        GV_TRY(gv_buf_add_text(out, "\n"));
    }
    return gv_buf_add_text(out, "\n");
}

static gv_status write_facets(const gv_score *score, size_t width, gv_buf *out)
{
    const gv_model *const model = score->model;
    for (uint32_t f = 0; f < model->n_facets; f++) {
        const gv_facet_score *const facet = &score->facets[f];
        const gv_rate rate = gv_metrics_share(facet->right, facet->total);
        GV_TRY(add_name(out, gv_model_string(model, model->facets[f].name), width));
        GV_TRY(add_rate(out, &rate));
        GV_TRY(gv_buf_add_format(out, "   %" PRIu64 " of %" PRIu64 " passages with a label %s\n",
                                 facet->right, facet->total, gv_score_status_name(model, 0)));
    }
    return GV_OK;
}

/* How many sources a rule fired in; nothing if gold names none. */
static gv_status add_sources(const gv_score *score, const gv_rule_score *rule, gv_buf *out)
{
    size_t n = 0;
    for (size_t s = 0; s < rule->n_sources; s++) {
        n += rule->sources[s] > 0;
    }
    return score->sources.n_entries > 0 ? gv_buf_add_format(out, "%9zu", n) : GV_OK;
}

static gv_status write_rules(const gv_score *score, gv_buf *out)
{
    const gv_model *const model = score->model;
    uint64_t silent = 0;
    GV_TRY(gv_buf_add_format(out, "\n   precision             passages%s  rule\n",
                             score->sources.n_entries > 0 ? "  sources" : ""));
    for (size_t r = 0; r < score->n_rules; r++) {
        const gv_rule_score *const rule = &score->rules[r];
        const gv_model_language *const language = &model->languages[rule->language];
        const gv_rate rate = gv_metrics_share(rule->right, rule->fired);
        if (rule->fired == 0) {
            silent++;
            continue;
        }
        GV_TRY(add_rate(out, &rate));
        GV_TRY(gv_buf_add_format(out, "%11" PRIu64, rule->fired));
        GV_TRY(add_sources(score, rule, out));
        GV_TRY(gv_buf_add_format(out, "  %s\n",
                                 gv_model_string(model, language->frames[rule->rule].name)));
    }
    GV_TRY(gv_buf_add_format(out, "%" PRIu64 " rules with nothing %s\n", silent,
                             gv_score_status_name(model, 0)));
    for (size_t r = 0; r < score->n_rules; r++) {
        const gv_rule_score *const rule = &score->rules[r];
        const gv_model_language *const language = &model->languages[rule->language];
        if (rule->fired == 0) {
            GV_TRY(gv_buf_add_format(out, "    %s\n",
                                     gv_model_string(model, language->frames[rule->rule].name)));
        }
    }
    return GV_OK;
}

gv_status gv_tables_write(const gv_score *score, int rules, int errors, gv_buf *out)
{
    const size_t width = widest(first_width(score->model), "gold, came out");
    GV_TRY(gv_buf_add_format(out, "%" PRIu64 " passages, model %s\n\n", score->n_passages,
                             score->model->identity));
    GV_TRY(write_labels(score, width, out));
    GV_TRY(write_statuses(score, width, out));
    GV_TRY(write_confusion(score, width, out));
    GV_TRY(write_facets(score, width, out));
    if (rules) {
        GV_TRY(write_rules(score, out));
    }
    if (errors) {
        GV_TRY(gv_buf_add_format(out, "\ndifferences: %" PRIu64 "\n", score->n_errors));
        GV_TRY(gv_buf_add(out, score->errors.bytes, score->errors.length));
    }
    return GV_OK;
}

static gv_status add_words(gv_buf *out, const gv_eval_passage *passage, uint32_t start,
                           uint32_t end)
{
    GV_TRY(gv_buf_add_text(out, " \""));
    GV_TRY(gv_output_show(out, passage->text + start, end - start, 0));
    return gv_buf_add_text(out, "\"");
}

static gv_status add_mention(gv_buf *out, const gv_eval_passage *passage, const gv_mention *mention)
{
    const gv_model *const model = passage->result->model;
    const gv_image_frame *const frames = passage->result->language->frames;
    GV_TRY(gv_buf_add_format(out, "    %s %s", gv_model_string(model, frames[mention->rule].name),
                             gv_score_status_name(model, mention->status)));
    GV_TRY(add_words(out, passage, mention->start, mention->end));
    if (mention->cue != GV_IMAGE_NONE) {
        GV_TRY(gv_buf_add_format(out, " by %s", gv_model_string(model, frames[mention->cue].name)));
        GV_TRY(add_words(out, passage, mention->cue_start, mention->cue_end));
    }
    return gv_buf_add_text(out, "\n");
}

gv_status gv_tables_add_errors(gv_score *score, const gv_eval_passage *passage)
{
    const gv_model *const model = score->model;
    gv_buf *const out = &score->errors;
    int differs = 0;
    for (uint32_t l = 0; l < model->n_labels; l++) {
        if (passage->gold[l] == passage->predicted[l]) {
            continue;
        }
        differs = 1;
        GV_TRY(gv_buf_add_text(out, "\n"));
        GV_TRY(gv_output_show(out, passage->id, strlen(passage->id), 0));
        GV_TRY(gv_buf_add_format(out, "  %s: gold %s, came out %s\n",
                                 gv_model_string(model, model->labels[l].name),
                                 gv_score_status_name(model, passage->gold[l]),
                                 gv_score_status_name(model, passage->predicted[l])));
        for (uint32_t i = 0; passage->result != NULL && i < passage->result->n_mentions; i++) {
            if (passage->result->mentions[i].label == l) {
                GV_TRY(add_mention(out, passage, &passage->result->mentions[i]));
            }
        }
    }
    if (differs) {
        GV_TRY(gv_buf_add_text(out, "    > "));
        GV_TRY(gv_output_show(out, passage->text, passage->length, 0));
        GV_TRY(gv_buf_add_text(out, "\n"));
    }
    return GV_OK;
}
