/*
 * change.h - what two models say of one passage, where they differ.
 *
 * A passage counts as changed where a label that one model gives the other does not give, or gives
 * with another status. Names decide, not numbers: the models may declare labels and statuses in
 * another order, or other ones. A quantity, grade, note or facet that alone differs is no change.
 *
 *     old: mass_killing asserted by "massacre"      new: mass_killing negated, "massacre" by cue "no"
 *     -> one change: asserted -> negated; gone: the asserted mention; come: the negated one
 */
#ifndef GV_OUTPUT_CHANGE_H
#define GV_OUTPUT_CHANGE_H

#include "output/manifest.h"
#include "output/record.h"

/* One label. A mention is the same if rule, status, cue and all bounds are; it may stand on one side
 * only although the label's threshold was not reached. */
typedef struct gv_change {
    uint32_t old_label, new_label;   /* numbers in either model; NONE: it has no such label */
    uint32_t old_status, new_status; /* likewise; NONE: nothing */
    uint32_t first_gone, n_gone;     /* mentions that only the old result has: into `mentions` */
    uint32_t first_come, n_come;     /* that only the new one has */
} gv_change;

struct gv_mention_key;

/* Zeroed is valid and empty; belongs to one thread at a time. */
typedef struct gv_changes {
    gv_change *items; /* in the new model's order of labels, then those that only the old one has */
    size_t n_items, items_capacity;
    uint32_t *mentions; /* numbers of mentions in their results, in text order */
    size_t n_mentions, mentions_capacity;
    struct gv_mention_key *keys; /* work space */
    size_t keys_capacity;
} gv_changes;

/* Finds the changes from one result to another of the same text; NULL: that model does not read the
 * passage, so that it says nothing. */
gv_status gv_changes_find(const struct gv_result *old_result, const struct gv_result *new_result,
                          gv_changes *changes);
void gv_changes_free(gv_changes *changes);

/* Appends one passage with its changes, in jsonl or pretty; record->result is the new one. */
gv_status gv_output_add_change(const gv_output_options *options, const gv_record *record,
                               const struct gv_result *old_result, const gv_changes *changes,
                               gv_output *output);

/* What stands after the last passage. */
typedef struct gv_changes_end {
    const gv_manifest_names *names; /* of both models */
    const uint64_t *counts; /* [(label * n + old) * n + new], n = n_statuses + 1, last: nothing */
    uint64_t passages, differing;
    const char *old_identity, *new_identity;
} gv_changes_end;

gv_status gv_output_changes_end(const gv_output_options *options, const gv_changes_end *end,
                                gv_buf *bytes);

#endif
