/*
 * night_state.h - what earlier nights have done, in a SQLite database.
 *
 * One thread at a time. Each function that writes is one transaction: it is all there, or nothing
 * of it. Failures say "STATE: SQLite's words" through the message given to gv_night_open, which is
 * borrowed until gv_night_close.
 */
#ifndef GV_NIGHTLY_NIGHT_STATE_H
#define GV_NIGHTLY_NIGHT_STATE_H

#include "base/buf.h"

typedef struct gv_night_state gv_night_state;

/* One input as it was last done. Texts are borrowed: from the caller when written, until the next
 * call when read. */
typedef struct gv_night_row {
    const char *path;
    int64_t size, mtime_ns; /* mtime_ns 0: not to be relied on, look at the bytes */
    const char *sha256;
    const char *models;     /* identities, with a comma between them */
    const char *identity;   /* as gv_run_identity */
    const char *output;     /* below the folder of results */
    int64_t output_bytes;
    int64_t documents, passages, records;
    int damaged;
} gv_night_row;

/* How often a label stands with a status. */
typedef struct gv_night_count {
    const char *label, *status;
    uint64_t passages;
} gv_night_count;

/* The version of SQLite; NULL: not built in, and gv_night_open fails. */
const char *gv_night_sqlite_version(void);
/* Opens the database, made if it is not there; only to read, it must be there, and nothing is
 * touched. */
gv_status gv_night_open(const char *path, int read_only, gv_message *message,
                        gv_night_state **state);
void gv_night_close(gv_night_state *state);

/* 1 if the last night did not come to its end, or there was none. */
gv_status gv_night_was_cut(gv_night_state *state, int *was_cut);
/* A night begins; *night is its number. */
gv_status gv_night_begin(gv_night_state *state, const char *models, const char *identity,
                         int64_t *night);
/* It ended, with words on how. */
gv_status gv_night_end(gv_night_state *state, int64_t night, const char *summary);

/* The next input in bytewise order of paths; *more is 0 past the last, and the next call begins
 * again. */
gv_status gv_night_next(gv_night_state *state, gv_night_row *row, int *more);
/* The SHA-256 an input had, "" if it is not known. */
gv_status gv_night_find_sha256(gv_night_state *state, const char *path, char sha256[65]);

/* Notes what was done: the row, and its counts in place of earlier ones. If its result had another
 * name, that is left over. */
gv_status gv_night_put(gv_night_state *state, int64_t night, const gv_night_row *row,
                       const gv_night_count *counts, size_t n_counts);
/* The same bytes with another time. */
gv_status gv_night_touch(gv_night_state *state, const char *path, int64_t mtime_ns);
/* Takes an input out; its result is left over. */
gv_status gv_night_forget(gv_night_state *state, const char *path);

/* A result that is nobody's any more, added to `output`; nothing if there is none. */
gv_status gv_night_leftover(gv_night_state *state, gv_buf *output);
gv_status gv_night_drop_leftover(gv_night_state *state, const char *output);

/* Passages of a label with a status: done in this night, and in all. */
gv_status gv_night_sum(gv_night_state *state, int64_t night, const char *label, const char *status,
                       uint64_t *tonight, uint64_t *all);

#endif
