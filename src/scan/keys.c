/*
 * keys.c - each word of the passage to the model's keys that it satisfies.
 *
 * Comes in: tokens. Goes out: token_keys, which point into a table. The work of a word (fold, stem,
 * look up the form, the stem, each prefix and suffix length in use) is done once per distinct surface
 * form and kept in that direct-mapped table: "Killed" -> {EXACT killed, STEM kill, PREFIX kill}. The
 * table has a fixed size, so that a damaged file full of unique words cannot grow it.
 *
 * Here a word torn in two is made whole, since the table says at no cost which words are pieces:
 * "mas sacre" becomes one token, from "mas" to the end of "sacre"; folding drops the blank.
 */
#include "scan/state.h"

#include "text/utf8.h"

#include <string.h>

#define FOLD_BYTES 512 /* words that fold to more have no keys but those of the classes */
#define PIECE_BYTES 128 /* longer ones are no pieces */

typedef struct found_keys {
    uint32_t keys[GV_LIMIT_WORD_KEYS];
    uint32_t n;
    uint8_t number_kind;
    uint8_t pieces;
    uint64_t number_value;
} found_keys;

static void add_key(found_keys *found, uint32_t key)
{
    if (key != GV_IMAGE_NONE && found->n < GV_LIMIT_WORD_KEYS) {
        found->keys[found->n++] = key;
    }
}

static void add_group(const gv_scanner *scanner, char group, const char *text, size_t length,
                      int capital, found_keys *found)
{
    uint32_t plain = GV_IMAGE_NONE;
    uint32_t capital_key = GV_IMAGE_NONE;
    gv_model_find_keys(scanner->model, scanner->language, group, text, length, &plain,
                       &capital_key);
    add_key(found, plain);
    if (capital) {
        add_key(found, capital_key);
    }
}

/* 1 if some prefix of three bytes or more begins with the word's first three. */
static int has_prefix_start(const gv_scanner *scanner, const char *folded)
{
    const uint32_t bit = gv_prefix_start_bit(folded);
    return (int)(scanner->prefix_starts[bit / 64] >> bit % 64 & 1);
}

static void add_affixes(const gv_scanner *scanner, char group, uint64_t lengths,
                        const char *folded, size_t length, int capital, found_keys *found)
{
    if (group == 'p' && length >= 3 && !has_prefix_start(scanner, folded)) {
        lengths &= 3;
    }
    for (size_t n = 1; n <= length && n <= GV_LIMIT_AFFIX && lengths >> (n - 1) != 0; n++) {
        if (lengths >> (n - 1) & 1) {
            const char *affix = group == 'p' ? folded : folded + length - n;
            add_group(scanner, group, affix, n, capital, found);
        }
    }
}

static uint8_t find_pieces(const gv_scanner *scanner, const char *folded, size_t length)
{
    if (scanner->language->n_splits == 0) {
        return 0;
    }
    return (uint8_t)(
        (gv_map_find(&scanner->first_pieces, folded, length) != GV_MAP_NONE ? GV_PIECE_FIRST : 0) |
        (gv_map_find(&scanner->second_pieces, folded, length) != GV_MAP_NONE ? GV_PIECE_SECOND
                                                                            : 0));
}

/* The slow path: everything about one word, from its bytes. */
static gv_status look_up(gv_scanner *scanner, const char *word, size_t length, int capital,
                         int digits, found_keys *found)
{
    const gv_model_language *language = scanner->language;
    char folded[FOLD_BYTES];
    const size_t folded_length = gv_utf8_fold(word, length, folded, sizeof folded);
    memset(found, 0, sizeof *found);
    if (digits) {
        add_key(found, GV_KEY_NUMBER);
    }
    if (folded_length == 0) {
        return GV_OK;
    }
    found->number_kind = (uint8_t)gv_model_find_number(scanner->model, language, folded,
                                                       folded_length, &found->number_value);
    if (found->number_kind != GV_NUMBER_NONE && found->number_kind != GV_NUMBER_JOINT &&
        !digits) {
        add_key(found, GV_KEY_NUMBER);
    }
    found->pieces = find_pieces(scanner, folded, folded_length);
    add_group(scanner, 'e', folded, folded_length, capital, found);
    const gv_slice form = gv_model_find_form(scanner->model, language, folded, folded_length);
    gv_slice stem;
    GV_TRY(gv_stemmer_stem(scanner->stemmer, form.bytes, form.length, &stem));
    add_group(scanner, 's', stem.bytes, stem.length, capital, found);
    add_affixes(scanner, 'p', language->head->prefix_lengths, folded, folded_length, capital,
                found);
    add_affixes(scanner, 'x', language->head->suffix_lengths, folded, folded_length, capital,
                found);
    return GV_OK;
}

static gv_signature signature_of(const gv_scanner *scanner, const uint32_t *keys, size_t n)
{
    gv_signature lists = {{0}};
    for (size_t i = 0; i < n; i++) {
        gv_signature_join(&lists, &scanner->signatures[keys[i]]);
    }
    return lists;
}

static uint8_t has_triggers(const gv_scanner *scanner, const uint32_t *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (scanner->language->keys[keys[i]].n_rule_entries > 0) {
            return 1;
        }
    }
    return 0;
}

static void fill(const gv_scanner *scanner, gv_word_keys *word, const found_keys *found,
                 const uint32_t *keys, int capital)
{
    word->keys = keys;
    word->n = (uint8_t)found->n;
    word->number_kind = found->number_kind;
    word->number_value = found->number_value;
    word->triggers = has_triggers(scanner, found->keys, found->n);
    word->pieces = found->pieces;
    word->lists = signature_of(scanner, found->keys, found->n);
    gv_signature_join(&word->lists, &scanner->signatures[GV_KEY_ANY]);
    if (capital) {
        gv_signature_join(&word->lists, &scanner->signatures[GV_KEY_NAME]);
    }
}

/* A word with no place in the table: too long, with too many keys, or another of this passage is there. */
static gv_status set_apart(gv_scanner *scanner, const found_keys *found, int capital,
                           gv_word_keys **word)
{
    uint32_t *keys = NULL;
    scanner->words_apart = 1;
    GV_TRY(gv_arena_get_array(&scanner->words_arena, 1, sizeof **word, (void **)word));
    GV_TRY(gv_arena_get_array(&scanner->words_arena, (size_t)found->n + 1, sizeof *keys,
                              (void **)&keys));
    memcpy(keys, found->keys, found->n * sizeof *keys);
    fill(scanner, *word, found, keys, capital);
    return GV_OK;
}

static gv_status find_word(gv_scanner *scanner, size_t token, const char *word, size_t length,
                           int capital, int digits)
{
    gv_word_keys *slot = NULL;
    if (length <= GV_CACHE_WORD) {
        slot = &scanner->cache[gv_hash_bytes(word, length) & (GV_CACHE_SLOTS - 1)];
        if (slot->length == length && memcmp(slot->word, word, length) == 0) {
            slot->serial = scanner->serial;
            scanner->token_keys[token] = slot;
            return GV_OK;
        }
    }
    found_keys found;
    GV_TRY(look_up(scanner, word, length, capital, digits, &found));
    if (slot == NULL || slot->serial == scanner->serial || found.n > GV_CACHE_KEYS) {
        GV_TRY(set_apart(scanner, &found, capital, &slot));
    } else {
        slot->serial = scanner->serial;
        slot->length = (uint8_t)length;
        memcpy(slot->word, word, length);
        memcpy(slot->own, found.keys, found.n * sizeof *found.keys);
        fill(scanner, slot, &found, slot->own, capital);
    }
    scanner->token_keys[token] = slot;
    return GV_OK;
}

gv_status gv_keys_of_word(gv_scanner *scanner, const char *word, size_t length, int digits,
                          uint32_t *keys, uint32_t *n, uint8_t *pieces)
{
    found_keys found;
    GV_TRY(look_up(scanner, word, length, 1, digits, &found));
    memcpy(keys, found.keys, found.n * sizeof *keys);
    *n = found.n;
    *pieces = found.pieces;
    return GV_OK;
}

int gv_keys_is_abbreviation(const gv_scanner *scanner, const char *word, size_t length)
{
    char folded[FOLD_BYTES];
    const gv_text_language *language = &scanner->language->text;
    const size_t n = gv_utf8_fold(word, length, folded, sizeof folded);
    return gv_language_has(language->abbreviations, language->n_abbreviations, folded, n);
}

static gv_status find_token(gv_scanner *scanner, size_t index)
{
    const gv_token *token = &scanner->words.tokens[index];
    if (token->flags & GV_TOKEN_SUBSTITUTE) {
        const gv_slice word = scanner->language->text.contractions[token->substitute].word;
        return find_word(scanner, index, word.bytes, word.length, 0, 0);
    }
    return find_word(scanner, index, scanner->text + token->start, token->end - token->start,
                     (token->flags & GV_TOKEN_CAPITAL) != 0, (token->flags & GV_TOKEN_DIGITS) != 0);
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
    const uint16_t kept = GV_TOKEN_CAPITAL | GV_TOKEN_PLAIN;
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
        const gv_word_keys *entry = scanner->token_keys[i];
        if (scanner->words.tokens[i].flags & GV_TOKEN_CAPITAL) {
            gv_need_add(needs, GV_KEY_NAME, held);
        }
        for (uint32_t k = 0; k < entry->n; k++) {
            gv_need_add(needs, entry->keys[k], held);
        }
    }
}

/* Keys of the words of a sentence and of the one after it, which a number may look at. */
static gv_status find_sentence(gv_scanner *scanner, const gv_sentence *sentence)
{
    for (uint32_t i = sentence->first; i <= sentence->end && i < scanner->words.n_tokens; i++) {
        GV_TRY(find_token(scanner, i));
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
    for (uint32_t i = 0; i < scanner->words.n_sentences; i++) {
        gv_keys_ready(scanner, i);
    }
}
