/*
 * map.h - strings to 32-bit numbers: an open-addressing table for compile time and caches.
 *
 * One thread at a time. Iteration order is the order of insertion, so that output never depends on
 * hash values. Keys are copied into the map's own arena.
 */
#ifndef GV_BASE_MAP_H
#define GV_BASE_MAP_H

#include "base/arena.h"

#include <stdint.h>

typedef struct gv_map_entry {
    const char *key; /* NUL-terminated copy */
    uint32_t length;
    uint32_t value;
    uint64_t hash;
} gv_map_entry;

/* Zeroed is a valid empty map. */
typedef struct gv_map {
    gv_arena arena;
    gv_map_entry *entries; /* in order of insertion */
    size_t n_entries, entries_capacity;
    uint32_t *slots; /* entry index + 1, or 0 */
    size_t n_slots;
} gv_map;

#define GV_MAP_NONE UINT32_MAX

/* A fixed 64-bit hash of bytes, the same on every machine: it is part of the image format. */
uint64_t gv_hash_bytes(const void *bytes, size_t length);
/* The value, or GV_MAP_NONE. */
uint32_t gv_map_find(const gv_map *map, const char *key, size_t length);
/* Adds key -> value, or leaves an earlier value; *found (may be NULL) gets the value now held. */
gv_status gv_map_add(gv_map *map, const char *key, size_t length, uint32_t value, uint32_t *found);
void gv_map_free(gv_map *map);

#endif
