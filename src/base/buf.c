/*
 * buf.c - growable bytes and arrays.
 *
 * In: pieces. Out: one run of bytes, or one array, that doubles as it grows: adding "kill" and "ed"
 * to an empty buffer gives bytes "killed", length 6, capacity 64. A failed add leaves what was
 * there. It never shrinks, and it does not copy out of itself: `bytes` must not point into the
 * buffer that it is added to.
 */
#include "base/buf.h"

#include "base/arena.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_CAPACITY = 64, FIRST_ITEMS = 16 };

gv_status gv_buf_reserve(gv_buf *buf, size_t more)
{
    if (more >= (size_t)PTRDIFF_MAX - buf->length) {
        return GV_ERROR_MEMORY;
    }
    const size_t needed = buf->length + more + 1;
    if (needed <= buf->capacity) {
        return GV_OK;
    }
    size_t capacity = buf->capacity > 0 ? buf->capacity : FIRST_CAPACITY;
    while (capacity < needed) {
        capacity = capacity <= (size_t)PTRDIFF_MAX / 2 ? 2 * capacity : needed;
    }
    GV_TRY(gv_memory_resize(capacity, 1, (void **)&buf->bytes));
    buf->capacity = capacity;
    buf->bytes[buf->length] = '\0';
    return GV_OK;
}

const char *gv_digits(uint64_t number, char digits[GV_DIGITS])
{
    size_t at = GV_DIGITS;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return digits + at;
}

gv_status gv_buf_add_number(gv_buf *buf, uint64_t number)
{
    char digits[GV_DIGITS];
    const char *const first = gv_digits(number, digits);
    return gv_buf_add(buf, first, (size_t)(digits + GV_DIGITS - first));
}

gv_status gv_buf_add_format(gv_buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (n < 0) {
        return GV_ERROR_ARGUMENT;
    }
    GV_TRY(gv_buf_reserve(buf, (size_t)n));
    va_start(arguments, format);
    vsnprintf(buf->bytes + buf->length, (size_t)n + 1, format, arguments);
    va_end(arguments);
    buf->length += (size_t)n;
    return GV_OK;
}

void gv_buf_clear(gv_buf *buf)
{
    buf->length = 0;
    if (buf->bytes != NULL) {
        buf->bytes[0] = '\0';
    }
}

void gv_buf_free(gv_buf *buf)
{
    gv_memory_free(buf->bytes);
    *buf = (gv_buf){0};
}

gv_status gv_array_grow(void **array, size_t n, size_t size, size_t *capacity)
{
    size_t wanted = *capacity > 0 ? *capacity : FIRST_ITEMS;
    while (wanted < n) {
        wanted = wanted <= SIZE_MAX / 2 ? 2 * wanted : n;
    }
    GV_TRY(gv_memory_resize(wanted, size, array));
    *capacity = wanted;
    return GV_OK;
}
