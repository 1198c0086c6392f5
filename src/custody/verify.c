/*
 * verify.c - gv_verify: a result, held against its manifest and the inputs.
 *
 * In: a result of gv_run, its manifest, the inputs, the model. Out: findings, first on signature
 * and model, then on program, result and inputs, then on each record:
 *     what was signed?  which model?  read and tag the inputs again, with the manifest's options
 *     same program?  same result file?  same inputs?  each record: derived again, the same?
 * The order of reading is the order of a run; the order of findings is that of the result. What a
 * record asserts is no concern of it: that a record holds means that these bytes, read by this
 * program with this model, give it.
 */
#include "custody/custody.h"

#include "output/escape.h"
#include "output/manifest_options.h"

#include <string.h>

/* ------------------------------------------------------------------ the steps */

static gv_status read_options(gv_custody_job *job, gv_message *message)
{
    const char *unknown = NULL;
    gv_message text;
    GV_TRY(gv_manifest_read_options(&job->manifest.file.options, &job->arena, message, &job->run,
                                    &unknown));
    if (unknown != NULL) {
        gv_message_set(&text, GV_OK,
                       "the manifest has the option \"%.100s\", which this version of gravamen "
                       "does not know: what it gives may differ for that",
                       unknown);
        const gv_verify_finding finding = {.verdict = GV_VERDICT_UNCHECKED, .subject = "manifest",
                                    .code = "unknown_option", .words = text.text};
        gv_custody_tell(job, &finding);
    }
    return GV_OK;
}

/* Inputs that records come from, or should; or all. */
static gv_status find_inputs(gv_custody_job *job, gv_message *message)
{
    gv_custody_manifest *const manifest = &job->manifest;
    uint8_t *wanted = NULL;
    GV_TRY(gv_arena_get_array(&job->arena, manifest->n_inputs + 1, 1, (void **)&wanted));
    for (size_t i = 0; i < manifest->n_inputs; i++) {
        const gv_custody_input *const input = &manifest->inputs[i];
        wanted[i] = input->records > 0 || input->n_rows > 0 ||
                    (job->options->all && input->has_size);
    }
    return gv_custody_find_inputs(job->options->inputs_path, wanted, message, manifest);
}

/* Reads again. What the manifest's options or models make impossible is a finding; rows then stay
 * unchecked. */
static gv_status rederive(gv_custody_job *job, gv_message *message)
{
    const gv_status status = gv_custody_rederive(job, message);
    if (status != GV_ERROR_ARGUMENT && status != GV_ERROR_LANGUAGE) {
        return status;
    }
    for (size_t i = 0; i < job->manifest.n_inputs; i++) {
        job->manifest.inputs[i].was_read = 0;
    }
    job->compared_whole = 0;
    const gv_verify_finding finding = {.verdict = GV_VERDICT_UNCHECKED,
                                .subject = "manifest",
                                .code = "not_repeatable",
                                .words = message->text};
    gv_custody_tell(job, &finding);
    message->text[0] = '\0';
    return GV_OK;
}

static gv_status verify(gv_custody_job *job, const char *result_path, const char *manifest_path,
                        gv_message *message)
{
    GV_TRY(gv_custody_map_result(result_path, message, &job->result));
    GV_TRY(gv_custody_read_manifest(manifest_path, message, &job->manifest));
    GV_TRY(gv_custody_tell_signature(job, manifest_path));
    GV_TRY(read_options(job, message));
    const gv_status status = gv_custody_choose_models(job);
    if (status != GV_OK) {
        return gv_message_set(message, status,
                              status == GV_ERROR_ARGUMENT ? "there is no model to read with"
                                                          : "the manifest names no model");
    }
    if (job->run.format == GV_FORMAT_JSONL) {
        GV_TRY(gv_custody_read_rows(&job->manifest, message, &job->result));
    }
    GV_TRY(gv_custody_mark_damaged(job));
    GV_TRY(find_inputs(job, message));
    GV_TRY(rederive(job, message));
    if (job->again.mapping.bytes != NULL) {
        GV_TRY(gv_custody_tell_extractor(job));
    }
    GV_TRY(gv_custody_tell_result(job));
    GV_TRY(gv_custody_tell_inputs(job));
    return gv_custody_tell_records(job);
}

/* ------------------------------------------------------------------ the call */

static void free_job(gv_custody_job *job)
{
    gv_custody_match_free(&job->match);
    gv_custody_result_free(&job->result);
    gv_custody_manifest_free(&job->manifest);
    gv_manifest_close(&job->again);
    gv_model_free(job->builtin);
    gv_arena_free(&job->arena);
}

static gv_status verify_with(const gv_verify_options *options, const char *result_path,
                             gv_message *message, gv_verify_stats *stats)
{
    gv_custody_job job = {.options = options};
    gv_buf path = {0};
    gv_status status = GV_OK;
    if (options->manifest_path != NULL) {
        GV_TRY_DONE(gv_buf_add_text(&path, options->manifest_path));
    } else {
        GV_TRY_DONE(gv_buf_add_format(&path, "%s.manifest.json", result_path));
    }
    GV_TRY_DONE(verify(&job, result_path, path.bytes, message));
    if (stats != NULL) {
        const size_t size = stats->size < sizeof *stats ? stats->size : sizeof *stats;
        job.stats.size = stats->size;
        memcpy(stats, &job.stats, size);
    }
done:
    gv_buf_free(&path);
    free_job(&job);
    return status;
}

gv_status gv_verify(const gv_verify_options *options, const char *result_path,
                    gv_message *message, gv_verify_stats *stats)
{
    gv_verify_options whole = {0};
    gv_message own = {{0}};
    gv_message *const words = message != NULL ? message : &own;
    words->text[0] = '\0';
    if (options == NULL || options->size == 0 || result_path == NULL) {
        return gv_message_set(words, GV_ERROR_ARGUMENT, "options or result are missing");
    }
    memcpy(&whole, options, options->size < sizeof whole ? options->size : sizeof whole);
    if (whole.models == NULL) {
        whole.n_models = 0;
    }
    const gv_status status = verify_with(&whole, result_path, words, stats);
    if (status != GV_OK && words->text[0] == '\0') {
        gv_message_set(words, status, "%s", gv_strerror(status));
    }
    return status;
}

gv_status gv_verify_finding_json(const gv_verify_finding *finding, gv_write_fn write, void *user)
{
    static const char *const VERDICTS[] = {"holds", "note", "fails", "unchecked"};
    gv_buf buf = {0};
    gv_status status = GV_OK;
    if (finding == NULL || write == NULL || finding->size < sizeof *finding ||
        (unsigned)finding->verdict > GV_VERDICT_UNCHECKED) {
        return GV_ERROR_ARGUMENT;
    }
    GV_TRY_DONE(gv_buf_add_format(&buf, "{\"verdict\":\"%s\"", VERDICTS[finding->verdict]));
    GV_TRY_DONE(gv_output_json_member(&buf, "subject", finding->subject));
    GV_TRY_DONE(gv_output_json_member(&buf, "code", finding->code));
    if (finding->line > 0) {
        GV_TRY_DONE(gv_buf_add_text(&buf, ",\"line\":"));
        GV_TRY_DONE(gv_buf_add_number(&buf, finding->line));
    }
    GV_TRY_DONE(gv_output_json_member(&buf, "path", finding->path));
    GV_TRY_DONE(gv_output_json_member(&buf, "id", finding->id));
    GV_TRY_DONE(gv_output_json_member(&buf, "place", finding->place));
    GV_TRY_DONE(gv_output_json_member(&buf, "words", finding->words));
    GV_TRY_DONE(gv_buf_add_byte(&buf, '}'));
    GV_TRY_DONE(write(user, buf.bytes, buf.length));
done:
    gv_buf_free(&buf);
    return status;
}
