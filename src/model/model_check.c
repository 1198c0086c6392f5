/*
 * model_check.c - is this an image, and is it whole? Then the handle is built.
 *
 * In: bytes from anywhere. Out: a gv_model that the rest of the library may believe, or a refusal
 * that says why: not a model, another version, another machine, another text stack, or damaged and
 * where. Sections must lie exactly as format.h orders them, one after another at multiples of 8,
 * the gaps zero, so a section has one possible place and none can overlap. What is in them is
 * checked by the other model_check_*.c files: each index, string and order once.
 */
#include "model/model_check.h"

#include "base/map.h"
#include "base/sha256.h"
#include "model/made.h"
#include "model/sections.h"
#include "text/stem.h"
#include "text/utf8.h"

#include <string.h>

enum { ALIGNMENT = 8, LONGEST_CODE = 15 };

#define GV_OTHER_BYTE_ORDER 0x04030201u

gv_status gv_model_check_damaged(const gv_model_check *check, const char *what)
{
    return gv_message_set(check->message, GV_ERROR_FORMAT, "the model is damaged: %s", what);
}

int gv_model_check_string(const gv_model_check *check, uint32_t offset)
{
    const gv_model *const model = check->model;
    return offset < model->strings_length && (offset == 0 || model->strings[offset - 1] == '\0');
}

int gv_model_check_string_or_none(const gv_model_check *check, uint32_t offset)
{
    return offset == GV_IMAGE_NONE || gv_model_check_string(check, offset);
}

int gv_model_check_text(const gv_model_check *check, gv_image_text text)
{
    const gv_model *const model = check->model;
    return gv_model_check_string(check, text.text) &&
           text.length < model->strings_length - text.text &&
           model->strings[text.text + text.length] == '\0';
}

int gv_model_check_compare(const gv_model_check *check, gv_image_text a, gv_image_text b)
{
    const char *const strings = check->model->strings;
    const uint32_t shorter = a.length < b.length ? a.length : b.length;
    const int order = memcmp(strings + a.text, strings + b.text, shorter);
    if (order != 0) {
        return order;
    }
    return a.length < b.length ? -1 : a.length > b.length;
}

/* ------------------------------------------------------------------ header and sections */

static gv_status check_header(const gv_model_check *check, gv_mapping image,
                              gv_image_header *header)
{
    if (image.length < sizeof *header ||
        memcmp(image.bytes, GV_IMAGE_MAGIC, sizeof header->magic) != 0) {
        return gv_message_set(check->message, GV_ERROR_FORMAT, "this is not a compiled model");
    }
    memcpy(header, image.bytes, sizeof *header);
    if (header->byte_order == GV_OTHER_BYTE_ORDER) {
        return gv_message_set(check->message, GV_ERROR_VERSION,
                              "the model was compiled on a machine of another byte order: "
                              "recompile the rules");
    }
    if (header->byte_order != GV_IMAGE_BYTE_ORDER) {
        return gv_model_check_damaged(check, "byte order");
    }
    if (header->version != GV_IMAGE_VERSION) {
        return gv_message_set(check->message, GV_ERROR_VERSION,
                              "the model has format version %lu, this program reads %lu: "
                              "recompile the rules",
                              (unsigned long)header->version, (unsigned long)GV_IMAGE_VERSION);
    }
    if (header->size != image.length) {
        return gv_message_set(check->message, GV_ERROR_FORMAT,
                              "the model is damaged: it should have %llu bytes and has %llu",
                              (unsigned long long)header->size, (unsigned long long)image.length);
    }
    if (check->linked == NULL && /* what is linked into the program came with its SHA-256 */
        header->checksum !=
            gv_hash_bytes(image.bytes + sizeof *header, image.length - sizeof *header)) {
        return gv_model_check_damaged(check, "checksum");
    }
    if (header->text_version != GV_TEXT_VERSION) {
        return gv_message_set(check->message, GV_ERROR_VERSION,
                              "the model was compiled with another text stack: recompile the "
                              "rules");
    }
    return GV_OK;
}

/* Each section where it must be: *end moves behind it and the zeros that follow. */
static gv_status check_section(const gv_model_check *check, gv_mapping image, size_t index,
                               uint64_t *end)
{
    uint32_t language = 0;
    const gv_section_type *const type = gv_section_type_at(index, &language);
    const gv_image_section *const section =
        (const gv_image_section *)(const void *)(image.bytes + sizeof(gv_image_header)) + index;
    if (section->kind != type->kind || section->language != language ||
        section->item_size != type->item_size || section->reserved != 0 ||
        section->offset != *end || section->count > (image.length - *end) / type->item_size ||
        section->count >= UINT32_MAX) {
        return gv_model_check_damaged(check, "section table");
    }
    *end += section->count * type->item_size;
    while (*end % ALIGNMENT != 0) {
        if (*end >= image.length || image.bytes[*end] != 0) {
            return gv_model_check_damaged(check, "gap between sections");
        }
        ++*end;
    }
    return GV_OK;
}

static gv_status check_sections(const gv_model_check *check, gv_mapping image,
                                const gv_image_header *header)
{
    const uint64_t table = (uint64_t)header->n_sections * sizeof(gv_image_section);
    uint64_t end = sizeof *header + table;
    if (header->n_sections <= GV_SECTIONS_SHARED ||
        (header->n_sections - GV_SECTIONS_SHARED) % GV_SECTIONS_LANGUAGE != 0 ||
        end > image.length) {
        return gv_model_check_damaged(check, "number of sections");
    }
    for (size_t i = 0; i < header->n_sections; i++) {
        GV_TRY(check_section(check, image, i, &end));
    }
    return end == image.length ? GV_OK : gv_model_check_damaged(check, "bytes after the end");
}

/* ------------------------------------------------------------------ typed arrays */

/* The items of a section; *n their number. */
static const void *section_items(const gv_model *model, uint32_t kind, uint32_t language,
                                 uint32_t *n)
{
    const gv_image_section *const section =
        (const gv_image_section *)(const void *)(model->image.bytes + sizeof(gv_image_header)) +
        gv_section_index(kind, language);
    *n = (uint32_t)section->count;
    return model->image.bytes + section->offset;
}

static void set_shared(gv_model *model)
{
    uint32_t n = 0;
    model->strings = section_items(model, GV_SECTION_STRINGS, GV_IMAGE_ALL, &n);
    model->strings_length = n;
    model->statuses = section_items(model, GV_SECTION_STATUSES, GV_IMAGE_ALL, &model->n_statuses);
    model->labels = section_items(model, GV_SECTION_LABELS, GV_IMAGE_ALL, &model->n_labels);
    model->tests = section_items(model, GV_SECTION_TESTS, GV_IMAGE_ALL, &model->n_tests);
    model->facets = section_items(model, GV_SECTION_FACETS, GV_IMAGE_ALL, &model->n_facets);
    model->facet_values =
        section_items(model, GV_SECTION_FACET_VALUES, GV_IMAGE_ALL, &model->n_facet_values);
    model->grades = section_items(model, GV_SECTION_GRADES, GV_IMAGE_ALL, &model->n_grades);
    model->grade_steps =
        section_items(model, GV_SECTION_GRADE_STEPS, GV_IMAGE_ALL, &model->n_grade_steps);
}

static void set_language(const gv_model *model, uint32_t i, gv_model_language *language)
{
    language->key_slots =
        section_items(model, GV_SECTION_KEY_SLOTS, i, &language->n_key_slots);
    language->keys = section_items(model, GV_SECTION_KEYS, i, &language->n_keys);
    language->entries = section_items(model, GV_SECTION_ENTRIES, i, &language->n_entries);
    language->lists = section_items(model, GV_SECTION_LISTS, i, &language->n_lists);
    language->patterns = section_items(model, GV_SECTION_PATTERNS, i, &language->n_patterns);
    language->elements = section_items(model, GV_SECTION_ELEMENTS, i, &language->n_elements);
    language->frames = section_items(model, GV_SECTION_FRAMES, i, &language->n_frames);
    language->slots = section_items(model, GV_SECTION_SLOTS, i, &language->n_slots);
    language->guards = section_items(model, GV_SECTION_GUARDS, i, &language->n_guards);
    language->reaches = section_items(model, GV_SECTION_REACHES, i, &language->n_reaches);
    language->targets = section_items(model, GV_SECTION_TARGETS, i, &language->n_targets);
    language->tags = section_items(model, GV_SECTION_TAGS, i, &language->n_tags);
    language->weighs = section_items(model, GV_SECTION_WEIGHS, i, &language->n_weighs);
    language->number_words =
        section_items(model, GV_SECTION_NUMBER_WORDS, i, &language->n_number_words);
    language->number_patterns =
        section_items(model, GV_SECTION_NUMBER_PATTERNS, i, &language->n_number_patterns);
    language->forms = section_items(model, GV_SECTION_FORMS, i, &language->n_forms);
    language->splits = section_items(model, GV_SECTION_SPLITS, i, &language->n_splits);
    language->examples = section_items(model, GV_SECTION_EXAMPLES, i, &language->n_examples);
}

/* Texts of a section as slices in the model's arena, checked. `sorted`: by bytes, each once. */
static gv_status make_slices(const gv_model_check *check, uint32_t kind, uint32_t number,
                             const gv_slice **slices, uint32_t *n)
{
    gv_model *const model = check->model;
    const gv_image_text *const texts = section_items(model, kind, number, n);
    gv_slice *made = NULL;
    GV_TRY(gv_arena_get_array(&model->arena, *n, sizeof *made, (void **)&made));
    for (uint32_t i = 0; i < *n; i++) {
        if (!gv_model_check_text(check, texts[i]) || texts[i].length == 0 ||
            (i > 0 && gv_model_check_compare(check, texts[i - 1], texts[i]) >= 0)) {
            return gv_model_check_damaged(check, gv_section_type_at(
                                                     gv_section_index(kind, number), NULL)
                                                     ->name);
        }
        made[i] = (gv_slice){model->strings + texts[i].text, texts[i].length};
    }
    *slices = made;
    return GV_OK;
}

static gv_status make_contractions(const gv_model_check *check, uint32_t number,
                                   gv_model_language *language)
{
    gv_model *const model = check->model;
    uint32_t n = 0;
    const gv_image_pair *const pairs = section_items(model, GV_SECTION_CONTRACTIONS, number, &n);
    gv_contraction *made = NULL;
    GV_TRY(gv_arena_get_array(&model->arena, n, sizeof *made, (void **)&made));
    for (uint32_t i = 0; i < n; i++) {
        const gv_image_pair *const pair = &pairs[i];
        if (!gv_model_check_text(check, pair->from) || !gv_model_check_text(check, pair->to) ||
            pair->from.length == 0 ||
            (i > 0 && (pairs[i - 1].from.length < pair->from.length ||
                       (pairs[i - 1].from.length == pair->from.length &&
                        gv_model_check_compare(check, pairs[i - 1].from, pair->from) >= 0)))) {
            return gv_model_check_damaged(check, "contractions");
        }
        made[i].ending = (gv_slice){model->strings + pair->from.text, pair->from.length};
        made[i].word = (gv_slice){model->strings + pair->to.text, pair->to.length};
    }
    language->text.contractions = made;
    language->text.n_contractions = n;
    return GV_OK;
}

/* ------------------------------------------------------------------ languages */

static gv_status check_code(const gv_model_check *check, const gv_image_language *head)
{
    uint64_t fingerprint = 0;
    if (!gv_model_check_string(check, head->code)) {
        return gv_model_check_damaged(check, "language code");
    }
    const char *const code = gv_model_string(check->model, head->code);
    if (strlen(code) > LONGEST_CODE || code[0] == '\0') {
        return gv_model_check_damaged(check, "language code");
    }
    const gv_status status = gv_text_fingerprint(code, &fingerprint);
    if (status != GV_OK && status != GV_ERROR_LANGUAGE) {
        return status;
    }
    if (status == GV_ERROR_LANGUAGE || fingerprint != head->fingerprint) {
        return gv_message_set(check->message, GV_ERROR_VERSION,
                              "the model was compiled with another text stack (language \"%s\"): "
                              "recompile the rules",
                              code);
    }
    return GV_OK;
}

static gv_status build_language(const gv_model_check *check, uint32_t number,
                                gv_model_language *language)
{
    gv_model *const model = check->model;
    GV_TRY(check_code(check, language->head));
    language->code = gv_model_string(model, language->head->code);
    if (number > 0 && strcmp(model->languages[number - 1].code, language->code) >= 0) {
        return gv_model_check_damaged(check, "order of languages");
    }
    set_language(model, number, language);
    language->text.code = language->code;
    GV_TRY(make_slices(check, GV_SECTION_ABBREVIATIONS, number, &language->text.abbreviations,
                       &language->text.n_abbreviations));
    GV_TRY(make_slices(check, GV_SECTION_NOT_HEADING, number, &language->text.not_heading,
                       &language->text.n_not_heading));
    GV_TRY(make_slices(check, GV_SECTION_HYPHENS, number, &language->hyphens,
                       &language->n_hyphens));
    GV_TRY(make_contractions(check, number, language));
    if (check->linked != NULL) { /* it was checked when it was made */
        gv_made_lend(check->linked->made, number, language);
        return GV_OK;
    }
    GV_TRY(gv_model_check_words(check, language));
    GV_TRY(gv_model_check_lists(check, language));
    GV_TRY(gv_model_check_frames(check, language));
    GV_TRY(gv_need_table_make(language, &language->needs));
    GV_TRY(gv_word_filter_make(model->strings, language, NULL, &language->word_filter));
    GV_TRY(gv_row_index_make(language, &language->rows));
    GV_TRY(gv_sieve_make(check->model->strings, language, &language->sieve,
                         &language->anchors));
    return gv_beginnings_make(check->model->tests, language, &language->begin);
}

static gv_status build_languages(const gv_model_check *check)
{
    gv_model *const model = check->model;
    const gv_image_language *const heads =
        section_items(model, GV_SECTION_LANGUAGES, GV_IMAGE_ALL, &model->n_languages);
    const gv_image_header *const header = (const void *)model->image.bytes;
    if (header->n_sections != GV_SECTIONS_SHARED + model->n_languages * GV_SECTIONS_LANGUAGE) {
        return gv_model_check_damaged(check, "number of languages");
    }
    GV_TRY(gv_arena_get_array(&model->arena, model->n_languages, sizeof *model->languages,
                              (void **)&model->languages));
    for (uint32_t i = 0; i < model->n_languages; i++) {
        model->languages[i].head = &heads[i];
        GV_TRY(build_language(check, i, &model->languages[i]));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ the whole */

static gv_status check_strings(const gv_model_check *check)
{
    const gv_model *const model = check->model;
    if (model->strings_length == 0 || model->strings[model->strings_length - 1] != '\0' ||
        gv_utf8_valid_length(model->strings, model->strings_length) != model->strings_length) {
        return gv_model_check_damaged(check, "strings");
    }
    return GV_OK;
}

static gv_status build(const gv_model_check *check)
{
    gv_model *const model = check->model;
    gv_image_header header;
    gv_sha256 sha;
    GV_TRY(check_header(check, model->image, &header));
    GV_TRY(check_sections(check, model->image, &header));
    set_shared(model);
    GV_TRY(check_strings(check));
    GV_TRY(gv_model_check_shared(check));
    GV_TRY(build_languages(check));
    if (check->linked != NULL) {
        memcpy(model->identity, check->linked->identity, sizeof model->identity);
        return GV_OK;
    }
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, model->image.bytes, model->image.length);
    gv_sha256_finish(&sha, model->identity);
    return GV_OK;
}

gv_status gv_model_check_image(gv_mapping image, int borrowed, const gv_linked_model *linked,
                               gv_message *message, gv_model **model)
{
    gv_model *made = NULL;
    gv_status status = gv_memory_get_zeroed(1, sizeof *made, (void **)&made);
    if (status == GV_OK) {
        const gv_model_check check = {.model = made, .message = message, .linked = linked};
        made->image = image;
        made->borrowed = 1; /* until it is sound */
        status = build(&check);
    }
    if (status == GV_ERROR_MEMORY) {
        gv_message_set(message, status, "%s", gv_strerror(status));
    }
    if (status != GV_OK) {
        gv_model_free(made);
        return status;
    }
    made->borrowed = borrowed;
    *model = made;
    return GV_OK;
}
