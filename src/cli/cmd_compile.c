/*
 * cmd_compile.c - `gravamen compile`: rule files to a model image.
 */
#include "cli/console.h"

#include <stdio.h>

typedef struct compile_values {
    const char *output;
    int quiet;
} compile_values;

static const gv_cli_option COMPILE_OPTIONS[] = {
    {.name = "output", .letter = 'o', .kind = GV_CLI_TEXT,
     .offset = offsetof(compile_values, output), .value = "FILE",
     .help = "the model image to write (aside, then renamed)"},
    {.name = "quiet", .letter = 'q', .kind = GV_CLI_FLAG, .offset = offsetof(compile_values, quiet),
     .help = "say nothing when all is well"},
    {0}};

static size_t count(const gv_model *model, const char *(*name)(const gv_model *, size_t))
{
    size_t n = 0;
    while (name(model, n) != NULL) {
        n++;
    }
    return n;
}

static int run_compile(int argc, char **argv)
{
    compile_values values = {0};
    gv_model *model = NULL;
    gv_message message = {{0}};
    int n = 0;
    int status = gv_cli_parse(&gv_cli_compile_command, argc, argv, &values, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    if (n == 0 || values.output == NULL) {
        gv_cli_say(n == 0 ? "name the rule files or folders to compile"
                          : "name the image to write: -o FILE");
        return 2;
    }
    status = gv_cli_compile((const char *const *)argv, (size_t)n, &model);
    if (status == 0) {
        status = gv_cli_fail(gv_model_save(model, values.output, &message), &message);
    }
    if (status == 0 && !values.quiet) {
        printf("%s: %zu labels, %zu rules, languages", values.output,
               count(model, gv_model_label), count(model, gv_model_rule));
        for (size_t i = 0; gv_model_language_code(model, i) != NULL; i++) {
            printf("%s %s", i > 0 ? "," : "", gv_model_language_code(model, i));
        }
        printf("\nidentity %s\n", gv_model_identity(model));
    }
    gv_model_free(model);
    return status;
}

const gv_cli_command gv_cli_compile_command = {
    .name = "compile",
    .operands = "RULES... -o FILE",
    .summary = "rule files (.gvr) to a model image (.gvm)",
    .text = "Compiles rule files, and every .gvr file below folders, to one model image. All\n"
            "errors are named in one run, as path:line:col: error: words, with the line and a\n"
            "caret. The same rules give the same bytes, whatever their order.\n",
    .options = COMPILE_OPTIONS,
    .examples = "  gravamen compile models/codebook.gvr models/en -o en.gvm\n"
                "  gravamen tag -m en.gvm report.txt\n",
    .run = run_compile};
