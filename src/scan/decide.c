/*
 * decide.c - mentions to labels, and the facets of a passage that asserts something.
 *
 * For each label and status the weights of different rules add up; the strongest status whose sum
 * reaches the label's threshold is the label's. Two weak signs make a label:
 *     forced_labour/documents_held 60 + forced_labour/debt 40 >= 100 -> forced_labour asserted
 */
#include "scan/state.h"

#include <stdlib.h>
#include <string.h>

/* A mention number with what it is sorted by. */
typedef struct ranked {
    uint32_t status, rule, mention;
} ranked;

static int compare_ranked(const void *left, const void *right)
{
    const ranked *a = left;
    const ranked *b = right;
    if (a->status != b->status) {
        return a->status < b->status ? -1 : 1;
    }
    if (a->rule != b->rule) {
        return a->rule < b->rule ? -1 : 1;
    }
    return a->mention < b->mention ? -1 : a->mention > b->mention;
}

/* The strongest status whose rules' weights reach the threshold; 0 if none does. */
static int find_status(const gv_scanner *scanner, const ranked *mentions, size_t n,
                       uint32_t threshold, uint32_t *status, uint32_t *score)
{
    for (size_t i = 0; i < n;) {
        uint64_t sum = 0;
        size_t to = i;
        while (to < n && mentions[to].status == mentions[i].status) {
            if (to == i || mentions[to].rule != mentions[to - 1].rule) {
                sum += scanner->language->frames[mentions[to].rule].weight;
            }
            to++;
        }
        if (sum >= threshold) {
            *status = mentions[i].status;
            *score = sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
            return 1;
        }
        i = to;
    }
    return 0;
}

/* 1 if the label has the same words for the same rule and status already: a rule that fires on two
 * words of one span proves it once. Mentions come in order of their starts. */
static int is_listed(const struct gv_result *result, const gv_label_result *label,
                     const gv_mention *mention)
{
    for (uint32_t i = label->n_evidence; i > 0; i--) {
        const gv_mention *other =
            &result->mentions[result->evidence[label->first_evidence + i - 1]];
        if (other->start != mention->start) {
            return 0;
        }
        if (other->rule == mention->rule && other->end == mention->end &&
            other->status == mention->status && other->cue == mention->cue &&
            other->cue_start == mention->cue_start && other->cue_end == mention->cue_end) {
            return 1;
        }
    }
    return 0;
}

static gv_status decide_label(gv_scanner *scanner, uint32_t label, ranked *scratch)
{
    struct gv_result *result = &scanner->result;
    size_t n = 0;
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        const gv_mention *mention = &result->mentions[i];
        if (mention->label == label) {
            scratch[n++] = (ranked){mention->status, mention->rule, i};
        }
    }
    if (n == 0) {
        return GV_OK;
    }
    qsort(scratch, n, sizeof *scratch, compare_ranked);
    gv_label_result found = {0};
    found.label = label;
    if (!find_status(scanner, scratch, n, scanner->model->labels[label].threshold, &found.status,
                     &found.score)) {
        return GV_OK;
    }
    found.first_evidence =
        result->n_labels == 0 ? 0
                              : result->labels[result->n_labels - 1].first_evidence +
                                    result->labels[result->n_labels - 1].n_evidence;
    GV_TRY(gv_array_reserve((void **)&result->evidence, found.first_evidence + n,
                            sizeof *result->evidence, &result->evidence_capacity));
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        const gv_mention *mention = &result->mentions[i];
        if (mention->label != label) {
            continue;
        }
        if (!is_listed(result, &found, mention)) {
            result->evidence[found.first_evidence + found.n_evidence++] = i;
        }
        if (mention->status == found.status) {
            found.quantity =
                mention->quantity > found.quantity ? mention->quantity : found.quantity;
            found.notes |= mention->notes;
        }
    }
    result->labels[result->n_labels++] = found;
    return GV_OK;
}

gv_status gv_decide_labels(gv_scanner *scanner)
{
    struct gv_result *result = &scanner->result;
    result->n_labels = 0;
    if (result->n_mentions == 0) {
        return GV_OK;
    }
    void *scratch = NULL;
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_memory_get((size_t)result->n_mentions * sizeof(ranked), &scratch));
    for (uint32_t label = 0; label < scanner->model->n_labels; label++) {
        GV_TRY_DONE(decide_label(scanner, label, scratch));
    }
done:
    gv_memory_free(scratch);
    return status;
}

/* ------------------------------------------------------------------ facets */

#define FACET_SPANS 8 /* evidence kept for a facet */

/* Adds up the weights of one word's rows; keeps every span for evidence. */
static gv_status weigh_row(gv_scanner *scanner, uint32_t key, uint32_t token, uint64_t *sums)
{
    const gv_model_language *language = scanner->language;
    struct gv_result *result = &scanner->result;
    const gv_begin_row *row = gv_begin_row_of(&scanner->cues.begin, key);
    uint32_t last = GV_IMAGE_NONE;
    for (uint32_t i = row->first_weigh; i < row->end_weigh; i++) {
        const uint32_t list = language->entries[i].list;
        if (list == last) {
            continue;
        }
        last = list;
        const gv_image_weigh *weigh = &language->weighs[list - language->n_frames];
        const uint32_t end = gv_match_end(scanner, list, token);
        if (end == 0 || !gv_weigh_is_new(scanner, list - language->n_frames, token)) {
            continue;
        }
        sums[weigh->value] += weigh->weight;
        GV_TRY(gv_array_reserve((void **)&result->facet_spans, scanner->n_facet_spans + 1,
                                sizeof *result->facet_spans, &result->facet_spans_capacity));
        result->facet_spans[scanner->n_facet_spans++] =
            (gv_facet_span){scanner->words.tokens[token].start,
                            scanner->words.tokens[end - 1].end, weigh->value};
    }
    return GV_OK;
}

static gv_status weigh(gv_scanner *scanner, uint64_t *sums)
{
    const int of_any = (scanner->cues.begin.of_any & GV_BEGINS_WEIGH) != 0;
    for (uint32_t token = 0; token < scanner->words.n_tokens; token++) {
        const gv_word_keys *word = scanner->token_keys[token];
        if (of_any) {
            GV_TRY(weigh_row(scanner, GV_KEY_ANY, token, sums));
        }
        if (scanner->words.tokens[token].flags & GV_TOKEN_CAPITAL) {
            GV_TRY(weigh_row(scanner, GV_KEY_NAME, token, sums));
        }
        for (uint32_t i = 0; i < word->n && (word->begins & GV_BEGINS_WEIGH); i++) {
            GV_TRY(weigh_row(scanner, word->keys[i], token, sums));
        }
    }
    return GV_OK;
}

/* Moves the winning value's first spans together; returns how many are kept. */
static uint32_t keep_spans(struct gv_result *result, size_t n_all, uint32_t first, uint32_t value)
{
    uint32_t n = 0;
    for (size_t i = first; i < n_all && n < FACET_SPANS; i++) {
        if (result->facet_spans[i].value == value) {
            const gv_facet_span span = result->facet_spans[i];
            result->facet_spans[i] = result->facet_spans[first + n];
            result->facet_spans[first + n] = span;
            n++;
        }
    }
    return n;
}

static void decide_facet(gv_scanner *scanner, uint32_t index, const uint64_t *sums,
                         uint32_t *first)
{
    const gv_model *model = scanner->model;
    const gv_image_facet *facet = &model->facets[index];
    struct gv_result *result = &scanner->result;
    uint32_t best = GV_IMAGE_NONE;
    for (uint32_t v = facet->first_value; v < facet->first_value + facet->n_values; v++) {
        if (sums[v] > 0 && (best == GV_IMAGE_NONE || sums[v] > sums[best])) {
            best = v;
        }
    }
    gv_facet_result found = {index, facet->otherwise, *first, 0};
    if (best != GV_IMAGE_NONE) {
        found.value = model->facet_values[best].name;
        found.n_spans = keep_spans(result, scanner->n_facet_spans, *first, best);
        *first += found.n_spans;
    }
    if (found.value != GV_IMAGE_NONE) {
        result->facets[result->n_facets++] = found;
    }
}

gv_status gv_decide_facets(gv_scanner *scanner)
{
    const gv_model *model = scanner->model;
    struct gv_result *result = &scanner->result;
    int strongest = 0;
    result->n_facets = 0;
    scanner->n_facet_spans = 0;
    for (uint32_t i = 0; i < result->n_labels; i++) {
        strongest |= result->labels[i].status == 0;
    }
    if (!strongest || model->n_facets == 0) {
        return GV_OK;
    }
    memset(scanner->facet_sums, 0, model->n_facet_values * sizeof *scanner->facet_sums);
    GV_TRY(weigh(scanner, scanner->facet_sums));
    uint32_t first = 0;
    for (uint32_t i = 0; i < model->n_facets; i++) {
        decide_facet(scanner, i, scanner->facet_sums, &first);
    }
    return GV_OK;
}
