/*
 * gold.h - what a labelled passage is said to hold.
 *
 * Stateless, thread-safe.
 */
#ifndef GV_EVAL_GOLD_H
#define GV_EVAL_GOLD_H

#include "model/model.h"

/* Reads the kept fields of a gold line, one JSON object: {"labels":{label:status},"context":"..."}.
 * statuses (one a label of the model) gets the number of each label's status, or GV_IMAGE_NONE;
 * facets (one a facet of the model) gets the string that the line gives under the facet's name, as
 * written there and borrowed from `fields`, or a slice without bytes. A label may not be given
 * twice. GV_ERROR_FORMAT, with the reason in message, if "labels" is absent, no object, or names a
 * label or status that the model lacks. */
gv_status gv_gold_read(const gv_model *model, const char *fields, gv_message *message,
                       uint32_t *statuses, gv_slice *facets);

#endif
