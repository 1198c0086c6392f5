/*
 * paragraphs.h - what the peers' small programs share: a file in memory, its paragraphs, a clock.
 *
 * A paragraph is what stands between two empty lines ("\n\n"): the unit in which hits are compared.
 * Included by one file a program. Failures end the program: these are harnesses, no library.
 */
#ifndef BENCH_PEERS_PARAGRAPHS_H
#define BENCH_PEERS_PARAGRAPHS_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static inline void die(const char *what)
{
    fprintf(stderr, "peer: %s\n", what);
    exit(1);
}

static inline uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* The whole file, NUL after it; owned by the caller. */
static inline char *read_whole(const char *path, size_t *length)
{
    FILE *const file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        die(path);
    }
    const long size = ftell(file);
    char *const bytes = size < 0 ? NULL : malloc((size_t)size + 1);
    rewind(file);
    if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size) {
        die(path);
    }
    bytes[size] = '\0';
    fclose(file);
    *length = (size_t)size;
    return bytes;
}

/* The paragraph at or after *start: [*start, returned end); NULL if there is none before `end`. */
static inline const char *next_paragraph(const char **start, const char *end)
{
    const char *from = *start;
    while (from < end && *from == '\n') {
        from++;
    }
    if (from == end) {
        return NULL;
    }
    *start = from;
    for (const char *at = from; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
        if (at + 1 == end || at[1] == '\n') {
            return at;
        }
    }
    return end;
}

/* A list of words, one a line: pointers into `text`, which is cut up; owned by the caller, as is
 * the array. */
static inline char **read_words(char *text, size_t *n)
{
    size_t capacity = 1024;
    char **words = malloc(capacity * sizeof *words);
    *n = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (words != NULL && *n == capacity) {
            capacity *= 2;
            words = realloc(words, capacity * sizeof *words);
        }
        if (words == NULL) {
            die("out of memory");
        }
        words[(*n)++] = line;
    }
    return words;
}

/* How every program says what it did: bytes, nanoseconds, paragraphs with a hit, hits. */
static inline void report(uint64_t bytes, uint64_t nanoseconds, uint64_t paragraphs, uint64_t hits)
{
    printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", bytes, nanoseconds, paragraphs,
           hits);
}

#endif
