/*
 * cut_xml.c - an XML dump to documents: one an element, or the whole file as one.
 *
 *     <page><title>Oru</title><id>7</id>                      document 7, titled Oru
 *       <revision><id>99</id><text>Burned in 1998.</text>     its text
 *
 * In: whole elements as rows.h found them. The fields go by the names of options, as those of
 * JSONL: attributes of the record, or elements in it, the outermost first; of several texts, all.
 * If it has no element with the name of the text field, its text is all it has, without the other
 * fields. Elements that stand side by side with no text between them are paragraphs; those in the
 * midst of text are not. Markup of another kind within (MediaWiki's) stays as it is. A record that
 * is not UTF-8 is judged by itself.
 */
#include "ingest/cut.h"

#include "ingest/rows_scan.h"
#include "ingest/xml.h"

#include <string.h>

enum { DEPTH_KNOWN = 256, NO_FIELD = 0xFFFF };

typedef struct record {
    const gv_cutter *c;
    gv_buf all, text, field; /* text of the record, of its text field, of the field at hand */
    int has_text;
    size_t depth;            /* elements open */
    size_t at_hand;          /* the field whose element is open; NO_FIELD: none */
    size_t field_depth;
    size_t *found_depth;     /* of each field; 0: not found */
    const char **values;     /* in the section's arena */
    size_t *lengths;
    int break_wanted;        /* before the next text */
    size_t break_depth;      /* of what asked for it, if that was an end; else SIZE_MAX */
    uint8_t mixed[DEPTH_KNOWN]; /* the element at that depth has text of its own */
} record;

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* ------------------------------------------------------------------ fields */

static size_t find_field(const record *r, const char *name)
{
    for (size_t i = 0; i < r->c->n_fields; i++) {
        if (strcmp(r->c->fields[i].name, name) == 0) {
            return i;
        }
    }
    return NO_FIELD;
}

/* Keeps a field's value, blanks at its edges left aside, unless one further out is there. */
static gv_status keep(record *r, size_t field, size_t depth, const char *text, size_t length)
{
    char *copy = NULL;
    text = text != NULL ? text : "";
    while (length > 0 && is_blank(text[length - 1])) {
        length--;
    }
    while (length > 0 && is_blank(*text)) {
        text++;
        length--;
    }
    if (r->found_depth[field] != 0 && r->found_depth[field] <= depth) {
        return GV_OK;
    }
    GV_TRY(gv_arena_copy(&r->c->section->arena, text, length, &copy));
    r->values[field] = copy;
    r->lengths[field] = length;
    r->found_depth[field] = depth;
    return GV_OK;
}

static gv_status keep_attributes(record *r, const char *const *attributes)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        const size_t length = strlen(attributes[i + 1]);
        size_t field = find_field(r, attributes[i]);
        if (strcmp(attributes[i], "xml:lang") == 0 && field == NO_FIELD) {
            field = GV_FIELD_LANGUAGE;
        }
        if (field == GV_FIELD_TEXT) {
            GV_TRY(gv_buf_add(&r->text, attributes[i + 1], length));
            r->has_text = 1;
        } else if (field != NO_FIELD) {
            GV_TRY(keep(r, field, 1, attributes[i + 1], length));
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ text */

/* Elements of common vocabularies that never end a paragraph. */
static int is_inline(const char *name)
{
    static const char *const names[] = {"b", "i", "em", "strong", "hi", "u", "a", "span", "sub",
                                        "sup", "font", "emph", "w", "italic", "bold", "xref",
                                        "ref", "emphasis", "link"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Elements of common vocabularies that always do. */
static int is_block(const char *name)
{
    static const char *const names[] = {"p", "para", "head", "heading", "title", "div", "sec",
                                        "section", "li", "item", "l", "lg", "list", "entry", "row",
                                        "cell", "td", "tr", "table", "quote", "blockquote"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return 1;
        }
    }
    return 0;
}

static int is_line_end(const char *name)
{
    return strcmp(name, "br") == 0 || strcmp(name, "lb") == 0;
}

/* What an element's start or end, which stands in the element at `depth`, means to the text. */
static void part(record *r, size_t depth, const char *name, int is_end)
{
    const int in_text = depth >= DEPTH_KNOWN || r->mixed[depth];
    const int block = is_block(name);
    if (block || (!in_text && !is_inline(name))) {
        r->break_depth = is_end && !block && !r->break_wanted ? depth : SIZE_MAX;
        r->break_wanted = 1;
    }
}

static gv_buf *text_of(record *r)
{
    return r->at_hand == NO_FIELD         ? &r->all
           : r->at_hand == GV_FIELD_TEXT ? &r->text
                                         : &r->field;
}

static gv_status on_start(void *user, const char *name, const char *const *attributes)
{
    record *const r = user;
    part(r, r->depth, name, 0);
    r->depth++;
    if (r->depth < DEPTH_KNOWN) {
        r->mixed[r->depth] = 0;
    }
    if (r->depth == 1) {
        GV_TRY(keep_attributes(r, attributes));
    }
    const size_t field = r->at_hand == NO_FIELD && r->depth > 1 ? find_field(r, name) : NO_FIELD;
    const int first = field != NO_FIELD && (r->found_depth[field] == 0 ||
                                            r->found_depth[field] > r->depth);
    if (first) {
        r->at_hand = field;
        r->field_depth = r->depth;
        r->break_wanted = field == GV_FIELD_TEXT;
        r->break_depth = SIZE_MAX;
        gv_buf_clear(&r->field);
    }
    return is_line_end(name) ? gv_buf_add_byte(text_of(r), '\n') : GV_OK;
}

static gv_status on_end(void *user, const char *name)
{
    record *const r = user;
    if (r->at_hand != NO_FIELD && r->depth == r->field_depth) {
        const size_t field = r->at_hand;
        if (field == GV_FIELD_TEXT) {
            r->has_text = 1;
        } else {
            GV_TRY(keep(r, field, r->depth, r->field.bytes, r->field.length));
        }
        r->at_hand = NO_FIELD;
    }
    r->depth--;
    part(r, r->depth, name, 1);
    return GV_OK;
}

static gv_status on_text(void *user, const char *text, size_t length)
{
    record *const r = user;
    gv_buf *const out = text_of(r);
    size_t i = 0;
    while (i < length && is_blank(text[i])) {
        i++;
    }
    if (i < length) {
        if (r->depth < DEPTH_KNOWN && !r->mixed[r->depth]) {
            r->mixed[r->depth] = 1;
        }
        if (r->break_wanted && out->length > 0 && r->break_depth != r->depth) {
            GV_TRY(gv_buf_add_text(out, "\n\n"));
        }
        r->break_wanted = 0;
    }
    return gv_buf_add(out, text, length);
}

/* ------------------------------------------------------------------ records */

/* Blanks in the place of characters that XML has not, so that one does not cost a record. */
static gv_status replace_controls(const gv_cutter *c, gv_cut_line *l)
{
    gv_buf *const line = &c->section->store.line;
    size_t n = 0;
    for (size_t i = 0; i < l->length; i++) {
        n += (unsigned char)l->bytes[i] < ' ' && !is_blank(l->bytes[i]);
    }
    if (n == 0) {
        return GV_OK;
    }
    if (l->bytes != line->bytes) {
        gv_buf_clear(line);
        GV_TRY(gv_buf_add(line, l->bytes, l->length));
    }
    for (size_t i = 0; i < line->length; i++) {
        if ((unsigned char)line->bytes[i] < ' ' && !is_blank(line->bytes[i])) {
            line->bytes[i] = ' ';
        }
    }
    c->section->replaced += n;
    l->bytes = line->bytes;
    return GV_OK;
}

/* The kept fields that the record has, as one JSON object of strings. */
static gv_status copy_kept(const record *r, const char **fields)
{
    gv_buf *const out = &r->c->section->store.scratch;
    char *copy = NULL;
    gv_buf_clear(out);
    for (size_t i = GV_N_FIELDS; i < r->c->n_fields; i++) {
        if (r->values[i] != NULL) {
            GV_TRY(gv_buf_add_byte(out, out->length == 0 ? '{' : ','));
            GV_TRY(gv_json_add_string(r->c->fields[i].name, r->c->fields[i].name_length, out));
            GV_TRY(gv_buf_add_byte(out, ':'));
            GV_TRY(gv_json_add_string(r->values[i], r->lengths[i], out));
        }
    }
    if (out->length > 0) {
        GV_TRY(gv_buf_add_byte(out, '}'));
        GV_TRY(gv_arena_copy(&r->c->section->arena, out->bytes, out->length, &copy));
        *fields = copy;
    }
    return GV_OK;
}

static const char *given(const char *value, const char *otherwise)
{
    return value != NULL && value[0] != '\0' ? value : otherwise;
}

/* The document that a parsed record is. */
static gv_status add_record(const record *r, gv_document *document)
{
    const gv_buf *const text = r->has_text ? &r->text : &r->all;
    char *copy = NULL;
    document->id = given(r->values[GV_FIELD_ID], document->id);
    document->title = given(r->values[GV_FIELD_TITLE], document->title);
    document->date = given(r->values[GV_FIELD_DATE], document->date);
    document->language = given(r->values[GV_FIELD_LANGUAGE], document->language);
    GV_TRY(copy_kept(r, &document->fields));
    if (r->c->options->fields_only) {
        return gv_cut_add_document(r->c->section, document);
    }
    GV_TRY(gv_arena_copy(&r->c->section->arena, text->length > 0 ? text->bytes : "", text->length,
                         &copy));
    return gv_cut_add_parts(r->c, document, copy, text->length, 1);
}

static gv_status cut_element(record *r, gv_cut_line *l)
{
    const gv_cutter *const c = r->c;
    gv_document document;
    gv_xml_error error = {0, ""};
    const gv_xml_handler handler = {
        .user = r, .start = on_start, .end = on_end, .text = on_text};
    gv_document_copy(&document, &c->section->base);
    document.layers[document.n_layers++] =
        (gv_layer){.kind = "element", .offset = l->offset, .length = l->stored_length, .n = l->n};
    document.extracted = 1;
    GV_TRY(gv_cut_make_id(c, l->n, &document.id));
    GV_TRY(gv_cut_repair(c, l));
    GV_TRY(replace_controls(c, l));
    gv_buf_clear(&r->all);
    gv_buf_clear(&r->text);
    r->has_text = r->break_wanted = 0;
    r->depth = 0;
    r->break_depth = SIZE_MAX;
    r->at_hand = NO_FIELD;
    memset(r->found_depth, 0, c->n_fields * sizeof *r->found_depth);
    memset(r->values, 0, c->n_fields * sizeof *r->values);
    memset(r->mixed, 0, sizeof r->mixed);
    const gv_status status = gv_xml_parse(l->bytes, l->length, &handler, &error);
    if (status == GV_ERROR_FORMAT) {
        return gv_cut_add_error(c, &document, "element", l->n, "left out: at byte %zu: %s",
                                error.offset + 1, error.words);
    }
    GV_TRY(status);
    return add_record(r, &document);
}

static gv_status make_record(const gv_cutter *c, record *r)
{
    void *memory = NULL;
    GV_TRY(gv_arena_get_array(&c->section->arena, c->n_fields, sizeof *r->found_depth, &memory));
    r->found_depth = memory;
    GV_TRY(gv_arena_get_array(&c->section->arena, c->n_fields, sizeof *r->values, &memory));
    r->values = memory;
    GV_TRY(gv_arena_get_array(&c->section->arena, c->n_fields, sizeof *r->lengths, &memory));
    r->lengths = memory;
    return GV_OK;
}

gv_status gv_cut_xml(gv_cutter *c)
{
    const gv_section *const section = c->section;
    const char *const bytes = section->raw.bytes + section->head;
    const size_t length = section->raw.length - section->head;
    const size_t name_length = section->head - (section->head > 0);
    gv_rows rows = {.format = GV_SECTION_XML, .options = c->options};
    record r = {.c = c};
    gv_status status = GV_OK;
    if (name_length < sizeof rows.name) {
        memcpy(rows.name, section->raw.bytes, name_length);
    }
    GV_TRY_DONE(gv_cut_make_fields(c));
    GV_TRY_DONE(make_record(c, &r));
    for (uint64_t n = section->first_line; gv_rows_each(&rows, bytes, length); n++) {
        const size_t at = rows.scan.at;
        const size_t size = rows.scan.stop - at;
        gv_cut_line l = {bytes + at, size, section->raw_offset + at, size, n};
        GV_TRY_DONE(cut_element(&r, &l));
    }
done:
    gv_buf_free(&r.all);
    gv_buf_free(&r.text);
    gv_buf_free(&r.field);
    return status;
}
