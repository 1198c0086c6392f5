/*
 * level.c - one level of an input: what it gives is counted, and where it lies is said.
 *
 * In: the stream of a filter, or of a container's member. Out: the same bytes, with damage noted as
 * lying where the level lies, and an end put to what grows beyond all measure: 4 KB of zip that
 * give 1 GB and go on are noted as a bomb, and the level that gives them ends there. It opens
 * nothing.
 */
#include "ingest/level.h"

#include "base/arena.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    BOMBS_MOST = 4, /* then the rest of the input is left alone */
    DRAIN_STEP = 1 << 16
};

gv_level *gv_level_top(gv_layers *layers)
{
    return &layers->levels[layers->n_levels - 1];
}

const char *gv_level_words(const gv_buf *buf)
{
    return buf->length > 0 ? buf->bytes : NULL;
}

gv_level_kept gv_level_enter(const gv_level *level)
{
    gv_damage_log *const log = level->layers->log;
    const gv_level_kept kept = {log->within, log->depth};
    log->within = gv_level_words(&level->within);
    log->depth = (uint32_t)(level - level->layers->levels) - 1;
    return kept;
}

void gv_level_leave(const gv_level *level, gv_level_kept kept)
{
    level->layers->log->within = kept.within;
    level->layers->log->depth = kept.depth;
}

gv_status gv_level_give_up(gv_level *level, const char *why)
{
    const int was_ended = level->ended;
    level->ended = 1;
    if (was_ended || level->kind == NULL) {
        return GV_OK;
    }
    const gv_level_kept kept = gv_level_enter(level);
    const gv_status status =
        level->gzip != NULL     ? gv_inflate_give_up(level->gzip, why)
        : level->filter != NULL ? gv_filter_give_up(level->filter, why)
                                : gv_damage_add(level->layers->log, level->kind,
                                                level->member.offset, 0, "%s", why);
    gv_level_leave(level, kept);
    return status;
}

/* Counts what a level gave; ends it if the input grows beyond measure. */
static gv_status count_given(gv_level *level, gv_fill *fill)
{
    gv_layers *const layers = level->layers;
    const gv_limits *const limits = &layers->options->limits;
    layers->expanded += fill->length;
    if (fill->end || layers->expanded <= limits->expansion_free ||
        layers->expanded / limits->expansion <= layers->source.n_bytes) {
        return GV_OK;
    }
    char why[300];
    fill->end = 1;
    layers->expanded = 0;
    layers->stopped = ++layers->n_bombs >= BOMBS_MOST;
    (void)snprintf(why, sizeof why,
                   "expands to more than %" PRIu64 " bytes for each byte stored, as a bomb does; "
                   "the rest of it is left out%s; to read it, raise the expansion limit",
                   limits->expansion,
                   layers->stopped ? ", and so is the rest of the input" : "");
    return gv_level_give_up(level, why);
}

gv_status gv_level_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_level *const level = layer;
    if (level->ended) {
        *fill = (gv_fill){.end = 1};
        return GV_OK;
    }
    const gv_level_kept kept = gv_level_enter(level);
    gv_status status = level->given.fill(level->given.layer, wait, out, capacity, fill);
    if (status == GV_OK) {
        if (level->kind != NULL) {
            status = count_given(level, fill);
        }
        level->ended = fill->end;
    }
    gv_level_leave(level, kept);
    return status;
}

gv_status gv_level_push(gv_layers *layers, const char *kind, gv_level **pushed)
{
    gv_level *const level = &layers->levels[layers->n_levels];
    const gv_level buffers = *level; /* of an earlier level here: their memory serves again */
    *level = (gv_level){.layers = layers,
                        .kind = kind,
                        .within = buffers.within,
                        .inside = buffers.inside,
                        .names = buffers.names};
    level->place.kind = kind;
    level->peek.below = (gv_stream){gv_level_fill, level};
    gv_buf_clear(&level->within);
    gv_buf_clear(&level->names);
    if (layers->log->within != NULL) {
        GV_TRY(gv_buf_add_text(&level->within, layers->log->within));
    }
    layers->n_levels++;
    if (layers->n_levels == 2) {
        layers->first_kind = kind;
    }
    *pushed = level;
    return GV_OK;
}

void gv_level_pop(gv_layers *layers)
{
    gv_level *const level = gv_level_top(layers);
    if (level->gzip != NULL && layers->n_levels == 2) {
        layers->n_gzip_members = gv_inflate_members(level->gzip);
    }
    gv_inflate_free(level->gzip);
    gv_filter_free(level->filter);
    if (level->container.close != NULL) {
        level->container.close(level->container.self);
    }
    gv_peek_free(&level->peek);
    level->gzip = NULL;
    level->filter = NULL;
    level->container = (gv_container){0};
    layers->log->within = gv_level_words(&level->within);
    layers->n_levels--;
}

gv_status gv_level_drain(gv_level *level)
{
    char *scratch = NULL;
    gv_status status = GV_OK;
    gv_fill fill = {0};
    if (level->ended) {
        return GV_OK;
    }
    GV_TRY(gv_memory_get(DRAIN_STEP, (void **)&scratch));
    while (status == GV_OK && !fill.end) {
        status = gv_peek_fill(&level->peek, 1, scratch, DRAIN_STEP, &fill);
    }
    gv_memory_free(scratch);
    return status;
}

/* ------------------------------------------------------------------ what a container said */

static gv_status keep_string(gv_level *level, const char **string)
{
    if (*string != NULL) {
        GV_TRY(gv_buf_add(&level->names, *string, strlen(*string) + 1));
    }
    return GV_OK;
}

static void find_kept(const gv_level *level, size_t *at, const char **string)
{
    if (*string != NULL) {
        *string = level->names.bytes + *at;
        *at += strlen(*string) + 1;
    }
}

gv_status gv_level_keep(gv_level *level, const gv_member *member)
{
    gv_member *const m = &level->member;
    const char **const strings[] = {&m->name, &m->id,      &m->url,     &m->date,
                                    &m->media_type, &m->charset, &m->left_out};
    size_t at = 0;
    *m = *member;
    gv_buf_clear(&level->names);
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        GV_TRY(keep_string(level, strings[i]));
    }
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        find_kept(level, &at, strings[i]);
    }
    level->place.offset = m->offset;
    level->place.length = m->length;
    level->place.n = m->n;
    level->place.name = m->name;
    return GV_OK;
}

