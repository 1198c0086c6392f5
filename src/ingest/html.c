/*
 * html.c - the bytes of an HTML page as tags and text.
 *
 * In: a page, whole, in a character set in which "<" is a byte of its own. Out: its tags and texts:
 *
 *     <p class=x>A &amp; b<!-- c --></p>     open p [0,11)  text [11,20)  close p [30,34)
 *
 * It cuts as the HTML standard says, and where the standard would throw away the rest of a damaged
 * page it goes on: a comment without an end ends at its first ">", so does a tag whose quote is
 * never closed; a title without an end tag is an element like others, and a script without one ends
 * before the next tag that begins or ends a block.
 *
 * Every search that comes back empty is remembered, so that time is linear: "<!--<!--<!--" is
 * looked through once. It builds no tree (html_page.c) and decodes no entities (html_entity.c).
 */
#include "ingest/html.h"

#include <string.h>

enum { BLOCK_NAME = 10 }; /* bytes of "figcaption", "blockquote" */

static int is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Where byte c is next, from `at` on; length: nowhere. */
static size_t find_byte(const gv_html_reader *r, size_t at, char c)
{
    const char *const found = at < r->length ? memchr(r->bytes + at, c, r->length - at) : NULL;
    return found != NULL ? (size_t)(found - r->bytes) : r->length;
}

static int has_at(const gv_html_reader *r, size_t at, const char *text, size_t length)
{
    return at <= r->length && r->length - at >= length &&
           memcmp(r->bytes + at, text, length) == 0;
}

/* 1 if the lower-case name stands at `at`, in any case, with nothing but a delimiter behind it. */
static int has_name_at(const gv_html_reader *r, size_t at, const char *name)
{
    const size_t length = strlen(name);
    if (at > r->length || r->length - at <= length) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        if ((r->bytes[at + i] | 0x20) != (name[i] | 0x20)) {
            return 0;
        }
    }
    const char behind = r->bytes[at + length];
    return is_blank(behind) || behind == '/' || behind == '>';
}

static int ends_name(char c)
{
    return is_blank(c) || c == '/' || c == '>';
}

static size_t name_end(const gv_html_reader *r, size_t at)
{
    while (at < r->length && !ends_name(r->bytes[at])) {
        at++;
    }
    return at;
}

/* ------------------------------------------------------------------ tags */

/* Behind a quoted value that begins at `at` with its quote; 0: the quote is never closed. */
static size_t quote_end(gv_html_reader *r, size_t at)
{
    const int which = r->bytes[at] == '\'';
    size_t end = r->length;
    if (!r->no_quote[which]) {
        end = find_byte(r, at + 1, r->bytes[at]);
        r->no_quote[which] = end == r->length;
    }
    return end < r->length ? end + 1 : 0;
}

/* One attribute from `at` on, which is no blank, slash or ">"; returns where it ends. broken: its
 * quote is never closed. */
static size_t read_attribute(gv_html_reader *r, size_t at, gv_html_slice *name,
                             gv_html_slice *value, int *broken)
{
    name->start = at;
    at++; /* even "=" can begin a name */
    while (at < r->length && !is_blank(r->bytes[at]) && r->bytes[at] != '/' &&
           r->bytes[at] != '>' && r->bytes[at] != '=') {
        at++;
    }
    name->end = at;
    *value = (gv_html_slice){at, at};
    size_t next = at;
    while (next < r->length && is_blank(r->bytes[next])) {
        next++;
    }
    if (next >= r->length || r->bytes[next] != '=') {
        return next;
    }
    next++;
    while (next < r->length && is_blank(r->bytes[next])) {
        next++;
    }
    if (next >= r->length || r->bytes[next] == '>') {
        return next;
    }
    if (r->bytes[next] == '"' || r->bytes[next] == '\'') {
        const size_t end = quote_end(r, next);
        *broken = end == 0;
        *value = (gv_html_slice){next + 1, end > 0 ? end - 1 : next + 1};
        return end > 0 ? end : next + 1;
    }
    value->start = next;
    while (next < r->length && !is_blank(r->bytes[next]) && r->bytes[next] != '>') {
        next++;
    }
    value->end = next;
    return next;
}

/* Behind the ">" of the tag whose attributes begin at `at`. */
static size_t tag_end(gv_html_reader *r, size_t at)
{
    const size_t start = at;
    gv_html_slice name;
    gv_html_slice value;
    int broken = 0;
    while (at < r->length && r->bytes[at] != '>') {
        if (is_blank(r->bytes[at]) || r->bytes[at] == '/') {
            at++;
            continue;
        }
        at = read_attribute(r, at, &name, &value, &broken);
        if (broken) {
            at = find_byte(r, start, '>');
        }
    }
    return at < r->length ? at + 1 : r->length;
}

int gv_html_next_attribute(const gv_html_reader *reader, const gv_html_token *token, size_t *at,
                           gv_html_slice *name, gv_html_slice *value)
{
    gv_html_reader within = {.bytes = reader->bytes, .length = token->end};
    int broken = 0;
    size_t next = *at;
    while (next < token->end &&
           (is_blank(reader->bytes[next]) || reader->bytes[next] == '/')) {
        next++;
    }
    if (next >= token->end || reader->bytes[next] == '>') {
        return 0;
    }
    *at = read_attribute(&within, next, name, value, &broken);
    if (broken) { /* the tag was ended at its first ">", or ends with the page */
        const size_t end = token->end - (reader->bytes[token->end - 1] == '>');
        value->end = end > value->start ? end : value->start;
        *at = token->end;
    }
    return 1;
}

/* ------------------------------------------------------------------ raw content */

/* Where the end tag of a script begins: "</script>" in "<!-- <script> </script> -->" is none. */
static size_t script_end(gv_html_reader *r)
{
    size_t first = r->length;
    size_t dashes = r->at; /* "-->" is looked for from here */
    int depth = 0; /* 1: in <!--, 2: in a <script> in it */
    for (size_t at = find_byte(r, r->at, '<'); at < r->length; at = find_byte(r, at + 1, '<')) {
        for (; depth > 0 && dashes < at; dashes = find_byte(r, dashes + 1, '-')) {
            if (has_at(r, dashes, "-->", 3)) {
                depth = 0;
            }
        }
        if (has_at(r, at, "<!--", 4)) {
            depth = depth > 0 ? depth : 1;
            dashes = at + 2;
        } else if (has_at(r, at, "</", 2) && has_name_at(r, at + 2, "script")) {
            first = first < at ? first : at;
            if (depth < 2 || r->no_nested_script) {
                return at;
            }
            depth = 1;
        } else if (depth == 1 && has_name_at(r, at + 1, "script")) {
            depth = 2;
        }
    }
    r->no_nested_script = 1;
    return first;
}

static size_t raw_end(gv_html_reader *r)
{
    const char *const name = gv_html_tag_name(r->raw);
    if (r->raw == GV_TAG_SCRIPT) {
        return script_end(r);
    }
    for (size_t at = find_byte(r, r->at, '<'); at < r->length; at = find_byte(r, at + 1, '<')) {
        if (has_at(r, at, "</", 2) && has_name_at(r, at + 2, name)) {
            return at;
        }
    }
    return r->length;
}

/* Where the next tag of a block begins. */
static size_t next_block(const gv_html_reader *r)
{
    for (size_t at = find_byte(r, r->at, '<'); at < r->length; at = find_byte(r, at + 1, '<')) {
        const size_t name = at + 1 + (has_at(r, at, "</", 2) ? 1 : 0);
        size_t end = name; /* no further than blocks have names, so that "<<<<" costs no more */
        while (end < r->length && end - name <= BLOCK_NAME && !ends_name(r->bytes[end])) {
            end++;
        }
        if (end < r->length && end - name <= BLOCK_NAME &&
            (gv_html_tag_flags(gv_html_tag_find(r->bytes + name, end - name)) & GV_TAG_BLOCK)) {
            return at;
        }
    }
    return r->length;
}

/* The content of a raw element; 0: it has none. */
static int next_raw(gv_html_reader *r, gv_html_token *t)
{
    const gv_html_tag tag = r->raw;
    const unsigned flags = gv_html_tag_flags(tag);
    size_t end = r->no_end[tag] ? r->length : raw_end(r);
    const int ends = end < r->length;
    if (!ends) {
        r->no_end[tag] = 1;
        if ((flags & GV_TAG_ESCAPABLE) != 0) {
            r->raw = GV_TAG_OTHER;
            return 0;
        }
        end = next_block(r);
        r->missing = tag;
    }
    *t = (gv_html_token){.kind = GV_HTML_TEXT,
                         .start = r->at,
                         .end = end,
                         .literal = (flags & GV_TAG_RAW) != 0};
    r->raw = GV_TAG_OTHER;
    r->at = end;
    return t->start < t->end;
}

/* ------------------------------------------------------------------ tokens */

/* Behind the comment that begins at `at` with "<!--". */
static size_t comment_end(gv_html_reader *r, size_t at)
{
    if (has_at(r, at + 4, ">", 1) || has_at(r, at + 4, "->", 2)) {
        return find_byte(r, at + 4, '>') + 1;
    }
    for (size_t p = at + 4; !r->no_comment_end; p++) {
        p = find_byte(r, p, '-');
        if (p >= r->length) {
            r->no_comment_end = 1;
        } else if (has_at(r, p, "-->", 3) || has_at(r, p, "--!>", 4)) {
            return find_byte(r, p, '>') + 1;
        }
    }
    const size_t end = find_byte(r, at + 4, '>');
    return end < r->length ? end + 1 : r->length;
}

static int begins_markup(const gv_html_reader *r, size_t at)
{
    if (r->length - at < 2) {
        return 0;
    }
    const char c = r->bytes[at + 1];
    return is_letter(c) || c == '/' || c == '!' || c == '?';
}

/* A tag at r->at, of which `mark` bytes come before the name. */
static void next_tag(gv_html_reader *r, size_t mark, gv_html_token *t)
{
    const size_t name = r->at + mark;
    const size_t end = name_end(r, name);
    const gv_html_tag tag = gv_html_tag_find(r->bytes + name, end - name);
    *t = (gv_html_token){.kind = mark == 1 ? GV_HTML_OPEN : GV_HTML_CLOSE,
                         .tag = tag,
                         .start = r->at,
                         .name_end = end,
                         .end = tag_end(r, end)};
    t->empty = t->end - t->start > 2 && has_at(r, t->end - 2, "/>", 2);
    r->at = t->end;
    const unsigned raw = gv_html_tag_flags(tag) & (GV_TAG_RAW | GV_TAG_ESCAPABLE);
    if (mark == 1 && raw != 0 && !(r->xml && t->empty)) {
        r->raw = tag;
    }
}

/* The text that goes on to the next markup. */
static void next_text(gv_html_reader *r, gv_html_token *t)
{
    size_t end = r->at;
    do {
        end = find_byte(r, end + 1, '<');
    } while (end < r->length && !begins_markup(r, end));
    *t = (gv_html_token){.kind = GV_HTML_TEXT, .start = r->at, .end = end};
    r->at = end;
}

/* Runs over a comment, a document type or an instruction; 1: it held text. */
static int next_other(gv_html_reader *r, gv_html_token *t)
{
    if (has_at(r, r->at, "<!--", 4)) {
        r->at = comment_end(r, r->at);
        return 0;
    }
    if (r->xml && has_at(r, r->at, "<![CDATA[", 9)) {
        size_t end = find_byte(r, r->at, ']');
        while (end < r->length && !has_at(r, end, "]]>", 3)) {
            end = find_byte(r, end + 1, ']');
        }
        *t = (gv_html_token){
            .kind = GV_HTML_TEXT, .start = r->at + 9, .end = end, .literal = 1};
        r->at = end < r->length ? end + 3 : end;
        return t->start < t->end;
    }
    const size_t end = find_byte(r, r->at, '>');
    r->at = end < r->length ? end + 1 : r->length;
    return 0;
}

int gv_html_next(gv_html_reader *reader, gv_html_token *token)
{
    gv_html_reader *const r = reader;
    if (r->raw != GV_TAG_OTHER && next_raw(r, token)) {
        return 1;
    }
    if (r->missing != GV_TAG_OTHER) {
        *token = (gv_html_token){.kind = GV_HTML_CLOSE,
                                 .tag = r->missing,
                                 .start = r->at,
                                 .end = r->at,
                                 .name_end = r->at};
        r->missing = GV_TAG_OTHER;
        return 1;
    }
    while (r->at < r->length) {
        if (r->bytes[r->at] != '<' || !begins_markup(r, r->at)) {
            next_text(r, token);
            return 1;
        }
        const size_t mark = r->bytes[r->at + 1] == '/' ? 2 : 1;
        if (r->length - r->at > mark && is_letter(r->bytes[r->at + mark])) {
            next_tag(r, mark, token);
            return 1;
        }
        if (next_other(r, token)) {
            return 1;
        }
    }
    return 0;
}
