/*
 * anchored.c - where in a sentence no span of a list can begin, since a word that it cannot do without
 * (model/anchors.h) is not among those that follow.
 *
 * In: the keys of a sentence's words, cut into stretches of 64 words; of each stretch the bits of its words
 * are put together when the sentence is first asked about. Most sentences are one stretch, so that a list
 * of which no word stands there is done with by one test. In a longer one a span that begins in one
 * stretch ends in it or, as long as the list's longest, in one of the next:
 *
 *     set camp = (a|the) ..2 barracks, prison      longest: 4 words
 *     a sentence of 500 words with "barracks" as its 210th (stretch 3: words 192 to 255): @camp is
 *     looked for where the stretch of the word or that of the third after it is stretch 3, and
 *     nowhere else.
 *
 * So what a long sentence costs does not grow with all that stands elsewhere in it.
 */
#include "scan/state.h"

#include <string.h>

/* Of sentences that end before the n-th word together: one for each 64 words, and one for what is left
 * of each of them. So no two sentences have a place in common. */
static size_t n_sets(size_t n_words, size_t n_sentences)
{
    return (n_words >> GV_STRETCH_BITS) + n_sentences;
}

void gv_anchored_put_together(gv_scanner *scanner, uint32_t index)
{
    const gv_need_table *keys = &scanner->language->anchors.keys;
    const gv_sentence *sentence = &scanner->words.sentences[index];
    gv_sentence_state *state = &scanner->sentences[index];
    state->last_stretch = (sentence->end - 1 - sentence->first) >> GV_STRETCH_BITS;
    state->first_set = n_sets(sentence->first, index) * keys->n_words;
    uint64_t *const sets = scanner->anchored + state->first_set;
    memset(sets, 0, ((size_t)state->last_stretch + 1) * keys->n_words * sizeof *sets);
    for (uint32_t i = sentence->first; i < sentence->end; i++) {
        const gv_word_keys *word = scanner->token_keys[i];
        uint64_t *const set =
            sets + (size_t)((i - sentence->first) >> GV_STRETCH_BITS) * keys->n_words;
        for (uint32_t k = 0; k < word->n; k++) {
            gv_need_add(keys, word->keys[k], set);
        }
    }
    state->anchored_done = 1;
}

gv_status gv_anchored_make_room(gv_scanner *scanner)
{
    const size_t n = n_sets(scanner->words.n_tokens, scanner->words.n_sentences) + 1;
    return gv_array_reserve((void **)&scanner->anchored,
                            n * scanner->language->anchors.keys.n_words,
                            sizeof *scanner->anchored, &scanner->anchored_capacity);
}
