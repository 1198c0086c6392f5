/*
 * http.h - the head of an HTTP response as archives keep it, and the body behind it.
 *
 *     http.c        the head: status, what the body is
 *     http_body.c   the body: chunks put together, deflate and brotli unpacked
 */
#ifndef GV_INGEST_HTTP_H
#define GV_INGEST_HTTP_H

#include "ingest/brotli.h"
#include "ingest/header.h"
#include "ingest/peek.h"

typedef enum gv_http_coding {
    GV_HTTP_PLAIN = 0, /* or gzip, zstd ...: what shows by its own first bytes */
    GV_HTTP_DEFLATE,
    GV_HTTP_BROTLI,    /* where it is built in */
    GV_HTTP_OTHER      /* coding_name: nobody here can read it */
} gv_http_coding;

/* Zeroed: nothing stated. */
typedef struct gv_http_head {
    size_t length;       /* of the head, its empty line included */
    unsigned status;     /* 200; 0: the status line is damaged */
    int chunked;
    gv_http_coding coding;
    char coding_name[32];
    char media_type[128], charset[48]; /* "" if not stated */
} gv_http_head;

typedef enum gv_http_answer {
    GV_HTTP_READ = 0,
    GV_HTTP_CUT, /* the bytes end inside the head */
    GV_HTTP_LONG /* it is longer than GV_HEADER_BYTES, or has too many lines */
} gv_http_answer;

/* Reads the head at bytes[0], leniently. Stateless. */
gv_http_answer gv_http_head_read(const char *bytes, size_t length, gv_http_head *head);

/* Chunks put together. */
typedef struct gv_http_chunks {
    gv_stream below;
    uint64_t left; /* of the chunk at hand */
    int begun, end;
    int gap;
    const char *cut;       /* what to say of a body that is cut off; NULL: that is known */
    const char **trouble;
} gv_http_chunks;

/* Deflate, or brotli, unpacked. */
typedef struct gv_http_unpack {
    gv_stream below;
    gv_unpack *unpack; /* kept from body to body */
    gv_brotli *brotli; /* of the body at hand; NULL: it is deflate */
    unsigned char *in;
    size_t position, filled;
    int wrapped;       /* by zlib (RFC 1950), with a checksum */
    uint32_t sum;
    int below_end, end;
    const char *cut;   /* as above */
    const char **trouble;
} gv_http_unpack;

/* A body. Zeroed is valid; reused body after body; must not be moved while open. */
typedef struct gv_http_body {
    gv_peek stored, joined, plain; /* each a layer over the one before */
    gv_http_chunks chunks;
    gv_http_unpack unpack;
    gv_peek *top;
    int framed;          /* 1: chunks, or packed: the length of what comes out is not known */
    const char *trouble; /* what was wrong, once it was met: a clause; borrowed for ever */
    const char *unread;  /* not NULL: the coding that nobody here can read */
} gv_http_body;

/* Opens over the block's bytes behind the head; below must outlive the body. What the head says of
 * chunks and coding counts only if the first bytes agree: archives often keep bodies already
 * decoded. truncated: that the body is cut off is known, and no trouble. */
gv_status gv_http_body_open(gv_http_body *body, gv_stream below, const gv_http_head *head,
                            int truncated);
/* As gv_stream says; layer is a gv_http_body. */
gv_status gv_http_body_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill);
/* Ends the body at hand; what it needs for the next one is kept. */
void gv_http_body_close(gv_http_body *body);
void gv_http_body_free(gv_http_body *body);

#endif
