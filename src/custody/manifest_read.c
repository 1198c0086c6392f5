/*
 * manifest_read.c - the inputs that a manifest names.
 *
 * In: a file that should be what output/manifest.c wrote; it may have been edited, cut off or made
 * by someone else. Out: a row an input, found by its name. Of
 *     {"n":1,"path":"a.txt.gz","size":1234,"sha256":"9f..","records":2,"chain":"07.."}
 * name and path are "a.txt.gz", size 1234. It judges nothing.
 */
#include "custody/custody.h"

#include "base/arena.h"

#include <string.h>

int gv_custody_is(const gv_json_value *value, const char *text)
{
    return value->kind == GV_JSON_STRING && gv_json_equals(value, text, strlen(text));
}

int gv_custody_is_same(const gv_json_value *a, const gv_json_value *b)
{
    return a->kind == b->kind && a->length == b->length &&
           (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
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

/* The path from "path_bytes", or the name where that is absent or no hexadecimal. */
static gv_status read_path(const gv_manifest_row *row, gv_arena *arena, gv_custody_input *input)
{
    const gv_json_value *const hex = &row->path_bytes;
    char *path = NULL;
    GV_TRY(gv_custody_decode(&row->path, arena, &input->name));
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
static gv_status add_input(gv_custody_manifest *manifest, const gv_manifest_row *row)
{
    uint32_t first = 0;
    const uint32_t number = (uint32_t)manifest->n_inputs;
    gv_custody_input input = {.then = *row, .next_same = GV_CUSTODY_NONE};
    if (manifest->n_inputs >= GV_CUSTODY_NONE - 1) {
        return GV_ERROR_LIMIT;
    }
    input.has_size = gv_json_number(&row->size, &input.size) == GV_OK;
    (void)gv_json_number(&row->records, &input.records);
    GV_TRY(read_path(row, &manifest->arena, &input));
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

static void read_output(gv_custody_manifest *manifest)
{
    const gv_json_value *const output = &manifest->file.output;
    gv_json_error error;
    gv_json_field fields[] = {GV_FIELD("bytes"), GV_FIELD("sha256")};
    if (gv_json_scan(output->bytes, output->length, fields, GV_COUNT_OF(fields), &error) == GV_OK) {
        (void)gv_json_number(&fields[0].value, &manifest->output_bytes);
        manifest->output_sha256 = fields[1].value;
    }
}

gv_status gv_custody_read_manifest(const char *path, gv_message *message,
                                   gv_custody_manifest *manifest)
{
    const char *at = NULL;
    gv_manifest_row row;
    int more = 1;
    GV_TRY(gv_manifest_open(path, message, &manifest->file));
    read_output(manifest);
    while (more) {
        if (gv_manifest_next(&manifest->file, &at, &row, &more) != GV_OK ||
            (more && row.path.kind != GV_JSON_STRING)) {
            return gv_message_set(message, GV_ERROR_FORMAT,
                                  "%s: an input in it cannot be read", path);
        }
        if (more) {
            GV_TRY(add_input(manifest, &row));
        }
    }
    return GV_OK;
}

void gv_custody_manifest_free(gv_custody_manifest *manifest)
{
    gv_manifest_close(&manifest->file);
    gv_memory_free(manifest->inputs);
    gv_map_free(&manifest->names);
    gv_arena_free(&manifest->arena);
    *manifest = (gv_custody_manifest){0};
}
