/*
 * batch.h - what ingest hands on: sections of raw bytes, then documents and passages.
 *
 * A section is the unit of parallel work, cut by content alone so that output never depends on
 * threads or buffer sizes: for JSONL, whole lines up to about 64 KiB (always at least one); for
 * text, everything up to the first strong boundary (a blank line after a line that ends in . ! ?
 * with any closing quotes) at or after 64 KiB from the section's start, or 1 MiB at most; the
 * passage cutter starts afresh at each section. With unit document a text member is one section up
 * to the document limit; what goes beyond is part 2, 3 ... Read by passage or sentence, a text
 * member is never cut into parts: it may be of any length.
 */
#ifndef GV_INGEST_BATCH_H
#define GV_INGEST_BATCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "text/token.h"

#include <stdint.h>

/* [start, end) in the space that the record's "offsets" names. */
typedef struct gv_span {
    uint64_t start, end;
} gv_span;

/* Bytes [text, text + length) of a passage are (a copy of, or a folding of blanks from) the source
 * from `source` on, byte for byte. Pieces are in order of text; text between pieces (a blank put
 * for a line end) maps to the end of the piece before. */
typedef struct gv_piece {
    uint32_t text, length;
    uint64_t source;
} gv_piece;

typedef enum gv_passage_kind {
    GV_PASSAGE_PARAGRAPH = 0,
    GV_PASSAGE_HEADING,
    GV_PASSAGE_LIST_ITEM,
    GV_PASSAGE_QUOTE,    /* pull quote */
    GV_PASSAGE_SENTENCE, /* unit sentence */
    GV_PASSAGE_DOCUMENT  /* unit document */
} gv_passage_kind;

/* One layer around the text, from the outside in. "charset" stands where a member was converted to
 * UTF-8 as a whole; its name is what it was, and what follows counts in the converted bytes. "pdf",
 * "docx" and "odt" stand last where offsets count in the text taken out of such a file; the name of
 * the latter is that of the part that holds the text. */
typedef struct gv_layer {
    const char *kind;    /* "gzip", "tar", "warc", "charset", "line", "row", "element", "pdf" */
    uint64_t offset;     /* in the bytes that the layer before yields */
    uint64_t length;     /* 0: not known before the data */
    uint64_t n;          /* "line", "row", "element": number, from 1; 7z: index of the member;
                            else 0 */
    const char *name;    /* member's name; "charset": "utf-16le", "windows-1252"; or NULL */
} gv_layer;

/* Layers within layers (GV_DEPTH_MAX), each maybe a charset and a line more. */
#define GV_LAYERS_MAX 20

typedef struct gv_document {
    const char *id;       /* given, or path + member + line; never NULL */
    const char *title, *date, *language; /* NULL: not given */
    const char *fields;   /* kept fields as one JSON object, or NULL */
    const char *member;   /* innermost member's name; of a WARC record its URI; or NULL */
    const char *media_type, *charset; /* of the member as its container states them, lower case; or
                                         NULL. Not part of the record */
    const char *within;   /* names of the members it lies in, from the outside in, the innermost
                             its own ("x/a.zip:b.txt"); or NULL. Not part of the record */
    const char *error;    /* a line that could not be read: which and why; no passages then */
    uint32_t n_layers;
    uint32_t part;        /* from 1 where a document was cut at the limit; else 0 */
    uint8_t extracted;    /* 1: spans count in the extracted UTF-8 text, 0: in the member's bytes */
    uint8_t continued;    /* 1: passage numbers go on from the document record before this one,
                             an earlier section, or part, of the same document */
    gv_layer layers[GV_LAYERS_MAX]; /* last: of most documents one or two are ever touched */
} gv_document;

/* Without the layers that it does not have. */
static inline void gv_document_copy(gv_document *document, const gv_document *from)
{
    memcpy(document, from, offsetof(gv_document, layers) + from->n_layers * sizeof *from->layers);
}

typedef struct gv_passage {
    uint32_t document;    /* index into the section's documents */
    uint32_t number;      /* within this document record, from 0; see `continued` */
    gv_passage_kind kind;
    uint32_t page;        /* of a document that has pages, from 1; else 0 */
    uint8_t cut;          /* 1: cut off at the passage limit; what follows is the next passage */
    const char *text;     /* clean UTF-8; lines joined, hyphens mended */
    uint32_t length;      /* no NUL stands behind it */
    const gv_piece *pieces; /* NULL if there is none: a passage of bad bytes alone */
    uint32_t n_pieces;
    const gv_span *spans; /* one a block, in order of text: what this passage is made of */
    uint32_t n_spans;
} gv_passage;

/* Growing arrays and scratch of gv_section_cut; nobody else's business. */
typedef struct gv_section_store {
    size_t documents_capacity, passages_capacity;
    gv_piece *pieces;
    size_t n_pieces, pieces_capacity;
    gv_span *spans;
    size_t n_spans, spans_capacity;
    gv_piece *slice_pieces;
    size_t slice_pieces_capacity;
    gv_span *slice_spans;
    size_t slice_spans_capacity;
    struct gv_block *blocks;
    size_t blocks_capacity;
    struct gv_line *lines;
    size_t lines_capacity;
    gv_words words;
    struct gv_extract *extract; /* of markup; NULL until first needed */
    gv_buf line;    /* a line made valid */
    gv_buf scratch; /* a decoded key, a kept field */
} gv_section_store;

/* Where the raw bytes of a section stand that were not read yet. */
typedef struct gv_stored {
    int descriptor;
    uint64_t offset; /* of the file */
    size_t length;   /* 0: there is nothing more to be read */
    size_t missing;  /* of these bytes, behind the last that could be read */
    int error;       /* why; 0: the file has become shorter */
} gv_stored;

/* Raw bytes with what is known of them; then what was cut from them. Reused section after section;
 * zeroed is valid and empty. Belongs to one thread at a time. */
typedef struct gv_section {
    /* filled by gv_reader_next (serial) */
    uint64_t number;      /* within the input, from 0 */
    gv_stored stored;     /* what is to be read into raw, by whoever cuts the section */
    gv_buf raw;           /* as the innermost layer yields it (UTF-8 if converted) */
    uint64_t raw_offset;  /* of raw in the member (or in its converted text) */
    size_t head;          /* bytes of raw that stand before raw_offset: a list's head (rows.h) */
    uint64_t first_line;  /* number of raw's first line, or record, from 1 */
    int format;           /* gv_section_format */
    gv_document base;     /* layers, member, id ... that every document of this section starts from;
                             its strings live in `arena` */
    uint8_t flush;        /* 1: no more input was waiting: results should go out now */
    uint8_t cut;          /* 1: ended at a size limit, not at a boundary: the last passage is cut */
    /* filled by gv_section_cut (parallel) */
    gv_document *documents;
    uint32_t n_documents;
    gv_passage *passages; /* in order; those of one document stand together */
    uint32_t n_passages;
    uint64_t replaced;    /* bad bytes replaced, by U+FFFD or (NUL) a blank */
    uint64_t n_converted; /* JSONL: lines that were Windows-1252 */
    uint64_t n_bad_lines; /* documents with `error` */
    /* owns the strings and texts of both steps; gv_reader_next resets it */
    gv_arena arena;
    gv_section_store store;
} gv_section;

/* Of its raw bytes, read or not. */
static inline size_t gv_section_bytes(const gv_section *section)
{
    return section->raw.length + section->stored.length;
}
/* Everything that a section gave holds until it is filled again or freed. */
void gv_section_free(gv_section *section);

#endif
