/*
 * cmd_lint.c - `gravamen lint`: what in rule files is missing or doubtful, though it compiles.
 */
#include "cli/console.h"

#include <stdio.h>

typedef struct lint_values {
    int quiet;
} lint_values;

static const gv_cli_option LINT_OPTIONS[] = {
    {.name = "quiet", .letter = 'q', .kind = GV_CLI_FLAG, .offset = offsetof(lint_values, quiet),
     .help = "no count at the end"},
    {0}};

static int run_lint(int argc, char **argv)
{
    lint_values values = {0};
    gv_compiler *compiler = NULL;
    gv_message message = {{0}};
    size_t n_errors = 0;
    size_t n_warnings = 0;
    int n = 0;
    int status = gv_cli_parse(&gv_cli_lint, argc, argv, &values, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    if (n == 0) {
        gv_cli_say("name the rule files or folders to look at");
        return 2;
    }
    status = gv_cli_fail(gv_compiler_new(gv_cli_print_diagnostic, stdout, &compiler), NULL);
    for (int i = 0; i < n && status == 0; i++) {
        status = gv_cli_fail(gv_compiler_add_file(compiler, argv[i], &message), &message);
    }
    if (status == 0) {
        const gv_status found = gv_compiler_lint(compiler, &n_errors, &n_warnings);
        status = found == GV_OK || found == GV_ERROR_RULES ? 0 : gv_cli_fail(found, NULL);
    }
    if (status == 0) {
        if (!values.quiet) {
            printf("%zu errors, %zu warnings\n", n_errors, n_warnings);
        }
        status = n_errors + n_warnings > 0;
    }
    gv_compiler_free(compiler);
    return status;
}

const gv_cli_command gv_cli_lint = {
    .name = "lint",
    .operands = "RULES...",
    .summary = "what in rule files is missing or doubtful, though it compiles",
    .text = "Looks at rule files and folders together, as compile does. Errors: a rule without why,\n"
            "without cite (\"cite none: REASON\" where no law or standard defines it), without two\n"
            "yes: and two no: sentences; a cue or mask without why, without a yes: or a no:.\n"
            "Warnings: rules that cannot fire or that another covers, what nothing uses, words\n"
            "whose stem catches other forms. Exit status 1 if anything was found.\n",
    .options = LINT_OPTIONS,
    .examples = "  gravamen lint models/codebook.gvr models/en\n",
    .run = run_lint};
