/*
 * work.c - one section, from raw bytes to the bytes of its records.
 *
 * In: a section as the reader filled it. Out: its output, and counts. Cut into documents and
 * passages; each passage read by the scanner of its document's language; written if --status wants
 * it. A document in a language that no model covers is counted and not read; under `any` its
 * passages are written without labels. It shares nothing with other threads but the settings,
 * which do not change.
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

/* Reads one passage; scanner NULL: it is not read. */
static gv_status work_passage(const gv_settings *settings, const gv_reading *reading,
                              gv_scanner *scanner, gv_record *record, gv_job *job)
{
    const gv_passage *const passage = record->passage;
    int wanted = settings->every_passage;
    job->counts.passages++;
    job->counts.passages_cut += passage->cut != 0;
    record->result = NULL;
    if (scanner != NULL) {
        GV_TRY(gv_scanner_scan(scanner, passage->text, passage->length, scan_kind(passage->kind),
                               &record->result));
        wanted |= count_labels(settings, reading->model, record->result, &job->counts);
    }
    return wanted ? gv_output_add(&settings->output, record, &job->output) : GV_OK;
}

/* Reads the passages of one document, from number *next on. */
static gv_status work_document(const gv_settings *settings, const char *path, gv_worker *worker,
                               uint32_t index, uint32_t *next, gv_job *job)
{
    const gv_section *const section = &job->section;
    const gv_document *const document = &section->documents[index];
    const size_t found = gv_settings_find_reading(settings, document->language);
    const gv_reading *const reading =
        found != GV_READING_NONE ? &settings->readings[found] : NULL;
    const int is_new = !document->continued && document->part <= 1;
    gv_scanner *scanner = NULL;
    gv_record record = {.path = path,
                        .document = document,
                        .language = reading != NULL ? reading->language->code : NULL};
    if (document->error != NULL) {
        job->counts.bad_lines++;
        return settings->every_passage ? gv_output_add(&settings->output, &record, &job->output)
                                       : GV_OK;
    }
    job->counts.documents += is_new;
    if (reading != NULL) {
        GV_TRY(find_scanner(settings, found, worker, &scanner));
    } else if (is_new) {
        job->counts.documents_other_language++;
        GV_TRY(gv_array_reserve((void **)&job->others, job->n_others + 1, sizeof *job->others,
                                &job->others_capacity));
        job->others[job->n_others++] = index;
    }
    for (; *next < section->n_passages && section->passages[*next].document == index; ++*next) {
        record.passage = &section->passages[*next];
        GV_TRY(work_passage(settings, reading, scanner, &record, job));
    }
    return GV_OK;
}

gv_status gv_work_section(const gv_settings *settings, const char *path, gv_worker *worker,
                          gv_job *job)
{
    const size_t n_counts = settings->names.n_labels * settings->names.n_statuses;
    uint64_t *const labels = job->counts.labels;
    uint32_t next = 0;
    gv_output_clear(&job->output, (size_t)1 << 20);
    memset(labels, 0, n_counts * sizeof *labels);
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
