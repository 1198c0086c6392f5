/*
 * sieve_steps.c - in what order, and how far apart, the words of a need must stand.
 *
 * In: a pattern's elements, a rule's slots. Out: steps. Example:
 *
 *     rule a/x   on: killing of        need count after 8: #count>=5     need in sentence: @people
 *     trigger: WORDS 1 {killing}, WORDS 1 {of}
 *     slots: AFTER 8 up to 12 words with {digits ...}, IN {people ...}
 *
 * Steps say less than the pattern does, never more: marks are left out, a
 * list is "up to so many words, one of them of its set, the first and last of those it can begin and end
 * with", brackets are taken as such a list, a slot's
 * clause is its whole sentence, guards, stops and bars are left out.
 */
#include "model/sieve_make.h"

/* An empty step at the end. */
static gv_status add(gv_sieve_maker *make, unsigned op, int or, gv_sieve_step **step)
{
    gv_sieve *sieve = make->sieve;
    GV_TRY(gv_array_reserve((void **)&sieve->steps, (size_t)sieve->n_steps + 1,
                            sizeof *sieve->steps, &make->steps_capacity));
    *step = &sieve->steps[sieve->n_steps++];
    **step = (gv_sieve_step){.set = GV_IMAGE_NONE,
                             .begins = GV_IMAGE_NONE,
                             .ends = GV_IMAGE_NONE,
                             .op = (uint8_t)op,
                             .or = or != 0};
    return GV_OK;
}

static gv_status number(gv_sieve_maker *make, const gv_key_set *set, uint32_t *of)
{
    *of = GV_IMAGE_NONE;
    return set->n == 0 ? GV_OK : gv_sieve_number_set(make, set, of);
}

/* ------------------------------------------------------------------ triggers */

static gv_sieve_extent extent_of_all(const gv_sieve_maker *make, const gv_image_element *elements,
                            uint32_t n);

/* Brackets nest at most GV_LIMIT_NESTING deep (checked when the model was opened). */
gv_sieve_extent gv_sieve_extent_of(const gv_sieve_maker *make, const gv_image_element *element)
{
    gv_sieve_extent of = {.most = 1, .empty = element->optional};
    const gv_image_element *next = element + 1;
    switch (element->op) {
    case GV_ELEMENT_LIST:
        of.most = make->language->lists[element->argument].longest;
        break;
    case GV_ELEMENT_COUNT:
    case GV_ELEMENT_NUMBER:
        of.most = make->longest_number;
        break;
    case GV_ELEMENT_START:
    case GV_ELEMENT_MARK:
    case GV_ELEMENT_NO_MARK:
    case GV_ELEMENT_GAP_MARKS:
        return (gv_sieve_extent){0, 1};
    case GV_ELEMENT_GAP:
        return (gv_sieve_extent){element->n, 1};
    case GV_ELEMENT_SEQUENCE:
        return extent_of_all(make, element + 1, element->n - 1u);
    case GV_ELEMENT_ALTERNATIVES:
        for (uint32_t i = 0; i < element->argument; i++) {
            const gv_sieve_extent one = gv_sieve_extent_of(make, next);
            of.most = one.most > of.most ? one.most : of.most;
            of.empty |= one.empty;
            next += next->n;
        }
        break;
    default:
        break;
    }
    return of;
}

static gv_sieve_extent extent_of_all(const gv_sieve_maker *make, const gv_image_element *elements,
                            uint32_t n)
{
    gv_sieve_extent of = {.most = 0, .empty = 1};
    for (uint32_t i = 0; i < n; i += gv_image_width(&elements[i])) {
        const gv_sieve_extent one = gv_sieve_extent_of(make, &elements[i]);
        of.most += one.most;
        of.empty &= one.empty;
    }
    return of;
}

static gv_status add_words(gv_sieve_maker *make, const gv_image_element *element,
                           gv_sieve_extent words)
{
    gv_key_set set = {0};
    gv_sieve_step *step = NULL;
    uint32_t edges[2] = {GV_IMAGE_NONE, GV_IMAGE_NONE};
    uint32_t known;
    GV_TRY(gv_sieve_tell_present(make, element, &set));
    GV_TRY(number(make, &set, &known));
    for (int edge = 0; edge < 2 && words.most > 1; edge++) {
        GV_TRY(gv_sieve_edge_of_element(make, element, edge, &set));
        GV_TRY(number(make, &set, &edges[edge]));
    }
    GV_TRY(add(make, GV_SIEVE_WORDS, words.empty, &step));
    step->set = known;
    step->begins = edges[GV_SIEVE_BEGINS];
    step->ends = edges[GV_SIEVE_ENDS];
    step->n = (uint16_t)words.most;
    return GV_OK;
}

gv_status gv_sieve_add_trigger(gv_sieve_maker *make, const gv_image_element *elements,
                               uint32_t n_elements, uint32_t *first, uint32_t *n)
{
    *first = make->sieve->n_steps;
    for (uint32_t i = 0; i < n_elements; i += gv_image_width(&elements[i])) {
        const gv_sieve_extent words = gv_sieve_extent_of(make, &elements[i]);
        if (elements[i].op == GV_ELEMENT_GAP) {
            gv_sieve_step *step = NULL;
            GV_TRY(add(make, GV_SIEVE_GAP, 0, &step));
            step->n = (uint16_t)words.most;
        } else if (words.most > 0) {
            GV_TRY(add_words(make, &elements[i], words));
        }
    }
    *n = make->sieve->n_steps - *first;
    return GV_OK;
}

gv_status gv_sieve_add_word(gv_sieve_maker *make, const gv_key_set *set, uint32_t *first,
                            uint32_t *n)
{
    gv_sieve_step *step = NULL;
    uint32_t known;
    *first = make->sieve->n_steps;
    *n = 1;
    GV_TRY(number(make, set, &known));
    GV_TRY(add(make, GV_SIEVE_WORDS, 0, &step));
    step->set = known;
    step->n = 1;
    return GV_OK;
}

/* ------------------------------------------------------------------ slots */

int gv_sieve_is_wide(const gv_image_slot *slot)
{
    int wide = 0;
    for (uint32_t i = 0; i <= slot->n_alternatives; i++) {
        wide |= slot[i].place == GV_PLACE_IN && (slot[i].scope == GV_SCOPE_PREVIOUS ||
                                                 slot[i].scope == GV_SCOPE_PASSAGE);
    }
    return wide;
}

/* *open 1: nothing is known of what fills it. */
static gv_status add_slot(gv_sieve_maker *make, const gv_image_slot *slot, int or, int *open)
{
    static const uint8_t OPS[] = {[GV_PLACE_BEFORE] = GV_SIEVE_BEFORE,
                                  [GV_PLACE_AFTER] = GV_SIEVE_AFTER,
                                  [GV_PLACE_NEAR] = GV_SIEVE_NEAR,
                                  [GV_PLACE_IN] = GV_SIEVE_IN,
                                  [GV_PLACE_OVER] = GV_SIEVE_IN};
    gv_key_set set = {0};
    gv_sieve_step *step = NULL;
    uint32_t edges[2] = {GV_IMAGE_NONE, GV_IMAGE_NONE};
    uint32_t known;
    const uint32_t longest = make->language->lists[slot->list].longest;
    GV_TRY(gv_sieve_tell_list(make, slot->list, &set));
    GV_TRY(number(make, &set, &known));
    for (int edge = 0; edge < 2 && longest > 1; edge++) {
        GV_TRY(gv_sieve_edge_of_list(make, slot->list, edge, &set));
        GV_TRY(number(make, &set, &edges[edge]));
    }
    GV_TRY(add(make, OPS[slot->place], or, &step));
    *open = known == GV_IMAGE_NONE;
    step->set = known;
    step->begins = edges[GV_SIEVE_BEGINS];
    step->ends = edges[GV_SIEVE_ENDS];
    step->n = (uint16_t)longest;
    step->reach = slot->reach > GV_LIMIT_REACH ? GV_LIMIT_REACH : slot->reach;
    return GV_OK;
}

gv_status gv_sieve_add_slots(gv_sieve_maker *make, uint32_t rule, uint32_t *first, uint32_t *n)
{
    const gv_image_frame *frame = &make->language->frames[rule];
    const gv_image_slot *slots = make->language->slots + frame->first_slot;
    *first = make->sieve->n_steps;
    for (uint32_t i = 0; i < frame->n_slots; i += 1u + slots[i].n_alternatives) {
        const uint32_t before = make->sieve->n_steps;
        int open = slots[i].role != GV_SLOT_NEED || gv_sieve_is_wide(&slots[i]);
        for (uint32_t k = 0; k <= slots[i].n_alternatives && !open; k++) {
            GV_TRY(add_slot(make, &slots[i + k], k < slots[i].n_alternatives, &open));
        }
        if (open) {
            make->sieve->n_steps = before;
        }
    }
    *n = make->sieve->n_steps - *first;
    return GV_OK;
}
