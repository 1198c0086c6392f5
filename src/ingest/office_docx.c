/*
 * office_docx.c - WordprocessingML to paragraphs.
 *
 * In: word/document.xml and, behind it, the footnotes and endnotes; word/styles.xml for what the
 * paragraphs are. Out: a block a paragraph, also in tables and text boxes:
 *
 *     <w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Oru</w:t></w:r></w:p>   heading
 *
 * What was deleted or moved away with changes tracked is no text, nor is the second rendering that
 * stands beside what older programs cannot show, nor a table of contents. Headers, footers and
 * comments are not read. The language and dates that the file's properties state are those of a
 * program, not of the report, so they are left alone.
 */
#include "ingest/office.h"

#include "base/map.h"

#include <string.h>

/* .../wordprocessingml/2006/main, .../ooxml/wordprocessingml/main */
static const char W[] = "main";
static const char COMPATIBILITY[] = "markup-compatibility/2006";

/* What a style makes of a paragraph. */
enum { PLAIN = 0, HEADING, LIST, CONTENTS };

typedef struct docx {
    gv_office_text *text;
    gv_map styles;      /* style id -> PLAIN, HEADING ... */
    char style[128];    /* styles.xml: the id at hand */
    unsigned skipped;   /* elements open in what is left out */
    int in_text;        /* w:t */
    int is_contents;    /* the paragraph at hand is of a table of contents */
} docx;

/* A picture's elements of the same names are of another namespace, whose name ends as W does. */
static int is_word(const char *name, const char *local)
{
    return gv_office_is(name, W, local) && strstr(name, "wordprocessingml") != NULL;
}

/* ------------------------------------------------------------------ styles.xml */

/* 1 if text begins with `start` (lower case), in any case. */
static int begins(const char *text, const char *start)
{
    for (; *start != '\0'; text++, start++) {
        if ((*text >= 'A' && *text <= 'Z' ? *text | 0x20 : *text) != *start) {
            return 0;
        }
    }
    return 1;
}

static uint32_t judge_name(const char *name)
{
    return begins(name, "heading") || begins(name, "title") || begins(name, "subtitle") ? HEADING
           : begins(name, "toc ") || begins(name, "table of ") ? CONTENTS
           : begins(name, "list ")                             ? LIST
                                                               : PLAIN;
}

static gv_status on_style_start(void *user, const char *name, const char *const *attributes)
{
    docx *const d = user;
    const char *const value = gv_office_attribute(attributes, "val");
    if (is_word(name, "style")) {
        const char *const id = gv_office_attribute(attributes, "styleId");
        const size_t n = id != NULL ? strlen(id) : 0;
        d->style[0] = '\0';
        if (n < sizeof d->style) {
            memcpy(d->style, id != NULL ? id : "", n + 1);
        }
    } else if (is_word(name, "name") && value != NULL && d->style[0] != '\0') {
        return gv_map_add(&d->styles, d->style, strlen(d->style), judge_name(value), NULL);
    }
    return GV_OK;
}

static gv_status read_styles(docx *d, const gv_buf *part)
{
    const gv_xml_handler handler = {.user = d, .namespaces = 1, .start = on_style_start};
    gv_xml_error error = {0, NULL};
    if (part->length == 0) {
        return GV_OK;
    }
    const gv_status status = gv_xml_parse(part->bytes, part->length, &handler, &error);
    return status == GV_ERROR_FORMAT ? GV_OK : status; /* then all are paragraphs */
}

/* ------------------------------------------------------------------ text */

static int is_skipped(const char *name, const char *const *attributes)
{
    if (gv_office_is(name, COMPATIBILITY, "Fallback") || is_word(name, "moveFrom") ||
        is_word(name, "del")) {
        return 1;
    }
    if (is_word(name, "footnote") || is_word(name, "endnote")) {
        const char *const type = gv_office_attribute(attributes, "type");
        return type != NULL && strcmp(type, "normal") != 0; /* separators */
    }
    return 0;
}

/* The paragraph at hand has this style. */
static void set_style(docx *d, const char *id)
{
    uint32_t found = id != NULL ? gv_map_find(&d->styles, id, strlen(id)) : GV_MAP_NONE;
    if (found == GV_MAP_NONE && id != NULL) {
        found = judge_name(id);
    }
    if (found == HEADING || found == LIST) {
        gv_office_set_kind(d->text, found == HEADING ? GV_PASSAGE_HEADING : GV_PASSAGE_LIST_ITEM);
    }
    d->is_contents |= found == CONTENTS;
}

static gv_status on_start(void *user, const char *name, const char *const *attributes)
{
    docx *const d = user;
    gv_office_text *const text = d->text;
    if (d->skipped > 0 || is_skipped(name, attributes)) {
        d->skipped++;
        return GV_OK;
    }
    if (is_word(name, "t")) {
        d->in_text = 1;
    } else if (is_word(name, "p")) {
        d->is_contents = text->depth > 0 ? d->is_contents : 0;
        return gv_office_begin_paragraph(text, GV_PASSAGE_PARAGRAPH);
    } else if (is_word(name, "pStyle")) {
        set_style(d, gv_office_attribute(attributes, "val"));
    } else if (is_word(name, "numPr")) {
        if ((text->depth == 1 ? text->kind : text->inner_kind) == GV_PASSAGE_PARAGRAPH) {
            gv_office_set_kind(text, GV_PASSAGE_LIST_ITEM);
        }
    } else if (is_word(name, "outlineLvl")) {
        const char *const level = gv_office_attribute(attributes, "val");
        if (level != NULL && level[0] >= '0' && level[0] <= '8') { /* 9: body text */
            gv_office_set_kind(text, GV_PASSAGE_HEADING);
        }
    } else if (is_word(name, "tab") || is_word(name, "br") || is_word(name, "cr")) {
        return gv_office_add(text, " ", 1);
    } else if (is_word(name, "noBreakHyphen")) {
        return gv_office_add(text, "-", 1);
    }
    return GV_OK;
}

static gv_status on_end(void *user, const char *name)
{
    docx *const d = user;
    if (d->skipped > 0) {
        d->skipped--;
        return GV_OK;
    }
    if (is_word(name, "t")) {
        d->in_text = 0;
    } else if (is_word(name, "p")) {
        return gv_office_end_paragraph(d->text);
    }
    return GV_OK;
}

static gv_status on_text(void *user, const char *bytes, size_t length)
{
    docx *const d = user;
    return d->in_text && d->skipped == 0 && !d->is_contents
               ? gv_office_add(d->text, bytes, length)
               : GV_OK;
}

gv_status gv_office_read_docx(const gv_office *office, gv_office_text *text, gv_xml_error *error)
{
    static const gv_office_part PARTS[] = {GV_OFFICE_CONTENT, GV_OFFICE_FOOTNOTES,
                                           GV_OFFICE_ENDNOTES};
    docx d = {.text = text};
    const gv_xml_handler handler = {
        .user = &d, .namespaces = 1, .start = on_start, .end = on_end, .text = on_text};
    gv_status status = GV_OK;
    gv_status worst = GV_OK;
    GV_TRY_DONE(read_styles(&d, &office->parts[GV_OFFICE_STYLES]));
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        const gv_buf *const part = &office->parts[PARTS[i]];
        gv_xml_error fault = {0, NULL};
        if (part->length == 0) {
            continue;
        }
        d.skipped = 0;
        d.in_text = 0;
        status = gv_xml_parse(part->bytes, part->length, &handler, &fault);
        while (text->depth > 0) { /* what a damaged part left open */
            const gv_status ended = gv_office_end_paragraph(text);
            status = ended != GV_OK ? ended : status;
        }
        if (status == GV_ERROR_FORMAT) {
            *error = worst == GV_OK ? fault : *error;
            worst = status;
            status = GV_OK;
        }
        GV_TRY_DONE(status);
    }
    status = worst;
done:
    gv_map_free(&d.styles);
    return status;
}
