/*
 * custody.h - what the files of custody/ share: a result and its manifest, held against the inputs.
 *
 *     manifest_read.c  the inputs of the manifest that stands beside the result
 *     result_read.c    the result's lines: whose they are, where they say they are from, chains
 *     find_input.c     where an input lies now
 *     rederive.c       the inputs read and tagged again, line by line beside the result
 *     match_rows.c     which line of the result a derived line is
 *     damaged.c        which rows come from what was damaged when it was read
 *     compare.c        what differs between two lines of one place, in words
 *     tell_sources.c   findings: signature, model, extractor
 *     tell_inputs.c    findings: the result as a whole, each input; why records may differ
 *     tell_records.c   findings: each record, in the order of the result
 *     verify.c         gv_verify: all of it as a table of contents
 *
 * Nothing in a result or manifest is trusted: both may be edited. Memory: 48 bytes a line of the
 * result, a few hundred an input, and at most GV_CUSTODY_KEPT bytes of words and of derived lines
 * that the result lacks; result and manifest are mapped. One thread at a time.
 */
#ifndef GV_CUSTODY_CUSTODY_H
#define GV_CUSTODY_CUSTODY_H

#include "base/file.h"
#include "base/map.h"
#include "base/sha256.h"
#include "output/manifest_file.h"

#define GV_CUSTODY_NONE UINT32_MAX
#define GV_CUSTODY_KEPT ((size_t)64 << 20)

/* A gv_json_field by its name, which is a literal. */
#define GV_FIELD(text) {.name = text, .name_length = sizeof text - 1}
#define GV_COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* ------------------------------------------------------------------ the manifest */

typedef struct gv_custody_input {
    gv_manifest_row then; /* what the manifest says */
    uint64_t size, records;
    int has_size;         /* 0: it could not be opened then */
    const char *name;     /* as records name it: readable UTF-8 */
    const char *path;     /* as it was opened */
    uint32_t next_same;   /* next input of the same name, or NONE */
    uint32_t last_same;   /* of the first of a name: the last */
    /* the result's lines */
    uint64_t n_rows, n_in_damaged;
    int is_in_doubt;      /* csv, pretty: damage may touch its records; which, nobody can tell */
    char chain_here[65];  /* over them */
    /* read again */
    const char *found;    /* the file to read, or NULL */
    const char *why_not;  /* if NULL: a clause */
    int was_read;
    uint64_t size_now;
    char sha256_now[65], chain_now[65];
    const char *extractor; /* "pdftotext 22.12.0 then, 23.1.0 now", or NULL */
    int n_damage_now;
} gv_custody_input;

typedef struct gv_custody_manifest {
    gv_manifest_file file;
    uint64_t output_bytes;
    gv_json_value output_sha256;
    gv_custody_input *inputs;
    size_t n_inputs, capacity;
    gv_map names; /* name -> first input of it */
    gv_arena arena;
} gv_custody_manifest;

/* Maps and reads; GV_ERROR_OPEN or GV_ERROR_FORMAT with a message. The caller frees in any case. */
gv_status gv_custody_read_manifest(const char *path, gv_message *message,
                                   gv_custody_manifest *manifest);
void gv_custody_manifest_free(gv_custody_manifest *manifest);
/* 1 if a value is the string `text`. */
int gv_custody_is(const gv_json_value *value, const char *text);
/* 1 if two values are the same, as they stand. */
int gv_custody_is_same(const gv_json_value *a, const gv_json_value *b);
/* A string value decoded, NUL-terminated, cut at the first NUL in it. */
gv_status gv_custody_decode(const gv_json_value *value, gv_arena *arena, const char **text);

/* ------------------------------------------------------------------ the result */

typedef enum gv_row_verdict {
    GV_ROW_UNSEEN = 0, /* not derived again (yet) */
    GV_ROW_HOLDS,
    GV_ROW_DIFFERS,    /* `words` and `differs` say in what */
    GV_ROW_UNREADABLE
} gv_row_verdict;

enum { GV_DIFFERS_TEXT = 1, GV_DIFFERS_LABELS = 2, GV_DIFFERS_OTHER = 4 };

/* One line of the result. */
typedef struct gv_custody_row {
    uint64_t offset;
    uint64_t place;     /* hash of input and place; see gv_custody_place */
    const char *words;
    uint32_t length;    /* with its line end */
    uint32_t input;     /* or NONE */
    uint32_t derived;   /* number of the derived line that it is, from 1; 0: none */
    uint32_t next;      /* in the index: next row of the same slot */
    uint8_t verdict, differs;
    uint8_t moved, twice, in_damaged;
} gv_custody_row;

typedef struct gv_custody_result {
    gv_mapping file;
    char sha256[65];
    gv_custody_row *rows; /* jsonl only */
    size_t n_rows, capacity;
} gv_custody_result;

/* The fields of a line that say what it is of. */
typedef struct gv_custody_line {
    gv_json_value id, passage, part, spans, path, member, at;
} gv_custody_line;

/* 0 if the line is no record. The line may end in a newline. */
int gv_custody_read_line(const char *line, size_t length, gv_custody_line *fields);
/* A hash of the input, the member, the layers, the part and the spans; or, of_id, of the input, the
 * id, the part and the passage's number. */
uint64_t gv_custody_place(const gv_custody_line *fields, uint32_t input, int of_id);
/* How many lines an input has so far. Zeroed is none. */
typedef struct gv_custody_tally {
    uint64_t n;
    uint32_t full; /* of the first of a name: so many of them have all their records */
    uint32_t open; /* the one after those */
} gv_custody_tally;

/* Finds the input that a line names, among those of one name the first that has fewer lines than
 * records; NONE if the manifest has no such. Counts it in `tally`, one an input. */
gv_status gv_custody_count_line(const gv_custody_manifest *manifest,
                                const gv_custody_line *fields, gv_arena *scratch,
                                gv_custody_tally *tally, uint32_t *input);

gv_status gv_custody_map_result(const char *path, gv_message *message, gv_custody_result *result);
/* Cuts the result into rows, and fills each input's n_rows and chain_here. */
gv_status gv_custody_read_rows(gv_custody_manifest *manifest, gv_message *message,
                               gv_custody_result *result);
void gv_custody_result_free(gv_custody_result *result);

/* ------------------------------------------------------------------ inputs */

/* Sets found or why_not of every input of which `wanted` is 1. folder: NULL, or where to look. */
gv_status gv_custody_find_inputs(const char *folder, const uint8_t *wanted, gv_message *message,
                                 gv_custody_manifest *manifest);

/* ------------------------------------------------------------------ matching */

/* A derived line that the result lacks. */
typedef struct gv_custody_missing {
    const char *line;
    size_t length;
    uint32_t input, derived;
} gv_custody_missing;

typedef struct gv_custody_match {
    gv_custody_manifest *manifest;
    gv_custody_result *result;
    size_t cursor;       /* the row that should come next */
    uint32_t n_derived;
    gv_custody_tally *tally; /* derived lines of each input */
    uint32_t *slots;     /* row + 1; made when first needed */
    size_t n_slots;
    gv_custody_missing *missing;
    size_t n_missing, capacity;
    uint64_t n_missing_more; /* not kept */
    size_t kept;         /* bytes */
    gv_arena arena;      /* words, missing lines */
    gv_arena scratch;
} gv_custody_match;

/* Takes the next derived line, in order. */
gv_status gv_custody_match_line(gv_custody_match *match, const char *line, size_t length);
/* After the last: pairs what is left by id and passage, finds what stands twice or out of order. */
gv_status gv_custody_match_end(gv_custody_match *match);
void gv_custody_match_free(gv_custody_match *match);

/* What differs, as bits, and in words (in the arena) of at most a few hundred bytes. */
gv_status gv_custody_compare(const char *line, size_t length, const char *derived,
                             size_t derived_length, gv_arena *arena, const char **words,
                             uint8_t *differs);

/* ------------------------------------------------------------------ the job */

typedef struct gv_custody_job {
    const gv_verify_options *options;
    gv_custody_manifest manifest;
    gv_custody_result result;
    gv_custody_match match;
    gv_run_options run;        /* the manifest's */
    const gv_model **models;   /* to read with; one for each that the manifest names */
    size_t n_models;
    gv_model *builtin;
    gv_manifest_file again;    /* the manifest that reading again gave, without its inputs */
    int other_model, other_extractor;
    const char *extractor_words; /* "utf8proc 2.8.0 then, 2.9.0 now" */
    uint64_t differs_at;       /* csv, pretty: the first byte that differs from what was derived, or
                                  UINT64_MAX */
    int compared_whole;        /* csv, pretty: every input was read: differs_at has a meaning */
    gv_verify_stats stats;
    gv_arena arena;
} gv_custody_job;

/* Reads and tags the inputs that are found, and matches (jsonl) or compares (csv, pretty). */
gv_status gv_custody_rederive(gv_custody_job *job, gv_message *message);

/* jsonl: marks rows whose layers the manifest's damage touches. csv, pretty, whose records do not
 * say where they are from: marks inputs that give records and have damage that may touch some. */
gv_status gv_custody_mark_damaged(gv_custody_job *job);

/* Findings, in this order; each also counts. */
gv_status gv_custody_tell_signature(gv_custody_job *job, const char *manifest_path);
gv_status gv_custody_choose_models(gv_custody_job *job);
gv_status gv_custody_tell_extractor(gv_custody_job *job);
gv_status gv_custody_tell_result(gv_custody_job *job);
gv_status gv_custody_tell_inputs(gv_custody_job *job);
gv_status gv_custody_tell_records(gv_custody_job *job);
/* Counts a finding and gives it to the caller. */
void gv_custody_tell(gv_custody_job *job, const gv_verify_finding *finding);
/* Why records of an input may differ: "the input changed", "another model" ...; borrowed from the
 * arena or for ever. */
gv_status gv_custody_why(gv_custody_job *job, const gv_custody_input *input, const char **words);

#endif
