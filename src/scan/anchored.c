/*
 * anchored.c - where in a sentence no span of a list can begin, since a word that it cannot do without
 * (model/anchors.h) is not among those that follow.
 *
 * In: the keys of a sentence's words, cut into stretches of 32 words; of each stretch the bits of its words
 * are put together when the sentence is first asked about. A span that begins in one stretch ends in it
 * or, as long as the list's longest, in one of the next:
 *
 *     set camp = (a|the) ..2 barracks, prison      longest: 4 words
 *     a sentence of 500 words with "barracks" as its 210th (stretch 6: words 192 to 223): @camp is
 *     looked for where the stretch of the word or that of the third after it is stretch 6, and
 *     nowhere else.
 *
 * So what a long sentence costs does not grow with all that stands elsewhere in it. Stretches begin at
 * multiples of 32 words of the passage; where two sentences share one, each has its own.
 */
#include "scan/state.h"

#include <string.h>

#define STRETCH_BITS 5

/* The set of the stretch of the word, as part of the sentence: each sentence before it may share its
 * last stretch with the next, so that no two have a place in common. */
static uint64_t *set_of(const gv_scanner *scanner, uint32_t sentence, uint32_t token)
{
    return scanner->anchored + ((size_t)(token >> STRETCH_BITS) + sentence) *
                                   scanner->language->anchors.keys.n_words;
}

static void put_together(gv_scanner *scanner, uint32_t index)
{
    const gv_need_table *keys = &scanner->language->anchors.keys;
    const gv_sentence *sentence = &scanner->words.sentences[index];
    uint64_t *const all = set_of(scanner, index, sentence->first);
    uint64_t *const end = set_of(scanner, index, sentence->end - 1) + keys->n_words;
    memset(all, 0, (size_t)(end - all) * sizeof *all);
    for (uint32_t i = sentence->first; i < sentence->end; i++) {
        const gv_word_keys *word = scanner->token_keys[i];
        uint64_t *const set = set_of(scanner, index, i);
        for (uint32_t k = 0; k < word->n; k++) {
            gv_need_add(keys, word->keys[k], set);
        }
    }
}

gv_status gv_anchored_make_room(gv_scanner *scanner)
{
    const size_t n = (scanner->words.n_tokens >> STRETCH_BITS) + scanner->words.n_sentences + 1;
    return gv_array_reserve((void **)&scanner->anchored,
                            n * scanner->language->anchors.keys.n_words,
                            sizeof *scanner->anchored, &scanner->anchored_capacity);
}

int gv_is_anchored(gv_scanner *scanner, uint32_t list, uint32_t first, uint32_t end)
{
    const gv_anchors *anchors = &scanner->language->anchors;
    const uint32_t bit = anchors->lists[list];
    if (bit == GV_ANCHOR_NONE || !scanner->filter || first >= end) {
        return first < end;
    }
    const uint32_t index = scanner->words.tokens[first].sentence;
    const uint32_t last = scanner->words.sentences[index].end - 1;
    const uint32_t reached = end - 2 + scanner->language->lists[list].longest;
    if (!scanner->sentences[index].anchored_done) {
        scanner->sentences[index].anchored_done = 1;
        put_together(scanner, index);
    }
    const uint64_t *set = set_of(scanner, index, first);
    const uint64_t *const stop = set_of(scanner, index, reached < last ? reached : last);
    for (; set <= stop; set += anchors->keys.n_words) {
        if (set[bit >> 6] >> (bit & 63) & 1) {
            return 1;
        }
    }
    return 0;
}

uint32_t gv_anchored_next(uint32_t token)
{
    return ((token >> STRETCH_BITS) + 1) << STRETCH_BITS;
}
