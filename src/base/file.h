/*
 * file.h - map a file to read it; write a file aside and rename it when whole; walk folders.
 */
#ifndef GV_BASE_FILE_H
#define GV_BASE_FILE_H

#include "base/buf.h"

#include <stddef.h>

typedef struct gv_mapping {
    const unsigned char *bytes; /* NULL when empty */
    size_t length;
    int mapped; /* 1: munmap, 0: owned copy */
} gv_mapping;

/* Maps a regular file, or reads it whole where it cannot be mapped (a pipe). */
gv_status gv_file_map(const char *path, gv_message *message, gv_mapping *mapping);
void gv_file_unmap(gv_mapping *mapping);

/* Writing aside: bytes go to a new file beside `path` (a temporary name in the same folder), which
 * takes the name only at gv_writer_finish, after fsync. gv_writer_free before that removes it. A
 * symbolic link stays and what it leads to is replaced; what exists and is no regular file
 * (/dev/null, a named pipe) is written straight to. Zeroed is a valid writer with nothing open. */
typedef struct gv_writer {
    int descriptor; /* -1: none */
    char *path;
    char *aside; /* NULL: written straight to */
} gv_writer;

gv_status gv_writer_open(const char *path, gv_message *message, gv_writer *writer);
/* Writes all bytes, through EINTR and short writes. */
gv_status gv_writer_write(gv_writer *writer, const void *bytes, size_t length);
/* On failure the old file, if any, stands, and the writer still wants gv_writer_free. */
gv_status gv_writer_finish(gv_writer *writer, gv_message *message);
void gv_writer_free(gv_writer *writer);
/* Writes all of `bytes` to a descriptor that may be a pipe. */
gv_status gv_descriptor_write(int descriptor, const void *bytes, size_t length);

/* One file found below a folder. */
typedef struct gv_file_list {
    char **paths; /* owned */
    size_t n_paths, capacity;
    char **skipped; /* "path: reason" of what was left out: sockets, links, unreadable folders */
    size_t n_skipped, skipped_capacity;
} gv_file_list;

/* Adds `path` itself if it is not a folder, else every regular file below it in bytewise order of
 * the whole path, names that begin with "." included. Symbolic links below the top are followed
 * only if `follow` is 1, and then every folder is looked at once, whatever leads to it. `suffix`
 * (may be NULL) keeps only names that end so (`path` itself is kept whatever its name).
 * GV_ERROR_OPEN if `path` itself does not exist or cannot be listed. Implemented in walk.c. */
gv_status gv_file_walk(const char *path, const char *suffix, int follow, gv_message *message,
                       gv_file_list *list);
void gv_file_list_free(gv_file_list *list);

#endif
