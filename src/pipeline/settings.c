/*
 * settings.c - a caller's options made whole and checked.
 *
 * In: gv_run_options, with zeros where the caller has no wish. Out: gv_settings, in which nothing
 * is left open: status NULL becomes the strongest status by name, "asserted,negated" a bit mask a
 * model, keep_fields an array. Models and languages are settled in settings_models.c. It opens
 * nothing.
 */
#include "pipeline/pipeline.h"

#include "base/arena.h"
#include "ingest/layers.h"
#include "scan/letters.h"

#include <string.h>

enum {
    PASSAGE_LIMIT = 64 << 10,
    DOCUMENT_LIMIT = 16 << 20,
    SCAN_LIMIT = 16 << 20, /* what gv_scan takes */
    LIMIT_MOST = 1 << 30,
    LIMIT_LEAST = 64,
    THREADS_MOST = 1024,
    WIDTH_DEFAULT = 80,
    XML_NAME_MOST = 63
};

/* ------------------------------------------------------------------ simple options */

static const char *or_default(const char *given, const char *otherwise)
{
    return given != NULL && given[0] != '\0' ? given : otherwise;
}

static void fill_defaults(gv_run_options *o)
{
    const gv_limits limits = GV_LIMITS_DEFAULTS;
    o->text_field = or_default(o->text_field, "text");
    o->id_field = or_default(o->id_field, "id");
    o->title_field = or_default(o->title_field, "title");
    o->date_field = or_default(o->date_field, "date");
    o->language_field = or_default(o->language_field, "lang");
    o->keep_fields = or_default(o->keep_fields, NULL);
    o->input_format = or_default(o->input_format, NULL);
    o->xml_element = or_default(o->xml_element, NULL);
    o->language = or_default(o->language, NULL);
    o->passage_limit = o->passage_limit > 0 ? o->passage_limit : PASSAGE_LIMIT;
    o->document_limit = o->document_limit > 0 ? o->document_limit : DOCUMENT_LIMIT;
    o->expansion_limit = o->expansion_limit > 0 ? o->expansion_limit : limits.expansion;
    o->member_limit = o->member_limit > 0 ? o->member_limit : (size_t)limits.members;
    o->depth_limit = o->depth_limit > 0 ? o->depth_limit : limits.depth;
    o->width = o->width > 0 ? o->width : WIDTH_DEFAULT;
    o->threads = o->threads > 0 ? o->threads : gv_cpus_count("");
}

static gv_status check_ranges(const gv_run_options *o, gv_message *message)
{
    const size_t document_most = o->unit == GV_UNIT_DOCUMENT ? SCAN_LIMIT : LIMIT_MOST;
    if (o->format != GV_FORMAT_JSONL && o->format != GV_FORMAT_CSV &&
        o->format != GV_FORMAT_PRETTY) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "unknown format");
    }
    if (o->unit != GV_UNIT_PASSAGE && o->unit != GV_UNIT_SENTENCE && o->unit != GV_UNIT_DOCUMENT) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "unknown unit");
    }
    if (o->threads > THREADS_MOST) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "at most %d threads", THREADS_MOST);
    }
    if (o->passage_limit < LIMIT_LEAST || o->passage_limit > SCAN_LIMIT) {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "the passage limit must be from %d to %d bytes", LIMIT_LEAST,
                              SCAN_LIMIT);
    }
    if (o->document_limit < LIMIT_LEAST || o->document_limit > document_most) {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "the document limit must be from %d to %zu bytes", LIMIT_LEAST,
                              document_most);
    }
    if (o->depth_limit > GV_DEPTH_MAX) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "the depth limit is at most %d",
                              GV_DEPTH_MAX);
    }
    int format = 0;
    if (o->input_format != NULL && !gv_leaf_find_format(o->input_format, &format)) {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "input format \"%.40s\": there are text, jsonl, json, csv, tsv, xml "
                              "and html", o->input_format);
    }
    if (o->xml_element != NULL && strlen(o->xml_element) > XML_NAME_MOST) {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "an XML element's name has at most %d bytes", XML_NAME_MOST);
    }
    if (o->old_model != NULL && (o->format == GV_FORMAT_CSV || o->status != NULL ||
                                 o->manifest_path != NULL)) {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "two models are compared in jsonl or pretty, without status and "
                              "manifest");
    }
    if ((o->output_path == NULL) == (o->sink == NULL)) {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "one of output_path and sink must be given");
    }
    return GV_OK;
}

/* Finds the next item of a comma list, blanks around it trimmed; 0 past the last. */
static int next_item(const char **list, const char **item, size_t *length)
{
    while (**list == ',' || **list == ' ') {
        ++*list;
    }
    if (**list == '\0') {
        return 0;
    }
    *item = *list;
    *list += strcspn(*list, ",");
    *length = (size_t)(*list - *item);
    while (*length > 0 && (*item)[*length - 1] == ' ') {
        --*length;
    }
    return 1;
}

static gv_status set_keep_fields(gv_settings *s)
{
    const char *item = NULL;
    size_t length = 0;
    size_t n = 0;
    const char **names = NULL;
    const char *list = s->options.keep_fields;
    if (list == NULL) {
        return GV_OK;
    }
    GV_TRY(gv_arena_get_array(&s->arena, strlen(list) / 2 + 1, sizeof *names, (void **)&names));
    while (next_item(&list, &item, &length)) {
        char *copy = NULL;
        GV_TRY(gv_arena_copy(&s->arena, item, length, &copy));
        names[n++] = copy;
    }
    s->ingest.keep_fields = names;
    s->ingest.n_keep_fields = n;
    return GV_OK;
}

/* ------------------------------------------------------------------ --status */

static gv_status refuse_status(const gv_settings *s, const char *item, size_t length,
                               gv_message *message)
{
    char known[512] = "";
    for (size_t i = 0; i < s->names.n_statuses; i++) {
        if (strlen(known) + strlen(s->names.statuses[i]) + 3 < sizeof known) {
            strncat(known, s->names.statuses[i], sizeof known - strlen(known) - 1);
            strncat(known, ", ", sizeof known - strlen(known) - 1);
        }
    }
    return gv_message_set(message, GV_ERROR_ARGUMENT,
                          "unknown status \"%.*s\": known are %sall, any",
                          (int)(length < 64 ? length : 64), item, known);
}

static int is_word(const char *item, size_t length, const char *word)
{
    return length == strlen(word) && memcmp(item, word, length) == 0;
}

static gv_status set_wanted(gv_settings *s, gv_message *message)
{
    const char *list = or_default(s->options.status, s->names.n_statuses > 0 ? s->names.statuses[0]
                                                                            : "any");
    const char *item = NULL;
    size_t length = 0;
    s->options.status = list;
    GV_TRY(gv_arena_get_array(&s->arena, s->n_models, sizeof *s->wanted, (void **)&s->wanted));
    while (next_item(&list, &item, &length)) {
        int known = 0;
        if (is_word(item, length, "any")) {
            s->every_passage = 1;
            continue;
        }
        for (size_t m = 0; m < s->n_models; m++) {
            const gv_model *const model = s->models[m];
            for (uint32_t i = 0; i < model->n_statuses; i++) {
                const char *const name = gv_model_string(model, model->statuses[i].name);
                if (is_word(item, length, name) || is_word(item, length, "all")) {
                    s->wanted[m] |= (uint64_t)1 << i;
                    known = 1;
                }
            }
        }
        if (!known) {
            return refuse_status(s, item, length, message);
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ all of it */

static void set_rooms(gv_settings *s)
{
    const gv_run_options *const o = &s->options;
    const gv_model_language *const language = s->readings[s->default_reading].language;
    s->output = (gv_output_options){.format = o->format,
                                    .no_text = o->no_text,
                                    .excel = o->excel,
                                    .colour = o->colour,
                                    .ascii = o->ascii,
                                    .width = o->width};
    s->ingest.limits = (gv_limits)GV_LIMITS_DEFAULTS;
    s->ingest.limits.expansion = o->expansion_limit;
    s->ingest.limits.members = o->member_limit;
    s->ingest.limits.depth = (uint32_t)o->depth_limit;
    s->ingest.way = gv_bytes_choose();
    s->ingest.unit = o->unit;
    s->ingest.passage_limit = o->passage_limit;
    s->ingest.document_limit = o->document_limit;
    s->ingest.section_bytes = o->batch_bytes;
    s->ingest.text_field = o->text_field;
    s->ingest.id_field = o->id_field;
    s->ingest.title_field = o->title_field;
    s->ingest.date_field = o->date_field;
    s->ingest.language_field = o->language_field;
    s->ingest.xml_element = o->xml_element;
    s->ingest.format_given =
        o->input_format != NULL && gv_leaf_find_format(o->input_format, &s->ingest.format);
    s->ingest.hyphens = language->hyphens;
    s->ingest.n_hyphens = language->n_hyphens;
    s->ingest.language = &language->text;
}

gv_status gv_settings_set(const gv_run_options *options, gv_message *message,
                          gv_settings *settings)
{
    if (options == NULL || options->size == 0) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "options, or their size, are missing");
    }
    const size_t size = options->size < sizeof *options ? options->size : sizeof *options;
    memcpy(&settings->options, options, size);
    settings->options.size = sizeof *options;
    settings->threads_are_ours = settings->options.threads <= 0;
    fill_defaults(&settings->options);
    GV_TRY(check_ranges(&settings->options, message));
    GV_TRY(gv_settings_set_models(settings, message));
    GV_TRY(set_wanted(settings, message));
    GV_TRY(set_keep_fields(settings));
    set_rooms(settings);
    return GV_OK;
}

void gv_settings_free(gv_settings *settings)
{
    gv_model_free(settings->builtin);
    gv_arena_free(&settings->arena);
    *settings = (gv_settings){0};
}
