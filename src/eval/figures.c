/*
 * figures.c - the figures of an evaluation for machines: one JSON object, keys in a fixed order.
 *
 * In: a finished score. Out: {"v":1,"model":"3f..","passages":1432,"labels":[{"label":
 * "mass_killing","support":165,...,"f1":0.907,"f1_low":0.873,"f1_high":0.938}],...}. Rates have six
 * decimals. What is nothing in gold or prediction is called "nothing".
 */
#include "eval/score.h"
#include "output/escape.h"

#include <inttypes.h>
#include <string.h>

/* "name":0.912345 after a comma. */
static gv_status add_decimal(gv_buf *out, const char *name, const char *part, uint32_t millionths)
{
    return gv_buf_add_format(out, ",\"%s%s\":%" PRIu32 ".%06" PRIu32, name, part,
                             millionths / GV_EVAL_ONE, millionths % GV_EVAL_ONE);
}

static gv_status add_rate(gv_buf *out, const char *name, const gv_rate *rate)
{
    GV_TRY(add_decimal(out, name, "", rate->value));
    GV_TRY(add_decimal(out, name, "_low", rate->low));
    return add_decimal(out, name, "_high", rate->high);
}

/* {"name":"string" , after a comma unless it is the first of its list. */
static gv_status open_named(gv_buf *out, size_t index, const char *name, const char *string)
{
    GV_TRY(gv_buf_add_format(out, "%s{\"%s\":", index > 0 ? "," : "", name));
    return gv_output_json_string(out, string, strlen(string));
}

static gv_status write_labels(const gv_score *score, gv_buf *out)
{
    const gv_model *const model = score->model;
    GV_TRY(gv_buf_add_text(out, ",\"labels\":["));
    for (uint32_t l = 0; l < model->n_labels; l++) {
        const gv_label_score *const label = &score->labels[l];
        GV_TRY(open_named(out, l, "label", gv_model_string(model, model->labels[l].name)));
        GV_TRY(gv_buf_add_format(out, ",\"support\":%" PRIu64 ",\"predicted\":%" PRIu64
                                 ",\"right\":%" PRIu64,
                                 label->true_positive + label->false_negative,
                                 label->true_positive + label->false_positive,
                                 label->true_positive));
        GV_TRY(add_rate(out, "precision", &label->precision));
        GV_TRY(add_rate(out, "recall", &label->recall));
        GV_TRY(add_rate(out, "f1", &label->f1));
        GV_TRY(gv_buf_add_text(out, "}"));
    }
    GV_TRY(gv_buf_add_text(out, "]"));
    return add_rate(out, "macro_f1", &score->macro_f1);
}

static gv_status write_statuses(const gv_score *score, gv_buf *out)
{
    const uint32_t nothing = score->model->n_statuses;
    GV_TRY(gv_buf_add_text(out, ",\"statuses\":["));
    for (uint32_t s = 0; s < nothing; s++) {
        const gv_status_score *const status = &score->statuses[s];
        GV_TRY(open_named(out, s, "status", gv_score_status_name(score->model, s)));
        GV_TRY(gv_buf_add_format(out, ",\"support\":%" PRIu64 ",\"predicted\":%" PRIu64
                                 ",\"right\":%" PRIu64,
                                 status->gold, status->predicted, status->right));
        GV_TRY(add_decimal(out, "f1", "", status->f1));
        GV_TRY(gv_buf_add_text(out, "}"));
    }
    GV_TRY(gv_buf_add_text(out, "]"));
    GV_TRY(add_decimal(out, "status_macro_f1", "", score->status_macro_f1));
    GV_TRY(gv_buf_add_text(out, ",\"confusion\":["));
    for (uint32_t row = 0; row <= nothing; row++) {
        GV_TRY(open_named(out, row, "gold", gv_score_status_name(score->model, row)));
        for (uint32_t s = 0; s <= nothing; s++) {
            GV_TRY(gv_buf_add_format(out, ",\"%s\":%" PRIu64, gv_score_status_name(score->model, s),
                                     score->confusion[row * (nothing + 1) + s]));
        }
        GV_TRY(gv_buf_add_text(out, "}"));
    }
    return gv_buf_add_text(out, "]");
}

static gv_status write_facets(const gv_score *score, gv_buf *out)
{
    const gv_model *const model = score->model;
    GV_TRY(gv_buf_add_text(out, ",\"facets\":["));
    for (uint32_t f = 0; f < model->n_facets; f++) {
        const gv_rate rate = gv_metrics_share(score->facets[f].right, score->facets[f].total);
        GV_TRY(open_named(out, f, "facet", gv_model_string(model, model->facets[f].name)));
        GV_TRY(gv_buf_add_format(out, ",\"passages\":%" PRIu64 ",\"right\":%" PRIu64,
                                 score->facets[f].total, score->facets[f].right));
        GV_TRY(add_rate(out, "accuracy", &rate));
        GV_TRY(gv_buf_add_text(out, "}"));
    }
    return gv_buf_add_text(out, "]");
}

/* ,"sources":{"news":3} of a rule, if gold names sources. A source is a JSON string's inside
 * already: as it was written in the gold line. */
static gv_status add_sources(const gv_score *score, const gv_rule_score *rule, gv_buf *out)
{
    const char *between = ",\"sources\":{";
    if (score->sources.n_entries == 0) {
        return GV_OK;
    }
    for (size_t s = 0; s < rule->n_sources; s++) {
        if (rule->sources[s] > 0) {
            GV_TRY(gv_buf_add_format(out, "%s\"%s\":%" PRIu64, between,
                                     score->sources.entries[s].key, rule->sources[s]));
            between = ",";
        }
    }
    return gv_buf_add_text(out, between[1] == '\0' ? "}" : ",\"sources\":{}");
}

static gv_status write_rules(const gv_score *score, gv_buf *out)
{
    const gv_model *const model = score->model;
    GV_TRY(gv_buf_add_text(out, ",\"rules\":["));
    for (size_t r = 0; r < score->n_rules; r++) {
        const gv_rule_score *const rule = &score->rules[r];
        const gv_model_language *const language = &model->languages[rule->language];
        const gv_rate rate = gv_metrics_share(rule->right, rule->fired);
        GV_TRY(open_named(out, r, "rule",
                          gv_model_string(model, language->frames[rule->rule].name)));
        GV_TRY(gv_output_json_member(out, "language", language->code));
        GV_TRY(gv_buf_add_format(out, ",\"passages\":%" PRIu64 ",\"right\":%" PRIu64, rule->fired,
                                 rule->right));
        GV_TRY(add_rate(out, "precision", &rate));
        GV_TRY(add_sources(score, rule, out));
        GV_TRY(gv_buf_add_text(out, "}"));
    }
    return gv_buf_add_text(out, "]");
}

gv_status gv_figures_write(const gv_score *score, int rules, int errors, gv_buf *out)
{
    GV_TRY(gv_buf_add_format(out, "{\"v\":1,\"model\":\"%s\",\"passages\":%" PRIu64,
                             score->model->identity, score->n_passages));
    GV_TRY(write_labels(score, out));
    GV_TRY(write_statuses(score, out));
    GV_TRY(write_facets(score, out));
    if (rules) {
        GV_TRY(write_rules(score, out));
    }
    if (errors) {
        GV_TRY(gv_buf_add_text(out, ",\"errors\":["));
        GV_TRY(gv_buf_add(out, score->errors.bytes, score->errors.length));
        GV_TRY(gv_buf_add_text(out, "]"));
    }
    return gv_buf_add_text(out, "}\n");
}

static gv_status add_span(gv_buf *out, const gv_eval_passage *passage, uint32_t start, uint32_t end)
{
    GV_TRY(gv_buf_add_format(out, ",\"start\":%" PRIu32 ",\"end\":%" PRIu32 ",\"text\":", start,
                             end));
    return gv_output_json_string(out, passage->text + start, end - start);
}

static gv_status add_mention(gv_buf *out, const gv_eval_passage *passage, const gv_mention *mention,
                             size_t index)
{
    const gv_model *const model = passage->result->model;
    const gv_image_frame *const frames = passage->result->language->frames;
    GV_TRY(open_named(out, index, "rule", gv_model_string(model, frames[mention->rule].name)));
    GV_TRY(gv_output_json_member(out, "status", gv_score_status_name(model, mention->status)));
    GV_TRY(add_span(out, passage, mention->start, mention->end));
    if (mention->cue != GV_IMAGE_NONE) {
        GV_TRY(gv_buf_add_text(out, ",\"cue\":"));
        GV_TRY(open_named(out, 0, "name", gv_model_string(model, frames[mention->cue].name)));
        GV_TRY(add_span(out, passage, mention->cue_start, mention->cue_end));
        GV_TRY(gv_buf_add_text(out, "}"));
    }
    return gv_buf_add_text(out, "}");
}

gv_status gv_figures_add_errors(gv_score *score, const gv_eval_passage *passage)
{
    const gv_model *const model = score->model;
    gv_buf *const out = &score->errors;
    for (uint32_t l = 0; l < model->n_labels; l++) {
        if (passage->gold[l] == passage->predicted[l]) {
            continue;
        }
        size_t n_mentions = 0;
        GV_TRY(open_named(out, out->length, "id", passage->id));
        GV_TRY(gv_output_json_member(out, "label",
                                     gv_model_string(model, model->labels[l].name)));
        GV_TRY(gv_output_json_member(out, "gold", gv_score_status_name(model, passage->gold[l])));
        GV_TRY(gv_output_json_member(out, "predicted",
                                     gv_score_status_name(model, passage->predicted[l])));
        GV_TRY(gv_buf_add_text(out, ",\"mentions\":["));
        for (uint32_t i = 0; passage->result != NULL && i < passage->result->n_mentions; i++) {
            if (passage->result->mentions[i].label == l) {
                GV_TRY(add_mention(out, passage, &passage->result->mentions[i], n_mentions++));
            }
        }
        GV_TRY(gv_buf_add_text(out, "]}"));
    }
    return GV_OK;
}
