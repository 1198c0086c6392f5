/*
 * read_lines.c - JSONL as sections of whole lines.
 *
 * In: a leaf's bytes, as they come. Out: sections of whole lines, at least one; a line that is too
 * long to hold is dropped, and a section says so. From a pipe on which nothing more is waiting,
 * what is there goes out at once.
 */
#include "ingest/reader_state.h"

#include "base/bytes.h"
#include "ingest/section.h"

#include <string.h>

static uint64_t count_lines(const char *bytes, size_t length)
{
    const char *const end = bytes + length;
    uint64_t n = 0;
    while (bytes < end) {
        const char *const newline = memchr(bytes, '\n', (size_t)(end - bytes));
        n++; /* a last line without a line end counts: it ends at a gap or at the end */
        bytes = newline != NULL ? newline + 1 : end;
    }
    return n;
}

static gv_status give_lines(gv_reader *reader, size_t length, gv_section *section)
{
    const uint64_t n = count_lines(reader->pending.bytes + reader->position, length);
    GV_TRY(gv_reading_give(reader, length, section));
    reader->line += n;
    return GV_OK;
}

/* Looks for the last line end in what was read since. */
static void find_line_end(gv_reader *reader)
{
    const size_t limit = gv_reading_limit(reader);
    const size_t low = reader->looked > reader->position ? reader->looked : reader->position;
    const char *const bytes = reader->pending.bytes;
    size_t i = limit;
    while (i >= low + GV_BYTES_AT_ONCE &&
           gv_bytes_between(bytes + i - GV_BYTES_AT_ONCE, '\n', '\n',
                            reader->options->way == GV_BYTES_PORTABLE) == 0) {
        i -= GV_BYTES_AT_ONCE;
    }
    while (i > low && bytes[i - 1] != '\n') {
        i--;
    }
    if (i > low) {
        reader->line_end = i;
    }
    reader->looked = limit;
}

/* Drops bytes of a line that is too long to hold; behind it, makes the section say so. */
static void skip_long_line(gv_reader *reader, gv_section *section, int *ended)
{
    const char *const bytes = reader->pending.bytes + reader->position;
    const size_t left = gv_reading_limit(reader) - reader->position;
    const char *const newline = left > 0 ? memchr(bytes, '\n', left) : NULL;
    const size_t length = newline != NULL ? (size_t)(newline - bytes) : left;
    const size_t taken = length + (newline != NULL);
    reader->long_line_length += length;
    *ended = newline != NULL || reader->gap || reader->end;
    gv_reading_drop(reader, taken);
    if (*ended) {
        gv_document *const base = &section->base;
        section->format = GV_SECTION_ERROR;
        section->first_line = reader->line;
        section->raw_offset = reader->offset;
        base->layers[base->n_layers++] = (gv_layer){.kind = "line",
                                                    .offset = reader->long_line_start,
                                                    .length = reader->long_line_length,
                                                    .n = reader->line++};
        reader->in_long_line = 0;
    }
}

/* The length of the next section of whole lines, or 0 if more must be read. */
static size_t find_lines_end(const gv_reader *reader, size_t left)
{
    const size_t wanted = reader->options->section_bytes;
    const size_t aim = wanted > 0 ? wanted : GV_READING_SECTION;
    const size_t whole =
        reader->line_end > reader->position ? reader->line_end - reader->position : 0;
    if (whole >= aim) {
        const char *const bytes = reader->pending.bytes + reader->position;
        const char *const newline = memchr(bytes + aim - 1, '\n', whole - aim + 1);
        return newline != NULL ? (size_t)(newline - bytes) + 1 : whole;
    }
    if (reader->end || reader->gap) {
        return left;
    }
    return left >= aim ? whole : 0;
}

gv_status gv_reading_next_lines(gv_reader *reader, gv_section *section, int *more)
{
    for (;;) {
        int waiting = 0;
        find_line_end(reader);
        const size_t left = gv_reading_limit(reader) - reader->position;
        const size_t whole =
            reader->line_end > reader->position ? reader->line_end - reader->position : 0;
        if (whole == 0 && left > gv_section_line_limit(reader->options) &&
            !reader->in_long_line) {
            reader->in_long_line = 1;
            reader->long_line_start = reader->offset;
            reader->long_line_length = 0;
        }
        if (reader->in_long_line) {
            skip_long_line(reader, section, more);
            if (*more) {
                return GV_OK;
            }
        } else {
            const size_t end = left > 0 ? find_lines_end(reader, left) : 0;
            if (end > 0) {
                *more = 1;
                return give_lines(reader, end, section);
            }
        }
        if (reader->end) {
            return GV_OK;
        }
        GV_TRY(gv_reading_fill(reader, whole == 0, &waiting));
        if (waiting) {
            section->flush = 1;
            *more = 1;
            return give_lines(reader, reader->line_end - reader->position, section);
        }
    }
}

