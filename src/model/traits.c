/*
 * traits.c - from how far a mask or cue may touch a mention, and of which labels.
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

/* By tag, the labels of all rules with it. */
static gv_status list_labels(const gv_model_language *language, uint8_t **labels)
{
    uint32_t n_tags = 0;
    uint8_t *made = NULL;
    for (uint32_t i = 0; i < language->n_targets; i++) {
        if (language->targets[i].kind == GV_TARGET_TAG && language->targets[i].index >= n_tags) {
            n_tags = language->targets[i].index + 1;
        }
    }
    GV_TRY(gv_memory_get_zeroed((size_t)n_tags + 1, 1, (void **)&made));
    for (uint32_t rule = 0; rule < language->head->n_rules; rule++) {
        if (language->frames[rule].tag < n_tags) {
            made[language->frames[rule].tag] |= (uint8_t)gv_label_bit(language->frames[rule].of);
        }
    }
    *labels = made;
    return GV_OK;
}

/* The labels of the rules that a frame is for: of each item of its `for` those of all its words. */
static unsigned labels_of(const gv_model_language *language, const gv_image_frame *frame,
                          const uint8_t *of_tags)
{
    const gv_image_target *targets = language->targets + frame->first_target;
    const unsigned all = (1u << GV_LABEL_BITS) - 1;
    unsigned labels = frame->n_targets == 0 ? all : 0;
    unsigned item = all;
    for (uint32_t i = 0; i < frame->n_targets && labels != all; i++) {
        const uint32_t index = targets[i].index;
        item &= targets[i].kind == GV_TARGET_TAG     ? of_tags[index]
                : targets[i].kind == GV_TARGET_LABEL ? gv_label_bit(index)
                                                     : gv_label_bit(language->frames[index].of);
        if (!targets[i].joined) {
            labels |= item;
            item = all;
        }
    }
    return labels;
}

static gv_frame_trait make_trait(const gv_image_test *tests, const gv_model_language *language,
                                 const uint8_t *of_tags, uint32_t index)
{
    const gv_image_frame *frame = &language->frames[index];
    const uint32_t longest = language->lists[index].longest;
    gv_frame_trait trait = {.part = GV_PART_NEAR,
                            .test = GV_LIMIT_TESTS,
                            .labels = (uint8_t)labels_of(language, frame, of_tags)};
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
    uint8_t *of_tags = NULL;
    gv_status status = GV_OK;
    GV_TRY_DONE(list_labels(language, &of_tags));
    GV_TRY_DONE(gv_memory_get_zeroed((size_t)(language->n_frames - n_rules) + 1, sizeof *made,
                                     (void **)&made));
    for (uint32_t i = n_rules; i < language->n_frames; i++) {
        made[i - n_rules] = make_trait(tests, language, of_tags, i);
    }
    *traits = made;
done:
    gv_memory_free(of_tags);
    return status;
}
