/*
 * lint.c - what every frame must have, what nothing uses, and rules that cannot fire.
 *
 * In: a checked job. Out: errors for frames that do not account for themselves (a rule states its
 * reason, its source, and two sentences that it fires in and two that it does not; a cue or mask
 * its reason and one of each), else warnings. A rule cannot fire if what it needs is what it bars:
 *
 *     need before 8: @child        the bar looks wherever the need does, without exception:
 *     bar in sentence: @child      where the one is filled, so is the other
 *
 * It knows nothing of texts: whether the examples hold is for `gravamen check`.
 */
#include "compile/lint.h"

#include <string.h>

enum { EXAMPLES_WANTED = 2 };

#define EXAMPLES_TEXT "%s \"%s\" has %lu yes: and %lu no: examples; it needs %d of each"

static const char *const KINDS[] = {"rule", "mask", "cue"};

/* ------------------------------------------------------------------ one frame */

/* A rule wants two of each; so does a cue or mask, but there only having none is an error. */
static gv_status lint_examples(gv_job *job, const gv_ast_frame *frame)
{
    uint32_t n[2] = {0, 0};
    for (const gv_ast_example *example = frame->examples; example != NULL;
         example = example->next) {
        n[example->expected != 0]++;
    }
    if (n[0] >= EXAMPLES_WANTED && n[1] >= EXAMPLES_WANTED) {
        return GV_OK;
    }
    if (frame->kind != GV_FRAME_RULE && n[0] > 0 && n[1] > 0) {
        return gv_job_warn(job, frame->at, EXAMPLES_TEXT, KINDS[frame->kind], frame->name.text,
                           (unsigned long)n[1], (unsigned long)n[0], EXAMPLES_WANTED);
    }
    return gv_job_go_on(gv_job_error(job, frame->at, EXAMPLES_TEXT, KINDS[frame->kind],
                                     frame->name.text, (unsigned long)n[1], (unsigned long)n[0],
                                     EXAMPLES_WANTED));
}

/* 1 if there is no cite, or a "none:" without a reason after it. */
static int cites_nothing(const gv_ast_text *cite)
{
    static const char NONE[] = "none";
    const size_t length = sizeof NONE - 1;
    if (cite->text == NULL) {
        return 1;
    }
    return cite->length >= length && memcmp(cite->text, NONE, length) == 0 &&
           strspn(cite->text + length, ": .") == cite->length - length;
}

/* The reason of every frame, and the source of a rule. */
static gv_status lint_account(gv_job *job, const gv_ast_frame *frame)
{
    if (frame->why.text == NULL) {
        GV_TRY(gv_job_go_on(gv_job_error(job, frame->at, "%s \"%s\" has no why",
                                         KINDS[frame->kind], frame->name.text)));
    }
    if (frame->kind == GV_FRAME_RULE && cites_nothing(&frame->cite)) {
        GV_TRY(gv_job_go_on(gv_job_error(
            job, frame->at,
            "rule \"%s\" has no cite; where no law or standard defines it: cite none: REASON",
            frame->name.text)));
    }
    return lint_examples(job, frame);
}

/* 1 if wherever `inner` finds a filler, `outer` finds it too. */
static int covers(const gv_ast_place *outer, const gv_ast_place *inner)
{
    if (outer->scope < inner->scope) {
        return 0;
    }
    if (outer->place == GV_PLACE_IN) {
        return inner->place != GV_PLACE_OVER;
    }
    if (outer->place == inner->place ||
        (outer->place == GV_PLACE_NEAR && inner->place < GV_PLACE_NEAR)) {
        return outer->reach >= inner->reach;
    }
    return 0;
}

static int has_alternatives(const gv_ast_slot *slot)
{
    return slot->next != NULL &&
           (slot->next->role == GV_SLOT_OR || slot->next->role == GV_SLOT_UNLESS);
}

static gv_status lint_need(gv_job *job, const gv_ast_frame *frame, const gv_ast_slot *need)
{
    for (const gv_ast_slot *bar = frame->slots; bar != NULL; bar = bar->next) {
        if (bar->role == GV_SLOT_BAR && !has_alternatives(bar) && bar->guards == NULL &&
            bar->stop.first == NULL && bar->list.number == need->list.number &&
            bar->list.number != GV_IMAGE_NONE && covers(&bar->place, &need->place)) {
            return gv_job_warn(job, need->at,
                               "%s \"%s\" cannot fire: what it needs here is barred in line %lu",
                               KINDS[frame->kind], frame->name.text,
                               (unsigned long)gv_job_line(job, bar->at, NULL));
        }
    }
    return GV_OK;
}

/* sound: the rules compile. */
static gv_status lint_frame(gv_job *job, const gv_ast_frame *frame, int sound)
{
    GV_TRY(lint_account(job, frame));
    for (const gv_ast_slot *slot = frame->slots; slot != NULL && sound; slot = slot->next) {
        if (slot->role == GV_SLOT_NEED && !has_alternatives(slot)) {
            GV_TRY(lint_need(job, frame, slot));
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ what nothing uses */

/* Tags that no cue or mask names; the default needs no cue. */
static gv_status lint_tags(gv_job *job, const gv_ast_language *language, const uint8_t *named)
{
    for (uint32_t tag = 0; tag < language->n_tags; tag++) {
        for (uint32_t i = 0; !named[tag] && i < language->n_rules; i++) {
            const gv_ast_frame *const rule = language->frame_table[i];
            /* A tag that was not written stands where its rule does. */
            if (rule->tag_index == tag && rule->tag.at.offset != rule->at.offset) {
                GV_TRY(gv_job_warn(job, rule->tag.at, "no cue or mask says \"for %s\"",
                                   language->tags[tag]));
                break;
            }
        }
    }
    return GV_OK;
}

static gv_status lint_language(gv_job *job, gv_plan *plan, int sound, uint8_t *tests,
                               uint8_t *labels)
{
    const gv_ast_language *const language = plan->language;
    const uint32_t n_frames = language->n_rules + language->n_masks + language->n_cues;
    uint8_t *named = NULL;
    GV_TRY(gv_arena_get_array(&job->arena, language->n_tags, 1, (void **)&named));
    for (uint32_t i = 0; i < n_frames; i++) {
        const gv_ast_frame *const frame = language->frame_table[i];
        GV_TRY(lint_frame(job, frame, sound));
        if (frame->of_index != GV_IMAGE_NONE && frame->kind != GV_FRAME_MASK) {
            (frame->kind == GV_FRAME_RULE ? labels : tests)[frame->of_index] = 1;
        }
        for (const gv_ast_target *target = frame->targets; target != NULL; target = target->next) {
            if (target->kind == GV_TARGET_TAG && target->index != GV_IMAGE_NONE) {
                named[target->index] = 1;
            }
        }
    }
    for (uint32_t i = 0; i < language->n_sets; i++) {
        if (!language->set_table[i]->used) {
            GV_TRY(gv_job_warn(job, language->set_table[i]->name.at, "nothing uses the set \"%s\"",
                               language->set_table[i]->name.text));
        }
    }
    GV_TRY(lint_tags(job, language, named));
    return sound ? gv_lint_words(plan) : GV_OK;
}

static int is_weighed(const gv_ast_model *model, uint32_t facet, uint32_t value)
{
    for (const gv_ast_language *l = model->languages; l != NULL; l = l->next) {
        for (const gv_ast_entry *entry = l->weighs.first; entry != NULL; entry = entry->next) {
            if (entry->facet_index == facet && entry->value_index == value) {
                return 1;
            }
        }
    }
    return 0;
}

static gv_status lint_facets(gv_job *job)
{
    uint32_t number = 0;
    for (const gv_ast_facet *facet = job->model.facets; facet != NULL; facet = facet->next) {
        uint32_t index = 0;
        for (const gv_ast_item *value = facet->values.first; value != NULL; value = value->next) {
            if (!is_weighed(&job->model, number, index)) {
                GV_TRY(gv_job_warn(job, value->text.at, "no weigh line names the value \"%s\"",
                                   value->text.text));
            }
            index++;
        }
        number++;
    }
    return GV_OK;
}

static gv_status lint_codebook(gv_job *job, const uint8_t *tests, const uint8_t *labels)
{
    uint32_t index = 0;
    for (const gv_ast_test *test = job->model.tests; test != NULL; test = test->next) {
        if (!tests[index++]) {
            GV_TRY(gv_job_warn(job, test->name.at, "the test \"%s\" has no cue", test->name.text));
        }
    }
    index = 0;
    for (const gv_ast_label *label = job->model.labels; label != NULL; label = label->next) {
        if (!labels[index++]) {
            GV_TRY(gv_job_warn(job, label->name.at, "the label \"%s\" has no rule",
                               label->name.text));
        }
    }
    return lint_facets(job);
}

gv_status gv_lint(gv_job *job, gv_plan *plans, uint32_t n_plans)
{
    uint8_t tests[GV_LIMIT_TESTS + 1] = {0};
    uint8_t labels[GV_LIMIT_LABELS + 1] = {0};
    const int sound = job->n_errors == 0;
    for (uint32_t i = 0; i < n_plans; i++) {
        GV_TRY(lint_language(job, &plans[i], sound, tests, labels));
    }
    return sound ? lint_codebook(job, tests, labels) : GV_OK;
}
