/*
 * places.h - where the words of a text are, as far as its letters tell. For sieve_words.c alone.
 *
 * In: the letters of 64 bytes, one bit a byte (letters.h). Out: for each word its first byte and
 * its shape. The first bytes of all words fall out of one shift, and their ends of one addition,
 * whose carries run through each word to its end:
 *
 *     bytes             The 40 fled. Th
 *     words             111011011110011     letters and odd bytes
 *     first bytes       100010010000010
 *     letters           111000011110011
 *     letters + first   000110000001        the byte behind each word's letters: at "40" itself
 *
 * A word that the 64 bytes do not hold whole, with two bytes behind it, is left for the next 64,
 * which begin with it. AVX-512 writes the places of all words of 64 bytes at once: it takes out of
 * the numbers 0 to 63 those whose bit is set.
 */
#ifndef GV_SCAN_PLACES_H
#define GV_SCAN_PLACES_H

#include "scan/letters_ways.h"

#define GV_PLACES_BEHIND 2 /* bytes behind a word that must be seen: ". T" */
#define GV_PLACES_SEEN (GV_LETTERS_AT_ONCE - GV_PLACES_BEHIND) /* where words must end before */
#define GV_PLACES_MOST 256 /* words together */
#define GV_PLACES_BLOCK (GV_LETTERS_AT_ONCE / 2) /* words of 64 bytes */

/* What is known of a word: how many letters there are from its first byte on, and: a sentence
 * surely ends behind it if it is no abbreviation; it is no plain word, or not known to be one. */
#define GV_PLACES_LETTERS(shape) ((shape) & 0x3F)
#define GV_PLACES_ENDS 0x40
#define GV_PLACES_ODD 0x80

typedef struct gv_places {
    uint32_t starts[GV_PLACES_MOST + GV_PLACES_BLOCK];
    uint8_t shapes[GV_PLACES_MOST + GV_PLACES_BLOCK];
    uint32_t n;
} gv_places;

/* One bit for each word: the i-th bit of each of the first two is of the same word. */
typedef struct gv_place_marks {
    uint64_t first, behind; /* its first byte; the one behind its letters */
    uint64_t odd, ends;     /* of `behind` */
} gv_place_marks;

/* A word is odd if a stop follows a single letter, for such may be "U.N.". A sentence surely ends,
 * as sentence.c has it, after two letters or more of which the last is small, a full stop, a blank
 * and a capital. */
static inline gv_place_marks gv_places_mark(const gv_letters *of)
{
    const uint64_t words = of->letters | of->odd;
    gv_place_marks marks;
    marks.first = words & ~(words << 1);
    marks.behind = (of->letters + marks.first) & ~of->letters;
    marks.odd = marks.behind & (of->odd | (of->stops & marks.first << 1));
    marks.ends = marks.behind & of->stops & of->blanks >> 1 &
                 (of->letters & ~of->small) >> 2 & of->small << 1 & ~(marks.first << 1);
    marks.behind &= (UINT64_C(1) << GV_PLACES_SEEN) - 1;
    return marks;
}

static inline void gv_places_write(const gv_place_marks *marks, uint32_t at, gv_places *places)
{
    uint64_t first = marks->first;
    for (uint64_t behind = marks->behind; behind != 0; behind &= behind - 1) {
        const unsigned start = (unsigned)__builtin_ctzll(first);
        const unsigned end = (unsigned)__builtin_ctzll(behind);
        first &= first - 1;
        places->starts[places->n] = at + start;
        places->shapes[places->n++] =
            (uint8_t)((end - start) | (marks->ends >> end & 1) << 6 | (marks->odd >> end & 1) << 7);
    }
}

#if GV_LETTERS_X86

static const uint8_t gv_places_numbers[GV_LETTERS_AT_ONCE] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

/* Writes more than there are; the next words are written over them. */
GV_LETTERS_WITH_AVX512 static inline void
gv_places_write_avx512(const gv_place_marks *marks, uint32_t at, gv_places *places)
{
    const __m512i numbers = _mm512_loadu_si512(gv_places_numbers);
    const __m512i flags =
        _mm512_or_si512(_mm512_maskz_mov_epi8(marks->ends, _mm512_set1_epi8(GV_PLACES_ENDS)),
                        _mm512_maskz_mov_epi8(marks->odd, _mm512_set1_epi8((char)GV_PLACES_ODD)));
    const __m256i starts =
        _mm512_castsi512_si256(_mm512_maskz_compress_epi8(marks->first, numbers));
    const __m256i ends =
        _mm512_castsi512_si256(_mm512_maskz_compress_epi8(marks->behind, numbers));
    const __m256i shape = _mm512_castsi512_si256(_mm512_maskz_compress_epi8(marks->behind, flags));
    const __m512i base = _mm512_set1_epi32((int)at);
    uint32_t *const to = places->starts + places->n;
    _mm512_storeu_si512(to, _mm512_add_epi32(
                                base, _mm512_cvtepu8_epi32(_mm256_castsi256_si128(starts))));
    _mm512_storeu_si512(to + 16, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(
                                                            _mm256_extracti128_si256(starts, 1))));
    _mm256_storeu_si256((__m256i *)(void *)(places->shapes + places->n),
                        _mm256_or_si256(_mm256_sub_epi8(ends, starts), shape));
    places->n += (uint32_t)__builtin_popcountll(marks->behind);
}

#endif

/* The words of 64 bytes, which stand at `at` of the text; there is room. Out: where the first word
 * begins that does not end here, or 64; 0: this one fills all bytes that can be seen. */
static inline __attribute__((always_inline)) unsigned
gv_places_add(const gv_letters_path path, const unsigned char *bytes, uint32_t at, uint64_t all_odd,
              gv_places *places)
{
    gv_letters letters;
    gv_letters_in(path, bytes, &letters);
    gv_place_marks marks = gv_places_mark(&letters);
    marks.odd |= all_odd;
#if GV_LETTERS_X86
    if (path == GV_LETTERS_AVX512) {
        gv_places_write_avx512(&marks, at, places);
    } else
#endif
    {
        gv_places_write(&marks, at, places);
    }
    const uint64_t done =
        marks.behind == 0 ? 0 : UINT64_MAX >> __builtin_clzll(marks.behind); /* to the last end */
    const uint64_t rest = marks.first & ~done;
    return rest == 0 ? GV_LETTERS_AT_ONCE : (unsigned)__builtin_ctzll(rest);
}

#endif
