/*
 * test_passage.c - passages as people see paragraphs: lines, joints, hyphens, columns, units.
 *
 * The invented layouts are twins of what two real reports hold; the reports themselves are read
 * where GV_SHARED or ../shared has them.
 */
#include "ingest_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static gv_section section;

static void cut_bytes(const gv_ingest_options *options, const char *text, size_t length)
{
    fixture_fill(&section, GV_SECTION_TEXT, text, length);
    assert_int_equal(gv_section_cut(options, "oru", &section), GV_OK);
    fixture_end_texts(&section);
    fixture_check_section(options, &section);
}

static void cut(const char *text)
{
    const gv_ingest_options options = fixture_options();
    cut_bytes(&options, text, strlen(text));
}

static void assert_passage(uint32_t index, gv_passage_kind kind, const char *text)
{
    assert_true(index < section.n_passages);
    assert_string_equal(section.passages[index].text, text);
    assert_int_equal(section.passages[index].kind, kind);
}

/* Cuts text and compares all passages, which `expected` lists one a line. */
static void assert_passages(const char *text, const char *expected)
{
    gv_buf got = {0};
    cut(text);
    for (uint32_t i = 0; i < section.n_passages; i++) {
        assert_int_equal(gv_buf_add_text(&got, section.passages[i].text), GV_OK);
        assert_int_equal(gv_buf_add_byte(&got, '\n'), GV_OK);
    }
    assert_string_equal(got.length > 0 ? got.bytes : "", expected);
    gv_buf_free(&got);
}

/* ------------------------------------------------------------------ lines and blanks */

static void test_wrapped_lines_are_joined(void **state)
{
    (void)state;
    assert_passages("Militia entered Oru on\n4 May and left\nat dawn.\n\nThey came back.\n",
                    "Militia entered Oru on 4 May and left at dawn.\nThey came back.\n");
    assert_passages("One\r\ntwo.\r\n\r\nThree.\r\n", "One two.\nThree.\n");
    assert_passages("One\rtwo.\r\rThree.\r", "One two.\nThree.\n");
    assert_passages("One.\n \t \nTwo.\n\xc2\xa0\nThree.", "One.\nTwo.\nThree.\n");
    assert_passages("\n\n  \n", "");
}

static void test_runs_of_blanks_are_one(void **state)
{
    (void)state;
    assert_passages("reports of  the   \t killing \n of  men", "reports of the killing of men\n");
    assert_passages("one\xc2\xa0two \xe3\x80\x80", "one\xc2\xa0two\n");
}

static void test_pieces_name_their_source(void **state)
{
    (void)state;
    cut("  driven  out of\n Oru.");
    const gv_passage *const passage = &section.passages[0];
    assert_string_equal(passage->text, "driven out of Oru.");
    assert_int_equal(passage->n_pieces, 3);
    assert_int_equal(passage->pieces[0].source, 1002);
    assert_int_equal(passage->pieces[0].length, 7);
    assert_int_equal(passage->pieces[1].text, 7);
    assert_int_equal(passage->pieces[1].source, 1010);
    assert_int_equal(passage->pieces[2].text, 14);
    assert_int_equal(passage->pieces[2].source, 1018);
    assert_int_equal(passage->n_spans, 1);
    assert_int_equal(passage->spans[0].start, 1002);
    assert_int_equal(passage->spans[0].end, 1022);
}

static void test_indents(void **state)
{
    (void)state;
    assert_passages("   The elders spoke of it at\nlength that evening.\n   The army denied it "
                    "all\n"
                    "and left.\n",
                    "The elders spoke of it at length that evening.\n"
                    "The army denied it all and left.\n");
    /* One blank, as PDF text has it, in mid-sentence: no paragraph. */
    assert_passages("the conflation of language\n and power, at the regional\nlevel.",
                    "the conflation of language and power, at the regional level.\n");
    /* A short last line. */
    assert_passages("The army denied that anyone had been there that night at all\nand left.\n"
                    "The elders of the village came to the river the next morning.\n",
                    "The army denied that anyone had been there that night at all and left.\n"
                    "The elders of the village came to the river the next morning.\n");
}

static void test_list_items(void **state)
{
    (void)state;
    cut("The council asks:\n(a) that the mill be closed, and\nkept closed;\n(b) that the wells be "
        "opened.\n\n1. First, the road.\n2. Then the bridge.\n- dash item\n\xe2\x80\xa2 bullet "
        "item\n");
    assert_int_equal(section.n_passages, 7);
    assert_passage(1, GV_PASSAGE_LIST_ITEM, "(a) that the mill be closed, and kept closed;");
    assert_passage(2, GV_PASSAGE_LIST_ITEM, "(b) that the wells be opened.");
    assert_passage(3, GV_PASSAGE_LIST_ITEM, "1. First, the road.");
    assert_passage(4, GV_PASSAGE_LIST_ITEM, "2. Then the bridge.");
    assert_passage(5, GV_PASSAGE_LIST_ITEM, "- dash item");
    assert_passage(6, GV_PASSAGE_LIST_ITEM, "\xe2\x80\xa2 bullet item");
}

static void test_marks_in_mid_sentence_are_no_list(void **state)
{
    (void)state;
    assert_passages("It was not always so\n- most groups do not do it -\nand it is not now.",
                    "It was not always so - most groups do not do it - and it is not now.\n");
    assert_passages("as is said in article\n5. The army denied it.",
                    "as is said in article 5. The army denied it.\n");
    cut("A. Deng was arrested in Tarsk.\n\n1994 was worse.");
    assert_passage(0, GV_PASSAGE_PARAGRAPH, "A. Deng was arrested in Tarsk.");
    assert_passage(1, GV_PASSAGE_PARAGRAPH, "1994 was worse.");
}

static void test_a_line_is_a_paragraph_where_lines_are_long(void **state)
{
    char text[2000] = "";
    (void)state;
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 5; k++) {
            strcat(text, "The delegation of Velmora wishes to speak of this matter again. ");
        }
        strcat(text, "\nShort words.\n");
    }
    cut(text);
    assert_int_equal(section.n_passages, 8);
    assert_string_equal(section.passages[1].text, "Short words.");
}

/* ------------------------------------------------------------------ hyphens */

static void test_line_end_hyphens(void **state)
{
    (void)state;
    assert_passages("The govern-\nment came.", "The government came.\n");
    assert_passages("their encamp-\nments there", "their encampments there\n");
    assert_passages("gender-\nbased crimes", "gender-based crimes\n");
    assert_passages("so-called re-\neducation camps", "so-called re-education camps\n");
    assert_passages("the re-\nport on self-\ndefence", "the report on self-defence\n");
    assert_passages("in the mid-\n1990s and Upper-\nTarsk", "in the mid-1990s and Upper-Tarsk\n");
    assert_passages("the UN-\nled force", "the UN-led force\n");
    assert_passages("THE GOVERN-\nMENT CAME", "THE GOVERNMENT CAME\n");
    assert_passages("soft\xc2\xad\nly said, hard\xe2\x80\x90\nly heard",
                    "softly said, hardly heard\n");
    assert_passages("he said -\nand left", "he said - and left\n");
    assert_passages("it went on --\nthen stopped", "it went on -- then stopped\n");
    assert_passages("both inter-\nand intra-ethnic", "both inter- and intra-ethnic\n");
    assert_passages("a \xe2\x80\x98re-\neducation\xe2\x80\x99 camp",
                    "a \xe2\x80\x98re-education\xe2\x80\x99 camp\n");
    assert_passages("d\xc3\xa9pla-\ncement de \xc3\xa9thnies",
                    "d\xc3\xa9placement de \xc3\xa9thnies\n");
}

static void test_the_text_itself_tells_which_hyphens_stay(void **state)
{
    (void)state;
    assert_passages("Cross-border raids began. Then cross-\nborder raids ended.",
                    "Cross-border raids began. Then cross-border raids ended.\n");
    assert_passages("The Assembly met. The Assem-\nbly rose.",
                    "The Assembly met. The Assembly rose.\n");
    assert_passages("The Serb-\nheld areas.", "The Serb-held areas.\n");
    assert_passages("A decision in the making, as decision-\nmaking goes.",
                    "A decision in the making, as decision-making goes.\n");
}

/* Three hyphens in a hundred lines: not hyphenated. Nine: hyphenated. */
static void test_a_text_has_its_habit(void **state)
{
    (void)state;
    for (int every = 11; every <= 33; every += 22) {
        gv_buf text = {0};
        for (int i = 0; i < 99; i++) {
            assert_int_equal(gv_buf_add_text(&text, i % every == 5 ? "and in the twenty-\nfirst"
                                                                   : "there were words\nand more"),
                             GV_OK);
            assert_int_equal(gv_buf_add_byte(&text, '\n'), GV_OK);
        }
        cut(text.bytes);
        assert_int_equal(section.n_passages, 1);
        assert_true((strstr(section.passages[0].text, "twenty-first") != NULL) == (every == 33));
        assert_true((strstr(section.passages[0].text, "twentyfirst") != NULL) == (every == 11));
        gv_buf_free(&text);
    }
}

static void test_a_dropped_hyphen_keeps_offsets(void **state)
{
    (void)state;
    cut("govern-\nment");
    assert_int_equal(section.passages[0].n_pieces, 2);
    assert_int_equal(section.passages[0].pieces[0].length, 6);
    assert_int_equal(section.passages[0].pieces[1].text, 6);
    assert_int_equal(section.passages[0].pieces[1].source, 1008);
}

/* ------------------------------------------------------------------ columns and pages */

static void test_a_column_break_in_mid_sentence(void **state)
{
    (void)state;
    cut("The panel heard that the raids were\nmarked by acts of ethnic cleansing,\n\n"
        "mass expulsions and pillage in the\nhill districts.\n\nA new paragraph.");
    assert_int_equal(section.n_passages, 2);
    assert_passage(0, GV_PASSAGE_PARAGRAPH,
                   "The panel heard that the raids were marked by acts of ethnic cleansing, mass "
                   "expulsions and pillage in the hill districts.");
    assert_int_equal(section.passages[0].n_spans, 2);
    assert_int_equal(section.passages[0].spans[0].start, 1000);
    assert_int_equal(section.passages[0].spans[0].end, 1071);
    assert_int_equal(section.passages[0].spans[1].start, 1073);
}

static void test_a_capital_goes_on_after_in_the(void **state)
{
    (void)state;
    assert_passages("The plan also asks for a seat in the\nnext round of the talks and in the\n\n"
                    "Security Cabinet of Velmora, so that\nthe elders can be heard.\n",
                    "The plan also asks for a seat in the next round of the talks and in the "
                    "Security Cabinet of Velmora, so that the elders can be heard.\n");
    /* By the width of the column alone. */
    assert_passages("The inquiry was led by the governor of\nthe province and later by his "
                    "successor\n"
                    "from the north, the former prosecutor\n\nMasri Deng, who found that the army\n"
                    "had burned all of the river villages.\n",
                    "The inquiry was led by the governor of the province and later by his "
                    "successor "
                    "from the north, the former prosecutor Masri Deng, who found that the army had "
                    "burned all of the river villages.\n");
}

static void test_a_pull_quote_stands_alone(void **state)
{
    (void)state;
    cut("The commission found that guards of the\nnorthern camps had taken part in\n"
        "the killing of prisoners and in the\n\nThe council has to\nact now and not in\na year\n\n"
        "beating of those who would not dig.\nThe guards denied it to the end.\n");
    assert_int_equal(section.n_passages, 2);
    assert_passage(0, GV_PASSAGE_PARAGRAPH,
                   "The commission found that guards of the northern camps had taken part in the "
                   "killing of prisoners and in the beating of those who would not dig. The guards "
                   "denied it to the end.");
    assert_passage(1, GV_PASSAGE_QUOTE, "The council has to act now and not in a year");
    assert_true(section.passages[1].spans[0].start > section.passages[0].spans[0].end);
    assert_true(section.passages[1].spans[0].end < section.passages[0].spans[1].start);
}

static void test_a_pull_quote_between_whole_paragraphs(void **state)
{
    (void)state;
    cut("The camps in the north are still open, and\nthe ministry has said that they will be\n"
        "kept open for another year at least.\n\nThe council needs\nto take another\nway to peace\n"
        "in the valley\n\nBut the people of the valley do not believe\nthat the army will leave "
        "them in peace as\nit has promised so many times before.\n");
    assert_int_equal(section.n_passages, 3);
    assert_passage(1, GV_PASSAGE_QUOTE,
                   "The council needs to take another way to peace in the valley");
}

static void test_page_numbers_and_running_heads_stand_alone(void **state)
{
    (void)state;
    cut("We remember the women and men who, on our\nbehalf\n\n \n15 10-55103\n\n"
        "and on behalf of all, work for peace.\n\n\f12\n\nNext page begins here.\n");
    assert_int_equal(section.n_passages, 4);
    assert_passage(0, GV_PASSAGE_PARAGRAPH,
                   "We remember the women and men who, on our behalf and on behalf of all, work "
                   "for "
                   "peace.");
    assert_passage(1, GV_PASSAGE_HEADING, "15 10-55103");
    assert_passage(2, GV_PASSAGE_HEADING, "12");
}

static void test_a_form_feed_is_a_page_break(void **state)
{
    (void)state;
    assert_passages("The army left.\fThe elders came.", "The army left.\nThe elders came.\n");
    assert_passages("The army left the\fvalley that night.",
                    "The army left the valley that night.\n");
}

static void test_headings_stand_alone(void **state)
{
    (void)state;
    cut("A Valley Without People:\nThe Road to Tarsk\n\nThe army came at dawn and burned the\n"
        "houses of the Masri.\n\nWhere Does the Council Go from Here?\n\nNobody knows that yet.\n\n"
        "b. Disappearance\n\nThere were reports of it.\n");
    assert_int_equal(section.n_passages, 6);
    assert_passage(0, GV_PASSAGE_HEADING, "A Valley Without People: The Road to Tarsk");
    assert_passage(2, GV_PASSAGE_HEADING, "Where Does the Council Go from Here?");
    assert_passage(4, GV_PASSAGE_HEADING, "b. Disappearance");
    cut("Two Civilians Killed in Oru");
    assert_passage(0, GV_PASSAGE_PARAGRAPH, "Two Civilians Killed in Oru");
}

static void test_whole_paragraphs_are_not_joined(void **state)
{
    (void)state;
    assert_passages("They said: \"We left.\"\n\nthe rest is silence\nin every village.",
                    "They said: \"We left.\"\nthe rest is silence in every village.\n");
    assert_passages("Recalling the treaty of 1994,\n\nReaffirming its will,\n\nDecides nothing.",
                    "Recalling the treaty of 1994,\nReaffirming its will,\nDecides nothing.\n");
    assert_passages("https://velmora.example/a/long/path\n\nand so the council rose that day.",
                    "https://velmora.example/a/long/path\nand so the council rose that day.\n");
    assert_passages("It was shown.12\n\nand then it was not shown again.",
                    "It was shown.12\nand then it was not shown again.\n");
}

static void test_looking_ahead_ends(void **state)
{
    gv_buf text = {0};
    (void)state;
    assert_int_equal(gv_buf_add_text(&text, "The women and men who on our\nbehalf went to the\n\n"),
                     GV_OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(gv_buf_add_format(&text, "Plate %d\n\n", i), GV_OK);
    }
    assert_int_equal(gv_buf_add_text(&text, "river in the north did not return."), GV_OK);
    cut(text.bytes);
    assert_int_equal(section.n_passages, 6); /* five blocks away is too far */
    gv_buf_free(&text);
}

/* ------------------------------------------------------------------ units and limits */

static void test_unit_sentence(void **state)
{
    gv_ingest_options options = fixture_options();
    (void)state;
    options.unit = GV_UNIT_SENTENCE;
    const char *const text = "Gen. Deng denied\nit. \"Who knows?\" he\nasked. No. 5 was\n\nshut "
                             "down.";
    cut_bytes(&options, text, strlen(text));
    assert_int_equal(section.n_passages, 4);
    assert_passage(0, GV_PASSAGE_SENTENCE, "Gen. Deng denied it.");
    assert_passage(3, GV_PASSAGE_SENTENCE, "No. 5 was shut down.");
    assert_int_equal(section.passages[3].n_spans, 2);
    assert_int_equal(section.passages[3].number, 3);
}

static void test_unit_document(void **state)
{
    gv_ingest_options options = fixture_options();
    (void)state;
    options.unit = GV_UNIT_DOCUMENT;
    const char *const text = "A Heading\n\nMilitia entered\nOru.\n\n- an item\n";
    cut_bytes(&options, text, strlen(text));
    assert_int_equal(section.n_passages, 1);
    assert_passage(0, GV_PASSAGE_DOCUMENT, "A Heading\n\nMilitia entered Oru.\n\n- an item");
    assert_int_equal(section.passages[0].n_spans, 3);
}

static void test_long_passages_are_cut_at_sentence_ends(void **state)
{
    gv_ingest_options options = fixture_options();
    (void)state;
    options.passage_limit = 50;
    const char *text = "The army left Oru. The elders came back to it. They wept for Gen. Deng.";
    cut_bytes(&options, text, strlen(text));
    assert_int_equal(section.n_passages, 2);
    assert_passage(0, GV_PASSAGE_PARAGRAPH, "The army left Oru. The elders came back to it.");
    assert_int_equal(section.passages[0].cut, 1);
    assert_passage(1, GV_PASSAGE_PARAGRAPH, "They wept for Gen. Deng.");
    assert_int_equal(section.passages[1].cut, 0);
}

static void test_without_sentences_blanks_and_characters_decide(void **state)
{
    gv_ingest_options options = fixture_options();
    (void)state;
    options.passage_limit = 20;
    const char *text = "and the army and the elders and the wells";
    cut_bytes(&options, text, strlen(text));
    for (uint32_t i = 0; i < section.n_passages; i++) {
        assert_true(section.passages[i].length <= 20);
        assert_null(strstr("elders", section.passages[i].text)); /* no word is cut */
    }
    text = "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
           "\xc3\xa9\xc3\xa9\xc3\xa9";
    options.passage_limit = 5;
    cut_bytes(&options, text, strlen(text));
    assert_int_equal(section.n_passages, 6);
    assert_int_equal(section.passages[0].length, 4);
}

/* The limit decides where text without a stop is cut, and every piece but the last says so. */
static void test_an_endless_sentence_is_cut_and_says_so(void **state)
{
    static char text[200000];
    (void)state;
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = "killed "[i % 7];
    }
    for (int unit = GV_UNIT_PASSAGE; unit <= GV_UNIT_SENTENCE; unit++) {
        for (size_t limit = 50000; limit <= 100000; limit += 50000) {
            gv_ingest_options options = fixture_options();
            options.unit = (gv_unit)unit;
            options.passage_limit = limit;
            cut_bytes(&options, text, sizeof text);
            assert_true(section.n_passages >= sizeof text / limit);
            assert_true(section.n_passages <= sizeof text / limit + 1);
            for (uint32_t i = 0; i < section.n_passages; i++) {
                assert_true(section.passages[i].length <= limit);
                assert_int_equal(section.passages[i].cut, i + 1 < section.n_passages);
            }
        }
    }
}

static void test_hostile_layouts_are_linear(void **state)
{
    gv_buf text = {0};
    (void)state;
    static const char *const units[] = {"a-\n", "and\n\n", "\r", "a\f", "- \n", "(i", " \n ", "A\n",
                                        "x,\n\nY\n\n", "\xe2\x80\x90\n"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        gv_buf_clear(&text);
        while (text.length < 1 << 20) {
            assert_int_equal(gv_buf_add_text(&text, units[i]), GV_OK);
        }
        cut(text.bytes); /* slow, or wrong, is what this would show */
    }
    gv_buf_free(&text);
}

/* ------------------------------------------------------------------ two real reports */

static int read_report(const char *name, gv_buf *text)
{
    const char *const shared = getenv("GV_SHARED") != NULL ? getenv("GV_SHARED") : "../shared";
    char path[4096];
    char bytes[4096];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/reports/%s", shared, name);
    FILE *const file = fopen(path, "rb");
    if (file == NULL) {
        print_message("skipped: %s is not here\n", path);
        return 0;
    }
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0) {
        assert_int_equal(gv_buf_add(text, bytes, n), GV_OK);
    }
    fclose(file);
    return 1;
}

static const gv_passage *find_passage(const char *start, const char *part)
{
    for (uint32_t i = 0; i < section.n_passages; i++) {
        const gv_passage *const passage = &section.passages[i];
        if (strncmp(passage->text, start, strlen(start)) == 0 &&
            strstr(passage->text, part) != NULL) {
            return passage;
        }
    }
    fail_msg("no passage begins \"%s\" and holds \"%s\"", start, part);
    return NULL;
}

static uint32_t count_kind(gv_passage_kind kind)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < section.n_passages; i++) {
        n += section.passages[i].kind == kind;
    }
    return n;
}

static void test_report_in_columns(void **state)
{
    gv_buf text = {0};
    (void)state;
    if (!read_report("000_38e5d0807482171a.txt", &text)) {
        skip();
    }
    cut(text.bytes);
    /* 32 blocks; eight of them stop in mid-sentence and go on. */
    assert_int_equal(section.n_passages, 24);
    uint32_t n_joined = 0;
    for (uint32_t i = 0; i < section.n_passages; i++) {
        n_joined += section.passages[i].n_spans == 2;
        assert_true(section.passages[i].n_spans <= 2);
    }
    assert_int_equal(n_joined, 8);
    assert_int_equal(count_kind(GV_PASSAGE_QUOTE), 3);
    assert_int_equal(count_kind(GV_PASSAGE_HEADING), 3);
    find_passage("The rationale for", "ethnic cleansing, civilian massacres, sexual and "
                                      "gender-based violence");
    find_passage("In many respects", "in the Integrated Review, the government is");
    find_passage("If the UK", "a seat in the Cabinet Office and");
    find_passage("Sometimes such", "\xe2\x80\x98re-education\xe2\x80\x99 and");
    find_passage("But even when", "These cleavages may");
    find_passage("Modern mass", "\xe2\x80\x98" "chameleon-like\xe2\x80\x99");
    find_passage("Sometimes such", "long-running");
    find_passage("However, to do so", "conflict-oriented");
    find_passage("On a more", "recommended in April:");
    gv_buf_free(&text);
}

static void test_report_in_pages(void **state)
{
    gv_buf text = {0};
    (void)state;
    if (!read_report("001_cdb003fc867f5f03.txt", &text)) {
        skip();
    }
    cut(text.bytes);
    assert_int_equal(count_kind(GV_PASSAGE_LIST_ITEM), 3);
    find_passage("1. Establish", "An atrocity prevention strategy, long called for by");
    find_passage("3. Address", "decision-making through");
    find_passage("We welcome the commitment", "prevention-first approach");
    find_passage("Finally, we welcome", "Modern Slavery Act that will");
    assert_int_equal(find_passage("UK Atrocity", "Working Group")->kind, GV_PASSAGE_HEADING);
    assert_int_equal(find_passage("https://", "ver=")->n_spans, 1);
    gv_buf_free(&text);
}

static int teardown(void **state)
{
    (void)state;
    gv_section_free(&section);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrapped_lines_are_joined),
        cmocka_unit_test(test_runs_of_blanks_are_one),
        cmocka_unit_test(test_pieces_name_their_source),
        cmocka_unit_test(test_indents),
        cmocka_unit_test(test_list_items),
        cmocka_unit_test(test_marks_in_mid_sentence_are_no_list),
        cmocka_unit_test(test_a_line_is_a_paragraph_where_lines_are_long),
        cmocka_unit_test(test_line_end_hyphens),
        cmocka_unit_test(test_the_text_itself_tells_which_hyphens_stay),
        cmocka_unit_test(test_a_text_has_its_habit),
        cmocka_unit_test(test_a_dropped_hyphen_keeps_offsets),
        cmocka_unit_test(test_a_column_break_in_mid_sentence),
        cmocka_unit_test(test_a_capital_goes_on_after_in_the),
        cmocka_unit_test(test_a_pull_quote_stands_alone),
        cmocka_unit_test(test_a_pull_quote_between_whole_paragraphs),
        cmocka_unit_test(test_page_numbers_and_running_heads_stand_alone),
        cmocka_unit_test(test_a_form_feed_is_a_page_break),
        cmocka_unit_test(test_headings_stand_alone),
        cmocka_unit_test(test_whole_paragraphs_are_not_joined),
        cmocka_unit_test(test_looking_ahead_ends),
        cmocka_unit_test(test_unit_sentence),
        cmocka_unit_test(test_unit_document),
        cmocka_unit_test(test_long_passages_are_cut_at_sentence_ends),
        cmocka_unit_test(test_an_endless_sentence_is_cut_and_says_so),
        cmocka_unit_test(test_without_sentences_blanks_and_characters_decide),
        cmocka_unit_test(test_hostile_layouts_are_linear),
        cmocka_unit_test(test_report_in_columns),
        cmocka_unit_test(test_report_in_pages),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
