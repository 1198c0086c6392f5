/*
 * csv.c - the cells of one CSV or TSV row.
 *
 * In: a row, known to be whole. Out: its cells, one after the other:
 *
 *     r7,"He said ""no"".",2021        r7 | "He said ""no""." -> He said "no". | 2021
 *     r8,"Oru"s camp,                  r8 | "Oru"s camp -> Orus camp | (empty)
 *
 * It does not know where rows end: rows_csv.c does.
 */
#include "ingest/csv.h"

#include <string.h>

/* Behind the closing quote of the cell at p, or the row's end. */
static const char *skip_quoted(const char *p, const char *end)
{
    p++;
    for (;;) {
        const char *const quote = p < end ? memchr(p, '"', (size_t)(end - p)) : NULL;
        if (quote == NULL) {
            return end;
        }
        if (quote + 1 == end || quote[1] != '"') {
            return quote + 1;
        }
        p = quote + 2;
    }
}

int gv_csv_next(gv_csv_row *row, gv_csv_cell *cell)
{
    if (row->ended) {
        return 0;
    }
    const char *p = row->p;
    cell->bytes = p;
    cell->quoted = !row->plain && p < row->end && *p == '"';
    if (cell->quoted) {
        p = skip_quoted(p, row->end);
    }
    const char *const separator =
        p < row->end ? memchr(p, row->separator, (size_t)(row->end - p)) : NULL;
    row->ended = separator == NULL;
    p = separator != NULL ? separator : row->end;
    cell->length = (size_t)(p - cell->bytes);
    row->p = separator != NULL ? separator + 1 : row->end;
    return 1;
}

size_t gv_csv_decode(const gv_csv_cell *cell, char *out)
{
    const char *p = cell->bytes;
    const char *const end = p + cell->length;
    size_t n = 0;
    int in_quotes = cell->quoted;
    p += cell->quoted;
    while (p < end) {
        if (in_quotes && *p == '"') {
            if (p + 1 < end && p[1] == '"') {
                p++;
            } else {
                in_quotes = 0;
                p++;
                continue;
            }
        }
        out[n++] = *p++;
    }
    return n;
}

static void trim(const char **p, const char **end)
{
    while (*p < *end && (**p == ' ' || **p == '\t')) {
        ++*p;
    }
    while (*end > *p && ((*end)[-1] == ' ' || (*end)[-1] == '\t')) {
        --*end;
    }
}

static int is_same(const char *a, const char *b, size_t length, int any_case)
{
    for (size_t i = 0; i < length; i++) {
        const char lower = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] | 0x20) : a[i];
        if (a[i] != b[i] &&
            (!any_case || lower != (b[i] >= 'A' && b[i] <= 'Z' ? (char)(b[i] | 0x20) : b[i]))) {
            return 0;
        }
    }
    return 1;
}

void gv_csv_trim(const gv_csv_cell *cell, const char **text, size_t *length)
{
    const char *p = cell->bytes;
    const char *end = p + cell->length;
    trim(&p, &end);
    if (cell->quoted && end - p >= 2 && end[-1] == '"') {
        p++;
        end--;
        trim(&p, &end);
    }
    *text = p;
    *length = (size_t)(end - p);
}

uint32_t gv_csv_find_column(const char *head, size_t length, char separator, const char *name)
{
    const size_t n = strlen(name);
    uint32_t nearly = UINT32_MAX;
    gv_csv_row row = {.p = head, .end = head + length, .separator = separator};
    gv_csv_cell cell;
    for (uint32_t i = 0; gv_csv_next(&row, &cell); i++) {
        const char *text = NULL;
        size_t size = 0;
        gv_csv_trim(&cell, &text, &size);
        if (size == n && is_same(text, name, n, 0)) {
            return i;
        }
        if (size == n && nearly == UINT32_MAX && is_same(text, name, n, 1)) {
            nearly = i;
        }
    }
    return nearly;
}

char gv_csv_stated_separator(const char *line, size_t length)
{
    const char c = length == GV_CSV_STATED ? line[4] : '\0';
    const int stated = c != '\0' && memcmp(line, "sep=", 4) == 0 &&
                       (c == '\t' || strchr("!#$%&'*+,-./:;<=>?@^_`|~", c) != NULL);
    return stated ? c : '\0';
}

char gv_csv_separator(const gv_ingest_options *options, gv_section_format format, const char *head,
                      size_t length)
{
    static const char separators[] = {',', ';', '|'};
    char best = ',';
    size_t most = 0;
    if (format != GV_SECTION_CSV) {
        return '\t';
    }
    for (size_t i = 0; i < sizeof separators; i++) {
        size_t n = 0;
        const char *p = head;
        const char *const end = head + length;
        while (p < end && (p = memchr(p, separators[i], (size_t)(end - p))) != NULL) {
            n++;
            p++;
        }
        if (n > 0 && gv_csv_find_column(head, length, separators[i], options->text_field) !=
                         UINT32_MAX) {
            return separators[i];
        }
        if (n > most) {
            most = n;
            best = separators[i];
        }
    }
    return best;
}
