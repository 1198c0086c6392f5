/*
 * read_text.c - a leaf of text as sections, or a whole document as one.
 *
 * In: a leaf's bytes, as they come. Out: sections that end at the first blank line behind a
 * finished sentence after 64 KiB; with unit document, or for HTML, PDF and office files, one
 * section with all of it.
 */
#include "ingest/reader_state.h"

#include "ingest/boundary.h"

#include <inttypes.h>

enum { SECTION_MAX = 1 << 20 }; /* of text read by passages */

/* The length of the next section of text, or 0 if more must be read to know. */
static gv_status find_text_end(gv_reader *reader, size_t left, gv_section *section, size_t *end)
{
    const char *const text = reader->pending.bytes + reader->position;
    size_t found = 0;
    if (left > GV_READING_SECTION) {
        size_t from = GV_READING_SECTION;
        if (reader->looked > reader->position + from) {
            from = reader->looked - reader->position;
        }
        found = gv_boundary_find(text, left, from, &from);
        reader->looked = reader->position + from;
    }
    if (left > SECTION_MAX && (found == 0 || found > SECTION_MAX)) {
        GV_TRY(gv_boundary_cut(reader->options->language, text, left, SECTION_MAX,
                               &reader->words, &found));
        section->cut = 1;
    }
    *end = found == 0 && (reader->end || reader->gap) ? left : found;
    return GV_OK;
}

/* The same for unit document: all of it, or what the limit allows. */
static gv_status find_part_end(gv_reader *reader, size_t left, gv_section *section, size_t *end)
{
    const size_t limit = reader->options->document_limit;
    const char *const text = reader->pending.bytes + reader->position;
    size_t found = 0;
    if (left > limit) {
        GV_TRY(gv_boundary_cut(reader->options->language, text, left, limit, &reader->words,
                               &found));
        section->base.part = ++reader->n_parts;
        section->cut = 1;
    } else if (reader->end || reader->gap) {
        found = left;
        section->base.part = reader->n_parts > 0 ? ++reader->n_parts : 0;
    }
    *end = found;
    return GV_OK;
}

gv_status gv_reading_next_text(gv_reader *reader, gv_section *section, int *more)
{
    const int whole = reader->options->unit == GV_UNIT_DOCUMENT;
    for (;;) {
        const size_t left = gv_reading_limit(reader) - reader->position;
        size_t end = 0;
        int waiting = 0;
        if (left > 0) {
            GV_TRY(whole ? find_part_end(reader, left, section, &end)
                         : find_text_end(reader, left, section, &end));
        }
        if (end > 0) {
            *more = 1;
            return gv_reading_give(reader, end, section);
        }
        if (reader->end) {
            return GV_OK;
        }
        GV_TRY(gv_reading_fill(reader, 1, &waiting));
    }
}

/* ------------------------------------------------------------------ whole documents */

/* Bytes that a file of the format may have, for one document. PDF and office files are mostly
 * pictures. */
static size_t whole_limit(const gv_reader *reader)
{
    const size_t limit = reader->options->document_limit;
    return reader->layers.format == GV_SECTION_HTML ? limit : 16 * limit;
}

gv_status gv_reading_next_whole(gv_reader *reader, gv_section *section, int *more)
{
    const size_t limit = whole_limit(reader);
    int waiting = 0;
    if (reader->n_leaf_sections > 0) {
        return GV_OK;
    }
    while (!reader->end) {
        reader->gap = 0; /* what is left of a damaged document is still one */
        if (reader->pending.length > limit) {
            return gv_damage_add(&reader->log, gv_leaf_format_name(reader->layers.format), 0, 0,
                                 "skipped: longer than %zu bytes; raise the document limit",
                                 limit);
        }
        GV_TRY(gv_reading_fill(reader, 1, &waiting));
    }
    reader->gap = 0;
    *more = reader->pending.length > 0;
    return gv_reading_give(reader, reader->pending.length, section);
}
