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

static gv_beginning make_beginning(const gv_scanner *scanner, const gv_image_entry *entry)
{
    const gv_model_language *language = scanner->language;
    gv_beginning made = {.frame = entry->list - language->head->n_rules,
                         .pattern = entry->pattern,
                         .start = (uint16_t)opens_sentence(language, entry)};
    uint32_t n = 0;
    if (entry->pattern != GV_IMAGE_WORD) {
        const gv_needs *needs = &language->needs.patterns[entry->pattern];
        for (; n < needs->n; n++) {
            made.bits[n] = needs->bits[n];
        }
    }
    for (; n < GV_NEEDS_EACH; n++) {
        made.bits[n] = (uint16_t)scanner->cues.always;
    }
    return made;
}

/* Adds what a key's row has of one part; of any word's, what begins a sentence or the rest. */
static uint32_t add_part(gv_scanner *scanner, uint32_t key, int start, unsigned part, uint32_t n)
{
    const gv_model_language *language = scanner->language;
    const key_entries from = entries_of(language, key);
    for (uint32_t i = from.first; i < from.end; i++) {
        const gv_image_entry *entry = &language->entries[i];
        const uint32_t frame = entry->list - language->head->n_rules;
        if (scanner->cues.traits[frame].part == part &&
            (key != GV_KEY_ANY || opens_sentence(language, entry) == start)) {
            scanner->cues.beginnings[n++] = make_beginning(scanner, entry);
        }
    }
    return n;
}

static uint32_t add_row(gv_scanner *scanner, uint32_t key, int start, gv_begin_row *row,
                        uint32_t n)
{
    const key_entries from = entries_of(scanner->language, key);
    for (unsigned part = 0; part < GV_PARTS; part++) {
        row->first[part] = n;
        n = add_part(scanner, key, start, part, n);
    }
    row->first[GV_PARTS] = n;
    row->first_weigh = start ? from.end_weigh : from.end;
    row->end_weigh = from.end_weigh;
    return n;
}

gv_status gv_beginnings_new(gv_scanner *scanner)
{
    const gv_model_language *language = scanner->language;
    gv_hits_state *cues = &scanner->cues;
    size_t n_rows = 2; /* the empty one, and that of what begins a sentence */
    size_t n_beginnings = 0;
    for (uint32_t key = 0; key < language->n_keys; key++) {
        const key_entries from = entries_of(language, key);
        n_rows += from.end_weigh > from.first;
        n_beginnings += from.end - from.first;
    }
    GV_TRY(gv_arena_get_array(&cues->arena, (size_t)language->n_keys + 1, sizeof *cues->row_of,
                              (void **)&cues->row_of));
    GV_TRY(gv_arena_get_array(&cues->arena, n_rows, sizeof *cues->rows, (void **)&cues->rows));
    GV_TRY(gv_arena_get_array(&cues->arena, n_beginnings + 1, sizeof *cues->beginnings,
                              (void **)&cues->beginnings));
    cues->always = language->needs.n_words * 64 - 1;
    uint32_t n = 0;
    uint32_t row = 1;
    for (uint32_t key = 0; key < language->n_keys; key++) {
        const key_entries from = entries_of(language, key);
        if (from.end_weigh > from.first) {
            n = add_row(scanner, key, 0, &cues->rows[row], n);
            cues->row_of[key] = row++;
        }
    }
    add_row(scanner, GV_KEY_ANY, 1, &cues->rows[row], n);
    cues->row_of[language->n_keys] = row;
    return GV_OK;
}
