/*
 * html.h - the bytes of an HTML page as tags and text, each knowing where it stands.
 *
 *     gv_html_reader r = {.bytes = bytes, .length = length};
 *     gv_html_token t;
 *     while (gv_html_next(&r, &t)) { ... }
 *
 * Tokens come in order and never overlap; what lies between them is comments and the like. Linear
 * in time, no memory. A reader belongs to one thread at a time.
 */
#ifndef GV_INGEST_HTML_H
#define GV_INGEST_HTML_H

#include "ingest/html_tag.h"

typedef enum gv_html_kind {
    GV_HTML_TEXT = 0,
    GV_HTML_OPEN,
    GV_HTML_CLOSE
} gv_html_kind;

typedef struct gv_html_token {
    gv_html_kind kind;
    gv_html_tag tag;     /* of a tag */
    size_t start, end;   /* in bytes; both the same for an end tag that is missing */
    size_t name_end;     /* of a tag: behind its name; the attributes follow */
    uint8_t empty;       /* of a tag: ends in "/>" */
    uint8_t literal;     /* of text: an & is an & */
} gv_html_token;

/* Zeroed with bytes and length set is valid, and stands at the first byte. */
typedef struct gv_html_reader {
    const char *bytes;
    size_t length;
    size_t at;
    gv_html_tag raw;          /* the element whose raw content comes next; OTHER: none */
    gv_html_tag missing;      /* the element whose end tag never comes: it is given next */
    uint8_t xml;              /* set by the caller: <![CDATA[ holds text, "/>" ends an element */
    uint8_t no_comment_end, no_quote[2]; /* none from here on, so that nobody looks twice */
    uint8_t no_nested_script; /* what looked like a script in a comment in a script was none */
    uint8_t no_end[GV_N_TAGS];
} gv_html_reader;

/* 0 at the end. */
int gv_html_next(gv_html_reader *reader, gv_html_token *token);

/* A name or a value as it stands in the page, without its quotes. */
typedef struct gv_html_slice {
    size_t start, end;
} gv_html_slice;

/* The next attribute of the tag, from *at on (token->name_end at first); 0 after the last. */
int gv_html_next_attribute(const gv_html_reader *reader, const gv_html_token *token, size_t *at,
                           gv_html_slice *name, gv_html_slice *value);

/* 1 if the first bytes of a member (without those of a byte-order mark, or with them) are those of
 * an HTML or XHTML page, or of a piece of one. */
int gv_html_sniff(const char *bytes, size_t length);
/* 1 if the first bytes of what is said to be a page hold a tag of HTML at all. */
int gv_html_has_tag(const char *bytes, size_t length);

#endif
