/*
 * sha256_native.c - blocks of SHA-256 by the SHA instructions of x86.
 *
 * The eight words of the state lie in two registers in the order that SHA256RNDS2 asks for, highest
 * first: (a b e f) and (c d g h). One instruction does two rounds, so a step of four rounds is
 *
 *     cdgh' = RNDS2(cdgh, abef, w[i..i+1] + k)     abef' = RNDS2(abef, cdgh', w[i+2..i+3] + k)
 *
 * after which the two have changed places twice. Message words come four at a time from the sixteen
 * before them: w[t] = s1(w[t-2]) + w[t-7] + s0(w[t-15]) + w[t-16], where MSG1 adds the s0 term, an
 * unaligned join of the last two registers is w[t-7], and MSG2 adds s1. The portable twin is
 * gv_sha256_blocks_portable; both give the same state (tests/unit/test_sha256.c).
 */
#include "base/sha256_blocks.h"

#include "base/bytes.h"

#include <pthread.h>

#if GV_BYTES_X86
#define HAS_NATIVE 1
#include <cpuid.h>
#include <immintrin.h>
#else
#define HAS_NATIVE 0
#endif

static pthread_once_t native_once = PTHREAD_ONCE_INIT;
static int native;

#if HAS_NATIVE
static int processor_has_it(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1)) {
        return 0;
    }
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & 1u << 29) != 0;
}

__attribute__((target("sha,ssse3,sse4.1"))) void
gv_sha256_blocks_native(uint32_t state[8], const unsigned char *bytes, size_t n)
{
    const __m128i turn = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203); /* big endian */
    const __m128i *const rounds = (const __m128i *)(const void *)gv_sha256_rounds;
    __m128i *const out = (__m128i *)(void *)state;
    const __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128(out), 0xB1);
    const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(out + 1), 0x1B);
    __m128i abef = _mm_alignr_epi8(badc, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, badc, 0xF0);
    for (; n > 0; n--, bytes += 64) {
        const __m128i abef_before = abef;
        const __m128i cdgh_before = cdgh;
        __m128i w[4];
        for (unsigned i = 0; i < 16; i++) {
            __m128i *const next = &w[i % 4];
            if (i < 4) {
                const __m128i *const text = (const __m128i *)(const void *)bytes + i;
                *next = _mm_shuffle_epi8(_mm_loadu_si128(text), turn);
            } else {
                const __m128i seven = _mm_alignr_epi8(w[(i + 3) % 4], w[(i + 2) % 4], 4);
                *next = _mm_add_epi32(_mm_sha256msg1_epu32(*next, w[(i + 1) % 4]), seven);
                *next = _mm_sha256msg2_epu32(*next, w[(i + 3) % 4]);
            }
            const __m128i sum = _mm_add_epi32(*next, _mm_loadu_si128(rounds + i));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
    const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128(out, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128(out + 1, _mm_alignr_epi8(dchg, feba, 8));
}
#else
static int processor_has_it(void)
{
    return 0;
}

void gv_sha256_blocks_native(uint32_t state[8], const unsigned char *bytes, size_t n)
{
    gv_sha256_blocks_portable(state, bytes, n);
}
#endif

static void find_native(void)
{
    native = processor_has_it() && !gv_bytes_is_plain_wanted();
}

int gv_sha256_is_native(void)
{
    return pthread_once(&native_once, find_native) == 0 && native;
}
