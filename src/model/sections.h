/*
 * sections.h - which sections an image has, in their order: for who writes it, checks it, prints
 * it.
 */
#ifndef GV_MODEL_SECTIONS_H
#define GV_MODEL_SECTIONS_H

#include <stddef.h>
#include <stdint.h>

#define GV_SECTIONS_SHARED 9    /* of all languages */
#define GV_SECTIONS_LANGUAGE 22 /* of each language */

typedef struct gv_section_type {
    uint32_t kind;
    uint32_t item_size; /* bytes */
    const char *name;
} gv_section_type;

/* The type of section number `index` of an image; *language gets its language, or GV_IMAGE_ALL.
 * language may be NULL. */
const gv_section_type *gv_section_type_at(size_t index, uint32_t *language);
/* The number of the section of this kind; language as above. */
size_t gv_section_index(uint32_t kind, uint32_t language);

#endif
