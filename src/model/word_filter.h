/*
 * word_filter.h - what a word may be to a language's model, told from a few bits.
 */
#ifndef GV_MODEL_WORD_FILTER_H
#define GV_MODEL_WORD_FILTER_H

#include "base/map.h"
#include "text/stem_set.h"

struct gv_model_language;

/* What a whole text, by its hash, may be. */
enum {
    GV_TEXT_EXACT = 1,
    GV_TEXT_NUMBER = 2,
    GV_TEXT_FORM = 4,         /* stemmed as another word, or as no rule of the language says */
    GV_TEXT_FIRST = 8,        /* pieces of a word torn in two */
    GV_TEXT_SECOND = 16,
    GV_TEXT_ABBREVIATION = 32
};

/* What the first or last bytes of a word, up to eight, may be. */
enum {
    GV_AFFIX_PREFIX = 1,
    GV_AFFIX_LONG_PREFIX = 2, /* the first eight bytes of a longer one */
    GV_AFFIX_SUFFIX = 4,
    GV_AFFIX_LONG_SUFFIX = 8,
    GV_AFFIX_PREFIX_ON = 16, /* what a longer prefix of up to eight bytes begins with */
    GV_AFFIX_SUFFIX_ON = 32  /* what a longer suffix ends with */
};

#define GV_AFFIX_BYTES 8

/* Of one language; made when the model is opened, read only afterwards. What is told is never too
 * little: a bit may be set that need not be. */
typedef struct gv_word_filter {
    uint64_t *any;       /* two bits of each text, by hash: small enough to stay near at hand */
    uint8_t *texts;      /* GV_TEXT_*, by hash */
    uint8_t *affixes;    /* GV_AFFIX_*, by hash */
    uint64_t any_mask;   /* of the number of a bit; a power of two, less one, as is the next */
    uint64_t texts_mask;
    unsigned affixes_shift;
    gv_stem_set stems;
} gv_word_filter;

/* Four bytes as one number, the very first lowest. */
static inline uint64_t gv_affix_four(const char *text)
{
    return (uint64_t)(unsigned char)text[0] | (uint64_t)(unsigned char)text[1] << 8 |
           (uint64_t)(unsigned char)text[2] << 16 | (uint64_t)(unsigned char)text[3] << 24;
}

/* The first bytes of a word as one number, the very first lowest; or its last, the very last
 * lowest. Fewer than eight are read twice where they overlap: "killed" as "kill" and "lled". */
static inline uint64_t gv_affix_first(const char *text, size_t length)
{
    if (length >= GV_AFFIX_BYTES) {
        return gv_affix_four(text) | gv_affix_four(text + 4) << 32;
    }
    if (length >= 4) {
        return gv_affix_four(text) | gv_affix_four(text + length - 4) << 8 * (length - 4);
    }
    uint64_t bytes = 0;
    for (size_t i = 0; i < length; i++) {
        bytes |= (uint64_t)(unsigned char)text[i] << 8 * i;
    }
    return bytes;
}

static inline uint64_t gv_affix_last(const char *text, size_t length)
{
    if (length >= GV_AFFIX_BYTES) {
        return __builtin_bswap64(gv_affix_first(text + length - GV_AFFIX_BYTES, GV_AFFIX_BYTES));
    }
    return length == 0 ? 0
                       : __builtin_bswap64(gv_affix_first(text, length)) >>
                             8 * (GV_AFFIX_BYTES - length);
}

/* The n lowest bytes of such a number. */
static inline uint64_t gv_affix_cut(uint64_t bytes, unsigned n)
{
    return n >= GV_AFFIX_BYTES ? bytes : bytes & ((UINT64_C(1) << 8 * n) - 1);
}

static inline unsigned gv_word_filter_affix(const gv_word_filter *filter, uint64_t bytes)
{
    return filter->affixes[bytes * UINT64_C(0x9E3779B97F4A7C15) >> filter->affixes_shift];
}

static inline int gv_word_filter_has_bit(const gv_word_filter *filter, uint64_t bit)
{
    return (int)(filter->any[bit / 64] >> bit % 64 & 1);
}

static inline unsigned gv_word_filter_text(const gv_word_filter *filter, const char *text,
                                           size_t length)
{
    const uint64_t hash = gv_hash_bytes(text, length);
    return gv_word_filter_has_bit(filter, hash & filter->any_mask) &&
                   gv_word_filter_has_bit(filter, hash >> 32 & filter->any_mask)
               ? filter->texts[hash & filter->texts_mask]
               : 0;
}

/* Of all keys, or of those that `of_use` has a 1 for (the others' texts are as if they were not).
 * Cost: a hash of every text of the language. On failure nothing is kept. */
gv_status gv_word_filter_make(const char *strings, const struct gv_model_language *language,
                              const uint8_t *of_use, gv_word_filter *filter);
void gv_word_filter_free(gv_word_filter *filter);

#endif
