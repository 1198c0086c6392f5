/*
 * console.h - what the commands share: messages, standard output, models, exit statuses.
 *
 * Messages go to standard error as "gravamen: words", with control and bidirectional characters
 * shown as "<U+202E>". For the main thread, or under the library's promise of one callback at a
 * time.
 */
#ifndef GV_CLI_CONSOLE_H
#define GV_CLI_CONSOLE_H

#include "cli/args.h"
#include "gravamen.h"

/* "gravamen: " and the formatted words (at most 2 KiB), on a line of their own. */
void gv_cli_say(const char *format, ...);
/* "gravamen: path: words"; path may be NULL. */
void gv_cli_say_of(const char *path, const char *words);

/* Says what failed: message->text if there is any, else the status in words. The exit status: 2 for
 * what the caller asked wrongly, 3 for damage, else 1; 0 for GV_OK, of which nothing is said. */
int gv_cli_fail(gv_status status, const gv_message *message);

/* Text on standard output, made safe as messages are. */
void gv_cli_print_safe(const char *text);
/* A gv_write_fn for standard output through stdio; user is ignored. */
gv_status gv_cli_write(void *user, const char *bytes, size_t length);
/* Flushes standard output; the exit status to end with: `status`, or 1 if it could not be written
 * (which is then said). */
int gv_cli_flush(int status);

/* Opens the model a user named: NULL is the built-in one, a folder or a .gvr file is compiled, all
 * else is an image. Failures are said, also each error in rules; an exit status, 0 if *model was
 * set. */
int gv_cli_open_model(const char *const *paths, size_t n_paths, gv_model **model);
/* Compiles rule files and folders; as gv_cli_open_model. */
int gv_cli_compile(const char *const *paths, size_t n_paths, gv_model **model);
/* A gv_diagnostic_fn: path:line:col: error: words, the line, a caret. */
void gv_cli_print_diagnostic(void *user, const gv_diagnostic *diagnostic);

/* The commands; a table with a NULL name at its end. */
extern const gv_cli_command gv_cli_tag, gv_cli_compile_command, gv_cli_check, gv_cli_lint,
    gv_cli_explain, gv_cli_eval, gv_cli_diff, gv_cli_dump, gv_cli_merge, gv_cli_run,
    gv_cli_verify;
/* All of them, in the order of help; ends with NULL. */
extern const gv_cli_command *const gv_cli_commands[];
/* `gravamen help [COMMAND]`, `gravamen --version`. */
int gv_cli_help(int argc, char **argv);
/* `gravamen help custody`: a text with a final newline. */
extern const char gv_cli_custody_text[];
int gv_cli_version(void);
/* The command of that name; NULL after saying that there is none, and which is near. */
const gv_cli_command *gv_cli_find_command(const char *name);

#endif
