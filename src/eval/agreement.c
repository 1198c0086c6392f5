/*
 * agreement.c - two files of labels, joined by id, to coefficients with intervals.
 *
 * In: ratings. Out: counts and coefficients. Of each id that both have and each label one number is
 * kept, the cell of the table that the pair of statuses belongs to; a draw of the bootstrap then
 * only counts cells. With statuses (asserted, negated) and nothing, "asserted, nothing" is cell
 * 0 * 3 + 2. From the cells of one label
 *
 *     20  5      kappa 2 (20*15 - 5*10) / (25*20 + 30*25) = 500 / 1250 = 0.4
 *     10 15
 *
 * Ids in one file only take no part; the report names them.
 */
#include "eval/agreement.h"

#include <stdlib.h>
#include <string.h>

enum { STATISTICS = 4 }; /* of a label: kappa, positive, negative, alpha */
enum { PAIRS_MOST = 1 << 25 }; /* passages times labels: four times its square is 2^52 */

/* ------------------------------------------------------------------ coefficients */

int gv_agreement_kappa(const gv_label_agreement *n, int32_t *value)
{
    const uint64_t same = n->both * n->neither;
    const uint64_t other = n->only_a * n->only_b;
    const uint64_t by_chance = (n->both + n->only_a) * (n->only_a + n->neither) +
                               (n->both + n->only_b) * (n->only_b + n->neither);
    if (by_chance == 0) {
        return 0;
    }
    *value = same >= other ? (int32_t)gv_metrics_ratio(2 * (same - other), by_chance)
                           : -(int32_t)gv_metrics_ratio(2 * (other - same), by_chance);
    return 1;
}

/* 2 * agreed / (2 * agreed + differing) */
static int share_of_agreement(uint64_t agreed, uint64_t differing, int32_t *value)
{
    if (agreed + differing == 0) {
        return 0;
    }
    *value = (int32_t)gv_metrics_ratio(2 * agreed, 2 * agreed + differing);
    return 1;
}

int gv_agreement_positive(const gv_label_agreement *n, int32_t *value)
{
    return share_of_agreement(n->both, n->only_a + n->only_b, value);
}

int gv_agreement_negative(const gv_label_agreement *n, int32_t *value)
{
    return share_of_agreement(n->neither, n->only_a + n->only_b, value);
}

int gv_agreement_alpha(const uint64_t *table, uint32_t n_values, int32_t *value)
{
    uint64_t pairs = 0, same = 0, squares = 0;
    for (uint32_t v = 0; v < n_values; v++) {
        uint64_t n = 0;
        for (uint32_t other = 0; other < n_values; other++) {
            n += table[v * n_values + other] + table[other * n_values + v];
            pairs += table[v * n_values + other];
        }
        same += table[v * n_values + v];
        squares += n * n;
    }
    const uint64_t expected = 4 * pairs * pairs - squares;
    if (expected == 0) {
        return 0;
    }
    const uint64_t seen = (2 * pairs - 1) * 2 * (pairs - same);
    *value = (int32_t)GV_EVAL_ONE - (int32_t)gv_metrics_ratio(seen, expected);
    return 1;
}

/* ------------------------------------------------------------------ the tables of one draw */

/* The four counts, and those with the same status, from a label's table. */
static void count_label(const uint64_t *table, uint32_t n_values, gv_label_agreement *n)
{
    n->both = table[0];
    n->only_a = n->only_b = n->neither = n->same = 0;
    for (uint32_t a = 0; a < n_values; a++) {
        for (uint32_t b = 0; b < n_values; b++) {
            const uint64_t cell = table[a * n_values + b];
            n->only_a += a == 0 && b > 0 ? cell : 0;
            n->only_b += a > 0 && b == 0 ? cell : 0;
            n->neither += a > 0 && b > 0 ? cell : 0;
            n->same += a == b ? cell : 0;
        }
    }
}

/* Places of the statistics of one set of tables: label after label, then pooled alpha. */
typedef struct gv_statistic {
    int defined;
    int32_t value;
} gv_statistic;

/* tables: one a label, then room for the pooled one, which is made here. */
static void compute(const gv_agreement *agreement, uint64_t *tables, gv_statistic *statistics)
{
    const uint32_t n_values = agreement->n_values;
    const size_t n_cells = (size_t)n_values * n_values;
    const size_t n_labels = agreement->model->n_labels;
    uint64_t *const pooled = tables + n_labels * n_cells;
    memset(pooled, 0, n_cells * sizeof *pooled);
    for (size_t l = 0; l < n_labels; l++) {
        const uint64_t *const table = tables + l * n_cells;
        gv_statistic *const of = statistics + l * STATISTICS;
        gv_label_agreement counts;
        count_label(table, n_values, &counts);
        of[0].defined = gv_agreement_kappa(&counts, &of[0].value);
        of[1].defined = gv_agreement_positive(&counts, &of[1].value);
        of[2].defined = gv_agreement_negative(&counts, &of[2].value);
        of[3].defined = gv_agreement_alpha(table, n_values, &of[3].value);
        for (size_t c = 0; c < n_cells; c++) {
            pooled[c] += table[c];
        }
    }
    gv_statistic *const last = statistics + n_labels * STATISTICS;
    last->defined = gv_agreement_alpha(pooled, n_values, &last->value);
}

static void add_pair(const gv_agreement *agreement, size_t pair, uint64_t *tables)
{
    const size_t n_cells = (size_t)agreement->n_values * agreement->n_values;
    const size_t n_labels = agreement->model->n_labels;
    for (size_t l = 0; l < n_labels; l++) {
        tables[l * n_cells + agreement->cells[pair * n_labels + l]]++;
    }
}

/* ------------------------------------------------------------------ intervals */

static int by_value(const void *one, const void *other)
{
    const int32_t a = *(const int32_t *)one;
    const int32_t b = *(const int32_t *)other;
    return (a > b) - (a < b);
}

static gv_coefficient take_interval(const gv_statistic *statistic, int32_t *draws, uint32_t n)
{
    gv_coefficient c = {.defined = statistic->defined,
                        .value = statistic->value,
                        .low = statistic->value,
                        .high = statistic->value,
                        .draws = n};
    if (n > 0) {
        qsort(draws, n, sizeof *draws, by_value);
        c.low = draws[n / 40]; /* 2.5 % on either side */
        c.high = draws[n - 1 - n / 40];
    }
    return c;
}

/* Room for one draw, and what all of them gave. */
typedef struct bootstrap {
    uint64_t *tables;
    gv_statistic *whole, *drawn;
    int32_t *values;  /* [statistic * GV_BOOTSTRAP_ROUNDS], only defined ones */
    uint32_t *counts; /* how many of them */
    size_t n_statistics, n_tables;
} bootstrap;

static void draw_all(const gv_agreement *agreement, bootstrap *b)
{
    uint64_t state = GV_BOOTSTRAP_SEED;
    for (size_t round = 0; round < GV_BOOTSTRAP_ROUNDS; round++) {
        memset(b->tables, 0, b->n_tables * sizeof *b->tables);
        for (size_t i = 0; i < agreement->n_pairs; i++) {
            add_pair(agreement, gv_bootstrap_pick(&state, agreement->n_pairs), b->tables);
        }
        compute(agreement, b->tables, b->drawn);
        for (size_t s = 0; s < b->n_statistics; s++) {
            if (b->drawn[s].defined) {
                b->values[s * GV_BOOTSTRAP_ROUNDS + b->counts[s]++] = b->drawn[s].value;
            }
        }
    }
}

static void take_all(gv_agreement *agreement, bootstrap *b)
{
    const size_t n_labels = agreement->model->n_labels;
    for (size_t s = 0; s < b->n_statistics; s++) {
        const gv_coefficient c =
            take_interval(&b->whole[s], b->values + s * GV_BOOTSTRAP_ROUNDS, b->counts[s]);
        gv_label_agreement *const label = &agreement->labels[s / STATISTICS];
        if (s == n_labels * STATISTICS) {
            agreement->alpha = c;
        } else if (s % STATISTICS == 0) {
            label->kappa = c;
        } else if (s % STATISTICS == 1) {
            label->positive = c;
        } else if (s % STATISTICS == 2) {
            label->negative = c;
        } else {
            label->alpha = c;
        }
    }
}

static gv_status get_room(const gv_agreement *agreement, gv_arena *arena, bootstrap *b)
{
    const size_t n_labels = agreement->model->n_labels;
    b->n_statistics = n_labels * STATISTICS + 1;
    b->n_tables = (n_labels + 1) * agreement->n_values * agreement->n_values;
    GV_TRY(gv_arena_get_array(arena, b->n_tables, sizeof *b->tables, (void **)&b->tables));
    GV_TRY(gv_arena_get_array(arena, b->n_statistics, sizeof *b->whole, (void **)&b->whole));
    GV_TRY(gv_arena_get_array(arena, b->n_statistics, sizeof *b->drawn, (void **)&b->drawn));
    GV_TRY(gv_arena_get_array(arena, b->n_statistics * GV_BOOTSTRAP_ROUNDS, sizeof *b->values,
                              (void **)&b->values));
    return gv_arena_get_array(arena, b->n_statistics, sizeof *b->counts, (void **)&b->counts);
}

/* ------------------------------------------------------------------ all of it */

static gv_status join(gv_agreement *agreement)
{
    const gv_map *const rows = &agreement->a.rows;
    const size_t n_labels = agreement->model->n_labels;
    GV_TRY(gv_arena_get_array(&agreement->arena, rows->n_entries * n_labels,
                              sizeof *agreement->cells, (void **)&agreement->cells));
    for (size_t row = 0; row < rows->n_entries; row++) {
        const gv_map_entry *const entry = &rows->entries[row];
        const uint32_t other = gv_map_find(&agreement->b.rows, entry->key, entry->length);
        if (other == GV_MAP_NONE) {
            continue;
        }
        for (size_t l = 0; l < n_labels; l++) {
            agreement->cells[agreement->n_pairs * n_labels + l] =
                (uint16_t)(agreement->a.statuses[row * n_labels + l] * agreement->n_values +
                           agreement->b.statuses[other * n_labels + l]);
        }
        agreement->n_pairs++;
    }
    return GV_OK;
}

gv_status gv_agreement_measure(gv_agreement *agreement, gv_message *message)
{
    gv_arena arena = {0};
    bootstrap b = {0};
    gv_status status;
    const size_t n_labels = agreement->model->n_labels;
    agreement->n_values = agreement->model->n_statuses + 1;
    const size_t n_cells = (size_t)agreement->n_values * agreement->n_values;
    GV_TRY_DONE(join(agreement));
    if (agreement->n_pairs == 0) {
        status = gv_message_set(message, GV_ERROR_FORMAT, "%s, %s: no id is in both",
                                agreement->path_a, agreement->path_b);
        goto done;
    }
    if (agreement->n_pairs > PAIRS_MOST / (n_labels > 0 ? n_labels : 1)) {
        status = gv_message_set(message, GV_ERROR_LIMIT, "%s, %s: too many passages",
                                agreement->path_a, agreement->path_b);
        goto done;
    }
    GV_TRY_DONE(gv_arena_get_array(&agreement->arena, n_labels, sizeof *agreement->labels,
                                   (void **)&agreement->labels));
    GV_TRY_DONE(gv_arena_get_array(&agreement->arena, n_cells, sizeof *agreement->table,
                                   (void **)&agreement->table));
    GV_TRY_DONE(get_room(agreement, &arena, &b));
    for (size_t pair = 0; pair < agreement->n_pairs; pair++) {
        add_pair(agreement, pair, b.tables);
    }
    compute(agreement, b.tables, b.whole);
    memcpy(agreement->table, b.tables + n_labels * n_cells, n_cells * sizeof *agreement->table);
    for (size_t l = 0; l < n_labels; l++) {
        count_label(b.tables + l * n_cells, agreement->n_values, &agreement->labels[l]);
    }
    draw_all(agreement, &b);
    take_all(agreement, &b);
done:
    gv_arena_free(&arena);
    return status;
}

void gv_agreement_free(gv_agreement *agreement)
{
    gv_ratings_free(&agreement->a);
    gv_ratings_free(&agreement->b);
    gv_arena_free(&agreement->arena);
    *agreement = (gv_agreement){0};
}
