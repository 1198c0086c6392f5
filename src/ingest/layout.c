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

#include "ingest/boundary.h"
#include "text/utf8.h"

#include <string.h>

enum {
    LONG_LINE = 200,
    SHORT_BLOCK = 140, /* bytes; only of these are words counted */
    HEADING_WIDTH = 60,
    LOOK = 4096
};

/* What stands at the start of text, after opening quotes and brackets. */
static uint32_t first_character(const char *p, const char *end)
{
    while (p < end) {
        size_t size = 1;
        uint32_t c = (unsigned char)*p;
        if (c >= 0x80) {
            c = gv_utf8_read(p, (size_t)(end - p), &size);
        }
        const int opening = c == '"' || c == '\'' || c == '(' || c == '[' || c == 0x2018 ||
                            c == 0x201C || c == 0x201E || c == 0xAB || c == 0x2039;
        if (!opening) {
            return c;
        }
        p += size;
    }
    return GV_UTF8_INVALID;
}

static unsigned start_flags(const char *p, const char *end)
{
    const uint32_t c = first_character(p, end);
    if (c >= 'a' && c <= 'z') {
        return GV_BLOCK_LOWER;
    }
    if (c >= 'A' && c <= 'Z') {
        return GV_BLOCK_UPPER;
    }
    if (c >= '0' && c <= '9') {
        return GV_BLOCK_DIGIT;
    }
    if (c < 0x80 || c == GV_UTF8_INVALID) {
        return 0;
    }
    switch (gv_utf8_kind(c)) {
    case GV_LETTER_UPPER:
        return GV_BLOCK_UPPER;
    case GV_LETTER_LOWER:
        return gv_utf8_has_case(c) ? GV_BLOCK_LOWER : 0;
    case GV_LETTER_DIGIT:
        return GV_BLOCK_DIGIT;
    default:
        return 0;
    }
}

/* 1 if text ends in a lower-case word of one to three letters, or in one that begins a sentence
 * ("... camps. The"). */
static int ends_in_short_word(const char *start, const char *end)
{
    int letters = 0;
    int capital = 0;
    while (end > start && letters < 4) {
        const char *p = end - 1;
        while (p > start && ((unsigned char)*p & 0xC0) == 0x80) {
            p--;
        }
        size_t size = 0;
        const uint32_t c = gv_utf8_read(p, (size_t)(end - p), &size);
        if (c == ' ') {
            break;
        }
        const gv_letter_kind kind = c == GV_UTF8_INVALID ? GV_LETTER_NONE : gv_utf8_kind(c);
        if (capital || !gv_utf8_has_case(c) ||
            (kind != GV_LETTER_LOWER && kind != GV_LETTER_UPPER)) {
            return 0;
        }
        capital = kind == GV_LETTER_UPPER;
        letters++;
        end = p;
    }
    if (capital) {
        return letters >= 2 && letters <= 3 && end - start >= 2 && end[-1] == ' ' &&
               gv_boundary_stop(start, (size_t)(end - 1 - start)) != 0;
    }
    return letters >= 1 && letters <= 3;
}

static unsigned end_flags(const char *start, const char *end)
{
    const char last = end[-1];
    if (last >= 'a' && last <= 'z') {
        return ends_in_short_word(start, end) ? GV_BLOCK_BROKEN : 0;
    }
    if (last == ',') {
        return GV_BLOCK_COMMA;
    }
    const size_t length = (size_t)(end - start);
    const int dash = last == '-' && length > 1 && end[-2] != ' ' && end[-2] != '-';
    const int soft = length > 2 && (memcmp(end - 2, "\xc2\xad", 2) == 0 ||
                                    memcmp(end - 3, "\xe2\x80\x90", 3) == 0);
    if (dash || soft) {
        return GV_BLOCK_BROKEN;
    }
    const char stop = gv_boundary_stop(start, length);
    if (stop != 0) {
        return stop == '.' ? GV_BLOCK_STOP | GV_BLOCK_DOT : GV_BLOCK_STOP;
    }
    return (unsigned char)last >= 0x80 && ends_in_short_word(start, end) ? GV_BLOCK_BROKEN : 0;
}

/* Counts words, and those of four letters and more that begin with a capital. */
static void read_words(const char *p, const char *end, gv_block *block)
{
    unsigned n_words = 0;
    unsigned n_long = 0;
    unsigned n_capital = 0;
    while (p < end) {
        while (p < end && (unsigned char)*p <= ' ') {
            p++;
        }
        const char *const word = p;
        while (p < end && (unsigned char)*p > ' ') {
            p++;
        }
        if (p > word) {
            const unsigned flags = start_flags(word, p);
            n_words++;
            if (p - word >= 4 && (flags & (GV_BLOCK_LOWER | GV_BLOCK_UPPER)) != 0) {
                n_long++;
                n_capital += (flags & GV_BLOCK_UPPER) != 0;
            }
        }
    }
    block->n_words = (uint8_t)(n_words < UINT8_MAX ? n_words : UINT8_MAX);
    block->flags |= n_words <= 20 && n_capital * 2 > n_long ? GV_BLOCK_TITLE : 0;
}

/* Characters from p to end, eight bytes at a time: what is no continuation byte (10xxxxxx). */
static uint32_t count_characters(const char *p, const char *end)
{
    uint32_t n = 0;
    for (; end - p >= 8; p += 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        const uint64_t continuation = (word >> 7) & (~word >> 6) & UINT64_C(0x0101010101010101);
        n += 8 - (uint32_t)((continuation * UINT64_C(0x0101010101010101)) >> 56);
    }
    for (; p < end; p++) {
        n += ((unsigned char)*p & 0xC0) != 0x80;
    }
    return n;
}

static uint32_t width_of(const gv_layout *layout, const gv_line *line)
{
    const uint32_t bytes = line->end - line->start;
    if (layout->ascii || bytes > 4 * LONG_LINE) {
        return bytes;
    }
    return count_characters(layout->text + line->start, layout->text + line->end);
}

static uint32_t word_width(const gv_layout *layout, const gv_line *line)
{
    const char *const start = layout->text + line->start;
    const char *const end = layout->text + line->end;
    const char *p = start;
    uint32_t width = 0;
    while (p < end && (unsigned char)*p > ' ') {
        width += ((unsigned char)*p & 0xC0) != 0x80;
        p++;
    }
    return width;
}

/* Adds lines [first, end) as a block. */
static gv_status add_block(gv_layout *layout, gv_section_store *store, const gv_line *lines,
                           size_t first, size_t end)
{
    GV_TRY(gv_array_reserve((void **)&store->blocks, layout->n_blocks + 1, sizeof *store->blocks,
                            &store->blocks_capacity));
    layout->blocks = store->blocks;
    gv_block *const block = &layout->blocks[layout->n_blocks++];
    const gv_line *const last = &lines[end - 1];
    const char *const from = layout->text + lines[first].start;
    int strong = 0;
    memset(block, 0, sizeof *block);
    block->start = lines[first].start;
    block->end = last->end;
    block->next = GV_BLOCK_NONE;
    block->n_lines = (uint32_t)(end - first);
    block->last_width = last->width;
    block->first_word = word_width(layout, &lines[first]);
    for (size_t i = first; i < end; i++) {
        block->width = lines[i].width > block->width ? lines[i].width : block->width;
    }
    block->flags = (uint16_t)(start_flags(from, layout->text + lines[first].end) |
                              end_flags(layout->text + last->start, layout->text + last->end));
    if (gv_layout_is_marked(from, lines[first].end - lines[first].start, &strong)) {
        block->flags |= GV_BLOCK_LIST; /* and the case of its label says nothing */
        block->flags &= (uint16_t)~(unsigned)GV_BLOCK_LOWER;
    }
    block->n_words = UINT8_MAX;
    if (block->end - block->start <= SHORT_BLOCK) {
        read_words(from, layout->text + block->end, block);
        block->flags &= (uint16_t)(layout->capitals ? ~(unsigned)GV_BLOCK_TITLE : UINT16_MAX);
    }
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
static int is_heading_line(const gv_layout *layout, const gv_line *line)
{
    gv_block words = {0};
    if (line->width > HEADING_WIDTH || layout->capitals) {
        return 0;
    }
    read_words(layout->text + line->start, layout->text + line->end, &words);
    return (words.flags & GV_BLOCK_TITLE) != 0;
}

/* 1 if a block begins at lines[i], i > first; the block so far begins at lines[first]. */
static int begins_block(const gv_layout *layout, const gv_line *lines, size_t first, size_t i,
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
        end_flags(layout->text + before->start, layout->text + before->end);
    const int stopped = (ended & GV_BLOCK_STOP) != 0;
    if (gv_layout_is_marked(p, (size_t)(end - p), &strong)) {
        int ignored = 0;
        const gv_line *const head = &lines[first];
        return strong || stopped || layout->text[before->end - 1] == ';' ||
               line->indent > before->indent ||
               gv_layout_is_marked(layout->text + head->start, head->end - head->start,
                                   &ignored);
    }
    const unsigned starts = start_flags(p, end);
    if ((starts & GV_BLOCK_LOWER) != 0) {
        return 0;
    }
    if (!stopped) {
        return i == first + 1 && (starts & GV_BLOCK_UPPER) != 0 &&
               (ended & (GV_BLOCK_COMMA | GV_BLOCK_BROKEN)) == 0 &&
               (before->width + 1 + word_width(layout, line)) * 5 < right_edge * 3 &&
               is_heading_line(layout, before);
    }
    return line->indent > before->indent ||
           (line->indent + 2 <= before->indent && i > first + 1) ||
           has_room(before, word_width(layout, line), right_edge);
}

/* Cuts lines that stand together, without a blank line between, into blocks. */
static gv_status cut_lines(gv_layout *layout, gv_section_store *store, const gv_line *lines,
                           size_t n)
{
    uint32_t right_edge = 0;
    int by_line = layout->by_line;
    size_t first = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t edge = lines[i].indent + lines[i].width;
        right_edge = edge > right_edge ? edge : right_edge;
        by_line |= lines[i].width > LONG_LINE;
    }
    for (size_t i = 1; i < n; i++) {
        if (by_line || begins_block(layout, lines, first, i, right_edge)) {
            GV_TRY(add_block(layout, store, lines, first, i));
            first = i;
        }
    }
    return n > 0 ? add_block(layout, store, lines, first, n) : GV_OK;
}

static int is_ascii(const char *text, size_t length)
{
    uint64_t all = 0;
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, text + i, 8);
        all |= word;
    }
    for (; i < length; i++) {
        all |= (unsigned char)text[i];
    }
    return (all & UINT64_C(0x8080808080808080)) == 0;
}

/* Judged by the first bytes; a text without ASCII letters has none. */
static int is_capitals(const char *text, size_t length)
{
    const size_t n = length < LOOK ? length : LOOK;
    size_t upper = 0;
    size_t lower = 0;
    for (size_t i = 0; i < n; i++) {
        upper += text[i] >= 'A' && text[i] <= 'Z';
        lower += text[i] >= 'a' && text[i] <= 'z';
    }
    return upper > 3 * lower && length > HEADING_WIDTH;
}

/* 1 if there are form feeds, or carriage returns that no \n follows. */
static int has_odd_ends(const char *text, size_t length)
{
    const char *const end = text + length;
    const char *p = text;
    if (memchr(text, '\f', length) != NULL) {
        return 1;
    }
    while ((p = memchr(p, '\r', (size_t)(end - p))) != NULL) {
        if (p + 1 == end || p[1] != '\n') {
            return 1;
        }
        p += 2;
    }
    return 0;
}

/* 1 if most bytes stand in long lines. */
static int is_by_line(const gv_layout *layout)
{
    size_t in_long = 0;
    size_t at = 0;
    size_t start = 0;
    while (gv_layout_skip_line(layout, &at)) {
        in_long += at - start > LONG_LINE ? at - start : 0;
        start = at;
    }
    return in_long > layout->length / 2;
}

gv_status gv_layout_cut(const char *text, size_t length, gv_section_store *store,
                        gv_layout *layout)
{
    gv_layout l = {.text = text, .length = length};
    size_t n_lines = 0;
    size_t at = 0;
    gv_line line;
    int page = 0;
    l.ascii = is_ascii(text, length);
    l.odd_ends = has_odd_ends(text, length);
    l.by_line = is_by_line(&l);
    l.capitals = is_capitals(text, length);
    while (gv_layout_next_line(&l, &at, &line, &page)) {
        if (line.start < line.end) {
            GV_TRY(gv_array_reserve((void **)&store->lines, n_lines + 1, sizeof *store->lines,
                                    &store->lines_capacity));
            line.width = width_of(&l, &line);
            store->lines[n_lines++] = line;
        }
        if (line.start == line.end || page) {
            GV_TRY(cut_lines(&l, store, store->lines, n_lines));
            n_lines = 0;
        }
    }
    GV_TRY(cut_lines(&l, store, store->lines, n_lines));
    *layout = l;
    return GV_OK;
}
