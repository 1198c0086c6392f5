/*
 * layout.c - lines to blocks.
 *
 * In: text. Out: blocks, in order, each with what its edges look like. Of
 *
 *     Militia entered Oru on       one block: a wrapped paragraph
 *     4 May and left at dawn.
 *        The elders said that      a second: indented, after a line that ends a sentence
 *     (a) the mill was burned;     a third and a fourth: list items
 *     (b) the well was closed.
 *
 * A block ends at a blank line or a form feed; inside, where a line is indented or set back after a
 * finished sentence, where a list item begins, and where a finished sentence leaves so much room
 * that the next word would have fitted. Where most text stands in lines of more than 200
 * characters, each line is a block. It does not decide what belongs together across blocks: join.c
 * does.
 */
#include "ingest/layout.h"

#include "base/bytes.h"
#include "ingest/edge.h"

#include <string.h>

enum {
    SHORT_BLOCK = 140, /* bytes; only of these are words counted */
    HEADING_WIDTH = 60,
    MOST_OF_TITLE = 20, /* words */
    MOST_OF_NUMBER = 2, /* of a heading that ends in a full stop: "Article 4." */
    LOOK = 4096
};

/* 1 if nearly all ASCII letters are capitals, so that case says nothing. Judged by the first bytes,
 * when first asked; a text without ASCII letters has none. */
static int is_capitals(gv_layout *layout)
{
    const size_t n = layout->length < LOOK ? layout->length : LOOK;
    unsigned upper = 0;
    unsigned lower = 0;
    if (layout->capitals >= 0) {
        return layout->capitals;
    }
    for (size_t i = 0; i < n && layout->length > HEADING_WIDTH; i += GV_BYTES_AT_ONCE) {
        char rest[GV_BYTES_AT_ONCE] = {0};
        const char *p = layout->text + i;
        if (n - i < GV_BYTES_AT_ONCE) {
            memcpy(rest, p, n - i);
            p = rest;
        }
        upper += gv_bytes_count(p, 'A', 'Z', layout->way == GV_BYTES_PORTABLE);
        lower += gv_bytes_count(p, 'a', 'z', layout->way == GV_BYTES_PORTABLE);
    }
    layout->capitals = upper > 3 * lower;
    return layout->capitals;
}

uint32_t gv_layout_first_word(const gv_layout *layout, const gv_line *line)
{
    const char *const start = layout->text + line->start;
    const char *const end = layout->text + line->end;
    const char *p = start;
    uint32_t continued = 0; /* bytes 10xxxxxx */
    for (; p < end && (unsigned char)*p > ' '; p++) {
        continued += (unsigned char)*p >> 6 == 2;
    }
    return (uint32_t)(p - start) - continued;
}

/* Says how many words a short block has, and what that says of it, as far as join.c can ask: not of
 * one that begins in lower case, and whether it is more than two of one that ends in a full stop,
 * for it is no heading then. */
static void count_words(gv_layout *layout, const gv_line *first, gv_block *block)
{
    const char *const from = layout->text + block->start;
    int strong = 0;
    const int marked = gv_layout_is_marked(from, first->end - first->start, &strong);
    block->n_words = UINT8_MAX;
    if (block->end - block->start <= SHORT_BLOCK &&
        (marked || (block->flags & GV_BLOCK_LOWER) == 0)) {
        const unsigned most = (block->flags & GV_BLOCK_DOT) != 0 ? MOST_OF_NUMBER : MOST_OF_TITLE;
        gv_edge_words(from, layout->text + block->end, most, layout->way == GV_BYTES_PORTABLE,
                      block);
        if ((block->flags & GV_BLOCK_TITLE) != 0 && is_capitals(layout)) {
            block->flags &= (uint16_t)~(unsigned)GV_BLOCK_TITLE;
        }
    }
    if (marked && block->n_words > 1) {
        block->flags |= GV_BLOCK_LIST; /* and the case of its label says nothing */
        block->flags &= (uint16_t)~(unsigned)GV_BLOCK_LOWER;
    }
}

/* Adds lines [first, end) as a block. */
static gv_status add_block(gv_layout *layout, gv_section_store *store, size_t first, size_t end)
{
    const gv_line *const lines = layout->lines;
    GV_TRY(gv_array_reserve((void **)&store->blocks, layout->n_blocks + 1, sizeof *store->blocks,
                            &store->blocks_capacity));
    layout->blocks = store->blocks;
    gv_block *const block = &layout->blocks[layout->n_blocks++];
    const gv_line *const last = &lines[end - 1];
    const char *const from = layout->text + lines[first].start;
    memset(block, 0, sizeof *block);
    block->start = lines[first].start;
    block->end = last->end;
    block->next = GV_BLOCK_NONE;
    block->first_line = (uint32_t)first;
    block->n_lines = (uint32_t)(end - first);
    block->last_width = last->width;
    for (size_t i = first; i < end; i++) {
        block->width = lines[i].width > block->width ? lines[i].width : block->width;
    }
    block->flags = (uint16_t)(gv_edge_start(from, layout->text + lines[first].end) |
                              gv_edge_end(layout->text + last->start, layout->text + last->end));
    count_words(layout, &lines[first], block);
    return GV_OK;
}

/* 1 if so much room was left at the end of `line` that `word` more characters would have fitted, by
 * more than uneven letter widths explain (these grow with the root of the line's length: about 11
 * characters in a column of 40, 16 in a page of 80). */
static int has_room(const gv_line *line, uint32_t word, uint32_t right_edge)
{
    const uint64_t used = (uint64_t)line->indent + line->width + 1 + word;
    const uint64_t slack = used < right_edge ? right_edge - used : 0;
    return slack * slack > (uint64_t)right_edge * 3;
}

/* 1 for a heading right above its paragraph, without a blank line. */
static int is_heading_line(gv_layout *layout, const gv_line *line)
{
    gv_block words = {0};
    if (line->width > HEADING_WIDTH || is_capitals(layout)) {
        return 0;
    }
    gv_edge_words(layout->text + line->start, layout->text + line->end, MOST_OF_TITLE,
                  layout->way == GV_BYTES_PORTABLE, &words);
    return (words.flags & GV_BLOCK_TITLE) != 0;
}

/* 1 if a block begins at lines[i], i > first; the block so far begins at lines[first]. */
static int begins_block(gv_layout *layout, const gv_line *lines, size_t first, size_t i,
                        uint32_t right_edge)
{
    const gv_line *const line = &lines[i];
    const gv_line *const before = &lines[i - 1];
    const char *const p = layout->text + line->start;
    const char *const end = layout->text + line->end;
    int strong = 0;
    if (*p >= 'a' && *p <= 'z' && *p != 'i' && *p != 'v' && *p != 'x' &&
        (end - p < 2 || (p[1] >= 'a' && p[1] <= 'z'))) {
        return 0; /* the usual case, quickly */
    }
    const unsigned ended =
        gv_edge_end(layout->text + before->start, layout->text + before->end);
    const int stopped = (ended & GV_BLOCK_STOP) != 0;
    if (gv_layout_is_marked(p, (size_t)(end - p), &strong)) {
        int ignored = 0;
        const gv_line *const head = &lines[first];
        return strong || stopped || layout->text[before->end - 1] == ';' ||
               line->indent > before->indent ||
               gv_layout_is_marked(layout->text + head->start, head->end - head->start,
                                   &ignored);
    }
    const unsigned starts = gv_edge_start(p, end);
    if ((starts & GV_BLOCK_LOWER) != 0) {
        return 0;
    }
    if (!stopped) {
        return i == first + 1 && (starts & GV_BLOCK_UPPER) != 0 &&
               (ended & (GV_BLOCK_COMMA | GV_BLOCK_BROKEN)) == 0 &&
               (before->width + 1 + gv_layout_first_word(layout, line)) * 5 < right_edge * 3 &&
               is_heading_line(layout, before);
    }
    return line->indent > before->indent ||
           (line->indent + 2 <= before->indent && i > first + 1) ||
           has_room(before, gv_layout_first_word(layout, line), right_edge);
}

/* Cuts lines [first, end), which stand together without a blank line between, into blocks. */
static gv_status cut_lines(gv_layout *layout, gv_section_store *store, size_t first, size_t end)
{
    const gv_line *const lines = layout->lines;
    uint32_t right_edge = 0;
    int by_line = layout->by_line;
    for (size_t i = first; i < end; i++) {
        const uint32_t edge = lines[i].indent + lines[i].width;
        right_edge = edge > right_edge ? edge : right_edge;
        by_line |= lines[i].width > GV_LONG_LINE;
    }
    for (size_t i = first + 1; i < end; i++) {
        if (by_line || begins_block(layout, lines, first, i, right_edge)) {
            GV_TRY(add_block(layout, store, first, i));
            first = i;
        }
    }
    return add_block(layout, store, first, end);
}

gv_status gv_layout_cut(const char *text, size_t length, gv_bytes_way way,
                        gv_section_store *store, gv_layout *layout)
{
    gv_layout l = {.text = text, .length = length, .way = way, .capitals = -1};
    GV_TRY(gv_layout_find_lines(store, &l));
    for (size_t first = 0, end = 0; first < l.n_lines; first = end) {
        do {
            end++;
        } while (end < l.n_lines && !l.lines[end].gap);
        GV_TRY(cut_lines(&l, store, first, end));
    }
    *layout = l;
    return GV_OK;
}
