/*
 * cut_html.c - one HTML page to one document and its passages.
 *
 * In: a section whose raw bytes are a page. Out: a document with the page's title, date and
 * language, and the passages of its article. Where the page is UTF-8 as it is stored, offsets count
 * in the stored bytes:
 *
 *     "<p>Oru &amp; Dassi</p>" at 1000      passage "Oru & Dassi": [1003,1007), "&" at 1007, ...
 *
 * else the page is converted as a whole, a layer "charset" says from what, and offsets count in the
 * converted page. A page is no longer than PAGE_MAX.
 */
#include "ingest/cut.h"

#include "ingest/html_charset.h"
#include "ingest/html_page.h"

#include <string.h>

#define PAGE_MAX ((size_t)1 << 30) /* pieces count text in 32 bits, and a bad byte comes to three */

/* 1 if a layer around the page converted it already. */
static int is_converted(const gv_document *document)
{
    return document->n_layers > 0 &&
           strcmp(document->layers[document->n_layers - 1].kind, "charset") == 0;
}

/* The page in UTF-8: *bytes and *length are raw's, or those of a buffer of the section. */
static gv_status convert(gv_section *section, gv_document *document, const char **bytes,
                         size_t *length, uint64_t *offset)
{
    gv_buf *const buf = &section->store.line;
    const char *name = NULL;
    size_t mark = 0;
    gv_buf_clear(buf);
    *bytes = section->raw.bytes;
    *length = section->raw.length;
    *offset = section->raw_offset;
    if (is_converted(document)) {
        return GV_OK;
    }
    GV_TRY(gv_html_charset_convert(*bytes, *length, document->charset, &section->arena, &mark,
                                   &name, buf, &section->replaced));
    if (name == NULL) {
        *bytes += mark;
        *length -= mark;
        *offset += mark;
        return GV_OK;
    }
    *bytes = buf->bytes;
    *length = buf->length;
    *offset = 0;
    document->extracted = 1;
    if (document->n_layers < GV_LAYERS_MAX) {
        document->layers[document->n_layers++] =
            (gv_layer){.kind = "charset", .offset = section->raw_offset + mark, .name = name};
    }
    return GV_OK;
}

gv_status gv_cut_html(gv_cutter *cutter)
{
    gv_section *const section = cutter->section;
    gv_document document = section->base;
    gv_html_page page = {.arena = &section->arena};
    const char *bytes = NULL;
    size_t length = 0;
    uint64_t offset = 0;
    gv_status status = GV_OK;
    if (section->raw.length > PAGE_MAX) {
        document.error = "an HTML page longer than 1 GiB, so it was left out; split it";
        section->n_bad_lines++;
        return gv_cut_add_document(section, &document);
    }
    if (section->raw.length > 0) {
        GV_TRY(convert(section, &document, &bytes, &length, &offset));
    }
    GV_TRY(gv_cut_get_extract(section, &page.extract));
    GV_TRY_DONE(gv_html_page_read(&page, bytes, length, offset));
    gv_html_page_choose(&page);
    section->replaced += page.replaced;
    document.title = document.title != NULL ? document.title : page.extract->title;
    document.date = document.date != NULL ? document.date : page.extract->date;
    document.language = document.language != NULL ? document.language : page.extract->language;
    GV_TRY_DONE(gv_cut_add_document(section, &document));
    GV_TRY_DONE(gv_passage_cut_extract(cutter->options, page.extract, section->n_documents - 1,
                                       section));
done:
    gv_html_page_free(&page);
    return status;
}
