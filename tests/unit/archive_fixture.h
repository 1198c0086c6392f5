/*
 * archive_fixture.h - one archive or filter read from memory, with what must be true of any: for
 * the tests and the fuzz target. A broken promise aborts, with its place on stderr.
 */
#ifndef GV_TESTS_ARCHIVE_FIXTURE_H
#define GV_TESTS_ARCHIVE_FIXTURE_H

#include "ingest/archive.h"
#include "ingest/filter.h"

#include "base/arena.h"
#include "text/utf8.h"

#include "require.h"

enum { FIXTURE_MEMBERS = 64, FIXTURE_BYTES = 1 << 20, FIXTURE_MOST = 1 << 24 };

/* Bytes as a stream: at most `step` at a time; gap_at (0: nowhere) is where some are missing. */
typedef struct fixture_source {
    const unsigned char *bytes;
    size_t length, position, step, gap_at;
} fixture_source;

typedef struct fixture_member {
    char name[120];
    gv_buf bytes; /* FIXTURE_BYTES at most are kept */
    uint64_t offset, length;
    int left_out;
} fixture_member;

typedef struct fixture_archive {
    fixture_member members[FIXTURE_MEMBERS]; /* the first */
    size_t n;
    uint64_t total;    /* bytes read; beyond FIXTURE_MOST members are left unread */
    gv_damage_log log; /* rows, and the ledger */
} fixture_archive;

static inline gv_status fixture_fill(void *layer, int wait, char *out, size_t capacity,
                                     gv_fill *fill)
{
    fixture_source *const source = layer;
    const size_t stop = source->gap_at > source->position ? source->gap_at : source->length;
    size_t n = stop - source->position;
    (void)wait;
    n = n < capacity ? n : capacity;
    n = n < source->step ? n : source->step;
    memset(fill, 0, sizeof *fill);
    fill->gap = source->gap_at > 0 && source->position == source->gap_at;
    memcpy(out, source->bytes + source->position, n);
    source->position += n;
    fill->length = n;
    fill->end = source->position == source->length;
    return GV_OK;
}

static inline void fixture_read_member(gv_stream stream, size_t step, fixture_member *member,
                                       uint64_t *total)
{
    static char out[1 << 16];
    gv_fill fill = {0};
    while (!fill.end && *total < FIXTURE_MOST) {
        const size_t capacity = step < sizeof out ? step : sizeof out;
        REQUIRE(stream.fill(stream.layer, 1, out, capacity, &fill) == GV_OK);
        REQUIRE(fill.length > 0 || fill.end);
        REQUIRE(fill.length <= capacity && !fill.waiting);
        *total += fill.length;
        if (member->bytes.length + fill.length <= FIXTURE_BYTES) {
            REQUIRE(gv_buf_add(&member->bytes, out, fill.length) == GV_OK);
        }
    }
}

/* The ledger has one row, it balances, and skipped is what the rows say, none over another. */
static inline void fixture_check_ledger(const gv_damage_log *log, const char *kind, uint64_t length)
{
    uint64_t skipped = 0;
    uint64_t end = 0;
    REQUIRE(log->n_ledger == 1);
    const gv_ledger_row *const row = &log->ledger[0];
    REQUIRE(strcmp(row->layer, kind) == 0 && row->n == 1 && row->depth == log->depth);
    REQUIRE(row->bytes == length);
    REQUIRE(row->data + row->structure + row->skipped == row->bytes);
    for (size_t i = 0; i < log->n_rows; i++) {
        REQUIRE(log->rows[i].offset + log->rows[i].length <= length);
        REQUIRE(log->rows[i].length == 0 || log->rows[i].offset >= end);
        REQUIRE(gv_utf8_valid_length(log->rows[i].reason, strlen(log->rows[i].reason)) ==
                strlen(log->rows[i].reason));
        end = log->rows[i].length > 0 ? log->rows[i].offset + log->rows[i].length : end;
        skipped += log->rows[i].length;
    }
    REQUIRE(log->n_more > 0 || skipped == row->skipped);
}

/* Reads all members of an archive, `step` bytes at a time below and above. read 0: members are only
 * named. */
static inline fixture_archive *fixture_read_archive(const char *kind, const void *bytes,
                                                    size_t length, size_t step, size_t gap_at,
                                                    int read)
{
    static const gv_limits limits = GV_LIMITS_DEFAULTS;
    fixture_source source = {bytes, length, 0, step, gap_at};
    fixture_archive *const a = calloc(1, sizeof *a);
    gv_container container = {0};
    gv_member member = {0};
    int more = 0;
    REQUIRE(a != NULL);
    a->log.depth = 3;
    const gv_opening opening = {{fixture_fill, &source}, &a->log, &limits};
    REQUIRE(gv_archive_open(&opening, kind, &container) == GV_OK);
    REQUIRE(strcmp(container.kind, kind) == 0);
    for (;;) {
        fixture_member unkept = {.name = ""};
        fixture_member *const m = a->n < FIXTURE_MEMBERS ? &a->members[a->n] : &unkept;
        REQUIRE(container.next(container.self, &member, &more) == GV_OK);
        if (!more) {
            break;
        }
        const size_t name = member.name != NULL ? strlen(member.name) : 0;
        REQUIRE(name <= limits.name && gv_utf8_valid_length(member.name, name) == name);
        snprintf(m->name, sizeof m->name, "%s", member.name != NULL ? member.name : "");
        REQUIRE(member.offset < length);
        m->offset = member.offset;
        m->length = member.length;
        m->left_out = member.left_out != NULL;
        if (read && !m->left_out) {
            fixture_read_member(container.stream, step, m, &a->total);
        }
        if (m == &unkept) {
            gv_buf_free(&m->bytes);
        }
        a->n++;
    }
    container.close(container.self);
    REQUIRE(source.position == length);
    fixture_check_ledger(&a->log, kind, length);
    return a;
}

/* Reads all streams of a filter's layer; the text is that of members[0]. */
static inline fixture_archive *fixture_read_filter(const char *kind, const void *bytes,
                                                   size_t length, size_t step, size_t gap_at)
{
    static const gv_limits limits = GV_LIMITS_DEFAULTS;
    fixture_source source = {bytes, length, 0, step, gap_at};
    fixture_archive *const a = calloc(1, sizeof *a);
    gv_filter *filter = NULL;
    REQUIRE(a != NULL);
    a->log.depth = 3;
    const gv_opening opening = {{fixture_fill, &source}, &a->log, &limits};
    REQUIRE(gv_filter_open(&opening, kind, &filter) == GV_OK);
    fixture_read_member((gv_stream){gv_filter_fill, filter}, step, &a->members[0], &a->total);
    a->n = 1;
    gv_filter_free(filter);
    if (a->total < FIXTURE_MOST) { /* else it was not read to its end */
        REQUIRE(source.position == length);
        fixture_check_ledger(&a->log, kind, length);
    }
    return a;
}

static inline void fixture_free_archive(fixture_archive *a)
{
    for (size_t i = 0; i < FIXTURE_MEMBERS; i++) {
        gv_buf_free(&a->members[i].bytes);
    }
    gv_damage_free(&a->log);
    free(a);
}

#endif
