/*
 * rows_csv.c - where the rows of CSV and TSV end.
 *
 * In: bytes as they come. Out: the ends of rows; a line end between quotes ends none:
 *
 *     r1,"Oru.\nTarsk."\n        one row of two lines
 *     r2,"Velmora\n              a quote that nothing closes; it seems to be closed in the next
 *     r3,"Brannock"\n            row, before "Brannock": so r2's line is damaged, and r3 is read
 *
 * A row of one line is taken as it is. A row of several lines must be sound, or its first line is
 * held to be damaged: where text stands behind a closing quote, where it has more columns than the
 * header row, where the data end before the quote. In TSV, where many writers know no quotes, such
 * a line is a row whose quotes mean nothing; and so are the lines of a row that, cut at its line
 * ends, are as many rows of the right number of columns.
 */
#include "ingest/rows_scan.h"

#include "base/bytes.h"
#include "ingest/csv.h"
#include "ingest/decode.h"
#include "text/utf8.h"

#include <string.h>

enum { CELL_START = 0, IN_CELL, IN_QUOTES, BEHIND_QUOTE };

enum { NAMES_SHOWN = 30, NAME_SHOWN = 40 };

static int at_end(gv_rows_rest rest)
{
    return rest >= GV_ROWS_GAP;
}

/* The quoted cell at hand may be followed by nothing but a separator or a line end, else it is
 * damaged, if it holds a line end. */
static gv_rows_look damaged(const gv_rows *rows, int last, size_t length, size_t *end)
{
    const gv_rows_scan *const scan = &rows->scan;
    if (rows->format == GV_SECTION_CSV || (scan->line_end == 0 && !last)) {
        return GV_LOOK_BROKEN;
    }
    *end = scan->line_end > 0 ? scan->line_end : length;
    return GV_LOOK_LINE;
}

/* Runs through quoted text from i; returns where its closing quote stands, or length. */
static size_t run_quoted(gv_rows *rows, const char *bytes, size_t length, size_t i)
{
    gv_rows_scan *const scan = &rows->scan;
    const char *const quote = memchr(bytes + i, '"', length - i);
    const size_t stop = quote != NULL ? (size_t)(quote - bytes) : length;
    if (rows->format == GV_SECTION_CSV && scan->line_end > 0 && scan->cell_has_line) {
        return stop;
    }
    for (; i < stop; i++) {
        scan->tabs += bytes[i] == '\t';
        if (bytes[i] == '\n' && bytes[i - 1] == '\r') {
            scan->line_end += scan->line_end == i;
        } else if (bytes[i] == '\n' || bytes[i] == '\r') {
            scan->lines_differ |= scan->tabs + 1 != rows->columns;
            scan->tabs = 0;
            scan->cell_has_line = 1;
            scan->line_end = scan->line_end > 0 ? scan->line_end : i + 1;
        }
    }
    return stop;
}

/* i stands at a line end outside quotes. */
static gv_rows_look end_row(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                            size_t i, size_t *end)
{
    gv_rows_scan *const scan = &rows->scan;
    const uint32_t columns = scan->columns + 1;
    size_t behind = i;
    if (i < length && bytes[i] == '\r') {
        if (i + 1 == length && !at_end(rest)) {
            rows->looked = i;
            return GV_LOOK_MORE;
        }
        behind += 1;
    }
    behind += behind < length && bytes[behind] == '\n';
    rows->looked = behind;
    scan->at = rows->start;
    scan->stop = i;
    *end = behind;
    if (columns == 1 && i == rows->start) {
        return GV_LOOK_NOTHING;
    }
    if (scan->line_end > 0 && rows->columns > 0 &&
        (columns > rows->columns ||
         (rows->format == GV_SECTION_TSV && rows->columns > 1 && !scan->lines_differ &&
          scan->tabs + 1 == rows->columns))) {
        return damaged(rows, 0, length, end);
    }
    return GV_LOOK_RECORD;
}

/* All bytes were seen, and the row goes on. */
static gv_rows_look out_of_bytes(gv_rows *rows, const char *bytes, size_t length,
                                 gv_rows_rest rest, size_t *end)
{
    rows->looked = length;
    if (!at_end(rest) || rows->start == length) {
        return GV_LOOK_MORE;
    }
    if (rest == GV_ROWS_GAP) {
        return GV_LOOK_BROKEN;
    }
    return rows->scan.state == IN_QUOTES ? damaged(rows, 1, length, end)
                                         : end_row(rows, bytes, length, rest, length, end);
}

/* A row whose quotes mean nothing. */
static gv_rows_look look_line(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                              size_t *end)
{
    gv_rows_scan *const scan = &rows->scan;
    for (size_t i = rows->looked; i < length; i++) {
        if (bytes[i] == '\n' || bytes[i] == '\r') {
            return end_row(rows, bytes, length, rest, i, end);
        }
        scan->columns += bytes[i] == rows->separator;
    }
    return out_of_bytes(rows, bytes, length, rest, end);
}

/* The last byte from i on behind which the cell's end may stand; i itself is of the cell. */
static size_t skip_cell(const gv_rows *rows, const char *bytes, size_t i, size_t length)
{
    const int portable = rows->options->way == GV_BYTES_PORTABLE;
    while (length - i > GV_BYTES_AT_ONCE) {
        const char *const p = bytes + i + 1;
        const uint64_t ends = gv_bytes_between(p, rows->separator, rows->separator, portable) |
                              gv_bytes_between(p, '\n', '\r', portable);
        if (ends != 0) {
            return i + (size_t)__builtin_ctzll(ends);
        }
        i += GV_BYTES_AT_ONCE;
    }
    return i;
}

gv_rows_look gv_rows_look_csv(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                              size_t *end)
{
    gv_rows_scan *const scan = &rows->scan;
    if (rows->format == GV_SECTION_TSV_LINES) {
        return look_line(rows, bytes, length, rest, end);
    }
    for (size_t i = rows->looked; i < length; i++) {
        if (scan->state == IN_QUOTES) {
            i = run_quoted(rows, bytes, length, i);
            scan->state = i < length ? BEHIND_QUOTE : IN_QUOTES;
            continue;
        }
        const char c = bytes[i];
        if (c == rows->separator) {
            scan->columns++;
            scan->tabs++;
            scan->state = CELL_START;
            if (scan->line_end > 0 && rows->columns > 0 && scan->columns >= rows->columns) {
                rows->looked = i;
                return damaged(rows, 0, length, end);
            }
        } else if (c == '\n' || c == '\r') {
            return end_row(rows, bytes, length, rest, i, end);
        } else if (scan->state == CELL_START) {
            scan->state = c == '"' ? IN_QUOTES : IN_CELL;
            scan->cell_has_line = 0;
        } else if (scan->state == BEHIND_QUOTE && c == '"') {
            scan->state = IN_QUOTES;
        } else if (scan->state == BEHIND_QUOTE && scan->cell_has_line) {
            rows->looked = i;
            return damaged(rows, 0, length, end);
        } else {
            scan->state = IN_CELL;
        }
        if (scan->state == IN_CELL) {
            i = skip_cell(rows, bytes, i, length);
        }
    }
    return out_of_bytes(rows, bytes, length, rest, end);
}

int gv_rows_seek_csv(const gv_rows *rows, const char *bytes, size_t length, size_t from,
                     gv_rows_rest rest, size_t *at)
{
    (void)rows;
    for (size_t i = from; i < length; i++) {
        if (bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < length && bytes[i + 1] != '\n') ||
            (bytes[i] == '\r' && i + 1 == length && at_end(rest))) {
            *at = i + 1;
            return 1;
        }
    }
    *at = length > from && bytes[length - 1] == '\r' ? length - 1 : length;
    return 0;
}

/* ------------------------------------------------------------------ the header row */

/* The names of the columns, for people: id, "date", ... */
static gv_status say_columns(gv_rows *rows, const char *head, size_t length)
{
    gv_csv_row row = {.p = head, .end = head + length, .separator = rows->separator};
    gv_buf *const out = &rows->reason;
    gv_csv_cell cell;
    gv_buf_clear(out);
    GV_TRY(gv_buf_add_format(out, "no column \"%.200s\" among ", rows->options->text_field));
    for (int i = 0; gv_csv_next(&row, &cell); i++) {
        size_t n = cell.length < NAME_SHOWN ? cell.length : NAME_SHOWN;
        while (n < cell.length && n > 0 && ((unsigned char)cell.bytes[n] & 0xC0) == 0x80) {
            n--;
        }
        GV_TRY(gv_buf_add_text(out, i > 0 ? ", " : ""));
        if (i == NAMES_SHOWN) {
            GV_TRY(gv_buf_add_text(out, "..."));
            break;
        }
        GV_TRY(gv_buf_add(out, cell.bytes, n));
    }
    for (size_t i = 0; i < out->length; i++) {
        if ((unsigned char)out->bytes[i] < ' ') {
            out->bytes[i] = ' ';
        }
    }
    return gv_buf_add_text(out, "; name the column that holds the text");
}

gv_status gv_rows_begin_csv(gv_rows *rows, const char *bytes, size_t length, const char **fault)
{
    gv_buf *const head = &rows->head;
    gv_csv_row row = {.p = NULL};
    gv_csv_cell cell;
    uint64_t replaced = 0;
    gv_buf_clear(head);
    if (rows->stated != '\0') {
        GV_TRY(gv_buf_add_format(head, "sep=%c\n", rows->stated));
    }
    const size_t before = head->length;
    if (gv_utf8_valid_length(bytes, length) == length) {
        GV_TRY(gv_buf_add(head, bytes, length));
    } else if (gv_decode_judge(bytes, length) == GV_CHARSET_WINDOWS_1252) {
        GV_TRY(gv_decode_add_1252(bytes, length, head));
    } else {
        GV_TRY(gv_decode_add_repaired(bytes, length, head, &replaced));
    }
    const char *const names = head->bytes + before;
    const size_t n = head->length - before;
    rows->separator = rows->stated != '\0'
                          ? rows->stated
                          : gv_csv_separator(rows->options, rows->format, names, n);
    row = (gv_csv_row){.p = names, .end = names + n, .separator = rows->separator};
    for (rows->columns = 0; gv_csv_next(&row, &cell); rows->columns++) {
    }
    if (!rows->options->fields_only &&
        gv_csv_find_column(names, n, rows->separator, rows->options->text_field) == UINT32_MAX) {
        GV_TRY(say_columns(rows, names, n));
        *fault = rows->reason.bytes;
        return GV_OK;
    }
    return gv_buf_add_byte(head, '\n');
}
