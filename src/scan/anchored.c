/*
 * anchored.c - at which words of a sentence a span of a list can begin, as far as the words tell that
 * it cannot do without (model/anchors.h).
 *
 * In: a list and words [first, end). Out: those from which one of the list's words is not farther off
 * than its longest span is long:
 *
 *     set camp = (a|the) ..2 barracks, prison      longest: 4 words
 *     "The men of the village fled to a barracks in the north": @camp is looked for at "fled", "to",
 *     "a" and "barracks", and nowhere else; in a sentence without such a word not at all.
 *
 * What words have a list's bit is asked of all words of a sentence together, 64 at most, and remembered
 * as one set of bits, so that all slots and triggers that ask for the list there share the answer. Of
 * the stretches of a longer sentence the bits of all their words are put together first, so that none is
 * asked for a list of which it has no word; and of groups of sentences that are asked for often, as
 * slots that look at the whole passage do.
 * So that asking is cheap and needs little memory, a word's bits are listed once (forms.c), and each
 * word has a mask beside, one bit for several of those: those of a sentence's words lie side by side,
 * and only of a word whose mask has the bit the list is looked through.
 *
 *     bit 70 in mask 1, place 6    "the killed and the wounded": 0 1 0 0 1, of which "wounded" has bit
 *                                  198 at that place, and not 70: the words are 0 1 0 0 0
 *
 * What this will not do: to say that a span does begin.
 */
#include "base/bytes.h"
#include "scan/state.h"

#include <string.h>

#define OFTEN 3 /* a group was asked for: its set pays from then on */

/* ------------------------------------------------------------------ bits of words */

/* 1 if the word has the bit. */
static inline int has_bit(const gv_word_keys *word, uint32_t bit)
{
    if (word->many_anchors) {
        return word->bits[bit / 16] >> bit % 16 & 1;
    }
    uint32_t i = 0;
    while (i < word->n_anchors && word->bits[i] != bit) {
        i++;
    }
    return i < word->n_anchors;
}

/* ------------------------------------------------------------------ words that have a bit */

/* Words [first, first + n) of a sentence. Those of a sentence have numbers one after the other, and none
 * is of two sentences. */
typedef struct stretch {
    uint32_t number, first, n;
} stretch;

static stretch stretch_of(const gv_sentence *sentence, uint32_t index, uint32_t token)
{
    const uint32_t i = (token - sentence->first) / GV_STRETCH;
    const uint32_t first = sentence->first + i * GV_STRETCH;
    const uint32_t left = sentence->end - first;
    return (stretch){sentence->first / GV_STRETCH + index + i, first,
                     left < GV_STRETCH ? left : GV_STRETCH};
}

static int is_long(const gv_sentence *sentence)
{
    return sentence->end - sentence->first > GV_STRETCH;
}

static uint64_t stamp_of(const gv_scanner *scanner, const stretch *at)
{
    return (uint64_t)scanner->serial << 32 | at->number;
}

/* The set of a stretch of a long sentence. */
static uint64_t *set_of(const gv_scanner *scanner, const stretch *at)
{
    return scanner->anchored.sets +
           (size_t)at->number * scanner->language->anchors.keys.n_words;
}

/* Four times sixteen bits, the first the lowest. */
static inline uint64_t load_four(const uint16_t *bits)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (uint64_t)bits[0] | (uint64_t)bits[1] << 16 | (uint64_t)bits[2] << 32 |
           (uint64_t)bits[3] << 48;
#else
    return gv_bytes_eight(bits); /* one load, which compilers do not see in the above */
#endif
}

/* Adds the bits of a word, less the last. */
static inline void join(const gv_word_keys *word, uint32_t n_words, uint64_t *restrict set)
{
    const uint16_t *restrict const bits = word->bits;
    for (uint32_t i = 0; i < n_words && word->many_anchors; i++) {
        set[i] |= load_four(bits + 4 * (size_t)i);
    }
    for (uint32_t i = 0; i < word->n_anchors && !word->many_anchors; i++) {
        if (bits[i] < n_words * 64) {
            set[bits[i] / 64] |= UINT64_C(1) << bits[i] % 64;
        }
    }
}

/* The bits of the words [first, end). */
static void make_set(gv_scanner *scanner, uint32_t first, uint32_t end, uint64_t *set)
{
    const uint32_t n_words = scanner->language->anchors.keys.n_words;
    memset(set, 0, n_words * sizeof *set);
    for (uint32_t i = first; i < end; i++) {
        join(scanner->token_keys[i], n_words, set);
    }
}

static void make_sets(gv_scanner *scanner, const gv_sentence *sentence, uint32_t index)
{
    for (uint32_t first = sentence->first; first < sentence->end; first += GV_STRETCH) {
        const stretch at = stretch_of(sentence, index, first);
        make_set(scanner, at.first, at.first + at.n, set_of(scanner, &at));
    }
}

static void make_ready(gv_scanner *scanner, uint32_t index)
{
    const gv_sentence *sentence = &scanner->words.sentences[index];
    uint64_t *const *const masks = scanner->anchored.masks;
    if (scanner->sentences[index].anchored_done) {
        return;
    }
    scanner->sentences[index].anchored_done = 1;
    for (uint32_t i = sentence->first; i < sentence->end; i++) {
        const gv_word_keys *word = scanner->token_keys[i];
        masks[0][i] = word->anchors[0];
        masks[1][i] = word->anchors[1];
    }
    if (is_long(sentence)) {
        make_sets(scanner, sentence, index);
    }
}

/* The words of the stretch that have the bit. */
static uint64_t words_of(gv_scanner *scanner, uint32_t bit, const stretch *at)
{
    gv_anchored *anchored = &scanner->anchored;
    const uint64_t stamp = stamp_of(scanner, at);
    gv_anchored_seen *seen = &anchored->seen[2 * bit + at->number % 2];
    if (seen->stamp != stamp) {
        const uint64_t *const masks = anchored->masks[gv_anchored_mask(bit)] + at->first;
        uint64_t may = gv_anchored_find(scanner->sieve.path, masks, at->n, bit % 64);
        uint64_t words = 0;
        for (; may != 0; may &= may - 1) {
            const uint32_t place = gv_lowest(may);
            words |= (uint64_t)has_bit(scanner->token_keys[at->first + place], bit) << place;
        }
        *seen = (gv_anchored_seen){stamp, words};
    }
    return seen->words;
}

/* The same of a stretch of a long sentence; not to be asked for the bit of all numbers. */
static uint64_t words_if_any(gv_scanner *scanner, uint32_t bit, const stretch *at)
{
    return set_of(scanner, at)[bit / 64] >> bit % 64 & 1 ? words_of(scanner, bit, at) : 0;
}

/* The words at which a span may begin: each that has the bit, and `further` words before it. */
static uint64_t with_those_before(uint64_t low, uint64_t high, uint32_t further)
{
    for (uint32_t done = 0; done < further && (low | high) != 0;) {
        const uint32_t more = further - done < done + 1 ? further - done : done + 1;
        low |= low >> more | high << (64 - more);
        high |= high >> more;
        done += more;
    }
    return low;
}

/* The words of a stretch at which a span of the list may begin. */
static uint64_t candidates(gv_scanner *scanner, uint32_t list, uint32_t index, const stretch *at)
{
    const uint32_t bit = scanner->language->anchors.lists[list];
    const uint32_t further = scanner->language->lists[list].longest - 1u;
    const gv_sentence *sentence = &scanner->words.sentences[index];
    if (bit == GV_ANCHOR_NONE || !scanner->filter) {
        return ~UINT64_C(0) >> (GV_STRETCH - at->n);
    }
    make_ready(scanner, index);
    if (!is_long(sentence)) {
        return with_those_before(words_of(scanner, bit, at), 0, further);
    }
    uint64_t high = 0;
    if (further > 0 && at->first + at->n < sentence->end) {
        const stretch next = stretch_of(sentence, index, at->first + at->n);
        high = words_if_any(scanner, bit, &next);
    }
    return with_those_before(words_if_any(scanner, bit, at), high, further);
}

/* ------------------------------------------------------------------ matched in vain */

/* Where those of a list in a stretch are noted; another list or stretch may stand there. */
static gv_anchored_vain *place_of_vain(const gv_scanner *scanner, uint32_t list, const stretch *at)
{
    const uint32_t hash = (list * UINT32_C(64) + at->number) * UINT32_C(0x9E3779B1);
    return &scanner->anchored.vain[hash >> (32 - GV_ANCHORED_VAIN_BITS)];
}

static uint64_t vain_words(const gv_scanner *scanner, uint32_t list, const stretch *at)
{
    const gv_anchored_vain *vain = place_of_vain(scanner, list, at);
    return vain->list == list && vain->stamp == stamp_of(scanner, at) ? vain->words : 0;
}

void gv_candidates_drop(gv_scanner *scanner, uint32_t list, uint32_t token)
{
    const uint32_t index = scanner->words.tokens[token].sentence;
    const gv_sentence *sentence = &scanner->words.sentences[index];
    if (!is_long(sentence) || !scanner->filter) {
        return;
    }
    const stretch at = stretch_of(sentence, index, token);
    gv_anchored_vain *vain = place_of_vain(scanner, list, &at);
    if (vain->list != list || vain->stamp != stamp_of(scanner, &at)) {
        *vain = (gv_anchored_vain){.stamp = stamp_of(scanner, &at), .list = list};
    }
    vain->words |= UINT64_C(1) << (token - at.first);
}

/* ------------------------------------------------------------------ candidates */

/* Those of them in [rest->low, rest->high) are the next to come; 1 if there are some. */
static int look_among(gv_scanner *scanner, uint32_t list, uint32_t index, const stretch *at,
                      gv_candidates *rest)
{
    const uint32_t end = at->first + at->n;
    const uint32_t before = rest->low > at->first ? rest->low - at->first : 0;
    const uint32_t after = rest->high < end ? end - rest->high : 0;
    rest->first = at->first;
    rest->words = candidates(scanner, list, index, at) &
                  ~UINT64_C(0) >> (GV_STRETCH - at->n + after) >> before << before;
    if (rest->words != 0 && is_long(&scanner->words.sentences[index])) {
        rest->words &= ~vain_words(scanner, list, at);
    }
    return rest->words != 0;
}

/* ------------------------------------------------------------------ groups of sentences */

/* 1 if it is known that no word of the sentence's group has the bit. */
static inline int group_lacks(const gv_scanner *scanner, uint32_t bit, uint32_t index)
{
    const uint32_t group = index / GV_ANCHORED_GROUP;
    const size_t word = (size_t)group * scanner->language->anchors.keys.n_words + bit / 64;
    return scanner->anchored.group_asked[group] == OFTEN &&
           !(scanner->anchored.group_sets[word] >> bit % 64 & 1);
}

/* The words of the sentence's group. */
static gv_filler group_of(const gv_scanner *scanner, uint32_t index)
{
    const uint32_t first = index / GV_ANCHORED_GROUP * GV_ANCHORED_GROUP;
    const uint32_t n_sentences = (uint32_t)scanner->words.n_sentences;
    const uint32_t end = first + GV_ANCHORED_GROUP < n_sentences ? first + GV_ANCHORED_GROUP : n_sentences;
    return (gv_filler){scanner->words.sentences[first].first,
                       scanner->words.sentences[end - 1].end};
}

/* The group of the word `low` is asked for; its set is made once all of it was, often enough. A single
 * sentence needs none. */
static void note_asked(gv_scanner *scanner, uint32_t index, uint32_t low, uint32_t high)
{
    gv_anchored *anchored = &scanner->anchored;
    const uint32_t group = index / GV_ANCHORED_GROUP;
    const gv_filler words = group_of(scanner, index);
    if (words.first == low && words.end <= high &&
        scanner->words.sentences[index].end != words.end && ++anchored->group_asked[group] == OFTEN) {
        make_set(scanner, words.first, words.end,
                 anchored->group_sets +
                     (size_t)group * scanner->language->anchors.keys.n_words);
    }
}

/* A list's bit; NONE if it may begin anywhere. */
static inline uint32_t bit_of(const gv_scanner *scanner, uint32_t list)
{
    return scanner->filter ? scanner->language->anchors.lists[list] : GV_ANCHOR_NONE;
}

int gv_candidates_go_on(gv_scanner *scanner, uint32_t list, gv_candidates *rest)
{
    const uint32_t bit = bit_of(scanner, list);
    int found = 0;
    while (rest->low < rest->high && !found) {
        const uint32_t index = scanner->words.tokens[rest->low].sentence;
        if (bit != GV_ANCHOR_NONE) {
            if (index % GV_ANCHORED_GROUP == 0 && scanner->anchored.group_asked[index / GV_ANCHORED_GROUP] < OFTEN) {
                note_asked(scanner, index, rest->low, rest->high);
            }
            if (group_lacks(scanner, bit, index)) {
                rest->low = group_of(scanner, index).end;
                continue;
            }
        }
        const stretch at = stretch_of(&scanner->words.sentences[index], index, rest->low);
        found = look_among(scanner, list, index, &at, rest);
        rest->low = at.first + at.n;
    }
    return found;
}

int gv_candidates_go_back(gv_scanner *scanner, uint32_t list, gv_candidates *rest)
{
    const uint32_t bit = bit_of(scanner, list);
    int found = 0;
    while (rest->low < rest->high && !found) {
        const uint32_t index = scanner->words.tokens[rest->high - 1].sentence;
        if (bit != GV_ANCHOR_NONE && group_lacks(scanner, bit, index)) {
            rest->high = group_of(scanner, index).first;
            continue;
        }
        const stretch at = stretch_of(&scanner->words.sentences[index], index, rest->high - 1);
        found = look_among(scanner, list, index, &at, rest);
        rest->high = at.first;
    }
    return found;
}

int gv_is_anchored(gv_scanner *scanner, uint32_t list, uint32_t token)
{
    const uint32_t index = scanner->words.tokens[token].sentence;
    const uint32_t left = scanner->words.sentences[index].end - token;
    const uint32_t longest = scanner->language->lists[list].longest;
    const uint32_t bit = scanner->language->anchors.lists[list];
    if (bit == GV_ANCHOR_NONE || !scanner->filter) {
        return 1;
    }
    make_ready(scanner, index);
    const uint32_t n = left < longest ? left : longest;
    uint32_t i = 0;
    const uint64_t *const masks = scanner->anchored.masks[gv_anchored_mask(bit)] + token;
    while (i < n && !(masks[i] >> bit % 64 & 1 && has_bit(scanner->token_keys[token + i], bit))) {
        i++;
    }
    return i < n;
}

int gv_anchored_has_number(gv_scanner *scanner, uint32_t index)
{
    const gv_sentence *sentence = &scanner->words.sentences[index];
    int has = scanner->anchored.any_number || !scanner->filter;
    make_ready(scanner, index);
    for (uint32_t first = sentence->first; first < sentence->end && !has; first += GV_STRETCH) {
        const stretch at = stretch_of(sentence, index, first);
        has = words_of(scanner, scanner->anchored.any_bit, &at) != 0;
    }
    return has;
}
