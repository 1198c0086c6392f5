/*
 * rows.c - where the records of a member end that is a list of them.
 *
 * In: bytes as they come. Out: sections of whole records, and damage by itself. The formats say
 * what the bytes behind `start` come to (rows_scan.h); this file says what follows from it:
 *
 *     RECORD RECORD BROKEN ...      a section of two; then, SEEK: where can the next one begin;
 *                                   DOUBT: is it sound; and if so, the damage, which ends before it
 *
 * so that one run of damage is one row, however many lines it has. A damaged record is looked at
 * again from its second line (CSV), object (JSON) or element (XML) on, since what was lost may be
 * only its end; who makes us do so again and again for nothing is read on from behind what was seen
 * (`rescued`). It parses nothing: cut_*.c does.
 */
#include "ingest/rows_scan.h"

#include "ingest/csv.h"
#include "ingest/section.h"

#include <string.h>

/* rows->skipping */
enum {
    READING = 0,
    DOUBT,  /* a record seems to begin at `start`; what came before is left out */
    SEEK,   /* from `looked` on, a place where a record can begin */
    TO_END  /* nothing can be read: all is left out */
};

enum { RESCUE_SHARE = 16, RESCUE_LIMITS = 4 };

/* What rows->verdict keeps while a section goes out first. */
enum { NO_VERDICT = 0, VERDICT_BROKEN, VERDICT_LONG, VERDICT_LINE };

typedef struct call {
    gv_rows *rows;
    const char *bytes;
    size_t length;
    gv_rows_rest rest;
    gv_rows_found *found;
} call;

/* The first `length` bytes go out as this. */
static gv_status give(const call *c, gv_rows_kind kind, size_t length)
{
    gv_rows *const rows = c->rows;
    gv_rows_found *const found = c->found;
    gv_rows_scan *const scan = &rows->scan;
    found->kind = kind;
    found->length = length;
    found->format = rows->format;
    found->word = gv_rows_word(rows);
    found->first = rows->number + 1;
    if (kind == GV_ROWS_SECTION) {
        found->n = rows->n_whole;
        rows->number += rows->n_whole;
        rows->n_whole = 0;
    } else if (kind == GV_ROWS_DAMAGE) {
        found->damaged = rows->dropped + length;
        found->reason = rows->words != NULL ? rows->words : rows->reason.bytes;
        rows->number++;
        rows->dropped = 0;
        rows->words = NULL;
        rows->told = 1;
        rows->skipping = rows->skipping == TO_END ? TO_END : READING;
    } else if (rows->skipping != READING) {
        rows->dropped += length;
    }
    rows->passed += length;
    rows->start -= length;
    rows->looked -= length;
    rows->verdict_end -= rows->verdict != NO_VERDICT ? length : 0;
    scan->line_end -= scan->line_end > 0 ? length : 0;
    scan->at -= scan->at >= length ? length : 0;
    scan->stop -= scan->stop >= length ? length : 0;
    return GV_OK;
}

/* ------------------------------------------------------------------ damage */

/* 1 if bytes up to `at` may be looked at once more. */
static int may_rescue(const gv_rows *rows, size_t at)
{
    return rows->rescued <= RESCUE_SHARE * (rows->passed + at) +
                                RESCUE_LIMITS * (uint64_t)gv_section_line_limit(rows->options);
}

/* The record at `start` is damaged; records before it were given. */
static gv_status begin_damage(const call *c, int is_long)
{
    gv_rows *const rows = c->rows;
    const int again = may_rescue(rows, rows->start);
    const size_t seen = rows->looked;
    if (rows->skipping == READING) {
        GV_TRY(gv_rows_say_broken(rows, c->bytes, c->length, c->rest, is_long));
    }
    rows->rescued += seen - rows->start;
    gv_rows_begin_at(rows, rows->start);
    rows->looked = again ? rows->start + (gv_rows_is_table(rows) ? 0 : 1) : seen;
    rows->skipping = SEEK;
    rows->after_blank = 0;
    rows->open = 0; /* nobody knows */
    return GV_OK;
}

static gv_status begin_to_end(gv_rows *rows, const char *reason)
{
    if (reason != rows->reason.bytes) {
        gv_buf_clear(&rows->reason);
        GV_TRY(gv_buf_add_text(&rows->reason, reason));
    }
    rows->skipping = TO_END;
    rows->begun = 1;
    return GV_OK;
}

void gv_rows_resume(gv_rows *rows)
{
    gv_rows_begin_at(rows, 0);
    if (rows->skipping != TO_END && rows->begun) {
        rows->words = "a record was left out: its start is lost, in a gap";
        rows->skipping = SEEK;
    }
}

/* ------------------------------------------------------------------ what follows from a look */

/* The bytes are used up without an end of the record at hand. *done: *found says it all. */
static gv_status at_more(const call *c, size_t aim, int *done)
{
    gv_rows *const rows = c->rows;
    const int last = c->rest >= GV_ROWS_GAP;
    *done = 1;
    if (rows->n_whole > 0 && (last || c->rest == GV_ROWS_WAITING || rows->start >= aim)) {
        return give(c, GV_ROWS_SECTION, rows->start);
    }
    if (last && rows->skipping != READING) {
        gv_rows_begin_at(rows, c->length);
        return give(c, GV_ROWS_DAMAGE, c->length);
    }
    if (rows->start > 0 && rows->n_whole == 0) {
        return give(c, GV_ROWS_DROP, rows->start);
    }
    if (c->rest != GV_ROWS_LAST || !rows->begun) {
        return GV_OK;
    }
    const int none = rows->format == GV_SECTION_XML && rows->number == 0 && rows->name[0] != '\0';
    if (none || rows->open > 0) {
        rows->open = 0;
        gv_buf_clear(&rows->reason);
        GV_TRY(none ? gv_buf_add_format(&rows->reason, "no element <%s> stands in it; name one "
                                                       "that does", rows->name)
                    : gv_buf_add_text(&rows->reason, "the list is not closed: what followed is "
                                                     "missing"));
        return give(c, GV_ROWS_DAMAGE, 0);
    }
    return GV_OK;
}

/* Whether what seems to be a record, up to `end`, behind damage, is one. A line of a damaged cell
 * can have as many commas as a row; but beside blank lines, if none were before, it is prose. */
static int is_sound(const call *c, size_t end)
{
    const gv_rows *const rows = c->rows;
    if (!gv_rows_is_table(rows)) {
        return 1;
    }
    return rows->columns == rows->scan.columns + 1 &&
           (rows->blank_lines ||
            (!rows->after_blank &&
             (end == c->length || (c->bytes[end] != '\n' && c->bytes[end] != '\r'))));
}

/* A record ends at `end`. *done: *found says it all. */
static gv_status at_record(const call *c, size_t end, size_t aim, int *done)
{
    gv_rows *const rows = c->rows;
    if (rows->skipping == DOUBT) {
        if (gv_rows_is_table(rows) && end == c->length && c->rest < GV_ROWS_GAP) {
            gv_rows_begin_at(rows, rows->start); /* what stands behind it matters */
            return at_more(c, aim, done);
        }
        if (is_sound(c, end)) {
            *done = 1;
            const size_t start = rows->start;
            gv_rows_begin_at(rows, start);
            return give(c, GV_ROWS_DAMAGE, start);
        }
    } else {
        rows->n_whole++;
        if (rows->format == GV_SECTION_JSON) {
            gv_rows_note_name(rows, c->bytes);
        }
    }
    gv_rows_begin_at(rows, end);
    rows->after_blank = 0;
    *done = rows->skipping == READING && end >= aim;
    return *done ? give(c, GV_ROWS_SECTION, end) : GV_OK;
}

/* The record at hand is damaged, too long, or a line whose quotes mean nothing. */
static gv_status at_trouble(const call *c, int *done)
{
    gv_rows *const rows = c->rows;
    const int verdict = rows->verdict;
    *done = 1;
    if (rows->n_whole > 0) {
        return give(c, GV_ROWS_SECTION, rows->start);
    }
    if (rows->skipping == READING && rows->start > 0) {
        return give(c, GV_ROWS_DROP, rows->start); /* it is no part of the damage */
    }
    if (verdict != VERDICT_LINE) {
        *done = 0;
        return begin_damage(c, verdict == VERDICT_LONG);
    }
    if (rows->skipping == DOUBT) {
        return give(c, GV_ROWS_DAMAGE, rows->start);
    }
    const size_t end = rows->verdict_end;
    rows->rescued += rows->looked > end ? rows->looked - end : 0;
    if (!may_rescue(rows, end)) {
        rows->format = GV_SECTION_TSV_LINES;
    }
    rows->n_whole = 1;
    gv_rows_begin_at(rows, end);
    GV_TRY(give(c, GV_ROWS_SECTION, end));
    c->found->format = GV_SECTION_TSV_LINES;
    return GV_OK;
}

/* ------------------------------------------------------------------ the start */

static gv_status begin_table(const call *c, int *done)
{
    gv_rows *const rows = c->rows;
    const size_t limit = gv_section_line_limit(rows->options);
    const char *fault = NULL;
    size_t end = 0;
    const size_t horizon = c->length - rows->start > limit ? rows->start + limit : c->length;
    const gv_rows_look seen =
        gv_rows_look_on(rows, c->bytes, horizon,
                        horizon < c->length ? GV_ROWS_FOLLOWS : c->rest, &end);
    if (seen == GV_LOOK_NOTHING) {
        *done = 1;
        gv_rows_begin_at(rows, end);
        return give(c, GV_ROWS_DROP, end);
    }
    if (seen == GV_LOOK_MORE && horizon == c->length) {
        return at_more(c, 0, done);
    }
    if (seen != GV_LOOK_RECORD) {
        return begin_to_end(rows, "the header row, which names the columns, cannot be read");
    }
    const char stated = gv_csv_stated_separator(c->bytes + rows->scan.at,
                                                rows->scan.stop - rows->scan.at);
    if (stated != '\0' && rows->stated == '\0') {
        *done = 1;
        rows->stated = rows->separator = stated;
        gv_rows_begin_at(rows, end);
        return give(c, GV_ROWS_DROP, end);
    }
    GV_TRY(gv_rows_begin_csv(rows, c->bytes + rows->scan.at, rows->scan.stop - rows->scan.at,
                             &fault));
    if (fault != NULL) {
        return begin_to_end(rows, fault);
    }
    rows->begun = 1;
    *done = 1;
    gv_rows_begin_at(rows, end);
    return give(c, GV_ROWS_DROP, end);
}

static gv_status begin(const call *c, int *done)
{
    gv_rows *const rows = c->rows;
    const char *fault = NULL;
    if (gv_rows_is_table(rows)) {
        if (rows->separator == '\0') { /* the header row will tell; for its end this will do */
            rows->separator = rows->format == GV_SECTION_CSV ? ',' : '\t';
        }
        return begin_table(c, done);
    }
    rows->begun = rows->format != GV_SECTION_XML;
    if (!rows->begun) {
        GV_TRY(gv_rows_begin_xml(rows, c->bytes, c->length, c->rest, &rows->begun, &fault));
        *done = !rows->begun;
        return fault != NULL ? begin_to_end(rows, fault) : GV_OK;
    }
    return GV_OK;
}

/* Leaves out what is left out. *done: *found says it all. */
static gv_status skip(const call *c, int *done)
{
    gv_rows *const rows = c->rows;
    const int last = c->rest >= GV_ROWS_GAP;
    size_t at = c->length;
    *done = 0;
    if (rows->skipping == SEEK &&
        gv_rows_seek(rows, c->bytes, c->length, rows->looked, c->rest, &at)) {
        gv_rows_begin_at(rows, at);
        rows->skipping = DOUBT;
        return GV_OK;
    }
    *done = 1;
    gv_rows_begin_at(rows, last ? c->length : at);
    if (last && rows->skipping == TO_END && rows->told && c->length == 0) {
        return GV_OK; /* all was said */
    }
    if (last) {
        return give(c, GV_ROWS_DAMAGE, c->length);
    }
    return at > 0 ? give(c, GV_ROWS_DROP, at) : GV_OK;
}

gv_status gv_rows_find(gv_rows *rows, const char *bytes, size_t length, size_t aim,
                       gv_rows_rest rest, gv_rows_found *found)
{
    const size_t limit = gv_section_line_limit(rows->options);
    const gv_rows_rest end_rest = rest == GV_ROWS_WAITING ? GV_ROWS_FOLLOWS : rest;
    const call c = {rows, bytes, length, rest, found};
    int done = 0;
    *found = (gv_rows_found){0};
    while (!done) {
        if (rows->skipping >= SEEK) {
            GV_TRY(skip(&c, &done));
        } else if (!rows->begun) {
            const call start = {rows, bytes, length, end_rest, found};
            GV_TRY(begin(&start, &done));
        } else if (rows->verdict != NO_VERDICT) {
            GV_TRY(at_trouble(&c, &done));
        } else {
            const int clipped = length - rows->start > limit;
            const size_t horizon = clipped ? rows->start + limit : length;
            const gv_rows_rest behind = clipped ? GV_ROWS_FOLLOWS : end_rest;
            size_t end = 0;
            switch (gv_rows_look_on(rows, bytes, horizon, behind, &end)) {
            case GV_LOOK_NOTHING:
                gv_rows_begin_at(rows, end);
                rows->after_blank = 1;
                rows->blank_lines |= rows->skipping == READING;
                break;
            case GV_LOOK_RECORD:
                GV_TRY(at_record(&c, end, aim, &done));
                break;
            case GV_LOOK_BROKEN:
                rows->verdict = VERDICT_BROKEN;
                break;
            case GV_LOOK_LINE:
                rows->verdict = VERDICT_LINE;
                rows->verdict_end = end;
                break;
            default:
                if (!clipped) {
                    GV_TRY(at_more(&c, aim, &done));
                } else if (rows->format == GV_SECTION_TSV && rows->scan.line_end > 0) {
                    rows->verdict = VERDICT_LINE;
                    rows->verdict_end = rows->scan.line_end;
                } else {
                    rows->verdict = VERDICT_LONG;
                }
            }
        }
    }
    return GV_OK;
}

void gv_rows_free(gv_rows *rows)
{
    gv_buf_free(&rows->head);
    gv_buf_free(&rows->reason);
}
