/*
 * numbers.c - the numbers of a sentence, and which of them can count people.
 *
 * text/number joins digits and number words to quantities; here the language's own data decides
 * what a quantity is: a year ("in 1994", unless "1994 civilians"), a share or a date ("40 percent",
 * "12 May": a list that stands right after), a reference ("article 14": right before). Phrases with
 * a value ("entire families" = 10) are numbers too. Done per sentence, when first asked for. The
 * language's lists hold no #count (the compiler refuses it): they would ask for what is being made.
 */
#include "scan/state.h"

#include <string.h>

static int starts_span(gv_scanner *scanner, uint32_t list, uint32_t token, uint32_t sentence_end)
{
    return list != GV_IMAGE_NONE && token < sentence_end &&
           gv_match_end(scanner, list, token) != 0;
}

/* 1 if a span of the list ends exactly at `token`, with no comma between: "since January, 46". */
static int ends_span(gv_scanner *scanner, uint32_t list, uint32_t token, uint32_t sentence_first)
{
    if (list == GV_IMAGE_NONE || (scanner->words.tokens[token].marks & GV_MARK_COMMA)) {
        return 0;
    }
    const uint32_t longest = scanner->language->lists[list].longest;
    for (uint32_t n = 1; n <= longest && token >= sentence_first + n; n++) {
        if (gv_match_end(scanner, list, token - n) == token) {
            return 1;
        }
    }
    return 0;
}

/* Notes a number that can count at `first`, if nothing of the language speaks against it. */
static void note_count(gv_scanner *scanner, const gv_sentence *sentence, uint32_t first,
                       uint32_t end, uint64_t value)
{
    const gv_image_language *head = scanner->language->head;
    gv_token_number *number = &scanner->numbers[first];
    if (number->count_end != 0 && number->count_value >= value) {
        return;
    }
    if (starts_span(scanner, head->not_count_before, end, sentence->end) ||
        ends_span(scanner, head->not_count_after, first, sentence->first)) {
        return;
    }
    number->count_value = value;
    number->count_end = end;
}

static gv_status read_atoms(gv_scanner *scanner, const gv_sentence *sentence, int *any)
{
    for (uint32_t i = sentence->first; i < sentence->end; i++) {
        gv_number_atom *atom = &scanner->atoms[i];
        const gv_word_keys *entry = scanner->token_keys[i];
        memset(atom, 0, sizeof *atom);
        memset(&scanner->numbers[i], 0, sizeof scanner->numbers[i]);
        if (scanner->words.tokens[i].flags & GV_TOKEN_DIGITS) {
            gv_number_read(scanner->text, &scanner->words, i, atom);
        } else if (entry->number_kind != GV_NUMBER_NONE) {
            atom->kind = (gv_number_kind)entry->number_kind;
            atom->value = entry->number_value;
        }
        *any |= atom->kind != GV_NUMBER_NONE;
    }
    return GV_OK;
}

static void note_raw(gv_scanner *scanner, const gv_sentence *sentence, size_t n_quantities)
{
    const gv_image_language *head = scanner->language->head;
    for (size_t i = 0; i < n_quantities; i++) {
        const gv_quantity *quantity = &scanner->quantities[i];
        gv_token_number *number = &scanner->numbers[quantity->first];
        if (quantity->end - quantity->first > GV_LIMIT_QUANTITY) {
            continue; /* the compiler counts on it when it says how long a pattern can be */
        }
        if (quantity->first == sentence->first && quantity->end < sentence->end &&
            (scanner->words.tokens[quantity->end].flags & GV_TOKEN_SENTENCE)) {
            continue; /* "20. On the night three farmers were killed": a label */
        }
        number->value = quantity->value;
        number->end = quantity->end;
    }
    for (size_t i = 0; i < n_quantities; i++) {
        const gv_quantity *quantity = &scanner->quantities[i];
        if (scanner->numbers[quantity->first].end != 0 && quantity->counts &&
            quantity->year_shaped && quantity->value >= head->year_from &&
            quantity->value <= head->year_to && head->year_to > 0 &&
            !starts_span(scanner, head->years_unless, quantity->end, sentence->end)) {
            scanner->numbers[quantity->first].year = 1;
        }
    }
}

static void note_counts(gv_scanner *scanner, uint32_t index, size_t n_quantities)
{
    const gv_model_language *language = scanner->language;
    const gv_sentence *sentence = &scanner->words.sentences[index];
    for (size_t i = 0; i < n_quantities; i++) {
        const gv_quantity *quantity = &scanner->quantities[i];
        const gv_token_number *number = &scanner->numbers[quantity->first];
        if (quantity->counts && number->end != 0 && !number->year) {
            note_count(scanner, sentence, quantity->first, quantity->end, quantity->value);
        }
    }
    if (!gv_anchored_has_number(scanner, index)) {
        return;
    }
    for (uint32_t p = 0; p < language->n_number_patterns; p++) {
        const gv_image_number_pattern *pattern = &language->number_patterns[p];
        gv_candidates rest = gv_candidates_of(sentence->first, sentence->end);
        uint32_t token = 0;
        while (gv_next_candidate(scanner, pattern->list, &rest, &token)) {
            const uint32_t end = gv_match_end(scanner, pattern->list, token);
            if (end != 0) {
                note_count(scanner, sentence, token, end, pattern->value);
            }
        }
    }
}

void gv_numbers_read(gv_scanner *scanner, uint32_t sentence_index)
{
    gv_sentence_state *state = &scanner->sentences[sentence_index];
    if (state->numbers_done) {
        return;
    }
    state->numbers_done = 1;
    const gv_sentence *sentence = &scanner->words.sentences[sentence_index];
    int any = 0;
    size_t n_quantities = 0;
    gv_status status = read_atoms(scanner, sentence, &any);
    if (status == GV_OK && any) {
        status = gv_number_join(&scanner->words, scanner->atoms, sentence->first, sentence->end,
                                &scanner->quantities, &n_quantities,
                                &scanner->quantities_capacity);
    }
    if (status != GV_OK) {
        scanner->failure = status;
        return;
    }
    note_raw(scanner, sentence, n_quantities);
    note_counts(scanner, sentence_index, n_quantities);
}

/* 1 if a number that counts may begin at the word. */
static int may_count(const gv_scanner *scanner, uint32_t token)
{
    const gv_model_language *language = scanner->language;
    int may = gv_number_can_begin(scanner, token);
    for (uint32_t i = 0; i < language->n_number_patterns && !may; i++) {
        may = gv_signature_has(scanner->token_keys[token]->lists,
                               language->number_patterns[i].list);
    }
    return may;
}

void gv_numbers_raise(gv_scanner *scanner, uint32_t first, uint32_t end, uint64_t *largest)
{
    for (uint32_t token = first; token < end; token++) {
        if (!may_count(scanner, token)) {
            continue;
        }
        gv_numbers_read(scanner, scanner->words.tokens[token].sentence);
        const gv_token_number *number = &scanner->numbers[token];
        if (number->count_end != 0 && number->count_end <= end && number->count_value > *largest) {
            *largest = number->count_value;
        }
    }
}
