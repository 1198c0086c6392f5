/*
 * passage.h - the text of one document, or of one section of it, to passages.
 */
#ifndef GV_INGEST_PASSAGE_H
#define GV_INGEST_PASSAGE_H

#include "ingest/reader.h"

/* Cuts text (raw: lines, blanks, maybe bad bytes) into passages of options->unit, appended to
 * section->passages as those of document `document`. Offsets count from `offset`. valid 1: text is
 * known to be UTF-8. lasts 1: it holds as long as the section, and a passage that says what it says
 * byte for byte may stand in it. Bad bytes are counted in section->replaced. The passages' pieces
 * and spans get their places in section->store; gv_passage_finish points the passages to them. */
gv_status gv_passage_cut(const gv_ingest_options *options, const char *text, size_t length,
                         uint64_t offset, int valid, int lasts, uint32_t document,
                         gv_section *section);
/* To be called once after the last gv_passage_cut of a section. */
void gv_passage_finish(gv_section *section);

#endif
