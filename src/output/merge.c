/*
 * merge.c - the results of all shards of a run, put together as the run without shards.
 *
 * In: results, each with its manifest beside it. Out: one result, one manifest. Each input's
 * records are one range of its shard's result, whose length the manifest states, and its ordinal
 * says when it is its turn:
 *     shard 1 of 2: n 1 (300 bytes), n 4 (20 bytes)     shard 2 of 2: n 2 (90), n 3 (0)
 *     -> 300 bytes of 1, 90 of 2, 0 of 2, 20 of 1
 * Lines of manifests are copied as they stand. Everything is checked first, or while it is copied
 * and before the output takes its name: that the shards are of one run, that each result has the
 * SHA-256, and in jsonl each range the hash chain, that the manifest states, that no byte is left
 * over. It judges no record.
 */
#if !defined(_POSIX_C_SOURCE)
#define _POSIX_C_SOURCE 200809L /* gethostname */
#endif
#include "output/merge.h"

#include "base/sha256.h"
#include "output/record.h"
#include "output/signing.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ------------------------------------------------------------------ copying */

static gv_status next_row(const gv_merging *m, gv_share *s)
{
    const gv_status status = gv_manifest_next(&s->manifest, &s->place, &s->row, &s->more);
    return status == GV_OK ? GV_OK
                           : gv_message_set(m->message, status,
                                            "%s: an input in its manifest cannot be read", s->path);
}

/* Writes bytes of the result. */
static gv_status write_bytes(gv_merging *m, const char *bytes, size_t length)
{
    gv_sha256_add(&m->sha, bytes, length);
    m->output_bytes += length;
    return gv_writer_write(&m->writer, bytes, length);
}

/* Whether these lines of jsonl are those of the row's chain. */
static int is_chained(const gv_manifest_row *row, const char *bytes, size_t length)
{
    char stated[65];
    char chain[65];
    char hash[65];
    gv_sha256 sha;
    gv_manifest_chain_start(chain);
    for (size_t at = 0; at < length;) {
        const char *const newline = memchr(bytes + at, '\n', length - at);
        const size_t end = newline != NULL ? (size_t)(newline - bytes) + 1 : length;
        gv_sha256_start(&sha);
        gv_sha256_add(&sha, bytes + at, end - at);
        gv_sha256_finish(&sha, hash);
        gv_manifest_chain_add(chain, hash);
        at = end;
    }
    return gv_manifest_hex(&row->chain, stated) && strcmp(stated, chain) == 0;
}

static gv_status copy_input(gv_merging *m, gv_share *s)
{
    const gv_manifest_row *const row = &s->row;
    const size_t left = s->result.length - s->position;
    const char *const bytes =
        s->result.length > 0 ? (const char *)s->result.bytes + s->position : "";
    if (row->record_bytes > left ||
        (m->is_jsonl && !is_chained(row, bytes, (size_t)row->record_bytes))) {
        return gv_message_set(m->message, GV_ERROR_FORMAT,
                              "%s: the records of input %llu (%.*s) are not those that its "
                              "manifest speaks of: the result was changed or cut short", s->path,
                              (unsigned long long)row->ordinal,
                              (int)(row->path.length < 200 ? row->path.length : 200),
                              row->path.bytes != NULL ? row->path.bytes : "");
    }
    gv_sha256_add(&s->sha, bytes, (size_t)row->record_bytes);
    GV_TRY(write_bytes(m, bytes, (size_t)row->record_bytes));
    GV_TRY(gv_buf_add_text(&m->out, m->inputs > 0 ? ",\n" : "\n"));
    GV_TRY(gv_buf_add(&m->out, row->bytes, row->length));
    GV_TRY(gv_writer_write(&m->manifest, m->out.bytes, m->out.length));
    gv_buf_clear(&m->out);
    s->position += (size_t)row->record_bytes;
    m->inputs++;
    return next_row(m, s);
}

/* The share whose next input is that of this ordinal, or NULL. */
static gv_share *find_next(const gv_merging *m, uint64_t ordinal)
{
    for (size_t i = 0; i < m->n_shares; i++) {
        if (m->shares[i].more && m->shares[i].row.ordinal == ordinal) {
            return &m->shares[i];
        }
    }
    return NULL;
}

/* Nothing may be left over, and all of it must be what the manifest has the hash of. */
static gv_status check_end(const gv_merging *m, gv_share *s)
{
    char stated[65];
    char hash[65];
    gv_json_error error;
    const gv_json_value *const output = &s->manifest.output;
    gv_json_field field = {.name = "sha256", .name_length = 6};
    if (s->more || s->position < s->result.length) {
        return gv_message_set(m->message, GV_ERROR_FORMAT,
                              "%s: there is more in it than its manifest speaks of", s->path);
    }
    GV_TRY(gv_json_scan(output->bytes, output->length, &field, 1, &error));
    gv_sha256_finish(&s->sha, hash);
    return gv_manifest_hex(&field.value, stated) && strcmp(stated, hash) == 0
               ? GV_OK
               : gv_message_set(m->message, GV_ERROR_FORMAT,
                                "%s: not the bytes that its manifest speaks of: the result was "
                                "changed", s->path);
}

static gv_status copy_inputs(gv_merging *m)
{
    for (size_t i = 0; i < m->n_shares; i++) {
        GV_TRY(next_row(m, &m->shares[i]));
    }
    for (uint64_t ordinal = 1; ordinal <= m->shares[0].inputs; ordinal++) {
        gv_share *const s = find_next(m, ordinal);
        if (s == NULL) {
            return gv_message_set(m->message, GV_ERROR_FORMAT,
                                  "input %llu stands in no manifest: one was changed",
                                  (unsigned long long)ordinal);
        }
        GV_TRY(copy_input(m, s));
    }
    for (size_t i = 0; i < m->n_shares; i++) {
        GV_TRY(check_end(m, &m->shares[i]));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ before and behind */

/* The manifest up to its shard, and what stands before the first record. */
static gv_status copy_head(gv_merging *m)
{
    gv_json_error error;
    gv_json_field fields[] = {{.name = "format", .name_length = 6},
                              {.name = "excel", .name_length = 5}};
    const gv_manifest_file *const first = &m->shares[0].manifest;
    const char *const start = (const char *)first->mapping.bytes;
    gv_output_options options = {.format = GV_FORMAT_JSONL};
    gv_status status = GV_OK;
    gv_buf head = {0};
    GV_TRY_DONE(gv_json_scan(first->options.bytes, first->options.length, fields, 2, &error));
    m->is_jsonl = gv_json_equals(&fields[0].value, "jsonl", 5);
    options.format = m->is_jsonl ? GV_FORMAT_JSONL : GV_FORMAT_CSV;
    options.excel = fields[1].value.kind == GV_JSON_BOOLEAN;
    GV_TRY_DONE(gv_output_start(&options, &head));
    for (size_t i = 0; i < m->n_shares; i++) {
        gv_share *const s = &m->shares[i];
        if (s->result.length < head.length ||
            (head.length > 0 && memcmp(s->result.bytes, head.bytes, head.length) != 0)) {
            status = gv_message_set(m->message, GV_ERROR_FORMAT,
                                    "%s: the row that names the columns is not what it was",
                                    s->path);
            goto done;
        }
        s->position = head.length;
        gv_sha256_start(&s->sha);
        gv_sha256_add(&s->sha, head.bytes, head.length);
    }
    GV_TRY_DONE(write_bytes(m, head.bytes, head.length));
    const size_t length = (size_t)(first->shard.bytes - start) - strlen(",\n\"shard\":");
    GV_TRY_DONE(gv_buf_add(&m->out, start, length));
    GV_TRY_DONE(gv_buf_add_text(&m->out, ",\n\"inputs\":["));
done:
    gv_buf_free(&head);
    return status;
}

static gv_status add_tail(gv_merging *m, int64_t started)
{
    char host[256] = "";
    char sha256[65];
    const gv_json_value *const skipped = &m->shares[0].manifest.skipped;
    if (gethostname(host, sizeof host - 1) != 0) {
        host[0] = '\0';
    }
    gv_sha256_finish(&m->sha, sha256);
    const gv_manifest_end end = {.inputs = m->inputs,
                                 .output_bytes = m->output_bytes,
                                 .output_sha256 = sha256,
                                 .inputs_damaged = m->inputs_damaged,
                                 .totals = &m->totals,
                                 .threads = 1,
                                 .merged = (unsigned)m->n_shares,
                                 .started = started,
                                 .ended = (int64_t)time(NULL),
                                 .host = host[0] != '\0' ? host : NULL};
    GV_TRY(gv_buf_add_text(&m->out, "\n],\n"));
    if (skipped->kind == GV_JSON_ARRAY) {
        GV_TRY(gv_buf_add_text(&m->out, "\"skipped\":"));
        GV_TRY(gv_buf_add(&m->out, skipped->bytes, skipped->length));
        GV_TRY(gv_buf_add_text(&m->out, ",\n"));
    }
    GV_TRY(gv_manifest_add_end(&m->names, &end, &m->out));
    return gv_writer_write(&m->manifest, m->out.bytes, m->out.length);
}

/* ------------------------------------------------------------------ all of it */

static gv_status merge_all(gv_merging *m, const gv_merge_options *options,
                           const char *manifest_path, gv_signing *signing)
{
    const int64_t started = (int64_t)time(NULL);
    GV_TRY(gv_signing_open(options->sign_key, manifest_path, m->message, signing));
    GV_TRY(gv_merge_check(m));
    GV_TRY(gv_merge_add_totals(m));
    GV_TRY(gv_writer_open(options->output_path, m->message, &m->writer));
    GV_TRY(gv_writer_open(manifest_path, m->message, &m->manifest));
    errno = 0;
    gv_sha256_start(&m->sha);
    gv_status status = copy_head(m);
    if (status == GV_OK) {
        status = copy_inputs(m);
    }
    if (status == GV_OK) {
        status = add_tail(m, started);
    }
    if (status == GV_ERROR_WRITE) {
        return gv_message_set_error(m->message, status, options->output_path, errno);
    }
    GV_TRY(status);
    GV_TRY(gv_signing_sign(&m->manifest, m->message, signing));
    GV_TRY(gv_writer_finish(&m->writer, m->message));
    GV_TRY(gv_writer_finish(&m->manifest, m->message));
    GV_TRY(gv_signing_finish(m->message, signing));
    const int damaged = m->inputs_damaged > 0 ||
                        m->shares[0].manifest.skipped.kind == GV_JSON_ARRAY;
    return damaged ? GV_ERROR_DAMAGED : GV_OK;
}

static void fill_stats(const gv_merging *m, gv_run_stats *stats)
{
    const gv_run_stats all = {.size = stats->size,
                              .inputs = m->inputs,
                              .inputs_damaged = m->inputs_damaged,
                              .documents = m->totals.documents,
                              .passages = m->totals.passages,
                              .documents_other_language = m->totals.documents_other_language,
                              .records = m->totals.records};
    memcpy(stats, &all, stats->size < sizeof all ? stats->size : sizeof all);
}

gv_status gv_merge(const gv_merge_options *options, const char *const *results, size_t n_results,
                   gv_message *message, gv_run_stats *stats)
{
    gv_merge_options own = {0};
    gv_merging m = {.message = message,
                    .writer = {.descriptor = -1},
                    .manifest = {.descriptor = -1}};
    gv_status status = GV_OK;
    gv_buf manifest_path = {0};
    gv_signing signing = {.writer.descriptor = -1};
    if (message != NULL) {
        message->text[0] = '\0';
    }
    if (options != NULL) {
        memcpy(&own, options, options->size < sizeof own ? options->size : sizeof own);
    }
    if (own.output_path == NULL || results == NULL || n_results == 0) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "results, or where to, are missing");
    }
    GV_TRY_DONE(gv_buf_add_text(&manifest_path, own.manifest_path != NULL ? own.manifest_path
                                                                          : own.output_path));
    if (own.manifest_path == NULL) {
        GV_TRY_DONE(gv_buf_add_text(&manifest_path, ".manifest.json"));
    }
    GV_TRY_DONE(gv_memory_get_zeroed(n_results, sizeof *m.shares, (void **)&m.shares));
    m.n_shares = n_results;
    for (size_t i = 0; i < n_results; i++) {
        GV_TRY_DONE(gv_merge_open(results[i], message, &m.shares[i]));
    }
    status = merge_all(&m, &own, manifest_path.bytes, &signing);
    if (stats != NULL && (status == GV_OK || status == GV_ERROR_DAMAGED)) {
        fill_stats(&m, stats);
    }
done:
    for (size_t i = 0; m.shares != NULL && i < n_results; i++) {
        gv_manifest_close(&m.shares[i].manifest);
        gv_file_unmap(&m.shares[i].result);
    }
    gv_memory_free(m.shares);
    gv_writer_free(&m.writer);
    gv_writer_free(&m.manifest);
    gv_buf_free(&m.out);
    gv_buf_free(&m.scratch);
    gv_arena_free(&m.arena);
    gv_buf_free(&manifest_path);
    gv_signing_free(&signing);
    if (status != GV_OK && message != NULL && message->text[0] == '\0') {
        gv_message_set(message, status, "%s", gv_strerror(status));
    }
    return status;
}
