/*
 * plan.c - the order in which a language is lowered.
 *
 * In: a checked language. Out: the whole plan. Number patterns are lowered first, because every
 * #count can begin with their words and be as long as they are; then the frames by name, with their
 * slots; then weighs and the language's lists. Last, when the rest is safe, sets that nothing uses
 * are lowered too, for their errors only, and forgotten again: they are not in the image.
 */
#include "compile/plan.h"

#include <stdlib.h>
#include <string.h>

void gv_plan_free(gv_plan *plan)
{
    gv_stemmer_free(plan->stemmer);
    gv_map_free(&plan->form_map);
    gv_memory_free(plan->forms);
    gv_memory_free(plan->numbers);
    gv_words_free(&plan->cut);
    gv_buf_free(&plan->folded);
    gv_memory_free(plan->tokens);
    gv_map_free(&plan->key_map);
    gv_memory_free(plan->keys);
    gv_map_free(&plan->word_map);
    gv_memory_free(plan->words);
    gv_memory_free(plan->word_keys);
    gv_memory_free(plan->elements);
    gv_map_free(&plan->content_map);
    gv_memory_free(plan->contents);
    gv_memory_free(plan->patterns);
    gv_memory_free(plan->lists);
    gv_map_free(&plan->list_map);
    gv_memory_free(plan->members);
    gv_memory_free(plan->starts);
    gv_memory_free(plan->scratch);
    gv_memory_free(plan->pending);
    gv_memory_free(plan->number_patterns);
    gv_memory_free(plan->rows);
    *plan = (gv_plan){0};
}

static gv_status prepare(gv_plan *plan)
{
    gv_ast_language *const language = plan->language;
    GV_TRY(gv_array_reserve((void **)&plan->keys, GV_KEY_EXACT, sizeof *plan->keys,
                            &plan->keys_capacity));
    for (uint8_t kind = 0; kind < GV_KEY_EXACT; kind++) {
        plan->keys[plan->n_keys++] = (gv_plan_key){.kind = kind};
    }
    GV_TRY(gv_arena_get_array(&plan->job->arena, language->n_sets, sizeof *plan->set_lists,
                              (void **)&plan->set_lists));
    for (uint32_t i = 0; i < language->n_sets; i++) {
        plan->set_lists[i] = GV_IMAGE_NONE;
    }
    plan->longest_number = GV_LIMIT_QUANTITY;
    return gv_plan_prepare_words(plan);
}

static size_t count_entries(const gv_ast_entries *entries)
{
    size_t n = 0;
    for (const gv_ast_entry *entry = entries->first; entry != NULL; entry = entry->next) {
        n++;
    }
    return n;
}

/* The statements as an array that can be sorted. */
static gv_status entry_table(gv_job *job, const gv_ast_entries *entries, gv_ast_entry ***table,
                             size_t *n)
{
    *n = count_entries(entries);
    GV_TRY(gv_arena_get_array(&job->arena, *n, sizeof **table, (void **)table));
    size_t i = 0;
    for (gv_ast_entry *entry = entries->first; entry != NULL; entry = entry->next) {
        (*table)[i++] = entry;
    }
    return GV_OK;
}

static gv_status fix_lists(gv_plan *plan)
{
    gv_ast_language *const language = plan->language;
    const uint32_t n_frames = language->n_rules + language->n_masks + language->n_cues;
    size_t n_weighs = 0;
    GV_TRY(entry_table(plan->job, &language->weighs, &plan->weighs, &n_weighs));
    GV_TRY(gv_canon_sort(plan->job, plan->weighs, n_weighs));
    plan->n_weighs = (uint32_t)n_weighs;
    for (size_t i = 0; i < n_frames + n_weighs; i++) {
        uint32_t number = 0;
        GV_TRY(gv_plan_new_list(plan, NULL, &number));
    }
    return GV_OK;
}

/* One list for each value, by value. */
static gv_status lower_number_patterns(gv_plan *plan)
{
    gv_ast_entry **table = NULL;
    size_t n = 0;
    size_t end = 0;
    uint32_t longest = plan->longest_number;
    GV_TRY(entry_table(plan->job, &plan->language->number_patterns, &table, &n));
    GV_TRY(gv_canon_sort(plan->job, table, n));
    for (size_t first = 0; first < n; first = end) {
        gv_ast_list list = {0};
        uint32_t number = GV_IMAGE_NONE;
        end = first + 1;
        while (end < n && table[end]->value == table[first]->value) {
            end++;
        }
        GV_TRY(gv_canon_merge(plan->job, (const gv_ast_entry *const *)(table + first), end - first,
                              &list));
        GV_TRY(gv_plan_list_of(plan, &list, &number));
        if (number == GV_IMAGE_NONE) {
            continue;
        }
        longest = plan->lists[number].longest > longest ? plan->lists[number].longest : longest;
        GV_TRY(gv_array_reserve((void **)&plan->number_patterns, plan->n_number_patterns + 1,
                                sizeof *plan->number_patterns, &plan->number_patterns_capacity));
        plan->number_patterns[plan->n_number_patterns++] =
            (gv_image_number_pattern){.value = table[first]->value, .list = number};
    }
    plan->longest_number = longest;
    return GV_OK;
}

static gv_status lower_slots(gv_plan *plan, gv_ast_frame *frame)
{
    for (gv_ast_slot *slot = frame->slots; slot != NULL; slot = slot->next) {
        GV_TRY(gv_plan_list_of(plan, &slot->list, &slot->list.number));
        GV_TRY(gv_plan_list_of(plan, &slot->stop, &slot->stop.number));
        for (gv_ast_guard *guard = slot->guards; guard != NULL; guard = guard->next) {
            GV_TRY(gv_plan_list_of(plan, &guard->list, &guard->list.number));
        }
    }
    return gv_plan_list_of(plan, &frame->stop, &frame->stop.number);
}

static gv_status lower_frames(gv_plan *plan)
{
    gv_ast_language *const language = plan->language;
    const uint32_t n_frames = language->n_rules + language->n_masks + language->n_cues;
    for (uint32_t i = 0; i < n_frames; i++) {
        gv_ast_frame *const frame = language->frame_table[i];
        frame->on.number = i;
        GV_TRY(gv_plan_list_into(plan, &frame->on, i));
        GV_TRY(lower_slots(plan, frame));
    }
    for (gv_ast_frame *frame = language->frames; frame != NULL; frame = frame->next) {
        if (frame->index == GV_IMAGE_NONE) { /* for its errors */
            GV_TRY(gv_plan_list_of(plan, &frame->on, &frame->on.number));
            GV_TRY(lower_slots(plan, frame));
        }
    }
    for (uint32_t i = 0; i < plan->n_weighs; i++) {
        plan->weighs[i]->list.number = n_frames + i;
        GV_TRY(gv_plan_list_into(plan, &plan->weighs[i]->list, n_frames + i));
    }
    return GV_OK;
}

static gv_status lower_merged(gv_plan *plan, const gv_ast_entries *entries, uint32_t *number)
{
    gv_ast_entry **table = NULL;
    gv_ast_list list = {0};
    size_t n = 0;
    GV_TRY(entry_table(plan->job, entries, &table, &n));
    GV_TRY(gv_canon_merge(plan->job, (const gv_ast_entry *const *)table, n, &list));
    return gv_plan_list_of(plan, &list, number);
}

static gv_status lower_data(gv_plan *plan)
{
    gv_ast_language *const language = plan->language;
    GV_TRY(lower_merged(plan, &language->breaks, &plan->breaks));
    GV_TRY(lower_merged(plan, &language->not_count_before, &plan->not_count_before));
    GV_TRY(lower_merged(plan, &language->not_count_after, &plan->not_count_after));
    return gv_plan_list_of(plan, &language->years_unless, &plan->years_unless);
}

/* For their errors only: nothing of them stays. */
static gv_status lower_unused_sets(gv_plan *plan)
{
    const gv_plan kept = *plan;
    for (uint32_t i = 0; i < plan->language->n_sets; i++) {
        uint32_t number = 0;
        GV_TRY(gv_plan_set_list(plan, plan->language->set_table[i], 0, &number));
    }
    plan->n_keys = kept.n_keys;
    plan->n_elements = kept.n_elements;
    plan->n_contents = kept.n_contents;
    plan->n_patterns = kept.n_patterns;
    plan->n_lists = kept.n_lists;
    plan->n_members = kept.n_members;
    return GV_OK;
}

gv_status gv_plan_make(gv_plan *plan)
{
    const gv_status status = gv_stemmer_new(plan->language->code, &plan->stemmer);
    if (status != GV_OK) {
        /* No stemmer: said when the file was read. */
        return status == GV_ERROR_LANGUAGE ? GV_OK : status;
    }
    GV_TRY(prepare(plan));
    GV_TRY(fix_lists(plan));
    GV_TRY(lower_number_patterns(plan));
    GV_TRY(lower_frames(plan));
    GV_TRY(lower_data(plan));
    GV_TRY(lower_unused_sets(plan));
    GV_TRY(gv_plan_check_affixes(plan));
    GV_TRY(gv_plan_count_uses(plan));
    return plan->job->n_errors == 0 ? gv_plan_make_rows(plan) : GV_OK;
}
