/*
 * vocabulary.c: makes the word tables from the lists of words.h.
 *
 * In:  lists of base words, and parts of names.
 * Out: vocabulary[]: nouns with their plurals, verbs with their past and -ing forms, adjectives,
 *      adverbs, names and places, each with its drawing table.
 * Idea: "carry" gives VERB carry, PAST carried, GERUND carrying, all at the same rank; "plan*"
 *      gives planned, planning. Names are put together from three parts: Kor + de + k.
 * Irregular words are not handled; words.h has none.
 */
#include "vocabulary.h"

#include "words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct table vocabulary[N_TABLES];

int is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

void *allocate(size_t n, size_t size)
{
    void *const p = calloc(n, size);
    if (p == NULL) {
        fprintf(stderr, "synth: cannot allocate memory: %s\n", strerror(errno));
        exit(1);
    }
    return p;
}

static void table_add(struct table *t, const char *a, size_t a_len, const char *b, const char *c)
{
    struct word *const word = &t->words[t->n];
    const size_t b_len = strlen(b);
    const size_t c_len = strlen(c);
    if (a_len + b_len + c_len > WORD_ROOM || t->n == DRAW_SIZE) {
        fprintf(stderr, "synth: words.h: too long or too many: %s\n", a);
        exit(1);
    }
    memcpy(word->text, a, a_len);
    memcpy(word->text + a_len, b, b_len);
    memcpy(word->text + a_len + b_len, c, c_len);
    word->len = (unsigned char)(a_len + b_len + c_len);
    t->n++;
}

/* The word of rank r gets a share near 1 / (r + 3), and at least one place. */
static void table_finish(struct table *t)
{
    uint64_t sum = 0;
    for (size_t r = 0; r < t->n; r++) {
        sum += UINT64_C(1000000000) / (r + 3);
    }
    size_t place = 0;
    uint64_t done = 0;
    for (size_t r = 0; r < t->n; r++) {
        done += UINT64_C(1000000000) / (r + 3);
        size_t end = (size_t)(done * (DRAW_SIZE - t->n) / sum) + r + 1;
        if (r + 1 == t->n) {
            end = DRAW_SIZE;
        }
        for (; place < end; place++) {
            t->draw[place] = (uint16_t)r;
        }
    }
}

/* Calls add once for each word of the lines, with its length. */
static void each_word(const char *const *lines, void (*add)(const char *word, size_t len))
{
    for (; *lines != NULL; lines++) {
        for (const char *p = *lines; *p != '\0';) {
            const size_t len = strcspn(p, " ");
            add(p, len);
            p += len;
            p += strspn(p, " ");
        }
    }
}

static void add_noun(const char *s, size_t len)
{
    if (s[len - 1] == '!') {
        table_add(&vocabulary[SOLE], s, len - 1, "", "");
        return;
    }
    const char last = s[len - 1];
    const char before = s[len - 2];
    table_add(&vocabulary[SINGULAR], s, len, "", "");
    if (last == 'y' && !is_vowel(before)) {
        table_add(&vocabulary[PLURAL], s, len - 1, "ies", "");
    } else if (strchr("sxz", last) != NULL || (last == 'h' && strchr("cs", before) != NULL)) {
        table_add(&vocabulary[PLURAL], s, len, "es", "");
    } else {
        table_add(&vocabulary[PLURAL], s, len, "s", "");
    }
}

static void add_verb(const char *s, size_t len)
{
    const bool doubled = s[len - 1] == '*';
    len -= doubled;
    const char twice[2] = {doubled ? s[len - 1] : '\0', '\0'};
    const char last = s[len - 1];
    const bool silent_e = last == 'e' && s[len - 2] != 'e';
    table_add(&vocabulary[VERB], s, len, "", "");
    if (last == 'e') {
        table_add(&vocabulary[PAST], s, len, "d", "");
    } else if (last == 'y' && !is_vowel(s[len - 2])) {
        table_add(&vocabulary[PAST], s, len - 1, "ied", "");
    } else {
        table_add(&vocabulary[PAST], s, len, twice, "ed");
    }
    table_add(&vocabulary[GERUND], s, len - silent_e, twice, "ing");
}

static void add_adjective(const char *s, size_t len)
{
    table_add(&vocabulary[ADJECTIVE], s, len, "", "");
}

static void add_adverb(const char *s, size_t len)
{
    table_add(&vocabulary[ADVERB], s, len, "", "");
}

static void add_given(const char *s, size_t len)
{
    table_add(&vocabulary[GIVEN], s, len, "", "");
}

/* n names from three lists of parts, each held in one table while it is used. */
static struct table parts[3];
static size_t parts_now;

static void add_part(const char *s, size_t len)
{
    table_add(&parts[parts_now], s, len, "", "");
}

static void add_names(struct table *t, size_t n, const char *const *starts,
                      const char *const *middles, const char *const *ends)
{
    const char *const *const lists[3] = {starts, middles, ends};
    for (parts_now = 0; parts_now < 3; parts_now++) {
        parts[parts_now].n = 0;
        memset(parts[parts_now].words, 0, DRAW_SIZE * sizeof(struct word));
        each_word(lists[parts_now], add_part);
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t h = mix(i + 1);
        const struct word *const a = &parts[0].words[(h & 0xffff) % parts[0].n];
        const struct word *const b = &parts[1].words[((h >> 16) & 0xffff) % parts[1].n];
        const struct word *const c = &parts[2].words[((h >> 32) & 0xffff) % parts[2].n];
        char tail[2 * WORD_ROOM + 1] = {0};
        memcpy(tail, b->text, b->len);
        memcpy(tail + b->len, c->text, c->len);
        table_add(t, a->text, a->len, tail, "");
    }
}

void vocabulary_make(const char *const *peoples)
{
    for (size_t i = 0; i < N_TABLES; i++) {
        vocabulary[i].words = allocate(DRAW_SIZE, sizeof(struct word));
    }
    for (size_t i = 0; i < 3; i++) {
        parts[i].words = allocate(DRAW_SIZE, sizeof(struct word));
    }
    each_word(noun_list, add_noun);
    each_word(verb_list, add_verb);
    each_word(adjective_list, add_adjective);
    each_word(adverb_list, add_adverb);
    each_word(given_name_list, add_given);
    add_names(&vocabulary[SURNAME], 3000, surname_starts, surname_middles, surname_ends);
    add_names(&vocabulary[PLACE], 800, place_starts, place_middles, place_ends);
    for (const char *const *p = peoples; *p != NULL; p++) {
        table_add(&vocabulary[PEOPLE], *p, strlen(*p), "", "");
    }
    for (size_t i = 0; i < N_TABLES; i++) {
        table_finish(&vocabulary[i]);
    }
}
