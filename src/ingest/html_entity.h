/*
 * html_entity.h - character references: "&eacute;", "&#233;", "&#xE9;".
 *
 * Stateless, thread-safe.
 */
#ifndef GV_INGEST_HTML_ENTITY_H
#define GV_INGEST_HTML_ENTITY_H

#include <stddef.h>

enum { GV_HTML_ENTITY_MAX = 8 }; /* bytes of UTF-8 that one reference comes to */

/* What the "&" at bytes[0] begins: its text goes to out, *length is that of the text, and the
 * answer how many bytes the reference has; 0: it is an "&". in_value: it stands in an attribute's
 * value, where "&copy=1" is part of an address. */
size_t gv_html_entity_read(const char *bytes, size_t n, int in_value,
                           char out[GV_HTML_ENTITY_MAX], size_t *length);

/* html_entities.c */
extern const char *const gv_html_entities[52];

#endif
