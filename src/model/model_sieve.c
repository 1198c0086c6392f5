/*
 * model_sieve.c - from the rules to the words without which none of them can find anything.
 *
 * In: a language's rows, patterns and slots. Out: needs, each a few sets of keys. Example:
 *
 *     rule a/x   on: the killing of, (butchered|slain)     need count after 8: #count>=5
 *     need 1: {killing}, {of}, {digits, number words}      need 2: {butchered, slain}, {digits ...}
 *
 * A passage in which no need is met has no mention, so nothing of it has to be read closely.
 *
 * Why nothing is lost: a mention takes a span of the rule's `on:` list and a filler for each of its
 * `need` slots, all in one passage. A span follows one pattern, so that each of its elements that
 * must stand has a word there. A word stands for a KEY only if it satisfies the key; for a LIST only
 * by one of the list's patterns, so that for each of these some word of a set of its own stands;
 * the union over the patterns is a set for the list. Numbers begin at digits, number words, or the
 * phrases that have a value. Of an element about which this says nothing (#any, marks, gaps) nothing
 * is asked. A set may be too large, never too small.
 *
 * The words of a need must besides stand as its steps say: sieve_steps.c.
 *
 * Which elements are asked: those that are likely to be rare. A key is taken to be common if many
 * lists name it ("of", "people"), and numbers are: no table of frequencies is needed.
 */
#include "model/sieve_make.h"

#include <string.h>

#define USELESS_COST 30000.0 /* what is so common stands in most sentences: not asked for */

/* ------------------------------------------------------------------ needs */

/* The cheapest sets, in order of their cost. */
typedef struct choice {
    gv_key_set sets[GV_SIEVE_EACH];
    uint32_t n;
    gv_key_set wide; /* the cheapest of those that may stand in another sentence */
} choice;

static void choose(choice *from, const gv_key_set *set)
{
    uint32_t at = from->n;
    if (set->n == 0 || (set->cost > USELESS_COST && from->n > 0)) {
        return;
    }
    for (uint32_t i = 0; i < from->n; i++) {
        if (from->sets[i].keys == set->keys) {
            return;
        }
    }
    while (at > 0 && set->cost < from->sets[at - 1].cost) {
        at--;
    }
    if (at == GV_SIEVE_EACH) {
        return;
    }
    from->n += from->n < GV_SIEVE_EACH;
    for (uint32_t i = from->n - 1; i > at; i--) {
        from->sets[i] = from->sets[i - 1];
    }
    from->sets[at] = *set;
}

/* A slot and its alternatives: a filler of any of them will do. */
static gv_status tell_slot(gv_sieve_maker *make, const gv_image_slot *slot, gv_key_set *set)
{
    gv_status status = GV_OK;
    gv_key_union all = {0};
    for (uint32_t i = 0; i <= slot->n_alternatives; i++) {
        gv_key_set one = {0};
        GV_TRY_DONE(gv_sieve_tell_list(make, slot[i].list, &one));
        GV_TRY_DONE(gv_key_union_join(&all, &one));
    }
    return gv_key_union_take(make, &all, set);
done:
    gv_buf_free(&all.keys);
    return status;
}

gv_status gv_sieve_number_set(gv_sieve_maker *make, const gv_key_set *set, uint32_t *number)
{
    gv_sieve *sieve = make->sieve;
    GV_TRY(gv_map_add(&make->set_map, (const char *)set->keys, set->n * sizeof *set->keys,
                      sieve->n_sets, number));
    if (*number == sieve->n_sets) {
        GV_TRY(gv_array_reserve((void **)&make->sets, (size_t)sieve->n_sets + 1,
                                sizeof *make->sets, &make->sets_capacity));
        make->sets[sieve->n_sets++] = *set;
    }
    return GV_OK;
}

/* 1 if both ask for the same. */
static int is_same(const gv_sieve *sieve, const gv_sieve_need *one, const gv_sieve_need *other)
{
    return one->n == other->n && one->wide == other->wide && one->n_steps == other->n_steps &&
           memcmp(one->sets, other->sets, one->n * sizeof *one->sets) == 0 &&
           memcmp(sieve->steps + one->first_step, sieve->steps + other->first_step,
                  one->n_steps * sizeof *sieve->steps) == 0;
}

/* Adds a need of a rule whose needs begin at `first`, unless it is there. */
static gv_status add_need(gv_sieve_maker *make, uint32_t first, const gv_sieve_need *need)
{
    gv_sieve *sieve = make->sieve;
    for (uint32_t i = first; i < sieve->n_needs; i++) {
        if (is_same(sieve, &sieve->needs[i], need)) {
            return GV_OK;
        }
    }
    GV_TRY(gv_array_reserve((void **)&sieve->needs, (size_t)sieve->n_needs + 1,
                            sizeof *sieve->needs, &make->needs_capacity));
    sieve->needs[sieve->n_needs++] = *need;
    return GV_OK;
}

static gv_status make_need(gv_sieve_maker *make, uint32_t rule, uint32_t first,
                           const choice *chosen, gv_sieve_need need)
{
    need.rule = rule;
    need.n = chosen->n;
    need.wide = GV_IMAGE_NONE;
    if (chosen->n == 0) {
        make->sieve->lets_all = 1;
        return GV_OK;
    }
    for (uint32_t i = 0; i < chosen->n; i++) {
        GV_TRY(gv_sieve_number_set(make, &chosen->sets[i], &need.sets[i]));
    }
    if (chosen->wide.n > 0) {
        GV_TRY(gv_sieve_number_set(make, &chosen->wide, &need.wide));
    }
    gv_sieve_choose_clue(make, &need);
    return add_need(make, first, &need);
}

/* A rule whose needs are being told. */
typedef struct told_rule {
    uint32_t rule, first; /* of its needs */
    choice asked;         /* of its slots */
    gv_sieve_need need;
} told_rule;

static gv_status tell_slots(gv_sieve_maker *make, told_rule *of)
{
    const gv_image_frame *frame = &make->language->frames[of->rule];
    const gv_image_slot *slots = make->language->slots + frame->first_slot;
    GV_TRY(gv_sieve_add_slots(make, of->rule, &of->need.first_slot, &of->need.n_slots));
    for (uint32_t i = 0; i < frame->n_slots; i += 1u + slots[i].n_alternatives) {
        gv_key_set set = {0};
        if (slots[i].role == GV_SLOT_NEED) {
            GV_TRY(tell_slot(make, &slots[i], &set));
            if (!gv_sieve_is_wide(&slots[i])) {
                choose(&of->asked, &set);
            } else if (gv_key_set_is_better(&set, &of->asked.wide)) {
                of->asked.wide = set;
            }
        }
    }
    return GV_OK;
}

/* The need of one way in which the trigger can match. */
static gv_status tell_way(gv_sieve_maker *make, void *context, const gv_image_element *elements,
                          uint32_t n)
{
    const told_rule *of = context;
    choice chosen = of->asked;
    gv_sieve_need need = of->need;
    GV_TRY(gv_sieve_add_trigger(make, elements, n, &need.first_step, &need.n_steps));
    for (uint32_t i = 0; i < n; i += gv_image_width(&elements[i])) {
        gv_key_set set = {0};
        GV_TRY(gv_sieve_tell_element(make, &elements[i], &set));
        choose(&chosen, &set);
    }
    return make_need(make, of->rule, of->first, &chosen, need);
}

/* The need of the words that are triggers by themselves. */
static gv_status tell_words(gv_sieve_maker *make, told_rule *of, uint32_t at, uint32_t end)
{
    choice chosen = of->asked;
    gv_sieve_need need = of->need;
    gv_key_set set = {0};
    GV_TRY(gv_sieve_tell_stretch(make, at, end, &set));
    choose(&chosen, &set);
    GV_TRY(gv_sieve_add_word(make, &set, &need.first_step, &need.n_steps));
    return make_need(make, of->rule, of->first, &chosen, need);
}

static gv_status tell_rule(gv_sieve_maker *make, uint32_t rule)
{
    const uint32_t end = make->first_entry[rule + 1];
    told_rule of = {.rule = rule, .first = make->sieve->n_needs};
    GV_TRY(tell_slots(make, &of));
    for (uint32_t at = make->first_entry[rule]; at < end;) {
        const uint32_t next = gv_sieve_stretch_end(make, at, end);
        const uint32_t pattern = make->list_entries[at].pattern;
        if (pattern == GV_IMAGE_WORD) {
            GV_TRY(tell_words(make, &of, at, next));
        } else {
            GV_TRY(gv_sieve_each_way(make, &make->language->patterns[pattern], tell_way, &of));
        }
        at = next;
    }
    return GV_OK;
}

static gv_status make_all(gv_sieve_maker *make)
{
    const gv_model_language *language = make->language;
    GV_TRY(gv_sieve_turn_rows(make));
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)language->n_lists + 1, sizeof *make->lists,
                              (void **)&make->lists));
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)language->n_lists + 1, 1,
                              (void **)&make->told));
    GV_TRY(gv_arena_get_array(&make->arena, (size_t)language->n_lists + 1, sizeof *make->edges,
                              (void **)&make->edges));
    GV_TRY(gv_sieve_tell_numbers(make));
    for (uint32_t rule = 0; rule < language->head->n_rules; rule++) {
        GV_TRY(tell_rule(make, rule));
    }
    GV_TRY(gv_sieve_deal(make));
    return gv_anchors_make(make, make->anchors);
}

gv_status gv_sieve_make(const char *strings, const gv_model_language *language, gv_sieve *sieve,
                        gv_anchors *anchors)
{
    gv_sieve fresh = {0};
    gv_sieve_maker make = {
        .language = language, .strings = strings, .sieve = &fresh, .anchors = anchors};
    const gv_status status = make_all(&make);
    if (status == GV_OK) {
        *sieve = fresh;
        fresh = (gv_sieve){0};
    }
    gv_sieve_free(&fresh);
    gv_map_free(&make.set_map);
    gv_memory_free(make.sets);
    gv_arena_free(&make.arena);
    return status;
}

void gv_sieve_free(gv_sieve *sieve)
{
    gv_memory_free(sieve->needs);
    gv_memory_free(sieve->first_need);
    gv_memory_free(sieve->key_sets);
    gv_memory_free(sieve->first_set);
    gv_word_filter_free(&sieve->words);
    gv_memory_free(sieve->steps);
    gv_memory_free(sieve->clues);
    gv_memory_free(sieve->first_clue);
    *sieve = (gv_sieve){0};
}
