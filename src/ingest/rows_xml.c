/*
 * rows_xml.c - where the elements of one name end in an XML dump.
 *
 * In: bytes as they come. Out: the ends of elements; what stands between them belongs to none:
 *
 *     <mediawiki><siteinfo/> <page><title>Oru</title></page> <page>...</page> </mediawiki>
 *                            |---------- record ----------|
 *
 * Which name: xml_head.c. If there is none, the whole file is one record. Comments, CDATA sections,
 * instructions and the document type are stepped over. Nothing is checked but tags: cut_xml.c
 * parses. Behind damage a record begins where its start tag does.
 */
#include "ingest/rows_scan.h"

#include <string.h>

enum { TEXT = 0, TAG, TAG_QUOTED, TAG_APOSTROPHE, COMMENT, CDATA, INSTRUCTION, TYPE, TYPE_INSIDE };

enum { MARKUP_START = 80 /* bytes that tell what a "<" begins */ };

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int begins(const char *p, const char *end, const char *text)
{
    const size_t length = strlen(text);
    return (size_t)(end - p) >= length && memcmp(p, text, length) == 0;
}

/* 1 if p, behind "<" or "</", is the whole of `name`. */
static int is_name(const char *p, const char *end, const char *name)
{
    const size_t length = strlen(name);
    return begins(p, end, name) && p + length < end &&
           (is_blank(p[length]) || p[length] == '>' || p[length] == '/');
}

/* What the "<" at p begins. */
static unsigned markup(const char *p, const char *end)
{
    return begins(p, end, "<!--")        ? COMMENT
           : begins(p, end, "<![CDATA[") ? CDATA
           : begins(p, end, "<?")        ? INSTRUCTION
           : begins(p, end, "<!")        ? TYPE
                                         : TAG;
}

/* Where `text`, which ends the markup at hand, is complete, from i on: behind it, or 0 with *i
 * where to look on. */
static size_t find_behind(const char *bytes, size_t length, const char *text, size_t *i)
{
    const size_t n = strlen(text);
    const char last = text[n - 1];
    for (size_t at = *i; at < length; at++) {
        const char *const p = memchr(bytes + at, last, length - at);
        if (p == NULL) {
            break;
        }
        at = (size_t)(p - bytes);
        if (at + 1 >= n && memcmp(p + 1 - n, text, n) == 0) {
            return at + 1;
        }
    }
    *i = length;
    return 0;
}

/* In a tag or document type from *i; 1 behind its ">", 0 if bytes are wanting, -1 at a "<". */
static int run_tag(gv_rows_scan *scan, const char *bytes, size_t length, size_t *i)
{
    for (; *i < length; ++*i) {
        const char c = bytes[*i];
        if (scan->state == TAG_QUOTED || scan->state == TAG_APOSTROPHE) {
            if (c == (scan->state == TAG_QUOTED ? '"' : '\'')) {
                scan->state = TAG;
            } else if (c == '<') {
                return -1;
            }
        } else if (scan->state == TYPE_INSIDE) {
            scan->state = c == ']' ? TYPE : TYPE_INSIDE;
        } else if (c == '>') {
            ++*i;
            return 1;
        } else if (scan->state == TYPE) {
            scan->state = c == '[' ? TYPE_INSIDE : TYPE;
        } else if (c == '<') {
            return -1;
        } else if (c == '"' || c == '\'') {
            scan->state = c == '"' ? TAG_QUOTED : TAG_APOSTROPHE;
        }
    }
    return 0;
}

/* Behind the markup that begins at scan.stop; 1, or 0 if bytes are wanting, or -1 if it is damaged;
 * *i is where to look on. */
static int run_markup(gv_rows_scan *scan, const char *bytes, size_t length, size_t *i)
{
    static const char *const ends[] = {[COMMENT] = "-->", [CDATA] = "]]>", [INSTRUCTION] = "?>"};
    if (scan->state < COMMENT || scan->state > INSTRUCTION) {
        return run_tag(scan, bytes, length, i);
    }
    const size_t found = find_behind(bytes, length, ends[scan->state], i);
    *i = found > 0 ? found : *i;
    return found > 0;
}

/* A tag from scan.stop to `behind` is past: counts depth. Returns 1 if the record ends with it. */
static int count_tag(gv_rows *rows, const char *bytes, size_t behind)
{
    gv_rows_scan *const scan = &rows->scan;
    const char *const p = bytes + scan->stop;
    const char *const end = bytes + behind;
    const int closing = p[1] == '/';
    if (!is_name(p + 1 + closing, end, rows->name)) {
        if (scan->depth == 0) {
            rows->open += closing ? -(rows->open > 0) : end[-2] != '/';
        }
        return 0;
    }
    if (closing) {
        const int inside = scan->depth > 0;
        scan->depth -= (uint32_t)inside;
        return inside && scan->depth == 0;
    }
    if (scan->depth == 0) {
        scan->at = scan->stop;
    }
    scan->depth += end[-2] != '/';
    return scan->depth == 0;
}

/* The whole member is one record. */
static gv_rows_look look_whole(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                               size_t *end)
{
    size_t i = rows->start;
    if (rest < GV_ROWS_GAP || rows->start == length) {
        rows->looked = length;
        return GV_LOOK_MORE;
    }
    while (i < length && is_blank(bytes[i])) {
        i++;
    }
    rows->looked = *end = rows->scan.stop = length;
    rows->scan.at = i;
    return i == length ? GV_LOOK_NOTHING : GV_LOOK_RECORD;
}

/* All is seen up to `looked`; between records what is known to be none of them is let go. */
static gv_rows_look out_of_bytes(gv_rows *rows, size_t nothing, size_t looked, gv_rows_rest rest,
                                 size_t *end)
{
    rows->looked = looked;
    if (rows->scan.depth == 0 && nothing > rows->start) {
        *end = nothing;
        return GV_LOOK_NOTHING;
    }
    return rest >= GV_ROWS_GAP && looked > rows->start ? GV_LOOK_BROKEN : GV_LOOK_MORE;
}

gv_rows_look gv_rows_look_xml(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                              size_t *end)
{
    gv_rows_scan *const scan = &rows->scan;
    size_t i = rows->looked;
    if (rows->name[0] == '\0') {
        return look_whole(rows, bytes, length, rest, end);
    }
    for (;;) {
        if (scan->state == TEXT) {
            const char *const p = i < length ? memchr(bytes + i, '<', length - i) : NULL;
            if (p == NULL) {
                return out_of_bytes(rows, length, length, rest, end);
            }
            scan->stop = i = (size_t)(p - bytes);
            if (scan->depth == 0 && i > rows->start) {
                rows->looked = *end = i; /* what is between, or a record of its own */
                return GV_LOOK_NOTHING;
            }
            if (length - i < MARKUP_START && rest < GV_ROWS_GAP) {
                return out_of_bytes(rows, i, i, rest, end);
            }
            scan->state = markup(p, bytes + length);
            i += scan->state == COMMENT ? 4 : 1;
        }
        const int was_tag = scan->state < COMMENT;
        const int past = run_markup(scan, bytes, length, &i);
        if (past == 0) {
            return out_of_bytes(rows, scan->stop, i, rest, end);
        }
        scan->state = TEXT;
        if (past < 0) {
            rows->looked = i;
            if (scan->depth > 0) {
                return GV_LOOK_BROKEN;
            }
            continue;
        }
        if (was_tag && count_tag(rows, bytes, i)) {
            rows->looked = scan->stop = *end = i;
            return GV_LOOK_RECORD;
        }
    }
}

int gv_rows_seek_xml(const gv_rows *rows, const char *bytes, size_t length, size_t from,
                     gv_rows_rest rest, size_t *at)
{
    if (rows->name[0] == '\0') {
        *at = length;
        return 0;
    }
    for (size_t i = from; i < length; i++) {
        const char *const p = memchr(bytes + i, '<', length - i);
        if (p == NULL) {
            break;
        }
        i = (size_t)(p - bytes);
        if (length - i < MARKUP_START && rest < GV_ROWS_GAP) {
            *at = i;
            return 0;
        }
        if (is_name(p + 1, bytes + length, rows->name)) {
            *at = i;
            return 1;
        }
    }
    *at = length;
    return 0;
}
