/*
 * bootstrap.c - how far F1 would move if other passages of the same kind had been labelled.
 *
 * In: per passage and label, whether the label was rightly given, wrongly given or missed. Out: the
 * interval that holds 95 % of the F1 values of 1,000 draws of as many passages with replacement.
 * With 3 passages (hit, hit, missed) a draw may be (hit, missed, missed): F1 0.5. The generator is
 * SplitMix64 from a fixed seed, so the same gold gives the same interval.
 */
#include "base/arena.h"
#include "eval/metrics.h"

#include <stdlib.h>
#include <string.h>

enum { OUTCOMES = 4, TAIL = GV_BOOTSTRAP_ROUNDS / 40 }; /* 2.5 % on either side */

static uint64_t next_random(uint64_t *state)
{
    uint64_t mixed = *state += 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return mixed ^ mixed >> 31;
}

size_t gv_bootstrap_pick(uint64_t *state, size_t n)
{
    return (size_t)((next_random(state) >> 32) * n >> 32);
}

static int by_value(const void *one, const void *other)
{
    const uint32_t a = *(const uint32_t *)one;
    const uint32_t b = *(const uint32_t *)other;
    return (a > b) - (a < b);
}

/* F1 of each label in one draw: rounds[l * GV_BOOTSTRAP_ROUNDS]; after the labels, their mean. */
static void draw(const uint8_t *outcomes, size_t n_passages, size_t n_labels, uint64_t *state,
                 uint64_t *counts, uint32_t *rounds)
{
    memset(counts, 0, n_labels * OUTCOMES * sizeof *counts);
    for (size_t i = 0; i < n_passages; i++) {
        const size_t passage = gv_bootstrap_pick(state, n_passages);
        const uint8_t *const marks = outcomes + passage * n_labels;
        for (size_t l = 0; l < n_labels; l++) {
            counts[l * OUTCOMES + marks[l]]++;
        }
    }
    uint64_t sum = 0;
    for (size_t l = 0; l < n_labels; l++) {
        const uint64_t *const count = counts + l * OUTCOMES;
        const uint32_t f1 = gv_metrics_f1(count[GV_OUTCOME_TRUE_POSITIVE],
                                          count[GV_OUTCOME_FALSE_POSITIVE],
                                          count[GV_OUTCOME_FALSE_NEGATIVE]);
        rounds[l * GV_BOOTSTRAP_ROUNDS] = f1;
        sum += f1;
    }
    rounds[n_labels * GV_BOOTSTRAP_ROUNDS] = (uint32_t)(sum / n_labels);
}

static void take_interval(uint32_t *rounds, gv_rate *rate)
{
    qsort(rounds, GV_BOOTSTRAP_ROUNDS, sizeof *rounds, by_value);
    rate->low = rounds[TAIL];
    rate->high = rounds[GV_BOOTSTRAP_ROUNDS - 1 - TAIL];
}

gv_status gv_bootstrap_f1(const uint8_t *outcomes, size_t n_passages, size_t n_labels,
                          gv_rate *labels, gv_rate *mean)
{
    gv_arena arena = {0};
    uint32_t *rounds = NULL;
    uint64_t *counts = NULL;
    uint64_t state = GV_BOOTSTRAP_SEED;
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_arena_get_array(&arena, (n_labels + 1) * GV_BOOTSTRAP_ROUNDS, sizeof *rounds,
                                   (void **)&rounds));
    GV_TRY_DONE(gv_arena_get_array(&arena, n_labels * OUTCOMES, sizeof *counts,
                                   (void **)&counts));
    for (size_t round = 0; round < GV_BOOTSTRAP_ROUNDS; round++) {
        draw(outcomes, n_passages, n_labels, &state, counts, rounds + round);
    }
    for (size_t l = 0; l < n_labels; l++) {
        take_interval(rounds + l * GV_BOOTSTRAP_ROUNDS, &labels[l]);
    }
    take_interval(rounds + n_labels * GV_BOOTSTRAP_ROUNDS, mean);
done:
    gv_arena_free(&arena);
    return status;
}
