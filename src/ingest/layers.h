/*
 * layers.h - one input unwrapped: file, gzip layers, character set, and what is inside.
 */
#ifndef GV_INGEST_LAYERS_H
#define GV_INGEST_LAYERS_H

#include "ingest/damage.h"
#include "ingest/decode.h"
#include "ingest/inflate.h"
#include "ingest/peek.h"
#include "ingest/source.h"

/* Belongs to one thread at a time; must not be moved once built (layers point at one another). */
typedef struct gv_layers {
    gv_damage_log *log;
    gv_source source;
    gv_inflate *gzips[GV_GZIP_DEPTH_MAX];
    size_t n_gzips;
    gv_peek peeks[GV_GZIP_DEPTH_MAX + 2];
    size_t n_peeks;
    gv_decode decode;
    gv_charset charset;
    size_t mark_length;       /* of a byte-order mark, which is not given */
    gv_section_format format;
    int not_text;             /* 1: noted as damage; nothing is to be read */
    gv_stream top;            /* the text: UTF-8, or not yet checked for it */
    uint64_t n_bytes;         /* given by the innermost layer before conversion */
} gv_layers;

/* Builds the layers over layers->source (opened by the caller, log set, the rest zeroed). Reads,
 * and waits for, as many first bytes as it takes to know: for JSONL up to the first line's first
 * name, for text 1 MiB. */
gv_status gv_layers_build(gv_layers *layers);
/* Reads from top, and counts. */
gv_status gv_layers_fill(gv_layers *layers, int wait, char *out, size_t capacity, gv_fill *fill);
/* Fills layers and n_layers of a document: what stands around its text, without lines. */
void gv_layers_describe(const gv_layers *layers, gv_document *document);
/* Closes the source, frees all. */
void gv_layers_free(gv_layers *layers);

#endif
