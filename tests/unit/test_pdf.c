/*
 * test_pdf.c - PDF files to passages: columns, pages, running heads, damage.
 */
#if !defined(_XOPEN_SOURCE)
#define _XOPEN_SOURCE 700 /* realpath */
#endif
#include "ingest_fixture.h"
#include "pdf_fixture.h"

#include "ingest/cut.h"
#include "ingest/furniture.h"
#include "ingest/pdf.h"
#include "ingest/pdf_columns.h"
#include "ingest/pdf_lines.h"
#include "ingest/sniff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <unistd.h>

/* A report in two columns, with a running head, a foot whose number grows, a page number, a word
 * and a sentence over page breaks. */
static const pdf_line REPORT[] = {
    {1, 72, 740, "REPORT OF THE VALLEY MISSION"},
    {1, 72, 690, "The militia entered Oru at dawn, and"},
    {1, 72, 678, "the elders left for the hills above"},
    {1, 72, 666, "the town. They were told that night"},
    {1, 72, 654, "that the mill had been burned by the"},
    {1, 320, 690, "soldiers of the fourth company. The"},
    {1, 320, 678, "villagers of the other bank had been"},
    {1, 320, 666, "taken to the quarry of Lower Brannock"},
    {1, 320, 654, "and then to the ware-"},
    {1, 72, 60, "Oru Valley Mission, page 11"},
    {2, 72, 740, "REPORT OF THE VALLEY MISSION"},
    {2, 72, 690, "house, where seventeen of them were"},
    {2, 72, 678, "shot. Their names are known, and they"},
    {2, 72, 666, "stand on a list that the priest keeps."},
    {2, 72, 600, "The region had been quiet for a year,"},
    {2, 72, 588, "the prefect told the Mission, and the"},
    {2, 72, 576, "road to Velmora was open to all who"},
    {2, 72, 60, "Oru Valley Mission, page 12"},
    {3, 72, 740, "REPORT OF THE VALLEY MISSION"},
    {3, 72, 690, "had a paper. It was closed in March."},
    {3, 72, 640, "Table of the dead"},
    {3, 72, 600, "17"},
    {3, 72, 60, "Oru Valley Mission, page 13"},
    {4, 72, 740, "REPORT OF THE VALLEY MISSION"},
    {4, 72, 690, "Nobody was brought before a court."},
    {4, 72, 60, "Oru Valley Mission, page 14"},
};

#define N_REPORT (sizeof REPORT / sizeof *REPORT)

static char self[4096];

static int need_pdftotext(void)
{
    if (gv_pdf_version() == NULL) {
        print_message("pdftotext is not installed: skipped\n");
        return 0;
    }
    return 1;
}

/* What must be true whatever the bytes are. */
static void check_section(const gv_section *section)
{
    uint64_t replaced = 0;
    gv_buf text = {0};
    gv_buf reason = {0};
    assert_int_equal(gv_pdf_extract(section->raw.bytes, section->raw.length, &text, &reason,
                                    &replaced),
                     GV_OK);
    for (uint32_t i = 0; i < section->n_passages; i++) {
        const gv_passage *const p = &section->passages[i];
        uint32_t page = 1;
        assert_true(p->length > 0 && p->n_spans > 0);
        assert_int_equal(gv_utf8_valid_length(p->text, p->length), p->length);
        assert_true(section->documents[p->document].extracted);
        assert_true(p->spans[p->n_spans - 1].end <= text.length);
        for (uint64_t at = 0; at < p->spans[0].start; at++) {
            page += text.bytes[at] == '\f';
        }
        assert_int_equal(p->page, page);
        for (uint32_t k = 0; k < p->n_pieces; k++) {
            assert_memory_equal(p->text + p->pieces[k].text, text.bytes + p->pieces[k].source,
                                p->pieces[k].length);
        }
    }
    gv_buf_free(&text);
    gv_buf_free(&reason);
}

static gv_section cut(const void *bytes, size_t length, gv_unit unit)
{
    gv_section section = {0};
    gv_ingest_options options = fixture_options();
    options.unit = unit;
    fixture_fill(&section, GV_SECTION_PDF, bytes, length);
    assert_int_equal(gv_section_cut(&options, "oru.pdf", &section), GV_OK);
    fixture_end_texts(&section);
    assert_true(section.n_documents <= 2);
    return section;
}

/* "page: text" of each passage, a line each; error documents as "error: ...". */
static void assert_cut(const gv_section *section, const char *expected)
{
    gv_buf all = {0};
    for (uint32_t i = 0; i < section->n_passages; i++) {
        assert_int_equal(gv_buf_add_format(&all, "%u: %s\n", section->passages[i].page,
                                           section->passages[i].text),
                         GV_OK);
    }
    for (uint32_t i = 0; i < section->n_documents; i++) {
        if (section->documents[i].error != NULL) {
            assert_int_equal(gv_buf_add_format(&all, "error: %s\n", section->documents[i].error),
                             GV_OK);
        }
    }
    assert_string_equal(all.length > 0 ? all.bytes : "", expected);
    gv_buf_free(&all);
}

static void test_report(void **state)
{
    gv_buf pdf = {0};
    (void)state;
    if (!need_pdftotext()) {
        skip();
    }
    pdf_write(&pdf, 4, REPORT, N_REPORT, 0);
    gv_section section = cut(pdf.bytes, pdf.length, GV_UNIT_PASSAGE);
    check_section(&section);
    assert_int_equal(section.documents[0].n_layers, 1);
    assert_string_equal(section.documents[0].layers[0].kind, "pdf");
    assert_cut(&section,
               "1: The militia entered Oru at dawn, and the elders left for the hills above the "
               "town. They were told that night that the mill had been burned by the soldiers of "
               "the fourth company. The villagers of the other bank had been taken to the quarry "
               "of Lower Brannock and then to the warehouse, where seventeen of them were shot. "
               "Their names are known, and they stand on a list that the priest keeps.\n"
               "2: The region had been quiet for a year, the prefect told the Mission, and the "
               "road to Velmora was open to all who had a paper. It was closed in March.\n"
               "3: Table of the dead\n"
               "3: 17\n"
               "4: Nobody was brought before a court.\n");
    gv_section_free(&section);
    gv_section sentences = cut(pdf.bytes, pdf.length, GV_UNIT_SENTENCE);
    check_section(&sentences);
    assert_int_equal(sentences.n_passages, 9);
    gv_section_free(&sentences);
    gv_section document = cut(pdf.bytes, pdf.length, GV_UNIT_DOCUMENT);
    check_section(&document);
    assert_int_equal(document.n_passages, 1);
    assert_int_equal(document.passages[0].page, 1);
    gv_section_free(&document);
    gv_buf_free(&pdf);
}

static void test_encrypted(void **state)
{
    gv_buf pdf = {0};
    (void)state;
    if (!need_pdftotext()) {
        skip();
    }
    pdf_write(&pdf, 4, REPORT, N_REPORT, 1);
    gv_section section = cut(pdf.bytes, pdf.length, GV_UNIT_PASSAGE);
    assert_cut(&section, "error: skipped: a PDF file; encrypted; it can be read from a copy "
                         "without a password\n");
    assert_int_equal(section.n_bad_lines, 1);
    gv_section_free(&section);
    gv_buf_free(&pdf);
}

static void test_no_text(void **state)
{
    static const pdf_line NONE[] = {{1, 72, 700, " "}};
    gv_buf pdf = {0};
    (void)state;
    if (!need_pdftotext()) {
        skip();
    }
    pdf_write(&pdf, 3, NONE, 1, 0);
    gv_section section = cut(pdf.bytes, pdf.length, GV_UNIT_PASSAGE);
    assert_cut(&section, "error: skipped: a PDF file; no text on its 3 pages: pictures of text, "
                         "perhaps; recognise it first (ocrmypdf)\n");
    gv_section_free(&section);
    gv_buf_free(&pdf);
}

/* Pages that hold no text vanish unsaid if nobody counts them. '.': a page with text. */
static void test_pages_without_text(void **state)
{
    static const struct {
        const char *pages, *said; /* NULL: nothing */
    } CASES[] = {
        {".", NULL},
        {". ", NULL},   /* a letter's back */
        {".. . . ..", NULL},
        {".    .....", NULL},
        {". .. ", NULL},
        {". . ", "pages 2, 4 hold no text (2 of 4)"},
        {"      .", "pages 1 to 6 hold no text (6 of 7)"},
        {"........     ...", "pages 9 to 13 hold no text (5 of 16)"},
        {".      ..  .......", "pages 2 to 7, 10 to 11 hold no text (8 of 18)"},
        {" . . . . . . . . . . . .",
         "pages 1, 3, 5, 7, 9, 11, 13, 15, 17, 19 and others hold no text (12 of 24)"},
    };
    (void)state;
    if (!need_pdftotext()) {
        skip();
    }
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        pdf_line lines[32];
        size_t n = 0;
        gv_buf pdf = {0};
        gv_buf expected = {0};
        for (int page = 1; CASES[i].pages[page - 1] != '\0'; page++) {
            if (CASES[i].pages[page - 1] == '.') {
                lines[n++] = (pdf_line){page, 72, 700, "They were shot at the quarry."};
                assert_int_equal(gv_buf_add_format(&expected, "%d: %s\n", page, lines[0].text),
                                 GV_OK);
            }
        }
        if (CASES[i].said != NULL) {
            assert_int_equal(gv_buf_add_format(&expected,
                                               "error: a PDF file: %s: pictures, perhaps; make "
                                               "their text readable first (OCR); what text there "
                                               "was is read\n",
                                               CASES[i].said),
                             GV_OK);
        }
        pdf_write(&pdf, (int)strlen(CASES[i].pages), lines, n, 0);
        gv_section section = cut(pdf.bytes, pdf.length, GV_UNIT_PASSAGE);
        assert_cut(&section, expected.bytes);
        gv_section_free(&section);
        gv_buf_free(&pdf);
        gv_buf_free(&expected);
    }
}

static void test_no_pdf(void **state)
{
    static const char *const BAD[] = {"", "%PDF-1.4\n", "%PDF-", "The militia entered Oru.\n"};
    (void)state;
    if (!need_pdftotext()) {
        skip();
    }
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        gv_section section = cut(BAD[i], strlen(BAD[i]), GV_UNIT_PASSAGE);
        assert_int_equal(section.n_passages, 0);
        assert_int_equal(section.n_documents, 1);
        assert_non_null(strstr(section.documents[0].error, "skipped: a PDF file; pdftotext reported: "));
        gv_section_free(&section);
    }
}

/* Pages whose text is whole in the first bytes of a PDF. */
static uint32_t count_streams(const char *bytes, size_t length)
{
    static const char END[] = "endstream";
    uint32_t n = 0;
    for (size_t i = 0; i + sizeof END - 1 <= length; i++) {
        n += memcmp(bytes + i, END, sizeof END - 1) == 0;
    }
    return n;
}

/* Every 37th cut and every 37th flip of a byte: no crash, no hang; what is lost is told; pages
 * before a cut stay. */
static void test_damage(void **state)
{
    gv_buf pdf = {0};
    size_t told = 0;
    size_t read = 0;
    size_t both = 0;
    (void)state;
    if (!need_pdftotext()) {
        skip();
    }
    pdf_write(&pdf, 4, REPORT, N_REPORT, 0);
    for (size_t length = 0; length < pdf.length; length += 37) {
        gv_section section = cut(pdf.bytes, length, GV_UNIT_PASSAGE);
        const uint32_t whole = count_streams(pdf.bytes, length);
        const uint32_t n = section.n_passages;
        assert_true(section.n_bad_lines > 0 || length + 10 > pdf.length);
        assert_true(n > 0 || whole == 0);
        assert_true(whole < 2 || strstr(section.passages[0].text, "warehouse, where") != NULL);
        assert_true(whole < 3 || strstr(section.passages[1].text, "closed in March.") != NULL);
        assert_true(whole < 4 || section.passages[n - 1].page == 4);
        gv_section_free(&section);
    }
    for (size_t at = 0; at < pdf.length; at += 37) {
        pdf.bytes[at] = (char)(pdf.bytes[at] ^ 0x15);
        gv_section section = cut(pdf.bytes, pdf.length, GV_UNIT_PASSAGE);
        assert_true(section.n_passages > 0 || section.n_bad_lines > 0);
        check_section(&section);
        told += section.n_bad_lines > 0;
        read += section.n_passages > 0;
        both += section.n_passages > 0 && section.n_bad_lines > 0;
        gv_section_free(&section);
        pdf.bytes[at] = (char)(pdf.bytes[at] ^ 0x15);
    }
    assert_true(told > 0 && read > 0 && both > 0);
    gv_buf_free(&pdf);
}

/* A document longer than the limit comes in parts, and pages go on counting. */
static void test_parts(void **state)
{
    gv_buf pdf = {0};
    gv_section section = {0};
    gv_ingest_options options = fixture_options();
    (void)state;
    if (!need_pdftotext()) {
        skip();
    }
    pdf_write(&pdf, 4, REPORT, N_REPORT, 0);
    options.document_limit = 500;
    fixture_fill(&section, GV_SECTION_PDF, pdf.bytes, pdf.length);
    assert_int_equal(gv_section_cut(&options, "oru.pdf", &section), GV_OK);
    fixture_end_texts(&section);
    assert_true(section.n_documents >= 2);
    assert_int_equal(section.documents[1].part, 2);
    check_section(&section);
    assert_int_equal(section.passages[section.n_passages - 1].page, 4);
    gv_section_free(&section);
    gv_buf_free(&pdf);
}

static void test_sniff(void **state)
{
    (void)state;
    assert_int_equal(gv_sniff_is_pdf("%PDF-1.4", 8), 1);
    assert_int_equal(gv_sniff_is_pdf("\n \0%PDF-1.4", 11), 1);
    assert_int_equal(gv_sniff_is_pdf("%PDF", 4), 0);
    assert_int_equal(gv_sniff_is_pdf("", 0), 0);
    assert_int_equal(gv_sniff_is_pdf("A file begins with %PDF-", 24), 0);
}

/* Asked in another process, since what is installed is looked up once. */
static void test_not_installed(void **state)
{
    char line[256] = "";
    char command[4200];
    (void)state;
    snprintf(command, sizeof command, "GRAVAMEN_PDFTOTEXT= '%s' missing", self);
    FILE *const pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(line, sizeof line, pipe));
    assert_int_equal(pclose(pipe), 0);
    assert_string_equal(line,
                        "skipped: a PDF file; pdftotext (poppler-utils) is not installed\n");
}

static int tell_missing(void)
{
    gv_section section = cut("%PDF-1.4\n", 9, GV_UNIT_PASSAGE);
    const int missing = gv_pdf_version() == NULL && section.n_passages == 0;
    puts(section.documents[0].error);
    gv_section_free(&section);
    return !missing;
}

/* ------------------------------------------------------------------ lines */

typedef struct placed {
    int x, y, size; /* of the left upper corner; of letters */
    int flow;
    const char *text; /* one word; blanks are put in by the test as words */
} placed;

/* What pdftotext would say of lines on one page. */
static void add_markup(gv_buf *buf, const placed *lines, size_t n)
{
    assert_int_equal(gv_buf_add_text(buf, "<doc>\n  <page width=\"612.0\" height=\"792.0\">\n"),
                     GV_OK);
    for (size_t i = 0; i < n; i++) {
        const placed *const l = &lines[i];
        const int width = (int)strlen(l->text) * l->size / 2;
        if (i == 0 || l->flow != l[-1].flow) {
            assert_int_equal(gv_buf_add_text(buf, i > 0 ? "</flow><flow>\n" : "<flow>\n"), GV_OK);
        }
        assert_int_equal(
            gv_buf_add_format(buf,
                              "<line xMin=\"%d.000000\" yMin=\"%d.250000\" xMax=\"%d.500000\" "
                              "yMax=\"%d.250000\">\n <word xMin=\"0\" yMin=\"0\" xMax=\"0\" "
                              "yMax=\"0\">%s</word>\n</line>\n",
                              l->x, l->y, l->x + width, l->y + l->size, l->text),
            GV_OK);
    }
    assert_int_equal(gv_buf_add_text(buf, "</flow></page>\n"), GV_OK);
}

static void assert_lines(const placed *lines, size_t n, const char *expected)
{
    gv_buf markup = {0};
    gv_buf text = {0};
    gv_pdf_tally tally = {0, 0};
    add_markup(&markup, lines, n);
    assert_int_equal(gv_pdf_lines_read(markup.bytes, markup.length, &text, &tally), GV_OK);
    assert_string_equal(text.bytes, expected);
    assert_int_equal(tally.words, n);
    for (size_t length = 0; length < markup.length; length++) { /* cut off anywhere */
        gv_buf_clear(&text);
        assert_int_equal(gv_pdf_lines_read(markup.bytes, length, &text, &tally), GV_OK);
    }
    gv_buf_free(&markup);
    gv_buf_free(&text);
}

#define LINES(...)                                                                                 \
    (const placed[]){__VA_ARGS__}, sizeof((const placed[]){__VA_ARGS__}) / sizeof(placed)

static void test_lines(void **state)
{
    (void)state;
    assert_lines(LINES({72, 100, 10, 1, "Militia"}, {72, 112, 10, 1, "entered"}),
                 "Militia\nentered\n\f");
    /* a larger distance, other letters, another column */
    assert_lines(LINES({72, 100, 10, 1, "one"}, {72, 112, 10, 1, "two"}, {72, 124, 10, 1, "three"},
                       {72, 142, 10, 1, "four"}, {72, 154, 8, 1, "note"},
                       {320, 100, 10, 1, "right"}, {320, 112, 10, 2, "flow"}),
                 "one\ntwo\nthree\n\nfour\n\nnote\n\nright\nflow\n\f");
    /* an indent is as many blanks as letters would fit */
    assert_lines(LINES({72, 100, 10, 1, "Militia&amp;army"}, {87, 112, 10, 1, "entered"},
                       {72, 124, 10, 1, "&lt;Oru&gt;&quot;&apos;"}),
                 "Militia&army\n  entered\n<Oru>\"'\n\f");
    /* labels in a column of their own; numbers that count lines stay there */
    assert_lines(LINES({72, 100, 10, 1, "Q."}, {72, 112, 10, 1, "A."},
                       {90, 100, 10, 2, "Was_it_quiet?"}, {90, 112, 10, 2, "It_was."}),
                 "Q. Was_it_quiet?\nA. It_was.\n\f");
    assert_lines(LINES({72, 100, 10, 1, "17"}, {90, 100, 10, 2, "Was_it_quiet?"}),
                 "17\n\nWas_it_quiet?\n\f");
    assert_lines(LINES({72, 100, 10, 1, "IV."}, {200, 100, 10, 1, "far_away"}),
                 "IV.\n                         far_away\n\f");
}

/* Words of a script that is written from right to left are counted: pdftotext orders such text. */
static void test_leftward(void **state)
{
    static const char MARKUP[] = "<page ><flow><line xMin=\"1\"><word >\xd8\xaf\xd9\x85</word>"
                                 "<word >Oru</word><word >\xd7\xa9\xd7\x9c</word></line></page>";
    gv_buf text = {0};
    gv_pdf_tally tally = {0, 0};
    (void)state;
    assert_int_equal(gv_pdf_lines_read(MARKUP, sizeof MARKUP - 1, &text, &tally), GV_OK);
    assert_int_equal(tally.words, 3);
    assert_int_equal(tally.leftward, 2);
    gv_buf_free(&text);
}

/* A head over two columns, a line across, two more columns; given row by row. */
static void test_columns(void **state)
{
    static const char *const TEXTS[] = {"left", "right"};
    gv_pdf_place places[64] = {{0}};
    gv_pdf_place table[16] = {{0}};
    size_t n = 0;
    (void)state;
    places[n++] = (gv_pdf_place){7200, 5000, 54000, 6000, 80, 0};
    for (int row = 0; row < 20; row++) {
        const int32_t y = 8000 + row * 1200;
        if (row == 10) {
            places[n++] = (gv_pdf_place){7200, y, 54000, y + 1000, 80, 0};
            continue;
        }
        places[n++] = (gv_pdf_place){7200, y, 29000, y + 1000, 40, 0};
        places[n++] = (gv_pdf_place){32000, y + 100, 54000, y + 1100, 40, 0};
    }
    assert_int_equal(gv_pdf_columns_find(places, n), GV_OK);
    for (size_t i = 0; i < n; i++) {
        const int below = places[i].top >= 20000;
        const int wide = places[i].right - places[i].left > 30000;
        const uint32_t expected = wide ? (below ? 3 : 0)
                                       : (below ? 4U : 1U) + (places[i].left > 30000);
        assert_int_equal(places[i].region, expected);
    }
    /* cells are no columns of text */
    for (size_t i = 0; i < 16; i++) {
        const int32_t x = i % 2 == 0 ? 7200 : 32000;
        const int32_t y = 8000 + (int32_t)(i / 2) * 1200;
        table[i] = (gv_pdf_place){x, y, x + 2000, y + 1000, (uint32_t)strlen(TEXTS[i % 2]), 9};
    }
    assert_int_equal(gv_pdf_columns_find(table, 16), GV_OK);
    for (size_t i = 0; i < 16; i++) {
        assert_int_equal(table[i].region, 0);
    }
    assert_int_equal(gv_pdf_columns_find(table, 0), GV_OK);
}

static void test_hyphens_stay(void **state)
{
    static const pdf_line LINES_OF[] = {
        {1, 72, 700, "The Mission reported on sexual and gender-"},
        {1, 72, 688, "based violence in the district of Oru, and"},
        {1, 72, 676, "on the killing of villagers by the mili-"},
        {1, 72, 664, "tia in March."},
        {1, 72, 640, "The next paragraph stands by itself."},
    };
    gv_buf pdf = {0};
    (void)state;
    if (!need_pdftotext()) {
        skip();
    }
    pdf_write(&pdf, 1, LINES_OF, sizeof LINES_OF / sizeof *LINES_OF, 0);
    gv_section section = cut(pdf.bytes, pdf.length, GV_UNIT_PASSAGE);
    assert_cut(&section, "1: The Mission reported on sexual and gender-based violence in the "
                         "district of Oru, and on the killing of villagers by the militia in "
                         "March.\n"
                         "1: The next paragraph stands by itself.\n");
    gv_section_free(&section);
    gv_buf_free(&pdf);
}

/* ------------------------------------------------------------------ running heads */

/* As gv_furniture_blank leaves it; lines of blanks alone are shown as empty ones. */
static void assert_blanked(const char *text, const char *expected)
{
    char bytes[4096];
    char shown[4096];
    size_t n = 0;
    const size_t length = strlen(text);
    assert_true(length < sizeof bytes);
    memcpy(bytes, text, length + 1);
    assert_int_equal(gv_furniture_blank(bytes, length), GV_OK);
    for (size_t i = 0; i < length; i++) {
        assert_true(bytes[i] == text[i] || bytes[i] == ' ');
        if (bytes[i] == '\n' || bytes[i] == '\f') {
            while (n > 0 && shown[n - 1] == ' ') {
                n--;
            }
        }
        shown[n++] = bytes[i];
    }
    shown[n] = '\0';
    assert_string_equal(shown, expected);
}

static void test_heads_and_numbers(void **state)
{
    (void)state;
    assert_blanked("ORU\n\nThe mill\n\n1\n\f" "ORU\n\nwas burned\n\n2\n\f" "ORU\n\nat night.\n\n3\n\f",
                   "\n\nThe mill\n\n\n\f" "\n\nwas burned\n\n\n\f" "\n\nat night.\n\n\n\f");
    /* even and odd pages */
    assert_blanked("ORU 12\n\nThe mill\n\fTHE DEAD 13\n\nwas burned\n\fORU 14\n\nat night. A well\n\f"
                   "THE DEAD 15\n\nwas closed\n\fORU 16\n\nby them\n\fTHE DEAD 17\n\nin March.\n\f",
                   "\n\nThe mill\n\f\n\nwas burned\n\f\n\nat night. A well\n\f\n\nwas closed\n\f\n\n"
                   "by them\n\f\n\nin March.\n\f");
    /* a number right below the text, numbers of other kinds */
    assert_blanked("The mill was\n- 7 -\n\fburned at\n- 8 -\n\f", "The mill was\n\n\fburned at\n\n\f");
    assert_blanked("One\n\nxi\n\fTwo\n\nxii\n\f", "One\n\n\n\fTwo\n\n\n\f");
    assert_blanked("One\n\nPage 1 of 2\n\fTwo\n\nPage 2 of 2\n\f", "One\n\n\n\fTwo\n\n\n\f");
    assert_blanked("A Report\nof the Mission\n\nOne\n\fA Report\nof the Mission\n\nTwo\n\f",
                   "\n\n\nOne\n\f\n\n\nTwo\n\f");
    /* a foot at the end of the first of two columns */
    assert_blanked("One\ntwo\nthree\nfour\n\nOru, p. 4\n\nfive\nsix\nseven\neight\n\f"
                   "One\nTwo\nThree\nFour\n\nOru, p. 5\n\nFive\nSix\nSeven\nEight\n\f"
                   "ONE\nTWO\nTHREE\nFOUR\n\nOru, p. 6\n\nFIVE\nSIX\nSEVEN\nEIGHT\n\f",
                   "One\ntwo\nthree\nfour\n\n\n\nfive\nsix\nseven\neight\n\f"
                   "One\nTwo\nThree\nFour\n\n\n\nFive\nSix\nSeven\nEight\n\f"
                   "ONE\nTWO\nTHREE\nFOUR\n\n\n\nFIVE\nSIX\nSEVEN\nEIGHT\n\f");
}

static void assert_kept(const char *text)
{
    assert_blanked(text, text);
}

static void test_what_is_said_is_kept(void **state)
{
    (void)state;
    assert_kept("");
    assert_kept("\f\f\f");
    assert_kept("Oru\n\nOne\n\f");
    /* sentences, a form's answers, numbers that do not go with the page */
    assert_kept("He was shot by soldiers.\n\nOne\n\fHe was shot by soldiers.\n\nTwo\n\f"
                "He was shot by soldiers.\n\nThree\n\f");
    assert_kept("One\n\nCause of death: shot\n\fTwo\n\nCause of death: shot\n\fThree\n\n"
                "Cause of death: shot\n\f");
    assert_kept("One\n\nKilled 17\n\fTwo\n\nKilled 17\n\fThree\n\nKilled 40 of 60\n\fFour\n\n5\n\f");
    assert_kept("One\n\n17\n\fTwo\n\n17\n\fThree\n\n40\n\f");
    /* not set off from what follows */
    assert_kept("In the village of\nOru one\n\fIn the village of\nTarsk two\n\fIn the village of\n"
                "Velmora three\n\f");
    /* nothing else on the page */
    assert_kept("Oru\n\fOru\n\fOru\n\f");
    /* far apart */
    assert_kept("Killings\n\na\n\fb\n\fc\n\fd\n\fe\n\ff\n\fg\n\fh\n\fKillings\n\ni\n\fj\n\fk\n\fl\n\fm\n\f"
                "n\n\fo\n\fp\n\fKillings\n\nq\n\f");
}

int main(int argc, char **argv)
{
    if (realpath(argv[0], self) == NULL) {
        return 1;
    }
    if (argc > 1) {
        return tell_missing();
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report),
        cmocka_unit_test(test_encrypted),
        cmocka_unit_test(test_no_text),
        cmocka_unit_test(test_pages_without_text),
        cmocka_unit_test(test_no_pdf),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_sniff),
        cmocka_unit_test(test_not_installed),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_leftward),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_hyphens_stay),
        cmocka_unit_test(test_heads_and_numbers),
        cmocka_unit_test(test_what_is_said_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
