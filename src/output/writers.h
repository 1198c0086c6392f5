/*
 * writers.h - what the formats of output/ share with one another.
 */
#ifndef GV_OUTPUT_WRITERS_H
#define GV_OUTPUT_WRITERS_H

#include "output/record.h"

/* One format each; contract as gv_output_add. */
gv_status gv_output_add_jsonl(const gv_output_options *options, const gv_record *record,
                              gv_output *output);
gv_status gv_output_add_csv(const gv_output_options *options, const gv_record *record,
                            gv_output *output);
gv_status gv_output_add_pretty(const gv_output_options *options, const gv_record *record,
                               gv_output *output);
/* The header row of csv. */
gv_status gv_output_csv_header(const gv_output_options *options, gv_buf *bytes);

/* Parts of a pretty record. Head: where it stands and its title, one line each. Marks: what the
 * passage will have set off, in output->scratch; unmark before the first.
 * Passage: wrapped, between empty lines. */
gv_status gv_output_pretty_head(const gv_output_options *options, const gv_record *record,
                                gv_output *output);
gv_status gv_output_pretty_unmark(const gv_record *record, gv_output *output);
void gv_output_pretty_mark(const gv_record *record, const gv_mention *mention, gv_output *output);
gv_status gv_output_pretty_passage(const gv_output_options *options, const gv_record *record,
                                   gv_output *output);

/* Parts of a jsonl record. Head: from the opening brace to the text. Evidence: one object;
 * named_cue: the cue's object begins with its name. */
gv_status gv_output_jsonl_head(const gv_output_options *options, const gv_record *record,
                               gv_output *output);
gv_status gv_output_jsonl_evidence(const gv_output_options *options, const gv_record *record,
                                   const struct gv_result *result, const gv_mention *mention,
                                   int named_cue, gv_buf *buf);

/* Notes that a record ends here. */
gv_status gv_output_end_record(gv_output *output);

/* "paragraph", "heading", "list_item", "quote", "sentence", "document". */
const char *gv_output_kind_name(gv_passage_kind kind);
/* The document's language, or the one its passages were read in; NULL: not known. */
const char *gv_output_language(const gv_record *record);

/* The smallest span of the source that holds bytes [start, end) of the passage, start < end; 0 if
 * the passage does not know where it comes from. */
int gv_output_source_span(const gv_passage *passage, uint32_t start, uint32_t end, gv_span *span);

/* Words of a result. Strings are borrowed from the model. */
const char *gv_output_label_name(const struct gv_result *result, const gv_label_result *label);
const char *gv_output_status_name(const struct gv_result *result, uint32_t status);
const char *gv_output_rule_name(const struct gv_result *result, const gv_mention *mention);
/* Evidence i of a label, i < label->n_evidence. */
const gv_mention *gv_output_mention(const struct gv_result *result, const gv_label_result *label,
                                    uint32_t i);
/* Note i of a label ("contested"), each once, or NULL past the last. */
const char *gv_output_note(const struct gv_result *result, const gv_label_result *label, size_t i);

#endif
