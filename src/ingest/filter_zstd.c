/*
 * filter_zstd.c - one zstd frame, by libzstd.
 *
 * In: its bytes as they come. Out: the text, checked where the frame has a checksum (`zstd` writes
 * one, libraries often do not). Frames to be skipped give nothing. The only file that includes
 * libzstd. A frame that needs a dictionary cannot be read.
 */
#include "ingest/filter.h"

#include "base/arena.h"

#if defined(GV_HAVE_ZSTD)

#include <zstd.h>
#include <zstd_errors.h>

enum { FIRST = 5, BLOCK_HEAD = 3 };

typedef struct zstd_state {
    ZSTD_DCtx *context;
    gv_filter_piece piece;
} zstd_state;

static const char *version(void)
{
    return ZSTD_versionString();
}

static void release(void *state)
{
    zstd_state *const zstd = state;
    if (zstd != NULL) {
        (void)ZSTD_freeDCtx(zstd->context);
        gv_buf_free(&zstd->piece.bytes);
        gv_memory_free(zstd);
    }
}

static gv_status start(void **state)
{
    if (*state == NULL) {
        GV_TRY(gv_memory_get_zeroed(1, sizeof(zstd_state), state));
    }
    zstd_state *const zstd = *state;
    zstd->context = zstd->context == NULL ? ZSTD_createDCtx() : zstd->context;
    if (zstd->context == NULL ||
        ZSTD_isError(ZSTD_DCtx_reset(zstd->context, ZSTD_reset_session_only)) ||
        ZSTD_isError(ZSTD_DCtx_setParameter(zstd->context, ZSTD_d_windowLogMax,
                                            GV_FILTER_WINDOW_BITS))) {
        return GV_ERROR_MEMORY;
    }
    gv_buf_clear(&zstd->piece.bytes);
    zstd->piece.wanted = FIRST;
    return GV_OK;
}

/* One call of the library with the piece at hand. */
static gv_status unpack(zstd_state *zstd, char *out, size_t capacity, gv_unpacked *unpacked,
                        const char **reason)
{
    ZSTD_inBuffer input = {zstd->piece.bytes.bytes, zstd->piece.bytes.length, 0};
    ZSTD_outBuffer output = {out, capacity, 0};
    const size_t answer = ZSTD_decompressStream(zstd->context, &output, &input);
    const ZSTD_ErrorCode error = ZSTD_getErrorCode(answer);
    *reason = error == ZSTD_error_frameParameter_windowTooLarge
                  ? "wants more than 1 GiB of memory to unpack"
              : error == ZSTD_error_dictionary_wrong ? "needs a dictionary to unpack"
                                                     : NULL;
    unpacked->given = output.pos;
    unpacked->end = ZSTD_isError(answer) ? GV_UNPACK_DAMAGED
                    : answer == 0        ? GV_UNPACK_ENDED
                                         : GV_UNPACK_MORE;
    if (!ZSTD_isError(answer)) {
        gv_filter_piece_done(&zstd->piece, input.pos, output.pos == capacity, answer, BLOCK_HEAD);
    }
    return error == ZSTD_error_memory_allocation ? GV_ERROR_MEMORY : GV_OK;
}

static gv_status next(void *state, const unsigned char *in, size_t length, char *out,
                      size_t capacity, gv_unpacked *unpacked, const char **reason)
{
    zstd_state *const zstd = state;
    gv_unpacked result = {0};
    *reason = NULL;
    while (result.given == 0 && result.end == GV_UNPACK_MORE) {
        size_t taken = 0;
        GV_TRY(gv_filter_piece_take(&zstd->piece, in + result.used, length - result.used, &taken));
        result.used += taken;
        if (zstd->piece.bytes.length < zstd->piece.wanted) {
            break;
        }
        GV_TRY(unpack(zstd, out, capacity, &result, reason));
    }
    *unpacked = result;
    return GV_OK;
}

const gv_filter_library gv_filter_zstd = {"zstd", "libzstd", version, start, next, release};

#else

const gv_filter_library gv_filter_zstd = {.kind = "zstd", .name = "libzstd"};

#endif
