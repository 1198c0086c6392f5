/*
 * near.h - the known name nearest to a wrong one, for "did you mean".
 */
#ifndef GV_COMPILE_NEAR_H
#define GV_COMPILE_NEAR_H

#include "compile/job.h"

/* Collects the nearest of the names offered. Zeroed but for `name`, `length`. */
typedef struct gv_near {
    const char *name; /* the wrong one */
    size_t length;
    const char *best; /* borrowed from what was offered; NULL: none is near */
    size_t best_length;
    uint32_t distance;
    int off; /* 1: enough searches were made in this job; offers are ignored */
} gv_near;

/* Begins a search. A job makes at most GV_NEAR_SEARCHES, so that a file of nothing but errors stays
 * linear. */
#define GV_NEAR_SEARCHES 200
gv_near gv_near_begin(gv_job *job, const char *name, size_t length);
/* Offers a known name: kept if fewer letters differ (inserted, dropped, changed or swapped) than in
 * the best so far, and at most a third of the name (one in a name of 3 to 5 letters, none in a
 * shorter one); ties go to the first in bytes. */
void gv_near_offer(gv_near *near, const char *name, size_t length);
/* Offers every key of a map. */
void gv_near_offer_map(gv_near *near, const gv_map *map);
/* "; did you mean "NAME"?" in the job's arena, or "". */
gv_status gv_near_hint(gv_job *job, const gv_near *near, const char **hint);

#endif
