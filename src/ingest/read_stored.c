/*
 * read_stored.c - where the sections of a plain file end, with little of it read.
 *
 * In: a leaf of text that is the stored file itself. Out: the same sections as read_text.c gives,
 * but their bytes are left to whoever cuts them: reading, too, is then done by all threads. What
 * was read to judge the file is given first. From there on, of a section only what stands around its
 * end is looked at:
 *
 *     byte 0 ............ 60 KiB [before | 64 KiB, looked through for a strong boundary ...] end
 *                          not looked at                    "... the hills.\n\nThe army ..."
 *
 * A boundary is told by the line end that it stands behind and what stands before that, up to the
 * first byte that is no blank, digit, bracket, quote or stop. A letter or a line end is such a byte:
 * with one of them among the bytes before, what is found is what would be found with all of them.
 * Where there is none, or no boundary, or the file ends, read_text.c reads on from the section's
 * start to the end of the file. The descriptor stays open until the last section is delivered.
 */
#include "ingest/reader_state.h"

#include "ingest/boundary.h"

enum {
    BEFORE = 1 << 10, /* bytes */
    STEP = 1 << 10, /* behind 64 KiB, to begin with */
    LOOK_MOST = 1 << 19 /* of a section, behind which nothing is looked for here */
};

/* 1 if a letter of ASCII, or a line end, stands among them. */
static int has_end_of_look(const char *text, size_t length)
{
    for (size_t i = length; i > 0; i--) {
        const char c = text[i - 1];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\n') {
            return 1;
        }
    }
    return 0;
}

/* The length of the section that begins at reader->offset; 0: that is not told here. */
static gv_status find_end(gv_reader *reader, size_t *end)
{
    const gv_source *const source = &reader->layers.source;
    const uint64_t start = reader->offset + GV_READING_SECTION - BEFORE;
    gv_buf *const text = &reader->pending;
    size_t from = BEFORE;
    gv_buf_clear(text);
    *end = 0;
    while (text->length < LOOK_MOST) {
        const size_t step = text->length > 0 ? text->length : BEFORE + STEP;
        int error = 0;
        GV_TRY(gv_buf_reserve(text, step));
        const size_t n = gv_source_read_at(source->descriptor, start + text->length,
                                           text->bytes + text->length, step, &error);
        text->length += n;
        if (n < step || !has_end_of_look(text->bytes, BEFORE)) {
            return GV_OK;
        }
        const size_t found = gv_boundary_find(text->bytes, text->length, from, &from);
        if (found > 0) {
            *end = GV_READING_SECTION - BEFORE + found;
            return GV_OK;
        }
    }
    return GV_OK;
}

gv_status gv_reading_next_stored(gv_reader *reader, gv_section *section, int *more)
{
    size_t length = 0;
    GV_TRY(find_end(reader, &length));
    gv_buf_clear(&reader->pending);
    reader->position = reader->looked = 0;
    gv_leaf_skip_to(&reader->layers, reader->offset + length);
    if (length == 0) {
        reader->is_stored = 0;
        return gv_leaf_go_on(&reader->layers);
    }
    section->first_line = reader->line;
    section->raw_offset = reader->offset;
    section->stored = (gv_stored){.descriptor = reader->layers.source.descriptor,
                                  .offset = reader->offset,
                                  .length = length};
    reader->offset += length;
    *more = 1;
    return GV_OK;
}
