/*
 * test_map.c - the string table, the hash that the image format fixes, SHA-256.
 */
#include "base/map.h"
#include "base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_hash_is_the_same_everywhere(void **state)
{
    (void)state;
    /* The hash is part of the image format: these values must never change. */
    assert_true(gv_hash_bytes("", 0) == UINT64_C(0x84d69dcef1e6733a));
    assert_true(gv_hash_bytes("a", 1) == UINT64_C(0x419e4abf2104f2f4));
    assert_true(gv_hash_bytes("massacre", 8) == UINT64_C(0xaef38fd0d3b19999));
    assert_true(gv_hash_bytes("ethnic cleansing", 16) == UINT64_C(0xd100905b007e15ab));
    assert_true(gv_hash_bytes("forced labour", 13) == UINT64_C(0xc8337fd468387178));
    char odd[64] = {0};
    memcpy(odd + 1, "forced labour", 13);
    assert_true(gv_hash_bytes(odd + 1, 13) == gv_hash_bytes("forced labour", 13));
}

static void test_hash_sees_every_byte_and_the_length(void **state)
{
    (void)state;
    unsigned char bytes[40] = {0};
    for (size_t length = 0; length < sizeof bytes; length++) {
        const uint64_t hash = gv_hash_bytes(bytes, length);
        assert_true(hash != gv_hash_bytes(bytes, length + 1));
        for (size_t i = 0; i < length; i++) {
            bytes[i] = 1;
            assert_true(hash != gv_hash_bytes(bytes, length));
            bytes[i] = 0;
        }
    }
}

static void test_map_keeps_first_values_in_order(void **state)
{
    (void)state;
    gv_map map = {0};
    uint32_t found = 0;
    assert_int_equal(gv_map_find(&map, "oru", 3), GV_MAP_NONE);
    assert_int_equal(gv_map_add(&map, "oru", 3, 7, &found), GV_OK);
    assert_int_equal(found, 7);
    assert_int_equal(gv_map_add(&map, "oru", 3, 9, &found), GV_OK);
    assert_int_equal(found, 7);
    assert_int_equal(gv_map_add(&map, "", 0, 1, NULL), GV_OK);
    assert_int_equal(gv_map_add(&map, "a\0b", 3, 2, NULL), GV_OK);
    assert_int_equal(gv_map_find(&map, "a", 1), GV_MAP_NONE);
    assert_int_equal(gv_map_find(&map, "a\0b", 3), 2);
    assert_int_equal(gv_map_find(&map, "", 0), 1);
    assert_int_equal(map.n_entries, 3);
    assert_string_equal(map.entries[0].key, "oru");
    assert_int_equal(map.entries[2].length, 3);
    gv_map_free(&map);
    assert_int_equal(gv_map_find(&map, "oru", 3), GV_MAP_NONE);
    gv_map_free(&map);
}

static void test_map_holds_many(void **state)
{
    (void)state;
    gv_map map = {0};
    char key[32];
    for (uint32_t i = 0; i < 100000; i++) {
        const int length = snprintf(key, sizeof key, "key-%u", i);
        assert_int_equal(gv_map_add(&map, key, (size_t)length, i, NULL), GV_OK);
        memset(key, 'x', sizeof key); /* the map has its own copy */
    }
    assert_int_equal(map.n_entries, 100000);
    for (uint32_t i = 0; i < 100000; i++) {
        const int length = snprintf(key, sizeof key, "key-%u", i);
        assert_int_equal(gv_map_find(&map, key, (size_t)length), i);
        assert_int_equal(map.entries[i].value, i);
        assert_string_equal(map.entries[i].key, key);
    }
    assert_int_equal(gv_map_find(&map, "key-100000", 10), GV_MAP_NONE);
    gv_map_free(&map);
}

/* ------------------------------------------------------------------ SHA-256 */

static void expect_sha(const char *text, size_t length, const char *hex)
{
    gv_sha256 sha;
    char got[65];
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, text, length);
    gv_sha256_finish(&sha, got);
    assert_string_equal(got, hex);
}

static void test_sha256_gives_the_standards_answers(void **state)
{
    (void)state;
    expect_sha("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect_sha("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect_sha("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char *const million = malloc(1000000);
    memset(million, 'a', 1000000);
    expect_sha(million, 1000000,
               "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
}

static void test_sha256_does_not_care_for_pieces(void **state)
{
    (void)state;
    unsigned char bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)(i * 31);
    }
    for (size_t length = 0; length <= sizeof bytes; length += 13) {
        char whole[65], pieces[65];
        gv_sha256 sha;
        gv_sha256_start(&sha);
        gv_sha256_add(&sha, bytes, length);
        gv_sha256_finish(&sha, whole);
        for (size_t step = 1; step < 130; step += 3) {
            gv_sha256_start(&sha);
            for (size_t at = 0; at < length; at += step) {
                gv_sha256_add(&sha, bytes + at, length - at < step ? length - at : step);
                gv_sha256_add(&sha, NULL, 0);
            }
            gv_sha256_finish(&sha, pieces);
            assert_string_equal(pieces, whole);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_is_the_same_everywhere),
        cmocka_unit_test(test_hash_sees_every_byte_and_the_length),
        cmocka_unit_test(test_map_keeps_first_values_in_order),
        cmocka_unit_test(test_map_holds_many),
        cmocka_unit_test(test_sha256_gives_the_standards_answers),
        cmocka_unit_test(test_sha256_does_not_care_for_pieces),
    };
    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
