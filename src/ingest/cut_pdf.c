/*
 * cut_pdf.c - a PDF file to one document.
 *
 * In: a section whose raw bytes are the whole file. Out: a document whose offsets count in the text
 * taken out, each passage with the page on which it begins:
 *
 *     "Oru\n\nThe militia came at\n\n1\n\fOru\n\ndawn.\n\n2\n\f"
 *     passage 1, page 1: "The militia came at dawn."
 *
 * Running heads and page numbers are blanked in place (furniture.h) before paragraphs are put
 * together. What was wrong with the file is a document of its own, behind it, with `error`; what
 * could be read stays.
 */
#include "ingest/cut.h"
#include "ingest/furniture.h"
#include "ingest/pdf.h"

#include <string.h>

enum { TEXT_KEPT = 4 << 20 }; /* memory of a longer text is given back at once */

static int has_words(const gv_buf *text)
{
    for (size_t i = 0; i < text->length; i++) {
        if ((unsigned char)text->bytes[i] > ' ') {
            return 1;
        }
    }
    return 0;
}

/* Sets the pages of passages [first, n_passages), whose spans are those of the store from
 * `first_span` on. They come nearly in order, so this walks to and fro in the text. */
static void set_pages(gv_section *section, const gv_buf *text, uint32_t first, size_t first_span)
{
    const gv_span *span = section->store.spans + first_span;
    uint32_t page = 1;
    size_t at = 0;
    for (uint32_t i = first; i < section->n_passages; i++) {
        gv_passage *const passage = &section->passages[i];
        const size_t start = span->start < text->length ? (size_t)span->start : text->length;
        for (; at < start; at++) {
            page += text->bytes[at] == '\f';
        }
        for (; at > start; at--) {
            page -= text->bytes[at - 1] == '\f';
        }
        passage->page = page;
        span += passage->n_spans;
    }
}

static gv_status add_error(const gv_cutter *c, const gv_document *document, const gv_buf *reason,
                           int is_read)
{
    gv_document failed = *document;
    gv_buf words = {0};
    char *copy = NULL;
    gv_status status = gv_buf_add_format(
        &words, "%s%.*s%s", is_read ? "a PDF file: " : "skipped: a PDF file; ",
        (int)reason->length, reason->bytes, is_read ? "; what text there was is read" : "");
    if (status == GV_OK) {
        status = gv_arena_copy(&c->section->arena, words.bytes, words.length, &copy);
    }
    gv_buf_free(&words);
    GV_TRY(status);
    failed.error = copy;
    c->section->n_bad_lines++;
    return gv_cut_add_document(c->section, &failed);
}

gv_status gv_cut_pdf(gv_cutter *c)
{
    gv_section *const section = c->section;
    gv_buf *const text = &section->store.line;
    gv_buf *const reason = &section->store.scratch;
    gv_document document = section->base;
    const size_t first_span = section->store.n_spans;
    const uint32_t first = section->n_passages;
    document.extracted = 1;
    gv_cut_add_layer(&document, "pdf", NULL);
    gv_buf_clear(text);
    gv_buf_clear(reason);
    GV_TRY(gv_pdf_extract(section->raw.bytes, section->raw.length, text, reason,
                          &section->replaced));
    const int is_read = has_words(text);
    if (is_read) {
        GV_TRY(gv_furniture_blank(text->bytes, text->length));
        GV_TRY(gv_cut_add_parts(c, &document, text->bytes, text->length, 0));
    }
    if (section->n_passages > first) {
        set_pages(section, text, first, first_span);
    }
    if (reason->length > 0) {
        GV_TRY(add_error(c, &section->base, reason, is_read));
    }
    if (text->capacity > TEXT_KEPT) {
        gv_buf_free(text);
    }
    return GV_OK;
}
