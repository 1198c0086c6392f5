/*
 * sieve_set.c - which classes of words are in a set of the sieve, and where their words stand.
 *
 * In: a class and the sets it is in; then the words of a stretch, and a set. Out: a bit for each word
 * that is of the set. Of the English model's 3,790 sets nine in ten have a few classes: these are
 * listed beside where they were last found, in one line of the cache, and are compared with all words
 * together:
 *
 *     classes of the words    7 0 0 31 2 0 44 7
 *     the set {31, 7}         1 0 0 1  0 0 0  1
 *
 * Others have a row of bits, one a class, which each word asks. A model of more such sets than rows has
 * several of them to a row, so that a class may seem to be in more sets than it is, never in less.
 * The language's sets would take 2 MB as rows, as much as the cache nearest to a core.
 */
#include "scan/sieve.h"

#include "scan/letters_ways.h"
#include "scan/state.h"

#include <string.h>

enum {
    ROWS_AT_FIRST = 256,
    ROW = GV_SIEVE_CLASSES / 64 + 9 /* words, an odd number of lines: rows do not drive each other out */
};

/* ------------------------------------------------------------------ classes of a set */

gv_status gv_sieve_sets_new(gv_scanner *scanner)
{
    return gv_pages_get(&scanner->pages, (size_t)scanner->language->sieve.n_sets + 1,
                        sizeof *scanner->sieve.sets, (void **)&scanner->sieve.sets);
}

static gv_status reserve_row(gv_sieve_state *sieve)
{
    const uint32_t old = sieve->rows_capacity;
    const uint32_t new = old == 0 ? ROWS_AT_FIRST : 2 * old;
    uint64_t *rows = NULL;
    if (sieve->n_rows < old) {
        return GV_OK;
    }
    GV_TRY(gv_memory_get_zeroed((size_t)new * ROW, sizeof *rows, (void **)&rows));
    if (old > 0) {
        memcpy(rows, sieve->rows, (size_t)old * ROW * sizeof *rows);
    }
    gv_memory_free(sieve->rows);
    sieve->rows = rows;
    sieve->rows_capacity = new;
    return GV_OK;
}

static uint64_t *row_of(const gv_sieve_state *sieve, const gv_sieve_set *set)
{
    return sieve->rows + (size_t)(set->row - 1) * ROW;
}

/* Makes a row of a list. */
static gv_status make_row(gv_sieve_state *sieve, uint32_t number)
{
    gv_sieve_set *const set = &sieve->sets[number];
    if (sieve->n_rows == GV_SIEVE_ROWS) {
        set->row = number % GV_SIEVE_ROWS + 1;
    } else {
        GV_TRY(reserve_row(sieve));
        set->row = ++sieve->n_rows;
    }
    uint64_t *const row = row_of(sieve, set);
    for (uint32_t i = 0; i < set->n; i++) {
        row[set->classes[i] / 64] |= UINT64_C(1) << set->classes[i] % 64;
    }
    return GV_OK;
}

gv_status gv_sieve_add(gv_sieve_state *sieve, uint32_t number, uint32_t class)
{
    gv_sieve_set *const set = &sieve->sets[number];
    if (set->row == 0 && set->n < GV_SIEVE_LISTED) {
        set->classes[set->n++] = (uint16_t)class;
        return GV_OK;
    }
    if (set->row == 0) {
        GV_TRY(make_row(sieve, number));
    }
    row_of(sieve, set)[class / 64] |= UINT64_C(1) << class % 64;
    return GV_OK;
}

int gv_sieve_has(const gv_sieve_state *sieve, uint32_t number, uint32_t class)
{
    const gv_sieve_set *const set = &sieve->sets[number];
    if (set->row != 0) {
        return row_of(sieve, set)[class / 64] >> class % 64 & 1;
    }
    uint32_t i = 0;
    while (i < set->n && set->classes[i] != class) {
        i++;
    }
    return i < set->n;
}

/* ------------------------------------------------------------------ where its words stand */

/* Some words of a stretch, from the `at`-th on, a bit each; those behind the last position share
 * it. */
static inline gv_positions at_place(uint64_t bits, size_t at)
{
    return at < GV_POSITIONS ? (gv_positions)bits << at
                             : (gv_positions)(bits != 0) << (GV_POSITIONS - 1);
}

static gv_positions find_one_by_one(const gv_sieve_state *sieve, const uint16_t *order, size_t n,
                                    uint32_t set)
{
    gv_positions all = 0;
    for (size_t i = 0; i < n; i++) {
        all |= at_place((uint64_t)gv_sieve_has(sieve, set, order[i]), i);
    }
    return all;
}

static gv_positions find_in_row(const uint64_t *row, const uint16_t *order, size_t n)
{
    gv_positions all = 0;
    for (size_t at = 0; at < n; at += 64) {
        uint64_t bits = 0;
        for (size_t i = n - at < 64 ? n - at : 64; i-- > 0;) {
            bits = bits << 1 | (row[order[at + i] / 64] >> order[at + i] % 64 & 1);
        }
        all |= at_place(bits, at);
    }
    return all;
}

#if GV_BYTES_X86

/* Sixteen words together, with what SSE2 has: each is compared with each class. */
static gv_positions find_listed(const gv_sieve_set *set, const uint16_t *order, size_t n)
{
    gv_positions all = 0;
    for (size_t at = 0; at < n; at += 16) {
        const __m128i low = _mm_loadu_si128((const __m128i *)(const void *)(order + at));
        const __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(order + at + 8));
        __m128i any_low = _mm_setzero_si128();
        __m128i any_high = _mm_setzero_si128();
        for (uint32_t i = 0; i < set->n; i++) {
            const __m128i class = _mm_set1_epi16((short)set->classes[i]);
            any_low = _mm_or_si128(any_low, _mm_cmpeq_epi16(low, class));
            any_high = _mm_or_si128(any_high, _mm_cmpeq_epi16(high, class));
        }
        const unsigned found = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(any_low, any_high));
        const unsigned some = n - at < 16 ? (1U << (n - at)) - 1 : 0xFFFF;
        all |= at_place(found & some, at);
    }
    return all;
}

/* Thirty-two together. */
GV_BYTES_WITH_AVX512 static gv_positions find_listed_avx512(const gv_sieve_set *set,
                                                              const uint16_t *order, size_t n)
{
    gv_positions all = 0;
    for (size_t at = 0; at < n; at += 32) {
        const __mmask32 some = n - at < 32 ? (UINT32_C(1) << (n - at)) - 1 : UINT32_MAX;
        const __m512i words = _mm512_maskz_loadu_epi16(some, order + at);
        __mmask32 found = 0;
        for (uint32_t i = 0; i < set->n; i++) {
            found |= _mm512_mask_cmpeq_epi16_mask(some, words,
                                                  _mm512_set1_epi16((short)set->classes[i]));
        }
        all |= at_place(found, at);
    }
    return all;
}

/* Sixteen words together: each fetches the 32 classes among which its own is. */
GV_BYTES_WITH_AVX512 static gv_positions find_in_row_avx512(const uint64_t *row,
                                                              const uint16_t *order, size_t n)
{
    const __m512i none = _mm512_setzero_si512();
    gv_positions all = 0;
    for (size_t at = 0; at < n; at += 16) {
        const __mmask16 some = (__mmask16)(n - at < 16 ? (1U << (n - at)) - 1 : 0xFFFF);
        const __m512i classes = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(some, order + at));
        const __m512i around = _mm512_mask_i32gather_epi32(
            none, some, _mm512_srli_epi32(classes, 5), (const void *)row, 4);
        const __m512i bits = _mm512_sllv_epi32(
            _mm512_set1_epi32(1), _mm512_and_si512(classes, _mm512_set1_epi32(31)));
        all |= at_place(_mm512_test_epi32_mask(around, bits), at);
    }
    return all;
}

#endif

gv_positions gv_sieve_find(const gv_sieve_state *sieve, gv_bytes_way path,
                           const uint16_t *order, size_t n, uint32_t number)
{
    const gv_sieve_set *const set = &sieve->sets[number];
    (void)path;
#if GV_BYTES_X86
    if (path == GV_BYTES_AVX512) {
        return set->row != 0 ? find_in_row_avx512(row_of(sieve, set), order, n)
                             : find_listed_avx512(set, order, n);
    }
    if (path != GV_BYTES_PORTABLE && set->row == 0) {
        return find_listed(set, order, n);
    }
#endif
    return set->row != 0 ? find_in_row(row_of(sieve, set), order, n)
                         : find_one_by_one(sieve, order, n, number);
}

gv_positions gv_sieve_positions(gv_sieve_state *sieve, uint32_t number)
{
    gv_sieve_set *const set = &sieve->sets[number];
    if (set->stretch != sieve->stretch) {
        set->stretch = sieve->stretch;
        set->positions = gv_sieve_find(sieve, sieve->path, sieve->order + sieve->first,
                                       sieve->n_order - sieve->first, number);
    }
    return set->positions;
}
