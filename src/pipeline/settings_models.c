/*
 * settings_models.c - the models of a run: which of them reads what, and what they call things.
 *
 * In: the caller's models, or none for the built-in one. Out: in gv_settings, the list of (model,
 * language) pairs that scanners are made for, and the labels and statuses of all models as one
 * list, each name once. With models [en, fr+en] and a document in "fr" the second model reads it;
 * in "en" the first. It opens nothing but the built-in model.
 */
#include "pipeline/pipeline.h"

#include "base/arena.h"

#include <string.h>

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

/* ------------------------------------------------------------------ all of it */

static void set_counts(gv_settings *s)
{
    const size_t n = s->names.n_statuses;
    s->n_counts = s->names.n_labels * (s->options.old_model != NULL ? (n + 1) * (n + 1) : n);
}

gv_status gv_settings_set_models(gv_settings *settings, gv_message *message)
{
    GV_TRY(set_models(settings, message));
    GV_TRY(set_readings(settings, message));
    GV_TRY(set_names(settings));
    set_counts(settings);
    return GV_OK;
}
