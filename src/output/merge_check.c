/*
 * merge_check.c - whether results are the shards of one run.
 *
 * In: results with their manifests, as files. Out: the same, opened and compared, and the sum of
 * their totals; or what keeps them apart, in words: "b.jsonl was made with another model than
 * a.jsonl". Values are compared as the JSON they are, byte by byte: one program wrote them all. It
 * looks into no result.
 */
#include "output/merge.h"

#include <string.h>

/* ------------------------------------------------------------------ opening */

static gv_status read_shard(gv_share *s, gv_message *message)
{
    gv_json_error error;
    gv_json_field fields[] = {
        {.name = "number", .name_length = 6}, {.name = "of", .name_length = 2},
        {.name = "inputs", .name_length = 6}, {.name = "list", .name_length = 4},
        {.name = "labels", .name_length = 6}, {.name = "statuses", .name_length = 8}};
    const gv_json_value *const shard = &s->manifest.shard;
    if (shard->kind == GV_JSON_NONE) {
        return gv_message_set(message, GV_ERROR_FORMAT,
                              "%s: not the result of a shard (`gravamen tag --shard 1/2 -o FILE`)",
                              s->path);
    }
    if (gv_json_scan(shard->bytes, shard->length, fields, 6, &error) != GV_OK ||
        gv_json_number(&fields[0].value, &s->number) != GV_OK ||
        gv_json_number(&fields[1].value, &s->of) != GV_OK ||
        gv_json_number(&fields[2].value, &s->inputs) != GV_OK ||
        fields[4].value.kind != GV_JSON_ARRAY || fields[5].value.kind != GV_JSON_ARRAY) {
        return gv_message_set(message, GV_ERROR_FORMAT,
                              "%s: its manifest does not say which shard it is of", s->path);
    }
    s->list = fields[3].value;
    s->labels = fields[4].value;
    s->statuses = fields[5].value;
    return GV_OK;
}

gv_status gv_merge_open(const char *path, gv_message *message, gv_share *s)
{
    gv_buf name = {0};
    s->path = path;
    gv_status status = gv_buf_add_format(&name, "%s.manifest.json", path);
    if (status == GV_OK) {
        status = gv_manifest_open(name.bytes, message, &s->manifest);
    }
    gv_buf_free(&name);
    GV_TRY(status);
    GV_TRY(read_shard(s, message));
    return gv_file_map(path, message, &s->result);
}

/* ------------------------------------------------------------------ of one run */

static int is_same(const gv_json_value *a, const gv_json_value *b)
{
    return a->kind == b->kind && a->length == b->length &&
           (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

/* Why two shares are not of one run, or NULL. */
static const char *find_difference(const gv_share *a, const gv_share *b)
{
    const gv_manifest_file *const x = &a->manifest;
    const gv_manifest_file *const y = &b->manifest;
    return !is_same(&x->version, &y->version)     ? "by another version of gravamen"
           : !is_same(&x->models, &y->models)     ? "with another model"
           : !is_same(&x->text, &y->text)         ? "with other versions of the libraries"
           : !is_same(&x->options, &y->options)   ? "with other options"
           : a->of != b->of                       ? "with another number of shards"
           : a->inputs != b->inputs || !is_same(&a->list, &b->list) ||
                   !is_same(&x->skipped, &y->skipped)
               ? "of another list of inputs (did the folders change in between?)"
               : NULL;
}

/* The share of that number, or NULL. */
static const gv_share *find_share(const gv_merging *m, uint64_t number, size_t from)
{
    for (size_t i = from; i < m->n_shares; i++) {
        if (m->shares[i].number == number) {
            return &m->shares[i];
        }
    }
    return NULL;
}

gv_status gv_merge_check(const gv_merging *m)
{
    const gv_share *const first = &m->shares[0];
    for (size_t i = 1; i < m->n_shares; i++) {
        const gv_share *const other = &m->shares[i];
        const char *const difference = find_difference(first, other);
        if (difference != NULL) {
            return gv_message_set(m->message, GV_ERROR_FORMAT, "%s was made %s than %s",
                                  other->path, difference, first->path);
        }
    }
    for (size_t i = 0; i < m->n_shares; i++) {
        const gv_share *const twin = find_share(m, m->shares[i].number, i + 1);
        if (twin != NULL) {
            return gv_message_set(m->message, GV_ERROR_FORMAT, "shard %llu of %llu is there twice: "
                                  "%s, %s", (unsigned long long)twin->number,
                                  (unsigned long long)twin->of, m->shares[i].path, twin->path);
        }
    }
    for (uint64_t number = 1; number <= first->of; number++) {
        if (find_share(m, number, 0) == NULL) {
            return gv_message_set(m->message, GV_ERROR_FORMAT, "shard %llu of %llu is missing",
                                  (unsigned long long)number, (unsigned long long)first->of);
        }
    }
    return m->n_shares == first->of
               ? GV_OK
               : gv_message_set(m->message, GV_ERROR_FORMAT, "%s: there is no such shard",
                                first->path);
}

/* ------------------------------------------------------------------ names and totals */

enum { NAMES_MOST = 4096 }; /* labels, and statuses: far more than models have */

static gv_status read_names(gv_merging *m, const gv_json_value *array, const char ***names,
                            size_t *n)
{
    gv_json_value key;
    gv_json_value string;
    const char *at = NULL;
    GV_TRY(gv_arena_get_array(&m->arena, array->length / 2 + 1, sizeof **names, (void **)names));
    while (gv_json_next(array, &at, &key, &string)) {
        char *name = NULL;
        uint64_t replaced = 0;
        if (string.kind != GV_JSON_STRING || *n == NAMES_MOST) {
            return GV_ERROR_FORMAT;
        }
        GV_TRY(gv_arena_get(&m->arena, string.length + 1, (void **)&name));
        name[gv_json_decode(&string, name, &replaced)] = '\0';
        (*names)[(*n)++] = name;
    }
    return GV_OK;
}

static gv_status read_total(const gv_manifest_file *file, const char *name, uint64_t *number)
{
    gv_json_error error;
    gv_json_field field = {.name = name, .name_length = strlen(name)};
    GV_TRY(gv_json_scan(file->totals.bytes, file->totals.length, &field, 1, &error));
    if (field.value.kind == GV_JSON_NONE) {
        *number = 0;
        return GV_OK;
    }
    return gv_json_number(&field.value, number);
}

/* Reads a share's totals into `sum`, and sees that they say nothing else: what this version would
 * write for them is what stands there. */
static gv_status read_totals(gv_merging *m, const gv_share *s, gv_manifest_counts *sum)
{
    const gv_json_value *const totals = &s->manifest.totals;
    gv_manifest_end end = {.totals = sum};
    GV_TRY(read_total(&s->manifest, "inputs", &end.inputs));
    GV_TRY(read_total(&s->manifest, "inputs_damaged", &end.inputs_damaged));
    GV_TRY(gv_manifest_read_counts(&m->names, totals->bytes, totals->length, sum));
    gv_buf_clear(&m->scratch);
    GV_TRY(gv_manifest_add_totals(&m->names, &end, &m->scratch));
    m->inputs_damaged += end.inputs_damaged;
    return m->scratch.length == totals->length &&
                   memcmp(m->scratch.bytes, totals->bytes, totals->length) == 0
               ? GV_OK
               : GV_ERROR_FORMAT;
}

gv_status gv_merge_add_totals(gv_merging *m)
{
    gv_status named = read_names(m, &m->shares[0].labels, &m->names.labels, &m->names.n_labels);
    if (named == GV_OK) {
        named = read_names(m, &m->shares[0].statuses, &m->names.statuses, &m->names.n_statuses);
    }
    if (named != GV_OK) {
        return gv_message_set(m->message, named,
                              "%s: the labels and statuses in its manifest cannot be read",
                              m->shares[0].path);
    }
    const size_t n = m->names.n_labels * m->names.n_statuses + 1;
    GV_TRY(gv_arena_get_array(&m->arena, n, sizeof(uint64_t), (void **)&m->totals.labels));
    for (size_t i = 0; i < m->n_shares; i++) {
        const gv_share *const s = &m->shares[i];
        gv_manifest_counts own = {0};
        GV_TRY(gv_arena_get_array(&m->arena, n, sizeof(uint64_t), (void **)&own.labels));
        gv_status status = is_same(&s->labels, &m->shares[0].labels) &&
                                   is_same(&s->statuses, &m->shares[0].statuses)
                               ? read_totals(m, s, &own)
                               : GV_ERROR_FORMAT;
        if (status == GV_OK) {
            const gv_json_value *const totals = &s->manifest.totals;
            status = gv_manifest_read_counts(&m->names, totals->bytes, totals->length, &m->totals);
        }
        if (status != GV_OK) {
            return gv_message_set(m->message, status,
                                  "%s: the totals in its manifest are not of this version",
                                  s->path);
        }
    }
    return GV_OK;
}
