/*
 * reading.h - what the commands that read whole archives share: options, callbacks, the run.
 */
#ifndef GV_CLI_READING_H
#define GV_CLI_READING_H

#include "cli/console.h"
#include "cli/terminal.h"

/* Values of the options below. */
typedef struct gv_cli_reading {
    const char *output, *language;
    const char *text_field, *id_field, *title_field, *date_field, *language_field, *keep;
    const char *input_format, *xml_element;
    int threads, unit, damage, colour, width;
    int no_text, progress, quiet, no_prefilter;
    int follow_links;
    size_t passage_limit, document_limit, expansion_limit, member_limit, depth_limit, batch;
} gv_cli_reading;

/* Rows of an option table whose values are a `type` with a gv_cli_reading called `reading`. */
#define GV_CLI_READING_AT(type, field) offsetof(type, reading) + offsetof(gv_cli_reading, field)
#define GV_CLI_READING_OUTPUT(type, help)                                                          \
    {"output", 'o', GV_CLI_TEXT, GV_CLI_READING_AT(type, output), "FILE", help, 0, 0}
#define GV_CLI_READING_OPTIONS(type)                                                               \
    {"threads", 'j', GV_CLI_NUMBER, GV_CLI_READING_AT(type, threads), "N",                         \
     "threads; else what affinity and the cgroup CPU limit allow", 1, 1024},                       \
    {"unit", 'u', GV_CLI_CHOICE, GV_CLI_READING_AT(type, unit), "passage|sentence|document",       \
     "what one record is of", 0, 0},                                                               \
    {"lang", 0, GV_CLI_TEXT, GV_CLI_READING_AT(type, language), "CODE",                            \
     "of documents that state none; else the model's first", 0, 0},                                \
    {"input-format", 0, GV_CLI_TEXT, GV_CLI_READING_AT(type, input_format), "NAME",                \
     "text, jsonl, json, csv, tsv, xml or html; else told by content", 0, 0},                      \
    {"text-field", 0, GV_CLI_TEXT, GV_CLI_READING_AT(type, text_field), "NAME",                    \
     "field (JSON), column (CSV) or element (XML) of the text (text)", 0, 0},                      \
    {"id-field", 0, GV_CLI_TEXT, GV_CLI_READING_AT(type, id_field), "NAME", "... of the id (id)",  \
     0, 0},                                                                                        \
    {"title-field", 0, GV_CLI_TEXT, GV_CLI_READING_AT(type, title_field), "NAME",                  \
     "... of the title (title)", 0, 0},                                                            \
    {"date-field", 0, GV_CLI_TEXT, GV_CLI_READING_AT(type, date_field), "NAME",                    \
     "... of the date (date)", 0, 0},                                                              \
    {"lang-field", 0, GV_CLI_TEXT, GV_CLI_READING_AT(type, language_field), "NAME",                \
     "... of the language (lang)", 0, 0},                                                          \
    {"keep", 0, GV_CLI_TEXT, GV_CLI_READING_AT(type, keep), "NAME,...",                            \
     "fields or columns to copy into each record", 0, 0},                                          \
    {"xml-element", 0, GV_CLI_TEXT, GV_CLI_READING_AT(type, xml_element), "NAME",                  \
     "elements that are the records of an XML dump; else told by content", 0, 0},                  \
    {"no-text", 0, GV_CLI_FLAG, GV_CLI_READING_AT(type, no_text), NULL,                            \
     "ids, labels and offsets only, no words of the passages: for\n"                               \
     "sharing without testimony", 0, 0},                                                           \
    {"colour", 0, GV_CLI_CHOICE, GV_CLI_READING_AT(type, colour), "auto|always|never",             \
     "pretty: auto looks at the terminal and NO_COLOR", 0, 0},                                     \
    {"width", 0, GV_CLI_NUMBER, GV_CLI_READING_AT(type, width), "N",                               \
     "pretty: columns; else the terminal's, or 80", 24, 1000},                                     \
    {"damage", 0, GV_CLI_CHOICE, GV_CLI_READING_AT(type, damage), "fail|report",                   \
     "report: damaged input does not change the exit status", 0, 0},                               \
    {"passage-limit", 0, GV_CLI_SIZE, GV_CLI_READING_AT(type, passage_limit), "SIZE",              \
     "longest passage, in bytes or with K, M (64K)", 64, 16 << 20},                                \
    {"document-limit", 0, GV_CLI_SIZE, GV_CLI_READING_AT(type, document_limit), "SIZE",            \
     "longest document (16M)", 64, 1 << 30},                                                       \
    {"expansion-limit", 0, GV_CLI_SIZE, GV_CLI_READING_AT(type, expansion_limit), "N",             \
     "bytes for each byte stored, beyond the first 256 MiB, before an\n"                           \
     "archive is taken for a bomb (250)", 1, 1 << 30},                                             \
    {"member-limit", 0, GV_CLI_SIZE, GV_CLI_READING_AT(type, member_limit), "N",                   \
     "members of one input's archives (10,000,000)", 1, 1 << 30},                                  \
    {"depth-limit", 0, GV_CLI_SIZE, GV_CLI_READING_AT(type, depth_limit), "N",                     \
     "archives within archives (8)", 1, 16},                                                       \
    {"follow-links", 0, GV_CLI_FLAG, GV_CLI_READING_AT(type, follow_links), NULL,                  \
     "symbolic links below a folder too, each place once", 0, 0},                                  \
    {"batch", 0, GV_CLI_SIZE, GV_CLI_READING_AT(type, batch), "SIZE",                              \
     "how much to read at a time; the output does not depend on it", 1, 1 << 30},                  \
    {"progress", 0, GV_CLI_FLAG, GV_CLI_READING_AT(type, progress), NULL,                          \
     "progress on standard error; else only on a terminal", 0, 0},                                 \
    {"no-progress", 0, GV_CLI_OFF, GV_CLI_READING_AT(type, progress), NULL, "no progress", 0, 0},  \
    {"quiet", 'q', GV_CLI_FLAG, GV_CLI_READING_AT(type, quiet), NULL,                              \
     "no summary and no progress", 0, 0},                                                          \
    {"no-prefilter", 0, GV_CLI_FLAG, GV_CLI_READING_AT(type, no_prefilter), NULL,                  \
     "try every rule at every word, as a check: the same output, slower", 0, 0}

/* What is looked for, beside how it is read: values of the options below. */
typedef struct gv_cli_tagging {
    gv_cli_list models;
    const char *status, *sign;
    int excel;
} gv_cli_tagging;

/* Rows of an option table whose values are a `type` with a gv_cli_tagging called `tagging`. */
#define GV_CLI_TAGGING_AT(type, field) offsetof(type, tagging) + offsetof(gv_cli_tagging, field)
#define GV_CLI_MODEL_OPTION(type)                                                                  \
    {"model", 'm', GV_CLI_LIST, GV_CLI_TAGGING_AT(type, models), "FILE",                           \
     "model image, rule file or folder; the built-in model if none is\n"                           \
     "named; may be repeated: the first that covers a document's\n"                                \
     "language reads it", 0, 0}
#define GV_CLI_TAGGING_OPTIONS(type)                                                               \
    {"sign", 0, GV_CLI_TEXT, GV_CLI_TAGGING_AT(type, sign), "KEY",                                 \
     "sign the manifest with an Ed25519 private key (PEM): MANIFEST.sig", 0, 0},                   \
    {"status", 's', GV_CLI_TEXT, GV_CLI_TAGGING_AT(type, status), "LIST",                          \
     "passages with a label of one of these statuses (asserted);\n"                                \
     "all: with any label; any: every passage", 0, 0},                                             \
    {"excel", 0, GV_CLI_FLAG, GV_CLI_TAGGING_AT(type, excel), NULL,                                \
     "csv: a byte-order mark, and cells that would start a formula\n"                              \
     "defused", 0, 0}

/* Sets what these values say, with the format that was chosen; GV_CLI_GO_ON, or an exit status
 * after saying what is wrong. */
int gv_cli_tagging_set(const gv_cli_tagging *tagging, gv_format format, gv_run_options *options);
/* Opens the models named, each a model of its own, for options->models; an exit status, 0 if all
 * went well. gv_cli_models_free in any case. */
int gv_cli_models_open(const gv_cli_tagging *tagging, gv_model *models[GV_CLI_LIST_MOST],
                       gv_run_options *options);
void gv_cli_models_free(gv_model *models[GV_CLI_LIST_MOST]);

/* 1 if the output goes to a terminal. */
int gv_cli_reading_to_terminal(const gv_cli_reading *reading);
/* Sets all of options that the values above say; the rest is zeroed. */
void gv_cli_reading_set(const gv_cli_reading *reading, gv_run_options *options);
/* Runs: inputs[0 .. n), or standard input if n is 0. Messages, progress and, at the end, a summary
 * go to standard error; `written` says there what records are ("written"). The exit status that
 * `gravamen tag` has; stats are set if it is 0 or 3. */
int gv_cli_reading_run(const gv_cli_reading *reading, gv_run_options *options,
                       const char *const *inputs, int n, const char *written,
                       gv_run_stats *stats);

#endif
