/*
 * fuzz_warc.c - any bytes as a WARC or ARC file.
 *
 * The first byte chooses the kind and how many bytes come and go at a time, the second whether
 * something was lost in between. Aborts if the ledger does not balance, if rows lie over one
 * another, if a member's strings are no UTF-8, or if the answer depends on how the bytes come.
 */
#include "../unit/warc_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is_same(const gv_buf *a, const gv_buf *b)
{
    return a->length == b->length &&
           (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    const char *const kind = data[0] & 1 ? "arc" : "warc";
    fixture_memory memory = {.bytes = (const char *)data + 2,
                             .length = size - 2,
                             .step = SIZE_MAX,
                             .gap_at = (size_t)data[1] * 4};
    (void)gv_warc_sniff(memory.bytes, memory.length);
    fixture_warc whole = fixture_read_warc(memory, kind, SIZE_MAX, 0);
    memory.step = 1 + data[0] / 2 % 64;
    fixture_warc other = fixture_read_warc(memory, kind, SIZE_MAX, 0);
    REQUIRE(is_same(&whole.text, &other.text));
    REQUIRE(is_same(&whole.rows, &other.rows));
    REQUIRE(is_same(&whole.counts, &other.counts));
    REQUIRE(whole.ledger.data == other.ledger.data);
    fixture_warc_free(&whole);
    fixture_warc_free(&other);
    return 0;
}
