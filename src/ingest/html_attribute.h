/*
 * html_attribute.h - the attributes of a tag that say something of its text.
 *
 * Stateless, thread-safe.
 */
#ifndef GV_INGEST_HTML_ATTRIBUTE_H
#define GV_INGEST_HTML_ATTRIBUTE_H

#include "base/arena.h"
#include "ingest/html.h"

typedef enum gv_html_name {
    GV_HTML_CLASS = 0, GV_HTML_ID, GV_HTML_ROLE, GV_HTML_STYLE, GV_HTML_HIDDEN,
    GV_HTML_ARIA_HIDDEN, GV_HTML_HREF, GV_HTML_LANG, GV_HTML_XML_LANG, GV_HTML_ITEMPROP,
    GV_HTML_DATETIME, GV_HTML_PUBDATE, GV_HTML_NAME, GV_HTML_PROPERTY, GV_HTML_CONTENT,
    GV_HTML_HTTP_EQUIV, GV_HTML_CHARSET,
    GV_HTML_N_NAMES
} gv_html_name;

typedef struct gv_html_attributes {
    const char *bytes;                        /* of the page */
    uint32_t has;                             /* a bit a name */
    gv_html_slice values[GV_HTML_N_NAMES];    /* of those that it has; the first one counts */
} gv_html_attributes;

void gv_html_attributes_read(const gv_html_reader *reader, const gv_html_token *token,
                             gv_html_attributes *attributes);
int gv_html_has(const gv_html_attributes *attributes, gv_html_name name);
/* 1 if the value is `text` (lower case), in any case. */
int gv_html_is(const gv_html_attributes *attributes, gv_html_name name, const char *text);
/* 1 if the element is not shown. */
int gv_html_is_hidden(const gv_html_attributes *attributes);

/* The text of a value or of a title, decoded, valid UTF-8, blanks folded, in the arena; *text stays
 * as it was if there is none. */
gv_status gv_html_copy_text(gv_arena *arena, const char *bytes, gv_html_slice slice, int in_value,
                            const char **text);

#endif
