/*
 * parse_codebook.c - what all languages share: statuses, tests, labels, facets, grades.
 *
 * In: statements of `language any` files. Out: job->model. "test G2 = skip G1 note contested" gives
 * a test without a status that skips {G1} and notes "contested". Order is kept as written: that of
 * statuses and tests is part of their meaning.
 */
#include "compile/parse.h"

#include <string.h>

static gv_at statement_at(const gv_parser *parser)
{
    return (gv_at){parser->statement->source, parser->statement->start};
}

static gv_status add_item(gv_job *job, gv_ast_items *items, gv_ast_text text)
{
    gv_ast_item *item = NULL;
    GV_TRY(gv_job_get(job, sizeof *item, (void **)&item));
    item->text = text;
    GV_AST_APPEND(items->first, items->last, item);
    return GV_OK;
}

gv_status gv_parse_statuses(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_model *const model = &parser->job->model;
    if (model->has_statuses) {
        const char *place = NULL;
        GV_TRY(gv_job_place(parser->job, model->statuses_at, &place));
        return gv_job_error(parser->job, statement_at(parser),
                            "\"statuses:\" stands twice in this model; first at %s", place);
    }
    model->has_statuses = 1;
    model->statuses_at = statement_at(parser);
    do {
        gv_ast_text name = {0};
        GV_TRY(gv_cursor_name(cursor, "a status", &name));
        GV_TRY(add_item(parser->job, &model->statuses, name));
    } while (gv_cursor_take(cursor, ">"));
    return gv_cursor_done(cursor) ? GV_OK : gv_cursor_wrong(cursor, "\">\", or the end");
}

gv_status gv_parse_test(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_test *test = NULL;
    GV_TRY(gv_job_get(parser->job, sizeof *test, (void **)&test));
    GV_TRY(gv_cursor_name(cursor, "a test's name", &test->name));
    GV_AST_APPEND(parser->job->model.tests, parser->job->model.last_test, test);
    test->status_index = GV_IMAGE_NONE;
    GV_TRY(gv_cursor_expect(cursor, "="));
    if (!gv_cursor_take(cursor, "skip")) {
        GV_TRY(gv_cursor_name(cursor, "a status, or \"skip\" and tests", &test->status));
        return gv_cursor_finish(cursor);
    }
    for (;;) {
        gv_ast_text name = {0};
        test->nearer |= test->skips.first != NULL && gv_cursor_take(cursor, "nearer");
        if (test->skips.first != NULL && gv_cursor_take(cursor, "note")) {
            GV_TRY(gv_cursor_name(cursor, "a word after \"note\"", &test->note));
            return gv_cursor_finish(cursor);
        }
        if (test->nearer) {
            return gv_cursor_done(cursor) ? GV_OK
                                          : gv_cursor_wrong(cursor, "\"note WORD\", or the end");
        }
        GV_TRY(gv_cursor_name(cursor, "a test to skip", &name));
        GV_TRY(add_item(parser->job, &test->skips, name));
        gv_cursor_take(cursor, ",");
        if (gv_cursor_done(cursor)) {
            return GV_OK;
        }
    }
}

gv_status gv_parse_label(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_label *label = NULL;
    uint64_t threshold = 100;
    GV_TRY(gv_job_get(parser->job, sizeof *label, (void **)&label));
    GV_TRY(gv_cursor_name(cursor, "a label's name", &label->name));
    label->threshold = 100;
    GV_AST_APPEND(parser->job->model.labels, parser->job->model.last_label, label);
    if (gv_cursor_take(cursor, "threshold")) {
        GV_TRY(gv_cursor_number(cursor, "a threshold", 1, 1000000, &threshold));
        label->threshold = (uint32_t)threshold;
    }
    return gv_cursor_done(cursor) ? GV_OK : gv_cursor_wrong(cursor, "\"threshold N\", or the end");
}

/* [else NAME] and the end. */
static gv_status parse_else(gv_cursor *cursor, gv_ast_text *otherwise)
{
    if (gv_cursor_take(cursor, "else")) {
        GV_TRY(gv_cursor_name(cursor, "a value after \"else\"", otherwise));
        return gv_cursor_finish(cursor);
    }
    return gv_cursor_done(cursor) ? GV_OK
                                  : gv_cursor_wrong(cursor, "\",\", \"else VALUE\" or the end");
}

gv_status gv_parse_facet(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_facet *facet = NULL;
    GV_TRY(gv_job_get(parser->job, sizeof *facet, (void **)&facet));
    GV_TRY(gv_cursor_name(cursor, "a facet's name", &facet->name));
    GV_AST_APPEND(parser->job->model.facets, parser->job->model.last_facet, facet);
    GV_TRY(gv_cursor_expect(cursor, "="));
    do {
        gv_ast_text value = {0};
        GV_TRY(gv_cursor_name(cursor, "a value", &value));
        GV_TRY(add_item(parser->job, &facet->values, value));
    } while (gv_cursor_take(cursor, ","));
    return parse_else(cursor, &facet->otherwise);
}

/* A step's name is any text without blanks, such as "5+". */
static gv_status parse_step(gv_cursor *cursor, gv_ast_grade *grade)
{
    gv_ast_step *step = NULL;
    GV_TRY(gv_job_get(cursor->job, sizeof *step, (void **)&step));
    GV_TRY(gv_cursor_text(cursor, " ,\t\r\n", &step->name));
    if (step->name.length == 0) {
        return gv_cursor_wrong(cursor, "a step, as in \"5+ from 5\"");
    }
    GV_TRY(gv_cursor_expect(cursor, "from"));
    GV_TRY(gv_cursor_number(cursor, "a number", 0, UINT64_MAX / 2000, &step->from));
    if (grade->last_step != NULL && grade->last_step->from >= step->from) {
        return gv_job_error(cursor->job, step->name.at,
                            "steps go upwards: expected more than %llu, not %llu",
                            (unsigned long long)grade->last_step->from,
                            (unsigned long long)step->from);
    }
    GV_AST_APPEND(grade->steps, grade->last_step, step);
    return GV_OK;
}

gv_status gv_parse_grade(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_grade *grade = NULL;
    GV_TRY(gv_job_get(parser->job, sizeof *grade, (void **)&grade));
    grade->label_index = GV_IMAGE_NONE;
    GV_TRY(gv_cursor_name(cursor, "a label", &grade->label));
    GV_TRY(gv_cursor_name(cursor, "the grade's name", &grade->name));
    GV_AST_APPEND(parser->job->model.grades, parser->job->model.last_grade, grade);
    GV_TRY(gv_cursor_expect(cursor, "="));
    do {
        GV_TRY(parse_step(cursor, grade));
    } while (gv_cursor_take(cursor, ","));
    return parse_else(cursor, &grade->otherwise);
}
