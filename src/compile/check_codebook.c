/*
 * check_codebook.c - statuses, tests, labels, facets and grades: names, order, limits.
 *
 * In: job->model as read. Out: its name maps (name -> place in the declared order), each test's
 * status and the bits of the tests it skips; findings for what is defined twice, unknown, or out of
 * bounds. Order is part of the meaning of tests (and of labels in the output), and files have none:
 * so all tests stand in one file, all labels in one, and so on.
 */
#include "compile/check.h"

#include <string.h>

static gv_status defined_twice(gv_job *job, const char *what, const gv_ast_text *name, gv_at first)
{
    const char *place = NULL;
    GV_TRY(gv_job_place(job, first, &place));
    return gv_job_error(job, name->at, "%s \"%s\" is defined twice; first at %s", what, name->text,
                        place);
}

gv_status gv_check_unknown(gv_job *job, const char *what, const gv_ast_text *name,
                           const gv_map *known)
{
    const char *hint = "";
    gv_near near = gv_near_begin(job, name->text, name->length);
    gv_near_offer_map(&near, known);
    GV_TRY(gv_near_hint(job, &near, &hint));
    return gv_job_error(job, name->at, "there is no %s \"%s\"%s", what, name->text, hint);
}

gv_status gv_check_enter(gv_job *job, gv_check_names *names, const gv_ast_text *name)
{
    const uint32_t n = (uint32_t)names->map->n_entries;
    uint32_t found = GV_MAP_NONE;
    if (n == names->limit) {
        return gv_job_error(job, name->at, "there are more than %lu of these: %s",
                            (unsigned long)names->limit, names->what);
    }
    GV_TRY(gv_array_reserve((void **)&names->places, n + 1, sizeof *names->places,
                            &names->capacity));
    GV_TRY(gv_map_add(names->map, name->text, name->length, n, &found));
    if (found != n) {
        return defined_twice(job, names->what, name, names->places[found]);
    }
    names->places[n] = name->at;
    return GV_OK;
}

void gv_check_names_free(gv_check_names *names)
{
    gv_memory_free(names->places);
}

/* Their order counts, and files have none. */
static gv_status check_one_file(gv_job *job, const char *what, const gv_ast_text *name,
                                const gv_check_names *names)
{
    if (names->map->n_entries == 0 || names->places[0].source == name->at.source) {
        return GV_OK;
    }
    return gv_job_go_on(gv_job_error(
        job, name->at, "every %s stands in one file, since their order counts; the first is in %s",
        what, job->sources[names->places[0].source].name));
}

static gv_status check_statuses(gv_job *job)
{
    gv_ast_model *const model = &job->model;
    gv_check_names names = {
        .map = &model->status_names, .what = "status", .limit = GV_LIMIT_STATUSES};
    gv_status status = GV_OK;
    if (!model->has_statuses) {
        return gv_job_go_on(gv_job_file_error(
            job, 0, "the model has no \"statuses:\" (in a file with \"language any\")"));
    }
    for (const gv_ast_item *item = model->statuses.first; item != NULL; item = item->next) {
        GV_TRY_DONE(gv_job_go_on(gv_check_enter(job, &names, &item->text)));
    }
    model->n_statuses = (uint32_t)model->status_names.n_entries;
done:
    gv_check_names_free(&names);
    return status;
}

static gv_status check_labels(gv_job *job)
{
    gv_ast_model *const model = &job->model;
    gv_check_names names = {
        .map = &model->label_names, .what = "label", .limit = GV_LIMIT_LABELS};
    gv_status status = GV_OK;
    for (const gv_ast_label *label = model->labels; label != NULL; label = label->next) {
        GV_TRY_DONE(check_one_file(job, "label", &label->name, &names));
        GV_TRY_DONE(gv_job_go_on(gv_check_enter(job, &names, &label->name)));
    }
    model->n_labels = (uint32_t)model->label_names.n_entries;
done:
    gv_check_names_free(&names);
    return status;
}

/* ------------------------------------------------------------------ tests */

static gv_status check_skips(gv_job *job, gv_ast_test *test, uint32_t index)
{
    const gv_map *const names = &job->model.test_names;
    for (const gv_ast_item *skip = test->skips.first; skip != NULL; skip = skip->next) {
        const uint32_t skipped = gv_map_find(names, skip->text.text, skip->text.length);
        if (skipped == GV_MAP_NONE) {
            GV_TRY(gv_job_go_on(gv_check_unknown(job, "test", &skip->text, names)));
        } else if (skipped <= index) {
            GV_TRY(gv_job_go_on(gv_job_error(
                job, skip->text.at, "%s is tried before %s can skip it: put %s first",
                skipped == index ? "a test" : skip->text.text, test->name.text,
                test->name.text)));
        } else {
            test->skip_bits |= UINT64_C(1) << skipped;
        }
    }
    return GV_OK;
}

static gv_status check_tests(gv_job *job)
{
    gv_ast_model *const model = &job->model;
    gv_check_names names = {.map = &model->test_names, .what = "test", .limit = GV_LIMIT_TESTS};
    gv_status status = GV_OK;
    for (const gv_ast_test *test = model->tests; test != NULL; test = test->next) {
        GV_TRY_DONE(check_one_file(job, "test", &test->name, &names));
        GV_TRY_DONE(gv_job_go_on(gv_check_enter(job, &names, &test->name)));
    }
    model->n_tests = (uint32_t)model->test_names.n_entries;
    for (gv_ast_test *test = model->tests; test != NULL; test = test->next) {
        const uint32_t index =
            gv_map_find(&model->test_names, test->name.text, test->name.length);
        if (test->status.text != NULL) {
            test->status_index =
                gv_map_find(&model->status_names, test->status.text, test->status.length);
            if (test->status_index == GV_MAP_NONE && model->has_statuses) {
                GV_TRY_DONE(gv_job_go_on(gv_check_unknown(job, "status", &test->status,
                                                          &model->status_names)));
            }
        } else if (index != GV_MAP_NONE) {
            GV_TRY_DONE(check_skips(job, test, index));
        }
    }
done:
    gv_check_names_free(&names);
    return status;
}

/* ------------------------------------------------------------------ facets and grades */

static gv_status check_values(gv_job *job, const gv_ast_facet *facet)
{
    gv_map map = {0};
    gv_check_names names = {.map = &map, .what = "value", .limit = UINT32_MAX};
    gv_status status = GV_OK;
    for (const gv_ast_item *value = facet->values.first; value != NULL; value = value->next) {
        GV_TRY_DONE(gv_job_go_on(gv_check_enter(job, &names, &value->text)));
    }
done:
    gv_check_names_free(&names);
    gv_map_free(&map);
    return status;
}

static gv_status check_facets(gv_job *job)
{
    gv_ast_model *const model = &job->model;
    gv_check_names names = {.map = &model->facet_names, .what = "facet", .limit = UINT32_MAX};
    gv_status status = GV_OK;
    for (const gv_ast_facet *facet = model->facets; facet != NULL; facet = facet->next) {
        GV_TRY_DONE(check_one_file(job, "facet", &facet->name, &names));
        GV_TRY_DONE(gv_job_go_on(gv_check_enter(job, &names, &facet->name)));
        GV_TRY_DONE(check_values(job, facet));
    }
    model->n_facets = (uint32_t)model->facet_names.n_entries;
done:
    gv_check_names_free(&names);
    return status;
}

static gv_status check_grades(gv_job *job)
{
    gv_ast_model *const model = &job->model;
    gv_map map = {0}; /* "label/name" */
    gv_check_names names = {.map = &map, .what = "grade", .limit = UINT32_MAX};
    gv_buf key = {0};
    gv_status status = GV_OK;
    for (gv_ast_grade *grade = model->grades; grade != NULL; grade = grade->next) {
        if (grade->name.text == NULL) {
            continue;
        }
        grade->label_index =
            gv_map_find(&model->label_names, grade->label.text, grade->label.length);
        if (grade->label_index == GV_MAP_NONE) {
            GV_TRY_DONE(gv_job_go_on(
                gv_check_unknown(job, "label", &grade->label, &model->label_names)));
        }
        gv_buf_clear(&key);
        GV_TRY_DONE(gv_buf_add_format(&key, "%s/%s", grade->label.text, grade->name.text));
        const gv_ast_text name = {key.bytes, (uint32_t)key.length, grade->name.at};
        GV_TRY_DONE(check_one_file(job, "grade", &name, &names));
        GV_TRY_DONE(gv_job_go_on(gv_check_enter(job, &names, &name)));
    }
done:
    gv_buf_free(&key);
    gv_check_names_free(&names);
    gv_map_free(&map);
    return status;
}

gv_status gv_check_codebook(gv_job *job)
{
    GV_TRY(check_statuses(job));
    GV_TRY(check_labels(job));
    GV_TRY(check_tests(job));
    GV_TRY(check_facets(job));
    return check_grades(job);
}
