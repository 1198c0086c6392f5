/*
 * test_sha256.c - known sums, bytes in pieces, the processor's instructions beside plain C, and
 * libcrypto's answers beside ours.
 */
#include "base/sha256.h"

#include "base/sha256_blocks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#if defined(GV_HAVE_CRYPTO)
#include <openssl/evp.h>
#endif

#include <cmocka.h>

static void test_known(void **state)
{
    (void)state;
    /* FIPS 180-4's examples, and nothing. */
    static const char *const known[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        gv_sha256 sha;
        char hex[65];
        gv_sha256_start(&sha);
        gv_sha256_add(&sha, known[i][0], strlen(known[i][0]));
        gv_sha256_finish(&sha, hex);
        assert_string_equal(hex, known[i][1]);
    }
}

/* A million times "a", in pieces of every size from 1 on. */
static void test_pieces(void **state)
{
    (void)state;
    static char text[1500];
    size_t left = 1000000;
    gv_sha256 sha;
    char hex[65];
    memset(text, 'a', sizeof text);
    gv_sha256_start(&sha);
    for (size_t n = 1; left > 0; n++) {
        const size_t piece = n < left ? n : left;
        gv_sha256_add(&sha, text, piece < sizeof text ? piece : sizeof text);
        left -= piece < sizeof text ? piece : sizeof text;
    }
    gv_sha256_finish(&sha, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void test_native(void **state)
{
    (void)state;
    unsigned char bytes[64 * 9 + 1];
    uint32_t seed = 1;
    if (!gv_sha256_is_native()) {
        skip();
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        seed = seed * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(seed >> 24);
    }
    for (size_t n = 0; n < 10; n++) {
        uint32_t native[8];
        uint32_t plain[8];
        for (size_t i = 0; i < 8; i++) {
            native[i] = plain[i] = (seed = seed * 1664525u + 1013904223u);
        }
        gv_sha256_blocks_native(native, bytes + n % 2, n);
        gv_sha256_blocks_portable(plain, bytes + n % 2, n);
        assert_memory_equal(native, plain, sizeof plain);
    }
}

/* Random lengths and random pieces, against libcrypto. */
static void test_beside_libcrypto(void **state)
{
    (void)state;
#if defined(GV_HAVE_CRYPTO)
    static unsigned char bytes[100000];
    uint32_t seed = 7;
    for (size_t i = 0; i < sizeof bytes; i++) {
        seed = seed * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(seed >> 24);
    }
    for (size_t round = 0; round < 2000; round++) {
        unsigned char digest[32];
        char expected[65];
        char hex[65];
        gv_sha256 sha;
        seed = seed * 1664525u + 1013904223u;
        const size_t length = (seed >> 8) % (round % 10 == 0 ? sizeof bytes : 300);
        assert_int_equal(EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL), 1);
        for (size_t i = 0; i < 32; i++) {
            snprintf(expected + 2 * i, 3, "%02x", digest[i]);
        }
        gv_sha256_start(&sha);
        for (size_t at = 0; at < length;) {
            seed = seed * 1664525u + 1013904223u;
            const size_t piece = 1 + (seed >> 8) % 200;
            gv_sha256_add(&sha, bytes + at, piece < length - at ? piece : length - at);
            at += piece;
        }
        gv_sha256_finish(&sha, hex);
        assert_string_equal(hex, expected);
    }
#else
    skip();
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_known), cmocka_unit_test(test_pieces),
                                       cmocka_unit_test(test_native),
                                       cmocka_unit_test(test_beside_libcrypto)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
