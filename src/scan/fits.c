/*
 * fits.c - which masks and cues may touch the mentions of a rule.
 *
 * Whom a mask or cue is for (`for`) depends on a rule's tag and label alone, unless some `for`
 * names the rule: so the answer, one bit for each mask and cue, is made once for each kind of rule.
 */
#include "scan/state.h"

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

/* ------------------------------------------------------------------ new */

gv_status gv_fits_new(gv_scanner *scanner)
{
    const gv_model_language *language = scanner->language;
    const uint32_t n_rules = language->head->n_rules;
    gv_hits_state *cues = &scanner->cues;
    GV_TRY(gv_arena_get_array(&cues->arena, (size_t)n_rules + 1, sizeof *cues->rule_fits,
                              (void **)&cues->rule_fits));
    GV_TRY(gv_arena_get_array(&cues->arena, gv_fits_words(language), sizeof *cues->fits,
                              (void **)&cues->fits));
    cues->begin = language->begin;
    GV_TRY(gv_arena_get_array(&cues->arena, language->begin.n_needs / 64 + 1, sizeof *cues->held,
                              (void **)&cues->held));
    return find_named(scanner);
}
