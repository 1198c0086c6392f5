/*
 * walk.c - the files below a folder, in an order that does not depend on the disk.
 *
 * In: a path. Out: sorted paths, and what was left out with the reason. Walking "a", which holds
 * a/b.txt, a/c/d.gz and a symbolic link, lists the two files and says why the link was left out.
 * Folders wait in a list, so depth costs no stack. It opens no file and judges none by its bytes.
 */
#if !defined(_DEFAULT_SOURCE)
#define _DEFAULT_SOURCE /* d_type */
#endif

#include "base/file.h"

#include "base/arena.h"
#include "base/map.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A list of owned strings. */
typedef struct strings {
    char **items;
    size_t n, capacity;
} strings;

static void strings_free(strings *list)
{
    for (size_t i = 0; i < list->n; i++) {
        gv_memory_free(list->items[i]);
    }
    gv_memory_free(list->items);
    *list = (strings){0};
}

/* Adds "first", between, "last": "folder" "/" "name", or "path" ": " "reason". */
static gv_status strings_add(strings *list, const char *first, const char *between,
                             const char *last)
{
    gv_buf text = {0};
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_array_reserve((void **)&list->items, list->n + 1, sizeof *list->items,
                                 &list->capacity));
    GV_TRY_DONE(gv_buf_add_text(&text, first));
    GV_TRY_DONE(gv_buf_add_text(&text, between));
    GV_TRY_DONE(gv_buf_add_text(&text, last));
    GV_TRY_DONE(gv_buf_reserve(&text, 0));
    list->items[list->n++] = text.bytes;
    text = (gv_buf){0};
done:
    gv_buf_free(&text);
    return status;
}

static int compare_strings(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int ends_with(const char *name, const char *suffix)
{
    const size_t length = strlen(name);
    const size_t tail = suffix != NULL ? strlen(suffix) : 0;
    return tail == 0 || (length >= tail && memcmp(name + length - tail, suffix, tail) == 0);
}

/* What a walk has found and has still to look at. */
typedef struct walk {
    strings files, skipped, folders;
    const char *suffix;
    int follow;
    gv_map seen; /* device and inode of each folder, if links are followed */
} walk;

/* 1 if the folder was not seen before; links could lead to it for ever. */
static gv_status is_new_folder(walk *w, const struct stat *about, int *is_new)
{
    const uint64_t key[2] = {(uint64_t)about->st_dev, (uint64_t)about->st_ino};
    *is_new = !w->follow ||
              gv_map_find(&w->seen, (const char *)key, sizeof key) == GV_MAP_NONE;
    return w->follow ? gv_map_add(&w->seen, (const char *)key, sizeof key, 0, NULL) : GV_OK;
}

/* What the folder itself says of an entry, as far as it does. */
static int is_surely_regular(const struct dirent *entry)
{
#if defined(DT_REG)
    return entry->d_type == DT_REG;
#else
    (void)entry;
    return 0;
#endif
}

static gv_status walk_entry(walk *w, int folder_descriptor, const char *folder,
                            const struct dirent *entry)
{
    gv_status status = GV_OK;
    struct stat about = {.st_mode = S_IFREG};
    strings path = {0};
    const char *const name = entry->d_name;
    const size_t length = strlen(folder);
    const char *const slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
    GV_TRY_DONE(strings_add(&path, folder, slash, name));
    int is_new = 0;
    if (!is_surely_regular(entry) &&
        fstatat(folder_descriptor, name, &about, w->follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0) {
        GV_TRY_DONE(strings_add(&w->skipped, path.items[0], ": ", "cannot be examined"));
    } else if (S_ISDIR(about.st_mode)) {
        GV_TRY_DONE(is_new_folder(w, &about, &is_new));
        GV_TRY_DONE(is_new ? strings_add(&w->folders, path.items[0], "", "")
                           : strings_add(&w->skipped, path.items[0], ": ",
                                         "a folder that was read already, by another name"));
    } else if (S_ISLNK(about.st_mode)) {
        GV_TRY_DONE(strings_add(&w->skipped, path.items[0], ": ", "symbolic link, not followed"));
    } else if (!S_ISREG(about.st_mode)) {
        GV_TRY_DONE(strings_add(&w->skipped, path.items[0], ": ", "not a regular file"));
    } else if (ends_with(name, w->suffix)) {
        GV_TRY_DONE(strings_add(&w->files, path.items[0], "", ""));
    }
done:
    strings_free(&path);
    return status;
}

/* Lists one folder; *error is its error number if it cannot be read. */
static gv_status walk_folder(walk *w, const char *folder, int *error)
{
    DIR *const stream = opendir(folder);
    if (stream == NULL) {
        *error = errno;
        return GV_OK;
    }
    gv_status status = GV_OK;
    for (;;) {
        errno = 0;
        const struct dirent *const entry = readdir(stream);
        if (entry == NULL) {
            *error = errno;
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            GV_TRY_DONE(walk_entry(w, dirfd(stream), folder, entry));
        }
    }
done:
    closedir(stream);
    return status;
}

/* Looks at every folder of w->folders, of which the first is the top; the list grows meanwhile. */
static gv_status walk_folders(walk *w, gv_message *message)
{
    for (size_t i = 0; i < w->folders.n; i++) {
        int error = 0;
        GV_TRY(walk_folder(w, w->folders.items[i], &error));
        if (error != 0 && i == 0) {
            return gv_message_set_error(message, GV_ERROR_OPEN, w->folders.items[0], error);
        }
        if (error != 0) {
            gv_message reason;
            gv_message_set_error(&reason, GV_ERROR_OPEN, w->folders.items[i], error);
            GV_TRY(strings_add(&w->skipped, reason.text, "", ""));
        }
    }
    return GV_OK;
}

/* Moves the strings of `from` to the end of an array; there is room. */
static void move_strings(strings *from, char **items, size_t *n)
{
    if (from->n > 0) {
        qsort(from->items, from->n, sizeof *from->items, compare_strings);
        memcpy(items + *n, from->items, from->n * sizeof *items);
        *n += from->n;
        from->n = 0;
    }
}

gv_status gv_file_walk(const char *path, const char *suffix, int follow, gv_message *message,
                       gv_file_list *list)
{
    gv_status status = GV_OK;
    walk w = {.suffix = suffix, .follow = follow};
    int is_new = 0;
    struct stat about;
    if (stat(path, &about) != 0) {
        return gv_message_set_error(message, GV_ERROR_OPEN, path, errno);
    }
    if (S_ISDIR(about.st_mode)) {
        GV_TRY_DONE(is_new_folder(&w, &about, &is_new));
        GV_TRY_DONE(strings_add(&w.folders, path, "", ""));
        GV_TRY_DONE(walk_folders(&w, message));
    } else {
        GV_TRY_DONE(strings_add(&w.files, path, "", ""));
    }
    GV_TRY_DONE(gv_array_reserve((void **)&list->paths, list->n_paths + w.files.n,
                                 sizeof *list->paths, &list->capacity));
    GV_TRY_DONE(gv_array_reserve((void **)&list->skipped, list->n_skipped + w.skipped.n,
                                 sizeof *list->skipped, &list->skipped_capacity));
    move_strings(&w.files, list->paths, &list->n_paths);
    move_strings(&w.skipped, list->skipped, &list->n_skipped);
done:
    gv_map_free(&w.seen);
    strings_free(&w.files);
    strings_free(&w.skipped);
    strings_free(&w.folders);
    return status;
}

void gv_file_list_free(gv_file_list *list)
{
    for (size_t i = 0; i < list->n_paths; i++) {
        gv_memory_free(list->paths[i]);
    }
    for (size_t i = 0; i < list->n_skipped; i++) {
        gv_memory_free(list->skipped[i]);
    }
    gv_memory_free(list->paths);
    gv_memory_free(list->skipped);
    *list = (gv_file_list){0};
}
