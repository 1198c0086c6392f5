/*
 * brotli.c - unpacks brotli by libbrotlidec, the only file that includes it.
 *
 * In: packed bytes as they come. Out: their text, or that they are damaged: of the 52 bytes 1b 30
 * 00 00 44 ... 78 02 it gives "Militia entered Oru at dawn and burned 31 houses.". Brotli has no
 * checksum: a changed byte may show only in the text.
 */
#include "ingest/brotli.h"

#include "base/arena.h"

#if defined(GV_HAVE_BROTLI)

#include <brotli/decode.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>

static char version[32];
static pthread_once_t version_once = PTHREAD_ONCE_INIT;

static void write_version(void)
{
    const uint32_t number = BrotliDecoderVersion();
    (void)snprintf(version, sizeof version, "%" PRIu32 ".%" PRIu32 ".%" PRIu32, number >> 24,
                   number >> 12 & 0xfff, number & 0xfff);
}

const char *gv_brotli_version(void)
{
    (void)pthread_once(&version_once, write_version);
    return version;
}

static void *get_memory(void *unused, size_t size)
{
    void *memory = NULL;
    (void)unused;
    return gv_memory_get(size, &memory) == GV_OK ? memory : NULL;
}

static void free_memory(void *unused, void *memory)
{
    (void)unused;
    gv_memory_free(memory);
}

gv_status gv_brotli_new(gv_brotli **brotli)
{
    BrotliDecoderState *const state =
        BrotliDecoderCreateInstance(get_memory, free_memory, NULL);
    if (state == NULL) {
        return GV_ERROR_MEMORY;
    }
    *brotli = (gv_brotli *)state;
    return GV_OK;
}

void gv_brotli_free(gv_brotli *brotli)
{
    if (brotli != NULL) {
        BrotliDecoderDestroyInstance((BrotliDecoderState *)brotli);
    }
}

static int is_want_of_memory(BrotliDecoderErrorCode code)
{
    return code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
           code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
}

gv_status gv_brotli_next(gv_brotli *brotli, const unsigned char *in, size_t length, char *out,
                         size_t capacity, gv_unpacked *unpacked)
{
    BrotliDecoderState *const state = (BrotliDecoderState *)brotli;
    const uint8_t *next_in = in;
    uint8_t *next_out = (uint8_t *)out;
    size_t left = length;
    size_t room = capacity;
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state, &left, &next_in, &room, &next_out, NULL);
    if (result == BROTLI_DECODER_RESULT_ERROR &&
        is_want_of_memory(BrotliDecoderGetErrorCode(state))) {
        return GV_ERROR_MEMORY;
    }
    *unpacked = (gv_unpacked){.used = length - left,
                              .given = capacity - room,
                              .end = result == BROTLI_DECODER_RESULT_ERROR ? GV_UNPACK_DAMAGED
                                     : result == BROTLI_DECODER_RESULT_SUCCESS
                                         ? GV_UNPACK_ENDED
                                         : GV_UNPACK_MORE};
    return GV_OK;
}

#else

const char *gv_brotli_version(void)
{
    return NULL;
}

gv_status gv_brotli_new(gv_brotli **brotli)
{
    (void)brotli;
    return GV_ERROR_MEMORY;
}

void gv_brotli_free(gv_brotli *brotli)
{
    (void)brotli;
}

gv_status gv_brotli_next(gv_brotli *brotli, const unsigned char *in, size_t length, char *out,
                         size_t capacity, gv_unpacked *unpacked)
{
    (void)brotli;
    (void)in;
    (void)length;
    (void)out;
    (void)capacity;
    (void)unpacked;
    return GV_ERROR_MEMORY;
}

#endif
