/*
 * settings.c - a caller's options made whole and checked.
 *
 * In: gv_run_options, with zeros where the caller has no wish. Out: gv_settings, in which nothing
 * is left open: status NULL becomes the strongest status by name, "asserted,negated" a bit mask a
 * model, keep_fields an array, languages the list of (model, language) pairs that scanners are made
 * for. With models [en, fr+en] and a document in "fr" the second model reads it; in "en" the first.
 * It opens nothing but the built-in model.
 */
#include "pipeline/pipeline.h"

#include "base/arena.h"
#include "ingest/layers.h"

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

/* ------------------------------------------------------------------ models and languages */

/* Puts the old model behind the new ones. */
static gv_status add_old_model(gv_settings *s)
{
    const gv_model **list = NULL;
    if (s->options.old_model == NULL) {
        return GV_OK;
    }
    GV_TRY(gv_arena_get_array(&s->arena, s->n_models + 1, sizeof *list, (void **)&list));
    memcpy(list, s->models, s->n_models * sizeof *list);
    list[s->n_models++] = s->options.old_model;
    s->models = list;
    return GV_OK;
}

static gv_status set_models(gv_settings *s, gv_message *message)
{
    if (s->options.n_models > 0 && s->options.models != NULL) {
        s->models = s->options.models;
        s->n_models = s->options.n_models;
    } else {
        const gv_status status = gv_model_builtin(&s->builtin);
        if (status != GV_OK) {
            return gv_message_set(message, status,
                                  status == GV_ERROR_MEMORY ? "out of memory"
                                                            : "there is no built-in model");
        }
        s->builtin_list[0] = s->builtin;
        s->models = s->builtin_list;
        s->n_models = 1;
    }
    GV_TRY(add_old_model(s));
    for (size_t m = 0; m < s->n_models; m++) {
        if (s->models[m] == NULL) {
            return gv_message_set(message, GV_ERROR_ARGUMENT, "model %zu is NULL", m + 1);
        }
        s->n_readings += s->models[m]->n_languages;
    }
    return GV_OK;
}

static gv_status set_readings(gv_settings *s, gv_message *message)
{
    size_t n = 0;
    GV_TRY(gv_arena_get_array(&s->arena, s->n_readings + 1, sizeof *s->readings,
                              (void **)&s->readings));
    for (size_t m = 0; m < s->n_models; m++) {
        for (uint32_t l = 0; l < s->models[m]->n_languages; l++) {
            s->readings[n++] =
                (gv_reading){.model = (uint32_t)m, .language = &s->models[m]->languages[l]};
        }
    }
    s->default_reading = GV_READING_NONE;
    if (n == 0) {
        return gv_message_set(message, GV_ERROR_LANGUAGE, "the model covers no language");
    }
    const char *const first = s->readings[0].language->code;
    const char *const language = s->options.language != NULL ? s->options.language : first;
    s->default_reading = gv_settings_find_reading(s, language);
    if (s->default_reading == GV_READING_NONE) {
        return gv_message_set(message, GV_ERROR_LANGUAGE,
                              "no model covers the language \"%s\" (the first covers \"%s\")",
                              language, first);
    }
    s->default_old_reading = GV_READING_NONE;
    if (s->options.old_model != NULL) {
        s->default_old_reading = gv_settings_find_old_reading(
            s, s->options.language != NULL ? s->options.language
                                           : gv_model_language_code(s->options.old_model, 0));
    }
    return GV_OK;
}

/* Models from number `from` to before `to`, whose first reading is number `base`. */
static size_t find_among(const gv_settings *settings, size_t from, size_t to, size_t base,
                         const char *language)
{
    for (size_t m = from; m < to; m++) {
        const gv_model *const model = settings->models[m];
        const gv_model_language *const found = gv_model_find_language(model, language);
        if (found != NULL) {
            return base + (size_t)(found - model->languages);
        }
        base += model->n_languages;
    }
    return GV_READING_NONE;
}

size_t gv_settings_find_reading(const gv_settings *settings, const char *language)
{
    const size_t n_old = settings->options.old_model != NULL;
    if (language == NULL || language[0] == '\0') {
        return settings->default_reading;
    }
    return find_among(settings, 0, settings->n_models - n_old, 0, language);
}

size_t gv_settings_find_old_reading(const gv_settings *settings, const char *language)
{
    const gv_model *const old = settings->options.old_model;
    if (old == NULL || language == NULL || language[0] == '\0') {
        return settings->default_old_reading;
    }
    return find_among(settings, settings->n_models - 1, settings->n_models,
                      settings->n_readings - old->n_languages, language);
}

/* ------------------------------------------------------------------ names of all models */

/* Numbers n names in `map`, new ones last; *places gets the numbers. */
static gv_status place_names(gv_settings *s, gv_map *map, const gv_model *model,
                             const uint32_t *offsets, size_t n, uint32_t **places)
{
    GV_TRY(gv_arena_get_array(&s->arena, n + 1, sizeof **places, (void **)places));
    for (size_t i = 0; i < n; i++) {
        const char *const name = gv_model_string(model, offsets[i]);
        GV_TRY(gv_map_add(map, name, strlen(name), (uint32_t)map->n_entries, &(*places)[i]));
    }
    return GV_OK;
}

static gv_status copy_names(gv_settings *s, const gv_map *map, const char ***names, size_t *n)
{
    GV_TRY(gv_arena_get_array(&s->arena, map->n_entries + 1, sizeof **names, (void **)names));
    for (size_t i = 0; i < map->n_entries; i++) {
        char *copy = NULL;
        GV_TRY(gv_arena_copy(&s->arena, map->entries[i].key, map->entries[i].length, &copy));
        (*names)[i] = copy;
    }
    *n = map->n_entries;
    return GV_OK;
}

static gv_status set_names(gv_settings *s)
{
    gv_status status = GV_OK;
    gv_map labels = {0};
    gv_map statuses = {0};
    uint32_t offsets[GV_LIMIT_LABELS];
    GV_TRY_DONE(gv_arena_get_array(&s->arena, s->n_models, sizeof *s->label_places,
                                   (void **)&s->label_places));
    GV_TRY_DONE(gv_arena_get_array(&s->arena, s->n_models, sizeof *s->status_places,
                                   (void **)&s->status_places));
    for (size_t m = 0; m < s->n_models; m++) {
        const gv_model *const model = s->models[m];
        for (uint32_t i = 0; i < model->n_labels && i < GV_LIMIT_LABELS; i++) {
            offsets[i] = model->labels[i].name;
        }
        GV_TRY_DONE(
            place_names(s, &labels, model, offsets, model->n_labels, &s->label_places[m]));
        for (uint32_t i = 0; i < model->n_statuses && i < GV_LIMIT_STATUSES; i++) {
            offsets[i] = model->statuses[i].name;
        }
        GV_TRY_DONE(
            place_names(s, &statuses, model, offsets, model->n_statuses, &s->status_places[m]));
    }
    GV_TRY_DONE(copy_names(s, &labels, &s->names.labels, &s->names.n_labels));
    GV_TRY_DONE(copy_names(s, &statuses, &s->names.statuses, &s->names.n_statuses));
done:
    gv_map_free(&labels);
    gv_map_free(&statuses);
    return status;
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

static void set_counts(gv_settings *s)
{
    const size_t n = s->names.n_statuses;
    s->n_counts = s->names.n_labels * (s->options.old_model != NULL ? (n + 1) * (n + 1) : n);
}

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
    fill_defaults(&settings->options);
    GV_TRY(check_ranges(&settings->options, message));
    GV_TRY(set_models(settings, message));
    GV_TRY(set_readings(settings, message));
    GV_TRY(set_names(settings));
    set_counts(settings);
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
