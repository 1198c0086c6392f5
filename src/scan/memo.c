/*
 * memo.c - what was found out about this passage and may be asked for again.
 *
 * A growable open-addressing table from (list, word) to the ends of the list there. It is emptied at
 * each passage by counting up a serial number: an entry of another serial is an empty slot. So a
 * passage of ten words pays for ten words, however large the table once grew.
 */
#include "scan/state.h"

#include <string.h>

#define MEMO_FIRST_SLOTS 1024

static size_t memo_slot(const gv_scanner *scanner, uint64_t key)
{
    uint64_t hash = key * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 29;
    return (size_t)hash & (scanner->n_memo_slots - 1);
}

gv_memo_entry *gv_memo_find(gv_scanner *scanner, uint32_t list, uint32_t token)
{
    if (scanner->n_memo_slots == 0) {
        return NULL;
    }
    const uint64_t key = (uint64_t)token << 32 | list;
    size_t i = memo_slot(scanner, key);
    while (scanner->memo[i].serial == scanner->serial) {
        if (scanner->memo[i].key == key) {
            return &scanner->memo[i];
        }
        i = (i + 1) & (scanner->n_memo_slots - 1);
    }
    return NULL;
}

static int memo_grow(gv_scanner *scanner)
{
    const size_t n_old = scanner->n_memo_slots;
    const size_t n_new = n_old == 0 ? MEMO_FIRST_SLOTS : n_old * 2;
    gv_memo_entry *old = scanner->memo;
    void *fresh = NULL;
    if (gv_memory_get_zeroed(n_new, sizeof *scanner->memo, &fresh) != GV_OK) {
        return 0;
    }
    scanner->memo = fresh;
    scanner->n_memo_slots = n_new;
    for (size_t i = 0; i < n_old; i++) {
        if (old[i].serial == scanner->serial) {
            size_t to = memo_slot(scanner, old[i].key);
            while (scanner->memo[to].serial == scanner->serial) {
                to = (to + 1) & (n_new - 1);
            }
            scanner->memo[to] = old[i];
        }
    }
    gv_memory_free(old);
    return 1;
}

gv_memo_entry *gv_memo_add(gv_scanner *scanner, uint32_t list, uint32_t token)
{
    if (scanner->n_memo * 2 >= scanner->n_memo_slots && !memo_grow(scanner)) {
        return NULL;
    }
    const uint64_t key = (uint64_t)token << 32 | list;
    size_t i = memo_slot(scanner, key);
    while (scanner->memo[i].serial == scanner->serial) {
        i = (i + 1) & (scanner->n_memo_slots - 1);
    }
    gv_memo_entry *entry = &scanner->memo[i];
    memset(entry, 0, sizeof *entry);
    entry->key = key;
    entry->serial = scanner->serial;
    scanner->n_memo++;
    return entry;
}
