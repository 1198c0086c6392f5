/*
 * ingest_fixture.h - options, and what must be true of every section, for tests and fuzz targets of
 * ingest/. A broken promise aborts, with its place on stderr.
 */
#ifndef GV_TESTS_INGEST_FIXTURE_H
#define GV_TESTS_INGEST_FIXTURE_H

#include "ingest/jsonl.h"
#include "ingest/reader.h"
#include "ingest/section.h"
#include "text/utf8.h"

#include "require.h"

#define SLICE(text) {text, sizeof(text) - 1}

static const gv_slice fixture_hyphens[] = {SLICE("self-*"), SLICE("*-based"), SLICE("re-e*"),
                                           SLICE("*-like"), SLICE("*-year")};
static const gv_slice fixture_stops[] = {SLICE("gen"), SLICE("no")};
static const gv_text_language fixture_language = {
    .code = "en", .abbreviations = fixture_stops, .n_abbreviations = 2};

static inline gv_ingest_options fixture_options(void)
{
    const gv_ingest_options options = {.unit = GV_UNIT_PASSAGE,
                                       .limits = GV_LIMITS_DEFAULTS,
                                       .passage_limit = 65536,
                                       .document_limit = 16 << 20,
                                       .text_field = "text",
                                       .id_field = "id",
                                       .title_field = "title",
                                       .date_field = "date",
                                       .language_field = "lang",
                                       .hyphens = fixture_hyphens,
                                       .n_hyphens = 5,
                                       .language = &fixture_language};
    return options;
}

/* The text that a document's offsets count in: raw of a text section; of JSONL the decoded text
 * field of its line, which must be valid UTF-8 and is put into *buf. */
static inline const char *fixture_source(const gv_ingest_options *options,
                                         const gv_section *section, const gv_document *document,
                                         gv_buf *buf, uint64_t *offset, size_t *length)
{
    if (section->format == GV_SECTION_TEXT) {
        *offset = section->raw_offset;
        *length = section->raw.length;
        return section->raw.bytes;
    }
    if (section->format != GV_SECTION_JSONL && section->format != GV_SECTION_JSON) {
        return NULL;
    }
    const gv_layer *const layer = &document->layers[document->n_layers - 1];
    const char *const line = section->raw.bytes + (layer->offset - section->raw_offset);
    gv_json_field field = {.name = options->text_field,
                           .name_length = strlen(options->text_field)};
    gv_json_error error;
    uint64_t replaced = 0;
    if (gv_utf8_valid_length(line, layer->length) != layer->length) {
        return NULL; /* repaired first: the stored bytes are not the text's */
    }
    REQUIRE(gv_json_scan(line, layer->length, &field, 1, &error) == GV_OK);
    gv_buf_clear(buf);
    REQUIRE(gv_buf_reserve(buf, field.value.length + 1) == GV_OK);
    buf->length = gv_json_decode(&field.value, buf->bytes, &replaced);
    *offset = 0;
    *length = buf->length;
    return buf->bytes;
}

static inline int fixture_is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Text, pieces and spans of one passage agree with one another and with the source. */
static inline void fixture_check_passage(const gv_passage *passage, const char *source,
                                         uint64_t offset, size_t length, unsigned char *covered)
{
    size_t text_end = 0;
    uint32_t span = 0;
    REQUIRE(passage->length > 0);
    REQUIRE(memchr(passage->text, '\0', passage->length) == NULL);
    REQUIRE(gv_utf8_valid_length(passage->text, passage->length) == passage->length);
    REQUIRE(passage->text[0] != ' ' && passage->text[passage->length - 1] != ' ');
    for (uint32_t i = 1; i < passage->length; i++) {
        REQUIRE(passage->text[i] != ' ' || passage->text[i - 1] != ' ');
    }
    for (uint32_t i = 0; i < passage->n_pieces; i++) {
        const gv_piece *const piece = &passage->pieces[i];
        REQUIRE(piece->length > 0 && piece->text >= text_end);
        for (size_t gap = text_end; gap < piece->text; gap++) {
            REQUIRE(!fixture_is_word_byte(passage->text[gap])); /* words come from the source */
        }
        text_end = (size_t)piece->text + piece->length;
        REQUIRE(text_end <= passage->length);
        while (span < passage->n_spans && (piece->source < passage->spans[span].start ||
                                           piece->source >= passage->spans[span].end)) {
            span++;
        }
        REQUIRE(span < passage->n_spans);
        REQUIRE(piece->source + piece->length <= passage->spans[span].end);
        if (source != NULL) {
            REQUIRE(piece->source >= offset && piece->source + piece->length <= offset + length);
            REQUIRE(memcmp(source + (piece->source - offset), passage->text + piece->text,
                           piece->length) == 0);
            for (uint32_t b = 0; b < piece->length; b++) {
                REQUIRE(covered[piece->source - offset + b]++ == 0);
            }
        }
    }
    for (size_t gap = text_end; gap < passage->length; gap++) {
        REQUIRE(!fixture_is_word_byte(passage->text[gap]));
    }
}

/* Puts a NUL behind each text, so that it can be read as a string. */
static inline void fixture_end_texts(gv_section *section)
{
    for (uint32_t p = 0; p < section->n_passages; p++) {
        gv_passage *const passage = &section->passages[p];
        char *copy = NULL;
        REQUIRE(gv_arena_copy(&section->arena, passage->text, passage->length, &copy) == GV_OK);
        passage->text = copy;
    }
}

/* Everything that must hold after gv_section_cut: no letter or digit of any text is lost, doubled
 * or changed; passages come in the order of their first bytes and are numbered so. */
static inline void fixture_check_section(const gv_ingest_options *options,
                                         const gv_section *section)
{
    gv_buf buf = {0};
    gv_buf covered = {0};
    uint32_t p = 0;
    for (uint32_t d = 0; d < section->n_documents; d++) {
        const gv_document *const document = &section->documents[d];
        const char *source = NULL;
        uint64_t offset = 0;
        size_t length = 0;
        REQUIRE(document->id != NULL && document->id[0] != '\0');
        REQUIRE(document->n_layers <= GV_LAYERS_MAX);
        if (document->error != NULL) {
            REQUIRE(p == section->n_passages || section->passages[p].document != d);
            continue;
        }
        if (document->part <= 1) {
            gv_buf_clear(&covered);
        }
        source = fixture_source(options, section, document, &buf, &offset, &length);
        if (source != NULL && covered.length == 0) {
            REQUIRE(gv_buf_reserve(&covered, length + 1) == GV_OK);
            memset(covered.bytes, 0, length);
            covered.length = length;
        }
        uint64_t before = 0;
        for (uint32_t number = 0; p < section->n_passages && section->passages[p].document == d;
             p++, number++) {
            const gv_passage *const passage = &section->passages[p];
            REQUIRE(passage->number == number);
            REQUIRE(passage->n_spans > 0);
            const int begins = number == 0 || !passage[-1].cut; /* not the rest of a long one */
            if (options->unit != GV_UNIT_SENTENCE && begins) {
                REQUIRE(passage->spans[0].start >= before);
                before = passage->spans[0].start;
            }
            fixture_check_passage(passage, source, offset, length,
                                  (unsigned char *)covered.bytes);
        }
        const int last_part = d + 1 == section->n_documents ||
                              section->documents[d + 1].part <= 1;
        for (size_t i = 0; source != NULL && last_part && i < length; i++) {
            REQUIRE(covered.bytes[i] == 1 || !fixture_is_word_byte(source[i]));
        }
    }
    REQUIRE(p == section->n_passages);
    gv_buf_free(&buf);
    gv_buf_free(&covered);
}

/* Makes a section of bytes as the reader would. */
static inline void fixture_fill(gv_section *section, gv_section_format format, const void *bytes,
                                size_t length)
{
    gv_arena_reset(&section->arena, 1 << 20);
    gv_buf_clear(&section->raw);
    REQUIRE(gv_buf_add(&section->raw, bytes, length) == GV_OK);
    memset(&section->base, 0, sizeof section->base);
    section->base.id = "oru";
    section->format = (int)format;
    section->raw_offset = 1000;
    section->first_line = 1;
    section->cut = 0;
    section->flush = 0;
}

#endif
