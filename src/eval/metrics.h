/*
 * metrics.h - rates and their 95 % intervals, in whole millionths.
 *
 * Integers throughout, so that the same counts give the same digits on every machine. Stateless,
 * thread-safe.
 */
#ifndef GV_EVAL_METRICS_H
#define GV_EVAL_METRICS_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

#define GV_EVAL_ONE 1000000u /* a rate of 1 */

/* A rate and the interval it lies in, in millionths. */
typedef struct gv_rate {
    uint32_t value, low, high;
} gv_rate;

/* `correct` of `total` (correct <= total < 2^31), with its Wilson score interval. 0 of 0 is the
 * rate 0 with the interval from 0 to 1: nothing is known. */
gv_rate gv_metrics_share(uint64_t correct, uint64_t total);
/* F1 from counts: 2tp / (2tp + fp + fn); 0 without a true positive. */
uint32_t gv_metrics_f1(uint64_t true_positive, uint64_t false_positive, uint64_t false_negative);

/* What one passage is to one label, for the bootstrap. */
enum gv_outcome {
    GV_OUTCOME_NEITHER = 0,
    GV_OUTCOME_TRUE_POSITIVE,
    GV_OUTCOME_FALSE_POSITIVE,
    GV_OUTCOME_FALSE_NEGATIVE
};

/* numerator / denominator in millionths, rounded; 0 < denominator < 2^52, and the quotient below
 * 4,000. */
uint32_t gv_metrics_ratio(uint64_t numerator, uint64_t denominator);

#define GV_BOOTSTRAP_ROUNDS 1000
#define GV_BOOTSTRAP_SEED 0x67726176616d656eu

/* The next draw from n things, 0 < n < 2^32: its number, from 0. *state begins as the seed. */
size_t gv_bootstrap_pick(uint64_t *state, size_t n);

/* Percentile bootstrap of F1 over passages: outcomes[p * n_labels + l] is one of gv_outcome for
 * passage p and label l. Fills low and high of each label's F1 and of the mean over the labels.
 * n_passages < 2^32, n_labels at most 256; both at least 1. Time: 1,000 x passages x labels. */
gv_status gv_bootstrap_f1(const uint8_t *outcomes, size_t n_passages, size_t n_labels,
                          gv_rate *labels, gv_rate *mean);

#endif
