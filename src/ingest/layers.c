/*
 * layers.c - unwraps one input by looking at first bytes.
 *
 * In: an open file. Out: a chain of streams whose top gives text. Built from the outside in: for
 * "a.gz" that holds UTF-16 text,
 *
 *     file -> peek (1f 8b 08) -> gzip -> peek (ff fe) -> charset -> peek (text) -> top
 *
 * Each peek gives again what was looked at. Names of files play no part. What is too deeply nested,
 * or no text, is noted as damage and left alone.
 */
#include "ingest/layers.h"

#include "ingest/jsonl.h"
#include "ingest/sniff.h"

#include <string.h>

enum {
    JUDGE_BYTES = 1 << 20,
    NAME_BYTES = 1 << 16 /* the first name of JSONL ends before */
};

static void push_peek(gv_layers *layers, gv_stream below)
{
    gv_peek *const peek = &layers->peeks[layers->n_peeks++];
    peek->below = below;
    layers->top.fill = gv_peek_fill;
    layers->top.layer = peek;
}

static gv_peek *top_peek(gv_layers *layers)
{
    return &layers->peeks[layers->n_peeks - 1];
}

/* Unwraps gzip layers. */
static gv_status unwrap(gv_layers *layers)
{
    size_t length = 0;
    for (;;) {
        GV_TRY(gv_peek_want(top_peek(layers), GV_GZIP_HEADER));
        const char *const bytes = gv_peek_bytes(top_peek(layers), &length);
        if (!gv_sniff_is_gzip(bytes, length)) {
            return GV_OK;
        }
        if (layers->n_gzips == GV_GZIP_DEPTH_MAX) {
            layers->not_text = 1;
            return gv_damage_add(layers->log, "gzip", 0, 0,
                                 "gzip inside gzip more than %d deep is not read",
                                 GV_GZIP_DEPTH_MAX);
        }
        GV_TRY(gv_inflate_new(layers->top, layers->log, &layers->gzips[layers->n_gzips]));
        gv_inflate *const gzip = layers->gzips[layers->n_gzips++];
        push_peek(layers, (gv_stream){gv_inflate_fill, gzip});
    }
}

static void push_decode(gv_layers *layers)
{
    layers->decode.below = layers->top;
    layers->decode.charset = layers->charset;
    push_peek(layers, (gv_stream){gv_decode_fill, &layers->decode});
}

/* 1 if the top is JSONL. */
static gv_status find_jsonl(gv_layers *layers, int *is_jsonl)
{
    size_t length = 0;
    size_t before = 0;
    int answer = -1;
    do {
        before = length;
        GV_TRY(gv_peek_want(top_peek(layers), length + 1));
        const char *const bytes = gv_peek_bytes(top_peek(layers), &length);
        answer = gv_json_begins_object(bytes, length);
    } while (answer < 0 && length > before && length < NAME_BYTES);
    *is_jsonl = answer > 0;
    return GV_OK;
}

/* Text: which character set, or no text at all. */
static gv_status judge_text(gv_layers *layers)
{
    size_t length = 0;
    GV_TRY(gv_peek_want(top_peek(layers), JUDGE_BYTES));
    const char *const bytes = gv_peek_bytes(top_peek(layers), &length);
    const char *const reason = gv_sniff_not_text(bytes, length);
    if (reason != NULL) {
        layers->not_text = 1;
        return gv_damage_add(layers->log, layers->n_gzips > 0 ? "gzip" : "file", 0, 0,
                             "skipped: %s", reason);
    }
    if (layers->charset == GV_CHARSET_UTF8 && layers->mark_length == 0) {
        layers->charset = gv_decode_judge(bytes, length < JUDGE_BYTES ? length : JUDGE_BYTES);
        if (layers->charset != GV_CHARSET_UTF8) {
            push_decode(layers);
        }
    }
    return GV_OK;
}

gv_status gv_layers_build(gv_layers *layers)
{
    size_t length = 0;
    int is_jsonl = 0;
    push_peek(layers, (gv_stream){gv_source_fill, &layers->source});
    GV_TRY(unwrap(layers));
    if (layers->not_text) {
        return GV_OK;
    }
    const char *const bytes = gv_peek_bytes(top_peek(layers), &length);
    const int wide = length >= 4 && memcmp(bytes, "\xff\xfe\0\0", 4) == 0;
    if (!wide) {
        layers->charset = gv_decode_mark(bytes, length, &layers->mark_length);
        gv_peek_drop(top_peek(layers), layers->mark_length);
    }
    if (layers->charset != GV_CHARSET_UTF8) {
        push_decode(layers);
    }
    GV_TRY(find_jsonl(layers, &is_jsonl));
    layers->format = is_jsonl ? GV_SECTION_JSONL : GV_SECTION_TEXT;
    layers->n_bytes = layers->charset == GV_CHARSET_UTF8 ? layers->mark_length : 0;
    return is_jsonl ? GV_OK : judge_text(layers);
}

gv_status gv_layers_fill(gv_layers *layers, int wait, char *out, size_t capacity, gv_fill *fill)
{
    GV_TRY(layers->top.fill(layers->top.layer, wait, out, capacity, fill));
    if (layers->charset == GV_CHARSET_UTF8) {
        layers->n_bytes += fill->length;
    } else {
        layers->n_bytes = layers->decode.n_bytes + layers->mark_length;
    }
    return GV_OK;
}

void gv_layers_describe(const gv_layers *layers, gv_document *document)
{
    document->n_layers = 0;
    for (size_t i = 0; i < layers->n_gzips; i++) {
        document->layers[document->n_layers++] = (gv_layer){.kind = "gzip"};
    }
    if (layers->charset != GV_CHARSET_UTF8) {
        document->layers[document->n_layers++] =
            (gv_layer){.kind = "charset",
                       .offset = layers->mark_length,
                       .name = gv_decode_name(layers->charset)};
    }
}

void gv_layers_free(gv_layers *layers)
{
    for (size_t i = 0; i < layers->n_gzips; i++) {
        gv_inflate_free(layers->gzips[i]);
    }
    for (size_t i = 0; i < layers->n_peeks; i++) {
        gv_peek_free(&layers->peeks[i]);
    }
    gv_source_close(&layers->source);
}
