/*
 * letters.h - what stands at each of 64 bytes, one bit a byte.
 *
 *     bytes    "The 40 fled. Th"
 *     letters   111000011110011
 *     small     011000011110001
 *     odd       000011000000000     digits, apostrophes, bytes above 127: a word with
 *     stops     000000000001000     one of these is read byte by byte
 *     blanks    000100100000100
 *
 * The first byte is the lowest bit. Each way of making them gives the same bits; the portable one
 * is the oracle of the others. GRAVAMEN_CPU=portable (or sse2, avx2) in the environment chooses a
 * lesser way.
 */
#ifndef GV_SCAN_LETTERS_H
#define GV_SCAN_LETTERS_H

#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define GV_LETTERS_X86 1
#else
#define GV_LETTERS_X86 0
#endif

#define GV_LETTERS_AT_ONCE 64

/* Ways of going through letters, each faster than the one before. */
typedef enum gv_letters_path {
    GV_LETTERS_PORTABLE,
    GV_LETTERS_SSE2,
    GV_LETTERS_AVX2,
    GV_LETTERS_AVX512 /* BW, VL, VBMI2 */
} gv_letters_path;

typedef struct gv_letters {
    uint64_t letters, small, odd, stops, blanks;
} gv_letters;

/* The best way that the machine has and the environment allows. Reads both at each call: ask
 * once. */
gv_letters_path gv_letters_choose(void);
/* For gv_features: its name, borrowed for ever. */
const char *gv_letters_name(gv_letters_path path);

/* Of 64 readable bytes; any of the ways that gv_letters_choose can name here. */
void gv_letters_read(gv_letters_path path, const unsigned char *bytes, gv_letters *of);

#endif
