/*
 * archive_head.c - what stands at a place of a tar, zip or cpio archive.
 *
 * In: up to 4224 bytes. Out: a member's header, structure, or nothing known:
 *
 *     tar    a block whose checksum is right; a block of zeros
 *     zip    PK\3\4 and what a local header has; the directory's PK\1\2, PK\5\6 ...
 *     cpio   070701, 070702, 070707 and numbers; the same in binary; TRAILER!!! ends it
 *
 * In a search through damage ("strict") four bytes are not enough: version, method and name of a
 * zip member, the numbers of a cpio header must be possible too. It does not read what a header
 * says beyond that: libarchive does.
 */
#include "ingest/archive_head.h"

#include "ingest/archive.h"
#include "ingest/filter.h"
#include "ingest/libarchive.h"

#include <string.h>

enum { BLOCK = 512, TAR_MAGIC = 257, NEWC = 110, ODC = 76, BINARY = 26, LOCAL = 30, LZMA = 14,
       NAME_MOST = 4096 /* bytes of a name, in a search: no system has longer ones */ };

static uint32_t get16(const unsigned char *b)
{
    return (uint32_t)b[0] | (uint32_t)b[1] << 8;
}

static uint32_t get32(const unsigned char *b)
{
    return get16(b) | get16(b + 2) << 16;
}

static int is_zero(const unsigned char *b, size_t length)
{
    return length == 0 || (b[0] == 0 && memcmp(b, b + 1, length - 1) == 0);
}

/* ------------------------------------------------------------------ tar */

/* An octal number with blanks or NULs around it, as headers have them. */
static int read_octal(const unsigned char *b, size_t length, uint64_t *value)
{
    size_t i = 0;
    size_t digits = 0;
    *value = 0;
    while (i < length && b[i] == ' ') {
        i++;
    }
    for (; i < length && b[i] >= '0' && b[i] <= '7'; i++) {
        *value = *value << 3 | (uint64_t)(b[i] - '0');
        digits++;
    }
    while (i < length && (b[i] == ' ' || b[i] == '\0')) {
        i++;
    }
    return i == length && digits > 0;
}

static int tar_checksum_is_right(const unsigned char *b)
{
    uint64_t stated = 0;
    int64_t sum = 0;
    int64_t sum_signed = 0; /* as some old writers counted */
    if (!read_octal(b + 148, 8, &stated)) {
        return 0;
    }
    for (size_t i = 0; i < BLOCK; i++) {
        const int c = i >= 148 && i < 156 ? ' ' : b[i];
        sum += c;
        sum_signed += c > 127 ? c - 256 : c;
    }
    return (int64_t)stated == sum || (int64_t)stated == sum_signed;
}

static gv_archive_head look_tar(const unsigned char *b, size_t length)
{
    if (length < BLOCK) {
        return is_zero(b, length) ? (gv_archive_head){GV_ARCHIVE_STRUCTURE, length}
                                  : (gv_archive_head){GV_ARCHIVE_NONE, 0};
    }
    if (is_zero(b, BLOCK)) {
        return (gv_archive_head){GV_ARCHIVE_END, BLOCK};
    }
    return (gv_archive_head){tar_checksum_is_right(b) ? GV_ARCHIVE_MEMBER : GV_ARCHIVE_NONE, 0};
}

/* How many of a header's numbers and marks are as they should be, of 8. */
static int tar_signs(const unsigned char *b)
{
    static const size_t numbers[][2] = {{100, 8}, {108, 8}, {116, 8}, {124, 12}, {136, 12},
                                        {148, 8}};
    uint64_t value = 0;
    int n = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        n += read_octal(b + numbers[i][0], numbers[i][1], &value);
    }
    n += b[0] > ' ';
    n += is_zero(b + 500, 12) && b[99] == 0;
    return n;
}

static int is_tar(const unsigned char *b, size_t length)
{
    if (length < BLOCK) {
        return length >= TAR_MAGIC + 5 && memcmp(b + TAR_MAGIC, "ustar", 5) == 0;
    }
    return tar_checksum_is_right(b) || memcmp(b + TAR_MAGIC, "ustar", 5) == 0 ||
           tar_signs(b) >= 7;
}

/* ------------------------------------------------------------------ zip */

static int zip_local_is_plausible(const unsigned char *b, size_t length)
{
    if (length < LOCAL + 1) {
        return 0;
    }
    const uint32_t method = get16(b + 8);
    const uint32_t name = get16(b + 26);
    return b[4] <= 63 && b[5] <= 19 && (method <= 20 || (method >= 93 && method <= 99)) &&
           name > 0 && name <= NAME_MOST && b[LOCAL] >= ' ' && (get16(b + 6) & 0xc780) == 0;
}

static gv_archive_head zip_structure(const unsigned char *b, size_t length)
{
    static const struct {
        unsigned char mark[2];
        unsigned char fixed;       /* bytes it takes to know */
        unsigned char fields[3];   /* where lengths of two bytes stand, that come on top */
    } parts[] = {
        {{1, 2}, 46, {28, 30, 32}}, /* a member, in the directory */
        {{5, 5}, 6, {4, 0, 0}},     /* its signature */
        {{5, 6}, 22, {20, 0, 0}},   /* its end */
        {{6, 7}, 20, {0, 0, 0}},    /* where the long form of its end stands */
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (b[2] == parts[i].mark[0] && b[3] == parts[i].mark[1]) {
            uint64_t total = parts[i].fixed;
            for (size_t k = 0; k < 3 && length >= parts[i].fixed; k++) {
                total += parts[i].fields[k] > 0 ? get16(b + parts[i].fields[k]) : 0;
            }
            const int is_end = b[2] == 5 && b[3] == 6 && length >= parts[i].fixed;
            return (gv_archive_head){is_end ? GV_ARCHIVE_END : GV_ARCHIVE_STRUCTURE, total};
        }
    }
    if (b[2] == 6 && (b[3] == 6 || b[3] == 8) && length >= 12) { /* its long end; extra data */
        const uint64_t total = b[3] == 6 ? 12 + (uint64_t)get32(b + 4) : 8 + (uint64_t)get32(b + 4);
        return (gv_archive_head){GV_ARCHIVE_STRUCTURE, total < 1 << 16 ? total : 12};
    }
    return (gv_archive_head){GV_ARCHIVE_NONE, 0};
}

static gv_archive_head look_zip(const unsigned char *b, size_t length, int strict)
{
    if (length < 4 || b[0] != 'P' || b[1] != 'K') {
        const int zeros = !strict && is_zero(b, length < 4 ? length : 4);
        return (gv_archive_head){zeros ? GV_ARCHIVE_STRUCTURE : GV_ARCHIVE_NONE,
                                 length < 4 ? length : 4};
    }
    if (b[2] == 3 && b[3] == 4) {
        return (gv_archive_head){
            !strict || zip_local_is_plausible(b, length) ? GV_ARCHIVE_MEMBER : GV_ARCHIVE_NONE, 0};
    }
    if (!strict && length >= 8 && memcmp(b + 4, "PK\3\4", 4) == 0) {
        return (gv_archive_head){GV_ARCHIVE_STRUCTURE, 4}; /* the mark of split archives */
    }
    if (!strict && b[2] == 7 && b[3] == 8) { /* sizes of the member before, that was not unpacked */
        const int is_long = length >= 26 && b[24] == 'P' && b[25] == 'K';
        return (gv_archive_head){GV_ARCHIVE_STRUCTURE, is_long ? 24 : 16};
    }
    return zip_structure(b, length);
}

uint64_t gv_archive_zip_length(const unsigned char *b, size_t length)
{
    if (length < LOCAL || (get16(b + 6) & 8) != 0) {
        return 0;
    }
    const uint32_t packed = get32(b + 18);
    const uint32_t size = get32(b + 22);
    const int is_stored = get16(b + 8) == 0 && (get16(b + 6) & 1) == 0;
    if (packed == UINT32_MAX || size == UINT32_MAX) {
        return 0; /* stands in the extra field */
    }
    return LOCAL + (uint64_t)get16(b + 26) + get16(b + 28) +
           (is_stored && size < packed ? size : packed);
}

size_t gv_archive_zip_look(const unsigned char *b, size_t length)
{
    return length >= LOCAL && get16(b + 8) == LZMA ? LOCAL + get16(b + 26) + get16(b + 28) + 9 : 0;
}

uint64_t gv_archive_zip_memory(const unsigned char *b, size_t length)
{
    /* The data begin with a version, the length of what follows, a byte, the dictionary's size. */
    const size_t look = gv_archive_zip_look(b, length);
    return look > 0 && length >= look ? get32(b + look - 4) : 0;
}

static int is_zip(const unsigned char *b, size_t length)
{
    static const unsigned char mark[4] = "PK\3\4";
    if (length < 4) {
        return 0;
    }
    if (memcmp(b, mark, 4) == 0 || memcmp(b, "PK\5\6", 4) == 0) {
        return 1;
    }
    if (length >= 8 && memcmp(b, "PK", 2) == 0 && memcmp(b + 4, mark, 4) == 0) {
        return 1;
    }
    const int same = (b[0] == mark[0]) + (b[1] == mark[1]) + (b[2] == mark[2]) + (b[3] == mark[3]);
    return same == 3 && zip_local_is_plausible(b, length);
}

/* ------------------------------------------------------------------ cpio */

/* The number of characters in b[0..length) that are no digits of the base (8 or 16). */
static size_t count_others(const unsigned char *b, size_t length, int base)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        const int digit = b[i] >= '0' && b[i] <= (base == 8 ? '7' : '9');
        const int letter = (b[i] >= 'a' && b[i] <= 'f') || (b[i] >= 'A' && b[i] <= 'F');
        n += !(digit || (base == 16 && letter));
    }
    return n;
}

static uint64_t read_digits(const unsigned char *b, size_t length, int base)
{
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        const uint64_t digit = b[i] <= '9' ? (uint64_t)(b[i] - '0') : (uint64_t)((b[i] & 7) + 9);
        value = value * (uint64_t)base + digit;
    }
    return value;
}

static gv_archive_head cpio_entry(const unsigned char *b, size_t length, size_t header,
                                  uint64_t name, size_t align, int strict)
{
    static const char trailer[] = "TRAILER!!!";
    if (name == 0 || name > (strict ? NAME_MOST : 1 << 16) ||
        (header + name <= length && b[header + name - 1] != '\0')) {
        return (gv_archive_head){GV_ARCHIVE_NONE, 0};
    }
    if (name == sizeof trailer && length >= header + name &&
        memcmp(b + header, trailer, sizeof trailer) == 0) {
        return (gv_archive_head){GV_ARCHIVE_END, (header + name + align - 1) / align * align};
    }
    return (gv_archive_head){GV_ARCHIVE_MEMBER, 0};
}

static gv_archive_head look_cpio(const unsigned char *b, size_t length, int strict)
{
    if (length >= NEWC && memcmp(b, "07070", 5) == 0 && (b[5] == '1' || b[5] == '2') &&
        count_others(b, NEWC, 16) == 0) {
        return cpio_entry(b, length, NEWC, read_digits(b + 94, 8, 16), 4, strict);
    }
    if (length >= ODC && memcmp(b, "070707", 6) == 0 && count_others(b, ODC, 8) == 0) {
        return cpio_entry(b, length, ODC, read_digits(b + 59, 6, 8), 1, strict);
    }
    if (length >= BINARY && b[0] == 0xc7 && b[1] == 0x71) {
        return cpio_entry(b, length, BINARY, get16(b + 20), 2, strict);
    }
    if (length >= BINARY && b[0] == 0x71 && b[1] == 0xc7) {
        return cpio_entry(b, length, BINARY, (uint64_t)b[20] << 8 | b[21], 2, strict);
    }
    const size_t n = length < BLOCK ? length : BLOCK;
    if (!strict && length > 0 && b[0] == 0) {
        size_t zeros = 1;
        while (zeros < n && b[zeros] == 0) {
            zeros++;
        }
        return (gv_archive_head){GV_ARCHIVE_STRUCTURE, zeros};
    }
    return (gv_archive_head){GV_ARCHIVE_NONE, 0};
}

static int is_cpio(const unsigned char *b, size_t length)
{
    if (look_cpio(b, length, 1).kind != GV_ARCHIVE_NONE) {
        return 1;
    }
    /* One byte of the header may be damaged. */
    return (length >= NEWC && count_others(b, NEWC, 16) <= 1 &&
            (memcmp(b + 1, "70701", 5) == 0 || memcmp(b, "07070", 5) == 0)) ||
           (length >= ODC && count_others(b, ODC, 8) <= 1 && memcmp(b, "070707", 6) == 0);
}

/* ------------------------------------------------------------------ all */

gv_archive_head gv_archive_look(gv_archive_format format, const unsigned char *bytes,
                                size_t length, int strict)
{
    length = length < GV_ARCHIVE_HEAD_MAX ? length : GV_ARCHIVE_HEAD_MAX;
    return format == GV_ARCHIVE_TAR   ? look_tar(bytes, length)
           : format == GV_ARCHIVE_ZIP ? look_zip(bytes, length, strict)
                                      : look_cpio(bytes, length, strict);
}

static size_t find_tar(const unsigned char *b, size_t length, size_t phase)
{
    for (size_t i = 0; i < length; i++) {
        const int aligned = (phase + i) % BLOCK == 0;
        if (i + BLOCK > length ||
            (b[i] != 0 && (aligned || memcmp(b + i + TAR_MAGIC, "ustar", 5) == 0))) {
            return i;
        }
    }
    return length;
}

size_t gv_archive_find(gv_archive_format format, const unsigned char *bytes, size_t length,
                       size_t phase)
{
    if (format == GV_ARCHIVE_TAR) {
        return find_tar(bytes, length, phase);
    }
    if (format == GV_ARCHIVE_ZIP) {
        const unsigned char *const found = length > 0 ? memchr(bytes, 'P', length) : NULL;
        return found != NULL ? (size_t)(found - bytes) : length;
    }
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '0' || bytes[i] == 0xc7 || bytes[i] == 0x71) {
            return i;
        }
    }
    return length;
}

const char *gv_archive_sniff(const char *bytes, size_t length)
{
    const unsigned char *const b = (const unsigned char *)bytes;
    if (is_zip(b, length)) {
        return "zip";
    }
    if (length >= 6 && memcmp(b, "7z\xBC\xAF\x27\x1C", 6) == 0) {
        return "7z";
    }
    if (is_cpio(b, length)) {
        return "cpio";
    }
    return is_tar(b, length) ? "tar" : NULL;
}

const char *gv_archive_version(void)
{
    return gv_libarchive_version();
}

const char *gv_archive_missing(const char *kind)
{
    static const char *const words[][2] = {
        {"tar", "a tar archive; this gravamen was built without libarchive"},
        {"zip", "a zip archive; this gravamen was built without libarchive"},
        {"7z", "a 7z archive; this gravamen was built without libarchive"},
        {"cpio", "a cpio archive; this gravamen was built without libarchive"},
    };
    for (size_t i = 0; gv_libarchive_version() == NULL && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(kind, words[i][0]) == 0) {
            return words[i][1];
        }
    }
    return gv_filter_missing(kind);
}
