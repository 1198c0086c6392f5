/*
 * warc_digest.c - checks a block against the digest that its record states.
 *
 * In: "sha1:UZY6ND6CCHXETFVJD2MSS7ZENMWF7KQ2" and the block's bytes. Out: whether they agree.
 * Digests of the payload are not checked: writers do not agree on what they count in.
 */
#include "ingest/warc_digest.h"

#include "ingest/header.h"

#include <string.h>

/* The value of a digit of base 16 or 32 (RFC 4648), in whatever case; -1: none. */
static int digit_value(char c, int base)
{
    const char low = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    if (base == 16) {
        return low >= '0' && low <= '9'   ? low - '0'
               : low >= 'a' && low <= 'f' ? low - 'a' + 10
                                          : -1;
    }
    return low >= 'a' && low <= 'z' ? low - 'a' : low >= '2' && low <= '7' ? low - '2' + 26 : -1;
}

/* Reads `digits` digits of base 16 or 32 as `length` bytes. */
static int read_digits(const char *text, size_t digits, int base, unsigned char *out,
                       size_t length)
{
    const unsigned bits = base == 16 ? 4 : 5;
    unsigned held = 0;
    unsigned n_held = 0;
    size_t used = 0;
    for (size_t i = 0; i < digits; i++) {
        const int value = digit_value(text[i], base);
        if (value < 0) {
            return 0;
        }
        held = (held << bits | (unsigned)value) & 0xfffu;
        n_held += bits;
        if (n_held >= 8 && used < length) {
            n_held -= 8;
            out[used++] = (unsigned char)(held >> n_held);
        }
    }
    return used == length;
}

void gv_warc_digest_start(gv_warc_digest *digest, const char *stated, size_t length)
{
    static const struct {
        const char *name;
        size_t bytes;
    } kinds[] = {{"sha1:", 20}, {"sha256:", 32}, {"sha-1:", 20}, {"sha-256:", 32}};
    digest->length = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const size_t name = strlen(kinds[i].name);
        const size_t bytes = kinds[i].bytes;
        if (length <= name || !gv_header_is(&(gv_header_line){.name = stated, .name_length = name},
                                            kinds[i].name)) {
            continue;
        }
        const char *const text = stated + name;
        size_t digits = length - name;
        while (digits > 0 && text[digits - 1] == '=') {
            digits--;
        }
        const int base = digits == bytes * 2 ? 16 : digits == (bytes * 8 + 4) / 5 ? 32 : 0;
        if (base != 0 && read_digits(text, digits, base, digest->stated, bytes)) {
            digest->length = bytes;
        }
    }
    if (digest->length == 20) {
        gv_sha1_start(&digest->sum.sha1);
    } else if (digest->length == 32) {
        gv_sha256_start(&digest->sum.sha256);
    }
}

void gv_warc_digest_add(gv_warc_digest *digest, const void *bytes, size_t length)
{
    if (digest->length == 20) {
        gv_sha1_add(&digest->sum.sha1, bytes, length);
    } else if (digest->length == 32) {
        gv_sha256_add(&digest->sum.sha256, bytes, length);
    }
}

gv_warc_match gv_warc_digest_end(gv_warc_digest *digest)
{
    unsigned char sum[32];
    char hex[65];
    if (digest->length == 20) {
        gv_sha1_finish(&digest->sum.sha1, sum);
    } else if (digest->length == 32) {
        gv_sha256_finish(&digest->sum.sha256, hex);
        (void)read_digits(hex, 64, 16, sum, 32);
    } else {
        return GV_WARC_UNKNOWN;
    }
    const size_t length = digest->length;
    digest->length = 0;
    return memcmp(sum, digest->stated, length) == 0 ? GV_WARC_MATCHES : GV_WARC_DIFFERS;
}
