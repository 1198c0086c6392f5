/*
 * test_base.c - statuses, arena, buffers.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "base/pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ status */

static void test_every_status_has_its_words(void **state)
{
    (void)state;
    for (int i = GV_OK; i <= GV_ERROR_CANCELLED; i++) {
        const char *const words = gv_strerror((gv_status)i);
        assert_non_null(words);
        assert_int_not_equal(words[0], '\0');
        assert_int_not_equal(words[strlen(words) - 1], '.');
        assert_null(strchr(words, '\n'));
        for (int j = GV_OK; j < i; j++) {
            assert_string_not_equal(words, gv_strerror((gv_status)j));
        }
    }
    assert_string_equal(gv_strerror((gv_status)999), "unknown status");
}

static void test_message_says_and_returns(void **state)
{
    (void)state;
    gv_message message;
    assert_int_equal(gv_message_set(&message, GV_ERROR_OPEN, "%s: %d", "oru.txt", 7),
                     GV_ERROR_OPEN);
    assert_string_equal(message.text, "oru.txt: 7");
    assert_int_equal(gv_message_set(NULL, GV_ERROR_READ, "%s", "x"), GV_ERROR_READ);
    char *const longer = malloc(5000);
    memset(longer, 'x', 4999);
    longer[4999] = '\0';
    assert_int_equal(gv_message_set(&message, GV_ERROR_LIMIT, "%s", longer), GV_ERROR_LIMIT);
    assert_int_equal(strlen(message.text), sizeof message.text - 1);
    free(longer);
    assert_int_equal(gv_message_set_error(&message, GV_ERROR_OPEN, "tarsk", ENOENT),
                     GV_ERROR_OPEN);
    assert_string_equal(message.text, "tarsk: No such file or directory");
}

static gv_status fails_at(int step, int *reached)
{
    gv_status status = GV_OK;
    *reached = 1;
    GV_TRY_DONE(step == 1 ? GV_ERROR_READ : GV_OK);
    *reached = 2;
    GV_TRY(step == 2 ? GV_ERROR_WRITE : GV_OK);
    *reached = 3;
done:
    *reached += 10;
    return status;
}

static void test_try_returns_at_once(void **state)
{
    (void)state;
    int reached = 0;
    assert_int_equal(fails_at(0, &reached), GV_OK);
    assert_int_equal(reached, 13);
    assert_int_equal(fails_at(1, &reached), GV_ERROR_READ);
    assert_int_equal(reached, 11);
    assert_int_equal(fails_at(2, &reached), GV_ERROR_WRITE);
    assert_int_equal(reached, 2);
}

/* ------------------------------------------------------------------ arena */

static void test_arena_gives_aligned_memory_that_stays(void **state)
{
    (void)state;
    gv_arena arena = {0};
    unsigned char *pieces[2000];
    for (size_t i = 0; i < 2000; i++) {
        const size_t length = i * 7 % 300;
        void *memory = NULL;
        assert_int_equal(gv_arena_get(&arena, length, &memory), GV_OK);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 16, 0);
        pieces[i] = memory;
        memset(memory, (int)(i % 251), length);
    }
    for (size_t i = 0; i < 2000; i++) {
        for (size_t j = 0; j < i * 7 % 300; j++) {
            assert_int_equal(pieces[i][j], i % 251);
        }
        assert_true(i == 0 || pieces[i] != pieces[i - 1]);
    }
    gv_arena_free(&arena);
    assert_null(arena.first);
    gv_arena_free(&arena);
}

static void test_arena_zeroes_arrays_even_in_used_memory(void **state)
{
    (void)state;
    gv_arena arena = {0};
    void *memory = NULL;
    assert_int_equal(gv_arena_get(&arena, 4000, &memory), GV_OK);
    memset(memory, 0xAA, 4000);
    void *const before = memory;
    gv_arena_reset(&arena, SIZE_MAX);
    uint32_t *numbers = NULL;
    assert_int_equal(gv_arena_get_array(&arena, 1000, sizeof *numbers, (void **)&numbers), GV_OK);
    assert_ptr_equal(numbers, before);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(numbers[i], 0);
    }
    gv_arena_free(&arena);
}

static void test_arena_refuses_overflow_and_leaves_the_pointer(void **state)
{
    (void)state;
    gv_arena arena = {0};
    int here = 0;
    void *memory = &here;
    assert_int_equal(gv_arena_get(&arena, SIZE_MAX, &memory), GV_ERROR_MEMORY);
    assert_int_equal(gv_arena_get(&arena, PTRDIFF_MAX, &memory), GV_ERROR_MEMORY);
    assert_int_equal(gv_arena_get_array(&arena, SIZE_MAX / 4, 8, &memory), GV_ERROR_MEMORY);
    char *copy = NULL;
    assert_int_equal(gv_arena_copy(&arena, "x", SIZE_MAX, &copy), GV_ERROR_MEMORY);
    assert_ptr_equal(memory, &here);
    assert_null(copy);
    assert_int_equal(gv_arena_copy(&arena, "Oru fell", 3, &copy), GV_OK);
    assert_string_equal(copy, "Oru");
    assert_int_equal(gv_arena_copy(&arena, NULL, 0, &copy), GV_OK);
    assert_string_equal(copy, "");
    gv_arena_free(&arena);
}

static size_t arena_blocks(const gv_arena *arena)
{
    /* The first member of a block is its successor. */
    size_t n = 0;
    for (const void *block = arena->first; block != NULL; n++) {
        memcpy(&block, block, sizeof block);
    }
    return n;
}

static void test_arena_reset_keeps_what_it_may(void **state)
{
    (void)state;
    gv_arena arena = {0};
    void *memory = NULL;
    for (int i = 0; i < 64; i++) {
        assert_int_equal(gv_arena_get(&arena, 100000, &memory), GV_OK);
    }
    const size_t many = arena_blocks(&arena);
    assert_true(many > 3);
    for (int round = 0; round < 5; round++) { /* the same work again gets no new block */
        gv_arena_reset(&arena, SIZE_MAX);
        for (int i = 0; i < 64; i++) {
            assert_int_equal(gv_arena_get(&arena, 100000, &memory), GV_OK);
            memset(memory, round, 100000);
        }
        assert_int_equal(arena_blocks(&arena), many);
    }
    gv_arena_reset(&arena, 150000);
    assert_true(arena_blocks(&arena) < many);
    assert_true(arena_blocks(&arena) >= 1);
    gv_arena_reset(&arena, 0);
    assert_null(arena.first);
    assert_int_equal(gv_arena_get(&arena, 1, &memory), GV_OK);
    gv_arena_free(&arena);
}

static void test_arena_large_after_small_blocks_in_reuse(void **state)
{
    (void)state;
    gv_arena arena = {0};
    void *memory = NULL;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(gv_arena_get(&arena, 3000, &memory), GV_OK);
    }
    gv_arena_reset(&arena, SIZE_MAX);
    assert_int_equal(gv_arena_get(&arena, 10, &memory), GV_OK);
    assert_int_equal(gv_arena_get(&arena, 3 << 20, &memory), GV_OK); /* fits no kept block */
    memset(memory, 1, 3 << 20);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(gv_arena_get(&arena, 3000, &memory), GV_OK);
        memset(memory, 2, 3000);
    }
    gv_arena_free(&arena);
}

static void test_memory_checks_products(void **state)
{
    (void)state;
    int here = 0;
    void *memory = &here;
    assert_int_equal(gv_memory_get(SIZE_MAX, &memory), GV_ERROR_MEMORY);
    assert_int_equal(gv_memory_get_zeroed(SIZE_MAX / 2, 3, &memory), GV_ERROR_MEMORY);
    assert_int_equal(gv_memory_resize(SIZE_MAX / 2, 3, &memory), GV_ERROR_MEMORY);
    assert_ptr_equal(memory, &here);
    memory = NULL;
    assert_int_equal(gv_memory_resize(3, 4, &memory), GV_OK);
    memcpy(memory, "hello world", 12);
    assert_int_equal(gv_memory_resize(1000, 4, &memory), GV_OK);
    assert_string_equal(memory, "hello world");
    assert_int_equal(gv_memory_resize(0, 4, &memory), GV_OK);
    assert_non_null(memory);
    gv_memory_free(memory);
    gv_memory_free(NULL);
    assert_int_equal(gv_memory_get(0, &memory), GV_OK);
    assert_non_null(memory);
    gv_memory_free(memory);
}

/* ------------------------------------------------------------------ tables */

static int is_zero(const unsigned char *bytes, size_t length)
{
    size_t i = 0;
    while (i < length && bytes[i] == 0) {
        i++;
    }
    return i == length;
}

/* More than one block's, and one that is longer than a block. */
static void test_tables_are_zero_and_apart(void **state)
{
    (void)state;
    enum { TABLES = 40 };
    gv_pages pages = {0};
    unsigned char *made[TABLES];
    size_t lengths[TABLES];
    for (size_t i = 0; i < TABLES; i++) {
        lengths[i] = i == 7 ? (size_t)9 << 20 : i == 9 ? 0 : 3 + i * 11000;
        assert_int_equal(gv_pages_get(&pages, lengths[i], 1, (void **)&made[i]), GV_OK);
        assert_int_equal((uintptr_t)made[i] % 64, 0);
        assert_true(is_zero(made[i], lengths[i]));
        memset(made[i], (int)i + 1, lengths[i]);
    }
    for (size_t i = 0; i < TABLES; i++) {
        for (size_t k = 0; k < lengths[i]; k++) {
            assert_int_equal(made[i][k], i + 1);
        }
    }
    gv_pages_free(&pages);
    assert_null(pages.blocks);
    gv_pages_free(&pages);
}

static void test_tables_refuse_overflow(void **state)
{
    (void)state;
    gv_pages pages = {0};
    int here = 0;
    void *table = &here;
    assert_int_equal(gv_pages_get(&pages, SIZE_MAX / 4, 8, &table), GV_ERROR_MEMORY);
    assert_int_equal(gv_pages_get(&pages, PTRDIFF_MAX, 1, &table), GV_ERROR_MEMORY);
    assert_int_equal(gv_pages_get(&pages, (size_t)1 << 60, 1, &table), GV_ERROR_MEMORY);
    assert_ptr_equal(table, &here);
    gv_pages_free(&pages);
}

/* ------------------------------------------------------------------ buffers */

static void test_buf_grows_and_ends_in_nul(void **state)
{
    (void)state;
    gv_buf buf = {0};
    assert_int_equal(gv_buf_add(&buf, NULL, 0), GV_OK);
    assert_int_equal(buf.length, 0);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(gv_buf_add_byte(&buf, (char)('a' + i % 26)), GV_OK);
        assert_int_equal(buf.bytes[buf.length], '\0');
    }
    assert_int_equal(buf.length, 1000);
    assert_memory_equal(buf.bytes + 26, "abcdefghijklmnopqrstuvwxyz", 26);
    gv_buf_clear(&buf);
    assert_int_equal(buf.length, 0);
    assert_true(buf.capacity > 1000);
    assert_int_equal(gv_buf_add(&buf, "a\0b", 3), GV_OK);
    assert_int_equal(buf.length, 3);
    assert_memory_equal(buf.bytes, "a\0b", 4);
    gv_buf_free(&buf);
    assert_null(buf.bytes);
    gv_buf_free(&buf);
}

static void test_buf_numbers_and_formats(void **state)
{
    (void)state;
    gv_buf buf = {0};
    assert_int_equal(gv_buf_add_number(&buf, 0), GV_OK);
    assert_int_equal(gv_buf_add_byte(&buf, ' '), GV_OK);
    assert_int_equal(gv_buf_add_number(&buf, UINT64_MAX), GV_OK);
    assert_int_equal(gv_buf_add_format(&buf, " %s-%03d", "Oru", 7), GV_OK);
    assert_string_equal(buf.bytes, "0 18446744073709551615 Oru-007");
    assert_int_equal(gv_buf_add_format(&buf, "%5000s", "x"), GV_OK);
    assert_int_equal(buf.length, 30 + 5000);
    assert_int_equal(buf.bytes[buf.length - 1], 'x');
    assert_int_equal(gv_buf_add_text(&buf, "yz"), GV_OK);
    assert_string_equal(buf.bytes + buf.length - 3, "xyz");
    gv_buf_free(&buf);
}

static void test_buf_failure_leaves_it_as_it_was(void **state)
{
    (void)state;
    gv_buf buf = {0};
    assert_int_equal(gv_buf_add_text(&buf, "kept"), GV_OK);
    const char *const bytes = buf.bytes;
    assert_int_equal(gv_buf_reserve(&buf, SIZE_MAX), GV_ERROR_MEMORY);
    assert_int_equal(gv_buf_reserve(&buf, SIZE_MAX - 4), GV_ERROR_MEMORY);
    assert_int_equal(gv_buf_reserve(&buf, PTRDIFF_MAX), GV_ERROR_MEMORY);
    assert_ptr_equal(buf.bytes, bytes);
    assert_string_equal(buf.bytes, "kept");
    gv_buf_free(&buf);
}

static void test_array_doubles(void **state)
{
    (void)state;
    uint64_t *items = NULL;
    size_t capacity = 0;
    size_t grown = 0;
    for (size_t n = 0; n < 10000; n++) {
        const size_t before = capacity;
        assert_int_equal(gv_array_reserve((void **)&items, n + 1, sizeof *items, &capacity),
                         GV_OK);
        grown += before != capacity;
        items[n] = n;
    }
    for (size_t n = 0; n < 10000; n++) {
        assert_int_equal(items[n], n);
    }
    assert_true(grown < 15);
    const size_t before = capacity;
    assert_int_equal(gv_array_reserve((void **)&items, SIZE_MAX / 4, sizeof *items, &capacity),
                     GV_ERROR_MEMORY);
    assert_int_equal(capacity, before);
    assert_int_equal(items[9999], 9999);
    gv_memory_free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_status_has_its_words),
        cmocka_unit_test(test_message_says_and_returns),
        cmocka_unit_test(test_try_returns_at_once),
        cmocka_unit_test(test_tables_are_zero_and_apart),
        cmocka_unit_test(test_tables_refuse_overflow),
        cmocka_unit_test(test_arena_gives_aligned_memory_that_stays),
        cmocka_unit_test(test_arena_zeroes_arrays_even_in_used_memory),
        cmocka_unit_test(test_arena_refuses_overflow_and_leaves_the_pointer),
        cmocka_unit_test(test_arena_reset_keeps_what_it_may),
        cmocka_unit_test(test_arena_large_after_small_blocks_in_reuse),
        cmocka_unit_test(test_memory_checks_products),
        cmocka_unit_test(test_buf_grows_and_ends_in_nul),
        cmocka_unit_test(test_buf_numbers_and_formats),
        cmocka_unit_test(test_buf_failure_leaves_it_as_it_was),
        cmocka_unit_test(test_array_doubles),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
