/*
 * cut_jsonl.c - JSONL to documents: one a line.
 *
 *     {"id":"r7","text":"Militia entered Oru.\n\nThey left at dawn."}   document r7, two passages
 *     {"id":"r8"}                                                       document with an error
 *
 * A line that is not UTF-8 is judged by itself.
 */
#include "ingest/cut.h"

#include "ingest/section.h"

#include <string.h>

/* Sets *text to the text of a string that is not empty, a number or a boolean. */
static gv_status copy_field(const gv_cutter *c, const gv_json_value *value, const char **text)
{
    gv_section *const section = c->section;
    if (value->kind == GV_JSON_NUMBER || value->kind == GV_JSON_BOOLEAN) {
        char *copy = NULL;
        GV_TRY(gv_arena_copy(&section->arena, value->bytes, value->length, &copy));
        *text = copy;
    } else if (value->kind == GV_JSON_STRING) {
        void *memory = NULL;
        GV_TRY(gv_arena_get(&section->arena, value->length + 1, &memory));
        char *const copy = memory;
        const size_t length = gv_json_decode(value, copy, &section->replaced);
        for (size_t i = 0; i < length; i++) {
            if (copy[i] == '\0') {
                copy[i] = ' ';
                section->replaced++;
            }
        }
        copy[length] = '\0';
        *text = length > 0 ? copy : *text;
    }
    return GV_OK;
}

/* The kept fields that the line has, as one JSON object. */
static gv_status copy_kept(const gv_cutter *c, const char **fields)
{
    gv_buf *const out = &c->section->store.scratch;
    char *copy = NULL;
    gv_buf_clear(out);
    for (size_t i = GV_N_FIELDS; i < c->n_fields; i++) {
        const gv_json_field *const field = &c->fields[i];
        if (field->value.kind != GV_JSON_NONE) {
            GV_TRY(gv_buf_add_byte(out, out->length == 0 ? '{' : ','));
            GV_TRY(gv_json_add_string(field->name, field->name_length, out));
            GV_TRY(gv_buf_add_byte(out, ':'));
            GV_TRY(gv_json_add_raw(&field->value, out));
        }
    }
    if (out->length > 0) {
        GV_TRY(gv_buf_add_byte(out, '}'));
        GV_TRY(gv_arena_copy(&c->section->arena, out->bytes, out->length, &copy));
        *fields = copy;
    }
    return GV_OK;
}

/* Adds the document and its text: that of the line if it has no escapes, else decoded. */
static gv_status add_text(const gv_cutter *c, const gv_cut_line *l, gv_document *document)
{
    const gv_json_value *const value = &c->fields[GV_FIELD_TEXT].value;
    void *memory = NULL;
    if (memchr(value->bytes, '\\', value->length) == NULL) {
        return gv_cut_add_parts(c, document, value->bytes, value->length, gv_cut_lasts(c, l));
    }
    GV_TRY(gv_arena_get(&c->section->arena, value->length + 1, &memory));
    const size_t length = gv_json_decode(value, memory, &c->section->replaced);
    return gv_cut_add_parts(c, document, memory, length, 1);
}

gv_status gv_cut_object(const gv_cutter *c, const gv_cut_line *l, const char *word,
                        gv_document *document)
{
    gv_json_error error = {0, ""};
    const gv_status status = gv_json_scan(l->bytes, l->length, c->fields, c->n_fields, &error);
    if (status != GV_OK) {
        return gv_cut_add_error(c, document, word, l->n, "not JSON at byte %zu: expected %s",
                                error.column, error.expected);
    }
    GV_TRY(copy_field(c, &c->fields[GV_FIELD_ID].value, &document->id));
    GV_TRY(copy_field(c, &c->fields[GV_FIELD_TITLE].value, &document->title));
    GV_TRY(copy_field(c, &c->fields[GV_FIELD_DATE].value, &document->date));
    GV_TRY(copy_field(c, &c->fields[GV_FIELD_LANGUAGE].value, &document->language));
    GV_TRY(copy_kept(c, &document->fields));
    if (c->options->fields_only) {
        return gv_cut_add_document(c->section, document);
    }
    const gv_json_kind kind = c->fields[GV_FIELD_TEXT].value.kind;
    if (kind == GV_JSON_NONE) {
        return gv_cut_add_error(c, document, word, l->n,
                                "no field \"%.200s\"; name the field with the text",
                                c->options->text_field);
    }
    if (kind != GV_JSON_STRING) {
        return gv_cut_add_error(c, document, word, l->n, "field \"%.200s\" holds no text but %s",
                         c->options->text_field,
                         kind == GV_JSON_NULL     ? "null"
                         : kind == GV_JSON_OBJECT ? "an object"
                         : kind == GV_JSON_ARRAY  ? "an array"
                         : kind == GV_JSON_NUMBER ? "a number"
                                                  : "true or false");
    }
    return add_text(c, l, document);
}

gv_status gv_cut_string(const gv_cutter *c, const gv_cut_line *l, const char *word,
                        gv_document *document)
{
    gv_json_error error = {0, ""};
    if (gv_json_scan_string(l->bytes, l->length, &c->fields[GV_FIELD_TEXT].value, &error) !=
        GV_OK) {
        return gv_cut_add_error(c, document, word, l->n, "not JSON at byte %zu: expected %s",
                                error.column, error.expected);
    }
    if (c->options->fields_only) {
        return gv_cut_add_document(c->section, document);
    }
    return add_text(c, l, document);
}

static int is_blank_line(const char *bytes, size_t length)
{
    size_t i = 0;
    while (i < length && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r')) {
        i++;
    }
    return i == length;
}

static gv_status cut_line(const gv_cutter *c, gv_cut_line *l)
{
    gv_section *const section = c->section;
    if (is_blank_line(l->bytes, l->length)) {
        return GV_OK;
    }
    gv_document document;
    gv_document_copy(&document, &section->base);
    document.layers[document.n_layers++] =
        (gv_layer){.kind = "line", .offset = l->offset, .length = l->stored_length, .n = l->n};
    document.extracted = 1;
    GV_TRY(gv_cut_make_id(c, l->n, &document.id));
    if (l->length > gv_section_line_limit(c->options)) {
        return gv_cut_add_long_line_error(c, &document, "line", l->n);
    }
    GV_TRY(gv_cut_repair(c, l));
    return gv_cut_object(c, l, "line", &document);
}

static gv_status cut_lines(const gv_cutter *c)
{
    const gv_section *const section = c->section;
    const char *const bytes = section->raw.bytes;
    const size_t length = section->raw.length;
    uint64_t n = section->first_line;
    for (size_t start = 0; start < length; n++) {
        const char *const newline = memchr(bytes + start, '\n', length - start);
        const size_t end = newline != NULL ? (size_t)(newline - bytes) : length;
        gv_cut_line l = {bytes + start, end - start, section->raw_offset + start, end - start, n};
        GV_TRY(cut_line(c, &l));
        start = end + 1;
    }
    return GV_OK;
}

gv_status gv_cut_make_fields(gv_cutter *c)
{
    const gv_ingest_options *const o = c->options;
    const char *const names[GV_N_FIELDS] = {o->text_field, o->id_field, o->title_field,
                                         o->date_field, o->language_field};
    void *memory = NULL;
    c->n_fields = GV_N_FIELDS + o->n_keep_fields;
    GV_TRY(gv_arena_get_array(&c->section->arena, c->n_fields, sizeof *c->fields, &memory));
    c->fields = memory;
    for (size_t i = 0; i < c->n_fields; i++) {
        c->fields[i].name = i < GV_N_FIELDS ? names[i] : o->keep_fields[i - GV_N_FIELDS];
        c->fields[i].name_length = strlen(c->fields[i].name);
    }
    return GV_OK;
}

gv_status gv_cut_jsonl(gv_cutter *c)
{
    GV_TRY(gv_cut_make_fields(c));
    return cut_lines(c);
}
