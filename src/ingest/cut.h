/*
 * cut.h - what the files share that make documents of a section's raw bytes.
 *
 *     section.c      which of them does it
 *     cut.c          documents, ids and errors
 *     cut_jsonl.c    JSONL: a document a line
 *     cut_pdf.c      PDF: one document, with pages
 *     cut_csv.c      CSV, TSV: a document a row
 *     cut_json.c     a JSON array: a document an object
 *     cut_xml.c      XML: a document an element, or the whole file one
 *     cut_office.c   DOCX, ODT: one document
 *
 * Each takes a section as gv_reader_next filled it and keeps nothing between sections, so that any
 * thread may do any section.
 */
#ifndef GV_INGEST_CUT_H
#define GV_INGEST_CUT_H

#include "ingest/extract.h"
#include "ingest/jsonl.h"
#include "ingest/reader.h"

enum { GV_FIELD_TEXT = 0, GV_FIELD_ID, GV_FIELD_TITLE, GV_FIELD_DATE, GV_FIELD_LANGUAGE,
       GV_N_FIELDS };

/* What is the same for all of a section. */
typedef struct gv_cutter {
    const gv_ingest_options *options;
    const char *path;
    gv_section *section;
    gv_json_field *fields; /* JSONL, JSON: GV_N_FIELDS and the kept ones */
    size_t n_fields;
    int valid;             /* the whole section is UTF-8 */
} gv_cutter;

/* A record's bytes: a line, a row, an array's element. */
typedef struct gv_cut_line {
    const char *bytes; /* valid UTF-8 once gv_cut_repair was called */
    size_t length;
    uint64_t offset, stored_length, n; /* n: its number, from 1 */
} gv_cut_line;

/* Adds a document that has no passages yet. */
gv_status gv_cut_add_document(gv_section *section, const gv_document *document);
/* Adds the last layer of a document whose text is taken out of a file ("pdf", "docx", "odt"), in
 * which its offsets count. kind is borrowed for ever, name (or NULL) as long as the document. */
void gv_cut_add_layer(gv_document *document, const char *kind, const char *name);
/* base.id:17, for a record that names no id; in the section's arena. */
gv_status gv_cut_make_id(const gv_cutter *cutter, uint64_t n, const char **id);
/* Adds a document that could not be read: "line 17: why". word: "line", "row", "element". */
gv_status gv_cut_add_error(const gv_cutter *cutter, const gv_document *document, const char *word,
                           uint64_t n, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 5, 6)))
#endif
    ;
gv_status gv_cut_add_long_line_error(const gv_cutter *cutter, const gv_document *document,
                                     const char *word, uint64_t n);
/* Makes the line valid UTF-8, judged by itself; its bytes then hold until the next call. */
gv_status gv_cut_repair(const gv_cutter *cutter, gv_cut_line *line);
/* 1: they hold as long as the section. */
int gv_cut_lasts(const gv_cutter *cutter, const gv_cut_line *line);
/* Adds the document, in parts where its text (valid UTF-8, maybe with lines) is longer than the
 * limit, and its passages. lasts 1: the text holds as long as the section. */
gv_status gv_cut_add_parts(const gv_cutter *cutter, gv_document *document, const char *text,
                           size_t length, int lasts);
/* An empty extract, kept by the section for its next document. */
gv_status gv_cut_get_extract(gv_section *section, gv_extract **extract);
/* Fills cutter->fields. */
gv_status gv_cut_make_fields(gv_cutter *cutter);
/* Adds the document that one JSON object is. `document` is base with its layers; word as above. */
gv_status gv_cut_object(const gv_cutter *cutter, const gv_cut_line *line, const char *word,
                        gv_document *document);
/* The same of one JSON string, which is the document's text. */
gv_status gv_cut_string(const gv_cutter *cutter, const gv_cut_line *line, const char *word,
                        gv_document *document);

/* Raw bytes to documents and passages, one format each. */
gv_status gv_cut_jsonl(gv_cutter *cutter);
gv_status gv_cut_json(gv_cutter *cutter);
gv_status gv_cut_csv(gv_cutter *cutter); /* and TSV */
gv_status gv_cut_xml(gv_cutter *cutter);
gv_status gv_cut_html(gv_cutter *cutter);
gv_status gv_cut_pdf(gv_cutter *cutter);
gv_status gv_cut_office(gv_cutter *cutter);

#endif
