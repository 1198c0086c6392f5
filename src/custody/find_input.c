/*
 * find_input.c - where an input lies now.
 *
 * In: a path as a manifest names it, and maybe a folder. Out: a file that can be read, or why there
 * is none. Without a folder it is the path itself. Below a folder "archive/2021/a.tar.gz" is looked
 * for as
 *     FOLDER/archive/2021/a.tar.gz, FOLDER/2021/a.tar.gz, FOLDER/a.tar.gz
 * and taken where the size is the manifest's; else any file below the folder with that size and
 * SHA-256, whatever its name; else the first of those names, so that a changed input is read and
 * told. Standard input ("-") has no name, and is found by its content alone. ".." in a manifest's
 * path is never followed out of the folder, and what is no regular file is never opened: a manifest
 * may come from a stranger.
 */
#include "custody/custody.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A file below the folder. */
typedef struct candidate {
    const char *path;
    uint64_t size;
    char sha256[65]; /* "" until needed */
} candidate;

typedef struct search {
    const char *folder;
    gv_file_list list;
    candidate *files; /* by size, then path; NULL until needed */
    size_t n_files;
    gv_arena *arena;
} search;

/* ------------------------------------------------------------------ by name */

static int is_file(const char *path, uint64_t *size)
{
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode)) {
        return 0;
    }
    *size = (uint64_t)about.st_size;
    return 1;
}

/* Behind the last ".." of a path, and behind slashes. */
static const char *skip_upward(const char *path)
{
    const char *start = path;
    for (const char *at = path; *at != '\0';) {
        const size_t length = strcspn(at, "/");
        const char *const next = at + length + (at[length] == '/');
        if ((length == 2 && memcmp(at, "..", 2) == 0) || (length == 0 && at == start) ||
            (length == 1 && at[0] == '.' && at == start)) {
            start = next;
        }
        at = next;
    }
    return start;
}

/* The first file of a trailing part of the path below the folder, the longest part first; with the
 * wanted size only, or of any. NULL: none. */
static gv_status find_by_name(const search *s, const gv_custody_input *input, int any_size,
                              const char **found)
{
    gv_buf name = {0};
    gv_status status = GV_OK;
    uint64_t size = 0;
    *found = NULL;
    for (const char *at = skip_upward(input->path); at != NULL && *at != '\0';) {
        gv_buf_clear(&name);
        GV_TRY_DONE(gv_buf_add_format(&name, "%s/%s", s->folder, at));
        if (is_file(name.bytes, &size) &&
            (any_size || !input->has_size || size == input->size)) {
            char *copy = NULL;
            GV_TRY_DONE(gv_arena_copy(s->arena, name.bytes, name.length, &copy));
            *found = copy;
            break;
        }
        at = strchr(at, '/');
        at = at != NULL ? at + strspn(at, "/") : NULL;
    }
done:
    gv_buf_free(&name);
    return status;
}

/* ------------------------------------------------------------------ by content */

static int by_size(const void *left, const void *right)
{
    const candidate *const a = left;
    const candidate *const b = right;
    if (a->size != b->size) {
        return a->size < b->size ? -1 : 1;
    }
    return strcmp(a->path, b->path);
}

/* Lists all files below the folder, once. */
static gv_status list_files(search *s, gv_message *message)
{
    if (s->files != NULL) {
        return GV_OK;
    }
    GV_TRY(gv_file_walk(s->folder, NULL, 0, message, &s->list));
    GV_TRY(gv_arena_get_array(s->arena, s->list.n_paths + 1, sizeof *s->files,
                              (void **)&s->files));
    for (size_t i = 0; i < s->list.n_paths; i++) {
        candidate *const file = &s->files[s->n_files];
        file->path = s->list.paths[i];
        s->n_files += is_file(file->path, &file->size);
    }
    qsort(s->files, s->n_files, sizeof *s->files, by_size);
    return GV_OK;
}

static void hash_file(candidate *file)
{
    gv_mapping mapping = {0};
    gv_sha256 sha;
    gv_sha256_start(&sha);
    if (gv_file_map(file->path, NULL, &mapping) == GV_OK) {
        gv_sha256_add(&sha, mapping.bytes, mapping.length);
        gv_sha256_finish(&sha, file->sha256);
        gv_file_unmap(&mapping);
    } else {
        memcpy(file->sha256, "unreadable", sizeof "unreadable");
    }
}

static gv_status find_by_content(search *s, const gv_custody_input *input, gv_message *message,
                                 const char **found)
{
    *found = NULL;
    if (!input->has_size || input->then.sha256.kind != GV_JSON_STRING) {
        return GV_OK;
    }
    GV_TRY(list_files(s, message));
    size_t low = 0;
    size_t high = s->n_files;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (s->files[middle].size < input->size) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < s->n_files && s->files[low].size == input->size; low++) {
        candidate *const file = &s->files[low];
        if (file->sha256[0] == '\0') {
            hash_file(file);
        }
        if (gv_custody_is(&input->then.sha256, file->sha256)) {
            *found = file->path;
            return GV_OK;
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ one input */

static int is_standard_input(const gv_custody_input *input)
{
    return strcmp(input->path, "-") == 0;
}

static gv_status find_below(search *s, gv_message *message, gv_custody_input *input)
{
    const int has_name = !is_standard_input(input);
    const char *found = NULL;
    if (has_name) {
        GV_TRY(find_by_name(s, input, 0, &found));
    }
    if (found == NULL) {
        GV_TRY(find_by_content(s, input, message, &found));
    }
    if (found != NULL) {
        char *copy = NULL; /* the list goes with the search */
        GV_TRY(gv_arena_copy(s->arena, found, strlen(found), &copy));
        input->found = copy;
        return GV_OK;
    }
    if (has_name) {
        GV_TRY(find_by_name(s, input, 1, &input->found));
    }
    if (input->found == NULL) {
        input->why_not =
            !has_name ? "standard input cannot be read a second time, and no file with these "
                        "bytes is below the folder of inputs"
                      : "no file of this name, or with these bytes, is below the folder of "
                        "inputs";
    }
    return GV_OK;
}

static void find_in_place(gv_custody_input *input)
{
    struct stat about;
    if (stat(input->path, &about) != 0) {
        input->why_not = "it is not there any more (--inputs FOLDER says where inputs lie now)";
    } else if (!S_ISREG(about.st_mode)) {
        input->why_not = "it is no regular file, and cannot be read a second time";
    } else {
        input->found = input->path;
    }
}

gv_status gv_custody_find_inputs(const char *folder, const uint8_t *wanted, gv_message *message,
                                 gv_custody_manifest *manifest)
{
    search s = {.folder = folder, .arena = &manifest->arena};
    gv_status status = GV_OK;
    for (size_t i = 0; i < manifest->n_inputs; i++) {
        gv_custody_input *const input = &manifest->inputs[i];
        if (!wanted[i]) {
            continue;
        }
        if (folder != NULL) {
            GV_TRY_DONE(find_below(&s, message, input));
        } else if (is_standard_input(input)) {
            input->why_not = "standard input cannot be read a second time (--inputs FOLDER finds "
                             "a copy of it by its bytes)";
        } else {
            find_in_place(input);
        }
    }
done:
    gv_file_list_free(&s.list);
    return status;
}
