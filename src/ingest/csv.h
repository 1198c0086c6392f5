/*
 * csv.h - the cells of one CSV or TSV row. Stateless, thread-safe.
 *
 * As RFC 4180, and as Python's csv module where that says nothing: a quote is special at the start
 * of a cell only, and what follows the closing quote up to the separator is added as it stands.
 */
#ifndef GV_INGEST_CSV_H
#define GV_INGEST_CSV_H

#include "ingest/reader.h"

/* A cell where it stands in the row, quotes still around it. */
typedef struct gv_csv_cell {
    const char *bytes;
    size_t length;
    int quoted; /* 1: gv_csv_decode takes quotes away */
} gv_csv_cell;

/* What is left of a row, without its line end. plain 1: quotes mean nothing. */
typedef struct gv_csv_row {
    const char *p, *end;
    char separator;
    int plain;
    int ended; /* 1: no cell is left */
} gv_csv_row;

/* Takes the next cell; returns 0 behind the last. An empty row has one empty cell. */
int gv_csv_next(gv_csv_row *row, gv_csv_cell *cell);
/* The cell's text; out has room for cell->length bytes. Returns its length. */
size_t gv_csv_decode(const gv_csv_cell *cell, char *out);
/* 1 if the cell, blanks at its edges left aside, is `name`. */
int gv_csv_is(const gv_csv_cell *cell, const char *name);

/* What separates the cells of a header row: of ',', ';' and '|' (TSV: always a tab) the first that
 * makes the text field one of its columns, else the one that stands there most often. */
char gv_csv_separator(const gv_ingest_options *options, gv_section_format format, const char *head,
                      size_t length);
/* The number of the column of that name, from 0; UINT32_MAX: none. */
uint32_t gv_csv_find_column(const char *head, size_t length, char separator, const char *name);

#endif
