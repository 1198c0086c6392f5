/*
 * look_up.c - everything about one word, from its bytes.
 *
 * In: a word as it is written. Out: the keys of the model that it satisfies: "Killed" is folded to
 * "killed", stemmed to "kill", and satisfies EXACT killed, STEM kill and PREFIX kill. A filter that
 * comes with the model (model/word_filter.h) tells of most words that they cannot be what is asked:
 * the tables themselves are asked of the others, and only of these is a stem made. There is one of
 * all keys, and one of those that the sieve asks for: who needs no others is soon done with a word.
 *
 * What a stem is costs more than all else, and most words that are read closely were asked for by the
 * sieve a moment ago: the keys of the last stems are remembered.
 */
#include "scan/state.h"

#include "text/utf8.h"

#include <string.h>

#define FOLD_BYTES 512 /* words that fold to more have no keys but those of the classes */

/* A folded word, and its first and last bytes. */
typedef struct word {
    const gv_word_filter *filter;
    const char *bytes;
    size_t length;
    uint64_t first, last;
    unsigned texts; /* GV_TEXT_* that it may be */
} word;

static void add_key(gv_found_keys *found, uint32_t key, int capital)
{
    if (key != GV_IMAGE_NONE && found->n < GV_LIMIT_WORD_KEYS) {
        found->capitals |= (uint32_t)capital << found->n;
        found->keys[found->n++] = key;
    }
}

static void add_group(const gv_scanner *scanner, char group, const char *text, size_t length,
                      gv_found_keys *found)
{
    uint32_t plain = GV_IMAGE_NONE;
    uint32_t capital = GV_IMAGE_NONE;
    gv_model_find_keys(scanner->model, scanner->language, group, text, length, &plain, &capital);
    add_key(found, plain, 0);
    add_key(found, capital, 1);
}

/* ------------------------------------------------------------------ stems */

static int is_small_letters(const word *of)
{
    size_t i = 0;
    while (i < of->length && of->bytes[i] >= 'a' && of->bytes[i] <= 'z') {
        i++;
    }
    return i == of->length;
}

/* 0 if the word surely has no stem of the model. */
static int may_have_stem(const word *of)
{
    return (of->texts & GV_TEXT_FORM) || !is_small_letters(of) ||
           gv_stem_set_may_have(&of->filter->stems, of->bytes, of->length);
}

/* The keys of the word's stem, whatever the filter. */
static gv_status find_stem(gv_scanner *scanner, const word *of, uint32_t keys[2])
{
    gv_slice form = {of->bytes, (uint32_t)of->length};
    gv_slice stem;
    if (of->texts & GV_TEXT_FORM) {
        form = gv_model_find_form(scanner->model, scanner->language, of->bytes, of->length);
    }
    GV_TRY(gv_stemmer_stem(scanner->stemmer, form.bytes, form.length, &stem));
    gv_model_find_keys(scanner->model, scanner->language, 's', stem.bytes, stem.length, &keys[0],
                       &keys[1]);
    return GV_OK;
}

/* Where a word of at most 16 bytes is remembered: it is all told by its first and last eight, and
 * how many there are. */
static gv_stem_keys *place_of_stem(const gv_scanner *scanner, const word *of)
{
    const uint64_t hash = (of->first ^ of->last * UINT64_C(0x9E3779B97F4A7C15) ^ of->length) *
                          UINT64_C(0xD6E8FEB86659FD93);
    return &scanner->stems[hash >> (64 - GV_STEMS_BITS)];
}

static gv_status add_stem(gv_scanner *scanner, const word *of, gv_found_keys *found)
{
    gv_stem_keys *const place = place_of_stem(scanner, of);
    uint32_t keys[2];
    if (!may_have_stem(of)) {
        return GV_OK;
    }
    if (place->length == of->length && place->first == of->first && place->last == of->last) {
        add_key(found, place->keys[0], 0);
        add_key(found, place->keys[1], 1);
        return GV_OK;
    }
    GV_TRY(find_stem(scanner, of, keys));
    add_key(found, keys[0], 0);
    add_key(found, keys[1], 1);
    if (of->length <= 2 * GV_AFFIX_BYTES) {
        *place = (gv_stem_keys){of->first, of->last, (uint32_t)of->length, {keys[0], keys[1]}};
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ prefixes and suffixes */

static void add_affix(const gv_scanner *scanner, char group, const word *of, unsigned n,
                      gv_found_keys *found)
{
    add_group(scanner, group, group == 'p' ? of->bytes : of->bytes + of->length - n, n, found);
}

/* Those of eight bytes or less by a look at the filter each, as long as it says that there are longer
 * ones; longer ones if the first eight say so. */
static void add_affixes(const gv_scanner *scanner, char group, const word *of,
                        gv_found_keys *found)
{
    const gv_model_language *language = scanner->language;
    const uint64_t lengths =
        group == 'p' ? language->head->prefix_lengths : language->head->suffix_lengths;
    const uint64_t bytes = group == 'p' ? of->first : of->last;
    const unsigned kind = group == 'p' ? GV_AFFIX_PREFIX : GV_AFFIX_SUFFIX;
    const unsigned long_kind = group == 'p' ? GV_AFFIX_LONG_PREFIX : GV_AFFIX_LONG_SUFFIX;
    const unsigned on = group == 'p' ? GV_AFFIX_PREFIX_ON : GV_AFFIX_SUFFIX_ON;
    unsigned seen = on;
    unsigned n = 0;
    while ((seen & on) && n < GV_AFFIX_BYTES && n < of->length) {
        n++;
        seen = gv_word_filter_affix(of->filter, gv_affix_cut(bytes, n));
        if (seen & kind) {
            add_affix(scanner, group, of, n, found);
        }
    }
    if (n < GV_AFFIX_BYTES || !(seen & long_kind)) {
        return;
    }
    for (n++; n <= of->length && n <= GV_LIMIT_AFFIX && lengths >> (n - 1) != 0; n++) {
        if (lengths >> (n - 1) & 1) {
            add_affix(scanner, group, of, n, found);
        }
    }
}

/* ------------------------------------------------------------------ a word */

/* What needs no stem: numbers, pieces of torn words, abbreviations, the word itself. */
static void look_at_whole(const gv_scanner *scanner, const word *of, int digits,
                          gv_found_keys *found)
{
    const gv_model_language *language = scanner->language;
    if (of->texts & GV_TEXT_NUMBER) {
        found->number_kind = (uint8_t)gv_model_find_number(
            scanner->model, language, of->bytes, of->length, &found->number_value);
    }
    if (found->number_kind != GV_NUMBER_NONE && found->number_kind != GV_NUMBER_JOINT &&
        !digits) {
        add_key(found, GV_KEY_NUMBER, 0);
    }
    found->pieces = (uint8_t)(((of->texts & GV_TEXT_FIRST) ? GV_PIECE_FIRST : 0) |
                              ((of->texts & GV_TEXT_SECOND) ? GV_PIECE_SECOND : 0));
    if (of->texts & GV_TEXT_ABBREVIATION) {
        found->abbreviation =
            (uint8_t)gv_language_has(language->text.abbreviations, language->text.n_abbreviations,
                                     of->bytes, of->length);
    }
    if (of->texts & GV_TEXT_EXACT) {
        add_group(scanner, 'e', of->bytes, of->length, found);
    }
}

gv_status gv_look_up_folded(gv_scanner *scanner, const gv_word_filter *filter, gv_slice folded,
                            int digits, gv_found_keys *found)
{
    word of = {.filter = filter, .bytes = folded.bytes, .length = folded.length};
    found->n = found->capitals = 0;
    found->number_value = 0;
    found->number_kind = found->pieces = found->abbreviation = 0;
    if (digits) {
        add_key(found, GV_KEY_NUMBER, 0);
    }
    if (of.length == 0) {
        return GV_OK;
    }
    of.first = gv_affix_first(of.bytes, of.length);
    of.last = gv_affix_last(of.bytes, of.length);
    of.texts = gv_word_filter_text(filter, of.bytes, of.length);
    look_at_whole(scanner, &of, digits, found);
    GV_TRY(add_stem(scanner, &of, found));
    add_affixes(scanner, 'p', &of, found);
    add_affixes(scanner, 'x', &of, found);
    return GV_OK;
}

gv_status gv_look_up(gv_scanner *scanner, const gv_word_filter *filter, const char *text,
                     size_t length, int digits, gv_found_keys *found)
{
    char bytes[FOLD_BYTES];
    const gv_slice folded = {bytes, (uint32_t)gv_utf8_fold(text, length, bytes, sizeof bytes)};
    return gv_look_up_folded(scanner, filter, folded, digits, found);
}
