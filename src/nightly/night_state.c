/*
 * night_state.c - the database of nightly runs. The only file that includes SQLite.
 *
 * In: what was done with an input. Out: the same, asked for in a later night (tables: night_sql.h).
 * The journal is a write-ahead log, synchronous NORMAL: kill -9 loses nothing, and a failure of
 * power may take the last transactions, whole ones. That is safe here, and saves an fsync an input:
 * an input whose transaction is gone is done again, to the same bytes, and a result that was
 * deleted after a transaction that is gone is missed and made again. It opens no other file.
 */
#include "nightly/night_state.h"

#include "base/arena.h"
#include "nightly/night_sql.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if defined(GV_HAVE_SQLITE)

#include <sqlite3.h>

enum { WAIT_MILLISECONDS = 10000 };

struct gv_night_state {
    sqlite3 *database;
    sqlite3_stmt *statements[N_STATEMENTS];
    char *path;
    gv_message *message;
};

const char *gv_night_sqlite_version(void)
{
    return sqlite3_libversion();
}

/* ------------------------------------------------------------------ statements */

static gv_status fail(gv_night_state *s, int code)
{
    const int kind = code & 0xff;
    const gv_status status = kind == SQLITE_NOMEM                                ? GV_ERROR_MEMORY
                             : kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB   ? GV_ERROR_FORMAT
                             : kind == SQLITE_CANTOPEN || kind == SQLITE_BUSY ||
                                       kind == SQLITE_LOCKED                     ? GV_ERROR_OPEN
                             : kind == SQLITE_FULL || kind == SQLITE_IOERR ||
                                       kind == SQLITE_READONLY                   ? GV_ERROR_WRITE
                                                                                 : GV_ERROR_READ;
    return gv_message_set(s->message, status, "%s: %s%s", s->path,
                          s->database != NULL ? sqlite3_errmsg(s->database) : sqlite3_errstr(code),
                          status == GV_ERROR_FORMAT
                              ? " (without it every input is read again: move it away)"
                              : "");
}

/* Runs a statement up to its first row, if it gives one; it then waits to be read and reset.
 * Values: 's' text, 'i' int64_t. */
static gv_status ask_with(gv_night_state *s, int which, int *is_row, const char *kinds,
                          va_list values)
{
    int code = SQLITE_OK;
    if (s->statements[which] == NULL) {
        code = sqlite3_prepare_v3(s->database, WORDS[which], -1, SQLITE_PREPARE_PERSISTENT,
                                  &s->statements[which], NULL);
    }
    sqlite3_stmt *const statement = s->statements[which];
    for (int i = 0; kinds[i] != '\0' && code == SQLITE_OK; i++) {
        code = kinds[i] == 's' ? sqlite3_bind_text(statement, i + 1, va_arg(values, const char *),
                                                   -1, SQLITE_TRANSIENT)
                               : sqlite3_bind_int64(statement, i + 1, va_arg(values, int64_t));
    }
    code = code == SQLITE_OK ? sqlite3_step(statement) : code;
    const gv_status status = code == SQLITE_DONE || code == SQLITE_ROW ? GV_OK : fail(s, code);
    *is_row = code == SQLITE_ROW;
    if (!*is_row) {
        (void)sqlite3_reset(statement);
    }
    return status;
}

static gv_status ask(gv_night_state *s, int which, int *is_row, const char *kinds, ...)
{
    va_list values;
    va_start(values, kinds);
    const gv_status status = ask_with(s, which, is_row, kinds, values);
    va_end(values);
    return status;
}

/* Runs a statement whose rows nobody wants. */
static gv_status run(gv_night_state *s, int which, const char *kinds, ...)
{
    int is_row = 0;
    va_list values;
    va_start(values, kinds);
    const gv_status status = ask_with(s, which, &is_row, kinds, values);
    va_end(values);
    (void)sqlite3_reset(s->statements[which]);
    return status;
}

/* Ends a transaction: for good, or as if it had not been. */
static gv_status end(gv_night_state *s, gv_status status)
{
    if (status == GV_OK) {
        status = run(s, COMMIT, "");
    }
    if (status != GV_OK && sqlite3_get_autocommit(s->database) == 0) {
        const gv_message words = s->message != NULL ? *s->message : (gv_message){{0}};
        (void)run(s, ROLLBACK, "");
        if (s->message != NULL) {
            *s->message = words;
        }
    }
    return status;
}

static const char *text_of(sqlite3_stmt *statement, int column)
{
    const char *const text = (const char *)sqlite3_column_text(statement, column);
    return text != NULL ? text : "";
}

static void now(char text[32])
{
    struct tm parts;
    const time_t seconds = time(NULL);
    if (gmtime_r(&seconds, &parts) == NULL ||
        strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        text[0] = '\0';
    }
}

/* ------------------------------------------------------------------ opening */

static gv_status read_number(gv_night_state *s, const char *pragma, int *number)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(s->database, pragma, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        *number = sqlite3_column_int(statement, 0);
        code = SQLITE_OK;
    }
    const gv_status status = code == SQLITE_OK ? GV_OK : fail(s, code);
    (void)sqlite3_finalize(statement);
    return status;
}

static gv_status prepare_tables(gv_night_state *s, int read_only)
{
    int version = 0;
    int application = 0;
    if (!read_only) {
        const int code = sqlite3_exec(s->database,
                                      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
                                      NULL, NULL, NULL);
        if (code != SQLITE_OK) {
            return fail(s, code);
        }
    }
    GV_TRY(read_number(s, "PRAGMA user_version", &version));
    GV_TRY(read_number(s, "PRAGMA application_id", &application));
    int n_tables = 0;
    GV_TRY(read_number(s, "SELECT count(*) FROM sqlite_master", &n_tables));
    if (n_tables == 0 && !read_only) {
        const int code = sqlite3_exec(s->database, TABLES, NULL, NULL, NULL);
        return code == SQLITE_OK ? GV_OK : end(s, fail(s, code));
    }
    if (application != APPLICATION && n_tables > 0) {
        return gv_message_set(s->message, GV_ERROR_FORMAT,
                              "%s: a database, but not one of `gravamen run`", s->path);
    }
    if (version != FORMAT_VERSION) {
        return gv_message_set(s->message, GV_ERROR_VERSION,
                              "%s: of another version of gravamen (without it every input is read "
                              "again: move it away)", s->path);
    }
    return GV_OK;
}

/* "file:PATH?mode=ro", and with immutable=1, which touches nothing, unless a killed run left a log
 * that must be read too. */
static gv_status name_read_only(const char *path, gv_buf *name)
{
    gv_buf log = {0};
    GV_TRY(gv_buf_add_text(name, "file:"));
    for (const char *at = path; *at != '\0'; at++) {
        GV_TRY(*at == '?' || *at == '#' || *at == '%'
                   ? gv_buf_add_format(name, "%%%02X", (unsigned)(unsigned char)*at)
                   : gv_buf_add_byte(name, *at));
    }
    GV_TRY(gv_buf_add_format(&log, "%s-wal", path));
    const int has_log = access(log.bytes, F_OK) == 0;
    gv_buf_free(&log);
    return gv_buf_add_text(name, has_log ? "?mode=ro" : "?mode=ro&immutable=1");
}

gv_status gv_night_open(const char *path, int read_only, gv_message *message,
                        gv_night_state **state)
{
    gv_status status = GV_OK;
    gv_night_state *made = NULL;
    gv_buf name = {0};
    GV_TRY(gv_memory_get_zeroed(1, sizeof *made, (void **)&made));
    made->message = message;
    GV_TRY_DONE(gv_memory_get(strlen(path) + 1, (void **)&made->path));
    memcpy(made->path, path, strlen(path) + 1);
    GV_TRY_DONE(read_only ? name_read_only(path, &name) : gv_buf_add_text(&name, path));
    const int flags = read_only ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
                                : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code =
        sqlite3_open_v2(name.bytes, &made->database, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        status = fail(made, code);
        goto done;
    }
    (void)sqlite3_busy_timeout(made->database, WAIT_MILLISECONDS);
    GV_TRY_DONE(prepare_tables(made, read_only));
    *state = made;
    made = NULL;
done:
    gv_night_close(made);
    gv_buf_free(&name);
    return status;
}

void gv_night_close(gv_night_state *state)
{
    if (state == NULL) {
        return;
    }
    for (int i = 0; i < N_STATEMENTS; i++) {
        (void)sqlite3_finalize(state->statements[i]);
    }
    (void)sqlite3_close(state->database);
    gv_memory_free(state->path);
    gv_memory_free(state);
}

/* ------------------------------------------------------------------ reading and writing */

gv_status gv_night_begin(gv_night_state *state, const char *models, const char *identity,
                         int64_t *night)
{
    char when[32];
    now(when);
    GV_TRY(run(state, NIGHT_BEGIN, "ssss", when, GV_VERSION, models, identity));
    *night = sqlite3_last_insert_rowid(state->database);
    return GV_OK;
}

gv_status gv_night_was_cut(gv_night_state *state, int *was_cut)
{
    int is_row = 0;
    GV_TRY(ask(state, WAS_CUT, &is_row, ""));
    *was_cut = !is_row || sqlite3_column_int(state->statements[WAS_CUT], 0);
    (void)sqlite3_reset(state->statements[WAS_CUT]);
    return GV_OK;
}

gv_status gv_night_end(gv_night_state *state, int64_t night, const char *summary)
{
    char when[32];
    now(when);
    return run(state, NIGHT_END, "ssi", when, summary, night);
}

gv_status gv_night_next(gv_night_state *state, gv_night_row *row, int *more)
{
    GV_TRY(ask(state, NEXT, more, ""));
    sqlite3_stmt *const next = state->statements[NEXT];
    if (!*more) {
        return GV_OK;
    }
    *row = (gv_night_row){.path = text_of(next, 0),
                          .size = sqlite3_column_int64(next, 1),
                          .mtime_ns = sqlite3_column_int64(next, 2),
                          .sha256 = text_of(next, 3),
                          .models = text_of(next, 4),
                          .identity = text_of(next, 5),
                          .output = text_of(next, 6),
                          .output_bytes = sqlite3_column_int64(next, 7),
                          .documents = sqlite3_column_int64(next, 8),
                          .passages = sqlite3_column_int64(next, 9),
                          .records = sqlite3_column_int64(next, 10),
                          .damaged = sqlite3_column_int(next, 11)};
    return GV_OK;
}

gv_status gv_night_find_sha256(gv_night_state *state, const char *path, char sha256[65])
{
    int is_row = 0;
    sha256[0] = '\0';
    GV_TRY(ask(state, FIND_SHA256, &is_row, "s", path));
    if (is_row) {
        snprintf(sha256, 65, "%s", text_of(state->statements[FIND_SHA256], 0));
        (void)sqlite3_reset(state->statements[FIND_SHA256]);
    }
    return GV_OK;
}

static gv_status put(gv_night_state *s, int64_t night, const gv_night_row *row,
                     const gv_night_count *counts, size_t n_counts)
{
    char when[32];
    now(when);
    GV_TRY(run(s, LEAVE_OTHER, "ss", row->path, row->output));
    GV_TRY(run(s, KEEP, "s", row->output));
    GV_TRY(run(s, DROP_COUNTS, "s", row->path));
    GV_TRY(run(s, PUT, "siissssiiiiiis", row->path, row->size, row->mtime_ns, row->sha256,
               row->models, row->identity, row->output, row->output_bytes, row->documents,
               row->passages, row->records, (int64_t)row->damaged, night, when));
    for (size_t i = 0; i < n_counts; i++) {
        GV_TRY(run(s, ADD_COUNT, "sssi", row->path, counts[i].label, counts[i].status,
                   (int64_t)counts[i].passages));
    }
    return GV_OK;
}

gv_status gv_night_put(gv_night_state *state, int64_t night, const gv_night_row *row,
                       const gv_night_count *counts, size_t n_counts)
{
    GV_TRY(run(state, BEGIN, ""));
    return end(state, put(state, night, row, counts, n_counts));
}

gv_status gv_night_touch(gv_night_state *state, const char *path, int64_t mtime_ns)
{
    return run(state, TOUCH, "is", mtime_ns, path);
}

static gv_status forget(gv_night_state *s, const char *path)
{
    GV_TRY(run(s, LEAVE, "s", path));
    GV_TRY(run(s, DROP_COUNTS, "s", path));
    return run(s, FORGET, "s", path);
}

gv_status gv_night_forget(gv_night_state *state, const char *path)
{
    GV_TRY(run(state, BEGIN, ""));
    return end(state, forget(state, path));
}

gv_status gv_night_leftover(gv_night_state *state, gv_buf *output)
{
    int is_row = 0;
    gv_status status = ask(state, FIND_LEFTOVER, &is_row, "");
    if (status == GV_OK && is_row) {
        status = gv_buf_add_text(output, text_of(state->statements[FIND_LEFTOVER], 0));
        (void)sqlite3_reset(state->statements[FIND_LEFTOVER]);
    }
    return status;
}

gv_status gv_night_drop_leftover(gv_night_state *state, const char *output)
{
    return run(state, DROP_LEFTOVER, "s", output);
}

gv_status gv_night_sum(gv_night_state *state, int64_t night, const char *label, const char *status,
                       uint64_t *tonight, uint64_t *all)
{
    int is_row = 0;
    GV_TRY(ask(state, SUM, &is_row, "iss", night, label, status));
    *tonight = is_row ? (uint64_t)sqlite3_column_int64(state->statements[SUM], 0) : 0;
    *all = is_row ? (uint64_t)sqlite3_column_int64(state->statements[SUM], 1) : 0;
    (void)sqlite3_reset(state->statements[SUM]);
    return GV_OK;
}

#endif
