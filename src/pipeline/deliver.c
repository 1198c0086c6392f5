/*
 * deliver.c - finished sections, in order, to the output.
 *
 * In: sections that are worked on, in any order. Out: their bytes in the order of inputs and
 * sections, passage numbers filled in; counts, damage and hash chain of each input for the
 * manifest. One thread delivers at a time (run->delivering), without the lock while it writes. A
 * document that goes on from section to section goes on counting:
 *
 *     section 0: document 0, 40 passages      places say 3, 17   -> passage 3, 17
 *     section 1: document 0 continued, 38     places say 5       -> passage 45
 *
 * What is in line is written at once, in one piece; nothing is kept back, so a filter answers when
 * its section is done. It never looks into a record.
 */
#include "pipeline/pipeline.h"

#include "base/arena.h"
#include "base/sha256.h"
#include "ingest/layers.h"

#include <errno.h>
#include <string.h>

enum {
    WRITE_STEP = 256 << 10,   /* more than this does not wait for what is next in line */
    SECTION_KEPT = 4 << 20,   /* memory of a larger section is not kept for the next */
    LANGUAGES_LISTED = 100,   /* then "other" */
    LANGUAGE_LENGTH_MOST = 35 /* longest code of RFC 5646 that need be supported */
};

void gv_input_clear(gv_input *input)
{
    uint64_t *const labels = input->counts.labels;
    gv_reader_free(input->reader);
    gv_map_free(&input->other_languages);
    gv_damage_free(&input->not_opened);
    gv_damage_free(&input->bad_lines);
    *input = (gv_input){.counts = {.labels = labels}};
}

gv_status gv_deliver_bytes(gv_run_state *run)
{
    const gv_run_options *const options = &run->settings->options;
    gv_status status = GV_OK;
    if (run->want_manifest) {
        gv_sha256_add(&run->out_sha, run->out.bytes, run->out.length);
        run->out_bytes += run->out.length;
    }
    if (run->out.length > 0 && options->output_path != NULL) {
        status = gv_writer_write(&run->writer, run->out.bytes, run->out.length);
        if (status != GV_OK) {
            gv_message message;
            gv_message_set_error(&message, status, options->output_path, errno);
            gv_pipeline_fail(run, status, &message);
        }
    } else if (run->out.length > 0) {
        status = options->sink(options->sink_user, run->out.bytes, run->out.length);
    }
    gv_buf_clear(&run->out);
    return status;
}

gv_status gv_deliver_manifest(gv_run_state *run)
{
    const gv_run_options *const options = &run->settings->options;
    gv_buf *const bytes = &run->manifest_bytes;
    const gv_status status =
        options->manifest_sink != NULL
            ? options->manifest_sink(options->manifest_user, bytes->bytes, bytes->length)
            : gv_writer_write(&run->manifest, bytes->bytes, bytes->length);
    gv_buf_clear(bytes);
    return status;
}

/* ------------------------------------------------------------------ one section */

/* How far the documents of a section have been counted. */
typedef struct numbering {
    const gv_section *section;
    uint32_t n_begun;       /* documents */
    uint32_t n_passed;      /* passages */
    uint64_t before, after; /* passages of the document last begun: before it, and with it */
} numbering;

/* The passages that `document` had before this section, or before its part in it. Documents are
 * asked for in order. */
static uint64_t passages_before(numbering *n, uint32_t document)
{
    const gv_section *const section = n->section;
    while (n->n_begun <= document && n->n_begun < section->n_documents) {
        n->before = section->documents[n->n_begun].continued ? n->after : 0;
        n->after = n->before;
        while (n->n_passed < section->n_passages &&
               section->passages[n->n_passed].document == n->n_begun) {
            n->n_passed++;
            n->after++;
        }
        n->n_begun++;
    }
    return n->before;
}

/* Adds a section's records to run->out, with passage numbers, and to the input's chain. */
static gv_status add_records(gv_run_state *run, gv_input *input, const gv_job *job)
{
    const gv_output *const output = &job->output;
    numbering n = {.section = &job->section, .after = input->passages_before};
    size_t copied = 0;
    size_t p = 0;
    for (size_t r = 0; r < output->n_records; r++) {
        const size_t start = run->out.length;
        for (; p < output->n_places && output->places[p].position < output->record_ends[r]; p++) {
            const gv_number_place *const place = &output->places[p];
            GV_TRY(gv_buf_add(&run->out, output->bytes.bytes + copied, place->position - copied));
            GV_TRY(gv_buf_add_number(&run->out,
                                     passages_before(&n, place->document) + place->number));
            copied = place->position;
        }
        GV_TRY(gv_buf_add(&run->out, output->bytes.bytes + copied,
                          output->record_ends[r] - copied));
        copied = output->record_ends[r];
        input->counts.record_bytes += run->out.length - start;
        if (run->want_manifest) {
            char hash[65];
            gv_sha256 sha;
            gv_sha256_start(&sha);
            gv_sha256_add(&sha, run->out.bytes + start, run->out.length - start);
            gv_sha256_finish(&sha, hash);
            gv_manifest_chain_add(input->chain, hash);
        }
    }
    (void)passages_before(&n, UINT32_MAX);
    input->passages_before = n.after;
    return GV_OK;
}

static void add_counts(gv_manifest_counts *sum, const gv_manifest_counts *part, size_t n_counts)
{
    sum->documents += part->documents;
    sum->passages += part->passages;
    sum->records += part->records;
    sum->record_bytes += part->record_bytes;
    sum->documents_other_language += part->documents_other_language;
    sum->passages_cut += part->passages_cut;
    sum->bad_lines += part->bad_lines;
    sum->replaced += part->replaced;
    sum->converted += part->converted;
    for (size_t i = 0; i < n_counts; i++) {
        sum->labels[i] += part->labels[i];
    }
}

/* A record is noted at its place in the document that it is part of; a whole document as what it
 * is: "pdf". */
static gv_status note_bad(gv_damage_log *log, const gv_section *section,
                          const gv_document *document)
{
    const gv_layer *const last =
        document->n_layers > 0 ? &document->layers[document->n_layers - 1] : NULL;
    log->within = document->within;
    if (last != NULL && gv_damage_is_record(last->kind)) {
        return gv_damage_add(log, last->kind, last->offset, last->length, "%s", document->error);
    }
    return gv_damage_add(log, gv_leaf_format_name((gv_section_format)section->format), 0, 0, "%s",
                         document->error);
}

/* Bad lines and their like, for the manifest, and for the caller unless each yields a record of
 * its own. */
static gv_status note_bad_lines(gv_run_state *run, gv_input *input, const gv_job *job)
{
    gv_damage_log *const log = &input->bad_lines;
    if (job->counts.bad_lines == 0) {
        return GV_OK;
    }
    log->path = run->names[job->input];
    log->message = run->settings->every_passage ? NULL : run->settings->ingest.message;
    log->message_user = run->settings->ingest.message_user;
    for (uint32_t d = 0; d < job->section.n_documents; d++) {
        const gv_document *const document = &job->section.documents[d];
        if (document->error != NULL) {
            GV_TRY(note_bad(log, &job->section, document));
        }
    }
    log->within = NULL; /* it goes with the section */
    return GV_OK;
}

/* What of a section could not be read when its turn came. */
static gv_status note_missing(gv_run_state *run, gv_input *input, const gv_job *job)
{
    const gv_stored *const stored = &job->section.stored;
    gv_damage_log *const log = &input->bad_lines;
    gv_message message = {.text = "the file became shorter while it was read"};
    if (stored->missing == 0) {
        return GV_OK;
    }
    if (stored->error != 0) {
        (void)gv_message_set_error(&message, GV_ERROR_READ, "reading failed", stored->error);
    }
    log->path = run->names[job->input];
    log->message = run->settings->ingest.message;
    log->message_user = run->settings->ingest.message_user;
    return gv_damage_add(log, "file", stored->offset + job->section.raw.length, stored->missing,
                         "%s", message.text);
}

/* Counts documents by language where no model covers it. */
static gv_status note_others(gv_input *input, const gv_job *job)
{
    gv_map *const map = &input->other_languages;
    for (size_t i = 0; i < job->n_others; i++) {
        const char *code = job->section.documents[job->others[i]].language;
        size_t length = strlen(code);
        if (length > LANGUAGE_LENGTH_MOST ||
            (map->n_entries >= LANGUAGES_LISTED && gv_map_find(map, code, length) == GV_MAP_NONE)) {
            code = "other";
            length = strlen(code);
        }
        GV_TRY(gv_map_add(map, code, length, 0, NULL));
        for (size_t e = 0; e < map->n_entries; e++) {
            gv_map_entry *const entry = &map->entries[e];
            if (entry->length == length && memcmp(entry->key, code, length) == 0) {
                entry->value++;
            }
        }
    }
    return GV_OK;
}

static gv_status deliver_section(gv_run_state *run, gv_input *input, gv_job *job)
{
    if (job->number == 0) {
        gv_manifest_chain_start(input->chain);
    }
    GV_TRY(add_records(run, input, job));
    GV_TRY(note_bad_lines(run, input, job));
    GV_TRY(note_missing(run, input, job));
    GV_TRY(note_others(input, job));
    add_counts(&input->counts, &job->counts, run->settings->n_counts);
    if (job->section.raw.capacity > SECTION_KEPT) {
        gv_section_free(&job->section);
    }
    return run->out.length >= WRITE_STEP ? gv_deliver_bytes(run) : GV_OK;
}

/* ------------------------------------------------------------------ the end of an input */

static gv_status finish_input(gv_run_state *run, gv_input *input, size_t index, int *damaged)
{
    const gv_manifest_names *const names = &run->settings->names;
    const gv_damage_log *const log =
        input->reader == NULL ? &input->not_opened : &input->bad_lines;
    gv_reader_report report = {0};
    gv_status status = GV_OK;
    if (input->reader != NULL) {
        gv_reader_get_report(input->reader, &report);
    }
    *damaged = report.n_damage + log->n_rows > 0;
    input->counts.replaced += report.replaced;
    add_counts(&run->totals, &input->counts, run->settings->n_counts);
    if (run->want_manifest) {
        if (input->n_delivered == 0) {
            gv_manifest_chain_start(input->chain);
        }
        const gv_manifest_input entry = {.ordinal = run->ordinals != NULL ? run->ordinals[index]
                                                                           : index + 1,
                                         .follows = index > 0,
                                         .path = run->names[index],
                                         .report = input->reader != NULL ? &report : NULL,
                                         .counts = &input->counts,
                                         .damage = log->rows,
                                         .n_damage = log->n_rows,
                                         .n_damage_more = log->n_more,
                                         .other_languages = &input->other_languages,
                                         .chain = input->chain};
        GV_TRY(gv_manifest_add_input(names, &entry, &run->manifest_bytes));
        status = gv_deliver_manifest(run);
    }
    return status;
}

/* ------------------------------------------------------------------ what is in line */

/* Takes the section of `input` that is next in line out of its list, or NULL. Lock held. */
static gv_job *take_next(gv_input *input)
{
    gv_job **link = &input->finished;
    while (*link != NULL && (*link)->number != input->n_delivered) {
        link = &(*link)->next;
    }
    gv_job *const job = *link;
    if (job != NULL) {
        *link = job->next;
    }
    return job;
}

/* Delivers a section, gives its memory back and counts it. Lock held at both ends. */
static gv_status deliver_next(gv_run_state *run, gv_input *input, gv_job *job)
{
    pthread_mutex_unlock(&run->lock);
    const gv_status status = deliver_section(run, input, job);
    pthread_mutex_lock(&run->lock);
    input->n_delivered++;
    run->held -= job->held;
    run->stats.documents += job->counts.documents;
    run->stats.passages += job->counts.passages;
    run->stats.records += job->counts.records;
    run->stats.documents_other_language += job->counts.documents_other_language;
    job->next = run->free_jobs;
    run->free_jobs = job;
    run->n_free_jobs++;
    if (run->n_waiting > 0) {
        pthread_cond_signal(&run->changed);
    }
    return status;
}

/* Finishes the earliest input and opens the window for another. Lock held at both ends. */
static gv_status finish_first(gv_run_state *run, gv_input *input)
{
    int damaged = 0;
    pthread_mutex_unlock(&run->lock);
    const gv_status status = finish_input(run, input, run->first, &damaged);
    pthread_mutex_lock(&run->lock);
    /* With the lock held: others look at this slot, which stands for a new input from now on. */
    memset(input->counts.labels, 0, run->settings->n_counts * sizeof(uint64_t));
    gv_input_clear(input);
    run->stats.inputs++;
    run->stats.inputs_damaged += damaged != 0;
    run->first++;
    pthread_cond_broadcast(&run->changed);
    return status;
}

void gv_deliver(gv_run_state *run)
{
    gv_status status = GV_OK;
    if (run->delivering) {
        return; /* whoever delivers looks again before stopping */
    }
    run->delivering = 1;
    while (status == GV_OK && run->status == GV_OK && run->first < run->n_paths) {
        gv_input *const input = &run->inputs[run->first % run->n_open];
        gv_job *const job = take_next(input);
        if (job != NULL) {
            status = deliver_next(run, input, job);
        } else if (input->ended && !input->busy && input->n_delivered == input->n_read) {
            status = finish_first(run, input);
        } else if (run->out.length > 0) {
            pthread_mutex_unlock(&run->lock);
            status = gv_deliver_bytes(run);
            pthread_mutex_lock(&run->lock);
        } else {
            break;
        }
        pthread_mutex_unlock(&run->lock);
        if (status != GV_OK) {
            gv_pipeline_fail(run, status, NULL);
        }
        gv_pipeline_tell_progress(run);
        pthread_mutex_lock(&run->lock);
    }
    run->delivering = 0;
}
