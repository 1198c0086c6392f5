/*
 * leaf.c - what the innermost bytes are: text, JSONL, a whole document, or nothing to read.
 *
 * In: the first bytes of a member that is no archive. Out: its format, and a stream of its text, or
 * of its bytes as they are where a whole document is read at once. What is no text is noted as
 * damage, so that nothing is skipped in silence; but a picture in a WARC file, which is full of
 * them, is only counted by its media type (media.c).
 */
#include "ingest/layers.h"

#include "base/arena.h"
#include "ingest/jsonl.h"
#include "ingest/html.h"
#include "ingest/media.h"
#include "ingest/office.h"
#include "ingest/rows.h"
#include "ingest/sniff.h"

#include <string.h>

enum {
    MARK_BYTES = 10,
    JUDGE_BYTES = 1 << 20,
    NAME_BYTES = 1 << 16 /* the first name of JSONL ends before */
};

const char *gv_leaf_format_name(gv_section_format format)
{
    static const char *const NAMES[] = {
        [GV_SECTION_TEXT] = "text", [GV_SECTION_JSONL] = "jsonl",  [GV_SECTION_JSON] = "json",
        [GV_SECTION_CSV] = "csv",   [GV_SECTION_TSV] = "tsv",      [GV_SECTION_XML] = "xml",
        [GV_SECTION_HTML] = "html", [GV_SECTION_PDF] = "pdf",      [GV_SECTION_OFFICE] = "office"};
    const size_t n = sizeof NAMES / sizeof NAMES[0];
    return (size_t)format < n && NAMES[format] != NULL ? NAMES[format] : "unknown";
}

int gv_leaf_find_format(const char *name, int *format)
{
    for (int i = GV_SECTION_TEXT; i <= GV_SECTION_HTML; i++) {
        if (strcmp(gv_leaf_format_name((gv_section_format)i), name) == 0) {
            *format = i;
            return strcmp(name, "unknown") != 0;
        }
    }
    return 0;
}

static gv_peek *peek_of(gv_layers *layers)
{
    return layers->top.layer;
}

static void push_decode(gv_layers *layers)
{
    layers->decode = (gv_decode){
        .below = layers->top, .log = layers->log, .charset = layers->charset};
    layers->converted = (gv_peek){.below = {gv_decode_fill, &layers->decode}};
    layers->top = (gv_stream){gv_peek_fill, &layers->converted};
}

/* 1 if the top is JSONL. */
static gv_status find_jsonl(gv_layers *layers, int *is_jsonl)
{
    size_t length = 0;
    size_t before = 0;
    int answer = -1;
    do {
        before = length;
        GV_TRY(gv_peek_want(peek_of(layers), length + 1));
        const char *const bytes = gv_peek_bytes(peek_of(layers), &length);
        answer = gv_json_begins_object(bytes, length);
    } while (answer < 0 && length > before && length < NAME_BYTES);
    *is_jsonl = answer > 0;
    return GV_OK;
}

/* 1 if a media type names how something is packed, and so not what is in it. */
static int names_packing(const char *type)
{
    static const char *const WORDS[] = {"zip", "compress", "zstd", "xz", "lz", "octet-stream"};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strstr(type, WORDS[i]) != NULL) {
            return 1;
        }
    }
    return 0;
}

const gv_member *gv_leaf_stated(const gv_layers *layers)
{
    size_t i = layers->n_levels - 1;
    while (i > 0 && layers->levels[i].container.next == NULL) {
        i--;
    }
    const gv_member *const member = &layers->levels[i].member;
    const int packed = i + 1 < layers->n_levels;
    return i == 0 || (packed && member->media_type != NULL && names_packing(member->media_type))
               ? NULL
               : member;
}

/* 1 if the member is a picture or the like; it is counted then. */
static gv_status leave_media(gv_layers *layers, int *is_left)
{
    const gv_member *const stated = gv_leaf_stated(layers);
    size_t length = 0;
    *is_left = 0;
    if (stated == NULL || (stated->media_type == NULL && stated->url == NULL)) {
        return GV_OK;
    }
    const char *const type = stated->media_type != NULL ? stated->media_type : "";
    GV_TRY(gv_peek_want(peek_of(layers), GV_MEDIA_LOOK));
    const char *const bytes = gv_peek_bytes(peek_of(layers), &length);
    if (!gv_media_has_no_text(type, bytes, length)) {
        return GV_OK;
    }
    *is_left = 1;
    gv_leaf_leave(layers);
    return gv_left_out_add(layers->log,
                           type[0] != '\0' ? type : "picture or sound of no stated type");
}

void gv_leaf_leave(gv_layers *layers)
{
    layers->not_text = 1;
    layers->format = GV_SECTION_TEXT;
    layers->charset = GV_CHARSET_UTF8;
    layers->mark_length = 0;
    layers->n_formats[GV_SECTION_OFFICE + 1]++;
}

static gv_status leave_out(gv_layers *layers, const char *reason)
{
    const char *const kind = layers->levels[layers->n_levels - 1].kind;
    gv_leaf_leave(layers);
    return gv_damage_add(layers->log, kind != NULL ? kind : "file", 0, 0, "skipped: %s", reason);
}

/* 1 for a page that begins like a text or like XML, where its container says that it is one. */
static int is_stated_page(const gv_layers *layers, const char *bytes, size_t length)
{
    const gv_member *const stated = gv_leaf_stated(layers);
    return stated != NULL && stated->media_type != NULL &&
           (strcmp(stated->media_type, "text/html") == 0 ||
            strcmp(stated->media_type, "application/xhtml+xml") == 0) &&
           !gv_sniff_may_be_json(bytes, length) && gv_html_has_tag(bytes, length);
}

/* What first bytes say that are no JSONL. */
static gv_section_format find_format(gv_layers *layers, const char *bytes, size_t length)
{
    gv_section_format format = GV_SECTION_TEXT;
    if (gv_sniff_is_pdf(bytes, length)) {
        return GV_SECTION_PDF;
    }
    if (gv_office_sniff(bytes, length)) {
        return GV_SECTION_OFFICE;
    }
    if (layers->options->format_given) {
        return (gv_section_format)layers->options->format;
    }
    if (gv_html_sniff(bytes, length) || is_stated_page(layers, bytes, length)) {
        return GV_SECTION_HTML;
    }
    return gv_rows_sniff(layers->options, bytes, length, length < JUDGE_BYTES, &format)
               ? format
               : GV_SECTION_TEXT;
}

/* Whether bytes of the format are to be read as they are: it has character sets of its own, or
 * judges record by record. */
static int keeps_bytes(gv_section_format format)
{
    return format == GV_SECTION_PDF || format == GV_SECTION_OFFICE || format == GV_SECTION_HTML ||
           format == GV_SECTION_JSON;
}

/* What it is, or none at all; and in which character set. */
static gv_status judge_text(gv_layers *layers)
{
    size_t length = 0;
    GV_TRY(gv_peek_want(peek_of(layers), JUDGE_BYTES));
    const char *const bytes = gv_peek_bytes(peek_of(layers), &length);
    layers->format = find_format(layers, bytes, length);
    const int keeps = keeps_bytes(layers->format);
    const char *const reason =
        keeps && !layers->options->format_given ? NULL : gv_sniff_not_text(bytes, length);
    if (reason != NULL) {
        return leave_out(layers, reason);
    }
    if (!keeps && layers->charset == GV_CHARSET_UTF8 && layers->mark_length == 0) {
        layers->charset = gv_decode_judge(bytes, length < JUDGE_BYTES ? length : JUDGE_BYTES);
        if (layers->charset != GV_CHARSET_UTF8) {
            push_decode(layers);
        }
    }
    return GV_OK;
}

gv_status gv_leaf_judge(gv_layers *layers)
{
    size_t length = 0;
    int is_jsonl = 0;
    int is_left = 0;
    gv_level *const level = &layers->levels[layers->n_levels - 1];
    layers->top = (gv_stream){gv_peek_fill, &level->peek};
    layers->not_text = 0;
    layers->charset = GV_CHARSET_UTF8;
    layers->mark_length = 0;
    layers->format = GV_SECTION_TEXT;
    GV_TRY(leave_media(layers, &is_left));
    if (is_left) {
        return GV_OK;
    }
    GV_TRY(gv_peek_want(peek_of(layers), MARK_BYTES));
    const char *const bytes = gv_peek_bytes(peek_of(layers), &length);
    const int wide = length >= 4 && memcmp(bytes, "\xff\xfe\0\0", 4) == 0;
    if (!wide) {
        layers->charset = gv_decode_mark(bytes, length, &layers->mark_length);
        gv_peek_drop(peek_of(layers), layers->mark_length);
    }
    layers->leaf_bytes = layers->charset == GV_CHARSET_UTF8 ? layers->mark_length : 0;
    if (layers->charset != GV_CHARSET_UTF8) {
        push_decode(layers);
    }
    if (layers->options->format_given) {
        is_jsonl = layers->options->format == GV_SECTION_JSONL;
    } else {
        GV_TRY(find_jsonl(layers, &is_jsonl));
    }
    if (is_jsonl) {
        layers->format = GV_SECTION_JSONL;
    } else {
        GV_TRY(judge_text(layers));
    }
    layers->n_formats[layers->format] += !layers->not_text;
    layers->n_converted += !layers->not_text && layers->charset == GV_CHARSET_WINDOWS_1252;
    return GV_OK;
}

/* ------------------------------------------------------------------ a file as it stands */

int gv_leaf_is_stored(const gv_layers *layers)
{
    return layers->n_levels == 1 && !layers->not_text && layers->charset == GV_CHARSET_UTF8 &&
           layers->source.has_places && !layers->source.ended && !layers->source.want_sha256;
}

size_t gv_leaf_held(const gv_layers *layers)
{
    return gv_peek_left(&layers->levels[0].peek);
}

void gv_leaf_skip_to(gv_layers *layers, uint64_t offset)
{
    gv_source *const source = &layers->source;
    gv_peek_free(&layers->levels[0].peek);
    source->n_bytes = offset > source->n_bytes ? offset : source->n_bytes;
    layers->leaf_bytes = offset;
}

gv_status gv_leaf_go_on(gv_layers *layers)
{
    return gv_source_go(&layers->source, layers->leaf_bytes);
}
