/*
 * run.c - gv_run: from a caller's inputs to a finished output.
 *
 * In: options and paths. Out: records in a file or a sink, a manifest, a status. Folders are
 * walked, outputs opened aside, the pipeline run, and only when all is written do the output and
 * then the manifest take their names: an interrupted run leaves what was there before. An input
 * that is not there, or damaged, is told and noted, and the others go on.
 */
#include "pipeline/pipeline.h"

#include "base/arena.h"
#include "output/signing.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ------------------------------------------------------------------ outputs */

/* What a run owns beside its settings. */
typedef struct run_files {
    gv_run_inputs inputs;
    gv_buf manifest_path;
    gv_signing signing;
} run_files;

/* Whether a manifest belongs beside the output: not beside a device or a pipe. */
static int wants_manifest_beside(const char *path)
{
    struct stat about;
    return stat(path, &about) != 0 || S_ISREG(about.st_mode);
}

static gv_status name_manifest(const gv_run_options *options, gv_buf *path)
{
    if (options->old_model != NULL || options->manifest_sink != NULL) {
        return GV_OK;
    }
    if (options->manifest_path != NULL) {
        return gv_buf_add_text(path, options->manifest_path);
    }
    if (options->output_path != NULL && wants_manifest_beside(options->output_path)) {
        GV_TRY(gv_buf_add_text(path, options->output_path));
        return gv_buf_add_text(path, ".manifest.json");
    }
    return GV_OK;
}

static gv_status open_outputs(gv_run_state *run, const run_files *files, gv_message *message)
{
    const gv_settings *const settings = run->settings;
    const gv_run_options *const options = &settings->options;
    const gv_manifest_shard shard = {.number = options->shard,
                                     .of = options->n_shards,
                                     .inputs = files->inputs.n_all,
                                     .list = files->inputs.list,
                                     .names = &settings->names};
    if (options->output_path != NULL) {
        GV_TRY(gv_writer_open(options->output_path, message, &run->writer));
    }
    if (files->manifest_path.length > 0) {
        GV_TRY(gv_writer_open(files->manifest_path.bytes, message, &run->manifest));
    }
    if (run->want_manifest) {
        gv_sha256_start(&run->out_sha);
        GV_TRY(gv_manifest_start(options, settings->models, settings->n_models,
                                 options->n_shards > 0 ? &shard : NULL, &run->manifest_bytes));
    }
    return gv_output_start(&settings->output, &run->out);
}

/* Behind the last changed passage: the sum of the changes. */
static gv_status add_changes_end(gv_run_state *run)
{
    const gv_settings *const settings = run->settings;
    if (settings->options.old_model == NULL) {
        return GV_OK;
    }
    const gv_changes_end end = {.names = &settings->names,
                                .counts = run->totals.labels,
                                .passages = run->stats.passages,
                                .differing = run->stats.records,
                                .old_identity = gv_model_identity(settings->options.old_model),
                                .new_identity = gv_model_identity(settings->models[0])};
    return gv_output_changes_end(&settings->output, &end, &run->out);
}

/* The rest of the manifest, before it takes its name. */
static gv_status end_manifest(gv_run_state *run, const gv_file_list *files, int64_t started,
                              const char *path, gv_message *message)
{
    char host[256] = "";
    char sha256[65];
    if (gethostname(host, sizeof host - 1) != 0) {
        host[0] = '\0';
    }
    gv_sha256_finish(&run->out_sha, sha256);
    const gv_manifest_end end = {.skipped = (const char *const *)files->skipped,
                                 .n_skipped = files->n_skipped,
                                 .inputs = run->stats.inputs,
                                 .inputs_damaged = run->stats.inputs_damaged,
                                 .totals = &run->totals,
                                 .output_bytes = run->out_bytes,
                                 .output_sha256 = sha256,
                                 .threads = run->settings->options.threads,
                                 .started = started,
                                 .ended = (int64_t)time(NULL),
                                 .host = host[0] != '\0' ? host : NULL};
    GV_TRY(gv_manifest_finish(&run->settings->names, &end, &run->manifest_bytes));
    const gv_status status = gv_deliver_manifest(run);
    return status == GV_OK || path == NULL ? status
                                           : gv_message_set_error(message, status, path, errno);
}

/* ------------------------------------------------------------------ all of it */

/* While an input lets us wait: 1 to stop waiting. */
static int is_stopped(void *user)
{
    gv_run_state *const run = user;
    gv_pipeline_tell_progress(run);
    return gv_pipeline_has_failed(run);
}

static void tell_from_ingest(void *user, const char *path, const char *words)
{
    gv_pipeline_tell(user, path, words);
}

/* All that was written takes its name: only now, and the output first. */
static gv_status finish_outputs(gv_run_state *run, int64_t started, run_files *files)
{
    const gv_run_options *const options = &run->settings->options;
    if (run->want_manifest) {
        GV_TRY(end_manifest(run, &files->inputs.files, started, files->manifest_path.bytes,
                            run->message));
    }
    GV_TRY(gv_signing_sign(&run->manifest, run->message, &files->signing));
    if (options->output_path != NULL) {
        GV_TRY(gv_writer_finish(&run->writer, run->message));
    }
    if (files->manifest_path.length > 0) {
        GV_TRY(gv_writer_finish(&run->manifest, run->message));
    }
    return gv_signing_finish(run->message, &files->signing);
}

static gv_status run_all(gv_run_state *run, gv_settings *settings, const char *const *inputs,
                         size_t n_inputs, run_files *files)
{
    gv_run_options *const options = &settings->options;
    const int64_t started = (int64_t)time(NULL);
    GV_TRY(name_manifest(options, &files->manifest_path));
    run->want_manifest = files->manifest_path.length > 0 || options->manifest_sink != NULL;
    settings->ingest.want_sha256 = run->want_manifest;
    settings->ingest.message = tell_from_ingest;
    settings->ingest.message_user = run;
    settings->ingest.stopped = is_stopped;
    settings->ingest.stopped_user = run;
    GV_TRY(gv_signing_open(options->sign_key, files->manifest_path.bytes, run->message,
                           &files->signing));
    GV_TRY(gv_inputs_find(run, inputs, n_inputs, files->manifest_path.bytes, &files->inputs));
    if (settings->threads_are_ours) {
        options->threads = gv_inputs_count_threads(run, options->threads);
    }
    gv_pipeline_make_threads(options->threads);
    GV_TRY(open_outputs(run, files, run->message));
    GV_TRY(gv_pipeline_run(run));
    GV_TRY(add_changes_end(run));
    GV_TRY(gv_deliver_bytes(run));
    GV_TRY(finish_outputs(run, started, files));
    const int damaged = run->stats.inputs_damaged + files->inputs.files.n_skipped > 0;
    return damaged && !options->damage_is_reported ? GV_ERROR_DAMAGED : GV_OK;
}

static gv_status run_with(gv_settings *settings, const char *const *inputs, size_t n_inputs,
                          gv_message *message, gv_run_stats *stats)
{
    gv_run_state run = {.settings = settings,
                        .message = message,
                        .lock = PTHREAD_MUTEX_INITIALIZER,
                        .changed = PTHREAD_COND_INITIALIZER,
                        .telling = PTHREAD_MUTEX_INITIALIZER,
                        .writer = {.descriptor = -1},
                        .manifest = {.descriptor = -1}};
    run_files files = {.signing.writer.descriptor = -1};
    run.stats.size = sizeof run.stats;
    const gv_status status = run_all(&run, settings, inputs, n_inputs, &files);
    if (stats != NULL && (status == GV_OK || status == GV_ERROR_DAMAGED)) {
        const size_t size = stats->size < sizeof *stats ? stats->size : sizeof *stats;
        run.stats.size = stats->size;
        memcpy(stats, &run.stats, size);
    }
    gv_writer_free(&run.writer);
    gv_writer_free(&run.manifest);
    gv_buf_free(&run.out);
    gv_buf_free(&run.manifest_bytes);
    gv_memory_free(run.totals.labels);
    gv_buf_free(&files.manifest_path);
    gv_signing_free(&files.signing);
    gv_run_inputs_free(&files.inputs);
    (void)pthread_mutex_destroy(&run.lock);
    (void)pthread_mutex_destroy(&run.telling);
    (void)pthread_cond_destroy(&run.changed);
    return status;
}

gv_status gv_run(const gv_run_options *options, const char *const *inputs, size_t n_inputs,
                 gv_message *message, gv_run_stats *stats)
{
    gv_settings settings = {0};
    gv_status status = GV_OK;
    if (message != NULL) {
        message->text[0] = '\0';
    }
    if (inputs == NULL && n_inputs > 0) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "inputs are missing");
    }
    status = gv_settings_set(options, message, &settings);
    if (status == GV_OK) {
        status = run_with(&settings, inputs, n_inputs, message, stats);
    }
    if (status != GV_OK && message != NULL && message->text[0] == '\0') {
        gv_message_set(message, status, "%s", gv_strerror(status));
    }
    gv_settings_free(&settings);
    return status;
}

gv_status gv_run_identity(const gv_run_options *options, gv_message *message, char identity[65])
{
    gv_run_options own = {0};
    gv_settings settings = {0};
    gv_buf head = {0};
    gv_status status = GV_OK;
    if (options != NULL) {
        memcpy(&own, options, options->size < sizeof own ? options->size : sizeof own);
        own.output_path = own.sink == NULL ? "-" : NULL; /* settings want one; none is opened */
    }
    GV_TRY_DONE(gv_settings_set(&own, message, &settings));
    GV_TRY_DONE(gv_manifest_start(&settings.options, settings.models, settings.n_models, NULL,
                                  &head));
    gv_sha256 sha;
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, head.bytes, head.length);
    gv_sha256_finish(&sha, identity);
done:
    gv_buf_free(&head);
    gv_settings_free(&settings);
    return status;
}
