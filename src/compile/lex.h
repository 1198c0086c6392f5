/*
 * lex.h - a file to statements, and a cursor over one statement.
 */
#ifndef GV_COMPILE_LEX_H
#define GV_COMPILE_LEX_H

#include "compile/job.h"

/* One statement of a source: bytes [start, end) of `clean`, no blanks at either end. */
typedef struct gv_statement {
    uint32_t source;
    uint32_t start, end;
    uint32_t indent; /* blanks before it on its first line */
} gv_statement;

typedef struct gv_statements {
    gv_statement *items; /* owned: gv_memory_free */
    size_t n, capacity;
} gv_statements;

/* Fills source->lines and source->clean, checks the bytes, and appends the statements. What is
 * wrong is kept as findings; only lack of memory fails. */
gv_status gv_lex_source(gv_job *job, uint32_t source, gv_statements *statements);

/* Where in a statement the reading is. Bounded by `end`; a read past it sees '\0'. */
typedef struct gv_cursor {
    gv_job *job;
    const char *text; /* clean text of the source */
    uint32_t source;
    uint32_t at, end;
} gv_cursor;

gv_cursor gv_cursor_begin(gv_job *job, const gv_statement *statement);
/* The byte at the cursor, or '\0' at the end. */
char gv_cursor_peek(const gv_cursor *cursor);
gv_at gv_cursor_at(const gv_cursor *cursor);
void gv_cursor_skip_blanks(gv_cursor *cursor);
/* Skips blanks; 1 if nothing is left. */
int gv_cursor_done(gv_cursor *cursor);
/* Skips blanks, then takes `word` if it stands here as a whole word (or is a mark); else 0. */
int gv_cursor_take(gv_cursor *cursor, const char *word);
/* Skips blanks and reads a name: ASCII letters, digits, "_", beginning with a letter or "_". What
 * is expected ("a set's name") goes into the error. */
gv_status gv_cursor_name(gv_cursor *cursor, const char *expected, gv_ast_text *name);
/* The length of the name at the cursor, 0 if none stands here. */
uint32_t gv_cursor_name_length(const gv_cursor *cursor);
/* Skips blanks and reads digits as a number from `least` to `most`. */
gv_status gv_cursor_number(gv_cursor *cursor, const char *expected, uint64_t least, uint64_t most,
                           uint64_t *number);
/* Skips blanks and expects a mark or word. */
gv_status gv_cursor_expect(gv_cursor *cursor, const char *word);
/* Fails with "expected EXPECTED, not ..." at the cursor. */
gv_status gv_cursor_wrong(const gv_cursor *cursor, const char *expected);
/* Expects the end of the statement. */
gv_status gv_cursor_finish(gv_cursor *cursor);
/* Skips blanks and reads up to one of the bytes `until` or the end, blanks at its end left out;
 * runs of blanks become one. May be empty. */
gv_status gv_cursor_text(gv_cursor *cursor, const char *until, gv_ast_text *text);

#endif
