/*
 * filter_lz4.c - one lz4 frame, by liblz4.
 *
 * In: its bytes as they come. Out: the text, checked where the frame has checksums (`lz4` writes
 * them). Frames to be skipped give nothing. The only file that includes liblz4. Not the old frames
 * of `lz4 -l`, which have no checksum.
 */
#include "ingest/filter.h"

#include "base/arena.h"

#if defined(GV_HAVE_LZ4)

#include <lz4.h>
#include <lz4frame.h>
#include <string.h>

enum { FIRST = 7, BLOCK_HEAD = 4 };

typedef struct lz4_state {
    LZ4F_dctx *context;
    size_t wanted; /* input until the block at hand is whole, and the next one's head */
} lz4_state;

static const char *version(void)
{
    return LZ4_versionString();
}

static void release(void *state)
{
    lz4_state *const lz4 = state;
    if (lz4 != NULL) {
        (void)LZ4F_freeDecompressionContext(lz4->context);
        gv_memory_free(lz4);
    }
}

static gv_status start(void **state)
{
    if (*state == NULL) {
        GV_TRY(gv_memory_get_zeroed(1, sizeof(lz4_state), state));
    }
    lz4_state *const lz4 = *state;
    if (lz4->context == NULL &&
        LZ4F_isError(LZ4F_createDecompressionContext(&lz4->context, LZ4F_VERSION))) {
        return GV_ERROR_MEMORY;
    }
    LZ4F_resetDecompressionContext(lz4->context);
    lz4->wanted = FIRST;
    return GV_OK;
}

static gv_status next(void *state, const unsigned char *in, size_t length, char *out,
                      size_t capacity, gv_unpacked *unpacked, const char **reason)
{
    lz4_state *const lz4 = state;
    /* A call that fails takes back what it gave: so never more than one block a call. */
    const size_t most = lz4->wanted > BLOCK_HEAD ? lz4->wanted - BLOCK_HEAD : lz4->wanted;
    size_t used = length < most ? length : most;
    size_t given = capacity;
    const size_t answer = LZ4F_decompress(lz4->context, out, &given, in, &used, NULL);
    *reason = NULL;
    if (LZ4F_isError(answer)) {
        *unpacked = (gv_unpacked){0, 0, GV_UNPACK_DAMAGED};
        return strcmp(LZ4F_getErrorName(answer), "ERROR_allocation_failed") == 0 ? GV_ERROR_MEMORY
                                                                                 : GV_OK;
    }
    lz4->wanted = answer;
    *unpacked = (gv_unpacked){used, given, answer == 0 ? GV_UNPACK_ENDED : GV_UNPACK_MORE};
    return GV_OK;
}

const gv_filter_library gv_filter_lz4 = {"lz4", "liblz4", version, start, next, release};

#else

const gv_filter_library gv_filter_lz4 = {.kind = "lz4", .name = "liblz4"};

#endif
