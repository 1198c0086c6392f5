/*
 * night_work.c - threads that take one input each.
 *
 * In: the night's items. Out: all that is to be done with them, done. Many small inputs are read
 * side by side, each by gv_run with one thread; a large one, from 8 MiB on, takes up to four of the
 * threads at once, and large ones begin first so that none is left over at the end:
 *     4 threads   [ big.jsonl.gz (4) ] [a] [b] [c] [d] [e] ...
 * The order in which inputs end changes no byte of any result. The first failure (a full disk, no
 * memory, the caller's wish) stops all: what is under way is dropped, what was noted stays. A dry
 * run goes through the same items and only says them.
 */
#include "nightly/nightly.h"

#include "output/escape.h"

#include <string.h>

enum { LARGE = 8 << 20, THREADS_OF_LARGE = 4 };

/* ------------------------------------------------------------------ threads */

/* Takes the next item and the threads for it; NULL when there is nothing more to do. Mutex held. */
static gv_night_item *take(gv_night_crew *c, int *threads)
{
    gv_night *const night = c->night;
    while (c->status == GV_OK && c->next < c->n) {
        gv_night_item *const item = &night->items[c->order[c->next]];
        const int all = night->run->threads;
        *threads = item->size < LARGE ? 1 : all < THREADS_OF_LARGE ? all : THREADS_OF_LARGE;
        if (c->free_threads >= *threads) {
            c->free_threads -= *threads;
            c->next++;
            return item;
        }
        pthread_cond_wait(&c->changed, &night->mutex);
    }
    return NULL;
}

static void *work(void *user)
{
    gv_night_worker *const w = user;
    gv_night_crew *const c = w->crew;
    gv_night *const night = c->night;
    int threads = 0;
    pthread_mutex_lock(&night->mutex);
    for (gv_night_item *item = take(c, &threads); item != NULL; item = take(c, &threads)) {
        gv_message message = {{0}};
        gv_status status = gv_night_ask_caller(c) ? GV_ERROR_CANCELLED : GV_OK;
        pthread_mutex_unlock(&night->mutex);
        if (status == GV_OK) {
            status = gv_night_do(w, item, threads, &message);
        }
        pthread_mutex_lock(&night->mutex);
        c->free_threads += threads;
        if (status != GV_OK && c->status == GV_OK) {
            c->status = status;
            if (message.text[0] != '\0') {
                *night->message = message;
            } else if (night->message->text[0] == '\0' && status != GV_ERROR_CANCELLED) {
                gv_message_set(night->message, status, "%s: %s", item->path, gv_strerror(status));
            }
        }
        pthread_cond_broadcast(&c->changed);
    }
    pthread_mutex_unlock(&night->mutex);
    return NULL;
}

static void run_crew(gv_night_crew *c)
{
    size_t started = 1;
    while (started < c->n_workers && pthread_create(&c->workers[started].thread, NULL, work,
                                                    &c->workers[started]) == 0) {
        started++;
    }
    (void)work(&c->workers[0]);
    for (size_t i = 1; i < started; i++) {
        (void)pthread_join(c->workers[i].thread, NULL);
    }
}

/* Items with something to do, large ones first, else in order. */
static gv_status put_in_order(gv_night_crew *c)
{
    const gv_night *const night = c->night;
    GV_TRY(gv_memory_get_zeroed(night->n_items + 1, sizeof *c->order, (void **)&c->order));
    for (int large = 1; large >= 0; large--) {
        for (size_t i = 0; i < night->n_items; i++) {
            if (gv_night_is_to_do(&night->items[i]) && (night->items[i].size >= LARGE) == large) {
                c->order[c->n++] = i;
            }
        }
    }
    return GV_OK;
}

static gv_status make_workers(gv_night_crew *c)
{
    const gv_night *const night = c->night;
    const size_t threads = (size_t)night->run->threads;
    const size_t n_counts = night->names.n_labels * night->names.n_statuses + 1;
    const size_t n = c->n < threads ? (c->n > 0 ? c->n : 1) : threads;
    c->free_threads = night->run->threads;
    GV_TRY(gv_memory_get_zeroed(n, sizeof *c->workers, (void **)&c->workers));
    c->n_workers = n;
    for (size_t i = 0; i < n; i++) {
        c->workers[i].crew = c;
        GV_TRY(gv_memory_get_zeroed(n_counts, sizeof(uint64_t),
                                    (void **)&c->workers[i].counts.labels));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ a dry run */

static const char *word_for(const gv_night_item *item)
{
    static const char *const WORDS[] = {[GV_NIGHT_FRESH] = "new      ",
                                        [GV_NIGHT_CHANGED] = "changed  ",
                                        [GV_NIGHT_AGAIN] = "again    ",
                                        [GV_NIGHT_LOST] = "no result"};
    return WORDS[item->action];
}

static gv_status say_items(gv_night *night)
{
    const gv_nightly_options *const options = night->options;
    gv_buf line = {0};
    gv_status status = GV_OK;
    for (size_t i = 0; i < night->n_items; i++) {
        gv_night_item *const item = &night->items[i];
        if (item->action == GV_NIGHT_LOOK) {
            gv_message message = {{0}};
            GV_TRY_DONE(gv_night_look(night, item, &message));
        }
        if (!gv_night_is_to_do(item) || options->summary == NULL) {
            continue;
        }
        gv_buf_clear(&line);
        GV_TRY_DONE(gv_buf_add_format(&line, "%s  ", word_for(item)));
        GV_TRY_DONE(gv_output_show(&line, item->path, strlen(item->path), 0));
        GV_TRY_DONE(gv_buf_add_byte(&line, '\n'));
        GV_TRY_DONE(options->summary(options->summary_user, line.bytes, line.length));
    }
done:
    gv_buf_free(&line);
    return status;
}

/* ------------------------------------------------------------------ all of it */

int gv_night_is_to_do(const gv_night_item *item)
{
    return item->action != GV_NIGHT_UNCHANGED && item->action != GV_NIGHT_OLDER &&
           item->action != GV_NIGHT_UNREADABLE;
}

gv_status gv_night_work(gv_night *night)
{
    gv_night_crew c = {.night = night, .changed = PTHREAD_COND_INITIALIZER};
    if (night->options->dry_run) {
        return say_items(night);
    }
    c.status = put_in_order(&c);
    if (c.status == GV_OK) {
        c.status = make_workers(&c);
    }
    if (c.status == GV_OK) {
        run_crew(&c);
    }
    for (size_t i = 0; i < c.n_workers; i++) {
        gv_memory_free(c.workers[i].counts.labels);
    }
    gv_memory_free(c.workers);
    gv_memory_free(c.order);
    (void)pthread_cond_destroy(&c.changed);
    return c.status;
}
