/*
 * test_agreement.c - agreement coefficients against published and hand-made tables, label files that
 * cannot be compared, and what the report says of them.
 */
#include "base/buf.h"
#include "eval/agreement.h"
#include "eval/gold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static gv_model *make_model(void)
{
    static const char english[] = "language en\nrule harm/x\n  on: burned\n";
    static const char any[] = "language any\nstatuses: asserted > negated > hypothetical\n"
                              "label harm\nlabel loss\n";
    gv_compiler *compiler = NULL;
    gv_model *model = NULL;
    assert_int_equal(gv_compiler_new(NULL, NULL, &compiler), GV_OK);
    assert_int_equal(gv_compiler_add_text(compiler, "any", any, strlen(any)), GV_OK);
    assert_int_equal(gv_compiler_add_text(compiler, "en", english, strlen(english)), GV_OK);
    assert_int_equal(gv_compiler_finish(compiler, &model), GV_OK);
    gv_compiler_free(compiler);
    return model;
}

/* ------------------------------------------------------------------ coefficients */

typedef struct two_by_two {
    uint64_t a, b, c, d;
    int32_t kappa, positive, negative; /* millionths */
} two_by_two;

static void test_kappa_and_agreement_by_hand(void **state)
{
    (void)state;
    static const two_by_two tables[] = {
        /* p_o 0.7, p_e 0.5: kappa 0.4; 40/55 and 30/45 */
        {20, 5, 10, 15, 400000, 727273, 666667},
        /* Cicchetti and Feinstein 1990: the same p_o, 0.85, and kappas 0.70 and 0.32 */
        {40, 9, 6, 45, 699519, 842105, 857143},
        {80, 10, 5, 5, 318182, 914286, 400000},
        /* worse than chance; none in common at all */
        {0, 5, 5, 0, -1000000, 0, 0},
        {0, 1, 9, 0, -219512, 0, 0},
        {7, 0, 0, 3, 1000000, 1000000, 1000000},
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const gv_label_agreement counts = {.both = tables[i].a,
                                           .only_a = tables[i].b,
                                           .only_b = tables[i].c,
                                           .neither = tables[i].d};
        int32_t value = 7;
        assert_true(gv_agreement_kappa(&counts, &value));
        assert_int_equal(value, tables[i].kappa);
        assert_true(gv_agreement_positive(&counts, &value));
        assert_int_equal(value, tables[i].positive);
        assert_true(gv_agreement_negative(&counts, &value));
        assert_int_equal(value, tables[i].negative);
    }
}

static void test_what_is_undefined(void **state)
{
    (void)state;
    const gv_label_agreement all = {.both = 9};
    const gv_label_agreement none = {.neither = 9};
    const uint64_t alike[4] = {0, 0, 0, 9};
    int32_t value = 7;
    assert_false(gv_agreement_kappa(&all, &value));
    assert_true(gv_agreement_positive(&all, &value));
    assert_int_equal(value, 1000000);
    assert_false(gv_agreement_negative(&all, &value));
    assert_false(gv_agreement_kappa(&none, &value));
    assert_false(gv_agreement_positive(&none, &value));
    assert_false(gv_agreement_alpha(alike, 2, &value));
    assert_int_equal(value, 1000000); /* untouched */
}

/* Two coders' values as letters, one a pair. */
static int32_t alpha_of(const char *one, const char *other)
{
    uint64_t table[25] = {0};
    int32_t value = 0;
    for (; *one != '\0'; one++, other++) {
        table[(*one - 'a') * 5 + (*other - 'a')]++;
    }
    assert_true(gv_agreement_alpha(table, 5, &value));
    return value;
}

static void test_alpha_as_published(void **state)
{
    (void)state;
    /* Krippendorff 2011, examples A (two values: 0.095) and B (five values: 0.692) */
    assert_int_equal(alpha_of("abaaaaaaba", "bbbaabaaaa"), 95238);
    assert_int_equal(alpha_of("aabbdcccedda", "babbbccceddd"), 691964);
    /* One pair that differs: D_o = D_e. */
    assert_int_equal(alpha_of("a", "b"), 0);
    /* Ten pairs, all of which differ: 1 - 19 * 20 / (400 - 200). */
    assert_int_equal(alpha_of("aaaaaaaaaa", "bbbbbbbbbb"), -900000);
}

static void test_large_counts_do_not_overflow(void **state)
{
    (void)state;
    const uint64_t quarter = (uint64_t)1 << 23;
    const gv_label_agreement counts = {
        .both = quarter, .only_a = quarter, .only_b = quarter, .neither = quarter};
    const uint64_t table[4] = {2 * quarter, 0, 0, 2 * quarter};
    int32_t value = 7;
    assert_true(gv_agreement_kappa(&counts, &value));
    assert_int_equal(value, 0);
    assert_true(gv_agreement_alpha(table, 2, &value));
    assert_int_equal(value, 1000000);
}

/* ------------------------------------------------------------------ files */

static void test_labels_of_both_kinds(void **state)
{
    (void)state;
    static const char *const right[] = {
        "{\"id\":\"1\",\"labels\":{\"harm\":\"negated\"}}",
        "{\"id\":1,\"labels\":[{\"label\":\"harm\",\"status\":\"negated\"}]}",
        "{\"id\":\"1\",\"labels\":[ {\"a\":[{\"b\":\"}]\\\"{\"}], \"status\":\"negated\",\"label\":\"harm\"} ]}",
    };
    static const char *const wrong[][2] = {
        {"{\"labels\":{}}", "no \"id\""},
        {"{\"id\":\"\",\"labels\":{}}", "no \"id\""},
        {"{\"id\":null,\"labels\":{}}", "no \"id\""},
        {"{\"id\":\"1\"}", "no \"labels\""},
        {"{\"id\":\"1\",\"labels\":7}", "no \"labels\""},
        {"{\"id\":\"1\",\"labels\":[7]}", "without label and status"},
        {"{\"id\":\"1\",\"labels\":[[]]}", "without label and status"},
        {"{\"id\":\"1\",\"labels\":[{\"label\":\"harm\"}]}", "without label and status"},
        {"{\"id\":\"1\",\"labels\":[{\"label\":\"ham\",\"status\":\"negated\"}]}", "no label \"ham\""},
        {"{\"id\":\"1\",\"labels\":[{\"label\":\"harm\",\"status\":\"no\"}]}", "no status \"no\""},
        {"{\"id\":\"1\",\"labels\":[{\"label\":\"harm\",\"status\":\"negated\"},"
         "{\"label\":\"harm\",\"status\":\"negated\"}]}",
         "twice"},
        {"{\"id\":\"1\",\"labels\":[", "expected"},
    };
    gv_model *const model = make_model();
    uint32_t statuses[2];
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        gv_message message = {.text = ""};
        assert_int_equal(gv_gold_read_statuses(model, right[i], &message, statuses), GV_OK);
        assert_int_equal(statuses[0], 1);
        assert_int_equal(statuses[1], GV_IMAGE_NONE);
    }
    assert_int_equal(gv_gold_read_statuses(model, "{\"id\":\"1\",\"labels\":[]}", NULL, statuses),
                     GV_OK);
    assert_int_equal(statuses[0], GV_IMAGE_NONE);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gv_message message = {.text = ""};
        assert_int_equal(gv_gold_read_statuses(model, wrong[i][0], &message, statuses),
                         GV_ERROR_FORMAT);
        if (strstr(message.text, wrong[i][1]) == NULL) {
            fail_msg("%s: %s", wrong[i][0], message.text);
        }
    }
    gv_model_free(model);
}

static gv_status gather(void *user, const char *bytes, size_t length)
{
    return gv_buf_add(user, bytes, length);
}

static void write_file(const char *path, const char *text)
{
    FILE *const file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

/* What comparing two texts gives; the message if it fails. */
static gv_status agree(const char *one, const char *other, int json, gv_buf *report)
{
    gv_model *const model = make_model();
    const gv_agree_options options = {.size = sizeof options, .model = model, .json = json};
    gv_message message = {.text = ""};
    char folder[] = "/tmp/gravamen-agreement.XXXXXX";
    assert_non_null(mkdtemp(folder));
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(folder), 0);
    write_file("a", one);
    write_file("b", other);
    const gv_status status = gv_agree(&options, "a", "b", gather, report, &message);
    assert_int_equal(unlink("a") + unlink("b"), 0);
    assert_int_equal(chdir(here), 0);
    assert_int_equal(rmdir(folder), 0);
    if (status != GV_OK) {
        assert_int_equal(gv_buf_add_text(report, message.text), GV_OK);
    }
    gv_model_free(model);
    return status;
}

static void expect(const char *one, const char *other, int json, gv_status status,
                   const char *const *texts)
{
    gv_buf report = {0};
    assert_int_equal(agree(one, other, json, &report), status);
    for (size_t i = 0; texts[i] != NULL; i++) {
        if (strstr(report.bytes, texts[i]) == NULL) {
            fail_msg("no %s in:\n%s", texts[i], report.bytes);
        }
    }
    gv_buf_free(&report);
}

#define LINE(id, labels) "{\"id\":\"" id "\",\"labels\":{" labels "}}\n"
#define HARM "\"harm\":\"asserted\""

static void test_joined_by_id(void **state)
{
    (void)state;
    static const char a[] = LINE("1", HARM) LINE("2", "") LINE("3", "\"harm\":\"negated\"")
        LINE("4", HARM) LINE("x", HARM);
    static const char b[] = LINE("4", "") LINE("3", "\"harm\":\"hypothetical\"") LINE("y", HARM)
        LINE("2", "") LINE("1", HARM) LINE("z", "");
    /* Of four pairs one is yes twice, one yes in A only: kappa 2 * 1 * 2 / (2*3 + 1*2) = 0.5. */
    expect(a, b, 1, GV_OK,
           (const char *const[]){
               "\"a\":{\"path\":\"a\",\"passages\":5,\"only\":[\"x\"]}",
               "\"b\":{\"path\":\"b\",\"passages\":6,\"only\":[\"y\",\"z\"]}",
               ",\"passages\":4,\"labels\":[{\"label\":\"harm\",\"both\":1,\"only_a\":1,"
               "\"only_b\":0,\"neither\":2,\"same_status\":2,\"kappa\":0.500000,",
               "\"positive\":0.666667,", "\"negative\":0.800000,",
               "{\"label\":\"loss\",\"both\":0,\"only_a\":0,\"only_b\":0,\"neither\":4,"
               "\"same_status\":4,\"kappa\":null,\"kappa_undefined\":\"asserted in neither file\","
               "\"positive\":null,",
               "\"negative\":1.000000,\"negative_low\":1.000000,",
               "\"alpha\":null,\"alpha_undefined\":\"every value is nothing\"",
               "{\"a\":\"negated\",\"asserted\":0,\"negated\":0,\"hypothetical\":1,\"nothing\":0}",
               NULL});
    expect(a, b, 0, GV_OK,
           (const char *const[]){"A: a, 5 passages\nB: b, 6 passages\nin both: 4\n",
                                 "only in A: 1\n    x\nonly in B: 2\n    y\n    z\n",
                                 "undefined: asserted in neither file\n",
                                 "undefined: every value is nothing\n", ")*\n",
                                 "\n* undefined in some of the 1000 draws", NULL});
}

static void test_all_asserted(void **state)
{
    (void)state;
    static const char a[] = LINE("1", HARM) LINE("2", HARM);
    expect(a, a, 1, GV_OK,
           (const char *const[]){
               "\"kappa_undefined\":\"asserted in every passage of both files\"",
               "\"positive\":1.000000", "\"negative\":null",
               "\"alpha_undefined\":\"every value is asserted\"", NULL});
}

static void test_files_that_cannot_be_compared(void **state)
{
    (void)state;
    static const char good[] = LINE("1", HARM);
    static const char *const wrong[][2] = {
        {LINE("1", "") LINE("2", "") "\n" LINE("1", ""),
         "b:4: the id \"1\" stands already in line 1"},
        {"{\"labels\":{}}\n", "b:1: no \"id\""},
        {"{\"id\":\"1\"}\n", "b:1: no \"labels\""},
        {LINE("1", "\"ham\":\"asserted\""), "b:1: the model has no label \"ham\""},
        {LINE("1", "") "{\"id\":\n", "b:2: line 2: not JSON"},
        {"plain words\n", "no \"labels\""},
        {"", "b: no labelled passages"},
        {LINE("2", HARM), "a, b: no id is in both"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        expect(good, wrong[i][0], 0, GV_ERROR_FORMAT,
               (const char *const[]){wrong[i][1], NULL});
    }
}

static void test_repeatable(void **state)
{
    (void)state;
    gv_buf a = {0}, b = {0}, one = {0}, two = {0};
    for (int i = 0; i < 60; i++) {
        assert_int_equal(gv_buf_add_format(&a, "{\"id\":%d,\"labels\":{%s}}\n", i,
                                           i % 3 == 0 ? HARM : ""),
                         GV_OK);
        assert_int_equal(gv_buf_add_format(&b, "{\"id\":%d,\"labels\":{%s}}\n", i,
                                           i % 4 == 0 ? HARM : ""),
                         GV_OK);
    }
    assert_int_equal(agree(a.bytes, b.bytes, 1, &one), GV_OK);
    assert_int_equal(agree(a.bytes, b.bytes, 1, &two), GV_OK);
    assert_string_equal(one.bytes, two.bytes);
    /* Of 60, 5 twice, 15 and 10 once: 2 (5*30 - 15*10) = 0. */
    assert_non_null(strstr(one.bytes, "\"kappa\":0.000000,\"kappa_low\":-0."));
    assert_non_null(strstr(one.bytes, "\"kappa_draws\":1000"));
    gv_buf_free(&a);
    gv_buf_free(&b);
    gv_buf_free(&one);
    gv_buf_free(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kappa_and_agreement_by_hand),
        cmocka_unit_test(test_what_is_undefined),
        cmocka_unit_test(test_alpha_as_published),
        cmocka_unit_test(test_large_counts_do_not_overflow),
        cmocka_unit_test(test_labels_of_both_kinds),
        cmocka_unit_test(test_joined_by_id),
        cmocka_unit_test(test_all_asserted),
        cmocka_unit_test(test_files_that_cannot_be_compared),
        cmocka_unit_test(test_repeatable),
    };
    return cmocka_run_group_tests_name("agreement", tests, NULL, NULL);
}
