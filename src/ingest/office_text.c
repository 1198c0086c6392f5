/*
 * office_text.c - the paragraphs of an office document as blocks of an extract.
 *
 * In: paragraphs as a parser meets them, one inside the other where a note or a text box stands in
 * the midst of one. Out: blocks, none cut in two:
 *
 *     begin "Militia entered Oru" begin "See annex 2." end " at dawn." end
 *         -> "Militia entered Oru at dawn."  "See annex 2."
 */
#include "ingest/office.h"

#include "base/arena.h"

#include <string.h>

gv_status gv_office_begin_paragraph(gv_office_text *text, gv_passage_kind kind)
{
    text->depth++;
    if (text->depth == 1) {
        text->kind = kind;
    } else if (text->depth == 2) {
        text->inner_kind = kind;
    } else {
        return gv_buf_add_byte(&text->inner, ' ');
    }
    return GV_OK;
}

void gv_office_set_kind(gv_office_text *text, gv_passage_kind kind)
{
    if (text->depth == 1) {
        text->kind = kind;
    } else if (text->depth == 2) {
        text->inner_kind = kind;
    }
}

gv_status gv_office_add(gv_office_text *text, const char *bytes, size_t length)
{
    if (text->depth == 1) {
        return gv_extract_add(text->extract, bytes, length, UINT64_MAX, 0);
    }
    return text->depth > 1 ? gv_buf_add(&text->inner, bytes, length) : GV_OK;
}

/* Those that stood inside the paragraph that ended. */
static gv_status add_later(gv_office_text *text)
{
    gv_buf *const later = &text->later;
    for (size_t at = 0; at < later->length;) {
        const gv_passage_kind kind = (gv_passage_kind)later->bytes[at];
        const size_t length = strlen(later->bytes + at + 1);
        GV_TRY(gv_extract_add(text->extract, later->bytes + at + 1, length, UINT64_MAX, 0));
        GV_TRY(gv_extract_end_block(text->extract, kind));
        at += length + 2;
    }
    gv_buf_clear(later);
    return GV_OK;
}

gv_status gv_office_end_paragraph(gv_office_text *text)
{
    if (text->depth == 0) {
        return GV_OK;
    }
    text->depth--;
    if (text->depth == 0) {
        GV_TRY(gv_extract_end_block(text->extract, text->kind));
        return add_later(text);
    }
    if (text->depth == 1) {
        GV_TRY(gv_buf_add_byte(&text->later, (char)text->inner_kind));
        GV_TRY(gv_buf_add(&text->later, text->inner.length > 0 ? text->inner.bytes : "",
                          text->inner.length));
        GV_TRY(gv_buf_add_byte(&text->later, '\0'));
        gv_buf_clear(&text->inner);
    }
    return GV_OK;
}

void gv_office_text_free(gv_office_text *text)
{
    gv_buf_free(&text->inner);
    gv_buf_free(&text->later);
}

/* ------------------------------------------------------------------ names */

int gv_office_is(const char *name, const char *space, const char *local)
{
    const char *const blank = strrchr(name, ' ');
    const size_t n = strlen(space);
    return blank != NULL && strcmp(blank + 1, local) == 0 && (size_t)(blank - name) >= n &&
           memcmp(blank - n, space, n) == 0;
}

const char *gv_office_attribute(const char *const *attributes, const char *local)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        const char *const blank = strrchr(attributes[i], ' ');
        if (strcmp(blank != NULL ? blank + 1 : attributes[i], local) == 0) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------ the title */

typedef struct meta {
    gv_buf title;
    int in_title;
} meta;

static gv_status on_start(void *user, const char *name, const char *const *attributes)
{
    meta *const m = user;
    (void)attributes;
    m->in_title += gv_office_is(name, "purl.org/dc/elements/1.1/", "title");
    return GV_OK;
}

static gv_status on_end(void *user, const char *name)
{
    meta *const m = user;
    m->in_title -= gv_office_is(name, "purl.org/dc/elements/1.1/", "title");
    return GV_OK;
}

static gv_status on_text(void *user, const char *text, size_t length)
{
    meta *const m = user;
    return m->in_title > 0 ? gv_buf_add(&m->title, text, length) : GV_OK;
}

gv_status gv_office_read_meta(const gv_buf *part, gv_office_text *text)
{
    meta m = {.in_title = 0};
    const gv_xml_handler handler = {
        .user = &m, .namespaces = 1, .start = on_start, .end = on_end, .text = on_text};
    gv_xml_error error = {0, NULL};
    char *copy = NULL;
    gv_status status = GV_OK;
    if (part->length == 0) {
        return GV_OK;
    }
    status = gv_xml_parse(part->bytes, part->length, &handler, &error);
    status = status == GV_ERROR_FORMAT ? GV_OK : status; /* a title that is lost is lost */
    while (m.title.length > 0 && m.title.bytes[m.title.length - 1] <= ' ' &&
           m.title.bytes[m.title.length - 1] >= 0) {
        m.title.length--;
    }
    if (status == GV_OK && m.title.length > 0) {
        status = gv_arena_copy(text->arena, m.title.bytes, m.title.length, &copy);
        text->extract->title = copy;
    }
    gv_buf_free(&m.title);
    return status;
}
