/*
 * number.h - numbers written in digits and in words, joined to quantities.
 *
 * "some 200", "forty-seven", "two hundred and six", "3 million", "1.5 million", "1,200",
 * "30 to 40" and "between 30 and 40" (the lower end counts: at least 30). What is a number word is
 * data; this file knows digits and arithmetic only.
 *
 * Digits with separators. "1,200", "1,200,300.5", "1.200.300", "1 200" (no-break space): groups of
 * exactly three. "1.200" (one dot, one to three digits before it that do not begin with 0, exactly
 * three after) is 1200; any other single dot, and a single comma before one or two digits, begins a
 * fraction: "1.5", "0.200", "3,5". What fits none of these ("12.01.2020", "1,2,3") counts nothing.
 *
 * Ranges. A, a GV_NUMBER_RANGE word, B; or A-B, A–B without blanks; or a GV_NUMBER_RANGE word, A, a
 * GV_NUMBER_JOINT word, B ("between 30 and 40": first is the token of "between"); each only if B is
 * more than A. Multiplying words after B scale A too if they must: "3 to 4 million". "1990-95" is
 * one quantity of value 1990. Hyphenated digits that are no rising range ("555-123", "2020-01-15")
 * count nothing.
 */
#ifndef GV_TEXT_NUMBER_H
#define GV_TEXT_NUMBER_H

#include "text/token.h"

typedef enum gv_number_kind {
    GV_NUMBER_NONE = 0,
    GV_NUMBER_DIGITS,   /* value, and maybe a fraction */
    GV_NUMBER_WORD,     /* forty */
    GV_NUMBER_MULTIPLY, /* hundred, thousand, million; a value of its own when it stands alone */
    GV_NUMBER_JOINT,    /* and, between parts of one number */
    GV_NUMBER_RANGE,    /* to, between: join two numbers, or stand before two with a joint */
    GV_NUMBER_OTHER     /* digits that count nothing: 5th, 1990s, 3:30, 12/5, $5, 40 %, AK-47 */
} gv_number_kind;

/* What one word is worth. The caller fills word kinds from its tables and digit kinds through
 * gv_number_read. */
typedef struct gv_number_atom {
    gv_number_kind kind;
    uint8_t year_shaped;   /* four digits without separator */
    uint8_t tenths;        /* "1.5" is value 1, tenths 5 */
    uint64_t value;        /* saturates at GV_NUMBER_MAX */
} gv_number_atom;

#define GV_NUMBER_MAX (UINT64_MAX / 2000)

typedef struct gv_quantity {
    uint32_t first, end; /* tokens */
    uint64_t value;      /* of a range: the lower end; saturates at GV_NUMBER_MAX */
    uint8_t year_shaped; /* the caller decides whether it is a year; of a range: both ends are, of
                            "1990-95" and "2020-01-15" (which does not count): the first part */
    uint8_t counts;      /* 0: GV_NUMBER_OTHER: not a quantity of anything */
} gv_quantity;

/* Reads token `index` of words if it begins with a digit: its kind from its own bytes and from the
 * marks around it (money, slash or colon between digits, percent, a hyphen after a word, the signs
 * # § №). Any other token gives GV_NUMBER_NONE. */
void gv_number_read(const char *text, const gv_words *words, size_t index, gv_number_atom *atom);

/* Joins atoms [first, end) (token numbers; atoms[i] belongs to token i) that stand in one sentence
 * to quantities, in order, not overlapping; appended to *quantities (grown with gv_array_reserve).
 * Parts of one number stand with a blank or a hyphen between, nothing else. Multiplying words after
 * a GV_NUMBER_OTHER belong to it ("$5 million" counts nothing). Linear in end - first. */
gv_status gv_number_join(const gv_words *words, const gv_number_atom *atoms, size_t first,
                         size_t end, gv_quantity **quantities, size_t *n, size_t *capacity);

#endif
