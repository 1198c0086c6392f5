/*
 * buf.h - growable bytes, and growable arrays of anything.
 *
 * Zeroed is a valid empty buffer. The owner frees it. Pointers into it hold until the next add.
 */
#ifndef GV_BASE_BUF_H
#define GV_BASE_BUF_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct gv_buf {
    char *bytes;   /* NUL-terminated whenever length > 0 */
    size_t length; /* without the NUL */
    size_t capacity;
} gv_buf;

/* Room for that many more, and a NUL. */
gv_status gv_buf_reserve(gv_buf *buf, size_t more);

/* Here, so that short texts that are known beforehand are stored as such. */
static inline gv_status gv_buf_add(gv_buf *buf, const void *bytes, size_t length)
{
    if (length >= buf->capacity - buf->length) {
        GV_TRY(gv_buf_reserve(buf, length));
    }
    if (length > 0) {
        memcpy(buf->bytes + buf->length, bytes, length);
        buf->length += length;
        buf->bytes[buf->length] = '\0';
    }
    return GV_OK;
}

static inline gv_status gv_buf_add_text(gv_buf *buf, const char *text)
{
    return gv_buf_add(buf, text, strlen(text));
}

static inline gv_status gv_buf_add_byte(gv_buf *buf, char byte)
{
    return gv_buf_add(buf, &byte, 1);
}

#define GV_DIGITS 20
/* The number's digits, written at the end of `digits`: the answer is the first of them. */
const char *gv_digits(uint64_t number, char digits[GV_DIGITS]);
gv_status gv_buf_add_number(gv_buf *buf, uint64_t number);
gv_status gv_buf_add_format(gv_buf *buf, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
/* Length 0, memory kept. */
void gv_buf_clear(gv_buf *buf);
void gv_buf_free(gv_buf *buf);

/* For gv_array_reserve, of more than *capacity. */
gv_status gv_array_grow(void **array, size_t n, size_t size, size_t *capacity);
/* A growable array of equal items: `array` points to a typed pointer kept by the owner.
 *     gv_span *spans = NULL; size_t n = 0, capacity = 0;
 *     GV_TRY(gv_array_reserve((void **)&spans, n + 1, sizeof *spans, &capacity)); spans[n++] = s;
 * Doubles; freed with gv_memory_free. */
static inline gv_status gv_array_reserve(void **array, size_t n, size_t size, size_t *capacity)
{
    return n <= *capacity ? GV_OK : gv_array_grow(array, n, size, capacity);
}

#endif
