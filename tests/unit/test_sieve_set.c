/*
 * test_sieve_set.c - which classes are in a set of the sieve, and where their words stand.
 *
 * Random sets of few and of many classes over random words: one after the other, and by each way that the
 * processor has. And more sets of many classes than there are rows.
 */
#include "scan/anchored.h"
#include "scan/sieve.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static uint32_t next(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 33);
}

static const gv_bytes_way paths[] = {GV_BYTES_PORTABLE, GV_BYTES_SSE2, GV_BYTES_AVX2,
                                        GV_BYTES_AVX512};
enum { N_PATHS = sizeof paths / sizeof *paths };

static int is_here(gv_bytes_way path)
{
    return GV_BYTES_X86 ? path <= gv_bytes_choose() : path == GV_BYTES_PORTABLE;
}

/* Where words of a set stand, of few classes or of many: one after the other, and by each way. */
static void test_positions(void **state)
{
    (void)state;
    enum { N_CLASSES = 1280 };
    uint64_t random = 13;
    for (int round = 0; round < 20000; round++) {
        gv_sieve_set sets[2] = {{.n = 0}, {.n = 0}};
        gv_sieve_state sieve = {.sets = sets};
        uint16_t order[300 + GV_SIEVE_BEHIND];
        uint8_t has[N_CLASSES] = {0};
        const size_t n = next(&random) % (round % 8 == 0 ? 300 : 40);
        const size_t n_classes = next(&random) % (round % 4 == 0 ? 200 : GV_SIEVE_LISTED + 2);
        gv_positions expected = 0;
        for (size_t i = 0; i < n_classes; i++) {
            const uint32_t class = next(&random) % (round % 3 == 0 ? N_CLASSES : 300);
            if (!has[class]) {
                has[class] = 1;
                assert_int_equal(gv_sieve_add(&sieve, 1, class), GV_OK);
            }
        }
        for (size_t i = 0; i < n + GV_SIEVE_BEHIND; i++) {
            order[i] = (uint16_t)(next(&random) % (round % 3 == 0 ? N_CLASSES : 300));
        }
        for (size_t i = 0; i < n; i++) {
            const size_t place = i < GV_POSITIONS ? i : GV_POSITIONS - 1;
            expected |= (gv_positions)has[order[i]] << place;
            assert_int_equal(gv_sieve_has(&sieve, 1, order[i]), has[order[i]]);
        }
        for (size_t i = 0; i < N_PATHS; i++) {
            if (is_here(paths[i])) {
                assert_true(gv_sieve_find(&sieve, paths[i], order, n, 1) == expected);
            }
        }
        gv_memory_free(sieve.rows);
    }
}

/* When the rows run out two sets share one: neither has less than is its own. */
static void test_shared_rows(void **state)
{
    (void)state;
    enum { N_SETS = GV_SIEVE_ROWS + 2, MANY = 3 * GV_SIEVE_LISTED };
    gv_sieve_set *sets = NULL;
    assert_int_equal(gv_memory_get_zeroed(N_SETS, sizeof *sets, (void **)&sets), GV_OK);
    gv_sieve_state sieve = {.sets = sets};
    for (uint32_t set = 0; set < GV_SIEVE_ROWS; set++) {
        for (uint32_t i = 0; i <= GV_SIEVE_LISTED; i++) {
            assert_int_equal(gv_sieve_add(&sieve, set, 1000 + i), GV_OK);
        }
    }
    assert_int_equal(sieve.n_rows, GV_SIEVE_ROWS);
    for (uint32_t i = 0; i < MANY; i++) {
        assert_int_equal(gv_sieve_add(&sieve, GV_SIEVE_ROWS + 1, i), GV_OK);
    }
    assert_int_equal(sieve.n_rows, GV_SIEVE_ROWS);
    for (uint32_t i = 0; i < MANY; i++) {
        assert_true(gv_sieve_has(&sieve, GV_SIEVE_ROWS + 1, i));
        assert_false(gv_sieve_has(&sieve, 2, i));
    }
    for (uint32_t i = 0; i <= GV_SIEVE_LISTED; i++) {
        assert_true(gv_sieve_has(&sieve, 1, 1000 + i));
        assert_true(gv_sieve_has(&sieve, GV_SIEVE_ROWS - 1, 1000 + i));
    }
    gv_memory_free(sieve.rows);
    gv_memory_free(sets);
}

/* Which masks of words have a bit (scan/anchored.c): one after the other, and by each way. */
static void test_masks(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int round = 0; round < 20000; round++) {
        uint64_t masks[GV_STRETCH];
        const uint32_t n = next(&random) % (GV_STRETCH + 1);
        const uint32_t bit = next(&random) % 64;
        uint64_t expected = 0;
        for (uint32_t i = 0; i < n; i++) {
            masks[i] = (uint64_t)next(&random) << 40 ^ (uint64_t)next(&random) << 20 ^ next(&random);
            expected |= (masks[i] >> bit & 1) << i;
        }
        for (size_t i = 0; i < N_PATHS; i++) {
            if (is_here(paths[i])) {
                assert_true(gv_anchored_find(paths[i], masks, n, bit) == expected);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_positions),
                                       cmocka_unit_test(test_shared_rows),
                                       cmocka_unit_test(test_masks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
