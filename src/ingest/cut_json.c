/*
 * cut_json.c - a JSON array to documents: one an object.
 *
 *     [ {"id":"r7","text":"Militia entered Oru."},     document r7
 *       {"id":"r8"} ]                                  document with an error
 *
 * In: whole objects as rows.h found them. What a line is to JSONL an object is here.
 * Of a list of strings, ["Militia entered Oru.", "They left."], each is the text of a document.
 */
#include "ingest/cut.h"

#include "ingest/rows_scan.h"

gv_status gv_cut_json(gv_cutter *c)
{
    const gv_section *const section = c->section;
    const char *const bytes = section->raw.bytes;
    gv_rows rows = {.format = GV_SECTION_JSON, .options = c->options};
    GV_TRY(gv_cut_make_fields(c));
    for (uint64_t n = section->first_line; gv_rows_each(&rows, bytes, section->raw.length); n++) {
        const size_t at = rows.scan.at;
        const size_t length = rows.scan.stop - at;
        gv_cut_line l = {bytes + at, length, section->raw_offset + at, length, n};
        gv_document document;
        gv_document_copy(&document, &section->base);
        document.layers[document.n_layers++] =
            (gv_layer){.kind = "element", .offset = l.offset, .length = length, .n = n};
        document.extracted = 1;
        GV_TRY(gv_cut_make_id(c, n, &document.id));
        GV_TRY(gv_cut_repair(c, &l));
        GV_TRY(l.length > 0 && l.bytes[0] == '"' ? gv_cut_string(c, &l, "element", &document)
                                                 : gv_cut_object(c, &l, "element", &document));
    }
    return GV_OK;
}
