/*
 * lower_pattern.c - one pattern to elements.
 *
 * In: a sequence of nodes. Out: a content: elements one after another as format.h lays them out, a
 * bracket before its branches with the number of elements it holds:
 *
 *     (burned|the? fire) to death    ALTERNATIVES n 6, 2 branches
 *                                      SEQUENCE n 2, KEY burn
 *                                      SEQUENCE n 3, KEY the optional, KEY fire
 *                                    KEY to   KEY death
 *
 * A bracket with one branch that must be there is no bracket; one of words, phrases and sets is a
 * list; "mass-grave?" is a bracket, since two words are absent together. Brackets nest three deep and sets twelve, so the recursion is bounded. What
 * passes a limit of the image is a finding.
 */
#include "compile/plan.h"

#include <string.h>

/* What a sequence comes to. */
typedef struct gv_measure {
    uint32_t longest;
    uint32_t depth;
} gv_measure;

static gv_status lower_nodes(gv_plan *plan, const gv_ast_node *nodes, uint32_t nesting,
                             gv_measure *measure);

static gv_status push(gv_plan *plan, uint8_t op, uint8_t optional, uint32_t n, uint32_t argument)
{
    GV_TRY(gv_array_reserve((void **)&plan->scratch, plan->n_scratch + 1, sizeof *plan->scratch,
                            &plan->scratch_capacity));
    plan->scratch[plan->n_scratch++] = (gv_image_element){
        .op = op, .optional = optional, .n = (uint16_t)n, .argument = argument};
    return GV_OK;
}

/* The element at `index` holds all that was pushed since, itself included. */
static gv_status close_element(gv_plan *plan, size_t index, gv_at at)
{
    const size_t n = plan->n_scratch - index;
    if (n > GV_LIMIT_ELEMENTS) {
        return gv_job_error(plan->job, at, "a pattern has at most %d parts", GV_LIMIT_ELEMENTS);
    }
    plan->scratch[index].n = (uint16_t)n;
    return GV_OK;
}

static gv_status check_nesting(gv_plan *plan, uint32_t nesting, gv_at at)
{
    return nesting <= GV_LIMIT_NESTING
               ? GV_OK
               : gv_job_error(plan->job, at,
                              "brackets nest at most %d deep; \"?\" after a word of several parts "
                              "is a bracket",
                              GV_LIMIT_NESTING);
}

/* ------------------------------------------------------------------ nodes */

static gv_status lower_word(gv_plan *plan, const gv_ast_node *node, uint32_t nesting,
                            gv_measure *measure)
{
    gv_plan_word word = {0};
    GV_TRY(gv_plan_word_keys(plan, node, &word));
    measure->longest += word.n_keys;
    const size_t bracket = plan->n_scratch;
    const int together = node->optional && word.n_keys > 1;
    if (together) {
        GV_TRY(check_nesting(plan, nesting + 1, node->at));
        GV_TRY(push(plan, GV_ELEMENT_ALTERNATIVES, 1, 0, 1));
        GV_TRY(push(plan, GV_ELEMENT_SEQUENCE, 0, 0, 0));
    }
    for (uint32_t i = 0; i < word.n_keys; i++) {
        GV_TRY(push(plan, GV_ELEMENT_KEY, node->optional && !together, 0,
                    plan->word_keys[word.first_key + i]));
    }
    if (together) {
        GV_TRY(close_element(plan, bracket, node->at));
        GV_TRY(close_element(plan, bracket + 1, node->at));
    }
    return GV_OK;
}

static void deepen(gv_measure *measure, uint32_t depth)
{
    if (measure->depth < depth) {
        measure->depth = depth;
    }
}

static gv_status lower_set(gv_plan *plan, const gv_ast_node *node, gv_measure *measure)
{
    uint32_t list = GV_IMAGE_NONE;
    if (node->set != NULL) {
        GV_TRY(gv_plan_set_list(plan, node->set, 1, &list));
    }
    if (list == GV_IMAGE_NONE) { /* unknown or wrong: there is a finding already */
        measure->longest++;
        return push(plan, GV_ELEMENT_ANY, node->optional, 0, 0);
    }
    measure->longest += plan->lists[list].longest;
    deepen(measure, plan->lists[list].depth + 1);
    return push(plan, GV_ELEMENT_LIST, node->optional, 0, list);
}

static gv_status lower_class(gv_plan *plan, const gv_ast_node *node, gv_measure *measure)
{
    switch (node->element) {
    case GV_ELEMENT_COUNT:
        measure->longest += plan->longest_number;
        break;
    case GV_ELEMENT_NUMBER:
        measure->longest += GV_LIMIT_QUANTITY;
        break;
    case GV_ELEMENT_START:
        break;
    default:
        measure->longest++;
        break;
    }
    return push(plan, node->element, node->optional, 0, node->value);
}

static gv_status lower_gap(gv_plan *plan, const gv_ast_node *node, gv_measure *measure)
{
    uint32_t avoid = GV_IMAGE_NONE;
    if (node->branches.first != NULL) {
        GV_TRY(gv_plan_list_of(plan, &node->branches, &avoid));
        if (avoid != GV_IMAGE_NONE) {
            deepen(measure, plan->lists[avoid].depth + 1);
        }
    }
    measure->longest += node->value;
    if (node->marks != 0) {
        GV_TRY(push(plan, GV_ELEMENT_GAP_MARKS, 0, 0, node->marks));
    }
    return push(plan, GV_ELEMENT_GAP, 0, node->value, avoid);
}

/* 1 for a bracket of words, phrases of words and lone sets: "(burned|hacked|@killed)". */
static int is_plain_group(const gv_ast_node *node)
{
    for (const gv_ast_pattern *branch = node->branches.first; branch != NULL;
         branch = branch->next) {
        if (branch->first->op == GV_AST_SET && branch->first->next == NULL &&
            !branch->first->optional) {
            continue;
        }
        for (const gv_ast_node *part = branch->first; part != NULL; part = part->next) {
            if (part->op != GV_AST_WORD || part->optional) {
                return 0;
            }
        }
    }
    return 1;
}

/* A plain bracket is a list without a name: any of its patterns, any end, as a bracket is; but a
 * list is looked up by the word that stands there, and its branches need not be tried. */
static gv_status lower_plain_group(gv_plan *plan, const gv_ast_node *node, gv_measure *measure)
{
    uint32_t list = GV_IMAGE_NONE;
    GV_TRY(gv_plan_list_of(plan, &node->branches, &list));
    if (list == GV_IMAGE_NONE) { /* every branch was wrong: there are findings already */
        measure->longest++;
        return push(plan, GV_ELEMENT_ANY, node->optional, 0, 0);
    }
    measure->longest += plan->lists[list].longest;
    deepen(measure, plan->lists[list].depth + 1);
    return push(plan, GV_ELEMENT_LIST, node->optional, 0, list);
}

static gv_status lower_group(gv_plan *plan, const gv_ast_node *node, uint32_t nesting,
                             gv_measure *measure)
{
    const gv_ast_pattern *const first = node->branches.first;
    uint32_t n_branches = 0;
    uint32_t longest = 0;
    if (first->next == NULL && !node->optional) {
        return lower_nodes(plan, first->first, nesting, measure);
    }
    GV_TRY(check_nesting(plan, nesting + 1, node->at));
    if (is_plain_group(node)) {
        return lower_plain_group(plan, node, measure);
    }
    const size_t bracket = plan->n_scratch;
    GV_TRY(push(plan, GV_ELEMENT_ALTERNATIVES, node->optional, 0, 0));
    for (const gv_ast_pattern *branch = first; branch != NULL; branch = branch->next) {
        gv_measure inner = {0};
        const size_t sequence = plan->n_scratch;
        GV_TRY(push(plan, GV_ELEMENT_SEQUENCE, 0, 0, 0));
        GV_TRY(lower_nodes(plan, branch->first, nesting + 1, &inner));
        GV_TRY(close_element(plan, sequence, branch->at));
        longest = inner.longest > longest ? inner.longest : longest;
        deepen(measure, inner.depth);
        n_branches++;
    }
    plan->scratch[bracket].argument = n_branches;
    measure->longest += longest;
    return close_element(plan, bracket, node->at);
}

static gv_status lower_nodes(gv_plan *plan, const gv_ast_node *nodes, uint32_t nesting,
                             gv_measure *measure)
{
    for (const gv_ast_node *node = nodes; node != NULL; node = node->next) {
        switch (node->op) {
        case GV_AST_WORD:
            GV_TRY(lower_word(plan, node, nesting, measure));
            break;
        case GV_AST_SET:
            GV_TRY(lower_set(plan, node, measure));
            break;
        case GV_AST_CLASS:
            GV_TRY(lower_class(plan, node, measure));
            break;
        case GV_AST_MARK:
            GV_TRY(push(plan, node->element, 0, 0, node->marks));
            break;
        case GV_AST_GAP:
            GV_TRY(lower_gap(plan, node, measure));
            break;
        default:
            GV_TRY(lower_group(plan, node, nesting, measure));
            break;
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ contents */

static gv_status check_measure(gv_plan *plan, gv_at at, size_t n, const gv_measure *measure)
{
    if (n > GV_LIMIT_ELEMENTS) {
        return gv_job_error(plan->job, at, "a pattern has at most %d parts; this one has %lu",
                            GV_LIMIT_ELEMENTS, (unsigned long)n);
    }
    if (measure->longest > GV_LIMIT_SPAN) {
        return gv_job_error(plan->job, at, "a pattern spans at most %d words; this one could span "
                                           "%lu",
                            GV_LIMIT_SPAN, (unsigned long)measure->longest);
    }
    if (measure->depth > GV_LIMIT_DEPTH) {
        return gv_job_error(plan->job, at, "sets nest at most %d deep", GV_LIMIT_DEPTH);
    }
    return GV_OK;
}

/* Enters the elements [base, n_scratch) as a content, if they are new. */
static gv_status enter_content(gv_plan *plan, size_t base, const gv_measure *measure,
                               uint32_t *number)
{
    const gv_image_element *const elements = plan->scratch + base;
    const size_t n = plan->n_scratch - base;
    uint32_t found = (uint32_t)plan->n_contents;
    GV_TRY(gv_map_add(&plan->content_map, (const char *)elements, n * sizeof *elements,
                      (uint32_t)plan->n_contents, &found));
    *number = found;
    if (found != plan->n_contents) {
        return GV_OK;
    }
    GV_TRY(gv_array_reserve((void **)&plan->contents, plan->n_contents + 1,
                            sizeof *plan->contents, &plan->contents_capacity));
    gv_plan_content *const content = &plan->contents[plan->n_contents];
    *content = (gv_plan_content){.first_element = (uint32_t)plan->n_elements,
                                 .n_elements = (uint16_t)n,
                                 .longest = (uint16_t)measure->longest,
                                 .depth = measure->depth,
                                 .word = GV_IMAGE_NONE};
    if (n == 1 && elements->op == GV_ELEMENT_KEY) {
        content->word = elements->argument;
    } else if (n == 1 && elements->op == GV_ELEMENT_ANY) {
        content->word = GV_KEY_ANY;
    } else if (n == 1 && elements->op == GV_ELEMENT_NAME) {
        content->word = GV_KEY_NAME;
    }
    GV_TRY(gv_array_reserve((void **)&plan->elements, plan->n_elements + n,
                            sizeof *plan->elements, &plan->elements_capacity));
    memcpy(plan->elements + plan->n_elements, elements, n * sizeof *elements);
    plan->n_elements += n;
    plan->n_contents++;
    return gv_plan_find_starts(plan, *number);
}

gv_status gv_plan_content_of(gv_plan *plan, const gv_ast_pattern *pattern, uint32_t *content)
{
    const size_t base = plan->n_scratch;
    gv_measure measure = {0};
    gv_status status = GV_OK;
    GV_TRY_DONE(lower_nodes(plan, pattern->first, 0, &measure));
    GV_TRY_DONE(check_measure(plan, pattern->at, plan->n_scratch - base, &measure));
    GV_TRY_DONE(enter_content(plan, base, &measure, content));
done:
    plan->n_scratch = base;
    return status;
}
