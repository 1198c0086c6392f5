/*
 * filter_mark.c - the marks that streams of xz, zstd, bzip2 and lz4 begin with.
 *
 * In: bytes. Out: whether a stream of that kind begins there: FD "7zXZ" 00, 28 B5 2F FD, "BZh9" and
 * the mark of a block, 04 22 4D 18. At the very beginning of a layer one byte of the longer marks
 * may be damaged: it is that format all the same, and what follows can be searched for sound
 * streams.
 */
#include "ingest/filter.h"

/* 1 if all of the bytes, or all but one if `loose`, are those of mark. */
static int is_mark(const unsigned char *b, const char *mark, size_t length, int loose)
{
    size_t same = 0;
    for (size_t i = 0; i < length; i++) {
        same += b[i] == (unsigned char)mark[i];
    }
    return same + (loose ? 1 : 0) >= length;
}

static int begins_xz(const unsigned char *b, size_t length, int loose)
{
    return length >= 6 && is_mark(b, "\xFD" "7zXZ\0", 6, loose);
}

static int begins_bzip2(const unsigned char *b, size_t length, int loose)
{
    char mark[] = "BZh91AY&SY";
    if (length < 10) {
        return 0;
    }
    mark[3] = b[3] >= '1' && b[3] <= '9' ? (char)b[3] : '9';
    /* Of no text at all: behind the head comes the end. */
    return is_mark(b, mark, 10, loose) ||
           (is_mark(b, mark, 4, 0) && is_mark(b + 4, "\x17\x72\x45\x38\x50\x90", 6, loose));
}

/* zstd and lz4 share frames to be skipped; only what follows says which it is. */
static int begins_frame(const unsigned char *b, size_t length, const char *mark, int in_sequence)
{
    if (length >= 8 && b[0] >= 0x50 && b[0] <= 0x5f && is_mark(b + 1, "\x2A\x4D\x18", 3, 0)) {
        const size_t size = (size_t)b[4] | (size_t)b[5] << 8 | (size_t)b[6] << 16;
        return in_sequence ||
               (b[7] == 0 && size + 12 <= length && is_mark(b + 8 + size, mark, 4, 0));
    }
    return length >= 4 && is_mark(b, mark, 4, 0);
}

int gv_filter_begins(const char *kind, const unsigned char *b, size_t length, gv_filter_place place)
{
    const int loose = place == GV_FILTER_FIRST;
    switch (kind[0]) {
    case 'x':
        return begins_xz(b, length, loose);
    case 'z':
        return begins_frame(b, length, "\x28\xB5\x2F\xFD", place == GV_FILTER_IN_SEQUENCE);
    case 'b':
        return begins_bzip2(b, length, loose);
    default:
        return begins_frame(b, length, "\x04\x22\x4D\x18", place == GV_FILTER_IN_SEQUENCE);
    }
}

const char *gv_filter_sniff(const char *bytes, size_t length)
{
    static const char *const kinds[] = {"xz", "zstd", "bzip2", "lz4"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (gv_filter_begins(kinds[i], (const unsigned char *)bytes, length, GV_FILTER_FIRST)) {
            return kinds[i];
        }
    }
    return NULL;
}
