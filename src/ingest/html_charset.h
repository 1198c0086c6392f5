/*
 * html_charset.h - which character set a page is in, and the page as UTF-8.
 *
 * Stateless, thread-safe.
 */
#ifndef GV_INGEST_HTML_CHARSET_H
#define GV_INGEST_HTML_CHARSET_H

#include "base/arena.h"
#include "base/buf.h"

/* The character set that <meta> names within the first 1024 bytes, lower case; "" if none does.
 * out gets at most `size` bytes with the NUL. */
void gv_html_charset_find(const char *bytes, size_t length, char *out, size_t size);

/* Decides on the character set, by: byte-order mark; `stated` (by the container; NULL: it states
 * none); <meta>; else UTF-8 where the bytes are that, else Windows-1252. A statement that the bytes
 * contradict is not believed. *mark: bytes to leave out at the start. *name stays NULL where the
 * page is UTF-8 already (or as good as that), to be read as it stands; else it is the character
 * set's name, in the arena or borrowed for ever, and the page is added to out as UTF-8; *replaced
 * grows by what could not be converted. */
gv_status gv_html_charset_convert(const char *bytes, size_t length, const char *stated,
                                  gv_arena *arena, size_t *mark, const char **name, gv_buf *out,
                                  uint64_t *replaced);

#endif
