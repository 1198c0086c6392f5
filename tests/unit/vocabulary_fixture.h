/*
 * vocabulary_fixture.h - the stemmers' published vocabularies (Debian's package snowball-data), for
 * tests that try every word. Where the package is not installed the test is skipped, with a word.
 */
#ifndef GV_TESTS_VOCABULARY_FIXTURE_H
#define GV_TESTS_VOCABULARY_FIXTURE_H

#include <stdio.h>
#include <string.h>

enum { VOCABULARY_WORDS = 60000, VOCABULARY_BYTES = 64 };

/* Reads the words of a language in which nothing stands that means something in rules; how many. */
static inline size_t vocabulary_read(const char *language, char (*words)[VOCABULARY_BYTES])
{
    char command[300];
    char path[100];
    size_t n = 0;
    snprintf(path, sizeof path, "/usr/share/snowball/data/%s/voc.txt", language);
    snprintf(command, sizeof command, "cat %s 2>/dev/null || gzip -dc %s.gz 2>/dev/null", path,
             path);
    FILE *file = popen(command, "r");
    while (file != NULL && n < VOCABULARY_WORDS &&
           fgets(words[n], VOCABULARY_BYTES, file) != NULL) {
        words[n][strcspn(words[n], "\r\n")] = '\0';
        n += words[n][0] != '\0' && strpbrk(words[n], "'.-,=*@#%()|\"") == NULL;
    }
    if (file != NULL) {
        pclose(file);
    }
    if (n == 0) {
        print_message("the package snowball-data is not installed: %s not tried\n", language);
        skip();
    }
    return n;
}

#endif
