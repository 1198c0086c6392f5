/*
 * recent.c - the stored bytes that a layer works on, some before its place, some after.
 *
 * In: the stream below. Out: a buffer with a place in it, that the layer above moves:
 *
 *     bytes   [ at least 256 KiB that were used | left ... | room ]
 *                                               position   filled
 *
 * What was used stays for a while, to be searched again when it proves wrong. Where the layer below
 * lost something, what stands on both sides cannot belong together: what is left before is used
 * first, then forgotten.
 */
#include "ingest/recent.h"

#include "base/arena.h"

#include <string.h>

enum { SPACE = 1 << 20, ROOM = 1 << 17 };

gv_status gv_recent_init(gv_stream below, gv_recent *recent)
{
    recent->below = below;
    return gv_memory_get(SPACE, (void **)&recent->bytes);
}

void gv_recent_free(gv_recent *recent)
{
    gv_memory_free(recent->bytes);
    recent->bytes = NULL;
}

const unsigned char *gv_recent_at(const gv_recent *recent)
{
    return recent->bytes + recent->position;
}

size_t gv_recent_left(const gv_recent *recent)
{
    return (recent->gap_ahead ? recent->gap_at : recent->filled) - recent->position;
}

int gv_recent_ends(const gv_recent *recent)
{
    return recent->below_end && !recent->gap_ahead;
}

uint64_t gv_recent_offset(const gv_recent *recent)
{
    return recent->base + recent->position;
}

/* One fill from below, behind what is there. */
static gv_status fill_once(gv_recent *recent, int wait)
{
    gv_fill fill = {0};
    if (SPACE - recent->filled < ROOM && recent->position > GV_RECENT_KEPT) {
        const size_t drop = recent->position - GV_RECENT_KEPT;
        memmove(recent->bytes, recent->bytes + drop, recent->filled - drop);
        recent->base += drop;
        recent->position -= drop;
        recent->filled -= drop;
    }
    GV_TRY(recent->below.fill(recent->below.layer, wait, (char *)recent->bytes + recent->filled,
                              SPACE - recent->filled, &fill));
    if (fill.gap) {
        recent->gap_ahead = 1;
        recent->gap_at = recent->filled;
    }
    recent->filled += fill.length;
    recent->below_end = fill.end;
    recent->waiting = fill.waiting;
    return GV_OK;
}

gv_status gv_recent_want(gv_recent *recent, int wait, size_t length)
{
    recent->waiting = 0;
    while (gv_recent_left(recent) < length && !gv_recent_ends(recent)) {
        if (!recent->gap_ahead) {
            GV_TRY(fill_once(recent, wait));
        }
        if (recent->gap_ahead) {
            memmove(recent->bytes, recent->bytes + recent->gap_at,
                    recent->filled - recent->gap_at);
            recent->base += recent->gap_at;
            recent->filled -= recent->gap_at;
            recent->position = 0;
            recent->gap_ahead = 0;
            recent->interrupted = 1;
        }
        if (recent->waiting || recent->interrupted) {
            return GV_OK;
        }
    }
    return GV_OK;
}

gv_status gv_recent_look_ahead(gv_recent *recent, size_t length)
{
    if (gv_recent_left(recent) < length && !recent->below_end && !recent->gap_ahead) {
        GV_TRY(fill_once(recent, 0));
        recent->waiting = 0;
    }
    return GV_OK;
}

gv_status gv_recent_see(gv_recent *recent, size_t length)
{
    while (gv_recent_left(recent) < length && !recent->below_end && !recent->gap_ahead) {
        GV_TRY(fill_once(recent, 1));
        recent->waiting = 0;
    }
    return GV_OK;
}

gv_status gv_recent_see_now(gv_recent *recent, int wait, size_t length)
{
    recent->waiting = 0;
    while (gv_recent_left(recent) < length && !recent->below_end && !recent->gap_ahead &&
           !recent->waiting) {
        GV_TRY(fill_once(recent, wait));
    }
    return GV_OK;
}
