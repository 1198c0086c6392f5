/*
 * manifest_counts.c - counts as JSON, and back.
 *
 * In: numbers. Out: members of an object, and from such an object the numbers again, added up:
 *     ,"documents":2,"passages":9,"records":3,...,"labels":{"mass_killing":{"asserted":3}}
 * One table says which counts there are, so that what is written is what is read. Labels and
 * statuses stand in the order of `names`, those without a passage left out.
 */
#include "output/manifest.h"

#include "ingest/jsonl.h"
#include "output/escape.h"

#include <stddef.h>
#include <string.h>

/* A count, and whether zero is said too. */
static const struct count_row {
    const char *name;
    size_t offset;
    int always;
} COUNTS[] = {
    {"documents", offsetof(gv_manifest_counts, documents), 1},
    {"passages", offsetof(gv_manifest_counts, passages), 1},
    {"records", offsetof(gv_manifest_counts, records), 1},
    {"record_bytes", offsetof(gv_manifest_counts, record_bytes), 1},
    {"documents_other_language", offsetof(gv_manifest_counts, documents_other_language), 0},
    {"passages_cut", offsetof(gv_manifest_counts, passages_cut), 0},
    {"bad_lines", offsetof(gv_manifest_counts, bad_lines), 0},
    {"replaced_bytes", offsetof(gv_manifest_counts, replaced), 0},
    {"converted_lines", offsetof(gv_manifest_counts, converted), 0},
};
enum { N_COUNTS = sizeof COUNTS / sizeof *COUNTS };

/* ------------------------------------------------------------------ written */

static gv_status add_labels(const gv_manifest_names *names, const uint64_t *counts, gv_buf *buf)
{
    int n_labels = 0;
    GV_TRY(gv_buf_add_text(buf, ",\"labels\":{"));
    for (size_t l = 0; l < names->n_labels; l++) {
        int n_statuses = 0;
        for (size_t s = 0; s < names->n_statuses; s++) {
            const uint64_t count = counts[l * names->n_statuses + s];
            if (count == 0) {
                continue;
            }
            if (n_statuses++ == 0) {
                GV_TRY(gv_buf_add_text(buf, n_labels++ > 0 ? "," : ""));
                GV_TRY(gv_output_json_string(buf, names->labels[l], strlen(names->labels[l])));
                GV_TRY(gv_buf_add_text(buf, ":{"));
            } else {
                GV_TRY(gv_buf_add_byte(buf, ','));
            }
            GV_TRY(gv_output_json_string(buf, names->statuses[s], strlen(names->statuses[s])));
            GV_TRY(gv_buf_add_byte(buf, ':'));
            GV_TRY(gv_buf_add_number(buf, count));
        }
        GV_TRY(gv_buf_add_text(buf, n_statuses > 0 ? "}" : ""));
    }
    return gv_buf_add_byte(buf, '}');
}

gv_status gv_manifest_add_counts(const gv_manifest_names *names, const gv_manifest_counts *counts,
                                 gv_buf *buf)
{
    for (size_t i = 0; i < N_COUNTS; i++) {
        const uint64_t n = *(const uint64_t *)((const char *)counts + COUNTS[i].offset);
        if (n > 0 || COUNTS[i].always) {
            GV_TRY(gv_buf_add_format(buf, ",\"%s\":", COUNTS[i].name));
            GV_TRY(gv_buf_add_number(buf, n));
        }
    }
    return add_labels(names, counts->labels, buf);
}

/* ------------------------------------------------------------------ read */

/* Adds a number to *sum; a value that is not there adds nothing. */
static gv_status read_number(const gv_json_value *value, uint64_t *sum)
{
    uint64_t n = 0;
    if (value->kind == GV_JSON_NONE) {
        return GV_OK;
    }
    GV_TRY(gv_json_number(value, &n));
    *sum += n;
    return GV_OK;
}

/* Finds the value of one member. */
static gv_status find_member(const char *object, size_t length, const char *name,
                             gv_json_value *value)
{
    gv_json_error error;
    gv_json_field field = {.name = name, .name_length = strlen(name)};
    GV_TRY(gv_json_scan(object, length, &field, 1, &error));
    *value = field.value;
    return GV_OK;
}

static gv_status read_labels(const gv_manifest_names *names, const gv_json_value *labels,
                             uint64_t *sums)
{
    for (size_t l = 0; l < names->n_labels; l++) {
        gv_json_value label = {0};
        GV_TRY(find_member(labels->bytes, labels->length, names->labels[l], &label));
        for (size_t s = 0; s < names->n_statuses && label.kind == GV_JSON_OBJECT; s++) {
            gv_json_value count = {0};
            GV_TRY(find_member(label.bytes, label.length, names->statuses[s], &count));
            GV_TRY(read_number(&count, &sums[l * names->n_statuses + s]));
        }
    }
    return GV_OK;
}

gv_status gv_manifest_read_counts(const gv_manifest_names *names, const char *object,
                                  size_t length, gv_manifest_counts *sum)
{
    gv_json_error error;
    gv_json_field fields[N_COUNTS + 1] = {{.name = "labels", .name_length = 6}};
    for (size_t i = 0; i < N_COUNTS; i++) {
        fields[i + 1].name = COUNTS[i].name;
        fields[i + 1].name_length = strlen(COUNTS[i].name);
    }
    GV_TRY(gv_json_scan(object, length, fields, N_COUNTS + 1, &error));
    for (size_t i = 0; i < N_COUNTS; i++) {
        GV_TRY(read_number(&fields[i + 1].value, (uint64_t *)((char *)sum + COUNTS[i].offset)));
    }
    if (fields[0].value.kind != GV_JSON_OBJECT) {
        return GV_ERROR_FORMAT;
    }
    return read_labels(names, &fields[0].value, sum->labels);
}
