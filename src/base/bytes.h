/*
 * bytes.h - which of sixty-four bytes lie in a range: one bit a byte, the first the lowest.
 *
 *     bytes "They left at dawn.\nThe mill ...", between '\n' and '\r': bit 18 alone
 *
 * Taking the low end off each byte, modulo 256, leaves at most high - low in the bytes that lie in
 * the range and more in all others: one comparison. `portable` chooses plain C, eight bytes at a
 * time, which is the oracle of the other way: there, with the top bits out of the way, adding
 * 128 - low sets the top bit of a byte from low on, and adding 127 - high that of one above high.
 */
#ifndef GV_BASE_BYTES_H
#define GV_BASE_BYTES_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { GV_BYTES_AT_ONCE = 64 };

#if defined(__x86_64__) && defined(__GNUC__)
#define GV_BYTES_X86 1
#else
#define GV_BYTES_X86 0
#endif

/* Ways of looking at bytes, each faster than the one before; what has no code for a way takes the
 * best below it. */
typedef enum gv_bytes_way {
    GV_BYTES_PORTABLE, /* plain C, the oracle of the others */
    GV_BYTES_SSE2,
    GV_BYTES_AVX2,     /* and BMI2 */
    GV_BYTES_AVX512    /* BW, VL, VBMI2 */
} gv_bytes_way;

#if GV_BYTES_X86
#define GV_BYTES_WITH_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define GV_BYTES_WITH_AVX512                                                                       \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx2,bmi,bmi2,popcnt")))
#endif

/* bytes_way.c: the best way that the machine has and the environment allows (GRAVAMEN_CPU=portable,
 * sse2 or avx2). Reads both at each call: ask once. */
gv_bytes_way gv_bytes_choose(void);
/* 1 if the environment wants plain C. */
int gv_bytes_is_plain_wanted(void);
/* For gv_features: its name, borrowed for ever. */
const char *gv_bytes_name(gv_bytes_way way);

/* Eight bytes, the first the lowest on any machine. */
static inline uint64_t gv_bytes_eight(const void *bytes)
{
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

/* The top bits of eight bytes, as eight bits in the order of memory on any machine. */
static inline unsigned gv_bytes_top_bits(uint64_t tops)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    tops = __builtin_bswap64(tops);
#endif
    return (unsigned)(((tops >> 7 & UINT64_C(0x0101010101010101)) *
                       UINT64_C(0x0102040810204080)) >> 56);
}

/* How many bits are set: in line, where the machine's own instruction may not be used. */
static inline unsigned gv_bytes_population(uint64_t bits)
{
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (unsigned)(bits * UINT64_C(0x0101010101010101) >> 56);
}

static inline uint64_t gv_bytes_between_portable(const char *bytes, char low, char high)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t sevens = UINT64_C(0x7F7F7F7F7F7F7F7F);
    uint64_t bits = 0;
    for (unsigned i = 0; i < GV_BYTES_AT_ONCE; i += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + i, 8);
        const uint64_t from_low = (eight & sevens) + ones * (128u - (unsigned char)low);
        const uint64_t above = (eight & sevens) + ones * (127u - (unsigned char)high);
        bits |= (uint64_t)gv_bytes_top_bits(from_low & ~above & ~eight) << i;
    }
    return bits;
}

static inline uint64_t gv_bytes_above_ascii_portable(const char *bytes)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < GV_BYTES_AT_ONCE; i += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + i, 8);
        bits |= (uint64_t)gv_bytes_top_bits(eight) << i;
    }
    return bits;
}

#if defined(__SSE2__)
static inline __m128i gv_bytes_load(const char *bytes)
{
    return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

/* All bits of the bytes that lie in the range. */
static inline __m128i gv_bytes_lie_between(__m128i bytes, char low, char high)
{
    const __m128i over = _mm_sub_epi8(bytes, _mm_set1_epi8(low));
    return _mm_cmpeq_epi8(_mm_min_epu8(over, _mm_set1_epi8((char)(high - low))), over);
}

static inline uint64_t gv_bytes_bits(__m128i a, __m128i b, __m128i c, __m128i d)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(a) |
           (uint64_t)(unsigned)_mm_movemask_epi8(b) << 16 |
           (uint64_t)(unsigned)_mm_movemask_epi8(c) << 32 |
           (uint64_t)(unsigned)_mm_movemask_epi8(d) << 48;
}
#endif

/* Of 64 readable bytes; low <= high, both ASCII. */
static inline uint64_t gv_bytes_between(const char *bytes, char low, char high, int portable)
{
#if defined(__SSE2__)
    if (!portable) {
        return gv_bytes_bits(gv_bytes_lie_between(gv_bytes_load(bytes), low, high),
                             gv_bytes_lie_between(gv_bytes_load(bytes + 16), low, high),
                             gv_bytes_lie_between(gv_bytes_load(bytes + 32), low, high),
                             gv_bytes_lie_between(gv_bytes_load(bytes + 48), low, high));
    }
#else
    (void)portable;
#endif
    return gv_bytes_between_portable(bytes, low, high);
}

/* How many of 64 readable bytes lie in the range; low <= high, both ASCII. */
static inline unsigned gv_bytes_count(const char *bytes, char low, char high, int portable)
{
#if defined(__SSE2__)
    if (!portable) {
        /* A byte that lies in it is -1, so that the sums count down. */
        const __m128i a = _mm_add_epi8(gv_bytes_lie_between(gv_bytes_load(bytes), low, high),
                                       gv_bytes_lie_between(gv_bytes_load(bytes + 16), low, high));
        const __m128i b = _mm_add_epi8(gv_bytes_lie_between(gv_bytes_load(bytes + 32), low, high),
                                       gv_bytes_lie_between(gv_bytes_load(bytes + 48), low, high));
        const __m128i zero = _mm_setzero_si128();
        const __m128i sums = _mm_sad_epu8(_mm_sub_epi8(zero, _mm_add_epi8(a, b)), zero);
        return (unsigned)_mm_cvtsi128_si32(sums) +
               (unsigned)_mm_cvtsi128_si32(_mm_srli_si128(sums, 8));
    }
#else
    (void)portable;
#endif
    return gv_bytes_population(gv_bytes_between_portable(bytes, low, high));
}

/* Of 64 readable bytes: which are above 0x7F. */
static inline uint64_t gv_bytes_above_ascii(const char *bytes, int portable)
{
#if defined(__SSE2__)
    if (!portable) {
        const __m128i a = gv_bytes_load(bytes);
        const __m128i b = gv_bytes_load(bytes + 16);
        const __m128i c = gv_bytes_load(bytes + 32);
        const __m128i d = gv_bytes_load(bytes + 48);
        const __m128i all = _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d));
        return _mm_movemask_epi8(all) == 0 ? 0 : gv_bytes_bits(a, b, c, d);
    }
#else
    (void)portable;
#endif
    return gv_bytes_above_ascii_portable(bytes);
}

/* Of 64 readable bytes: which go on a character of UTF-8 (10xxxxxx). */
static inline uint64_t gv_bytes_continuing_portable(const char *bytes)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < GV_BYTES_AT_ONCE; i += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + i, 8);
        bits |= (uint64_t)gv_bytes_top_bits(eight & ~(eight << 1)) << i;
    }
    return bits;
}

/* Of 64 readable bytes: which are the blank or below it (control bytes); *blanks: which are the
 * blank itself; *continuing: which go on a character of UTF-8. As three functions above would say,
 * in one look. */
static inline uint64_t gv_bytes_low(const char *bytes, int portable, uint64_t *blanks,
                                    uint64_t *continuing)
{
#if defined(__SSE2__)
    if (!portable) {
        const __m128i blank = _mm_set1_epi8(' ');
        const __m128i a = gv_bytes_load(bytes);
        const __m128i b = gv_bytes_load(bytes + 16);
        const __m128i c = gv_bytes_load(bytes + 32);
        const __m128i d = gv_bytes_load(bytes + 48);
        const __m128i all = _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d));
        *continuing = 0;
        if (_mm_movemask_epi8(all) != 0) {
            const __m128i lead = _mm_set1_epi8((char)0xC0);
            *continuing = gv_bytes_bits(_mm_cmplt_epi8(a, lead), _mm_cmplt_epi8(b, lead),
                                        _mm_cmplt_epi8(c, lead), _mm_cmplt_epi8(d, lead));
        }
        *blanks = gv_bytes_bits(_mm_cmpeq_epi8(a, blank), _mm_cmpeq_epi8(b, blank),
                                _mm_cmpeq_epi8(c, blank), _mm_cmpeq_epi8(d, blank));
        return gv_bytes_bits(_mm_cmpeq_epi8(_mm_min_epu8(a, blank), a),
                             _mm_cmpeq_epi8(_mm_min_epu8(b, blank), b),
                             _mm_cmpeq_epi8(_mm_min_epu8(c, blank), c),
                             _mm_cmpeq_epi8(_mm_min_epu8(d, blank), d));
    }
#else
    (void)portable;
#endif
    *continuing = gv_bytes_continuing_portable(bytes);
    *blanks = gv_bytes_between_portable(bytes, ' ', ' ');
    return gv_bytes_between_portable(bytes, '\0', ' ');
}

#endif
