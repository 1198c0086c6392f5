/*
 * reader.c - gives one input as sections.
 *
 * In: a path. Out: sections of raw bytes with the layers around them, cut by content alone. Text
 * "A...B...C" of 200 KB becomes three sections, each ending at the first blank line behind a
 * finished sentence after 64 KiB; JSONL becomes sections of whole lines. This is the serial part,
 * so it does no more than read, inflate and look for a place to cut; a section's bytes are copied
 * once. It does not parse: section.c does, on any thread.
 */
#include "ingest/reader.h"

#include "ingest/boundary.h"
#include "ingest/layers.h"
#include "ingest/section.h"

#include <string.h>

enum {
    SECTION_BYTES = 1 << 16,
    SECTION_MAX = 1 << 20, /* of text read by passages */
    READ_STEP = 1 << 18,
    ARENA_KEEP = 1 << 20
};

struct gv_reader {
    const gv_ingest_options *options;
    const char *path;
    gv_damage_log log;
    gv_layers layers;
    int in_leaf;
    uint64_t n_leaf_sections;
    gv_buf pending;    /* read and not yet given, from `position` on */
    size_t position;
    size_t looked;     /* of pending, from its start: where no boundary need be looked for */
    size_t line_end;   /* of pending: behind the last line end known, or 0 */
    size_t gap_at;     /* of pending, if gap: join nothing across */
    int gap, end;
    int in_long_line;  /* 1: skipping to its end */
    uint64_t long_line_start, long_line_length;
    uint64_t offset;   /* of pending.bytes[position] in the text's space */
    uint64_t line;     /* number of the line at position */
    uint64_t n_sections;
    uint32_t n_parts;
    gv_words words;    /* scratch */
};

gv_status gv_reader_open(const gv_ingest_options *options, const char *path, gv_message *message,
                         gv_reader **reader)
{
    gv_reader *made = NULL;
    GV_TRY(gv_memory_get_zeroed(1, sizeof *made, (void **)&made));
    made->options = options;
    made->path = path;
    made->log.path = path;
    made->log.message = options->message;
    made->log.message_user = options->message_user;
    made->layers.log = &made->log;
    made->layers.options = options;
    const gv_status status = gv_source_open(path, options->want_sha256, &made->log, message,
                                            &made->layers.source);
    if (status != GV_OK) {
        gv_memory_free(made);
        return status;
    }
    made->layers.source.stopped = options->stopped;
    made->layers.source.stopped_user = options->stopped_user;
    *reader = made;
    return GV_OK;
}

void gv_reader_free(gv_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    gv_layers_free(&reader->layers);
    gv_damage_free(&reader->log);
    gv_buf_free(&reader->pending);
    gv_words_free(&reader->words);
    gv_memory_free(reader);
}

/* Behind the bytes that may be given now. */
static size_t limit_of(const gv_reader *reader)
{
    return reader->gap ? reader->gap_at : reader->pending.length;
}

/* Reads more into pending. Not to be called at a gap or at the end. */
static gv_status fill_pending(gv_reader *reader, int wait, int *waiting)
{
    gv_buf *const pending = &reader->pending;
    const size_t moved = reader->position;
    if (moved > 0) {
        memmove(pending->bytes, pending->bytes + moved, pending->length - moved);
        pending->length -= moved;
        reader->position = 0;
        reader->looked = reader->looked > moved ? reader->looked - moved : 0;
        reader->line_end = reader->line_end > moved ? reader->line_end - moved : 0;
    }
    GV_TRY(gv_buf_reserve(pending, READ_STEP));
    gv_fill fill = {0};
    GV_TRY(gv_layers_fill(&reader->layers, wait, pending->bytes + pending->length, READ_STEP,
                          &fill));
    if (fill.gap && pending->length > 0) {
        reader->gap = 1;
        reader->gap_at = pending->length;
    }
    pending->length += fill.length;
    pending->bytes[pending->length] = '\0';
    reader->end = fill.end;
    *waiting = fill.waiting;
    return GV_OK;
}

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

/* Gives the next `length` bytes of pending to the section. */
static gv_status give(gv_reader *reader, size_t length, gv_section *section)
{
    const char *const bytes = reader->pending.bytes + reader->position;
    section->first_line = reader->line;
    section->raw_offset = reader->offset;
    GV_TRY(gv_buf_add(&section->raw, bytes, length));
    if (reader->layers.format == GV_SECTION_JSONL) {
        reader->line += count_lines(bytes, length);
    }
    reader->position += length;
    reader->offset += length;
    if (reader->gap && reader->position == reader->gap_at) {
        reader->gap = 0;
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ text */

/* The length of the next section of text, or 0 if more must be read to know. */
static gv_status find_text_end(gv_reader *reader, size_t left, gv_section *section, size_t *end)
{
    const char *const text = reader->pending.bytes + reader->position;
    size_t found = 0;
    if (left > SECTION_BYTES) {
        size_t from = SECTION_BYTES;
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

static gv_status next_text(gv_reader *reader, gv_section *section, int *more)
{
    const int whole = reader->options->unit == GV_UNIT_DOCUMENT;
    for (;;) {
        const size_t left = limit_of(reader) - reader->position;
        size_t end = 0;
        int waiting = 0;
        if (left > 0) {
            GV_TRY(whole ? find_part_end(reader, left, section, &end)
                         : find_text_end(reader, left, section, &end));
        }
        if (end > 0) {
            *more = 1;
            return give(reader, end, section);
        }
        if (reader->end) {
            return GV_OK;
        }
        GV_TRY(fill_pending(reader, 1, &waiting));
    }
}

/* ------------------------------------------------------------------ JSONL */

/* Looks for the last line end in what was read since. */
static void find_line_end(gv_reader *reader)
{
    const size_t limit = limit_of(reader);
    const size_t low = reader->looked > reader->position ? reader->looked : reader->position;
    size_t i = limit;
    while (i > low && reader->pending.bytes[i - 1] != '\n') {
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
    const size_t left = limit_of(reader) - reader->position;
    const char *const newline = left > 0 ? memchr(bytes, '\n', left) : NULL;
    const size_t length = newline != NULL ? (size_t)(newline - bytes) : left;
    const size_t taken = length + (newline != NULL);
    reader->long_line_length += length;
    *ended = newline != NULL || reader->gap || reader->end;
    reader->position += taken;
    reader->offset += taken;
    if (reader->gap && reader->position == reader->gap_at) {
        reader->gap = 0;
    }
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
    const size_t aim = wanted > 0 ? wanted : SECTION_BYTES;
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

static gv_status next_lines(gv_reader *reader, gv_section *section, int *more)
{
    for (;;) {
        int waiting = 0;
        find_line_end(reader);
        const size_t left = limit_of(reader) - reader->position;
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
                return give(reader, end, section);
            }
        }
        if (reader->end) {
            return GV_OK;
        }
        GV_TRY(fill_pending(reader, whole == 0, &waiting));
        if (waiting) {
            section->flush = 1;
            *more = 1;
            return give(reader, reader->line_end - reader->position, section);
        }
    }
}

/* ------------------------------------------------------------------ all */

/* Goes on to the next leaf; *more 0: there is none. */
static gv_status begin_leaf(gv_reader *reader, int *more)
{
    gv_buf_clear(&reader->pending);
    reader->position = reader->looked = reader->line_end = 0;
    reader->gap = reader->end = reader->in_long_line = 0;
    reader->n_parts = 0;
    reader->n_leaf_sections = 0;
    reader->line = 1;
    GV_TRY(gv_layers_next(&reader->layers, more));
    reader->offset =
        reader->layers.charset == GV_CHARSET_UTF8 ? reader->layers.mark_length : 0;
    reader->in_leaf = *more;
    return GV_OK;
}

/* Makes a section empty and says what it is. */
static gv_status begin_section(gv_reader *reader, gv_section *section)
{
    gv_layers *const layers = &reader->layers;
    char *id = NULL;
    gv_arena_reset(&section->arena, ARENA_KEEP);
    gv_buf_clear(&section->raw);
    memset(&section->base, 0, sizeof section->base);
    section->number = reader->n_sections;
    section->format = (int)layers->format;
    section->flush = 0;
    section->cut = 0;
    section->raw_offset = reader->offset;
    section->first_line = reader->line;
    section->n_documents = 0;
    section->n_passages = 0;
    GV_TRY(gv_arena_copy(&section->arena, reader->path, strlen(reader->path), &id));
    section->base.id = id;
    section->base.extracted = layers->charset != GV_CHARSET_UTF8;
    section->base.continued = layers->format == GV_SECTION_TEXT && reader->n_leaf_sections > 0;
    return gv_layers_describe(layers, &section->arena, &section->base);
}

static gv_status next_of_leaf(gv_reader *reader, gv_section *section, int *found)
{
    GV_TRY(begin_section(reader, section));
    if (reader->layers.not_text) {
        return GV_OK;
    }
    switch (reader->layers.format) {
    case GV_SECTION_JSONL:
        return next_lines(reader, section, found);
    default:
        return next_text(reader, section, found);
    }
}

gv_status gv_reader_next(gv_reader *reader, gv_section *section, int *more)
{
    int found = 0;
    for (;;) {
        if (!reader->in_leaf) {
            int is_leaf = 0;
            GV_TRY(begin_leaf(reader, &is_leaf));
            if (!is_leaf) {
                break;
            }
        }
        GV_TRY(next_of_leaf(reader, section, &found));
        if (found) {
            reader->n_sections++;
            reader->n_leaf_sections++;
            *more = 1;
            return GV_OK;
        }
        reader->in_leaf = 0;
    }
    GV_TRY(gv_source_drain(&reader->layers.source));
    GV_TRY(reader->layers.source.failed);
    *more = 0;
    return GV_OK;
}

/* What the members of archives were, by format. */
static void report_formats(const gv_layers *layers, gv_reader_report *report)
{
    for (size_t i = 0; i < sizeof layers->n_formats / sizeof layers->n_formats[0]; i++) {
        if (layers->n_formats[i] > 0) {
            report->formats[report->n_formats++] = (gv_kind_count){
                gv_leaf_format_name((gv_section_format)i), layers->n_formats[i]};
        }
    }
}

void gv_reader_get_report(const gv_reader *reader, gv_reader_report *report)
{
    const gv_layers *const layers = &reader->layers;
    gv_reader_report result = {0};
    result.bytes_read = layers->source.n_bytes;
    result.bytes_text = gv_layers_bytes(layers);
    result.n_members = gv_layers_gzip_members(layers);
    result.n_files = layers->n_files;
    result.replaced = layers->replaced + layers->decode.replaced;
    result.n_converted = layers->n_converted;
    if (layers->source.want_sha256) {
        gv_sha256 sha = layers->source.sha;
        gv_sha256_finish(&sha, result.sha256);
    }
    result.format = layers->first_container != NULL ? layers->first_container
                    : layers->not_text              ? "unknown"
                                                    : gv_leaf_format_name(layers->format);
    result.compression = layers->first_kind;
    if (layers->first_container != NULL) {
        report_formats(layers, &result);
    } else {
        result.encoding = gv_decode_name(layers->charset);
    }
    result.left_out = layers->left_out;
    result.n_left_out = layers->n_left_out;
    result.ledger = reader->log.ledger;
    result.n_ledger = reader->log.n_ledger;
    result.damage = reader->log.rows;
    result.n_damage = reader->log.n_rows;
    result.n_damage_more = reader->log.n_more;
    *report = result;
}
