/*
 * dump.c - a model for people: its sections and sizes, the codebook, and every language.
 *
 * In: a checked model. Out: text that looks like the rules it was made of, as far as an image keeps
 * them: words are stems and folded forms ("massacr", "=killed"), sets that were taken in appear as
 * what they hold, comments are gone. It is for reading, not for compiling again.
 */
#include "model/dump.h"

#include "model/sections.h"

enum { FLUSH_AT = 1 << 16 };

gv_status gv_dump_flush(gv_dump *dump, size_t more_than)
{
    if (dump->buf.length <= more_than) {
        return GV_OK;
    }
    const gv_status status = dump->write(dump->user, dump->buf.bytes, dump->buf.length);
    gv_buf_clear(&dump->buf);
    return status;
}

static gv_status dump_sections(gv_dump *dump)
{
    const gv_model *const model = dump->model;
    const gv_image_header *const header = (const void *)model->image.bytes;
    const gv_image_section *const sections = (const void *)(header + 1);
    GV_TRY(gv_buf_add_format(&dump->buf, "// model %s\n// %llu bytes, format %lu, text stack %lu\n",
                             model->identity, (unsigned long long)header->size,
                             (unsigned long)header->version, (unsigned long)header->text_version));
    GV_TRY(gv_buf_add_format(&dump->buf, "//\n// %-28s %10s %12s\n", "section", "items", "bytes"));
    for (uint32_t i = 0; i < header->n_sections; i++) {
        uint32_t language = GV_IMAGE_ALL;
        const gv_section_type *const type = gv_section_type_at(i, &language);
        const char *const code =
            language == GV_IMAGE_ALL ? "" : model->languages[language].code;
        GV_TRY(gv_buf_add_format(&dump->buf, "// %-8s %-19s %10llu %12llu\n", code, type->name,
                                 (unsigned long long)sections[i].count,
                                 (unsigned long long)(sections[i].count * sections[i].item_size)));
    }
    return GV_OK;
}

static gv_status dump_tests(gv_dump *dump)
{
    const gv_model *const model = dump->model;
    for (uint32_t i = 0; i < model->n_tests; i++) {
        const gv_image_test *const test = &model->tests[i];
        GV_TRY(gv_buf_add_format(&dump->buf, "test %s = ", gv_model_string(model, test->name)));
        if (test->status != GV_IMAGE_NONE) {
            GV_TRY(gv_buf_add_text(&dump->buf, gv_model_status(model, test->status)));
        } else {
            GV_TRY(gv_buf_add_text(&dump->buf, "skip"));
        }
        for (uint32_t other = 0; other < model->n_tests; other++) {
            if ((test->skips >> other & 1) != 0) {
                GV_TRY(gv_buf_add_format(&dump->buf, " %s",
                                         gv_model_string(model, model->tests[other].name)));
            }
        }
        GV_TRY(gv_buf_add_text(&dump->buf, test->nearer ? " nearer" : ""));
        if (test->note != GV_IMAGE_NONE) {
            GV_TRY(gv_buf_add_format(&dump->buf, " note %s", gv_model_string(model, test->note)));
        }
        GV_TRY(gv_buf_add_byte(&dump->buf, '\n'));
    }
    return GV_OK;
}

static gv_status dump_else(gv_dump *dump, uint32_t otherwise)
{
    if (otherwise != GV_IMAGE_NONE) {
        GV_TRY(gv_buf_add_format(&dump->buf, " else %s", gv_model_string(dump->model, otherwise)));
    }
    return gv_buf_add_byte(&dump->buf, '\n');
}

static gv_status dump_facets(gv_dump *dump)
{
    const gv_model *const model = dump->model;
    for (uint32_t i = 0; i < model->n_facets; i++) {
        const gv_image_facet *const facet = &model->facets[i];
        GV_TRY(gv_buf_add_format(&dump->buf, "facet %s =", gv_model_string(model, facet->name)));
        for (uint32_t j = 0; j < facet->n_values; j++) {
            const uint32_t name = model->facet_values[facet->first_value + j].name;
            GV_TRY(gv_buf_add_format(&dump->buf, "%s %s", j > 0 ? "," : "",
                                     gv_model_string(model, name)));
        }
        GV_TRY(dump_else(dump, facet->otherwise));
    }
    return GV_OK;
}

static gv_status dump_grades(gv_dump *dump)
{
    const gv_model *const model = dump->model;
    for (uint32_t i = 0; i < model->n_grades; i++) {
        const gv_image_grade *const grade = &model->grades[i];
        GV_TRY(gv_buf_add_format(&dump->buf, "grade %s %s =", gv_model_label(model, grade->label),
                                 gv_model_string(model, grade->name)));
        for (uint32_t j = grade->n_steps; j > 0; j--) {
            const gv_image_grade_step *const step = &model->grade_steps[grade->first_step + j - 1];
            GV_TRY(gv_buf_add_format(&dump->buf, "%s %s from %llu", j < grade->n_steps ? "," : "",
                                     gv_model_string(model, step->name),
                                     (unsigned long long)step->from));
        }
        GV_TRY(dump_else(dump, grade->otherwise));
    }
    return GV_OK;
}

static gv_status dump_codebook(gv_dump *dump)
{
    const gv_model *const model = dump->model;
    GV_TRY(gv_buf_add_text(&dump->buf, "\nlanguage any\n\nstatuses:"));
    for (uint32_t i = 0; i < model->n_statuses; i++) {
        GV_TRY(gv_buf_add_format(&dump->buf, "%s %s", i > 0 ? " >" : "",
                                 gv_model_status(model, i)));
    }
    GV_TRY(gv_buf_add_byte(&dump->buf, '\n'));
    GV_TRY(dump_tests(dump));
    for (uint32_t i = 0; i < model->n_labels; i++) {
        GV_TRY(gv_buf_add_format(&dump->buf, "label %s threshold %lu\n", gv_model_label(model, i),
                                 (unsigned long)model->labels[i].threshold));
    }
    GV_TRY(dump_facets(dump));
    return dump_grades(dump);
}

gv_status gv_model_dump(const gv_model *model, gv_write_fn write, void *user)
{
    gv_dump dump = {.model = model, .write = write, .user = user};
    gv_status status = GV_OK;
    if (model == NULL || write == NULL) {
        return GV_ERROR_ARGUMENT;
    }
    GV_TRY_DONE(dump_sections(&dump));
    GV_TRY_DONE(dump_codebook(&dump));
    for (uint32_t i = 0; i < model->n_languages; i++) {
        GV_TRY_DONE(gv_dump_flush(&dump, FLUSH_AT));
        GV_TRY_DONE(gv_dump_language(&dump, &model->languages[i]));
    }
    GV_TRY_DONE(gv_dump_flush(&dump, 0));
done:
    gv_buf_free(&dump.buf);
    return status;
}
