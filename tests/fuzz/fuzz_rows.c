/*
 * fuzz_rows.c - hostile lists of records: CSV, TSV, JSON arrays, XML.
 *
 * In: a byte that says which, one for the step in which the bytes come in, one for a gap; the rest
 * is the list. What gv_rows_find promises is held against it (rows_fixture.h); every section is
 * cut; read in steps the list gives what it gives at once, and no byte is in two records.
 */
#include "../unit/rows_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require_same(const rows_reading *a, const rows_reading *b)
{
    REQUIRE(a->lines.length == b->lines.length);
    REQUIRE(a->lines.length == 0 ||
            memcmp(a->lines.bytes, b->lines.bytes, a->lines.length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const gv_section_format FORMATS[] = {GV_SECTION_CSV, GV_SECTION_TSV, GV_SECTION_JSON,
                                                GV_SECTION_XML};
    static const char *const KEEP[] = {"seen", "m"};
    gv_ingest_options options = fixture_options();
    gv_section_format format = GV_SECTION_TEXT;
    rows_reading whole = {0};
    rows_reading steps = {0};
    if (size < 3) {
        return 0;
    }
    const char *const text = (const char *)bytes + 3;
    const size_t length = size - 3;
    options.document_limit = (bytes[0] & 8) != 0 ? 64 : 1 << 20;
    options.keep_fields = KEEP;
    options.n_keep_fields = 2;
    options.xml_element = (bytes[0] & 4) != 0 ? "doc" : NULL;
    rows_feed feed = {.format = FORMATS[bytes[0] & 3], .step = 1 << 30, .aim = 1 << 16};
    rows_read(&options, &feed, text, length, &whole);
    REQUIRE(whole.damaged + whole.good <= length);
    feed.step = feed.aim = 1 + bytes[1] % 64;
    feed.waiting = bytes[1] >> 7;
    if (length < 1 << 14) {
        rows_read(&options, &feed, text, length, &steps);
        require_same(&whole, &steps);
        rows_drop(&steps);
    }
    if (bytes[2] > 0) {
        feed.step = 1 + length / 4;
        feed.gap = length * bytes[2] / 256;
        rows_read(&options, &feed, text, length, &steps);
        REQUIRE(steps.damaged + steps.good <= length);
    }
    (void)gv_rows_sniff(&options, text, length, bytes[1] & 1, &format);
    rows_drop(&whole);
    rows_drop(&steps);
    return 0;
}
