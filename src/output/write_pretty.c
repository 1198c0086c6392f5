/*
 * write_pretty.c - a record for people at a terminal.
 *
 * In: a record. Out: where it stands, each label with its status, and the passage, wrapped, with
 * the words that prove (and the cues that decide) set off; without colour by brackets:
 *
 *     a/report.txt, passage 12
 *       mass_killing: asserted (scale 5+, quantity 17)
 *
 *         Relatives say that [at least 17 villagers were shot dead] in the mosque.
 *
 * [evidence], {cue}; with colour: evidence bold, red where its status is the strongest, yellow
 * where it is another; cues underlined. Nothing from an archive reaches the terminal but letters
 * and marks: escape.c. It never measures the terminal: width and colours are given.
 */
#include "output/escape.h"
#include "output/writers.h"

#include <string.h>

enum { INDENT = 4, WIDTH_DEFAULT = 80, WIDTH_LEAST = 24 };

/* What a byte of the passage is part of. */
enum { IN_STRONGEST = 1, IN_OTHER = 2, IN_CUE = 4, IN_EVIDENCE = IN_STRONGEST | IN_OTHER };

/* A passage being set. */
typedef struct page {
    const gv_output_options *options;
    const char *text;
    size_t length;
    const unsigned char *parts; /* one a byte of text */
    gv_buf *buf;
    int width;  /* columns for text */
    int column; /* filled ones of this line */
    int begun;  /* 1: the indent of this line is written */
    int styled; /* part bits that the terminal is set to */
} page;

/* ------------------------------------------------------------------ what belongs to what */

static void mark(unsigned char *parts, size_t length, uint32_t start, uint32_t end, int part)
{
    for (size_t i = start; i < end && i < length; i++) {
        parts[i] = (unsigned char)(parts[i] | part);
    }
}

gv_status gv_output_pretty_unmark(const gv_record *record, gv_output *output)
{
    const size_t length = record->passage->length;
    gv_buf_clear(&output->scratch);
    GV_TRY(gv_buf_reserve(&output->scratch, length));
    memset(output->scratch.bytes, 0, length + 1);
    return GV_OK;
}

void gv_output_pretty_mark(const gv_record *record, const gv_mention *mention, gv_output *output)
{
    const size_t length = record->passage->length;
    unsigned char *const parts = (unsigned char *)output->scratch.bytes;
    mark(parts, length, mention->start, mention->end,
         mention->status == 0 ? IN_STRONGEST : IN_OTHER);
    if (mention->cue != GV_IMAGE_NONE) {
        mark(parts, length, mention->cue_start, mention->cue_end, IN_CUE);
    }
}

static gv_status mark_evidence(const gv_record *record, gv_output *output)
{
    const struct gv_result *const result = record->result;
    GV_TRY(gv_output_pretty_unmark(record, output));
    for (uint32_t l = 0; result != NULL && l < result->n_labels; l++) {
        for (uint32_t i = 0; i < result->labels[l].n_evidence; i++) {
            gv_output_pretty_mark(record, gv_output_mention(result, &result->labels[l], i),
                                  output);
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ the passage, wrapped */

static gv_status set_style(page *p, int part)
{
    if (!p->options->colour || part == p->styled) {
        return GV_OK;
    }
    p->styled = part;
    GV_TRY(gv_buf_add_text(p->buf, "\x1b[0"));
    if ((part & IN_EVIDENCE) != 0) {
        GV_TRY(gv_buf_add_text(p->buf, (part & IN_STRONGEST) != 0 ? ";1;31" : ";1;33"));
    }
    if ((part & IN_CUE) != 0) {
        GV_TRY(gv_buf_add_text(p->buf, (part & IN_EVIDENCE) != 0 ? ";4" : ";4;36"));
    }
    return gv_buf_add_byte(p->buf, 'm');
}

static gv_status new_line(page *p)
{
    GV_TRY(set_style(p, 0));
    p->column = 0;
    p->begun = 0;
    return gv_buf_add_byte(p->buf, '\n');
}

/* Where evidence and cue both begin (`side` -1) or end (+1) at a character: 1 if the cue reaches
 * farther on the other side, so that its bracket is the outer one. */
static int cue_is_outer(const page *p, size_t at, int side)
{
    while (at < p->length && (p->parts[at] & IN_EVIDENCE) != 0 && (p->parts[at] & IN_CUE) != 0) {
        at = side < 0 ? at + 1 : at - 1; /* before the first byte it wraps, and ends the loop */
    }
    return at < p->length && (p->parts[at] & IN_CUE) != 0;
}

/* The brackets before (`side` -1) or after (+1) the character [at, at + size): one for each part
 * that begins or ends there. None in colour. */
static const char *brackets(const page *p, size_t at, size_t size, int side)
{
    static const char *const OPENING[] = {"", "[", "{", "[{", "{["};
    static const char *const CLOSING[] = {"", "]", "}", "}]", "]}"};
    if (p->options->colour || p->parts[at] == 0) {
        return "";
    }
    const size_t edge = side < 0 ? at - 1 : at + size;
    const int beyond = (side < 0 && at == 0) || edge >= p->length ? 0 : p->parts[edge];
    const int here = p->parts[at];
    const int evidence = (here & IN_EVIDENCE) != 0 && (beyond & IN_EVIDENCE) == 0;
    const int cue = (here & IN_CUE) != 0 && (beyond & IN_CUE) == 0;
    const int both = evidence && cue && cue_is_outer(p, at, side);
    return (side < 0 ? OPENING : CLOSING)[evidence + 2 * cue + both];
}

/* Columns of the word at `at`, brackets included, and its end. */
static int measure_word(const page *p, size_t at, size_t *end)
{
    int columns = 0;
    while (at < p->length && columns <= p->width) {
        const gv_shown shown = gv_output_show_one(p->text + at, p->length - at, p->options->ascii);
        if (shown.blank || p->text[at] == '\n') {
            break;
        }
        columns += shown.columns + (int)strlen(brackets(p, at, shown.size, -1)) +
                   (int)strlen(brackets(p, at, shown.size, 1));
        at += shown.size;
    }
    *end = at;
    return columns;
}

static gv_status set_word(page *p, size_t at, size_t end)
{
    while (at < end) {
        const gv_shown shown = gv_output_show_one(p->text + at, p->length - at, p->options->ascii);
        const char *const before = brackets(p, at, shown.size, -1);
        const char *const after = brackets(p, at, shown.size, 1);
        const int columns = shown.columns + (int)strlen(before) + (int)strlen(after);
        if (p->column > 0 && p->column + columns > p->width) {
            GV_TRY(new_line(p));
        }
        GV_TRY(gv_buf_add_text(p->buf, p->begun ? "" : "    "));
        p->begun = 1;
        GV_TRY(set_style(p, p->parts[at]));
        GV_TRY(gv_buf_add_text(p->buf, before));
        GV_TRY(gv_buf_add_text(p->buf, shown.bytes));
        GV_TRY(gv_buf_add_text(p->buf, after));
        p->column += columns;
        at += shown.size;
    }
    return GV_OK;
}

static gv_status set_passage(page *p)
{
    size_t at = 0;
    GV_TRY(new_line(p));
    while (at < p->length) {
        if (p->text[at] == '\n') { /* between the paragraphs of a whole document */
            GV_TRY(new_line(p));
            at++;
            continue;
        }
        const gv_shown shown = gv_output_show_one(p->text + at, p->length - at, p->options->ascii);
        size_t end = at + shown.size;
        const size_t word = shown.blank ? end : at;
        const int columns = measure_word(p, word, &end);
        if (p->column > 0 && p->column + columns + 1 > p->width) {
            GV_TRY(new_line(p));
        } else if (shown.blank && p->column > 0) {
            GV_TRY(set_style(p, p->parts[at]));
            GV_TRY(gv_buf_add_byte(p->buf, ' '));
            p->column++;
        }
        GV_TRY(set_word(p, word, end));
        at = end;
    }
    GV_TRY(set_style(p, 0));
    return gv_buf_add_byte(p->buf, '\n');
}

/* ------------------------------------------------------------------ the lines above it */

static gv_status add_shown(const gv_output_options *options, gv_buf *buf, const char *text)
{
    return gv_output_show(buf, text, strlen(text), options->ascii);
}

static gv_status add_styled(const gv_output_options *options, gv_buf *buf, const char *style,
                            const char *text)
{
    if (!options->colour) {
        return add_shown(options, buf, text);
    }
    GV_TRY(gv_buf_add_text(buf, style));
    GV_TRY(add_shown(options, buf, text));
    return gv_buf_add_text(buf, "\x1b[0m");
}

/* a/x.jsonl, line 17, id report-7, passage 2, heading */
static gv_status add_place(const gv_output_options *options, const gv_record *record,
                           gv_output *output)
{
    const gv_document *const document = record->document;
    gv_buf *const buf = &output->bytes;
    uint64_t line = 0;
    for (uint32_t i = 0; i < document->n_layers; i++) {
        line = document->layers[i].n > 0 ? document->layers[i].n : line;
    }
    GV_TRY(add_styled(options, buf, "\x1b[1m",
                      strcmp(record->path, "-") == 0 ? "standard input" : record->path));
    if (document->member != NULL) {
        GV_TRY(gv_buf_add_text(buf, ", "));
        GV_TRY(add_shown(options, buf, document->member));
    }
    if (line > 0) {
        GV_TRY(gv_buf_add_text(buf, ", line "));
        GV_TRY(gv_buf_add_number(buf, line));
        GV_TRY(gv_buf_add_text(buf, ", id "));
        GV_TRY(add_shown(options, buf, document->id));
    }
    if (document->part > 0) {
        GV_TRY(gv_buf_add_text(buf, ", part "));
        GV_TRY(gv_buf_add_number(buf, document->part));
    }
    if (record->passage == NULL) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_text(buf, ", passage "));
    GV_TRY(gv_output_number(output, record));
    if (record->passage->page > 0) {
        GV_TRY(gv_buf_add_text(buf, ", page "));
        GV_TRY(gv_buf_add_number(buf, record->passage->page));
    }
    if (record->passage->kind != GV_PASSAGE_PARAGRAPH) {
        GV_TRY(gv_buf_add_text(buf, ", "));
        GV_TRY(gv_buf_add_text(buf, record->passage->kind == GV_PASSAGE_LIST_ITEM
                                        ? "list item"
                                        : gv_output_kind_name(record->passage->kind)));
    }
    return gv_buf_add_text(buf, record->passage->cut ? ", cut" : "");
}

/*   "Title", 2021-04-01 */
static gv_status add_title(const gv_output_options *options, const gv_document *document,
                           gv_buf *buf)
{
    const char *const title = options->no_text ? NULL : document->title;
    if (title == NULL && document->date == NULL) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_text(buf, "  "));
    if (title != NULL) {
        GV_TRY(gv_buf_add_byte(buf, '"'));
        GV_TRY(add_shown(options, buf, title));
        GV_TRY(gv_buf_add_text(buf, document->date != NULL ? "\", " : "\""));
    }
    GV_TRY(add_shown(options, buf, document->date != NULL ? document->date : ""));
    return gv_buf_add_byte(buf, '\n');
}

/*   mass_killing: asserted (scale 5+, quantity 17, contested) */
static gv_status add_label_line(const gv_output_options *options, const struct gv_result *result,
                                const gv_label_result *label, gv_buf *buf)
{
    const char *name = NULL;
    const char *value = NULL;
    const char *opening = " (";
    GV_TRY(gv_buf_add_text(buf, "  "));
    GV_TRY(add_styled(options, buf, "\x1b[1m", gv_output_label_name(result, label)));
    GV_TRY(gv_buf_add_text(buf, ": "));
    GV_TRY(add_styled(options, buf, label->status == 0 ? "\x1b[1;31m" : "\x1b[1;33m",
                      gv_output_status_name(result, label->status)));
    for (size_t i = 0; gv_result_grade(result, label, i, &name, &value); i++) {
        GV_TRY(gv_buf_add_text(buf, opening));
        GV_TRY(add_shown(options, buf, name));
        GV_TRY(gv_buf_add_byte(buf, ' '));
        GV_TRY(add_shown(options, buf, value));
        opening = ", ";
    }
    if (label->quantity > 0) {
        GV_TRY(gv_buf_add_text(buf, opening));
        GV_TRY(gv_buf_add_text(buf, "quantity "));
        GV_TRY(gv_buf_add_number(buf, label->quantity));
        opening = ", ";
    }
    for (size_t i = 0; (name = gv_output_note(result, label, i)) != NULL; i++) {
        GV_TRY(gv_buf_add_text(buf, opening));
        GV_TRY(add_shown(options, buf, name));
        opening = ", ";
    }
    return gv_buf_add_text(buf, opening[0] == ',' ? ")\n" : "\n");
}

static gv_status add_result_lines(const gv_output_options *options, const struct gv_result *result,
                                  gv_buf *buf)
{
    for (uint32_t i = 0; i < result->n_labels; i++) {
        GV_TRY(add_label_line(options, result, &result->labels[i], buf));
    }
    for (uint32_t i = 0; i < result->n_facets; i++) {
        const uint32_t name = result->model->facets[result->facets[i].facet].name;
        GV_TRY(gv_buf_add_text(buf, "  "));
        GV_TRY(add_shown(options, buf, gv_model_string(result->model, name)));
        GV_TRY(gv_buf_add_text(buf, ": "));
        GV_TRY(add_shown(options, buf, gv_model_string(result->model, result->facets[i].value)));
        GV_TRY(gv_buf_add_byte(buf, '\n'));
    }
    return GV_OK;
}

gv_status gv_output_pretty_head(const gv_output_options *options, const gv_record *record,
                                gv_output *output)
{
    GV_TRY(add_place(options, record, output));
    GV_TRY(gv_buf_add_byte(&output->bytes, '\n'));
    return add_title(options, record->document, &output->bytes);
}

gv_status gv_output_pretty_passage(const gv_output_options *options, const gv_record *record,
                                   gv_output *output)
{
    const int wanted = options->width > 0 ? options->width : WIDTH_DEFAULT;
    page p = {.options = options,
              .text = record->passage->text,
              .length = record->passage->length,
              .parts = (const unsigned char *)output->scratch.bytes,
              .buf = &output->bytes,
              .width = (wanted > WIDTH_LEAST ? wanted : WIDTH_LEAST) - INDENT};
    return set_passage(&p);
}

gv_status gv_output_add_pretty(const gv_output_options *options, const gv_record *record,
                               gv_output *output)
{
    gv_buf *const buf = &output->bytes;
    if (record->passage == NULL) {
        GV_TRY(add_place(options, record, output));
        GV_TRY(gv_buf_add_text(buf, ": "));
        GV_TRY(add_shown(options, buf, record->document->error));
        return gv_buf_add_text(buf, "\n\n");
    }
    GV_TRY(gv_output_pretty_head(options, record, output));
    if (record->result != NULL) {
        GV_TRY(add_result_lines(options, record->result, buf));
    }
    if (!options->no_text) {
        GV_TRY(mark_evidence(record, output));
        GV_TRY(gv_output_pretty_passage(options, record, output));
    }
    return gv_buf_add_byte(buf, '\n');
}
