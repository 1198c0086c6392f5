/*
 * pipeline.c - the threads of a run: who reads, who works, who delivers.
 *
 * Every thread does the same: it takes the earliest input that may be read, reads one section of it
 * (one thread at a time an input, since inflating is serial), lets the reader go, works on the
 * section, and hands it in. Whoever hands in the section that is next in line delivers it, and all
 * that follow it and are done:
 *
 *     thread 1   read a/0   work a/0 .........  deliver a/0, a/1, b/0
 *     thread 2       read a/1   work a/1   read b/0  work b/0   read b/1 ...
 *
 * Threads would wait for one another's reading, or work on as many files at once as there are threads,
 * whose parts drive each other out of the caches: so a section that was read is put in line, for
 * whoever is free, and more are read while the line is short; of later inputs, when it is empty. One
 * large .gz is then inflated without a pause, by whoever finds the line short:
 *
 *     thread 1   read a/0, a/1, a/2  work a/0 .....  work a/3 ...
 *     thread 2              work a/1 ......  read a/3, a/4  work a/2 ...
 *
 * Order and bytes of the output follow from input and section numbers alone. Nobody spins: a thread
 * that may read nothing sleeps until something is handed in. The lock is taken a few times a
 * section (64 KiB of text, mostly), never on the way of a passage. Without OpenMP there is one
 * thread, which never has to wait.
 */
#include "pipeline/pipeline.h"

#include "base/arena.h"

#include <string.h>

enum { JOBS_PER_THREAD = 4, BUDGET_BASE = 16 << 20, BUDGET_PER_THREAD = 4 << 20 };
enum { JOB_OVERHEAD = 4 << 10 }; /* bytes that even an empty section counts for */
#define INPUT_NONE SIZE_MAX

/* ------------------------------------------------------------------ telling the caller */

void gv_pipeline_fail(gv_run_state *run, gv_status status, const gv_message *message)
{
    pthread_mutex_lock(&run->lock);
    if (run->status == GV_OK) {
        run->status = status;
        if (message != NULL && run->message != NULL) {
            *run->message = *message;
        }
    }
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

int gv_pipeline_has_failed(gv_run_state *run)
{
    pthread_mutex_lock(&run->lock);
    const int failed = run->status != GV_OK;
    pthread_mutex_unlock(&run->lock);
    return failed;
}

void gv_pipeline_tell(gv_run_state *run, const char *path, const char *words)
{
    const gv_run_options *const options = &run->settings->options;
    if (options->message != NULL) {
        pthread_mutex_lock(&run->telling);
        options->message(options->message_user, path, words);
        pthread_mutex_unlock(&run->telling);
    }
}

void gv_pipeline_tell_progress(gv_run_state *run)
{
    const gv_run_options *const options = &run->settings->options;
    int stop = 0;
    if (options->progress == NULL || pthread_mutex_trylock(&run->telling) != 0) {
        return;
    }
    pthread_mutex_lock(&run->lock);
    const gv_run_stats stats = run->stats;
    pthread_mutex_unlock(&run->lock);
    stop = options->progress(options->progress_user, &stats) != 0;
    pthread_mutex_unlock(&run->telling);
    if (stop) {
        gv_pipeline_fail(run, GV_ERROR_CANCELLED, NULL);
    }
}

/* ------------------------------------------------------------------ reading */

/* Opens an input. What cannot be opened is noted and told, and has nothing more to read. */
static gv_status open_input(gv_run_state *run, size_t index, gv_input *input)
{
    const char *const path = run->paths[index];
    const size_t length = strlen(path);
    gv_message message = {{0}};
    input->opened = 1;
    const gv_status status =
        gv_reader_open(&run->settings->ingest, path, &message, &input->reader);
    if (status == GV_OK) {
        gv_reader_set_name(input->reader, run->names[index]);
    }
    if (status == GV_OK || status == GV_ERROR_MEMORY) {
        return status;
    }
    const char *reason = message.text[0] != '\0' ? message.text : gv_strerror(status);
    if (strncmp(reason, path, length) == 0 && strncmp(reason + length, ": ", 2) == 0) {
        reason += length + 2;
    }
    gv_pipeline_tell(run, path, reason);
    return gv_damage_add(&input->not_opened, "file", 0, 0, "%s", reason);
}

/* Reads the next section of an input that this thread has made busy. */
static gv_status read_section(gv_run_state *run, size_t index, gv_input *input, gv_job *job,
                              int *more)
{
    gv_reader_report report;
    *more = 0;
    if (!input->opened) {
        GV_TRY(open_input(run, index, input));
    }
    if (input->reader == NULL) {
        return GV_OK;
    }
    const gv_status status = gv_reader_next(input->reader, &job->section, more);
    if (status == GV_ERROR_MEMORY) {
        return status;
    }
    if (status != GV_OK) {
        *more = 0; /* the reader has noted and told what it was */
    }
    gv_reader_get_report(input->reader, &report);
    pthread_mutex_lock(&run->lock);
    run->stats.bytes_read += report.bytes_read - input->bytes_read;
    run->stats.bytes_text += report.bytes_text - input->bytes_text;
    input->bytes_read = report.bytes_read;
    input->bytes_text = report.bytes_text;
    pthread_mutex_unlock(&run->lock);
    return GV_OK;
}

/* ------------------------------------------------------------------ who may read what */

/* Later inputs may fill half of what may be held, so that the earliest, which everybody waits for,
 * always finds room. Lock held. */
static int may_read(const gv_run_state *run, size_t index)
{
    const gv_input *const input = &run->inputs[index % run->n_open];
    if (input->busy || input->ended || run->n_free_jobs == 0) {
        return 0;
    }
    if (index == run->first) {
        return run->held <= run->budget || input->n_read == input->n_delivered;
    }
    return run->n_free_jobs > run->n_jobs / 2 && run->held <= run->budget / 2;
}

/* The earliest input that may be read, or INPUT_NONE. Lock held. */
static size_t find_input(const gv_run_state *run)
{
    for (size_t i = run->first; i < run->n_paths && i - run->first < run->n_open; i++) {
        if (may_read(run, i)) {
            return i;
        }
    }
    return INPUT_NONE;
}

/* Sets *index to the input that is to be read now, or to INPUT_NONE: work on what is in line. 0:
 * there is neither. While something is in line only the earliest input is read, and that only if it
 * takes time to read and keeps nobody waiting. Lock held. */
static int find_task(const gv_run_state *run, size_t *index)
{
    const size_t threads = (size_t)run->settings->options.threads;
    const size_t line_most = threads > 1 ? threads : 0; /* one works on what it has just read */
    if (run->n_in_line == 0) {
        *index = find_input(run);
        return *index != INPUT_NONE;
    }
    *index = run->n_in_line <= line_most && run->inputs[run->first % run->n_open].reads_ahead &&
                     may_read(run, run->first)
                 ? run->first
                 : INPUT_NONE;
    return 1;
}

/* Wakes one sleeper if there is something to do. Lock held. */
static void wake_one(gv_run_state *run)
{
    size_t index = INPUT_NONE;
    if (run->n_waiting > 0 && find_task(run, &index)) {
        pthread_cond_signal(&run->changed);
    }
}

/* Waits for something to do; 0 when the run is over. Lock held. */
static int wait_for_task(gv_run_state *run, size_t *index)
{
    while (run->status == GV_OK && run->first < run->n_paths) {
        if (find_task(run, index)) {
            return 1;
        }
        run->n_waiting++;
        pthread_cond_wait(&run->changed, &run->lock);
        run->n_waiting--;
    }
    return 0;
}

/* Reads a section of input `index` and puts it in line. Lock held at both ends, not between. */
static gv_status put_in_line(gv_run_state *run, size_t index)
{
    gv_input *const input = &run->inputs[index % run->n_open];
    gv_job *const job = run->free_jobs;
    int more = 0;
    run->free_jobs = job->next;
    run->n_free_jobs--;
    input->busy = 1;
    wake_one(run);
    pthread_mutex_unlock(&run->lock);
    const gv_status status = read_section(run, index, input, job, &more);
    pthread_mutex_lock(&run->lock);
    input->busy = 0;
    if (status != GV_OK || !more) {
        input->ended = 1;
        job->next = run->free_jobs;
        run->free_jobs = job;
        run->n_free_jobs++;
        return status;
    }
    input->reads_ahead = gv_reader_is_file(input->reader) && job->section.stored.length == 0;
    job->input = index;
    job->number = input->n_read++;
    job->held = 3 * gv_section_bytes(&job->section) + JOB_OVERHEAD;
    run->held += job->held;
    gv_job **link = &run->line;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    job->next = NULL;
    *link = job;
    run->n_in_line++;
    return GV_OK;
}

/* Takes the first section in line from there to delivery. Lock held at both ends, not between. */
static gv_status work_on_first(gv_run_state *run, gv_worker *worker)
{
    gv_job *const job = run->line;
    gv_input *const input = &run->inputs[job->input % run->n_open];
    run->line = job->next;
    run->n_in_line--;
    wake_one(run);
    pthread_mutex_unlock(&run->lock);
    const gv_status status =
        gv_work_section(run->settings, run->names[job->input], worker, job);
    pthread_mutex_lock(&run->lock);
    job->held += job->output.bytes.length;
    run->held += job->output.bytes.length;
    job->next = input->finished;
    input->finished = job;
    return status;
}

static void run_thread(gv_run_state *run)
{
    gv_worker worker = {0};
    pthread_mutex_lock(&run->lock);
    for (size_t index = INPUT_NONE; wait_for_task(run, &index);) {
        const gv_status status =
            index != INPUT_NONE ? put_in_line(run, index) : work_on_first(run, &worker);
        if (status != GV_OK) {
            pthread_mutex_unlock(&run->lock);
            gv_pipeline_fail(run, status, NULL);
            pthread_mutex_lock(&run->lock);
            break;
        }
        gv_deliver(run);
        wake_one(run);
    }
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    gv_worker_free(run->settings, &worker);
}

/* ------------------------------------------------------------------ all of it */

static gv_status make_room(gv_run_state *run)
{
    const gv_settings *const settings = run->settings;
    const size_t threads = (size_t)settings->options.threads;
    const size_t n_counts = settings->n_counts + 1 + GV_APART / sizeof(uint64_t);
    const size_t n_jobs = JOBS_PER_THREAD * (threads + 1);
    const size_t n_open = threads + 2;
    run->budget = BUDGET_BASE + BUDGET_PER_THREAD * threads;
    GV_TRY(gv_memory_get_zeroed(n_jobs, sizeof *run->jobs, (void **)&run->jobs));
    run->n_jobs = n_jobs;
    GV_TRY(gv_memory_get_zeroed(n_open, sizeof *run->inputs, (void **)&run->inputs));
    run->n_open = n_open;
    for (size_t i = 0; i < n_jobs; i++) {
        GV_TRY(gv_memory_get_zeroed(n_counts, sizeof(uint64_t),
                                    (void **)&run->jobs[i].counts.labels));
        run->jobs[i].next = i + 1 < n_jobs ? &run->jobs[i + 1] : NULL;
    }
    run->free_jobs = run->jobs;
    run->n_free_jobs = n_jobs;
    for (size_t i = 0; i < n_open; i++) {
        GV_TRY(gv_memory_get_zeroed(n_counts, sizeof(uint64_t),
                                    (void **)&run->inputs[i].counts.labels));
    }
    return gv_memory_get_zeroed(n_counts, sizeof(uint64_t), (void **)&run->totals.labels);
}

static void free_room(gv_run_state *run)
{
    for (size_t i = 0; i < run->n_jobs; i++) {
        gv_job_free(&run->jobs[i]);
    }
    for (size_t i = 0; i < run->n_open; i++) {
        gv_input_clear(&run->inputs[i]);
        gv_memory_free(run->inputs[i].counts.labels);
    }
    gv_memory_free(run->jobs);
    gv_memory_free(run->inputs);
    run->jobs = NULL;
    run->inputs = NULL;
    run->n_jobs = run->n_open = 0;
}

void gv_pipeline_make_threads(int threads)
{
    (void)threads; /* without OpenMP there is one */
#pragma omp parallel num_threads(threads)
    {
        /* libgomp keeps what it makes here for the next region of the size. The compiler would drop
         * a region that does nothing. */
        volatile int begun = 1;
        (void)begun;
    }
}

gv_status gv_pipeline_run(gv_run_state *run)
{
    run->status = make_room(run);
    if (run->status == GV_OK && run->settings->options.threads == 1) {
        run_thread(run); /* libgomp would make a team of one anew */
    } else if (run->status == GV_OK) {
#pragma omp parallel num_threads(run->settings->options.threads)
        run_thread(run);
    }
    free_room(run);
    return run->status;
}
