/*
 * rows_sniff.c - whether a member is a list of records, told by its first bytes.
 *
 * In: the first bytes. Out: JSON, XML, CSV or TSV, or that it is none of them:
 *
 *     [ { "id":         JSON: a list of objects, or of strings; or objects over several lines
 *     <?xml ...         XML; or a first tag, not of HTML, and an end tag that fits
 *     id,date,text      CSV: short names, one of which is the text field, and then rows
 *
 * A text that is taken for a table is lost, so a table must show that it is one: names that are
 * short, one of them the text field; of the rows that follow, as many columns in each that is
 * whole. A table without that field is told by more (is_plain_table), so that who did not name the
 * column is told to, and does not read its rows as prose. It does not look at HTML, and not beyond
 * 64 KiB.
 */
#include "ingest/rows_scan.h"

#include "ingest/csv.h"
#include "ingest/jsonl.h"

#include <string.h>

enum { LOOK = 1 << 16, NAME_MAX = 64, COLUMNS_MAX = 1000, ROWS_LOOKED = 8, FEW = 4 };

/* Of a table that has no column named as the text. */
enum { PLAIN_MAX = 40, PLAIN_WORDS = 3, PLAIN_ROWS = 3, PLAIN_ROWS_LOOKED = 256 };

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && is_blank(*p)) {
        p++;
    }
    return p;
}

/* Behind the string at p, a quote; NULL if it does not end. */
static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"' && *p != '\n'; p++) {
        p += *p == '\\' && p + 1 < end;
    }
    return p < end && *p == '"' ? p + 1 : NULL;
}

/* Behind "[": a string, and then another, or the end of all. */
static int is_json_texts(const char *p, const char *end)
{
    p = skip_string(p, end);
    p = p != NULL ? skip_blanks(p, end) : end;
    if (p == end) {
        return 0;
    }
    const char *const next = skip_blanks(p + 1, end);
    return *p == ',' ? next < end && *next == '"' && skip_string(next, end) != NULL
                     : *p == ']' && next == end;
}

/* "{" and a name and a colon, or "[" and that, or "[" "{" "}". */
static int is_json(const char *p, const char *end)
{
    p = skip_blanks(p, end);
    const int list = p < end && *p == '[';
    p = list ? skip_blanks(p + 1, end) : p;
    if (list && p < end && *p == '"') {
        return is_json_texts(p, end);
    }
    if (p == end || *p != '{') {
        return 0;
    }
    p = skip_blanks(p + 1, end);
    if (p < end && *p == '}') {
        return list;
    }
    if (p == end || *p != '"') {
        return 0;
    }
    p = skip_string(p, end);
    p = p != NULL ? skip_blanks(p, end) : end;
    return p < end && *p == ':';
}

static int is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-' || c == '.' || c == ':' || (unsigned char)c >= 0x80;
}

/* Where the name that stands at p ends. */
static const char *skip_name(const char *p, const char *end)
{
    while (p < end && is_name_byte(*p)) {
        p++;
    }
    return p;
}

/* 1 if the name, in any case, begins HTML or a bit of it. */
static int is_html_name(const char *name, size_t length)
{
    static const char *const names[] = {
        "html", "head", "body", "title", "meta", "link", "script", "style", "base", "p", "div",
        "span", "b", "i", "u", "a", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul",
        "ol", "li", "font", "center", "img", "strong", "em", "small", "blockquote", "pre", "main",
        "nav", "header", "footer", "section", "aside", "form", "iframe"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t n = 0;
        while (n < length && names[i][n] != '\0' &&
               (name[n] == names[i][n] || (name[n] | 0x20) == names[i][n])) {
            n++;
        }
        if (n == length && names[i][n] == '\0') {
            return 1;
        }
    }
    return 0;
}

/* An XML declaration, a document type, or a first tag and an end tag that fits; not of HTML. */
static int is_xml(const char *p, const char *end)
{
    p = skip_blanks(p, end);
    const int declared = end - p >= 6 && memcmp(p, "<?xml", 5) == 0 && is_blank(p[5]);
    const char *const after = declared ? memchr(p, '>', (size_t)(end - p)) : NULL;
    p = after != NULL ? skip_blanks(after + 1, end) : p;
    const int typed = end - p > 10 && memcmp(p, "<!DOCTYPE ", 10) == 0;
    const char *name = typed ? p + 10 : p + (p < end);
    if ((p < end && *p != '<') || is_html_name(name, (size_t)(skip_name(name, end) - name))) {
        return declared && p == end;
    }
    if (declared || typed) {
        return 1;
    }
    if (p == end || skip_name(name, end) == name || (*name >= '0' && *name <= '9')) {
        return 0;
    }
    name = p;
    while ((p = memchr(p, '<', (size_t)(end - p))) != NULL && end - p > 2) {
        if (p[1] == '/') {
            const char *q = p + 2;
            while (q < end && name < p && is_name_byte(*q) && name[q - p - 1] == *q) {
                q++;
            }
            return q > p + 2 && q < end && *q == '>' && !is_name_byte(name[q - p - 1]);
        }
        if (is_name_byte(p[1])) {
            name = p;
        }
        p++;
    }
    return 0;
}

/* ------------------------------------------------------------------ tables */

/* 1 if the header row's cells are short, none of them a number; *has_text if one of them is the
 * text field. */
static int has_names(const gv_ingest_options *options, const char *head, size_t length,
                     char separator, uint32_t *columns, int *has_text)
{
    gv_csv_row row = {.p = head, .end = head + length, .separator = separator};
    gv_csv_cell cell;
    uint32_t n = 0;
    for (; gv_csv_next(&row, &cell); n++) {
        size_t letters = 0;
        if (cell.length > NAME_MAX || n == COLUMNS_MAX) {
            return 0;
        }
        for (size_t i = 0; i < cell.length; i++) {
            const unsigned char c = (unsigned char)cell.bytes[i];
            letters += (c | 0x20) >= 'a' && c < 0x80 ? 1 : c >= 0x80;
        }
        const char *name = NULL;
        size_t size = 0;
        gv_csv_trim(&cell, &name, &size);
        const int is_number = size == 0 && n == 0; /* of the row */
        if (letters == 0 && !is_number) {
            return 0;
        }
    }
    *columns = n;
    *has_text = gv_csv_find_column(head, length, separator, options->text_field) != UINT32_MAX;
    return 1;
}

/* ------------------------------------------------------------------ tables of other names */

/* 1 for what people call columns: three words at most, and nothing that ends or divides a sentence.
 * Behind a comma of prose stands a blank. */
static int is_plain_name(const gv_csv_cell *cell)
{
    const char *name = NULL;
    size_t size = 0;
    size_t blanks = 0;
    gv_csv_trim(cell, &name, &size);
    if (size > PLAIN_MAX || cell->length == 0 || is_blank(cell->bytes[0])) {
        return 0;
    }
    for (size_t i = 0; i < size; i++) {
        const char c = name[i];
        blanks += c == ' ';
        if (c == '\0' || strchr(".,;:!?\"", c) != NULL) {
            return 0;
        }
    }
    return blanks < PLAIN_WORDS;
}

/* 1 if no cell of the row stands below a name that is its own, as the speakers of a dialogue do. */
static int differs(gv_csv_row head, gv_csv_row row)
{
    gv_csv_cell a;
    gv_csv_cell b;
    while (gv_csv_next(&head, &a) && gv_csv_next(&row, &b)) {
        const char *name = NULL;
        const char *text = NULL;
        size_t n = 0;
        size_t m = 0;
        gv_csv_trim(&a, &name, &n);
        gv_csv_trim(&b, &text, &m);
        if (n > 0 && n == m && memcmp(name, text, n) == 0) {
            return 0;
        }
    }
    return 1;
}

/* 1 if what has no column named as the text plainly is a table nevertheless: plain names, and three
 * rows or more behind them, every one of exactly as many columns. */
static int is_plain_table(gv_rows rows, const char *bytes, size_t length, int whole)
{
    const gv_csv_row head = {.p = bytes + rows.scan.at,
                             .end = bytes + rows.scan.stop,
                             .separator = rows.separator};
    gv_csv_row row = head;
    gv_csv_cell cell;
    int n = 0;
    while (gv_csv_next(&row, &cell)) {
        const int is_number = cell.bytes == head.p && cell.length == 0; /* of the row */
        if (!is_number && !is_plain_name(&cell)) {
            return 0;
        }
    }
    for (size_t end = rows.looked; n < PLAIN_ROWS_LOOKED; n++) {
        gv_rows_begin_at(&rows, end);
        const gv_rows_look seen = gv_rows_look_csv(
            &rows, bytes, length, whole ? GV_ROWS_LAST : GV_ROWS_FOLLOWS, &end);
        if (seen == GV_LOOK_MORE) {
            break;
        }
        row = (gv_csv_row){.p = bytes + rows.scan.at,
                           .end = bytes + rows.scan.stop,
                           .separator = rows.separator};
        if (seen != GV_LOOK_RECORD || rows.scan.columns + 1 != rows.columns ||
            !differs(head, row)) {
            return 0;
        }
    }
    return n >= PLAIN_ROWS;
}

/* 1 if rows follow the header row, all of as many columns as it has but a few damaged ones; lines
 * that follow a damaged one are held to be its own. */
static int has_rows(gv_rows *rows, const char *bytes, size_t length, int whole)
{
    const gv_rows_rest rest = whole ? GV_ROWS_LAST : GV_ROWS_FOLLOWS;
    int n = 0;
    int n_bad = 0;
    int was_bad = 0;
    for (size_t end = rows->looked; n < ROWS_LOOKED;) {
        rows->start = rows->looked = end;
        rows->scan = (gv_rows_scan){0};
        const gv_rows_look seen = gv_rows_look_csv(rows, bytes, length, rest, &end);
        if (seen == GV_LOOK_MORE) {
            n += rows->start < length; /* one that is not whole yet */
            break;
        }
        if (seen == GV_LOOK_BROKEN) {
            (void)gv_rows_seek_csv(rows, bytes, length, rows->start, rest, &end);
        }
        if (seen != GV_LOOK_NOTHING) {
            const int bad = seen == GV_LOOK_BROKEN || (seen == GV_LOOK_RECORD &&
                                                       rows->scan.columns + 1 != rows->columns);
            n_bad += bad && !was_bad;
            n += !bad || !was_bad;
            was_bad = bad;
        }
    }
    return n > 0 && n_bad * FEW <= n;
}

static int is_table(const gv_ingest_options *options, const char *bytes, size_t length, int whole,
                    gv_section_format format)
{
    const gv_rows_rest rest = whole ? GV_ROWS_LAST : GV_ROWS_FOLLOWS;
    gv_rows rows = {.format = format, .options = options};
    size_t end = 0;
    rows.separator = format == GV_SECTION_CSV ? ',' : '\t';
    gv_rows_look seen = gv_rows_look_csv(&rows, bytes, length, rest, &end);
    if (seen == GV_LOOK_RECORD) {
        rows.stated = gv_csv_stated_separator(bytes, rows.scan.stop);
    }
    if (rows.stated != '\0') {
        if ((rows.stated == '\t') != (format == GV_SECTION_TSV)) {
            return 0;
        }
        rows.separator = rows.stated;
        gv_rows_begin_at(&rows, end);
        seen = gv_rows_look_csv(&rows, bytes, length, rest, &end);
    }
    if (seen != GV_LOOK_RECORD || rows.scan.line_end > 0) {
        return 0;
    }
    const char *const head = bytes + rows.scan.at;
    const size_t n = rows.scan.stop - rows.scan.at;
    if (rows.stated == '\0') {
        rows.separator = gv_csv_separator(options, format, head, n);
    }
    rows.looked = end;
    int has_text = 0;
    if (!has_names(options, head, n, rows.separator, &rows.columns, &has_text) ||
        rows.columns < 2) {
        return 0;
    }
    return has_text ? has_rows(&rows, bytes, length, whole)
                    : is_plain_table(rows, bytes, length, whole);
}

int gv_rows_sniff(const gv_ingest_options *options, const char *bytes, size_t length, int whole,
                  gv_section_format *format)
{
    const size_t n = length < LOOK ? length : LOOK;
    const int all = whole && n == length;
    if (is_json(bytes, bytes + n)) {
        *format = GV_SECTION_JSON;
    } else if (is_xml(bytes, bytes + n)) {
        *format = GV_SECTION_XML;
    } else if (is_table(options, bytes, n, all, GV_SECTION_CSV)) {
        *format = GV_SECTION_CSV;
    } else if (is_table(options, bytes, n, all, GV_SECTION_TSV)) {
        *format = GV_SECTION_TSV;
    } else {
        return 0;
    }
    return 1;
}
