/*
 * sections.c - the order of an image's sections.
 *
 * In: a section's number. Out: its kind, the size of its items, its name, its language. Numbers 0
 * to 8 are shared; then come the 21 sections of language 0, those of language 1, and so on.
 */
#include "model/sections.h"

#include "model/format.h"

static const gv_section_type SHARED[GV_SECTIONS_SHARED] = {
    {GV_SECTION_STRINGS, 1, "strings"},
    {GV_SECTION_STATUSES, sizeof(gv_image_name), "statuses"},
    {GV_SECTION_LABELS, sizeof(gv_image_label), "labels"},
    {GV_SECTION_TESTS, sizeof(gv_image_test), "tests"},
    {GV_SECTION_FACETS, sizeof(gv_image_facet), "facets"},
    {GV_SECTION_FACET_VALUES, sizeof(gv_image_name), "facet values"},
    {GV_SECTION_GRADES, sizeof(gv_image_grade), "grades"},
    {GV_SECTION_GRADE_STEPS, sizeof(gv_image_grade_step), "grade steps"},
    {GV_SECTION_LANGUAGES, sizeof(gv_image_language), "languages"},
};

static const gv_section_type OF_LANGUAGE[GV_SECTIONS_LANGUAGE] = {
    {GV_SECTION_KEY_SLOTS, sizeof(gv_image_key_slot), "key slots"},
    {GV_SECTION_KEYS, sizeof(gv_image_key), "keys"},
    {GV_SECTION_ENTRIES, sizeof(gv_image_entry), "entries"},
    {GV_SECTION_LISTS, sizeof(gv_image_list), "lists"},
    {GV_SECTION_PATTERNS, sizeof(gv_image_pattern), "patterns"},
    {GV_SECTION_ELEMENTS, sizeof(gv_image_element), "elements"},
    {GV_SECTION_FRAMES, sizeof(gv_image_frame), "frames"},
    {GV_SECTION_SLOTS, sizeof(gv_image_slot), "slots"},
    {GV_SECTION_GUARDS, sizeof(gv_image_guard), "guards"},
    {GV_SECTION_REACHES, sizeof(gv_image_reach), "reaches"},
    {GV_SECTION_TARGETS, sizeof(gv_image_target), "targets"},
    {GV_SECTION_TAGS, sizeof(gv_image_name), "tags"},
    {GV_SECTION_WEIGHS, sizeof(gv_image_weigh), "weighs"},
    {GV_SECTION_NUMBER_WORDS, sizeof(gv_image_number_word), "number words"},
    {GV_SECTION_NUMBER_PATTERNS, sizeof(gv_image_number_pattern), "number patterns"},
    {GV_SECTION_ABBREVIATIONS, sizeof(gv_image_text), "abbreviations"},
    {GV_SECTION_NOT_HEADING, sizeof(gv_image_text), "not a heading"},
    {GV_SECTION_CONTRACTIONS, sizeof(gv_image_pair), "contractions"},
    {GV_SECTION_FORMS, sizeof(gv_image_pair), "forms"},
    {GV_SECTION_SPLITS, sizeof(gv_image_pair), "splits"},
    {GV_SECTION_HYPHENS, sizeof(gv_image_text), "hyphens"},
    {GV_SECTION_EXAMPLES, sizeof(gv_image_example), "examples"},
};

const gv_section_type *gv_section_type_at(size_t index, uint32_t *language)
{
    const int shared = index < GV_SECTIONS_SHARED;
    const size_t rest = shared ? 0 : index - GV_SECTIONS_SHARED;
    if (language != NULL) {
        *language = shared ? GV_IMAGE_ALL : (uint32_t)(rest / GV_SECTIONS_LANGUAGE);
    }
    return shared ? &SHARED[index] : &OF_LANGUAGE[rest % GV_SECTIONS_LANGUAGE];
}

size_t gv_section_index(uint32_t kind, uint32_t language)
{
    return language == GV_IMAGE_ALL
               ? kind - GV_SECTION_STRINGS
               : GV_SECTIONS_SHARED + (size_t)language * GV_SECTIONS_LANGUAGE +
                     (kind - GV_SECTION_KEY_SLOTS);
}
