/*
 * lower.c - a checked language to numbered lists, patterns and keys.
 *
 * In: the tree. Out: the plan (plan.h). Lists first get their fixed numbers: the `on:` list of each
 * frame, then the list of each weigh; then everything is lowered in the order of these numbers, and
 * lists without a fixed number (slots, stops, guards, sets used in patterns) get the next one when
 * they are first met. A pattern that is nothing but @set takes in the set's patterns; a bracket of
 * single words alone is as many words. A list that is nothing but @set, where no number is fixed,
 * is the set's list; two lists with the same contents are one.
 *
 * A list being built keeps what it holds on a stack (pending), since building it may mean building
 * the sets it names: contents as they are, sets with the top bit set.
 */
#include "compile/plan.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t SET_BIT = UINT32_C(1) << 31;
static const uint32_t BROKEN = GV_IMAGE_NONE - 1; /* in set_lists: every pattern was wrong */
static const size_t MOST_MEMBERS = (size_t)1 << 27;

/* ------------------------------------------------------------------ lists */

gv_status gv_plan_new_list(gv_plan *plan, const char *name, uint32_t *number)
{
    GV_TRY(gv_array_reserve((void **)&plan->lists, plan->n_lists + 1, sizeof *plan->lists,
                            &plan->lists_capacity));
    *number = (uint32_t)plan->n_lists;
    plan->lists[plan->n_lists++] = (gv_plan_list){.name = name, .has_rows = 1};
    return GV_OK;
}

static const gv_ast_set *single_set(const gv_ast_pattern *pattern)
{
    const gv_ast_node *const node = pattern->first;
    return node->next == NULL && node->op == GV_AST_SET && !node->optional ? node->set : NULL;
}

static gv_status push_pending(gv_plan *plan, uint32_t item)
{
    GV_TRY(gv_array_reserve((void **)&plan->pending, plan->n_pending + 1, sizeof *plan->pending,
                            &plan->pending_capacity));
    plan->pending[plan->n_pending++] = item;
    return GV_OK;
}

static int is_single_word(const gv_ast_pattern *branch)
{
    return branch->first->next == NULL && branch->first->op == GV_AST_WORD &&
           !branch->first->optional;
}

/* 1 for "(was|were)" alone: its branches can be patterns of their own. */
static int is_bracket_of_words(const gv_ast_pattern *pattern)
{
    const gv_ast_node *const node = pattern->first;
    if (node->next != NULL || node->op != GV_AST_GROUP || node->optional) {
        return 0;
    }
    for (const gv_ast_pattern *branch = node->branches.first; branch != NULL;
         branch = branch->next) {
        if (!is_single_word(branch)) {
            return 0;
        }
    }
    return 1;
}

static gv_status collect_content(gv_plan *plan, const gv_ast_pattern *pattern)
{
    uint32_t content = 0;
    const gv_status status = gv_plan_content_of(plan, pattern, &content);
    GV_TRY(gv_job_go_on(status));
    return status == GV_OK ? push_pending(plan, content) : GV_OK;
}

/* A word in a bracket may be cut into several; then it stands for the sequence, which may be longer
 * than the others: the bracket is kept. */
static gv_status all_one_key(gv_plan *plan, const gv_ast_pattern *branches, int *all)
{
    *all = 1;
    for (const gv_ast_pattern *branch = branches; branch != NULL; branch = branch->next) {
        gv_plan_word word = {0};
        const gv_status status = gv_plan_word_keys(plan, branch->first, &word);
        GV_TRY(gv_job_go_on(status));
        *all &= status != GV_OK || word.n_keys == 1;
    }
    return GV_OK;
}

/* Pushes what a pattern of a list comes to. */
static gv_status collect(gv_plan *plan, const gv_ast_pattern *pattern)
{
    const gv_ast_set *const set = single_set(pattern);
    if (set != NULL) {
        uint32_t list = GV_IMAGE_NONE;
        GV_TRY(gv_plan_set_list(plan, set, 0, &list));
        return list == GV_IMAGE_NONE ? GV_OK : push_pending(plan, list | SET_BIT);
    }
    if (is_bracket_of_words(pattern)) {
        int all = 0;
        const size_t n_errors = plan->job->n_errors;
        GV_TRY(all_one_key(plan, pattern->first->branches.first, &all));
        if (plan->job->n_errors != n_errors) {
            return GV_OK;
        }
        for (const gv_ast_pattern *branch = pattern->first->branches.first; all && branch != NULL;
             branch = branch->next) {
            GV_TRY(collect_content(plan, branch));
        }
        if (all) {
            return GV_OK;
        }
    }
    return collect_content(plan, pattern);
}

static gv_status add_member(gv_plan *plan, gv_plan_list *list, uint32_t pattern)
{
    const gv_plan_content *const content = &plan->contents[plan->patterns[pattern].content];
    if (plan->n_members >= MOST_MEMBERS) {
        return GV_ERROR_LIMIT;
    }
    GV_TRY(gv_array_reserve((void **)&plan->members, plan->n_members + 1, sizeof *plan->members,
                            &plan->members_capacity));
    plan->members[plan->n_members++] = pattern;
    list->n_members++;
    list->longest = content->longest > list->longest ? content->longest : list->longest;
    list->depth = content->depth > list->depth ? content->depth : list->depth;
    return GV_OK;
}

/* Gives a list what was collected since `base`, each content once, and drops it from the stack. */
static gv_status fill_list(gv_plan *plan, uint32_t number, size_t base)
{
    gv_plan_list *const list = &plan->lists[number];
    list->first_member = (uint32_t)plan->n_members;
    const uint32_t stamp = ++plan->stamp;
    for (size_t i = base; i < plan->n_pending; i++) {
        const uint32_t item = plan->pending[i];
        if ((item & SET_BIT) == 0) {
            if (plan->contents[item].stamp == stamp) {
                continue;
            }
            plan->contents[item].stamp = stamp;
            GV_TRY(gv_array_reserve((void **)&plan->patterns, plan->n_patterns + 1,
                                    sizeof *plan->patterns, &plan->patterns_capacity));
            plan->patterns[plan->n_patterns] = (gv_plan_pattern){.list = number, .content = item};
            GV_TRY(add_member(plan, list, (uint32_t)plan->n_patterns++));
            continue;
        }
        const gv_plan_list *const set = &plan->lists[item & ~SET_BIT];
        for (uint32_t j = 0; j < set->n_members; j++) {
            const uint32_t pattern = plan->members[set->first_member + j];
            gv_plan_content *const content = &plan->contents[plan->patterns[pattern].content];
            if (content->stamp != stamp) {
                content->stamp = stamp;
                GV_TRY(add_member(plan, list, pattern));
            }
        }
    }
    plan->n_pending = base;
    return gv_plan_find_list_starts(plan, number);
}

static gv_status collect_all(gv_plan *plan, const gv_ast_list *list)
{
    for (const gv_ast_pattern *pattern = list->first; pattern != NULL; pattern = pattern->next) {
        GV_TRY(collect(plan, pattern));
    }
    return GV_OK;
}

gv_status gv_plan_list_into(gv_plan *plan, const gv_ast_list *list, uint32_t number)
{
    const size_t base = plan->n_pending;
    if (list->first != NULL && list->first->next == NULL && single_set(list->first) != NULL) {
        plan->lists[number].name = single_set(list->first)->name.text;
    }
    GV_TRY(collect_all(plan, list));
    return fill_list(plan, number, base);
}

gv_status gv_plan_set_list(gv_plan *plan, const gv_ast_set *set, int has_rows, uint32_t *number)
{
    uint32_t *const list = &plan->set_lists[set->index];
    *number = GV_IMAGE_NONE;
    if (*list == BROKEN) {
        return GV_OK;
    }
    if (*list == GV_IMAGE_NONE) {
        const size_t base = plan->n_pending;
        uint32_t made = 0;
        /* What it names comes first: a list is complete when its number is given. */
        GV_TRY(collect_all(plan, &set->list));
        if (plan->n_pending == base) {
            *list = BROKEN;
            return GV_OK;
        }
        GV_TRY(gv_plan_new_list(plan, set->name.text, &made));
        plan->lists[made].has_rows = 0;
        GV_TRY(fill_list(plan, made, base));
        *list = made;
    }
    plan->lists[*list].has_rows |= has_rows != 0;
    *number = *list;
    return GV_OK;
}

static int compare_numbers(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

gv_status gv_plan_list_of(gv_plan *plan, const gv_ast_list *list, uint32_t *number)
{
    const size_t base = plan->n_pending;
    uint32_t found = (uint32_t)plan->n_lists;
    *number = GV_IMAGE_NONE;
    if (list->first != NULL && list->first->next == NULL && single_set(list->first) != NULL) {
        return gv_plan_set_list(plan, single_set(list->first), 1, number);
    }
    GV_TRY(collect_all(plan, list));
    const size_t n = plan->n_pending - base;
    if (n == 0) {
        return GV_OK;
    }
    /* Sorted, so that the same patterns in another order are the same list. */
    qsort(plan->pending + base, n, sizeof *plan->pending, compare_numbers);
    found = (uint32_t)plan->n_lists;
    GV_TRY(gv_map_add(&plan->list_map, (const char *)(plan->pending + base),
                      n * sizeof *plan->pending, found, &found));
    *number = found;
    if (found != plan->n_lists) {
        plan->n_pending = base;
        return GV_OK;
    }
    GV_TRY(gv_plan_new_list(plan, NULL, &found));
    return fill_list(plan, found, base);
}
