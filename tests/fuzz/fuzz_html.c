/*
 * fuzz_html.c - any bytes as an HTML page.
 *
 * The first byte chooses the unit and what the container says of the character set; the rest is the
 * page. Aborts if tags, texts or attributes overlap or leave the page, if a passage's pieces do not
 * stand in the page as html_fixture.h demands, or if it gives other than one document.
 */
#include "../unit/html_fixture.h"

#include "ingest/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Over the bytes themselves, behind which nothing may be read. */
static void read_tokens(const char *bytes, size_t length)
{
    gv_html_reader reader = {.bytes = bytes, .length = length};
    gv_html_token token;
    size_t end = 0;
    (void)gv_html_sniff(bytes, length);
    while (gv_html_next(&reader, &token)) {
        REQUIRE(token.start >= end && token.end >= token.start && token.end <= length);
        end = token.end;
        if (token.kind == GV_HTML_TEXT) {
            continue;
        }
        gv_html_slice name;
        gv_html_slice value;
        size_t at = token.name_end;
        size_t before = at;
        REQUIRE(token.name_end >= token.start && token.name_end <= token.end);
        while (gv_html_next_attribute(&reader, &token, &at, &name, &value)) {
            REQUIRE(name.start >= before && name.end > name.start && value.start >= name.end);
            REQUIRE(value.end >= value.start && value.end <= token.end && at >= value.end);
            before = at;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const charsets[] = {NULL, "utf-8", "iso-8859-1", "koi8-r", "cp932",
                                           "iso-2022-jp", "utf-7", "no-such-set"};
    gv_section section = {0}; /* new each time: what was kept may hide what is missing */
    gv_ingest_options options = fixture_options();
    if (size < 2) {
        return 0;
    }
    read_tokens((const char *)data + 1, size - 1);
    options.unit = (gv_unit)(data[0] % 3);
    options.passage_limit = (data[0] & 0x80) != 0 ? 20 : options.passage_limit;
    fixture_fill(&section, GV_SECTION_HTML, data + 1, size - 1);
    section.base.charset = charsets[data[0] >> 2 & 7];
    REQUIRE(gv_section_cut(&options, "page.html", &section) == GV_OK);
    html_check_section(&section);
    gv_section_free(&section);
    return 0;
}
