/*
 * state.h - the scanner's own memory, shared by the rooms of scan/ and by nobody else.
 *
 * Everything here belongs to one thread. Arrays grow to the largest passage seen and are reused;
 * "per passage" data is reset by gv_scanner_scan, "per sentence" data is filled when first asked for.
 */
#ifndef GV_SCAN_STATE_H
#define GV_SCAN_STATE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/pages.h"
#include "scan/anchored.h"
#include "scan/forms.h"
#include "scan/hits.h"
#include "scan/result.h"
#include "scan/sieve.h"
#include "scan/scanner.h"
#include "text/number.h"
#include "text/stem.h"
#include "text/token.h"

/* ---- numbers (numbers.c) */

typedef struct gv_token_number {
    uint64_t value, count_value;
    uint32_t end, count_end; /* token after it; 0: no number (no count) starts here */
    uint8_t year;
} gv_token_number;

/* ---- spans (match.c) */

/* All ends (bit n: n words on) of a list's patterns at a word, and its span. */
typedef struct gv_list_match {
    uint64_t ends;
    uint32_t span; /* words; 0: none */
} gv_list_match;

typedef struct gv_memo_entry {
    uint64_t key; /* word, list */
    uint32_t serial;
    uint32_t span;
    uint64_t ends;
} gv_memo_entry;

/* ---- sentences */

typedef struct gv_sentence_state {
    uint64_t tests;         /* of the cues that stand there: a bit a test */
    uint32_t first_mention; /* number + 1 of a mention there; 0: none */
    uint32_t n_mentions;    /* at least so many */
    uint8_t numbers_done, clauses_done, frames_done, keys_done, held_done, anchored_done;
} gv_sentence_state;

/* What gv_explain collects; failures to grow it are kept and returned at the end. */
typedef struct gv_trace {
    gv_buf out;
    gv_status status;
} gv_trace;

struct gv_scanner {
    const gv_model *model;
    const gv_model_language *language;
    gv_stemmer *stemmer;
    gv_pages pages; /* of fixed size, asked all over: those of `forms`, `sieve` and below */
    gv_forms forms;
    gv_stem_keys *stems; /* of some words, by hash */
    gv_signature *signatures; /* by key; of keys that were met, else zero */
    uint8_t has_previous, has_passage; /* some cue reaches into other sentences */

    /* the passage */
    const char *text;
    size_t length;
    unsigned kind;
    gv_words words;
    const gv_word_keys **token_keys;
    gv_arena words_arena; /* of words of this passage that have no place in `forms` */
    uint8_t words_apart;  /* 1: there are some */
    uint32_t n_heading; /* token after a heading's last word; 0: none */

    gv_token_number *numbers;
    gv_number_atom *atoms;
    gv_quantity *quantities;
    size_t quantities_capacity;

    uint32_t *clause_first, *clause_end; /* by token */
    uint64_t *struck;                    /* by token: bit t: no cue of test t may stand here */
    uint64_t *held;      /* by sentence: the set of bits that its words hold (model/needs.h) */
    gv_anchored anchored;
    uint8_t filter;      /* 1: what a sentence cannot hold is not tried */
    uint8_t labels_only; /* 1: mentions of labels that do not stand are not asked for */
    uint8_t sieved;      /* 1: `sieve` says which rules and sentences are worth reading; keys are
                            found sentence by sentence, when asked for */
    gv_sieve_state sieve;
    gv_status failure;   /* of finding keys when asked for */
    gv_sentence_state *sentences;
    size_t tokens_capacity, sentences_capacity, held_capacity;

    struct gv_slot_memory *slot_memory; /* two a slot */
    uint32_t ready_serial; /* of the passage of which all keys are known */
    gv_memo_entry *memo;
    size_t n_memo_slots, n_memo;
    uint32_t serial;

    uint64_t *frame_seen; /* by frame: serial and token that last tried it */
    gv_hits_state cues; /* masks and cues */
    uint8_t *touched; /* by frame; NULL: not watching */
    uint64_t *weigh_seen; /* by weigh line: serial and token that last counted it */
    uint64_t *facet_sums; /* by facet value */
    size_t n_facet_spans;

    struct gv_result result;
    gv_trace *trace; /* NULL: nobody is asking */
};

/* A filler: tokens [first, end); end 0: none. */
typedef struct gv_filler {
    uint32_t first, end;
} gv_filler;

/* What a slot last found in a clause, sentence or passage that begins with the word `low`. */
typedef struct gv_slot_memory {
    uint32_t serial; /* of the passage */
    uint32_t low;
    gv_filler filler[2]; /* the first two */
} gv_slot_memory;

/* The number of the lowest bit of a set that is not empty. */
static inline uint32_t gv_lowest(uint64_t set)
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

/* How many bits stand above its highest. */
static inline uint32_t gv_above_highest(uint64_t set)
{
#if defined(__GNUC__)
    return (uint32_t)__builtin_clzll(set);
#else
    uint32_t n = 0;
    while (!(set << n >> 63)) {
        n++;
    }
    return n;
#endif
}

/* The next candidate from the left, or from the right; 0 if there is none. */
static inline int gv_next_candidate(gv_scanner *scanner, uint32_t list, gv_candidates *rest,
                                    uint32_t *token)
{
    if (rest->words == 0 && !gv_candidates_go_on(scanner, list, rest)) {
        return 0;
    }
    *token = rest->first + gv_lowest(rest->words);
    rest->words &= rest->words - 1;
    return 1;
}

static inline int gv_last_candidate(gv_scanner *scanner, uint32_t list, gv_candidates *rest,
                                    uint32_t *token)
{
    if (rest->words == 0 && !gv_candidates_go_back(scanner, list, rest)) {
        return 0;
    }
    const uint32_t n = 63 - gv_above_highest(rest->words);
    *token = rest->first + n;
    rest->words ^= UINT64_C(1) << n;
    return 1;
}

/* 1 the first time that a frame is tried at a token of this passage, then 0. */
static inline int gv_frame_is_new(gv_scanner *scanner, uint32_t frame, uint32_t token)
{
    const uint64_t stamp = (uint64_t)scanner->serial << 32 | token;
    if (scanner->frame_seen[frame] == stamp) {
        return 0;
    }
    scanner->frame_seen[frame] = stamp;
    return 1;
}

/* 1 if the word is capitalised within a sentence. */
static inline int gv_is_name(const gv_scanner *scanner, uint32_t token)
{
    const uint16_t flags = scanner->words.tokens[token].flags;
    return (flags & GV_TOKEN_CAPITAL) && !(flags & GV_TOKEN_SENTENCE) && !scanner->words.all_caps;
}

/* 1 if frame or pattern may match at the token, as far as its sentence and the next word tell. */
static inline int gv_is_worth_trying(const gv_scanner *scanner, const gv_needs *needs,
                                     uint32_t token)
{
    const uint32_t sentence = scanner->words.tokens[token].sentence;
    return !scanner->sentences[sentence].held_done ||
           gv_need_met(needs, scanner->held + (size_t)sentence * scanner->language->needs.n_words);
}

/* 1 unless the word before which the pattern begins cannot be its first. */
static inline int gv_may_come_first(const gv_scanner *scanner, const gv_needs *needs,
                                    uint32_t token)
{
    const gv_token *const first = &scanner->words.tokens[token];
    if (!scanner->filter) {
        return 1;
    }
    if (needs->marks != 0 && (first->marks & needs->marks) == 0) {
        return 0;
    }
    return needs->first == GV_FIRST_START  ? (first->flags & GV_TOKEN_SENTENCE) != 0
           : needs->first == GV_FIRST_NAME ? gv_is_name(scanner, token)
                                           : 1;
}

/* The same for an entry of a word's row whose list is a frame's `on:`. */
static inline int gv_entry_is_worth_trying(const gv_scanner *scanner, const gv_image_entry *entry,
                                           uint32_t token)
{
    const gv_need_table *needs = &scanner->language->needs;
    return gv_is_worth_trying(scanner, &needs->frames[entry->list], token) &&
           (entry->pattern == GV_IMAGE_WORD ||
            (gv_may_come_first(scanner, &needs->patterns[entry->pattern], token) &&
             gv_is_worth_trying(scanner, &needs->patterns[entry->pattern], token)));
}

/* 1 the first time that a weigh line counts at a token of this passage, then 0. */
static inline int gv_weigh_is_new(gv_scanner *scanner, uint32_t weigh, uint32_t token)
{
    const uint64_t stamp = (uint64_t)scanner->serial << 32 | token;
    if (scanner->weigh_seen[weigh] == stamp) {
        return 0;
    }
    scanner->weigh_seen[weigh] = stamp;
    return 1;
}

/* 1 if a quantity can begin at the token: digits, a number word, or a range word before one. */
static inline int gv_number_can_begin(const gv_scanner *scanner, uint32_t token)
{
    const uint8_t kind = scanner->token_keys[token]->number_kind;
    if (scanner->words.tokens[token].flags & GV_TOKEN_DIGITS) {
        return 1;
    }
    if (kind != GV_NUMBER_RANGE) {
        return kind == GV_NUMBER_WORD || kind == GV_NUMBER_MULTIPLY;
    }
    return token + 1 < scanner->words.n_tokens &&
           ((scanner->words.tokens[token + 1].flags & GV_TOKEN_DIGITS) ||
            scanner->token_keys[token + 1]->number_kind != GV_NUMBER_NONE);
}

/* keys.c: fills token_keys for every token; joins the pieces of split words to one token. Before
 * the sentences are cut. */
gv_status gv_keys_find(gv_scanner *scanner);
/* keys.c: makes sure that the keys of a sentence's words are known, and what it holds. To be called
 * before the words of a sentence are asked for, unless it is that of a word already at hand. A failure
 * is kept in `failure`. */
void gv_keys_ready(gv_scanner *scanner, uint32_t sentence);
void gv_keys_ready_all(gv_scanner *scanner);
/* keys.c: notes what a sentence's words hold, so that what it cannot hold is not tried; their keys are
 * known. Worth it where many frames are tried. */
void gv_keys_hold(gv_scanner *scanner, uint32_t sentence);
/* match.c: the list at a token. gv_match_end gives the token after the list's span, 0 for none.
 * Cost: bounded by the model alone (memo: each list is evaluated once a word). Failure to grow the
 * memo only costs time. */
gv_list_match gv_match_rows(gv_scanner *scanner, uint32_t list, uint32_t token);
/* The ends of one pattern, in whose row a key of the word was found. */
uint64_t gv_match_pattern(gv_scanner *scanner, uint32_t pattern, uint32_t token);

static inline gv_list_match gv_match_list(gv_scanner *scanner, uint32_t list, uint32_t token)
{
    const gv_list_match none = {0, 0};
    return gv_signature_has(scanner->token_keys[token]->lists, list)
               ? gv_match_rows(scanner, list, token)
               : none;
}

static inline uint32_t gv_match_end(gv_scanner *scanner, uint32_t list, uint32_t token)
{
    const uint32_t span = gv_match_list(scanner, list, token).span;
    return span == 0 ? 0 : token + span;
}

/* memo.c: a growable table from (list, word) to a value, emptied at each passage. find returns NULL if
 * absent; add may return NULL (out of memory). */
gv_memo_entry *gv_memo_find(gv_scanner *scanner, uint32_t list, uint32_t token);
gv_memo_entry *gv_memo_add(gv_scanner *scanner, uint32_t list, uint32_t token);

/* numbers.c: makes sure that the sentence's numbers are known. */
void gv_numbers_read(gv_scanner *scanner, uint32_t sentence);
/* Raises *largest to the largest count that stands wholly among the words [first, end). */
void gv_numbers_raise(gv_scanner *scanner, uint32_t first, uint32_t end, uint64_t *largest);

/* scope.c: makes sure that the sentence's clauses are known; the clause of a token. */
void gv_clauses_cut(gv_scanner *scanner, uint32_t sentence);
uint32_t gv_clause_first(gv_scanner *scanner, uint32_t token);
uint32_t gv_clause_end(gv_scanner *scanner, uint32_t token);

/* slots.c: tries a frame's slots around [first, end). 1 if all needs are filled and no bar is; then
 * *hull holds the first and last token of trigger and near fillers, *quantity, which may be NULL, the
 * largest number. */
int gv_slots_pass(gv_scanner *scanner, const gv_image_frame *frame, uint32_t first, uint32_t end,
                  gv_filler *hull, uint64_t *quantity);
/* 0 if it is easily seen that no trigger in the sentence can pass, by the needs that look at all of it or
 * beyond. */
int gv_slots_may_pass(gv_scanner *scanner, const gv_image_frame *frame, uint32_t sentence);

/* cues.c: mention statuses, masked ones taken out of the result. */
gv_status gv_cues_decide(gv_scanner *scanner);

/* decide.c: labels and facets from mentions. */
gv_status gv_decide_labels(gv_scanner *scanner);
gv_status gv_decide_facets(gv_scanner *scanner);

/* trace.c: what gv_explain prints while the scan runs; all do nothing without a trace. */
void gv_trace_slot(gv_scanner *scanner, const gv_image_slot *slot, gv_filler filler);
void gv_trace_rule(gv_scanner *scanner, const gv_image_frame *frame, uint32_t first, uint32_t end,
                   int fired);
void gv_trace_cue(gv_scanner *scanner, const gv_mention *mention, const gv_frame_hit *hit,
                  const char *what);
void gv_trace_mask(gv_scanner *scanner, const gv_mention *mention, const gv_frame_hit *hit);

#endif
