/*
 * sieve_ways.c - the ways in which a pattern can match, so that each can be told by itself.
 *
 * In: a pattern. Out: for each way a row of elements, in which one of the patterns of a list stands
 * for the list. Example, with @sent = (deport, carry off, send away, put on trains):
 *
 *     @was ..2 @sent    @was ..2 (deport)
 *                       @was ..2 carry off
 *                       @was ..2 send away
 *                       @was ..2 put on trains
 *
 * Each is rarer, and its words stand in a narrower order, than what can be said of the list as a
 * whole: one of {deport, carry, away, trains} within three words. Lists of single words stay as
 * they are: a set of words says it all. Sound because a list matches by one of its patterns.
 *
 * What it will not do: write out what can be absent, or a pattern of more than MOST_WAYS ways, or
 * any once there are MOST_NEEDS: a model of many rules over long lists would grow without end.
 */
#include "model/sieve_make.h"

#include <string.h>

#define MOST_WAYS 64
#define MOST_NEEDS 20000
#define MOST_WORDS 1000 /* keys of a list that are written out as brackets */

typedef struct teller {
    gv_sieve_maker *make;
    gv_sieve_way *tell;
    void *context;
} teller;

static gv_status each_way(const teller *to, const gv_image_element *elements, uint32_t n,
                          uint32_t room);

/* How many ways there are to match the element; 1: it stays as it is. */
static uint32_t count_ways(const gv_sieve_maker *make, const gv_image_element *element)
{
    if (element->op != GV_ELEMENT_LIST || element->optional ||
        make->language->lists[element->argument].longest < 2) {
        return 1;
    }
    const uint32_t end = make->first_entry[element->argument + 1];
    uint32_t n = 0;
    for (uint32_t at = make->first_entry[element->argument]; at < end; n++) {
        const uint32_t next = gv_sieve_stretch_end(make, at, end);
        if (make->list_entries[at].pattern == GV_IMAGE_WORD && next - at > MOST_WORDS) {
            return 1;
        }
        at = next;
    }
    return n;
}

/* One way for the element at `at`, and the ways of the rest. */
static gv_status put(const teller *to, const gv_image_element *elements, uint32_t n, uint32_t at,
                     const gv_buf *way, uint32_t room)
{
    const uint32_t behind = at + gv_image_width(&elements[at]);
    gv_status status = GV_OK;
    gv_buf all = {0};
    GV_TRY_DONE(gv_buf_add(&all, elements, at * sizeof *elements));
    GV_TRY_DONE(gv_buf_add(&all, way->bytes, way->length));
    GV_TRY_DONE(gv_buf_add(&all, elements + behind, (n - behind) * sizeof *elements));
    GV_TRY_DONE(each_way(to, (const gv_image_element *)(const void *)all.bytes,
                         (uint32_t)(all.length / sizeof *elements), room));
done:
    gv_buf_free(&all);
    return status;
}

/* Words of a list, as brackets. */
static gv_status add_words(const gv_sieve_maker *make, uint32_t at, uint32_t end, gv_buf *way)
{
    const gv_image_element brackets = {.op = GV_ELEMENT_ALTERNATIVES,
                                       .n = (uint16_t)(1 + 2 * (end - at)),
                                       .argument = end - at};
    GV_TRY(gv_buf_add(way, &brackets, sizeof brackets));
    for (; at < end; at++) {
        const gv_image_element word[2] = {
            {.op = GV_ELEMENT_SEQUENCE, .n = 2},
            {.op = GV_ELEMENT_KEY, .argument = make->list_entries[at].key}};
        GV_TRY(gv_buf_add(way, word, sizeof word));
    }
    return GV_OK;
}

static gv_status each_of_list(const teller *to, const gv_image_element *elements, uint32_t n,
                              uint32_t at, uint32_t room)
{
    const gv_sieve_maker *make = to->make;
    const uint32_t list = elements[at].argument;
    const uint32_t end = make->first_entry[list + 1];
    gv_status status = GV_OK;
    gv_buf way = {0};
    for (uint32_t entry = make->first_entry[list]; entry < end;) {
        const uint32_t next = gv_sieve_stretch_end(make, entry, end);
        const uint32_t number = make->list_entries[entry].pattern;
        gv_buf_clear(&way);
        if (number == GV_IMAGE_WORD) {
            GV_TRY_DONE(add_words(make, entry, next, &way));
        } else {
            const gv_image_pattern *pattern = &make->language->patterns[number];
            GV_TRY_DONE(gv_buf_add(&way, make->language->elements + pattern->first_element,
                                   pattern->n_elements * sizeof *elements));
        }
        GV_TRY_DONE(put(to, elements, n, at, &way, room));
        entry = next;
    }
done:
    gv_buf_free(&way);
    return status;
}

/* The first list that has several ways, but not too many, is written out; those of its patterns in
 * turn, as deep as lists nest. */
static gv_status each_way(const teller *to, const gv_image_element *elements, uint32_t n,
                          uint32_t room)
{
    for (uint32_t i = 0; i < n; i += gv_image_width(&elements[i])) {
        const uint32_t ways = count_ways(to->make, &elements[i]);
        if (ways > 1 && ways <= room) {
            return each_of_list(to, elements, n, i, room / ways);
        }
    }
    return to->tell(to->make, to->context, elements, n);
}

gv_status gv_sieve_each_way(gv_sieve_maker *make, const gv_image_pattern *pattern,
                            gv_sieve_way *tell, void *context)
{
    const teller to = {make, tell, context};
    return each_way(&to, make->language->elements + pattern->first_element, pattern->n_elements,
                    make->sieve->n_needs < MOST_NEEDS ? MOST_WAYS : 1);
}
