/*
 * terminal.h - what is on the other side: its width, colours, letters; a line of progress; signals.
 */
#ifndef GV_CLI_TERMINAL_H
#define GV_CLI_TERMINAL_H

#include "gravamen.h"

/* Columns of the terminal on standard output; COLUMNS if it does not say; 80 if nothing does. */
int gv_cli_terminal_width(void);
/* 1 unless NO_COLOR is set (to anything) or TERM is "dumb" or missing. */
int gv_cli_terminal_has_colour(void);
/* 1 if the environment (LC_ALL, LC_CTYPE, LANG: the first that is set) names UTF-8. */
int gv_cli_terminal_is_utf8(void);

/* From now on SIGINT, SIGTERM and SIGHUP are remembered and not deadly; the second is. */
void gv_cli_catch_signals(void);
/* The signal that came, or 0. */
int gv_cli_signal(void);

/* The line of progress on standard error. Zeroed: none is shown. */
typedef struct gv_cli_progress {
    int wanted;
    int in_place; /* 1: standard error is a terminal: one line, written over and over */
    int shown;    /* 1: it stands there now */
    double started, last; /* seconds */
} gv_cli_progress;

/* Seconds from some moment on. */
double gv_cli_now(void);
void gv_cli_progress_start(gv_cli_progress *progress, int wanted);
/* Shows where the run is, a few times a second. */
void gv_cli_progress_show(gv_cli_progress *progress, const gv_run_stats *stats);
/* Takes the line away, so that something else can be written. */
void gv_cli_progress_clear(gv_cli_progress *progress);
/* "12.3 MB" into text[32]; thousands, as on a disk's label. */
const char *gv_cli_bytes(uint64_t bytes, char text[32]);

#endif
