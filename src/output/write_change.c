/*
 * write_change.c - a passage that two models read otherwise, and the sum of all of them.
 *
 * In: a record, the old result, the changes. Out, for people:
 *
 *     a/report.txt, passage 12
 *       mass_killing: asserted -> negated
 *         - mass_killing/term asserted "massacre"
 *         + mass_killing/term negated "massacre" by G1/no "no"
 *
 *         The ministry said that {no} [massacre] took place.
 *
 * or a jsonl record with "changes" in place of "labels":
 *     "changes":[{"label":"mass_killing","old":"asserted","new":"negated","gone":[...],"come":[...]}]
 * At the end the transitions of each label are counted. The words set off in the passage are those
 * of the mentions listed above it, of either side.
 */
#include "output/change.h"
#include "output/escape.h"
#include "output/writers.h"

#include <inttypes.h>
#include <string.h>

static const char NOTHING[] = "nothing";

static const char *status_name(const struct gv_result *result, uint32_t status)
{
    return status == GV_IMAGE_NONE ? NOTHING : gv_output_status_name(result, status);
}

static const char *label_name(const struct gv_result *old_result,
                              const struct gv_result *new_result, const gv_change *change)
{
    const int is_new = new_result != NULL && change->new_label != GV_IMAGE_NONE;
    const gv_model *const model = is_new ? new_result->model : old_result->model;
    const uint32_t label = is_new ? change->new_label : change->old_label;
    return gv_model_string(model, model->labels[label].name);
}

/* ------------------------------------------------------------------ one passage, pretty */

/* A text of the passage in quotes, or without text its place: "massacre", 31-39 */
static gv_status add_words(const gv_output_options *options, const gv_passage *passage,
                           uint32_t start, uint32_t end, gv_buf *buf)
{
    if (options->no_text) {
        return gv_buf_add_format(buf, " %" PRIu32 "-%" PRIu32, start, end);
    }
    GV_TRY(gv_buf_add_text(buf, " \""));
    GV_TRY(gv_output_show(buf, passage->text + start, end - start, options->ascii));
    return gv_buf_add_byte(buf, '"');
}

static gv_status add_mention(const gv_output_options *options, const gv_record *record,
                             const struct gv_result *result, const gv_mention *mention,
                             const char *sign, gv_output *output)
{
    gv_buf *const buf = &output->bytes;
    GV_TRY(gv_buf_add_format(buf, "    %s %s %s", sign, gv_output_rule_name(result, mention),
                             gv_output_status_name(result, mention->status)));
    GV_TRY(add_words(options, record->passage, mention->start, mention->end, buf));
    if (mention->cue != GV_IMAGE_NONE) {
        GV_TRY(gv_buf_add_format(
            buf, " by %s",
            gv_model_string(result->model, result->language->frames[mention->cue].name)));
        GV_TRY(add_words(options, record->passage, mention->cue_start, mention->cue_end, buf));
    }
    if (!options->no_text) {
        gv_output_pretty_mark(record, mention, output);
    }
    return gv_buf_add_byte(buf, '\n');
}

static gv_status add_pretty(const gv_output_options *options, const gv_record *record,
                            const struct gv_result *old_result, const gv_changes *changes,
                            gv_output *output)
{
    gv_buf *const buf = &output->bytes;
    GV_TRY(gv_output_pretty_head(options, record, output));
    GV_TRY(gv_output_pretty_unmark(record, output));
    for (size_t i = 0; i < changes->n_items; i++) {
        const gv_change *const c = &changes->items[i];
        GV_TRY(gv_buf_add_format(buf, "  %s: %s -> %s\n",
                                 label_name(old_result, record->result, c),
                                 status_name(old_result, c->old_status),
                                 status_name(record->result, c->new_status)));
        for (uint32_t m = 0; m < c->n_gone; m++) {
            GV_TRY(add_mention(options, record, old_result,
                               &old_result->mentions[changes->mentions[c->first_gone + m]], "-",
                               output));
        }
        for (uint32_t m = 0; m < c->n_come; m++) {
            GV_TRY(add_mention(options, record, record->result,
                               &record->result->mentions[changes->mentions[c->first_come + m]],
                               "+", output));
        }
        if (c->n_gone + c->n_come == 0) {
            GV_TRY(gv_buf_add_text(buf, "    = the same mentions: weights, threshold or the order "
                                        "of statuses differ\n"));
        }
    }
    if (!options->no_text) {
        GV_TRY(gv_output_pretty_passage(options, record, output));
    }
    return gv_buf_add_byte(buf, '\n');
}

/* ------------------------------------------------------------------ one passage, jsonl */

static gv_status add_list(const gv_output_options *options, const gv_record *record,
                          const struct gv_result *result, const gv_changes *changes,
                          uint32_t first, uint32_t n, const char *name, gv_buf *buf)
{
    GV_TRY(gv_buf_add_format(buf, ",\"%s\":[", name));
    for (uint32_t m = 0; m < n; m++) {
        GV_TRY(gv_buf_add_text(buf, m > 0 ? "," : ""));
        GV_TRY(gv_output_jsonl_evidence(
            options, record, result, &result->mentions[changes->mentions[first + m]], 1, buf));
    }
    return gv_buf_add_byte(buf, ']');
}

static gv_status add_jsonl(const gv_output_options *options, const gv_record *record,
                           const struct gv_result *old_result, const gv_changes *changes,
                           gv_output *output)
{
    gv_buf *const buf = &output->bytes;
    GV_TRY(gv_output_jsonl_head(options, record, output));
    GV_TRY(gv_buf_add_text(buf, ",\"changes\":["));
    for (size_t i = 0; i < changes->n_items; i++) {
        const gv_change *const c = &changes->items[i];
        const char *const name = label_name(old_result, record->result, c);
        GV_TRY(gv_buf_add_text(buf, i > 0 ? ",{\"label\":" : "{\"label\":"));
        GV_TRY(gv_output_json_string(buf, name, strlen(name)));
        GV_TRY(gv_output_json_member(buf, "old", status_name(old_result, c->old_status)));
        GV_TRY(gv_output_json_member(buf, "new", status_name(record->result, c->new_status)));
        GV_TRY(add_list(options, record, old_result, changes, c->first_gone, c->n_gone, "gone",
                        buf));
        GV_TRY(add_list(options, record, record->result, changes, c->first_come, c->n_come,
                        "come", buf));
        GV_TRY(gv_buf_add_byte(buf, '}'));
    }
    GV_TRY(gv_buf_add_byte(buf, ']'));
    if (record->document->fields != NULL) {
        GV_TRY(gv_buf_add_text(buf, ",\"fields\":"));
        GV_TRY(gv_buf_add_text(buf, record->document->fields));
    }
    return gv_buf_add_text(buf, "}\n");
}

gv_status gv_output_add_change(const gv_output_options *options, const gv_record *record,
                               const struct gv_result *old_result, const gv_changes *changes,
                               gv_output *output)
{
    GV_TRY(options->format == GV_FORMAT_PRETTY
               ? add_pretty(options, record, old_result, changes, output)
               : add_jsonl(options, record, old_result, changes, output));
    return gv_output_end_record(output);
}

/* ------------------------------------------------------------------ the end */

/* Passages in which a label was given anew, no longer, or with another status. */
typedef struct label_sum {
    uint64_t gained, lost, changed;
} label_sum;

static const uint64_t *counts_of(const gv_changes_end *end, size_t label)
{
    const size_t n = end->names->n_statuses + 1;
    return end->counts + label * n * n;
}

static label_sum sum_label(const gv_changes_end *end, size_t label)
{
    const size_t nothing = end->names->n_statuses;
    const uint64_t *const counts = counts_of(end, label);
    label_sum sum = {0};
    for (size_t from = 0; from <= nothing; from++) {
        for (size_t to = 0; to <= nothing; to++) {
            const uint64_t count = counts[from * (nothing + 1) + to];
            sum.gained += from == nothing ? count : 0;
            sum.lost += to == nothing ? count : 0;
            sum.changed += from != nothing && to != nothing ? count : 0;
        }
    }
    return sum;
}

static const char *place_name(const gv_changes_end *end, size_t status)
{
    return status < end->names->n_statuses ? end->names->statuses[status] : NOTHING;
}

static gv_status end_pretty(const gv_changes_end *end, gv_buf *buf)
{
    const size_t n = end->names->n_statuses + 1;
    GV_TRY(gv_buf_add_format(buf, "%" PRIu64 " passages, %" PRIu64 " differ\n", end->passages,
                             end->differing));
    for (size_t l = 0; l < end->names->n_labels; l++) {
        const label_sum sum = sum_label(end, l);
        GV_TRY(gv_buf_add_format(buf, "%s: %" PRIu64 " gained, %" PRIu64 " lost, %" PRIu64
                                 " changed status\n",
                                 end->names->labels[l], sum.gained, sum.lost, sum.changed));
        for (size_t cell = 0; cell < n * n; cell++) {
            if (counts_of(end, l)[cell] > 0) {
                GV_TRY(gv_buf_add_format(buf, "  %8" PRIu64 "  %s -> %s\n",
                                         counts_of(end, l)[cell], place_name(end, cell / n),
                                         place_name(end, cell % n)));
            }
        }
    }
    return GV_OK;
}

static gv_status add_transitions(const gv_changes_end *end, size_t label, gv_buf *buf)
{
    const size_t n = end->names->n_statuses + 1;
    const char *between = "";
    GV_TRY(gv_buf_add_text(buf, ",\"transitions\":["));
    for (size_t cell = 0; cell < n * n; cell++) {
        if (counts_of(end, label)[cell] > 0) {
            GV_TRY(gv_buf_add_format(buf, "%s{\"old\":\"%s\",\"new\":\"%s\",\"passages\":%" PRIu64
                                     "}",
                                     between, place_name(end, cell / n), place_name(end, cell % n),
                                     counts_of(end, label)[cell]));
            between = ",";
        }
    }
    return gv_buf_add_text(buf, "]}");
}

static gv_status end_jsonl(const gv_changes_end *end, gv_buf *buf)
{
    GV_TRY(gv_buf_add_format(buf,
                             "{\"v\":1,\"summary\":{\"old\":\"%s\",\"new\":\"%s\",\"passages\":%" PRIu64
                             ",\"differ\":%" PRIu64 ",\"labels\":[",
                             end->old_identity, end->new_identity, end->passages, end->differing));
    for (size_t l = 0; l < end->names->n_labels; l++) {
        const label_sum sum = sum_label(end, l);
        GV_TRY(gv_buf_add_format(buf, "%s{\"label\":\"%s\",\"gained\":%" PRIu64 ",\"lost\":%" PRIu64
                                 ",\"changed\":%" PRIu64,
                                 l > 0 ? "," : "", end->names->labels[l], sum.gained, sum.lost,
                                 sum.changed));
        GV_TRY(add_transitions(end, l, buf));
    }
    return gv_buf_add_text(buf, "]}}\n");
}

gv_status gv_output_changes_end(const gv_output_options *options, const gv_changes_end *end,
                                gv_buf *bytes)
{
    return options->format == GV_FORMAT_PRETTY ? end_pretty(end, bytes) : end_jsonl(end, bytes);
}
