/*
 * forms.c - what surface forms are to the model, remembered.
 *
 * In: a word as it is written. Out: what it is to the model, worked out by look_up.c when the word
 * is met for the first time. Words that are the same to the model share one gv_word_keys: most
 * words are nothing to it, and "kills" and "killings" are one if nothing but their stem is asked
 * for. So what a text's words are stays small and near at hand, and a word costs a look at its
 * bucket:
 *
 *     "Killed" -> "killed", capital -> bucket of eight -> place of what it is
 *
 * Words of at most 12 ASCII letters are kept as codes (known.h), eight bytes each, all others as they
 * are written, but ASCII letters in lower case, and words of nothing else padded with blanks, so that
 * they never look like those that hold other bytes. The last words of a bucket are kept.
 *
 * All is of fixed size, so that a damaged file full of unique words cannot grow it. When there is
 * no more room for what is new, it goes to the arena of the passage, and all is emptied before the
 * next one: what is known of a word depends on the word alone, so that nothing but time is lost.
 */
#include "scan/forms.h"

#include "scan/state.h"

#include <string.h>

enum {
    MOST = GV_FORM_PLACES - 1, /* kinds of words; the English model knows some 25,000 */
    MOST_KEYS = 2 * MOST, /* of all of them */
    MOST_BITS = 16 * MOST, /* likewise */
    SLOTS = 2 * GV_FORM_PLACES,
    MANY_NEEDS = 32, /* of one word: whole sets of its keys are quicker */
    MANY_ANCHORS = 16 /* likewise: more are a set of bits */
};

/* ------------------------------------------------------------------ new, free */

gv_status gv_forms_new(gv_pages *pages, gv_forms *forms)
{
    GV_TRY(gv_pages_get(pages, (size_t)GV_FORM_CODE_BUCKET << GV_FORM_CODE_BITS,
                        sizeof *forms->codes, (void **)&forms->codes));
    GV_TRY(gv_pages_get(pages, (size_t)GV_FORM_BUCKET << GV_FORM_BUCKET_BITS,
                         sizeof *forms->table,
                         (void **)&forms->table));
    GV_TRY(gv_pages_get(pages, SLOTS, sizeof *forms->slots, (void **)&forms->slots));
    GV_TRY(gv_pages_get(pages, MOST_KEYS, sizeof *forms->keys, (void **)&forms->keys));
    GV_TRY(gv_pages_get(pages, MOST_BITS, sizeof *forms->bits, (void **)&forms->bits));
    GV_TRY(gv_pages_get(pages, MOST, sizeof *forms->signatures, (void **)&forms->signatures));
    return gv_pages_get(pages, MOST, sizeof *forms->all, (void **)&forms->all);
}

void gv_forms_next(gv_forms *forms)
{
    if (forms->full) {
        memset(forms->codes, 0,
               ((size_t)GV_FORM_CODE_BUCKET << GV_FORM_CODE_BITS) * sizeof *forms->codes);
        memset(forms->table, 0, ((size_t)GV_FORM_BUCKET << GV_FORM_BUCKET_BITS) * sizeof *forms->table);
        memset(forms->slots, 0, SLOTS * sizeof *forms->slots);
        forms->n = 0;
        forms->n_keys = forms->n_bits = 0;
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

/* ------------------------------------------------------------------ bits */

/* How much room the bits of a word take. */
typedef struct sizes {
    uint32_t n_anchors, n_needs;
    uint8_t many_anchors;
} sizes;

static sizes size_bits(const gv_scanner *scanner, const outline *word)
{
    const gv_need_table *anchors = &scanner->language->anchors.keys;
    const gv_need_table *needs = &scanner->language->needs;
    sizes n = {0, 0, 0};
    for (uint32_t i = 0; i < word->n; i++) {
        n.n_anchors += anchors->rows[word->keys[i]].n;
        n.n_needs += needs->rows[word->keys[i]].n;
    }
    n.many_anchors = n.n_anchors > MANY_ANCHORS;
    n.n_anchors = n.many_anchors ? gv_anchored_set_length(&scanner->anchored) : n.n_anchors + 1;
    n.n_needs = n.n_needs > MANY_NEEDS ? 0 : n.n_needs;
    return n;
}

static void add_anchor(gv_word_keys *word, uint16_t *bits, uint32_t bit)
{
    word->anchors[gv_anchored_mask(bit)] |= UINT64_C(1) << bit % 64;
    if (word->many_anchors) {
        bits[bit / 16] |= (uint16_t)(1U << bit % 16);
    } else {
        bits[word->n_anchors++] = (uint16_t)bit;
    }
}

/* What the word anchors (anchored.c), and what it holds, if that is little (keys.c): its keys' bits one
 * after the other, so that a word that is met again costs one look and no more. */
static void list_bits(const gv_scanner *scanner, const sizes *n, gv_word_keys *word, uint16_t *bits)
{
    const gv_anchored *anchored = &scanner->anchored;
    const gv_need_table *anchors = &scanner->language->anchors.keys;
    const gv_need_table *needs = &scanner->language->needs;
    int counts = 0;
    word->many_anchors = n->many_anchors;
    word->n_anchors = (uint16_t)(n->many_anchors ? n->n_anchors : 0);
    memset(bits, 0, n->n_anchors * sizeof *bits);
    for (uint32_t i = 0; i < word->n; i++) {
        const gv_need_row row = anchors->rows[word->keys[i]];
        for (uint32_t k = row.first; k < row.first + row.n; k++) {
            add_anchor(word, bits, anchors->bits[k]);
            counts |= gv_anchored_counts(anchored, anchors->bits[k]);
        }
    }
    if (counts) {
        add_anchor(word, bits, anchored->any_bit);
    }
    word->n_needs = (uint8_t)n->n_needs;
    for (uint32_t i = 0, at = word->n_anchors; i < word->n; i++) {
        const gv_need_row row = needs->rows[word->keys[i]];
        if (n->n_needs == 0) {
            word->n_needs = row.n > 0 ? GV_NEEDS_BY_KEY : word->n_needs;
            continue;
        }
        memcpy(bits + at, needs->bits + row.first, row.n * sizeof *bits);
        at += row.n;
    }
}

/* Memory for a new one. */
typedef struct room {
    gv_word_keys *word;
    gv_signature *lists;
    uint32_t *keys;
    uint16_t *bits;
} room;

/* Of the store, or of the passage at hand only. */
static gv_status get_place(gv_scanner *scanner, uint32_t n_keys, uint32_t n_bits, uint32_t *slot,
                           room *fresh)
{
    gv_forms *forms = &scanner->forms;
    if (forms->n == MOST || forms->n_keys + n_keys > MOST_KEYS ||
        forms->n_bits + n_bits > MOST_BITS) {
        gv_arena *const arena = &scanner->words_arena;
        forms->full = 1;
        scanner->words_apart = 1;
        GV_TRY(gv_arena_get_array(arena, 1, sizeof *fresh->word, (void **)&fresh->word));
        GV_TRY(gv_arena_get_array(arena, 1, sizeof *fresh->lists, (void **)&fresh->lists));
        GV_TRY(gv_arena_get_array(arena, (size_t)n_bits + 1, sizeof *fresh->bits,
                                  (void **)&fresh->bits));
        return gv_arena_get_array(arena, (size_t)n_keys + 1, sizeof *fresh->keys,
                                  (void **)&fresh->keys);
    }
    *fresh = (room){forms->all + forms->n, forms->signatures + forms->n,
                    forms->keys + forms->n_keys, forms->bits + forms->n_bits};
    *slot = ++forms->n;
    forms->n_keys += n_keys;
    forms->n_bits += n_bits;
    return GV_OK;
}

static gv_status know(gv_scanner *scanner, const gv_found_keys *found, int capital,
                      const gv_word_keys **known)
{
    outline drawn;
    room fresh;
    draw(found, capital, &drawn);
    uint32_t *slot = slot_of(&scanner->forms, &drawn);
    if (*slot != 0) {
        *known = &scanner->forms.all[*slot - 1];
        return GV_OK;
    }
    const sizes n = size_bits(scanner, &drawn);
    GV_TRY(get_place(scanner, drawn.n, n.n_anchors + n.n_needs, slot, &fresh));
    memcpy(fresh.keys, drawn.keys, drawn.n * sizeof *fresh.keys);
    *fresh.lists = signature_of(scanner, fresh.keys, drawn.n, capital);
    *fresh.word = (gv_word_keys){.lists = fresh.lists,
                                 .keys = fresh.keys,
                                 .bits = fresh.bits,
                                 .number_value = found->number_value,
                                 .n = (uint8_t)drawn.n,
                                 .number_kind = found->number_kind,
                                 .triggers = has_triggers(scanner, fresh.keys, drawn.n),
                                 .begins = gv_beginnings_of(&scanner->cues.begin, fresh.keys,
                                                            drawn.n),
                                 .pieces = found->pieces,
                                 .abbreviation = found->abbreviation,
                                 .capital = (uint8_t)capital};
    list_bits(scanner, &n, fresh.word, fresh.bits);
    *known = fresh.word;
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
    GV_TRY(gv_look_up(scanner, &scanner->language->word_filter, word->bytes, word->length,
                      word->digits, &found));
    GV_TRY(know(scanner, &found, capital, known));
    *place = forms->full ? 0 : (uint32_t)(*known - forms->all) + 1;
    return GV_OK;
}

static gv_status take_code(gv_scanner *scanner, const gv_form_text *word,
                           const gv_form_sought *sought, int capital, const gv_word_keys **known)
{
    uint64_t *const slots = sought->codes;
    uint64_t found = 0;
    uint32_t place;
    unsigned i = 0;
    while (i < GV_FORM_CODE_BUCKET && found - 1 >= GV_FORM_PLACES - 1) {
        found = slots[i++] ^ sought->rest;
    }
    if (found - 1 < GV_FORM_PLACES - 1) {
        place = (uint32_t)found;
        *known = &scanner->forms.all[place - 1];
        __builtin_prefetch(*known); /* it is read when all words of the sentence were taken */
    } else {
        GV_TRY(find_new(scanner, word, capital, known, &place));
    }
    if (place != 0) { /* the one asked for last stands first */
        while (--i > 0) {
            slots[i] = slots[i - 1];
        }
        slots[0] = sought->rest ^ place;
    }
    return GV_OK;
}

gv_status gv_forms_take(gv_scanner *scanner, const gv_form_text *word, const gv_form_sought *sought,
                        int capital, const gv_word_keys **known)
{
    const gv_forms *forms = &scanner->forms;
    gv_form *const bucket = sought->bucket;
    uint32_t place;
    if (sought->codes != NULL) {
        return take_code(scanner, word, sought, capital, known);
    }
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
    gv_forms_seek(&scanner->forms, word, capital, &sought);
    return gv_forms_take(scanner, word, &sought, capital, known);
}
