/*
 * emit.c - the image put together: sections, their table, the header; and what all languages share.
 *
 * In: plans of a job without errors. Out: the bytes that format.h describes. Sections are filled
 * one by one in buffers of their own, since strings go on being added until the last is full; then
 * they are laid one after another at multiples of 8, the gaps zero. Nothing that goes in depends on
 * a path, a time or a machine (but for its byte order, which the header states).
 */
#include "compile/emit.h"

#include "model/sections.h"

#include <string.h>

enum { ALIGNMENT = 8 };

/* ------------------------------------------------------------------ sections and strings */

gv_emit_section *gv_emit_find(gv_emit *emit, uint32_t kind, uint32_t language)
{
    return &emit->sections[gv_section_index(kind, language)];
}

gv_status gv_emit_add(gv_emit_section *section, const void *item)
{
    return gv_buf_add(&section->bytes, item, section->item_size);
}

uint32_t gv_emit_count(const gv_emit_section *section)
{
    return (uint32_t)(section->bytes.length / section->item_size);
}

gv_status gv_emit_string(gv_emit *emit, const char *text, size_t length, uint32_t *offset)
{
    gv_emit_section *const strings = gv_emit_find(emit, GV_SECTION_STRINGS, GV_IMAGE_ALL);
    const size_t end = strings->bytes.length;
    if (text == NULL) {
        *offset = GV_IMAGE_NONE;
        return GV_OK;
    }
    if (end + length + 1 >= UINT32_MAX) {
        return GV_ERROR_LIMIT;
    }
    GV_TRY(gv_map_add(&emit->strings, text, length, (uint32_t)end, offset));
    if (*offset == end) {
        GV_TRY(gv_buf_add(&strings->bytes, text, length));
        GV_TRY(gv_buf_add_byte(&strings->bytes, '\0'));
    }
    return GV_OK;
}

static gv_status emit_text(gv_emit *emit, const gv_ast_text *text, uint32_t *offset)
{
    return gv_emit_string(emit, text->text, text->length, offset);
}

static gv_status make_sections(gv_emit *emit, uint32_t n_languages)
{
    emit->n_sections = GV_SECTIONS_SHARED + (size_t)n_languages * GV_SECTIONS_LANGUAGE;
    GV_TRY(gv_memory_get_zeroed(emit->n_sections, sizeof *emit->sections,
                                (void **)&emit->sections));
    for (size_t i = 0; i < emit->n_sections; i++) {
        gv_emit_section *const section = &emit->sections[i];
        const gv_section_type *const type = gv_section_type_at(i, &section->language);
        section->kind = type->kind;
        section->item_size = type->item_size;
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ the codebook */

static gv_status emit_statuses_and_labels(gv_emit *emit)
{
    const gv_ast_model *const model = &emit->job->model;
    gv_emit_section *const statuses = gv_emit_find(emit, GV_SECTION_STATUSES, GV_IMAGE_ALL);
    gv_emit_section *const labels = gv_emit_find(emit, GV_SECTION_LABELS, GV_IMAGE_ALL);
    for (const gv_ast_item *status = model->statuses.first; status != NULL; status = status->next) {
        gv_image_name item = {0};
        GV_TRY(emit_text(emit, &status->text, &item.name));
        GV_TRY(gv_emit_add(statuses, &item));
    }
    for (const gv_ast_label *label = model->labels; label != NULL; label = label->next) {
        gv_image_label item = {.threshold = label->threshold};
        GV_TRY(emit_text(emit, &label->name, &item.name));
        GV_TRY(gv_emit_add(labels, &item));
    }
    return GV_OK;
}

static gv_status emit_tests(gv_emit *emit)
{
    gv_emit_section *const tests = gv_emit_find(emit, GV_SECTION_TESTS, GV_IMAGE_ALL);
    for (const gv_ast_test *test = emit->job->model.tests; test != NULL; test = test->next) {
        gv_image_test item = {
            .status = test->status_index, .nearer = test->nearer, .skips = test->skip_bits};
        GV_TRY(emit_text(emit, &test->name, &item.name));
        GV_TRY(emit_text(emit, &test->note, &item.note));
        GV_TRY(gv_emit_add(tests, &item));
    }
    return GV_OK;
}

static gv_status emit_facets(gv_emit *emit)
{
    gv_emit_section *const facets = gv_emit_find(emit, GV_SECTION_FACETS, GV_IMAGE_ALL);
    gv_emit_section *const values = gv_emit_find(emit, GV_SECTION_FACET_VALUES, GV_IMAGE_ALL);
    for (const gv_ast_facet *facet = emit->job->model.facets; facet != NULL; facet = facet->next) {
        gv_image_facet item = {.first_value = gv_emit_count(values)};
        GV_TRY(emit_text(emit, &facet->name, &item.name));
        GV_TRY(emit_text(emit, &facet->otherwise, &item.otherwise));
        for (const gv_ast_item *value = facet->values.first; value != NULL; value = value->next) {
            gv_image_name name = {0};
            GV_TRY(emit_text(emit, &value->text, &name.name));
            GV_TRY(gv_emit_add(values, &name));
            item.n_values++;
        }
        GV_TRY(gv_emit_add(facets, &item));
    }
    return GV_OK;
}

/* Steps are written upwards and stored downwards: the first that a quantity reaches is its grade.
 * */
static gv_status emit_steps(gv_emit *emit, const gv_ast_grade *grade, uint32_t n)
{
    gv_emit_section *const steps = gv_emit_find(emit, GV_SECTION_GRADE_STEPS, GV_IMAGE_ALL);
    gv_image_grade_step *items = NULL;
    uint32_t i = n;
    GV_TRY(gv_arena_get_array(&emit->job->arena, n, sizeof *items, (void **)&items));
    for (const gv_ast_step *step = grade->steps; step != NULL; step = step->next) {
        items[--i].from = step->from;
        GV_TRY(emit_text(emit, &step->name, &items[i].name));
    }
    for (i = 0; i < n; i++) {
        GV_TRY(gv_emit_add(steps, &items[i]));
    }
    return GV_OK;
}

static gv_status emit_grades(gv_emit *emit)
{
    gv_emit_section *const grades = gv_emit_find(emit, GV_SECTION_GRADES, GV_IMAGE_ALL);
    const gv_emit_section *const steps =
        gv_emit_find(emit, GV_SECTION_GRADE_STEPS, GV_IMAGE_ALL);
    for (const gv_ast_grade *grade = emit->job->model.grades; grade != NULL; grade = grade->next) {
        gv_image_grade item = {.label = grade->label_index, .first_step = gv_emit_count(steps)};
        GV_TRY(emit_text(emit, &grade->name, &item.name));
        GV_TRY(emit_text(emit, &grade->otherwise, &item.otherwise));
        for (const gv_ast_step *step = grade->steps; step != NULL; step = step->next) {
            item.n_steps++;
        }
        GV_TRY(emit_steps(emit, grade, item.n_steps));
        GV_TRY(gv_emit_add(grades, &item));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ the image */

static gv_status pad(gv_buf *image)
{
    while (image->length % ALIGNMENT != 0) {
        GV_TRY(gv_buf_add_byte(image, '\0'));
    }
    return GV_OK;
}

static gv_status lay_out(const gv_emit *emit, gv_buf *image)
{
    gv_image_header header = {.byte_order = GV_IMAGE_BYTE_ORDER,
                              .version = GV_IMAGE_VERSION,
                              .n_sections = (uint32_t)emit->n_sections,
                              .text_version = GV_TEXT_VERSION};
    memcpy(header.magic, GV_IMAGE_MAGIC, sizeof header.magic);
    uint64_t offset = sizeof header + emit->n_sections * sizeof(gv_image_section);
    GV_TRY(gv_buf_add(image, &header, sizeof header));
    for (size_t i = 0; i < emit->n_sections; i++) {
        const gv_emit_section *const section = &emit->sections[i];
        const gv_image_section row = {.kind = section->kind,
                                      .language = section->language,
                                      .item_size = section->item_size,
                                      .offset = offset,
                                      .count = section->bytes.length / section->item_size};
        GV_TRY(gv_buf_add(image, &row, sizeof row));
        offset += (section->bytes.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
    for (size_t i = 0; i < emit->n_sections; i++) {
        const gv_buf *const bytes = &emit->sections[i].bytes;
        GV_TRY(gv_buf_add(image, bytes->length > 0 ? bytes->bytes : "", bytes->length));
        GV_TRY(pad(image));
    }
    header.size = image->length;
    header.checksum =
        gv_hash_bytes(image->bytes + sizeof header, image->length - sizeof header);
    memcpy(image->bytes, &header, sizeof header);
    return GV_OK;
}

gv_status gv_emit_image(gv_job *job, const gv_plan *plans, uint32_t n_plans, gv_buf *image)
{
    gv_emit emit = {.job = job};
    gv_status status = GV_OK;
    GV_TRY_DONE(make_sections(&emit, n_plans));
    GV_TRY_DONE(emit_statuses_and_labels(&emit));
    GV_TRY_DONE(emit_tests(&emit));
    GV_TRY_DONE(emit_facets(&emit));
    GV_TRY_DONE(emit_grades(&emit));
    for (uint32_t i = 0; i < n_plans; i++) {
        GV_TRY_DONE(gv_emit_language(&emit, &plans[i], i));
    }
    GV_TRY_DONE(lay_out(&emit, image));
done:
    for (size_t i = 0; i < emit.n_sections && emit.sections != NULL; i++) {
        gv_buf_free(&emit.sections[i].bytes);
    }
    gv_memory_free(emit.sections);
    gv_map_free(&emit.strings);
    return status;
}
