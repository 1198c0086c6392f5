/*
 * word_filter.c - what a word may be to a language's model, told from a few bits.
 *
 * In: the texts of a language: keys, number words, forms, pieces, abbreviations. Out: two tables of
 * bytes, and a set of stems (text/stem_set.h). The one table is asked with the hash of a whole
 * folded word: is there an exact key, a number ... of that hash? (A few bits say first whether
 * there is anything: they take little room, and stay near at hand.) The other with its first one,
 * two ... eight bytes, and with its last. Of a hundred words new to the scanner some seventy are so
 * told to be nothing at all, and need neither be stemmed nor looked up.
 *
 * Example: the key PREFIX massac* gives GV_AFFIX_PREFIX to the byte of "massac", and to those of "m",
 * "ma" ... "massa" that there is more. "masonry" goes no further than "maso", and no prefix of it is
 * looked up.
 *
 * Sound because every text sets its bits. Words of whose stem the set knows nothing are noted as
 * GV_TEXT_FORM.
 */
#include "model/word_filter.h"

#include "model/model.h"
#include "text/stem.h"
#include "text/stem_set.h"

#include <string.h>

enum {
    ROOM_TEXT = 8,   /* places to each text */
    ROOM_ANY = 16,   /* bits to each */
    ROOM_AFFIX = 64, /* of which it takes up to eight */
    LEAST_BITS = 8,
    MOST_BITS = 20
};

typedef struct maker {
    const char *strings;
    const gv_model_language *language;
    const uint8_t *of_use; /* by key; NULL: all are */
    gv_word_filter *filter;
} maker;

/* ------------------------------------------------------------------ one text */

static void add_text(maker *make, unsigned bits, const char *text, size_t length)
{
    gv_word_filter *const filter = make->filter;
    const uint64_t hash = gv_hash_bytes(text, length);
    const uint64_t first = hash & filter->any_mask;
    const uint64_t second = hash >> 32 & filter->any_mask;
    filter->texts[hash & filter->texts_mask] |= (uint8_t)bits;
    filter->any[first / 64] |= UINT64_C(1) << first % 64;
    filter->any[second / 64] |= UINT64_C(1) << second % 64;
}

static void add_word(maker *make, unsigned bits, gv_image_text word)
{
    add_text(make, bits, make->strings + word.text, word.length);
}

/* An affix of so many bytes; `on` to all that are shorter. */
static void add_affix(maker *make, unsigned bits, unsigned on, uint64_t bytes, unsigned length)
{
    gv_word_filter *filter = make->filter;
    const unsigned last = length < GV_AFFIX_BYTES ? length : GV_AFFIX_BYTES;
    for (unsigned n = 1; n <= last; n++) {
        const uint64_t cut = gv_affix_cut(bytes, n);
        filter->affixes[cut * UINT64_C(0x9E3779B97F4A7C15) >> filter->affixes_shift] |=
            (uint8_t)(n == last ? bits : on);
    }
}

static void add_key(maker *make, const gv_image_key *key)
{
    if (key->text == GV_IMAGE_NONE) { /* a class */
        return;
    }
    const char *text = make->strings + key->text;
    const int is_long = key->length > GV_AFFIX_BYTES;
    switch (key->kind) {
    case GV_KEY_EXACT:
    case GV_KEY_EXACT_CAPITAL:
        add_text(make, GV_TEXT_EXACT, text, key->length);
        break;
    case GV_KEY_STEM:
    case GV_KEY_STEM_CAPITAL:
        gv_stem_set_add(&make->filter->stems, make->language->code, text, key->length);
        break;
    case GV_KEY_PREFIX:
    case GV_KEY_PREFIX_CAPITAL:
        add_affix(make, is_long ? GV_AFFIX_LONG_PREFIX : GV_AFFIX_PREFIX, GV_AFFIX_PREFIX_ON,
                  gv_affix_first(text, key->length), key->length);
        break;
    case GV_KEY_SUFFIX:
    case GV_KEY_SUFFIX_CAPITAL:
        add_affix(make, is_long ? GV_AFFIX_LONG_SUFFIX : GV_AFFIX_SUFFIX, GV_AFFIX_SUFFIX_ON,
                  gv_affix_last(text, key->length), key->length);
        break;
    default:
        break;
    }
}

/* ------------------------------------------------------------------ all of them */

static void add_all(maker *make)
{
    const gv_model_language *language = make->language;
    for (uint32_t i = 0; i < language->n_keys; i++) {
        if (make->of_use == NULL || make->of_use[i]) {
            add_key(make, &language->keys[i]);
        }
    }
    for (uint32_t i = 0; i < language->n_number_words; i++) {
        add_word(make, GV_TEXT_NUMBER, language->number_words[i].word);
    }
    for (uint32_t i = 0; i < language->n_forms; i++) {
        add_word(make, GV_TEXT_FORM, language->forms[i].from);
    }
    for (uint32_t i = 0; i < language->n_splits; i++) {
        add_word(make, GV_TEXT_FIRST, language->splits[i].from);
        add_word(make, GV_TEXT_SECOND, language->splits[i].to);
    }
    for (uint32_t i = 0; i < language->text.n_abbreviations; i++) {
        const gv_slice *word = &language->text.abbreviations[i];
        add_text(make, GV_TEXT_ABBREVIATION, word->bytes, word->length);
    }
    for (const char *const *word = gv_stem_exceptions(language->code); *word != NULL; word++) {
        add_text(make, GV_TEXT_FORM, *word, strlen(*word));
    }
}

/* Bits of a number of places, n or more. */
static unsigned bits_for(uint64_t n)
{
    unsigned bits = LEAST_BITS;
    while (bits < MOST_BITS && UINT64_C(1) << bits < n) {
        bits++;
    }
    return bits;
}

static gv_status make_room(maker *make)
{
    const gv_model_language *language = make->language;
    gv_word_filter *filter = make->filter;
    uint64_t n_texts = 2 * (uint64_t)language->n_splits;
    uint64_t n_stems = 0;
    uint64_t n_affixes = 0;
    for (uint32_t i = 0; i < language->n_keys; i++) {
        if (make->of_use == NULL || make->of_use[i]) {
            const uint8_t kind = language->keys[i].kind;
            n_texts++;
            n_affixes += kind >= GV_KEY_PREFIX;
            n_stems += kind == GV_KEY_STEM || kind == GV_KEY_STEM_CAPITAL;
        }
    }
    const unsigned text_bits = bits_for(ROOM_TEXT * n_texts);
    const unsigned any_bits = bits_for(ROOM_ANY * n_texts);
    const unsigned affix_bits = bits_for(ROOM_AFFIX * n_affixes);
    filter->texts_mask = (UINT64_C(1) << text_bits) - 1;
    filter->any_mask = (UINT64_C(1) << any_bits) - 1;
    filter->affixes_shift = 64 - affix_bits;
    GV_TRY(gv_memory_get_zeroed((size_t)1 << (any_bits - 6), sizeof *filter->any,
                                (void **)&filter->any));
    GV_TRY(gv_memory_get_zeroed((size_t)1 << text_bits, 1, (void **)&filter->texts));
    GV_TRY(gv_memory_get_zeroed((size_t)1 << affix_bits, 1, (void **)&filter->affixes));
    return gv_stem_set_make(language->code, n_stems, &filter->stems);
}

gv_status gv_word_filter_make(const char *strings, const gv_model_language *language,
                              const uint8_t *of_use, gv_word_filter *filter)
{
    gv_word_filter fresh = {0};
    maker make = {
        .strings = strings, .language = language, .of_use = of_use, .filter = &fresh};
    const gv_status status = make_room(&make);
    if (status != GV_OK) {
        gv_word_filter_free(&fresh);
        return status;
    }
    add_all(&make);
    *filter = fresh;
    return GV_OK;
}

void gv_word_filter_free(gv_word_filter *filter)
{
    gv_memory_free(filter->any);
    gv_memory_free(filter->texts);
    gv_memory_free(filter->affixes);
    gv_stem_set_free(&filter->stems);
    *filter = (gv_word_filter){0};
}
