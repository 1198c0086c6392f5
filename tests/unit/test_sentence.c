/*
 * test_sentence.c - where sentences end. A cut passage is compared as its sentences' bytes with
 * " | " between; "#" stands before a heading.
 */
#include "text_fixture.h"

static gv_words words;

static int free_words(void **state)
{
    (void)state;
    gv_words_free(&words);
    return 0;
}

static void cut(const gv_text_language *language, const char *text)
{
    const size_t length = strlen(text);
    assert_int_equal(gv_token_cut(language, text, length, &words), GV_OK);
    assert_int_equal(gv_sentence_cut(language, text, length, &words), GV_OK);
    expect_sound_tokens(text, length, &words);
    expect_sound_sentences(length, &words);
}

static void expect_cut(const gv_text_language *language, const char *text, const char *expected)
{
    gv_buf shown = {0};
    cut(language, text);
    for (size_t i = 0; i < words.n_sentences; i++) {
        const gv_sentence *const sentence = &words.sentences[i];
        gv_buf_add_text(&shown, i > 0 ? " | " : "");
        gv_buf_add_text(&shown, sentence->heading ? "#" : "");
        gv_buf_add(&shown, text + sentence->start_byte, sentence->end_byte - sentence->start_byte);
    }
    assert_string_equal(shown.bytes != NULL ? shown.bytes : "", expected);
    gv_buf_free(&shown);
}

static void expect_sentences(const char *text, const char *expected)
{
    expect_cut(&english, text, expected);
}

static void test_ends(void **state)
{
    (void)state;
    expect_sentences("The army came. It left.", "The army came. | It left.");
    expect_sentences("Who came? It left! No one stayed; all fled.",
                     "Who came? | It left! | No one stayed; | all fled.");
    expect_sentences("They fled", "They fled");
    expect_sentences("They fled. 40 died.", "They fled. | 40 died.");
    expect_sentences("the file oru.txt was read", "the file oru.txt was read");
    expect_sentences("a 3.5 km road; see x?y=1 there", "a 3.5 km road; | see x?y=1 there");
    expect_sentences("They fled.The army came.", "They fled. | The army came.");
    expect_sentences("", "");
    expect_sentences(" .?! ", "");
}

static void test_abbreviations_go_on(void **state)
{
    (void)state;
    expect_sentences("Gen. Oru and Col. Masri fled.", "Gen. Oru and Col. Masri fled.");
    expect_sentences("No. 5 was hit, and no. 6.", "No. 5 was hit, and no. 6.");
    expect_sentences("Lt. Gen. Oru fled. He died.", "Lt. Gen. Oru fled. | He died.");
    expect_sentences("Oru et al. were there.", "Oru et al. were there.");
    expect_sentences("GEN. ORU FLED. HE DIED.", "GEN. ORU FLED. | HE DIED.");
    expect_cut(NULL, "Gen. Oru fled.", "Gen. | Oru fled.");
}

static void test_abbreviations_in_lower_case_may_end(void **state)
{
    (void)state;
    expect_sentences("The village said no. The army came to the hill.",
                     "The village said no. | The army came to the hill.");
    expect_sentences("approx. Tarsk", "approx. Tarsk");
    expect_sentences("Guns, boots, etc. They saw that they had lost.",
                     "Guns, boots, etc. | They saw that they had lost.");
}

static void test_initials_go_on(void **state)
{
    (void)state;
    expect_sentences("J. R. Oru fled. K. Masri came.", "J. R. Oru fled. | K. Masri came.");
    expect_sentences("Near Tarsk J.R. Oru fled.", "Near Tarsk J.R. Oru fled.");
    expect_sentences("the case of Oru v. Tarsk ended", "the case of Oru v. Tarsk ended");
    expect_sentences("It is in the Annex A. The army came.",
                     "It is in the Annex A. | The army came.");
    expect_sentences("see p. 12 and v. 3", "see p. 12 and v. 3");
    expect_sentences("\u00D6. Oru fled.", "\u00D6. Oru fled.");
}

static void test_dotted_words(void **state)
{
    (void)state;
    expect_sentences("The U.N. said so.", "The U.N. said so.");
    expect_sentences("It fell in the U.N. The army came.",
                     "It fell in the U.N. | The army came.");
    expect_sentences("The U.N. Mission came.", "The U.N. Mission came.");
    expect_sentences("The U.N.'s Mission came to the mission.",
                     "The U.N.'s Mission came to the mission.");
    expect_sentences("The army left at 5 a.m. The town was empty by the river.",
                     "The army left at 5 a.m. | The town was empty by the river.");
    expect_sentences("at 5 a.m. Monday", "at 5 a.m. Monday");
    expect_sentences("at 5 p.m. 12 men fled", "at 5 p.m. 12 men fled");
    expect_sentences("They left the U.N.", "They left the U.N.");
    cut(&english, "They left the U.N.");
    assert_int_equal(words.sentences[0].marks, GV_MARK_STOP);
}

static void test_ellipses(void **state)
{
    (void)state;
    expect_sentences("They ... fled... and died.", "They ... fled... and died.");
    expect_sentences("They fled... Then it fell.", "They fled... | Then it fell.");
    expect_sentences("They fled\u2026 Then\u2026 it fell.",
                     "They fled\u2026 | Then\u2026 it fell.");
    expect_sentences("They fled. . . Then it fell.", "They fled. . . | Then it fell.");
    expect_sentences("They [...] fled.", "They [...] fled.");
}

static void test_quotes_and_brackets(void **state)
{
    (void)state;
    expect_sentences("\"They fled.\" She left.", "\"They fled.\" | She left.");
    expect_sentences("He said \"they fled\". \"Who?\" I said.",
                     "He said \"they fled\". | \"Who?\" | I said.");
    expect_sentences("(They fled.) She left.", "(They fled.) | She left.");
    expect_sentences("She left. (they fled)", "She left. | (they fled)");
    expect_sentences("She left. \"they fled\"", "She left. | \"they fled\"");
    expect_sentences("\"She left.\" and so on", "\"She left.\" and so on");
    expect_sentences("\u201CThey fled.\u201D She left.", "\u201CThey fled.\u201D | She left.");
    expect_sentences("\u00ABThey fled.\u00BB She left.", "\u00ABThey fled.\u00BB | She left.");
    expect_sentences("She left. \u2018they fled\u2019", "She left. | \u2018they fled\u2019");
    expect_sentences("He said 'they fled.' She left.", "He said 'they fled.' | She left.");
    expect_sentences("They fled.\"The army came.", "They fled.\" | The army came.");
}

static void test_where_sentences_begin_and_end(void **state)
{
    (void)state;
    cut(&english, "- (\"They fled.\") -- $5 was paid.");
    assert_int_equal(words.n_sentences, 2);
    assert_int_equal(words.sentences[0].start_byte, 2);
    assert_int_equal(words.sentences[0].end_byte, 16);
    assert_int_equal(words.sentences[1].start_byte, 20);
    assert_int_equal(words.sentences[1].end_byte, 32);
    assert_true((words.sentences[0].marks & GV_MARK_STOP) != 0);
    assert_true((words.sentences[0].marks & GV_MARK_QUESTION) == 0);
    cut(&english, "Who fled? They.");
    assert_true((words.sentences[0].marks & GV_MARK_QUESTION) != 0);
    assert_true((words.sentences[1].marks & GV_MARK_QUESTION) == 0);
}

static void test_upper_case_newswire(void **state)
{
    (void)state;
    expect_sentences("ORU, 12 JAN (AGENCY) -- [TEXT] THE ARMY CAME. 40 MEN FLED TO TARSK. THE "
                     "U.N. SAID SO AT 5 A.M. TODAY.",
                     "ORU, 12 JAN (AGENCY) -- [TEXT] THE ARMY CAME. | 40 MEN FLED TO TARSK. | THE "
                     "U.N. SAID SO AT 5 A.M. TODAY.");
    expect_sentences("DETACHMENT NO.4 CAME. MAJ. J. ORU FLED.",
                     "DETACHMENT NO.4 CAME. | MAJ. | J. ORU FLED.");
}

static void test_labels_stay(void **state)
{
    (void)state;
    expect_sentences("1. The army came. 2. The town fell.",
                     "1. The army came. | 2. The town fell.");
    assert_true((words.tokens[1].flags & GV_TOKEN_SENTENCE) != 0); /* The */
    assert_true((words.tokens[2].flags & GV_TOKEN_SENTENCE) == 0);
    expect_sentences("(3) The army came. 4) He fled.", "(3) The army came. | 4) He fled.");
    assert_true((words.tokens[1].flags & GV_TOKEN_SENTENCE) != 0);
    expect_sentences("It fell in 1990. The army came.", "It fell in 1990. | The army came.");
    expect_sentences("IV. Forced labour", "IV. Forced labour");
    expect_sentences("It joined the MIX. The army came.", "It joined the MIX. | The army came.");
}

static void test_transcripts(void **state)
{
    (void)state;
    expect_sentences("Q. Did you see it? A. Yes, I did. Q. How many? A. Forty.",
                     "Q. Did you see it? | A. Yes, I did. | Q. How many? | A. Forty.");
}

static void test_headings(void **state)
{
    (void)state;
    expect_sentences("Killings in Oru: 40 men died. Who?",
                     "#Killings in Oru: | 40 men died. | Who?");
    expect_sentences("Killings in Oru:", "#Killings in Oru:");
    expect_sentences("The general said: go away", "The general said: go away");
    expect_sentences("It didn't end: it went on", "It didn't end: it went on"); /* not */
    expect_sentences("a b c d e f g h i: j", "#a b c d e f g h i: | j");
    expect_sentences("a b c d e f g h i j: k", "a b c d e f g h i j: k");
    expect_sentences("At 3:30 they fled", "At 3:30 they fled");
    expect_sentences("They fled. Cause: fear", "They fled. | Cause: fear");
    expect_cut(NULL, "The general said: go away", "#The general said: | go away");
}

static void test_scripts_without_capitals(void **state)
{
    (void)state;
    expect_sentences("\u0647\u0631\u0628 \u0627\u0644\u062C\u064A\u0634. "
                     "\u0639\u0627\u062F \u063A\u062F\u0627\u061F \u0646\u0639\u0645",
                     "\u0647\u0631\u0628 \u0627\u0644\u062C\u064A\u0634. | "
                     "\u0639\u0627\u062F \u063A\u062F\u0627\u061F | \u0646\u0639\u0645");
    expect_sentences("\u4E2D\u6587\u3002\u4E2D\u6587\u3002",
                     "\u4E2D\u6587\u3002 | \u4E2D\u6587\u3002");
    expect_sentences("\u0939\u0924\u094D\u092F\u093E\u0964 \u0938\u0947\u0928\u093E",
                     "\u0939\u0924\u094D\u092F\u093E\u0964 | \u0938\u0947\u0928\u093E");
    expect_sentences("\u0410\u0440\u043C\u0438\u044F \u0443\u0448\u043B\u0430. \u041E\u043D\u0438 "
                     "\u0431\u0435\u0436\u0430\u043B\u0438.",
                     "\u0410\u0440\u043C\u0438\u044F \u0443\u0448\u043B\u0430. | "
                     "\u041E\u043D\u0438 \u0431\u0435\u0436\u0430\u043B\u0438.");
}

static void test_cutting_again_changes_nothing(void **state)
{
    (void)state;
    const char *const text = "The army came. It left.";
    cut(&english, text);
    words.tokens[1].flags |= GV_TOKEN_SENTENCE;
    assert_int_equal(gv_sentence_cut(&english, text, strlen(text), &words), GV_OK);
    assert_int_equal(words.n_sentences, 2);
    assert_true((words.tokens[1].flags & GV_TOKEN_SENTENCE) == 0);
}

/* Where every stop asks for the passage's common words, the time must stay linear. */
static void test_a_megabyte_of_doubt(void **state)
{
    (void)state;
    static const char piece[] = "U.N. The etc. The J. The no. Oru ";
    const size_t length = (sizeof piece - 1) * 30000;
    char *const text = malloc(length);
    for (size_t at = 0; at < length; at++) {
        text[at] = piece[at % (sizeof piece - 1)];
    }
    assert_int_equal(gv_token_cut(&english, text, length, &words), GV_OK);
    assert_int_equal(gv_sentence_cut(&english, text, length, &words), GV_OK);
    assert_int_equal(words.n_sentences, (length + GV_SENTENCE_LIMIT - 1) / GV_SENTENCE_LIMIT);
    memcpy(text + length - 4, "the ", 4);
    assert_int_equal(gv_token_cut(&english, text, length, &words), GV_OK);
    assert_int_equal(gv_sentence_cut(&english, text, length, &words), GV_OK);
    assert_int_equal(words.n_sentences, 3 * 30000 + 1);
    expect_sound_sentences(length, &words);
    free(text);
}

/* Text without a stop is cut before the word that passes the limit, and goes on. */
static void test_an_endless_sentence_is_cut(void **state)
{
    (void)state;
    const size_t length = 3 * GV_SENTENCE_LIMIT;
    char *const text = malloc(length + 1);
    assert_non_null(text);
    for (size_t at = 0; at < length; at++) {
        text[at] = "killed "[at % 7];
    }
    text[length] = '\0';
    cut(&english, text);
    assert_true(words.n_sentences >= 3 && words.n_sentences <= 4);
    for (size_t i = 0; i < words.n_sentences; i++) {
        assert_true(words.sentences[i].end_byte - words.sentences[i].start_byte <=
                    GV_SENTENCE_LIMIT);
    }
    memset(text, 'a', length);
    cut(&english, text);
    assert_int_equal(words.n_sentences, 1);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_abbreviations_go_on),
        cmocka_unit_test(test_abbreviations_in_lower_case_may_end),
        cmocka_unit_test(test_initials_go_on),
        cmocka_unit_test(test_dotted_words),
        cmocka_unit_test(test_ellipses),
        cmocka_unit_test(test_quotes_and_brackets),
        cmocka_unit_test(test_where_sentences_begin_and_end),
        cmocka_unit_test(test_upper_case_newswire),
        cmocka_unit_test(test_labels_stay),
        cmocka_unit_test(test_transcripts),
        cmocka_unit_test(test_headings),
        cmocka_unit_test(test_scripts_without_capitals),
        cmocka_unit_test(test_cutting_again_changes_nothing),
        cmocka_unit_test(test_a_megabyte_of_doubt),
        cmocka_unit_test(test_an_endless_sentence_is_cut),
    };
    return cmocka_run_group_tests_name("sentence", tests, NULL, free_words);
}
