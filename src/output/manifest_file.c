/*
 * manifest_file.c - finds in a manifest what it says.
 *
 * In: the file that manifest.c wrote, or one that somebody edited since. Out: its parts as raw
 * JSON, and input after input:
 *     "inputs":[
 *     {"n":1,"path":"a.txt.gz",...},        row 1
 *     {"n":2,"path":"b.txt",...}            row 2
 *     ],
 * A million inputs are read one at a time. It judges no value.
 */
#include "output/manifest_file.h"

#include "text/utf8.h"

#include <string.h>

/* Where the value of a member goes. */
typedef struct place {
    const char *name;
    gv_json_value *value;
} place;

enum { PLACES_MOST = 16 };

static gv_status find_members(const char *object, size_t length, const place *places, size_t n)
{
    gv_json_error error;
    gv_json_field fields[PLACES_MOST];
    for (size_t i = 0; i < n; i++) {
        fields[i].name = places[i].name;
        fields[i].name_length = strlen(places[i].name);
    }
    GV_TRY(gv_json_scan(object, length, fields, n, &error));
    for (size_t i = 0; i < n; i++) {
        *places[i].value = fields[i].value;
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ the whole */

gv_status gv_manifest_read(gv_manifest_file *file)
{
    const char *const bytes = (const char *)file->mapping.bytes;
    const size_t length = file->mapping.length;
    gv_json_value result = {0};
    gv_json_value layout = {0};
    uint64_t number = 0;
    const place outer[] = {{"v", &layout}, {"result", &result}, {"run", &file->run}};
    const place inner[] = {{"gravamen", &file->version}, {"text", &file->text},
                           {"models", &file->models},    {"options", &file->options},
                           {"shard", &file->shard},      {"inputs", &file->inputs},
                           {"skipped", &file->skipped},  {"output", &file->output},
                           {"totals", &file->totals}};
    if (length == 0 || gv_utf8_valid_length(bytes, length) < length) {
        return GV_ERROR_FORMAT;
    }
    GV_TRY(find_members(bytes, length, outer, sizeof outer / sizeof *outer));
    if (result.kind != GV_JSON_OBJECT || gv_json_number(&layout, &number) != GV_OK ||
        number != 1) {
        return GV_ERROR_FORMAT;
    }
    GV_TRY(find_members(result.bytes, result.length, inner, sizeof inner / sizeof *inner));
    return file->version.kind == GV_JSON_STRING && file->text.kind == GV_JSON_OBJECT &&
                   file->models.kind == GV_JSON_ARRAY && file->options.kind == GV_JSON_OBJECT &&
                   (file->shard.kind == GV_JSON_OBJECT || file->shard.kind == GV_JSON_NONE) &&
                   file->inputs.kind == GV_JSON_ARRAY && file->output.kind == GV_JSON_OBJECT &&
                   file->totals.kind == GV_JSON_OBJECT
               ? GV_OK
               : GV_ERROR_FORMAT;
}

gv_status gv_manifest_open(const char *path, gv_message *message, gv_manifest_file *file)
{
    gv_manifest_file made = {0};
    GV_TRY(gv_file_map(path, message, &made.mapping));
    const gv_status status = gv_manifest_read(&made);
    if (status != GV_OK) {
        gv_manifest_close(&made);
        return gv_message_set(message, GV_ERROR_FORMAT, "%s: not a manifest of gravamen", path);
    }
    *file = made;
    return GV_OK;
}

void gv_manifest_close(gv_manifest_file *file)
{
    gv_file_unmap(&file->mapping);
    *file = (gv_manifest_file){0};
}

/* ------------------------------------------------------------------ lists */

gv_status gv_manifest_read_row(const char *bytes, size_t length, gv_manifest_row *row)
{
    gv_json_value ordinal = {0};
    gv_json_value record_bytes = {0};
    gv_manifest_row found = {.bytes = bytes, .length = length};
    const place places[] = {
        {"n", &ordinal},                   {"record_bytes", &record_bytes},
        {"path", &found.path},             {"path_bytes", &found.path_bytes},
        {"size", &found.size},             {"sha256", &found.sha256},
        {"documents", &found.documents},   {"passages", &found.passages},
        {"records", &found.records},       {"labels", &found.labels},
        {"damage", &found.damage},         {"chain", &found.chain},
        {"pdftotext", &found.pdftotext}};
    GV_TRY(find_members(bytes, length, places, sizeof places / sizeof *places));
    GV_TRY(gv_json_number(&ordinal, &found.ordinal));
    GV_TRY(gv_json_number(&record_bytes, &found.record_bytes));
    *row = found;
    return GV_OK;
}

gv_status gv_manifest_next(const gv_manifest_file *file, const char **at, gv_manifest_row *row,
                           int *more)
{
    gv_json_value name;
    gv_json_value item;
    *more = gv_json_next(&file->inputs, at, &name, &item);
    return *more ? gv_manifest_read_row(item.bytes, item.length, row) : GV_OK;
}

int gv_manifest_hex(const gv_json_value *value, char hex[65])
{
    if (value->kind != GV_JSON_STRING || value->length != 64 ||
        strspn(value->bytes, "0123456789abcdef") < 64) {
        return 0;
    }
    memcpy(hex, value->bytes, 64);
    hex[64] = '\0';
    return 1;
}
