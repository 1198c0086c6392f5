/*
 * model.h - an opened, checked image, seen as typed arrays.
 *
 * Immutable after opening; shared by any number of threads.
 */
#ifndef GV_MODEL_MODEL_H
#define GV_MODEL_MODEL_H

#include "base/arena.h"
#include "base/file.h"
#include "model/anchors.h"
#include "model/beginnings.h"
#include "model/format.h"
#include "model/needs.h"
#include "model/row_index.h"
#include "model/sieve_table.h"
#include "model/word_filter.h"
#include "text/language.h"

/* One language's sections. All pointers go into the image. */
typedef struct gv_model_language {
    const gv_image_language *head;
    const char *code;
    const gv_image_key_slot *key_slots;
    const gv_image_key *keys;
    const gv_image_entry *entries;
    const gv_image_list *lists;
    const gv_image_pattern *patterns;
    const gv_image_element *elements;
    const gv_image_frame *frames;
    const gv_image_slot *slots;
    const gv_image_guard *guards;
    const gv_image_reach *reaches;
    const gv_image_target *targets;
    const gv_image_name *tags;
    const gv_image_weigh *weighs;
    const gv_image_number_word *number_words;
    const gv_image_number_pattern *number_patterns;
    const gv_image_pair *forms;
    const gv_image_pair *splits;
    const gv_image_example *examples;
    uint32_t n_key_slots, n_keys, n_entries, n_lists, n_patterns, n_elements, n_frames, n_slots;
    uint32_t n_guards, n_reaches, n_targets, n_tags, n_weighs, n_number_words, n_number_patterns;
    uint32_t n_forms, n_splits, n_examples;
    gv_text_language text;   /* abbreviations, contractions ... as slices into the image */
    const gv_slice *hyphens; /* end-of-line hyphens to keep: "self-*" */
    uint32_t n_hyphens;
    gv_need_table needs; /* made at opening, as are those that follow */
    gv_word_filter word_filter;
    gv_row_index rows;
    gv_sieve sieve;
    gv_anchors anchors;
    gv_beginnings begin;
    int is_lent; /* 1: the tables of these are not the model's to free */
} gv_model_language;

/* A model that is linked into the program. */
typedef struct gv_linked_model {
    const char *identity;      /* the SHA-256 of its image */
    const unsigned char *made; /* the tables of its languages: model/made.h */
} gv_linked_model;

struct gv_model {
    gv_mapping image;
    int borrowed;   /* 1: the image's bytes are not the model's to free */
    gv_arena arena; /* what was made at opening: languages, slices */
    const char *strings;
    size_t strings_length;
    const gv_image_name *statuses;
    const gv_image_label *labels;
    const gv_image_test *tests;
    const gv_image_facet *facets;
    const gv_image_name *facet_values;
    const gv_image_grade *grades;
    const gv_image_grade_step *grade_steps;
    uint32_t n_statuses, n_labels, n_tests, n_facets, n_facet_values, n_grades, n_grade_steps;
    gv_model_language *languages; /* by code */
    uint32_t n_languages;
    char identity[65];
};

/* What the key's row has for the list (row_index.h); 0: nothing. */
static inline uint32_t gv_row_find(const gv_model_language *language, uint32_t key, uint32_t list)
{
    return gv_row_find_slot(&language->rows, &language->rows.rows[key], language->entries, list);
}

/* The text at a string offset; offset must not be GV_IMAGE_NONE. */
static inline const char *gv_model_string(const gv_model *model, uint32_t offset)
{
    return model->strings + offset;
}

/* The language with this code; NULL code: the first; NULL: not covered. "en-GB" and "EN" find
 * "en". */
const gv_model_language *gv_model_find_language(const gv_model *model, const char *code);

/* The key with this kind group ('e', 's', 'p', 'x') and text: *plain and *capital get the key
 * numbers, or GV_IMAGE_NONE. */
void gv_model_find_keys(const gv_model *model, const gv_model_language *language, char group,
                        const char *text, size_t length, uint32_t *plain, uint32_t *capital);

/* The kind and value of a number word; gv_number_kind NONE (0) if it is none. */
uint32_t gv_model_find_number(const gv_model *model, const gv_model_language *language,
                              const char *folded, size_t length, uint64_t *value);

/* The word to stem in place of `folded`, or `folded` itself. */
gv_slice gv_model_find_form(const gv_model *model, const gv_model_language *language,
                            const char *folded, size_t length);
/* 1 if the two folded pieces are a split word of the language. */
int gv_model_has_split(const gv_model *model, const gv_model_language *language, gv_slice first,
                       gv_slice second);

/* Checks the image (its bytes at a multiple of 8) and builds the handle, which holds `image` as it
 * is and frees it unless `borrowed`. linked: NULL, or what comes with the image of the linked model, whose
 * tables need no check. On failure the caller still owns the image. */
gv_status gv_model_check_image(gv_mapping image, int borrowed, const gv_linked_model *linked,
                               gv_message *message, gv_model **model);

#endif
