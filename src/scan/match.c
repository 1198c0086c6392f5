/*
 * match.c - the spans of a list at a word, without backtracking.
 *
 * A pattern is run over sets of positions: bit n of a 64-bit word means "n words on from where the
 * pattern began". For `drove ..5 out` at "drove the people out": after `drove` the set is {1}, after
 * the gap {1..6} (cut at the sentence end), after `out` {4}. Every element maps a set to a set, so
 * the cost is elements x 64 at worst, whatever the text. A span may have 63 words (checked when the
 * model is opened), so one word holds the set.
 *
 * A list named inside a pattern is evaluated at each position of the set; the memo keeps the answers
 * of lists that name lists, per (list, word), so that nesting cannot multiply (memo.c).
 */
#include "scan/one_word.h"

/* What every element needs to know of the word where its pattern began. */
typedef struct place {
    gv_scanner *scanner;
    uint32_t origin; /* token */
    uint32_t n;      /* words from there to the sentence end, at most 63 */
} place;

static uint64_t run(const place *at, const gv_image_element *elements, uint32_t n, uint64_t from);

/* ------------------------------------------------------------------ elements over sets */

static uint64_t bit(uint32_t n)
{
    return n > GV_LIMIT_SPAN ? 0 : (uint64_t)1 << n;
}

/* Positions at which a word still follows in the sentence. */
static uint64_t inside(const place *at, uint64_t set)
{
    return at->n > GV_LIMIT_SPAN ? set : set & (bit(at->n) - 1);
}

static uint32_t lowest(uint64_t set)
{
#if defined(__GNUC__)
    return (uint32_t)__builtin_ctzll(set);
#else
    uint32_t n = 0;
    while (!(set >> n & 1)) {
        n++;
    }
    return n;
#endif
}

/* The set and the n positions after each of its own. */
static uint64_t spread(uint64_t set, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        set |= set << 1;
    }
    return set;
}

static uint64_t number_end(const place *at, const gv_image_element *element, uint32_t offset)
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
static int widest_unbroken(const place *at, uint32_t marks, uint32_t start, int most)
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
static uint64_t gaps_from(const place *at, const gv_image_element *element, uint32_t marks,
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
static uint64_t gaps(const place *at, const gv_image_element *element, uint32_t marks,
                     uint64_t from)
{
    const uint64_t last = at->n >= GV_LIMIT_SPAN ? ~(uint64_t)0 : bit(at->n + 1) - 1;
    const uint64_t within = inside(at, from);
    uint64_t reached = from & ~within; /* at the sentence end no word is left to cross */
    if (element->argument == GV_IMAGE_NONE && marks == 0) {
        return spread(from, element->n) & last;
    }
    for (uint64_t rest = within; rest != 0; rest &= rest - 1) {
        reached |= gaps_from(at, element, marks, lowest(rest));
    }
    return reached & last;
}

static uint64_t alternatives(const place *at, const gv_image_element *element, uint64_t from)
{
    uint64_t reached = 0;
    const gv_image_element *next = element + 1;
    for (uint32_t i = 0; i < element->argument; i++) {
        reached |= run(at, next + 1, next->n - 1u, from);
        next += next->n;
    }
    return reached;
}

static uint64_t step(const place *at, const gv_image_element *element, uint64_t from)
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
        const uint32_t offset = lowest(rest);
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
static inline uint64_t step_plain(const place *at, const gv_image_element *element, uint64_t from)
{
    gv_scanner *scanner = at->scanner;
    uint64_t reached = 0;
    for (uint64_t rest = inside(at, from); rest != 0; rest &= rest - 1) {
        const uint32_t offset = lowest(rest);
        const uint32_t token = at->origin + offset;
        if (element->op == GV_ELEMENT_KEY) {
            reached |= gv_has_key(scanner, token, element->argument) ? bit(offset + 1) : 0;
        } else if (gv_signature_has(&scanner->token_keys[token]->lists, element->argument)) {
            reached |= gv_match_list(scanner, element->argument, token).ends << offset;
        }
    }
    return reached;
}

/* Runs a sequence. Nesting is at most GV_LIMIT_NESTING brackets and GV_LIMIT_DEPTH lists deep. */
static uint64_t run(const place *at, const gv_image_element *elements, uint32_t n, uint64_t from)
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

/* ------------------------------------------------------------------ lists */

/* The ends of a pattern in whose row the word at the origin was found. If it opens with a key that
 * must stand, that is the row's own, and need not be asked for again. */
static uint64_t run_pattern(const place *at, const gv_image_pattern *pattern)
{
    const gv_image_element *elements =
        at->scanner->language->elements + pattern->first_element;
    if (elements->op == GV_ELEMENT_KEY && !elements->optional) {
        return run(at, elements + 1, pattern->n_elements - 1u, 2);
    }
    return run(at, elements, pattern->n_elements, 1) & ~(uint64_t)1;
}

/* 1 if the second word can be what a pattern that opens with a word needs there. */
static int is_next(const place *at, const gv_needs *needs)
{
    const gv_scanner *scanner = at->scanner;
    if (at->n < 2) {
        return 0;
    }
    return needs->next_op == GV_ELEMENT_KEY
               ? gv_has_key(scanner, at->origin + 1, needs->next_argument)
               : gv_signature_has(&scanner->token_keys[at->origin + 1]->lists,
                                  needs->next_argument);
}

/* 1 unless a pattern that opens with marks lacks them here. */
static int has_marks(const place *at, const gv_needs *needs)
{
    return needs->marks == 0 ||
           (at->scanner->words.tokens[at->origin].marks & needs->marks) != 0;
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

static void recall(const place *at, asking *asked)
{
    const gv_memo_entry *entry = gv_memo_find(at->scanner, GV_MEMO_LIST, asked->list, at->origin);
    if (entry != NULL) {
        asked->known = 1;
        asked->match.ends = entry->ends;
        asked->match.span = entry->span;
    }
}

static void remember(const place *at, const asking *asked)
{
    gv_memo_entry *fresh = gv_memo_add(at->scanner, GV_MEMO_LIST, asked->list, at->origin);
    if (fresh != NULL) {
        fresh->ends = asked->match.ends;
        fresh->span = asked->match.span;
    }
}

/* Adds what the row of one key has for the list. */
static void match_row(const place *at, const gv_image_key *key, asking *asked)
{
    const gv_model_language *language = at->scanner->language;
    const gv_image_entry *row = language->entries + key->first_entry;
    uint32_t low = 0;
    /* The first entry of the list, by halves, with no branch that depends on what is found. */
    for (uint32_t left = key->n_entries; left > 0;) {
        const uint32_t half = (left + 1) / 2;
        low += row[low + half - 1].list < asked->list ? half : 0;
        left -= half;
    }
    for (; low < key->n_entries && row[low].list == asked->list; low++) {
        uint64_t ends = 2;
        if (row[low].pattern != GV_IMAGE_WORD) {
            const gv_needs *needs = &language->needs.patterns[row[low].pattern];
            if (!has_marks(at, needs) || !gv_is_worth_trying(at->scanner, needs, at->origin) ||
                (needs->next_op != 0 && !is_next(at, needs))) {
                continue;
            }
            if (asked->keep && !asked->ran) {
                recall(at, asked);
                if (asked->known) {
                    return;
                }
            }
            asked->ran = 1;
            ends = run_pattern(at, &language->patterns[row[low].pattern]);
        }
        if (ends != 0) {
            const uint32_t shortest = lowest(ends);
            asked->match.ends |= ends;
            asked->match.span = shortest > asked->match.span ? shortest : asked->match.span;
        }
    }
}

gv_list_match gv_match_rows(gv_scanner *scanner, uint32_t list, uint32_t token)
{
    const gv_model_language *language = scanner->language;
    asking asked = {.list = list, .keep = language->lists[list].depth > 0};
    const gv_sentence *sentence =
        &scanner->words.sentences[scanner->words.tokens[token].sentence];
    const uint32_t left = sentence->end - token;
    const place at = {scanner, token, left > GV_LIMIT_SPAN ? GV_LIMIT_SPAN + 1 : left};
    const gv_word_keys *entry = scanner->token_keys[token];
    if (gv_signature_has(&scanner->signatures[GV_KEY_ANY], list)) {
        match_row(&at, &language->keys[GV_KEY_ANY], &asked);
    }
    if (!asked.known && gv_signature_has(&scanner->signatures[GV_KEY_NAME], list) &&
        gv_is_name(scanner, token)) {
        match_row(&at, &language->keys[GV_KEY_NAME], &asked);
    }
    for (uint32_t i = 0; i < entry->n && !asked.known; i++) {
        const uint32_t key = entry->keys[i];
        if (gv_signature_has(&scanner->signatures[key], list) &&
            (key != GV_KEY_NUMBER || gv_number_can_begin(scanner, token))) {
            match_row(&at, &language->keys[key], &asked);
        }
    }
    if (asked.keep && asked.ran && !asked.known) {
        remember(&at, &asked);
    }
    return asked.match;
}
