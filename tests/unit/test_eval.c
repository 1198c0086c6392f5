/*
 * test_eval.c - intervals, gold lines, the figures of a gold set small enough to score by hand, and
 * the examples that rules carry.
 */
#include "base/buf.h"
#include "eval/gold.h"
#include "eval/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char codebook[] = "language any\n"
                               "statuses: asserted > negated > hypothetical\n"
                               "test N1 = negated\n"
                               "test H1 = hypothetical\n"
                               "label harm\n"
                               "label loss\n"
                               "facet setting = war, peace else unclear\n";

static const char rules[] = "language en\n"
                            "weigh setting war 1: offensive\n"
                            "weigh setting peace 1: market\n"
                            "rule harm/x\n"
                            "  on: burned\n"
                            "rule loss/y\n"
                            "  on: sank\n"
                            "rule loss/never\n"
                            "  on: vanished\n"
                            "cue N1/not\n"
                            "  on: not\n"
                            "  reach after 3\n";

/* What each line is to the rules above stands before it. */
static const char gold[] =
    /* harm rightly given; war right */
    "{\"id\":\"1\",\"text\":\"It burned in the offensive.\",\"labels\":{\"harm\":\"asserted\"},"
    "\"setting\":\"war\"}\n"
    /* negated, rightly */
    "{\"id\":\"2\",\"text\":\"It was not burned.\",\"labels\":{\"harm\":\"negated\"}}\n"
    /* harm wrongly given */
    "{\"id\":\"3\",\"text\":\"It burned.\",\"labels\":{}}\n"
    /* harm missed */
    "{\"id\":\"4\",\"text\":\"All was well.\",\"labels\":{\"harm\":\"asserted\"},"
    "\"setting\":\"war\"}\n"
    /* loss with another status */
    "{\"id\":\"5\",\"text\":\"It sank.\",\"labels\":{\"loss\":\"negated\"}}\n"
    /* both rightly given; peace wrong */
    "{\"id\":\"6\",\"text\":\"It burned and sank.\",\"labels\":{\"harm\":\"asserted\","
    "\"loss\":\"asserted\"},\"setting\":\"peace\",\"note\":{\"a\":[1,\"}\"]}}\n"
    /* loss rightly given; unclear right */
    "{\"id\":\"7\",\"text\":\"It sank.\",\"labels\":{\"loss\":\"asserted\"},"
    "\"setting\":\"unclear\"}\n";

static gv_model *make_model(const char *rule_text)
{
    gv_compiler *compiler = NULL;
    gv_model *model = NULL;
    assert_int_equal(gv_compiler_new(NULL, NULL, &compiler), GV_OK);
    assert_int_equal(gv_compiler_add_text(compiler, "codebook", codebook, strlen(codebook)), GV_OK);
    assert_int_equal(gv_compiler_add_text(compiler, "rules", rule_text, strlen(rule_text)), GV_OK);
    assert_int_equal(gv_compiler_finish(compiler, &model), GV_OK);
    gv_compiler_free(compiler);
    return model;
}

static gv_status gather(void *user, const char *bytes, size_t length)
{
    return gv_buf_add(user, bytes, length);
}

/* Evaluates gold text by way of a file; the report, or the message of a failure. */
static gv_status evaluate(gv_eval_options *options, const char *lines, gv_buf *report)
{
    char path[] = "/tmp/gravamen-test-eval-XXXXXX";
    gv_message message = {.text = ""};
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, lines, strlen(lines)), (ssize_t)strlen(lines));
    close(descriptor);
    options->size = sizeof *options;
    const gv_status status = gv_eval(options, path, gather, report, &message);
    if (status != GV_OK) {
        assert_int_equal(gv_buf_add_text(report, message.text), GV_OK);
    }
    remove(path);
    return status;
}

static void test_share_has_the_wilson_interval(void **state)
{
    (void)state;
    const gv_rate eight = gv_metrics_share(8, 10);
    assert_int_equal(eight.value, 800000);
    assert_in_range(eight.low, 490161, 490163);
    assert_in_range(eight.high, 943317, 943319);
    const gv_rate many = gv_metrics_share(900000, 1000000);
    assert_in_range(many.low, 899409, 899413);
    assert_in_range(many.high, 900585, 900588);
}

static void test_share_at_the_edges(void **state)
{
    (void)state;
    const gv_rate none = gv_metrics_share(0, 0);
    assert_int_equal(none.low, 0);
    assert_int_equal(none.high, GV_EVAL_ONE);
    const gv_rate zero = gv_metrics_share(0, 10);
    assert_int_equal(zero.low, 0);
    assert_in_range(zero.high, 277531, 277535);
    const gv_rate all = gv_metrics_share(10, 10);
    assert_in_range(all.low, 722465, 722469);
    assert_int_equal(all.high, GV_EVAL_ONE);
    const gv_rate huge = gv_metrics_share(1u << 30, (uint64_t)1 << 31);
    assert_int_equal(huge.value, 500000);
    assert_in_range(huge.low, 499970, 499999);
    assert_in_range(huge.high, 500001, 500030);
}

static void test_f1(void **state)
{
    (void)state;
    assert_int_equal(gv_metrics_f1(2, 1, 1), 666667);
    assert_int_equal(gv_metrics_f1(0, 3, 3), 0);
    assert_int_equal(gv_metrics_f1(5, 0, 0), GV_EVAL_ONE);
}

static void test_bootstrap_is_repeatable_and_holds_the_value(void **state)
{
    (void)state;
    uint8_t outcomes[200 * 2];
    for (size_t i = 0; i < 200; i++) {
        outcomes[2 * i] = i % 4 == 0 ? GV_OUTCOME_FALSE_POSITIVE : GV_OUTCOME_TRUE_POSITIVE;
        outcomes[2 * i + 1] = GV_OUTCOME_TRUE_POSITIVE;
    }
    gv_rate first[2], second[2], mean, mean_again;
    assert_int_equal(gv_bootstrap_f1(outcomes, 200, 2, first, &mean), GV_OK);
    assert_int_equal(gv_bootstrap_f1(outcomes, 200, 2, second, &mean_again), GV_OK);
    const uint32_t f1 = gv_metrics_f1(150, 50, 0);
    assert_true(first[0].low < f1 && f1 < first[0].high);
    /* The spread of a share of 0.75 over 200 is 0.03, so F1 moves by about 0.02 a side and more. */
    assert_in_range(f1 - first[0].low, 20000, 60000);
    assert_in_range(first[0].high - f1, 20000, 60000);
    assert_int_equal(first[1].low, GV_EVAL_ONE);
    assert_int_equal(first[0].low, second[0].low);
    assert_int_equal(first[0].high, second[0].high);
    assert_int_equal(mean.low, mean_again.low);
}

static void test_gold_line(void **state)
{
    (void)state;
    gv_model *const model = make_model(rules);
    uint32_t statuses[2];
    gv_slice facet;
    gv_gold read = {.statuses = statuses, .facets = &facet};
    gv_message message;
    assert_int_equal(gv_gold_read(model,
                                  "{\"x\" : [ {\"labels\":1}, \"]\" ], \"la\\u0062els\" : "
                                  "{ \"loss\" : \"hypothetical\" } , \"setting\":\"war\"}",
                                  &message, &read),
                     GV_OK);
    assert_int_equal(statuses[0], GV_IMAGE_NONE);
    assert_int_equal(statuses[1], 2);
    assert_int_equal(facet.length, 3);
    assert_memory_equal(facet.bytes, "war", 3);
    assert_int_equal(gv_gold_read(model, "{\"labels\":{},\"setting\":null}", &message, &read),
                     GV_OK);
    assert_int_equal(statuses[1], GV_IMAGE_NONE);
    assert_null(facet.bytes);
    gv_model_free(model);
}

static void test_wrong_gold_lines(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"{}", "no \"labels\""},
        {"{\"labels\":[]}", "no \"labels\""},
        {"{\"labels\":{\"ham\":\"asserted\"}}", "no label \"ham\""},
        {"{\"labels\":{\"harm\":\"assorted\"}}", "no status \"assorted\""},
        {"{\"labels\":{\"harm\":\"asserted\",\"harm\":\"negated\"}}", "twice"},
        {"{\"labels\":{\"harm\":1}}", "no string"},
        {"{\"labels\":{\"harm\":\"asserted\"", "expected"},
        {"{\"labels", "expected"},
        {"{\"a\":[[[", "expected"},
    };
    gv_model *const model = make_model(rules);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint32_t statuses[2];
        gv_slice facet;
        gv_gold read = {.statuses = statuses, .facets = &facet};
        gv_message message = {.text = ""};
        assert_int_equal(gv_gold_read(model, wrong[i][0], &message, &read), GV_ERROR_FORMAT);
        if (strstr(message.text, wrong[i][1]) == NULL) {
            fail_msg("%s: %s", wrong[i][0], message.text);
        }
    }
    gv_model_free(model);
}

static void expect_text(const gv_buf *report, const char *text)
{
    if (report->length == 0 || strstr(report->bytes, text) == NULL) {
        fail_msg("no %s in:\n%s", text, report->length > 0 ? report->bytes : "");
    }
}

static void test_figures_by_hand(void **state)
{
    (void)state;
    gv_model *const model = make_model(rules);
    gv_eval_options options = {.model = model, .json = 1, .rules = 1};
    gv_buf report = {0};
    assert_int_equal(evaluate(&options, gold, &report), GV_OK);
    expect_text(&report, ",\"passages\":7,");
    /* harm: 2 right, 1 wrongly given, 1 missed; loss: 2 right, 1 wrongly given. */
    expect_text(&report, "{\"label\":\"harm\",\"support\":3,\"predicted\":3,\"right\":2,"
                         "\"precision\":0.666667,\"precision_low\":0.2076");
    expect_text(&report, "\"recall\":0.666667");
    expect_text(&report, "{\"label\":\"loss\",\"support\":2,\"predicted\":3,\"right\":2,"
                         "\"precision\":0.666667");
    expect_text(&report, "\"recall\":1.000000");
    expect_text(&report, "\"f1\":0.800000");
    expect_text(&report, "\"macro_f1\":0.733333");
    /* Pooled: 4 of 6 asserted given are right and 5 are due; negated 1 of 1, 2 due. */
    expect_text(&report, "{\"status\":\"asserted\",\"support\":5,\"predicted\":6,\"right\":4,"
                         "\"f1\":0.727273}");
    expect_text(&report, "{\"status\":\"negated\",\"support\":2,\"predicted\":1,\"right\":1,"
                         "\"f1\":0.666667}");
    expect_text(&report, "{\"status\":\"hypothetical\",\"support\":0,\"predicted\":0,\"right\":0,"
                         "\"f1\":0.000000}");
    expect_text(&report, "\"status_macro_f1\":0.696970");
    expect_text(&report, "{\"gold\":\"asserted\",\"asserted\":4,\"negated\":0,\"hypothetical\":0,"
                         "\"nothing\":1}");
    expect_text(&report, "{\"gold\":\"negated\",\"asserted\":1,\"negated\":1,");
    expect_text(&report, "{\"gold\":\"nothing\",\"asserted\":1,\"negated\":0,\"hypothetical\":0,"
                         "\"nothing\":6}");
    expect_text(&report, "{\"facet\":\"setting\",\"passages\":3,\"right\":2,");
    expect_text(&report, "{\"rule\":\"harm/x\",\"language\":\"en\",\"passages\":3,\"right\":2,");
    expect_text(&report, "{\"rule\":\"loss/never\",\"language\":\"en\",\"passages\":0,");
    gv_buf_free(&report);
    gv_model_free(model);
}

static void test_tables_and_errors(void **state)
{
    (void)state;
    gv_model *const model = make_model(rules);
    gv_eval_options options = {.model = model, .rules = 1, .errors = 1};
    gv_buf report = {0};
    assert_int_equal(evaluate(&options, gold, &report), GV_OK);
    expect_text(&report, "7 passages, model ");
    expect_text(&report, "loss");
    expect_text(&report, "0.667 (0.208-0.939)");
    expect_text(&report, "2 of 3 passages with a label asserted");
    expect_text(&report, "1 rules with nothing asserted\n    loss/never\n");
    expect_text(&report, "\ndifferences: 3\n");
    expect_text(&report, "\n3  harm: gold nothing, came out asserted\n"
                         "    harm/x asserted \"burned\"\n    > It burned.\n");
    expect_text(&report, "\n4  harm: gold asserted, came out nothing\n    > All was well.\n");
    expect_text(&report, "\n5  loss: gold negated, came out asserted\n");
    gv_buf_free(&report);
    gv_model_free(model);
}

/* Where a rule fired, if gold lines say where they come from. */
static void test_rules_by_source(void **state)
{
    (void)state;
    static const char lines[] =
        "{\"id\":\"1\",\"source\":\"radio\",\"text\":\"It burned.\",\"labels\":{}}\n"
        "{\"id\":\"2\",\"source\":\"letters\",\"text\":\"It sank.\",\"labels\":{}}\n"
        "{\"id\":\"3\",\"source\":\"letters\",\"text\":\"It burned and burned.\",\"labels\":{}}\n"
        "{\"id\":\"4\",\"text\":\"It burned.\",\"labels\":{}}\n"
        "{\"id\":\"5\",\"source\":7,\"text\":\"It burned.\",\"labels\":{}}\n";
    gv_model *const model = make_model(rules);
    gv_eval_options options = {.model = model, .rules = 1};
    gv_buf report = {0};
    assert_int_equal(evaluate(&options, lines, &report), GV_OK);
    expect_text(&report, "passages  sources  rule\n");
    expect_text(&report, "          4        2  harm/x\n");
    expect_text(&report, "          1        1  loss/y\n");
    gv_buf_clear(&report);
    options.json = 1;
    assert_int_equal(evaluate(&options, lines, &report), GV_OK);
    expect_text(&report, ",\"sources\":{\"radio\":1,\"letters\":1}}");
    expect_text(&report, ",\"sources\":{\"letters\":1}}");
    expect_text(&report, ",\"sources\":{}}");
    gv_buf_free(&report);
    gv_model_free(model);
}

static void test_errors_as_json(void **state)
{
    (void)state;
    gv_model *const model = make_model(rules);
    gv_eval_options options = {.model = model, .json = 1, .errors = 1};
    gv_buf report = {0};
    assert_int_equal(evaluate(&options,
                              "{\"id\":\"q\",\"text\":\"It was not burned.\",\"labels\":{}}\n",
                              &report),
                     GV_OK);
    expect_text(&report, ",\"errors\":[{\"id\":\"q\",\"label\":\"harm\",\"gold\":\"nothing\","
                         "\"predicted\":\"negated\",\"mentions\":[{\"rule\":\"harm/x\","
                         "\"status\":\"negated\",\"start\":11,\"end\":17,\"text\":\"burned\","
                         "\"cue\":{\"name\":\"N1/not\",\"start\":7,\"end\":10,\"text\":\"not\"}}]}"
                         "]}\n");
    gv_buf_free(&report);
    gv_model_free(model);
}

static void test_bad_gold_is_refused_with_its_line(void **state)
{
    (void)state;
    gv_model *const model = make_model(rules);
    gv_eval_options options = {.model = model};
    gv_buf report = {0};
    assert_int_equal(evaluate(&options,
                              "{\"id\":\"1\",\"text\":\"a\",\"labels\":{}}\n"
                              "{\"id\":\"2\",\"text\":\"a\",\"labels\":{\"ham\":\"asserted\"}}\n",
                              &report),
                     GV_ERROR_FORMAT);
    expect_text(&report, ":2: the model has no label \"ham\"");
    gv_buf_clear(&report);
    assert_int_equal(evaluate(&options, "", &report), GV_ERROR_FORMAT);
    gv_buf_clear(&report);
    assert_int_equal(evaluate(&options, "{\"id\":\"1\",\"text\":\"a\",\"labels\":{}}\n{\"id\":\n",
                              &report),
                     GV_ERROR_FORMAT);
    gv_buf_free(&report);
    gv_model_free(model);
}

static void test_examples_pass_and_fail(void **state)
{
    (void)state;
    gv_model *const model = make_model("language en\n"
                                       "rule harm/x\n"
                                       "  on: burned\n"
                                       "  yes: It burned.\n"
                                       "  no: It was not burned.\n"
                                       "  yes: It froze.\n"
                                       "  no: All burned down.\n"
                                       "rule loss/weak weight 40\n"
                                       "  on: sank\n"
                                       "  yes: It sank.\n"
                                       "cue N1/not\n"
                                       "  on: not\n"
                                       "  reach after 3\n"
                                       "  yes: It was not burned.\n"
                                       "  no: Not in that year, say some, was it burned.\n"
                                       "  no: It never was not burned.\n"
                                       "mask clay\n"
                                       "  on: burned clay\n"
                                       "  yes: A pot of burned clay.\n"
                                       "  yes: A pot of clay burned.\n");
    gv_buf report = {0};
    size_t n_examples = 0, n_failed = 0;
    assert_int_equal(gv_check(model, gather, &report, &n_examples, &n_failed), GV_OK);
    assert_int_equal(n_examples, 10);
    assert_int_equal(n_failed, 4);
    expect_text(&report, "rules:6: harm/x: yes: It froze.\n    -> no mention\n");
    expect_text(&report, "rules:7: harm/x: no: All burned down.\n"
                         "    -> harm/x asserted \"burned\"\n");
    expect_text(&report, "rules:16: N1/not: no: It never was not burned.\n"
                         "    -> harm/x negated \"burned\" by N1/not \"not\"\n");
    expect_text(&report, "rules:20: clay: yes: A pot of clay burned.\n");
    expect_text(&report, "10 examples, 4 failed\n");
    gv_buf_free(&report);
    gv_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_share_has_the_wilson_interval),
        cmocka_unit_test(test_share_at_the_edges),
        cmocka_unit_test(test_f1),
        cmocka_unit_test(test_bootstrap_is_repeatable_and_holds_the_value),
        cmocka_unit_test(test_gold_line),
        cmocka_unit_test(test_wrong_gold_lines),
        cmocka_unit_test(test_figures_by_hand),
        cmocka_unit_test(test_tables_and_errors),
        cmocka_unit_test(test_rules_by_source),
        cmocka_unit_test(test_errors_as_json),
        cmocka_unit_test(test_bad_gold_is_refused_with_its_line),
        cmocka_unit_test(test_examples_pass_and_fail),
    };
    return cmocka_run_group_tests_name("eval", tests, NULL, NULL);
}
