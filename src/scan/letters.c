/*
 * letters.c - each way of reading letters, by itself.
 */
#include "scan/letters.h"

#include "scan/letters_ways.h"

void gv_letters_read(gv_bytes_way path, const unsigned char *bytes, gv_letters *of)
{
    gv_letters_in(path, bytes, of);
}
