/*
 * letters_ways.h - the ways of letters.h, to be a part of the loops that use them: for
 * the files of the sieve and letters.c alone.
 *
 * Portable C and SSE2 are those of base/bytes.h. With AVX2 and AVX-512 a byte is a letter if it
 * lies between 'a' and 'z' once its bit 5 is set.
 */
#ifndef GV_SCAN_LETTERS_WAYS_H
#define GV_SCAN_LETTERS_WAYS_H

#include "base/bytes.h"
#include "scan/letters.h"


#if GV_BYTES_X86
#include <immintrin.h>
#endif

static inline __attribute__((always_inline)) void
gv_letters_by_bytes(const unsigned char *bytes, gv_letters *of, int portable)
{
    const char *const text = (const char *)bytes;
    of->small = gv_bytes_between(text, 'a', 'z', portable);
    of->letters = of->small | gv_bytes_between(text, 'A', 'Z', portable);
    of->odd = gv_bytes_between(text, '0', '9', portable) |
              gv_bytes_between(text, '\'', '\'', portable) |
              gv_bytes_above_ascii(text, portable);
    of->stops = gv_bytes_between(text, '.', '.', portable);
    of->blanks = gv_bytes_between(text, ' ', ' ', portable);
}

#if GV_BYTES_X86

/* Bytes count with a sign here: those above 127 are below 0, and no letters. */
GV_BYTES_WITH_AVX2 static inline uint64_t gv_letters_between32(__m256i text, char first,
                                                                 char last)
{
    const __m256i from = _mm256_cmpgt_epi8(text, _mm256_set1_epi8((char)(first - 1)));
    const __m256i to = _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(last + 1)), text);
    return (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_and_si256(from, to));
}

GV_BYTES_WITH_AVX2 static inline uint64_t gv_letters_equal32(__m256i text, char byte)
{
    return (uint64_t)(unsigned)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(text, _mm256_set1_epi8(byte)));
}

GV_BYTES_WITH_AVX2 static inline void gv_letters_avx2(const unsigned char *bytes, gv_letters *of)
{
    *of = (gv_letters){0};
    for (unsigned i = 0; i < GV_LETTERS_AT_ONCE; i += 32) {
        const __m256i text = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + i));
        const __m256i low = _mm256_or_si256(text, _mm256_set1_epi8(0x20));
        of->letters |= gv_letters_between32(low, 'a', 'z') << i;
        of->small |= gv_letters_between32(text, 'a', 'z') << i;
        of->odd |= (gv_letters_between32(text, '0', '9') | gv_letters_equal32(text, '\'') |
                    (uint64_t)(unsigned)_mm256_movemask_epi8(text))
                   << i;
        of->stops |= gv_letters_equal32(text, '.') << i;
        of->blanks |= gv_letters_equal32(text, ' ') << i;
    }
}

/* n bytes from `first` on. */
GV_BYTES_WITH_AVX512 static inline uint64_t gv_letters_among64(__m512i text, char first, char n)
{
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(text, _mm512_set1_epi8(first)),
                                  _mm512_set1_epi8(n));
}

GV_BYTES_WITH_AVX512 static inline uint64_t gv_letters_equal64(__m512i text, char byte)
{
    return _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(byte));
}

GV_BYTES_WITH_AVX512 static inline void gv_letters_avx512(const unsigned char *bytes,
                                                            gv_letters *of)
{
    const __m512i text = _mm512_loadu_si512(bytes);
    const __m512i low = _mm512_or_si512(text, _mm512_set1_epi8(0x20));
    of->letters = gv_letters_among64(low, 'a', 26);
    of->small = gv_letters_among64(text, 'a', 26);
    of->odd = gv_letters_among64(text, '0', 10) | gv_letters_equal64(text, '\'') |
              _mm512_movepi8_mask(text);
    of->stops = gv_letters_equal64(text, '.');
    of->blanks = gv_letters_equal64(text, ' ');
}

#endif

/* A part of its caller, which knows the way and may use what it needs. */
static inline __attribute__((always_inline)) void gv_letters_in(const gv_bytes_way path,
                                                                const unsigned char *bytes,
                                                                gv_letters *of)
{
    switch (path) {
#if GV_BYTES_X86
    case GV_BYTES_AVX512:
        gv_letters_avx512(bytes, of);
        return;
    case GV_BYTES_AVX2:
        gv_letters_avx2(bytes, of);
        return;
#endif
    default:
        gv_letters_by_bytes(bytes, of, path == GV_BYTES_PORTABLE);
    }
}

#endif
