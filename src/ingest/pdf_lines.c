/*
 * pdf_lines.c - words with their places on pages, to lines of text.
 *
 * In: what pdftotext -bbox-layout gives: pages, in them flows (columns of text that belong
 * together), in them blocks, lines and words, in reading order, each with its box. Out: text as a
 * typewriter would have it, from which paragraphs can be told (layout.h):
 *
 *     <line xMin="72" yMin="100" ...> "Villages"                  Villages
 *     <line xMin="84" yMin="130" ...> "The militia came to"
 *     <line xMin="72" yMin="143" ...> "Oru at dawn."                The militia came to
 *                                                                 Oru at dawn.
 *
 * An empty line stands where the distance to the next is larger than is usual on the page, where
 * letters grow or shrink, and between columns; blanks stand for an indent; what is set apart before
 * a line ("IV.", "-", "Q.") comes back to it. pdftotext's own plain text is not used: it takes
 * away hyphens at line ends ("gender-" + "based"), and shows neither indents nor most empty lines.
 */
#include "ingest/pdf_lines.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum {
    POINT = 100,            /* units in a point */
    NUMBER_MOST = 10000000, /* of units; what is larger is a joke */
    LABEL_BYTES = 6,        /* "(iii)", "XVII.", "Q." */
    LABEL_GAP = 6,          /* characters between it and its line */
    LABEL_LINES = 100,      /* how far it can have got from its line */
    INDENT_MOST = 40
};

typedef struct box {
    int32_t left, top, right, bottom; /* in units; y grows downwards */
} box;

typedef struct line {
    box box;
    size_t text, length;   /* in page.words */
    size_t label, label_length; /* likewise, of what stands before it; 0: nothing */
    uint32_t characters;
    uint32_t flow;
    uint8_t column; /* 1: begins a column */
} line;

typedef struct page {
    gv_buf words;
    line *lines;
    size_t n_lines, capacity;
    int32_t *gaps;
    size_t n_gaps, gaps_capacity;
    uint32_t flow;
    gv_pdf_tally *tally;
} page;

/* ------------------------------------------------------------------ reading */

static int begins(const char *p, const char *end, const char *word)
{
    const size_t length = strlen(word);
    return (size_t)(end - p) >= length && memcmp(p, word, length) == 0;
}

/* A number like -72.500000, in units. */
static int32_t read_number(const char *p, const char *end)
{
    const int negative = p < end && *p == '-';
    int64_t value = 0;
    int digits = 0; /* behind the point; -1: none yet */
    for (p += negative, digits = -1; p < end && digits < 2 && value < NUMBER_MOST; p++) {
        if (*p == '.' && digits < 0) {
            digits = 0;
        } else if (*p >= '0' && *p <= '9') {
            value = value * 10 + (*p - '0');
            digits += digits >= 0;
        } else {
            break;
        }
    }
    for (digits = digits < 0 ? 0 : digits; digits < 2 && value < NUMBER_MOST; digits++) {
        value *= 10;
    }
    value = value < NUMBER_MOST ? value : NUMBER_MOST;
    return (int32_t)(negative ? -value : value);
}

/* The box that a tag's attributes give. */
static box read_box(const char *p, const char *end)
{
    static const char *const NAMES[] = {"xMin=\"", "yMin=\"", "xMax=\"", "yMax=\""};
    int32_t values[4] = {0};
    for (; p < end; p++) {
        for (int i = 0; i < 4 && (*p == 'x' || *p == 'y'); i++) {
            if (begins(p, end, NAMES[i])) {
                values[i] = read_number(p + 6, end);
            }
        }
    }
    return (box){values[0], values[1], values[2], values[3]};
}

/* Adds a word, its entities decoded. */
static gv_status add_word(page *p, const char *from, const char *to)
{
    static const struct {
        const char *name;
        char byte;
    } ENTITIES[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'},
                    {"&apos;", '\''}, {"&#39;", '\''}};
    line *const l = &p->lines[p->n_lines - 1];
    int leftward = 0;
    if (p->words.length > l->text) {
        GV_TRY(gv_buf_add_byte(&p->words, ' '));
        l->characters++;
    }
    while (from < to) {
        char byte = *from;
        size_t size = 1;
        for (size_t i = 0; byte == '&' && size == 1 && i < sizeof ENTITIES / sizeof *ENTITIES; i++) {
            if (begins(from, to, ENTITIES[i].name)) {
                byte = ENTITIES[i].byte;
                size = strlen(ENTITIES[i].name);
            }
        }
        from += size;
        const unsigned char c = (unsigned char)byte;
        leftward |= c >= 0xD6 && c <= 0xDD; /* U+0580 to U+077F */
        l->characters += (c & 0xC0) != 0x80;
        GV_TRY(gv_buf_add_byte(&p->words, c < ' ' ? ' ' : byte));
    }
    l->length = p->words.length - l->text;
    p->tally->words++;
    p->tally->leftward += (uint64_t)leftward;
    return GV_OK;
}

static gv_status begin_line(page *p, box place)
{
    if (p->n_lines > 0 && p->lines[p->n_lines - 1].length == 0) {
        p->n_lines--;
    }
    GV_TRY(gv_array_reserve((void **)&p->lines, p->n_lines + 1, sizeof *p->lines, &p->capacity));
    p->lines[p->n_lines++] = (line){.box = place, .text = p->words.length, .flow = p->flow};
    return GV_OK;
}

/* ------------------------------------------------------------------ where lines stand */

static int32_t height_of(const line *l)
{
    const int32_t height = l->box.bottom - l->box.top;
    return height > 0 ? height : POINT;
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* 1 if two lines stand side by side. */
static int is_beside(const line *a, const line *b)
{
    const int32_t apart = a->box.top > b->box.top ? a->box.top - b->box.top
                                                  : b->box.top - a->box.top;
    return apart * 2 < least(height_of(a), height_of(b));
}

static int compare_numbers(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a;
    const int32_t y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* A number, a bullet, a speaker's "Q.": not a number alone, which may count the lines of the page.
 * */
static int is_label(const page *p, const line *l)
{
    const char *const text = p->words.bytes + l->text;
    size_t digits = 0;
    while (digits < l->length && text[digits] >= '0' && text[digits] <= '9') {
        digits++;
    }
    return l->length <= LABEL_BYTES && digits < l->length;
}

/* The line to which a label belongs: right behind it at its height; NULL if there is none. */
static line *find_labelled(page *p, size_t label)
{
    const line *const l = &p->lines[label];
    line *best = NULL;
    for (size_t i = label > LABEL_LINES ? label - LABEL_LINES : 0;
         i < p->n_lines && i < label + LABEL_LINES; i++) {
        line *const other = &p->lines[i];
        const int32_t gap = other->box.left - l->box.right;
        const int64_t width = other->box.right - other->box.left;
        if (i != label && other->length > 0 && is_beside(l, other) && gap >= 0 &&
            (int64_t)gap * other->characters <= width * LABEL_GAP &&
            (best == NULL || other->box.left < best->box.left)) {
            best = other;
        }
    }
    return best != NULL && best->label_length == 0 ? best : NULL;
}

/* Puts labels, which pdftotext takes for a column of their own, before their lines. */
static void place_labels(page *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_lines; i++) {
        line *const l = &p->lines[i];
        line *const labelled = is_label(p, l) && l->label_length == 0 ? find_labelled(p, i) : NULL;
        if (labelled != NULL) {
            labelled->label = l->text;
            labelled->label_length = l->length;
            labelled->box.left = l->box.left;
            labelled->characters += l->characters + 1;
            l->length = 0;
        }
    }
    for (size_t i = 0; i < p->n_lines; i++) {
        if (p->lines[i].length > 0) {
            p->lines[n++] = p->lines[i];
        }
    }
    p->n_lines = n;
}

/* The distance between lines of one paragraph: a quarter of those on the page are no larger. */
static gv_status find_usual_gap(page *p, int32_t *usual)
{
    p->n_gaps = 0;
    for (size_t i = 1; i < p->n_lines; i++) {
        const line *const a = &p->lines[i - 1];
        const line *const b = &p->lines[i];
        const int32_t gap = b->box.top - a->box.bottom;
        if (a->flow == b->flow && !is_beside(a, b) && gap > -height_of(a) &&
            gap < 2 * height_of(a)) {
            GV_TRY(gv_array_reserve((void **)&p->gaps, p->n_gaps + 1, sizeof *p->gaps,
                                    &p->gaps_capacity));
            p->gaps[p->n_gaps++] = gap;
        }
    }
    if (p->n_gaps == 0) {
        *usual = p->n_lines > 0 ? height_of(&p->lines[0]) / 2 : 0;
        return GV_OK;
    }
    qsort(p->gaps, p->n_gaps, sizeof *p->gaps, compare_numbers);
    *usual = p->gaps[p->n_gaps / 4];
    return GV_OK;
}

/* What comes between two lines. */
typedef enum between { NOTHING, NEXT_LINE, EMPTY_LINE } between;

static between find_between(const line *a, const line *b, int32_t usual)
{
    const int32_t low = least(height_of(a), height_of(b));
    const int32_t high = height_of(a) + height_of(b) - low;
    if (is_beside(a, b)) {
        return a->flow == b->flow ? NEXT_LINE : EMPTY_LINE;
    }
    if (b->column || high * 5 > low * 6) {
        return EMPTY_LINE;
    }
    return (b->box.top - a->box.bottom - usual) * 5 > low * 2 ? EMPTY_LINE : NEXT_LINE;
}

/* The left edge of the column that begins at line `first`, and the width of its characters. */
static size_t measure_column(const page *p, size_t first, int32_t *left, int32_t *wide)
{
    int64_t width = 0;
    int64_t characters = 0;
    size_t end = first;
    do {
        const line *const l = &p->lines[end++];
        *left = end == first + 1 ? l->box.left : least(*left, l->box.left);
        width += l->box.right - l->box.left;
        characters += l->characters;
    } while (end < p->n_lines && !p->lines[end].column);
    *wide = characters > 0 && width > characters ? (int32_t)(width / characters) : POINT;
    return end;
}

/* ------------------------------------------------------------------ writing */

static gv_status write_line(const page *p, const line *l, int32_t left, int32_t wide, gv_buf *text)
{
    int32_t indent = wide > 0 ? (l->box.left - left + wide / 2) / wide : 0;
    indent = least(indent, INDENT_MOST);
    for (int32_t i = 0; i < indent; i++) {
        GV_TRY(gv_buf_add_byte(text, ' '));
    }
    if (l->label_length > 0) {
        GV_TRY(gv_buf_add(text, p->words.bytes + l->label, l->label_length));
        GV_TRY(gv_buf_add_byte(text, ' '));
    }
    return gv_buf_add(text, p->words.bytes + l->text, l->length);
}

static gv_status end_page(page *p, gv_buf *text)
{
    static const char *const ENDS[] = {
        [NOTHING] = "", [NEXT_LINE] = "\n", [EMPTY_LINE] = "\n\n"};
    int32_t usual = 0;
    int32_t left = 0;
    int32_t wide = POINT;
    size_t column_end = 0;
    place_labels(p);
    GV_TRY(find_usual_gap(p, &usual));
    for (size_t i = 1; i < p->n_lines; i++) {
        line *const l = &p->lines[i];
        l->column = l->flow != l[-1].flow || (l->box.top < l[-1].box.top && !is_beside(l, l - 1));
    }
    for (size_t i = 0; i < p->n_lines; i++) {
        line *const l = &p->lines[i];
        GV_TRY(gv_buf_add_text(text, ENDS[i > 0 ? find_between(l - 1, l, usual) : NOTHING]));
        if (i == column_end) {
            column_end = measure_column(p, i, &left, &wide);
        }
        GV_TRY(write_line(p, l, left, wide, text));
    }
    p->n_lines = 0;
    gv_buf_clear(&p->words);
    return gv_buf_add_text(text, "\n\f");
}

static gv_status read_tag(page *p, const char *tag, const char *end, const char **next,
                          gv_buf *text)
{
    const char *const close = memchr(tag, '>', (size_t)(end - tag));
    if (close == NULL) {
        *next = end;
        return GV_OK;
    }
    *next = close + 1;
    if (begins(tag, end, "<word ") && p->n_lines > 0) {
        const char *const behind = memchr(close, '<', (size_t)(end - close));
        *next = behind != NULL ? behind : end;
        return *next > close + 1 ? add_word(p, close + 1, *next) : GV_OK;
    }
    if (begins(tag, end, "<line ")) {
        return begin_line(p, read_box(tag, close));
    }
    if (begins(tag, end, "<flow>")) {
        p->flow++;
    } else if (begins(tag, end, "</page>")) {
        return end_page(p, text);
    }
    return GV_OK;
}

gv_status gv_pdf_lines_read(const char *markup, size_t length, gv_buf *text, gv_pdf_tally *tally)
{
    const char *const end = markup + length;
    const char *at = length > 0 ? memchr(markup, '<', length) : NULL;
    page p = {.tally = tally};
    gv_status status = GV_OK;
    while (at != NULL && at < end) {
        GV_TRY_DONE(read_tag(&p, at, end, &at, text));
        at = at < end ? memchr(at, '<', (size_t)(end - at)) : NULL;
    }
    if (p.n_lines > 0) { /* a page that was cut off */
        status = end_page(&p, text);
    }
done:
    gv_buf_free(&p.words);
    gv_memory_free(p.lines);
    gv_memory_free(p.gaps);
    return status;
}
