/*
 * pdf_page.c - the lines of one page, from where they stand to text.
 *
 * In: lines with their boxes, in reading order. Out: text as a typewriter would have it, from which
 * paragraphs can be told (layout.h):
 *
 *     left 72, top 100  "Villages"                  Villages
 *     left 84, top 130  "The militia came to"
 *     left 72, top 143  "Oru at dawn."                The militia came to
 *                                                   Oru at dawn.
 *
 * An empty line stands where the distance to the next is larger than is usual on the page, where
 * letters grow or shrink, and between columns; blanks stand for an indent; what is set apart before
 * a line ("IV.", "-", "Q.") comes back to it.
 */
#include "ingest/pdf_page.h"

#include "base/arena.h"

#include <stdlib.h>

enum {
    POINT = GV_PDF_POINT,
    LABEL_BYTES = 6,        /* "(iii)", "XVII.", "Q." */
    LABEL_GAP = 6,          /* characters between it and its line */
    LABEL_LINES = 100,      /* how far it can have got from its line */
    INDENT_MOST = 40
};

static int32_t height_of(const gv_pdf_line *l)
{
    const int32_t height = l->box.bottom - l->box.top;
    return height > 0 ? height : POINT;
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* 1 if two lines stand side by side. */
static int is_beside(const gv_pdf_line *a, const gv_pdf_line *b)
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

/* A number, a bullet, a speaker's "Q.": not a number alone, which may count the page's lines. */
static int is_label(const gv_pdf_page *p, const gv_pdf_line *l)
{
    const char *const text = p->words.bytes + l->text;
    size_t digits = 0;
    while (digits < l->length && text[digits] >= '0' && text[digits] <= '9') {
        digits++;
    }
    return l->length <= LABEL_BYTES && digits < l->length;
}

/* The line to which a label belongs: right behind it at its height; NULL if there is none. */
static gv_pdf_line *find_labelled(gv_pdf_page *p, size_t label)
{
    const gv_pdf_line *const l = &p->lines[label];
    gv_pdf_line *best = NULL;
    for (size_t i = label > LABEL_LINES ? label - LABEL_LINES : 0;
         i < p->n_lines && i < label + LABEL_LINES; i++) {
        gv_pdf_line *const other = &p->lines[i];
        const int32_t gap = other->box.left - l->box.right;
        const int64_t width = other->box.right - other->box.left;
        if (i != label && other->length > 0 && is_beside(l, other) && gap >= 0 &&
            (int64_t)gap * other->box.characters <= width * LABEL_GAP &&
            (best == NULL || other->box.left < best->box.left)) {
            best = other;
        }
    }
    return best != NULL && best->label_length == 0 ? best : NULL;
}

/* Puts labels, which pdftotext takes for a column of their own, before their lines. */
static void place_labels(gv_pdf_page *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_lines; i++) {
        gv_pdf_line *const l = &p->lines[i];
        const int label = l->length > 0 && l->label_length == 0 && is_label(p, l);
        gv_pdf_line *const labelled = label ? find_labelled(p, i) : NULL;
        if (labelled != NULL) {
            labelled->label = l->text;
            labelled->label_length = l->length;
            labelled->box.left = l->box.left;
            labelled->box.characters += l->box.characters + 1;
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
static gv_status find_usual_gap(gv_pdf_page *p, int32_t *usual)
{
    p->n_gaps = 0;
    for (size_t i = 1; i < p->n_lines; i++) {
        const gv_pdf_line *const a = &p->lines[i - 1];
        const gv_pdf_line *const b = &p->lines[i];
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

static int compare_regions(const void *a, const void *b)
{
    const gv_pdf_line *const x = a;
    const gv_pdf_line *const y = b;
    return x->box.region != y->box.region
               ? (x->box.region > y->box.region) - (x->box.region < y->box.region)
               : (x->index > y->index) - (x->index < y->index);
}

/* 1 if b stands below a in the same column: half of the shorter of them lies above or below the
 * other. Flows of pdftotext also end where an indent changes. */
static int is_below(const gv_pdf_line *a, const gv_pdf_line *b)
{
    const int32_t left = a->box.left > b->box.left ? a->box.left : b->box.left;
    const int32_t right = least(a->box.right, b->box.right);
    const int32_t width = least(a->box.right - a->box.left, b->box.right - b->box.left);
    return b->box.top >= a->box.top && !is_beside(a, b) && (right - left) * 2 >= width;
}

/* Puts the lines in the order of columns. */
static gv_status order_columns(gv_pdf_page *p)
{
    GV_TRY(gv_array_reserve((void **)&p->places, p->n_lines, sizeof *p->places,
                            &p->places_capacity));
    for (size_t i = 0; i < p->n_lines; i++) {
        p->places[i] = p->lines[i].box;
    }
    GV_TRY(gv_pdf_columns_find(p->places, p->n_lines));
    for (size_t i = 0; i < p->n_lines; i++) {
        p->lines[i].box.region = p->places[i].region;
        p->lines[i].index = (uint32_t)i;
    }
    if (p->n_lines > 0) {
        qsort(p->lines, p->n_lines, sizeof *p->lines, compare_regions);
    }
    for (size_t i = 1; i < p->n_lines; i++) {
        gv_pdf_line *const l = &p->lines[i];
        l->column = l->box.region != l[-1].box.region ||
                    (l->box.top < l[-1].box.top && !is_beside(l, l - 1)) ||
                    (l->flow != l[-1].flow && !is_below(l - 1, l));
    }
    return GV_OK;
}

/* What comes between two lines. */
typedef enum between { NOTHING, NEXT_LINE, EMPTY_LINE } between;

static between find_between(const gv_pdf_line *a, const gv_pdf_line *b, int32_t usual)
{
    const int32_t low = least(height_of(a), height_of(b));
    const int32_t high = height_of(a) + height_of(b) - low;
    if (is_beside(a, b)) {
        return b->column ? EMPTY_LINE : NEXT_LINE;
    }
    if (b->column || high * 5 > low * 6) {
        return EMPTY_LINE;
    }
    return (b->box.top - a->box.bottom - usual) * 5 > low * 2 ? EMPTY_LINE : NEXT_LINE;
}

/* The left edge of the column that begins at line `first`, and the width of its characters. */
static size_t measure_column(const gv_pdf_page *p, size_t first, int32_t *left, int32_t *wide)
{
    int64_t width = 0;
    int64_t characters = 0;
    size_t end = first;
    do {
        const gv_pdf_line *const l = &p->lines[end++];
        *left = end == first + 1 ? l->box.left : least(*left, l->box.left);
        width += l->box.right - l->box.left;
        characters += l->box.characters;
    } while (end < p->n_lines && !p->lines[end].column);
    *wide = characters > 0 && width > characters ? (int32_t)(width / characters) : POINT;
    return end;
}

/* ------------------------------------------------------------------ writing */

static gv_status write_line(const gv_pdf_page *p, const gv_pdf_line *l, int32_t left, int32_t wide,
                            gv_buf *text)
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

gv_status gv_pdf_page_write(gv_pdf_page *p, gv_buf *text)
{
    static const char *const ENDS[] = {
        [NOTHING] = "", [NEXT_LINE] = "\n", [EMPTY_LINE] = "\n\n"};
    int32_t usual = 0;
    int32_t left = 0;
    int32_t wide = POINT;
    size_t column_end = 0;
    place_labels(p);
    GV_TRY(order_columns(p));
    GV_TRY(find_usual_gap(p, &usual));
    for (size_t i = 0; i < p->n_lines; i++) {
        gv_pdf_line *const l = &p->lines[i];
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

void gv_pdf_page_free(gv_pdf_page *page)
{
    gv_buf_free(&page->words);
    gv_memory_free(page->lines);
    gv_memory_free(page->places);
    gv_memory_free(page->gaps);
    *page = (gv_pdf_page){0};
}
