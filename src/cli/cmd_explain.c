/*
 * cmd_explain.c - `gravamen explain`: why a text comes out as it does.
 */
#include "cli/console.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MOST = 1 << 20 };

static char text[TEXT_MOST + 1];

typedef struct explain_values {
    const char *model;
    const char *language;
} explain_values;

static const gv_cli_option EXPLAIN_OPTIONS[] = {
    {.name = "model", .letter = 'm', .kind = GV_CLI_TEXT, .offset = offsetof(explain_values, model),
     .value = "FILE", .help = "model image, rule file or folder; else the built-in model"},
    {.name = "lang", .kind = GV_CLI_TEXT, .offset = offsetof(explain_values, language),
     .value = "CODE", .help = "language of the text; else the model's first"},
    {0}};

/* Reads standard input whole; an exit status. */
static int read_text(size_t *length)
{
    *length = fread(text, 1, sizeof text, stdin);
    if (ferror(stdin)) {
        gv_cli_say("standard input: %s", strerror(errno));
        return 1;
    }
    if (*length > TEXT_MOST) {
        gv_cli_say("the text is longer than %d bytes; explain reads one passage", TEXT_MOST);
        return 2;
    }
    while (*length > 0 && (text[*length - 1] == '\n' || text[*length - 1] == '\r')) {
        --*length;
    }
    return 0;
}

/* Joins the operands with blanks; an exit status. */
static int join_text(char **words, int n, size_t *length)
{
    size_t used = 0;
    for (int i = 0; i < n; i++) {
        const size_t size = strlen(words[i]);
        if (size + 1 > TEXT_MOST - used) {
            gv_cli_say("the text is longer than %d bytes", TEXT_MOST);
            return 2;
        }
        if (i > 0) {
            text[used++] = ' ';
        }
        memcpy(text + used, words[i], size);
        used += size;
    }
    *length = used;
    return 0;
}

static int run_explain(int argc, char **argv)
{
    explain_values values = {0};
    gv_model *model = NULL;
    gv_scanner *scanner = NULL;
    size_t length = 0;
    int n = 0;
    int status = gv_cli_parse(&gv_cli_explain, argc, argv, &values, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    if (n == 0) {
        gv_cli_say("name the text to explain, or - for standard input");
        return 2;
    }
    status = n == 1 && strcmp(argv[0], "-") == 0 ? read_text(&length) : join_text(argv, n, &length);
    if (status == 0) {
        status = gv_cli_open_model(&values.model, 1, &model);
    }
    if (status == 0) {
        const gv_scanner_options options = {.size = sizeof options, .language = values.language};
        const gv_status made = gv_scanner_new(model, &options, &scanner);
        if (made == GV_ERROR_LANGUAGE) {
            gv_cli_say("the model does not cover the language \"%s\"", values.language);
            status = 2;
        } else {
            status = gv_cli_fail(made, NULL);
        }
    }
    if (status == 0) {
        status = gv_cli_fail(gv_explain(scanner, text, length, gv_cli_write, NULL), NULL);
    }
    gv_scanner_free(scanner);
    gv_model_free(model);
    return status;
}

const gv_cli_command gv_cli_explain = {
    .name = "explain",
    .operands = "TEXT...|-",
    .summary = "why a passage comes out as it does",
    .text = "Reads the text as one passage and shows its tokens and stems, each hit, each rule\n"
            "that fired or failed and on which clause, masks, cues and their reach, score against\n"
            "threshold, and the final status.\n",
    .options = EXPLAIN_OPTIONS,
    .examples = "  gravamen explain \"Gunmen killed at least 40 farmers in Oru.\"\n"
                "  gravamen explain -m en.gvm - < passage.txt\n",
    .run = run_explain};
