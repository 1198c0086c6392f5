/*
 * rows_reason.c - what is said of a record that is left out.
 *
 * In: a record at which a scanner stopped. Out: words for people: row 17: left out: a quotation
 * mark opens a cell ...
 */
#include "ingest/rows_scan.h"

#include "ingest/jsonl.h"
#include "ingest/section.h"

#include <inttypes.h>

int gv_rows_is_table(const gv_rows *rows)
{
    return rows->format != GV_SECTION_JSON && rows->format != GV_SECTION_XML;
}

const char *gv_rows_word(const gv_rows *rows)
{
    return gv_rows_is_table(rows) ? "row" : "element";
}

gv_status gv_rows_say_broken(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                             int is_long)
{
    gv_buf *const out = &rows->reason;
    gv_json_error error = {1, "an object"};
    gv_buf_clear(out);
    GV_TRY(gv_buf_add_format(out, "%s %" PRIu64 ": ", gv_rows_word(rows), rows->number + 1));
    if (is_long) {
        return gv_buf_add_format(out, "longer than %zu bytes, so it was left out; raise the "
                                      "document limit", gv_section_line_limit(rows->options));
    }
    if (rest == GV_ROWS_GAP && rows->looked == length) {
        return gv_buf_add_text(out, "left out: its end is lost, in a gap");
    }
    if (rows->format == GV_SECTION_JSON && rows->of_strings > 0) {
        return gv_buf_add_text(out, "left out: no string in quotation marks with a comma behind "
                                    "it, as this list has them");
    }
    if (rows->format == GV_SECTION_JSON) {
        const size_t seen = rows->looked + (rows->looked < length) - rows->start;
        (void)gv_json_scan(bytes + rows->start, seen, NULL, 0, &error);
        return gv_buf_add_format(out, "left out: not JSON at byte %zu: expected %s", error.column,
                                 error.expected);
    }
    if (rows->format == GV_SECTION_XML) {
        return gv_buf_add_format(out, "left out: <%s> is not closed, or a tag in it is damaged",
                                 rows->name);
    }
    return gv_buf_add_text(out, "left out: a quotation mark opens a cell, and none closes it where "
                                "a cell can end; read on behind the line");
}
