/*
 * fuzz_office.c - hostile DOCX and ODT files.
 *
 * In: a byte that says what the rest is: a whole file (a zip archive), the XML of a DOCX, its parts
 * parted by NULs in the order of gv_office_part, or that of an ODT; they are put into a zip
 * archive. The file is cut to a document, and its passages hold what every section's must.
 */
#include "../unit/zip_fixture.h"

#include "ingest/office.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void cut(const char *bytes, size_t length)
{
    static const gv_unit UNITS[] = {GV_UNIT_PASSAGE, GV_UNIT_SENTENCE, GV_UNIT_DOCUMENT};
    gv_ingest_options options = fixture_options();
    gv_section section = {0};
    options.limits = (gv_limits)GV_LIMITS_DEFAULTS;
    options.document_limit = 4096;
    for (size_t i = 0; i < 3; i++) {
        options.unit = UNITS[i];
        fixture_fill(&section, GV_SECTION_OFFICE, bytes, length);
        REQUIRE(gv_section_cut(&options, "oru", &section) == GV_OK);
        REQUIRE(section.n_documents > 0);
        fixture_check_section(&options, &section);
    }
    gv_section_free(&section);
}

static void pack(const char *const *names, size_t n_names, const char *text, size_t length)
{
    zip_file zip = {0};
    for (size_t i = 0; i < n_names; i++) {
        const char *const end = length > 0 ? memchr(text, '\0', length) : NULL;
        const size_t n = end != NULL && i + 1 < n_names ? (size_t)(end - text) : length;
        zip_add(&zip, names[i], n > 0 ? text : "", n, 0);
        text += n + (n < length);
        length -= n + (n < length);
    }
    zip_end(&zip);
    cut(zip.bytes.bytes, zip.bytes.length);
    zip_free(&zip);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const DOCX[] = {"word/document.xml", "word/footnotes.xml",
                                       "word/endnotes.xml", "word/styles.xml",
                                       "docProps/core.xml"};
    static const char *const ODT[] = {"content.xml", "meta.xml"};
    if (size < 1) {
        return 0;
    }
    const char *const text = (const char *)bytes + 1;
    (void)gv_office_sniff(text, size - 1);
    if (bytes[0] % 3 == 0) {
        cut(text, size - 1);
    } else if (bytes[0] % 3 == 1) {
        pack(DOCX, 5, text, size - 1);
    } else {
        pack(ODT, 2, text, size - 1);
    }
    return 0;
}
