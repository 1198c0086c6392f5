/*
 * test_custody.c - lines of a result beside derived lines, versions, names, JSON items.
 *
 * What verify says of whole results is shown by tests/verify_test.py; here stand the parts of it
 * that need odd input: copies, collisions, many inputs of one name, hostile manifests.
 */
#include "custody/custody.h"

#include "base/arena.h"
#include "output/manifest.h"
#include "output/manifest_options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ------------------------------------------------------------------ a result in memory */

static gv_custody_manifest manifest;
static gv_custody_result result;
static gv_custody_match match;
static gv_buf bytes;

static void add_input(const char *name, uint64_t records)
{
    uint32_t first = 0;
    const uint32_t number = (uint32_t)manifest.n_inputs;
    assert_int_equal(gv_array_reserve((void **)&manifest.inputs, manifest.n_inputs + 1,
                                      sizeof *manifest.inputs, &manifest.capacity),
                     GV_OK);
    manifest.inputs[manifest.n_inputs++] = (gv_custody_input){
        .name = name, .path = name, .records = records, .next_same = GV_CUSTODY_NONE};
    assert_int_equal(gv_map_add(&manifest.names, name, strlen(name), number, &first), GV_OK);
    if (first != number) {
        manifest.inputs[manifest.inputs[first].last_same].next_same = number;
    }
    manifest.inputs[first].last_same = number;
}

/* A line as the result has it; `label` is free text in its labels. */
static const char *line_of(const char *path, int passage, int start, const char *label)
{
    static char lines[8][400];
    static size_t next;
    char *const line = lines[next++ % 8];
    snprintf(line, sizeof lines[0],
             "{\"v\":1,\"id\":\"%s\",\"passage\":%d,\"source\":{\"path\":\"%s\",\"at\":[]},"
             "\"spans\":[[%d,%d]],\"labels\":[{\"label\":\"mass_killing\",\"status\":\"%s\"}]}\n",
             path, passage, path, start, start + 9, label);
    return line;
}

static void add_line(const char *line)
{
    assert_int_equal(gv_buf_add_text(&bytes, line), GV_OK);
}

static void start(void)
{
    result.file = (gv_mapping){(unsigned char *)bytes.bytes, bytes.length, 0};
    assert_int_equal(gv_custody_read_rows(&manifest, NULL, &result), GV_OK);
    match.manifest = &manifest;
    match.result = &result;
    assert_int_equal(gv_memory_get_zeroed(manifest.n_inputs + 1, sizeof *match.tally,
                                          (void **)&match.tally),
                     GV_OK);
}

static void derive(const char *line)
{
    assert_int_equal(gv_custody_match_line(&match, line, strlen(line)), GV_OK);
}

static int clear(void **state)
{
    (void)state;
    result.file = (gv_mapping){0};
    gv_custody_match_free(&match);
    gv_custody_result_free(&result);
    gv_custody_manifest_free(&manifest);
    gv_buf_free(&bytes);
    return 0;
}

/* ------------------------------------------------------------------ matching */

static void test_in_order(void **state)
{
    (void)state;
    add_input("a", 3);
    for (int i = 0; i < 3; i++) {
        add_line(line_of("a", i + 1, 10 * i, "asserted"));
    }
    start();
    for (int i = 0; i < 3; i++) {
        derive(line_of("a", i + 1, 10 * i, "asserted"));
    }
    assert_int_equal(gv_custody_match_end(&match), GV_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(result.rows[i].verdict, GV_ROW_HOLDS);
        assert_int_equal(result.rows[i].derived, i + 1);
        assert_false(result.rows[i].moved);
    }
    assert_int_equal(match.n_missing, 0);
}

/* The example at the head of match_rows.c. */
static void test_example(void **state)
{
    (void)state;
    add_input("a", 4);
    add_line(line_of("a", 1, 0, "asserted"));
    add_line(line_of("a", 3, 20, "asserted"));
    add_line(line_of("a", 2, 10, "negated")); /* B' */
    add_line(line_of("a", 9, 90, "asserted")); /* X */
    start();
    for (int i = 0; i < 4; i++) {
        derive(line_of("a", i + 1, 10 * i, "asserted"));
    }
    assert_int_equal(gv_custody_match_end(&match), GV_OK);
    assert_int_equal(result.rows[0].verdict, GV_ROW_HOLDS);
    assert_int_equal(result.rows[1].verdict, GV_ROW_HOLDS);
    assert_int_equal(result.rows[2].verdict, GV_ROW_DIFFERS);
    assert_int_equal(result.rows[2].differs, GV_DIFFERS_LABELS);
    assert_string_equal(result.rows[2].words,
                        "the status of mass_killing is \"negated\" here, \"asserted\" in what was "
                        "derived");
    assert_int_equal(result.rows[3].verdict, GV_ROW_UNSEEN);
    assert_int_equal(result.rows[1].moved + result.rows[2].moved, 1);
    assert_int_equal(match.n_missing, 1);
    assert_int_equal(match.missing[0].derived, 4);
}

static void test_edited_place(void **state)
{
    (void)state;
    add_input("a", 2);
    add_line(line_of("a", 1, 5, "asserted")); /* was at 0 */
    add_line(line_of("a", 2, 10, "asserted"));
    start();
    derive(line_of("a", 1, 0, "asserted"));
    derive(line_of("a", 2, 10, "asserted"));
    assert_int_equal(gv_custody_match_end(&match), GV_OK);
    assert_int_equal(result.rows[0].verdict, GV_ROW_DIFFERS);
    assert_string_equal(result.rows[0].words, "spans differ");
    assert_int_equal(result.rows[1].verdict, GV_ROW_HOLDS);
    assert_int_equal(match.n_missing, 0);
}

/* Many lines of one place, more than are looked at in one slot. */
static void test_many_copies(void **state)
{
    (void)state;
    add_input("a", 1);
    for (int i = 0; i < 500; i++) {
        add_line(line_of("a", 1, 0, "asserted"));
    }
    start();
    derive(line_of("a", 1, 0, "asserted"));
    assert_int_equal(gv_custody_match_end(&match), GV_OK);
    assert_int_equal(result.rows[0].verdict, GV_ROW_HOLDS);
    for (size_t i = 1; i < 500; i++) {
        assert_int_equal(result.rows[i].verdict, GV_ROW_UNSEEN);
        assert_true(result.rows[i].twice);
    }
}

static void test_one_moved(void **state)
{
    (void)state;
    add_input("a", 50);
    for (int i = 1; i < 50; i++) {
        add_line(line_of("a", i, 10 * i, "asserted"));
    }
    add_line(line_of("a", 0, 0, "asserted")); /* the first, carried to the end */
    start();
    for (int i = 0; i < 50; i++) {
        derive(line_of("a", i, 10 * i, "asserted"));
    }
    assert_int_equal(gv_custody_match_end(&match), GV_OK);
    for (size_t i = 0; i < 50; i++) {
        assert_int_equal(result.rows[i].verdict, GV_ROW_HOLDS);
        assert_int_equal(result.rows[i].moved, i == 49);
    }
}

/* An input that was named twice: the first of the name takes as many lines as it had. */
static void test_same_name(void **state)
{
    (void)state;
    add_input("a", 1);
    add_input("b", 1);
    add_input("a", 2);
    add_input("a", 1);
    add_line(line_of("a", 1, 0, "asserted"));
    add_line(line_of("b", 1, 0, "asserted"));
    for (int i = 0; i < 4; i++) {
        add_line(line_of("a", i, 10 * i, "asserted"));
    }
    start();
    static const uint32_t inputs[] = {0, 1, 2, 2, 3, 3};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(result.rows[i].input, inputs[i]);
    }
    assert_int_equal(manifest.inputs[3].n_rows, 2);
}

static void test_lines_that_are_none(void **state)
{
    (void)state;
    static const char *const lines[] = {"\n", "{}\n", "{\"source\":{}}\n", "\xff\n",
                                        "{\"source\":{\"path\":7}}\n", "[1]\n", "{\"source\":"};
    add_input("a", 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        add_line(lines[i]);
    }
    start();
    assert_int_equal(result.n_rows, sizeof lines / sizeof *lines);
    for (size_t i = 0; i < result.n_rows; i++) {
        assert_int_equal(result.rows[i].verdict, GV_ROW_UNREADABLE);
    }
    assert_int_equal(gv_custody_match_end(&match), GV_OK);
}

/* ------------------------------------------------------------------ words */

static void test_compare(void **state)
{
    (void)state;
    static const struct {
        const char *here, *derived, *words;
        int differs;
    } cases[] = {
        {"{\"text\":\"a\"}", "{\"text\":\"b\"}", "text differs", GV_DIFFERS_TEXT},
        {"{\"id\":\"a\"}", "{\"id\":\"a\" }", "the line is written otherwise than it was derived",
         GV_DIFFERS_OTHER},
        {"{\"title\":\"a\"}", "{}", "title is not derived", GV_DIFFERS_OTHER},
        {"{}", "{\"date\":\"1\"}", "date is missing here", GV_DIFFERS_OTHER},
        {"{\"labels\":[]}", "{\"labels\":[{\"label\":\"x\",\"status\":\"s\"}]}",
         "x is derived, and does not stand here", GV_DIFFERS_LABELS},
        {"{\"labels\":[7]}", "{\"labels\":[]}", "an entry of labels is none", GV_DIFFERS_LABELS},
        {"{\"labels\":{}}", "{\"labels\":[]}", "labels differ", GV_DIFFERS_LABELS},
        {"{\"labels\":[{\"label\":\"x\",\"score\":1}]}",
         "{\"labels\":[{\"label\":\"x\",\"score\":2}]}",
         "the score of x differs", GV_DIFFERS_LABELS},
        {"{\"text\":\"a\",\"context\":1}", "{\"text\":\"b\",\"context\":2}",
         "text differs; context differs", GV_DIFFERS_TEXT | GV_DIFFERS_LABELS},
    };
    gv_arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *words = NULL;
        uint8_t differs = 0;
        assert_int_equal(gv_custody_compare(cases[i].here, strlen(cases[i].here),
                                            cases[i].derived, strlen(cases[i].derived), &arena,
                                            &words, &differs),
                         GV_OK);
        assert_string_equal(words, cases[i].words);
        assert_int_equal(differs, cases[i].differs);
    }
    gv_arena_free(&arena);
}

/* ------------------------------------------------------------------ JSON items, options */

static void test_items(void **state)
{
    (void)state;
    static const char text[] =
        "{\"l\": [ 1,\"a\\\"]\" , {\"b\":[{}]},[] ,true,null,-2.5e3 ] , \"e\":{},\"f\":[ ]}";
    static const gv_json_kind kinds[] = {GV_JSON_NUMBER, GV_JSON_STRING,  GV_JSON_OBJECT,
                                         GV_JSON_ARRAY,  GV_JSON_BOOLEAN, GV_JSON_NULL,
                                         GV_JSON_NUMBER};
    static const char *const values[] = {"1", "a\\\"]", "{\"b\":[{}]}", "[]", "true", "null",
                                         "-2.5e3"};
    gv_json_error error;
    gv_json_field field = {.name = "l", .name_length = 1};
    gv_json_value name = {0};
    gv_json_value value;
    const char *at = NULL;
    size_t n = 0;
    assert_int_equal(gv_json_scan(text, strlen(text), &field, 1, &error), GV_OK);
    for (; gv_json_next(&field.value, &at, &name, &value); n++) {
        assert_int_equal(value.kind, kinds[n]);
        assert_int_equal(value.length, strlen(values[n]));
        assert_memory_equal(value.bytes, values[n], value.length);
    }
    assert_int_equal(n, 7);
    const gv_json_value whole = {text, strlen(text), GV_JSON_OBJECT};
    static const char *const names[] = {"l", "e", "f"};
    at = NULL;
    for (n = 0; gv_json_next(&whole, &at, &name, &value); n++) {
        assert_true(gv_json_equals(&name, names[n], 1));
        const char *inner = NULL;
        assert_int_equal(gv_json_next(&value, &inner, &name, &value), n == 0);
    }
    assert_int_equal(n, 3);
}

/* What is written comes back, whatever the options. */
static void test_options(void **state)
{
    (void)state;
    const gv_run_options wanted = {.size = sizeof wanted,
                                   .format = GV_FORMAT_PRETTY,
                                   .unit = GV_UNIT_SENTENCE,
                                   .status = "all,\"x\"\n",
                                   .text_field = "caf\xc3\xa9",
                                   .no_text = 1,
                                   .colour = 1,
                                   .width = 77,
                                   .passage_limit = 4711,
                                   .document_limit = SIZE_MAX};
    gv_run_options read = {.size = sizeof read};
    gv_arena arena = {0};
    gv_buf once = {0};
    gv_buf again = {0};
    gv_message message;
    const char *unknown = "";
    assert_int_equal(gv_manifest_add_options(&wanted, &once), GV_OK);
    const gv_json_value object = {once.bytes + strlen("\"options\":"),
                                  once.length - strlen("\"options\":"), GV_JSON_OBJECT};
    assert_int_equal(gv_manifest_read_options(&object, &arena, &message, &read, &unknown), GV_OK);
    assert_null(unknown);
    assert_int_equal(gv_manifest_add_options(&read, &again), GV_OK);
    assert_string_equal(again.bytes, once.bytes);
    static const char *const bad[] = {"{\"unit\":\"page\"}", "{\"no_text\":1}", "{\"status\":7}",
                                      "{\"passage_limit\":-1}",
                                      "{\"document_limit\":18446744073709551616}",
                                      "{\"width\":1e9}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const gv_json_value one = {bad[i], strlen(bad[i]), GV_JSON_OBJECT};
        assert_int_equal(gv_manifest_read_options(&one, &arena, &message, &read, &unknown),
                         GV_ERROR_FORMAT);
    }
    const gv_json_value odd = {"{\"colour_of_ink\":1}", 19, GV_JSON_OBJECT};
    assert_int_equal(gv_manifest_read_options(&odd, &arena, &message, &read, &unknown), GV_OK);
    assert_string_equal(unknown, "colour_of_ink");
    gv_buf_free(&once);
    gv_buf_free(&again);
    gv_arena_free(&arena);
}

/* ------------------------------------------------------------------ the call */

static void test_call(void **state)
{
    (void)state;
    gv_message message;
    gv_verify_stats stats = {.size = sizeof stats};
    const gv_verify_options options = {.size = sizeof options};
    assert_int_equal(gv_verify(NULL, "x", &message, &stats), GV_ERROR_ARGUMENT);
    assert_int_equal(gv_verify(&options, NULL, &message, &stats), GV_ERROR_ARGUMENT);
    assert_int_equal(gv_verify(&options, "/nowhere/x.jsonl", &message, &stats), GV_ERROR_OPEN);
    assert_string_not_equal(message.text, "");
    assert_int_equal(gv_verify(&options, "/nowhere/x.jsonl", NULL, NULL), GV_ERROR_OPEN);
}

static gv_status keep_text(void *user, const char *text, size_t length)
{
    return gv_buf_add(user, text, length);
}

static void test_finding_json(void **state)
{
    (void)state;
    gv_buf buf = {0};
    gv_verify_finding finding = {.size = sizeof finding, .verdict = GV_VERDICT_FAILS,
                                 .subject = "record", .code = "missing", .line = 3,
                                 .path = "a\n\"b", .words = "w\xe2\x80\xae"};
    assert_int_equal(gv_verify_finding_json(&finding, keep_text, &buf), GV_OK);
    assert_string_equal(buf.bytes, "{\"verdict\":\"fails\",\"subject\":\"record\",\"code\":"
                                   "\"missing\",\"line\":3,\"path\":\"a\\n\\\"b\",\"words\":"
                                   "\"w\\u202e\"}");
    finding.size = 8;
    assert_int_equal(gv_verify_finding_json(&finding, keep_text, &buf), GV_ERROR_ARGUMENT);
    gv_buf_free(&buf);
}

int main(void)
{
#define CLEARED(test) cmocka_unit_test_teardown(test, clear)
    const struct CMUnitTest all[] = {
        CLEARED(test_in_order),
        CLEARED(test_example),
        CLEARED(test_edited_place),
        CLEARED(test_many_copies),
        CLEARED(test_one_moved),
        CLEARED(test_same_name),
        CLEARED(test_lines_that_are_none),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_call),
        cmocka_unit_test(test_finding_json),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
