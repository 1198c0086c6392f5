/*
 * night_sql.h - the tables and statements of the state, for night_state.c alone.
 *
 *     input     one row an input: as it was when it was last done, and what its result is called
 *     passages  one row an input, label and status: how many passages
 *     leftover  results that belong to nobody any more, until they are deleted
 *     night     one row a run, for people
 */
#ifndef GV_NIGHTLY_NIGHT_SQL_H
#define GV_NIGHTLY_NIGHT_SQL_H

enum { FORMAT_VERSION = 1, APPLICATION = 0x67726176 /* "grav" */ };

/* Statements, each prepared when first used. */
enum {
    BEGIN = 0, COMMIT, ROLLBACK, NIGHT_BEGIN, NIGHT_END, NEXT, FIND_SHA256, LEAVE_OTHER, KEEP,
    DROP_COUNTS, PUT, ADD_COUNT, TOUCH, LEAVE, FORGET, FIND_LEFTOVER, DROP_LEFTOVER, SUM,
    WAS_CUT,
    N_STATEMENTS
};

static const char *const WORDS[N_STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [NIGHT_BEGIN] = "INSERT INTO night (started, version, models, identity) VALUES (?,?,?,?)",
    [NIGHT_END] = "UPDATE night SET ended = ?, summary = ? WHERE number = ?",
    [NEXT] = "SELECT path, size, mtime_ns, sha256, models, identity, output, output_bytes,"
             " documents, passages, records, damaged FROM input ORDER BY path",
    [FIND_SHA256] = "SELECT sha256 FROM input WHERE path = ?",
    [LEAVE_OTHER] = "INSERT OR IGNORE INTO leftover SELECT output FROM input"
                    " WHERE path = ? AND output <> ?",
    [KEEP] = "DELETE FROM leftover WHERE output = ?",
    [DROP_COUNTS] = "DELETE FROM passages WHERE path = ?",
    [PUT] = "INSERT OR REPLACE INTO input VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [ADD_COUNT] = "INSERT INTO passages VALUES (?,?,?,?)",
    [TOUCH] = "UPDATE input SET mtime_ns = ? WHERE path = ?",
    [LEAVE] = "INSERT OR IGNORE INTO leftover SELECT output FROM input WHERE path = ?",
    [FORGET] = "DELETE FROM input WHERE path = ?",
    [FIND_LEFTOVER] = "SELECT output FROM leftover LIMIT 1",
    [DROP_LEFTOVER] = "DELETE FROM leftover WHERE output = ?",
    [SUM] = "SELECT sum(n * (input.night = ?)), sum(n) FROM passages JOIN input USING (path)"
            " WHERE label = ? AND status = ?",
    [WAS_CUT] = "SELECT ended IS NULL FROM night ORDER BY number DESC LIMIT 1"};

static const char TABLES[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE input (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, sha256 TEXT,"
    " models TEXT, identity TEXT, output TEXT UNIQUE, output_bytes INTEGER, documents INTEGER,"
    " passages INTEGER, records INTEGER, damaged INTEGER, night INTEGER, done TEXT) WITHOUT ROWID;"
    "CREATE TABLE passages (path TEXT, label TEXT, status TEXT, n INTEGER,"
    " PRIMARY KEY (path, label, status)) WITHOUT ROWID;"
    "CREATE TABLE leftover (output TEXT PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE night (number INTEGER PRIMARY KEY, started TEXT, ended TEXT, version TEXT,"
    " models TEXT, identity TEXT, summary TEXT);"
    "PRAGMA application_id = 1735549302;"
    "PRAGMA user_version = 1;"
    "COMMIT;";

#endif
