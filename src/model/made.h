/*
 * made.h - what opening a model makes of it, kept with the linked model.
 */
#ifndef GV_MODEL_MADE_H
#define GV_MODEL_MADE_H

#include "base/buf.h"
#include "model/model.h"

/* Appends the tables that were made of each language of an opened model, at multiples of 8. The same
 * model gives the same bytes. */
gv_status gv_made_save(const gv_model *model, gv_buf *out);

/* Points the tables of a language into what gv_made_save wrote of the same model: `made` stays the
 * caller's, lies at a multiple of 8 and outlives the model. Only for bytes that this very program
 * was linked with: nothing is checked. */
void gv_made_lend(const unsigned char *made, uint32_t number, gv_model_language *language);

/* Frees a language's tables, unless they are lent. */
void gv_made_free(gv_model_language *language);

#endif
