/*
 * unpack.c - raw deflate by zlib and, block by block, faster. The only file that includes zlib.h.
 *
 * In: stored bytes of one deflate stream. Out: its text. Our own code reads a whole block four times
 * as fast as zlib, ISA-L, where it is built in and asked for, three times; but they do not see all
 * damage where zlib sees it, nor give the same amount of text before it. So they never decide
 * anything: they are given whole blocks only, of which the head is plainly good, and what they say
 * counts only if they came to the block's end. Everything else is zlib's, from that block's first
 * bit to its end:
 *
 *     block   1 dynamic   2 stored   3 dynamic   4 dynamic, head damaged   5 not yet read whole
 *     by      own         zlib       own         zlib: says "damaged"      zlib: gives what is here
 *
 * In a block whose codes are complete nothing can be wrong but a copy from before the text's start,
 * which all refuse; so text, damage and offsets are those of zlib alone. What passes between them is
 * the bit at which the next block begins and the 32 KiB of text before it. Small blocks, for which
 * that costs too much, are left to zlib a few at a time.
 */
#include "ingest/unpack.h"

#include "base/arena.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    WINDOW = GV_DEFLATE_WINDOW,
    STAGE = 1 << 19,        /* text of the largest block that is not zlib's */
    SMALL_BLOCK = 4 << 10,  /* of text */
    LEFT_TO_ZLIB = 16,      /* blocks after one that was small or too large */
    BLOCK_ENDED = 128,      /* zlib's words in data_type: */
    LAST_BLOCK = 64,
    UNUSED_BITS = 31
};

struct gv_unpack {
    z_stream zlib;
    int zlib_ready;
    int between;            /* blocks: neither is at work; else zlib is */
    unsigned bit;           /* between: bits of the next byte that are used */
    gv_block_tables *tables; /* who reads whole blocks: this */
    gv_isal *isal;           /* or this; both, and the stage, NULL: zlib alone */
    gv_block_head head;
    unsigned char *stage;   /* history ends at WINDOW, where the text of a block begins */
    size_t n_history;
    size_t n_staged, n_taken; /* text of a whole block; what of it has been given */
    int staged_last;
    unsigned n_left_to_zlib; /* blocks */
    size_t in_block;         /* bytes that the block at hand gave, by zlib */
};

static voidpf zlib_get(voidpf unused, uInt n, uInt size)
{
    void *memory = NULL;
    (void)unused;
    return gv_memory_get_zeroed(n, size, &memory) == GV_OK ? memory : Z_NULL;
}

static void zlib_free(voidpf unused, voidpf memory)
{
    (void)unused;
    gv_memory_free(memory);
}

/* Who reads whole blocks. */
typedef enum reading { BY_OWN, BY_ISAL, BY_ZLIB } reading;

static reading choose(void)
{
    const char *const choice = getenv("GRAVAMEN_INFLATE");
    if (choice != NULL && strcmp(choice, "zlib") == 0) {
        return BY_ZLIB;
    }
    return choice != NULL && strcmp(choice, "isal") == 0 && gv_isal_version() != NULL ? BY_ISAL
                                                                                      : BY_OWN;
}

gv_status gv_unpack_new(gv_unpack **unpack)
{
    gv_unpack *made = NULL;
    GV_TRY(gv_memory_get_zeroed(1, sizeof *made, (void **)&made));
    made->zlib.zalloc = zlib_get;
    made->zlib.zfree = zlib_free;
    made->zlib_ready = inflateInit2(&made->zlib, -MAX_WBITS) == Z_OK;
    const reading by = choose();
    if (!made->zlib_ready || (by == BY_ISAL && gv_isal_new(&made->isal) != GV_OK) ||
        (by == BY_OWN && gv_block_new(&made->tables) != GV_OK) ||
        (by != BY_ZLIB &&
         gv_memory_get(WINDOW + STAGE + GV_BLOCK_ROOM, (void **)&made->stage) != GV_OK)) {
        gv_unpack_free(made);
        return GV_ERROR_MEMORY;
    }
    *unpack = made;
    return GV_OK;
}

void gv_unpack_free(gv_unpack *unpack)
{
    if (unpack == NULL) {
        return;
    }
    if (unpack->zlib_ready) {
        (void)inflateEnd(&unpack->zlib);
    }
    gv_block_free(unpack->tables);
    gv_isal_free(unpack->isal);
    gv_memory_free(unpack->stage);
    gv_memory_free(unpack);
}

gv_status gv_unpack_start(gv_unpack *unpack)
{
    unpack->between = unpack->stage != NULL;
    unpack->bit = 0;
    unpack->n_history = 0;
    unpack->n_staged = unpack->n_taken = 0;
    unpack->staged_last = 0;
    unpack->n_left_to_zlib = 0;
    unpack->in_block = 0;
    return inflateReset(&unpack->zlib) == Z_OK ? GV_OK : GV_ERROR_MEMORY;
}

/* ------------------------------------------------------------------ between zlib and others */

/* The staged text, all given, becomes history. */
static void keep_history(gv_unpack *u)
{
    const size_t all = u->n_history + u->n_staged;
    const size_t n = all < WINDOW ? all : WINDOW;
    memmove(u->stage + WINDOW - n, u->stage + WINDOW + u->n_staged - n, n);
    u->n_history = n;
    u->n_staged = u->n_taken = 0;
}

/* zlib goes on between blocks, from bit u->bit of in[0]. */
static gv_status give_to_zlib(gv_unpack *u, const unsigned char *in, size_t *used)
{
    z_stream *const zlib = &u->zlib;
    const unsigned char *const history = u->stage + WINDOW - u->n_history;
    if (inflateReset(zlib) != Z_OK ||
        (u->n_history > 0 &&
         inflateSetDictionary(zlib, history, (uInt)u->n_history) != Z_OK) ||
        (u->bit > 0 && inflatePrime(zlib, (int)(8 - u->bit), in[0] >> u->bit) != Z_OK)) {
        return GV_ERROR_MEMORY;
    }
    *used = u->bit > 0;
    u->between = 0;
    u->in_block = 0;
    return GV_OK;
}

/* zlib came to the end of a block, having used *used bytes in this call: takes the stream from it,
 * unless it holds bits of bytes from before. */
static void take_from_zlib(gv_unpack *u, size_t *used)
{
    const unsigned n_unused = (unsigned)u->zlib.data_type & UNUSED_BITS;
    const size_t back = (n_unused + 7) / 8;
    uInt n_history = 0;
    if (u->in_block < SMALL_BLOCK && u->n_left_to_zlib == 0) {
        u->n_left_to_zlib = LEFT_TO_ZLIB;
    }
    u->in_block = 0;
    if (u->n_left_to_zlib > 0) {
        u->n_left_to_zlib--;
        return;
    }
    if (back > *used ||
        inflateGetDictionary(&u->zlib, u->stage, &n_history) != Z_OK) {
        return;
    }
    memmove(u->stage + WINDOW - n_history, u->stage, n_history);
    u->n_history = n_history;
    u->bit = (8 - n_unused % 8) % 8;
    u->between = 1;
    *used -= back;
}

/* ------------------------------------------------------------------ one step of either */

/* A whole block, not by zlib; 0: it is zlib's. */
static int step_block(gv_unpack *u, const unsigned char *in, size_t length, size_t *used)
{
    unsigned char *const out = u->stage + WINDOW;
    size_t bits = 0;
    if (u->n_left_to_zlib > 0 || !gv_block_head_read(in, length, u->bit, &u->head)) {
        return 0;
    }
    if (!(u->isal != NULL ? gv_isal_block(u->isal, in, length, u->bit, out - u->n_history,
                                          u->n_history, out, STAGE, &bits, &u->n_staged)
                          : gv_block_read(u->tables, &u->head, in, length, u->n_history, out,
                                          STAGE, &bits, &u->n_staged))) {
        u->n_staged = 0;
        return 0;
    }
    u->n_left_to_zlib = u->n_staged < SMALL_BLOCK ? LEFT_TO_ZLIB : 0;
    u->staged_last = u->head.is_last;
    u->bit = u->staged_last ? 0 : (unsigned)(bits % 8);
    *used = u->staged_last ? (bits + 7) / 8 : bits / 8;
    return 1;
}

/* zlib, to the end of the block at most where others wait for their turn. */
static gv_status step_zlib(gv_unpack *u, const unsigned char *in, size_t length, char *out,
                           size_t capacity, gv_unpacked *step)
{
    z_stream *const zlib = &u->zlib;
    const uInt n_in = length < INT_MAX ? (uInt)length : (uInt)INT_MAX;
    const uInt n_out = capacity < INT_MAX ? (uInt)capacity : (uInt)INT_MAX;
    zlib->next_in = (Bytef *)(uintptr_t)in;
    zlib->avail_in = n_in;
    zlib->next_out = (Bytef *)out;
    zlib->avail_out = n_out;
    const int answer = inflate(zlib, u->stage != NULL ? Z_BLOCK : Z_NO_FLUSH);
    step->used += n_in - zlib->avail_in;
    step->given = n_out - zlib->avail_out;
    u->in_block += step->given;
    if (answer == Z_MEM_ERROR) {
        return GV_ERROR_MEMORY;
    }
    if (answer == Z_STREAM_END) {
        step->end = GV_UNPACK_ENDED;
    } else if (answer != Z_OK && answer != Z_BUF_ERROR) {
        step->end = GV_UNPACK_DAMAGED;
    }
    return GV_OK;
}

gv_status gv_unpack_next(gv_unpack *u, const unsigned char *in, size_t length, char *out,
                         size_t capacity, gv_unpacked *unpacked)
{
    gv_unpacked step = {0};
    for (;;) {
        if (u->n_taken < u->n_staged) {
            const size_t left = u->n_staged - u->n_taken;
            step.given = left < capacity ? left : capacity;
            memcpy(out, u->stage + WINDOW + u->n_taken, step.given);
            u->n_taken += step.given;
        }
        if (u->staged_last && u->n_taken == u->n_staged) {
            step.end = GV_UNPACK_ENDED;
        }
        if (step.given > 0 || step.end != GV_UNPACK_MORE) {
            break;
        }
        if (u->between) {
            size_t used = 0;
            keep_history(u);
            if (step.used == length) {
                break;
            }
            if (step_block(u, in + step.used, length - step.used, &used)) {
                step.used += used;
                continue;
            }
            GV_TRY(give_to_zlib(u, in + step.used, &used));
            step.used += used;
        }
        const size_t before = step.used;
        GV_TRY(step_zlib(u, in + step.used, length - step.used, out, capacity, &step));
        const int block_ended = u->stage != NULL && step.end == GV_UNPACK_MORE &&
                                (u->zlib.data_type & BLOCK_ENDED) != 0;
        if (block_ended && (u->zlib.data_type & LAST_BLOCK) == 0) {
            take_from_zlib(u, &step.used);
        }
        if (step.given > 0 || step.end != GV_UNPACK_MORE || (!block_ended && step.used == before)) {
            break;
        }
    }
    *unpacked = step;
    return GV_OK;
}

/* ------------------------------------------------------------------ sums and names */

uint32_t gv_unpack_crc(uint32_t crc, const void *bytes, size_t length)
{
    unsigned char sum[16];
    const unsigned char *const first = bytes;
    const size_t n = gv_crc_fold(crc, first, length, sum);
    if (n > 0) {
        crc = (uint32_t)crc32_z(UINT32_MAX, sum, sizeof sum);
    }
    return (uint32_t)crc32_z(crc, first + n, length - n);
}

uint32_t gv_unpack_adler(uint32_t sum, const void *bytes, size_t length)
{
    return (uint32_t)adler32_z(sum, bytes, length);
}

void gv_unpack_describe(char *text, size_t capacity)
{
    static const char *const who[] = {"whole blocks by our own code",
                                      "whole blocks by libisal (GRAVAMEN_INFLATE=isal)",
                                      "by zlib alone (GRAVAMEN_INFLATE=zlib)"};
    const char *const isal = gv_isal_version();
    snprintf(text, capacity, "zlib %s: gzip, %s\nlibisal%s%s: %s\n", zlibVersion(), who[choose()],
             isal == NULL ? "" : " ", isal == NULL ? "" : isal,
             isal == NULL ? "not built in: no second reading of gzip by another hand"
                          : "gzip too, by another hand (GRAVAMEN_INFLATE=isal)");
}
