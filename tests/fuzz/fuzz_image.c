/*
 * fuzz_image.c - any bytes as a model image, with what guards an image made right first.
 *
 * An image that fails at its checksum teaches nothing: so magic, byte order, version, size and
 * checksum are set right, sections are laid where they must lie for the counts that the table
 * gives, and languages get the fingerprint of this build. The bytes then reach the checks of what
 * is in the sections. What opens is dumped, its examples and words looked up, and a short text
 * scanned with it: none of this may crash or run on.
 */
#include "base/map.h"
#include "gravamen.h"
#include "model/model.h"
#include "model/sections.h"
#include "text/stem.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char TEXT[] = "Gunmen did not kill 40 of the 1,200 Masri farmers in Oru in 1994 - "
                           "two hundred and six fled, but only the young men? They were shot dead. "
                           "NOT ONLY: put to death.";

static void require(int holds)
{
    if (!holds) {
        abort();
    }
}

/* Sections in their places, each cut to what is left. */
static void repair_sections(unsigned char *bytes, size_t size, uint32_t n_sections)
{
    size_t end = sizeof(gv_image_header) + n_sections * sizeof(gv_image_section);
    for (uint32_t i = 0; i < n_sections; i++) {
        uint32_t language = 0;
        const gv_section_type *const type = gv_section_type_at(i, &language);
        gv_image_section section;
        unsigned char *const place =
            bytes + sizeof(gv_image_header) + i * sizeof(gv_image_section);
        memcpy(&section, place, sizeof section);
        section.kind = type->kind;
        section.language = language;
        section.item_size = type->item_size;
        section.reserved = 0;
        section.offset = end;
        const size_t most = (size - end) / type->item_size;
        if (section.count > most || i + 1 == n_sections) {
            section.count = most;
        }
        end += (size_t)section.count * type->item_size;
        while (end % 8 != 0 && end < size) {
            bytes[end++] = 0;
        }
        memcpy(place, &section, sizeof section);
    }
}

/* The fingerprint of each language whose code can be read. */
static void repair_languages(unsigned char *bytes, uint32_t n_sections)
{
    gv_image_section strings;
    gv_image_section languages;
    unsigned char *const table = bytes + sizeof(gv_image_header);
    memcpy(&strings, table, sizeof strings);
    memcpy(&languages,
           table + gv_section_index(GV_SECTION_LANGUAGES, GV_IMAGE_ALL) * sizeof languages,
           sizeof languages);
    for (uint64_t i = 0; i < languages.count && i < n_sections; i++) {
        gv_image_language language;
        unsigned char *const place = bytes + languages.offset + i * sizeof language;
        memcpy(&language, place, sizeof language);
        if (language.code >= strings.count ||
            memchr(bytes + strings.offset + language.code, 0,
                   (size_t)(strings.count - language.code)) == NULL) {
            continue;
        }
        if (gv_text_fingerprint((const char *)bytes + strings.offset + language.code,
                                &language.fingerprint) == GV_OK) {
            memcpy(place, &language, sizeof language);
        }
    }
}

static void repair(unsigned char *bytes, size_t size)
{
    gv_image_header header;
    memcpy(&header, bytes, sizeof header);
    memcpy(header.magic, GV_IMAGE_MAGIC, sizeof header.magic);
    header.byte_order = GV_IMAGE_BYTE_ORDER;
    header.version = GV_IMAGE_VERSION;
    header.text_version = GV_TEXT_VERSION;
    header.size = size;
    const size_t most = (size - sizeof header) / sizeof(gv_image_section);
    if (header.n_sections <= most && header.n_sections > GV_SECTIONS_SHARED) {
        repair_sections(bytes, size, header.n_sections);
        repair_languages(bytes, header.n_sections);
    }
    header.checksum = gv_hash_bytes(bytes + sizeof header, size - sizeof header);
    memcpy(bytes, &header, sizeof header);
}

static gv_status write_nowhere(void *user, const char *bytes, size_t length)
{
    (void)user;
    require(bytes != NULL && length > 0);
    return GV_OK;
}

static void scan(const gv_model *model, const char *code)
{
    const gv_scanner_options options = {.size = sizeof options, .language = code};
    gv_scanner *scanner = NULL;
    const gv_result *result = NULL;
    require(gv_scanner_new(model, &options, &scanner) == GV_OK);
    require(gv_scan(scanner, TEXT, sizeof TEXT - 1, &result) == GV_OK);
    for (size_t i = 0; i < gv_result_labels(result); i++) {
        require(gv_result_label_name(result, i) != NULL);
        require(gv_result_label_status(result, i) != NULL);
    }
    gv_scanner_free(scanner);
}

static void use(const gv_model *model)
{
    gv_example example = {.size = sizeof example};
    require(gv_model_dump(model, write_nowhere, NULL) == GV_OK);
    require(strlen(gv_model_identity(model)) == 64);
    for (size_t i = 0; gv_model_rule(model, i) != NULL; i++) {
    }
    for (size_t i = 0; gv_model_example(model, i, &example); i++) {
        require(strlen(example.text) + strlen(example.owner) + strlen(example.path) < SIZE_MAX);
    }
    for (size_t i = 0; gv_model_language_code(model, i) != NULL; i++) {
        scan(model, gv_model_language_code(model, i));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gv_model *model = NULL;
    gv_message message;
    if (size < sizeof(gv_image_header)) {
        require(gv_model_open_memory(data, size, &message, &model) == GV_ERROR_FORMAT);
        return 0;
    }
    unsigned char *const bytes = malloc(size);
    require(bytes != NULL);
    memcpy(bytes, data, size);
    repair(bytes, size);
    if (gv_model_open_memory(bytes, size, &message, &model) == GV_OK) {
        use(model);
        gv_model_free(model);
    }
    free(bytes);
    return 0;
}
