/*
 * prose.h: writes sentences from templates into a buffer.
 *
 * The buffer has BUFFER_MARGIN bytes to spare beyond BUFFER_SIZE; a sentence is always shorter
 * than that, so callers make room between sentences (prose_flush) and nothing is checked within.
 */
#ifndef SYNTH_PROSE_H
#define SYNTH_PROSE_H

#include "vocabulary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BUFFER_SIZE = 1 << 20,
    BUFFER_MARGIN = 1 << 16,
};

/* The books of templates; a passage's book is the status that its sentences ask for. */
enum book {
    BODY,
    CLAUSE,
    HEADLINE,
    NEAR_MISS,
    ASSERTED,
    NEGATED,
    HYPOTHETICAL,
    LEGAL,
    FIGURATIVE,
    N_BOOKS
};

struct writer {
    char *at;         /* the next byte of buffer to be written */
    uint64_t flushed; /* bytes handed to standard output so far */
    uint64_t random;  /* the state of the generator */
    bool jsonl;       /* quotation marks are escaped */
    bool curly;       /* quotation marks are curly */
    char buffer[BUFFER_SIZE + BUFFER_MARGIN];
};

/* A number from 0 to n-1, the next of the writer's random numbers. */
static inline uint32_t below(struct writer *w, uint32_t n)
{
    w->random += UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(((mix(w->random) >> 32) * n) >> 32);
}

/* Cuts the templates and makes the vocabulary. Call once, first. */
void prose_make(void);

/* Appends the bytes of s up to its NUL. */
void prose_text(struct writer *w, const char *s);

/* Appends a number as digits, with no separators, and with zeros in front up to width. */
void prose_plain_number(struct writer *w, uint64_t n, unsigned width);

/* Appends a sentence (or headline) drawn from the book, its first letter a capital. */
void prose_sentence(struct writer *w, enum book book);

/* Hands all that is in the buffer to standard output; ends the program with status 1 on failure. */
void prose_flush(struct writer *w);

#endif
