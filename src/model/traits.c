/*
 * traits.c - from how far a mask or cue may touch a mention.
 *
 * In: the frames of masks and cues. Out: one trait of each. No mask that has at most 3 words stands
 * over a mention whose trigger begins 3 words after its first, and no cue with `reach after 6` and
 * 2 words touches what begins 8 words after its first. So most masks and cues need not be tried at
 * most words.
 */
#include "base/arena.h"
#include "model/beginnings.h"
#include "model/model.h"

#define ANYWHERE (UINT32_C(1) << 30) /* more words than a passage has */

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

static gv_frame_trait make_trait(const gv_image_test *tests, const gv_model_language *language,
                                 uint32_t index)
{
    const gv_image_frame *frame = &language->frames[index];
    const uint32_t longest = language->lists[index].longest;
    gv_frame_trait trait = {.part = GV_PART_NEAR, .test = GV_LIMIT_TESTS};
    if (frame->kind == GV_FRAME_MASK) {
        trait.right = longest;
        return trait;
    }
    trait.test = (uint8_t)frame->of;
    const gv_image_test *test = &tests[frame->of];
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

gv_status gv_traits_make(const gv_image_test *tests, const gv_model_language *language,
                         gv_frame_trait **traits)
{
    const uint32_t n_rules = language->head->n_rules;
    gv_frame_trait *made = NULL;
    GV_TRY(gv_memory_get_zeroed((size_t)(language->n_frames - n_rules) + 1, sizeof *made,
                                (void **)&made));
    for (uint32_t i = n_rules; i < language->n_frames; i++) {
        made[i - n_rules] = make_trait(tests, language, i);
    }
    *traits = made;
    return GV_OK;
}
