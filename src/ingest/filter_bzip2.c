/*
 * filter_bzip2.c - one bzip2 stream, by libbz2.
 *
 * In: its bytes as they come. Out: the text, block by block, each checked against its CRC-32. The
 * only file that includes libbz2.
 */
#include "ingest/filter.h"

#include "base/arena.h"

#if defined(GV_HAVE_BZIP2)

#include <bzlib.h>
#include <string.h>

enum { STEP = 1 << 30 }; /* libbz2 counts in unsigned int */

typedef struct bzip2_state {
    bz_stream stream;
    int begun;
} bzip2_state;

static const char *version(void)
{
    return BZ2_bzlibVersion();
}

static void release(void *state)
{
    bzip2_state *const bzip2 = state;
    if (bzip2 != NULL && bzip2->begun) {
        (void)BZ2_bzDecompressEnd(&bzip2->stream);
    }
    gv_memory_free(bzip2);
}

static gv_status start(void **state)
{
    if (*state == NULL) {
        GV_TRY(gv_memory_get_zeroed(1, sizeof(bzip2_state), state));
    }
    bzip2_state *const bzip2 = *state;
    if (bzip2->begun) {
        (void)BZ2_bzDecompressEnd(&bzip2->stream);
    }
    memset(&bzip2->stream, 0, sizeof bzip2->stream);
    bzip2->begun = BZ2_bzDecompressInit(&bzip2->stream, 0, 0) == BZ_OK;
    return bzip2->begun ? GV_OK : GV_ERROR_MEMORY;
}

static gv_status next(void *state, const unsigned char *in, size_t length, char *out,
                      size_t capacity, gv_unpacked *unpacked, const char **reason)
{
    bz_stream *const stream = &((bzip2_state *)state)->stream;
    const unsigned most_in = length < STEP ? (unsigned)length : STEP;
    const unsigned most_out = capacity < STEP ? (unsigned)capacity : STEP;
    stream->next_in = (char *)(uintptr_t)in;
    stream->avail_in = most_in;
    stream->next_out = out;
    stream->avail_out = most_out;
    const int answer = BZ2_bzDecompress(stream);
    unpacked->used = most_in - stream->avail_in;
    unpacked->given = most_out - stream->avail_out;
    *reason = NULL;
    unpacked->end = answer == BZ_STREAM_END ? GV_UNPACK_ENDED
                    : answer == BZ_OK       ? GV_UNPACK_MORE
                                            : GV_UNPACK_DAMAGED;
    return answer == BZ_MEM_ERROR ? GV_ERROR_MEMORY : GV_OK;
}

const gv_filter_library gv_filter_bzip2 = {"bzip2", "libbz2", version, start, next, release};

#else

const gv_filter_library gv_filter_bzip2 = {.kind = "bzip2", .name = "libbz2"};

#endif
