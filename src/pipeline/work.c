/*
 * work.c - one section, from raw bytes to the bytes of its records.
 *
 * In: a section as the reader filled it. Out: its output, and counts. Cut into documents and
 * passages; each passage read by the scanner of its document's language; written if --status wants
 * it. A document in a language that no model covers is counted and not read; under `any` its
 * passages are written without labels. With an old model each passage is read by the scanners of
 * both, and written if they differ. It shares nothing with other threads but the settings, which do
 * not change.
 */
#include "pipeline/pipeline.h"

#include "base/arena.h"

#include <string.h>

void gv_worker_free(const gv_settings *settings, gv_worker *worker)
{
    for (size_t i = 0; worker->scanners != NULL && i < settings->n_readings; i++) {
        gv_scanner_free(worker->scanners[i]);
    }
    gv_memory_free(worker->scanners);
    gv_changes_free(&worker->changes);
    *worker = (gv_worker){0};
}

void gv_job_free(gv_job *job)
{
    gv_section_free(&job->section);
    gv_output_free(&job->output);
    gv_memory_free(job->counts.labels);
    gv_memory_free(job->others);
    *job = (gv_job){0};
}

static gv_status find_scanner(const gv_settings *settings, size_t reading, gv_worker *worker,
                              gv_scanner **scanner)
{
    if (worker->scanners == NULL) {
        GV_TRY(gv_memory_get_zeroed(settings->n_readings, sizeof *worker->scanners,
                                    (void **)&worker->scanners));
    }
    if (worker->scanners[reading] == NULL) {
        const gv_reading *const r = &settings->readings[reading];
        const gv_scanner_options options = {.size = sizeof options,
                                            .language = r->language->code,
                                            .no_prefilter = settings->options.no_prefilter};
        GV_TRY(gv_scanner_new(settings->models[r->model], &options, &worker->scanners[reading]));
        if (settings->options.old_model == NULL) {
            gv_scanner_want_labels(worker->scanners[reading]); /* a change may be one mention */
        }
    }
    *scanner = worker->scanners[reading];
    return GV_OK;
}

static unsigned scan_kind(gv_passage_kind kind)
{
    switch (kind) {
    case GV_PASSAGE_HEADING:
        return GV_SCAN_HEADING;
    case GV_PASSAGE_LIST_ITEM:
        return GV_SCAN_LIST_ITEM;
    case GV_PASSAGE_QUOTE:
        return GV_SCAN_QUOTE;
    default:
        return 0;
    }
}

/* Counts the labels of a result; 1 if one has a status that is wanted. */
static int count_labels(const gv_settings *settings, uint32_t model,
                        const struct gv_result *result, gv_manifest_counts *counts)
{
    int wanted = 0;
    for (uint32_t i = 0; i < result->n_labels; i++) {
        const gv_label_result *const label = &result->labels[i];
        const size_t row = settings->label_places[model][label->label];
        const size_t column = settings->status_places[model][label->status];
        counts->labels[row * settings->names.n_statuses + column]++;
        wanted |= (settings->wanted[model] >> label->status & 1) != 0;
    }
    return wanted;
}

/* Who reads the passages of a document. */
typedef struct readers {
    const gv_reading *reading;         /* NULL: no model of the run's own */
    gv_scanner *scanner, *old_scanner; /* NULL: that model does not read it */
} readers;

static gv_status read_passage(gv_scanner *scanner, const gv_passage *passage,
                              const struct gv_result **result)
{
    *result = NULL;
    return scanner == NULL ? GV_OK
                           : gv_scanner_scan(scanner, passage->text, passage->length,
                                             scan_kind(passage->kind), result);
}

static gv_status work_passage(const gv_settings *settings, const readers *by, gv_record *record,
                              gv_job *job)
{
    int wanted = settings->every_passage;
    GV_TRY(read_passage(by->scanner, record->passage, &record->result));
    if (record->result != NULL) {
        wanted |= count_labels(settings, by->reading->model, record->result, &job->counts);
    }
    return wanted ? gv_output_add(&settings->output, record, &job->output) : GV_OK;
}

/* The place of a model's status in names; behind the last: nothing. */
static size_t status_place(const gv_settings *settings, size_t model, uint32_t status)
{
    return status == GV_IMAGE_NONE ? settings->names.n_statuses
                                   : settings->status_places[model][status];
}

static gv_status compare_passage(const gv_settings *settings, const readers *by,
                                 gv_changes *changes, gv_record *record, gv_job *job)
{
    const struct gv_result *old_result = NULL;
    const size_t old_model = settings->n_models - 1;
    const size_t new_model = by->reading != NULL ? by->reading->model : old_model;
    const size_t n = settings->names.n_statuses + 1;
    GV_TRY(read_passage(by->scanner, record->passage, &record->result));
    GV_TRY(read_passage(by->old_scanner, record->passage, &old_result));
    GV_TRY(gv_changes_find(old_result, record->result, changes));
    for (size_t i = 0; i < changes->n_items; i++) {
        const gv_change *const change = &changes->items[i];
        const size_t label = change->old_label != GV_IMAGE_NONE
                                 ? settings->label_places[old_model][change->old_label]
                                 : settings->label_places[new_model][change->new_label];
        const size_t from = status_place(settings, old_model, change->old_status);
        const size_t to = status_place(settings, new_model, change->new_status);
        job->counts.labels[(label * n + from) * n + to]++;
    }
    return changes->n_items > 0 ? gv_output_add_change(&settings->output, record, old_result,
                                                       changes, &job->output)
                                : GV_OK;
}

/* Counts a document, and finds who reads it: by->reading is number `found`, or NONE. */
static gv_status find_readers(const gv_settings *settings, uint32_t index, size_t found,
                              gv_worker *worker, gv_job *job, readers *by)
{
    const gv_document *const document = &job->section.documents[index];
    const int is_new = !document->continued && document->part <= 1;
    const size_t found_old = gv_settings_find_old_reading(settings, document->language);
    job->counts.documents += is_new;
    if (found != GV_READING_NONE) {
        GV_TRY(find_scanner(settings, found, worker, &by->scanner));
    }
    if (found_old != GV_READING_NONE) {
        GV_TRY(find_scanner(settings, found_old, worker, &by->old_scanner));
    }
    if (found == GV_READING_NONE && found_old == GV_READING_NONE && is_new) {
        job->counts.documents_other_language++;
        GV_TRY(gv_array_reserve((void **)&job->others, job->n_others + 1, sizeof *job->others,
                                &job->others_capacity));
        job->others[job->n_others++] = index;
    }
    return GV_OK;
}

/* Reads the passages of one document, from number *next on. */
static gv_status work_document(const gv_settings *settings, const char *path, gv_worker *worker,
                               uint32_t index, uint32_t *next, gv_job *job)
{
    const gv_section *const section = &job->section;
    const gv_document *const document = &section->documents[index];
    const size_t found = gv_settings_find_reading(settings, document->language);
    readers by = {.reading = found != GV_READING_NONE ? &settings->readings[found] : NULL};
    gv_record record = {.path = path,
                        .document = document,
                        .language = by.reading != NULL ? by.reading->language->code : NULL};
    if (document->error != NULL) {
        job->counts.bad_lines++;
        return settings->every_passage ? gv_output_add(&settings->output, &record, &job->output)
                                       : GV_OK;
    }
    GV_TRY(find_readers(settings, index, found, worker, job, &by));
    for (; *next < section->n_passages && section->passages[*next].document == index; ++*next) {
        record.passage = &section->passages[*next];
        job->counts.passages++;
        job->counts.passages_cut += record.passage->cut != 0;
        GV_TRY(settings->options.old_model != NULL
                   ? compare_passage(settings, &by, &worker->changes, &record, job)
                   : work_passage(settings, &by, &record, job));
    }
    return GV_OK;
}

gv_status gv_work_section(const gv_settings *settings, const char *path, gv_worker *worker,
                          gv_job *job)
{
    uint64_t *const labels = job->counts.labels;
    uint32_t next = 0;
    gv_output_clear(&job->output, (size_t)1 << 20);
    memset(labels, 0, settings->n_counts * sizeof *labels);
    job->counts = (gv_manifest_counts){.labels = labels};
    job->n_others = 0;
    GV_TRY(gv_section_cut(&settings->ingest, path, &job->section));
    for (uint32_t d = 0; d < job->section.n_documents; d++) {
        GV_TRY(work_document(settings, path, worker, d, &next, job));
    }
    job->counts.records = job->output.n_records;
    job->counts.replaced = job->section.replaced;
    job->counts.converted = job->section.n_converted;
    return GV_OK;
}
