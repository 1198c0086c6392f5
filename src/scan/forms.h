/*
 * forms.h - what surface forms are to the model, remembered. Shared by look_up.c, which tells it of
 * one, forms.c, which remembers it, and keys.c, which asks.
 *
 * Belongs to one thread, as a part of the scanner.
 */
#ifndef GV_SCAN_FORMS_H
#define GV_SCAN_FORMS_H

#include "base/status.h"
#include "base/pages.h"
#include "model/format.h"
#include "model/word_filter.h"
#include "scan/known.h"
#include "text/language.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct gv_scanner;

/* Which lists can begin at a word, one bit for several lists: a word whose signature lacks a list's
 * bit cannot begin a span of it. Most of the questions that slots and patterns ask are answered so,
 * by one test. 1024 bits: common words begin hundreds of lists of the English model, but few rules;
 * these have bits of their own, so that words that begin no rule are seldom taken for such. The last
 * of these is of the list that cuts clauses, whatever the word's class. */
#define GV_SIGNATURE_WORDS 16
#define GV_SIGNATURE_RULE_WORDS 4

typedef struct gv_signature {
    uint64_t bits[GV_SIGNATURE_WORDS];
} gv_signature;

enum { GV_SIGNATURE_BREAKS = 64 * GV_SIGNATURE_RULE_WORDS - 1 };

/* Places are dealt out by the high bits of an odd multiple. */
static inline uint32_t gv_signature_deal(uint32_t list, uint32_t n_places)
{
    return ((uint32_t)(list * 2654435769u) >> 16) * n_places >> 16;
}

static inline uint32_t gv_signature_of_list(uint32_t list)
{
    return 64 * GV_SIGNATURE_RULE_WORDS +
           gv_signature_deal(list, 64 * (GV_SIGNATURE_WORDS - GV_SIGNATURE_RULE_WORDS));
}

static inline uint32_t gv_signature_of_rule(uint32_t rule)
{
    return gv_signature_deal(rule, GV_SIGNATURE_BREAKS);
}

static inline void gv_signature_add(gv_signature *signature, uint32_t place)
{
    signature->bits[place >> 6] |= (uint64_t)1 << (place & 63);
}

static inline int gv_signature_has_place(const gv_signature *signature, uint32_t place)
{
    return (int)(signature->bits[place >> 6] >> (place & 63) & 1);
}

/* Of a list that is no rule's. */
static inline int gv_signature_has(const gv_signature *signature, uint32_t list)
{
    return gv_signature_has_place(signature, gv_signature_of_list(list));
}

static inline void gv_signature_join(gv_signature *signature, const gv_signature *other)
{
    for (int i = 0; i < GV_SIGNATURE_WORDS; i++) {
        signature->bits[i] |= other->bits[i];
    }
}

/* What a word can be of a word torn in two. */
enum { GV_PIECE_FIRST = 1, GV_PIECE_SECOND = 2 };

/* What a word is to the model; words that are the same to it share one. Those of the store hold
 * until the next passage, others live in the passage's arena. One line of the cache: what is asked
 * for seldom, or at few words, stands elsewhere. */
typedef struct gv_word_keys {
    const gv_signature *lists; /* that can begin at the word, the classes included */
    const uint32_t *keys; /* n of them */
    const uint16_t *bits; /* n_anchors of what the word anchors, n_needs of what it holds */
    uint64_t number_value;
    uint64_t anchors[2];  /* a bit for several of those that it anchors: see gv_anchored_mask */
    uint16_t n_anchors;   /* many_anchors: of sixteen bits each */
    uint8_t n_needs;      /* GV_NEEDS_BY_KEY: they are those of its keys */
    uint16_t begins;      /* of masks, cues and weigh lines: see gv_beginnings_of */
    uint8_t n;
    uint8_t number_kind;  /* gv_number_kind of a number word */
    uint8_t triggers;     /* 1: some key's row has rule entries */
    uint8_t pieces;       /* GV_PIECE_*, or more */
    uint8_t abbreviation; /* 1: its full stop ends no sentence */
    uint8_t capital;      /* 1: for words that begin with a capital */
    uint8_t many_anchors; /* 1: they are a set, not a list */
} gv_word_keys;

_Static_assert(sizeof(gv_word_keys) <= 64, "a word is looked up in one line of the cache");

#define GV_NEEDS_BY_KEY UINT8_MAX

static inline int gv_has_key(const gv_word_keys *word, uint32_t key)
{
    for (uint32_t i = 0; i < word->n; i++) {
        if (word->keys[i] == key) {
            return 1;
        }
    }
    return 0;
}

/* look_up.c: the same as it is found, before it is known whether the word has a capital. */
typedef struct gv_found_keys {
    uint32_t keys[GV_LIMIT_WORD_KEYS];
    uint32_t n;
    uint32_t capitals; /* bit i: keys[i] is for words that begin with a capital */
    uint64_t number_value;
    uint8_t number_kind, pieces, abbreviation;
} gv_found_keys;

/* The keys of the stem of a word of at most 16 bytes. */
typedef struct gv_stem_keys {
    uint64_t first, last; /* bytes: see gv_affix_first and gv_affix_last */
    uint32_t length;      /* 0: empty */
    uint32_t keys[2];     /* and the one for words that begin with a capital; or GV_IMAGE_NONE */
} gv_stem_keys;

#define GV_STEMS_BITS 13 /* of so many words they are remembered */

/* The keys of a word that the filter is of, or few more. */
gv_status gv_look_up(struct gv_scanner *scanner, const gv_word_filter *filter, const char *word,
                     size_t length, int digits, gv_found_keys *found);
/* The same of a folded word. */
gv_status gv_look_up_folded(struct gv_scanner *scanner, const gv_word_filter *filter,
                            gv_slice folded, int digits, gv_found_keys *found);

/* ---- the store (forms.c) */

#define GV_FORM_CODE_BUCKET 8 /* one line of the cache */
#define GV_FORM_CODE_BITS 12  /* buckets */
#define GV_FORM_PLACES 32768  /* more than there are words, and a power of two */
#define GV_FORM_BYTES 24 /* longer words are looked up afresh */
#define GV_FORM_BUCKET 2
#define GV_FORM_BUCKET_BITS 11

typedef struct gv_form {
    uint64_t bytes[GV_FORM_BYTES / 8];
    uint32_t known[2]; /* of the word without a capital, and with one: places among `all`, plus
                          one; 0: not asked for */
} gv_form;

typedef struct gv_forms {
    uint64_t *codes; /* buckets of plain words of at most 12 letters */
    gv_form *table;  /* buckets of other words, by hash */
    gv_word_keys *all;
    gv_signature *signatures; /* of all */
    uint32_t *slots; /* by hash of what is known of a word: its place among `all`, plus one */
    uint32_t *keys;  /* of all */
    uint16_t *bits;  /* of all */
    uint32_t n, n_keys, n_bits;
    uint8_t full; /* 1: to be emptied before the next passage */
} gv_forms;

/* A word: `room` bytes can be read from its first on; plain: ASCII letters only. */
typedef struct gv_form_text {
    const char *bytes;
    size_t length, room;
    int plain, digits;
} gv_form_text;

/* The tables are got from `pages`, whose owner frees them. */
gv_status gv_forms_new(gv_pages *pages, gv_forms *forms);
/* To be called before each passage. */
void gv_forms_next(gv_forms *forms);
/* What the word is to the model, with a capital or without. */
gv_status gv_forms_find(struct gv_scanner *scanner, const gv_form_text *word, int capital,
                        const gv_word_keys **known);

/* The same in two steps: gv_forms_seek asks for the memory that gv_forms_take will look at, so that
 * it need not be waited for then. */
typedef struct gv_form_sought {
    uint64_t bytes[GV_FORM_BYTES / 8];
    uint64_t rest;   /* of a plain word's code */
    uint64_t *codes; /* bucket; NULL: it is another word */
    gv_form *bucket; /* of that; NULL: it is too long */
} gv_form_sought;

gv_status gv_forms_take(struct gv_scanner *scanner, const gv_form_text *word,
                        const gv_form_sought *sought, int capital, const gv_word_keys **known);

/* The first n bytes of a mask: those from &gv_form_mask[GV_FORM_BYTES - n] on. */
static const unsigned char gv_form_mask[2 * GV_FORM_BYTES] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

/* A plain word's code (known.h) and whether it has a capital, multiplied by an odd number: the highest
 * bits are the bucket, and the rest is kept, above the 15 bits of its place. */
static inline void gv_forms_seek_code(const gv_forms *forms, const gv_form_text *word, int capital,
                                      gv_form_sought *sought)
{
    unsigned char letters[16] = {0};
    const unsigned char *bytes = (const unsigned char *)word->bytes;
    if (word->room < sizeof letters) {
        memcpy(letters, word->bytes, word->length);
        bytes = letters;
    }
    const uint64_t code = gv_known_code(bytes, (unsigned)word->length);
    const uint64_t product = (code << 4 | (uint64_t)(capital != 0) << 3) * GV_KNOWN_ODD_NUMBER;
    sought->codes =
        forms->codes + (product >> (64 - GV_FORM_CODE_BITS)) * GV_FORM_CODE_BUCKET;
    sought->rest = product << GV_FORM_CODE_BITS;
    __builtin_prefetch(sought->codes);
}

static inline void gv_forms_seek(const gv_forms *forms, const gv_form_text *word, int capital,
                                 gv_form_sought *sought)
{
    if (word->plain && word->length <= GV_KNOWN_LETTERS) {
        gv_forms_seek_code(forms, word, capital, sought);
        return;
    }
    sought->codes = NULL;
    const uint64_t small = word->plain ? UINT64_C(0x2020202020202020) : 0; /* zeros are blanks */
    uint64_t *const bytes = sought->bytes;
    uint64_t mask[GV_FORM_BYTES / 8];
    if (word->length > GV_FORM_BYTES) {
        sought->bucket = NULL;
        return;
    }
    memcpy(mask, gv_form_mask + GV_FORM_BYTES - word->length, sizeof mask);
    if (word->room >= GV_FORM_BYTES) {
        memcpy(bytes, word->bytes, GV_FORM_BYTES);
    } else {
        memset(bytes, 0, GV_FORM_BYTES);
        memcpy(bytes, word->bytes, word->length);
    }
    for (int i = 0; i < GV_FORM_BYTES / 8; i++) {
        bytes[i] = (bytes[i] & mask[i]) | small;
    }
    const uint64_t hash = (bytes[0] ^ bytes[1] * UINT64_C(0x9E3779B97F4A7C15) ^
                           bytes[2] * UINT64_C(0xC6A4A7935BD1E995)) *
                          UINT64_C(0xD6E8FEB86659FD93);
    sought->bucket = forms->table + (hash >> (64 - GV_FORM_BUCKET_BITS)) * GV_FORM_BUCKET;
    __builtin_prefetch(sought->bucket);
}

#endif
