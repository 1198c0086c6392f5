/*
 * fuzz_gzip.c - any bytes through one gzip layer.
 *
 * The first byte chooses how many bytes come and go at a time. Aborts if the answer depends on
 * that, or on who reads whole blocks (ISA-L, our own code, zlib); if zlib by itself reads all
 * members well and the layer does not give the same text without damage, or if the layer reports
 * none where zlib fails.
 */
#include "ingest/inflate.h"
#include "ingest/sniff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUT_MAX = 1 << 20 };

typedef struct memory {
    const uint8_t *bytes;
    size_t length, position, step;
} memory;

static void require(int holds)
{
    if (!holds) {
        abort();
    }
}

static gv_status fill_memory(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    memory *const m = layer;
    const size_t left = m->length - m->position;
    size_t n = left < capacity ? left : capacity;
    n = n < m->step ? n : m->step;
    (void)wait;
    memcpy(out, m->bytes + m->position, n);
    m->position += n;
    memset(fill, 0, sizeof *fill);
    fill->length = n;
    fill->end = m->position == m->length;
    return GV_OK;
}

/* Reads all through the layer, `step` bytes at a time, up to OUT_MAX bytes of text. *rows: how many
 * there are, and *sum: of what they say. */
static size_t read_layer(const char *by, const uint8_t *data, size_t size, size_t step, char *out,
                         size_t *rows, uint64_t *sum)
{
    memory m = {data, size, 0, step};
    gv_damage_log log = {0};
    gv_inflate *gzip = NULL;
    gv_fill fill = {0};
    size_t length = 0;
    *sum = 0;
    require(setenv("GRAVAMEN_INFLATE", by, 1) == 0);
    require(gv_inflate_new((gv_stream){fill_memory, &m}, &log, &gzip) == GV_OK);
    while (!fill.end && length < OUT_MAX) {
        const size_t room = OUT_MAX - length;
        require(gv_inflate_fill(gzip, 1, out + length, room < step ? room : step, &fill) == GV_OK);
        require(fill.length > 0 || fill.end);
        length += fill.length;
    }
    *rows = log.n_rows + (size_t)log.n_more;
    for (size_t i = 0; i < log.n_rows; i++) {
        require(log.rows[i].offset + log.rows[i].length <= size);
        *sum = *sum * 31 + crc32(0, (const Bytef *)log.rows[i].reason,
                                 (uInt)strlen(log.rows[i].reason));
        *sum = (*sum * 31 + log.rows[i].offset) * 31 + log.rows[i].length;
    }
    gv_inflate_free(gzip);
    gv_damage_free(&log);
    return length;
}

/* The same by zlib alone; 1 if it finds members and nothing else, all whole. */
static int read_plain(const uint8_t *data, size_t size, char *out, size_t *length)
{
    z_stream z = {0};
    int answer = Z_OK;
    *length = 0;
    require(inflateInit2(&z, 31) == Z_OK);
    z.next_in = (Bytef *)(uintptr_t)data;
    z.avail_in = (uInt)size;
    do {
        z.next_out = (Bytef *)out + *length;
        z.avail_out = (uInt)(OUT_MAX - *length);
        answer = inflate(&z, Z_FINISH);
        *length = OUT_MAX - z.avail_out;
    } while (answer == Z_STREAM_END && z.avail_in > 0 && inflateReset(&z) == Z_OK);
    inflateEnd(&z);
    return answer == Z_STREAM_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char out[3][OUT_MAX];
    size_t rows[2] = {0};
    uint64_t sums[2] = {0};
    if (size < 2 || !gv_sniff_is_gzip((const char *)data + 1, size - 1)) {
        return 0;
    }
    const size_t step = 1 + data[0] % 64;
    const size_t whole =
        read_layer("own", data + 1, size - 1, SIZE_MAX, out[0], &rows[0], &sums[0]);
    static const char *const others[] = {"own", "isal", "isal", "zlib"};
    for (int i = 0; i < 4; i++) {
        const size_t other = read_layer(others[i], data + 1, size - 1, i % 2 ? SIZE_MAX : step,
                                        out[1], &rows[1], &sums[1]);
        require(whole == other && rows[0] == rows[1]);
        require(memcmp(out[0], out[1], whole) == 0);
        /* Reading that stopped at OUT_MAX stops at another place. */
        require(whole == OUT_MAX || sums[0] == sums[1]);
    }
    size_t plain = 0;
    if (read_plain(data + 1, size - 1, out[2], &plain)) {
        require(rows[0] == 0 && plain == whole && memcmp(out[0], out[2], whole) == 0);
    } else if (plain < OUT_MAX && whole < OUT_MAX) {
        require(rows[0] > 0);
        require(whole >= plain && memcmp(out[0], out[2], plain) == 0);
    }
    return 0;
}
