/*
 * rows_scan.c - the format of a list chooses who looks at its records.
 *
 * In: bytes of a list. Out: what the scanner of its format says of the record at hand; for the
 * cutters, one whole record after the other. It decides nothing: rows.c does.
 */
#include "ingest/rows_scan.h"

gv_rows_look gv_rows_look_on(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                             size_t *end)
{
    switch (rows->format) {
    case GV_SECTION_JSON:
        return gv_rows_look_json(rows, bytes, length, rest, end);
    case GV_SECTION_XML:
        return gv_rows_look_xml(rows, bytes, length, rest, end);
    default:
        return gv_rows_look_csv(rows, bytes, length, rest, end);
    }
}

int gv_rows_seek(const gv_rows *rows, const char *bytes, size_t length, size_t from,
                 gv_rows_rest rest, size_t *at)
{
    switch (rows->format) {
    case GV_SECTION_JSON:
        return gv_rows_seek_json(rows, bytes, length, from, rest, at);
    case GV_SECTION_XML:
        return gv_rows_seek_xml(rows, bytes, length, from, rest, at);
    default:
        return gv_rows_seek_csv(rows, bytes, length, from, rest, at);
    }
}

void gv_rows_begin_at(gv_rows *rows, size_t at)
{
    rows->start = rows->looked = at;
    rows->verdict = 0;
    rows->scan = (gv_rows_scan){0};
}

int gv_rows_each(gv_rows *rows, const char *bytes, size_t length)
{
    size_t end = rows->looked;
    for (;;) {
        gv_rows_begin_at(rows, end);
        const gv_rows_look seen = gv_rows_look_on(rows, bytes, length, GV_ROWS_LAST, &end);
        if (seen == GV_LOOK_RECORD || seen == GV_LOOK_LINE) {
            rows->looked = end;
            return 1;
        }
        if (seen != GV_LOOK_NOTHING) {
            return 0;
        }
    }
}
