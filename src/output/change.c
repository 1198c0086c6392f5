/*
 * change.c - two results of one passage, compared.
 *
 * In: what the old and the new model say. Out: the labels whose status differs, each with the
 * mentions that only one side has. Mentions are matched by a hash of all that makes them the same,
 * sorted, and then compared in full: a text of nothing but "massacre" is compared in n log n. It
 * prints nothing.
 */
#include "output/change.h"

#include "base/map.h"
#include "output/writers.h"

#include <stdlib.h>
#include <string.h>

struct gv_mention_key {
    uint64_t hash;
    uint32_t mention;
};

/* ------------------------------------------------------------------ labels by name */

static uint32_t find_label(const gv_model *model, const char *name)
{
    for (uint32_t l = 0; l < model->n_labels; l++) {
        if (strcmp(gv_model_string(model, model->labels[l].name), name) == 0) {
            return l;
        }
    }
    return GV_IMAGE_NONE;
}

/* The status that a result gives a label, by its number there; NONE: nothing. */
static uint32_t find_status(const struct gv_result *result, uint32_t label)
{
    for (uint32_t i = 0; result != NULL && i < result->n_labels; i++) {
        if (result->labels[i].label == label) {
            return result->labels[i].status;
        }
    }
    return GV_IMAGE_NONE;
}

/* Whether two statuses of the two results have the same name; NONE: nothing. */
static int is_same_status(const struct gv_result *old_result, uint32_t old_status,
                          const struct gv_result *new_result, uint32_t new_status)
{
    if (old_status == GV_IMAGE_NONE || new_status == GV_IMAGE_NONE) {
        return old_status == new_status;
    }
    return strcmp(gv_output_status_name(old_result, old_status),
                  gv_output_status_name(new_result, new_status)) == 0;
}

/* ------------------------------------------------------------------ mentions */

static const char *cue_name(const struct gv_result *result, const gv_mention *mention)
{
    return mention->cue == GV_IMAGE_NONE
               ? ""
               : gv_model_string(result->model, result->language->frames[mention->cue].name);
}

static uint64_t hash_mention(const struct gv_result *result, const gv_mention *mention)
{
    const char *const rule = gv_output_rule_name(result, mention);
    const char *const status = gv_output_status_name(result, mention->status);
    const char *const cue = cue_name(result, mention);
    const uint64_t parts[] = {gv_hash_bytes(rule, strlen(rule)),
                              gv_hash_bytes(status, strlen(status)),
                              gv_hash_bytes(cue, strlen(cue)), mention->start, mention->end};
    return gv_hash_bytes(parts, sizeof parts);
}

static int is_same_mention(const struct gv_result *one, const gv_mention *a,
                           const struct gv_result *other, const gv_mention *b)
{
    if (a->start != b->start || a->end != b->end ||
        (a->cue == GV_IMAGE_NONE) != (b->cue == GV_IMAGE_NONE) ||
        strcmp(gv_output_rule_name(one, a), gv_output_rule_name(other, b)) != 0 ||
        strcmp(gv_output_status_name(one, a->status), gv_output_status_name(other, b->status)) !=
            0) {
        return 0;
    }
    return a->cue == GV_IMAGE_NONE ||
           (a->cue_start == b->cue_start && a->cue_end == b->cue_end &&
            strcmp(cue_name(one, a), cue_name(other, b)) == 0);
}

static int compare_keys(const void *left, const void *right)
{
    const struct gv_mention_key *const a = left;
    const struct gv_mention_key *const b = right;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

/* The mentions of a label, by hash; *n gets their number. */
static gv_status sort_mentions(const struct gv_result *result, uint32_t label,
                               gv_changes *changes, size_t *n)
{
    *n = 0;
    for (uint32_t i = 0; result != NULL && i < result->n_mentions; i++) {
        if (result->mentions[i].label == label) {
            GV_TRY(gv_array_reserve((void **)&changes->keys, *n + 1, sizeof *changes->keys,
                                    &changes->keys_capacity));
            changes->keys[(*n)++] = (struct gv_mention_key){
                hash_mention(result, &result->mentions[i]), i};
        }
    }
    if (*n > 1) {
        qsort(changes->keys, *n, sizeof *changes->keys, compare_keys);
    }
    return GV_OK;
}

/* 1 if the mention stands among the n sorted ones of the other result. */
static int is_among(const struct gv_result *result, const gv_mention *mention,
                    const struct gv_result *other, const struct gv_mention_key *keys, size_t n)
{
    const uint64_t hash = hash_mention(result, mention);
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (keys[middle].hash < hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < n && keys[low].hash == hash; low++) {
        if (is_same_mention(result, mention, other, &other->mentions[keys[low].mention])) {
            return 1;
        }
    }
    return 0;
}

/* Adds the mentions of a label that the other result lacks; *first and *n say where. */
static gv_status add_missing(const struct gv_result *result, uint32_t label,
                             const struct gv_result *other, uint32_t other_label,
                             gv_changes *changes, uint32_t *first, uint32_t *n)
{
    size_t n_keys = 0;
    *first = (uint32_t)changes->n_mentions;
    GV_TRY(sort_mentions(other, other_label, changes, &n_keys));
    for (uint32_t i = 0; result != NULL && i < result->n_mentions; i++) {
        const gv_mention *const mention = &result->mentions[i];
        if (mention->label == label && !is_among(result, mention, other, changes->keys, n_keys)) {
            GV_TRY(gv_array_reserve((void **)&changes->mentions, changes->n_mentions + 1,
                                    sizeof *changes->mentions, &changes->mentions_capacity));
            changes->mentions[changes->n_mentions++] = i;
        }
    }
    *n = (uint32_t)changes->n_mentions - *first;
    return GV_OK;
}

/* ------------------------------------------------------------------ one passage */

static gv_status compare_label(const struct gv_result *old_result, uint32_t old_label,
                               const struct gv_result *new_result, uint32_t new_label,
                               gv_changes *changes)
{
    gv_change change = {.old_label = old_label,
                        .new_label = new_label,
                        .old_status = find_status(old_result, old_label),
                        .new_status = find_status(new_result, new_label)};
    if (is_same_status(old_result, change.old_status, new_result, change.new_status)) {
        return GV_OK;
    }
    GV_TRY(add_missing(old_result, old_label, new_result, new_label, changes, &change.first_gone,
                       &change.n_gone));
    GV_TRY(add_missing(new_result, new_label, old_result, old_label, changes, &change.first_come,
                       &change.n_come));
    GV_TRY(gv_array_reserve((void **)&changes->items, changes->n_items + 1,
                            sizeof *changes->items, &changes->items_capacity));
    changes->items[changes->n_items++] = change;
    return GV_OK;
}

gv_status gv_changes_find(const struct gv_result *old_result, const struct gv_result *new_result,
                          gv_changes *changes)
{
    const gv_model *const old_model = old_result != NULL ? old_result->model : NULL;
    const gv_model *const new_model = new_result != NULL ? new_result->model : NULL;
    changes->n_items = 0;
    changes->n_mentions = 0;
    if ((old_result == NULL || old_result->n_labels == 0) &&
        (new_result == NULL || new_result->n_labels == 0)) {
        return GV_OK;
    }
    for (uint32_t l = 0; new_model != NULL && l < new_model->n_labels; l++) {
        const char *const name = gv_model_string(new_model, new_model->labels[l].name);
        const uint32_t old_label =
            old_model != NULL ? find_label(old_model, name) : GV_IMAGE_NONE;
        GV_TRY(compare_label(old_result, old_label, new_result, l, changes));
    }
    for (uint32_t l = 0; old_model != NULL && l < old_model->n_labels; l++) {
        const char *const name = gv_model_string(old_model, old_model->labels[l].name);
        if (new_model == NULL || find_label(new_model, name) == GV_IMAGE_NONE) {
            GV_TRY(compare_label(old_result, l, new_result, GV_IMAGE_NONE, changes));
        }
    }
    return GV_OK;
}

void gv_changes_free(gv_changes *changes)
{
    gv_memory_free(changes->items);
    gv_memory_free(changes->mentions);
    gv_memory_free(changes->keys);
    *changes = (gv_changes){0};
}
