/*
 * http.c - the head of an HTTP response.
 *
 * In: bytes that begin with a status line. Out: what matters of it for reading the body:
 *
 *     HTTP/1.1 200 OK                       status 200 ("HTTP/1.1 200" and "HTTP/1.0 200 Fine" too)
 *     content-type: text/html; charset=X    media type, charset
 *     Transfer-Encoding: chunked            chunked
 *     Content-Encoding: gzip                plain: gzip shows by its own first bytes
 *
 * Lines that are none are passed over. Of a header that stands twice the first counts.
 */
#include "ingest/http.h"

#include <string.h>

/* The status of "HTTP/1.1 200 OK"; 0 if it is no such line. */
static unsigned read_status(const char *line, size_t length)
{
    size_t at = 0;
    if (length < 5 || memcmp(line, "HTTP", 4) != 0) {
        return 0;
    }
    while (at < length && line[at] != ' ' && line[at] != '\t') {
        at++;
    }
    while (at < length && (line[at] == ' ' || line[at] == '\t')) {
        at++;
    }
    uint64_t status = 0;
    if (length - at < 3 || !gv_header_number(line + at, 3, &status) ||
        (length - at > 3 && line[at + 3] >= '0' && line[at + 3] <= '9')) {
        return 0;
    }
    return (unsigned)status;
}

/* 1 if [word, word + length) is `name`, in whatever case. */
static int is_word(const char *word, size_t length, const char *name)
{
    const gv_header_line line = {.name = word, .name_length = length};
    return gv_header_is(&line, name);
}

/* Goes on to the next word of a list "gzip, chunked"; 0 after the last. */
static int next_word(const gv_header_line *line, size_t *at, const char **word, size_t *length)
{
    while (*at < line->value_length && strchr(" \t\r\n,", line->value[*at]) != NULL &&
           line->value[*at] != '\0') {
        ++*at;
    }
    *word = line->value + *at;
    *length = 0;
    while (*at < line->value_length && (strchr(" \t\r\n,", line->value[*at]) == NULL ||
                                        line->value[*at] == '\0')) {
        ++*at;
        ++*length;
    }
    return *length > 0;
}

static void set_other(gv_http_head *head, const char *word, size_t length)
{
    head->coding = GV_HTTP_OTHER;
    size_t used = 0;
    for (size_t i = 0; i < length && used + 1 < sizeof head->coding_name; i++) {
        const char c = word[i];
        head->coding_name[used++] = c > ' ' && c < 0x7f ? c : '?';
    }
    head->coding_name[used] = '\0';
}

/* What stands around the body, from the inside out. Deflate and brotli have no mark of their own,
 * so they can be read only where nothing else is around them. */
static void read_codings(const gv_header_line *line, gv_http_head *head)
{
    static const char *const shown[] = {"gzip", "x-gzip", "zstd", "xz", "bzip2", "x-bzip2"};
    size_t at = 0;
    size_t length = 0;
    const char *word = NULL;
    while (next_word(line, &at, &word, &length)) {
        size_t i = 0;
        while (i < sizeof shown / sizeof shown[0] && !is_word(word, length, shown[i])) {
            i++;
        }
        const int shows = i < sizeof shown / sizeof shown[0];
        const int is_brotli = is_word(word, length, "br") && gv_brotli_version() != NULL;
        if ((is_brotli || is_word(word, length, "deflate")) && head->coding == GV_HTTP_PLAIN) {
            head->coding = is_brotli ? GV_HTTP_BROTLI : GV_HTTP_DEFLATE;
        } else if (shows && head->coding != GV_HTTP_PLAIN) {
            set_other(head, line->value, line->value_length);
        } else if (!shows && !is_word(word, length, "identity") &&
                   !is_word(word, length, "none") && !is_word(word, length, "chunked") &&
                   !is_word(word, length, "utf-8")) {
            set_other(head, word, length);
        }
        if (head->coding == GV_HTTP_OTHER) {
            return;
        }
    }
}

static void read_line(const gv_header_line *line, gv_http_head *head)
{
    const char *word = NULL;
    size_t at = 0;
    size_t length = 0;
    if (gv_header_is(line, "content-type") && head->media_type[0] == '\0') {
        gv_header_media_type(line->value, line->value_length, head->media_type,
                             sizeof head->media_type, head->charset, sizeof head->charset);
    } else if (gv_header_is(line, "transfer-encoding")) {
        while (next_word(line, &at, &word, &length)) {
            head->chunked |= is_word(word, length, "chunked");
        }
    } else if (gv_header_is(line, "content-encoding") && head->coding == GV_HTTP_PLAIN) {
        read_codings(line, head);
    }
}

gv_http_answer gv_http_head_read(const char *bytes, size_t length, gv_http_head *head)
{
    gv_http_head read = {0};
    const size_t limit = length < GV_HEADER_BYTES ? length : GV_HEADER_BYTES;
    const gv_http_answer cut = length >= GV_HEADER_BYTES ? GV_HTTP_LONG : GV_HTTP_CUT;
    size_t at = 0;
    const size_t first = gv_header_first_line(bytes, limit, &at);
    if (first == SIZE_MAX) {
        return cut;
    }
    read.status = read_status(bytes, first);
    for (int n = 0; n < GV_HEADER_LINES; n++) {
        gv_header_line line = {0};
        const gv_header_step step = gv_header_next(bytes, limit, &at, &line);
        if (step == GV_HEADER_CUT) {
            return cut;
        }
        if (step == GV_HEADER_END) {
            read.length = at;
            *head = read;
            return GV_HTTP_READ;
        }
        if (step == GV_HEADER_LINE) {
            read_line(&line, &read);
        }
    }
    return GV_HTTP_LONG;
}
