/*
 * sentence.c - one pass over the gaps between words: does a sentence end here?
 *
 * In: tokens with the marks between them, and the text. Out: sentences. "Gen. Oru fled. He was
 * seen." has stops after Gen, fled and seen; the first belongs to an abbreviation, the second
 * stands before a capital, so the sentences are [Gen Oru fled] and [He was seen]. Where only the
 * wording can tell ("in the U.N. The army" against "the U.N. Army"), the passage is asked once
 * whether the next word also stands in it in lower case. It reads no grammar and keeps nothing
 * between passages.
 */
#include "text/sentence.h"

#include "base/map.h"
#include "text/utf8.h"

#include <string.h>

enum {
    HEADING_WORDS = 9,
    LABEL_BYTES = 6,  /* of a number that opens a sentence */
    FOLDED_MAX = 64,  /* longer words are on no list */
    FILTER_BITS = 1 << 16,
    GAP_MARKS = GV_MARK_BLANK | GV_MARK_QUOTE | GV_MARK_OPEN | GV_MARK_CLOSE | GV_MARK_DASH,
    CLOSING_MARKS = GV_MARK_STOP | GV_MARK_QUESTION | GV_MARK_EXCLAIM | GV_MARK_SEMICOLON |
                    GV_MARK_COLON | GV_MARK_COMMA | GV_MARK_CLOSE | GV_MARK_PERCENT
};

typedef struct cutter {
    const gv_text_language *language;
    const char *text;
    size_t length;
    gv_words *words;
    int filter_filled;
    uint64_t filter[FILTER_BITS / 64]; /* hashes of the passage's words in lower case */
} cutter;

/* ------------------------------------------------------------------ words */

static size_t fold_token(const cutter *c, size_t index, char folded[FOLDED_MAX])
{
    const gv_token *const token = &c->words->tokens[index];
    if ((token->flags & GV_TOKEN_SUBSTITUTE) != 0) {
        const gv_slice *const word = &c->language->contractions[token->substitute].word;
        if (word->length > FOLDED_MAX) {
            return 0;
        }
        memcpy(folded, word->bytes, word->length);
        return word->length;
    }
    return gv_utf8_fold(c->text + token->start, token->end - token->start, folded, FOLDED_MAX);
}

static uint64_t *filter_word(cutter *c, const char *folded, size_t length, uint64_t *bit)
{
    const uint64_t hash = gv_hash_bytes(folded, length) % FILTER_BITS;
    *bit = UINT64_C(1) << hash % 64;
    return &c->filter[hash / 64];
}

static void fill_filter(cutter *c)
{
    char folded[FOLDED_MAX];
    uint64_t bit;
    memset(c->filter, 0, sizeof c->filter);
    for (size_t i = 0; i < c->words->n_tokens; i++) {
        const unsigned flags = c->words->tokens[i].flags;
        if ((flags & (GV_TOKEN_CAPITAL | GV_TOKEN_DIGITS | GV_TOKEN_SUBSTITUTE)) == 0) {
            const size_t length = fold_token(c, i, folded);
            uint64_t *const cell = filter_word(c, folded, length, &bit);
            *cell |= bit;
        }
    }
    c->filter_filled = 1;
}

/* 1 if the capitalised word also stands in lower case in the passage: a common word, no name. */
static int is_common_word(cutter *c, size_t index)
{
    char folded[FOLDED_MAX];
    uint64_t bit;
    if ((c->words->tokens[index].flags & GV_TOKEN_CAPITAL) == 0) {
        return 0;
    }
    if (!c->filter_filled) {
        fill_filter(c);
    }
    const size_t length = fold_token(c, index, folded);
    return length > 0 && (*filter_word(c, folded, length, &bit) & bit) != 0;
}

static int is_abbreviation(const cutter *c, size_t index)
{
    char folded[FOLDED_MAX];
    if (c->language == NULL) {
        return 0;
    }
    const size_t length = fold_token(c, index, folded);
    return length > 0 && gv_language_has(c->language->abbreviations, c->language->n_abbreviations,
                                         folded, length);
}

/* 1 for one letter that has case: "J", "Ö", the "v" of "Oru v. Tarsk". */
static int is_initial(const cutter *c, const gv_token *token)
{
    size_t size;
    const uint32_t letter =
        gv_utf8_read(c->text + token->start, token->end - token->start, &size);
    return token->start + size == token->end && gv_utf8_has_case(letter);
}

/* 1 for "U.N.", whose last dot may also be a full stop; not for the U.N. of "U.N.'s". */
static inline int is_dotted(const cutter *c, const gv_token *token)
{
    return (token->flags & GV_TOKEN_PLAIN) == 0 && c->text[token->end - 1] == '.' &&
           (token->flags & (GV_TOKEN_SUBSTITUTE | GV_TOKEN_CONTRACTED)) == 0;
}

static int begins_caseless(const cutter *c, const gv_token *token)
{
    size_t size;
    if ((token->flags & GV_TOKEN_PLAIN) != 0) {
        return 0;
    }
    const uint32_t first =
        gv_utf8_read(c->text + token->start, token->end - token->start, &size);
    const gv_letter_kind kind = gv_utf8_kind(first);
    return kind == GV_LETTER_LOWER && !gv_utf8_has_case(first);
}

/* ------------------------------------------------------------------ gaps */

/* 1 if an opening quote or bracket stands right before the token, with a blank before the mark. */
static int opens_with_mark(const cutter *c, size_t index)
{
    const gv_token *const token = &c->words->tokens[index];
    const size_t from = c->words->tokens[index - 1].end;
    size_t at = from;
    unsigned last = 0, before = 0;
    if ((token->marks & (GV_MARK_QUOTE | GV_MARK_OPEN)) == 0 ||
        (token->marks & GV_MARK_BLANK) == 0) {
        return 0;
    }
    while (at < token->start) {
        size_t size;
        before = last;
        last = gv_token_mark(gv_utf8_read(c->text + at, token->start - at, &size));
        at += size;
    }
    return last == GV_MARK_OPEN || (last == GV_MARK_QUOTE && before == GV_MARK_BLANK);
}

/* A full stop stands between tokens index - 1 and index. */
static int stop_ends(cutter *c, size_t index, unsigned marks)
{
    const gv_token *const last = &c->words->tokens[index - 1];
    const gv_token *const next = &c->words->tokens[index];
    const int capital = (next->flags & GV_TOKEN_CAPITAL) != 0;
    const int digit = (next->flags & GV_TOKEN_DIGITS) != 0;
    const int in_gap = (marks & GAP_MARKS) != 0;
    if (!capital && !(digit && in_gap) && !begins_caseless(c, next) &&
        !opens_with_mark(c, index)) {
        return 0;
    }
    const int dotted = is_dotted(c, last);
    const int stop_follows = last->end < c->length && c->text[last->end] == '.';
    if ((dotted && (marks & GV_MARK_STOP) == 0) || (stop_follows && is_initial(c, last))) {
        return is_common_word(c, index);
    }
    if (stop_follows && is_abbreviation(c, index - 1)) {
        return (last->flags & GV_TOKEN_CAPITAL) == 0 && is_common_word(c, index);
    }
    return 1;
}

/* 1 if the tokens [0, end) before a colon can be a heading. */
static int is_heading(const cutter *c, size_t end)
{
    char folded[FOLDED_MAX];
    if (end > HEADING_WORDS) {
        return 0;
    }
    for (size_t i = 0; i < end && c->language != NULL; i++) {
        const size_t length = fold_token(c, i, folded);
        if (length > 0 && gv_language_has(c->language->not_heading, c->language->n_not_heading,
                                          folded, length)) {
            return 0;
        }
    }
    return 1;
}

/* 1 if the word is a number in Roman capitals, as headings bear them: "IV", not "I". */
static int is_roman(const cutter *c, const gv_token *token)
{
    const size_t length = token->end - token->start;
    if (length < 2 || length > LABEL_BYTES) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        if (strchr("IVXLC", c->text[token->start + i]) == NULL ||
            c->text[token->start + i] == '\0') {
            return 0;
        }
    }
    return 1;
}

/* 1 if token index - 1 opens a sentence and only labels it: "1. The army", "2) He", "IV. Law",
 * "Q. Did". */
static int is_label(cutter *c, size_t index, size_t first, unsigned marks)
{
    const gv_token *const last = &c->words->tokens[index - 1];
    if (index - 1 != first || (marks & GV_MARK_BLANK) == 0 || last->end == c->length) {
        return 0;
    }
    const char mark = c->text[last->end];
    if ((last->flags & GV_TOKEN_NUMERAL) != 0 || is_roman(c, last)) {
        return last->end - last->start <= LABEL_BYTES && (mark == '.' || mark == ')');
    }
    return mark == '.' && is_initial(c, last) && is_common_word(c, index);
}

/* What the gap before token `index` (n_tokens: the end) does to the sentence begun at `first`. */
typedef enum gap { GAP_GOES_ON, GAP_LABEL, GAP_ENDS, GAP_ENDS_HEADING } gap;

static gap judge_gap(cutter *c, size_t index, size_t first, unsigned marks)
{
    const gv_words *const words = c->words;
    const int at_end = index == words->n_tokens;
    const int colon = (marks & GV_MARK_COLON) != 0 && first == 0;
    if (colon && (at_end || (marks & GV_MARK_BLANK) != 0) && is_heading(c, index)) {
        return GAP_ENDS_HEADING;
    }
    if (at_end) {
        return GAP_ENDS;
    }
    if ((marks & (GV_MARK_QUESTION | GV_MARK_EXCLAIM | GV_MARK_SEMICOLON)) != 0 &&
        ((marks & GAP_MARKS) != 0 || (words->tokens[index].flags & GV_TOKEN_CAPITAL) != 0 ||
         begins_caseless(c, &words->tokens[index]))) {
        return GAP_ENDS;
    }
    if (is_label(c, index, first, marks)) {
        return GAP_LABEL;
    }
    const int stop =
        (marks & GV_MARK_STOP) != 0 || is_dotted(c, &words->tokens[index - 1]);
    return stop && stop_ends(c, index, marks) ? GAP_ENDS : GAP_GOES_ON;
}

/* ------------------------------------------------------------------ sentences */

/* The end of the marks that close a sentence whose last word ends at `from`, before `limit`. */
static size_t closing_end(const cutter *c, size_t from, size_t limit)
{
    size_t end = from;
    size_t at = from;
    while (at < limit) {
        size_t size;
        const unsigned mark = gv_token_mark(gv_utf8_read(c->text + at, limit - at, &size));
        if (mark == GV_MARK_OPEN) {
            break;
        }
        if ((mark & CLOSING_MARKS) != 0 || (mark == GV_MARK_QUOTE && end == at)) {
            end = at + size;
        }
        at += size;
    }
    return end;
}

/* Where a sentence begins whose first word is at `start`: before the marks that touch it. */
static size_t opening_start(const cutter *c, size_t from, size_t start)
{
    size_t open = start;
    size_t at = from;
    int blank = 1;
    while (at < start) {
        size_t size;
        const unsigned mark = gv_token_mark(gv_utf8_read(c->text + at, start - at, &size));
        if (mark == GV_MARK_BLANK) {
            blank = 1;
            open = start;
        } else if (blank) {
            blank = 0;
            open = at;
        }
        at += size;
    }
    return open;
}

static gv_status push_sentence(cutter *c, size_t first, size_t end, int heading)
{
    gv_words *const words = c->words;
    const int last = end == words->n_tokens;
    const size_t n = words->n_sentences;
    const size_t previous = n > 0 ? words->sentences[n - 1].end_byte : 0;
    const gv_token *const last_token = &words->tokens[end - 1];
    GV_TRY(gv_array_reserve((void **)&words->sentences, n + 1, sizeof *words->sentences,
                            &words->sentences_capacity));
    const size_t limit = last ? c->length : words->tokens[end].start;
    unsigned marks = last ? words->tail_marks : words->tokens[end].marks;
    if (is_dotted(c, last_token)) {
        marks |= GV_MARK_STOP;
    }
    words->sentences[n] = (gv_sentence){
        .first = (uint32_t)first,
        .end = (uint32_t)end,
        .start_byte = (uint32_t)opening_start(c, previous, words->tokens[first].start),
        .end_byte = (uint32_t)closing_end(c, last_token->end, limit),
        .marks = (uint16_t)marks,
        .heading = (uint8_t)heading};
    words->n_sentences = n + 1;
    words->tokens[first].flags |= GV_TOKEN_SENTENCE;
    return GV_OK;
}

/* The word belongs to the sentence at hand, and is not known to open one. */
static inline void begin_token(gv_words *words, size_t index)
{
    if (index < words->n_tokens) {
        words->tokens[index].sentence = (uint32_t)words->n_sentences;
        words->tokens[index].flags &= (uint16_t)~GV_TOKEN_SENTENCE;
    }
}

static gv_status cut_all(cutter *c)
{
    gv_words *const words = c->words;
    size_t first = 0;
    begin_token(words, 0);
    for (size_t i = 1; i <= words->n_tokens; i++) {
        const unsigned marks = i == words->n_tokens ? words->tail_marks : words->tokens[i].marks;
        begin_token(words, i);
        if (i < words->n_tokens &&
            words->tokens[i].end - words->tokens[first].start > GV_SENTENCE_LIMIT) {
            GV_TRY(push_sentence(c, first, i, 0));
            words->sentences[words->n_sentences - 1].cut = 1;
            first = i;
            begin_token(words, i);
            continue;
        }
        /* Most gaps are one blank, after a word that is not dotted. */
        if (marks == GV_MARK_BLANK && i < words->n_tokens &&
            !is_dotted(c, &words->tokens[i - 1])) {
            continue;
        }
        const gap g = judge_gap(c, i, first, marks);
        if (g == GAP_LABEL) {
            words->tokens[i].flags |= GV_TOKEN_SENTENCE;
        } else if (g != GAP_GOES_ON) {
            GV_TRY(push_sentence(c, first, i, g == GAP_ENDS_HEADING));
            first = i;
            begin_token(words, i);
        }
    }
    return GV_OK;
}

gv_status gv_sentence_cut(const gv_text_language *language, const char *text, size_t length,
                          gv_words *words)
{
    cutter c;
    c.language = language;
    c.text = text;
    c.length = length;
    c.words = words;
    c.filter_filled = 0; /* the filter itself is filled on first use */
    words->n_sentences = 0;
    const gv_status status = cut_all(&c);
    if (status != GV_OK) {
        words->n_sentences = 0;
    }
    return status;
}
