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
/* The cell as a name: the quotes around it and blanks at its edges left aside. */
void gv_csv_trim(const gv_csv_cell *cell, const char **text, size_t *length);

/* What separates the cells of a header row: of ',', ';' and '|' (TSV: always a tab) the first that
 * makes the text field one of its columns, else the one that stands there most often. */
char gv_csv_separator(const gv_ingest_options *options, gv_section_format format, const char *head,
                      size_t length);
/* What a first line such as "sep=;" names, as Excel writes it before the header row; 0: it is no
 * such line. The line is given without its end. */
enum { GV_CSV_STATED = 5 /* its length */ };
char gv_csv_stated_separator(const char *line, size_t length);
/* The number of the column of that name, from 0; if none has it, of the first whose name differs in
 * the case of ASCII letters alone; UINT32_MAX: none. */
uint32_t gv_csv_find_column(const char *head, size_t length, char separator, const char *name);

#endif
