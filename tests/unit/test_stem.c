/*
 * test_stem.c - stems, sets of them, the fingerprint. The vocabularies of Debian's package
 * snowball-data are compared word for word where they are installed.
 */
#include "text/stem.h"
#include "text/stem_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <libstemmer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void expect_stem(gv_stemmer *stemmer, const char *word, const char *expected)
{
    gv_slice stem = {NULL, 99};
    assert_int_equal(gv_stemmer_stem(stemmer, word, strlen(word), &stem), GV_OK);
    if (stem.length != strlen(expected) || memcmp(stem.bytes, expected, stem.length) != 0) {
        fail_msg("the stem of %s is %.*s, not %s", word, (int)stem.length, stem.bytes, expected);
    }
}

static void test_english(void **state)
{
    (void)state;
    gv_stemmer *stemmer = NULL;
    assert_int_equal(gv_stemmer_new("en", &stemmer), GV_OK);
    for (int round = 0; round < 2; round++) { /* the second time like the first */
        expect_stem(stemmer, "massacres", "massacr");
        expect_stem(stemmer, "killings", "kill");
        expect_stem(stemmer, "a", "a");
        expect_stem(stemmer, "u.n", "u.n");
        expect_stem(stemmer, "1,200", "1,200");
        expect_stem(stemmer, "internationalizations", "internation");
        expect_stem(stemmer, "", "");
    }
    gv_stemmer_free(stemmer);
    gv_stemmer_free(NULL);
}

static void test_unknown_languages(void **state)
{
    (void)state;
    int here = 0;
    gv_stemmer *stemmer = (gv_stemmer *)&here;
    static const char *const codes[] = {"", "x", "xx", "english", "porter", "EN", "en\n"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        assert_int_equal(gv_stemmer_new(codes[i], &stemmer), GV_ERROR_LANGUAGE);
    }
    assert_int_equal(gv_stemmer_new(NULL, &stemmer), GV_ERROR_LANGUAGE);
    assert_ptr_equal(stemmer, &here);
    uint64_t fingerprint = 5;
    assert_int_equal(gv_text_fingerprint("xx", &fingerprint), GV_ERROR_LANGUAGE);
    assert_int_equal(fingerprint, 5);
}

static void test_words_that_are_their_own_stem(void **state)
{
    (void)state;
    gv_stemmer *stemmer = NULL;
    char word[200];
    assert_int_equal(gv_stemmer_new("tr", &stemmer), GV_OK);
    expect_stem(stemmer, "leri", "leri"); /* libstemmer would leave nothing */
    expect_stem(stemmer, "leri", "leri");
    gv_stemmer_free(stemmer);
    assert_int_equal(gv_stemmer_new("es", &stemmer), GV_OK);
    expect_stem(stemmer, "matarlos\xFF", "matarlos\xFF");
    expect_stem(stemmer, "matarlos\xC3", "matarlos\xC3");
    for (size_t i = 0; i < sizeof word; i++) {
        word[i] = i % 2 == 0 ? 'r' : 'a';
    }
    gv_slice stem;
    memcpy(word + 59, "mente", 6); /* 64 bytes: a stem of 59 or less */
    assert_int_equal(gv_stemmer_stem(stemmer, word, 64, &stem), GV_OK);
    assert_true(stem.length <= 59);
    memcpy(word + 60, "mente", 6); /* 65 bytes */
    expect_stem(stemmer, word, word);
    gv_stemmer_free(stemmer);
}

static void test_bytes_of_any_value(void **state)
{
    (void)state;
    gv_stemmer *stemmer = NULL;
    static const char *const codes[] = {"en", "fr", "ru", "ar", "hi", "ta"};
    for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++) {
        uint64_t random = 3 + c;
        assert_int_equal(gv_stemmer_new(codes[c], &stemmer), GV_OK);
        for (int round = 0; round < 20000; round++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            const size_t length = (size_t)(random >> 40) % 70;
            char *const word = malloc(length + 1);
            for (size_t i = 0; i < length; i++) {
                random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
                word[i] = round % 2 != 0 ? (char)(random >> 50) : (char)('a' + (random >> 50) % 26);
            }
            gv_slice stem;
            assert_int_equal(gv_stemmer_stem(stemmer, word, length, &stem), GV_OK);
            assert_true(length == 0 || stem.length > 0);
            free(word);
        }
        gv_stemmer_free(stemmer);
    }
}

/* Numerals are never asked of libstemmer: asked all the same, it leaves them as they are, in every
 * language. Letters before and behind them make it look at them. */
static void test_numerals(void **state)
{
    (void)state;
    static const char *const codes[] = {"ar", "hy", "eu", "ca", "da", "nl", "en", "fi", "fr",
                                        "de", "el", "hi", "hu", "id", "ga", "it", "lt", "ne",
                                        "no", "pt", "ro", "ru", "sr", "es", "sv", "ta", "tr", "yi"};
    int known = 0;
    for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++) {
        struct sb_stemmer *const snowball = sb_stemmer_new(codes[c], "UTF_8");
        uint64_t random = 7 + c;
        for (int round = 0; round < 5000 && snowball != NULL; round++) {
            char word[24];
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            const size_t length = 1 + (size_t)(random >> 40) % (sizeof word - 1);
            for (size_t i = 0; i < length; i++) {
                random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
                word[i] = "0123456789,."[(random >> 50) % (i == 0 ? 10 : 12)];
            }
            const sb_symbol *const stem =
                sb_stemmer_stem(snowball, (const sb_symbol *)word, (int)length);
            assert_non_null(stem);
            assert_int_equal(sb_stemmer_length(snowball), length);
            assert_memory_equal(stem, word, length);
        }
        known += snowball != NULL;
        sb_stemmer_delete(snowball);
    }
    assert_true(known >= 20);
}

/* What was asked before does not change a stem. */
static void test_order_does_not_matter(void **state)
{
    (void)state;
    gv_stemmer *one = NULL;
    assert_int_equal(gv_stemmer_new("en", &one), GV_OK);
    char word[32];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 40000; i++) {
            gv_slice stem;
            const int length = snprintf(word, sizeof word, "q%dxings", i);
            assert_int_equal(gv_stemmer_stem(one, word, (size_t)length, &stem), GV_OK);
            char expected[32];
            const int n = snprintf(expected, sizeof expected, "q%dxing", i);
            assert_int_equal(stem.length, n);
            assert_memory_equal(stem.bytes, expected, n);
        }
    }
    gv_stemmer_free(one);
}

/* ------------------------------------------------------------------ snowball-data */

static FILE *open_data(const char *language, const char *name, int *piped)
{
    char command[300];
    char path[256];
    const char *const folder = "/usr/share/snowball/data";
    snprintf(path, sizeof path, "%s/%s/%s.txt", folder, language, name);
    *piped = 0;
    if (access(path, R_OK) == 0) {
        return fopen(path, "r");
    }
    snprintf(path, sizeof path, "%s/%s/%s.txt.gz", folder, language, name);
    if (access(path, R_OK) != 0) {
        return NULL;
    }
    snprintf(command, sizeof command, "gzip -dc %s", path);
    *piped = 1;
    return popen(command, "r");
}

static void close_data(FILE *file, int piped)
{
    if (file != NULL && piped) {
        pclose(file);
    } else if (file != NULL) {
        fclose(file);
    }
}

static int read_word(FILE *file, char word[256])
{
    if (fgets(word, 256, file) == NULL) {
        return 0;
    }
    word[strcspn(word, "\r\n")] = '\0';
    return 1;
}

/* 1 if nothing is said of the word: it is not of small ASCII letters alone, or an exception. */
static int is_odd(const char *code, const char *word)
{
    for (const char *at = word; *at != '\0'; at++) {
        if (*at < 'a' || *at > 'z') {
            return 1;
        }
    }
    for (const char *const *odd = gv_stem_exceptions(code); *odd != NULL; odd++) {
        if (strcmp(*odd, word) == 0) {
            return 1;
        }
    }
    return 0;
}

/* What the sieve counts on: how a word begins whose stem is known. */
static void expect_kept(const char *code, const char *word, const char *stem)
{
    const size_t kept = gv_stem_kept(code, stem, strlen(stem));
    if (is_odd(code, word)) {
        return;
    }
    assert_true(kept > 0 && kept <= strlen(stem));
    if (strncmp(word, stem, kept) != 0) {
        fail_msg("%s does not begin with the first %zu bytes of %s", word, kept, stem);
    }
}

/* A set that holds the word's stem says so. */
static void expect_held(const char *code, const char *word, const char *stem, size_t length)
{
    gv_stem_set set;
    if (is_odd(code, word)) {
        return;
    }
    assert_int_equal(gv_stem_set_make(code, 1, &set), GV_OK);
    gv_stem_set_add(&set, code, stem, length);
    if (!gv_stem_set_may_have(&set, word, strlen(word))) {
        fail_msg("a set with %.*s is said not to have the stem of %s", (int)length, stem, word);
    }
    gv_stem_set_free(&set);
}

static void compare_vocabulary(const char *language, const char *code)
{
    int voc_piped, output_piped;
    FILE *const vocabulary = open_data(language, "voc", &voc_piped);
    FILE *const output = open_data(language, "output", &output_piped);
    if (vocabulary == NULL || output == NULL) {
        print_message("the package snowball-data is not installed: %s not compared\n", language);
        close_data(vocabulary, voc_piped);
        close_data(output, output_piped);
        skip();
    }
    gv_stemmer *stemmer = NULL;
    char word[256], expected[256];
    size_t n_words = 0;
    assert_int_equal(gv_stemmer_new(code, &stemmer), GV_OK);
    while (read_word(vocabulary, word) && read_word(output, expected)) {
        const int own = strlen(word) > 64 || expected[0] == '\0';
        expect_stem(stemmer, word, own ? word : expected);
        expect_stem(stemmer, word, own ? word : expected);
        if (!own && gv_stem_kept(code, "a", 1) > 0) {
            expect_kept(code, word, expected);
        }
        if (!own) {
            expect_held(code, word, expected, strlen(expected));
        }
        n_words++;
    }
    assert_true(n_words > 10000);
    gv_stemmer_free(stemmer);
    close_data(vocabulary, voc_piped);
    close_data(output, output_piped);
}

static void test_english_vocabulary(void **state)
{
    (void)state;
    compare_vocabulary("english", "en");
}

static void test_french_vocabulary(void **state)
{
    (void)state;
    compare_vocabulary("french", "fr");
}

static void test_spanish_vocabulary(void **state)
{
    (void)state;
    compare_vocabulary("spanish", "es");
}

static void test_russian_vocabulary(void **state)
{
    (void)state;
    compare_vocabulary("russian", "ru");
}

/* ------------------------------------------------------------------ fingerprint */

static void test_fingerprints_tell_languages_apart(void **state)
{
    (void)state;
    static const char *const codes[] = {"en", "fr", "es", "ar", "ru", "de", "it", "pt", "hi", "ta",
                                        "nl", "sv", "da", "no", "fi", "hu", "tr", "el", "ro", "id",
                                        "ca", "lt", "eu", "hy", "ga", "ne", "sr", "yi"};
    enum { N = sizeof codes / sizeof codes[0] };
    uint64_t fingerprints[N];
    for (size_t i = 0; i < N; i++) {
        uint64_t again = 0;
        assert_int_equal(gv_text_fingerprint(codes[i], &fingerprints[i]), GV_OK);
        assert_int_equal(gv_text_fingerprint(codes[i], &again), GV_OK);
        assert_true(again == fingerprints[i]);
        for (size_t j = 0; j < i; j++) {
            assert_true(fingerprints[i] != fingerprints[j]);
        }
    }
    assert_true(strlen(gv_text_utf8proc_version()) > 0);
}

/* Of small letters, with all that the English stemmer looks for. */
static void make_word(uint64_t *random, char *word)
{
    static const char *const PARTS[] = {
        "a", "b", "d", "e", "f", "g", "i", "l", "m", "n", "o", "p", "r", "s", "t", "u", "w", "x",
        "y", "z", "s", "e", "i", "y", "sses", "ied", "ies", "us", "ss", "eed", "eedly", "ed",
        "edly", "ing", "ingly", "at", "bl", "iz", "bb", "dd", "tt", "tional", "enci", "ency",
        "anci", "abli", "ably", "entli", "ently", "izer", "ization", "ational", "ation", "ator",
        "alism", "aliti", "ality", "alli", "ally", "fulness", "ousli", "ously", "ousness",
        "iveness", "iviti", "ivity", "biliti", "bility", "bli", "bly", "ogi", "ogy", "fulli",
        "fully", "lessli", "lessly", "li", "ly", "alize", "icate", "iciti", "icity", "ical", "ful",
        "ness", "ative", "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment",
        "ent", "ism", "ate", "iti", "ity", "ous", "ive", "ize", "ion", "sion", "ll", "gener",
        "commun", "arsen", "ski", "sk", "dy", "inn", "out", "proce"};
    size_t length = 0;
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    uint64_t roll = *random >> 20;
    for (uint64_t n = 1 + roll % 5; n > 0; n--) {
        roll /= 5;
        *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const char *part = PARTS[(*random >> 33) % (sizeof PARTS / sizeof *PARTS)];
        strcpy(word + length, part);
        length += strlen(part);
    }
}

static void test_random_words_are_in_their_sets(void **state)
{
    (void)state;
    gv_stemmer *stemmer = NULL;
    uint64_t random = 21;
    assert_int_equal(gv_stemmer_new("en", &stemmer), GV_OK);
    for (int round = 0; round < 500000; round++) {
        char word[64];
        gv_slice stem;
        make_word(&random, word);
        assert_int_equal(gv_stemmer_stem(stemmer, word, strlen(word), &stem), GV_OK);
        expect_held("en", word, stem.bytes, stem.length);
    }
    gv_stemmer_free(stemmer);
}

/* A set is of use: of the words of a text few have a stem of it, and of most others it says so. */
static void test_set_tells_apart(void **state)
{
    (void)state;
    static const char *const OUT[] = {"house", "they", "mason", "creature", "posse"};
    gv_stem_set set;
    assert_int_equal(gv_stem_set_make("en", 4, &set), GV_OK);
    gv_stem_set_add(&set, "en", "he", 2);
    gv_stem_set_add(&set, "en", "massacr", 7);
    gv_stem_set_add(&set, "en", "possibl", 7);
    gv_stem_set_add(&set, "en", "creator", 7);
    for (size_t i = 0; i < sizeof OUT / sizeof *OUT; i++) {
        assert_false(gv_stem_set_may_have(&set, OUT[i], strlen(OUT[i])));
    }
    assert_true(gv_stem_set_may_have(&set, "possibilities", strlen("possibilities")));
    assert_true(gv_stem_set_may_have(&set, "massacring", strlen("massacring")));
    gv_stem_set_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_english),
        cmocka_unit_test(test_unknown_languages),
        cmocka_unit_test(test_words_that_are_their_own_stem),
        cmocka_unit_test(test_bytes_of_any_value),
        cmocka_unit_test(test_numerals),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_english_vocabulary),
        cmocka_unit_test(test_french_vocabulary),
        cmocka_unit_test(test_spanish_vocabulary),
        cmocka_unit_test(test_russian_vocabulary),
        cmocka_unit_test(test_random_words_are_in_their_sets),
        cmocka_unit_test(test_set_tells_apart),
        cmocka_unit_test(test_fingerprints_tell_languages_apart),
    };
    return cmocka_run_group_tests_name("stem", tests, NULL, NULL);
}
