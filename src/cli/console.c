/*
 * console.c - what the commands share.
 *
 * In: words, statuses, paths. Out: messages on standard error, exit statuses, opened models. A path
 * that holds an escape sequence is shown as
 *     gravamen: evil<U+001B>[2J.txt: No such file or directory
 * so that no name from a folder can act on the terminal. It reads no corpus.
 */
#include "cli/console.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* ------------------------------------------------------------------ messages */

/* The length of a character at text that must not reach a terminal, its number in *code; 0 if the
 * byte there is harmless. */
static size_t acting_length(const unsigned char *text, unsigned *code)
{
    if (text[0] < 0x20 || text[0] == 0x7f) {
        *code = text[0];
        return 1;
    }
    if (text[0] == 0xc2 && text[1] >= 0x80 && text[1] <= 0x9f) {
        *code = text[1];
        return 2;
    }
    /* U+2028 to U+202E and U+2066 to U+2069 */
    if (text[0] == 0xe2 && ((text[1] == 0x80 && text[2] >= 0xa8 && text[2] <= 0xae) ||
                            (text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9))) {
        *code = 0x2000u + (text[1] - 0x80u) * 64u + (text[2] - 0x80u);
        return 3;
    }
    return 0;
}

static void put_safe(FILE *stream, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at != '\0') {
        unsigned code = 0;
        const size_t length = acting_length(at, &code);
        if (length > 0) {
            fprintf(stream, "<U+%04X>", code);
            at += length;
        } else {
            fputc(*at++, stream);
        }
    }
}

void gv_cli_print_safe(const char *text)
{
    put_safe(stdout, text);
}

void gv_cli_say(const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    gv_cli_say_of(NULL, text);
}

void gv_cli_say_of(const char *path, const char *words)
{
    fputs("gravamen: ", stderr);
    if (path != NULL) {
        put_safe(stderr, path);
        fputs(": ", stderr);
    }
    put_safe(stderr, words);
    fputc('\n', stderr);
}

/* errno of the first failed gv_cli_write; 0: none. */
static int output_error;

int gv_cli_fail(gv_status status, const gv_message *message)
{
    if (status == GV_OK) {
        return 0;
    }
    if (status == GV_ERROR_WRITE && output_error != 0) {
        return 1; /* gv_cli_flush will say it */
    }
    gv_cli_say("%s", message != NULL && message->text[0] != '\0' ? message->text
                                                                   : gv_strerror(status));
    if (status == GV_ERROR_ARGUMENT || status == GV_ERROR_LANGUAGE) {
        return 2;
    }
    return status == GV_ERROR_DAMAGED ? 3 : 1;
}

/* ------------------------------------------------------------------ standard output */

gv_status gv_cli_write(void *user, const char *bytes, size_t length)
{
    (void)user;
    if (fwrite(bytes, 1, length, stdout) == length) {
        return GV_OK;
    }
    output_error = output_error != 0 ? output_error : errno;
    return GV_ERROR_WRITE;
}

int gv_cli_flush(int status)
{
    errno = 0;
    const int flushed = fflush(stdout) == 0;
    const int error = output_error != 0 ? output_error : errno;
    if (flushed && !ferror(stdout)) {
        return status;
    }
    gv_cli_say("standard output: %s", error != 0 ? strerror(error) : "cannot be written");
    return 1;
}

/* ------------------------------------------------------------------ models */

void gv_cli_print_diagnostic(void *user, const gv_diagnostic *diagnostic)
{
    FILE *const stream = user;
    const char *const line = diagnostic->source_line;
    put_safe(stream, diagnostic->path != NULL ? diagnostic->path : "rules");
    if (diagnostic->line > 0) {
        fprintf(stream, ":%lu:%lu", (unsigned long)diagnostic->line,
                (unsigned long)diagnostic->column);
    }
    fputs(diagnostic->severity == GV_SEVERITY_ERROR ? ": error: " : ": warning: ", stream);
    put_safe(stream, diagnostic->message);
    fputc('\n', stream);
    if (line == NULL || diagnostic->line == 0) {
        return;
    }
    fputs("  ", stream);
    for (const char *at = line; *at != '\0'; at++) {
        fputc((unsigned char)*at < 0x20 || *at == 0x7f ? ' ' : *at, stream);
    }
    fputs("\n  ", stream);
    /* One blank a character: bytes that go on a character of UTF-8 take no column. */
    for (uint32_t i = 1; i < diagnostic->column && line[i - 1] != '\0'; i++) {
        if (((unsigned char)line[i - 1] & 0xc0) != 0x80) {
            fputc(' ', stream);
        }
    }
    fputs("^\n", stream);
}

int gv_cli_compile(const char *const *paths, size_t n_paths, gv_model **model)
{
    gv_compiler *compiler = NULL;
    gv_message message = {{0}};
    int exit_status = gv_cli_fail(
        gv_compiler_new(gv_cli_print_diagnostic, stderr, &compiler), NULL);
    for (size_t i = 0; i < n_paths && exit_status == 0; i++) {
        exit_status = gv_cli_fail(gv_compiler_add_file(compiler, paths[i], &message), &message);
    }
    if (exit_status == 0) {
        exit_status = gv_cli_fail(gv_compiler_finish(compiler, model), NULL);
    }
    gv_compiler_free(compiler);
    return exit_status;
}

/* 1 if the path is a folder or is named as a rule file. */
static int is_rules(const char *path)
{
    struct stat about;
    const size_t length = strlen(path);
    return (length > 4 && strcmp(path + length - 4, ".gvr") == 0) ||
           (stat(path, &about) == 0 && S_ISDIR(about.st_mode));
}

int gv_cli_open_model(const char *const *paths, size_t n_paths, gv_model **model)
{
    gv_message message = {{0}};
    if (n_paths == 0 || paths[0] == NULL) {
        return gv_cli_fail(gv_model_builtin(model), NULL);
    }
    if (is_rules(paths[0])) {
        return gv_cli_compile(paths, n_paths, model);
    }
    if (n_paths > 1) {
        gv_cli_say("%s: only one model image can be given here", paths[1]);
        return 2;
    }
    return gv_cli_fail(gv_model_open(paths[0], &message, model), &message);
}
