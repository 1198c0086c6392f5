/*
 * cues.c - masks drop mentions, cues give the rest their status.
 *
 * Comes in: mentions, and the masks and cues that stand in the passage for each rule (hits.c),
 * sorted by frame and place. For a mention the tests are tried in their order. Of one cue only its
 * nearest span on each side and those that overlap the trigger can matter: if the nearest is out of
 * reach, cut off by a stop or in another clause, so is every span beyond it. So a mention costs one
 * search a cue that stands in the passage, however often it stands there.
 *
 *     "no reports of rape, but a massacre": the cue "no reports of" stands before both mentions;
 *     for the second the clause ends at "but", and no farther "no" could reach over that.
 */
#include "scan/state.h"

#include <string.h>

/* ------------------------------------------------------------------ the nearest cue */

/* 1 if the span lies nearer to the mention than another, or as near and further left. */
static int is_nearer(const gv_frame_hit *hit, const gv_frame_hit *than, uint32_t x, uint32_t y)
{
    const uint32_t mine = gv_reach_distance(hit, x, y);
    const uint32_t other = gv_reach_distance(than, x, y);
    return mine < other || (mine == other && hit->first < than->first);
}

/* Tries one span; keeps it in *best if it reaches and lies nearer. */
static inline void consider(gv_scanner *scanner, const gv_image_frame *frame,
                            const gv_frame_hit *hit, uint32_t x, uint32_t y,
                            const gv_frame_hit **best)
{
    const gv_frame_trait *trait =
        &scanner->cues.begin.traits[hit->frame - scanner->language->head->n_rules];
    if (gv_trait_is_near(trait, hit->first, x, y) &&
        gv_reach_touches(scanner, frame, hit, x, y, 1) &&
        (*best == NULL || is_nearer(hit, *best, x, y))) {
        *best = hit;
    }
}

/* The first of hits[from, to) that starts at or after `token` - `less`. */
static size_t first_after(const gv_scanner *scanner, size_t from, size_t to, uint32_t token,
                          uint32_t less)
{
    size_t low = from;
    size_t high = to;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (scanner->cues.hits[middle].first + less < token) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The span of one cue, hits[from, to), that reaches the mention and lies nearest; NULL: none. */
static const gv_frame_hit *nearest(gv_scanner *scanner, const gv_image_frame *frame, size_t from,
                                   size_t to, uint32_t x, uint32_t y)
{
    const gv_frame_hit *hits = scanner->cues.hits;
    const gv_frame_hit *best = NULL;
    const gv_frame_hit *left = NULL; /* the one that ends last at or before x */
    const uint32_t longest = scanner->language->lists[scanner->cues.hits[from].frame].longest;
    const size_t low = first_after(scanner, from, to, y, 0);
    for (size_t i = low; i > from; i--) {
        const gv_frame_hit *hit = &hits[i - 1];
        if (hit->end > x) {
            consider(scanner, frame, hit, x, y, &best);
        } else if (left == NULL || hit->end >= left->end) {
            left = hit;
        }
        /* no span has more words than the longest: none further left ends later */
        if (hit->first + longest < (left != NULL ? left->end : x)) {
            break;
        }
    }
    if (left != NULL) {
        consider(scanner, frame, left, x, y, &best);
    }
    if (low < to) {
        consider(scanner, frame, &hits[low], x, y, &best);
    }
    return best;
}

/* ------------------------------------------------------------------ mentions */

/* 1 if some mask is over the mention's trigger. Masks stand before cues in the hits. */
static int is_masked(gv_scanner *scanner, const gv_mention *mention)
{
    int masked = 0;
    for (size_t group = 0; group < scanner->cues.n_groups; group++) {
        const size_t from = scanner->cues.groups[group];
        const size_t to = scanner->cues.groups[group + 1];
        const gv_image_frame *frame = &scanner->language->frames[scanner->cues.hits[from].frame];
        if (frame->kind != GV_FRAME_MASK) {
            break;
        }
        for (size_t i = first_after(scanner, from, to, mention->trigger, GV_LIMIT_SPAN);
             i < to && scanner->cues.hits[i].first < mention->trigger_end; i++) {
            if (gv_reach_touches(scanner, frame, &scanner->cues.hits[i], mention->trigger,
                                 mention->trigger_end, 1)) {
                gv_trace_mask(scanner, mention, &scanner->cues.hits[i]);
                if (scanner->touched != NULL) {
                    scanner->touched[scanner->cues.hits[i].frame] = 1;
                }
                masked = 1;
            }
        }
    }
    return masked;
}

/* The nearest cue of each test that reaches the mention: best[test], NULL where none does. */
static void find_cues(gv_scanner *scanner, const gv_mention *mention, const gv_frame_hit **best)
{
    const uint32_t x = mention->trigger;
    const uint32_t y = mention->trigger_end;
    memset(best, 0, GV_LIMIT_TESTS * sizeof *best);
    for (size_t group = 0; group < scanner->cues.n_groups; group++) {
        const size_t from = scanner->cues.groups[group];
        const size_t to = scanner->cues.groups[group + 1];
        const gv_image_frame *frame = &scanner->language->frames[scanner->cues.hits[from].frame];
        if (frame->kind != GV_FRAME_CUE) {
            continue;
        }
        const gv_frame_hit *hit = nearest(scanner, frame, from, to, x, y);
        if (hit == NULL) {
            continue;
        }
        if (scanner->touched != NULL) {
            scanner->touched[hit->frame] = 1;
        }
        const gv_frame_hit *known = best[frame->of];
        if (known == NULL || is_nearer(hit, known, x, y)) {
            best[frame->of] = hit; /* frames come by name: an earlier name keeps a tie */
        }
    }
}

/* The tests that a skip test's cue strikes for the mention. */
static uint64_t find_struck(const gv_image_test *skip, const gv_mention *mention,
                            const gv_frame_hit *cue, const gv_frame_hit *const *best)
{
    const uint32_t x = mention->trigger;
    const uint32_t y = mention->trigger_end;
    uint64_t struck = skip->skips;
    for (uint32_t test = 0; skip->nearer && test < GV_LIMIT_TESTS; test++) {
        if (best[test] != NULL &&
            gv_reach_distance(best[test], x, y) <= gv_reach_distance(cue, x, y)) {
            struck &= ~((uint64_t)1 << test);
        }
    }
    return struck;
}

static void decide(gv_scanner *scanner, gv_mention *mention)
{
    const gv_model *model = scanner->model;
    const gv_frame_hit *best[GV_LIMIT_TESTS];
    uint64_t struck = 0;
    find_cues(scanner, mention, best);
    for (uint32_t test = 0; test < model->n_tests; test++) {
        if (best[test] == NULL) {
            continue;
        }
        if (struck >> test & 1) {
            gv_trace_cue(scanner, mention, best[test], "struck by an exception");
            continue;
        }
        if (model->tests[test].note != GV_IMAGE_NONE) {
            mention->notes |= (uint64_t)1 << test;
        }
        if (model->tests[test].status == GV_IMAGE_NONE) {
            struck |= find_struck(&model->tests[test], mention, best[test],
                                  (const gv_frame_hit *const *)best);
            gv_trace_cue(scanner, mention, best[test], "an exception: go on");
            continue;
        }
        mention->status = model->tests[test].status;
        mention->cue = best[test]->frame;
        mention->cue_start = scanner->words.tokens[best[test]->first].start;
        mention->cue_end = scanner->words.tokens[best[test]->end - 1].end;
        gv_trace_cue(scanner, mention, best[test], "decides");
        return;
    }
    gv_trace_cue(scanner, mention, NULL, "no test holds");
}

/* All mentions of one rule, the first of them at `first`; a masked one gets the status NONE. */
static gv_status decide_rule(gv_scanner *scanner, uint32_t first)
{
    struct gv_result *result = &scanner->result;
    const uint32_t rule = result->mentions[first].rule;
    GV_TRY(gv_hits_pick(scanner, rule));
    for (uint32_t i = first; i < result->n_mentions; i++) {
        gv_mention *mention = &result->mentions[i];
        if (mention->rule != rule) {
            continue;
        }
        if (is_masked(scanner, mention)) {
            mention->status = GV_IMAGE_NONE;
        } else {
            decide(scanner, mention);
        }
    }
    return GV_OK;
}

gv_status gv_cues_decide(gv_scanner *scanner)
{
    struct gv_result *result = &scanner->result;
    uint32_t kept = 0;
    GV_TRY(gv_hits_find(scanner));
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        if (gv_frame_is_new(scanner, result->mentions[i].rule, UINT32_MAX)) {
            GV_TRY(decide_rule(scanner, i));
        }
    }
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        if (result->mentions[i].status != GV_IMAGE_NONE) {
            result->mentions[kept++] = result->mentions[i];
        }
    }
    result->n_mentions = kept;
    return GV_OK;
}
