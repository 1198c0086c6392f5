/*
 * row_index.c - makes the table of each row: see row_index.h.
 *
 * In: keys and their rows. Out: for each key the place of its row's table, in which each list of the row
 * stands once, with the place of its first entry. A table is half full, and goes on behind its
 * last slot as far as it must, up to an empty one: a search for what is not there soon meets such
 * a slot, and never has to turn back. Rows that are equal entry for entry
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

/* A slot's low bits: whether the list is a word's alone, and above it the place in the longest
 * row, plus one. */
static gv_status find_low_bits(const maker *make)
{
    gv_row_index *const index = make->index;
    uint32_t longest = 0;
    for (uint32_t key = 0; key < make->language->n_keys; key++) {
        const uint32_t n = make->language->keys[key].n_entries;
        longest = n > longest ? n : longest;
    }
    index->low_bits = 1;
    while (index->low_bits < 31 && longest >> (index->low_bits - 1) != 0) {
        index->low_bits++;
    }
    index->is_exact = make->language->n_lists <= UINT32_C(1) << (32 - index->low_bits);
    return longest >> (index->low_bits - 1) == 0 ? GV_OK : GV_ERROR_MEMORY;
}

/* Puts a row into its table; how many slots it takes. */
static uint32_t fill_row(const maker *make, uint32_t key)
{
    const gv_image_entry *const row = row_of(make, key);
    gv_row_place *const place = &make->index->rows[key];
    const uint32_t n = make->language->keys[key].n_entries;
    uint32_t *const slots = make->index->slots + place->first_slot;
    uint32_t end = place->n_slots;
    for (uint32_t e = 0; e < n; e++) {
        if (e > 0 && row[e].list == row[e - 1].list) {
            continue;
        }
        const int is_alone = e + 1 == n || row[e + 1].list != row[e].list;
        const uint32_t is_word = is_alone && row[e].pattern == GV_IMAGE_WORD;
        const uint32_t hash = gv_row_hash(row[e].list);
        uint32_t i = gv_row_begin(place, hash);
        while (slots[i] != 0) {
            i++;
        }
        place->lists |= gv_row_bit(hash);
        slots[i] = gv_row_tag(make->index, hash) | (e + 1) << 1 | is_word;
        end = i >= end ? i + 1 : end;
    }
    return end + 1;
}

/* Room for n_slots of each row, and for all its lists behind them. */
static gv_status make_room(const maker *make)
{
    const gv_model_language *const language = make->language;
    const uint64_t n = 3 * (uint64_t)language->n_entries + 2 * (uint64_t)language->n_keys;
    return n > UINT32_MAX ? GV_ERROR_MEMORY
                          : gv_memory_get_zeroed((size_t)n + 1, sizeof *make->index->slots,
                                                 (void **)&make->index->slots);
}

/* Each table once: that of the first key that has it. */
static void fill_rows(maker *make)
{
    gv_row_index *const index = make->index;
    for (uint32_t key = 0; key < make->language->n_keys; key++) {
        uint32_t n_lists = 0;
        const gv_image_key *const of = &make->language->keys[key];
        const uint32_t alike = first_alike(make, key, hash_row(make, key, &n_lists));
        if (alike != key) {
            index->rows[key] = index->rows[alike];
            continue;
        }
        index->rows[key] = (gv_row_place){index->n_slots, 2 * n_lists, of->first_entry, 0};
        index->n_slots += fill_row(make, key);
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
    GV_TRY_DONE(find_low_bits(&make));
    GV_TRY_DONE(make_room(&make));
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
