/*
 * anchors.c - the words that a list of some slot or trigger cannot do without.
 *
 * A slot is tried at each word of a sentence that can begin its list, and many lists have patterns that
 * begin with "the" or with any name. So each list that a slot or a rule's trigger asks for gets a bit, and each
 * key the bits of the lists for which it is one of the words that sieve_tell.c tells: those one of which
 * must stand wherever a span of the list does.
 *
 *     set camp = (a|the) ..2 barracks, prison     words: {STEM barrack, STEM prison}
 *     "The men in the village fled": no word has the bit of @camp, and it is asked for at none.
 *
 * Why nothing is lost: what sieve_tell.c says is never too small. Two lists may share a bit.
 */
#include "model/anchors.h"

#include "model/needs_make.h"
#include "model/sieve_make.h"

static gv_status add_list(gv_sieve_maker *make, gv_needs_maker *needs, gv_anchors *anchors,
                          uint32_t list)
{
    gv_key_set set = {0};
    if (anchors->lists[list] != GV_ANCHOR_NONE) {
        return GV_OK;
    }
    GV_TRY(gv_sieve_tell_list(make, list, &set));
    if (set.n == 0) {
        return GV_OK;
    }
    const uint16_t bit = (uint16_t)(needs->n_bits++ % GV_NEED_BITS);
    GV_TRY(gv_array_reserve((void **)&needs->members, needs->n_members + set.n,
                            sizeof *needs->members, &needs->members_capacity));
    for (uint32_t i = 0; i < set.n; i++) {
        const uint32_t key = set.keys[i] < make->language->n_keys ? set.keys[i] : GV_KEY_NUMBER;
        needs->members[needs->n_members++] = (gv_needs_member){key, bit, 0};
    }
    anchors->lists[list] = bit;
    return GV_OK;
}

static gv_status add_lists(gv_sieve_maker *make, gv_needs_maker *needs, gv_anchors *anchors)
{
    const gv_model_language *language = make->language;
    GV_TRY(gv_memory_get(((size_t)language->n_lists + 1) * sizeof *anchors->lists,
                         (void **)&anchors->lists));
    for (uint32_t i = 0; i <= language->n_lists; i++) {
        anchors->lists[i] = GV_ANCHOR_NONE;
    }
    for (uint32_t i = 0; i < language->head->n_rules; i++) {
        GV_TRY(add_list(make, needs, anchors, i)); /* the list of a rule's trigger has its number */
    }
    for (uint32_t i = 0; i < language->n_number_patterns; i++) {
        GV_TRY(add_list(make, needs, anchors, language->number_patterns[i].list));
    }
    for (uint32_t i = 0; i < language->n_slots; i++) {
        GV_TRY(add_list(make, needs, anchors, language->slots[i].list));
    }
    return GV_OK;
}

gv_status gv_anchors_make(gv_sieve_maker *make, gv_anchors *anchors)
{
    gv_status status = GV_OK;
    gv_anchors fresh = {0};
    gv_needs_maker needs = {.language = make->language, .table = &fresh.keys};
    GV_TRY_DONE(gv_memory_get_zeroed((size_t)make->language->n_keys + GV_HELD_KINDS + 1,
                                     sizeof *fresh.keys.rows, (void **)&fresh.keys.rows));
    GV_TRY_DONE(add_lists(make, &needs, &fresh));
    GV_TRY_DONE(gv_needs_deal(&needs));
    *anchors = fresh;
    fresh = (gv_anchors){0};
done:
    gv_anchors_free(&fresh);
    gv_needs_maker_free(&needs);
    return status;
}

void gv_anchors_free(gv_anchors *anchors)
{
    gv_need_table_free(&anchors->keys);
    gv_memory_free(anchors->lists);
    *anchors = (gv_anchors){0};
}
