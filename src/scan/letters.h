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
 * The first byte is the lowest bit. Each way of making them gives the same bits.
 */
#ifndef GV_SCAN_LETTERS_H
#define GV_SCAN_LETTERS_H

#include "base/bytes.h"

#include <stdint.h>

#define GV_LETTERS_AT_ONCE 64

typedef struct gv_letters {
    uint64_t letters, small, odd, stops, blanks;
} gv_letters;

/* Of 64 readable bytes; any of the ways that gv_bytes_choose can name here. */
void gv_letters_read(gv_bytes_way path, const unsigned char *bytes, gv_letters *of);

#endif
