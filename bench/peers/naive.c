/*
 * naive.c - a day's work as a peer: cut ASCII words, stem every one, look the stem up.
 *
 *     naive WORDS TEXT [HITS]
 *
 * What a programmer writes who knows libstemmer and a hash table and stops there: no cache of
 * stems, no filter, no phrases, no decision. The set holds the stems of WORDS. Reading the file is
 * not in the time. HITS gets the offset of each paragraph with a hit. Prints bytes, nanoseconds,
 * paragraphs with a hit, hits.
 */
#include "paragraphs.h"

#include <libstemmer.h>

enum { SLOTS = 1 << 16, LONGEST = 64 };

static char set[SLOTS][LONGEST]; /* open addressing; an empty string is a free slot */

static char *slot_of(const char *word, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)word[i]) * 16777619u;
    }
    uint32_t at = hash % SLOTS;
    while (set[at][0] != '\0' &&
           (strlen(set[at]) != length || memcmp(set[at], word, length) != 0)) {
        at = (at + 1) % SLOTS;
    }
    return set[at];
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The slot of the word's stem. */
static char *look_up(struct sb_stemmer *stemmer, const char *word, size_t length)
{
    sb_symbol folded[LONGEST];
    for (size_t i = 0; i < length; i++) {
        folded[i] = (sb_symbol)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] | 0x20 : word[i]);
    }
    const sb_symbol *const stem = sb_stemmer_stem(stemmer, folded, (int)length);
    return slot_of((const char *)stem, (size_t)sb_stemmer_length(stemmer));
}

static void fill(struct sb_stemmer *stemmer, char **words, size_t n)
{
    for (size_t i = 0; i < n && i < SLOTS / 2; i++) {
        const size_t length = strlen(words[i]);
        if (length < LONGEST) {
            char *const slot = look_up(stemmer, words[i], length);
            memcpy(slot, sb_stemmer_stem(stemmer, (const sb_symbol *)words[i], (int)length),
                   (size_t)sb_stemmer_length(stemmer));
        }
    }
}

static uint64_t scan(struct sb_stemmer *stemmer, const char *at, const char *end)
{
    uint64_t hits = 0;
    while (at < end) {
        while (at < end && !is_letter(*at)) {
            at++;
        }
        const char *const word = at;
        while (at < end && is_letter(*at)) {
            at++;
        }
        const size_t length = (size_t)(at - word);
        if (length > 0 && length < LONGEST) {
            hits += *look_up(stemmer, word, length) != '\0';
        }
    }
    return hits;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: naive WORDS TEXT [HITS]\n");
        return 2;
    }
    size_t n = 0, length = 0;
    char **const words = read_words(read_whole(argv[1], &length), &n);
    struct sb_stemmer *const stemmer = sb_stemmer_new("english", NULL);
    FILE *const list = argc > 3 ? fopen(argv[3], "w") : NULL;
    if (stemmer == NULL) {
        die("libstemmer");
    }
    fill(stemmer, words, n);
    const char *const text = read_whole(argv[2], &length);
    uint64_t paragraphs = 0, hits = 0;
    const uint64_t began = now();
    const char *start = text;
    for (const char *stop; (stop = next_paragraph(&start, text + length)) != NULL; start = stop) {
        const uint64_t found = scan(stemmer, start, stop);
        hits += found;
        paragraphs += found > 0;
        if (found > 0 && list != NULL) {
            fprintf(list, "%td\n", start - text);
        }
    }
    report(length, now() - began, paragraphs, hits);
    return list != NULL && fclose(list) != 0;
}
