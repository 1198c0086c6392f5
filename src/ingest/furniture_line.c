/*
 * furniture_line.c - one line at the edge of a page, by itself and beside another's.
 *
 * In: a line without the blanks around it. Out: whether it is a page number, what it says with its
 * numbers folded, whether two say the same. "ORU VALLEY   17" on page 17 and "ORU VALLEY 19" on
 * page 19 are one running head: their number grows with the page.
 */
#include "ingest/furniture_line.h"

#include "ingest/boundary.h"

#include <string.h>

enum { NUMBER_MAX = 99999 };

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int is_blank(char c)
{
    return (unsigned char)c <= ' ';
}

/* Of a number at p; p is moved behind it. More than 9 digits: a number, but which is not told. */
static uint64_t read_digits(const char **p, const char *end)
{
    uint64_t value = 0;
    size_t n = 0;
    for (; *p < end && is_digit(**p); ++*p, n++) {
        value = n < 9 ? value * 10 + (uint64_t)(**p - '0') : UINT32_MAX;
    }
    return value;
}

/* A Roman number of one case; 0 if the word is none. */
static uint32_t read_roman(const char *p, size_t length)
{
    static const char LETTERS[] = "ivxlcdm";
    static const uint32_t VALUES[] = {1, 5, 10, 50, 100, 500, 1000};
    const int upper = length > 0 && *p >= 'A' && *p <= 'Z';
    uint32_t sum = 0;
    uint32_t before = 0;
    if (length > 12) {
        return 0;
    }
    for (size_t i = length; i > 0; i--) {
        const char c = upper ? (char)(p[i - 1] - 'A' + 'a') : p[i - 1];
        const char *const found = is_letter(c) ? strchr(LETTERS, c) : NULL;
        if (found == NULL) {
            return 0;
        }
        const uint32_t value = VALUES[found - LETTERS];
        sum = value < before ? sum - value : sum + value;
        before = value;
    }
    return sum;
}

/* "page" before a number and "of" behind it are part of it. */
static int is_page_word(const char *p, size_t length)
{
    static const char *const WORDS[] = {"page", "Page", "PAGE", "p", "pg", "of", "Seite", "pag"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (strlen(WORDS[i]) == length && memcmp(WORDS[i], p, length) == 0) {
            return 1;
        }
    }
    return 0;
}

uint32_t gv_furniture_page_number(const char *p, const char *end)
{
    uint64_t first = 0;
    size_t n = 0;
    while (p < end) {
        if (is_digit(*p)) {
            const uint64_t value = read_digits(&p, end);
            first = n == 0 ? value : first;
            n++;
        } else if (is_letter(*p)) {
            const char *const word = p;
            while (p < end && is_letter(*p)) {
                p++;
            }
            if (!is_page_word(word, (size_t)(p - word))) {
                const uint32_t roman = read_roman(word, (size_t)(p - word));
                if (roman == 0) {
                    return 0;
                }
                first = n == 0 ? roman : first;
                n++;
            }
        } else if ((unsigned char)*p < 0x80) {
            p++;
        } else if (end - p >= 3 && memcmp(p, "\xE2\x80", 2) == 0) {
            p += 3; /* a dash or bullet */
        } else {
            return 0;
        }
    }
    return n >= 1 && n <= 2 && first <= NUMBER_MAX ? (uint32_t)first : 0;
}

uint64_t gv_furniture_hash(const char *p, const char *end)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    while (p < end) {
        char c = *p;
        if (is_digit(c)) {
            (void)read_digits(&p, end);
            c = '0';
        } else if (is_blank(c)) {
            while (p < end && is_blank(*p)) {
                p++;
            }
            c = ' ';
        } else {
            p++;
        }
        hash = (hash ^ (unsigned char)c) * UINT64_C(1099511628211);
    }
    return hash;
}

int gv_furniture_says_something(const char *p, size_t length)
{
    const char stop = gv_boundary_stop(p, length);
    if (stop == '!' || stop == '?' || (stop == '.' && (length < 2 || !is_digit(p[length - 2])))) {
        return 1;
    }
    for (size_t i = 0; i + 2 < length; i++) {
        if (p[i] == ':' && p[i + 1] == ' ' && p[i + 2] >= 'a' && p[i + 2] <= 'z') {
            return 1;
        }
    }
    return 0;
}

int gv_furniture_compare(const char *p, const char *p_end, const char *q, const char *q_end,
                         int64_t pages)
{
    int answer = 1;
    while (p < p_end && q < q_end) {
        if (is_digit(*p) && is_digit(*q)) {
            const int64_t step = -(int64_t)read_digits(&p, p_end) + (int64_t)read_digits(&q, q_end);
            if (step != 0 && step != pages) {
                return 0;
            }
            answer = step != 0 ? 2 : answer;
        } else if (is_blank(*p) && is_blank(*q)) {
            while (p < p_end && is_blank(*p)) {
                p++;
            }
            while (q < q_end && is_blank(*q)) {
                q++;
            }
        } else if (*p++ != *q++) {
            return 0;
        }
    }
    return p == p_end && q == q_end ? answer : 0;
}
