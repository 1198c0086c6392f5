/*
 * cmd_dump.c - `gravamen dump`: a model printed for people.
 */
#include "cli/console.h"

static const gv_cli_option NO_OPTIONS[] = {{0}};

static int run_dump(int argc, char **argv)
{
    gv_model *model = NULL;
    int n = 0;
    int unused = 0;
    int status = gv_cli_parse(&gv_cli_dump, argc, argv, &unused, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    status = gv_cli_open_model((const char *const *)argv, (size_t)n, &model);
    if (status == 0) {
        status = gv_cli_fail(gv_model_dump(model, gv_cli_write, NULL), NULL);
    }
    gv_model_free(model);
    return status;
}

const gv_cli_command gv_cli_dump = {
    .name = "dump",
    .operands = "[MODEL.gvm | RULES...]",
    .summary = "prints a model for people",
    .text = "Prints what a model image holds: statuses, tests, labels, rules, cues, lists.\n"
            "Without an operand, the built-in model.\n",
    .options = NO_OPTIONS,
    .examples = "  gravamen dump en.gvm | less\n",
    .run = run_dump};
