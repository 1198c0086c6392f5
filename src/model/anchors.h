/*
 * anchors.h - the words that a list of some slot or trigger cannot do without.
 */
#ifndef GV_MODEL_ANCHORS_H
#define GV_MODEL_ANCHORS_H

#include "model/needs.h"

#include <stdint.h>

struct gv_sieve_maker;

#define GV_ANCHOR_NONE UINT16_MAX

/* Of one language; made when the model is opened, read only afterwards. */
typedef struct gv_anchors {
    gv_need_table keys; /* bits of each key; no patterns, no frames */
    uint16_t *lists;    /* by list: the bit that some word of a sentence with a span of it has; NONE:
                           none is known */
} gv_anchors;

/* `make`: with rows turned and numbers told. On failure nothing is kept. */
gv_status gv_anchors_make(struct gv_sieve_maker *make, gv_anchors *anchors);
void gv_anchors_free(gv_anchors *anchors);

#endif
