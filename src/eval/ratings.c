/*
 * ratings.c - label files, to be compared with one another.
 *
 * In: gold lines, of which only id and labels are looked at, or gravamen's own records:
 *     {"id":"7","labels":{"mass_killing":"negated"}}
 *     {"v":1,"id":"7","passage":1,...,"labels":[{"label":"mass_killing","status":"negated",...}]}
 * Out: one row an id. An id may stand once: of two lines about one passage nobody knows which is
 * meant. So records must be made with a document a record, and for every document
 * (`gravamen tag --unit document --status any`).
 */
#include "eval/ratings.h"

#include "eval/gold.h"
#include "ingest/reader.h"

#include <inttypes.h>
#include <string.h>

static const size_t line_limit = (size_t)16 << 20;

typedef struct reading {
    const gv_model *model;
    const char *path;
    gv_message *message;
    uint32_t *found; /* one a label */
    gv_ratings *ratings;
} reading;

static gv_status refuse(const reading *r, const gv_document *document, const char *reason)
{
    return gv_message_set(r->message, GV_ERROR_FORMAT, "%s:%" PRIu64 ": %s", r->path,
                          gv_gold_line(document), reason);
}

static gv_status add_document(const reading *r, const gv_document *document)
{
    gv_ratings *const ratings = r->ratings;
    const size_t row = ratings->rows.n_entries;
    const size_t n_labels = r->model->n_labels;
    gv_message reason = {.text = ""};
    uint32_t earlier = 0;
    if (document->error != NULL) {
        return refuse(r, document, document->error);
    }
    if (document->fields == NULL ||
        gv_gold_read_statuses(r->model, document->fields, &reason, r->found) != GV_OK) {
        return refuse(r, document, reason.text[0] != '\0' ? reason.text : "no \"labels\"");
    }
    if (row >= GV_RATINGS_MOST) {
        return gv_message_set(r->message, GV_ERROR_LIMIT, "%s: more than %d passages", r->path,
                              GV_RATINGS_MOST);
    }
    GV_TRY(gv_array_reserve((void **)&ratings->lines, row + 1, sizeof *ratings->lines,
                            &ratings->lines_capacity));
    GV_TRY(gv_array_reserve((void **)&ratings->statuses, (row + 1) * n_labels, 1,
                            &ratings->statuses_capacity));
    GV_TRY(gv_map_add(&ratings->rows, document->id, strlen(document->id), (uint32_t)row,
                      &earlier));
    if (earlier != row) {
        gv_message_set(&reason, GV_OK, "the id \"%.200s\" stands already in line %" PRIu64,
                       document->id, ratings->lines[earlier]);
        return refuse(r, document, reason.text);
    }
    ratings->lines[row] = gv_gold_line(document);
    for (size_t l = 0; l < n_labels; l++) {
        ratings->statuses[row * n_labels + l] =
            (uint8_t)(r->found[l] == GV_IMAGE_NONE ? r->model->n_statuses : r->found[l]);
    }
    return GV_OK;
}

static gv_status read_all(const reading *r)
{
    static const char *const keep[] = {"id", "labels"};
    const gv_model_language *const first = gv_model_find_language(r->model, NULL);
    const gv_ingest_options options = {.unit = GV_UNIT_DOCUMENT,
                                       .limits = GV_LIMITS_DEFAULTS,
                                       .passage_limit = line_limit,
                                       .document_limit = line_limit,
                                       .text_field = "text",
                                       .id_field = "id",
                                       .title_field = "title",
                                       .date_field = "date",
                                       .language_field = "lang",
                                       .keep_fields = keep,
                                       .n_keep_fields = sizeof keep / sizeof *keep,
                                       .fields_only = 1,
                                       .language = first != NULL ? &first->text : NULL};
    gv_reader *reader = NULL;
    gv_section section = {0};
    gv_reader_report report;
    int more = 1;
    gv_status status;
    GV_TRY_DONE(gv_reader_open(&options, r->path, r->message, &reader));
    while (more) {
        GV_TRY_DONE(gv_reader_next(reader, &section, &more));
        if (more) {
            GV_TRY_DONE(gv_section_cut(&options, r->path, &section));
        }
        for (uint32_t d = 0; more && d < section.n_documents; d++) {
            GV_TRY_DONE(add_document(r, &section.documents[d]));
        }
    }
    gv_reader_get_report(reader, &report);
    if (report.n_damage > 0) {
        status = gv_message_set(r->message, GV_ERROR_FORMAT, "%s: %s: %s", r->path,
                                report.damage[0].layer, report.damage[0].reason);
    } else if (r->ratings->rows.n_entries == 0) {
        status = gv_message_set(r->message, GV_ERROR_FORMAT, "%s: no labelled passages", r->path);
    }
done:
    gv_section_free(&section);
    gv_reader_free(reader);
    return status;
}

gv_status gv_ratings_read(const gv_model *model, const char *path, gv_message *message,
                          gv_ratings *ratings)
{
    reading r = {.model = model, .path = path, .message = message, .ratings = ratings};
    GV_TRY(gv_memory_get_zeroed((size_t)model->n_labels + 1, sizeof *r.found,
                                (void **)&r.found));
    const gv_status status = read_all(&r);
    gv_memory_free(r.found);
    return status;
}

void gv_ratings_free(gv_ratings *ratings)
{
    gv_map_free(&ratings->rows);
    gv_memory_free(ratings->lines);
    gv_memory_free(ratings->statuses);
    *ratings = (gv_ratings){0};
}
