/*
 * job.h - one compile job: the files added, what was found wrong in them, and one arena for all.
 *
 * A job belongs to one thread. How errors travel in this room: a function that meets a wrong rule
 * calls gv_job_error, which keeps the finding and answers GV_ERROR_RULES; the caller gives up that
 * statement (or pattern) and goes on with the next, so that one run shows every error. Any other
 * failure (memory) ends the job.
 */
#ifndef GV_COMPILE_JOB_H
#define GV_COMPILE_JOB_H

#include "base/arena.h"
#include "base/buf.h"
#include "compile/ast.h"
#include "gravamen.h"

/* One file of rules. */
typedef struct gv_source {
    const char *path;
    const char *name;      /* base name: all that the image keeps */
    const char *text;      /* as given */
    char *clean;           /* the same length: comments and joined line ends are blanks */
    uint32_t length;
    uint32_t *lines;       /* first byte of each line */
    uint32_t n_lines;
    gv_ast_language *language; /* NULL: `language any`, or none was stated */
    uint8_t any;           /* 1: `language any` */
    uint8_t readable;      /* 1: valid UTF-8 */
} gv_source;

typedef struct gv_finding {
    gv_at at;
    gv_severity severity;
    uint8_t whole_file; /* 1: line 0 */
    const char *text;
} gv_finding;

typedef struct gv_job {
    gv_arena arena;
    gv_source *sources; /* by path once reading has begun */
    size_t n_sources, sources_capacity;
    gv_finding *findings;
    size_t n_findings, findings_capacity;
    size_t n_errors, n_warnings;
    size_t n_near;      /* searches for near names so far */
    gv_ast_model model;
} gv_job;

#if defined(__GNUC__)
#define GV_JOB_PRINTF(at, first) __attribute__((format(printf, at, first)))
#else
#define GV_JOB_PRINTF(at, first)
#endif

/* Keeps an error; answers GV_ERROR_RULES, or GV_ERROR_MEMORY. */
gv_status gv_job_error(gv_job *job, gv_at at, const char *format, ...) GV_JOB_PRINTF(3, 4);
/* Keeps an error about a file as a whole (line 0); answers as gv_job_error. */
gv_status gv_job_file_error(gv_job *job, uint32_t source, const char *format, ...)
    GV_JOB_PRINTF(3, 4);
/* Keeps a warning; answers GV_OK, or GV_ERROR_MEMORY. */
gv_status gv_job_warn(gv_job *job, gv_at at, const char *format, ...) GV_JOB_PRINTF(3, 4);
/* GV_ERROR_RULES becomes GV_OK (it is kept as a finding); all else stays. */
gv_status gv_job_go_on(gv_status status);

/* Hands every finding to the callback (may be NULL), by path, line, column, then text. */
gv_status gv_job_tell(gv_job *job, gv_diagnostic_fn callback, void *user);

/* "path:line" of a place, in the arena, for messages that point to a second place; path is the
 * base name. */
gv_status gv_job_place(gv_job *job, gv_at at, const char **place);
/* The line (from 1) of a place; *column from 1, in bytes; column may be NULL. */
uint32_t gv_job_line(const gv_job *job, gv_at at, uint32_t *column);

/* Zeroed memory from the job's arena. */
gv_status gv_job_get(gv_job *job, size_t size, void **memory);
/* A text with its place, copied. */
gv_status gv_job_text(gv_job *job, const char *text, size_t length, gv_at at, gv_ast_text *copy);

#endif
