/*
 * scope.c - the clauses of a sentence: cut before every span of the language's `breaks:` list.
 */
#include "scan/state.h"

void gv_clauses_cut(gv_scanner *scanner, uint32_t sentence_index)
{
    gv_sentence_state *state = &scanner->sentences[sentence_index];
    if (state->clauses_done) {
        return;
    }
    state->clauses_done = 1;
    const gv_sentence *sentence = &scanner->words.sentences[sentence_index];
    const uint32_t breaks = scanner->language->head->breaks;
    uint32_t first = sentence->first;
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        if (token > sentence->first && breaks != GV_IMAGE_NONE &&
            gv_match_end(scanner, breaks, token) != 0) {
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
