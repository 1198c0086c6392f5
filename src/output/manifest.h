/*
 * manifest.h - what a run read and wrote, as JSON beside its output.
 *
 * The part "result" is a function of the inputs, the models and the options that shape output; the
 * part "run" (threads, times, machine) is not, and stands last. Written piece by piece, input after
 * input, so that a run over a million files holds none of it:
 *
 *     gv_manifest_start, gv_manifest_add_input ..., gv_manifest_finish
 */
#ifndef GV_OUTPUT_MANIFEST_H
#define GV_OUTPUT_MANIFEST_H

#include "base/map.h"
#include "ingest/reader.h"
#include "model/model.h"

/* Labels and statuses of all models, each name once, in order of models and declaration; counts
 * are [label * n_statuses + status]. */
typedef struct gv_manifest_names {
    const char **labels;
    const char **statuses;
    size_t n_labels, n_statuses;
} gv_manifest_names;

typedef struct gv_manifest_counts {
    uint64_t documents, passages, records;
    uint64_t record_bytes; /* what the records take in the output */
    uint64_t documents_other_language;
    uint64_t passages_cut; /* at the passage limit */
    uint64_t bad_lines;
    uint64_t replaced;     /* bad bytes */
    uint64_t converted;    /* lines that were Windows-1252 */
    uint64_t *labels;      /* of passages read, whether written or not: n_labels * n_statuses */
} gv_manifest_counts;

typedef struct gv_manifest_input {
    uint64_t ordinal; /* from 1, among the inputs of all shards */
    int follows;      /* 1: not the first of this manifest */
    const char *path;
    const gv_reader_report *report; /* NULL: it could not be opened */
    const gv_manifest_counts *counts;
    const gv_damage *damage; /* beside the reader's own: lines; or why it could not be opened */
    size_t n_damage;
    uint64_t n_damage_more;
    const gv_map *other_languages; /* code -> number of documents */
    const char *chain;             /* 64 hexadecimal digits */
} gv_manifest_input;

/* The hash chain of an input's records: 64 zeros before the first, then after each record
 *     SHA256(chain so far, in hexadecimal, followed by SHA256(record's bytes), in hexadecimal)
 * where a record's bytes are all that it put into the output, its line end included. */
void gv_manifest_chain_start(char chain[65]);
/* `hash`: the record's SHA-256 in hexadecimal. */
void gv_manifest_chain_add(char chain[65], const char hash[65]);

/* What `gravamen merge` must know of a run that read a share of its inputs. It drops out of the
 * merged manifest. */
typedef struct gv_manifest_shard {
    unsigned number, of; /* number from 1 */
    uint64_t inputs;     /* of all shards */
    const char *list;    /* SHA-256 over the paths of all inputs, each with its NUL */
    const gv_manifest_names *names;
} gv_manifest_shard;

/* options: with every default filled in; models: options->models or the built-in one; shard: NULL
 * if the run reads all of its inputs. */
gv_status gv_manifest_start(const gv_run_options *options, const gv_model *const *models,
                            size_t n_models, const gv_manifest_shard *shard, gv_buf *buf);
gv_status gv_manifest_add_input(const gv_manifest_names *names, const gv_manifest_input *input,
                                gv_buf *buf);

typedef struct gv_manifest_end {
    const char *const *skipped; /* "path: reason" of what was found in folders and left out */
    size_t n_skipped;
    uint64_t inputs, inputs_damaged;
    const gv_manifest_counts *totals;
    uint64_t output_bytes;     /* all that was written, a heading included */
    const char *output_sha256; /* of that; 64 hexadecimal digits */
    int threads;
    unsigned merged;        /* shards; 0: none, a run of its own */
    int64_t started, ended; /* seconds since 1970 */
    const char *host;
} gv_manifest_end;

gv_status gv_manifest_finish(const gv_manifest_names *names, const gv_manifest_end *end,
                             gv_buf *buf);
/* Pieces of it: the object "totals"; and all from the object "output" on. */
gv_status gv_manifest_add_totals(const gv_manifest_names *names, const gv_manifest_end *end,
                                 gv_buf *buf);
gv_status gv_manifest_add_end(const gv_manifest_names *names, const gv_manifest_end *end,
                              gv_buf *buf);

/* Counts as members of an object, each with a comma before it; zeros that need not be said are
 * left out. Implemented, as is the next, in manifest_counts.c. */
gv_status gv_manifest_add_counts(const gv_manifest_names *names, const gv_manifest_counts *counts,
                                 gv_buf *buf);
/* Adds to sum what an object in which such members stand says. GV_ERROR_FORMAT if it is none. */
gv_status gv_manifest_read_counts(const gv_manifest_names *names, const char *object,
                                  size_t length, gv_manifest_counts *sum);

#endif
