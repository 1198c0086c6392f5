/*
 * near.c - the nearest known name, by counting the letters that differ.
 *
 * In: a wrong name and the known ones. Out: the nearest, if it is near enough to be meant:
 * "peple" is one dropped letter from "people". The distance is that of Damerau and Levenshtein in
 * its short form (optimal string alignment): a letter inserted, dropped, changed, or two neighbours
 * swapped, each counts one. Names longer than LONGEST bytes are not compared. It looks at bytes,
 * since names are ASCII.
 */
#include "compile/near.h"


#include <string.h>

enum { LONGEST = 64 };

gv_near gv_near_begin(gv_job *job, const char *name, size_t length)
{
    const gv_near near = {.name = name,
                          .length = length,
                          .distance = UINT32_MAX,
                          .off = job->n_near >= GV_NEAR_SEARCHES || length > LONGEST};
    job->n_near++;
    return near;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t distance_between(const char *a, size_t a_length, const char *b, size_t b_length)
{
    uint32_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b_length; j++) {
        rows[0][j] = (uint32_t)j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        uint32_t *const row = rows[i % 3];
        const uint32_t *const above = rows[(i + 2) % 3];
        const uint32_t *const second = rows[(i + 1) % 3];
        row[0] = (uint32_t)i;
        for (size_t j = 1; j <= b_length; j++) {
            const uint32_t changed = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(changed, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], second[j - 2] + 1);
            }
        }
    }
    return rows[a_length % 3][b_length];
}

void gv_near_offer(gv_near *near, const char *name, size_t length)
{
    const size_t allowed = near->length >= 6 ? near->length / 3 : near->length >= 3;
    const size_t apart = near->length > length ? near->length - length : length - near->length;
    if (near->off || length > LONGEST || apart > allowed) {
        return;
    }
    const uint32_t distance = distance_between(near->name, near->length, name, length);
    if (distance > allowed || distance > near->distance) {
        return;
    }
    if (distance == near->distance && strcmp(near->best, name) <= 0) {
        return;
    }
    near->best = name;
    near->best_length = length;
    near->distance = distance;
}

void gv_near_offer_map(gv_near *near, const gv_map *map)
{
    for (size_t i = 0; i < map->n_entries && !near->off; i++) {
        gv_near_offer(near, map->entries[i].key, map->entries[i].length);
    }
}

gv_status gv_near_hint(gv_job *job, const gv_near *near, const char **hint)
{
    gv_buf buf = {0};
    char *copy = NULL;
    gv_status status = GV_OK;
    if (near->best == NULL) {
        *hint = "";
        return GV_OK;
    }
    GV_TRY_DONE(gv_buf_add_format(&buf, "; did you mean \"%s\"?", near->best));
    GV_TRY_DONE(gv_arena_copy(&job->arena, buf.bytes, buf.length, &copy));
    *hint = copy;
done:
    gv_buf_free(&buf);
    return status;
}
