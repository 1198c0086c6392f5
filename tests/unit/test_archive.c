/*
 * test_archive.c - tar, zip and cpio archives, whole and damaged; xz, zstd, bzip2 and lz4 streams.
 *
 * Archives are made here, byte by byte; those of real tools are tests/archive_test.py's.
 */
#include "archive_fixture.h"

#include "ingest/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <zlib.h>

static const char MEN[] = "Eleven men were shot dead at Tarsk.\n";
static const char FAMILIES[] = "Forty families were driven out of Lower Brannock.\n";
static const char GUARDS[] = "Guards at the quarry in Velmora beat those who would not work.\n";

static void add(gv_buf *buf, const void *bytes, size_t length)
{
    assert_int_equal(gv_buf_add(buf, bytes, length), GV_OK);
}

static void add_zeros(gv_buf *buf, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        add(buf, "", 1);
    }
}

/* ------------------------------------------------------------------ making archives */

static void add_tar_header(gv_buf *tar, const char *name, size_t size, char type, int is_old)
{
    unsigned char block[512] = {0};
    unsigned sum = 8 * ' ';
    strncpy((char *)block, name, 100);
    snprintf((char *)block + 100, 8, "%07o", 0644);
    snprintf((char *)block + 108, 8, "%07o", 0);
    snprintf((char *)block + 116, 8, "%07o", 0);
    snprintf((char *)block + 124, 12, "%011o", (unsigned)size);
    snprintf((char *)block + 136, 12, "%011o", 0);
    block[156] = (unsigned char)type;
    if (type == '1' || type == '2') { /* links name something */
        memcpy(block + 157, "r/men.txt", 9);
    }
    if (!is_old) {
        memcpy(block + 257, "ustar\00000", 8);
    }
    for (size_t i = 0; i < sizeof block; i++) {
        sum += block[i];
    }
    snprintf((char *)block + 148, 8, "%06o", sum);
    block[155] = ' ';
    add(tar, block, sizeof block);
}

static void add_tar(gv_buf *tar, const char *name, const char *text)
{
    add_tar_header(tar, name, strlen(text), '0', 0);
    add(tar, text, strlen(text));
    add_zeros(tar, (512 - strlen(text) % 512) % 512);
}

static void end_tar(gv_buf *tar)
{
    add_zeros(tar, 1024);
}

static void put(unsigned char *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        at[i] = (unsigned char)(value >> 8 * i);
    }
}

enum { STORED = 0, DEFLATED = 8, SIZES_BEHIND = 1 << 8, UTF8 = 1 << 11 };

/* how: a method, and flags. */
static void add_zip(gv_buf *zip, const char *name, const char *text, int how)
{
    unsigned char head[30] = "PK\3\4\24";
    unsigned char behind[16] = "PK\7\10";
    unsigned char packed[65536];
    size_t length = strlen(text);
    const uint32_t crc = (uint32_t)crc32(0, (const Bytef *)text, (uInt)length);
    const int is_behind = (how & SIZES_BEHIND) != 0;
    memcpy(packed, text, length);
    if ((how & 0xff) == DEFLATED) {
        z_stream z = {0};
        assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
        z.next_in = (Bytef *)(uintptr_t)text;
        z.avail_in = (uInt)length;
        z.next_out = packed;
        z.avail_out = sizeof packed;
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        length = z.total_out;
        deflateEnd(&z);
    }
    put(head + 6, (is_behind ? 8U : 0U) | ((how & UTF8) ? 0x800U : 0U), 2);
    put(head + 8, (uint64_t)how & 0xff, 2);
    put(head + 14, is_behind ? 0 : crc, 4);
    put(head + 18, is_behind ? 0 : length, 4);
    put(head + 22, is_behind ? 0 : strlen(text), 4);
    put(head + 26, strlen(name), 2);
    add(zip, head, sizeof head);
    add(zip, name, strlen(name));
    add(zip, packed, length);
    if (is_behind) {
        put(behind + 4, crc, 4);
        put(behind + 8, length, 4);
        put(behind + 12, strlen(text), 4);
        add(zip, behind, sizeof behind);
    }
}

/* The directory, as far as it matters here: its end alone. */
static void end_zip(gv_buf *zip)
{
    unsigned char end[22] = "PK\5\6";
    add(zip, end, sizeof end);
}

/* mode: what kind of member it is, and its permissions. n_links: names that it has. */
static void add_cpio_of(gv_buf *cpio, const char *name, const char *text, unsigned mode,
                        unsigned n_links)
{
    char head[111];
    snprintf(head, sizeof head, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", 1,
             mode, 0, 0, n_links, 0, (unsigned)strlen(text), 0, 0, 0, 0, (unsigned)strlen(name) + 1,
             0);
    add(cpio, head, 110);
    add(cpio, name, strlen(name) + 1);
    add_zeros(cpio, (4 - cpio->length % 4) % 4);
    add(cpio, text, strlen(text));
    add_zeros(cpio, (4 - cpio->length % 4) % 4);
}

static void add_cpio(gv_buf *cpio, const char *name, const char *text)
{
    add_cpio_of(cpio, name, text, 0100644, 1);
}

static gv_buf make(const char *kind)
{
    static const char *const names[] = {"r/men.txt", "r/families.txt", "r/guards.txt"};
    static const char *const texts[] = {MEN, FAMILIES, GUARDS};
    gv_buf buf = {0};
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(kind, "tar") == 0) {
            add_tar(&buf, names[i], texts[i]);
        } else if (strcmp(kind, "zip") == 0) {
            add_zip(&buf, names[i], texts[i], i == 1 ? STORED : i == 2 ? DEFLATED | SIZES_BEHIND
                                                                       : DEFLATED);
        } else {
            add_cpio(&buf, names[i], texts[i]);
        }
    }
    if (strcmp(kind, "tar") == 0) {
        end_tar(&buf);
    } else if (strcmp(kind, "zip") == 0) {
        end_zip(&buf);
    } else {
        add_cpio(&buf, "TRAILER!!!", "");
    }
    return buf;
}

static fixture_archive *read_all(const char *kind, const gv_buf *buf)
{
    return fixture_read_archive(kind, buf->bytes, buf->length, SIZE_MAX, 0, 1);
}

static int has_text(const fixture_archive *a, const char *text)
{
    for (size_t i = 0; i < a->n; i++) {
        const gv_buf *const bytes = &a->members[i].bytes;
        if (bytes->length == strlen(text) && memcmp(bytes->bytes, text, bytes->length) == 0) {
            return 1;
        }
    }
    return 0;
}

static int is_noted(const fixture_archive *a, const char *words)
{
    for (size_t i = 0; i < a->log.n_rows; i++) {
        if (strstr(a->log.rows[i].reason, words) != NULL) {
            return 1;
        }
    }
    return 0;
}

static const char *const KINDS[] = {"tar", "zip", "cpio"};

static void skip_without_libarchive(void)
{
    if (gv_archive_version() == NULL) {
        print_message("built without libarchive\n");
        skip();
    }
}

/* ------------------------------------------------------------------ tests */

static void test_members_with_names_places_and_bytes(void **state)
{
    (void)state;
    skip_without_libarchive();
    for (size_t k = 0; k < 3; k++) {
        gv_buf buf = make(KINDS[k]);
        for (size_t step = 1; step < 5000; step = step * 7 + 1) {
            fixture_archive *const a =
                fixture_read_archive(KINDS[k], buf.bytes, buf.length, step, 0, 1);
            assert_int_equal(a->n, 3);
            assert_string_equal(a->members[0].name, "r/men.txt");
            assert_string_equal(a->members[2].name, "r/guards.txt");
            assert_true(has_text(a, MEN) && has_text(a, FAMILIES) && has_text(a, GUARDS));
            assert_int_equal(a->members[0].offset, 0);
            assert_int_equal(a->members[1].length, strlen(FAMILIES));
            assert_int_equal(a->log.n_rows, 0);
            fixture_free_archive(a);
        }
        gv_buf_free(&buf);
    }
}

static void test_the_ledger_says_what_bytes_were(void **state)
{
    (void)state;
    skip_without_libarchive();
    const size_t text = strlen(MEN) + strlen(FAMILIES) + strlen(GUARDS);
    for (size_t k = 0; k < 3; k++) {
        gv_buf buf = make(KINDS[k]);
        for (int read = 0; read < 2; read++) { /* members that nobody asked for count as well */
            fixture_archive *const a =
                fixture_read_archive(KINDS[k], buf.bytes, buf.length, SIZE_MAX, 0, read);
            if (strcmp(KINDS[k], "zip") != 0) {
                assert_int_equal(a->log.ledger[0].data, text);
            } else {
                /* names, heads, sizes behind the last, end */
                assert_int_equal(a->log.ledger[0].structure, 3 * 30 + 9 + 14 + 12 + 16 + 22);
            }
            assert_int_equal(a->log.ledger[0].skipped, 0);
            fixture_free_archive(a);
        }
        gv_buf_free(&buf);
    }
}

static void test_first_bytes_tell(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        gv_buf buf = make(KINDS[k]);
        const size_t head = k == 0 ? 512 : k == 1 ? 30 : 110;
        size_t missed = 0;
        for (size_t i = 0; i < head; i++) {
            for (int bit = 1; bit < 256; bit <<= 1) {
                buf.bytes[i] = (char)(buf.bytes[i] ^ bit);
                const char *const kind = gv_archive_sniff(buf.bytes, 512);
                missed += kind == NULL || strcmp(kind, KINDS[k]) != 0;
                buf.bytes[i] = (char)(buf.bytes[i] ^ bit);
            }
        }
        assert_true(missed <= (k == 2 ? 64 : 0)); /* cpio: in the digits of its mark */
        gv_buf_free(&buf);
    }
    static const char prose[] = "PK went to Oru. 7z is no archive, 070701 is a number, BZh a name.";
    assert_null(gv_archive_sniff(prose, sizeof prose - 1));
    assert_null(gv_filter_sniff(prose, sizeof prose - 1));
    assert_null(gv_archive_sniff("", 0));
    gv_buf old = {0};
    add_tar_header(&old, "men.txt", 0, '0', 1); /* before there was a mark */
    assert_string_equal(gv_archive_sniff(old.bytes, old.length), "tar");
    gv_buf_free(&old);
}

/* What a cut or a flip costs: never a member that it does not touch, and in tar and zip no later
 * one; the fixture sees to it that the ledger balances. */
static void test_every_cut_and_flip(void **state)
{
    (void)state;
    skip_without_libarchive();
    for (size_t k = 0; k < 3; k++) {
        gv_buf buf = make(KINDS[k]);
        fixture_archive *const whole = read_all(KINDS[k], &buf);
        const uint64_t second = whole->members[1].offset;
        const uint64_t third = whole->members[2].offset;
        for (size_t at = 0; at < buf.length; at++) {
            const gv_buf cut = {.bytes = buf.bytes, .length = at};
            fixture_archive *a = read_all(KINDS[k], &cut);
            assert_true(at < second || has_text(a, MEN));
            assert_true(at < third || has_text(a, FAMILIES));
            assert_true(a->log.n_rows > 0 || at == 0 || (k == 0 && at == buf.length - 512) ||
                        (k == 2 && at + 4 > buf.length));
            fixture_free_archive(a);
            buf.bytes[at] = (char)~buf.bytes[at];
            a = read_all(KINDS[k], &buf);
            assert_true(at < second || has_text(a, MEN));
            assert_true((at >= second && at < third) || (k == 2 && at < second) ||
                        has_text(a, FAMILIES));
            assert_true(at >= third || k == 2 || has_text(a, GUARDS));
            fixture_free_archive(a);
            buf.bytes[at] = (char)~buf.bytes[at];
        }
        fixture_free_archive(whole);
        gv_buf_free(&buf);
    }
}

static void test_bad_headers_in_a_row_are_one_row(void **state)
{
    gv_buf tar = {0};
    (void)state;
    skip_without_libarchive();
    add_tar(&tar, "men.txt", MEN);
    for (int i = 0; i < 5; i++) {
        add_tar(&tar, "lost.txt", FAMILIES);
        memset(tar.bytes + tar.length - 1024, 'x', 200);
    }
    add_tar(&tar, "guards.txt", GUARDS);
    end_tar(&tar);
    fixture_archive *const a = read_all("tar", &tar);
    assert_int_equal(a->n, 2);
    assert_string_equal(a->members[1].name, "guards.txt");
    assert_int_equal(a->log.n_rows, 1);
    assert_int_equal(a->log.rows[0].offset, 1024);
    assert_int_equal(a->log.rows[0].length, 5 * 1024);
    fixture_free_archive(a);
    gv_buf_free(&tar);
}

static void test_a_cut_member_keeps_what_it_gave(void **state)
{
    gv_buf tar = {0};
    (void)state;
    skip_without_libarchive();
    add_tar(&tar, "men.txt", MEN);
    const gv_buf cut = {.bytes = tar.bytes, .length = 512 + 10};
    fixture_archive *const a = read_all("tar", &cut);
    assert_int_equal(a->n, 1);
    assert_int_equal(a->members[0].bytes.length, 10);
    assert_int_equal(a->log.n_rows, 1);
    assert_string_equal(a->log.rows[0].reason,
                        "member men.txt is cut off; 10 bytes of it were read");
    assert_int_equal(a->log.rows[0].length, 522);
    fixture_free_archive(a);
    gv_buf_free(&tar);
}

static void test_archives_one_behind_the_other(void **state)
{
    (void)state;
    skip_without_libarchive();
    for (size_t k = 0; k < 2; k++) {
        gv_buf buf = make(KINDS[k]);
        gv_buf two = make(KINDS[k]);
        add(&buf, two.bytes, two.length);
        fixture_archive *a = read_all(KINDS[k], &buf);
        assert_int_equal(a->n, 6);
        assert_int_equal(a->log.n_rows, 0);
        fixture_free_archive(a);
        add(&buf, "left behind", 11);
        a = read_all(KINDS[k], &buf);
        assert_int_equal(a->n, 6);
        assert_int_equal(a->log.n_rows, 1);
        assert_true(is_noted(a, "behind the end of the archive"));
        assert_int_equal(a->log.rows[0].length, 11);
        fixture_free_archive(a);
        gv_buf_free(&two);
        gv_buf_free(&buf);
    }
}

static uint64_t count_left_out(const fixture_archive *a, const char *kind)
{
    for (size_t i = 0; i < a->log.n_left_out; i++) {
        if (strcmp(a->log.left_out[i].kind, kind) == 0) {
            return a->log.left_out[i].n;
        }
    }
    return 0;
}

/* They are counted, so that nobody takes them for files that were read. */
static void test_folders_and_links_give_no_member(void **state)
{
    gv_buf tar = {0};
    gv_buf cpio = {0};
    (void)state;
    skip_without_libarchive();
    add_tar_header(&tar, "r/", 0, '5', 0);
    add_tar_header(&tar, "r/link", 0, '2', 0);
    add_tar_header(&tar, "r/hard", 0, '1', 0);
    add_tar_header(&tar, "r/device", 0, '3', 0);
    add_tar_header(&tar, "r/disk", 0, '4', 0);
    add_tar_header(&tar, "r/pipe", 0, '6', 0);
    add_tar_header(&tar, "r/other", 0, '2', 0);
    add_tar(&tar, "../../etc/men.txt", MEN); /* a name is data, whatever it says */
    end_tar(&tar);
    fixture_archive *const a = read_all("tar", &tar);
    assert_int_equal(a->n, 1);
    assert_string_equal(a->members[0].name, "../../etc/men.txt");
    assert_int_equal(a->log.ledger[0].data, strlen(MEN));
    assert_int_equal(a->log.n_rows, 0);
    assert_int_equal(count_left_out(a, "symbolic link"), 2);
    assert_int_equal(count_left_out(a, "hard link"), 1);
    assert_int_equal(count_left_out(a, "device"), 2);
    assert_int_equal(count_left_out(a, "FIFO"), 1);
    assert_int_equal(a->log.n_left_out, 4);
    fixture_free_archive(a);
    gv_buf_free(&tar);
    add_cpio_of(&cpio, "r/link", "men.txt", 0120777, 1);
    add_cpio_of(&cpio, "r/pipe", "", 010644, 1);
    add_cpio_of(&cpio, "r", "", 040755, 2);
    add_cpio_of(&cpio, "r/hard", "", 0100644, 2); /* the bytes stand at the last name */
    add_cpio_of(&cpio, "r/men.txt", MEN, 0100644, 2);
    add_cpio(&cpio, "TRAILER!!!", "");
    fixture_archive *const b = read_all("cpio", &cpio);
    assert_int_equal(b->n, 1);
    assert_int_equal(count_left_out(b, "symbolic link"), 1);
    assert_int_equal(count_left_out(b, "FIFO"), 1);
    assert_int_equal(count_left_out(b, "hard link"), 1);
    assert_int_equal(b->log.n_left_out, 3);
    fixture_free_archive(b);
    gv_buf_free(&cpio);
}

static void test_names_are_utf8(void **state)
{
    gv_buf buf = {0};
    (void)state;
    skip_without_libarchive();
    add_tar(&buf, "gr\xf6\xdf" "e.txt", MEN);
    add_tar(&buf, "gr\xc3\xb6\xc3\x9f" "e.txt", MEN);
    end_tar(&buf);
    fixture_archive *a = read_all("tar", &buf);
    assert_string_equal(a->members[0].name, "gr\xef\xbf\xbd\xef\xbf\xbd" "e.txt");
    assert_string_equal(a->members[1].name, "gr\xc3\xb6\xc3\x9f" "e.txt");
    fixture_free_archive(a);
    gv_buf_clear(&buf);
    add_zip(&buf, "gr\x94\xe1" "e.txt", MEN, STORED); /* code page 437 */
    add_zip(&buf, "gr\xc3\xb6\xc3\x9f" "e.txt", MEN, STORED | UTF8);
    end_zip(&buf);
    a = read_all("zip", &buf);
    assert_string_equal(a->members[0].name, "gr\xc3\xb6\xc3\x9f" "e.txt");
    assert_string_equal(a->members[1].name, "gr\xc3\xb6\xc3\x9f" "e.txt");
    assert_int_equal(a->log.n_rows, 0);
    fixture_free_archive(a);
    gv_buf_free(&buf);
}

static void test_a_long_name_is_cut_off_and_noted(void **state)
{
    gv_buf zip = {0};
    char name[6001];
    (void)state;
    skip_without_libarchive();
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    add_zip(&zip, name, MEN, STORED);
    end_zip(&zip);
    fixture_archive *const a = read_all("zip", &zip);
    assert_true(has_text(a, MEN));
    assert_true(is_noted(a, "a name longer than 4096 bytes is cut off"));
    fixture_free_archive(a);
    gv_buf_free(&zip);
}

/* ------------------------------------------------------------------ zip */

static void test_a_wrong_checksum_names_the_member(void **state)
{
    gv_buf zip = {0};
    (void)state;
    skip_without_libarchive();
    add_zip(&zip, "x/report.txt", MEN, STORED);
    add_zip(&zip, "guards.txt", GUARDS, DEFLATED);
    end_zip(&zip);
    zip.bytes[30 + 12 + 3] = 'X';
    fixture_archive *const a = read_all("zip", &zip);
    assert_int_equal(a->n, 2);
    assert_int_equal(a->members[0].bytes.length, strlen(MEN)); /* given, and not to be relied on */
    assert_true(has_text(a, GUARDS));
    assert_int_equal(a->log.n_rows, 1);
    assert_string_equal(a->log.rows[0].reason, "member x/report.txt does not match its checksum");
    assert_int_equal(a->log.rows[0].length, a->members[1].offset);
    fixture_free_archive(a);
    gv_buf_free(&zip);
}

/* A size that a flip makes too large would take the members behind it for the member's bytes. */
static void test_members_that_a_wrong_size_swallows_are_found(void **state)
{
    (void)state;
    skip_without_libarchive();
    for (int how = 0; how < 2; how++) {
        for (size_t at = 18; at < 26; at++) {
            gv_buf zip = {0};
            add_zip(&zip, "men.txt", MEN, how == 0 ? STORED : DEFLATED);
            for (int i = 0; i < 30; i++) {
                add_zip(&zip, "families.txt", FAMILIES, STORED);
            }
            add_zip(&zip, "guards.txt", GUARDS, DEFLATED);
            end_zip(&zip);
            zip.bytes[at] = (char)(zip.bytes[at] ^ 4);
            fixture_archive *const a = read_all("zip", &zip);
            assert_int_equal(a->n, 32);
            assert_string_equal(a->members[1].name, "families.txt");
            assert_true(has_text(a, FAMILIES) && has_text(a, GUARDS));
            assert_true(is_noted(a, "men.txt"));
            fixture_free_archive(a);
            gv_buf_free(&zip);
        }
    }
}

/* A text of many lines, none like another. */
static void make_text(char *text, size_t size)
{
    size_t length = 0;
    for (unsigned i = 1; length + 60 < size; i++) {
        length += (size_t)snprintf(text + length, size - length, "Case %u: %x families of Oru.\n",
                                   i, i * 2654435761U);
    }
}

static void test_text_before_the_damage_is_given(void **state)
{
    static char text[30000];
    (void)state;
    skip_without_libarchive();
    make_text(text, sizeof text);
    for (int how = 0; how < 2; how++) {
        gv_buf zip = {0};
        add_zip(&zip, "cases.txt", text, how == 0 ? DEFLATED : DEFLATED | SIZES_BEHIND);
        const size_t end = zip.length;
        add_zip(&zip, "men.txt", MEN, DEFLATED);
        end_zip(&zip);
        for (size_t at = 400; at < end - 40; at += 97) {
            zip.bytes[at] = (char)~zip.bytes[at];
            fixture_archive *const a = read_all("zip", &zip);
            const gv_buf *const got = &a->members[0].bytes;
            size_t same = 0;
            while (same < got->length && got->bytes[same] == text[same]) {
                same++;
            }
            /* What deflate says in the bytes before: 8 bits a byte of literals at the least. */
            assert_true(same + 300 > at);
            assert_true(has_text(a, MEN));
            assert_true(is_noted(a, "cases.txt"));
            fixture_free_archive(a);
            zip.bytes[at] = (char)~zip.bytes[at];
        }
        gv_buf_free(&zip);
    }
}

static void test_no_more_members_than_asked_for(void **state)
{
    const gv_limits limits = {.members = 2, .name = 100};
    gv_buf tar = make("tar");
    fixture_source source = {(const unsigned char *)tar.bytes, tar.length, 0, SIZE_MAX, 0};
    gv_damage_log log = {0};
    const gv_opening opening = {{fixture_fill, &source}, &log, &limits};
    gv_container container = {0};
    gv_member member = {0};
    int more = 1;
    int n = 0;
    (void)state;
    skip_without_libarchive();
    assert_int_equal(gv_archive_open(&opening, "tar", &container), GV_OK);
    while (container.next(container.self, &member, &more) == GV_OK && more) {
        n++;
    }
    assert_int_equal(n, 2);
    assert_int_equal(log.n_rows, 1);
    assert_non_null(strstr(log.rows[0].reason, "more than 2 members"));
    fixture_check_ledger(&log, "tar", tar.length);
    container.close(container.self);
    gv_damage_free(&log);
    gv_buf_free(&tar);
}

/* A layer below that lost bytes tells so: nothing is joined across. */
static void test_bytes_missing_below(void **state)
{
    (void)state;
    skip_without_libarchive();
    for (size_t k = 0; k < 2; k++) {
        gv_buf buf = make(KINDS[k]);
        fixture_archive *const whole = read_all(KINDS[k], &buf);
        for (size_t at = 1; at < buf.length; at++) {
            fixture_archive *const a =
                fixture_read_archive(KINDS[k], buf.bytes, buf.length, 700, at, 1);
            for (size_t i = 0; i < 3; i++) {
                const uint64_t start = whole->members[i].offset;
                const uint64_t end = i < 2 ? whole->members[i + 1].offset : buf.length;
                assert_true((start < at && at < end) ||
                            has_text(a, i == 0 ? MEN : i == 1 ? FAMILIES : GUARDS));
            }
            fixture_free_archive(a);
        }
        fixture_free_archive(whole);
        gv_buf_free(&buf);
    }
}

/* ------------------------------------------------------------------ streams */

static const struct {
    const char *kind;
    size_t length;
    unsigned char bytes[96];
} STREAMS[] = {
    {"xz", 92, "\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x16\x00\x00\x00"
               "\x74\x2f\xe5\xa3\x01\x00\x23" "Eleven men were shot dead at Tarsk.\n"
               "\x00\x32\xc2\xde\x76\xdd\xe9\x24\xc1\x00\x01\x3c\x24\x05\x28\x76\x6f\x1f\xb6\xf3"
               "\x7d\x01\x00\x00\x00\x00\x04\x59\x5a"},
    {"zstd", 49, "\x28\xb5\x2f\xfd\x04\x58\x21\x01\x00" "Eleven men were shot dead at Tarsk.\n"
                 "\x94\x1f\x30\xd1"},
    {"bzip2", 75, "\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\x43\xa6\xff\x2f\x00\x00\x04\x57\x80\x00"
                  "\x10\x40\x01\x02\x00\x04\x00\x26\x4f\x9d\x80\x20\x00\x31\x4c\x98\x99\x06\x46\x11"
                  "\x32\x68\xd3\x4d\x0c\x21\x42\x0f\x54\x5b\x28\x6a\x5b\x17\x59\x7a\x8a\x08\xd3\x04"
                  "\x8b\x5d\x8a\x8c\xfe\x2e\xe4\x8a\x70\xa1\x20\x87\x4d\xfe\x5e"},
    {"lz4", 55, "\x04\x22\x4d\x18\x64\x40\xa7\x24\x00\x00\x80"
                "Eleven men were shot dead at Tarsk.\n\x00\x00\x00\x00\x74\x43\x8e\xa1"},
};
enum { N_STREAMS = sizeof STREAMS / sizeof STREAMS[0] };

static int is_missing(size_t k)
{
    const char *const missing = gv_filter_missing(STREAMS[k].kind);
    if (missing != NULL) {
        print_message("%s\n", missing);
    }
    return missing != NULL;
}

static void test_streams_one_behind_the_other(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_STREAMS; k++) {
        gv_buf buf = {0};
        if (is_missing(k)) {
            continue;
        }
        assert_string_equal(gv_filter_sniff((const char *)STREAMS[k].bytes, 32), STREAMS[k].kind);
        for (int i = 0; i < 3; i++) {
            add(&buf, STREAMS[k].bytes, STREAMS[k].length);
        }
        add_zeros(&buf, 8);
        for (size_t step = 1; step < 400; step = step * 3 + 1) {
            fixture_archive *const a =
                fixture_read_filter(STREAMS[k].kind, buf.bytes, buf.length, step, 0);
            assert_int_equal(a->members[0].bytes.length, 3 * strlen(MEN));
            assert_int_equal(a->log.n_rows, 0);
            assert_int_equal(a->log.ledger[0].structure, 8);
            fixture_free_archive(a);
        }
        gv_buf_free(&buf);
    }
}

static void test_every_flip_costs_one_stream(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_STREAMS; k++) {
        const size_t length = STREAMS[k].length;
        gv_buf buf = {0};
        if (is_missing(k)) {
            continue;
        }
        for (int i = 0; i < 3; i++) {
            add(&buf, STREAMS[k].bytes, length);
        }
        for (size_t at = 0; at < buf.length; at++) {
            buf.bytes[at] = (char)~buf.bytes[at];
            fixture_archive *a = fixture_read_filter(STREAMS[k].kind, buf.bytes, buf.length,
                                                     SIZE_MAX, 0);
            const gv_buf *const text = &a->members[0].bytes;
            assert_true(a->log.n_rows > 0);
            assert_true(text->length >= 2 * strlen(MEN));
            assert_true(at < length || memcmp(text->bytes, MEN, strlen(MEN)) == 0);
            assert_true(at >= 2 * length || memcmp(text->bytes + text->length - strlen(MEN), MEN,
                                                   strlen(MEN)) == 0);
            fixture_free_archive(a);
            buf.bytes[at] = (char)~buf.bytes[at];
            a = fixture_read_filter(STREAMS[k].kind, buf.bytes, at, SIZE_MAX, 0);
            assert_true(a->members[0].bytes.length >= at / length * strlen(MEN));
            assert_true(at % length == 0 || a->log.n_rows > 0);
            fixture_free_archive(a);
        }
        gv_buf_free(&buf);
    }
}

static void test_what_stands_behind_is_noted(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_STREAMS; k++) {
        gv_buf buf = {0};
        if (is_missing(k)) {
            continue;
        }
        add(&buf, STREAMS[k].bytes, STREAMS[k].length);
        add(&buf, "left behind, longer than any mark", 33);
        fixture_archive *const a =
            fixture_read_filter(STREAMS[k].kind, buf.bytes, buf.length, SIZE_MAX, 0);
        assert_int_equal(a->members[0].bytes.length, strlen(MEN));
        assert_int_equal(a->log.n_rows, 1);
        assert_int_equal(a->log.rows[0].offset, STREAMS[k].length);
        assert_int_equal(a->log.rows[0].length, 33);
        fixture_free_archive(a);
        gv_buf_free(&buf);
    }
}

/* ------------------------------------------------------------------ spool */

static void test_a_spool_gives_any_bytes(void **state)
{
    static unsigned char bytes[6 << 20];
    unsigned char got[300];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)(i * 2654435761U >> 13);
    }
    for (size_t length = 1 << 20; length <= sizeof bytes; length += 5 << 20) { /* memory, file */
        fixture_source source = {bytes, length, 0, 70000, 0};
        gv_spool spool = {0};
        assert_int_equal(gv_spool_fill((gv_stream){fixture_fill, &source}, 1 << 30, &spool), GV_OK);
        assert_null(spool.problem);
        assert_int_equal(spool.in_file, length > 4 << 20);
        assert_int_equal(spool.length, length);
        for (size_t at = 0; at < length; at += length / 50) {
            const size_t n = gv_spool_read(&spool, at, got, sizeof got);
            assert_int_equal(n, length - at < sizeof got ? length - at : sizeof got);
            assert_memory_equal(got, bytes + at, n);
        }
        assert_int_equal(gv_spool_read(&spool, length, got, 1), 0);
        gv_spool_close(&spool);
    }
    fixture_source source = {bytes, sizeof bytes, 0, 70000, 0};
    gv_spool spool = {0};
    assert_int_equal(gv_spool_fill((gv_stream){fixture_fill, &source}, 5 << 20, &spool), GV_OK);
    assert_non_null(strstr(spool.problem, "too large"));
    assert_int_equal(spool.length, sizeof bytes); /* read all the same: the ledger wants to know */
    gv_spool_close(&spool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_with_names_places_and_bytes),
        cmocka_unit_test(test_the_ledger_says_what_bytes_were),
        cmocka_unit_test(test_first_bytes_tell),
        cmocka_unit_test(test_every_cut_and_flip),
        cmocka_unit_test(test_bad_headers_in_a_row_are_one_row),
        cmocka_unit_test(test_a_cut_member_keeps_what_it_gave),
        cmocka_unit_test(test_archives_one_behind_the_other),
        cmocka_unit_test(test_folders_and_links_give_no_member),
        cmocka_unit_test(test_names_are_utf8),
        cmocka_unit_test(test_a_long_name_is_cut_off_and_noted),
        cmocka_unit_test(test_a_wrong_checksum_names_the_member),
        cmocka_unit_test(test_members_that_a_wrong_size_swallows_are_found),
        cmocka_unit_test(test_text_before_the_damage_is_given),
        cmocka_unit_test(test_no_more_members_than_asked_for),
        cmocka_unit_test(test_bytes_missing_below),
        cmocka_unit_test(test_streams_one_behind_the_other),
        cmocka_unit_test(test_every_flip_costs_one_stream),
        cmocka_unit_test(test_what_stands_behind_is_noted),
        cmocka_unit_test(test_a_spool_gives_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
