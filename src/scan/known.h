/*
 * known.h - the words met so far, and what each is to the sieve. A part of the scanner; one thread.
 *
 * A plain word (ASCII letters, with nothing behind them that could join) of at most 12 letters is
 * 60 bits, five a letter. They are multiplied by an odd number, which no two words can come out of
 * alike: the highest 13 bits of the product are the word's bucket, and the rest need only be kept,
 * beside what the word is. So a slot is one number, a bucket one cache line, and what is found is
 * found exactly:
 *
 *     "Of" -> 15 | 6 << 5 -> product = [bucket 13 bits][rest 47 bits][0000]
 *                            slot of that bucket =     [rest 47 bits][what it is, 17 bits]
 *
 * Numbers of at most 11 digits stand there too: a digit's five bits are 16 to 25, and behind the
 * last stands 31, which is no letter's.
 *
 * All other words have a table of their bytes, or are read each time.
 */
#ifndef GV_SCAN_KNOWN_H
#define GV_SCAN_KNOWN_H

#include "base/buf.h"
#include "base/bytes.h"
#include "scan/letters.h"
#include "text/token.h"

struct gv_scanner;

#define GV_KNOWN_LETTERS 12 /* of a plain word in a slot */
#define GV_KNOWN_DIGITS 11  /* of a number in a slot */
#define GV_KNOWN_BYTES 16   /* of other words that are kept */
#define GV_KNOWN_BUCKET_BITS 13
#define GV_KNOWN_BUCKET 8
#define GV_KNOWN_ODD_NUMBER UINT64_C(0x9E3779B97F4A7C15) /* that codes are multiplied by */
#define GV_KNOWN_MANY 8     /* tokens; a word of so many makes the passage unsure */

/* What a word is: its class, what it can be of a word torn in two, and how many tokens the token
 * cutter makes of it: of words in slots one, which is not written there. */
#define GV_KNOWN_CLASS(entry) ((entry) & 0x7FFF)
#define GV_KNOWN_FIRST UINT32_C(0x8000)
#define GV_KNOWN_SECOND UINT32_C(0x10000)
#define GV_KNOWN_BITS UINT32_C(0x1FFFF) /* of a slot; all ones: nothing */
#define GV_KNOWN_ODD UINT32_C(0x20000)  /* no plain word */
#define GV_KNOWN_TOKENS(entry) ((entry) >> 20)
#define GV_KNOWN_ONE_TOKEN (UINT32_C(1) << 20)

typedef struct gv_known_word gv_known_word;

typedef struct gv_known {
    uint64_t *slots; /* buckets of plain words, each a line of the cache */
    gv_known_word *others;
    uint8_t *is_abbreviation; /* by class */
    gv_words words;           /* of a word being read */
    gv_buf keys;              /* likewise */
} gv_known;

gv_status gv_known_new(struct gv_scanner *scanner);
void gv_known_drop(gv_known *known);

/* What a word is, which is not in its slot; `code` and text of a plain word of at most 12 letters,
 * or of a number of at most 11 digits. */
gv_status gv_known_learn(struct gv_scanner *scanner, uint64_t code, const char *text, size_t length,
                         int digits, uint32_t *entry);
/* What any word is, of whose text `room` bytes can be read. Plain ones are the same in both
 * cases. */
gv_status gv_known_find(struct gv_scanner *scanner, const char *text, size_t length, size_t room,
                        int plain, uint32_t *entry);

/* The n letters of a plain word, five bits each; 16 bytes are readable. */
static inline uint64_t gv_known_code(const unsigned char *bytes, unsigned n)
{
    uint64_t low = gv_bytes_eight(bytes) & UINT64_C(0x1F1F1F1F1F1F1F1F);
    uint64_t high = gv_bytes_eight(bytes + 8) & UINT64_C(0x1F1F1F1F);
    low -= (low >> 8 & UINT64_C(0x001F001F001F001F)) * 224; /* ten bits of sixteen */
    high -= (high >> 8 & UINT64_C(0x001F001F)) * 224;
    low = (low & UINT64_C(0x000003FF000003FF)) | (low >> 6 & UINT64_C(0x000FFC00000FFC00));
    high = (high & UINT64_C(0x3FF)) | (high >> 6 & UINT64_C(0xFFC00));
    low = (low & UINT64_C(0xFFFFF)) | (low >> 12 & UINT64_C(0xFFFFF00000));
    return (low | high << 40) & ((UINT64_C(1) << 5 * n) - 1);
}

/* The code of n digits, whose five bits were taken as a plain word's letters. */
static inline uint64_t gv_known_number(uint64_t digits, unsigned n)
{
    return digits | UINT64_C(31) << 5 * n;
}

/* What is multiplied: the letters' five bits, the first letter lowest, at bit 4. */
static inline uint64_t gv_known_product(uint64_t code)
{
    return (code << 4) * GV_KNOWN_ODD_NUMBER;
}

static inline uint64_t *gv_known_bucket(const gv_known *known, uint64_t product)
{
    return known->slots + (product >> (64 - GV_KNOWN_BUCKET_BITS)) * GV_KNOWN_BUCKET;
}

/* A word's slot, once what it is has been taken away from it (^): an empty slot is 0. */
static inline uint64_t gv_known_rest(uint64_t product)
{
    return product << GV_KNOWN_BUCKET_BITS | GV_KNOWN_BITS;
}

/* What the word is, or GV_KNOWN_BITS. The slots of a bucket stand in the order in which they were
 * last asked for. */
static inline uint32_t gv_known_find_slot(uint64_t *bucket, uint64_t rest)
{
    for (unsigned i = 0; i < GV_KNOWN_BUCKET; i++) {
        const uint64_t slot = bucket[i];
        if ((slot ^ rest) < GV_KNOWN_BITS) {
            for (; i > 0; i--) {
                bucket[i] = bucket[i - 1];
            }
            bucket[0] = slot;
            return (uint32_t)(slot ^ rest);
        }
    }
    return GV_KNOWN_BITS;
}

#endif
