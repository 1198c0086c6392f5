/*
 * utf8.h - validate UTF-8, and fold words: lower case, no accents, compatibility forms.
 *
 * Stateless, thread-safe.
 */
#ifndef GV_TEXT_UTF8_H
#define GV_TEXT_UTF8_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

#define GV_UTF8_INVALID UINT32_MAX

/* The code point at bytes[0..length), length > 0; *size gets its bytes (1 for an invalid byte, for
 * which the answer is GV_UTF8_INVALID). Overlong forms, surrogates and values above 0x10FFFF are
 * invalid. */
uint32_t gv_utf8_read(const char *bytes, size_t length, size_t *size);
/* Writes a code point (not a surrogate, at most 0x10FFFF) to out; returns 1 to 4. */
size_t gv_utf8_write(uint32_t code_point, char out[4]);
/* The length of the longest valid prefix that ends at a code point; fast over ASCII. */
size_t gv_utf8_valid_length(const char *bytes, size_t length);

typedef enum gv_letter_kind {
    GV_LETTER_NONE = 0, /* mark, blank, punctuation */
    GV_LETTER_LOWER,    /* a letter without capital form, or lower case */
    GV_LETTER_UPPER,    /* upper or title case */
    GV_LETTER_DIGIT,    /* decimal digit */
    GV_LETTER_MARK,     /* combining mark, soft hyphen, joiner: goes with the letter before it */
    GV_LETTER_BLANK     /* white space of any kind */
} gv_letter_kind;

/* What a code point is to a word. */
gv_letter_kind gv_utf8_kind(uint32_t code_point);
/* 1 for a letter of a script that has capitals. */
int gv_utf8_has_case(uint32_t code_point);
/* The value 0 to 9 of a decimal digit of any script, else -1. */
int gv_utf8_digit(uint32_t code_point);

/* Folds a word: lower case, diacritics stripped, compatibility forms and ligatures resolved, soft
 * hyphens, joiners, blanks and the Arabic tatweel dropped, curly apostrophes straight, digits of
 * any script as ASCII, a final dot dropped ("U.N." and "U.N" are "u.n"). Not diacritics, so kept:
 * vowel signs, nuktas and voicing marks (combining class below 10), and the Cyrillic short i. Bytes
 * that are not UTF-8 are dropped. ASCII never leaves the fast path.
 * out gets at most out_size bytes; the answer is the folded length, or 0 if it does not fit (out
 * then undefined) or nothing is left. A word folds to at most 18 times its bytes + 4 (utf8proc's
 * compatibility decompositions), in practice to less than it had. */
size_t gv_utf8_fold(const char *word, size_t length, char *out, size_t out_size);

#endif
