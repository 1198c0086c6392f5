/*
 * decode.h - what is not UTF-8 becomes UTF-8.
 *
 * Functions without a layer are stateless and thread-safe.
 */
#ifndef GV_INGEST_DECODE_H
#define GV_INGEST_DECODE_H

#include "base/buf.h"
#include "ingest/damage.h"
#include "ingest/stream.h"

typedef enum gv_charset {
    GV_CHARSET_UTF8 = 0,
    GV_CHARSET_UTF16LE,
    GV_CHARSET_UTF16BE,
    GV_CHARSET_WINDOWS_1252
} gv_charset;

/* "utf-8", "utf-16le", "utf-16be", "windows-1252"; borrowed for ever. */
const char *gv_decode_name(gv_charset charset);
/* The character set that a byte-order mark names, with the mark's length; else UTF8 and 0. */
gv_charset gv_decode_mark(const char *bytes, size_t length, size_t *mark_length);
/* UTF8, or WINDOWS_1252 where there are four bad bytes or more for each good multi-byte character,
 * or any bad byte and no good one. A character that the end of bytes cuts is neither. Linear. */
gv_charset gv_decode_judge(const char *bytes, size_t length);
/* Adds bytes to out as UTF-8, each byte a Windows-1252 character. */
gv_status gv_decode_add_1252(const char *bytes, size_t length, gv_buf *out);
/* Adds bytes to out with every byte that is not part of valid UTF-8 replaced by U+FFFD;
 * *replaced grows by their number. */
gv_status gv_decode_add_repaired(const char *bytes, size_t length, gv_buf *out,
                                 uint64_t *replaced);

/* Writes one Windows-1252 character as UTF-8; returns 1 to 3. */
size_t gv_decode_write_1252(unsigned char byte, char out[4]);

/* A layer that converts. Zeroed with below, log and charset set is valid (charset not UTF8). */
typedef struct gv_decode {
    gv_stream below;
    gv_damage_log *log;
    gv_charset charset;
    uint64_t n_bytes;         /* read from below */
    uint64_t replaced;        /* unpaired surrogates, an odd last byte */
    unsigned char left[4];    /* bytes of a character that is not whole yet */
    size_t n_left;
    int gap;                  /* comes before the next bytes */
    int end;                  /* of below */
    char in[4096];
} gv_decode;

/* As gv_stream says; layer is a gv_decode. capacity must be at least 16. */
gv_status gv_decode_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill);

#endif
