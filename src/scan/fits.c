/*
 * fits.c - which masks and cues may touch the mentions of a rule, and from how far.
 *
 * Whom a mask or cue is for (`for`) depends on a rule's tag and label alone, unless some `for`
 * names the rule: so the answer, one bit for each mask and cue, is made once for each kind of rule.
 *
 * From how far it may touch is made once, too: no mask that has at most 3 words stands over a
 * mention whose trigger begins 3 words after its first, and no cue with `reach after 6` and 2 words
 * touches what begins 8 words after its first. So most masks and cues need not be tried at most
 * words.
 */
#include "scan/state.h"

#define ANYWHERE (UINT32_C(1) << 30) /* more words than a passage has */

/* ------------------------------------------------------------------ whom it is for */

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

/* Asks all masks and cues. */
static gv_status make_fits(gv_scanner *scanner, uint32_t rule, uint64_t **made)
{
    const gv_model_language *language = scanner->language;
    const uint32_t n_rules = language->head->n_rules;
    uint64_t *fits = NULL;
    GV_TRY(gv_arena_get_array(&scanner->cues.arena, gv_fits_words(language), sizeof *fits,
                              (void **)&fits));
    for (uint32_t i = n_rules; i < language->n_frames; i++) {
        const uint32_t bit = i - n_rules;
        fits[bit / 64] |= (uint64_t)is_target(scanner, &language->frames[i], rule) << bit % 64;
    }
    *made = fits;
    return GV_OK;
}

gv_status gv_fits_of_rule(gv_scanner *scanner, uint32_t rule, const uint64_t **fits)
{
    gv_hits_state *cues = &scanner->cues;
    uint64_t **const known = &cues->rule_fits[rule];
    const gv_image_frame *of = &scanner->language->frames[rule];
    const uint32_t kind[2] = {of->tag, of->of};
    uint32_t first = rule;
    if (*known == NULL) {
        if (!gv_fits_has(cues->named, rule)) {
            GV_TRY(gv_map_add(&cues->kinds, (const char *)kind, sizeof kind, rule, &first));
        }
        if (cues->rule_fits[first] == NULL) {
            GV_TRY(make_fits(scanner, first, &cues->rule_fits[first]));
        }
        *known = cues->rule_fits[first];
    }
    *fits = *known;
    return GV_OK;
}

/* The rules that some `for` names. */
static gv_status find_named(gv_scanner *scanner)
{
    const gv_model_language *language = scanner->language;
    uint64_t *named = NULL;
    GV_TRY(gv_arena_get_array(&scanner->cues.arena, (size_t)language->head->n_rules / 64 + 1,
                              sizeof *named, (void **)&named));
    for (uint32_t i = 0; i < language->n_targets; i++) {
        if (language->targets[i].kind == GV_TARGET_RULE) {
            const uint32_t rule = language->targets[i].index;
            named[rule / 64] |= UINT64_C(1) << rule % 64;
        }
    }
    scanner->cues.named = named;
    return GV_OK;
}

/* ------------------------------------------------------------------ from how far */

static void widen(uint32_t *to, uint32_t words)
{
    *to = words > *to ? words : *to;
}

static void note_reach(const gv_image_reach *reach, uint32_t longest, gv_frame_trait *trait)
{
    const uint32_t words = reach->reach > GV_LIMIT_REACH ? GV_LIMIT_REACH : reach->reach;
    if (reach->place == GV_PLACE_OVER) {
        widen(&trait->right, longest);
    } else if (reach->place == GV_PLACE_IN) {
        widen(&trait->left, ANYWHERE);
        widen(&trait->right, ANYWHERE);
        if (reach->scope == GV_SCOPE_PREVIOUS || reach->scope == GV_SCOPE_PASSAGE) {
            trait->part = GV_PART_FAR;
            trait->passage |= reach->scope == GV_SCOPE_PASSAGE;
        }
    } else {
        if (reach->place != GV_PLACE_AFTER) {
            widen(&trait->left, words);
        }
        if (reach->place != GV_PLACE_BEFORE) {
            widen(&trait->right, longest + words);
        }
    }
}

static gv_frame_trait make_trait(const gv_scanner *scanner, uint32_t index)
{
    const gv_model_language *language = scanner->language;
    const gv_image_frame *frame = &language->frames[index];
    const uint32_t longest = language->lists[index].longest;
    gv_frame_trait trait = {.part = GV_PART_NEAR, .test = GV_LIMIT_TESTS};
    if (frame->kind == GV_FRAME_MASK) {
        trait.right = longest;
        return trait;
    }
    trait.test = (uint8_t)frame->of;
    const gv_image_test *test = &scanner->model->tests[frame->of];
    trait.strikes = test->skips != 0;
    if (trait.strikes && test->status == GV_IMAGE_NONE && test->note == GV_IMAGE_NONE) {
        trait.part = GV_PART_SKIP;
    }
    for (uint32_t i = 0; i < frame->n_reaches; i++) {
        note_reach(&language->reaches[frame->first_reach + i], longest, &trait);
    }
    trait.passage |= trait.strikes; /* it may strike words of any sentence */
    return trait;
}

gv_status gv_fits_new(gv_scanner *scanner)
{
    const gv_model_language *language = scanner->language;
    const uint32_t n_rules = language->head->n_rules;
    gv_hits_state *cues = &scanner->cues;
    GV_TRY(gv_arena_get_array(&cues->arena, (size_t)n_rules + 1, sizeof *cues->rule_fits,
                              (void **)&cues->rule_fits));
    GV_TRY(gv_arena_get_array(&cues->arena, gv_fits_words(language), sizeof *cues->fits,
                              (void **)&cues->fits));
    GV_TRY(find_named(scanner));
    GV_TRY(gv_arena_get_array(&cues->arena, (size_t)(language->n_frames - n_rules) + 1,
                              sizeof *cues->traits, (void **)&cues->traits));
    for (uint32_t i = n_rules; i < language->n_frames; i++) {
        cues->traits[i - n_rules] = make_trait(scanner, i);
    }
    return GV_OK;
}
