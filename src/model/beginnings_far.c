/*
 * beginnings_far.c - what looks far: its needs and anchors.
 *
 * In: the ways in which masks and cues that look out of their sentence can begin. Out: for each
 * the needs by which it is refused, by numbers of their own (they are few), and its anchor; for
 * each key the numbers that its words meet; and all by anchor. Of "the ..2 storyline" the anchor
 * is the word "storyline", since "the" is more common.
 */
#include "model/beginnings_make.h"

#include "base/buf.h"

#include <string.h>

enum { CHOSEN = 1 << 15 }; /* in `anchors` */

/* ------------------------------------------------------------------ one by one */

/* Calls a word or list that a pattern must have after its first word by a number. */
static void number_need(gv_beginnings_maker *make, const gv_image_element *element)
{
    uint16_t *bit = element->op == GV_ELEMENT_KEY ? &make->key_bits[element->argument]
                                                  : &make->list_bits[element->argument];
    if (*bit == 0 && make->n_bits < GV_NOT_TOLD) {
        *bit = (uint16_t)make->n_bits++;
    }
}

/* The number of the element's need; 0: none. */
static uint16_t number_of(const gv_beginnings_maker *make, const gv_image_element *element)
{
    if (element->optional ||
        (element->op != GV_ELEMENT_KEY && element->op != GV_ELEMENT_LIST)) {
        return 0;
    }
    const uint16_t bit = element->op == GV_ELEMENT_KEY ? make->key_bits[element->argument]
                                                       : make->list_bits[element->argument];
    return bit == GV_NOT_TOLD ? 0 : bit;
}

/* The rarest are chosen later. */
static void number_needs(gv_beginnings_maker *make, const gv_image_pattern *pattern)
{
    const gv_image_element *elements =
        make->language->elements + pattern->first_element;
    for (uint32_t i = gv_image_width(elements); i < pattern->n_elements;
         i += gv_image_width(&elements[i])) {
        if (!elements[i].optional &&
            (elements[i].op == GV_ELEMENT_KEY || elements[i].op == GV_ELEMENT_LIST)) {
            number_need(make, &elements[i]);
        }
    }
}

/* Adds one that looks far and begins at words of the key, which needs a number: it may be the
 * anchor. */
gv_status gv_beginnings_add_far(gv_beginnings_maker *make, const gv_image_entry *entry,
                                uint32_t key)
{
    const uint32_t n = make->out->n_far;
    GV_TRY(gv_array_reserve((void **)&make->far, (size_t)n + 1, sizeof *make->far,
                            &make->far_capacity));
    memset(&make->far[n], 0, sizeof *make->far);
    make->far[n].as = gv_beginning_make(make, entry);
    make->far[n].key = key;
    if (entry->pattern != GV_IMAGE_WORD) {
        number_needs(make, &make->language->patterns[entry->pattern]);
    }
    if (make->key_bits[key] == 0 && make->n_bits < GV_NOT_TOLD) {
        make->key_bits[key] = (uint16_t)make->n_bits++;
    }
    make->out->n_far = n + 1;
    return GV_OK;
}

/* ------------------------------------------------------------------ needs of what looks far */

/* How often words of a key stand in a million. */
static uint64_t uses_of(const gv_model_language *language, uint32_t key)
{
    if (key == GV_KEY_ANY || key >= language->n_keys) {
        return UINT64_C(1000000);
    }
    return key < GV_KEY_EXACT ? UINT64_C(100000)
                              : gv_image_uses(language->keys[key].commonness);
}

static gv_status add_member(gv_beginnings_maker *make, uint32_t key, uint16_t bit)
{
    gv_beginnings *out = make->out;
    gv_begin_row *row = NULL;
    GV_TRY(gv_beginnings_row(make, key, &row));
    GV_TRY(gv_array_reserve((void **)&out->members, (size_t)out->n_members + 1,
                            sizeof *out->members, &make->members_capacity));
    if (row->first_member == row->end_member) {
        row->first_member = out->n_members;
    }
    out->members[out->n_members++] = bit;
    row->end_member = out->n_members;
    make->uses[bit] += uses_of(make->language, key);
    return GV_OK;
}

/* Tells for each key which of those needs its words meet. */
static gv_status add_members(gv_beginnings_maker *make)
{
    const gv_model_language *language = make->language;
    uint16_t *const bits = make->list_bits;
    for (uint32_t list = 0; list < language->n_lists; list++) {
        bits[list] = bits[list] == GV_NOT_TOLD ? 0 : bits[list];
    }
    for (uint32_t key = 0; key < make->out->n_row_of; key++) {
        const gv_image_key *of = &language->keys[key < language->n_keys ? key : GV_KEY_ANY];
        const gv_image_entry *entry = language->entries + of->first_entry;
        const gv_image_entry *const end =
            entry + (key == GV_KEY_ANY || key >= language->n_keys ? 0 : of->n_entries);
        uint32_t last = GV_IMAGE_NONE;
        if (make->key_bits[key] != 0) {
            GV_TRY(add_member(make, key, make->key_bits[key]));
        }
        for (; entry < end; entry++) {
            if (bits[entry->list] != 0 && entry->list != last) {
                last = entry->list;
                GV_TRY(add_member(make, key, bits[last]));
            }
        }
    }
    return GV_OK;
}

/* Keeps a need among the rarest of a beginning, rarest first. */
static void keep_rare(const gv_beginnings_maker *make, uint16_t bit, gv_beginning *of)
{
    for (int i = 0; i < GV_NEEDS_EACH && bit != 0; i++) {
        const uint16_t other = of->bits[i];
        if (other == bit) {
            return;
        }
        if (other == 0 || make->uses[bit] < make->uses[other]) {
            of->bits[i] = bit;
            bit = other;
        }
    }
}

static void choose_needs(gv_beginnings_maker *make, gv_beginning *of)
{
    const gv_model_language *language = make->language;
    if (of->pattern != GV_IMAGE_WORD) {
        const gv_image_pattern *pattern = &language->patterns[of->pattern];
        const gv_image_element *elements = language->elements + pattern->first_element;
        for (uint32_t i = gv_image_width(elements); i < pattern->n_elements;
             i += gv_image_width(&elements[i])) {
            keep_rare(make, number_of(make, &elements[i]), of);
        }
    }
    for (int i = 0; i < GV_NEEDS_EACH; i++) {
        make->anchors[of->bits[i]] |= CHOSEN;
    }
}

/* Gives each of what looks far its needs, and an anchor: the rarest, or its first word. */
static void choose_anchors(gv_beginnings_maker *make)
{
    const gv_beginnings *out = make->out;
    for (uint32_t i = 0; i < out->n_far; i++) {
        gv_beginning *of = &make->far[i].as;
        const gv_frame_trait *trait = &out->traits[of->frame];
        const uint16_t own = make->key_bits[make->far[i].key];
        choose_needs(make, of);
        const int is_need = of->bits[0] != 0 && make->uses[of->bits[0]] < make->uses[own];
        const uint16_t anchor = is_need ? of->bits[0] : own;
        make->anchor_of[i] = anchor;
        make->anchors[anchor] |=
            (uint16_t)(trait->labels *
                           (unsigned)(trait->passage ? GV_ANCHOR_PASSAGE : GV_ANCHOR_PREVIOUS) |
                       CHOSEN);
    }
}

/* Those of one anchor side by side. */
static gv_status sort_far(gv_beginnings_maker *make)
{
    gv_beginnings *out = make->out;
    GV_TRY(gv_memory_get_zeroed((size_t)out->n_needs + 1, sizeof *out->first_far,
                                (void **)&out->first_far));
    GV_TRY(gv_memory_get_zeroed((size_t)out->n_far + 1, sizeof *out->far, (void **)&out->far));
    uint32_t *const first = out->first_far;
    for (uint32_t i = 0; i < out->n_far; i++) {
        first[make->anchor_of[i] + 1]++;
    }
    for (uint32_t i = 0; i < out->n_needs; i++) {
        first[i + 1] += first[i];
    }
    for (uint32_t i = 0; i < out->n_far; i++) {
        out->far[first[make->anchor_of[i]]++] = make->far[i];
    }
    memmove(first + 1, first, out->n_needs * sizeof *first); /* each has come to its end */
    first[0] = 0;
    return GV_OK;
}

/* Notes which rows are anchors, and forgets the needs that were not chosen. */
static void finish_members(gv_beginnings_maker *make)
{
    gv_beginnings *out = make->out;
    for (uint32_t i = 1; i < out->n_rows; i++) {
        gv_begin_row *row = &out->rows[i];
        uint32_t kept = row->first_member;
        for (uint32_t k = row->first_member; k < row->end_member; k++) {
            const uint16_t bit = out->members[k];
            if (make->anchors[bit] & CHOSEN) {
                out->members[kept++] = bit;
                row->has |= (make->anchors[bit] & ~(unsigned)CHOSEN) | GV_BEGINS_NEED;
            }
        }
        row->end_member = kept;
    }
}

gv_status gv_beginnings_finish_far(gv_beginnings_maker *make)
{
    gv_beginnings *out = make->out;
    out->n_needs = make->n_bits;
    GV_TRY(gv_arena_get_array(&make->arena, make->n_bits, sizeof *make->uses,
                              (void **)&make->uses));
    GV_TRY(gv_arena_get_array(&make->arena, make->n_bits, sizeof *make->anchors,
                              (void **)&make->anchors));
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)out->n_far + 1, sizeof *make->anchor_of,
                              (void **)&make->anchor_of));
    GV_TRY(add_members(make));
    choose_anchors(make);
    finish_members(make);
    return sort_far(make);
}

