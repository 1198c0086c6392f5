/*
 * cmd_eval.c - `gravamen eval`: how often a model is right, on labelled passages.
 */
#include "cli/console.h"

typedef struct eval_values {
    const char *model;
    int json, rules, errors;
} eval_values;

static const gv_cli_option EVAL_OPTIONS[] = {
    {.name = "model", .letter = 'm', .kind = GV_CLI_TEXT, .offset = offsetof(eval_values, model),
     .value = "FILE", .help = "model image, rule file or folder; else the built-in model"},
    {.name = "json", .kind = GV_CLI_FLAG, .offset = offsetof(eval_values, json),
     .help = "one JSON object instead of tables"},
    {.name = "rules", .kind = GV_CLI_FLAG, .offset = offsetof(eval_values, rules),
     .help = "also precision and support of each rule"},
    {.name = "errors", .kind = GV_CLI_FLAG, .offset = offsetof(eval_values, errors),
     .help = "also each passage that came out otherwise, with the words"},
    {0}};

static int run_eval(int argc, char **argv)
{
    eval_values values = {0};
    gv_model *model = NULL;
    gv_message message = {{0}};
    int n = 0;
    int status = gv_cli_parse(&gv_cli_eval, argc, argv, &values, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    if (n != 1) {
        gv_cli_say("name one file of labelled passages");
        return 2;
    }
    status = gv_cli_open_model(&values.model, 1, &model);
    if (status == 0) {
        const gv_eval_options options = {.size = sizeof options,
                                         .model = model,
                                         .json = values.json,
                                         .rules = values.rules,
                                         .errors = values.errors};
        status = gv_cli_fail(gv_eval(&options, argv[0], gv_cli_write, NULL, &message), &message);
    }
    gv_model_free(model);
    return status;
}

const gv_cli_command gv_cli_eval = {
    .name = "eval",
    .operands = "GOLD.jsonl",
    .summary = "scores a model on labelled passages",
    .text = "Reads one labelled passage a line,\n"
            "  {\"id\":\"7\",\"text\":\"...\",\"labels\":{\"mass_killing\":\"asserted\"}}\n"
            "(a label that is absent means nothing), and prints for each label precision, recall\n"
            "and F1 with 95 % intervals, and the table of statuses with its macro-F1.\n",
    .options = EVAL_OPTIONS,
    .examples = "  gravamen eval corpora/gold/gold.jsonl\n"
                "  gravamen eval -m en.gvm --rules --errors gold.jsonl\n",
    .run = run_eval};
