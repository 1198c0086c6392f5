/*
 * test_sieve.c - what the sieve lets through: with it and without it, the same mentions.
 *
 * Random passages are made of words and marks that matter to it: triggers, fillers, numbers, pieces
 * of torn words, contractions, abbreviations, capitals, words that are not ASCII. And for every word
 * of the stemmers' published vocabularies, a model of every seventh of them is asked with and without.
 */
#include "rules_fixture.h"
#include "vocabulary_fixture.h"
#include "scan/letters.h"
#include "scan/scanner.h"

#include <stdlib.h>
#include <unistd.h>

static const char RULES[] =
    "contraction n't = not\n"
    "contraction 's =\n"
    "abbreviations: Gen, Dr, al\n"
    "form shot = shoot\n"
    "numbers two=2, five=5, forty=40\n"
    "multiply hundred=100\n"
    "range to\n"
    "number 10 = entire @body, whole village\n"
    "set body = family, group\n"
    "rejoin: massacre, killed\n"
    "common 20000: the, of, and, in\n"
    "common 500: people, village\n"
    "set killing = kill, shoot dead, put to death, (burn|hack) ..2 alive, =cut down\n"
    "set people = people, villag*, farmer, Oru, (the|of) men\n"
    "rule harm/killed\n    on: @killing\n    need count after 6: #count>=5\n"
    "    need who near 6: @people\n"
    "rule harm/term\n    on: massacre, mass grave, *cide\n"
    "rule harm/far\n    on: attack\n    need in previous: @killing\n"
    "rule harm/wide\n    on: flee, (drove|forced) ..3 out\n    need in passage: burn\n"
    "    or in passage: torched homes\n"
    "rule harm/not\n    on: not flee\n"
    "rule harm/bars\n    on: =died\n    bar in previous: disease, fever\n"
    "rule harm/perhaps\n    on: the zeppelin? flee, (raid|storm)? of the graves?\n"
    "rule harm/many\n    on: #count>=5 @people ..3 (die|vanish)\n"
    "set pair = mas graves, family? it, (whole|entire) village, the ..2 attack\n"
    "rule harm/before\n    on: grave\n    need before 2: @pair\n"
    "rule harm/after\n    on: @pair, vanished\n    need after 1: @killing\n    or before 3: homes\n"
    "rule harm/near\n    on: genocide\n    need near 4: @pair\n    need near 3: @people\n"
    "rule harm/over\n    on: drove ..6 out\n    need over: @people\n"
    "rule harm/joined\n    on: @killing ..4 @pair, @pair @killing? @pair\n"
    "rule harm/sign_one weight 60\n    on: disease\n    need in sentence: @pair\n"
    "rule harm/sign_two weight 40\n    on: fever, torched ..2 homes\n";

static const char *const WORDS[] = {
    "kill",    "killed",  "Killing", "shot",     "dead",     "put",     "to",       "death",
    "burned",  "alive",   "cut",     "down",     "the",      "of",      "men",      "people",
    "villagers", "Oru",   "farmers", "massacre", "mas",      "sacre",   "kil",      "led",
    "genocide", "attack", "attacks", "flee",     "fleeing",  "drove",   "them",     "out",
    "forced",  "torched", "homes",   "didn't",   "won't",    "died",    "disease",  "die",
    "vanished", "five",   "forty",   "two",     "hundred",   "40",       "1,200",    "3",       "entire",   "family",
    "whole",   "village", "Gen",     "Dr",       "al",       "U.N.",    "J",        "it",
    "and",     "in",      "a",       "mass",     "graves",   "grave",   "MASSACRE", "KILLED",
    "caf\xC3\xA9", "mas\xC2\xADsacre", "\xD0\x9E\xD1\x80\xD1\x83", "people's", "Gen.", "internationalisation"};
static const char *const MARKS[] = {" ", " ", " ",  " ",  " ",  " ",   ". ", ". ", ". ", ", ", "\n",
                                    "; ", "? ", ".", " - ", "-", "\xE2\x80\x94", " \"", "\" ", ": ",
                                    "\xC2\xA0", "/", ".\n", "! "};

typedef struct scanners {
    gv_model *model;
    gv_scanner *with, *without;
    gv_scanner *labels; /* with, and only labels are wanted */
} scanners;

static void open_scanners(scanners *of, const char *code)
{
    const gv_scanner_options with = {.size = sizeof with, .language = code};
    const gv_scanner_options without = {.size = sizeof without, .language = code, .no_prefilter = 1};
    assert_int_equal(gv_scanner_new(of->model, &with, &of->with), GV_OK);
    assert_int_equal(gv_scanner_new(of->model, &without, &of->without), GV_OK);
    assert_int_equal(gv_scanner_new(of->model, &with, &of->labels), GV_OK);
    gv_scanner_want_labels(of->labels);
}

static void close_scanners(scanners *of)
{
    gv_scanner_free(of->with);
    gv_scanner_free(of->without);
    gv_scanner_free(of->labels);
    gv_model_free(of->model);
}

/* Where only labels are wanted, they are the same, with the same evidence. */
static void compare_labels(scanners *of, const char *text, size_t length)
{
    const gv_result *one = NULL;
    const gv_result *other = NULL;
    gv_evidence a = {.size = sizeof a};
    gv_evidence b = {.size = sizeof b};
    assert_int_equal(gv_scan(of->labels, text, length, &one), GV_OK);
    assert_int_equal(gv_scan(of->without, text, length, &other), GV_OK);
    assert_int_equal(gv_result_labels(one), gv_result_labels(other));
    for (size_t i = 0; i < gv_result_labels(one); i++) {
        assert_int_equal(gv_result_label_score(one, i), gv_result_label_score(other, i));
        assert_string_equal(gv_result_label_status(one, i), gv_result_label_status(other, i));
        for (size_t n = 0;; n++) {
            const int more = gv_result_evidence(one, i, n, &a);
            assert_int_equal(more, gv_result_evidence(other, i, n, &b));
            if (!more) {
                break;
            }
            assert_string_equal(a.rule, b.rule);
            assert_int_equal(a.start, b.start);
            assert_int_equal(a.end, b.end);
        }
    }
}

/* How many mentions there are, with the sieve and without it the same. */
static size_t compare(scanners *of, const char *text, size_t length)
{
    const gv_result *one = NULL;
    const gv_result *other = NULL;
    gv_evidence a = {.size = sizeof a};
    gv_evidence b = {.size = sizeof b};
    size_t n = 0;
    compare_labels(of, text, length);
    assert_int_equal(gv_scan(of->with, text, length, &one), GV_OK);
    assert_int_equal(gv_scan(of->without, text, length, &other), GV_OK);
    for (;; n++) {
        const int more = gv_result_mention(one, n, &a);
        if (more != gv_result_mention(other, n, &b)) {
            fail_msg("mention %zu only %s the sieve: %.*s", n, more ? "with" : "without",
                     (int)length, text);
        }
        if (!more) {
            return n;
        }
        assert_string_equal(a.rule, b.rule);
        assert_string_equal(a.status, b.status);
        assert_int_equal(a.start, b.start);
        assert_int_equal(a.end, b.end);
    }
}

static uint32_t next(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 33);
}

static void test_random_passages(void **state)
{
    (void)state;
    scanners of = {.model = fixture_english(RULES)};
    uint64_t random = 7;
    size_t n_mentions = 0;
    size_t n_without = 0;
    open_scanners(&of, "en");
    for (int round = 0; round < 60000; round++) {
        char text[16384];
        size_t length = 0;
        const uint32_t n = 1 + next(&random) % (round % 16 == 0 ? 300 : 30);
        for (uint32_t i = 0; i < n; i++) {
            const char *word = WORDS[next(&random) % (sizeof WORDS / sizeof *WORDS)];
            const char *mark = MARKS[next(&random) % (sizeof MARKS / sizeof *MARKS)];
            length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", word, mark);
            if (next(&random) % 4 == 0 && text[length - 1] == ' ') {
                length += (size_t)snprintf(text + length, sizeof text - length, "The ");
            }
        }
        const size_t found = compare(&of, text, length);
        n_mentions += found;
        n_without += found == 0;
    }
    assert_true(n_mentions > 10000 && n_without > 1000);
    close_scanners(&of);
}

/* Bytes of any kind, among which words stand. */
static void test_random_bytes(void **state)
{
    (void)state;
    scanners of = {.model = fixture_english(RULES)};
    uint64_t random = 11;
    open_scanners(&of, "en");
    for (int round = 0; round < 20000; round++) {
        char text[512];
        const size_t length = 1 + next(&random) % (sizeof text - 1);
        for (size_t i = 0; i < length; i++) {
            const uint32_t roll = next(&random);
            text[i] = roll % 3 == 0 ? (char)(roll >> 8) : "killed massacre 40 farmers. Th"[(roll >> 8) % 30];
        }
        compare(&of, text, length);
    }
    close_scanners(&of);
}

/* Long passages, so that every place within 16 bytes of the end is met. */
static void test_every_length(void **state)
{
    (void)state;
    scanners of = {.model = fixture_english(RULES)};
    const char *text = "They fled. Gunmen killed forty farmers there, and put to death the people of Oru; "
                       "massacre. A mass grave";
    open_scanners(&of, "en");
    for (size_t length = 0; length <= strlen(text); length++) {
        char *exact = malloc(length + 1);
        assert_non_null(exact);
        memcpy(exact, text, length);
        compare(&of, exact, length);
        free(exact);
    }
    close_scanners(&of);
}

/* Models of one word more each: tables of every length, and the sieve's own keys at their ends. */
static void test_any_number_of_keys(void **state)
{
    (void)state;
    static const char *const texts[] = {"Houses laws 5 forced.", "Forced 5 forced houses of laws."};
    for (int n_words = 0; n_words < 70; n_words++) {
        char rules[2048] = "numbers two=2, five=5\nset place = houses\nset filler = laws";
        for (int i = 0; i < n_words; i++) {
            const size_t length = strlen(rules);
            snprintf(rules + length, sizeof rules - length, ", =%c%cword", 'a' + i / 26, 'a' + i % 26);
        }
        const size_t length = strlen(rules);
        snprintf(rules + length, sizeof rules - length,
                 "\nrule harm/counted\n    on: #count =forced\n"
                 "rule harm/placed\n    on: @place, @filler\n    need near 3: #count\n");
        for (int i = 0; i < 2; i++) {
            scanners of = {.model = fixture_english(rules)};
            open_scanners(&of, "en");
            assert_true(compare(&of, texts[i], strlen(texts[i])) > 0);
            close_scanners(&of);
        }
    }
}

static void test_portable_path(void **state)
{
    assert_int_equal(setenv("GRAVAMEN_CPU", "portable", 1), 0);
    assert_int_equal(gv_bytes_choose(), GV_BYTES_PORTABLE);
    test_every_length(state);
    test_random_bytes(state);
    assert_int_equal(unsetenv("GRAVAMEN_CPU"), 0);
}

/* ------------------------------------------------------------------ published vocabularies */

static void try_vocabulary(const char *language, const char *code)
{
    static char words[VOCABULARY_WORDS][VOCABULARY_BYTES];
    const size_t n = vocabulary_read(language, words);
    gv_buf rules = {0};
    assert_int_equal(gv_buf_add_format(&rules, "language %s\nrule harm/word\n    on: zzz", code),
                     GV_OK);
    for (size_t i = 0; i < n; i += 7) {
        assert_int_equal(gv_buf_add_format(&rules, ", %s", words[i]), GV_OK);
    }
    assert_int_equal(gv_buf_add_text(&rules, "\n"), GV_OK);
    const fixture_file files[] = {{"book.gvr", CODEBOOK}, {"words.gvr", rules.bytes}};
    scanners of = {.model = fixture_model(files, 2)};
    size_t found = 0;
    open_scanners(&of, code);
    for (size_t i = 0; i < n; i++) {
        found += compare(&of, words[i], strlen(words[i]));
    }
    assert_true(found >= n / 7);
    close_scanners(&of);
    gv_buf_free(&rules);
}

static void test_english_words(void **state)
{
    (void)state;
    try_vocabulary("english", "en");
}

static void test_french_words(void **state)
{
    (void)state;
    try_vocabulary("french", "fr");
}

static void test_spanish_words(void **state)
{
    (void)state;
    try_vocabulary("spanish", "es");
}

static void test_russian_words(void **state)
{
    (void)state;
    try_vocabulary("russian", "ru");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_passages), cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_every_length),    cmocka_unit_test(test_any_number_of_keys),
        cmocka_unit_test(test_portable_path),   cmocka_unit_test(test_english_words),
        cmocka_unit_test(test_french_words),    cmocka_unit_test(test_spanish_words),
        cmocka_unit_test(test_russian_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
