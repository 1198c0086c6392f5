/*
 * section.h - what reader and section share.
 */
#ifndef GV_INGEST_SECTION_H
#define GV_INGEST_SECTION_H

#include "ingest/reader.h"

/* Bytes that a JSONL line may have: twice the document limit (escapes) and 1 MiB (other fields). */
size_t gv_section_line_limit(const gv_ingest_options *options);

#endif
