/*
 * examples.c - gv_check: every example that the rules carry, run.
 *
 * In: a model. Out: a line for each example that fails, then a count. A rule's "yes:" sentence must
 * make the rule fire with the strongest status, and give its label that status where the rule's
 * weight alone reaches the threshold; a cue's must let it reach a mention, a mask's must let it
 * drop one; a "no:" sentence must do none of that:
 *
 *     killing.gvr:12: mass_killing/killed_number: no: Gunmen killed 12 goats.
 *         -> mass_killing/killed_number asserted "killed 12"
 */
#include "base/buf.h"
#include "output/escape.h"
#include "scan/scanner.h"

#include <inttypes.h>
#include <string.h>

/* 1 if the frame did, with the passage just scanned, what its "yes:" sentences promise. */
static int has_done(const gv_model *model, const gv_model_language *language,
                    const gv_scanner *scanner, const struct gv_result *result, uint32_t frame)
{
    const gv_image_frame *const rule = &language->frames[frame];
    int fired = 0;
    if (rule->kind != GV_FRAME_RULE) {
        return gv_scanner_touched(scanner, frame);
    }
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        fired |= result->mentions[i].rule == frame && result->mentions[i].status == 0;
    }
    if (!fired || rule->weight < model->labels[rule->of].threshold) {
        return fired;
    }
    for (uint32_t i = 0; i < result->n_labels; i++) {
        if (result->labels[i].label == rule->of) {
            return result->labels[i].status == 0;
        }
    }
    return 0;
}

static gv_status add_came_out(gv_buf *out, const gv_model *model, const gv_model_language *language,
                              const struct gv_result *result, const char *text)
{
    if (result->n_mentions == 0) {
        return gv_buf_add_text(out, "    -> no mention\n");
    }
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        const gv_mention *const mention = &result->mentions[i];
        const gv_image_frame *const frames = language->frames;
        GV_TRY(gv_buf_add_format(out, "    -> %s %s \"",
                                 gv_model_string(model, frames[mention->rule].name),
                                 gv_model_string(model, model->statuses[mention->status].name)));
        GV_TRY(gv_output_show(out, text + mention->start, mention->end - mention->start, 0));
        GV_TRY(gv_buf_add_text(out, "\""));
        if (mention->cue != GV_IMAGE_NONE) {
            GV_TRY(gv_buf_add_format(out, " by %s \"",
                                     gv_model_string(model, frames[mention->cue].name)));
            GV_TRY(gv_output_show(out, text + mention->cue_start,
                                  mention->cue_end - mention->cue_start, 0));
            GV_TRY(gv_buf_add_text(out, "\""));
        }
        GV_TRY(gv_buf_add_text(out, "\n"));
    }
    return GV_OK;
}

static gv_status add_failure(gv_buf *out, const gv_model *model, const gv_model_language *language,
                             const gv_image_example *example, const struct gv_result *result)
{
    const gv_image_frame *const frame = &language->frames[example->frame];
    const char *const text = gv_model_string(model, example->text);
    GV_TRY(gv_buf_add_format(out, "%s:%" PRIu32 ": %s: %s: ", gv_model_string(model, frame->file),
                             example->line, gv_model_string(model, frame->name),
                             example->expected ? "yes" : "no"));
    GV_TRY(gv_output_show(out, text, example->length, 0));
    GV_TRY(gv_buf_add_text(out, "\n"));
    return add_came_out(out, model, language, result, text);
}

static gv_status check_language(const gv_model *model, const gv_model_language *language,
                                gv_buf *out, size_t *n_failed)
{
    const gv_scanner_options options = {.size = sizeof options, .language = language->code};
    gv_scanner *scanner = NULL;
    gv_status status;
    GV_TRY(gv_scanner_new(model, &options, &scanner));
    gv_scanner_watch(scanner, 1);
    for (uint32_t i = 0; i < language->n_examples; i++) {
        const gv_image_example *const example = &language->examples[i];
        const struct gv_result *result = NULL;
        GV_TRY_DONE(gv_scanner_scan(scanner, gv_model_string(model, example->text),
                                    example->length, 0, &result));
        const int done = has_done(model, language, scanner, result, example->frame) != 0;
        if (done != (int)example->expected) {
            ++*n_failed;
            GV_TRY_DONE(add_failure(out, model, language, example, result));
        }
    }
    status = GV_OK;
done:
    gv_scanner_free(scanner);
    return status;
}

gv_status gv_check(const gv_model *model, gv_write_fn write, void *user, size_t *n_examples,
                   size_t *n_failed)
{
    gv_buf out = {0};
    size_t all = 0, failed = 0;
    gv_status status = GV_OK;
    if (model == NULL || write == NULL || n_examples == NULL || n_failed == NULL) {
        return GV_ERROR_ARGUMENT;
    }
    for (uint32_t l = 0; l < model->n_languages; l++) {
        all += model->languages[l].n_examples;
        GV_TRY_DONE(check_language(model, &model->languages[l], &out, &failed));
    }
    GV_TRY_DONE(gv_buf_add_format(&out, "%zu examples, %zu failed\n", all, failed));
    GV_TRY_DONE(write(user, out.bytes, out.length));
    *n_examples = all;
    *n_failed = failed;
done:
    gv_buf_free(&out);
    return status;
}
