/*
 * manifest_read.c - a manifest, read back.
 *
 * In: a file that should be what output/manifest.c wrote; it may have been edited, cut off or made
 * by someone else. Out: where its parts stand in it, and a row an input. Of
 *     {"n":1,"path":"a.txt.gz","size":1234,"sha256":"9f..","records":2,"chain":"07.."}
 * name and path are "a.txt.gz", size 1234. Members that it does not know are passed over, so that
 * a later version may add some. It judges nothing.
 */
#include "custody/custody.h"

#include "base/arena.h"
#include "text/utf8.h"

#include <string.h>

#define FIELD(text) {.name = text, .name_length = sizeof text - 1}
#define N_OF(array) (sizeof(array) / sizeof *(array))

int gv_custody_is(const gv_json_value *value, const char *text)
{
    return value->kind == GV_JSON_STRING && gv_json_equals(value, text, strlen(text));
}

gv_status gv_custody_decode(const gv_json_value *value, gv_arena *arena, const char **text)
{
    char *memory = NULL;
    uint64_t replaced = 0;
    GV_TRY(gv_arena_get(arena, value->length + 1, (void **)&memory));
    memory[value->kind == GV_JSON_STRING ? gv_json_decode(value, memory, &replaced) : 0] = '\0';
    *text = memory;
    return GV_OK;
}

/* ------------------------------------------------------------------ one input */

int gv_custody_read_entry(const char *bytes, size_t length, gv_custody_entry *entry)
{
    gv_json_error error;
    gv_json_field fields[] = {FIELD("path"),    FIELD("path_bytes"), FIELD("sha256"),
                              FIELD("chain"),   FIELD("damage"),     FIELD("size"),
                              FIELD("records"), FIELD("record_bytes")};
    if (gv_json_scan(bytes, length, fields, N_OF(fields), &error) != GV_OK ||
        fields[0].value.kind != GV_JSON_STRING) {
        return 0;
    }
    *entry = (gv_custody_entry){.name = fields[0].value,
                                .bytes = fields[1].value,
                                .sha256 = fields[2].value,
                                .chain = fields[3].value,
                                .damage = fields[4].value};
    entry->has_size = gv_json_whole(&fields[5].value, &entry->size);
    (void)gv_json_whole(&fields[6].value, &entry->records);
    (void)gv_json_whole(&fields[7].value, &entry->record_bytes);
    return 1;
}

/* The path from "path_bytes", or the name where that is absent or no hexadecimal. */
static gv_status read_path(const gv_custody_entry *entry, gv_arena *arena,
                           gv_custody_input *input)
{
    const gv_json_value *const hex = &entry->bytes;
    char *path = NULL;
    GV_TRY(gv_custody_decode(&entry->name, arena, &input->name));
    input->path = input->name;
    if (hex->kind != GV_JSON_STRING || hex->length % 2 != 0 || hex->length == 0) {
        return GV_OK;
    }
    GV_TRY(gv_arena_get(arena, hex->length / 2 + 1, (void **)&path));
    for (size_t i = 0; i < hex->length / 2; i++) {
        const char digits[5] = {'0', '0', hex->bytes[2 * i], hex->bytes[2 * i + 1], '\0'};
        const int byte = gv_json_hex(digits, digits + 4);
        if (byte <= 0) {
            return GV_OK;
        }
        path[i] = (char)byte;
    }
    path[hex->length / 2] = '\0';
    input->path = path;
    return GV_OK;
}

/* Adds an input behind those of the same name. */
static gv_status add_input(gv_custody_manifest *manifest, const gv_custody_entry *entry)
{
    uint32_t first = 0;
    const uint32_t number = (uint32_t)manifest->n_inputs;
    gv_custody_input input = {.then = *entry, .next_same = GV_CUSTODY_NONE};
    if (manifest->n_inputs >= GV_CUSTODY_NONE - 1) {
        return GV_ERROR_LIMIT;
    }
    GV_TRY(read_path(entry, &manifest->arena, &input));
    GV_TRY(gv_map_add(&manifest->names, input.name, strlen(input.name), number, &first));
    GV_TRY(gv_array_reserve((void **)&manifest->inputs, manifest->n_inputs + 1,
                            sizeof *manifest->inputs, &manifest->capacity));
    manifest->inputs[manifest->n_inputs++] = input;
    gv_custody_input *const head = &manifest->inputs[first];
    if (first != number) {
        manifest->inputs[head->last_same].next_same = number;
    }
    head->last_same = number;
    return GV_OK;
}

/* ------------------------------------------------------------------ the whole */

static gv_status refuse(const char *path, const char *words, gv_message *message)
{
    return gv_message_set(message, GV_ERROR_FORMAT, "%s: not a manifest of gravamen: %s", path,
                          words);
}

static gv_status read_inputs(const char *path, const gv_json_value *inputs, gv_message *message,
                             gv_custody_manifest *manifest)
{
    const char *at = NULL;
    gv_json_value name;
    gv_json_value value;
    gv_custody_entry entry;
    if (inputs->kind != GV_JSON_ARRAY) {
        return refuse(path, "it lists no inputs", message);
    }
    while (gv_json_next(inputs, &at, &name, &value)) {
        if (value.kind != GV_JSON_OBJECT ||
            !gv_custody_read_entry(value.bytes, value.length, &entry)) {
            return refuse(path, "one of its inputs has no path", message);
        }
        GV_TRY(add_input(manifest, &entry));
    }
    return GV_OK;
}

static void read_output(const gv_json_value *output, gv_custody_manifest *manifest)
{
    gv_json_error error;
    gv_json_field fields[] = {FIELD("bytes"), FIELD("sha256")};
    if (output->kind == GV_JSON_OBJECT &&
        gv_json_scan(output->bytes, output->length, fields, N_OF(fields), &error) == GV_OK) {
        (void)gv_json_whole(&fields[0].value, &manifest->output_bytes);
        manifest->output_sha256 = fields[1].value;
    }
}

static gv_status read_bytes(const char *path, gv_message *message, gv_custody_manifest *manifest)
{
    const char *const bytes = (const char *)manifest->file.bytes;
    const size_t length = manifest->file.length;
    gv_json_error error;
    gv_json_field top[] = {FIELD("v"), FIELD("result")};
    gv_json_field parts[] = {FIELD("gravamen"), FIELD("text"),   FIELD("models"),
                             FIELD("options"),  FIELD("inputs"), FIELD("output")};
    uint64_t version = 0;
    if (gv_utf8_valid_length(bytes, length) < length) {
        return refuse(path, "it is not UTF-8", message);
    }
    if (gv_json_scan(bytes, length, top, N_OF(top), &error) != GV_OK) {
        return gv_message_set(message, GV_ERROR_FORMAT,
                              "%s: not a manifest of gravamen: not JSON at byte %zu: expected %s",
                              path, error.column, error.expected);
    }
    if (!gv_json_whole(&top[0].value, &version) || version != 1) {
        return refuse(path, "its \"v\" is not 1", message);
    }
    const gv_json_value result = top[1].value;
    if (result.kind != GV_JSON_OBJECT ||
        gv_json_scan(result.bytes, result.length, parts, N_OF(parts), &error) != GV_OK) {
        return refuse(path, "it has no part \"result\"", message);
    }
    manifest->gravamen = parts[0].value;
    manifest->text = parts[1].value;
    manifest->models = parts[2].value;
    manifest->options = parts[3].value;
    if (manifest->models.kind != GV_JSON_ARRAY || manifest->options.kind != GV_JSON_OBJECT) {
        return refuse(path, "it names no models or no options", message);
    }
    read_output(&parts[5].value, manifest);
    return read_inputs(path, &parts[4].value, message, manifest);
}

gv_status gv_custody_read_manifest(const char *path, gv_message *message,
                                   gv_custody_manifest *manifest)
{
    if (manifest->file.bytes == NULL) {
        GV_TRY(gv_file_map(path, message, &manifest->file));
    }
    return read_bytes(path, message, manifest);
}

void gv_custody_manifest_free(gv_custody_manifest *manifest)
{
    gv_file_unmap(&manifest->file);
    gv_memory_free(manifest->inputs);
    gv_map_free(&manifest->names);
    gv_arena_free(&manifest->arena);
    *manifest = (gv_custody_manifest){0};
}
