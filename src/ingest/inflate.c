/*
 * inflate.c - unwraps one gzip layer. The only file that includes zlib.h.
 *
 * In: stored bytes. Out: the text of all members, one after the other. zlib checks each member's
 * CRC-32 and length. What cannot be read is searched for the next plausible member header
 * (1f 8b 08, no reserved flag, known extra flags and system), and the skipped range is noted:
 *
 *     [member 1][member 2, a bit flipped][member 3]
 *      text      text up to the error, gap   text
 *                row: damaged, from the member's first byte to where reading goes on
 *
 * A damaged member may have run past its own end, so the search goes back to its start, or as far
 * as 256 KiB of history reach; how much is read twice in all is bounded by how much was read once.
 * A header found by searching counts only once its member gives bytes. It does not undo text that a
 * damaged member gave before the damage was seen, and it gives up no readable byte for being
 * cautious: expansion is bounded by whoever reads.
 */
#include "ingest/inflate.h"

#include "base/arena.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum {
    HISTORY = 1 << 18,
    BUFFER = 1 << 19,
    FREE_REPLAY = 1 << 20, /* bytes that may be read twice however little was read once */
    GZIP_WINDOW = 15 + 16  /* zlib's words for: largest window, gzip wrapping */
};

typedef enum inflate_state {
    AT_MEMBER = 0, /* a member, the end or trailing bytes come next */
    IN_MEMBER,
    SEARCHING,
    ENDED
} inflate_state;

struct gv_inflate {
    gv_stream below;
    gv_damage_log *log;
    z_stream zlib;
    int zlib_ready;
    unsigned char *in;     /* BUFFER bytes */
    size_t position, filled;
    uint64_t base;         /* offset of in[0] in the layer below */
    int below_end;
    int waiting;           /* the layer below had nothing for us */
    int interrupted;       /* the layer below lost something right before in[position] */
    inflate_state state;
    uint64_t member_start;
    uint64_t n_members;
    uint64_t given;        /* bytes that the member at hand gave */
    int tentative;         /* the member at hand was found by searching and has given nothing */
    int gap;               /* tell the layer above with its next bytes */
    uint64_t skip_start;   /* SEARCHING or tentative: where skipping began */
    int skip_zeros;        /* all skipped bytes so far were zero */
    char cause[200];       /* of the skipping */
    uint64_t replayed;
};

static voidpf zlib_get(voidpf unused, uInt n, uInt size)
{
    void *memory = NULL;
    (void)unused;
    return gv_memory_get_zeroed(n, size, &memory) == GV_OK ? memory : Z_NULL;
}

static void zlib_free(voidpf unused, voidpf memory)
{
    (void)unused;
    gv_memory_free(memory);
}

gv_status gv_inflate_new(gv_stream below, gv_damage_log *log, gv_inflate **inflate)
{
    gv_inflate *made = NULL;
    GV_TRY(gv_memory_get_zeroed(1, sizeof *made, (void **)&made));
    made->below = below;
    made->log = log;
    made->zlib.zalloc = zlib_get;
    made->zlib.zfree = zlib_free;
    if (gv_memory_get(BUFFER, (void **)&made->in) == GV_OK) {
        made->zlib_ready = inflateInit2(&made->zlib, GZIP_WINDOW) == Z_OK;
    }
    if (!made->zlib_ready) {
        gv_inflate_free(made);
        return GV_ERROR_MEMORY;
    }
    *inflate = made;
    return GV_OK;
}

void gv_inflate_free(gv_inflate *gzip)
{
    if (gzip == NULL) {
        return;
    }
    if (gzip->zlib_ready) {
        (void)inflateEnd(&gzip->zlib);
    }
    gv_memory_free(gzip->in);
    gv_memory_free(gzip);
}

static uint64_t here(const gv_inflate *gzip)
{
    return gzip->base + gzip->position;
}

/* Reads from below until `length` bytes (at most GV_GZIP_HEADER) stand at position, or it ends,
 * waits or was interrupted. */
static gv_status want(gv_inflate *gzip, int wait, size_t length)
{
    gzip->waiting = 0;
    while (gzip->filled - gzip->position < length && !gzip->below_end) {
        if (BUFFER - gzip->filled < HISTORY / 2) {
            const size_t drop =
                gzip->position > HISTORY ? gzip->position - HISTORY : 0;
            memmove(gzip->in, gzip->in + drop, gzip->filled - drop);
            gzip->base += drop;
            gzip->position -= drop;
            gzip->filled -= drop;
        }
        gv_fill fill = {0};
        unsigned char *const out = gzip->in + gzip->filled;
        GV_TRY(gzip->below.fill(gzip->below.layer, wait, (char *)out,
                                   BUFFER - gzip->filled, &fill));
        if (fill.gap) {
            /* What stood before cannot be part of what comes: forget it. */
            memmove(gzip->in, out, fill.length);
            gzip->base += gzip->filled;
            gzip->position = 0;
            gzip->filled = 0;
            gzip->interrupted = 1;
        }
        gzip->filled += fill.length;
        gzip->below_end = fill.end;
        if (fill.waiting || gzip->interrupted) {
            gzip->waiting = fill.waiting;
            return GV_OK;
        }
    }
    return GV_OK;
}

/* Notes the damaged range, once it is known where it ends. */
static gv_status note_skipped(gv_inflate *gzip, uint64_t end)
{
    return gv_damage_add(gzip->log, "gzip", gzip->skip_start, end - gzip->skip_start, "%s",
                         gzip->cause);
}

/* Begins to search for a member at `from`, or as near to it as history and fairness allow. */
static void search(gv_inflate *gzip, uint64_t from)
{
    const uint64_t now = here(gzip);
    const uint64_t oldest = now > gzip->base + HISTORY ? now - HISTORY : gzip->base;
    from = from > oldest ? from : oldest;
    if (from < now && gzip->replayed + (now - from) > FREE_REPLAY + now) {
        from = now;
    }
    gzip->replayed += from < now ? now - from : 0;
    gzip->position = (size_t)(from - gzip->base);
    gzip->state = SEARCHING;
}

/* The member at hand cannot be read on. A tentative one was none: the skipping goes on. */
static void give_up_member(gv_inflate *gzip, int look_back, const char *reason)
{
    const uint64_t start = gzip->member_start;
    if (!gzip->tentative) {
        gzip->skip_start = start;
        gzip->skip_zeros = 0;
        (void)snprintf(gzip->cause, sizeof gzip->cause,
                       "a member %s, after %" PRIu64 " bytes of text", reason, gzip->given);
    }
    search(gzip, look_back ? start + 1 : here(gzip));
}

static gv_status start_member(gv_inflate *gzip)
{
    if (inflateReset(&gzip->zlib) != Z_OK) {
        return GV_ERROR_MEMORY;
    }
    gzip->member_start = here(gzip);
    gzip->given = 0;
    gzip->state = IN_MEMBER;
    return GV_OK;
}

static int is_header(const unsigned char *b, size_t length)
{
    return length >= 4 && b[0] == 0x1f && b[1] == 0x8b && b[2] == 8 && (b[3] & 0xe0) == 0;
}

/* Stricter, for searching: extra flags that compressors write, a system that RFC 1952 names. */
static int is_likely_header(const unsigned char *b, size_t length)
{
    return length >= GV_GZIP_HEADER && is_header(b, length) &&
           (b[8] == 0 || b[8] == 2 || b[8] == 4) && (b[9] <= 13 || b[9] == 255);
}

static gv_status at_member(gv_inflate *gzip, int wait)
{
    GV_TRY(want(gzip, wait, 4));
    if (gzip->waiting) {
        return GV_OK;
    }
    gzip->gap |= gzip->interrupted;
    gzip->interrupted = 0;
    const size_t left = gzip->filled - gzip->position;
    if (left < 4 && !gzip->below_end) {
        return GV_OK; /* interrupted: look again */
    }
    if (left == 0) {
        gzip->state = ENDED;
    } else if (is_header(gzip->in + gzip->position, left)) {
        return start_member(gzip);
    } else {
        gzip->skip_start = here(gzip);
        gzip->skip_zeros = 1;
        (void)snprintf(gzip->cause, sizeof gzip->cause,
                       gzip->n_members > 0 ? "bytes between or after members that belong to none"
                                              : "the first member's header is damaged");
        gzip->state = SEARCHING;
    }
    return GV_OK;
}

/* Skips to p. */
static void skip_to(gv_inflate *gzip, const unsigned char *p)
{
    const size_t position = (size_t)(p - gzip->in);
    while (gzip->skip_zeros && gzip->position < position) {
        gzip->skip_zeros = gzip->in[gzip->position++] == 0;
    }
    gzip->position = position;
}

/* Looks for a header from position on. */
static gv_status searching(gv_inflate *gzip, int wait)
{
    GV_TRY(want(gzip, wait, GV_GZIP_HEADER));
    if (gzip->waiting) {
        return GV_OK;
    }
    gzip->interrupted = 0;
    const unsigned char *const end = gzip->in + gzip->filled;
    const unsigned char *p = gzip->in + gzip->position;
    while (end - p >= GV_GZIP_HEADER && !is_likely_header(p, (size_t)(end - p))) {
        const size_t rest = (size_t)(end - p) - GV_GZIP_HEADER;
        const unsigned char *const next = memchr(p + 1, 0x1f, rest);
        p = next != NULL ? next : p + 1 + rest;
    }
    skip_to(gzip, p);
    if (is_likely_header(p, (size_t)(end - p))) {
        gzip->tentative = 1;
        return start_member(gzip);
    }
    if (!gzip->below_end) {
        return GV_OK;
    }
    skip_to(gzip, end);
    gzip->state = ENDED;
    if (gzip->skip_zeros && here(gzip) > gzip->skip_start) {
        (void)snprintf(gzip->cause, sizeof gzip->cause,
                       "zero bytes after the last member (padding)");
    }
    return note_skipped(gzip, here(gzip));
}

/* A member that was found by searching proved real. */
static gv_status confirm_member(gv_inflate *gzip)
{
    if (gzip->tentative) {
        gzip->tentative = 0;
        gzip->gap = 1;
        GV_TRY(note_skipped(gzip, gzip->member_start));
    }
    return GV_OK;
}

/* A member is whole but for its checksum or length: what it promised is not what it gave. If a
 * member or the end follows in the right place, only bytes inside were changed; if not, it may have
 * run past its own end. */
static gv_status fail_check(gv_inflate *gzip, int checksum)
{
    const size_t length_field = checksum ? 4 : 0; /* zlib stops between the two */
    GV_TRY(want(gzip, 1, length_field + 4));
    const size_t left = gzip->filled - gzip->position;
    const unsigned char *const next = gzip->in + gzip->position + length_field;
    const int orderly = left == length_field ||
                        (left > length_field && is_header(next, left - length_field));
    gzip->position += orderly ? length_field : 0;
    give_up_member(gzip, !orderly,
                   checksum ? "does not match its checksum" : "does not match its length");
    return GV_OK;
}

/* zlib's answer other than Z_OK. */
static gv_status end_member(gv_inflate *gzip, int answer)
{
    if (answer == Z_STREAM_END) {
        GV_TRY(confirm_member(gzip));
        gzip->n_members += gzip->given == 0;
        gzip->state = AT_MEMBER;
        return GV_OK;
    }
    if (answer == Z_MEM_ERROR) {
        return GV_ERROR_MEMORY;
    }
    const char *const message = gzip->zlib.msg != NULL ? gzip->zlib.msg : "";
    const int checksum = strcmp(message, "incorrect data check") == 0;
    if (checksum || strcmp(message, "incorrect length check") == 0) {
        return fail_check(gzip, checksum);
    }
    give_up_member(gzip, 1, "is damaged");
    return GV_OK;
}

static gv_status in_member(gv_inflate *gzip, int wait, char *out, size_t capacity,
                           size_t *length)
{
    z_stream *const zlib = &gzip->zlib;
    GV_TRY(want(gzip, wait, 1));
    if (gzip->waiting) {
        return GV_OK;
    }
    if (gzip->interrupted) {
        gzip->interrupted = 0;
        give_up_member(gzip, 0, "is interrupted");
        return GV_OK;
    }
    zlib->next_in = gzip->in + gzip->position;
    zlib->avail_in = (uInt)(gzip->filled - gzip->position);
    zlib->next_out = (unsigned char *)out;
    zlib->avail_out = capacity < INT_MAX ? (uInt)capacity : (uInt)INT_MAX;
    const uInt room = zlib->avail_out;
    const int ended = gzip->below_end && zlib->avail_in == 0;
    const int answer = inflate(zlib, Z_NO_FLUSH);
    gzip->position = gzip->filled - zlib->avail_in;
    *length = room - zlib->avail_out;
    if (*length > 0) {
        GV_TRY(confirm_member(gzip));
        gzip->n_members += gzip->given == 0;
        gzip->given += *length;
    }
    if (answer == Z_OK || (answer == Z_BUF_ERROR && !ended)) {
        return GV_OK;
    }
    if (answer == Z_BUF_ERROR) {
        give_up_member(gzip, 1, "is cut off");
        return GV_OK;
    }
    return end_member(gzip, answer);
}

gv_status gv_inflate_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_inflate *const gzip = layer;
    gv_fill result = {0};
    gzip->waiting = 0;
    while (result.length == 0 && gzip->state != ENDED && !gzip->waiting) {
        switch (gzip->state) {
        case AT_MEMBER:
            GV_TRY(at_member(gzip, wait));
            break;
        case IN_MEMBER:
            GV_TRY(in_member(gzip, wait, out, capacity, &result.length));
            break;
        default:
            GV_TRY(searching(gzip, wait));
            break;
        }
    }
    if (result.length > 0) {
        result.gap = (uint8_t)gzip->gap;
        gzip->gap = 0;
    } else {
        result.end = gzip->state == ENDED;
        result.waiting = (uint8_t)(gzip->waiting && !result.end);
    }
    *fill = result;
    return GV_OK;
}

uint64_t gv_inflate_members(const gv_inflate *inflate)
{
    return inflate->n_members;
}

const char *gv_inflate_version(void)
{
    return "zlib " ZLIB_VERSION;
}
