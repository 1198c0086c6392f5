/*
 * reader_state.h - what the files of the reader share.
 *
 *     reader.c        one input: leaf after leaf, section after section
 *     read_text.c     a leaf of text, up to strong boundaries; a whole document at once
 *     read_stored.c   a plain file of text: where sections end, and no more
 *     read_lines.c    JSONL: whole lines
 *     read_rows.c     lists of records: whole ones
 */
#ifndef GV_INGEST_READER_STATE_H
#define GV_INGEST_READER_STATE_H

#include "ingest/layers.h"
#include "ingest/rows.h"

enum { GV_READING_SECTION = 1 << 16 }; /* bytes of a section, to aim at */

struct gv_reader {
    const gv_ingest_options *options;
    const char *path;
    gv_damage_log log;
    gv_layers layers;
    int in_leaf;
    int is_stored;     /* 1: of the leaf, a plain file, only ends of sections are read, behind
                          what was read to judge it */
    uint64_t n_leaf_sections;
    gv_rows rows;      /* of a list of records */
    gv_buf pending;    /* read and not yet given, from `position` on */
    size_t position;
    size_t looked;     /* of pending, from its start: where no boundary need be looked for */
    size_t line_end;   /* of pending: behind the last line end known, or 0 */
    size_t gap_at;     /* of pending, if gap: join nothing across */
    int gap, end;
    int before_gap;    /* lists: what stands before a gap is not all given yet */
    int in_long_line;  /* 1: skipping to its end */
    uint64_t long_line_start, long_line_length;
    uint64_t offset;   /* of pending.bytes[position] in the text's space */
    uint64_t line;     /* number of the line at position */
    uint64_t n_sections;
    uint32_t n_parts;
    gv_words words;    /* scratch */
};

/* Behind the bytes that may be given now. */
size_t gv_reading_limit(const gv_reader *reader);
/* Reads more into pending. Not to be called at a gap or at the end. */
gv_status gv_reading_fill(gv_reader *reader, int wait, int *waiting);
/* Gives the next `length` bytes of pending to the section. */
gv_status gv_reading_give(gv_reader *reader, size_t length, gv_section *section);
/* Leaves out the next `length` bytes of pending. */
void gv_reading_drop(gv_reader *reader, size_t length);

/* One format each: fills the next section; *more stays 0 behind the last. */
gv_status gv_reading_next_text(gv_reader *reader, gv_section *section, int *more);
/* Of a leaf that is the stored file: a section whose bytes are not read yet. With *more 0 its end is
 * not told here, and is_stored is 0: gv_reading_next_text tells it. */
gv_status gv_reading_next_stored(gv_reader *reader, gv_section *section, int *more);
gv_status gv_reading_next_whole(gv_reader *reader, gv_section *section, int *more);
gv_status gv_reading_next_lines(gv_reader *reader, gv_section *section, int *more);
gv_status gv_reading_next_rows(gv_reader *reader, gv_section *section, int *more);

#endif
