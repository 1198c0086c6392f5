/*
 * damaged.c - which records come from what was damaged when it was read.
 *
 * In: the manifest's damage rows of an input and the layers that a record's source names. Out: a
 * mark on the row. Damage of a container's member ({"layer":"tar","offset":1048576,...}) touches
 * the records that name this very layer and offset; damage within a stream (gzip and its kin)
 * touches all of the stream, since a record names where its stream begins and not where in it it
 * stands, but not bytes between or behind its members; damage of a whole document ("pdf") touches
 * what was read of it. Lines, rows and elements that could not be read have no records. It is a
 * reason for doubt, no proof. Records of csv and pretty name no layers: there the input is marked.
 */
#include "custody/custody.h"

#include "base/arena.h"
#include "ingest/damage.h"

#include <string.h>

/* One damage row that may touch records. */
typedef struct damaged {
    gv_json_value layer, within;
    uint64_t offset;
    int is_stream;
    int is_document;
} damaged;

typedef struct damaged_list {
    damaged *items;
    size_t n_items, capacity;
    uint32_t input; /* whose they are */
} damaged_list;

static int begins(const gv_json_value *value, const char *text)
{
    const size_t length = strlen(text);
    return value->kind == GV_JSON_STRING && value->length >= length &&
           memcmp(value->bytes, text, length) == 0;
}

/* 1 if a member's name is the last of a chain of names ("x/a.zip:b.txt"). */
static int ends_with(const gv_json_value *chain, const gv_json_value *member)
{
    if (member->kind != GV_JSON_STRING || member->length > chain->length) {
        return 0;
    }
    const size_t before = chain->length - member->length;
    return (before == 0 || chain->bytes[before - 1] == ':') &&
           memcmp(chain->bytes + before, member->bytes, member->length) == 0;
}

/* What gv_damage_is_record and gv_damage_is_document say of a row's layer. */
static void judge_layer(const gv_json_value *layer, int *is_record, int *is_document)
{
    char name[16] = "";
    if (layer->kind == GV_JSON_STRING && layer->length < sizeof name) {
        memcpy(name, layer->bytes, layer->length);
    }
    *is_record = gv_damage_is_record(name);
    *is_document = gv_damage_is_document(name);
}

static gv_status list_damage(const gv_custody_input *input, damaged_list *list)
{
    static const char *const STREAMS[] = {"gzip", "xz", "bzip2", "zstd", "lz4"};
    const char *at = NULL;
    gv_json_value name;
    gv_json_value item;
    list->n_items = 0;
    while (gv_json_next(&input->then.damage, &at, &name, &item)) {
        gv_json_error error;
        gv_json_field fields[] = {GV_FIELD("layer"), GV_FIELD("offset"), GV_FIELD("within"),
                                  GV_FIELD("reason")};
        damaged row = {.is_stream = 0};
        int is_record = 0;
        if (item.kind != GV_JSON_OBJECT ||
            gv_json_scan(item.bytes, item.length, fields, 4, &error) != GV_OK ||
            gv_json_number(&fields[1].value, &row.offset) != GV_OK ||
            begins(&fields[3].value, GV_DAMAGE_BETWEEN)) {
            continue;
        }
        judge_layer(&fields[0].value, &is_record, &row.is_document);
        if (is_record) {
            continue;
        }
        row.layer = fields[0].value;
        row.within = fields[2].value;
        for (size_t i = 0; i < sizeof STREAMS / sizeof *STREAMS; i++) {
            row.is_stream |= gv_custody_is(&row.layer, STREAMS[i]);
        }
        GV_TRY(gv_array_reserve((void **)&list->items, list->n_items + 1, sizeof *list->items,
                                &list->capacity));
        list->items[list->n_items++] = row;
    }
    return GV_OK;
}

static int touches(const damaged *row, const gv_custody_line *record)
{
    const char *at = NULL;
    gv_json_value name;
    gv_json_value item;
    int is_before = 0;
    if (row->within.kind == GV_JSON_STRING && !ends_with(&row->within, &record->member)) {
        return 0;
    }
    if (row->is_document) {
        return row->within.kind == GV_JSON_STRING || record->member.kind != GV_JSON_STRING;
    }
    while (gv_json_next(&record->at, &at, &name, &item)) {
        gv_json_error error;
        gv_json_field fields[] = {GV_FIELD("layer"), GV_FIELD("offset")};
        uint64_t start = 0;
        if (item.kind != GV_JSON_OBJECT ||
            gv_json_scan(item.bytes, item.length, fields, 2, &error) != GV_OK ||
            gv_json_number(&fields[1].value, &start) != GV_OK) {
            continue;
        }
        if (is_before && gv_custody_is(&fields[0].value, "warc")) {
            return 0; /* a stream a record: the damage is in a later one */
        }
        if (gv_custody_is_same(&fields[0].value, &row->layer)) {
            if (start == row->offset) {
                return 1;
            }
            is_before |= row->is_stream && start < row->offset;
        }
    }
    return is_before;
}

static gv_status mark_row(gv_custody_job *job, damaged_list *list, gv_custody_row *row)
{
    gv_custody_line record;
    gv_custody_input *const input = &job->manifest.inputs[row->input];
    const char *const line = (const char *)job->result.file.bytes + row->offset;
    if (list->input != row->input) {
        list->input = row->input;
        GV_TRY(list_damage(input, list));
    }
    if (list->n_items == 0 || !gv_custody_read_line(line, row->length, &record)) {
        return GV_OK;
    }
    for (size_t i = 0; i < list->n_items && !row->in_damaged; i++) {
        row->in_damaged = (uint8_t)touches(&list->items[i], &record);
    }
    input->n_in_damaged += row->in_damaged;
    return GV_OK;
}

static gv_status mark_inputs(gv_custody_job *job, damaged_list *list)
{
    for (size_t i = 0; i < job->manifest.n_inputs; i++) {
        gv_custody_input *const input = &job->manifest.inputs[i];
        if (input->records > 0 && input->then.damage.kind == GV_JSON_ARRAY) {
            GV_TRY(list_damage(input, list));
            input->is_in_doubt = list->n_items > 0;
        }
    }
    return GV_OK;
}

gv_status gv_custody_mark_damaged(gv_custody_job *job)
{
    damaged_list list = {.input = GV_CUSTODY_NONE};
    gv_status status = GV_OK;
    if (job->run.format != GV_FORMAT_JSONL) {
        GV_TRY_DONE(mark_inputs(job, &list));
    }
    for (size_t i = 0; i < job->result.n_rows; i++) {
        gv_custody_row *const row = &job->result.rows[i];
        if (row->input != GV_CUSTODY_NONE &&
            job->manifest.inputs[row->input].then.damage.kind == GV_JSON_ARRAY) {
            GV_TRY_DONE(mark_row(job, &list, row));
        }
    }
done:
    gv_memory_free(list.items);
    return status;
}
