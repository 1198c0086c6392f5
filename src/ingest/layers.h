/*
 * layers.h - one input unwrapped: file, filters, archives, character set, and what is inside.
 *
 *     layers.c   levels pushed and popped, member after member
 *     leaf.c     what a member is that is no layer
 */
#ifndef GV_INGEST_LAYERS_H
#define GV_INGEST_LAYERS_H

#include "ingest/container.h"
#include "ingest/decode.h"
#include "ingest/filter.h"
#include "ingest/inflate.h"
#include "ingest/peek.h"
#include "ingest/source.h"

struct gv_layers;

/* The stored file, a filter (gzip), or a container (tar), of which it gives member after member. */
typedef struct gv_level {
    struct gv_layers *layers;
    gv_stream given;         /* bytes of the filter, or of the member at hand */
    gv_peek peek;            /* over these, with what is done for every level (fill_level) */
    const char *kind;        /* "gzip", "tar"; NULL: the file */
    gv_inflate *gzip;        /* of a gzip level */
    gv_filter *filter;       /* of another filter's level */
    gv_container container;  /* of a container's level: next is not NULL */
    gv_layer place;          /* for records; its name stands in `names` */
    gv_buf within;           /* names of the members in which this level lies */
    gv_buf inside;           /* and of the member at hand */
    gv_buf names;            /* of the member at hand: the strings of `member` */
    gv_member member;
    int ended;               /* nothing more is to be read: its end, or a limit */
} gv_level;

/* Belongs to one thread at a time; must not be moved once begun (levels point at one another). */
typedef struct gv_layers {
    gv_damage_log *log;
    const struct gv_ingest_options *options;
    gv_source source;
    gv_level levels[GV_DEPTH_MAX + 1];
    uint32_t n_levels;
    /* the leaf */
    gv_stream top;            /* its text: UTF-8, or not yet checked for it */
    gv_peek converted;        /* over decode */
    gv_decode decode;
    gv_charset charset;
    size_t mark_length;       /* of a byte-order mark, which is not given */
    gv_section_format format;
    int not_text;             /* 1: nothing is to be read; noted as damage, or counted */
    uint64_t leaf_bytes;      /* given by the innermost layer before conversion */
    /* all */
    uint64_t n_bytes;         /* of all leaves before */
    uint64_t expanded;        /* bytes that layers gave, since the last bomb */
    uint32_t n_bombs;
    int stopped;              /* no more members: a limit was passed */
    uint64_t n_files;
    uint64_t replaced;        /* of decode, in all leaves before */
    uint64_t n_converted;     /* leaves that were Windows-1252 */
    uint64_t n_formats[GV_SECTION_OFFICE + 2]; /* leaves by format; last: unknown */
    uint64_t n_gzip_members;  /* of the outermost gzip layer, once it is closed */
    const char *first_kind;   /* of the first filter, or NULL */
    const char *first_container;
} gv_layers;

/* Goes on to the next leaf; *more is 0 after the last. layers->source was opened by the caller, log
 * and options set, the rest zeroed. What is left of the leaf at hand is skipped. Reads, and waits
 * for, as many first bytes as it takes to know: for JSONL up to the first line's first name, for
 * text 1 MiB. */
gv_status gv_layers_next(gv_layers *layers, int *more);
/* Reads from the leaf, and counts. */
gv_status gv_layers_fill(gv_layers *layers, int wait, char *out, size_t capacity, gv_fill *fill);
/* Fills the layers of a document, the members it lies in, and what its container says of it: id,
 * member, fields, media type and charset. What it adds stands in the arena; `id` stays as it is
 * where none is stated and there are no members. */
gv_status gv_layers_describe(const gv_layers *layers, gv_arena *arena, gv_document *document);
/* Bytes given so far by innermost layers. */
uint64_t gv_layers_bytes(const gv_layers *layers);
/* Members of the outermost gzip layer so far. */
uint64_t gv_layers_gzip_members(const gv_layers *layers);
/* Closes the source, frees all. */
void gv_layers_free(gv_layers *layers);

/* ------------------------------------------------------------------ leaf.c */

/* The bytes of the last level are no layer: sets format, charset, not_text and top; puts decode
 * over them where they are not UTF-8. */
gv_status gv_leaf_judge(gv_layers *layers);
/* The bytes of the last level are not to be read; why is noted by the caller. */
void gv_leaf_leave(gv_layers *layers);
/* What the nearest container says of its member, where that holds for the leaf as well: also of a
 * page that is packed by gzip (as HTTP does), not of what is in a .gz that it calls so. Or NULL. */
const gv_member *gv_leaf_stated(const gv_layers *layers);
/* "text", "jsonl", "html" ...; borrowed for ever. */
const char *gv_leaf_format_name(gv_section_format format);
/* Sets *format to what a user may name: "csv"; returns 0 if it is no such word. */
int gv_leaf_find_format(const char *name, int *format);
/* 1 if the leaf's text is the stored file as it stands, of which any place can be read; byte n of
 * the text is byte n of the file. */
int gv_leaf_is_stored(const gv_layers *layers);
/* Of such a leaf: how many bytes were read ahead, to be judged, and not given yet. */
size_t gv_leaf_held(const gv_layers *layers);
/* Of such a leaf: all before `offset` counts as given, whether it was read or not. What was read
 * ahead is dropped. */
void gv_leaf_skip_to(gv_layers *layers, uint64_t offset);
/* Goes on reading where gv_leaf_skip_to left off. */
gv_status gv_leaf_go_on(gv_layers *layers);

#endif
