/*
 * night_state_none.c - in place of night_state.c where there is no SQLite: opening says so, and
 * nothing else is reached.
 */
#include "nightly/night_state.h"

#if !defined(GV_HAVE_SQLITE)

const char *gv_night_sqlite_version(void)
{
    return NULL;
}

gv_status gv_night_open(const char *path, int read_only, gv_message *message,
                        gv_night_state **state)
{
    (void)path, (void)read_only, (void)state;
    return gv_message_set(message, GV_ERROR_OPEN,
                          "nightly runs keep their state in SQLite, and this gravamen was built "
                          "without it (Debian: libsqlite3-dev)");
}

void gv_night_close(gv_night_state *state)
{
    (void)state;
}

/* NAME(parameters): what is never called. */
#define NEVER(declaration)                                                                         \
    declaration                                                                                    \
    {                                                                                              \
        return GV_ERROR_OPEN;                                                                      \
    }
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
NEVER(gv_status gv_night_was_cut(gv_night_state *state, int *was_cut))
NEVER(gv_status gv_night_begin(gv_night_state *state, const char *models, const char *identity,
                               int64_t *night))
NEVER(gv_status gv_night_end(gv_night_state *state, int64_t night, const char *summary))
NEVER(gv_status gv_night_next(gv_night_state *state, gv_night_row *row, int *more))
NEVER(gv_status gv_night_find_sha256(gv_night_state *state, const char *path, char sha256[65]))
NEVER(gv_status gv_night_put(gv_night_state *state, int64_t night, const gv_night_row *row,
                             const gv_night_count *counts, size_t n_counts))
NEVER(gv_status gv_night_touch(gv_night_state *state, const char *path, int64_t mtime_ns))
NEVER(gv_status gv_night_forget(gv_night_state *state, const char *path))
NEVER(gv_status gv_night_leftover(gv_night_state *state, gv_buf *output))
NEVER(gv_status gv_night_drop_leftover(gv_night_state *state, const char *output))
NEVER(gv_status gv_night_sum(gv_night_state *state, int64_t night, const char *label,
                             const char *status, uint64_t *tonight, uint64_t *all))

#endif
