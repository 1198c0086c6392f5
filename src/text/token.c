/*
 * token.c - a passage to tokens: words as word.c finds them, and the marks between.
 *
 * In: text. Out: tokens, each with the marks that stood before it. In "Oru's men - they said" the
 * word Oru's loses its 's (a contraction of the language, dropped), the blank before "men" is
 * GV_MARK_BLANK, and the hyphen with a blank on both sides adds GV_MARK_DASH to "they". Marks that
 * depend on what is beside them (hyphens, single quotes, money, percent) are settled here. It knows
 * no word of any language: contractions come with the language.
 */
#include "text/token.h"

#include "base/arena.h"
#include "text/word.h"

#include <string.h>

enum {
    TEXT_MAX = 16 << 20,
    ENDING_MAX = 32 /* bytes of a contraction's ending */
};

typedef struct cutter {
    const unsigned char *text;
    size_t length;
    size_t at;
    const gv_text_language *language;
    int bare_endings; /* some contraction's ending holds no apostrophe */
    gv_words *words;
    unsigned marks;       /* since the last word */
    size_t word_end;      /* of the last word */
    size_t blank_end;     /* of the last blank */
    size_t money_end;     /* of the last currency sign */
    size_t slash_end;
    size_t n_blanks;      /* since the last word */
    int quote_open;       /* a single quote was opened */
    size_t n_upper, n_lower;
} cutter;

/* The kind of what follows `size` bytes from here. */
static gv_letter_kind kind_after(const cutter *c, size_t size)
{
    size_t next_size;
    return gv_word_kind_at(c->text, c->length, c->at + size, &next_size);
}

/* ------------------------------------------------------------------ words to tokens */

static gv_status get_token(gv_words *words)
{
    return gv_array_reserve((void **)&words->tokens, words->n_tokens + 1, sizeof *words->tokens,
                            &words->tokens_capacity);
}

static inline gv_status push_token(cutter *c, const gv_token *token)
{
    gv_words *const words = c->words;
    if (words->n_tokens == words->tokens_capacity) {
        GV_TRY(get_token(words));
    }
    words->tokens[words->n_tokens++] = *token;
    return GV_OK;
}

/* Where `ending` begins at the end of [start, end), or `start` if the word does not end so. */
static size_t ending_start(const cutter *c, size_t start, size_t end, const gv_slice *ending)
{
    char folded[ENDING_MAX + 1];
    size_t at = end;
    for (uint32_t i = 0; i < ending->length && at > start; i++) {
        if (((unsigned char)ending->bytes[i] & 0xC0) != 0x80) { /* one code point back for each */
            do {
                at--;
            } while (at > start && (c->text[at] & 0xC0) == 0x80);
        }
    }
    if (at == start || ending->length == 0 || ending->length > ENDING_MAX) {
        return start;
    }
    const size_t length =
        gv_utf8_fold((const char *)c->text + at, end - at, folded, sizeof folded);
    return length == ending->length && memcmp(folded, ending->bytes, length) == 0 ? at : start;
}

/* Cuts a contraction in two, if the word is one. */
static gv_status push_contraction(cutter *c, const gv_word *w, unsigned marks, int *cut)
{
    const gv_text_language *const language = c->language;
    for (uint32_t i = 0; i < language->n_contractions; i++) {
        const gv_contraction *const contraction = &language->contractions[i];
        const size_t at = ending_start(c, w->start, w->end, &contraction->ending);
        if (at == w->start) {
            continue;
        }
        /* What is left is looked at again, as a passage that ends there. */
        gv_word rest;
        gv_word_scan(c->text, at, w->start, &rest);
        const unsigned flags = gv_word_flags(c->text, at, &rest) | GV_TOKEN_CONTRACTED;
        GV_TRY(push_token(c, &(gv_token){.start = (uint32_t)w->start,
                                         .end = (uint32_t)at,
                                         .flags = (uint16_t)flags,
                                         .marks = (uint16_t)marks}));
        if (contraction->word.length > 0) {
            GV_TRY(push_token(c, &(gv_token){.start = (uint32_t)at,
                                             .end = (uint32_t)w->end,
                                             .flags = GV_TOKEN_SUBSTITUTE,
                                             .substitute = i}));
        }
        *cut = 1;
        break;
    }
    return GV_OK;
}

/* The marks before a word that starts here: a currency sign counts right before it or with one
 * blank between, a slash right before it. */
static unsigned settle_marks(const cutter *c)
{
    unsigned marks = c->marks;
    const size_t money_gap = c->at - c->money_end;
    if ((marks & GV_MARK_MONEY) != 0 && money_gap != 0 &&
        !(money_gap == 1 && c->blank_end == c->at)) {
        marks = (marks & ~(unsigned)GV_MARK_MONEY) | GV_MARK_OTHER;
    }
    if ((marks & GV_MARK_SLASH) != 0 && c->slash_end != c->at) {
        marks = (marks & ~(unsigned)GV_MARK_SLASH) | GV_MARK_OTHER;
    }
    return marks;
}

static inline unsigned marks_before(const cutter *c)
{
    return (c->marks & (GV_MARK_MONEY | GV_MARK_SLASH)) == 0 ? c->marks : settle_marks(c);
}

/* Begins a new gap after a word that ends at `end`. */
static void pass_word(cutter *c, size_t end)
{
    c->marks = 0;
    c->n_blanks = 0;
    c->at = end;
    c->word_end = end;
}

static gv_status cut_word(cutter *c)
{
    const unsigned marks = marks_before(c);
    int cut = 0;
    gv_word w;
    gv_word_scan(c->text, c->length, c->at, &w);
    c->n_upper += w.n_upper;
    c->n_lower += w.n_lower;
    pass_word(c, w.end);
    if (c->language != NULL && ((w.seen & GV_WORD_APOSTROPHE) != 0 || c->bare_endings)) {
        GV_TRY(push_contraction(c, &w, marks, &cut));
    }
    if (!cut) {
        GV_TRY(push_token(c, &(gv_token){.start = (uint32_t)w.start,
                                         .end = (uint32_t)w.end,
                                         .flags = (uint16_t)gv_word_flags(c->text, c->length, &w),
                                         .marks = (uint16_t)marks}));
    }
    return GV_OK;
}

/* How many small ASCII letters stand at the beginning of eight bytes. A byte of 0 to 127 gets its
 * highest bit from the first sum if it is 'a' or more, from the second if it is more than 'z'. */
static inline size_t count_small(const unsigned char *bytes)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t text;
    memcpy(&text, bytes, sizeof text);
    const uint64_t low = text & 0x7F * each;
    const uint64_t others =
        ~((low + (0x80 - 'a') * each) & ~(low + (0x7F - 'z') * each) & ~text) & 0x80 * each;
    return others == 0 ? 8 : (size_t)__builtin_ctzll(others) / 8;
#else
    size_t n = 0;
    while (n < 8 && gv_word_class[bytes[n]] == GV_BYTE_LOWER) {
        n++;
    }
    return n;
#endif
}

/* Where the small ASCII letters from `at` on end. */
static inline size_t small_end(const unsigned char *text, size_t length, size_t at)
{
    while (length - at >= 8) {
        const size_t n = count_small(text + at);
        at += n;
        if (n < 8) {
            return at;
        }
    }
    while (at < length && gv_word_class[text[at]] == GV_BYTE_LOWER) {
        at++;
    }
    return at;
}

/* Most words: ASCII letters, all small but perhaps the first, and then a byte that cannot join. For
 * these it does what cut_word would do; it leaves all others to it. */
static inline gv_status cut_plain_word(cutter *c)
{
    const unsigned char *const text = c->text;
    const size_t length = c->length;
    const size_t start = c->at;
    const unsigned first = gv_word_class[text[start]];
    const size_t end = small_end(text, length, start + 1);
    const unsigned char after = end < length ? text[end] : ' ';
    if (c->bare_endings || first == GV_BYTE_DIGIT || after == '\'' ||
        (after == '.' && end == start + 1) || (gv_word_class[after] & ~GV_BYTE_BLANK) != 0) {
        return cut_word(c);
    }
    const unsigned upper = first >> 1 & 1;
    const unsigned marks = marks_before(c);
    c->n_upper += upper;
    c->n_lower += end - start - upper;
    pass_word(c, end);
    return push_token(c, &(gv_token){.start = (uint32_t)start,
                                     .end = (uint32_t)end,
                                     .flags = (uint16_t)(GV_TOKEN_PLAIN |
                                                         (upper ? GV_TOKEN_CAPITAL : 0)),
                                     .marks = (uint16_t)marks});
}

/* ------------------------------------------------------------------ marks between words */

static int after_word(const cutter *c)
{
    return c->words->n_tokens > 0 && c->at == c->word_end;
}

/* Right after the last word, or with one blank between. */
static int near_word(const cutter *c)
{
    return after_word(c) || (c->words->n_tokens > 0 && c->marks == GV_MARK_BLANK &&
                             c->n_blanks == 1);
}

/* A hyphen of `size` bytes; a row of them is a dash, and is skipped as one. */
static unsigned read_hyphen(cutter *c, size_t *size)
{
    if (c->text[c->at] == '-') {
        while (c->at + *size < c->length && c->text[c->at + *size] == '-') {
            ++*size;
        }
        if (*size > 1) {
            return GV_MARK_DASH;
        }
    }
    const gv_letter_kind next = kind_after(c, *size);
    if (after_word(c) && gv_word_is_kind(next)) {
        return GV_MARK_HYPHEN;
    }
    const int blank_before = c->at > 0 && c->blank_end == c->at;
    return blank_before && next == GV_LETTER_BLANK ? GV_MARK_DASH : GV_MARK_OTHER;
}

/* A single quote that does not join letters: it opens before a word; after a word it closes, or is
 * the apostrophe of "villagers' homes". */
static unsigned read_single_quote(cutter *c, size_t size)
{
    const int before_word = gv_word_is_kind(kind_after(c, size));
    if (after_word(c) && (before_word || !c->quote_open)) {
        return GV_MARK_OTHER;
    }
    c->quote_open = before_word;
    return GV_MARK_QUOTE;
}

static int last_is_numeral(const cutter *c)
{
    const size_t n = c->words->n_tokens;
    return n > 0 && (c->words->tokens[n - 1].flags & GV_TOKEN_NUMERAL) != 0;
}

/* "$5" is money before a word, "5 $" after one. */
static unsigned read_money(cutter *c, size_t size)
{
    if (near_word(c) && last_is_numeral(c) && kind_after(c, size) != GV_LETTER_DIGIT) {
        return GV_MARK_PERCENT;
    }
    c->money_end = c->at + size;
    return GV_MARK_MONEY;
}

static void read_mark(cutter *c)
{
    size_t size;
    const uint32_t code_point =
        gv_utf8_read((const char *)c->text + c->at, c->length - c->at, &size);
    unsigned mark = gv_token_mark(code_point);
    switch (mark) {
    case GV_MARK_BLANK:
        c->blank_end = c->at + size;
        c->n_blanks++;
        break;
    case GV_MARK_HYPHEN:
        mark = read_hyphen(c, &size);
        break;
    case GV_MARK_QUOTE:
        if (gv_word_is_apostrophe(code_point)) {
            mark = read_single_quote(c, size);
        }
        break;
    case GV_MARK_MONEY:
        mark = read_money(c, size);
        break;
    case GV_MARK_SLASH:
        c->slash_end = c->at + size;
        break;
    case GV_MARK_PERCENT:
        mark = near_word(c) ? mark : (unsigned)GV_MARK_OTHER;
        break;
    default:
        break;
    }
    c->marks |= mark;
    c->at += size;
}

static gv_status cut_all(cutter *c)
{
    while (c->at < c->length) {
        const unsigned class = gv_word_class[c->text[c->at]];
        if ((class & GV_BYTE_WORD) != 0) {
            GV_TRY(cut_plain_word(c));
        } else if (class == GV_BYTE_BLANK) {
            c->marks |= GV_MARK_BLANK;
            c->n_blanks++;
            c->blank_end = ++c->at;
        } else if (class == GV_BYTE_WIDE && gv_word_is_kind(kind_after(c, 0))) {
            GV_TRY(cut_word(c));
        } else {
            read_mark(c);
        }
    }
    return GV_OK;
}

static int has_bare_endings(const gv_text_language *language)
{
    for (uint32_t i = 0; language != NULL && i < language->n_contractions; i++) {
        const gv_slice *const ending = &language->contractions[i].ending;
        if (ending->length > 0 && memchr(ending->bytes, '\'', ending->length) == NULL) {
            return 1;
        }
    }
    return 0;
}

gv_status gv_token_cut(const gv_text_language *language, const char *text, size_t length,
                       gv_words *words)
{
    words->n_tokens = 0;
    words->n_sentences = 0;
    words->tail_marks = 0;
    words->all_caps = 0;
    if (length > TEXT_MAX) {
        return GV_ERROR_LIMIT;
    }
    cutter c = {.text = (const unsigned char *)text,
                .length = length,
                .language = language,
                .bare_endings = has_bare_endings(language),
                .words = words};
    const gv_status status = cut_all(&c);
    if (status != GV_OK) {
        words->n_tokens = 0;
        return status;
    }
    words->tail_marks = (uint16_t)c.marks;
    words->all_caps = c.n_upper > 3 * c.n_lower;
    return GV_OK;
}

void gv_words_free(gv_words *words)
{
    gv_memory_free(words->tokens);
    gv_memory_free(words->sentences);
    *words = (gv_words){0};
}
