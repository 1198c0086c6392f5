/*
 * begin.c - the masks and cues that stand in a sentence, word by word.
 *
 * In: a sentence, and of what part (model/beginnings.h): what looks no farther than its sentence,
 * or the exceptions. Out: those that stand and may reach a mention, among the hits. The rows of a
 * word's keys name the patterns that can begin there; most are refused since the sentence lacks a
 * word that they need, then by whom they are for and how far they reach; what is left is run at
 * once. Of a mask or cue of which several patterns stand at a word the longest of their shortest
 * spans counts, as it does for lists (match.c):
 *
 *     "denied ..2 any, denied" at "denied that any": spans of 3 words and of 1, so that it stands
 *     over 3.
 */
#include "scan/state.h"

/* 1 if the frame, beginning at the word, may touch a mention that it fits. */
static int is_in_window(const gv_scanner *scanner, const gv_hits_reading *read, uint32_t frame,
                        uint32_t token)
{
    const gv_frame_trait *trait = &scanner->cues.begin.traits[frame];
    const gv_sentence_state *state = &scanner->sentences[read->sentence];
    uint32_t next = state->first_mention;
    if (trait->part == GV_PART_FAR) {
        return trait->passage || read->near || read->after;
    }
    if (trait->strikes || state->n_mentions > GV_MANY_MENTIONS) {
        return 1;
    }
    while (next != 0) {
        const gv_near_mention *near = &scanner->cues.mentions[next - 1];
        if (gv_trait_is_near(trait, token, near->first, near->end) &&
            gv_fits_has(near->fits, frame)) {
            return 1;
        }
        next = near->next;
    }
    return 0;
}

/* The same of a span, exactly but for stops. */
static int may_reach(gv_scanner *scanner, const gv_frame_trait *trait,
                     const gv_sentence_state *state, const gv_frame_hit *hit)
{
    const gv_image_frame *frame = &scanner->language->frames[hit->frame];
    const uint32_t bit = hit->frame - scanner->language->head->n_rules;
    uint32_t next = state->first_mention;
    if (trait->part == GV_PART_FAR || trait->strikes || state->n_mentions > GV_MANY_MENTIONS) {
        return 1;
    }
    while (next != 0) {
        const gv_near_mention *near = &scanner->cues.mentions[next - 1];
        if (gv_fits_has(near->fits, bit) &&
            gv_reach_touches(scanner, frame, hit, near->first, near->end, 0)) {
            return 1;
        }
        next = near->next;
    }
    return 0;
}

/* 1 if what begins so may stand at the word and decide something. */
static int is_worth_trying(const gv_scanner *scanner, const gv_hits_reading *read,
                           const gv_beginning *from, uint32_t token)
{
    const gv_need_table *needs = &scanner->language->needs;
    const gv_frame_trait *trait = &scanner->cues.begin.traits[from->frame];
    const gv_token *word = &scanner->words.tokens[token];
    const uint32_t frame = scanner->language->head->n_rules + from->frame;
    const uint32_t end = scanner->words.sentences[read->sentence].end;
    if ((from->place == GV_WORD_FIRST && !(word->flags & GV_TOKEN_SENTENCE)) ||
        (from->place == GV_WORD_LAST && token + 1 != end) ||
        (read->strikers != 0 && !(trait->strikes && (read->strikers >> trait->test & 1))) ||
        (from->pattern != GV_IMAGE_WORD && needs->patterns[from->pattern].marks != 0 &&
         !(word->marks & needs->patterns[from->pattern].marks))) {
        return 0;
    }
    return gv_is_worth_trying(scanner, &needs->frames[frame], token) &&
           is_in_window(scanner, read, from->frame, token);
}

gv_status gv_begin_try(gv_scanner *scanner, const gv_hits_reading *read,
                       const gv_beginning *from, uint32_t token)
{
    gv_hits_state *cues = &scanner->cues;
    size_t at = 0;
    if (!is_worth_trying(scanner, read, from, token)) {
        return GV_OK;
    }
    const uint64_t ends =
        from->pattern == GV_IMAGE_WORD ? 2 : gv_match_pattern(scanner, from->pattern, token);
    const uint32_t span = ends == 0 ? 0 : gv_lowest(ends);
    if (span == 0) {
        return GV_OK;
    }
    while (at < cues->n_standing && (cues->standing[at].frame != from->frame ||
                                     cues->standing[at].token != token)) {
        at++;
    }
    if (at == cues->n_standing) {
        GV_TRY(gv_array_reserve((void **)&cues->standing, at + 1, sizeof *cues->standing,
                                &cues->standing_capacity));
        cues->standing[cues->n_standing++] = (gv_standing){from->frame, token, 0};
    }
    if (span > cues->standing[at].span) {
        cues->standing[at].span = span;
    }
    return GV_OK;
}

gv_status gv_begin_keep(gv_scanner *scanner, const gv_hits_reading *read)
{
    gv_hits_state *cues = &scanner->cues;
    gv_sentence_state *state = &scanner->sentences[read->sentence];
    for (size_t i = 0; i < cues->n_standing; i++) {
        const gv_standing *stands = &cues->standing[i];
        const gv_frame_trait *trait = &cues->begin.traits[stands->frame];
        const gv_frame_hit hit = {scanner->language->head->n_rules + stands->frame,
                                  stands->token, stands->token + stands->span};
        if (!may_reach(scanner, trait, state, &hit) || !gv_hits_slots_hold(scanner, &hit)) {
            continue;
        }
        if (trait->test < GV_LIMIT_TESTS) {
            state->tests |= UINT64_C(1) << trait->test;
            cues->far_tests |= (uint64_t)(trait->part == GV_PART_FAR) << trait->test;
        }
        GV_TRY(gv_hits_add(scanner, &hit));
    }
    cues->n_standing = 0;
    return GV_OK;
}

static inline gv_status read_row(gv_scanner *scanner, const gv_hits_reading *read,
                                 const uint64_t *held, uint32_t key, uint32_t token)
{
    const gv_hits_state *cues = &scanner->cues;
    const gv_begin_row *row = gv_begin_row_of(&cues->begin, key);
    const gv_beginning *const end = cues->begin.all + row->first[read->part + 1];
    for (const gv_beginning *from = cues->begin.all + row->first[read->part]; from < end; from++) {
        if (gv_begin_may(held, from) && gv_fits_has(cues->fits, from->frame)) {
            GV_TRY(gv_begin_try(scanner, read, from, token));
        }
    }
    return GV_OK;
}

static const uint64_t *hold_all(gv_scanner *scanner, uint32_t index)
{
    const uint32_t always = scanner->cues.begin.always;
    uint64_t *held = scanner->held + (size_t)index * scanner->language->needs.n_words;
    gv_keys_hold(scanner, index);
    held[always / 64] |= UINT64_C(1) << always % 64;
    return held;
}

gv_status gv_begin_read_near(gv_scanner *scanner, const gv_hits_reading *read)
{
    const uint32_t first = gv_begin_key(scanner->language->n_keys, GV_WORD_FIRST);
    const uint32_t last = gv_begin_key(scanner->language->n_keys, GV_WORD_LAST);
    const gv_sentence *sentence = &scanner->words.sentences[read->sentence];
    const uint64_t *const held = hold_all(scanner, read->sentence);
    const gv_hits_state *cues = &scanner->cues;
    const unsigned of_any = cues->begin.of_any >> read->part & 1;
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        const gv_word_keys *word = scanner->token_keys[token];
        const uint16_t flags = scanner->words.tokens[token].flags;
        if (of_any) {
            GV_TRY(read_row(scanner, read, held, GV_KEY_ANY, token));
        }
        if (flags & GV_TOKEN_SENTENCE) {
            GV_TRY(read_row(scanner, read, held, first, token));
        } else if (gv_is_name(scanner, token)) {
            GV_TRY(read_row(scanner, read, held, GV_KEY_NAME, token));
        }
        for (uint32_t i = 0; i < word->n && (word->begins >> read->part & 1); i++) {
            if (word->keys[i] != GV_KEY_NUMBER || gv_number_can_begin(scanner, token)) {
                GV_TRY(read_row(scanner, read, held, word->keys[i], token));
            }
        }
        if (token + 1 == sentence->end) {
            GV_TRY(read_row(scanner, read, held, last, token));
        }
        if (cues->n_standing > 0) {
            GV_TRY(gv_begin_keep(scanner, read));
        }
    }
    return GV_OK;
}
