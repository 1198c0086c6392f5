/*
 * cut_csv.c - CSV and TSV to documents: one a row.
 *
 *     id,text,seen            the header row: which column is which
 *     r7,"Militia entered
 *     Oru.",2021              document r7, one passage; with --keep seen also {"seen":"2021"}
 *     r8                      document with an error: it has no text
 *
 * In: whole rows as rows.h found them, behind the header row. Columns go by the names that options
 * give them, as the fields of JSONL do, or by those in another case (Text). A row that is not UTF-8
 * is judged by itself. A row with more cells than there are names is an error, unless they are
 * empty: its text may not be where it seems.
 */
#include "ingest/cut.h"

#include "ingest/csv.h"
#include "ingest/rows_scan.h"

#include <string.h>

typedef struct table {
    const gv_cutter *c;
    const uint32_t *columns; /* of each field; UINT32_MAX: none */
    gv_csv_cell *cells;      /* of each field, in the row at hand */
    uint8_t *found;
    uint32_t n_columns;
    char separator;
    int plain;
} table;

/* The cell's text in the arena, NUL-terminated. */
static gv_status copy_cell(const gv_cutter *c, const gv_csv_cell *cell, char **text,
                           size_t *length)
{
    void *memory = NULL;
    GV_TRY(gv_arena_get(&c->section->arena, cell->length + 1, &memory));
    *text = memory;
    *length = gv_csv_decode(cell, *text);
    (*text)[*length] = '\0';
    return GV_OK;
}

/* Sets *text to that of a field that is there and not empty. */
static gv_status copy_field(const table *t, size_t field, const char **text)
{
    char *copy = NULL;
    size_t length = 0;
    if (!t->found[field] || t->cells[field].length == 0) {
        return GV_OK;
    }
    GV_TRY(copy_cell(t->c, &t->cells[field], &copy, &length));
    for (size_t i = 0; i < length; i++) {
        if (copy[i] == '\0') {
            copy[i] = ' ';
            t->c->section->replaced++;
        }
    }
    *text = length > 0 ? copy : *text;
    return GV_OK;
}

/* The kept fields that the row has, as one JSON object of strings. */
static gv_status copy_kept(const table *t, const char **fields)
{
    gv_buf *const out = &t->c->section->store.scratch;
    char *copy = NULL;
    gv_buf_clear(out);
    for (size_t i = GV_N_FIELDS; i < t->c->n_fields; i++) {
        size_t length = 0;
        if (t->found[i]) {
            GV_TRY(copy_cell(t->c, &t->cells[i], &copy, &length));
            GV_TRY(gv_buf_add_byte(out, out->length == 0 ? '{' : ','));
            GV_TRY(gv_json_add_string(t->c->fields[i].name, t->c->fields[i].name_length, out));
            GV_TRY(gv_buf_add_byte(out, ':'));
            GV_TRY(gv_json_add_string(copy, length, out));
        }
    }
    if (out->length > 0) {
        GV_TRY(gv_buf_add_byte(out, '}'));
        GV_TRY(gv_arena_copy(&t->c->section->arena, out->bytes, out->length, &copy));
        *fields = copy;
    }
    return GV_OK;
}

static int is_blank_cell(const gv_csv_cell *cell)
{
    for (size_t i = 0; i < cell->length; i++) {
        if (strchr(" \t\r\n\"", cell->bytes[i]) == NULL || cell->bytes[i] == '\0') {
            return 0;
        }
    }
    return 1;
}

/* Finds the fields' cells; *n: how many cells the row has, empty ones behind the last column left
 * aside. */
static void find_cells(const table *t, const gv_cut_line *l, uint32_t *n)
{
    gv_csv_row row = {l->bytes, l->bytes + l->length, t->separator, t->plain, 0};
    gv_csv_cell cell;
    memset(t->found, 0, t->c->n_fields);
    *n = 0;
    for (uint32_t i = 0; gv_csv_next(&row, &cell); i++) {
        if (i < t->n_columns || !is_blank_cell(&cell)) {
            *n = i + 1;
        }
        for (size_t f = 0; f < t->c->n_fields && i < t->n_columns; f++) {
            if (t->columns[f] == i) {
                t->cells[f] = cell;
                t->found[f] = 1;
            }
        }
    }
}

static gv_status cut_row(const table *t, gv_cut_line *l)
{
    const gv_cutter *const c = t->c;
    gv_document document;
    const char separator[] = {'"', t->separator, '"', '\0'};
    uint32_t n = 0;
    gv_document_copy(&document, &c->section->base);
    document.layers[document.n_layers++] =
        (gv_layer){.kind = "row", .offset = l->offset, .length = l->stored_length, .n = l->n};
    document.extracted = 1;
    GV_TRY(gv_cut_make_id(c, l->n, &document.id));
    GV_TRY(gv_cut_repair(c, l));
    find_cells(t, l, &n);
    if (n > t->n_columns) {
        return gv_cut_add_error(c, &document, "row", l->n,
                                "%u cells, and the header row names %u columns; a cell that holds "
                                "%s stands in quotation marks", n, t->n_columns,
                                t->separator == '\t' ? "a tab" : separator);
    }
    GV_TRY(copy_field(t, GV_FIELD_ID, &document.id));
    GV_TRY(copy_field(t, GV_FIELD_TITLE, &document.title));
    GV_TRY(copy_field(t, GV_FIELD_DATE, &document.date));
    GV_TRY(copy_field(t, GV_FIELD_LANGUAGE, &document.language));
    GV_TRY(copy_kept(t, &document.fields));
    if (c->options->fields_only) {
        return gv_cut_add_document(c->section, &document);
    }
    if (!t->found[GV_FIELD_TEXT]) {
        return gv_cut_add_error(c, &document, "row", l->n,
                                "%u of %u cells; the column \"%.200s\" is not among them", n,
                                t->n_columns, c->options->text_field);
    }
    const gv_csv_cell *const cell = &t->cells[GV_FIELD_TEXT];
    char *text = NULL;
    size_t length = 0;
    if (!cell->quoted) {
        return gv_cut_add_parts(c, &document, cell->bytes, cell->length,
                                gv_cut_lasts(c, l));
    }
    GV_TRY(copy_cell(c, cell, &text, &length));
    return gv_cut_add_parts(c, &document, text, length, 1);
}

/* Reads the header row, [head, head + length). */
static gv_status make_table(gv_cutter *c, const char *head, size_t length, table *t)
{
    gv_csv_row row = {.p = NULL};
    gv_csv_cell cell;
    void *memory = NULL;
    GV_TRY(gv_cut_make_fields(c));
    GV_TRY(gv_arena_get_array(&c->section->arena, c->n_fields, sizeof *t->columns, &memory));
    uint32_t *const columns = memory;
    t->columns = columns;
    GV_TRY(gv_arena_get_array(&c->section->arena, c->n_fields, sizeof *t->cells, &memory));
    t->cells = memory;
    GV_TRY(gv_arena_get(&c->section->arena, c->n_fields, &memory));
    t->found = memory;
    t->separator = length > GV_CSV_STATED && head[GV_CSV_STATED] == '\n'
                       ? gv_csv_stated_separator(head, GV_CSV_STATED)
                       : '\0';
    if (t->separator != '\0') {
        head += GV_CSV_STATED + 1;
        length -= GV_CSV_STATED + 1;
    } else {
        t->separator =
            gv_csv_separator(c->options, (gv_section_format)c->section->format, head, length);
    }
    row = (gv_csv_row){.p = head, .end = head + length, .separator = t->separator};
    while (gv_csv_next(&row, &cell)) {
        t->n_columns++;
    }
    for (size_t i = 0; i < c->n_fields; i++) {
        columns[i] = gv_csv_find_column(head, length, t->separator, c->fields[i].name);
    }
    return GV_OK;
}

gv_status gv_cut_csv(gv_cutter *c)
{
    const gv_section *const section = c->section;
    const char *const bytes = section->raw.bytes + section->head;
    const size_t length = section->raw.length - section->head;
    gv_rows rows = {.format = (gv_section_format)section->format, .options = c->options};
    table t = {.c = c, .plain = section->format == GV_SECTION_TSV_LINES};
    GV_TRY(make_table(c, section->raw.bytes, section->head - (section->head > 0), &t));
    rows.separator = t.separator;
    for (uint64_t n = section->first_line; gv_rows_each(&rows, bytes, length); n++) {
        const size_t at = rows.scan.at;
        const size_t size = rows.scan.stop - at;
        gv_cut_line l = {bytes + at, size, section->raw_offset + at, size, n};
        GV_TRY(cut_row(&t, &l));
    }
    return GV_OK;
}
