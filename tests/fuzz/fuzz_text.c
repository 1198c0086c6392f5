/*
 * fuzz_text.c - any bytes through the text layer: words, sentences, numbers, folding, stems.
 *
 * The first byte chooses the language's data (bit 0: none) and the stemmer; the rest is the
 * passage. Traps if a promise of the headers is broken: tokens in order, inside the text and not
 * overlapping; sentences that hold every token once; quantities in order; folded words valid and
 * within their bound; the same word always the same stem.
 */
#include "base/arena.h"
#include "text/number.h"
#include "text/sentence.h"
#include "text/stem.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SLICE(text) {text, sizeof(text) - 1}

static const gv_slice ABBREVIATIONS[] = {SLICE("etc"), SLICE("gen"), SLICE("no"), SLICE("st")};
static const gv_slice NOT_HEADING[] = {SLICE("not"), SLICE("said"), SLICE("was")};
static const gv_contraction CONTRACTIONS[] = {
    {SLICE("n't"), SLICE("not")}, {SLICE("'s"), {"", 0}}, {SLICE("lo"), SLICE("lo")}};
static const gv_text_language LANGUAGE = {"xx", ABBREVIATIONS, 4, NOT_HEADING, 3, CONTRACTIONS, 3};

enum { FOLD_ROOM = 18 * 256 + 4 };

static void require(int holds)
{
    if (!holds) {
        abort();
    }
}

static void check_tokens(const gv_words *words, size_t size)
{
    size_t end = 0;
    for (size_t i = 0; i < words->n_tokens; i++) {
        const gv_token *const token = &words->tokens[i];
        require(token->start >= end && token->end > token->start && token->end <= size);
        require((token->flags & GV_TOKEN_SUBSTITUTE) == 0 || token->substitute < 3);
        end = token->end;
    }
}

static void check_sentences(const gv_words *words, size_t size)
{
    size_t next = 0;
    size_t end_byte = 0;
    for (size_t i = 0; i < words->n_sentences; i++) {
        const gv_sentence *const sentence = &words->sentences[i];
        require(sentence->first == next && sentence->end > sentence->first);
        require(sentence->end <= words->n_tokens);
        require(sentence->start_byte >= end_byte && sentence->end_byte <= size);
        require(sentence->start_byte <= words->tokens[sentence->first].start);
        require(sentence->end_byte >= words->tokens[sentence->end - 1].end);
        for (size_t t = sentence->first; t < sentence->end; t++) {
            require(words->tokens[t].sentence == i);
        }
        next = sentence->end;
        end_byte = sentence->end_byte;
    }
    require(next == words->n_tokens);
}

/* Atoms as a model might give them: by length, so that every kind comes up. */
static gv_number_atom atom_of(const char *text, const gv_words *words, size_t index)
{
    static const gv_number_atom BY_LENGTH[] = {
        {.kind = GV_NUMBER_NONE},
        {.kind = GV_NUMBER_WORD, .value = 20},
        {.kind = GV_NUMBER_RANGE},
        {.kind = GV_NUMBER_JOINT},
        {.kind = GV_NUMBER_WORD, .value = 5},
        {.kind = GV_NUMBER_MULTIPLY, .value = 100},
        {.kind = GV_NUMBER_WORD, .value = 40},
        {.kind = GV_NUMBER_MULTIPLY, .value = 1000}};
    const gv_token *const token = &words->tokens[index];
    gv_number_atom atom;
    gv_number_read(text, words, index, &atom);
    if ((token->flags & GV_TOKEN_DIGITS) == 0) {
        require(atom.kind == GV_NUMBER_NONE);
        atom = BY_LENGTH[(token->end - token->start) % 8];
    }
    require(atom.value <= GV_NUMBER_MAX && atom.tenths < 10);
    return atom;
}

static void check_numbers(const char *text, const gv_words *words)
{
    gv_number_atom *atoms = NULL;
    gv_quantity *quantities = NULL;
    size_t n = 0, capacity = 0, before = 0;
    if (gv_memory_get_zeroed(words->n_tokens, sizeof *atoms, (void **)&atoms) != GV_OK) {
        return;
    }
    for (size_t i = 0; i < words->n_tokens; i++) {
        atoms[i] = atom_of(text, words, i);
    }
    for (size_t i = 0; i < words->n_sentences; i++) {
        const gv_sentence *const sentence = &words->sentences[i];
        size_t end = sentence->first;
        if (gv_number_join(words, atoms, sentence->first, sentence->end, &quantities, &n,
                           &capacity) != GV_OK) {
            break;
        }
        for (; before < n; before++) {
            require(quantities[before].first >= end && quantities[before].end <= sentence->end);
            require(quantities[before].first < quantities[before].end);
            require(quantities[before].value <= GV_NUMBER_MAX);
            end = quantities[before].end;
        }
    }
    gv_memory_free(quantities);
    gv_memory_free(atoms);
}

static void check_stems(const char *text, const gv_words *words, gv_stemmer *stemmer)
{
    char folded[FOLD_ROOM];
    for (size_t i = 0; i < words->n_tokens; i++) {
        const gv_token *const token = &words->tokens[i];
        const size_t length = token->end - token->start;
        if (length > 256) {
            continue;
        }
        const size_t n = gv_utf8_fold(text + token->start, length, folded, sizeof folded);
        require(n <= 18 * length + 4 && gv_utf8_valid_length(folded, n) == n);
        gv_slice stem, again;
        char kept[64];
        if (gv_stemmer_stem(stemmer, folded, n, &stem) != GV_OK || stem.length > sizeof kept) {
            continue;
        }
        require(n == 0 || stem.length > 0);
        memcpy(kept, stem.bytes, stem.length);
        const uint32_t kept_length = stem.length;
        require(gv_stemmer_stem(stemmer, folded, n, &again) == GV_OK);
        require(again.length == kept_length && memcmp(again.bytes, kept, kept_length) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const CODES[] = {"en", "fr", "ru", "ar"};
    static gv_stemmer *stemmers[4]; /* kept for the life of the process */
    static gv_words words;
    if (size == 0) {
        return 0;
    }
    const gv_text_language *const language = (data[0] & 1) != 0 ? NULL : &LANGUAGE;
    gv_stemmer **const stemmer = &stemmers[data[0] >> 1 & 3];
    const char *const text = (const char *)data + 1;
    size--;
    if (*stemmer == NULL && gv_stemmer_new(CODES[data[0] >> 1 & 3], stemmer) != GV_OK) {
        return 0;
    }
    if (gv_token_cut(language, text, size, &words) != GV_OK ||
        gv_sentence_cut(language, text, size, &words) != GV_OK) {
        return 0;
    }
    check_tokens(&words, size);
    check_sentences(&words, size);
    check_numbers(text, &words);
    check_stems(text, &words, *stemmer);
    return 0;
}
