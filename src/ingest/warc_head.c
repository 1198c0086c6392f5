/*
 * warc_head.c - reads the header of a WARC or ARC record.
 *
 * In: bytes where a record begins, or may. Out: what the header says:
 *
 *     WARC/1.0\r\n                                      or, in one line of ARC:
 *     WARC-Type: response\r\n                           http://oru.example/a 10.0.0.7
 *     WARC-Target-URI: http://oru.example/a\r\n           20210401093000 text/html 1873\n
 *     WARC-Record-ID: <urn:uuid:5c1f...>\r\n
 *     Content-Length: 1873\r\n
 *     \r\n
 *
 * A header found by searching has all its lines right, a type, a length and one more name of WARC:
 * no text has that by chance but one about WARC, and that is settled by where the block ends.
 */
#include "ingest/warc_head.h"

#include <string.h>

enum {
    VERSION = 5,    /* "WARC/" */
    ARC_LINE = 8192 /* bytes of an ARC header, at most */
};

static const char MARK[] = "WARC/";

/* ------------------------------------------------------------------ WARC */

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number of bytes of "WARC/1.0" that stand where they should. */
static size_t count_right(const char *line, size_t length)
{
    size_t right = 0;
    for (size_t i = 0; i < VERSION && i < length; i++) {
        right += line[i] == MARK[i];
    }
    return right + (length > 5 && is_digit(line[5])) + (length > 6 && line[6] == '.') +
           (length > 7 && is_digit(line[7]));
}

/* "WARC/0.18", and nothing else. */
static int is_version(const char *line, size_t length)
{
    return length >= 8 && length <= 9 && count_right(line, length) == 8 &&
           (length == 8 || is_digit(line[8]));
}

static gv_warc_type read_type(const gv_header_line *line)
{
    static const struct {
        const char *name;
        gv_warc_type type;
    } types[] = {{"response", GV_WARC_RESPONSE},     {"resource", GV_WARC_RESOURCE},
                 {"conversion", GV_WARC_CONVERSION}, {"revisit", GV_WARC_REVISIT},
                 {"warcinfo", GV_WARC_INFO},        {"request", GV_WARC_REQUEST},
                 {"metadata", GV_WARC_METADATA},        {"continuation", GV_WARC_CONTINUATION}};
    const gv_header_line value = {.name = line->value, .name_length = line->value_length};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (gv_header_is(&value, types[i].name)) {
            return types[i].type;
        }
    }
    return GV_WARC_NO_TYPE;
}

static void keep(const gv_header_line *line, gv_warc_slice *slice)
{
    if (slice->bytes == NULL) {
        slice->bytes = line->value;
        slice->length = line->value_length;
    }
}

static void read_line(const gv_header_line *line, gv_warc_head *head)
{
    if (gv_header_is(line, "content-length") && !head->has_block_length) {
        head->has_block_length =
            gv_header_number(line->value, line->value_length, &head->block_length);
    } else if (gv_header_is(line, "warc-type") && head->type == GV_WARC_NO_TYPE) {
        head->type = read_type(line);
    } else if (gv_header_is(line, "warc-target-uri")) {
        keep(line, &head->url);
    } else if (gv_header_is(line, "warc-record-id")) {
        keep(line, &head->id);
    } else if (gv_header_is(line, "warc-date")) {
        keep(line, &head->date);
    } else if (gv_header_is(line, "content-type")) {
        keep(line, &head->content_type);
    } else if (gv_header_is(line, "warc-block-digest")) {
        keep(line, &head->digest);
    } else if (gv_header_is(line, "warc-truncated")) {
        head->truncated = 1;
    }
}

static gv_warc_answer read_warc(int strict, const char *bytes, size_t length, gv_warc_head *head,
                                size_t *seen)
{
    size_t at = 0;
    const size_t first = gv_header_first_line(bytes, length, &at);
    *seen = 1;
    if (first == SIZE_MAX) {
        return count_right(bytes, length) >= (length < 6 ? length : 6) ? GV_WARC_CUT
                                                                       : GV_WARC_NONE;
    }
    if (!is_version(bytes, first)) {
        if (strict || first > 12 || count_right(bytes, first) < 5) {
            return GV_WARC_NONE;
        }
        head->flaw = "has a damaged version line";
    }
    for (int n = 0; n < GV_HEADER_LINES; n++) {
        gv_header_line line = {0};
        const size_t before = at;
        const gv_header_step step = gv_header_next(bytes, length, &at, &line);
        *seen = before;
        if (step == GV_HEADER_CUT) {
            return GV_WARC_CUT;
        }
        if (step == GV_HEADER_BAD) {
            if (strict) {
                return GV_WARC_NONE;
            }
            head->flaw = head->flaw != NULL ? head->flaw : "has a damaged line in its header";
        } else if (step == GV_HEADER_LINE) {
            read_line(&line, head);
        } else {
            head->length = *seen = at;
            return !strict || (head->has_block_length && head->type != GV_WARC_NO_TYPE &&
                               head->id.length + head->url.length + head->date.length > 0)
                       ? GV_WARC_READ
                       : GV_WARC_NONE;
        }
    }
    return GV_WARC_NONE;
}

/* ------------------------------------------------------------------ ARC */

enum { V1_FIELDS = 5, V2_FIELDS = 10 };

static int is_date(const gv_warc_slice *field)
{
    uint64_t unused = 0;
    return (field->length == 14 || field->length == 12) &&
           gv_header_number(field->bytes, field->length, &unused);
}

/* The last `n` words of a line; 0 if it has fewer. What stands before them is put into words[0]
 * too: addresses hold blanks now and then. */
static int split_from_end(const char *line, size_t length, size_t n, gv_warc_slice *words)
{
    size_t end = length;
    for (size_t i = n; i-- > 0;) {
        size_t start = i == 0 ? 0 : end;
        while (start > 0 && line[start - 1] != ' ') {
            start--;
        }
        words[i] = (gv_warc_slice){line + start, end - start};
        if (words[i].length == 0 || (i > 0 && start == 0)) {
            return 0;
        }
        end = start > 0 ? start - 1 : 0;
    }
    return 1;
}

/* 1 if it begins as an address does: letters and a colon. */
static int begins_address(const char *line, size_t length)
{
    size_t i = 0;
    while (i < length && line[i] >= 'a' && line[i] <= 'z') {
        i++;
    }
    return i >= 2 && i <= 12 && i < length && line[i] == ':';
}

static gv_warc_answer read_arc(const char *bytes, size_t length, gv_warc_head *head, size_t *seen)
{
    gv_warc_slice words[V2_FIELDS];
    const size_t limit = length < ARC_LINE ? length : ARC_LINE;
    size_t next = 0;
    *seen = 1;
    const size_t end = gv_header_first_line(bytes, limit, &next);
    if (!begins_address(bytes, end == SIZE_MAX ? limit : end)) {
        return length < 12 && end == SIZE_MAX ? GV_WARC_CUT : GV_WARC_NONE;
    }
    if (end == SIZE_MAX) {
        return length < ARC_LINE ? GV_WARC_CUT : GV_WARC_NONE;
    }
    size_t n = V1_FIELDS;
    int found = split_from_end(bytes, end, n, words) && is_date(&words[2]);
    if (!found) {
        n = V2_FIELDS;
        found = split_from_end(bytes, end, n, words) && is_date(&words[2]);
    }
    if (!found || !gv_header_number(words[n - 1].bytes, words[n - 1].length,
                                    &head->block_length)) {
        *seen = next;
        return GV_WARC_NONE;
    }
    const int is_filedesc = words[0].length > 11 && memcmp(words[0].bytes, "filedesc://", 11) == 0;
    head->type = is_filedesc ? GV_WARC_INFO : GV_WARC_RESPONSE;
    head->has_block_length = 1;
    head->url = words[0];
    head->date = words[2];
    head->content_type = words[3];
    head->length = *seen = next;
    return GV_WARC_READ;
}

/* ------------------------------------------------------------------ both */

gv_warc_answer gv_warc_head_read(int is_arc, int strict, const char *bytes, size_t length,
                                 gv_warc_head *head, size_t *seen)
{
    gv_warc_head read = {0};
    const size_t limit = length < GV_HEADER_BYTES ? length : GV_HEADER_BYTES;
    gv_warc_answer answer = is_arc ? read_arc(bytes, limit, &read, seen)
                                   : read_warc(strict, bytes, limit, &read, seen);
    if (answer == GV_WARC_CUT && length >= GV_HEADER_BYTES) {
        answer = GV_WARC_NONE;
    }
    if (answer == GV_WARC_READ) {
        *head = read;
    }
    return answer;
}

static size_t find_warc(const char *bytes, size_t from, size_t length)
{
    while (from < length) {
        const char *const found = memchr(bytes + from, 'W', length - from);
        if (found == NULL) {
            return length;
        }
        from = (size_t)(found - bytes);
        const size_t left = length - from;
        if (memcmp(found, MARK, left < VERSION ? left : VERSION) == 0) {
            return from;
        }
        from++;
    }
    return length;
}

size_t gv_warc_head_find(int is_arc, const char *bytes, size_t from, size_t length,
                         int after_line)
{
    if (!is_arc) {
        return find_warc(bytes, from, length);
    }
    while (from < length) {
        if (from == 0 ? after_line : bytes[from - 1] == '\n') {
            const size_t left = length - from;
            if (begins_address(bytes + from, left) || left < 16) {
                return from;
            }
        }
        const char *const newline =
            memchr(bytes + from, '\n', length - from);
        from = newline != NULL ? (size_t)(newline - bytes) + 1 : length;
    }
    return length;
}
