/*
 * strike.c - which of the masks and cues that stand in the passage stand for a rule.
 *
 * Those whose `for` the rule fits, less what the spans of `skip` tests strike. In "not only
 * killed", the cue G3 "not only" strikes the test G1 from "not" and "only", so that the cue G1
 * "not" does not stand there; not so for a rule that G3 may not touch. So the hits that stand are
 * picked rule by rule, not mention by mention.
 */
#include "scan/state.h"

/* The tests struck from any word of a hit. */
static uint64_t struck_at(const gv_scanner *scanner, const gv_frame_hit *hit)
{
    uint64_t struck = 0;
    for (uint32_t token = hit->first; token < hit->end; token++) {
        struck |= scanner->struck[token];
    }
    return struck;
}

/* Strikes tests from words, test by test: an exception may itself have been struck. */
static void strike(gv_scanner *scanner)
{
    const gv_model *model = scanner->model;
    for (uint32_t test = 0; test < model->n_tests; test++) {
        for (size_t i = 0; i < scanner->cues.n_hits && model->tests[test].skips != 0; i++) {
            const gv_frame_hit *hit = &scanner->cues.hits[i];
            const gv_image_frame *frame = &scanner->language->frames[hit->frame];
            if (frame->kind != GV_FRAME_CUE || frame->of != test ||
                (struck_at(scanner, hit) >> test & 1)) {
                continue;
            }
            for (uint32_t token = hit->first; token < hit->end; token++) {
                scanner->struck[token] |= model->tests[test].skips;
            }
        }
    }
}

/* Hits of the frames that may touch the rule; 1 if one of them is a skip test's. */
static int pick_targets(gv_scanner *scanner, const uint64_t *fits)
{
    gv_hits_state *cues = &scanner->cues;
    const uint32_t n_rules = scanner->language->head->n_rules;
    int skips = 0;
    cues->n_hits = 0;
    for (size_t i = 0; i < cues->n_found; i++) {
        const gv_frame_hit *hit = &cues->found[i];
        if (gv_fits_has(fits, hit->frame - n_rules)) {
            const gv_image_frame *of = &scanner->language->frames[hit->frame];
            cues->hits[cues->n_hits++] = *hit;
            skips |= of->kind == GV_FRAME_CUE && scanner->model->tests[of->of].skips != 0;
        }
    }
    return skips;
}

static void drop_struck(gv_scanner *scanner)
{
    gv_hits_state *cues = &scanner->cues;
    size_t kept = 0;
    for (size_t i = 0; i < cues->n_hits; i++) {
        for (uint32_t token = cues->hits[i].first; token < cues->hits[i].end; token++) {
            scanner->struck[token] = 0;
        }
    }
    strike(scanner);
    for (size_t i = 0; i < cues->n_hits; i++) {
        const gv_frame_hit hit = cues->hits[i];
        const gv_image_frame *frame = &scanner->language->frames[hit.frame];
        if (frame->kind != GV_FRAME_CUE || !(struck_at(scanner, &hit) >> frame->of & 1)) {
            cues->hits[kept++] = hit;
        }
    }
    cues->n_hits = kept;
}

/* Notes where each frame's hits begin. */
static void find_groups(gv_hits_state *cues)
{
    cues->n_groups = 0;
    for (size_t i = 0; i < cues->n_hits; i++) {
        if (i == 0 || cues->hits[i].frame != cues->hits[i - 1].frame) {
            cues->groups[cues->n_groups++] = (uint32_t)i;
        }
    }
    cues->groups[cues->n_groups] = (uint32_t)cues->n_hits;
}

gv_status gv_hits_pick(gv_scanner *scanner, uint32_t rule)
{
    const uint64_t *fits = NULL;
    GV_TRY(gv_fits_of_rule(scanner, rule, &fits));
    if (fits == scanner->cues.picked) {
        return GV_OK; /* the last rule was of the same kind */
    }
    scanner->cues.picked = fits;
    if (pick_targets(scanner, fits)) {
        drop_struck(scanner);
    }
    find_groups(&scanner->cues);
    return GV_OK;
}
