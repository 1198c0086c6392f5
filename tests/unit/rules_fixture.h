/*
 * rules_fixture.h - rules from strings, and what the compiler said of them, for the tests of
 * compile/ and model/.
 */
#ifndef GV_TESTS_RULES_FIXTURE_H
#define GV_TESTS_RULES_FIXTURE_H

#include "base/buf.h"
#include "gravamen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

/* Statuses, tests and labels for rules under test. */
#define CODEBOOK                                                                                   \
    "language any\n"                                                                               \
    "statuses: asserted > negated\n"                                                               \
    "test S = skip N\n"                                                                            \
    "test N = negated\n"                                                                           \
    "label harm\n"                                                                                 \
    "facet place = inside, outside else unknown\n"

/* One file of rules. */
typedef struct fixture_file {
    const char *name;
    const char *text;
} fixture_file;

/* Each finding as "name:line:column: message\n"; "warning: " before a warning's message. */
static void fixture_tell(void *user, const gv_diagnostic *diagnostic)
{
    gv_buf *const said = user;
    assert_int_equal(diagnostic->size, sizeof *diagnostic);
    assert_true((diagnostic->line == 0) == (diagnostic->source_line == NULL));
    assert_int_equal(
        gv_buf_add_format(said, "%s:%u:%u: %s%s\n", diagnostic->path, (unsigned)diagnostic->line,
                          (unsigned)diagnostic->column,
                          diagnostic->severity == GV_SEVERITY_WARNING ? "warning: " : "",
                          diagnostic->message),
        GV_OK);
}

static inline gv_compiler *fixture_compiler(const fixture_file *files, size_t n, gv_buf *said)
{
    gv_compiler *compiler = NULL;
    assert_int_equal(gv_compiler_new(fixture_tell, said, &compiler), GV_OK);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(gv_compiler_add_text(compiler, files[i].name, files[i].text,
                                              strlen(files[i].text)),
                         GV_OK);
    }
    return compiler;
}

/* The model of sound rules. */
static inline gv_model *fixture_model(const fixture_file *files, size_t n)
{
    gv_buf said = {0};
    gv_model *model = NULL;
    gv_compiler *const compiler = fixture_compiler(files, n, &said);
    const gv_status status = gv_compiler_finish(compiler, &model);
    if (status != GV_OK) {
        print_error("%s\n%s", gv_strerror(status), said.length > 0 ? said.bytes : "");
    }
    assert_int_equal(status, GV_OK);
    gv_compiler_free(compiler);
    gv_buf_free(&said);
    return model;
}

/* The model of CODEBOOK and English rules. */
static inline gv_model *fixture_english(const char *rules)
{
    gv_buf text = {0};
    assert_int_equal(gv_buf_add_format(&text, "language en\n%s", rules), GV_OK);
    const fixture_file files[] = {{"book.gvr", CODEBOOK}, {"en.gvr", text.bytes}};
    gv_model *const model = fixture_model(files, 2);
    gv_buf_free(&text);
    return model;
}

/* What the compiler (or lint) says of files: exactly `expected`. */
static inline void fixture_says(const fixture_file *files, size_t n, int lint,
                                const char *expected)
{
    gv_buf said = {0};
    gv_model *model = NULL;
    size_t n_errors = 0;
    size_t n_warnings = 0;
    gv_compiler *const compiler = fixture_compiler(files, n, &said);
    if (lint) {
        assert_int_equal(gv_compiler_lint(compiler, &n_errors, &n_warnings), GV_OK);
    } else {
        assert_int_equal(gv_compiler_finish(compiler, &model), GV_ERROR_RULES);
        assert_null(model);
    }
    assert_string_equal(said.length > 0 ? said.bytes : "", expected);
    gv_compiler_free(compiler);
    gv_buf_free(&said);
}

#endif
