/*
 * fuzz_gold.c - any bytes as the lines of a label file.
 *
 * Each line goes through ingest as `gravamen eval` and `eval --agreement` read it; what was kept of
 * it is read as gold and as labels to be compared. Aborts if a status out of range is given, if a
 * refusal has no reason, or if the two readers differ about a line that both take.
 */
#include "../unit/ingest_fixture.h"
#include "eval/gold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char BOOK[] = "language any\n"
                           "statuses: asserted > negated\n"
                           "label harm\n"
                           "label loss\n"
                           "facet context = inside, outside else unclear\n";
static const char RULES[] = "language en\nrule harm/x\n  on: burned\n";

static const gv_model *get_model(void)
{
    static gv_model *model;
    gv_compiler *compiler = NULL;
    if (model == NULL) {
        REQUIRE(gv_compiler_new(NULL, NULL, &compiler) == GV_OK);
        REQUIRE(gv_compiler_add_text(compiler, "book", BOOK, sizeof BOOK - 1) == GV_OK);
        REQUIRE(gv_compiler_add_text(compiler, "rules", RULES, sizeof RULES - 1) == GV_OK);
        REQUIRE(gv_compiler_finish(compiler, &model) == GV_OK);
        gv_compiler_free(compiler);
    }
    return model;
}

static void check_line(const char *fields)
{
    const gv_model *const model = get_model();
    uint32_t gold[2] = {7, 7}, compared[2] = {7, 7};
    gv_slice facet = {0};
    gv_gold line = {.statuses = gold, .facets = &facet};
    gv_message message = {.text = ""};
    const gv_status one = gv_gold_read(model, fields, &message, &line);
    REQUIRE(one == GV_OK || (one == GV_ERROR_FORMAT && message.text[0] != '\0'));
    message.text[0] = '\0';
    const gv_status other = gv_gold_read_statuses(model, fields, &message, compared);
    REQUIRE(other == GV_OK || (other == GV_ERROR_FORMAT && message.text[0] != '\0'));
    for (size_t l = 0; l < 2; l++) {
        REQUIRE(one != GV_OK || gold[l] < 2 || gold[l] == GV_IMAGE_NONE);
        REQUIRE(other != GV_OK || compared[l] < 2 || compared[l] == GV_IMAGE_NONE);
        REQUIRE(one != GV_OK || other != GV_OK || gold[l] == compared[l]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kept[] = {"id", "labels", "context", "source"};
    gv_section section = {0};
    gv_ingest_options options = fixture_options();
    options.keep_fields = kept;
    options.n_keep_fields = 4;
    options.fields_only = 1;
    fixture_fill(&section, GV_SECTION_JSONL, data, size);
    REQUIRE(gv_section_cut(&options, "oru", &section) == GV_OK);
    REQUIRE(section.n_passages == 0);
    for (uint32_t d = 0; d < section.n_documents; d++) {
        REQUIRE(gv_gold_line(&section.documents[d]) > 0);
        if (section.documents[d].fields != NULL) {
            check_line(section.documents[d].fields);
        }
    }
    gv_section_free(&section);
    return 0;
}
