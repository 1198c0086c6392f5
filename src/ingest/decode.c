/*
 * decode.c - byte-order marks, UTF-16, Windows-1252, and UTF-8 with bad bytes.
 *
 * In: bytes of some character set. Out: UTF-8: "\xff\xfe" names UTF-16LE, in which "V\0\xe9\0" is
 * "V\xc3\xa9"; without a mark, "Velm\xe9ra" has one bad byte and no good multi-byte character, so
 * it is read as Windows-1252, while a UTF-8 report with one flipped bit has hundreds of good ones
 * and only that byte becomes U+FFFD. Of Windows-1252's five bytes without a character, each becomes
 * the control character of its number, as web browsers do. It guesses no other character set.
 */
#include "ingest/decode.h"

#include "text/utf8.h"

#include <string.h>

enum { REPLACEMENT = 0xFFFD };

static const uint16_t WINDOWS_1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

const char *gv_decode_name(gv_charset charset)
{
    static const char *const names[] = {"utf-8", "utf-16le", "utf-16be", "windows-1252"};
    return names[charset];
}

gv_charset gv_decode_mark(const char *bytes, size_t length, size_t *mark_length)
{
    *mark_length = 0;
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        *mark_length = 3;
    } else if (length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
        *mark_length = 2;
        return GV_CHARSET_UTF16LE;
    } else if (length >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0) {
        *mark_length = 2;
        return GV_CHARSET_UTF16BE;
    }
    return GV_CHARSET_UTF8;
}

gv_charset gv_decode_judge(const char *bytes, size_t length)
{
    size_t position = gv_utf8_valid_length(bytes, length);
    size_t good = 0;
    size_t bad = 0;
    if (position + 4 > length) {
        return GV_CHARSET_UTF8;
    }
    for (size_t i = 0; i < position; i++) {
        good += ((unsigned char)bytes[i] & 0xC0) == 0xC0;
    }
    while (position < length) {
        size_t size = 1;
        if ((unsigned char)bytes[position] >= 0x80) {
            const uint32_t c = gv_utf8_read(bytes + position, length - position, &size);
            good += c != GV_UTF8_INVALID;
            bad += c == GV_UTF8_INVALID && position + 4 <= length;
        }
        position += size;
    }
    return bad / 4 >= good && bad > 0 ? GV_CHARSET_WINDOWS_1252 : GV_CHARSET_UTF8;
}

size_t gv_decode_write_1252(unsigned char byte, char out[4])
{
    if (byte < 0x80) {
        out[0] = (char)byte;
        return 1;
    }
    return gv_utf8_write(byte < 0xA0 ? WINDOWS_1252[byte - 0x80] : byte, out);
}

gv_status gv_decode_add_1252(const char *bytes, size_t length, gv_buf *out)
{
    if (length > SIZE_MAX / 4) {
        return GV_ERROR_MEMORY;
    }
    GV_TRY(gv_buf_reserve(out, 3 * length + 1));
    char *to = out->bytes + out->length;
    for (size_t i = 0; i < length; i++) {
        to += gv_decode_write_1252((unsigned char)bytes[i], to);
    }
    out->length = (size_t)(to - out->bytes);
    *to = '\0';
    return GV_OK;
}

gv_status gv_decode_add_repaired(const char *bytes, size_t length, gv_buf *out,
                                 uint64_t *replaced)
{
    while (length > 0) {
        const size_t valid = gv_utf8_valid_length(bytes, length);
        GV_TRY(gv_buf_add(out, bytes, valid));
        bytes += valid;
        length -= valid;
        if (length > 0) {
            GV_TRY(gv_buf_add(out, "\xef\xbf\xbd", 3));
            *replaced += 1;
            bytes++;
            length--;
        }
    }
    return GV_OK;
}

/* One UTF-16 unit. */
static uint32_t unit(const gv_decode *decode, const unsigned char *b)
{
    return decode->charset == GV_CHARSET_UTF16LE ? (uint32_t)(b[0] | b[1] << 8)
                                                 : (uint32_t)(b[0] << 8 | b[1]);
}

/* Reads one character of n UTF-16 bytes; *used is 0 if it is not whole and `last` is 0. */
static uint32_t read_utf16(gv_decode *decode, const unsigned char *b, size_t n, int last,
                           size_t *used)
{
    *used = n < 2 ? (last ? n : 0) : 2;
    if (n < 2) {
        decode->replaced += (uint64_t)last;
        return REPLACEMENT;
    }
    const uint32_t first = unit(decode, b);
    if (first < 0xD800 || first > 0xDFFF) {
        return first;
    }
    if (first < 0xDC00) {
        if (n < 4 && !last) {
            *used = 0;
            return REPLACEMENT;
        }
        const uint32_t second = n >= 4 ? unit(decode, b + 2) : 0;
        if (second >= 0xDC00 && second <= 0xDFFF) {
            *used = 4;
            return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        }
    }
    decode->replaced++;
    return REPLACEMENT;
}

/* Converts n bytes; returns how many were used. out has room for 3 bytes a byte. */
static size_t convert(gv_decode *decode, const unsigned char *in, size_t n, int last, char *out,
                      size_t *length)
{
    size_t used = 0;
    if (decode->charset == GV_CHARSET_WINDOWS_1252) {
        for (; used < n; used++) {
            *length += gv_decode_write_1252(in[used], out + *length);
        }
        return used;
    }
    while (used < n) {
        size_t size = 0;
        const uint32_t c = read_utf16(decode, in + used, n - used, last, &size);
        if (size == 0) {
            break;
        }
        *length += gv_utf8_write(c, out + *length);
        used += size;
    }
    return used;
}

gv_status gv_decode_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_decode *const decode = layer;
    gv_fill result = {0};
    const size_t step = capacity / 3 < sizeof decode->in ? capacity / 3 : sizeof decode->in;
    unsigned char *const in = (unsigned char *)decode->in;
    while (result.length == 0 && !result.end && !result.waiting) {
        gv_fill below = {0};
        memcpy(in, decode->left, decode->n_left);
        size_t n = decode->n_left;
        if (!decode->end) {
            GV_TRY(decode->below.fill(decode->below.layer, wait, decode->in + n, step - n,
                                      &below));
            decode->end = below.end;
            decode->n_bytes += below.length;
        }
        if (below.gap) {
            /* Half a character before the gap is lost with it. */
            memmove(in, in + n, below.length);
            n = 0;
            decode->gap = 1;
        }
        n += below.length;
        const size_t used = convert(decode, in, n, decode->end, out, &result.length);
        decode->n_left = n - used;
        memcpy(decode->left, in + used, decode->n_left);
        result.waiting = below.waiting;
        result.end = (uint8_t)decode->end;
    }
    if (result.length > 0) {
        result.gap = (uint8_t)decode->gap;
        decode->gap = 0;
        result.waiting = 0;
    }
    *fill = result;
    return GV_OK;
}
