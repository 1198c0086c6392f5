/*
 * arena.c - memory in blocks, and the only calls of malloc, realloc, calloc and free.
 *
 * In: lengths. Out: pointers that hold until the arena is reset or freed. An arena is a list of
 * blocks; each request takes the next bytes of the current block, or moves on to the next block.
 * With an empty arena, asking for 10, 20 and 5000 bytes takes 16 and 32 bytes of a first block of
 * 4 KiB, then opens a second block of 8 KiB; a reset makes the first block current again and gives
 * the same memory to the next user. It never moves or frees a single request.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALIGNMENT = 16,
    FIRST_BLOCK = 4096,
    LARGEST_STEP = 1 << 20 /* block sizes double up to here; a larger request has its own block */
};

struct gv_arena_block {
    gv_arena_block *next;
    size_t capacity; /* bytes of data */
    alignas(ALIGNMENT) unsigned char data[];
};

/* Callers pass the address of a typed pointer, so it is written as bytes, not as a void *. */
static void store_pointer(void **where, void *pointer)
{
    memcpy((void *)where, (const void *)&pointer, sizeof pointer);
}

static gv_status product(size_t n, size_t size, size_t *length)
{
    if (size != 0 && n > (size_t)PTRDIFF_MAX / size) {
        return GV_ERROR_MEMORY;
    }
    *length = n * size;
    return GV_OK;
}

/* Makes a block with room for `length` bytes current: the next one if it is large enough, else a
 * new one between the current and the next. */
static gv_status next_block(gv_arena *arena, size_t length)
{
    gv_arena_block *const after = arena->current != NULL ? arena->current->next : arena->first;
    if (after != NULL && after->capacity >= length) {
        arena->current = after;
        arena->used = 0;
        return GV_OK;
    }
    size_t capacity = FIRST_BLOCK;
    if (arena->current != NULL) {
        capacity = arena->current->capacity;
        capacity = capacity < LARGEST_STEP / 2 ? 2 * capacity : LARGEST_STEP;
    }
    if (capacity < length) {
        capacity = length;
    }
    void *memory = NULL;
    GV_TRY(gv_memory_get(offsetof(gv_arena_block, data) + capacity, &memory));
    gv_arena_block *const block = memory;
    block->capacity = capacity;
    block->next = after;
    if (arena->current != NULL) {
        arena->current->next = block;
    } else {
        arena->first = block;
    }
    arena->current = block;
    arena->used = 0;
    return GV_OK;
}

gv_status gv_arena_get(gv_arena *arena, size_t length, void **memory)
{
    if (length > (size_t)PTRDIFF_MAX - 4096) {
        return GV_ERROR_MEMORY;
    }
    size_t rounded = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded == 0) {
        rounded = ALIGNMENT;
    }
    if (arena->current == NULL || arena->current->capacity - arena->used < rounded) {
        GV_TRY(next_block(arena, rounded));
    }
    store_pointer(memory, arena->current->data + arena->used);
    arena->used += rounded;
    return GV_OK;
}

gv_status gv_arena_get_array(gv_arena *arena, size_t n, size_t size, void **memory)
{
    size_t length = 0;
    void *array = NULL;
    GV_TRY(product(n, size, &length));
    GV_TRY(gv_arena_get(arena, length, &array));
    memset(array, 0, length);
    store_pointer(memory, array);
    return GV_OK;
}

gv_status gv_arena_copy(gv_arena *arena, const char *bytes, size_t length, char **copy)
{
    void *memory = NULL;
    if (length >= (size_t)PTRDIFF_MAX) {
        return GV_ERROR_MEMORY;
    }
    GV_TRY(gv_arena_get(arena, length + 1, &memory));
    char *const text = memory;
    if (length > 0) {
        memcpy(text, bytes, length);
    }
    text[length] = '\0';
    *copy = text;
    return GV_OK;
}

void gv_arena_reset(gv_arena *arena, size_t keep_bytes)
{
    gv_arena_block **link = &arena->first;
    size_t kept = 0;
    while (*link != NULL) {
        gv_arena_block *const block = *link;
        if (block->capacity <= keep_bytes - kept) {
            kept += block->capacity;
            link = &block->next;
        } else {
            *link = block->next;
            gv_memory_free(block);
        }
    }
    arena->current = arena->first;
    arena->used = 0;
}

void gv_arena_free(gv_arena *arena)
{
    gv_arena_reset(arena, 0);
}

gv_status gv_memory_get(size_t length, void **memory)
{
    if (length > (size_t)PTRDIFF_MAX) {
        return GV_ERROR_MEMORY;
    }
    void *const fresh = malloc(length > 0 ? length : 1);
    if (fresh == NULL) {
        return GV_ERROR_MEMORY;
    }
    store_pointer(memory, fresh);
    return GV_OK;
}

gv_status gv_memory_get_zeroed(size_t n, size_t size, void **memory)
{
    size_t length = 0;
    GV_TRY(product(n, size, &length));
    void *const fresh = calloc(length > 0 ? length : 1, 1);
    if (fresh == NULL) {
        return GV_ERROR_MEMORY;
    }
    store_pointer(memory, fresh);
    return GV_OK;
}

gv_status gv_memory_get_lines(size_t n, size_t size, void **memory, void **first)
{
    enum { LINE = 64 };
    size_t length = 0;
    void *fresh = NULL;
    GV_TRY(product(n, size, &length));
    if (length > SIZE_MAX - LINE) {
        return GV_ERROR_MEMORY;
    }
    GV_TRY(gv_memory_get_zeroed(length + LINE, 1, &fresh));
    store_pointer(first, (unsigned char *)fresh + (LINE - (uintptr_t)fresh % LINE) % LINE);
    store_pointer(memory, fresh);
    return GV_OK;
}

gv_status gv_memory_resize(size_t n, size_t size, void **memory)
{
    size_t length = 0;
    void *old = NULL;
    GV_TRY(product(n, size, &length));
    memcpy((void *)&old, (const void *)memory, sizeof old);
    void *const fresh = realloc(old, length > 0 ? length : 1);
    if (fresh == NULL) {
        return GV_ERROR_MEMORY;
    }
    store_pointer(memory, fresh);
    return GV_OK;
}

void gv_memory_free(void *memory)
{
    free(memory);
}
