/*
 * beginnings.c - the masks and cues that can begin at the words of a key, in one short row.
 *
 * The rows of the model hold the lists of all frames and sets (word "the": 700); those of masks and
 * cues are few (72), and are tried at every word of a sentence that holds a mention. So they are
 * gathered once for a scanner, each with what its sentence must hold (model/needs.h), so that most
 * are refused by one look at one bit; and those that only some sentences or words can be asked for
 * stand apart:
 *
 *     row of "the":  far:   N1/fiction "the storyline"     in sentences that hold no mention, too
 *                    near:  L1/law "the right to ..."
 *                    skip:  G3/not_only "the ..2 not only"  where "not" has negated something
 *
 * A pattern that begins with any word at all but asks that it begin its sentence ("#start ..6
 * @film") is in a row of its own.
 */
#include "scan/state.h"

#include <string.h>

static int opens_sentence(const gv_model_language *language, const gv_image_entry *entry)
{
    if (entry->pattern == GV_IMAGE_WORD) {
        return 0;
    }
    const gv_image_element *opening =
        &language->elements[language->patterns[entry->pattern].first_element];
    return opening->op == GV_ELEMENT_START && !opening->optional;
}

/* The model's entries of one key for masks and cues, then for weigh lines. */
typedef struct key_entries {
    uint32_t first, end, end_weigh;
} key_entries;

static key_entries entries_of(const gv_model_language *language, uint32_t key)
{
    const gv_image_key *row = &language->keys[key];
    const uint32_t end = row->first_entry + row->n_entries;
    key_entries found = {.first = row->first_entry + row->n_rule_entries};
    uint32_t i = found.first;
    while (i < end && language->entries[i].list < language->n_frames) {
        i++;
    }
    found.end = i;
    while (i < end && language->entries[i].list < language->n_frames + language->n_weighs) {
        i++;
    }
    found.end_weigh = i;
    return found;
}

/* ------------------------------------------------------------------ rows */

/* What the making needs to know, and how far it has come. */
typedef struct making {
    gv_scanner *scanner;
    uint16_t *own; /* of each bit of the needs: of what looks far, its number there; 0: none */
    uint32_t n_own, n_rows, n_beginnings, n_bits;
} making;

static gv_beginning make_beginning(making *make, const gv_image_entry *entry, int far)
{
    const gv_model_language *language = make->scanner->language;
    gv_beginning made = {.frame = entry->list - language->head->n_rules,
                         .pattern = entry->pattern,
                         .start = (uint16_t)opens_sentence(language, entry)};
    uint32_t n = 0;
    if (entry->pattern != GV_IMAGE_WORD) {
        const gv_needs *needs = &language->needs.patterns[entry->pattern];
        for (; n < needs->n; n++) {
            uint16_t *own = &make->own[needs->bits[n]];
            if (far && *own == 0) {
                *own = (uint16_t)make->n_own++;
            }
            made.bits[n] = far ? *own : needs->bits[n];
        }
    }
    for (; n < GV_NEEDS_EACH; n++) {
        made.bits[n] = far ? 0 : (uint16_t)make->scanner->cues.always;
    }
    return made;
}

/* Adds what a key's row has of one part; of any word's, what begins a sentence or the rest. */
static void add_part(making *make, uint32_t key, int start, unsigned part)
{
    gv_hits_state *cues = &make->scanner->cues;
    const gv_model_language *language = make->scanner->language;
    const key_entries from = entries_of(language, key);
    for (uint32_t i = from.first; i < from.end; i++) {
        const gv_image_entry *entry = &language->entries[i];
        if (cues->traits[entry->list - language->head->n_rules].part == part &&
            (key != GV_KEY_ANY || opens_sentence(language, entry) == start)) {
            cues->beginnings[make->n_beginnings++] =
                make_beginning(make, entry, part == GV_PART_FAR);
        }
    }
}

static void add_row(making *make, uint32_t key, int start)
{
    gv_hits_state *cues = &make->scanner->cues;
    const key_entries from = entries_of(make->scanner->language, key);
    gv_begin_row *row = &cues->rows[make->n_rows];
    for (unsigned part = 0; part < GV_PARTS; part++) {
        row->first[part] = make->n_beginnings;
        add_part(make, key, start, part);
    }
    row->first[GV_PARTS] = make->n_beginnings;
    row->first_weigh = start ? from.end_weigh : from.end;
    row->end_weigh = from.end_weigh;
    cues->row_of[start ? make->scanner->language->n_keys : key] = make->n_rows++;
}

/* ------------------------------------------------------------------ needs of what looks far */

/* How many bits the key has of those needs; `add`: puts them in its row. */
static uint32_t count_bits(making *make, uint32_t key, gv_begin_row *add)
{
    const gv_need_table *needs = &make->scanner->language->needs;
    const uint32_t before = make->n_bits;
    for (uint32_t i = needs->first[key]; i < needs->first[key + 1]; i++) {
        if (make->own[needs->bits[i]] != 0) {
            if (add != NULL) {
                make->scanner->cues.bits[make->n_bits] = make->own[needs->bits[i]];
            }
            make->n_bits++;
        }
    }
    if (add != NULL) {
        add->first_bit = before;
        add->end_bit = make->n_bits;
    }
    return make->n_bits - before;
}

/* Gives the keys and kinds of sentences their bits; those without a row so far get one. */
static gv_status add_bits(making *make)
{
    const gv_model_language *language = make->scanner->language;
    gv_hits_state *cues = &make->scanner->cues;
    const uint32_t n_keys = language->n_keys + GV_HELD_KINDS;
    uint32_t n_rows = make->n_rows;
    for (uint32_t key = 0; key < n_keys; key++) {
        const uint32_t at = key < language->n_keys ? key : key + 1;
        if (count_bits(make, key, NULL) > 0 && cues->row_of[at] == 0) {
            cues->row_of[at] = n_rows++;
        }
    }
    const gv_begin_row *known = cues->rows;
    GV_TRY(gv_arena_get_array(&cues->arena, n_rows, sizeof *cues->rows, (void **)&cues->rows));
    memcpy(cues->rows, known, make->n_rows * sizeof *known);
    GV_TRY(gv_arena_get_array(&cues->arena, (size_t)make->n_bits + 1, sizeof *cues->bits,
                              (void **)&cues->bits));
    make->n_bits = 0;
    for (uint32_t key = 0; key < n_keys; key++) {
        const uint32_t row = cues->row_of[key < language->n_keys ? key : key + 1];
        if (row != 0) {
            count_bits(make, key, &cues->rows[row]);
        }
    }
    cues->n_held = make->n_own / 64 + 1;
    GV_TRY(gv_arena_get_array(&cues->arena, cues->n_held, sizeof *cues->held,
                              (void **)&cues->held));
    GV_TRY(gv_arena_get_array(&cues->arena, cues->n_held, sizeof *cues->held_always,
                              (void **)&cues->held_always));
    cues->held_always[0] = 1;
    return GV_OK;
}

/* ------------------------------------------------------------------ all of it */

gv_status gv_beginnings_new(gv_scanner *scanner)
{
    const gv_model_language *language = scanner->language;
    gv_hits_state *cues = &scanner->cues;
    making make = {.scanner = scanner, .n_own = 1, .n_rows = 1}; /* row 0: nothing; bit 0: always */
    size_t n_rows = 2;
    size_t n_beginnings = 0;
    for (uint32_t key = 0; key < language->n_keys; key++) {
        const key_entries from = entries_of(language, key);
        n_rows += from.end_weigh > from.first;
        n_beginnings += from.end - from.first;
    }
    GV_TRY(gv_arena_get_array(&cues->arena, (size_t)language->n_keys + 1 + GV_HELD_KINDS,
                              sizeof *cues->row_of, (void **)&cues->row_of));
    GV_TRY(gv_arena_get_array(&cues->arena, n_rows, sizeof *cues->rows, (void **)&cues->rows));
    GV_TRY(gv_arena_get_array(&cues->arena, n_beginnings + 1, sizeof *cues->beginnings,
                              (void **)&cues->beginnings));
    GV_TRY(gv_arena_get_array(&cues->arena, (size_t)language->needs.n_words * 64,
                              sizeof *make.own, (void **)&make.own));
    cues->always = language->needs.n_words * 64 - 1;
    for (uint32_t key = 0; key < language->n_keys; key++) {
        const key_entries from = entries_of(language, key);
        if (from.end_weigh > from.first) {
            add_row(&make, key, 0);
        }
    }
    add_row(&make, GV_KEY_ANY, 1);
    GV_TRY(add_bits(&make));
    const uint32_t any = GV_KEY_ANY;
    cues->of_any = gv_beginnings_of(scanner, &any, 1);
    return GV_OK;
}

uint8_t gv_beginnings_of(const gv_scanner *scanner, const uint32_t *keys, uint32_t n)
{
    unsigned begins = 0;
    for (uint32_t i = 0; i < n; i++) {
        const gv_begin_row *row = gv_begin_row_of(&scanner->cues, keys[i]);
        for (unsigned part = 0; part < GV_PARTS; part++) {
            begins |= (unsigned)(row->first[part + 1] > row->first[part]) << part;
        }
        begins |= row->end_weigh > row->first_weigh ? GV_BEGINS_WEIGH : 0u;
        begins |= row->end_bit > row->first_bit ? GV_BEGINS_NEED : 0u;
    }
    return (uint8_t)begins;
}
