/*
 * night_input.c - one input: looked at, read, noted.
 *
 * In: an item with something to do. Out: its result and manifest, under their names, and then its
 * row in the state; or, of an input whose time changed and whose bytes did not, the new time. The
 * time is remembered only if it can be relied on: an input that was read while somebody wrote it,
 * or that was written less than two seconds ago, is looked at again the next night. An input that
 * cannot be opened is told, and neither its result nor its row is touched.
 */
#include "nightly/nightly.h"

#include "base/sha256.h"
#include "output/manifest_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    HASH_STEP = 1 << 18,
    SETTLED_SECONDS = 2 /* younger: a file may be written again without another time */
};

/* ------------------------------------------------------------------ an input's bytes */

int64_t gv_night_mtime(const struct stat *about)
{
    return (int64_t)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec;
}

/* The time to remember: none if it could still be that of other bytes. */
static int64_t settled(int64_t mtime_ns)
{
    const int64_t seconds = (int64_t)time(NULL);
    return mtime_ns / 1000000000 + SETTLED_SECONDS > seconds ? 0 : mtime_ns;
}

static gv_status open_input(const char *path, gv_message *message, int *descriptor)
{
    do {
        *descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    } while (*descriptor < 0 && errno == EINTR);
    return *descriptor >= 0 ? GV_OK
                            : gv_message_set_error(message, GV_ERROR_OPEN, path, errno);
}

gv_status gv_night_hash(const char *path, gv_message *message, char sha256[65])
{
    int descriptor = -1;
    char *bytes = NULL;
    ssize_t n = 1;
    gv_sha256 sha;
    gv_sha256_start(&sha);
    GV_TRY(gv_memory_get(HASH_STEP, (void **)&bytes));
    gv_status status = open_input(path, message, &descriptor);
    while (status == GV_OK && n > 0) {
        n = read(descriptor, bytes, HASH_STEP);
        if (n > 0) {
            gv_sha256_add(&sha, bytes, (size_t)n);
        } else if (n < 0 && errno == EINTR) {
            n = 1;
        } else if (n < 0) {
            status = gv_message_set_error(message, GV_ERROR_READ, path, errno);
        }
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    gv_memory_free(bytes);
    gv_sha256_finish(&sha, sha256);
    return status;
}

/* Notes an input that cannot be read: its earlier result stays, and it is tried again. */
static gv_status note_unreadable(gv_night *night, const char *path, const gv_message *words)
{
    const size_t length = strlen(path);
    const char *said = words->text;
    if (strncmp(said, path, length) == 0 && strncmp(said + length, ": ", 2) == 0) {
        said += length + 2;
    }
    gv_night_tell(night, path, said);
    pthread_mutex_lock(&night->mutex);
    night->stats.unreadable++;
    pthread_mutex_unlock(&night->mutex);
    return GV_OK;
}

/* ------------------------------------------------------------------ gv_run's callbacks */

static void add_stats(gv_run_stats *sum, const gv_run_stats *part)
{
    sum->inputs += part->inputs;
    sum->inputs_damaged += part->inputs_damaged;
    sum->bytes_read += part->bytes_read;
    sum->bytes_text += part->bytes_text;
    sum->documents += part->documents;
    sum->passages += part->passages;
    sum->documents_other_language += part->documents_other_language;
    sum->records += part->records;
}

int gv_night_ask_caller(gv_night_crew *c)
{
    const gv_run_options *const run = c->night->run;
    gv_run_stats all = c->done;
    if (c->status != GV_OK) {
        return 1;
    }
    for (size_t i = 0; i < c->n_workers; i++) {
        add_stats(&all, &c->workers[i].now);
    }
    all.size = sizeof all;
    return run->progress != NULL && run->progress(run->progress_user, &all) != 0;
}

static int on_progress(void *user, const gv_run_stats *so_far)
{
    gv_night_worker *const w = user;
    pthread_mutex_lock(&w->crew->night->mutex);
    w->now = *so_far;
    const int stop = gv_night_ask_caller(w->crew);
    pthread_mutex_unlock(&w->crew->night->mutex);
    return stop;
}

static void on_message(void *user, const char *path, const char *words)
{
    const gv_night_worker *const w = user;
    gv_night_tell(w->crew->night, path, words);
}

/* ------------------------------------------------------------------ noting what was done */

/* Makes the row's counts out of the manifest's. */
static gv_status list_counts(gv_night_worker *w, gv_night_count **counts, size_t *n)
{
    const gv_manifest_names *const names = &w->crew->night->names;
    GV_TRY(gv_memory_get_zeroed(names->n_labels * names->n_statuses + 1, sizeof **counts,
                                (void **)counts));
    for (size_t l = 0; l < names->n_labels; l++) {
        for (size_t s = 0; s < names->n_statuses; s++) {
            const uint64_t passages = w->counts.labels[l * names->n_statuses + s];
            if (passages > 0) {
                (*counts)[(*n)++] =
                    (gv_night_count){names->labels[l], names->statuses[s], passages};
            }
        }
    }
    return GV_OK;
}

/* Reads the input's row of the manifest into row, counts, sha256 and the size that was read. */
static gv_status read_manifest(gv_night_worker *w, const char *result, gv_night_row *row,
                               char sha256[65], uint64_t *size)
{
    const gv_manifest_names *const names = &w->crew->night->names;
    gv_manifest_file manifest = {0};
    gv_manifest_row found;
    gv_message words = {{0}};
    gv_buf path = {0};
    const char *place = NULL;
    int more = 0;
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_buf_add_format(&path, "%s.manifest.json", result));
    GV_TRY_DONE(gv_manifest_open(path.bytes, &words, &manifest));
    GV_TRY_DONE(gv_manifest_next(&manifest, &place, &found, &more));
    memset(w->counts.labels, 0, names->n_labels * names->n_statuses * sizeof(uint64_t));
    w->counts = (gv_manifest_counts){.labels = w->counts.labels};
    GV_TRY_DONE(gv_manifest_read_counts(names, found.bytes, found.length, &w->counts));
    row->documents = (int64_t)w->counts.documents;
    row->passages = (int64_t)w->counts.passages;
    row->records = (int64_t)w->counts.records;
    if (!gv_manifest_hex(&found.sha256, sha256)) {
        sha256[0] = '\0';
    }
    if (found.size.kind == GV_JSON_NUMBER) {
        GV_TRY_DONE(gv_json_number(&found.size, size));
    }
done:
    gv_manifest_close(&manifest);
    gv_buf_free(&path);
    return status;
}

/* Notes an input that was read into `result`; before: what it was like. */
static gv_status note_done(gv_night_worker *w, gv_night_item *item, const struct stat *before,
                           const char *result, const gv_run_stats *stats)
{
    gv_night *const night = w->crew->night;
    char sha256[65];
    uint64_t size = UINT64_MAX;
    struct stat about;
    gv_night_count *counts = NULL;
    size_t n_counts = 0;
    gv_night_row row = {.path = item->path,
                        .size = (int64_t)before->st_size,
                        .sha256 = sha256,
                        .models = night->models.bytes,
                        .identity = night->identity,
                        .output = result + strlen(night->options->output_folder) + 1,
                        .damaged = stats->inputs_damaged > 0};
    gv_status status = read_manifest(w, result, &row, sha256, &size);
    if (status == GV_OK && stat(result, &about) != 0) {
        status = GV_ERROR_READ;
    }
    row.output_bytes = status == GV_OK ? (int64_t)about.st_size : 0;
    /* Read while somebody wrote it, or not to its end: look again next time. */
    const int same = stat(item->path, &about) == 0 && about.st_size == before->st_size &&
                     gv_night_mtime(&about) == gv_night_mtime(before) &&
                     size == (uint64_t)before->st_size && sha256[0] != '\0';
    row.mtime_ns = same ? settled(gv_night_mtime(before)) : 0;
    if (status == GV_OK) {
        status = list_counts(w, &counts, &n_counts);
    }
    pthread_mutex_lock(&night->mutex);
    if (status == GV_OK) {
        status = gv_night_put(night->state, night->number, &row, counts, n_counts);
    }
    if (status == GV_OK) {
        night->stats.done++;
        night->stats.bytes_read += stats->bytes_read;
        night->stats.passages += stats->passages;
        night->stats.records += stats->records;
        item->damaged = row.damaged;
    }
    pthread_mutex_unlock(&night->mutex);
    gv_memory_free(counts);
    return status;
}

/* ------------------------------------------------------------------ one input */

static gv_status read_input(gv_night_worker *w, gv_night_item *item, int threads,
                            gv_message *message)
{
    gv_night *const night = w->crew->night;
    gv_run_options own = *night->run;
    gv_run_stats stats = {.size = sizeof stats};
    struct stat before;
    int descriptor = -1;
    int made = 0;
    gv_buf result = {0};
    gv_status status = open_input(item->path, message, &descriptor);
    if (status == GV_OK && fstat(descriptor, &before) != 0) {
        status = gv_message_set_error(message, GV_ERROR_OPEN, item->path, errno);
    } else if (status == GV_OK && !S_ISREG(before.st_mode)) {
        status = gv_message_set(message, GV_ERROR_OPEN, "not a regular file any more");
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    if (status != GV_OK) {
        return note_unreadable(night, item->path, message);
    }
    GV_TRY_DONE(gv_night_result(night, item->path, &result));
    GV_TRY_DONE(gv_night_make_folders(result.bytes, &made, message));
    own.output_path = result.bytes;
    own.threads = threads;
    own.input_names = &item->path;
    own.progress = on_progress;
    own.message = on_message;
    own.progress_user = own.message_user = w;
    own.damage_is_reported = 1; /* stats say so */
    GV_TRY_DONE(gv_run(&own, &item->path, 1, message, &stats));
    gv_night_sync_folders(night, result.bytes, made);
    GV_TRY_DONE(note_done(w, item, &before, result.bytes, &stats));
done:
    pthread_mutex_lock(&night->mutex);
    w->now = (gv_run_stats){0};
    if (status == GV_OK) {
        add_stats(&w->crew->done, &stats);
    }
    pthread_mutex_unlock(&night->mutex);
    gv_buf_free(&result);
    return status;
}

gv_status gv_night_look(gv_night *night, gv_night_item *item, gv_message *message)
{
    char sha256[65];
    char known[65];
    struct stat about;
    if (stat(item->path, &about) != 0) {
        gv_message_set_error(message, GV_ERROR_OPEN, item->path, errno);
        item->action = GV_NIGHT_UNREADABLE;
        return note_unreadable(night, item->path, message);
    }
    gv_status status = gv_night_hash(item->path, message, sha256);
    if (status == GV_ERROR_OPEN || status == GV_ERROR_READ) {
        item->action = GV_NIGHT_UNREADABLE;
        return note_unreadable(night, item->path, message);
    }
    GV_TRY(status);
    pthread_mutex_lock(&night->mutex);
    status = gv_night_find_sha256(night->state, item->path, known);
    item->action = strcmp(known, sha256) == 0 ? GV_NIGHT_UNCHANGED : GV_NIGHT_CHANGED;
    night->stats.changed += item->action == GV_NIGHT_CHANGED;
    night->stats.unchanged += item->action == GV_NIGHT_UNCHANGED;
    if (status == GV_OK && item->action == GV_NIGHT_UNCHANGED && !night->options->dry_run) {
        status = gv_night_touch(night->state, item->path, settled(gv_night_mtime(&about)));
    }
    pthread_mutex_unlock(&night->mutex);
    return status;
}

gv_status gv_night_do(gv_night_worker *w, gv_night_item *item, int threads, gv_message *message)
{
    if (item->action == GV_NIGHT_LOOK) {
        GV_TRY(gv_night_look(w->crew->night, item, message));
    }
    return gv_night_is_to_do(item) ? read_input(w, item, threads, message) : GV_OK;
}
