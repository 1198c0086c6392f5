/*
 * hits.c - which masks and cues stand where, as far as it can matter to the mentions.
 *
 * Comes in: mentions. Goes out: `found`, sorted by frame and place. They are tried as rules are, at
 * the words whose rows hold them, but only what can decide something is tried:
 *
 *   in a mention's sentence   what its rule may be touched by, where it can reach from (fits.c);
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

/* ------------------------------------------------------------------ one frame at one word */

static gv_status add_hit(gv_scanner *scanner, const gv_frame_hit *hit)
{
    gv_hits_state *cues = &scanner->cues;
    GV_TRY(gv_array_reserve((void **)&cues->found, cues->n_found + 1, sizeof *cues->found,
                            &cues->found_capacity));
    cues->found[cues->n_found++] = *hit;
    return GV_OK;
}

static int slots_hold(gv_scanner *scanner, const gv_frame_hit *hit)
{
    const gv_image_frame *frame = &scanner->language->frames[hit->frame];
    gv_filler hull;
    uint64_t quantity;
    gv_trace_rule(scanner, frame, hit->first, hit->end, -1);
    const int stands = gv_slots_pass(scanner, frame, hit->first, hit->end, &hull, &quantity);
    gv_trace_rule(scanner, frame, hit->first, hit->end, stands);
    return stands;
}

/* ------------------------------------------------------------------ all of them */

static gv_status try_row(gv_scanner *scanner, uint32_t key, uint32_t token)
{
    const gv_image_key *row = &scanner->language->keys[key];
    const gv_image_entry *entries = scanner->language->entries + row->first_entry;
    if (key == GV_KEY_NUMBER && !gv_number_can_begin(scanner, token)) {
        return GV_OK;
    }
    for (uint32_t i = row->n_rule_entries;
         i < row->n_entries && entries[i].list < scanner->language->n_frames; i++) {
        gv_frame_hit hit = {entries[i].list, token, 0};
        if (!gv_entry_is_worth_trying(scanner, &entries[i], token) ||
            !gv_frame_is_new(scanner, hit.frame, token)) {
            continue;
        }
        hit.end = gv_match_end(scanner, hit.frame, token);
        if (hit.end != 0 && slots_hold(scanner, &hit)) {
            GV_TRY(add_hit(scanner, &hit));
        }
    }
    return GV_OK;
}

static gv_status try_sentence(gv_scanner *scanner, uint32_t index)
{
    const gv_sentence *sentence = &scanner->words.sentences[index];
    if (scanner->sentences[index].frames_done) {
        return GV_OK;
    }
    scanner->sentences[index].frames_done = 1;
    gv_keys_hold(scanner, index);
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        const gv_word_keys *entry = scanner->token_keys[token];
        GV_TRY(try_row(scanner, GV_KEY_ANY, token));
        if (scanner->words.tokens[token].flags & GV_TOKEN_CAPITAL) {
            GV_TRY(try_row(scanner, GV_KEY_NAME, token));
        }
        for (uint32_t i = 0; i < entry->n; i++) {
            GV_TRY(try_row(scanner, entry->keys[i], token));
        }
    }
    return GV_OK;
}

/* The plain way: everything, at every word; the mentions' own sentences first. */
static gv_status find_everything(gv_scanner *scanner)
{
    const uint32_t n_sentences = (uint32_t)scanner->words.n_sentences;
    const struct gv_result *result = &scanner->result;
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        GV_TRY(try_sentence(scanner, scanner->words.tokens[result->mentions[i].trigger].sentence));
    }
    for (uint32_t i = 0; i < result->n_mentions && scanner->has_previous; i++) {
        const uint32_t next = scanner->words.tokens[result->mentions[i].trigger].sentence + 1;
        if (next < n_sentences) {
            GV_TRY(try_sentence(scanner, next));
        }
    }
    for (uint32_t i = 0; i < n_sentences && scanner->has_passage; i++) {
        GV_TRY(try_sentence(scanner, i));
    }
    return GV_OK;
}

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

/* 1 if the frame, beginning at the word, may reach a mention of the sentence that it fits. */
static int is_in_window(const gv_scanner *scanner, const gv_sentence_state *state, uint32_t frame,
                        uint32_t token)
{
    const gv_frame_trait *trait = &scanner->cues.traits[frame];
    uint32_t next = state->first_mention;
    if (trait->part != GV_PART_NEAR || state->n_mentions > MANY_MENTIONS) {
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
static int may_reach(gv_scanner *scanner, const gv_sentence_state *state, const gv_frame_hit *hit)
{
    const gv_image_frame *frame = &scanner->language->frames[hit->frame];
    const uint32_t bit = hit->frame - scanner->language->head->n_rules;
    uint32_t next = state->first_mention;
    if (scanner->cues.traits[bit].part != GV_PART_NEAR || state->n_mentions > MANY_MENTIONS) {
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

/* A sentence being read for masks and cues of some parts. */
typedef struct reading {
    uint32_t sentence;
    unsigned from, to;    /* parts [from, to) */
    uint64_t skips;       /* the exceptions that matter: a bit a test */
    const uint64_t *held; /* what the sentence holds; NULL: not asked yet */
} reading;

static void hold(gv_scanner *scanner, reading *read)
{
    const uint32_t always = scanner->cues.always;
    uint64_t *held = scanner->held + (size_t)read->sentence * scanner->language->needs.n_words;
    gv_keys_hold(scanner, read->sentence);
    held[always / 64] |= UINT64_C(1) << always % 64;
    read->held = held;
}

static int holds(const uint64_t *held, const gv_beginning *from)
{
    for (int i = 0; i < GV_NEEDS_EACH; i++) {
        if (!(held[from->bits[i] / 64] >> from->bits[i] % 64 & 1)) {
            return 0;
        }
    }
    return 1;
}

/* 1 if what begins so may stand at the word and decide something. */
static int is_worth_trying(gv_scanner *scanner, const reading *read, const gv_beginning *from,
                           uint32_t token)
{
    const gv_need_table *needs = &scanner->language->needs;
    const gv_frame_trait *trait = &scanner->cues.traits[from->frame];
    const gv_token *word = &scanner->words.tokens[token];
    const uint32_t frame = scanner->language->head->n_rules + from->frame;
    if ((from->start && !(word->flags & GV_TOKEN_SENTENCE)) ||
        (trait->part == GV_PART_SKIP && !(read->skips >> trait->test & 1)) ||
        (from->pattern != GV_IMAGE_WORD && needs->patterns[from->pattern].marks != 0 &&
         !(word->marks & needs->patterns[from->pattern].marks))) {
        return 0;
    }
    return gv_need_met(&needs->frames[frame], read->held) &&
           is_in_window(scanner, &scanner->sentences[read->sentence], from->frame, token) &&
           gv_frame_is_new(scanner, frame, token);
}

static gv_status try_beginning(gv_scanner *scanner, const reading *read, const gv_beginning *from,
                               uint32_t token)
{
    gv_hits_state *cues = &scanner->cues;
    const gv_frame_trait *trait = &cues->traits[from->frame];
    gv_sentence_state *state = &scanner->sentences[read->sentence];
    gv_frame_hit hit = {scanner->language->head->n_rules + from->frame, token, 0};
    hit.end = gv_match_end(scanner, hit.frame, token);
    if (hit.end == 0 || !may_reach(scanner, state, &hit) || !slots_hold(scanner, &hit)) {
        return GV_OK;
    }
    if (trait->test < GV_LIMIT_TESTS) {
        state->tests |= UINT64_C(1) << trait->test;
        cues->far_tests |= (uint64_t)(trait->part == GV_PART_FAR) << trait->test;
    }
    return add_hit(scanner, &hit);
}

static gv_status read_row(gv_scanner *scanner, reading *read, uint32_t key, uint32_t token)
{
    const gv_hits_state *cues = &scanner->cues;
    const gv_begin_row *row = gv_begin_row_of(cues, key);
    const uint32_t end = row->first[read->to];
    for (uint32_t i = row->first[read->from]; i < end; i++) {
        const gv_beginning *from = &cues->beginnings[i];
        if (!gv_fits_has(cues->fits, from->frame)) {
            continue;
        }
        if (read->held == NULL) {
            hold(scanner, read);
        }
        if (holds(read->held, from) && is_worth_trying(scanner, read, from, token)) {
            GV_TRY(try_beginning(scanner, read, from, token));
        }
    }
    return GV_OK;
}

static gv_status read_sentence(gv_scanner *scanner, reading *read)
{
    const gv_sentence *sentence = &scanner->words.sentences[read->sentence];
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        const gv_word_keys *entry = scanner->token_keys[token];
        const uint16_t flags = scanner->words.tokens[token].flags;
        if (flags & GV_TOKEN_SENTENCE) {
            GV_TRY(read_row(scanner, read, scanner->language->n_keys, token));
        }
        GV_TRY(read_row(scanner, read, GV_KEY_ANY, token));
        if (flags & GV_TOKEN_CAPITAL) {
            GV_TRY(read_row(scanner, read, GV_KEY_NAME, token));
        }
        for (uint32_t i = 0; i < entry->n; i++) {
            if (entry->keys[i] != GV_KEY_NUMBER || gv_number_can_begin(scanner, token)) {
                GV_TRY(read_row(scanner, read, entry->keys[i], token));
            }
        }
    }
    return GV_OK;
}

/* The exceptions that strike one of the tests, or an exception that does. Those that have a status
 * or a note count by themselves, if a mention is near. */
static uint64_t strikers_of(const gv_model *model, uint64_t tests, int near)
{
    uint64_t strikers = 0;
    for (uint64_t before = 1; strikers != before;) {
        before = strikers;
        for (uint32_t test = 0; test < model->n_tests; test++) {
            const gv_image_test *of = &model->tests[test];
            const int counts = near && of->skips != 0 &&
                               (of->status != GV_IMAGE_NONE || of->note != GV_IMAGE_NONE);
            strikers |= (uint64_t)(counts || (of->skips & (tests | strikers)) != 0) << test;
        }
    }
    return strikers;
}

static gv_status find_what_matters(gv_scanner *scanner)
{
    const uint32_t n_sentences = (uint32_t)scanner->words.n_sentences;
    const int has_far = scanner->has_previous || scanner->has_passage;
    GV_TRY(link_mentions(scanner));
    for (uint32_t i = 0; i < n_sentences; i++) {
        const int near = scanner->sentences[i].first_mention != 0;
        const int after = i > 0 && scanner->sentences[i - 1].first_mention != 0;
        reading read = {.sentence = i, .from = GV_PART_FAR, .to = GV_PART_SKIP};
        if (!near) {
            read.to = GV_PART_NEAR;
        }
        if (near || (has_far && (after || scanner->has_passage))) {
            GV_TRY(read_sentence(scanner, &read));
        }
    }
    for (uint32_t i = 0; i < n_sentences; i++) {
        const gv_sentence_state *state = &scanner->sentences[i];
        const int near = state->first_mention != 0;
        reading read = {.sentence = i, .from = GV_PART_SKIP, .to = GV_PARTS};
        read.skips = near || state->tests != 0
                         ? strikers_of(scanner->model,
                                       state->tests | (near ? scanner->cues.far_tests : 0), near)
                         : 0;
        if (read.skips != 0) {
            GV_TRY(read_sentence(scanner, &read));
        }
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
    cues->far_tests = 0;
    cues->picked = NULL;
    if (scanner->filter && scanner->trace == NULL && scanner->touched == NULL) {
        GV_TRY(find_what_matters(scanner));
    } else {
        GV_TRY(find_everything(scanner));
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
    gv_memory_free(hits->mentions);
    gv_memory_free(hits->found);
    gv_memory_free(hits->hits);
    gv_memory_free(hits->groups);
    *hits = (gv_hits_state){0};
}
