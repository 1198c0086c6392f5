/*
 * gold.h - what a labelled passage is said to hold.
 *
 * Stateless, thread-safe.
 */
#ifndef GV_EVAL_GOLD_H
#define GV_EVAL_GOLD_H

#include "ingest/batch.h"
#include "model/model.h"

/* What one gold line says. */
typedef struct gv_gold {
    uint32_t *statuses; /* one a label of the model: the status's number, or GV_IMAGE_NONE */
    gv_slice *facets;   /* one a facet of the model: the string under the facet's name, as written
                           and borrowed from the line, or a slice without bytes */
    gv_slice source;    /* the string under "source", likewise */
} gv_gold;

/* Reads the kept fields of a gold line, one JSON object: {"labels":{label:status},"context":"...",
 * "source":"..."}, into gold, whose arrays the caller provides. A label may not be given twice. GV_ERROR_FORMAT, with the reason in message, if "labels" is absent, no object, or names a
 * label or status that the model lacks. */
gv_status gv_gold_read(const gv_model *model, const char *fields, gv_message *message,
                       gv_gold *gold);
/* As gv_gold_read, for a line that is compared with another: no facets are read, "id" must be
 * given, and "labels" may also be the list of gravamen's own records,
 * [{"label":"mass_killing","status":"asserted",...},...]. */
gv_status gv_gold_read_statuses(const gv_model *model, const char *fields, gv_message *message,
                                uint32_t *statuses);
/* The number of the line that a document was read from, from 1; 0: from no line. */
uint64_t gv_gold_line(const gv_document *document);

#endif
