/*
 * check_pattern.c - the sets a list names, and the shape of its patterns.
 *
 * In: a list as read. Out: every SET node knows its set; findings for patterns that cannot work:
 *
 *     the? old?            needs no word: it would match everywhere
 *     ..3 out, (a|..2 b)   can begin with a gap: no first word to look it up by
 *     drove ..5            ends in a gap: the shortest span never uses it
 *
 * Brackets nest three deep, so the recursion is bounded. It counts no words: that needs the lengths
 * of sets and cut words, in lower.c.
 */
#include "compile/check.h"

#include <string.h>

static gv_status resolve_pattern(gv_list_check *check, const gv_ast_pattern *pattern);

/* ------------------------------------------------------------------ sets */

static gv_status unknown_set(gv_list_check *check, const gv_ast_node *node)
{
    const char *hint = "";
    const char *place = NULL;
    for (const gv_ast_language *other = check->job->model.languages; other != NULL;
         other = other->next) {
        const uint32_t index = gv_map_find(&other->set_names, node->text, node->length);
        if (index != GV_MAP_NONE) {
            GV_TRY(gv_job_place(check->job, other->set_table[index]->name.at, &place));
            return gv_job_error(check->job, node->at,
                                "language \"%s\" has no set \"%s\"; the one at %s is of language "
                                "\"%s\"",
                                check->language->code, node->text, place, other->code);
        }
    }
    gv_near near = gv_near_begin(check->job, node->text, node->length);
    gv_near_offer_map(&near, &check->language->set_names);
    GV_TRY(gv_near_hint(check->job, &near, &hint));
    return gv_job_error(check->job, node->at, "there is no set \"%s\"%s", node->text, hint);
}

static gv_status resolve_set(gv_list_check *check, gv_ast_node *node)
{
    const uint32_t index = gv_map_find(&check->language->set_names, node->text, node->length);
    if (index == GV_MAP_NONE) {
        return gv_job_go_on(unknown_set(check, node));
    }
    node->set = check->language->set_table[index];
    if (check->set == NULL) {
        node->set->used = 1;
        return GV_OK;
    }
    GV_TRY(gv_array_reserve((void **)&check->edges, check->n_edges + 1, sizeof *check->edges,
                            &check->edges_capacity));
    check->edges[check->n_edges++] =
        (gv_set_edge){.from = check->set, .to = node->set, .node = node};
    return GV_OK;
}

static gv_status resolve_node(gv_list_check *check, gv_ast_node *node)
{
    if (node->op == GV_AST_SET) {
        return resolve_set(check, node);
    }
    if (node->op == GV_AST_CLASS && check->set != NULL) {
        check->set->uses_count |= node->element == GV_ELEMENT_COUNT;
        check->set->uses_year |= node->element == GV_ELEMENT_YEAR;
    }
    for (const gv_ast_pattern *branch = node->branches.first; branch != NULL;
         branch = branch->next) {
        GV_TRY(resolve_pattern(check, branch));
    }
    return GV_OK;
}

static gv_status resolve_pattern(gv_list_check *check, const gv_ast_pattern *pattern)
{
    for (gv_ast_node *node = pattern->first; node != NULL; node = node->next) {
        GV_TRY(resolve_node(check, node));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ shape */

typedef struct gv_shape {
    const gv_ast_node *first_gap; /* a gap that can be first, or NULL */
    int empty;                    /* needs no word */
} gv_shape;

/* anchored: #start stands before. */
static gv_shape shape_of(const gv_ast_pattern *pattern, int anchored)
{
    gv_shape shape = {.empty = 1};
    for (const gv_ast_node *node = pattern->first; node != NULL; node = node->next) {
        const int start = node->op == GV_AST_CLASS && node->element == GV_ELEMENT_START;
        int empty = node->optional || node->op == GV_AST_MARK || start;
        anchored |= start;
        if (node->op == GV_AST_GAP) {
            empty = 1;
            if (shape.empty && !anchored && shape.first_gap == NULL) {
                shape.first_gap = node;
            }
        }
        for (const gv_ast_pattern *branch = node->op == GV_AST_GROUP ? node->branches.first : NULL;
             branch != NULL; branch = branch->next) {
            const gv_shape inner = shape_of(branch, anchored);
            empty |= inner.empty;
            if (shape.empty && shape.first_gap == NULL) {
                shape.first_gap = inner.first_gap;
            }
        }
        shape.empty &= empty;
    }
    return shape;
}

static gv_status check_shape(gv_job *job, const gv_ast_pattern *pattern)
{
    const gv_shape shape = shape_of(pattern, 0);
    const gv_ast_node *last = pattern->first;
    while (last != NULL && last->next != NULL) {
        last = last->next;
    }
    if (shape.empty) {
        return gv_job_error(job, pattern->at,
                            "a pattern needs at least one word that must be there");
    }
    if (shape.first_gap != NULL) {
        return gv_job_error(job, shape.first_gap->at,
                            "a pattern begins with a word, a set or a class: a gap may be first "
                            "only after #start");
    }
    if (last->op == GV_AST_GAP) {
        return gv_job_error(job, last->at,
                            "a pattern cannot end in a gap: its span is the shortest one");
    }
    return GV_OK;
}

/* The lists that gaps avoid are lists of their own. */
static gv_status check_avoided(gv_job *job, const gv_ast_pattern *pattern)
{
    for (const gv_ast_node *node = pattern->first; node != NULL; node = node->next) {
        for (const gv_ast_pattern *branch = node->branches.first; branch != NULL;
             branch = branch->next) {
            if (node->op == GV_AST_GAP) {
                GV_TRY(gv_job_go_on(check_shape(job, branch)));
            }
            GV_TRY(check_avoided(job, branch));
        }
    }
    return GV_OK;
}

gv_status gv_check_list(gv_list_check *check, gv_ast_list *list)
{
    for (const gv_ast_pattern *pattern = list->first; pattern != NULL; pattern = pattern->next) {
        GV_TRY(resolve_pattern(check, pattern));
        GV_TRY(gv_job_go_on(check_shape(check->job, pattern)));
        GV_TRY(check_avoided(check->job, pattern));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ lists that decide on numbers
 * */

static gv_status check_number_node(gv_job *job, const gv_ast_node *node, int years)
{
    const int counts = (node->op == GV_AST_CLASS && node->element == GV_ELEMENT_COUNT) ||
                       (node->set != NULL && node->set->uses_count);
    const int year = (node->op == GV_AST_CLASS && node->element == GV_ELEMENT_YEAR) ||
                     (node->set != NULL && node->set->uses_year);
    if (counts) {
        return gv_job_error(job, node->at,
                            "#count cannot stand in a list that decides what counts: write "
                            "#number");
    }
    if (years && year) {
        return gv_job_error(job, node->at,
                            "#year cannot stand in a list that decides what a year is: write "
                            "#number");
    }
    for (const gv_ast_pattern *branch = node->branches.first; branch != NULL;
         branch = branch->next) {
        for (const gv_ast_node *inner = branch->first; inner != NULL; inner = inner->next) {
            GV_TRY(gv_job_go_on(check_number_node(job, inner, years)));
        }
    }
    return GV_OK;
}

gv_status gv_check_number_list(gv_job *job, const gv_ast_list *list, int years)
{
    for (const gv_ast_pattern *pattern = list->first; pattern != NULL; pattern = pattern->next) {
        for (const gv_ast_node *node = pattern->first; node != NULL; node = node->next) {
            GV_TRY(gv_job_go_on(check_number_node(job, node, years)));
        }
    }
    return GV_OK;
}
