/*
 * match.c - the spans of a list at a word.
 *
 * In: a list and a word. Out: where the spans end that begin there. The rows of the word's keys say which
 * patterns of the list can begin with it; most lists have none there, and one look at the table of each
 * row tells (model/row_index.h). Of those that are there most are refused by what their sentence holds or
 * by a word near by (model/needs_near.c), which costs a tenth of running them:
 *
 *     set people = ... , the ..1 villagers      at "the head of the office":
 *     the row of "the" has @people; "villagers" is neither the first nor the second word after it.
 *
 * What is left is run (pattern.c), and remembered if the list's patterns name lists.
 */
#include "scan/one_word.h"

/* 1 if one of the words from `low` to `high` on can be what a pattern needs there. */
static int stands_near(const gv_origin *at, const gv_nearby *near, uint32_t low, uint32_t high)
{
    const gv_scanner *scanner = at->scanner;
    const uint32_t end = at->origin + (high < at->n ? high + 1 : at->n);
    for (uint32_t token = at->origin + low; token < end; token++) {
        if (near->op == GV_ELEMENT_KEY ? gv_has_key(scanner->token_keys[token], near->argument)
                                       : gv_can_begin(scanner, near->argument, token)) {
            return 1;
        }
    }
    return 0;
}

/* Where the words near a pattern are counted from: its first word, or the end of the number that it
 * begins with; -1 if there is none. */
static int base_of(const gv_origin *at, const gv_needs *needs)
{
    if (needs->first < GV_FIRST_COUNT) {
        return 0;
    }
    gv_numbers_read(at->scanner, at->scanner->words.tokens[at->origin].sentence);
    const gv_token_number *number = &at->scanner->numbers[at->origin];
    const uint32_t end = needs->first == GV_FIRST_NUMBER          ? number->end
                         : number->count_value >= needs->least_count ? number->count_end
                                                                     : 0;
    return end == 0 ? -1 : (int)(end - at->origin);
}

/* 1 if the pattern whose needs these are is worth running; without a filter all are. */
static int is_worth_running(const gv_origin *at, const gv_needs *needs)
{
    if (!at->scanner->filter) {
        return 1;
    }
    if (!gv_may_come_first(at->scanner, needs, at->origin) ||
        !gv_is_worth_trying(at->scanner, needs, at->origin)) {
        return 0;
    }
    const int base = base_of(at, needs);
    for (uint32_t i = 0; base >= 0 && i < GV_NEEDS_NEAR && needs->near[i].op != 0; i++) {
        const gv_nearby *near = &needs->near[i];
        if (!stands_near(at, near, (uint32_t)base + near->from, (uint32_t)base + near->to)) {
            return 0;
        }
    }
    return base >= 0;
}

uint64_t gv_match_pattern(gv_scanner *scanner, uint32_t pattern, uint32_t token)
{
    const gv_model_language *language = scanner->language;
    const uint32_t left =
        scanner->words.sentences[scanner->words.tokens[token].sentence].end - token;
    const gv_origin at = {scanner, token, left > GV_LIMIT_SPAN ? GV_LIMIT_SPAN + 1 : left};
    return is_worth_running(&at, &language->needs.patterns[pattern])
               ? gv_pattern_ends(&at, &language->patterns[pattern])
               : 0;
}

/* A list being asked for at a word. What it costs to remember the answer is spent only where some
 * pattern has to be run; most rows have none, or none that is worth it. */
typedef struct asking {
    uint32_t list;
    int keep;  /* the list's patterns name lists: remember */
    int known; /* the answer was remembered */
    int ran;   /* some pattern was run */
    gv_list_match match;
} asking;

static void recall(const gv_origin *at, asking *asked)
{
    const gv_memo_entry *entry = gv_memo_find(at->scanner, asked->list, at->origin);
    if (entry != NULL) {
        asked->known = 1;
        asked->match.ends = entry->ends;
        asked->match.span = entry->span;
    }
}

static void remember(const gv_origin *at, const asking *asked)
{
    gv_memo_entry *fresh = gv_memo_add(at->scanner, asked->list, at->origin);
    if (fresh != NULL) {
        fresh->ends = asked->match.ends;
        fresh->span = asked->match.span;
    }
}

/* Some ends; the span is the longest of what is shortest by each pattern. */
static inline void add_ends(asking *asked, uint64_t ends)
{
    const uint32_t shortest = gv_lowest(ends);
    asked->match.ends |= ends;
    asked->match.span = shortest > asked->match.span ? shortest : asked->match.span;
}

/* Adds what the entries of a row have for the list, from its first to the end of the row at most. */
static void match_entries(const gv_origin *at, const gv_image_entry *entry, const gv_image_entry *end,
                          asking *asked)
{
    const gv_model_language *language = at->scanner->language;
    for (; entry < end && entry->list == asked->list; entry++) {
        uint64_t ends = 2;
        if (entry->pattern != GV_IMAGE_WORD) {
            if (!is_worth_running(at, &language->needs.patterns[entry->pattern])) {
                continue;
            }
            if (asked->keep && !asked->ran) {
                recall(at, asked);
                if (asked->known) {
                    return;
                }
            }
            asked->ran = 1;
            ends = gv_pattern_ends(at, &language->patterns[entry->pattern]);
        }
        if (ends != 0) {
            add_ends(asked, ends);
        }
    }
}

/* Adds what the row of a key has for the list. */
static inline void match_row(const gv_origin *at, uint32_t key, asking *asked)
{
    const gv_model_language *language = at->scanner->language;
    const gv_row_place *const row = &language->rows.rows[key];
    const uint32_t found =
        gv_row_find_slot(&language->rows, row, language->entries, asked->list);
    if (GV_ROW_IS_WORD(found)) {
        add_ends(asked, 2);
    } else if (found != 0) {
        match_entries(at, language->entries + gv_row_entry(row, found),
                      language->entries + row->first_entry + language->keys[key].n_entries,
                      asked);
    }
}

gv_list_match gv_match_rows(gv_scanner *scanner, uint32_t list, uint32_t token)
{
    const gv_word_keys *word = scanner->token_keys[token];
    const uint8_t of_list = scanner->language->rows.lists[list];
    const gv_sentence *sentence =
        &scanner->words.sentences[scanner->words.tokens[token].sentence];
    const uint32_t left = sentence->end - token;
    const gv_origin at = {scanner, token, left > GV_LIMIT_SPAN ? GV_LIMIT_SPAN + 1 : left};
    asking asked = {.list = list, .keep = (of_list & GV_LIST_DEEP) != 0};
    if (of_list & GV_LIST_ANY) {
        match_row(&at, GV_KEY_ANY, &asked);
    }
    if ((of_list & GV_LIST_NAME) && !asked.known && gv_is_name(scanner, token)) {
        match_row(&at, GV_KEY_NAME, &asked);
    }
    for (uint32_t i = 0; i < word->n && !asked.known; i++) {
        if (word->keys[i] != GV_KEY_NUMBER || gv_number_can_begin(scanner, token)) {
            match_row(&at, word->keys[i], &asked);
        }
    }
    if (asked.keep && asked.ran && !asked.known) {
        remember(&at, &asked);
    }
    return asked.match;
}
