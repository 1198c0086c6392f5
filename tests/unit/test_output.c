/*
 * test_output.c - exact bytes of hand-made records in every format, hostile text included.
 */
#include "output/escape.h"
#include "output/writers.h"

#include "base/arena.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* ------------------------------------------------------------------ a result by hand */

static char strings[2048];
static uint32_t n_strings;

static uint32_t add_string(const char *text)
{
    const uint32_t at = n_strings;
    const size_t size = strlen(text) + 1;
    assert_true(n_strings + size <= sizeof strings);
    memcpy(strings + at, text, size);
    n_strings += (uint32_t)size;
    return at;
}

static gv_model model;
static gv_model_language language;
static gv_image_name statuses[2];
static gv_image_label labels[2];
static gv_image_test tests[2];
static gv_image_facet facets[2];
static gv_image_grade grades[1];
static gv_image_grade_step steps[1];
static gv_image_frame frames[3];

static gv_mention mentions[2];
static gv_label_result label_results[2];
static uint32_t evidence[2];
static gv_facet_result facet_results[2];
static gv_facet_span facet_spans[1];
static struct gv_result result;

/*            0         1         2         3         4         5
 *            012345678901234567890123456789012345678901234567890123456789 */
#define TEXT "After the offensive at least 17 villagers were shot dead."
static const gv_piece PIECES[] = {{0, 19, 100}, {20, 37, 121}};
static const gv_span SPANS[] = {{100, 158}};

static gv_document document;
static gv_passage passage;
static gv_record record;
static gv_output output;

static int set_up(void **state)
{
    (void)state;
    n_strings = 0;
    statuses[0].name = add_string("asserted");
    statuses[1].name = add_string("negated");
    labels[0].name = add_string("mass_killing");
    labels[1].name = add_string("forced_labour");
    tests[0] = (gv_image_test){.name = add_string("G2"), .note = add_string("contested")};
    tests[1] = (gv_image_test){.name = add_string("G1"), .note = GV_IMAGE_NONE};
    facets[0].name = add_string("context");
    facets[1].name = add_string("place");
    grades[0] = (gv_image_grade){.label = 0, .name = add_string("scale"), .n_steps = 1,
                                 .otherwise = add_string("unstated")};
    steps[0] = (gv_image_grade_step){.name = add_string("5+"), .from = 5};
    frames[0].name = add_string("mass_killing/counted");
    frames[1].name = add_string("forced_labour/term");
    frames[2].name = add_string("G1/found_no");
    language = (gv_model_language){.code = "en", .frames = frames, .n_frames = 3};
    model = (gv_model){.strings = strings, .statuses = statuses, .labels = labels, .tests = tests,
                       .facets = facets, .grades = grades, .grade_steps = steps, .n_statuses = 2,
                       .n_labels = 2, .n_tests = 2, .n_facets = 2, .n_grades = 1,
                       .n_grade_steps = 1, .languages = &language, .n_languages = 1};
    mentions[0] = (gv_mention){.rule = 0, .label = 0, .status = 0, .cue = GV_IMAGE_NONE,
                               .start = 20, .end = 56, .quantity = 17, .notes = 1};
    label_results[0] = (gv_label_result){.label = 0, .status = 0, .score = 140, .n_evidence = 1,
                                         .quantity = 17, .notes = 1};
    evidence[0] = 0;
    evidence[1] = 1;
    facet_results[0] = (gv_facet_result){.facet = 0, .value = add_string("inside_conflict"),
                                         .n_spans = 1};
    facet_results[1] = (gv_facet_result){.facet = 1, .value = add_string("Oru")};
    facet_spans[0] = (gv_facet_span){.start = 10, .end = 19};
    result = (struct gv_result){.model = &model, .language = &language, .mentions = mentions,
                                .n_mentions = 1, .labels = label_results, .n_labels = 1,
                                .evidence = evidence, .facets = facet_results, .n_facets = 1,
                                .facet_spans = facet_spans};
    document = (gv_document){.id = "r-7"};
    passage = (gv_passage){.number = 2, .text = TEXT, .length = sizeof TEXT - 1, .pieces = PIECES,
                           .n_pieces = 2, .spans = SPANS, .n_spans = 1};
    record = (gv_record){.path = "a/r.txt", .document = &document, .passage = &passage,
                         .result = &result, .language = "en"};
    gv_output_clear(&output, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    gv_output_free(&output);
    return 0;
}

/* The passage reads `text`, in one piece from source byte 500; no labels. */
static void read_text(const char *text, size_t length)
{
    static gv_piece piece;
    static gv_span span;
    piece = (gv_piece){0, (uint32_t)length, 500};
    span = (gv_span){500, 500 + length};
    passage = (gv_passage){.text = text, .length = (uint32_t)length, .pieces = &piece,
                           .n_pieces = 1, .spans = &span, .n_spans = 1};
    result.n_labels = 0;
    result.n_facets = 0;
}

/* The record's bytes with its passage numbers put in. */
static const char *write_record(gv_format format, gv_output_options options)
{
    static gv_buf filled;
    size_t copied = 0;
    options.format = format;
    gv_output_clear(&output, SIZE_MAX);
    gv_buf_free(&filled);
    assert_int_equal(gv_output_add(&options, &record, &output), GV_OK);
    assert_int_equal(output.n_records, 1);
    assert_int_equal(output.record_ends[0], output.bytes.length);
    for (size_t i = 0; i < output.n_places; i++) {
        gv_buf_add(&filled, output.bytes.bytes + copied, output.places[i].position - copied);
        gv_buf_add_number(&filled, output.places[i].number);
        copied = output.places[i].position;
    }
    gv_buf_add(&filled, output.bytes.bytes + copied, output.bytes.length - copied);
    return filled.bytes;
}

#define JSONL(...) write_record(GV_FORMAT_JSONL, (gv_output_options){__VA_ARGS__})
#define CSV(...) write_record(GV_FORMAT_CSV, (gv_output_options){__VA_ARGS__})
#define PRETTY(...) write_record(GV_FORMAT_PRETTY, (gv_output_options){__VA_ARGS__})

/* ------------------------------------------------------------------ jsonl */

static void test_jsonl_keys_stand_in_order(void **state)
{
    (void)state;
    document.title = "Oru";
    document.date = "2021-04-01";
    document.language = "en-GB";
    document.fields = "{\"url\":\"x\"}";
    document.member = "m.txt";
    document.n_layers = 2;
    document.layers[0] = (gv_layer){.kind = "gzip", .offset = 7};
    document.layers[1] =
        (gv_layer){.kind = "tar", .offset = 512, .length = 20, .name = "m.txt", .n = 3};
    result.n_facets = 2;
    assert_string_equal(
        JSONL(0),
        "{\"v\":1,\"id\":\"r-7\",\"passage\":3,\"kind\":\"paragraph\","
        "\"source\":{\"path\":\"a/r.txt\",\"member\":\"m.txt\",\"at\":["
        "{\"layer\":\"gzip\",\"offset\":7},"
        "{\"layer\":\"tar\",\"offset\":512,\"length\":20,\"name\":\"m.txt\",\"n\":3}]},"
        "\"offsets\":\"member\",\"spans\":[[100,158]],"
        "\"title\":\"Oru\",\"date\":\"2021-04-01\",\"lang\":\"en-GB\",\"text\":\"" TEXT "\","
        "\"labels\":[{\"label\":\"mass_killing\",\"status\":\"asserted\",\"score\":140,"
        "\"attributes\":{\"scale\":\"5+\",\"quantity\":17,\"contested\":true},"
        "\"evidence\":[{\"rule\":\"mass_killing/counted\",\"status\":\"asserted\","
        "\"start\":20,\"end\":56,\"at\":[121,157],"
        "\"text\":\"at least 17 villagers were shot dead\"}]}],"
        "\"context\":{\"value\":\"inside_conflict\","
        "\"evidence\":[{\"start\":10,\"end\":19,\"text\":\"offensive\"}]},"
        "\"facets\":[{\"facet\":\"place\",\"value\":\"Oru\",\"evidence\":[]}],"
        "\"fields\":{\"url\":\"x\"}}\n");
}

static void test_jsonl_leaves_out_what_is_not_known(void **state)
{
    (void)state;
    read_text("Rain.", 5);
    record.language = NULL;
    record.result = NULL;
    assert_string_equal(JSONL(0),
                        "{\"v\":1,\"id\":\"r-7\",\"passage\":1,\"kind\":\"paragraph\","
                        "\"source\":{\"path\":\"a/r.txt\",\"at\":[]},\"offsets\":\"member\","
                        "\"spans\":[[500,505]],\"text\":\"Rain.\"}\n");
    record.result = &result; /* read, and nothing found: that is known */
    record.language = "en";
    document.extracted = 1;
    document.part = 2;
    passage.cut = 1;
    passage.kind = GV_PASSAGE_LIST_ITEM;
    assert_string_equal(JSONL(0),
                        "{\"v\":1,\"id\":\"r-7\",\"passage\":1,\"kind\":\"list_item\",\"part\":2,"
                        "\"cut\":true,\"source\":{\"path\":\"a/r.txt\",\"at\":[]},"
                        "\"offsets\":\"extracted\",\"spans\":[[500,505]],\"lang\":\"en\","
                        "\"text\":\"Rain.\",\"labels\":[]}\n");
}

static void test_jsonl_cue_and_two_labels(void **state)
{
    (void)state;
    mentions[1] = (gv_mention){.rule = 1, .label = 1, .status = 1, .cue = 2, .start = 0, .end = 5,
                               .cue_start = 6, .cue_end = 9};
    label_results[1] = (gv_label_result){.label = 1, .status = 1, .score = 100,
                                         .first_evidence = 1, .n_evidence = 1};
    result.n_labels = 2;
    result.n_mentions = 2;
    assert_non_null(strstr(JSONL(0),
                           "]},{\"label\":\"forced_labour\",\"status\":\"negated\",\"score\":100,"
                           "\"evidence\":[{\"rule\":\"forced_labour/term\",\"status\":\"negated\","
                           "\"start\":0,\"end\":5,\"at\":[100,105],\"text\":\"After\","
                           "\"cue\":{\"start\":6,\"end\":9,\"text\":\"the\"}}]}],\"context\""));
}

static void test_jsonl_without_text_keeps_no_words(void **state)
{
    (void)state;
    document.title = "Oru";
    mentions[0].cue = 2;
    mentions[0].cue_end = 5;
    const char *const line = JSONL(.no_text = 1);
    assert_non_null(strstr(line, "\"start\":20,\"end\":56,\"at\":[121,157],"
                                 "\"cue\":{\"start\":0,\"end\":5}}]"));
    assert_null(strstr(line, "\"text\""));
    assert_null(strstr(line, "title"));
    assert_null(strstr(line, "offensive"));
    assert_null(strstr(line, "shot"));
}

static void test_jsonl_error_record(void **state)
{
    (void)state;
    document.error = "line 4: no \"text\"";
    record.passage = NULL;
    record.result = NULL;
    assert_string_equal(JSONL(0), "{\"v\":1,\"id\":\"r-7\",\"source\":{\"path\":\"a/r.txt\","
                                  "\"at\":[]},\"error\":\"line 4: no \\\"text\\\"\"}\n");
}

static void test_jsonl_hostile_text(void **state)
{
    (void)state;
    static const char text[] = "a\"b\\c\n\t\x01\x7f"
                               "\xe2\x80\xae"    /* right-to-left override */
                               "\xc2\x85"        /* a C1 control */
                               "\xff\xc3"        /* no UTF-8 */
                               "\xc3\xa9\0z";    /* e acute; NUL */
    read_text(text, sizeof text - 1);
    record.path = "p\x1b[2J\xfe";
    assert_non_null(strstr(JSONL(0), "\"text\":\"a\\\"b\\\\c\\n\\t\\u0001\\u007f\\u202e\\u0085"
                                     "\xef\xbf\xbd\xef\xbf\xbd\xc3\xa9\\u0000z\",\"labels\":[]"));
    assert_non_null(strstr(JSONL(0), "\"path\":\"p\\u001b[2J\xef\xbf\xbd\""));
}

/* ------------------------------------------------------------------ where evidence comes from */

static void check_span(uint32_t start, uint32_t end, uint64_t from, uint64_t to)
{
    gv_span span = {0, 0};
    assert_int_equal(gv_output_source_span(&passage, start, end, &span), 1);
    assert_int_equal(span.start, from);
    assert_int_equal(span.end, to);
}

/* A long string, of which eight bytes at a time are looked at, is as its characters one by one. */
static void test_json_strings_of_any_bytes(void **state)
{
    static const char *const PARTS[] = {"a",    "Oru fled. ", "~",    "\x7f", " ",    "\x1f", "\n",
                                        "\"",   "\\",         "\x80", "\xff", "\x01", "#",    "]",
                                        "\xc3\xbc", "\xe2\x80\x9d", "\xe2\x80\xae",
                                        "\xf0\x9f\x8c\x8d", "!"};
    const uint32_t n_parts = sizeof PARTS / sizeof *PARTS;
    uint32_t seed = 1;
    gv_buf text = {0};
    gv_buf whole = {0};
    gv_buf expected = {0};
    (void)state;
    for (int round = 0; round < 20000; round++) {
        gv_buf_clear(&text);
        gv_buf_clear(&whole);
        gv_buf_clear(&expected);
        for (int n = round % 23; n > 0; n--) {
            seed = seed * 1664525u + 1013904223u;
            const uint32_t drawn = (seed >> 8) % (round % 2 == 0 ? n_parts : 2 * n_parts);
            assert_int_equal(gv_buf_add_text(&text, PARTS[drawn < n_parts ? drawn : 1]), GV_OK);
        }
        assert_int_equal(gv_buf_add_byte(&expected, '"'), GV_OK);
        for (size_t at = 0, size = 0; at < text.length; at += size) {
            gv_buf one = {0};
            size = 1;
            if (gv_utf8_read(text.bytes + at, text.length - at, &size) == GV_UTF8_INVALID) {
                size = 1;
            }
            assert_int_equal(gv_output_json_string(&one, text.bytes + at, size), GV_OK);
            assert_int_equal(gv_buf_add(&expected, one.bytes + 1, one.length - 2), GV_OK);
            gv_buf_free(&one);
        }
        assert_int_equal(gv_buf_add_byte(&expected, '"'), GV_OK);
        assert_int_equal(gv_output_json_string(&whole, text.bytes, text.length), GV_OK);
        assert_string_equal(whole.bytes, expected.bytes);
    }
    gv_buf_free(&text);
    gv_buf_free(&whole);
    gv_buf_free(&expected);
}

static void test_evidence_maps_to_the_source(void **state)
{
    (void)state;
    static const gv_piece moved[] = {{0, 5, 100}, {6, 5, 300}, {11, 5, 200}};
    check_span(0, 5, 100, 105);
    check_span(0, 19, 100, 119);
    check_span(20, 21, 121, 122);
    check_span(18, 22, 118, 123);  /* touches both pieces */
    check_span(19, 20, 119, 119);  /* the blank between them */
    check_span(19, 22, 121, 123);
    check_span(56, 57, 157, 158);
    passage.pieces = moved;
    passage.n_pieces = 3;
    check_span(3, 14, 103, 305);   /* the hull, also where pieces do not stand in order */
    check_span(12, 15, 201, 204);
    passage.n_pieces = 0;
    gv_span span;
    assert_int_equal(gv_output_source_span(&passage, 0, 1, &span), 0);
    assert_null(strstr(JSONL(0), "at\":[1"));
}

/* ------------------------------------------------------------------ csv */

static void test_csv_rows(void **state)
{
    (void)state;
    gv_buf head = {0};
    const gv_output_options plain = {.format = GV_FORMAT_CSV};
    const gv_output_options excel = {.format = GV_FORMAT_CSV, .excel = 1};
    assert_int_equal(gv_output_start(&plain, &head), GV_OK);
    assert_string_equal(head.bytes,
                        "path,member,line,id,passage,kind,page,title,date,lang,label,status,score,"
                        "quantity,attributes,context,facets,rules,evidence,evidence_at,cues,"
                        "offsets,spans,text,fields,error\r\n");
    gv_buf_clear(&head);
    assert_int_equal(gv_output_start(&excel, &head), GV_OK);
    assert_memory_equal(head.bytes, "\xef\xbb\xbfpath,", 8);
    gv_buf_free(&head);
    result.n_facets = 2;
    document.title = "Oru, \"north\"";
    assert_string_equal(CSV(0), "a/r.txt,,,r-7,3,paragraph,,\"Oru, \"\"north\"\"\",,en,"
                                "mass_killing,asserted,140,17,scale=5+; contested=true,inside_conflict,"
                                "place=Oru,mass_killing/counted,"
                                "at least 17 villagers were shot dead,121..157,,member,100..158,"
                                TEXT ",,\r\n");
    label_results[1] = (gv_label_result){.label = 1, .status = 1, .first_evidence = 0,
                                         .n_evidence = 2};
    mentions[1] = (gv_mention){.rule = 1, .status = 1, .cue = 2, .start = 0, .end = 5,
                               .cue_start = 6, .cue_end = 9};
    result.n_labels = 2;
    const char *const second = strstr(CSV(.no_text = 1), "\r\n") + 2;
    assert_string_equal(second, "a/r.txt,,,r-7,3,paragraph,,,,en,forced_labour,negated,0,,,"
                                "inside_conflict,place=Oru,mass_killing/counted | "
                                "forced_labour/term,,121..157 | 100..105,,member,100..158,,,\r\n");
    assert_int_equal(output.n_places, 2);
}

static int count_commas(const char *row)
{
    int n = 0;
    for (; *row != '\0'; row++) {
        n += *row == ',';
    }
    return n;
}

static void test_csv_rows_without_labels_have_every_column(void **state)
{
    (void)state;
    read_text("Rain.", 5);
    assert_string_equal(CSV(0), "a/r.txt,,,r-7,1,paragraph,,,,en,,,,,,,,,,,,member,500..505,Rain.,"
                                ",\r\n");
    assert_int_equal(count_commas(CSV(0)), 25);
    passage.page = 12;
    assert_memory_equal(CSV(0), "a/r.txt,,,r-7,1,paragraph,12,,,en,", 34);
    passage.page = 0;
    document.error = "bad";
    document.n_layers = 1;
    document.layers[0] = (gv_layer){.kind = "line", .offset = 9, .length = 2, .n = 4};
    record.passage = NULL;
    record.result = NULL;
    assert_string_equal(CSV(0), "a/r.txt,,4,r-7,,,,,,,,,,,,,,,,,,,,,,bad\r\n");
    assert_int_equal(count_commas(CSV(0)), 25);
}

static void test_csv_injection(void **state)
{
    (void)state;
    static const struct {
        const char *text, *plain, *excel;
    } rows[] = {{"=1+1", ",=1+1,", ",'=1+1,"},
                {"+x", ",+x,", ",'+x,"},
                {"-x", ",-x,", ",'-x,"},
                {"@x", ",@x,", ",'@x,"},
                {"\t=x", ",\t=x,", ",'\t=x,"},
                {"\r=x", ",\"\r=x\",", ",\"'\r=x\","},
                {"\n=x", ",\"\n=x\",", ",\"'\n=x\","},
                {"=\"a\"", ",\"=\"\"a\"\"\",", ",\"'=\"\"a\"\"\","},
                {"\xef\xbc\x9dx", ",\xef\xbc\x9dx,", ",'\xef\xbc\x9dx,"},
                {"x=1", ",x=1,", ",x=1,"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_text(rows[i].text, strlen(rows[i].text));
        assert_non_null(strstr(CSV(0), rows[i].plain));
        assert_non_null(strstr(CSV(.excel = 1), rows[i].excel));
        assert_int_equal(strstr(CSV(.excel = 1), rows[i].plain) != NULL, i == 9);
    }
    record.path = "=cmd.txt";
    assert_memory_equal(CSV(.excel = 1), "'=cmd.txt,", 10);
    read_text("a\0b\xff", 4);
    assert_non_null(strstr(CSV(0), ",a\xef\xbf\xbd" "b\xef\xbf\xbd,"));
}

/* ------------------------------------------------------------------ pretty */

static void test_pretty_plain(void **state)
{
    (void)state;
    document.title = "North";
    document.date = "2021";
    mentions[0].cue = 2;
    mentions[0].cue_start = 6;
    mentions[0].cue_end = 9;
    assert_string_equal(PRETTY(.width = 40),
                        "a/r.txt, passage 3\n"
                        "  \"North\", 2021\n"
                        "  mass_killing: asserted (scale 5+, quantity 17, contested)\n"
                        "  context: inside_conflict\n"
                        "\n"
                        "    After {the} offensive [at least 17\n"
                        "    villagers were shot dead].\n"
                        "\n");
    passage.page = 12;
    assert_memory_equal(PRETTY(0), "a/r.txt, passage 3, page 12\n", 28);
    passage.page = 0;
    mentions[0].cue_start = 29; /* inside the evidence, at its start, around it */
    mentions[0].cue_end = 31;
    assert_non_null(strstr(PRETTY(0), "[at least {17} villagers were shot dead]."));
    mentions[0].cue_start = 20;
    assert_non_null(strstr(PRETTY(0), "[{at least 17} villagers were shot dead]."));
    mentions[0].cue_start = 10;
    mentions[0].cue_end = 56;
    assert_non_null(strstr(PRETTY(0), "{offensive [at least 17 villagers were shot dead]}."));
    mentions[0].cue_start = 20;
    mentions[0].cue_end = 57;
    assert_non_null(strstr(PRETTY(0), "{[at least 17 villagers were shot dead].}"));
    assert_null(strstr(PRETTY(.no_text = 1), "villagers"));
    assert_null(strstr(PRETTY(.no_text = 1), "North"));
}

static void test_pretty_colour(void **state)
{
    (void)state;
    const char *const shown = PRETTY(.colour = 1, .width = 40);
    assert_non_null(strstr(shown, "\n    After the offensive \x1b[0;1;31mat least 17"
                                  "\x1b[0m\n    \x1b[0;1;31mvillagers were shot dead\x1b[0m.\n"));
    mentions[0].status = 1;
    mentions[0].cue = 2;
    mentions[0].cue_start = 29;
    mentions[0].cue_end = 31;
    assert_non_null(strstr(PRETTY(.colour = 1), "\x1b[0;1;33mat least \x1b[0;1;33;4m17"
                                                "\x1b[0;1;33m villagers"));
}

static void test_pretty_wraps_and_breaks(void **state)
{
    (void)state;
    static const char word[] = "aa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cc";
    read_text(word, sizeof word - 1);
    assert_non_null(strstr(PRETTY(.width = 24), "\n    aa\n    bbbbbbbbbbbbbbbbbbbb\n"
                                                "    bbbbbbbbbb cc\n"));
    read_text("a\n\nb c", 6);
    assert_non_null(strstr(PRETTY(.width = 24), "\n\n    a\n\n    b c\n\n"));
    /* Twenty columns of text, whatever the bytes. */
    static const char accents[] = "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                                  "\xc3\xa9\xc3\xa9 123456789 x";
    read_text(accents, sizeof accents - 1);
    assert_non_null(strstr(PRETTY(.width = 24), "\xc3\xa9 123456789\n    x\n"));
}

static void test_pretty_hostile_text(void **state)
{
    (void)state;
    static const char text[] = "a\x1b[31mb \xe2\x80\xae"
                               "c\xc2\x9b \xff d\ne \xef\xbb\xbf";
    read_text(text, sizeof text - 1);
    record.path = "x\x1b]0;t\x07\xe2\x81\xa6";
    const char *const shown = PRETTY(.colour = 0);
    assert_non_null(strstr(shown, "    a<U+001B>[31mb <U+202E>c<U+009B> <FF> d\n    e <U+FEFF>\n"));
    assert_non_null(strstr(shown, "x<U+001B>]0;t<U+0007><U+2066>, passage 1\n"));
    for (const char *at = shown; *at != '\0'; at++) {
        assert_true(*at == '\n' || (unsigned char)*at >= 0x20);
    }
}

static void test_pretty_ascii(void **state)
{
    (void)state;
    static const char text[] = "\xc3\x89t\xc3\xa9 \xe2\x80\x9cna\xc3\xafve\xe2\x80\x9d "
                               "\xe2\x80\x94 it\xe2\x80\x99s \xe2\x80\xa6 \xe4\xb8\xad e\xcc\x81";
    read_text(text, sizeof text - 1);
    assert_non_null(strstr(PRETTY(.ascii = 1), "    Ete \"naive\" -- it's ... <U+4E2D> e\n"));
    document.error = "bad \xc3\xa9";
    record.passage = NULL;
    record.result = NULL;
    assert_string_equal(PRETTY(.ascii = 1), "a/r.txt: bad e\n\n");
}

/* ------------------------------------------------------------------ one result alone */

static gv_status gather(void *user, const char *bytes, size_t length)
{
    return gv_buf_add(user, bytes, length);
}

static gv_status refuse(void *user, const char *bytes, size_t length)
{
    (void)user;
    (void)bytes;
    (void)length;
    return GV_ERROR_WRITE;
}

static void test_result_json(void **state)
{
    (void)state;
    gv_buf json = {0};
    assert_int_equal(gv_result_json(&result, TEXT, sizeof TEXT - 1, gather, &json), GV_OK);
    assert_string_equal(
        json.bytes, "{\"labels\":[{\"label\":\"mass_killing\",\"status\":\"asserted\","
                    "\"score\":140,\"attributes\":{\"scale\":\"5+\",\"quantity\":17,"
                    "\"contested\":true},\"evidence\":[{\"rule\":\"mass_killing/counted\","
                    "\"status\":\"asserted\",\"start\":20,\"end\":56,"
                    "\"text\":\"at least 17 villagers were shot dead\"}]}],"
                    "\"context\":{\"value\":\"inside_conflict\","
                    "\"evidence\":[{\"start\":10,\"end\":19,\"text\":\"offensive\"}]}}");
    gv_buf_free(&json);
    assert_int_equal(gv_result_json(&result, TEXT, 3, refuse, NULL), GV_ERROR_WRITE);
    assert_int_equal(gv_result_json(NULL, TEXT, 3, gather, &json), GV_ERROR_ARGUMENT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest all[] = {
        TEST(test_jsonl_keys_stand_in_order),
        TEST(test_jsonl_leaves_out_what_is_not_known),
        TEST(test_jsonl_cue_and_two_labels),
        TEST(test_jsonl_without_text_keeps_no_words),
        TEST(test_jsonl_error_record),
        TEST(test_jsonl_hostile_text),
        TEST(test_json_strings_of_any_bytes),
        TEST(test_evidence_maps_to_the_source),
        TEST(test_csv_rows),
        TEST(test_csv_rows_without_labels_have_every_column),
        TEST(test_csv_injection),
        TEST(test_pretty_plain),
        TEST(test_pretty_colour),
        TEST(test_pretty_wraps_and_breaks),
        TEST(test_pretty_hostile_text),
        TEST(test_pretty_ascii),
        TEST(test_result_json),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
