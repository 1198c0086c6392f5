/*
 * model_needs.c - what a sentence must hold before a frame or a pattern is worth trying.
 *
 * Most triggers begin with a word that every sentence has ("the", "of", a number) and fail on a word
 * that few have. So from the model, once, each pattern gets the elements without which it cannot
 * match, and each frame the `need` slots without which it cannot stand, as a few bits; each sentence
 * gets the set of bits that its words can begin; and a frame or pattern whose bits are not all in the
 * set is left alone. Example:
 *
 *     on: the ..3 @killing of      need count after 8: #count>=5
 *     bits: {a word that begins @killing, "of"}        {a word that begins a number}
 *     "The head of the office said ..." has "of", but neither of the others: nothing is tried.
 *
 * Why nothing is lost: an element that must stand and is a key or a list can only match at a word
 * one of whose keys is that key or has a row entry of that list, and a pattern lies in one sentence;
 * a filler of a slot that looks no further than the sentence starts at a word whose rows hold the
 * slot's list. The set holds the bits of all of these for every word of the sentence. Two needs may
 * share a bit (there are at most NEED_BITS): then a set says yes too often, never no.
 */
#include "model/needs.h"

#include "base/arena.h"
#include "base/buf.h"
#include "model/model.h"

#define NEED_BITS 4096
#define NUMBER_PATTERNS 64 /* with more, what begins a number is not told */
#define NOT_NEEDED UINT16_MAX /* can begin at any word, or is too hard to say */

/* Key or list `index` gives words the bit. */
typedef struct member {
    uint32_t index;
    uint16_t bit;
    uint8_t is_list;
} member;

typedef struct maker {
    const gv_model_language *language;
    gv_need_table *table;
    member *members;
    size_t n_members, members_capacity;
    uint16_t *key_bits, *list_bits; /* the bit of a key or list of its own; NOT_NEEDED: none yet */
    uint8_t *list_anywhere;         /* 1: begins at any word */
    uint32_t n_bits;
    /* the lists that are given each of their bits, by list */
    uint32_t *list_first;
    uint16_t *list_pool;
    /* the members that are keys: the place + 1 of a key's last, and of the one before each */
    uint32_t *key_chain, *chain;
    uint32_t taken[NEED_BITS]; /* by bit: key + 1 that last got it */
} maker;

static uint16_t new_bit(maker *make)
{
    return (uint16_t)(make->n_bits++ % NEED_BITS);
}

static gv_status add_member(maker *make, int is_list, uint32_t index, uint16_t bit)
{
    GV_TRY(gv_array_reserve((void **)&make->members, make->n_members + 1, sizeof *make->members,
                            &make->members_capacity));
    make->members[make->n_members++] = (member){index, bit, (uint8_t)is_list};
    return GV_OK;
}

/* The bit of one key or list. */
static gv_status bit_of(maker *make, int is_list, uint32_t index, uint16_t *bit)
{
    uint16_t *own = is_list ? &make->list_bits[index] : &make->key_bits[index];
    if (is_list && make->list_anywhere[index]) {
        *bit = NOT_NEEDED;
        return GV_OK;
    }
    if (*own == NOT_NEEDED) {
        const uint16_t fresh = new_bit(make);
        GV_TRY(add_member(make, is_list, index, fresh));
        *own = fresh;
    }
    *bit = *own;
    return GV_OK;
}

/* ------------------------------------------------------------------ elements */

/* The kind of sentence that an element stands in, or GV_HELD_KINDS. */
static uint32_t kind_of(const gv_image_element *element)
{
    return element->op == GV_ELEMENT_QUESTION  ? GV_HELD_QUESTION
           : element->op == GV_ELEMENT_HEADING ? GV_HELD_HEADING
                                               : GV_HELD_KINDS;
}

/* The same of an entry in the row of all words: what its pattern begins with. */
static uint32_t kind_of_entry(const gv_model_language *language, const gv_image_entry *entry)
{
    if (entry->pattern == GV_IMAGE_WORD) {
        return GV_HELD_KINDS;
    }
    const gv_image_element *first =
        &language->elements[language->patterns[entry->pattern].first_element];
    return first->optional ? GV_HELD_KINDS : kind_of(first);
}

static uint32_t width_of(const gv_image_element *element)
{
    return element->op == GV_ELEMENT_ALTERNATIVES || element->op == GV_ELEMENT_SEQUENCE ? element->n
                                                                                     : 1u;
}

/* Words that can begin a number: digits, number words, and the phrases that have a value. */
static gv_status join_numbers(maker *make, uint16_t bit, int *good)
{
    const gv_model_language *language = make->language;
    *good = *good && language->n_number_patterns <= NUMBER_PATTERNS;
    GV_TRY(add_member(make, 0, GV_KEY_NUMBER, bit));
    for (uint32_t i = 0; i < language->n_number_patterns && *good; i++) {
        const uint32_t list = language->number_patterns[i].list;
        *good = *good && !make->list_anywhere[list];
        GV_TRY(add_member(make, 1, list, bit));
    }
    return GV_OK;
}

static gv_status join_sequence(maker *make, const gv_image_element *elements, uint32_t n,
                               uint16_t bit, int *good);

/* Lets every word that can begin the element have the bit; *good 0 if that cannot be said. */
static gv_status join_element(maker *make, const gv_image_element *element, uint16_t bit,
                              int *good)
{
    const gv_image_element *next = element + 1;
    switch (element->op) {
    case GV_ELEMENT_KEY:
        return add_member(make, 0, element->argument, bit);
    case GV_ELEMENT_LIST:
        *good = *good && !make->list_anywhere[element->argument];
        return add_member(make, 1, element->argument, bit);
    case GV_ELEMENT_QUESTION:
    case GV_ELEMENT_HEADING:
        return add_member(make, 0, make->language->n_keys + kind_of(element), bit);
    case GV_ELEMENT_COUNT:
    case GV_ELEMENT_NUMBER:
        return join_numbers(make, bit, good);
    case GV_ELEMENT_ALTERNATIVES:
        for (uint32_t i = 0; i < element->argument && *good; i++) {
            GV_TRY(join_sequence(make, next + 1, next->n - 1u, bit, good));
            next += next->n;
        }
        return GV_OK;
    default:
        *good = 0;
        return GV_OK;
    }
}

static int may_tell(const gv_image_element *element)
{
    return !element->optional &&
           (element->op == GV_ELEMENT_KEY || element->op == GV_ELEMENT_LIST ||
            element->op == GV_ELEMENT_COUNT || element->op == GV_ELEMENT_NUMBER ||
            kind_of(element) != GV_HELD_KINDS || element->op == GV_ELEMENT_ALTERNATIVES);
}

/* The first element of a sequence that must stand and can be told by its words. Brackets nest at most
 * GV_LIMIT_NESTING deep (checked when the model was opened). */
static gv_status join_sequence(maker *make, const gv_image_element *elements, uint32_t n,
                               uint16_t bit, int *good)
{
    for (uint32_t i = 0; i < n; i += width_of(&elements[i])) {
        if (!may_tell(&elements[i])) {
            continue;
        }
        const size_t before = make->n_members;
        int mine = 1;
        GV_TRY(join_element(make, &elements[i], bit, &mine));
        if (mine) {
            return GV_OK;
        }
        make->n_members = before;
    }
    *good = 0;
    return GV_OK;
}

static gv_status need_element(maker *make, const gv_image_element *element, gv_needs *needs)
{
    uint16_t bit = NOT_NEEDED;
    if (element->op == GV_ELEMENT_KEY || element->op == GV_ELEMENT_LIST) {
        GV_TRY(bit_of(make, element->op == GV_ELEMENT_LIST, element->argument, &bit));
    } else {
        const size_t before = make->n_members;
        int good = 1;
        bit = new_bit(make);
        GV_TRY(join_element(make, element, bit, &good));
        if (!good) {
            make->n_members = before;
            bit = NOT_NEEDED;
        }
    }
    if (bit != NOT_NEEDED) {
        needs->bits[needs->n++] = bit;
    }
    return GV_OK;
}

static gv_status need_pattern(maker *make, const gv_image_pattern *pattern, gv_needs *needs)
{
    const gv_image_element *elements = make->language->elements + pattern->first_element;
    const gv_image_element *second = elements + 1;
    if (pattern->n_elements > 1 && elements->op == GV_ELEMENT_KEY && !elements->optional &&
        !second->optional && (second->op == GV_ELEMENT_KEY || second->op == GV_ELEMENT_LIST)) {
        needs->next_op = second->op;
        needs->next_argument = second->argument;
    }
    /* The first element is why the pattern was looked at. Of the rest the last come first: a pattern
     * that begins like others ends in what sets it apart. */
    uint32_t places[GV_LIMIT_SPAN];
    uint32_t n = 0;
    const uint32_t from = kind_of(elements) == GV_HELD_KINDS ? width_of(elements) : 0;
    for (uint32_t i = from; i < pattern->n_elements; i += width_of(&elements[i])) {
        if (may_tell(&elements[i]) && n < GV_LIMIT_SPAN) {
            places[n++] = i;
        }
    }
    while (n > 0 && needs->n < GV_NEEDS_EACH) {
        GV_TRY(need_element(make, &elements[places[--n]], needs));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ frames */

static int looks_beyond_sentence(const gv_image_slot *slot)
{
    return slot->place == GV_PLACE_IN &&
           (slot->scope == GV_SCOPE_PREVIOUS || slot->scope == GV_SCOPE_PASSAGE);
}

static gv_status need_frame(maker *make, const gv_image_frame *frame, gv_needs *needs)
{
    const gv_image_slot *slots = make->language->slots + frame->first_slot;
    for (uint32_t i = 0; i < frame->n_slots && needs->n < GV_NEEDS_EACH;
         i += 1u + slots[i].n_alternatives) {
        if (slots[i].role != GV_SLOT_NEED) {
            continue;
        }
        int good = 1;
        for (uint32_t k = 0; k <= slots[i].n_alternatives; k++) {
            good = good && !looks_beyond_sentence(&slots[i + k]) &&
                   !make->list_anywhere[slots[i + k].list];
        }
        if (!good) {
            continue;
        }
        uint16_t bit = NOT_NEEDED;
        if (slots[i].n_alternatives == 0) {
            GV_TRY(bit_of(make, 1, slots[i].list, &bit));
        } else {
            bit = new_bit(make);
            for (uint32_t k = 0; k <= slots[i].n_alternatives; k++) {
                GV_TRY(add_member(make, 1, slots[i + k].list, bit));
            }
        }
        needs->bits[needs->n++] = bit;
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ bits by key */

/* Keys' members in one chain a key. */
static gv_status chain_keys(maker *make)
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
static gv_status deal_lists(maker *make)
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
static void take(maker *make, uint32_t key, uint16_t bit, size_t *n)
{
    if (make->taken[bit] != key + 1) {
        make->taken[bit] = key + 1;
        make->table->bits[(*n)++] = bit;
    }
}

static void take_list(maker *make, uint32_t key, uint32_t list, size_t *n)
{
    for (uint32_t i = make->list_first[list]; i < make->list_first[list + 1]; i++) {
        take(make, key, make->list_pool[i], n);
    }
}

/* The bits of each key: its own, and those of the lists in its row. */
static gv_status deal_keys(maker *make)
{
    const gv_model_language *language = make->language;
    gv_need_table *table = make->table;
    size_t n = 0;
    size_t capacity = 0;
    const uint32_t n_keys = language->n_keys + GV_HELD_KINDS;
    for (uint32_t key = 0; key < n_keys; key++) {
        /* what begins with a kind of sentence stands in the row of all words */
        const gv_image_key *row = &language->keys[key < language->n_keys ? key : GV_KEY_ANY];
        table->first[key] = (uint32_t)n;
        GV_TRY(gv_array_reserve((void **)&table->bits, n + NEED_BITS, sizeof *table->bits,
                                &capacity));
        for (uint32_t at = make->key_chain[key]; at != 0; at = make->chain[at - 1]) {
            take(make, key, make->members[at - 1].bit, &n);
        }
        for (uint32_t e = 0; e < row->n_entries; e++) {
            const gv_image_entry *entry = &language->entries[row->first_entry + e];
            if (key < language->n_keys || kind_of_entry(language, entry) == key - language->n_keys) {
                take_list(make, key, entry->list, &n);
            }
        }
    }
    table->first[n_keys] = (uint32_t)n;
    return GV_OK;
}

/* Common words have hundreds of bits: a whole set is added faster than so many single ones. */
static gv_status make_sets(maker *make)
{
    gv_need_table *table = make->table;
    const uint32_t n_keys = make->language->n_keys + GV_HELD_KINDS;
    const uint32_t many = table->n_words / 2 + 8;
    uint32_t n = 0;
    GV_TRY(gv_memory_get_zeroed((size_t)n_keys + 1, sizeof *table->set_of, (void **)&table->set_of));
    for (uint32_t key = 0; key < n_keys; key++) {
        if (table->first[key + 1] - table->first[key] > many) {
            table->set_of[key] = ++n;
        }
    }
    GV_TRY(gv_memory_get_zeroed((size_t)n * table->n_words + 1, sizeof *table->sets,
                                (void **)&table->sets));
    for (uint32_t key = 0; key < n_keys; key++) {
        const uint32_t place = table->set_of[key];
        for (uint32_t i = table->first[key]; place != 0 && i < table->first[key + 1]; i++) {
            table->sets[(size_t)(place - 1) * table->n_words + (table->bits[i] >> 6)] |=
                (uint64_t)1 << (table->bits[i] & 63);
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ all of it */

static gv_status make_room(maker *make)
{
    const gv_model_language *language = make->language;
    gv_need_table *table = make->table;
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_patterns + 1, sizeof *table->patterns,
                                (void **)&table->patterns));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_frames + 1, sizeof *table->frames,
                                (void **)&table->frames));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_keys + GV_HELD_KINDS + 1, sizeof *table->first,
                                (void **)&table->first));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_keys + 1, sizeof *make->key_bits,
                                (void **)&make->key_bits));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_lists + 1, sizeof *make->list_bits,
                                (void **)&make->list_bits));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_lists + 1, 1, (void **)&make->list_anywhere));
    for (uint32_t i = 0; i < language->n_keys; i++) {
        make->key_bits[i] = NOT_NEEDED;
    }
    for (uint32_t i = 0; i < language->n_lists; i++) {
        make->list_bits[i] = NOT_NEEDED;
    }
    const gv_image_key *any = &language->keys[GV_KEY_ANY];
    for (uint32_t e = 0; e < any->n_entries; e++) {
        const gv_image_entry *entry = &language->entries[any->first_entry + e];
        if (kind_of_entry(language, entry) == GV_HELD_KINDS) {
            make->list_anywhere[entry->list] = 1;
        }
    }
    return GV_OK;
}

gv_status gv_need_table_make(const gv_model_language *language, gv_need_table *table)
{
    gv_status status = GV_OK;
    gv_need_table fresh = {0};
    maker make = {.language = language, .table = &fresh};
    GV_TRY_DONE(make_room(&make));
    for (uint32_t i = 0; i < language->n_patterns; i++) {
        GV_TRY_DONE(need_pattern(&make, &language->patterns[i], &fresh.patterns[i]));
    }
    for (uint32_t i = 0; i < language->n_frames; i++) {
        GV_TRY_DONE(need_frame(&make, &language->frames[i], &fresh.frames[i]));
    }
    GV_TRY_DONE(chain_keys(&make));
    GV_TRY_DONE(deal_lists(&make));
    GV_TRY_DONE(deal_keys(&make));
    fresh.n_words = (make.n_bits > NEED_BITS ? NEED_BITS : make.n_bits) / 64 + 1;
    GV_TRY_DONE(make_sets(&make));
    *table = fresh;
    fresh = (gv_need_table){0};
done:
    gv_need_table_free(&fresh);
    gv_memory_free(make.members);
    gv_memory_free(make.key_bits);
    gv_memory_free(make.list_bits);
    gv_memory_free(make.list_anywhere);
    gv_memory_free(make.list_first);
    gv_memory_free(make.list_pool);
    gv_memory_free(make.key_chain);
    gv_memory_free(make.chain);
    return status;
}

void gv_need_table_free(gv_need_table *table)
{
    gv_memory_free(table->patterns);
    gv_memory_free(table->frames);
    gv_memory_free(table->bits);
    gv_memory_free(table->first);
    gv_memory_free(table->sets);
    gv_memory_free(table->set_of);
    *table = (gv_need_table){0};
}
