/*
 * filter.c - unwraps one xz, zstd, bzip2 or lz4 layer.
 *
 * In: stored bytes. Out: the text of all streams, one after the other; a file may hold many (pxz,
 * pbzip2 and pzstd write them, and `cat` makes them). Each is unpacked by its own library, not
 * through libarchive, whose filters throw away up to 128 KiB of sound text before damage, and what
 * stands behind the last stream. What cannot be read is searched for the next stream's mark:
 *
 *     [stream][stream, a bit flipped][stream]
 *      text    text up to the error   gap, text
 *              row: from its first byte to where reading goes on
 *
 * Zeros between and behind streams are padding. What a damaged stream gave before the damage was
 * seen stays given; a checksum may stand only at its end. Expansion is bounded by whoever reads.
 */
#include "ingest/filter.h"

#include "base/arena.h"
#include "ingest/recent.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    MARK = 10,            /* bytes that it takes to know a stream */
    AHEAD = 1 << 17,      /* bytes that unpacking likes to have before it */
    FREE_REPLAY = 1 << 20 /* bytes that may be read twice however little was read once */
};

typedef enum filter_state {
    AT_STREAM = 0, /* a stream, padding, the end or trailing bytes come next */
    IN_STREAM,
    SEARCHING,
    ENDED
} filter_state;

struct gv_filter {
    gv_recent input;
    gv_damage_log *log;
    const gv_filter_library *library;
    void *unpack;            /* the library's own */
    filter_state state;
    uint64_t settled;        /* everything before it is accounted for: */
    uint64_t data, structure, skipped;
    uint64_t stream_start, given; /* of the stream at hand: its place, bytes that it gave */
    uint64_t n_streams;
    int bad;                 /* from settled on nothing can be relied on, for this: */
    char cause[200];
    int gap;                 /* tell the layer above with its next bytes */
    uint64_t replayed;
};

static const gv_filter_library *const LIBRARIES[] = {&gv_filter_xz, &gv_filter_zstd,
                                                     &gv_filter_bzip2, &gv_filter_lz4};
enum { N_LIBRARIES = sizeof LIBRARIES / sizeof LIBRARIES[0] };

static const gv_filter_library *find_library(const char *kind)
{
    for (size_t i = 0; i < N_LIBRARIES; i++) {
        if (strcmp(LIBRARIES[i]->kind, kind) == 0) {
            return LIBRARIES[i];
        }
    }
    return NULL;
}

const char *gv_filter_missing(const char *kind)
{
    static const char *const words[N_LIBRARIES] = {
        "xz data; this gravamen was built without liblzma",
        "zstd data; this gravamen was built without libzstd",
        "bzip2 data; this gravamen was built without libbz2",
        "lz4 data; this gravamen was built without liblz4",
    };
    for (size_t i = 0; i < N_LIBRARIES; i++) {
        if (strcmp(LIBRARIES[i]->kind, kind) == 0) {
            return LIBRARIES[i]->version == NULL ? words[i] : NULL;
        }
    }
    return NULL;
}

void gv_filter_describe(char *text, size_t capacity)
{
    size_t length = 0;
    for (size_t i = 0; i < N_LIBRARIES && length < capacity; i++) {
        const gv_filter_library *const library = LIBRARIES[i];
        const int n = snprintf(text + length, capacity - length, "%s%s %s: %s",
                               i > 0 ? "\n" : "", library->name,
                               library->version != NULL ? library->version() : "not built in",
                               library->version != NULL ? "" : "no ");
        length += n > 0 ? (size_t)n : 0;
        if (length < capacity) {
            length += (size_t)snprintf(text + length, capacity - length, "%s", library->kind);
        }
    }
}

gv_status gv_filter_open(const gv_opening *opening, const char *kind, gv_filter **filter)
{
    gv_filter *made = NULL;
    GV_TRY(gv_memory_get_zeroed(1, sizeof *made, (void **)&made));
    made->log = opening->log;
    made->library = find_library(kind);
    if (gv_recent_init(opening->below, &made->input) != GV_OK) {
        gv_filter_free(made);
        return GV_ERROR_MEMORY;
    }
    *filter = made;
    return GV_OK;
}

void gv_filter_free(gv_filter *filter)
{
    if (filter == NULL) {
        return;
    }
    if (filter->unpack != NULL) {
        filter->library->close(filter->unpack);
    }
    gv_recent_free(&filter->input);
    gv_memory_free(filter);
}

/* What stands at `settled` cannot be read on, for this reason, unless an earlier one stands: looks
 * for a stream from `from` on, or as near to it as history and fairness allow. */
static void search(gv_filter *filter, uint64_t from, const char *reason)
{
    const uint64_t now = gv_recent_offset(&filter->input);
    const uint64_t base = filter->input.base;
    const uint64_t oldest = now > base + GV_RECENT_KEPT ? now - GV_RECENT_KEPT : base;
    if (!filter->bad) {
        filter->bad = 1;
        (void)snprintf(filter->cause, sizeof filter->cause, "%s", reason);
    }
    from = from > oldest ? from : oldest;
    if (from < now && filter->replayed + (now - from) > FREE_REPLAY + now) {
        from = now;
    }
    filter->replayed += from < now ? now - from : 0;
    filter->input.position = (size_t)(from - base);
    filter->state = SEARCHING;
}

/* The bytes from settled up to `end` are noted as skipped. */
static gv_status skip(gv_filter *filter, uint64_t end)
{
    const uint64_t start = filter->settled;
    filter->bad = 0;
    filter->skipped += end - start;
    filter->settled = end;
    return gv_damage_add(filter->log, filter->library->kind, start, end - start, "%s",
                         filter->cause);
}

static void give_up_stream(gv_filter *filter, const char *what)
{
    char reason[200];
    (void)snprintf(reason, sizeof reason, "a stream %s, after %" PRIu64 " bytes of text", what,
                   filter->given);
    search(filter, filter->stream_start + 1, reason);
}

static gv_status start_stream(gv_filter *filter)
{
    filter->stream_start = gv_recent_offset(&filter->input);
    filter->given = 0;
    filter->state = IN_STREAM;
    return filter->library->start(&filter->unpack);
}

static gv_status finish(gv_filter *filter)
{
    filter->state = ENDED;
    return gv_ledger_add(filter->log, filter->library->kind, filter->log->depth,
                         gv_recent_offset(&filter->input), filter->data, filter->structure,
                         filter->skipped);
}

gv_status gv_filter_give_up(gv_filter *filter, const char *why)
{
    const uint64_t start = filter->data + filter->structure + filter->skipped;
    const uint64_t length = gv_recent_offset(&filter->input) - start;
    filter->skipped += length;
    GV_TRY(gv_damage_add(filter->log, filter->library->kind, start, length, "%s", why));
    return finish(filter);
}

/* Zeros at the place are padding. */
static size_t pass_padding(gv_filter *filter)
{
    gv_recent *const input = &filter->input;
    const size_t left = gv_recent_left(input);
    const unsigned char *const bytes = gv_recent_at(input);
    size_t zeros = 0;
    while (zeros < left && bytes[zeros] == 0) {
        zeros++;
    }
    filter->structure += zeros;
    filter->settled += zeros;
    input->position += zeros;
    return zeros;
}

static gv_status at_stream(gv_filter *filter, int wait)
{
    gv_recent *const input = &filter->input;
    GV_TRY(gv_recent_see_now(input, wait, MARK));
    if (input->waiting) {
        return GV_OK;
    }
    /* Padding that reaches a gap is padding, however many bytes of it came together. */
    if (input->gap_ahead && gv_recent_left(input) < MARK && gv_recent_offset(input) > 0) {
        (void)pass_padding(filter);
    }
    GV_TRY(gv_recent_want(input, wait, MARK));
    filter->gap |= input->interrupted;
    if (input->interrupted) {
        input->interrupted = 0;
        if (gv_recent_offset(input) > filter->settled) {
            search(filter, gv_recent_offset(input), "bytes before a place where some are missing");
        }
        return GV_OK;
    }
    const size_t left = gv_recent_left(input);
    if (left == 0) {
        return finish(filter);
    }
    if (gv_filter_begins(filter->library->kind, gv_recent_at(input), left, GV_FILTER_IN_SEQUENCE) ||
        gv_recent_offset(input) == 0) {
        return start_stream(filter);
    }
    if (pass_padding(filter) == 0) {
        search(filter, filter->settled,
               filter->n_streams > 0 ? GV_DAMAGE_BETWEEN "streams that belong to none"
                                     : "the first stream's mark is damaged");
    }
    return GV_OK;
}

/* Looks for a stream's mark from position on. */
static gv_status searching(gv_filter *filter, int wait)
{
    gv_recent *const input = &filter->input;
    GV_TRY(gv_recent_want(input, wait, MARK));
    if (input->waiting) {
        return GV_OK;
    }
    input->interrupted = 0;
    const unsigned char *const bytes = gv_recent_at(input);
    const size_t left = gv_recent_left(input);
    const int ends = gv_recent_ends(input);
    const size_t usable = ends ? left : left >= MARK ? left - MARK + 1 : 0;
    size_t i = 0;
    while (i < usable && !gv_filter_begins(filter->library->kind, bytes + i, left - i,
                                           GV_FILTER_SEARCHED)) {
        i++;
    }
    input->position += i;
    if (i < usable) {
        return start_stream(filter);
    }
    if (ends) {
        GV_TRY(skip(filter, gv_recent_offset(input)));
        return finish(filter);
    }
    return GV_OK;
}

/* The stream at hand gave bytes, or ended well: if it was found by searching, it proved real. */
static gv_status confirm_stream(gv_filter *filter)
{
    if (filter->bad) {
        filter->gap = 1;
        GV_TRY(skip(filter, filter->stream_start));
    }
    return GV_OK;
}

static gv_status in_stream(gv_filter *filter, int wait, char *out, size_t capacity, size_t *length)
{
    gv_recent *const input = &filter->input;
    gv_unpacked step = {0};
    const char *reason = NULL;
    GV_TRY(gv_recent_look_ahead(input, AHEAD));
    GV_TRY(filter->library->next(filter->unpack, gv_recent_at(input), gv_recent_left(input), out,
                                 capacity, &step, &reason));
    input->position += step.used;
    *length = step.given;
    if (step.given > 0 || step.end == GV_UNPACK_ENDED) {
        GV_TRY(confirm_stream(filter));
    }
    filter->given += step.given;
    if (step.end == GV_UNPACK_ENDED) {
        filter->n_streams++;
        filter->data += gv_recent_offset(input) - filter->settled;
        filter->settled = gv_recent_offset(input);
        filter->state = AT_STREAM;
    } else if (step.end == GV_UNPACK_DAMAGED) {
        give_up_stream(filter, reason != NULL ? reason : "is damaged");
    } else if (step.used == 0 && step.given == 0) {
        const size_t left = gv_recent_left(input);
        GV_TRY(gv_recent_want(input, wait, left + 1));
        if (input->interrupted) {
            input->interrupted = 0;
            filter->gap = 1;
            give_up_stream(filter, "is interrupted");
        } else if (!input->waiting && gv_recent_left(input) == left) {
            input->position += left;
            give_up_stream(filter, "is cut off");
        }
    }
    return GV_OK;
}

gv_status gv_filter_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_filter *const filter = layer;
    gv_fill result = {0};
    filter->input.waiting = 0;
    while (result.length == 0 && filter->state != ENDED && !filter->input.waiting) {
        switch (filter->state) {
        case AT_STREAM:
            GV_TRY(at_stream(filter, wait));
            break;
        case IN_STREAM:
            GV_TRY(in_stream(filter, wait, out, capacity, &result.length));
            break;
        default:
            GV_TRY(searching(filter, wait));
            break;
        }
    }
    if (result.length > 0) {
        result.gap = (uint8_t)filter->gap;
        filter->gap = 0;
    } else {
        result.end = filter->state == ENDED;
        result.waiting = (uint8_t)(filter->input.waiting && !result.end);
    }
    *fill = result;
    return GV_OK;
}
