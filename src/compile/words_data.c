/*
 * words_data.c - the language's own words, folded: contractions, forms, numbers and the like.
 *
 * In: the pairs and items as read, in whatever order the files were. Out: folded, sorted, each
 * once. Contractions come first, since the cutting of every other word depends on them. For
 *
 *     contraction n't = not       {"n't", "not"}
 *     form drove, driven = drive  "drove" -> "drive", "driven" -> "drive"
 *     abbreviations: Gen., U.N    "gen", "u.n"
 *     rejoin: rape                "r" + "ape", "ra" + "pe", "rap" + "e"
 *
 * Equal entries of two files are one; entries that contradict one another are findings.
 */
#include "compile/plan.h"
#include "text/number.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_ENDING = 32, SHORTEST_REJOINED = 4, LONGEST_REJOINED = 64 };

static int compare_slices(const gv_slice *a, const gv_slice *b)
{
    const uint32_t shorter = a->length < b->length ? a->length : b->length;
    const int order = shorter > 0 ? memcmp(a->bytes, b->bytes, shorter) : 0;
    if (order != 0) {
        return order;
    }
    return a->length < b->length ? -1 : a->length > b->length;
}

static int compare_words(const void *left, const void *right)
{
    return compare_slices(left, right);
}

/* A folded copy of a whole text, not cut into words. */
static gv_status fold_text(gv_plan *plan, const char *text, size_t length, gv_slice *folded)
{
    char *copy = NULL;
    const size_t room = 18 * length + 4;
    GV_TRY(gv_arena_get(&plan->job->arena, room, (void **)&copy));
    *folded = (gv_slice){copy, (uint32_t)gv_utf8_fold(text, length, copy, room)};
    return GV_OK;
}

/* A folded copy of what must be one word of text; `what` says of which statement. */
static gv_status fold_word(gv_plan *plan, const gv_ast_text *text, gv_slice *folded)
{
    char *copy = NULL;
    GV_TRY(gv_plan_cut(plan, text));
    if (plan->n_tokens != 1 || (plan->cut.tokens[0].flags & GV_TOKEN_CONTRACTED) != 0) {
        return gv_job_error(plan->job, text->at,
                            "expected one word: the text never holds \"%s\" uncut", text->text);
    }
    GV_TRY(gv_arena_copy(&plan->job->arena, plan->tokens[0].folded, plan->tokens[0].length, &copy));
    *folded = (gv_slice){copy, plan->tokens[0].length};
    return GV_OK;
}

/* ------------------------------------------------------------------ contractions */

/* The longest ending first, so that the first that fits is the right one. */
static int compare_contractions(const void *left, const void *right)
{
    const gv_contraction *const a = left;
    const gv_contraction *const b = right;
    if (a->ending.length != b->ending.length) {
        return a->ending.length > b->ending.length ? -1 : 1;
    }
    return compare_slices(&a->ending, &b->ending);
}

static gv_status prepare_contractions(gv_plan *plan)
{
    const gv_ast_pair *const first = plan->language->contractions.first;
    gv_map seen = {0};
    gv_status status = GV_OK;
    uint32_t n = 0;
    for (const gv_ast_pair *pair = first; pair != NULL; pair = pair->next) {
        n++;
    }
    GV_TRY(gv_arena_get_array(&plan->job->arena, n, sizeof *plan->contractions,
                              (void **)&plan->contractions));
    n = 0;
    for (const gv_ast_pair *pair = first; pair != NULL; pair = pair->next) {
        gv_contraction *const made = &plan->contractions[n];
        uint32_t found = n;
        GV_TRY_DONE(fold_text(plan, pair->from.text, pair->from.length, &made->ending));
        made->word = (gv_slice){0};
        if (pair->to.length > 0) {
            GV_TRY_DONE(fold_text(plan, pair->to.text, pair->to.length, &made->word));
        }
        if (made->ending.length == 0 || made->ending.length > LONGEST_ENDING) {
            GV_TRY_DONE(gv_job_go_on(gv_job_error(plan->job, pair->from.at,
                                                  "an ending has 1 to %d bytes", LONGEST_ENDING)));
            continue;
        }
        GV_TRY_DONE(gv_map_add(&seen, made->ending.bytes, made->ending.length, n, &found));
        if (found == n) {
            n++;
        } else if (compare_slices(&plan->contractions[found].word, &made->word) != 0) {
            GV_TRY_DONE(gv_job_go_on(gv_job_error(
                plan->job, pair->from.at, "the contraction \"%s\" has another meaning elsewhere",
                pair->from.text)));
        }
    }
    if (n > 0) {
        qsort(plan->contractions, n, sizeof *plan->contractions, compare_contractions);
    }
    plan->text.contractions = plan->contractions;
    plan->text.n_contractions = n;
done:
    gv_map_free(&seen);
    return status;
}

/* ------------------------------------------------------------------ forms */

static gv_status prepare_form(gv_plan *plan, const gv_ast_pair *pair)
{
    gv_plan_form form = {0};
    const uint32_t n = (uint32_t)plan->n_forms;
    uint32_t found = n;
    GV_TRY(fold_word(plan, &pair->from, &form.from));
    GV_TRY(fold_word(plan, &pair->to, &form.to));
    form.at = pair->from.at;
    GV_TRY(gv_array_reserve((void **)&plan->forms, plan->n_forms + 1, sizeof *plan->forms,
                            &plan->forms_capacity));
    GV_TRY(gv_map_add(&plan->form_map, form.from.bytes, form.from.length, n, &found));
    if (found == n) {
        plan->forms[plan->n_forms++] = form;
    } else if (compare_slices(&plan->forms[found].to, &form.to) != 0) {
        return gv_job_error(plan->job, pair->from.at, "\"%s\" is already read as \"%.*s\"",
                            pair->from.text, (int)plan->forms[found].to.length,
                            plan->forms[found].to.bytes);
    }
    return GV_OK;
}

static int compare_forms(const void *left, const void *right)
{
    return compare_slices(&((const gv_plan_form *)left)->from,
                          &((const gv_plan_form *)right)->from);
}

static gv_status prepare_forms(gv_plan *plan)
{
    for (const gv_ast_pair *pair = plan->language->forms.first; pair != NULL; pair = pair->next) {
        GV_TRY(gv_job_go_on(prepare_form(plan, pair)));
    }
    for (size_t i = 0; i < plan->n_forms; i++) {
        const gv_plan_form *const form = &plan->forms[i];
        if (gv_map_find(&plan->form_map, form->to.bytes, form->to.length) != GV_MAP_NONE) {
            GV_TRY(gv_job_go_on(gv_job_error(
                plan->job, form->at,
                "\"%.*s\" is read as \"%.*s\", which is itself read as another word",
                (int)form->from.length, form->from.bytes, (int)form->to.length, form->to.bytes)));
        }
    }
    if (plan->n_forms > 0) {
        qsort(plan->forms, plan->n_forms, sizeof *plan->forms, compare_forms);
    }
    gv_map_free(&plan->form_map);
    for (size_t i = 0; i < plan->n_forms; i++) {
        GV_TRY(gv_map_add(&plan->form_map, plan->forms[i].from.bytes, plan->forms[i].from.length,
                          (uint32_t)i, NULL));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ numbers */

static int compare_numbers(const void *left, const void *right)
{
    const gv_plan_number *const a = left;
    const gv_plan_number *const b = right;
    const gv_slice first = {a->word, a->length};
    const gv_slice second = {b->word, b->length};
    return compare_slices(&first, &second);
}

static int is_value(uint8_t kind)
{
    return kind == GV_NUMBER_WORD || kind == GV_NUMBER_MULTIPLY;
}

static gv_status prepare_number(gv_plan *plan, gv_map *seen, const gv_ast_pair *pair)
{
    gv_slice word = {0};
    const uint32_t n = (uint32_t)plan->n_numbers;
    uint32_t found = n;
    GV_TRY(fold_word(plan, &pair->from, &word));
    GV_TRY(gv_array_reserve((void **)&plan->numbers, plan->n_numbers + 1, sizeof *plan->numbers,
                            &plan->numbers_capacity));
    GV_TRY(gv_map_add(seen, word.bytes, word.length, n, &found));
    if (found == n) {
        plan->numbers[plan->n_numbers++] =
            (gv_plan_number){word.bytes, word.length, pair->kind, pair->value};
        return GV_OK;
    }
    if (plan->numbers[found].value == pair->value && is_value(pair->kind) &&
        is_value(plan->numbers[found].kind)) {
        /* "hundred" in both numbers and multiply: what multiplies is a value of its own anyway. */
        if (pair->kind == GV_NUMBER_MULTIPLY) {
            plan->numbers[found].kind = GV_NUMBER_MULTIPLY;
        }
        return GV_OK;
    }
    if (plan->numbers[found].kind != pair->kind || plan->numbers[found].value != pair->value) {
        return gv_job_error(plan->job, pair->from.at,
                            "the number word \"%s\" has another meaning elsewhere",
                            pair->from.text);
    }
    return GV_OK;
}

static gv_status prepare_numbers(gv_plan *plan)
{
    gv_map seen = {0};
    gv_status status = GV_OK;
    for (const gv_ast_pair *pair = plan->language->numbers.first; pair != NULL; pair = pair->next) {
        GV_TRY_DONE(gv_job_go_on(prepare_number(plan, &seen, pair)));
    }
    if (plan->n_numbers > 0) {
        qsort(plan->numbers, plan->n_numbers, sizeof *plan->numbers, compare_numbers);
    }
done:
    gv_map_free(&seen);
    return status;
}

/* ------------------------------------------------------------------ lists of words */

static gv_status fold_abbreviation(gv_plan *plan, const gv_ast_text *text, gv_slice *folded)
{
    const uint32_t length =
        text->text[text->length - 1] == '.' ? text->length - 1 : text->length;
    GV_TRY(fold_text(plan, text->text, length, folded));
    if (folded->length == 0 || memchr(text->text, ' ', text->length) != NULL) {
        return gv_job_error(plan->job, text->at, "an abbreviation is one word, not \"%s\"",
                            text->text);
    }
    return GV_OK;
}

/* Letters, one hyphen between letters or before or behind a star at either end. */
static gv_status fold_hyphen(gv_plan *plan, const gv_ast_text *text, gv_slice *folded)
{
    uint32_t n_hyphens = 0;
    int wrong = 0;
    for (uint32_t i = 0; i < text->length; i++) {
        n_hyphens += text->text[i] == '-';
        wrong |= text->text[i] == '*' && i > 0 && i + 1 < text->length;
        wrong |= text->text[i] == ' ';
    }
    wrong |= text->text[0] == '-' || text->text[text->length - 1] == '-';
    if (n_hyphens != 1 || wrong) {
        return gv_job_error(plan->job, text->at,
                            "expected a word with one hyphen, \"*\" at its ends (self-*, *-based, "
                            "re-e*), not \"%s\"",
                            text->text);
    }
    return fold_text(plan, text->text, text->length, folded);
}

typedef gv_status (*gv_fold_fn)(gv_plan *plan, const gv_ast_text *text, gv_slice *folded);

/* Folds items, sorts them, leaves out what stands twice. */
static gv_status prepare_items(gv_plan *plan, const gv_ast_items *items, gv_fold_fn fold,
                               gv_slice **slices, size_t *n_slices)
{
    size_t n = 0;
    for (const gv_ast_item *item = items->first; item != NULL; item = item->next) {
        n++;
    }
    GV_TRY(gv_arena_get_array(&plan->job->arena, n, sizeof **slices, (void **)slices));
    n = 0;
    for (const gv_ast_item *item = items->first; item != NULL; item = item->next) {
        const gv_status status = fold(plan, &item->text, &(*slices)[n]);
        GV_TRY(gv_job_go_on(status));
        n += status == GV_OK;
    }
    if (n > 0) {
        qsort(*slices, n, sizeof **slices, compare_words);
    }
    *n_slices = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || compare_slices(&(*slices)[*n_slices - 1], &(*slices)[i]) != 0) {
            (*slices)[(*n_slices)++] = (*slices)[i];
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ words torn in two */

static gv_status fold_rejoined(gv_plan *plan, const gv_ast_text *text, gv_slice *folded)
{
    gv_slice word = {0};
    uint32_t n_letters = 0;
    int wrong = 0;
    GV_TRY(fold_word(plan, text, &word));
    for (size_t at = 0, size = 0; at < word.length; at += size, n_letters++) {
        const gv_letter_kind kind =
            gv_utf8_kind(gv_utf8_read(word.bytes + at, word.length - at, &size));
        wrong |= kind != GV_LETTER_LOWER;
    }
    if (wrong || n_letters < SHORTEST_REJOINED || word.length > LONGEST_REJOINED) {
        return gv_job_error(plan->job, text->at,
                            "a word to rejoin has %d to %d letters and nothing else, not \"%s\"",
                            SHORTEST_REJOINED, LONGEST_REJOINED, text->text);
    }
    *folded = word;
    return GV_OK;
}

static int compare_splits(const void *left, const void *right)
{
    const gv_plan_split *const a = left;
    const gv_plan_split *const b = right;
    const int order = compare_slices(&a->first, &b->first);
    return order != 0 ? order : compare_slices(&a->second, &b->second);
}

static int is_ordinary(const gv_plan *plan, gv_slice piece)
{
    return bsearch(&piece, plan->not_pieces, plan->n_not_pieces, sizeof *plan->not_pieces,
                   compare_words) != NULL;
}

/* Every way to tear every word, but for two ordinary words. */
static gv_status prepare_splits(gv_plan *plan)
{
    size_t most = 0;
    for (size_t i = 0; i < plan->n_rejoin; i++) {
        most += plan->rejoin[i].length - 1;
    }
    GV_TRY(gv_arena_get_array(&plan->job->arena, most, sizeof *plan->splits,
                              (void **)&plan->splits));
    for (size_t i = 0; i < plan->n_rejoin; i++) {
        const gv_slice word = plan->rejoin[i];
        size_t size = 0;
        gv_utf8_read(word.bytes, word.length, &size);
        for (size_t at = size; at < word.length; at += size) {
            const gv_plan_split split = {{word.bytes, (uint32_t)at},
                                         {word.bytes + at, word.length - (uint32_t)at}};
            if (plan->n_not_pieces == 0 || !is_ordinary(plan, split.first) ||
                !is_ordinary(plan, split.second)) {
                plan->splits[plan->n_splits++] = split;
            }
            gv_utf8_read(word.bytes + at, word.length - at, &size);
        }
    }
    if (plan->n_splits > 0) {
        qsort(plan->splits, plan->n_splits, sizeof *plan->splits, compare_splits);
    }
    return GV_OK;
}

gv_status gv_plan_prepare_words(gv_plan *plan)
{
    const gv_ast_language *const language = plan->language;
    plan->text.code = language->code;
    GV_TRY(prepare_contractions(plan));
    GV_TRY(prepare_forms(plan));
    GV_TRY(prepare_numbers(plan));
    GV_TRY(prepare_items(plan, &language->abbreviations, fold_abbreviation, &plan->abbreviations,
                         &plan->n_abbreviations));
    GV_TRY(prepare_items(plan, &language->not_heading, fold_word, &plan->not_heading,
                         &plan->n_not_heading));
    GV_TRY(prepare_items(plan, &language->rejoin, fold_rejoined, &plan->rejoin,
                         &plan->n_rejoin));
    GV_TRY(prepare_items(plan, &language->not_pieces, fold_word, &plan->not_pieces,
                         &plan->n_not_pieces));
    GV_TRY(prepare_splits(plan));
    return prepare_items(plan, &language->hyphens, fold_hyphen, &plan->hyphens, &plan->n_hyphens);
}
