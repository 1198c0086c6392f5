/*
 * test_rows.c - lists of records: CSV, TSV, JSON arrays, XML dumps, whole and damaged.
 */
#include "rows_fixture.h"

#include "ingest/sniff.h"
#include "ingest/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const char *const KEEP[] = {"seen"};

static gv_ingest_options options_with_keep(void)
{
    gv_ingest_options options = fixture_options();
    options.keep_fields = KEEP;
    options.n_keep_fields = 1;
    return options;
}

static rows_reading read_feed(const rows_feed *feed, const char *bytes, size_t length)
{
    const gv_ingest_options options = options_with_keep();
    rows_reading r = {0};
    rows_read(&options, feed, bytes, length, &r);
    return r;
}

static rows_reading read_list(gv_section_format format, const char *text)
{
    const rows_feed feed = {.format = format, .step = 1 << 20, .aim = 1 << 16};
    return read_feed(&feed, text, strlen(text));
}

/* What a list comes to, line by line. */
static void assert_lines(gv_section_format format, const char *text, const char *expected)
{
    rows_reading r = read_list(format, text);
    assert_string_equal(r.lines.length > 0 ? r.lines.bytes : "", expected);
    rows_drop(&r);
}

/* ------------------------------------------------------------------ tables */

static void test_rows_of_rfc_4180(void **state)
{
    (void)state;
    assert_lines(GV_SECTION_CSV,
                 "id,text,seen\r\n"
                 "r1,Oru,2021\r\n"
                 "r2,\"Oru, and\r\n\r\nTarsk\",\"\"\"no\"\"\"\r\n"
                 "\r\n"
                 ",Velmora,",
                 "1 14 11 \"r1\" {\"seen\":\"2021\"} Oru|\n"
                 "2 27 31 \"r2\" {\"seen\":\"\\\"no\\\"\"} Oru, and|Tarsk|\n"
                 "3 62 9 \"oru:3\" {\"seen\":\"\"} Velmora|\n");
    assert_lines(GV_SECTION_CSV, "text\rOru\r\"Tar\rsk\"\r",
                 "1 5 3 \"oru:1\" - Oru|\n2 9 8 \"oru:2\" - Tar sk|\n");
    assert_lines(GV_SECTION_TSV, "id\ttext\n1\tOru, \"he\" said\n2\t\"Tarsk\n\nOru\"\n",
                 "1 8 16 \"1\" - Oru, \"he\" said|\n2 25 14 \"2\" - Tarsk|Oru|\n");
}

static void test_columns_by_name(void **state)
{
    (void)state;
    assert_lines(GV_SECTION_CSV, "\"seen\" , \"no\" ,text, id\n1,2,Oru,r7\n",
                 "1 24 10 \"r7\" {\"seen\":\"1\"} Oru|\n");
    assert_lines(GV_SECTION_CSV, "id;text\n1;Oru, Tarsk\n", "1 8 12 \"1\" - Oru, Tarsk|\n");
    assert_lines(GV_SECTION_CSV, "id|text\n1|Oru; Tarsk\n", "1 8 12 \"1\" - Oru; Tarsk|\n");
    /* Empty cells behind the last column are nothing; others are in somebody's text. */
    assert_lines(GV_SECTION_CSV, "id,text\n1,Oru,,\n2,Oru, and Tarsk\n3\n",
                 "1 8 7 \"1\" - Oru|\n"
                 "2 16 16 \"oru:2\" ! row 2: 3 cells, and the header row names 2 columns; a cell "
                 "that holds \",\" stands in quotation marks\n"
                 "3 33 1 \"3\" ! row 3: 1 of 2 cells; the column \"text\" is not among them\n");
}

static void test_columns_in_another_case(void **state)
{
    (void)state;
    assert_lines(GV_SECTION_CSV, "ID,Text,SEEN\n1,Oru,2\n", "1 13 7 \"1\" {\"seen\":\"2\"} Oru|\n");
    assert_lines(GV_SECTION_TSV, "TEXT\tId\nOru\t7\n", "1 8 5 \"7\" - Oru|\n");
    /* One of that very name goes before. */
    assert_lines(GV_SECTION_CSV, "Text,text\nTarsk,Oru\n", "1 10 9 \"oru:1\" - Oru|\n");
}

static void test_a_first_line_states_the_separator(void **state)
{
    (void)state;
    assert_lines(GV_SECTION_CSV, "sep=;\r\nid;Text\r\n1;\"Oru;\nTarsk\"\r\n2;b\r\n",
                 "1 16 14 \"1\" - Oru; Tarsk|\n2 32 3 \"2\" - b|\n");
    assert_lines(GV_SECTION_CSV, "sep=^\nid^text\n1^Oru, and Tarsk\n",
                 "1 14 16 \"1\" - Oru, and Tarsk|\n");
    assert_lines(GV_SECTION_TSV, "sep=\t\nid\ttext\n1\tOru\n", "1 14 5 \"1\" - Oru|\n");
    assert_lines(GV_SECTION_CSV, "sep=;\n", "");
}

static void test_a_table_without_the_text_column_is_named(void **state)
{
    (void)state;
    assert_lines(GV_SECTION_CSV, "id,body,\"da\nte\"\n1,Oru,2\n2,Tarsk,3\n",
                 "1 0 34 \"oru:1\" ! no column \"text\" among id, body, \"da te\"; name the column "
                 "that holds the text\n");
    assert_lines(GV_SECTION_CSV, "id,\"text\n1,Oru\n",
                 "1 0 15 \"oru:1\" ! the header row, which names the columns, cannot be read\n");
    assert_lines(GV_SECTION_CSV, "", "");
    assert_lines(GV_SECTION_CSV, "id,text\n", "");
}

#define BROKEN                                                                                     \
    "left out: a quotation mark opens a cell, and none closes it where a cell can end; read on "   \
    "behind the line"

static void test_a_lost_quote_costs_its_row(void **state)
{
    (void)state;
    /* Its end is lost: the next quote is that of the next row, before a letter. */
    assert_lines(GV_SECTION_CSV, "id,text\n1,\"Oru\n2,\"Tarsk\"\n3,\"Velmora\n\nx\"\n",
                 "1 8 7 \"oru:1\" ! row 1: " BROKEN "\n"
                 "2 15 9 \"2\" - Tarsk|\n3 25 14 \"3\" - Velmora|x|\n");
    /* The lines of its cell that follow are part of the damage. */
    assert_lines(GV_SECTION_CSV, "id,text\n1,\"Oru\nmore\nand more\n2,\"Tarsk\"\n3,x\n",
                 "1 8 21 \"oru:1\" ! row 1: " BROKEN "\n"
                 "2 29 9 \"2\" - Tarsk|\n3 39 3 \"3\" - x|\n");
    /* Nothing closes it: at the end of the file that is known. */
    assert_lines(GV_SECTION_CSV, "id,text\n1,\"Oru\n2,Tarsk\n3,x",
                 "1 8 7 \"oru:1\" ! row 1: " BROKEN "\n"
                 "2 15 7 \"2\" - Tarsk|\n3 23 3 \"3\" - x|\n");
    assert_lines(GV_SECTION_CSV, "id,text\n1,Oru\n2,\"Tarsk",
                 "1 8 5 \"1\" - Oru|\n2 14 8 \"oru:2\" ! row 2: " BROKEN "\n");
    /* In one line it is Python's reading that counts. */
    assert_lines(GV_SECTION_CSV, "id,text\n1,\"Oru\"s camp\n", "1 8 13 \"1\" - Orus camp|\n");
}

static void test_tab_separated_text_knows_no_quotes(void **state)
{
    (void)state;
    assert_lines(GV_SECTION_TSV, "id\ttext\n1\t\"Oru, he said\n2\tTarsk, he \"said\"\n3\t\"x\n",
                 "1 8 15 \"1\" - \"Oru, he said|\n"
                 "2 24 18 \"2\" - Tarsk, he \"said\"|\n3 43 4 \"3\" - \"x|\n");
    /* The quote is closed where a cell can end, but each line is a row. */
    assert_lines(GV_SECTION_TSV, "id\ttext\n1\t\"Oru\n2\tTarsk \"no\"\n",
                 "1 8 6 \"1\" - \"Oru|\n2 15 12 \"2\" - Tarsk \"no\"|\n");
}

/* ------------------------------------------------------------------ JSON */

static void test_objects_of_a_list(void **state)
{
    (void)state;
    assert_lines(GV_SECTION_JSON,
                 " [\n {\"id\": 1, \"text\": \"Oru } \\\" {\", \"seen\": [1,\n  {\"a\": null}]}\n ,"
                 "{\"id\":\"b\",\n\"text\":\"Tarsk\"}, {} ]\n",
                 "1 4 59 \"1\" {\"seen\":[1,  {\"a\": null}]} Oru } \" {|\n"
                 "2 66 26 \"b\" - Tarsk|\n"
                 "3 94 2 \"oru:3\" ! element 3: no field \"text\"; name the field with the text\n");
    assert_lines(GV_SECTION_JSON, "{\n\"text\":\"Oru\"\n}\n{\n\"text\":\"Tarsk\"\n}",
                 "1 0 16 \"oru:1\" - Oru|\n2 17 18 \"oru:2\" - Tarsk|\n");
}

static void test_strings_of_a_list(void **state)
{
    (void)state;
    assert_lines(GV_SECTION_JSON, "[\"Oru \\u00e9\\n\\nTarsk\",\n \"a, [b], {c} \\\"d\\\"\"]\n",
                 "1 1 21 \"oru:1\" - Oru \xC3\xA9|Tarsk|\n"
                 "2 25 19 \"oru:2\" - a, [b], {c} \"d\"|\n");
    assert_lines(GV_SECTION_JSON, "[\"a\", null, \"b\"]",
                 "1 1 3 \"oru:1\" - a|\n"
                 "2 6 6 \"oru:2\" ! element 2: left out: no string in quotation marks with a comma "
                 "behind it, as this list has them\n"
                 "3 12 3 \"oru:3\" - b|\n");
    assert_lines(GV_SECTION_JSON, "[\"a\", \"\\q\", \"b\"]",
                 "1 1 3 \"oru:1\" - a|\n"
                 "2 6 4 \"oru:2\" ! element 2: not JSON at byte 2: expected an escape that JSON "
                 "knows (\\n, \\\", \\u0041 ...)\n"
                 "3 12 3 \"oru:3\" - b|\n");
}

static void test_strings_in_any_division(void **state)
{
    static const char text[] = "[\"Oru \\u00e9\" ,\n\"He said \\\"no\\\", and left\", null,"
                               " \"Tarsk\" ,\"\\\\\", 7 , \"b\"]\n";
    rows_feed feed = {.format = GV_SECTION_JSON, .step = 1 << 20, .aim = 1 << 20};
    (void)state;
    rows_reading whole = read_feed(&feed, text, sizeof text - 1);
    assert_int_equal(whole.n_good, 5);
    for (feed.step = 1; feed.step < sizeof text; feed.step++) {
        for (feed.aim = 1; feed.aim < 64; feed.aim *= 8) {
            rows_reading r = read_feed(&feed, text, sizeof text - 1);
            assert_string_equal(r.lines.bytes, whole.lines.bytes);
            rows_drop(&r);
        }
    }
    for (feed.gap = 1; feed.gap < sizeof text - 1; feed.gap++) {
        rows_reading r = read_feed(&feed, text, sizeof text - 1);
        rows_drop(&r);
    }
    rows_drop(&whole);
}

static void test_a_damaged_object_costs_itself(void **state)
{
    (void)state;
    /* The quote of the first text is lost: noticed in the second object, which is read again. */
    assert_lines(GV_SECTION_JSON,
                 "[{\"id\":1,\"text\":\"Oru},{\"id\":2,\"text\":\"Tarsk\"},"
                 "{\"id\":3,\"text\":\"x\"}]",
                 "1 1 21 \"oru:1\" ! element 1: left out: not JSON at byte 24: expected \",\" or "
                 "\"}\" after a value\n"
                 "2 22 23 \"2\" - Tarsk|\n3 46 19 \"3\" - x|\n");
    /* A bracket is lost: what is in it is no record, since it does not begin as the others do. */
    assert_lines(GV_SECTION_JSON,
                 "[{\"id\":1,\"text\":\"Oru\"},{\"id\":2,\"m\":[{\"k\":1},\"text\":\"T\"},"
                 "{\"id\":3,\"text\":\"x\"}]",
                 "1 1 21 \"1\" - Oru|\n"
                 "2 23 33 \"oru:2\" ! element 2: left out: not JSON at byte 28: expected \",\" or "
                 "\"]\" after a value\n3 56 19 \"3\" - x|\n");
    assert_lines(GV_SECTION_JSON, "[{\"text\":\"Oru\"},",
                 "1 1 14 \"oru:1\" - Oru|\n"
                 "2 16 0 \"oru:2\" ! the list is not closed: what followed is missing\n");
    assert_lines(GV_SECTION_JSON, "[{\"text\":\"Oru\"},5,{\"text\":\"x\"}]",
                 "1 1 14 \"oru:1\" - Oru|\n"
                 "2 16 2 \"oru:2\" ! element 2: left out: not JSON at byte 1: expected \"{\": a "
                 "line holds one JSON object\n3 18 12 \"oru:3\" - x|\n");
}

/* ------------------------------------------------------------------ XML */

#define SKIP_WITHOUT_EXPAT()                                                                       \
    do {                                                                                           \
        (void)state;                                                                               \
        if (gv_xml_version() == NULL) {                                                            \
            skip();                                                                                \
        }                                                                                          \
    } while (0)

static const char WIKI[] =
    "<?xml version=\"1.0\"?>\n<mediawiki><siteinfo><name>a &gt; b</name></siteinfo>\n"
    "<!-- <page> --><page><title>Oru</title><id>7</id><revision><id>9</id>"
    "<text bytes=\"12\">''Burned'' in\n&lt;ref&gt; 1998 &amp; after.\n\n== Next ==</text>"
    "</revision></page>\n<page><title> Tarsk\n</title><id>8</id><text/><text>One.</text>"
    "<text>Two.</text></page>\n"
    "</mediawiki>\n";

static void test_elements_of_a_dump(void **state)
{
    SKIP_WITHOUT_EXPAT();
    assert_lines(GV_SECTION_XML, WIKI,
                 "1 91 151 \"7\" - ''Burned'' in <ref> 1998 & after.|== Next ==|\n"
                 "2 243 86 \"8\" - One.|Two.|\n");
    assert_lines(GV_SECTION_XML,
                 "<rows><row id=\"1\" text=\"a > b\" seen='2'/><row id=\"2\" text=\"c\"/></rows>",
                 "1 6 35 \"1\" {\"seen\":\"2\"} a > b|\n2 41 22 \"2\" - c|\n");
    assert_lines(GV_SECTION_XML, "<DOC><id> A1 </id><TEXT>Oru</TEXT></DOC>\n<DOC>x</DOC>\n",
                 "1 0 40 \"A1\" - Oru|\n2 41 12 \"oru:2\" - x|\n");
}

static void test_all_is_one_document(void **state)
{
    SKIP_WITHOUT_EXPAT();
    assert_lines(GV_SECTION_XML,
                 "<report><title>T</title><sec><head>One</head><p>Shot in <hi>Oru</hi> and "
                 "<name>Tarsk</name>, they say.</p><p><name>Velmora</name> too<br/>and</p>"
                 "<![CDATA[A < b]]></sec></report>",
                 "1 0 177 \"oru:1\" - One|Shot in Oru and Tarsk, they say.|Velmora too and|"
                 "A < b|\n");
}

static void test_damaged_elements(void **state)
{
    SKIP_WITHOUT_EXPAT();
    assert_lines(GV_SECTION_XML,
                 "<a><item><text>1</text><item><text>2</text></item><item><text>3</b></item>"
                 "<item><text>4 &undefined; \x01 &eacute;</text></item></a>",
                 "1 3 20 \"oru:1\" ! element 1: left out: <item> is not closed, or a tag in it is "
                 "damaged\n2 23 27 \"oru:2\" - 2|\n"
                 "3 50 24 \"oru:3\" ! element 3: left out: at byte 16: mismatched tag\n"
                 "4 74 50 \"oru:4\" - 4 &undefined; \xC3\xA9|\n");
    assert_lines(GV_SECTION_XML, "<a><item>1</item><item>2</item>",
                 "1 3 14 \"oru:1\" - 1|\n2 17 14 \"oru:2\" - 2|\n"
                 "3 31 0 \"oru:3\" ! the list is not closed: what followed is missing\n");
    assert_lines(GV_SECTION_XML,
                 "<!DOCTYPE a [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;&l;\">]><a>&m;</a>",
                 "1 0 65 \"oru:1\" ! XML that declares entities, which are not read; save it with "
                 "their text in place of them\n");
    assert_lines(GV_SECTION_XML,
                 "<?xml version='1.0'?><!DOCTYPE r [ <!ENTITY k 'Oru'> ]>"
                 "<r><doc>&k;</doc><doc>b</doc></r>",
                 "1 0 88 \"oru:1\" ! XML that declares entities, which are not read; save it with "
                 "their text in place of them\n");
    assert_lines(GV_SECTION_XML, "<!DOCTYPE r SYSTEM 'x'><r>a <![CDATA[<!ENTITY]]></r>",
                 "1 0 52 \"oru:1\" - a <!ENTITY|\n");
    assert_lines(GV_SECTION_XML, "<?xml version='1.0' encoding='KOI8-R'?><a>\xCF\xD2\xD5</a>",
                 "1 0 49 \"oru:1\" ! XML in koi8-r, an encoding that is not read; convert it to "
                 "UTF-8\n");
}

static void test_elements_by_name(void **state)
{
    gv_ingest_options options = fixture_options();
    const rows_feed feed = {.format = GV_SECTION_XML, .step = 8, .aim = 8};
    const char text[] = "<a><item><sub>1</sub><sub>2</sub></item></a>";
    rows_reading r = {0};
    SKIP_WITHOUT_EXPAT();
    options.xml_element = "sub";
    rows_read(&options, &feed, text, strlen(text), &r);
    assert_string_equal(r.lines.bytes, "1 9 12 \"oru:1\" - 1|\n2 21 12 \"oru:2\" - 2|\n");
    rows_drop(&r);
    options.xml_element = "nothing";
    rows_read(&options, &feed, text, strlen(text), &r);
    assert_string_equal(r.lines.bytes, "1 44 0 \"oru:1\" ! no element <nothing> stands in it; name "
                                       "one that does\n");
    rows_drop(&r);
}

/* ------------------------------------------------------------------ any of them */

static const struct sample {
    gv_section_format format;
    size_t head; /* bytes that no record can do without */
    const char *text;
} SAMPLES[] = {
    {GV_SECTION_CSV, 13,
     "id,text,seen\nr1,Oru burned,1\r\nr2,\"He said \"\"no\"\",\nand left\",2\nr3,Tarsk,\"3\"\n"
     "r4,\"Velmora\r\n\r\nburned\",4\r\nr5,Lower Brannock,5\n"},
    {GV_SECTION_TSV, 13,
     "id\ttext\tseen\nr1\tOru burned\t1\nr2\t\"He said \"\"no\"\",\nand left\"\t2\nr3\tTarsk\t3\n"
     "r4\tVelmora burned\t\"4\"\r\nr5\tLower Brannock\t5\n"},
    {GV_SECTION_JSON, 0,
     "[{\"id\":\"r1\",\"text\":\"Oru burned\"},\n{\"id\":\"r2\",\"text\":\"He said \\\"no\\\" }\","
     "\"m\":[{\"k\":1},[]]},{\"id\":\"r3\",\"text\":\"Tarsk\"},\n {\"id\":\"r4\",\n\"text\":"
     "\"Velmora\\u0021\"},{\"id\":\"r5\",\"text\":\"x\",\"seen\":{\"a\":-1.5e3}}]\n"},
    {GV_SECTION_XML, 0,
     "<a x='>'><page id='r1'>Oru burned</page>\n<!-- > --><page id=\"r2\">He <b>said</b> no</page>"
     "<page id='r3'>Tarsk<page/></page><page id='r4'><![CDATA[</page>]]></page>\n"
     "<page id='r5'>x</page></a>"},
};

enum { N_SAMPLES = sizeof SAMPLES / sizeof SAMPLES[0] };

static gv_ingest_options sample_options(const struct sample *sample)
{
    gv_ingest_options options = options_with_keep();
    options.xml_element = sample->format == GV_SECTION_XML ? "page" : NULL;
    return options;
}

static rows_reading read_sample(const struct sample *sample, const char *bytes, size_t length,
                                size_t step)
{
    const gv_ingest_options options = sample_options(sample);
    const rows_feed feed = {.format = sample->format, .step = step, .aim = step};
    rows_reading r = {0};
    rows_read(&options, &feed, bytes, length, &r);
    return r;
}

static int is_read(const struct sample *sample)
{
    return sample->format != GV_SECTION_XML || gv_xml_version() != NULL;
}

static void assert_same(const rows_reading *a, const rows_reading *b)
{
    assert_int_equal(a->lines.length, b->lines.length);
    if (a->lines.length > 0) {
        assert_string_equal(a->lines.bytes, b->lines.bytes);
    }
}

/* However the bytes come in, and with any byte damaged, the same comes out. */
static void test_any_division_gives_the_same(void **state)
{
    (void)state;
    for (size_t s = 0; s < N_SAMPLES; s++) {
        const size_t length = strlen(SAMPLES[s].text);
        gv_buf bytes = {0};
        if (!is_read(&SAMPLES[s])) {
            continue;
        }
        for (size_t harm = 0; harm < length; harm += 3) {
            gv_buf_clear(&bytes);
            assert_int_equal(gv_buf_add(&bytes, SAMPLES[s].text, length), GV_OK);
            bytes.bytes[harm] = harm > 0 ? "\",{<\n"[harm % 5] : bytes.bytes[0];
            rows_reading whole = read_sample(&SAMPLES[s], bytes.bytes, length, 1 << 20);
            for (size_t step = 1; step < 40; step += 1 + step / 3) {
                rows_reading r = read_sample(&SAMPLES[s], bytes.bytes, length, step);
                assert_same(&r, &whole);
                rows_drop(&r);
            }
            rows_drop(&whole);
        }
        gv_buf_free(&bytes);
    }
}

/* Lines of `whole` that `r` has as well. The number and, behind damage, the id may differ. */
static size_t count_kept(const rows_reading *whole, const rows_reading *r)
{
    size_t n = 0;
    for (const char *line = whole->lines.bytes; *line != '\0'; line = strchr(line, '\n') + 1) {
        const char *const content = strchr(strchr(strchr(line, ' ') + 1, ' ') + 1, ' ');
        char wanted[200];
        const int length = (int)(strchr(content, '\n') + 1 - content);
        snprintf(wanted, sizeof wanted, "%.*s", length, content);
        n += r->lines.length > 0 && strstr(r->lines.bytes, wanted) != NULL;
    }
    return n;
}

static void test_cut_off_at_every_byte(void **state)
{
    (void)state;
    for (size_t s = 0; s < N_SAMPLES; s++) {
        const size_t length = strlen(SAMPLES[s].text);
        size_t before = 0;
        if (!is_read(&SAMPLES[s])) {
            continue;
        }
        rows_reading whole = read_sample(&SAMPLES[s], SAMPLES[s].text, length, 1 << 20);
        assert_int_equal(whole.n_good, 5);
        assert_int_equal(whole.n_bad, 0);
        for (size_t n = 0; n <= length; n++) {
            rows_reading r = read_sample(&SAMPLES[s], SAMPLES[s].text, n, 1 << 20);
            const size_t kept = count_kept(&whole, &r);
            assert_true(kept >= before); /* a longer file never gives less */
            before = kept;
            rows_drop(&r);
        }
        assert_int_equal(before, 5);
        rows_drop(&whole);
    }
}

/* A byte that is damaged costs two records at most: its own, and one that became part of it. */
static void test_every_byte_flipped(void **state)
{
    (void)state;
    for (size_t s = 0; s < N_SAMPLES; s++) {
        const size_t length = strlen(SAMPLES[s].text);
        gv_buf bytes = {0};
        if (!is_read(&SAMPLES[s])) {
            continue;
        }
        rows_reading whole = read_sample(&SAMPLES[s], SAMPLES[s].text, length, 1 << 20);
        assert_int_equal(gv_buf_add(&bytes, SAMPLES[s].text, length), GV_OK);
        for (size_t i = SAMPLES[s].head; i < length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                bytes.bytes[i] = (char)(bytes.bytes[i] ^ (1 << bit));
                rows_reading r = read_sample(&SAMPLES[s], bytes.bytes, length, 1 << 20);
                if (count_kept(&whole, &r) < 3) {
                    fail_msg("sample %zu, byte %zu, bit %d:\n%s", s, i, bit, r.lines.bytes);
                }
                rows_drop(&r);
                bytes.bytes[i] = (char)(bytes.bytes[i] ^ (1 << bit));
            }
        }
        rows_drop(&whole);
        gv_buf_free(&bytes);
    }
}

/* Behind a gap the first record is not believed; before it the last is not, if it has no end. */
static void test_gaps(void **state)
{
    (void)state;
    for (size_t s = 0; s < N_SAMPLES; s++) {
        const gv_ingest_options options = sample_options(&SAMPLES[s]);
        const size_t length = strlen(SAMPLES[s].text);
        if (!is_read(&SAMPLES[s])) {
            continue;
        }
        rows_reading whole = read_sample(&SAMPLES[s], SAMPLES[s].text, length, 1 << 20);
        for (size_t at = SAMPLES[s].head + 1; at < length; at++) {
            rows_feed feed = {.format = SAMPLES[s].format, .step = 7, .aim = 1, .gap = at};
            rows_reading r = {0};
            rows_read(&options, &feed, SAMPLES[s].text, length, &r);
            assert_true(r.n_bad > 0);
            assert_in_range(count_kept(&whole, &r), 3, 5);
            rows_drop(&r);
        }
        rows_drop(&whole);
    }
}

static void test_waiting_gives_whole_records(void **state)
{
    const gv_ingest_options options = options_with_keep();
    rows_feed feed = {.format = GV_SECTION_CSV, .step = 5, .aim = 1 << 16, .waiting = 1};
    rows_reading r = {0};
    (void)state;
    rows_read(&options, &feed, SAMPLES[0].text, strlen(SAMPLES[0].text), &r);
    assert_int_equal(r.n_good, 5);
    rows_drop(&r);
}

/* A record beyond the limit is one error, and the next is read; memory is that of the limit. */
static void test_a_record_too_long(void **state)
{
    static const struct { gv_section_format format; const char *before, *fill, *after; } LONG[] = {
        {GV_SECTION_CSV, "id,text\n1,a\n2,", "x ", "\n3,b\n"},
        {GV_SECTION_CSV, "id,text\n1,a\n2,\"", "x ", "\"\n3,b\n"},
        {GV_SECTION_JSON, "[{\"id\":1,\"text\":\"a\"},{\"id\":2,\"text\":\"", "x ",
         "\"},{\"id\":3,\"text\":\"b\"}]"},
        {GV_SECTION_XML, "<r><doc id='1'>a</doc><doc id='2'>", "x ",
         "</doc><doc id='3'>b</doc></r>"}};
    gv_ingest_options options = fixture_options();
    (void)state;
    options.document_limit = 64;
    for (size_t i = 0; i < 4; i++) {
        const rows_feed feed = {.format = LONG[i].format, .step = 1 << 18, .aim = 1 << 16};
        const size_t n = gv_section_line_limit(&options) / 2;
        gv_buf bytes = {0};
        rows_reading r = {0};
        if (LONG[i].format == GV_SECTION_XML && gv_xml_version() == NULL) {
            continue;
        }
        assert_int_equal(gv_buf_add_text(&bytes, LONG[i].before), GV_OK);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(gv_buf_add_text(&bytes, LONG[i].fill), GV_OK);
        }
        assert_int_equal(gv_buf_add_text(&bytes, LONG[i].after), GV_OK);
        rows_read(&options, &feed, bytes.bytes, bytes.length, &r);
        assert_int_equal(r.n_good, 2);
        assert_int_equal(r.n_bad, 1);
        assert_non_null(strstr(r.lines.bytes, "longer than 1048704 bytes, so it was left out"));
        assert_non_null(strstr(r.lines.bytes, "\"3\" - b|"));
        rows_drop(&r);
        gv_buf_free(&bytes);
    }
}

/* ------------------------------------------------------------------ told by content */

static void test_told_by_content(void **state)
{
    static const struct { int format; const char *text; } MEMBERS[] = {
        {GV_SECTION_CSV, "id,text\n1,Oru\n2,Tarsk\n"},
        {GV_SECTION_CSV, "\"id\";\"text\"\r\n1;Oru\r\n2;\"a;\nb\"\r\n"},
        {GV_SECTION_CSV, "ID,Text\n1,Oru\n2,Tarsk\n"},
        {GV_SECTION_CSV, "sep=;\r\nid;TEXT\r\n1;Oru\r\n"},
        {GV_SECTION_TSV, "sep=\t\nid\ttext\n1\tOru\n"},
        {-1, "sep=;\nOru; and Tarsk\n"},
        {GV_SECTION_CSV, ",text,date\n0,Oru,2021\n"},
        {GV_SECTION_TSV, "text\tid\nOru, and Tarsk\t1\n"},
        {GV_SECTION_JSON, " [\n {\"a\" : 1} ]"},
        {GV_SECTION_JSON, "[{}]"},
        {GV_SECTION_JSON, "[\"Oru\", \"Tarsk\"]"},
        {GV_SECTION_JSON, "[ \"Oru\" ]\n"},
        {-1, "[\"Oru\", he said]"},
        {-1, "[\"Oru\"] he said"},
        {GV_SECTION_JSON, "{\n  \"id\": 7\n}"},
        {GV_SECTION_XML, "<?xml version=\"1.0\"?>\n<mediawiki>"},
        {GV_SECTION_XML, "<DOC>\n<DOCNO> A1 </DOCNO>\n"},
        {GV_SECTION_XML, "<!DOCTYPE article SYSTEM \"x.dtd\">\n<article>"},
        {GV_SECTION_XML, "<r><s>x</s></r>"},
        /* no column is the text's, but tables they are */
        {GV_SECTION_CSV, "id,body\n1,Oru\n2,Tarsk\n3,\"Velmora, and\nBrannock\"\n"},
        {GV_SECTION_CSV, "Case No;Full Statement\n1;Oru, 1998\n2;b\n3;c\n4;d\n"},
        {GV_SECTION_TSV, "nr\tbody\tseen\n1\ta\tb\n2\ta\tb\n3\ta\tb\n"},
        {GV_SECTION_CSV, ",body\n0,Oru\n1,Tarsk\n2,Velmora\n"},
        {-1, "id,body\n1,Oru\n2,Tarsk\n"},
        {-1, "id,body\n1,Oru\n2,Tarsk\n3\n4,a\n"},
        {-1, "Oru, burned\nTarsk, burned\nVelmora, spared\nBrannock, spared\n"},
        {-1, "Name,said it. Then\n1,2\n1,2\n1,2\n1,2\n"},
        {-1, "They came at dawn,and left\nOru,so\nTarsk,so\nVelmora,so\n"},
        {-1, "Amina\tWe left\nDaud\tI stayed\nAmina\tWhy\nDaud\tMy mother\n"},
        {-1, "JUDGE:\tGo on\nWITNESS:\tI saw\nCOUNSEL:\tWho\nWITNESS:\tThem\n"},
        {-1, "id,body\n1,Oru\n\n2,Tarsk\n3,a\n4,b\n"},
        /* text, all of it */
        {-1, ""},
        {-1, "id,text"},
        {-1, "id,text\n"},
        {-1, "text\nOru\nTarsk\n"},
        {-1, "In Oru, text and all, they said.\nThe mission left, and came, and left.\n"},
        {-1, "Dear all, text\nI write from Oru.\nWe are well.\n"},
        {-1, "id,text\nIt is written so.\nAnd so on.\n"},
        {-1, "name,place\nOru,1\n"},
        {-1, "12, text\n13, more\n"},
        {-1, "[1] Report of the Mission\n[2] Annex\n"},
        {-1, "[{sic}] he said"},
        {-1, "{sic} he said\n"},
        {-1, "<john> hello\n<mary> hi there\n"},
        {-1, "<3 they wrote\n"},
        {-1, "<html><p>x</p></html>"},
        {-1, "<!DOCTYPE html>\n<html>"},
        {-1, "<?xml version='1.0'?>\n<!DOCTYPE HTML PUBLIC \"x\">"},
        {-1, "<p>Oru</p>\n"},
    };
    const gv_ingest_options options = fixture_options();
    (void)state;
    for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++) {
        gv_section_format format = GV_SECTION_TEXT;
        const int found =
            gv_rows_sniff(&options, MEMBERS[i].text, strlen(MEMBERS[i].text), 1, &format);
        if (found != (MEMBERS[i].format >= 0) || (found && (int)format != MEMBERS[i].format)) {
            fail_msg("\"%s\" was taken for %d", MEMBERS[i].text, found ? (int)format : -1);
        }
    }
}

/* Mail whose text stands packed is named; mail that is text is text. */
static void test_packed_mail_is_named(void **state)
{
#define MAIL "an e-mail message, a format that is not read; save it as text"
#define SAVED "a page saved as MHTML, a format that is not read; save it as HTML or text"
    static const struct { const char *words, *text; } MAILS[] = {
        {MAIL, "From: A <a@oru>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n"
               " boundary=x\r\n\r\n--x\r\n"},
        {MAIL, "From a@oru Mon Jan  1 00:00:00 2001\nSubject: Oru\nmime-version: 1.0\n"
               "Content-Type:\n\tMultipart/alternative; boundary=x\n\n"},
        {MAIL, "Subject: Oru\nMIME-Version: 1.0\nContent-Type: text/plain\n"
               "Content-Transfer-Encoding: BASE64\n\nT3J1\n"},
        {SAVED, "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://oru.example/\r\n"
                "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"\r\n\r\n"},
        {NULL, "From: A <a@oru>\nMIME-Version: 1.0\nContent-Type: text/plain\n\nOru burned.\n"},
        {NULL, "From: A <a@oru>\nSubject: Oru\n\nMIME-Version: 1.0\n"
               "Content-Type: multipart/mixed\n"},
        {NULL, "From Oru they fled.\nMIME-Version: is a word of mail.\n"},
        {NULL, "Q: Who?\nA: MIME-Version: Content-Type: multipart/ they said.\n"},
        {NULL, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof MAILS / sizeof MAILS[0]; i++) {
        const char *const words = gv_sniff_not_text(MAILS[i].text, strlen(MAILS[i].text));
        assert_string_equal(words != NULL ? words : "text",
                            MAILS[i].words != NULL ? MAILS[i].words : "text");
    }
}

/* A damaged row among the first does not make a text of a table. */
static void test_a_damaged_table_is_a_table(void **state)
{
    const gv_ingest_options options = fixture_options();
    gv_section_format format = GV_SECTION_TEXT;
    static const char text[] =
        "id,text,seen\n1,a,b\n2,\"a,b\n3,a,b\n4,a\n5,a,b\n6,a,b\n7,a,b\n8,a,b\n";
    (void)state;
    assert_int_equal(gv_rows_sniff(&options, text, strlen(text), 1, &format), 1);
    assert_int_equal(format, GV_SECTION_CSV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_rfc_4180),
        cmocka_unit_test(test_columns_by_name),
        cmocka_unit_test(test_columns_in_another_case),
        cmocka_unit_test(test_a_first_line_states_the_separator),
        cmocka_unit_test(test_a_table_without_the_text_column_is_named),
        cmocka_unit_test(test_a_lost_quote_costs_its_row),
        cmocka_unit_test(test_tab_separated_text_knows_no_quotes),
        cmocka_unit_test(test_objects_of_a_list),
        cmocka_unit_test(test_strings_of_a_list),
        cmocka_unit_test(test_strings_in_any_division),
        cmocka_unit_test(test_a_damaged_object_costs_itself),
        cmocka_unit_test(test_elements_of_a_dump),
        cmocka_unit_test(test_all_is_one_document),
        cmocka_unit_test(test_damaged_elements),
        cmocka_unit_test(test_elements_by_name),
        cmocka_unit_test(test_any_division_gives_the_same),
        cmocka_unit_test(test_cut_off_at_every_byte),
        cmocka_unit_test(test_every_byte_flipped),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_waiting_gives_whole_records),
        cmocka_unit_test(test_a_record_too_long),
        cmocka_unit_test(test_told_by_content),
        cmocka_unit_test(test_packed_mail_is_named),
        cmocka_unit_test(test_a_damaged_table_is_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
