/*
 * arena.h - the only allocator. Memory comes in blocks and goes all at once.
 *
 * An arena belongs to one thread at a time. A pointer from it holds until gv_arena_reset or
 * gv_arena_free. gv_memory_* below are for the few owners that live on their own (handles,
 * growable buffers); nothing else in the tree may call malloc, realloc, calloc or free.
 */
#ifndef GV_BASE_ARENA_H
#define GV_BASE_ARENA_H

#include "base/status.h"

#include <stddef.h>

typedef struct gv_arena_block gv_arena_block;

/* Zeroed is a valid empty arena. */
typedef struct gv_arena {
    gv_arena_block *first;   /* every block, in the order they were got */
    gv_arena_block *current; /* the one being filled */
    size_t used;             /* bytes used of the current block */
} gv_arena;

/* `length` bytes aligned to 16, not zeroed; length 0 gives a valid pointer. */
gv_status gv_arena_get(gv_arena *arena, size_t length, void **memory);
/* As gv_arena_get for n things of `size` bytes, zeroed, with the product checked. */
gv_status gv_arena_get_array(gv_arena *arena, size_t n, size_t size, void **memory);
/* A NUL-terminated copy of length bytes. */
gv_status gv_arena_copy(gv_arena *arena, const char *bytes, size_t length, char **copy);
/* Forgets all that was got but keeps the blocks for reuse (blocks beyond keep_bytes are freed). */
void gv_arena_reset(gv_arena *arena, size_t keep_bytes);
void gv_arena_free(gv_arena *arena);

/* malloc and its kin, with overflow checked; NULL in, fresh memory out. */
gv_status gv_memory_get(size_t length, void **memory);
gv_status gv_memory_get_zeroed(size_t n, size_t size, void **memory);
/* The same; *first begins on a line of the cache. *memory is what is to be freed. */
gv_status gv_memory_get_lines(size_t n, size_t size, void **memory, void **first);
/* Grows *memory (NULL: new) to n things of `size` bytes; on failure *memory stays as it was. */
gv_status gv_memory_resize(size_t n, size_t size, void **memory);
void gv_memory_free(void *memory);

#endif
