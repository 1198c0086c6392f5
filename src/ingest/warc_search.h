/*
 * warc_search.h - where the next record of a WARC or ARC file begins.
 */
#ifndef GV_INGEST_WARC_SEARCH_H
#define GV_INGEST_WARC_SEARCH_H

#include "ingest/damage.h"
#include "ingest/warc_block.h"

/* Zeroed, with block, log and kind set, stands at a file's first byte. */
typedef struct gv_warc_search {
    gv_warc_block *block;
    gv_damage_log *log;
    const char *kind;
    int skipping;        /* since skip_start, and why */
    uint64_t skip_start;
    char cause[160];
    int lost;            /* no header is to be expected right here: search for one */
    uint64_t skipped;    /* bytes of all rows so far */
    uint64_t structure;  /* line ends between records */
} gv_warc_search;

/* Goes to the next record's header, from behind the end of the one before; *found 0: there are no
 * more. The input then stands at the header's first byte. */
gv_status gv_warc_search_next(gv_warc_search *search, gv_warc_head *head, int *found);
/* Skips from `start` on, for `cause`, unless it does so already: the row will begin there. */
void gv_warc_search_skip(gv_warc_search *search, uint64_t start, const char *cause);

#endif
