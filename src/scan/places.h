/*
 * places.h - where the words of a text are, as far as its letters tell. For sieve_words.c alone.
 *
 * In: the letters of 64 bytes, one bit a byte (letters.h). Out: for each word its first byte, the
 * one behind its letters, and its kind. The first bytes of all words fall out of one shift, and
 * their ends of one addition, whose carries run through each word to its end:
 *
 *     bytes             The 40 fled. Th
 *     words             111011011110011     letters and odd bytes
 *     first bytes       100010010000010
 *     letters           111000011110011
 *     letters + first   000110000001        the byte behind each word's letters: at "40" itself
 *
 * A word may go on into the next 64 bytes: the carry out of one addition is added to the next, so
 * that its first byte is written with these and its end with those. No 64 bytes wait for more than
 * a few such bits of those before. AVX-512 writes the places of all words of 64 bytes at once: it
 * takes out of the numbers 0 to 63 those whose bit is set.
 */
#ifndef GV_SCAN_PLACES_H
#define GV_SCAN_PLACES_H

#include "scan/letters_ways.h"

#define GV_PLACES_MOST 256 /* words together */
#define GV_PLACES_BLOCK (GV_LETTERS_AT_ONCE / 2) /* words of 64 bytes */
#define GV_PLACES_ROOM (GV_PLACES_MOST + 2 * GV_PLACES_BLOCK)

/* Kinds of words: a sentence surely ends behind it if it is no abbreviation; it is no plain word, or
 * not known to be one. */
#define GV_PLACES_ENDS 0x40
#define GV_PLACES_ODD 0x80

/* Word i: letters from starts[i] to ends[i], none if it begins with an odd byte. The last word may
 * have no end yet. */
typedef struct gv_places {
    uint32_t starts[GV_PLACES_ROOM], ends[GV_PLACES_ROOM];
    uint8_t kinds[GV_PLACES_ROOM];
    uint32_t n_starts, n; /* n: with an end */
} gv_places;

/* Goes through a text: the next 64 bytes, and what the last of those before was. */
typedef struct gv_place_reading {
    gv_letters next;
    uint64_t sum;          /* 1: a word's letters; they go on, or end at the next byte */
    uint64_t word, first, small; /* 1: it was of a word; a word's first; a small letter */
} gv_place_reading;

/* One bit for each word. */
typedef struct gv_place_marks {
    uint64_t first, behind; /* its first byte; the one behind its letters */
    uint64_t odd, ends;     /* of `behind` */
} gv_place_marks;

/* A word is odd if a stop follows a single letter, for such may be "U.N.". A sentence surely ends,
 * as sentence.c has it, after two letters or more of which the last is small, a full stop, a blank
 * and a capital. */
static inline __attribute__((always_inline)) gv_place_marks
gv_places_mark(const gv_letters *of, gv_place_reading *reading)
{
    const gv_letters *const next = &reading->next;
    const uint64_t words = of->letters | of->odd;
    gv_place_marks marks;
    marks.first = words & ~(words << 1 | reading->word);
    const uint64_t part = of->letters + marks.first;
    const uint64_t sum = part + reading->sum;
    const uint64_t second = marks.first << 1 | reading->first;
    marks.behind = sum & ~of->letters;
    marks.odd = marks.behind & (of->odd | (of->stops & second));
    marks.ends = marks.behind & of->stops & (of->blanks >> 1 | next->blanks << 63) &
                 ((of->letters & ~of->small) >> 2 | (next->letters & ~next->small) << 62) &
                 (of->small << 1 | reading->small) & ~second;
    reading->sum = (uint64_t)(part < of->letters) | (uint64_t)(sum < part);
    reading->word = words >> 63;
    reading->first = marks.first >> 63;
    reading->small = of->small >> 63;
    return marks;
}

static inline void gv_places_write(const gv_place_marks *marks, uint32_t at, gv_places *places)
{
    for (uint64_t first = marks->first; first != 0; first &= first - 1) {
        places->starts[places->n_starts++] = at + (uint32_t)__builtin_ctzll(first);
    }
    for (uint64_t behind = marks->behind; behind != 0; behind &= behind - 1) {
        const unsigned end = (unsigned)__builtin_ctzll(behind);
        places->ends[places->n] = at + end;
        places->kinds[places->n++] =
            (uint8_t)((marks->ends >> end & 1) << 6 | (marks->odd >> end & 1) << 7);
    }
}

#if GV_BYTES_X86

static const uint8_t gv_places_numbers[GV_LETTERS_AT_ONCE] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

/* Writes the places of the bits, and more than there are; the next are written over them. */
GV_BYTES_WITH_AVX512 static inline void gv_places_write_bits(uint64_t bits, uint32_t at,
                                                               uint32_t *to)
{
    const __m512i numbers = _mm512_loadu_si512(gv_places_numbers);
    const __m512i base = _mm512_set1_epi32((int)at);
    const __m256i set = _mm512_castsi512_si256(_mm512_maskz_compress_epi8(bits, numbers));
    _mm512_storeu_si512(
        to, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm256_castsi256_si128(set))));
    if (__builtin_expect(_mm_popcnt_u64(bits) > 16, 0)) {
        _mm512_storeu_si512(to + 16, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(
                                                                _mm256_extracti128_si256(set, 1))));
    }
}

GV_BYTES_WITH_AVX512 static inline void
gv_places_write_avx512(const gv_place_marks *marks, uint32_t at, gv_places *places)
{
    const __m512i flags =
        _mm512_or_si512(_mm512_maskz_mov_epi8(marks->ends, _mm512_set1_epi8(GV_PLACES_ENDS)),
                        _mm512_maskz_mov_epi8(marks->odd, _mm512_set1_epi8((char)GV_PLACES_ODD)));
    gv_places_write_bits(marks->first, at, places->starts + places->n_starts);
    gv_places_write_bits(marks->behind, at, places->ends + places->n);
    _mm256_storeu_si256(
        (__m256i *)(void *)(places->kinds + places->n),
        _mm512_castsi512_si256(_mm512_maskz_compress_epi8(marks->behind, flags)));
    places->n_starts += (uint32_t)__builtin_popcountll(marks->first);
    places->n += (uint32_t)__builtin_popcountll(marks->behind);
}

#endif

/* Begins at 64 readable bytes. */
static inline __attribute__((always_inline)) void
gv_places_begin(const gv_bytes_way path, const unsigned char *bytes, gv_place_reading *reading)
{
    *reading = (gv_place_reading){.sum = 0};
    gv_letters_in(path, bytes, &reading->next);
}

/* Adds the words of the next 64 bytes, which stand at `at` of the text and are followed by 64 more;
 * there is room. */
static inline __attribute__((always_inline)) void
gv_places_add(const gv_bytes_way path, const unsigned char *bytes, uint32_t at, uint64_t all_odd,
              gv_place_reading *reading, gv_places *places)
{
    const gv_letters letters = reading->next;
    gv_letters_in(path, bytes + GV_LETTERS_AT_ONCE, &reading->next);
    gv_place_marks marks = gv_places_mark(&letters, reading);
    marks.odd |= all_odd;
#if GV_BYTES_X86
    if (path == GV_BYTES_AVX512) {
        gv_places_write_avx512(&marks, at, places);
        return;
    }
#endif
    gv_places_write(&marks, at, places);
}

#endif
