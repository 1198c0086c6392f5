/*
 * office_odt.c - OpenDocument text to paragraphs.
 *
 * In: content.xml. Out: a block a paragraph, also in tables, notes and text boxes:
 *
 *     <text:h>Oru</text:h>                                              heading
 *     <text:p>Burned<text:s/>in 1998<text:note>...</text:note>.</text:p>  paragraph, then the note
 *
 * Deleted text of tracked changes, comments, the numbers of notes and tables of contents are no
 * text.
 */
#include "ingest/office.h"

#include "base/map.h"

#include <string.h>

static const char TEXT[] = ":text:1.0";
static const char OFFICE[] = ":office:1.0";
static const char STYLE[] = ":style:1.0";

typedef struct odt {
    gv_office_text *text;
    gv_map titles;      /* names of automatic styles that are titles */
    unsigned skipped;   /* elements open in what is left out */
    unsigned in_body;   /* office:body */
    unsigned items;     /* list items open */
} odt;

static int is_title(const odt *o, const char *style)
{
    return strcmp(style, "Title") == 0 || strcmp(style, "Subtitle") == 0 ||
           gv_map_find(&o->titles, style, strlen(style)) != GV_MAP_NONE;
}

static int is_skipped(const char *name)
{
    return gv_office_is(name, TEXT, "tracked-changes") ||
           gv_office_is(name, TEXT, "note-citation") ||
           gv_office_is(name, TEXT, "table-of-content") ||
           gv_office_is(name, OFFICE, "annotation");
}

static gv_status note_style(odt *o, const char *const *attributes)
{
    const char *const name = gv_office_attribute(attributes, "name");
    const char *const parent = gv_office_attribute(attributes, "parent-style-name");
    if (name != NULL && name[0] != '\0' && parent != NULL &&
        (strcmp(parent, "Title") == 0 || strcmp(parent, "Subtitle") == 0)) {
        return gv_map_add(&o->titles, name, strlen(name), 1, NULL);
    }
    return GV_OK;
}

static gv_status on_start(void *user, const char *name, const char *const *attributes)
{
    odt *const o = user;
    gv_office_text *const text = o->text;
    if (o->skipped > 0 || is_skipped(name)) {
        o->skipped++;
        return GV_OK;
    }
    if (gv_office_is(name, STYLE, "style")) {
        return note_style(o, attributes);
    }
    o->in_body += gv_office_is(name, OFFICE, "body");
    if (o->in_body == 0) {
        return GV_OK;
    }
    o->items += gv_office_is(name, TEXT, "list-item");
    if (gv_office_is(name, TEXT, "h")) {
        return gv_office_begin_paragraph(text, GV_PASSAGE_HEADING);
    }
    if (gv_office_is(name, TEXT, "p")) {
        const char *const style = gv_office_attribute(attributes, "style-name");
        return gv_office_begin_paragraph(text, style != NULL && is_title(o, style)
                                                   ? GV_PASSAGE_HEADING
                                               : o->items > 0 ? GV_PASSAGE_LIST_ITEM
                                                              : GV_PASSAGE_PARAGRAPH);
    }
    if (gv_office_is(name, TEXT, "s") || gv_office_is(name, TEXT, "tab") ||
        gv_office_is(name, TEXT, "line-break")) {
        return gv_office_add(text, " ", 1);
    }
    return GV_OK;
}

static gv_status on_end(void *user, const char *name)
{
    odt *const o = user;
    if (o->skipped > 0) {
        o->skipped--;
        return GV_OK;
    }
    if (o->in_body == 0) {
        return GV_OK;
    }
    o->in_body -= gv_office_is(name, OFFICE, "body");
    o->items -= gv_office_is(name, TEXT, "list-item");
    if (gv_office_is(name, TEXT, "h") || gv_office_is(name, TEXT, "p")) {
        return gv_office_end_paragraph(o->text);
    }
    return GV_OK;
}

static gv_status on_text(void *user, const char *bytes, size_t length)
{
    odt *const o = user;
    return o->skipped == 0 ? gv_office_add(o->text, bytes, length) : GV_OK;
}

gv_status gv_office_read_odt(const gv_office *office, gv_office_text *text, gv_xml_error *error)
{
    const gv_buf *const part = &office->parts[GV_OFFICE_CONTENT];
    odt o = {.text = text};
    const gv_xml_handler handler = {
        .user = &o, .namespaces = 1, .start = on_start, .end = on_end, .text = on_text};
    gv_status status = gv_xml_parse(part->bytes, part->length, &handler, error);
    while (text->depth > 0) { /* what a damaged part left open */
        const gv_status ended = gv_office_end_paragraph(text);
        status = ended != GV_OK ? ended : status;
    }
    gv_map_free(&o.titles);
    return status;
}
