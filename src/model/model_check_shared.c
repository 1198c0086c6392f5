/*
 * model_check_shared.c - statuses, labels, tests, facets and grades of an image.
 *
 * In: the sections that all languages share, in bounds. Out: GV_OK, or which one is damaged. Ranges
 * into another section must follow one another without holes, so that each item has one owner.
 */
#include "model/model_check.h"

static gv_status check_names(const gv_model_check *check, const gv_image_name *names, uint32_t n,
                             const char *what)
{
    for (uint32_t i = 0; i < n; i++) {
        if (!gv_model_check_string(check, names[i].name)) {
            return gv_model_check_damaged(check, what);
        }
    }
    return GV_OK;
}

static gv_status check_labels(const gv_model_check *check)
{
    const gv_model *const model = check->model;
    if (model->n_labels > GV_LIMIT_LABELS || model->n_statuses == 0 ||
        model->n_statuses > GV_LIMIT_STATUSES) {
        return gv_model_check_damaged(check, "number of labels or statuses");
    }
    for (uint32_t i = 0; i < model->n_labels; i++) {
        if (!gv_model_check_string(check, model->labels[i].name) ||
            model->labels[i].threshold == 0) {
            return gv_model_check_damaged(check, "labels");
        }
    }
    return check_names(check, model->statuses, model->n_statuses, "statuses");
}

static gv_status check_tests(const gv_model_check *check)
{
    const gv_model *const model = check->model;
    if (model->n_tests > GV_LIMIT_TESTS) {
        return gv_model_check_damaged(check, "number of tests");
    }
    const uint64_t known =
        model->n_tests == 64 ? UINT64_MAX : (UINT64_C(1) << model->n_tests) - 1;
    for (uint32_t i = 0; i < model->n_tests; i++) {
        const gv_image_test *const test = &model->tests[i];
        const uint64_t up_to_this = i == 63 ? UINT64_MAX : (UINT64_C(1) << (i + 1)) - 1;
        const int skip = test->status == GV_IMAGE_NONE;
        if (!gv_model_check_string(check, test->name) ||
            !gv_model_check_string_or_none(check, test->note) || test->nearer > (uint32_t)skip ||
            (!skip && test->status >= model->n_statuses) || skip != (test->skips != 0) ||
            (test->skips & ~known) != 0 || (test->skips & up_to_this) != 0) {
            return gv_model_check_damaged(check, "tests");
        }
    }
    return GV_OK;
}

static gv_status check_facets(const gv_model_check *check)
{
    const gv_model *const model = check->model;
    uint32_t next = 0;
    for (uint32_t i = 0; i < model->n_facets; i++) {
        const gv_image_facet *const facet = &model->facets[i];
        if (!gv_model_check_string(check, facet->name) ||
            !gv_model_check_string_or_none(check, facet->otherwise) ||
            facet->first_value != next || facet->n_values == 0 ||
            facet->n_values > model->n_facet_values - next) {
            return gv_model_check_damaged(check, "facets");
        }
        next += facet->n_values;
    }
    if (next != model->n_facet_values) {
        return gv_model_check_damaged(check, "facet values");
    }
    return check_names(check, model->facet_values, model->n_facet_values, "facet values");
}

static gv_status check_steps(const gv_model_check *check, const gv_image_grade *grade)
{
    const gv_image_grade_step *const steps = check->model->grade_steps + grade->first_step;
    for (uint32_t i = 0; i < grade->n_steps; i++) {
        if (!gv_model_check_string(check, steps[i].name) || steps[i].reserved != 0 ||
            (i > 0 && steps[i - 1].from <= steps[i].from)) {
            return gv_model_check_damaged(check, "grade steps");
        }
    }
    return GV_OK;
}

static gv_status check_grades(const gv_model_check *check)
{
    const gv_model *const model = check->model;
    uint32_t next = 0;
    for (uint32_t i = 0; i < model->n_grades; i++) {
        const gv_image_grade *const grade = &model->grades[i];
        if (grade->label >= model->n_labels || !gv_model_check_string(check, grade->name) ||
            !gv_model_check_string_or_none(check, grade->otherwise) ||
            grade->first_step != next || grade->n_steps == 0 ||
            grade->n_steps > model->n_grade_steps - next) {
            return gv_model_check_damaged(check, "grades");
        }
        GV_TRY(check_steps(check, grade));
        next += grade->n_steps;
    }
    return next == model->n_grade_steps ? GV_OK : gv_model_check_damaged(check, "grade steps");
}

gv_status gv_model_check_shared(const gv_model_check *check)
{
    GV_TRY(check_labels(check));
    GV_TRY(check_tests(check));
    GV_TRY(check_facets(check));
    return check_grades(check);
}
