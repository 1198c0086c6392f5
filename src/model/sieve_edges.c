/*
 * sieve_edges.c - the words with which a span of a list or an element can begin, and end.
 *
 * @killing = (kill, shot dead, put ..3 to death) begins with {STEM kill, EXACT shot, EXACT put} and
 * ends with {STEM kill, EXACT dead, EXACT death}. What may be absent passes the question on to its
 * neighbour. Of numbers, names, #any and gaps nothing is known, nor of what can begin or end with one.
 */
#include "model/sieve_make.h"

static gv_status edge_of_sequence(gv_sieve_maker *make, const gv_image_element *elements,
                                  uint32_t n, int edge, gv_key_set *set);

static gv_status edge_of_alternatives(gv_sieve_maker *make, const gv_image_element *element,
                                      int edge, gv_key_set *set)
{
    gv_status status = GV_OK;
    const gv_image_element *next = element + 1;
    gv_key_union all = {0};
    for (uint32_t i = 0; i < element->argument; i++) {
        gv_key_set one = {0};
        GV_TRY_DONE(edge_of_sequence(make, next + 1, next->n - 1u, edge, &one));
        GV_TRY_DONE(gv_key_union_join(&all, &one));
        next += next->n;
    }
    return gv_key_union_take(make, &all, set);
done:
    gv_buf_free(&all.keys);
    return status;
}

gv_status gv_sieve_edge_of_element(gv_sieve_maker *make, const gv_image_element *element, int edge,
                                   gv_key_set *set)
{
    *set = (gv_key_set){0};
    switch (element->op) {
    case GV_ELEMENT_KEY:
        return gv_sieve_tell_present(make, element, set);
    case GV_ELEMENT_LIST:
        return gv_sieve_edge_of_list(make, element->argument, edge, set);
    case GV_ELEMENT_ALTERNATIVES:
        return edge_of_alternatives(make, element, edge, set);
    case GV_ELEMENT_SEQUENCE:
        return edge_of_sequence(make, element + 1, element->n - 1u, edge, set);
    default:
        return GV_OK;
    }
}

/* Brackets nest at most GV_LIMIT_NESTING deep, lists GV_LIMIT_DEPTH. */
static gv_status edge_of_sequence(gv_sieve_maker *make, const gv_image_element *elements,
                                  uint32_t n, int edge, gv_key_set *set)
{
    uint32_t places[GV_LIMIT_ELEMENTS];
    uint32_t n_places = 0;
    gv_status status = GV_OK;
    gv_key_union all = {0};
    *set = (gv_key_set){0};
    for (uint32_t i = 0; i < n && n_places < GV_LIMIT_ELEMENTS; i += gv_image_width(&elements[i])) {
        places[n_places++] = i;
    }
    for (uint32_t i = 0; i < n_places; i++) {
        const gv_image_element *element =
            &elements[places[edge == GV_SIEVE_BEGINS ? i : n_places - 1 - i]];
        const gv_sieve_extent words = gv_sieve_extent_of(make, element);
        gv_key_set one = {0};
        if (words.most == 0) {
            continue;
        }
        GV_TRY_DONE(gv_sieve_edge_of_element(make, element, edge, &one));
        GV_TRY_DONE(gv_key_union_join(&all, &one));
        if (!words.empty) {
            return gv_key_union_take(make, &all, set);
        }
    }
done: /* nothing that must stand: nothing is known */
    gv_buf_free(&all.keys);
    return status;
}

static gv_status edge_of_stretch(gv_sieve_maker *make, uint32_t at, uint32_t end, int edge,
                                 gv_key_set *set)
{
    const gv_model_language *language = make->language;
    const uint32_t pattern = make->list_entries[at].pattern;
    return pattern == GV_IMAGE_WORD
               ? gv_sieve_tell_stretch(make, at, end, set)
               : edge_of_sequence(make,
                                  language->elements + language->patterns[pattern].first_element,
                                  language->patterns[pattern].n_elements, edge, set);
}

gv_status gv_sieve_edge_of_list(gv_sieve_maker *make, uint32_t list, int edge, gv_key_set *set)
{
    gv_sieve_edge *known = &make->edges[list];
    if (!known->told[edge]) {
        GV_TRY(gv_sieve_union_of_list(make, list, edge_of_stretch, edge, &known->sets[edge]));
        known->told[edge] = 1;
    }
    *set = known->sets[edge];
    return GV_OK;
}
