/*
 * test_hits.c - masks and cues: what is found where only what can matter is tried, and the plain
 * way, in which everything is tried at every word. The same statuses, cues, notes and facets must
 * come out.
 *
 * Random passages are made of the words of cues that reach every way there is (over, before, after,
 * in a clause, a sentence, the one before, the passage), stand first or last in a sentence, need
 * others far from where they begin, and strike one another; some with many mentions in one
 * sentence.
 */
#include "rules_fixture.h"

#include <stdlib.h>

static const char BOOK[] =
    "language any\n"
    "statuses: asserted > negated > possible > legal\n"
    "test E = skip S\n"
    "test S = skip D\n"
    "test G = skip D L note contested\n"
    "test D = negated\n"
    "test H = possible\n"
    "test K = skip L nearer\n"
    "test L = legal\n"
    "label harm\n"
    "label work threshold 100\n"
    "facet place = inside, outside else unknown\n";

static const char RULES[] =
    "numbers two=2, five=5, forty=40\n"
    "contraction n't = not\n"
    "breaks: but, while\n"
    "common 20000: the, of, it, was\n"
    "common 900: said, law, years\n"
    "set killing = kill, shoot dead\n"
    "set talk = report, claim, story\n"
    "rule harm/killed as act\n    on: @killing\n    need count near 6: #count>=5\n"
    "rule harm/massacre as noun\n    on: massacre, mass grave\n"
    "rule harm/named as noun\n    on: genocide\n"
    "rule work/forced as act weight 60\n    on: forced ..2 work\n"
    "rule work/debt as sign weight 40\n    on: debt, owed to\n"
    "mask grave_song\n    on: the ..2 grave song, massacre of cakes\n"
    "mask debt_word\n    on: debt ceiling, national ..1 debt\n      for work\n"
    "cue E/once\n    on: only once\n    reach after 9 and before 4\n"
    "cue S/not_only\n    on: not only, (no|not) ..3 alone\n    reach after 8\n"
    "cue S/far_only\n    on: only #name\n    reach in previous\n    for harm\n"
    "cue G/disputes\n    on: ministry, general ..2 said\n    reach after 12 and in sentence\n"
    "cue G/work_disputes\n    on: it was ..3 said\n    reach before 6\n    for sign\n"
    "cue D/not\n    on: not, no ..2 @talk of, never\n    reach after 6\n    stop: although\n"
    "cue D/before\n    on: did not happen, was ..3 false\n    reach before 8 in sentence and over\n"
    "cue D/next\n    on: (it|that) ..2 never happened, #start ..1 none of it\n"
    "    reach in previous\n"
    "cue D/passage\n    on: the ..12 story ..6 invented, @talk ..9 retracted\n"
    "    reach in passage\n"
    "    for noun\n"
    "cue D/named\n    on: so called\n    reach near 5\n    for harm/named, act work\n"
    "cue D/over\n    on: called ..1 (massacre|genocide)\n    reach over\n"
    "cue H/may\n    on: may, might ..1 have\n    reach after 9\n    bar in sentence: certain\n"
    "cue H/asks\n    on: #question\n    reach in sentence\n"
    "cue H/ends\n    on: it ..2 said #end\n    reach in passage\n    need in sentence: claim\n"
    "cue H/names\n    on: #name #name\n    reach in passage\n    for noun\n"
    "cue K/case\n    on: case of, (the|a) ..4 trial\n    reach near 6\n"
    "cue L/law\n    on: law, the ..8 shall, five ..2 years\n    reach in clause and over\n"
    "cue L/heading\n    on: #heading\n    reach in sentence\n"
    "cue L/year\n    on: #count>=5 years, #name ..3 law\n    reach before 20 and after 4\n"
    "    for act, sign\n"
    "weigh place inside 2: village, the ..3 camp\n"
    "weigh place outside 3: border, #name river\n";

static const char *const WORDS[] = {
    "killed",  "kills",  "shot",    "dead",     "massacre", "mass",   "grave",    "song",
    "genocide", "forced", "work",   "debt",     "owed",     "to",     "ceiling",  "national",
    "cakes",   "only",   "once",    "not",      "no",       "alone",  "Oru",      "ministry",
    "general", "said",   "it",      "was",      "report",   "claims", "story",    "stories",
    "never",   "happen", "happened", "did",     "false",    "that",   "none",     "of",
    "the",     "invented", "retracted", "so",   "called",   "may",    "might",    "have",
    "certain", "case",   "a",       "trial",    "law",      "shall",  "five",     "years",
    "forty",   "40",     "although", "but",     "while",    "village", "camp",    "border",
    "river",   "The",    "It",      "None",     "didn't",
    "that never happened", "none of it", "did not happen", "not only", "only once", "was false",
    "the story was invented", "report retracted", "so called", "may have", "40 dead", "only Oru"};
static const char *const MARKS[] = {" ", " ", " ", " ", " ", " ", " ",  " ",
                                    " ", " ", " ", " ", ", ", ". ", ". ", "? "};
static const char *const COMMON[] = {"the",  "of",       "it",       "was",
                                     "said", "massacre", "genocide", "not"};
static const char *const CUES[] = {"D/not",  "D/before", "D/next", "D/passage", "D/named", "D/over",
                                   "H/may",  "H/asks", "H/ends", "H/names", "L/law",
                                   "L/heading", "L/year"};
enum {
    N_CUES = sizeof CUES / sizeof *CUES,
    N_WORDS = sizeof WORDS / sizeof *WORDS,
    N_MARKS = sizeof MARKS / sizeof *MARKS,
    N_COMMON = sizeof COMMON / sizeof *COMMON,
    TEXT_BYTES = 8192
};

static uint32_t next(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 33);
}

/* Everything that a result says, in words. */
static void tell(const gv_result *result, gv_buf *out)
{
    gv_evidence of = {.size = sizeof of};
    const char *name = NULL;
    const char *value = NULL;
    out->length = 0;
    for (size_t i = 0; gv_result_mention(result, i, &of); i++) {
        assert_int_equal(gv_buf_add_format(out, "%s %s %u %u %s %u %u\n", of.rule, of.status,
                                           (unsigned)of.start, (unsigned)of.end,
                                           of.cue == NULL ? "-" : of.cue,
                                           (unsigned)of.cue_start, (unsigned)of.cue_end),
                         GV_OK);
    }
    for (size_t i = 0; i < gv_result_labels(result); i++) {
        assert_int_equal(gv_buf_add_format(out, "%s %s %u", gv_result_label_name(result, i),
                                           gv_result_label_status(result, i),
                                           (unsigned)gv_result_label_score(result, i)),
                         GV_OK);
        for (size_t n = 0; gv_result_attribute(result, i, n, &name, &value); n++) {
            assert_int_equal(gv_buf_add_format(out, " %s=%s", name, value), GV_OK);
        }
        assert_int_equal(gv_buf_add_byte(out, '\n'), GV_OK);
    }
    for (size_t i = 0; gv_result_facet(result, i, &name, &value); i++) {
        assert_int_equal(gv_buf_add_format(out, "%s=%s\n", name, value), GV_OK);
    }
    assert_int_equal(gv_buf_add_byte(out, 0), GV_OK);
}

/* A passage; one in eight is long, in few sentences and with many mentions. */
static size_t make_text(uint64_t *random, int round, char text[TEXT_BYTES])
{
    const int is_long = round % 8 == 0;
    const uint32_t n = 1 + next(random) % (is_long ? 400 : 50);
    size_t length = 0;
    for (uint32_t i = 0; i < n; i++) {
        const char *word = WORDS[next(random) % N_WORDS];
        const char *mark = MARKS[next(random) % (is_long ? 13 : N_MARKS)];
        if (is_long && next(random) % 3 != 0) {
            word = COMMON[next(random) % N_COMMON];
        }
        length += (size_t)snprintf(text + length, TEXT_BYTES - length, "%s%s", word, mark);
    }
    return length;
}

static void test_plain_way(void **state)
{
    (void)state;
    const gv_scanner_options usual = {.size = sizeof usual, .language = "en"};
    const gv_scanner_options plain = {.size = sizeof plain, .language = "en", .no_prefilter = 1};
    gv_buf rules = {0};
    gv_buf said[2] = {{0}, {0}};
    uint64_t random = 11;
    size_t n_decided[N_CUES] = {0};
    size_t n_contested = 0;
    assert_int_equal(gv_buf_add_format(&rules, "language en\n%s", RULES), GV_OK);
    const fixture_file files[] = {{"book.gvr", BOOK}, {"en.gvr", rules.bytes}};
    gv_model *const model = fixture_model(files, 2);
    gv_scanner *scanners[2] = {NULL, NULL};
    assert_int_equal(gv_scanner_new(model, &usual, &scanners[0]), GV_OK);
    assert_int_equal(gv_scanner_new(model, &plain, &scanners[1]), GV_OK);
    for (int round = 0; round < 40000; round++) {
        char text[TEXT_BYTES];
        const size_t length = make_text(&random, round, text);
        for (int i = 0; i < 2; i++) {
            const gv_result *result = NULL;
            assert_int_equal(gv_scan(scanners[i], text, length, &result), GV_OK);
            tell(result, &said[i]);
        }
        if (strcmp(said[0].bytes, said[1].bytes) != 0) {
            fail_msg("%.*s\n%s\nthe plain way:\n%s", (int)length, text, said[0].bytes,
                     said[1].bytes);
        }
        n_contested += strstr(said[0].bytes, "contested=true") != NULL;
        for (size_t i = 0; i < N_CUES; i++) {
            n_decided[i] += strstr(said[0].bytes, CUES[i]) != NULL;
        }
    }
    for (size_t i = 0; i < N_CUES; i++) {
        if (n_decided[i] < 20) {
            fail_msg("%s decided over %zu passages", CUES[i], n_decided[i]);
        }
    }
    assert_true(n_contested > 100);
    for (int i = 0; i < 2; i++) {
        gv_scanner_free(scanners[i]);
        gv_buf_free(&said[i]);
    }
    gv_model_free(model);
    gv_buf_free(&rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_plain_way)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
