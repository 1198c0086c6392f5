/*
 * model_check_frames.c - frames and what belongs to them; tags, weighs, examples.
 *
 * In: a language's sections, in bounds, its lists checked. Out: GV_OK, or which one is damaged.
 * Frames stand rules first, then masks, then cues, each by name; their slots, guards, reaches and
 * targets follow one another without holes, in the order of the frames, so that each has one owner.
 */
#include "model/model_check.h"

#include <string.h>

/* Where the next frame's parts must begin. */
typedef struct gv_part_counts {
    uint32_t slots, guards, reaches, targets;
} gv_part_counts;

static int is_list(const gv_model_language *language, uint32_t list)
{
    return list < language->n_lists;
}

static int is_place(uint8_t place, uint8_t scope, uint16_t reach)
{
    const int edge = reach == GV_IMAGE_EDGE;
    if (place == GV_PLACE_IN) {
        return scope <= GV_SCOPE_PASSAGE && edge;
    }
    if (place == GV_PLACE_OVER) {
        return scope == GV_SCOPE_CLAUSE && edge;
    }
    return place <= GV_PLACE_NEAR && scope <= GV_SCOPE_SENTENCE &&
           (edge || (reach > 0 && reach <= GV_LIMIT_REACH));
}

/* ------------------------------------------------------------------ slots */

static gv_status check_slot(const gv_model_check *check, const gv_model_language *language,
                            const gv_image_slot *slot, gv_part_counts *next)
{
    const int no_stop = slot->place == GV_PLACE_IN || slot->place == GV_PLACE_OVER;
    if (slot->role > GV_SLOT_UNLESS || !is_place(slot->place, slot->scope, slot->reach) ||
        slot->required == 0 || !is_list(language, slot->list) ||
        (slot->stop != GV_IMAGE_NONE && (no_stop || !is_list(language, slot->stop))) ||
        !gv_model_check_string_or_none(check, slot->name) || slot->first_guard != next->guards ||
        slot->n_guards > language->n_guards - next->guards) {
        return gv_model_check_damaged(check, "slots");
    }
    for (uint32_t i = 0; i < slot->n_guards; i++) {
        const gv_image_guard *const guard = &language->guards[next->guards + i];
        if (guard->after > 1 || guard->reserved != 0 || guard->reach == 0 ||
            guard->reach > GV_LIMIT_REACH || !is_list(language, guard->list)) {
            return gv_model_check_damaged(check, "guards");
        }
    }
    next->guards += slot->n_guards;
    return GV_OK;
}

/* A need with its "or" slots, or a bar with its "unless" slots, one after another. */
static gv_status check_slots(const gv_model_check *check, const gv_model_language *language,
                             const gv_image_frame *frame, gv_part_counts *next)
{
    uint32_t left = 0; /* alternatives still to come */
    uint8_t role = GV_SLOT_OR;
    if (frame->first_slot != next->slots || frame->n_slots > language->n_slots - next->slots) {
        return gv_model_check_damaged(check, "frames");
    }
    for (uint32_t i = 0; i < frame->n_slots; i++) {
        const gv_image_slot *const slot = &language->slots[next->slots + i];
        GV_TRY(check_slot(check, language, slot, next));
        if (left > 0) {
            left--;
            if (slot->role != role || slot->n_alternatives != 0 || slot->required != 1) {
                return gv_model_check_damaged(check, "slots");
            }
            continue;
        }
        const int need = slot->role == GV_SLOT_NEED;
        if ((!need && slot->role != GV_SLOT_BAR) || slot->n_alternatives > frame->n_slots - i - 1 ||
            slot->required > (need ? slot->n_alternatives + 1u : 1u)) {
            return gv_model_check_damaged(check, "slots");
        }
        left = slot->n_alternatives;
        role = need ? GV_SLOT_OR : GV_SLOT_UNLESS;
    }
    next->slots += frame->n_slots;
    return GV_OK;
}

/* ------------------------------------------------------------------ reaches and targets */

static gv_status check_reaches(const gv_model_check *check, const gv_model_language *language,
                               const gv_image_frame *frame, gv_part_counts *next)
{
    if (frame->first_reach != next->reaches ||
        frame->n_reaches > language->n_reaches - next->reaches ||
        (frame->kind == GV_FRAME_CUE) != (frame->n_reaches > 0)) {
        return gv_model_check_damaged(check, "frames");
    }
    for (uint32_t i = 0; i < frame->n_reaches; i++) {
        const gv_image_reach *const reach = &language->reaches[next->reaches + i];
        if (!is_place(reach->place, reach->scope, reach->reach)) {
            return gv_model_check_damaged(check, "reaches");
        }
    }
    next->reaches += frame->n_reaches;
    return GV_OK;
}

static gv_status check_targets(const gv_model_check *check, const gv_model_language *language,
                               const gv_image_frame *frame, gv_part_counts *next)
{
    if (frame->first_target != next->targets ||
        frame->n_targets > language->n_targets - next->targets ||
        (frame->kind == GV_FRAME_RULE && frame->n_targets > 0)) {
        return gv_model_check_damaged(check, "frames");
    }
    for (uint32_t i = 0; i < frame->n_targets; i++) {
        const gv_image_target *const target = &language->targets[next->targets + i];
        const uint32_t n = target->kind == GV_TARGET_TAG     ? language->n_tags
                           : target->kind == GV_TARGET_LABEL ? check->model->n_labels
                           : target->kind == GV_TARGET_RULE  ? language->head->n_rules
                                                             : 0;
        if (target->index >= n || target->joined > (i + 1 < frame->n_targets)) {
            return gv_model_check_damaged(check, "targets");
        }
    }
    next->targets += frame->n_targets;
    return GV_OK;
}

/* ------------------------------------------------------------------ frames */

static gv_status check_frame_head(const gv_model_check *check, const gv_model_language *language,
                                  const gv_image_frame *frame)
{
    const int rule = frame->kind == GV_FRAME_RULE;
    const int cue = frame->kind == GV_FRAME_CUE;
    const uint32_t n_of = rule ? check->model->n_labels : cue ? check->model->n_tests : 0;
    if (!gv_model_check_string(check, frame->name) || frame->reserved != 0 ||
        (n_of > 0 ? frame->of >= n_of : rule || cue || frame->of != GV_IMAGE_NONE) ||
        (rule ? frame->tag >= language->n_tags : frame->tag != GV_IMAGE_NONE) ||
        (rule ? frame->weight == 0 || frame->weight > GV_LIMIT_WEIGHT : frame->weight != 0) ||
        (frame->stop != GV_IMAGE_NONE && (!cue || !is_list(language, frame->stop))) ||
        !gv_model_check_string_or_none(check, frame->why) ||
        !gv_model_check_string_or_none(check, frame->cite) ||
        !gv_model_check_string(check, frame->file)) {
        return gv_model_check_damaged(check, "frames");
    }
    return GV_OK;
}

static gv_status check_all_frames(const gv_model_check *check, const gv_model_language *language)
{
    const gv_image_language *const head = language->head;
    gv_part_counts next = {0};
    if ((uint64_t)head->n_rules + head->n_masks + head->n_cues != language->n_frames ||
        (uint64_t)language->n_frames + language->n_weighs > language->n_lists) {
        return gv_model_check_damaged(check, "number of frames");
    }
    for (uint32_t i = 0; i < language->n_frames; i++) {
        const gv_image_frame *const frame = &language->frames[i];
        const uint8_t kind = i < head->n_rules                   ? GV_FRAME_RULE
                             : i < head->n_rules + head->n_masks ? GV_FRAME_MASK
                                                                 : GV_FRAME_CUE;
        if (frame->kind != kind) {
            return gv_model_check_damaged(check, "order of frames");
        }
        GV_TRY(check_frame_head(check, language, frame));
        if (i > 0 && frame[-1].kind == kind &&
            strcmp(gv_model_string(check->model, frame[-1].name),
                   gv_model_string(check->model, frame->name)) >= 0) {
            return gv_model_check_damaged(check, "order of frames");
        }
        GV_TRY(check_slots(check, language, frame, &next));
        GV_TRY(check_reaches(check, language, frame, &next));
        GV_TRY(check_targets(check, language, frame, &next));
    }
    return next.slots == language->n_slots && next.guards == language->n_guards &&
                   next.reaches == language->n_reaches && next.targets == language->n_targets
               ? GV_OK
               : gv_model_check_damaged(check, "parts of frames");
}

/* ------------------------------------------------------------------ the rest */

static gv_status check_tags(const gv_model_check *check, const gv_model_language *language)
{
    for (uint32_t i = 0; i < language->n_tags; i++) {
        if (!gv_model_check_string(check, language->tags[i].name) ||
            (i > 0 && strcmp(gv_model_string(check->model, language->tags[i - 1].name),
                             gv_model_string(check->model, language->tags[i].name)) >= 0)) {
            return gv_model_check_damaged(check, "tags");
        }
    }
    return GV_OK;
}

static gv_status check_weighs(const gv_model_check *check, const gv_model_language *language)
{
    for (uint32_t i = 0; i < language->n_weighs; i++) {
        const gv_image_weigh *const weigh = &language->weighs[i];
        if (weigh->facet >= check->model->n_facets || weigh->reserved != 0 || weigh->weight == 0 ||
            weigh->weight > GV_LIMIT_WEIGHT) {
            return gv_model_check_damaged(check, "weighs");
        }
        const gv_image_facet *const facet = &check->model->facets[weigh->facet];
        if (weigh->value < facet->first_value ||
            weigh->value - facet->first_value >= facet->n_values) {
            return gv_model_check_damaged(check, "weighs");
        }
    }
    return GV_OK;
}

static gv_status check_examples(const gv_model_check *check, const gv_model_language *language)
{
    for (uint32_t i = 0; i < language->n_examples; i++) {
        const gv_image_example *const example = &language->examples[i];
        const gv_image_text text = {example->text, example->length};
        if (example->frame >= language->n_frames || example->expected > 1 ||
            !gv_model_check_text(check, text) || (i > 0 && example[-1].frame > example->frame)) {
            return gv_model_check_damaged(check, "examples");
        }
    }
    return GV_OK;
}

gv_status gv_model_check_frames(const gv_model_check *check, const gv_model_language *language)
{
    GV_TRY(check_tags(check, language));
    GV_TRY(check_all_frames(check, language));
    GV_TRY(check_weighs(check, language));
    return check_examples(check, language);
}
