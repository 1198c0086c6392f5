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

static void tell(const gv_damage_log *log, const char *layer, uint64_t offset, const char *reason)
{
    char text[1200];
    if (log->message == NULL) {
        return;
    }
    if (strcmp(layer, "line") == 0) {
        (void)snprintf(text, sizeof text, "%s", reason);
    } else {
        (void)snprintf(text, sizeof text, "%s, byte %" PRIu64 ": %s", layer, offset, reason);
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
    GV_TRY(gv_arena_copy(&log->arena, layer, strlen(layer), &layer_copy));
    GV_TRY(gv_arena_copy(&log->arena, reason, strlen(reason), &reason_copy));
    gv_damage *const row = &log->rows[log->n_rows++];
    row->layer = layer_copy;
    row->offset = offset;
    row->length = length;
    row->reason = reason_copy;
    tell(log, layer, offset, reason);
    return GV_OK;
}

void gv_damage_free(gv_damage_log *log)
{
    gv_memory_free(log->rows);
    log->rows = NULL;
    log->n_rows = 0;
    log->capacity = 0;
    gv_arena_free(&log->arena);
}
