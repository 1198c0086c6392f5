/*
 * test_words.c - what a word is to the model: by the filter and from the store, and plainly.
 *
 * The plain twin asks every table of every word, and stems every word. It is set beside gv_look_up
 * for every word of the stemmers' published vocabularies, with models of some of these words, and
 * for random words; and the store beside gv_look_up with more kinds of words than it has room for.
 */
#include "rules_fixture.h"
#include "vocabulary_fixture.h"
#include "scan/scanner.h"
#include "scan/state.h"
#include "text/utf8.h"

#include <stdlib.h>

static char words[VOCABULARY_WORDS][VOCABULARY_BYTES];

static const char SHARED[] =
    "contraction n't = not\n"
    "abbreviations: Gen, Dr, al, esp\n"
    "form shot = shoot\n"
    "form went = go\n"
    "numbers two=2, five=5, forty=40, dozen=12\n"
    "rejoin: massacre, killed, possibility\n"
    "set affixes = pre*, a*, *cide, *ies, antigovern*, internationalis*, *e, Ma*, *Isms, un*, i*\n"
    "set some = I, he, die, us, cry, hope, Oru, =Gen, =Killed, internationalisation, "
    "\xC3\xA9t\xC3\xA9\n";

/* ------------------------------------------------------------------ the plain twin */

static void add_plainly(const gv_scanner *scanner, char group, const char *text, size_t length,
                        gv_found_keys *found)
{
    uint32_t keys[2];
    gv_model_find_keys(scanner->model, scanner->language, group, text, length, &keys[0], &keys[1]);
    for (uint32_t capital = 0; capital < 2; capital++) {
        if (keys[capital] != GV_IMAGE_NONE) {
            assert_true(found->n < GV_LIMIT_WORD_KEYS);
            found->capitals |= capital << found->n;
            found->keys[found->n++] = keys[capital];
        }
    }
}

static gv_found_keys look_up_plainly(gv_scanner *scanner, const char *text, size_t length,
                                     int digits)
{
    const gv_model_language *language = scanner->language;
    gv_found_keys found = {.n = 0};
    char folded[512];
    gv_slice stem;
    const size_t n = gv_utf8_fold(text, length, folded, sizeof folded);
    if (digits) {
        found.keys[found.n++] = GV_KEY_NUMBER;
    }
    if (n == 0) {
        return found;
    }
    found.number_kind = (uint8_t)gv_model_find_number(scanner->model, language, folded, n,
                                                      &found.number_value);
    if (found.number_kind != GV_NUMBER_NONE && found.number_kind != GV_NUMBER_JOINT && !digits) {
        found.keys[found.n++] = GV_KEY_NUMBER;
    }
    for (uint32_t i = 0; i < language->n_splits; i++) {
        const gv_image_text *from = &language->splits[i].from;
        const gv_image_text *to = &language->splits[i].to;
        if (from->length == n && memcmp(scanner->model->strings + from->text, folded, n) == 0) {
            found.pieces |= GV_PIECE_FIRST;
        }
        if (to->length == n && memcmp(scanner->model->strings + to->text, folded, n) == 0) {
            found.pieces |= GV_PIECE_SECOND;
        }
    }
    found.abbreviation = (uint8_t)gv_language_has(
        language->text.abbreviations, language->text.n_abbreviations, folded, n);
    add_plainly(scanner, 'e', folded, n, &found);
    const gv_slice form = gv_model_find_form(scanner->model, language, folded, n);
    assert_int_equal(gv_stemmer_stem(scanner->stemmer, form.bytes, form.length, &stem), GV_OK);
    add_plainly(scanner, 's', stem.bytes, stem.length, &found);
    for (size_t i = 1; i <= n && i <= GV_LIMIT_AFFIX; i++) {
        add_plainly(scanner, 'p', folded, i, &found);
    }
    for (size_t i = 1; i <= n && i <= GV_LIMIT_AFFIX; i++) {
        add_plainly(scanner, 'x', folded + n - i, i, &found);
    }
    return found;
}

/* By the filter of the sieve's words: no keys of sets are lost, and none are found that are none. */
static void compare_of_use(gv_scanner *scanner, const char *text, size_t length, int digits,
                           const gv_found_keys *all)
{
    const gv_sieve *sieve = &scanner->language->sieve;
    char bytes[512];
    const gv_slice folded = {bytes, (uint32_t)gv_utf8_fold(text, length, bytes, sizeof bytes)};
    gv_found_keys found;
    uint32_t next = 0;
    assert_int_equal(gv_look_up_folded(scanner, &sieve->words, folded, digits, &found), GV_OK);
    for (uint32_t i = 0; i < all->n; i++) {
        const int same = next < found.n && found.keys[next] == all->keys[i];
        next += (uint32_t)same;
        if (!same) {
            assert_true(sieve->first_set[all->keys[i]] == sieve->first_set[all->keys[i] + 1]);
        }
    }
    assert_int_equal(next, found.n);
    assert_int_equal(found.abbreviation, all->abbreviation);
    assert_int_equal(found.pieces & all->pieces, all->pieces & (GV_PIECE_FIRST | GV_PIECE_SECOND));
}

/* Returns the number of keys. */
static uint32_t compare(gv_scanner *scanner, const char *text, size_t length)
{
    const int digits = text[0] >= '0' && text[0] <= '9';
    const gv_found_keys plain = look_up_plainly(scanner, text, length, digits);
    gv_found_keys found;
    assert_int_equal(gv_look_up(scanner, &scanner->language->word_filter, text, length, digits,
                                &found), GV_OK);
    if (found.n != plain.n || memcmp(found.keys, plain.keys, plain.n * sizeof *plain.keys) != 0) {
        fail_msg("%u keys, not %u: %.*s", found.n, plain.n, (int)length, text);
    }
    assert_int_equal(found.capitals, plain.capitals);
    assert_int_equal(found.number_kind, plain.number_kind);
    assert_true(found.number_value == plain.number_value);
    assert_int_equal(found.abbreviation, plain.abbreviation);
    assert_int_equal(found.pieces & plain.pieces, plain.pieces);
    compare_of_use(scanner, text, length, digits, &plain);
    return found.n;
}

/* ------------------------------------------------------------------ vocabularies */

/* A model in which every `step`th word is asked for, by its stem or as it is. */
static gv_model *model_of(const char *code, size_t n, size_t step, const char *mark)
{
    gv_buf rules = {0};
    assert_int_equal(gv_buf_add_format(&rules, "language %s\n%srule harm/word\n    on: zzz", code,
                                       strcmp(code, "en") == 0 ? SHARED : ""),
                     GV_OK);
    for (size_t i = 0; i < n; i += step) {
        assert_int_equal(gv_buf_add_format(&rules, ", %s%s", mark, words[i]), GV_OK);
    }
    assert_int_equal(gv_buf_add_text(&rules,
                                     strcmp(code, "en") == 0 ? ", @affixes, @some\n" : "\n"),
                     GV_OK);
    const fixture_file files[] = {{"book.gvr", CODEBOOK}, {"words.gvr", rules.bytes}};
    gv_model *model = fixture_model(files, 2);
    gv_buf_free(&rules);
    return model;
}

static gv_scanner *open_scanner(const gv_model *model, const char *code)
{
    const gv_scanner_options options = {.size = sizeof options, .language = code};
    gv_scanner *scanner = NULL;
    assert_int_equal(gv_scanner_new(model, &options, &scanner), GV_OK);
    return scanner;
}

static void try_vocabulary(const char *language, const char *code)
{
    const size_t n = vocabulary_read(language, words);
    static const size_t steps[] = {7, 400};
    for (size_t s = 0; s < 2; s++) {
        gv_model *model = model_of(code, n, steps[s], "");
        gv_scanner *scanner = open_scanner(model, code);
        size_t n_keys = 0;
        for (size_t i = 0; i < n; i++) {
            n_keys += compare(scanner, words[i], strlen(words[i]));
            char capital[64];
            memcpy(capital, words[i], sizeof capital);
            capital[0] = (char)(capital[0] >= 'a' && capital[0] <= 'z' ? capital[0] - 32
                                                                       : capital[0]);
            compare(scanner, capital, strlen(capital));
        }
        assert_true(n_keys >= n / steps[s]);
        gv_scanner_free(scanner);
        gv_model_free(model);
    }
}

static void test_english(void **state)
{
    (void)state;
    try_vocabulary("english", "en");
}

static void test_french(void **state)
{
    (void)state;
    try_vocabulary("french", "fr");
}

static void test_spanish(void **state)
{
    (void)state;
    try_vocabulary("spanish", "es");
}

static void test_russian(void **state)
{
    (void)state;
    try_vocabulary("russian", "ru");
}

static void test_turkish(void **state) /* of whose stems nothing is known */
{
    (void)state;
    try_vocabulary("turkish", "tr");
}

/* ------------------------------------------------------------------ random words */

static uint32_t next(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 33);
}

static const char *const PARTS[] = {
    "a",  "b",   "c",    "d",    "e",   "i",    "n",       "o",   "s",    "t",   "y",    "ing",
    "ed", "s",   "ies",  "ation", "al", "ness", "ful",     "ly",  "kill", "he",  "us",   "di",
    "in", "ter", "nation", "isa", "5",  "'s",   "\xC3\xA9", ".",  "I",    "M",   "shot", "dozen",
    "mas", "sacre", "gen", "cide", "pre", "ism", "\xD0\xBE", "-", "ive", "able", "e",    "ment"};

static size_t make_word(uint64_t *random, char *word)
{
    const uint32_t n = 1 + next(random) % 5;
    size_t length = 0;
    for (uint32_t i = 0; i < n; i++) {
        const char *part = PARTS[next(random) % (sizeof PARTS / sizeof *PARTS)];
        memcpy(word + length, part, strlen(part) + 1);
        length += strlen(part);
    }
    return length;
}

static void test_random_words(void **state)
{
    (void)state;
    gv_model *small = model_of("en", 0, 1, "");
    gv_model *large = NULL;
    uint64_t random = 3;
    assert_int_equal(gv_model_builtin(&large), GV_OK);
    gv_scanner *scanners[] = {open_scanner(small, "en"), open_scanner(large, "en")};
    for (int round = 0; round < 400000; round++) {
        char word[128];
        const size_t length = make_word(&random, word);
        compare(scanners[round % 2], word, length);
    }
    for (int i = 0; i < 2; i++) {
        gv_scanner_free(scanners[i]);
    }
    gv_model_free(small);
    gv_model_free(large);
}

/* ------------------------------------------------------------------ the store */

static void check_known(const gv_found_keys *found, int capital, const gv_word_keys *known)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < found->n; i++) {
        if (capital || !(found->capitals >> i & 1)) {
            assert_true(n < known->n);
            assert_int_equal(known->keys[n++], found->keys[i]);
        }
    }
    assert_int_equal(known->n, n);
    assert_int_equal(known->number_kind, found->number_kind);
    assert_int_equal(known->pieces, found->pieces);
    assert_int_equal(known->abbreviation, found->abbreviation);
    assert_int_equal(known->capital, capital);
}

static void test_store(void **state)
{
    (void)state;
    const size_t n = vocabulary_read("english", words);
    gv_model *model = model_of("en", n, 1, "=");
    gv_scanner *scanner = open_scanner(model, "en");
    uint64_t random = 9;
    uint32_t n_full = 0;
    for (int passage = 0; passage < 400; passage++) {
        const gv_word_keys *known[500];
        gv_found_keys found[500];
        n_full += scanner->forms.full;
        gv_forms_next(&scanner->forms);
        gv_arena_reset(&scanner->words_arena, 0);
        for (int i = 0; i < 500; i++) {
            char word[128];
            strcpy(word, words[next(&random) % n]);
            size_t length = next(&random) % 8 == 0 ? make_word(&random, word) : strlen(word);
            const int plain = strspn(word, "abcdefghijklmnopqrstuvwxyz") == length;
            word[0] = (char)(plain && i % 2 ? word[0] - 32 : word[0]);
            const gv_form_text text = {
                .bytes = word,
                .length = length,
                .room = i % 3 == 0 ? length : sizeof word,
                .plain = plain,
                .digits = word[0] >= '0' && word[0] <= '9'};
            assert_int_equal(gv_look_up(scanner, &scanner->language->word_filter, word, length,
                                        text.digits, &found[i]), GV_OK);
            assert_int_equal(gv_forms_find(scanner, &text, i % 2, &known[i]), GV_OK);
        }
        for (int i = 0; i < 500; i++) { /* all still hold */
            check_known(&found[i], i % 2, known[i]);
        }
    }
    assert_true(n_full > 2);
    gv_scanner_free(scanner);
    gv_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_english), cmocka_unit_test(test_french),
        cmocka_unit_test(test_spanish), cmocka_unit_test(test_russian),
        cmocka_unit_test(test_turkish), cmocka_unit_test(test_random_words),
        cmocka_unit_test(test_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
