/*
 * sieve_find.c - which clues of needs does a sentence hold? Most sentences are done with here.
 *
 * In: the classes of its words. Out: a bit for each clue (model/sieve_clues.c) that is met. Each
 * class has two rows of bits: the clues of whose first set it is, and of whose second. Of those
 * whose words must stand in one sentence the rows of all words are joined, firsts and seconds by
 * themselves; of those that must stand close each word's seconds are met with the firsts of the
 * four words before it:
 *
 *     The     guards  opened   fire     on       the      crowd
 *                     first 7  second 7                           close: 7 is met
 *                              first 2                    second 2       together: 2 is met
 *
 * Written once, for as many bits together as the processor takes; no word has to wait for another.
 */
#include "scan/sieve.h"

#include "scan/letters_ways.h"

/* Half of a row: 32 bytes, which the compiler splits up where registers are shorter. */
typedef uint64_t half __attribute__((vector_size(GV_SIEVE_CLUES / 16), may_alias));

/* Words are taken four at a time; behind the last stand some of no class, to make it fours. */
static inline __attribute__((always_inline)) int
find(const gv_sieve_clues *clues, const uint16_t *order, size_t n, gv_sieve_clue_bits *met)
{
    half all_first = {0};
    half all_second = {0};
    half close = {0};
    half a = {0}; /* firsts of the four words before */
    half b = {0};
    half c = {0};
    half d = {0};
    for (size_t i = 0; i < n; i += GV_SIEVE_FOUR) {
        const half *const e = (const half *)(const void *)&clues[order[i]];
        const half *const f = (const half *)(const void *)&clues[order[i + 1]];
        const half *const g = (const half *)(const void *)&clues[order[i + 2]];
        const half *const h = (const half *)(const void *)&clues[order[i + 3]];
        all_first |= (e[0] | f[0]) | (g[0] | h[0]);
        all_second |= (e[1] | f[1]) | (g[1] | h[1]);
        const half cd = c | d;
        const half ef = e[2] | f[2];
        close |= (e[3] & (a | b | cd)) | (f[3] & (b | cd | e[2]));
        close |= (g[3] & (cd | ef)) | (h[3] & (d | ef | g[2]));
        a = e[2];
        b = f[2];
        c = g[2];
        d = h[2];
    }
    const half together = all_first & all_second;
    const half any = together | close;
    ((half *)(void *)met)[0] = together;
    ((half *)(void *)met)[1] = close;
    return (any[0] | any[1] | any[2] | any[3]) != 0;
}

#if GV_BYTES_X86

GV_BYTES_WITH_AVX2 static int find_by_avx2(const gv_sieve_clues *clues, const uint16_t *order,
                                             size_t n, gv_sieve_clue_bits *met)
{
    return find(clues, order, n, met);
}

GV_BYTES_WITH_AVX512 static int find_by_avx512(const gv_sieve_clues *clues,
                                                 const uint16_t *order, size_t n,
                                                 gv_sieve_clue_bits *met)
{
    return find(clues, order, n, met);
}

#endif

int gv_sieve_find_clues(gv_bytes_way path, const gv_sieve_clues *clues, const uint16_t *order,
                        size_t n, gv_sieve_clue_bits *met)
{
    switch (path) {
#if GV_BYTES_X86
    case GV_BYTES_AVX512:
        return find_by_avx512(clues, order, n, met);
    case GV_BYTES_AVX2:
        return find_by_avx2(clues, order, n, met);
#endif
    default:
        return find(clues, order, n, met);
    }
}
