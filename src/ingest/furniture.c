/*
 * furniture.c - running heads, running feet and page numbers.
 *
 * In: a text in pages. Out: the same with these blanked, so that a sentence goes on from page to
 * page, and every offset stays:
 *
 *     ... had been taken to the quar-            ... had been taken to the quar-
 *     Oru Valley Mission    17                                                      (blanks)
 *     \f                                         \f
 *     THE KILLINGS                                                                  (blanks)
 *
 *     ry and shot.                               ry and shot.
 *
 * Looked at are the outermost lines of a page, and lines that stand alone between empty ones (a
 * foot comes between two columns, where the first ends). Each is held against those of the pages
 * around it. What says the same but for numbers that grow with the page, on three pages or more (on
 * two, if there are no more than three), is furniture: at the edge of a page if it is set off from
 * the text by an empty line, or if such a number grows; elsewhere if such a number grows, or if it
 * stands on each page near by. A number alone is one if another page has the number that its place
 * asks for. So "17" at the foot of page 17 goes, and "17" as the last cell of a table stays.
 *
 * To lose what is said is worse than to keep a heading. What ends a sentence stays however often it
 * is repeated, and so does a form's answer ("Cause of death: shot"); a page of nothing else is left
 * as it is.
 */
#include "ingest/furniture.h"

#include "base/arena.h"
#include "base/buf.h"
#include "ingest/furniture_line.h"

#include <string.h>

enum {
    EDGE_LINES = 4,       /* looked at on each edge of a page */
    LONE_LINES = 12,      /* looked at elsewhere */
    WINDOW = 6,           /* pages on each side that a page is held against */
    NEAR = 2,             /* of these, the nearest */
    LINE_MAX_BYTES = 160, /* a longer line is text */
    PAGES_MAX = 1 << 15,  /* with words; what has more is left alone */
    FEW_PAGES = 3
};

typedef struct edge_line {
    size_t start, end; /* without the blanks around it */
    uint64_t hash;
    uint32_t number;   /* if it is a number alone; else 0 */
    uint8_t gap[2];    /* an empty line, or none, stands before it; behind it */
    uint8_t silent;    /* may be a running head or foot, by what it says */
    uint8_t repeated;  /* at the same edge of other pages; 2: and has a number that grows */
    uint8_t drop;      /* whatever stands around it; 2: it is the page's number */
} edge_line;

enum { TOP = 0, BOTTOM = 1, LONE = 2, N_GROUPS };

typedef struct page {
    uint64_t number; /* from 0, pages without words counted */
    edge_line lines[2 * EDGE_LINES + LONE_LINES]; /* from the outermost inwards; top, bottom, lone:
                                                     a line may stand in more than one of these */
    size_t n[N_GROUPS];
    size_t n_lines;
} page;

typedef struct book {
    char *text;
    page *pages;
    size_t n_pages, capacity;
} book;

/* ------------------------------------------------------------------ the lines of a page */

static int is_blank(char c)
{
    return (unsigned char)c <= ' ';
}

static edge_line trim(const char *text, size_t start, size_t end)
{
    while (start < end && is_blank(text[start])) {
        start++;
    }
    while (start < end && is_blank(text[end - 1])) {
        end--;
    }
    return (edge_line){.start = start, .end = end};
}

static void describe(const char *text, edge_line *line)
{
    const size_t length = line->end - line->start;
    if (length <= LINE_MAX_BYTES) {
        line->hash = gv_furniture_hash(text + line->start, text + line->end);
        line->number = gv_furniture_page_number(text + line->start, text + line->end);
        line->silent =
            line->number == 0 && !gv_furniture_says_something(text + line->start, length);
    }
}

static edge_line *group_of(page *p, int group)
{
    return p->lines + group * EDGE_LINES;
}

/* Fills the groups of page p from its lines as they come, `line` being the next; last: the last
 * few, line i at i modulo EDGE_LINES. */
static void add_line(page *p, const edge_line *line, edge_line last[EDGE_LINES])
{
    const size_t i = p->n_lines++;
    if (i < EDGE_LINES) {
        group_of(p, TOP)[p->n[TOP]++] = *line;
    } else if (line->gap[0] && line->gap[1] && p->n[LONE] < LONE_LINES) {
        group_of(p, LONE)[p->n[LONE]++] = *line;
    }
    last[i % EDGE_LINES] = *line;
}

/* Fills page from the text of one; n_lines stays 0 if there is no word. */
static void read_page(const char *text, size_t start, size_t end, page *p)
{
    edge_line last[EDGE_LINES] = {{0}};
    edge_line before = {0}; /* not added yet: what stands behind it is not known */
    uint8_t gap = 1;
    for (size_t at = start; at < end;) {
        const char *const newline = memchr(text + at, '\n', end - at);
        const size_t stop = newline != NULL ? (size_t)(newline - text) : end;
        edge_line line = trim(text, at, stop);
        at = stop + 1;
        if (line.start < line.end) {
            line.gap[0] = gap;
            before.gap[1] = gap;
            if (before.start < before.end) {
                add_line(p, &before, last);
            }
            before = line;
        }
        gap = line.start == line.end;
    }
    if (before.start < before.end) {
        before.gap[1] = 1;
        add_line(p, &before, last);
    }
    for (size_t i = 0; i < p->n_lines && i < EDGE_LINES; i++) {
        group_of(p, BOTTOM)[p->n[BOTTOM]++] = last[(p->n_lines - 1 - i) % EDGE_LINES];
    }
    for (int g = 0; g < N_GROUPS; g++) {
        for (size_t i = 0; i < p->n[g]; i++) {
            describe(text, &group_of(p, g)[i]);
        }
    }
}

static gv_status read_pages(book *b, size_t length)
{
    uint64_t number = 0;
    for (size_t start = 0; start < length && b->n_pages <= PAGES_MAX; number++) {
        const char *const feed = memchr(b->text + start, '\f', length - start);
        const size_t end = feed != NULL ? (size_t)(feed - b->text) : length;
        page p = {.number = number};
        read_page(b->text, start, end, &p);
        start = end + 1;
        if (p.n_lines > 0) {
            GV_TRY(gv_array_reserve((void **)&b->pages, b->n_pages + 1, sizeof *b->pages,
                                    &b->capacity));
            b->pages[b->n_pages++] = p;
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ beside other pages */

/* How a line is found in a group of another page, as gv_furniture_compare says. */
static int find_line(const char *text, const edge_line *line, page *other, int group,
                     int64_t pages)
{
    const edge_line *const lines = group_of(other, group);
    for (size_t i = 0; i < other->n[group]; i++) {
        if (lines[i].silent && lines[i].hash == line->hash) {
            const int found = gv_furniture_compare(text + line->start, text + line->end,
                                                   text + lines[i].start, text + lines[i].end,
                                                   pages);
            if (found != 0) {
                return found;
            }
        }
    }
    return 0;
}

/* 1 if a page has the number that follows from this one. */
static int has_number(page *p, int64_t number)
{
    for (int g = 0; g < N_GROUPS; g++) {
        for (size_t i = 0; i < p->n[g]; i++) {
            if (group_of(p, g)[i].number != 0 && group_of(p, g)[i].number == number) {
                return 1;
            }
        }
    }
    return 0;
}

/* On how many other pages a line was found. */
typedef struct tally {
    int edge, anywhere, near, near_pages, grows, numbered;
} tally;

static void look_at(const char *text, const edge_line *line, int group, page *other, int64_t pages,
                    tally *t)
{
    int found = 0;
    int at_edge = 0;
    for (int g = 0; g < N_GROUPS && line->silent; g++) {
        const int here = find_line(text, line, other, g, pages);
        found = here > found ? here : found;
        at_edge |= here != 0 && g == group;
    }
    const int near = pages >= -NEAR && pages <= NEAR;
    t->edge += at_edge;
    t->anywhere += found != 0;
    t->grows += found == 2;
    t->near += near && found != 0;
    t->near_pages += near;
    t->numbered |= line->number != 0 && has_number(other, (int64_t)line->number + pages);
}

/* Holds the lines of page i against the pages around it. */
static void find_repeated(const book *b, size_t i, int group)
{
    const int enough = b->n_pages <= FEW_PAGES ? 1 : 2;
    page *const p = &b->pages[i];
    for (size_t l = 0; l < p->n[group]; l++) {
        edge_line *const line = &group_of(p, group)[l];
        tally t = {0};
        for (size_t j = i > WINDOW ? i - WINDOW : 0; j < b->n_pages && j <= i + WINDOW; j++) {
            const int64_t pages = (int64_t)b->pages[j].number - (int64_t)p->number;
            if (j != i && pages >= -WINDOW && pages <= WINDOW) {
                look_at(b->text, line, group, &b->pages[j], pages, &t);
            }
        }
        const int alone = line->gap[0] && line->gap[1];
        const int steady = t.near_pages >= 2 && t.near == t.near_pages;
        line->repeated = t.edge < enough ? 0 : t.grows > 0 ? 2 : 1;
        line->drop = t.numbered ? 2 : alone && (t.grows >= enough || steady);
    }
}

/* How many lines of an edge go, from the outermost inwards. */
static size_t count_dropped(page *p, int edge)
{
    size_t n = 0;
    for (size_t l = 0; l < p->n[edge]; l++) {
        const edge_line *const line = &group_of(p, edge)[l];
        if (!line->repeated && !line->drop) {
            break;
        }
        if (line->gap[edge == TOP] || line->repeated == 2 || line->drop) {
            n = l + 1;
        }
    }
    return n;
}

/* 1 if a word stands on the page that is not dropped. */
static int says_more(page *p)
{
    size_t n = 0;
    for (size_t i = 0; i < 2 * EDGE_LINES + LONE_LINES; i++) {
        int counted = !p->lines[i].drop;
        for (size_t j = 0; j < i && !counted; j++) {
            counted = p->lines[j].drop && p->lines[j].start == p->lines[i].start;
        }
        n += !counted;
    }
    return n < p->n_lines;
}

static void blank(const book *b, page *p)
{
    for (int edge = TOP; edge <= BOTTOM; edge++) {
        const size_t n = count_dropped(p, edge);
        for (size_t l = 0; l < n; l++) {
            group_of(p, edge)[l].drop |= 1;
        }
    }
    const int least = says_more(p) ? 1 : 2;
    for (size_t i = 0; i < 2 * EDGE_LINES + LONE_LINES; i++) {
        const edge_line *const line = &p->lines[i];
        if (line->drop >= least) {
            memset(b->text + line->start, ' ', line->end - line->start);
        }
    }
}

gv_status gv_furniture_blank(char *text, size_t length)
{
    book b = {.text = text};
    const gv_status status = read_pages(&b, length);
    if (status == GV_OK && b.n_pages <= PAGES_MAX) {
        for (size_t i = 0; i < b.n_pages; i++) {
            for (int g = 0; g < N_GROUPS; g++) {
                find_repeated(&b, i, g);
            }
        }
        for (size_t i = 0; i < b.n_pages; i++) {
            blank(&b, &b.pages[i]);
        }
    }
    gv_memory_free(b.pages);
    return status;
}
