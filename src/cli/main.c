/*
 * main.c - finds the command and runs it.
 *
 * In: argv. Out: the command's exit status: 0 done and every input read whole; 1 fatal, nothing is
 * promised about the output; 2 asked wrongly; 3 done, but some input was damaged or skipped (diff
 * has 0 and 1 for same and different, 2 for all trouble, and so has verify for holds and not;
 * check and lint 1 for what they found). The
 * locale is never set: the same bytes come out everywhere.
 */
#include "cli/console.h"

#include <signal.h>
#include <string.h>

const gv_cli_command *const gv_cli_commands[] = {
    &gv_cli_tag, &gv_cli_run, &gv_cli_merge, &gv_cli_compile_command, &gv_cli_check, &gv_cli_lint,
    &gv_cli_explain, &gv_cli_eval, &gv_cli_diff, &gv_cli_dump, &gv_cli_verify, NULL};

int main(int argc, char **argv)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &ignore, NULL); /* a closed pipe is a failed write, and said so */
    if (argc < 2) {
        gv_cli_say("name a command, such as tag; `gravamen help` lists them");
        return 2;
    }
    const char *const word = argv[1];
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        return gv_cli_flush(gv_cli_version());
    }
    if (strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        return gv_cli_flush(gv_cli_help(argc - 2, argv + 2));
    }
    const gv_cli_command *const command = gv_cli_find_command(word);
    return command == NULL ? 2 : gv_cli_flush(command->run(argc - 2, argv + 2));
}
