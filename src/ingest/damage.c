/*
 * damage.c - keeps and reports what was wrong with an input.
 *
 * In: layer, place, reason. Out: a row of the list, and one message: ("gzip", 1024, 0, "the member
 * is cut off") is kept as it is and said as "gzip, byte 1024: the member is cut off". It judges
 * nothing, and it does not grow beyond 1000 rows, so that a file of ten million bad lines costs no
 * memory.
 */
#include "ingest/damage.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { KINDS_LISTED = 100 }; /* of what is left out; then "other" */

static int is_one_of(const char *layer, const char *const *names, size_t n)
{
    size_t i = 0;
    while (i < n && strcmp(names[i], layer) != 0) {
        i++;
    }
    return i < n;
}

int gv_damage_is_record(const char *layer)
{
    static const char *const RECORDS[] = {"line", "row", "element"};
    return is_one_of(layer, RECORDS, sizeof RECORDS / sizeof *RECORDS);
}

int gv_damage_is_document(const char *layer)
{
    static const char *const DOCUMENTS[] = {"pdf", "office", "html"};
    return is_one_of(layer, DOCUMENTS, sizeof DOCUMENTS / sizeof *DOCUMENTS);
}

static void tell(const gv_damage_log *log, const char *layer, uint64_t offset, const char *reason)
{
    char text[2400];
    if (log->message == NULL) {
        return;
    }
    const char *const within = log->within != NULL ? log->within : "";
    const char *const gap = log->within != NULL ? ": " : "";
    if (gv_damage_is_record(layer) || gv_damage_is_document(layer)) {
        (void)snprintf(text, sizeof text, "%s%s%s", within, gap, reason);
    } else {
        (void)snprintf(text, sizeof text, "%s%s%s, byte %" PRIu64 ": %s", within, gap, layer,
                       offset, reason);
    }
    log->message(log->message_user, log->path, text);
}

gv_status gv_damage_add(gv_damage_log *log, const char *layer, uint64_t offset, uint64_t length,
                        const char *format, ...)
{
    if (log->n_rows == GV_DAMAGE_MAX) {
        if (log->n_more == 0 && log->message != NULL) {
            log->message(log->message_user, log->path,
                         "more damage than is listed; the rest is only counted");
        }
        log->n_more++;
        return GV_OK;
    }
    char reason[1024];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    GV_TRY(gv_array_reserve((void **)&log->rows, log->n_rows + 1, sizeof *log->rows,
                            &log->capacity));
    char *layer_copy = NULL;
    char *reason_copy = NULL;
    char *within_copy = NULL;
    GV_TRY(gv_arena_copy(&log->arena, layer, strlen(layer), &layer_copy));
    GV_TRY(gv_arena_copy(&log->arena, reason, strlen(reason), &reason_copy));
    if (log->within != NULL) {
        GV_TRY(gv_arena_copy(&log->arena, log->within, strlen(log->within), &within_copy));
    }
    gv_damage *const row = &log->rows[log->n_rows++];
    row->layer = layer_copy;
    row->within = within_copy;
    row->offset = offset;
    row->length = length;
    row->reason = reason_copy;
    tell(log, layer, offset, reason);
    return GV_OK;
}

gv_status gv_ledger_add(gv_damage_log *log, const char *layer, uint32_t depth, uint64_t bytes,
                        uint64_t data, uint64_t structure, uint64_t skipped)
{
    size_t at = 0;
    while (at < log->n_ledger && (log->ledger[at].depth != depth ||
                                  strcmp(log->ledger[at].layer, layer) != 0)) {
        at++;
    }
    if (at == log->n_ledger) {
        GV_TRY(gv_array_reserve((void **)&log->ledger, log->n_ledger + 1, sizeof *log->ledger,
                                &log->ledger_capacity));
        while (at > 0 && log->ledger[at - 1].depth > depth) {
            log->ledger[at] = log->ledger[at - 1];
            at--;
        }
        log->ledger[at] = (gv_ledger_row){.layer = layer, .depth = depth};
        log->n_ledger++;
    }
    gv_ledger_row *const row = &log->ledger[at];
    row->n++;
    row->bytes += bytes;
    row->data += data;
    row->structure += structure;
    row->skipped += skipped;
    return GV_OK;
}

gv_status gv_left_out_add(gv_damage_log *log, const char *kind)
{
    size_t at = 0;
    while (at < log->n_left_out && strcmp(log->left_out[at].kind, kind) != 0) {
        at++;
    }
    if (at == log->n_left_out) {
        if (at >= KINDS_LISTED && strcmp(kind, "other") != 0) {
            return gv_left_out_add(log, "other");
        }
        char *copy = NULL;
        GV_TRY(gv_arena_copy(&log->arena, kind, strlen(kind), &copy));
        GV_TRY(gv_array_reserve((void **)&log->left_out, at + 1, sizeof *log->left_out,
                                &log->left_out_capacity));
        log->left_out[log->n_left_out++] = (gv_kind_count){copy, 0};
    }
    log->left_out[at].n++;
    return GV_OK;
}

void gv_damage_free(gv_damage_log *log)
{
    gv_memory_free(log->left_out);
    log->left_out = NULL;
    log->n_left_out = 0;
    log->left_out_capacity = 0;
    gv_memory_free(log->ledger);
    log->ledger = NULL;
    log->n_ledger = 0;
    log->ledger_capacity = 0;
    gv_memory_free(log->rows);
    log->rows = NULL;
    log->n_rows = 0;
    log->capacity = 0;
    gv_arena_free(&log->arena);
}
