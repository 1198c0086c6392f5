/*
 * inputs.c - the files that a run reads.
 *
 * In: inputs as named: files, folders, "-". Out: paths in the order of reading: folders walked,
 * this run's own output left out, and of a sharded run only the share that is its own. With shards
 * 1/2 and 2/2 of a.txt, b.txt, c.txt the one may read a.txt (1) and c.txt (3), the other b.txt (2):
 * by a hash of the path, so that a new file moves no other to another shard. It opens no file.
 */
#include "pipeline/pipeline.h"

#include "base/arena.h"
#include "base/sha256.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ------------------------------------------------------------------ files and folders */

/* What this run writes itself, and must not read when it lies in a folder that it walks. */
typedef struct own_file {
    const char *name; /* without folders; NULL: no such file yet */
    dev_t device;
    ino_t inode;
} own_file;

static const char *base_name(const char *path)
{
    const char *const slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static own_file find_own(const char *path)
{
    struct stat about;
    if (path == NULL || stat(path, &about) != 0 || !S_ISREG(about.st_mode)) {
        return (own_file){0};
    }
    return (own_file){base_name(path), about.st_dev, about.st_ino};
}

static int is_own(const own_file *own, const char *path)
{
    struct stat about;
    return own->name != NULL && strcmp(base_name(path), own->name) == 0 &&
           lstat(path, &about) == 0 && about.st_dev == own->device && about.st_ino == own->inode;
}

static gv_status add_string(char ***strings, size_t *n, size_t *capacity, char *owned)
{
    GV_TRY(gv_array_reserve((void **)strings, *n + 1, sizeof **strings, capacity));
    (*strings)[(*n)++] = owned;
    return GV_OK;
}

static gv_status add_path(const char *path, gv_file_list *list)
{
    const size_t length = strlen(path) + 1;
    char *copy = NULL;
    GV_TRY(gv_memory_get(length, (void **)&copy));
    memcpy(copy, path, length);
    const gv_status status = add_string(&list->paths, &list->n_paths, &list->capacity, copy);
    if (status != GV_OK) {
        gv_memory_free(copy);
    }
    return status;
}

static int is_there(const char *path, size_t length, const char *ending)
{
    struct stat about;
    gv_buf name = {0};
    const int there = gv_buf_add(&name, path, length) == GV_OK &&
                      gv_buf_add_text(&name, ending) == GV_OK && stat(name.bytes, &about) == 0;
    gv_buf_free(&name);
    return there;
}

#define MANIFEST ".manifest.json"

static int ends_with(const char *path, size_t length, const char *ending)
{
    const size_t n = strlen(ending);
    return length > n && memcmp(path + length - n, ending, n) == 0;
}

/* 1 if the file is what an earlier run wrote, or its manifest or signature: known by one another.
 * manifests: there are any below the folder. */
static int is_result(const char *path, int manifests)
{
    static const char *const ENDINGS[] = {MANIFEST, MANIFEST ".sig"};
    const size_t length = strlen(path);
    for (size_t i = 0; i < sizeof ENDINGS / sizeof ENDINGS[0]; i++) {
        if (ends_with(path, length, ENDINGS[i]) &&
            is_there(path, length - strlen(ENDINGS[i]), "")) {
            return 1;
        }
    }
    return manifests && is_there(path, length, MANIFEST);
}

/* 1 if one of the files is a manifest by its name, or may be among what was left out: most folders
 * have none, and to ask for one beside each of 100,000 files takes time. */
static int has_manifests(const gv_file_list *found)
{
    for (size_t i = 0; i < found->n_paths; i++) {
        if (ends_with(found->paths[i], strlen(found->paths[i]), MANIFEST)) {
            return 1;
        }
    }
    return found->n_skipped > 0;
}

/* Moves what was found below a folder to the list, own files and earlier results left out. */
static gv_status add_found(gv_run_state *run, const own_file own[2], gv_file_list *found,
                           gv_file_list *list)
{
    const int manifests = has_manifests(found);
    for (size_t i = 0; i < found->n_paths; i++) {
        if (is_own(&own[0], found->paths[i]) || is_own(&own[1], found->paths[i])) {
            gv_pipeline_tell(run, found->paths[i], "not read: it is this run's own output");
            continue;
        }
        if (is_result(found->paths[i], manifests)) {
            gv_pipeline_tell(run, found->paths[i],
                             "not read: a result of an earlier run, or its manifest; name it to "
                             "have it read");
            continue;
        }
        GV_TRY(add_string(&list->paths, &list->n_paths, &list->capacity, found->paths[i]));
        found->paths[i] = NULL;
    }
    for (size_t i = 0; i < found->n_skipped; i++) {
        gv_pipeline_tell(run, NULL, found->skipped[i]);
        GV_TRY(add_string(&list->skipped, &list->n_skipped, &list->skipped_capacity,
                          found->skipped[i]));
        found->skipped[i] = NULL;
    }
    return GV_OK;
}

/* Adds the files of one input: itself, or all below it. What cannot be looked at stays in the list:
 * the pipeline will say why when it opens it. */
static gv_status add_input(gv_run_state *run, const own_file own[2], const char *path,
                           gv_file_list *list)
{
    struct stat about;
    gv_file_list found = {0};
    if (strcmp(path, "-") == 0 || stat(path, &about) != 0) {
        return add_path(path, list);
    }
    for (int i = 0; i < 2; i++) {
        if (own[i].name != NULL && own[i].device == about.st_dev && own[i].inode == about.st_ino) {
            return gv_message_set(run->message, GV_ERROR_ARGUMENT,
                                  "%s is also what would be written: name another output", path);
        }
    }
    if (!S_ISDIR(about.st_mode)) {
        return add_path(path, list);
    }
    gv_status status = gv_file_walk(path, NULL, run->settings->options.follow_links, NULL, &found);
    if (status == GV_OK) {
        status = add_found(run, own, &found, list);
    } else if (status == GV_ERROR_OPEN) {
        status = add_path(path, list);
    }
    gv_file_list_free(&found);
    return status;
}

/* ------------------------------------------------------------------ shards */

enum { SHARDS_MOST = 1000, BYTES_A_THREAD = 32 << 10 /* stored; less is read before it begins */ };

static gv_status check_shard(const gv_run_options *options, const char *const *inputs,
                             size_t n_inputs, gv_message *message)
{
    if (options->n_shards > SHARDS_MOST || options->shard > options->n_shards ||
        (options->n_shards > 0 && options->shard == 0)) {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "a shard is one of 1 to n, and n at most %d", SHARDS_MOST);
    }
    if (options->n_shards > 0 &&
        (options->old_model != NULL || options->format == GV_FORMAT_PRETTY)) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "shards are of jsonl or csv");
    }
    if (options->n_shards > 0 && options->input_names != NULL) {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "inputs with other names are not read in shards");
    }
    for (size_t i = 0; i < n_inputs && options->n_shards > 0; i++) {
        if (strcmp(inputs[i], "-") == 0) {
            return gv_message_set(message, GV_ERROR_ARGUMENT,
                                  "standard input cannot be read in shards");
        }
    }
    return GV_OK;
}

static int is_of_shard(const gv_run_options *options, const char *path)
{
    char hash[65];
    gv_sha256 sha;
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, path, strlen(path));
    gv_sha256_finish(&sha, hash);
    hash[16] = '\0';
    return strtoull(hash, NULL, 16) % options->n_shards == options->shard - 1;
}

/* Leaves the inputs of this shard alone in the list, with the places that they had in it. */
static gv_status take_shard(const gv_run_options *options, gv_run_inputs *inputs)
{
    gv_file_list *const files = &inputs->files;
    size_t n = 0;
    gv_sha256 sha;
    gv_sha256_start(&sha);
    GV_TRY(gv_memory_get_zeroed(files->n_paths + 1, sizeof *inputs->ordinals,
                                (void **)&inputs->ordinals));
    for (size_t i = 0; i < files->n_paths; i++) {
        char *const path = files->paths[i];
        gv_sha256_add(&sha, path, strlen(path) + 1);
        files->paths[i] = NULL;
        if (is_of_shard(options, path)) {
            files->paths[n] = path;
            inputs->ordinals[n++] = i + 1;
        } else {
            gv_memory_free(path);
        }
    }
    files->n_paths = n;
    gv_sha256_finish(&sha, inputs->list);
    return GV_OK;
}

/* ------------------------------------------------------------------ all of it */

gv_status gv_inputs_find(gv_run_state *run, const char *const *inputs, size_t n_inputs,
                         const char *manifest_path, gv_run_inputs *found)
{
    const gv_run_options *const options = &run->settings->options;
    const own_file own[2] = {find_own(options->output_path), find_own(manifest_path)};
    GV_TRY(check_shard(options, inputs, n_inputs, run->message));
    for (size_t i = 0; i < n_inputs; i++) {
        GV_TRY(options->input_names != NULL ? add_path(inputs[i], &found->files)
                                            : add_input(run, own, inputs[i], &found->files));
    }
    found->n_all = found->files.n_paths;
    if (options->n_shards > 0) {
        GV_TRY(take_shard(options, found));
    }
    run->paths = found->files.paths;
    run->n_paths = found->files.n_paths;
    run->ordinals = found->ordinals;
    run->names = options->input_names != NULL ? options->input_names
                                              : (const char *const *)found->files.paths;
    return GV_OK;
}

int gv_inputs_count_threads(const gv_run_state *run, int most)
{
    uint64_t threads = 1;
    uint64_t bytes = 0;
    for (size_t i = 0; i < run->n_paths && threads < (uint64_t)most; i++) {
        struct stat about;
        if (strcmp(run->paths[i], "-") == 0 || stat(run->paths[i], &about) != 0 ||
            !S_ISREG(about.st_mode)) {
            return most;
        }
        bytes += (uint64_t)about.st_size;
        threads = 1 + bytes / BYTES_A_THREAD;
    }
    return threads < (uint64_t)most ? (int)threads : most;
}

void gv_run_inputs_free(gv_run_inputs *inputs)
{
    gv_memory_free(inputs->ordinals);
    gv_file_list_free(&inputs->files);
    *inputs = (gv_run_inputs){0};
}
