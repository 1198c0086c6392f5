/*
 * agreement.h - how far two files of labels say the same, beyond what chance would give.
 *
 * Integers throughout, in millionths, so that the same labels give the same digits everywhere. One
 * thread at a time. For a label, "yes" is the first status that the model declares (for English:
 * asserted), "no" all else; a and d count the passages of which both say yes and both say no, b and
 * c those of which only the first, only the second says yes; n = a + b + c + d.
 *
 *     kappa    = (p_o - p_e) / (1 - p_e), agreement seen against agreement by chance
 *              = 2 (ad - bc) / ((a+b)(b+d) + (a+c)(c+d))
 *                J. Cohen 1960, Educational and Psychological Measurement 20:37-46
 *     positive = 2a / (2a + b + c),  negative = 2d / (2d + b + c)
 *                D. V. Cicchetti, A. R. Feinstein 1990, J. Clinical Epidemiology 43:551-558
 *     alpha    = 1 - D_o / D_e = 1 - (N - 1) 2m / (N^2 - sum over values v of n_v^2)
 *                K. Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; 2018, Content
 *                Analysis, 4th ed., ch. 12; nominal values, two coders, nothing missing
 * where m pairs differ, N = 2 x pairs, and n_v is how often value v stands on either side. Values
 * of alpha are the statuses, and nothing; pooled over labels a pair is a passage and a label.
 *
 * Intervals: 95 %, percentile bootstrap over passages (all labels of a passage are drawn together).
 */
#ifndef GV_EVAL_AGREEMENT_H
#define GV_EVAL_AGREEMENT_H

#include "base/buf.h"
#include "eval/metrics.h"
#include "eval/ratings.h"

/* Where all is of one kind a coefficient is 0 / 0: undefined. */
typedef struct gv_coefficient {
    int defined;
    int32_t value, low, high; /* millionths, -1 to 1 */
    uint32_t draws;           /* of the bootstrap in which it was defined; the interval is theirs */
} gv_coefficient;

typedef struct gv_label_agreement {
    uint64_t both, only_a, only_b, neither; /* passages with yes: a, b, c, d above */
    uint64_t same;                          /* passages with the same status, or nothing twice */
    gv_coefficient kappa, positive, negative, alpha;
} gv_label_agreement;

typedef struct gv_agreement {
    const gv_model *model;
    const char *path_a, *path_b;
    gv_ratings a, b;
    size_t n_pairs;             /* ids in both */
    uint16_t *cells;            /* [pair * n_labels + label]: a's status * n_values + b's */
    uint32_t n_values;          /* statuses, and nothing as the last */
    gv_label_agreement *labels; /* one a label of the model */
    uint64_t *table;            /* [a's * n_values + b's], pooled over labels */
    gv_coefficient alpha;       /* pooled */
    gv_arena arena;             /* owns cells, labels, table */
} gv_agreement;

/* The coefficients of counts that sum up to 2^25 at most; 1 if defined, else *value stays. */
int gv_agreement_kappa(const gv_label_agreement *counts, int32_t *value);
int gv_agreement_positive(const gv_label_agreement *counts, int32_t *value);
int gv_agreement_negative(const gv_label_agreement *counts, int32_t *value);
/* table: pairs by value on either side, n_values * n_values. */
int gv_agreement_alpha(const uint64_t *table, uint32_t n_values, int32_t *value);

/* Joins a and b, already read, by id and fills all else. GV_ERROR_FORMAT: no id is in both;
 * GV_ERROR_LIMIT: too many to count with. */
gv_status gv_agreement_measure(gv_agreement *agreement, gv_message *message);
/* Frees the ratings too. A zeroed one is fine. */
void gv_agreement_free(gv_agreement *agreement);

/* agreement_report.c: the whole report, for people or as one JSON object. */
gv_status gv_agreement_write(const gv_agreement *agreement, gv_buf *out);
gv_status gv_agreement_write_json(const gv_agreement *agreement, gv_buf *out);

#endif
