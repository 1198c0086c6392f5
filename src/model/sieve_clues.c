/*
 * sieve_clues.c - of each need two sets whose words seldom meet, so that a sentence is done with at
 * a glance.
 *
 * In: a need's sets and the steps of its trigger. Out: its clue. Words of both sets must stand in
 * the sentence, or, where the steps say so, one at most GV_SIEVE_CLOSE words before the other.
 * Example, for the trigger {opened} {fire} ..6 {on} with a slot for {people ...}:
 *
 *     {opened} with {fire}      close: 12 hits in a million sentences, by the common words' table
 *     {fire} with {people ...}  in one sentence: 300
 *
 * The clue is then {opened} close before {fire}. A need of one set has its words for a clue.
 *
 * A clue is a bit, of which there are GV_SIEVE_CLUES. Clues with the same commoner set share one;
 * those that are expected most often get bits of their own, and the rest is laid on top of them
 * where that costs least. Sound because a bit stands for the union of its clues' sets on either
 * side: it may be met too often, never too seldom.
 */
#include "model/sieve_make.h"

#include <stdlib.h>
#include <string.h>

#define MILLION 1e6
#define WORDS 20.0 /* of a sentence, roughly */

/* ------------------------------------------------------------------ the choice */

/* The best pair so far. */
typedef struct pair {
    uint32_t first, second; /* sets */
    double often;           /* hits expected in MILLION * MILLION sentences */
    int close;
} pair;

static void offer(const gv_sieve_maker *make, uint32_t first, uint32_t second, int close,
                  pair *best)
{
    const double often = make->sets[first].cost * make->sets[second].cost * WORDS *
                         (close ? GV_SIEVE_CLOSE : WORDS);
    if (often < best->often) {
        *best = (pair){first, second, often, close};
    }
}

/* Two steps with so many words between them: the last word of the one and the first of the other;
 * or any word of a list. */
static void offer_steps(const gv_sieve_maker *make, const gv_sieve_step *one,
                        const gv_sieve_step *other, uint32_t between, pair *best)
{
    const uint32_t firsts[2] = {one->ends, one->set};
    const uint32_t seconds[2] = {other->begins, other->set};
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < 2; k++) {
            const uint32_t apart =
                between + 1 + (i ? one->n - 1u : 0) + (k ? other->n - 1u : 0);
            if (firsts[i] != GV_IMAGE_NONE && seconds[k] != GV_IMAGE_NONE &&
                apart <= GV_SIEVE_CLOSE) {
                offer(make, firsts[i], seconds[k], 1, best);
            }
        }
    }
}

static int must_stand(const gv_sieve_step *step)
{
    return step->op == GV_SIEVE_WORDS && !step->or;
}

static void offer_trigger(const gv_sieve_maker *make, const gv_sieve_need *need, pair *best)
{
    const gv_sieve_step *const steps = make->sieve->steps + need->first_step;
    for (uint32_t i = 0; i < need->n_steps; i++) {
        uint32_t between = 0;
        for (uint32_t k = i + 1; k < need->n_steps && between < GV_SIEVE_CLOSE; k++) {
            if (must_stand(&steps[i]) && must_stand(&steps[k])) {
                offer_steps(make, &steps[i], &steps[k], between, best);
            }
            between += steps[k].n;
        }
    }
}

/* The two sets come first, the rarer of them leads. */
static void put_first(const gv_sieve_maker *make, const pair *best, gv_sieve_need *need)
{
    const int turned = make->sets[best->second].cost < make->sets[best->first].cost;
    const gv_sieve_need before = *need;
    need->sets[0] = turned ? best->second : best->first;
    need->sets[1] = turned ? best->first : best->second;
    need->n = 2;
    need->relation = (uint8_t)(!best->close ? GV_SIEVE_TOGETHER
                               : turned     ? GV_SIEVE_TURNED
                                            : GV_SIEVE_FORWARD);
    for (uint32_t i = 0; i < before.n && need->n < GV_SIEVE_EACH; i++) {
        if (before.sets[i] != best->first && before.sets[i] != best->second) {
            need->sets[need->n++] = before.sets[i];
        }
    }
}

void gv_sieve_choose_clue(const gv_sieve_maker *make, gv_sieve_need *need)
{
    pair best = {.often = make->sets[need->sets[0]].cost * MILLION * WORDS};
    const double alone = best.often;
    need->relation = GV_SIEVE_ALONE;
    for (uint32_t i = 0; i < need->n; i++) {
        for (uint32_t k = i + 1; k < need->n; k++) {
            offer(make, need->sets[i], need->sets[k], 0, &best);
        }
    }
    offer_trigger(make, need, &best);
    if (best.often < alone) {
        put_first(make, &best, need);
    }
}

/* ------------------------------------------------------------------ bits */

/* Clues that share their commoner set. */
typedef struct bundle {
    uint32_t number;
    int close;
    double seldom, common; /* how often words of the one side and of the other are expected */
    uint16_t bit;
} bundle;

/* Bits, and what was laid on them. */
typedef struct bits {
    uint32_t first, end, used;
    double seldom[GV_SIEVE_CLUES], common[GV_SIEVE_CLUES];
} bits;

static int by_often(const void *left, const void *right)
{
    const bundle *const a = left;
    const bundle *const b = right;
    const double of_a = a->seldom * a->common;
    const double of_b = b->seldom * b->common;
    if (of_a != of_b) {
        return of_a < of_b ? 1 : -1;
    }
    return (a->number > b->number) - (a->number < b->number);
}

static int by_number(const void *left, const void *right)
{
    const bundle *const a = left;
    const bundle *const b = right;
    return (a->number > b->number) - (a->number < b->number);
}

static void lay(bits *on, bundle *one)
{
    uint32_t best = on->used < on->end ? on->used++ : on->first;
    double least = 0;
    for (uint32_t i = on->first; on->used == on->end && i < on->end; i++) {
        const double more = (on->seldom[i] + one->seldom) * (on->common[i] + one->common) -
                            on->seldom[i] * on->common[i];
        if (i == on->first || more < least) {
            least = more;
            best = i;
        }
    }
    on->seldom[best] += one->seldom;
    on->common[best] += one->common;
    one->bit = (uint16_t)best;
}

/* The bundle of each need; they are numbered as they are met. */
static gv_status bundle_needs(const gv_sieve_maker *make, gv_map *map, bundle *bundles,
                              uint32_t *bundle_of)
{
    const gv_sieve *sieve = make->sieve;
    for (uint32_t i = 0; i < sieve->n_needs; i++) {
        const gv_sieve_need *need = &sieve->needs[i];
        const gv_sieve_need *before = i > 0 ? need - 1 : NULL;
        if (need->relation == GV_SIEVE_ALONE) {
            continue;
        }
        const uint32_t name[2] = {need->relation, need->sets[1]};
        GV_TRY(gv_map_add(map, (const char *)name, sizeof name, map->n_entries, &bundle_of[i]));
        bundle *one = &bundles[bundle_of[i]];
        one->number = bundle_of[i];
        one->close = need->relation != GV_SIEVE_TOGETHER;
        one->common = make->sets[need->sets[1]].cost;
        if (before == NULL || before->relation != need->relation ||
            memcmp(before->sets, need->sets, 2 * sizeof *need->sets) != 0) {
            one->seldom += make->sets[need->sets[0]].cost;
        }
    }
    return GV_OK;
}

static gv_status number_clues(gv_sieve_maker *make, gv_map *map)
{
    gv_sieve *sieve = make->sieve;
    const size_t n = (size_t)sieve->n_needs + 1;
    bundle *bundles = NULL;
    uint32_t *bundle_of = NULL;
    bits *on = NULL; /* together, close */
    GV_TRY(gv_arena_get_array(&make->arena, n, sizeof *bundles, (void **)&bundles));
    GV_TRY(gv_arena_get_array(&make->arena, n, sizeof *bundle_of, (void **)&bundle_of));
    GV_TRY(gv_arena_get_array(&make->arena, 2, sizeof *on, (void **)&on));
    on[0].first = on[0].used = GV_SIEVE_BIT_ALONE + 1;
    on[0].end = on[1].first = on[1].used = GV_SIEVE_CLUES / 2;
    on[1].end = GV_SIEVE_CLUES;
    GV_TRY(bundle_needs(make, map, bundles, bundle_of));
    if (map->n_entries > 1) {
        qsort(bundles, map->n_entries, sizeof *bundles, by_often);
    }
    for (uint32_t i = 0; i < map->n_entries; i++) {
        lay(&on[bundles[i].close], &bundles[i]);
    }
    if (map->n_entries > 1) {
        qsort(bundles, map->n_entries, sizeof *bundles, by_number);
    }
    for (uint32_t i = 0; i < sieve->n_needs; i++) {
        sieve->needs[i].clue = sieve->needs[i].relation == GV_SIEVE_ALONE
                                   ? GV_SIEVE_BIT_ALONE
                                   : bundles[bundle_of[i]].bit;
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ by set */

static int by_value(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* On which side of which clues each set stands: set and use, sorted, each once. */
static gv_status list_uses(gv_sieve_maker *make, uint64_t **uses, size_t *n_uses)
{
    const gv_sieve *sieve = make->sieve;
    uint64_t *all = NULL;
    size_t n = 0;
    size_t kept = 0;
    GV_TRY(gv_arena_get_array(&make->arena, 2 * (size_t)sieve->n_needs + 1, sizeof *all,
                              (void **)&all));
    for (uint32_t i = 0; i < sieve->n_needs; i++) {
        const gv_sieve_need *need = &sieve->needs[i];
        const uint32_t turned = need->relation == GV_SIEVE_TURNED;
        const uint64_t other = need->sets[need->relation == GV_SIEVE_ALONE ? 0 : 1];
        all[n++] = (uint64_t)need->sets[0] << 32 | GV_SIEVE_USE(need->clue, turned);
        all[n++] = other << 32 | GV_SIEVE_USE(need->clue, !turned);
    }
    if (n > 1) {
        qsort(all, n, sizeof *all, by_value);
    }
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || all[kept - 1] != all[i]) {
            all[kept++] = all[i];
        }
    }
    *uses = all;
    *n_uses = kept;
    return GV_OK;
}

static gv_status index_clues(gv_sieve_maker *make)
{
    gv_sieve *sieve = make->sieve;
    uint64_t *uses = NULL;
    size_t n = 0;
    GV_TRY(list_uses(make, &uses, &n));
    GV_TRY(gv_memory_get_zeroed((size_t)sieve->n_sets + 1, sizeof *sieve->first_clue,
                                (void **)&sieve->first_clue));
    GV_TRY(gv_memory_get_zeroed(n + 1, sizeof *sieve->clues, (void **)&sieve->clues));
    for (size_t i = 0; i < n; i++) {
        sieve->first_clue[(uses[i] >> 32) + 1]++;
        sieve->clues[i] = (uint16_t)uses[i];
    }
    for (uint32_t i = 0; i < sieve->n_sets; i++) {
        sieve->first_clue[i + 1] += sieve->first_clue[i];
    }
    return GV_OK;
}

gv_status gv_sieve_deal_clues(gv_sieve_maker *make)
{
    gv_map map = {0};
    const gv_status status = number_clues(make, &map);
    gv_map_free(&map);
    return status == GV_OK ? index_clues(make) : status;
}
