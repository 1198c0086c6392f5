/*
 * section.c - one section's raw bytes to documents and passages.
 *
 * In: a section as gv_reader_next filled it. Out: its documents and their passages. Text is one
 * document, or one more stretch of it; what else there is stands in files of their own (cut.h).
 */
#include "ingest/section.h"

#include "ingest/cut.h"
#include "ingest/extract.h"
#include "ingest/passage.h"
#include "ingest/source.h"
#include "text/utf8.h"

#include <string.h>

static gv_status cut_text(const gv_cutter *c)
{
    gv_section *const section = c->section;
    GV_TRY(gv_cut_add_document(section, &section->base));
    if (section->raw.length > 0) {
        GV_TRY(gv_passage_cut(c->options, section->raw.bytes, section->raw.length,
                              section->raw_offset, c->valid, 1, 0, section));
    }
    if (section->cut && section->n_passages > 0) {
        section->passages[section->n_passages - 1].cut = 1;
    }
    return GV_OK;
}

static gv_status cut_long_line(const gv_cutter *c)
{
    gv_document document = c->section->base;
    if (document.error != NULL) { /* the reader says why */
        GV_TRY(gv_cut_make_id(c, c->section->first_line, &document.id));
        c->section->n_bad_lines++;
        return gv_cut_add_document(c->section, &document);
    }
    document.extracted = 1;
    GV_TRY(gv_cut_make_id(c, c->section->first_line, &document.id));
    return gv_cut_add_long_line_error(c, &document, "line", c->section->first_line);
}

/* Reads what the reader left to be read. */
static gv_status read_stored(gv_section *section)
{
    gv_stored *const stored = &section->stored;
    gv_buf *const raw = &section->raw;
    const size_t length = stored->length;
    if (length == 0) {
        return GV_OK;
    }
    GV_TRY(gv_buf_reserve(raw, length));
    raw->length += gv_source_read_at(stored->descriptor, stored->offset, raw->bytes + raw->length,
                                     length, &stored->error);
    raw->bytes[raw->length] = '\0';
    stored->missing = length - raw->length;
    stored->length = 0;
    return GV_OK;
}

gv_status gv_section_cut(const gv_ingest_options *options, const char *path, gv_section *section)
{
    gv_cutter c = {.options = options, .path = path, .section = section};
    gv_status status = GV_OK;
    section->n_documents = 0;
    section->n_passages = 0;
    section->replaced = 0;
    section->n_converted = 0;
    section->n_bad_lines = 0;
    section->store.n_pieces = 0;
    section->store.n_spans = 0;
    GV_TRY(read_stored(section));
    c.valid = section->raw.length > 0 &&
              gv_utf8_valid_length(section->raw.bytes, section->raw.length) ==
                  section->raw.length;
    switch (section->format) {
    case GV_SECTION_JSONL:
        status = gv_cut_jsonl(&c);
        break;
    case GV_SECTION_JSON:
        status = gv_cut_json(&c);
        break;
    case GV_SECTION_CSV:
    case GV_SECTION_TSV:
    case GV_SECTION_TSV_LINES:
        status = gv_cut_csv(&c);
        break;
    case GV_SECTION_XML:
        status = gv_cut_xml(&c);
        break;
    case GV_SECTION_HTML:
        status = gv_cut_html(&c);
        break;
    case GV_SECTION_PDF:
        status = gv_cut_pdf(&c);
        break;
    case GV_SECTION_OFFICE:
        status = gv_cut_office(&c);
        break;
    case GV_SECTION_ERROR:
        status = cut_long_line(&c);
        break;
    default:
        status = cut_text(&c);
        break;
    }
    gv_passage_finish(section);
    return status;
}

void gv_section_free(gv_section *section)
{
    gv_section_store *const store = &section->store;
    gv_buf_free(&section->raw);
    gv_arena_free(&section->arena);
    gv_memory_free(section->documents);
    gv_memory_free(section->passages);
    gv_memory_free(store->pieces);
    gv_memory_free(store->spans);
    gv_memory_free(store->slice_pieces);
    gv_memory_free(store->slice_spans);
    gv_memory_free(store->blocks);
    gv_memory_free(store->lines);
    gv_words_free(&store->words);
    if (store->extract != NULL) {
        gv_extract_free(store->extract);
        gv_memory_free(store->extract);
    }
    gv_buf_free(&store->line);
    gv_buf_free(&store->scratch);
    memset(section, 0, sizeof *section);
}
