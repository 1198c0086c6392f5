/*
 * needs_deal.c - from "this key or list gives a word this bit" to the bits of every key.
 *
 * In: members (key or list, bit), as model_needs.c noted them. Out: for each key its own bits and those
 * of every list that stands in its row; for the kinds of sentences those of the lists that begin with
 * them. Example: bit 7 was noted for the list @killing; the row of the key "shot" has an entry of
 * @killing; so "shot" has bit 7. Keys with many bits get a whole set beside.
 */
#include "model/needs_make.h"

#include "base/arena.h"
#include "base/buf.h"

/* Keys' members in one chain a key. */
static gv_status chain_keys(gv_needs_maker *make)
{
    GV_TRY(gv_memory_get_zeroed((size_t)make->language->n_keys + GV_HELD_KINDS + 1, sizeof *make->key_chain,
                                (void **)&make->key_chain));
    GV_TRY(gv_memory_get_zeroed(make->n_members + 1, sizeof *make->chain, (void **)&make->chain));
    for (size_t i = 0; i < make->n_members; i++) {
        if (!make->members[i].is_list) {
            make->chain[i] = make->key_chain[make->members[i].index];
            make->key_chain[make->members[i].index] = (uint32_t)i + 1;
        }
    }
    return GV_OK;
}

/* Lists' bits by list, counted and dealt out. */
static gv_status deal_lists(gv_needs_maker *make)
{
    const uint32_t n_lists = make->language->n_lists;
    GV_TRY(gv_memory_get_zeroed((size_t)n_lists + 2, sizeof *make->list_first,
                                (void **)&make->list_first));
    GV_TRY(gv_memory_get_zeroed(make->n_members + 1, sizeof *make->list_pool,
                                (void **)&make->list_pool));
    uint32_t *const first = make->list_first;
    for (size_t i = 0; i < make->n_members; i++) {
        if (make->members[i].is_list) {
            first[make->members[i].index + 2]++;
        }
    }
    for (uint32_t i = 1; i <= n_lists + 1; i++) {
        first[i] += first[i - 1];
    }
    for (size_t i = 0; i < make->n_members; i++) {
        if (make->members[i].is_list) {
            make->list_pool[first[make->members[i].index + 1]++] = make->members[i].bit;
        }
    }
    return GV_OK;
}

/* Gives the key the bit, once; room was made. */
static void take(gv_needs_maker *make, uint32_t key, uint16_t bit, size_t *n)
{
    if (make->taken[bit] != key + 1) {
        make->taken[bit] = key + 1;
        make->table->bits[(*n)++] = bit;
    }
}

static void take_list(gv_needs_maker *make, uint32_t key, uint32_t list, size_t *n)
{
    for (uint32_t i = make->list_first[list]; i < make->list_first[list + 1]; i++) {
        take(make, key, make->list_pool[i], n);
    }
}

/* The bits of each key: its own, and those of the lists in its row. */
static gv_status deal_keys(gv_needs_maker *make)
{
    const gv_model_language *language = make->language;
    gv_need_table *table = make->table;
    size_t n = 0;
    size_t capacity = 0;
    const uint32_t n_keys = language->n_keys + GV_HELD_KINDS;
    for (uint32_t key = 0; key < n_keys; key++) {
        /* what begins with a kind of sentence stands in the row of all words */
        const gv_image_key *row = &language->keys[key < language->n_keys ? key : GV_KEY_ANY];
        const size_t first = n;
        GV_TRY(gv_array_reserve((void **)&table->bits, n + GV_NEED_BITS, sizeof *table->bits,
                                &capacity));
        for (uint32_t at = make->key_chain[key]; at != 0; at = make->chain[at - 1]) {
            take(make, key, make->members[at - 1].bit, &n);
        }
        for (uint32_t e = 0; e < row->n_entries; e++) {
            const gv_image_entry *entry = &language->entries[row->first_entry + e];
            if (key < language->n_keys || gv_needs_entry_kind(language, entry) == key - language->n_keys) {
                take_list(make, key, entry->list, &n);
            }
        }
        table->rows[key] = (gv_need_row){(uint32_t)first, (uint16_t)(n - first), 0};
    }
    table->n_bits = (uint32_t)n;
    return GV_OK;
}

/* Common words have hundreds of bits: a whole set is added faster than so many single ones. */
static gv_status make_sets(gv_needs_maker *make)
{
    gv_need_table *table = make->table;
    const uint32_t n_keys = make->language->n_keys + GV_HELD_KINDS;
    const uint32_t many = table->n_words / 2 + 8;
    for (uint32_t key = 0; key < n_keys; key++) {
        if (table->rows[key].n > many && table->n_sets < UINT16_MAX) {
            table->rows[key].set = (uint16_t)++table->n_sets;
        }
    }
    GV_TRY(gv_memory_get_zeroed((size_t)table->n_sets * table->n_words + 1, sizeof *table->sets,
                                (void **)&table->sets));
    for (uint32_t key = 0; key < n_keys; key++) {
        const gv_need_row row = table->rows[key];
        for (uint32_t i = 0; row.set != 0 && i < row.n; i++) {
            const uint16_t bit = table->bits[row.first + i];
            table->sets[(size_t)(row.set - 1) * table->n_words + (bit >> 6)] |= (uint64_t)1
                                                                               << (bit & 63);
        }
    }
    return GV_OK;
}

gv_status gv_needs_deal(gv_needs_maker *make)
{
    GV_TRY(chain_keys(make));
    GV_TRY(deal_lists(make));
    GV_TRY(deal_keys(make));
    make->table->n_words =
        (make->n_bits > GV_NEED_BITS ? GV_NEED_BITS : make->n_bits) / 256 * 4 + 4;
    return make_sets(make);
}
