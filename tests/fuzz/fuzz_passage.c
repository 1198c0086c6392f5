/*
 * fuzz_passage.c - any bytes as text: blocks, joints, hyphens, pieces, spans.
 *
 * The first byte chooses the unit and the limits; the rest is the text of one section. Aborts if a
 * letter or digit is lost, doubled or changed, if a piece does not equal the bytes it names, if a
 * passage is longer than its limit, or if cutting the same bytes again gives another answer.
 */
#include "../unit/ingest_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t digest(const gv_section *section)
{
    uint64_t sum = section->n_passages;
    for (uint32_t i = 0; i < section->n_passages; i++) {
        const gv_passage *const passage = &section->passages[i];
        for (uint32_t b = 0; b < passage->length; b++) {
            sum = sum * 31 + (unsigned char)passage->text[b];
        }
        sum = sum * 31 + passage->kind + passage->cut;
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gv_section section = {0}; /* new each time: what was kept may hide what is missing */
    gv_ingest_options options = fixture_options();
    if (size < 2) {
        return 0;
    }
    const unsigned choice = data[0];
    options.unit = (gv_unit)(choice % 3);
    options.passage_limit = (choice & 16) != 0 ? 40 : 65536;
    options.n_hyphens = (choice & 32) != 0 ? 0 : 5;
    options.language = (choice & 64) != 0 ? NULL : &fixture_language;
    fixture_fill(&section, GV_SECTION_TEXT, data + 1, size - 1);
    REQUIRE(gv_section_cut(&options, "oru", &section) == GV_OK);
    fixture_check_section(&options, &section);
    for (uint32_t i = 0; i < section.n_passages; i++) {
        REQUIRE(options.unit == GV_UNIT_DOCUMENT ||
                section.passages[i].length <= options.passage_limit);
    }
    const uint64_t first = digest(&section);
    fixture_fill(&section, GV_SECTION_TEXT, data + 1, size - 1);
    REQUIRE(gv_section_cut(&options, "oru", &section) == GV_OK);
    REQUIRE(digest(&section) == first);
    gv_section_free(&section);
    return 0;
}
