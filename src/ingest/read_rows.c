/*
 * read_rows.c - a list of records (CSV, a JSON array, XML) as sections of whole ones.
 *
 * In: a leaf's bytes, as they come. Out: what rows.h finds in them: sections, each with the list's
 * head before its records so that it stands alone, and one that says why for each record that could
 * not be read.
 */
#include "ingest/reader_state.h"

#include <string.h>

/* A section that holds no bytes but a reason. */
static gv_status give_damage(gv_reader *reader, const gv_rows_found *found, gv_section *section)
{
    gv_document *const base = &section->base;
    char *reason = NULL;
    GV_TRY(gv_arena_copy(&section->arena, found->reason, strlen(found->reason), &reason));
    gv_reading_drop(reader, found->length);
    section->format = GV_SECTION_ERROR;
    section->first_line = found->first;
    section->raw_offset = reader->offset;
    base->error = reason;
    base->extracted = 1;
    base->layers[base->n_layers++] = (gv_layer){.kind = found->word,
                                                .offset = reader->offset - found->damaged,
                                                .length = found->damaged,
                                                .n = found->first};
    return GV_OK;
}

static gv_status give_rows(gv_reader *reader, const gv_rows_found *found, gv_section *section)
{
    const gv_buf *const head = &reader->rows.head;
    GV_TRY(gv_buf_add(&section->raw, head->bytes, head->length));
    GV_TRY(gv_reading_give(reader, found->length, section));
    section->format = (int)found->format;
    section->first_line = found->first;
    section->head = head->length;
    return GV_OK;
}

gv_status gv_reading_next_rows(gv_reader *reader, gv_section *section, int *more)
{
    const size_t wanted = reader->options->section_bytes;
    int waiting = 0;
    for (;;) {
        gv_rows_found found = {0};
        reader->before_gap = reader->before_gap || reader->gap;
        const int at_gap = reader->before_gap && !reader->gap; /* and nothing is left before it */
        const size_t left = at_gap ? 0 : gv_reading_limit(reader) - reader->position;
        const gv_rows_rest rest = reader->before_gap ? GV_ROWS_GAP
                                  : reader->end      ? GV_ROWS_LAST
                                  : waiting          ? GV_ROWS_WAITING
                                                     : GV_ROWS_FOLLOWS;
        const char *const bytes = left > 0 ? reader->pending.bytes + reader->position : "";
        GV_TRY(gv_rows_find(&reader->rows, bytes, left,
                            wanted > 0 ? wanted : GV_READING_SECTION, rest, &found));
        switch (found.kind) {
        case GV_ROWS_SECTION:
            *more = 1;
            section->flush = rest == GV_ROWS_WAITING;
            return give_rows(reader, &found, section);
        case GV_ROWS_DAMAGE:
            *more = 1;
            return give_damage(reader, &found, section);
        case GV_ROWS_DROP:
            gv_reading_drop(reader, found.length);
            break;
        default:
            if (reader->before_gap) {
                reader->before_gap = reader->gap = 0;
                gv_rows_resume(&reader->rows);
            } else if (reader->end) {
                return GV_OK;
            } else {
                GV_TRY(gv_reading_fill(reader, reader->rows.n_whole == 0, &waiting));
            }
            break;
        }
    }
}
