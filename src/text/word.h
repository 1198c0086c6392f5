/*
 * word.h - where one word ends. Shared by the token cutter's files only.
 */
#ifndef GV_TEXT_WORD_H
#define GV_TEXT_WORD_H

#include "text/utf8.h"

#include <stddef.h>

/* Classes of bytes; the first three are bytes of words. */
enum {
    GV_BYTE_LOWER = 1,
    GV_BYTE_UPPER = 2,
    GV_BYTE_DIGIT = 4,
    GV_BYTE_WORD = GV_BYTE_LOWER | GV_BYTE_UPPER | GV_BYTE_DIGIT,
    GV_BYTE_BLANK = 8,
    GV_BYTE_WIDE = 16 /* not ASCII */
};

/* 0 for ASCII marks. */
extern const unsigned char gv_word_class[256];

/* What a word was seen to hold, beside the classes of its bytes (non-ASCII letters and digits count
 * as LOWER, UPPER or DIGIT, and WIDE). */
enum { GV_WORD_APOSTROPHE = 32, GV_WORD_SEPARATOR = 64, GV_WORD_DOT = 128 };

typedef struct gv_word {
    size_t start, end;
    size_t segment; /* after the last dot or before the last apostrophe within the word */
    unsigned seen;
    size_t n_upper, n_lower; /* letters; those without case count as lower */
} gv_word;

/* Reads the word that begins at `start` of text[0..length), where a letter or digit stands. */
void gv_word_scan(const unsigned char *text, size_t length, size_t start, gv_word *word);
/* Its GV_TOKEN_ flags, as far as the word by itself decides them. */
unsigned gv_word_flags(const unsigned char *text, size_t length, const gv_word *word);

/* The kind of the code point at a place, and its size; GV_LETTER_NONE and 0 past the end. */
gv_letter_kind gv_word_kind_at(const unsigned char *text, size_t length, size_t at, size_t *size);
/* 1 for a letter or a digit. */
int gv_word_is_kind(gv_letter_kind kind);
/* 1 for marks that join letters: straight, curly and full-width apostrophes. */
int gv_word_is_apostrophe(uint32_t code_point);

#endif
