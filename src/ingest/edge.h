/*
 * edge.h - what the edges of a block say. Stateless, thread-safe; text must not be empty.
 */
#ifndef GV_INGEST_EDGE_H
#define GV_INGEST_EDGE_H

#include "ingest/layout.h"

/* GV_BLOCK_LOWER, UPPER or DIGIT, or 0, of text from p to end. */
unsigned gv_edge_start(const char *p, const char *end);
/* GV_BLOCK_STOP, DOT, COMMA, BROKEN, or 0, of a line without blanks around it. */
unsigned gv_edge_end(const char *start, const char *end);
/* Sets n_words and GV_BLOCK_TITLE: whether most words of four letters and more have a capital. Of
 * more words than `most` it says that they are more, and no title. */
void gv_edge_words(const char *p, const char *end, unsigned most, int portable, gv_block *block);

#endif
