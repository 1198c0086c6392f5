/*
 * section.c - one section's raw bytes to documents and passages.
 *
 * In: a section as gv_reader_next filled it. Out: its documents and their passages. Text is one
 * document, or one more stretch of it. JSONL is a document a line:
 *
 *     {"id":"r7","text":"Militia entered Oru.\n\nThey left at dawn."}   document r7, two passages
 *     {"id":"r8"}                                                       document with an error
 *
 * A line that is not UTF-8 is judged by itself. It keeps nothing between sections, so that any
 * thread may do any section.
 */
#include "ingest/section.h"

#include "ingest/boundary.h"
#include "ingest/decode.h"
#include "ingest/jsonl.h"
#include "ingest/passage.h"
#include "text/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FIELD_TEXT = 0, FIELD_ID, FIELD_TITLE, FIELD_DATE, FIELD_LANGUAGE, N_FIELDS };

/* What is the same for all lines of a section. */
typedef struct cutter {
    const gv_ingest_options *options;
    const char *path;
    gv_section *section;
    gv_json_field *fields; /* N_FIELDS and the kept ones */
    size_t n_fields;
    int valid;             /* the whole section is UTF-8 */
} cutter;

/* One line. */
typedef struct line {
    const char *bytes; /* valid UTF-8 */
    size_t length;
    uint64_t offset, stored_length, n;
} line;

size_t gv_section_line_limit(const gv_ingest_options *options)
{
    return 2 * options->document_limit + (1 << 20);
}

static gv_status add_document(gv_section *section, const gv_document *document)
{
    gv_section_store *const store = &section->store;
    GV_TRY(gv_array_reserve((void **)&section->documents, section->n_documents + 1,
                            sizeof *section->documents, &store->documents_capacity));
    section->documents[section->n_documents++] = *document;
    return GV_OK;
}

/* path:17, for a line that names no id. */
static gv_status make_id(const cutter *c, uint64_t n, const char **id)
{
    const size_t length = strlen(c->path);
    void *memory = NULL;
    GV_TRY(gv_arena_get(&c->section->arena, length + 24, &memory));
    char *const text = memory;
    memcpy(text, c->path, length);
    (void)snprintf(text + length, 24, ":%" PRIu64, n);
    *id = text;
    return GV_OK;
}

/* A document that could not be read: "line 17: why". */
static gv_status add_error(const cutter *c, const gv_document *document, uint64_t n,
                           const char *format, ...)
{
    char text[512];
    char *copy = NULL;
    gv_document failed = *document;
    const int start = snprintf(text, sizeof text, "line %" PRIu64 ": ", n);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text + start, sizeof text - (size_t)start, format, arguments);
    va_end(arguments);
    GV_TRY(gv_arena_copy(&c->section->arena, text, strlen(text), &copy));
    failed.error = copy;
    c->section->n_bad_lines++;
    return add_document(c->section, &failed);
}

static gv_status add_long_line_error(const cutter *c, const gv_document *document, uint64_t n)
{
    return add_error(c, document, n,
                     "longer than %zu bytes, so it was left out; raise the document limit",
                     gv_section_line_limit(c->options));
}

/* Sets *text to the text of a string that is not empty, a number or a boolean. */
static gv_status copy_field(const cutter *c, const gv_json_value *value, const char **text)
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
static gv_status copy_kept(const cutter *c, const char **fields)
{
    gv_buf *const out = &c->section->store.scratch;
    char *copy = NULL;
    gv_buf_clear(out);
    for (size_t i = N_FIELDS; i < c->n_fields; i++) {
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

/* The decoded text of the line; borrowed from the line if it has no escapes, else in the arena. */
static gv_status decode_text(const cutter *c, const char **text, size_t *length)
{
    const gv_json_value *const value = &c->fields[FIELD_TEXT].value;
    void *memory = NULL;
    if (memchr(value->bytes, '\\', value->length) == NULL) {
        *text = value->bytes;
        *length = value->length;
        return GV_OK;
    }
    GV_TRY(gv_arena_get(&c->section->arena, value->length + 1, &memory));
    *length = gv_json_decode(value, memory, &c->section->replaced);
    *text = memory;
    return GV_OK;
}

/* Adds the document, in parts where its text is longer than the limit, and its passages. */
static gv_status add_parts(const cutter *c, gv_document *document, const char *text,
                           size_t length)
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
        GV_TRY(add_document(section, document));
        GV_TRY(gv_passage_cut(options, text + start, size, start, 1, section->n_documents - 1,
                              section));
        start += size;
    } while (start < length);
    return GV_OK;
}

static gv_status cut_object(const cutter *c, const line *l, gv_document *document)
{
    gv_json_error error = {0, ""};
    const char *text = NULL;
    size_t length = 0;
    const gv_status status = gv_json_scan(l->bytes, l->length, c->fields, c->n_fields, &error);
    if (status != GV_OK) {
        return add_error(c, document, l->n, "not JSON at byte %zu: expected %s", error.column,
                         error.expected);
    }
    GV_TRY(copy_field(c, &c->fields[FIELD_ID].value, &document->id));
    GV_TRY(copy_field(c, &c->fields[FIELD_TITLE].value, &document->title));
    GV_TRY(copy_field(c, &c->fields[FIELD_DATE].value, &document->date));
    GV_TRY(copy_field(c, &c->fields[FIELD_LANGUAGE].value, &document->language));
    GV_TRY(copy_kept(c, &document->fields));
    if (c->options->fields_only) {
        return add_document(c->section, document);
    }
    const gv_json_kind kind = c->fields[FIELD_TEXT].value.kind;
    if (kind == GV_JSON_NONE) {
        return add_error(c, document, l->n, "no field \"%.200s\"; name the field with the text",
                         c->options->text_field);
    }
    if (kind != GV_JSON_STRING) {
        return add_error(c, document, l->n, "field \"%.200s\" holds no text but %s",
                         c->options->text_field,
                         kind == GV_JSON_NULL     ? "null"
                         : kind == GV_JSON_OBJECT ? "an object"
                         : kind == GV_JSON_ARRAY  ? "an array"
                         : kind == GV_JSON_NUMBER ? "a number"
                                                  : "true or false");
    }
    GV_TRY(decode_text(c, &text, &length));
    return add_parts(c, document, text, length);
}

/* Makes the line valid UTF-8, judged by itself. */
static gv_status repair(const cutter *c, line *l)
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

static int is_blank_line(const char *bytes, size_t length)
{
    size_t i = 0;
    while (i < length && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r')) {
        i++;
    }
    return i == length;
}

static gv_status cut_line(const cutter *c, line *l)
{
    gv_section *const section = c->section;
    if (is_blank_line(l->bytes, l->length)) {
        return GV_OK;
    }
    gv_document document = section->base;
    document.layers[document.n_layers++] =
        (gv_layer){.kind = "line", .offset = l->offset, .length = l->stored_length, .n = l->n};
    document.extracted = 1;
    GV_TRY(make_id(c, l->n, &document.id));
    if (l->length > gv_section_line_limit(c->options)) {
        return add_long_line_error(c, &document, l->n);
    }
    GV_TRY(repair(c, l));
    return cut_object(c, l, &document);
}

static gv_status cut_lines(const cutter *c)
{
    const gv_section *const section = c->section;
    const char *const bytes = section->raw.bytes;
    const size_t length = section->raw.length;
    uint64_t n = section->first_line;
    for (size_t start = 0; start < length; n++) {
        const char *const newline = memchr(bytes + start, '\n', length - start);
        const size_t end = newline != NULL ? (size_t)(newline - bytes) : length;
        line l = {bytes + start, end - start, section->raw_offset + start, end - start, n};
        GV_TRY(cut_line(c, &l));
        start = end + 1;
    }
    return GV_OK;
}

/* The table of fields to look for. */
static gv_status make_fields(cutter *c)
{
    const gv_ingest_options *const o = c->options;
    const char *const names[N_FIELDS] = {o->text_field, o->id_field, o->title_field,
                                         o->date_field, o->language_field};
    void *memory = NULL;
    c->n_fields = N_FIELDS + o->n_keep_fields;
    GV_TRY(gv_arena_get_array(&c->section->arena, c->n_fields, sizeof *c->fields, &memory));
    c->fields = memory;
    for (size_t i = 0; i < c->n_fields; i++) {
        c->fields[i].name = i < N_FIELDS ? names[i] : o->keep_fields[i - N_FIELDS];
        c->fields[i].name_length = strlen(c->fields[i].name);
    }
    return GV_OK;
}

static gv_status cut_text(const cutter *c)
{
    gv_section *const section = c->section;
    GV_TRY(add_document(section, &section->base));
    if (section->raw.length > 0) {
        GV_TRY(gv_passage_cut(c->options, section->raw.bytes, section->raw.length,
                              section->raw_offset, c->valid, 0, section));
    }
    if (section->cut && section->n_passages > 0) {
        section->passages[section->n_passages - 1].cut = 1;
    }
    return GV_OK;
}

static gv_status cut_long_line(const cutter *c)
{
    gv_document document = c->section->base;
    document.extracted = 1;
    GV_TRY(make_id(c, c->section->first_line, &document.id));
    return add_long_line_error(c, &document, c->section->first_line);
}

gv_status gv_section_cut(const gv_ingest_options *options, const char *path, gv_section *section)
{
    cutter c = {.options = options, .path = path, .section = section};
    gv_status status = GV_OK;
    section->n_documents = 0;
    section->n_passages = 0;
    section->replaced = 0;
    section->n_converted = 0;
    section->n_bad_lines = 0;
    section->store.n_pieces = 0;
    section->store.n_spans = 0;
    c.valid = section->raw.length > 0 &&
              gv_utf8_valid_length(section->raw.bytes, section->raw.length) ==
                  section->raw.length;
    switch (section->format) {
    case GV_SECTION_JSONL:
        status = make_fields(&c);
        status = status == GV_OK ? cut_lines(&c) : status;
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
    gv_buf_free(&store->line);
    gv_buf_free(&store->scratch);
    memset(section, 0, sizeof *section);
}
