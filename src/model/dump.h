/*
 * dump.h - what dump.c and dump_language.c share.
 */
#ifndef GV_MODEL_DUMP_H
#define GV_MODEL_DUMP_H

#include "base/buf.h"
#include "model/model.h"

/* Text on its way to the caller. */
typedef struct gv_dump {
    const gv_model *model;
    gv_write_fn write;
    void *user;
    gv_buf buf;
} gv_dump;

/* Hands what is in the buffer to the caller if it is much. */
gv_status gv_dump_flush(gv_dump *dump, size_t more_than);

/* dump_patterns.c: lists as they might have been written. */

/* What a list holds, found from the rows. */
typedef struct gv_dump_member {
    uint32_t key;     /* if pattern is WORD */
    uint32_t pattern;
} gv_dump_member;

typedef struct gv_dump_lists {
    uint32_t *first;         /* n_lists + 1: where a list's members begin */
    gv_dump_member *members; /* words in the order of keys, then patterns by number, each once */
} gv_dump_lists;

/* The members of every list of a language; in the dump's own memory. */
gv_status gv_dump_find_members(const gv_model_language *language, gv_dump_lists *lists);
void gv_dump_lists_free(gv_dump_lists *lists);
/* "@name" for a list with a name, else its patterns with commas between. */
gv_status gv_dump_list(gv_dump *dump, const gv_model_language *language,
                       const gv_dump_lists *lists, uint32_t list);
/* The patterns of a list with `between` between them; "..." after `most` of them. */
gv_status gv_dump_members(gv_dump *dump, const gv_model_language *language,
                          const gv_dump_lists *lists, uint32_t list, uint32_t most,
                          const char *between);

/* dump_language.c: all that a language's files said. */
gv_status gv_dump_language(gv_dump *dump, const gv_model_language *language);

#endif
