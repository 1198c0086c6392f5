/*
 * sieve_order.c - do the words of a need stand in its order?
 *
 * In: a need whose sets all stand in the stretch, and for each class of words where it stands
 * there: bit n of its positions is the n-th word. Out: 1 if its trigger's words follow each other
 * as its steps say, and those of its slots stand near enough. Example, for {killing} {of}, AFTER 8
 * {number}:
 *
 *     the  talks  of  May  on  the  killing  of  40  men
 *     {killing} 0000001000 -> next 0000000100 & {of} 0010000100 -> next 0000000010: the trigger's end
 *     the 8 words from there on & {number} 0000000010: met
 *
 * Each step maps a set of positions to a set, as in match.c, so that nothing is tried twice. Sound
 * because each step lets through at least what the rule does (model/sieve_steps.c); because
 * positions count tokens as the close reading cuts them; and because a mention lies in one
 * sentence, which lies in one stretch. A stretch with more words than a set has room for is not
 * judged by order.
 */
#include "scan/sieve.h"

#include "scan/state.h"

/* The positions and the n after each. */
static gv_positions spread(gv_positions set, uint32_t n)
{
    uint32_t covered = 1;
    while (n > 0) {
        const uint32_t more = n < covered ? n : covered;
        if (more >= GV_POSITIONS) {
            return set;
        }
        set |= set << more;
        n -= more;
        covered += more;
    }
    return set;
}

/* The positions and the n before each. */
static gv_positions spread_back(gv_positions set, uint32_t n)
{
    uint32_t covered = 1;
    while (n > 0) {
        const uint32_t more = n < covered ? n : covered;
        if (more >= GV_POSITIONS) {
            return set;
        }
        set |= set >> more;
        n -= more;
        covered += more;
    }
    return set;
}

static gv_positions only(gv_sieve_state *sieve, uint32_t set, gv_positions from)
{
    return set == GV_IMAGE_NONE || from == 0 ? from : from & gv_sieve_positions(sieve, set);
}

/* From where a step's words can begin to the places after where they can end. */
static gv_positions cross(gv_sieve_state *sieve, const gv_sieve_step *step, gv_positions from)
{
    const gv_positions begins = only(sieve, step->begins, from);
    gv_positions ends = spread(begins, step->n - 1u);
    if (step->set != GV_IMAGE_NONE) {
        ends &= spread(only(sieve, step->set, ends), step->n - 1u);
    }
    return only(sieve, step->ends, ends) << 1;
}

/* From where a step of the trigger can begin to where it can end. */
static gv_positions walk(gv_sieve_state *sieve, const gv_sieve_step *step, gv_positions from)
{
    if (step->op == GV_SIEVE_GAP) {
        return spread(from, step->n);
    }
    const gv_positions reached = cross(sieve, step, from);
    return step->or ? reached | from : reached;
}

/* Where the trigger can begin, as far as its first step tells. */
static gv_positions beginnings(gv_sieve_state *sieve, const gv_sieve_step *step,
                               gv_positions inside)
{
    if (step->op != GV_SIEVE_WORDS || step->or || step->set == GV_IMAGE_NONE) {
        return inside;
    }
    return only(sieve, step->begins,
                spread_back(gv_sieve_positions(sieve, step->set), step->n - 1u));
}

/* 1 if what fills a slot may stand where it must, for a trigger that begins and ends so. */
static int is_filled(gv_sieve_state *sieve, const gv_sieve_step *step, gv_positions begins,
                     gv_positions ends, gv_positions inside)
{
    if (gv_sieve_positions(sieve, step->set) == 0) {
        return 0;
    }
    if (step->op == GV_SIEVE_IN) {
        return cross(sieve, step, inside) != 0;
    }
    const uint32_t more = step->reach > 0 ? step->reach - 1u : 0;
    if (step->op != GV_SIEVE_BEFORE && cross(sieve, step, spread(ends, more) & inside) != 0) {
        return 1;
    }
    if (step->op == GV_SIEVE_AFTER) {
        return 0;
    }
    const gv_positions last = only(sieve, step->ends, spread_back(begins >> 1, more));
    const gv_positions from = spread_back(last, step->n - 1u);
    return (cross(sieve, step, from) >> 1 & last) != 0;
}

int gv_sieve_in_order(gv_scanner *scanner, const gv_sieve_need *need)
{
    gv_sieve_state *sieve = &scanner->sieve;
    const gv_sieve_step *const steps = scanner->language->sieve.steps;
    const gv_sieve_step *step = steps + need->first_step;
    const gv_sieve_step *end = step + need->n_steps;
    if (sieve->n_words >= GV_POSITIONS) {
        return 1;
    }
    const gv_positions inside = ((gv_positions)1 << sieve->n_words) - 1;
    const gv_positions begins = beginnings(sieve, step, inside);
    gv_positions ends = begins;
    for (; step < end && ends != 0; step++) {
        ends = walk(sieve, step, ends);
    }
    step = steps + need->first_slot;
    end = step + need->n_slots;
    while (step < end && ends != 0) {
        int filled = is_filled(sieve, step, begins, ends, inside);
        for (; step->or; step++) {
            filled = filled || is_filled(sieve, step + 1, begins, ends, inside);
        }
        step++;
        if (!filled) {
            return 0;
        }
    }
    return ends != 0;
}
