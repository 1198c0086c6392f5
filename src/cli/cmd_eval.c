/*
 * cmd_eval.c - `gravamen eval`: how often a model is right, or two readers agree, on labelled passages.
 */
#include "cli/console.h"

#include <string.h>

typedef struct eval_values {
    const char *model;
    int json, rules, errors, agreement;
} eval_values;

static const gv_cli_option EVAL_OPTIONS[] = {
    {.name = "model", .letter = 'm', .kind = GV_CLI_TEXT, .offset = offsetof(eval_values, model),
     .value = "FILE", .help = "model image, rule file or folder; else the built-in model"},
    {.name = "json", .kind = GV_CLI_FLAG, .offset = offsetof(eval_values, json),
     .help = "one JSON object instead of tables"},
    {.name = "rules", .kind = GV_CLI_FLAG, .offset = offsetof(eval_values, rules),
     .help = "also precision and support of each rule, and in how many\n"
             "sources it fired if lines give \"source\"; then the rules\n"
             "that did not fire"},
    {.name = "errors", .kind = GV_CLI_FLAG, .offset = offsetof(eval_values, errors),
     .help = "also each passage that came out otherwise, with the words"},
    {.name = "agreement", .kind = GV_CLI_FLAG, .offset = offsetof(eval_values, agreement),
     .help = "compare two label files with each other; nothing is scanned"},
    {0}};

static gv_status score_or_compare(const eval_values *values, const gv_model *model, char **paths,
                                  gv_message *message)
{
    const gv_eval_options scoring = {.size = sizeof scoring,
                                     .model = model,
                                     .json = values->json,
                                     .rules = values->rules,
                                     .errors = values->errors};
    const gv_agree_options comparing = {
        .size = sizeof comparing, .model = model, .json = values->json};
    return values->agreement
               ? gv_agree(&comparing, paths[0], paths[1], gv_cli_write, NULL, message)
               : gv_eval(&scoring, paths[0], gv_cli_write, NULL, message);
}

static int check_operands(const eval_values *values, char **paths, int n)
{
    if (n != (values->agreement ? 2 : 1)) {
        gv_cli_say(values->agreement ? "name two files of labelled passages"
                                     : "name one file of labelled passages");
        return 2;
    }
    if (values->agreement && (values->rules || values->errors)) {
        gv_cli_say("--rules and --errors do not go with --agreement");
        return 2;
    }
    if (n == 2 && strcmp(paths[0], "-") == 0 && strcmp(paths[1], "-") == 0) {
        gv_cli_say("standard input can be only one of the two files");
        return 2;
    }
    return GV_CLI_GO_ON;
}

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
    status = check_operands(&values, argv, n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    status = gv_cli_open_model(&values.model, 1, &model);
    if (status == 0) {
        status = gv_cli_fail(score_or_compare(&values, model, argv, &message), &message);
    }
    gv_model_free(model);
    return status;
}

const gv_cli_command gv_cli_eval = {
    .name = "eval",
    .operands = "GOLD.jsonl | --agreement A.jsonl B.jsonl",
    .summary = "scores a model on labelled passages, or compares two readers",
    .text = "Reads one labelled passage a line,\n"
            "  {\"id\":\"7\",\"text\":\"...\",\"labels\":{\"mass_killing\":\"asserted\"}}\n"
            "(a label that is absent means nothing), and prints for each label precision, recall\n"
            "and F1 with 95 % intervals, and the table of statuses with its macro-F1.\n"
            "\n"
            "--agreement compares two label files by id, the text may be absent: for each label\n"
            "Cohen's kappa, positive and negative agreement of the strongest status, and\n"
            "Krippendorff's alpha of the status, with 95 % intervals. B may be a result of\n"
            "`gravamen tag --unit document --status any -f jsonl`. The model only gives names.\n",
    .options = EVAL_OPTIONS,
    .examples = "  gravamen eval corpora/gold/gold.jsonl\n"
                "  gravamen eval --agreement first_reader.jsonl second_reader.jsonl\n"
                "  gravamen eval -m en.gvm --rules --errors gold.jsonl\n",
    .run = run_eval};
