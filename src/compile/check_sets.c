/*
 * check_sets.c - the sets of a language: their names, and that none holds itself.
 *
 * In: the sets as read. Out: the table by name; findings for names defined twice, for circles and
 * for sets nested too deep. The sets that a set names are kept as edges, sets in the order of the
 * table, and walked depth first on a stack of our own:
 *
 *     set a = x, @b      walk a, b, c; the edge c -> a leads back into the walk: "the set "a" holds
 *     set b = @c         itself: a > b > c > a", at the @a in c; that node then names no set, so
 *     set c = y, @a      that what follows can trust that there are no circles.
 */
#include "compile/check.h"

#include <stdlib.h>
#include <string.h>

static int compare_sets(const void *left, const void *right)
{
    const gv_ast_set *const *const a = left;
    const gv_ast_set *const *const b = right;
    return strcmp((*a)->name.text, (*b)->name.text);
}

gv_status gv_check_set_names(gv_job *job, gv_ast_language *language)
{
    gv_map map = {0};
    gv_check_names names = {.map = &map, .what = "set", .limit = UINT32_MAX};
    gv_status status = GV_OK;
    uint32_t n = 0;
    for (const gv_ast_set *set = language->sets; set != NULL; set = set->next) {
        n++;
    }
    GV_TRY_DONE(gv_arena_get_array(&job->arena, n, sizeof(gv_ast_set *),
                                   (void **)&language->set_table));
    for (gv_ast_set *set = language->sets; set != NULL; set = set->next) {
        if (set->name.text == NULL) {
            continue;
        }
        const gv_status entered = gv_check_enter(job, &names, &set->name);
        GV_TRY_DONE(gv_job_go_on(entered));
        if (entered == GV_OK) {
            language->set_table[language->n_sets++] = set;
        }
    }
    if (language->n_sets > 0) {
        qsort(language->set_table, language->n_sets, sizeof(gv_ast_set *), compare_sets);
    }
    for (uint32_t i = 0; i < language->n_sets; i++) {
        gv_ast_set *const set = language->set_table[i];
        set->index = i;
        GV_TRY_DONE(gv_map_add(&language->set_names, set->name.text, set->name.length, i, NULL));
    }
done:
    gv_check_names_free(&names);
    gv_map_free(&map);
    return status;
}

/* ------------------------------------------------------------------ circles */

enum { UNSEEN = 0, ON_WAY, SEEN };

typedef struct gv_set_step {
    gv_ast_set *set;
    size_t next_edge;
} gv_set_step;

typedef struct gv_set_walk {
    gv_list_check *check;
    const size_t *first_edges; /* n_sets + 1 */
    uint8_t *colours;
    gv_set_step *way;
    uint32_t n_way;
} gv_set_walk;

/* "a > b > a" for the way from `set` back to itself. */
static gv_status report_circle(const gv_set_walk *walk, const gv_set_edge *edge)
{
    enum { LONGEST = 600 };
    gv_buf buf = {0};
    gv_status status = GV_OK;
    uint32_t from = walk->n_way - 1;
    while (walk->way[from].set != edge->to) {
        from--;
    }
    for (uint32_t i = from; i < walk->n_way; i++) {
        if (buf.length > LONGEST) {
            GV_TRY_DONE(gv_buf_add_text(&buf, "... > "));
            break;
        }
        GV_TRY_DONE(gv_buf_add_format(&buf, "%s > ", walk->way[i].set->name.text));
    }
    status = gv_job_go_on(gv_job_error(walk->check->job, edge->node->at,
                                       "the set \"%s\" holds itself: %s%s", edge->to->name.text,
                                       buf.bytes, edge->to->name.text));
done:
    gv_buf_free(&buf);
    return status;
}

/* The set on top of the way is done: its depth and flags are known. */
static gv_status finish_set(gv_set_walk *walk, gv_ast_set *set)
{
    const gv_list_check *const check = walk->check;
    for (size_t i = walk->first_edges[set->index]; i < walk->first_edges[set->index + 1]; i++) {
        const gv_set_edge *const edge = &check->edges[i];
        if (edge->node->set == NULL) {
            continue;
        }
        if (edge->to->depth + 1 > GV_LIMIT_DEPTH) {
            edge->node->set = NULL;
            GV_TRY(gv_job_go_on(gv_job_error(check->job, edge->node->at,
                                             "sets nest at most %d deep", GV_LIMIT_DEPTH)));
            continue;
        }
        set->uses_count |= edge->to->uses_count;
        set->uses_year |= edge->to->uses_year;
        if (set->depth < edge->to->depth + 1) {
            set->depth = edge->to->depth + 1;
        }
    }
    walk->colours[set->index] = SEEN;
    return GV_OK;
}

static gv_status walk_from(gv_set_walk *walk, gv_ast_set *start)
{
    walk->way[walk->n_way++] =
        (gv_set_step){.set = start, .next_edge = walk->first_edges[start->index]};
    walk->colours[start->index] = ON_WAY;
    while (walk->n_way > 0) {
        gv_set_step *const top = &walk->way[walk->n_way - 1];
        if (top->next_edge == walk->first_edges[top->set->index + 1]) {
            GV_TRY(finish_set(walk, top->set));
            walk->n_way--;
            continue;
        }
        const gv_set_edge *const edge = &walk->check->edges[top->next_edge++];
        if (walk->colours[edge->to->index] == ON_WAY) {
            GV_TRY(report_circle(walk, edge));
            edge->node->set = NULL;
        } else if (walk->colours[edge->to->index] == UNSEEN) {
            walk->colours[edge->to->index] = ON_WAY;
            walk->way[walk->n_way++] =
                (gv_set_step){.set = edge->to, .next_edge = walk->first_edges[edge->to->index]};
        }
    }
    return GV_OK;
}

gv_status gv_check_sets(gv_list_check *check)
{
    gv_ast_language *const language = check->language;
    gv_arena *const arena = &check->job->arena;
    size_t *first_edges = NULL;
    gv_set_walk walk = {.check = check};
    GV_TRY(gv_arena_get_array(arena, (size_t)language->n_sets + 1, sizeof *first_edges,
                              (void **)&first_edges));
    GV_TRY(gv_arena_get_array(arena, language->n_sets, 1, (void **)&walk.colours));
    GV_TRY(gv_arena_get_array(arena, language->n_sets, sizeof *walk.way, (void **)&walk.way));
    for (uint32_t i = 0; i < language->n_sets; i++) {
        check->set = language->set_table[i];
        GV_TRY(gv_check_list(check, &check->set->list));
        first_edges[i + 1] = check->n_edges;
    }
    check->set = NULL;
    walk.first_edges = first_edges;
    for (uint32_t i = 0; i < language->n_sets; i++) {
        if (walk.colours[i] == UNSEEN) {
            GV_TRY(walk_from(&walk, language->set_table[i]));
        }
    }
    return GV_OK;
}

void gv_check_used_sets(const gv_list_check *check)
{
    /* Deepest first: whatever names a set is deeper than it. */
    for (uint32_t depth = GV_LIMIT_DEPTH; depth > 0; depth--) {
        for (size_t i = 0; i < check->n_edges; i++) {
            const gv_set_edge *const edge = &check->edges[i];
            if (edge->from->depth == depth && edge->from->used && edge->node->set != NULL) {
                edge->to->used = 1;
            }
        }
    }
}
