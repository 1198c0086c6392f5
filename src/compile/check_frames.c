/*
 * check_frames.c - rules, cues and masks: their names, their parts, and what they refer to.
 *
 * In: the frames of a language as read. Out: the table of frames as the image has it (rules, masks,
 * cues, each by name), the tags by name, and every label, test and target by index; findings for
 * what is missing, unknown or cannot be. A `for` line may name a tag, a label or a rule: "act" is
 * looked up among tags and labels, "mass_killing/shot" among rules.
 */
#include "compile/check.h"

#include <stdlib.h>
#include <string.h>

static const char DEFAULT_TAG[] = "noun";

static const char *const KIND_NAMES[] = {"rule", "mask", "cue"};

/* ------------------------------------------------------------------ tables */

static int compare_frames(const void *left, const void *right)
{
    const gv_ast_frame *const *const a = left;
    const gv_ast_frame *const *const b = right;
    if ((*a)->kind != (*b)->kind) {
        return (*a)->kind < (*b)->kind ? -1 : 1;
    }
    return strcmp((*a)->name.text, (*b)->name.text);
}

static gv_status enter_frames(gv_job *job, gv_ast_language *language, gv_check_names *names)
{
    uint32_t n = 0;
    for (const gv_ast_frame *frame = language->frames; frame != NULL; frame = frame->next) {
        n++;
    }
    GV_TRY(gv_arena_get_array(&job->arena, n, sizeof(gv_ast_frame *),
                              (void **)&language->frame_table));
    n = 0;
    for (gv_ast_frame *frame = language->frames; frame != NULL; frame = frame->next) {
        if (frame->name.text == NULL) {
            continue;
        }
        const gv_status entered = gv_check_enter(job, &names[frame->kind], &frame->name);
        GV_TRY(gv_job_go_on(entered));
        if (entered == GV_OK) {
            language->frame_table[n++] = frame;
        }
    }
    language->n_rules = (uint32_t)names[GV_FRAME_RULE].map->n_entries;
    language->n_masks = (uint32_t)names[GV_FRAME_MASK].map->n_entries;
    language->n_cues = (uint32_t)names[GV_FRAME_CUE].map->n_entries;
    if (n > 0) {
        qsort(language->frame_table, n, sizeof(gv_ast_frame *), compare_frames);
    }
    for (uint32_t i = 0; i < n; i++) {
        gv_ast_frame *const frame = language->frame_table[i];
        frame->index = i;
        if (frame->kind == GV_FRAME_RULE) {
            GV_TRY(gv_map_add(&language->rule_names, frame->name.text, frame->name.length, i,
                              NULL));
        }
    }
    return GV_OK;
}

static gv_status make_frame_table(gv_job *job, gv_ast_language *language)
{
    gv_map maps[3];
    gv_check_names names[3];
    for (size_t kind = 0; kind < 3; kind++) {
        maps[kind] = (gv_map){0};
        names[kind] = (gv_check_names){
            .map = &maps[kind], .what = KIND_NAMES[kind], .limit = UINT32_MAX};
    }
    const gv_status status = enter_frames(job, language, names);
    for (size_t kind = 0; kind < 3; kind++) {
        gv_check_names_free(&names[kind]);
        gv_map_free(&maps[kind]);
    }
    return status;
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The tags of the language's rules, by name. */
static gv_status make_tag_table(gv_job *job, gv_ast_language *language)
{
    gv_map found = {0};
    gv_status status = GV_OK;
    for (gv_ast_frame *frame = language->frames; frame != NULL; frame = frame->next) {
        if (frame->kind != GV_FRAME_RULE) {
            continue;
        }
        if (frame->tag.text == NULL) {
            frame->tag = (gv_ast_text){DEFAULT_TAG, sizeof DEFAULT_TAG - 1, frame->at};
        }
        GV_TRY_DONE(gv_map_add(&found, frame->tag.text, frame->tag.length, 0, NULL));
        if (gv_map_find(&job->model.label_names, frame->tag.text, frame->tag.length) !=
            GV_MAP_NONE) {
            GV_TRY_DONE(gv_job_go_on(gv_job_error(
                job, frame->tag.at, "the tag \"%s\" is also a label: \"for %s\" could mean either",
                frame->tag.text, frame->tag.text)));
        }
    }
    GV_TRY_DONE(gv_arena_get_array(&job->arena, found.n_entries, sizeof *language->tags,
                                   (void **)&language->tags));
    for (size_t i = 0; i < found.n_entries; i++) {
        char *copy = NULL;
        GV_TRY_DONE(gv_arena_copy(&job->arena, found.entries[i].key, found.entries[i].length,
                                  &copy));
        language->tags[language->n_tags++] = copy;
    }
    if (language->n_tags > 0) {
        qsort(language->tags, language->n_tags, sizeof *language->tags, compare_texts);
    }
    for (uint32_t i = 0; i < language->n_tags; i++) {
        GV_TRY_DONE(gv_map_add(&language->tag_names, language->tags[i], strlen(language->tags[i]),
                               i, NULL));
    }
done:
    gv_map_free(&found);
    return status;
}

/* ------------------------------------------------------------------ one frame */

static gv_status check_target(gv_list_check *check, gv_ast_target *target)
{
    const gv_ast_text *const name = &target->name;
    const gv_ast_language *const language = check->language;
    gv_near near = gv_near_begin(check->job, name->text, name->length);
    const char *hint = "";
    if (name->text == NULL) {
        return GV_OK;
    }
    if (memchr(name->text, '/', name->length) != NULL) {
        target->kind = GV_TARGET_RULE;
        target->index = gv_map_find(&language->rule_names, name->text, name->length);
        return target->index != GV_MAP_NONE
                   ? GV_OK
                   : gv_check_unknown(check->job, "rule", name, &language->rule_names);
    }
    target->kind = GV_TARGET_TAG;
    target->index = gv_map_find(&language->tag_names, name->text, name->length);
    if (target->index != GV_MAP_NONE) {
        return GV_OK;
    }
    target->kind = GV_TARGET_LABEL;
    target->index = gv_map_find(&check->job->model.label_names, name->text, name->length);
    if (target->index != GV_MAP_NONE) {
        return GV_OK;
    }
    gv_near_offer_map(&near, &language->tag_names);
    gv_near_offer_map(&near, &check->job->model.label_names);
    GV_TRY(gv_near_hint(check->job, &near, &hint));
    return gv_job_error(check->job, name->at,
                        "no rule has the tag \"%s\", and there is no such label%s", name->text,
                        hint);
}

/* 1 if a rule is all that the item at `first` names. */
static int fits_item(const gv_ast_frame *rule, const gv_ast_target *first)
{
    int fits = 1;
    for (const gv_ast_target *target = first; target != NULL && fits; target = target->next) {
        fits = target->index == (target->kind == GV_TARGET_TAG     ? rule->tag_index
                                 : target->kind == GV_TARGET_LABEL ? rule->of_index
                                                                   : rule->index);
        if (!target->joined) {
            break;
        }
    }
    return fits;
}

/* An item of several words that no rule fits lacks a comma, most likely. */
static gv_status check_item(const gv_list_check *check, const gv_ast_target *first)
{
    const gv_ast_language *const language = check->language;
    if (!first->joined) {
        return GV_OK;
    }
    for (const gv_ast_target *target = first;; target = target->next) {
        if (target->index == GV_IMAGE_NONE) {
            return GV_OK; /* unknown: there is a finding already */
        }
        if (!target->joined) {
            break;
        }
    }
    for (uint32_t i = 0; i < language->n_rules; i++) {
        if (fits_item(language->frame_table[i], first)) {
            return GV_OK;
        }
    }
    return gv_job_error(check->job, first->name.at,
                        "no rule is both \"%s\" and \"%s\": a comma separates items",
                        first->name.text, first->next->name.text);
}

static gv_status check_targets(gv_list_check *check, gv_ast_frame *frame)
{
    for (gv_ast_target *target = frame->targets; target != NULL; target = target->next) {
        GV_TRY(gv_job_go_on(check_target(check, target)));
    }
    int first = 1;
    for (const gv_ast_target *target = frame->targets; target != NULL; target = target->next) {
        if (first) {
            GV_TRY(gv_job_go_on(check_item(check, target)));
        }
        first = !target->joined;
    }
    return GV_OK;
}

/* Counts the alternatives of each need. */
static gv_status check_required(gv_job *job, const gv_ast_frame *frame)
{
    for (const gv_ast_slot *slot = frame->slots; slot != NULL; slot = slot->next) {
        uint32_t n = 1;
        for (const gv_ast_slot *other = slot->next;
             other != NULL && other->role == GV_SLOT_OR && slot->role == GV_SLOT_NEED;
             other = other->next) {
            n++;
        }
        if (slot->role == GV_SLOT_NEED && slot->required > n) {
            GV_TRY(gv_job_go_on(gv_job_error(job, slot->at,
                                             "%lu are needed, but there are only %lu: this line "
                                             "and its \"or\" lines",
                                             (unsigned long)slot->required, (unsigned long)n)));
        }
        if (n > UINT16_MAX) {
            GV_TRY(gv_job_go_on(gv_job_error(job, slot->at, "a need has at most %d \"or\" lines",
                                             (int)UINT16_MAX - 1)));
        }
    }
    return GV_OK;
}

static gv_status check_of(gv_job *job, gv_ast_frame *frame)
{
    const gv_map *const names =
        frame->kind == GV_FRAME_RULE ? &job->model.label_names : &job->model.test_names;
    if (frame->kind == GV_FRAME_MASK || frame->of.text == NULL) {
        return GV_OK;
    }
    frame->of_index = gv_map_find(names, frame->of.text, frame->of.length);
    return frame->of_index != GV_MAP_NONE
               ? GV_OK
               : gv_check_unknown(job, frame->kind == GV_FRAME_RULE ? "label" : "test", &frame->of,
                                  names);
}

static gv_status check_lists(gv_list_check *check, gv_ast_frame *frame)
{
    GV_TRY(gv_check_list(check, &frame->on));
    GV_TRY(gv_check_list(check, &frame->stop));
    for (gv_ast_slot *slot = frame->slots; slot != NULL; slot = slot->next) {
        GV_TRY(gv_check_list(check, &slot->list));
        GV_TRY(gv_check_list(check, &slot->stop));
        for (gv_ast_guard *guard = slot->guards; guard != NULL; guard = guard->next) {
            GV_TRY(gv_check_list(check, &guard->list));
        }
    }
    return GV_OK;
}

static gv_status check_frame(gv_list_check *check, gv_ast_frame *frame)
{
    gv_job *const job = check->job;
    const char *const kind = KIND_NAMES[frame->kind];
    if (!frame->has_on) {
        GV_TRY(gv_job_go_on(
            gv_job_error(job, frame->at, "expected \"on:\" with the %s of this %s",
                         frame->kind == GV_FRAME_RULE ? "trigger" : "words", kind)));
    }
    if (frame->kind == GV_FRAME_CUE && !frame->has_reach) {
        GV_TRY(gv_job_go_on(
            gv_job_error(job, frame->at, "expected \"reach PLACE\" in this cue")));
    }
    GV_TRY(check_lists(check, frame));
    GV_TRY(check_targets(check, frame));
    return check_required(job, frame);
}

gv_status gv_check_frames(gv_list_check *check)
{
    GV_TRY(make_frame_table(check->job, check->language));
    GV_TRY(make_tag_table(check->job, check->language));
    for (gv_ast_frame *frame = check->language->frames; frame != NULL; frame = frame->next) {
        GV_TRY(gv_job_go_on(check_of(check->job, frame)));
        if (frame->kind == GV_FRAME_RULE) {
            frame->tag_index =
                gv_map_find(&check->language->tag_names, frame->tag.text, frame->tag.length);
        }
    }
    for (gv_ast_frame *frame = check->language->frames; frame != NULL; frame = frame->next) {
        GV_TRY(check_frame(check, frame));
    }
    return GV_OK;
}
