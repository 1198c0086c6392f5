/*
 * utf8.c - UTF-8 in and out, what a code point is to a word, and folding.
 *
 * In: bytes. Out: code points, kinds, folded words: "Orúʼs" folds to "oru's", "ＴＡＲＳＫ" to "tarsk",
 * "ﬁeld" to "field", "U.N." to "u.n", "١٢" to "12". ASCII is folded byte by byte; the first other
 * byte sends the rest of the word through utf8proc, one code point at a time, so that no memory is
 * needed. It does not segment scripts without blanks, and it judges letters by Unicode alone.
 */
#include "text/utf8.h"

#include "base/bytes.h"

#include <string.h>
#include <utf8proc.h>

enum {
    ZERO_WIDTH_SPACE = 0x200B,
    NEXT_LINE = 0x85,
    TATWEEL = 0x640, /* stretches Arabic words, means nothing */
    SHORT_I = 0x439, /* a letter of its own to Cyrillic stemmers, not "и" with an accent */
    CYRILLIC_I = 0x438,
    BREVE = 0x306,
    HANGUL_FIRST = 0xAC00,
    HANGUL_LAST = 0xD7A3,
    ACCENT_CLASS = 10, /* combining classes below are vowel signs, nuktas, voicing: kept */
    DECOMPOSED_MAX = 32
};

uint32_t gv_utf8_read(const char *bytes, size_t length, size_t *size)
{
    const unsigned char *const p = (const unsigned char *)bytes;
    const uint32_t first = p[0];
    *size = 1;
    if (first < 0x80) {
        return first;
    }
    if (first < 0xC2 || first > 0xF4) {
        return GV_UTF8_INVALID;
    }
    if (length < 2 || (p[1] & 0xC0) != 0x80) {
        return GV_UTF8_INVALID;
    }
    if (first < 0xE0) {
        *size = 2;
        return (first & 0x1F) << 6 | (p[1] & 0x3FU);
    }
    if (length < 3 || (p[2] & 0xC0) != 0x80) {
        return GV_UTF8_INVALID;
    }
    if (first < 0xF0) {
        const uint32_t code = (first & 0x0F) << 12 | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU);
        if (code < 0x800 || (code >= 0xD800 && code <= 0xDFFF)) {
            return GV_UTF8_INVALID;
        }
        *size = 3;
        return code;
    }
    if (length < 4 || (p[3] & 0xC0) != 0x80) {
        return GV_UTF8_INVALID;
    }
    const uint32_t code = (first & 0x07) << 18 | (p[1] & 0x3FU) << 12 | (p[2] & 0x3FU) << 6 |
                          (p[3] & 0x3FU);
    if (code < 0x10000 || code > 0x10FFFF) {
        return GV_UTF8_INVALID;
    }
    *size = 4;
    return code;
}

size_t gv_utf8_write(uint32_t code_point, char out[4])
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

size_t gv_utf8_valid_length(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        if (length - at >= GV_BYTES_AT_ONCE) {
            const uint64_t others = gv_bytes_above_ascii(bytes + at, 0);
            if (others == 0) {
                at += GV_BYTES_AT_ONCE;
                continue;
            }
            at += (size_t)__builtin_ctzll(others);
        } else if ((unsigned char)bytes[at] < 0x80) {
            at++;
        }
        while (at < length && (unsigned char)bytes[at] >= 0x80) {
            size_t size = 0;
            if (gv_utf8_read(bytes + at, length - at, &size) == GV_UTF8_INVALID) {
                return at;
            }
            at += size;
        }
    }
    return at;
}

static gv_letter_kind ascii_kind(uint32_t code_point)
{
    if (code_point >= 'a' && code_point <= 'z') {
        return GV_LETTER_LOWER;
    }
    if (code_point >= 'A' && code_point <= 'Z') {
        return GV_LETTER_UPPER;
    }
    if (code_point >= '0' && code_point <= '9') {
        return GV_LETTER_DIGIT;
    }
    if (code_point == ' ' || (code_point >= '\t' && code_point <= '\r')) {
        return GV_LETTER_BLANK;
    }
    return GV_LETTER_NONE;
}

gv_letter_kind gv_utf8_kind(uint32_t code_point)
{
    if (code_point < 0x80) {
        return ascii_kind(code_point);
    }
    if (code_point > 0x10FFFF) {
        return GV_LETTER_NONE;
    }
    switch (utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return GV_LETTER_UPPER;
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        return GV_LETTER_LOWER;
    case UTF8PROC_CATEGORY_ND:
        return GV_LETTER_DIGIT;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return GV_LETTER_MARK;
    case UTF8PROC_CATEGORY_CF:
        return code_point == ZERO_WIDTH_SPACE ? GV_LETTER_BLANK : GV_LETTER_MARK;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return GV_LETTER_BLANK;
    default:
        return code_point == NEXT_LINE ? GV_LETTER_BLANK : GV_LETTER_NONE;
    }
}

int gv_utf8_has_case(uint32_t code_point)
{
    if (code_point > 0x10FFFF) {
        return 0;
    }
    const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL ||
           category == UTF8PROC_CATEGORY_LT;
}

int gv_utf8_digit(uint32_t code_point)
{
    if (code_point < 0x80) {
        return code_point >= '0' && code_point <= '9' ? (int)(code_point - '0') : -1;
    }
    if (gv_utf8_kind(code_point) != GV_LETTER_DIGIT) {
        return -1;
    }
    /* Unicode keeps decimal digits in unbroken runs of ten, each from its zero on. */
    uint32_t zero = code_point;
    while (gv_utf8_kind(zero - 1) == GV_LETTER_DIGIT) {
        zero--;
    }
    return (int)((code_point - zero) % 10);
}

/* A folded word as it grows. */
typedef struct folded {
    char *out;
    size_t out_size, length;
    uint32_t last;      /* the last code point written, 0 if none */
    size_t last_length; /* length before it */
    int full;
} folded;

static void put(folded *f, uint32_t code_point)
{
    char bytes[4];
    const size_t size = gv_utf8_write(code_point, bytes);
    if (size > f->out_size - f->length) {
        f->full = 1;
        return;
    }
    memcpy(f->out + f->length, bytes, size);
    f->last = code_point;
    f->last_length = f->length;
    f->length += size;
}

static int is_curly_apostrophe(uint32_t code_point)
{
    return code_point == 0x2019 || code_point == 0x2018 || code_point == 0x2BC ||
           code_point == 0xFF07;
}

static int is_accent(utf8proc_int32_t code_point)
{
    return utf8proc_get_property(code_point)->combining_class >= ACCENT_CLASS;
}

/* Decomposes, drops accents, blanks and what has no meaning, and puts the rest together again. */
static void fold_wide(folded *f, uint32_t code_point)
{
    utf8proc_int32_t parts[DECOMPOSED_MAX];
    int last_class = 0;
    const utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)code_point, parts, DECOMPOSED_MAX,
        UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
            UTF8PROC_IGNORE,
        &last_class);
    utf8proc_ssize_t kept = 0;
    for (utf8proc_ssize_t i = 0; i < n && n <= DECOMPOSED_MAX; i++) {
        const uint32_t part = (uint32_t)parts[i];
        const int format = utf8proc_category(parts[i]) == UTF8PROC_CATEGORY_CF;
        if (part == BREVE && kept == 0 && f->last == CYRILLIC_I) {
            f->length = f->last_length;
            put(f, SHORT_I);
        } else if (part != TATWEEL && !format && !is_accent(parts[i]) &&
                   gv_utf8_kind(part) != GV_LETTER_BLANK) {
            parts[kept++] = is_curly_apostrophe(part) ? '\'' : parts[i];
        }
    }
    kept = kept > 1 ? utf8proc_normalize_utf32(parts, kept, UTF8PROC_STABLE | UTF8PROC_COMPOSE)
                    : kept;
    for (utf8proc_ssize_t i = 0; i < kept && !f->full; i++) {
        put(f, (uint32_t)parts[i]);
    }
}

static void fold_code_point(folded *f, uint32_t code_point)
{
    if (code_point < 0x80) {
        const int upper = code_point >= 'A' && code_point <= 'Z';
        if (gv_utf8_kind(code_point) != GV_LETTER_BLANK) {
            put(f, upper ? code_point + ('a' - 'A') : code_point);
        }
    } else if (is_curly_apostrophe(code_point)) {
        put(f, '\'');
    } else if (code_point == SHORT_I || code_point == SHORT_I - 0x20) {
        put(f, SHORT_I);
    } else if (code_point >= HANGUL_FIRST && code_point <= HANGUL_LAST) {
        put(f, code_point);
    } else if (gv_utf8_kind(code_point) == GV_LETTER_DIGIT) {
        put(f, (uint32_t)('0' + gv_utf8_digit(code_point)));
    } else {
        fold_wide(f, code_point);
    }
}

size_t gv_utf8_fold(const char *word, size_t length, char *out, size_t out_size)
{
    size_t at = 0;
    const size_t ascii_end = length < out_size ? length : out_size;
    for (; at < ascii_end && word[at] > ' ' && (unsigned char)word[at] < 0x80; at++) {
        const char byte = word[at];
        out[at] = byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
    }
    size_t folded_length = at;
    if (at < length) {
        folded f = {.out = out, .out_size = out_size, .length = at};
        while (at < length && !f.full) {
            size_t size = 0;
            const uint32_t code_point = gv_utf8_read(word + at, length - at, &size);
            if (code_point != GV_UTF8_INVALID) {
                fold_code_point(&f, code_point);
            }
            at += size;
        }
        folded_length = f.full ? 0 : f.length;
    }
    if (folded_length > 1 && out[folded_length - 1] == '.') {
        folded_length--;
    }
    return folded_length;
}
