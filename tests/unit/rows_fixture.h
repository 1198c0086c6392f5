/*
 * rows_fixture.h - reads a list of records in steps, for tests, tools and the fuzz target: what
 * gv_rows_find promises is held against it, and every section is cut. A broken promise aborts.
 */
#ifndef GV_TESTS_ROWS_FIXTURE_H
#define GV_TESTS_ROWS_FIXTURE_H

#include "ingest_fixture.h"

#include "ingest/rows.h"

#include <inttypes.h>

/* All that one list gives. */
typedef struct rows_reading {
    gv_buf lines;     /* a document each: N OFFSET LENGTH "ID" {FIELDS} passages|, or behind the id
                         ! error */
    size_t n_good, n_bad, n_passages;
    uint64_t damaged; /* bytes in records that were left out */
    uint64_t good;    /* bytes of records that were read */
} rows_reading;

/* How a list is fed. */
typedef struct rows_feed {
    gv_section_format format;
    size_t step, aim;
    size_t gap;  /* > 0: something is lost behind so many bytes */
    int waiting; /* 1: between steps nothing more is waiting */
} rows_feed;

/* *p: the document's first passage, then that of the next. */
static inline void rows_add_document(const gv_section *section, uint32_t d, uint32_t *p,
                                     rows_reading *r)
{
    const gv_document *const document = &section->documents[d];
    REQUIRE(document->n_layers > 0);
    const gv_layer *const layer = &document->layers[document->n_layers - 1];
    REQUIRE(gv_buf_add_format(&r->lines, "%" PRIu64 " %" PRIu64 " %" PRIu64 " ", layer->n,
                              layer->offset, layer->length) == GV_OK);
    REQUIRE(gv_json_add_string(document->id, strlen(document->id), &r->lines) == GV_OK);
    REQUIRE(gv_buf_add_byte(&r->lines, ' ') == GV_OK);
    if (document->error != NULL) {
        r->n_bad++;
        r->damaged += layer->length;
        REQUIRE(gv_utf8_valid_length(document->error, strlen(document->error)) ==
                strlen(document->error));
        REQUIRE(gv_buf_add_format(&r->lines, "! %.300s\n", document->error) == GV_OK);
        return;
    }
    r->n_good++;
    r->good += document->part <= 1 ? layer->length : 0;
    REQUIRE(gv_buf_add_text(&r->lines, document->fields != NULL ? document->fields : "-") == GV_OK);
    REQUIRE(gv_buf_add_byte(&r->lines, ' ') == GV_OK);
    for (; *p < section->n_passages && section->passages[*p].document == d; ++*p) {
        r->n_passages++;
        REQUIRE(gv_buf_add(&r->lines, section->passages[*p].text, section->passages[*p].length) ==
                GV_OK);
        REQUIRE(gv_buf_add_byte(&r->lines, '|') == GV_OK);
    }
    REQUIRE(gv_buf_add_byte(&r->lines, '\n') == GV_OK);
}

static inline void rows_cut(const gv_ingest_options *options, const gv_rows *rows,
                            const gv_rows_found *found, const char *bytes, uint64_t offset,
                            gv_section *section, rows_reading *r)
{
    const int damage = found->kind == GV_ROWS_DAMAGE;
    fixture_fill(section, damage ? GV_SECTION_ERROR : found->format, rows->head.bytes,
                 damage ? 0 : rows->head.length);
    section->head = section->raw.length;
    section->first_line = found->first;
    section->raw_offset = damage ? offset + found->length : offset;
    if (damage) {
        char *reason = NULL;
        REQUIRE(gv_arena_copy(&section->arena, found->reason, strlen(found->reason), &reason) ==
                GV_OK);
        section->base.error = reason;
        section->base.layers[section->base.n_layers++] =
            (gv_layer){.kind = found->word,
                       .offset = offset + found->length - found->damaged,
                       .length = found->damaged,
                       .n = found->first};
    } else {
        REQUIRE(gv_buf_add(&section->raw, bytes, found->length) == GV_OK);
    }
    REQUIRE(gv_section_cut(options, "oru", section) == GV_OK);
    uint32_t n = 0;
    uint32_t p = 0;
    for (uint32_t d = 0; d < section->n_documents; d++) {
        n += section->documents[d].part <= 1;
        rows_add_document(section, d, &p, r);
    }
    REQUIRE(p == section->n_passages);
    REQUIRE(n == (damage ? 1 : found->n)); /* the cutter sees the records that rows.h saw */
}

/* Reads bytes as a list; *r is zeroed before and freed by the caller. */
static inline void rows_read(const gv_ingest_options *options, const rows_feed *feed,
                             const char *bytes, size_t length, rows_reading *r)
{
    gv_rows rows = {.format = feed->format, .options = options};
    gv_section section = {0};
    size_t position = 0;
    size_t have = feed->gap > 0 || length < feed->step ? 0 : feed->step;
    size_t end = feed->gap > 0 && feed->gap < length ? feed->gap : length;
    uint64_t number = 1;
    int idle = 0;
    for (;;) {
        gv_rows_found found = {0};
        have = have > end ? end : have;
        const gv_rows_rest rest = have == end        ? (end < length ? GV_ROWS_GAP : GV_ROWS_LAST)
                                  : feed->waiting > 0 ? GV_ROWS_WAITING
                                                      : GV_ROWS_FOLLOWS;
        /* A block of its own, so that a sanitizer sees what is read beyond it. */
        char *const block = malloc(have - position + 1);
        REQUIRE(block != NULL);
        memcpy(block, bytes + position, have - position);
        REQUIRE(gv_rows_find(&rows, block, have - position, feed->aim, rest, &found) == GV_OK);
        REQUIRE(found.length <= have - position);
        if (found.kind == GV_ROWS_SECTION || found.kind == GV_ROWS_DAMAGE) {
            REQUIRE(found.first == number);
            number += found.kind == GV_ROWS_SECTION ? found.n : 1;
            REQUIRE(found.damaged <= position + found.length);
            rows_cut(options, &rows, &found, block, position, &section, r);
        }
        free(block);
        position += found.length;
        idle = found.kind == GV_ROWS_DAMAGE && found.length == 0 ? idle + 1 : 0;
        REQUIRE(idle < 3);
        if (found.kind != GV_ROWS_MORE) {
            REQUIRE(found.length > 0 || found.kind == GV_ROWS_DAMAGE);
        } else if (have < end) {
            have += feed->step;
        } else {
            REQUIRE(position == end);
            if (end == length) {
                break;
            }
            end = length;
            gv_rows_resume(&rows);
        }
    }
    gv_rows_free(&rows);
    gv_section_free(&section);
}

static inline void rows_drop(rows_reading *r)
{
    gv_buf_free(&r->lines);
    *r = (rows_reading){0};
}

#endif
