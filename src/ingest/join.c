/*
 * join.c - which block goes on in which, and what each block is.
 *
 * In: blocks with what their edges look like. Out: links and kinds. In
 *
 *     ... reports of ethnic cleansing,        block 0: stops in mid-sentence
 *
 *     The council must                        block 1: narrow, no stop: a pull quote
 *     act without delay
 *
 *     mass expulsions and pillage. ...        block 2: goes on in lower case
 *
 * block 0 goes on in block 2 and block 1 stands alone, between them. A capital does not prevent a
 * link where the earlier block plainly stops in mid-sentence: at "in the", at a hyphen, or at a
 * full line of a column as wide as the next. Words play no part beyond their length and case, so
 * that it works in any language with capitals; in a script without them only the latter two signs
 * are left. A text whose paragraphs end without stops is not put right.
 */
#include "ingest/layout.h"

#include <string.h>

enum {
    AHEAD_BLOCKS = 4,
    AHEAD_BYTES = 16 << 10,
    SHORT_BYTES = 140,   /* of a heading or a lone line */
    QUOTE_BYTES = 600,   /* of a pull quote or a footnote */
    REPEAT_BYTES = 30,   /* of a pull quote that is told by being repeated */
    LOOK_TIMES = 8,      /* how often a text is looked through, in all, for what is repeated */
    SENTENCE_BYTES = 60, /* a block of one line that long can be half a sentence */
    TINY_BYTES = 30
};

static uint32_t bytes_of(const gv_block *block)
{
    return block->end - block->start;
}

static int has(const gv_block *block, unsigned flags)
{
    return (block->flags & flags) != 0;
}

/* A heading, caption, running title or page number, by its looks. A stop is none of a heading's
 * unless it asks or announces ("Where Does the Council Go from Here?"), or ends a number ("Article
 * 4."). */
static int is_short(const gv_block *block)
{
    if (block->n_lines > 3 || bytes_of(block) > SHORT_BYTES || block->n_words > 16 ||
        has(block, GV_BLOCK_LOWER)) {
        return 0;
    }
    if (block->n_words == 1 && !has(block, GV_BLOCK_UPPER)) {
        return 1; /* a page or note number */
    }
    const unsigned most = has(block, GV_BLOCK_DOT) ? 2 : 9;
    return !has(block, GV_BLOCK_STOP) || (has(block, GV_BLOCK_TITLE) && block->n_words <= most);
}

static int is_paragraph(const gv_block *block)
{
    return block->n_lines >= 2 || bytes_of(block) >= SENTENCE_BYTES;
}

/* At most three quarters as wide. */
static int is_narrower(const gv_block *block, const gv_block *than)
{
    return (uint64_t)block->width * 4 <= (uint64_t)than->width * 3;
}

static uint32_t first_word(const gv_layout *layout, const gv_block *block)
{
    return gv_layout_first_word(layout, &layout->lines[block->first_line]);
}

/* 1 for a number or a link that stands alone in a line. */
static int is_one_word(const gv_layout *layout, const gv_block *block)
{
    if (block->n_lines != 1) {
        return 0;
    }
    if (layout->length - block->start >= GV_BYTES_AT_ONCE) {
        /* What a blank is found in has more words, whatever their lengths. */
        const uint64_t low = gv_bytes_between(layout->text + block->start, '\0', ' ',
                                              layout->way == GV_BYTES_PORTABLE);
        const uint32_t length = bytes_of(block);
        if ((length < GV_BYTES_AT_ONCE ? low << (GV_BYTES_AT_ONCE - length) : low) != 0) {
            return 0;
        }
    }
    return first_word(layout, block) == block->width;
}

/* 1 if the last line of `block` is full (the next word would not have fitted) and both are columns
 * of about the same width. */
static int is_column_break(const gv_layout *layout, const gv_block *block, const gv_block *next)
{
    const uint32_t wide = block->width > next->width ? block->width : next->width;
    const uint32_t narrow = block->width > next->width ? next->width : block->width;
    return block->n_lines >= 3 && next->n_lines >= 2 &&
           (uint64_t)block->last_width + 1 + first_word(layout, next) > block->width &&
           (uint64_t)narrow * 5 >= (uint64_t)wide * 4;
}

/* 1 if `next`, which begins in lower case, can go on a sentence of `block`. */
static int continues_in_lower(const gv_block *block, const gv_block *next, int across)
{
    const int broken = has(block, GV_BLOCK_COMMA | GV_BLOCK_BROKEN);
    if (next->n_lines == 1 && bytes_of(next) < TINY_BYTES && !has(next, GV_BLOCK_STOP) && !broken) {
        return 0; /* a lone word of a menu, not the end of a sentence */
    }
    if (is_short(block) && has(block, GV_BLOCK_TITLE) && !broken) {
        return 0;
    }
    return !across || is_paragraph(block);
}

/* 1 if `next`, which does not begin in lower case, can. */
static int continues_in_upper(const gv_layout *layout, const gv_block *block,
                              const gv_block *next, int across)
{
    const int whole = next->n_lines >= 2 || (has(next, GV_BLOCK_STOP) && !is_short(next));
    if (!whole || !is_paragraph(block) || is_short(block) || is_narrower(next, block)) {
        return 0;
    }
    if (has(block, GV_BLOCK_BROKEN)) {
        return block->n_lines >= 2 || bytes_of(block) >= SHORT_BYTES;
    }
    return (!across || has(block, GV_BLOCK_COMMA)) && is_column_break(layout, block, next);
}

static int continues(const gv_layout *layout, const gv_block *block, const gv_block *next,
                     int across)
{
    if (has(next, GV_BLOCK_LIST | GV_BLOCK_TAKEN)) {
        return 0;
    }
    return has(next, GV_BLOCK_LOWER) ? continues_in_lower(block, next, across)
                                     : continues_in_upper(layout, block, next, across);
}

/* 1 if `other` can stand between `block` and its continuation. */
static int can_interrupt(const gv_block *block, const gv_block *other)
{
    if (has(other, GV_BLOCK_TAKEN | GV_BLOCK_LOWER)) {
        return 0;
    }
    if (is_short(other)) {
        return 1;
    }
    const int pull_quote =
        block->n_lines >= 3 && other->n_lines >= 2 && is_narrower(other, block);
    const int footnote = has(other, GV_BLOCK_DIGIT) && !has(other, GV_BLOCK_LIST);
    return bytes_of(other) <= QUOTE_BYTES && (pull_quote || footnote);
}

static uint32_t find_continuation(const gv_layout *layout, uint32_t i)
{
    const gv_block *const block = &layout->blocks[i];
    if (has(block, GV_BLOCK_STOP) || is_one_word(layout, block)) {
        return GV_BLOCK_NONE; /* a finished sentence, or none */
    }
    for (uint32_t j = i + 1; j < layout->n_blocks && j <= i + AHEAD_BLOCKS; j++) {
        const gv_block *const next = &layout->blocks[j];
        if (next->start - block->end > AHEAD_BYTES) {
            break;
        }
        if (continues(layout, block, next, j > i + 1)) {
            return j;
        }
        if (!can_interrupt(block, next)) {
            break;
        }
    }
    return GV_BLOCK_NONE;
}

/* Follows the links from block i, which begins a passage. */
static void link_from(gv_layout *layout, uint32_t i)
{
    for (;;) {
        const uint32_t next = find_continuation(layout, i);
        if (next == GV_BLOCK_NONE) {
            return;
        }
        for (uint32_t between = i + 1; between < next; between++) {
            layout->blocks[between].flags |= GV_BLOCK_BETWEEN;
        }
        layout->blocks[i].next = next;
        layout->blocks[next].flags |= GV_BLOCK_TAKEN;
        i = next;
    }
}

/* The width of the widest paragraph among the two blocks on each side. */
static uint32_t width_around(const gv_layout *layout, uint32_t i)
{
    const uint32_t first = i >= 2 ? i - 2 : 0;
    uint32_t width = 0;
    for (uint32_t j = first; j <= i + 2 && j < layout->n_blocks; j++) {
        const gv_block *const block = &layout->blocks[j];
        if (j != i && block->n_lines >= 3 && block->width > width) {
            width = block->width;
        }
    }
    return width;
}

/* "b. Disappearance" between paragraphs: a numbered heading, not one item of a list. */
static int is_numbered_heading(const gv_layout *layout, uint32_t i)
{
    const gv_block *const block = &layout->blocks[i];
    const int list_before = i > 0 && has(block - 1, GV_BLOCK_LIST);
    const int list_behind = i + 1 < layout->n_blocks && has(block + 1, GV_BLOCK_LIST);
    return has(block, GV_BLOCK_TITLE) && !has(block, GV_BLOCK_STOP) && !list_before &&
           !list_behind && i + 1 < layout->n_blocks;
}

/* "IV.  Sexual and gender-based violence": a number in Roman capitals opens a heading. */
static int has_roman_number(const gv_layout *layout, const gv_block *block)
{
    const char *const text = layout->text + block->start;
    const size_t length = bytes_of(block);
    size_t n = 0;
    while (n < length && n <= 6 && text[n] != '\0' && strchr("IVXLC", text[n]) != NULL) {
        n++;
    }
    return n > 0 && n <= 6 && n + 1 < length && (text[n] == '.' || text[n] == ')') &&
           (text[n + 1] == ' ' || text[n + 1] == '\t');
}

static int is_heading(const gv_layout *layout, uint32_t i)
{
    const gv_block *const block = &layout->blocks[i];
    if (layout->n_blocks < 2 || !is_short(block) ||
        has(block, GV_BLOCK_COMMA | GV_BLOCK_BROKEN)) {
        return 0;
    }
    if (has(block, GV_BLOCK_LIST)) {
        return is_numbered_heading(layout, i);
    }
    return has(block, GV_BLOCK_TITLE) || block->n_words <= 5 || has_roman_number(layout, block);
}

static int is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* 1 if text from p on says the same as [q, end), however the lines are broken. */
static int says_the_same(const char *p, const char *text_end, const char *q, const char *end,
                         size_t *steps)
{
    while (q < end && p < text_end && *steps > 0) {
        --*steps;
        if (is_space(*q) && is_space(*p)) {
            while (q < end && is_space(*q)) {
                q++;
            }
            while (p < text_end && is_space(*p)) {
                p++;
            }
        } else if (*p++ != *q++) {
            return 0;
        }
    }
    return q == end;
}

/* 1 if the words of a block stand elsewhere in the text too; 0 if that cannot be told in *steps. */
static int is_repeated(const gv_layout *layout, const gv_block *block, size_t *steps)
{
    const char *const text = layout->text;
    const char *const end = text + layout->length;
    const char *const start = text + block->start;
    const size_t look = layout->length;
    if (*steps < look) {
        return 0;
    }
    *steps -= look;
    for (const char *p = text; (p = memchr(p, *start, (size_t)(end - p))) != NULL; p++) {
        if (p != start && says_the_same(p, end, start, text + block->end, steps)) {
            return 1;
        }
    }
    return 0;
}

/* A narrow block that has no stop, stands in the way of a sentence, or says what is said
 * elsewhere. */
static int is_pull_quote(const gv_layout *layout, uint32_t i, size_t *steps)
{
    const gv_block *const block = &layout->blocks[i];
    if (block->n_lines < 2 || bytes_of(block) > QUOTE_BYTES ||
        (uint64_t)block->width * 4 > (uint64_t)width_around(layout, i) * 3) {
        return 0;
    }
    if (!has(block, GV_BLOCK_STOP) || has(block, GV_BLOCK_BETWEEN)) {
        return 1;
    }
    return bytes_of(block) >= REPEAT_BYTES && is_repeated(layout, block, steps);
}

static gv_passage_kind kind_of(const gv_layout *layout, uint32_t i, size_t *steps)
{
    const gv_block *const block = &layout->blocks[i];
    const int alone = block->next == GV_BLOCK_NONE;
    if (alone && is_heading(layout, i)) {
        return GV_PASSAGE_HEADING;
    }
    if (has(block, GV_BLOCK_LIST)) {
        return GV_PASSAGE_LIST_ITEM;
    }
    return alone && is_pull_quote(layout, i, steps) ? GV_PASSAGE_QUOTE : GV_PASSAGE_PARAGRAPH;
}

void gv_layout_join(gv_layout *layout)
{
    size_t steps = layout->length * LOOK_TIMES;
    for (uint32_t i = 0; i < layout->n_blocks; i++) {
        if (!has(&layout->blocks[i], GV_BLOCK_TAKEN)) {
            link_from(layout, i);
            layout->blocks[i].kind = (uint8_t)kind_of(layout, i, &steps);
        }
    }
}
