/*
 * html_text.c - the text of a page to the blocks of its extract.
 *
 * In: text as it stands between tags. Out: clean text whose pieces know where it stood:
 *
 *     Oru &amp;\n Dassi      "Oru " from 0, "&" from 4, " " from 9, "Dassi" from 11
 *
 * Text that is not shown stays out of a block that is; standing alone, it is a block of its own, so
 * that it can be kept where a page shows nothing else. What stands raised behind a number is not
 * one of its digits: 17<sup>2</sup> is "17 2". A raised link is a call for a note, and left out.
 */
#include "ingest/html_page.h"

#include "ingest/html_entity.h"
#include "text/utf8.h"

#include <string.h>

enum { NOT_SHOWN = GV_HTML_DROPPED | GV_HTML_CONCEALED };

static size_t block_start(const gv_html_page *page)
{
    const gv_extract *const extract = page->extract;
    return extract->n_blocks > 0 ? extract->blocks[extract->n_blocks - 1].end : 0;
}

gv_status gv_html_text_end_block(gv_html_page *page)
{
    gv_extract *const extract = page->extract;
    const gv_html_element *const top = gv_html_top(page);
    const size_t n = extract->n_blocks;
    GV_TRY(gv_extract_end_block(extract, (gv_passage_kind)top->kind));
    if (extract->n_blocks > n) {
        GV_TRY(gv_array_reserve((void **)&page->blocks, page->n_blocks + 1, sizeof *page->blocks,
                                &page->blocks_capacity));
        const size_t length = extract->blocks[n].end - extract->blocks[n].start;
        page->blocks[page->n_blocks++] =
            (gv_html_block){.flags = page->flags,
                            .region = top->region,
                            .group = top->group,
                            .linked = page->linked < length ? page->linked : length};
    }
    page->linked = 0;
    page->flags = 0;
    page->breaks = 0;
    return GV_OK;
}

gv_status gv_html_text_break(gv_html_page *page)
{
    if (page->extract->text.length == block_start(page)) {
        return GV_OK;
    }
    page->breaks++;
    return page->breaks >= 2 ? gv_html_text_end_block(page)
                             : gv_extract_add(page->extract, " ", 1, UINT64_MAX, 0);
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Adds decoded text, of which `used` bytes at `source` were used up. */
static gv_status add(gv_html_page *page, const char *text, size_t length, uint64_t source,
                     size_t used)
{
    gv_extract *const extract = page->extract;
    const unsigned flags = gv_html_top(page)->all;
    const size_t before = extract->text.length;
    if ((flags & GV_HTML_RAISED) != 0 && before > block_start(page) && is_digit(text[0]) &&
        is_digit(extract->text.bytes[before - 1])) {
        GV_TRY(gv_extract_add(extract, " ", 1, UINT64_MAX, 0));
    }
    GV_TRY(gv_extract_add(extract, text, length, source, used));
    const size_t grown = extract->text.length - before;
    if (grown > 1 || (grown == 1 && extract->text.bytes[before] != ' ')) {
        page->breaks = 0;
    }
    page->linked += (flags & GV_HTML_LINKED) != 0 ? grown : 0;
    return GV_OK;
}

/* Adds bytes that hold no references; bad ones are replaced. */
static gv_status add_bytes(gv_html_page *page, const char *bytes, size_t length, uint64_t source)
{
    while (length > 0) {
        const size_t valid = gv_utf8_valid_length(bytes, length);
        if (valid > 0) {
            GV_TRY(add(page, bytes, valid, source, valid));
        }
        if (valid < length) {
            GV_TRY(add(page, "\xef\xbf\xbd", 3, source + valid, 1));
            page->replaced++;
        }
        const size_t used = valid < length ? valid + 1 : valid;
        bytes += used;
        length -= used;
        source += used;
    }
    return GV_OK;
}

/* Adds what may hold references. */
static gv_status add_run(gv_html_page *page, size_t start, size_t end, int literal)
{
    const char *const bytes = page->bytes;
    for (size_t at = start; at < end;) {
        char decoded[GV_HTML_ENTITY_MAX];
        size_t length = 0;
        const char *const mark = literal ? NULL : memchr(bytes + at, '&', end - at);
        const size_t stop = mark != NULL ? (size_t)(mark - bytes) : end;
        GV_TRY(add_bytes(page, bytes + at, stop - at, page->offset + at));
        if (stop == end) {
            break;
        }
        const size_t used = gv_html_entity_read(mark, end - stop, 0, decoded, &length);
        if (used == 0) {
            GV_TRY(add(page, "&", 1, page->offset + stop, 1));
        } else { /* "&nGg;" and "&#0" are as long as what they stand for, and still not that */
            GV_TRY(add(page, decoded, length, page->offset + stop, used == length ? 0 : used));
        }
        at = stop + (used > 0 ? used : 1);
    }
    return GV_OK;
}

static int is_all_blank(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] != ' ' && (bytes[i] < '\t' || bytes[i] > '\r')) {
            return 0;
        }
    }
    return 1;
}

gv_status gv_html_text_add(gv_html_page *page, const gv_html_token *token)
{
    const unsigned flags = gv_html_top(page)->all;
    const char *const bytes = page->bytes;
    const int begun = page->extract->text.length > block_start(page);
    if ((flags & GV_HTML_SKIPPED) != 0 ||
        (flags & (GV_HTML_RAISED | GV_HTML_LINKED)) == (GV_HTML_RAISED | GV_HTML_LINKED)) {
        return GV_OK;
    }
    if (begun && page->flags == 0 && (flags & NOT_SHOWN) != 0) {
        /* A control stands between the words around it; what is hidden does not. */
        return (flags & GV_HTML_CONCEALED) != 0
                   ? GV_OK
                   : gv_extract_add(page->extract, " ", 1, UINT64_MAX, 0);
    }
    if (is_all_blank(bytes + token->start, token->end - token->start) &&
        (!begun || (page->flags != 0 && (flags & NOT_SHOWN) == 0))) {
        return GV_OK;
    }
    if (begun && page->flags != 0 && (flags & NOT_SHOWN) == 0) {
        GV_TRY(gv_html_text_end_block(page));
    }
    if (page->extract->text.length == block_start(page)) {
        page->flags = flags & NOT_SHOWN;
    }
    size_t at = token->start;
    while ((flags & GV_HTML_LINES) != 0 && at < token->end) {
        const char *const line = memchr(bytes + at, '\n', token->end - at);
        if (line == NULL) {
            break;
        }
        GV_TRY(add_run(page, at, (size_t)(line - bytes), token->literal));
        GV_TRY(gv_html_text_break(page));
        at = (size_t)(line - bytes) + 1;
    }
    return add_run(page, at, token->end, token->literal);
}
