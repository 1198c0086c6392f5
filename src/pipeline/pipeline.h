/*
 * pipeline.h - what the files of pipeline/ share.
 *
 *     settings.c   options made whole and checked
 *     settings_models.c   which model reads what, names of labels and statuses
 *     run.c        gv_run: outputs opened, manifest
 *     inputs.c     the files to read: folders walked, shards
 *     pipeline.c   threads: who reads, who works, who delivers (the only OpenMP)
 *     work.c       one section: cut, scan, written into its own output
 *     deliver.c    sections in order: numbers filled in, hash chain, bytes out
 *     cpus.c, features.c
 *
 * Memory. At most 4 T + 4 sections are held at a time for T threads, and no new one is read while
 * those held (raw bytes, what was cut from them, output) exceed 16 MiB + 4 MiB a thread; only the
 * earliest unfinished input may then still read, one section at a time. So the bound is that budget
 * plus T + 1 times the largest section (1 MiB of text, or one document up to its limit) and what
 * it becomes, whatever the size of the inputs. Of finished inputs nothing is kept but their paths.
 */
#ifndef GV_PIPELINE_PIPELINE_H
#define GV_PIPELINE_PIPELINE_H

#include "base/file.h"
#include "base/sha256.h"
#include "ingest/damage.h"
#include "ingest/reader.h"
#include "output/change.h"
#include "output/manifest.h"
#include "output/record.h"
#include "scan/scanner.h"

#include <pthread.h>

/* ------------------------------------------------------------------ settings */

/* A language of a model: one scanner a thread. */
typedef struct gv_reading {
    uint32_t model;
    const gv_model_language *language;
} gv_reading;

#define GV_READING_NONE SIZE_MAX

/* Everything that stays as it is while threads run. */
typedef struct gv_settings {
    gv_run_options options; /* every default filled in */
    int threads_are_ours;   /* the caller did not say how many: fewer may do */
    const gv_model *const *models; /* those of the options; last the old one, if there is one */
    size_t n_models;
    gv_reading *readings;
    size_t n_readings;
    size_t default_reading;
    size_t default_old_reading; /* NONE: the old model does not cover options.language */
    size_t n_counts;            /* of job->counts.labels: labels * statuses; with an old model
                                   transitions, as in gv_changes_end */
    int every_passage; /* --status any */
    uint64_t *wanted;  /* of each model: bit s: passages with a label of status s are written */
    uint32_t **label_places;  /* of each model: label -> place in names */
    uint32_t **status_places; /* of each model: status -> place in names */
    gv_manifest_names names;
    gv_ingest_options ingest;
    gv_output_options output;
    gv_model *builtin; /* owned, or NULL */
    const gv_model *builtin_list[1];
    gv_arena arena;
} gv_settings;

/* Makes options whole. settings is zeroed before, and freed by the caller in any case. It must not
 * move afterwards. */
gv_status gv_settings_set(const gv_run_options *options, gv_message *message,
                          gv_settings *settings);
/* Of these, models, readings and names; options are whole. Called by gv_settings_set. */
gv_status gv_settings_set_models(gv_settings *settings, gv_message *message);
void gv_settings_free(gv_settings *settings);
/* The reading for a document of this language; NULL: not stated. GV_READING_NONE: not covered. */
size_t gv_settings_find_reading(const gv_settings *settings, const char *language);
/* The old model's; NONE too if there is none. */
size_t gv_settings_find_old_reading(const gv_settings *settings, const char *language);

/* ------------------------------------------------------------------ a section on its way */

/* Bytes between what two threads write at once: two cache lines, since processors fetch pairs. Less
 * apart, each write of one would take the line from the other. */
enum { GV_APART = 128 };

typedef struct gv_job {
    gv_section section;
    gv_output output;
    gv_manifest_counts counts;
    uint32_t *others; /* documents in a language that no model covers */
    size_t n_others, others_capacity;
    size_t input;
    uint64_t number; /* of the section within its input */
    size_t held;     /* bytes it counts for in the budget */
    struct gv_job *next;
    char apart[GV_APART]; /* from the next job of the array, which another thread counts in */
} gv_job;

/* One thread's own. */
typedef struct gv_worker {
    gv_scanner **scanners; /* one a reading, made when first needed */
    gv_changes changes;
} gv_worker; /* on the thread's own stack */

/* Cuts job->section, scans it and fills output and counts. */
gv_status gv_work_section(const gv_settings *settings, const char *path, gv_worker *worker,
                          gv_job *job);
void gv_worker_free(const gv_settings *settings, gv_worker *worker);
void gv_job_free(gv_job *job);

/* ------------------------------------------------------------------ inputs */

/* An input while it is open. Zeroed, with counts.labels set, is one that nobody has touched. */
typedef struct gv_input {
    /* of the thread that made it busy; after its end, of the delivering thread */
    gv_reader *reader; /* NULL: not open yet, or could not be */
    int opened;
    gv_damage_log not_opened; /* why */
    /* guarded by the run's lock */
    int busy;                     /* a thread opens or reads it */
    int ended;                    /* nothing more to read */
    int reads_ahead;              /* its last section took time to read, and kept nobody waiting */
    uint64_t n_read, n_delivered; /* sections */
    gv_job *finished;             /* worked on, not delivered; in no order */
    uint64_t bytes_read, bytes_text;
    /* of the delivering thread */
    uint64_t passages_before; /* of the document that the last delivered section ended in */
    gv_manifest_counts counts;
    gv_map other_languages;
    gv_damage_log bad_lines;
    char chain[65];
} gv_input;

/* ------------------------------------------------------------------ a run */

typedef struct gv_run_state {
    const gv_settings *settings;
    char **paths;
    size_t n_paths;
    const char *const *names; /* what the inputs are called: paths, or the caller's names */
    const uint64_t *ordinals; /* of the paths among the inputs of all shards; NULL: 1, 2, 3 ... */
    gv_message *message;  /* the caller's, or NULL */

    pthread_mutex_t lock; /* guards all of this block, and inputs and jobs as they say */
    pthread_cond_t changed;
    size_t n_waiting;
    gv_status status;     /* first failure; then everybody stops */
    gv_input *inputs;     /* input i is inputs[i % n_open] while it is open */
    size_t n_open;
    size_t first;         /* earliest unfinished input */
    gv_job *jobs, *free_jobs;
    size_t n_jobs, n_free_jobs;
    gv_job *line;         /* read, and not worked on yet, in the order of reading */
    size_t n_in_line;
    size_t held, budget;  /* bytes */
    int delivering;       /* a thread delivers */
    gv_run_stats stats;

    pthread_mutex_t telling; /* held while the caller's progress or message callback runs */

    /* of the delivering thread */
    gv_buf out;           /* bytes on their way */
    uint64_t out_bytes;   /* written so far; with its hash kept if want_manifest */
    gv_sha256 out_sha;
    gv_writer writer;     /* used if options.output_path is set */
    int want_manifest;
    gv_writer manifest; /* used if want_manifest */
    gv_buf manifest_bytes;
    gv_manifest_counts totals;
} gv_run_state;

/* The files that a run reads. Zeroed is valid and empty. */
typedef struct gv_run_inputs {
    gv_file_list files;
    uint64_t *ordinals; /* of a sharded run; else NULL */
    uint64_t n_all;     /* inputs of all shards */
    char list[65];      /* SHA-256 over the paths of all shards, each with its NUL */
} gv_run_inputs;

/* Finds them, and sets run's paths, names and ordinals, which borrow from `found`; the caller frees
 * it in any case. manifest_path may be NULL. */
gv_status gv_inputs_find(gv_run_state *run, const char *const *inputs, size_t n_inputs,
                         const char *manifest_path, gv_run_inputs *found);
void gv_run_inputs_free(gv_run_inputs *inputs);
/* How many threads, `most` at most, the inputs that were found can keep at work. */
int gv_inputs_count_threads(const gv_run_state *run, int most);

/* Makes the threads of a run, before any output is begun: libgomp ends the process where it finds
 * no memory for them, and would leave unfinished files behind. */
void gv_pipeline_make_threads(int threads);
/* Reads, works and delivers until all is done or something fails; paths, outputs and settings
 * stand in `run`. */
gv_status gv_pipeline_run(gv_run_state *run);
/* Notes a failure, of which the first stands, and makes everybody stop. `message` may be NULL. Not
 * to be called with the lock held. */
void gv_pipeline_fail(gv_run_state *run, gv_status status, const gv_message *message);
/* 1 if the run has failed or was told to stop. */
int gv_pipeline_has_failed(gv_run_state *run);
/* Calls the caller's progress callback, unless it is running: a wish to stop is a failure. */
void gv_pipeline_tell_progress(gv_run_state *run);
/* Calls the caller's message callback, one thread at a time. */
void gv_pipeline_tell(gv_run_state *run, const char *path, const char *words);

/* Delivers all that is next in line; called with the lock held, returns with it held. */
void gv_deliver(gv_run_state *run);
/* Writes what is in run->out. */
gv_status gv_deliver_bytes(gv_run_state *run);
/* Writes what is in run->manifest_bytes. */
gv_status gv_deliver_manifest(gv_run_state *run);
/* Frees what an input holds and makes it untouched again; counts.labels stays. */
void gv_input_clear(gv_input *input);

/* CPUs that this process may use: affinity, and the cgroup CPU limit (v1 and v2) below `root`
 * ("" for the real one); at least 1. */
int gv_cpus_count(const char *root);

#endif
