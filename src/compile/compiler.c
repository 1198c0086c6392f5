/*
 * compiler.c - the public compiler: rules in, a model or findings out.
 *
 * In: files, folders and texts. Out: from gv_compiler_finish a model, or every finding of every
 * file through the callback. The way is one line: read (parse) -> judge (check) -> number (plan) ->
 * write (emit) -> open what was written, by the same check that guards against hostile images. Each
 * step runs even if the one before had findings, so that one run shows all of them; only an image
 * is not written then.
 */
#include "base/file.h"
#include "compile/check.h"
#include "compile/emit.h"
#include "compile/lint.h"
#include "compile/parse.h"
#include "compile/plan.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

struct gv_compiler {
    gv_job job;
    gv_diagnostic_fn callback;
    void *user;
    int finished;
};

static const size_t LONGEST_SOURCE = (size_t)1 << 30;

gv_status gv_compiler_new(gv_diagnostic_fn callback, void *user, gv_compiler **compiler)
{
    gv_compiler *made = NULL;
    if (compiler == NULL) {
        return GV_ERROR_ARGUMENT;
    }
    GV_TRY(gv_memory_get_zeroed(1, sizeof *made, (void **)&made));
    made->callback = callback;
    made->user = user;
    *compiler = made;
    return GV_OK;
}

void gv_compiler_free(gv_compiler *compiler)
{
    if (compiler == NULL) {
        return;
    }
    gv_ast_model *const model = &compiler->job.model;
    for (gv_ast_language *language = model->languages; language != NULL;
         language = language->next) {
        gv_map_free(&language->set_names);
        gv_map_free(&language->rule_names);
        gv_map_free(&language->tag_names);
    }
    gv_map_free(&model->status_names);
    gv_map_free(&model->label_names);
    gv_map_free(&model->test_names);
    gv_map_free(&model->facet_names);
    gv_memory_free(compiler->job.sources);
    gv_memory_free(compiler->job.findings);
    gv_arena_free(&compiler->job.arena);
    gv_memory_free(compiler);
}

/* ------------------------------------------------------------------ sources */

static const char *base_name(const char *path)
{
    const char *const slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

gv_status gv_compiler_add_text(gv_compiler *compiler, const char *name, const char *text,
                               size_t length)
{
    if (compiler == NULL || name == NULL || (text == NULL && length > 0) || compiler->finished) {
        return GV_ERROR_ARGUMENT;
    }
    if (length > LONGEST_SOURCE) {
        return GV_ERROR_LIMIT;
    }
    gv_job *const job = &compiler->job;
    gv_source source = {.length = (uint32_t)length};
    char *path = NULL;
    char *copy = NULL;
    GV_TRY(gv_arena_copy(&job->arena, name, strlen(name), &path));
    GV_TRY(gv_arena_copy(&job->arena, length > 0 ? text : "", length, &copy));
    source.path = path;
    source.name = base_name(path);
    source.text = copy;
    GV_TRY(gv_array_reserve((void **)&job->sources, job->n_sources + 1, sizeof *job->sources,
                            &job->sources_capacity));
    job->sources[job->n_sources++] = source;
    return GV_OK;
}

static int is_added(const gv_compiler *compiler, const char *path)
{
    for (size_t i = 0; i < compiler->job.n_sources; i++) {
        if (strcmp(compiler->job.sources[i].path, path) == 0) {
            return 1;
        }
    }
    return 0;
}

static gv_status add_one_file(gv_compiler *compiler, const char *path, gv_message *message)
{
    gv_mapping mapping = {0};
    if (is_added(compiler, path)) {
        return GV_OK;
    }
    GV_TRY(gv_file_map(path, message, &mapping));
    const gv_status status = gv_compiler_add_text(compiler, path, (const char *)mapping.bytes,
                                                  mapping.length);
    gv_file_unmap(&mapping);
    return status == GV_OK ? GV_OK
                           : gv_message_set(message, status, "%s: %s", path, gv_strerror(status));
}

/* A folder that cannot be read, or a .gvr that is a link, would leave rules out unseen. Links and
 * the like of other names (an editor's locks) are no rules. */
static gv_status check_skipped(const gv_file_list *list, gv_message *message)
{
    for (size_t i = 0; i < list->n_skipped; i++) {
        const char *const skipped = list->skipped[i];
        const int harmless = strstr(skipped, ": symbolic link") != NULL ||
                             strstr(skipped, ": not a regular file") != NULL;
        if (!harmless || strstr(skipped, ".gvr: ") != NULL) {
            return gv_message_set(message, GV_ERROR_READ, "%s", skipped);
        }
    }
    return GV_OK;
}

gv_status gv_compiler_add_file(gv_compiler *compiler, const char *path, gv_message *message)
{
    gv_file_list list = {0};
    gv_status status = GV_OK;
    if (compiler == NULL || path == NULL || compiler->finished) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "%s", gv_strerror(GV_ERROR_ARGUMENT));
    }
    GV_TRY_DONE(gv_file_walk(path, ".gvr", 0, message, &list));
    GV_TRY_DONE(check_skipped(&list, message));
    for (size_t i = 0; i < list.n_paths; i++) {
        GV_TRY_DONE(add_one_file(compiler, list.paths[i], message));
    }
    if (list.n_paths == 0) {
        status = gv_message_set(message, GV_ERROR_OPEN, "%s: there is no .gvr file in it", path);
    }
done:
    gv_file_list_free(&list);
    return status;
}

/* ------------------------------------------------------------------ compiling */

static int compare_codes(const void *left, const void *right)
{
    const gv_plan *const a = left;
    const gv_plan *const b = right;
    return strcmp(a->language->code, b->language->code);
}

/* One plan a language, by code; freed by the caller. */
static gv_status make_plans(gv_job *job, gv_plan **plans, uint32_t *n_plans)
{
    uint32_t n = 0;
    for (const gv_ast_language *l = job->model.languages; l != NULL; l = l->next) {
        n++;
    }
    GV_TRY(gv_memory_get_zeroed(n > 0 ? n : 1, sizeof **plans, (void **)plans));
    for (gv_ast_language *l = job->model.languages; l != NULL; l = l->next) {
        gv_plan *const plan = &(*plans)[(*n_plans)++];
        plan->job = job;
        plan->language = l;
    }
    if (n > 0) {
        qsort(*plans, n, sizeof **plans, compare_codes);
    }
    for (uint32_t i = 0; i < n; i++) {
        GV_TRY(gv_plan_make(&(*plans)[i]));
    }
    return GV_OK;
}

static gv_status open_image(const gv_buf *image, gv_model **model)
{
    return gv_model_open_memory(image->bytes, image->length, NULL, model);
}

/* model NULL: lint. */
static gv_status run(gv_compiler *compiler, gv_model **model)
{
    gv_job *const job = &compiler->job;
    gv_plan *plans = NULL;
    uint32_t n_plans = 0;
    gv_buf image = {0};
    gv_status status = GV_OK;
    compiler->finished = 1;
    GV_TRY_DONE(gv_parse_sources(job));
    GV_TRY_DONE(gv_check_model(job));
    GV_TRY_DONE(make_plans(job, &plans, &n_plans));
    if (model == NULL) {
        GV_TRY_DONE(gv_lint(job, plans, n_plans));
    }
    GV_TRY_DONE(gv_job_tell(job, compiler->callback, compiler->user));
    if (job->n_errors > 0) {
        status = model != NULL ? GV_ERROR_RULES : GV_OK;
        goto done;
    }
    if (model != NULL) {
        GV_TRY_DONE(gv_emit_image(job, plans, n_plans, &image));
        GV_TRY_DONE(open_image(&image, model));
    }
done:
    for (uint32_t i = 0; i < n_plans; i++) {
        gv_plan_free(&plans[i]);
    }
    gv_memory_free(plans);
    gv_buf_free(&image);
    return status;
}

gv_status gv_compiler_finish(gv_compiler *compiler, gv_model **model)
{
    if (compiler == NULL || model == NULL || compiler->finished || compiler->job.n_sources == 0) {
        return GV_ERROR_ARGUMENT;
    }
    return run(compiler, model);
}

gv_status gv_compiler_lint(gv_compiler *compiler, size_t *n_errors, size_t *n_warnings)
{
    if (compiler == NULL || compiler->finished || compiler->job.n_sources == 0) {
        return GV_ERROR_ARGUMENT;
    }
    GV_TRY(run(compiler, NULL));
    if (n_errors != NULL) {
        *n_errors = compiler->job.n_errors;
    }
    if (n_warnings != NULL) {
        *n_warnings = compiler->job.n_warnings;
    }
    return GV_OK;
}
