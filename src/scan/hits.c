/*
 * hits.c - which masks and cues stand where, in the sentences that matter to the mentions.
 *
 * They are found once, as rules are, by the rows of their words, and sorted by frame and place.
 * Which of them stand for a mention depends on its rule alone: those whose `for` the rule fits, less
 * what the spans of `skip` tests strike. In "not only killed", the cue G3 "not only" strikes the
 * test G1 from "not" and "only", so that the cue G1 "not" does not stand there; not so for a rule
 * that G3 may not touch. So the hits that stand are picked rule by rule, not mention by mention.
 */
#include "scan/state.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ what may touch what */

/* 1 if a mention of the rule fits all words of some item of the frame's `for`. */
static int is_target(const gv_scanner *scanner, const gv_image_frame *frame, uint32_t rule)
{
    const gv_image_target *targets = scanner->language->targets + frame->first_target;
    const gv_image_frame *of = &scanner->language->frames[rule];
    int fits = 1; /* all words of the item so far */
    for (uint32_t i = 0; i < frame->n_targets; i++) {
        const uint32_t index = targets[i].index;
        fits = fits && index == (targets[i].kind == GV_TARGET_TAG     ? of->tag
                                 : targets[i].kind == GV_TARGET_LABEL ? of->of
                                                                      : rule);
        if (!targets[i].joined) {
            if (fits) {
                return 1;
            }
            fits = 1;
        }
    }
    return frame->n_targets == 0;
}

/* How many words hold a bit for each mask and cue. */
static size_t n_fit_words(const gv_model_language *language)
{
    return (language->n_frames - language->head->n_rules) / 64 + 1;
}

/* Asks all masks and cues. */
static gv_status make_fits(gv_scanner *scanner, uint32_t rule, uint64_t **made)
{
    const gv_model_language *language = scanner->language;
    uint64_t *fits = NULL;
    GV_TRY(gv_arena_get_array(&scanner->arena, n_fit_words(language), sizeof *fits,
                              (void **)&fits));
    for (uint32_t i = language->head->n_rules; i < language->n_frames; i++) {
        const uint32_t bit = i - language->head->n_rules;
        fits[bit / 64] |= (uint64_t)is_target(scanner, &language->frames[i], rule) << bit % 64;
    }
    *made = fits;
    return GV_OK;
}

/* Rules of one tag and label that no `for` names are touched by the same: asked for once. */
static gv_status find_rule_fits(gv_scanner *scanner, uint32_t rule, const uint64_t **fits)
{
    uint64_t **const known = &scanner->rule_fits[rule];
    const gv_image_frame *of = &scanner->language->frames[rule];
    const uint32_t kind[2] = {of->tag, of->of};
    uint32_t first = rule;
    if (*known == NULL) {
        if (!(scanner->named[rule / 64] >> rule % 64 & 1)) {
            GV_TRY(gv_map_add(&scanner->kinds, (const char *)kind, sizeof kind, rule, &first));
        }
        if (scanner->rule_fits[first] == NULL) {
            GV_TRY(make_fits(scanner, first, &scanner->rule_fits[first]));
        }
        *known = scanner->rule_fits[first];
    }
    *fits = *known;
    return GV_OK;
}

/* The rules that some `for` names. */
static gv_status find_named(gv_scanner *scanner)
{
    const gv_model_language *language = scanner->language;
    GV_TRY(gv_arena_get_array(&scanner->arena, (size_t)language->head->n_rules / 64 + 1,
                              sizeof *scanner->named, (void **)&scanner->named));
    for (uint32_t i = 0; i < language->n_targets; i++) {
        if (language->targets[i].kind == GV_TARGET_RULE) {
            const uint32_t rule = language->targets[i].index;
            scanner->named[rule / 64] |= UINT64_C(1) << rule % 64;
        }
    }
    return GV_OK;
}

/* What fits no mention of the passage need not be tried, unless somebody watches. */
static gv_status find_fits(gv_scanner *scanner)
{
    const size_t n = n_fit_words(scanner->language);
    if (scanner->trace != NULL || scanner->touched != NULL) {
        memset(scanner->fits, 0xFF, n * sizeof *scanner->fits);
        return GV_OK;
    }
    memset(scanner->fits, 0, n * sizeof *scanner->fits);
    for (uint32_t i = 0; i < scanner->result.n_mentions; i++) {
        const uint64_t *fits = NULL;
        if (i > 0 && scanner->result.mentions[i].rule == scanner->result.mentions[i - 1].rule) {
            continue;
        }
        GV_TRY(find_rule_fits(scanner, scanner->result.mentions[i].rule, &fits));
        for (size_t k = 0; k < n; k++) {
            scanner->fits[k] |= fits[k];
        }
    }
    return GV_OK;
}

/* 1 if the frame matters in sentences other than a mention's: it reaches out of its own, or its spans
 * may eat those of one that does. */
static int is_far(const gv_scanner *scanner, const gv_image_frame *frame)
{
    const gv_image_reach *reaches = scanner->language->reaches + frame->first_reach;
    int far = frame->kind == GV_FRAME_CUE && scanner->model->tests[frame->of].skips != 0;
    for (uint32_t i = 0; i < frame->n_reaches; i++) {
        far |= reaches[i].place == GV_PLACE_IN && (reaches[i].scope == GV_SCOPE_PREVIOUS ||
                                                   reaches[i].scope == GV_SCOPE_PASSAGE);
    }
    return far;
}

gv_status gv_hits_new(gv_scanner *scanner)
{
    const gv_model_language *language = scanner->language;
    const size_t n = n_fit_words(language);
    GV_TRY(gv_arena_get_array(&scanner->arena, (size_t)language->head->n_rules + 1,
                              sizeof *scanner->rule_fits, (void **)&scanner->rule_fits));
    GV_TRY(gv_arena_get_array(&scanner->arena, n, sizeof *scanner->fits,
                              (void **)&scanner->fits));
    GV_TRY(find_named(scanner));
    GV_TRY(gv_arena_get_array(&scanner->arena, n, sizeof *scanner->far, (void **)&scanner->far));
    for (uint32_t i = language->head->n_rules; i < language->n_frames; i++) {
        const uint32_t bit = i - language->head->n_rules;
        scanner->far[bit / 64] |= (uint64_t)is_far(scanner, &language->frames[i]) << bit % 64;
    }
    return GV_OK;
}

/* Of the frames that fit, those that matter in sentences that hold no mention. */
static void keep_far(gv_scanner *scanner)
{
    for (size_t k = 0; k < n_fit_words(scanner->language); k++) {
        scanner->fits[k] &= scanner->far[k];
    }
}

static int may_fit(const gv_scanner *scanner, uint32_t frame)
{
    const uint32_t bit = frame - scanner->language->head->n_rules;
    return (int)(scanner->fits[bit / 64] >> bit % 64 & 1);
}

/* ------------------------------------------------------------------ what stands where */

static gv_status try_frame(gv_scanner *scanner, uint32_t frame_index, uint32_t token)
{
    const gv_image_frame *frame = &scanner->language->frames[frame_index];
    const uint32_t end = gv_match_end(scanner, frame_index, token);
    gv_filler hull;
    uint64_t quantity;
    if (end == 0) {
        return GV_OK;
    }
    gv_trace_rule(scanner, frame, token, end, -1);
    const int stands = gv_slots_pass(scanner, frame, token, end, &hull, &quantity);
    gv_trace_rule(scanner, frame, token, end, stands);
    if (!stands) {
        return GV_OK;
    }
    GV_TRY(gv_array_reserve((void **)&scanner->found, scanner->n_found + 1,
                            sizeof *scanner->found, &scanner->found_capacity));
    gv_frame_hit *hit = &scanner->found[scanner->n_found++];
    hit->frame = frame_index;
    hit->first = token;
    hit->end = end;
    return GV_OK;
}

static gv_status try_row(gv_scanner *scanner, uint32_t key, uint32_t token)
{
    const gv_image_key *row = &scanner->language->keys[key];
    const gv_image_entry *entries = scanner->language->entries + row->first_entry;
    if (key == GV_KEY_NUMBER && !gv_number_can_begin(scanner, token)) {
        return GV_OK;
    }
    for (uint32_t i = row->n_rule_entries;
         i < row->n_entries && entries[i].list < scanner->language->n_frames; i++) {
        const uint32_t frame = entries[i].list;
        if (may_fit(scanner, frame) && gv_entry_is_worth_trying(scanner, &entries[i], token) &&
            gv_frame_is_new(scanner, frame, token)) {
            GV_TRY(try_frame(scanner, frame, token));
        }
    }
    return GV_OK;
}

static gv_status find_in_sentence(gv_scanner *scanner, uint32_t sentence_index)
{
    const gv_sentence *sentence = &scanner->words.sentences[sentence_index];
    if (scanner->sentences[sentence_index].frames_done) {
        return GV_OK;
    }
    scanner->sentences[sentence_index].frames_done = 1;
    gv_keys_hold(scanner, sentence_index);
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

static int compare_hits(const void *left, const void *right)
{
    const gv_frame_hit *a = left;
    const gv_frame_hit *b = right;
    if (a->frame != b->frame) {
        return a->frame < b->frame ? -1 : 1;
    }
    return a->first < b->first ? -1 : a->first > b->first;
}

/* In the mentions' own sentences all frames that fit; then in those from which a frame may reach them
 * the others that can. Somebody who watches is shown all. */
static gv_status find_all(gv_scanner *scanner)
{
    const uint32_t n_sentences = (uint32_t)scanner->words.n_sentences;
    const struct gv_result *result = &scanner->result;
    GV_TRY(find_fits(scanner));
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        GV_TRY(find_in_sentence(scanner,
                                scanner->words.tokens[result->mentions[i].trigger].sentence));
    }
    if (scanner->trace == NULL && scanner->touched == NULL) {
        keep_far(scanner);
    }
    for (uint32_t i = 0; i < result->n_mentions && scanner->has_previous; i++) {
        const uint32_t next = scanner->words.tokens[result->mentions[i].trigger].sentence + 1;
        if (next < n_sentences) {
            GV_TRY(find_in_sentence(scanner, next));
        }
    }
    for (uint32_t i = 0; i < n_sentences && scanner->has_passage; i++) {
        GV_TRY(find_in_sentence(scanner, i));
    }
    return GV_OK;
}

gv_status gv_hits_find(gv_scanner *scanner)
{
    scanner->n_found = 0;
    GV_TRY(find_all(scanner));
    if (scanner->n_found > 1) {
        qsort(scanner->found, scanner->n_found, sizeof *scanner->found, compare_hits);
    }
    GV_TRY(gv_array_reserve((void **)&scanner->hits, scanner->n_found + 1, sizeof *scanner->hits,
                            &scanner->hits_capacity));
    return gv_array_reserve((void **)&scanner->groups, scanner->n_found + 1,
                            sizeof *scanner->groups, &scanner->groups_capacity);
}

/* ------------------------------------------------------------------ what stands for a rule */

/* The tests struck from any word of a hit. */
static uint64_t struck_at(const gv_scanner *scanner, const gv_frame_hit *hit)
{
    uint64_t struck = 0;
    for (uint32_t token = hit->first; token < hit->end; token++) {
        struck |= scanner->struck[token];
    }
    return struck;
}

/* Strikes tests from words, test by test: an exception may itself have been struck. */
static void strike(gv_scanner *scanner)
{
    const gv_model *model = scanner->model;
    for (uint32_t test = 0; test < model->n_tests; test++) {
        for (size_t i = 0; i < scanner->n_hits && model->tests[test].skips != 0; i++) {
            const gv_frame_hit *hit = &scanner->hits[i];
            const gv_image_frame *frame = &scanner->language->frames[hit->frame];
            if (frame->kind != GV_FRAME_CUE || frame->of != test ||
                (struck_at(scanner, hit) >> test & 1)) {
                continue;
            }
            for (uint32_t token = hit->first; token < hit->end; token++) {
                scanner->struck[token] |= model->tests[test].skips;
            }
        }
    }
}

/* Hits of the frames that may touch the rule; 1 if one of them is a skip test's. */
static int pick_targets(gv_scanner *scanner, uint32_t rule)
{
    uint32_t frame = GV_IMAGE_NONE;
    int fits = 0;
    int skips = 0;
    scanner->n_hits = 0;
    for (size_t i = 0; i < scanner->n_found; i++) {
        const gv_frame_hit *hit = &scanner->found[i];
        const gv_image_frame *of = &scanner->language->frames[hit->frame];
        if (hit->frame != frame) {
            frame = hit->frame;
            fits = is_target(scanner, of, rule);
            skips |= fits && of->kind == GV_FRAME_CUE && scanner->model->tests[of->of].skips != 0;
        }
        if (fits) {
            scanner->hits[scanner->n_hits++] = *hit;
        }
    }
    return skips;
}

static void drop_struck(gv_scanner *scanner)
{
    size_t kept = 0;
    for (size_t i = 0; i < scanner->n_hits; i++) {
        for (uint32_t token = scanner->hits[i].first; token < scanner->hits[i].end; token++) {
            scanner->struck[token] = 0;
        }
    }
    strike(scanner);
    for (size_t i = 0; i < scanner->n_hits; i++) {
        const gv_frame_hit hit = scanner->hits[i];
        const gv_image_frame *frame = &scanner->language->frames[hit.frame];
        if (frame->kind != GV_FRAME_CUE || !(struck_at(scanner, &hit) >> frame->of & 1)) {
            scanner->hits[kept++] = hit;
        }
    }
    scanner->n_hits = kept;
}

/* Notes where each frame's hits begin. */
static void find_groups(gv_scanner *scanner)
{
    scanner->n_groups = 0;
    for (size_t i = 0; i < scanner->n_hits; i++) {
        if (i == 0 || scanner->hits[i].frame != scanner->hits[i - 1].frame) {
            scanner->groups[scanner->n_groups++] = (uint32_t)i;
        }
    }
    scanner->groups[scanner->n_groups] = (uint32_t)scanner->n_hits;
}

void gv_hits_pick(gv_scanner *scanner, uint32_t rule)
{
    if (pick_targets(scanner, rule)) {
        drop_struck(scanner);
    }
    find_groups(scanner);
}
