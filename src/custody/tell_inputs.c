/*
 * tell_inputs.c - findings on the result as a whole and on each input; why records may differ.
 *
 * In: what the manifest says, what the result is, what the inputs give now. Out: findings, such as
 *     result: FAILS, changed: it is not the file that was written: ...
 *     input a.txt.gz: FAILS, changed: its bytes are not those that were read: ...
 *     input b.txt: FAILS, records: the manifest counts 7 records from it, the result has 6; ...
 * It looks at no single record.
 */
#include "custody/custody.h"

#include <inttypes.h>
#include <string.h>

static void tell_of(gv_custody_job *job, const gv_custody_input *input, gv_verdict verdict,
                    const char *code, const char *words)
{
    const gv_verify_finding finding = {.verdict = verdict,
                                .subject = input != NULL ? "input" : "result",
                                .code = code,
                                .path = input != NULL ? input->name : NULL,
                                .words = words};
    gv_custody_tell(job, &finding);
}

/* ------------------------------------------------------------------ the result */

static uint64_t count_lines(const gv_mapping *file, uint64_t end)
{
    uint64_t n = 1;
    for (uint64_t i = 0; i < end; i++) {
        n += file->bytes[i] == '\n';
    }
    return n;
}

/* csv and pretty: the whole output beside what the inputs give. */
static void tell_comparison(gv_custody_job *job)
{
    gv_message text;
    if (!job->compared_whole) {
        tell_of(job, NULL, GV_VERDICT_UNCHECKED, "not_checked",
                "not every input could be read again, and only jsonl is compared record by "
                "record");
    } else if (job->differs_at != UINT64_MAX) {
        gv_message_set(&text, GV_OK,
                       "line %" PRIu64 " is the first that differs from what the inputs give "
                       "(only jsonl is compared record by record)",
                       count_lines(&job->result.file, job->differs_at));
        tell_of(job, NULL, GV_VERDICT_FAILS, "differs", text.text);
    } else {
        tell_of(job, NULL, GV_VERDICT_HOLDS, "holds",
                "the inputs give this output once more, byte for byte");
    }
}

/* csv and pretty: how many inputs give records of which some may come from damage. */
static void tell_doubt(gv_custody_job *job)
{
    const char *const format = job->run.format == GV_FORMAT_CSV ? "csv" : "pretty";
    gv_message text;
    uint64_t n = 0;
    for (size_t i = 0; i < job->manifest.n_inputs; i++) {
        n += (uint64_t)job->manifest.inputs[i].is_in_doubt;
    }
    if (n > 0) {
        gv_message_set(&text, GV_OK,
                       "%" PRIu64 " of the inputs %s read: records from "
                       "damaged members cannot be told apart in %s (in jsonl they can; the "
                       "manifest says where the damage is)",
                       n, n == 1 ? "was damaged when it was" : "were damaged when they were",
                       format);
        tell_of(job, NULL, GV_VERDICT_UNCHECKED, "damaged", text.text);
    }
}

gv_status gv_custody_tell_result(gv_custody_job *job)
{
    const gv_custody_manifest *const manifest = &job->manifest;
    gv_message text;
    if (manifest->output_sha256.kind != GV_JSON_STRING) {
        tell_of(job, NULL, GV_VERDICT_NOTE, "no_digest",
                "the manifest does not give the result's SHA-256");
    } else if (gv_custody_is(&manifest->output_sha256, job->result.sha256)) {
        gv_message_set(&text, GV_OK, "it is the file that was written, SHA-256 %s",
                       job->result.sha256);
        tell_of(job, NULL, GV_VERDICT_HOLDS, "holds", text.text);
    } else {
        gv_message_set(&text, GV_OK,
                       "it is not the file that was written: it has %zu bytes, SHA-256 %s; "
                       "written were %" PRIu64 " bytes, SHA-256 %.*s",
                       job->result.file.length, job->result.sha256, manifest->output_bytes,
                       (int)(manifest->output_sha256.length < 64 ? manifest->output_sha256.length
                                                                 : 64),
                       manifest->output_sha256.bytes);
        tell_of(job, NULL, GV_VERDICT_FAILS, "changed", text.text);
    }
    if (job->run.format != GV_FORMAT_JSONL) {
        tell_comparison(job);
        tell_doubt(job);
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ why */

static int is_changed(const gv_custody_input *input)
{
    return input->was_read && !gv_custody_is(&input->then.sha256, input->sha256_now);
}

gv_status gv_custody_why(gv_custody_job *job, const gv_custody_input *input, const char **words)
{
    const int is_edited = !gv_custody_is(&input->then.chain, input->chain_here);
    const int is_as_written = gv_custody_is(&input->then.chain, input->chain_now);
    gv_buf buf = {0};
    char *copy = NULL;
    gv_status status = GV_OK;
    if (is_as_written && is_edited) {
        *words = "the result was edited: the inputs give now what was written then";
        return GV_OK;
    }
    if (is_edited) {
        GV_TRY_DONE(gv_buf_add_text(&buf, "the result was edited"));
    }
    if (is_changed(input)) {
        GV_TRY_DONE(gv_buf_add_format(&buf, "%sthe input changed", buf.length > 0 ? "; " : ""));
    }
    if (job->other_model) {
        GV_TRY_DONE(gv_buf_add_format(&buf, "%sanother model", buf.length > 0 ? "; " : ""));
    }
    if (job->other_extractor || input->extractor != NULL) {
        GV_TRY_DONE(gv_buf_add_format(&buf, "%sother extractor (%s%s%s)",
                                      buf.length > 0 ? "; " : "",
                                      job->other_extractor ? job->extractor_words : "",
                                      job->other_extractor && input->extractor != NULL ? "; " : "",
                                      input->extractor != NULL ? input->extractor : ""));
    }
    if (buf.length == 0) {
        GV_TRY_DONE(gv_buf_add_text(
            &buf, "input, model and program are the manifest's: result and manifest were edited "
                  "together"));
    } else if (is_edited && buf.length == strlen("the result was edited")) {
        GV_TRY_DONE(gv_buf_add_text(&buf, ", and so was the manifest"));
    }
    GV_TRY_DONE(gv_arena_copy(&job->arena, buf.bytes, buf.length, &copy));
    *words = copy;
done:
    gv_buf_free(&buf);
    return status;
}

/* ------------------------------------------------------------------ inputs */

static void tell_bytes(gv_custody_job *job, const gv_custody_input *input)
{
    gv_message text;
    if (!input->was_read) {
        const int is_as_written = gv_custody_is(&input->then.chain, input->chain_here);
        gv_message_set(&text, GV_OK, "%s%s",
                       input->why_not != NULL ? input->why_not : "it could not be read again",
                       job->run.format != GV_FORMAT_JSONL || input->records == 0 ? ""
                       : is_as_written ? "; its records stand as they were written (hash chain)"
                                       : "");
        job->stats.inputs_not_read++;
        tell_of(job, input, GV_VERDICT_UNCHECKED, "not_read", text.text);
        return;
    }
    job->stats.inputs_read++;
    if (is_changed(input)) {
        job->stats.inputs_changed++;
        gv_message_set(&text, GV_OK,
                       "its bytes are not those that were read: then %" PRIu64
                       " bytes, SHA-256 %.*s; now %" PRIu64 " bytes, SHA-256 %s",
                       input->size,
                       (int)(input->then.sha256.length < 64 ? input->then.sha256.length : 64),
                       input->then.sha256.bytes != NULL ? input->then.sha256.bytes : "",
                       input->size_now, input->sha256_now);
        tell_of(job, input, GV_VERDICT_FAILS, "changed", text.text);
    } else {
        gv_message_set(&text, GV_OK, "its %" PRIu64 " bytes are those that were read%s%.600s",
                       input->size_now, input->found != input->path ? "; found at " : "",
                       input->found != input->path ? input->found : "");
        tell_of(job, input, GV_VERDICT_HOLDS, "holds", text.text);
    }
}

static void tell_extractor(gv_custody_job *job, const gv_custody_input *input)
{
    gv_message text;
    if (input->extractor != NULL) {
        gv_message_set(&text, GV_OK, "other extractor: %s", input->extractor);
        tell_of(job, input, GV_VERDICT_NOTE, "other_extractor", text.text);
    }
}

/* The records of an input, as many and the same as were written. */
static void tell_chain(gv_custody_job *job, const gv_custody_input *input)
{
    gv_message text;
    const int is_as_written = gv_custody_is(&input->then.chain, input->chain_here);
    if (input->n_rows != input->records) {
        gv_message_set(&text, GV_OK,
                       "the manifest counts %" PRIu64 " records from it, the result has %" PRIu64,
                       input->records, input->n_rows);
        tell_of(job, input, GV_VERDICT_FAILS, "count", text.text);
    } else if (!is_as_written) {
        tell_of(job, input, GV_VERDICT_FAILS, "chain",
                "its records are not those that were written, or not in that order (hash chain)");
    }
}

static void tell_damage(gv_custody_job *job, const gv_custody_input *input)
{
    gv_message text;
    if (input->n_in_damaged > 0) {
        gv_message_set(&text, GV_OK,
                       "%" PRIu64 " of its records come from what was damaged when it was read: "
                       "the bytes may not be those once stored (the manifest says where)",
                       input->n_in_damaged);
        tell_of(job, input, GV_VERDICT_UNCHECKED, "damaged", text.text);
    } else if (input->is_in_doubt) {
        tell_of(job, input, GV_VERDICT_UNCHECKED, "damaged",
                "it was damaged when it was read: which of its records come from there cannot be "
                "told in this format");
    } else if (input->then.damage.kind == GV_JSON_ARRAY && input->records + input->n_rows == 0) {
        tell_of(job, input, job->options->all ? GV_VERDICT_UNCHECKED : GV_VERDICT_NOTE, "damaged",
                "it was damaged or skipped when it was read, and no record comes from it: what "
                "could not be read may hold some (the manifest says where)");
    } else if (input->then.damage.kind == GV_JSON_ARRAY) {
        tell_of(job, input, GV_VERDICT_NOTE, "damaged",
                "it was damaged when it was read, where no record comes from");
    } else if (input->was_read && input->n_damage_now) {
        tell_of(job, input, GV_VERDICT_FAILS, "damaged_since",
                "it is damaged now, and was not when it was read");
    }
}

gv_status gv_custody_tell_inputs(gv_custody_job *job)
{
    gv_custody_manifest *const manifest = &job->manifest;
    job->stats.inputs = manifest->n_inputs;
    for (size_t i = 0; i < manifest->n_inputs; i++) {
        const gv_custody_input *const input = &manifest->inputs[i];
        job->stats.inputs_damaged += input->then.damage.kind == GV_JSON_ARRAY;
        if (input->found == NULL && input->why_not == NULL) {
            tell_damage(job, input); /* no record comes from it, and none should */
            continue;
        }
        tell_bytes(job, input);
        tell_extractor(job, input);
        if (job->run.format == GV_FORMAT_JSONL) {
            tell_chain(job, input);
        } else if (input->was_read && !gv_custody_is(&input->then.chain, input->chain_now)) {
            const char *words = NULL;
            gv_buf text = {0};
            GV_TRY(gv_custody_why(job, input, &words));
            const gv_status status =
                gv_buf_add_format(&text, "it gives other records now: %s", words);
            if (status == GV_OK) {
                tell_of(job, input, GV_VERDICT_FAILS, "derived_otherwise", text.bytes);
            }
            gv_buf_free(&text);
            GV_TRY(status);
        }
        tell_damage(job, input);
    }
    return GV_OK;
}
