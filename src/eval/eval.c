/*
 * eval.c - gv_eval: a model scored on labelled passages.
 *
 * In: gold lines, read by the very ingest that `gravamen tag --unit document` reads with (so gzip,
 * other encodings and stray blanks are as there), and a model. Out: tables or one JSON object.
 *
 *     {"id":"7","text":"No massacre took place.","labels":{"mass_killing":"negated"}}
 *
 * is scanned once as a whole; if mass_killing comes out asserted, that is a false positive of the
 * label and a pair (negated, asserted) in the status table. A line that cannot be read, has no
 * labels, or names a label that the model lacks ends the evaluation: figures over part of the gold
 * would be taken for figures over all of it.
 */
#include "eval/gold.h"
#include "eval/score.h"
#include "ingest/reader.h"
#include "scan/scanner.h"

#include <inttypes.h>
#include <string.h>

/* One text may be this long; DESIGN's limit for a document. */
static const size_t text_limit = (size_t)16 << 20;

typedef struct evaluation {
    const gv_eval_options *options;
    const gv_model *model;
    const char *path;
    gv_message *message;
    gv_scanner **scanners; /* one a language of the model, made when first needed */
    gv_gold gold;
    uint32_t *predicted;
    gv_score score;
    gv_arena arena; /* owns the arrays above and the scanners' array */
} evaluation;

static gv_status start(evaluation *run)
{
    const gv_model *const model = run->model;
    GV_TRY(gv_arena_get_array(&run->arena, model->n_languages, sizeof *run->scanners,
                              (void **)&run->scanners));
    GV_TRY(gv_arena_get_array(&run->arena, model->n_labels, sizeof *run->gold.statuses,
                              (void **)&run->gold.statuses));
    GV_TRY(gv_arena_get_array(&run->arena, model->n_labels, sizeof *run->predicted,
                              (void **)&run->predicted));
    GV_TRY(gv_arena_get_array(&run->arena, model->n_facets, sizeof *run->gold.facets,
                              (void **)&run->gold.facets));
    return gv_score_start(model, &run->score);
}

static void finish(evaluation *run)
{
    for (uint32_t l = 0; run->scanners != NULL && l < run->model->n_languages; l++) {
        gv_scanner_free(run->scanners[l]);
    }
    gv_score_free(&run->score);
    gv_arena_free(&run->arena);
}

static gv_status refuse(const evaluation *run, const gv_document *document, const char *reason)
{
    return gv_message_set(run->message, GV_ERROR_FORMAT, "%s:%" PRIu64 ": %s", run->path,
                          gv_gold_line(document), reason);
}

static gv_status scan(evaluation *run, const gv_document *document, const gv_passage *passage,
                      const struct gv_result **result)
{
    const gv_model_language *const language =
        gv_model_find_language(run->model, document->language);
    if (language == NULL) {
        return refuse(run, document, "no language of the model");
    }
    gv_scanner **const scanner = &run->scanners[language - run->model->languages];
    if (*scanner == NULL) {
        const gv_scanner_options options = {.size = sizeof options, .language = language->code};
        GV_TRY(gv_scanner_new(run->model, &options, scanner));
    }
    return gv_scanner_scan(*scanner, passage->text, passage->length, 0, result);
}

/* passage: the document's only one, or NULL if it has no words at all. */
static gv_status add_document(evaluation *run, const gv_document *document,
                              const gv_passage *passage)
{
    const struct gv_result *result = NULL;
    gv_message reason = {.text = ""};
    if (document->error != NULL) {
        return refuse(run, document, document->error);
    }
    if (document->part > 0) {
        return refuse(run, document, "the text is too long");
    }
    if (document->fields == NULL ||
        gv_gold_read(run->model, document->fields, &reason, &run->gold) != GV_OK) {
        return refuse(run, document, reason.text[0] != '\0' ? reason.text : "no \"labels\"");
    }
    if (passage != NULL) {
        GV_TRY(scan(run, document, passage, &result));
    }
    GV_TRY(gv_score_add(&run->score, &run->gold, result, run->predicted));
    if (!run->options->errors) {
        return GV_OK;
    }
    const gv_eval_passage seen = {.id = document->id,
                                  .text = passage != NULL ? passage->text : "",
                                  .length = passage != NULL ? passage->length : 0,
                                  .gold = run->gold.statuses,
                                  .predicted = run->predicted,
                                  .result = result};
    return run->options->json ? gv_figures_add_errors(&run->score, &seen)
                              : gv_tables_add_errors(&run->score, &seen);
}

static gv_status add_section(evaluation *run, const gv_section *section)
{
    uint32_t next = 0;
    for (uint32_t d = 0; d < section->n_documents; d++) {
        const gv_passage *passage = NULL;
        if (next < section->n_passages && section->passages[next].document == d) {
            passage = &section->passages[next++];
        }
        if (next < section->n_passages && section->passages[next].document == d) {
            return refuse(run, &section->documents[d], "the text is too long");
        }
        GV_TRY(add_document(run, &section->documents[d], passage));
    }
    return GV_OK;
}

static gv_status read_gold(evaluation *run)
{
    const gv_model *const model = run->model;
    const gv_model_language *const first = gv_model_find_language(model, NULL);
    const char **keep = NULL;
    gv_reader *reader = NULL;
    gv_section section = {0};
    gv_reader_report report;
    int more = 1;
    gv_status status;
    GV_TRY(gv_arena_get_array(&run->arena, (size_t)model->n_facets + 2, sizeof *keep,
                              (void **)&keep));
    keep[0] = "labels";
    keep[1] = "source";
    for (uint32_t f = 0; f < model->n_facets; f++) {
        keep[f + 2] = gv_model_string(model, model->facets[f].name);
    }
    const gv_ingest_options options = {.unit = GV_UNIT_DOCUMENT,
                                       .limits = GV_LIMITS_DEFAULTS,
                                       .passage_limit = text_limit,
                                       .document_limit = text_limit,
                                       .text_field = "text",
                                       .id_field = "id",
                                       .title_field = "title",
                                       .date_field = "date",
                                       .language_field = "lang",
                                       .keep_fields = keep,
                                       .n_keep_fields = (size_t)model->n_facets + 2,
                                       .hyphens = first != NULL ? first->hyphens : NULL,
                                       .n_hyphens = first != NULL ? first->n_hyphens : 0,
                                       .language = first != NULL ? &first->text : NULL};
    GV_TRY_DONE(gv_reader_open(&options, run->path, run->message, &reader));
    while (more) {
        GV_TRY_DONE(gv_reader_next(reader, &section, &more));
        if (more) {
            GV_TRY_DONE(gv_section_cut(&options, run->path, &section));
            GV_TRY_DONE(add_section(run, &section));
        }
    }
    gv_reader_get_report(reader, &report);
    if (report.n_damage > 0) {
        status = gv_message_set(run->message, GV_ERROR_FORMAT, "%s: %s: %s", run->path,
                                report.damage[0].layer, report.damage[0].reason);
    } else if (run->score.n_passages == 0) {
        status = gv_message_set(run->message, GV_ERROR_FORMAT, "%s: no gold lines", run->path);
    }
done:
    gv_section_free(&section);
    gv_reader_free(reader);
    return status;
}

gv_status gv_eval(const gv_eval_options *options, const char *gold_path, gv_write_fn write,
                  void *user, gv_message *message)
{
    gv_model *builtin = NULL;
    evaluation run = {.options = options, .path = gold_path, .message = message};
    gv_buf report = {0};
    gv_status status;
    if (options == NULL || options->size != sizeof *options || gold_path == NULL ||
        write == NULL) {
        return gv_message_set(message, GV_ERROR_ARGUMENT, "gv_eval: %s",
                              gv_strerror(GV_ERROR_ARGUMENT));
    }
    if (options->model == NULL) {
        GV_TRY(gv_model_builtin(&builtin));
    }
    run.model = builtin != NULL ? builtin : options->model;
    GV_TRY_DONE(start(&run));
    GV_TRY_DONE(read_gold(&run));
    GV_TRY_DONE(gv_score_finish(&run.score));
    GV_TRY_DONE(options->json
                    ? gv_figures_write(&run.score, options->rules, options->errors, &report)
                    : gv_tables_write(&run.score, options->rules, options->errors, &report));
    status = write(user, report.bytes, report.length);
done:
    gv_buf_free(&report);
    finish(&run);
    gv_model_free(builtin);
    return status;
}
