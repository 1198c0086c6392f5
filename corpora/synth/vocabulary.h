/*
 * vocabulary.h: the words of the synthetic text, drawn by rank.
 *
 * A table holds words from common to rare. draw[] has DRAW_SIZE places, and each word stands in as
 * many of them as its share is large, so that drawing a word is one look-up with DRAW_BITS random
 * bits. Made once, then only read.
 */
#ifndef SYNTH_VOCABULARY_H
#define SYNTH_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

enum {
    WORD_ROOM = 31, /* bytes a word may have; copied whole, which is faster than by its length */
    DRAW_BITS = 14,
    DRAW_SIZE = 1 << DRAW_BITS,
};

struct word {
    char text[WORD_ROOM];
    unsigned char len; /* bytes */
};

struct table {
    struct word *words;
    size_t n;
    uint16_t draw[DRAW_SIZE];
};

enum word_table {
    SINGULAR,
    PLURAL,
    SOLE, /* nouns used without a plural */
    VERB,
    PAST,
    GERUND,
    ADJECTIVE,
    ADVERB,
    GIVEN,
    SURNAME,
    PLACE,
    PEOPLE,
    N_TABLES
};

extern struct table vocabulary[N_TABLES];

/* The mixing step of splitmix64: a random-looking 64-bit number for every number. */
static inline uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 1 for a, e, i, o and u. */
int is_vowel(char c);

/* n zeroed objects of the given size; ends the program with status 1 if there is no memory. */
void *allocate(size_t n, size_t size);

/* Fills vocabulary[] from words.h and the peoples given (a list that ends in NULL). */
void vocabulary_make(const char *const *peoples);

#endif
