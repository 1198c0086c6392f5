/*
 * terminal.c - what is on the other side.
 *
 * In: the environment, the terminal, signals. Out: facts for the library's options, and a line such
 * as
 *     gravamen: 12.3 MB read, 4567 passages, 12 written, 35.1 MB/s
 * that stays in its place on a terminal, and is written every two seconds elsewhere. The locale is
 * only looked at, never set.
 */
#include "cli/terminal.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH_DEFAULT = 80, WIDTH_MOST = 1000 };

int gv_cli_terminal_width(void)
{
    struct winsize size;
    memset(&size, 0, sizeof size);
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
    }
    const char *const columns = getenv("COLUMNS");
    const long width = columns != NULL ? strtol(columns, NULL, 10) : 0;
    return width > 0 && width < WIDTH_MOST ? (int)width : WIDTH_DEFAULT;
}

int gv_cli_terminal_has_colour(void)
{
    const char *const no = getenv("NO_COLOR");
    const char *const term = getenv("TERM");
    return (no == NULL || no[0] == '\0') && term != NULL && term[0] != '\0' &&
           strcmp(term, "dumb") != 0;
}

int gv_cli_terminal_is_utf8(void)
{
    static const char *const NAMES[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *value = "";
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && value[0] == '\0'; i++) {
        value = getenv(NAMES[i]) != NULL ? getenv(NAMES[i]) : "";
    }
    for (; *value != '\0'; value++) {
        if ((value[0] == 'u' || value[0] == 'U') && (value[1] == 't' || value[1] == 'T') &&
            (value[2] == 'f' || value[2] == 'F')) {
            value += value[3] == '-' ? 4 : 3;
            return value[0] == '8';
        }
    }
    return 0;
}

/* ------------------------------------------------------------------ signals */

static atomic_int caught;

static void note_signal(int number)
{
    atomic_store(&caught, number);
}

void gv_cli_catch_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note_signal;
    action.sa_flags = (int)SA_RESETHAND;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
}

int gv_cli_signal(void)
{
    return atomic_load(&caught);
}

/* ------------------------------------------------------------------ progress */

double gv_cli_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
        return 0.0;
    }
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

const char *gv_cli_bytes(uint64_t bytes, char text[32])
{
    static const char *const UNITS[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double value = (double)bytes / 1e3;
    size_t unit = 0;
    if (bytes < 1000) {
        snprintf(text, 32, "%u byte%s", (unsigned)bytes, bytes == 1 ? "" : "s");
        return text;
    }
    while (value >= 999.95 && unit + 1 < sizeof UNITS / sizeof *UNITS) {
        value /= 1e3;
        unit++;
    }
    snprintf(text, 32, "%.1f %s", value, UNITS[unit]);
    return text;
}

void gv_cli_progress_start(gv_cli_progress *progress, int wanted)
{
    *progress = (gv_cli_progress){.wanted = wanted,
                                  .in_place = isatty(STDERR_FILENO),
                                  .started = gv_cli_now()};
    progress->last = progress->started;
}

void gv_cli_progress_show(gv_cli_progress *progress, const gv_run_stats *stats)
{
    char read[32];
    char speed[32];
    if (!progress->wanted) {
        return;
    }
    const double now = gv_cli_now();
    if (now - progress->last < (progress->in_place ? 0.2 : 2.0)) {
        return;
    }
    progress->last = now;
    gv_cli_progress_clear(progress);
    fprintf(stderr, "gravamen: %s read, %llu passages, %llu written, %s/s%s",
            gv_cli_bytes(stats->bytes_read, read), (unsigned long long)stats->passages,
            (unsigned long long)stats->records,
            gv_cli_bytes((uint64_t)((double)stats->bytes_read / (now - progress->started)), speed),
            progress->in_place ? "" : "\n");
    progress->shown = progress->in_place;
}

void gv_cli_progress_clear(gv_cli_progress *progress)
{
    if (progress->shown) {
        fputs("\r\x1b[K", stderr);
        progress->shown = 0;
    }
}
