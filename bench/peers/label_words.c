/*
 * label_words.c - the words of a text that can satisfy a word of a label rule.
 *
 *     label_words TEXT > WORDS
 *
 * They are the literals that other tools look for: what can be compared with gravamen is a tool
 * that is given, ready made, every form in which the rules' words stand in this very text. Out, one
 * line a distinct word without case, how often it stands there and where in rules first; the first
 * line counts all words of the text:
 *
 *     # 1234567
 *     310 on killed
 *     412 need people
 *
 * Whose words: those of the `on:` of each rule of the built-in model and of its needs with their
 * alternatives, whatever sets and phrases they stand in. Not: bars and `unless` (they forbid),
 * guards, stops, gaps, masks, status cues, facets and context, numbers, names and endings such as
 * "*stan" (classes, no words). `on` is said of a word with which something that a rule fires on
 * can begin: of "shot dead" only "shot". Each word of the text is looked up as the scanner does it
 * (exact form, stem, prefix), so that nothing is guessed.
 */
#include "model/model.h"
#include "scan/state.h"
#include "text/token.h"

#include "paragraphs.h"

typedef struct marks {
    unsigned char *lists, *patterns, *keys;
    int grew;
} marks;

static void mark(marks *marked, unsigned char *flag)
{
    marked->grew |= !*flag;
    *flag = 1;
}

/* Lists that a rule fires on or fills a need with. A rule's `on:` is the list with its number. */
static void mark_rules(const gv_model_language *language, marks *marked)
{
    for (uint32_t f = 0; f < language->head->n_rules; f++) {
        const gv_image_frame *const frame = &language->frames[f];
        mark(marked, &marked->lists[f]);
        for (uint32_t i = 0; i < frame->n_slots; i++) {
            const gv_image_slot *const slot = &language->slots[frame->first_slot + i];
            if (slot->role == GV_SLOT_NEED || slot->role == GV_SLOT_OR) {
                mark(marked, &marked->lists[slot->list]);
            }
        }
    }
}

static void mark_pattern(const gv_model_language *language, uint32_t number, marks *marked)
{
    const gv_image_pattern *const pattern = &language->patterns[number];
    mark(marked, &marked->patterns[number]);
    for (uint32_t i = 0; i < pattern->n_elements; i++) {
        const gv_image_element *const element = &language->elements[pattern->first_element + i];
        if (element->op == GV_ELEMENT_KEY) {
            mark(marked, &marked->keys[element->argument]);
        } else if (element->op == GV_ELEMENT_LIST) {
            mark(marked, &marked->lists[element->argument]);
        }
    }
}

/* One walk over all rows: what stands in a marked list is marked. */
static void mark_rows(const gv_model_language *language, marks *marked)
{
    for (uint32_t k = 0; k < language->n_keys; k++) {
        const gv_image_key *const key = &language->keys[k];
        for (uint32_t i = 0; i < key->n_entries; i++) {
            const gv_image_entry *const entry = &language->entries[key->first_entry + i];
            if (!marked->lists[entry->list]) {
                continue;
            }
            if (entry->pattern != GV_IMAGE_WORD) {
                mark_pattern(language, entry->pattern, marked);
            } else if (key->kind >= GV_KEY_EXACT) {
                mark(marked, &marked->keys[k]);
            }
        }
    }
}

/* 1 for each key of a word that counts; owned by the caller. */
static unsigned char *mark_all(const gv_model_language *language)
{
    marks marked = {.lists = calloc(language->n_lists + 1u, 1),
                    .patterns = calloc(language->n_patterns + 1u, 1),
                    .keys = calloc(language->n_keys + 1u, 1)};
    if (marked.lists == NULL || marked.patterns == NULL || marked.keys == NULL) {
        die("out of memory");
    }
    mark_rules(language, &marked);
    while (marked.grew) {
        marked.grew = 0;
        mark_rows(language, &marked);
    }
    free(marked.lists);
    free(marked.patterns);
    return marked.keys;
}

static int is_word_key(const gv_image_key *key)
{
    return key->kind >= GV_KEY_EXACT && key->kind < GV_KEY_SUFFIX;
}

/* What the word is to label rules: "on", "need" or NULL. */
static const char *role_of(gv_scanner *scanner, const gv_model_language *language,
                           const unsigned char *wanted, const char *word, size_t length)
{
    gv_found_keys known;
    const char *role = NULL;
    const int digits = word[0] >= '0' && word[0] <= '9';
    if (gv_look_up(scanner, &language->word_filter, word, length, digits, &known) != GV_OK) {
        die("keys");
    }
    for (uint32_t i = 0; i < known.n; i++) {
        const gv_image_key *const key = &language->keys[known.keys[i]];
        if (!is_word_key(key) || !wanted[known.keys[i]]) {
            continue; /* with "dozens" a rule can begin that fires on a number: no word of its own */
        }
        if (key->n_rule_entries > 0) {
            return "on";
        }
        role = "need";
    }
    return role;
}

/* Every word of the text, its ASCII letters made small: the map numbers them, (*times)[number] is
 * how often one stands there; to be freed with gv_memory_free. */
static uint64_t count_words(const gv_model_language *language, char *text, size_t length,
                            gv_map *counts, uint32_t **times)
{
    size_t capacity = 0;
    gv_words words = {0};
    uint64_t total = 0;
    const char *start = text;
    for (size_t i = 0; i < length; i++) {
        text[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);
    }
    for (const char *stop; (stop = next_paragraph(&start, text + length)) != NULL; start = stop) {
        if (gv_token_cut(&language->text, start, (size_t)(stop - start), &words) != GV_OK) {
            continue;
        }
        for (size_t i = 0; i < words.n_tokens; i++) {
            const gv_token *const token = &words.tokens[i];
            if (token->flags & GV_TOKEN_SUBSTITUTE) {
                continue;
            }
            if (gv_array_reserve((void **)times, counts->n_entries + 1, sizeof **times,
                                 &capacity) != GV_OK) {
                die("out of memory");
            }
            const uint32_t number = (uint32_t)counts->n_entries;
            uint32_t at = 0;
            if (gv_map_add(counts, start + token->start, token->end - token->start, number, &at) !=
                GV_OK) {
                die("out of memory");
            }
            (*times)[at] = number < counts->n_entries ? 1 : (*times)[at] + 1;
            total++;
        }
    }
    gv_words_free(&words);
    return total;
}

int main(int argc, char **argv)
{
    gv_model *model = NULL;
    gv_scanner *scanner = NULL;
    size_t length = 0;
    if (argc < 2) {
        fprintf(stderr, "usage: label_words TEXT\n");
        return 2;
    }
    char *const text = read_whole(argv[1], &length);
    if (gv_model_builtin(&model) != GV_OK || gv_scanner_new(model, NULL, &scanner) != GV_OK) {
        die("model");
    }
    const gv_model_language *const language = gv_model_find_language(model, NULL);
    unsigned char *const wanted = mark_all(language);
    gv_map counts = {0};
    uint32_t *times = NULL;
    printf("# %" PRIu64 "\n", count_words(language, text, length, &counts, &times));
    for (size_t i = 0; i < counts.n_entries; i++) {
        const gv_map_entry *const entry = &counts.entries[i];
        const char *const role = role_of(scanner, language, wanted, entry->key, entry->length);
        if (role != NULL) {
            printf("%" PRIu32 " %s %s\n", times[i], role, entry->key);
        }
    }
    gv_map_free(&counts);
    gv_memory_free(times);
    free(wanted);
    free(text);
    gv_scanner_free(scanner);
    gv_model_free(model);
    return 0;
}
