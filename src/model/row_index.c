/*
 * row_index.c - makes the table of each row: see row_index.h.
 *
 * In: keys and their rows. Out: for each key the place of its row's table, in which each list of the row
 * stands once, with the place of its first entry. A table is a power of two at most half full,
 * so that a search for what is not there soon meets an empty slot; rows that are equal entry for entry
 * are found by a hash of the whole row and get one table.
 */
#include "model/model.h"

#include <string.h>

/* While it is made: which rows were seen. */
typedef struct maker {
    const gv_model_language *language;
    gv_row_index *index;
    uint32_t *seen; /* open addressing over hashes of rows: key + 1 */
    uint32_t seen_mask;
} maker;

static const gv_image_entry *row_of(const maker *make, uint32_t key)
{
    return make->language->entries + make->language->keys[key].first_entry;
}

/* A hash of the whole row; *n_lists gets how many lists it has. */
static uint64_t hash_row(const maker *make, uint32_t key, uint32_t *n_lists)
{
    const gv_image_entry *const row = row_of(make, key);
    const uint32_t n = make->language->keys[key].n_entries;
    uint64_t hash = n;
    uint32_t lists = 0;
    for (uint32_t i = 0; i < n; i++) {
        hash = (hash ^ ((uint64_t)row[i].list << 32 | row[i].pattern)) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
        lists += i == 0 || row[i].list != row[i - 1].list;
    }
    *n_lists = lists;
    return hash;
}

static int is_same_row(const maker *make, uint32_t left, uint32_t right)
{
    const uint32_t n = make->language->keys[left].n_entries;
    return make->language->keys[right].n_entries == n &&
           (n == 0 || memcmp(row_of(make, left), row_of(make, right),
                             n * sizeof(gv_image_entry)) == 0);
}

/* The first key with this one's row: itself if there was none. */
static uint32_t first_alike(maker *make, uint32_t key, uint64_t hash)
{
    uint32_t i = (uint32_t)hash & make->seen_mask;
    while (make->seen[i] != 0) {
        if (is_same_row(make, make->seen[i] - 1, key)) {
            return make->seen[i] - 1;
        }
        i = (i + 1) & make->seen_mask;
    }
    make->seen[i] = key + 1;
    return key;
}

static gv_status find_place_bits(const maker *make)
{
    uint32_t longest = 0;
    for (uint32_t key = 0; key < make->language->n_keys; key++) {
        const uint32_t n = make->language->keys[key].n_entries;
        longest = n > longest ? n : longest;
    }
    while (make->index->place_bits < 31 && longest >> make->index->place_bits != 0) {
        make->index->place_bits++;
    }
    return longest >> make->index->place_bits == 0 ? GV_OK : GV_ERROR_MEMORY;
}

/* Deals out the slots; the tables are empty yet. */
static gv_status place_rows(maker *make)
{
    for (uint32_t key = 0; key < make->language->n_keys; key++) {
        uint32_t n_lists = 0;
        uint64_t n = 2;
        gv_row_place *const place = &make->index->rows[key];
        const uint32_t alike = first_alike(make, key, hash_row(make, key, &n_lists));
        if (alike != key) {
            *place = make->index->rows[alike];
            continue;
        }
        while (n < 2 * (uint64_t)n_lists) {
            n *= 2;
        }
        if (make->index->n_slots + n > UINT32_MAX) {
            return GV_ERROR_MEMORY;
        }
        *place = (gv_row_place){make->index->n_slots, (uint32_t)n - 1};
        make->index->n_slots += (uint32_t)n;
    }
    return gv_memory_get_zeroed((size_t)make->index->n_slots + 1, sizeof *make->index->slots,
                                (void **)&make->index->slots);
}

static void fill_row(const maker *make, uint32_t key)
{
    const gv_image_entry *const row = row_of(make, key);
    const gv_row_place *const place = &make->index->rows[key];
    uint32_t *const slots = make->index->slots + place->first_slot;
    for (uint32_t e = 0; e < make->language->keys[key].n_entries; e++) {
        if (e > 0 && row[e].list == row[e - 1].list) {
            continue;
        }
        const uint32_t hash = gv_row_hash(row[e].list);
        uint32_t i = (hash >> 12) & place->mask;
        while (slots[i] != 0) {
            i = (i + 1) & place->mask;
        }
        slots[i] = gv_row_tag(make->index, hash) | (e + 1);
    }
}

/* Each table once: that of the first key that has it, which comes before all others. */
static void fill_rows(const maker *make)
{
    uint32_t next = 0;
    for (uint32_t key = 0; key < make->language->n_keys; key++) {
        const gv_row_place *const place = &make->index->rows[key];
        if (place->first_slot == next) {
            fill_row(make, key);
            next += place->mask + 1;
        }
    }
}

static gv_status note_lists(const maker *make)
{
    const gv_model_language *const language = make->language;
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_lists + 1, 1, (void **)&make->index->lists));
    for (uint32_t i = 0; i < language->n_lists; i++) {
        make->index->lists[i] = language->lists[i].depth > 0 ? GV_LIST_DEEP : 0;
    }
    for (uint32_t key = GV_KEY_ANY; key <= GV_KEY_NAME; key++) {
        for (uint32_t e = 0; e < language->keys[key].n_entries; e++) {
            make->index->lists[row_of(make, key)[e].list] |=
                key == GV_KEY_ANY ? GV_LIST_ANY : GV_LIST_NAME;
        }
    }
    return GV_OK;
}

gv_status gv_row_index_make(const gv_model_language *language, gv_row_index *index)
{
    gv_status status = GV_OK;
    gv_row_index fresh = {0};
    maker make = {.language = language, .index = &fresh, .seen_mask = 1};
    while (make.seen_mask < 2 * (uint64_t)language->n_keys && make.seen_mask < UINT32_MAX / 2) {
        make.seen_mask = make.seen_mask * 2 + 1;
    }
    GV_TRY_DONE(gv_memory_get_zeroed((size_t)make.seen_mask + 1, sizeof *make.seen,
                                     (void **)&make.seen));
    GV_TRY_DONE(gv_memory_get_zeroed((size_t)language->n_keys + 1, sizeof *fresh.rows,
                                     (void **)&fresh.rows));
    GV_TRY_DONE(find_place_bits(&make));
    GV_TRY_DONE(place_rows(&make));
    fill_rows(&make);
    GV_TRY_DONE(note_lists(&make));
    *index = fresh;
    fresh = (gv_row_index){0};
done:
    gv_row_index_free(&fresh);
    gv_memory_free(make.seen);
    return status;
}

void gv_row_index_free(gv_row_index *index)
{
    gv_memory_free(index->rows);
    gv_memory_free(index->slots);
    gv_memory_free(index->lists);
    *index = (gv_row_index){0};
}
