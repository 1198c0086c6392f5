/*
 * score.c - gold beside prediction, counted.
 *
 * In: for each passage, one status a label twice over. Out: counts, then precision, recall and F1.
 * Gold {a: asserted, b: negated} against prediction {a: asserted, b: asserted} gives a a true
 * positive and b a false positive; in the status table the pair (asserted, asserted) and the pair
 * (negated, asserted) one more each. A status's F1 pools all labels: right pairs against those that
 * only gold or only the prediction has.
 */
#include "eval/score.h"

#include <string.h>

gv_status gv_score_start(const gv_model *model, gv_score *score)
{
    memset(score, 0, sizeof *score);
    score->model = model;
    const size_t columns = (size_t)model->n_statuses + 1;
    for (uint32_t l = 0; l < model->n_languages; l++) {
        score->n_rules += model->languages[l].head->n_rules;
    }
    GV_TRY(gv_arena_get_array(&score->arena, model->n_labels, sizeof *score->labels,
                              (void **)&score->labels));
    GV_TRY(gv_arena_get_array(&score->arena, model->n_statuses, sizeof *score->statuses,
                              (void **)&score->statuses));
    GV_TRY(gv_arena_get_array(&score->arena, columns * columns, sizeof *score->confusion,
                              (void **)&score->confusion));
    GV_TRY(gv_arena_get_array(&score->arena, model->n_facets, sizeof *score->facets,
                              (void **)&score->facets));
    GV_TRY(gv_arena_get_array(&score->arena, score->n_rules, sizeof *score->rules,
                              (void **)&score->rules));
    size_t next = 0;
    for (uint32_t l = 0; l < model->n_languages; l++) {
        for (uint32_t rule = 0; rule < model->languages[l].head->n_rules; rule++) {
            score->rules[next++] = (gv_rule_score){.language = l, .rule = rule};
        }
    }
    return GV_OK;
}

const char *gv_score_status_name(const gv_model *model, uint32_t status)
{
    return status < model->n_statuses ? gv_model_string(model, model->statuses[status].name)
                                      : "nothing";
}

static void add_labels(gv_score *score, const uint32_t *gold, const uint32_t *predicted,
                       uint8_t *outcomes)
{
    const uint32_t nothing = score->model->n_statuses;
    for (uint32_t l = 0; l < score->model->n_labels; l++) {
        const uint32_t row = gold[l] == GV_IMAGE_NONE ? nothing : gold[l];
        const uint32_t column = predicted[l] == GV_IMAGE_NONE ? nothing : predicted[l];
        score->confusion[row * (nothing + 1) + column]++;
        outcomes[l] = GV_OUTCOME_NEITHER;
        if (row == 0 && column == 0) {
            outcomes[l] = GV_OUTCOME_TRUE_POSITIVE;
            score->labels[l].true_positive++;
        } else if (column == 0) {
            outcomes[l] = GV_OUTCOME_FALSE_POSITIVE;
            score->labels[l].false_positive++;
        } else if (row == 0) {
            outcomes[l] = GV_OUTCOME_FALSE_NEGATIVE;
            score->labels[l].false_negative++;
        }
    }
}

static void add_facets(gv_score *score, const gv_slice *facets, const struct gv_result *result)
{
    for (uint32_t f = 0; f < score->model->n_facets; f++) {
        if (facets[f].bytes == NULL) {
            continue;
        }
        score->facets[f].total++;
        for (uint32_t i = 0; i < result->n_facets; i++) {
            const char *const value = gv_model_string(score->model, result->facets[i].value);
            if (result->facets[i].facet == f && strlen(value) == facets[f].length &&
                memcmp(value, facets[f].bytes, facets[f].length) == 0) {
                score->facets[f].right++;
            }
        }
    }
}

/* One more passage of this source in which the rule fired. */
static gv_status add_source(gv_rule_score *rule, uint32_t source)
{
    if (source >= rule->n_sources) {
        GV_TRY(gv_memory_resize((size_t)source + 1, sizeof *rule->sources,
                                (void **)&rule->sources));
        while (rule->n_sources <= source) {
            rule->sources[rule->n_sources++] = 0;
        }
    }
    rule->sources[source]++;
    return GV_OK;
}

static gv_status add_rules(gv_score *score, const gv_gold *gold, const struct gv_result *result)
{
    size_t base = 0;
    uint32_t source = GV_MAP_NONE;
    if (gold->source.bytes != NULL) {
        GV_TRY(gv_map_add(&score->sources, gold->source.bytes, gold->source.length,
                          (uint32_t)score->sources.n_entries, &source));
    }
    for (const gv_model_language *other = score->model->languages; other != result->language;
         other++) {
        base += other->head->n_rules;
    }
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        const gv_mention *const mention = &result->mentions[i];
        gv_rule_score *const rule = &score->rules[base + mention->rule];
        if (mention->status == 0 && rule->counted != score->n_passages + 1) {
            rule->counted = score->n_passages + 1;
            rule->fired++;
            rule->right += gold->statuses[mention->label] == 0;
            if (source != GV_MAP_NONE) {
                GV_TRY(add_source(rule, source));
            }
        }
    }
    return GV_OK;
}

gv_status gv_score_add(gv_score *score, const gv_gold *gold, const struct gv_result *result,
                       uint32_t *predicted)
{
    const uint32_t n_labels = score->model->n_labels;
    const size_t used = (size_t)score->n_passages * n_labels;
    int given = 0;
    GV_TRY(gv_array_reserve((void **)&score->outcomes, used + n_labels, 1,
                            &score->outcomes_capacity));
    for (uint32_t l = 0; l < n_labels; l++) {
        predicted[l] = GV_IMAGE_NONE;
    }
    if (result != NULL) {
        for (uint32_t i = 0; i < result->n_labels; i++) {
            predicted[result->labels[i].label] = result->labels[i].status;
            given |= result->labels[i].status == 0;
        }
        if (given) {
            add_facets(score, gold->facets, result);
        }
        GV_TRY(add_rules(score, gold, result));
    }
    add_labels(score, gold->statuses, predicted, score->outcomes + used);
    for (uint32_t l = 0; l < n_labels; l++) {
        score->n_errors += gold->statuses[l] != predicted[l];
    }
    score->n_passages++;
    return GV_OK;
}

static void finish_labels(gv_score *score)
{
    uint64_t sum = 0;
    for (uint32_t l = 0; l < score->model->n_labels; l++) {
        gv_label_score *const label = &score->labels[l];
        label->precision = gv_metrics_share(label->true_positive,
                                            label->true_positive + label->false_positive);
        label->recall = gv_metrics_share(label->true_positive,
                                         label->true_positive + label->false_negative);
        label->f1.value = gv_metrics_f1(label->true_positive, label->false_positive,
                                        label->false_negative);
        sum += label->f1.value;
    }
    if (score->model->n_labels > 0) {
        score->macro_f1.value = (uint32_t)(sum / score->model->n_labels);
    }
}

static void finish_statuses(gv_score *score)
{
    const uint32_t nothing = score->model->n_statuses;
    uint64_t sum = 0, n = 0;
    for (uint32_t s = 0; s < nothing; s++) {
        gv_status_score *const status = &score->statuses[s];
        for (uint32_t other = 0; other <= nothing; other++) {
            status->gold += score->confusion[s * (nothing + 1) + other];
            status->predicted += score->confusion[other * (nothing + 1) + s];
        }
        status->right = score->confusion[s * (nothing + 1) + s];
        status->f1 = gv_metrics_f1(status->right, status->predicted - status->right,
                                   status->gold - status->right);
        if (status->gold + status->predicted > 0) {
            sum += status->f1;
            n++;
        }
    }
    score->status_macro_f1 = n > 0 ? (uint32_t)(sum / n) : 0;
}

gv_status gv_score_finish(gv_score *score)
{
    const uint32_t n_labels = score->model->n_labels;
    gv_rate *rates = NULL;
    finish_labels(score);
    finish_statuses(score);
    if (n_labels == 0 || score->n_passages == 0) {
        return GV_OK;
    }
    GV_TRY(gv_arena_get_array(&score->arena, n_labels, sizeof *rates, (void **)&rates));
    GV_TRY(gv_bootstrap_f1(score->outcomes, (size_t)score->n_passages, n_labels, rates,
                           &score->macro_f1));
    for (uint32_t l = 0; l < n_labels; l++) {
        score->labels[l].f1.low = rates[l].low;
        score->labels[l].f1.high = rates[l].high;
    }
    return GV_OK;
}

void gv_score_free(gv_score *score)
{
    for (size_t r = 0; r < score->n_rules && score->rules != NULL; r++) {
        gv_memory_free(score->rules[r].sources);
    }
    gv_map_free(&score->sources);
    gv_buf_free(&score->errors);
    gv_memory_free(score->outcomes);
    gv_arena_free(&score->arena);
}
