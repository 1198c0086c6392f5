/*
 * keys.c - each word of the passage to the model's keys that it satisfies.
 *
 * Comes in: tokens. Goes out: token_keys, which point to what is known of the word (forms.c):
 * "Killed" -> {EXACT killed, STEM kill, PREFIX kill}.
 *
 * Here a word torn in two is made whole, since that says at no cost which words are pieces:
 * "mas sacre" becomes one token, from "mas" to the end of "sacre"; folding drops the blank.
 */
#include "scan/state.h"

#include "text/utf8.h"

#include <string.h>

#define PIECE_BYTES 128 /* longer ones are no pieces */
#define AT_ONCE 32      /* words whose memory is asked for together */

/* ------------------------------------------------------------------ words */

static gv_form_text text_of(const gv_scanner *scanner, const gv_token *token)
{
    if (token->flags & GV_TOKEN_SUBSTITUTE) {
        const gv_slice word = scanner->language->text.contractions[token->substitute].word;
        return (gv_form_text){.bytes = word.bytes, .length = word.length, .room = word.length};
    }
    return (gv_form_text){.bytes = scanner->text + token->start,
                          .length = token->end - token->start,
                          .room = scanner->length - token->start,
                          .plain = (token->flags & GV_TOKEN_PLAIN) != 0,
                          .digits = (token->flags & GV_TOKEN_DIGITS) != 0};
}

static int has_capital(const gv_token *token)
{
    return (token->flags & (GV_TOKEN_CAPITAL | GV_TOKEN_SUBSTITUTE)) == GV_TOKEN_CAPITAL;
}

static gv_status find_token(gv_scanner *scanner, size_t index)
{
    const gv_token *token = &scanner->words.tokens[index];
    const gv_form_text text = text_of(scanner, token);
    return gv_forms_find(scanner, &text, has_capital(token), &scanner->token_keys[index]);
}

/* Those of n tokens, AT_ONCE at most. */
static gv_status find_tokens(gv_scanner *scanner, uint32_t first, uint32_t n)
{
    const gv_token *const tokens = scanner->words.tokens + first;
    gv_form_text texts[AT_ONCE];
    gv_form_sought sought[AT_ONCE];
    for (uint32_t i = 0; i < n; i++) {
        texts[i] = text_of(scanner, &tokens[i]);
        gv_forms_seek(&scanner->forms, &texts[i], has_capital(&tokens[i]), &sought[i]);
    }
    for (uint32_t i = 0; i < n; i++) {
        GV_TRY(gv_forms_take(scanner, &texts[i], &sought[i], has_capital(&tokens[i]),
                             &scanner->token_keys[first + i]));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ words torn in two */

/* 1 if every letter is a capital. */
static int is_upper(const gv_scanner *scanner, const gv_token *token)
{
    size_t size = 0;
    if (token->flags & GV_TOKEN_UPPER) {
        return 1;
    }
    gv_utf8_read(scanner->text + token->start, token->end - token->start, &size);
    return (token->flags & GV_TOKEN_CAPITAL) && size == token->end - token->start;
}

/* 1 if the two tokens from `first` are a split word with a mere blank between. */
static int is_split(const gv_scanner *scanner, const gv_token *first)
{
    const gv_token *second = first + 1;
    char pieces[2][PIECE_BYTES];
    gv_slice folded[2];
    if (second->marks != GV_MARK_BLANK ||
        (first->flags & (GV_TOKEN_SUBSTITUTE | GV_TOKEN_CONTRACTED)) ||
        (second->flags & GV_TOKEN_SUBSTITUTE) ||
        ((second->flags & GV_TOKEN_CAPITAL) &&
         !(is_upper(scanner, first) && is_upper(scanner, second)))) {
        return 0;
    }
    for (int i = 0; i < 2; i++) {
        folded[i].bytes = pieces[i];
        folded[i].length = (uint32_t)gv_utf8_fold(scanner->text + first[i].start,
                                                  first[i].end - first[i].start, pieces[i],
                                                  PIECE_BYTES);
    }
    return gv_model_has_split(scanner->model, scanner->language, folded[0], folded[1]);
}

/* Makes the two tokens from `index` one; it may itself be the first piece of a longer word. */
static gv_status join(gv_scanner *scanner, size_t index)
{
    gv_token *token = &scanner->words.tokens[index];
    const uint16_t kept = GV_TOKEN_CAPITAL;
    const uint16_t upper =
        (token[1].flags & GV_TOKEN_CAPITAL) ? GV_TOKEN_UPPER : 0; /* then all is in capitals */
    token->flags =
        (uint16_t)((token->flags & kept) | upper | (token[1].flags & GV_TOKEN_CONTRACTED));
    token->end = token[1].end;
    return find_token(scanner, index);
}

gv_status gv_keys_find(gv_scanner *scanner)
{
    gv_words *words = &scanner->words;
    const gv_word_keys *const *entries = scanner->token_keys;
    size_t kept = 0;
    for (size_t i = 0; i < words->n_tokens; i++) {
        if (kept != i) {
            words->tokens[kept] = words->tokens[i];
        }
        GV_TRY(find_token(scanner, kept));
        if (kept > 0 && (entries[kept]->pieces & GV_PIECE_SECOND) &&
            (entries[kept - 1]->pieces & GV_PIECE_FIRST) &&
            is_split(scanner, &words->tokens[kept - 1])) {
            GV_TRY(join(scanner, kept - 1));
        } else {
            kept++;
        }
    }
    words->n_tokens = kept;
    return GV_OK;
}

/* ------------------------------------------------------------------ sentence by sentence */

static void hold_word(const gv_need_table *needs, const gv_word_keys *word, uint64_t *held)
{
    if (word->n_needs == GV_NEEDS_BY_KEY) {
        for (uint32_t i = 0; i < word->n; i++) {
            gv_need_add(needs, word->keys[i], held);
        }
        return;
    }
    const uint16_t *const bits = word->bits + word->n_anchors;
    for (uint32_t i = 0; i < word->n_needs; i++) {
        held[bits[i] / 64] |= UINT64_C(1) << bits[i] % 64;
    }
}

void gv_keys_hold(gv_scanner *scanner, uint32_t index)
{
    const gv_need_table *needs = &scanner->language->needs;
    const uint32_t kinds = scanner->language->n_keys;
    const gv_sentence *sentence = &scanner->words.sentences[index];
    if (!scanner->filter || scanner->sentences[index].held_done) {
        return;
    }
    scanner->sentences[index].held_done = 1;
    uint64_t *held = scanner->held + (size_t)index * needs->n_words;
    memset(held, 0, needs->n_words * sizeof *held);
    if (sentence->marks & GV_MARK_QUESTION) {
        gv_need_add(needs, kinds + GV_HELD_QUESTION, held);
    }
    if (sentence->heading || scanner->n_heading != 0) {
        gv_need_add(needs, kinds + GV_HELD_HEADING, held);
    }
    for (uint32_t i = sentence->first; i < sentence->end; i++) {
        const gv_word_keys *word = scanner->token_keys[i];
        if (scanner->words.tokens[i].flags & GV_TOKEN_CAPITAL) {
            gv_need_add(needs, GV_KEY_NAME, held);
        }
        hold_word(needs, word, held);
    }
}

/* Keys of the words of a sentence and of the one after it, which a number may look at. */
static gv_status find_sentence(gv_scanner *scanner, const gv_sentence *sentence)
{
    const uint32_t n_tokens = (uint32_t)scanner->words.n_tokens;
    const uint32_t end = sentence->end < n_tokens ? sentence->end + 1 : n_tokens;
    for (uint32_t i = sentence->first; i < end; i += AT_ONCE) {
        GV_TRY(find_tokens(scanner, i, end - i < AT_ONCE ? end - i : AT_ONCE));
    }
    return GV_OK;
}

void gv_keys_ready(gv_scanner *scanner, uint32_t index)
{
    if (scanner->sentences[index].keys_done) {
        return;
    }
    scanner->sentences[index].keys_done = 1;
    if (scanner->sieved) {
        const gv_status status = find_sentence(scanner, &scanner->words.sentences[index]);
        scanner->failure = status != GV_OK ? status : scanner->failure;
    }
}

void gv_keys_ready_all(gv_scanner *scanner)
{
    if (scanner->ready_serial == scanner->serial) {
        return;
    }
    for (uint32_t i = 0; i < scanner->words.n_sentences; i++) {
        gv_keys_ready(scanner, i);
    }
    scanner->ready_serial = scanner->serial;
}
