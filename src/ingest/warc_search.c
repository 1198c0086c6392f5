/*
 * warc_search.c - goes from one record's end to the next one's beginning.
 *
 * In: a place behind a record. Out: a header, with the place in front of it. Where records meet it
 * expects one and forgives it a damaged line; where there is none, or the record before did not say
 * truly where it ends, it searches for the next header that is one beyond doubt:
 *
 *     [record 1][record 2, its length damaged][rubbish][record 3]
 *               row: from here ---------------- to here
 *
 * Whatever it passes over is one row. It reads each byte a bounded number of times: where a header
 * proves none, the search goes on behind what was looked at.
 */
#include "ingest/warc_search.h"

#include "base/arena.h"

#include <stdio.h>

void gv_warc_search_skip(gv_warc_search *search, uint64_t start, const char *cause)
{
    if (!search->skipping) {
        search->skipping = 1;
        search->skip_start = start;
        (void)snprintf(search->cause, sizeof search->cause, "%s", cause);
    }
}

/* Reading goes on at the input's position: what was skipped becomes one row. */
static gv_status end_skip(gv_warc_search *search)
{
    const uint64_t now = gv_recent_offset(&search->block->input);
    if (!search->skipping) {
        return GV_OK;
    }
    search->skipping = 0;
    search->lost = 0;
    search->skipped += now - search->skip_start;
    return gv_damage_add(search->log, search->kind, search->skip_start, now - search->skip_start,
                         "%s", search->cause);
}

/* Passes over line ends; 1 if there were any. */
static int pass_line_ends(gv_warc_search *search)
{
    gv_recent *const input = &search->block->input;
    const unsigned char *const at = gv_recent_at(input);
    const size_t left = gv_recent_left(input);
    size_t n = 0;
    while (n < left && (at[n] == '\r' || at[n] == '\n')) {
        n++;
    }
    input->position += n;
    search->structure += search->skipping ? 0 : n;
    return n > 0;
}

/* A header with a damaged line may be two: one that is cut off and the next record's. */
static gv_status holds_another(gv_warc_search *search, const gv_warc_head *head, int *does)
{
    const char *const at = (const char *)gv_recent_at(&search->block->input);
    const size_t left = gv_recent_left(&search->block->input);
    const int is_arc = search->block->is_arc;
    size_t from = 1;
    *does = 0;
    while (head->flaw != NULL && from < head->length && !*does) {
        gv_warc_head other = {0};
        size_t seen = 1;
        from = gv_warc_head_find(is_arc, at, from, head->length, 0);
        *does = from < head->length && gv_warc_head_read(is_arc, 1, at + from, left - from, &other,
                                                         &seen) == GV_WARC_READ;
        from += seen;
    }
    return GV_OK;
}

/* Looks for a header right here, where one is expected. */
static gv_status expect_head(gv_warc_search *search, gv_warc_head *head, int *found)
{
    gv_recent *const input = &search->block->input;
    gv_warc_answer answer = GV_WARC_NONE;
    size_t seen = 0;
    int does = 0;
    GV_TRY(gv_warc_block_head(search->block, 0, head, &answer, &seen));
    if (answer != GV_WARC_READ) {
        gv_warc_search_skip(search, gv_recent_offset(input),
                   answer == GV_WARC_CUT ? "a record is cut off in its header"
                                         : "bytes that belong to no record");
        search->lost = 1;
        return GV_OK;
    }
    GV_TRY(holds_another(search, head, &does));
    if (does || !head->has_block_length) {
        gv_warc_search_skip(search, gv_recent_offset(input),
                   does ? "a record is cut off in its header"
                        : "a record does not state its length, or not as a number");
        search->lost = 1;
        input->position++;
        return GV_OK;
    }
    *found = 1;
    return GV_OK;
}

/* Looks for a header in what is at hand, and passes over what holds none. */
static gv_status search_head(gv_warc_search *search, gv_warc_head *head, int *found)
{
    gv_recent *const input = &search->block->input;
    const size_t left = gv_recent_left(input);
    const int after_line = input->position == 0 || input->bytes[input->position - 1] == '\n';
    gv_warc_answer answer = GV_WARC_NONE;
    size_t seen = 0;
    const size_t at = gv_warc_head_find(search->block->is_arc, (const char *)gv_recent_at(input), 0,
                                        left, after_line);
    input->position += at;
    if (at < left) {
        GV_TRY(gv_warc_block_head(search->block, 1, head, &answer, &seen));
        *found = answer == GV_WARC_READ;
        input->position += *found ? 0 : seen;
    }
    return GV_OK;
}

gv_status gv_warc_search_next(gv_warc_search *search, gv_warc_head *head, int *found)
{
    gv_recent *const input = &search->block->input;
    *found = 0;
    while (!*found) {
        GV_TRY(gv_recent_want(input, 1, 1));
        if (input->interrupted) {
            input->interrupted = 0;
            search->lost = 0;
        } else if (gv_recent_left(input) == 0) {
            return end_skip(search);
        } else if (search->lost) {
            GV_TRY(search_head(search, head, found));
        } else if (!pass_line_ends(search)) {
            GV_TRY(expect_head(search, head, found));
        }
    }
    return end_skip(search);
}
