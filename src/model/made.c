/*
 * made.c - the tables that opening makes of a model (needs, rows, word filter, sieve, anchors,
 * beginnings), as bytes and back.
 *
 * In: an opened model. Out: for each language a block: its length, the structures, the lengths
 * of their arrays, the arrays. To lend is to copy the structures and to point them at the arrays. The
 * build does the first once (embed_main.c), every start the second: making the tables of the English
 * model takes 120 million instructions, lending them some hundred.
 *
 * What it will not do: models from files. Their tables are made anew, from what was checked.
 */
#include "model/made.h"

#include <string.h>

enum { ALIGNMENT = 8, ARRAYS = 2 + 32 };

/* The structures as they are, but for the arrays, which are not theirs. */
typedef struct made_head {
    uint64_t length; /* bytes of the block */
    gv_need_table needs;
    gv_row_index rows;
    gv_word_filter word_filter;
    gv_sieve sieve;
    gv_anchors anchors;
    gv_beginnings begin;
    uint64_t arrays[ARRAYS]; /* bytes of each */
} made_head;

typedef struct array {
    void **bytes;
    size_t length;
} array;

static size_t count_texts(const gv_word_filter *filter)
{
    return (size_t)filter->texts_mask + 1;
}

static size_t count_any(const gv_word_filter *filter)
{
    return ((size_t)filter->any_mask + 1) / 8;
}

static size_t count_affixes(const gv_word_filter *filter)
{
    return (size_t)1 << (64 - filter->affixes_shift);
}

static size_t count_stems(const gv_word_filter *filter)
{
    return ((size_t)filter->stems.mask + 1) / 8;
}

/* Where each structure keeps its arrays. */
static void list_arrays(made_head *head, array *arrays)
{
    gv_need_table *needs = &head->needs;
    gv_row_index *rows = &head->rows;
    gv_word_filter *filter = &head->word_filter;
    gv_sieve *sieve = &head->sieve;
    gv_word_filter *words = &sieve->words;
    gv_anchors *anchors = &head->anchors;
    gv_beginnings *begin = &head->begin;
    void **const all[ARRAYS] = {
        (void **)&needs->patterns,  (void **)&needs->frames,     (void **)&needs->bits,
        (void **)&needs->rows,      (void **)&needs->sets,
        (void **)&rows->rows,       (void **)&rows->slots,       (void **)&rows->lists,
        (void **)&filter->any,
        (void **)&filter->texts,    (void **)&filter->affixes,   (void **)&filter->stems.bits,
        (void **)&sieve->needs,     (void **)&sieve->first_need, (void **)&sieve->key_sets,
        (void **)&sieve->first_set, (void **)&sieve->steps,      (void **)&sieve->clues,
        (void **)&sieve->first_clue,
        (void **)&words->any,
        (void **)&words->texts,     (void **)&words->affixes,    (void **)&words->stems.bits,
        (void **)&anchors->keys.bits, (void **)&anchors->keys.rows, (void **)&anchors->keys.sets,
        (void **)&anchors->lists,
        (void **)&begin->traits,    (void **)&begin->row_of,     (void **)&begin->rows,
        (void **)&begin->all,       (void **)&begin->far,        (void **)&begin->first_far,
        (void **)&begin->members};
    for (int i = 0; i < ARRAYS; i++) {
        arrays[i].bytes = all[i];
    }
}

/* In the same order. */
static void measure_arrays(const gv_model_language *language, array *arrays)
{
    const gv_need_table *needs = &language->needs;
    const gv_row_index *rows = &language->rows;
    const gv_word_filter *filter = &language->word_filter;
    const gv_sieve *sieve = &language->sieve;
    const gv_anchors *anchors = &language->anchors;
    const gv_beginnings *begin = &language->begin;
    const size_t n_kinds = (size_t)language->n_keys + GV_HELD_KINDS;
    const size_t lengths[ARRAYS] = {
        language->n_patterns * sizeof *needs->patterns,
        language->n_frames * sizeof *needs->frames,
        needs->n_bits * sizeof *needs->bits,
        n_kinds * sizeof *needs->rows,
        (size_t)needs->n_sets * needs->n_words * sizeof *needs->sets,
        language->n_keys * sizeof *rows->rows,
        rows->n_slots * sizeof *rows->slots,
        language->n_lists * sizeof *rows->lists,
        count_any(filter),
        count_texts(filter),
        count_affixes(filter),
        count_stems(filter),
        sieve->n_needs * sizeof *sieve->needs,
        ((size_t)sieve->n_first + 1) * sizeof *sieve->first_need,
        sieve->first_set[language->n_keys + GV_SIEVE_NUMBERS] * sizeof *sieve->key_sets,
        ((size_t)language->n_keys + GV_SIEVE_NUMBERS + 1) * sizeof *sieve->first_set,
        sieve->n_steps * sizeof *sieve->steps,
        sieve->first_clue[sieve->n_sets] * sizeof *sieve->clues,
        ((size_t)sieve->n_sets + 1) * sizeof *sieve->first_clue,
        count_any(&sieve->words),
        count_texts(&sieve->words),
        count_affixes(&sieve->words),
        count_stems(&sieve->words),
        anchors->keys.n_bits * sizeof *anchors->keys.bits,
        n_kinds * sizeof *anchors->keys.rows,
        (size_t)anchors->keys.n_sets * anchors->keys.n_words * sizeof *anchors->keys.sets,
        language->n_lists * sizeof *anchors->lists,
        begin->n_traits * sizeof *begin->traits,
        begin->n_row_of * sizeof *begin->row_of,
        begin->n_rows * sizeof *begin->rows,
        begin->n_all * sizeof *begin->all,
        begin->n_far * sizeof *begin->far,
        ((size_t)begin->n_needs + 1) * sizeof *begin->first_far,
        begin->n_members * sizeof *begin->members};
    for (int i = 0; i < ARRAYS; i++) {
        arrays[i].length = lengths[i];
    }
}

static gv_status save_language(const gv_model_language *language, gv_buf *out)
{
    made_head head;
    array arrays[ARRAYS];
    const size_t start = out->length;
    memset(&head, 0, sizeof head); /* padding too: the same model, the same bytes */
    memcpy(&head.needs, &language->needs, sizeof head.needs);
    memcpy(&head.rows, &language->rows, sizeof head.rows);
    memcpy(&head.word_filter, &language->word_filter, sizeof head.word_filter);
    memcpy(&head.sieve, &language->sieve, sizeof head.sieve);
    memcpy(&head.anchors, &language->anchors, sizeof head.anchors);
    memcpy(&head.begin, &language->begin, sizeof head.begin);
    list_arrays(&head, arrays);
    measure_arrays(language, arrays);
    GV_TRY(gv_buf_add(out, &head, sizeof head));
    for (int i = 0; i < ARRAYS; i++) {
        const void *bytes = *arrays[i].bytes;
        *arrays[i].bytes = NULL;
        head.arrays[i] = arrays[i].length;
        if (arrays[i].length > 0) {
            GV_TRY(gv_buf_add(out, bytes, arrays[i].length));
        }
        while (out->length % ALIGNMENT != 0) {
            GV_TRY(gv_buf_add_byte(out, '\0'));
        }
    }
    head.length = out->length - start;
    memcpy(out->bytes + start, &head, sizeof head);
    return GV_OK;
}

gv_status gv_made_save(const gv_model *model, gv_buf *out)
{
    for (uint32_t i = 0; i < model->n_languages; i++) {
        GV_TRY(save_language(&model->languages[i], out));
    }
    return GV_OK;
}

void gv_made_lend(const unsigned char *made, uint32_t number, gv_model_language *language)
{
    made_head head;
    array arrays[ARRAYS];
    memcpy(&head, made, sizeof head);
    for (; number > 0; number--) {
        made += head.length;
        memcpy(&head, made, sizeof head);
    }
    list_arrays(&head, arrays);
    made += sizeof head;
    for (int i = 0; i < ARRAYS; i++) {
        *arrays[i].bytes = head.arrays[i] == 0 ? NULL : (void *)(uintptr_t)made; /* only read */
        made += (head.arrays[i] + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
    language->needs = head.needs;
    language->rows = head.rows;
    language->word_filter = head.word_filter;
    language->sieve = head.sieve;
    language->anchors = head.anchors;
    language->begin = head.begin;
    language->is_lent = 1;
}

void gv_made_free(gv_model_language *language)
{
    if (!language->is_lent) {
        gv_need_table_free(&language->needs);
        gv_row_index_free(&language->rows);
        gv_word_filter_free(&language->word_filter);
        gv_sieve_free(&language->sieve);
        gv_anchors_free(&language->anchors);
        gv_beginnings_free(&language->begin);
    }
}
