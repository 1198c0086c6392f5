/*
 * test_scan.c - what a scan finds, exactly: evidence bytes, statuses, cues, weights, numbers, facets.
 *
 * The oracle comparison tests the semantics at random; this file tests what a caller sees and what
 * random cases cannot: exact bytes in non-ASCII text, hostile text, reuse of a scanner, time that
 * stays linear.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "gravamen.h"

static const char head[] =
    "language any\n"
    "statuses: asserted > negated > possible\n"
    "test G3 = skip G1\n"
    "test G2 = skip G1 note contested\n"
    "test G1 = negated\n"
    "test H1 = possible\n"
    "label harm\n"
    "label work threshold 100\n"
    "grade harm scale = 5+ from 5, 25+ from 25 else unstated\n"
    "facet setting = war, peace else unclear\n";

static const char rules[] =
    "language en\n"
    "contraction n't = not\n"
    "contraction 's =\n"
    "numbers five=5, forty=40, seven=7\n"
    "multiply hundred=100, thousand=1000\n"
    "joint and\n"
    "years 1500 to 2049 unless: villager\n"
    "not a count before: percent\n"
    "not a count after: article\n"
    "breaks: but\n"
    "set people = villager, farmer, shop keeper\n"
    "rule harm/killed as act\n"
    "  on: =killed, shot dead\n"
    "  need count near 8: #count>=5\n"
    "    not after 2: soldier\n"
    "  bar in sentence: accident\n"
    "  unless in sentence: deliberate\n"
    "rule harm/massacre as noun\n"
    "  on: massacre\n"
    "rule work/threat as act weight 60\n"
    "  on: threat\n"
    "rule work/debt as act weight 40\n"
    "  on: debt\n"
    "cue G1/not\n"
    "  on: not, =no ..2 report ..1 of\n"
    "  reach after 6\n"
    "  stop: although\n"
    "cue G3/only\n"
    "  on: not only\n"
    "  reach after 6\n"
    "cue G2/denied\n"
    "  on: (army|ministry) denied\n"
    "  reach after 8\n"
    "cue H1/risk\n"
    "  on: risk of\n"
    "  reach after 4\n"
    "  for noun\n"
    "mask board_game\n"
    "  on: massacre (game|opening)\n"
    "weigh setting war 1: army, soldier\n"
    "weigh setting peace 1: prison\n";

typedef struct fixture {
    gv_model *model;
    gv_scanner *scanner;
} fixture;

static void print_diagnostic(void *user, const gv_diagnostic *diagnostic)
{
    (void)user;
    print_error("%s:%u:%u: %s\n", diagnostic->path, diagnostic->line, diagnostic->column,
                diagnostic->message);
}

static int set_up(void **state)
{
    static fixture both;
    gv_compiler *compiler = NULL;
    memset(&both, 0, sizeof both);
    assert_int_equal(gv_compiler_new(print_diagnostic, NULL, &compiler), GV_OK);
    assert_int_equal(gv_compiler_add_text(compiler, "head.gvr", head, strlen(head)), GV_OK);
    assert_int_equal(gv_compiler_add_text(compiler, "rules.gvr", rules, strlen(rules)), GV_OK);
    assert_int_equal(gv_compiler_finish(compiler, &both.model), GV_OK);
    gv_compiler_free(compiler);
    assert_int_equal(gv_scanner_new(both.model, NULL, &both.scanner), GV_OK);
    *state = &both;
    return 0;
}

static int tear_down(void **state)
{
    fixture *both = *state;
    gv_scanner_free(both->scanner);
    gv_model_free(both->model);
    return 0;
}

static const gv_result *scan(void **state, const char *text)
{
    const gv_result *result = NULL;
    assert_int_equal(gv_scan(((fixture *)*state)->scanner, text, strlen(text), &result), GV_OK);
    return result;
}

/* The status of a label, or "" if the result has none. */
static const char *status_of(const gv_result *result, const char *label)
{
    for (size_t i = 0; i < gv_result_labels(result); i++) {
        if (strcmp(gv_result_label_name(result, i), label) == 0) {
            return gv_result_label_status(result, i);
        }
    }
    return "";
}

static void assert_evidence(const gv_result *result, const char *text, size_t i, const char *words,
                            const char *status, const char *cue)
{
    gv_evidence evidence = {0};
    evidence.size = sizeof evidence;
    assert_true(gv_result_mention(result, i, &evidence));
    assert_int_equal(evidence.end - evidence.start, strlen(words));
    assert_memory_equal(text + evidence.start, words, strlen(words));
    assert_string_equal(evidence.status, status);
    if (cue == NULL) {
        assert_null(evidence.cue);
    } else {
        assert_non_null(evidence.cue);
        assert_int_equal(evidence.cue_end - evidence.cue_start, strlen(cue));
        assert_memory_equal(text + evidence.cue_start, cue, strlen(cue));
    }
}

static void test_evidence_is_exact_to_the_byte(void **state)
{
    const char *text = "\xC3\x89ric said: \xE2\x80\x9Cgunmen killed at least forty villagers\xE2\x80\x9D.";
    const gv_result *result = scan(state, text);
    assert_int_equal(gv_result_labels(result), 1);
    assert_evidence(result, text, 0, "killed at least forty", "asserted", NULL);
    assert_int_equal(gv_result_label_quantity(result, 0), 40);
    const char *name = NULL;
    const char *value = NULL;
    assert_true(gv_result_attribute(result, 0, 0, &name, &value));
    assert_string_equal(name, "scale");
    assert_string_equal(value, "25+");
    assert_false(gv_result_attribute(result, 0, 1, &name, &value));
}

static void test_numbers_that_do_not_count(void **state)
{
    assert_string_equal(status_of(scan(state, "Police killed 4 farmers."), "harm"), "");
    assert_string_equal(status_of(scan(state, "Police killed him in 1994."), "harm"), "");
    assert_string_equal(status_of(scan(state, "They killed 1994 villagers."), "harm"), "asserted");
    assert_string_equal(status_of(scan(state, "Police killed 40 percent."), "harm"), "");
    assert_string_equal(status_of(scan(state, "He was killed, article 14 says."), "harm"), "");
    assert_string_equal(status_of(scan(state, "They killed 12 armed soldiers."), "harm"), "");
    assert_string_equal(status_of(scan(state, "They killed 1,200 farmers."), "harm"), "asserted");
    assert_string_equal(status_of(scan(state, "20. Two farmers were killed."), "harm"), "");
    assert_string_equal(status_of(scan(state, "Since article, 46 were killed."), "harm"), "asserted");
}

static void test_bar_and_unless(void **state)
{
    assert_string_equal(status_of(scan(state, "The accident killed 12 farmers."), "harm"), "");
    assert_string_equal(
        status_of(scan(state, "The deliberate accident killed 12 farmers."), "harm"), "asserted");
}

static void test_cues_their_reach_and_exceptions(void **state)
{
    const char *text = "There were no reports of a massacre, but the massacre of 1999 is known.";
    const gv_result *result = scan(state, text);
    assert_string_equal(status_of(result, "harm"), "asserted");
    assert_evidence(result, text, 0, "massacre", "negated", "no reports of");
    assert_evidence(result, text, 1, "massacre", "asserted", NULL);
    assert_string_equal(status_of(scan(state, "They did not see a massacre."), "harm"), "negated");
    assert_string_equal(status_of(scan(state, "They didn't see a massacre."), "harm"), "negated");
    assert_string_equal(status_of(scan(state, "It was not only a massacre."), "harm"), "asserted");
    assert_string_equal(status_of(scan(state, "It is not clear although a massacre began."), "harm"),
                        "asserted");
    assert_string_equal(status_of(scan(state, "A risk of massacres."), "harm"), "possible");
    result = scan(state, "The army denied that it was not a massacre.");
    assert_string_equal(status_of(result, "harm"), "asserted");
    const char *name = NULL;
    const char *value = NULL;
    assert_true(gv_result_attribute(result, 0, 1, &name, &value));
    assert_string_equal(name, "contested");
}

static void test_masks_drop_mentions(void **state)
{
    assert_string_equal(status_of(scan(state, "They played the massacre opening."), "harm"), "");
    assert_string_equal(status_of(scan(state, "The massacre at the opening."), "harm"), "asserted");
}

static void test_weak_signs_add_up(void **state)
{
    const gv_result *result = scan(state, "A debt and a debt.");
    assert_string_equal(status_of(result, "work"), "");
    gv_evidence evidence = {0};
    evidence.size = sizeof evidence;
    assert_true(gv_result_mention(result, 1, &evidence));
    result = scan(state, "A debt and a threat.");
    assert_string_equal(status_of(result, "work"), "asserted");
    assert_int_equal(gv_result_label_score(result, 0), 100);
}

static void test_facets_only_where_something_is_asserted(void **state)
{
    const char *name = NULL;
    const char *value = NULL;
    const gv_result *result = scan(state, "The army and soldiers near the prison: a massacre.");
    assert_true(gv_result_facet(result, 0, &name, &value));
    assert_string_equal(name, "setting");
    assert_string_equal(value, "war");
    result = scan(state, "A massacre.");
    assert_true(gv_result_facet(result, 0, &name, &value));
    assert_string_equal(value, "unclear");
    result = scan(state, "The army: no report of a massacre.");
    assert_false(gv_result_facet(result, 0, &name, &value));
}

static void test_the_same_answer_from_a_used_scanner(void **state)
{
    const char *text = "No reports of a massacre reached us. Gunmen killed 40 farmers.";
    char first[4096];
    char again[4096];
    for (int round = 0; round < 2; round++) {
        char *to = round == 0 ? first : again;
        size_t used = 0;
        const gv_result *result = scan(state, text);
        gv_evidence evidence = {0};
        evidence.size = sizeof evidence;
        for (size_t i = 0; gv_result_mention(result, i, &evidence); i++) {
            used += (size_t)snprintf(to + used, sizeof first - used, "%s %s %u %u\n",
                                     evidence.rule, evidence.status, evidence.start, evidence.end);
        }
        assert_true(used > 0);
        for (int i = 0; i < 100; i++) {
            scan(state, "Massacre, debt, threat; killed 12. Not. But 1994 article 5 army");
            scan(state, "");
        }
    }
    assert_string_equal(first, again);
}

static void test_hostile_text(void **state)
{
    static char bytes[70000];
    unsigned seed = 12345;
    const gv_result *result = NULL;
    for (int round = 0; round < 30; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1103515245u + 12345u;
            bytes[i] = round % 3 == 0 ? (char)(seed >> 16)
                       : round % 3 == 1 ? "massacre no not 5 killed, "[(seed >> 16) % 26]
                                        : "\xC3\xA9\xE2\x80\x99\xF0\x9F a1."[(seed >> 16) % 12];
        }
        assert_int_equal(gv_scan(((fixture *)*state)->scanner, bytes, sizeof bytes, &result),
                         GV_OK);
    }
    assert_int_equal(gv_scan(((fixture *)*state)->scanner, NULL, 0, &result), GV_OK);
    assert_int_equal(gv_scan(((fixture *)*state)->scanner, NULL, 1, &result), GV_ERROR_ARGUMENT);
}

/* CPU seconds to scan `unit` repeated n times. */
static double seconds_for(void **state, const char *unit, size_t n)
{
    const size_t length = strlen(unit);
    char *text = malloc(length * n + 1);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + i * length, unit, length);
    }
    const gv_result *result = NULL;
    const clock_t start = clock();
    assert_int_equal(gv_scan(((fixture *)*state)->scanner, text, length * n, &result), GV_OK);
    const clock_t end = clock();
    free(text);
    return (double)(end - start) / CLOCKS_PER_SEC;
}

/* Sixteen times the text may take about sixteen times as long; a quadratic step would take 256. */
static void test_time_is_linear_in_the_passage(void **state)
{
    static const char *const units[] = {
        "killed ",                     /* all triggers, no filler, one endless sentence */
        "massacre not ",               /* every mention beside a cue */
        "not only ",                   /* all cues */
        "killed 5 soldier ",           /* every filler refused */
        "massacre game ",              /* every mention masked */
        "5 40 1994 article ",          /* a million numbers */
        "but massacre risk of "        /* every clause cut */
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        seconds_for(state, units[i], 4000);
        const double small = seconds_for(state, units[i], 4000);
        const double large = seconds_for(state, units[i], 64000);
        if (large > 0.2 && large > small * 64) {
            fail_msg("\"%s\": %f s for 4000, %f s for 64000", units[i], small, large);
        }
    }
}

typedef struct text_sink {
    char bytes[65536];
    size_t length;
} text_sink;

static gv_status collect(void *user, const char *bytes, size_t length)
{
    text_sink *sink = user;
    assert_true(sink->length + length < sizeof sink->bytes);
    memcpy(sink->bytes + sink->length, bytes, length);
    sink->length += length;
    sink->bytes[sink->length] = '\0';
    return GV_OK;
}

static void test_explain_names_what_decided(void **state)
{
    static text_sink sink;
    const char *text = "No reports of a massacre; gunmen killed 3 farmers; the massacre game.";
    sink.length = 0;
    assert_int_equal(gv_explain(((fixture *)*state)->scanner, text, strlen(text), collect, &sink),
                     GV_OK);
    assert_non_null(strstr(sink.bytes, "stem massacr"));
    assert_non_null(strstr(sink.bytes, "number 3, can count"));
    assert_non_null(strstr(sink.bytes, "rule harm/killed at \"killed\""));
    assert_non_null(strstr(sink.bytes, "need count near 8"));
    assert_non_null(strstr(sink.bytes, "-> fails"));
    assert_non_null(strstr(sink.bytes, "cue G1/not \"No reports of\", 1 words away: decides -> negated"));
    assert_non_null(strstr(sink.bytes, "dropped by mask board_game \"massacre game\""));
    assert_non_null(strstr(sink.bytes, "harm: negated, score 100 of 100"));
}

static void test_an_unknown_language_is_refused(void **state)
{
    gv_scanner_options options = {0};
    gv_scanner *scanner = NULL;
    options.size = sizeof options;
    options.language = "fr";
    assert_int_equal(gv_scanner_new(((fixture *)*state)->model, &options, &scanner),
                     GV_ERROR_LANGUAGE);
    assert_null(scanner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evidence_is_exact_to_the_byte),
        cmocka_unit_test(test_numbers_that_do_not_count),
        cmocka_unit_test(test_bar_and_unless),
        cmocka_unit_test(test_cues_their_reach_and_exceptions),
        cmocka_unit_test(test_masks_drop_mentions),
        cmocka_unit_test(test_weak_signs_add_up),
        cmocka_unit_test(test_facets_only_where_something_is_asserted),
        cmocka_unit_test(test_the_same_answer_from_a_used_scanner),
        cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_time_is_linear_in_the_passage),
        cmocka_unit_test(test_explain_names_what_decided),
        cmocka_unit_test(test_an_unknown_language_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
