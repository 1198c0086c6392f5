/*
 * manifest_file.c - finds in a manifest what it says.
 *
 * In: the file that manifest.c wrote, or one that somebody edited since. Out: its parts as raw
 * JSON, and input after input:
 *     "inputs":[
 *     {"n":1,"path":"a.txt.gz",...},        row 1
 *     {"n":2,"path":"b.txt",...}            row 2
 *     ],
 * An input stands on a line of its own (no string of JSON holds a line end), so that a million of
 * them are read one at a time. It judges no value.
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

static gv_status read_parts(gv_manifest_file *file)
{
    const char *const bytes = (const char *)file->mapping.bytes;
    const size_t length = file->mapping.length;
    gv_json_value result = {0};
    const place outer[] = {{"result", &result}, {"run", &file->run}};
    const place inner[] = {{"gravamen", &file->version}, {"text", &file->text},
                           {"models", &file->models},    {"options", &file->options},
                           {"shard", &file->shard},      {"inputs", &file->inputs},
                           {"skipped", &file->skipped},  {"output", &file->output},
                           {"totals", &file->totals}};
    if (length == 0 || gv_utf8_valid_length(bytes, length) < length) {
        return GV_ERROR_FORMAT;
    }
    GV_TRY(find_members(bytes, length, outer, 2));
    if (result.kind != GV_JSON_OBJECT) {
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
    const gv_status status = read_parts(&made);
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

static size_t skip_blanks(const char *bytes, size_t at, size_t length)
{
    while (at < length && (bytes[at] == '\n' || bytes[at] == ' ' || bytes[at] == '\r')) {
        at++;
    }
    return at;
}

gv_status gv_manifest_next(const gv_manifest_file *file, size_t *place_at, gv_manifest_row *row,
                           int *more)
{
    const char *const bytes = file->inputs.bytes;
    const size_t length = file->inputs.length - 1; /* without the closing bracket */
    const size_t start = skip_blanks(bytes, *place_at > 0 ? *place_at : 1, length);
    gv_json_value ordinal = {0};
    gv_json_value record_bytes = {0};
    gv_manifest_row found = {.bytes = bytes + start};
    const place places[] = {
        {"n", &ordinal},                   {"record_bytes", &record_bytes},
        {"path", &found.path},             {"path_bytes", &found.path_bytes},
        {"size", &found.size},             {"sha256", &found.sha256},
        {"documents", &found.documents},   {"passages", &found.passages},
        {"records", &found.records},       {"labels", &found.labels},
        {"damage", &found.damage},         {"chain", &found.chain}};
    *more = start < length;
    if (!*more) {
        return GV_OK;
    }
    const char *const newline = memchr(bytes + start, '\n', length - start);
    size_t end = newline != NULL ? (size_t)(newline - bytes) : length;
    const size_t next = end;
    end -= bytes[end - 1] == ',';
    found.length = end - start;
    GV_TRY(find_members(found.bytes, found.length, places, sizeof places / sizeof *places));
    GV_TRY(gv_json_number(&ordinal, &found.ordinal));
    GV_TRY(gv_json_number(&record_bytes, &found.record_bytes));
    *row = found;
    *place_at = next;
    return GV_OK;
}

gv_status gv_manifest_next_string(const gv_json_value *array, size_t *place_at,
                                  gv_json_value *string, int *more)
{
    const char *const bytes = array->bytes;
    const size_t length = array->length - 1;
    size_t at = skip_blanks(bytes, *place_at > 0 ? *place_at : 1, length);
    *more = at < length;
    if (!*more) {
        return GV_OK;
    }
    if (bytes[at] != '"') {
        return GV_ERROR_FORMAT;
    }
    const size_t start = ++at;
    while (at < length && bytes[at] != '"') {
        at += bytes[at] == '\\' ? 2 : 1;
    }
    if (at >= length) {
        return GV_ERROR_FORMAT;
    }
    *string = (gv_json_value){bytes + start, at - start, GV_JSON_STRING};
    at = skip_blanks(bytes, at + 1, length);
    *place_at = at + (at < length && bytes[at] == ',');
    return GV_OK;
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
