/*
 * model_needs.c - what a sentence must hold before a frame or a pattern is worth trying.
 *
 * Most triggers begin with a word that every sentence has ("the", "of", a number) and fail on a word
 * that few have. So from the model, once, each pattern gets the elements without which it cannot
 * match, and each frame the `need` slots without which it cannot stand, as a few bits; each sentence
 * gets the set of bits that its words can begin; and a frame or pattern whose bits are not all in the
 * set is left alone. Example:
 *
 *     on: the ..3 @killing by      need count after 8: #count>=5
 *     bits: {a word that begins @killing, "by"}        {a word that begins a number}
 *     "The men stood by the office ..." has "by", but neither of the others: nothing is tried.
 *
 * What many words meet ("of", a list of which one begins with "the") is not asked for: most sentences
 * have it, and each of those words would have to be noted in every sentence.
 *
 * Why nothing is lost: an element that must stand and is a key or a list can only match at a word
 * one of whose keys is that key or has a row entry of that list, and a pattern lies in one sentence;
 * a filler of a slot that looks no further than the sentence starts at a word whose rows hold the
 * slot's list. The set holds the bits of all of these for every word of the sentence. Two needs may
 * share a bit (there are at most GV_NEED_BITS): then a set says yes too often, never no.
 */
#include "model/needs_make.h"

#include "base/arena.h"
#include "base/buf.h"

#define NUMBER_PATTERNS 64 /* with more, what begins a number is not told */
#define COMMON 15000 /* in a million words: what a quarter of sentences meet */
#define SELDOM 10000 /* numbers, kinds of sentences: less common than that */
#define NOT_NEEDED UINT16_MAX /* can begin at any word, or is too hard to say */

/* How often words satisfy a key, or begin a list, in a million. */
static uint64_t uses_of(const gv_needs_maker *make, int is_list, uint32_t index)
{
    if (is_list) {
        return make->list_uses[index];
    }
    return index == GV_KEY_NUMBER || index >= make->language->n_keys
               ? SELDOM
               : gv_image_uses(make->language->keys[index].commonness);
}

/* Classes are left out: what begins with a name or a number seldom begins with any. */
static void count_uses(gv_needs_maker *make)
{
    const gv_model_language *language = make->language;
    for (uint32_t key = GV_KEY_EXACT; key < language->n_keys; key++) {
        const gv_image_key *row = &language->keys[key];
        const gv_image_entry *entry = language->entries + row->first_entry;
        for (uint32_t i = 0; i < row->n_entries; i++) {
            if (i == 0 || entry[i].list != entry[i - 1].list) {
                make->list_uses[entry[i].list] += gv_image_uses(row->commonness);
            }
        }
    }
}

static uint16_t new_bit(gv_needs_maker *make)
{
    return (uint16_t)(make->n_bits++ % GV_NEED_BITS);
}

static gv_status add_member(gv_needs_maker *make, int is_list, uint32_t index, uint16_t bit)
{
    GV_TRY(gv_array_reserve((void **)&make->members, make->n_members + 1, sizeof *make->members,
                            &make->members_capacity));
    make->members[make->n_members++] = (gv_needs_member){index, bit, (uint8_t)is_list};
    return GV_OK;
}

/* The bit of one key or list. */
static gv_status bit_of(gv_needs_maker *make, int is_list, uint32_t index, uint16_t *bit)
{
    uint16_t *own = is_list ? &make->list_bits[index] : &make->key_bits[index];
    if ((is_list && make->list_anywhere[index]) || uses_of(make, is_list, index) >= COMMON) {
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

/* Words that can begin a number: digits, number words, and the phrases that have a value. */
static gv_status join_numbers(gv_needs_maker *make, uint16_t bit, int *good)
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

static gv_status join_sequence(gv_needs_maker *make, const gv_image_element *elements, uint32_t n,
                               uint16_t bit, int *good);

/* Lets every word that can begin the element have the bit; *good 0 if that cannot be said. */
static gv_status join_element(gv_needs_maker *make, const gv_image_element *element, uint16_t bit,
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
        return add_member(make, 0, make->language->n_keys + gv_needs_kind(element), bit);
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
            gv_needs_kind(element) != GV_HELD_KINDS || element->op == GV_ELEMENT_ALTERNATIVES);
}

/* The first element of a sequence that must stand and can be told by its words. Brackets nest at most
 * GV_LIMIT_NESTING deep (checked when the model was opened). */
static gv_status join_sequence(gv_needs_maker *make, const gv_image_element *elements, uint32_t n,
                               uint16_t bit, int *good)
{
    for (uint32_t i = 0; i < n; i += gv_image_width(&elements[i])) {
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

/* 1 if so many words meet the members from `first` on that most sentences do: to ask for them tells
 * little, and each such word would have to be noted. */
static int is_common(const gv_needs_maker *make, size_t first)
{
    uint64_t uses = 0;
    for (size_t i = first; i < make->n_members; i++) {
        uses += uses_of(make, make->members[i].is_list, make->members[i].index);
    }
    return uses >= COMMON;
}

static gv_status need_element(gv_needs_maker *make, const gv_image_element *element, gv_needs *needs)
{
    uint16_t bit = NOT_NEEDED;
    if (element->op == GV_ELEMENT_KEY || element->op == GV_ELEMENT_LIST) {
        GV_TRY(bit_of(make, element->op == GV_ELEMENT_LIST, element->argument, &bit));
    } else {
        const size_t before = make->n_members;
        int good = 1;
        bit = new_bit(make);
        GV_TRY(join_element(make, element, bit, &good));
        if (!good || is_common(make, before)) {
            make->n_members = before;
            make->n_bits--;
            bit = NOT_NEEDED;
        }
    }
    if (bit != NOT_NEEDED) {
        needs->bits[needs->n++] = bit;
    }
    return GV_OK;
}

static gv_status need_pattern(gv_needs_maker *make, const gv_image_pattern *pattern, gv_needs *needs)
{
    const gv_image_element *elements = make->language->elements + pattern->first_element;
    gv_needs_near(make, elements, pattern->n_elements, needs);
    /* The first element is why the pattern was looked at. Of the rest the last come first: a pattern
     * that begins like others ends in what sets it apart. */
    uint32_t places[GV_LIMIT_SPAN];
    uint32_t n = 0;
    const uint32_t from = gv_needs_kind(elements) == GV_HELD_KINDS ? gv_image_width(elements) : 0;
    for (uint32_t i = from; i < pattern->n_elements; i += gv_image_width(&elements[i])) {
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

static gv_status need_frame(gv_needs_maker *make, const gv_image_frame *frame, gv_needs *needs)
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
            const size_t before = make->n_members;
            bit = new_bit(make);
            for (uint32_t k = 0; k <= slots[i].n_alternatives; k++) {
                GV_TRY(add_member(make, 1, slots[i + k].list, bit));
            }
            if (is_common(make, before)) {
                make->n_members = before;
                make->n_bits--;
                bit = NOT_NEEDED;
            }
        }
        if (bit != NOT_NEEDED) {
            needs->bits[needs->n++] = bit;
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ all of it */

static gv_status make_room(gv_needs_maker *make)
{
    const gv_model_language *language = make->language;
    gv_need_table *table = make->table;
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_patterns + 1, sizeof *table->patterns,
                                (void **)&table->patterns));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_frames + 1, sizeof *table->frames,
                                (void **)&table->frames));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_keys + GV_HELD_KINDS + 1, sizeof *table->rows,
                                (void **)&table->rows));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_keys + 1, sizeof *make->key_bits,
                                (void **)&make->key_bits));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_lists + 1, sizeof *make->list_bits,
                                (void **)&make->list_bits));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_lists + 1, 1, (void **)&make->list_anywhere));
    GV_TRY(gv_memory_get_zeroed((size_t)language->n_lists + 1, sizeof *make->list_uses,
                                (void **)&make->list_uses));
    for (uint32_t i = 0; i < language->n_keys; i++) {
        make->key_bits[i] = NOT_NEEDED;
    }
    for (uint32_t i = 0; i < language->n_lists; i++) {
        make->list_bits[i] = NOT_NEEDED;
    }
    const gv_image_key *any = &language->keys[GV_KEY_ANY];
    for (uint32_t e = 0; e < any->n_entries; e++) {
        const gv_image_entry *entry = &language->entries[any->first_entry + e];
        if (gv_needs_entry_kind(language, entry) == GV_HELD_KINDS) {
            make->list_anywhere[entry->list] = 1;
        }
    }
    return GV_OK;
}

gv_status gv_need_table_make(const gv_model_language *language, gv_need_table *table)
{
    gv_status status = GV_OK;
    gv_need_table fresh = {0};
    gv_needs_maker make = {.language = language, .table = &fresh};
    GV_TRY_DONE(make_room(&make));
    count_uses(&make);
    for (uint32_t i = 0; i < language->n_patterns; i++) {
        GV_TRY_DONE(need_pattern(&make, &language->patterns[i], &fresh.patterns[i]));
    }
    for (uint32_t i = 0; i < language->n_frames; i++) {
        GV_TRY_DONE(need_frame(&make, &language->frames[i], &fresh.frames[i]));
    }
    GV_TRY_DONE(gv_needs_deal(&make));
    *table = fresh;
    fresh = (gv_need_table){0};
done:
    gv_need_table_free(&fresh);
    gv_needs_maker_free(&make);
    return status;
}

void gv_needs_maker_free(gv_needs_maker *make)
{
    gv_memory_free(make->members);
    gv_memory_free(make->key_bits);
    gv_memory_free(make->list_bits);
    gv_memory_free(make->list_uses);
    gv_memory_free(make->list_anywhere);
    gv_memory_free(make->list_first);
    gv_memory_free(make->list_pool);
    gv_memory_free(make->key_chain);
    gv_memory_free(make->chain);
}

void gv_need_table_free(gv_need_table *table)
{
    gv_memory_free(table->patterns);
    gv_memory_free(table->frames);
    gv_memory_free(table->bits);
    gv_memory_free(table->rows);
    gv_memory_free(table->sets);
    *table = (gv_need_table){0};
}
