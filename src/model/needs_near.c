/*
 * needs_near.c - what a pattern needs of its first word, and of the words near it.
 *
 * In: the elements of a pattern. Out: what tells soonest, before anything is run, that it cannot match
 * where it would begin: a first word that must begin a sentence or be a name or a number, and the first
 * two words or lists that must stand, each with how far on from there they can at all.
 *
 *     COUNT ..2 @civilian and ..1 NUMBER     first: a number; from its end on:
 *                                            @civilian 0 to 2 words, "and" 1 to 2 + 1 + ...
 *     "40 percent of the land": at none of "percent", "of", "the" a span of @civilian begins.
 *
 * Why nothing is lost: an element stands after all that comes before it in its sequence, at least the
 * sum of their shortest and at most that of their longest spans; so a word in that stretch must have the
 * key, or begin the list. What may be absent, or stands in brackets, is not asked for; it only moves the
 * stretch.
 */
#include "model/needs_make.h"

#define FAR 12 /* words: to look at more costs more than to run the pattern */

typedef struct stretch {
    uint32_t low, high; /* words, GV_LIMIT_SPAN at most */
} stretch;

static stretch stretch_of(const gv_model_language *language, const gv_image_element *elements,
                          uint32_t n);

static stretch stretch_of_alternatives(const gv_model_language *language,
                                       const gv_image_element *element)
{
    const gv_image_element *branch = element + 1;
    stretch all = {GV_LIMIT_SPAN, 0};
    for (uint32_t i = 0; i < element->argument; i++) {
        const stretch one = stretch_of(language, branch + 1, branch->n - 1u);
        all.low = one.low < all.low ? one.low : all.low;
        all.high = one.high > all.high ? one.high : all.high;
        branch += branch->n;
    }
    return all;
}

static uint32_t longest_number(const gv_model_language *language)
{
    uint32_t longest = GV_LIMIT_QUANTITY;
    for (uint32_t i = 0; i < language->n_number_patterns; i++) {
        const uint32_t own = language->lists[language->number_patterns[i].list].longest;
        longest = own > longest ? own : longest;
    }
    return longest;
}

static stretch stretch_of_element(const gv_model_language *language,
                                  const gv_image_element *element)
{
    stretch words = {1, 1};
    switch (element->op) {
    case GV_ELEMENT_START:
    case GV_ELEMENT_MARK:
    case GV_ELEMENT_NO_MARK:
    case GV_ELEMENT_GAP_MARKS:
        words = (stretch){0, 0};
        break;
    case GV_ELEMENT_GAP:
        words = (stretch){0, element->n};
        break;
    case GV_ELEMENT_LIST:
        words.high = language->lists[element->argument].longest;
        break;
    case GV_ELEMENT_COUNT:
    case GV_ELEMENT_NUMBER:
        words.high = longest_number(language);
        break;
    case GV_ELEMENT_ALTERNATIVES:
        words = stretch_of_alternatives(language, element);
        break;
    default:
        break;
    }
    words.low = element->optional ? 0 : words.low;
    return words;
}

/* Brackets nest at most GV_LIMIT_NESTING deep (checked when the model was opened). */
static stretch stretch_of(const gv_model_language *language, const gv_image_element *elements,
                          uint32_t n)
{
    stretch all = {0, 0};
    for (uint32_t i = 0; i < n; i += gv_image_width(&elements[i])) {
        const stretch one = stretch_of_element(language, &elements[i]);
        all.low += one.low;
        all.high += one.high;
    }
    return all;
}

static uint8_t first_of(const gv_image_element *element)
{
    if (element->optional) {
        return GV_FIRST_OTHER;
    }
    return element->op == GV_ELEMENT_START    ? GV_FIRST_START
           : element->op == GV_ELEMENT_NAME   ? GV_FIRST_NAME
           : element->op == GV_ELEMENT_COUNT  ? GV_FIRST_COUNT
           : element->op == GV_ELEMENT_NUMBER ? GV_FIRST_NUMBER
                                              : GV_FIRST_OTHER;
}

/* 1 if the element is a key or list that must stand and not every word is. */
static int may_tell(const gv_needs_maker *make, const gv_image_element *element)
{
    return !element->optional &&
           (element->op == GV_ELEMENT_KEY ||
            (element->op == GV_ELEMENT_LIST && !make->list_anywhere[element->argument]));
}

void gv_needs_near(const gv_needs_maker *make, const gv_image_element *elements, uint32_t n,
                   gv_needs *needs)
{
    stretch before = {0, 0};
    uint32_t n_near = 0;
    needs->first = first_of(elements);
    needs->least_count = needs->first == GV_FIRST_COUNT ? elements->argument : 0;
    if (elements->op == GV_ELEMENT_MARK && !elements->optional) {
        needs->marks = (uint16_t)elements->argument;
    }
    /* A number that comes first is where one begins to count; of any other pattern, what can only be
     * the first word is why it was looked at. */
    const int number = needs->first == GV_FIRST_COUNT || needs->first == GV_FIRST_NUMBER;
    for (uint32_t i = number ? 1 : 0;
         i < n && n_near < GV_NEEDS_NEAR && before.high <= FAR;
         i += gv_image_width(&elements[i])) {
        const stretch own = stretch_of_element(make->language, &elements[i]);
        if (may_tell(make, &elements[i]) && (number || before.high > 0)) {
            needs->near[n_near++] = (gv_nearby){elements[i].argument, elements[i].op,
                                              (uint8_t)before.low, (uint8_t)before.high, 0};
        }
        before.low += own.low;
        before.high += own.high;
    }
}
