/*
 * anchored_memory.c - the room that anchored.c works in: got with the scanner, grown to the passage.
 */
#include "scan/state.h"

#include <string.h>

gv_status gv_anchored_new(gv_scanner *scanner)
{
    gv_anchored *anchored = &scanner->anchored;
    const gv_model_language *language = scanner->language;
    anchored->any_bit = language->anchors.keys.n_words * 64;
    GV_TRY(gv_memory_get_zeroed((size_t)language->anchors.keys.n_words + 1,
                                sizeof *anchored->counting, (void **)&anchored->counting));
    for (uint32_t i = 0; i < language->n_number_patterns; i++) {
        const uint32_t bit = language->anchors.lists[language->number_patterns[i].list];
        if (bit == GV_ANCHOR_NONE) {
            anchored->any_number = 1;
        } else {
            anchored->counting[bit / 64] |= UINT64_C(1) << bit % 64;
        }
    }
    GV_TRY(gv_pages_get(&scanner->pages, (size_t)1 << GV_ANCHORED_VAIN_BITS, sizeof *anchored->vain,
                        (void **)&anchored->vain));
    return gv_pages_get(&scanner->pages, (size_t)(anchored->any_bit + 1) * 2,
                        sizeof *anchored->seen, (void **)&anchored->seen);
}

void gv_anchored_drop(gv_anchored *anchored)
{
    gv_memory_free(anchored->counting);
    gv_memory_free(anchored->masks[0]);
    gv_memory_free(anchored->masks[1]);
    gv_memory_free(anchored->sets);
    gv_memory_free(anchored->group_sets);
    gv_memory_free(anchored->group_asked);
    *anchored = (gv_anchored){0};
}

void gv_anchored_forget(gv_scanner *scanner)
{
    gv_anchored *anchored = &scanner->anchored;
    memset(anchored->seen, 0, (size_t)(anchored->any_bit + 1) * 2 * sizeof *anchored->seen);
    memset(anchored->vain, 0, ((size_t)1 << GV_ANCHORED_VAIN_BITS) * sizeof *anchored->vain);
}

gv_status gv_anchored_next_passage(gv_scanner *scanner)
{
    gv_anchored *anchored = &scanner->anchored;
    const size_t n_tokens = scanner->words.n_tokens;
    const size_t n_stretches = n_tokens / GV_STRETCH + scanner->words.n_sentences;
    const size_t n_groups = scanner->words.n_sentences / GV_ANCHORED_GROUP + 1;
    const size_t n_words = scanner->language->anchors.keys.n_words;
    GV_TRY(gv_array_reserve((void **)&anchored->sets, n_stretches * n_words,
                            sizeof *anchored->sets, &anchored->sets_capacity));
    GV_TRY(gv_array_reserve((void **)&anchored->group_sets, n_groups * n_words,
                            sizeof *anchored->group_sets, &anchored->group_sets_capacity));
    GV_TRY(gv_array_reserve((void **)&anchored->group_asked, n_groups,
                            sizeof *anchored->group_asked, &anchored->group_asked_capacity));
    memset(anchored->group_asked, 0, n_groups);
    for (int i = 0; i < 2; i++) {
        GV_TRY(gv_array_reserve((void **)&anchored->masks[i], n_tokens, sizeof **anchored->masks,
                                &anchored->masks_capacity[i]));
    }
    return GV_OK;
}
