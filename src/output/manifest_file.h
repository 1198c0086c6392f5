/*
 * manifest_file.h - a manifest, read again.
 *
 * Values are raw JSON and point into the mapped file: they hold until gv_manifest_close. One thread
 * at a time. Nothing in the file is believed: it may have been edited.
 */
#ifndef GV_OUTPUT_MANIFEST_FILE_H
#define GV_OUTPUT_MANIFEST_FILE_H

#include "base/file.h"
#include "ingest/jsonl.h"

/* Zeroed is one that is not open. */
typedef struct gv_manifest_file {
    gv_mapping mapping;
    gv_json_value version; /* of gravamen */
    gv_json_value text, models, options;
    gv_json_value shard; /* kind GV_JSON_NONE: of a run that read all of its inputs */
    gv_json_value inputs, skipped, output, totals;
    gv_json_value run;
} gv_manifest_file;

/* What it says of one input. Values that are absent have kind GV_JSON_NONE. */
typedef struct gv_manifest_row {
    const char *bytes; /* the whole object */
    size_t length;
    uint64_t ordinal, record_bytes;
    gv_json_value path, path_bytes, size, sha256, documents, passages, records, labels, damage,
        chain, pdftotext;
} gv_manifest_row;

/* Maps and checks a manifest; message names the path. GV_ERROR_FORMAT if it is none. */
gv_status gv_manifest_open(const char *path, gv_message *message, gv_manifest_file *file);
/* As open, of bytes that file->mapping holds already; nothing is freed on failure. */
gv_status gv_manifest_read(gv_manifest_file *file);
void gv_manifest_close(gv_manifest_file *file);
/* Reads the object of one input; GV_ERROR_FORMAT if it is none. */
gv_status gv_manifest_read_row(const char *bytes, size_t length, gv_manifest_row *row);
/* The next input; *at is NULL before the first, *more is 0 past the last. GV_ERROR_FORMAT if there
 * is something else. */
gv_status gv_manifest_next(const gv_manifest_file *file, const char **at, gv_manifest_row *row,
                           int *more);
/* 1 if a value is a string of 64 hexadecimal digits, copied into hex with a NUL. */
int gv_manifest_hex(const gv_json_value *value, char hex[65]);

#endif
