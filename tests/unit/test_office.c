/*
 * test_office.c - DOCX and ODT, whole, odd and damaged; and what is told apart from them.
 */
#include "zip_fixture.h"

#include "ingest/archive.h"
#include "ingest/office.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <time.h>

#define SKIP_WITHOUT_LIBRARIES()                                                                   \
    do {                                                                                           \
        (void)state;                                                                               \
        if (gv_xml_version() == NULL || gv_archive_version() == NULL) {                            \
            skip(); /* built without expat or libarchive */                                        \
        }                                                                                          \
    } while (0)

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define ODF                                                                                        \
    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "                           \
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "                               \
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""

/* The last layer says in what its offsets count. */
static void assert_last_layer(const gv_document *document)
{
    const gv_layer *const last = &document->layers[document->n_layers - 1];
    assert_int_equal(document->n_layers, 1);
    assert_int_equal(last->offset, 0);
    if (strcmp(last->kind, "odt") == 0) {
        assert_string_equal(last->name, "content.xml");
    } else {
        assert_string_equal(last->kind, "docx");
        assert_int_equal(strncmp(last->name, "word/document", 13), 0);
    }
}

/* A line a passage, "HEADING text" and so on, and a line "! words" an error. */
static void read_file(const char *bytes, size_t length, gv_buf *out)
{
    static const char *const KINDS[] = {"paragraph", "heading", "list", "quote", "sentence",
                                        "document"};
    gv_ingest_options options = fixture_options();
    gv_section section = {0};
    options.limits = (gv_limits)GV_LIMITS_DEFAULTS;
    fixture_fill(&section, GV_SECTION_OFFICE, bytes, length);
    assert_int_equal(gv_section_cut(&options, "oru", &section), GV_OK);
    fixture_end_texts(&section);
    fixture_check_section(&options, &section);
    gv_buf_clear(out);
    for (uint32_t d = 0; d < section.n_documents; d++) {
        const gv_document *const document = &section.documents[d];
        if (document->title != NULL) {
            assert_int_equal(gv_buf_add_format(out, "title %s\n", document->title), GV_OK);
        }
        if (document->error != NULL) {
            assert_int_equal(gv_buf_add_format(out, "! %s\n", document->error), GV_OK);
        }
        assert_int_equal(document->extracted, 1);
        if (document->error == NULL) {
            assert_last_layer(document);
        }
        for (uint32_t i = 0; i < section.n_passages; i++) {
            if (section.passages[i].document == d) {
                assert_int_equal(gv_buf_add_format(out, "%s %s\n", KINDS[section.passages[i].kind],
                                                   section.passages[i].text), GV_OK);
            }
        }
    }
    assert_int_equal(gv_buf_add_byte(out, '\0'), GV_OK);
    gv_section_free(&section);
}

static void assert_file(zip_file *zip, const char *expected)
{
    gv_buf out = {0};
    zip_end(zip);
    assert_int_equal(gv_office_sniff(zip->bytes.bytes, zip->bytes.length), 1);
    read_file(zip->bytes.bytes, zip->bytes.length, &out);
    assert_string_equal(out.bytes, expected);
    gv_buf_free(&out);
    zip_free(zip);
}

static void add(zip_file *zip, const char *name, const char *text)
{
    zip_add(zip, name, text, strlen(text), zip->n % 2 == 0 ? 0 : 6);
}

/* ------------------------------------------------------------------ DOCX */

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"

static void test_paragraphs_of_a_docx(void **state)
{
    zip_file zip = {0};
    SKIP_WITHOUT_LIBRARIES();
    add(&zip, "[Content_Types].xml", "<Types/>");
    add(&zip, "docProps/core.xml",
        "<c xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Report &amp; annex\n</dc:title>"
        "</c>");
    add(&zip, "word/styles.xml",
        "<w:styles " W "><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style>"
        "<w:style w:styleId=\"x\"><w:name w:val=\"List Bullet\"/></w:style>"
        "<w:style w:styleId=\"toc\"><w:name w:val=\"toc 1\"/></w:style></w:styles>");
    add(&zip, "word/document.xml",
        "<w:document " W
        " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">"
        "<w:body>"
        "<w:p><w:pPr><w:pStyle w:val=\"toc\"/></w:pPr><w:r><w:t>Findings 7</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:pStyle w:val=\"berschrift1\"/></w:pPr><w:r><w:t>Findings</w:t></w:r></w:p>"
        "<w:p><w:r><w:t xml:space=\"preserve\">Militia </w:t></w:r><w:r><w:br/><w:t>entered</w:t>"
        "<w:tab/><w:t>Oru</w:t></w:r><w:del><w:r><w:delText>never</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>.</w:t></w:r></w:ins>"
        "</w:p>"
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>By truck</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:pStyle w:val=\"x\"/></w:pPr><w:r><w:t>On foot</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:outlineLvl w:val=\"9\"/></w:pPr><w:r><w:t>Before </w:t></w:r><w:r>"
        "<mc:AlternateContent><mc:Choice><w:txbxContent>" P("In a box.")
        "</w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent>" P("In a box.") "</w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>and after.</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc>" P("Tarsk") "</w:tc><w:tc>" P("31") P("houses")
        "</w:tc></w:tr></w:tbl>"
        "</w:body></w:document>");
    add(&zip, "word/footnotes.xml",
        "<w:footnotes " W "><w:footnote w:type=\"separator\">" P("---") "</w:footnote>"
        "<w:footnote>" P("See annex two.") "</w:footnote></w:footnotes>");
    assert_file(&zip, "title Report & annex\nheading Findings\nparagraph Militia entered Oru.\n"
                      "list By truck\nlist On foot\nparagraph Before and after.\n"
                      "paragraph In a box.\nparagraph Tarsk\nparagraph 31\nparagraph houses\n"
                      "paragraph See annex two.\n");
}

/* Other prefixes, the strict namespace, the name that some writers give the part. */
static void test_other_writers_of_docx(void **state)
{
    zip_file zip = {0};
    SKIP_WITHOUT_LIBRARIES();
    add(&zip, "_rels/.rels", "<Relationships/>");
    add(&zip, "word/document2.xml",
        "<ns0:document xmlns:ns0=\"http://purl.oclc.org/ooxml/wordprocessingml/main\" "
        "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><ns0:p>"
        "<ns0:pPr><ns0:pStyle ns0:val=\"Heading2\"/></ns0:pPr><ns0:r><ns0:t>Oru</ns0:t></ns0:r>"
        "<a:p><a:t>a picture's</a:t></a:p></ns0:p></ns0:document>");
    assert_file(&zip, "heading Oru\n");
}

/* ------------------------------------------------------------------ ODT */

static const char ODT_CONTENT[] =
    "<office:document-content " ODF "><office:automatic-styles>"
    "<style:style style:name=\"P1\" style:parent-style-name=\"Title\"/></office:automatic-styles>"
    "<office:body><office:text><text:tracked-changes><text:p>deleted</text:p>"
    "</text:tracked-changes><text:p text:style-name=\"P1\">Report on Oru</text:p>"
    "<text:table-of-content><text:p>Findings 7</text:p></text:table-of-content>"
    "<text:h>Findings</text:h><text:p>Militia<text:s text:c=\"2\"/>entered<text:line-break/>"
    "<text:span>Oru</text:span><text:note><text:note-citation>1</text:note-citation>"
    "<text:note-body><text:p>See annex two.</text:p></text:note-body></text:note> at dawn"
    "<office:annotation><text:p>no!</text:p></office:annotation>.</text:p>"
    "<text:list><text:list-item><text:p>By truck</text:p></text:list-item></text:list>"
    "</office:text></office:body></office:document-content>";

static void make_odt(zip_file *zip)
{
    zip_add(zip, "mimetype", "application/vnd.oasis.opendocument.text", 39, 0);
    zip_add(zip, "content.xml", ODT_CONTENT, strlen(ODT_CONTENT), 6);
    add(zip, "meta.xml",
        "<m xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Oru</dc:title></m>");
}

#define ODT_LINES                                                                                  \
    "title Oru\nheading Report on Oru\nheading Findings\nparagraph Militia entered Oru at dawn.\n" \
    "paragraph See annex two.\nlist By truck\n"

static void test_paragraphs_of_an_odt(void **state)
{
    zip_file zip = {0};
    SKIP_WITHOUT_LIBRARIES();
    make_odt(&zip);
    assert_file(&zip, ODT_LINES);
}

/* ------------------------------------------------------------------ what is not read */

static void test_what_is_refused_in_words(void **state)
{
    static const struct { const char *type, *member, *text, *words; } FILES[] = {
        {NULL, "xl/workbook.xml", "<x/>", "a spreadsheet (XLSX, ODS)"},
        {NULL, "ppt/presentation.xml", "<x/>", "slides (PPTX, ODP)"},
        {"application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>", "a spreadsheet"},
        {"application/vnd.oasis.opendocument.presentation", "content.xml", "<x/>", "slides"},
        {"application/vnd.oasis.opendocument.text", "META-INF/manifest.xml",
         "<manifest:encryption-data/>", "it is encrypted"},
        {"application/vnd.oasis.opendocument.text", "x.xml", "<x/>", "is lost or damaged"},
        {NULL, "FixedDocSeq.fdseq", "<x/>", "without word/document.xml or content.xml"},
        {NULL, "word/document.xml", "", "is lost or damaged"}};
    SKIP_WITHOUT_LIBRARIES();
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        zip_file zip = {0};
        gv_buf out = {0};
        if (FILES[i].type != NULL) {
            zip_add(&zip, "mimetype", FILES[i].type, strlen(FILES[i].type), 0);
        } else {
            add(&zip, "[Content_Types].xml", "<Types/>");
        }
        add(&zip, FILES[i].member, FILES[i].text);
        zip_end(&zip);
        assert_int_equal(gv_office_sniff(zip.bytes.bytes, zip.bytes.length), 1);
        read_file(zip.bytes.bytes, zip.bytes.length, &out);
        assert_int_equal(out.bytes[0], '!');
        if (strstr(out.bytes, FILES[i].words) == NULL) {
            fail_msg("%s: %s", FILES[i].member, out.bytes);
        }
        gv_buf_free(&out);
        zip_free(&zip);
    }
}

static void test_other_zip_archives_are_none(void **state)
{
    static const char *const NAMES[] = {"report.txt", "word/", "word/report.txt", "mimetype",
                                        "docProps/readme.txt", "words/a.xml"};
    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        zip_file zip = {0};
        zip_add(&zip, NAMES[i], "application/epub+zip", 20, 0);
        zip_end(&zip);
        for (size_t n = 0; n <= zip.bytes.length; n++) {
            assert_int_equal(gv_office_sniff(zip.bytes.bytes, n), 0);
        }
        zip_free(&zip);
    }
}

/* ------------------------------------------------------------------ damage */

static void test_damaged_xml_keeps_what_came_before(void **state)
{
    zip_file zip = {0};
    SKIP_WITHOUT_LIBRARIES();
    add(&zip, "[Content_Types].xml", "<Types/>");
    add(&zip, "word/document.xml",
        "<w:document " W "><w:body>" P("Oru") "<w:p><w:r><w:t>Tarsk</w:b></w:r></w:p>");
    assert_file(&zip, "paragraph Oru\nparagraph Tarsk\n! the text ends early: its XML is damaged: "
                      "mismatched tag, at byte 150\n");
    add(&zip, "[Content_Types].xml", "<Types/>");
    add(&zip, "word/document.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>");
    assert_file(&zip, "! the text ends early: its XML is damaged: it declares entities of its own, "
                      "which are not expanded, at byte 25\n");
}

/* A member that would not end. */
static void test_a_member_too_long(void **state)
{
    gv_ingest_options options = fixture_options();
    const size_t length = (size_t)5 << 20;
    zip_file zip = {0};
    gv_office office = {0};
    char *const blanks = malloc(length);
    if (gv_xml_version() == NULL || gv_archive_version() == NULL || blanks == NULL) {
        free(blanks);
        skip();
    }
    (void)state;
    options.limits = (gv_limits)GV_LIMITS_DEFAULTS;
    options.document_limit = 64;
    memset(blanks, ' ', length);
    add(&zip, "[Content_Types].xml", "<Types/>");
    zip_add(&zip, "word/document.xml", blanks, length, 9);
    zip_end(&zip);
    assert_int_equal(gv_office_open(&options, zip.bytes.bytes, zip.bytes.length, &office), GV_OK);
    assert_non_null(office.refused);
    assert_int_equal(office.log.n_rows, 1);
    assert_non_null(strstr(office.log.rows[0].reason, "longer than 4194816 bytes"));
    gv_office_free(&office);
    zip_free(&zip);
    free(blanks);
}

/* Many styles that are titles, and many paragraphs: no more time than they are long. */
static void test_many_styles(void **state)
{
    enum { MANY = 100000 };
    const clock_t start = clock();
    zip_file zip = {0};
    gv_buf xml = {0};
    gv_buf out = {0};
    SKIP_WITHOUT_LIBRARIES();
    assert_int_equal(gv_buf_add_text(&xml, "<c xmlns:style=\"urn:x:style:1.0\" "
                                           "xmlns:text=\"urn:x:text:1.0\" "
                                           "xmlns:office=\"urn:x:office:1.0\">"), GV_OK);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(gv_buf_add_format(&xml, "<style:style style:name=\"T%d\" "
                                                 "style:parent-style-name=\"Title\"/>", i), GV_OK);
    }
    assert_int_equal(gv_buf_add_text(&xml, "<office:body>"), GV_OK);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(gv_buf_add_text(&xml, "<text:p text:style-name=\"T\">Oru</text:p>"),
                         GV_OK);
    }
    assert_int_equal(gv_buf_add_text(&xml, "<text:p text:style-name=\"T99999\">Tarsk</text:p>"
                                           "</office:body></c>"), GV_OK);
    zip_add(&zip, "mimetype", "application/vnd.oasis.opendocument.text", 39, 0);
    zip_add(&zip, "content.xml", xml.bytes, xml.length, 6);
    zip_end(&zip);
    read_file(zip.bytes.bytes, zip.bytes.length, &out);
    assert_non_null(strstr(out.bytes, "heading Tarsk\n"));
    assert_true((clock() - start) / CLOCKS_PER_SEC < 20);
    gv_buf_free(&out);
    gv_buf_free(&xml);
    zip_free(&zip);
}

/* Cut off, or with any byte damaged, it gives what it gave, or says that something is wrong. */
static void test_cut_off_and_flipped_at_every_byte(void **state)
{
    zip_file zip = {0};
    gv_buf out = {0};
    size_t n_same = 0;
    SKIP_WITHOUT_LIBRARIES();
    make_odt(&zip);
    zip_end(&zip);
    const size_t length = zip.bytes.length;
    for (size_t n = 0; n < length; n++) {
        read_file(zip.bytes.bytes, n, &out);
        assert_true(strcmp(out.bytes, ODT_LINES) == 0 || strstr(out.bytes, "! ") != NULL);
    }
    for (size_t i = 0; i < length; i++) {
        for (int bit = 0; bit < 8; bit += 3) {
            zip.bytes.bytes[i] = (char)(zip.bytes.bytes[i] ^ (1 << bit));
            read_file(zip.bytes.bytes, length, &out);
            n_same += strncmp(out.bytes, ODT_LINES, strlen(ODT_LINES)) == 0;
            zip.bytes.bytes[i] = (char)(zip.bytes.bytes[i] ^ (1 << bit));
        }
    }
    assert_true(n_same > length / 8); /* the directory says nothing new */
    gv_buf_free(&out);
    zip_free(&zip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paragraphs_of_a_docx),
        cmocka_unit_test(test_other_writers_of_docx),
        cmocka_unit_test(test_paragraphs_of_an_odt),
        cmocka_unit_test(test_what_is_refused_in_words),
        cmocka_unit_test(test_other_zip_archives_are_none),
        cmocka_unit_test(test_damaged_xml_keeps_what_came_before),
        cmocka_unit_test(test_a_member_too_long),
        cmocka_unit_test(test_many_styles),
        cmocka_unit_test(test_cut_off_and_flipped_at_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
