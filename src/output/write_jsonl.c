/*
 * write_jsonl.c - a record as one line of JSON; a result alone as one JSON object.
 *
 * In: a record. Out: one line, keys in a fixed order:
 *     v id passage kind page part cut source offsets spans title date lang text labels context
 *     facets fields
 * for example
 *     {"v":1,"id":"r-7","passage":2,"kind":"paragraph","source":{"path":"r.txt","at":[]},
 *      "offsets":"member","spans":[[90,121]],"lang":"en","text":"...","labels":[...]}
 * What is not known is left out: part (the document was cut at its limit), cut (the passage was),
 * title, date, lang, context, facets, fields; labels where the passage was not read for labels at
 * all ([] says that it was, and none was found). A document that could not be read gives id,
 * source, error. It never changes what it is given: a date is written as it came.
 */
#include "output/escape.h"
#include "output/writers.h"

#include <string.h>

/* A text to quote from: a passage's, or one given to gv_scan (passage NULL). */
typedef struct quotable {
    const char *text;
    size_t length;
    const gv_passage *passage;
    int no_text;
    int named_cue; /* 1: cues by name too */
} quotable;

/* ------------------------------------------------------------------ where it comes from */

static gv_status add_layer(gv_buf *buf, const gv_layer *layer)
{
    GV_TRY(gv_buf_add_text(buf, "{\"layer\":"));
    GV_TRY(gv_output_json_string(buf, layer->kind, strlen(layer->kind)));
    GV_TRY(gv_buf_add_text(buf, ",\"offset\":"));
    GV_TRY(gv_buf_add_number(buf, layer->offset));
    if (layer->length > 0) {
        GV_TRY(gv_buf_add_text(buf, ",\"length\":"));
        GV_TRY(gv_buf_add_number(buf, layer->length));
    }
    GV_TRY(gv_output_json_member(buf, "name", layer->name));
    if (layer->n > 0) {
        GV_TRY(gv_buf_add_text(buf, ",\"n\":"));
        GV_TRY(gv_buf_add_number(buf, layer->n));
    }
    return gv_buf_add_byte(buf, '}');
}

static gv_status add_source(gv_buf *buf, const gv_record *record)
{
    const gv_document *const document = record->document;
    GV_TRY(gv_buf_add_text(buf, ",\"source\":{\"path\":"));
    GV_TRY(gv_output_json_string(buf, record->path, strlen(record->path)));
    GV_TRY(gv_output_json_member(buf, "member", document->member));
    GV_TRY(gv_buf_add_text(buf, ",\"at\":["));
    for (uint32_t i = 0; i < document->n_layers; i++) {
        if (i > 0) {
            GV_TRY(gv_buf_add_byte(buf, ','));
        }
        GV_TRY(add_layer(buf, &document->layers[i]));
    }
    return gv_buf_add_text(buf, "]}");
}

static gv_status add_spans(gv_buf *buf, const gv_record *record)
{
    const gv_passage *const passage = record->passage;
    GV_TRY(gv_buf_add_text(buf, record->document->extracted ? ",\"offsets\":\"extracted\""
                                                            : ",\"offsets\":\"member\""));
    GV_TRY(gv_buf_add_text(buf, ",\"spans\":["));
    for (uint32_t i = 0; i < passage->n_spans; i++) {
        GV_TRY(gv_buf_add_text(buf, i > 0 ? ",[" : "["));
        GV_TRY(gv_buf_add_number(buf, passage->spans[i].start));
        GV_TRY(gv_buf_add_byte(buf, ','));
        GV_TRY(gv_buf_add_number(buf, passage->spans[i].end));
        GV_TRY(gv_buf_add_byte(buf, ']'));
    }
    return gv_buf_add_byte(buf, ']');
}

/* ------------------------------------------------------------------ what it says */

/* "start":31,"end":58 */
static gv_status add_bounds(gv_buf *buf, uint32_t start, uint32_t end)
{
    GV_TRY(gv_buf_add_text(buf, "\"start\":"));
    GV_TRY(gv_buf_add_number(buf, start));
    GV_TRY(gv_buf_add_text(buf, ",\"end\":"));
    return gv_buf_add_number(buf, end);
}

static gv_status add_quote(gv_buf *buf, const quotable *from, uint32_t start, uint32_t end)
{
    if (from->no_text || from->text == NULL || start > end || end > from->length) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_text(buf, ",\"text\":"));
    return gv_output_json_string(buf, from->text + start, end - start);
}

/* "name":"G1/no", */
static gv_status add_cue_name(gv_buf *buf, const struct gv_result *result,
                              const gv_mention *mention)
{
    const char *const name =
        gv_model_string(result->model, result->language->frames[mention->cue].name);
    GV_TRY(gv_buf_add_text(buf, "\"name\":"));
    GV_TRY(gv_output_json_string(buf, name, strlen(name)));
    return gv_buf_add_byte(buf, ',');
}

static gv_status add_evidence(gv_buf *buf, const struct gv_result *result,
                              const gv_mention *mention, const quotable *from)
{
    gv_span span;
    const char *const rule = gv_output_rule_name(result, mention);
    const char *const status = gv_output_status_name(result, mention->status);
    GV_TRY(gv_buf_add_text(buf, "{\"rule\":"));
    GV_TRY(gv_output_json_string(buf, rule, strlen(rule)));
    GV_TRY(gv_output_json_member(buf, "status", status));
    GV_TRY(gv_buf_add_byte(buf, ','));
    GV_TRY(add_bounds(buf, mention->start, mention->end));
    if (from->passage != NULL &&
        gv_output_source_span(from->passage, mention->start, mention->end, &span)) {
        GV_TRY(gv_buf_add_text(buf, ",\"at\":["));
        GV_TRY(gv_buf_add_number(buf, span.start));
        GV_TRY(gv_buf_add_byte(buf, ','));
        GV_TRY(gv_buf_add_number(buf, span.end));
        GV_TRY(gv_buf_add_byte(buf, ']'));
    }
    GV_TRY(add_quote(buf, from, mention->start, mention->end));
    if (mention->cue != GV_IMAGE_NONE) {
        GV_TRY(gv_buf_add_text(buf, ",\"cue\":{"));
        GV_TRY(from->named_cue ? add_cue_name(buf, result, mention) : GV_OK);
        GV_TRY(add_bounds(buf, mention->cue_start, mention->cue_end));
        GV_TRY(add_quote(buf, from, mention->cue_start, mention->cue_end));
        GV_TRY(gv_buf_add_byte(buf, '}'));
    }
    return gv_buf_add_byte(buf, '}');
}

/* Adds a comma, or the opening of "attributes" before the first. */
static gv_status next_attribute(gv_buf *buf, int *n)
{
    return gv_buf_add_text(buf, (*n)++ == 0 ? ",\"attributes\":{" : ",");
}

static gv_status add_attributes(gv_buf *buf, const struct gv_result *result,
                                const gv_label_result *label)
{
    int n = 0;
    const char *name = NULL;
    const char *value = NULL;
    for (size_t i = 0; gv_result_grade(result, label, i, &name, &value); i++) {
        GV_TRY(next_attribute(buf, &n));
        GV_TRY(gv_output_json_string(buf, name, strlen(name)));
        GV_TRY(gv_buf_add_byte(buf, ':'));
        GV_TRY(gv_output_json_string(buf, value, strlen(value)));
    }
    if (label->quantity > 0) {
        GV_TRY(next_attribute(buf, &n));
        GV_TRY(gv_buf_add_text(buf, "\"quantity\":"));
        GV_TRY(gv_buf_add_number(buf, label->quantity));
    }
    for (size_t i = 0; (name = gv_output_note(result, label, i)) != NULL; i++) {
        GV_TRY(next_attribute(buf, &n));
        GV_TRY(gv_output_json_string(buf, name, strlen(name)));
        GV_TRY(gv_buf_add_text(buf, ":true"));
    }
    return n > 0 ? gv_buf_add_byte(buf, '}') : GV_OK;
}

static gv_status add_label(gv_buf *buf, const struct gv_result *result,
                           const gv_label_result *label, const quotable *from)
{
    const char *const name = gv_output_label_name(result, label);
    GV_TRY(gv_buf_add_text(buf, "{\"label\":"));
    GV_TRY(gv_output_json_string(buf, name, strlen(name)));
    GV_TRY(gv_output_json_member(buf, "status", gv_output_status_name(result, label->status)));
    GV_TRY(gv_buf_add_text(buf, ",\"score\":"));
    GV_TRY(gv_buf_add_number(buf, label->score));
    GV_TRY(add_attributes(buf, result, label));
    GV_TRY(gv_buf_add_text(buf, ",\"evidence\":["));
    for (uint32_t i = 0; i < label->n_evidence; i++) {
        if (i > 0) {
            GV_TRY(gv_buf_add_byte(buf, ','));
        }
        GV_TRY(add_evidence(buf, result, gv_output_mention(result, label, i), from));
    }
    return gv_buf_add_text(buf, "]}");
}

/* "value":"inside_conflict","evidence":[{"start":3,"end":12,"text":"offensive"}] */
static gv_status add_facet_value(gv_buf *buf, const struct gv_result *result,
                                 const gv_facet_result *facet, const quotable *from)
{
    const char *const value = gv_model_string(result->model, facet->value);
    GV_TRY(gv_buf_add_text(buf, "\"value\":"));
    GV_TRY(gv_output_json_string(buf, value, strlen(value)));
    GV_TRY(gv_buf_add_text(buf, ",\"evidence\":["));
    for (uint32_t i = 0; i < facet->n_spans; i++) {
        const gv_facet_span *const span = &result->facet_spans[facet->first_span + i];
        GV_TRY(gv_buf_add_text(buf, i > 0 ? ",{" : "{"));
        GV_TRY(add_bounds(buf, span->start, span->end));
        GV_TRY(add_quote(buf, from, span->start, span->end));
        GV_TRY(gv_buf_add_byte(buf, '}'));
    }
    return gv_buf_add_byte(buf, ']');
}

/* The record's key "context" holds the facet of that name, "facets" every other. */
static gv_status add_facets(gv_buf *buf, const struct gv_result *result, const quotable *from)
{
    int n_others = 0;
    for (uint32_t i = 0; i < result->n_facets; i++) {
        const gv_facet_result *const facet = &result->facets[i];
        const uint32_t name = result->model->facets[facet->facet].name;
        if (strcmp(gv_model_string(result->model, name), "context") == 0) {
            GV_TRY(gv_buf_add_text(buf, ",\"context\":{"));
            GV_TRY(add_facet_value(buf, result, facet, from));
            GV_TRY(gv_buf_add_byte(buf, '}'));
        } else {
            n_others++;
        }
    }
    if (n_others == 0) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_text(buf, ",\"facets\":["));
    for (uint32_t i = 0; i < result->n_facets; i++) {
        const gv_facet_result *const facet = &result->facets[i];
        const char *const name =
            gv_model_string(result->model, result->model->facets[facet->facet].name);
        if (strcmp(name, "context") != 0) {
            GV_TRY(gv_buf_add_text(buf, "{\"facet\":"));
            GV_TRY(gv_output_json_string(buf, name, strlen(name)));
            GV_TRY(gv_buf_add_byte(buf, ','));
            GV_TRY(add_facet_value(buf, result, facet, from));
            GV_TRY(gv_buf_add_text(buf, --n_others > 0 ? "}," : "}"));
        }
    }
    return gv_buf_add_byte(buf, ']');
}

static gv_status add_result(gv_buf *buf, const struct gv_result *result, const quotable *from)
{
    GV_TRY(gv_buf_add_text(buf, "\"labels\":["));
    for (uint32_t i = 0; i < result->n_labels; i++) {
        if (i > 0) {
            GV_TRY(gv_buf_add_byte(buf, ','));
        }
        GV_TRY(add_label(buf, result, &result->labels[i], from));
    }
    GV_TRY(gv_buf_add_byte(buf, ']'));
    return add_facets(buf, result, from);
}

/* ------------------------------------------------------------------ the whole line */

static quotable quotable_of(const gv_output_options *options, const gv_record *record)
{
    const gv_passage *const passage = record->passage;
    return (quotable){passage->text, passage->length, passage, options->no_text, 0};
}

gv_status gv_output_jsonl_evidence(const gv_output_options *options, const gv_record *record,
                                   const struct gv_result *result, const gv_mention *mention,
                                   int named_cue, gv_buf *buf)
{
    quotable from = quotable_of(options, record);
    from.named_cue = named_cue;
    return add_evidence(buf, result, mention, &from);
}

gv_status gv_output_jsonl_head(const gv_output_options *options, const gv_record *record,
                               gv_output *output)
{
    const gv_document *const document = record->document;
    const gv_passage *const passage = record->passage;
    const quotable from = quotable_of(options, record);
    gv_buf *const buf = &output->bytes;
    GV_TRY(gv_buf_add_text(buf, "{\"v\":1"));
    GV_TRY(gv_output_json_member(buf, "id", document->id));
    GV_TRY(gv_buf_add_text(buf, ",\"passage\":"));
    GV_TRY(gv_output_number(output, record));
    GV_TRY(gv_output_json_member(buf, "kind", gv_output_kind_name(passage->kind)));
    if (passage->page > 0) {
        GV_TRY(gv_buf_add_text(buf, ",\"page\":"));
        GV_TRY(gv_buf_add_number(buf, passage->page));
    }
    if (document->part > 0) {
        GV_TRY(gv_buf_add_text(buf, ",\"part\":"));
        GV_TRY(gv_buf_add_number(buf, document->part));
    }
    GV_TRY(gv_buf_add_text(buf, passage->cut ? ",\"cut\":true" : ""));
    GV_TRY(add_source(buf, record));
    GV_TRY(add_spans(buf, record));
    GV_TRY(gv_output_json_member(buf, "title", options->no_text ? NULL : document->title));
    GV_TRY(gv_output_json_member(buf, "date", document->date));
    GV_TRY(gv_output_json_member(buf, "lang", gv_output_language(record)));
    return add_quote(buf, &from, 0, passage->length);
}

static gv_status add_passage(const gv_output_options *options, const gv_record *record,
                             gv_output *output)
{
    const quotable from = quotable_of(options, record);
    gv_buf *const buf = &output->bytes;
    GV_TRY(gv_output_jsonl_head(options, record, output));
    if (record->result != NULL) {
        GV_TRY(gv_buf_add_byte(buf, ','));
        GV_TRY(add_result(buf, record->result, &from));
    }
    if (record->document->fields != NULL) {
        GV_TRY(gv_buf_add_text(buf, ",\"fields\":"));
        GV_TRY(gv_buf_add_text(buf, record->document->fields));
    }
    return GV_OK;
}

gv_status gv_output_add_jsonl(const gv_output_options *options, const gv_record *record,
                              gv_output *output)
{
    gv_buf *const buf = &output->bytes;
    if (record->passage != NULL) {
        GV_TRY(add_passage(options, record, output));
    } else {
        GV_TRY(gv_buf_add_text(buf, "{\"v\":1"));
        GV_TRY(gv_output_json_member(buf, "id", record->document->id));
        GV_TRY(add_source(buf, record));
        GV_TRY(gv_output_json_member(buf, "error", record->document->error));
    }
    return gv_buf_add(buf, "}\n", 2);
}

gv_status gv_result_json(const gv_result *result, const char *text, size_t length,
                         gv_write_fn write, void *user)
{
    if (result == NULL || write == NULL || (text == NULL && length > 0)) {
        return GV_ERROR_ARGUMENT;
    }
    const quotable from = {text, length, NULL, 0, 0};
    gv_buf buf = {0};
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_buf_add_byte(&buf, '{'));
    GV_TRY_DONE(add_result(&buf, result, &from));
    GV_TRY_DONE(gv_buf_add_byte(&buf, '}'));
    GV_TRY_DONE(write(user, buf.bytes, buf.length));
done:
    gv_buf_free(&buf);
    return status;
}
