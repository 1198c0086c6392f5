/*
 * token.h - a passage to words, with the marks between them.
 *
 * "Gen. Oru's men didn't - they said - flee (1,200 U.N. staff)." gives the words
 * Gen | Oru | men | did | not | they | said | flee | 1,200 | U.N. | staff
 * where "Oru's" is cut at 's (dropped) and "didn't" into did + not, as the language says.
 * Words are cut at blanks, hyphens, slashes and all other marks except apostrophes between letters
 * (and before a letter after a digit or a dotted word: "1990's", "U.N.'s"), dots between single
 * letters ("U.N.", "a.m.", the last dot included), separators between digits ("1,200", "3.5", but
 * not "2,a"; a no-break or thin space before exactly three digits too) and soft hyphens, joiners or
 * combining marks (part of the word).
 * A run of digits with letters stuck to it ("5th", "1990s", "AK47", "B2") is one word.
 * One ending is cut off a word at most: the first that fits and leaves something.
 */
#ifndef GV_TEXT_TOKEN_H
#define GV_TEXT_TOKEN_H

#include "base/buf.h"
#include "text/language.h"

#include <stddef.h>
#include <stdint.h>

/* What stood between the previous word and this one. */
enum {
    GV_MARK_BLANK = 1 << 0,     /* white space */
    GV_MARK_COMMA = 1 << 1,     /* , and its Arabic kin */
    GV_MARK_STOP = 1 << 2,      /* . and other scripts' full stops, ellipsis */
    GV_MARK_QUESTION = 1 << 3,  /* ? */
    GV_MARK_EXCLAIM = 1 << 4,   /* ! */
    GV_MARK_SEMICOLON = 1 << 5, /* ; */
    GV_MARK_COLON = 1 << 6,     /* : */
    GV_MARK_HYPHEN = 1 << 7,    /* - between two word bytes, no blank on either side */
    GV_MARK_DASH = 1 << 8,      /* en or em dash, "--", or a hyphen with a blank on both sides;
                                   any other hyphen ("re- education") is GV_MARK_OTHER */
    GV_MARK_QUOTE = 1 << 9,     /* any double quote or backquote; a single quote that opens before a
                                   word or closes ("villagers' homes" is GV_MARK_OTHER) */
    GV_MARK_OPEN = 1 << 10,     /* ( [ { */
    GV_MARK_CLOSE = 1 << 11,    /* ) ] } */
    GV_MARK_MONEY = 1 << 12,    /* a currency sign right before the word, one blank allowed */
    GV_MARK_SLASH = 1 << 13,    /* / right before the word */
    GV_MARK_PERCENT = 1 << 14,  /* % (or per mille, degree; after a numeral also a currency sign
                                   that no digit follows) right after the previous word, one blank
                                   allowed */
    GV_MARK_OTHER = 1 << 15,
    /* the marks that part words of one sentence */
    GV_MARKS_PART = GV_MARK_COMMA | GV_MARK_SEMICOLON | GV_MARK_COLON | GV_MARK_DASH |
                    GV_MARK_QUOTE | GV_MARK_OPEN | GV_MARK_CLOSE
};

enum {
    GV_TOKEN_CAPITAL = 1 << 0,     /* begins with an upper or title case letter */
    GV_TOKEN_UPPER = 1 << 1,       /* two letters or more, all upper case */
    GV_TOKEN_DIGITS = 1 << 2,      /* begins with a digit */
    GV_TOKEN_NUMERAL = 1 << 3,     /* digits and separators only: "1,200", "3.5" */
    GV_TOKEN_PLAIN = 1 << 4,       /* ASCII letters only */
    GV_TOKEN_SUBSTITUTE = 1 << 5,  /* stands for contraction word number `substitute` */
    GV_TOKEN_CONTRACTED = 1 << 6,  /* an ending was cut off: end is the end of what is left */
    GV_TOKEN_SENTENCE = 1 << 7     /* first word of its sentence (set by gv_sentence_cut), and the
                                      word after a sentence's label ("1. The": both) */
};

typedef struct gv_token {
    uint32_t start, end;  /* bytes of the passage; a substitute has those of the ending cut off */
    uint32_t sentence;    /* index, set by gv_sentence_cut */
    uint16_t flags;
    uint16_t marks;       /* between the previous word (or the passage's start) and this one */
    uint32_t substitute;  /* index into language->contractions if GV_TOKEN_SUBSTITUTE */
} gv_token;

typedef struct gv_sentence {
    uint32_t first, end;       /* tokens [first, end), never empty */
    uint32_t start_byte, end_byte; /* from its first word (with an opening quote or bracket) to its
                                      last mark */
    uint16_t marks;            /* the marks after its last word */
    uint8_t heading;           /* 1: an opening "Some words:" */
    uint8_t cut;               /* 1: ended by GV_SENTENCE_LIMIT alone; the next one goes on */
} gv_sentence;

/* The words of one passage; arrays are kept for the next. Zeroed is valid and empty. */
typedef struct gv_words {
    gv_token *tokens;
    size_t n_tokens, tokens_capacity;
    gv_sentence *sentences;
    size_t n_sentences, sentences_capacity;
    uint16_t tail_marks; /* after the last word */
    uint8_t all_caps;    /* upper-case letters are more than three times the lower-case ones */
} gv_words;

/* The GV_MARK_ bit of one code point by itself (GV_UTF8_INVALID is GV_MARK_OTHER), before its
 * neighbours are looked at: a hyphen is GV_MARK_HYPHEN, any quote GV_MARK_QUOTE. 0 for letters and
 * digits. */
unsigned gv_token_mark(uint32_t code_point);

/* Cuts text (at most 16 MiB, else GV_ERROR_LIMIT) into words; on failure words has no tokens. Bytes
 * that are not UTF-8 count as marks, and so do combining marks that follow no word. Linear in
 * length. language may be NULL (no contractions). Sentences are emptied: gv_sentence_cut fills
 * them. */
gv_status gv_token_cut(const gv_text_language *language, const char *text, size_t length,
                       gv_words *words);
void gv_words_free(gv_words *words);

#endif
