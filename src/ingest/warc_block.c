/*
 * warc_block.c - gives the bytes of a record's block and finds out where it really ends.
 *
 * In: a place behind a record's header and the length that the header states. Out: the bytes, and
 * trouble. A length that is wrong would take the records behind it for text, so each header in the
 * block that is one beyond doubt is weighed against the place where the block is to end:
 *
 *     [header, 900][block ...   WARC/1.0 ... ]\r\n\r\nWARC/1.0   a page about WARC: goes on
 *     [header, 9000][block 900]\r\n\r\nWARC/1.0 ...              no record there: ends here
 *
 * What is to end further away than FAR is cut, unless the body begins as a WARC file does.
 */
#include "ingest/warc_block.h"

#include <string.h>

enum {
    FAR = 1 << 19,
    BEHIND = 16, /* bytes behind a block that are looked at */
    FIRST_LOOK = 1 << 10
};

void gv_warc_block_begin(gv_warc_block *block, uint64_t length, const gv_warc_slice *digest,
                         const char *trouble)
{
    block->left = length;
    block->is_nested = block->is_trusted = block->ends_elsewhere = 0;
    block->none_before = 0;
    block->trouble = trouble;
    gv_warc_digest_start(&block->digest, digest->bytes, digest->length);
}

gv_status gv_warc_block_head(gv_warc_block *block, int strict, gv_warc_head *head,
                             gv_warc_answer *answer, size_t *seen)
{
    size_t wanted = FIRST_LOOK;
    for (;;) {
        GV_TRY(gv_recent_see(&block->input, wanted));
        const size_t left = gv_recent_left(&block->input);
        *answer = gv_warc_head_read(block->is_arc, strict,
                                    (const char *)gv_recent_at(&block->input), left, head, seen);
        if (*answer != GV_WARC_CUT || left < wanted) {
            return GV_OK;
        }
        wanted *= 4;
    }
}

/* 1 if behind the block, which is to end soon, stands what stands between records. */
static gv_status ends_at_border(gv_warc_block *block, int *does)
{
    const size_t left = (size_t)block->left;
    GV_TRY(gv_recent_see(&block->input, left + BEHIND));
    const size_t seen = gv_recent_left(&block->input);
    const char *const at = (const char *)gv_recent_at(&block->input);
    size_t i = left;
    while (i < seen && (at[i] == '\r' || at[i] == '\n')) {
        i++;
    }
    *does = seen >= left && (i == seen || gv_warc_head_find(block->is_arc, at, i, seen, 1) == i);
    return GV_OK;
}

/* Of the next *n bytes, those before another record, if one begins there. */
static gv_status stop_at_border(gv_warc_block *block, size_t *n)
{
    while (!block->is_trusted) {
        const gv_recent *const input = &block->input;
        const uint64_t offset = gv_recent_offset(input);
        const uint64_t none = block->none_before > offset ? block->none_before - offset : 0;
        const int after_line =
            input->position == 0 || input->bytes[input->position - 1] == '\n';
        if (none >= *n) {
            return GV_OK;
        }
        const size_t found = gv_warc_head_find(block->is_arc, (const char *)gv_recent_at(input),
                                               (size_t)none, *n, after_line);
        if (found > 0) {
            *n = found;
            return GV_OK;
        }
        gv_warc_head head = {0};
        gv_warc_answer answer = GV_WARC_NONE;
        size_t seen = 0;
        int is_right = block->left > FAR && block->is_nested;
        GV_TRY(gv_warc_block_head(block, 1, &head, &answer, &seen));
        if (answer != GV_WARC_READ) {
            block->none_before = offset + seen;
            continue;
        }
        if (block->left <= FAR) {
            GV_TRY(ends_at_border(block, &is_right));
        }
        if (!is_right) {
            block->trouble = "is shorter than stated: another one begins in its block";
            block->ends_elsewhere = 1;
            block->left = 0;
            *n = 0;
            return GV_OK;
        }
        block->is_trusted = 1;
    }
    return GV_OK;
}

gv_status gv_warc_block_next(gv_warc_block *block, int wait, size_t capacity,
                             const unsigned char **bytes, size_t *n)
{
    gv_recent *const input = &block->input;
    *n = 0;
    input->waiting = 0;
    if (block->left == 0) {
        return GV_OK;
    }
    GV_TRY(gv_recent_want(input, wait, 1));
    if (input->waiting) {
        return GV_OK;
    }
    size_t some = gv_recent_left(input);
    if (input->interrupted || some == 0) {
        block->trouble = input->interrupted ? "is cut off where bytes before it are lost"
                                            : "is cut off";
        block->ends_elsewhere = 1;
        block->left = 0;
        return GV_OK;
    }
    some = some < block->left ? some : (size_t)block->left;
    some = some < capacity ? some : capacity;
    GV_TRY(stop_at_border(block, &some));
    *bytes = gv_recent_at(input);
    *n = some;
    gv_warc_digest_add(&block->digest, *bytes, some);
    input->position += some;
    block->left -= some;
    return GV_OK;
}

gv_status gv_warc_block_skip(gv_warc_block *block, uint64_t length)
{
    const unsigned char *bytes = NULL;
    size_t n = 1;
    while (length > 0 && n > 0) {
        const size_t some = length < SIZE_MAX ? (size_t)length : SIZE_MAX;
        GV_TRY(gv_warc_block_next(block, 1, some, &bytes, &n));
        length -= n;
    }
    return GV_OK;
}

gv_status gv_warc_block_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_warc_block *const block = layer;
    const unsigned char *bytes = NULL;
    gv_fill result = {0};
    GV_TRY(gv_warc_block_next(block, wait, capacity, &bytes, &result.length));
    if (result.length > 0) {
        memcpy(out, bytes, result.length);
    }
    result.end = block->left == 0;
    result.waiting = (uint8_t)(!result.end && result.length == 0);
    *fill = result;
    return GV_OK;
}

gv_status gv_warc_block_end(gv_warc_block *block)
{
    int at_border = 0;
    if (block->ends_elsewhere) {
        return GV_OK;
    }
    const gv_warc_match match = gv_warc_digest_end(&block->digest);
    GV_TRY(ends_at_border(block, &at_border));
    if (!at_border && match != GV_WARC_MATCHES) {
        const unsigned char c = *gv_recent_at(&block->input);
        block->ends_elsewhere = c != '\r' && c != '\n';
    }
    if (block->trouble == NULL && match == GV_WARC_DIFFERS) {
        block->trouble = "does not match its digest";
    } else if (block->trouble == NULL && block->ends_elsewhere) {
        block->trouble = "is longer than stated";
    }
    return GV_OK;
}
