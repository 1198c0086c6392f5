/*
 * night_plan.c - which inputs there are, and what is to be done with each.
 *
 * In: files and folders as named, and the state. Out: an item an input, in bytewise order of paths,
 * found by running along the files and the known inputs together, both sorted:
 *     files   a  b     d        known   a  b  c        items   a unchanged, b changed, d fresh
 *                                                      and c has vanished
 * What is below a folder that cannot be read has not vanished, and what is not below an input of
 * this run is not judged. Results and state, should they lie below an input, are no inputs. No
 * file is opened.
 */
#if !defined(_XOPEN_SOURCE)
#define _XOPEN_SOURCE 700 /* realpath */
#endif
#include "nightly/nightly.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One input as named. */
typedef struct root {
    const char *path;
    int is_folder;
    int was_read; /* 0: what lies below is not known */
    size_t n_found;
} root;

typedef struct plan {
    gv_night *night;
    root *roots;
    size_t n_roots;
    char *folder, *state; /* where they really are; NULL: not there yet */
    gv_file_list gone;    /* paths that vanished */
} plan;

/* ------------------------------------------------------------------ what is our own */

/* 1 if path is the folder or lies below it. */
static int is_below(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    length -= length > 0 && folder[length - 1] == '/';
    return strncmp(path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* The state, its log, its lock: STATE and what begins with "STATE-" or "STATE.". */
static int is_of_state(const char *path, const char *state)
{
    const size_t length = strlen(state);
    return strncmp(path, state, length) == 0 &&
           (path[length] == '\0' || path[length] == '-' || strcmp(path + length, ".lock") == 0);
}

/* Whether a file found below a folder, which really is at `real`, is the run's own. */
static gv_status find_own(const plan *p, const root *r, const char *real, const char *path,
                          int *own)
{
    gv_buf where = {0};
    char *resolved = NULL;
    gv_status status = GV_OK;
    *own = 0;
    if ((p->folder == NULL || !is_below(p->folder, real)) &&
        (p->state == NULL || !is_below(p->state, real)) && !p->night->run->follow_links) {
        return GV_OK;
    }
    if (p->night->run->follow_links) {
        resolved = realpath(path, NULL);
        status = resolved == NULL && errno == ENOMEM ? GV_ERROR_MEMORY : GV_OK;
    } else {
        GV_TRY_DONE(gv_buf_add_text(&where, real));
        GV_TRY_DONE(gv_buf_add_byte(&where, '/'));
        GV_TRY_DONE(gv_buf_add_text(&where, path + strlen(r->path) +
                                                (path[strlen(r->path)] == '/')));
    }
    const char *const found = resolved != NULL ? resolved : where.bytes;
    *own = found != NULL && ((p->folder != NULL && is_below(found, p->folder)) ||
                             (p->state != NULL && is_of_state(found, p->state)));
done:
    gv_buf_free(&where);
    gv_memory_free(resolved);
    return status;
}

static gv_status check_root(const plan *p, const char *path, const char *real)
{
    if (p->folder != NULL && is_below(real, p->folder)) {
        return gv_message_set(p->night->message, GV_ERROR_ARGUMENT,
                              "%s lies in the folder of results: choose another for them", path);
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ what there is */

static gv_status add_file(gv_file_list *list, char *owned)
{
    GV_TRY(gv_array_reserve((void **)&list->paths, list->n_paths + 1, sizeof *list->paths,
                            &list->capacity));
    list->paths[list->n_paths++] = owned;
    return GV_OK;
}

static gv_status add_copy(gv_file_list *list, const char *path)
{
    char *copy = NULL;
    GV_TRY(gv_memory_get(strlen(path) + 1, (void **)&copy));
    memcpy(copy, path, strlen(path) + 1);
    const gv_status status = add_file(list, copy);
    if (status != GV_OK) {
        gv_memory_free(copy);
    }
    return status;
}

static gv_status walk_root(plan *p, root *r, const char *real)
{
    gv_night *const night = p->night;
    gv_file_list found = {0};
    gv_message words = {{0}};
    gv_status status =
        gv_file_walk(r->path, NULL, night->run->follow_links, &words, &found);
    if (status == GV_ERROR_OPEN) {
        gv_night_tell(night, NULL, words.text);
        night->stats.unreadable++;
        r->was_read = 0;
        status = GV_OK;
    }
    for (size_t i = 0; i < found.n_paths && status == GV_OK; i++) {
        int own = 0;
        status = find_own(p, r, real, found.paths[i], &own);
        if (status == GV_OK && !own) {
            status = add_file(&night->files, found.paths[i]);
            found.paths[i] = status == GV_OK ? NULL : found.paths[i];
            r->n_found++;
        }
    }
    for (size_t i = 0; i < found.n_skipped; i++) {
        gv_night_tell(night, NULL, found.skipped[i]);
        night->stats.skipped++;
    }
    gv_file_list_free(&found);
    return status;
}

static gv_status add_root(plan *p, const char *path)
{
    gv_night *const night = p->night;
    root *const r = &p->roots[p->n_roots++];
    struct stat about;
    *r = (root){.path = path, .was_read = 1};
    if (strcmp(path, "-") == 0) {
        return gv_message_set(night->message, GV_ERROR_ARGUMENT,
                              "standard input is never the same: name files and folders");
    }
    char *const real = realpath(path, NULL);
    if (real == NULL || stat(path, &about) != 0) {
        gv_night_tell(night, path, strerror(errno));
        night->stats.unreadable++;
        r->was_read = 0;
        return GV_OK;
    }
    gv_status status = check_root(p, path, real);
    r->is_folder = S_ISDIR(about.st_mode);
    if (status == GV_OK && r->is_folder) {
        status = walk_root(p, r, real);
    } else if (status == GV_OK && S_ISREG(about.st_mode)) {
        status = add_copy(&night->files, path);
    } else if (status == GV_OK) {
        gv_night_tell(night, path, "not a regular file");
        night->stats.skipped++;
    }
    gv_memory_free(real);
    return status;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts the files and takes out those named twice. */
static void sort_files(gv_file_list *files)
{
    size_t n = 0;
    if (files->n_paths > 0) {
        qsort(files->paths, files->n_paths, sizeof *files->paths, compare_paths);
    }
    for (size_t i = 0; i < files->n_paths; i++) {
        if (n > 0 && strcmp(files->paths[n - 1], files->paths[i]) == 0) {
            gv_memory_free(files->paths[i]);
        } else {
            files->paths[n++] = files->paths[i];
        }
    }
    files->n_paths = n;
}

/* ------------------------------------------------------------------ what is to be done */

/* Whether a known input's result and manifest, and if wanted its signature, are where they were. */
static gv_status look_for_result(const gv_night *night, const gv_night_row *row, int *is_there)
{
    struct stat about;
    gv_buf path = {0};
    gv_status status = gv_night_place(night, row->output, &path);
    if (status == GV_OK) {
        *is_there = stat(path.bytes, &about) == 0 && about.st_size == row->output_bytes;
        status = gv_buf_add_text(&path, ".manifest.json");
    }
    if (status == GV_OK) {
        *is_there = *is_there && stat(path.bytes, &about) == 0;
        status = gv_buf_add_text(&path, ".sig");
    }
    if (status == GV_OK && night->run->sign_key != NULL) {
        *is_there = *is_there && stat(path.bytes, &about) == 0;
    }
    gv_buf_free(&path);
    return status;
}

/* row: NULL if the input is not known. */
static gv_status choose(gv_night *night, const gv_night_row *row, gv_night_item *item)
{
    int is_there = 0;
    const int64_t since = night->options->since;
    if (since != 0 && item->mtime_ns / 1000000000 < since) {
        item->action = GV_NIGHT_OLDER;
        return GV_OK;
    }
    if (row == NULL) {
        item->action = GV_NIGHT_FRESH;
        return GV_OK;
    }
    if (strcmp(row->identity, night->identity) != 0) {
        const int other_model = strcmp(row->models, night->models.bytes) != 0;
        night->other_model |= other_model;
        night->other_options |= !other_model;
        item->action = GV_NIGHT_AGAIN;
        return GV_OK;
    }
    GV_TRY(look_for_result(night, row, &is_there));
    item->action = row->size != item->size                                  ? GV_NIGHT_CHANGED
                   : !is_there                                              ? GV_NIGHT_LOST
                   : row->mtime_ns == 0 || row->mtime_ns != item->mtime_ns ? GV_NIGHT_LOOK
                                                                            : GV_NIGHT_UNCHANGED;
    return GV_OK;
}

static void count_action(gv_nightly_stats *stats, gv_night_action action)
{
    stats->seen++;
    stats->fresh += action == GV_NIGHT_FRESH;
    stats->changed += action == GV_NIGHT_CHANGED;
    stats->again += action == GV_NIGHT_AGAIN;
    stats->lost += action == GV_NIGHT_LOST;
    stats->unchanged += action == GV_NIGHT_UNCHANGED;
    stats->older += action == GV_NIGHT_OLDER;
}

static gv_status add_item(gv_night *night, const char *path, const gv_night_row *row)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        gv_night_tell(night, path, strerror(errno));
        night->stats.unreadable++;
        return GV_OK;
    }
    gv_night_item item = {.path = path,
                          .size = (int64_t)about.st_size,
                          .mtime_ns = gv_night_mtime(&about),
                          .damaged = row != NULL && row->damaged};
    GV_TRY(choose(night, row, &item));
    count_action(&night->stats, item.action);
    GV_TRY(gv_array_reserve((void **)&night->items, night->n_items + 1, sizeof *night->items,
                            &night->items_capacity));
    night->items[night->n_items++] = item;
    return GV_OK;
}

/* The root that a path belongs to, or NULL. */
static const root *find_root(const plan *p, const char *path)
{
    for (size_t i = 0; i < p->n_roots; i++) {
        const root *const r = &p->roots[i];
        if (r->is_folder ? is_below(path, r->path) : strcmp(path, r->path) == 0) {
            return r;
        }
    }
    return NULL;
}

/* A known input that was not found. */
static gv_status add_missing(plan *p, const char *path)
{
    gv_night *const night = p->night;
    struct stat about;
    const root *const r = find_root(p, path);
    const int is_there = lstat(path, &about) == 0;
    if (r == NULL || (r->is_folder && !r->was_read) || (is_there && S_ISREG(about.st_mode))) {
        return GV_OK; /* not of this run, not to be judged, or named otherwise ("in//a") */
    }
    if (!is_there && errno != ENOENT && errno != ENOTDIR) {
        gv_night_tell(night, path, strerror(errno));
        night->stats.unreadable++;
        return GV_OK;
    }
    GV_TRY(gv_night_list_add(night, &night->vanished, path));
    night->stats.vanished++;
    if (night->options->prune && (!r->is_folder || r->n_found > 0)) {
        return add_copy(&p->gone, path);
    }
    return GV_OK;
}

/* Runs along files and known inputs together. */
static gv_status join(plan *p)
{
    gv_night *const night = p->night;
    const gv_file_list *const files = &night->files;
    gv_night_row row = {0};
    int more = 0;
    size_t i = 0;
    if (night->state != NULL) {
        GV_TRY(gv_night_next(night->state, &row, &more));
    }
    while (i < files->n_paths || more) {
        const int order = !more                  ? -1
                          : i == files->n_paths ? 1
                                                 : strcmp(files->paths[i], row.path);
        if (order <= 0) {
            GV_TRY(add_item(night, files->paths[i], order == 0 ? &row : NULL));
            i++;
        } else {
            GV_TRY(add_missing(p, row.path));
        }
        if (order >= 0) {
            GV_TRY(gv_night_next(night->state, &row, &more));
        }
    }
    return GV_OK;
}

/* Takes those that vanished out of the state; their results are left over then. */
static gv_status prune(plan *p)
{
    gv_night *const night = p->night;
    for (size_t i = 0; i < p->n_roots; i++) {
        const root *const r = &p->roots[i];
        if (night->options->prune && r->is_folder && r->was_read && r->n_found == 0) {
            gv_night_tell(night, r->path, "no file is left in it: nothing pruned (is it mounted?)");
        }
    }
    for (size_t i = 0; i < p->gone.n_paths; i++) {
        if (!night->options->dry_run) {
            GV_TRY(gv_night_forget(night->state, p->gone.paths[i]));
        }
        night->stats.pruned++;
    }
    return GV_OK;
}

gv_status gv_night_plan(gv_night *night, const char *const *inputs, size_t n_inputs)
{
    plan p = {.night = night,
              .folder = realpath(night->options->output_folder, NULL),
              .state = realpath(night->options->state_path, NULL)};
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_memory_get_zeroed(n_inputs + 1, sizeof *p.roots, (void **)&p.roots));
    for (size_t i = 0; i < n_inputs; i++) {
        GV_TRY_DONE(add_root(&p, inputs[i]));
    }
    sort_files(&night->files);
    GV_TRY_DONE(join(&p));
    GV_TRY_DONE(prune(&p));
done:
    gv_memory_free(p.roots);
    gv_memory_free(p.folder);
    gv_memory_free(p.state);
    gv_file_list_free(&p.gone);
    return status;
}
