/*
 * emit_frames.c - rules, masks and cues, and what belongs to them.
 *
 * In: the frames of a language by name, their lists numbered. Out: the sections FRAMES, SLOTS,
 * GUARDS, REACHES, TARGETS, TAGS and EXAMPLES, each frame's parts one after another. A slot's
 * alternatives follow it in the order written, and it says how many there are.
 */
#include "compile/emit.h"

#include <string.h>

static gv_emit_section *find(gv_emit *emit, uint32_t kind, uint32_t language)
{
    return gv_emit_find(emit, kind, language);
}

static gv_status emit_slot(gv_emit *emit, uint32_t language, const gv_ast_slot *slot)
{
    gv_emit_section *const guards = find(emit, GV_SECTION_GUARDS, language);
    gv_image_slot item = {.role = slot->role,
                          .place = slot->place.place,
                          .scope = slot->place.scope,
                          .required = (uint8_t)slot->required,
                          .reach = slot->place.reach,
                          .list = slot->list.number,
                          .stop = slot->stop.number,
                          .first_guard = gv_emit_count(guards),
                          .line = gv_job_line(emit->job, slot->at, NULL)};
    if (slot->role == GV_SLOT_NEED || slot->role == GV_SLOT_BAR) {
        for (const gv_ast_slot *other = slot->next;
             other != NULL && (other->role == GV_SLOT_OR || other->role == GV_SLOT_UNLESS);
             other = other->next) {
            item.n_alternatives++;
        }
    }
    for (const gv_ast_guard *guard = slot->guards; guard != NULL; guard = guard->next) {
        const gv_image_guard row = {
            .after = guard->after, .reach = guard->reach, .list = guard->list.number};
        GV_TRY(gv_emit_add(guards, &row));
        item.n_guards++;
    }
    GV_TRY(gv_emit_string(emit, slot->name.text, slot->name.length, &item.name));
    return gv_emit_add(find(emit, GV_SECTION_SLOTS, language), &item);
}

static gv_status emit_reaches(gv_emit *emit, uint32_t language, const gv_ast_frame *frame,
                              gv_image_frame *item)
{
    gv_emit_section *const reaches = find(emit, GV_SECTION_REACHES, language);
    item->first_reach = gv_emit_count(reaches);
    for (const gv_ast_reach *reach = frame->reaches; reach != NULL; reach = reach->next) {
        const gv_image_reach row = {.place = reach->place.place,
                                    .scope = reach->place.scope,
                                    .reach = reach->place.reach};
        GV_TRY(gv_emit_add(reaches, &row));
        item->n_reaches++;
    }
    return GV_OK;
}

static gv_status emit_targets(gv_emit *emit, uint32_t language, const gv_ast_frame *frame,
                              gv_image_frame *item)
{
    gv_emit_section *const targets = find(emit, GV_SECTION_TARGETS, language);
    item->first_target = gv_emit_count(targets);
    for (const gv_ast_target *target = frame->targets; target != NULL; target = target->next) {
        const gv_image_target row = {.kind = (uint16_t)target->kind,
                                     .joined = target->joined,
                                     .index = target->index};
        GV_TRY(gv_emit_add(targets, &row));
        item->n_targets++;
    }
    return GV_OK;
}

static gv_status emit_examples(gv_emit *emit, uint32_t language, const gv_ast_frame *frame)
{
    for (const gv_ast_example *example = frame->examples; example != NULL;
         example = example->next) {
        gv_image_example row = {.frame = frame->index,
                                .length = example->text.length,
                                .line = gv_job_line(emit->job, example->text.at, NULL),
                                .expected = example->expected};
        GV_TRY(gv_emit_string(emit, example->text.text, example->text.length, &row.text));
        GV_TRY(gv_emit_add(find(emit, GV_SECTION_EXAMPLES, language), &row));
    }
    return GV_OK;
}

static gv_status emit_frame(gv_emit *emit, uint32_t language, const gv_ast_frame *frame)
{
    const gv_source *const source = &emit->job->sources[frame->at.source];
    const int rule = frame->kind == GV_FRAME_RULE;
    gv_image_frame item = {
        .of = frame->kind == GV_FRAME_MASK ? GV_IMAGE_NONE : frame->of_index,
        .tag = rule ? frame->tag_index : GV_IMAGE_NONE,
        .weight = (uint16_t)(rule ? frame->weight : 0),
        .kind = frame->kind,
        .first_slot = gv_emit_count(find(emit, GV_SECTION_SLOTS, language)),
        .stop = frame->stop.number,
        .line = gv_job_line(emit->job, frame->at, NULL)};
    GV_TRY(gv_emit_string(emit, frame->name.text, frame->name.length, &item.name));
    for (const gv_ast_slot *slot = frame->slots; slot != NULL; slot = slot->next) {
        GV_TRY(emit_slot(emit, language, slot));
        item.n_slots++;
    }
    GV_TRY(emit_reaches(emit, language, frame, &item));
    GV_TRY(emit_targets(emit, language, frame, &item));
    GV_TRY(gv_emit_string(emit, frame->why.text, frame->why.length, &item.why));
    GV_TRY(gv_emit_string(emit, frame->cite.text, frame->cite.length, &item.cite));
    GV_TRY(gv_emit_string(emit, source->name, strlen(source->name), &item.file));
    GV_TRY(emit_examples(emit, language, frame));
    return gv_emit_add(find(emit, GV_SECTION_FRAMES, language), &item);
}

gv_status gv_emit_frames(gv_emit *emit, const gv_plan *plan, uint32_t language)
{
    const gv_ast_language *const tree = plan->language;
    const uint32_t n_frames = tree->n_rules + tree->n_masks + tree->n_cues;
    for (uint32_t i = 0; i < tree->n_tags; i++) {
        gv_image_name tag = {0};
        GV_TRY(gv_emit_string(emit, tree->tags[i], strlen(tree->tags[i]), &tag.name));
        GV_TRY(gv_emit_add(find(emit, GV_SECTION_TAGS, language), &tag));
    }
    for (uint32_t i = 0; i < n_frames; i++) {
        GV_TRY(emit_frame(emit, language, tree->frame_table[i]));
    }
    return GV_OK;
}
