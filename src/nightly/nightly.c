/*
 * nightly.c - gv_nightly: an archive that grows, read as it grows.
 *
 * In: files and folders, and what earlier nights left. Out: a result and a manifest an input, and
 * the state for the next night. One night:
 *     lock -> open the state -> clean up behind a killed run -> plan -> note the night
 *     -> work -> delete what is nobody's -> note how it ended -> summary
 * It reads no input itself: gv_run does.
 */
#include "nightly/nightly.h"

#include "nightly/night_names.h"

#include <string.h>
#include <time.h>

/* ------------------------------------------------------------------ options */

static gv_status check_options(const gv_nightly_options *o, gv_message *message)
{
    if (o->state_path == NULL || o->output_folder == NULL || o->run == NULL ||
        o->state_path[0] == '\0' || o->output_folder[0] == '\0') {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "a state, a folder for results and options must be given");
    }
    if (o->run->format != GV_FORMAT_JSONL && o->run->format != GV_FORMAT_CSV) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "results are jsonl or csv");
    }
    if (o->run->old_model != NULL || o->run->n_shards > 0 || o->run->input_names != NULL ||
        o->run->manifest_sink != NULL || o->run->manifest_path != NULL) {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "nightly runs compare no models, read no shards, and name inputs and "
                              "manifests themselves");
    }
    return GV_OK;
}

/* Names that models have, each once. */
static gv_status add_names(gv_night *night, const char *(*get)(const gv_model *, size_t),
                           const char ***names, size_t *n)
{
    size_t most = 0;
    for (size_t m = 0; m < night->run->n_models; m++) {
        for (size_t i = 0; get(night->run->models[m], i) != NULL; i++) {
            most++;
        }
    }
    GV_TRY(gv_arena_get_array(&night->arena, most + 1, sizeof **names, (void **)names));
    for (size_t m = 0; m < night->run->n_models; m++) {
        const char *name = NULL;
        for (size_t i = 0; (name = get(night->run->models[m], i)) != NULL; i++) {
            size_t known = 0;
            while (known < *n && strcmp((*names)[known], name) != 0) {
                known++;
            }
            if (known == *n) {
                (*names)[(*n)++] = name;
            }
        }
    }
    return GV_OK;
}

/* Everything that the night needs to know of models and options. */
static gv_status set_identity(gv_night *night)
{
    for (size_t m = 0; m < night->run->n_models; m++) {
        GV_TRY(gv_buf_add_text(&night->models, m > 0 ? "," : ""));
        GV_TRY(gv_buf_add_text(&night->models, gv_model_identity(night->run->models[m])));
    }
    GV_TRY(add_names(night, gv_model_label, &night->names.labels, &night->names.n_labels));
    GV_TRY(add_names(night, gv_model_status, &night->names.statuses, &night->names.n_statuses));
    night->suffix = night->run->format == GV_FORMAT_CSV ? ".csv" : ".jsonl";
    return gv_run_identity(night->run, night->message, night->identity);
}

/* ------------------------------------------------------------------ what the files share */

void gv_night_tell(gv_night *night, const char *path, const char *words)
{
    if (night->run->message != NULL) {
        pthread_mutex_lock(&night->mutex);
        night->run->message(night->run->message_user, path, words);
        pthread_mutex_unlock(&night->mutex);
    }
}

gv_status gv_night_list_add(gv_night *night, gv_night_list *list, const char *path)
{
    if (list->n < GV_NIGHT_NAMED) {
        char *copy = NULL;
        GV_TRY(gv_arena_copy(&night->arena, path, strlen(path), &copy));
        list->paths[list->n] = copy;
    }
    list->n++;
    return GV_OK;
}

/* ------------------------------------------------------------------ a night */

static gv_status open_state(gv_night *night)
{
    const gv_nightly_options *const options = night->options;
    struct stat about;
    if (options->dry_run) {
        const int is_there = stat(options->state_path, &about) == 0;
        return is_there ? gv_night_open(options->state_path, 1, night->message, &night->state)
                        : GV_OK;
    }
    return gv_night_open(options->state_path, 0, night->message, &night->state);
}

/* All up to the work. */
static gv_status prepare(gv_night *night, const char *const *inputs, size_t n_inputs)
{
    int was_cut = 0;
    int made = 0;
    if (gv_nightly_version() == NULL) {
        return open_state(night); /* says so */
    }
    if (!night->options->dry_run) {
        gv_buf folder = {0};
        gv_status status = gv_night_place(night, "", &folder);
        if (status == GV_OK) {
            status = gv_night_make_folders(folder.bytes, &made, night->message);
        }
        gv_buf_free(&folder);
        GV_TRY(status);
    }
    GV_TRY(gv_night_lock_take(night));
    GV_TRY(open_state(night));
    if (!night->options->dry_run) {
        GV_TRY(gv_night_was_cut(night->state, &was_cut));
        GV_TRY(gv_night_begin(night->state, night->models.bytes, night->identity,
                              &night->number));
        if (was_cut) {
            GV_TRY(gv_night_tidy(night));
        }
        GV_TRY(gv_night_drop_leftovers(night));
    }
    return gv_night_plan(night, inputs, n_inputs);
}

static gv_status run_night(gv_night *night, const char *const *inputs, size_t n_inputs)
{
    const int64_t started = (int64_t)time(NULL);
    const gv_nightly_stats *const stats = &night->stats;
    GV_TRY(prepare(night, inputs, n_inputs));
    gv_status status = gv_night_work(night);
    if (status == GV_OK && !night->options->dry_run) {
        status = gv_night_drop_leftovers(night);
    }
    for (size_t i = 0; i < night->n_items && status == GV_OK; i++) {
        if (night->items[i].damaged) {
            status = gv_night_list_add(night, &night->damaged, night->items[i].path);
        }
    }
    night->stats.damaged = night->damaged.n;
    if (status == GV_OK) {
        status = gv_night_summary(night, (int64_t)time(NULL) - started);
    }
    if (!night->options->dry_run) {
        const gv_message first = *night->message;
        const gv_status ended = gv_night_end(night->state, night->number, gv_strerror(status));
        if (status != GV_OK) {
            *night->message = first;
        }
        status = status == GV_OK ? ended : status;
    }
    GV_TRY(status);
    return stats->damaged + stats->unreadable + stats->skipped > 0 &&
                   !night->run->damage_is_reported
               ? GV_ERROR_DAMAGED
               : GV_OK;
}

static gv_status run_with(const gv_nightly_options *options, const gv_run_options *run,
                          const char *const *inputs, size_t n_inputs, gv_message *message,
                          gv_nightly_stats *stats)
{
    gv_night night = {.options = options,
                      .run = run,
                      .message = message,
                      .lock = {-1, -1},
                      .mutex = PTHREAD_MUTEX_INITIALIZER};
    gv_status status = set_identity(&night);
    if (status == GV_OK) {
        status = run_night(&night, inputs, n_inputs);
    }
    if (stats != NULL && (status == GV_OK || status == GV_ERROR_DAMAGED)) {
        night.stats.size = stats->size;
        memcpy(stats, &night.stats,
               stats->size < sizeof night.stats ? stats->size : sizeof night.stats);
    }
    gv_night_close(night.state);
    gv_night_lock_free(&night.lock);
    gv_file_list_free(&night.files);
    gv_memory_free(night.items);
    gv_arena_free(&night.arena);
    gv_buf_free(&night.models);
    (void)pthread_mutex_destroy(&night.mutex);
    return status;
}

gv_status gv_nightly(const gv_nightly_options *options, const char *const *inputs,
                     size_t n_inputs, gv_message *message, gv_nightly_stats *stats)
{
    gv_nightly_options own = {0};
    gv_run_options run = {0};
    gv_model *builtin = NULL;
    gv_message local = {{0}};
    gv_message *const words = message != NULL ? message : &local;
    words->text[0] = '\0';
    if (options != NULL) {
        memcpy(&own, options, options->size < sizeof own ? options->size : sizeof own);
    }
    gv_status status = check_options(&own, words);
    if (status == GV_OK && (inputs == NULL || n_inputs == 0)) {
        status = gv_message_set(words, GV_ERROR_ARGUMENT, "inputs are missing");
    }
    if (status == GV_OK) {
        memcpy(&run, own.run, own.run->size < sizeof run ? own.run->size : sizeof run);
        run.size = sizeof run;
        run.output_path = NULL;
        run.sink = NULL;
        run.threads = run.threads > 0 ? run.threads : gv_threads();
        own.run = &run;
    }
    if (status == GV_OK && run.n_models == 0) {
        status = gv_model_builtin(&builtin);
        run.models = (const gv_model *const *)&builtin;
        run.n_models = 1;
    }
    if (status == GV_OK) {
        status = run_with(&own, &run, inputs, n_inputs, words, stats);
    }
    if (status != GV_OK && words->text[0] == '\0') {
        gv_message_set(words, status, "%s", gv_strerror(status));
    }
    gv_model_free(builtin);
    return status;
}

/* ------------------------------------------------------------------ names, version */

gv_status gv_nightly_name(const char *path, gv_format format, gv_write_fn write, void *user)
{
    gv_buf name = {0};
    if (path == NULL || write == NULL) {
        return GV_ERROR_ARGUMENT;
    }
    gv_status status = gv_night_name(path, format == GV_FORMAT_CSV ? ".csv" : ".jsonl", &name);
    if (status == GV_OK) {
        status = write(user, name.bytes, name.length);
    }
    gv_buf_free(&name);
    return status;
}

const char *gv_nightly_version(void)
{
    return gv_night_sqlite_version();
}
