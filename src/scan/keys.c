/*
 * keys.c - each word of the passage to the model's keys that it satisfies.
 *
 * Comes in: tokens. Goes out: token_keys. The work of a word (fold, stem, look up the form, the
 * stem, each prefix and suffix length in use) is done once per distinct surface form and kept in a
 * direct-mapped table: "Killed" -> {EXACT killed, STEM kill, PREFIX kill}. The table has a fixed
 * size, so that a damaged file full of unique words cannot grow it.
 */
#include "scan/state.h"

#include "base/map.h"
#include "text/utf8.h"

#include <string.h>

#define FOLD_BYTES 512 /* words that fold to more have no keys but those of the classes */

typedef struct found_keys {
    uint32_t keys[GV_LIMIT_WORD_KEYS];
    uint32_t n;
    uint8_t number_kind;
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

static void add_affixes(const gv_scanner *scanner, char group, uint64_t lengths,
                        const char *folded, size_t length, int capital, found_keys *found)
{
    for (size_t n = 1; n <= length && n <= GV_LIMIT_AFFIX; n++) {
        if (lengths >> (n - 1) & 1) {
            const char *affix = group == 'p' ? folded : folded + length - n;
            add_group(scanner, group, affix, n, capital, found);
        }
    }
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

static gv_status add_token(gv_scanner *scanner, size_t token, const uint32_t *keys,
                           const gv_token_keys *found)
{
    const size_t n = found->n;
    GV_TRY(gv_array_reserve((void **)&scanner->keys, scanner->n_keys + n, sizeof *scanner->keys,
                            &scanner->keys_capacity));
    gv_token_keys *entry = &scanner->token_keys[token];
    *entry = *found;
    entry->first = (uint32_t)scanner->n_keys;
    gv_signature_join(&entry->lists, &scanner->signatures[GV_KEY_ANY]);
    if (scanner->words.tokens[token].flags & GV_TOKEN_CAPITAL) {
        gv_signature_join(&entry->lists, &scanner->signatures[GV_KEY_NAME]);
    }
    for (size_t i = 0; i < n; i++) {
        scanner->keys[scanner->n_keys + i] = keys[i];
    }
    scanner->n_keys += n;
    return GV_OK;
}

static gv_status find_word(gv_scanner *scanner, size_t token, const char *word, size_t length,
                           int capital, int digits)
{
    gv_cached_word *slot = NULL;
    if (length <= GV_CACHE_WORD) {
        slot = &scanner->cache[gv_hash_bytes(word, length) & (GV_CACHE_SLOTS - 1)];
        if (slot->length == length && memcmp(slot->word, word, length) == 0) {
            const gv_token_keys known = {0,           slot->n_keys, slot->number_kind,
                                         slot->triggers, 0,         slot->lists,
                                         slot->number_value};
            return add_token(scanner, token, slot->keys, &known);
        }
    }
    found_keys found;
    GV_TRY(look_up(scanner, word, length, capital, digits, &found));
    const gv_token_keys fresh = {0,
                                 (uint8_t)found.n,
                                 found.number_kind,
                                 has_triggers(scanner, found.keys, found.n),
                                 0,
                                 signature_of(scanner, found.keys, found.n),
                                 found.number_value};
    if (slot != NULL && found.n <= GV_CACHE_KEYS) {
        slot->length = (uint8_t)length;
        memcpy(slot->word, word, length);
        slot->n_keys = fresh.n;
        memcpy(slot->keys, found.keys, found.n * sizeof *found.keys);
        slot->number_kind = fresh.number_kind;
        slot->number_value = fresh.number_value;
        slot->triggers = fresh.triggers;
        slot->lists = fresh.lists;
    }
    return add_token(scanner, token, found.keys, &fresh);
}

gv_status gv_keys_find(gv_scanner *scanner)
{
    const gv_words *words = &scanner->words;
    scanner->n_keys = 0;
    for (size_t i = 0; i < words->n_tokens; i++) {
        const gv_token *token = &words->tokens[i];
        if (token->flags & GV_TOKEN_SUBSTITUTE) {
            const gv_slice word =
                scanner->language->text.contractions[token->substitute].word;
            GV_TRY(find_word(scanner, i, word.bytes, word.length, 0, 0));
        } else {
            GV_TRY(find_word(scanner, i, scanner->text + token->start, token->end - token->start,
                             (token->flags & GV_TOKEN_CAPITAL) != 0,
                             (token->flags & GV_TOKEN_DIGITS) != 0));
        }
    }
    return GV_OK;
}
