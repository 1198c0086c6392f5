/*
 * model.c - models as handles: open, save, free, and the lists of names in them.
 *
 * In: a file, bytes in memory, or the bytes linked into the library. Out: a gv_model, whose arrays
 * point into the image; nothing is copied but what gv_model_open_memory is given. Every byte is
 * checked once, by model_check.c, before a handle exists. It prints nothing: that is dump.c.
 */
#include "model/model.h"

#include "model/made.h"

#include <string.h>

void gv_model_free(gv_model *model)
{
    if (model == NULL) {
        return;
    }
    for (uint32_t i = 0; model->languages != NULL && i < model->n_languages; i++) {
        gv_made_free(&model->languages[i]);
    }
    if (!model->borrowed) {
        gv_file_unmap(&model->image);
    }
    gv_arena_free(&model->arena);
    gv_memory_free(model);
}

gv_status gv_model_open(const char *path, gv_message *message, gv_model **model)
{
    gv_mapping image = {0};
    gv_message detail = {{0}};
    if (path == NULL || model == NULL) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "%s", gv_strerror(GV_ERROR_ARGUMENT));
    }
    GV_TRY(gv_file_map(path, message, &image));
    const gv_status status = gv_model_check_image(image, 0, NULL, &detail, model);
    if (status != GV_OK) {
        gv_file_unmap(&image);
        return gv_message_set(message, status, "%s: %s", path, detail.text);
    }
    return GV_OK;
}

gv_status gv_model_open_memory(const void *bytes, size_t length, gv_message *message,
                               gv_model **model)
{
    gv_mapping image = {.length = length};
    void *copy = NULL;
    if ((bytes == NULL && length > 0) || model == NULL) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "%s", gv_strerror(GV_ERROR_ARGUMENT));
    }
    gv_status status = gv_memory_get(length > 0 ? length : 1, &copy);
    if (status != GV_OK) {
        return gv_message_set(message, status, "%s", gv_strerror(status));
    }
    if (length > 0) {
        memcpy(copy, bytes, length);
    }
    image.bytes = copy;
    status = gv_model_check_image(image, 0, NULL, message, model);
    if (status != GV_OK) {
        gv_file_unmap(&image);
    }
    return status;
}

gv_status gv_model_save(const gv_model *model, const char *path, gv_message *message)
{
    gv_writer writer = {.descriptor = -1};
    gv_status status = GV_OK;
    if (model == NULL || path == NULL) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "%s", gv_strerror(GV_ERROR_ARGUMENT));
    }
    GV_TRY(gv_writer_open(path, message, &writer));
    status = gv_writer_write(&writer, model->image.bytes, model->image.length);
    if (status != GV_OK) {
        gv_message_set(message, status, "%s: %s", path, gv_strerror(status));
        goto done;
    }
    GV_TRY_DONE(gv_writer_finish(&writer, message));
done:
    gv_writer_free(&writer);
    return status;
}

/* ------------------------------------------------------------------ names */

const char *gv_model_identity(const gv_model *model)
{
    return model != NULL ? model->identity : NULL;
}

const char *gv_model_label(const gv_model *model, size_t index)
{
    return model != NULL && index < model->n_labels
               ? gv_model_string(model, model->labels[index].name)
               : NULL;
}

const char *gv_model_status(const gv_model *model, size_t index)
{
    return model != NULL && index < model->n_statuses
               ? gv_model_string(model, model->statuses[index].name)
               : NULL;
}

const char *gv_model_language_code(const gv_model *model, size_t index)
{
    return model != NULL && index < model->n_languages ? model->languages[index].code : NULL;
}

const char *gv_model_rule(const gv_model *model, size_t index)
{
    size_t left = index;
    for (uint32_t i = 0; model != NULL && i < model->n_languages; i++) {
        const gv_model_language *const language = &model->languages[i];
        if (left < language->head->n_rules) {
            return gv_model_string(model, language->frames[left].name);
        }
        left -= language->head->n_rules;
    }
    return NULL;
}

/* Fills as much of *example as the caller's struct has. */
static void fill_example(const gv_model *model, const gv_model_language *language,
                         const gv_image_example *found, gv_example *example)
{
    const gv_image_frame *const frame = &language->frames[found->frame];
    const gv_example full = {.size = example->size,
                             .owner = gv_model_string(model, frame->name),
                             .text = gv_model_string(model, found->text),
                             .path = gv_model_string(model, frame->file),
                             .line = found->line,
                             .expected = (int)found->expected,
                             .language = language->code};
    memcpy(example, &full, example->size < sizeof full ? example->size : sizeof full);
}

int gv_model_example(const gv_model *model, size_t index, gv_example *example)
{
    size_t left = index;
    for (uint32_t i = 0; model != NULL && example != NULL && i < model->n_languages; i++) {
        const gv_model_language *const language = &model->languages[i];
        if (left < language->n_examples) {
            fill_example(model, language, &language->examples[left], example);
            return 1;
        }
        left -= language->n_examples;
    }
    return 0;
}
