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
    gv_filter_piece piece;
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
        gv_buf_free(&lz4->piece.bytes);
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
    gv_buf_clear(&lz4->piece.bytes);
    lz4->piece.wanted = FIRST;
    return GV_OK;
}

/* One call of the library with the piece at hand. */
static gv_status unpack(lz4_state *lz4, char *out, size_t capacity, gv_unpacked *unpacked,
                        const char **reason)
{
    size_t used = lz4->piece.bytes.length;
    size_t given = capacity;
    const size_t answer =
        LZ4F_decompress(lz4->context, out, &given, lz4->piece.bytes.bytes, &used, NULL);
    *reason = NULL;
    if (LZ4F_isError(answer)) {
        unpacked->end = GV_UNPACK_DAMAGED;
        return strcmp(LZ4F_getErrorName(answer), "ERROR_allocation_failed") == 0 ? GV_ERROR_MEMORY
                                                                                 : GV_OK;
    }
    unpacked->given = given;
    unpacked->end = answer == 0 ? GV_UNPACK_ENDED : GV_UNPACK_MORE;
    gv_filter_piece_done(&lz4->piece, used, given == capacity, answer, BLOCK_HEAD);
    return GV_OK;
}

static gv_status next(void *state, const unsigned char *in, size_t length, char *out,
                      size_t capacity, gv_unpacked *unpacked, const char **reason)
{
    lz4_state *const lz4 = state;
    gv_unpacked result = {0};
    *reason = NULL;
    while (result.given == 0 && result.end == GV_UNPACK_MORE) {
        size_t taken = 0;
        GV_TRY(gv_filter_piece_take(&lz4->piece, in + result.used, length - result.used, &taken));
        result.used += taken;
        if (lz4->piece.bytes.length < lz4->piece.wanted) {
            break;
        }
        GV_TRY(unpack(lz4, out, capacity, &result, reason));
    }
    *unpacked = result;
    return GV_OK;
}

const gv_filter_library gv_filter_lz4 = {"lz4", "liblz4", version, start, next, release};

#else

const gv_filter_library gv_filter_lz4 = {.kind = "lz4", .name = "liblz4"};

#endif
