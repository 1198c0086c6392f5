/*
 * result_read.c - a result's lines: whose they are, where they say they are from.
 *
 * In: a file of JSON lines that should be what output/write_jsonl.c wrote, and the manifest's
 * inputs. Out: a row a line, and for each input its hash chain over the lines that name it. Two
 * lines
 *     {"v":1,"id":"a.txt",...,"source":{"path":"a.txt","at":[]},"spans":[[90,121]],...}
 *     {"v":1,"id":"a.txt",...,"source":{"path":"a.txt","at":[]},"spans":[[402,500]],...}
 * are two rows of input a.txt, with the places hash(0, [], [[90,121]]) and hash(0, [],
 * [[402,500]]).
 * A line that is no such object is a row that is not readable. The text of lines is not looked at.
 */
#include "custody/custody.h"

#include "base/arena.h"
#include "output/manifest.h"
#include "text/utf8.h"

#include <string.h>

/* ------------------------------------------------------------------ one line */

int gv_custody_read_line(const char *line, size_t length, gv_custody_line *fields)
{
    gv_json_error error;
    gv_json_field top[] = {GV_FIELD("id"),     GV_FIELD("passage"), GV_FIELD("part"),
                           GV_FIELD("source"), GV_FIELD("spans")};
    gv_json_field source[] = {GV_FIELD("path"), GV_FIELD("member"), GV_FIELD("at")};
    if (length > 0 && line[length - 1] == '\n') {
        length--;
    }
    if (gv_utf8_valid_length(line, length) < length ||
        gv_json_scan(line, length, top, GV_COUNT_OF(top), &error) != GV_OK) {
        return 0;
    }
    const gv_json_value *const object = &top[3].value;
    if (object->kind != GV_JSON_OBJECT ||
        gv_json_scan(object->bytes, object->length, source, GV_COUNT_OF(source), &error) !=
            GV_OK ||
        source[0].value.kind != GV_JSON_STRING) {
        return 0;
    }
    *fields = (gv_custody_line){.id = top[0].value,
                                .passage = top[1].value,
                                .part = top[2].value,
                                .spans = top[4].value,
                                .path = source[0].value,
                                .member = source[1].value,
                                .at = source[2].value};
    return 1;
}

static uint64_t add_hash(uint64_t hash, const gv_json_value *value)
{
    const uint64_t parts[2] = {
        hash, value->length > 0 ? gv_hash_bytes(value->bytes, value->length) : value->kind};
    return gv_hash_bytes(parts, sizeof parts);
}

uint64_t gv_custody_place(const gv_custody_line *fields, uint32_t input, int of_id)
{
    uint64_t hash = (uint64_t)input << 1 | (of_id != 0);
    hash = add_hash(hash, &fields->part);
    if (of_id) {
        return add_hash(add_hash(hash, &fields->id), &fields->passage);
    }
    return add_hash(add_hash(add_hash(hash, &fields->member), &fields->at), &fields->spans);
}

gv_status gv_custody_count_line(const gv_custody_manifest *manifest,
                                const gv_custody_line *fields, gv_arena *scratch,
                                gv_custody_tally *tally, uint32_t *input)
{
    const gv_custody_input *const inputs = manifest->inputs;
    const char *name = NULL;
    GV_TRY(gv_custody_decode(&fields->path, scratch, &name));
    const uint32_t first = gv_map_find(&manifest->names, name, strlen(name));
    if (first == GV_MAP_NONE) {
        *input = GV_CUSTODY_NONE;
        return GV_OK;
    }
    gv_custody_tally *const head = &tally[first];
    uint32_t found = head->full > 0 ? head->open : first;
    while (tally[found].n >= inputs[found].records &&
           inputs[found].next_same != GV_CUSTODY_NONE) {
        found = inputs[found].next_same;
        head->full++;
        head->open = found;
    }
    tally[found].n++;
    *input = found;
    return GV_OK;
}

/* ------------------------------------------------------------------ all lines */

static void add_to_chain(const char *line, size_t length, gv_custody_input *input)
{
    char hash[65];
    gv_sha256 sha;
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, line, length);
    gv_sha256_finish(&sha, hash);
    gv_manifest_chain_add(input->chain_here, hash);
    input->n_rows++;
}

static gv_status add_row(gv_custody_manifest *manifest, const char *line, size_t length,
                         gv_custody_tally *tally, gv_arena *scratch, gv_custody_row *row)
{
    gv_custody_line fields;
    row->input = GV_CUSTODY_NONE;
    row->verdict = GV_ROW_UNREADABLE;
    if (length > UINT32_MAX) {
        row->length = UINT32_MAX;
        return GV_OK;
    }
    row->length = (uint32_t)length;
    if (line[length - 1] != '\n' || !gv_custody_read_line(line, length, &fields)) {
        return GV_OK;
    }
    row->verdict = GV_ROW_UNSEEN;
    GV_TRY(gv_custody_count_line(manifest, &fields, scratch, tally, &row->input));
    gv_arena_reset(scratch, 1 << 20);
    if (row->input != GV_CUSTODY_NONE) {
        row->place = gv_custody_place(&fields, row->input, 0);
        add_to_chain(line, length, &manifest->inputs[row->input]);
    }
    return GV_OK;
}

static gv_status cut_rows(gv_custody_manifest *manifest, gv_custody_tally *tally, gv_arena *scratch,
                          gv_message *message, gv_custody_result *result)
{
    const char *const bytes = (const char *)result->file.bytes;
    const size_t size = result->file.length;
    for (size_t at = 0; at < size;) {
        const char *const newline = memchr(bytes + at, '\n', size - at);
        const size_t length = newline != NULL ? (size_t)(newline - bytes) + 1 - at : size - at;
        if (result->n_rows >= GV_CUSTODY_NONE - 1) {
            return gv_message_set(message, GV_ERROR_LIMIT, "more than 4 billion records");
        }
        GV_TRY(gv_array_reserve((void **)&result->rows, result->n_rows + 1,
                                sizeof *result->rows, &result->capacity));
        gv_custody_row *const row = &result->rows[result->n_rows++];
        *row = (gv_custody_row){.offset = at, .next = GV_CUSTODY_NONE};
        GV_TRY(add_row(manifest, bytes + at, length, tally, scratch, row));
        at += length;
    }
    return GV_OK;
}

gv_status gv_custody_read_rows(gv_custody_manifest *manifest, gv_message *message,
                               gv_custody_result *result)
{
    gv_custody_tally *tally = NULL;
    gv_arena scratch = {0};
    for (size_t i = 0; i < manifest->n_inputs; i++) {
        gv_manifest_chain_start(manifest->inputs[i].chain_here);
    }
    gv_status status = gv_memory_get_zeroed(manifest->n_inputs + 1, sizeof *tally,
                                            (void **)&tally);
    if (status == GV_OK) {
        status = cut_rows(manifest, tally, &scratch, message, result);
    }
    gv_memory_free(tally);
    gv_arena_free(&scratch);
    return status;
}

gv_status gv_custody_map_result(const char *path, gv_message *message, gv_custody_result *result)
{
    gv_sha256 sha;
    GV_TRY(gv_file_map(path, message, &result->file));
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, result->file.bytes, result->file.length);
    gv_sha256_finish(&sha, result->sha256);
    return GV_OK;
}

void gv_custody_result_free(gv_custody_result *result)
{
    gv_file_unmap(&result->file);
    gv_memory_free(result->rows);
    *result = (gv_custody_result){0};
}
