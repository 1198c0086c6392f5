/*
 * letters.h - how many ASCII letters stand in a row, sixteen bytes at once where the machine can.
 *
 *     bytes  "farmers fled, an"     bit 5 set in each; between 'a' and 'z': 1111111011110011
 *     the first 0 is bit 7: seven letters
 *
 * The portable twin beside it is the oracle; GRAVAMEN_CPU=portable in the environment chooses it.
 */
#ifndef GV_SCAN_LETTERS_H
#define GV_SCAN_LETTERS_H

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define GV_LETTERS_AT_ONCE 16

/* 1 if the environment asks for plain C, or there is nothing else. Read at each call: ask once. */
int gv_letters_portable(void);
/* For gv_features: what is used, borrowed for ever. */
const char *gv_letters_path(void);

static inline unsigned gv_letters_count_portable(const unsigned char *bytes)
{
    unsigned n = 0;
    while (n < GV_LETTERS_AT_ONCE && (unsigned)((bytes[n] | 0x20) - 'a') < 26) {
        n++;
    }
    return n;
}

/* Of 16 readable bytes; 16 if all are letters. */
static inline unsigned gv_letters_count(const unsigned char *bytes, int portable)
{
#if defined(__SSE2__)
    if (!portable) {
        const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)bytes);
        const __m128i low = _mm_or_si128(text, _mm_set1_epi8(0x20));
        const __m128i letters = _mm_and_si128(_mm_cmpgt_epi8(low, _mm_set1_epi8('a' - 1)),
                                              _mm_cmplt_epi8(low, _mm_set1_epi8('z' + 1)));
        return (unsigned)__builtin_ctz(~(unsigned)_mm_movemask_epi8(letters));
    }
#else
    (void)portable;
#endif
    return gv_letters_count_portable(bytes);
}

#endif
