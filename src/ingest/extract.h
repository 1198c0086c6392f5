/*
 * extract.h - text taken out of markup, as blocks: what HTML, DOCX, ODT and XML come to.
 *
 * A block is what stands together on the page and is a passage by itself: a paragraph, a heading, a
 * list item, a cell. Its text is clean: valid UTF-8, blanks folded to one, no line ends, none at
 * its edges. Nothing is joined across blocks.
 */
#ifndef GV_INGEST_EXTRACT_H
#define GV_INGEST_EXTRACT_H

#include "base/buf.h"
#include "ingest/reader.h"

typedef struct gv_extract_block {
    size_t start, end; /* of the extract's text; start < end */
    uint64_t source_end; /* behind the last reference in it ("&rdquo;"); 0: none */
    gv_passage_kind kind;
} gv_extract_block;

/* Zeroed is valid and empty; reused document after document. */
typedef struct gv_extract {
    gv_buf text;              /* of all blocks, one after the other */
    gv_piece *pieces;         /* where its bytes stand in the member; none at all: offsets count in
                                 `text` */
    size_t n_pieces, pieces_capacity;
    uint64_t source_end;      /* as in blocks, of the block at hand */
    size_t n_loose;           /* the last piece that does not map byte for byte, counted from 1 */
    gv_extract_block *blocks;
    size_t n_blocks, blocks_capacity;
    const char *title, *date, *language; /* NULL: not stated; in the section's arena */
} gv_extract;

void gv_extract_clear(gv_extract *extract);
void gv_extract_free(gv_extract *extract);
/* Adds bytes [text, text + length) to the block at hand; source: where they stand in the member, of
 * which `source_length` bytes are used up (an entity is longer than what it stands for);
 * UINT64_MAX: nowhere. Blanks are folded across calls. The piece maps byte for byte only where
 * length == source_length; else (0 will do) the whole text maps to the start of its source. */
gv_status gv_extract_add(gv_extract *extract, const char *text, size_t length, uint64_t source,
                         size_t source_length);
/* Ends the block at hand, if it has any text; the next text begins another. */
gv_status gv_extract_end_block(gv_extract *extract, gv_passage_kind kind);

/* Makes the blocks passages of options->unit, appended to the section as those of document number
 * `document`, whose `extracted` says which space offsets count in. As gv_passage_cut. */
gv_status gv_passage_cut_extract(const gv_ingest_options *options, const gv_extract *extract,
                                 uint32_t document, gv_section *section);

#endif
