/*
 * filter_piece.c - input for libraries that take back what a call gave if it fails.
 *
 * In: bytes as they come. Out: pieces of the sizes that libzstd and liblz4 name. They decode as
 * many blocks in one call as they are given; if the third is damaged, the text of the first two is
 * gone with it. Of one block a call nothing is lost but that block:
 *
 *     they name 1207: 1204 of the block at hand, 3 of the next one's head      a piece: 1204
 *
 * and as blocks always come whole, nothing depends on how many bytes came at a time.
 */
#include "ingest/filter.h"

#include <string.h>

enum { LARGEST = 1 << 23 }; /* more than any block; frames to be skipped may be larger */

gv_status gv_filter_piece_take(gv_filter_piece *piece, const unsigned char *in, size_t length,
                               size_t *taken)
{
    const size_t wanted =
        piece->wanted > piece->bytes.length ? piece->wanted - piece->bytes.length : 0;
    *taken = wanted < length ? wanted : length;
    return *taken > 0 ? gv_buf_add(&piece->bytes, in, *taken) : GV_OK;
}

void gv_filter_piece_done(gv_filter_piece *piece, size_t used, int is_full, size_t next,
                          size_t head)
{
    gv_buf *const bytes = &piece->bytes;
    if (used > 0) {
        memmove(bytes->bytes, bytes->bytes + used, bytes->length - used);
        bytes->length -= used;
    }
    next = next < LARGEST ? next : LARGEST;
    piece->wanted = bytes->length > 0 || is_full ? bytes->length : next > head ? next - head : next;
}
