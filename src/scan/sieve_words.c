/*
 * sieve_words.c - the words of a passage, as fast as they can be found, and what each is to the sieve.
 *
 * Most words are ASCII letters with a blank behind: their letters are counted in 16 bytes at once,
 * folded by setting bit 5 of each, and looked up in a table from surface form to class. "Farmers "
 * is `farmers` -> the class of {STEM farmer, EXACT farmers}. All other words are found and cut by the
 * token cutter's own code, so that no word can be one here and another there. A word that is met for
 * the first time gets its keys from keys.c, as any word of a passage that is read closely.
 *
 * Sound because a word's keys depend on the word alone. Two words that keys.c would join ("mas
 * sacre") make the passage unsure.
 */
#include "scan/sieve.h"

#include "scan/letters.h"
#include "scan/state.h"
#include "text/word.h"

#include <stdlib.h>
#include <string.h>

#define LOW_CASE UINT64_C(0x2020202020202020)

/* ------------------------------------------------------------------ what a word is to the sieve */

static gv_status list_token(gv_scanner *scanner, const char *text, size_t length, int digits,
                            gv_sieve_word *word, gv_buf *sets)
{
    const gv_word_keys *known = NULL;
    GV_TRY(gv_keys_of_word(scanner, text, length, digits, &known));
    word->pieces |= known->pieces;
    word->flags |= known->abbreviation ? GV_SIEVE_ABBREVIATION : 0;
    return gv_sieve_list_sets(scanner, known->keys, known->n, sets);
}

/* Everything about a word that is not in the table: a contraction has two tokens. */
static gv_status read_word(gv_scanner *scanner, const char *text, size_t length,
                           gv_sieve_word *word)
{
    const gv_text_language *language = &scanner->language->text;
    gv_words *cut = &scanner->sieve.words;
    gv_status status = GV_OK;
    gv_buf sets = {0};
    GV_TRY_DONE(gv_token_cut(language, text, length, cut));
    word->tokens = (uint8_t)(cut->n_tokens < GV_SIEVE_MANY ? cut->n_tokens : GV_SIEVE_MANY);
    for (size_t i = 0; i < cut->n_tokens; i++) {
        const gv_token token = cut->tokens[i];
        if (token.flags & GV_TOKEN_SUBSTITUTE) {
            const gv_slice other = language->contractions[token.substitute].word;
            GV_TRY_DONE(list_token(scanner, other.bytes, other.length, 0, word, &sets));
        } else {
            GV_TRY_DONE(list_token(scanner, text + token.start, token.end - token.start,
                                   (token.flags & GV_TOKEN_DIGITS) != 0, word, &sets));
        }
    }
    status = gv_sieve_find_class(scanner, &sets, &word->class);
done:
    gv_buf_free(&sets);
    return status;
}

/* ------------------------------------------------------------------ the table */

static uint64_t load(const char *text, size_t length)
{
    uint64_t bytes = 0;
    memcpy(&bytes, text, length);
    return bytes;
}

static inline gv_sieve_word *bucket_of(gv_sieve_state *sieve, uint64_t low, uint64_t high)
{
    const uint64_t hash =
        (low ^ high * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
    return &sieve->table[(hash >> (64 - GV_SIEVE_BUCKET_BITS)) * GV_SIEVE_BUCKET];
}

static inline int is_word(const gv_sieve_word *slot, uint64_t low, uint64_t high)
{
    return slot->bytes[0] == low && slot->bytes[1] == high;
}

/* The mask of the first n bytes of eight, as they lie in memory. */
static inline uint64_t first_bytes(unsigned n)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return n >= 8 ? ~UINT64_C(0) : ~(~UINT64_C(0) >> 8 * n);
#else
    return n >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * n) - 1;
#endif
}

static int has_bit(const gv_sieve *of, uint32_t bit)
{
    return (int)(of->starts[bit / 64] >> bit % 64 & 1);
}

/* 1 if a plain word begins, or ends, as some word does that is of use. */
static int may_be_of_use(const gv_sieve *of, uint64_t low, const char *text, size_t length)
{
    for (unsigned n = 1; n <= GV_SIEVE_START_MAX && n <= length + 1; n++) {
        if (has_bit(of, gv_sieve_start_bit(low & first_bytes(n)))) {
            return 1;
        }
    }
    for (unsigned n = 1; n <= GV_SIEVE_END_MAX && n <= length; n++) {
        const uint64_t last = load(text + length - n, n) | (LOW_CASE & first_bytes(n));
        if (has_bit(of, gv_sieve_end_bit(last))) {
            return 1;
        }
    }
    return 0;
}

/* Puts the word first in its bucket, in place of what is at `place`. */
static void move_to_front(gv_sieve_word *bucket, unsigned place, const gv_sieve_word *word)
{
    memmove(bucket + 1, bucket, place * sizeof *bucket);
    *bucket = *word;
}

/* A word of at most 16 bytes that is not the first in its bucket: the words of a bucket stand in the
 * order in which they were last asked for. One that is in none is read, if its beginning says that it
 * may be of use, and drives out the last. A word that need not be read only takes the place of another
 * such: to see it again costs little. */
static gv_status find_in_bucket(gv_scanner *scanner, gv_sieve_word *bucket, uint64_t low,
                                uint64_t high, const char *text, size_t length, unsigned flags,
                                gv_sieve_word *word)
{
    const gv_sieve *of = &scanner->language->sieve;
    for (unsigned i = 1; i < GV_SIEVE_BUCKET; i++) {
        if (is_word(&bucket[i], low, high)) {
            *word = bucket[i];
            move_to_front(bucket, i, word);
            return GV_OK;
        }
    }
    *word = (gv_sieve_word){
        .bytes = {low, high}, .length = (uint8_t)length, .flags = (uint8_t)flags, .tokens = 1};
    if (of->starts == NULL || !(flags & GV_SIEVE_PLAIN) || may_be_of_use(of, low, text, length)) {
        GV_TRY(read_word(scanner, text, length, word));
        word->flags |= GV_SIEVE_READ;
        move_to_front(bucket, GV_SIEVE_BUCKET - 1, word);
    } else if (!(bucket[GV_SIEVE_BUCKET - 1].flags & GV_SIEVE_READ)) {
        move_to_front(bucket, GV_SIEVE_BUCKET - 1, word);
    }
    return GV_OK;
}

/* Any word. Those that are not plain are kept as they are written, padded with zeros, so that they
 * never look like a plain one, which is padded with blanks. */
static gv_status find_word(gv_scanner *scanner, const char *text, size_t length, unsigned flags,
                           gv_sieve_word *word)
{
    if (length > GV_SIEVE_WORD) {
        *word = (gv_sieve_word){.length = 0};
        return read_word(scanner, text, length, word);
    }
    uint64_t low = load(text, length < 8 ? length : 8);
    uint64_t high = length > 8 ? load(text + 8, length - 8) : 0;
    if (flags & GV_SIEVE_PLAIN) {
        low |= LOW_CASE;
        high |= LOW_CASE;
    }
    gv_sieve_word *bucket = bucket_of(&scanner->sieve, low, high);
    if (!is_word(bucket, low, high)) {
        return find_in_bucket(scanner, bucket, low, high, text, length, flags, word);
    }
    *word = *bucket;
    return GV_OK;
}

/* ------------------------------------------------------------------ words torn in two */

/* 1 if the two words may be the pieces of one: told exactly of short plain words only. */
static int is_split(const gv_scanner *scanner, const gv_sieve_word *first,
                    const gv_sieve_word *second)
{
    char pieces[2][GV_SIEVE_WORD];
    if (!(first->flags & second->flags & GV_SIEVE_PLAIN)) {
        return 1;
    }
    memcpy(pieces[0], first->bytes, first->length);
    memcpy(pieces[1], second->bytes, second->length);
    return gv_model_has_split(scanner->model, scanner->language,
                              (gv_slice){pieces[0], first->length},
                              (gv_slice){pieces[1], second->length});
}

/* ------------------------------------------------------------------ sentences */

/* 1 if a sentence surely ends after the plain word text[start..end): what sentence.c decides, for the
 * plainest of its cases: a word of two letters or more that ends in lower case and is no abbreviation,
 * a full stop, a blank, a capital. */
static inline int ends_sentence(const unsigned char *text, size_t length, size_t start, size_t end,
                                unsigned flags)
{
    return end + 2 < length && text[end] == '.' && text[end + 1] == ' ' &&
           gv_word_class[text[end + 2]] == GV_BYTE_UPPER && end - start > 1 &&
           gv_word_class[text[end - 1]] == GV_BYTE_LOWER &&
           (flags & (GV_SIEVE_PLAIN | GV_SIEVE_ABBREVIATION)) == GV_SIEVE_PLAIN;
}

/* ------------------------------------------------------------------ a passage */

static int is_letter(unsigned char byte)
{
    return (gv_word_class[byte] & (GV_BYTE_LOWER | GV_BYTE_UPPER)) != 0;
}

/* 1 if n letters and this byte make the word no plain one (as cut_plain_word of token.c has it). */
static inline int is_odd(const gv_scanner *scanner, size_t n, unsigned char after)
{
    return n == 0 || scanner->sieve.bare_endings || after == '\'' || (after == '.' && n == 1) ||
           (gv_word_class[after] & ~GV_BYTE_BLANK) != 0;
}

/* Reads what is at *at, whatever it is; *at goes on behind it. *found 0: no word. */
static gv_status read_any(gv_scanner *scanner, const unsigned char *bytes, size_t length,
                          size_t *at, gv_sieve_word *word, int *found)
{
    const size_t start = *at;
    size_t end = start;
    while (end < length && is_letter(bytes[end])) {
        end++;
    }
    const int odd = is_odd(scanner, end - start, end < length ? bytes[end] : ' ');
    *found = 1;
    if (odd) {
        const unsigned class = gv_word_class[bytes[start]];
        size_t size = 1;
        if (!(class & GV_BYTE_WORD) &&
            (class != GV_BYTE_WIDE ||
             !gv_word_is_kind(gv_word_kind_at(bytes, length, start, &size)))) {
            *found = 0;
            *at += size;
            return GV_OK;
        }
        gv_word other;
        gv_word_scan(bytes, length, start, &other);
        end = other.end;
    }
    *at = end;
    return find_word(scanner, (const char *)bytes + start, end - start, odd ? 0 : GV_SIEVE_PLAIN,
                     word);
}

gv_status gv_sieve_words(gv_scanner *scanner, const char *text, size_t length)
{
    const unsigned char *const bytes = (const unsigned char *)text;
    const size_t whole = length <= GV_SIEVE_WORD ? 0 : length - GV_SIEVE_WORD;
    gv_sieve_state *sieve = &scanner->sieve;
    const int portable = sieve->portable;
    gv_sieve_word before = {.length = 0};
    size_t at = 0;
    while (at < length) {
        const unsigned n = at < whole ? gv_letters_count(bytes + at, portable) : 0;
        const size_t start = at;
        gv_sieve_word word;
        if (n == GV_SIEVE_WORD || is_odd(scanner, n, bytes[at + n])) {
            int found;
            if (gv_word_class[bytes[at]] == GV_BYTE_BLANK) {
                at++;
                continue;
            }
            GV_TRY(read_any(scanner, bytes, length, &at, &word, &found));
            if (!found) {
                continue;
            }
        } else {
            const uint64_t low = (load(text + at, 8) & first_bytes(n)) | LOW_CASE;
            const uint64_t high =
                n <= 8 ? LOW_CASE : (load(text + at + 8, 8) & first_bytes(n - 8)) | LOW_CASE;
            gv_sieve_word *bucket = bucket_of(sieve, low, high);
            if (is_word(bucket, low, high)) {
                word = *bucket;
            } else {
                GV_TRY(find_in_bucket(scanner, bucket, low, high, text + at, n, GV_SIEVE_PLAIN,
                                      &word));
            }
            at += n;
        }
        if ((word.pieces & GV_PIECE_SECOND) && (before.pieces & GV_PIECE_FIRST)) {
            sieve->unsure |= (uint8_t)is_split(scanner, &before, &word);
        }
        before = word;
        sieve->unsure |= word.class == GV_SIEVE_UNSURE || word.tokens == GV_SIEVE_MANY;
        gv_sieve_note(sieve, word.class, word.tokens);
        if (ends_sentence(bytes, length, start, at, word.flags)) {
            GV_TRY(gv_sieve_end(scanner, at));
        }
    }
    return GV_OK;
}
