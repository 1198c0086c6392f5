/*
 * fuzz_reader.c - any bytes as an input: layers told by content, opened, walked and cut.
 *
 * The other targets try one format each; here they lie in one another, with limits small enough to
 * be met. Aborts if a ledger row does not balance, if the layer nearest the file accounts for more
 * bytes than there are, if what is damaged is not told, or if a section breaks what ingest_fixture.h
 * demands. No PDF program is started.
 */
#include "../unit/ingest_fixture.h"

#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[] = "/tmp/gravamen-fuzz-reader.XXXXXX";
static int descriptor = -1;

static void remove_file(void)
{
    (void)unlink(path);
}

static void write_file(const uint8_t *data, size_t size)
{
    if (descriptor < 0) {
        descriptor = mkstemp(path);
        REQUIRE(descriptor >= 0);
        REQUIRE(setenv("GRAVAMEN_PDFTOTEXT", "", 1) == 0);
        (void)atexit(remove_file);
    }
    REQUIRE(ftruncate(descriptor, 0) == 0);
    REQUIRE(size == 0 || pwrite(descriptor, data, size, 0) == (ssize_t)size);
}

static void check_report(const gv_reader_report *report, size_t size)
{
    REQUIRE(report->bytes_read == size);
    for (size_t i = 0; i < report->n_ledger; i++) {
        const gv_ledger_row *const row = &report->ledger[i];
        REQUIRE(row->bytes == row->data + row->structure + row->skipped);
        REQUIRE(row->depth > 0 || row->bytes <= size);
        REQUIRE(row->skipped == 0 || report->n_damage > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gv_ingest_options options = fixture_options();
    gv_section section = {0};
    gv_reader *reader = NULL;
    gv_reader_report report;
    gv_message message;
    int more = 1;
    options.document_limit = 1 << 16;
    options.limits = (gv_limits){
        .expansion = 20, .expansion_free = 1 << 18, .members = 40, .depth = 4, .name = 100};
    write_file(data, size);
    REQUIRE(gv_reader_open(&options, path, &message, &reader) == GV_OK);
    for (;;) {
        REQUIRE(gv_reader_next(reader, &section, &more) == GV_OK);
        if (!more) {
            break;
        }
        REQUIRE(gv_section_cut(&options, path, &section) == GV_OK);
        for (uint32_t d = 0; d < section.n_documents; d++) {
            REQUIRE(section.documents[d].id != NULL);
            REQUIRE(section.documents[d].n_layers <= GV_LAYERS_MAX);
        }
    }
    gv_reader_get_report(reader, &report);
    check_report(&report, size);
    gv_reader_free(reader);
    gv_section_free(&section);
    return 0;
}
