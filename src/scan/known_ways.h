/*
 * known_ways.h - the code of a plain word and its slot, as a part of the loop that uses them:
 * for sieve_words.c alone.
 *
 * AVX-512 machines take out and join the five bits of each letter by one instruction, and compare
 * all slots of a bucket by another; elsewhere known.h does both. Either gives the same.
 */
#ifndef GV_SCAN_KNOWN_WAYS_H
#define GV_SCAN_KNOWN_WAYS_H

#include "scan/known.h"
#include "scan/letters_ways.h"

#if GV_BYTES_X86

/* As gv_known_code: PEXT takes out and joins the five bits of each byte. */
GV_BYTES_WITH_AVX512 static inline uint64_t code_by_pext(const unsigned char *bytes, unsigned n)
{
    const uint64_t low = _pext_u64(gv_bytes_eight(bytes), UINT64_C(0x1F1F1F1F1F1F1F1F));
    const uint64_t high = _pext_u64(gv_bytes_eight(bytes + 8), UINT64_C(0x1F1F1F1F));
    return _bzhi_u64(low | high << 40, 5 * n);
}

/* As gv_known_find_slot, all slots at once; but those in the front half stay where they are. */
GV_BYTES_WITH_AVX512 static inline uint32_t find_in_line(uint64_t *bucket, uint64_t rest)
{
    const __m512i slots = _mm512_load_si512(bucket);
    const __m512i entries = _mm512_xor_si512(slots, _mm512_set1_epi64((long long)rest));
    const unsigned found =
        _mm512_cmplt_epu64_mask(entries, _mm512_set1_epi64((long long)GV_KNOWN_BITS));
    if (found == 0 || found > 15) {
        return gv_known_find_slot(bucket, rest);
    }
    return (uint32_t)(bucket[__builtin_ctz(found)] ^ rest);
}

#endif

static inline __attribute__((always_inline)) uint64_t
gv_known_code_by(const gv_bytes_way path, const unsigned char *bytes, unsigned n)
{
#if GV_BYTES_X86
    if (path == GV_BYTES_AVX512) {
        return code_by_pext(bytes, n);
    }
#endif
    (void)path;
    return gv_known_code(bytes, n);
}

static inline __attribute__((always_inline)) uint32_t
gv_known_slot_by(const gv_bytes_way path, uint64_t *bucket, uint64_t rest)
{
#if GV_BYTES_X86
    if (path == GV_BYTES_AVX512) {
        return find_in_line(bucket, rest);
    }
#endif
    (void)path;
    return gv_known_find_slot(bucket, rest);
}

#endif
