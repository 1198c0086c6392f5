/*
 * known.c - what a word is to the sieve, when it is met for the first time; and where that is kept.
 *
 * In: a word. Out: its class, which is the sets of the model's sieve that it stands in: `farmers`
 * -> the class of {STEM farmer, EXACT farmers}. Its keys come from look_up.c, as those of any word
 * that is read closely; but only those are asked for that are in sets. Sound because
 * a word's keys depend on the word alone.
 */
#include "scan/known.h"

#include "scan/state.h"

#include <string.h>

#define LOW_CASE UINT64_C(0x2020202020202020)
#define OTHER_BITS 12 /* buckets of words that are not in slots */
#define OTHER_BUCKET 4
#define MOST_BYTES 64 /* longer words are read byte by byte */
#define NO_DIGITS UINT64_MAX

/* A word of at most 16 bytes that is in no slot. */
struct gv_known_word {
    uint64_t bytes[2]; /* padded with zeros, plain ones with blanks, in lower case; 0: empty */
    uint32_t entry;
};

/* ------------------------------------------------------------------ new, free */

gv_status gv_known_new(gv_scanner *scanner)
{
    gv_known *known = &scanner->sieve.known;
    gv_pages *pages = &scanner->pages;
    GV_TRY(gv_pages_get(pages, (size_t)GV_KNOWN_BUCKET << GV_KNOWN_BUCKET_BITS,
                         sizeof *known->slots, (void **)&known->slots));
    GV_TRY(gv_pages_get(pages, (size_t)OTHER_BUCKET << OTHER_BITS, sizeof *known->others,
                         (void **)&known->others));
    return gv_pages_get(pages, GV_SIEVE_CLASSES, sizeof *known->is_abbreviation,
                         (void **)&known->is_abbreviation);
}

void gv_known_drop(gv_known *known)
{
    gv_words_free(&known->words);
    gv_buf_free(&known->keys);
    *known = (gv_known){0};
}

/* ------------------------------------------------------------------ a word */

/* Adds a number word; one that multiplies can make any number of its neighbours, one of a range is no
 * number without them. */
static gv_status add_number(const gv_scanner *scanner, const gv_found_keys *found, gv_buf *keys)
{
    switch (found->number_kind) {
    case GV_NUMBER_WORD:
        return gv_sieve_list_number(scanner, found->number_value, keys);
    case GV_NUMBER_MULTIPLY:
        return gv_sieve_list_number(scanner, GV_NUMBER_MAX, keys);
    default:
        return GV_OK;
    }
}

/* Adds what was found of a token to what is known of its word. *marks: GV_KNOWN_FIRST and SECOND;
 * 1 is an abbreviation's. digits: what it counts at most; NONE: it has none. */
static gv_status add_token(const gv_scanner *scanner, const gv_found_keys *found, uint64_t digits,
                           uint32_t *marks, gv_buf *keys)
{
    GV_TRY(digits == NO_DIGITS ? add_number(scanner, found, keys)
                               : gv_sieve_list_number(scanner, digits, keys));
    *marks |= (found->pieces & GV_PIECE_FIRST ? GV_KNOWN_FIRST : 0U) |
              (found->pieces & GV_PIECE_SECOND ? GV_KNOWN_SECOND : 0U) |
              (found->abbreviation ? 1U : 0U);
    return gv_sieve_list_keys(scanner, found->keys, found->n, keys);
}

static gv_status make_entry(gv_scanner *scanner, size_t n_tokens, uint32_t marks, gv_buf *keys,
                            uint32_t *entry)
{
    GV_TRY(gv_sieve_find_class(scanner, keys, marks & 1, entry));
    if (*entry == GV_SIEVE_UNSURE || n_tokens >= GV_KNOWN_MANY) {
        scanner->sieve.unsure = 1;
        *entry = GV_SIEVE_UNSURE | GV_KNOWN_ONE_TOKEN;
    } else {
        scanner->sieve.known.is_abbreviation[*entry] = marks & 1;
        *entry |= (marks & (GV_KNOWN_FIRST | GV_KNOWN_SECOND)) |
                  (uint32_t)n_tokens * GV_KNOWN_ONE_TOKEN;
    }
    return GV_OK;
}

/* Any word: a contraction has two tokens. */
static gv_status read_word(gv_scanner *scanner, const char *text, size_t length, uint32_t *entry)
{
    gv_known *known = &scanner->sieve.known;
    uint32_t marks = 0;
    gv_buf_clear(&known->keys);
    GV_TRY(gv_token_cut(&scanner->language->text, text, length, &known->words));
    for (size_t i = 0; i < known->words.n_tokens; i++) {
        const gv_token token = known->words.tokens[i];
        const int other = (token.flags & GV_TOKEN_SUBSTITUTE) != 0;
        const gv_slice word = other ? scanner->language->text.contractions[token.substitute].word
                                    : (gv_slice){text + token.start, token.end - token.start};
        const int digits = !other && (token.flags & GV_TOKEN_DIGITS) != 0;
        const uint64_t most = token.flags & GV_TOKEN_NUMERAL ? GV_NUMBER_MAX : 0;
        gv_found_keys found;
        GV_TRY(gv_look_up(scanner, &scanner->language->sieve.words, word.bytes, word.length,
                          digits, &found));
        GV_TRY(add_token(scanner, &found, digits ? most : NO_DIGITS, &marks, &known->keys));
    }
    return make_entry(scanner, known->words.n_tokens, marks, &known->keys, entry);
}

/* ------------------------------------------------------------------ words of one token */

/* 1 for "40" and "1,200": the token cutter goes on over each of their bytes. */
static int is_numeral(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && ((text[i] >= '0' && text[i] <= '9') || text[i] == ',' || text[i] == '.')) {
        i++;
    }
    return i == length;
}

/* What a numeral can count at most: it is read if it is one digit. */
static uint64_t most_of(const char *text, size_t length)
{
    return length == 1 && text[0] >= '0' && text[0] <= '9' ? (uint64_t)(text[0] - '0')
                                                           : GV_NUMBER_MAX;
}

/* Most words: they are folded by one bit of each byte, and are nothing else to the sieve than what
 * the filter of its words says. */
static gv_status read_plain(gv_scanner *scanner, const char *text, size_t length, int digits,
                            uint32_t *entry)
{
    gv_known *known = &scanner->sieve.known;
    char small[MOST_BYTES];
    gv_found_keys found;
    uint32_t marks = 0;
    for (size_t i = 0; i < length; i++) {
        small[i] = (char)(digits ? text[i] : text[i] | 0x20);
    }
    gv_buf_clear(&known->keys);
    GV_TRY(gv_look_up_folded(scanner, &scanner->language->sieve.words,
                             (gv_slice){small, (uint32_t)length}, digits, &found));
    GV_TRY(add_token(scanner, &found, digits ? most_of(small, length) : NO_DIGITS, &marks,
                     &known->keys));
    return make_entry(scanner, 1, marks, &known->keys, entry);
}

/* plain: ASCII letters, and no byte behind them that makes them more. Words of no known class make
 * the passage unsure whenever they are met: they are not kept. */
static gv_status find_out(gv_scanner *scanner, const char *text, size_t length, int plain,
                          uint32_t *entry)
{
    const int numeral = !plain && !scanner->sieve.bare_endings && is_numeral(text, length);
    if ((plain || numeral) && length <= MOST_BYTES) {
        return read_plain(scanner, text, length, numeral, entry);
    }
    return read_word(scanner, text, length, entry);
}

/* ------------------------------------------------------------------ the tables */

/* A word of some set drives out the one that was asked for longest ago. A number, and a word that is
 * of no use, only takes the place of one of no use: to see it again costs little. */
gv_status gv_known_learn(gv_scanner *scanner, uint64_t code, const char *text, size_t length,
                         int digits, uint32_t *entry)
{
    const uint64_t product = gv_known_product(code);
    const uint64_t rest = gv_known_rest(product);
    uint64_t *bucket = gv_known_bucket(&scanner->sieve.known, product);
    uint64_t *last = &bucket[GV_KNOWN_BUCKET - 1];
    GV_TRY(find_out(scanner, text, length, !digits, entry));
    if (GV_KNOWN_CLASS(*entry) == GV_SIEVE_UNSURE) {
        return GV_OK;
    }
    const int costs = !digits && GV_KNOWN_CLASS(*entry) != GV_SIEVE_NONE;
    if (costs || *last == 0 || (*last & GV_KNOWN_BITS) == (GV_SIEVE_NONE ^ GV_KNOWN_BITS)) {
        memmove(bucket + 1, bucket, (GV_KNOWN_BUCKET - 1) * sizeof *bucket);
        bucket[0] = rest ^ (*entry & GV_KNOWN_BITS);
    }
    return GV_OK;
}

static uint64_t load(const char *text, size_t length)
{
    uint64_t bytes = 0;
    memcpy(&bytes, text, length);
    return bytes;
}

/* The mask of the first n bytes of eight, as they lie in memory. */
static uint64_t first_bytes(unsigned n)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return n >= 8 ? ~UINT64_C(0) : ~(~UINT64_C(0) >> 8 * n);
#else
    return n >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * n) - 1;
#endif
}

static void move_to_front(gv_known_word *bucket, unsigned place, const gv_known_word *word)
{
    memmove(bucket + 1, bucket, place * sizeof *bucket);
    *bucket = *word;
}

/* The bytes of a word of at most 16, of which `room` can be read. */
static void take_bytes(const char *text, size_t length, size_t room, int plain, uint64_t bytes[2])
{
    const uint64_t low_case = plain ? LOW_CASE : 0;
    if (room < GV_KNOWN_BYTES) {
        bytes[0] = load(text, length < 8 ? length : 8) | low_case;
        bytes[1] = (length > 8 ? load(text + 8, length - 8) : 0) | low_case;
        return;
    }
    const unsigned n = (unsigned)length;
    bytes[0] = (load(text, 8) & first_bytes(n)) | low_case;
    bytes[1] = (load(text + 8, 8) & first_bytes(n > 8 ? n - 8 : 0)) | low_case;
}

static gv_status find_other(gv_scanner *scanner, const char *text, size_t length, size_t room,
                            int plain, uint32_t *entry)
{
    gv_known_word word;
    if (length > GV_KNOWN_BYTES) {
        return find_out(scanner, text, length, plain, entry);
    }
    take_bytes(text, length, room, plain, word.bytes);
    const uint64_t hash = (word.bytes[0] ^ word.bytes[1] * UINT64_C(0x9E3779B97F4A7C15)) *
                          UINT64_C(0xD6E8FEB86659FD93);
    gv_known_word *const bucket =
        &scanner->sieve.known.others[(hash >> (64 - OTHER_BITS)) * OTHER_BUCKET];
    for (unsigned i = 0; i < OTHER_BUCKET; i++) {
        if (bucket[i].bytes[0] == word.bytes[0] && bucket[i].bytes[1] == word.bytes[1]) {
            *entry = bucket[i].entry;
            if (i > 0) {
                word = bucket[i];
                move_to_front(bucket, i, &word);
            }
            return GV_OK;
        }
    }
    GV_TRY(find_out(scanner, text, length, plain, entry));
    word.entry = *entry;
    if (GV_KNOWN_CLASS(word.entry) != GV_SIEVE_UNSURE) {
        move_to_front(bucket, OTHER_BUCKET - 1, &word);
    }
    return GV_OK;
}

gv_status gv_known_find(gv_scanner *scanner, const char *text, size_t length, size_t room,
                        int plain, uint32_t *entry)
{
    unsigned char letters[16] = {0};
    if (!plain || length > GV_KNOWN_LETTERS) {
        return find_other(scanner, text, length, room, plain, entry);
    }
    memcpy(letters, text, length);
    const uint64_t code = gv_known_code(letters, (unsigned)length);
    const uint64_t product = gv_known_product(code);
    *entry = gv_known_find_slot(gv_known_bucket(&scanner->sieve.known, product),
                                gv_known_rest(product));
    if (*entry == GV_KNOWN_BITS) {
        return gv_known_learn(scanner, code, text, length, 0, entry);
    }
    *entry |= GV_KNOWN_ONE_TOKEN;
    return GV_OK;
}
