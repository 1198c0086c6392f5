/*
 * sieve_deal.c - a language's needs numbered and indexed, and how the words begin that they name.
 *
 * Sets that stand first in some need get the lowest numbers: a word leads if it is in one of them.
 */
#include "model/sieve_make.h"


#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ numbers */

static int by_first_set(const void *left, const void *right)
{
    const gv_sieve_need *const a = left;
    const gv_sieve_need *const b = right;
    for (int i = 0; i < GV_SIEVE_EACH; i++) {
        if (a->sets[i] != b->sets[i]) {
            return a->sets[i] < b->sets[i] ? -1 : 1;
        }
    }
    return (a->rule > b->rule) - (a->rule < b->rule);
}

enum { LEADS = 1, FOLLOWS = 2 };

static void note_uses(const gv_sieve *sieve, uint32_t *uses)
{
    for (uint32_t i = 0; i < sieve->n_needs; i++) {
        const gv_sieve_need *need = &sieve->needs[i];
        uses[need->sets[0]] |= LEADS;
        for (uint32_t k = 1; k < need->n; k++) {
            uses[need->sets[k]] |= FOLLOWS;
        }
        if (need->wide != GV_IMAGE_NONE) {
            uses[need->wide] |= FOLLOWS;
        }
    }
    for (uint32_t i = 0; i < sieve->n_steps; i++) {
        gv_sieve_step *step = &sieve->steps[i];
        uint32_t *const sets[] = {&step->set, &step->begins, &step->ends};
        for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
            if (*sets[k] != GV_IMAGE_NONE) {
                uses[*sets[k]] |= FOLLOWS;
            }
        }
    }
}

/* Numbers the sets anew, those that lead first. Those that no need names any more get NONE. */
static gv_status renumber(gv_sieve_maker *make, uint32_t **numbers)
{
    gv_sieve *sieve = make->sieve;
    uint32_t *uses = NULL;
    uint32_t n = 0;
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)sieve->n_sets + 1, sizeof **numbers,
                              (void **)numbers));
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)sieve->n_sets + 1, sizeof *uses,
                              (void **)&uses));
    note_uses(sieve, uses);
    for (uint32_t i = 0; i < sieve->n_sets; i++) {
        (*numbers)[i] = GV_IMAGE_NONE;
    }
    for (uint32_t i = 0; i < sieve->n_sets; i++) {
        if (uses[i] & LEADS) {
            (*numbers)[i] = n++;
        }
    }
    sieve->n_first = n;
    for (uint32_t i = 0; i < sieve->n_sets; i++) {
        if (uses[i] == FOLLOWS) {
            (*numbers)[i] = n++;
        }
    }
    for (uint32_t i = 0; i < sieve->n_needs; i++) {
        for (uint32_t k = 0; k < sieve->needs[i].n; k++) {
            sieve->needs[i].sets[k] = (*numbers)[sieve->needs[i].sets[k]];
        }
        if (sieve->needs[i].wide != GV_IMAGE_NONE) {
            sieve->needs[i].wide = (*numbers)[sieve->needs[i].wide];
        }
    }
    for (uint32_t i = 0; i < sieve->n_steps; i++) {
        gv_sieve_step *step = &sieve->steps[i];
        uint32_t *const sets[] = {&step->set, &step->begins, &step->ends};
        for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
            *sets[k] = *sets[k] == GV_IMAGE_NONE ? GV_IMAGE_NONE : (*numbers)[*sets[k]];
        }
    }
    if (sieve->n_needs > 1) {
        qsort(sieve->needs, sieve->n_needs, sizeof *sieve->needs, by_first_set);
    }
    return GV_OK;
}

/* The sets of each key, those that stand first before the others. make->sets comes in the order of
 * the new numbers. */
static gv_status turn_sets(gv_sieve_maker *make, const uint32_t *numbers)
{
    gv_sieve *sieve = make->sieve;
    const uint32_t n_keys = make->language->n_keys + GV_SIEVE_NUMBERS;
    size_t n = 0;
    gv_key_set *ordered = NULL;
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)sieve->n_sets + 1, sizeof *ordered,
                              (void **)&ordered));
    GV_TRY(gv_memory_get_zeroed((size_t)n_keys + 2, sizeof *sieve->first_set,
                                (void **)&sieve->first_set));
    uint32_t n_used = 0;
    for (uint32_t i = 0; i < sieve->n_sets; i++) {
        if (numbers[i] == GV_IMAGE_NONE) {
            continue;
        }
        n_used++;
        ordered[numbers[i]] = make->sets[i];
        n += make->sets[i].n;
        for (uint32_t k = 0; k < make->sets[i].n; k++) {
            const uint32_t key = make->sets[i].keys[k];
            if (key + 2 <= n_keys) {
                sieve->first_set[key + 2]++;
            }
        }
    }
    sieve->n_sets = n_used;
    if (n_used > 0) {
        memcpy(make->sets, ordered, n_used * sizeof *ordered);
    }
    for (uint32_t i = 1; i <= n_keys; i++) {
        sieve->first_set[i] += sieve->first_set[i - 1];
    }
    GV_TRY(gv_memory_get_zeroed(n + 1, sizeof *sieve->key_sets, (void **)&sieve->key_sets));
    for (uint32_t i = 0; i < sieve->n_sets; i++) {
        for (uint32_t k = 0; k < ordered[i].n; k++) {
            sieve->key_sets[sieve->first_set[ordered[i].keys[k] + 1]++] = i;
        }
    }
    return GV_OK;
}

static gv_status index_needs(gv_sieve *sieve)
{
    GV_TRY(gv_memory_get_zeroed((size_t)sieve->n_first + 2, sizeof *sieve->first_need,
                                (void **)&sieve->first_need));
    for (uint32_t i = 0; i < sieve->n_needs; i++) {
        sieve->first_need[sieve->needs[i].sets[0] + 1]++;
    }
    for (uint32_t i = 0; i < sieve->n_first; i++) {
        sieve->first_need[i + 1] += sieve->first_need[i];
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ words of use */

/* Which words can be in a set. */
static gv_status note_words(gv_sieve_maker *make)
{
    const gv_model_language *language = make->language;
    gv_sieve *sieve = make->sieve;
    uint8_t *of_use = NULL;
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)language->n_keys + 1, 1, (void **)&of_use));
    for (uint32_t key = 0; key < language->n_keys; key++) {
        of_use[key] = sieve->first_set[key] != sieve->first_set[key + 1];
    }
    for (uint32_t i = 0; i < GV_SIEVE_NUMBERS; i++) {
        const uint32_t key = language->n_keys + i;
        of_use[GV_KEY_NUMBER] |= sieve->first_set[key] != sieve->first_set[key + 1];
    }
    return gv_word_filter_make(make->strings, language, of_use, &sieve->words);
}

gv_status gv_sieve_deal(gv_sieve_maker *make)
{
    uint32_t *numbers = NULL;
    GV_TRY(renumber(make, &numbers));
    GV_TRY(turn_sets(make, numbers));
    GV_TRY(index_needs(make->sieve));
    GV_TRY(gv_sieve_deal_clues(make));
    return note_words(make);
}
