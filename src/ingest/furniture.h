/*
 * furniture.h - running heads, running feet and page numbers of a text in pages. Stateless,
 * thread-safe.
 */
#ifndef GV_INGEST_FURNITURE_H
#define GV_INGEST_FURNITURE_H

#include "base/status.h"

#include <stddef.h>

/* Puts blanks in the place of the lines of a text (pages end in form feeds, lines in \n) that are
 * no part of what it says but stand on page after page. Every other byte stays, and where it was.
 * Linear. */
gv_status gv_furniture_blank(char *text, size_t length);

#endif
