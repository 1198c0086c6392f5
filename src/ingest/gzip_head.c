/*
 * gzip_head.c - the header of a gzip member, as its bytes come.
 *
 * In: bytes, in pieces of any length. Out: where the header ends. For FLG 0x0a (name, checksum):
 *
 *     1f 8b 08 0a .. .. .. .. .. ..   'a' '.' 't' 0   c0 c1
 *     FIXED                           NAME            SUM: low half of the CRC-32 of all before
 *
 * Names and comments are passed over, however long.
 */
#include "ingest/gzip_head.h"

enum { FIXED = 0, EXTRA_LENGTH, EXTRA, NAME, COMMENT, SUM, DONE };
enum { FLAG_SUM = 2, FLAG_EXTRA = 4, FLAG_NAME = 8, FLAG_COMMENT = 16, FLAGS_RESERVED = 0xe0 };

/* The next part that this header has, from `part` on. */
static void enter(gv_gzip_head *head, unsigned part)
{
    while ((part == EXTRA_LENGTH && !(head->flags & FLAG_EXTRA)) ||
           (part == EXTRA && head->left == 0) || (part == NAME && !(head->flags & FLAG_NAME)) ||
           (part == COMMENT && !(head->flags & FLAG_COMMENT)) ||
           (part == SUM && !(head->flags & FLAG_SUM))) {
        part++;
    }
    head->part = part;
    head->place = 0;
}

/* One byte; 0 if it cannot be right. */
static int take_byte(gv_gzip_head *head, unsigned byte)
{
    static const unsigned char start[3] = {0x1f, 0x8b, 8};
    const unsigned place = head->place++;
    switch (head->part) {
    case FIXED:
        head->flags = place == 3 ? byte : head->flags;
        if ((place < 3 && byte != start[place]) || (head->flags & FLAGS_RESERVED) != 0) {
            return 0;
        }
        if (place == GV_GZIP_HEADER - 1) {
            enter(head, EXTRA_LENGTH);
        }
        return 1;
    case EXTRA_LENGTH:
        head->left |= byte << 8 * place;
        if (place == 1) {
            enter(head, EXTRA);
        }
        return 1;
    case EXTRA:
        if (--head->left == 0) {
            enter(head, NAME);
        }
        return 1;
    case NAME:
    case COMMENT:
        if (byte == 0) {
            enter(head, head->part + 1);
        }
        return 1;
    default:
        head->sum |= byte << 8 * place;
        if (place == 1) {
            head->part = DONE;
            return head->sum == (head->crc & 0xffff);
        }
        return 1;
    }
}

gv_unpack_end gv_gzip_head_next(gv_gzip_head *head, const unsigned char *in, size_t length,
                                size_t *used)
{
    size_t n = 0;
    int good = 1;
    while (n < length && good && head->part != DONE) {
        const unsigned part = head->part;
        const unsigned char *const byte = in + n++;
        good = take_byte(head, *byte);
        if (part == FIXED || (part != SUM && (head->flags & FLAG_SUM))) {
            head->crc = gv_unpack_crc(head->crc, byte, 1);
        }
    }
    *used = n;
    return !good ? GV_UNPACK_DAMAGED : head->part == DONE ? GV_UNPACK_ENDED : GV_UNPACK_MORE;
}
