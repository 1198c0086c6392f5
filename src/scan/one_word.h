/*
 * one_word.h - what a pattern can ask of one word, or of the place before it. For match.c and pattern.c
 * alone, whose innermost loops these are.
 */
#ifndef GV_SCAN_ONE_WORD_H
#define GV_SCAN_ONE_WORD_H

#include "scan/state.h"

/* A word where a pattern may begin, and what each of its elements needs to know of it. */
typedef struct gv_origin {
    gv_scanner *scanner;
    uint32_t origin; /* token */
    uint32_t n;      /* words from there to the sentence end, at most GV_LIMIT_SPAN + 1 */
} gv_origin;

/* pattern.c: the ends (bit n: n words on) of a pattern in whose row the word at the origin was found. */
uint64_t gv_pattern_ends(const gv_origin *at, const gv_image_pattern *pattern);

/* 1 if a span of the list can begin at the word, as far as the rows of its keys tell. */
static inline int gv_can_begin(const gv_scanner *scanner, uint32_t list, uint32_t token)
{
    const gv_model_language *const language = scanner->language;
    const gv_word_keys *const entry = scanner->token_keys[token];
    if (!gv_signature_has(entry->lists, list)) {
        return 0;
    }
    if ((language->rows.lists[list] & (GV_LIST_ANY | GV_LIST_NAME)) != 0) {
        return 1;
    }
    for (uint32_t i = 0; i < entry->n; i++) {
        if (gv_row_find(language, entry->keys[i], list) != 0) {
            return 1;
        }
    }
    return 0;
}

static inline int gv_is_last_word(const gv_scanner *scanner, uint32_t token)
{
    return token + 1 == scanner->words.sentences[scanner->words.tokens[token].sentence].end;
}

static inline int gv_is_heading_end(const gv_scanner *scanner, uint32_t token)
{
    const gv_sentence *sentence =
        &scanner->words.sentences[scanner->words.tokens[token].sentence];
    return token + 1 == scanner->n_heading || (sentence->heading && token + 1 == sentence->end);
}

/* 1 if the word at `token` satisfies a one-word element. */
static inline int gv_is_word(gv_scanner *scanner, const gv_image_element *element, uint32_t token)
{
    const gv_sentence *sentence =
        &scanner->words.sentences[scanner->words.tokens[token].sentence];
    switch (element->op) {
    case GV_ELEMENT_KEY:
        return gv_has_key(scanner->token_keys[token], element->argument);
    case GV_ELEMENT_ANY:
        return 1;
    case GV_ELEMENT_NAME:
        return gv_is_name(scanner, token);
    case GV_ELEMENT_YEAR:
        gv_numbers_read(scanner, scanner->words.tokens[token].sentence);
        return scanner->numbers[token].year;
    case GV_ELEMENT_END:
        return gv_is_last_word(scanner, token);
    case GV_ELEMENT_QUESTION:
        return token + 1 == sentence->end && (sentence->marks & GV_MARK_QUESTION);
    case GV_ELEMENT_HEADING:
        return gv_is_heading_end(scanner, token);
    case GV_ELEMENT_LIST_ITEM:
        return token == 0 && (scanner->kind & GV_SCAN_LIST_ITEM);
    case GV_ELEMENT_QUOTE:
        return token == 0 && (scanner->kind & GV_SCAN_QUOTE);
    case GV_ELEMENT_CAPS:
        return token == 0 && scanner->words.all_caps;
    default:
        return 0;
    }
}

/* 1 if a no-width element holds just before the word at `token`. */
static inline int gv_is_before(const gv_scanner *scanner, const gv_image_element *element, uint32_t token)
{
    if (element->op == GV_ELEMENT_START) {
        return (scanner->words.tokens[token].flags & GV_TOKEN_SENTENCE) != 0;
    }
    return ((scanner->words.tokens[token].marks & element->argument) != 0) ==
           (element->op == GV_ELEMENT_MARK);
}

#endif
