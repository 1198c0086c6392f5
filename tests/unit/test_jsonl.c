/*
 * test_jsonl.c - JSON lines: the scanner, and what documents become of lines.
 */
#include "ingest_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* ------------------------------------------------------------------ the scanner */

static gv_status scan(const char *line, gv_json_value *text, gv_json_error *error)
{
    gv_json_field field = {.name = "text", .name_length = 4};
    const gv_status status = gv_json_scan(line, strlen(line), &field, 1, error);
    *text = field.value;
    return status;
}

static void assert_text(const char *line, const char *expected, size_t length)
{
    gv_json_value value;
    gv_json_error error;
    uint64_t replaced = 0;
    char out[256];
    assert_int_equal(scan(line, &value, &error), GV_OK);
    assert_int_equal(value.kind, GV_JSON_STRING);
    assert_int_equal(gv_json_decode(&value, out, &replaced), length);
    assert_memory_equal(out, expected, length);
}

static void test_escapes(void **state)
{
    (void)state;
    assert_text("{\"text\":\"\"}", "", 0);
    assert_text("{\"text\":\"a\\\"b\\\\c\\/d\"}", "a\"b\\c/d", 7);
    assert_text("{\"text\":\"\\b\\f\\n\\r\\t\"}", "\b\f\n\r\t", 5);
    assert_text("{\"text\":\"\\u0041\\u00e9\\u2019\"}", "A\xc3\xa9\xe2\x80\x99", 6);
    assert_text("{\"text\":\"\\ud83d\\uDE00\"}", "\xf0\x9f\x98\x80", 4);
    assert_text("{\"text\":\"\\ud83dx\"}", "\xef\xbf\xbdx", 4);
    assert_text("{\"text\":\"\\ude00\\ud83d\"}", "\xef\xbf\xbd\xef\xbf\xbd", 6);
    assert_text("{\"text\":\"\\ud83d\\ud83d\\ude00\"}", "\xef\xbf\xbd\xf0\x9f\x98\x80", 7);
    assert_text("{\"text\":\"a\\u0000b\"}", "a\0b", 3);
    assert_text("{\"text\":\"a\\\\\"}", "a\\", 2);
}

static void test_lone_surrogates_are_counted(void **state)
{
    gv_json_value value;
    gv_json_error error;
    uint64_t replaced = 0;
    char out[64];
    (void)state;
    assert_int_equal(scan("{\"text\":\"\\ud800 \\udfff\"}", &value, &error), GV_OK);
    (void)gv_json_decode(&value, out, &replaced);
    assert_int_equal(replaced, 2);
}

static void test_names(void **state)
{
    (void)state;
    assert_text("{ \"t\\u0065xt\" : \"x\" }", "x", 1);
    assert_text("{\"text\":1,\"textt\":\"no\",\"tex\":\"no\",\"text\":\"last\"}", "last", 4);
    assert_text("{\"a\":{\"text\":\"inner\"},\"text\":\"outer\",\"b\":[{\"text\":\"x\"}]}", "outer",
                5);
    assert_text("\t{\"\":0,\"text\":\"x\"}\r", "x", 1);
}

static void test_values_are_run_over(void **state)
{
    (void)state;
    assert_text("{\"a\":[1,-0,2.5e+3,1E-9,true,false,null,\"]\",{},[],[[]],{\"b\":{\"c\":[]}}],"
                "\"text\":\"x\"}",
                "x", 1);
}

typedef struct bad_line {
    const char *line;
    size_t column;
} bad_line;

static void test_what_is_not_json_is_refused_with_its_column(void **state)
{
    static const bad_line lines[] = {
        {"", 1},           {"x", 1},           {"[1]", 1},        {"{", 2},
        {"{\"a\"}", 5},    {"{\"a\":}", 6},    {"{\"a\":1", 7},   {"{\"a\":1,}", 8},
        {"{a:1}", 2},      {"{\"a\":01}", 7},  {"{\"a\":+1}", 6}, {"{\"a\":1.}", 8},
        {"{\"a\":.5}", 6}, {"{\"a\":1e}", 8},  {"{\"a\":-}", 7},  {"{\"a\":tru}", 6},
        {"{\"a\":NaN}", 6}, {"{\"a\":\"b}", 9}, {"{\"a\":\"\\x\"}", 7}, {"{\"a\":\"\\u12g4\"}", 7},
        {"{\"a\":[1 2]}", 9}, {"{\"a\":[1}", 8}, {"{\"a\":{\"b\"]}", 10}, {"{} x", 4},
        {"{\"a\":1}}", 8}, {"{\"a\":[1,]}", 9}, {"{\"a\":\"\\", 8}, {"{'a':1}", 2}};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        gv_json_value value;
        gv_json_error error = {0, NULL};
        assert_int_equal(scan(lines[i].line, &value, &error), GV_ERROR_FORMAT);
        if (error.column != lines[i].column) {
            fail_msg("%s: column %zu, not %zu", lines[i].line, error.column, lines[i].column);
        }
        assert_non_null(error.expected);
    }
}

static void test_depth_is_limited(void **state)
{
    char line[2048];
    gv_json_value value;
    gv_json_error error;
    (void)state;
    for (int depth = 255; depth <= 258; depth++) {
        char *p = line + sprintf(line, "{\"text\":");
        memset(p, '[', (size_t)depth);
        memset(p + depth, ']', (size_t)depth);
        strcpy(p + 2 * depth, "}");
        assert_int_equal(scan(line, &value, &error), depth <= 256 ? GV_OK : GV_ERROR_LIMIT);
    }
}

static void test_begins_object(void **state)
{
    (void)state;
    assert_int_equal(gv_json_begins_object("{\"id\":", 6), 1);
    assert_int_equal(gv_json_begins_object(" \n\t{ \"id\" : 1", 13), 1);
    assert_int_equal(gv_json_begins_object("{}", 2), 1);
    assert_int_equal(gv_json_begins_object("{\"id\":1,\"text\":\"cut", 19), 1);
    assert_int_equal(gv_json_begins_object("{\n\"id\":1}", 9), 0);
    assert_int_equal(gv_json_begins_object("[1]", 3), 0);
    assert_int_equal(gv_json_begins_object("{braces} in prose", 17), 0);
    assert_int_equal(gv_json_begins_object("{\"quoted\" words here", 20), 0);
    assert_int_equal(gv_json_begins_object("text", 4), 0);
    assert_int_equal(gv_json_begins_object("", 0), -1);
    assert_int_equal(gv_json_begins_object("  ", 2), -1);
    assert_int_equal(gv_json_begins_object("{", 1), -1);
    assert_int_equal(gv_json_begins_object("{\"i", 3), -1);
    assert_int_equal(gv_json_begins_object("{\"i\\u00", 7), -1);
    assert_int_equal(gv_json_begins_object("{\"id\" ", 6), -1);
}

/* ------------------------------------------------------------------ documents of lines */

static gv_section section;

static void cut(const gv_ingest_options *options, const char *lines, size_t length)
{
    fixture_fill(&section, GV_SECTION_JSONL, lines, length);
    section.first_line = 7;
    assert_int_equal(gv_section_cut(options, "a/r.jsonl", &section), GV_OK);
    fixture_end_texts(&section);
    fixture_check_section(options, &section);
}

static void cut_text(const char *lines)
{
    const gv_ingest_options options = fixture_options();
    cut(&options, lines, strlen(lines));
}

static void test_fields_of_a_document(void **state)
{
    (void)state;
    cut_text("{\"lang\":\"en\",\"date\":1994,\"title\":\"Oru \\u201c1\\u201d\",\"id\":\"r7\","
             "\"text\":\"Militia entered Oru.\\n\\nThey left.\"}\r\n"
             "\n{\"id\":17,\"text\":\"x\",\"title\":\"\",\"lang\":null,\"date\":[1]}\n"
             "{\"id\":true,\"text\":\"y\"}\n{\"text\":\"z\"}");
    assert_int_equal(section.n_documents, 4);
    const gv_document *const d = section.documents;
    assert_string_equal(d[0].id, "r7");
    assert_string_equal(d[0].title, "Oru \xe2\x80\x9c" "1\xe2\x80\x9d");
    assert_string_equal(d[0].date, "1994");
    assert_string_equal(d[0].language, "en");
    assert_null(d[0].fields);
    assert_int_equal(d[0].extracted, 1);
    assert_string_equal(d[1].id, "17");
    assert_null(d[1].title);
    assert_null(d[1].language);
    assert_null(d[1].date);
    assert_string_equal(d[2].id, "true");
    assert_string_equal(d[3].id, "oru:11");
    assert_int_equal(section.n_passages, 5);
    assert_string_equal(section.passages[1].text, "They left.");
    assert_int_equal(section.passages[1].number, 1);
    assert_int_equal(section.passages[2].number, 0);
    assert_int_equal(section.passages[1].spans[0].start, 22);
    assert_int_equal(section.passages[1].spans[0].end, 32);
}

static void test_layer_of_a_line(void **state)
{
    const char *const lines = "{\"text\":\"a\"}\n\n{\"text\":\"bc\"}\n";
    (void)state;
    cut_text(lines);
    const gv_layer *const layer = &section.documents[1].layers[0];
    assert_int_equal(section.documents[1].n_layers, 1);
    assert_string_equal(layer->kind, "line");
    assert_int_equal(layer->offset, 1000 + 14);
    assert_int_equal(layer->length, 13);
    assert_int_equal(layer->n, 9);
}

static void test_bad_lines_do_not_stop_the_others(void **state)
{
    (void)state;
    cut_text("nonsense\n{\"id\":\"a\",\"body\":\"x\"}\n{\"text\":5}\n{\"text\":null}\n"
             "{\"text\":{}}\n{\"text\":\"cut off\n{\"id\":\"good\",\"text\":\"Still read.\"}\n");
    assert_int_equal(section.n_documents, 7);
    assert_int_equal(section.n_bad_lines, 6);
    assert_int_equal(section.n_passages, 1);
    assert_string_equal(section.documents[6].id, "good");
    assert_null(section.documents[6].error);
    static const char *const words[] = {
        "line 7: not JSON at byte 1: expected",
        "line 8: no field \"text\"; name the field with the text",
        "line 9: field \"text\" holds no text but a number",
        "line 10: field \"text\" holds no text but null",
        "line 11: field \"text\" holds no text but an object",
        "line 12: not JSON at byte 17: expected a closing quote"};
    for (size_t i = 0; i < 6; i++) {
        const char *const error = section.documents[i].error;
        if (error == NULL || strncmp(error, words[i], strlen(words[i])) != 0) {
            fail_msg("line %zu: %s", 7 + i, error != NULL ? error : "no error");
        }
    }
    assert_string_equal(section.documents[1].id, "a");
}

static void test_other_names(void **state)
{
    gv_ingest_options options = fixture_options();
    (void)state;
    options.text_field = "body";
    options.id_field = "_id";
    const char *const lines = "{\"_id\":\"k\",\"id\":\"no\",\"body\":\"yes\",\"text\":\"no\"}";
    cut(&options, lines, strlen(lines));
    assert_string_equal(section.documents[0].id, "k");
    assert_string_equal(section.passages[0].text, "yes");
}

static void test_kept_fields(void **state)
{
    static const char *const kept[] = {"place", "n", "a\"b", "missing"};
    gv_ingest_options options = fixture_options();
    (void)state;
    options.keep_fields = kept;
    options.n_keep_fields = 4;
    const char *const lines =
        "{\"n\": [1, {\"x\":null}] ,\"place\":\"O\\u0072u\",\"place\":\"Tarsk\t\","
        "\"a\\\"b\":-1e5,\"text\":\"t\"}\n{\"text\":\"t\"}";
    cut(&options, lines, strlen(lines));
    assert_string_equal(section.documents[0].fields,
                        "{\"place\":\"Tarsk\\u0009\",\"n\":[1, {\"x\":null}],\"a\\\"b\":-1e5}");
    assert_null(section.documents[1].fields);
}

static void test_bad_bytes(void **state)
{
    (void)state;
    cut_text("{\"text\":\"Velm\xf6ra\"}\n{\"text\":\"caf\xc3\xa9 \xe2\x80\x99 \xff here\"}\n"
             "{\"text\":\"plain\"}\n");
    assert_int_equal(section.n_passages, 3);
    assert_string_equal(section.passages[0].text, "Velm\xc3\xb6ra");
    assert_string_equal(section.passages[1].text, "caf\xc3\xa9 \xe2\x80\x99 \xef\xbf\xbd here");
    assert_int_equal(section.n_converted, 1);
    assert_int_equal(section.replaced, 1);
}

static void test_control_bytes(void **state)
{
    const gv_ingest_options options = fixture_options();
    const char lines[] = "{\"id\":\"a\\u0000b\",\"text\":\"one\\u0000\\u0000two\tthree\"}";
    (void)state;
    cut(&options, lines, sizeof lines - 1);
    assert_string_equal(section.documents[0].id, "a b");
    assert_string_equal(section.passages[0].text, "one two three");
    assert_int_equal(section.replaced, 3);
}

static void test_long_text_is_cut_into_parts(void **state)
{
    gv_ingest_options options = fixture_options();
    (void)state;
    options.document_limit = 60;
    const char *const lines =
        "{\"id\":\"p\",\"text\":\"The first sentence stands here. The second is also here. The "
        "third one ends it all. A fourth.\"}\n{\"id\":\"q\",\"text\":\"Short.\"}";
    cut(&options, lines, strlen(lines));
    assert_int_equal(section.n_documents, 3);
    assert_int_equal(section.documents[0].part, 1);
    assert_int_equal(section.documents[1].part, 2);
    assert_int_equal(section.documents[1].continued, 1);
    assert_string_equal(section.documents[1].id, "p");
    assert_int_equal(section.documents[2].part, 0);
    assert_int_equal(section.documents[2].continued, 0);
    assert_string_equal(section.passages[0].text,
                        "The first sentence stands here. The second is also here.");
    assert_string_equal(section.passages[1].text, "The third one ends it all. A fourth.");
    assert_int_equal(section.passages[1].spans[0].start, 57);
}

static void test_a_line_beyond_the_limit_is_left_out(void **state)
{
    gv_ingest_options options = fixture_options();
    gv_buf lines = {0};
    (void)state;
    options.document_limit = 100;
    const size_t limit = gv_section_line_limit(&options);
    assert_int_equal(gv_buf_add_text(&lines, "{\"id\":\"long\",\"text\":\""), GV_OK);
    while (lines.length <= limit) {
        assert_int_equal(gv_buf_add_text(&lines, "words and more "), GV_OK);
    }
    assert_int_equal(gv_buf_add_text(&lines, "\"}\n{\"text\":\"next\"}\n"), GV_OK);
    cut(&options, lines.bytes, lines.length);
    gv_buf_free(&lines);
    assert_int_equal(section.n_documents, 2);
    assert_non_null(strstr(section.documents[0].error, "line 7: longer than"));
    assert_string_equal(section.passages[0].text, "next");
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
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_lone_surrogates_are_counted),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_values_are_run_over),
        cmocka_unit_test(test_what_is_not_json_is_refused_with_its_column),
        cmocka_unit_test(test_depth_is_limited),
        cmocka_unit_test(test_begins_object),
        cmocka_unit_test(test_fields_of_a_document),
        cmocka_unit_test(test_layer_of_a_line),
        cmocka_unit_test(test_bad_lines_do_not_stop_the_others),
        cmocka_unit_test(test_other_names),
        cmocka_unit_test(test_kept_fields),
        cmocka_unit_test(test_bad_bytes),
        cmocka_unit_test(test_control_bytes),
        cmocka_unit_test(test_long_text_is_cut_into_parts),
        cmocka_unit_test(test_a_line_beyond_the_limit_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
