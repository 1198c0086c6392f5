/*
 * test_utf8.c - reading, writing and checking UTF-8, kinds of code points, folding.
 */
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void test_every_code_point_goes_there_and_back(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        if (code_point >= 0xD800 && code_point <= 0xDFFF) {
            continue;
        }
        char bytes[4];
        size_t size = 0;
        const size_t written = gv_utf8_write(code_point, bytes);
        if (gv_utf8_read(bytes, written, &size) != code_point || size != written ||
            gv_utf8_valid_length(bytes, written) != written) {
            fail_msg("code point %x does not come back", (unsigned)code_point);
        }
        if (written > 1 && gv_utf8_read(bytes, written - 1, &size) != GV_UTF8_INVALID) {
            fail_msg("code point %x is read when cut short", (unsigned)code_point);
        }
    }
}

static void test_invalid_bytes_are_one_byte_each(void **state)
{
    (void)state;
    static const char *const invalid[] = {
        "\x80",             /* continuation alone */
        "\xC0\xAF",         /* overlong slash */
        "\xC1\xBF",         "\xE0\x80\xAF", "\xE0\x9F\xBF", "\xF0\x80\x80\xAF",
        "\xF0\x8F\xBF\xBF", "\xED\xA0\x80",                   /* surrogate */
        "\xED\xBF\xBF",     "\xF4\x90\x80\x80",               /* above 0x10FFFF */
        "\xF5\x80\x80\x80", "\xFE",         "\xFF", "\xC3(", "\xE2\x82(", "\xF0\x9F\x98("};
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
        size_t size = 99;
        assert_int_equal(gv_utf8_read(invalid[i], strlen(invalid[i]), &size), GV_UTF8_INVALID);
        assert_int_equal(size, 1);
        assert_int_equal(gv_utf8_valid_length(invalid[i], strlen(invalid[i])), 0);
    }
}

static void test_valid_length_stops_at_the_first_fault(void **state)
{
    (void)state;
    char text[64];
    for (size_t at = 0; at < 40; at++) {
        memset(text, 'a', sizeof text);
        assert_int_equal(gv_utf8_valid_length(text, sizeof text), sizeof text);
        text[at] = '\xFF';
        assert_int_equal(gv_utf8_valid_length(text, sizeof text), at);
        memcpy(text + at, "\xE2\x82\xAC", 3);
        assert_int_equal(gv_utf8_valid_length(text, sizeof text), sizeof text);
        assert_int_equal(gv_utf8_valid_length(text, at + 2), at); /* cut in mid-character */
    }
    assert_int_equal(gv_utf8_valid_length("a\0b", 3), 3);
    assert_int_equal(gv_utf8_valid_length(NULL, 0), 0);
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        uint32_t code_point;
        gv_letter_kind kind;
    } cases[] = {
        {'a', GV_LETTER_LOWER},     {'Z', GV_LETTER_UPPER},     {'0', GV_LETTER_DIGIT},
        {' ', GV_LETTER_BLANK},     {'\n', GV_LETTER_BLANK},    {'\f', GV_LETTER_BLANK},
        {'\0', GV_LETTER_NONE},     {'_', GV_LETTER_NONE},      {'@', GV_LETTER_NONE},
        {'[', GV_LETTER_NONE},      {'`', GV_LETTER_NONE},      {'{', GV_LETTER_NONE},
        {'/', GV_LETTER_NONE},      {':', GV_LETTER_NONE},      {0x7F, GV_LETTER_NONE},
        {0xE9, GV_LETTER_LOWER},    {0xC9, GV_LETTER_UPPER},    {0x1C5, GV_LETTER_UPPER},
        {0x416, GV_LETTER_UPPER},   {0x436, GV_LETTER_LOWER},   {0x642, GV_LETTER_LOWER},
        {0x4E2D, GV_LETTER_LOWER},  {0x663, GV_LETTER_DIGIT},   {0x301, GV_LETTER_MARK},
        {0xAD, GV_LETTER_MARK},     {0x200D, GV_LETTER_MARK},   {0xA0, GV_LETTER_BLANK},
        {0x2003, GV_LETTER_BLANK},  {0x200B, GV_LETTER_BLANK},  {0x85, GV_LETTER_BLANK},
        {0x2028, GV_LETTER_BLANK},  {0xB2, GV_LETTER_NONE},     {0x2014, GV_LETTER_NONE},
        {0x1F600, GV_LETTER_NONE},  {0xE000, GV_LETTER_NONE},   {0x2167, GV_LETTER_LOWER},
        {0x110000, GV_LETTER_NONE}, {GV_UTF8_INVALID, GV_LETTER_NONE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (gv_utf8_kind(cases[i].code_point) != cases[i].kind) {
            fail_msg("%x is of kind %d", (unsigned)cases[i].code_point,
                     (int)gv_utf8_kind(cases[i].code_point));
        }
    }
    assert_true(gv_utf8_has_case('a') && gv_utf8_has_case(0x416));
    assert_false(gv_utf8_has_case(0x642) || gv_utf8_has_case('1') ||
                 gv_utf8_has_case(GV_UTF8_INVALID));
}

static void test_digits_of_any_script(void **state)
{
    (void)state;
    static const uint32_t zeros[] = {'0', 0x660, 0x6F0, 0x966, 0xE50, 0xFF10, 0x1D7CE, 0x1D7F6};
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++) {
        for (int digit = 0; digit < 10; digit++) {
            assert_int_equal(gv_utf8_digit(zeros[i] + (uint32_t)digit), digit);
        }
    }
    assert_int_equal(gv_utf8_digit('a'), -1);
    assert_int_equal(gv_utf8_digit(0xB2), -1);
    assert_int_equal(gv_utf8_digit(GV_UTF8_INVALID), -1);
}

static void expect_fold(const char *word, const char *folded)
{
    char out[256];
    const size_t length = gv_utf8_fold(word, strlen(word), out, sizeof out);
    out[length] = '\0';
    assert_string_equal(out, folded);
}

static void test_folding(void **state)
{
    (void)state;
    expect_fold("Massacre", "massacre");
    expect_fold("DIDN'T", "didn't");
    expect_fold("Didn\u2019t", "didn't");
    expect_fold("O\u02BCru", "o'ru");
    expect_fold("Or\u00FA", "oru");       /* one code point */
    expect_fold("Oru\u0301", "oru");      /* a letter and its accent */
    expect_fold("\u00C9TAT", "etat");
    expect_fold("\u00E9ta\u00E7\u00E3", "etaca");
    expect_fold("Stra\u00DFe", "strasse");
    expect_fold("\uFB01eld", "field");
    expect_fold("\uFF34\uFF21\uFF32\uFF33\uFF2B", "tarsk"); /* full width */
    expect_fold("re\u00ADgion", "region"); /* soft hyphen */
    expect_fold("\u0645\u06CC\u200C\u0634\u0648\u062F", "\u0645\u06CC\u0634\u0648\u062F");
    expect_fold("\u0642\u064F\u062A\u0650\u0644\u064E", "\u0642\u062A\u0644"); /* vowel points */
    expect_fold("\u0642\u0640\u0640\u062A\u0644", "\u0642\u062A\u0644");       /* tatweel */
    expect_fold("\u0623\u062D\u0645\u062F", "\u0627\u062D\u0645\u062F");       /* hamza */
    expect_fold("\u0130zmir", "izmir");
    expect_fold("\u0395\u03BB\u03BB\u03AC\u03C2", "\u03B5\u03BB\u03BB\u03B1\u03C3");
    expect_fold("U.N.", "u.n");
    expect_fold("U.N", "u.n");
    expect_fold("1,200", "1,200");
    expect_fold("1\u00A0200", "1200");
    expect_fold("\u0661\u0662\u0663", "123");
    expect_fold("\u2167", "viii");
    expect_fold(".", ".");
}

static void test_folding_keeps_what_is_no_accent(void **state)
{
    (void)state;
    expect_fold("\u0419\u043E\u0434", "\u0439\u043E\u0434");             /* short i */
    expect_fold("\u043A\u0440\u0430\u0438\u0306", "\u043A\u0440\u0430\u0439"); /* in two parts */
    expect_fold("\u0401\u043B\u043A\u0430", "\u0435\u043B\u043A\u0430"); /* yo is ye */
    expect_fold("\u304C", "\u304C");                                     /* voiced kana */
    expect_fold("\uD55C\uAD6D", "\uD55C\uAD6D");                         /* Hangul */
    expect_fold("\u0939\u093F\u0928\u094D\u0926\u0940",
                "\u0939\u093F\u0928\u094D\u0926\u0940"); /* Devanagari vowel signs */
}

static void test_folding_never_passes_the_buffer(void **state)
{
    (void)state;
    static const char *const words[] = {"Massacre", "\u00C9tat", "\uFDFA", "a\uFDFA",
                                        "\u1E9E\u1E9E"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char whole[256];
        const size_t length = strlen(words[i]);
        const size_t folded = gv_utf8_fold(words[i], length, whole, sizeof whole);
        assert_true(folded > 0 && folded <= 18 * length + 4);
        for (size_t room = 0; room <= folded; room++) {
            char *const out = malloc(room > 0 ? room : 1); /* the sanitizer watches its end */
            const size_t got = gv_utf8_fold(words[i], length, out, room);
            assert_int_equal(got, room == folded ? folded : 0);
            free(out);
        }
    }
    assert_int_equal(gv_utf8_fold("", 0, NULL, 0), 0);
    char out[8];
    assert_int_equal(gv_utf8_fold("\u0301", 2, out, sizeof out), 0); /* nothing is left */
    assert_int_equal(gv_utf8_fold("\u0640", 2, out, sizeof out), 0);
}

static void test_folding_any_code_point_stays_valid_and_bounded(void **state)
{
    (void)state;
    for (uint32_t code_point = 0x80; code_point <= 0x10FFFF; code_point++) {
        if (code_point >= 0xD800 && code_point <= 0xDFFF) {
            continue;
        }
        char word[6] = "a", out[128];
        const size_t length = 1 + gv_utf8_write(code_point, word + 1);
        const size_t folded = gv_utf8_fold(word, length, out, sizeof out);
        if (folded < 1 || folded > 18 * length + 4 || gv_utf8_valid_length(out, folded) != folded ||
            memchr(out, ' ', folded) != NULL || out[0] == 'A') {
            fail_msg("code point %x folds badly", (unsigned)code_point);
        }
    }
}

static void test_folding_drops_invalid_bytes(void **state)
{
    (void)state;
    char out[16];
    const size_t length = gv_utf8_fold("Or\xFF\xC3u", 5, out, sizeof out);
    assert_int_equal(length, 3);
    assert_memory_equal(out, "oru", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_point_goes_there_and_back),
        cmocka_unit_test(test_invalid_bytes_are_one_byte_each),
        cmocka_unit_test(test_valid_length_stops_at_the_first_fault),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_digits_of_any_script),
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_folding_keeps_what_is_no_accent),
        cmocka_unit_test(test_folding_never_passes_the_buffer),
        cmocka_unit_test(test_folding_any_code_point_stays_valid_and_bounded),
        cmocka_unit_test(test_folding_drops_invalid_bytes),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
