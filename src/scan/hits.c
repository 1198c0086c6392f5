/*
 * hits.c - which masks and cues stand where, as far as it can matter to the mentions.
 *
 * Comes in: mentions. Goes out: `found`, sorted by frame and place. They are tried as rules are, at
 * the words whose rows hold them, but only what can decide something is tried:
 *
 *   in a mention's sentence   what its rule may be touched by, where it can reach from (traits.c);
 *   in the other sentences    cues that reach out of their own;
 *   then, in both             exceptions (`skip` tests), where a cue stands that they strike.
 *
 *     "Soldiers shot 40 villagers at dawn. The mayor denied it, not only once." The mention is
 *     "shot 40 villagers". In its sentence, the cue G1 `not ... reach after 6` is asked for before
 *     "shot" and no farther off than its words and 6 more; in the second, of all cues only those
 *     `in previous` and `in passage`; G3 "not only" is asked for nowhere, since no G1 stands.
 *
 * Why nothing is lost: a cue that reaches no mention decides nothing, nor does it stand between
 * another and a mention (reach.c: what reaches from one side reaches from nearer too), and only
 * exceptions act on other cues: on the words of those that they strike, or on a mention that one of
 * these reaches. An exception that strikes an exception counts as it does (strikers_of). Somebody
 * who watches is shown all.
 */
#include "scan/state.h"

#include <stdlib.h>
#include <string.h>

#define MANY_MENTIONS 8 /* in a sentence: with more, where the single ones stand is not asked */

/* ------------------------------------------------------------------ what can matter */

/* Masks and cues that fit some mention, and the mentions of each sentence. */
static gv_status link_mentions(gv_scanner *scanner)
{
    gv_hits_state *cues = &scanner->cues;
    const struct gv_result *result = &scanner->result;
    const size_t n_fits = gv_fits_words(scanner->language);
    const uint64_t *last = NULL;
    GV_TRY(gv_array_reserve((void **)&cues->mentions, result->n_mentions,
                            sizeof *cues->mentions, &cues->mentions_capacity));
    memset(cues->fits, 0, n_fits * sizeof *cues->fits);
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        const gv_mention *mention = &result->mentions[i];
        gv_near_mention *near = &cues->mentions[i];
        gv_sentence_state *state =
            &scanner->sentences[scanner->words.tokens[mention->trigger].sentence];
        GV_TRY(gv_fits_of_rule(scanner, mention->rule, &near->fits));
        near->first = mention->trigger;
        near->end = mention->trigger_end;
        near->next = state->first_mention;
        state->first_mention = i + 1;
        state->n_mentions += state->n_mentions <= MANY_MENTIONS;
        for (size_t k = 0; k < n_fits && near->fits != last; k++) {
            cues->fits[k] |= near->fits[k];
        }
        last = near->fits;
    }
    return GV_OK;
}

/* A sentence being read for masks and cues of one part. */
typedef struct reading {
    uint32_t sentence;
    unsigned part;
    int near;             /* 1: it holds a mention */
    int after;            /* 1: the one before it does */
    uint64_t strikers;    /* 0, or the exceptions that are asked for: a bit a test */
    const uint64_t *held; /* the bits of its needs that the sentence has */
} reading;

/* 1 if the frame, beginning at the word, may touch a mention that it fits. */
static int is_in_window(const gv_scanner *scanner, const reading *read, uint32_t frame,
                        uint32_t token)
{
    const gv_frame_trait *trait = &scanner->cues.begin.traits[frame];
    const gv_sentence_state *state = &scanner->sentences[read->sentence];
    uint32_t next = state->first_mention;
    if (trait->part == GV_PART_FAR) {
        return trait->passage || read->near || read->after;
    }
    if (trait->strikes || state->n_mentions > MANY_MENTIONS) {
        return 1;
    }
    while (next != 0) {
        const gv_near_mention *near = &scanner->cues.mentions[next - 1];
        if (token < near->end + trait->left && token + trait->right > near->first &&
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
    if (trait->part == GV_PART_FAR || trait->strikes || state->n_mentions > MANY_MENTIONS) {
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

static inline int holds(const uint64_t *held, uint16_t bit)
{
    return (int)(held[bit / 64] >> bit % 64 & 1);
}

/* 1 if what begins so may stand at the word and decide something. */
static int is_worth_trying(gv_scanner *scanner, const reading *read, const gv_beginning *from,
                           uint32_t token)
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

/* Notes a mask or cue if one of its patterns stands at the word: of all of them the longest of the
 * shortest spans counts (match.c). */
static gv_status try_beginning(gv_scanner *scanner, const gv_beginning *from, uint32_t token)
{
    gv_hits_state *cues = &scanner->cues;
    const uint64_t ends =
        from->pattern == GV_IMAGE_WORD ? 2 : gv_match_pattern(scanner, from->pattern, token);
    const uint32_t span = ends == 0 ? 0 : gv_lowest(ends);
    size_t at = 0;
    if (span == 0) {
        return GV_OK;
    }
    while (at < cues->n_standing && cues->standing[at].frame != from->frame) {
        at++;
    }
    if (at == cues->n_standing) {
        GV_TRY(gv_array_reserve((void **)&cues->standing, at + 1, sizeof *cues->standing,
                                &cues->standing_capacity));
        cues->standing[cues->n_standing++] = (gv_standing){from->frame, 0};
    }
    if (span > cues->standing[at].span) {
        cues->standing[at].span = span;
    }
    return GV_OK;
}

/* Keeps those that stand at the word and reach a mention. */
static gv_status keep_standing(gv_scanner *scanner, const reading *read, uint32_t token)
{
    gv_hits_state *cues = &scanner->cues;
    gv_sentence_state *state = &scanner->sentences[read->sentence];
    for (size_t i = 0; i < cues->n_standing; i++) {
        const gv_standing *stands = &cues->standing[i];
        const gv_frame_trait *trait = &cues->begin.traits[stands->frame];
        const gv_frame_hit hit = {scanner->language->head->n_rules + stands->frame, token,
                                  token + stands->span};
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

static inline gv_status read_row(gv_scanner *scanner, const reading *read, uint32_t key,
                                 uint32_t token)
{
    const gv_hits_state *cues = &scanner->cues;
    const gv_begin_row *row = gv_begin_row_of(&cues->begin, key);
    const gv_beginning *const end = cues->begin.all + row->first[read->part + 1];
    const uint64_t *const held = read->held;
    for (const gv_beginning *from = cues->begin.all + row->first[read->part]; from < end; from++) {
        if (holds(held, from->bits[0]) && holds(held, from->bits[1]) &&
            holds(held, from->bits[2]) && gv_fits_has(cues->fits, from->frame) &&
            is_worth_trying(scanner, read, from, token)) {
            GV_TRY(try_beginning(scanner, from, token));
        }
    }
    return GV_OK;
}

static gv_status read_part(gv_scanner *scanner, const reading *read)
{
    const gv_model_language *language = scanner->language;
    const gv_sentence *sentence = &scanner->words.sentences[read->sentence];
    gv_hits_state *cues = &scanner->cues;
    const unsigned of_any = cues->begin.of_any >> read->part & 1;
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        const gv_word_keys *word = scanner->token_keys[token];
        const uint16_t flags = scanner->words.tokens[token].flags;
        if (of_any) {
            GV_TRY(read_row(scanner, read, GV_KEY_ANY, token));
        }
        if (flags & GV_TOKEN_SENTENCE) {
            GV_TRY(read_row(scanner, read, gv_begin_key(language->n_keys, GV_WORD_FIRST), token));
        } else if (gv_is_name(scanner, token)) {
            GV_TRY(read_row(scanner, read, GV_KEY_NAME, token));
        }
        for (uint32_t i = 0; i < word->n && (word->begins >> read->part & 1); i++) {
            if (word->keys[i] != GV_KEY_NUMBER || gv_number_can_begin(scanner, token)) {
                GV_TRY(read_row(scanner, read, word->keys[i], token));
            }
        }
        if (token + 1 == sentence->end) {
            GV_TRY(read_row(scanner, read, gv_begin_key(language->n_keys, GV_WORD_LAST), token));
        }
        if (cues->n_standing > 0) {
            GV_TRY(keep_standing(scanner, read, token));
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ sentence by sentence */

/* 1 if something that looks far may stand in the sentence; anchors: of what. */
static int may_look_far(const gv_scanner *scanner, uint32_t index, unsigned anchors)
{
    const gv_hits_state *cues = &scanner->cues;
    const gv_sentence *sentence = &scanner->words.sentences[index];
    const int name = (gv_begin_row_of(&cues->begin, GV_KEY_NAME)->anchors & anchors) != 0;
    const uint16_t flag = name ? GV_TOKEN_CAPITAL : 0;
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

/* What the sentence meets of the needs of what looks far: few, so that they are found anew. */
static void hold_far(gv_scanner *scanner, uint32_t index)
{
    gv_hits_state *cues = &scanner->cues;
    const gv_sentence *sentence = &scanner->words.sentences[index];
    memset(cues->held, 0, cues->begin.n_held * sizeof *cues->held);
    cues->held[0] = 1; /* number 0: nothing is needed */
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        const gv_word_keys *word = scanner->token_keys[token];
        if (scanner->words.tokens[token].flags & GV_TOKEN_CAPITAL) {
            gv_begin_hold(cues, GV_KEY_NAME);
        }
        for (uint32_t i = 0; i < word->n && (word->begins & GV_BEGINS_NEED); i++) {
            gv_begin_hold(cues, word->keys[i]);
        }
    }
}

static const uint64_t *hold_all(gv_scanner *scanner, uint32_t index)
{
    const uint32_t always = scanner->cues.begin.always;
    uint64_t *held = scanner->held + (size_t)index * scanner->language->needs.n_words;
    gv_keys_hold(scanner, index);
    held[always / 64] |= UINT64_C(1) << always % 64;
    return held;
}

static gv_status read_sentence(gv_scanner *scanner, uint32_t index)
{
    reading read = {.sentence = index, .part = GV_PART_FAR};
    read.near = scanner->sentences[index].first_mention != 0;
    read.after = index > 0 && scanner->sentences[index - 1].first_mention != 0;
    const unsigned anchors =
        GV_ANCHOR_PASSAGE | (read.near || read.after ? GV_ANCHOR_PREVIOUS : 0u);
    if (may_look_far(scanner, index, anchors)) {
        hold_far(scanner, index);
        read.held = scanner->cues.held;
        GV_TRY(read_part(scanner, &read));
    }
    if (read.near) {
        read.part = GV_PART_NEAR;
        read.held = hold_all(scanner, index);
        GV_TRY(read_part(scanner, &read));
    }
    return GV_OK;
}

/* The exceptions that strike one of the tests, or an exception that does. */
static uint64_t strikers_of(const gv_model *model, uint64_t tests)
{
    uint64_t strikers = 0;
    for (uint64_t before = 1; tests != 0 && strikers != before;) {
        before = strikers;
        for (uint32_t test = 0; test < model->n_tests; test++) {
            const int strikes = (model->tests[test].skips & (tests | strikers)) != 0;
            strikers |= (uint64_t)strikes << test;
        }
    }
    return strikers;
}

/* Exceptions, beside what they strike; those with a part in a mention's fate were read already. */
static gv_status read_exceptions(gv_scanner *scanner, uint32_t index)
{
    const gv_sentence_state *state = &scanner->sentences[index];
    reading read = {.sentence = index, .part = GV_PART_SKIP};
    read.near = state->first_mention != 0;
    read.strikers =
        strikers_of(scanner->model, state->tests | (read.near ? scanner->cues.far_tests : 0));
    if (read.strikers == 0) {
        return GV_OK;
    }
    read.held = hold_all(scanner, index);
    GV_TRY(read_part(scanner, &read));
    read.part = GV_PART_NEAR;
    return read.near ? GV_OK : read_part(scanner, &read);
}

static gv_status find_what_matters(gv_scanner *scanner)
{
    const uint32_t n_sentences = (uint32_t)scanner->words.n_sentences;
    GV_TRY(link_mentions(scanner));
    for (uint32_t i = 0; i < n_sentences; i++) {
        GV_TRY(read_sentence(scanner, i));
    }
    for (uint32_t i = 0; i < n_sentences; i++) {
        GV_TRY(read_exceptions(scanner, i));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ in order */

static int compare_hits(const void *left, const void *right)
{
    const gv_frame_hit *a = left;
    const gv_frame_hit *b = right;
    if (a->frame != b->frame) {
        return a->frame < b->frame ? -1 : 1;
    }
    return a->first < b->first ? -1 : a->first > b->first;
}

gv_status gv_hits_find(gv_scanner *scanner)
{
    gv_hits_state *cues = &scanner->cues;
    cues->n_found = 0;
    cues->n_standing = 0;
    cues->far_tests = 0;
    cues->picked = NULL;
    if (scanner->filter && scanner->trace == NULL && scanner->touched == NULL) {
        GV_TRY(find_what_matters(scanner));
    } else {
        GV_TRY(gv_hits_find_plainly(scanner));
    }
    if (cues->n_found > 1) {
        qsort(cues->found, cues->n_found, sizeof *cues->found, compare_hits);
    }
    GV_TRY(gv_array_reserve((void **)&cues->hits, cues->n_found + 1, sizeof *cues->hits,
                            &cues->hits_capacity));
    return gv_array_reserve((void **)&cues->groups, cues->n_found + 1, sizeof *cues->groups,
                            &cues->groups_capacity);
}

void gv_hits_drop(gv_hits_state *hits)
{
    gv_arena_free(&hits->arena);
    gv_map_free(&hits->kinds);
    gv_memory_free(hits->standing);
    gv_memory_free(hits->mentions);
    gv_memory_free(hits->found);
    gv_memory_free(hits->hits);
    gv_memory_free(hits->groups);
    *hits = (gv_hits_state){0};
}
