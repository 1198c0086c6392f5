/*
 * match_rows.c - which line of the result a derived line is.
 *
 * In: the lines that the inputs give now, one after another in the order of a run, and the rows of
 * the result. Out: for each row which derived line it is and whether their bytes are the same; the
 * derived lines that the result lacks. An untouched result is compared byte for byte, each line
 * with the next row, and nothing is parsed. Where that fails, a derived line looks for the row of
 * its place (input, layers, spans), and at the end, among what is left on both sides, for the row
 * of its id and passage:
 *     rows      A  C  B' X         derived   A  B  C  D
 *     A = A, B ~ B' (differs), C = C; D is missing, X is not derived; C and B' stand out of order
 * What stands out of order is told by the longest series of rows in the derived order: all others
 * were moved, so that one line carried elsewhere is one finding. It says nothing of why.
 */
#include "custody/custody.h"

#include "base/arena.h"

#include <string.h>

enum { SCRATCH_KEPT = 1 << 20 };

/* ------------------------------------------------------------------ rows by place */

static const char *row_line(const gv_custody_match *match, const gv_custody_row *row)
{
    return (const char *)match->result->file.bytes + row->offset;
}

static int has_bytes(const gv_custody_match *match, const gv_custody_row *row, const char *line,
                     size_t length)
{
    return row->length == length && memcmp(row_line(match, row), line, length) == 0;
}

static int is_free(const gv_custody_row *row)
{
    return row->derived == 0 && row->verdict == GV_ROW_UNSEEN && row->input != GV_CUSTODY_NONE;
}

/* Puts every row that is not matched into the slot of its place; earlier rows come first. */
static gv_status index_rows(gv_custody_match *match)
{
    gv_custody_result *const result = match->result;
    if (match->slots == NULL) {
        match->n_slots = 16;
        while (match->n_slots < result->n_rows * 2) {
            match->n_slots *= 2;
        }
        GV_TRY(gv_memory_get_zeroed(match->n_slots, sizeof *match->slots,
                                    (void **)&match->slots));
    } else {
        memset(match->slots, 0, match->n_slots * sizeof *match->slots);
    }
    for (size_t i = result->n_rows; i > 0; i--) {
        gv_custody_row *const row = &result->rows[i - 1];
        if (is_free(row)) {
            uint32_t *const slot = &match->slots[row->place & (match->n_slots - 1)];
            row->next = *slot > 0 ? *slot - 1 : GV_CUSTODY_NONE;
            *slot = (uint32_t)i;
        }
    }
    return GV_OK;
}

/* The first free row of a place, or better the first of them with these bytes; or NULL. Rows that
 * are matched meanwhile are taken out of the slot on the way. */
static gv_custody_row *find_row(gv_custody_match *match, uint64_t place, const char *line,
                                size_t length)
{
    enum { LOOKED_AT_MOST = 64 };
    gv_custody_row *const rows = match->result->rows;
    gv_custody_row *found = NULL;
    uint32_t *slot = &match->slots[place & (match->n_slots - 1)];
    uint32_t at = *slot > 0 ? *slot - 1 : GV_CUSTODY_NONE;
    uint32_t before = GV_CUSTODY_NONE;
    for (size_t n = 0; at != GV_CUSTODY_NONE && n < LOOKED_AT_MOST; at = rows[at].next) {
        if (!is_free(&rows[at])) {
            if (before == GV_CUSTODY_NONE) {
                *slot = rows[at].next == GV_CUSTODY_NONE ? 0 : rows[at].next + 1;
            } else {
                rows[before].next = rows[at].next;
            }
            continue;
        }
        before = at;
        n++;
        if (rows[at].place == place) {
            if (has_bytes(match, &rows[at], line, length)) {
                return &rows[at];
            }
            found = found != NULL ? found : &rows[at];
        }
    }
    return found;
}

/* ------------------------------------------------------------------ one derived line */

static gv_status take_row(gv_custody_match *match, gv_custody_row *row, const char *line,
                          size_t length, uint32_t derived)
{
    row->derived = derived;
    if (has_bytes(match, row, line, length)) {
        row->verdict = GV_ROW_HOLDS;
        return GV_OK;
    }
    row->verdict = GV_ROW_DIFFERS;
    if (match->kept > GV_CUSTODY_KEPT) {
        row->words = "it differs";
        row->differs = GV_DIFFERS_OTHER;
        return GV_OK;
    }
    GV_TRY(gv_custody_compare(row_line(match, row), row->length, line, length, &match->arena,
                              &row->words, &row->differs));
    match->kept += strlen(row->words);
    return GV_OK;
}

static gv_status keep_missing(gv_custody_match *match, const char *line, size_t length,
                              uint32_t input)
{
    char *copy = NULL;
    if (match->kept + length > GV_CUSTODY_KEPT) {
        match->n_missing_more++;
        return GV_OK;
    }
    GV_TRY(gv_array_reserve((void **)&match->missing, match->n_missing + 1,
                            sizeof *match->missing, &match->capacity));
    GV_TRY(gv_arena_copy(&match->arena, line, length, &copy));
    match->missing[match->n_missing++] =
        (gv_custody_missing){copy, length, input, match->n_derived};
    match->kept += length + sizeof *match->missing;
    return GV_OK;
}

gv_status gv_custody_match_line(gv_custody_match *match, const char *line, size_t length)
{
    gv_custody_result *const result = match->result;
    gv_custody_line fields;
    match->n_derived++;
    if (match->cursor < result->n_rows && is_free(&result->rows[match->cursor]) &&
        has_bytes(match, &result->rows[match->cursor], line, length)) {
        gv_custody_row *const row = &result->rows[match->cursor++];
        match->tally[row->input].n++;
        return take_row(match, row, line, length, match->n_derived);
    }
    if (match->slots == NULL) {
        GV_TRY(index_rows(match));
    }
    if (!gv_custody_read_line(line, length, &fields)) {
        return GV_OK; /* cannot be: it is our own */
    }
    uint32_t input = GV_CUSTODY_NONE;
    GV_TRY(gv_custody_count_line(match->manifest, &fields, &match->scratch, match->tally,
                                 &input));
    gv_arena_reset(&match->scratch, SCRATCH_KEPT);
    if (input == GV_CUSTODY_NONE) {
        return GV_OK;
    }
    gv_custody_row *const row =
        find_row(match, gv_custody_place(&fields, input, 0), line, length);
    if (row == NULL) {
        return keep_missing(match, line, length, input);
    }
    if ((size_t)(row - result->rows) >= match->cursor) {
        match->cursor = (size_t)(row - result->rows) + 1;
    }
    return take_row(match, row, line, length, match->n_derived);
}

/* ------------------------------------------------------------------ what is left */

/* Gives each free row the place of its id and passage. */
static void rename_rows(gv_custody_match *match)
{
    for (size_t i = 0; i < match->result->n_rows; i++) {
        gv_custody_row *const row = &match->result->rows[i];
        gv_custody_line fields;
        if (is_free(row) && gv_custody_read_line(row_line(match, row), row->length, &fields)) {
            row->place = gv_custody_place(&fields, row->input, 1);
        }
    }
}

static gv_status pair_by_id(gv_custody_match *match)
{
    size_t n_kept = 0;
    rename_rows(match);
    GV_TRY(index_rows(match));
    for (size_t i = 0; i < match->n_missing; i++) {
        const gv_custody_missing *const item = &match->missing[i];
        gv_custody_line fields;
        gv_custody_row *row = NULL;
        if (gv_custody_read_line(item->line, item->length, &fields)) {
            row = find_row(match, gv_custody_place(&fields, item->input, 1), item->line,
                           item->length);
        }
        if (row != NULL) {
            GV_TRY(take_row(match, row, item->line, item->length, item->derived));
        } else {
            match->missing[n_kept++] = *item;
        }
    }
    match->n_missing = n_kept;
    return GV_OK;
}

static uint64_t hash_row(const gv_custody_match *match, const gv_custody_row *row)
{
    return gv_hash_bytes(row_line(match, row), row->length);
}

/* Marks free rows whose bytes are those of a matched row: copies. */
static gv_status mark_copies(gv_custody_match *match)
{
    gv_custody_result *const result = match->result;
    gv_map matched = {0};
    gv_status status = GV_OK;
    size_t n_free = 0;
    for (size_t i = 0; i < result->n_rows; i++) {
        n_free += is_free(&result->rows[i]);
    }
    for (size_t i = 0; i < result->n_rows && n_free > 0; i++) {
        if (result->rows[i].derived > 0) {
            const uint64_t hash = hash_row(match, &result->rows[i]);
            GV_TRY_DONE(gv_map_add(&matched, (const char *)&hash, sizeof hash, (uint32_t)i, NULL));
        }
    }
    for (size_t i = 0; i < result->n_rows && n_free > 0; i++) {
        gv_custody_row *const row = &result->rows[i];
        if (is_free(row)) {
            const uint64_t hash = hash_row(match, row);
            const uint32_t other = gv_map_find(&matched, (const char *)&hash, sizeof hash);
            row->twice = other != GV_MAP_NONE &&
                         has_bytes(match, row, row_line(match, &result->rows[other]),
                                   result->rows[other].length);
        }
    }
done:
    gv_map_free(&matched);
    return status;
}

/* ------------------------------------------------------------------ order */

static int is_in_order(const gv_custody_result *result)
{
    uint32_t last = 0;
    for (size_t i = 0; i < result->n_rows; i++) {
        const uint32_t derived = result->rows[i].derived;
        if (derived > 0 && derived < last) {
            return 0;
        }
        last = derived > 0 ? derived : last;
    }
    return 1;
}

/* The longest series of rows with rising numbers, by piles: ends[k] is the row that ends the best
 * series of k + 1 rows. All rows outside of it were moved. */
static gv_status mark_moved(gv_custody_result *result)
{
    uint32_t *ends = NULL;
    uint32_t *before = NULL;
    size_t n = 0;
    gv_status status = GV_OK;
    if (is_in_order(result)) {
        return GV_OK;
    }
    GV_TRY_DONE(gv_memory_get_zeroed(result->n_rows, sizeof *ends, (void **)&ends));
    GV_TRY_DONE(gv_memory_get_zeroed(result->n_rows, sizeof *before, (void **)&before));
    for (size_t i = 0; i < result->n_rows; i++) {
        gv_custody_row *const row = &result->rows[i];
        size_t low = 0;
        size_t high = n;
        if (row->derived == 0) {
            continue;
        }
        while (low < high) {
            const size_t middle = low + (high - low) / 2;
            if (result->rows[ends[middle]].derived < row->derived) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        before[i] = low > 0 ? ends[low - 1] : GV_CUSTODY_NONE;
        ends[low] = (uint32_t)i;
        n = low == n ? n + 1 : n;
        row->moved = 1;
    }
    for (uint32_t at = n > 0 ? ends[n - 1] : GV_CUSTODY_NONE; at != GV_CUSTODY_NONE;
         at = before[at]) {
        result->rows[at].moved = 0;
    }
done:
    gv_memory_free(ends);
    gv_memory_free(before);
    return status;
}

gv_status gv_custody_match_end(gv_custody_match *match)
{
    GV_TRY(pair_by_id(match));
    GV_TRY(mark_copies(match));
    return mark_moved(match->result);
}

void gv_custody_match_free(gv_custody_match *match)
{
    gv_memory_free(match->tally);
    gv_memory_free(match->slots);
    gv_memory_free(match->missing);
    gv_arena_free(&match->arena);
    gv_arena_free(&match->scratch);
    *match = (gv_custody_match){0};
}
