/*
 * ratings.h - one file of labels: which passage has which status of which label.
 *
 * Belongs to one thread at a time.
 */
#ifndef GV_EVAL_RATINGS_H
#define GV_EVAL_RATINGS_H

#include "base/map.h"
#include "model/model.h"

/* Zeroed is valid and empty. */
typedef struct gv_ratings {
    gv_map rows;       /* id -> row; entry i is row i, in the order of the file */
    uint64_t *lines;   /* one a row, from 1 */
    uint8_t *statuses; /* [row * n_labels + label]; the model's n_statuses: nothing */
    size_t lines_capacity, statuses_capacity;
} gv_ratings;

enum { GV_RATINGS_MOST = 1 << 24 }; /* rows */

/* Reads a file of labels, in any of ingest's encodings and compressions; "-" is standard input.
 * GV_ERROR_FORMAT, with "path:line: reason" in message: a line that cannot be read, an id that is
 * missing or stands twice, or what gv_gold_read_statuses refuses. */
gv_status gv_ratings_read(const gv_model *model, const char *path, gv_message *message,
                          gv_ratings *ratings);
void gv_ratings_free(gv_ratings *ratings);

#endif
