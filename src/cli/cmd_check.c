/*
 * cmd_check.c - `gravamen check`: a model proved by the examples that it carries.
 */
#include "cli/console.h"

static const gv_cli_option NO_OPTIONS[] = {{0}};

static int run_check(int argc, char **argv)
{
    gv_model *model = NULL;
    size_t n_examples = 0;
    size_t n_failed = 0;
    int n = 0;
    int unused = 0;
    int status = gv_cli_parse(&gv_cli_check, argc, argv, &unused, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    status = gv_cli_open_model((const char *const *)argv, (size_t)n, &model);
    if (status == 0) {
        status = gv_cli_fail(gv_check(model, gv_cli_write, NULL, &n_examples, &n_failed), NULL);
    }
    gv_model_free(model);
    return status == 0 ? n_failed > 0 : status;
}

const gv_cli_command gv_cli_check = {
    .name = "check",
    .operands = "[MODEL.gvm | RULES...]",
    .summary = "runs every example sentence that a model carries",
    .text = "Runs the `yes:` and `no:` sentences of every rule, cue and mask of a model, or of\n"
            "rule files and folders compiled in memory, and prints each that comes out otherwise.\n"
            "Without an operand it checks the built-in model. Exit status 1 if one failed.\n",
    .options = NO_OPTIONS,
    .examples = "  gravamen check\n"
                "  gravamen check en.gvm\n"
                "  gravamen check models/codebook.gvr models/en\n",
    .run = run_check};
