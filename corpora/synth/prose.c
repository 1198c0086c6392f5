/*
 * prose.c: fills templates with words.
 *
 * In:  the templates of templates.h, the tables of vocabulary.h, the writer's random numbers.
 * Out: sentences in the writer's buffer.
 * Idea: a template is cut once into pieces, each some text and then a slot; writing a sentence
 *       copies the texts and fills the slots:
 *
 *           "%N %d %N on %W."  ->  "The old bridge linked two villages on Friday."
 *
 * Grammar goes as far as plurals, tenses and a/an; the sentences need not make sense.
 */
#include "prose.h"

#include "templates.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct piece {
    const char *text; /* copied first */
    uint16_t len;
    char slot; /* then filled; 0: none */
};

struct sentence {
    const struct piece *pieces;
    size_t n;
};

static struct {
    struct sentence *sentences;
    size_t n;
} books[N_BOOKS];

static struct sentence cut_template(const char *s)
{
    size_t n = 1;
    for (const char *p = s; *p != '\0'; p++) {
        n += *p == '%';
    }
    struct piece *const pieces = allocate(n, sizeof *pieces);
    size_t k = 0;
    for (;;) {
        const size_t len = strcspn(s, "%");
        pieces[k].text = s;
        pieces[k].len = (uint16_t)len;
        s += len;
        if (*s == '\0') {
            return (struct sentence){pieces, k + 1};
        }
        pieces[k].slot = s[1];
        s += 2;
        k++;
    }
}

void prose_make(void)
{
    static const char *const *const lists[N_BOOKS] = {
        [BODY] = sentences,
        [CLAUSE] = clauses,
        [HEADLINE] = headlines,
        [NEAR_MISS] = near_misses,
        [ASSERTED] = asserted,
        [NEGATED] = negated,
        [HYPOTHETICAL] = hypothetical,
        [LEGAL] = legal,
        [FIGURATIVE] = figurative,
    };
    vocabulary_make(peoples);
    for (size_t i = 0; i < N_BOOKS; i++) {
        while (lists[i][books[i].n] != NULL) {
            books[i].n++;
        }
        books[i].sentences = allocate(books[i].n, sizeof(struct sentence));
        for (size_t k = 0; k < books[i].n; k++) {
            books[i].sentences[k] = cut_template(lists[i][k]);
        }
    }
}

static inline uint64_t next(struct writer *w)
{
    w->random += UINT64_C(0x9e3779b97f4a7c15);
    return mix(w->random);
}

static inline void put(struct writer *w, const char *s, size_t len)
{
    memcpy(w->at, s, len);
    w->at += len;
}

void prose_text(struct writer *w, const char *s)
{
    put(w, s, strlen(s));
}

static inline void put_word(struct writer *w, enum word_table table)
{
    const struct table *const t = &vocabulary[table];
    const struct word *const word = &t->words[t->draw[next(w) >> (64 - DRAW_BITS)]];
    memcpy(w->at, word->text, WORD_ROOM); /* the surplus is overwritten by what follows */
    w->at += word->len;
}

static void put_digits(struct writer *w, uint32_t n)
{
    char digits[16];
    size_t at = sizeof digits;
    for (unsigned count = 1;; count++) {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
        if (n == 0) {
            break;
        }
        if (count % 3 == 0) {
            digits[--at] = ',';
        }
    }
    put(w, digits + at, sizeof digits - at);
}

static void put_number(struct writer *w)
{
    const uint32_t r = below(w, 10);
    put_digits(w, r < 5 ? 2 + below(w, 98) : r < 8 ? 100 + below(w, 900) : 1000 + below(w, 90000));
}

static void put_count(struct writer *w)
{
    static const char *const names[] = {"two", "three", "four", "five", "six", "seven", "eight",
                                        "nine", "ten", "eleven", "twelve", "twenty"};
    if (below(w, 3) == 0) {
        put_digits(w, 11 + below(w, 80));
    } else {
        prose_text(w, names[below(w, 12)]);
    }
}

static void put_people_count(struct writer *w)
{
    static const char *const names[] = {"six", "seven", "eight", "nine", "eleven", "twelve",
                                        "fourteen", "twenty-three", "dozens of", "scores of",
                                        "some 200", "more than 60"};
    if (below(w, 3) != 0) {
        put_digits(w, 5 + below(w, below(w, 8) == 0 ? 3000 : 90));
    } else {
        prose_text(w, names[below(w, 12)]);
    }
}

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
                                     "August", "September", "October", "November", "December"};

static void put_year(struct writer *w)
{
    const uint32_t year = 2024 - below(w, 8 + below(w, 60));
    const char s[4] = {(char)('0' + year / 1000), (char)('0' + year / 100 % 10),
                       (char)('0' + year / 10 % 10), (char)('0' + year % 10)};
    put(w, s, 4);
}

static void put_date(struct writer *w)
{
    const char *const month = months[below(w, 12)];
    const uint32_t form = below(w, 3);
    if (form == 2) {
        prose_text(w, month);
        put(w, " ", 1);
    }
    put_digits(w, 1 + below(w, 28));
    if (form != 2) {
        put(w, " ", 1);
        prose_text(w, month);
    }
    if (form == 1) {
        put(w, " ", 1);
        put_year(w);
    }
}

static void put_money(struct writer *w)
{
    const bool dollars = below(w, 2) == 0;
    if (dollars) {
        put(w, "$", 1);
    }
    put_digits(w, 1 + below(w, 990));
    if (below(w, 2) == 0) {
        prose_text(w, " million");
    } else {
        prose_text(w, ",000");
    }
    if (!dollars) {
        prose_text(w, " crowns");
    }
}

static void put_quote(struct writer *w, bool opens)
{
    if (w->curly) {
        put(w, opens ? "\xe2\x80\x9c" : "\xe2\x80\x9d", 3);
    } else if (w->jsonl) {
        put(w, "\\\"", 2);
    } else {
        put(w, "\"", 1);
    }
}

static bool sounds_like_vowel(const char *word)
{
    if (word[0] == 'h') {
        return memcmp(word, "hour", 4) == 0 || memcmp(word, "hono", 4) == 0 ||
               memcmp(word, "hones", 5) == 0;
    }
    if (word[0] == 'u') {
        return !(word[1] == 's' || (word[1] == 'n' && word[2] == 'i' && word[3] != 'n') ||
                 word[1] == 't');
    }
    return is_vowel(word[0]);
}

/* Makes "a" before the word at start into "an" where the word needs it. */
static void mend_article(struct writer *w, char *start)
{
    if (start - w->buffer < 2 || start[-1] != ' ' || (start[-2] != 'a' && start[-2] != 'A') ||
        (start - w->buffer > 2 && start[-3] >= 'a' && start[-3] <= 'z') ||
        !sounds_like_vowel(start)) {
        return;
    }
    memmove(start + 1, start, (size_t)(w->at - start));
    start[-1] = 'n';
    start[0] = ' ';
    w->at++;
}

/* Sixteen forms: the tax, a tax, taxes, the news, nine taxes, its tax, a person, a place. */
static void put_noun_phrase(struct writer *w, bool singular)
{
    const uint64_t r = next(w);
    const unsigned form = r & 15;
    enum word_table noun = SINGULAR;
    if (form < 5) {
        put(w, "the ", 4);
        noun = (r >> 4 & 3) == 0 && !singular ? PLURAL : SINGULAR;
    } else if (form < 8 || (singular && form < 11)) {
        put(w, "a ", 2);
    } else if (form < 11) {
        noun = PLURAL;
    } else if (form < 12 || (singular && form < 13)) {
        put(w, "the ", 4);
        noun = SOLE;
    } else if (form < 13) {
        put_count(w);
        put(w, " ", 1);
        noun = PLURAL;
    } else if (form < 14) {
        put(w, r >> 4 & 1 ? "its " : "our ", 4);
    } else if (form < 15) {
        put_word(w, GIVEN);
        put(w, " ", 1);
        put_word(w, SURNAME);
        return;
    } else {
        put_word(w, PLACE);
        return;
    }
    char *const start = w->at;
    if ((r >> 8 & 3) == 0) {
        put_word(w, ADJECTIVE);
        put(w, " ", 1);
    }
    put_word(w, noun);
    mend_article(w, start);
    if ((r >> 12 & 7) == 0) {
        prose_text(w, " in ");
        put_word(w, PLACE);
    } else if ((r >> 12 & 7) == 1) {
        prose_text(w, " of ");
        put_word(w, r >> 15 & 1 ? PLURAL : SOLE);
    }
}

static void put_template(struct writer *w, enum book book);

static void put_slot(struct writer *w, char slot)
{
    static const char *const weekdays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
                                           "Saturday", "Sunday"};
    switch (slot) {
    case 'N': put_noun_phrase(w, false); break;
    case 'S': put_noun_phrase(w, true); break;
    case 'n': put_word(w, SINGULAR); break;
    case 'p': put_word(w, PLURAL); break;
    case 'j': put_word(w, ADJECTIVE); break;
    case 'r': put_word(w, ADVERB); break;
    case 'v': put_word(w, VERB); break;
    case 'd': put_word(w, PAST); break;
    case 'g': put_word(w, GERUND); break;
    case 'K': put_template(w, CLAUSE); break; /* clauses hold no %K, so this nests once */
    case 'P': put_word(w, GIVEN); put(w, " ", 1); put_word(w, SURNAME); break;
    case 'L': put_word(w, SURNAME); break;
    case 'C': put_word(w, PLACE); break;
    case 'G': put_word(w, PEOPLE); break;
    case '#': put_number(w); break;
    case 'c': put_count(w); break;
    case 'k': put_people_count(w); break;
    case '$': put_money(w); break;
    case '%': put_digits(w, 1 + below(w, 60)); prose_text(w, " per cent"); break;
    case 'D': put_date(w); break;
    case 'W': prose_text(w, weekdays[below(w, 7)]); break;
    case 'M': prose_text(w, months[below(w, 12)]); break;
    case 'Y': put_year(w); break;
    case '(': put_quote(w, true); break;
    case ')': put_quote(w, false); break;
    default: break;
    }
}

static void put_template(struct writer *w, enum book book)
{
    const struct sentence *const s = &books[book].sentences[below(w, (uint32_t)books[book].n)];
    for (size_t i = 0; i < s->n; i++) {
        put(w, s->pieces[i].text, s->pieces[i].len);
        char *const start = w->at;
        put_slot(w, s->pieces[i].slot);
        if (s->pieces[i].slot == 'n' || s->pieces[i].slot == 'j') {
            mend_article(w, start);
        }
    }
}

void prose_sentence(struct writer *w, enum book book)
{
    char *p = w->at;
    put_template(w, book);
    /* Quotation marks, if any, come before the first letter. */
    while (p < w->at && !(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') &&
           !(*p >= '0' && *p <= '9')) {
        p++;
    }
    if (p < w->at && *p >= 'a' && *p <= 'z') {
        *p = (char)(*p - 'a' + 'A');
    }
}

void prose_plain_number(struct writer *w, uint64_t n, unsigned width)
{
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
        width -= width > 0;
    } while (n > 0 || width > 0);
    put(w, digits + at, sizeof digits - at);
}

void prose_flush(struct writer *w)
{
    const size_t len = (size_t)(w->at - w->buffer);
    if (fwrite(w->buffer, 1, len, stdout) != len || fflush(stdout) != 0) {
        fprintf(stderr, "synth: cannot write: %s\n", strerror(errno));
        exit(1);
    }
    w->flushed += len;
    w->at = w->buffer;
}
