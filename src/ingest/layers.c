/*
 * layers.c - unwraps one input by looking at first bytes, member after member.
 *
 * In: an open file. Out: leaf after leaf, each a stream of text or of a whole document. Levels are
 * pushed from the outside in; for "a.tar.gz" that holds r1.html and r2.txt.xz
 *
 *     file -> gzip -> tar -> (r1.html)            leaf: HTML
 *                     tar -> (r2.txt.xz) -> xz    leaf: text
 *                     tar: no more; gzip, file: done
 *
 * Each level's peek gives again what was looked at. Names of files play no part. What is too deeply
 * nested, or no text, is noted and left alone. Every byte that a level gives is counted: an input
 * that grows beyond all measure is taken for a bomb, and the level that gives it ends there.
 */
#include "ingest/level.h"

#include "base/arena.h"
#include "ingest/archive.h"
#include "ingest/filter.h"
#include "ingest/jsonl.h"
#include "ingest/office.h"
#include "ingest/sniff.h"
#include "ingest/warc.h"

#include <inttypes.h>
#include <string.h>

enum {
    MAGIC_BYTES = 10,     /* of first bytes: enough for every layer but old tar */
    TAR_BYTES = 512
};

static gv_stream stream_of(gv_level *level)
{
    return (gv_stream){gv_peek_fill, &level->peek};
}

/* ------------------------------------------------------------------ one layer more */

static gv_status push_gzip(gv_layers *layers)
{
    gv_level *const below = gv_level_top(layers);
    gv_level *level = NULL;
    GV_TRY(gv_level_push(layers, "gzip", &level));
    GV_TRY(gv_inflate_new(stream_of(below), layers->log, &level->gzip));
    level->given = (gv_stream){gv_inflate_fill, level->gzip};
    return GV_OK;
}

static gv_status push_filter(gv_layers *layers, const char *kind)
{
    gv_level *const below = gv_level_top(layers);
    gv_level *level = NULL;
    gv_filter *filter = NULL;
    const gv_opening opening = {stream_of(below), layers->log, &layers->options->limits};
    GV_TRY(gv_level_push(layers, kind, &level));
    GV_TRY(gv_filter_open(&opening, kind, &filter));
    level->filter = filter;
    level->given = (gv_stream){gv_filter_fill, filter};
    return GV_OK;
}

static int is_warc(const char *kind)
{
    return strcmp(kind, "warc") == 0 || strcmp(kind, "arc") == 0;
}

static gv_status push_container(gv_layers *layers, const char *kind)
{
    gv_level *const below = gv_level_top(layers);
    gv_level *level = NULL;
    const gv_opening opening = {stream_of(below), layers->log, &layers->options->limits};
    GV_TRY(gv_level_push(layers, kind, &level));
    if (layers->first_container == NULL) {
        layers->first_container = kind;
        layers->first_kind = layers->first_kind == kind ? NULL : layers->first_kind;
    }
    return is_warc(kind) ? gv_warc_open(&opening, kind, &level->container)
                         : gv_archive_open(&opening, kind, &level->container);
}

/* What the bytes of the last level begin: a layer's kind, and whether it is a container; NULL: no
 * layer. Text from a pipe that is no archive is not waited for. */
static gv_status find_kind(gv_layers *layers, const char **kind, int *is_container)
{
    gv_peek *const peek = &gv_level_top(layers)->peek;
    size_t length = 0;
    *kind = NULL;
    *is_container = 0;
    GV_TRY(gv_peek_want(peek, MAGIC_BYTES));
    const char *bytes = gv_peek_bytes(peek, &length);
    if (gv_sniff_is_gzip(bytes, length)) {
        *kind = "gzip";
        return GV_OK;
    }
    if (length == 0 || gv_sniff_may_be_json(bytes, length)) {
        return GV_OK;
    }
    GV_TRY(gv_peek_want(peek, TAR_BYTES));
    bytes = gv_peek_bytes(peek, &length);
    if (gv_office_sniff(bytes, length)) {
        return GV_OK; /* a document, though stored as a zip */
    }
    *kind = gv_filter_sniff(bytes, length);
    if (*kind == NULL) {
        *is_container = 1;
        *kind = gv_warc_sniff(bytes, length);
        *kind = *kind != NULL ? *kind : gv_archive_sniff(bytes, length);
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ members */

/* The member at hand has bytes, which are to be looked at. */
static gv_status open_member(gv_level *level)
{
    gv_peek_free(&level->peek);
    level->peek = (gv_peek){.below = {gv_level_fill, level}};
    level->given = level->container.stream;
    level->ended = 0;
    gv_buf_clear(&level->inside);
    GV_TRY(gv_buf_add(&level->inside, level->within.bytes, level->within.length));
    if (level->member.name != NULL) {
        GV_TRY(gv_buf_add_text(&level->inside, level->inside.length > 0 ? ":" : ""));
        GV_TRY(gv_buf_add_text(&level->inside, level->member.name));
    }
    level->layers->log->within = gv_level_words(&level->inside);
    return GV_OK;
}

/* Asks the last level for its next member. */
static gv_status ask_member(gv_level *level, int *found)
{
    gv_member member = {0};
    const gv_level_kept kept = gv_level_enter(level);
    gv_status status = level->container.next(level->container.self, &member, found);
    gv_level_leave(level, kept);
    return status == GV_OK && *found ? gv_level_keep(level, &member) : status;
}

/* Goes on to the next member of the last level that has bytes; *more 0: there is none, and the
 * level is closed, or a limit was passed. */
static gv_status next_member(gv_layers *layers, int *more)
{
    gv_level *const level = gv_level_top(layers);
    const uint64_t most = layers->options->limits.members;
    *more = 0;
    for (;;) {
        int found = 0;
        layers->log->within = gv_level_words(&level->within);
        GV_TRY(ask_member(level, &found));
        if (!found) {
            gv_level_pop(layers);
            return GV_OK;
        }
        if (++layers->n_files > most) {
            layers->stopped = 1;
            return gv_damage_add(layers->log, level->kind, level->member.offset, 0,
                                 "more than %" PRIu64 " members; the rest of the input is left "
                                 "out; to read it, raise the member limit",
                                 most);
        }
        if (level->member.left_out == NULL) {
            *more = 1;
            return open_member(level);
        }
        GV_TRY(gv_damage_add(layers->log, level->kind, level->member.offset, 0,
                             "skipped: %s is %s",
                             level->member.name != NULL ? level->member.name : "a member",
                             level->member.left_out));
    }
}

/* Closes the leaf, if there is one, and the filters around it, down to the nearest container or the
 * file. */
static gv_status close_leaf(gv_layers *layers)
{
    layers->n_bytes += layers->leaf_bytes;
    layers->replaced += layers->decode.replaced;
    layers->leaf_bytes = 0;
    layers->decode.replaced = 0;
    gv_peek_free(&layers->converted);
    while (layers->n_levels > 1 && gv_level_top(layers)->container.next == NULL) {
        GV_TRY(gv_level_drain(gv_level_top(layers)));
        gv_level_pop(layers);
    }
    return GV_OK;
}

/* Unwraps the bytes at hand until a leaf comes. *is_open 0: what was opened is a container with
 * nothing in it, and closed again. */
static gv_status unwrap(gv_layers *layers, int *is_open)
{
    const uint32_t depth = layers->options->limits.depth;
    const char *kind = NULL;
    const char *missing = NULL;
    int is_container = 0;
    for (;;) {
        *is_open = 1;
        GV_TRY(find_kind(layers, &kind, &is_container));
        if (kind == NULL) {
            return gv_leaf_judge(layers);
        }
        missing = is_warc(kind) ? NULL : gv_archive_missing(kind);
        if (missing != NULL || layers->n_levels > depth) {
            gv_leaf_leave(layers);
            return missing != NULL
                       ? gv_damage_add(layers->log, kind, 0, 0, "skipped: %s", missing)
                       : gv_damage_add(layers->log, kind, 0, 0,
                                       "%s inside other layers more than %" PRIu32
                                       " deep is not read; raise the depth limit",
                                       kind, depth);
        }
        if (is_container) {
            GV_TRY(push_container(layers, kind));
            GV_TRY(next_member(layers, is_open));
            if (!*is_open) {
                return GV_OK;
            }
        } else {
            GV_TRY(strcmp(kind, "gzip") == 0 ? push_gzip(layers) : push_filter(layers, kind));
        }
    }
}

static gv_status begin(gv_layers *layers, int *is_open)
{
    gv_level *file = NULL;
    GV_TRY(gv_level_push(layers, NULL, &file));
    file->given = (gv_stream){gv_source_fill, &layers->source};
    return unwrap(layers, is_open);
}

gv_status gv_layers_next(gv_layers *layers, int *more)
{
    int is_open = 0;
    if (layers->n_levels == 0) {
        GV_TRY(begin(layers, &is_open));
    }
    while (!is_open && !layers->stopped) {
        int found = 0;
        GV_TRY(close_leaf(layers));
        if (layers->n_levels == 1) {
            break;
        }
        GV_TRY(next_member(layers, &found));
        if (found) {
            GV_TRY(unwrap(layers, &is_open));
        }
    }
    for (uint32_t i = layers->n_levels; i > 1 && layers->stopped && !is_open; i--) {
        if (layers->levels[i - 1].container.next == NULL) {
            GV_TRY(gv_level_give_up(&layers->levels[i - 1], "left out, as the input is stopped"));
        }
    }
    *more = is_open;
    return GV_OK;
}

gv_status gv_layers_fill(gv_layers *layers, int wait, char *out, size_t capacity, gv_fill *fill)
{
    GV_TRY(layers->top.fill(layers->top.layer, wait, out, capacity, fill));
    if (layers->charset == GV_CHARSET_UTF8) {
        layers->leaf_bytes += fill->length;
    } else {
        layers->leaf_bytes = layers->decode.n_bytes + layers->mark_length;
    }
    return GV_OK;
}

uint64_t gv_layers_bytes(const gv_layers *layers)
{
    return layers->n_bytes + layers->leaf_bytes;
}

uint64_t gv_layers_gzip_members(const gv_layers *layers)
{
    return layers->n_levels > 1 && layers->levels[1].gzip != NULL
               ? gv_inflate_members(layers->levels[1].gzip)
               : layers->n_gzip_members;
}

/* {"warc_date":"..."}: what a WARC record says of itself beside its name and id. */
static gv_status describe_record(const gv_member *member, gv_arena *arena, gv_document *document)
{
    gv_buf json = {0};
    char *copy = NULL;
    gv_status status = gv_buf_add_text(&json, "{\"warc_date\":");
    if (status == GV_OK) {
        status = gv_json_add_string(member->date, strlen(member->date), &json);
    }
    if (status == GV_OK) {
        status = gv_buf_add_byte(&json, '}');
    }
    if (status == GV_OK) {
        status = gv_arena_copy(arena, json.bytes, json.length, &copy);
        document->fields = copy;
    }
    gv_buf_free(&json);
    return status;
}

static gv_status copy_text(gv_arena *arena, const char *text, const char **out)
{
    char *copy = NULL;
    if (text != NULL) {
        GV_TRY(gv_arena_copy(arena, text, strlen(text), &copy));
        *out = copy;
    }
    return GV_OK;
}

/* path:member, for a member that states no id. */
static gv_status name_member(const gv_layers *layers, gv_arena *arena, gv_document *document)
{
    const char *const within = layers->log->within;
    void *memory = NULL;
    if (within == NULL) {
        return GV_OK;
    }
    const size_t length = strlen(document->id);
    GV_TRY(gv_arena_get(arena, length + strlen(within) + 2, &memory));
    char *const id = memory;
    memcpy(id, document->id, length);
    id[length] = ':';
    memcpy(id + length + 1, within, strlen(within) + 1);
    document->id = id;
    document->within = id + length + 1;
    return GV_OK;
}

gv_status gv_layers_describe(const gv_layers *layers, gv_arena *arena, gv_document *document)
{
    const gv_member *member = NULL;
    const gv_member *dated = NULL;
    document->n_layers = 0;
    GV_TRY(name_member(layers, arena, document));
    for (uint32_t i = 1; i < layers->n_levels; i++) {
        const gv_level *const level = &layers->levels[i];
        gv_layer *const layer = &document->layers[document->n_layers++];
        *layer = level->place;
        GV_TRY(copy_text(arena, level->place.name, &layer->name));
        member = level->container.next != NULL ? &level->member : member;
        if (level->container.next != NULL && level->member.date != NULL) {
            dated = &level->member; /* also for what lies in an archive within a web archive */
        }
    }
    if (member != NULL) {
        GV_TRY(copy_text(arena, member->id, &document->id));
        GV_TRY(copy_text(arena, member->name, &document->member));
        GV_TRY(dated != NULL ? describe_record(dated, arena, document) : GV_OK);
    }
    const gv_member *const stated = gv_leaf_stated(layers);
    if (stated != NULL) {
        GV_TRY(copy_text(arena, stated->media_type, &document->media_type));
        GV_TRY(copy_text(arena, stated->charset, &document->charset));
    }
    if (layers->charset != GV_CHARSET_UTF8) {
        document->charset = "utf-8"; /* by now */
        document->layers[document->n_layers++] =
            (gv_layer){.kind = "charset",
                       .offset = layers->mark_length,
                       .name = gv_decode_name(layers->charset)};
    }
    return GV_OK;
}

void gv_layers_free(gv_layers *layers)
{
    while (layers->n_levels > 0) {
        gv_level_pop(layers);
    }
    for (size_t i = 0; i < sizeof layers->levels / sizeof layers->levels[0]; i++) {
        gv_buf_free(&layers->levels[i].within);
        gv_buf_free(&layers->levels[i].inside);
        gv_buf_free(&layers->levels[i].names);
    }
    gv_peek_free(&layers->converted);
    gv_source_close(&layers->source);
}
