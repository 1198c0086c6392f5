/*
 * number.c - one word that begins with a digit: what is it worth, and does it count?
 *
 * In: a token with its bytes and the marks around it. Out: an atom. "1,200" is worth 1200; in
 * "12/5", "3:30", "40 %", "$5", "AK-47" and "5th" the digits count nothing. Separators are read by
 * the lengths of the groups between them, in one pass, so a word of a million digits costs no
 * memory. Joining atoms to quantities is in quantity.c; neither knows a word of any language.
 */
#include "text/number.h"

#include "text/utf8.h"

/* The digits of one word, split at separators. */
typedef struct digits {
    uint64_t all;   /* every digit in a row */
    uint64_t whole; /* those before the last separator */
    size_t n_first; /* digits before the first separator */
    size_t n_last;  /* digits after the last separator so far */
    size_t n_separators;
    uint32_t first_separator, last_separator; /* '.', ',' or ' ' */
    int lead;          /* the first digit of all */
    int tenths;        /* the first digit after the last separator */
    int inner_threes;  /* every group between two separators has three digits */
    int inner_same;    /* every separator but the last is first_separator */
    int other;         /* something that is no digit and no separator */
} digits;

static uint64_t add_digit(uint64_t value, int digit)
{
    return value < GV_NUMBER_MAX / 10 ? value * 10 + (uint64_t)digit : GV_NUMBER_MAX;
}

/* Separators of any script as '.', ',' or ' '; 0 if it is none. */
static uint32_t separator(uint32_t code_point)
{
    switch (code_point) {
    case '.':
    case ',':
        return code_point;
    case 0x66B:
        return '.';
    case 0x66C:
        return ',';
    case 0xA0:
    case 0x2009:
    case 0x202F:
        return ' ';
    default:
        return 0;
    }
}

static void add_separator(digits *d, uint32_t mark)
{
    if (d->n_separators == 0) {
        d->n_first = d->n_last;
        d->first_separator = mark;
    } else {
        d->inner_threes = d->inner_threes && d->n_last == 3;
        d->inner_same = d->inner_same && d->last_separator == d->first_separator;
    }
    d->last_separator = mark;
    d->whole = d->all;
    d->n_last = 0;
    d->n_separators++;
}

static digits read_digits(const char *bytes, size_t length)
{
    digits d = {.inner_threes = 1, .inner_same = 1, .lead = -1};
    for (size_t at = 0; at < length;) {
        size_t size;
        const uint32_t code_point = gv_utf8_read(bytes + at, length - at, &size);
        const int digit = gv_utf8_digit(code_point);
        const uint32_t mark = separator(code_point);
        if (digit >= 0) {
            d.all = add_digit(d.all, digit);
            d.tenths = d.n_last == 0 ? digit : d.tenths;
            d.lead = d.lead < 0 ? digit : d.lead;
            d.n_last++;
        } else if (mark != 0) {
            add_separator(&d, mark);
        } else if (gv_utf8_kind(code_point) != GV_LETTER_MARK) {
            d.other = 1;
        }
        at += size;
    }
    return d;
}

/* What the digits are worth by themselves. */
static gv_number_atom value_of(const digits *d)
{
    const gv_number_atom whole = {.kind = GV_NUMBER_DIGITS, .value = d->all};
    const gv_number_atom fraction = {
        .kind = GV_NUMBER_DIGITS, .value = d->whole, .tenths = (uint8_t)d->tenths};
    const gv_number_atom nothing = {.kind = GV_NUMBER_OTHER};
    if (d->other) {
        return nothing;
    }
    if (d->n_separators == 0) {
        gv_number_atom plain = whole;
        plain.year_shaped = d->n_last == 4;
        return plain;
    }
    const int grouped = d->n_first <= 3 && d->lead > 0 && d->inner_threes && d->inner_same;
    if (grouped && d->n_last == 3 && d->last_separator == d->first_separator) {
        return whole;
    }
    if (d->n_separators == 1) {
        const int comma = d->last_separator == ',';
        return d->last_separator == '.' || (comma && d->n_last <= 2) ? fraction : nothing;
    }
    return grouped && d->last_separator != d->first_separator && d->last_separator != ' '
               ? fraction
               : nothing;
}

static int has_digits(const gv_words *words, size_t index)
{
    return (words->tokens[index].flags & GV_TOKEN_DIGITS) != 0;
}

/* 1 if # § or № stands before the place, one blank allowed. */
static int follows_sign(const char *text, size_t at)
{
    if (at > 0 && text[at - 1] == ' ') {
        at--;
    }
    if (at >= 1 && text[at - 1] == '#') {
        return 1;
    }
    if (at >= 2 && text[at - 2] == '\xC2' && text[at - 1] == '\xA7') {
        return 1;
    }
    return at >= 3 && text[at - 3] == '\xE2' && text[at - 2] == '\x84' && text[at - 1] == '\x96';
}

/* 1 if what stands around the number says that it counts nothing. */
static int is_no_count(const char *text, const gv_words *words, size_t index, int year_shaped)
{
    const gv_token *const token = &words->tokens[index];
    const unsigned before = token->marks;
    const int last = index + 1 == words->n_tokens;
    const unsigned after = last ? words->tail_marks : words->tokens[index + 1].marks;
    const int digits_before = index > 0 && has_digits(words, index - 1);
    const int digits_after = !last && has_digits(words, index + 1);
    const unsigned joining = GV_MARK_SLASH | GV_MARK_COLON;
    if ((before & GV_MARK_MONEY) != 0 || (after & GV_MARK_PERCENT) != 0) {
        return 1;
    }
    if ((digits_before && (before & joining) != 0 && (before & GV_MARK_BLANK) == 0) ||
        (digits_after && (after & joining) != 0 && (after & GV_MARK_BLANK) == 0)) {
        return 1;
    }
    if ((before & GV_MARK_HYPHEN) != 0 && !digits_before && !year_shaped) {
        return 1;
    }
    return (before & GV_MARK_OTHER) != 0 && follows_sign(text, token->start);
}

void gv_number_read(const char *text, const gv_words *words, size_t index, gv_number_atom *atom)
{
    const gv_token *const token = &words->tokens[index];
    *atom = (gv_number_atom){.kind = GV_NUMBER_NONE};
    if ((token->flags & GV_TOKEN_DIGITS) == 0) {
        return;
    }
    const digits d = read_digits(text + token->start, token->end - token->start);
    gv_number_atom read = value_of(&d);
    if ((token->flags & GV_TOKEN_NUMERAL) == 0 || (token->flags & GV_TOKEN_CONTRACTED) != 0 ||
        is_no_count(text, words, index, read.year_shaped)) {
        read = (gv_number_atom){.kind = GV_NUMBER_OTHER};
    }
    *atom = read;
}
