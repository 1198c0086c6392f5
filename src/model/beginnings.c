/*
 * beginnings.c - the masks and cues that can begin at the words of a key, in one short row.
 *
 * The rows of the model hold the lists of all frames and sets (word "the": 700); those of masks and
 * cues are few (72), and are tried at every word of a sentence that holds a mention. So they are
 * gathered when the model is opened, each with what its sentence must hold (needs.h), so that most
 * are refused by one look at one bit; and those that only some sentences or words can be asked for
 * stand apart:
 *
 *     row of "the":  near:  L1/law "the right to ..."
 *                    skip:  G3/not_only "the ..2 not only"  where "not" has negated something
 *     far:                  N1/fiction "the storyline"      in sentences that hold no mention, too
 *
 * What looks far stands by its anchor: its first word, or what it needs else, whichever is rarest.
 * Most sentences hold none ("storyline") of what is for a label that was found, and are done with
 * one look at each word; of the others only those in which all that one needs is met look for its
 * first word.
 *
 * A pattern that begins with any word at all but asks that it begin its sentence ("#start ..6
 * @film") is in a row of its own.
 */
#include "model/beginnings_make.h"

#include "base/buf.h"

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

/* ------------------------------------------------------------------ rows */

gv_beginning gv_beginning_make(const gv_beginnings_maker *make, const gv_image_entry *entry)
{
    return (gv_beginning){.frame = entry->list - make->language->head->n_rules,
                          .pattern = entry->pattern,
                          .place = (uint16_t)place_of(make->language, entry)};
}

/* With the bits of what it needs. */
static gv_beginning make_near(const gv_beginnings_maker *make, const gv_image_entry *entry)
{
    const uint16_t always = (uint16_t)make->out->always;
    gv_beginning made = gv_beginning_make(make, entry);
    for (uint32_t n = 0; n < GV_NEEDS_EACH; n++) {
        made.bits[n] = always;
    }
    if (entry->pattern != GV_IMAGE_WORD) {
        const gv_needs *needs = &make->language->needs.patterns[entry->pattern];
        for (uint32_t n = 0; n < needs->n; n++) {
            made.bits[n] = needs->bits[n];
        }
    }
    return made;
}

/* The row of a key, new if it had none. */
gv_status gv_beginnings_row(gv_beginnings_maker *make, uint32_t key, gv_begin_row **row)
{
    gv_beginnings *out = make->out;
    if (out->row_of[key] == 0) {
        GV_TRY(gv_array_reserve((void **)&out->rows, (size_t)out->n_rows + 1,
                                sizeof *out->rows, &make->rows_capacity));
        out->rows[out->n_rows] = (gv_begin_row){.has = 0};
        out->row_of[key] = out->n_rows++;
    }
    *row = &out->rows[out->row_of[key]];
    return GV_OK;
}

/* Adds what entries have of one part; of those of any word, what stands in that place. */
static gv_status add_part(gv_beginnings_maker *make, const gv_image_entry *from,
                          const gv_image_entry *to, uint32_t key, int place, unsigned part)
{
    gv_beginnings *out = make->out;
    const gv_model_language *language = make->language;
    gv_begin_row *row = &out->rows[out->row_of[key]];
    row->first[part] = out->n_all;
    for (const gv_image_entry *entry = from; entry < to; entry++) {
        if (out->traits[entry->list - language->head->n_rules].part != part ||
            (place >= 0 && place_of(language, entry) != place)) {
            continue;
        }
        row->has |= 1u << part;
        if (part == GV_PART_FAR) {
            GV_TRY(gv_beginnings_add_far(make, entry, key));
        } else {
            out->all[out->n_all++] = make_near(make, entry);
        }
    }
    row->first[part + 1] = out->n_all;
    return GV_OK;
}

/* Adds the row of a key; place: of any word's row, what is wanted of it; else -1. */
static gv_status add_row(gv_beginnings_maker *make, uint32_t of_key, int place)
{
    const gv_model_language *language = make->language;
    gv_beginnings *out = make->out;
    const gv_image_key *of = &language->keys[of_key];
    const uint32_t key = place > GV_WORD_ANY ? gv_begin_key(language->n_keys, place) : of_key;
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
    GV_TRY(gv_beginnings_row(make, key, &row));
    GV_TRY(gv_array_reserve((void **)&out->all, out->n_all + (size_t)(to - from), sizeof *out->all,
                            &make->all_capacity));
    for (unsigned part = 0; part < GV_PARTS; part++) {
        GV_TRY(add_part(make, from, to, key, place, part));
    }
    row->first_weigh = (uint32_t)((place > GV_WORD_ANY ? weigh : to) - language->entries);
    row->end_weigh = (uint32_t)(weigh - language->entries);
    row->has |= row->end_weigh > row->first_weigh ? GV_BEGINS_WEIGH : 0u;
    return GV_OK;
}

/* ------------------------------------------------------------------ all of it */

static gv_status start(gv_beginnings_maker *make)
{
    const gv_model_language *language = make->language;
    gv_beginnings *out = make->out;
    const gv_image_key *any = &language->keys[GV_KEY_ANY];
    out->always = language->needs.n_words * 64 - 1;
    out->n_traits = language->n_frames - language->head->n_rules;
    out->n_row_of = language->n_keys + GV_WORD_PLACES;
    GV_TRY(gv_memory_get_zeroed(out->n_row_of, sizeof *out->row_of, (void **)&out->row_of));
    GV_TRY(gv_array_reserve((void **)&out->rows, 1, sizeof *out->rows, &make->rows_capacity));
    out->rows[out->n_rows++] = (gv_begin_row){.has = 0}; /* the empty one */
    make->n_bits = 1; /* 0: nothing is needed */
    GV_TRY(gv_arena_get_array(&make->arena, out->n_row_of, sizeof *make->key_bits,
                              (void **)&make->key_bits));
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)language->n_lists + 1,
                              sizeof *make->list_bits, (void **)&make->list_bits));
    for (uint32_t i = 0; i < any->n_entries; i++) {
        make->list_bits[language->entries[any->first_entry + i].list] = GV_NOT_TOLD;
    }
    return GV_OK;
}

static gv_status make_all(gv_beginnings_maker *make)
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
    GV_TRY(gv_beginnings_finish_far(make));
    const uint32_t any[] = {GV_KEY_ANY, gv_begin_key(n_keys, GV_WORD_FIRST),
                            gv_begin_key(n_keys, GV_WORD_LAST)};
    out->of_any = gv_beginnings_of(out, any, 1);
    out->anchors_always =
        (uint16_t)(gv_beginnings_of(out, any, GV_WORD_PLACES) | make->anchors[0]);
    return GV_OK;
}

gv_status gv_beginnings_make(const gv_image_test *tests, const gv_model_language *language,
                             gv_beginnings *made)
{
    gv_beginnings fresh;
    gv_beginnings_maker make = {.language = language, .out = &fresh};
    memset(&fresh, 0, sizeof fresh); /* padding too: the same model, the same bytes */
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_traits_make(tests, language, &fresh.traits));
    GV_TRY_DONE(make_all(&make));
    memcpy(made, &fresh, sizeof fresh);
    memset(&fresh, 0, sizeof fresh);
done:
    gv_memory_free(make.far);
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
    gv_memory_free(made->far);
    gv_memory_free(made->first_far);
    gv_memory_free(made->members);
    *made = (gv_beginnings){0};
}

uint16_t gv_beginnings_of(const gv_beginnings *made, const uint32_t *keys, uint32_t n)
{
    unsigned has = 0;
    for (uint32_t i = 0; i < n; i++) {
        has |= gv_begin_row_of(made, keys[i])->has;
    }
    return (uint16_t)has;
}
