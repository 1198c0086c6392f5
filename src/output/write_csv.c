/*
 * write_csv.c - a record as rows of RFC 4180: one row a label, CRLF, a header first.
 *
 * In: a record. Out: a row for each of its labels; one row without a label for a passage that has
 * none, one with only its source and `error` for a document that could not be read. Several
 * evidences of a label share their cells, with " | " between:
 *     r.txt,,,r-7,2,paragraph,,,,en,mass_killing,asserted,100,17,scale=5+,inside_conflict,...
 * Spans read "18244..18655", which no spreadsheet takes for a date. With `excel` there is a
 * byte-order mark, and a cell that a spreadsheet would run as a formula begins with an apostrophe.
 * Bytes that are not UTF-8, and NUL, become U+FFFD. What csv cannot hold (layers, cue offsets) is
 * in jsonl.
 */
#include "output/writers.h"

#include "text/utf8.h"

#include <string.h>

static const char HEADER[] =
    "path,member,line,id,passage,kind,page,title,date,lang,label,status,score,quantity,attributes,"
    "context,facets,rules,evidence,evidence_at,cues,offsets,spans,text,fields,error\r\n";

gv_status gv_output_csv_header(const gv_output_options *options, gv_buf *bytes)
{
    GV_TRY(gv_buf_add_text(bytes, options->excel ? "\xef\xbb\xbf" : ""));
    return gv_buf_add_text(bytes, HEADER);
}

/* Whether a spreadsheet may take the cell for a formula: = + - @, a tab or a line end that hides
 * one of these, or their full-width forms. */
static int is_formula(const char *text, size_t length)
{
    static const char *const WIDE[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
                                       "\xef\xbc\xa0"};
    if (length > 0 && text[0] != '\0' && strchr("=+-@\t\r\n", text[0]) != NULL) {
        return 1;
    }
    for (size_t i = 0; i < sizeof WIDE / sizeof *WIDE; i++) {
        if (length >= 3 && memcmp(text, WIDE[i], 3) == 0) {
            return 1;
        }
    }
    return 0;
}

static int wants_quotes(const char *text, size_t length)
{
    if (length > 0 && (text[0] == ' ' || text[length - 1] == ' ')) {
        return 1;
    }
    for (size_t i = 0; i < length; i++) {
        if (text[i] == ',' || text[i] == '"' || text[i] == '\r' || text[i] == '\n') {
            return 1;
        }
    }
    return 0;
}

/* One cell's text, without the comma. */
static gv_status add_cell(const gv_output_options *options, gv_buf *buf, const char *text,
                          size_t length)
{
    const int quoted = wants_quotes(text, length);
    size_t at = 0;
    GV_TRY(gv_buf_add_text(buf, quoted ? "\"" : ""));
    GV_TRY(gv_buf_add_text(buf, options->excel && is_formula(text, length) ? "'" : ""));
    while (at < length) {
        const unsigned char byte = (unsigned char)text[at];
        size_t size = 1;
        if (byte == 0 ||
            (byte >= 0x80 && gv_utf8_read(text + at, length - at, &size) == GV_UTF8_INVALID)) {
            GV_TRY(gv_buf_add(buf, "\xef\xbf\xbd", 3));
        } else if (byte == '"') {
            GV_TRY(gv_buf_add(buf, "\"\"", 2));
        } else {
            GV_TRY(gv_buf_add(buf, text + at, size));
        }
        at += size;
    }
    return gv_buf_add_text(buf, quoted ? "\"" : "");
}

/* A comma and a cell; NULL is an empty one. */
static gv_status next_cell(const gv_output_options *options, gv_buf *buf, const char *text)
{
    GV_TRY(gv_buf_add_byte(buf, ','));
    return text != NULL ? add_cell(options, buf, text, strlen(text)) : GV_OK;
}

static gv_status next_number(gv_buf *buf, uint64_t number)
{
    GV_TRY(gv_buf_add_byte(buf, ','));
    return number > 0 ? gv_buf_add_number(buf, number) : GV_OK;
}

/* A comma and what was gathered in scratch, which is then empty again. */
static gv_status next_gathered(const gv_output_options *options, gv_output *output)
{
    GV_TRY(gv_buf_add_byte(&output->bytes, ','));
    if (output->scratch.length > 0) {
        GV_TRY(add_cell(options, &output->bytes, output->scratch.bytes, output->scratch.length));
    }
    gv_buf_clear(&output->scratch);
    return GV_OK;
}

/* Sets what follows in scratch off from what stands there. */
static gv_status gather_bar(gv_output *output, const char *bar)
{
    return gv_buf_add_text(&output->scratch, output->scratch.length > 0 ? bar : "");
}

static gv_status gather_span(gv_output *output, const gv_span *span)
{
    GV_TRY(gather_bar(output, " | "));
    GV_TRY(gv_buf_add_number(&output->scratch, span->start));
    GV_TRY(gv_buf_add_text(&output->scratch, ".."));
    return gv_buf_add_number(&output->scratch, span->end);
}

static gv_status gather_pair(gv_output *output, const char *name, const char *value)
{
    GV_TRY(gather_bar(output, "; "));
    GV_TRY(gv_buf_add_text(&output->scratch, name));
    GV_TRY(gv_buf_add_byte(&output->scratch, '='));
    return gv_buf_add_text(&output->scratch, value);
}

/* path .. lang, the first ten cells. */
static gv_status add_source_cells(const gv_output_options *options, const gv_record *record,
                                  gv_output *output)
{
    const gv_document *const document = record->document;
    gv_buf *const buf = &output->bytes;
    uint64_t line = 0;
    for (uint32_t i = 0; i < document->n_layers; i++) {
        line = document->layers[i].n > 0 ? document->layers[i].n : line;
    }
    GV_TRY(add_cell(options, buf, record->path, strlen(record->path)));
    GV_TRY(next_cell(options, buf, document->member));
    GV_TRY(next_number(buf, line));
    GV_TRY(next_cell(options, buf, document->id));
    GV_TRY(gv_buf_add_byte(buf, ','));
    if (record->passage != NULL) {
        GV_TRY(gv_output_number(output, record));
    }
    GV_TRY(next_cell(options, buf,
                     record->passage != NULL ? gv_output_kind_name(record->passage->kind) : NULL));
    GV_TRY(next_number(buf, record->passage != NULL ? record->passage->page : 0));
    GV_TRY(next_cell(options, buf, options->no_text ? NULL : document->title));
    GV_TRY(next_cell(options, buf, document->date));
    return next_cell(options, buf, record->passage != NULL ? gv_output_language(record) : NULL);
}

/* attributes, context, facets. */
static gv_status add_quality_cells(const gv_output_options *options,
                                   const struct gv_result *result, const gv_label_result *label,
                                   gv_output *output)
{
    const gv_model *const model = result->model;
    const char *name = NULL;
    const char *value = NULL;
    const char *context = NULL;
    for (size_t i = 0; gv_result_grade(result, label, i, &name, &value); i++) {
        GV_TRY(gather_pair(output, name, value));
    }
    for (size_t i = 0; (name = gv_output_note(result, label, i)) != NULL; i++) {
        GV_TRY(gather_pair(output, name, "true"));
    }
    GV_TRY(next_gathered(options, output));
    for (uint32_t i = 0; i < result->n_facets; i++) {
        name = gv_model_string(model, model->facets[result->facets[i].facet].name);
        value = gv_model_string(model, result->facets[i].value);
        if (strcmp(name, "context") == 0) {
            context = value;
        } else {
            GV_TRY(gather_pair(output, name, value));
        }
    }
    GV_TRY(next_cell(options, &output->bytes, context));
    return next_gathered(options, output);
}

enum evidence_cell { CELL_RULES, CELL_EVIDENCE, CELL_AT, CELL_CUES };

static gv_status gather_evidence(const gv_record *record, const gv_mention *mention,
                                 enum evidence_cell cell, gv_output *output)
{
    const gv_passage *const passage = record->passage;
    uint32_t start = mention->start;
    uint32_t end = mention->end;
    gv_span span;
    switch (cell) {
    case CELL_RULES:
        GV_TRY(gather_bar(output, " | "));
        return gv_buf_add_text(&output->scratch, gv_output_rule_name(record->result, mention));
    case CELL_AT:
        return gv_output_source_span(passage, start, end, &span) ? gather_span(output, &span)
                                                                 : GV_OK;
    case CELL_CUES:
        if (mention->cue == GV_IMAGE_NONE) {
            return GV_OK;
        }
        start = mention->cue_start;
        end = mention->cue_end;
        break;
    case CELL_EVIDENCE:
        break;
    }
    if (start > end || end > passage->length) {
        return GV_OK;
    }
    GV_TRY(gather_bar(output, " | "));
    return gv_buf_add(&output->scratch, passage->text + start, end - start);
}

/* rules, evidence, evidence_at, cues. */
static gv_status add_evidence_cells(const gv_output_options *options, const gv_record *record,
                                    const gv_label_result *label, gv_output *output)
{
    static const enum evidence_cell CELLS[] = {CELL_RULES, CELL_EVIDENCE, CELL_AT, CELL_CUES};
    for (size_t c = 0; c < sizeof CELLS / sizeof *CELLS; c++) {
        const int words = CELLS[c] == CELL_EVIDENCE || CELLS[c] == CELL_CUES;
        for (uint32_t i = 0; i < label->n_evidence && !(words && options->no_text); i++) {
            const gv_mention *const mention = gv_output_mention(record->result, label, i);
            GV_TRY(gather_evidence(record, mention, CELLS[c], output));
        }
        GV_TRY(next_gathered(options, output));
    }
    return GV_OK;
}

/* offsets, spans, text, fields, error, and the line end. */
static gv_status add_text_cells(const gv_output_options *options, const gv_record *record,
                                gv_output *output)
{
    const gv_document *const document = record->document;
    const gv_passage *const passage = record->passage;
    gv_buf *const buf = &output->bytes;
    if (passage == NULL) {
        GV_TRY(gv_buf_add_text(buf, ",,,,"));
        GV_TRY(next_cell(options, buf, document->error));
        return gv_buf_add(buf, "\r\n", 2);
    }
    GV_TRY(next_cell(options, buf, document->extracted ? "extracted" : "member"));
    for (uint32_t i = 0; i < passage->n_spans; i++) {
        GV_TRY(gather_span(output, &passage->spans[i]));
    }
    GV_TRY(next_gathered(options, output));
    GV_TRY(gv_buf_add_byte(buf, ','));
    if (!options->no_text) {
        GV_TRY(add_cell(options, buf, passage->text, passage->length));
    }
    GV_TRY(next_cell(options, buf, document->fields));
    return gv_buf_add(buf, ",\r\n", 3);
}

static gv_status add_row(const gv_output_options *options, const gv_record *record,
                         const gv_label_result *label, gv_output *output)
{
    const struct gv_result *const result = record->result;
    gv_buf *const buf = &output->bytes;
    GV_TRY(add_source_cells(options, record, output));
    if (label == NULL) {
        /* label, status, score, quantity, attributes, context, facets, rules, evidence,
         * evidence_at, cues */
        GV_TRY(gv_buf_add_text(buf, ",,,,,,,,,,,"));
    } else {
        GV_TRY(next_cell(options, buf, gv_output_label_name(result, label)));
        GV_TRY(next_cell(options, buf, gv_output_status_name(result, label->status)));
        GV_TRY(gv_buf_add_byte(buf, ','));
        GV_TRY(gv_buf_add_number(buf, label->score));
        GV_TRY(next_number(buf, label->quantity));
        GV_TRY(add_quality_cells(options, result, label, output));
        GV_TRY(add_evidence_cells(options, record, label, output));
    }
    return add_text_cells(options, record, output);
}

gv_status gv_output_add_csv(const gv_output_options *options, const gv_record *record,
                            gv_output *output)
{
    const struct gv_result *const result = record->result;
    if (result == NULL || result->n_labels == 0) {
        return add_row(options, record, NULL, output);
    }
    for (uint32_t i = 0; i < result->n_labels; i++) {
        GV_TRY(add_row(options, record, &result->labels[i], output));
    }
    return GV_OK;
}
