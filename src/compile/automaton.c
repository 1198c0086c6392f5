/*
 * automaton.c - which word can begin which pattern: the rows that scan/ looks up.
 *
 * In: contents and lists. Out: for each content and list the keys it can begin with (starts), and
 * for each key its row of (list, pattern). Starts go past whatever needs no word:
 *
 *     %comma (the|a)? @killing ...    starts: the, a, and all that @killing can begin with
 *     #count of them                  starts: NUMBER, and the first words of every number pattern
 *     #heading, #start ..3 if         starts: ANY
 *
 * The patterns themselves are stepped by scan/ as a set of positions; there is no table of states.
 */
#include "compile/plan.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ starts */

/* Each key once since plan->stamp was last raised. */
static gv_status add_start(gv_plan *plan, uint32_t key)
{
    if (plan->keys[key].stamp == plan->stamp) {
        return GV_OK;
    }
    plan->keys[key].stamp = plan->stamp;
    GV_TRY(gv_array_reserve((void **)&plan->starts, plan->n_starts + 1, sizeof *plan->starts,
                            &plan->starts_capacity));
    plan->starts[plan->n_starts++] = key;
    return GV_OK;
}

static gv_status add_starts(gv_plan *plan, uint32_t first, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        GV_TRY(add_start(plan, plan->starts[first + i]));
    }
    return GV_OK;
}

static gv_status add_list_starts(gv_plan *plan, uint32_t list)
{
    return add_starts(plan, plan->lists[list].first_start, plan->lists[list].n_starts);
}

/* The starts of one element that needs a word. */
static gv_status add_element_starts(gv_plan *plan, const gv_image_element *element)
{
    switch (element->op) {
    case GV_ELEMENT_KEY:
        return add_start(plan, element->argument);
    case GV_ELEMENT_LIST:
        return add_list_starts(plan, element->argument);
    case GV_ELEMENT_COUNT:
        for (size_t i = 0; i < plan->n_number_patterns; i++) {
            GV_TRY(add_list_starts(plan, plan->number_patterns[i].list));
        }
        return add_start(plan, GV_KEY_NUMBER);
    case GV_ELEMENT_NUMBER:
    case GV_ELEMENT_YEAR:
        return add_start(plan, GV_KEY_NUMBER);
    case GV_ELEMENT_NAME:
        return add_start(plan, GV_KEY_NAME);
    default:
        return add_start(plan, GV_KEY_ANY);
    }
}

/* The starts of plan->elements[at, end); *empty: it needs no word. */
static gv_status add_sequence_starts(gv_plan *plan, size_t at, size_t end, int *empty)
{
    while (at < end) {
        const gv_image_element element = plan->elements[at];
        int skip = element.optional;
        if (element.op == GV_ELEMENT_ALTERNATIVES) {
            size_t branch = at + 1;
            for (uint32_t i = 0; i < element.argument; i++) {
                int branch_empty = 0;
                const size_t n = plan->elements[branch].n;
                GV_TRY(add_sequence_starts(plan, branch + 1, branch + n, &branch_empty));
                skip |= branch_empty;
                branch += n;
            }
            at += element.n;
        } else {
            if (element.op >= GV_ELEMENT_START && element.op < GV_ELEMENT_GAP) {
                skip = 1;
            } else if (element.op == GV_ELEMENT_GAP) {
                skip = 1;
                GV_TRY(add_start(plan, GV_KEY_ANY));
            } else {
                GV_TRY(add_element_starts(plan, &element));
            }
            at++;
        }
        if (!skip) {
            *empty = 0;
            return GV_OK;
        }
    }
    *empty = 1;
    return GV_OK;
}

gv_status gv_plan_find_starts(gv_plan *plan, uint32_t content)
{
    const gv_plan_content found = plan->contents[content];
    const size_t first = plan->n_starts;
    int empty = 0;
    plan->stamp++;
    GV_TRY(add_sequence_starts(plan, found.first_element,
                               (size_t)found.first_element + found.n_elements, &empty));
    plan->contents[content].first_start = (uint32_t)first;
    plan->contents[content].n_starts = (uint32_t)(plan->n_starts - first);
    return GV_OK;
}

gv_status gv_plan_find_list_starts(gv_plan *plan, uint32_t list)
{
    const gv_plan_list found = plan->lists[list];
    const size_t first = plan->n_starts;
    plan->stamp++;
    for (uint32_t i = 0; i < found.n_members; i++) {
        const gv_plan_pattern *const pattern =
            &plan->patterns[plan->members[found.first_member + i]];
        const gv_plan_content *const content = &plan->contents[pattern->content];
        GV_TRY(add_starts(plan, content->first_start, content->n_starts));
    }
    plan->lists[list].first_start = (uint32_t)first;
    plan->lists[list].n_starts = (uint32_t)(plan->n_starts - first);
    return plan->n_starts > UINT32_MAX / 2 ? GV_ERROR_LIMIT : GV_OK;
}

/* ------------------------------------------------------------------ rows */

static gv_status add_rows(gv_plan *plan, uint32_t list, uint32_t member)
{
    const gv_plan_pattern *const pattern = &plan->patterns[member];
    const gv_plan_content *const content = &plan->contents[pattern->content];
    GV_TRY(gv_array_reserve((void **)&plan->rows, plan->n_rows + content->n_starts,
                            sizeof *plan->rows, &plan->rows_capacity));
    for (uint32_t i = 0; i < content->n_starts; i++) {
        plan->rows[plan->n_rows++] = (gv_plan_row){.key = plan->starts[content->first_start + i],
                                                   .list = list,
                                                   .pattern = pattern->number};
    }
    return plan->n_rows > UINT32_MAX / 2 ? GV_ERROR_LIMIT : GV_OK;
}

static int compare_rows(const void *left, const void *right)
{
    const gv_plan_row *const a = left;
    const gv_plan_row *const b = right;
    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    if (a->list != b->list) {
        return a->list < b->list ? -1 : 1;
    }
    return a->pattern < b->pattern ? -1 : a->pattern > b->pattern;
}

gv_status gv_plan_make_rows(gv_plan *plan)
{
    uint32_t n = 0;
    for (size_t i = 0; i < plan->n_patterns; i++) {
        const gv_plan_content *const content = &plan->contents[plan->patterns[i].content];
        plan->patterns[i].number = content->word != GV_IMAGE_NONE ? GV_IMAGE_WORD : n++;
    }
    plan->n_image_patterns = n;
    for (size_t i = 0; i < plan->n_lists; i++) {
        const gv_plan_list *const list = &plan->lists[i];
        for (uint32_t j = 0; list->has_rows && j < list->n_members; j++) {
            GV_TRY(add_rows(plan, (uint32_t)i, plan->members[list->first_member + j]));
        }
    }
    if (plan->n_rows > 0) {
        qsort(plan->rows, plan->n_rows, sizeof *plan->rows, compare_rows);
    }
    return GV_OK;
}
