/*
 * media.h - members of web archives that hold no text: pictures, sound, fonts, style sheets.
 * Stateless, thread-safe.
 */
#ifndef GV_INGEST_MEDIA_H
#define GV_INGEST_MEDIA_H

#include <stddef.h>

enum { GV_MEDIA_LOOK = 512 }; /* first bytes that are enough to tell */

/* 1 if bytes, the first of a body, have no control byte that text has not, and there are any. */
int gv_media_is_plain(const char *bytes, size_t length);
/* 1 if a body that is said to be of media type `type` (lower case) and begins with bytes holds no
 * text for a reader: a picture, sound, a font, a style sheet, a script or its data. */
int gv_media_has_no_text(const char *type, const char *bytes, size_t length);

#endif
