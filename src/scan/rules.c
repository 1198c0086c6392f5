/*
 * rules.c - the mentions of a passage: every rule tried at every word that can trigger it.
 *
 * A word's keys know the rules whose trigger can begin with them (the leading entries of their rows),
 * so a passage without such a word costs only its tokens. Where the sieve has named the rules, the needs
 * that look at a whole sentence or more are asked first: they are the same for all words of it, and
 * where they are not met no trigger is looked for ("camp" is not, where nobody near is held).
 */
#include "scan/rules.h"

#include <stdlib.h>

#define MANY_RULES 2 /* with more in a sentence, it pays to note what it holds */

static gv_status add_mention(gv_scanner *scanner, const gv_image_frame *frame, uint32_t rule,
                             uint32_t first, uint32_t end, gv_filler hull, uint64_t quantity)
{
    struct gv_result *result = &scanner->result;
    GV_TRY(gv_array_reserve((void **)&result->mentions, (size_t)result->n_mentions + 1,
                            sizeof *result->mentions, &result->mentions_capacity));
    gv_mention *mention = &result->mentions[result->n_mentions++];
    mention->rule = rule;
    mention->label = frame->of;
    mention->status = 0;
    mention->cue = GV_IMAGE_NONE;
    mention->start = scanner->words.tokens[hull.first].start;
    mention->end = scanner->words.tokens[hull.end - 1].end;
    mention->trigger = first;
    mention->trigger_end = end;
    mention->cue_start = mention->cue_end = 0;
    mention->quantity = quantity;
    mention->notes = 0;
    return GV_OK;
}

static gv_status try_rule(gv_scanner *scanner, uint32_t rule, uint32_t token)
{
    const gv_image_frame *frame = &scanner->language->frames[rule];
    const uint32_t span = gv_match_rows(scanner, rule, token).span;
    const uint32_t end = token + span;
    if (span == 0) {
        return GV_OK;
    }
    gv_filler hull;
    uint64_t quantity;
    gv_trace_rule(scanner, frame, token, end, -1);
    const int fired = gv_slots_pass(scanner, frame, token, end, &hull, &quantity);
    gv_trace_rule(scanner, frame, token, end, fired);
    return fired ? add_mention(scanner, frame, rule, token, end, hull, quantity) : GV_OK;
}

static gv_status try_row(gv_scanner *scanner, uint32_t key, uint32_t token)
{
    const gv_image_key *row = &scanner->language->keys[key];
    const gv_image_entry *entries = scanner->language->entries + row->first_entry;
    if (key == GV_KEY_NUMBER && !gv_number_can_begin(scanner, token)) {
        return GV_OK;
    }
    for (uint32_t i = 0; i < row->n_rule_entries; i++) {
        const uint32_t rule = entries[i].list;
        if (gv_entry_is_worth_trying(scanner, &entries[i], token) &&
            gv_is_anchored(scanner, rule, token) &&
            gv_frame_is_new(scanner, rule, token)) {
            GV_TRY(try_rule(scanner, rule, token));
        }
    }
    return GV_OK;
}

static int compare_mentions(const void *left, const void *right)
{
    const gv_mention *a = left;
    const gv_mention *b = right;
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    if (a->end != b->end) {
        return a->end < b->end ? -1 : 1;
    }
    if (a->rule != b->rule) {
        return a->rule < b->rule ? -1 : 1;
    }
    return a->trigger < b->trigger ? -1 : a->trigger > b->trigger;
}

static gv_status run_sentence(gv_scanner *scanner, const gv_sentence *sentence)
{
    const gv_model_language *language = scanner->language;
    const int any = language->keys[GV_KEY_ANY].n_rule_entries > 0;
    const int name = language->keys[GV_KEY_NAME].n_rule_entries > 0;
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        const gv_word_keys *entry = scanner->token_keys[token];
        if (any) {
            GV_TRY(try_row(scanner, GV_KEY_ANY, token));
        }
        if (name && (scanner->words.tokens[token].flags & GV_TOKEN_CAPITAL)) {
            GV_TRY(try_row(scanner, GV_KEY_NAME, token));
        }
        if (entry->triggers) {
            for (uint32_t i = 0; i < entry->n; i++) {
                GV_TRY(try_row(scanner, entry->keys[i], token));
            }
        }
    }
    return GV_OK;
}

/* One rule at the words of a sentence at which its trigger may begin; most of these lack its bit. */
static gv_status run_rule(gv_scanner *scanner, uint32_t rule, const gv_sentence *sentence)
{
    const uint32_t place = gv_signature_of_rule(rule);
    gv_candidates rest = gv_candidates_of(sentence->first, sentence->end);
    uint32_t token = 0;
    int asked = 0;
    while (gv_next_candidate(scanner, rule, &rest, &token)) {
        if (gv_signature_has_place(scanner->token_keys[token]->lists, place) &&
            gv_frame_is_new(scanner, rule, token)) {
            if (!asked && !gv_slots_may_pass(scanner, &scanner->language->frames[rule],
                                             scanner->words.tokens[token].sentence)) {
                return GV_OK;
            }
            asked = 1;
            GV_TRY(try_rule(scanner, rule, token));
        }
    }
    return GV_OK;
}

/* The n rules that the sieve let in the stretch in which the sentence lies. */
static gv_status run_let(gv_scanner *scanner, uint32_t index, const gv_sieve_let *lets, size_t n)
{
    const gv_sentence *sentence = &scanner->words.sentences[index];
    gv_keys_ready(scanner, index);
    GV_TRY(scanner->failure);
    if (n > MANY_RULES) {
        gv_keys_hold(scanner, index);
    }
    for (size_t i = 0; i < n; i++) {
        GV_TRY(run_rule(scanner, lets[i].rule, sentence));
    }
    return GV_OK;
}

/* Sentences and lets go side by side: both come in the order of the text. */
static gv_status run_all_let(gv_scanner *scanner)
{
    const gv_sieve_state *sieve = &scanner->sieve;
    size_t first = 0;
    size_t end = 0; /* of the lets of one stretch */
    for (uint32_t i = 0; i < scanner->words.n_sentences; i++) {
        const uint32_t start =
            scanner->words.tokens[scanner->words.sentences[i].first].start;
        while (first < sieve->n_lets &&
               sieve->stretches[sieve->lets[first].stretch].end <= start) {
            first++;
        }
        if (first == sieve->n_lets) {
            return GV_OK;
        }
        for (end = end < first ? first : end;
             end < sieve->n_lets && sieve->lets[end].stretch == sieve->lets[first].stretch; end++) {
        }
        if (sieve->stretches[sieve->lets[first].stretch].start <= start) {
            GV_TRY(run_let(scanner, i, sieve->lets + first, end - first));
        }
    }
    return GV_OK;
}

gv_status gv_rules_run(gv_scanner *scanner)
{
    scanner->result.n_mentions = 0;
    if (scanner->sieved) {
        GV_TRY(run_all_let(scanner));
    }
    for (uint32_t i = 0; i < scanner->words.n_sentences && !scanner->sieved; i++) {
        gv_keys_ready(scanner, i);
        GV_TRY(scanner->failure);
        gv_keys_hold(scanner, i);
        GV_TRY(run_sentence(scanner, &scanner->words.sentences[i]));
    }
    if (scanner->result.n_mentions > 1) {
        qsort(scanner->result.mentions, scanner->result.n_mentions,
              sizeof *scanner->result.mentions, compare_mentions);
    }
    return GV_OK;
}
