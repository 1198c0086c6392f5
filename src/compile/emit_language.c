/*
 * emit_language.c - the sections of one language: keys and their rows, lists, patterns, words.
 *
 * In: a whole plan. Out: its sections. The rows are sorted by key already: each key takes its
 * stretch of them. A key goes into the slot that the hash of its group and text chooses, or the
 * next free one; the table is at most two thirds full.
 *
 *     key STEM "kill": hash of "skill", low bits 5 -> slot 5, or 6 if 5 is taken ...
 */
#include "compile/emit.h"

#include <string.h>

/* ------------------------------------------------------------------ keys */

static char group_of(uint8_t kind)
{
    static const char GROUPS[GV_KEY_KINDS] = {[GV_KEY_EXACT] = 'e',  [GV_KEY_EXACT_CAPITAL] = 'e',
                                              [GV_KEY_STEM] = 's',   [GV_KEY_STEM_CAPITAL] = 's',
                                              [GV_KEY_PREFIX] = 'p', [GV_KEY_PREFIX_CAPITAL] = 'p',
                                              [GV_KEY_SUFFIX] = 'x', [GV_KEY_SUFFIX_CAPITAL] = 'x'};
    return GROUPS[kind];
}

static gv_status emit_slots(gv_emit *emit, const gv_plan *plan, uint32_t language)
{
    gv_emit_section *const section = gv_emit_find(emit, GV_SECTION_KEY_SLOTS, language);
    gv_image_key_slot *slots = NULL;
    gv_buf name = {0};
    gv_status status = GV_OK;
    size_t n_slots = 4;
    while (n_slots < plan->n_keys + plan->n_keys / 2) {
        n_slots *= 2;
    }
    GV_TRY_DONE(gv_memory_get(n_slots * sizeof *slots, (void **)&slots));
    for (size_t i = 0; i < n_slots; i++) {
        slots[i] = (gv_image_key_slot){.key = GV_IMAGE_NONE};
    }
    for (size_t i = GV_KEY_EXACT; i < plan->n_keys; i++) {
        const gv_plan_key *const key = &plan->keys[i];
        gv_buf_clear(&name);
        GV_TRY_DONE(gv_buf_add_byte(&name, group_of(key->kind)));
        GV_TRY_DONE(gv_buf_add(&name, key->text, key->length));
        const uint64_t hash = gv_hash_bytes(name.bytes, name.length);
        size_t slot = (size_t)hash & (n_slots - 1);
        while (slots[slot].key != GV_IMAGE_NONE) {
            slot = (slot + 1) & (n_slots - 1);
        }
        slots[slot] = (gv_image_key_slot){.hash_high = (uint32_t)(hash >> 32), .key = (uint32_t)i};
    }
    status = gv_buf_add(&section->bytes, slots, n_slots * sizeof *slots);
done:
    gv_memory_free(slots);
    gv_buf_free(&name);
    return status;
}

/* The step of a number of uses, rounded down. */
static uint8_t commonness_of(uint64_t uses)
{
    uint8_t step = 0;
    while (step < GV_IMAGE_COMMONNESS_MAX && uses > 0 &&
           gv_image_uses((uint8_t)(step + 1)) <= uses) {
        step++;
    }
    return step;
}

static gv_status emit_keys(gv_emit *emit, const gv_plan *plan, uint32_t language)
{
    gv_emit_section *const keys = gv_emit_find(emit, GV_SECTION_KEYS, language);
    gv_emit_section *const entries = gv_emit_find(emit, GV_SECTION_ENTRIES, language);
    size_t row = 0;
    for (size_t i = 0; i < plan->n_keys; i++) {
        const gv_plan_key *const key = &plan->keys[i];
        gv_image_key item = {.commonness = commonness_of(key->uses),
                             .length = (uint16_t)key->length,
                             .kind = key->kind,
                             .first_entry = gv_emit_count(entries)};
        GV_TRY(gv_emit_string(emit, key->text, key->length, &item.text));
        for (; row < plan->n_rows && plan->rows[row].key == i; row++) {
            const gv_image_entry entry = {plan->rows[row].list, plan->rows[row].pattern};
            GV_TRY(gv_emit_add(entries, &entry));
            item.n_entries++;
            item.n_rule_entries += entry.list < plan->language->n_rules;
        }
        GV_TRY(gv_emit_add(keys, &item));
    }
    return emit_slots(emit, plan, language);
}

/* ------------------------------------------------------------------ lists and patterns */

static gv_status emit_lists(gv_emit *emit, const gv_plan *plan, uint32_t language)
{
    gv_emit_section *const lists = gv_emit_find(emit, GV_SECTION_LISTS, language);
    gv_emit_section *const patterns = gv_emit_find(emit, GV_SECTION_PATTERNS, language);
    gv_emit_section *const elements = gv_emit_find(emit, GV_SECTION_ELEMENTS, language);
    for (size_t i = 0; i < plan->n_lists; i++) {
        const gv_plan_list *const list = &plan->lists[i];
        gv_image_list item = {.longest = (uint16_t)list->longest, .depth = (uint8_t)list->depth};
        GV_TRY(gv_emit_string(emit, list->name, list->name != NULL ? strlen(list->name) : 0,
                              &item.name));
        GV_TRY(gv_emit_add(lists, &item));
    }
    for (size_t i = 0; i < plan->n_patterns; i++) {
        const gv_plan_content *const content = &plan->contents[plan->patterns[i].content];
        const gv_image_pattern item = {.list = plan->patterns[i].list,
                                       .first_element = content->first_element,
                                       .n_elements = content->n_elements,
                                       .longest = content->longest};
        if (plan->patterns[i].number != GV_IMAGE_WORD) {
            GV_TRY(gv_emit_add(patterns, &item));
        }
    }
    return gv_buf_add(&elements->bytes, plan->n_elements > 0 ? (const void *)plan->elements : "",
                      plan->n_elements * sizeof *plan->elements);
}

/* ------------------------------------------------------------------ the language's own data */

static gv_status emit_slice(gv_emit *emit, gv_slice slice, gv_image_text *text)
{
    text->length = slice.length;
    return gv_emit_string(emit, slice.length > 0 ? slice.bytes : "", slice.length, &text->text);
}

static gv_status emit_slices(gv_emit *emit, uint32_t kind, uint32_t language,
                             const gv_slice *slices, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        gv_image_text item = {0};
        GV_TRY(emit_slice(emit, slices[i], &item));
        GV_TRY(gv_emit_add(gv_emit_find(emit, kind, language), &item));
    }
    return GV_OK;
}

static gv_status emit_forms(gv_emit *emit, const gv_plan *plan, uint32_t language)
{
    for (size_t i = 0; i < plan->n_forms; i++) {
        gv_image_pair item = {0};
        GV_TRY(emit_slice(emit, plan->forms[i].from, &item.from));
        GV_TRY(emit_slice(emit, plan->forms[i].to, &item.to));
        GV_TRY(gv_emit_add(gv_emit_find(emit, GV_SECTION_FORMS, language), &item));
    }
    return GV_OK;
}

static gv_status emit_splits(gv_emit *emit, const gv_plan *plan, uint32_t language)
{
    for (size_t i = 0; i < plan->n_splits; i++) {
        gv_image_pair item = {0};
        GV_TRY(emit_slice(emit, plan->splits[i].first, &item.from));
        GV_TRY(emit_slice(emit, plan->splits[i].second, &item.to));
        GV_TRY(gv_emit_add(gv_emit_find(emit, GV_SECTION_SPLITS, language), &item));
    }
    return GV_OK;
}

static gv_status emit_words(gv_emit *emit, const gv_plan *plan, uint32_t language)
{
    gv_emit_section *const contractions =
        gv_emit_find(emit, GV_SECTION_CONTRACTIONS, language);
    gv_emit_section *const numbers = gv_emit_find(emit, GV_SECTION_NUMBER_WORDS, language);
    for (uint32_t i = 0; i < plan->text.n_contractions; i++) {
        gv_image_pair item = {0};
        GV_TRY(emit_slice(emit, plan->contractions[i].ending, &item.from));
        GV_TRY(emit_slice(emit, plan->contractions[i].word, &item.to));
        GV_TRY(gv_emit_add(contractions, &item));
    }
    for (size_t i = 0; i < plan->n_numbers; i++) {
        const gv_plan_number *const number = &plan->numbers[i];
        gv_image_number_word item = {.kind = number->kind, .value = number->value};
        GV_TRY(emit_slice(emit, (gv_slice){number->word, number->length}, &item.word));
        GV_TRY(gv_emit_add(numbers, &item));
    }
    GV_TRY(emit_forms(emit, plan, language));
    GV_TRY(emit_splits(emit, plan, language));
    GV_TRY(emit_slices(emit, GV_SECTION_ABBREVIATIONS, language, plan->abbreviations,
                       plan->n_abbreviations));
    GV_TRY(emit_slices(emit, GV_SECTION_NOT_HEADING, language, plan->not_heading,
                       plan->n_not_heading));
    return emit_slices(emit, GV_SECTION_HYPHENS, language, plan->hyphens, plan->n_hyphens);
}

static gv_status emit_weighs(gv_emit *emit, const gv_plan *plan, uint32_t language)
{
    const gv_emit_section *const facets = gv_emit_find(emit, GV_SECTION_FACETS, GV_IMAGE_ALL);
    for (uint32_t i = 0; i < plan->n_weighs; i++) {
        const gv_ast_entry *const entry = plan->weighs[i];
        gv_image_facet facet = {0};
        memcpy(&facet, facets->bytes.bytes + entry->facet_index * sizeof facet, sizeof facet);
        const gv_image_weigh item = {.facet = entry->facet_index,
                                     .value = facet.first_value + entry->value_index,
                                     .weight = (uint32_t)entry->value};
        GV_TRY(gv_emit_add(gv_emit_find(emit, GV_SECTION_WEIGHS, language), &item));
    }
    for (size_t i = 0; i < plan->n_number_patterns; i++) {
        GV_TRY(gv_emit_add(gv_emit_find(emit, GV_SECTION_NUMBER_PATTERNS, language),
                           &plan->number_patterns[i]));
    }
    return GV_OK;
}

static uint64_t affix_lengths(const gv_plan *plan, uint8_t kind)
{
    uint64_t lengths = 0;
    for (size_t i = 0; i < plan->n_keys; i++) {
        if (plan->keys[i].kind == kind || plan->keys[i].kind == kind + 1) {
            lengths |= UINT64_C(1) << (plan->keys[i].length - 1);
        }
    }
    return lengths;
}

gv_status gv_emit_language(gv_emit *emit, const gv_plan *plan, uint32_t language)
{
    const gv_ast_language *const tree = plan->language;
    gv_image_language item = {.n_rules = tree->n_rules,
                              .n_masks = tree->n_masks,
                              .n_cues = tree->n_cues,
                              .prefix_lengths = affix_lengths(plan, GV_KEY_PREFIX),
                              .suffix_lengths = affix_lengths(plan, GV_KEY_SUFFIX),
                              .breaks = plan->breaks,
                              .years_unless = plan->years_unless,
                              .not_count_before = plan->not_count_before,
                              .not_count_after = plan->not_count_after,
                              .year_from = tree->year_from,
                              .year_to = tree->year_to};
    GV_TRY(gv_text_fingerprint(tree->code, &item.fingerprint));
    GV_TRY(gv_emit_string(emit, tree->code, strlen(tree->code), &item.code));
    GV_TRY(gv_emit_add(gv_emit_find(emit, GV_SECTION_LANGUAGES, GV_IMAGE_ALL), &item));
    GV_TRY(emit_keys(emit, plan, language));
    GV_TRY(emit_lists(emit, plan, language));
    GV_TRY(gv_emit_frames(emit, plan, language));
    GV_TRY(emit_words(emit, plan, language));
    return emit_weighs(emit, plan, language);
}
