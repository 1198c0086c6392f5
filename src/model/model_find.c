/*
 * model_find.c - words to what the model has for them.
 *
 * In: a folded word, a stem or an affix. Out: keys, number kinds, forms, and the language that
 * covers a code. Keys are found by hash: the group and the text choose a slot, and both kinds of
 * the group ("kill" and, capitalised, "Kill") lie on the way to the next empty slot. Number words
 * and forms are sorted and few: binary search.
 */
#include "base/map.h"
#include "model/model.h"

#include <string.h>

/* ------------------------------------------------------------------ languages */

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

const gv_model_language *gv_model_find_language(const gv_model *model, const char *code)
{
    if (code == NULL) {
        return model->n_languages > 0 ? &model->languages[0] : NULL;
    }
    const size_t length = strcspn(code, "-_");
    for (uint32_t i = 0; i < model->n_languages; i++) {
        const char *const known = model->languages[i].code;
        size_t at = 0;
        while (at < length && known[at] != '\0' && known[at] == lower(code[at])) {
            at++;
        }
        if (at == length && known[at] == '\0') {
            return &model->languages[i];
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------ keys */

enum { GROUP_BUFFER = 256 };

/* Longer words are no keys. */
static uint64_t key_hash(char group, const char *text, size_t length)
{
    char buffer[GROUP_BUFFER];
    buffer[0] = group;
    memcpy(buffer + 1, text, length);
    return gv_hash_bytes(buffer, length + 1);
}

void gv_model_find_keys(const gv_model *model, const gv_model_language *language, char group,
                        const char *text, size_t length, uint32_t *plain, uint32_t *capital)
{
    *plain = GV_IMAGE_NONE;
    *capital = GV_IMAGE_NONE;
    if (language->n_key_slots == 0 || length >= GROUP_BUFFER) {
        return;
    }
    const uint8_t kind = group == 'e'   ? GV_KEY_EXACT
                         : group == 's' ? GV_KEY_STEM
                         : group == 'p' ? GV_KEY_PREFIX
                                        : GV_KEY_SUFFIX;
    const uint64_t hash = key_hash(group, text, length);
    const uint32_t mask = language->n_key_slots - 1;
    for (uint32_t slot = (uint32_t)hash & mask; language->key_slots[slot].key != GV_IMAGE_NONE;
         slot = (slot + 1) & mask) {
        if (language->key_slots[slot].hash_high != (uint32_t)(hash >> 32)) {
            continue;
        }
        const uint32_t number = language->key_slots[slot].key;
        const gv_image_key *const key = &language->keys[number];
        if (key->length != length || memcmp(model->strings + key->text, text, length) != 0) {
            continue;
        }
        if (key->kind == kind) {
            *plain = number;
        } else if (key->kind == kind + 1) {
            *capital = number;
        }
    }
}

/* ------------------------------------------------------------------ sorted tables */

static int compare_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
    const size_t shorter = a_length < b_length ? a_length : b_length;
    const int order = shorter > 0 ? memcmp(a, b, shorter) : 0;
    if (order != 0) {
        return order;
    }
    return a_length < b_length ? -1 : a_length > b_length;
}

uint32_t gv_model_find_number(const gv_model *model, const gv_model_language *language,
                              const char *folded, size_t length, uint64_t *value)
{
    uint32_t low = 0;
    uint32_t high = language->n_number_words;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const gv_image_number_word *const word = &language->number_words[middle];
        const int order =
            compare_bytes(model->strings + word->word.text, word->word.length, folded, length);
        if (order == 0) {
            *value = word->value;
            return word->kind;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

gv_slice gv_model_find_form(const gv_model *model, const gv_model_language *language,
                            const char *folded, size_t length)
{
    uint32_t low = 0;
    uint32_t high = language->n_forms;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const gv_image_pair *const form = &language->forms[middle];
        const int order =
            compare_bytes(model->strings + form->from.text, form->from.length, folded, length);
        if (order == 0) {
            return (gv_slice){model->strings + form->to.text, form->to.length};
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (gv_slice){folded, (uint32_t)length};
}

int gv_model_has_split(const gv_model *model, const gv_model_language *language, gv_slice first,
                       gv_slice second)
{
    uint32_t low = 0;
    uint32_t high = language->n_splits;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const gv_image_pair *const split = &language->splits[middle];
        int order = compare_bytes(model->strings + split->from.text, split->from.length,
                                  first.bytes, first.length);
        if (order == 0) {
            order = compare_bytes(model->strings + split->to.text, split->to.length, second.bytes,
                                  second.length);
        }
        if (order == 0) {
            return 1;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}
