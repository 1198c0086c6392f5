/*
 * pdf_columns.c - which lines of a page stand in which column.
 *
 * In: the boxes of a page's lines, in the order that pdftotext reads them in, which goes astray
 * where paragraphs of two columns stand side by side. Out: regions, in reading order:
 *
 *     A  R e p o r t          0
 *     left one    right one   1   2
 *     left two    right two   1   2
 *     a table, full width     3
 *     left three  right three 4   5
 *
 * A gutter is an upright strip that few lines cross, with running text on both sides at the same
 * height. The lines that cross it are read between what stands above and below them. A page without
 * a gutter, a table of short cells, a note in the margin: one region, as pdftotext reads it.
 */
#include "ingest/pdf_columns.h"

#include "base/arena.h"

#include <stdlib.h>

enum {
    LINES_LEAST = 3,              /* on each side of a gutter */
    CHARACTERS_LEAST = 15,        /* of such a line, on average */
    GUTTER_LEAST = 3 * GV_PDF_POINT,
    CROSSING_MOST = 4,            /* at most one line in so many crosses */
    DEPTH_MOST = 4
};

/* One line on its way. */
typedef struct item {
    gv_pdf_place *place;
    size_t index;  /* as pdftotext reads */
    uint64_t key;  /* group: 3 for each band of a page, left, right, and what crosses below it */
} item;

typedef struct finder {
    item *items;
    int32_t *lefts, *rights; /* scratch */
    uint32_t n_regions;
} finder;

static int compare_numbers(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a;
    const int32_t y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static int compare_tops(const void *a, const void *b)
{
    const item *const x = a;
    const item *const y = b;
    const int32_t p = x->place->top;
    const int32_t q = y->place->top;
    return p != q ? (p > q) - (p < q) : (x->index > y->index) - (x->index < y->index);
}

static int compare_groups(const void *a, const void *b)
{
    const item *const x = a;
    const item *const y = b;
    return x->key != y->key ? (x->key > y->key) - (x->key < y->key)
                            : (x->index > y->index) - (x->index < y->index);
}

/* -1: left of the gutter; 1: right of it; 0: across. */
static int side_of(const gv_pdf_place *place, int32_t gutter)
{
    return place->right <= gutter ? -1 : place->left >= gutter ? 1 : 0;
}

/* The x of the gutter that the fewest lines cross, at the left edge of what is right of it. */
static int find_gutter(finder *f, const item *items, size_t n, int32_t *gutter)
{
    size_t fewest = n / CROSSING_MOST + 1;
    size_t before = 0; /* lines that end at or before */
    int32_t widest = 0;
    int found = 0;
    for (size_t i = 0; i < n; i++) {
        f->lefts[i] = items[i].place->left;
        f->rights[i] = items[i].place->right;
    }
    qsort(f->lefts, n, sizeof *f->lefts, compare_numbers);
    qsort(f->rights, n, sizeof *f->rights, compare_numbers);
    for (size_t i = 0; i < n; i++) {
        const int32_t x = f->lefts[i];
        if (i > 0 && x == f->lefts[i - 1]) {
            continue;
        }
        while (before < n && f->rights[before] <= x) {
            before++;
        }
        const size_t after = n - i;
        const size_t crossing = before + after < n ? n - before - after : 0;
        const int32_t gap = before > 0 ? x - f->rights[before - 1] : 0;
        if (before >= LINES_LEAST && after >= LINES_LEAST && gap >= GUTTER_LEAST &&
            (crossing < fewest || (found && crossing == fewest && gap > widest))) {
            fewest = crossing;
            widest = gap;
            *gutter = x;
            found = 1;
        }
    }
    return found;
}

/* 1 if text stands on both sides, much of it at the same height. */
static int is_text(const item *items, size_t n, int32_t gutter)
{
    int32_t top[2] = {INT32_MAX, INT32_MAX};
    int32_t bottom[2] = {INT32_MIN, INT32_MIN};
    uint64_t characters[2] = {0, 0};
    uint64_t lines[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        const gv_pdf_place *const place = items[i].place;
        const int side = side_of(place, gutter);
        if (side != 0) {
            const int s = side > 0;
            top[s] = place->top < top[s] ? place->top : top[s];
            bottom[s] = place->bottom > bottom[s] ? place->bottom : bottom[s];
            characters[s] += place->characters;
            lines[s]++;
        }
    }
    if (characters[0] < CHARACTERS_LEAST * lines[0] ||
        characters[1] < CHARACTERS_LEAST * lines[1]) {
        return 0;
    }
    const int64_t low = bottom[0] < bottom[1] ? bottom[0] : bottom[1];
    const int64_t high = top[0] > top[1] ? top[0] : top[1];
    const int64_t left = (int64_t)bottom[0] - top[0];
    const int64_t right = (int64_t)bottom[1] - top[1];
    return (low - high) * 2 > (left < right ? left : right);
}

static void make_region(finder *f, item *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        items[i].place->region = f->n_regions;
    }
    f->n_regions++;
}

/* Gives each line the key of its group. The items come out from top to bottom. */
static void make_groups(item *items, size_t n, int32_t gutter)
{
    uint64_t band = 0;
    int crossed = 0;
    qsort(items, n, sizeof *items, compare_tops);
    for (size_t i = 0; i < n; i++) {
        const int side = side_of(items[i].place, gutter);
        if (side == 0) {
            items[i].key = 3 * band + 2;
            crossed = 1;
        } else {
            band += (uint64_t)crossed; /* what crosses stands above it */
            crossed = 0;
            items[i].key = 3 * band + (side > 0);
        }
    }
}

static void find_regions(finder *f, item *items, size_t n, int depth)
{
    int32_t gutter = 0;
    if (depth >= DEPTH_MOST || n < 2 * LINES_LEAST || !find_gutter(f, items, n, &gutter) ||
        !is_text(items, n, gutter)) {
        make_region(f, items, n);
        return;
    }
    make_groups(items, n, gutter);
    qsort(items, n, sizeof *items, compare_groups);
    for (size_t start = 0; start < n;) {
        size_t end = start + 1;
        while (end < n && items[end].key == items[start].key) {
            end++;
        }
        if (items[start].key % 3 == 2) {
            make_region(f, items + start, end - start);
        } else {
            find_regions(f, items + start, end - start, depth + 1);
        }
        start = end;
    }
}

gv_status gv_pdf_columns_find(gv_pdf_place *places, size_t n)
{
    finder f = {0};
    gv_status status = GV_OK;
    if (n == 0) {
        return GV_OK;
    }
    GV_TRY_DONE(gv_memory_get_zeroed(n, sizeof *f.items, (void **)&f.items));
    GV_TRY_DONE(gv_memory_get_zeroed(n, sizeof *f.lefts, (void **)&f.lefts));
    GV_TRY_DONE(gv_memory_get_zeroed(n, sizeof *f.rights, (void **)&f.rights));
    for (size_t i = 0; i < n; i++) {
        f.items[i] = (item){.place = &places[i], .index = i};
    }
    find_regions(&f, f.items, n, 0);
done:
    gv_memory_free(f.items);
    gv_memory_free(f.lefts);
    gv_memory_free(f.rights);
    return status;
}
