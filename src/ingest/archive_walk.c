/*
 * archive_walk.c - a place in a tar, zip or cpio archive that moves over headers, structure and
 * damage.
 *
 * In: the archive's bytes. Out: where the members' headers stand; a ledger in which every byte is
 * data, structure or skipped; a row for each range that gave no sound member:
 *
 *     [header][data][hea#er][data][header][data][zeros]
 *      member        search ----->  member       structure
 *                    row: from the damaged header to where reading goes on
 *
 * A member's stated length may be what is damaged, so a search goes back into the member, as far as
 * 256 KiB of history reach; how much is read twice in all is bounded by how much was read once. It
 * does not read members, and does not know whether they are whole: archive.c does.
 */
#include "ingest/archive_walk.h"

#include <stdio.h>
#include <string.h>

enum {
    BLOCK = 512,
    FREE_REPLAY = 1 << 20 /* bytes that may be read twice however little was read once */
};

/* Fewer bytes than these are no whole header. */
static const size_t HEADER_LEAST[] = {[GV_ARCHIVE_TAR] = 512, [GV_ARCHIVE_ZIP] = 30,
                                      [GV_ARCHIVE_CPIO] = 26};

gv_status gv_archive_walk_init(gv_stream below, gv_archive_walk *walk)
{
    return gv_recent_init(below, &walk->input);
}

void gv_archive_walk_free(gv_archive_walk *walk)
{
    gv_recent_free(&walk->input);
}

uint64_t gv_archive_walk_offset(const gv_archive_walk *walk)
{
    return gv_recent_offset(&walk->input);
}

void gv_archive_walk_seek(gv_archive_walk *walk, uint64_t offset)
{
    gv_recent *const input = &walk->input;
    const size_t top = input->gap_ahead ? input->gap_at : input->filled;
    const uint64_t at = offset > input->base ? offset - input->base : 0;
    input->position = at < top ? (size_t)at : top;
}

uint64_t gv_archive_walk_oldest(const gv_archive_walk *walk, uint64_t offset)
{
    const uint64_t oldest = offset > GV_RECENT_KEPT ? offset - GV_RECENT_KEPT : 0;
    return oldest > walk->gap_end ? oldest : walk->gap_end;
}

void gv_archive_walk_settle(gv_archive_walk *walk, uint64_t end, uint64_t data)
{
    const uint64_t length = end > walk->settled ? end - walk->settled : 0;
    data = data < length ? data : length;
    walk->data += data;
    walk->structure += length - data;
    walk->settled += length;
}

gv_status gv_archive_walk_skip(gv_archive_walk *walk, uint64_t end, const char *reason)
{
    const uint64_t length = end > walk->settled ? end - walk->settled : 0;
    const uint64_t start = walk->settled;
    walk->skipped += length;
    walk->settled += length;
    return gv_damage_add(walk->log, walk->kind, start, length, "%s", reason);
}

void gv_archive_walk_search(gv_archive_walk *walk, uint64_t from, const char *reason)
{
    const uint64_t now = gv_archive_walk_offset(walk);
    const uint64_t oldest = gv_archive_walk_oldest(walk, now);
    from = from > oldest ? from : oldest;
    if (!walk->bad) {
        walk->bad = 1;
        walk->bad_since = walk->settled;
        walk->last_in_use = walk->settled;
        (void)snprintf(walk->cause, sizeof walk->cause, "%s", reason);
    }
    if (from < now && walk->replayed + (now - from) > FREE_REPLAY + now) {
        from = now;
    }
    walk->replayed += from < now ? now - from : 0;
    gv_archive_walk_seek(walk, from);
}

gv_status gv_archive_walk_confirm(gv_archive_walk *walk)
{
    if (walk->bad) {
        walk->bad = 0;
        GV_TRY(gv_archive_walk_skip(walk, gv_archive_walk_offset(walk), walk->cause));
    }
    return GV_OK;
}

gv_status gv_archive_walk_leave(gv_archive_walk *walk, const char *reason)
{
    gv_recent *const input = &walk->input;
    while (!gv_recent_ends(input) || gv_recent_left(input) > 0) {
        input->position += gv_recent_left(input);
        input->interrupted = 0;
        GV_TRY(gv_recent_want(input, 1, 1));
    }
    walk->bad = 0;
    walk->cut_noted = 1;
    return gv_archive_walk_skip(walk, gv_archive_walk_offset(walk), reason);
}

gv_status gv_archive_walk_look(gv_archive_walk *walk, int *orderly)
{
    GV_TRY(gv_recent_see(&walk->input, GV_ARCHIVE_HEAD_MAX));
    const size_t left = gv_recent_left(&walk->input);
    *orderly = left == 0 || gv_archive_look(walk->format, gv_recent_at(&walk->input), left,
                                            0).kind != GV_ARCHIVE_NONE;
    return GV_OK;
}

/* Wants a header's worth of bytes, or what there is of it before a gap; none: the end. */
static gv_status want_head(gv_archive_walk *walk)
{
    gv_recent *const input = &walk->input;
    for (;;) {
        GV_TRY(gv_recent_see(&walk->input, GV_ARCHIVE_HEAD_MAX));
        if (gv_recent_left(input) > 0 || gv_recent_ends(input)) {
            return GV_OK;
        }
        GV_TRY(gv_recent_want(input, 1, 1)); /* over the gap */
        input->interrupted = 0;
        walk->block_start = gv_archive_walk_offset(walk);
        walk->gap_end = walk->block_start;
    }
}

/* Moves over `length` bytes that no header stands in. */
static void pass(gv_archive_walk *walk, size_t length)
{
    const unsigned char *const bytes = gv_recent_at(&walk->input);
    size_t used = length;
    while (used > 0 && bytes[used - 1] == 0) {
        used--;
    }
    if (used > 0) {
        walk->last_in_use = gv_archive_walk_offset(walk) + used;
    }
    walk->input.position += length;
}

/* 1 if a search may stop at such a head: what is a part of an archive and cannot be mistaken. */
static int is_place_to_go_on(const gv_archive_walk *walk, gv_archive_head head)
{
    return head.kind == GV_ARCHIVE_MEMBER ||
           (head.kind == GV_ARCHIVE_STRUCTURE && walk->format == GV_ARCHIVE_ZIP) ||
           (head.kind == GV_ARCHIVE_END && walk->format != GV_ARCHIVE_TAR);
}

/* Looks for a head among the bytes at hand; 1 if the place is at one. */
static int search_at_hand(gv_archive_walk *walk)
{
    const int ends = gv_recent_ends(&walk->input) || walk->input.gap_ahead;
    const size_t left = gv_recent_left(&walk->input);
    const unsigned char *const bytes = gv_recent_at(&walk->input);
    const size_t usable = ends ? left
                          : left >= GV_ARCHIVE_HEAD_MAX ? left - GV_ARCHIVE_HEAD_MAX + 1
                                                        : 0;
    size_t i = 0;
    while (i < usable) {
        const uint64_t offset = gv_archive_walk_offset(walk) + i;
        const size_t phase = (size_t)((offset - walk->block_start) % BLOCK);
        i += gv_archive_find(walk->format, bytes + i, left - i, phase);
        if (i >= usable) {
            break;
        }
        if (is_place_to_go_on(walk, gv_archive_look(walk->format, bytes + i, left - i, 1))) {
            pass(walk, i);
            return 1;
        }
        i++;
    }
    pass(walk, usable);
    return 0;
}

/* All was read. */
static gv_status finish(gv_archive_walk *walk)
{
    const uint64_t end = gv_archive_walk_offset(walk);
    if (walk->bad) {
        uint64_t bad_end = end;
        if (walk->format == GV_ARCHIVE_TAR && walk->last_in_use < end) {
            const uint64_t blocks = (walk->last_in_use - walk->block_start + BLOCK - 1) / BLOCK;
            bad_end = walk->block_start + blocks * BLOCK;
            bad_end = bad_end < end && bad_end > walk->settled ? bad_end : end;
        }
        walk->ended |= end - bad_end >= 2 * BLOCK;
        walk->cut_noted = 1;
        GV_TRY(gv_archive_walk_skip(walk, bad_end, walk->cause));
    }
    gv_archive_walk_settle(walk, end, 0);
    if (!walk->ended && !walk->cut_noted) {
        GV_TRY(gv_damage_add(walk->log, walk->kind, end, 0,
                             "the archive does not end as it should: it may be cut off"));
    }
    return gv_ledger_add(walk->log, walk->kind, walk->log->depth, end, walk->data,
                         walk->structure, walk->skipped);
}

/* Moves over structure, which may be longer than what is kept. */
static gv_status pass_structure(gv_archive_walk *walk, gv_archive_head head)
{
    gv_recent *const input = &walk->input;
    uint64_t rest = head.length;
    while (rest > 0) {
        GV_TRY(gv_recent_see(input, 1));
        const size_t left = gv_recent_left(input);
        if (left == 0) {
            break;
        }
        const size_t step = rest < left ? (size_t)rest : left;
        input->position += step;
        rest -= step;
    }
    walk->in_directory = walk->format == GV_ARCHIVE_ZIP && head.length > GV_ARCHIVE_DESCRIPTOR_MAX;
    if (walk->format != GV_ARCHIVE_TAR) {
        walk->ended = head.kind == GV_ARCHIVE_END ? rest == 0 : walk->ended;
    } else {
        walk->n_zero_blocks += head.kind == GV_ARCHIVE_END;
        walk->ended = walk->n_zero_blocks >= 2 && head.length == BLOCK;
    }
    gv_archive_walk_settle(walk, gv_archive_walk_offset(walk), 0);
    return GV_OK;
}

/* What bytes at the place are that begin nothing known. */
static const char *judge_junk(const gv_archive_walk *walk)
{
    if (walk->ended) {
        return "bytes behind the end of the archive that belong to no member";
    }
    if (walk->in_directory) {
        return "a part of the archive's directory is damaged; members were read without it";
    }
    return gv_recent_left(&walk->input) < HEADER_LEAST[walk->format]
               ? "a header that is cut off; its member is lost"
               : "a damaged header; its member is lost";
}

gv_status gv_archive_walk_next(gv_archive_walk *walk, int *found)
{
    *found = 0;
    for (;;) {
        GV_TRY(want_head(walk));
        const size_t left = gv_recent_left(&walk->input);
        if (walk->bad && !search_at_hand(walk)) {
            if (left > 0 || !gv_recent_ends(&walk->input)) {
                continue;
            }
            return finish(walk);
        }
        if (gv_recent_left(&walk->input) == 0) {
            return finish(walk);
        }
        const gv_archive_head head = gv_archive_look(
            walk->format, gv_recent_at(&walk->input), gv_recent_left(&walk->input), walk->bad);
        if (head.kind == GV_ARCHIVE_MEMBER) {
            *found = 1;
            walk->in_directory = 0;
            walk->n_zero_blocks = 0;
            return GV_OK;
        }
        if (head.kind != GV_ARCHIVE_NONE) {
            GV_TRY(gv_archive_walk_confirm(walk));
            GV_TRY(pass_structure(walk, head));
        } else {
            gv_archive_walk_search(walk, walk->settled + 1, judge_junk(walk));
        }
    }
}
