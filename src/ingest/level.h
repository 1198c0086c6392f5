/*
 * level.h - what layers.c does with one level of its stack.
 */
#ifndef GV_INGEST_LEVEL_H
#define GV_INGEST_LEVEL_H

#include "ingest/layers.h"

/* What the log said before gv_level_enter. */
typedef struct gv_level_kept {
    const char *within;
    uint32_t depth;
} gv_level_kept;

gv_level *gv_level_top(gv_layers *layers);
/* A buffer's words, NULL if there are none. */
const char *gv_level_words(const gv_buf *buf);
/* Between these two, damage is noted as lying where the level lies. */
gv_level_kept gv_level_enter(const gv_level *level);
void gv_level_leave(const gv_level *level, gv_level_kept kept);
/* Ends a level that is not to be read on, if it has not ended: noted with why. */
gv_status gv_level_give_up(gv_level *level, const char *why);
/* As gv_stream says; layer is a gv_level. */
gv_status gv_level_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill);
/* Begins a level; it lies where the log says we are. */
gv_status gv_level_push(gv_layers *layers, const char *kind, gv_level **pushed);
/* Closes the last level; what was below goes on where it was. */
void gv_level_pop(gv_layers *layers);
/* Reads a level to its end, so that its checksums are checked and its bytes accounted for. */
gv_status gv_level_drain(gv_level *level);
/* Copies what the container said of a member, since its strings hold only until its next. */
gv_status gv_level_keep(gv_level *level, const gv_member *member);

#endif
