/*
 * test_token.c - words and the marks between them. Words are compared as one string, "did~ not" for
 * a contraction: a "~" follows a word that lost its ending, "+" stands before a substitute.
 */
#include "text_fixture.h"

#include "text/utf8.h"
#include "text/word.h"

static gv_words words;

static int free_words(void **state)
{
    (void)state;
    gv_words_free(&words);
    return 0;
}

static void cut(const gv_text_language *language, const char *text, size_t length)
{
    assert_int_equal(gv_token_cut(language, text, length, &words), GV_OK);
    expect_sound_tokens(text, length, &words);
}

static void expect_words(const char *text, const char *expected)
{
    gv_buf shown = {0};
    cut(&english, text, strlen(text));
    for (size_t i = 0; i < words.n_tokens; i++) {
        const gv_token *const token = &words.tokens[i];
        if (i > 0) {
            gv_buf_add_byte(&shown, '|');
        }
        if ((token->flags & GV_TOKEN_SUBSTITUTE) != 0) {
            const gv_slice *const word = &english.contractions[token->substitute].word;
            gv_buf_add_byte(&shown, '+');
            gv_buf_add(&shown, word->bytes, word->length);
        } else {
            gv_buf_add(&shown, text + token->start, token->end - token->start);
        }
        if ((token->flags & GV_TOKEN_CONTRACTED) != 0) {
            gv_buf_add_byte(&shown, '~');
        }
    }
    assert_string_equal(shown.bytes != NULL ? shown.bytes : "", expected);
    gv_buf_free(&shown);
}

static void test_the_example_of_the_header(void **state)
{
    (void)state;
    expect_words("Gen. Oru's men didn't - they said - flee (1,200 U.N. staff).",
                 "Gen|Oru~|men|did~|+not|they|said|flee|1,200|U.N.|staff");
}

static void test_where_words_are_cut(void **state)
{
    (void)state;
    expect_words("gender-based and/or men\tfled\nOru", "gender|based|and|or|men|fled|Oru");
    expect_words("Sana'a N'Djamena o'clock", "Sana'a|N'Djamena|o'clock");
    expect_words("villagers' homes, 'we fled'", "villagers|homes|we|fled");
    expect_words("AK47 B2 5th 1990s 3D", "AK47|B2|5th|1990s|3D");
    expect_words("M-16 AK-47", "M|16|AK|47");
    expect_words("snake_case a@b.org x+y", "snake|case|a|b|org|x|y");
    expect_words("the end.The army", "the|end|The|army");
    expect_words("re\u00ADgion cafe\u0301s Or\u00FA", "re\u00ADgion|cafe\u0301s|Or\u00FA");
    expect_words("\u0645\u06CC\u200C\u0634\u0648\u062F \u0642\u062A\u0644",
                 "\u0645\u06CC\u200C\u0634\u0648\u062F|\u0642\u062A\u0644");
    expect_words("Oru\u200Bfell km\u00B2", "Oru|fell|km");
    expect_words("", "");
    expect_words(" .,;- \u2014 ", "");
}

static void test_dots_between_single_letters(void **state)
{
    (void)state;
    expect_words("U.N. staff", "U.N.|staff");
    expect_words("the U.S.A. army", "the|U.S.A.|army");
    expect_words("in the U.N", "in|the|U.N");
    expect_words("at 5 a.m., e.g. here", "at|5|a.m.|e.g.|here");
    expect_words("J. R. Oru, J.R. Oru, J.R.Oru", "J|R|Oru|J.R.|Oru|J.R.|Oru");
    expect_words("Annex A. The", "Annex|A|The");
    expect_words("the U.N.'s men", "the|U.N.~|men");
    expect_words("\u00C9.U. \u0410.\u0411.", "\u00C9.U.|\u0410.\u0411.");
    expect_words("A.1 1.A B2.C.", "A|1|1|A|B2|C");
    expect_words("U..N. U. N.", "U|N|U|N");
}

static void test_separators_between_digits(void **state)
{
    (void)state;
    expect_words("1,200 3.5 1.200.300,5", "1,200|3.5|1.200.300,5");
    expect_words("2,a 2. 3, 5.x", "2|a|2|3|5|x");
    expect_words("in 1990. Then 5,", "in|1990|Then|5");
    expect_words("1\u00A0200 people", "1\u00A0200|people");
    expect_words("5\u00A0people 12\u00A03456 7\u202F123\u202F456",
                 "5|people|12|3456|7\u202F123\u202F456");
    expect_words("\u0661\u066C\u0662\u0663\u0664", "\u0661\u066C\u0662\u0663\u0664");
    expect_words("1..5 1,,5", "1|5|1|5");
}

static void test_contractions(void **state)
{
    (void)state;
    expect_words("DIDN'T Oru\u2019s we\u02BCre", "DID~|+not|Oru~|we~|+are");
    expect_words("n't 's don't", "n't|s|do~|+not");
    expect_words("1990's", "1990~");
    assert_int_equal(words.tokens[0].flags,
                     GV_TOKEN_DIGITS | GV_TOKEN_NUMERAL | GV_TOKEN_CONTRACTED);
    expect_words("They didn't.", "They|did~|+not");
    const gv_token *const base = &words.tokens[1];
    const gv_token *const rest = &words.tokens[2];
    assert_int_equal(base->start, 5);
    assert_int_equal(base->end, 8);
    assert_int_equal(base->flags, GV_TOKEN_PLAIN | GV_TOKEN_CONTRACTED);
    assert_int_equal(rest->start, 8);
    assert_int_equal(rest->end, 11);
    assert_int_equal(rest->marks, 0);
    assert_int_equal(rest->flags, GV_TOKEN_SUBSTITUTE);
    cut(NULL, "They didn't.", 12);
    assert_int_equal(words.n_tokens, 2);
    assert_int_equal(words.tokens[1].end, 11);
}

static void test_contractions_without_apostrophe(void **state)
{
    (void)state;
    static const gv_contraction endings[] = {{SLICE("lo"), SLICE("him")}};
    const gv_text_language language = {
        .code = "xx", .contractions = endings, .n_contractions = 1};
    cut(&language, "matarlo lo LO Or\u00FAlo", 20);
    assert_int_equal(words.n_tokens, 6);
    assert_int_equal(words.tokens[0].end, 5);
    assert_int_equal(words.tokens[1].flags, GV_TOKEN_SUBSTITUTE);
    assert_int_equal(words.tokens[2].flags, GV_TOKEN_PLAIN);
    assert_int_equal(words.tokens[5].flags, GV_TOKEN_SUBSTITUTE);
}

static unsigned marks_of(const char *text, size_t index)
{
    cut(&english, text, strlen(text));
    assert_true(index < words.n_tokens);
    return words.tokens[index].marks;
}

static void test_marks_between_words(void **state)
{
    (void)state;
    assert_int_equal(marks_of("a b", 1), GV_MARK_BLANK);
    assert_int_equal(marks_of("a, b", 1), GV_MARK_BLANK | GV_MARK_COMMA);
    assert_int_equal(marks_of("a\u060C b", 1), GV_MARK_BLANK | GV_MARK_COMMA);
    assert_int_equal(marks_of("end. Go", 1), GV_MARK_BLANK | GV_MARK_STOP);
    assert_int_equal(marks_of("end\u2026 Go", 1), GV_MARK_BLANK | GV_MARK_STOP);
    assert_int_equal(marks_of("\u4E2D\u3002\u4E2D", 1), GV_MARK_STOP);
    assert_int_equal(marks_of("why? So", 1), GV_MARK_BLANK | GV_MARK_QUESTION);
    assert_int_equal(marks_of("\u0642\u061F \u0642", 1), GV_MARK_BLANK | GV_MARK_QUESTION);
    assert_int_equal(marks_of("no! So", 1), GV_MARK_BLANK | GV_MARK_EXCLAIM);
    assert_int_equal(marks_of("no; so", 1), GV_MARK_BLANK | GV_MARK_SEMICOLON);
    assert_int_equal(marks_of("no: so", 1), GV_MARK_BLANK | GV_MARK_COLON);
    assert_int_equal(marks_of("he (she", 1), GV_MARK_BLANK | GV_MARK_OPEN);
    assert_int_equal(marks_of("he] she", 1), GV_MARK_BLANK | GV_MARK_CLOSE);
    assert_int_equal(marks_of("he \"she", 1), GV_MARK_BLANK | GV_MARK_QUOTE);
    assert_int_equal(marks_of("he \u00ABshe", 1), GV_MARK_BLANK | GV_MARK_QUOTE);
    assert_int_equal(marks_of("he \u201Eshe", 1), GV_MARK_BLANK | GV_MARK_QUOTE);
    assert_int_equal(marks_of("he & she", 1), GV_MARK_BLANK | GV_MARK_OTHER);
    assert_int_equal(marks_of("he \x01\xFF she", 1), GV_MARK_BLANK | GV_MARK_OTHER);
    assert_int_equal(marks_of("(he", 0), GV_MARK_OPEN);
    cut(&english, "he.\")", 5);
    assert_int_equal(words.tail_marks, GV_MARK_STOP | GV_MARK_QUOTE | GV_MARK_CLOSE);
    cut(&english, "...", 3);
    assert_int_equal(words.n_tokens, 0);
    assert_int_equal(words.tail_marks, GV_MARK_STOP);
}

static void test_hyphens_and_dashes(void **state)
{
    (void)state;
    assert_int_equal(marks_of("forty-seven", 1), GV_MARK_HYPHEN);
    assert_int_equal(marks_of("forty\u2010seven", 1), GV_MARK_HYPHEN);
    assert_int_equal(marks_of("30-40", 1), GV_MARK_HYPHEN);
    assert_int_equal(marks_of("they - said", 1), GV_MARK_BLANK | GV_MARK_DASH);
    assert_int_equal(marks_of("they\u00A0-\u00A0said", 1), GV_MARK_BLANK | GV_MARK_DASH);
    assert_int_equal(marks_of("they -- said", 1), GV_MARK_BLANK | GV_MARK_DASH);
    assert_int_equal(marks_of("they--said", 1), GV_MARK_DASH);
    assert_int_equal(marks_of("30\u201340", 1), GV_MARK_DASH);
    assert_int_equal(marks_of("they\u2014said", 1), GV_MARK_DASH);
    assert_int_equal(marks_of("re- education", 1), GV_MARK_BLANK | GV_MARK_OTHER);
    assert_int_equal(marks_of("re -education", 1), GV_MARK_BLANK | GV_MARK_OTHER);
    assert_int_equal(marks_of("- item", 0), GV_MARK_BLANK | GV_MARK_OTHER);
    assert_int_equal(marks_of("(a)-b", 1), GV_MARK_CLOSE | GV_MARK_OTHER);
}

static void test_single_quotes_and_apostrophes(void **state)
{
    (void)state;
    assert_int_equal(marks_of("he 'we fled' said", 1), GV_MARK_BLANK | GV_MARK_QUOTE);
    assert_int_equal(words.tokens[3].marks, GV_MARK_BLANK | GV_MARK_QUOTE);
    assert_int_equal(marks_of("he \u2018we fled\u2019 said", 3), GV_MARK_BLANK | GV_MARK_QUOTE);
    assert_int_equal(marks_of("the villagers' homes", 2), GV_MARK_BLANK | GV_MARK_OTHER);
    assert_int_equal(marks_of("the villagers\u2019 homes", 2), GV_MARK_BLANK | GV_MARK_OTHER);
}

static void test_marks_around_numbers(void **state)
{
    (void)state;
    assert_int_equal(marks_of("paid $5", 1), GV_MARK_BLANK | GV_MARK_MONEY);
    assert_int_equal(marks_of("paid \u20AC 5", 1), GV_MARK_BLANK | GV_MARK_MONEY);
    assert_int_equal(marks_of("paid $  5", 1), GV_MARK_BLANK | GV_MARK_OTHER);
    assert_int_equal(marks_of("$-5", 0), GV_MARK_OTHER);
    assert_int_equal(marks_of("US$5", 1), GV_MARK_MONEY);
    assert_int_equal(marks_of("12/5", 1), GV_MARK_SLASH);
    assert_int_equal(marks_of("12 / 5", 1), GV_MARK_BLANK | GV_MARK_OTHER);
    assert_int_equal(marks_of("40% fled", 1), GV_MARK_BLANK | GV_MARK_PERCENT);
    assert_int_equal(marks_of("40 % fled", 1), GV_MARK_BLANK | GV_MARK_PERCENT);
    assert_int_equal(marks_of("40  % fled", 1), GV_MARK_BLANK | GV_MARK_OTHER);
    assert_int_equal(marks_of("40\u00B0 here", 1), GV_MARK_BLANK | GV_MARK_PERCENT);
    assert_int_equal(marks_of("40 \u20AC paid", 1), GV_MARK_BLANK | GV_MARK_PERCENT);
    assert_int_equal(marks_of("40 $5", 1), GV_MARK_BLANK | GV_MARK_MONEY);
    cut(&english, "40%", 3);
    assert_int_equal(words.tail_marks, GV_MARK_PERCENT);
}

static unsigned flags_of(const char *text)
{
    cut(&english, text, strlen(text));
    assert_int_equal(words.n_tokens, 1);
    return words.tokens[0].flags;
}

static void test_flags(void **state)
{
    (void)state;
    assert_int_equal(flags_of("oru"), GV_TOKEN_PLAIN);
    assert_int_equal(flags_of("Oru"), GV_TOKEN_PLAIN | GV_TOKEN_CAPITAL);
    assert_int_equal(flags_of("ORU"), GV_TOKEN_PLAIN | GV_TOKEN_CAPITAL | GV_TOKEN_UPPER);
    assert_int_equal(flags_of("OrU"), GV_TOKEN_PLAIN | GV_TOKEN_CAPITAL);
    assert_int_equal(flags_of("A"), GV_TOKEN_PLAIN | GV_TOKEN_CAPITAL);
    assert_int_equal(flags_of("U.N."), GV_TOKEN_CAPITAL | GV_TOKEN_UPPER);
    assert_int_equal(flags_of("\u00C9TAT"), GV_TOKEN_CAPITAL | GV_TOKEN_UPPER);
    assert_int_equal(flags_of("\u00E9tat"), 0);
    assert_int_equal(flags_of("1,200"), GV_TOKEN_DIGITS | GV_TOKEN_NUMERAL);
    assert_int_equal(flags_of("\u0663"), GV_TOKEN_DIGITS | GV_TOKEN_NUMERAL);
    assert_int_equal(flags_of("5th"), GV_TOKEN_DIGITS);
    assert_int_equal(flags_of("B2"), GV_TOKEN_CAPITAL);
    assert_int_equal(flags_of("ORU'S"), GV_TOKEN_PLAIN | GV_TOKEN_CAPITAL | GV_TOKEN_UPPER |
                                            GV_TOKEN_CONTRACTED);
    assert_int_equal(flags_of("\u0642\u062A\u0644"), 0);
}

static void test_all_capitals(void **state)
{
    (void)state;
    cut(&english, "THE ARMY", 8);
    assert_int_equal(words.all_caps, 1);
    cut(&english, "ABC d", 5); /* three times is not more than three times */
    assert_int_equal(words.all_caps, 0);
    cut(&english, "ABCE d", 6);
    assert_int_equal(words.all_caps, 1);
    cut(&english, "The army", 8);
    assert_int_equal(words.all_caps, 0);
    cut(&english, "123", 3);
    assert_int_equal(words.all_caps, 0);
}

static void test_limit_and_reuse(void **state)
{
    (void)state;
    const size_t limit = 16 << 20;
    char *const text = malloc(limit + 1);
    memset(text, 'a', limit + 1);
    cut(&english, "some words", 10);
    assert_int_equal(gv_token_cut(&english, text, limit + 1, &words), GV_ERROR_LIMIT);
    assert_int_equal(words.n_tokens, 0);
    cut(&english, text, limit);
    assert_int_equal(words.n_tokens, 1);
    assert_int_equal(words.tokens[0].end, limit);
    free(text);
    cut(&english, "again", 5);
    assert_int_equal(words.n_tokens, 1);
    cut(&english, NULL, 0);
    assert_int_equal(words.n_tokens, 0);
}

/* One megabyte of one piece repeated: linear, sound, and no byte beyond the end is read. */
static void test_megabytes_of_one_piece(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",  "A",  "7",  "-",      "--",     "'",      "a'",     "a.",     ".",
        ",",  "1,", "$",  "/",      "%",      " ",      "\xFF",   "\xE2",   "a\xCC\x81",
        "\0", "\xCC\x81", "\u00AD", "\u00E9", "a-",     "1-",     "a.\xCC\x81", "n't ",
        "\xE2\x80\x99",   "e\u0301.", "1\u00A0", "U.N.'s ", "(", "\"", "a\u2014"};
    const size_t size = 1 << 20;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const size_t piece = pieces[i][0] == '\0' ? 1 : strlen(pieces[i]);
        char *const text = malloc(size);
        for (size_t at = 0; at < size; at++) {
            text[at] = pieces[i][at % piece];
        }
        cut(&english, text, size);
        assert_int_equal(gv_sentence_cut(&english, text, size, &words), GV_OK);
        expect_sound_sentences(size, &words);
        free(text);
    }
}

static void test_hostile_bytes(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 20000; round++) {
        static const char *const parts[] = {"a",  "Z",  "9",      ".",    ",",    "'",  "-",  " ",
                                            "\0", "\xFF", "\xC3", "\xA9", "\xCC", "\x81", "$", "%",
                                            "\"", "(",  "n't",    "'s",   "\u2019", "\u00A0"};
        char buffer[64];
        size_t length = 0;
        while (length < 24) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            const char *const part = parts[(random >> 33) % (sizeof parts / sizeof parts[0])];
            const size_t size = part[0] == '\0' ? 1 : strlen(part);
            memcpy(buffer + length, part, size);
            length += size;
        }
        char *const text = malloc(length); /* exact, so that the sanitizer sees one byte too far */
        memcpy(text, buffer, length);
        cut(&english, text, length);
        assert_int_equal(gv_sentence_cut(&english, text, length, &words), GV_OK);
        expect_sound_sentences(length, &words);
        free(text);
    }
}

static void test_language_lists(void **state)
{
    (void)state;
    static const gv_slice list[] = {SLICE("a"), SLICE("ab"), SLICE("abc"), SLICE("b")};
    for (uint32_t n = 0; n <= 4; n++) {
        for (uint32_t i = 0; i < 4; i++) {
            assert_int_equal(gv_language_has(list, n, list[i].bytes, list[i].length), i < n);
        }
    }
    assert_int_equal(gv_language_has(list, 4, "", 0), 0);
    assert_int_equal(gv_language_has(list, 4, "aa", 2), 0);
    assert_int_equal(gv_language_has(list, 4, "abcd", 4), 0);
    assert_int_equal(gv_language_has(list, 4, "c", 1), 0);
    assert_int_equal(gv_language_has(list, 4, "\xFF", 1), 0);
    assert_int_equal(gv_language_has(NULL, 0, "a", 1), 0);
}

/* Words of letters are cut eight bytes at a time: the same as byte by byte, whatever stands behind
 * them, and however near the end. */
static void test_words_of_every_length(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 25; n++) {
        for (unsigned next = 0; next < 256; next++) {
            for (size_t behind = 0; behind < 12; behind += 11) {
                const size_t length = n + 1 + behind;
                unsigned char *const text = malloc(length); /* its end is the end of the memory */
                gv_word word;
                assert_non_null(text);
                for (size_t i = 0; i < length; i++) {
                    text[i] = (unsigned char)('a' + (i * 7 + n) % 26);
                }
                text[0] = (unsigned char)(next % 2 ? text[0] - 32 : text[0]);
                text[n] = (unsigned char)next;
                gv_word_scan(text, length, 0, &word);
                cut(NULL, (const char *)text, length);
                assert_int_equal(words.tokens[0].end, word.end);
                assert_int_equal(words.tokens[0].flags, gv_word_flags(text, length, &word));
                free(text);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_example_of_the_header),
        cmocka_unit_test(test_where_words_are_cut),
        cmocka_unit_test(test_dots_between_single_letters),
        cmocka_unit_test(test_separators_between_digits),
        cmocka_unit_test(test_contractions),
        cmocka_unit_test(test_contractions_without_apostrophe),
        cmocka_unit_test(test_marks_between_words),
        cmocka_unit_test(test_hyphens_and_dashes),
        cmocka_unit_test(test_single_quotes_and_apostrophes),
        cmocka_unit_test(test_marks_around_numbers),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_all_capitals),
        cmocka_unit_test(test_limit_and_reuse),
        cmocka_unit_test(test_megabytes_of_one_piece),
        cmocka_unit_test(test_hostile_bytes),
        cmocka_unit_test(test_words_of_every_length),
        cmocka_unit_test(test_language_lists),
    };
    return cmocka_run_group_tests_name("token", tests, NULL, free_words);
}
