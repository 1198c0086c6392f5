/*
 * fuzz_archive.c - any bytes as an archive, or as xz, zstd, bzip2 or lz4.
 *
 * The first byte chooses how many bytes come and go at a time and whether some are missing on the
 * way, the second what the rest is read as (told by content, or tar, zip, cpio whatever it looks
 * like). Aborts if a ledger does not balance, if a damage row lies outside or over another, or if
 * members, text or rows depend on how many bytes come at a time.
 */
#include "../unit/archive_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fixture_archive *read_as(const char *kind, int is_filter, const uint8_t *data, size_t size,
                                size_t step, size_t gap_at)
{
    return is_filter ? fixture_read_filter(kind, data, size, step, gap_at)
                     : fixture_read_archive(kind, data, size, step, gap_at, 1);
}

static void require_same(const fixture_archive *a, const fixture_archive *b)
{
    REQUIRE(a->n == b->n);
    for (size_t i = 0; i < a->n && i < FIXTURE_MEMBERS; i++) {
        const fixture_member *const x = &a->members[i];
        const fixture_member *const y = &b->members[i];
        REQUIRE(strcmp(x->name, y->name) == 0 && x->offset == y->offset);
        REQUIRE(x->bytes.length == y->bytes.length &&
                (x->bytes.length == 0 ||
                 memcmp(x->bytes.bytes, y->bytes.bytes, x->bytes.length) == 0));
    }
    REQUIRE(a->log.n_rows == b->log.n_rows);
    for (size_t i = 0; i < a->log.n_rows; i++) {
        REQUIRE(a->log.rows[i].offset == b->log.rows[i].offset);
        REQUIRE(a->log.rows[i].length == b->log.rows[i].length);
        REQUIRE(strcmp(a->log.rows[i].reason, b->log.rows[i].reason) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {"tar", "zip", "cpio"};
    if (size < 3) {
        return 0;
    }
    const size_t step = 1 + data[0] % 64;
    const size_t gap_at = data[0] >= 128 ? (size - 2) * (data[0] % 8) / 8 : 0;
    const char *const rest = (const char *)data + 2;
    const char *const filter = data[1] == 0 ? gv_filter_sniff(rest, size - 2) : NULL;
    const char *const kind = filter != NULL   ? filter
                             : data[1] == 0 ? gv_archive_sniff(rest, size - 2)
                                              : kinds[data[1] % 3];
    if (kind == NULL || gv_archive_missing(kind) != NULL) {
        return 0;
    }
    fixture_archive *const a =
        read_as(kind, filter != NULL, data + 2, size - 2, SIZE_MAX, gap_at);
    fixture_archive *const b = read_as(kind, filter != NULL, data + 2, size - 2, step, gap_at);
    if (a->total < FIXTURE_MOST && b->total < FIXTURE_MOST) {
        require_same(a, b);
    }
    fixture_free_archive(a);
    fixture_free_archive(b);
    return 0;
}
