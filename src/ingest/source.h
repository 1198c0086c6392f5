/*
 * source.h - the stored bytes of one input: a file, a pipe, standard input.
 */
#ifndef GV_INGEST_SOURCE_H
#define GV_INGEST_SOURCE_H

#include "base/sha256.h"
#include "ingest/damage.h"
#include "ingest/stream.h"

typedef struct gv_source {
    int descriptor;   /* -1: none */
    int owned;        /* 1: close it */
    int may_wait;     /* 1: a pipe, socket or terminal: reading can block */
    int has_places;   /* 1: a file of our own: bytes can be read from any place of it */
    int ended;
    int want_sha256;
    gv_sha256 sha;
    uint64_t n_bytes; /* read so far */
    gv_damage_log *log;
    gv_status failed; /* GV_ERROR_READ after a read error, else GV_OK */
    int (*stopped)(void *user); /* as in gv_ingest_options; NULL after opening */
    void *stopped_user;
} gv_source;

/* Opens path, "-" for standard input; a folder is GV_ERROR_OPEN. log is borrowed until close. */
gv_status gv_source_open(const char *path, int want_sha256, gv_damage_log *log,
                         gv_message *message, gv_source *source);
/* As gv_stream says; layer is a gv_source. A read error is noted, kept in `failed`, and ends it. */
gv_status gv_source_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill);
/* Of a source that has places: goes on at that byte of the file, whatever was read before. */
gv_status gv_source_go(gv_source *source, uint64_t offset);
/* Reads `length` bytes of a file that has places, from one of them on; any thread may, beside
 * others. Gives fewer only behind the file's end, or where reading fails: then *error is why. */
size_t gv_source_read_at(int descriptor, uint64_t offset, char *out, size_t length, int *error);
/* Reads to the end, so that length and hash are those of the whole input. */
gv_status gv_source_drain(gv_source *source);
void gv_source_close(gv_source *source);

#endif
