/*
 * unpack_crc.c - CRC-32 as gzip has it, by carry-less multiplication where the processor has it.
 *
 * In: a CRC and the bytes behind. Out: sixteen bytes that stand for all that were taken: they have,
 * alone, the same CRC, and zlib takes it. Bytes are polynomials over two elements, and a CRC is the
 * remainder of one divided by P; so a sum of sixteen bytes a and sixteen bytes b, 64 bytes later, may
 * be taken as one:
 *
 *     a * x^512 + b  =  (a mod P) * (x^512 mod P) + b   (mod P)
 *
 * Sixteen bytes are two halves, each multiplied by its own remainder of 32 bits (Gopal and others,
 * Fast CRC Computation for Generic Polynomials Using PCLMULQDQ, Intel 2009). Four such sums run side
 * by side, sixteen bytes apart, and are folded into one at the end. The twin in plain C is zlib's
 * (tests/unit/test_unpack.c compares them).
 */
#include "ingest/unpack.h"

#include "base/bytes.h"

#if GV_BYTES_X86
#include <immintrin.h>
#include <pthread.h>

enum { LANES = 4, LANE = 16 };

static pthread_once_t native_once = PTHREAD_ONCE_INIT;
static int native;

static void find_native(void)
{
    __builtin_cpu_init();
    native = __builtin_cpu_supports("pclmul") && !gv_bytes_is_plain_wanted();
}

/* sum * (x to the distance of next) + next. */
__attribute__((target("pclmul"))) static inline __m128i fold(__m128i sum, __m128i by, __m128i next)
{
    const __m128i low = _mm_clmulepi64_si128(sum, by, 0x00);
    const __m128i high = _mm_clmulepi64_si128(sum, by, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

__attribute__((target("pclmul"))) static size_t
fold_all(uint32_t crc, const unsigned char *bytes, size_t n, unsigned char sum[16])
{
    /* x^(512 + 32), x^(512 - 32), x^(128 + 32), x^(128 - 32), each modulo P, lowest power highest. */
    const __m128i by_64 = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
    const __m128i by_16 = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
    const __m128i *const in = (const __m128i *)(const void *)bytes;
    __m128i lanes[LANES];
    if (n < LANES) {
        return 0;
    }
    for (unsigned k = 0; k < LANES; k++) {
        lanes[k] = _mm_loadu_si128(in + k);
    }
    lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi32_si128((int)~crc));
    size_t i = LANES;
    for (; i + LANES <= n; i += LANES) {
        for (unsigned k = 0; k < LANES; k++) {
            lanes[k] = fold(lanes[k], by_64, _mm_loadu_si128(in + i + k));
        }
    }
    for (unsigned k = 1; k < LANES; k++) {
        lanes[0] = fold(lanes[0], by_16, lanes[k]);
    }
    for (; i < n; i++) {
        lanes[0] = fold(lanes[0], by_16, _mm_loadu_si128(in + i));
    }
    _mm_storeu_si128((__m128i *)(void *)sum, lanes[0]);
    return i * LANE;
}

size_t gv_crc_fold(uint32_t crc, const unsigned char *bytes, size_t length, unsigned char sum[16])
{
    return pthread_once(&native_once, find_native) == 0 && native
               ? fold_all(crc, bytes, length / LANE, sum)
               : 0;
}

#else

size_t gv_crc_fold(uint32_t crc, const unsigned char *bytes, size_t length, unsigned char sum[16])
{
    (void)crc, (void)bytes, (void)length, (void)sum;
    return 0;
}

#endif
