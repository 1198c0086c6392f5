/*
 * filter_xz.c - one xz stream, by liblzma.
 *
 * In: its bytes as they come. Out: the text, checked as the stream's own check says (CRC-32, CRC-64
 * or SHA-256). The only file that includes liblzma. Not the old .lzma, which has no mark and no
 * check.
 */
#include "ingest/filter.h"

#include "base/arena.h"

#if defined(GV_HAVE_LZMA)

#include <lzma.h>

static const char *version(void)
{
    return lzma_version_string();
}

static void release(void *state)
{
    lzma_stream *const stream = state;
    if (stream != NULL) {
        lzma_end(stream);
        gv_memory_free(stream);
    }
}

static gv_status start(void **state)
{
    static const lzma_stream fresh = LZMA_STREAM_INIT;
    if (*state == NULL) {
        GV_TRY(gv_memory_get(sizeof fresh, state));
        *(lzma_stream *)*state = fresh;
    }
    return lzma_stream_decoder(*state, 1ULL << GV_FILTER_WINDOW_BITS, 0) == LZMA_OK
               ? GV_OK
               : GV_ERROR_MEMORY;
}

static gv_status next(void *state, const unsigned char *in, size_t length, char *out,
                      size_t capacity, gv_unpacked *unpacked, const char **reason)
{
    lzma_stream *const stream = state;
    stream->next_in = in;
    stream->avail_in = length;
    stream->next_out = (unsigned char *)out;
    stream->avail_out = capacity;
    const lzma_ret answer = lzma_code(stream, LZMA_RUN);
    unpacked->used = length - stream->avail_in;
    unpacked->given = capacity - stream->avail_out;
    *reason = answer == LZMA_MEMLIMIT_ERROR ? "wants more than 1 GiB of memory to unpack" : NULL;
    unpacked->end = answer == LZMA_STREAM_END                           ? GV_UNPACK_ENDED
                    : answer == LZMA_OK || answer == LZMA_BUF_ERROR ? GV_UNPACK_MORE
                                                                    : GV_UNPACK_DAMAGED;
    return answer == LZMA_MEM_ERROR ? GV_ERROR_MEMORY : GV_OK;
}

const gv_filter_library gv_filter_xz = {"xz", "liblzma", version, start, next, release};

#else

const gv_filter_library gv_filter_xz = {.kind = "xz", .name = "liblzma"};

#endif
