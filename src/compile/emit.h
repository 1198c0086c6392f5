/*
 * emit.h - plans to the bytes of an image.
 */
#ifndef GV_COMPILE_EMIT_H
#define GV_COMPILE_EMIT_H

#include "compile/plan.h"

/* One section while the image is put together. */
typedef struct gv_emit_section {
    uint32_t kind, language, item_size;
    gv_buf bytes;
} gv_emit_section;

typedef struct gv_emit {
    gv_job *job;
    gv_emit_section *sections;
    size_t n_sections;
    gv_map strings; /* text -> offset into the first section */
} gv_emit;

/* Writes the image of a job without errors: plans by code of their language. *image is freed by the
 * caller. */
gv_status gv_emit_image(gv_job *job, const gv_plan *plans, uint32_t n_plans, gv_buf *image);

/* For the emit_*.c files. */

/* The section of a kind; language GV_IMAGE_ALL for the shared ones. */
gv_emit_section *gv_emit_find(gv_emit *emit, uint32_t kind, uint32_t language);
/* Appends one item of the section's size. */
gv_status gv_emit_add(gv_emit_section *section, const void *item);
/* Items so far. */
uint32_t gv_emit_count(const gv_emit_section *section);
/* The offset of a text, entered if it is new; a NULL text is GV_IMAGE_NONE. */
gv_status gv_emit_string(gv_emit *emit, const char *text, size_t length, uint32_t *offset);

/* emit_language.c: the sections of one language. */
gv_status gv_emit_language(gv_emit *emit, const gv_plan *plan, uint32_t language);
/* emit_frames.c: frames, slots, guards, reaches, targets, examples. */
gv_status gv_emit_frames(gv_emit *emit, const gv_plan *plan, uint32_t language);

#endif
