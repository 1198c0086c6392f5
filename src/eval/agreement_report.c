/*
 * agreement_report.c - gv_agree: two label files read, measured and reported.
 *
 * In: two files. Out: text or one JSON object with what stands in one file only, counts, and each
 * coefficient with its interval; what is undefined says why:
 *
 *     asserted          both    only A    only B   neither   kappa
 *     mass_killing        20         5        10        15   0.400 (0.143 to 0.640)
 *     forced_labour        0         0         0        50   undefined: asserted in neither file
 */
#include "eval/agreement.h"
#include "eval/score.h"
#include "output/escape.h"

#include <inttypes.h>
#include <string.h>

enum { CELL_WIDTH = 40, IDS_SHOWN = 20 };

/* ------------------------------------------------------------------ why it is undefined */

/* All is yes, or all is no; of one label the only ways in which kappa and its kin are undefined. */
static const char *why_not(const gv_label_agreement *label)
{
    return label->both > 0 ? "in every passage of both files" : "in neither file";
}

/* Why alpha is undefined: every value is the same. */
static const char *only_value(const gv_agreement *agreement, size_t label)
{
    const size_t n_labels = agreement->model->n_labels;
    const uint16_t cell = agreement->cells[label < n_labels ? label : 0];
    return gv_score_status_name(agreement->model, cell % agreement->n_values);
}

/* ------------------------------------------------------------------ for people */

static gv_status add_name(gv_buf *out, const char *name, size_t width)
{
    return gv_buf_add_format(out, "%-*s", (int)width, name);
}

static size_t first_width(const gv_model *model)
{
    size_t width = strlen("hypothetical");
    for (uint32_t l = 0; l < model->n_labels; l++) {
        const size_t length = strlen(gv_model_string(model, model->labels[l].name));
        width = length > width ? length : width;
    }
    for (uint32_t s = 0; s < model->n_statuses; s++) {
        const size_t length = strlen(gv_score_status_name(model, s));
        width = length > width ? length : width;
    }
    return width;
}

/* Millionths as thousandths, rounded away from zero: -0.125. */
static gv_status add_decimal(gv_buf *out, int32_t millionths)
{
    const uint32_t size = (uint32_t)(millionths < 0 ? -millionths : millionths);
    const uint32_t thousandths = (size + 500) / 1000;
    return gv_buf_add_format(out, "%s%" PRIu32 ".%03" PRIu32,
                             millionths < 0 && thousandths > 0 ? "-" : "", thousandths / 1000,
                             thousandths % 1000);
}

/* "   0.400 (0.143 to 0.640)", or "   undefined: WHAT WHY", filled up to CELL_WIDTH. */
static gv_status add_coefficient(gv_buf *out, const gv_coefficient *c, const char *what,
                                 const char *why)
{
    const size_t start = out->length;
    if (!c->defined) {
        GV_TRY(gv_buf_add_format(out, "   undefined: %s %s", what, why));
    } else {
        GV_TRY(gv_buf_add_text(out, "   "));
        GV_TRY(add_decimal(out, c->value));
        GV_TRY(gv_buf_add_text(out, " ("));
        GV_TRY(add_decimal(out, c->low));
        GV_TRY(gv_buf_add_text(out, " to "));
        GV_TRY(add_decimal(out, c->high));
        GV_TRY(gv_buf_add_text(out, c->draws < GV_BOOTSTRAP_ROUNDS ? ")*" : ")"));
    }
    while (out->length - start < CELL_WIDTH) {
        GV_TRY(gv_buf_add_byte(out, ' '));
    }
    return GV_OK;
}

/* Ends a line without the blanks before its end. */
static gv_status end_line(gv_buf *out)
{
    while (out->length > 0 && out->bytes[out->length - 1] == ' ') {
        out->length--;
    }
    return gv_buf_add_text(out, "\n");
}

static int is_missing(const gv_ratings *from, const gv_map_entry *entry)
{
    return gv_map_find(&from->rows, entry->key, entry->length) == GV_MAP_NONE;
}

/* Ids of `rows` that `other` lacks: how many, and the first of them. */
static gv_status write_only(const gv_map *rows, const gv_ratings *other, const char *name,
                            gv_buf *out)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n_entries; i++) {
        n += (size_t)is_missing(other, &rows->entries[i]);
    }
    GV_TRY(gv_buf_add_format(out, "only in %s: %zu\n", name, n));
    size_t shown = 0;
    for (size_t i = 0; i < rows->n_entries && shown < IDS_SHOWN; i++) {
        const gv_map_entry *const entry = &rows->entries[i];
        if (is_missing(other, entry)) {
            GV_TRY(gv_buf_add_text(out, "    "));
            GV_TRY(gv_output_show(out, entry->key, entry->length, 0));
            GV_TRY(gv_buf_add_text(out, "\n"));
            shown++;
        }
    }
    return n > shown ? gv_buf_add_format(out, "    and %zu more (--json names all)\n", n - shown)
                     : GV_OK;
}

static gv_status write_files(const gv_agreement *agreement, gv_buf *out)
{
    const gv_ratings *const ratings[] = {&agreement->a, &agreement->b};
    const char *const paths[] = {agreement->path_a, agreement->path_b};
    static const char *const NAMES[] = {"A", "B"};
    for (size_t i = 0; i < 2; i++) {
        GV_TRY(gv_buf_add_format(out, "%s: ", NAMES[i]));
        GV_TRY(gv_output_show(out, paths[i], strlen(paths[i]), 0));
        GV_TRY(gv_buf_add_format(out, ", %zu passages\n", ratings[i]->rows.n_entries));
    }
    GV_TRY(gv_buf_add_format(out, "in both: %zu\n", agreement->n_pairs));
    GV_TRY(write_only(&agreement->a.rows, &agreement->b, "A", out));
    GV_TRY(write_only(&agreement->b.rows, &agreement->a, "B", out));
    return gv_buf_add_text(out, "\n");
}

static gv_status write_kappa(const gv_agreement *agreement, size_t width, gv_buf *out)
{
    const gv_model *const model = agreement->model;
    const char *const yes = gv_score_status_name(model, 0);
    GV_TRY(add_name(out, yes, width));
    GV_TRY(gv_buf_add_text(out, "      both    only A    only B   neither   Cohen's kappa\n"));
    for (uint32_t l = 0; l < model->n_labels; l++) {
        const gv_label_agreement *const label = &agreement->labels[l];
        GV_TRY(add_name(out, gv_model_string(model, model->labels[l].name), width));
        GV_TRY(gv_buf_add_format(out, "%10" PRIu64 "%10" PRIu64 "%10" PRIu64 "%10" PRIu64,
                                 label->both, label->only_a, label->only_b, label->neither));
        GV_TRY(add_coefficient(out, &label->kappa, yes, why_not(label)));
        GV_TRY(end_line(out));
    }
    GV_TRY(gv_buf_add_text(out, "\n"));
    GV_TRY(add_name(out, yes, width));
    GV_TRY(add_name(out, "   positive agreement", CELL_WIDTH));
    GV_TRY(gv_buf_add_text(out, "   negative agreement\n"));
    for (uint32_t l = 0; l < model->n_labels; l++) {
        const gv_label_agreement *const label = &agreement->labels[l];
        GV_TRY(add_name(out, gv_model_string(model, model->labels[l].name), width));
        GV_TRY(add_coefficient(out, &label->positive, yes, why_not(label)));
        GV_TRY(add_coefficient(out, &label->negative, yes, why_not(label)));
        GV_TRY(end_line(out));
    }
    return gv_buf_add_text(out, "\n");
}

static gv_status write_alpha(const gv_agreement *agreement, size_t width, gv_buf *out)
{
    const gv_model *const model = agreement->model;
    uint64_t same = 0;
    GV_TRY(add_name(out, "status", width));
    GV_TRY(gv_buf_add_text(out, "      same    differ   Krippendorff's alpha\n"));
    for (uint32_t l = 0; l < model->n_labels; l++) {
        const gv_label_agreement *const label = &agreement->labels[l];
        same += label->same;
        GV_TRY(add_name(out, gv_model_string(model, model->labels[l].name), width));
        GV_TRY(gv_buf_add_format(out, "%10" PRIu64 "%10" PRIu64, label->same,
                                 (uint64_t)agreement->n_pairs - label->same));
        GV_TRY(add_coefficient(out, &label->alpha, "every value is", only_value(agreement, l)));
        GV_TRY(end_line(out));
    }
    GV_TRY(add_name(out, "all labels", width));
    GV_TRY(gv_buf_add_format(out, "%10" PRIu64 "%10" PRIu64, same,
                             (uint64_t)agreement->n_pairs * model->n_labels - same));
    GV_TRY(add_coefficient(out, &agreement->alpha, "every value is", only_value(agreement, 0)));
    GV_TRY(end_line(out));
    return gv_buf_add_text(out, "\n");
}

static gv_status write_table(const gv_agreement *agreement, size_t width, gv_buf *out)
{
    const gv_model *const model = agreement->model;
    GV_TRY(add_name(out, "A, B", width));
    for (uint32_t v = 0; v < agreement->n_values; v++) {
        GV_TRY(gv_buf_add_format(out, "  %8s", gv_score_status_name(model, v)));
    }
    GV_TRY(gv_buf_add_text(out, "\n"));
    for (uint32_t row = 0; row < agreement->n_values; row++) {
        GV_TRY(add_name(out, gv_score_status_name(model, row), width));
        for (uint32_t v = 0; v < agreement->n_values; v++) {
            const size_t column = strlen(gv_score_status_name(model, v));
            GV_TRY(gv_buf_add_format(out, "  %*" PRIu64, (int)(column > 8 ? column : 8),
                                     agreement->table[row * agreement->n_values + v]));
        }
        GV_TRY(gv_buf_add_text(out, "\n"));
    }
    return GV_OK;
}

gv_status gv_agreement_write(const gv_agreement *agreement, gv_buf *out)
{
    const size_t width = first_width(agreement->model);
    int starred = agreement->alpha.draws < GV_BOOTSTRAP_ROUNDS && agreement->alpha.defined;
    for (uint32_t l = 0; l < agreement->model->n_labels; l++) {
        const gv_label_agreement *const label = &agreement->labels[l];
        const gv_coefficient *const all[] = {&label->kappa, &label->positive, &label->negative,
                                             &label->alpha};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            starred |= all[i]->defined && all[i]->draws < GV_BOOTSTRAP_ROUNDS;
        }
    }
    GV_TRY(write_files(agreement, out));
    GV_TRY(write_kappa(agreement, width, out));
    GV_TRY(write_alpha(agreement, width, out));
    GV_TRY(write_table(agreement, width, out));
    return starred ? gv_buf_add_format(out, "\n* undefined in some of the %d draws of the "
                                            "bootstrap; the interval is of the others\n",
                                       GV_BOOTSTRAP_ROUNDS)
                   : GV_OK;
}

/* ------------------------------------------------------------------ for machines */

static gv_status add_number(gv_buf *out, const char *name, const char *part, int32_t millionths)
{
    const uint32_t size = (uint32_t)(millionths < 0 ? -millionths : millionths);
    return gv_buf_add_format(out, ",\"%s%s\":%s%" PRIu32 ".%06" PRIu32, name, part,
                             millionths < 0 ? "-" : "", size / GV_EVAL_ONE, size % GV_EVAL_ONE);
}

/* ,"kappa":0.4,"kappa_low":..,"kappa_high":..,"kappa_draws":1000  or
 * ,"kappa":null,"kappa_undefined":"asserted in neither file" */
static gv_status add_json(gv_buf *out, const char *name, const gv_coefficient *c, const char *what,
                          const char *why)
{
    if (!c->defined) {
        return gv_buf_add_format(out, ",\"%s\":null,\"%s_undefined\":\"%s %s\"", name, name, what,
                                 why);
    }
    GV_TRY(add_number(out, name, "", c->value));
    GV_TRY(add_number(out, name, "_low", c->low));
    GV_TRY(add_number(out, name, "_high", c->high));
    return gv_buf_add_format(out, ",\"%s_draws\":%" PRIu32, name, c->draws);
}

/* "a":{"path":"x.jsonl","passages":6,"only":["7"]} */
static gv_status add_file(gv_buf *out, const char *name, const char *path,
                          const gv_ratings *ratings, const gv_ratings *other)
{
    const char *between = "";
    GV_TRY(gv_buf_add_format(out, ",\"%s\":{\"path\":", name));
    GV_TRY(gv_output_json_string(out, path, strlen(path)));
    GV_TRY(gv_buf_add_format(out, ",\"passages\":%zu,\"only\":[", ratings->rows.n_entries));
    for (size_t i = 0; i < ratings->rows.n_entries; i++) {
        const gv_map_entry *const entry = &ratings->rows.entries[i];
        if (is_missing(other, entry)) {
            GV_TRY(gv_buf_add_text(out, between));
            GV_TRY(gv_output_json_string(out, entry->key, entry->length));
            between = ",";
        }
    }
    return gv_buf_add_text(out, "]}");
}

static gv_status add_label(gv_buf *out, const gv_agreement *agreement, uint32_t l)
{
    const gv_model *const model = agreement->model;
    const gv_label_agreement *const label = &agreement->labels[l];
    const char *const name = gv_model_string(model, model->labels[l].name);
    const char *const yes = gv_score_status_name(model, 0);
    GV_TRY(gv_buf_add_text(out, l > 0 ? ",{\"label\":" : "{\"label\":"));
    GV_TRY(gv_output_json_string(out, name, strlen(name)));
    GV_TRY(gv_buf_add_format(out,
                             ",\"both\":%" PRIu64 ",\"only_a\":%" PRIu64 ",\"only_b\":%" PRIu64
                             ",\"neither\":%" PRIu64 ",\"same_status\":%" PRIu64,
                             label->both, label->only_a, label->only_b, label->neither,
                             label->same));
    GV_TRY(add_json(out, "kappa", &label->kappa, yes, why_not(label)));
    GV_TRY(add_json(out, "positive", &label->positive, yes, why_not(label)));
    GV_TRY(add_json(out, "negative", &label->negative, yes, why_not(label)));
    GV_TRY(add_json(out, "alpha", &label->alpha, "every value is", only_value(agreement, l)));
    return gv_buf_add_text(out, "}");
}

gv_status gv_agreement_write_json(const gv_agreement *agreement, gv_buf *out)
{
    const gv_model *const model = agreement->model;
    GV_TRY(gv_buf_add_text(out, "{\"v\":1"));
    GV_TRY(add_file(out, "a", agreement->path_a, &agreement->a, &agreement->b));
    GV_TRY(add_file(out, "b", agreement->path_b, &agreement->b, &agreement->a));
    GV_TRY(gv_buf_add_format(out, ",\"passages\":%zu,\"labels\":[", agreement->n_pairs));
    for (uint32_t l = 0; l < model->n_labels; l++) {
        GV_TRY(add_label(out, agreement, l));
    }
    GV_TRY(gv_buf_add_text(out, "]"));
    GV_TRY(add_json(out, "alpha", &agreement->alpha, "every value is", only_value(agreement, 0)));
    GV_TRY(gv_buf_add_text(out, ",\"table\":["));
    for (uint32_t row = 0; row < agreement->n_values; row++) {
        GV_TRY(gv_buf_add_format(out, "%s{\"a\":\"%s\"", row > 0 ? "," : "",
                                 gv_score_status_name(model, row)));
        for (uint32_t v = 0; v < agreement->n_values; v++) {
            GV_TRY(gv_buf_add_format(out, ",\"%s\":%" PRIu64, gv_score_status_name(model, v),
                                     agreement->table[row * agreement->n_values + v]));
        }
        GV_TRY(gv_buf_add_text(out, "}"));
    }
    return gv_buf_add_text(out, "]}\n");
}

/* ------------------------------------------------------------------ all of it */

gv_status gv_agree(const gv_agree_options *options, const char *path_a, const char *path_b,
                   gv_write_fn write, void *user, gv_message *message)
{
    gv_model *builtin = NULL;
    gv_agreement agreement = {.path_a = path_a, .path_b = path_b};
    gv_buf report = {0};
    gv_status status;
    if (options == NULL || options->size != sizeof *options || path_a == NULL || path_b == NULL ||
        write == NULL) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "gv_agree: %s",
                              gv_strerror(GV_ERROR_ARGUMENT));
    }
    if (options->model == NULL) {
        GV_TRY(gv_model_builtin(&builtin));
    }
    agreement.model = builtin != NULL ? builtin : options->model;
    GV_TRY_DONE(gv_ratings_read(agreement.model, path_a, message, &agreement.a));
    GV_TRY_DONE(gv_ratings_read(agreement.model, path_b, message, &agreement.b));
    GV_TRY_DONE(gv_agreement_measure(&agreement, message));
    GV_TRY_DONE(options->json ? gv_agreement_write_json(&agreement, &report)
                              : gv_agreement_write(&agreement, &report));
    status = write(user, report.bytes, report.length);
done:
    gv_buf_free(&report);
    gv_agreement_free(&agreement);
    gv_model_free(builtin);
    return status;
}
