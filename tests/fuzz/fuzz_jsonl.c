/*
 * fuzz_jsonl.c - any bytes as JSONL lines.
 *
 * The first byte chooses the document limit; the rest is one section. Aborts if a passage breaks
 * what ingest_fixture.h demands, if kept fields are not one valid JSON object, if a bad line has no
 * reason, if a line gives no document, or if a changed buffer size changes an answer.
 */
#include "../unit/ingest_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_kept(const char *fields)
{
    gv_json_field field = {.name = "meta", .name_length = 4};
    gv_json_error error;
    REQUIRE(gv_json_scan(fields, strlen(fields), &field, 1, &error) == GV_OK);
}

static size_t count_lines(const gv_section *section)
{
    size_t n = 0;
    const char *p = section->raw.bytes;
    const char *const end = p + section->raw.length;
    while (p < end) {
        const char *const newline = memchr(p, '\n', (size_t)(end - p));
        const char *const stop = newline != NULL ? newline : end;
        int blank = 1;
        for (; p < stop; p++) {
            blank &= *p == ' ' || *p == '\t' || *p == '\r';
        }
        n += !blank;
        p = stop + 1;
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gv_section section = {0}; /* new each time: what was kept may hide what is missing */
    static const char *const kept[] = {"meta", "tags\n\""};
    gv_ingest_options options = fixture_options();
    if (size < 2) {
        return 0;
    }
    options.keep_fields = kept;
    options.n_keep_fields = 2;
    options.document_limit = (data[0] & 1) != 0 ? 20 : 1 << 20;
    fixture_fill(&section, GV_SECTION_JSONL, data + 1, size - 1);
    REQUIRE(gv_section_cut(&options, "oru", &section) == GV_OK);
    fixture_check_section(&options, &section);
    size_t n = 0;
    for (uint32_t i = 0; i < section.n_documents; i++) {
        const gv_document *const document = &section.documents[i];
        n += document->part <= 1;
        if (document->fields != NULL) {
            check_kept(document->fields);
        }
        REQUIRE(document->error == NULL || strncmp(document->error, "line ", 5) == 0);
    }
    REQUIRE(n == count_lines(&section));
    gv_section_free(&section);
    return 0;
}
