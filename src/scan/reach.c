/*
 * reach.c - does a mask or cue that stands in the passage reach a mention?
 *
 *     "no reports of rape, but a massacre": the cue "no reports of" stands before both mentions;
 *     for the second the clause ends at "but".
 *
 * What reaches from one side reaches from nearer too: a clause's edge, a stop or too many words
 * between the far one and the mention is what the near one may lack. cues.c relies on it.
 */
#include "scan/state.h"

static int is_over(const gv_frame_hit *hit, uint32_t x, uint32_t y)
{
    return hit->first < y && x < hit->end && (hit->end - hit->first >= y - x || hit->first <= x);
}

static int reaches_in(gv_scanner *scanner, uint8_t scope, const gv_frame_hit *hit, uint32_t x)
{
    const uint32_t mine = scanner->words.tokens[x].sentence;
    const uint32_t cues = scanner->words.tokens[hit->first].sentence;
    switch (scope) {
    case GV_SCOPE_PASSAGE:
        return 1;
    case GV_SCOPE_PREVIOUS:
        return mine == cues || mine + 1 == cues;
    case GV_SCOPE_SENTENCE:
        return mine == cues;
    default:
        return mine == cues && x >= gv_clause_first(scanner, hit->first) &&
               x < gv_clause_end(scanner, hit->end - 1);
    }
}

/* `before N`, seen from the cue: the mention ends among the N words before it. */
static int reaches_before(gv_scanner *scanner, const gv_image_reach *reach,
                          const gv_frame_hit *hit, uint32_t x, uint32_t y)
{
    const uint32_t words = reach->reach > GV_LIMIT_REACH ? GV_LIMIT_REACH : reach->reach;
    if (y > hit->first || y + words <= hit->first ||
        scanner->words.tokens[x].sentence != scanner->words.tokens[hit->first].sentence) {
        return 0;
    }
    return reach->scope == GV_SCOPE_SENTENCE || y > gv_clause_first(scanner, hit->first);
}

static int reaches_after(gv_scanner *scanner, const gv_image_reach *reach,
                         const gv_frame_hit *hit, uint32_t x)
{
    const uint32_t words = reach->reach > GV_LIMIT_REACH ? GV_LIMIT_REACH : reach->reach;
    if (x < hit->end || x >= hit->end + words ||
        scanner->words.tokens[x].sentence != scanner->words.tokens[hit->first].sentence) {
        return 0;
    }
    return reach->scope == GV_SCOPE_SENTENCE || x < gv_clause_end(scanner, hit->end - 1);
}

/* 1 if a span of `stop` lies wholly in [from, to); stop may be NONE. */
static int is_stopped(gv_scanner *scanner, uint32_t stop, uint32_t from, uint32_t to)
{
    if (stop == GV_IMAGE_NONE) {
        return 0;
    }
    for (uint32_t token = from; token < to; token++) {
        const uint32_t end = gv_match_end(scanner, stop, token);
        if (end != 0 && end <= to) {
            return 1;
        }
    }
    return 0;
}

int gv_reach_touches(gv_scanner *scanner, const gv_image_frame *frame, const gv_frame_hit *hit,
                     uint32_t x, uint32_t y, int stops)
{
    const gv_image_reach *places = scanner->language->reaches + frame->first_reach;
    const uint32_t stop = stops ? frame->stop : GV_IMAGE_NONE;
    if (frame->kind == GV_FRAME_MASK) {
        return is_over(hit, x, y);
    }
    for (uint32_t i = 0; i < frame->n_reaches; i++) {
        const gv_image_reach *place = &places[i];
        if (place->place == GV_PLACE_OVER) {
            if (is_over(hit, x, y)) {
                return 1;
            }
        } else if (place->place == GV_PLACE_IN) {
            if (reaches_in(scanner, place->scope, hit, x)) {
                return 1;
            }
        } else {
            if (place->place != GV_PLACE_AFTER && reaches_before(scanner, place, hit, x, y) &&
                !is_stopped(scanner, stop, y, hit->first)) {
                return 1;
            }
            if (place->place != GV_PLACE_BEFORE && reaches_after(scanner, place, hit, x) &&
                !is_stopped(scanner, stop, hit->end, x)) {
                return 1;
            }
        }
    }
    return 0;
}

uint32_t gv_reach_distance(const gv_frame_hit *hit, uint32_t x, uint32_t y)
{
    if (hit->end <= x) {
        return x - hit->end;
    }
    return hit->first >= y ? hit->first - y : 0;
}
