/*
 * language.c - looking a folded word up in a language's sorted lists.
 *
 * In: a sorted array of slices and a word. Out: whether it is there. Binary search over bytes, for
 * example "gen" in {"dr", "gen", "no"}. It does not fold: the caller has.
 */
#include "text/language.h"

#include <string.h>

int gv_language_has(const gv_slice *sorted, uint32_t n, const char *folded, size_t length)
{
    uint32_t low = 0;
    uint32_t high = n;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const gv_slice *const slice = &sorted[middle];
        const size_t common = slice->length < length ? slice->length : length;
        int order = common > 0 ? memcmp(slice->bytes, folded, common) : 0;
        if (order == 0 && slice->length == length) {
            return 1;
        }
        if (order == 0) {
            order = slice->length < length ? -1 : 1;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}
