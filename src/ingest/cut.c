/*
 * cut.c - documents, ids and errors of a section, whatever its format.
 *
 * In: what a cutter found. Out: the section's documents and passages. A record without an id is
 * named by its place: "a/2021.jsonl.gz:17".
 */
#include "ingest/cut.h"

#include "ingest/boundary.h"
#include "ingest/decode.h"
#include "ingest/passage.h"
#include "ingest/section.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

size_t gv_section_line_limit(const gv_ingest_options *options)
{
    return 2 * options->document_limit + (1 << 20);
}

gv_status gv_cut_add_document(gv_section *section, const gv_document *document)
{
    gv_section_store *const store = &section->store;
    GV_TRY(gv_array_reserve((void **)&section->documents, section->n_documents + 1,
                            sizeof *section->documents, &store->documents_capacity));
    gv_document_copy(&section->documents[section->n_documents++], document);
    return GV_OK;
}

void gv_cut_add_layer(gv_document *document, const char *kind, const char *name)
{
    if (document->n_layers < GV_LAYERS_MAX) {
        document->layers[document->n_layers++] = (gv_layer){.kind = kind, .name = name};
    }
}

gv_status gv_cut_make_id(const gv_cutter *c, uint64_t n, const char **id)
{
    const char *const given = c->section->base.id;
    const char *const base = given != NULL ? given : c->path;
    const size_t length = strlen(base);
    void *memory = NULL;
    char digits[GV_DIGITS];
    const char *const first = gv_digits(n, digits);
    const size_t n_digits = (size_t)(digits + GV_DIGITS - first);
    GV_TRY(gv_arena_get(&c->section->arena, length + 1 + n_digits + 1, &memory));
    char *const text = memory;
    memcpy(text, base, length);
    text[length] = ':';
    memcpy(text + length + 1, first, n_digits);
    text[length + 1 + n_digits] = '\0';
    *id = text;
    return GV_OK;
}

gv_status gv_cut_add_error(const gv_cutter *c, const gv_document *document, const char *word,
                           uint64_t n, const char *format, ...)
{
    char text[512];
    char *copy = NULL;
    gv_document failed;
    gv_document_copy(&failed, document);
    const int start = snprintf(text, sizeof text, "%s %" PRIu64 ": ", word, n);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text + start, sizeof text - (size_t)start, format, arguments);
    va_end(arguments);
    GV_TRY(gv_arena_copy(&c->section->arena, text, strlen(text), &copy));
    failed.error = copy;
    c->section->n_bad_lines++;
    return gv_cut_add_document(c->section, &failed);
}

gv_status gv_cut_add_long_line_error(const gv_cutter *c, const gv_document *document,
                                     const char *word, uint64_t n)
{
    return gv_cut_add_error(c, document, word, n,
                            "longer than %zu bytes, so it was left out; raise the document limit",
                            gv_section_line_limit(c->options));
}

gv_status gv_cut_get_extract(gv_section *section, gv_extract **extract)
{
    if (section->store.extract == NULL) {
        void *memory = NULL;
        GV_TRY(gv_memory_get_zeroed(1, sizeof **extract, &memory));
        section->store.extract = memory;
    }
    *extract = section->store.extract;
    gv_extract_clear(*extract);
    return GV_OK;
}

gv_status gv_cut_add_parts(const gv_cutter *c, gv_document *document, const char *text,
                           size_t length, int lasts)
{
    const gv_ingest_options *const options = c->options;
    gv_section *const section = c->section;
    size_t start = 0;
    do {
        size_t size = length - start;
        if (size > options->document_limit) {
            GV_TRY(gv_boundary_cut(options->language, text + start, size,
                                   options->document_limit, &section->store.words, &size));
        }
        if (size < length) {
            document->part++;
            document->continued = document->part > 1;
        }
        GV_TRY(gv_cut_add_document(section, document));
        GV_TRY(gv_passage_cut(options, text + start, size, start, 1, lasts,
                              section->n_documents - 1, section));
        start += size;
    } while (start < length);
    return GV_OK;
}

int gv_cut_lasts(const gv_cutter *c, const gv_cut_line *l)
{
    return l->bytes != c->section->store.line.bytes;
}

gv_status gv_cut_repair(const gv_cutter *c, gv_cut_line *l)
{
    gv_section *const section = c->section;
    gv_buf *const buf = &section->store.line;
    if (c->valid || gv_utf8_valid_length(l->bytes, l->length) == l->length) {
        return GV_OK;
    }
    gv_buf_clear(buf);
    if (gv_decode_judge(l->bytes, l->length) == GV_CHARSET_WINDOWS_1252) {
        GV_TRY(gv_decode_add_1252(l->bytes, l->length, buf));
        section->n_converted++;
    } else {
        GV_TRY(gv_decode_add_repaired(l->bytes, l->length, buf, &section->replaced));
    }
    l->bytes = buf->bytes;
    l->length = buf->length;
    return GV_OK;
}

