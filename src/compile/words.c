/*
 * words.c - the words of patterns, cut, folded and stemmed by the code that cuts the text.
 *
 * In: a word as written. Out: keys, one for each word that the text would have there:
 *
 *     massacre      STEM "massacr"
 *     mass-grave    STEM "mass", STEM "grave"
 *     don't         STEM "do", STEM "not"         (contraction n't = not)
 *     drove         STEM "drive"                  (form drove = drive)
 *     =Karen        EXACT_CAPITAL "karen"
 *     traffick*     PREFIX "traffick"
 *
 * A word that the text can never hold (it would be cut at a mark, or away) is a finding. Each
 * distinct written word is cut once.
 */
#include "compile/plan.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_KEY = 254 };

/* ------------------------------------------------------------------ cutting */

/* 1 if a letter after the first is a capital while the first is not: "iPhone". */
static int has_inner_capital(const char *word, size_t length)
{
    size_t at = 0;
    while (at < length) {
        size_t size = 1;
        const uint32_t code_point = gv_utf8_read(word + at, length - at, &size);
        if (code_point != GV_UTF8_INVALID && gv_utf8_kind(code_point) == GV_LETTER_UPPER) {
            return 1;
        }
        at += size;
    }
    return 0;
}

/* Folds one token to the end of plan->folded. */
static gv_status fold_token(gv_plan *plan, const char *text, const gv_token *token,
                            gv_plan_token *folded)
{
    const size_t start = plan->folded.length;
    if ((token->flags & GV_TOKEN_SUBSTITUTE) != 0) {
        const gv_slice word = plan->text.contractions[token->substitute].word;
        GV_TRY(gv_buf_add(&plan->folded, word.bytes, word.length));
        folded->length = word.length;
        return GV_OK;
    }
    const size_t room = 18 * (size_t)(token->end - token->start) + 4;
    GV_TRY(gv_buf_reserve(&plan->folded, room));
    folded->length = (uint32_t)gv_utf8_fold(text + token->start, token->end - token->start,
                                            plan->folded.bytes + start, room);
    plan->folded.length += folded->length;
    folded->capital = (token->flags & GV_TOKEN_CAPITAL) != 0;
    return GV_OK;
}

static gv_status check_token(gv_plan *plan, const gv_ast_text *text, size_t index)
{
    const gv_token *const token = &plan->cut.tokens[index];
    const int first = index == 0;
    const unsigned allowed = first ? 0 : GV_MARK_HYPHEN;
    if ((token->marks & ~allowed) != 0) {
        return gv_job_error(plan->job, text->at,
                            "the text would be cut inside \"%s\": a word has letters, digits, and "
                            "apostrophes or hyphens between them",
                            text->text);
    }
    if ((token->flags & (GV_TOKEN_CAPITAL | GV_TOKEN_SUBSTITUTE)) == 0 &&
        has_inner_capital(text->text + token->start, token->end - token->start)) {
        return gv_job_error(plan->job, text->at,
                            "a capital inside \"%s\" says nothing: begin the word with a capital, "
                            "or write it in lower case",
                            text->text);
    }
    return GV_OK;
}

gv_status gv_plan_cut(gv_plan *plan, const gv_ast_text *text)
{
    GV_TRY(gv_token_cut(&plan->text, text->text, text->length, &plan->cut));
    plan->folded.length = 0;
    plan->n_tokens = 0;
    if (plan->cut.n_tokens == 0) {
        return gv_job_error(plan->job, text->at, "there is no word in \"%s\"", text->text);
    }
    if ((plan->cut.tail_marks & ~(unsigned)GV_MARK_STOP) != 0) {
        return gv_job_error(plan->job, text->at, "a word cannot end as \"%s\" does", text->text);
    }
    GV_TRY(gv_array_reserve((void **)&plan->tokens, plan->cut.n_tokens, sizeof *plan->tokens,
                            &plan->tokens_capacity));
    for (size_t i = 0; i < plan->cut.n_tokens; i++) {
        gv_plan_token *const token = &plan->tokens[plan->n_tokens++];
        *token = (gv_plan_token){0};
        GV_TRY(check_token(plan, text, i));
        GV_TRY(fold_token(plan, text->text, &plan->cut.tokens[i], token));
        if (token->length == 0) {
            return gv_job_error(plan->job, text->at, "nothing is left of \"%s\" when it is folded",
                                text->text);
        }
    }
    const char *bytes = plan->folded.bytes;
    for (size_t i = 0; i < plan->n_tokens; i++) {
        plan->tokens[i].folded = bytes;
        bytes += plan->tokens[i].length;
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ keys */

static gv_status enter_key(gv_plan *plan, uint8_t kind, const char *text, size_t length, gv_at at,
                           uint32_t *key)
{
    char name[1 + LONGEST_KEY];
    char *copy = NULL;
    if (length > LONGEST_KEY) {
        return gv_job_error(plan->job, at, "a word has at most %d bytes when it is folded",
                            LONGEST_KEY);
    }
    name[0] = (char)kind;
    memcpy(name + 1, text, length);
    GV_TRY(gv_map_add(&plan->key_map, name, length + 1, (uint32_t)plan->n_keys, key));
    if (*key != plan->n_keys) {
        return GV_OK;
    }
    GV_TRY(gv_array_reserve((void **)&plan->keys, plan->n_keys + 1, sizeof *plan->keys,
                            &plan->keys_capacity));
    GV_TRY(gv_arena_copy(&plan->job->arena, text, length, &copy));
    plan->keys[plan->n_keys++] = (gv_plan_key){
        .text = copy, .length = (uint32_t)length, .kind = kind, .at = at};
    return GV_OK;
}

static gv_status affix_key(gv_plan *plan, const gv_ast_node *node, uint32_t *key)
{
    const gv_plan_token *const token = &plan->tokens[0];
    const gv_token *const cut = &plan->cut.tokens[0];
    if (plan->n_tokens != 1 || cut->start != 0 || cut->end != node->length ||
        (cut->flags & GV_TOKEN_CONTRACTED) != 0) {
        return gv_job_error(plan->job, node->at, "what stands beside \"*\" is part of one word");
    }
    if (token->length > GV_LIMIT_AFFIX) {
        return gv_job_error(plan->job, node->at, "what stands beside \"*\" has at most %d bytes",
                            GV_LIMIT_AFFIX);
    }
    const uint8_t kind = node->affix == 'p'
                             ? (token->capital ? GV_KEY_PREFIX_CAPITAL : GV_KEY_PREFIX)
                             : (token->capital ? GV_KEY_SUFFIX_CAPITAL : GV_KEY_SUFFIX);
    return enter_key(plan, kind, token->folded, token->length, node->at, key);
}

static gv_status word_key(gv_plan *plan, const gv_ast_node *node, const gv_plan_token *token,
                          uint32_t *key)
{
    gv_slice word = {token->folded, token->length};
    if (node->exact) {
        return enter_key(plan, token->capital ? GV_KEY_EXACT_CAPITAL : GV_KEY_EXACT, word.bytes,
                         word.length, node->at, key);
    }
    const uint32_t form = gv_map_find(&plan->form_map, word.bytes, word.length);
    if (form != GV_MAP_NONE) {
        word = plan->forms[form].to;
    }
    GV_TRY(gv_stemmer_stem(plan->stemmer, word.bytes, word.length, &word));
    return enter_key(plan, token->capital ? GV_KEY_STEM_CAPITAL : GV_KEY_STEM, word.bytes,
                     word.length, node->at, key);
}

static gv_status cut_keys(gv_plan *plan, const gv_ast_node *node, gv_plan_word *word)
{
    const gv_ast_text text = {node->text, node->length, node->at};
    GV_TRY(gv_plan_cut(plan, &text));
    GV_TRY(gv_array_reserve((void **)&plan->word_keys, plan->n_word_keys + plan->n_tokens,
                            sizeof *plan->word_keys, &plan->word_keys_capacity));
    word->first_key = (uint32_t)plan->n_word_keys;
    for (size_t i = 0; i < plan->n_tokens; i++) {
        uint32_t key = 0;
        GV_TRY(node->affix != 0 ? affix_key(plan, node, &key)
                                : word_key(plan, node, &plan->tokens[i], &key));
        plan->word_keys[plan->n_word_keys++] = key;
    }
    word->n_keys = (uint32_t)plan->n_word_keys - word->first_key;
    return GV_OK;
}

gv_status gv_plan_word_keys(gv_plan *plan, const gv_ast_node *node, gv_plan_word *word)
{
    char name[1 + UINT8_MAX];
    gv_plan_word cut = {0};
    uint32_t found = GV_MAP_NONE;
    if (node->length > UINT8_MAX) {
        return GV_ERROR_LIMIT;
    }
    name[0] = (char)(node->affix != 0 ? node->affix : node->exact ? '=' : 'w');
    memcpy(name + 1, node->text, node->length);
    found = gv_map_find(&plan->word_map, name, node->length + 1);
    if (found == GV_MAP_NONE) {
        GV_TRY(cut_keys(plan, node, &cut));
        GV_TRY(gv_array_reserve((void **)&plan->words, plan->n_words + 1, sizeof *plan->words,
                                &plan->words_capacity));
        GV_TRY(gv_map_add(&plan->word_map, name, node->length + 1, (uint32_t)plan->n_words,
                          &found));
        plan->words[plan->n_words++] = cut;
    }
    *word = plan->words[found];
    return GV_OK;
}

/* ------------------------------------------------------------------ affixes in affixes */

typedef struct gv_affix {
    char text[GV_LIMIT_AFFIX + 1]; /* a suffix backwards */
    gv_at at;
} gv_affix;

static int compare_affixes(const void *left, const void *right)
{
    const gv_affix *const a = left;
    const gv_affix *const b = right;
    const int order = strcmp(a->text, b->text);
    if (order != 0) {
        return order;
    }
    if (a->at.source != b->at.source) {
        return a->at.source < b->at.source ? -1 : 1;
    }
    return a->at.offset < b->at.offset ? -1 : a->at.offset > b->at.offset;
}

/* Sorted, an affix comes right after those that begin it: a stack of these is the nesting. */
static gv_status check_nesting(gv_plan *plan, const gv_affix *affixes, size_t n, const char *what)
{
    size_t stack[GV_LIMIT_AFFIX + 1];
    size_t depth = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && strcmp(affixes[i].text, affixes[i - 1].text) == 0) {
            continue;
        }
        while (depth > 0 && strncmp(affixes[stack[depth - 1]].text, affixes[i].text,
                                    strlen(affixes[stack[depth - 1]].text)) != 0) {
            depth--;
        }
        stack[depth++] = i;
        if (depth == GV_LIMIT_AFFIX_NESTING + 1) {
            GV_TRY(gv_job_go_on(gv_job_error(
                plan->job, affixes[i].at,
                "more than %d %s match one word here: this one and shorter ones",
                GV_LIMIT_AFFIX_NESTING,
                what)));
        }
    }
    return GV_OK;
}

static gv_status check_kind(gv_plan *plan, uint8_t kind, int backwards, const char *what)
{
    gv_affix *affixes = NULL;
    size_t n = 0;
    GV_TRY(gv_arena_get_array(&plan->job->arena, plan->n_keys, sizeof *affixes,
                              (void **)&affixes));
    for (size_t i = 0; i < plan->n_keys; i++) {
        const gv_plan_key *const key = &plan->keys[i];
        if (key->kind != kind && key->kind != kind + 1) {
            continue;
        }
        for (uint32_t j = 0; j < key->length; j++) {
            affixes[n].text[j] = key->text[backwards ? key->length - 1 - j : j];
        }
        affixes[n++].at = key->at;
    }
    if (n > 0) {
        qsort(affixes, n, sizeof *affixes, compare_affixes);
    }
    return check_nesting(plan, affixes, n, what);
}

gv_status gv_plan_check_affixes(gv_plan *plan)
{
    GV_TRY(check_kind(plan, GV_KEY_PREFIX, 0, "beginnings with \"*\""));
    return check_kind(plan, GV_KEY_SUFFIX, 1, "endings with \"*\"");
}
