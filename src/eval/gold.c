/*
 * gold.c - the labels of one gold line.
 *
 * In: the line's own fields as one JSON object, cut out by ingest:
 *     {"labels":{"mass_killing":"negated"},"context":null}
 * or, of one of gravamen's own records,
 *     {"id":"7","labels":[{"label":"mass_killing","status":"negated","score":100}]}
 * Out: one status number a label, one string a facet, the source. Unknown names are errors, since a misspelt
 * label would otherwise count as "nothing" for ever: that is why the object of labels is walked
 * name by name, where ingest's reader only finds names that it is asked for.
 */
#include "eval/gold.h"

#include "base/arena.h"
#include "ingest/jsonl.h"

#include <string.h>

static int is_name(const gv_model *model, uint32_t name, const gv_json_value *value)
{
    const char *const string = gv_model_string(model, name);
    return gv_json_equals(value, string, strlen(string));
}

static const char *skip_to(const char *at, char mark)
{
    while (*at != mark && *at != '}') {
        at++;
    }
    return at;
}

/* The string that begins at `at` (a quote); *after gets what follows it. JSON already checked. */
static gv_json_value read_string(const char *at, const char **after)
{
    const char *end = at + 1;
    while (*end != '"') {
        end += *end == '\\' ? 2 : 1;
    }
    *after = end + 1;
    return (gv_json_value){
        .bytes = at + 1, .length = (size_t)(end - at) - 1, .kind = GV_JSON_STRING};
}

static gv_status refuse(gv_message *message, const char *what, const gv_json_value *name)
{
    return gv_message_set(message, GV_ERROR_FORMAT, "%s \"%.*s\"", what,
                          (int)(name->length < 100 ? name->length : 100), name->bytes);
}

static gv_status read_label(const gv_model *model, const gv_json_value *name,
                            const gv_json_value *value, gv_message *message, uint32_t *statuses)
{
    uint32_t label = 0, status = 0;
    while (label < model->n_labels && !is_name(model, model->labels[label].name, name)) {
        label++;
    }
    while (status < model->n_statuses && !is_name(model, model->statuses[status].name, value)) {
        status++;
    }
    if (label == model->n_labels) {
        return refuse(message, "the model has no label", name);
    }
    if (status == model->n_statuses) {
        return refuse(message, "the model has no status", value);
    }
    if (statuses[label] != GV_IMAGE_NONE) {
        return refuse(message, "given twice: label", name);
    }
    statuses[label] = status;
    return GV_OK;
}

/* labels: a checked object, from its "{" on. */
static gv_status read_labels(const gv_model *model, const char *labels, gv_message *message,
                             uint32_t *statuses)
{
    const char *at = skip_to(labels + 1, '"');
    while (*at == '"') {
        const gv_json_value name = read_string(at, &at);
        at = skip_to(at, ':') + 1;
        at += strspn(at, " \t\r\n");
        if (*at != '"') {
            return refuse(message, "no string is given for label", &name);
        }
        const gv_json_value value = read_string(at, &at);
        GV_TRY(read_label(model, &name, &value, message, statuses));
        at = skip_to(at, '"');
    }
    return GV_OK;
}

static gv_slice string_of(const gv_json_value *value)
{
    return value->kind == GV_JSON_STRING
               ? (gv_slice){.bytes = value->bytes, .length = (uint32_t)value->length}
               : (gv_slice){.bytes = NULL, .length = 0};
}

/* found has room for the facets and two more. */
static gv_status read_fields(const gv_model *model, const char *fields, gv_json_field *found,
                             gv_message *message, gv_gold *gold)
{
    gv_json_error error;
    found[0] = (gv_json_field){.name = "labels", .name_length = strlen("labels")};
    found[1] = (gv_json_field){.name = "source", .name_length = strlen("source")};
    for (uint32_t f = 0; f < model->n_facets; f++) {
        const char *const name = gv_model_string(model, model->facets[f].name);
        found[f + 2] = (gv_json_field){.name = name, .name_length = strlen(name)};
    }
    if (gv_json_scan(fields, strlen(fields), found, (size_t)model->n_facets + 2, &error) != GV_OK) {
        return gv_message_set(message, GV_ERROR_FORMAT, "expected %s", error.expected);
    }
    if (found[0].value.kind != GV_JSON_OBJECT) {
        return gv_message_set(message, GV_ERROR_FORMAT, "no \"labels\"");
    }
    for (uint32_t l = 0; l < model->n_labels; l++) {
        gold->statuses[l] = GV_IMAGE_NONE;
    }
    gold->source = string_of(&found[1].value);
    for (uint32_t f = 0; f < model->n_facets; f++) {
        gold->facets[f] = string_of(&found[f + 2].value);
    }
    return read_labels(model, found[0].value.bytes, message, gold->statuses);
}

gv_status gv_gold_read(const gv_model *model, const char *fields, gv_message *message,
                       gv_gold *gold)
{
    gv_json_field *found = NULL;
    GV_TRY(gv_memory_get_zeroed((size_t)model->n_facets + 2, sizeof *found, (void **)&found));
    const gv_status status = read_fields(model, fields, found, message, gold);
    gv_memory_free(found);
    return status;
}

/* ------------------------------------------------------------------ labels to be compared */

/* The end of a checked object or list that begins at `at`. */
static const char *skip_value(const char *at)
{
    size_t depth = 0;
    do {
        if (*at == '"') {
            (void)read_string(at, &at);
            continue;
        }
        if (*at == '{' || *at == '[') {
            depth++;
        } else if (*at == '}' || *at == ']') {
            depth--;
        }
        at++;
    } while (depth > 0);
    return at;
}

/* list: a checked list, from its "[" on. */
static gv_status read_list(const gv_model *model, const char *list, gv_message *message,
                           uint32_t *statuses)
{
    const char *at = list + 1;
    for (;;) {
        gv_json_field found[] = {{.name = "label", .name_length = strlen("label")},
                                 {.name = "status", .name_length = strlen("status")}};
        gv_json_error error;
        at += strspn(at, " \t\r\n,");
        if (*at == ']') {
            return GV_OK;
        }
        const char *const end = *at == '{' ? skip_value(at) : at;
        if (end == at || gv_json_scan(at, (size_t)(end - at), found, 2, &error) != GV_OK ||
            found[0].value.kind != GV_JSON_STRING || found[1].value.kind != GV_JSON_STRING) {
            return gv_message_set(message, GV_ERROR_FORMAT,
                                  "the list of labels holds something without label and status");
        }
        GV_TRY(read_label(model, &found[0].value, &found[1].value, message, statuses));
        at = end;
    }
}

gv_status gv_gold_read_statuses(const gv_model *model, const char *fields, gv_message *message,
                                uint32_t *statuses)
{
    gv_json_field found[] = {{.name = "labels", .name_length = strlen("labels")},
                             {.name = "id", .name_length = strlen("id")}};
    gv_json_error error;
    if (gv_json_scan(fields, strlen(fields), found, 2, &error) != GV_OK) {
        return gv_message_set(message, GV_ERROR_FORMAT, "expected %s", error.expected);
    }
    const gv_json_value *const labels = &found[0].value;
    const gv_json_value *const id = &found[1].value;
    if (id->kind != GV_JSON_NUMBER && (id->kind != GV_JSON_STRING || id->length == 0)) {
        return gv_message_set(message, GV_ERROR_FORMAT, "no \"id\"");
    }
    for (uint32_t l = 0; l < model->n_labels; l++) {
        statuses[l] = GV_IMAGE_NONE;
    }
    if (labels->kind == GV_JSON_ARRAY) {
        return read_list(model, labels->bytes, message, statuses);
    }
    return labels->kind == GV_JSON_OBJECT
               ? read_labels(model, labels->bytes, message, statuses)
               : gv_message_set(message, GV_ERROR_FORMAT, "no \"labels\"");
}

uint64_t gv_gold_line(const gv_document *document)
{
    for (uint32_t i = 0; i < document->n_layers; i++) {
        if (strcmp(document->layers[i].kind, "line") == 0) {
            return document->layers[i].n;
        }
    }
    return 0;
}
