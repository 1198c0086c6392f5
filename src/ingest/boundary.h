/*
 * boundary.h - where text may be cut. Stateless, thread-safe.
 */
#ifndef GV_INGEST_BOUNDARY_H
#define GV_INGEST_BOUNDARY_H

#include "text/token.h"

#include <stddef.h>

/* The mark that ends text, closing quotes, brackets and a footnote number behind it left aside:
 * '.', '!', '?' or ':' (marks of other scripts count as one of these), or 0. Blanks at the end must
 * be gone. */
char gv_boundary_stop(const char *text, size_t length);

/* Looks for a strong boundary: a blank line after a line that ends in . ! or ?. Line ends before
 * `from` are not looked at. Returns the byte after the blank line, or 0 with *resume set to where
 * to go on once there is more text behind `length`. */
size_t gv_boundary_find(const char *text, size_t length, size_t from, size_t *resume);

/* Where to cut text (longer than `limit` > 0 bytes) so that the first part has at most `limit`:
 * after a blank line, else after a line that ends a sentence, else at a sentence end, each if one
 * stands in the last 64 KiB before the limit; else after a blank, else at a code point.
 * *position, at least 1, gets the length of the first part. words is scratch. */
gv_status gv_boundary_cut(const gv_text_language *language, const char *text, size_t length,
                          size_t limit, gv_words *words, size_t *position);

#endif
