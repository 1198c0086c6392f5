/*
 * metrics.c - a count of successes to a rate with its interval.
 *
 * In: counts. Out: millionths. The Wilson interval of k out of n at 95 % (z = 1.959964) is
 *
 *     (k + z^2/2  +-  z sqrt(k (n - k) / n + z^2/4)) / (n + z^2)
 *
 * so 8 of 10 is 0.800, between 0.490 and 0.943. Worked in fixed point with six decimals and an
 * integer root; no floating point, no libm.
 */
#include "eval/metrics.h"

static const uint64_t z = 1959964;          /* millionths */
static const uint64_t z_squared = 3841459;

/* The largest r with r * r <= n. */
static uint64_t square_root(uint64_t n)
{
    uint64_t root = 0;
    for (uint64_t bit = (uint64_t)1 << 31; bit > 0; bit >>= 1) {
        const uint64_t next = root | bit;
        if (next * next <= n) {
            root = next;
        }
    }
    return root;
}

uint32_t gv_metrics_ratio(uint64_t numerator, uint64_t denominator)
{
    const uint64_t whole = numerator / denominator;
    const uint64_t rest = numerator % denominator;
    /* Denominators stay below 2^52, so that two steps of a thousand do not overflow. */
    const uint64_t thousands = rest * 1000 / denominator;
    const uint64_t rest_two = rest * 1000 % denominator;
    const uint64_t ones = (rest_two * 1000 + denominator / 2) / denominator;
    return (uint32_t)(whole * GV_EVAL_ONE + thousands * 1000 + ones);
}

gv_rate gv_metrics_share(uint64_t correct, uint64_t total)
{
    if (total == 0) {
        return (gv_rate){.value = 0, .low = 0, .high = GV_EVAL_ONE};
    }
    const uint64_t product = correct * (total - correct);
    const uint64_t spread = product / total * GV_EVAL_ONE +
                            product % total * GV_EVAL_ONE / total + z_squared / 4;
    /* The root of millionths times a million is in millionths; a thousand a side keeps it small. */
    const uint64_t root = spread < UINT64_MAX / GV_EVAL_ONE ? square_root(spread * GV_EVAL_ONE)
                                                            : square_root(spread) * 1000;
    const uint64_t half = z * (root / 1000) / 1000 + z * (root % 1000) / GV_EVAL_ONE;
    const uint64_t centre = correct * GV_EVAL_ONE + z_squared / 2;
    const uint64_t width = total * GV_EVAL_ONE + z_squared;
    gv_rate rate = {.value = gv_metrics_ratio(correct, total)};
    rate.low = correct == 0 || half >= centre ? 0 : gv_metrics_ratio(centre - half, width);
    rate.high = correct == total ? GV_EVAL_ONE : gv_metrics_ratio(centre + half, width);
    return rate;
}

uint32_t gv_metrics_f1(uint64_t true_positive, uint64_t false_positive, uint64_t false_negative)
{
    if (true_positive == 0) {
        return 0;
    }
    return gv_metrics_ratio(2 * true_positive, 2 * true_positive + false_positive + false_negative);
}
