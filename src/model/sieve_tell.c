/*
 * sieve_tell.c - the words one of which must stand where an element or a list matches.
 *
 * A KEY asks for itself; a LIST for the union, over its patterns, of what each asks for; a pattern for
 * what the best of its elements asks for: the one that is likely to be the rarest. The list @killing =
 * (kill, shot dead, put to death) has {STEM kill, STEM shoot, STEM death} if "dead" is commoner than
 * "shot". #any, marks and gaps ask for nothing. A set may be too large, never too small.
 */
#include "model/sieve_make.h"

#include <stdlib.h>
#include <string.h>

/* Numbers in a million words, roughly. */
static const double numbers_cost[GV_SIEVE_NUMBERS] = {25000.0, 20000.0, 15000.0};

/* ------------------------------------------------------------------ sets of keys */

/* How many of a million words are expected to satisfy the key. */
static double cost_of(const gv_sieve_maker *make, uint32_t key)
{
    const uint32_t n_keys = make->language->n_keys;
    return key >= n_keys ? numbers_cost[key - n_keys]
                         : (double)gv_image_uses(make->language->keys[key].commonness);
}

static gv_status union_add(gv_key_union *to, uint32_t key)
{
    to->open |= key == GV_KEY_ANY || key == GV_KEY_NAME;
    return gv_buf_add(&to->keys, &key, sizeof key);
}

gv_status gv_key_union_join(gv_key_union *to, const gv_key_set *set)
{
    to->open |= set->n == 0;
    return to->open ? GV_OK
                    : gv_buf_add(&to->keys, set->keys, set->n * sizeof *set->keys);
}

static int by_key(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Most unions are: the words of a list come in the order of their keys. */
static int is_sorted(const uint32_t *keys, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (keys[i] < keys[i - 1]) {
            return 0;
        }
    }
    return 1;
}

/* The union as a set of its own; frees the union. */
gv_status gv_key_union_take(gv_sieve_maker *make, gv_key_union *from, gv_key_set *set)
{
    gv_status status = GV_OK;
    const size_t n = from->keys.length / sizeof(uint32_t);
    void *memory = NULL;
    *set = (gv_key_set){0};
    if (from->open || n == 0) {
        goto done;
    }
    GV_TRY_DONE(gv_arena_get(&make->arena, n * sizeof(uint32_t), &memory));
    uint32_t *const keys = memory;
    memcpy(keys, from->keys.bytes, n * sizeof *keys);
    if (!is_sorted(keys, n)) {
        qsort(keys, n, sizeof *keys, by_key);
    }
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || keys[i] != keys[set->n - 1]) {
            keys[set->n++] = keys[i];
            set->cost += cost_of(make, keys[i]);
        }
    }
    set->keys = keys;
done:
    gv_buf_free(&from->keys);
    return status;
}

/* ------------------------------------------------------------------ elements */

int gv_key_set_is_better(const gv_key_set *set, const gv_key_set *than)
{
    return set->n > 0 && (than->n == 0 || set->cost < than->cost);
}

static gv_status tell_sequence(gv_sieve_maker *make, const gv_image_element *elements, uint32_t n,
                               gv_key_set *set);

static gv_status tell_alternatives(gv_sieve_maker *make, const gv_image_element *element, gv_key_set *set)
{
    gv_status status = GV_OK;
    const gv_image_element *next = element + 1;
    gv_key_union all = {0};
    for (uint32_t i = 0; i < element->argument; i++) {
        gv_key_set one = {0};
        GV_TRY_DONE(tell_sequence(make, next + 1, next->n - 1u, &one));
        GV_TRY_DONE(gv_key_union_join(&all, &one));
        next += next->n;
    }
    return gv_key_union_take(make, &all, set);
done:
    gv_buf_free(&all.keys);
    return status;
}

/* The words one of which must stand for the element. Brackets nest at most GV_LIMIT_NESTING deep,
 * lists GV_LIMIT_DEPTH (checked when the model was opened). */
gv_status gv_sieve_tell_element(gv_sieve_maker *make, const gv_image_element *element, gv_key_set *set)
{
    *set = (gv_key_set){0};
    return element->optional ? GV_OK : gv_sieve_tell_present(make, element, set);
}

/* Of the numbers that the sieve tells apart those that a count of `least` is among. */
static uint32_t kind_of_count(uint32_t least)
{
    uint32_t kind = GV_SIEVE_NUMBERS - 1;
    while (gv_sieve_least[kind] > least) {
        kind--;
    }
    return kind;
}

gv_status gv_sieve_tell_present(gv_sieve_maker *make, const gv_image_element *element,
                                gv_key_set *set)
{
    *set = (gv_key_set){0};
    switch (element->op) {
    case GV_ELEMENT_KEY: {
        gv_key_union one = {0};
        GV_TRY(union_add(&one, element->argument));
        return gv_key_union_take(make, &one, set);
    }
    case GV_ELEMENT_LIST:
        return gv_sieve_tell_list(make, element->argument, set);
    case GV_ELEMENT_COUNT:
        *set = make->numbers[kind_of_count(element->argument)];
        return GV_OK;
    case GV_ELEMENT_NUMBER:
        *set = make->numbers[0];
        return GV_OK;
    case GV_ELEMENT_ALTERNATIVES:
        return tell_alternatives(make, element, set);
    case GV_ELEMENT_SEQUENCE:
        return tell_sequence(make, element + 1, element->n - 1u, set);
    default:
        return GV_OK;
    }
}

/* The best of what a sequence's elements ask for. */
static gv_status tell_sequence(gv_sieve_maker *make, const gv_image_element *elements, uint32_t n,
                               gv_key_set *set)
{
    *set = (gv_key_set){0};
    for (uint32_t i = 0; i < n; i += gv_image_width(&elements[i])) {
        gv_key_set one = {0};
        GV_TRY(gv_sieve_tell_element(make, &elements[i], &one));
        if (gv_key_set_is_better(&one, set)) {
            *set = one;
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ lists */

/* Entries are dealt out twice, by pattern and then by list, and keep the order of the first deal in
 * the second: WORD comes last. */
static gv_status turn_rows_inner(gv_sieve_maker *make, const uint32_t *row_of)
{
    const gv_model_language *language = make->language;
    const uint32_t n_patterns = language->n_patterns + 1;
    uint32_t *const first = make->first_entry;
    uint32_t *by_pattern = NULL;
    uint32_t *at = NULL;
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)language->n_entries + 1, sizeof *by_pattern,
                              (void **)&by_pattern));
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)n_patterns + 1, sizeof *at, (void **)&at));
    for (uint32_t i = 0; i < language->n_entries; i++) {
        const gv_image_entry *entry = &language->entries[i];
        at[entry->pattern == GV_IMAGE_WORD ? n_patterns : entry->pattern + 1]++;
        first[entry->list + 1]++;
    }
    for (uint32_t i = 1; i <= n_patterns; i++) {
        at[i] += at[i - 1];
    }
    for (uint32_t i = 1; i <= language->n_lists; i++) {
        first[i] += first[i - 1];
    }
    for (uint32_t i = 0; i < language->n_entries; i++) {
        const uint32_t pattern = language->entries[i].pattern;
        by_pattern[at[pattern == GV_IMAGE_WORD ? n_patterns - 1 : pattern]++] = i;
    }
    for (uint32_t i = 0; i < language->n_entries; i++) {
        const gv_image_entry *entry = &language->entries[by_pattern[i]];
        make->list_entries[first[entry->list]++] =
            (gv_list_entry){row_of[by_pattern[i]], entry->pattern};
    }
    for (uint32_t i = language->n_lists; i > 0; i--) { /* each list's end is the next one's start */
        first[i] = first[i - 1];
    }
    first[0] = 0;
    return GV_OK;
}

gv_status gv_sieve_turn_rows(gv_sieve_maker *make)
{
    const gv_model_language *language = make->language;
    uint32_t *row_of = NULL; /* by entry: its key */
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)language->n_lists + 2,
                              sizeof *make->first_entry, (void **)&make->first_entry));
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)language->n_entries + 1,
                              sizeof *make->list_entries, (void **)&make->list_entries));
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)language->n_entries + 1, sizeof *row_of,
                              (void **)&row_of));
    for (uint32_t key = 0; key < language->n_keys; key++) {
        const gv_image_key *row = &language->keys[key];
        for (uint32_t e = 0; e < row->n_entries; e++) {
            row_of[row->first_entry + e] = key;
        }
    }
    return turn_rows_inner(make, row_of);
}

uint32_t gv_sieve_stretch_end(const gv_sieve_maker *make, uint32_t at, uint32_t end)
{
    const uint32_t pattern = make->list_entries[at].pattern;
    while (at < end && make->list_entries[at].pattern == pattern) {
        at++;
    }
    return at;
}

/* The set of a stretch: its keys, if they are the whole pattern, or what the pattern tells. */
gv_status gv_sieve_tell_stretch(gv_sieve_maker *make, uint32_t at, uint32_t end, gv_key_set *set)
{
    const gv_model_language *language = make->language;
    const uint32_t pattern = make->list_entries[at].pattern;
    if (pattern != GV_IMAGE_WORD) {
        return tell_sequence(make, language->elements + language->patterns[pattern].first_element,
                             language->patterns[pattern].n_elements, set);
    }
    gv_status status = GV_OK;
    gv_key_union words = {0};
    for (; at < end; at++) {
        GV_TRY_DONE(union_add(&words, make->list_entries[at].key));
    }
    return gv_key_union_take(make, &words, set);
done:
    gv_buf_free(&words.keys);
    return status;
}

gv_status gv_sieve_union_of_list(gv_sieve_maker *make, uint32_t list, gv_sieve_teller *tell,
                                 int edge, gv_key_set *set)
{
    gv_status status = GV_OK;
    gv_key_union all = {0};
    const uint32_t end = make->first_entry[list + 1];
    for (uint32_t at = make->first_entry[list]; at < end && !all.open;) {
        const uint32_t next = gv_sieve_stretch_end(make, at, end);
        gv_key_set one = {0};
        GV_TRY_DONE(tell(make, at, next, edge, &one));
        GV_TRY_DONE(gv_key_union_join(&all, &one));
        at = next;
    }
    return gv_key_union_take(make, &all, set);
done:
    gv_buf_free(&all.keys);
    return status;
}

static gv_status tell_any_word(gv_sieve_maker *make, uint32_t at, uint32_t end, int edge,
                               gv_key_set *set)
{
    (void)edge;
    return gv_sieve_tell_stretch(make, at, end, set);
}

gv_status gv_sieve_tell_list(gv_sieve_maker *make, uint32_t list, gv_key_set *set)
{
    if (!make->told[list]) {
        GV_TRY(gv_sieve_union_of_list(make, list, tell_any_word, 0, &make->lists[list]));
        make->told[list] = 1;
    }
    *set = make->lists[list];
    return GV_OK;
}

/* Numbers of a kind, and the phrases that have such a value. */
static gv_status tell_number(gv_sieve_maker *make, uint32_t kind, gv_key_set *set)
{
    const gv_model_language *language = make->language;
    gv_status status = GV_OK;
    gv_key_union all = {0};
    GV_TRY_DONE(union_add(&all, language->n_keys + kind));
    for (uint32_t i = 0; i < language->n_number_patterns; i++) {
        const gv_image_number_pattern *pattern = &language->number_patterns[i];
        gv_key_set one = {0};
        if (pattern->value >= gv_sieve_least[kind]) {
            GV_TRY_DONE(gv_sieve_tell_list(make, pattern->list, &one));
            GV_TRY_DONE(gv_key_union_join(&all, &one));
        }
    }
    return gv_key_union_take(make, &all, set);
done:
    gv_buf_free(&all.keys);
    return status;
}

gv_status gv_sieve_tell_numbers(gv_sieve_maker *make)
{
    const gv_model_language *language = make->language;
    make->longest_number = GV_LIMIT_QUANTITY;
    for (uint32_t i = 0; i < language->n_number_patterns; i++) {
        const uint32_t longest = language->lists[language->number_patterns[i].list].longest;
        make->longest_number = longest > make->longest_number ? longest : make->longest_number;
    }
    for (uint32_t kind = 0; kind < GV_SIEVE_NUMBERS; kind++) {
        GV_TRY(tell_number(make, kind, &make->numbers[kind]));
    }
    return GV_OK;
}
