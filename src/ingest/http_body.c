/*
 * http_body.c - the body of an HTTP response as archives keep it.
 *
 * In: the bytes behind the head. Out: what a browser would have shown:
 *
 *     5\r\nMilit\r\n3\r\nia \r\n0\r\n\r\n   ->   Militia
 *     78 9c f3 cd ...                     ->   what deflate (zlib's wrapping, or none) or brotli
 *                                                packed
 *
 * Each is a layer with a peek on it, to look before believing: a body that is said to be in chunks
 * and begins with no chunk's size, or is said to be deflated and reads as text, is kept decoded and
 * given as it stands. gzip is not unwrapped here: a member that is gzip is a layer like any other.
 * After damage inside a body nothing more of it is given.
 */
#include "ingest/http.h"

#include "base/arena.h"
#include "ingest/media.h"

#include <string.h>

enum {
    IN_BYTES = 1 << 16,
    SIZE_LINE = 4096, /* bytes of a chunk's size and what may stand behind it */
    TRIAL = 1024,
    LONG_TEXT = 128
};

static int hex_value(int c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* ------------------------------------------------------------------ chunks */

/* One byte of below; *c is -1 at its end. */
static gv_status take_byte(gv_http_chunks *chunks, int *c)
{
    gv_fill fill = {0};
    char byte = 0;
    *c = -1;
    if (!chunks->end) {
        GV_TRY(chunks->below.fill(chunks->below.layer, 1, &byte, 1, &fill));
        chunks->gap |= fill.gap;
        chunks->end = fill.end;
        *c = fill.length > 0 ? (unsigned char)byte : -1;
    }
    return GV_OK;
}

static void end_chunks(gv_http_chunks *chunks, const char *trouble)
{
    chunks->end = 1;
    chunks->left = 0;
    if (*chunks->trouble == NULL) {
        *chunks->trouble = trouble;
    }
}

/* Reads a line of below, the rest of one if `c` is given; *n: its bytes, without blanks and line
 * ends; *size: its leading hexadecimal digits, or UINT64_MAX if there are none or too many. */
static gv_status take_line(gv_http_chunks *chunks, size_t *n, uint64_t *size)
{
    uint64_t sum = 0;
    size_t digits = 0;
    int in_size = 1;
    int c = 0;
    *n = 0;
    for (size_t i = 0; i < SIZE_LINE; i++) {
        GV_TRY(take_byte(chunks, &c));
        if (c < 0 || c == '\n') {
            *size = c < 0 || digits == 0 || digits > 15 ? UINT64_MAX : sum;
            return GV_OK;
        }
        const int value = hex_value(c);
        in_size = in_size && value >= 0;
        if (in_size) {
            sum = digits < 15 ? sum * 16 + (uint64_t)value : sum;
            digits++;
        } else if (i == digits && c != ';' && c != ' ' && c != '\t' && c != '\r') {
            digits = 0; /* "5x": no size */
            in_size = 0;
        }
        *n += c != '\r' && c != ' ' && c != '\t';
    }
    *size = UINT64_MAX;
    return GV_OK;
}

/* The trailer, to its empty line; nothing may follow. */
static gv_status end_of_chunks(gv_http_chunks *chunks)
{
    uint64_t unused = 0;
    size_t n = 1;
    int c = 0;
    for (int lines = 0; n > 0 && !chunks->end && lines < GV_HEADER_LINES; lines++) {
        GV_TRY(take_line(chunks, &n, &unused));
    }
    do {
        GV_TRY(take_byte(chunks, &c));
    } while (c == '\r' || c == '\n');
    end_chunks(chunks, c >= 0 ? "has bytes behind the last chunk of its body" : NULL);
    return GV_OK;
}

static gv_status next_chunk(gv_http_chunks *chunks)
{
    uint64_t size = 0;
    size_t n = 0;
    if (chunks->begun) {
        GV_TRY(take_line(chunks, &n, &size));
        if (n > 0) {
            end_chunks(chunks, "has a chunk in its body that is longer than stated");
            return GV_OK;
        }
    }
    chunks->begun = 1;
    const int cut = chunks->end;
    GV_TRY(take_line(chunks, &n, &size));
    if (size == 0) {
        return end_of_chunks(chunks);
    }
    if (size == UINT64_MAX) {
        end_chunks(chunks, cut || (chunks->end && n == 0)
                               ? chunks->cut
                               : "has a body in chunks with a damaged size");
    }
    chunks->left = size == UINT64_MAX ? 0 : size;
    return GV_OK;
}

static gv_status fill_chunks(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_http_chunks *const chunks = layer;
    gv_fill result = {0};
    if (chunks->left == 0 && !chunks->end) {
        GV_TRY(next_chunk(chunks));
    }
    if (chunks->end && chunks->left > 0) {
        end_chunks(chunks, chunks->cut);
    }
    if (!chunks->end) {
        const size_t n = chunks->left < capacity ? (size_t)chunks->left : capacity;
        GV_TRY(chunks->below.fill(chunks->below.layer, wait, out, n, &result));
        chunks->left -= result.length;
        chunks->end = result.end;
        result.gap |= (uint8_t)chunks->gap;
        chunks->gap = result.length > 0 ? 0 : chunks->gap;
        if (chunks->end) {
            end_chunks(chunks, chunks->cut);
        }
    }
    result.end = (uint8_t)chunks->end;
    *fill = result;
    return GV_OK;
}

/* 1 if bytes begin with a chunk's size. */
static int begins_chunk(const char *bytes, size_t length)
{
    size_t i = 0;
    while (i < length && i < 16 && hex_value((unsigned char)bytes[i]) >= 0) {
        i++;
    }
    const size_t digits = i;
    while (i < length && (bytes[i] == ' ' || bytes[i] == '\t')) {
        i++;
    }
    i += i + 1 < length && bytes[i] == '\r';
    return digits > 0 && digits < 16 && i < length && (bytes[i] == '\n' || bytes[i] == ';');
}

/* ------------------------------------------------------------------ deflate and brotli */

/* More input behind what is left. */
static gv_status refill(gv_http_unpack *unpack, int wait, gv_fill *fill)
{
    const size_t left = unpack->filled - unpack->position;
    memmove(unpack->in, unpack->in + unpack->position, left);
    unpack->position = 0;
    unpack->filled = left;
    GV_TRY(unpack->below.fill(unpack->below.layer, wait, (char *)unpack->in + left,
                               IN_BYTES - left, fill));
    unpack->filled += fill->length;
    unpack->below_end = fill->end;
    return GV_OK;
}

static void end_unpack(gv_http_unpack *unpack, const char *trouble)
{
    unpack->end = 1;
    if (*unpack->trouble == NULL) {
        *unpack->trouble = trouble;
    }
}

/* The checksum, and nothing behind it. */
static gv_status end_of_unpack(gv_http_unpack *unpack)
{
    const size_t wanted = unpack->wrapped ? 4 : 0;
    while (unpack->filled - unpack->position <= wanted && !unpack->below_end) {
        gv_fill fill = {0};
        GV_TRY(refill(unpack, 1, &fill));
    }
    const unsigned char *const b = unpack->in + unpack->position;
    const size_t left = unpack->filled - unpack->position;
    if (left < wanted) {
        end_unpack(unpack, unpack->cut);
    } else if (wanted > 0 && ((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
                              (uint32_t)b[2] << 8 | (uint32_t)b[3]) != unpack->sum) {
        end_unpack(unpack, "has a packed body that does not match its checksum");
    } else {
        end_unpack(unpack, left > wanted ? "has bytes behind its packed body" : NULL);
    }
    return GV_OK;
}

static gv_status fill_unpack(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_http_unpack *const unpack = layer;
    gv_fill result = {0};
    gv_fill below = {0};
    while (result.length == 0 && !unpack->end && !below.waiting) {
        gv_unpacked step = {0};
        const unsigned char *const in = unpack->in + unpack->position;
        const size_t left = unpack->filled - unpack->position;
        GV_TRY(unpack->brotli != NULL
                   ? gv_brotli_next(unpack->brotli, in, left, out, capacity, &step)
                   : gv_unpack_next(unpack->unpack, in, left, out, capacity, &step));
        unpack->position += step.used;
        result.length = step.given;
        unpack->sum = gv_unpack_adler(unpack->sum, out, step.given);
        const int stuck = step.used == 0 && step.given == 0;
        if (step.end == GV_UNPACK_ENDED) {
            GV_TRY(end_of_unpack(unpack));
        } else if (step.end == GV_UNPACK_DAMAGED) {
            end_unpack(unpack, "has a packed body that is damaged");
        } else if (stuck && unpack->below_end) {
            end_unpack(unpack, unpack->cut);
        } else if (stuck && unpack->position == 0 && unpack->filled == IN_BYTES) {
            end_unpack(unpack, "has a packed body that is damaged");
        } else if (stuck) {
            GV_TRY(refill(unpack, wait, &below));
        }
    }
    result.end = (uint8_t)unpack->end;
    result.waiting = (uint8_t)(result.length == 0 && !result.end && below.waiting);
    *fill = result;
    return GV_OK;
}

/* Gets ready to unpack what is peeked at; *is_deflate 0: it is none. */
static gv_status try_deflate(gv_http_unpack *unpack, const char *bytes, size_t length,
                             int *is_deflate)
{
    const unsigned char *const b = (const unsigned char *)bytes;
    char out[TRIAL];
    gv_unpacked step = {.end = GV_UNPACK_DAMAGED};
    unpack->wrapped = length >= 2 && (b[0] & 0x8f) == 8 && (b[1] & 0x20) == 0 &&
                       ((unsigned)b[0] << 8 | b[1]) % 31 == 0;
    if (unpack->unpack == NULL) {
        GV_TRY(gv_unpack_new(&unpack->unpack));
    }
    if (!unpack->wrapped) {
        GV_TRY(gv_unpack_start(unpack->unpack));
        GV_TRY(gv_unpack_next(unpack->unpack, b, length, out, sizeof out, &step));
    }
    *is_deflate = unpack->wrapped || step.end != GV_UNPACK_DAMAGED ||
                  !gv_media_is_plain(bytes, length);
    return gv_unpack_start(unpack->unpack);
}

/* The same for brotli, which takes many a text for a beginning of its own: what is long and plain
 * is text. */
static gv_status try_brotli(gv_http_unpack *unpack, const char *bytes, size_t length,
                            int *is_brotli)
{
    char out[TRIAL];
    gv_unpacked step = {0};
    GV_TRY(gv_brotli_new(&unpack->brotli));
    GV_TRY(gv_brotli_next(unpack->brotli, (const unsigned char *)bytes, length, out, sizeof out,
                          &step));
    gv_brotli_free(unpack->brotli);
    unpack->brotli = NULL;
    *is_brotli = !gv_media_is_plain(bytes, length) ||
                 (length < LONG_TEXT && step.end != GV_UNPACK_DAMAGED && step.given > 0);
    unpack->wrapped = 0;
    return *is_brotli ? gv_brotli_new(&unpack->brotli) : GV_OK;
}

/* Puts what unpacks over the body, if its first bytes agree. */
static gv_status begin_unpack(gv_http_unpack *unpack, const gv_http_head *head, const char *bytes,
                              size_t length, int *is_packed)
{
    if (unpack->in == NULL) {
        GV_TRY(gv_memory_get(IN_BYTES, (void **)&unpack->in));
    }
    unpack->position = unpack->filled = 0;
    unpack->below_end = unpack->end = 0;
    unpack->sum = 1;
    return head->coding == GV_HTTP_BROTLI ? try_brotli(unpack, bytes, length, is_packed)
                                          : try_deflate(unpack, bytes, length, is_packed);
}

/* ------------------------------------------------------------------ a body */

/* Puts a peek over `below`, as the body's top. */
static void push_peek(gv_http_body *body, gv_peek *peek, gv_stream below)
{
    *peek = (gv_peek){.below = below};
    body->top = peek;
}

static gv_stream top_stream(const gv_http_body *body)
{
    return (gv_stream){gv_peek_fill, body->top};
}

gv_status gv_http_body_open(gv_http_body *body, gv_stream below, const gv_http_head *head,
                            int truncated)
{
    size_t length = 0;
    int is_packed = 0;
    body->framed = 0;
    body->trouble = body->unread = NULL;
    push_peek(body, &body->stored, below);
    GV_TRY(gv_peek_want(body->top, GV_MEDIA_LOOK));
    const char *bytes = gv_peek_bytes(body->top, &length);
    if (head->chunked && begins_chunk(bytes, length)) {
        body->chunks = (gv_http_chunks){
            .below = top_stream(body),
            .cut = truncated ? NULL : "has a body in chunks that is cut off",
            .trouble = &body->trouble};
        push_peek(body, &body->joined, (gv_stream){fill_chunks, &body->chunks});
        body->framed = 1;
        GV_TRY(gv_peek_want(body->top, GV_MEDIA_LOOK));
        bytes = gv_peek_bytes(body->top, &length);
    }
    if ((head->coding == GV_HTTP_DEFLATE || head->coding == GV_HTTP_BROTLI) && length > 0) {
        GV_TRY(begin_unpack(&body->unpack, head, bytes, length, &is_packed));
    }
    if (is_packed) {
        gv_peek_drop(body->top, body->unpack.wrapped ? 2 : 0);
        body->unpack.below = top_stream(body);
        body->unpack.cut = truncated ? NULL : "has a packed body that is cut off";
        body->unpack.trouble = &body->trouble;
        push_peek(body, &body->plain, (gv_stream){fill_unpack, &body->unpack});
        body->framed = 1;
        GV_TRY(gv_peek_want(body->top, GV_MEDIA_LOOK));
    } else if (head->coding == GV_HTTP_OTHER && length > 0 && !gv_media_is_plain(bytes, length)) {
        body->unread = head->coding_name;
    }
    return GV_OK;
}

gv_status gv_http_body_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_http_body *const body = layer;
    return gv_peek_fill(body->top, wait, out, capacity, fill);
}

void gv_http_body_close(gv_http_body *body)
{
    gv_peek_free(&body->stored);
    gv_peek_free(&body->joined);
    gv_peek_free(&body->plain);
    gv_brotli_free(body->unpack.brotli);
    body->unpack.brotli = NULL;
    body->top = NULL;
}

void gv_http_body_free(gv_http_body *body)
{
    gv_http_body_close(body);
    gv_unpack_free(body->unpack.unpack);
    gv_memory_free(body->unpack.in);
    body->unpack.unpack = NULL;
    body->unpack.in = NULL;
}
