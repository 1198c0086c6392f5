/*
 * test_number.c - digits, number words, ranges. Quantities are compared as one string: the words,
 * "=", the value, then "y" for year-shaped and "!" for one that counts nothing.
 */
#include "text_fixture.h"

#include "base/arena.h"
#include "text/number.h"
#include "text/utf8.h"

static const struct {
    const char *word;
    gv_number_kind kind;
    uint64_t value;
} TABLE[] = {{"one", GV_NUMBER_WORD, 1},           {"two", GV_NUMBER_WORD, 2},
             {"three", GV_NUMBER_WORD, 3},         {"four", GV_NUMBER_WORD, 4},
             {"five", GV_NUMBER_WORD, 5},          {"six", GV_NUMBER_WORD, 6},
             {"seven", GV_NUMBER_WORD, 7},         {"twelve", GV_NUMBER_WORD, 12},
             {"twenty", GV_NUMBER_WORD, 20},       {"thirty", GV_NUMBER_WORD, 30},
             {"forty", GV_NUMBER_WORD, 40},        {"fifty", GV_NUMBER_WORD, 50},
             {"dozens", GV_NUMBER_WORD, 24},       {"hundreds", GV_NUMBER_WORD, 200},
             {"dozen", GV_NUMBER_MULTIPLY, 12},    {"hundred", GV_NUMBER_MULTIPLY, 100},
             {"thousand", GV_NUMBER_MULTIPLY, 1000}, {"million", GV_NUMBER_MULTIPLY, 1000000},
             {"and", GV_NUMBER_JOINT, 0},          {"to", GV_NUMBER_RANGE, 0},
             {"between", GV_NUMBER_RANGE, 0}};

static gv_words words;
static gv_number_atom *atoms;
static gv_quantity *quantities;
static size_t n_quantities, capacity;

static int free_all(void **state)
{
    (void)state;
    gv_words_free(&words);
    free(atoms);
    gv_memory_free(quantities);
    return 0;
}

static void read_atoms(const char *text, size_t length)
{
    assert_int_equal(gv_token_cut(&english, text, length, &words), GV_OK);
    atoms = realloc(atoms, (words.n_tokens + 1) * sizeof *atoms);
    for (size_t i = 0; i < words.n_tokens; i++) {
        const gv_token *const token = &words.tokens[i];
        char folded[64];
        gv_number_read(text, &words, i, &atoms[i]);
        const size_t n =
            gv_utf8_fold(text + token->start, token->end - token->start, folded, sizeof folded);
        for (size_t k = 0; k < sizeof TABLE / sizeof TABLE[0]; k++) {
            if (atoms[i].kind == GV_NUMBER_NONE && strlen(TABLE[k].word) == n &&
                memcmp(TABLE[k].word, folded, n) == 0) {
                atoms[i].kind = TABLE[k].kind;
                atoms[i].value = TABLE[k].value;
            }
        }
    }
    n_quantities = 0;
    assert_int_equal(gv_number_join(&words, atoms, 0, words.n_tokens, &quantities, &n_quantities,
                                    &capacity),
                     GV_OK);
    uint32_t end = 0;
    for (size_t i = 0; i < n_quantities; i++) {
        assert_true(quantities[i].first >= end);
        assert_true(quantities[i].end > quantities[i].first);
        assert_true(quantities[i].end <= words.n_tokens);
        assert_true(quantities[i].value <= GV_NUMBER_MAX);
        end = quantities[i].end;
    }
}

static void expect_numbers(const char *text, const char *expected)
{
    gv_buf shown = {0};
    read_atoms(text, strlen(text));
    for (size_t i = 0; i < n_quantities; i++) {
        const gv_quantity *const q = &quantities[i];
        const size_t start = words.tokens[q->first].start;
        gv_buf_add_text(&shown, i > 0 ? "; " : "");
        gv_buf_add(&shown, text + start, words.tokens[q->end - 1].end - start);
        if (q->counts) {
            gv_buf_add_byte(&shown, '=');
            gv_buf_add_number(&shown, q->value);
        } else {
            gv_buf_add_byte(&shown, '!');
        }
        gv_buf_add_text(&shown, q->year_shaped ? "y" : "");
    }
    assert_string_equal(shown.bytes != NULL ? shown.bytes : "", expected);
    gv_buf_free(&shown);
}

static void test_digits(void **state)
{
    (void)state;
    expect_numbers("some 200 people", "200=200");
    expect_numbers("0 and 007", "0=0; 007=7");
    expect_numbers("1,200 of 1,200,300", "1,200=1200; 1,200,300=1200300");
    expect_numbers("1.200 of 1.200.300 of 12.500", "1.200=1200; 1.200.300=1200300; 12.500=12500");
    expect_numbers("1.5 0.200 3,5 1234.567", "1.5=1; 0.200=0; 3,5=3; 1234.567=1234");
    expect_numbers("1,200.5 1.200,5 1,200,300.25",
                   "1,200.5=1200; 1.200,5=1200; 1,200,300.25=1200300");
    expect_numbers("1\u00A0200", "1\u00A0200=1200");
    expect_numbers("12.01.2020 1,2,3 0,200 1,2345 1234,567 1.200,300.400 1.200,300.400.500",
                   "12.01.2020!; 1,2,3!; 0,200!; 1,2345!; 1234,567!; 1.200,300.400!; "
                   "1.200,300.400.500!");
    expect_numbers("\u0661\u0662\u0663 \u0661\u066C\u0662\u0663\u0664 \u0661\u066B\u0665",
                   "\u0661\u0662\u0663=123; \u0661\u066C\u0662\u0663\u0664=1234; "
                   "\u0661\u066B\u0665=1");
    expect_numbers("1990 0042 12345 1,990", "1990=1990y; 0042=42y; 12345=12345; 1,990=1990");
    expect_numbers("99999999999999999999999999",
                   "99999999999999999999999999=9223372036854775");
}

static void test_digits_that_count_nothing(void **state)
{
    (void)state;
    expect_numbers("5th 1990s 40k 3D 1990's", "5th!; 1990s!; 40k!; 3D!; 1990!");
    expect_numbers("3:30 and 12/5", "3!; 30!; 12!; 5!");
    expect_numbers("$5, US$5, \u20AC 5, $5 million", "5!; 5!; 5!; 5 million!");
    expect_numbers("40%, 40 %, 3 million %, 40 \u20AC", "40!; 40!; 3 million=3000000; 40!");
    expect_numbers("AK-47 and mid-1994", "47!; 1994=1994y");
    expect_numbers("#5, # 5, \u2116 5, \u00A75, & 5", "5!; 5!; 5!; 5!; 5=5");
    expect_numbers("40/men: 5 dead", "40=40; 5=5");
    expect_numbers("and/5, he:5", "5=5; 5=5");
}

static void test_number_words(void **state)
{
    (void)state;
    expect_numbers("forty-seven men", "forty-seven=47");
    expect_numbers("forty seven, two hundred six", "forty seven=47; two hundred six=206");
    expect_numbers("two hundred and six", "two hundred and six=206");
    expect_numbers("two hundred and forty-six thousand five hundred and one",
                   "two hundred and forty-six thousand five hundred and one=246501");
    expect_numbers("three million two hundred thousand and five",
                   "three million two hundred thousand and five=3200005");
    expect_numbers("a hundred, a thousand, hundred and six",
                   "hundred=100; thousand=1000; hundred and six=106");
    expect_numbers("two dozen, dozens, hundreds", "two dozen=24; dozens=24; hundreds=200");
    expect_numbers("five hundred thousand million", "five hundred thousand million=500000000000");
    expect_numbers("two thousand three million", "two thousand three million=2003000000");
    expect_numbers("treinta and one: thirty and one", "one=1; thirty and one=31");
}

static void test_numbers_that_are_two(void **state)
{
    (void)state;
    expect_numbers("five six", "five=5; six=6");
    expect_numbers("twenty thirty", "twenty=20; thirty=30");
    expect_numbers("forty twelve", "forty=40; twelve=12");
    expect_numbers("five and six", "five=5; six=6");
    expect_numbers("two hundred and three hundred", "two hundred=200; three hundred=300");
    expect_numbers("two thousand and three thousand", "two thousand=2000; three thousand=3000");
    expect_numbers("two thousand, three hundred", "two thousand=2000; three hundred=300");
    expect_numbers("two dozen five", "two dozen=24; five=5");
    expect_numbers("five 6 7", "five=5; 6=6; 7=7");
    expect_numbers("two hundred and 6", "two hundred=200; 6=6");
    expect_numbers("two (hundred)", "two=2; hundred=100");
    expect_numbers("hundred and", "hundred=100");
    expect_numbers("two hundred and, six", "two hundred=200; six=6");
}

static void test_digits_and_words(void **state)
{
    (void)state;
    expect_numbers("3 million, 1.5 million, 1.25 million",
                   "3 million=3000000; 1.5 million=1500000; 1.25 million=1200000");
    expect_numbers("2 hundred thousand", "2 hundred thousand=200000");
    expect_numbers("1990 million", "1990 million=1990000000");
    expect_numbers("3-million", "3-million=3000000");
    expect_numbers("99999999999999 million million million",
                   "99999999999999 million million million=9223372036854775");
}

static void test_ranges(void **state)
{
    (void)state;
    expect_numbers("30 to 40 men", "30 to 40=30");
    expect_numbers("30-40, 30\u201340, 30 - 40", "30-40=30; 30\u201340=30; 30=30; 40=40");
    expect_numbers("forty to fifty, twenty-thirty", "forty to fifty=40; twenty-thirty=20");
    expect_numbers("between 30 and 40 men", "between 30 and 40=30");
    expect_numbers("between two hundred and six hundred",
                   "between two hundred and six hundred=200");
    expect_numbers("30 and 40 men", "30=30; 40=40");
    expect_numbers("up to 30, 40", "30=30; 40=40");
    expect_numbers("rose to one hundred and fifty thousand",
                   "one hundred and fifty thousand=150000");
    expect_numbers("30 to 20, between 30 and 20", "30=30; 20=20; 30=30; 20=20");
    expect_numbers("20 to 10 and 40", "20=20; to 10 and 40=10");
    expect_numbers("30 to", "30=30");
    expect_numbers("1.2 to 1.8, 1.8 to 1.2", "1.2 to 1.8=1; 1.8=1; 1.2=1");
}

static void test_ranges_share_multipliers(void **state)
{
    (void)state;
    expect_numbers("3 to 4 million", "3 to 4 million=3000000");
    expect_numbers("1.5-2 million", "1.5-2 million=1500000");
    expect_numbers("three to four hundred", "three to four hundred=300");
    expect_numbers("500 to 2 thousand", "500 to 2 thousand=500");
    expect_numbers("2 thousand to 3 million", "2 thousand to 3 million=2000");
    expect_numbers("between 30 and 40 thousand", "between 30 and 40 thousand=30000");
    expect_numbers("five to two hundred and six", "five to two hundred and six=5");
}

static void test_ranges_of_what_counts_nothing(void **state)
{
    (void)state;
    expect_numbers("$30 to 40 million", "30 to 40 million!");
    expect_numbers("30 to 40%, 30-40 %", "30 to 40!; 30-40!");
    expect_numbers("555-123, 2020-01-15, 978-3-16-5, 1-2-3", "555-123!; 2020-01-15!y; "
                                                             "978-3-16-5!; 1-2-3!");
}

static void test_ranges_of_years(void **state)
{
    (void)state;
    expect_numbers("1990-1995", "1990-1995=1990y");
    expect_numbers("1990 to 1995", "1990 to 1995=1990y");
    expect_numbers("1990-95, 1990-85", "1990-95=1990y; 1990-85!y");
    expect_numbers("between 1990 and 2,000", "1990=1990y; 2,000=2000");
}

static void test_other_tokens_are_none(void **state)
{
    (void)state;
    gv_number_atom atom = {.kind = GV_NUMBER_WORD};
    assert_int_equal(gv_token_cut(&english, "Oru B2", 6, &words), GV_OK);
    gv_number_read("Oru B2", &words, 0, &atom);
    assert_int_equal(atom.kind, GV_NUMBER_NONE);
    gv_number_read("Oru B2", &words, 1, &atom);
    assert_int_equal(atom.kind, GV_NUMBER_NONE);
}

static void test_joining_is_held_by_its_bounds(void **state)
{
    (void)state;
    read_atoms("five to two hundred and six", 27);
    n_quantities = 0;
    assert_int_equal(
        gv_number_join(&words, atoms, 0, 4, &quantities, &n_quantities, &capacity), GV_OK);
    assert_int_equal(n_quantities, 1);
    assert_int_equal(quantities[0].end, 4);
    assert_int_equal(
        gv_number_join(&words, atoms, 2, 3, &quantities, &n_quantities, &capacity), GV_OK);
    assert_int_equal(n_quantities, 2); /* appended */
    assert_int_equal(quantities[1].value, 2);
    assert_int_equal(
        gv_number_join(&words, atoms, 3, 3, &quantities, &n_quantities, &capacity), GV_OK);
    assert_int_equal(n_quantities, 2);
}

/* Any atoms whatever, also ones that no model should hold. */
static void test_hostile_atoms(void **state)
{
    (void)state;
    static const uint64_t values[] = {0, 1, 5, 12, 20, 99, 100, 999, 1000, 1000000,
                                      GV_NUMBER_MAX, UINT64_MAX};
    enum { N = 40 };
    gv_token tokens[N];
    gv_number_atom some[N];
    uint64_t random = 11;
    for (int round = 0; round < 50000; round++) {
        for (size_t i = 0; i < N; i++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            const uint64_t r = random >> 20;
            some[i] = (gv_number_atom){.kind = (gv_number_kind)(r % 7),
                                       .year_shaped = r >> 4 & 1,
                                       .tenths = (uint8_t)(r >> 5 & 255),
                                       .value = values[(r >> 13) % 12]};
            tokens[i] = (gv_token){
                .marks = (r >> 20 & 3) != 0 ? GV_MARK_BLANK
                         : (r >> 22 & 1)    ? GV_MARK_HYPHEN
                                            : (uint16_t)(r >> 23)};
        }
        const gv_words fake = {.tokens = tokens, .n_tokens = N};
        n_quantities = 0;
        assert_int_equal(gv_number_join(&fake, some, 0, N, &quantities, &n_quantities, &capacity),
                         GV_OK);
        uint32_t end = 0;
        for (size_t i = 0; i < n_quantities; i++) {
            assert_true(quantities[i].first >= end && quantities[i].end > quantities[i].first &&
                        quantities[i].end <= N && quantities[i].value <= GV_NUMBER_MAX);
            end = quantities[i].end;
        }
    }
}

static void test_megabytes_of_numbers(void **state)
{
    (void)state;
    static const char *const pieces[] = {"9",          "9,",          "1.",       "five ",
                                         "hundred ",   "thousand hundred ", "two and ", "30 to ",
                                         "40-",        "five-",       "between 5 and ",
                                         "hundred and two ", "thousand three ", "$", "1990-"};
    const size_t size = 1 << 20;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const size_t piece = strlen(pieces[i]);
        char *const text = malloc(size);
        for (size_t at = 0; at < size; at++) {
            text[at] = pieces[i][at % piece];
        }
        read_atoms(text, size);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_digits_that_count_nothing),
        cmocka_unit_test(test_number_words),
        cmocka_unit_test(test_numbers_that_are_two),
        cmocka_unit_test(test_digits_and_words),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_ranges_share_multipliers),
        cmocka_unit_test(test_ranges_of_what_counts_nothing),
        cmocka_unit_test(test_ranges_of_years),
        cmocka_unit_test(test_other_tokens_are_none),
        cmocka_unit_test(test_joining_is_held_by_its_bounds),
        cmocka_unit_test(test_hostile_atoms),
        cmocka_unit_test(test_megabytes_of_numbers),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, free_all);
}
