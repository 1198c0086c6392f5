/*
 * rows.h - where the records of a member end that is a list of them: CSV, a JSON array, XML.
 *
 * In: the member's bytes, as they come. Out: ends of records, so that the reader can cut sections
 * of whole ones; cut_*.c makes documents of them, on any thread. Serial, so it does no more than
 * look for quotes, brackets or tags. A record is bounded by gv_section_line_limit.
 *
 *     id,text\n r1,"Oru.\nTarsk."\n r2,"Velm      head "id,text"; SECTION: one record; MORE
 *
 * A record that is damaged (a quote that nothing closes) or longer than the limit never swallows
 * what follows: it is given by itself, with the reason, and reading goes on at the next place where
 * a record can begin. All decisions follow content alone, never how the bytes came in.
 */
#ifndef GV_INGEST_ROWS_H
#define GV_INGEST_ROWS_H

#include "ingest/reader.h"

/* What is known of the bytes behind those at hand. */
typedef enum gv_rows_rest {
    GV_ROWS_FOLLOWS = 0, /* more may follow at once */
    GV_ROWS_WAITING,     /* nothing more is waiting: whole records that are there should go out */
    GV_ROWS_GAP,         /* what followed is lost; gv_rows_resume before bytes from behind it */
    GV_ROWS_LAST         /* nothing follows */
} gv_rows_rest;

typedef enum gv_rows_kind {
    GV_ROWS_MORE = 0, /* more bytes are needed; after GAP or LAST: all is done, nothing is left */
    GV_ROWS_SECTION,  /* the first `length` bytes are n whole records, and what stands between them:
                         the raw of a section of `format`, whose first_line is `first` */
    GV_ROWS_DROP,     /* the first `length` bytes are no part of a section: they belong to a record
                         that is left out and not at its end, or to none (what stands before the
                         first or behind the last) */
    GV_ROWS_DAMAGE    /* record number `first` was left out for `reason`: a section of format ERROR
                         with that as base.error and a last layer {word, offset, damaged, first};
                         its `damaged` bytes end with the first `length` bytes (0 is possible) */
} gv_rows_kind;

typedef struct gv_rows_found {
    gv_rows_kind kind;
    size_t length;
    uint64_t n;               /* SECTION: records */
    uint64_t first;           /* number of the first record, from 1 */
    gv_section_format format; /* JSON, CSV, TSV, TSV_LINES, XML */
    uint64_t damaged;         /* DAMAGE: bytes left out, those dropped before included */
    const char *word;         /* "row", "element": the layer's kind in records; borrowed for ever */
    const char *reason;       /* DAMAGE: "row 17: ..."; borrowed until the next call */
} gv_rows_found;

/* The record at hand, as far as it was looked at; rows_*.c. */
typedef struct gv_rows_scan {
    unsigned state;
    uint32_t depth;      /* brackets or elements open */
    uint32_t columns;    /* CSV: separators between cells so far */
    uint32_t tabs;       /* TSV: in the line at hand, also in quotes */
    int lines_differ;    /* TSV: a line of the record has not as many as the header row */
    int cell_has_line;   /* CSV: the quoted cell at hand has a line end */
    size_t line_end;     /* CSV: behind the record's first line end; 0: none yet */
    size_t at, stop;     /* the record without what stands around it: line ends, commas */
    uint64_t objects[4]; /* JSON: a bit for each bracket that is open; 1: "{" */
} gv_rows_scan;

/* State between calls. Zeroed, with format (JSON, CSV, TSV or XML) and options set, stands at the
 * member's first byte (behind a byte-order mark). Belongs to one thread at a time. */
typedef struct gv_rows {
    gv_section_format format;
    const gv_ingest_options *options;
    gv_buf head;          /* a line: the header row of CSV and TSV (before it "sep=;", if stated),
                             an XML record's name; of JSON empty. The reader puts it before the
                             bytes of every section, so that each stands alone; raw_offset does
                             not count it */
    /* the rest is for rows*.c; positions count from the first byte of the call */
    gv_buf reason;
    const char *words;    /* the reason, if it is one for all */
    int told;             /* 1: damage was given */
    int begun;            /* what stands before the first record is past */
    int skipping;         /* in what is left out: see rows.c */
    int verdict;          /* what was seen of the record at `start`, which is next; 0: nothing */
    size_t verdict_end;
    size_t start;         /* of the record at hand */
    size_t looked;        /* all before it was seen */
    uint64_t n_whole;     /* records before `start` that were not given yet */
    uint64_t number;      /* records given */
    uint64_t dropped;     /* bytes of what is left out, dropped so far */
    uint64_t passed;      /* bytes given and dropped */
    uint64_t rescued;     /* bytes seen again because a record was damaged */
    gv_rows_scan scan;
    char separator;       /* CSV, TSV */
    char stated;          /* CSV, TSV: the separator that a line before the header row names */
    uint32_t columns;     /* CSV, TSV: of the header row; 0: not yet known */
    int blank_lines;      /* CSV, TSV: stand between sound rows */
    int after_blank;      /* ... before the row at hand */
    int open;             /* JSON: lists open; XML: elements that are no records */
    char name[64];        /* XML: of the elements that are records, "" if all is one; JSON: the
                             first name in the first record */
    int names_differ;     /* JSON: not every record begins with it */
    int of_strings;       /* JSON: -1 a list of objects, 1 one of strings, 0 not yet known */
} gv_rows;

/* Says what the first bytes come to; sections end at the first record that ends at or behind `aim`
 * bytes. Before the next call exactly found->length bytes are taken away from the start of `bytes`
 * (none if the kind is MORE), and the next call's bytes begin there. Fails for want of memory. */
gv_status gv_rows_find(gv_rows *rows, const char *bytes, size_t length, size_t aim,
                       gv_rows_rest rest, gv_rows_found *found);
/* To be called when MORE came after GAP, before bytes from behind it. */
void gv_rows_resume(gv_rows *rows);
void gv_rows_free(gv_rows *rows);

/* 1 if the first bytes of a member, which are no JSONL and no HTML, begin a list of records;
 * *format is JSON, CSV, TSV or XML. `whole`: nothing follows them. CSV and TSV only with a header
 * row of short names of which one is the text field, and rows of as many columns; or, with no such
 * name, what cannot be prose: names of few words and three rows or more, each of exactly as many
 * columns. Other text never is. */
int gv_rows_sniff(const gv_ingest_options *options, const char *bytes, size_t length, int whole,
                  gv_section_format *format);

#endif
