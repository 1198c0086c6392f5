/*
 * stages.c - where the time of a passage goes: nanoseconds a byte of text, stage by stage.
 *
 * In: one file (text or JSONL, plain or gzip) and how often to measure. Out, one line a stage:
 *
 *     scan        3.91 ns/byte    255.8 MB/s    0.3 % spread
 *
 * Each round reads the file once, on one thread, section by section, and takes the time of each
 * stage over a whole section: `read` (open, inflate, find where a section ends), `cut` (JSON,
 * passages; a plain file of text is only read here), `words` (words and sentences of every passage,
 * alone: `scan` does it again), `scan` (the whole decision, words included), `render` (records as
 * JSON lines), `deliver` (sections in order, numbers filled in, to a sink that only counts). Medians
 * over the rounds; spread is the distance of the quartiles over the median. Of one input `read` and
 * `deliver` are serial, all else is done by as many threads as there are. What it will not do:
 * threads, files.
 */
#include "base/arena.h"
#include "pipeline/pipeline.h"
#include "text/sentence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum stage { READ, CUT, WORDS, SCAN, RENDER, DELIVER, STAGES };

static const char *const stage_names[STAGES] = {"read", "cut", "words", "scan", "render",
                                         "deliver"};

typedef struct bench {
    const char *path;
    gv_settings settings;
    gv_run_state run;
    gv_input input; /* the only one of the run */
    gv_job job;     /* likewise: one section at a time */
    const gv_model_language *language;
    gv_scanner *scanner;
    gv_words words;
    uint64_t nanoseconds[STAGES];
    uint64_t bytes, passages, records, written;
} bench;

static void need(gv_status status, const char *what)
{
    if (status != GV_OK) {
        fprintf(stderr, "stages: %s: %s\n", what, gv_strerror(status));
        exit(1);
    }
}

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static unsigned kind_of(const gv_passage *passage)
{
    return passage->kind == GV_PASSAGE_HEADING     ? GV_SCAN_HEADING
           : passage->kind == GV_PASSAGE_LIST_ITEM ? GV_SCAN_LIST_ITEM
           : passage->kind == GV_PASSAGE_QUOTE     ? GV_SCAN_QUOTE
                                                   : 0;
}

/* 1 if some label has the first status: what `tag` writes by default. */
static int is_wanted(const struct gv_result *result)
{
    for (uint32_t i = 0; i < result->n_labels; i++) {
        if (result->labels[i].status == 0) {
            return 1;
        }
    }
    return 0;
}

static void scan_section(bench *run)
{
    const gv_section *const section = &run->job.section;
    uint64_t rendering = 0;
    gv_output_clear(&run->job.output, SIZE_MAX);
    const uint64_t start = now();
    for (uint32_t i = 0; i < section->n_passages; i++) {
        const gv_passage *const passage = &section->passages[i];
        const struct gv_result *result = NULL;
        need(gv_scanner_scan(run->scanner, passage->text, passage->length, kind_of(passage),
                             &result),
             "scan");
        if (is_wanted(result)) {
            const gv_record record = {.path = run->path,
                                      .document = &section->documents[passage->document],
                                      .passage = passage,
                                      .result = result,
                                      .language = run->language->code};
            const uint64_t before = now();
            need(gv_output_add(&run->settings.output, &record, &run->job.output), "render");
            rendering += now() - before;
            run->records++;
        }
    }
    run->nanoseconds[RENDER] += rendering;
    run->nanoseconds[SCAN] += now() - start - rendering;
    run->passages += section->n_passages;
}

static void cut_words(bench *run, const gv_section *section)
{
    const uint64_t start = now();
    for (uint32_t i = 0; i < section->n_passages; i++) {
        const gv_passage *const passage = &section->passages[i];
        need(gv_token_cut(&run->language->text, passage->text, passage->length, &run->words),
             "words");
        need(gv_sentence_cut(&run->language->text, passage->text, passage->length, &run->words),
             "sentences");
    }
    run->nanoseconds[WORDS] += now() - start;
}

/* As pipeline/ does it: the section is handed in, and all that is next in line goes out. */
static void deliver_section(bench *run)
{
    gv_run_state *const state = &run->run;
    const uint64_t start = now();
    pthread_mutex_lock(&state->lock);
    if (!run->input.ended) {
        run->job.number = run->input.n_read++;
        run->job.next = NULL;
        run->input.finished = &run->job;
    }
    gv_deliver(state);
    state->free_jobs = NULL;
    pthread_mutex_unlock(&state->lock);
    run->nanoseconds[DELIVER] += now() - start;
    need(state->status, "deliver");
}

static void run_once(bench *run)
{
    gv_message message = {.text = ""};
    gv_reader_report report;
    gv_section *const section = &run->job.section;
    int more = 1;
    uint64_t start = now();
    memset(run->nanoseconds, 0, sizeof run->nanoseconds);
    run->passages = run->records = run->run.first = 0;
    need(gv_reader_open(&run->settings.ingest, run->path, &message, &run->input.reader), run->path);
    while (more) {
        need(gv_reader_next(run->input.reader, section, &more), "read");
        run->nanoseconds[READ] += now() - start;
        run->input.ended = !more;
        if (more) {
            start = now();
            need(gv_section_cut(&run->settings.ingest, run->path, section), "cut");
            run->nanoseconds[CUT] += now() - start;
            cut_words(run, section);
            scan_section(run);
        } else {
            gv_reader_get_report(run->input.reader, &report);
            run->bytes = report.bytes_text;
        }
        deliver_section(run);
        start = now();
    }
}

static int by_value(const void *one, const void *other)
{
    const uint64_t a = *(const uint64_t *)one;
    const uint64_t b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

static void print_stage(const char *name, uint64_t *rounds, size_t n, uint64_t bytes)
{
    qsort(rounds, n, sizeof *rounds, by_value);
    const double median = (double)rounds[n / 2];
    const double spread = (double)(rounds[n * 3 / 4] - rounds[n / 4]);
    printf("%-8s %9.3f ns/byte %10.1f MB/s %6.1f %% spread\n", name, median / (double)bytes,
           median > 0 ? (double)bytes * 1000.0 / median : 0.0,
           median > 0 ? 100.0 * spread / median : 0.0);
}

static gv_status count(void *user, const char *bytes, size_t length)
{
    (void)bytes;
    *(uint64_t *)user += length;
    return GV_OK;
}

/* The built-in model, and a run of one input that is opened anew each round. */
static void prepare(bench *run, char **paths)
{
    const gv_run_options options = {
        .size = sizeof options, .threads = 1, .sink = count, .sink_user = &run->written};
    gv_settings *const settings = &run->settings;
    gv_message message = {.text = ""};
    need(gv_settings_set(&options, &message, settings), "settings");
    const gv_reading *const reading = &settings->readings[settings->default_reading];
    run->path = paths[0];
    run->language = reading->language;
    need(gv_scanner_new(settings->models[reading->model], NULL, &run->scanner), "scanner");
    gv_scanner_want_labels(run->scanner);
    run->run = (gv_run_state){.settings = settings,
                              .paths = paths,
                              .names = (const char *const *)paths,
                              .n_paths = 1,
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .changed = PTHREAD_COND_INITIALIZER,
                              .telling = PTHREAD_MUTEX_INITIALIZER,
                              .inputs = &run->input,
                              .n_open = 1};
    uint64_t **const counts[] = {&run->job.counts.labels, &run->input.counts.labels,
                                 &run->run.totals.labels};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        need(gv_memory_get_zeroed(settings->n_counts + 1, sizeof **counts[i], (void **)counts[i]),
             "counts");
    }
}

static void release(bench *run)
{
    gv_memory_free(run->run.totals.labels);
    gv_memory_free(run->input.counts.labels);
    gv_buf_free(&run->run.out);
    gv_job_free(&run->job);
    gv_words_free(&run->words);
    gv_scanner_free(run->scanner);
    gv_settings_free(&run->settings);
}

int main(int argc, char **argv)
{
    enum { MOST_ROUNDS = 100 };
    static uint64_t rounds[STAGES][MOST_ROUNDS];
    static bench run;
    if (argc < 2) {
        fprintf(stderr, "usage: stages FILE [ROUNDS]\n");
        return 2;
    }
    const int wanted = argc > 2 ? atoi(argv[2]) : 7;
    const size_t n = wanted < 1 ? 1 : wanted > MOST_ROUNDS ? MOST_ROUNDS : (size_t)wanted;
    prepare(&run, argv + 1);
    run_once(&run); /* caches, page cache */
    for (size_t round = 0; round < n; round++) {
        run_once(&run);
        for (int stage = 0; stage < STAGES; stage++) {
            rounds[stage][round] = run.nanoseconds[stage];
        }
    }
    printf("%" PRIu64 " bytes of text, %" PRIu64 " passages, %" PRIu64 " records, %zu rounds\n",
           run.bytes, run.passages, run.records, n);
    for (int stage = 0; stage < STAGES; stage++) {
        print_stage(stage_names[stage], rounds[stage], n, run.bytes > 0 ? run.bytes : 1);
    }
    release(&run);
    return 0;
}
