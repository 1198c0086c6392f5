/*
 * reading.c - a run over archives, as the commands start it and tell of it.
 *
 * In: option values and inputs. Out: records on standard output or in a file, through gv_run.
 * Messages about inputs go to standard error, one line each; at the end one line says what was
 * done. Ctrl-C stops the run at the next section: nothing appears under the output's name.
 */
#include "cli/reading.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum colour { COLOUR_AUTO = 0, COLOUR_ALWAYS, COLOUR_NEVER };

/* ------------------------------------------------------------------ callbacks */

typedef struct reading_state {
    gv_cli_progress progress;
    int sink_error; /* errno of a failed write to standard output */
} reading_state;

static gv_status write_out(void *user, const char *bytes, size_t length)
{
    reading_state *const state = user;
    while (length > 0) {
        const ssize_t n = write(STDOUT_FILENO, bytes, length);
        if (n >= 0) {
            bytes += n;
            length -= (size_t)n;
        } else if (errno != EINTR) {
            state->sink_error = errno;
            return GV_ERROR_WRITE;
        }
    }
    return GV_OK;
}

static int on_progress(void *user, const gv_run_stats *stats)
{
    reading_state *const state = user;
    gv_cli_progress_show(&state->progress, stats);
    return gv_cli_signal() != 0;
}

static void on_message(void *user, const char *path, const char *words)
{
    reading_state *const state = user;
    gv_cli_progress_clear(&state->progress);
    gv_cli_say_of(path != NULL && strcmp(path, "-") == 0 ? "standard input" : path, words);
}

/* ------------------------------------------------------------------ options */

int gv_cli_reading_to_terminal(const gv_cli_reading *reading)
{
    return reading->output == NULL && isatty(STDOUT_FILENO);
}

void gv_cli_reading_set(const gv_cli_reading *reading, gv_run_options *options)
{
    static const gv_unit UNITS[] = {GV_UNIT_PASSAGE, GV_UNIT_SENTENCE, GV_UNIT_DOCUMENT};
    const int to_terminal = gv_cli_reading_to_terminal(reading);
    *options = (gv_run_options){.size = sizeof *options,
                                .threads = reading->threads,
                                .output_path = reading->output,
                                .unit = UNITS[reading->unit],
                                .language = reading->language,
                                .text_field = reading->text_field,
                                .id_field = reading->id_field,
                                .title_field = reading->title_field,
                                .date_field = reading->date_field,
                                .language_field = reading->language_field,
                                .keep_fields = reading->keep,
                                .input_format = reading->input_format,
                                .xml_element = reading->xml_element,
                                .no_text = reading->no_text,
                                .damage_is_reported = reading->damage,
                                .no_prefilter = reading->no_prefilter,
                                .batch_bytes = reading->batch,
                                .passage_limit = reading->passage_limit,
                                .document_limit = reading->document_limit,
                                .expansion_limit = reading->expansion_limit,
                                .member_limit = reading->member_limit,
                                .depth_limit = reading->depth_limit,
                                .follow_links = reading->follow_links};
    options->colour = reading->colour == COLOUR_ALWAYS ||
                      (reading->colour == COLOUR_AUTO && to_terminal &&
                       gv_cli_terminal_has_colour());
    options->ascii = to_terminal && !gv_cli_terminal_is_utf8();
    options->width = reading->width > 0 ? reading->width
                     : to_terminal      ? gv_cli_terminal_width()
                                        : 0;
}

int gv_cli_tagging_set(const gv_cli_tagging *tagging, gv_format format, gv_run_options *options)
{
    if (tagging->excel && format != GV_FORMAT_CSV) {
        gv_cli_say("--excel goes with --format csv");
        return 2;
    }
    options->format = format;
    options->sign_key = tagging->sign;
    options->status = tagging->status;
    options->excel = tagging->excel;
    return GV_CLI_GO_ON;
}

int gv_cli_models_open(const gv_cli_tagging *tagging, gv_model *models[GV_CLI_LIST_MOST],
                       gv_run_options *options)
{
    for (size_t i = 0; i < tagging->models.n_items; i++) {
        const int status = gv_cli_open_model(&tagging->models.items[i], 1, &models[i]);
        if (status != 0) {
            return status;
        }
    }
    options->models = (const gv_model *const *)models;
    options->n_models = tagging->models.n_items;
    return 0;
}

void gv_cli_models_free(gv_model *models[GV_CLI_LIST_MOST])
{
    for (size_t i = 0; i < GV_CLI_LIST_MOST; i++) {
        gv_model_free(models[i]);
    }
}

/* ------------------------------------------------------------------ the end */

static void say_summary(const gv_run_stats *stats, const gv_cli_progress *progress,
                        const char *written)
{
    char read[32];
    char line[512];
    size_t length = 0;
    length += (size_t)snprintf(line, sizeof line, "%llu input%s", (unsigned long long)stats->inputs,
                               stats->inputs == 1 ? "" : "s");
    if (stats->inputs_damaged > 0) {
        length += (size_t)snprintf(line + length, sizeof line - length, " (%llu damaged)",
                                   (unsigned long long)stats->inputs_damaged);
    }
    if (stats->documents_other_language > 0) {
        length += (size_t)snprintf(line + length, sizeof line - length,
                                   ", %llu document%s in other languages not read",
                                   (unsigned long long)stats->documents_other_language,
                                   stats->documents_other_language == 1 ? "" : "s");
    }
    snprintf(line + length, sizeof line - length, ", %llu passage%s, %llu %s; %s in %.1f s",
             (unsigned long long)stats->passages, stats->passages == 1 ? "" : "s",
             (unsigned long long)stats->records, written, gv_cli_bytes(stats->bytes_read, read),
             gv_cli_now() - progress->started);
    gv_cli_say("%s", line);
}

/* Says how the run ended; the exit status. */
static int end_run(const gv_cli_reading *reading, const reading_state *state, gv_status status,
                   const gv_message *message, const gv_run_stats *stats, const char *written)
{
    if (status == GV_OK || status == GV_ERROR_DAMAGED) {
        if (!reading->quiet) {
            say_summary(stats, &state->progress, written);
        }
        return status == GV_OK ? 0 : 3; /* each damaged input has been named */
    }
    if (status == GV_ERROR_CANCELLED) {
        gv_cli_say(reading->output != NULL ? "stopped; %s was not written" : "stopped",
                   reading->output);
        return 1;
    }
    if (status == GV_ERROR_WRITE && state->sink_error != 0) {
        gv_cli_say("standard output: %s", strerror(state->sink_error));
        return 1;
    }
    return gv_cli_fail(status, message);
}

int gv_cli_reading_run(const gv_cli_reading *reading, gv_run_options *options,
                       const char *const *inputs, int n, const char *written,
                       gv_run_stats *stats)
{
    static const char *const STANDARD_INPUT[] = {"-"};
    gv_message message = {{0}};
    reading_state state = {.sink_error = 0};
    if (n == 0 && isatty(STDIN_FILENO) && !reading->quiet) {
        gv_cli_say("reading standard input; Ctrl-D ends it (--help tells more)");
    }
    gv_cli_progress_start(&state.progress,
                          !reading->quiet && reading->progress >= 0 &&
                              (reading->progress > 0 || (isatty(STDERR_FILENO) &&
                                                         !gv_cli_reading_to_terminal(reading))));
    gv_cli_catch_signals();
    options->sink = reading->output == NULL ? write_out : NULL;
    options->sink_user = options->progress_user = options->message_user = &state;
    options->progress = on_progress;
    options->message = on_message;
    *stats = (gv_run_stats){.size = sizeof *stats};
    const gv_status ended = gv_run(options, n > 0 ? inputs : STANDARD_INPUT,
                                   n > 0 ? (size_t)n : 1, &message, stats);
    gv_cli_progress_clear(&state.progress);
    return end_run(reading, &state, ended, &message, stats, written);
}
