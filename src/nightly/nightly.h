/*
 * nightly.h - what the files of nightly/ share.
 *
 *     nightly.c        gv_nightly: all of it as a table of contents
 *     night_lock.c     nobody else at the same state or folder
 *     night_plan.c     which inputs there are, and what is to be done with each
 *     night_work.c     threads that take one input each
 *     night_input.c    one input, from reading to the transaction
 *     night_names.c    what results are called
 *     night_state.c    the database
 *     night_tidy.c     what killed runs left, and results that are nobody's any more
 *     night_summary.c  one screen for people
 *
 * Why kill -9 is safe. An input is done in this order: its result is written aside, synced and
 * renamed; its manifest likewise; the folder is synced; one transaction notes it. Whatever is cut
 * off before that transaction is done again, from the input, to the same bytes under the same
 * names, and halves aside are deleted when the next run starts. A result is deleted only after a
 * transaction that says that it is nobody's.
 */
#ifndef GV_NIGHTLY_NIGHTLY_H
#define GV_NIGHTLY_NIGHTLY_H

#include "base/arena.h"
#include "base/file.h"
#include "nightly/night_state.h"
#include "output/manifest.h"

#include <pthread.h>
#include <sys/stat.h>

/* What is to be done with an input. */
typedef enum gv_night_action {
    GV_NIGHT_UNCHANGED = 0,
    GV_NIGHT_FRESH,
    GV_NIGHT_CHANGED,
    GV_NIGHT_LOOK, /* the time is another, or cannot be relied on: unchanged if the bytes are */
    GV_NIGHT_AGAIN,
    GV_NIGHT_LOST,
    GV_NIGHT_OLDER,
    GV_NIGHT_UNREADABLE
} gv_night_action;

typedef struct gv_night_item {
    const char *path; /* borrowed from the list of files */
    int64_t size, mtime_ns;
    gv_night_action action;
    int damaged; /* when last read */
} gv_night_item;

/* Names for the summary: of inputs that vanished, or are damaged. */
enum { GV_NIGHT_NAMED = 10 };
typedef struct gv_night_list {
    const char *paths[GV_NIGHT_NAMED];
    uint64_t n; /* may be more than are named */
} gv_night_list;

/* What holds the lock. Zeroed with descriptors -1: nothing. */
typedef struct gv_night_lock {
    int state, folder;
} gv_night_lock;

typedef struct gv_night {
    const gv_nightly_options *options;
    const gv_run_options *run; /* with models and threads filled in */
    gv_message *message;       /* never NULL */
    const char *suffix;        /* of results */
    char identity[65];
    gv_buf models;             /* their identities, with commas */
    gv_night_lock lock;
    gv_night_state *state;     /* NULL: a dry run, and there is none yet */
    int64_t number;            /* of this night */
    gv_file_list files;
    gv_night_item *items;      /* in order of paths */
    size_t n_items, items_capacity;
    gv_arena arena;            /* paths of the lists */
    gv_night_list vanished, damaged;
    gv_manifest_names names;   /* labels and statuses of all models */
    int other_model, other_options; /* than known inputs were read with */
    pthread_mutex_t mutex;     /* guards stats, lists, state and the caller's callbacks */
    gv_nightly_stats stats;
} gv_night;

/* ------------------------------------------------------------------ threads */

typedef struct gv_night_crew {
    gv_night *night;
    size_t *order; /* of items with something to do */
    size_t n;
    /* guarded by the night's mutex */
    size_t next;
    int free_threads;
    pthread_cond_t changed;
    gv_status status;  /* first failure; then all stop */
    gv_run_stats done; /* sums of inputs that are done */
    struct gv_night_worker *workers;
    size_t n_workers;
} gv_night_crew;

typedef struct gv_night_worker {
    gv_night_crew *crew;
    pthread_t thread;
    gv_run_stats now; /* of the input under way; guarded */
    gv_manifest_counts counts;
} gv_night_worker;

int gv_night_is_to_do(const gv_night_item *item);
/* Does what is to be done with an item. Only failures that end the night come back. */
gv_status gv_night_do(gv_night_worker *worker, gv_night_item *item, int threads,
                      gv_message *message);
/* Makes an item to look at unchanged or changed, by its bytes. */
gv_status gv_night_look(gv_night *night, gv_night_item *item, gv_message *message);
/* Tells the caller how far it is; 1 if all shall stop. Mutex held. */
int gv_night_ask_caller(gv_night_crew *crew);

/* ------------------------------------------------------------------ steps */

/* Takes the locks, or says who has them. A lock of a killed run is none. A dry run only looks. */
gv_status gv_night_lock_take(gv_night *night);
void gv_night_lock_free(gv_night_lock *lock);
/* Finds the inputs and makes the items; with options.prune takes those that vanished out of the
 * state. */
gv_status gv_night_plan(gv_night *night, const char *const *inputs, size_t n_inputs);
/* Does what is to be done; in a dry run, says it. */
gv_status gv_night_work(gv_night *night);
/* Deletes halves that a killed run left below the folder. */
gv_status gv_night_tidy(gv_night *night);
/* Deletes the results that are left over. */
gv_status gv_night_drop_leftovers(gv_night *night);
gv_status gv_night_summary(gv_night *night, int64_t seconds);

/* Makes the folders that lead to a file, as far as they are not there; *made becomes 1 if one was
 * not. */
gv_status gv_night_make_folders(const char *path, int *made, gv_message *message);
/* Makes a result's name last through a failure of power; with `all` also those of the folders that
 * lead to it. */
void gv_night_sync_folders(const gv_night *night, const char *path, int all);
/* FOLDER/name */
gv_status gv_night_place(const gv_night *night, const char *name, gv_buf *path);
/* The name of an input's result, in its place. */
gv_status gv_night_result(const gv_night *night, const char *path, gv_buf *result);
int64_t gv_night_mtime(const struct stat *about);
/* SHA-256 of a file; GV_ERROR_OPEN or GV_ERROR_READ with a message. */
gv_status gv_night_hash(const char *path, gv_message *message, char sha256[65]);
/* Remembers a path for the summary, and counts it. One thread only. */
gv_status gv_night_list_add(gv_night *night, gv_night_list *list, const char *path);
/* Tells the caller about an input. Mutex not held. */
void gv_night_tell(gv_night *night, const char *path, const char *words);

#endif
