/*
 * record.h - one passage with its decision, as every output format sees it.
 *
 * A format writes one record after another into a buffer; it never touches files. The passage's
 * number within its document is only known when sections are put in order: each format writes it
 * through gv_output_number, which notes where it stands, and the pipeline fills it in.
 *
 * A record holds all that was decided on its passage, whatever --status chose the passage for: its
 * bytes are a function of the passage, the model and the options below.
 */
#ifndef GV_OUTPUT_RECORD_H
#define GV_OUTPUT_RECORD_H

#include "ingest/batch.h"
#include "scan/result.h"

/* Where a passage number goes: before byte `position` of the section's output, add
 * `number` + the passages that the document had in earlier sections. */
typedef struct gv_number_place {
    size_t position;
    uint32_t number;   /* within the section's part of the document, from 1 */
    uint32_t document; /* index into the section's documents */
} gv_number_place;

/* The output of one section. Zeroed is valid and empty; belongs to one thread at a time. */
typedef struct gv_output {
    gv_buf bytes;
    gv_number_place *places;
    size_t n_places, places_capacity;
    size_t *record_ends; /* position in bytes after each record, for the hash chain */
    size_t n_records, record_ends_capacity;
    gv_buf scratch; /* a format's work space */
} gv_output;

typedef struct gv_record {
    const char *path;               /* input as named */
    const gv_document *document;
    const gv_passage *passage;      /* NULL: the document could not be read: document->error */
    const struct gv_result *result; /* NULL: not tagged */
    const char *language;           /* code that the passage was read in, used where the document
                                       states none; NULL: none */
} gv_record;

typedef struct gv_output_options {
    gv_format format;
    int no_text; /* 1: no words of the passage and no title */
    int excel, colour, ascii;
    int width; /* columns, 0: 80 */
} gv_output_options;

/* Appends one record. On failure output->bytes may hold a part of it. */
gv_status gv_output_add(const gv_output_options *options, const gv_record *record,
                        gv_output *output);
/* What stands before the first record (csv: header, byte-order mark); may be nothing. */
gv_status gv_output_start(const gv_output_options *options, gv_buf *bytes);
/* Writes nothing, but notes that the number of the record's passage goes here. */
gv_status gv_output_number(gv_output *output, const gv_record *record);
/* Empty again; memory is kept, except what is more than `keep` bytes of output. */
void gv_output_clear(gv_output *output, size_t keep);
void gv_output_free(gv_output *output);

#endif
