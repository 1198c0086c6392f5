/*
 * test_change.c - two models over the same passages: what counts as a change, what is said of it,
 * and the sums at the end.
 */
#include "base/buf.h"
#include "gravamen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define BOOK "language any\nstatuses: asserted > negated\ntest N = negated\nlabel harm\nlabel loss\n"
#define ENGLISH "language en\n"
#define BURN "rule harm/burn\n  on: burned\n"
#define SINK "rule loss/sink\n  on: sank\n"
#define NOT "cue N/not\n  on: not\n  reach after 3\n"

static gv_model *make_model(const char *book, const char *rules)
{
    gv_compiler *compiler = NULL;
    gv_model *model = NULL;
    assert_int_equal(gv_compiler_new(NULL, NULL, &compiler), GV_OK);
    assert_int_equal(gv_compiler_add_text(compiler, "book", book, strlen(book)), GV_OK);
    /* Each language is a file of its own. */
    for (const char *at = rules; at != NULL;) {
        const char *const next = strstr(at + 1, "language ");
        const size_t length = next != NULL ? (size_t)(next - at) : strlen(at);
        assert_int_equal(gv_compiler_add_text(compiler, at == rules ? "a" : "b", at, length),
                         GV_OK);
        at = next;
    }
    assert_int_equal(gv_compiler_finish(compiler, &model), GV_OK);
    gv_compiler_free(compiler);
    return model;
}

static gv_status gather(void *user, const char *bytes, size_t length)
{
    return gv_buf_add(user, bytes, length);
}

typedef struct comparison {
    const char *old_book, *old_rules, *new_book, *new_rules;
    const char *text;
    gv_format format;
    int threads;
    size_t batch;
} comparison;

/* Runs a comparison of one text; what came out is *out, the counts *stats. */
static gv_status compare(const comparison *c, gv_buf *out, gv_run_stats *stats)
{
    gv_model *const old_model = make_model(c->old_book, c->old_rules);
    gv_model *const new_model = make_model(c->new_book, c->new_rules);
    const gv_model *const models[] = {new_model};
    char path[] = "/tmp/gravamen-change.XXXXXX";
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, c->text, strlen(c->text)), strlen(c->text));
    assert_int_equal(close(descriptor), 0);
    const gv_run_options options = {.size = sizeof options,
                                    .models = models,
                                    .n_models = 1,
                                    .old_model = old_model,
                                    .format = c->format,
                                    .threads = c->threads,
                                    .batch_bytes = c->batch,
                                    .sink = gather,
                                    .sink_user = out};
    const char *const inputs[] = {path};
    gv_message message = {{0}};
    *stats = (gv_run_stats){.size = sizeof *stats};
    const gv_status status = gv_run(&options, inputs, 1, &message, stats);
    assert_int_equal(unlink(path), 0);
    gv_model_free(old_model);
    gv_model_free(new_model);
    return status;
}

static void expect(const comparison *c, uint64_t n_changed, const char *const *texts)
{
    gv_buf out = {0};
    gv_run_stats stats;
    assert_int_equal(compare(c, &out, &stats), GV_OK);
    if (stats.records != n_changed) {
        fail_msg("%lu changed:\n%s", (unsigned long)stats.records, out.bytes);
    }
    for (size_t i = 0; texts[i] != NULL; i++) {
        const int absent = texts[i][0] == '!';
        if ((strstr(out.bytes, texts[i] + absent) == NULL) != absent) {
            fail_msg("%s in:\n%s", texts[i], out.bytes);
        }
    }
    gv_buf_free(&out);
}

#define EXPECT(c, n, ...) expect(c, n, (const char *const[]){__VA_ARGS__, NULL})

/* ------------------------------------------------------------------ what is a change */

static void test_gained_lost_and_changed(void **state)
{
    (void)state;
    comparison c = {.old_book = BOOK,
                    .old_rules = ENGLISH BURN SINK,
                    .new_book = BOOK,
                    .new_rules = ENGLISH BURN NOT "rule harm/freeze\n  on: froze\n",
                    .text = "It burned.\n\nIt was not burned.\n\nIt sank.\n\nIt froze.\n\nIt rained.\n",
                    .format = GV_FORMAT_PRETTY};
    EXPECT(&c, 3,
           ", passage 2\n  harm: asserted -> negated\n"
           "    - harm/burn asserted \"burned\"\n"
           "    + harm/burn negated \"burned\" by N/not \"not\"\n\n"
           "    It was {not} [burned].\n\n",
           ", passage 3\n  loss: asserted -> nothing\n    - loss/sink asserted \"sank\"\n\n"
           "    It [sank].\n\n",
           ", passage 4\n  harm: nothing -> asserted\n    + harm/freeze asserted \"froze\"\n\n",
           "!passage 1", "!passage 5",
           "5 passages, 3 differ\n"
           "harm: 1 gained, 0 lost, 1 changed status\n"
           "         1  asserted -> negated\n         1  nothing -> asserted\n"
           "loss: 0 gained, 1 lost, 0 changed status\n         1  asserted -> nothing\n");
    c.format = GV_FORMAT_JSONL;
    EXPECT(&c, 3,
           "\"passage\":2,\"kind\":\"paragraph\",",
           ",\"text\":\"It was not burned.\",\"changes\":[{\"label\":\"harm\",\"old\":\"asserted\","
           "\"new\":\"negated\",\"gone\":[{\"rule\":\"harm/burn\",\"status\":\"asserted\",",
           "\"cue\":{\"name\":\"N/not\",\"start\":7,\"end\":10,\"text\":\"not\"}}]}]}\n",
           "\"old\":\"asserted\",\"new\":\"nothing\",\"gone\":[{\"rule\":\"loss/sink\"",
           "\"old\":\"nothing\",\"new\":\"asserted\",\"gone\":[],\"come\":[{\"rule\":\"harm/freeze\"",
           ",\"passages\":5,\"differ\":3,\"labels\":[{\"label\":\"harm\",\"gained\":1,\"lost\":0,"
           "\"changed\":1,\"transitions\":[{\"old\":\"asserted\",\"new\":\"negated\",\"passages\":1},"
           "{\"old\":\"nothing\",\"new\":\"asserted\",\"passages\":1}]},");
}

/* Another rule, other words or another number behind the same status is no change. */
static void test_the_same_status_is_no_change(void **state)
{
    (void)state;
    const comparison c = {.old_book = BOOK,
                          .old_rules = ENGLISH BURN,
                          .new_book = BOOK,
                          .new_rules = ENGLISH "rule harm/other\n  on: it burned\n",
                          .text = "It burned.\n",
                          .format = GV_FORMAT_PRETTY};
    EXPECT(&c, 0, "1 passages, 0 differ\nharm: 0 gained, 0 lost, 0 changed status\n");
}

static void test_the_same_mentions(void **state)
{
    (void)state;
    const comparison c = {.old_book = BOOK,
                          .old_rules = ENGLISH BURN,
                          .new_book = BOOK,
                          .new_rules = ENGLISH "rule harm/burn weight 40\n  on: burned\n",
                          .text = "It burned.\n",
                          .format = GV_FORMAT_PRETTY};
    EXPECT(&c, 1, "  harm: asserted -> nothing\n    = the same mentions: weights, threshold or");
}

/* Names decide: the new model declares labels and statuses otherwise, and one label more. */
static void test_models_that_declare_otherwise(void **state)
{
    (void)state;
    const comparison c = {
        .old_book = BOOK,
        .old_rules = ENGLISH BURN NOT,
        .new_book = "language any\nstatuses: asserted > doubted > negated\ntest N = negated\n"
                    "label grief\nlabel harm\n",
        .new_rules = ENGLISH "rule grief/wept\n  on: wept\n" BURN NOT,
        .text = "It burned.\n\nIt was not burned.\n\nThey wept.\n",
        .format = GV_FORMAT_PRETTY};
    EXPECT(&c, 1, ", passage 3\n  grief: nothing -> asserted\n",
           "grief: 1 gained, 0 lost, 0 changed status\n", "harm: 0 gained, 0 lost, 0",
           "loss: 0 gained, 0 lost, 0");
    const comparison back = {.old_book = c.new_book,
                             .old_rules = c.new_rules,
                             .new_book = c.old_book,
                             .new_rules = c.old_rules,
                             .text = c.text,
                             .format = GV_FORMAT_PRETTY};
    EXPECT(&back, 1, ", passage 3\n  grief: asserted -> nothing\n",
           "grief: 0 gained, 1 lost, 0 changed status\n         1  asserted -> nothing\n");
}

static void test_a_language_that_one_model_covers(void **state)
{
    (void)state;
    static const char both[] = ENGLISH BURN "language fr\nrule harm/feu\n  on: incendie\n";
    comparison c = {.old_book = BOOK,
                    .old_rules = ENGLISH BURN,
                    .new_book = BOOK,
                    .new_rules = both,
                    .text = "{\"id\":\"1\",\"lang\":\"fr\",\"text\":\"Un incendie.\"}\n"
                            "{\"id\":\"2\",\"lang\":\"en\",\"text\":\"It burned.\"}\n"
                            "{\"id\":\"3\",\"lang\":\"xx\",\"text\":\"It burned.\"}\n",
                    .format = GV_FORMAT_JSONL};
    EXPECT(&c, 1, "{\"v\":1,\"id\":\"1\",", "\"old\":\"nothing\",\"new\":\"asserted\",\"gone\":[]");
    c.new_rules = c.old_rules;
    c.old_rules = both;
    EXPECT(&c, 1, "{\"v\":1,\"id\":\"1\",", "\"old\":\"asserted\",\"new\":\"nothing\",\"gone\":[{");
}

/* ------------------------------------------------------------------ many mentions, many threads */

static void test_a_passage_of_nothing_but_mentions(void **state)
{
    (void)state;
    gv_buf text = {0};
    for (int i = 0; i < 8000; i++) {
        assert_int_equal(gv_buf_add_text(&text, i == 7000 ? "sank " : "burned "), GV_OK);
    }
    assert_int_equal(gv_buf_add_text(&text, ".\n"), GV_OK);
    const comparison c = {.old_book = BOOK,
                          .old_rules = ENGLISH BURN,
                          .new_book = BOOK,
                          .new_rules = ENGLISH BURN "  need before 8: sank\n",
                          .text = text.bytes,
                          .format = GV_FORMAT_JSONL};
    gv_buf out = {0};
    gv_run_stats stats;
    /* Asserted in both: the thousands of mentions are not even compared. */
    assert_int_equal(compare(&c, &out, &stats), GV_OK);
    assert_int_equal(stats.records, 0);
    gv_buf_clear(&out);
    const comparison weighed = {.old_book = BOOK,
                                .old_rules = ENGLISH BURN,
                                .new_book = BOOK,
                                .new_rules = ENGLISH "rule harm/burn weight 30\n  on: burned\n"
                                                     "  need in sentence: burned\n",
                                .text = text.bytes,
                                .format = GV_FORMAT_JSONL};
    assert_int_equal(compare(&weighed, &out, &stats), GV_OK);
    assert_int_equal(stats.records, 1);
    assert_non_null(strstr(out.bytes, "\"new\":\"nothing\",\"gone\":[],\"come\":[]"));
    gv_buf_free(&out);
    gv_buf_free(&text);
}

static void test_same_bytes_for_any_threads(void **state)
{
    (void)state;
    gv_buf text = {0};
    gv_buf first = {0};
    gv_run_stats stats;
    for (int i = 0; i < 3000; i++) {
        assert_int_equal(gv_buf_add_format(&text, "{\"id\":\"%d\",\"text\":\"It %s.\"}\n", i,
                                           i % 5 == 0   ? "sank"
                                           : i % 7 == 0 ? "was not burned"
                                                        : "burned"),
                         GV_OK);
    }
    comparison c = {.old_book = BOOK,
                    .old_rules = ENGLISH BURN SINK,
                    .new_book = BOOK,
                    .new_rules = ENGLISH BURN NOT,
                    .text = text.bytes,
                    .threads = 1};
    char *body = NULL;
    for (int i = 0; i < 6; i++) {
        static const int threads[] = {1, 2, 3, 8, 1, 4};
        static const size_t batches[] = {0, 0, 100, 100, 1, 1000};
        gv_buf out = {0};
        c.threads = threads[i];
        c.batch = batches[i];
        assert_int_equal(compare(&c, &out, &stats), GV_OK);
        assert_int_equal(stats.records, 600 + 343);
        assert_int_equal(stats.passages, 3000);
        /* Paths differ from run to run: what follows the last record is compared whole, and of
         * the records their number and order by the first and the last. */
        assert_non_null(strstr(out.bytes, "{\"v\":1,\"id\":\"0\","));
        assert_true(strstr(out.bytes, "{\"v\":1,\"id\":\"2989\",") <
                    strstr(out.bytes, "{\"v\":1,\"id\":\"2996\","));
        body = strstr(out.bytes, "{\"v\":1,\"summary\"");
        assert_non_null(body);
        if (i == 0) {
            assert_int_equal(gv_buf_add_text(&first, body), GV_OK);
        }
        assert_string_equal(body, first.bytes);
        gv_buf_free(&out);
    }
    assert_non_null(strstr(first.bytes, "\"old\":\"asserted\",\"new\":\"nothing\",\"passages\":600"));
    assert_non_null(strstr(first.bytes, "\"old\":\"asserted\",\"new\":\"negated\",\"passages\":343"));
    gv_buf_free(&first);
    gv_buf_free(&text);
}

/* ------------------------------------------------------------------ what does not go together */

static void test_options_that_do_not_go_with_it(void **state)
{
    (void)state;
    gv_model *const model = make_model(BOOK, ENGLISH BURN);
    gv_buf out = {0};
    const char *const inputs[] = {"/dev/null"};
    const gv_run_options sound = {.size = sizeof sound,
                                  .models = (const gv_model *const[]){model},
                                  .n_models = 1,
                                  .old_model = model,
                                  .sink = gather,
                                  .sink_user = &out};
    for (int i = 0; i < 4; i++) {
        gv_run_options options = sound;
        gv_message message = {{0}};
        options.format = i == 0 ? GV_FORMAT_CSV : GV_FORMAT_JSONL;
        options.status = i == 1 ? "any" : NULL;
        options.manifest_path = i == 2 ? "/tmp/never.json" : NULL;
        assert_int_equal(gv_run(&options, inputs, 1, &message, NULL),
                         i == 3 ? GV_OK : GV_ERROR_ARGUMENT);
        assert_true((message.text[0] != '\0') == (i != 3));
    }
    assert_non_null(strstr(out.bytes, "\"passages\":0,\"differ\":0,"));
    gv_buf_free(&out);
    gv_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gained_lost_and_changed),
        cmocka_unit_test(test_the_same_status_is_no_change),
        cmocka_unit_test(test_the_same_mentions),
        cmocka_unit_test(test_models_that_declare_otherwise),
        cmocka_unit_test(test_a_language_that_one_model_covers),
        cmocka_unit_test(test_a_passage_of_nothing_but_mentions),
        cmocka_unit_test(test_same_bytes_for_any_threads),
        cmocka_unit_test(test_options_that_do_not_go_with_it),
    };
    return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
