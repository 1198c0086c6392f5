/*
 * slots.c - do the slots around a trigger hold?
 *
 * before/after/near walk away from the trigger, at most GV_LIMIT_REACH words, and take the first
 * span of the slot's list that no `stop` cuts off and no guard refuses:
 *
 *     on: @killing   need count after 8: #count>=5   stop: and ..1 @wounded
 *     "killed [a guard and wounded] 12": 12 is a candidate, but the stop lies between.
 *
 * The places of `in` do not depend on the trigger, except that its own span is no filler: the first
 * two fillers of a clause, sentence or passage are remembered, so that many triggers in one long
 * sentence stay linear.
 */
#include "scan/state.h"

static const gv_filler NONE = {0, 0};

static uint32_t sentence_of(const gv_scanner *scanner, uint32_t token)
{
    return scanner->words.tokens[token].sentence;
}

static int guard_holds(gv_scanner *scanner, const gv_image_guard *guard, gv_filler filler)
{
    const gv_sentence *sentence =
        &scanner->words.sentences[sentence_of(scanner, filler.first)];
    if (guard->after) {
        for (uint32_t n = 0; n < guard->reach && filler.end + n < sentence->end; n++) {
            if (gv_match_end(scanner, guard->list, filler.end + n) != 0) {
                return 1;
            }
        }
        return 0;
    }
    const uint32_t longest = scanner->language->lists[guard->list].longest;
    const uint32_t back = (uint32_t)guard->reach + longest - 1u;
    for (uint32_t n = 1; n <= back && filler.first >= sentence->first + n; n++) {
        const uint32_t end = gv_match_end(scanner, guard->list, filler.first - n);
        if (end != 0 && end <= filler.first && end + guard->reach > filler.first) {
            return 1;
        }
    }
    return 0;
}

static int is_refused(gv_scanner *scanner, const gv_image_slot *slot, gv_filler filler)
{
    const gv_image_guard *guards = scanner->language->guards + slot->first_guard;
    for (uint32_t i = 0; i < slot->n_guards; i++) {
        if (guard_holds(scanner, &guards[i], filler)) {
            return 1;
        }
    }
    return 0;
}

/* What begins at a candidate, which is dropped if nothing does. */
static gv_filler match(gv_scanner *scanner, const gv_image_slot *slot, uint32_t token)
{
    const gv_filler filler = {token, gv_match_end(scanner, slot->list, token)};
    if (filler.end == 0) {
        gv_candidates_drop(scanner, slot->list, token);
    }
    return filler;
}

/* ------------------------------------------------------------------ before, after */

static gv_filler fill_before(gv_scanner *scanner, const gv_image_slot *slot, uint32_t first)
{
    const uint32_t start = scanner->words.sentences[sentence_of(scanner, first)].first;
    const uint32_t reach = slot->reach > GV_LIMIT_REACH ? GV_LIMIT_REACH : slot->reach;
    const uint32_t back = reach + scanner->language->lists[slot->list].longest - 1u;
    uint32_t low = first - start < back ? start : first - back;
    gv_candidates rest = gv_candidates_of(low, first);
    uint32_t token = 0;
    if (!gv_candidates_go_back(scanner, slot->list, &rest)) {
        return NONE;
    }
    if (slot->scope != GV_SCOPE_SENTENCE) {
        const uint32_t clause = gv_clause_first(scanner, first);
        low = clause > low ? clause : low;
    }
    uint32_t stop_from = first;    /* stops that start at or after here were looked for */
    uint32_t nearest_stop = 0;     /* start + 1 of the last stop that ends at or before `first` */
    while (gv_last_candidate(scanner, slot->list, &rest, &token) && token >= low) {
        gv_filler filler = match(scanner, slot, token);
        if (filler.end == 0 || filler.end > first || filler.end + reach <= first) {
            continue;
        }
        while (slot->stop != GV_IMAGE_NONE && nearest_stop == 0 && stop_from > filler.end) {
            stop_from--;
            const uint32_t end = gv_match_end(scanner, slot->stop, stop_from);
            if (end != 0 && end <= first) {
                nearest_stop = stop_from + 1;
            }
        }
        if (nearest_stop != 0 && nearest_stop > filler.end) {
            continue; /* a longer filler further off may still end after the stop began */
        }
        if (!is_refused(scanner, slot, filler)) {
            return filler;
        }
    }
    return NONE;
}

/* 1 if a stop that starts at `from` or after it ends at or before `to`. */
static int is_stopped(gv_scanner *scanner, uint32_t stop, uint32_t *from, uint32_t to,
                      uint32_t *nearest_end)
{
    for (; stop != GV_IMAGE_NONE && *from < to && *nearest_end > to; (*from)++) {
        const uint32_t end = gv_match_end(scanner, stop, *from);
        if (end != 0 && end < *nearest_end) {
            *nearest_end = end;
        }
    }
    return *nearest_end <= to;
}

static gv_filler fill_after(gv_scanner *scanner, const gv_image_slot *slot, uint32_t end)
{
    uint32_t limit = scanner->words.sentences[sentence_of(scanner, end - 1)].end;
    const uint32_t reach = slot->reach > GV_LIMIT_REACH ? GV_LIMIT_REACH : slot->reach;
    uint32_t high = limit - end < reach ? limit : end + reach;
    gv_candidates rest = gv_candidates_of(end, high);
    uint32_t token = 0;
    if (!gv_candidates_go_on(scanner, slot->list, &rest)) {
        return NONE;
    }
    if (slot->scope != GV_SCOPE_SENTENCE) {
        limit = gv_clause_end(scanner, end - 1);
        high = limit < high ? limit : high;
    }
    uint32_t stop_from = end;         /* stops that start before here were looked for */
    uint32_t stop_end = UINT32_MAX;   /* of the one of them that ends first */
    while (gv_next_candidate(scanner, slot->list, &rest, &token) && token < high) {
        gv_filler filler = match(scanner, slot, token);
        if (filler.end == 0 || filler.end > limit) {
            continue;
        }
        if (is_stopped(scanner, slot->stop, &stop_from, token, &stop_end)) {
            break; /* it lies between trigger and every filler from here on */
        }
        if (!is_refused(scanner, slot, filler)) {
            return filler;
        }
    }
    return NONE;
}

/* ------------------------------------------------------------------ in, over */

typedef struct two_fillers {
    gv_filler filler[2];
} two_fillers;

static void collect(gv_scanner *scanner, const gv_image_slot *slot, uint32_t low, uint32_t high,
                    two_fillers *found)
{
    gv_candidates rest = gv_candidates_of(low, high);
    uint32_t token = 0;
    while (found->filler[1].end == 0 && gv_next_candidate(scanner, slot->list, &rest, &token)) {
        gv_filler filler = match(scanner, slot, token);
        if (filler.end != 0 && filler.end <= high && !is_refused(scanner, slot, filler)) {
            found->filler[found->filler[0].end == 0 ? 0 : 1] = filler;
        }
    }
}

/* 0 if no span of the list can begin in the sentence; of a long one nothing is told. */
static int may_hold(gv_scanner *scanner, uint32_t list, uint32_t sentence)
{
    const gv_sentence *bounds = &scanner->words.sentences[sentence];
    gv_candidates all = gv_candidates_of(bounds->first, bounds->end);
    return bounds->end - bounds->first > GV_STRETCH ||
           gv_candidates_go_on(scanner, list, &all);
}

/* The first two fillers among [low, high), a clause, sentence or passage. What the slot last found is
 * remembered, for two places: it is asked for the same one by one trigger after the other, and `in
 * previous` asks for two sentences. */
static two_fillers remember(gv_scanner *scanner, const gv_image_slot *slot, uint32_t place,
                            uint32_t low, uint32_t high)
{
    const size_t index = (size_t)(slot - scanner->language->slots);
    gv_slot_memory *const memory = &scanner->slot_memory[2 * index + place];
    two_fillers found = {{{0, 0}, {0, 0}}};
    if (memory->serial == scanner->serial && memory->low == low) {
        found.filler[0] = memory->filler[0];
        found.filler[1] = memory->filler[1];
        return found;
    }
    collect(scanner, slot, low, high, &found);
    *memory = (gv_slot_memory){scanner->serial, low, {found.filler[0], found.filler[1]}};
    return found;
}

static two_fillers in_sentence(gv_scanner *scanner, const gv_image_slot *slot, uint32_t sentence)
{
    const gv_sentence *bounds = &scanner->words.sentences[sentence];
    gv_keys_ready(scanner, sentence);
    if (!may_hold(scanner, slot->list, sentence)) {
        return (two_fillers){{NONE, NONE}};
    }
    return remember(scanner, slot, sentence & 1, bounds->first, bounds->end);
}

static gv_filler choose(two_fillers found, uint32_t first, uint32_t end)
{
    const int own = found.filler[0].first == first && found.filler[0].end == end;
    return own ? found.filler[1] : found.filler[0];
}

static gv_filler fill_in(gv_scanner *scanner, const gv_image_slot *slot, uint32_t first,
                         uint32_t end)
{
    const uint32_t sentence = sentence_of(scanner, first);
    switch (slot->scope) {
    case GV_SCOPE_PASSAGE:
        gv_keys_ready_all(scanner);
        return choose(remember(scanner, slot, 0, 0, (uint32_t)scanner->words.n_tokens), first,
                      end);
    case GV_SCOPE_PREVIOUS: {
        if (sentence > 0) {
            const two_fillers before = in_sentence(scanner, slot, sentence - 1);
            if (before.filler[0].end != 0) {
                return before.filler[0];
            }
        }
        return choose(in_sentence(scanner, slot, sentence), first, end);
    }
    case GV_SCOPE_SENTENCE:
        return choose(in_sentence(scanner, slot, sentence), first, end);
    default: {
        if (!may_hold(scanner, slot->list, sentence)) {
            return NONE;
        }
        /* a trigger may lie across a clause's edge: then the window runs over both */
        const uint32_t low = gv_clause_first(scanner, first);
        const uint32_t high = gv_clause_end(scanner, end - 1);
        if (high == gv_clause_end(scanner, first)) {
            return choose(remember(scanner, slot, 0, low, high), first, end);
        }
        two_fillers found = {{{0, 0}, {0, 0}}};
        collect(scanner, slot, low, high, &found);
        return choose(found, first, end);
    }
    }
}

/* 0 if the slot, which is `in` no less than a sentence, is easily seen to have no filler for any trigger
 * there. */
static int may_be_filled(gv_scanner *scanner, const gv_image_slot *slot, uint32_t sentence)
{
    if (slot->scope == GV_SCOPE_PASSAGE) {
        return scanner->ready_serial != scanner->serial ||
               remember(scanner, slot, 0, 0, (uint32_t)scanner->words.n_tokens).filler[0].end != 0;
    }
    return may_hold(scanner, slot->list, sentence) ||
           (slot->scope == GV_SCOPE_PREVIOUS && sentence > 0 &&
            (!scanner->sentences[sentence - 1].keys_done ||
             may_hold(scanner, slot->list, sentence - 1)));
}

int gv_slots_may_pass(gv_scanner *scanner, const gv_image_frame *frame, uint32_t sentence)
{
    const gv_image_slot *slots = scanner->language->slots + frame->first_slot;
    for (uint32_t i = 0; i < frame->n_slots; i += 1u + slots[i].n_alternatives) {
        if (slots[i].role == GV_SLOT_NEED && slots[i].n_alternatives == 0 &&
            slots[i].place == GV_PLACE_IN && slots[i].scope != GV_SCOPE_CLAUSE &&
            !may_be_filled(scanner, &slots[i], sentence)) {
            return 0;
        }
    }
    return 1;
}

static gv_filler fill_over(gv_scanner *scanner, const gv_image_slot *slot, uint32_t first,
                           uint32_t end)
{
    for (uint32_t token = first; token < end; token++) {
        if (!gv_is_anchored(scanner, slot->list, token)) {
            continue;
        }
        gv_filler filler = {token, gv_match_end(scanner, slot->list, token)};
        if (filler.end != 0 && filler.end <= end && !is_refused(scanner, slot, filler)) {
            return filler;
        }
    }
    return NONE;
}

/* ------------------------------------------------------------------ frames */

static gv_filler fill(gv_scanner *scanner, const gv_image_slot *slot, uint32_t first,
                      uint32_t end)
{
    gv_filler filler = NONE;
    switch (slot->place) {
    case GV_PLACE_BEFORE:
        filler = fill_before(scanner, slot, first);
        break;
    case GV_PLACE_AFTER:
        filler = fill_after(scanner, slot, end);
        break;
    case GV_PLACE_NEAR:
        filler = fill_before(scanner, slot, first);
        if (filler.end == 0) {
            filler = fill_after(scanner, slot, end);
        }
        break;
    case GV_PLACE_IN:
        filler = fill_in(scanner, slot, first, end);
        break;
    default:
        filler = fill_over(scanner, slot, first, end);
        break;
    }
    if (scanner->trace != NULL) {
        gv_trace_slot(scanner, slot, filler);
    }
    return filler;
}

static void keep_filler(gv_scanner *scanner, const gv_image_slot *slot, gv_filler filler,
                        gv_filler *hull, uint64_t *quantity)
{
    if (quantity != NULL) {
        gv_numbers_raise(scanner, filler.first, filler.end, quantity);
    }
    if (slot->place == GV_PLACE_BEFORE || slot->place == GV_PLACE_AFTER ||
        slot->place == GV_PLACE_NEAR) {
        hull->first = filler.first < hull->first ? filler.first : hull->first;
        hull->end = filler.end > hull->end ? filler.end : hull->end;
    }
}

int gv_slots_pass(gv_scanner *scanner, const gv_image_frame *frame, uint32_t first, uint32_t end,
                  gv_filler *hull, uint64_t *quantity)
{
    const gv_image_slot *slots = scanner->language->slots + frame->first_slot;
    hull->first = first;
    hull->end = end;
    if (quantity != NULL) {
        *quantity = 0;
    }
    for (uint32_t i = 0; i < frame->n_slots; i += 1u + slots[i].n_alternatives) {
        const gv_image_slot *slot = &slots[i];
        const uint32_t wanted = slot->role == GV_SLOT_NEED ? slot->required : 1;
        gv_filler filler = fill(scanner, slot, first, end);
        uint32_t filled = filler.end != 0;
        if (filled && slot->role == GV_SLOT_NEED) {
            keep_filler(scanner, slot, filler, hull, quantity);
        }
        if (slot->role == GV_SLOT_BAR && !filled) {
            continue;
        }
        uint32_t excused = 0;
        for (uint32_t k = 1; k <= slot->n_alternatives; k++) {
            if (slot->role == GV_SLOT_BAR ? excused : filled >= wanted) {
                break;
            }
            filler = fill(scanner, &slots[i + k], first, end);
            if (filler.end != 0) {
                filled++;
                excused = 1;
                if (slot->role == GV_SLOT_NEED) {
                    keep_filler(scanner, &slots[i + k], filler, hull, quantity);
                }
            }
        }
        if (slot->role == GV_SLOT_NEED ? filled < wanted : !excused) {
            return 0;
        }
    }
    if (quantity != NULL) {
        gv_numbers_raise(scanner, first, end, quantity);
    }
    return 1;
}
