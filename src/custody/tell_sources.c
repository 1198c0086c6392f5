/*
 * tell_sources.c - findings on what stands around the records: signature, model, extractor, inputs.
 *
 * In: the manifest, the result's digest, and what reading again gave. Out: findings, such as
 *     input archive.tar.gz: FAILS, changed: its bytes are not those that were read: ...
 * and, for the records of an input that differ, why they may: the most that can be said from what
 * changed and what did not.
 */
#include "custody/custody.h"

#include "output/signature.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

void gv_custody_tell(gv_custody_job *job, const gv_verify_finding *finding)
{
    gv_verify_finding whole = *finding;
    whole.size = sizeof whole;
    job->stats.findings_failed += finding->verdict == GV_VERDICT_FAILS;
    job->stats.findings_unchecked += finding->verdict == GV_VERDICT_UNCHECKED;
    if (job->options->finding != NULL) {
        job->options->finding(job->options->finding_user, &whole);
    }
}

static void tell(gv_custody_job *job, gv_verdict verdict, const char *subject, const char *code,
                 const char *path, const char *words)
{
    const gv_verify_finding finding = {.verdict = verdict,
                                .subject = subject,
                                .code = code,
                                .path = path,
                                .words = words};
    gv_custody_tell(job, &finding);
}

/* ------------------------------------------------------------------ signature */

static void judge_signature(gv_custody_job *job, const gv_signature *signature)
{
    gv_message text;
    const char *code = "holds";
    gv_verdict verdict = GV_VERDICT_HOLDS;
    const int has_key = job->options->public_key != NULL;
    if (!signature->fits) {
        verdict = GV_VERDICT_FAILS;
        code = "broken";
        gv_message_set(&text, GV_OK,
                       "the signature does not fit the manifest: one of them was changed, or the "
                       "manifest written anew, after it was signed");
    } else if (has_key && !signature->is_of_key) {
        verdict = GV_VERDICT_FAILS;
        code = "other_key";
        gv_message_set(&text, GV_OK, "signed with the key %s, not with the one given, %s",
                       signature->fingerprint, signature->key_fingerprint);
    } else if (has_key) {
        gv_message_set(&text, GV_OK, "the manifest is signed with the key given, %s",
                       signature->fingerprint);
    } else {
        verdict = GV_VERDICT_NOTE;
        code = "key_not_given";
        gv_message_set(&text, GV_OK,
                       "the manifest is signed with the key %s and was not changed since; whose "
                       "key that is is not shown by this (--public-key FILE names the one it "
                       "must be)",
                       signature->fingerprint);
    }
    tell(job, verdict, "signature", code, NULL, text.text);
}

/* The file beside the manifest that signs it, or that there is none. */
gv_status gv_custody_tell_signature(gv_custody_job *job, const char *manifest_path)
{
    gv_buf path = {0};
    gv_mapping file = {0};
    gv_message message = {{0}};
    gv_signature signature;
    struct stat about;
    gv_status status = GV_OK;
    const int has_key = job->options->public_key != NULL;
    GV_TRY_DONE(gv_buf_add_format(&path, "%s.sig", manifest_path));
    if (stat(path.bytes, &about) != 0) {
        tell(job, has_key ? GV_VERDICT_FAILS : GV_VERDICT_NOTE, "signature", "none", NULL,
             "the manifest is not signed: who can write the result could have written the "
             "manifest to match");
        goto done;
    }
    GV_TRY_DONE(gv_file_map(path.bytes, &message, &file));
    status = gv_signature_check((const char *)file.bytes, file.length,
                                job->manifest.file.mapping.bytes, job->manifest.file.mapping.length,
                                job->options->public_key, &message, &signature);
    if (status == GV_OK) {
        judge_signature(job, &signature);
    } else if (status != GV_ERROR_MEMORY) {
        tell(job, status == GV_ERROR_FORMAT ? GV_VERDICT_FAILS : GV_VERDICT_UNCHECKED,
             "signature", status == GV_ERROR_FORMAT ? "unreadable" : "not_checked", NULL,
             message.text);
        status = GV_OK;
    }
done:
    gv_file_unmap(&file);
    gv_buf_free(&path);
    return status;
}

/* ------------------------------------------------------------------ model */

/* 1 if the manifest names this model. */
static int is_named(const gv_custody_manifest *manifest, const gv_model *model)
{
    const char *at = NULL;
    gv_json_value name;
    gv_json_value item;
    gv_json_error error;
    gv_json_field field = {.name = "identity", .name_length = 8};
    while (gv_json_next(&manifest->file.models, &at, &name, &item)) {
        if (item.kind == GV_JSON_OBJECT &&
            gv_json_scan(item.bytes, item.length, &field, 1, &error) == GV_OK &&
            gv_custody_is(&field.value, gv_model_identity(model))) {
            return 1;
        }
    }
    return 0;
}

/* The model to read with where the manifest names `identity`: the one of that identity, else the
 * next of those given that it does not name at all, else the built-in one; or NULL. */
static const gv_model *choose(gv_custody_job *job, const gv_json_value *identity,
                              size_t *n_stood_in)
{
    const gv_verify_options *const options = job->options;
    for (size_t i = 0; i < options->n_models; i++) {
        if (gv_custody_is(identity, gv_model_identity(options->models[i]))) {
            return options->models[i];
        }
    }
    for (; *n_stood_in < options->n_models; ++*n_stood_in) {
        if (!is_named(&job->manifest, options->models[*n_stood_in])) {
            return options->models[(*n_stood_in)++];
        }
    }
    if (job->builtin == NULL) {
        (void)gv_model_builtin(&job->builtin);
    }
    return job->builtin;
}

static void tell_model(gv_custody_job *job, const gv_json_value *identity, const gv_model *model)
{
    gv_message text;
    const char *const here = gv_model_identity(model);
    const char *const which = model == job->builtin ? "built in" : "given";
    if (gv_custody_is(identity, here)) {
        gv_message_set(&text, GV_OK, "it is the manifest's (%s): %s", which, here);
        tell(job, GV_VERDICT_HOLDS, "model", "holds", NULL, text.text);
        return;
    }
    job->other_model = 1;
    gv_message_set(&text, GV_OK,
                   "the manifest names the model %.*s; it is not here, and %s (%s) was read with "
                   "instead (-m FILE gives the image)",
                   (int)(identity->length < 64 ? identity->length : 64),
                   identity->bytes != NULL ? identity->bytes : "", here, which);
    tell(job, GV_VERDICT_FAILS, "model", "other_model", NULL, text.text);
}

gv_status gv_custody_choose_models(gv_custody_job *job)
{
    const char *at = NULL;
    gv_json_value name;
    gv_json_value item;
    gv_json_error error;
    gv_json_field field = {.name = "identity", .name_length = 8};
    size_t n_stood_in = 0;
    enum { MODELS_MOST = 64 };
    GV_TRY(gv_arena_get_array(&job->arena, MODELS_MOST, sizeof *job->models,
                              (void **)&job->models));
    while (job->n_models < MODELS_MOST &&
           gv_json_next(&job->manifest.file.models, &at, &name, &item)) {
        field.value = (gv_json_value){.kind = GV_JSON_NONE};
        if (item.kind == GV_JSON_OBJECT) {
            (void)gv_json_scan(item.bytes, item.length, &field, 1, &error);
        }
        const gv_model *const model = choose(job, &field.value, &n_stood_in);
        if (model == NULL) {
            return GV_ERROR_ARGUMENT;
        }
        tell_model(job, &field.value, model);
        job->models[job->n_models++] = model;
    }
    return job->n_models > 0 ? GV_OK : GV_ERROR_FORMAT;
}

/* ------------------------------------------------------------------ extractor */

/* The member of an object with the same name as `name`, as it stands; 0 if there is none. */
static int find_member(const gv_json_value *object, const gv_json_value *name,
                       gv_json_value *value)
{
    const char *at = NULL;
    gv_json_value key;
    while (gv_json_next(object, &at, &key, value)) {
        if (gv_custody_is_same(&key, name)) {
            return 1;
        }
    }
    return 0;
}

static gv_status add_version(gv_buf *words, const gv_json_value *name, const gv_json_value *then,
                             const gv_json_value *now)
{
    static const gv_json_value none = {"none", 4, GV_JSON_STRING};
    enum { SHOWN_MOST = 80, WORDS_MOST = 600 };
    if (words->length > WORDS_MOST) {
        return GV_OK;
    }
    then = then->kind == GV_JSON_NONE ? &none : then;
    now = now->kind == GV_JSON_NONE ? &none : now;
    return gv_buf_add_format(words, "%s%.*s %.*s then, %.*s now", words->length > 0 ? "; " : "",
                             (int)(name->length < SHOWN_MOST ? name->length : SHOWN_MOST),
                             name->bytes,
                             (int)(then->length < SHOWN_MOST ? then->length : SHOWN_MOST),
                             then->bytes,
                             (int)(now->length < SHOWN_MOST ? now->length : SHOWN_MOST),
                             now->bytes);
}

/* Adds what two objects of versions have different; one level of objects within them is gone
 * through too (fingerprints by language, libraries by name). */
static gv_status compare_versions(const gv_json_value *then, const gv_json_value *now, int depth,
                                  gv_buf *words)
{
    const char *at = NULL;
    gv_json_value name;
    gv_json_value one;
    while (gv_json_next(then, &at, &name, &one)) {
        gv_json_value other = {.kind = GV_JSON_NONE};
        if (!find_member(now, &name, &other)) {
            other = (gv_json_value){.kind = GV_JSON_NONE};
        }
        if (one.kind == GV_JSON_OBJECT && other.kind == GV_JSON_OBJECT && depth > 0) {
            GV_TRY(compare_versions(&one, &other, depth - 1, words));
        } else if (!gv_custody_is_same(&one, &other)) {
            GV_TRY(add_version(words, &name, &one, &other));
        }
    }
    at = NULL;
    while (gv_json_next(now, &at, &name, &one)) {
        gv_json_value other = {.kind = GV_JSON_NONE};
        if (!find_member(then, &name, &other)) {
            other = (gv_json_value){.kind = GV_JSON_NONE};
            GV_TRY(add_version(words, &name, &other, &one));
        }
    }
    return GV_OK;
}

gv_status gv_custody_tell_extractor(gv_custody_job *job)
{
    static const gv_json_value program = {"gravamen", 8, GV_JSON_STRING};
    const gv_manifest_file *const then = &job->manifest.file;
    const gv_manifest_file *const now = &job->again;
    gv_buf words = {0};
    char *copy = NULL;
    gv_status status = GV_OK;
    if (!gv_custody_is_same(&then->version, &now->version)) {
        GV_TRY_DONE(add_version(&words, &program, &then->version, &now->version));
    }
    GV_TRY_DONE(compare_versions(&then->text, &now->text, 1, &words));
    if (words.length == 0) {
        tell(job, GV_VERDICT_HOLDS, "extractor", "holds", NULL,
             "program and libraries that shape the text are the manifest's");
        goto done;
    }
    GV_TRY_DONE(gv_arena_copy(&job->arena, words.bytes, words.length, &copy));
    job->extractor_words = copy;
    job->other_extractor = 1;
    gv_buf_clear(&words);
    GV_TRY_DONE(gv_buf_add_format(&words, "other extractor: %s", copy));
    tell(job, GV_VERDICT_NOTE, "extractor", "other_extractor", NULL, words.bytes);
done:
    gv_buf_free(&words);
    return status;
}
