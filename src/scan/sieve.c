/*
 * sieve.c - may any rule find a mention in this passage? Most passages are done with here.
 *
 * In: text. Out: whether a need of the model's sieve (model/sieve_table.h) is met; of which rules;
 * and in which stretches of text. A stretch is one or more whole sentences: it ends where a
 * sentence surely does (sieve_words.c). Example, with the need {massacre, slaughter ...} +
 * {number}:
 *
 *     The council met in May. It spoke of the massacre of 40 farmers. The talks go on.
 *     [no set that leads    ] [both sets: met, the rule is let      ] [               ]
 *
 * Only the second sentence is then read closely, and only for the rules that were let. A need whose
 * sets all stand is also asked for their order and distance (sieve_order.c).
 *
 * Sound because a mention's trigger and the fillers of its slots lie in one sentence, all of whose
 * words fall in one stretch; what a slot may look for in other sentences is asked of the passage.
 */
#include "scan/sieve.h"

#include "scan/letters.h"
#include "scan/state.h"

#include <string.h>

/* ------------------------------------------------------------------ new, free */

gv_status gv_sieve_new(gv_scanner *scanner)
{
    const gv_model_language *language = scanner->language;
    gv_sieve_state *sieve = &scanner->sieve;
    GV_TRY(gv_known_new(scanner));
    GV_TRY(gv_pages_get(&scanner->pages, (size_t)language->n_keys + GV_SIEVE_NUMBERS,
                        sizeof *sieve->class_of_key, (void **)&sieve->class_of_key));
    GV_TRY(gv_memory_get_zeroed(GV_SIEVE_CLASSES, sizeof *sieve->classes,
                                (void **)&sieve->classes));
    GV_TRY(gv_sieve_sets_new(scanner));
    GV_TRY(gv_memory_get_lines(GV_SIEVE_CLASSES, sizeof *sieve->clues, &sieve->clues_memory,
                               (void **)&sieve->clues));
    GV_TRY(gv_pages_get(&scanner->pages, GV_SIEVE_CLASSES, sizeof *sieve->is_lead,
                         (void **)&sieve->is_lead));
    GV_TRY(gv_memory_get_zeroed(GV_SIEVE_CLASSES, sizeof *sieve->listed, (void **)&sieve->listed));
    GV_TRY(gv_pages_get(&scanner->pages, (size_t)language->n_frames + 1,
                         sizeof *sieve->rule_let, (void **)&sieve->rule_let));
    sieve->n_classes = GV_SIEVE_UNSURE + 1;
    sieve->path = gv_bytes_choose();
    for (uint32_t i = 0; i < language->text.n_contractions; i++) {
        const gv_slice *ending = &language->text.contractions[i].ending;
        sieve->bare_endings |= memchr(ending->bytes, '\'', ending->length) == NULL;
    }
    return GV_OK;
}

void gv_sieve_drop(gv_sieve_state *sieve)
{
    void *const owned[] = {sieve->classes, sieve->rows, sieve->clues_memory,
                           sieve->leads_of, sieve->order, sieve->listed, sieve->lets,
                           sieve->pending, sieve->stretches};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        gv_memory_free(owned[i]);
    }
    gv_known_drop(&sieve->known);
    gv_map_free(&sieve->class_map);
    gv_map_free(&sieve->key_map);
    *sieve = (gv_sieve_state){0};
}

/* ------------------------------------------------------------------ needs */

/* 1 if a class is in a set of a clue that is met. */
static int has_clue(const gv_sieve_clues *of, const gv_sieve_clue_bits *met)
{
    enum { HALF = GV_SIEVE_CLUES / 2 / 64 };
    uint64_t both = 0;
    for (int i = 0; i < HALF; i++) {
        both |= (of->rows[0][i] | of->rows[1][i]) & met->bits[i];
        both |= (of->rows[2][i] | of->rows[3][i]) & met->bits[HALF + i];
    }
    return both != 0;
}

/* Lists the classes of the stretch that lead some need whose clue is met, each once. */
static void list_leads(gv_sieve_state *sieve, const gv_sieve_clue_bits *met)
{
    sieve->n_listed = 0;
    for (size_t i = sieve->first; i < sieve->n_order; i++) {
        const uint16_t number = sieve->order[i];
        if (sieve->is_lead[number] && has_clue(&sieve->clues[number], met) &&
            sieve->classes[number].stretch != sieve->stretch) {
            sieve->classes[number].stretch = sieve->stretch;
            sieve->listed[sieve->n_listed++] = number;
        }
    }
}

/* A stretch of more words than a set has room for is not judged by order: of its later words one of
 * a class is enough. */
static void shorten(gv_sieve_state *sieve)
{
    size_t kept = sieve->first + GV_POSITIONS;
    for (size_t i = kept; i < sieve->n_order; i++) {
        gv_sieve_class *class = &sieve->classes[sieve->order[i]];
        if (class->shortened != sieve->stretch) {
            class->shortened = sieve->stretch;
            sieve->order[kept++] = sieve->order[i];
        }
    }
    sieve->n_order = kept;
}

/* 1 if words of all sets of the need stand in the stretch; of the first some do. */
static int is_met(gv_sieve_state *sieve, const gv_sieve_need *need)
{
    for (uint32_t i = 1; i < need->n; i++) {
        if (gv_sieve_positions(sieve, need->sets[i]) == 0) {
            return 0;
        }
    }
    return 1;
}

/* Lets a rule match in a stretch. */
static gv_status let(gv_sieve_state *sieve, uint32_t rule, uint32_t stretch)
{
    GV_TRY(gv_array_reserve((void **)&sieve->lets, sieve->n_lets + 1, sizeof *sieve->lets,
                            &sieve->lets_capacity));
    sieve->lets[sieve->n_lets++] = (gv_sieve_let){rule, stretch};
    return GV_OK;
}

/* A need led by a word of the stretch, whose clue is met: *met 1 if it is met itself, or
 * all but for a word of any sentence. */
static gv_status judge_need(gv_scanner *scanner, uint32_t number, int *met)
{
    gv_sieve_state *sieve = &scanner->sieve;
    const gv_sieve_need *need = &scanner->language->sieve.needs[number];
    const uint32_t stretch = (uint32_t)sieve->n_stretches; /* the one at hand will be that */
    if (sieve->rule_let[need->rule] == sieve->stretch || !is_met(sieve, need) ||
        !gv_sieve_in_order(scanner, need)) {
        return GV_OK;
    }
    *met = 1;
    if (need->wide == GV_IMAGE_NONE) {
        sieve->rule_let[need->rule] = sieve->stretch;
        return let(sieve, need->rule, stretch);
    }
    GV_TRY(gv_array_reserve((void **)&sieve->pending, sieve->n_pending + 1,
                            sizeof *sieve->pending, &sieve->pending_capacity));
    sieve->pending[sieve->n_pending++] = (gv_sieve_pending){number, stretch, sieve->stretch};
    return GV_OK;
}

/* Judges some needs. What they ask is fetched for all before it is looked at: it lies here and there. */
static gv_status judge_needs(gv_scanner *scanner, const uint32_t *numbers, size_t n, int *met)
{
    const gv_sieve_state *sieve = &scanner->sieve;
    const gv_sieve_need *const needs = scanner->language->sieve.needs;
    for (size_t i = 0; i < n; i++) {
        const gv_sieve_need *need = &needs[numbers[i]];
        __builtin_prefetch(&sieve->rule_let[need->rule]);
        for (uint32_t k = 1; k < need->n; k++) {
            __builtin_prefetch(&sieve->sets[need->sets[k]]);
        }
    }
    for (size_t i = 0; i < n; i++) {
        GV_TRY(judge_need(scanner, numbers[i], met));
    }
    return GV_OK;
}

/* The needs whose clues are met. */
static gv_status judge(gv_scanner *scanner, const gv_sieve_clue_bits *clues, int *met)
{
    enum { TOGETHER = 32 };
    gv_sieve_state *sieve = &scanner->sieve;
    const gv_sieve_need *const needs = scanner->language->sieve.needs;
    uint32_t numbers[TOGETHER];
    size_t n = 0;
    list_leads(sieve, clues);
    if (sieve->n_words > GV_POSITIONS) {
        shorten(sieve);
    }
    for (uint32_t i = 0; i < sieve->n_listed; i++) {
        const gv_sieve_class *class = &sieve->classes[sieve->listed[i]];
        for (uint32_t k = 0; k < class->n_leads; k++) {
            const gv_sieve_lead lead = sieve->leads_of[class->first_lead + k];
            if (clues->bits[lead.clue / 64] >> lead.clue % 64 & 1) {
                __builtin_prefetch(&needs[lead.need]);
                numbers[n++] = lead.need;
            }
            if (n == TOGETHER) {
                GV_TRY(judge_needs(scanner, numbers, n, met));
                n = 0;
            }
        }
    }
    return judge_needs(scanner, numbers, n, met);
}

/* 1 if some word of the passage is of the set; found once. */
static int is_anywhere(gv_sieve_state *sieve, uint32_t number)
{
    gv_sieve_set *const set = &sieve->sets[number];
    if (set->stretch != sieve->stretch) {
        set->stretch = sieve->stretch;
        set->positions = gv_sieve_find(sieve, sieve->path, sieve->order, sieve->n_order, number);
    }
    return set->positions != 0;
}

/* Puts the lets from n_before on among those before: both come stretch by stretch, in the order of
 * the text. Those to put in are moved behind all, and taken from there, the last first. */
static gv_status merge_lets(gv_sieve_state *sieve, size_t n_before)
{
    const size_t n = sieve->n_lets;
    size_t old = n_before;
    size_t new = n - n_before;
    GV_TRY(gv_array_reserve((void **)&sieve->lets, n + new, sizeof *sieve->lets,
                            &sieve->lets_capacity));
    gv_sieve_let *const lets = sieve->lets;
    memcpy(lets + n, lets + n_before, new * sizeof *lets);
    while (new > 0) {
        const int is_old = old > 0 && lets[old - 1].stretch > lets[n + new - 1].stretch;
        lets[old + new - 1] = is_old ? lets[old - 1] : lets[n + new - 1];
        old -= (size_t)is_old;
        new -= (size_t)!is_old;
    }
    return GV_OK;
}

/* The needs that wait for a word of any sentence. They come stretch by stretch, as do the n_before
 * rules that are let already; a rule is let once in a stretch. */
static gv_status judge_pending(gv_scanner *scanner)
{
    gv_sieve_state *sieve = &scanner->sieve;
    const size_t n_before = sieve->n_lets;
    size_t next = 0; /* of those before: marked up to here */
    for (size_t i = 0; i < sieve->n_pending; i++) {
        const gv_sieve_pending *one = &sieve->pending[i];
        const gv_sieve_need *need = &scanner->language->sieve.needs[one->need];
        for (; next < n_before && sieve->lets[next].stretch <= one->stretch; next++) {
            if (sieve->lets[next].stretch == one->stretch) {
                sieve->rule_let[sieve->lets[next].rule] = one->number;
            }
        }
        if (sieve->rule_let[need->rule] != one->number && is_anywhere(sieve, need->wide)) {
            sieve->rule_let[need->rule] = one->number;
            GV_TRY(let(sieve, need->rule, one->stretch));
        }
    }
    return n_before > 0 && sieve->n_lets > n_before ? merge_lets(sieve, n_before) : GV_OK;
}

/* ------------------------------------------------------------------ labels out of reach */

/* Takes back the rules of a label whose weights together, each counted once, do not reach its
 * threshold: decide.c would drop their mentions. */
static void drop_unreached(gv_scanner *scanner)
{
    gv_sieve_state *sieve = &scanner->sieve;
    const gv_image_frame *frames = scanner->language->frames;
    uint32_t sums[GV_LIMIT_LABELS];
    size_t kept = 0;
    memset(sums, 0, scanner->model->n_labels * sizeof *sums);
    for (size_t i = 0; i < sieve->n_lets; i++) {
        uint32_t *const counted = &sieve->rule_let[sieve->lets[i].rule];
        if (*counted != sieve->stretch) { /* the next stretch's number: no rule has it yet */
            const gv_image_frame *frame = &frames[sieve->lets[i].rule];
            *counted = sieve->stretch;
            sums[frame->of] += frame->weight;
        }
    }
    for (size_t i = 0; i < sieve->n_lets; i++) {
        const uint32_t label = frames[sieve->lets[i].rule].of;
        if (sums[label] >= scanner->model->labels[label].threshold) {
            sieve->lets[kept++] = sieve->lets[i];
        }
    }
    sieve->n_lets = kept;
}

/* ------------------------------------------------------------------ stretches */

/* Numbers that come round again would be taken for seen. */
static void next_stretch(gv_scanner *scanner)
{
    gv_sieve_state *sieve = &scanner->sieve;
    sieve->first = sieve->n_order;
    if (++sieve->stretch == 0) {
        for (uint32_t i = 0; i < scanner->language->sieve.n_sets; i++) {
            sieve->sets[i].stretch = 0;
        }
        memset(sieve->rule_let, 0, scanner->language->n_frames * sizeof *sieve->rule_let);
        for (uint32_t i = 0; i < sieve->n_classes; i++) {
            sieve->classes[i].stretch = sieve->classes[i].shortened = 0;
        }
        sieve->stretch = 1;
    }
}

static void next_passage(gv_scanner *scanner)
{
    gv_sieve_state *sieve = &scanner->sieve;
    sieve->n_order = 0;
    sieve->n_pending = 0;
    sieve->n_stretches = 0;
    sieve->n_lets = 0;
    sieve->start = 0;
    sieve->unsure = 0;
    next_stretch(scanner);
}

/* The stretch at hand holds clues. */
static gv_status end_with(gv_scanner *scanner, const gv_sieve_clue_bits *clues, size_t end)
{
    gv_sieve_state *sieve = &scanner->sieve;
    int met = 0;
    GV_TRY(judge(scanner, clues, &met));
    if (met) {
        GV_TRY(gv_array_reserve((void **)&sieve->stretches, sieve->n_stretches + 1,
                                sizeof *sieve->stretches, &sieve->stretches_capacity));
        sieve->stretches[sieve->n_stretches++] =
            (gv_stretch){(uint32_t)sieve->start, (uint32_t)end};
    }
    next_stretch(scanner);
    return GV_OK;
}

gv_status gv_sieve_end(gv_scanner *scanner, size_t end)
{
    gv_sieve_state *sieve = &scanner->sieve;
    gv_sieve_clue_bits clues;
    sieve->n_words = sieve->n_order - sieve->first;
    GV_TRY(gv_sieve_reserve(sieve, GV_SIEVE_BEHIND));
    memset(sieve->order + sieve->n_order, GV_SIEVE_NONE, GV_SIEVE_FOUR * sizeof *sieve->order);
    if (gv_sieve_find_clues(sieve->path, sieve->clues, sieve->order + sieve->first,
                            sieve->n_words, &clues)) {
        GV_TRY(end_with(scanner, &clues, end));
    }
    sieve->first = sieve->n_order;
    sieve->start = end;
    return GV_OK;
}

gv_status gv_sieve_read(gv_scanner *scanner, const char *text, size_t length, int *lets)
{
    gv_sieve_state *sieve = &scanner->sieve;
    next_passage(scanner);
    *lets = 1;
    if (scanner->language->sieve.lets_all) {
        sieve->unsure = 1;
        return GV_OK;
    }
    GV_TRY(gv_sieve_words(scanner, text, length));
    GV_TRY(gv_sieve_end(scanner, length));
    if (sieve->n_pending > 0) {
        GV_TRY(judge_pending(scanner));
    }
    if (sieve->n_lets > 0 && scanner->labels_only && !sieve->unsure) {
        drop_unreached(scanner);
    }
    *lets = sieve->unsure || sieve->n_lets > 0;
    return GV_OK;
}
