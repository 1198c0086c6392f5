/*
 * pattern.c - the ends of a pattern at a word, without backtracking.
 *
 * A pattern is run over sets of positions: bit n of a 64-bit word means "n words on from where the
 * pattern began". For `drove ..5 out` at "drove the people out": after `drove` the set is {1}, after
 * the gap {1..6} (cut at the sentence end), after `out` {4}. Every element maps a set to a set, so
 * the cost is elements x 64 at worst, whatever the text. A span may have 63 words (checked when the
 * model is opened), so one word holds the set.
 *
 * A list named inside a pattern is evaluated at each position of the set; the memo keeps the answers
 * of lists that name lists, per (list, word), so that nesting cannot multiply (match.c).
 */
#include "scan/one_word.h"

static uint64_t run(const gv_origin *at, const gv_image_element *elements, uint32_t n, uint64_t from);

/* ------------------------------------------------------------------ elements over sets */

static uint64_t bit(uint32_t n)
{
    return n > GV_LIMIT_SPAN ? 0 : (uint64_t)1 << n;
}

/* Positions at which a word still follows in the sentence. */
static uint64_t inside(const gv_origin *at, uint64_t set)
{
    return at->n > GV_LIMIT_SPAN ? set : set & (bit(at->n) - 1);
}

/* The set and the n positions after each of its own. */
static uint64_t spread(uint64_t set, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        set |= set << 1;
    }
    return set;
}

static uint64_t number_end(const gv_origin *at, const gv_image_element *element, uint32_t offset)
{
    gv_scanner *scanner = at->scanner;
    const uint32_t token = at->origin + offset;
    gv_numbers_read(scanner, scanner->words.tokens[token].sentence);
    const gv_token_number *number = &scanner->numbers[token];
    uint32_t end = 0;
    if (element->op == GV_ELEMENT_NUMBER) {
        end = number->end;
    } else if (number->count_end > 0 && number->count_value >= element->argument) {
        end = number->count_end;
    }
    return end == 0 ? 0 : bit(end - at->origin);
}

/* The most words of a gap at `start` that has none of the marks before its words nor after it; -1:
 * none, since one stands before its first word, or the next if it is empty. */
static int widest_unbroken(const gv_origin *at, uint32_t marks, uint32_t start, int most)
{
    const gv_token *const tokens = at->scanner->words.tokens + at->origin + start;
    for (int n = 0; n <= most && start + (uint32_t)n < at->n; n++) {
        if ((tokens[n].marks & marks) != 0) {
            return n - 1;
        }
    }
    return most;
}

/* Every length of gap from one position; a gap ends before it would hold a span of the list to
 * avoid, or cross one of the marks. */
static uint64_t gaps_from(const gv_origin *at, const gv_image_element *element, uint32_t marks,
                          uint32_t start)
{
    const uint32_t left = at->n - start;
    int most = (int)(element->n < left ? element->n : left);
    uint32_t nearest_end = UINT32_MAX;
    uint64_t reached = 0;
    if (marks != 0) {
        most = widest_unbroken(at, marks, start, most);
    }
    for (int n = 0; n <= most; n++) {
        reached |= bit(start + (uint32_t)n);
        if (n == most || element->argument == GV_IMAGE_NONE) {
            continue;
        }
        const uint32_t word = at->origin + start + (uint32_t)n;
        const uint32_t end = gv_match_end(at->scanner, element->argument, word);
        nearest_end = end != 0 && end < nearest_end ? end : nearest_end;
        if (nearest_end <= word + 1) {
            break;
        }
    }
    return reached;
}

/* The same from every position; marks: 0, or what GAP_MARKS before the gap says. */
static uint64_t gaps(const gv_origin *at, const gv_image_element *element, uint32_t marks,
                     uint64_t from)
{
    const uint64_t last = at->n >= GV_LIMIT_SPAN ? ~(uint64_t)0 : bit(at->n + 1) - 1;
    const uint64_t within = inside(at, from);
    uint64_t reached = from & ~within; /* at the sentence end no word is left to cross */
    if (element->argument == GV_IMAGE_NONE && marks == 0) {
        return spread(from, element->n) & last;
    }
    for (uint64_t rest = within; rest != 0; rest &= rest - 1) {
        reached |= gaps_from(at, element, marks, gv_lowest(rest));
    }
    return reached & last;
}

static uint64_t alternatives(const gv_origin *at, const gv_image_element *element, uint64_t from)
{
    uint64_t reached = 0;
    const gv_image_element *next = element + 1;
    for (uint32_t i = 0; i < element->argument; i++) {
        reached |= run(at, next + 1, next->n - 1u, from);
        next += next->n;
    }
    return reached;
}

static uint64_t step(const gv_origin *at, const gv_image_element *element, uint64_t from)
{
    uint64_t reached = 0;
    switch (element->op) {
    case GV_ELEMENT_GAP:
        return gaps(at, element, 0, from);
    case GV_ELEMENT_GAP_MARKS:
        return gaps(at, element + 1, element->argument, from);
    case GV_ELEMENT_ALTERNATIVES:
        return alternatives(at, element, from);
    case GV_ELEMENT_SEQUENCE:
        return run(at, element + 1, element->n - 1u, from);
    default:
        break;
    }
    for (uint64_t rest = inside(at, from); rest != 0; rest &= rest - 1) {
        const uint32_t offset = gv_lowest(rest);
        const uint32_t token = at->origin + offset;
        switch (element->op) {
        case GV_ELEMENT_COUNT:
        case GV_ELEMENT_NUMBER:
            reached |= number_end(at, element, offset);
            break;
        case GV_ELEMENT_START:
        case GV_ELEMENT_MARK:
        case GV_ELEMENT_NO_MARK:
            reached |= gv_is_before(at->scanner, element, token) ? bit(offset) : 0;
            break;
        default:
            reached |= gv_is_word(at->scanner, element, token) ? bit(offset + 1) : 0;
            break;
        }
    }
    return reached;
}

/* A word or a list that must stand, tried at each position: what nearly every pattern is made of. */
static inline uint64_t step_plain(const gv_origin *at, const gv_image_element *element, uint64_t from)
{
    gv_scanner *scanner = at->scanner;
    uint64_t reached = 0;
    for (uint64_t rest = inside(at, from); rest != 0; rest &= rest - 1) {
        const uint32_t offset = gv_lowest(rest);
        const uint32_t token = at->origin + offset;
        if (element->op == GV_ELEMENT_KEY) {
            reached |= gv_has_key(scanner->token_keys[token], element->argument) ? bit(offset + 1) : 0;
        } else if (gv_signature_has(scanner->token_keys[token]->lists, element->argument)) {
            reached |= gv_match_list(scanner, element->argument, token).ends << offset;
        }
    }
    return reached;
}

/* Runs a sequence. Nesting is at most GV_LIMIT_NESTING brackets and GV_LIMIT_DEPTH lists deep. */
static uint64_t run(const gv_origin *at, const gv_image_element *elements, uint32_t n, uint64_t from)
{
    uint64_t set = from;
    uint32_t i = 0;
    while (i < n && set != 0) {
        const gv_image_element *element = &elements[i];
        uint64_t reached;
        uint32_t width = 1;
        switch (element->op) {
        case GV_ELEMENT_KEY:
        case GV_ELEMENT_LIST:
            reached = step_plain(at, element, set);
            break;
        case GV_ELEMENT_ALTERNATIVES:
        case GV_ELEMENT_SEQUENCE:
            width = element->n;
            reached = step(at, element, set);
            break;
        case GV_ELEMENT_GAP_MARKS:
            width = 2; /* the gap is part of it */
            reached = step(at, element, set);
            break;
        default:
            reached = step(at, element, set);
            break;
        }
        set = element->optional ? reached | set : reached;
        i += width;
    }
    return set;
}

/* The ends of a pattern in whose row the word at the origin was found. If it opens with a key that
 * must stand, that is the row's own, and need not be asked for again. */
uint64_t gv_pattern_ends(const gv_origin *at, const gv_image_pattern *pattern)
{
    const gv_image_element *elements =
        at->scanner->language->elements + pattern->first_element;
    if (elements->op == GV_ELEMENT_KEY && !elements->optional) {
        return run(at, elements + 1, pattern->n_elements - 1u, 2);
    }
    return run(at, elements, pattern->n_elements, 1) & ~(uint64_t)1;
}

