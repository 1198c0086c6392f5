/*
 * office_zip.c - the members of an office document that matter.
 *
 * In: the file, a zip archive. Out: a few of its members, whole: of a DOCX word/document.xml, its
 * notes, styles and title, of an ODT content.xml and meta.xml. What else a zip archive of XML can
 * be (XLSX, PPTX, ODS, ODP ...) is told apart and refused in words. A member longer than
 * PART_LIMITS times the longest line that is read is left out, so that a bomb ends there.
 */
#include "ingest/office.h"

#include "ingest/archive.h"
#include "ingest/section.h"

#include <string.h>

enum { PART_LIMITS = 4, STEP = 1 << 16, HEADER = 30, NAME_LENGTH_AT = 26, MIME_MAX = 200 };

static int begins(const char *p, size_t length, const char *text)
{
    const size_t n = strlen(text);
    return length >= n && memcmp(p, text, n) == 0;
}

static int ends(const char *p, size_t length, const char *text)
{
    const size_t n = strlen(text);
    return length >= n && memcmp(p + length - n, text, n) == 0;
}

int gv_office_sniff(const char *bytes, size_t length)
{
    static const char *const FOLDERS[] = {"word/", "xl/", "ppt/", "docProps/"};
    static const char odf[] = "application/vnd.oasis.opendocument.";
    if (length < HEADER || !begins(bytes, length, "PK\3\4")) {
        return 0;
    }
    const unsigned char *const h = (const unsigned char *)bytes;
    const size_t name_length = h[NAME_LENGTH_AT] + 256u * h[NAME_LENGTH_AT + 1];
    const size_t extra = h[NAME_LENGTH_AT + 2] + 256u * h[NAME_LENGTH_AT + 3];
    const char *const name = bytes + HEADER;
    if (name_length > length - HEADER) {
        return 0;
    }
    if (name_length == 8 && begins(name, name_length, "mimetype")) {
        const size_t at = HEADER + name_length + extra;
        return at < length && begins(bytes + at, length - at, odf);
    }
    if ((name_length == 19 && begins(name, name_length, "[Content_Types].xml")) ||
        (name_length == 11 && begins(name, name_length, "_rels/.rels"))) {
        return 1;
    }
    for (size_t i = 0; i < sizeof FOLDERS / sizeof FOLDERS[0]; i++) {
        if (begins(name, name_length, FOLDERS[i]) &&
            (ends(name, name_length, ".xml") || ends(name, name_length, ".rels"))) {
            return 1;
        }
    }
    return 0;
}

/* ------------------------------------------------------------------ members */

typedef struct memory {
    const char *bytes;
    size_t length, position;
} memory;

static gv_status fill_from_memory(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    memory *const m = layer;
    const size_t left = m->length - m->position;
    const size_t n = left < capacity ? left : capacity;
    (void)wait;
    memcpy(out, m->bytes + m->position, n);
    m->position += n;
    *fill = (gv_fill){.length = n, .end = m->position == m->length};
    return GV_OK;
}

/* What a look through the members found. */
typedef struct members {
    const gv_ingest_options *options;
    gv_office *office;
    char type[MIME_MAX]; /* the member "mimetype", NUL-terminated */
    int is_docx, is_xlsx, is_pptx, is_encrypted;
} members;

/* 1 if the name is word/document.xml, or document2.xml as some writers have it. */
static int is_word_document(const char *name)
{
    static const char start[] = "word/document";
    if (strncmp(name, start, sizeof start - 1) != 0) {
        return 0;
    }
    name += sizeof start - 1;
    name += strspn(name, "0123456789");
    return strcmp(name, ".xml") == 0;
}

/* The part that a member is, or GV_OFFICE_N_PARTS. */
static gv_office_part find_part(members *m, const char *name)
{
    static const struct { const char *name; gv_office_part part; } PARTS[] = {
        {"content.xml", GV_OFFICE_CONTENT},          {"meta.xml", GV_OFFICE_META},
        {"docProps/core.xml", GV_OFFICE_META},       {"word/footnotes.xml", GV_OFFICE_FOOTNOTES},
        {"word/endnotes.xml", GV_OFFICE_ENDNOTES},   {"word/styles.xml", GV_OFFICE_STYLES}};
    m->is_xlsx |= strcmp(name, "xl/workbook.xml") == 0 || strcmp(name, "xl/workbook.bin") == 0;
    m->is_pptx |= strcmp(name, "ppt/presentation.xml") == 0;
    if (is_word_document(name)) {
        m->is_docx = 1;
        return GV_OFFICE_CONTENT;
    }
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        if (strcmp(PARTS[i].name, name) == 0) {
            return PARTS[i].part;
        }
    }
    return GV_OFFICE_N_PARTS;
}

/* Reads a member to its end, or to `most` bytes; *whole tells which. */
static gv_status read_member(const gv_stream *stream, size_t most, gv_buf *out, int *whole)
{
    gv_fill fill = {0};
    *whole = 1;
    while (!fill.end) {
        GV_TRY(gv_buf_reserve(out, STEP));
        fill = (gv_fill){0};
        GV_TRY(stream->fill(stream->layer, 1, out->bytes + out->length, STEP, &fill));
        out->length += fill.length;
        out->bytes[out->length] = '\0';
        if (out->length > most) {
            *whole = 0;
            return GV_OK;
        }
    }
    return GV_OK;
}

/* Keeps the member at hand, if it matters. */
static gv_status keep_member(members *m, const gv_container *zip, const gv_member *member)
{
    const size_t most = PART_LIMITS * gv_section_line_limit(m->options);
    const char *const name = member->name != NULL ? member->name : "";
    const int is_type = strcmp(name, "mimetype") == 0;
    const int is_manifest = strcmp(name, "META-INF/manifest.xml") == 0;
    const gv_office_part part = find_part(m, name);
    gv_buf scratch = {0};
    int whole = 1;
    if (part == GV_OFFICE_N_PARTS && !is_type && !is_manifest) {
        return GV_OK;
    }
    if (member->left_out != NULL) {
        m->is_encrypted |= strstr(member->left_out, "encrypt") != NULL;
        return gv_damage_add(&m->office->log, "zip", member->offset, 0, "%s: %s", name,
                             member->left_out);
    }
    gv_buf *const out = part == GV_OFFICE_N_PARTS ? &scratch : &m->office->parts[part];
    gv_buf_clear(out);
    if (part == GV_OFFICE_CONTENT) {
        gv_buf_clear(&m->office->content_name);
        GV_TRY(gv_buf_add_text(&m->office->content_name, name));
    }
    gv_status status = read_member(&zip->stream, most, out, &whole);
    if (status == GV_OK && !whole) {
        gv_buf_clear(out);
        status = gv_damage_add(&m->office->log, "zip", member->offset, 0,
                               "%s: longer than %zu bytes, so it was left out; raise the document "
                               "limit", name, most);
    } else if (status == GV_OK && is_type) {
        const size_t n = out->length < MIME_MAX ? out->length : MIME_MAX - 1;
        memcpy(m->type, out->length > 0 ? out->bytes : "", n);
        m->type[n] = '\0';
    } else if (status == GV_OK && is_manifest && out->length > 0) {
        m->is_encrypted |= strstr(out->bytes, "encryption-data") != NULL;
    }
    gv_buf_free(&scratch);
    return status;
}

/* Says what the file is, once all members were seen. */
static void judge(const members *m)
{
    static const char odf[] = "application/vnd.oasis.opendocument.";
    gv_office *const office = m->office;
    const int is_odf = strncmp(m->type, odf, sizeof odf - 1) == 0;
    const char *const of = is_odf ? m->type + sizeof odf - 1 : "";
    if (m->is_docx) {
        office->kind = GV_OFFICE_DOCX;
    } else if (strncmp(of, "text", 4) == 0 ||
               (m->type[0] == '\0' && office->parts[GV_OFFICE_CONTENT].length > 0)) {
        office->kind = GV_OFFICE_ODT;
    }
    office->refused =
        m->is_encrypted ? "skipped: it is encrypted; save it without a password"
        : office->kind != GV_OFFICE_NONE ? NULL
        : m->is_xlsx || strncmp(of, "spreadsheet", 11) == 0
            ? "skipped: a spreadsheet (XLSX, ODS), a format that is not read; save it as CSV"
        : m->is_pptx || strncmp(of, "presentation", 12) == 0
            ? "skipped: slides (PPTX, ODP), a format that is not read; save them as PDF"
            : "skipped: an office document without word/document.xml or content.xml, which hold "
              "the text of DOCX and ODT";
    if (office->kind != GV_OFFICE_NONE && office->refused == NULL &&
        office->parts[GV_OFFICE_CONTENT].length == 0) {
        office->refused = "left out: the member that holds its text is lost or damaged";
    }
}

gv_status gv_office_open(const gv_ingest_options *options, const char *bytes, size_t length,
                         gv_office *office)
{
    memory m = {bytes, length, 0};
    members all = {.options = options, .office = office};
    gv_container zip = {0};
    gv_status status = GV_OK;
    int more = 1;
    office->refused = gv_archive_missing("zip") != NULL
                          ? "skipped: a DOCX or ODT file; this gravamen was built without "
                            "libarchive"
                      : gv_xml_version() == NULL
                          ? "skipped: a DOCX or ODT file; this gravamen was built without expat"
                          : NULL;
    if (office->refused != NULL) {
        return GV_OK;
    }
    const gv_opening opening = {.below = {fill_from_memory, &m},
                                .log = &office->log,
                                .limits = &options->limits};
    GV_TRY(gv_archive_open(&opening, "zip", &zip));
    for (;;) {
        gv_member member = {0};
        GV_TRY_DONE(zip.next(zip.self, &member, &more));
        if (!more) {
            break;
        }
        GV_TRY_DONE(keep_member(&all, &zip, &member));
    }
    judge(&all);
done:
    zip.close(zip.self);
    return status;
}

void gv_office_free(gv_office *office)
{
    for (int i = 0; i < GV_OFFICE_N_PARTS; i++) {
        gv_buf_free(&office->parts[i]);
    }
    gv_buf_free(&office->content_name);
    gv_damage_free(&office->log);
}
