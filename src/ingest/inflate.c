/*
 * inflate.c - unwraps one gzip layer.
 *
 * In: stored bytes. Out: the text of all members, one after the other, each checked against its
 * CRC-32 and length. Who unpacks what is inside (unpack.c) makes no difference. What cannot be read
 * is searched for the next plausible member header (1f 8b 08, no reserved flag, known extra flags
 * and system), and the skipped range is noted:
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
#include "ingest/recent.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    AHEAD = 1 << 17,      /* bytes that unpacking likes to have before it */
    CHECKS = 8,           /* bytes of a member's checksum and length */
    FREE_REPLAY = 1 << 20 /* bytes that may be read twice however little was read once */
};

typedef enum inflate_state {
    AT_MEMBER = 0, /* a member, the end or trailing bytes come next */
    IN_HEAD,
    IN_MEMBER,
    AT_CHECKSUM, /* the four bytes of it come next */
    AT_LENGTH,
    SEARCHING,
    ENDED
} inflate_state;

struct gv_inflate {
    gv_recent input;
    gv_damage_log *log;
    gv_unpack *unpack;
    gv_gzip_head head;
    uint32_t crc;          /* of what the member at hand gave */
    inflate_state state;
    uint64_t member_start, data_start;
    uint64_t n_members;
    uint64_t data, structure, skipped; /* of all members, for the ledger */
    uint64_t given;        /* bytes that the member at hand gave */
    int tentative;         /* the member at hand was found by searching and has given nothing */
    int gap;               /* tell the layer above with its next bytes */
    uint64_t skip_start;   /* SEARCHING or tentative: where skipping began */
    int skip_zeros;        /* all skipped bytes so far were zero */
    char cause[300];       /* of the skipping */
    uint64_t replayed;
};

gv_status gv_inflate_new(gv_stream below, gv_damage_log *log, gv_inflate **inflate)
{
    gv_inflate *made = NULL;
    GV_TRY(gv_memory_get_zeroed(1, sizeof *made, (void **)&made));
    made->log = log;
    if (gv_recent_init(below, &made->input) != GV_OK ||
        gv_unpack_new(&made->unpack) != GV_OK) {
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
    gv_unpack_free(gzip->unpack);
    gv_recent_free(&gzip->input);
    gv_memory_free(gzip);
}

/* Notes the damaged range, once it is known where it ends. */
static gv_status note_skipped(gv_inflate *gzip, uint64_t end)
{
    gzip->skipped += end - gzip->skip_start;
    return gv_damage_add(gzip->log, "gzip", gzip->skip_start, end - gzip->skip_start, "%s",
                         gzip->cause);
}

/* Begins to search for a member at `from`, or as near to it as history and fairness allow. */
static void search(gv_inflate *gzip, uint64_t from)
{
    const uint64_t now = gv_recent_offset(&gzip->input);
    const uint64_t base = gzip->input.base;
    const uint64_t oldest = now > base + GV_RECENT_KEPT ? now - GV_RECENT_KEPT : base;
    from = from > oldest ? from : oldest;
    if (from < now && gzip->replayed + (now - from) > FREE_REPLAY + now) {
        from = now;
    }
    gzip->replayed += from < now ? now - from : 0;
    gzip->input.position = (size_t)(from - base);
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
    search(gzip, look_back ? start + 1 : gv_recent_offset(&gzip->input));
}

static gv_status start_member(gv_inflate *gzip)
{
    GV_TRY(gv_unpack_start(gzip->unpack));
    gzip->head = (gv_gzip_head){0};
    gzip->member_start = gv_recent_offset(&gzip->input);
    gzip->given = 0;
    gzip->crc = 0;
    gzip->state = IN_HEAD;
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
    GV_TRY(gv_recent_want(&gzip->input, wait, 4));
    if (gzip->input.waiting) {
        return GV_OK;
    }
    gzip->gap |= gzip->input.interrupted;
    gzip->input.interrupted = 0;
    const size_t left = gv_recent_left(&gzip->input);
    if (left < 4 && !gv_recent_ends(&gzip->input)) {
        return GV_OK; /* interrupted: look again */
    }
    if (left == 0) {
        gzip->state = ENDED;
    } else if (is_header(gv_recent_at(&gzip->input), left)) {
        return start_member(gzip);
    } else {
        gzip->skip_start = gv_recent_offset(&gzip->input);
        gzip->skip_zeros = 1;
        (void)snprintf(gzip->cause, sizeof gzip->cause,
                       gzip->n_members > 0 ? GV_DAMAGE_BETWEEN "members that belong to none"
                                              : "the first member's header is damaged");
        gzip->state = SEARCHING;
    }
    return GV_OK;
}

/* Skips to p. */
static void skip_to(gv_inflate *gzip, const unsigned char *p)
{
    const size_t position = (size_t)(p - gzip->input.bytes);
    while (gzip->skip_zeros && gzip->input.position < position) {
        gzip->skip_zeros = gzip->input.bytes[gzip->input.position++] == 0;
    }
    gzip->input.position = position;
}

/* Looks for a header from position on. */
static gv_status searching(gv_inflate *gzip, int wait)
{
    GV_TRY(gv_recent_want(&gzip->input, wait, GV_GZIP_HEADER));
    if (gzip->input.waiting) {
        return GV_OK;
    }
    gzip->input.interrupted = 0;
    const unsigned char *p = gv_recent_at(&gzip->input);
    const unsigned char *const end = p + gv_recent_left(&gzip->input);
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
    if (!gv_recent_ends(&gzip->input)) {
        return GV_OK;
    }
    skip_to(gzip, end);
    gzip->state = ENDED;
    if (gzip->skip_zeros && gv_recent_offset(&gzip->input) > gzip->skip_start) {
        (void)snprintf(gzip->cause, sizeof gzip->cause,
                       "zero bytes after the last member (padding)");
    }
    return note_skipped(gzip, gv_recent_offset(&gzip->input));
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
    const size_t length_field = checksum ? 4 : 0;
    GV_TRY(gv_recent_want(&gzip->input, 1, length_field + 4));
    const size_t left = gv_recent_left(&gzip->input);
    const unsigned char *const next = gv_recent_at(&gzip->input) + length_field;
    const int orderly = left == length_field ||
                        (left > length_field && is_header(next, left - length_field));
    gzip->input.position += orderly ? length_field : 0;
    give_up_member(gzip, !orderly,
                   checksum ? "does not match its checksum" : "does not match its length");
    return GV_OK;
}

/* Wants bytes of the member at hand. 0 if there are not so many: waiting, or the member was given
 * up because they are not to come. */
static gv_status want_of_member(gv_inflate *gzip, int wait, size_t length, int *are_there)
{
    *are_there = 0;
    GV_TRY(gv_recent_want(&gzip->input, wait, length));
    if (gzip->input.waiting) {
        return GV_OK;
    }
    if (gzip->input.interrupted) {
        gzip->input.interrupted = 0;
        give_up_member(gzip, 0, "is interrupted");
    } else if (gv_recent_left(&gzip->input) < length) {
        gzip->input.position += gv_recent_left(&gzip->input);
        give_up_member(gzip, 1, "is cut off");
    } else {
        *are_there = 1;
    }
    return GV_OK;
}

static gv_status in_head(gv_inflate *gzip, int wait)
{
    size_t used = 0;
    int are_there = 0;
    GV_TRY(want_of_member(gzip, wait, 1, &are_there));
    if (are_there) {
        const gv_unpack_end end = gv_gzip_head_next(&gzip->head, gv_recent_at(&gzip->input),
                                                    gv_recent_left(&gzip->input), &used);
        gzip->input.position += used;
        if (end == GV_UNPACK_DAMAGED) {
            give_up_member(gzip, 1, "is damaged");
        } else if (end == GV_UNPACK_ENDED) {
            gzip->data_start = gv_recent_offset(&gzip->input);
            gzip->state = IN_MEMBER;
        }
    }
    return GV_OK;
}

/* The checksum, or the length (modulo 2^32), of what the member gave. */
static gv_status at_check(gv_inflate *gzip, int wait)
{
    const int is_checksum = gzip->state == AT_CHECKSUM;
    const uint32_t right = is_checksum ? gzip->crc : (uint32_t)gzip->given;
    int are_there = 0;
    GV_TRY(want_of_member(gzip, wait, 4, &are_there));
    if (!are_there) {
        return GV_OK;
    }
    const unsigned char *const b = gv_recent_at(&gzip->input);
    gzip->input.position += 4;
    if (((uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24) !=
        right) {
        return fail_check(gzip, is_checksum);
    }
    if (is_checksum) {
        gzip->state = AT_LENGTH;
        return GV_OK;
    }
    GV_TRY(confirm_member(gzip));
    gzip->n_members += gzip->given == 0;
    gzip->data += gv_recent_offset(&gzip->input) - CHECKS - gzip->data_start;
    gzip->structure += gzip->data_start - gzip->member_start + CHECKS;
    gzip->state = AT_MEMBER;
    return GV_OK;
}

static gv_status in_member(gv_inflate *gzip, int wait, char *out, size_t capacity,
                           size_t *length)
{
    gv_recent *const input = &gzip->input;
    gv_unpacked step = {0};
    int are_there = 0;
    GV_TRY(gv_recent_look_ahead(input, AHEAD));
    GV_TRY(gv_unpack_next(gzip->unpack, gv_recent_at(input), gv_recent_left(input), out,
                          capacity, &step));
    input->position += step.used;
    *length = step.given;
    if (step.given > 0) {
        GV_TRY(confirm_member(gzip));
        gzip->n_members += gzip->given == 0;
        gzip->given += step.given;
        gzip->crc = gv_unpack_crc(gzip->crc, out, step.given);
    }
    if (step.end == GV_UNPACK_ENDED) {
        gzip->state = AT_CHECKSUM;
    } else if (step.end == GV_UNPACK_DAMAGED) {
        give_up_member(gzip, 1, "is damaged");
    } else if (step.used == 0 && step.given == 0) {
        return want_of_member(gzip, wait, gv_recent_left(input) + 1, &are_there);
    }
    return GV_OK;
}

static gv_status add_to_ledger(const gv_inflate *gzip)
{
    return gv_ledger_add(gzip->log, "gzip", gzip->log->depth, gv_recent_offset(&gzip->input),
                         gzip->data, gzip->structure, gzip->skipped);
}

gv_status gv_inflate_give_up(gv_inflate *gzip, const char *why)
{
    gzip->skip_start = gzip->data + gzip->structure + gzip->skipped; /* all before is settled */
    gzip->state = ENDED;
    (void)snprintf(gzip->cause, sizeof gzip->cause, "%s", why);
    GV_TRY(note_skipped(gzip, gv_recent_offset(&gzip->input)));
    return add_to_ledger(gzip);
}

gv_status gv_inflate_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_inflate *const gzip = layer;
    gv_fill result = {0};
    gzip->input.waiting = 0;
    while (result.length == 0 && gzip->state != ENDED && !gzip->input.waiting) {
        switch (gzip->state) {
        case AT_MEMBER:
            GV_TRY(at_member(gzip, wait));
            break;
        case IN_HEAD:
            GV_TRY(in_head(gzip, wait));
            break;
        case IN_MEMBER:
            GV_TRY(in_member(gzip, wait, out, capacity, &result.length));
            break;
        case AT_CHECKSUM:
        case AT_LENGTH:
            GV_TRY(at_check(gzip, wait));
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
        GV_TRY(result.end ? add_to_ledger(gzip) : GV_OK);
        result.waiting = (uint8_t)(gzip->input.waiting && !result.end);
    }
    *fill = result;
    return GV_OK;
}

uint64_t gv_inflate_members(const gv_inflate *inflate)
{
    return inflate->n_members;
}
