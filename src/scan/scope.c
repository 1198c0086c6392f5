/*
 * scope.c - the clauses of a sentence: cut before every span of the language's `breaks:` list.
 *
 * Some breaks begin at any word that stands after a mark ("; the talks went on"); all others at a few
 * words ("but"), which their signatures tell. So most words are not asked for the list.
 */
#include "scan/state.h"

/* Where a break can begin at any word. */
typedef struct break_marks {
    uint16_t marks; /* after one of these */
    uint8_t all;    /* 1: anywhere */
} break_marks;

static break_marks marks_of(const gv_scanner *scanner, uint32_t breaks)
{
    const gv_model_language *language = scanner->language;
    const gv_row_place *const any = &language->rows.rows[GV_KEY_ANY];
    const uint32_t end = any->first_entry + language->keys[GV_KEY_ANY].n_entries;
    const uint32_t place = gv_row_find(language, GV_KEY_ANY, breaks);
    const gv_image_entry *const entries = language->entries;
    break_marks found = {0, !scanner->filter};
    for (uint32_t i = gv_row_entry(any, place);
         place != 0 && i < end && entries[i].list == breaks; i++) {
        const uint32_t pattern = entries[i].pattern;
        const uint16_t marks =
            pattern == GV_IMAGE_WORD ? 0 : language->needs.patterns[pattern].marks;
        found.marks |= marks;
        found.all |= marks == 0;
    }
    return found;
}

static int is_break(gv_scanner *scanner, const break_marks *after, uint32_t token)
{
    return (after->all || (scanner->words.tokens[token].marks & after->marks) != 0 ||
            gv_signature_has_place(scanner->token_keys[token]->lists, GV_SIGNATURE_BREAKS)) &&
           gv_match_end(scanner, scanner->language->head->breaks, token) != 0;
}

void gv_clauses_cut(gv_scanner *scanner, uint32_t sentence_index)
{
    gv_sentence_state *state = &scanner->sentences[sentence_index];
    if (state->clauses_done) {
        return;
    }
    state->clauses_done = 1;
    const gv_sentence *sentence = &scanner->words.sentences[sentence_index];
    const uint32_t breaks = scanner->language->head->breaks;
    const break_marks after =
        breaks == GV_IMAGE_NONE ? (break_marks){0, 0} : marks_of(scanner, breaks);
    uint32_t first = sentence->first;
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        if (token > sentence->first && breaks != GV_IMAGE_NONE &&
            is_break(scanner, &after, token)) {
            for (uint32_t i = first; i < token; i++) {
                scanner->clause_end[i] = token;
            }
            first = token;
        }
        scanner->clause_first[token] = first;
    }
    for (uint32_t i = first; i < sentence->end; i++) {
        scanner->clause_end[i] = sentence->end;
    }
}

uint32_t gv_clause_first(gv_scanner *scanner, uint32_t token)
{
    gv_clauses_cut(scanner, scanner->words.tokens[token].sentence);
    return scanner->clause_first[token];
}

uint32_t gv_clause_end(gv_scanner *scanner, uint32_t token)
{
    gv_clauses_cut(scanner, scanner->words.tokens[token].sentence);
    return scanner->clause_end[token];
}
