/*
 * warc_fixture.h - a WARC or ARC file in memory, read as the layers above read it, for tests and
 * the fuzz target. A broken promise aborts, with its place on stderr.
 */
#ifndef GV_TESTS_WARC_FIXTURE_H
#define GV_TESTS_WARC_FIXTURE_H

#include "ingest/inflate.h"
#include "ingest/warc.h"
#include "text/utf8.h"

#include "require.h"

/* A layer below, that gives `step` bytes at a time, and lost something before offset gap_at (if it
 * is not 0). */
typedef struct fixture_memory {
    const char *bytes;
    size_t length, position, step, gap_at;
} fixture_memory;

static inline gv_status fixture_fill(void *layer, int wait, char *out, size_t capacity,
                                     gv_fill *fill)
{
    fixture_memory *const m = layer;
    const size_t limit =
        m->gap_at > m->position && m->gap_at < m->length ? m->gap_at : m->length;
    size_t n = limit - m->position;
    n = n < capacity ? n : capacity;
    n = n < m->step ? n : m->step;
    (void)wait;
    REQUIRE(capacity > 0);
    *fill = (gv_fill){.length = n, .gap = m->gap_at > 0 && m->position == m->gap_at};
    if (n > 0) {
        memcpy(out, m->bytes + m->position, n);
    }
    m->position += n;
    fill->end = m->position == m->length;
    return GV_OK;
}

/* All that one file gives. */
typedef struct fixture_warc {
    gv_buf text;       /* of all members: "[name] bytes\n" */
    gv_buf rows;       /* of damage: "offset+length reason\n" */
    gv_buf counts;     /* "2 request record\n" */
    size_t n_members, n_rows;
    gv_ledger_row ledger;
    gv_member last;    /* its strings are gone but these: */
    char id[80], date[40], media_type[80], charset[40], left_out[80];
} fixture_warc;

static inline void fixture_warc_free(fixture_warc *w)
{
    gv_buf_free(&w->text);
    gv_buf_free(&w->rows);
    gv_buf_free(&w->counts);
}

static inline void fixture_keep(char *out, size_t capacity, const char *text)
{
    REQUIRE(text == NULL || gv_utf8_valid_length(text, strlen(text)) == strlen(text));
    snprintf(out, capacity, "%s", text != NULL ? text : "-");
}

static inline void fixture_keep_member(fixture_warc *w, const gv_member *member)
{
    char name[200];
    w->n_members++;
    w->last = *member;
    fixture_keep(name, sizeof name, member->name);
    fixture_keep(w->id, sizeof w->id, member->id);
    fixture_keep(w->date, sizeof w->date, member->date);
    fixture_keep(w->media_type, sizeof w->media_type, member->media_type);
    fixture_keep(w->charset, sizeof w->charset, member->charset);
    fixture_keep(w->left_out, sizeof w->left_out, member->left_out);
    REQUIRE(gv_buf_add_format(&w->text, "[%s] ", name) == GV_OK);
}

/* Reads the member at hand, at most `most` bytes of it. */
static inline void fixture_read_member(gv_stream stream, size_t step, size_t most, gv_buf *out,
                                       size_t *length)
{
    char bytes[4096];
    gv_fill fill = {0};
    *length = 0;
    while (!fill.end && *length < most) {
        const size_t room = step < sizeof bytes ? step : sizeof bytes;
        REQUIRE(stream.fill(stream.layer, 1, bytes, room, &fill) == GV_OK);
        REQUIRE(fill.length > 0 || fill.end);
        REQUIRE(fill.length <= room && !fill.waiting);
        REQUIRE(gv_buf_add(out, bytes, fill.length) == GV_OK);
        *length += fill.length;
    }
}

/* A body that is gzip, unwrapped as the layers above would. */
static inline void fixture_read_gzip(gv_stream stream, gv_damage_log *log, gv_buf *out)
{
    gv_inflate *gzip = NULL;
    size_t length = 0;
    REQUIRE(gv_inflate_new(stream, log, &gzip) == GV_OK);
    fixture_read_member((gv_stream){gv_inflate_fill, gzip}, SIZE_MAX, SIZE_MAX, out, &length);
    gv_inflate_free(gzip);
}

static inline void fixture_keep_log(fixture_warc *w, gv_damage_log *log, const char *kind,
                                    size_t length)
{
    uint64_t skipped = 0;
    uint64_t before = 0;
    for (size_t i = 0; i < log->n_rows; i++) {
        const gv_damage *const row = &log->rows[i];
        REQUIRE(gv_buf_add_format(&w->rows, "%llu+%llu %s\n", (unsigned long long)row->offset,
                                  (unsigned long long)row->length, row->reason) == GV_OK);
        if (strcmp(row->layer, kind) == 0) {
            REQUIRE(row->offset >= before);
            before = row->offset + row->length;
            skipped += row->length;
        }
    }
    w->n_rows = log->n_rows;
    for (size_t i = 0; i < log->n_left_out; i++) {
        REQUIRE(gv_buf_add_format(&w->counts, "%llu %s\n",
                                  (unsigned long long)log->left_out[i].n,
                                  log->left_out[i].kind) == GV_OK);
    }
    const gv_ledger_row *ledger = NULL;
    for (size_t i = 0; i < log->n_ledger; i++) {
        ledger = strcmp(log->ledger[i].layer, kind) == 0 ? &log->ledger[i] : ledger;
    }
    REQUIRE(ledger != NULL && ledger->n == 1);
    REQUIRE(ledger->bytes == length || length == SIZE_MAX);
    REQUIRE(ledger->data + ledger->structure + ledger->skipped == ledger->bytes);
    REQUIRE(ledger->skipped == skipped || log->n_more > 0);
    w->ledger = *ledger;
}

enum { FIXTURE_BODIES = 1, FIXTURE_FILE = 2 }; /* what to unwrap that is gzip */

/* Reads a whole file, of each member at most `most` bytes. */
static inline fixture_warc fixture_read_warc(fixture_memory memory, const char *kind, size_t most,
                                             int unzip)
{
    static const gv_limits limits = GV_LIMITS_DEFAULTS;
    fixture_warc w = {0};
    gv_damage_log log = {0};
    gv_container container = {0};
    gv_inflate *gzip = NULL;
    gv_opening opening = {{fixture_fill, &memory}, &log, &limits};
    if (unzip & FIXTURE_FILE) {
        REQUIRE(gv_inflate_new(opening.below, &log, &gzip) == GV_OK);
        opening.below = (gv_stream){gv_inflate_fill, gzip};
    }
    REQUIRE(gv_warc_open(&opening, kind, &container) == GV_OK);
    for (;;) {
        gv_member member = {0};
        int more = 0;
        size_t length = 0;
        REQUIRE(container.next(container.self, &member, &more) == GV_OK);
        if (!more) {
            break;
        }
        fixture_keep_member(&w, &member);
        if (member.left_out == NULL && (unzip & FIXTURE_BODIES)) {
            fixture_read_gzip(container.stream, &log, &w.text);
        } else if (member.left_out == NULL) {
            fixture_read_member(container.stream, memory.step, most, &w.text, &length);
            REQUIRE(member.length == 0 || length <= member.length || most < SIZE_MAX);
        }
        REQUIRE(gv_buf_add_byte(&w.text, '\n') == GV_OK);
    }
    fixture_keep_log(&w, &log, kind, gzip == NULL ? memory.length : SIZE_MAX);
    container.close(container.self);
    gv_inflate_free(gzip);
    gv_damage_free(&log);
    return w;
}

#endif
