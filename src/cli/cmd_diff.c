/*
 * cmd_diff.c - `gravamen diff`: what a change of rules does to an archive.
 *
 * In: two models and inputs. Out: the passages that the two read otherwise, and how often each
 * transition stands. Exit status as of diff(1): 0 nothing differs, 1 something does, 2 trouble; and
 * 3, as everywhere here, for inputs that were damaged or skipped.
 */
#include "cli/reading.h"

enum format { FORMAT_PRETTY = 0, FORMAT_JSONL, FORMAT_UNSET };

enum { SAME = 0, DIFFERS = 1, TROUBLE = 2, DAMAGED = 3 };

typedef struct diff_values {
    gv_cli_reading reading;
    int format;
} diff_values;

static const gv_cli_option DIFF_OPTIONS[] = {
    {"format", 'f', GV_CLI_CHOICE, offsetof(diff_values, format), "pretty|jsonl",
     "pretty when standard output is a terminal, else jsonl", 0, 0},
    GV_CLI_READING_OUTPUT(diff_values, "written aside, renamed when whole"),
    GV_CLI_READING_OPTIONS(diff_values),
    {NULL, 0, GV_CLI_FLAG, 0, NULL, NULL, 0, 0}};

static int compare(const diff_values *values, const gv_model *old_model,
                   const gv_model *new_model, char **inputs, int n)
{
    const int format = values->format != FORMAT_UNSET                     ? values->format
                       : gv_cli_reading_to_terminal(&values->reading) ? FORMAT_PRETTY
                                                                          : FORMAT_JSONL;
    gv_run_options options;
    gv_run_stats stats;
    gv_cli_reading_set(&values->reading, &options);
    options.format = format == FORMAT_PRETTY ? GV_FORMAT_PRETTY : GV_FORMAT_JSONL;
    options.models = &new_model;
    options.n_models = 1;
    options.old_model = old_model;
    const int status = gv_cli_reading_run(&values->reading, &options, (const char *const *)inputs,
                                          n, "differ", &stats);
    if (status == 0) {
        return stats.records > 0 ? DIFFERS : SAME;
    }
    return status == 3 ? DAMAGED : TROUBLE;
}

static int run_diff(int argc, char **argv)
{
    diff_values values = {.format = FORMAT_UNSET};
    gv_model *old_model = NULL;
    gv_model *new_model = NULL;
    int n = 0;
    int status = gv_cli_parse(&gv_cli_diff, argc, argv, &values, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    if (n < 2) {
        gv_cli_say("name two models (images, rule files or folders), then the inputs");
        return TROUBLE;
    }
    status = gv_cli_open_model((const char *const *)&argv[0], 1, &old_model);
    if (status == 0) {
        status = gv_cli_open_model((const char *const *)&argv[1], 1, &new_model);
    }
    status = status == 0 ? compare(&values, old_model, new_model, argv + 2, n - 2) : TROUBLE;
    gv_model_free(old_model);
    gv_model_free(new_model);
    return status;
}

const gv_cli_command gv_cli_diff = {
    .name = "diff",
    .operands = "OLD NEW [INPUT...]",
    .summary = "the passages that two models read otherwise",
    .text = "Reads the inputs as tag does, each passage with both models (images, rule files or\n"
            "folders), and writes those in which the status of a label differs, in the order of\n"
            "the inputs: old status -> new status, the mentions that only OLD has (-) and those\n"
            "that only NEW has (+), each with its rule, words and cue. A mention whose cue or\n"
            "status changed stands on both sides. A quantity, scale or context that alone differs\n"
            "is no difference. At the end the transitions of each label are counted: gained\n"
            "(nothing before), lost (nothing now), changed status.\n"
            "\n"
            "jsonl is one record a line as of tag, with \"changes\" in place of \"labels\", and a\n"
            "last line \"summary\". Text is cut by NEW's lists of abbreviations and hyphens.\n"
            "\n"
            "Exit status: 0 nothing differs, 1 something does, 2 trouble, 3 done, but some input\n"
            "was damaged or skipped (whether or not anything differs).\n",
    .options = DIFF_OPTIONS,
    .examples = "  gravamen diff old.gvm models archive/\n"
                "  gravamen diff -f jsonl old.gvm new.gvm news.jsonl.gz > changed.jsonl\n"
                "  gravamen compile models -o old.gvm   # before the rules are edited\n",
    .run = run_diff};
