/*
 * zip_fixture.h - makes small zip archives in memory, for tests and the fuzz target of office
 * files.
 */
#ifndef GV_TESTS_ZIP_FIXTURE_H
#define GV_TESTS_ZIP_FIXTURE_H

#include "ingest_fixture.h"

#include <zlib.h>

typedef struct zip_file {
    gv_buf bytes, directory;
    unsigned n;
} zip_file;

static inline void zip_number(gv_buf *buf, uint32_t number, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++) {
        REQUIRE(gv_buf_add_byte(buf, (char)(number >> (8 * i))) == GV_OK);
    }
}

/* What local header and directory share: from the version needed on. */
static inline void zip_common(gv_buf *buf, int method, uint32_t crc, size_t packed, size_t length,
                              const char *name)
{
    zip_number(buf, 20, 2);
    zip_number(buf, 0, 2);
    zip_number(buf, (uint32_t)method, 2);
    zip_number(buf, 0x5A210000, 4); /* 2025-01-01 */
    zip_number(buf, crc, 4);
    zip_number(buf, (uint32_t)packed, 4);
    zip_number(buf, (uint32_t)length, 4);
    zip_number(buf, (uint32_t)strlen(name), 2);
    zip_number(buf, 0, 2);
}

/* Adds a member; level 0: stored. */
static inline void zip_add(zip_file *zip, const char *name, const char *bytes, size_t length,
                           int level)
{
    const uint32_t offset = (uint32_t)zip->bytes.length;
    const uint32_t crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)bytes, (uInt)length);
    gv_buf data = {0};
    if (level == 0) {
        REQUIRE(gv_buf_add(&data, bytes, length) == GV_OK);
    } else {
        z_stream z = {0};
        REQUIRE(gv_buf_reserve(&data, length + length / 100 + 200) == GV_OK);
        REQUIRE(deflateInit2(&z, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        z.next_in = (Bytef *)(uintptr_t)bytes;
        z.avail_in = (uInt)length;
        z.next_out = (Bytef *)data.bytes;
        z.avail_out = (uInt)(length + length / 100 + 200);
        REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
        data.length = z.total_out;
        REQUIRE(deflateEnd(&z) == Z_OK);
    }
    const int method = level == 0 ? 0 : 8;
    REQUIRE(gv_buf_add(&zip->bytes, "PK\3\4", 4) == GV_OK);
    zip_common(&zip->bytes, method, crc, data.length, length, name);
    REQUIRE(gv_buf_add_text(&zip->bytes, name) == GV_OK);
    REQUIRE(gv_buf_add(&zip->bytes, data.bytes, data.length) == GV_OK);
    REQUIRE(gv_buf_add(&zip->directory, "PK\1\2\24\0", 6) == GV_OK);
    zip_common(&zip->directory, method, crc, data.length, length, name);
    zip_number(&zip->directory, 0, 2);
    zip_number(&zip->directory, 0, 4);
    zip_number(&zip->directory, 0, 4);
    zip_number(&zip->directory, offset, 4);
    REQUIRE(gv_buf_add_text(&zip->directory, name) == GV_OK);
    zip->n++;
    gv_buf_free(&data);
}

/* Adds the directory; zip->bytes is then whole. */
static inline void zip_end(zip_file *zip)
{
    const uint32_t offset = (uint32_t)zip->bytes.length;
    REQUIRE(gv_buf_add(&zip->bytes, zip->directory.bytes, zip->directory.length) == GV_OK);
    REQUIRE(gv_buf_add(&zip->bytes, "PK\5\6\0\0\0\0", 8) == GV_OK);
    zip_number(&zip->bytes, zip->n, 2);
    zip_number(&zip->bytes, zip->n, 2);
    zip_number(&zip->bytes, (uint32_t)zip->directory.length, 4);
    zip_number(&zip->bytes, offset, 4);
    zip_number(&zip->bytes, 0, 2);
}

static inline void zip_free(zip_file *zip)
{
    gv_buf_free(&zip->bytes);
    gv_buf_free(&zip->directory);
    *zip = (zip_file){0};
}

#endif
