/*
 * record.c - what all output formats share.
 *
 * In: records. Out: bytes by the format asked for, with a note of where each record ends and where
 * each passage number belongs. Evidence is led back to the source through the passage's pieces:
 *     text    "ethnic cleansing, civilian massacres"     pieces [0,18) from 900, [18,36) from 923
 *     bytes [18,36) are source [923,941); bytes [7,26) touch both pieces: source [907,931)
 * It writes no file and counts nothing.
 */
#include "output/writers.h"

#include "base/arena.h"

gv_status gv_output_add(const gv_output_options *options, const gv_record *record,
                        gv_output *output)
{
    switch (options->format) {
    case GV_FORMAT_JSONL:
        GV_TRY(gv_output_add_jsonl(options, record, output));
        break;
    case GV_FORMAT_CSV:
        GV_TRY(gv_output_add_csv(options, record, output));
        break;
    case GV_FORMAT_PRETTY:
        GV_TRY(gv_output_add_pretty(options, record, output));
        break;
    default:
        return GV_ERROR_ARGUMENT;
    }
    return gv_output_end_record(output);
}

gv_status gv_output_end_record(gv_output *output)
{
    GV_TRY(gv_array_reserve((void **)&output->record_ends, output->n_records + 1,
                            sizeof *output->record_ends, &output->record_ends_capacity));
    output->record_ends[output->n_records++] = output->bytes.length;
    return GV_OK;
}

gv_status gv_output_start(const gv_output_options *options, gv_buf *bytes)
{
    return options->format == GV_FORMAT_CSV ? gv_output_csv_header(options, bytes) : GV_OK;
}

gv_status gv_output_number(gv_output *output, const gv_record *record)
{
    GV_TRY(gv_array_reserve((void **)&output->places, output->n_places + 1,
                            sizeof *output->places, &output->places_capacity));
    output->places[output->n_places++] =
        (gv_number_place){.position = output->bytes.length,
                          .number = record->passage->number + 1,
                          .document = record->passage->document};
    return GV_OK;
}

void gv_output_clear(gv_output *output, size_t keep)
{
    if (output->bytes.capacity > keep) {
        gv_buf_free(&output->bytes);
    }
    if (output->scratch.capacity > keep) {
        gv_buf_free(&output->scratch);
    }
    gv_buf_clear(&output->bytes);
    gv_buf_clear(&output->scratch);
    output->n_places = 0;
    output->n_records = 0;
}

void gv_output_free(gv_output *output)
{
    gv_buf_free(&output->bytes);
    gv_buf_free(&output->scratch);
    gv_memory_free(output->places);
    gv_memory_free(output->record_ends);
    *output = (gv_output){0};
}

const char *gv_output_kind_name(gv_passage_kind kind)
{
    static const char *const NAMES[] = {"paragraph", "heading",  "list_item",
                                        "quote",     "sentence", "document"};
    return (size_t)kind < sizeof NAMES / sizeof *NAMES ? NAMES[kind] : "paragraph";
}

const char *gv_output_language(const gv_record *record)
{
    return record->document->language != NULL ? record->document->language : record->language;
}

int gv_output_source_span(const gv_passage *passage, uint32_t start, uint32_t end, gv_span *span)
{
    if (passage->n_pieces == 0) {
        return 0;
    }
    /* The last piece that begins at or before `start`. */
    uint32_t low = 0;
    uint32_t high = passage->n_pieces;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (passage->pieces[middle].text <= start) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const gv_piece *const first = &passage->pieces[low];
    gv_span hull = {.start = UINT64_MAX, .end = 0};
    for (uint32_t i = low; i < passage->n_pieces && passage->pieces[i].text < end; i++) {
        const gv_piece *const piece = &passage->pieces[i];
        const uint32_t from = start > piece->text ? start - piece->text : 0;
        const uint32_t to = end - piece->text < piece->length ? end - piece->text : piece->length;
        if (from < to) {
            hull.start = piece->source + from < hull.start ? piece->source + from : hull.start;
            hull.end = piece->source + to > hull.end ? piece->source + to : hull.end;
        }
    }
    if (hull.start > hull.end) {
        hull.start = hull.end = first->source + first->length;
    }
    *span = hull;
    return 1;
}

const char *gv_output_label_name(const struct gv_result *result, const gv_label_result *label)
{
    return gv_model_string(result->model, result->model->labels[label->label].name);
}

const char *gv_output_status_name(const struct gv_result *result, uint32_t status)
{
    return gv_model_string(result->model, result->model->statuses[status].name);
}

const char *gv_output_rule_name(const struct gv_result *result, const gv_mention *mention)
{
    return gv_model_string(result->model, result->language->frames[mention->rule].name);
}

const gv_mention *gv_output_mention(const struct gv_result *result, const gv_label_result *label,
                                    uint32_t i)
{
    return &result->mentions[result->evidence[label->first_evidence + i]];
}

const char *gv_output_note(const struct gv_result *result, const gv_label_result *label, size_t i)
{
    const gv_model *const model = result->model;
    for (uint32_t t = 0; t < model->n_tests && t < GV_LIMIT_TESTS; t++) {
        const uint32_t note = model->tests[t].note;
        int seen = note == GV_IMAGE_NONE || (label->notes >> t & 1) == 0;
        /* Each distinct string stands once in the image, so equal notes have equal offsets. */
        for (uint32_t earlier = 0; earlier < t && !seen; earlier++) {
            seen = model->tests[earlier].note == note && (label->notes >> earlier & 1) != 0;
        }
        if (!seen && i-- == 0) {
            return gv_model_string(model, note);
        }
    }
    return NULL;
}
