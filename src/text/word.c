/*
 * word.c - where a word ends.
 *
 * In: text and the place of a letter or digit. Out: the word's end and what it holds. A table of
 * 256 classes finds the run of ASCII letters and digits that most words are; what stops the run
 * (apostrophe, dot, comma, a byte above 127) is asked whether the word goes on. In "U.N. staff" the
 * first dot joins, for a single letter stands on both its sides; the second joins as the last dot
 * of such a word, and ends it. Looking ahead never passes the next word, so a passage costs no more
 * than two looks at each byte.
 */
#include "text/word.h"

#include "text/token.h"

#define FOUR(c) c, c, c, c
#define TEN(c) FOUR(c), FOUR(c), c, c
#define SIXTEEN(c) FOUR(c), FOUR(c), FOUR(c), FOUR(c)
#define LETTERS(c) SIXTEEN(c), TEN(c)
#define BLANK GV_BYTE_BLANK
#define WIDE GV_BYTE_WIDE

const unsigned char gv_word_class[256] = {
    /* 00 */ FOUR(0), FOUR(0), 0, BLANK, BLANK, BLANK, BLANK, BLANK, 0, 0,
    /* 10 */ SIXTEEN(0),
    /* 20 */ BLANK, 0, 0, 0, FOUR(0), FOUR(0), FOUR(0),
    /* 30 */ TEN(GV_BYTE_DIGIT), 0, 0, 0, 0, 0, 0,
    /* 40 */ 0, LETTERS(GV_BYTE_UPPER), 0, 0, 0, 0, 0,
    /* 60 */ 0, LETTERS(GV_BYTE_LOWER), 0, 0, 0, 0, 0,
    /* 80 */ SIXTEEN(WIDE), SIXTEEN(WIDE), SIXTEEN(WIDE), SIXTEEN(WIDE),
    /* C0 */ SIXTEEN(WIDE), SIXTEEN(WIDE), SIXTEEN(WIDE), SIXTEEN(WIDE)};

/* The text, and the place in it. */
typedef struct reader {
    const unsigned char *text;
    size_t length;
    size_t at;
} reader;

gv_letter_kind gv_word_kind_at(const unsigned char *text, size_t length, size_t at, size_t *size)
{
    *size = 0;
    if (at >= length) {
        return GV_LETTER_NONE;
    }
    return gv_utf8_kind(gv_utf8_read((const char *)text + at, length - at, size));
}

static int is_letter(gv_letter_kind kind)
{
    return kind == GV_LETTER_LOWER || kind == GV_LETTER_UPPER;
}

int gv_word_is_kind(gv_letter_kind kind)
{
    return is_letter(kind) || kind == GV_LETTER_DIGIT;
}

int gv_word_is_apostrophe(uint32_t code_point)
{
    return code_point == '\'' || code_point == 0x2019 || code_point == 0x2018 ||
           code_point == 0xFF07;
}

static gv_letter_kind kind_at(const reader *r, size_t at, size_t *size)
{
    return gv_word_kind_at(r->text, r->length, at, size);
}

/* Where the single letter at `at`, with its combining marks, ends; 0 if there is none. */
static size_t single_letter_end(const reader *r, size_t at)
{
    size_t size;
    if (!is_letter(kind_at(r, at, &size))) {
        return 0;
    }
    do {
        at += size;
    } while (kind_at(r, at, &size) == GV_LETTER_MARK);
    return gv_word_is_kind(kind_at(r, at, &size)) ? 0 : at;
}

/* An apostrophe of `size` bytes: part of the word before a letter. */
static int join_apostrophe(reader *r, gv_word *w, size_t size)
{
    size_t next_size;
    if (!is_letter(kind_at(r, r->at + size, &next_size))) {
        return 0;
    }
    w->seen |= GV_WORD_APOSTROPHE;
    w->segment = r->at;
    r->at += size;
    return 1;
}

static int is_numeral(const gv_word *w)
{
    return (w->seen & (GV_BYTE_LOWER | GV_BYTE_UPPER | GV_WORD_APOSTROPHE | GV_WORD_DOT)) == 0;
}

static int join_separator(reader *r, gv_word *w, size_t size)
{
    size_t next_size;
    if (!is_numeral(w) || kind_at(r, r->at + size, &next_size) != GV_LETTER_DIGIT) {
        return 0;
    }
    w->seen |= GV_WORD_SEPARATOR;
    r->at += size;
    return 1;
}

/* A no-break or thin space groups digits if exactly three follow: "1 200". */
static int join_space(reader *r, gv_word *w, size_t size)
{
    size_t at = r->at + size;
    size_t next_size;
    int n_digits = 0;
    while (n_digits < 4 && kind_at(r, at, &next_size) == GV_LETTER_DIGIT) {
        n_digits++;
        at += next_size;
    }
    return n_digits == 3 && join_separator(r, w, size);
}

static int join_dot(reader *r, gv_word *w)
{
    if (is_numeral(w)) {
        return join_separator(r, w, 1);
    }
    if ((w->seen & GV_BYTE_DIGIT) != 0 || single_letter_end(r, w->segment) != r->at) {
        return 0;
    }
    if (single_letter_end(r, r->at + 1) != 0) {
        w->seen |= GV_WORD_DOT;
        r->at++;
        w->segment = r->at;
        return 1;
    }
    if ((w->seen & GV_WORD_DOT) == 0) {
        return 0;
    }
    r->at++; /* the last dot: only an apostrophe leads on from here */
    w->segment = r->at;
    if (r->at == r->length) {
        return 0;
    }
    size_t size;
    const uint32_t next = gv_utf8_read((const char *)r->text + r->at, r->length - r->at, &size);
    return gv_word_is_apostrophe(next) && join_apostrophe(r, w, size);
}

static int join_wide(reader *r, gv_word *w)
{
    size_t size;
    const uint32_t code_point =
        gv_utf8_read((const char *)r->text + r->at, r->length - r->at, &size);
    switch (gv_utf8_kind(code_point)) {
    case GV_LETTER_LOWER:
        /* The modifier letter apostrophe is a letter to Unicode. */
        w->seen |= GV_BYTE_LOWER | (code_point == 0x2BC ? GV_WORD_APOSTROPHE : 0U);
        w->n_lower++;
        break;
    case GV_LETTER_UPPER:
        w->seen |= GV_BYTE_UPPER;
        w->n_upper++;
        break;
    case GV_LETTER_DIGIT:
        w->seen |= GV_BYTE_DIGIT;
        break;
    case GV_LETTER_MARK:
        break;
    default:
        if (gv_word_is_apostrophe(code_point)) {
            return join_apostrophe(r, w, size);
        }
        if (code_point == 0x66B || code_point == 0x66C) { /* Arabic decimal and thousands */
            return join_separator(r, w, size);
        }
        if (code_point == 0xA0 || code_point == 0x2009 || code_point == 0x202F) {
            return join_space(r, w, size);
        }
        return 0;
    }
    w->seen |= GV_BYTE_WIDE;
    r->at += size;
    return 1;
}

/* What stopped a run of ASCII word bytes: 1 if the word goes on beyond it. */
static int word_goes_on(reader *r, gv_word *w)
{
    const unsigned char byte = r->text[r->at];
    if (byte >= 0x80) {
        return join_wide(r, w);
    }
    if (byte == '\'') {
        return join_apostrophe(r, w, 1);
    }
    if (byte == ',') {
        return join_separator(r, w, 1);
    }
    return byte == '.' && join_dot(r, w);
}

void gv_word_scan(const unsigned char *text, size_t length, size_t start, gv_word *word)
{
    reader r = {.text = text, .length = length, .at = start};
    gv_word w = {.start = start, .segment = start};
    do {
        size_t at = r.at;
        unsigned class;
        while (at < length && ((class = gv_word_class[text[at]]) & GV_BYTE_WORD) != 0) {
            w.seen |= class;
            w.n_lower += class & GV_BYTE_LOWER;
            w.n_upper += class >> 1 & 1;
            at++;
        }
        r.at = at;
    } while (r.at < length && word_goes_on(&r, &w));
    w.end = r.at;
    *word = w;
}

unsigned gv_word_flags(const unsigned char *text, size_t length, const gv_word *word)
{
    unsigned flags = 0;
    unsigned first = gv_word_class[text[word->start]];
    if (first == GV_BYTE_WIDE) {
        size_t size;
        const gv_letter_kind kind = gv_word_kind_at(text, length, word->start, &size);
        first = kind == GV_LETTER_DIGIT   ? GV_BYTE_DIGIT
                : kind == GV_LETTER_UPPER ? GV_BYTE_UPPER
                                          : GV_BYTE_LOWER;
    }
    if (first == GV_BYTE_DIGIT) {
        flags |= GV_TOKEN_DIGITS | (is_numeral(word) ? GV_TOKEN_NUMERAL : 0U);
    } else if (first == GV_BYTE_UPPER) {
        flags |= GV_TOKEN_CAPITAL;
    }
    if (word->n_upper >= 2 && word->n_lower == 0) {
        flags |= GV_TOKEN_UPPER;
    }
    if ((word->seen & ~(unsigned)(GV_BYTE_LOWER | GV_BYTE_UPPER)) == 0) {
        flags |= GV_TOKEN_PLAIN;
    }
    return flags;
}
