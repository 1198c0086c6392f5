/*
 * anchored_find.c - which words of a sentence may have a bit (anchored.c), by as many masks together as
 * the processor takes.
 */
#include "scan/anchored.h"

#include "scan/letters_ways.h"

#if GV_BYTES_X86

/* Two masks together: the bit becomes their sign. */
static uint64_t find_by_sse2(const uint64_t *masks, uint32_t n, uint32_t bit)
{
    const __m128i left = _mm_cvtsi32_si128((int)(63 - bit));
    uint64_t found = 0;
    for (uint32_t i = 0; i + 1 < n; i += 2) {
        const __m128i two = _mm_loadu_si128((const __m128i *)(const void *)(masks + i));
        found |= (uint64_t)(unsigned)_mm_movemask_pd(_mm_castsi128_pd(_mm_sll_epi64(two, left)))
                 << i;
    }
    return n % 2 != 0 ? found | (masks[n - 1] >> bit & 1) << (n - 1) : found;
}

GV_BYTES_WITH_AVX512 static uint64_t find_by_avx512(const uint64_t *masks, uint32_t n,
                                                      uint32_t bit)
{
    const __m512i wanted = _mm512_set1_epi64((long long)(UINT64_C(1) << bit));
    uint64_t found = 0;
    for (uint32_t i = 0; i < n; i += 8) {
        const __mmask8 some = (__mmask8)(n - i < 8 ? (1U << (n - i)) - 1 : 0xFF);
        found |= (uint64_t)_mm512_mask_test_epi64_mask(
                     some, _mm512_maskz_loadu_epi64(some, masks + i), wanted)
                 << i;
    }
    return found;
}

#endif

uint64_t gv_anchored_find(gv_bytes_way path, const uint64_t *masks, uint32_t n, uint32_t bit)
{
    uint64_t found = 0;
#if GV_BYTES_X86
    if (path != GV_BYTES_PORTABLE) {
        return path == GV_BYTES_AVX512 ? find_by_avx512(masks, n, bit)
                                         : find_by_sse2(masks, n, bit);
    }
#endif
    (void)path;
    for (uint32_t i = n; i-- > 0;) {
        found = found << 1 | (masks[i] >> bit & 1);
    }
    return found;
}
