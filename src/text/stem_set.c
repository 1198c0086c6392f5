/*
 * stem_set.c - may the stem of a word be one of these? Told without stemming it.
 *
 * In: stems, and a word of small ASCII letters. Out: 0, if no stem of the set can be the word's.
 * The set is one of hashes, and the hash of a word's first n letters is that of the first n - 1 and
 * one letter more, so that all that a word begins with is asked for in one go.
 *
 * English stems are what a word begins with and at most one of four endings (Porter's second
 * stemmer takes endings off and puts few in their place; the longest that it puts there and does
 * not take off again is "le"). With n letters kept, the stem is these n letters and
 *
 *     nothing       killed = kill + ed: where an ending can begin that is taken off
 *     e             hoping = hop(e) + ing, agency = agenc(e) + y: before "i" or "y";
 *                   capitalization = capitaliz(e) + ation: after "iz" before "a";
 *                   creator = creat(e) + or: after "at" before "o"
 *     i             cry = cr(i) + y, crying = cr(i) + ying
 *     l or le       possibility = possib(l) + ility: after "b" before "il"
 *
 * Of "house", with the stems "he" and "ho" in the set: not "h(e)", as no "e" was lost before "o";
 * not "ho", as no ending begins with "us".
 *
 * Of other languages it is known how much of a stem its words begin with (gv_stem_kept), and that
 * much is what the set holds. Of others again nothing is known.
 *
 * Sound for English by the rules of the stemmer, ending by ending; tested on every word of its
 * published vocabulary, and on random words made of its endings. Of all words of up to six
 * letters the exceptions are the only ones.
 */
#include "text/stem_set.h"

#include "base/arena.h"
#include "text/stem.h"

#include <string.h>

enum { WAYS_UNKNOWN = 0, WAYS_KEPT, WAYS_ENGLISH };
enum { BITS_EACH = 32, LEAST_BITS = 1024, MOST_BITS = 1 << 24 };

static inline uint64_t step(uint64_t hash, char letter)
{
    return (hash ^ (unsigned char)letter) * UINT64_C(0x9E3779B97F4A7C15);
}

static const uint64_t NOTHING = UINT64_C(0xC6A4A7935BD1E995);

static inline uint64_t first_bit(const gv_stem_set *set, uint64_t hash)
{
    return hash >> 40 & set->mask;
}

static inline uint64_t second_bit(const gv_stem_set *set, uint64_t hash)
{
    return (hash >> 32 ^ hash >> 12) & set->mask;
}

static inline int has_bit(const gv_stem_set *set, uint64_t bit)
{
    return (int)(set->bits[bit / 64] >> bit % 64 & 1);
}

static inline int has(const gv_stem_set *set, uint64_t hash)
{
    return has_bit(set, first_bit(set, hash)) && has_bit(set, second_bit(set, hash));
}

gv_status gv_stem_set_make(const char *code, uint64_t n, gv_stem_set *set)
{
    uint64_t n_bits = LEAST_BITS;
    while (n_bits < MOST_BITS && n_bits < BITS_EACH * n) {
        n_bits *= 2;
    }
    *set = (gv_stem_set){.mask = n_bits - 1};
    set->ways = strcmp(code, "en") == 0           ? WAYS_ENGLISH
                : gv_stem_kept(code, "aaaa", 4) > 0 ? WAYS_KEPT
                                                  : WAYS_UNKNOWN;
    return gv_memory_get_zeroed(n_bits / 64, sizeof *set->bits, (void **)&set->bits);
}

void gv_stem_set_free(gv_stem_set *set)
{
    gv_memory_free(set->bits);
    *set = (gv_stem_set){0};
}

void gv_stem_set_add(gv_stem_set *set, const char *code, const char *stem, size_t length)
{
    const size_t n = set->ways == WAYS_KEPT ? gv_stem_kept(code, stem, length) : length;
    uint64_t hash = NOTHING;
    for (size_t i = 0; i < n; i++) {
        hash = step(hash, stem[i]);
    }
    set->bits[first_bit(set, hash) / 64] |= UINT64_C(1) << first_bit(set, hash) % 64;
    set->bits[second_bit(set, hash) / 64] |= UINT64_C(1) << second_bit(set, hash) % 64;
}

/* ------------------------------------------------------------------ English */

#define LETTER(c) (UINT32_C(1) << ((c) - 'a'))
#define END (UINT32_C(1) << 26)

/* By the first letter of an ending that is taken off: the second, or that there is none. "e" may be
 * taken off last, after most others: "hop|eful". */
static const uint32_t ENDINGS[26] = {
    ['a' - 'a'] = LETTER('b') | LETTER('l') | LETTER('n') | LETTER('t'),
    ['d' - 'a'] = LETTER('l') | LETTER('s') | END, /* agree|dly, tie|d */
    ['e' - 'a'] = LETTER('a') | LETTER('d') | LETTER('e') | LETTER('f') | LETTER('i') |
                  LETTER('l') | LETTER('m') | LETTER('n') | LETTER('o') | LETTER('r') |
                  LETTER('s') | END,
    ['f' - 'a'] = LETTER('u'),
    ['i' - 'a'] = LETTER('b') | LETTER('c') | LETTER('e') | LETTER('i') | LETTER('n') |
                  LETTER('o') | LETTER('s') | LETTER('t') | LETTER('v') | LETTER('z') | END,
    ['l' - 'a'] = LETTER('i') | LETTER('y'),
    ['m' - 'a'] = LETTER('e'),
    ['n' - 'a'] = LETTER('e'),
    ['o' - 'a'] = LETTER('r') | LETTER('u'), /* dictat|or */
    ['s' - 'a'] = END,
    ['y' - 'a'] = LETTER('e') | LETTER('i') | LETTER('s') | END}; /* geolog|y */

static inline uint32_t letter_at(const char *word, size_t at, size_t length)
{
    return at < length ? LETTER(word[at]) : END;
}

/* 1 if an ending can begin at `n`, before the word's end, that is taken off and leaves nothing. */
static inline int is_ending(const char *word, size_t n, size_t length)
{
    const uint32_t second = letter_at(word, n + 1, length);
    if (ENDINGS[word[n] - 'a'] & second) {
        return 1;
    }
    return word[n] == word[n - 1] && /* begg|ed, and "l" is taken off last: excel|lence */
           (word[n] == 'l' || (second & (LETTER('e') | LETTER('i'))));
}

/* 1 if what comes at `n` may stand in place of an "e". */
static inline int may_put_e(const char *word, size_t n, size_t length)
{
    const uint32_t second = letter_at(word, n + 1, length);
    const char last = word[n - 1];
    const char before = n > 1 ? word[n - 2] : '\0';
    switch (word[n]) {
    case 'i':
        return (second & (LETTER('e') | LETTER('i') | LETTER('n') | LETTER('o') | LETTER('s') |
                          LETTER('t') | END)) != 0;
    case 'y':
        return (second & (LETTER('e') | LETTER('i') | LETTER('s') | END)) != 0;
    case 'a':
        return last == 'z' && before == 'i';
    case 'o':
        return last == 't' && before == 'a';
    default:
        return 0;
    }
}

/* 1 if the stem may be the first n letters, of that hash, and "i", "l" or "le". */
static inline int has_put(const gv_stem_set *set, const char *word, size_t n, size_t length,
                          uint64_t hash)
{
    const uint32_t second = letter_at(word, n + 1, length);
    if (word[n] == 'y') {
        return (second & (LETTER('e') | LETTER('i') | LETTER('s') | END)) &&
               has(set, step(hash, 'i'));
    }
    return word[n - 1] == 'b' && word[n] == 'i' && second == LETTER('l') &&
           (has(set, step(hash, 'l')) || has(set, step(step(hash, 'l'), 'e')));
}

/* The set is asked first, as it seldom says yes: then the letters need not be told apart. */
static int may_have_english(const gv_stem_set *set, const char *word, size_t length)
{
    uint64_t hash = NOTHING;
    for (size_t n = 1; n < length; n++) {
        hash = step(hash, word[n - 1]);
        if ((has(set, hash) && is_ending(word, n, length)) ||
            (has(set, step(hash, 'e')) && may_put_e(word, n, length)) ||
            has_put(set, word, n, length, hash)) {
            return 1;
        }
    }
    return length > 0 && has(set, step(hash, word[length - 1]));
}

/* ------------------------------------------------------------------ any language */

int gv_stem_set_may_have(const gv_stem_set *set, const char *word, size_t length)
{
    uint64_t hash = NOTHING;
    if (set->ways == WAYS_ENGLISH) {
        return may_have_english(set, word, length);
    }
    for (size_t n = 0; n < length && set->ways == WAYS_KEPT; n++) {
        hash = step(hash, word[n]);
        if (has(set, hash)) {
            return 1;
        }
    }
    return set->ways == WAYS_UNKNOWN;
}
