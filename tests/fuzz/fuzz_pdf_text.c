/*
 * fuzz_pdf_text.c - any bytes as what pdftotext says: words with places, text in pages; and as a
 * PDF file that has lost its end.
 *
 * The first byte chooses which. Words: aborts if letters are put in that were not there, or if
 * reading the same again gives another answer. Pages: aborts if anything but blanks is put in, if a
 * line end or a page end goes, or if a word is partly blanked.
 */
#include "../unit/ingest_fixture.h"

#include "ingest/furniture.h"
#include "ingest/pdf_lines.h"
#include "ingest/pdf_rescue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_words(const char *bytes, size_t size)
{
    gv_buf text[2] = {{0}, {0}};
    gv_pdf_tally tally[2] = {{0, 0}, {0, 0}};
    size_t given = 0;
    size_t got = 0;
    for (int i = 0; i < 2; i++) {
        REQUIRE(gv_pdf_lines_read(bytes, size, &text[i], &tally[i]) == GV_OK);
    }
    REQUIRE(text[0].length == text[1].length && tally[0].words == tally[1].words);
    REQUIRE(text[0].length == 0 || memcmp(text[0].bytes, text[1].bytes, text[0].length) == 0);
    REQUIRE(tally[0].leftward <= tally[0].words);
    for (size_t i = 0; i < size; i++) {
        given += fixture_is_word_byte(bytes[i]);
    }
    for (size_t i = 0; i < text[0].length; i++) {
        got += fixture_is_word_byte(text[0].bytes[i]);
    }
    REQUIRE(got <= given);
    gv_buf_free(&text[0]);
    gv_buf_free(&text[1]);
}

static void blank_pages(const char *bytes, size_t size)
{
    gv_buf text = {0};
    REQUIRE(gv_buf_add(&text, bytes, size) == GV_OK);
    REQUIRE(size == 0 || gv_furniture_blank(text.bytes, size) == GV_OK);
    for (size_t i = 0; i < size; i++) {
        const int blanked = text.bytes[i] != bytes[i];
        REQUIRE(!blanked || text.bytes[i] == ' ');
        REQUIRE(!blanked || (bytes[i] != '\n' && bytes[i] != '\f'));
        const int goes_on = i > 0 && fixture_is_word_byte(bytes[i]) &&
                            fixture_is_word_byte(bytes[i - 1]);
        REQUIRE(!goes_on || blanked == (text.bytes[i - 1] != bytes[i - 1]));
    }
    gv_buf_free(&text);
}

static void rescue(const char *bytes, size_t size)
{
    gv_buf whole = {0};
    size_t pages = SIZE_MAX;
    REQUIRE(gv_pdf_rescue(bytes, size, &whole, &pages) == GV_OK);
    REQUIRE(pages <= size && (pages > 0) == (whole.length > 0));
    REQUIRE(pages == 0 || (whole.length > size && memcmp(whole.bytes, bytes, size) == 0));
    gv_buf_free(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) {
        return 0;
    }
    if ((data[0] & 3) == 3) {
        rescue((const char *)data + 1, size - 1);
    } else if ((data[0] & 1) != 0) {
        read_words((const char *)data + 1, size - 1);
    } else {
        blank_pages((const char *)data + 1, size - 1);
    }
    return 0;
}
