/*
 * hits.c - which masks and cues stand where, as far as it can matter to the mentions.
 *
 * Comes in: mentions. Goes out: `found`, sorted by frame and place. They are tried as rules are,
 * at the words whose rows hold them, but only what can decide something is tried:
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
 * exceptions act on other cues: on the words of those that they strike, or on a mention that one
 * of these reaches. An exception that strikes an exception counts as it does (strikers_of).
 * Somebody who watches is shown all.
 */
#include "scan/state.h"

#include <stdlib.h>
#include <string.h>

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
    cues->labels = 0;
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        const gv_mention *mention = &result->mentions[i];
        gv_near_mention *near = &cues->mentions[i];
        gv_sentence_state *state =
            &scanner->sentences[scanner->words.tokens[mention->trigger].sentence];
        GV_TRY(gv_fits_of_rule(scanner, mention->rule, &near->fits));
        near->first = mention->trigger;
        near->end = mention->trigger_end;
        near->next = state->first_mention;
        cues->labels |= gv_label_bit(mention->label);
        state->first_mention = i + 1;
        state->n_mentions += state->n_mentions <= GV_MANY_MENTIONS;
        for (size_t k = 0; k < n_fits && near->fits != last; k++) {
            cues->fits[k] |= near->fits[k];
        }
        last = near->fits;
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ sentence by sentence */

static gv_status read_sentence(gv_scanner *scanner, uint32_t index)
{
    gv_hits_reading read = {.sentence = index, .part = GV_PART_FAR};
    read.near = scanner->sentences[index].first_mention != 0;
    read.after = index > 0 && scanner->sentences[index - 1].first_mention != 0;
    GV_TRY(gv_begin_read_far(scanner, &read));
    if (read.near) {
        read.part = GV_PART_NEAR;
        GV_TRY(gv_begin_read_near(scanner, &read));
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
    gv_hits_reading read = {.sentence = index, .part = GV_PART_SKIP};
    read.near = state->first_mention != 0;
    read.strikers =
        strikers_of(scanner->model, state->tests | (read.near ? scanner->cues.far_tests : 0));
    if (read.strikers == 0) {
        return GV_OK;
    }
    GV_TRY(gv_begin_read_near(scanner, &read));
    read.part = GV_PART_NEAR;
    return read.near ? GV_OK : gv_begin_read_near(scanner, &read);
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
    gv_memory_free(hits->begins_far);
    gv_memory_free(hits->standing);
    gv_memory_free(hits->mentions);
    gv_memory_free(hits->found);
    gv_memory_free(hits->hits);
    gv_memory_free(hits->groups);
    *hits = (gv_hits_state){0};
}
