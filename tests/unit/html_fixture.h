/*
 * html_fixture.h - what must be true of every page that was cut, for tests and fuzz targets.
 */
#ifndef GV_TESTS_HTML_FIXTURE_H
#define GV_TESTS_HTML_FIXTURE_H

#include "ingest_fixture.h"

#include "ingest/html_entity.h"

/* 1 if the source is the text byte for byte, but for the kind of blanks. */
static inline int html_is_same(const char *source, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const int blank = source[i] == '\0' || strchr(" \t\n\v\f\r\xc2", source[i]) != NULL;
        if (source[i] != text[i] && !(text[i] == ' ' && blank)) {
            return 0;
        }
    }
    return 1;
}

/* 1 if a reference at `at` stands for the text, or, where a passage is cut at its limit, one a few
 * bytes before it for a text of which this is the rest. */
static inline int html_is_reference(const char *source, size_t length, size_t at, const char *text,
                                    size_t text_length)
{
    for (size_t back = 0; back < GV_HTML_ENTITY_MAX && back <= at; back++) {
        char decoded[GV_HTML_ENTITY_MAX];
        size_t size = 0;
        if (source[at - back] == '&' &&
            gv_html_entity_read(source + at - back, length - at + back, 0, decoded, &size) > 0) {
            return *text == ' ' || /* &nbsp; */
                   (size >= back + text_length &&
                    memcmp(decoded + back, text, text_length) == 0);
        }
    }
    return 0;
}

/* Every piece stands in the source as it is, or as an entity, or was a bad byte; between pieces
 * there are blanks. */
static inline void html_check_places(const gv_section *section, const char *source, size_t length,
                                     uint64_t offset)
{
    for (uint32_t i = 0; i < section->n_passages; i++) {
        const gv_passage *const p = &section->passages[i];
        size_t text = 0;
        REQUIRE(p->length > 0 && strlen(p->text) == p->length);
        REQUIRE(gv_utf8_valid_length(p->text, p->length) == p->length);
        REQUIRE(p->text[0] != ' ' && p->text[p->length - 1] != ' ');
        REQUIRE(strstr(p->text, "  ") == NULL);
        REQUIRE(p->n_spans > 0);
        for (uint32_t n = 0; n < p->n_pieces; n++) {
            const gv_piece *const piece = &p->pieces[n];
            const uint64_t at = piece->source - offset;
            for (; text < piece->text; text++) {
                REQUIRE(!fixture_is_word_byte(p->text[text]));
            }
            text += piece->length;
            REQUIRE(piece->source >= offset && at < length && text <= p->length);
            REQUIRE(piece->source >= p->spans[0].start && at + piece->length <= length);
            if (length - at >= piece->length &&
                html_is_same(source + at, p->text + piece->text, piece->length)) {
                continue;
            }
            REQUIRE(html_is_reference(source, length, at, p->text + piece->text, piece->length) ||
                    (piece->length == 1 &&
                     memcmp(p->text + piece->text, "\xef\xbf\xbd", 3) == 0));
        }
        for (; text < p->length; text++) {
            REQUIRE(!fixture_is_word_byte(p->text[text]));
        }
    }
}

/* What was read of a page stands where the passages say, as far as it was read as it is stored. */
static inline void html_check_section(const gv_section *section)
{
    REQUIRE(section->n_documents == 1);
    if (!section->documents[0].extracted) {
        html_check_places(section, section->raw.bytes, section->raw.length, section->raw_offset);
    }
}

#endif
