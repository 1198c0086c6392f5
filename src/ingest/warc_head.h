/*
 * warc_head.h - the header of a WARC or ARC record.
 */
#ifndef GV_INGEST_WARC_HEAD_H
#define GV_INGEST_WARC_HEAD_H

#include "ingest/header.h"

typedef enum gv_warc_type {
    GV_WARC_NO_TYPE = 0, /* not stated, or none that is known */
    GV_WARC_RESPONSE,
    GV_WARC_RESOURCE,
    GV_WARC_CONVERSION,
    GV_WARC_REVISIT,
    GV_WARC_CONTINUATION,
    GV_WARC_INFO,        /* of ARC: filedesc */
    GV_WARC_REQUEST,
    GV_WARC_METADATA
} gv_warc_type;

/* Some of the bytes it was read from; length 0: not stated. */
typedef struct gv_warc_slice {
    const char *bytes;
    size_t length;
} gv_warc_slice;

typedef struct gv_warc_head {
    size_t length;       /* of the header, its empty line included */
    gv_warc_type type;
    int has_block_length;
    uint64_t block_length;
    gv_warc_slice url, id, date, content_type, digest;
    int truncated;       /* the crawler says that it cut the record short */
    const char *flaw;    /* not NULL: a line of it is damaged: a clause; borrowed for ever */
} gv_warc_head;

typedef enum gv_warc_answer {
    GV_WARC_READ = 0,
    GV_WARC_CUT, /* the bytes end inside the header: with more it may be one */
    GV_WARC_NONE /* none, or longer than GV_HEADER_BYTES */
} gv_warc_answer;

/* Reads the header at bytes[0]. strict 0: where one is expected; forgives damaged lines and bytes
 * of the version, which are its flaw. strict 1: where one may be, in a block or in rubbish; what is
 * READ is one beyond doubt. Of what is not READ, *seen bytes (at least 1) hold no beginning of a
 * header beyond doubt. Linear in *seen. Stateless. */
gv_warc_answer gv_warc_head_read(int is_arc, int strict, const char *bytes, size_t length,
                                 gv_warc_head *head, size_t *seen);
/* The first place from `from` on in bytes[0..length) where a header may begin, or length. Where
 * fewer bytes follow than it takes to tell, it may. after_line: bytes[0] follows a line end, or
 * nothing. */
size_t gv_warc_head_find(int is_arc, const char *bytes, size_t from, size_t length,
                         int after_line);

#endif
