/*
 * sieve_deal.c - a language's needs numbered and indexed, and how the words begin that they name.
 *
 * Sets that stand first in some need get the lowest numbers: a word leads if it is in one of them.
 */
#include "model/sieve_make.h"

#include "text/stem.h"

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

/* Numbers the sets that stand second. */
static gv_status number_seconds(gv_sieve *sieve)
{
    uint32_t n = 0;
    GV_TRY(gv_memory_get_zeroed((size_t)sieve->n_sets + 1, sizeof *sieve->seconds,
                                (void **)&sieve->seconds));
    for (uint32_t i = 0; i < sieve->n_sets; i++) {
        sieve->seconds[i] = GV_IMAGE_NONE;
    }
    for (uint32_t i = 0; i < sieve->n_needs; i++) {
        gv_sieve_need *need = &sieve->needs[i];
        if (need->n > 1) {
            uint32_t *second = &sieve->seconds[need->sets[1]];
            *second = *second == GV_IMAGE_NONE ? n++ : *second;
            need->second = *second;
        }
    }
    return GV_OK;
}

/* The sets of each key, those that stand first before the others. */
static gv_status turn_sets(gv_sieve_maker *make, const uint32_t *numbers)
{
    gv_sieve *sieve = make->sieve;
    const uint32_t n_keys = make->language->n_keys;
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

/* ------------------------------------------------------------------ beginnings */

static void set_bit(gv_sieve *sieve, uint32_t bit)
{
    sieve->starts[bit / 64] |= UINT64_C(1) << bit % 64;
}

/* Words that begin with the n bytes, or with the first GV_SIEVE_START_MAX of them, may be of use. */
static void add_start(gv_sieve *sieve, const char *text, size_t n)
{
    uint64_t bytes = 0;
    memcpy(&bytes, text, n < GV_SIEVE_START_MAX ? n : GV_SIEVE_START_MAX);
    set_bit(sieve, gv_sieve_start_bit(bytes));
}

/* The word itself may be of use: with the blank that short ones are padded with, it is a beginning. */
static void add_word(gv_sieve *sieve, const char *text, size_t n)
{
    char padded[GV_SIEVE_START_MAX];
    memset(padded, ' ', sizeof padded);
    memcpy(padded, text, n < sizeof padded ? n : sizeof padded);
    add_start(sieve, padded, n + 1);
}

/* 0 if nothing can be said of how a word of the key begins. */
static int add_key_start(gv_sieve_maker *make, uint32_t number)
{
    const gv_image_key *key = &make->language->keys[number];
    const char *text = make->strings + key->text;
    size_t n = key->length;
    switch (key->kind) {
    case GV_KEY_NUMBER: /* digits are no plain words, and number words are added one by one */
        return 1;
    case GV_KEY_EXACT:
    case GV_KEY_EXACT_CAPITAL:
        add_word(make->sieve, text, n);
        return 1;
    case GV_KEY_SUFFIX:
    case GV_KEY_SUFFIX_CAPITAL: {
        uint64_t bytes = 0;
        const size_t kept = n < GV_SIEVE_END_MAX ? n : GV_SIEVE_END_MAX;
        memcpy(&bytes, text + n - kept, kept);
        set_bit(make->sieve, gv_sieve_end_bit(bytes));
        return 1;
    }
    case GV_KEY_STEM:
    case GV_KEY_STEM_CAPITAL:
        n = gv_stem_kept(make->language->code, text, n);
        break;
    default:
        break;
    }
    add_start(make->sieve, text, n);
    return n > 0;
}

static void add_text(gv_sieve_maker *make, gv_image_text text)
{
    add_word(make->sieve, make->strings + text.text, text.length);
}

/* Words that are in a set, numbers, abbreviations, other forms and pieces of words. */
static gv_status note_starts(gv_sieve_maker *make)
{
    const gv_model_language *language = make->language;
    gv_sieve *sieve = make->sieve;
    int known = 1;
    GV_TRY(gv_memory_get_zeroed(GV_SIEVE_STARTS / 64, sizeof *sieve->starts,
                                (void **)&sieve->starts));
    for (uint32_t key = 0; key < language->n_keys && known; key++) {
        if (sieve->first_set[key] != sieve->first_set[key + 1]) {
            known = add_key_start(make, key);
        }
    }
    for (uint32_t i = 0; i < language->n_number_words; i++) {
        add_text(make, language->number_words[i].word);
    }
    for (uint32_t i = 0; i < language->n_forms; i++) {
        add_text(make, language->forms[i].from);
    }
    for (uint32_t i = 0; i < language->n_splits; i++) {
        add_text(make, language->splits[i].from);
        add_text(make, language->splits[i].to);
    }
    for (uint32_t i = 0; i < language->text.n_abbreviations; i++) {
        const gv_slice *word = &language->text.abbreviations[i];
        add_word(sieve, word->bytes, word->length);
    }
    for (const char *const *word = gv_stem_exceptions(language->code); *word != NULL; word++) {
        add_word(sieve, *word, strlen(*word));
    }
    if (!known) {
        gv_memory_free(sieve->starts);
        sieve->starts = NULL;
    }
    return GV_OK;
}

gv_status gv_sieve_deal(gv_sieve_maker *make)
{
    uint32_t *numbers = NULL;
    GV_TRY(renumber(make, &numbers));
    GV_TRY(turn_sets(make, numbers));
    GV_TRY(index_needs(make->sieve));
    GV_TRY(number_seconds(make->sieve));
    return note_starts(make);
}
