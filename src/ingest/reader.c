/*
 * reader.c - gives one input as sections.
 *
 * In: a path. Out: sections of raw bytes with the layers around them, cut by content alone. Text
 * "A...B...C" of 200 KB becomes three sections, each ending at the first blank line behind a
 * finished sentence after 64 KiB; JSONL becomes sections of whole lines. This is the serial part,
 * so it does no more than read, inflate and look for a place to cut; of a plain file of text it only
 * looks (read_stored.c). A section is given the very memory that was read into, and what stands
 * there behind its end is moved to the memory that it had: the smaller part of the bytes. It does
 * not parse: section.c does, on any thread.
 */
#include "ingest/reader_state.h"

#include <string.h>

enum {
    READ_STEP = 1 << 18,
    READ_AIM = GV_READING_SECTION + GV_READING_SECTION / 4, /* to hold: most sections end in it */
    READ_LEAST = 1 << 14,
    ARENA_KEEP = 1 << 20,
    PENDING_KEPT = 4 << 20 /* memory of a larger leaf is not kept for the next */
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

void gv_reader_set_name(gv_reader *reader, const char *name)
{
    reader->path = name;
}

int gv_reader_is_file(const gv_reader *reader)
{
    return !reader->layers.source.may_wait;
}

void gv_reader_free(gv_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    gv_layers_free(&reader->layers);
    gv_damage_free(&reader->log);
    gv_rows_free(&reader->rows);
    gv_buf_free(&reader->pending);
    gv_words_free(&reader->words);
    gv_memory_free(reader);
}

size_t gv_reading_limit(const gv_reader *reader)
{
    return reader->gap ? reader->gap_at : reader->pending.length;
}

/* The first n bytes of pending are gone. */
static void move_places(gv_reader *reader, size_t n)
{
    reader->position -= n;
    reader->looked = reader->looked > n ? reader->looked - n : 0;
    reader->line_end = reader->line_end > n ? reader->line_end - n : 0;
    reader->gap_at -= reader->gap ? n : 0;
}

/* How much to read: as much as a section takes, so that little is left over to be moved; of what is
 * longer, more at a time. */
static size_t read_step(size_t held)
{
    return held >= READ_AIM ? READ_STEP
           : READ_AIM - held > READ_LEAST ? READ_AIM - held
                                          : READ_LEAST;
}

gv_status gv_reading_fill(gv_reader *reader, int wait, int *waiting)
{
    gv_buf *const pending = &reader->pending;
    const size_t moved = reader->position;
    if (moved > 0) {
        memmove(pending->bytes, pending->bytes + moved, pending->length - moved);
        pending->length -= moved;
        move_places(reader, moved);
    }
    const size_t step = read_step(pending->length);
    GV_TRY(gv_buf_reserve(pending, step));
    gv_fill fill = {0};
    GV_TRY(gv_layers_fill(&reader->layers, wait, pending->bytes + pending->length, step, &fill));
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

gv_status gv_reading_give(gv_reader *reader, size_t length, gv_section *section)
{
    gv_buf *const pending = &reader->pending;
    gv_buf *const raw = &section->raw;
    const char *const bytes = pending->bytes + reader->position;
    const size_t rest = pending->length - reader->position - length;
    section->first_line = reader->line;
    section->raw_offset = reader->offset;
    if (reader->position > 0 || raw->length > 0 || rest > length || length == 0) {
        GV_TRY(gv_buf_add(raw, bytes, length));
        gv_reading_drop(reader, length);
        return GV_OK;
    }
    GV_TRY(gv_buf_add(raw, bytes + length, rest));
    const gv_buf given = *pending;
    *pending = *raw;
    *raw = given;
    raw->length = length;
    raw->bytes[length] = '\0';
    gv_reading_drop(reader, length);
    move_places(reader, length);
    return GV_OK;
}

void gv_reading_drop(gv_reader *reader, size_t length)
{
    reader->position += length;
    reader->offset += length;
    if (reader->gap && reader->position == reader->gap_at) {
        reader->gap = 0;
    }
}

/* ------------------------------------------------------------------ all */

/* Goes on to the next leaf; *more 0: there is none. */
static gv_status begin_leaf(gv_reader *reader, int *more)
{
    if (reader->pending.capacity > PENDING_KEPT) {
        gv_buf_free(&reader->pending);
    }
    gv_buf_clear(&reader->pending);
    gv_rows_free(&reader->rows);
    reader->rows = (gv_rows){.options = reader->options};
    reader->position = reader->looked = reader->line_end = 0;
    reader->gap = reader->before_gap = reader->end = reader->in_long_line = 0;
    reader->n_parts = 0;
    reader->n_leaf_sections = 0;
    reader->line = 1;
    GV_TRY(gv_layers_next(&reader->layers, more));
    reader->offset =
        reader->layers.charset == GV_CHARSET_UTF8 ? reader->layers.mark_length : 0;
    reader->rows.format = reader->layers.format;
    reader->in_leaf = *more;
    reader->is_stored = *more && reader->layers.format == GV_SECTION_TEXT &&
                        reader->options->unit != GV_UNIT_DOCUMENT &&
                        gv_leaf_is_stored(&reader->layers);
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
    section->stored = (gv_stored){0};
    section->flush = 0;
    section->cut = 0;
    section->head = 0;
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
        return gv_reading_next_lines(reader, section, found);
    case GV_SECTION_JSON:
    case GV_SECTION_CSV:
    case GV_SECTION_TSV:
    case GV_SECTION_XML:
        return gv_reading_next_rows(reader, section, found);
    case GV_SECTION_HTML:
    case GV_SECTION_PDF:
    case GV_SECTION_OFFICE:
        return gv_reading_next_whole(reader, section, found);
    default:
        if (reader->is_stored && !reader->end && gv_leaf_held(&reader->layers) < READ_AIM) {
            GV_TRY(gv_reading_next_stored(reader, section, found));
        }
        return *found ? GV_OK : gv_reading_next_text(reader, section, found);
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
    result.left_out = reader->log.left_out;
    result.n_left_out = reader->log.n_left_out;
    result.ledger = reader->log.ledger;
    result.n_ledger = reader->log.n_ledger;
    result.damage = reader->log.rows;
    result.n_damage = reader->log.n_rows;
    result.n_damage_more = reader->log.n_more;
    *report = result;
}
