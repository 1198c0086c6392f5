/*
 * weave.h - blocks to clean text that remembers where each byte came from.
 */
#ifndef GV_INGEST_WEAVE_H
#define GV_INGEST_WEAVE_H

#include "ingest/hyphen.h"
#include "ingest/layout.h"

/* Clean text under way: it is written to `out`, from `start` on for the passage at hand, whose
 * pieces and spans are the store's last, from first_piece and first_span on. */
typedef struct gv_weave {
    const gv_layout *layout;
    gv_section_store *store;
    gv_hyphens hyphens;
    uint64_t offset;   /* of the layout's text in the space of pieces and spans */
    int valid;         /* the text is known to be UTF-8 */
    char *out;
    size_t capacity, used, start;
    size_t first_piece, first_span;
    uint64_t replaced; /* bad bytes so far */
} gv_weave;

/* Bytes of `out` that any weaving of the layout can need. */
size_t gv_weave_capacity(const gv_layout *layout, int valid);
/* Begins a passage: the text woven next is its first. */
void gv_weave_begin(gv_weave *weave);
/* Adds a block and all blocks in which it goes on. */
gv_status gv_weave_add(gv_weave *weave, const gv_block *block);
/* 1 for a block that, woven, would say what stands in the text byte for byte. */
int gv_weave_is_plain(const gv_weave *weave, const gv_block *block);
/* Adds its places alone: the text is the passage. */
gv_status gv_weave_add_places(gv_weave *weave, const gv_block *block);
/* Adds marks that stand nowhere in the source, such as the gap between blocks. */
void gv_weave_add_gap(gv_weave *weave, const char *marks);
/* Ends the text at hand with a NUL; returns its length. */
size_t gv_weave_end(gv_weave *weave);

#endif
