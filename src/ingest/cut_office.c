/*
 * cut_office.c - one DOCX or ODT file to one document and its passages.
 *
 * In: a section whose raw bytes are the file, a zip archive. Out: a document with the title that
 * its properties state, and its paragraphs, headings, list items, cells and notes; offsets count in
 * the text taken out. Where the archive or its XML is damaged, what could be read is there, and a
 * second document, with an error, says what is wrong. Formats of the same make that are not read
 * are refused in words.
 */
#include "ingest/cut.h"

#include "ingest/office.h"

#include <string.h>

static gv_status add_error(const gv_cutter *c, const char *format, const char *words, size_t at)
{
    gv_document failed = c->section->base;
    gv_buf *const out = &c->section->store.scratch;
    char *copy = NULL;
    gv_buf_clear(out);
    GV_TRY(gv_buf_add_format(out, format, words, at));
    GV_TRY(gv_arena_copy(&c->section->arena, out->bytes, out->length, &copy));
    failed.error = copy;
    failed.extracted = 1;
    c->section->n_bad_lines++;
    return gv_cut_add_document(c->section, &failed);
}

static gv_status add_text(const gv_cutter *c, const gv_office *office, gv_office_text *text)
{
    gv_section *const section = c->section;
    gv_document document = section->base;
    gv_xml_error error = {0, ""};
    char *name = NULL;
    const int is_docx = office->kind == GV_OFFICE_DOCX;
    GV_TRY(gv_office_read_meta(&office->parts[GV_OFFICE_META], text));
    const gv_status status = is_docx ? gv_office_read_docx(office, text, &error)
                                     : gv_office_read_odt(office, text, &error);
    if (status != GV_ERROR_FORMAT) {
        GV_TRY(status);
    }
    document.title = document.title != NULL ? document.title : text->extract->title;
    document.extracted = 1;
    GV_TRY(gv_arena_copy(&section->arena, office->content_name.bytes, office->content_name.length,
                         &name));
    gv_cut_add_layer(&document, is_docx ? "docx" : "odt", name);
    GV_TRY(gv_cut_add_document(section, &document));
    GV_TRY(gv_passage_cut_extract(c->options, text->extract, section->n_documents - 1, section));
    if (status == GV_ERROR_FORMAT) {
        GV_TRY(add_error(c, "the text ends early: its XML is damaged: %s, at byte %zu", error.words,
                         error.offset + 1));
    }
    if (office->log.n_rows > 0) {
        const gv_damage *const first = &office->log.rows[0];
        GV_TRY(add_error(c, "the zip archive that it is is damaged: %s (byte %zu)", first->reason,
                         (size_t)first->offset));
    }
    return GV_OK;
}

gv_status gv_cut_office(gv_cutter *c)
{
    gv_section *const section = c->section;
    gv_office office = {.log = {.path = c->path}};
    gv_office_text text = {.arena = &section->arena};
    gv_status status = GV_OK;
    GV_TRY(gv_cut_get_extract(section, &text.extract));
    GV_TRY_DONE(gv_office_open(c->options, section->raw.bytes, section->raw.length, &office));
    GV_TRY_DONE(office.refused != NULL ? add_error(c, "%s", office.refused, 0)
                                       : add_text(c, &office, &text));
done:
    gv_office_text_free(&text);
    gv_office_free(&office);
    return status;
}
