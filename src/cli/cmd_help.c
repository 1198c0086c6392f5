/*
 * cmd_help.c - `gravamen help [COMMAND]`, `gravamen --version`.
 */
#include "cli/console.h"

#include <stdio.h>
#include <string.h>

/* Commands of later versions: known, so that asking for one is not taken for a slip. */
static const char *const LATER[] = {"report", "warn"};

static void print_commands(void)
{
    printf("usage: gravamen COMMAND [OPTION...] [INPUT...]\n\n"
           "Finds the passages of report archives that assert ethnic cleansing, forced labour,\n"
           "sexual violence or mass killing, each with its status and the words that prove it.\n"
           "It counts passages, not events, and does not claim that an assertion is true.\n\n"
           "commands:\n");
    for (size_t i = 0; gv_cli_commands[i] != NULL; i++) {
        printf("  %-10s%s\n", gv_cli_commands[i]->name, gv_cli_commands[i]->summary);
    }
    printf("  %-10s%s\n", "help", "what there is; `gravamen help tag` for one command");
    printf("  %-10s%s\n", "", "`gravamen help custody`: what output can show, and how it is kept");
    printf("\n`gravamen --version` names the version and what is built in.\n\n"
           "exit status:\n"
           "  0  done, and every input was read whole\n"
           "  1  failed: nothing is promised about the output\n"
           "  2  asked wrongly\n"
           "  3  done, but some input was damaged or skipped; each was named\n"
           "  diff: 0 the same, 1 different, 2 failed or asked wrongly, 3 as above\n"
           "  verify: 0 all holds, 1 something does not, 2 as diff, 3 not all could be checked\n\n"
           "examples:\n"
           "  gravamen tag report.txt\n"
           "  gravamen tag -o tagged.jsonl archive/\n"
           "  gravamen explain \"Gunmen killed 40 farmers in Oru.\"\n");
}

const gv_cli_command *gv_cli_find_command(const char *name)
{
    const char *names[32] = {"help"};
    size_t n = 1;
    for (size_t i = 0; gv_cli_commands[i] != NULL && n < 32; i++) {
        if (strcmp(gv_cli_commands[i]->name, name) == 0) {
            return gv_cli_commands[i];
        }
        names[n++] = gv_cli_commands[i]->name;
    }
    for (size_t i = 0; i < sizeof LATER / sizeof *LATER; i++) {
        if (strcmp(LATER[i], name) == 0) {
            gv_cli_say("the command %s is not part of version %s", name, gv_version());
            return NULL;
        }
    }
    const char *const nearest = gv_cli_nearest(name, names, n);
    if (nearest != NULL) {
        gv_cli_say("there is no command \"%s\"; did you mean \"%s\"?", name, nearest);
    } else {
        gv_cli_say("there is no command \"%s\"; `gravamen help` lists them", name);
    }
    return NULL;
}

int gv_cli_help(int argc, char **argv)
{
    if (argc == 0 || strcmp(argv[0], "help") == 0 || strcmp(argv[0], "--help") == 0) {
        print_commands();
        return 0;
    }
    if (strcmp(argv[0], "custody") == 0) {
        fputs(gv_cli_custody_text, stdout);
        return 0;
    }
    const gv_cli_command *const command = gv_cli_find_command(argv[0]);
    if (command == NULL) {
        return 2;
    }
    gv_cli_print_help(command);
    return 0;
}

int gv_cli_version(void)
{
    gv_model *model = NULL;
    printf("gravamen %s\n%s", gv_version(), gv_features());
    if (gv_model_builtin(&model) != GV_OK) {
        printf("model: none built in\n");
        return 0;
    }
    printf("model %s: built in, languages", gv_model_identity(model));
    for (size_t i = 0; gv_model_language_code(model, i) != NULL; i++) {
        printf("%s %s", i > 0 ? "," : "", gv_model_language_code(model, i));
    }
    printf("\n");
    gv_model_free(model);
    return 0;
}
