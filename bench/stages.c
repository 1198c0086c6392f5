/*
 * stages.c - where the time of a passage goes: nanoseconds a byte of text, stage by stage.
 *
 * In: one file (text or JSONL, plain or gzip) and how often to measure. Out, one line a stage:
 *
 *     scan        3.91 ns/byte    255.8 MB/s    0.3 % spread
 *
 * Each round reads the file once, on one thread, section by section, and takes the time of each
 * stage over a whole section: `read` (open, inflate, find where a section ends), `cut` (JSON,
 * passages), `words` (words and sentences of every passage, alone: `scan` does it again), `scan`
 * (the whole decision, words included), `render` (records as JSON lines). Medians over the rounds;
 * spread is the distance of the quartiles over the median. What it will not do: threads, files,
 * output.
 */
#include "ingest/reader.h"
#include "model/model.h"
#include "output/record.h"
#include "scan/scanner.h"
#include "text/sentence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum stage { READ, CUT, WORDS, SCAN, RENDER, STAGES };

static const char *const stage_names[STAGES] = {"read", "cut", "words", "scan", "render"};

typedef struct bench {
    const char *path;
    gv_model *model;
    const gv_model_language *language;
    gv_scanner *scanner;
    gv_words words;
    gv_output output;
    uint64_t nanoseconds[STAGES];
    uint64_t bytes, passages, records;
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

static void scan_section(bench *run, const gv_section *section)
{
    const gv_output_options options = {.format = GV_FORMAT_JSONL};
    uint64_t rendering = 0;
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
            need(gv_output_add(&options, &record, &run->output), "render");
            rendering += now() - before;
            run->records++;
        }
    }
    run->nanoseconds[RENDER] += rendering;
    run->nanoseconds[SCAN] += now() - start - rendering;
    run->passages += section->n_passages;
    gv_output_clear(&run->output, SIZE_MAX);
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

static void run_once(bench *run)
{
    const gv_ingest_options options = {.unit = GV_UNIT_PASSAGE,
                                       .passage_limit = (size_t)64 << 10,
                                       .document_limit = (size_t)16 << 20,
                                       .text_field = "text",
                                       .id_field = "id",
                                       .title_field = "title",
                                       .date_field = "date",
                                       .language_field = "lang",
                                       .hyphens = run->language->hyphens,
                                       .n_hyphens = run->language->n_hyphens,
                                       .language = &run->language->text};
    gv_message message = {.text = ""};
    gv_reader_report report;
    gv_section section = {0};
    gv_reader *reader = NULL;
    int more = 1;
    uint64_t start = now();
    memset(run->nanoseconds, 0, sizeof run->nanoseconds);
    run->passages = run->records = 0;
    need(gv_reader_open(&options, run->path, &message, &reader), run->path);
    for (;;) {
        need(gv_reader_next(reader, &section, &more), "read");
        run->nanoseconds[READ] += now() - start;
        if (!more) {
            break;
        }
        start = now();
        need(gv_section_cut(&options, run->path, &section), "cut");
        run->nanoseconds[CUT] += now() - start;
        cut_words(run, &section);
        scan_section(run, &section);
        start = now();
    }
    gv_reader_get_report(reader, &report);
    run->bytes = report.bytes_text;
    gv_section_free(&section);
    gv_reader_free(reader);
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

int main(int argc, char **argv)
{
    enum { MOST_ROUNDS = 100 };
    static uint64_t rounds[STAGES][MOST_ROUNDS];
    bench run = {0};
    if (argc < 2) {
        fprintf(stderr, "usage: stages FILE [ROUNDS]\n");
        return 2;
    }
    const int wanted = argc > 2 ? atoi(argv[2]) : 7;
    const size_t n = wanted < 1 ? 1 : wanted > MOST_ROUNDS ? MOST_ROUNDS : (size_t)wanted;
    run.path = argv[1];
    need(gv_model_builtin(&run.model), "model");
    run.language = gv_model_find_language(run.model, NULL);
    need(gv_scanner_new(run.model, NULL, &run.scanner), "scanner");
    gv_scanner_want_labels(run.scanner);
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
    gv_words_free(&run.words);
    gv_output_free(&run.output);
    gv_scanner_free(run.scanner);
    gv_model_free(run.model);
    return 0;
}
