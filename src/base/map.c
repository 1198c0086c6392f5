/*
 * map.c - strings to numbers by open addressing, and the hash that the image format fixes.
 *
 * In: keys with values. Out: the value of a key. Entries stand in one array in order of insertion;
 * a table of slots, twice as large or more, holds entry numbers. For "oru" -> 7 as the first entry:
 * entries[0] = {"oru", 3, 7, hash}, slots[hash % n_slots] = 1; a taken slot sends the key to the
 * next one. It removes nothing, and it is no defence against chosen keys: the hash has no secret.
 */
#include "base/map.h"

#include "base/buf.h"

#include <string.h>

enum { FIRST_SLOTS = 64 };

static const uint64_t MULTIPLIER = UINT64_C(0xc6a4a7935bd1e995);

/* Little-endian loads, written so that compilers make one instruction of them. */
static uint64_t load_8(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

static uint64_t load_4(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

/* The last 1 to 7 bytes as one number, each byte counted; 4 and more as two overlapping loads. */
static uint64_t load_tail(const unsigned char *p, size_t length)
{
    if (length >= 4) {
        return load_4(p) | load_4(p + length - 4) << 32;
    }
    return (uint64_t)p[0] | (uint64_t)p[length / 2] << 8 | (uint64_t)p[length - 1] << 16;
}

static uint64_t mix(uint64_t word)
{
    word *= MULTIPLIER;
    word ^= word >> 47;
    return word * MULTIPLIER;
}

uint64_t gv_hash_bytes(const void *bytes, size_t length)
{
    const unsigned char *p = bytes;
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)length * MULTIPLIER;
    size_t left = length;
    for (; left >= 8; left -= 8, p += 8) {
        hash = (hash ^ mix(load_8(p))) * MULTIPLIER;
    }
    if (left > 0) {
        hash = (hash ^ mix(load_tail(p, left))) * MULTIPLIER;
    }
    hash ^= hash >> 47;
    hash *= MULTIPLIER;
    return hash ^ hash >> 47;
}

/* The slot that holds the key, or the empty one where it belongs. n_slots is a power of two and
 * never full. */
static size_t find_slot(const gv_map *map, const char *key, size_t length, uint64_t hash)
{
    size_t slot = (size_t)hash & (map->n_slots - 1);
    while (map->slots[slot] != 0) {
        const gv_map_entry *const entry = &map->entries[map->slots[slot] - 1];
        if (entry->hash == hash && entry->length == length &&
            (length == 0 || memcmp(entry->key, key, length) == 0)) {
            break;
        }
        slot = (slot + 1) & (map->n_slots - 1);
    }
    return slot;
}

static gv_status grow_slots(gv_map *map)
{
    const size_t n_slots = map->n_slots > 0 ? 2 * map->n_slots : FIRST_SLOTS;
    uint32_t *slots = NULL;
    GV_TRY(gv_memory_get_zeroed(n_slots, sizeof *slots, (void **)&slots));
    for (size_t i = 0; i < map->n_entries; i++) {
        size_t slot = (size_t)map->entries[i].hash & (n_slots - 1);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (n_slots - 1);
        }
        slots[slot] = (uint32_t)(i + 1);
    }
    gv_memory_free(map->slots);
    map->slots = slots;
    map->n_slots = n_slots;
    return GV_OK;
}

uint32_t gv_map_find(const gv_map *map, const char *key, size_t length)
{
    if (map->n_slots == 0) {
        return GV_MAP_NONE;
    }
    const uint32_t entry = map->slots[find_slot(map, key, length, gv_hash_bytes(key, length))];
    return entry != 0 ? map->entries[entry - 1].value : GV_MAP_NONE;
}

gv_status gv_map_add(gv_map *map, const char *key, size_t length, uint32_t value, uint32_t *found)
{
    if (length > UINT32_MAX || map->n_entries >= UINT32_MAX / 2) {
        return GV_ERROR_LIMIT;
    }
    if (2 * (map->n_entries + 1) > map->n_slots) {
        GV_TRY(grow_slots(map));
    }
    const uint64_t hash = gv_hash_bytes(key, length);
    const size_t slot = find_slot(map, key, length, hash);
    if (map->slots[slot] == 0) {
        char *copy = NULL;
        GV_TRY(gv_array_reserve((void **)&map->entries, map->n_entries + 1, sizeof *map->entries,
                                &map->entries_capacity));
        GV_TRY(gv_arena_copy(&map->arena, key, length, &copy));
        map->entries[map->n_entries++] = (gv_map_entry){
            .key = copy, .length = (uint32_t)length, .value = value, .hash = hash};
        map->slots[slot] = (uint32_t)map->n_entries;
    }
    if (found != NULL) {
        *found = map->entries[map->slots[slot] - 1].value;
    }
    return GV_OK;
}

void gv_map_free(gv_map *map)
{
    gv_arena_free(&map->arena);
    gv_memory_free(map->entries);
    gv_memory_free(map->slots);
    *map = (gv_map){0};
}
