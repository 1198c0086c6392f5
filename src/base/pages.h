/*
 * pages.h - zeroed tables of one owner, side by side on large pages.
 *
 * Belongs to one thread at a time. Zeroed is a valid empty one. A table holds until gv_pages_free.
 */
#ifndef GV_BASE_PAGES_H
#define GV_BASE_PAGES_H

#include "base/status.h"

#include <stddef.h>

typedef struct gv_pages_block gv_pages_block;

typedef struct gv_pages {
    gv_pages_block *blocks; /* the last one first */
} gv_pages;

/* n things of `size` bytes, zeroed, the first at the beginning of a line of the cache. What is not
 * touched costs little. */
gv_status gv_pages_get(gv_pages *pages, size_t n, size_t size, void **table);
void gv_pages_free(gv_pages *pages);

#endif
