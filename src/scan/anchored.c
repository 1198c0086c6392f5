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
 * asked for a list of which it has no word.
 * So that asking is cheap, words that are met in sentences that are read get a number, and each bit a
 * row with a bit for each number: what a word's keys are is looked at once.
 *
 *     rows of    number 1 2 3 4 ...      places of "the killed and the wounded": 2 9 4 2 11
 *     @camp             1 0 0 1          the words: 0 0 1 0 0, if 9 and 11 do not have the bit
 *
 * Number 1 has all bits: it is that of words of which nothing is remembered. Numbers are few: when they
 * run out all words get new ones, and until the next passage the rest is taken for number 1. What this
 * will not do: to say that a span does begin.
 */
#include "scan/state.h"

#include <string.h>

#define ROW_NUMBERS 512 /* of one row: 64 bytes */
#define ROW (ROW_NUMBERS / 64)

enum { NOT_NUMBERED = 0, HAS_ALL = 1, HAS_NONE = 2, FIRST_NUMBER = 3 };

/* ------------------------------------------------------------------ numbers */

gv_status gv_anchored_new(gv_scanner *scanner)
{
    gv_anchored *anchored = &scanner->anchored;
    const gv_model_language *language = scanner->language;
    anchored->n_rows = language->anchors.keys.n_words * 64 + 1;
    for (uint32_t i = 0; i < language->n_number_patterns; i++) {
        const uint32_t list = language->number_patterns[i].list;
        anchored->any_number |= language->anchors.lists[list] == GV_ANCHOR_NONE;
    }
    GV_TRY(gv_pages_get(&scanner->pages, (size_t)anchored->n_rows * 2, sizeof *anchored->seen,
                        (void **)&anchored->seen));
    return gv_pages_get(&scanner->pages, (size_t)anchored->n_rows * (GV_ANCHORED_NUMBERS / 64),
                        sizeof *anchored->rows, (void **)&anchored->rows);
}

void gv_anchored_drop(gv_anchored *anchored)
{
    gv_memory_free(anchored->places);
    gv_memory_free(anchored->sets);
    *anchored = (gv_anchored){0};
}

void gv_anchored_forget(gv_scanner *scanner)
{
    gv_anchored *anchored = &scanner->anchored;
    const size_t n_used = (anchored->n_numbers + ROW_NUMBERS - 1) / ROW_NUMBERS;
    memset(anchored->seen, 0, (size_t)anchored->n_rows * 2 * sizeof *anchored->seen);
    memset(anchored->rows, 0, n_used * ROW * anchored->n_rows * sizeof *anchored->rows);
    for (uint32_t i = 0; i < scanner->forms.n; i++) {
        scanner->forms.all[i].place = NOT_NUMBERED;
    }
    anchored->n_numbers = 0;
    anchored->full = 0;
}

/* Where a number's bits are in the rows: the word of that of bit 0 (the next is ROW words on), then six
 * bits that say which bit of it. */
static uint32_t place_of(const gv_anchored *anchored, uint32_t number)
{
    const uint32_t word = number / ROW_NUMBERS * anchored->n_rows * ROW + number / 64 % ROW;
    return word << 6 | number % 64;
}

gv_status gv_anchored_next_passage(gv_scanner *scanner)
{
    gv_anchored *anchored = &scanner->anchored;
    if (anchored->full) {
        gv_anchored_forget(scanner);
    }
    if (anchored->n_numbers == 0) {
        for (uint32_t i = 0; i < anchored->n_rows; i++) {
            anchored->rows[(size_t)i * ROW] = UINT64_C(1) << HAS_ALL;
        }
        anchored->n_numbers = FIRST_NUMBER;
    }
    const size_t n_stretches = scanner->words.n_tokens / GV_STRETCH + scanner->words.n_sentences;
    GV_TRY(gv_array_reserve((void **)&anchored->sets,
                            n_stretches * scanner->language->anchors.keys.n_words,
                            sizeof *anchored->sets, &anchored->sets_capacity));
    return gv_array_reserve((void **)&anchored->places, scanner->words.n_tokens,
                            sizeof *anchored->places, &anchored->places_capacity);
}

/* Which of the words whose place differs in its last six bits have a bit. */
static uint64_t *word_of(const gv_anchored *anchored, uint32_t bit, uint32_t place)
{
    return &anchored->rows[(place >> 6) + (size_t)bit * ROW];
}

static void add_bit(gv_anchored *anchored, uint32_t bit, uint32_t place)
{
    *word_of(anchored, bit, place) |= UINT64_C(1) << place % 64;
}

/* Gives a word of the store a number; what cannot be remembered is taken to have all bits. */
static uint32_t number(gv_scanner *scanner, const gv_word_keys *word)
{
    gv_anchored *anchored = &scanner->anchored;
    const gv_model_language *language = scanner->language;
    const gv_need_table *keys = &language->anchors.keys;
    const size_t at = ((uintptr_t)word - (uintptr_t)scanner->forms.all) / sizeof *word;
    uint32_t n_bits = 0;
    for (uint32_t i = 0; i < word->n; i++) {
        n_bits += keys->rows[word->keys[i]].n;
    }
    if (at >= scanner->forms.n) {
        return n_bits == 0 ? HAS_NONE : HAS_ALL;
    }
    if (n_bits == 0) {
        return scanner->forms.all[at].place = HAS_NONE;
    }
    if (anchored->n_numbers == GV_ANCHORED_NUMBERS) {
        anchored->full = 1;
        return HAS_ALL;
    }
    const uint32_t place = place_of(anchored, anchored->n_numbers++);
    for (uint32_t i = 0; i < word->n; i++) {
        const gv_need_row row = keys->rows[word->keys[i]];
        for (uint32_t k = row.first; k < row.first + row.n; k++) {
            add_bit(anchored, keys->bits[k], place);
        }
    }
    for (uint32_t i = 0; i < language->n_number_patterns; i++) {
        const uint32_t bit = language->anchors.lists[language->number_patterns[i].list];
        if (bit != GV_ANCHOR_NONE && *word_of(anchored, bit, place) >> place % 64 & 1) {
            add_bit(anchored, anchored->n_rows - 1, place);
        }
    }
    scanner->forms.all[at].place = place;
    return place;
}

static void place_words(gv_scanner *scanner, const gv_sentence *sentence)
{
    for (uint32_t i = sentence->first; i < sentence->end; i++) {
        const gv_word_keys *word = scanner->token_keys[i];
        scanner->anchored.places[i] =
            word->place != NOT_NUMBERED ? word->place : number(scanner, word);
    }
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

/* The set of a stretch of a long sentence. */
static uint64_t *set_of(const gv_scanner *scanner, const stretch *at)
{
    return scanner->anchored.sets +
           (size_t)at->number * scanner->language->anchors.keys.n_words;
}

static void make_sets(gv_scanner *scanner, const gv_sentence *sentence, uint32_t index)
{
    const gv_need_table *keys = &scanner->language->anchors.keys;
    for (uint32_t first = sentence->first; first < sentence->end; first += GV_STRETCH) {
        const stretch at = stretch_of(sentence, index, first);
        uint64_t *const set = set_of(scanner, &at);
        memset(set, 0, keys->n_words * sizeof *set);
        for (uint32_t i = at.first; i < at.first + at.n; i++) {
            const gv_word_keys *word = scanner->token_keys[i];
            for (uint32_t k = 0; k < word->n; k++) {
                gv_need_add(keys, word->keys[k], set);
            }
        }
    }
}

static void make_ready(gv_scanner *scanner, uint32_t index)
{
    const gv_sentence *sentence = &scanner->words.sentences[index];
    if (!scanner->sentences[index].anchored_done) {
        scanner->sentences[index].anchored_done = 1;
        place_words(scanner, sentence);
        if (is_long(sentence)) {
            make_sets(scanner, sentence, index);
        }
    }
}

/* The words of the stretch that have the bit. */
static uint64_t words_of(gv_scanner *scanner, uint32_t bit, const stretch *at)
{
    gv_anchored *anchored = &scanner->anchored;
    const uint64_t stamp = (uint64_t)scanner->serial << 32 | at->number;
    gv_anchored_seen *seen = &anchored->seen[2 * bit + at->number % 2];
    if (seen->stamp != stamp) {
        const uint64_t *const row = anchored->rows + (size_t)bit * ROW;
        const uint32_t *const places = anchored->places + at->first;
        uint64_t words = 0;
        for (uint32_t i = at->n; i-- > 0;) {
            words = words << 1 | (row[places[i] >> 6] >> places[i] % 64 & 1);
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
    return rest->words != 0;
}

int gv_candidates_go_on(gv_scanner *scanner, uint32_t list, gv_candidates *rest)
{
    int found = 0;
    while (rest->low < rest->high && !found) {
        const uint32_t index = scanner->words.tokens[rest->low].sentence;
        const stretch at = stretch_of(&scanner->words.sentences[index], index, rest->low);
        found = look_among(scanner, list, index, &at, rest);
        rest->low = at.first + at.n;
    }
    return found;
}

int gv_candidates_go_back(gv_scanner *scanner, uint32_t list, gv_candidates *rest)
{
    int found = 0;
    while (rest->low < rest->high && !found) {
        const uint32_t index = scanner->words.tokens[rest->high - 1].sentence;
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
    const uint32_t *const places = scanner->anchored.places + token;
    const uint32_t n = left < longest ? left : longest;
    uint32_t i = 0;
    while (i < n && !(*word_of(&scanner->anchored, bit, places[i]) >> places[i] % 64 & 1)) {
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
        has = words_of(scanner, scanner->anchored.n_rows - 1, &at) != 0;
    }
    return has;
}
