/*
 * beginnings.c - the masks and cues that can begin at the words of a key, in one short row.
 *
 * The rows of the model hold the lists of all frames and sets (word "the": 700); those of masks and
 * cues are few (72), and are tried at every word of a sentence that holds a mention. So they are
 * gathered when the model is opened, each with what its sentence must hold (needs.h), so that most
 * are refused by one look at one bit; and those that only some sentences or words can be asked for
 * stand apart:
 *
 *     row of "the":  far:   N1/fiction "the storyline"     in sentences that hold no mention, too
 *                    near:  L1/law "the right to ..."
 *                    skip:  G3/not_only "the ..2 not only"  where "not" has negated something
 *
 * Of what looks far, each has an anchor: its first word, or what it needs else, whichever is
 * rarest. Most sentences hold none ("storyline"), and are done with one look at each word.
 *
 * A pattern that begins with any word at all but asks that it begin its sentence ("#start ..6
 * @film") is in a row of its own.
 */
#include "model/beginnings.h"

#include "base/buf.h"
#include "model/model.h"

#include <string.h>

/* Where in its sentence the first word of an entry's pattern can only stand: GV_WORD_*. */
static int place_of(const gv_model_language *language, const gv_image_entry *entry)
{
    if (entry->pattern == GV_IMAGE_WORD) {
        return GV_WORD_ANY;
    }
    const gv_image_element *opening =
        &language->elements[language->patterns[entry->pattern].first_element];
    switch (opening->optional ? GV_ELEMENT_ANY : opening->op) {
    case GV_ELEMENT_START:
        return GV_WORD_FIRST;
    case GV_ELEMENT_END:
    case GV_ELEMENT_QUESTION:
    case GV_ELEMENT_HEADING:
        return GV_WORD_LAST;
    default:
        return GV_WORD_ANY;
    }
}

/* What the making needs to know, and how far it has come. */
typedef struct making {
    const gv_model_language *language;
    gv_beginnings *out;
    gv_arena arena; /* of what follows */
    uint16_t *key_bits, *list_bits; /* of what looks far: the number of such a need; 0: none */
    uint64_t *uses;                 /* by that number: how often words have it, in a million */
    uint8_t *anchors;               /* by that number: GV_ANCHOR_*, CHOSEN */
    uint32_t n_bits;
    size_t rows_capacity, all_capacity, members_capacity;
} making;

enum { CHOSEN = 1 << 7 };
#define NOT_TOLD UINT16_MAX /* can begin at any word */

/* ------------------------------------------------------------------ rows */

/* Calls a word or list that a pattern must have after its first word by a number. */
static void number_need(making *make, const gv_image_element *element)
{
    uint16_t *bit = element->op == GV_ELEMENT_KEY ? &make->key_bits[element->argument]
                                                  : &make->list_bits[element->argument];
    if (*bit == 0 && make->n_bits < NOT_TOLD) {
        *bit = (uint16_t)make->n_bits++;
    }
}

/* The number of the element's need; 0: none. */
static uint16_t number_of(const making *make, const gv_image_element *element)
{
    if (element->optional ||
        (element->op != GV_ELEMENT_KEY && element->op != GV_ELEMENT_LIST)) {
        return 0;
    }
    const uint16_t bit = element->op == GV_ELEMENT_KEY ? make->key_bits[element->argument]
                                                       : make->list_bits[element->argument];
    return bit == NOT_TOLD ? 0 : bit;
}

static void number_needs(making *make, const gv_image_pattern *pattern)
{
    const gv_image_element *elements =
        make->language->elements + pattern->first_element;
    for (uint32_t i = gv_image_width(elements); i < pattern->n_elements;
         i += gv_image_width(&elements[i])) {
        if (!elements[i].optional &&
            (elements[i].op == GV_ELEMENT_KEY || elements[i].op == GV_ELEMENT_LIST)) {
            number_need(make, &elements[i]);
        }
    }
}

static gv_beginning make_beginning(making *make, const gv_image_entry *entry, int far)
{
    const gv_model_language *language = make->language;
    const uint16_t always = far ? 0 : (uint16_t)make->out->always;
    gv_beginning made = {.frame = entry->list - language->head->n_rules,
                         .pattern = entry->pattern,
                         .bits = {always, always, always},
                         .place = (uint16_t)place_of(language, entry)};
    if (entry->pattern != GV_IMAGE_WORD && far) {
        number_needs(make, &language->patterns[entry->pattern]); /* the rarest are chosen later */
    } else if (entry->pattern != GV_IMAGE_WORD) {
        const gv_needs *needs = &language->needs.patterns[entry->pattern];
        for (uint32_t n = 0; n < needs->n; n++) {
            made.bits[n] = needs->bits[n];
        }
    }
    return made;
}

/* The row of a key, new if it had none. */
static gv_status get_row(making *make, uint32_t key, gv_begin_row **row)
{
    gv_beginnings *out = make->out;
    if (out->row_of[key] == 0) {
        GV_TRY(gv_array_reserve((void **)&out->rows, (size_t)out->n_rows + 1,
                                sizeof *out->rows, &make->rows_capacity));
        out->rows[out->n_rows] = (gv_begin_row){.anchors = 0};
        out->row_of[key] = out->n_rows++;
    }
    *row = &out->rows[out->row_of[key]];
    return GV_OK;
}

/* Adds what entries have of one part; of those of any word, what stands in that place. */
static void add_part(making *make, const gv_image_entry *from, const gv_image_entry *to, int place,
                     unsigned part)
{
    gv_beginnings *out = make->out;
    const gv_model_language *language = make->language;
    for (const gv_image_entry *entry = from; entry < to; entry++) {
        if (out->traits[entry->list - language->head->n_rules].part == part &&
            (place < 0 || place_of(language, entry) == place)) {
            out->all[out->n_all++] = make_beginning(make, entry, part == GV_PART_FAR);
        }
    }
}

/* Adds the row of a key; place: of any word's row, what is wanted of it; else -1. */
static gv_status add_row(making *make, uint32_t key, int place)
{
    const gv_model_language *language = make->language;
    gv_beginnings *out = make->out;
    const gv_image_key *of = &language->keys[key];
    const gv_image_entry *from = language->entries + of->first_entry + of->n_rule_entries;
    const gv_image_entry *end = language->entries + of->first_entry + of->n_entries;
    const gv_image_entry *to = from;
    gv_begin_row *row = NULL;
    while (to < end && to->list < language->n_frames) {
        to++;
    }
    const gv_image_entry *weigh = to;
    while (weigh < end && weigh->list < language->n_frames + language->n_weighs) {
        weigh++;
    }
    if (from == weigh) {
        return GV_OK;
    }
    GV_TRY(get_row(make, place > GV_WORD_ANY ? gv_begin_key(language->n_keys, place) : key, &row));
    GV_TRY(gv_array_reserve((void **)&out->all, out->n_all + (size_t)(to - from), sizeof *out->all,
                            &make->all_capacity));
    for (unsigned part = 0; part < GV_PARTS; part++) {
        row->first[part] = out->n_all;
        add_part(make, from, to, place, part);
    }
    row->first[GV_PARTS] = out->n_all;
    row->first_weigh = (uint32_t)((place > GV_WORD_ANY ? weigh : to) - language->entries);
    row->end_weigh = (uint32_t)(weigh - language->entries);
    return GV_OK;
}

/* ------------------------------------------------------------------ needs of what looks far */

/* How often words of a key stand in a million. */
static uint64_t uses_of(const gv_model_language *language, uint32_t key)
{
    if (key == GV_KEY_ANY || key >= language->n_keys) {
        return UINT64_C(1000000);
    }
    return key < GV_KEY_EXACT ? UINT64_C(100000)
                              : gv_image_uses(language->keys[key].commonness);
}

static gv_status add_member(making *make, uint32_t key, uint16_t bit)
{
    gv_beginnings *out = make->out;
    gv_begin_row *row = NULL;
    GV_TRY(get_row(make, key, &row));
    GV_TRY(gv_array_reserve((void **)&out->members, (size_t)out->n_members + 1, sizeof *out->members,
                            &make->members_capacity));
    if (row->first_member == row->end_member) {
        row->first_member = out->n_members;
    }
    out->members[out->n_members++] = bit;
    row->end_member = out->n_members;
    make->uses[bit] += uses_of(make->language, key);
    return GV_OK;
}

/* Tells for each key which of those needs its words meet. */
static gv_status add_members(making *make)
{
    const gv_model_language *language = make->language;
    uint16_t *const bits = make->list_bits;
    for (uint32_t list = 0; list < language->n_lists; list++) {
        bits[list] = bits[list] == NOT_TOLD ? 0 : bits[list];
    }
    for (uint32_t key = GV_KEY_NAME; key < language->n_keys; key++) {
        const gv_image_key *of = &language->keys[key];
        const gv_image_entry *entry = language->entries + of->first_entry;
        const gv_image_entry *const end = entry + of->n_entries;
        uint32_t last = GV_IMAGE_NONE;
        if (make->key_bits[key] != 0) {
            GV_TRY(add_member(make, key, make->key_bits[key]));
        }
        for (; entry < end; entry++) {
            if (bits[entry->list] != 0 && entry->list != last) {
                last = entry->list;
                GV_TRY(add_member(make, key, bits[last]));
            }
        }
    }
    return GV_OK;
}

/* Keeps a need among the rarest of a beginning, rarest first. */
static void keep_rare(const making *make, uint16_t bit, gv_beginning *of)
{
    for (int i = 0; i < GV_NEEDS_EACH && bit != 0; i++) {
        const uint16_t other = of->bits[i];
        if (other == bit) {
            return;
        }
        if (other == 0 || make->uses[bit] < make->uses[other]) {
            of->bits[i] = bit;
            bit = other;
        }
    }
}

static void choose_needs(making *make, gv_beginning *of)
{
    const gv_model_language *language = make->language;
    if (of->pattern != GV_IMAGE_WORD) {
        const gv_image_pattern *pattern = &language->patterns[of->pattern];
        const gv_image_element *elements = language->elements + pattern->first_element;
        for (uint32_t i = gv_image_width(elements); i < pattern->n_elements;
             i += gv_image_width(&elements[i])) {
            keep_rare(make, number_of(make, &elements[i]), of);
        }
    }
    for (int i = 0; i < GV_NEEDS_EACH; i++) {
        make->anchors[of->bits[i]] |= CHOSEN;
    }
}

/* Gives each of a row's far ones its needs, and an anchor: the rarest, or the row's key. */
static void choose_anchors(making *make, gv_begin_row *row, uint64_t uses)
{
    const gv_beginnings *out = make->out;
    for (uint32_t i = row->first[GV_PART_FAR]; i < row->first[GV_PART_FAR + 1]; i++) {
        gv_beginning *of = &out->all[i];
        const uint8_t anchor =
            out->traits[of->frame].passage ? GV_ANCHOR_PASSAGE : GV_ANCHOR_PREVIOUS;
        choose_needs(make, of);
        if (of->bits[0] != 0 && make->uses[of->bits[0]] < uses) {
            make->anchors[of->bits[0]] |= anchor;
        } else {
            row->anchors |= anchor;
        }
    }
}

/* Notes which rows are anchors, and forgets the needs that were not chosen. */
static void finish_members(making *make)
{
    gv_beginnings *out = make->out;
    for (uint32_t i = 1; i < out->n_rows; i++) {
        gv_begin_row *row = &out->rows[i];
        uint32_t kept = row->first_member;
        for (uint32_t k = row->first_member; k < row->end_member; k++) {
            const uint16_t bit = out->members[k];
            row->anchors |= make->anchors[bit] & (GV_ANCHOR_PASSAGE | GV_ANCHOR_PREVIOUS);
            if (make->anchors[bit] & CHOSEN) {
                out->members[kept++] = bit;
            }
        }
        row->end_member = kept;
    }
}

static gv_status make_anchors(making *make)
{
    const gv_model_language *language = make->language;
    gv_beginnings *out = make->out;
    GV_TRY(gv_arena_get_array(&make->arena, make->n_bits, sizeof *make->uses,
                              (void **)&make->uses));
    GV_TRY(gv_arena_get_array(&make->arena, make->n_bits, 1, (void **)&make->anchors));
    GV_TRY(add_members(make));
    for (uint32_t key = 0; key < out->n_row_of; key++) {
        choose_anchors(make, &out->rows[out->row_of[key]], uses_of(language, key));
    }
    finish_members(make);
    out->n_held = make->n_bits / 64 + 1;
    return GV_OK;
}

/* ------------------------------------------------------------------ all of it */

static gv_status start(making *make)
{
    const gv_model_language *language = make->language;
    gv_beginnings *out = make->out;
    const gv_image_key *any = &language->keys[GV_KEY_ANY];
    out->always = language->needs.n_words * 64 - 1;
    out->n_traits = language->n_frames - language->head->n_rules;
    out->n_row_of = language->n_keys + GV_WORD_PLACES;
    GV_TRY(gv_memory_get_zeroed(out->n_row_of, sizeof *out->row_of, (void **)&out->row_of));
    GV_TRY(gv_array_reserve((void **)&out->rows, 1, sizeof *out->rows, &make->rows_capacity));
    out->rows[out->n_rows++] = (gv_begin_row){.anchors = 0}; /* the empty one */
    make->n_bits = 1; /* 0: nothing is needed */
    GV_TRY(gv_arena_get_array(&make->arena, language->n_keys, sizeof *make->key_bits,
                              (void **)&make->key_bits));
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)language->n_lists + 1,
                              sizeof *make->list_bits, (void **)&make->list_bits));
    for (uint32_t i = 0; i < any->n_entries; i++) {
        make->list_bits[language->entries[any->first_entry + i].list] = NOT_TOLD;
    }
    return GV_OK;
}

static gv_status make_all(making *make)
{
    const uint32_t n_keys = make->language->n_keys;
    gv_beginnings *out = make->out;
    GV_TRY(start(make));
    for (int place = GV_WORD_ANY; place < GV_WORD_PLACES; place++) {
        GV_TRY(add_row(make, GV_KEY_ANY, place));
    }
    for (uint32_t key = GV_KEY_ANY + 1; key < n_keys; key++) {
        GV_TRY(add_row(make, key, -1));
    }
    GV_TRY(make_anchors(make));
    const uint32_t any[] = {GV_KEY_ANY, gv_begin_key(n_keys, GV_WORD_FIRST),
                            gv_begin_key(n_keys, GV_WORD_LAST)};
    out->of_any = gv_beginnings_of(out, any, 1);
    out->anchors_always = gv_beginnings_of(out, any, GV_WORD_PLACES) &
                          (GV_ANCHOR_PASSAGE | GV_ANCHOR_PREVIOUS);
    return GV_OK;
}

gv_status gv_beginnings_make(const gv_image_test *tests, const gv_model_language *language,
                             gv_beginnings *made)
{
    gv_beginnings fresh;
    making make = {.language = language, .out = &fresh};
    memset(&fresh, 0, sizeof fresh); /* padding too: the same model, the same bytes */
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_traits_make(tests, language, &fresh.traits));
    GV_TRY_DONE(make_all(&make));
    memcpy(made, &fresh, sizeof fresh);
    memset(&fresh, 0, sizeof fresh);
done:
    gv_arena_free(&make.arena);
    gv_beginnings_free(&fresh);
    return status;
}

void gv_beginnings_free(gv_beginnings *made)
{
    gv_memory_free(made->traits);
    gv_memory_free(made->row_of);
    gv_memory_free(made->rows);
    gv_memory_free(made->all);
    gv_memory_free(made->members);
    *made = (gv_beginnings){0};
}

uint8_t gv_beginnings_of(const gv_beginnings *made, const uint32_t *keys, uint32_t n)
{
    unsigned begins = 0;
    for (uint32_t i = 0; i < n; i++) {
        const gv_begin_row *row = gv_begin_row_of(made, keys[i]);
        for (unsigned part = 0; part < GV_PARTS; part++) {
            begins |= (unsigned)(row->first[part + 1] > row->first[part]) << part;
        }
        begins |= row->end_weigh > row->first_weigh ? GV_BEGINS_WEIGH : 0u;
        begins |= row->end_member > row->first_member ? GV_BEGINS_NEED : 0u;
        begins |= row->anchors;
    }
    return (uint8_t)begins;
}
