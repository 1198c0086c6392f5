/*
 * cmd_tag.c - `gravamen tag`: the main job.
 *
 * In: files, folders or standard input. Out: records on standard output or in a file, through
 * gv_run. Messages about inputs go to standard error, one line each; at the end one line says what
 * was done. Ctrl-C stops the run at the next section: nothing appears under the output's name.
 */
#include "cli/console.h"
#include "cli/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum format { FORMAT_PRETTY = 0, FORMAT_JSONL, FORMAT_CSV, FORMAT_UNSET };
enum colour { COLOUR_AUTO = 0, COLOUR_ALWAYS, COLOUR_NEVER };

typedef struct tag_values {
    gv_cli_list models;
    const char *output, *manifest, *status, *language;
    const char *text_field, *id_field, *title_field, *date_field, *language_field, *keep;
    int threads, format, unit, damage, colour, width;
    int no_text, excel, progress, quiet, no_prefilter;
    size_t passage_limit, document_limit, batch;
} tag_values;

#define AT(field) offsetof(tag_values, field)

static const gv_cli_option TAG_OPTIONS[] = {
    {"model", 'm', GV_CLI_LIST, AT(models), "FILE",
     "model image, rule file or folder; the built-in model if none is\n"
     "named; may be repeated: the first that covers a document's\n"
     "language reads it", 0, 0},
    {"threads", 'j', GV_CLI_NUMBER, AT(threads), "N",
     "threads; else what affinity and the cgroup CPU limit allow", 1, 1024},
    {"format", 'f', GV_CLI_CHOICE, AT(format), "pretty|jsonl|csv|!sqlite",
     "pretty when standard output is a terminal, else jsonl", 0, 0},
    {"output", 'o', GV_CLI_TEXT, AT(output), "FILE",
     "written aside, renamed when whole; with FILE.manifest.json", 0, 0},
    {"manifest", 0, GV_CLI_TEXT, AT(manifest), "FILE",
     "what was read and written, also for standard output", 0, 0},
    {"status", 's', GV_CLI_TEXT, AT(status), "LIST",
     "passages with a label of one of these statuses (asserted);\n"
     "all: with any label; any: every passage", 0, 0},
    {"unit", 'u', GV_CLI_CHOICE, AT(unit), "passage|sentence|document", "what one record is of", 0,
     0},
    {"lang", 0, GV_CLI_TEXT, AT(language), "CODE",
     "of documents that state none; else the model's first", 0, 0},
    {"text-field", 0, GV_CLI_TEXT, AT(text_field), "NAME", "JSON field of the text (text)", 0, 0},
    {"id-field", 0, GV_CLI_TEXT, AT(id_field), "NAME", "... of the id (id)", 0, 0},
    {"title-field", 0, GV_CLI_TEXT, AT(title_field), "NAME", "... of the title (title)", 0, 0},
    {"date-field", 0, GV_CLI_TEXT, AT(date_field), "NAME", "... of the date (date)", 0, 0},
    {"lang-field", 0, GV_CLI_TEXT, AT(language_field), "NAME", "... of the language (lang)", 0, 0},
    {"keep", 0, GV_CLI_TEXT, AT(keep), "NAME,...", "JSON fields to copy into each record", 0, 0},
    {"no-text", 0, GV_CLI_FLAG, AT(no_text), NULL,
     "ids, labels and offsets only, no words of the passages: for\n"
     "sharing without testimony", 0, 0},
    {"excel", 0, GV_CLI_FLAG, AT(excel), NULL,
     "csv: a byte-order mark, and cells that would start a formula\n"
     "defused", 0, 0},
    {"colour", 0, GV_CLI_CHOICE, AT(colour), "auto|always|never",
     "pretty: auto looks at the terminal and NO_COLOR", 0, 0},
    {"width", 0, GV_CLI_NUMBER, AT(width), "N", "pretty: columns; else the terminal's, or 80", 24,
     1000},
    {"damage", 0, GV_CLI_CHOICE, AT(damage), "fail|report",
     "report: damaged input does not change the exit status", 0, 0},
    {"passage-limit", 0, GV_CLI_SIZE, AT(passage_limit), "SIZE",
     "longest passage, in bytes or with K, M (64K)", 64, 16 << 20},
    {"document-limit", 0, GV_CLI_SIZE, AT(document_limit), "SIZE", "longest document (16M)", 64,
     1 << 30},
    {"batch", 0, GV_CLI_SIZE, AT(batch), "SIZE",
     "how much to read at a time; the output does not depend on it", 1, 1 << 30},
    {"progress", 0, GV_CLI_FLAG, AT(progress), NULL,
     "progress on standard error; else only on a terminal", 0, 0},
    {"no-progress", 0, GV_CLI_OFF, AT(progress), NULL, "no progress", 0, 0},
    {"quiet", 'q', GV_CLI_FLAG, AT(quiet), NULL, "no summary and no progress", 0, 0},
    {"no-prefilter", 0, GV_CLI_FLAG, AT(no_prefilter), NULL,
     "look at every passage in full (as is done now in any case)", 0, 0},
    {NULL, 0, GV_CLI_FLAG, 0, NULL, NULL, 0, 0}};

/* ------------------------------------------------------------------ callbacks */

typedef struct tag_state {
    gv_cli_progress progress;
    int sink_error; /* errno of a failed write to standard output */
} tag_state;

static gv_status write_out(void *user, const char *bytes, size_t length)
{
    tag_state *const state = user;
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
    tag_state *const state = user;
    gv_cli_progress_show(&state->progress, stats);
    return gv_cli_signal() != 0;
}

static void on_message(void *user, const char *path, const char *words)
{
    tag_state *const state = user;
    gv_cli_progress_clear(&state->progress);
    gv_cli_say_of(path != NULL && strcmp(path, "-") == 0 ? "standard input" : path, words);
}

/* ------------------------------------------------------------------ options */

/* What the values come to, given what standard output is; an exit status or GV_CLI_GO_ON. */
static int set_options(const tag_values *values, gv_run_options *options)
{
    static const gv_format FORMATS[] = {GV_FORMAT_PRETTY, GV_FORMAT_JSONL, GV_FORMAT_CSV};
    static const gv_unit UNITS[] = {GV_UNIT_PASSAGE, GV_UNIT_SENTENCE, GV_UNIT_DOCUMENT};
    const int to_terminal = values->output == NULL && isatty(STDOUT_FILENO);
    int format = values->format;
    if (format == FORMAT_UNSET) {
        format = to_terminal ? FORMAT_PRETTY : FORMAT_JSONL;
    }
    if (values->excel && format != FORMAT_CSV) {
        gv_cli_say("--excel goes with --format csv");
        return 2;
    }
    *options = (gv_run_options){.size = sizeof *options,
                                .threads = values->threads,
                                .format = FORMATS[format],
                                .output_path = values->output,
                                .manifest_path = values->manifest,
                                .status = values->status,
                                .unit = UNITS[values->unit],
                                .language = values->language,
                                .text_field = values->text_field,
                                .id_field = values->id_field,
                                .title_field = values->title_field,
                                .date_field = values->date_field,
                                .language_field = values->language_field,
                                .keep_fields = values->keep,
                                .no_text = values->no_text,
                                .damage_is_reported = values->damage,
                                .excel = values->excel,
                                .no_prefilter = values->no_prefilter,
                                .batch_bytes = values->batch,
                                .passage_limit = values->passage_limit,
                                .document_limit = values->document_limit};
    options->colour = values->colour == COLOUR_ALWAYS ||
                      (values->colour == COLOUR_AUTO && to_terminal &&
                       gv_cli_terminal_has_colour());
    options->ascii = to_terminal && !gv_cli_terminal_is_utf8();
    options->width = values->width > 0 ? values->width : to_terminal ? gv_cli_terminal_width() : 0;
    return GV_CLI_GO_ON;
}

/* Each --model is a model of its own. */
static int open_models(const gv_cli_list *list, gv_model *models[GV_CLI_LIST_MOST], size_t *n)
{
    for (size_t i = 0; i < list->n_items; i++) {
        const int status = gv_cli_open_model(&list->items[i], 1, &models[i]);
        if (status != 0) {
            return status;
        }
        *n = i + 1;
    }
    return 0;
}

/* ------------------------------------------------------------------ the end */

static void say_summary(const gv_run_stats *stats, const gv_cli_progress *progress)
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
    snprintf(line + length, sizeof line - length, ", %llu passage%s, %llu written; %s in %.1f s",
             (unsigned long long)stats->passages, stats->passages == 1 ? "" : "s",
             (unsigned long long)stats->records, gv_cli_bytes(stats->bytes_read, read),
             gv_cli_now() - progress->started);
    gv_cli_say("%s", line);
}

/* Says how the run ended; the exit status. */
static int end_run(const tag_values *values, const tag_state *state, gv_status status,
                   const gv_message *message, const gv_run_stats *stats)
{
    if (status == GV_OK || status == GV_ERROR_DAMAGED) {
        if (!values->quiet) {
            say_summary(stats, &state->progress);
        }
        return status == GV_OK ? 0 : 3; /* each damaged input has been named */
    }
    if (status == GV_ERROR_CANCELLED) {
        gv_cli_say(values->output != NULL ? "stopped; %s was not written" : "stopped",
                   values->output);
        return 1;
    }
    if (status == GV_ERROR_WRITE && state->sink_error != 0) {
        gv_cli_say("standard output: %s", strerror(state->sink_error));
        return 1;
    }
    return gv_cli_fail(status, message);
}

static int run_tag(int argc, char **argv)
{
    static const char *const STANDARD_INPUT[] = {"-"};
    tag_values values = {.format = FORMAT_UNSET};
    gv_run_options options;
    gv_run_stats stats = {.size = sizeof stats};
    gv_message message = {{0}};
    gv_model *models[GV_CLI_LIST_MOST] = {NULL};
    size_t n_models = 0;
    tag_state state = {.sink_error = 0};
    int n = 0;
    int status = gv_cli_parse(&gv_cli_tag, argc, argv, &values, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    status = set_options(&values, &options);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    status = open_models(&values.models, models, &n_models);
    if (status == 0) {
        if (n == 0 && isatty(STDIN_FILENO) && !values.quiet) {
            gv_cli_say("reading standard input; Ctrl-D ends it (`gravamen tag --help` tells more)");
        }
        const int shared = values.output == NULL && isatty(STDOUT_FILENO);
        gv_cli_progress_start(&state.progress,
                              !values.quiet && values.progress >= 0 &&
                                  (values.progress > 0 || (isatty(STDERR_FILENO) && !shared)));
        gv_cli_catch_signals();
        options.models = (const gv_model *const *)models;
        options.n_models = n_models;
        options.sink = values.output == NULL ? write_out : NULL;
        options.sink_user = options.progress_user = options.message_user = &state;
        options.progress = on_progress;
        options.message = on_message;
        const gv_status ended =
            gv_run(&options, n > 0 ? (const char *const *)argv : STANDARD_INPUT,
                   n > 0 ? (size_t)n : 1, &message, &stats);
        gv_cli_progress_clear(&state.progress);
        status = end_run(&values, &state, ended, &message, &stats);
    }
    for (size_t i = 0; i < GV_CLI_LIST_MOST; i++) {
        gv_model_free(models[i]);
    }
    return status;
}

const gv_cli_command gv_cli_tag = {
    .name = "tag",
    .operands = "[INPUT...]",
    .summary = "finds the passages, with label, status and evidence",
    .text =
        "Reads files, folders (all files below them, in order of their paths) or, for - or\n"
        "nothing, standard input: text, JSONL, either also in gzip, told by content. Writes the\n"
        "passages with a label of the wanted status, in the order of the inputs.\n"
        "\n"
        "pretty shows [evidence] and {cues} in brackets, or in colour: evidence red where it has\n"
        "the strongest status, yellow where it has another; cues underlined. jsonl is one record\n"
        "a line, csv one row a label. As a filter it answers line by line when no more input is\n"
        "waiting.\n",
    .options = TAG_OPTIONS,
    .examples = "  gravamen tag report.txt\n"
                "  gravamen tag -o tagged.jsonl archive/\n"
                "  gravamen tag --status all -f csv --excel news.jsonl.gz > news.csv\n"
                "  zcat dump.jsonl.gz | gravamen tag --text-field body --keep url -\n"
                "  gravamen tag --unit sentence --no-text archive/ | sort | uniq -c\n",
    .run = run_tag};
