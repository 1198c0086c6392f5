/*
 * sieve_class.c - words that are the same to the sieve: they stand in the same sets.
 *
 * In: the keys of a word. Out: its class, which says of each set whether the word is in it, and
 * which needs its sets lead. "Farmers" and "villagers" may be of one class; "the" is of one alone.
 * A language has some thousands, however many words are read.
 */
#include "scan/sieve.h"

#include "scan/state.h"

#include <string.h>

#define MOST_LISTS 32768 /* of keys, whose class is remembered */

gv_status gv_sieve_list_keys(const gv_scanner *scanner, const uint32_t *keys, uint32_t n_keys,
                             gv_buf *list)
{
    const gv_sieve *of = &scanner->language->sieve;
    for (uint32_t i = 0; i < n_keys; i++) {
        if (of->first_set[keys[i]] != of->first_set[keys[i] + 1]) {
            GV_TRY(gv_buf_add(list, &keys[i], sizeof keys[i]));
        }
    }
    return GV_OK;
}

gv_status gv_sieve_list_number(const gv_scanner *scanner, uint64_t value, gv_buf *list)
{
    for (uint32_t i = 0; i < GV_SIEVE_NUMBERS && value >= gv_sieve_least[i]; i++) {
        const uint32_t key = scanner->language->n_keys + i;
        GV_TRY(gv_sieve_list_keys(scanner, &key, 1, list));
    }
    return GV_OK;
}

/* Merges sorted numbers with n that are sorted; there is room behind them. */
static void merge(uint32_t *all, size_t n, const uint32_t *more, size_t n_more)
{
    while (n_more > 0) {
        const int is_old = n > 0 && all[n - 1] > more[n_more - 1];
        all[n + n_more - 1] = is_old ? all[n - 1] : more[n_more - 1];
        n -= (size_t)is_old;
        n_more -= (size_t)!is_old;
    }
}

/* The sets of keys, each once, in order: as each key has its own. */
static gv_status list_sets(const gv_scanner *scanner, const uint32_t *keys, size_t n_keys,
                           gv_buf *sets)
{
    const gv_sieve *of = &scanner->language->sieve;
    for (size_t i = 0; i < n_keys; i++) {
        const size_t n = sets->length / sizeof *keys;
        const uint32_t first = of->first_set[keys[i]];
        const uint32_t n_more = of->first_set[keys[i] + 1] - first;
        GV_TRY(gv_buf_add(sets, of->key_sets + first, n_more * sizeof *keys));
        if (n > 0) {
            merge((uint32_t *)(void *)sets->bytes, n, of->key_sets + first, n_more);
        }
    }
    uint32_t *const all = (uint32_t *)(void *)sets->bytes;
    size_t kept = 0;
    for (size_t i = 0; i < sets->length / sizeof *all; i++) {
        if (kept == 0 || all[kept - 1] != all[i]) {
            all[kept++] = all[i];
        }
    }
    sets->length = kept * sizeof *all;
    return GV_OK;
}

/* The needs that a set of the class leads. */
static gv_status add_leads(gv_scanner *scanner, uint32_t set, gv_sieve_class *class)
{
    gv_sieve_state *sieve = &scanner->sieve;
    const gv_sieve *of = &scanner->language->sieve;
    if (set >= of->n_first) {
        return GV_OK;
    }
    const uint32_t n = of->first_need[set + 1] - of->first_need[set];
    GV_TRY(gv_array_reserve((void **)&sieve->leads_of, sieve->n_leads_of + n,
                            sizeof *sieve->leads_of, &sieve->leads_of_capacity));
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t need = of->first_need[set] + i;
        sieve->leads_of[sieve->n_leads_of++] = (gv_sieve_lead){need, of->needs[need].clue};
    }
    class->n_leads += n;
    return GV_OK;
}

/* The clues that a set of the class is of. */
static void add_clues(const gv_sieve *of, uint32_t set, gv_sieve_clues *clues)
{
    enum { HALF = GV_SIEVE_CLUES / 2 };
    for (uint32_t i = of->first_clue[set]; i < of->first_clue[set + 1]; i++) {
        const uint32_t clue = of->clues[i] >> 1;
        const uint32_t is_second = of->clues[i] & 1;
        clues->rows[clue / HALF * 2 + is_second][clue % HALF / 64] |= UINT64_C(1) << clue % 64;
    }
}

static gv_status add_class(gv_scanner *scanner, const uint32_t *sets, size_t n, uint32_t number)
{
    gv_sieve_state *sieve = &scanner->sieve;
    gv_sieve_class *class = &sieve->classes[number];
    class->first_lead = (uint32_t)sieve->n_leads_of;
    for (size_t i = 0; i < n; i++) {
        GV_TRY(gv_sieve_add(sieve, sets[i], number));
        add_clues(&scanner->language->sieve, sets[i], &sieve->clues[number]);
        GV_TRY(add_leads(scanner, sets[i], class));
    }
    sieve->is_lead[number] = class->n_leads > 0;
    return GV_OK;
}

/* The class of the keys' sets and the marks, a new one if there is none. */
static gv_status find_by_sets(gv_scanner *scanner, const uint32_t *keys, size_t n_keys,
                              uint32_t marks, uint32_t *number)
{
    gv_sieve_state *sieve = &scanner->sieve;
    gv_status status = GV_OK;
    gv_buf sets = {0};
    GV_TRY_DONE(list_sets(scanner, keys, n_keys, &sets));
    const size_t n = sets.length / sizeof marks;
    GV_TRY_DONE(gv_buf_add(&sets, &marks, sizeof marks));
    *number = gv_map_find(&sieve->class_map, sets.bytes, sets.length);
    if (*number == GV_MAP_NONE && sieve->n_classes == GV_SIEVE_CLASSES) {
        *number = GV_SIEVE_UNSURE;
    } else if (*number == GV_MAP_NONE) {
        GV_TRY_DONE(add_class(scanner, (const uint32_t *)(const void *)sets.bytes, n,
                              sieve->n_classes));
        GV_TRY_DONE(gv_map_add(&sieve->class_map, sets.bytes, sets.length, sieve->n_classes,
                               number));
        sieve->n_classes++;
    }
done:
    gv_buf_free(&sets);
    return status;
}

/* The class of several keys, or with marks. */
static gv_status find_by_keys(gv_scanner *scanner, gv_buf *keys, uint32_t marks, uint32_t *number)
{
    gv_sieve_state *sieve = &scanner->sieve;
    const size_t n = keys->length / sizeof marks;
    GV_TRY(gv_buf_add(keys, &marks, sizeof marks));
    *number = gv_map_find(&sieve->key_map, keys->bytes, keys->length);
    if (*number != GV_MAP_NONE) {
        return GV_OK;
    }
    GV_TRY(find_by_sets(scanner, (const uint32_t *)(const void *)keys->bytes, n, marks, number));
    return sieve->key_map.n_entries == MOST_LISTS
               ? GV_OK
               : gv_map_add(&sieve->key_map, keys->bytes, keys->length, *number, NULL);
}

gv_status gv_sieve_find_class(gv_scanner *scanner, gv_buf *keys, uint32_t marks, uint32_t *number)
{
    uint32_t key;
    if (keys->length == 0 && marks == 0) {
        *number = GV_SIEVE_NONE;
        return GV_OK;
    }
    if (keys->length != sizeof key || marks != 0) {
        return find_by_keys(scanner, keys, marks, number);
    }
    memcpy(&key, keys->bytes, sizeof key);
    uint16_t *const known = &scanner->sieve.class_of_key[key];
    if (*known == GV_SIEVE_NONE) { /* not yet: it is in some set */
        GV_TRY(find_by_sets(scanner, &key, 1, marks, number));
        *known = (uint16_t)*number;
    }
    *number = *known;
    return GV_OK;
}
