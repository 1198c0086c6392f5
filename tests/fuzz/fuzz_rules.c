/*
 * fuzz_rules.c - any bytes as rule files: compiled, linted, and what compiles is read back.
 *
 * The input is one to four files with a line "----" between, after a fixed codebook (statuses,
 * tests, a label, a facet), so that rules get through to the image. Traps if a promise is broken:
 * findings in order of path, line and column and inside their files; GV_ERROR_RULES exactly when
 * there are errors; lint finds no fewer; what compiles opens again with the same identity, can be
 * dumped and scanned with, and gives the same image when the files come in another order.
 */
#include "base/buf.h"
#include "gravamen.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_FILES = 4, LONGEST_INPUT = 1 << 16 };

static const char BOOK[] = "language any\n"
                           "statuses: asserted > negated\n"
                           "test S = skip N note n\n"
                           "test N = negated\n"
                           "label harm\n"
                           "facet place = inside, outside else unknown\n"
                           "grade harm scale = 5+ from 5, 25+ from 25\n";

static const char TEXT[] = "On 3 May 1994 gunmen did not kill 40 farmers in Oru - only 3 of the "
                           "two hundred and six Masri men; was it so? They shot them dead.";

static const char *const NAMES[MOST_FILES] = {"a.gvr", "b.gvr", "c.gvr", "d.gvr"};

typedef struct gv_rule_file {
    const char *text;
    size_t length;
} gv_rule_file;

typedef struct gv_findings {
    size_t n_errors;
    char path[8];
    uint32_t line, column;
} gv_findings;

static void require(int holds)
{
    if (!holds) {
        abort();
    }
}

static void tell(void *user, const gv_diagnostic *diagnostic)
{
    gv_findings *const seen = user;
    const int order = strcmp(seen->path, diagnostic->path);
    require(order < 0 || (order == 0 && (seen->line < diagnostic->line ||
                                         (seen->line == diagnostic->line &&
                                          seen->column <= diagnostic->column))));
    require(strlen(diagnostic->path) < sizeof seen->path && diagnostic->message[0] != '\0');
    if (diagnostic->line > 0) {
        require(diagnostic->column >= 1 &&
                diagnostic->column <= strlen(diagnostic->source_line) + 2);
    }
    strcpy(seen->path, diagnostic->path);
    seen->line = diagnostic->line;
    seen->column = diagnostic->column;
    seen->n_errors += diagnostic->severity == GV_SEVERITY_ERROR;
}

static size_t cut_files(const char *text, size_t size, gv_rule_file *files)
{
    static const char CUT[] = "\n----\n";
    const size_t cut_length = sizeof CUT - 1;
    size_t n = 1;
    files[0] = (gv_rule_file){text, size};
    for (size_t at = 0; at + cut_length <= size && n < MOST_FILES; at++) {
        if (memcmp(text + at, CUT, cut_length) == 0) {
            files[n - 1].length = (size_t)(text + at - files[n - 1].text);
            files[n] = (gv_rule_file){text + at + cut_length, size - at - cut_length};
            n++;
            at += cut_length - 1;
        }
    }
    return n;
}

static gv_compiler *add_files(const gv_rule_file *files, size_t n, int backwards,
                              gv_findings *findings)
{
    gv_compiler *compiler = NULL;
    require(gv_compiler_new(tell, findings, &compiler) == GV_OK);
    require(gv_compiler_add_text(compiler, "z.gvr", BOOK, sizeof BOOK - 1) == GV_OK);
    for (size_t i = 0; i < n; i++) {
        const size_t number = backwards ? n - 1 - i : i;
        require(gv_compiler_add_text(compiler, NAMES[number], files[number].text,
                                     files[number].length) == GV_OK);
    }
    return compiler;
}

static gv_status write_nowhere(void *user, const char *bytes, size_t length)
{
    (void)user;
    require(bytes != NULL && length > 0);
    return GV_OK;
}

static void use(const gv_model *model)
{
    gv_model *again = NULL;
    require(gv_model_dump(model, write_nowhere, NULL) == GV_OK);
    require(gv_model_open_memory(model->image.bytes, model->image.length, NULL, &again) == GV_OK);
    require(strcmp(gv_model_identity(model), gv_model_identity(again)) == 0);
    for (size_t i = 0; gv_model_language_code(again, i) != NULL; i++) {
        const gv_scanner_options options = {.size = sizeof options,
                                            .language = gv_model_language_code(again, i)};
        gv_scanner *scanner = NULL;
        const gv_result *result = NULL;
        require(gv_scanner_new(again, &options, &scanner) == GV_OK);
        require(gv_scan(scanner, TEXT, sizeof TEXT - 1, &result) == GV_OK);
        gv_scanner_free(scanner);
    }
    gv_model_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gv_rule_file files[MOST_FILES];
    gv_findings found = {0};
    gv_findings linted = {0};
    gv_findings other = {0};
    gv_model *model = NULL;
    gv_model *second = NULL;
    size_t n_errors = 0;
    if (size > LONGEST_INPUT) {
        return 0;
    }
    const size_t n = cut_files((const char *)data, size, files);
    gv_compiler *compiler = add_files(files, n, 0, &found);
    const gv_status status = gv_compiler_finish(compiler, &model);
    gv_compiler_free(compiler);
    require(status == (found.n_errors > 0 ? GV_ERROR_RULES : GV_OK));
    compiler = add_files(files, n, 0, &linted);
    require(gv_compiler_lint(compiler, &n_errors, NULL) == GV_OK);
    gv_compiler_free(compiler);
    require(n_errors >= found.n_errors && linted.n_errors == n_errors);
    if (status == GV_OK) {
        use(model);
        compiler = add_files(files, n, 1, &other);
        require(gv_compiler_finish(compiler, &second) == GV_OK);
        gv_compiler_free(compiler);
        require(strcmp(gv_model_identity(model), gv_model_identity(second)) == 0);
    }
    gv_model_free(model);
    gv_model_free(second);
    return 0;
}
