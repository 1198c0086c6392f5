/*
 * office.h - what is inside a DOCX or ODT file, and its text.
 *
 *     office_zip.c     the members of the zip archive that the file is
 *     office_text.c    paragraphs as blocks of an extract
 *     office_docx.c    WordprocessingML (ECMA-376) to paragraphs
 *     office_odt.c     OpenDocument text (ISO 26300) to paragraphs
 *     cut_office.c     one file to a document and its passages
 */
#ifndef GV_INGEST_OFFICE_H
#define GV_INGEST_OFFICE_H

#include "ingest/damage.h"
#include "ingest/extract.h"
#include "ingest/xml.h"

/* ------------------------------------------------------------------ office_zip.c */

typedef enum gv_office_kind { GV_OFFICE_NONE = 0, GV_OFFICE_DOCX, GV_OFFICE_ODT } gv_office_kind;

typedef enum gv_office_part {
    GV_OFFICE_CONTENT = 0, /* word/document.xml, content.xml */
    GV_OFFICE_FOOTNOTES,
    GV_OFFICE_ENDNOTES,
    GV_OFFICE_STYLES,
    GV_OFFICE_META,        /* docProps/core.xml, meta.xml */
    GV_OFFICE_N_PARTS
} gv_office_part;

/* Zeroed is valid and empty. */
typedef struct gv_office {
    gv_office_kind kind;
    gv_buf parts[GV_OFFICE_N_PARTS]; /* XML as it stands, UTF-8 */
    gv_buf content_name;             /* of the member that GV_OFFICE_CONTENT is */
    const char *refused;             /* NULL, or why nothing is read: a clause for people */
    gv_damage_log log;               /* what was wrong with the archive */
} gv_office;

/* 1 if bytes, the first of a member (2 KiB, if there are so many), begin an office document that is
 * a zip archive: DOCX, ODT, and their kin that are not read. EPUB is none of
 * them: it is a zip archive of pages. */
int gv_office_sniff(const char *bytes, size_t length);
/* Reads the members that matter. Fails for want of memory only. */
gv_status gv_office_open(const gv_ingest_options *options, const char *bytes, size_t length,
                         gv_office *office);
void gv_office_free(gv_office *office);

/* ------------------------------------------------------------------ office_text.c */

/* Paragraphs as they come. A paragraph that stands inside another (a note, a text box) comes behind
 * it. Zeroed, with extract set, is valid. */
typedef struct gv_office_text {
    gv_extract *extract;
    gv_arena *arena;        /* for the title */
    unsigned depth;         /* paragraphs open */
    gv_passage_kind kind;   /* of the outermost */
    gv_passage_kind inner_kind;
    gv_buf inner;           /* text of the paragraph inside it */
    gv_buf later;           /* those that are complete: a byte for the kind, text, NUL */
} gv_office_text;

gv_status gv_office_begin_paragraph(gv_office_text *text, gv_passage_kind kind);
/* Says what the paragraph at hand is, if that is known only inside it. */
void gv_office_set_kind(gv_office_text *text, gv_passage_kind kind);
/* Nothing outside paragraphs. */
gv_status gv_office_add(gv_office_text *text, const char *bytes, size_t length);
gv_status gv_office_end_paragraph(gv_office_text *text);
void gv_office_text_free(gv_office_text *text);

/* Names come from gv_xml_parse with namespaces. 1 if `name` is `local` of a namespace whose URI
 * ends with `space`. */
int gv_office_is(const char *name, const char *space, const char *local);
/* The value of the attribute of that local name, or NULL. */
const char *gv_office_attribute(const char *const *attributes, const char *local);
/* Keeps the title that core.xml or meta.xml states, in the arena. */
gv_status gv_office_read_meta(const gv_buf *part, gv_office_text *text);

/* ------------------------------------------------------------------ the formats */

/* Adds what the office's content says to text. GV_ERROR_FORMAT: its XML is damaged, at *error; what
 * came before it is there. */
gv_status gv_office_read_docx(const gv_office *office, gv_office_text *text, gv_xml_error *error);
gv_status gv_office_read_odt(const gv_office *office, gv_office_text *text, gv_xml_error *error);

#endif
