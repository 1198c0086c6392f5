/*
 * manifest_options.c - one table of the options that shape output, written and read.
 *
 * In: options with every default filled in. Out: an object of the manifest; and from that the same
 * options once more, so that whoever has the manifest can make the same output again:
 *     "options":{"format":"jsonl","unit":"passage","status":"asserted",...,"no_text":true}
 * An option that shapes output is one row here; what is missing here can be written by nobody and
 * verified by nobody. Threads, batch sizes and callbacks are not: the output does not depend on
 * them.
 */
#include "output/manifest_options.h"

#include "output/escape.h"

#include <stddef.h>
#include <string.h>

typedef enum option_kind {
    OPTION_CHOICE = 0, /* an enum, by name */
    OPTION_TEXT,       /* const char *; left out if NULL */
    OPTION_FLAG,       /* int; left out if 0, else true */
    OPTION_NUMBER,     /* int */
    OPTION_SIZE        /* size_t */
} option_kind;

typedef struct option_row {
    const char *name;
    size_t offset;
    option_kind kind;
    const char *const *choices; /* ends with NULL */
    int pretty_only;
} option_row;

static const char *const FORMATS[] = {"jsonl", "csv", "pretty", NULL};
static const char *const UNITS[] = {"passage", "sentence", "document", NULL};

#define ROW(name, field, kind) {name, offsetof(gv_run_options, field), kind, NULL, 0}
#define PRETTY_ROW(name, field, kind) {name, offsetof(gv_run_options, field), kind, NULL, 1}

/* In the order of the manifest. */
static const option_row ROWS[] = {
    {"format", offsetof(gv_run_options, format), OPTION_CHOICE, FORMATS, 0},
    {"unit", offsetof(gv_run_options, unit), OPTION_CHOICE, UNITS, 0},
    ROW("status", status, OPTION_TEXT),
    ROW("lang", language, OPTION_TEXT),
    ROW("text_field", text_field, OPTION_TEXT),
    ROW("id_field", id_field, OPTION_TEXT),
    ROW("title_field", title_field, OPTION_TEXT),
    ROW("date_field", date_field, OPTION_TEXT),
    ROW("lang_field", language_field, OPTION_TEXT),
    ROW("keep", keep_fields, OPTION_TEXT),
    ROW("input_format", input_format, OPTION_TEXT),
    ROW("xml_element", xml_element, OPTION_TEXT),
    ROW("no_text", no_text, OPTION_FLAG),
    ROW("excel", excel, OPTION_FLAG),
    PRETTY_ROW("colour", colour, OPTION_FLAG),
    PRETTY_ROW("ascii", ascii, OPTION_FLAG),
    PRETTY_ROW("width", width, OPTION_NUMBER),
    ROW("passage_limit", passage_limit, OPTION_SIZE),
    ROW("document_limit", document_limit, OPTION_SIZE),
    ROW("expansion_limit", expansion_limit, OPTION_SIZE),
    ROW("member_limit", member_limit, OPTION_SIZE),
    ROW("depth_limit", depth_limit, OPTION_SIZE),
};

enum { N_ROWS = sizeof ROWS / sizeof *ROWS, CHOICE_MOST = INT32_MAX };

/* ------------------------------------------------------------------ writing */

/* The number of a row's enum or int field. */
static int int_of(const gv_run_options *options, const option_row *row)
{
    int number = 0;
    memcpy(&number, (const char *)options + row->offset, sizeof number);
    return number;
}

/* ,"name":value  or nothing */
static gv_status add_row(const gv_run_options *options, const option_row *row, gv_buf *buf)
{
    const char *const field = (const char *)options + row->offset;
    const char *text = NULL;
    size_t size = 0;
    switch (row->kind) {
        case OPTION_CHOICE:
            return gv_output_json_member(buf, row->name, row->choices[int_of(options, row)]);
        case OPTION_TEXT:
            memcpy(&text, field, sizeof text);
            return gv_output_json_member(buf, row->name, text);
        case OPTION_FLAG:
            return int_of(options, row) ? gv_buf_add_format(buf, ",\"%s\":true", row->name)
                                        : GV_OK;
        case OPTION_NUMBER:
            return gv_buf_add_format(buf, ",\"%s\":%d", row->name, int_of(options, row));
        case OPTION_SIZE:
            memcpy(&size, field, sizeof size);
            return gv_buf_add_format(buf, ",\"%s\":%zu", row->name, size);
    }
    return GV_OK;
}

gv_status gv_manifest_add_options(const gv_run_options *options, gv_buf *buf)
{
    GV_TRY(gv_buf_add_text(buf, "\"options\":{"));
    const size_t start = buf->length;
    for (size_t i = 0; i < N_ROWS; i++) {
        if (!ROWS[i].pretty_only || options->format == GV_FORMAT_PRETTY) {
            GV_TRY(add_row(options, &ROWS[i], buf));
        }
    }
    /* The first member's comma. */
    memmove(buf->bytes + start, buf->bytes + start + 1, buf->length - start);
    buf->length--;
    return gv_buf_add_byte(buf, '}');
}

/* ------------------------------------------------------------------ reading */

static gv_status refuse(const option_row *row, gv_message *message)
{
    return gv_message_set(message, GV_ERROR_FORMAT,
                          "the manifest's option \"%s\" has a value that is none", row->name);
}

static gv_status read_text(const gv_json_value *value, gv_arena *arena, char **text)
{
    uint64_t replaced = 0;
    GV_TRY(gv_arena_get(arena, value->length + 1, (void **)text));
    (*text)[gv_json_decode(value, *text, &replaced)] = '\0';
    return GV_OK;
}

static gv_status read_row(const option_row *row, const gv_json_value *value, gv_arena *arena,
                          gv_message *message, gv_run_options *options)
{
    char *const field = (char *)options + row->offset;
    uint64_t whole = 0;
    int number = -1;
    if (row->kind == OPTION_TEXT) {
        char *text = NULL;
        if (value->kind != GV_JSON_STRING) {
            return refuse(row, message);
        }
        GV_TRY(read_text(value, arena, &text));
        memcpy(field, &text, sizeof text);
        return GV_OK;
    }
    if (row->kind == OPTION_SIZE) {
        if (gv_json_number(value, &whole) != GV_OK || whole > SIZE_MAX) {
            return refuse(row, message);
        }
        const size_t size = (size_t)whole;
        memcpy(field, &size, sizeof size);
        return GV_OK;
    }
    if (row->kind == OPTION_CHOICE) {
        for (int i = 0; value->kind == GV_JSON_STRING && row->choices[i] != NULL; i++) {
            if (gv_json_equals(value, row->choices[i], strlen(row->choices[i]))) {
                number = i;
            }
        }
    } else if (row->kind == OPTION_FLAG) {
        number = value->kind == GV_JSON_BOOLEAN ? value->bytes[0] == 't' : -1;
    } else if (gv_json_number(value, &whole) == GV_OK && whole <= CHOICE_MOST) {
        number = (int)whole;
    }
    if (number < 0) {
        return refuse(row, message);
    }
    memcpy(field, &number, sizeof number);
    return GV_OK;
}

gv_status gv_manifest_read_options(const gv_json_value *object, gv_arena *arena,
                                   gv_message *message, gv_run_options *options,
                                   const char **unknown)
{
    const char *at = NULL;
    gv_json_value name;
    gv_json_value value;
    *unknown = NULL;
    while (gv_json_next(object, &at, &name, &value)) {
        size_t i = 0;
        while (i < N_ROWS && !gv_json_equals(&name, ROWS[i].name, strlen(ROWS[i].name))) {
            i++;
        }
        if (i < N_ROWS) {
            GV_TRY(read_row(&ROWS[i], &value, arena, message, options));
        } else if (*unknown == NULL) {
            char *text = NULL;
            GV_TRY(read_text(&name, arena, &text));
            *unknown = text;
        }
    }
    return GV_OK;
}
