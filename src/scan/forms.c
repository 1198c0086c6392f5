/*
 * forms.c - what surface forms are to the model, remembered.
 *
 * In: a word as it is written. Out: what it is to the model, worked out by look_up.c when the word
 * is met for the first time. Words that are the same to the model share one gv_word_keys: most
 * words are nothing to it, and "kills" and "killings" are one if nothing but their stem is asked
 * for. So what a text's words are stays small and near at hand, and a word costs a look at its
 * bucket:
 *
 *     "Killed" -> "killed" and blanks -> bucket of two -> place of what it is, with a capital
 *
 * Words of ASCII letters are kept in lower case, all others as they are written, padded with zeros,
 * so that they never look like the former. The last two words of a bucket are kept.
 *
 * All is of fixed size, so that a damaged file full of unique words cannot grow it. When there is
 * no more room for what is new, it goes to the arena of the passage, and all is emptied before the
 * next one: what is known of a word depends on the word alone, so that nothing but time is lost.
 */
#include "scan/forms.h"

#include "scan/state.h"

#include <string.h>

enum {
    MOST = 32768,      /* kinds of words; the English model knows some 25,000 */
    MOST_KEYS = 2 * MOST, /* of all of them */
    SLOTS = 2 * MOST
};

/* ------------------------------------------------------------------ new, free */

gv_status gv_forms_new(gv_pages *pages, gv_forms *forms)
{
    GV_TRY(gv_pages_get(pages, (size_t)GV_FORM_BUCKET << GV_FORM_BUCKET_BITS,
                         sizeof *forms->table,
                         (void **)&forms->table));
    GV_TRY(gv_pages_get(pages, SLOTS, sizeof *forms->slots, (void **)&forms->slots));
    GV_TRY(gv_pages_get(pages, MOST_KEYS, sizeof *forms->keys, (void **)&forms->keys));
    return gv_pages_get(pages, MOST, sizeof *forms->all, (void **)&forms->all);
}

void gv_forms_next(gv_forms *forms)
{
    if (forms->full) {
        memset(forms->table, 0, ((size_t)GV_FORM_BUCKET << GV_FORM_BUCKET_BITS) * sizeof *forms->table);
        memset(forms->slots, 0, SLOTS * sizeof *forms->slots);
        forms->n = 0;
        forms->n_keys = 0;
        forms->full = 0;
    }
}

/* ------------------------------------------------------------------ what words are */

static uint8_t has_triggers(const gv_scanner *scanner, const uint32_t *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (scanner->language->keys[keys[i]].n_rule_entries > 0) {
            return 1;
        }
    }
    return 0;
}

/* Adds a key's lists, which are gathered when it is first met: most keys never are. */
static void add_lists(const gv_scanner *scanner, uint32_t key, gv_signature *lists)
{
    gv_signature *of_key = &scanner->signatures[key];
    const gv_image_key *row = &scanner->language->keys[key];
    uint64_t any = 0;
    for (int i = 0; i < GV_SIGNATURE_WORDS; i++) {
        any |= of_key->bits[i];
    }
    for (uint32_t e = 0; any == 0 && e < row->n_entries; e++) {
        const uint32_t list = scanner->language->entries[row->first_entry + e].list;
        gv_signature_add(of_key, e < row->n_rule_entries ? gv_signature_of_rule(list)
                                                         : gv_signature_of_list(list));
        if (list == scanner->language->head->breaks && key != GV_KEY_ANY) {
            gv_signature_add(of_key, GV_SIGNATURE_BREAKS);
        }
    }
    gv_signature_join(lists, of_key);
}

static gv_signature signature_of(const gv_scanner *scanner, const uint32_t *keys, size_t n,
                                 int capital)
{
    gv_signature lists = {{0}};
    add_lists(scanner, GV_KEY_ANY, &lists);
    for (size_t i = 0; i < n; i++) {
        add_lists(scanner, keys[i], &lists);
    }
    if (capital) {
        add_lists(scanner, GV_KEY_NAME, &lists);
    }
    return lists;
}

/* What tells words apart that are not the same to the model. */
typedef struct outline {
    uint32_t keys[GV_LIMIT_WORD_KEYS];
    uint32_t n;
    uint32_t kinds; /* number_kind, pieces, abbreviation, capital */
    uint64_t number_value;
} outline;

static inline uint32_t kinds_of(unsigned number_kind, unsigned pieces, unsigned abbreviation,
                                unsigned capital)
{
    return number_kind << 8 | pieces << 2 | abbreviation << 1 | capital;
}

static void draw(const gv_found_keys *found, int capital, outline *word)
{
    word->n = 0;
    word->kinds = kinds_of(found->number_kind, found->pieces, found->abbreviation,
                           (unsigned)capital);
    word->number_value = found->number_value;
    for (uint32_t i = 0; i < found->n; i++) {
        word->keys[word->n] = found->keys[i];
        word->n += (uint32_t)(capital || !(found->capitals >> i & 1));
    }
}

static int is_same(const gv_word_keys *known, const outline *word)
{
    if (known->n != word->n || known->number_value != word->number_value ||
        kinds_of(known->number_kind, known->pieces, known->abbreviation, known->capital) !=
            word->kinds) {
        return 0;
    }
    uint32_t i = 0;
    while (i < word->n && known->keys[i] == word->keys[i]) {
        i++;
    }
    return i == word->n;
}

static uint32_t *slot_of(const gv_forms *forms, const outline *word)
{
    uint64_t hash = (word->number_value << 16 ^ word->kinds) + 1;
    for (uint32_t i = 0; i < word->n; i++) {
        hash = (hash ^ word->keys[i]) * UINT64_C(0x9E3779B97F4A7C15);
    }
    uint32_t at = (uint32_t)(hash * UINT64_C(0xD6E8FEB86659FD93) >> 32) & (SLOTS - 1);
    while (forms->slots[at] != 0 && !is_same(&forms->all[forms->slots[at] - 1], word)) {
        at = (at + 1) & (SLOTS - 1);
    }
    return &forms->slots[at];
}

/* Memory for a new one: of the store, or of the passage at hand only. */
static gv_status get_place(gv_scanner *scanner, uint32_t n_keys, uint32_t *slot,
                           gv_word_keys **word, uint32_t **keys)
{
    gv_forms *forms = &scanner->forms;
    if (forms->n == MOST || forms->n_keys + n_keys > MOST_KEYS) {
        forms->full = 1;
        scanner->words_apart = 1;
        GV_TRY(gv_arena_get_array(&scanner->words_arena, 1, sizeof **word, (void **)word));
        return gv_arena_get_array(&scanner->words_arena, (size_t)n_keys + 1, sizeof **keys,
                                  (void **)keys);
    }
    *word = &forms->all[forms->n++];
    *slot = forms->n;
    *keys = forms->keys + forms->n_keys;
    forms->n_keys += n_keys;
    return GV_OK;
}

static gv_status know(gv_scanner *scanner, const gv_found_keys *found, int capital,
                      const gv_word_keys **known)
{
    outline drawn;
    gv_word_keys *word = NULL;
    uint32_t *keys = NULL;
    draw(found, capital, &drawn);
    uint32_t *slot = slot_of(&scanner->forms, &drawn);
    if (*slot != 0) {
        *known = &scanner->forms.all[*slot - 1];
        return GV_OK;
    }
    GV_TRY(get_place(scanner, drawn.n, slot, &word, &keys));
    memcpy(keys, drawn.keys, drawn.n * sizeof *keys);
    *word = (gv_word_keys){.lists = signature_of(scanner, keys, drawn.n, capital),
                           .keys = keys,
                           .number_value = found->number_value,
                           .n = (uint8_t)drawn.n,
                           .number_kind = found->number_kind,
                           .triggers = has_triggers(scanner, keys, drawn.n),
                           .begins = gv_beginnings_of(&scanner->cues.begin, keys, drawn.n),
                           .pieces = found->pieces,
                           .abbreviation = found->abbreviation,
                           .capital = (uint8_t)capital};
    *known = word;
    return GV_OK;
}

/* ------------------------------------------------------------------ the table */

static inline int is_form(const gv_form *form, const uint64_t bytes[GV_FORM_BYTES / 8])
{
    return ((form->bytes[0] ^ bytes[0]) | (form->bytes[1] ^ bytes[1]) |
            (form->bytes[2] ^ bytes[2])) == 0;
}

/* What a word is that is not in the table, with a capital or without; what it is to be remembered
 * by, or 0. */
static gv_status find_new(gv_scanner *scanner, const gv_form_text *word, int capital,
                          const gv_word_keys **known, uint32_t *place)
{
    const gv_forms *forms = &scanner->forms;
    gv_found_keys found;
    GV_TRY(gv_look_up(scanner, word->bytes, word->length, word->digits, &found));
    GV_TRY(know(scanner, &found, capital, known));
    *place = forms->full ? 0 : (uint32_t)(*known - forms->all) + 1;
    return GV_OK;
}

gv_status gv_forms_take(gv_scanner *scanner, const gv_form_text *word, const gv_form_sought *sought,
                        int capital, const gv_word_keys **known)
{
    const gv_forms *forms = &scanner->forms;
    gv_form *const bucket = sought->bucket;
    uint32_t place;
    if (bucket == NULL) {
        return find_new(scanner, word, capital, known, &place);
    }
    if (!is_form(bucket, sought->bytes)) {
        gv_form other = bucket[1]; /* the one asked for last stands first */
        if (!is_form(&other, sought->bytes)) {
            memcpy(other.bytes, sought->bytes, sizeof other.bytes);
            other.known[0] = other.known[1] = 0;
        }
        bucket[1] = bucket[0];
        bucket[0] = other;
    }
    place = bucket->known[capital];
    if (place == 0) {
        GV_TRY(find_new(scanner, word, capital, known, &place));
        bucket->known[capital] = place;
        return GV_OK;
    }
    *known = &forms->all[place - 1];
    return GV_OK;
}

gv_status gv_forms_find(gv_scanner *scanner, const gv_form_text *word, int capital,
                        const gv_word_keys **known)
{
    gv_form_sought sought;
    gv_forms_seek(&scanner->forms, word, &sought);
    return gv_forms_take(scanner, word, &sought, capital, known);
}
