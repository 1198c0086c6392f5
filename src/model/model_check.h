/*
 * model_check.h - what the model_check*.c files share while an image is checked.
 */
#ifndef GV_MODEL_MODEL_CHECK_H
#define GV_MODEL_MODEL_CHECK_H

#include "model/model.h"

#define GV_MODEL_LONGEST_KEY 254 /* bytes of a key's text that gv_model_find_keys can look up */

typedef struct gv_model_check {
    gv_model *model;     /* its arrays are set before they are checked */
    gv_message *message; /* may be NULL */
    const gv_linked_model *linked; /* NULL: the image comes from anywhere */
} gv_model_check;

/* "the model is damaged: WHAT"; answers GV_ERROR_FORMAT. */
gv_status gv_model_check_damaged(const gv_model_check *check, const char *what);

/* 1 if a string begins at this offset. */
int gv_model_check_string(const gv_model_check *check, uint32_t offset);
/* The same, or GV_IMAGE_NONE. */
int gv_model_check_string_or_none(const gv_model_check *check, uint32_t offset);
/* 1 if a whole string of this length begins at this offset. */
int gv_model_check_text(const gv_model_check *check, gv_image_text text);
/* Order of two texts by bytes. */
int gv_model_check_compare(const gv_model_check *check, gv_image_text a, gv_image_text b);

/* model_check_shared.c: statuses, labels, tests, facets, grades. */
gv_status gv_model_check_shared(const gv_model_check *check);
/* model_check_words.c: keys and their table, number words, forms, contractions, word lists. */
gv_status gv_model_check_words(const gv_model_check *check, const gv_model_language *language);
/* model_check_lists.c: lists, rows, patterns, elements. */
gv_status gv_model_check_lists(const gv_model_check *check, const gv_model_language *language);
/* model_check_frames.c: frames, slots, guards, reaches, targets, tags, weighs, examples. */
gv_status gv_model_check_frames(const gv_model_check *check, const gv_model_language *language);

#endif
