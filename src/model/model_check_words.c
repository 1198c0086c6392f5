/*
 * model_check_words.c - keys and the table that finds them; number words and forms.
 *
 * In: a language's sections, in bounds. Out: GV_OK, or which one is damaged. The key table must be
 * such that every key is found: with an empty slot, so that searches end; each key once, with its
 * hash; and no empty slot between a key's home and its slot. Starting at an empty slot, the length
 * of the run of full slots so far tells how far back a home may lie:
 *
 *     slot   5 empty, 6 "sdrive" (home 6), 7 "skill" (home 6), 8 empty
 *            run at 7 is 2 slots: homes 6 and 7 are reachable
 *
 * No word may satisfy more than GV_LIMIT_WORD_KEYS keys: keys differ from one another, and no more
 * than GV_LIMIT_AFFIX_NESTING prefixes (or suffixes) begin (or end) one another.
 */
#include "model/model_check.h"

#include "base/map.h"
#include "text/number.h"

#include <string.h>

static const uint64_t LARGEST_NUMBER = UINT64_C(1000000000000000); /* 10^15 */

static char group_of(uint8_t kind)
{
    return kind <= GV_KEY_EXACT_CAPITAL    ? 'e'
           : kind <= GV_KEY_STEM_CAPITAL   ? 's'
           : kind <= GV_KEY_PREFIX_CAPITAL ? 'p'
                                           : 'x';
}

/* ------------------------------------------------------------------ keys */

static int is_affix(uint8_t kind)
{
    return kind >= GV_KEY_PREFIX;
}

static gv_status check_key(const gv_model_check *check, const gv_model_language *language,
                           uint32_t index)
{
    const gv_image_key *const key = &language->keys[index];
    const gv_image_text text = {key->text, key->length};
    const int class = index < GV_KEY_EXACT;
    if (class ? key->kind != index || key->text != GV_IMAGE_NONE || key->length != 0
              : key->kind < GV_KEY_EXACT || key->kind >= GV_KEY_KINDS || key->length == 0 ||
                    key->length > (is_affix(key->kind) ? GV_LIMIT_AFFIX : GV_MODEL_LONGEST_KEY) ||
                    !gv_model_check_text(check, text)) {
        return gv_model_check_damaged(check, "keys");
    }
    return key->commonness <= GV_IMAGE_COMMONNESS_MAX ? GV_OK
                                                      : gv_model_check_damaged(check, "keys");
}

static gv_status check_keys(const gv_model_check *check, const gv_model_language *language)
{
    gv_map seen = {0};
    gv_status status = GV_OK;
    char name[1 + GV_MODEL_LONGEST_KEY];
    if (language->n_keys < GV_KEY_EXACT) {
        return gv_model_check_damaged(check, "number of keys");
    }
    for (uint32_t i = 0; i < language->n_keys; i++) {
        const gv_image_key *const key = &language->keys[i];
        uint32_t found = i;
        GV_TRY_DONE(check_key(check, language, i));
        if (i < GV_KEY_EXACT) {
            continue;
        }
        name[0] = (char)key->kind;
        memcpy(name + 1, check->model->strings + key->text, key->length);
        GV_TRY_DONE(gv_map_add(&seen, name, (size_t)key->length + 1, i, &found));
        if (found != i) {
            status = gv_model_check_damaged(check, "a key stands twice");
            goto done;
        }
    }
done:
    gv_map_free(&seen);
    return status;
}

/* ------------------------------------------------------------------ the table */

static uint64_t hash_of(const gv_model_check *check, const gv_image_key *key)
{
    char name[1 + GV_MODEL_LONGEST_KEY];
    name[0] = group_of(key->kind);
    memcpy(name + 1, check->model->strings + key->text, key->length);
    return gv_hash_bytes(name, (size_t)key->length + 1);
}

/* Every full slot from `start` (an empty one) once around; seen[k] is set for its key. */
static gv_status check_runs(const gv_model_check *check, const gv_model_language *language,
                            uint32_t start, uint8_t *seen)
{
    const uint32_t mask = language->n_key_slots - 1;
    uint32_t run = 0;
    for (uint32_t i = 0; i < language->n_key_slots; i++) {
        const uint32_t slot = (start + i) & mask;
        const gv_image_key_slot *const found = &language->key_slots[slot];
        if (found->key == GV_IMAGE_NONE) {
            run = 0;
            continue;
        }
        run++;
        if (found->key < GV_KEY_EXACT || found->key >= language->n_keys || seen[found->key]) {
            return gv_model_check_damaged(check, "key slots");
        }
        seen[found->key] = 1;
        const uint64_t hash = hash_of(check, &language->keys[found->key]);
        const uint32_t back = (slot - (uint32_t)hash) & mask;
        if (found->hash_high != (uint32_t)(hash >> 32) || back >= run) {
            return gv_model_check_damaged(check, "key slots");
        }
    }
    return GV_OK;
}

static gv_status check_slots(const gv_model_check *check, const gv_model_language *language)
{
    const uint32_t n = language->n_key_slots;
    uint8_t *seen = NULL;
    gv_status status = GV_OK;
    uint32_t empty = 0;
    if (n == 0 || (n & (n - 1)) != 0) {
        return gv_model_check_damaged(check, "number of key slots");
    }
    while (empty < n && language->key_slots[empty].key != GV_IMAGE_NONE) {
        empty++;
    }
    if (empty == n) {
        return gv_model_check_damaged(check, "no empty key slot");
    }
    GV_TRY_DONE(gv_memory_get_zeroed(language->n_keys, 1, (void **)&seen));
    GV_TRY_DONE(check_runs(check, language, empty, seen));
    for (uint32_t i = GV_KEY_EXACT; i < language->n_keys; i++) {
        if (!seen[i]) {
            status = gv_model_check_damaged(check, "a key has no slot");
            goto done;
        }
    }
done:
    gv_memory_free(seen);
    return status;
}

/* ------------------------------------------------------------------ affixes */

/* How many prefixes (suffixes) begin (end) this one, itself included. */
static uint32_t count_nested(const gv_model_check *check, const gv_model_language *language,
                             const gv_image_key *key)
{
    const char *const text = check->model->strings + key->text;
    const char group = group_of(key->kind);
    uint32_t n = 0;
    for (uint32_t length = 1; length <= key->length; length++) {
        uint32_t plain = GV_IMAGE_NONE;
        uint32_t capital = GV_IMAGE_NONE;
        gv_model_find_keys(check->model, language, group,
                           group == 'p' ? text : text + key->length - length, length, &plain,
                           &capital);
        n += plain != GV_IMAGE_NONE || capital != GV_IMAGE_NONE;
    }
    return n;
}

static gv_status check_affixes(const gv_model_check *check, const gv_model_language *language)
{
    uint64_t prefixes = 0;
    uint64_t suffixes = 0;
    for (uint32_t i = GV_KEY_EXACT; i < language->n_keys; i++) {
        const gv_image_key *const key = &language->keys[i];
        if (!is_affix(key->kind)) {
            continue;
        }
        *(group_of(key->kind) == 'p' ? &prefixes : &suffixes) |= UINT64_C(1) << (key->length - 1);
        if (count_nested(check, language, key) > GV_LIMIT_AFFIX_NESTING) {
            return gv_model_check_damaged(check, "too many affixes hold one another");
        }
    }
    return prefixes == language->head->prefix_lengths && suffixes == language->head->suffix_lengths
               ? GV_OK
               : gv_model_check_damaged(check, "lengths of affixes");
}

/* ------------------------------------------------------------------ number words and forms */

static gv_status check_number_words(const gv_model_check *check, const gv_model_language *language)
{
    for (uint32_t i = 0; i < language->n_number_words; i++) {
        const gv_image_number_word *const word = &language->number_words[i];
        const uint64_t least = word->kind == GV_NUMBER_MULTIPLY ? 2 : 0;
        if (!gv_model_check_text(check, word->word) || word->word.length == 0 ||
            word->reserved != 0 || word->kind < GV_NUMBER_WORD || word->kind > GV_NUMBER_RANGE ||
            word->value < least || word->value > LARGEST_NUMBER ||
            (i > 0 && gv_model_check_compare(check, word[-1].word, word->word) >= 0)) {
            return gv_model_check_damaged(check, "number words");
        }
    }
    return GV_OK;
}

static gv_status check_forms(const gv_model_check *check, const gv_model_language *language)
{
    for (uint32_t i = 0; i < language->n_forms; i++) {
        const gv_image_pair *const form = &language->forms[i];
        if (!gv_model_check_text(check, form->from) || !gv_model_check_text(check, form->to) ||
            form->from.length == 0 || form->to.length == 0 ||
            (i > 0 && gv_model_check_compare(check, form[-1].from, form->from) >= 0)) {
            return gv_model_check_damaged(check, "forms");
        }
    }
    return GV_OK;
}

static gv_status check_splits(const gv_model_check *check, const gv_model_language *language)
{
    for (uint32_t i = 0; i < language->n_splits; i++) {
        const gv_image_pair *const split = &language->splits[i];
        if (!gv_model_check_text(check, split->from) || !gv_model_check_text(check, split->to) ||
            split->from.length == 0 || split->to.length == 0) {
            return gv_model_check_damaged(check, "splits");
        }
        const int order = i > 0 ? gv_model_check_compare(check, split[-1].from, split->from) : -1;
        if (order > 0 ||
            (order == 0 && gv_model_check_compare(check, split[-1].to, split->to) >= 0)) {
            return gv_model_check_damaged(check, "splits");
        }
    }
    return GV_OK;
}

gv_status gv_model_check_words(const gv_model_check *check, const gv_model_language *language)
{
    GV_TRY(check_keys(check, language));
    GV_TRY(check_slots(check, language));
    GV_TRY(check_affixes(check, language));
    GV_TRY(check_number_words(check, language));
    GV_TRY(check_forms(check, language));
    return check_splits(check, language);
}
