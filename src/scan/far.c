/*
 * far.c - the masks and cues of a sentence that look out of it.
 *
 * In: any sentence of a passage with mentions. Out: what stands there and looks far, among the
 * hits. Most sentences are done with when no word of them is an anchor (model/beginnings.h) of
 * what is for a label that was found. In the others the needs that their words meet are told by
 * number, and what has one of these as its anchor is looked at:
 *
 *     N1/fiction "the ..2 storyline" has its anchor in "storyline": "The film's storyline is ..."
 *     meets that need, so that "the" is looked for among the words, and found once.
 */
#include "scan/state.h"

#include <string.h>

/* 1 if something that looks far may stand in the sentence; anchors: of what. */
static int may_look_far(const gv_scanner *scanner, const gv_sentence *sentence, unsigned anchors)
{
    const gv_hits_state *cues = &scanner->cues;
    const unsigned of_name = gv_begin_row_of(&cues->begin, GV_KEY_NAME)->has & anchors;
    const uint16_t flag = of_name != 0 ? GV_TOKEN_CAPITAL : 0;
    if (cues->begin.anchors_always & anchors) {
        return 1;
    }
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        if ((scanner->token_keys[token]->begins & anchors) ||
            (scanner->words.tokens[token].flags & flag)) {
            return 1;
        }
    }
    return 0;
}

/* The sentence at hand meets the needs that words of the key meet. */
static inline void meet(gv_hits_state *cues, uint32_t key)
{
    const gv_begin_row *row = gv_begin_row_of(&cues->begin, key);
    const uint16_t *members = cues->begin.members;
    for (uint32_t i = row->first_member; i < row->end_member; i++) {
        cues->held[members[i] / 64] |= UINT64_C(1) << members[i] % 64;
    }
}

/* Meets all, and lists the words with which something that looks far can begin. */
static gv_status meet_all(gv_scanner *scanner, const gv_sentence *sentence)
{
    const uint32_t n_keys = scanner->language->n_keys;
    gv_hits_state *cues = &scanner->cues;
    unsigned flags = 0;
    GV_TRY(gv_array_reserve((void **)&cues->begins_far, sentence->end - sentence->first,
                            sizeof *cues->begins_far, &cues->begins_far_capacity));
    cues->n_begins_far = 0;
    memset(cues->held, 0, (cues->begin.n_needs / 64 + 1) * sizeof *cues->held);
    cues->held[0] = 1; /* number 0: nothing is needed */
    meet(cues, GV_KEY_ANY);
    meet(cues, gv_begin_key(n_keys, GV_WORD_FIRST));
    meet(cues, gv_begin_key(n_keys, GV_WORD_LAST));
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        const gv_word_keys *word = scanner->token_keys[token];
        flags |= scanner->words.tokens[token].flags;
        cues->begins_far[cues->n_begins_far] = token;
        cues->n_begins_far += word->begins >> GV_PART_FAR & 1U;
        for (uint32_t i = 0; i < word->n && (word->begins & GV_BEGINS_NEED); i++) {
            meet(cues, word->keys[i]);
        }
    }
    if (flags & GV_TOKEN_CAPITAL) {
        meet(cues, GV_KEY_NAME);
    }
    return GV_OK;
}

/* 1 if the word stands where what is no word's key says. */
static int is_of_class(const gv_scanner *scanner, const gv_sentence *sentence, uint32_t key,
                       uint32_t token)
{
    const uint32_t n_keys = scanner->language->n_keys;
    return key == GV_KEY_ANY || (key == GV_KEY_NAME && gv_is_name(scanner, token)) ||
           (key == GV_KEY_NUMBER && gv_number_can_begin(scanner, token)) ||
           (key == gv_begin_key(n_keys, GV_WORD_FIRST) &&
            (scanner->words.tokens[token].flags & GV_TOKEN_SENTENCE)) ||
           (key == gv_begin_key(n_keys, GV_WORD_LAST) && token + 1 == sentence->end);
}

/* Tries one at each word where it can begin. */
static gv_status try_words(gv_scanner *scanner, const gv_hits_reading *read,
                           const gv_far_beginning *far)
{
    const gv_sentence *sentence = &scanner->words.sentences[read->sentence];
    const gv_hits_state *cues = &scanner->cues;
    if (far->key >= GV_KEY_EXACT && far->key < scanner->language->n_keys) {
        for (uint32_t i = 0; i < cues->n_begins_far; i++) {
            const uint32_t token = cues->begins_far[i];
            if (gv_has_key(scanner->token_keys[token], far->key)) {
                GV_TRY(gv_begin_try(scanner, read, &far->as, token));
            }
        }
        return GV_OK;
    }
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        if (is_of_class(scanner, sentence, far->key, token)) {
            GV_TRY(gv_begin_try(scanner, read, &far->as, token));
        }
    }
    return GV_OK;
}

/* Tries what is by an anchor that the sentence has. */
static gv_status read_anchor(gv_scanner *scanner, const gv_hits_reading *read, uint32_t anchor)
{
    const gv_hits_state *cues = &scanner->cues;
    const gv_beginnings *begin = &cues->begin;
    for (uint32_t i = begin->first_far[anchor]; i < begin->first_far[anchor + 1]; i++) {
        const gv_far_beginning *far = &begin->far[i];
        if (gv_begin_may(cues->held, &far->as) && gv_fits_has(cues->fits, far->as.frame)) {
            GV_TRY(try_words(scanner, read, far));
        }
    }
    return GV_OK;
}

gv_status gv_begin_read_far(gv_scanner *scanner, const gv_hits_reading *read)
{
    const gv_hits_state *cues = &scanner->cues;
    const gv_sentence *sentence = &scanner->words.sentences[read->sentence];
    const unsigned anchors = cues->labels * GV_ANCHOR_PASSAGE |
                             (read->near || read->after ? cues->labels * GV_ANCHOR_PREVIOUS : 0u);
    if (!may_look_far(scanner, sentence, anchors)) {
        return GV_OK;
    }
    GV_TRY(meet_all(scanner, sentence));
    for (uint32_t i = 0; i <= cues->begin.n_needs / 64; i++) {
        for (uint64_t met = cues->held[i]; met != 0; met &= met - 1) {
            GV_TRY(read_anchor(scanner, read, i * 64 + gv_lowest(met)));
        }
    }
    return gv_begin_keep(scanner, read);
}
