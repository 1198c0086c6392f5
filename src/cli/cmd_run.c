/*
 * cmd_run.c - `gravamen run`: an archive that grows, read as it grows.
 *
 * In: files and folders, the state of earlier runs. Out: a result and a manifest an input, the
 * state, and one screen on standard output that says what was done; for a timer or cron.
 */
#if !defined(_XOPEN_SOURCE)
#define _XOPEN_SOURCE 700 /* strptime */
#endif
#include "cli/reading.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct run_values {
    gv_cli_reading reading;
    gv_cli_tagging tagging;
    const char *state, *out, *since;
    int format, prune, dry_run;
} run_values;

#define AT(field) offsetof(run_values, field)

static const gv_cli_option RUN_OPTIONS[] = {
    {"state", 0, GV_CLI_TEXT, AT(state), "FILE.db",
     "what earlier runs have done (SQLite); made if it is not there", 0, 0},
    {"out", 0, GV_CLI_TEXT, AT(out), "DIR", "folder of the results; made if it is not there", 0,
     0},
    {"since", 0, GV_CLI_TEXT, AT(since), "WHEN",
     "leave inputs alone that were last changed before: a date\n"
     "(2026-11-01, 2026-11-01T06:00) or how long ago (36h, 7d, 2w)", 0, 0},
    {"prune", 0, GV_CLI_FLAG, AT(prune), NULL, "delete the results of inputs that have vanished",
     0, 0},
    {"dry-run", 'n', GV_CLI_FLAG, AT(dry_run), NULL, "say what would be done, touch nothing", 0,
     0},
    GV_CLI_MODEL_OPTION(run_values),
    {"format", 'f', GV_CLI_CHOICE, AT(format), "jsonl|csv", "of the results (jsonl)", 0, 0},
    GV_CLI_TAGGING_OPTIONS(run_values),
    GV_CLI_READING_OPTIONS(run_values),
    {NULL, 0, GV_CLI_FLAG, 0, NULL, NULL, 0, 0}};

/* ------------------------------------------------------------------ --since */

/* "36h": seconds; 0 if it is none. */
static int64_t read_duration(const char *words)
{
    static const char UNITS[] = "smhdw";
    static const int64_t SECONDS[] = {1, 60, 3600, 86400, 604800};
    char *end = NULL;
    const long number = words[0] >= '0' && words[0] <= '9' ? strtol(words, &end, 10) : 0;
    const char *const unit = number > 0 && *end != '\0' ? strchr(UNITS, *end) : NULL;
    return unit != NULL && end[1] == '\0' && number < 1000000 ? number * SECONDS[unit - UNITS] : 0;
}

/* The moment that words mean, in seconds since 1970; 0 if they mean none. */
static int64_t read_moment(const char *words)
{
    static const char *const FORMS[] = {"%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S",
                                        "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"};
    const int64_t duration = read_duration(words);
    if (duration > 0) {
        return (int64_t)time(NULL) - duration;
    }
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        struct tm parts;
        memset(&parts, 0, sizeof parts);
        parts.tm_isdst = -1;
        const char *const end = strptime(words, FORMS[i], &parts);
        if (end != NULL && *end == '\0') {
            return (int64_t)mktime(&parts);
        }
    }
    return 0;
}

/* ------------------------------------------------------------------ callbacks */

static int on_progress(void *user, const gv_run_stats *stats)
{
    gv_cli_progress_show(user, stats);
    return gv_cli_signal() != 0;
}

static void on_message(void *user, const char *path, const char *words)
{
    gv_cli_progress_clear(user);
    gv_cli_say_of(path, words);
}

static gv_status on_summary(void *user, const char *bytes, size_t length)
{
    gv_cli_progress_clear(user);
    return gv_cli_write(NULL, bytes, length);
}

/* ------------------------------------------------------------------ the run */

static int run_with(const run_values *values, gv_run_options *run, char **inputs, int n)
{
    gv_message message = {{0}};
    gv_cli_progress progress;
    gv_nightly_options options = {.size = sizeof options,
                                  .state_path = values->state,
                                  .output_folder = values->out,
                                  .run = run,
                                  .prune = values->prune,
                                  .dry_run = values->dry_run,
                                  .summary = values->reading.quiet ? NULL : on_summary,
                                  .summary_user = &progress};
    options.since = values->since != NULL ? read_moment(values->since) : 0;
    if (values->since != NULL && options.since <= 0) {
        gv_cli_say("--since is a date such as 2026-11-01, or how long ago: 36h, 7d, 2w");
        return 2;
    }
    gv_cli_progress_start(&progress, !values->reading.quiet && values->reading.progress >= 0 &&
                                         (values->reading.progress > 0 || isatty(STDERR_FILENO)));
    gv_cli_catch_signals();
    run->progress = on_progress;
    run->message = on_message;
    run->progress_user = run->message_user = &progress;
    const gv_status status =
        gv_nightly(&options, (const char *const *)inputs, (size_t)n, &message, NULL);
    gv_cli_progress_clear(&progress);
    if (status == GV_ERROR_CANCELLED) {
        gv_cli_say("stopped; what was done is kept, and the next run goes on from here");
        return 1;
    }
    return status == GV_OK || status == GV_ERROR_DAMAGED ? status == GV_OK ? 0 : 3
                                                         : gv_cli_fail(status, &message);
}

static int run_run(int argc, char **argv)
{
    static const gv_format FORMATS[] = {GV_FORMAT_JSONL, GV_FORMAT_CSV};
    run_values values = {.format = 0};
    gv_run_options run;
    gv_model *models[GV_CLI_LIST_MOST] = {NULL};
    int n = 0;
    int status = gv_cli_parse(&gv_cli_run, argc, argv, &values, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    if (values.state == NULL || values.out == NULL || n == 0) {
        gv_cli_say("name the state with --state, the folder of results with --out, and the inputs");
        return 2;
    }
    gv_cli_reading_set(&values.reading, &run);
    run.colour = run.ascii = run.width = 0;
    status = gv_cli_tagging_set(&values.tagging, FORMATS[values.format], &run);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    status = gv_cli_models_open(&values.tagging, models, &run);
    if (status == 0) {
        status = run_with(&values, &run, argv, n);
    }
    gv_cli_models_free(models);
    return status;
}

const gv_cli_command gv_cli_run = {
    .name = "run",
    .operands = "--state FILE.db --out DIR INPUT...",
    .summary = "only what is new or changed since the last time, each input by itself",
    .text =
        "Reads the files named, and all below the folders named, that are new or have changed\n"
        "since the last run with the same state: told by size and time, and where only the time\n"
        "is another, by SHA-256. Each input has a result of its own below DIR, with its manifest\n"
        "beside it, named after its path:\n"
        "  reports/2021/a.txt       DIR/reports/2021/a.txt.jsonl\n"
        "  /srv/reports/a.txt       DIR/absolute/srv/reports/a.txt.jsonl\n"
        "  ../old/a.txt             DIR/%2E%2E/old/a.txt.jsonl\n"
        "(%XX stands for what a name may not have; a part that is too long is cut, with a hash.)\n"
        "\n"
        "It may be killed at any moment: the next run cleans up, goes on, and the results are\n"
        "those of a run that nobody stopped. Two runs at a time are kept apart. Another model,\n"
        "other options or another version read all inputs again, and the summary says so. The\n"
        "result of an input that vanished stays, unless --prune; below a folder without a single\n"
        "file, perhaps not mounted, nothing is pruned. A damaged input is read as far as it goes\n"
        "and not again until it changes; one that cannot be opened keeps its result and is tried\n"
        "again each time. Exit status 3 says that there are such, or skipped files.\n",
    .options = RUN_OPTIONS,
    .examples =
        "  gravamen run --state state.db --out tagged/ reports/\n"
        "  gravamen run --state state.db --out tagged/ --dry-run reports/\n"
        "\n"
        "each night at three by cron (crontab -e); mail comes from what it prints:\n"
        "  0 3 * * *  gravamen run --state /srv/state.db --out /srv/tagged /srv/reports\n"
        "\n"
        "or by systemd, /etc/systemd/system/gravamen.service:\n"
        "  [Unit]\n"
        "  Description=gravamen: read what is new in the archive\n"
        "  RequiresMountsFor=/srv/reports /srv/tagged\n"
        "  [Service]\n"
        "  Type=oneshot\n"
        "  ExecStart=/usr/local/bin/gravamen run --state /var/lib/gravamen/state.db \\\n"
        "      --out /srv/tagged /srv/reports\n"
        "  SuccessExitStatus=3\n"
        "  StateDirectory=gravamen\n"
        "  Nice=10\n"
        "and /etc/systemd/system/gravamen.timer; then systemctl enable --now gravamen.timer:\n"
        "  [Unit]\n"
        "  Description=gravamen each night\n"
        "  [Timer]\n"
        "  OnCalendar=*-*-* 03:00:00\n"
        "  Persistent=true\n"
        "  [Install]\n"
        "  WantedBy=timers.target\n",
    .run = run_run};
