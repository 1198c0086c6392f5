/*
 * peek.c - looks ahead into a stream and gives the same bytes again.
 *
 * In: a stream. Out: its first bytes to look at, as many as asked for, then the whole stream from
 * its start: of "\x1f\x8b\x08..." the first ten bytes are seen, judged, and read again by inflate.
 * A gap ends the look, so that what is judged is always bytes that stood together. After head is
 * used up it costs one test a call.
 */
#include "ingest/peek.h"

#include <string.h>

enum { SMALL_STEP = 1 << 14, LARGE_STEP = 1 << 16, LEAST_STEP = 1 << 12 };

/* How much to read for `missing` bytes more: what there is room for, before more is asked for; a
 * small file ends in it. */
static size_t read_step(const gv_buf *head, size_t missing)
{
    const size_t step = missing <= SMALL_STEP ? SMALL_STEP : LARGE_STEP;
    const size_t room = head->capacity - head->length;
    return room > LEAST_STEP && room <= step ? room - 1 : step;
}

gv_status gv_peek_want(gv_peek *peek, size_t length)
{
    while (peek->head.length - peek->taken < length && !peek->end && !peek->gap) {
        const size_t missing = length - (peek->head.length - peek->taken);
        const size_t step = read_step(&peek->head, missing);
        gv_fill fill = {0};
        GV_TRY(gv_buf_reserve(&peek->head, step));
        char *const out = peek->head.bytes + peek->head.length;
        GV_TRY(peek->below.fill(peek->below.layer, 1, out, step, &fill));
        if (fill.gap && peek->head.length > 0) {
            peek->gap = 1;
            peek->gap_at = peek->head.length;
        }
        peek->head.length += fill.length;
        peek->head.bytes[peek->head.length] = '\0';
        peek->end = fill.end;
    }
    return GV_OK;
}

const char *gv_peek_bytes(const gv_peek *peek, size_t *length)
{
    *length = (peek->gap ? peek->gap_at : peek->head.length) - peek->taken;
    return *length > 0 ? peek->head.bytes + peek->taken : "";
}

size_t gv_peek_left(const gv_peek *peek)
{
    return peek->head.length - peek->taken;
}

void gv_peek_drop(gv_peek *peek, size_t length)
{
    peek->taken += length;
}

gv_status gv_peek_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_peek *const peek = layer;
    size_t left = peek->head.length - peek->taken;
    if (left == 0 && !peek->gap) {
        gv_peek_free(peek);
        if (!peek->end) {
            return peek->below.fill(peek->below.layer, wait, out, capacity, fill);
        }
    }
    gv_fill result = {0};
    if (peek->gap && peek->taken == peek->gap_at) {
        result.gap = 1;
        peek->gap = 0;
    }
    if (peek->gap) {
        left = peek->gap_at - peek->taken;
    }
    result.length = left < capacity ? left : capacity;
    if (result.length > 0) {
        memcpy(out, peek->head.bytes + peek->taken, result.length);
        peek->taken += result.length;
    }
    result.end = (uint8_t)(peek->end && !peek->gap && peek->taken == peek->head.length);
    *fill = result;
    return GV_OK;
}

void gv_peek_free(gv_peek *peek)
{
    gv_buf_free(&peek->head);
    peek->taken = 0;
}
