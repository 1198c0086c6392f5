/*
 * common.c - how often words that satisfy a key stand in text, from the language's common words.
 *
 *     common 1500: people        STEM "peopl" +1500, EXACT "people" +1500, PREFIX "peo" +1500
 *
 * Costs time alone if wrong: it says which words are looked for first (model/sieve_table.h).
 */
#include "compile/plan.h"

#include <string.h>

enum { LONGEST_NAME = 256 };

/* Adds to the keys of a kind and of the same kind capitalised. */
static void add_uses(gv_plan *plan, uint8_t kind, const char *text, size_t length, uint64_t uses)
{
    char name[LONGEST_NAME];
    if (length == 0 || length + 1 > sizeof name) {
        return;
    }
    memcpy(name + 1, text, length);
    for (uint8_t i = 0; i < 2; i++) {
        name[0] = (char)(kind + i);
        const uint32_t key = gv_map_find(&plan->key_map, name, length + 1);
        if (key != GV_MAP_NONE) {
            plan->keys[key].uses += uses;
        }
    }
}

static gv_status add_word(gv_plan *plan, gv_slice word, uint64_t uses)
{
    add_uses(plan, GV_KEY_EXACT, word.bytes, word.length, uses);
    for (size_t n = 1; n <= word.length && n <= GV_LIMIT_AFFIX; n++) {
        add_uses(plan, GV_KEY_PREFIX, word.bytes, n, uses);
        add_uses(plan, GV_KEY_SUFFIX, word.bytes + word.length - n, n, uses);
    }
    const uint32_t form = gv_map_find(&plan->form_map, word.bytes, word.length);
    if (form != GV_MAP_NONE) {
        word = plan->forms[form].to;
    }
    GV_TRY(gv_stemmer_stem(plan->stemmer, word.bytes, word.length, &word));
    add_uses(plan, GV_KEY_STEM, word.bytes, word.length, uses);
    return GV_OK;
}

gv_status gv_plan_count_uses(gv_plan *plan)
{
    for (const gv_ast_pair *pair = plan->language->common.first; pair != NULL; pair = pair->next) {
        GV_TRY(gv_plan_cut(plan, &pair->from));
        for (size_t i = 0; i < plan->n_tokens; i++) {
            const gv_slice word = {plan->tokens[i].folded, plan->tokens[i].length};
            GV_TRY(add_word(plan, word, pair->value));
        }
    }
    return GV_OK;
}
